"""Back-off: how long a failing sink is left in peace. In the spool, so that it outlives a process and is shared.

A sink that fails is tried again after 1 s, 2 s, 4 s … 5 min, each taken between half and all of it, so
that a thousand hosts do not come back at once. Two clocks measure it, and the first that says so ends it:
the time of day, which may be set back, and the time since the machine started, which is the same in all
its processes and begins anew with it.
"""

from __future__ import annotations

import math
import random
import time
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

FIRST_SECONDS = 1.0
CAP_SECONDS = 300.0


class Moment(NamedTuple):
    """One moment by two clocks, in seconds: since the epoch, and since the machine started."""

    epoch: float
    uptime: float


def now() -> Moment:
    """What both clocks say."""
    return Moment(time.time(), time.monotonic())


@dataclass(frozen=True)
class BackOff:
    """Failures in a row; when the last of them was noted, by both clocks, and before which time of day not to try."""

    failures: int
    at: float
    uptime: float
    not_before: float

    def remaining_seconds(self, moment: Moment) -> float:
        """How long to wait: never longer in all than the cap, unless the machine was started again meanwhile.

        0 if the clock says that this was noted in the future: it went back, and means nothing.
        """
        wait = self.not_before - self.at
        if moment.epoch < self.at or wait > CAP_SECONDS:
            return 0.0
        left = self.not_before - moment.epoch
        if moment.uptime >= self.uptime:
            left = min(left, self.uptime + wait - moment.uptime)
        return max(0.0, left)

    def as_dict(self) -> dict[str, Any]:
        """What is written."""
        return asdict(self)


def after_failure(before: BackOff | None, moment: Moment) -> BackOff:
    """The back-off that follows a failure at `moment`."""
    failures = (before.failures if before else 0) + 1
    longest = min(CAP_SECONDS, FIRST_SECONDS * 2 ** min(failures - 1, 30))
    wait = random.uniform(longest / 2, longest)  # noqa: S311  spreads load, keeps no secret
    return BackOff(failures, moment.epoch, moment.uptime, moment.epoch + wait)


def parse(value: dict[str, Any] | None) -> BackOff | None:
    """What was written; None for anything else."""
    if value is None:
        return None
    failures = value.get("failures")
    times = [t for name in ("at", "uptime", "not_before") if isinstance(t := value.get(name), int | float)]
    if not isinstance(failures, int) or len(times) != 3:
        return None
    try:
        plausible = failures >= 0 and all(map(math.isfinite, times))
    except OverflowError:  # an integer of four hundred digits
        plausible = False
    return BackOff(failures, *times) if plausible else None
