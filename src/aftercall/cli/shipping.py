"""`ship`, `status`, `retry`: the spool, seen and emptied."""

from __future__ import annotations

import dataclasses
import signal
import threading
from collections.abc import Iterator
from typing import Annotated, Any

import typer

from aftercall import landing, settings
from aftercall.cli.output import age, print_json, print_table, talk
from aftercall.disk import TEMP_PREFIX, Disk
from aftercall.errors import AftercallError, RecordError, SettingsError
from aftercall.lake.find import find
from aftercall.pricing import PriceBook
from aftercall.ship.handover import shipper, spool_of, tidy
from aftercall.ship.shipper import Shipper, ShipReport
from aftercall.spool import Queue, SpoolState

Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command()(ship)
    app.command()(status)
    app.command()(retry)


def ship(
    watch: Annotated[bool, typer.Option("--watch", help="Go on until stopped, looking again and again.")] = False,
    every: Annotated[float, typer.Option(help="Seconds between two looks of --watch.", min=0.1)] = 10.0,
    json: Json = False,
) -> None:
    """Deliver what waits in the spool. Exit status 1 if something had to stay."""
    config = settings.from_environment()
    worker = shipper(config, spool_of(config))
    stop = threading.Event()
    if watch:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        talk.print(f"shipping {config.spool} to {', '.join(config.owed_sinks)}; stop with Ctrl-C", soft_wrap=True)
    report = _ship_once(config, worker, watch)
    if report is not None:
        _print_report(report, json)
    while watch and not stop.is_set():
        stop.wait(every)  # when stopped, once more: a host going down is when it counts
        report = _ship_once(config, worker, watch)
        if report is not None and (report.delivered or report.kept or report.buried):
            _print_report(report, json)
    if report is None or report.kept or report.buried or report.unfinished:
        raise typer.Exit(1)


def _ship_once(config: settings.Settings, worker: Shipper, watch: bool) -> ShipReport | None:
    """One run, or None if the spool cannot be read. A person who asks once does not wait for a back-off."""
    recovered = tidy(config)
    if recovered:
        talk.print(f"recovered {recovered} of calls whose process died", highlight=False)
    try:
        return worker.run_once(patient=watch)
    except OSError as error:
        talk.print(
            f"spool {config.spool} cannot be read ({error.strerror}). Try: aftercall doctor",
            style="red", markup=False, soft_wrap=True,
        )  # fmt: skip
        return None


def _print_report(report: ShipReport, json: bool) -> None:
    if json:
        print_json({name: dict(getattr(report, name)) for name in ("delivered", "kept", "buried")})
        return
    for verb in ("delivered", "kept", "buried"):
        for sink, count in sorted(getattr(report, verb).items()):
            talk.print(f"{verb} {count} ({sink})", highlight=False)
    if not (report.delivered or report.kept or report.buried):
        talk.print("nothing waits in the spool")


def retry(json: Json = False) -> None:
    """Put what was buried back into its queue; `aftercall ship` then tries again."""
    count = spool_of(settings.from_environment()).retry()
    if json:
        print_json({"requeued": count})
    else:
        talk.print(f"put back {count}; Try: aftercall ship" if count else "nothing is buried")


def status(
    session_id: Annotated[str | None, typer.Argument(help="Say where this one call is.")] = None,
    json: Json = False,
) -> None:
    """What waits, for how long, and why. Exit status 1 if anything is behind, or if the call is nowhere."""
    config, problems = settings.read_environment()
    problems += [*_price_problems(config), *_spool_problems(config)]
    for problem in problems:
        talk.print(f"settings: {problem}", style="red", markup=False, soft_wrap=True)
    if session_id is not None:
        _status_of_call(session_id, config, json)
        return
    state = spool_of(config).state(config.owed_sinks)
    behind = state.behind or bool(problems)
    if json:
        print_json(
            {
                "behind": behind,
                "spool": str(state.root),
                "landing": str(config.landing),
                "live": state.live,
                "orphans": state.orphans,
                "accepted": state.accepted,
                "dead_checkpoints": state.dead_checkpoints,
                "foreign": state.foreign,
                "bytes_used": state.bytes_used,
                "bytes_limit": state.limit_bytes,
                "dropped": state.dropped,
                "unreadable": list(state.unreadable),
                "sinks": [_queue_json(queue, config) for queue in state.queues],
                "settings_errors": [str(problem) for problem in problems],
            }
        )
    else:
        print_table(
            f"spool {state.root} · {state.live} live · {state.accepted} accepted · "
            f"{state.bytes_used:,} of {state.limit_bytes:,} bytes",
            ("sink", "waiting", "oldest", "next try", "dead", "last error"),
            [
                (queue.sink + ("" if queue.sink in config.owed_sinks else " (no settings for it here)"), queue.backlog,
                 age(queue.oldest_seconds), "now" if queue.next_try_seconds is None else age(queue.next_try_seconds),
                 _dead_text(queue), _error_text(queue.last_error))
                for queue in state.queues
            ],
        )  # fmt: skip
        for line in _warnings(state):
            talk.print(line, markup=False, highlight=False, soft_wrap=True)
        if behind:
            talk.print("behind. Try: aftercall ship; what is dead: aftercall retry", highlight=False)
    if behind:
        raise typer.Exit(1)


