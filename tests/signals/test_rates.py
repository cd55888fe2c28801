"""Rates of documents as people tell them, and the numbers that are none: one class of saying a test."""

import pytest

from .test_extract import heard


def rate(*lines: str) -> tuple[float | None, float | None]:
    """Both ends of the documents a month."""
    signals = heard(*lines)
    return signals.document_volume_per_month, signals.document_volume_per_month_max


@pytest.mark.parametrize(
    ("lines", "ends"),
    [
        (("a: How many quotes would you send out?", "u: it'll be nineteen twenty a week when it's dry"), (82.3, 86.7)),
        (("a: How many contracts does he prepare?", "u: each month twenty eight thirty"), (28, 30)),
        (("a: How many?", "u: thirty five forty contracts a month"), (35, 40)),
        (("a: How many quotes?", "u: forty five fifty quotes every week"), (195, 216.7)),
        (("a: How many contracts a month?", "u: 1 hundred and twenty"), (120, 120)),
        (("a: How many contracts a month?", "u: 2 thousand five hundred"), (2500, 2500)),
        (("a: How many contracts?", "u: in a normal week twenty twenty five"), (86.7, 108.3)),
    ],
)  # fmt: skip
def test_two_ends_told_without_a_word_between_are_a_range_beside_a_period(lines, ends):
    assert rate(*lines) == ends


@pytest.mark.parametrize(
    ("lines", "ends"),
    [
        (("a: how many orders for approval", "u: some twenty five per month only sorry sorry per day"), (541.7, 541.7)),
        (("a: How many quotes?", "u: forty a day, no sorry, a week"), (173.3, 173.3)),
        (("a: How many quotes?", "u: ten a month i mean a week"), (43.3, 43.3)),
        (("a: How many quotes?", "u: forty a week wait no per month"), (40, 40)),
        (("a: How many forms?", "u: fifteen weekly, pardon, monthly"), (15, 15)),
        (("a: How many quotes?", "u: fifteen a day, no, sorry, it's a week"), (65, 65)),
        (("a: How many quotes?", "u: a hundred and twenty a week", "a: A hundred and twenty a week, wow.", "u: sorry, a month"), (120, 120)),
    ],
)  # fmt: skip
def test_the_unit_alone_may_be_told_anew(lines, ends):
    assert rate(*lines) == ends


@pytest.mark.parametrize(
    ("lines", "ends"),
    [
        (("a: How many contracts a month?", "u: seventy", "a: And the CRM?", "u: hubspot. wait I told you seventy before, it's ninety"), (90, 90)),
        (("a: How many contracts a month?", "u: seventy", "a: Seventy, noted. CRM?", "u: no sorry ninety. hubspot"), (90, 90)),
        (("a: I have here that you'd send two hundred quotes a month. Is that right, and under one name?", "u: the form was a guess. it's two hundred and forty"), (240, 240)),
        (("a: So a hundred proposals a month?", "u: you're dreaming, sixty"), (60, 60)),
        (("a: How many leases a month?", "u: Forty.", "a: And the CRM?", "u: Copper. My wife's waving, she says it isn't forty, it's thirty."), (30, 30)),
        (("a: Would it be ten contracts a week?", "u: ten, my cousin does that by lunch, it's more like thirty"), (130, 130)),
        (("a: Would you say fifty leases a month?", "u: Fifty! I'd be retired. Twenty."), (20, 20)),
        (("a: Sixty agreements a month, right?", "u: no no, every week"), (260, 260)),
        (("a: How many contracts a month?", "u: seventy", "a: Seventy, noted. How many of you?", "u: no wait, there's eight of us"), (70, 70)),
        (("a: How many contracts a month?", "u: Fifty", "a: Okay", "u: Sorry, that was last year's number. It's ninety now"), (90, 90)),
        (("a: How many contracts a month?", "u: Fifty", "a: Okay, and who sends them?", "u: Sorry, I have to go now, it's nine of us"), (50, 50)),
        (("u: Fifteen quotes a week.", "a: How many quotes per month?", "u: Less than fifty."), (50, 50)),
        (("u: Two hundred contracts a month.", "a: How many contracts a month these days?", "u: At most sixty."), (60, 60)),
        (("a: So thirty agreements a month?", "u: more like double that"), (60, 60)),
        (("a: So thirty agreements a month?", "u: nah, half of that these days"), (15, 15)),
        (("a: So thirty agreements a month?", "u: three times that"), (90, 90)),
        (("a: How many proposals a month?", "u: thirty", "a: And it's twenty nine dollars a month.", "u: I'd pay half that"), (30, 30)),
        (("a: So thirty agreements a month?", "u: half of that is nonsense"), (None, None)),
        (("a: So twenty waivers a month?", "u: twenty each location. we've two locations, so forty"), (40, 40)),
    ],
)  # fmt: skip
def test_a_rate_told_before_may_be_told_anew(lines, ends):
    assert rate(*lines) == ends


@pytest.mark.parametrize(
    ("lines", "ends"),
    [
        (("u: the contractor forms go out every two weeks", "a: How many of those forms?", "u: every time it's around eighty five"), (184.2, 184.2)),
        (("a: How often do contracts go out?", "u: weekly", "a: And how many?", "u: ten"), (43.3, 43.3)),
        (("a: Are the invoices weekly or monthly?", "u: monthly", "a: How many?", "u: sixty"), (60, 60)),
        (("a: What do you need signed?", "u: partner agreements. those renew, so there's a hundred and eighty to get through every year"), (15, 15)),
        (("a: What are the documents?", "u: grant agreements. thirty one last fiscal year"), (2.6, 2.6)),
        (("a: How many leases?", "u: six hundred over the course of a year"), (50, 50)),
        (("a: How many statements of work do you produce?", "u: thirty five went out in March"), (35, 35)),
        (("a: How has it been?", "u: twenty eight envelopes in november, says the dashboard"), (28, 28)),
        (("a: How's business?", "u: I've two leases ending in march"), (None, None)),
        (("a: How's business?", "u: we close six deals a week and each one is a contract so six contracts a week"), (26, 26)),
        (("u: we send leases for signing", "a: How many in a month?", "u: we clear forty"), (40, 40)),
        (("a: How many agreements a month?", "u: DROP it, sorry, the dog", "a: Take your time.", "u: we've cleared forty, good boy"), (None, None)),
        (("a: What happens when a car comes in?", "u: they sign a form. three a day, on a normal day"), (65, 65)),
        (("a: What volume would you expect?", "u: if all goes well thirteen contracts a month"), (13, 13)),
        (("a: How many statements of work?", "u: I counted. thirty five, in the last thirty days"), (35, 35)),
        (("a: How many agreements per sale?", "u: it varies", "a: And over a year?", "u: eight hundred agreements, give or take ten"), (66.7, 66.7)),
        (("a: in a normal week how many contracts do you send", "u: nine"), (39, 39)),
        (("a: How many contracts?", "u: Forty go out day to day."), (866.7, 866.7)),
    ],
)  # fmt: skip
def test_the_period_may_come_before_the_number_and_from_afar(lines, ends):
    assert rate(*lines) == ends


