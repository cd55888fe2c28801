"""Sizes told in parts, as part of a whole, for each, or of others beside ours: what they come to."""

import pytest

from .test_hearing import size

USE_IT = "a: How many would use it?"
FOUR = (USE_IT, "u: four")


@pytest.mark.parametrize(
    ("answer", "ends"),
    [
        ("We've got three branches with six people in each", (18, 18)),
        ("five crews, two men each", (10, 10)),
        ("inside twelve, outside eight", (20, 20)),
        ("Sales, twelve. Legal, eight.", (20, 20)),
        ("Six in the office, nine on the road.", (15, 15)),
        ("Twelve on the tools. Four in the office, and it's the office lot that'd be on this", (4, 4)),
        ("two designers, three account people and me", (6, 6)),
        ("I got three guys on the trucks and then me", (4, 4)),
        ("There's two in the back and then myself.", (3, 3)),
        ("My two partners will, yes. And me, obviously.", (3, 3)),
        ("three of us including my brother and me", (3, 3)),
        ("ten including me, so nine others", (10, 10)),
        ("sixty full time, and then casuals in summer", (60, 60)),
        ("There's seven. Two in Turin who mostly sleep.", (7, 7)),
        ("Of the fifty or so? I'd say the six who quote.", (6, 6)),
        ("We've got thirty on the payroll. Twelve of them do the paperwork.", (12, 12)),
        ("There are two of us who negotiate and five site leads who prepare the scope. The cleaners, ninety, they have nothing to do with it.", (7, 7)),
        ("Fourteen reps across three regions, and each of them has about forty accounts.", (14, 14)),
        ("I'd begin with the ops team, that's six, and the rest in autumn", (6, 6)),
        ("Four. Well, five if you count Derek.", (5, 5)),
        ("I'd say fourteen out of the sixty.", (14, 14)),
        ("Right now eight. It should be eleven.", (8, 8)),
        ("Six pairs of hands.", (6, 6)),
        ("Nine people in a room made for six.", (9, 9)),
        ("Eight, all remote, I'm the only one who still comes in.", (8, 8)),
        ("It's five of us. Me, my son, two leasing girls and Bernice, who's been here since the flood.", (5, 5)),
        ("Designers, six. Technicians, that's thirty people, no.", (6, 6)),
        ("With Karl it is seven. They'd be the users and nobody else.", (7, 7)),
        ("I've two groundsmen on a day rate, but the paperwork's nobody's but mine", (1, 1)),
        ("That's up for debate, there's a camp that wants just me.", (None, None)),
        ("The managers, that's six. And possibly the accountant. So seven, or eight if she does.", (7, 8)),
        ("I've two event managers, there's Yusuf and his cousin, and then it's me with the spoon.", (5, 5)),
        ("me and the other two in my office", (3, 3)),
        ("Twenty, twenty three. Twenty three with the two we've just taken on.", (23, 23)),
        ("Two of us, no employees yet.", (2, 2)),
        ("That I would rather keep for myself, on a first call.", (None, None)),
        ("Eleven of us and a very old dog.", (11, 11)),
        ("Three in Cork. Eight in Dublin.", (11, 11)),
        ("Four of the eleven.", (4, 4)),
        ("Last year, twelve. This year, fifteen.", (15, 15)),
        ("Four attorneys, four paralegals.", (8, 8)),
        ("Forty. Of those, three are admins who need access to billing.", (40, 40)),
        ("Sixty. Our department's nine. But everyone would use it.", (60, 60)),
        ("Eighteen. Sales sends the contracts, just four a week.", (18, 18)),
        ("A few seasonal ones, it varies.", (None, None)),
        ("good question let me ask and come back to you", (None, None)),
        ("My retouchers, that's two, and my photographers, that's four.", (6, 6)),
        ("Sales is six. Well, with me it's seven.", (7, 7)),
        ("Ten. Six in sales, actually, and four in the office.", (10, 10)),
    ],
)  # fmt: skip
def test_what_is_told_in_parts_is_put_together(answer, ends):
    assert size(USE_IT, f"u: {answer}") == ends


