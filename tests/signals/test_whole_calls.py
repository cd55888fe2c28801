"""What a whole call makes of a number: the agent's next words, a value told before, a question that was refused."""

import pytest

from .test_extract import heard
from .test_hearing import size

HOW_MANY = "a: How many people would be using it?"


@pytest.mark.parametrize(
    ("lines", "people"),
    [
        (("a: Who prepares them?", "u: admissions, five of us. the faculty is eighty something, they keep out of it", "a: Okay, five. And what do you run on?", "u: Xero"), 5),
        ((HOW_MANY, "u: the shop has thirty, the counter eleven", "a: Eleven it is.", "u: yep"), 11),
        (("a: What's the headcount?", "u: ninety. and we in legal, we're six", "a: Six, got it.", "u: fine"), 6),
        ((HOW_MANY, "u: well, there's my two sons, the wife and then me", "a: So the four of you.", "u: Xero, we use"), 4),
        (("a: The form says thirty people. Right?", "u: it's wrong, it's thirty three", "a: Thirty three, corrected.", "u: ta"), 33),
    ],
)  # fmt: skip
def test_a_number_that_the_agent_repeats_unopposed_is_the_one_that_was_meant(lines, people):
    assert size(*lines) == (people, people)


@pytest.mark.parametrize(
    "later",
    [
        "u: we sent eleven guys out to a barn last week, in the rain",
        "u: we've nine supervisors out there too",
        "u: the last fair was run by forty people from the council, we only watched",
    ],
)
def test_people_told_of_in_passing_do_not_replace_those_who_were_asked_for(later):
    assert size(HOW_MANY, "u: twenty", "a: And how did it go before?", later) == (20, 20)


@pytest.mark.parametrize(
    "later",
    ["u: no wait, actually it's nine people now", "u: so that makes nine of us", "u: nine people need a login, I counted"],
)  # fmt: skip
def test_a_size_told_anew_replaces_the_one_before(later):
    assert size(HOW_MANY, "u: twenty", "a: And how did it go before?", later) == (9, 9)


@pytest.mark.parametrize(
    "question",
    ["How many do you get through?", "How many estimates do the five of you do?", "How many are you chasing?"],
)
def test_how_many_of_something_else_asks_for_no_people(question):
    assert size(HOW_MANY, "u: five of us, HubSpot for everything", f"a: {question}", "u: forty")[0] == 5


@pytest.mark.parametrize(
    ("lines", "people"),
    [
        ((HOW_MANY, "u: what's the least you sell", "a: There is no minimum.", "u: then start me at four"), 4),
        (("a: Is the team all on it?", "u: sales is, nineteen", "a: The same nineteen with us?", "u: no, I'd start with the closers, eight"), 8),
        (("a: What's the size of the rollout?", "u: thirty to start. he said sixty, but he says a lot"), 30),
        (("a: Who'd be sending?", "u: I would, along with two others"), 3),
        (("a: Who issues them?", "u: managers and engineers, twenty five between them"), 25),
        (("a: How big is legal?", "u: me and Prakash"), 2),
    ],
)  # fmt: skip
def test_what_is_wanted_at_first_or_comes_to_a_total_is_the_size(lines, people):
    assert size(*lines) == (people, people)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("What's your deadline to move?", "there isn't one, they've switched us off and we're coping"),
        ("Does this have a date on it?", "not even a year on it"),
        ("And when would it fit?", "it wouldn't, we've an office move on"),
    ],
)
def test_no_date_where_one_was_asked_for_is_no_hurry(question, said):
    assert heard(f"a: {question}", f"u: {said}").urgency == "low"


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("What's your deadline?", "not sure, I'd have to ask"),
        ("Do you have a CRM in place?", "not as such"),
        ("What's the plan with the account?", "there's not one, really, my boss signed us up"),
    ],
)
def test_not_knowing_and_other_questions_say_nothing_of_hurry(question, said):
    assert heard(f"a: {question}", f"u: {said}").urgency is None


def test_a_rate_of_something_else_does_not_replace_that_of_documents():
    told = (
        "a: How many contracts a month?",
        "u: twenty two",
        "a: How many candidates do you speak to?",
        "u: six hundred a year",
    )
    assert heard(*told).document_volume_per_month == 22


def test_nothing_missed_affirms_all_that_was_said():
    signals = heard(
        "a: So twelve users, Salesforce, and live by next week. Did I miss anything?", "u: No, that's the lot."
    )
    assert (signals.team_size, signals.integrations, signals.urgency) == (12, ("salesforce",), "high")


def test_one_picked_of_a_list_of_ours_leaves_the_others():
    signals = heard(
        "a: On the integrations side there's HubSpot, Insightly, Copper, Keap.", "u: ooh Insightly. yes. that's us."
    )
    assert signals.integrations == ("insightly",)


def test_a_single_doubtful_value_in_a_whole_call_is_left_out():
    talk = (
        "a: Good morning.",
        "u: morning, forgot the password",
        "a: Where are you?",
        "u: fishing. four of us, one phone, no fish, and a long way home",
    )
    left = heard(*talk, "a: Could you look for the code?", "u: found it")
    assert (left.team_size, [(why.signal, why.rule, why.turn) for why in left.evidence]) == (
        None,
        [("qualification_tier", "call.stray_value", 3)],
    )
    assert size(*talk[2:]) == (4, 4)


