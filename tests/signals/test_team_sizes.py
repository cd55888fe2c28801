"""Sizes of a team as quite different speakers tell them, and what only sounds like one: a claim for each class."""

import pytest

from .test_hearing import size


@pytest.mark.parametrize(
    ("lines", "ends"),
    [
        (("a: And who prepares them?", "u: four clerks"), (4, 4)),
        (("a: How many people deal with it?", "u: two, both called Karen"), (2, 2)),
        (("a: Would you be rolling out to everyone?", "u: eventually it might be a hundred, who knows. now it's eleven"), (11, 11)),
        (("a: Is it a large company?", "u: bang on a hundred"), (100, 100)),
        (("a: Twenty a month, sorry.", "u: we're a six man IT shop in Leeds not Accenture"), (6, 6)),
        (("a: Who deals with the contracts at your end?", "u: three of us"), (3, 3)),
        (("a: Who looks after leases over there?", "u: nine negotiators"), (9, 9)),
        (("a: On your side, who drafts?", "u: we're seven"), (7, 7)),
        (("a: Who drives it day to day?", "u: the six coordinators"), (6, 6)),
        (("a: Who takes care of that?", "u: two people in the front office"), (2, 2)),
        (("a: Who's your signing provider?", "u: DocuSign, for three years"), (None, None)),
        (("a: Who recommended us?", "u: two of my customers"), (None, None)),
        (("a: Who is this?", "u: it's Dave, unit nine"), (None, None)),
        (("a: Who signs on the other end?", "u: two directors"), (None, None)),
        (("a: Who told you about us?", "u: a mate, five minutes ago"), (None, None)),
    ],
)  # fmt: skip
def test_who_does_it_asks_for_people(lines, ends):
    assert size(*lines) == ends


@pytest.mark.parametrize(
    ("lines", "ends"),
    [
        (("a: And the bid writers?", "u: six"), (6, 6)),
        (("a: Account people using this?", "u: nine or ten"), (9, 10)),
        (("a: And the heads in sales?", "u: nineteen"), (19, 19)),
        (("a: And the specialists sending them?", "u: a dozen? no. fourteen"), (14, 14)),
        (("a: And the closers, how many is that?", "u: five"), (5, 5)),
        (("a: The recruiters who'd send offers?", "u: about eight"), (8, 8)),
        (("a: And the staff who handle intake?", "u: a few of them on the desk"), (3, 3)),
        (("a: Your estimators?", "u: just four"), (4, 4)),
        (("a: How small?", "u: five of us"), (5, 5)),
        (("a: How large a crew?", "u: eleven"), (11, 11)),
        (("a: How many of you restore?", "u: four"), (4, 4)),
        (("a: And your drivers?", "u: thirty trucks"), (None, None)),
        (("a: And your customers?", "u: six hundred"), (None, None)),
        (("a: How many subscribers?", "u: six hundred"), (None, None)),
        (("a: And the tenants?", "u: ninety"), (None, None)),
    ],
)  # fmt: skip
def test_a_question_that_names_people_asks_for_them(lines, ends):
    assert size(*lines) == ends


@pytest.mark.parametrize(
    ("lines", "ends"),
    [
        (("a: How many people is that?", "u: group's five, catering's three"), (8, 8)),
        (("a: Who would use it?", "u: legal is four, procurement is six"), (10, 10)),
        (("a: How many in the sales group?", "u: five inside, two outside"), (7, 7)),
        (("a: Which people would need it?", "u: programs is six folks, development is four"), (10, 10)),
        (("a: And the heads in sales?", "u: nineteen sales, six presales"), (25, 25)),
        (("a: How many seats?", "u: four for sales and two for ops"), (6, 6)),
        (("a: Who's in it?", "u: two in leasing and one in accounts"), (3, 3)),
        (("a: And who would use it?", "u: there's three in billing, four in intake"), (7, 7)),
        (("a: Who needs access?", "u: HR has five, finance has two"), (7, 7)),
        (("a: How many people?", "u: three at the desk, two in the back"), (5, 5)),
    ],
)  # fmt: skip
def test_the_parts_of_a_whole_are_added(lines, ends):
    assert size(*lines) == ends


@pytest.mark.parametrize(
    ("lines", "ends"),
    [
        (("a: And how many reps?", "u: thirty four, thirty five"), (34, 35)),
        (("a: And how many in the department?", "u: fifteen sixteen people"), (15, 16)),
        (("a: How many users?", "u: twenty, twenty one maybe"), (20, 21)),
        (("a: How many users?", "u: eighteen nineteen"), (18, 19)),
    ],
)  # fmt: skip
def test_neighbouring_numbers_are_a_range(lines, ends):
    assert size(*lines) == ends


@pytest.mark.parametrize(
    ("lines", "ends"),
    [
        (("a: How big's the agency?", "u: twenty six now, thirty by christmas if the recruiter earns her money"), (26, 26)),
        (("a: How many staff would be on it?", "u: it's the four of us at the old place. when the new one's open add five"), (4, 4)),
        (("a: How many of you?", "u: eight, and once Leeds opens another six"), (8, 8)),
        (("a: How many users?", "u: twelve today, fifteen by the summer"), (12, 12)),
        (("a: How many of you?", "u: seven at present. if the grant comes through it'll be ten"), (7, 7)),
        (("a: How many of you?", "u: ten. next year twelve I hope"), (10, 10)),
        (("a: How many of you?", "u: nine. after the merger we'd be thirty"), (9, 9)),
    ],
)  # fmt: skip
def test_what_is_to_come_does_not_count_beside_what_is(lines, ends):
    assert size(*lines) == ends


@pytest.mark.parametrize(
    ("lines", "ends"),
    [
        (("a: And how many of you?", "u: nine in the branch. the parent has three hundred, ignore them"), (9, 9)),
        (("a: And how many of you?", "u: fourteen. our franchisor has two thousand, not relevant"), (14, 14)),
        (("a: How many people?", "u: the group employs nine hundred, we're twelve here"), (12, 12)),
        (("a: How many of you?", "u: six, the head office has two hundred"), (6, 6)),
        (("a: How many users?", "u: our biggest client has four hundred staff, we are five"), (5, 5)),
        (("a: How many users?", "u: five of us. the client has four hundred"), (5, 5)),
        (("a: How large are you?", "u: The parent's six thousand."), (None, None)),
        (("a: How large are you?", "u: The parent company has six thousand, we're eight."), (8, 8)),
        (("a: How large are you?", "u: The people who bought us have six thousand, here it's eight of us."), (8, 8)),
    ],
)  # fmt: skip
def test_a_firm_above_or_beside_is_not_ours(lines, ends):
    assert size(*lines) == ends


