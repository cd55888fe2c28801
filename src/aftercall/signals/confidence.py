"""How far each rule can be trusted: of what it found on labelled conversations, how much was right.

A rule's name ends in `.plain` where the value was told in a short utterance with one number at most, and nothing else in
the call could be meant: such a value is right more often, whatever the rule.

Two counts go into it, each as (right, settled), values settled rightly and values settled at all:

* `MEASURED`: on the labelled conversations of tests/signals/data which the rules were written on. A test measures again
  and compares.
* `FIRST_HEARD`: on nine hands (k, l, n, o, p, q, r, s, t), measured once, before anybody had studied these, with the rules as
  they were then. This is what a new caller gets, so each of these counts `WEIGHT` times.

The confidence is (right + 1) / (settled + 2) over both, so that a rule which was seen twice does not pass for
certain, and one never measured has 0.5.
"""

from __future__ import annotations

from collections.abc import Mapping

Counts = Mapping[str, tuple[int, int]]

PLAIN = ".plain"
WEIGHT = 2

# fmt: off
MEASURED: Counts = {
    "competitor.affirmed": (12, 12),
    "competitor.named": (178, 178),
    "competitor.picked": (2, 2),
    "industry.said": (0, 0),
    "integration.affirmed": (67, 70),
    "integration.everyday_name": (178, 181),
    "integration.named": (607, 615),
    "integration.picked": (20, 20),
    "team.affirmed": (16, 16),
    "team.affirmed.plain": (49, 49),
    "team.answer": (150, 154),
    "team.answer.plain": (120, 122),
    "team.echoed": (16, 16),
    "team.echoed.plain": (True, 1),
    "team.pair": (8, 8),
    "team.pair.plain": (49, 51),
    "team.people": (92, 94),
    "team.people.plain": (77, 80),
    "team.seats": (24, 24),
    "team.seats.plain": (14, 14),
    "team.solo": (5, 6),
    "team.solo.plain": (33, 34),
    "team.sum": (19, 19),
    "team.sum.plain": (21, 23),
    "team.total": (52, 52),
    "team.total.plain": (2, 2),
    "urgency.affirmed": (2, 2),
    "urgency.affirmed.plain": (25, 25),
    "urgency.date_answer": (57, 60),
    "urgency.date_answer.plain": (255, 257),
    "urgency.date_need": (20, 20),
    "urgency.date_need.plain": (56, 57),
    "urgency.mood": (6, 7),
    "urgency.mood.plain": (36, 36),
    "urgency.mood_answer": (9, 9),
    "urgency.mood_answer.plain": (127, 128),
    "urgency.negated": (0, 0),
    "urgency.negated.plain": (6, 6),
    "urgency.pressed": (0, 0),
    "urgency.pressed.plain": (17, 17),
    "urgency.rejected_date": (0, 0),
    "urgency.rejected_date.plain": (8, 8),
    "volume.affirmed": (7, 7),
    "volume.affirmed.plain": (39, 39),
    "volume.answer": (192, 195),
    "volume.answer.plain": (259, 262),
    "volume.documents": (48, 49),
    "volume.documents.plain": (64, 65),
    "volume.echoed": (5, 5),
    "volume.echoed.plain": (0, 0),
    "volume.period": (0, 0),
    "volume.period.plain": (9, 9),
    "volume.sum": (19, 19),
    "volume.sum.plain": (0, 0),
}

FIRST_HEARD: Counts = {
    "competitor.affirmed": (6, 6),
    "competitor.named": (115, 118),
    "integration.affirmed": (23, 28),
    "integration.everyday_name": (103, 115),
    "integration.named": (352, 376),
    "integration.picked": (6, 6),
    "team.affirmed": (11, 11),
    "team.affirmed.plain": (15, 17),
    "team.answer": (68, 100),
    "team.answer.plain": (49, 55),
    "team.echoed": (7, 7),
    "team.echoed.plain": (2, 2),
    "team.pair": (3, 3),
    "team.pair.plain": (16, 18),
    "team.people": (34, 59),
    "team.people.plain": (40, 52),
    "team.seats": (11, 12),
    "team.seats.plain": (7, 7),
    "team.solo": (0, 1),
    "team.solo.plain": (10, 10),
    "team.sum": (6, 8),
    "team.sum.plain": (3, 3),
    "team.total": (27, 28),
    "urgency.affirmed.plain": (7, 7),
    "urgency.date_answer": (30, 45),
    "urgency.date_answer.plain": (142, 153),
    "urgency.date_need": (11, 17),
    "urgency.date_need.plain": (27, 32),
    "urgency.mood": (1, 1),
    "urgency.mood.plain": (14, 14),
    "urgency.mood_answer": (8, 11),
    "urgency.mood_answer.plain": (62, 62),
    "urgency.negated.plain": (2, 2),
    "urgency.pressed": (0, 1),
    "urgency.pressed.plain": (12, 12),
    "urgency.rejected_date.plain": (1, 1),
    "volume.affirmed": (5, 5),
    "volume.affirmed.plain": (17, 18),
    "volume.answer": (108, 141),
    "volume.answer.plain": (144, 151),
    "volume.documents": (15, 18),
    "volume.documents.plain": (26, 30),
    "volume.period": (0, 2),
    "volume.period.plain": (2, 2),
    "volume.sum": (6, 7),
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
