"""Spoken dates and spans: "by friday", "end of the month", "in six weeks", "q3", "a year from now".

No calendar arithmetic is done: a date is one of the three levels of urgency, and one of the closed
list of timelines.
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


_WEEKDAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
_MONTHS = frozenset("january february march april may june july august september october november december".split())
_FEASTS = frozenset("holidays christmas thanksgiving halloween easter diwali ramadan xmas hanukkah eid".split())
_SEASONS = frozenset("spring summer fall autumn winter".split())
_QUARTERS = frozenset(["q1", "q2", "q3", "q4"])
_UNITS = frozenset("minute minutes min mins hour hours day days week weeks month months year years fortnight".split())
_PLAIN: dict[str, tuple[Urgency, Timeline]] = {
    "today": ("high", "today"),
    "tonight": ("high", "today"),
    "midnight": ("high", "today"),
    "tomorrow": ("high", "this_week"),
    "weekend": ("high", "this_week"),
    "fortnight": ("high", "within_two_weeks"),
}
TRIGGERS = (
    frozenset(_PLAIN)
    | _WEEKDAYS
    | _MONTHS
    | _FEASTS
    | _SEASONS
    | _QUARTERS
    | _UNITS
    | {"quarter", "business", "cob", "eod", "morning", "afternoon", "evening", "lunchtime", "fiscal"}
)
YEARS = frozenset(str(year) for year in range(2025, 2100))
_AHEAD = frozenset(
    "in within next about like another around roughly under have 've got than only give gives gave me next coming thats that's so s".split()
)
_WHOLE = frozenset(["everything", "all", "it"])
_MARKS = frozenset(",.?!;")
_PARTS_OF_MONTH = (["first"], ["start"], ["beginning"], ["middle"])
_SEVERAL: dict[str, tuple[Urgency, Timeline]] = {
    "days": ("high", "this_week"),
    "weeks": ("medium", "next_month"),
    "months": ("medium", "within_three_months"),
}
_COUNTED = _UNITS | _MONTHS  # what a number can go with
_PREPOSITIONS = frozenset(
    "in by before until till of mid early late end from for during come this next around since through is".split()
)


def find(tokens: Sequence[str]) -> list[Date]:
    """Every date and span named in `tokens`, in order."""
    if TRIGGERS.isdisjoint(tokens) and YEARS.isdisjoint(tokens):
        return []
    found: list[Date] = []
    counted = not _COUNTED.isdisjoint(tokens)
    spans = {number.end: number for number in numbers.find(tokens)} if counted else {}
    for place, token in enumerate(tokens):
        if token in TRIGGERS:
            date = _date(tokens, place, token, spans)
        elif token in YEARS and tokens[max(0, place - 1) : place] != ["since"]:
            date = Date(place, place + 1, "low", "later", bare=True)
        else:
            continue
        if date is not None and not (found and found[-1].end > date.start and found[-1].end >= date.end):
            found.append(date)
    return found


def _date(tokens: Sequence[str], place: int, token: str, spans: dict[int, numbers.Number]) -> Date | None:
    before = tokens[place - 1] if place else ""
    second = tokens[place - 2] if place > 1 else ""
    after = tokens[place + 1] if place + 1 < len(tokens) else ""
    if token in _PLAIN and not (token == "weekend" and before == "every"):
        if (token == "fortnight" and before in ("each", "every", "per")) or (
            token == "fortnight" and second not in ("in", "within", "about")
        ):
            return None
        if token == "today" and (
            after in ("'s", "it", "we", "is", "the") or before in ("today", "of", "as") or second in ("but", "sage")
        ):
            return None
        if token == "today" and before == "for" and not _WHOLE.isdisjoint(tokens[max(0, place - 4) : place]):
            return None
        level, timeline = _PLAIN[token]
        return Date(place, place + 1, level, timeline, bare=token != "tonight")
    if token in ("morning", "afternoon", "evening", "lunchtime"):
        return Date(place - 1, place + 1, "high", "today") if before in ("this", "by") else None
    if token in ("cob", "eod") or (token == "business" and before == "of" and second in ("close", "end")):
        return Date(place, place + 1, "high", "today")
    if token in _WEEKDAYS:
        if (
            (before in ("every", "each", "on", "last", "a", "second", "other") and before != "on")
            or (after in ("dot", ".") and tokens[place + 2 : place + 3] == ["com"])
            or after == "mornings"
        ):
            return None
        return Date(
            place,
            place + 1,
            "high",
            "next_week" if before == "next" else "this_week",
            bare=before not in ("by", "before", "this", "next"),
        )
    if token in _MONTHS:
        alone = (not after or after in _MARKS) and (before in ("so", "say", "or") or before in _MARKS)
        if before in ("since", "last", "on") or (
            token in ("may", "march") and before not in _PREPOSITIONS and not alone
        ):
            return None
        year = next((n for n in spans.values() if n.kind == "year" and n.start == place + 1), None)
        return Date(
            place,
            place + 1,
            "low" if year else "medium",
            "later" if year else "named_month",
            bare=before not in ("by", "before", "of"),
        )
    if token in _FEASTS or token in _QUARTERS:
        return Date(
            place,
            place + 1,
            "medium",
            "named_month" if token in _FEASTS else "this_quarter",
            bare=before not in ("by", "before"),
        )
    if token in _SEASONS:
        return (
            Date(place, place + 1, "medium", "within_three_months", bare=True)
            if before in _PREPOSITIONS or before == "the"
            else None
        )
    if token == "quarter":
        if after == "end":
            return Date(place, place + 2, "medium", "this_quarter")
        if before in ("this", "next"):
            return Date(place - 1, place + 1, "medium", "next_quarter" if before == "next" else "this_quarter")
        if before in ("the", "of") and {"end", "of"} & set(tokens[max(0, place - 3) : place]):
            return Date(place - 2, place + 1, "medium", "this_quarter")
        return (
            Date(place - 1, place + 1, "medium", "this_quarter", bare=True)
            if before in ("first", "second", "third", "fourth")
            else None
        )
    if token == "fiscal":
        return Date(place, place + 1, "low", "next_year", bare=True)
    return _span(tokens, place, token, before, second, after, spans)


def _span(
    tokens: Sequence[str],
    place: int,
    token: str,
    before: str,
    second: str,
    after: str,
    spans: dict[int, numbers.Number],
) -> Date | None:
    """For "this week", "end of the month", "in six weeks", "ninety days", "a year from now"."""
    unit = token.rstrip("s")
    if before in ("next", "coming") and token in _SEVERAL:
        level, timeline = _SEVERAL[token]
        return Date(place - 1, place + 1, level, timeline)
    if before in ("this", "next", "coming"):
        return _named(tokens, place, unit, before)
    if token == "month" and after == "end" and before in ("by", "before", "at", "for", "this", "the"):
        return Date(place, place + 2, "medium", "this_month")
    if unit == "year" and (before == "new" or (after == "end")):
        return Date(
            place - 1, place + 1, "medium" if after == "end" else "low", "year_end" if after == "end" else "next_year"
        )
    if before in ("the", "of") and "end" in tokens[max(0, place - 3) : place]:
        levels: dict[str, tuple[Urgency, Timeline]] = {
            "week": ("high", "this_week"),
            "month": ("medium", "this_month"),
            "year": ("medium", "year_end"),
            "day": ("high", "today"),
        }
        return Date(place - 2, place + 1, *levels[unit]) if unit in levels else None
    if unit == "month" and before == "the" and second == "of" and tokens[place - 3 : place - 2] in _PARTS_OF_MONTH:
        return Date(place - 3, place + 1, "medium", "this_month")
    if unit == "week" and after == "after":
        return Date(place, place + 3, "high", "within_two_weeks")
    if unit == "year" and after == "after" and tokens[place + 2 : place + 3] == ["next"]:
        return Date(place, place + 3, "low", "later")
    count = spans.get(place - 1 if before == "of" else place)
    ahead = tokens[place + 1 : place + 3]
    later = (
        ahead[:1] in (["out"], ["left"], ["away"], ["off"])
        or ahead == ["from", "now"]
        or ahead in (["or", "two"], ["or", "so"], ["and", "a"], ["at", "least"])
    )
    if count is not None and count.kind in ("count", "pronoun"):
        opener = tokens[count.start - 1] if count.start else ""
        if ahead[:1] == ["ago"] or opener in ("for", "of", "every", "last", "per", "over") or ahead[:1] == ["old"]:
            return None
        return _duration(count.start, place + 1, count.high, unit, bare=not (opener in _AHEAD or later))
    if before in ("a", "an", "one", "half"):
        if ahead[:1] == ["ago"] or not (second in _AHEAD or later or "half" in (before, second)):
            return None
        amount = (
            6.0
            if second == "half" or before == "half"
            else 2.0
            if ahead == ["or", "two"]
            else 1.5
            if ahead == ["and", "a"]
            else 1.0
        )
        if second == "half" and unit != "year":
            return None
        return _duration(place - 1, place + 1, amount, "month" if second == "half" else unit, bare=not later)
    return None


def _named(tokens: Sequence[str], place: int, unit: str, before: str) -> Date | None:
    late = "next" if before == "next" else "this"
    if tokens[place + 1 : place + 2] == ["'s"] and unit == "month":
        return None
    if unit == "week":
        return Date(place - 1, place + 1, "high", "next_week" if late == "next" else "this_week")
    if unit == "month":
        return Date(place - 1, place + 1, "medium", "next_month" if late == "next" else "this_month")
    if unit == "year":
        return (
            Date(place - 1, place + 1, "low", "next_year")
            if late == "next"
            else Date(place - 1, place + 1, "medium", "year_end", bare=True)
        )
    return None


_DAYS = {"minute": 0.0, "min": 0.0, "hour": 0.0, "day": 1.0, "week": 7.0, "month": 30.4, "year": 365.0}


def _duration(start: int, end: int, amount: float, unit: str, *, bare: bool) -> Date | None:
    per = _DAYS.get(unit)
    if per is None:
        return None
    days = amount * per
    if days <= 14:
        timeline: Timeline = (
            "today" if days < 1 else "this_week" if days <= 5 else "next_week" if days <= 7 else "within_two_weeks"
        )
        return Date(start, end, "high", timeline, bare)
    if days <= 95:
        return Date(start, end, "medium", "next_month" if days <= 45 else "within_three_months", bare)
    return Date(start, end, "low", "next_year" if 300 < days < 500 else "later", bare)
