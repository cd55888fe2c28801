"""What the customer said, and what is made of it: one claim a line."""

import pytest

from aftercall.record import DiscoveredSignals
from aftercall.signals import SignalFold, extract


def heard(*lines: str) -> DiscoveredSignals:
    """Signals of a conversation: "a: …" is the agent, "u: …" the user."""
    roles = {"a": "assistant", "u": "user"}
    return extract([{"role": roles[line[0]], "text": line[3:]} for line in lines])


# ------------------------------------------------------- faults of the detector that was there before


def test_three_reps_are_a_team_and_no_industry():
    signals = heard("a: How big is the team?", "u: we have three reps")
    assert (signals.team_size, signals.industry) == (3, None)


def test_rapidly_is_no_integration():
    assert heard("a: What tools do you use?", "u: we are growing rapidly, we work rapidly").integrations == ()


def test_no_rush_nothing_urgent_is_low():
    assert heard("a: When do you need it?", "u: No rush, nothing urgent").urgency == "low"
    assert heard("u: No rush, nothing urgent").urgency == "low"


def test_twelve_hundred_proposals_are_not_two_hundred():
    signals = heard("a: How many documents?", "u: 1,200 proposals a month")
    assert signals.document_volume_per_month == signals.document_volume_per_month_max == 1200


# -------------------------------------------------------------------------------------- who is speaking


def test_a_question_with_us_in_it_is_no_offer():
    assert heard("a: Can you tell us how many of you there are?", "u: nine").team_size == 9


def test_silence_is_null_everywhere():
    assert extract([]) == DiscoveredSignals()
    assert heard("a: Hello, how can I help?", "u: how do I reset my password") == DiscoveredSignals()


@pytest.mark.parametrize(
    "claim",
    [
        "We have 60 reps and send 900 quotes a month from Salesforce.",
        "Most customers are live in two days.",
        "We connect with QuickBooks, Xero and Stripe out of the box.",
    ],
)
def test_what_the_agent_claims_is_no_evidence(claim):
    assert heard(f"a: {claim}", "u: good for you").evidence == ()
    assert heard(f"a: {claim}", "u: okay").evidence == ()


@pytest.mark.parametrize(
    "yes", ["yes", "yup", "sure do", "you got it", "that is correct", "all correct", "mm hm", "uh huh", "spot on"]
)
def test_an_affirmed_recap_counts_as_said(yes):
    signals = heard("a: So twenty people, a hundred proposals a month, Pipedrive. Correct?", f"u: {yes}")
    assert (signals.team_size, signals.document_volume_per_month, signals.integrations) == (20, 100, ("pipedrive",))


@pytest.mark.parametrize("no", ["no", "nope", "that's not us at all", "none of it", "I couldn't say"])
def test_a_denied_recap_counts_for_nothing(no):
    assert (
        heard("a: So twenty people, a hundred proposals a month, Pipedrive. Correct?", f"u: {no}")
        == DiscoveredSignals()
    )


def test_a_value_given_with_the_denial_replaces_it():
    assert heard("a: So I'd put you down for ten users?", "u: whoa no, three").team_size == 3


def test_the_rest_of_a_corrected_recap_is_affirmed():
    signals = heard("a: Twenty people, a hundred proposals a month. Correct?", "u: twelve people, the rest is right")
    assert (signals.team_size, signals.document_volume_per_month) == (12, 100)


# ------------------------------------------------------------------------------------------- team size


@pytest.mark.parametrize(
    ("answer", "low", "high"),
    [
        ("fourteen", 14, 14), ("about a dozen", 12, 12), ("10 to 15 people", 10, 15), ("eighteen... no wait, make that nineteen", 19, 19), ("party of one", 1, 1), ("me and Kevin", 2, 2), ("me and three others", 4, 4),
        ("six reps plus me", 7, 7), ("just under forty five employees", 45, 45), ("nine now, hiring four in the new year", 9, 9), ("out of the ninety employees maybe seven need logins", 7, 7),
        ("six seats. I mean there's thirty eight of us on payroll", 6, 6), ("two partners and six associates", 8, 8), ("we're a team of seven", 7, 7), ("used to be twenty eight. fifteen now", 15, 15),
    ],
)  # fmt: skip
def test_a_team_size_is_read(answer, low, high):
    signals = heard("a: How many people would be using it?", f"u: {answer}")
    assert (signals.team_size, signals.team_size_max) == (low, high)


