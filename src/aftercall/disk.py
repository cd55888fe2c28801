"""The few durable file operations, each a verb. Everything the spool does to a disk goes through here.

A tests' or a benchmark's disk that is slow, full or dies between two steps is a subclass of `Disk`.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

TEMP_PREFIX = ".tmp-"


class Disk:
    """A POSIX file system. Every method raises OSError as the system does."""

    def make_directory(self, path: Path) -> None:
        """Create `path` and its parents, for their owner only, durably; fine if it is there."""
        if path.is_dir():
            return
        self.make_directory(path.parent)
        try:
            path.mkdir(mode=0o700)
        except FileExistsError:
            return
        self.sync_directory(path.parent)

    def write(self, path: Path, body: bytes) -> None:
        """Create `path` with `body` and push it to the disk."""
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        try:
            view = memoryview(body)
            while view:
                view = view[os.write(handle, view) :]
            os.fsync(handle)
        finally:
            os.close(handle)

    def sync_directory(self, path: Path) -> None:
        """Make the names in a directory durable: without this a renamed file can vanish in a power cut."""
        handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def rename(self, source: Path, target: Path) -> None:
        """Move within one file system, replacing `target` atomically."""
        source.rename(target)

    def link(self, source: Path, target: Path) -> bool:
        """Give the file a second name. False if that name is taken."""
        try:
            os.link(source, target)
        except FileExistsError:
            return False
        return True

    def unlink(self, path: Path) -> None:
        """Remove a name; fine if it is gone."""
        path.unlink(missing_ok=True)

    def read(self, path: Path) -> bytes:
        """The whole file."""
        return path.read_bytes()

    def names(self, path: Path) -> list[str]:
        """Names in a directory, hidden ones left out; none if there is no directory."""
        try:
            return sorted(name for name in os.listdir(path) if not name.startswith("."))  # noqa: PTH208  names only, no Path objects
        except FileNotFoundError:
            return []

    def put(self, directory: Path, name: str, body: bytes) -> Path:
        """Write `directory/name` so that it is whole or absent, whenever the machine stops.

        Temp file in the same directory → fsync → rename → fsync of the directory.
        """
        temporary = directory / f"{TEMP_PREFIX}{secrets.token_hex(8)}"
        try:
            self.write(temporary, body)
            self.rename(temporary, directory / name)
        except BaseException:
            with contextlib.suppress(OSError):  # the error that brought us here says more
                self.unlink(temporary)
            raise
        self.sync_directory(directory)
        return directory / name

    @contextlib.contextmanager
    def lock(self, path: Path) -> Iterator[bool]:
        """Hold `path` as a lock file, without waiting. Gives False if somebody else has it.

        The kernel frees a flock however its holder dies. The file is removed on release, so a lock
        counts only if the path still names the file that was locked.
        """
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            held = _try_flock(handle) and _still_named(handle, path)
            yield held
            if held:
                self.unlink(path)
        finally:
            os.close(handle)


def _try_flock(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in (errno.EAGAIN, errno.EACCES):
            return False
        raise
    return True


def _still_named(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False