@pytest.mark.parametrize(
    ("lines", "ends"),
    [
        (("a: How many planners?", "u: nine planners, but honestly the juniors don't propose, it'd be six of them on it"), (6, 6)),
        (("a: Your group, is it large?", "u: core facility, fifteen scientists, but only one contracts person gets a login and you're talking to her"), (1, 1)),
        (("a: What does the sales force look like?", "u: nineteen door knockers and four closers. knockers don't send anything, the four closers get the accounts"), (4, 4)),
        (("a: And how many seats is that for?", "u: half a dozen two of em's never logged on"), (6, 6)),
        (("a: How big is the firm?", "u: forty people, of whom eleven would actually have a login"), (11, 11)),
        (("a: How many staff?", "u: sixty, but only the five coordinators would be in it"), (5, 5)),
        (("a: How many employees?", "u: a hundred and ten, eight of which send contracts"), (8, 8)),
        (("a: And your crew?", "u: three crews of three but they just dig. in the office it's me and the missus, that's who'd be on it"), (2, 2)),
        (("a: And all twelve have an account?", "u: no, the practice leads do that. there's five of those"), (5, 5)),
        (("a: How many on the team?", "u: ten in the field, they don't touch it. the three in the office would"), (3, 3)),
        (("a: Would all forty need it?", "u: god no. six"), (6, 6)),
        (("a: And would all hundred and forty be in the tool?", "u: no, it's inside sales, which is eighteen people"), (18, 18)),
        (("a: How many people are there?", "u: thirty one of us, but just the comfort advisors would build them, that's eight fellas"), (8, 8)),
        (("a: How many of you?", "u: twenty, though one person does all the contracts"), (20, 20)),
    ],
)  # fmt: skip
def test_those_who_would_use_it_are_narrower(lines, ends):
    assert size(*lines) == ends


@pytest.mark.parametrize(
    ("lines", "ends"),
    [
        (("a: Would she use it as well?", "u: oh she'd be the only one using it, i can barely work my phone"), (1, 1)),
        (("a: And will anyone else be involved?", "u: nobody. one man consultancy"), (1, 1)),
        (("a: And the bid writers?", "u: used to be four of us. now there's me"), (1, 1)),
        (("a: So you are three at the studio?", "u: I was three. Now I'm one"), (1, 1)),
        (("a: Are you working with a team?", "u: divil a one meself and a van"), (1, 1)),
        (("a: How many people would use it?", "u: right now? it's... I mean there's Fern, she's... no, Fern went to the council. So, me."), (1, 1)),
        (("a: How many users?", "u: one"), (1, 1)),
        (("a: How many logins?", "u: just one login, mine"), (1, 1)),
        (("a: How many users would you need?", "u: just one person of mine"), (1, 1)),
        (("a: So you'd be the only user?", "u: I should think so"), (1, 1)),
        (("a: Do you have anybody helping you?", "u: nah, it's just yours truly that'd be touching it"), (1, 1)),
        (("a: How many logins?", "u: one login, for the secretary, nobody else"), (1, 1)),
        (("a: Who sends the forms?", "u: only Odile"), (1, 1)),
        (("a: Who would need an account?", "u: our bookkeeper Jane, nobody else"), (1, 1)),
        (("a: How many people?", "u: it's a one woman business"), (1, 1)),
        (("a: Who would use it, and which tools do you have?", "u: me, myself and I, and HubSpot"), (1, 1)),
        (("a: How many would use it?", "u: One man consultancy, that is all it is."), (1, 1)),
        (("a: And who handles them?", "u: moi"), (1, 1)),
        (("a: Who does the paperwork?", "u: I do, all of it"), (1, 1)),
        (("a: Who does the paperwork?", "u: I do, not all of it mind, the girls help"), (None, None)),
    ],
)  # fmt: skip
def test_one_person_has_many_names(lines, ends):
    assert size(*lines) == ends


@pytest.mark.parametrize(
    ("lines", "ends"),
    [
        (("a: And on your side who prepares?", "u: the bursar and i the head only complains"), (2, 2)),
        (("a: And HR is you alone?", "u: i and blessing"), (2, 2)),
        (("a: Is he the only one who needs access?", "u: him and our sandra in accounts"), (2, 2)),
        (("a: Who deals with it?", "u: francesca and i. well, francesca, and i get blamed"), (2, 2)),
        (("a: Who'd be in there?", "u: sales is just the CEO and me"), (2, 2)),
        (("a: And who prepares them?", "u: I and my colleague Anneli."), (2, 2)),
        (("a: So it's you and your sister?", "u: yes"), (2, 2)),
        (("a: So it's you and your sister?", "u: plus mum on weekends, so three"), (3, 3)),
        (("a: Who'd use it?", "u: my partner and I"), (2, 2)),
        (("a: Who writes the quotes?", "u: my wife and I do"), (2, 2)),
        (("a: And are you estimating by yourself?", "u: my brother in law does the gutters, i do the shingles"), (2, 2)),
        (("a: Tell me about the two of you.", "u: Well, Hector does the pipe and I do the talking. It's only us."), (2, 2)),
        (("a: Who's there?", "u: she and I"), (2, 2)),
        (("a: Who does the quoting?", "u: dad and myself"), (2, 2)),
        (("a: Who goes out to estimate?", "u: i do them. me and my cousin, we split the county"), (2, 2)),
        (("a: Who will use it?", "u: receptionist and me the other one refuses computers"), (2, 2)),
        (("a: How small?", "u: Two brothers and a sister-in-law."), (3, 3)),
        (("a: How big is the department?", "u: You're talking to it.", "a: Just you?", "u: Me and Walt. Walt's part time."), (2, 2)),
        (("a: Who signs in?", "u: only me and the missus"), (2, 2)),
        (("a: Do you do that alone?", "u: me and my girl Friday"), (2, 2)),
    ],
)  # fmt: skip
def test_two_are_two_however_they_are_named(lines, ends):
    assert size(*lines) == ends


