"""Back-off: how long a failing sink is left in peace. In the spool, so that it outlives a process and is shared.

A sink that fails is tried again after 1 s, 2 s, 4 s … 5 min, each taken between half and all of it, so
that a thousand hosts do not come back at once.
"""

from __future__ import annotations

import math
import random
from dataclasses import asdict, dataclass
from typing import Any

FIRST_SECONDS = 1.0
CAP_SECONDS = 300.0


@dataclass(frozen=True)
class BackOff:
    """Failures in a row; when the last of them was noted, and before when not to try: epoch seconds."""

    failures: int
    at: float
    not_before: float

    def remaining_seconds(self, now: float) -> float:
        """How long to wait. 0 if the clock says that this was noted in the future: it went back, and means nothing."""
        if now < self.at or self.not_before - self.at > CAP_SECONDS:
            return 0.0
        return max(0.0, self.not_before - now)

    def as_dict(self) -> dict[str, Any]:
        """What is written."""
        return asdict(self)


def after_failure(before: BackOff | None, now: float) -> BackOff:
    """The back-off that follows a failure at `now`."""
    failures = (before.failures if before else 0) + 1
    longest = min(CAP_SECONDS, FIRST_SECONDS * 2 ** min(failures - 1, 30))
    wait = random.uniform(longest / 2, longest)  # noqa: S311  spreads load, keeps no secret
    return BackOff(failures, now, now + wait)


def parse(value: dict[str, Any] | None) -> BackOff | None:
    """What was written; None for anything else."""
    if value is None:
        return None
    failures, at, not_before = (value.get(name) for name in ("failures", "at", "not_before"))
    if not (isinstance(failures, int) and isinstance(at, int | float) and isinstance(not_before, int | float)):
        return None
    try:
        plausible = failures >= 0 and math.isfinite(at) and math.isfinite(not_before)
    except OverflowError:  # an integer of four hundred digits
        plausible = False
    return BackOff(failures, at, not_before) if plausible else None
