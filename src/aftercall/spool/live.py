"""Checkpoints: the record of a running call, so that a killed process leaves one.

The holder of `<call>.lock` is alive; the kernel frees the lock however it dies. The lock file is never
renamed or replaced while it is held, and it is removed after the checkpoint, so a checkpoint whose lock
is free belongs to nobody.
"""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from aftercall import landing
from aftercall.disk import Disk, HeldLock
from aftercall.record import Outcome, SessionRecord
from aftercall.spool.names import LOCK_SUFFIX, aside, entries, is_file
from aftercall.spool.revisions import renumbered

logger = logging.getLogger("aftercall.spool")

LOCK_WAIT_SECONDS = 1.0
"""A recovery looks into a lock file for a moment, or writes one orphan: nobody alive holds it longer."""


class LiveCheckpoint:
    """The checkpoint of one running call. Any thread may use it; in a forked child it does nothing."""

    def __init__(self, disk: Disk, directory: Path, prefix: str, known: Callable[[], int | None]) -> None:
        """`known` gives the highest revision that the spool holds of this call, asked once the lock is held.

        Raises OSError if the disk refuses, BlockingIOError if somebody alive holds this call's lock.
        """
        self._disk, self._directory = disk, directory
        self._checkpoint = directory / (prefix + landing.SUFFIX)
        self._path = directory / (prefix + LOCK_SUFFIX)
        self._mutex = threading.Lock()
        self._pid = os.getpid()
        self._closed = False
        self._lock = self._take()
        self._shift = 0
        try:
            self._known = known()
        except BaseException:
            self._lock.release()
            raise

    def write(self, record: SessionRecord) -> None:
        """Replace the checkpoint, durably. After `close` there is nothing left to protect, and nothing is written.

        Revisions go on where a process of the same call that died has left off.
        Raises OSError; the checkpoint before it is then still there.
        """
        if self._pid != os.getpid():
            return
        body = landing.encode(self._above_known(record))
        with self._mutex:
            if self._closed:
                return
            if not self._lock.named():
                # Somebody removed the spool under us. Without its lock file a checkpoint looks like a dead call's.
                self._lock.release()
                self._lock = self._take()
            self._disk.put(self._directory, self._checkpoint.name, body)

    def _above_known(self, record: SessionRecord) -> SessionRecord:
        revision = record.record.revision
        if self._known is not None and revision + self._shift <= self._known:
            self._shift = self._known + 1 - revision
        return renumbered(record, revision + self._shift) if self._shift else record

    def close(self) -> None:
        """Remove the checkpoint, then its lock. Only after `Spool.accept` returned, or if no record shall be left.

        A disk that refuses is logged: the checkpoint is then recovered as a lower revision of the same call.
        """
        if self._pid != os.getpid():
            return
        with self._mutex:
            if self._closed:
                return
            self._closed = True
            try:
                if self._lock.named():
                    remove(self._disk, self._checkpoint, self._lock)
            except OSError as error:
                logger.error("checkpoint %s stays (errno %s)", self._checkpoint.name, error.errno)  # noqa: TRY400
            finally:
                self._lock.release()

    def _take(self) -> HeldLock:
        self._disk.make_directory(self._directory)
        until = time.monotonic() + LOCK_WAIT_SECONDS
        while (lock := self._disk.acquire(self._path)) is None:
            if time.monotonic() > until:
                raise BlockingIOError(errno.EAGAIN, "a living process holds this call's checkpoint", str(self._path))
            time.sleep(0.01)
        try:
            if self._disk.facts(self._checkpoint) is not None:
                # Left by a process of the same call that died. Under a name of its own it is an orphan still.
                self._disk.rename(self._checkpoint, self._directory / aside(self._checkpoint.name))
                self._disk.sync_directory(self._directory)
        except BaseException:
            lock.release()
            raise
        return lock


@contextlib.contextmanager
def orphan(disk: Disk, checkpoint: Path) -> Iterator[bytes | None]:
    """Hold a dead call's checkpoint; gives its bytes, or None if the call lives or somebody else was first.

    It is removed when the block ends, unless by an exception: by then its record must be somewhere else.
    """
    path = checkpoint.with_name(checkpoint.name.removesuffix(landing.SUFFIX) + LOCK_SUFFIX)
    lock = disk.acquire(path)
    try:
        if lock is None:
            yield None
            return
        body = None
        with contextlib.suppress(FileNotFoundError):
            body = disk.read(checkpoint)
        yield body
        remove(disk, checkpoint, lock)
    finally:
        if lock is not None:
            lock.release()


def remove(disk: Disk, checkpoint: Path, lock: HeldLock) -> None:
    """Remove a checkpoint for good, then the file of the lock that guards it. The lock must be held."""
    disk.unlink(checkpoint)
    disk.sync_directory(checkpoint.parent)
    disk.unlink(lock.path)


def remove_free_locks(disk: Disk, directory: Path) -> None:
    """Remove lock files that guard nothing and that nobody holds. One that the disk refuses is logged, and stays."""
    names = set(disk.names(directory))
    for name in names:
        stem = name.removesuffix(LOCK_SUFFIX)
        if stem == name or stem + landing.SUFFIX in names or not is_file(disk, directory / name):
            continue
        try:
            _remove_free_lock(disk, directory / name, directory / (stem + landing.SUFFIX))
        except OSError as error:
            logger.error("lock %s stays (errno %s)", name, error.errno)  # noqa: TRY400  the errno is the message


def _remove_free_lock(disk: Disk, path: Path, checkpoint: Path) -> None:
    lock = disk.acquire(path, create=False)
    if lock is None:
        return
    try:  # looked at again: its holder may have written a checkpoint since, and died
        if disk.facts(checkpoint) is None:
            disk.unlink(path)
    finally:
        lock.release()


def census(disk: Disk, directory: Path) -> tuple[int, int]:
    """Calls that live, and checkpoints of calls that do not. Writes nothing."""
    names = disk.names(directory)
    held = {name.removesuffix(LOCK_SUFFIX) for name in names if _is_held(disk, directory / name)}
    return len(held), sum(name.removesuffix(landing.SUFFIX) not in held for name in entries(disk, directory))


def _is_held(disk: Disk, path: Path) -> bool:
    try:
        return path.name.endswith(LOCK_SUFFIX) and bool(is_file(disk, path)) and disk.is_locked(path)
    except OSError:  # a file of somebody else's
        return False


def crashed(record: SessionRecord) -> SessionRecord:
    """A checkpoint as the record of a call whose process died; it ended when it was last heard of."""
    reasons = {*record.record.incomplete_reasons, "recovered_from_checkpoint"}
    return record.model_copy(
        update={
            "outcome": Outcome(
                status="crashed", ended_by="system", reason="process_died", success=record.outcome.success
            ),
            "record": record.record.model_copy(
                update={"recovered": True, "complete": False, "incomplete_reasons": tuple(sorted(reasons))}
            ),
        }
    )