@pytest.mark.parametrize(
    ("lines", "ends"),
    [
        (("a: And who would work with it?", "u: only legal. Legal is Marta, Ondrej, Pavla and one student who is paid, that's it."), (4, 4)),
        (("a: Who besides you would be working in it?", "u: is my brother he makes the price and two boys who go to measure and me of course"), (4, 4)),
        (("a: Who would be in it?", "u: Anna, Ben, Carla and the intern"), (4, 4)),
        (("a: Who would be in it?", "u: the owner, his daughter and me"), (3, 3)),
        (("a: Who would be in it?", "u: me, my partner and the two secretaries"), (4, 4)),
        (("a: Who are the users?", "u: It's Jo, Sam and Priya"), (3, 3)),
        (("a: In the office, who'd touch subcontracts?", "u: There's five project managers, there's two estimators, and me."), (8, 8)),
        (("a: Who sends?", "u: the planner, the buyer and three clerks"), (5, 5)),
        (("a: Who's in accounts?", "u: Xero"), (None, None)),
        (("a: How many folks deal with them?", "u: p m s there's five of em, and the office gal and uh my estimator", "a: So seven?", "u: yeah seven"), (7, 7)),
        (("a: Who prepares those?", "u: the transaction desk. that's Yolanda, Pete, and the new one, Shauna I think"), (3, 3)),
        (("a: Who would use it?", "u: me, Dave, Priya"), (3, 3)),
        (("a: Who's on the team?", "u: Sue, Bob, Jan, me."), (4, 4)),
        (("a: Who would use it?", "u: me, Monday, if I'm spared"), (None, None)),
    ],
)  # fmt: skip
def test_a_list_of_people_is_counted(lines, ends):
    assert size(*lines) == ends


@pytest.mark.parametrize(
    ("lines", "ends"),
    [
        (("a: All of them sending?", "u: all of 'em and two support, sixteen"), (16, 16)),
        (("a: How many comfort advisors?", "u: eight on commission, plus tammy who books them, she'd want in too. nine"), (9, 9)),
        (("a: And the practice itself?", "u: seven associates, hang on, is petra still with us, yes, seven, plus me"), (8, 8)),
        (("a: And who prepares them, the managers?", "u: four of those, plus the sales manager when someone's out sick"), (5, 5)),
        (("a: Would only the leads use the product?", "u: And myself and my deputy, so ten."), (10, 10)),
        (("a: How many tablets, or people?", "u: two guys per truck, six trucks, only the foreman gets a tablet so six"), (6, 6)),
        (("a: And who would need to send them?", "u: me. and the three guys that go out on calls"), (4, 4)),
        (("a: How many?", "u: x", "a: How many people?", "u: six plus my brother"), (7, 7)),
        (("a: How many people?", "u: six reps plus sales manager"), (7, 7)),
        (("a: How many people?", "u: six reps plus vans for boss trips"), (6, 6)),
        (("a: How many users?", "u: two in Leeds, three in Hull, so five"), (5, 5)),
        (("a: Go on.", "u: we're six reps and a part timer, but that's everyone"), (7, 7)),
        (("a: Go on.", "u: it's six of us and a manager, but he never logs in"), (6, 6)),
        (("a: Who handles the contracts?", "u: I do, along with two assistants"), (3, 3)),
        (("a: Who handles the contracts?", "u: Mostly me, with two assistants"), (3, 3)),
        (("a: Go on.", "u: we are six reps plus owner never opens it"), (6, 6)),
        (("a: Who handles the contracts?", "u: There's me with two assistants."), (3, 3)),
        (("a: How many techs would need access?", "u: techs, none. office girls, four, and I'm the fifth"), (5, 5)),
        (("a: How many people?", "u: three, not counting me"), (4, 4)),
        (("a: How many people?", "u: three, I'm the first in every morning"), (3, 3)),
        (("a: How many people would send?", "u: three, plus two in accounts"), (5, 5)),
        (("a: How many people handle rights?", "u: A handful. I could name them but two aren't speaking"), (5, 5)),
        (("a: How many of you are there?", "u: nine. three don't have a computer"), (9, 9)),
        (("a: How big is the team?", "u: eight, two on leave"), (8, 8)),
        (("a: How big is the recruiting desk?", "u: four recruiters, two coordinators"), (6, 6)),
    ],
)  # fmt: skip
def test_what_is_added_is_added(lines, ends):
    assert size(*lines) == ends


@pytest.mark.parametrize(
    ("lines", "ends"),
    [
        (("a: And is it for proposals?", "u: yes", "a: How many would that be?", "u: Proposals perhaps 12 in a month, engagement letters more like 20."), (None, None)),
        (("a: So it's twelve users and ninety quotes a month?", "u: It was. Since Galway closed it's nine, and I'd say the quotes are down to sixty."), (9, 9)),
        (("a: And the registration forms?", "u: we see thirty people a day but most are repeats"), (None, None)),
        (("a: Tell me about it", "u: we feed ninety people a night"), (None, None)),
        (("a: How many clients?", "u: we have thirty two municipalities and some of them have ten thousand employees"), (None, None)),
        (("a: Tell me about your business", "u: I've got clients with five people and I've got one with nine thousand"), (None, None)),
        (("a: How many users did you have in mind?", "u: I am going to floor 14, I call you from the desk."), (None, None)),
        (("a: How many users would you need?", "u: you're cutting out it's fourteen hundred hectares and one bar of reception"), (None, None)),
        (("a: What's up?", "u: i was in the queue as number 27. twenty seven people before me"), (None, None)),
        (("a: What's up?", "u: he comes for lunch, there are nine of us at table"), (None, None)),
        (("a: Is there something pressing?", "u: there's a food plant that gave us a fourteen-person order"), (None, None)),
        (("a: What do you do?", "u: there's about five of us in the country, and two don't talk to each other"), (None, None)),
        (("a: Anybody helping you?", "u: i train new celebrants, there's eleven in the intake this year, but they're nothing to do with this. it's just yours truly that'd be touching it"), (1, 1)),
        (("a: So the trial?", "u: i was with the co op for twenty six years. we'd three hundred staff and we were firing out orders"), (None, None)),
        (("a: Have you signed before?", "u: at the bank we pushed five hundred mortgages a week, a hundred of us at it"), (None, None)),
        (("a: How was your week?", "u: Nine would be on it, I think so"), (None, None)),
        (("a: Is Monday better?", "u: I'm picking up the slack for two people who quit"), (None, None)),
        (("a: How big are the jobs?", "u: three men, two days"), (None, None)),
        (("a: Would it go out to everyone?", "u: well it goes to eleven tenants"), (None, None)),
        (("a: How many people would send?", "u: I've told three of your colleagues this already"), (None, None)),
    ],
)  # fmt: skip
def test_other_numbers_are_no_size(lines, ends):
    assert size(*lines) == ends


