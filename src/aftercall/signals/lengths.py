"""Spans of time: "this week", "end of the month", "in six weeks", "half a year", "weeks, not months".

A span has one of the three levels of urgency, and one of the closed list of timelines.
"""

# S105: a token is a word of speech here; SIM905: a list of words reads best as one string.
# ruff: noqa: S105, SIM905

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from aftercall.record import Timeline, Urgency
from aftercall.signals import numbers


class Date(NamedTuple):
    """A time named at tokens[start:end]; `bare` when it is one only in answer to a question of when."""

    start: int
    end: int
    level: Urgency
    timeline: Timeline
    bare: bool = False


class At(NamedTuple):
    """A token that may be of a date, what stands around it, and the numbers of the sentence by their end and by their start."""

    tokens: Sequence[str]
    place: int
    token: str
    before: str
    second: str
    after: str
    spans: dict[int, numbers.Number]
    starts: dict[int, numbers.Number]

    def word(self, step: int) -> str:
        """The token `step` places on, or nothing."""
        at = self.place + step
        return self.tokens[at] if 0 <= at < len(self.tokens) else ""


_AHEAD = frozenset(
    "in within inside next about like another around roughly under after have 've got than only give gives gave given me us coming thats that's so s".split()
)
MARKS = frozenset(",.?!;")
_PARTS_OF_MONTH = frozenset("first start beginning middle".split())
BOOKS = frozenset("fiscal financial budget budgeting tax school academic calendar business accounting".split())
_TROUBLES = frozenset("problem problems headache worry issue fight story business job".split())  # "next year's problem"
_PREDICATES = frozenset("better best fine good more likelier likely perfect ok ideal realistic when nearer doable possible".split())  # fmt: skip
_SEVERAL: dict[str, tuple[Urgency, Timeline]] = {
    "hour": ("high", "today"),
    "days": ("high", "this_week"),
    "weeks": ("medium", "next_month"),
    "months": ("medium", "within_three_months"),
}
PREPOSITIONS = frozenset(
    "in by before until till til of mid early late end from for during come this next around since through over is".split()
)
_TAKING = frozenset(
    "gimme take takes taking need say maybe perhaps probably be call give least rather want , . ok".split()
)
_FEAST_DAYS = frozenset("labor labour memorial independence boxing veterans mothers fathers mother father patricks valentines".split())  # fmt: skip
_LONGEST_YEARS = 5.0


def span(at: At) -> Date | None:
    """For "this week", "end of the month", "in six weeks", "ninety days", "a year from now"."""
    tokens, place, token, before, after = at.tokens, at.place, at.token, at.before, at.after
    unit = token.rstrip("s")
    if before in BOOKS and after != "end":
        return None
    if token == "day" and (before in _FEAST_DAYS or (before == "'s" and at.second in _FEAST_DAYS)):
        return Date(place - 1, place + 1, "medium", "named_month", bare=True)
    if before in ("next", "coming") and token in _SEVERAL:
        level, timeline = _SEVERAL[token]
        return Date(place - 1, place + 1, level, timeline)
    if before in ("this", "next", "coming") or (before in ("same", "very") and at.second == "this"):
        return _named(at, unit)
    out = after == "end" or (after in ("'s", "is") and at.word(2) in ("end", "out"))
    if out and unit in ("month", "year", "week", "day"):
        lead = before in PREPOSITIONS or before in ("the", "this", "at")
        return Date(place, place + 2, *_ENDS[unit], bare=not lead)
    if unit == "year" and before == "new":
        return Date(place - 1, place + 1, "low", "next_year")
    if before in ("the", "of") and not {"end", "close", "closes", "inside", "within", "out"}.isdisjoint(
        tokens[max(0, place - 3) : place]
    ):
        return Date(place - 2, place + 1, *_ENDS[unit]) if unit in _ENDS else None
    if unit == "month" and before == "the" and at.second == "of" and at.word(-3) in _PARTS_OF_MONTH:
        return Date(place - 3, place + 1, "medium", "this_month")
    if after == "after" and unit in _AFTER and (at.word(2) == "next" or unit == "week"):
        return Date(place, place + 3, *_AFTER[unit])
    if (
        token in _MATTER
        and ((before == "of" and at.second == "matter") or not before or before in MARKS)
        and after in _NOT_LONGER
    ):
        return Date(place, place + 1, *_MATTER[token], bare=True)
    return _length(at, unit)


