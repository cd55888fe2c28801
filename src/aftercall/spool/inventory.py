"""What lies in a spool, for whoever looks.

Nothing here writes; a stranger's file or a broken corner is counted, not raised.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from aftercall.disk import Disk
from aftercall.settings import DEFAULT_SPOOL_MAX_BYTES
from aftercall.spool import backoff, live, names, room
from aftercall.spool.names import CHECKPOINTS, LOCK_SUFFIX, WHY_SUFFIX, directories, is_entry, is_file, read_json

T = TypeVar("T")

FOREIGN_NAMES = 20
"""So many are named: enough to see what they are."""


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
    dead_reasons: dict[str, int] = field(default_factory=dict)
    """Dead entries by the code of their reason."""
    failures_in_a_row: int = 0
    next_try_seconds: float | None = None
    """How long the sink is left in peace; None if it may be tried now."""


@dataclass(frozen=True)
class SpoolState:
    """What `aftercall status` shows. Bytes count a file with several names once."""

    root: Path
    live: int
    accepted: int
    bytes_used: int
    queues: tuple[Queue, ...] = field(default=())
    orphans: int = 0
    """Checkpoints of calls whose process died, not recovered yet."""
    dead_checkpoints: int = 0
    """Checkpoints that could not be read."""
    foreign: int = 0
    """Names that are not the spool's own: strangers' files, and folders and links where a file has to be."""
    foreign_names: tuple[str, ...] = ()
    """The first of them, relative to the root."""
    limit_bytes: int = DEFAULT_SPOOL_MAX_BYTES
    droppable: int = 0
    """Entries that wait for one sink and have landed in another: all that goes when the spool is above its limit."""
    dropped: dict[str, Any] | None = None
    """What had to go because the spool was full: `entries` per sink, and `at`, epoch seconds of the last."""
    unreadable: tuple[str, ...] = ()
    """Corners of the spool that the disk does not show, with the errno; what is in them is not counted."""

    @property
    def behind(self) -> bool:
        """True if anything is owed, was given up or dropped, or cannot be seen. What is foreign is nobody's debt."""
        return (
            any((self.accepted, self.orphans, self.dead_checkpoints, self.dropped, self.unreadable))
            or self.bytes_used > self.limit_bytes
            or any(queue.backlog or queue.dead for queue in self.queues)
        )


