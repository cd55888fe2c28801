"""The end of a call's own part: the record is accepted by the spool, and shipped if there is time."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from functools import partial

from aftercall import landing, pricing
from aftercall.errors import SettingsError
from aftercall.record import SessionRecord
from aftercall.settings import Settings
from aftercall.ship import sink
from aftercall.ship.shipper import Deadline, Shipper, ShipReport
from aftercall.spool import Done, Spool

logger = logging.getLogger("aftercall.ship")


def spool_of(settings: Settings) -> Spool:
    """The spool these settings describe."""
    return Spool(settings.spool, max_bytes=settings.spool_max_bytes)


def shipper(settings: Settings, spool: Spool) -> Shipper:
    """A shipper for every sink these settings name."""
    return Shipper(spool, {name: partial(sink, name, settings) for name in settings.owed_sinks})


def hand_over(
    record: SessionRecord, settings: Settings, budget_seconds: float, accepted: Callable[[], None] | None = None
) -> ShipReport | None:
    """Accept a record and ship what waits, within the budget. Blocks: call it in a thread.

    `accepted` is called as soon as the record is safe: durable in the spool, or in every sink. What
    dead processes left is recovered on the way.

    If the spool cannot be written the record goes to the sinks directly. Gives None if neither worked;
    the log then says so, by id.
    """
    deadline, spool = Deadline(budget_seconds), spool_of(settings)
    try:
        record = spool.above_known(record)
        name = spool.accept(record, settings.owed_sinks)
    except OSError as error:
        logger.error(  # noqa: TRY400  the errno is the message
            "spool %s cannot be written (errno %s): session_id=%s goes to its sinks directly; see: aftercall status",
            settings.spool, error.errno, record.session_id,
        )  # fmt: skip
        report = _direct(record, settings, budget_seconds)
        if accepted is not None and len(report.delivered) == len(settings.owed_sinks):
            accepted()
        return report if report.delivered else None
    if accepted is not None:
        accepted()
    tidy(settings)
    try:
        return shipper(settings, spool).run_once(deadline, first=name)
    except OSError as error:
        logger.error("spool %s cannot be read (errno %s): entry=%s waits", settings.spool, error.errno, name)  # noqa: TRY400
        return ShipReport()


def tidy(settings: Settings) -> Done:
    """Recover and make room; what the disk refuses is logged and stops nobody. Gives what `recover` does."""
    done = Done()
    try:
        done = recover(settings)
    except OSError as error:
        logger.error("orphans in spool %s cannot be seen (errno %s)", settings.spool, error.errno)  # noqa: TRY400
        done = Done(stuck=(f"live: errno {error.errno}",))
    except Exception as error:  # noqa: BLE001  what nobody foresaw must not keep the records that wait from going
        logger.error("orphans in spool %s are not recovered (%s)", settings.spool, type(error).__name__)  # noqa: TRY400
        done = Done(stuck=(f"live: {type(error).__name__}",))
    try:
        spool_of(settings).make_room()
    except OSError as error:
        logger.error("spool %s cannot be tidied (errno %s)", settings.spool, error.errno)  # noqa: TRY400
    return done


def recover(settings: Settings) -> Done:
    """Accept what dead processes left of their calls, priced. Raises OSError if the spool cannot be looked into."""
    return spool_of(settings).recover(settings.owed_sinks, partial(_priced, settings))


def _priced(settings: Settings, record: SessionRecord) -> SessionRecord:
    """A recovered record with its usage priced as of its start; a checkpoint does not know when each request was."""
    usage = record.metrics_summary.usage
    try:
        try:
            book = pricing.PriceBook.load(settings.prices)
        except SettingsError:
            # The built-in list in its stead would be a wrong number that looks right.
            logger.error("AFTERCALL_PRICES cannot be used, so a recovered call has no cost; see: aftercall status")  # noqa: TRY400  a price file may hold contract terms
            cost = pricing.summarise(pricing.unpriced(usage, reason="price_file_invalid"), None)
        else:
            cost = pricing.summarise((line for u in usage for line in book.price(u, record.start_time)), book.version)
    except Exception as error:  # noqa: BLE001  a price book that fails must not cost the record
        logger.error("pricing failed (%s)", type(error).__name__)  # noqa: TRY400
        reasons = tuple(sorted({*record.record.incomplete_reasons, "pricing_failed"}))
        told = record.record.model_copy(update={"incomplete_reasons": reasons, "complete": False})
        return record.model_copy(update={"record": told})
    return record.model_copy(update={"cost_summary": cost})


def _direct(record: SessionRecord, settings: Settings, budget_seconds: float) -> ShipReport:
    """Deliver without a spool, to each sink in a thread of its own: one that hangs delays no other."""
    report, body = ShipReport(), landing.encode(record)

    def deliver(name: str) -> None:
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

    # Daemon: a sink that hangs must not keep the job's process from exiting.
    threads = {
        name: threading.Thread(target=deliver, args=(name,), name=f"aftercall-{name}", daemon=True)
        for name in settings.owed_sinks
    }
    deadline = time.monotonic() + budget_seconds
    for thread in threads.values():
        thread.start()
    for name, thread in threads.items():
        thread.join(max(0.0, deadline - time.monotonic()))
        if thread.is_alive():
            logger.critical("sink=%s has not confirmed session_id=%s, and the spool failed", name, record.session_id)
    report.unfinished = tuple(name for name, thread in threads.items() if thread.is_alive())
    return report
