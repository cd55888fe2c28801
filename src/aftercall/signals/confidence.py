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
    "call.stray_value": (39, 48),
    "caller.no_customer": (54, 54),
    "competitor.affirmed": (17, 17),
    "competitor.named": (464, 464),
    "competitor.picked": (2, 2),
    "industry.said": (0, 0),
    "integration.affirmed": (173, 174),
    "integration.everyday_name": (517, 531),
    "integration.named": (1702, 1716),
    "integration.picked": (24, 24),
    "team.affirmed": (55, 55),
    "team.affirmed.plain": (116, 116),
    "team.answer": (344, 358),
    "team.answer.plain": (219, 222),
    "team.echoed": (125, 125),
    "team.echoed.plain": (11, 12),
    "team.pair": (17, 20),
    "team.pair.plain": (78, 82),
    "team.people": (198, 211),
    "team.people.plain": (147, 156),
    "team.seats": (92, 93),
    "team.seats.plain": (25, 25),
    "team.solo": (12, 13),
    "team.solo.plain": (55, 58),
    "team.sum": (42, 42),
    "team.sum.plain": (40, 41),
    "team.total": (105, 106),
    "team.total.plain": (6, 6),
    "urgency.affirmed": (2, 3),
    "urgency.affirmed.plain": (48, 48),
    "urgency.date_answer": (198, 205),
    "urgency.date_answer.plain": (613, 622),
    "urgency.date_must": (15, 15),
    "urgency.date_must.plain": (9, 9),
    "urgency.date_need": (50, 55),
    "urgency.date_need.plain": (119, 121),
    "urgency.mood": (12, 17),
    "urgency.mood.plain": (72, 73),
    "urgency.mood_answer": (33, 33),
    "urgency.mood_answer.plain": (262, 263),
    "urgency.negated": (0, 0),
    "urgency.negated.plain": (8, 8),
    "urgency.pressed": (2, 2),
    "urgency.pressed.plain": (23, 23),
    "urgency.rejected_date": (0, 0),
    "urgency.rejected_date.plain": (11, 11),
    "volume.affirmed": (38, 38),
    "volume.affirmed.plain": (94, 94),
    "volume.answer": (517, 522),
    "volume.answer.plain": (546, 550),
    "volume.documents": (107, 109),
    "volume.documents.plain": (117, 118),
    "volume.echoed": (23, 24),
    "volume.echoed.plain": (0, 0),
    "volume.period": (2, 2),
    "volume.period.plain": (17, 17),
    "volume.sum": (56, 56),
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
