"""Names in the spool: what a file is follows from where it lies and what it is called."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import secrets
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aftercall import landing
from aftercall.disk import Disk
from aftercall.record import SessionRecord, storable

WHY_SUFFIX = ".why"
LOCK_SUFFIX = ".lock"
CHECKPOINTS = "live"
"""The directory of checkpoints, and of those in `dead/` that could not be read: no sink has this name."""

_SINK = re.compile(r"[a-z0-9_][a-z0-9_-]*")
_REVISION = re.compile(r"\.r(\d+)(?:~[0-9a-f]{8})*" + re.escape(landing.SUFFIX))
_BESIDE = re.compile(r"(?:~[0-9a-f]{8})+" + re.escape(landing.SUFFIX) + r"\Z")
_AFTER_SESSION = re.compile(
    r"\.[0-9a-f]{16}(?:\.r\d+)?(?:~[0-9a-f]{8})*" + re.escape(landing.SUFFIX) + r"(?:\+.*)?", re.DOTALL
)


@dataclass(frozen=True)
class Entry:
    """One record in one sink's queue. `modified` is when it was accepted, in epoch seconds."""

    sink: str
    name: str
    path: Path
    modified: float

    @property
    def age_seconds(self) -> float:
        """Seconds since the record was accepted; 0 if the clock went back."""
        return max(0.0, time.time() - self.modified)


@dataclass(frozen=True)
class Done:
    """What one step through the spool did.

    `names` are the entries that went their way. `stuck` is what could not, as `path: errno 13` or
    `path: unreadable`; it stays where it is, and stops no other.
    """

    names: tuple[str, ...] = ()
    stuck: tuple[str, ...] = ()

    def __add__(self, other: Done) -> Done:
        return Done(self.names + other.names, self.stuck + other.stuck)


def entry_name(record: SessionRecord) -> str:
    """The file name of a record's entry."""
    return f"{prefix_of(record)}.r{record.record.revision}{landing.SUFFIX}"


def prefix_of(record: SessionRecord) -> str:
    """What the names of all entries of this record's call begin with."""
    return call_prefix(record.session_id, record.agent.job_id, record.start_time)


def call_prefix(session_id: str, job_id: str | None, start_time: datetime | None = None) -> str:
    """What the names of all entries of one call begin with: readable, and unique by digest.

    Without a job, calls of one session are told apart by their start, as in the landing.
    """
    told_apart = job_id or (f"{start_time.astimezone(UTC):at-%Y%m%d-%H%M%S.%f}" if start_time else "")
    digest = hashlib.sha256(f"{session_id}\0{told_apart}".encode("utf-8", "replace")).hexdigest()[:16]
    return f"{landing.safe_name(session_id, 80)}.{digest}"


def is_of_session(name: str, session_id: str) -> bool:
    """Whether a name in the spool is that of a record of this session, and not of one whose id begins alike."""
    stem = landing.safe_name(session_id, 80)
    return name.startswith(stem) and _AFTER_SESSION.fullmatch(name, len(stem)) is not None


def revision(name: str, prefix: str) -> int | None:
    """The revision in an entry's name, if it is one of the call with this prefix."""
    found = _REVISION.fullmatch(name, len(prefix)) if name.startswith(prefix) else None
    return int(found[1]) if found else None


def aside(name: str) -> str:
    """Another name for the same checkpoint, that nothing has."""
    return f"{name.removesuffix(landing.SUFFIX)}~{secrets.token_hex(4)}{landing.SUFFIX}"


def plain(name: str) -> str:
    """An entry's name without what `keep` or `aside` put into it."""
    return _BESIDE.sub(landing.SUFFIX, name)


def is_entry(name: str) -> bool:
    """Whether a name is that of a record: not a reason, not a stranger's file."""
    return name.endswith(landing.SUFFIX)


def is_file(disk: Disk, path: Path) -> bool | None:
    """Whether a name is a file's, and not a folder's or a link's, which are never ours. None if it is gone.

    True where the disk does not say: who takes it for an entry then sees why.
    """
    try:
        facts = disk.facts(path)
    except OSError:
        return True
    return None if facts is None else facts.is_file


def entries(disk: Disk, directory: Path) -> list[str]:
    """Names of the records in a directory. Raises OSError if it cannot be listed."""
    return [name for name in disk.names(directory) if is_entry(name) and is_file(disk, directory / name)]


def keep(disk: Disk, source: Path, target: Path) -> None:
    """Give an entry a second name; fine if that is the name of the same entry, or of one with the same bytes.

    Were another file taken for the entry, whoever removes the first name would lose the record. So an entry
    whose name has other bytes goes beside it, under a name that follows from its own; and a stranger's folder
    or link under the name raises FileExistsError.
    """
    while not disk.link(source, target):
        there, ours = disk.facts(target), disk.facts(source)
        if there is None:
            continue  # gone since: the name is free
        if not there.is_file:
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
        if ours is not None and ours.inode == there.inode:
            return
        body = disk.read(source)
        try:
            if disk.read(target) == body:
                return
        except FileNotFoundError:
            continue
        beside = f"{plain(target.name).removesuffix(landing.SUFFIX)}~{hashlib.sha256(body).hexdigest()[:8]}"
        if target.name == beside + landing.SUFFIX:
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
        target = target.with_name(beside + landing.SUFFIX)


def accepted(name: str) -> tuple[str, list[str]] | None:
    """A name in `new/` as its entry's name and the sinks it is owed to; None if it is not ours."""
    entry, *sinks = name.split("+")
    ours = is_entry(entry) and sinks and all(_SINK.fullmatch(sink) for sink in sinks)
    return (entry, sinks) if ours else None


def as_json(value: dict[str, Any]) -> bytes:
    """A small note of the spool about itself."""
    return json.dumps(value).encode() + b"\n"


def read_json(disk: Disk, path: Path) -> dict[str, Any] | None:
    """Such a note; None if there is none, or none that can be read: it is a hint, never the state."""
    if not is_file(disk, path):  # a pipe would never end
        return None
    try:
        value = json.loads(storable(disk.read(path).decode("utf-8", "replace")), parse_constant=lambda _: None)
    except (OSError, ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def directories(disk: Disk, parent: Path) -> list[str]:
    """Names of the directories in a directory: a stranger's file among the queues is no queue."""
    return [name for name in disk.names(parent) if disk.is_directory(parent / name)]
