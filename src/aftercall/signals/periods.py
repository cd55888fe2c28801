"""Periods that a rate is per: "a week", "monthly", "every other week", "last year"."""

# S105: a token is a word of speech here; SIM905: a list of words reads best as one string.
# ruff: noqa: S105, SIM905

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

Period = Literal["day", "week", "two_weeks", "month", "quarter", "year"]

PER_MONTH: dict[Period, float] = {
    "day": 260 / 12,
    "week": 52 / 12,
    "two_weeks": 26 / 12,
    "month": 1.0,
    "quarter": 1 / 3,
    "year": 1 / 12,
}


_ROUNDED = 1.1  # times that a rate reckoned in one's head may be off
_RECKONED: dict[Period, tuple[float, float]] = {
    "day": (20.0, 31.0),
    "week": (4.0, 4.5),
    "two_weeks": (2.0, 2.25),
}  # as people do it in their heads


def same_rate(told: tuple[float, float, Period | None], other: tuple[float, float, Period | None]) -> bool:
    """Whether two rates per different periods are one: "fifteen hundred a month" · "That's fifty a day or so."."""
    (low, high, period), (other_low, other_high, other_period) = told, other
    if period is None or other_period is None or period == other_period:
        return False
    least, most = _RECKONED.get(period, (PER_MONTH[period],) * 2)
    other_least, other_most = _RECKONED.get(other_period, (PER_MONTH[other_period],) * 2)
    return low * least < other_high * other_most * _ROUNDED and other_low * other_least < high * most * _ROUNDED


class Stretch(NamedTuple):
    """A period named at tokens[start:end]."""

    start: int
    end: int
    period: Period


_ADVERBS: dict[str, Period] = {
    "daily": "day", "weekly": "week", "monthly": "month", "quarterly": "quarter", "annually": "year", "yearly": "year", "annual": "year",
    "fortnightly": "two_weeks", "biweekly": "two_weeks", "annum": "year",
}  # fmt: skip
_NOUNS: dict[str, Period] = {
    "day": "day", "week": "week", "wk": "week", "month": "month", "mo": "month", "mth": "month", "quarter": "quarter", "qtr": "quarter", "year": "year", "yr": "year", "fortnight": "two_weeks",
}  # fmt: skip
_POSSESSIVE: dict[str, Period] = {"weeks": "week", "months": "month", "years": "year"}  # "in a week's time"
_YEARS = frozenset(str(year) for year in range(2010, 2040))
_WEEKDAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
_PERIOD_WORDS = frozenset(_ADVERBS) | frozenset(_NOUNS) | {"days", "weeks", "months", "fridays"} | _WEEKDAYS | _YEARS
_COUNTED = frozenset([",", "much", "many", "that", "those", "out"])  # before "day to day"
_RECURRING = frozenset("every each per the a any of by / , . over".split())  # before "two weeks"
_COMPOUND = [[word] for word in "end round centre center care nursery school shift staff trip trips".split()]
_OWNED = frozenset("work pay wages wage notice rent drive rest grace salary holiday".split())  # "a day's work"
_EVERY = frozenset(["every", "each", "the", "a"])
_PARTS = frozenset("first most half part rest end start middle beginning close".split())
_OF_DAYS = (["day", "of"], ["days", "of"])
_ANY = frozenset(["a", "every", "each", "any"])  # "by the end of a month it's fifty"
_DURING = frozenset("in for during throughout over across through".split())
_LEADS_TO_RATE = frozenset([*_DURING, "by", "on", "of", "and", "per", "or"])
_WHEN = frozenset("i we he she they the it my our when".split())
_TELLING = frozenset(
    "typical normal average regular given usual good busy slow quiet bad work working single ordinary calendar fiscal financial tax whole".split()
)
_ADJECTIVES = _TELLING | frozenset(
    "same plain dull dry quieter busier middling current trial real proper true representative solid decent fair standard bog steady heavy light peak school academic full entire past calm mad crazy hot cold wet sunny rainy lean fat thin big small short long strong weak poor great rotten boring mild sleepy gentle hectic rough soft lazy terrible".split()
)
_BEFORE_NOUN = _TELLING | frozenset("a an per each every the by one in / last this of that your my our 's any".split())


def possible_in(words: frozenset[str]) -> bool:
    """Whether a period may be among these words at all."""
    return not _PERIOD_WORDS.isdisjoint(words)


