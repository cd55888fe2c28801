"""How far each rule can be trusted: of what it found on labelled conversations, how much was right.

A rule's name ends in `.plain` where the value was told in a short utterance with one number at most, and nothing else in
the call could be meant: such a value is right more often, whatever the rule.

Two counts go into it, each as (right, settled), values settled rightly and values settled at all:

* `MEASURED`: on the labelled conversations of tests/signals/data which the rules were written on. A test measures again
  and compares.
* `FIRST_HEARD`: on twenty hands (i to l, n to t, v to z, e, f, aa, ab), each measured once, before anybody had studied it, with the rules as
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
    "competitor.affirmed": (13, 13),
    "competitor.named": (299, 299),
    "competitor.picked": (2, 2),
    "industry.said": (0, 0),
    "integration.affirmed": (120, 124),
    "integration.everyday_name": (324, 336),
    "integration.named": (1093, 1111),
    "integration.picked": (21, 21),
    "team.affirmed": (36, 36),
    "team.affirmed.plain": (77, 77),
    "team.answer": (218, 231),
    "team.answer.plain": (159, 161),
    "team.echoed": (81, 81),
    "team.echoed.plain": (4, 4),
    "team.pair": (11, 15),
    "team.pair.plain": (59, 62),
    "team.people": (131, 140),
    "team.people.plain": (112, 124),
    "team.seats": (52, 54),
    "team.seats.plain": (18, 18),
    "team.solo": (9, 11),
    "team.solo.plain": (41, 42),
    "team.sum": (25, 26),
    "team.sum.plain": (28, 30),
    "team.total": (67, 70),
    "team.total.plain": (2, 2),
    "urgency.affirmed": (2, 3),
    "urgency.affirmed.plain": (31, 31),
    "urgency.date_answer": (137, 145),
    "urgency.date_answer.plain": (387, 394),
    "urgency.date_must": (9, 9),
    "urgency.date_must.plain": (8, 8),
    "urgency.date_need": (32, 36),
    "urgency.date_need.plain": (81, 85),
    "urgency.mood": (9, 13),
    "urgency.mood.plain": (48, 50),
    "urgency.mood_answer": (28, 28),
    "urgency.mood_answer.plain": (184, 187),
    "urgency.negated": (0, 0),
    "urgency.negated.plain": (8, 8),
    "urgency.pressed": (True, 1),
    "urgency.pressed.plain": (19, 19),
    "urgency.rejected_date": (False, 1),
    "urgency.rejected_date.plain": (8, 8),
    "volume.affirmed": (26, 26),
    "volume.affirmed.plain": (59, 59),
    "volume.answer": (335, 346),
    "volume.answer.plain": (385, 390),
    "volume.documents": (77, 78),
    "volume.documents.plain": (81, 83),
    "volume.echoed": (10, 10),
    "volume.echoed.plain": (0, 0),
    "volume.period": (2, 2),
    "volume.period.plain": (11, 11),
    "volume.sum": (30, 30),
    "volume.sum.plain": (0, 0),
}

FIRST_HEARD: Counts = {
    "competitor.affirmed": (7, 7),
    "competitor.named": (205, 210),
    "integration.affirmed": (54, 66),
    "integration.everyday_name": (204, 226),
    "integration.named": (711, 772),
    "integration.picked": (7, 7),
    "team.affirmed": (22, 24),
    "team.affirmed.plain": (31, 34),
    "team.answer": (113, 187),
    "team.answer.plain": (77, 90),
    "team.echoed": (29, 30),
    "team.echoed.plain": (2, 2),
    "team.pair": (5, 11),
    "team.pair.plain": (22, 24),
    "team.people": (63, 113),
    "team.people.plain": (59, 82),
    "team.seats": (29, 34),
    "team.seats.plain": (12, 12),
    "team.solo": (3, 6),
    "team.solo.plain": (16, 18),
    "team.sum": (8, 14),
    "team.sum.plain": (6, 6),
    "team.total": (44, 50),
    "urgency.affirmed": (0, 1),
    "urgency.affirmed.plain": (10, 10),
    "urgency.date_answer": (83, 106),
    "urgency.date_answer.plain": (233, 258),
    "urgency.date_need": (31, 42),
    "urgency.date_need.plain": (42, 54),
    "urgency.mood": (3, 7),
    "urgency.mood.plain": (26, 29),
    "urgency.mood_answer": (19, 22),
    "urgency.mood_answer.plain": (92, 93),
    "urgency.negated.plain": (4, 4),
    "urgency.pressed": (0, 1),
    "urgency.pressed.plain": (14, 16),
    "urgency.rejected_date": (0, 1),
    "urgency.rejected_date.plain": (1, 1),
    "volume.affirmed": (14, 14),
    "volume.affirmed.plain": (27, 29),
    "volume.answer": (201, 259),
    "volume.answer.plain": (226, 239),
    "volume.documents": (34, 42),
    "volume.documents.plain": (41, 45),
    "volume.echoed": (6, 6),
    "volume.period": (1, 4),
    "volume.period.plain": (4, 4),
    "volume.sum": (9, 10),
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