_ENDS: dict[str, tuple[Urgency, Timeline]] = {
    "week": ("high", "this_week"), "month": ("medium", "this_month"), "year": ("medium", "year_end"), "day": ("high", "today"), "hour": ("high", "today"),
}  # fmt: skip
_AFTER: dict[str, tuple[Urgency, Timeline]] = {
    "week": ("high", "within_two_weeks"),
    "month": ("medium", "within_three_months"),
    "year": ("low", "later"),
}
_MATTER: dict[str, tuple[Urgency, Timeline]] = {"hours": _SEVERAL["hour"], **_SEVERAL, "years": ("low", "later")}
_NOT_LONGER = frozenset(", not rather".split()) | {""}


_OR_SO = (["or", "two"], ["or", "so"], ["or", "more"], ["and", "a"], ["at", "least"])
_NEARER = frozenset("closer nearer close near next up".split())  # "months, closer to a year"
_FROM_NOW = frozenset("out left away off from".split())
_BEFORE = frozenset(["ago", "old"])


def _length(at: At, unit: str) -> Date | None:
    """For a number of days, weeks … : "six weeks", "a month or so", "half a year"."""
    tokens, place, before, second = at.tokens, at.place, at.before, at.second
    if before == "one" and unit == "day" and second not in _AHEAD:
        return None  # "one day, perhaps"
    count = at.spans.get(place - 1 if before in ("of", "working", "business", "more", "solid", "full") else place)
    ahead = tokens[place + 1 : place + 3]
    later = ahead in _OR_SO or not _FROM_NOW.isdisjoint(ahead[:1])
    if not _BEFORE.isdisjoint(ahead[:1]):
        return None
    if count is not None and count.kind == "code":  # "thirty forty five days"
        count = next(
            (n for size in (2, 1) for n in numbers.find(tokens[place - size : place])[:1] if n.kind == "count"), None
        )
        count = count and count._replace(start=place - 1)
    if count is not None and count.kind in ("count", "pronoun"):
        opener = tokens[count.start - 1] if count.start else ""
        within = opener == "of" and tokens[count.start - 2 : count.start - 1] == ["inside"]
        not_for = opener == "for" and tokens[count.start - 2 : count.start - 1] == ["not"]
        if opener in ("for", "of", "every", "last", "per", "over") and not (within or not_for):
            return None
        return _duration(count.start, place + 1, count.high, unit, bare=not (within or opener in _AHEAD or later))
    if before not in ("a", "an", "one", "half", "another"):
        return None
    if "half" in (before, second):
        if second == "half" and unit != "year":
            return None
        opener = at.word(-3)
        amount, unit = (6.0, "month") if second == "half" else (6.0, unit)
        return _duration(place - 1, place + 1, amount, unit, bare=not (later or opener in _AHEAD))
    inside = second == "of" and at.word(-3) == "inside"
    alone = not second or (before == "another" and unit != "day") or (second == "to" and at.word(-3) in _NEARER)
    if not (second in _AHEAD or later or inside or second in _TAKING or alone):
        return None
    amount = 2.0 if ahead == ["or", "two"] else 1.5 if ahead == ["and", "a"] else 1.0
    return _duration(place - 1, place + 1, amount, unit, bare=not later)


def _named(at: At, unit: str) -> Date | None:
    place, late = at.place, at.before == "next"
    if at.after == "'s" and at.word(2) not in _PREDICATES and (unit == "month" or not late or at.word(2) in _TROUBLES):
        return None
    if unit == "week":
        return Date(place - 1, place + 1, "high", "next_week" if late else "this_week")
    if unit == "month":
        return Date(place - 1, place + 1, "medium", "next_month" if late else "this_month")
    if unit == "year":
        return (
            Date(place - 1, place + 1, "low", "next_year")
            if late
            else Date(place - 1, place + 1, "medium", "year_end", bare=True)
        )
    return None


_DAYS = {"minute": 0.0, "min": 0.0, "hour": 0.0, "day": 1.0, "week": 7.0, "month": 30.4, "quarter": 91.3, "year": 365.0}


def _duration(start: int, end: int, amount: float, unit: str, *, bare: bool) -> Date | None:
    per = _DAYS.get(unit)
    if per is None:
        return None
    days = amount * per
    if days > _LONGEST_YEARS * 365:
        return None
    if days <= 14:
        timeline: Timeline = (
            "today" if days < 1 else "this_week" if days <= 5 else "next_week" if days <= 7 else "within_two_weeks"
        )
        return Date(start, end, "high", timeline, bare)
    if days <= 95:
        return Date(start, end, "medium", "next_month" if days <= 45 else "within_three_months", bare)
    return Date(start, end, "low", "next_year" if 300 < days < 500 else "later", bare)
