"""The queue: what goes into the spool, through it and out of it. The package's docstring states the format."""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Callable, Container, Iterable, Iterator
from datetime import datetime
from pathlib import Path

from aftercall import landing
from aftercall.disk import FULL, Disk
from aftercall.errors import RecordError
from aftercall.record import SessionRecord
from aftercall.settings import DEFAULT_SPOOL_MAX_BYTES
from aftercall.spool import backoff, claims, dead, live, revisions, room
from aftercall.spool.inventory import Inventory, Place, SpoolState
from aftercall.spool.live import LiveCheckpoint
from aftercall.spool.names import (
    CHECKPOINTS,
    WHY_SUFFIX,
    Done,
    Entry,
    accepted,
    as_json,
    call_prefix,
    directories,
    entries,
    entry_name,
    is_entry,
    is_file,
    keep,
    plain,
    prefix_of,
    read_json,
    revision,
)

logger = logging.getLogger("aftercall.spool")


class Spool:
    """The durable queue under `root`, which should stay below `max_bytes`. Directories are created when first needed.

    Methods raise OSError when the disk does; a reader of a missing spool sees an empty one.
    """

    def __init__(self, root: Path, disk: Disk | None = None, max_bytes: int = DEFAULT_SPOOL_MAX_BYTES) -> None:
        self.root = root
        self._disk = disk or Disk()
        self._max_bytes = max_bytes

    # ----------------------------------------------------------------------------- while a call runs

    def open_live(self, session_id: str, job_id: str | None, start_time: datetime | None = None) -> LiveCheckpoint:
        """The checkpoint of a call that begins, locked for as long as this process lives.

        Calls of one session without a job are told apart by `start_time`.
        Raises OSError if the disk refuses, BlockingIOError if somebody alive holds it. May wait a second.
        """
        prefix = call_prefix(session_id, job_id, start_time)
        return LiveCheckpoint(
            self._disk, self.root / CHECKPOINTS, prefix, lambda: revisions.known(self._disk, self.root, prefix)
        )

    def above_known(self, record: SessionRecord) -> SessionRecord:
        """A call's final record, above what a process of the same call left that died (see `revisions`)."""
        return revisions.above_known(self._disk, self.root, record)

    def recover(self, sinks: Iterable[str], finish: Callable[[SessionRecord], SessionRecord] | None = None) -> Done:
        """Accept for `sinks` what dead processes left of their calls.

        `finish` is given each record first, to price it; if it fails, the record is accepted as it is. Of
        several that recover at once one wins. An orphan that the disk refuses is stuck: it stays, and is logged.
        """
        owed, directory = sorted(set(sinks)), self.root / CHECKPOINTS
        names: list[str] = []
        stuck: list[str] = []
        try:
            self.sweep()
        except OSError as error:
            logger.error("the spool %s cannot be swept (errno %s)", self.root, error.errno)  # noqa: TRY400
        for checkpoint in entries(self._disk, directory):
            try:
                with live.orphan(self._disk, directory / checkpoint) as body:
                    name = None if body is None else self._revive(directory / checkpoint, body, owed, finish)
            except OSError as error:
                logger.error("orphan %s waits (errno %s)", checkpoint, error.errno)  # noqa: TRY400  the errno is the message
                stuck.append(f"{CHECKPOINTS}/{checkpoint}: errno {error.errno}")
                continue
            except Exception as error:  # noqa: BLE001  one odd checkpoint must not keep the others from being recovered
                logger.error("orphan %s waits (%s)", checkpoint, type(error).__name__)  # noqa: TRY400  its text may be a call's
                stuck.append(f"{CHECKPOINTS}/{checkpoint}: {type(error).__name__}")
                continue
            if name is not None:
                names.append(name)
        live.remove_free_locks(self._disk, directory)
        return Done(tuple(names), tuple(stuck))

    def _revive(
        self,
        checkpoint: Path,
        body: bytes,
        owed: list[str],
        finish: Callable[[SessionRecord], SessionRecord] | None,
    ) -> str | None:
        try:
            record = live.crashed(landing.decode(body))
        except RecordError as error:
            dead.bury(self._disk, self.root, checkpoint, CHECKPOINTS, "unreadable", str(error))
            logger.error("checkpoint %s cannot be read; see: aftercall status", checkpoint.name)  # noqa: TRY400
            return None
        if self._has_revision(record):
            return None
        if finish is not None:
            try:
                record = finish(record)
            except Exception as error:  # noqa: BLE001  whatever pricing raises must not cost the record
                logger.error("orphan %s stays unpriced (%s)", checkpoint.name, type(error).__name__)  # noqa: TRY400
        name = self.accept(record, owed)
        logger.warning("recovered entry=%s: its process died", name)
        return name

    def _has_revision(self, record: SessionRecord) -> bool:
        """Whether a record of this call lies in the spool that is as good as this one, or better."""
        prefix = prefix_of(record)
        return any(
            (number := revision(name, prefix)) is not None
            and number >= record.record.revision
            and ((facts := self._disk.facts(path)) is None or facts.is_file)  # gone since it was listed: it was there
            for name, path in revisions.records(self._disk, self.root)
        )

    # ------------------------------------------------------------------------------- into the spool

    def accept(self, record: SessionRecord, sinks: Iterable[str]) -> str:
        """Take a record over: on return it is durable here, and owed to `sinks`. Returns its entry's name.

        The spool's limit refuses nothing. On a full disk, what another sink has makes room.
        """
        owed = sorted(set(sinks))
        if not owed:
            raise ValueError("a record is accepted for at least one sink")
        name, body = entry_name(record), landing.encode(record)
        try:
            self._put_new("+".join((name, *owed)), body)
        except FileNotFoundError:  # somebody removed the spool's directories under us
            self._put_new("+".join((name, *owed)), body)
        except OSError as error:
            if error.errno not in FULL or not self._disk_is_full_and_made_room(len(body)):
                raise
            self._put_new("+".join((name, *owed)), body)
        return name

    def _put_new(self, name: str, body: bytes) -> None:
        directory = self.root / "new"
        self._disk.make_directory(directory)
        self._disk.put(directory, name, body)

    def _disk_is_full_and_made_room(self, needed: int) -> bool:
        try:
            used = room.bytes_used(self._disk, self.root)
            # A file system gives and takes whole blocks.
            return room.make_room(self._disk, self.root, max(0, used - needed - 65536)) > 0
        except OSError:
            return False  # the caller raises what the disk said first

    def make_room(self) -> int:
        """Bring the spool below `max_bytes`, as far as that loses no record (see `room`). Returns how many entries went."""
        return room.make_room(self._disk, self.root, self._max_bytes)

    def fan_out(self) -> Done:
        """Move every accepted record into the queue of each sink it is owed to.

        Raises OSError if `new/` cannot be read. What cannot be moved is stuck: it stays, and is logged.
        """
        new = self.root / "new"
        moved: dict[str, str] = {}
        stuck: list[str] = []
        touched: set[Path] = set()
        for name in self._disk.names(new):
            entry = accepted(name)
            if entry is None or not is_file(self._disk, new / name):
                continue  # not ours: `status` names it, and nobody's file is deleted
            try:
                self._link_into_queues(new / name, *entry)
            except OSError as error:
                if is_file(self._disk, new / name) is None:
                    continue  # another shipper moved it first
                logger.error("entry %s stays in new (errno %s)", entry[0], error.errno)  # noqa: TRY400
                stuck.append(f"new/{name}: errno {error.errno}")
                continue
            moved[name] = entry[0]
            touched |= {self.root / "out" / sink for sink in entry[1]}
        try:
            for queue in touched:
                self._disk.sync_directory(queue)
            for name in moved:
                self._disk.unlink(new / name)
            if moved:
                # A name that came back after a power cut would be delivered twice.
                self._disk.sync_directory(new)
        except OSError as error:
            logger.error("%s entries stay in new (errno %s)", len(moved), error.errno)  # noqa: TRY400
            return Done(stuck=(*stuck, *(f"new/{name}: errno {error.errno}" for name in moved)))
        return Done(tuple(moved.values()), tuple(stuck))

    def _link_into_queues(self, path: Path, name: str, owed: list[str]) -> None:
        for sink in owed:
            queue = self.root / "out" / sink
            self._disk.make_directory(queue)
            keep(self._disk, path, queue / name)

    # ---------------------------------------------------------------------------- out of the spool

    def pending(self, sink: str) -> list[Entry]:
        """Entries that wait for `sink`, oldest first.

        One that is in `new/` as well is left out: a shipper is between link and unlink, or was killed there.
        Were it delivered and acked now, the next `fan_out` would link it again.
        """
        queue, new = self.root / "out" / sink, self.root / "new"
        waiting = [found for name in self._disk.names(queue) if is_entry(name) and (found := self._entry(sink, name))]
        if waiting:  # looked at after the queue, never before
            moving = {entry[0]: new / name for name in self._disk.names(new) if (entry := accepted(name))}
            waiting = [
                e for e in waiting if (at := moving.get(plain(e.name))) is None or is_file(self._disk, at) is False
            ]
            with contextlib.suppress(FileNotFoundError):
                self._disk.sync_directory(new)  # what another process unlinked there must not come back either
        return sorted(waiting, key=lambda entry: (entry.modified, entry.name))

    def waiting(self, besides: Container[str] = ()) -> tuple[str, ...]:
        """Every sink that entries wait for, but those in `besides`. Raises OSError."""
        out = self.root / "out"
        others = [sink for sink in directories(self._disk, out) if sink not in besides]
        return tuple(sink for sink in others if entries(self._disk, out / sink))

    def _entry(self, sink: str, name: str) -> Entry | None:
        path = self.root / "out" / sink / name
        try:
            facts = self._disk.facts(path)
        except OSError:  # last of all; who claims it sees why
            return Entry(sink, name, path, time.time())
        return Entry(sink, name, path, facts.modified) if facts is not None and facts.is_file else None

    @contextlib.contextmanager
    def claim(self, entry: Entry) -> Iterator[bytes | None]:
        """Hold an entry while it is delivered. Gives its bytes, or None if it is taken or gone."""
        with claims.claim(self._disk, self.root, entry.sink, entry.name) as held:
            body: bytes | None = None
            if held:
                with contextlib.suppress(FileNotFoundError):  # acked since it was listed
                    body = self._disk.read(entry.path)
            yield body

    def ack(self, entry: Entry) -> None:
        """The sink has it: forget it, and that the sink ever failed. Call only under its claim.

        Raises OSError if the entry cannot be removed. What else cannot be is logged: it is no reason to
        deliver this one, and all after it, again.
        """
        buried = self.root / "dead" / entry.sink / entry.name
        with _logged("what a sink has now stays in dead", entry):
            if self._disk.facts(buried.parent) is not None:
                # A `bury` or a `retry` was killed half-way: what is left there, or comes back there with a power
                # cut because nobody synced the directory, the next `retry` would deliver again.
                if is_file(self._disk, buried):
                    self._disk.unlink(buried)
                    self._disk.unlink(buried.with_name(entry.name + WHY_SUFFIX))
                self._disk.sync_directory(buried.parent)
        facts = self._disk.facts(entry.path)
        if facts is not None and facts.links > 1:
            self._disk.mark(entry.path)  # another sink's copy may go if the spool is full: see `room`
        self._disk.unlink(entry.path)
        with contextlib.suppress(FileNotFoundError):  # somebody removed the whole queue
            self._disk.sync_directory(entry.path.parent)
        for notes in ("errors", "backoff"):
            with _logged(f"the sink's note in {notes} stays", entry):
                self._disk.unlink(self.root / notes / entry.sink)

    def bury(self, entry: Entry, code: str, why: str) -> None:
        """The sink can never take it: keep it in `dead/`, the reason beside it. Call only under its claim."""
        dead.bury(self._disk, self.root, entry.path, entry.sink, code, why)
        self._disk.unlink(entry.path)
        self._disk.sync_directory(entry.path.parent)

    def retry(self) -> Done:
        """Put back what was buried: entries into their queues, checkpoints among the orphans (see `dead`).

        Raises OSError if `dead/` cannot be listed. What cannot be put back is stuck, damaged checkpoints among it.
        """
        return dead.retry(self._disk, self.root)

    def discard(self) -> Done:
        """Remove what no `retry` can bring back, and a person has seen: see `dead.discard`. Raises OSError."""
        return dead.discard(self._disk, self.root)

    # -------------------------------------------------------------------------------- sinks that fail

    def failed_last(self, sink: str) -> bool:
        """Whether the sink's latest delivery failed."""
        return self._disk.facts(self.root / "errors" / sink) is not None

    def failed(self, sink: str, code: str, why: str) -> None:
        """Note a sink's latest failure for `status`. Text must be ours, never a remote's or a host's."""
        directory = self.root / "errors"
        self._disk.make_directory(directory)
        self._disk.put(directory, sink, as_json({"code": code, "why": why, "at": time.time()}))

    def put_off(self, sink: str) -> None:
        """A run of tries failed: leave the sink in peace for a while, longer each time. An `ack` ends it.

        While it is left in peace already, a further failure (of a call that tried its own record, or of
        another process that began at the same time) makes it no longer.
        """
        directory, now = self.root / "backoff", backoff.now()
        before = backoff.parse(read_json(self._disk, directory / sink))
        if before is not None and before.remaining_seconds(now) > 0:
            return
        self._disk.make_directory(directory)
        self._disk.put(directory, sink, as_json(backoff.after_failure(before, now).as_dict()))

    def rests(self, sink: str) -> float:
        """Seconds for which a failing sink is left in peace; 0 if it may be tried."""
        before = backoff.parse(read_json(self._disk, self.root / "backoff" / sink))
        return before.remaining_seconds(backoff.now()) if before else 0.0

    def sweep(self) -> int:
        """Remove what killed processes left long ago: temp files, and claims that nobody holds. Returns how many."""
        root = self.root
        places = [root, *(root / name for name in ("new", CHECKPOINTS, "errors", "backoff", "doctor"))]
        places += [root / "dead" / sink for sink in directories(self._disk, root / "dead")]
        count = sum(self._disk.sweep(place) for place in places)
        for sink in directories(self._disk, root / "claims"):
            for path in self._disk.stale(root / "claims" / sink):
                lock = self._disk.acquire(path, create=False)
                if lock is not None:
                    self._disk.unlink(path)
                    lock.release()
                    count += 1
        return count

    # ------------------------------------------------------------------------------------- looking

    def state(self, owed: Iterable[str] = ()) -> SpoolState:
        """What is where, with a row for each sink in `owed` even if its queue is empty. Writes and raises nothing."""
        return Inventory(self._disk, self.root).state(owed, self._max_bytes)

    def find(self, session_id: str) -> list[Place]:
        """Every place in the spool that holds a record of this session, whatever its job."""
        return Inventory(self._disk, self.root).find(session_id)


@contextlib.contextmanager
def _logged(what: str, entry: Entry) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        logger.error("entry %s sink %s: %s (errno %s)", entry.name, entry.sink, what, error.errno)  # noqa: TRY400
