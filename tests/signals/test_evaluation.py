"""`signals eval` counts what the definition says, on files whose answers were counted another way."""

from __future__ import annotations

from collections import Counter

import pytest

from aftercall.record import DiscoveredSignals
from aftercall.signals import evaluation, extract
from aftercall.signals.confidence import MEASURED, PLAIN
from aftercall.signals.evaluation import Count
from aftercall.signals.labels import Labelled, read
from aftercall.signals.rules import MEANING, meaning

from .scoring import DATA, HANDS, conversations, f1_scores, rules_measured, tally


def labelled(hand):
    return list(read((DATA / f"{hand}.jsonl").read_text("utf-8").splitlines(), hand))


@pytest.mark.parametrize("hand", HANDS)
def test_the_counts_are_those_of_the_other_scorer(hand):
    totals: dict[str, Counter] = {}
    for conversation in conversations(hand):
        for name, counts in tally(conversation["expect"], extract(conversation["turns"])).items():
            totals.setdefault(name, Counter()).update(counts)
    score = evaluation.score(labelled(hand), extract)
    assert {name: (c.tp, c.tp + c.fn, c.tp + c.fp) for name, c in score.counts.items()} == {
        name: (c["right"], c["told"], c["found"]) for name, c in totals.items()
    }
    f1 = f1_scores(hand)
    told = {name: c.f1 for name, c in score.counts.items() if c.f1 is not None}
    assert told == pytest.approx({name: f1[name] for name in told})
    assert score.silent_right / score.silent == f1["silent"]


def test_rules_are_counted_as_the_other_scorer_counts_them():
    rules: dict[str, Count] = {}
    for hand in HANDS:
        for rule, count in evaluation.score(labelled(hand), extract).rules.items():
            rules.setdefault(rule, Count()).add(count.tp, count.fp, 0)
    assert {rule: (c.tp, c.tp + c.fp) for rule, c in rules.items()} == rules_measured()


SPAN = {"min": 4, "max": 6, "accept": [4, 6]}
WIDE = {"min": 3, "max": 3, "accept": [2, 5]}


def one(found, **expect):
    label = {"team_size": None, "document_volume_per_month": None, "integrations": [], "urgency": "none"} | expect
    conversation = Labelled.model_validate({"id": "c1", "turns": [{"role": "user", "text": "hi"}], "expect": label})
    return evaluation.score([conversation], lambda _: DiscoveredSignals(**found))


@pytest.mark.parametrize(
    ("signal", "expect", "found", "counts"),
    [
        ("team_size", {"team_size": SPAN}, {"team_size": 4, "team_size_max": 6}, (1, 0, 0)),
        ("team_size", {"team_size": SPAN}, {"team_size": 5, "team_size_max": 5}, (0, 1, 1)),
        ("team_size", {"team_size": WIDE}, {"team_size": 2, "team_size_max": 5}, (1, 0, 0)),
        ("team_size", {"team_size": WIDE}, {"team_size": 2, "team_size_max": 6}, (0, 1, 1)),
        ("team_size", {"team_size": WIDE}, {}, (0, 0, 1)),
        ("team_size", {}, {"team_size": 2, "team_size_max": 2}, (0, 1, 0)),
        ("volume", {"document_volume_per_month": SPAN}, {"document_volume_per_month": 5, "document_volume_per_month_max": 5}, (1, 0, 0)),
        ("volume", {"document_volume_per_month": SPAN}, {"document_volume_per_month": 5, "document_volume_per_month_max": 7}, (0, 1, 1)),
        ("integrations", {"integrations": ["a", "b"]}, {"integrations": ("b", "c")}, (1, 1, 1)),
        ("competitors", {"competitors": ["a"]}, {"competitors": ()}, (0, 0, 1)),
        ("competitors", {}, {"competitors": ("a",)}, (0, 0, 0)),
        ("urgency", {"urgency": "low"}, {"urgency": "low"}, (1, 0, 0)),
        ("urgency", {"urgency": "low"}, {"urgency": "high"}, (0, 1, 1)),
        ("urgency", {"urgency": "low"}, {}, (0, 0, 1)),
        ("urgency", {}, {"urgency": "high"}, (0, 1, 0)),
        ("other.x", {"other": {"x": "1"}}, {"other": {"x": "1"}}, (1, 0, 0)),
        ("other.x", {"other": {"x": "1"}}, {"other": {"x": "1", "x_max": "2"}}, (0, 1, 1)),
        ("other.x", {"other": {}}, {"other": {"x": "1"}}, (0, 1, 0)),
    ],
)  # fmt: skip
def test_a_value_is_right_false_or_missed(signal, expect, found, counts):
    score = one(found, **expect)
    count = score.counts[signal]
    assert (count.tp, count.fp, count.fn) == counts
    assert bool(score.mistakes) == (counts[1:] != (0, 0))


def test_silent_conversations_and_whole_ones_are_counted_without_competitors():
    quiet = one({"competitors": ("a",)}, competitors=[])
    assert (quiet.silent, quiet.silent_right, quiet.whole) == (1, 1, 1)
    loud = one({"urgency": "low"})
    assert (loud.silent, loud.silent_right, loud.whole, loud.urgency_right) == (1, 0, 0, 0)


def test_a_share_of_nothing_is_null():
    assert (Count().precision, Count().recall, Count().f1) == (None, None, None)
    assert Count(0, 1, 1).f1 == 0


def test_every_rule_is_explained_and_no_other():
    assert MEANING.keys() == {rule.removesuffix(PLAIN) for rule in MEASURED}, (
        "Try: a line in aftercall/signals/rules.py"
    )


def test_a_value_told_plainly_is_explained_as_such_and_no_other():
    assert meaning("team.answer") == MEANING["team.answer"]
    assert meaning(f"team.answer{PLAIN}").startswith(f"{MEANING['team.answer']}; in a few words")
    assert meaning("no.rule") == meaning(f"no.rule{PLAIN}") == ""
    assert "your own pack" in meaning("pack.offices")