@pytest.mark.parametrize(
    "line",
    [
        "u: the buyer brought nine attorneys",
        "u: what if there were like two hundred of us",
        "u: depends what a seat costs",
        "u: the library has eleven hundred templates",
        "u: my cousin has thirty employees",
    ],
)
def test_people_that_are_not_the_customers_do_not_count(line):
    assert heard("a: Tell me about it.", line).team_size is None


def test_a_question_about_others_asks_for_none_of_ours():
    assert heard("a: How large is the team of the counterparty?", "u: two thousand").team_size is None


def test_a_narrower_scope_wins_whatever_the_order():
    broad, narrow = "u: we have two hundred employees", "u: nine seats"
    question = "a: And how many licences?"
    assert heard("a: How big is the company?", broad, question, narrow).team_size == 9
    assert heard(question, narrow, "a: How big is the company?", broad).team_size == 9


# ---------------------------------------------------------------------------------------------- volume


@pytest.mark.parametrize(
    ("answer", "per_month"),
    [
        ("nine contracts a week", 39.0), ("a dozen permits each day", 260.0), ("250 agreements annually", 20.8), ("two dozen renewals a quarter", 8.0), ("every other week we issue four agreements", 8.7),
        ("4k policies a month", 4000.0), ("350 docs/month", 350.0), ("forty seven proposals last month", 47.0), ("fifteen contracts a day. sorry, a week. fifteen a week", 65.0), ("thirty leases and fifteen addenda a month", 45.0),
    ],
)  # fmt: skip
def test_a_rate_is_normalised_to_a_month(answer, per_month):
    assert heard("a: How many documents do you send?", f"u: {answer}").document_volume_per_month == per_month


def test_the_period_may_come_from_the_question():
    assert (
        heard(
            "a: In a given month, how many docs need a signature?", "u: sixty four was the last count"
        ).document_volume_per_month
        == 64
    )


def test_a_question_that_names_a_plan_is_no_offer():
    question = "a: How many documents do your people send out on the starter plan now?"
    assert heard(question, "u: sixty a month").document_volume_per_month == 60


def test_a_period_that_is_denied_is_not_taken():
    assert heard("a: Eighty contracts a week?", "u: eighty, not a week, a month").document_volume_per_month == 80


def test_the_period_may_come_later():
    signals = heard(
        "a: How many timesheets need a signature?",
        "u: fifty, all in all",
        "a: Is that fifty monthly?",
        "u: weekly, every Friday",
    )
    assert signals.document_volume_per_month == 216.7


@pytest.mark.parametrize(
    "line",
    [
        "u: fifty something, they are in the drawer",
        "u: eighty leads a week",
        "u: three hundred dollars a month",
        "u: thirty pages each",
        "u: we get two hundred emails a day",
        "u: eight thousand contracts boxed up",
    ],
)
def test_what_is_no_rate_of_documents_does_not_count(line):
    assert heard("a: What does a week look like?", line).document_volume_per_month is None


# ---------------------------------------------------------------------------- integrations, competitors