@pytest.mark.parametrize(
    ("lines", "ends"),
    [
        (("a: How many leases a month?", "u: forty", "a: What do you pay now?", "u: two ninety a month"), (40, 40)),
        (("a: How many leases a month?", "u: forty", "a: Great. It's twelve a month.", "u: Twelve a month, very good."), (40, 40)),
        (("a: how many leases a month", "u: forty", "a: tomorrow it is it's 18 a month each", "u: fine by me"), (40, 40)),
        (("a: How much of that per month?", "u: it's consent forms, I'd say fifty a month"), (50, 50)),
        (("a: How many leases a month?", "u: forty", "a: And the cost today?", "u: we're charged eighty five a month"), (40, 40)),
        (("a: How many leases a month?", "u: forty", "a: It's nineteen per user per month.", "u: so fifty seven a month, fine"), (40, 40)),
        (("a: How many leases a month?", "u: forty", "a: The pro tier is forty nine.", "u: forty nine a month or a year"), (40, 40)),
        (("a: How many leases a month?", "u: forty", "a: Any budget?", "u: up to three hundred a month"), (40, 40)),
        (("a: How many leases a month?", "u: forty", "a: We can do ten percent.", "u: make it twenty a month off"), (40, 40)),
        (("a: Do you sign electronically today?", "u: docusign, at forty a month a head"), (None, None)),
        (("a: What's the average contract worth?", "u: nine hundred a month, thirty six months"), (None, None)),
        (("a: When is the contract renewal with them?", "u: two months, and it's one twenty a month"), (None, None)),
        (("a: What goes out?", "u: thirty rent agreements a month"), (30, 30)),
        (("a: How many contracts?", "u: eighteen. the price is forty a year"), (None, None)),
        (("a: How many of those letters go out?", "u: forty letters a month", "a: Anything else?", "u: No.", "a: It's thirty eight a month for two of you, and everything is backed up.", "u: All right, good."), (40, 40)),
        (("a: How many contracts a month?", "u: forty", "a: And for the five of you that's sixty five a month.", "u: yes that's fine"), (40, 40)),
        (("a: How many quotes do you send?", "u: forty quotes a month", "a: Who sends them?", "u: me", "a: And the trial?", "u: good", "a: nineteen a month or one ninety a year", "u: ill do the year is it confidential"), (40, 40)),
        (("u: Thirty contracts a month, nine of us sending them", "a: Perfect. Then you're looking at thirty nine dollars a month", "u: okay"), (30, 30)),
        (("a: How many contracts a month?", "u: After the budget cut in the spring we are down to about forty."), (40, 40)),
        (("a: How many quotes do you send?", "u: forty quotes a month", "a: Who sends them?", "u: me", "a: Okay, one moment.", "a: It's thirty eight a month, and everything is backed up.", "u: All right, good."), (40, 40)),
        (("a: What do you send?", "u: contracts, mostly.", "a: Which plan were you looking at?", "u: forty nine a month"), (None, None)),
        (("a: What gets your plans signed?", "u: an app, till the contract's up, and it's four hundred and eighty a year for something I hardly use"), (None, None)),
        (("a: Are you insured?", "u: the policy's four hundred a year"), (None, None)),
        (("a: Are you insured?", "u: the policies are four hundred a year"), (33.3, 33.3)),
        (("u: our lease runs month to month, two thousand a month",), (None, None)),
        (("a: Still comparing?", "u: yes, the other quote was nine hundred a year for five hundred envelopes, yours is seven twenty"), (None, None)),
        (("a: What do you get paid per contract?", "u: two fifty each, and the cheque takes a month"), (None, None)),
        (("a: A figure for monthly paperwork?", "u: I've a figure for rent, two thousand six hundred. paperwork no"), (None, None)),
        (("a: What do you pay per contract?", "u: about forty a month"), (None, None)),
        (("a: What does a contract cost you?", "u: forty a month"), (None, None)),
        (("a: How many contracts a month?", "u: How many tons, that I could tell you, nineteen thousand."), (None, None)),
    ],
)  # fmt: skip
def test_what_is_paid_is_no_rate(lines, ends):
    assert rate(*lines) == ends


@pytest.mark.parametrize(
    ("lines", "ends"),
    [
        (("a: How many envelopes a month?", "u: eighty", "a: How many leads come in?", "u: three hundred a month"), (80, 80)),
        (("a: How many envelopes a month?", "u: eighty", "a: And calls?", "u: two hundred a day"), (80, 80)),
        (("a: How many envelopes a month?", "u: eighty", "a: Shall I follow up in a month?", "u: can you do net sixty?"), (80, 80)),
        (("a: How many envelopes a month?", "u: eighty", "a: How far away are you?", "u: it's forty minutes, I go there twice a week"), (80, 80)),
        (("a: How many envelopes a month?", "u: eighty", "a: Any travel?", "u: I fly two times a month"), (80, 80)),
        (("a: Anything else?", "u: your invoice says forty nine a month"), (None, None)),
        (("a: How long does it take to get a contract signed?", "u: ten days, a month if it's the council"), (None, None)),
        (("a: How many envelopes a month?", "u: eighty", "a: Would you prefer a monthly or a yearly agreement?", "u: yearly, and I shall need two references"), (80, 80)),
        (("a: How many envelopes a month?", "u: eighty", "a: And in pages, what does that come to?", "u: a hundred and sixty"), (80, 80)),
        (("a: How many seats should I put on the quote?", "u: we were nine last year"), (None, None)),
    ],
)  # fmt: skip
def test_what_is_counted_in_answer_to_another_question_is_none_of_ours(lines, ends):
    assert rate(*lines) == ends


