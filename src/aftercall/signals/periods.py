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
_PERIOD_WORDS = frozenset(_ADVERBS) | frozenset(_NOUNS) | {"weeks", "months", "friday", "fridays"}
_BEFORE_NOUN = frozenset(
    "a an per each every the by one in / last this of typical normal average regular given usual good busy slow work working single ordinary calendar whole that your my our 's".split()
)
_ADJECTIVES = frozenset(
    "typical normal average regular given usual good busy slow work working single ordinary calendar whole".split()
)


def possible_in(words: frozenset[str]) -> bool:
    """Whether a period may be among these words at all."""
    return not _PERIOD_WORDS.isdisjoint(words)


def find(tokens: Sequence[str]) -> list[Stretch]:
    """Periods a rate can be per, in order: "a week", "monthly", "every other week", "last year"."""
    found: list[Stretch] = []
    for place, token in enumerate(tokens):
        if token not in _PERIOD_WORDS:
            continue
        before = tokens[place - 1] if place else ""
        if token in _ADVERBS:
            period = _ADVERBS[token]
            if before == "bi" or tokens[max(0, place - 2) : place] == ["bi", "-"]:
                period = "two_weeks"
            found.append(Stretch(place, place + 1, period))
        elif token == "months":
            if before in _ADJECTIVES or before in ("other", "most", "quiet"):
                found.append(Stretch(place - 1, place + 1, "month"))
        elif token == "weeks":
            if before in ("two", "2") and (place < 2 or tokens[place - 2] not in ("in", "for", "last")):
                found.append(Stretch(place - 1, place + 1, "two_weeks"))
        elif token in ("friday", "fridays"):
            if before in ("second", "other"):
                found.append(Stretch(place - 2, place + 1, "two_weeks"))
        elif before in ("other", "two", "second") and token in ("week", "wk") and place > 1:
            if tokens[place - 2] in ("every", "each", "the", "a"):
                found.append(Stretch(place - 2, place + 1, "two_weeks"))
        elif before in _BEFORE_NOUN or place == 0:
            start = place - 1
            while start > 0 and tokens[start] in _ADJECTIVES and place - start < 4:
                start -= 1
            if before == "this" and token not in ("month", "year"):
                continue
            if (
                before == "one"
                and tokens[place - 2 : place - 1] in (["in"], ["within"])
                and tokens[place + 1 : place + 2] == ["from"]
            ):
                continue
            if tokens[max(start, 0)] not in _BEFORE_NOUN:
                start += 1
            if list(tokens[max(0, start - 2) : start]) == ["rest", "of"] or "tell" in tokens[max(0, start - 2) : start]:
                continue
            if tokens[max(0, start - 1) : start] in (["not"], ["since"], ["from"]):
                continue
            found.append(Stretch(max(start, 0), place + 1, _NOUNS[token]))
    return found