@pytest.mark.parametrize(
    ("answer", "names"),
    [
        ("pipedrive since forever", ("pipedrive",)), ("that'd be in sales force lightning", ("salesforce",)), ("hub spot, quick books, and slack", ("hubspot", "quickbooks", "slack")), ("is there a zoho plug in", ("zoho",)),
        ("ditched pipedrive, it's HubSpot these days", ("hubspot",)), ("we don't have jira or anything fancy just trello", ("trello",)), ("sage today but netsuite is replacing it", ("netsuite",)),
        ("slack's banned here, microsoft teams only", ("microsoft teams",)), ("must speak with S A P", ("sap",)), ("we've been toying with hubspot, haven't chosen", ()), ("my neighbor showed me on his salesforce thing", ()),
    ],
)  # fmt: skip
def test_what_is_used_or_needed_is_claimed(answer, names):
    assert heard("a: Which tools do you use?", f"u: {answer}").integrations == names


@pytest.mark.parametrize(
    "line",
    [
        "every monday morning",
        "we're picking up the slack",
        "she thinks outside the box",
        "she's a sage",
        "on the square board",
        "we have three teams",
        "I've no notion",
        "a red stripe",
        "a copper pipe",
        "the outlook is gloomy",
        "make me a coffee",
    ],
)
def test_everyday_words_are_no_products(line):
    assert heard("a: What's new?", f"u: {line}").integrations == ()


def test_a_competitor_is_never_an_integration():
    signals = heard("a: Software?", "u: office 365 and acrobat sign, and only the zoho sign thing")
    assert (signals.integrations, signals.competitors) == (("microsoft 365",), ("adobe sign", "zoho sign"))


def test_one_is_picked_from_a_list():
    assert heard("a: We connect to QuickBooks, Xero and FreshBooks.", "u: the middle one").integrations == ("xero",)


# --------------------------------------------------------------------------------- urgency and timeline


@pytest.mark.parametrize(
    ("answer", "level", "timeline"),
    [
        ("by friday", "high", "this_week"), ("next week", "high", "next_week"), ("in ten days", "high", "within_two_weeks"), ("today", "high", "today"), ("in five weeks", "medium", "next_month"), ("end of the month", "medium", "this_month"),
        ("next quarter", "medium", "next_quarter"), ("in October", "medium", "named_month"), ("before year end", "medium", "year_end"), ("sometime next year", "low", "next_year"), ("in two years", "low", "later"),
        ("whenever", "low", "no_rush"), ("asap", "high", None), ("we don't need it right away", "low", "no_rush"), ("this week, well no, end of the month", "medium", "this_month"), ("no mad rush but sometime this quarter", "medium", "this_quarter"),
    ],
)  # fmt: skip
def test_a_date_has_a_level_and_a_place_in_the_closed_list(answer, level, timeline):
    signals = heard("a: When do you need it?", f"u: {answer}")
    assert (signals.urgency, signals.timeline) == (level, timeline)


@pytest.mark.parametrize(
    ("answer", "level"), [("yes very", "high"), ("not at all", "low"), ("no", "low"), ("who knows", None)]
)
def test_the_question_whether_it_is_urgent_may_be_answered_in_a_word(answer, level):
    assert heard("a: Is it urgent?", f"u: {answer}").urgency == level


@pytest.mark.parametrize(
    "lines",
    [
        ("a: When would you start?", "u: call me next month"), ("a: Shall we call you again?", "u: try me next month, I'm traveling"), ("a: When works for a demo?", "u: I could do tomorrow at ten"), ("a: What prompted the call?", "u: my trial ends on Sunday"),
        ("a: How did it go?", "u: his spam filter said urgent sign immediately, gave him a fright"), ("a: What did you want to ask?", "u: When someone signs, does the copy come through immediately?"),
        ("a: What's the subject line?", "u: it says urgent please sign asap"), ("a: I can have it set up ASAP, by tomorrow even!", "u: slow down, I only wanted the price"),
    ],
)  # fmt: skip
def test_hurry_about_other_things_is_no_urgency(lines):
    assert heard(*lines).urgency is None


def test_a_date_told_before_may_be_corrected_in_the_same_breath():
    assert heard("u: We need it by tomorrow. No, the board pushed it, so end of the month.").urgency == "medium"