@pytest.mark.parametrize(
    ("lines", "ends"),
    [
        (("a: You're five at the bureau, and your tools are Notion and Outlook. Correct?", "u: correct yes"), (5, 5)),
        (("a: So you'd be twenty four in the commercial area and you use Salesforce.", "u: you got it"), (24, 24)),
        (("a: So you're a crew of nine?", "u: that's it"), (9, 9)),
        (("a: And users will be fifty?", "u: fifty is the plan limit, we are twenty nine"), (29, 29)),
        (("a: Eight users, thirty agreements a month, and HubSpot. Did I get that right?", "u: Mostly. It isn't HubSpot, it's Zoho. The rest is as I put it."), (8, 8)),
        (("a: So there's six of you?", "u: there is"), (6, 6)),
        (("a: And would eight be enough for the whole team?", "u: yes"), (8, 8)),
        (("a: So that's sixteen users?", "u: That's the number."), (16, 16)),
        (("a: So that's sixteen users?", "u: That's the one."), (16, 16)),
        (("a: Would sixteen seats cover it?", "u: it would"), (16, 16)),
    ],
)  # fmt: skip
def test_what_the_agent_said_counts_with_a_yes(lines, ends):
    assert size(*lines) == ends


@pytest.mark.parametrize(
    ("lines", "ends"),
    [
        (("u: Right, so there's four estimators and they'd each knock out, what, ten a week?",), (4, 4)),
        (("a: Tell me what you send.", "u: Three reps, each of 'em'd do twenty proposals a month."), (3, 3)),
        (("a: And where you are now?", "u: now it's a start up. Six people, one coffee machine, an Airtable."), (6, 6)),
        (("a: How does it work?", "u: Twelve consultants, and each of them writes two statements of work per quarter, so twenty four."), (12, 12)),
        (("a: What goes out?", "u: every one of my eight brokers sends four policies a week"), (8, 8)),
        (("a: Who creates them?", "u: Six closers, they're on the doors, and then two girls in the office that clean up after them."), (8, 8)),
    ],
)  # fmt: skip
def test_people_of_a_trade_told_with_their_paperwork_count(lines, ends):
    assert size(*lines) == ends


