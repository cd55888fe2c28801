"""The doctor: proves the whole way of a record before the first call needs it.

`aftercall doctor` runs every check for a person. A worker calls `once`, which at most once an hour per
spool and settings, or every five minutes while their last result is a failure, starts the cheap checks in
a process of their own: boto3 and the network stay out of the call's process. That process writes

    spool/doctor.json            the last result, whoever asked for it; `cached` reads it
    spool/doctor/<digest>.json   the last result of these settings; `failing` reads them
    spool/doctor/<digest>        its modification time: when a worker's own checks were last started
    spool/doctor/worker-<pid>-…  that this worker process has had its background process

and says in one line on stderr, which is the worker's, that records cannot be exported, if they cannot.
Then it recovers and ships what an earlier worker left. A worker process that finds its checks fresh
starts a process for that alone, once, at its first call.
"""

from __future__ import annotations

import hashlib
import logging
import os
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from aftercall.disk import Disk
from aftercall.doctor.finding import Finding, Result, from_json
from aftercall.settings import S3Landing, Settings

if TYPE_CHECKING:
    import subprocess

__all__ = ["Finding", "Result", "cached", "failing", "once", "store"]

logger = logging.getLogger("aftercall.doctor")

FRESH_SECONDS = 3600.0
"""A worker's own checks are started at most this often."""
FAILED_SECONDS = 300.0
"""And this often while the last result is a failure: until it is replaced, `aftercall status` fails with it."""
RESULT = "doctor.json"
_STORED = ".json"
_MARKS = "doctor"
_FORGET_SECONDS = 7 * 86400.0
"""Marks and results of settings and workers that nobody has had for so long are removed."""
# What else decides whether an export works. A secret among them is part of a digest only.
_ENVIRONMENT = (
    "AWS_ACCESS_KEY_ID", "AWS_CA_BUNDLE", "AWS_CONFIG_FILE", "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_DEFAULT_REGION", "AWS_ENDPOINT_URL",
    "AWS_ENDPOINT_URL_CLOUDWATCH_LOGS", "AWS_ENDPOINT_URL_S3", "AWS_PROFILE", "AWS_REGION", "AWS_ROLE_ARN",
    "AWS_SESSION_TOKEN", "AWS_SHARED_CREDENTIALS_FILE", "AWS_WEB_IDENTITY_TOKEN_FILE", "HTTPS_PROXY",
)  # fmt: skip

_complained: set[Path] = set()


def once(settings: Settings) -> bool:
    """Start the cheap checks in a process of their own, unless they were started lately. Never raises.

    That process then recovers and ships what waits; without the checks it does so once per worker process.
    Call it in a thread. True if this call has started the checks. Costs two `stat`s where nothing is to be done.
    """
    try:
        return _once(settings, Disk())
    except Exception as error:  # noqa: BLE001  a call without a doctor is better than no call
        if settings.spool not in _complained:
            _complained.add(settings.spool)
            logger.error(  # noqa: TRY400  the code is the message
                "exports are not checked (%s, errno %s, spool %s). Try: aftercall doctor",
                type(error).__name__, getattr(error, "errno", None), settings.spool,
            )  # fmt: skip
        return False


def cached(spool: Path) -> Result | None:
    """The last result that was written down here; None if there is none, or it cannot be read."""
    return _read(spool / RESULT)


def failing(spool: Path) -> Result | None:
    """The newest failure of the last hour that no later result of the same settings has replaced; None if there is none.

    Settings are told apart by `digest`, so a check by a person with other credentials hides nothing.
    """
    marks = spool / _MARKS
    try:
        names = [name for name in Disk().names(marks) if name.endswith(_STORED)]
    except OSError:
        return None  # `aftercall status` names a corner of the spool that cannot be read
    found = [result for name in names if (result := _read(marks / name)) is not None]
    recent = [result for result in found if not result.ok and result.age_seconds() < FRESH_SECONDS]
    return max(recent, key=lambda result: result.checked_at, default=None)


