"""What the agent makes of a number: "thirty desks" · "Thirty seats, noted."

The agent's words give no signal by themselves. But where they repeat a number that the user has just said, and
the user does not object, they tell what the user counted.
"""

# SIM905: a list of words reads best as one string.
# ruff: noqa: SIM905

from __future__ import annotations

from collections.abc import Sequence

from aftercall.signals import periods, team, volume
from aftercall.signals.dialogue import Exchange
from aftercall.signals.numbers import Number
from aftercall.signals.numbers import find as find_numbers
from aftercall.signals.pack import Pack
from aftercall.signals.speech import Speech
from aftercall.signals.words import STOPS

_OF_OURS = frozenset("trial plan plans tier starter".split())


def read(
    exchange: Exchange, said: Sequence[str], turn: int, pack: Pack
) -> tuple[list[team.Finding], list[volume.Finding]]:
    """Sizes and rates that the agent's turn repeats of `said`, the user's words of the turn before, numbered `turn`."""
    people: list[team.Finding] = []
    documents: list[volume.Finding] = []
    if (exchange.reply == "no" and "?" not in exchange.agent) or not _OF_OURS.isdisjoint(exchange.agent_words):
        return people, documents
    told = find_numbers(said)
    if not told:
        return people, documents
    theirs = {count.number: count.thing for count in Speech(said, pack).counts}
    agent = Speech(exchange.agent, pack)
    stretches = periods.find(agent.tokens)
    for count in agent.counts:
        if count.number.kind != "count" or _asked(agent.tokens, count.number.end):
            continue
        same = [number for number in told if _same(number, count.number)]
        if not same or theirs.get(same[-1]) not in ("none", "unknown", "person", "seat", "document"):
            continue
        if count.thing == "seat" or (count.thing == "person" and theirs[same[-1]] in ("none", "seat", "unknown")):
            people.append(_size(count.number, turn, seats=count.thing == "seat"))
        elif count.thing in ("document", "none"):
            stretch = next((s for s in stretches if 0 <= s.start - count.number.end <= 4), None)
            if stretch is not None and (count.thing == "document" or theirs[same[-1]] == "document"):
                low, high = count.number.low, count.number.high
                documents.append(volume.Finding(low, high, stretch.period, "volume.echoed", turn))
    return people[-1:], documents[-1:]


def _asked(tokens: Sequence[str], place: int) -> bool:
    """Whether the sentence around `place` is a question."""
    return next((token for token in tokens[place : place + 20] if token in STOPS), "") == "?"


def _same(told: Number, repeated: Number) -> bool:
    return (told.low, told.high) == (repeated.low, repeated.high)


def _size(number: Number, turn: int, *, seats: bool) -> team.Finding:
    return team.Finding(team.USERS if seats else team.TEAM, int(number.low), int(number.high), "team.echoed", turn)
