"""Spoken dates and spans: "by friday", "end of the month", "in six weeks", "q3", "a year from now".

No calendar arithmetic is done: a date is one of the three levels of urgency, and one of the closed
list of timelines.
"""

# S105: a token is a word of speech here; SIM905: a list of words reads best as one string.
# ruff: noqa: S105, SIM905

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence

from aftercall.record import Timeline, Urgency
from aftercall.signals import numbers
from aftercall.signals.lengths import BOOKS, MARKS, PREPOSITIONS, At, Date, span

_WEEKDAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
_THROUGH = frozenset("to through till thru -".split())
_MONTHS = frozenset(
    "january february march april may june july august september october november december feb aug sept oct nov dec".split()
)
_ORDINALS = frozenset("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth thirtieth twenty thirty".split())  # fmt: skip
_FEASTS = frozenset(
    "holidays valentine valentines midsummer passover christmas thanksgiving halloween easter diwali ramadan xmas hanukkah eid advent".split()
)
_SEASONS = frozenset("spring summer fall autumn winter".split())
SEASONAL = _FEASTS | _SEASONS
_QUARTERS = frozenset(["q1", "q2", "q3", "q4"])
_SPANS = frozenset("minute minutes min mins hour hours day days week weeks month months year years quarters".split())
_UNITS = _SPANS | {"fortnight"}
_MEALS = frozenset("lunch lunchtime dinner supper teatime".split())
_OF_DAY = _MEALS | {"morning", "afternoon", "evening"}
_PLAIN: dict[str, tuple[Urgency, Timeline]] = {
    "today": ("high", "today"),
    "tonight": ("high", "today"),
    "arvo": ("high", "today"),
    "midnight": ("high", "today"),
    "tomorrow": ("high", "this_week"),
    "weekend": ("high", "this_week"),
    "fortnight": ("high", "within_two_weeks"),
}
_YEARS = frozenset(f"{century}{year}" for century in ("20", "fy") for year in range(25, 100))
_WHOLE = frozenset(["everything", "all", "it"])
_ALONE = frozenset(["", ",", "at", "or", "maybe", "probably", "ideally", "would", "'d", "works", "suits"])  # fmt: skip  # after a season that begins an answer
_COUNTED = _UNITS | _MONTHS | {"twenty", "q", "until", "till", "til"}  # what a number can go with
_LATER, _OF = ("next_year", "later"), frozenset(["of"])
_NO_NUMBER = frozenset("a an per each every the this next last".split())  # no number ends with one of these
_THREE = frozenset("one two three four 1 2 3 4".split())
_CLOSING = frozenset("end of close closing out within inside by before this s".split())
_DEADLINE = frozenset(["by", "before"])
_HOURS = frozenset("one two three four five six seven eight nine ten eleven twelve 1 2 3 4 5 6 7 8 9 10 11 12 half".split())  # fmt: skip
_GOT = frozenset("out in back done signed sorted sent off over it this them that these finished up there".split())
_MUST, _TO = frozenset("have has got need needs must".split()), frozenset(["to", "be", "go", "have", "get"])
_MINUTES = frozenset("thirty fifteen 30 15 today tonight latest or and".split()) | MARKS | {""}
_SAID = frozenset("so say said or be maybe probably like about make".split())


def possible_in(words: frozenset[str]) -> bool:
    """Whether a date may be among these words at all."""
    return not _TRIGGERS.isdisjoint(words)


def find(tokens: Sequence[str]) -> list[Date]:
    """Every date and span named in `tokens`, in order."""
    if _TRIGGERS.isdisjoint(tokens):
        return []
    found: list[Date] = []
    places = [place for place, token in enumerate(tokens) if token in _TRIGGERS]
    spans: dict[int, numbers.Number] = {}
    for place in places:
        if tokens[place] not in _SPANS or not place or tokens[place - 1] not in _NO_NUMBER:  # not "forty a month"
            spans = {number.end: number for number in numbers.find(tokens)} if not _COUNTED.isdisjoint(tokens) else {}
            break
    starts = {number.start: number for number in spans.values()}
    for place in places:
        token = tokens[place]
        before = tokens[place - 1] if place else ""
        second = tokens[place - 2] if place > 1 else ""
        after = tokens[place + 1] if place + 1 < len(tokens) else ""
        date = _READERS[token](At(tokens, place, token, before, second, after, spans, starts))
        if (
            date
            and found
            and date.timeline in _LATER
            and found[-1].level == "medium"
            and _OF.issuperset(tokens[found[-1].end : date.start])
        ):
            found.pop()  # "january next year", "june of twenty thirty"
        if date is not None and not (found and found[-1].end > date.start and found[-1].end >= date.end):
            found.append(date)
    return found