def _warnings(state: SpoolState) -> Iterator[str]:
    """What no row shows."""
    if state.orphans:
        yield f"{state.orphans} calls whose process died wait for recovery. Try: aftercall ship"
    if state.dead_checkpoints:
        yield f"{state.dead_checkpoints} checkpoints cannot be read. Try: ls {state.root / 'dead' / 'live'}"
    if state.dropped:
        yield (
            f"the spool was full, and entries that another sink has were dropped: {state.dropped.get('entries')}. "
            f"Try: a larger AFTERCALL_SPOOL_MAX, then remove {state.root / 'dropped.json'}"
        )
    if state.bytes_used > state.limit_bytes:
        yield "above AFTERCALL_SPOOL_MAX with records that have landed nowhere; they are kept. Try: aftercall ship"
    if state.foreign:
        yield f"{state.foreign} names are not the spool's own, and are left alone. Try: find {state.root}"
    for corner in state.unreadable:
        yield f"cannot be read: {corner}. Try: aftercall doctor"


def _dead_text(queue: Queue) -> str:
    reasons = ", ".join(f"{code} {count}" for code, count in queue.dead_reasons.items())
    return f"{queue.dead} ({reasons})" if queue.dead else "0"


def _price_problems(config: settings.Settings) -> list[SettingsError]:
    """What is wrong with the owner's price file: calls cost nothing until it is mended, so it has to be seen."""
    try:
        PriceBook.load(config.prices)
    except SettingsError as problem:
        return [problem]
    return []


def _spool_problems(config: settings.Settings) -> list[SettingsError]:
    """Whether the spool can be written here and now: if not, a call's record goes to its sinks directly, or is lost."""
    disk = Disk()
    try:
        disk.make_directory(config.spool)
        disk.unlink(disk.put(config.spool, TEMP_PREFIX + "status", b""))
    except OSError as error:
        return [SettingsError(f"spool {config.spool} cannot be written ({error.strerror}). Try: aftercall doctor")]
    return []


def _queue_json(queue: Queue, config: settings.Settings) -> dict[str, Any]:
    return {**dataclasses.asdict(queue), "configured": queue.sink in config.owed_sinks}


def _error_text(error: dict[str, Any] | None) -> str | None:
    return f"{error.get('code')}: {error.get('why')}" if error else None


def _status_of_call(session_id: str, config: settings.Settings, json: bool) -> None:
    places: list[dict[str, Any]] = [dataclasses.asdict(place) for place in spool_of(config).find(session_id)]
    trouble = None
    try:
        for key, body in find(config.landing, session_id):
            places.append(
                {"state": "landed", "name": key, "sink": str(config.landing), "why": _holds(body, session_id)}
            )
    except AftercallError as error:
        trouble = str(error)
    if json:
        print_json({"session_id": session_id, "places": places, "landing_error": trouble})
    elif places:
        rows = [(p["state"], p["sink"], p["name"], _error_text(p["why"]) if p["why"] else None) for p in places]
        print_table(None, ("state", "sink", "as", "why"), rows)
    if trouble:
        talk.print(trouble, style="yellow", markup=False, soft_wrap=True)
    if not places:
        talk.print(f"{session_id}: not in the spool {config.spool}, nor found in {config.landing}", soft_wrap=True)
        raise typer.Exit(1)


def _holds(body: bytes, session_id: str) -> dict[str, Any] | None:
    """Nothing to say of a record of this session; a code for anything else that lies under its key."""
    try:
        found = landing.read_json(body).get("session_id")
    except RecordError as error:
        return {"code": "unreadable", "why": str(error)}
    return None if found == session_id else {"code": "other_session", "why": "another session's record has this name"}