@pytest.mark.parametrize(
    ("answer", "level"),
    [
        ("oh I'd say inside of a month", "medium"), ("month after next", "medium"), ("within the next ten working days", "high"), ("this very afternoon", "high"), ("before noon", "high"), ("weeks, not months", "medium"), ("Q three, say", "medium"),
        ("thirty forty five days", "medium"), ("we said march, it'll be may", "medium"), ("our fiscal year end", "medium"), ("month end is fine", "medium"), ("a week on Monday", "high"), ("half a year, I'd reckon", "low"), ("next financial year at the earliest", "low"),
        ("the budget year after this one", "low"), ("twenty twenty nine, knowing this place", "low"), ("not until twenty eight", "low"), ("some point after the summer, the summer after this one", "low"), ("a week on monday we'd said, but I'd rather take a month over it", "medium"),
        ("inside of a month", "medium"),
    ],
)  # fmt: skip
def test_a_date_may_be_told_in_many_ways(answer, level):
    assert heard("a: When would you want it running?", f"u: {answer}").urgency == level


@pytest.mark.parametrize(
    "answer",
    [
        "that's above my pay grade", "our last move took nineteen months and ran into October", "I'm not going to give you one", "it slipped last June, we lost a year over it", "thirty one years on the same corner", "that is next year's problem",
    ],
)  # fmt: skip
def test_an_answer_that_tells_no_date_has_no_level(answer):
    assert heard("a: Is there a target date?", f"u: {answer}").urgency is None


@pytest.mark.parametrize(
    ("lines", "level"),
    [
        (("a: By month end?", "u: month end, yes"), "medium"), (("a: Could we kick you off tomorrow?", "u: tomorrow's no good. mid November"), "medium"), (("a: Could we aim for the first of June?", "u: yes, let's"), "medium"), (("a: May I put down this quarter as the target?", "u: Please put."), "medium"),
        (("a: You'd want to be across before the end of the quarter, if I read that back right?", "u: that's it exactly"), "medium"), (("a: Next month, great.", "u: actually no, let's leave it till next year"), "low"), (("a: Could you be live by Friday?", "u: friday! no chance"), "low"),
        (("a: Can I email you tomorrow?", "u: tomorrow is fine"), None), (("a: Would Thursday at two work for a call?", "u: thursday works"), None), (("a: Shall I send you the quote today?", "u: yes please"), None), (("a: Most customers are live within a week.", "u: right, yes"), None),
        (("a: Your trial runs through Friday, right?", "u: yes"), None), (("a: Seven hundred. Can I show you something today?", "u: yeah, the mobile one"), None), (("a: A month?", "u: a month, yes"), None),
    ],
)  # fmt: skip
def test_a_proposed_date_counts_when_it_is_ours_to_take(lines, level):
    assert heard(*lines).urgency == level