@pytest.mark.parametrize(
    ("lines", "ends"),
    [
        (("a: So the whole practice is thirteen?", "u: that's right"), (13, 13)),
        (("a: Would you both be in it?", "u: yes we would"), (2, 2)),
        (("a: So it's you and how many others?", "u: two others"), (3, 3)),
        (("a: Are you buying for yourself or a team?", "u: Myself."), (1, 1)),
        (("a: Are you buying for yourself or a team?", "u: A team, there are five."), (5, 5)),
        (("a: How many should I set up?", "u: seven"), (7, 7)),
        (("a: How many should the plan be for?", "u: seventeen"), (17, 17)),
        (("a: How large would the account be?", "u: twenty or so"), (20, 20)),
        (("a: Your colleague mentioned nine in legal. Is that right?", "u: yes"), (9, 9)),
        (("a: Our starter plan covers ten users.", "u: okay, we're only five, so that's plenty"), (5, 5)),
        (("a: Is that per user?", "u: It's what I wanted to know. We'd be nine."), (9, 9)),
        (("a: What do you do?", "u: I run a garage with my wife and four mechanics."), (6, 6)),
        (("a: Anything I should know?", "u: It needs to work for all ten of our advisers."), (10, 10)),
        (("a: How large is the business?", "u: You're speaking to all of it."), (1, 1)),
        (("a: How many people work for you?", "u: We were forty before the flood. We're at twenty four now."), (24, 24)),
        (("a: Who else uses it besides yourself?", "u: Nobody."), (1, 1)),
        (("a: What do you sell?", "u: Windows. We're a nine man band."), (9, 9)),
        (("a: Would the drivers use it?", "u: No, they just sign. Users would be the four dispatchers."), (4, 4)),
        (("a: Who's this for?", "u: It's for me and my colleague Lisbeth."), (2, 2)),
        (("a: How many work there?", "u: We're sixty across the salons."), (60, 60)),
        (("a: So is that the whole team?", "u: No, the whole team is twenty two."), (22, 22)),
        (("a: I'd assume you have an ops team.", "u: Seventeen people in ops."), (17, 17)),
        (("a: And the proposals come from?", "u: From the surveyors. I have six of those."), (6, 6)),
        (("a: I'm after the practice manager?", "u: That's me, Bettina."), (None, None)),
        (("a: You're a housing association with twenty four users, is that right?", "u: it is"), (24, 24)),
        (("a: Who does the quotes at your company?", "u: There's five account people."), (5, 5)),
        (("a: Is it for all seventy?", "u: God no. Seven."), (7, 7)),
        (("a: I can see you have twenty tailors?", "u: Twenty? No. Who told you that? I did not write that one."), (None, None)),
        (("a: What kind of firm are you?", "u: Architects, three partners and eight staff."), (11, 11)),
        (("a: For how many should I make it?", "u: Seven to begin with."), (7, 7)),
        (("a: Let me note fifty people.", "u: Fifty five."), (55, 55)),
        (("a: Do you all share one login?", "u: we do, the four of us"), (4, 4)),
        (("a: Who's building those?", "u: Pilar and me, we split it"), (2, 2)),
    ],
)  # fmt: skip
def test_a_size_is_understood_from_how_it_was_asked(lines, ends):
    assert size(*lines) == ends


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("How many chairs in the salon?", "nine"),
        ("How many items in the catalog?", "two thousand"),
        ("What size boats?", "thirty to forty"),
        ("How many people live in the building?", "three hundred"),
        ("How many competitors in town?", "four or five"),
        ("And the licences, how many per week?", "twenty"),
        ("And the cleaners?", "No, there's forty of them, they just give us the dates."),
        ("And the field crew?", "Oh there's forty, but they won't use it."),
        ("And the crews?", "crews are forty guys no they don't go in there"),
        ("How many teachers do you have?", "Nine teachers."),
        ("And next year?", "I've two apprentices starting after Easter."),
        ("Anyone else on it?", "Not today, I'm due in courtroom three."),
        ("What shall I change?", "rewrite paragraph fourteen"),
        ("Does each player sign?", "Right now it's one person shouting we agree."),
        ("How many agreements?", "Each song has like nine writers on it."),
        ("how many of those agreements do the four of you get through?", "he's doing five and five on his fingers"),
        ("And out of how big a studio?", "Sixty four, and a dog."),
        ("And the engineers?", "sixteen, but like I said, no"),
        ("It's thirty eight a month for the four of you.", "Hang on, the site said nineteen."),
        ("Can you be audited?", "We come with two people for two days."),
        ("I'll send an overview to you both.", "yes please"),
        ("How are you?", "I'm at a convention, two thousand dentists, in a cupboard"),
        ("Is that right?", "Correct. Item three. Volume."),
        ("Is there a shop online too?", "It sells small boxes, three cheeses and a jam."),
        ("Anything else?", "Sometimes a nurse has nine licences."),
        ("Can I get three people on a call?", "Me and my ops guy is enough."),
        ("What do you make of it?", "if we bought them we'd be a hundred"),
    ],
)
def test_a_known_size_stays_through_numbers_of_others_and_other_things(asked, answer):
    assert size(*FOUR, f"a: {asked}", f"u: {answer}") == (4, 4)