def store(spool: Path, result: Result, settings: Settings | None = None) -> None:
    """Write a result down for `cached`, and for `failing` as that of these settings. Raises OSError."""
    from aftercall.record import plain_json  # noqa: PLC0415  pydantic, which a call's process has anyway

    disk, body = Disk(), (plain_json(result.as_json()) + "\n").encode()
    disk.make_directory(spool)
    if settings is not None:
        disk.make_directory(spool / _MARKS)
        disk.put(spool / _MARKS, digest(settings) + _STORED, body)
    disk.put(spool, RESULT, body)  # last: who waits for this one may read both


def _read(path: Path) -> Result | None:
    disk = Disk()
    try:
        facts = disk.facts(path)
        return from_json(disk.read(path)) if facts is not None and facts.is_file else None
    except (OSError, ValueError):
        return None


def digest(settings: Settings) -> str:
    """Sixteen hexadecimal digits that change with anything that decides whether an export works."""
    parts = (str(settings.landing), str(settings.spool), settings.log_group, *map(os.environ.get, _ENVIRONMENT))
    return hashlib.sha256(repr(parts).encode("utf-8", "backslashreplace")).hexdigest()[:16]


def _once(settings: Settings, disk: Disk) -> bool:
    marks = settings.spool / _MARKS
    mark, worker = marks / digest(settings), marks / _worker()
    if _fresh(mark) and worker.exists():
        return False
    disk.make_directory(marks)
    with disk.lock(mark.with_name(mark.name + ".lock")) as held:
        due = bool(held) and not _fresh(mark)
        if not held or not (due or not worker.exists()):
            return False
        # Marked before it is started: a check that ends badly is not begun again by every call.
        if due:
            disk.put(marks, mark.name, b"")
        disk.put(marks, worker.name, b"")
        _forget(marks, disk)
        _start(settings, check=due)
    return due


def _worker() -> str:
    """A name for the worker process whose job this is: forked or spawned, its jobs have the same one."""
    import multiprocessing  # noqa: PLC0415  a worker has it anyway

    parent = multiprocessing.parent_process()
    pid = os.getpid() if parent is None or parent.pid is None else parent.pid
    try:
        # proc(5): the 22nd field is when it was started. In a container a new worker has the old one's id.
        started = Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        started = "0"
    return f"worker-{pid}-{started}"


def _forget(marks: Path, disk: Disk) -> None:
    for name in disk.names(marks):
        facts = disk.facts(marks / name)
        if facts is not None and facts.is_file and time.time() - facts.modified > _FORGET_SECONDS:
            disk.unlink(marks / name)


def _fresh(mark: Path) -> bool:
    try:
        age = time.time() - mark.stat().st_mtime
    except FileNotFoundError:
        return False
    if age >= FAILED_SECONDS and (last := _read(mark.with_name(mark.name + _STORED))) is not None and not last.ok:
        return False
    return -60 < age < FRESH_SECONDS  # a server's disk has the server's clock; a mark from tomorrow counts for nothing


def _start(settings: Settings, *, check: bool) -> None:
    import subprocess  # noqa: PLC0415  not needed within the hour

    environment = {**os.environ, "AFTERCALL_SPOOL": str(settings.spool)}
    if settings.landing != S3Landing("", ""):  # else the variable is wrong, and the check has to see it
        environment["AFTERCALL_LANDING"] = str(settings.landing)
    environment["AFTERCALL_LOG_GROUP"] = settings.log_group or ""
    process = subprocess.Popen(  # noqa: S603  every word of the command is ours
        [sys.executable, "-m", "aftercall.doctor", "--background" if check else "--recover"],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,  # what ends the worker's process group is not for this one
    )
    threading.Thread(target=_reap, args=(process,), name="aftercall-doctor", daemon=True).start()


def _reap(process: subprocess.Popen[bytes]) -> None:
    process.wait()
