"""Small words that turn what is said: each line is here because breaking the rule for it went unnoticed."""

import pytest

from aftercall.signals import extract
from aftercall.signals.numbers import find


def heard(*lines):
    return extract([{"role": {"a": "assistant", "u": "user"}[line[0]], "text": line[3:]} for line in lines])


@pytest.mark.parametrize(
    ("lines", "people"),
    [
        (("a: Who would use it?", "u: just Odile"), 1),
        (("a: Who would use it?", "u: only our bookkeeper"), 1),
        (("a: How many of you?", "u: not more than ten"), 10),
        (("a: How many of you?", "u: not less than nine"), 9),
        (("a: How many of you?", "u: twelve perhaps"), 12),
        (("u: we're a shop of nine",), 9),
        (("u: we're a company of forty",), 40),
        (("a: How many of you?", "u: not quite ten"), 10),
        (("a: How many of you?", "u: we're not even ten"), 10),
        (("a: How many of you?", "u: ten I mean twelve"), 12),
        (("a: What do you do?", "u: roofs. we've got twelve I mean reps on the phones all day"), 12),
    ],
)
def test_a_size_and_the_words_beside_it(lines, people):
    assert heard(*lines).team_size == people


@pytest.mark.parametrize(
    ("lines", "level"),
    [
        (("a: When would you want it?", "u: like, now"), "high"),
        (("a: When would you want it?", "u: now would be good"), "high"),
        (("a: When would you want it?", "u: not now"), "low"),
        (("a: So there's no rush?", "u: no"), "low"),
        (("a: So there's no rush?", "u: no, none"), "low"),
        (("a: Is it urgent?", "u: no"), "low"),
        (("a: Is it urgent?", "u: yes"), "high"),
        (("a: So it's not a priority right now?", "u: no"), "low"),
        (("a: It's not time sensitive, then?", "u: no, not a bit"), "low"),
    ],
)
def test_hurry_in_a_word(lines, level):
    assert heard(*lines).urgency == level


def test_a_correction_may_be_of_the_period_alone():
    wrong = "no hang on I said that wrong because that is the whole of the office together, so it is a month"
    assert (
        heard("a: How many contracts?", "u: forty a week", "a: Forty a week.", f"u: {wrong}").document_volume_per_month
        == 40
    )


def test_a_yes_may_come_after_a_sigh():
    assert heard("a: Do you use Slack?", "u: goodness, yes").integrations == ("slack",)


def test_two_numbers_beside_a_period_are_a_range_and_no_year():
    assert [(number.low, number.high) for number in find(["weekly", "nineteen", "twenty"])] == [(19, 20)]