@pytest.mark.parametrize(
    ("lines", "ends"),
    [
        (("a: How many of youse on the tools and how many in the office?", "u: twelve on the tools. four in the office, and it's the office lot that'd be on this"), (4, 4)),
        (("a: Give me an idea of numbers on your side.", "u: we've nine folk all in"), (9, 9)),
        (("a: Is it a big operation?", "u: och no, wee. five"), (5, 5)),
        (("a: So what's the set up?", "u: I've got seventeen drivers but the paperwork is just Moira and me"), (2, 2)),
        (("a: How many would you want to start with?", "u: let's say eight and see how we go"), (8, 8)),
        (("a: How many would you want to start with?", "u: start us off with half a dozen"), (6, 6)),
        (("a: And who'll be the main users?", "u: The admissions team. There's four of them."), (4, 4)),
        (("a: Who'll be using it?", "u: Our compliance folks, so about fifteen of them."), (15, 15)),
        (("a: Which department is this for?", "u: procurement, eleven heads"), (11, 11)),
        (("a: Is this just for you or the whole office?", "u: whole office, all nineteen"), (19, 19)),
        (("a: Is this just for you or the whole office?", "u: just for me at the moment"), (1, 1)),
        (("a: How many paralegals prepare these?", "u: we have six, though Dana's on leave till spring"), (6, 6)),
        (("a: And your staff count?", "u: We had thirty. Lost a few. Twenty four at last count."), (24, 24)),
        (("a: How many on the team these days?", "u: It fluctuates, but call it twenty."), (20, 20)),
        (("a: How many on the team these days?", "u: well I started alone, then there were three, now fourteen"), (14, 14)),
        (("a: What's the size of the group that'd be sending?", "u: Somewhere between thirty and thirty five."), (30, 35)),
        (("a: What's the size of the group that'd be sending?", "u: I'd put it at forty, maybe forty five"), (40, 45)),
        (("a: How many licences?", "u: we budgeted for fifty, we'll take forty"), (40, 40)),
        (("a: How many licences?", "u: let me think. Sales is ten. Ops is four. And one for me. Fifteen."), (15, 15)),
        (("a: How many seats shall I quote?", "u: quote me ten, no, do twelve"), (12, 12)),
        (("a: How many seats shall I quote?", "u: could you do it for six and for twelve? we're six right now"), (6, 6)),
        (("a: How many people handle contracts?", "u: two full time and I jump in when it's busy, so three"), (3, 3)),
        (("a: How many people handle contracts?", "u: one and a half, if I'm honest. no, put two"), (2, 2)),
        (("a: Anyone else need access besides yourself?", "u: my assistant and the accountant"), (3, 3)),
        (("a: Anyone else need access besides yourself?", "u: nope"), (1, 1)),
        (("a: Anyone else need access besides yourself?", "u: my business partner, that's it"), (2, 2)),
        (("a: Would anybody else send from it?", "u: there's two other agents"), (3, 3)),
        (("a: Do you do this all on your own?", "u: me and two mates"), (3, 3)),
        (("a: How big's the crew?", "u: we're eleven strong"), (11, 11)),
        (("a: How big's the crew?", "u: a baker's dozen of us"), (13, 13)),
        (("a: How big's the crew?", "u: just shy of sixty"), (60, 60)),
        (("a: How big's the crew?", "u: depends on the season. in winter eight"), (8, 8)),
        (("a: Who's on your end?", "u: it's a team of nine under me"), (9, 9)),
        (("a: Tell me about yourself.", "u: I run a small surveying practice, there's seven of us, based in Exeter since 1998"), (7, 7)),
        (("a: Tell me about yourself.", "u: thirty years in the trade, two knees replaced, and now I've got a crew of six lads"), (6, 6)),
        (("a: Tell me about the company.", "u: founded in 2009, three offices, about eighty employees"), (80, 80)),
        (("a: Tell me about the company.", "u: we insure fishing boats. four hundred boats, nine staff"), (9, 9)),
        (("a: Tell me about the company.", "u: we're a charity with two hundred volunteers and a paid staff of five"), (5, 5)),
        (("a: Tell me about the company.", "u: twenty two lawyers, plus support staff of ten"), (32, 32)),
        (("a: What brings you here?", "u: my boss wants all eight of us off paper"), (8, 8)),
        (("a: How many users do you have today with DocuSign?", "u: we pay for thirty and use maybe twelve"), (12, 12)),
        (("a: How many users do you have today?", "u: on the old system twenty five. we'd only bring ten of them over"), (10, 10)),
        (("a: How many people total?", "u: a hundred and sixty across three sites, but the contracts desk is five"), (5, 5)),
        (("a: How many people total?", "u: 3 of us, 4 if you count Mum, and we do count her"), (4, 4)),
        (("a: And is that whole team going to be on it?", "u: no, half. they're fourteen so seven"), (7, 7)),
        (("a: And is that whole team going to be on it?", "u: all but two, so nine"), (9, 9)),
        (("a: So nine users then?", "u: ten, I forgot myself"), (10, 10)),
        (("a: So nine users then?", "u: yes, unless Phil retires"), (9, 9)),
        (("a: So nine users then?", "u: hmm no I'd rather say seven"), (7, 7)),
        (("a: So nine users then?", "u: nine to begin with"), (9, 9)),
        (("a: I've got you down for twenty seats.", "u: twenty? no, we're two"), (2, 2)),
        (("a: I've got you down for twenty seats.", "u: yeah that sounds right"), (20, 20)),
        (("a: How many property managers?", "u: Let me see, there's Carol, there's Big Dave, Little Dave, and Anita. Four."), (4, 4)),
        (("a: How many property managers?", "u: Carol, Dave and Anita"), (3, 3)),
        (("a: Who handles the offers?", "u: HR does, that's three ladies"), (3, 3)),
        (("a: Who handles the offers?", "u: every one of our twelve store managers"), (12, 12)),
        (("a: Who handles the offers?", "u: I do"), (1, 1)),
        (("a: Who handles the offers?", "u: myself and the two directors"), (3, 3)),
        (("a: Who's the paperwork person?", "u: that'd be yours truly"), (1, 1)),
        (("a: How many of them are there?", "u: x", "a: How many reps?", "u: sixteen reps in the field and two in the office do the quotes, so the two"), (2, 2)),
        (("a: How many technicians?", "u: twenty techs, they don't need it though. three dispatchers do."), (3, 3)),
        (("a: How many estimators have you got?", "u: me, my son and a fella we took on in May"), (3, 3)),
        (("a: And how many in total?", "u: seventy odd"), (70, 70)),
        (("a: And how many in total?", "u: could be a hundred, I honestly lost count"), (100, 100)),
        (("a: And how many people use it now?", "u: nobody. we'd be five"), (5, 5)),
        (("a: How many staff will sign in?", "u: thirty teachers plus the principal"), (31, 31)),
        (("a: How many staff will sign in?", "u: it's a school of four hundred kids but just the front office, three of us"), (3, 3)),
        (("a: Do you have a team?", "u: I do, five girls and a boy"), (6, 6)),
        (("a: Do you have a team?", "u: a couple of part timers"), (2, 2)),
        (("a: Do you have a team?", "u: it's a one man band"), (1, 1)),
        (("a: Do you have a team?", "u: not as such, the wife does the books and I do the rest"), (2, 2)),
        (("a: And headcount?", "u: north of two hundred"), (200, 200)),
        (("a: And headcount?", "u: we're 45 now, we were 60 in March"), (45, 45)),
        (("a: And headcount?", "u: forty five, down from sixty"), (45, 45)),
        (("a: And headcount?", "u: up from nine to fourteen this year"), (14, 14)),
        (("a: And headcount?", "u: fourteen, up from nine"), (14, 14)),
        (("a: How many contracts a month per person?", "u: ten each and there's six of us so sixty"), (6, 6)),
        (("a: How many proposals?", "u: forty a month between five of us"), (5, 5)),
        (("a: How many proposals do you send?", "u: each rep does ten, we have eight reps"), (8, 8)),
        (("a: And what does that cost you now?", "u: twenty five a seat, for nine seats"), (9, 9)),
        (("u: hi, pricing for a twelve person team please",), (12, 12)),
        (("u: how much is it for say four logins",), (4, 4)),
        (("a: May I ask how large the household of users would be?", "u: Nineteen, if one is generous and includes the porter."), (19, 19)),
        (("a: Could you tell me roughly how many people work at the vineyard?", "u: At harvest, sixty. The rest of the year it is eleven of us and the dogs."), (11, 11)),
        (("a: Do all of your colleagues draw up agreements?", "u: Heavens, no. Of the thirty two of us only five are trusted with a pen."), (5, 5)),
        (("a: What would the user count come to?", "u: I make it fourteen, though my partner insists on fifteen and she's wrong."), (14, 14)),
        (("a: Is everyone in the orchestra going to log in?", "u: Eighty musicians? No. The office. We are four in the office."), (4, 4)),
        (("a: And the office, is it a large one?", "u: It's me, a kettle and a girl called Wren who comes on Tuesdays."), (2, 2)),
        (("a: How's the practice staffed?", "u: Six vets, nine nurses, and reception, which is three."), (18, 18)),
        (("a: How many would be on the account?", "u: My brother thinks ten. I think six. Put six."), (6, 6)),
        (("a: How many would be on the account?", "u: We had twelve when I filled in the form but Marjorie retired so eleven now"), (11, 11)),
        (("a: Your form says twenty users, is that still right?", "u: it was right in january. it's twenty six these days"), (26, 26)),
        (("a: Your form says twenty users, is that still right?", "u: still right"), (20, 20)),
        (("a: You mentioned a staff of forty last time.", "u: I did, and it's still forty."), (40, 40)),
        (("a: You mentioned a staff of forty last time.", "u: Forty one now, Sasha came back."), (41, 41)),
        (("a: How many users?", "u: we are in office seven person"), (7, 7)),
        (("a: How many users?", "u: users only three because the others not need"), (3, 3)),
        (("a: How many people in your company?", "u: in company is hundred twenty people but for this only commercial department, they are eight"), (8, 8)),
        (("a: How many people in your company?", "u: little company, nine"), (9, 9)),
        (("a: Who prepares the offers?", "u: this make my two assistants and me"), (3, 3)),
        (("a: Who prepares the offers?", "u: the girls in the back office, they are five"), (5, 5)),
        (("a: And how big is your team?", "u: we are a team from twelve"), (12, 12)),
        (("a: And how big is your team?", "u: with me ten"), (10, 10)),
        (("a: And how big is your team?", "u: ten plus chief"), (11, 11)),
        (("a: how many people would use this", "u: uh for well for people for yeah four people"), (4, 4)),
        (("a: how many people would use this", "u: theres 2 of us and uh we got a new guy starting so 3 i guess"), (3, 3)),
        (("a: how many people would use this", "u: like 8 or 9 of us depending"), (8, 9)),
        (("a: how many people would use this", "u: i think theres 14 15 people in the office"), (14, 15)),
        (("a: how many seats", "u: 6 maybe 7 lets say 7"), (7, 7)),
        (("a: how many seats", "u: umm 5 5 seats"), (5, 5)),
        (("a: how many on your team", "u: about 25 people on my team but really only like 10 would use it"), (10, 10)),
        (("a: how many on your team", "u: so its my wife my son and i"), (3, 3)),
        (("a: so what kind of team do you have", "u: i got 3 crews with 4 guys each and 2 office gals and only the gals do the paperwork"), (2, 2)),
        (("a: How many attorneys?", "u: Forty attorneys. The ones using it would be the four in the real estate group."), (4, 4)),
        (("a: What's your team look like?", "u: Lean. Two AEs, one SDR and a manager."), (4, 4)),
        (("a: What's your team look like?", "u: Three pods of five, so fifteen AEs."), (15, 15)),
        (("a: Team size?", "u: 8 FTE"), (8, 8)),
        (("a: Team size?", "u: eight, soon to be ten"), (8, 8)),
        (("a: Team size?", "u: soon to be ten, eight right now"), (8, 8)),
        (("a: How many reps today?", "u: Thirty. Was fifty before the cuts."), (30, 30)),
        (("a: How many reps today?", "u: we've got open headcount for three but it's twelve today"), (12, 12)),
        (("a: How many would send contracts?", "u: The whole sales org, that's around a hundred and fifty."), (150, 150)),
        (("a: How many would send contracts?", "u: out of a hundred and fifty sellers maybe a third, so fifty"), (50, 50)),
        (("a: How many would send contracts?", "u: just our deal desk. Three."), (3, 3)),
        (("a: So is it the deal desk that sends them?", "u: Right, there are three of them."), (3, 3)),
        (("a: So is it the deal desk that sends them?", "u: Yes, all three"), (3, 3)),
        (("a: Do your franchisees use it too?", "u: No, they have their own. We're nine at head office."), (9, 9)),
        (("a: Do you manage other people?", "u: Six direct reports."), (6, 6)),
        (("a: Is it a family business?", "u: Dad, my uncle and me. And Carla who isn't family but may as well be."), (4, 4)),
        (("a: Is it a family business?", "u: third generation, forty employees"), (40, 40)),
        (("a: When do you open?", "u: the first of may, with a staff of twenty"), (20, 20)),
        (("a: How many people are on the team?", "u: We're forty five, my wife runs the office"), (45, 45)),
        (("a: How many people work there?", "u: My dad is seventy and still runs it, and there's eleven of us"), (11, 11)),
        (("a: How many people and how many contracts a month?", "u: Fifteen people, and about two hundred"), (15, 15)),
        (("a: How many user licences do you pay for each month right now?", "u: Twelve"), (12, 12)),
        (("a: How many seats?", "u: Five, as against nine last year"), (5, 5)),
        (("a: How many users?", "u: Ten users for two offices"), (10, 10)),
        (("a: What kind of business is it?", "u: a farm, ninety hens and me"), (1, 1)),
        (("a: Who'd use it?", "u: Me."), (1, 1)),
        (("a: How many users?", "u: Nine, and a demo would be good", "a: Great, so Thursday at ten", "u: fine"), (9, 9)),
        (("u: Chartered surveyors, by the canal, seven fee earners. The forms are on paper.",), (7, 7)),
        (("a: Where are you?", "u: Behind the church. Eleven staff, one kiln and a goat."), (11, 11)),
        (("a: What would good look like?", "u: Twenty two auditors off the phone and home for tea."), (22, 22)),
        (("a: If you had a magic wand?", "u: Nine valuers who never see a printer again."), (9, 9)),
        (("a: Give me the scale of it.", "u: We employ ninety."), (90, 90)),
        (("u: We're thirteen and we share one login.",), (13, 13)),
        (("a: You write the reports yourself?", "u: Some, yeah. Me and Ines on those."), (2, 2)),
        (("a: Is it just yourself?", "u: Myself and the other trustee."), (2, 2)),
        (("a: Only you, is it?", "u: No, I've got three girls in the shop."), (4, 4)),
        (("a: Who'd be signing in of a morning?", "u: The dispatchers. Five."), (5, 5)),
        (("a: Which of you would be sending?", "u: The valuers. All six."), (6, 6)),
        (("a: Talk me through who's there.", "u: Me, Olu on the door, and a trainee."), (3, 3)),
        (("a: The whole outfit's in it?", "u: All twelve, yes."), (12, 12)),
        (("a: Would everyone on the ward have an account?", "u: Every one of the thirty."), (30, 30)),
        (("a: You'd want the full eight on it?", "u: I would."), (8, 8)),
        (("a: And the people who write them?", "u: Nine valuers, and a clerk who posts them and doesn't need it."), (9, 9)),
        (("a: I have ten surveyors down, is that right?", "u: Six. Four went to a rival."), (6, 6)),
        (("a: Who'd have a login?", "u: Eleven physios, two on reception."), (11, 11)),
        (("a: Who else is there?", "u: Five of us in claims. The rest of the building is six hundred."), (5, 5)),
        (("a: How many logins?", "u: Forty on staff, but say nine of us with a login."), (9, 9)),
        (("a: How are quotes made?", "u: We have four planners, each does five a week, so twenty.", "a: Twenty, right."), (4, 4)),
        (("u: There's my dad and my brother and two welders and me.",), (5, 5)),
        (("u: We'd need a ten user plan.",), (10, 10)),
        (("u: I only need one seat.",), (1, 1)),
        (("a: Do you have a team in mind for the pilot?", "u: The Lyon office, twenty people."), (20, 20)),
        (("a: How big is the association?", "u: About sixty staff, nine thousand members."), (60, 60)),
        (("u: It's a two person office, me and Joan.",), (2, 2)),
        (("u: There'd be me, my husband and the two kids who help out, so four.",), (4, 4)),
        (("a: You mentioned there were more of you?", "u: five altogether"), (5, 5)),
        (("u: The users thirty three.",), (33, 33)),
        (("u: Twelve are our technicians.",), (12, 12)),
    ],
)  # fmt: skip
def test_a_size_is_found_in_talk_of_all_kinds(lines, ends):
    assert size(*lines) == ends


