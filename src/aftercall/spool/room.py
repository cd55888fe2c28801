"""Room: what goes when the spool is above its limit, and what never does.

First what is dead for one sink and has landed in another, then what waits for one sink and has landed in
another, oldest first. Never a record that has landed nowhere: the spool then grows beyond its limit, as
long as the disk allows, and says so.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from aftercall.disk import TEMP_PREFIX, Disk, Facts
from aftercall.spool.claims import claim
from aftercall.spool.names import CHECKPOINTS, WHY_SUFFIX, Entry, as_json, is_entry, read_json

logger = logging.getLogger("aftercall.spool")

DROPPED = "dropped.json"
OWN = frozenset({CHECKPOINTS, "new", "out", "dead", "claims", "errors", "backoff", DROPPED, "doctor", "doctor.json"})
"""What the spool has at its root: anything else there is a stranger's, and counts for nothing."""


@dataclass(frozen=True)
class _Candidate:
    rank: int
    entry: Entry
    facts: Facts


def bytes_used(disk: Disk, root: Path) -> int:
    """Bytes of the spool's own files; one with several names counts once."""
    return sum({facts.inode: facts.size for _, facts in _files(disk, root)}.values())


def usage(disk: Disk, root: Path) -> tuple[int, int]:
    """Bytes used, as `bytes_used` counts them, and how many entries `make_room` could drop."""
    files = list(_files(disk, root))
    return sum({facts.inode: facts.size for _, facts in files}.values()), sum(1 for _ in _candidates(root, files))


def make_room(disk: Disk, root: Path, max_bytes: int) -> int:
    """Bring the spool down to its limit, as far as that loses no record. Returns how many entries were dropped."""
    files = list(_files(disk, root))
    sizes = {facts.inode: facts.size for _, facts in files}
    excess = sum(sizes.values()) - max_bytes
    if excess <= 0:
        return 0
    names: dict[int, int] = {}
    for _, facts in files:
        names[facts.inode] = names.get(facts.inode, 0) + 1
    dropped: list[Entry] = []
    lock = disk.acquire_directory(root)  # a file of its own could not be made on a disk that has room for none
    if lock is None:
        return 0  # somebody is at it
    try:
        for candidate in sorted(_candidates(root, files), key=lambda c: (c.rank, c.facts.modified)):
            if excess <= 0:
                break
            if not _drop(disk, root, candidate.entry):
                continue
            dropped.append(candidate.entry)
            names[candidate.facts.inode] -= 1
            if not names[candidate.facts.inode]:
                excess -= candidate.facts.size
        if dropped:
            _note(disk, root, dropped)
    finally:
        lock.release()
    if excess > 0:
        logger.error(
            "the spool %s holds %s bytes more than there is room for, in records that have landed nowhere, are being "
            "delivered or belong to running calls; none is dropped; see: aftercall status", root, f"{excess:,}",
        )  # fmt: skip
    return len(dropped)


def _files(disk: Disk, root: Path) -> Iterator[tuple[Path, Facts]]:
    """Every file in the spool's own directories, its temp files included; a landing beside them is not the spool's."""
    waiting = [root]
    while waiting:
        directory = waiting.pop()
        for name in disk.listing(directory):
            if directory == root and name not in OWN and not name.startswith(TEMP_PREFIX):
                continue
            facts = disk.facts(directory / name)
            if facts is None:
                continue
            if facts.is_file:
                yield directory / name, facts
            elif facts.is_directory:
                waiting.append(directory / name)


def _candidates(root: Path, files: list[tuple[Path, Facts]]) -> Iterator[_Candidate]:
    for path, facts in files:
        parts = path.relative_to(root).parts
        if len(parts) != 3 or not facts.marked or not is_entry(path.name) or parts[1] == CHECKPOINTS:
            continue
        if parts[0] in ("dead", "out"):
            rank = 0 if parts[0] == "dead" else 1
            yield _Candidate(rank, Entry(parts[1], path.name, path, facts.modified), facts)


def _drop(disk: Disk, root: Path, entry: Entry) -> bool:
    try:
        with claim(disk, root, entry.sink, entry.name) as held:
            if not held:
                return False  # it is being delivered
            disk.unlink(entry.path)
            disk.unlink(entry.path.with_name(entry.name + WHY_SUFFIX))
    except OSError as error:
        logger.error("entry %s of sink %s cannot be dropped (errno %s)", entry.name, entry.sink, error.errno)  # noqa: TRY400
        return False
    logger.error("dropped entry=%s sink=%s: the spool is full, and another sink has it", entry.name, entry.sink)
    return True


def _note(disk: Disk, root: Path, dropped: list[Entry]) -> None:
    noted = (read_json(disk, root / DROPPED) or {}).get("entries")
    counts = {sink: n for sink, n in noted.items() if isinstance(n, int)} if isinstance(noted, dict) else {}
    for entry in dropped:
        counts[entry.sink] = counts.get(entry.sink, 0) + 1
    disk.put(root, DROPPED, as_json({"entries": counts, "at": time.time()}))