def find(tokens: Sequence[str]) -> list[Stretch]:
    """Periods a rate can be per, in order: "a week", "monthly", "every other week", "last year"."""
    if _PERIOD_WORDS.isdisjoint(tokens):
        return []
    places = [place for place, token in enumerate(tokens) if token in _PERIOD_WORDS]
    return [stretch for place in places if (stretch := _at(tokens, place)) is not None]


def _at(tokens: Sequence[str], place: int) -> Stretch | None:
    """The period that the word at `place` names, with the words before it that belong to it."""
    token, before = tokens[place], tokens[place - 1] if place else ""
    if token in _WEEKDAYS and before not in ("other", "second"):
        return Stretch(place - 1, place + 1, "week") if before in ("every", "each") else None
    if token in _ADVERBS:
        twofold = before in ("bi", "buy") or tokens[max(0, place - 2) : place] == ["bi", "-"]
        return Stretch(place, place + 1, "two_weeks" if twofold else _ADVERBS[token])
    if token not in _NOUNS:
        return _counted(tokens, place, token, before)
    if before in ("other", "two", "second") and token in ("week", "wk") and place > 1:
        return Stretch(place - 2, place + 1, "two_weeks") if tokens[place - 2] in _EVERY else None
    if tokens[place + 1 : place + 3] == ["to", token]:
        return Stretch(place, place + 3, _NOUNS[token]) if before in _COUNTED else None
    return _noun(tokens, place, token, before)


def _counted(tokens: Sequence[str], place: int, token: str, before: str) -> Stretch | None:
    """For "two weeks", "the last thirty days", "every second Friday", "in 2025"."""
    lead = tokens[place - 2] if place > 1 else "."
    if token in _YEARS:
        return Stretch(place - 1, place + 1, "year") if before in _DURING else None
    if token == "months":
        if before in _ADJECTIVES or before in ("other", "most", "quiet"):
            return Stretch(place - 1, place + 1, "month")
        return Stretch(place - 1, place + 1, "year") if before in ("twelve", "12") and lead != "in" else None
    if token in _POSSESSIVE and before == "a" and tokens[place + 1 : place + 2] == ["time"]:
        return Stretch(place - 1, place + 2, _POSSESSIVE[token])
    if token == "weeks":
        return Stretch(place - 1, place + 1, "two_weeks") if before in ("two", "2") and lead in _RECURRING else None
    if token == "days":
        return (
            Stretch(place - 2, place + 1, "month") if before in ("thirty", "30") and lead in ("last", "past") else None
        )
    return Stretch(max(0, place - 2), place + 1, "two_weeks") if before in ("second", "other") else None


def _noun(tokens: Sequence[str], place: int, token: str, before: str) -> Stretch | None:
    """For "a week", "per month", "in a bog standard week", "last fiscal year"."""
    if place and before not in _BEFORE_NOUN and before not in _ADJECTIVES:
        return None
    if (before == "this" and token not in ("month", "year")) or tokens[place + 1 : place + 2] in _COMPOUND:
        return None
    if tokens[place + 1 : place + 2] == ["'s"] and not _OWNED.isdisjoint(tokens[place + 2 : place + 3]):
        return None
    within = before == "one" and tokens[place - 2 : place - 1] in (["in"], ["within"])
    if within and tokens[place + 1 : place + 2] == ["from"]:
        return None
    start = place - 1
    while start > 0 and tokens[start] in _ADJECTIVES and place - start < 4:
        start -= 1
    if tokens[max(start, 0)] not in _BEFORE_NOUN:
        start += 1
        if place and tokens[start] not in _BEFORE_NOUN:
            return None
    start = max(start, 0)
    lead = tokens[start - 1] if start else ""
    if lead == "days" or tokens[max(0, start - 2) : start] in _OF_DAYS:
        return None  # "seven days a week", "is that every day of the week?"
    if (lead == "of" and start > 1 and tokens[start - 2] in _PARTS and tokens[start] not in _ANY) or "tell" in tokens[
        max(0, start - 2) : start
    ]:
        return None
    after = tokens[place + 1 : place + 2]
    occasion = after == ["of"] or (lead not in _LEADS_TO_RATE and not _WHEN.isdisjoint(after))
    if before == "the" and token != "month" and occasion:  # "fifty the year of the flood", "ten the week we moved"
        return None
    return None if lead in ("not", "since", "from", "after") else Stretch(start, place + 1, _NOUNS[token])
