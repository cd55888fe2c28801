"""`ship`, `status`, `retry`: the spool, seen and emptied."""

from __future__ import annotations

import dataclasses
import errno
import os
import secrets
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from typing import Annotated, Any

import typer

from aftercall import doctor, landing, settings
from aftercall.cli.output import age, print_json, print_table, talk
from aftercall.disk import TEMP_PREFIX, Disk
from aftercall.doctor import local
from aftercall.errors import AftercallError, RecordError, SettingsError
from aftercall.lake.find import find
from aftercall.pricing import PriceBook
from aftercall.record import plain_json, storable
from aftercall.ship.handover import shipper, spool_of, tidy
from aftercall.ship.shipper import LOOK_SECONDS, Deadline, Shipper, ShipReport
from aftercall.signals import business
from aftercall.spool import Queue, SpoolState

LAST_SECONDS = 20.0
"""What a stopped `ship --watch` has for the look under way and its last one. Kubernetes kills after 30 s by default;
the rest is for a recovery that has begun, which looks at no clock, and for the interpreter's exit."""
PROBE_BYTES = 64 * 1024
SHOWN = 10
"""So many names are shown to a person; JSON has them all."""

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


def status(
    session_id: Annotated[str | None, typer.Argument(help="Say where this one call is.")] = None,
    json: Json = False,
) -> None:
    """What waits, and why. Exit status 1 if anything is behind, the doctor's last result is a failure, or the call is nowhere."""
    config, problems = settings.read_environment()
    problems += [*_price_problems(config), *business.problems(config.signals), *_spool_problems(config)]
    for problem in problems:
        talk.print(f"settings: {problem}", style="red", markup=False, soft_wrap=True)
    if session_id is not None:
        _status_of_call(session_id, config, json)
        return
    state, owner = spool_of(config).state(config.owed_sinks), _other_owner(config)
    checked = doctor.failing(config.spool) or doctor.cached(config.spool)
    exists, behind = config.spool.exists(), state.behind or bool(problems)
    if json:
        print_json(
            {
                "behind": behind,
                "spool": str(state.root),
                "exists": exists,
                "other_owner": owner,
                "landing": str(config.landing),
                "live": state.live,
                "orphans": state.orphans,
                "accepted": state.accepted,
                "dead_checkpoints": state.dead_checkpoints,
                "foreign": state.foreign,
                "foreign_names": list(state.foreign_names),
                "bytes_used": state.bytes_used,
                "bytes_limit": state.limit_bytes,
                "droppable": state.droppable,
                "dropped": state.dropped,
                "unreadable": list(state.unreadable),
                "sinks": [_queue_json(queue, config) for queue in state.queues],
                "doctor": None if checked is None else {**checked.as_json(), "age_seconds": checked.age_seconds()},
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
        if not exists:
            talk.print(f"spool {config.spool} does not exist yet; the first call makes it", soft_wrap=True)
        if owner is not None:
            talk.print(
                f"spool {config.spool} belongs to user {owner}, and this is user {os.geteuid()}. "
                "Try: run aftercall as the worker's user", soft_wrap=True,
            )  # fmt: skip
        for line in (*_warnings(state), _doctor_text(checked)):
            talk.print(storable(line), soft_wrap=True)
        if state.behind:
            talk.print("behind. Try: aftercall ship; what is dead: aftercall retry")
    if behind or (checked is not None and not checked.ok):
        raise typer.Exit(1)


def _warnings(state: SpoolState) -> Iterator[str]:
    """What no row shows."""
    if state.orphans:
        yield f"{state.orphans} calls whose process died wait for recovery. Try: aftercall ship"
    if state.dead_checkpoints:
        yield (
            f"{state.dead_checkpoints} damaged checkpoints in {state.root / 'dead' / 'live'}. "
            "Try: aftercall retry; for those it cannot read either: aftercall retry --discard"
        )
    if state.dropped:
        yield (
            f"the spool was full, and entries that another sink has were dropped: {state.dropped.get('entries')}. "
            "Try: a larger AFTERCALL_SPOOL_MAX, then aftercall retry --discard"
        )
    if state.bytes_used > state.limit_bytes:
        kept = "has landed nowhere or belongs to running calls, and is kept"
        what = f"what is left {kept}"
        if state.droppable:
            what = f"{state.droppable} entries that another sink has go next, as far as needed; the rest {kept}"
        yield f"above AFTERCALL_SPOOL_MAX: {what}. Try: aftercall ship, or a larger AFTERCALL_SPOOL_MAX"
    if state.foreign:
        more = f", and {state.foreign - SHOWN} more" if state.foreign > SHOWN else ""
        yield f"not ours, and left alone, in {state.root}: {', '.join(state.foreign_names[:SHOWN])}{more}"
    for corner in state.unreadable:
        yield f"cannot be read: {corner}. Try: aftercall doctor"


def _doctor_text(checked: doctor.Result | None) -> str:
    """What the doctor said last, and when."""
    if checked is None:
        return "the doctor has not looked here yet. Try: aftercall doctor"
    when = f"the doctor looked {age(checked.age_seconds())} ago, at {checked.landing}"
    if checked.ok:
        return f"{when}: all is well"
    first = (checked.stopped or checked.failed)[0]
    return f"{when}: {len(checked.failed)} failed: {first.check}: {first.detail}. Try: aftercall doctor"


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
    """Whether the spool can be written here and now: if not, a call's record goes to its sinks directly, or is lost.

    A spool that is not there is not made: made by root, it would keep the worker out.
    """
    disk, there = Disk(), next(path for path in (config.spool, *config.spool.parents) if os.path.lexists(path))
    try:
        if there == config.spool:
            # As large as a record of a long call: on a full disk an empty file can still be made.
            disk.unlink(disk.put(config.spool, TEMP_PREFIX + secrets.token_hex(8), os.urandom(PROBE_BYTES)))
        elif not there.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
        elif not os.access(there, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        room = local.space(config.spool, config.spool_max_bytes)
    except OSError as error:
        return [SettingsError(f"spool {config.spool} cannot be written ({error.strerror}). Try: aftercall doctor")]
    if room.ok is False:
        return [SettingsError(f"spool {config.spool} cannot be written for long: {room.detail}. Try: {room.try_}")]
    return []


def _other_owner(config: settings.Settings) -> int | None:
    """The user id that the spool belongs to, if that is not this process's."""
    try:
        owner = config.spool.stat().st_uid
    except OSError:
        return None
    return None if owner == os.geteuid() else owner


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