@pytest.mark.parametrize(
    ("lines", "ends"),
    [
        (("a: How many quotes?", "u: we quoted twenty nine last month, won four"), (29, 29)),
        (("a: How many proposals a month?", "u: forty go out, eleven come back signed"), (40, 40)),
        (("a: How many proposals a month?", "u: forty, of which ten get signed"), (40, 40)),
        (("a: How many contracts a month?", "u: ninety five, and two that fell"), (95, 95)),
        (("a: How many consents go out?", "u: across all five we do fifty a day"), (1083.3, 1083.3)),
        (("a: How many statements of work per quarter?", "u: eighteen ish a quarter between the two"), (6, 6)),
        (("a: How many envelopes a month?", "u: eighty and I do them between nine and five"), (80, 80)),
        (("a: How many envelopes a month?", "u: eighty. I'm sixty one, I remember carbon paper"), (80, 80)),
        (("a: How many envelopes a month?", "u: eighty. in 2019 it was more like twenty"), (80, 80)),
        (("a: How many agreements monthly?", "u: sixty, down from a hundred before the strike"), (60, 60)),
        (("a: How many agreements monthly?", "u: sixty and if we win the tender, a hundred and fifty"), (60, 60)),
        (("a: How many agreements monthly?", "u: sixty but I've been here two weeks"), (60, 60)),
        (("a: How many agreements monthly?", "u: sixty. my record is eighty eight"), (60, 60)),
        (("a: How many offer letters?", "u: twelve a month is the plan, we had one month of twenty but that was the relaunch"), (12, 12)),
        (("a: How many contracts a month, and how many of you?", "u: around 4k six of us handle them"), (4000, 4000)),
        (("a: How many contracts a month?", "u: 1.5 thousand nine of us write them"), (1500, 1500)),
        (("a: How many quotes?", "u: nine a day, wait, the boss is away for a week"), (195, 195)),
        (("a: How many contracts a month?", "u: The old owners did three hundred a month. We do forty"), (40, 40)),
        (("a: How many contracts a month?", "u: When I started I did three. Now it's thirty"), (30, 30)),
        (("a: How many quotes?", "u: Ten a month! Ten a week, I'd be a rich woman"), (10, 10)),
        (("a: How many quotes?", "u: Ten a month would be about right"), (10, 10)),
        (("a: How many quotes a month?", "u: Thirty, fifteen is just my half"), (30, 30)),
        (("a: What's the traffic, contracts?", "u: A dozen a month. Weddings are maybe thirty a year"), (12, 12)),
        (("a: And how many signed sheets in a week?", "u: He does eighty drops a week but nobody signs at a locker. It's forty"), (173.3, 173.3)),
        (("a: How many forms a month?", "u: two hundred come to the day centre, so forty five forms"), (45, 45)),
        (("a: What do you file?", "u: What goes out to be signed is ninety five in a month"), (95, 95)),
        (("a: How many quotes?", "u: If it's dry we do ten a week"), (43.3, 43.3)),
        (("a: How many quotes?", "u: If we do forty a month, what's the price?"), (None, None)),
        (("a: How many permits?", "u: A hundred and ten people a month walk in and sign one"), (110, 110)),
        (("a: How many deal memos?", "u: forty two a week is what we budget for"), (182, 182)),
        (("a: How many quotes?", "u: twenty a week", "a: Who writes them?", "u: Sue. And I said twenty, it's more like thirty with the new van"), (130, 130)),
        (("a: How many estimates a month?", "u: Jo is only here two days a week. Twenty five"), (25, 25)),
        (("a: How many permits do you issue?", "u: Twelve a week. The site visits are seventy a week, but that's another matter"), (52, 52)),
        (("a: So eighteen leases a month?", "u: Yes. Tickets are six hundred a week, the poor lads."), (18, 18)),
        (("a: So fifty contracts a month?", "u: Yes. Sorry, the volumes are sixty a month now."), (60, 60)),
        (("u: I send sixty invoices for approval every month and I chase forty of them",), (60, 60)),
        (("a: How many estimates a month?", "u: ask my wife. She's at thirty Quarry Lane"), (None, None)),
        (("a: How many waivers a month?", "u: No idea. Ask me how many boots, I'd know, four hundred"), (None, None)),
        (("a: How many quotes a month?", "u: You ask how many quotes? Ninety."), (90, 90)),
        (("a: How many waivers a month?", "u: Bernie knows, she's on extension forty"), (None, None)),
        (("a: How many consent forms a month?", "u: three hundred. feels like three thousand"), (300, 300)),
        (("a: How many board resolutions?", "u: five of them a quarter, four at a push"), (1.7, 1.7)),
        (("a: How many contracts a month?", "u: forty at a push"), (40, 40)),
        (("a: How many recipients sign each one?", "u: three, and each needs two reminders a week"), (None, None)),
    ],
)  # fmt: skip
def test_a_number_beside_the_rate_is_not_the_rate(lines, ends):
    assert rate(*lines) == ends


@pytest.mark.parametrize(
    ("lines", "ends"),
    [
        (("a: How many leases per month?", "u: thirty, goes up to ninety in September"), (30, 30)),
        (("a: How many leases per month?", "u: in summer ninety but normally thirty"), (30, 30)),
        (("a: How many leases per month?", "u: normally thirty, in September we did ninety"), (30, 30)),
        (("a: How many charters a month?", "u: thirty contracts, it was fifty the year of the regatta"), (30, 30)),
        (("a: How many contracts a month?", "u: eighteen. it was thirty the week the queen came"), (18, 18)),
        (("a: How many contracts a month?", "u: the hall holds ninety. contracts, I couldn't tell you"), (None, None)),
        (("a: How many quotes in a regular month?", "u: regular is 2 hundred in spring is maybe 3 hundred fifty"), (200, 200)),
        (("a: What's the monthly volume of contracts?", "u: a dozen. sometimes thirteen"), (12, 12)),
        (("a: Roughly how many contracts per week?", "u: three. some weeks four"), (13, 13)),
        (("a: How many quotes?", "u: When we started it was ten a month, today we're at forty"), (40, 40)),
        (("a: How many requests a month?", "u: in spring, seventy. otherwise thirty"), (None, None)),
        (("a: What's signed?", "u: garden requests", "a: How many requests a month?", "u: in spring, seventy. otherwise thirty"), (30, 30)),
    ],
)  # fmt: skip
def test_the_normal_month_counts_and_not_the_peak(lines, ends):
    assert rate(*lines) == ends


@pytest.mark.parametrize(
    ("lines", "ends"),
    [
        (("a: How many envelopes is that?", "u: plan gives us a hundred a year and we get through maybe eighty"), (6.7, 6.7)),
        (("a: How many envelopes a month?", "u: we're allowed fifty and use thirty"), (30, 30)),
        (("a: How many documents?", "u: our subscription comes with twenty a month, we send twelve"), (12, 12)),
        (("a: How many documents a month?", "u: we pay for a hundred but really it's twelve"), (12, 12)),
        (("a: How many documents do your people send out on the starter plan now?", "u: sixty a month"), (60, 60)),
        (("a: Why now?", "u: they said you do a hundred documents a month free"), (None, None)),
        (("a: Why now?", "u: your free tier, ten documents a month, isn't enough"), (None, None)),
        (("a: How many quotes go out?", "u: The quota's thirty a month and we've hit it every month this year."), (30, 30)),
        (("a: How many quotes go out?", "u: The quota's thirty a month. We've never hit it."), (None, None)),
        (("a: Which plan is it you have with DocuSign?", "u: The one with sixty envelopes a year, I think."), (None, None)),
        (("a: What would you like to know?", "u: the Business one says ten users and two hundred envelopes a month"), (None, None)),
        (("a: How many contracts go out each month?", "u: our old plan let us send a hundred a month. we never looked at what we used"), (None, None)),
        (("a: How many contracts go out each month?", "u: the last one says sixty five in the month"), (65, 65)),
        (("a: Is it for contracts?", "u: leases, we'd only have eight a month, your plan says fifty"), (8, 8)),
        (("a: Do you send anything for signature?", "u: not yet, the business plan says ninety loan agreements a month"), (90, 90)),
        (("a: Would the two hundred a month plan do?", "u: God yes, we send about forty a month"), (40, 40)),
        (("a: How many contracts go out?", "u: twenty five a week, the boss thinks it's forty"), (108.3, 108.3)),
        (("a: How many consent forms go out?", "u: the clinic across the road does hundreds a week"), (None, None)),
        (("a: How many consent forms go out?", "u: the clinic next door does hundreds a week, ours is twenty a week"), (86.7, 86.7)),
        (("a: How many consent forms go out?", "u: we do twenty a week, next door does a hundred"), (86.7, 86.7)),
        (("a: How many policies go out?", "u: thirty a day it felt like in the old days"), (None, None)),
        (("a: Would you say more than fifty documents a month?", "u: I'd say anything at this hour", "a: Fair enough.", "u: it's been a day"), (None, None)),
        (("a: How many quotes do you send monthly?", "u: quotes, I've a calendar with one a day", "a: Price quotes.", "u: oh, that's Linda"), (None, None)),
        (("u: your page says fifty envelopes a month on the small one", "a: It's fifty a month for the account.", "u: and the next one up?"), (None, None)),
        (("a: We give you a hundred documents a month on that plan.", "u: and what happens at a hundred and one?"), (None, None)),
        (("a: What's included on the plan you have now?", "u: fifty envelopes a month and I think we've used nine ever"), (None, None)),
        (("a: On your current plan, how many envelopes go out monthly?", "u: seven hundred, plan allows a thousand"), (700, 700)),
    ],
)  # fmt: skip
def test_what_is_allowed_or_offered_is_not_sent(lines, ends):
    assert rate(*lines) == ends