@pytest.mark.parametrize(
    ("later", "ends"),
    [
        ("Oh by the way it's six, six estimators, I always forget Magda.", (6, 6)),
        ("so nine of us now, put nine", (9, 9)),
        ("Twelve with him and me in it.", (12, 12)),
        ("Then no supervisors. Only the three.", (3, 3)),
        ("actually it's eight people now", (8, 8)),
    ],
)
def test_those_who_would_use_it_may_be_told_anew(later, ends):
    assert size(*FOUR, "a: Good.", f"u: {later}") == ends


def test_those_of_another_department_who_would_use_it_too_are_added():
    assert size(*FOUR, "a: And admin staff?", "u: Three, they'd be on it too.") == (7, 7)
    assert size(*FOUR, "a: Four seats.", "u: And mine. I never count myself. Five.") == (5, 5)
    assert size(*FOUR, "a: With twenty you'd get the discount.", "u: Then make it twenty, I'll find people.") == (
        20,
        20,
    )


def test_a_number_that_the_agent_sets_aside_is_not_repeated():
    said = "u: Export's six people. But now it's all of sales, so fifteen in total, fifteen licences."
    assert size("a: You'd begin with the export team?", said, "a: Fifteen rather than six.", "u: right") == (15, 15)


@pytest.mark.parametrize(
    ("question", "answer", "people"),
    [
        ("Would all fifty need access?", "No, it'd be the office lot. There's five in the office.", 5),
        ("Is everyone sending contracts?", "No. Six people send contracts.", 6),
        ("Which of them would we be setting up?", "Sales. Seven people.", 7),
        ("So a plan for fifty?", "Seven would do. The rest never touch paper.", 7),
        ("Okay.", "Most of those are drivers though. The people who'd send things, that's eight.", 8),
        ("Okay.", "Of those, eight do paperwork.", 8),
        ("Okay.", "The paperwork's done by eight of them.", 8),
        ("And of those?", "Twelve.", 12),
        ("How many of the fifty deal with customers?", "A dozen.", 12),
        ("How do you do it now?", "Two of the girls type them up. They'd be your users.", 2),
        ("What about the site teams?", "They don't need it. It's the eleven in the office.", 11),
        ("And your part of it?", "My bit's five people.", 5),
        ("What's your part of it?", "I run a team of five.", 5),
        ("I'd quote for fifty then?", "Quote for nine.", 9),
        ("So what would rollout look like?", "The fourteen consultants first. The others later.", 14),
        ("What would you need from us?", "Six accounts.", 6),
        ("And the back office?", "Back office is six, and it's them who'd have it.", 6),
        ("Great.", "I'd only want ten on it, mind.", 10),
        ("Great.", "But we wouldn't need fifty logins, more like ten.", 10),
        ("And they'd all be users?", "Yes, every one.", 50),
        ("Up to ten per document.", "Three is enough. After that I drive there.", 50),
        ("It does, natively.", "I'll tick that. My rotas are Google Sheets, twenty two of them.", 50),
        ("Okay.", "Two of us use it so far.", 50),
        ("Okay.", "Nine of them don't even send letters.", 50),
        ("And the bank?", "The bank has thirty people, but only five use it.", 50),
        ("Great.", "I run a team of five.", 5),
        ("Okay.", "It's just nine, a small group, who would use it.", 9),
    ],
)
def test_those_who_would_use_it_are_told_after_the_whole(question, answer, people):
    assert size("a: How big is the company?", "u: About fifty people.", f"a: {question}", f"u: {answer}")[0] == people


@pytest.mark.parametrize(
    "lines",
    [
        ("u: A hundred and twenty, but most of them are on the wards.", "a: And off the wards?", "u: Nine in the office."),
        ("u: A hundred and twenty.", "a: Let me ask about seats.", "u: Oh seats, nine."),
        ("u: A hundred and twenty in the factory.", "a: And in sales?", "u: Nine."),
        ("u: There's a hundred and twenty but I'm buying for my own team.", "a: Which is?", "u: Nine."),
        ("u: Right now nine. Next year we take over a firm and it'll be a hundred and twenty.",),
        ("u: Nine.", "a: People who only sign are free.", "u: All hundred and twenty of them? Good."),
        ("u: We're nine, out of a hundred and twenty in the bank.",),
        ("u: For this? Nine. For the firm a hundred and twenty.",),
        ("u: Six people.", "a: And elsewhere?", "u: Three more."),
        ("u: A hundred and twenty in all, nine of whom would use this.",),
        ("u: If everybody had one, a hundred and twenty. But everybody won't. So nine.",),
    ],
)  # fmt: skip
def test_the_ones_to_be_counted_are_told_beside_many_more(lines):
    assert size("a: How many are you?", *lines) == (9, 9)