@pytest.mark.parametrize(
    ("lines", "ends"),
    [
        (("a: What brings you here?", "u: I saw the ad, it said a thousand companies use it"), (None, None)),
        (("a: What brings you here?", "u: my three kids got me a tablet"), (None, None)),
        (("a: What brings you here?", "u: two of my clients use you and swear by it"), (None, None)),
        (("a: And how many in total?", "u: ask me after lunch"), (None, None)),
        (("a: How old is the business?", "u: twelve years"), (None, None)),
        (("a: How many locations?", "u: five"), (None, None)),
        (("a: How many clients do you serve?", "u: around ninety"), (None, None)),
        (("a: How many signers per document?", "u: three usually, two directors and the client"), (None, None)),
        (("a: What's your unit number?", "u: nine"), (None, None)),
        (("a: How many rooms?", "u: thirty rooms and two suites"), (None, None)),
        (("a: Can I have your number?", "u: five five five, one two one two"), (None, None)),
        (("a: What's the budget?", "u: about two thousand for the team"), (None, None)),
        (("a: how many people would use this", "u: just to us"), (None, None)),
        (("a: How's business?", "u: busy. we hired five people last month and I still can't keep up"), (None, None)),
        (("a: How's business?", "u: we lost two reps so I'm covering three territories"), (None, None)),
        (("a: Who are your customers?", "u: mid size firms, fifty to two hundred employees"), (None, None)),
        (("a: Who do you sell to?", "u: dentists mostly, practices with five or six staff"), (None, None)),
        (("a: What happened with the last vendor?", "u: three of their people quit and nobody answered the phone"), (None, None)),
        (("a: Anything else?", "u: my brother's firm has ninety lawyers, he might call you"), (None, None)),
        (("a: Anything else?", "u: there were four people talking over me in the demo"), (None, None)),
        (("u: some firms have forty employees",), (None, None)),
        (("a: How's the team doing?", "u: Grand. Nine women went over the bar in a canoe."), (None, None)),
        (("a: Anything else?", "u: I registered two people for the webinar and one got the link"), (None, None)),
        (("a: What did the page say?", "u: Ten users for two hundred, it said"), (None, None)),
        (("a: And what about your own shop?", "u: Me? Me I mend clocks."), (None, None)),
        (("a: And how many people?", "u: Well a crew has about six"), (None, None)),
        (("a: Who gets the waivers?", "u: Riders. Three hundred of them, and half never open it."), (None, None)),
        (("a: Who lives there?", "u: Four sisters, and all of them sign."), (None, None)),
        (("a: Who do you deliver to?", "u: Thirty cafes and a prison."), (None, None)),
        (("a: How many people were at the ceremony?", "u: Sixty. It poured."), (None, None)),
        (("a: How many are coming?", "u: Fifty, and a band."), (None, None)),
        (("a: How many on the jury?", "u: Twelve."), (None, None)),
        (("a: How many people came to the opening?", "u: Ninety, for the wine."), (None, None)),
        (("a: Has anyone replied?", "u: Eight of them."), (None, None)),
        (("a: How's business?", "u: I've thirty regulars and twelve of them pay late"), (None, None)),
        (("a: How's your street?", "u: Loud. The neighbours have got nine people in there."), (None, None)),
        (("a: Is there a queue?", "u: Seven people ahead of me."), (None, None)),
        (("a: Is the limit a problem?", "u: It says four users on the page."), (None, None)),
        (("a: What did they offer?", "u: Six seats free if I signed that day."), (None, None)),
        (("a: Which plan was it?", "u: The ten user one."), (None, None)),
        (("a: Whose house is it?", "u: My mother's, and there's six of us heirs"), (None, None)),
        (("a: What is it for?", "u: The landlord. There's four of us in the flat"), (None, None)),
        (("a: How's the trial?", "u: My grandkids do it. Seven and nine, the pair of them"), (None, None)),
        (("a: How are they?", "u: At each other's throats, nine cousins and one will"), (None, None)),
        (("a: What size are they?", "u: Tens. I order fifty at a time."), (None, None)),
        (("u: I'm told you have ninety employees, is that so?",), (None, None)),
        (("u: Your man told me thirty people use it in our street.",), (None, None)),
        (("u: My invoice shows seven seats, who ordered those?",), (None, None)),
        (("u: I sent seven people the wrong one.",), (None, None)),
        (("a: Did you ask your colleagues?", "u: I asked, seven said no."), (None, None)),
        (("a: Tell me about the place.", "u: A nursery. Sixty little ones and a rabbit."), (None, None)),
        (("u: They say there's a ten user plan coming, is there?",), (None, None)),
        (("u: And the smallest, one seat?",), (None, None)),
        (("u: Some agency with ninety seats left you, I read.",), (None, None)),
        (("u: He said you had a free thing for three users, is that so?",), (None, None)),
    ],
)  # fmt: skip
def test_no_size_is_found_where_none_is_told(lines, ends):
    assert size(*lines) == ends