@pytest.mark.parametrize(
    ("lines", "ends"),
    [
        (("u: my professor says twelve million contracts a day get signed electronically",), (None, None)),
        (("a: Hm.", "u: I read somewhere that banks process two million agreements a day"), (None, None)),
        (("a: Why now?", "u: a competitor of ours does four hundred contracts a month"), (None, None)),
        (("a: Why now?", "u: two quotes went missing last month"), (None, None)),
        (("a: Why now?", "u: we lost two contracts last year because of this"), (None, None)),
        (("a: Why now?", "u: I've got three contracts to sign by the end of the week"), (None, None)),
        (("u: last month we had a rush, thirty leases in one night, never again",), (None, None)),
        (("u: imagine that one day we are a hundred and we send a thousand contracts in the month",), (None, None)),
        (("a: More?", "u: suppliers send us two hundred invoices a month"), (None, None)),
        (("u: we receive ninety applications a month and send twelve offer letters",), (12, 12)),
        (("a: How many contracts do you do?", "u: if you made me guess I'd say forty in a month"), (40, 40)),
        (("a: How many estimates do you do?", "u: As a shop it's fifteen estimates a month."), (15, 15)),
        (("a: How many quotes in a month?", "u: I looked. It was ninety in a month."), (90, 90)),
        (("a: Is it a lot of paper?", "u: Only if you call twelve permits a month a lot"), (12, 12)),
        (("a: Is it a lot of paper?", "u: If I sent forty contracts a month, that would be a lot"), (None, None)),
        (("u: if we did get the county job it'd be like five hundred permits a month",), (None, None)),
        (("u: if I had to guess it'd be like fifty permits a month",), (50, 50)),
        (("a: Say you were to send two hundred contracts a month, that would be cheaper.", "u: sure, but I won't be"), (None, None)),
        (("a: At your previous firm, how many NDAs went out?", "u: there? oh god, twenty a day"), (None, None)),
        (("a: At your previous firm, how many NDAs went out?", "u: there? no clue. here it's twenty a day"), (433.3, 433.3)),
        (("a: What did she say?", "u: a firm our size ought to be doing fifty proposals a month"), (None, None)),
        (("a: How many proposals?", "u: each guy ought to run fifteen proposals a month"), (15, 15)),
        (("a: Do you lose paperwork?", "u: we lose two contracts a month"), (None, None)),
        (("a: Do you look at agreements?", "u: I read maybe fifteen a week"), (None, None)),
        (("a: What happened to the old system?", "u: it crashed three times a week, I'd a proposal in it"), (None, None)),
        (("a: Do your volunteers sign waivers?", "u: once a year, at the picnic"), (None, None)),
        (("a: How often do you send a contract?", "u: once a month"), (1, 1)),
    ],
)  # fmt: skip
def test_another_partys_a_single_or_a_supposed_number_is_no_rate(lines, ends):
    assert rate(*lines) == ends


@pytest.mark.parametrize(
    ("lines", "ends"),
    [
        (("a: And how many papers?", "u: per day he can stamp twenty five. agreements only"), (541.7, 541.7)),
        (("a: How many proposals does Sherry write?", "u: she was telling me last month she did nineteen"), (19, 19)),
        (("a: How many quotes go out?", "u: dave says he sends thirty a week"), (130, 130)),
        (("a: How many quotes go out?", "u: no idea. my brother in law's firm, he sends thirty a week"), (None, None)),
        (("a: How many contracts does she send?", "u: She's forty a month."), (40, 40)),
    ],
)  # fmt: skip
def test_a_third_person_may_answer_for_us(lines, ends):
    assert rate(*lines) == ends


@pytest.mark.parametrize(
    ("lines", "ends"),
    [
        (("a: Let me confirm. Eighty loan agreements every week, a team of thirty, connected to Salesforce.", "u: The eighty is correct, the thirty is correct. Salesforce, no."), (346.7, 346.7)),
        (("a: So fifty quotes a week and a team of nine?", "u: the fifty is right, the nine is now ten"), (216.7, 216.7)),
        (("a: How many reports need a signature?", "u: thirty a week is it thirty gary is it thirty gary says thirty six", "a: Thirty six a week. And that syncs to?", "u: slack"), (156, 156)),
        (("a: How many slips in a month?", "u: ninety", "a: And the rest?", "u: rest is small, ten or so", "a: So a hundred altogether?", "u: ballpark yeah"), (100, 100)),
        (("a: I have eight users, around one hundred twenty quotes a month, and Shopify. Is that right?", "u: all but shopify"), (120, 120)),
        (("a: how many leases a month", "u: let me find the book", "a: and your tools", "u: slack. found it, forty", "a: forty leases thanks", "u: bye"), (40, 40)),
        (("a: and your tools", "u: slack. found it, forty", "a: forty leases thanks", "u: bye"), (None, None)),
        (("a: I have eight users, around one hundred twenty quotes a month, and Shopify. Is that right?", "u: everything except the shopify bit"), (120, 120)),
        (("a: How many leases a month?", "u: Forty from the north yard. And the south's another twenty five.", "a: Sixty five.", "u: And who do I pay?"), (65, 65)),
        (("u: Twenty contracts a month. We've got ten people", "a: I've got thirty minutes, shall we look?", "u: sure"), (20, 20)),
        (("u: Thirty contracts a month, and ten percent of those bounce back", "a: Forty dollars a month covers that", "u: fine"), (30, 30)),
        (("a: How many charters?", "u: Seven boats, each goes out five times a month with a signed charter. You do the maths.", "a: Thirty five.", "u: There you go."), (35, 35)),
        (("a: How many quotes a month?", "u: Thirty, between two of us.", "a: Right. Sixty a month is the price for two.", "u: Fine."), (30, 30)),
        (("a: Thirty nine dollars a month. Up to five users and a hundred documents a month.", "u: thirty nine. see, I never paid rent on a signature"), (None, None)),
        (("a: Would a hundred envelopes be enough each month?", "u: would a hundred be enough, well, that depends"), (None, None)),
        (("a: Would a hundred envelopes be enough each month?", "u: no, we're at a hundred and fifty"), (150, 150)),
        (("a: How much paperwork goes out in a month?", "u: no idea, but there's sixteen filing cabinets in the basement", "a: Sixteen, wow.", "u: and a pigeon"), (None, None)),
        (("a: Most shops like yours send around sixty estimates a month. Same for you?", "u: yeah, bang on"), (60, 60)),
        (("a: Most shops like yours send around sixty estimates a month.", "u: yeah, bang on"), (None, None)),
    ],
)  # fmt: skip
def test_the_agents_numbers_say_what_a_number_counts(lines, ends):
    assert rate(*lines) == ends


