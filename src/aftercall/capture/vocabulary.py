"""What is listened for in a call: the built-in signals, and those of the business's own pack where there is one."""

from __future__ import annotations

import functools
import logging
from pathlib import Path

from aftercall.errors import SettingsError
from aftercall.record import IncompleteReason
from aftercall.settings import Settings
from aftercall.signals.business import Business, BusinessFold, Fold, business
from aftercall.signals.fold import SignalFold

logger = logging.getLogger("aftercall.capture")


def new_fold(settings: Settings, reasons: set[IncompleteReason]) -> Fold:
    """A fold for one call. A pack that cannot be used costs its own signals only, and is named in `reasons`."""
    if settings.signals is None:
        return SignalFold()
    own = _own(settings.signals)
    if own is None:
        reasons.add("settings_invalid")
        return SignalFold()
    return BusinessFold(own)


@functools.cache  # a call asks at every checkpoint
def _own(path: Path) -> Business | None:
    try:
        return business(path)
    except SettingsError as problem:
        logger.error("AFTERCALL_SIGNALS cannot be used, so calls have the built-in signals only: %s", problem)  # noqa: TRY400  it names file, key and remedy
        return None
