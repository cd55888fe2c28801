"""How far each rule can be trusted: of what it found on labelled conversations, how much was right.

Two counts go into it, each as (right, settled), values settled rightly and values settled at all:

* `MEASURED`: on the 711 conversations of tests/signals/data, by five hands, which the rules were written on. A test
  measures again and compares.
* `FIRST_HEARD`: on the 146 of them by the last two hands (g, h), measured once, before anybody had studied these, with
  the rules as they were then. This is what a new caller gets, so each of these counts `WEIGHT` times.

The confidence is (right + 1) / (settled + 2) over both, so that a rule which was seen twice does not pass for
certain, and one never measured has 0.5.
"""

from __future__ import annotations

from collections.abc import Mapping

Counts = Mapping[str, tuple[int, int]]

WEIGHT = 2

# fmt: off
MEASURED: Counts = {
    "competitor.affirmed": (2, 2),
    "competitor.named": (57, 57),
    "competitor.picked": (2, 2),
    "industry.said": (0, 0),
    "integration.affirmed": (29, 29),
    "integration.everyday_name": (71, 73),
    "integration.named": (229, 231),
    "integration.picked": (7, 7),
    "team.affirmed": (26, 26),
    "team.answer": (110, 112),
    "team.echoed": (3, 3),
    "team.pair": (16, 17),
    "team.people": (76, 80),
    "team.seats": (18, 18),
    "team.solo": (13, 13),
    "team.sum": (7, 7),
    "team.total": (14, 14),
    "urgency.affirmed": (11, 11),
    "urgency.date_answer": (108, 109),
    "urgency.date_need": (30, 32),
    "urgency.mood": (15, 16),
    "urgency.mood_answer": (38, 38),
    "urgency.negated": (3, 3),
    "urgency.pressed": (0, 0),
    "urgency.rejected_date": (3, 3),
    "volume.affirmed": (20, 20),
    "volume.answer": (158, 160),
    "volume.documents": (56, 56),
    "volume.echoed": (0, 0),
    "volume.period": (5, 5),
    "volume.sum": (8, 8),
}

FIRST_HEARD: Counts = {
    "competitor.affirmed": (1, 1),
    "competitor.named": (29, 29),
    "integration.affirmed": (6, 6),
    "integration.everyday_name": (18, 18),
    "integration.named": (78, 87),
    "integration.picked": (2, 2),
    "team.affirmed": (9, 9),
    "team.answer": (24, 34),
    "team.people": (21, 27),
    "team.seats": (6, 7),
    "team.solo": (1, 1),
    "team.sum": (1, 2),
    "team.total": (5, 5),
    "urgency.affirmed": (3, 4),
    "urgency.date_answer": (30, 36),
    "urgency.date_need": (11, 12),
    "urgency.mood": (4, 4),
    "urgency.mood_answer": (9, 11),
    "urgency.negated": (1, 1),
    "volume.affirmed": (5, 6),
    "volume.answer": (53, 57),
    "volume.documents": (8, 11),
    "volume.sum": (1, 1),
}
# fmt: on


def calibrated(measured: Counts) -> dict[str, float]:
    """The confidence of each rule of `measured`, rounded to 0.01."""
    confidence = {}
    for rule, (right, settled) in measured.items():
        first_right, first_settled = FIRST_HEARD.get(rule, (0, 0))
        confidence[rule] = round((right + WEIGHT * first_right + 1) / (settled + WEIGHT * first_settled + 2), 2)
    return confidence


CONFIDENCE: dict[str, float] = calibrated(MEASURED)