PLANS = "a: What would you like to know about the plans?"
WHO_USES = "a: Who'd be using the account?"
HOW_MANY = "a: How many people are in the company?"


@pytest.mark.parametrize(
    ("lines", "ends"),
    [
        ((PLANS, "u: the Business one says ten users and two hundred envelopes a month"), (None, None)),
        ((HOW_MANY, "u: your leaflet says the starter one covers three people. is that so"), (None, None)),
        ((HOW_MANY, "u: the cheap plan lets four people in, I saw"), (None, None)),
        ((HOW_MANY, "u: your page says ten people, but we are six"), (6, 6)),
        ((HOW_MANY, "u: the last one says nineteen"), (19, 19)),
        (("u: We'd want the ten user plan.",), (10, 10)),
        (("a: How are you finding the trial?", "u: it let me invite three, and there's six of us"), (6, 6)),
        (("a: And your team is about twenty?", "u: who told you twenty"), (None, None)),
        (("a: And your team is about twenty?", "u: who told you twenty, it's eighteen"), (18, 18)),
        (("a: Do the two of you both send?", "u: which two would that be now"), (None, None)),
        (("a: Do the two of you both send?", "u: we do aye, me and Mr Hale both"), (2, 2)),
    ],
)  # fmt: skip
def test_a_number_quoted_from_a_plan_or_from_the_agent_is_not_told(lines, ends):
    assert size(*lines) == ends


