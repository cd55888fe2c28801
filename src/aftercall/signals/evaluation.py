"""Scores signals against labelled conversations, which `labels` reads.

A value is right when: team size, both ends equal the label's, or lie in its `accept` where that is wider than the
label; volume, both ends lie in `accept`; urgency, the same level; products, name by name; a business's own signal,
the same text. A wrong value where another was expected is a false positive and a false negative.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from aftercall.record import DiscoveredSignals
from aftercall.signals.labels import Expect, Labelled, Span

Extract = Callable[[Sequence[Mapping[str, Any]]], DiscoveredSignals]
SIGNALS = ("team_size", "volume", "integrations", "urgency", "competitors")


@dataclass
class Count:
    """How many values were found and right, found and wrong, not found. A share of nothing is null."""

    tp: int = 0
    fp: int = 0
    fn: int = 0

    def add(self, tp: int, fp: int, fn: int) -> None:
        """Counts one comparison."""
        self.tp, self.fp, self.fn = self.tp + tp, self.fp + fp, self.fn + fn

    @property
    def precision(self) -> float | None:
        """Of what was found, the share that is right; null if nothing was found."""
        return self.tp / (self.tp + self.fp) if self.tp + self.fp else None

    @property
    def recall(self) -> float | None:
        """Of what was told, the share that was found; null if nothing was told."""
        return self.tp / (self.tp + self.fn) if self.tp + self.fn else None

    @property
    def f1(self) -> float | None:
        """The harmonic mean of the two; null if nothing was found and nothing told."""
        both = 2 * self.tp + self.fp + self.fn
        return 2 * self.tp / both if both else None


@dataclass(frozen=True)
class Mistake:
    """A value that is not the label's. `expected` and `got` are numbers, levels and names, never speech."""

    signal: str
    conversation: Labelled
    expected: Any
    got: Any


@dataclass
class Score:
    """What came out of one file. `whole` conversations have no mistake but in competitors; `silent` ones tell nothing."""

    counts: dict[str, Count] = field(default_factory=lambda: {name: Count() for name in SIGNALS})
    mistakes: list[Mistake] = field(default_factory=list)
    rules: dict[str, Count] = field(default_factory=dict)
    conversations: int = 0
    urgency_right: int = 0
    whole: int = 0
    silent: int = 0
    silent_right: int = 0


def score(conversations: Iterable[Labelled], extract: Extract) -> Score:
    """Extracts and compares. The order of mistakes is the order of the conversations."""
    total = Score()
    for conversation in conversations:
        _compare(total, conversation, extract(conversation.as_turns()))
    return total


def _compare(total: Score, conversation: Labelled, found: DiscoveredSignals) -> None:
    expect = conversation.expect
    right = True

    def compare(signal: str, expected: Any, got: Any, *, is_right: bool, core: bool = True) -> None:
        nonlocal right
        told, given = expected not in (None, "none"), got not in (None, "none")
        if told and given and is_right:
            total.counts.setdefault(signal, Count()).add(1, 0, 0)
        elif told or given:
            total.counts.setdefault(signal, Count()).add(0, int(given), int(told))
            total.mistakes.append(Mistake(signal, conversation, expected, got))
            right = right and not core

    def compare_names(signal: str, expected: frozenset[str], got: frozenset[str], *, core: bool) -> None:
        nonlocal right
        total.counts[signal].add(len(expected & got), len(got - expected), len(expected - got))
        if expected != got:
            total.mistakes.append(Mistake(signal, conversation, sorted(expected), sorted(got)))
            right = right and not core

    compare(
        "team_size",
        _shown(expect.team_size),
        _span(found.team_size, found.team_size_max),
        is_right=team_is_right(expect, found),
    )
    compare(
        "volume",
        _shown(expect.document_volume_per_month),
        _span(found.document_volume_per_month, found.document_volume_per_month_max),
        is_right=volume_is_right(expect, found),
    )
    compare_names("integrations", expect.integrations, frozenset(found.integrations), core=True)
    if expect.competitors is not None:
        compare_names("competitors", expect.competitors, frozenset(found.competitors), core=False)
    urgency = found.urgency or "none"
    compare("urgency", expect.urgency, urgency, is_right=expect.urgency == urgency)
    if expect.other is not None:
        for name in sorted(_own_names(expect.other) | _own_names(found.other)):
            told, got = _own(expect.other, name), _own(found.other, name)
            compare(f"other.{name}", told, got, is_right=told == got, core=False)
    total.conversations += 1
    total.urgency_right += expect.urgency == urgency
    total.whole += right
    if _is_silent(expect):
        total.silent += 1
        total.silent_right += right
    _compare_rules(total, expect, found)


def _is_silent(expect: Expect) -> bool:
    return not (expect.team_size or expect.document_volume_per_month or expect.integrations or expect.urgency != "none")


def team_is_right(expect: Expect, found: DiscoveredSignals) -> bool:
    """Both ends as the label has them, or within what it accepts besides."""
    label, low, high = expect.team_size, found.team_size, found.team_size_max
    if label is None or low is None or high is None:
        return False
    exact = (low, high) == (label.min, label.max)
    wider = label.accept != (label.min, label.max)
    return exact or (wider and label.accept[0] <= low <= high <= label.accept[1])


def volume_is_right(expect: Expect, found: DiscoveredSignals) -> bool:
    """Both ends within what the label accepts."""
    label, low, high = (
        expect.document_volume_per_month,
        found.document_volume_per_month,
        found.document_volume_per_month_max,
    )
    if label is None or low is None or high is None:
        return False
    return label.accept[0] <= low <= high <= label.accept[1]


def _compare_rules(total: Score, expect: Expect, found: DiscoveredSignals) -> None:
    """Counts each value for the rule that settled it. Where the file has no label, it does not count."""
    named = {"integrations": iter(found.integrations), "competitors": iter(found.competitors)}
    for evidence in found.evidence:
        own = evidence.signal.removeprefix("other.")
        match evidence.signal:
            case "team_size":
                right = team_is_right(expect, found)
            case "document_volume_per_month":
                right = volume_is_right(expect, found)
            case "urgency":
                right = found.urgency == expect.urgency
            case "integrations":
                right = next(named["integrations"]) in expect.integrations
            case "qualification_tier":  # why there is nothing
                right = _is_silent(expect)
            case "competitors" if expect.competitors is not None:
                right = next(named["competitors"]) in expect.competitors
            case _ if own != evidence.signal and expect.other is not None:
                right = _own(expect.other, own) == _own(found.other, own)
            case _:
                continue
        total.rules.setdefault(evidence.rule, Count()).add(int(right), int(not right), 0)


def _span(low: float | None, high: float | None) -> list[float] | None:
    return None if low is None or high is None else [low, high]


def _shown(label: Span | None) -> list[float] | None:
    return None if label is None else [label.min, label.max]


def _own_names(other: Mapping[str, str]) -> set[str]:
    return {name for name in other if not name.endswith("_max")}


def _own(other: Mapping[str, str], name: str) -> list[str] | None:
    """A business's own value with the upper end of its range."""
    return [other[key] for key in (name, f"{name}_max") if key in other] or None
