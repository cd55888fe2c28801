"""How far each rule can be trusted: of what it found on labelled conversations, how much was right.

The labelled conversations are the 565 of tests/signals/data, scored by tests/signals/scoring.py. `MEASURED`
holds, for each rule, how many values it settled rightly and how many it settled at all; a test
measures again and compares. The confidence is (right + 1) / (settled + 2), so that a rule which was
seen twice does not pass for certain, and one never measured has 0.5. These are the conversations the rules were written on: with a
caller nobody has met, expect less.
"""

from __future__ import annotations

# fmt: off
MEASURED: dict[str, tuple[int, int]] = {
    "competitor.affirmed": (0, 0),
    "competitor.named": (28, 28),
    "competitor.picked": (2, 2),
    "industry.said": (0, 0),
    "integration.affirmed": (17, 17),
    "integration.everyday_name": (44, 44),
    "integration.named": (143, 145),
    "integration.picked": (4, 4),
    "team.affirmed": (17, 17),
    "team.answer": (67, 72),
    "team.pair": (7, 7),
    "team.people": (49, 52),
    "team.seats": (11, 12),
    "team.solo": (8, 8),
    "team.sum": (7, 7),
    "team.total": (10, 10),
    "urgency.affirmed": (6, 6),
    "urgency.date_answer": (74, 75),
    "urgency.date_need": (10, 12),
    "urgency.mood": (8, 9),
    "urgency.mood_answer": (25, 25),
    "urgency.negated": (1, 1),
    "urgency.pressed": (0, 0),
    "urgency.rejected_date": (1, 1),
    "volume.affirmed": (11, 11),
    "volume.answer": (98, 100),
    "volume.documents": (47, 47),
    "volume.period": (4, 4),
    "volume.sum": (6, 7),
}
# fmt: on

CONFIDENCE: dict[str, float] = {
    rule: round((right + 1) / (settled + 2), 2) for rule, (right, settled) in MEASURED.items()
}