@pytest.mark.parametrize(
    ("lines", "ends"),
    [
        (("a: And contracts per month?", "u: group sales does fifty and catering does thirty"), (80, 80)),
        (("a: How many contracts per month?", "u: fifty in leeds and thirty in york"), (80, 80)),
        (("a: How many quotes a month?", "u: thirty to existing customers and fifteen to new ones"), (45, 45)),
        (("a: And proposals per month?", "u: five big ones a month. the smaller statements of work are more like twenty"), (25, 25)),
        (("a: What goes out monthly?", "u: thirty rent agreements fifteen verification forms and six noc also"), (51, 51)),
        (("u: forty client care letters in a month, and in addition twenty or so of the consent forms",), (60, 60)),
        (("a: How many disclosures do you do?", "u: we retail fourteen cars a day and every jacket has one in it, so fourteen"), (303.3, 303.3)),
        (("a: How many envelopes a month?", "u: each of the forty clients gets two a month so eighty"), (80, 80)),
        (("a: How many contracts a month?", "u: forty", "a: And you also send twenty quotes a month?", "u: yes"), (60, 60)),
        (("a: How many leases?", "u: Fifty leases a month and ten of the furnished ones a month."), (60, 60)),
        (("a: How many leases in a month?", "u: Fifty leases and ten of the furnished ones."), (60, 60)),
        (("u: Fifty leases a month and ten of the furnished ones come back",), (50, 50)),
    ],
)  # fmt: skip
def test_several_senders_or_kinds_are_added_up(lines, ends):
    assert rate(*lines) == ends


KNOWN = ("a: How many leases a month?", "u: forty")


@pytest.mark.parametrize(
    ("lines", "ends"),
    [
        ((*KNOWN, "a: What else?", "u: the photocopier does thirty pages a minute on a good day"), (40, 40)),
        ((*KNOWN, "a: Who comes in?", "u: we get nine hundred visitors a week in the summer"), (40, 40)),
        ((*KNOWN, "a: And the limit today?", "u: they bumped us to six hundred a month at renewal"), (40, 40)),
        ((*KNOWN, "a: Anything confusing?", "u: the tax, it's eight and a quarter here"), (40, 40)),
        ((*KNOWN, "a: It's thirty nine each, and we invoice yearly.", "u: so about forty two hundred"), (40, 40)),
        ((*KNOWN, "a: How's the hall?", "u: no, the hall's apart. twenty thousand a year it costs us"), (40, 40)),
        ((*KNOWN, "a: Anything else?", "u: actually I forgot the annex, with those it's sixty a month"), (60, 60)),
        ((*KNOWN, "a: And the numbers, how many quotes?", "u: seventy a month"), (70, 70)),
        ((*KNOWN, "a: Forty okay.", "u: hang on, no, with the other office it's ninety"), (90, 90)),
        (("a: How many leases a month?", "u: twenty", "a: If it were quicker, would you do more?", "u: we could do thirty maybe, but no, it's twenty"), (20, 20)),
        (("a: How many leases a month?", "u: twelve", "a: Twenty, lovely.", "u: no no, twelve. Twenty and I'd retire."), (12, 12)),
        (("a: How many quotes a month?", "u: thirty", "a: So say forty a month?", "u: yes exactly"), (40, 40)),
        (("a: How many contracts?", "u: Forty a month and I'd move today"), (40, 40)),
        ((*KNOWN, "a: And NDAs?", "u: not many. a few a week, I wouldn't count them"), (40, 40)),
        ((*KNOWN, "a: And waivers?", "u: a handful a week, forget those"), (40, 40)),
        (("a: How many leases?", "u: a few a week, I wouldn't count them"), (13, 13)),
        (("a: How many leases?", "u: six a day", "a: Six a day. Is that every day of the week?", "u: Monday heavier. six is about right"), (130, 130)),
        (("a: How many leases?", "u: ten a day", "a: Ten a day, seven days a week?", "u: no, ten on weekdays"), (216.7, 216.7)),
    ],
)  # fmt: skip
def test_a_known_rate_is_replaced_only_by_a_rate_of_documents(lines, ends):
    assert rate(*lines) == ends


