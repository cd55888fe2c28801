"""Revisions: which of one call's records are in the spool, so that a new one is numbered above them.

A process that takes over the call of one that died counts from the start again. Numbered like that, its
records would lose to the dead one's last checkpoint.
"""

from __future__ import annotations

import contextlib
import logging
from pathlib import Path

from aftercall import landing
from aftercall.disk import Disk
from aftercall.errors import RecordError
from aftercall.record import SessionRecord
from aftercall.spool.names import (
    CHECKPOINTS,
    accepted,
    directories,
    entries,
    entry_name,
    is_file,
    plain,
    prefix_of,
    revision,
)

logger = logging.getLogger("aftercall.spool")


def records(disk: Disk, root: Path) -> list[tuple[str, Path]]:
    """Every accepted, queued or dead name, as its entry's name and where it lies. Raises OSError."""
    new = root / "new"
    found = [(entry[0], new / name) for name in disk.names(new) if (entry := accepted(name))]
    for place in ("out", "dead"):
        for sink in directories(disk, root / place):
            found += [(name, root / place / sink / name) for name in disk.names(root / place / sink)]
    return found


def known(disk: Disk, root: Path, prefix: str) -> int | None:
    """The highest revision here of the call whose names begin with `prefix`; None if there is none.

    What cannot be looked at is logged, and not counted.
    """
    return max(_of_checkpoints(disk, root, prefix) | _of_records(disk, root, prefix), default=None)


def above_known(disk: Disk, root: Path, record: SessionRecord) -> SessionRecord:
    """A call's final record, its revision above all that is here of that call.

    A record that lies here already, byte for byte, is left as it is: accepting it again is no news.
    """
    highest, mine = known(disk, root, prefix_of(record)), record.record.revision
    if highest is None or highest < mine or (highest == mine and _lies_here(disk, root, record)):
        return record
    return renumbered(record, highest + 1)


def renumbered(record: SessionRecord, number: int) -> SessionRecord:
    """The same record under another revision."""
    return record.model_copy(update={"record": record.record.model_copy(update={"revision": number})})


def _of_checkpoints(disk: Disk, root: Path, prefix: str) -> set[int]:
    directory, found = root / CHECKPOINTS, set()
    try:
        for name in entries(disk, directory):
            if plain(name) == prefix + landing.SUFFIX:
                with contextlib.suppress(RecordError, FileNotFoundError):  # `recover` names what is damaged
                    found.add(landing.decode(disk.read(directory / name)).record.revision)
    except OSError as error:
        logger.error("checkpoints of call %s cannot be looked at (errno %s)", prefix, error.errno)  # noqa: TRY400
    return found


def _of_records(disk: Disk, root: Path, prefix: str) -> set[int]:
    try:
        return {
            number
            for name, path in records(disk, root)
            if (number := revision(name, prefix)) is not None and is_file(disk, path)
        }
    except OSError as error:
        logger.error("records of call %s cannot be looked at (errno %s)", prefix, error.errno)  # noqa: TRY400
        return set()


def _lies_here(disk: Disk, root: Path, record: SessionRecord) -> bool:
    name, body = entry_name(record), landing.encode(record)
    with contextlib.suppress(OSError):  # then it is numbered anew: a revision more, and no record less
        return any(plain(found) == name and disk.read(path) == body for found, path in records(disk, root))
    return False
