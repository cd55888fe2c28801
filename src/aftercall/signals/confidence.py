"""How far each rule can be trusted: of what it found on labelled conversations, how much was right.

A rule's name ends in `.plain` where the value was told in a short utterance with one number at most, and nothing else in
the call could be meant: such a value is right more often, whatever the rule.

Two counts go into it, each as (right, settled), values settled rightly and values settled at all:

* `MEASURED`: on the labelled conversations of tests/signals/data which the rules were written on. A test measures again
  and compares.
* `FIRST_HEARD`: on sixteen hands (i to l, n to t, v to z), each measured once, before anybody had studied it, with the rules as
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
    "competitor.named": (249, 249),
    "competitor.picked": (2, 2),
    "industry.said": (0, 0),
    "integration.affirmed": (92, 97),
    "integration.everyday_name": (257, 264),
    "integration.named": (876, 897),
    "integration.picked": (21, 21),
    "team.affirmed": (25, 25),
    "team.affirmed.plain": (66, 66),
    "team.answer": (199, 207),
    "team.answer.plain": (149, 151),
    "team.echoed": (50, 50),
    "team.echoed.plain": (3, 3),
    "team.pair": (10, 12),
    "team.pair.plain": (53, 55),
    "team.people": (113, 119),
    "team.people.plain": (104, 110),
    "team.seats": (38, 38),
    "team.seats.plain": (17, 17),
    "team.solo": (8, 10),
    "team.solo.plain": (41, 42),
    "team.sum": (22, 22),
    "team.sum.plain": (24, 26),
    "team.total": (54, 56),
    "team.total.plain": (2, 2),
    "urgency.affirmed": (2, 2),
    "urgency.affirmed.plain": (28, 28),
    "urgency.date_answer": (98, 104),
    "urgency.date_answer.plain": (334, 340),
    "urgency.date_must": (9, 9),
    "urgency.date_must.plain": (8, 8),
    "urgency.date_need": (33, 36),
    "urgency.date_need.plain": (73, 76),
    "urgency.mood": (7, 11),
    "urgency.mood.plain": (43, 44),
    "urgency.mood_answer": (19, 19),
    "urgency.mood_answer.plain": (161, 162),
    "urgency.negated": (0, 0),
    "urgency.negated.plain": (7, 7),
    "urgency.pressed": (0, 0),
    "urgency.pressed.plain": (19, 20),
    "urgency.rejected_date": (0, 0),
    "urgency.rejected_date.plain": (8, 8),
    "volume.affirmed": (18, 18),
    "volume.affirmed.plain": (48, 48),
    "volume.answer": (276, 293),
    "volume.answer.plain": (326, 329),
    "volume.documents": (60, 62),
    "volume.documents.plain": (75, 76),
    "volume.echoed": (9, 9),
    "volume.echoed.plain": (0, 0),
    "volume.period": (1, 2),
    "volume.period.plain": (10, 10),
    "volume.sum": (20, 20),
    "volume.sum.plain": (0, 0),
}

FIRST_HEARD: Counts = {
    "competitor.affirmed": (7, 7),
    "competitor.named": (176, 179),
    "integration.affirmed": (46, 53),
    "integration.everyday_name": (171, 188),
    "integration.named": (584, 625),
    "integration.picked": (7, 7),
    "team.affirmed": (19, 20),
    "team.affirmed.plain": (28, 30),
    "team.answer": (101, 159),
    "team.answer.plain": (72, 83),
    "team.echoed": (19, 19),
    "team.echoed.plain": (2, 2),
    "team.pair": (4, 6),
    "team.pair.plain": (19, 21),
    "team.people": (52, 88),
    "team.people.plain": (58, 75),
    "team.seats": (21, 24),
    "team.seats.plain": (10, 10),
    "team.solo": (3, 5),
    "team.solo.plain": (15, 16),
    "team.sum": (7, 11),
    "team.sum.plain": (4, 4),
    "team.total": (38, 43),
    "urgency.affirmed.plain": (8, 8),
    "urgency.date_answer": (66, 83),
    "urgency.date_answer.plain": (211, 226),
    "urgency.date_need": (26, 34),
    "urgency.date_need.plain": (39, 48),
    "urgency.mood": (2, 5),
    "urgency.mood.plain": (20, 21),
    "urgency.mood_answer": (15, 18),
    "urgency.mood_answer.plain": (88, 88),
    "urgency.negated.plain": (3, 3),
    "urgency.pressed": (0, 1),
    "urgency.pressed.plain": (14, 15),
    "urgency.rejected_date.plain": (1, 1),
    "volume.affirmed": (14, 14),
    "volume.affirmed.plain": (23, 24),
    "volume.answer": (174, 225),
    "volume.answer.plain": (202, 212),
    "volume.documents": (27, 33),
    "volume.documents.plain": (35, 39),
    "volume.echoed": (4, 4),
    "volume.period": (1, 4),
    "volume.period.plain": (3, 3),
    "volume.sum": (7, 8),
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