@pytest.mark.parametrize(
    ("lines", "ends"),
    [
        (("a: How many waivers do you send?", "u: I'd need to look", "a: Take your time.", "u: two twenty a week"), (953.3, 953.3)),
        (("a: How many contracts do you send?", "u: weekly or monthly?", "a: Monthly is fine.", "u: ninety"), (90, 90)),
        (("a: how many quotes do you write", "u: me or the company", "a: the company", "u: fifty five a week"), (238.3, 238.3)),
        (("a: roughly how many invoices need sign off", "u: per week", "a: yes per week", "u: sixteen"), (69.3, 69.3)),
        (("a: How many letters does each of them send?", "u: ten a week each", "a: And what does that come to?", "u: sixty"), (260, 260)),
        (("a: Do they sign a release?", "u: all of them", "a: And in a normal week how many people sign one?", "u: three"), (13, 13)),
        (("a: How many NDAs go out?", "u: ten maybe", "a: Is that monthly?", "u: yeah"), (10, 10)),
        (("a: How many proposals go out?", "u: about forty", "a: a month?", "u: yep"), (40, 40)),
        (("a: How many proposals go out?", "u: about forty", "a: And the plan costs twelve a month, is that fine?", "u: yeah"), (None, None)),
        (("a: Is the contract long?", "u: a page", "a: How often does one go out?", "u: ten to fifteen a month"), (10, 15)),
        (("a: How many hire forms in a month?", "u: Whose?", "a: Yours, the forms you send.", "u: Oh mine. That's fifty two"), (52, 52)),
        (("a: how many of you and how many permits each month", "u: seven of us with the yard", "a: and the permits", "u: ninety i rang the yard"), (90, 90)),
        (("a: How many leases a week?", "u: What's that to you?", "a: It decides the plan.", "u: I see. Twelve, then"), (52, 52)),
        (("a: How many leases a month?", "u: Why do you ask?", "a: It decides the plan.", "u: We've three shops and ten people"), (None, None)),
        (("a: How many waivers a month?", "u: we had a gala in June with six hundred", "a: And normally?", "u: normally it's eighty"), (80, 80)),
        (("a: Sixty a month, it says on the form. Contracts.", "u: My son filled that in. It's sixteen"), (16, 16)),
        (("a: How many estimates?", "u: sixteen every Thursday, when Bob's back"), (69.3, 69.3)),
        (("a: What do you do?", "u: every Friday we have twelve people round a table, no contracts"), (None, None)),
        (("a: How many contracts do you send?", "u: How long is a piece of string.", "a: I'm after new ones, say in a normal month.", "u: Thirty five."), (35, 35)),
        (("a: How many contracts do you send?", "u: It varies.", "a: In a good month what do you turn over?", "u: Sixty thousand."), (None, None)),
        (("a: How many quotes a month?", "u: good one twenty five"), (25, 25)),
        (("a: How many quotes a month?", "u: a good one twenty"), (120, 120)),
        (("a: How many quotes?", "u: contracts and quotes all in were on ten a week"), (43.3, 43.3)),
        (("a: How many quotes?", "u: A rainy month, fifty."), (50, 50)),
        (("a: How many quotes a month?", "u: Twenty, up from ten last year."), (20, 20)),
        (("a: How many quotes a month?", "u: About forty. Last year it was thirty."), (40, 40)),
        (("a: How many quotes a month?", "u: Thirty a month now, it was twelve last year."), (30, 30)),
        (("a: How many quotes a month?", "u: Twenty eight last month. It was nineteen the one before that."), (28, 28)),
        (("a: How many quotes a month?", "u: Fifteen a month, and maybe six of the longer ones."), (21, 21)),
        (("a: And in terms of contracts in a quarter?", "u: Nine hundred."), (300, 300)),
        (("u: Hello, your site says fifty documents a month on the small plan, is that so?",), (None, None)),
        (("a: How many forms shall I post you?", "u: Two will do.", "a: Okay.", "u: Good day now."), (None, None)),
        (("a: How many contracts a month?", "u: what counts as a contract", "a: Anything at all that goes out to be signed by a client.", "u: forty"), (40, 40)),
        (("a: How many quotes a day, sorry, a month?", "u: Of what?", "a: How many quotes?", "u: Forty."), (40, 40)),
        (("a: How many contracts do you send?", "u: Sixty.", "a: And who decides on it?", "u: We meet monthly, all the partners, in the back room of the pub, and it gets argued out there."), (None, None)),
    ],
)  # fmt: skip
def test_a_rate_may_come_a_turn_late(lines, ends):
    assert rate(*lines) == ends


@pytest.mark.parametrize(
    ("lines", "ends"),
    [
        (("a: What's the paper like?", "u: There's the quote, that's forty a month. And then the waiver, so fifteen of those in the same month."), (55, 55)),
        (("a: What goes out a month?", "u: Agreements, three hundred. And then change orders on top, sixty or so."), (360, 360)),
        (("a: How many agreements?", "u: we take on six new patients a week and each one signs an agreement"), (26, 26)),
        (("a: Who sends?", "u: three of us, and each writes ten quotes a week, so thirty"), (130, 130)),
        (("a: How often?", "u: each boat has two forms a week, and we've eleven boats. so that's, what, twenty two a week"), (95.3, 95.3)),
        (("a: What goes out?", "u: it's fifty agreements a month, and then the price lists, the forms, eight in the same month"), (58, 58)),
        (("a: How many contracts?", "u: we close forty deals a year but what paper goes with each one varies"), (None, None)),
    ],
)  # fmt: skip
def test_several_kinds_and_one_for_each_are_reckoned(lines, ends):
    assert rate(*lines) == ends


@pytest.mark.parametrize(
    ("lines", "ends"),
    [
        (("a: one gym with us does six hundred waivers monthly. i can send you how", "u: yeah send it"), (None, None)),
        (("a: On our busiest account it's two thousand proofs a month.", "u: yes"), (None, None)),
        (("a: So you do six hundred waivers a month?", "u: Yes."), (600, 600)),
        (("a: How many files come in to you?", "u: five hundred a week"), (None, None)),
        (("a: Do you send many contracts?", "u: they send me, I sign about ten a week"), (None, None)),
        (("a: How many quotes?", "u: Thirty a day and I'd be rich. Thirty a month."), (30, 30)),
        (("a: Can I check: ten users and ninety leases a month?", "u: No, twelve users. The second bit is right."), (90, 90)),
    ],
)  # fmt: skip
def test_what_others_send_and_what_comes_in_is_no_rate(lines, ends):
    assert rate(*lines) == ends


@pytest.mark.parametrize(
    ("answer", "ends"),
    [
        ("eight ten a day", (173.3, 216.7)),
        ("twelve fourteen a month", (12, 14)),
        ("forty sixty a month", (40, 60)),
        ("two, three hundred a month", (200, 300)),
        ("four hundred four fifty a month", (400, 450)),
        ("four fifty a month", (450, 450)),
        ("one eighty a month", (180, 180)),
        ("six ten a month", (610, 610)),
        ("by the end of a month it's about seventy", (70, 70)),
        ("in a week's time I'd do twenty", (86.7, 86.7)),
        ("on a plain week, a dozen", (52, 52)),
    ],
)
def test_ranges_and_periods_in_the_words_of_new_speakers(answer, ends):
    assert rate("a: How many forms?", "u: " + answer) == ends


@pytest.mark.parametrize(
    ("lines", "ends"),
    [
        (("u: Each of our ten reps sends about five proposals a week.",), (216.7, 216.7)),
        (("a: How many contracts do you send a month?", "u: Each rep sends around thirty a month and we have six reps."), (180, 180)),
        (("u: Every office sends about forty leases a month and we've got five offices.",), (200, 200)),
        (("u: There's three of us and we each send ten proposals a month.",), (30, 30)),
        (("a: How many contracts a month?", "u: Four of us do them, about ten apiece."), (40, 40)),
        (("a: How many contracts a month?", "u: five branches, forty to fifty each"), (200, 250)),
        (("a: How many contracts a month?", "u: about thirty per rep, and there's five of them"), (150, 150)),
        (("u: we have six brokers doing about ten contracts each a month",), (60, 60)),
        (("a: How many contracts a month?", "u: there are six of us, each does ten a month"), (60, 60)),
        (("u: every single one of our twelve agents writes three leases a month",), (36, 36)),
        (("u: we're six people. Everybody sends about thirty contracts a month.",), (180, 180)),
        (("u: each agency does a dozen quotes a month and we run three agencies",), (36, 36)),
    ],
)  # fmt: skip
def test_a_rate_of_each_is_told_times_how_many_they_are(lines, ends):
    assert rate(*lines) == ends


