"""`status`: what the spool owes, what is wrong with it, and where one call is."""

from __future__ import annotations

import dataclasses
import errno
import os
import secrets
from collections.abc import Iterator
from typing import Annotated, Any

import typer

from aftercall import doctor, landing, settings
from aftercall.cli.output import SHOWN, Json, age, print_json, print_table, talk
from aftercall.disk import TEMP_PREFIX, Disk
from aftercall.doctor import local
from aftercall.errors import AftercallError, RecordError, SettingsError
from aftercall.lake.find import find
from aftercall.pricing import PriceBook
from aftercall.record import storable
from aftercall.ship.handover import spool_of
from aftercall.signals import business
from aftercall.spool import Queue, SpoolState

PROBE_BYTES = 64 * 1024


def register(app: typer.Typer) -> None:
    """Add this module's command."""
    app.command()(status)


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
    """What is wrong with the owner's price file: calls go without a cost, or without what a row was meant for."""
    try:
        PriceBook.load(config.prices, strict=True)
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