class Inventory:
    """One look at the spool under `root`."""

    def __init__(self, disk: Disk, root: Path) -> None:
        self._disk, self._root = disk, root
        self._unreadable: list[str] = []
        self._foreign: list[str] = []

    def state(self, owed: Iterable[str], limit_bytes: int) -> SpoolState:
        """What is where, with a row for each sink in `owed` even if its queue is empty."""
        sinks = {*owed, *self._sinks("out"), *self._sinks("dead"), *self._sinks("errors"), *self._sinks("backoff")}
        sinks.discard(CHECKPOINTS)
        alive, orphans = self._try(
            self._root / CHECKPOINTS, lambda: live.census(self._disk, self._root / CHECKPOINTS), (0, 0)
        )
        accepted = self._files("new", ours=lambda name: names.accepted(name) is not None)
        self._foreign += [name for name in self._names(self._root) if name not in room.OWN]
        self._files(CHECKPOINTS, ours=lambda name: is_entry(name) or name.endswith(LOCK_SUFFIX))
        for notes in ("errors", "backoff", *(f"claims/{sink}" for sink in self._sinks("claims"))):
            self._files(notes)
        queues = tuple(self._queue(sink) for sink in sorted(sinks))
        used, droppable = self._try(self._root, lambda: room.usage(self._disk, self._root), (0, 0))
        return SpoolState(
            root=self._root,
            live=alive,
            accepted=len(accepted),
            bytes_used=used,
            queues=queues,
            orphans=orphans,
            dead_checkpoints=len(self._buried(CHECKPOINTS)),
            foreign=len(foreign := sorted(set(self._foreign))),
            foreign_names=tuple(foreign[:FOREIGN_NAMES]),
            limit_bytes=limit_bytes,
            droppable=droppable,
            dropped=read_json(self._disk, self._root / room.DROPPED),
            unreadable=tuple(dict.fromkeys(self._unreadable)),
        )

    def find(self, session_id: str) -> list[Place]:
        """Every place in the spool that holds a record of this session, whatever its job."""

        def of_this_session(*directory: str) -> list[str]:
            return self._files("/".join(directory), ours=lambda name: names.is_of_session(name, session_id))

        places = [Place("live", name) for name in of_this_session(CHECKPOINTS) if is_entry(name)]
        for accepted in of_this_session("new"):
            name, owed = names.accepted(accepted) or (accepted, [])
            places += [Place("accepted", name, sink) for sink in owed]
        for sink in self._sinks("out"):
            error = read_json(self._disk, self._root / "errors" / sink)
            places += [Place("queued", name, sink, error) for name in of_this_session("out", sink) if is_entry(name)]
        for sink in self._sinks("dead"):
            dead = self._root / "dead" / sink
            places += [
                Place("dead", name, sink, read_json(self._disk, dead / (name + WHY_SUFFIX)))
                for name in of_this_session("dead", sink)
                if is_entry(name)
            ]
        return places

    def _queue(self, sink: str) -> Queue:
        out, dead = self._root / "out" / sink, self._root / "dead" / sink
        entries, gone = self._files(f"out/{sink}", ours=is_entry), self._buried(sink)
        reasons = Counter(str((read_json(self._disk, dead / (name + WHY_SUFFIX)) or {}).get("code")) for name in gone)
        rest = backoff.parse(read_json(self._disk, self._root / "backoff" / sink))
        now = backoff.now()
        return Queue(
            sink=sink,
            backlog=len(entries),
            oldest_seconds=self._try(out, lambda: self._oldest(out, entries, now.epoch), None),
            dead=len(gone),
            last_error=read_json(self._disk, self._root / "errors" / sink),
            dead_reasons=dict(sorted(reasons.items())),
            failures_in_a_row=rest.failures if rest else 0,
            next_try_seconds=(rest.remaining_seconds(now) or None) if rest else None,
        )

    def _oldest(self, queue: Path, entries: list[str], now: float) -> float | None:
        times = [facts.modified for name in entries if (facts := self._disk.facts(queue / name))]
        return max(0.0, now - min(times)) if times else None

    def _sinks(self, parent: str) -> list[str]:
        path = self._root / parent
        if parent in ("errors", "backoff"):
            return [name for name in self._names(path) if read_json(self._disk, path / name)]
        found: list[str] = self._try(path, lambda: directories(self._disk, path), [])
        self._foreign += [f"{parent}/{name}" for name in self._names(path) if name not in found]
        return found

    def _buried(self, sink: str) -> list[str]:
        ours = self._files(f"dead/{sink}", ours=lambda name: is_entry(name) or name.endswith(WHY_SUFFIX))
        return [name for name in ours if is_entry(name)]

    def _files(self, directory: str, ours: Callable[[str], bool] = lambda _: True) -> list[str]:
        """Names of ours in a directory. The others are noted as foreign, and so is what is no file."""
        found = []
        for name in self._names(self._root / directory):
            file = is_file(self._disk, self._root / directory / name)
            if file and ours(name):
                found.append(name)
            elif file is not None:
                self._foreign.append(f"{directory}/{name}")
        return found

    def _names(self, directory: Path) -> list[str]:
        return self._try(directory, lambda: self._disk.names(directory), [])

    def _try(self, where: Path, look: Callable[[], T], otherwise: T) -> T:
        try:
            return look()
        except OSError as error:
            self._unreadable.append(f"{where.relative_to(self._root.parent)}: errno {error.errno}")
            return otherwise
