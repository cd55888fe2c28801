"""The old entry point: an `export_session_data()` written for the system before keeps working.

    from aftercall.analytics_queue import send_to_analytics_queue     # was: from analytics_queue import …

    await send_to_analytics_queue(data)

The payload becomes a v1 record (`lake.legacy` says how), goes into the spool and is shipped. What it held
and a record does not keep is named in `record.incomplete_reasons`.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from aftercall.capture.background import in_daemon_thread
from aftercall.settings import read_environment

logger = logging.getLogger("aftercall")

SHIP_BUDGET_SECONDS = 6.0
"""Time to deliver before the caller goes on; what is left then stays in the spool."""


async def send_to_analytics_queue(data: Mapping[str, Any]) -> None:
    """Land one call of the old system's payload. Never raises but for cancellation, never blocks the event loop.

    A payload that is no mapping is refused with an error in the log.
    """
    await in_daemon_thread(lambda: _send(data))


def _send(data: Mapping[str, Any]) -> None:
    from aftercall.capture.cost import pricer  # noqa: PLC0415  half a second of imports that the call does not need
    from aftercall.capture.identity import stored_email  # noqa: PLC0415
    from aftercall.lake.legacy import upgrade  # noqa: PLC0415
    from aftercall.ship.handover import hand_over  # noqa: PLC0415

    if not isinstance(data, Mapping):
        logger.error("send_to_analytics_queue takes a mapping, not %s: nothing was recorded", type(data).__name__)
        return
    settings, problems = read_environment()
    price = pricer(settings, problems)
    for problem in problems:
        logger.error("settings: %s", problem)
    record = upgrade(
        # A payload without times was sent when its call was over.
        data if data.get("start_time") or data.get("end_time") else {**data, "end_time": datetime.now(UTC).isoformat()},
        transcript=settings.transcript,
        tool_arguments=settings.tool_arguments,
        price=price,
        keeps_metadata=settings.keeps_metadata,
    )
    record = record.model_copy(update={"user_email": stored_email([record.user_email], settings)})
    hand_over(record, settings, SHIP_BUDGET_SECONDS)