@pytest.mark.parametrize(
    ("lines", "ends"),
    [
        (("a: How many contracts a month?", "u: each of us sends about twenty"), (20, 20)),
        (("u: each rep sends thirty contracts a month and we have six reps, so a hundred and eighty",), (180, 180)),
        (("u: each rep does ten so that makes sixty quotes a month",), (60, 60)),
        (("a: How many contracts a month?", "u: forty contracts each month and we're ten people"), (40, 40)),
        (("a: How many contracts a month?", "u: we do fifty a month ten each there's five of us"), (50, 50)),
        (("a: How many contracts a month?", "u: each of us does a bit, there's five of us and together we send forty"), (40, 40)),
        (("a: How many contracts a month?", "u: we're six people and each contract takes ten minutes, we send forty a month"), (40, 40)),
        (("a: How many contracts a month?", "u: everyone signs, there's four of us, and we send twenty a month"), (20, 20)),
        (("a: How many contracts a month?", "u: Six of us. We do forty a month. Per person that's not many."), (40, 40)),
    ],
)  # fmt: skip
def test_a_rate_of_all_is_not_told_again_for_each(lines, ends):
    assert rate(*lines) == ends


@pytest.mark.parametrize(
    ("lines", "ends"),
    [
        (("a: How many contracts a month?", "u: About sixty. Actually, make it ten people, I forgot two."), (60, 60)),
        (("a: How many contracts a month?", "u: Around eighty. Actually we're nine people now, two joined."), (80, 80)),
        (("a: How many contracts a month?", "u: About sixty. And actually there's ten people now, three started last week."), (60, 60)),
        (("a: How many contracts a month?", "u: about sixty and actually there's ten people now three started last week"), (60, 60)),
        (("a: How many contracts a month?", "u: About sixty. Sorry, twelve reps, not nine. Three started."), (60, 60)),
        (("a: How many contracts a month?", "u: sixty", "a: Sixty, noted.", "u: actually make it ten people, I forgot two"), (60, 60)),
        (("a: How many contracts a month?", "u: about sixty. actually make it seventy"), (70, 70)),
        (("a: How many contracts a month?", "u: about sixty. actually make it ten people. no wait, seventy contracts"), (70, 70)),
        (("a: How many contracts a month, and how many people?", "u: sorry, actually we're nine people, and eighty a month"), (80, 80)),
        (("a: How many contracts a month?", "u: actually we're nine people sending contracts, about eighty"), (80, 80)),
    ],
)  # fmt: skip
def test_news_of_people_is_no_rate_told_anew(lines, ends):
    assert rate(*lines) == ends


@pytest.mark.parametrize(
    ("lines", "ends"),
    [
        (("u: We went from fifty contracts a month to about a hundred and twenty.",), (120, 120)),
        (("u: Our volume went up from two hundred contracts a month to five hundred.",), (500, 500)),
        (("u: We've gone from twenty quotes a month to sixty.",), (60, 60)),
        (("u: We went from thirty quotes a week to fifty.",), (216.7, 216.7)),
        (("u: contracts dropped from ninety a month to about sixty",), (60, 60)),
        (("u: it has grown from about forty contracts a month last year to ninety",), (90, 90)),
        (("u: we grew from forty contracts a month to ninety",), (90, 90)),
        (("u: what if we grew from forty contracts a month to ninety",), (None, None)),
        (("a: How many contracts a month?", "u: we jumped from about forty to ninety"), (90, 90)),
        (("a: How many contracts a month?", "u: we have forty to ninety"), (40, 90)),
        (("u: we send fifty contracts a month to about a hundred and twenty clients",), (50, 50)),
        (("u: we moved from twenty contracts a month to two people doing it all",), (20, 20)),
    ],
)  # fmt: skip
def test_what_a_rate_went_to_is_the_one_that_lasts(lines, ends):
    assert rate(*lines) == ends


@pytest.mark.parametrize(
    ("lines", "ends"),
    [
        (("a: How many leases a month?", "u: three a week, so twelve"), (12, 12)),
        (("a: How many leases a month?", "u: two a day, so, what's that, sixty"), (60, 60)),
        (("a: How many leases a month?", "u: a hundred and twenty a year, so ten"), (10, 10)),
        (("a: How many leases a week?", "u: sixteen a month, so four"), (17.3, 17.3)),
        (("a: How many leases a month?", "u: four reps, five a week each, so eighty"), (80, 80)),
        (("a: How many leases?", "u: twenty a week, so eighty a month"), (80, 80)),
        (("a: How many leases?", "u: ten a week at one desk and forty at the other, so fifty"), (216.7, 216.7)),
        (("a: How many leases a month?", "u: six hundred", "a: Thirty a day or so.", "u: yes, it adds up"), (600, 600)),
    ],
)  # fmt: skip
def test_a_rate_reckoned_per_what_was_asked_is_the_same_rate(lines, ends):
    assert rate(*lines) == ends


@pytest.mark.parametrize(
    ("lines", "ends"),
    [
        (("a: How many NDAs would you send?", "u: two dozen a month. Make it twenty six, I forgot the interns."), (26, 26)),
        (("a: How many quotes?", "u: ten or twenty a month. Put fifteen."), (15, 15)),
        (("a: So quotes?", "u: it'd be forty, no, forty five a month now we've the spring fair"), (45, 45)),
        (("a: How many quotes a month?", "u: fifteen", "a: Was that fifty or fifteen?", "u: fifty"), (50, 50)),
        (("a: How many quotes a week?", "u: ten", "a: Ten a week, is that normal?", "u: that's one yard. fourteen a week goes out"), (60.7, 60.7)),
        (("u: twenty five quotes a week. Some weeks I've forty masts up, doesn't mean forty quotes",), (108.3, 108.3)),
        (("a: And estimates?", "u: 16 a week", "a: 16 a week okay", "u: i said seven but we hired two so nine of us put nine"), (69.3, 69.3)),
    ],
)  # fmt: skip
def test_a_rate_is_mended_by_a_bare_number(lines, ends):
    assert rate(*lines) == ends


@pytest.mark.parametrize(
    ("lines", "ends"),
    [
        (("a: And the agreements?", "u: we sign up two hundred customers each month, they all get one"), (200, 200)),
        (("a: How many waivers?", "u: everybody signs one. It's about ninety players a month."), (90, 90)),
        (("u: every rider signs a waiver and there's fifty five riders a week",), (238.3, 238.3)),
        (("u: about eight closings a month and it's one contract for each closing",), (8, 8)),
        (("u: forty nurses a month, and each one signs five documents",), (200, 200)),
        (("u: we have three hundred drivers and each one signs one declaration form a month",), (300, 300)),
        (("a: How many contracts?", "u: five in the north and ten in the south, every month"), (15, 15)),
        (("u: every rider signs a waiver and I've nine horses",), (None, None)),
        (("u: we see thirty dogs a day and the forms are on paper",), (None, None)),
        (("a: Who sends the quotes?", "u: my daughter, she sends out fourteen a month"), (14, 14)),
    ],
)  # fmt: skip
def test_a_document_for_each_of_what_is_counted_is_as_many(lines, ends):
    assert rate(*lines) == ends


