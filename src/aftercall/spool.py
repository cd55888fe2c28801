"""The spool: records wait here, on local disk, until every sink has them.

The directory is the state:

    live/<entry>             the record of a running call, as if it had ended now
    new/<entry>+<sink>+…     accepted: from here we owe delivery to these sinks
    out/<sink>/<entry>       waiting for one sink; `ls out/s3 | wc -l` is its backlog
    dead/<sink>/<entry>      a sink can never take it; `<entry>.why` beside it says why
    claims/<sink>/<entry>    a lock file while somebody delivers that entry
    errors/<sink>            the last failure of a sink, as JSON; gone after the next delivery

An entry's file is the record's landed bytes, so `zcat` reads it. Its name is derived from session id,
job id and revision: accepting a record twice leaves one entry.

Invariants:
1. A file is whole or absent: temp file, fsync, rename, fsync of the directory.
2. An accepted record has a name in `new/`, or in `out/<sink>/` or `dead/<sink>/` of every sink that
   has not confirmed it. `fan_out` links into all queues before it unlinks from `new/`.
3. Deliver, then ack. Nothing is removed before a sink's word that it is durable there.
4. Any number of processes may ship one spool: an entry is delivered under its claim only.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aftercall import landing
from aftercall.disk import TEMP_PREFIX, Disk
from aftercall.record import SessionRecord

WHY_SUFFIX = ".why"
STALE_TEMP_SECONDS = 3600.0
"""A temp file this old belongs to nobody: its writer was killed before the rename."""


@dataclass(frozen=True)
class Entry:
    """One record in one sink's queue."""

    sink: str
    name: str
    path: Path

    @property
    def age_seconds(self) -> float:
        """Seconds since the record was accepted; 0 if it is gone or the clock went back."""
        try:
            return max(0.0, time.time() - self.path.stat().st_mtime)
        except FileNotFoundError:
            return 0.0


@dataclass(frozen=True)
class Place:
    """Where one call's record is: `state` is live, accepted, queued or dead."""

    state: str
    name: str
    sink: str | None = None
    why: dict[str, Any] | None = None


@dataclass(frozen=True)
class Queue:
    """One sink's share of the spool."""

    sink: str
    backlog: int
    oldest_seconds: float | None
    dead: int
    last_error: dict[str, Any] | None


@dataclass(frozen=True)
class SpoolState:
    """What `aftercall status` shows."""

    root: Path
    live: int
    accepted: int
    bytes_used: int
    queues: tuple[Queue, ...] = field(default=())

    @property
    def behind(self) -> bool:
        """True if anything is owed to a sink or was given up."""
        return bool(self.accepted) or any(queue.backlog or queue.dead for queue in self.queues)


def entry_name(record: SessionRecord) -> str:
    """The file name of a record's entry."""
    return f"{call_prefix(record.session_id, record.agent.job_id)}.r{record.record.revision}{landing.SUFFIX}"


def call_prefix(session_id: str, job_id: str | None) -> str:
    """What the names of all entries of one call begin with: readable, and unique by digest."""
    digest = hashlib.sha256(f"{session_id}\0{job_id or ''}".encode()).hexdigest()[:16]
    return f"{landing.safe_name(session_id, 80)}.{digest}"


