"""Claims: an entry is delivered, or dropped, by one at a time.

A claim is the lock of a file of its own for each sink, not of the entry: the copies in two queues are one
inode, and the lock of one would block the other sink. A disk without room for one more file refuses that,
and only what is delivered or dropped frees room: there the lock of the sink's queue stands in, which needs
no file, for one entry at a time. Who holds the one then looks for the other, so the two exclude each other.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from aftercall.disk import FULL, Disk, HeldLock


@contextlib.contextmanager
def claim(disk: Disk, root: Path, sink: str, name: str) -> Iterator[bool]:
    """Hold the entry `name` of `sink` in the spool under `root`. Gives False if somebody else does. Raises OSError."""
    path, queue = root / "claims" / sink / name, root / "out" / sink
    own: HeldLock | None = None
    stand_in: HeldLock | None = None
    try:
        try:
            disk.make_directory(path.parent)
            own = disk.acquire(path)
            free = own is not None and not disk.is_locked(queue)
        except OSError as error:
            if error.errno not in FULL:
                raise
            stand_in = disk.acquire_directory(queue)
            free = stand_in is not None and not disk.is_locked(path)
        yield free
        if own is not None and own.held:
            with contextlib.suppress(OSError):  # a lock file that stays is free, and swept one day
                disk.unlink(path)
    finally:
        for lock in (own, stand_in):
            if lock is not None:
                lock.release()
