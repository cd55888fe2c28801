"""How the speaker counts themself: "on my own", "me and Kevin", "six reps plus me"."""

# S105: a token is a word of speech here; SIM905: a list of words reads best as one string.
# ruff: noqa: S105, SIM905

from __future__ import annotations

from collections.abc import Sequence

from aftercall.signals.dialogue import BREAKS, contains
from aftercall.signals.numbers import Number


def _phrases(*phrases: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(phrase.split()) for phrase in phrases)


_ALONE = _phrases(
    "party of one", "on my own", "one man band", "one man show", "one woman show", "one woman band", "one person show", "solo", "army of one", "sole trader", "sole proprietor", "lone wolf",
)  # fmt: skip
_ALONE_IN_ANSWER = _phrases(
    "by myself", "just myself", "it 's me", "only ever been me", "me myself and i", "me , myself and", "a one man", "a one woman", "work alone", "works alone", "nobody but me", "no one but me", "the one and only",
)  # fmt: skip
_PAIRS = _phrases("pair of us", "both of us", "two of us", "a duo", "husband and wife team")
_PAIR_STOPS = frozenset("the a an and to for that this it not is was on at in do you i we they my their our".split())
_RELATED = frozenset(
    "husband wife partner daughter son brother sister mother father mum dad cousin co cofounder founder business assistant bookkeeper boss colleague co-founder spouse nephew niece friend".split()
)
_LIST_ENDS = frozenset("so no is 's we they that has have with who which . ? !".split())


def added(tokens: Sequence[str], number: Number) -> int:
    """1 when the speaker adds themself: "six reps plus me", "me and three others"."""
    after = list(tokens[number.end : number.end + 4])
    for opener in ("plus", "and"):
        if opener in after:
            step = after.index(opener)
            ending = after[step + 2 : step + 3]
            if after[step + 1 : step + 2] in (["me"], ["myself"]) and (
                opener == "plus" or not ending or ending[0] in BREAKS
            ):
                return 1
    start = max(0, number.start - 10)
    before = list(tokens[start : number.start])
    for speaker in ("me", "myself"):
        if speaker in before:
            tail = before[before.index(speaker) + 1 :]
            if (
                tail
                and tail[0] in ("and", "plus", ",")
                and tail[-1] in ("and", "plus", ",", "my", "about")
                and _LIST_ENDS.isdisjoint(tail)
            ):
                return 1 + _items(tail)
    return 0


def _items(tokens: Sequence[str]) -> int:
    """How many single persons a list names: ", my co founder, and" names one."""
    items, named = 0, False
    for token in tokens:
        if token in (",", "and", "plus"):
            items, named = items + named, False
        elif token not in ("my", "the", "a", "our", "about"):
            named = True
    return items + named


def alone(tokens: Sequence[str], *, asked: bool) -> bool:
    """Whether the speaker says to be the only one: "party of one", "just me". Some idioms only count in an answer."""
    if contains(tokens, _ALONE):
        return True
    places = [
        place
        for place, token in enumerate(tokens)
        if token == "me" and tokens[max(0, place - 1) : place] in (["just"], ["only"])
    ]
    if any(tokens[place + 1 : place + 2] not in (["and"], ["plus"]) for place in places):
        return True
    return asked and contains(tokens, _ALONE_IN_ANSWER)


def together(tokens: Sequence[str]) -> int:
    """How many "me and Kevin", "both of us" or "a trio" are; 0 for anything else."""
    if "trio" in tokens:
        return 3
    return 2 if contains(tokens, _PAIRS) else _pair(tokens)


def _pair(tokens: Sequence[str]) -> int:
    """2 for "me and Kevin", "Tomasz and I", "myself and my husband"; 0 for anything else."""
    for place, token in enumerate(tokens):
        if token != "and" or not 0 < place < len(tokens) - 1:
            continue
        left, right = tokens[place - 1], tokens[place + 1]
        if left in ("me", "myself") and (
            right not in _PAIR_STOPS or (right == "my" and not _RELATED.isdisjoint(tokens[place + 2 : place + 5]))
        ):
            return 2
        if (
            right in ("i", "me", "myself")
            and left.isalpha()
            and left not in _PAIR_STOPS
            and place <= 3
            and tokens[place + 2 : place + 3] in ([], ["."], [","])
        ):
            return 2
    return 0
