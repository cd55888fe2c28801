"""How far each rule can be trusted: of what it found on labelled conversations, how much was right.

Two counts go into it, each as (right, settled), values settled rightly and values settled at all:

* `MEASURED`: on the 821 conversations of tests/signals/data, by six hands, which the rules were written on. A test
  measures again and compares.
* `FIRST_HEARD`: on the 256 of them by the last three hands (g, h, m), measured once, before anybody had studied these, with
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
    "competitor.affirmed": (3, 3),
    "competitor.named": (67, 67),
    "competitor.picked": (2, 2),
    "industry.said": (0, 0),
    "integration.affirmed": (33, 33),
    "integration.everyday_name": (81, 84),
    "integration.named": (276, 280),
    "integration.picked": (11, 11),
    "team.affirmed": (33, 33),
    "team.answer": (140, 142),
    "team.echoed": (4, 4),
    "team.pair": (22, 23),
    "team.people": (90, 93),
    "team.seats": (19, 19),
    "team.solo": (17, 17),
    "team.sum": (11, 12),
    "team.total": (23, 23),
    "urgency.affirmed": (13, 13),
    "urgency.date_answer": (131, 133),
    "urgency.date_need": (37, 40),
    "urgency.mood": (21, 22),
    "urgency.mood_answer": (53, 53),
    "urgency.negated": (4, 4),
    "urgency.pressed": (1, 1),
    "urgency.rejected_date": (5, 5),
    "volume.affirmed": (21, 21),
    "volume.answer": (192, 196),
    "volume.documents": (63, 63),
    "volume.echoed": (0, 0),
    "volume.period": (6, 6),
    "volume.sum": (9, 9),
}

FIRST_HEARD: Counts = {
    "competitor.affirmed": (2, 2),
    "competitor.named": (39, 39),
    "integration.affirmed": (10, 10),
    "integration.everyday_name": (23, 26),
    "integration.named": (124, 142),
    "integration.picked": (6, 6),
    "team.affirmed": (16, 16),
    "team.answer": (50, 67),
    "team.echoed": (1, 1),
    "team.pair": (2, 3),
    "team.people": (30, 38),
    "team.seats": (7, 8),
    "team.solo": (4, 5),
    "team.sum": (2, 6),
    "team.total": (8, 8),
    "urgency.affirmed": (5, 6),
    "urgency.date_answer": (50, 60),
    "urgency.date_need": (17, 19),
    "urgency.mood": (6, 6),
    "urgency.mood_answer": (21, 24),
    "urgency.negated": (2, 2),
    "urgency.rejected_date": (2, 2),
    "volume.affirmed": (6, 7),
    "volume.answer": (83, 94),
    "volume.documents": (14, 17),
    "volume.period": (1, 1),
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