class Spool:
    """The durable queue under `root`. Directories are created when first needed.

    Methods raise OSError when the disk does; a reader of a missing spool sees an empty one.
    """

    def __init__(self, root: Path, disk: Disk | None = None) -> None:
        self.root = root
        self._disk = disk or Disk()

    # ------------------------------------------------------------------------------- into the spool

    def accept(self, record: SessionRecord, sinks: Iterable[str]) -> str:
        """Take a record over: on return it is durable here, and owed to `sinks`. Returns its entry's name."""
        owed = sorted(set(sinks))
        if not owed:
            raise ValueError("a record is accepted for at least one sink")
        name = entry_name(record)
        directory = self.root / "new"
        self._disk.make_directory(directory)
        self._disk.put(directory, "+".join((name, *owed)), landing.encode(record))
        return name

    def fan_out(self) -> int:
        """Move every accepted record into the queue of each sink it is owed to. Returns how many moved."""
        new = self.root / "new"
        moved: list[Path] = []
        touched: set[Path] = set()
        for accepted in self._disk.names(new):
            name, *owed = accepted.split("+")
            if not owed or not name.endswith(landing.SUFFIX):
                continue  # not ours: `status` counts it, and nobody's file is deleted
            try:
                for sink in owed:
                    queue = self.root / "out" / sink
                    self._disk.make_directory(queue)
                    self._disk.link(new / accepted, queue / name)
                    touched.add(queue)
            except FileNotFoundError:
                continue  # another shipper moved it first
            moved.append(new / accepted)
        for queue in touched:
            self._disk.sync_directory(queue)
        for path in moved:
            self._disk.unlink(path)
        if moved:
            # A name that came back after a power cut would be delivered twice.
            self._disk.sync_directory(new)
        return len(moved)

    # ---------------------------------------------------------------------------- out of the spool

    def pending(self, sink: str) -> list[Entry]:
        """Entries that wait for `sink`, oldest first."""
        queue = self.root / "out" / sink
        waiting = [(_modified(queue / name), name) for name in self._disk.names(queue)]
        return [Entry(sink, name, queue / name) for _, name in sorted(waiting)]

    @contextlib.contextmanager
    def claim(self, entry: Entry) -> Iterator[bytes | None]:
        """Hold an entry while it is delivered. Gives its bytes, or None if it is taken or gone."""
        directory = self.root / "claims" / entry.sink
        self._disk.make_directory(directory)
        with self._disk.lock(directory / entry.name) as held:
            body: bytes | None = None
            if held:
                with contextlib.suppress(FileNotFoundError):  # acked since it was listed
                    body = self._disk.read(entry.path)
            yield body

    def ack(self, entry: Entry) -> None:
        """The sink has it: forget it. Call only under its claim."""
        self._disk.unlink(entry.path)
        self._disk.sync_directory(entry.path.parent)
        self._disk.unlink(self.root / "errors" / entry.sink)

    def bury(self, entry: Entry, code: str, why: str) -> None:
        """The sink can never take it: keep it in `dead/`, the reason beside it. Call only under its claim."""
        directory = self.root / "dead" / entry.sink
        self._disk.make_directory(directory)
        self._disk.put(directory, entry.name + WHY_SUFFIX, _json({"code": code, "why": why, "at": time.time()}))
        self._disk.link(entry.path, directory / entry.name)
        self._disk.sync_directory(directory)
        self._disk.unlink(entry.path)
        self._disk.sync_directory(entry.path.parent)

    def failed(self, sink: str, code: str, why: str) -> None:
        """Note a sink's latest failure for `status`. Text must be ours, never a remote's or a host's."""
        directory = self.root / "errors"
        self._disk.make_directory(directory)
        self._disk.put(directory, sink, _json({"code": code, "why": why, "at": time.time()}))

    def retry(self) -> int:
        """Put every dead entry back into its queue. Returns how many."""
        count = 0
        for sink in self._disk.names(self.root / "dead"):
            dead, queue = self.root / "dead" / sink, self.root / "out" / sink
            names = [name for name in self._disk.names(dead) if not name.endswith(WHY_SUFFIX)]
            if not names:
                continue
            self._disk.make_directory(queue)
            for name in names:
                self._disk.link(dead / name, queue / name)
            self._disk.sync_directory(queue)
            for name in names:
                self._disk.unlink(dead / name)
                self._disk.unlink(dead / (name + WHY_SUFFIX))
            self._disk.sync_directory(dead)
            count += len(names)
        return count

    def sweep(self) -> int:
        """Remove temp files whose writers were killed long ago. Returns how many."""
        count = 0
        for directory in (self.root / "new", self.root / "errors", *(self.root / "dead").glob("*")):
            for path in directory.glob(TEMP_PREFIX + "*"):
                if time.time() - _modified(path) > STALE_TEMP_SECONDS:
                    self._disk.unlink(path)
                    count += 1
        return count

    # ------------------------------------------------------------------------------------- looking

    def state(self, owed: Iterable[str] = ()) -> SpoolState:
        """What is where, with a row for each sink in `owed` even if its queue is empty."""
        known = {*owed, *self._disk.names(self.root / "out"), *self._disk.names(self.root / "dead")}
        known |= set(self._disk.names(self.root / "errors"))
        return SpoolState(
            root=self.root,
            live=sum(not name.endswith(".lock") for name in self._disk.names(self.root / "live")),
            accepted=len(self._disk.names(self.root / "new")),
            bytes_used=sum(_size(path) for path in self.root.rglob("*")) if self.root.is_dir() else 0,
            queues=tuple(self._queue(sink) for sink in sorted(known)),
        )

    def find(self, session_id: str) -> list[Place]:
        """Every place in the spool that holds a record of this session, whatever its job."""
        stem = landing.safe_name(session_id, 80) + "."
        places = [Place("live", name) for name in self._names("live", stem) if not name.endswith(".lock")]
        for accepted in self._names("new", stem):
            name, *owed = accepted.split("+")
            places += [Place("accepted", name, sink) for sink in owed]
        for sink in self._disk.names(self.root / "out"):
            places += [
                Place("queued", name, sink, self._read_json(self.root / "errors" / sink))
                for name in self._names(f"out/{sink}", stem)
            ]
        for sink in self._disk.names(self.root / "dead"):
            for name in self._names(f"dead/{sink}", stem):
                if not name.endswith(WHY_SUFFIX):
                    why = self._read_json(self.root / "dead" / sink / (name + WHY_SUFFIX))
                    places.append(Place("dead", name, sink, why))
        return places

    def _names(self, directory: str, stem: str) -> list[str]:
        return [name for name in self._disk.names(self.root / directory) if name.startswith(stem)]

    def _queue(self, sink: str) -> Queue:
        waiting = self.pending(sink)
        dead = self._disk.names(self.root / "dead" / sink)
        return Queue(
            sink=sink,
            backlog=len(waiting),
            oldest_seconds=waiting[0].age_seconds if waiting else None,
            dead=sum(not name.endswith(WHY_SUFFIX) for name in dead),
            last_error=self._read_json(self.root / "errors" / sink),
        )

    def _read_json(self, path: Path) -> dict[str, Any] | None:
        try:
            value = json.loads(self._disk.read(path))
        except (OSError, ValueError):
            return None
        return value if isinstance(value, dict) else None


def _json(value: dict[str, Any]) -> bytes:
    return json.dumps(value).encode() + b"\n"


def _modified(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _size(path: Path) -> int:
    try:
        return path.stat().st_size if path.is_file() else 0
    except OSError:
        return 0
