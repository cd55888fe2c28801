"""`ship` and `retry`: the spool, emptied."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from aftercall import settings
from aftercall.cli.output import SHOWN, Json, print_json, talk
from aftercall.record import plain_json, storable
from aftercall.ship.handover import shipper, spool_of, tidy
from aftercall.ship.shipper import LOOK_SECONDS, Deadline, Shipper, ShipReport

LAST_SECONDS = 20.0
"""What a stopped `ship --watch` has for the look under way and its last one. Kubernetes kills after 30 s by default;
the rest is for a recovery that has begun, which looks at no clock, and for the interpreter's exit."""


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command()(ship)
    app.command()(retry)


def ship(
    watch: Annotated[bool, typer.Option("--watch", help="Go on until stopped, looking again and again.")] = False,
    every: Annotated[float, typer.Option(help="Seconds between two looks of --watch.", min=0.1)] = 10.0,
    json: Json = False,
) -> None:
    """Deliver what waits in the spool. Exit status 1 if something had to stay; of --watch, at its last look."""
    config = settings.from_environment()
    worker, deadline = shipper(config, spool_of(config)), Deadline()
    if watch:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: deadline.within(LAST_SECONDS))
        talk.print(f"shipping {config.spool} to {', '.join(config.owed_sinks)}; stop with Ctrl-C", soft_wrap=True)
    said: tuple[object, ...] | None = None
    while True:
        last = not watch or deadline.is_set
        # Who asks once, or is about to go down, does not wait for a back-off.
        report = _look(config, worker, deadline, patient=not last)
        if report is not None:
            # Not said again and again.
            trouble = (report.unfinished, report.resting, report.stuck, report.unconfigured)
            if report.delivered or report.kept or report.buried or trouble != said:
                _print_report(config, report, json)
            said = trouble
        if last:
            break
        _pause(every, deadline)  # when stopped, once more: a host going down is when it counts
    if report is None or report.left:
        raise typer.Exit(1)


def _look(config: settings.Settings, worker: Shipper, deadline: Deadline, *, patient: bool) -> ShipReport | None:
    """One run, or None if the spool cannot be read."""
    recovered = tidy(config)
    if recovered.names:
        talk.print(f"recovered {len(recovered.names)} of calls whose process died", highlight=False)
    try:
        report = worker.run_once(deadline, patient=patient)
    except OSError as error:
        talk.print(
            f"spool {config.spool} cannot be read ({error.strerror}). Try: aftercall doctor",
            style="red", markup=False, soft_wrap=True,
        )  # fmt: skip
        return None
    report.stuck = (*recovered.stuck, *report.stuck)
    return report


def _pause(seconds: float, deadline: Deadline) -> None:
    """Sleep until it is time for the next look, or until a signal has set the deadline."""
    until = time.monotonic() + seconds
    # In slices, and no `threading.Event`: to set one in a signal handler can hang the thread that waits for it.
    while not deadline.is_set and (left := until - time.monotonic()) > 0:
        time.sleep(min(left, LOOK_SECONDS))


def _print_report(config: settings.Settings, report: ShipReport, json: bool) -> None:
    if json:
        told: dict[str, Any] = {name: dict(getattr(report, name)) for name in ("delivered", "kept", "buried")}
        told |= {name: list(getattr(report, name)) for name in ("unfinished", "resting", "stuck", "unconfigured")}
        if "stdout" in config.owed_sinks:  # stdout is for the events, and for nothing else
            sys.stderr.write(plain_json(told) + "\n")
        else:
            print_json(told)
        return
    for verb in ("delivered", "kept", "buried"):
        for sink, count in sorted(getattr(report, verb).items()):
            talk.print(f"{verb} {count} ({sink})", highlight=False)
    for sink in report.resting:
        talk.print(f"{sink} failed and is left in peace for a while; its entries wait. Try: aftercall status")
    for sink in report.unfinished:
        talk.print(f"{sink} was not finished with; its entries wait. Try: aftercall ship")
    for sink in report.unconfigured:
        talk.print(
            f"entries wait for {sink}, of which these settings say nothing. "
            "Try: aftercall ship with AFTERCALL_LANDING and AFTERCALL_LOG_GROUP as they were when the calls were taken",
            style="red", soft_wrap=True,
        )  # fmt: skip
    _print_names("stuck in the spool", report.stuck, "whose they are, and aftercall doctor")
    if not (report.delivered or report.left):
        talk.print(f"nothing waits for {', '.join(config.owed_sinks)}")


def _print_names(what: str, names: Sequence[str], hint: str) -> None:
    """Names, the first few of many, and what to try."""
    for name in names[:SHOWN]:
        talk.print(storable(f"{what}: {name}"), style="red", soft_wrap=True)
    if len(names) > SHOWN:
        talk.print(f"{what}: {len(names) - SHOWN} more", style="red")
    if names:
        talk.print(f"Try: {hint}", soft_wrap=True)


def retry(
    discard: Annotated[
        bool,
        typer.Option("--discard", help="Also let go of what cannot be put back: damaged checkpoints, dropped.json."),
    ] = False,
    json: Json = False,
) -> None:
    """Put what was buried back; `aftercall ship` then tries again. Exit status 1 if something cannot be put back."""
    spool = spool_of(settings.from_environment())
    gone = spool.discard().names if discard else ()
    done = spool.retry()
    if json:
        print_json({"requeued": len(done.names), "stuck": list(done.stuck), "discarded": list(gone)})
    else:
        for name in gone:
            talk.print(storable(f"discarded {name}"), soft_wrap=True)
        _print_names(
            "cannot be put back", done.stuck,
            "look at it; aftercall retry --discard lets go of a checkpoint that is unreadable, and of nothing else",
        )  # fmt: skip
        if done.names:
            talk.print(f"put back {len(done.names)}. Try: aftercall ship")
        elif not (done.stuck or gone):
            talk.print("nothing is buried")
    if done.stuck:
        raise typer.Exit(1)
