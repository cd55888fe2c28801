"""The end of a call's own part: the record is accepted by the spool, and shipped if there is time."""

from __future__ import annotations

import logging
from functools import partial

from aftercall import landing
from aftercall.record import SessionRecord
from aftercall.settings import Settings
from aftercall.ship import sink
from aftercall.ship.shipper import Shipper, ShipReport
from aftercall.spool import Spool

logger = logging.getLogger("aftercall.ship")


def shipper(settings: Settings, spool: Spool) -> Shipper:
    """A shipper for every sink these settings name."""
    return Shipper(spool, {name: partial(sink, name, settings) for name in settings.owed_sinks})


def hand_over(record: SessionRecord, settings: Settings, budget_seconds: float) -> ShipReport | None:
    """Accept a record and ship what waits, within the budget. Blocks: call it in a thread.

    If the spool cannot be written the record goes to the sinks directly. Gives None if neither worked;
    the log then says so, by id.
    """
    spool = Spool(settings.spool)
    try:
        name = spool.accept(record, settings.owed_sinks)
    except OSError as error:
        logger.error(  # noqa: TRY400  the errno is the message
            "spool %s cannot be written (errno %s): session_id=%s goes to its sinks directly; see: aftercall status",
            settings.spool, error.errno, record.session_id,
        )  # fmt: skip
        return _direct(record, settings)
    return shipper(settings, spool).run_once(budget_seconds, first=name)


def _direct(record: SessionRecord, settings: Settings) -> ShipReport | None:
    report, body = ShipReport(), landing.encode(record)
    for name in settings.owed_sinks:
        try:
            sink(name, settings).deliver(record, body)
        except Exception as error:  # noqa: BLE001  there is nowhere left to keep it: the log line is the last witness
            logger.critical(
                "LOST for sink=%s: session_id=%s, spool and sink both failed (%s)",
                name, record.session_id, getattr(error, "code", type(error).__name__),
            )  # fmt: skip
            report.kept[name] += 1
        else:
            report.delivered[name] += 1
    return report if report.delivered else None