@pytest.mark.parametrize(
    ("question", "answer", "level"),
    [
        ("What's behind the change?", "regulator gave us ninety days to fix our audit trail", "medium"), ("What's on your mind?", "the state's swapping the form in june, I'd like to be off paper by that point", "medium"), ("What's your story?", "the rule kicks in in January. I need us ready before that", "medium"),
        ("Is there something you're gearing up for?", "we open a second shop in three months, be nice to have it by then", "medium"), ("What's going on?", "our accountant quits in five weeks and only he can do them", "medium"), ("Where are you?", "the plan's to cut over in the third quarter", "medium"),
        ("What's behind the change?", "the old system goes dark by quarter end", "medium"),
    ],
)  # fmt: skip
def test_what_falls_due_is_a_need(question, answer, level):
    assert heard(f"a: {question}", f"u: {answer}").urgency == level


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How do you send them?", "I send the quote on monday and they sign by friday"), ("How quickly do people sign?", "within a day or two"), ("When do you invoice?", "end of the month"), ("How many of you?", "we'll be ten by christmas, six now"), ("Do you use a CRM?", "we're moving to dynamics next year"),
        ("How many people?", "twelve once the new girl starts on monday"), ("What does the email say?", "final notice, sign within 24 hours"), ("What are you using today?", "nothing right now"), ("How's business?", "we launch our new range next month"), ("Who decides?", "Bill, he's back on monday"),
        ("What's that?", "my sister needs a permit by friday"), ("What's up?", "the council wants a gate finished by friday so I've got to go"), ("Anything else?", "just send me the pricing by friday"), ("Why do you ask?", "it's for an essay, due whenever I stop procrastinating"), ("Hello?", "I'm on hold with the bank and the guy is waiting on me so make it short"),
        ("When are his exams?", "last week of May"), ("When's your next shoot?", "saturday, the twins"), ("When's best to catch her?", "the end of the month"), ("When will they meet?", "next week, if there's pie"), ("Tuesday at ten?", "tuesday at ten, talk then"), ("We'd need about ten days to copy the templates.", "there are nine templates"),
        ("Is there a date?", "the regatta's on the ninth of june. Nothing to do with this, mind"), ("Any timing I should note?", "I'm off to Lisbon in two weeks"), ("What must it hold?", "the waiver has to be kept three years"), ("Term starts in September, I take it?", "the fourth of september, if you want to put it in your diary"), ("Does it save?", "what happens when it runs out, on tuesday?"),
        ("So ten users, forty a month and it's urgent, is that correct?", "no no, that's somebody else"), ("You can raise it to eight hours.", "eight hours, I see it"), ("Who signs?", "every friday I must have them signed by noon"), ("How come?", "in february we had a scramble, it had to be signed"),
        ("When is the planning?", "in monday, the app"), ("What's next door?", "they have a tender due friday, thank god it's not mine"), ("How do people sign?", "they sit in the waiting room with a pen"),
    ],
)  # fmt: skip
def test_dates_of_everyday_life_are_no_need(question, answer):
    assert heard(f"a: {question}", f"u: {answer}").urgency is None


@pytest.mark.parametrize(
    "answer",
    [
        "there ain't no hurry whatsoever, the ground's froze till april", "we're under no pressure", "no stress with that", "nobody's pushing us", "got all the time in the world", "it may take the time it takes", "I'm just having a nose around", "we're only feeling out the market", "when we get round to it",
        "there's no panic on us, I'm going to sit with it over the winter", "this week? there's no hurry", "when the cows come home", "at some stage", "not in any kind of hurry", "one day, perhaps", "I'm at the stage of comparing", "nobody's picked a date", "I don't mind, honestly",
    ],
)  # fmt: skip
def test_calm_is_told_in_many_ways(answer):
    assert heard("a: When would you start, this week?", f"u: {answer}").urgency == "low"


@pytest.mark.parametrize(
    ("lines", "level"),
    [
        (("a: When would you want this live?", "u: The handover is on Monday. For this, our director begins in about six weeks and I want it running"), "medium"), (("a: Could we have you live this week?", "u: God, no, not this week. Mid November, once it's quiet"), "medium"),
        (("a: What's the timing?", "u: it's dead by monday", "a: And single sign on?", "u: that, no hurry, it can wait"), "high"), (("a: Is spring a good target?", "u: Spring? No. We need this right away"), "high"), (("a: How shall we say, for getting going?", "u: In a few weeks? I'm off to Tenerife on Saturday"), "medium"),
        (("a: When do you want to switch?", "u: October", "a: October's fine. Thirteen at thirty with the two year plan.", "u: Two years, huh"), "medium"),
    ],
)  # fmt: skip
def test_of_several_dates_the_one_of_this_purchase_counts(lines, level):
    assert heard(*lines).urgency == level


