"""Which of the periods told goes with which number."""

# SIM905: a list of words reads best as one string.
# ruff: noqa: SIM905

from __future__ import annotations

from bisect import bisect_left

from aftercall.signals.documents import FIX
from aftercall.signals.periods import Period, Stretch
from aftercall.signals.prices import is_price
from aftercall.signals.speech import Count, Speech
from aftercall.signals.tally import Chosen

_NOT_SENT = frozenset(["other", "outsider", "money", "unknown", "time"])
_NEAR = 3  # tokens between a number and its period
_SMALL = frozenset(", . i that it is 's not only well or a".split())


def nearest(speech: Speech, count: Count, stretches: list[Stretch]) -> Stretch | None:
    """The period a number goes with: the next one in its sentence before another number, else one before it."""
    start, stop = speech.span(count.number.start)
    number = count.number
    place = bisect_left(stretches, number.end, key=lambda stretch: stretch.start)
    if place < len(stretches) and stretches[place].start < stop:
        between = _last_before(speech, stretches[place])
        if between is not None and between.number is not number and is_price(speech, between, priced=False):
            return None
        if count.thing == "none" and between is not None and _apart(speech, count, between, stretches[place]):
            return None
        return _repaired(speech, stretches, place)
    while place and stretches[place - 1].start >= number.start:
        place -= 1
    if (
        place > 1 and speech.tokens[stretches[place - 1].start] == "this"
    ):  # "it was forty a month, this year it's sixty"
        place -= 1
        start = 0
    if (
        not place
        or stretches[place - 1].start < start
        or (taken(speech, stretches[place - 1]) and speech.tokens[number.start - 1] != "so")
    ):
        return None
    other = _last_before(speech, stretches[place - 1])
    if count.thing == "unknown" and other is not None and stretches[place - 1].start - other.number.end <= _NEAR:
        return None  # "forty five a month, new folks and a few corporations"
    return stretches[place - 1]


def _apart(speech: Speech, count: Count, between: Count, stretch: Stretch) -> bool:
    """For the three of "three, and each needs two reminders a week"."""
    joint = speech.tokens[count.number.end : count.number.end + 1]
    return between.number is not count.number and joint in ([","], ["and"]) and taken(speech, stretch)


def _repaired(speech: Speech, stretches: list[Stretch], place: int) -> Stretch:
    """The period that takes the place of one: "a day, sorry, a week"."""
    while place + 1 < len(stretches):
        between = speech.tokens[stretches[place].end : stretches[place + 1].start]
        if FIX.isdisjoint(between) or not (FIX | _SMALL).issuperset(between):
            break
        place += 1
    return stretches[place]


def of_another(speech: Speech, count: Count, stretch: Stretch) -> bool:
    """For the eight of "it's 232 a month for eight": whether the period before a number is that of one before it."""
    other = _last_before(speech, stretch)
    return other is not None and other.number.end == stretch.start <= count.number.start


def taken(speech: Speech, stretch: Stretch) -> bool:
    """Whether a period is that of something else: "three hundred emails a day"."""
    count = _last_before(speech, stretch)
    return count is not None and count.thing in _NOT_SENT and stretch.start - count.number.end <= _NEAR


def _last_before(speech: Speech, stretch: Stretch) -> Count | None:
    at = bisect_left(speech.counts, stretch.start, key=lambda count: count.number.start)
    return speech.counts[at - 1] if at else None


def dated(chosen: list[Chosen], stretches: list[Stretch], speech: Speech, period: Period | None) -> list[Chosen]:
    """Numbers without a period take the only one told in another sentence."""
    free = [
        stretch
        for stretch in _free(chosen, stretches, speech)
        if period is None or not speech.tokens[stretch.end - 1].isdecimal()  # "in 2019 it was twenty"
    ]
    if any(stretch for _, stretch in chosen) or len({stretch.period for stretch in free}) != 1:
        return chosen
    return [(count, free[0]) for count, _ in chosen]


def _free(chosen: list[Chosen], stretches: list[Stretch], speech: Speech) -> list[Stretch]:
    """Periods that are of nothing else; "fourteen cars a day, so fourteen" takes that of the cars."""
    derived = any(speech.tokens[count.number.start - 1 : count.number.start] == ["so"] for count, _ in chosen)
    return [stretch for stretch in stretches if derived or not (taken(speech, stretch) or _of_money(speech, stretch))]


def _of_money(speech: Speech, stretch: Stretch) -> bool:
    """For "each one's worth thirty thousand a year"."""
    count = _last_before(speech, stretch)
    return count is not None and is_price(speech, count, priced=False)