def _plain(at: At) -> Date | None:
    """today, tonight, tomorrow, the weekend, a fortnight."""
    token, before, second, after = at.token, at.before, at.second, at.after
    if token == "weekend" and before in ("every", "last", "each", "per"):
        return None
    if token == "fortnight" and (
        before in ("each", "every", "per") or second not in ("in", "within", "about", "", "take", "say", "maybe")
    ):
        return None
    if token == "today" and (
        after in ("'s", "it", "we", "is", "the")
        or before in ("of", "as")
        or (before == "today" and at.place > 1)
        or second in ("but", "sage")
    ):
        return None
    if token == "today" and before == "for" and not _WHOLE.isdisjoint(at.tokens[max(0, at.place - 4) : at.place]):
        return None
    level, timeline = _PLAIN[token]
    return Date(at.place, at.place + 1, level, timeline, bare=token != "tonight")


def _of_day(at: At) -> Date | None:
    this = (
        at.before in ("this", "by")
        or (at.before == "before" and at.token in _MEALS)
        or (at.before == "very" and at.second == "this")
    )
    return Date(at.place - 1, at.place + 1, "high", "today", bare=at.token in _MEALS) if this else None


def _close(at: At) -> Date | None:
    """cob, eod, close of business."""
    if at.token in ("business", "play") and not (at.before == "of" and at.second in ("close", "end")):
        return None
    return Date(at.place, at.place + 1, "high", "today")


def _clock(at: At) -> Date | None:
    """By noon, before five o'clock: a time of day is a deadline, not when something is."""
    if at.token == "noon":
        return Date(at.place - 1, at.place + 1, "high", "today") if at.before in _DEADLINE else None
    number = at.spans.get(at.place)
    start = number.start if number else at.place - 1
    if start < 1 or at.tokens[start - 1] not in _DEADLINE:
        return None
    return Date(start - 1, at.place + 1, "high", "today")


def _by(at: At) -> Date | None:
    """For "thirty quotes to get out by five"."""
    if at.after not in _HOURS or at.word(2) not in _HOURS | _MINUTES:
        return None
    lead = at.tokens[max(0, at.place - 10) : at.place]
    must = any(token in _MUST and after in _TO for token, after in itertools.pairwise(lead))
    if not (must or at.before in _GOT):
        return None
    return Date(at.place, at.place + 2, "high", "today")


def _weekday(at: At) -> Date | None:
    before, after = at.before, at.after
    if before in ("every", "each", "last", "a", "second", "other") or after == "mornings":
        return None
    if (after in _THROUGH and at.word(2) in _WEEKDAYS) or (before in _THROUGH and at.second in _WEEKDAYS):
        return None  # "open monday to saturday"
    if at.token == "monday" and (before == "in" or (after in ("dot", ".") and at.word(2) == "com")):
        return None
    if before in ("black", "good", "labor", "labour"):
        return Date(at.place - 1, at.place + 1, "medium", "named_month", bare=True)
    timeline: Timeline = "next_week" if before == "next" else "this_week"
    return Date(at.place, at.place + 1, "high", timeline, bare=before not in ("by", "before", "this", "next"))


def _month(at: At) -> Date | None:
    before, after = at.before, at.after
    alone = (not after or after in MARKS or after in _ORDINALS) and (not before or before in _SAID or before in MARKS)
    on_a_day = after in _ORDINALS or at.place + 1 in at.starts
    if (
        before in ("since", "last")
        or (before == "from" and at.second.startswith(("year", "month")))
        or (before == "on" and after != "the" and not on_a_day)
        or (
            at.token in ("may", "march") and before not in PREPOSITIONS and not (alone or (on_a_day and before == "on"))
        )
    ):
        return None
    year = at.starts.get(at.place + 1)
    if year is not None and year.kind == "year":
        return Date(at.place, at.place + 1, "low", "later", bare=before not in ("by", "before", "of"))
    return Date(at.place, at.place + 1, "medium", "named_month", bare=before not in ("by", "before", "of"))


def _feast(at: At) -> Date:
    """Christmas, q3: named, within the year."""
    timeline: Timeline = "named_month" if at.token in _FEASTS else "this_quarter"
    by = at.tokens[: at.place] if at.before == "of" else (at.before,)  # "by the end of q1"
    return Date(at.place, at.place + 1, "medium", timeline, bare=_DEADLINE.isdisjoint(by))


