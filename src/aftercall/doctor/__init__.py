"""The doctor: proves the whole way of a record before the first call needs it.

`aftercall doctor` runs every check for a person. A worker calls `once`, which at most once an hour per
spool and settings, or every five minutes while the last result is a failure, starts the cheap checks in
a process of their own: boto3 and the network stay out of the call's process. That process writes

    spool/doctor.json            the last result, whoever asked for it; `cached` reads it
    spool/doctor/<digest>        its modification time: when a worker's own checks were last started

and says in one line on stderr, which is the worker's, that records cannot be exported, if they cannot.
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

__all__ = ["Finding", "Result", "cached", "once", "store"]

logger = logging.getLogger("aftercall.doctor")

FRESH_SECONDS = 3600.0
"""A worker's own checks are started at most this often."""
FAILED_SECONDS = 300.0
"""And this often while the last result is a failure: until it is replaced, `aftercall status` fails with it."""
RESULT = "doctor.json"
_MARKS = "doctor"
# What else decides whether an export works. A secret among them is part of a digest only.
_ENVIRONMENT = (
    "AWS_ACCESS_KEY_ID", "AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_DEFAULT_REGION", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_CLOUDWATCH_LOGS", "AWS_ENDPOINT_URL_S3", "AWS_PROFILE",
    "AWS_REGION", "AWS_ROLE_ARN",
)  # fmt: skip

_complained: set[Path] = set()


def once(settings: Settings) -> bool:
    """Start the cheap checks in a process of their own, unless they were started lately. Never raises.

    Call it in a thread. True if this call has started them. Costs a `stat` where they were.
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
    disk, path = Disk(), spool / RESULT
    try:
        facts = disk.facts(path)
        return from_json(disk.read(path)) if facts is not None and facts.is_file else None
    except (OSError, ValueError):
        return None


def store(spool: Path, result: Result, disk: Disk | None = None) -> None:
    """Write a result down for `cached`, whole or not at all. Raises OSError."""
    from aftercall.record import plain_json  # noqa: PLC0415  pydantic, which a call's process has anyway

    disk = disk or Disk()
    disk.make_directory(spool)
    disk.put(spool, RESULT, (plain_json(result.as_json()) + "\n").encode())


def digest(settings: Settings) -> str:
    """Sixteen hexadecimal digits that change with anything that decides whether an export works."""
    parts = (str(settings.landing), str(settings.spool), settings.log_group, *map(os.environ.get, _ENVIRONMENT))
    return hashlib.sha256(repr(parts).encode("utf-8", "backslashreplace")).hexdigest()[:16]


def _once(settings: Settings, disk: Disk) -> bool:
    marks = settings.spool / _MARKS
    mark = marks / digest(settings)
    if _fresh(mark, settings.spool):
        return False
    disk.make_directory(marks)
    with disk.lock(mark.with_name(mark.name + ".lock")) as held:
        if not held or _fresh(mark, settings.spool):
            return False
        # Marked before it is started: a check that ends badly is not begun again by every call.
        disk.put(marks, mark.name, b"")
        _start(settings)
    return True


def _fresh(mark: Path, spool: Path) -> bool:
    try:
        age = time.time() - mark.stat().st_mtime
    except FileNotFoundError:
        return False
    if age >= FAILED_SECONDS and (last := cached(spool)) is not None and not last.ok:
        return False
    return -60 < age < FRESH_SECONDS  # a server's disk has the server's clock; a mark from tomorrow counts for nothing


def _start(settings: Settings) -> None:
    import subprocess  # noqa: PLC0415  not needed within the hour

    environment = {**os.environ, "AFTERCALL_SPOOL": str(settings.spool)}
    if settings.landing != S3Landing("", ""):  # else the variable is wrong, and the check has to see it
        environment["AFTERCALL_LANDING"] = str(settings.landing)
    environment["AFTERCALL_LOG_GROUP"] = settings.log_group or ""
    process = subprocess.Popen(
        [sys.executable, "-m", "aftercall.doctor", "--background"],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,  # what ends the worker's process group is not for this one
    )
    threading.Thread(target=_reap, args=(process,), name="aftercall-doctor", daemon=True).start()


def _reap(process: subprocess.Popen[bytes]) -> None:
    process.wait()
