"""Scores the signals against labelled conversations: one JSON object per line with `turns` and `expect`.

A value is right when: team size, both ends equal the label's, or lie in its `accept` where that is wider
than the label; volume, both ends lie in `accept`; urgency, the same level; products, name by name.
"""

from __future__ import annotations

import json
import statistics
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from aftercall.record import DiscoveredSignals
from aftercall.signals import extract
from aftercall.signals.confidence import MEASURED, Counts

DATA = Path(__file__).parent / "data"
HANDS = (
    "dev",
    "dev2",
    "dev3",
    "g",
    "h",
    "m",
    "k",
    "l",
    "n",
    "o",
    "p",
    "q",
    "r",
    "s",
    "t",
    "v",
    "w",
    "x",
    "y",
    "z",
    "i",
    "j",
    "e",
    "f",
    "aa",
    "ab",
    "b",
    "c",
    "a",
    "af",
    "ah",
    "ba",
    "bb",
    "bc",
    "be",
    "d",
    "bh",
    "bj",
    "bm",
    "bn",
    "bp",
    "bs",
    "bt",
    "bw",
    "bv",
    "bx",
    "cd",
    "ce",
    "cf",
    "ci",
    "cj",
    "ck",
)
"""The files the rules were written on."""

SHORT_APART = ("u", "ad", "br", "bu", "by", "bz", "ca", "cb", "cg", "ch")
LONG_APART = ("ac", "ae", "ag", "bd", "bi", "bk", "bl", "bo", "bq", "cc")
APART = (*SHORT_APART, *LONG_APART)
"""Files kept apart: whoever writes rules does not read them, so they tell what a new caller gets."""


def conversations(hand: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / f"{hand}.jsonl").read_text("utf-8").splitlines()]


LONG = 14
"""Turns of the middle call of a file whose calls are long."""


def is_long(hand: str) -> bool:
    return statistics.median(len(call["turns"]) for call in conversations(hand)) >= LONG


def team_is_right(label: dict[str, Any] | None, found: DiscoveredSignals) -> bool:
    if label is None or found.team_size is None or found.team_size_max is None:
        return False
    exact = [found.team_size, found.team_size_max] == [label["min"], label["max"]]
    low, high = label["accept"]
    return exact or (
        [low, high] != [label["min"], label["max"]] and low <= found.team_size <= found.team_size_max <= high
    )


def volume_is_right(label: dict[str, Any] | None, found: DiscoveredSignals) -> bool:
    if label is None or found.document_volume_per_month is None or found.document_volume_per_month_max is None:
        return False
    low, high = label["accept"]
    return low <= found.document_volume_per_month <= found.document_volume_per_month_max <= high


def tally(expect: dict[str, Any], found: DiscoveredSignals) -> dict[str, Counter[str]]:
    """For each signal: how many values were `right`, `told` by the label, and `found`."""
    team, volume = expect["team_size"], expect["document_volume_per_month"]
    urgency = None if expect["urgency"] == "none" else expect["urgency"]
    tallies = {
        "team_size": Counter(
            right=team_is_right(team, found), told=team is not None, found=found.team_size is not None
        ),
        "volume": Counter(
            right=volume_is_right(volume, found),
            told=volume is not None,
            found=found.document_volume_per_month is not None,
        ),
        "urgency": Counter(
            right=urgency is not None and urgency == found.urgency,
            told=urgency is not None,
            found=found.urgency is not None,
        ),
    }
    for name in ("integrations", "competitors"):
        told, names = set(expect[name]), set(getattr(found, name))
        tallies[name] = Counter(right=len(told & names), told=len(told), found=len(names))
    return tallies


def f1_scores(hand: str) -> dict[str, float]:
    """F1 of each signal over one file, and `silent`: the share of silent conversations left empty."""
    return f1_of(conversations(hand))


def f1_of(labelled: Sequence[dict[str, Any]]) -> dict[str, float]:
    """The same of any labelled conversations."""
    totals: dict[str, Counter[str]] = {}
    silent: list[bool] = []
    for conversation in labelled:
        tallies = tally(conversation["expect"], extract(conversation["turns"]))
        for name, counts in tallies.items():
            totals.setdefault(name, Counter()).update(counts)
        core = [counts for name, counts in tallies.items() if name != "competitors"]
        if not any(counts["told"] for counts in core):
            silent.append(not any(counts["found"] for counts in core))
    scores = {
        name: 2 * c["right"] / both if (both := c["told"] + c["found"]) else 1.0  # nothing to find, and nothing found
        for name, c in totals.items()
    }
    return scores | {"silent": sum(silent) / len(silent)}


def rules_measured(hands: Sequence[str] = HANDS) -> dict[str, tuple[int, int]]:
    """For each rule: how many values it settled rightly, and how many it settled, over these hands' files."""
    measured: dict[str, Counter[str]] = {}
    for hand in hands:
        for conversation in conversations(hand):
            expect, found = conversation["expect"], extract(conversation["turns"])
            named = {"integrations": iter(found.integrations), "competitors": iter(found.competitors)}
            for evidence in found.evidence:
                match evidence.signal:
                    case "team_size":
                        right = team_is_right(expect["team_size"], found)
                    case "document_volume_per_month":
                        right = volume_is_right(expect["document_volume_per_month"], found)
                    case "urgency":
                        right = found.urgency == expect["urgency"]
                    case "integrations" | "competitors":
                        right = next(named[evidence.signal]) in expect[evidence.signal]
                    case "qualification_tier":  # why there is nothing
                        right = not any(
                            counts["told"] for name, counts in tally(expect, found).items() if name != "competitors"
                        )
                    case _:
                        continue
                measured.setdefault(evidence.rule, Counter()).update(right=right, settled=1)
    return {rule: (counts["right"], counts["settled"]) for rule, counts in measured.items()}


SURE = 0.9
"""From this confidence on, a value is called sure."""


class Sure(NamedTuple):
    """How many values are right, how many are sure, and how many are both."""

    right: int
    sure: int
    sure_right: int


def sure_by_the_others(
    by_hand: Mapping[str, Counts], confidences: Callable[[Counts], dict[str, float]]
) -> dict[str, Sure]:
    """Each hand's values, judged by confidences that come from the other hands' counts."""
    judged: dict[str, Sure] = {}
    for hand, rules in by_hand.items():
        others = [counts for other, counts in by_hand.items() if other != hand]
        confidence = confidences(
            {rule: tuple(sum(counts.get(rule, (0, 0))[at] for counts in others) for at in (0, 1)) for rule in MEASURED}
        )
        sure = [counts for rule, counts in rules.items() if confidence[rule] >= SURE]
        judged[hand] = Sure(sum(c[0] for c in rules.values()), sum(c[1] for c in sure), sum(c[0] for c in sure))
    return judged


def all_together(judged: Mapping[str, Sure]) -> Sure:
    """Of all hands."""
    return Sure(*(sum(column) for column in zip(*judged.values(), strict=True)))
