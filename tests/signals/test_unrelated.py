"""In a long call, among talk of other things, the signals are still found, and nothing else is."""

import random

import pytest

from aftercall.signals import extract

from .scoring import HANDS, SHORT_APART, conversations, f1_of
from .unrelated import PIECES, among_unrelated_talk

TARGETS = {"team_size": 0.82, "volume": 0.86, "integrations": 0.94, "urgency": 0.82}
"""F1 that a call must still give among other talk."""


def embedded(hands):
    labelled = [conversation for hand in hands for conversation in conversations(hand)]
    return [c | {"turns": among_unrelated_talk(c["turns"], random.Random(n))} for n, c in enumerate(labelled)]


@pytest.mark.parametrize("hands", [("dev", "dev2", "dev3"), SHORT_APART, ("k", "n", "p", "s", "z")])
def test_a_call_among_unrelated_talk_gives_the_same_signals(hands):
    scores = f1_of(embedded(hands))
    assert {name: scores[name] for name in TARGETS if scores[name] < TARGETS[name]} == {}


def test_unrelated_talk_alone_gives_no_numbers_and_no_hurry():
    for seed in range(300):
        found = extract(among_unrelated_talk([], random.Random(seed)))
        assert (found.team_size, found.document_volume_per_month, found.urgency) == (None, None, None), seed


def test_there_is_enough_of_it_that_calls_differ():
    calls = {tuple(turn["text"] for turn in c["turns"]) for c in embedded(HANDS[:3])}
    assert len(calls) == len(embedded(HANDS[:3]))
    assert len(PIECES) > 12