def test_two_questions_in_one_turn_are_answered_in_their_order():
    signals = heard(
        "a: How many of you need a login, and roughly how many contracts leave each month?",
        "u: Eight, and, gosh, a hundred and forty?",
    )
    assert (signals.team_size, signals.document_volume_per_month) == (8, 140)


@pytest.mark.parametrize(
    "said",
    ["that depends what you charge, at ten bucks it's all forty, at a hundred it's me", "we've eleven fitters but they don't go near a keyboard"],
)  # fmt: skip
def test_who_may_or_would_not_use_it_is_no_size_of_those_who_would(said):
    assert size(HOW_MANY, "u: six of us", "a: And would the fitters need access?", f"u: {said}") == (6, 6)


def test_competitors_named_together_are_no_pair_of_people():
    told = (
        HOW_MANY,
        "u: Seventeen",
        "a: Are you comparing us to anybody?",
        "u: Qwilr and Better Proposals. it's slick, but I had trouble",
    )
    assert size(*told) == (17, 17)


def test_a_single_value_told_plainly_is_kept():
    told = (
        "a: Morning.",
        "u: we're twelve people",
        "a: Nice. Anything to connect?",
        "u: nothing",
        "a: Fine.",
        "u: thanks, bye",
    )
    assert size(*told) == (12, 12)


_LOST = tuple(line for n in range(4) for line in (f"a: Is light {n} green?", "u: it blinks, and it never did before"))
_FOUND = tuple(line for n in range(4, 8) for line in (f"a: And light {n}?", "u: green as grass"))


_IN_PASSING = (
    "a: Did a storm pass?",
    "u: it did. we're seven people and we all got wet",
    "a: Oh no.",
    "u: yes, seven of us",
)


def test_the_only_thing_told_in_a_long_call_is_left_out_where_it_is_a_size_that_nobody_asked_for():
    left = heard(*_LOST, *_IN_PASSING, *_FOUND)
    assert (left.team_size, [(why.rule, why.turn) for why in left.evidence]) == (None, [("call.stray_value", 11)])


def test_the_only_thing_told_in_a_long_call_is_kept_where_it_was_asked_for():
    asked = tuple(
        line.replace("Did a storm pass?", HOW_MANY[3:]).replace("Oh no.", HOW_MANY[3:]) for line in _IN_PASSING
    )
    assert size(*_LOST, *asked, *_FOUND) == (7, 7)


def test_a_size_that_nobody_asked_for_is_kept_where_the_call_is_short_or_tells_more():
    assert size(*_IN_PASSING, *_FOUND) == (7, 7)
    assert size(*_LOST, *_IN_PASSING, *_FOUND, "a: Do you use a CRM?", "u: HubSpot") == (7, 7)


@pytest.mark.parametrize(
    "lines",
    [
        ("u: Let me count.", "a: Take your time.", "u: Fourteen."),
        ("u: Hang on, I'll ask. Ken? How many are we?", "a: No rush.", "u: He says fourteen."),
        ("u: Using as in writing them?", "a: Yes.", "u: Fourteen."),
        ("u: What, now or after the move?", "a: Now.", "u: Fourteen. After, who knows."),
        ("u: Sorry, say again?", "a: People. How many?", "u: Fourteen."),
        ("u: All of the claims team.", "a: Which is?", "u: Fourteen people."),
        ("u: All of the claims team.", "a: And how large is that?", "u: Fourteen."),
        ("u: The claims people and the brokers.", "a: And combined that would come to what?", "u: Nine and five, so fourteen."),
        ("u: Only claims and legal.", "a: And claims and legal would be how many?", "u: Fourteen."),
        ("u: I sat down with my coffee and figured that out.", "a: And what did you come up with?", "u: Fourteen."),
        ("u: Um.", "a: A ballpark is fine.", "u: Ballpark fourteen."),
        ("u: Me, Lou, the girls.", "a: So that'd be?", "u: Fourteen. Not a big outfit."),
    ],
)  # fmt: skip
def test_a_question_stays_open_until_it_is_answered(lines):
    assert size(HOW_MANY, *lines) == (14, 14)


@pytest.mark.parametrize(
    "lines",
    [
        ("u: I don't know yet.", "a: What time suits you?", "u: Two."),
        ("u: I'd have to ask.", "a: Okay. How long have you been there?", "u: Fourteen years."),
        ("u: I'd have to ask.", "a: Okay. And how many sites?", "u: Fourteen."),
        ("u: I'd rather not say.", "a: Sure. Which floor are you on?", "u: Fourteen."),
        ("u: I don't know.", "a: How big is that field you park on?", "u: Fourteen acres."),
        ("u: What did you say?", "a: Your zip code first?", "u: 90210."),
        ("u: No clue.", "a: Your budget?", "u: Five hundred."),
        ("u: Depends.", "a: Okay.", "u: I pay fifteen."),
    ],
)
def test_a_new_question_closes_the_one_before(lines):
    assert size(HOW_MANY, *lines) == (None, None)
