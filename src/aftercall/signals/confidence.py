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
    "call.stray_value": (45, 53),
    "caller.no_customer": (61, 61),
    "competitor.affirmed": (20, 20),
    "competitor.named": (488, 488),
    "competitor.picked": (2, 2),
    "industry.said": (0, 0),
    "integration.affirmed": (188, 189),
    "integration.everyday_name": (550, 564),
    "integration.named": (1790, 1804),
    "integration.picked": (27, 27),
    "team.affirmed": (56, 56),
    "team.affirmed.plain": (127, 127),
    "team.answer": (367, 380),
    "team.answer.plain": (245, 248),
    "team.echoed": (127, 127),
    "team.echoed.plain": (10, 11),
    "team.pair": (18, 21),
    "team.pair.plain": (84, 88),
    "team.people": (209, 220),
    "team.people.plain": (156, 165),
    "team.seats": (93, 94),
    "team.seats.plain": (26, 26),
    "team.solo": (13, 13),
    "team.solo.plain": (62, 65),
    "team.sum": (47, 47),
    "team.sum.plain": (45, 46),
    "team.total": (111, 112),
    "team.total.plain": (6, 6),
    "urgency.affirmed": (2, 3),
    "urgency.affirmed.plain": (53, 53),
    "urgency.date_answer": (207, 214),
    "urgency.date_answer.plain": (648, 658),
    "urgency.date_must": (15, 15),
    "urgency.date_must.plain": (8, 8),
    "urgency.date_need": (52, 57),
    "urgency.date_need.plain": (126, 128),
    "urgency.mood": (12, 17),
    "urgency.mood.plain": (75, 76),
    "urgency.mood_answer": (35, 35),
    "urgency.mood_answer.plain": (279, 280),
    "urgency.negated": (0, 0),
    "urgency.negated.plain": (8, 8),
    "urgency.pressed": (2, 2),
    "urgency.pressed.plain": (25, 25),
    "urgency.rejected_date": (0, 0),
    "urgency.rejected_date.plain": (11, 11),
    "volume.affirmed": (40, 40),
    "volume.affirmed.plain": (105, 105),
    "volume.answer": (533, 538),
    "volume.answer.plain": (584, 588),
    "volume.documents": (115, 117),
    "volume.documents.plain": (125, 126),
    "volume.echoed": (23, 24),
    "volume.echoed.plain": (True, 1),
    "volume.period": (2, 2),
    "volume.period.plain": (17, 17),
    "volume.sum": (59, 59),
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
