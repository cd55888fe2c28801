"""Measured on the labelled conversations: the scores cannot fall, the confidences cannot drift."""

import re
from importlib import resources

import pytest

from aftercall.signals.confidence import CONFIDENCE, MEASURED

from .scoring import HANDS, f1_scores, rules_measured

# A little under what was measured when these were written.
FLOORS = {
    "dev": {
        "team_size": 0.95,
        "volume": 0.96,
        "integrations": 0.97,
        "urgency": 0.97,
        "competitors": 0.98,
        "silent": 0.98,
    },
    "dev2": {
        "team_size": 0.94,
        "volume": 0.97,
        "integrations": 0.96,
        "urgency": 0.94,
        "competitors": 0.98,
        "silent": 0.93,
    },
    "dev3": {
        "team_size": 0.81,
        "volume": 0.95,
        "integrations": 0.95,
        "urgency": 0.91,
        "competitors": 0.97,
        "silent": 0.91,
    },
}


@pytest.mark.parametrize("hand", HANDS)
def test_no_score_is_below_its_floor(hand):
    scores = f1_scores(hand)
    below = {name: round(scores[name], 3) for name, floor in FLOORS[hand].items() if scores[name] < floor}
    assert not below, f"{hand}: {below}. Floors: {FLOORS[hand]}"


def test_each_confidence_is_what_the_rule_measures():
    measured = rules_measured()
    assert set(measured) <= set(MEASURED), "a rule without a confidence"
    off = {rule: counts for rule, counts in MEASURED.items() if counts != measured.get(rule, (0, 0))}
    now = {rule: measured.get(rule, (0, 0)) for rule in off}
    assert not off, f"confidence.MEASURED is {off}, measured now {now}. Try: write the new counts down"


def test_a_rule_seen_little_is_not_certain():
    assert all(0 <= value < 1 for value in CONFIDENCE.values())
    assert CONFIDENCE["industry.said"] == 0.5


def test_every_rule_named_in_the_code_has_a_confidence():
    sources = [
        file.read_text("utf-8") for file in resources.files("aftercall.signals").iterdir() if file.name.endswith(".py")
    ]
    named = set(re.findall(r'"((?:team|volume|urgency|industry|integration|competitor)\.[a-z_]+)"', "".join(sources)))
    kinds = {f"{kind}.{rule}" for kind in ("integration", "competitor") for rule in ("affirmed", "picked")}
    assert len(named) > 20
    assert named | kinds == set(MEASURED)