@pytest.mark.parametrize(
    ("question", "answer", "level"),
    [
        ("Do you need this straight away?", "nah, not straight away", "low"), ("Is this something you need right away?", "right away? no.", "low"), ("Is this pressing?", "I wouldn't say so", "low"), ("So there's no hurry?", "no sir", "low"), ("Is there a deadline?", "nobody's told me one", "low"),
        ("Is it urgent?", "extremely", "high"), ("Is it time critical?", "it is, yeah", "high"), ("Is it urgent?", "urgent? no, but I want it done this quarter", "medium"), ("Is there a deadline?", "I'm not sure", None),
    ],
)  # fmt: skip
def test_whether_it_presses_is_denied_in_many_ways(question, answer, level):
    assert heard(f"a: {question}", f"u: {answer}").urgency == level


@pytest.mark.parametrize(
    "said",
    [
        "my biggest customer is sat there waiting on a lease renewal from me", "the landlord's lawyer is in my office now now", "my buyer is sat in the car outside with a pen", "there's a lorry driver in reception and he can't leave until this is signed", "I've a tenant standing in my kitchen waiting for this lease",
        "then do it, they are on the clock right now", "so this is a matter of hours, really",
    ],
)  # fmt: skip
def test_somebody_who_waits_makes_it_pressing(said):
    assert heard("a: How can I help?", f"u: {said}").urgency == "high"


# ----------------------------------------------------------------------- tier, industry, evidence, fold


@pytest.mark.parametrize(
    ("line", "tier"),
    [("u: five seats", "sales_ready"), ("u: four seats", "self_serve"), ("u: ninety nine contracts a month", "self_serve"), ("u: a hundred contracts a month", "sales_ready"), ("u: we use hubspot", "sales_ready"), ("u: we use trello", "self_serve"), ("u: hello", None)],
)  # fmt: skip
def test_the_tier_follows_the_rule(line, tier):
    assert heard("a: Tell me about your team.", line).qualification_tier == tier


def test_the_industry_is_what_the_customer_says_they_are():
    assert heard("a: What do you do?", "u: we're a law firm in Leeds").industry == "legal"
    assert heard("a: Go on.", "u: I run a law firm").industry == "legal"
    assert heard("a: Anything else?", "u: the law firm on the other side sent it").industry is None


def test_evidence_names_rule_and_turn_and_holds_no_words():
    signals = heard("a: How many seats?", "u: seven", "a: And the CRM?", "u: salesforce")
    assert [(e.signal, e.rule, e.turn) for e in signals.evidence] == [
        ("team_size", "team.answer.plain", 1),
        ("integrations", "integration.named", 3),
    ]
    assert "seven" not in signals.model_dump_json()


def test_the_fold_may_be_asked_at_any_time():
    turns = [
        ("assistant", "How many seats?"),
        ("user", "seven"),
        ("assistant", "And contracts?"),
        ("user", "fifty a month"),
        ("assistant", "When?"),
        ("user", "next week"),
    ]
    fold, quiet = SignalFold(), SignalFold()
    for role, text in turns:
        fold.hear({"role": role, "text": text})
        fold.signals()
        quiet.hear({"role": role, "text": text})
    assert fold.signals() == fold.signals() == quiet.signals()


def test_an_answer_cut_in_two_turns_reads_like_one_and_keeps_its_turn():
    signals = heard("a: How many agreements?", "u: seventeen", "u: in a month that is")
    assert (signals.document_volume_per_month, signals.evidence[0].turn) == (17, 2)
    signals = heard("a: How many seats?", "u: seven seats", "u: and that's all")
    assert (signals.team_size, signals.evidence[0].turn) == (7, 1)


def test_after_a_long_answer_the_question_is_over():
    story = "and then it rained all day and the dog ran off again " * 8
    assert heard("a: How many seats?", f"u: {story}", "u: seven").team_size is None


def test_a_turn_may_bring_its_own_number_and_the_agent_either_name():
    fold = SignalFold()
    fold.hear({"role": "agent", "text": "How many seats?", "turn": 40})
    fold.hear({"role": "user", "text": "seven", "turn": 41})
    assert fold.signals().evidence[0].turn == 41
    fold.hear({"role": "user", "text": "nine seats, sorry"})
    assert fold.signals().evidence[0].turn == 42
