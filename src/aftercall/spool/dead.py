"""What was given up: buried with the reason beside it, put back by `retry`, or let go by a person.

A sink's entry goes back into its queue. A checkpoint that can be read by now, because it was written by a
newer version that is installed again, goes back among the orphans; one that is damaged stays, and is named.
"""

from __future__ import annotations

import contextlib
import logging
import time
from pathlib import Path

from aftercall import landing
from aftercall.disk import Disk
from aftercall.errors import RecordError
from aftercall.spool.names import CHECKPOINTS, WHY_SUFFIX, Done, as_json, aside, directories, entries, is_file, keep
from aftercall.spool.room import DROPPED

logger = logging.getLogger("aftercall.spool")


def bury(disk: Disk, root: Path, path: Path, sink: str, code: str, why: str) -> None:
    """Keep a file in `dead/<sink>/`, the reason beside it, whatever is buried there already. Raises OSError."""
    directory = root / "dead" / sink
    disk.make_directory(directory)
    name = _grave(disk, directory, path)
    disk.put(directory, name + WHY_SUFFIX, as_json({"code": code, "why": why, "at": time.time()}))
    keep(disk, path, directory / name)
    disk.sync_directory(directory)


def retry(disk: Disk, root: Path) -> Done:
    """Put back what was buried. Raises OSError if `dead/` cannot be listed."""
    done = Done()
    for sink in directories(disk, root / "dead"):
        try:
            done += _checkpoints(disk, root) if sink == CHECKPOINTS else _requeue(disk, root, sink)
        except OSError as error:
            done += Done(stuck=(f"dead/{sink}: errno {error.errno}",))
    return done


def discard(disk: Disk, root: Path) -> Done:
    """Remove the checkpoints that cannot be read, and the list of what a full spool dropped. Raises OSError.

    For a person who has seen them: nothing that a `retry` could bring back goes.
    """
    gone = []
    dead = root / "dead" / CHECKPOINTS
    for name in entries(disk, dead):
        if _is_readable(disk, dead / name):
            continue
        disk.unlink(dead / name)
        disk.unlink(dead / (name + WHY_SUFFIX))
        gone.append(f"dead/{CHECKPOINTS}/{name}")
    if disk.facts(root / DROPPED) is not None:
        disk.unlink(root / DROPPED)
        gone.append(DROPPED)
    for path in gone:
        logger.warning("discarded %s", path)
    return Done(tuple(gone))


def _grave(disk: Disk, directory: Path, path: Path) -> str:
    there, facts = disk.facts(directory / path.name), disk.facts(path)
    if there is None or (facts is not None and there.inode == facts.inode):
        return path.name
    if there.is_file and disk.read(directory / path.name) == disk.read(path):
        return path.name
    return aside(path.name)


def _requeue(disk: Disk, root: Path, sink: str) -> Done:
    dead, queue = root / "dead" / sink, root / "out" / sink
    back, stuck = [], []
    names = entries(disk, dead)
    if names:
        disk.make_directory(queue)
    for name in names:
        try:
            keep(disk, dead / name, queue / name)
        except OSError as error:
            if is_file(disk, dead / name) is None:
                continue  # another `retry` was first
            stuck.append(f"dead/{sink}/{name}: errno {error.errno}")
        else:
            back.append(name)
    if back:
        disk.sync_directory(queue)
    for name in back:
        try:
            disk.unlink(dead / name)
            disk.unlink(dead / (name + WHY_SUFFIX))
        except OSError as error:  # it waits in its queue; the `ack` removes what is left here
            logger.error("entry %s is put back, and stays in dead (errno %s)", name, error.errno)  # noqa: TRY400
    if back:
        disk.sync_directory(dead)
    return Done(tuple(back), tuple(stuck))


def _checkpoints(disk: Disk, root: Path) -> Done:
    dead, live = root / "dead" / CHECKPOINTS, root / CHECKPOINTS
    back, stuck = [], []
    for name in entries(disk, dead):
        try:
            if not _is_readable(disk, dead / name):
                stuck.append(f"dead/{CHECKPOINTS}/{name}: unreadable")
                continue
            disk.make_directory(live)
            disk.rename(dead / name, live / aside(name))  # its call may be running again
            disk.sync_directory(live)
            disk.unlink(dead / (name + WHY_SUFFIX))
            disk.sync_directory(dead)
        except OSError as error:
            if is_file(disk, dead / name) is None:
                continue  # another `retry` was first
            stuck.append(f"dead/{CHECKPOINTS}/{name}: errno {error.errno}")
        else:
            back.append(name)
    return Done(tuple(back), tuple(stuck))


def _is_readable(disk: Disk, path: Path) -> bool:
    with contextlib.suppress(RecordError):
        landing.decode(disk.read(path))
        return True
    return False
