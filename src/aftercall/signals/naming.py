"""Sizes of a team told without a number: alone, a pair, a trio, a list of names."""

# SIM905: a list of words reads best as one string.
# ruff: noqa: SIM905

from __future__ import annotations

from collections.abc import Sequence

from aftercall.signals import speaker
from aftercall.signals.dialogue import Exchange
from aftercall.signals.words import Cues

_OURS = frozenset("we us our ours i my me myself here".split())
_IT_IS_ME = Cues(
    "it 's me",
    "it 's just me",
    "just me and",
    "it is me",
    "it 's only me",
    "it 'll be me",
    "that 'd be me",
    "it 's myself",
)
_MYSELF = Cues("me , myself and i", "me myself and i", "me , myself , and i")
_REACH = frozenset("talk talking speak speaking loop reach call copy cc invite email ask involve include".split())
_ANYBODY = Cues("anybody else", "anyone else", "somebody else", "someone else", "other people", "other users")


def size_of(exchange: Exchange, tokens: Sequence[str], *, asked: bool, new: bool) -> tuple[int, str] | None:
    """The size and the rule that gives it; `asked` for people, `new` when no size is known yet."""
    if asked and _MYSELF.stand_in(tokens):
        return 1, "team.solo"
    if asked or "about" in exchange.topics or _IT_IS_ME.stand_in(tokens):
        several = (
            None if speaker.alone(tokens, asked=asked) and not _IT_IS_ME.stand_in(tokens) else speaker.listed(tokens)
        )
        if several:
            return several[0], "team.pair"
        if size := speaker.together(tokens):
            return size, "team.pair"
    if asked and (size := speaker.roster(tokens)):
        return size, "team.pair"
    if (asked or (new and not exchange.words.isdisjoint(_OURS))) and speaker.alone(tokens, asked=asked):
        return 1, "team.solo"
    if (
        asked
        and exchange.reply == "no"
        and _ANYBODY.stand_in(exchange.question)
        and _REACH.isdisjoint(exchange.question)
    ):
        return 1, "team.solo"
    return None
