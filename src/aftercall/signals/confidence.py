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
    "call.stray_value": (0, 0),
    "caller.no_customer": (0, 0),
    "competitor.affirmed": (16, 16),
    "competitor.named": (389, 389),
    "competitor.picked": (2, 2),
    "industry.said": (0, 0),
    "integration.affirmed": (146, 147),
    "integration.everyday_name": (430, 444),
    "integration.named": (1430, 1446),
    "integration.picked": (23, 23),
    "team.affirmed": (45, 45),
    "team.affirmed.plain": (92, 92),
    "team.answer": (278, 291),
    "team.answer.plain": (193, 196),
    "team.echoed": (104, 105),
    "team.echoed.plain": (7, 7),
    "team.pair": (13, 18),
    "team.pair.plain": (68, 72),
    "team.people": (161, 172),
    "team.people.plain": (125, 135),
    "team.seats": (81, 83),
    "team.seats.plain": (22, 22),
    "team.solo": (9, 11),
    "team.solo.plain": (48, 50),
    "team.sum": (35, 36),
    "team.sum.plain": (32, 34),
    "team.total": (98, 99),
    "team.total.plain": (5, 5),
    "urgency.affirmed": (2, 3),
    "urgency.affirmed.plain": (38, 38),
    "urgency.date_answer": (174, 181),
    "urgency.date_answer.plain": (508, 515),
    "urgency.date_must": (12, 12),
    "urgency.date_must.plain": (9, 9),
    "urgency.date_need": (45, 50),
    "urgency.date_need.plain": (102, 105),
    "urgency.mood": (11, 15),
    "urgency.mood.plain": (60, 62),
    "urgency.mood_answer": (31, 31),
    "urgency.mood_answer.plain": (216, 217),
    "urgency.negated": (0, 0),
    "urgency.negated.plain": (8, 8),
    "urgency.pressed": (2, 2),
    "urgency.pressed.plain": (21, 21),
    "urgency.rejected_date": (0, 0),
    "urgency.rejected_date.plain": (11, 11),
    "volume.affirmed": (32, 32),
    "volume.affirmed.plain": (74, 74),
    "volume.answer": (423, 437),
    "volume.answer.plain": (468, 473),
    "volume.documents": (90, 93),
    "volume.documents.plain": (101, 103),
    "volume.echoed": (15, 15),
    "volume.echoed.plain": (0, 0),
    "volume.period": (2, 2),
    "volume.period.plain": (16, 16),
    "volume.sum": (46, 46),
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