@pytest.mark.parametrize(
    ("lines", "ends"),
    [
        ((HOW_MANY, "u: the parent group has four thousand across Pune and Chennai, but us, we are a separate entity"), (None, None)),
        ((HOW_MANY, "u: the group's about nine hundred worldwide, but we're our own company in Cork"), (None, None)),
        ((HOW_MANY, "u: the parent's got three thousand, but we're separate, eleven of us here"), (11, 11)),
        ((HOW_MANY, "u: the whole group is about nine hundred"), (900, 900)),
        ((HOW_MANY, "u: the hotel across the way has ninety, and look at the state of it"), (None, None)),
        ((HOW_MANY, "u: next door have ninety, we're nine"), (9, 9)),
        ((HOW_MANY, "u: the competition have forty and you can't open your door without one of them"), (None, None)),
        ((HOW_MANY, "u: the building has four hundred in it, we've a corner of the second floor"), (None, None)),
        ((HOW_MANY, "u: the Leeds office has twelve"), (12, 12)),
        (("a: Would five users cover it?", "u: my brother in law got five users off you and only two of them could get in"), (None, None)),
        ((HOW_MANY, "u: on Saturdays there's twelve in the queue before I've opened"), (None, None)),
        ((HOW_MANY, "u: twelve in the shop. Saturdays there's twenty in the queue as well"), (12, 12)),
        ((HOW_MANY, "u: we're nine, my boss thinks it's ten"), (9, 9)),
        ((HOW_MANY, "u: my boss thinks it's ten"), (10, 10)),
    ],
)  # fmt: skip
def test_what_those_around_us_have_is_not_ours(lines, ends):
    assert size(*lines) == ends


@pytest.mark.parametrize(
    ("lines", "ends"),
    [
        (("a: Is anyone else looking at it?", "u: nobody's looking at anything, it's june"), (None, None)),
        (("a: Anyone else on your side who'd use it?", "u: nobody tells me anything"), (None, None)),
        (("a: Does anyone else use it?", "u: nobody's doing the sums around here"), (None, None)),
        (("a: Anyone else on your side who'd use it?", "u: nobody. it's me and the cat"), (1, 1)),
        (("a: Anyone else on your side who'd use it?", "u: nobody else is"), (1, 1)),
        (("a: Anyone else on your side who'd use it?", "u: nobody but me"), (1, 1)),
        (("a: Hi, who am I speaking to?", "u: it's just me again, I rang about the invoice"), (None, None)),
        (("a: Who are we talking to?", "u: just me, Orla, the others are still parking"), (None, None)),
        (("a: Who am I speaking to?", "u: Orla, I'm a one man show"), (1, 1)),
        (("a: What do you do?", "u: I fix clocks, it's just me"), (1, 1)),
        (("a: Is it slow?", "u: maybe that's just me moaning"), (None, None)),
        (("a: Can everyone at your firm sign in?", "u: are you asking me or telling me?"), (None, None)),
        ((WHO_USES, "u: just meself and Declan, and Declan only on a good day"), (2, 2)),
        ((WHO_USES, "u: me or Declan"), (2, 2)),
        ((WHO_USES, "u: it would be me and Declan"), (2, 2)),
        ((WHO_USES, "u: me and Hector and Hector's assistant"), (3, 3)),
        (("a: Is this just for yourself?", "u: is what just for myself"), (None, None)),
        (("a: Is this just for yourself?", "u: myself and the bookkeeper"), (2, 2)),
        (("a: How long have you been with the firm?", "u: me and Gareth started the same day"), (None, None)),
        (("a: How many of you are there on the line today?", "u: there's two of us, me and Sandra"), (None, None)),
        (("a: Is it a big office?", "u: there's two of us, me and Sandra"), (2, 2)),
        (("a: How many would need to sign each form?", "u: both parents and the coach, so three"), (None, None)),
        (("a: How many would join?", "u: could be two, it's whoever's free"), (None, None)),
        (("a: How many would sign in?", "u: four"), (4, 4)),
        (("a: How many would need to send forms?", "u: four"), (4, 4)),
    ],
)  # fmt: skip
def test_who_is_there_who_is_to_sign_and_who_does_nothing_are_told_from_those_who_use_it(lines, ends):
    assert size(*lines) == ends


@pytest.mark.parametrize(
    ("lines", "ends"),
    [
        (("u: I run a hearing clinic in Bemidji, four audiologists and me, that's the lot of us",), (5, 5)),
        (("a: How many fundraisers would have access?", "u: between eight and ten of us, the volunteers don't touch it, there's sixty odd of them"), (8, 10)),
        ((HOW_MANY, "u: seven. no, Randy quit, six", "a: Do they write tickets?", "u: yeah they all write up tickets", "a: Great.", "u: okay"), (6, 6)),
        (("a: Tell me about your company.", "u: headcount is fourteen, no sorry, fifteen, one intern got converted", "a: What else?", "u: there's a local tool", "a: Fine.", "u: let me see it first"), (15, 15)),
        (("a: How many staff?", "u: proper ones? nine"), (9, 9)),
    ],
)  # fmt: skip
def test_what_is_mended_or_closed_is_told(lines, ends):
    assert size(*lines) == ends


@pytest.mark.parametrize(
    ("lines", "ends"),
    [
        (("a: How many are in the practice?", "u: choir practice? thirty if it's dry", "a: Your dental practice.", "u: oh, wrong fella"), (None, None)),
        (("a: How many seats do you want?", "u: it's a theatre, we've got four hundred and ten", "a: Ha, seats in our product.", "u: oh, goodness. I'd need to ask"), (None, None)),
        (("a: How many people work with you?", "u: twelve", "a: I meant staff.", "u: you'd have to ask herself"), (None, None)),
        (("a: How many people work with you?", "u: twelve", "a: I meant staff.", "u: oh, nine"), (9, 9)),
        (("a: How many people work with you?", "u: twelve", "a: I mean who would use it.", "u: no idea"), (12, 12)),
        (("a: How many people work with you?", "u: twelve", "a: Twelve people.", "u: oh, and a dog"), (12, 12)),
        (("a: How many people work with you?", "u: twelve", "a: Great, good people.", "u: oh, the best"), (12, 12)),
    ],
)  # fmt: skip
def test_a_number_that_the_agent_finds_to_be_of_something_else_is_taken_back(lines, ends):
    assert size(*lines) == ends


@pytest.mark.parametrize(
    ("question", "answer", "people"),
    [
        ("Who else would use it?", "nobody really", 1),
        ("Who else would use it?", "nobody's going to use it but me", 1),
        ("How many will use it?", "just me invoicing", 1),
        ("How many of you?", "I guess me and Dave", 2),
        ("How many of you?", "we've got me and Dave", 2),
        ("How many users?", "ten of your standard licences", 10),
        ("How many people do you have on the phone all day?", "nine", 9),
        ("How many would come over to the new system?", "six", 6),
        ("How big is your customer base?", "four hundred people", None),
    ],
)
def test_a_size_is_told_whatever_stands_beside_it(question, answer, people):
    assert size(f"a: {question}", f"u: {answer}")[0] == people