def _season(at: At) -> Date | None:
    if at.before not in PREPOSITIONS and at.before != "the" and not (at.place == 0 and at.after in _ALONE):
        return None
    if at.after == "after" and at.word(2) in ("this", "next"):
        return Date(at.place, at.place + 3, "low", "later", bare=True)
    return Date(
        at.place, at.place + 1, "medium", "within_three_months", bare=_DEADLINE.isdisjoint((at.before, at.second))
    )


def _q(at: At) -> Date | None:
    """Q and its number apart: "q three"."""
    if at.after not in _THREE or (
        at.before and at.before not in PREPOSITIONS | MARKS | {"the", "say", "like", "be", "about"}
    ):
        return None
    return Date(at.place, at.place + 2, "medium", "this_quarter", bare=at.before not in _DEADLINE)


def _quarter(at: At) -> Date | None:
    before, place = at.before, at.place
    if at.after in ("end", "close") or (at.after == "'s" and at.word(2) == "end"):
        return Date(place, place + 2, "medium", "this_quarter", bare=before not in PREPOSITIONS | {"the", "our"})
    if before in ("this", "next", "new"):
        return Date(place - 1, place + 1, "medium", "this_quarter" if before == "this" else "next_quarter")
    if before in ("the", "of") and not _CLOSING.isdisjoint(at.tokens[max(0, place - 3) : place - (before == "the")]):
        return Date(place - 2, place + 1, "medium", "this_quarter")
    if before in ("one", "a") and at.second in ("in", "within", "inside"):
        return Date(place - 1, place + 1, "medium", "within_three_months")
    if before in ("first", "second", "third", "fourth", "last", "mid", "late", "early"):
        return None if before == "last" else Date(place - 1, place + 1, "medium", "this_quarter", bare=True)
    if at.after in _THREE:
        return Date(place, place + 2, "medium", "this_quarter", bare=before not in _DEADLINE)
    return None


def _books(at: At) -> Date | None:
    """Next fiscal, the new financial year, the budget year after this one."""
    lead = at.tokens[max(0, at.place - 2) : at.place]
    end = at.place + 1 + (at.after in ("year", "cycle"))
    if at.after == "year" and (
        at.word(2) == "end" or not {"end", "close"}.isdisjoint(at.tokens[max(0, at.place - 3) : at.place])
    ):
        return Date(at.place, at.place + 2, "medium", "year_end")  # "the end of the tax year"
    ahead = at.tokens[end : end + 2]
    if ahead[:1] == ["after"] or not {"next", "new", "following", "another"}.isdisjoint(lead):
        return (
            Date(at.place, end, "low", "next_year", bare=True) if end > at.place + 1 or at.token == "fiscal" else None
        )
    return None


def _year_named(at: At) -> Date | None:
    return None if at.before == "since" else Date(at.place, at.place + 1, "low", "later", bare=True)


def _year_spoken(at: At) -> Date | None:
    """Twenty twenty eight; after "until", twenty eight alone."""
    number = at.starts.get(at.place)
    if number is None or (at.before in ("since", "in", "from") and number.kind == "year" and number.low < 2025):
        return None
    year = number.low if number.kind == "year" else 0
    if not year and number.end - number.start == 2 and at.before in ("until", "till", "til"):
        after = at.tokens[number.end : number.end + 1]
        year = 2000 + number.low if not after or after[0] in MARKS else 0
    return Date(at.place, number.end, "low", "later", bare=True) if year > 2025 else None


_READERS: dict[str, Callable[[At], Date | None]] = {
    **dict.fromkeys(_SPANS, span),
    **dict.fromkeys(_PLAIN, _plain),
    **dict.fromkeys(_OF_DAY, _of_day),
    **dict.fromkeys(("cob", "eod", "business", "play"), _close),
    **dict.fromkeys(("noon", "oclock", "pm"), _clock),
    "by": _by,
    **dict.fromkeys(_WEEKDAYS, _weekday),
    **dict.fromkeys(_MONTHS, _month),
    **dict.fromkeys(_FEASTS | _QUARTERS, _feast),
    **dict.fromkeys(_SEASONS, _season),
    **dict.fromkeys(BOOKS - {"business"}, _books),
    **dict.fromkeys(_YEARS, _year_named),
    "quarter": _quarter,
    "q": _q,
    "twenty": _year_spoken,
}
_TRIGGERS = frozenset(_READERS)
