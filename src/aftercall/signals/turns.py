"""Turns: their numbers, and whether one goes on with the answer before it: "maybe seven" · "nine seats, with the boss"."""

# SIM905: a list of words reads best as one string.
# ruff: noqa: SIM905

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from aftercall.signals import periods
from aftercall.signals.numbers import WORDS as NUMBER_WORDS
from aftercall.signals.numbers import find as find_numbers
from aftercall.signals.numbers import has_digit
from aftercall.signals.pack import Pack
from aftercall.signals.speech import Speech

LONGEST_ANSWER = 60  # tokens of one answer that are read again when it goes on
_MOST_TURNS = 2**31  # a turn's number above it is none
_A_TAIL = 2  # tokens that hardly are an utterance
_VERBS = frozenset("is are was were".split())
_SUBJECTS = frozenset("you it there they that this the my your we i he she anyone anybody".split())  # of a question
_HEAD = 6  # tokens of a turn that show whether it goes on with the one before
_TOTAL = frozenset("together altogether total combined".split())
_SKIPPED = frozenset("ok okay yes yeah sure so also well uh um er , .".split())
_COUNTED = frozenset(["person", "seat", "employee", "document"])
_ONWARD = frozenset(
    "it its they theyre thats of in on at to for from by per than about around like as between roughly approximately maybe perhaps probably say and or but nor plus minus no not nah actually sorry wait hang hold scratch rather make which who whose because if when unless though although including except apart besides".split()
)  # words that go on with an utterance
_UNFINISHED = _ONWARD | frozenset(
    ", : ; i you they he she a an the my our your with that we is are was were be am 's 're have has had 've need needs want would 'd will 'll can do does use using send sends just only some all each every either both more less most".split()
)  # and those that it does not end with


def number_of(turn: Mapping[str, Any], following: int) -> int:
    """The number a turn has, from 0 on; `following` where it has none that could be."""
    number = turn.get("turn")
    if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number < _MOST_TURNS:
        return following
    return number


def go_on(said: Sequence[str], tokens: list[str], pack: Pack) -> bool:
    """Whether a turn goes on with what was `said`, though that could stand alone: "a month, that is", "contracts, mostly"."""
    if said[-1] in _UNFINISHED:
        return True
    head = [token for token in tokens if token not in _SKIPPED][:_HEAD]
    if not head or head[0] in _ONWARD or head[0] in NUMBER_WORDS:
        return bool(head)
    if len(tokens) <= _A_TAIL and not numbered(frozenset(tokens), tokens):
        return True
    if head[0] in _VERBS and head[1:2] and head[1] not in _SUBJECTS:
        return True
    return (
        periods.possible_in(frozenset(head))
        or not _TOTAL.isdisjoint(tokens)
        or any(hit.value in _COUNTED for hit in Speech(head, pack).nouns.values())
    )


def joint(said: Sequence[str], more: Sequence[str]) -> list[str]:
    """A comma where two numbers would run together that are not one: "seven" · "nine seats", but not "twenty" · "five"."""
    numbers = find_numbers([*said[-1:], *more[:1]])
    return [","] if numbers and numbers[0].kind == "code" else []


def numbered(words: frozenset[str], tokens: Sequence[str]) -> bool:
    """Whether a number may be among `tokens`, whose words are `words`."""
    return not NUMBER_WORDS.isdisjoint(words) or has_digit(tokens)
