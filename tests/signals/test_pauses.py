"""Talk without marks gets those its words show, so that its sentences and questions are found. One claim a line."""

import pytest

from aftercall.signals.words import tokenise

from .test_extract import heard


@pytest.mark.parametrize(
    ("said", "marked"),
    [
        ("okay great how many of you would need a login", "okay great . how many of you would need a login ?"),  # what takes note is a sentence
        ("understood and what do you send for signature", "understood . and what do you send for signature ?"),
        ("of course do you keep your contacts anywhere", "of course . do you keep your contacts anywhere ?"),
        ("hello sign on their own card is what they use", "hello sign on their own card is what they use"),
        ("fifteen a day and who writes them all up", "fifteen a day . and who writes them all up ?"),  # so is a rate
        ("on what day would they usually go out", "on what day would they usually go out"),
        ("so for placement agreements how many are you sending", "so for placement agreements , how many are you sending ?"),  # what has no verb is none
        ("is it ten users you'd be after", "is it ten users you 'd be after ?"),  # a question goes on
        ("how many people need access and what do they use", "how many people need access , and what do they use ?"),
        ("i'll send you the link this afternoon then", "i 'll send you the link this afternoon then ."),  # told, not asked
        ("it shows the count at the bottom right", "it shows the count at the bottom right ."),
        ("you need it by friday", "you need it by friday"),  # nobody can say
        ("and the seats", "and the seats ?"),
        ("that's about twelve people right", "that 's about twelve people right ?"),
        ("your studio is it a big one", "your studio , is it a big one ?"),  # a name before a question is no sentence
        ("okay in one quarter how many leases is that", "okay in one quarter , how many leases is that ?"),
        ("you wont need more than six logins will you", "you wont need more than six logins , will you ?"),
        ("i see and your surveyors arent there ten of them", "i see . and your surveyors , arent there ten of them ?"),
        ("we can import those and the users", "we can import those . and the users ?"),
        ("they are native and lease renewals how many would those be", "they are native . and lease renewals how many would those be ?"),
        ("of those plots how many are there", "of those plots , how many are there ?"),
        ("we can lock the old one. how many use it", "we can lock the old one . how many use it"),  # marks are not added to marks
    ],
)  # fmt: skip
def test_an_agent_is_given_the_marks_the_words_show(said, marked):
    assert " ".join(tokenise(said, asked=True)) == marked


@pytest.mark.parametrize(
    ("said", "marked"),
    [
        ("it's five of us me my son and two drivers", "it 's five of us , me my son and two drivers"),
        ("two a week i guess they run anywhere from eight thousand up", "two a week . i guess they run anywhere from eight thousand up"),
        ("twenty eight last month it was nineteen the one before", "twenty eight last month . it was nineteen the one before"),
        ("every month we send the same forty out", "every month we send the same forty out"),
        ("forty sometimes they come in bunches", "forty . sometimes they come in bunches"),
        ("they fix the layout before it goes out so nine logins", "they fix the layout before it goes out . so nine logins"),
        ("the sixty yes not the installers though", "the sixty , yes not the installers though"),
        ("eleven nine of them fitters", "eleven , nine of them fitters"),  # two numbers
        ("twenty four twenty five at most", "twenty four , twenty five at most"),
        ("contracts it was fifteen fifteen each", "contracts . it was fifteen , fifteen each"),
        ("in twenty nineteen at ten thirty one eighty", "in twenty nineteen at ten thirty one eighty"),  # one
        ("fitters nine the whole yard sixty", "fitters nine . the whole yard sixty"),  # what is not of the number before
        ("forty a month each has two signatures", "forty a month . each has two signatures"),
        ("we have three yards so fifteen logins", "we have three yards . so fifteen logins"),
        ("three vans four to a van so twelve logins", "three vans four to a van , so twelve logins"),
        ("per week fourteen", "per week , fourteen"),
        ("both of them call it thirty", "both of them , call it thirty"),
        ("the fitters there's thirty", "the fitters , there 's thirty"),
        ("in the yard it's me", "in the yard it 's me"),
        ("all but shopify", "all but shopify"),
        ("have it sent to me and do it again", "have it sent to me and do it again"),
        ("ten users forty agreements a month", "ten users , forty agreements a month"),  # what was counted before ends
        ("five reps eight quotes each a week", "five reps eight quotes each a week"),
        ("she takes forty", "she takes forty"),
        ("we do four hundreds twenty", "we do four hundreds twenty"),
        ("my sister two drivers and me four", "my sister two drivers and me . four"),
        ("it's twelve not twenty", "it 's twelve , not twenty"),
        ("as it stands now it's twelve", "as it stands now it 's twelve"),  # nobody can say to which side "now" belongs
        ("there's a girl on the desk and i do the rest", "there 's a girl on the desk , and i do the rest"),  # one sentence
    ],
)  # fmt: skip
def test_a_customer_gets_no_end_mark_and_fewer_guesses(said, marked):
    assert " ".join(tokenise(said)) == marked


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("thirty I mean five a month", "thirty five a month"), ("ten I mean twelve", "ten i mean twelve"), ("two so hundred", "two hundred"), ("nine hundred so sixty", "nine hundred sixty"),
        ("two kind of of the ladies", "two of the ladies"), ("back when there so were four", "back when there so were four"), ("the last so month", "the last month"), ("a million so buckets", "a million buckets"),
    ],
)  # fmt: skip
def test_padding_within_a_number_is_taken_out(said, kept):
    assert " ".join(tokenise(said)) == kept


def test_what_is_echoed_may_have_been_said_over_several_turns():
    lines = (
        "a: How many employees?",
        "u: Eleven hundred. But",
        "u: I speak for operations, forty people, and that's it.",
    )
    again = (
        "a: Forty in operations, understood. What do you send?",
        "u: Schedules. We print them, and",
        "u: then they are signed.",
    )
    assert heard(*lines, *again).team_size == 40
    assert heard(*lines, *again[:2]).team_size == 40


def test_the_only_value_of_a_long_call_must_be_certain():
    small_talk = [line for number in range(8) for line in (f"a: And item {'abcdefgh'[number]}?", "u: fine")]
    told = "u: we are thirty people"
    assert heard(told).team_size == 30
    assert heard(*small_talk[:8], told).team_size == 30
    assert heard(*small_talk, told).team_size is None
    assert heard(*small_talk, told, "a: What do you use?", "u: Salesforce").team_size == 30