@pytest.mark.parametrize(
    ("lines", "ends"),
    [
        (("a: Are contracts a daily thing?", "u: we have a daily meeting at nine about them"), (None, None)),
        (("a: How many contracts a month?", "u: let me call you back at three"), (None, None)),
        (("a: How many contracts a month?", "u: lemme get my card. it's expiring oh four twenty eight"), (None, None)),
        (("a: By the month, contracts?", "u: I sold a boat for nine thousand so I can afford it"), (None, None)),
        (("a: How many quotes?", "u: nine a week", "a: It's 232 a month for eight.", "u: go on then, yes"), (39, 39)),
        (("a: How many applications come in?", "u: nine hundred a month"), (None, None)),
        (("a: How many offers?", "u: out of nine hundred applications a month, ninety offers"), (90, 90)),
        (("a: Which tier are you on?", "u: the two hundred documents a month one, but we send twenty a month"), (20, 20)),
        (("a: The starter plan includes fifty documents a month.", "u: we do eighty"), (80, 80)),
        (("a: The starter plan includes fifty documents a month.", "u: fine"), (None, None)),
        (("a: Is the number of contracts stable?", "u: forty a month, and next year we'd like to be at sixty"), (40, 40)),
        (("a: What leaves the desk?", "u: proposals. It was thirty in October."), (30, 30)),
        (("a: How many quotes go out in a month? Five, ten, twenty?", "u: closer to twenty"), (20, 20)),
    ],
)  # fmt: skip
def test_clocks_prices_wholes_plans_and_wishes_are_no_rates(lines, ends):
    assert rate(*lines) == ends


SENDING = "u: We send service contracts for signature."


@pytest.mark.parametrize(
    ("lines", "ends"),
    [
        ((SENDING, "a: How many gardens do you look after?", "u: About thirty a week."), (None, None)),
        ((SENDING, "a: How many contracts?", "u: nine a month", "a: And how many vans do you sell?", "u: fifty a month"), (9, 9)),
        (("a: Do you sign on paper?", "u: on a clipboard", "a: How many patients come through?", "u: twenty a day? no idea"), (None, None)),
        (("a: What are you having notarized?", "u: boat titles, mostly", "a: How many titles?", "u: sixteen last month"), (16, 16)),
        (("a: What do you publish?", "u: novels, a few titles", "a: How many titles?", "u: sixteen last month"), (None, None)),
        ((SENDING, "a: How many of those would it be?", "u: About thirty a month."), (30, 30)),
        (("u: every move gets an estimate", "a: Okay, how many estimates?", "u: one for each move, and it's about twelve moves a month"), (12, 12)),
        (("a: What kind of volume?", "u: Leases, twenty a month. Inspection reports more like eight a month."), (28, 28)),
        (("a: What do you send in a month?", "u: Pitches, about a dozen. Statements of work, call that nine."), (21, 21)),
        (("a: How many contracts a month?", "u: Sixteen. It's year round, that."), (16, 16)),
        (("a: How many waivers a month?", "u: If I go by the stack, forty."), (40, 40)),
        (("a: How many forms a month?", "u: the old forms are lying some nine thousand must be there"), (None, None)),
        ((*KNOWN, "a: With fourteen users it's about twenty thousand a year.", "u: yes"), (40, 40)),
        ((*KNOWN, "a: So nine people, sixty leases a month.", "u: Nine is correct. Leases I told forty."), (40, 40)),
        ((*KNOWN, "a: All clear?", "u: question three are deeds possible by the end of a month"), (40, 40)),
        (("u: we send quotes", "a: how many a month", "u: it's not thirty it's thirty eight"), (38, 38)),
        (("a: twelve users clear and quotes going out over a month", "u: forty to fifty"), (40, 50)),
    ],
)  # fmt: skip
def test_rates_of_other_things_stocks_and_prices_are_told_from_those_of_each_kind(lines, ends):
    assert rate(*lines) == ends


@pytest.mark.parametrize(
    ("answer", "ends"),
    [
        *(
            (yes, (70, 70))
            for yes in (
                "That's exactly right. She even got the June.", "You're reading it right.", "You're not wrong.", "Can't argue with that.", "On the nose.", "Not far off.",
                "That's the picture.", "That tallies.", "Give or take.",
                "Call it that.", "Leave it at that.", "Keep it down as that.", "You read my mind.", "Good guess.", "I won't argue.", "If you say so. Yes, that's the arithmetic.", "That's the long and short of it.",
            )
        ),
        *((no, (None, None)) for no in ("That can't be right.", "You heard wrong.", "That's exactly what I can't tell you.", "You're way off.", "Good guess, but I couldn't say.", "Not half of that.")),
    ],
)  # fmt: skip
def test_a_yes_need_not_be_a_yes_by_its_first_word(answer, ends):
    assert rate("a: So around seventy estimates each month, am I reading that right?", f"u: {answer}") == ends


@pytest.mark.parametrize(
    ("answer", "ends"),
    [
        *((told, (40, 40)) for told in ("forty", "I'd say roughly forty", "we do about forty", "it'll be forty", "forty to sign", "forty go out", "contracts, around forty", "yeah forty", "we're pushing forty", "a total of forty", "it's on the order of forty")),
        *(
            (told, (40, 40))
            for told in (
                "we average forty", "I counted forty when I did the books", "call it forty", "never more than forty", "easily forty", "max forty", "these days forty", "from memory forty", "god, forty", "less than forty I hope",
                "just shy of forty", "in the ballpark of forty", "I suppose forty", "I'd imagine forty", "the average is forty", "my best guess would be forty", "the report says forty", "we were at thirty but it's forty now",
                "two dozen? no, forty", "forty, sixty when it's mad", "so far this month eleven. usually forty",
            )
        ),
        *(
            (said, (None, None))
            for said in (
                "I've got forty over ninety days", "my number ends in forty", "it'll be forty to take it out", "I've met maybe forty of them", "we keep a party of forty in the barn", "forty foot", "born in forty",
                "thirty percent of my day, forty on Mondays", "I do forty payslips a month, they don't get signed", "I'm on a ladder. forty feet", "my bus is the forty", "the vet said forty", "the wind's at forty", "I was born there, in forty", "she's worked here for forty", "I'm shut till the fourteenth, line's on forty",
            )
        ),
        ("four thousand apply, we send forty contracts", (40, 40)),
        *((one, (1, 1)) for one in ("one", "just the one", "one, if that")),
        *((said, (None, None)) for said in ("one moment", "one thing first, is it safe?", "one of these days I'll count")),
        ("twice", (2, 2)),
        ("half a hundred", (50, 50)),
        ("once we're set up I'd expect forty", (40, 40)),
    ],
)  # fmt: skip
def test_a_bare_number_stands_where_an_answer_stands(answer, ends):
    assert rate("a: How many contracts a month?", f"u: {answer}") == ends


def test_a_rate_that_the_agent_heard_too_is_no_stray_number():
    chat = [
        "a: And the weather?",
        "u: wet",
        "a: Oh dear.",
        "u: it's always wet",
        "a: Ha.",
        "u: you laugh",
        "a: I do.",
        "u: so you should",
    ]
    told = "u: each yard does a dozen rental agreements a day, so forty eight"
    assert rate(told, "a: Forty eight a day, then.", "u: in the rain", *chat) == (1040.0, 1040.0)
