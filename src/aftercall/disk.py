"""The few durable file operations, each a verb. Everything the spool does to a disk goes through here.

A test's or a benchmark's disk that is slow, full or dies between two steps is a subclass of `Disk`.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import re
import secrets
import stat
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TEMP_PREFIX = ".tmp-"
STALE_TEMP_SECONDS = 3600.0
"""A temp file this old belongs to nobody: its writer was killed before the rename."""
FULL = (errno.ENOSPC, errno.EDQUOT)
"""No room: for bytes, or for one more file."""

_TEMP = re.compile(re.escape(TEMP_PREFIX) + r"(doctor-)?[0-9a-f]{16}(\.[a-z]+)?")
"""Every name that this package gives a temp file, and nobody else's."""
_MARKED = 0o400
_UNMARKED = 0o600


@dataclass(frozen=True)
class Facts:
    """What a disk says of a name: size in bytes, epoch seconds of the last write, and the inode behind it."""

    is_file: bool
    is_directory: bool
    size: int
    modified: float
    inode: int
    links: int
    marked: bool


class HeldLock:
    """A flock of this process, until `release`. The kernel frees it however the process dies."""

    def __init__(self, path: Path, handle: int) -> None:
        self.path = path
        self._handle: int | None = handle

    @property
    def held(self) -> bool:
        """False once released, and in a forked child."""
        return self._handle is not None

    def named(self) -> bool:
        """Whether the path still names the file that was locked: only then does the lock count."""
        try:
            return self._handle is not None and os.path.samestat(os.fstat(self._handle), self.path.stat())
        except OSError:
            return False

    def release(self) -> None:
        """Let go; the file stays. Fine if it was done before."""
        with _fork_guard:
            _held.discard(self)
            self._close()

    def _close(self) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


# A forked child has the parent's lock files open too, and would hold every lock as long as it lives. It
# closes them; that frees nothing while the parent has them open. The guard keeps a fork from falling
# between opening a lock file and noting it.
_held: set[HeldLock] = set()
_fork_guard = threading.Lock()


def _let_go_in_child() -> None:
    for lock in _held:
        lock._close()  # noqa: SLF001  a function of this class, in all but place
    _held.clear()
    _fork_guard.release()


os.register_at_fork(before=_fork_guard.acquire, after_in_parent=_fork_guard.release, after_in_child=_let_go_in_child)


class Disk:
    """A POSIX file system. Every method raises OSError as the system does."""

    def __init__(self) -> None:
        self._durable: set[Path] = set()

    # -------------------------------------------------------------------------------- single steps

    def mkdir(self, path: Path) -> bool:
        """Create one directory, for its owner only. False if it is there."""
        try:
            path.mkdir(mode=0o700)
        except FileExistsError:
            return False
        return True

    def is_directory(self, path: Path) -> bool:
        """Whether `path` is a directory."""
        return path.is_dir()

    def write(self, path: Path, body: bytes) -> None:
        """Create `path` with `body` and push it to the disk."""
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, _UNMARKED)
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

    def listing(self, path: Path) -> list[str]:
        """Every name in a directory, sorted; none if there is no directory."""
        try:
            return sorted(os.listdir(path))  # noqa: PTH208  names only, no Path objects
        except FileNotFoundError:
            return []

    def facts(self, path: Path) -> Facts | None:
        """What is known of a name, a symbolic link not followed; None if it is gone."""
        try:
            found = path.lstat()
        except FileNotFoundError:
            return None
        return Facts(
            is_file=stat.S_ISREG(found.st_mode),
            is_directory=stat.S_ISDIR(found.st_mode),
            size=found.st_size,
            modified=found.st_mtime,
            inode=found.st_ino,
            links=found.st_nlink,
            marked=stat.S_IMODE(found.st_mode) == _MARKED,
        )

    def mark(self, path: Path) -> None:
        """Note on the file itself, so that all its names show it, one fact: `Facts.marked`. Fine if it is gone.

        Not pushed to the disk: after a power cut the mark may be missing, but never too many.
        """
        with contextlib.suppress(FileNotFoundError):
            path.chmod(_MARKED)

    def acquire(self, path: Path, *, create: bool = True) -> HeldLock | None:
        """Lock a file, without waiting. None if somebody else has it, or if it is gone and `create` is false."""
        try:
            return _flocked(path, os.O_RDWR | os.O_CLOEXEC | (os.O_CREAT if create else 0))
        except FileNotFoundError:
            if create:
                raise
            return None

    def acquire_directory(self, path: Path) -> HeldLock | None:
        """Lock a directory, without waiting: that takes no room on a disk. None if somebody else has it."""
        return _flocked(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)

    def is_locked(self, path: Path) -> bool:
        """Whether anybody holds this lock, of a file or a directory, now. Writes nothing."""
        try:
            handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        except FileNotFoundError:
            return False
        try:
            return not _try_flock(handle, fcntl.LOCK_SH)
        finally:
            os.close(handle)

    # -------------------------------------------------------------------------- what they add up to

    def make_directory(self, path: Path) -> None:
        """Create `path` and its parents, for their owner only, durably; fine if it is there.

        One that is there, but not known to this disk yet, may be the work of a process that was killed
        before it synced the parent: then a power cut would take it, and all that is in it.
        """
        if self.is_directory(path):
            if path not in self._durable:
                with contextlib.suppress(PermissionError):  # a parent we may not read is not one we made
                    self.sync_directory(path.parent)
                self._durable.add(path)
            return
        if path.parent == path:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
        self.make_directory(path.parent)
        self.mkdir(path)
        self.sync_directory(path.parent)
        self._durable.add(path)

    def names(self, path: Path) -> list[str]:
        """Names in a directory, hidden ones left out; none if there is no directory."""
        return [name for name in self.listing(path) if not name.startswith(".")]

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

    def sweep(self, directory: Path) -> int:
        """Remove this package's temp files that were left an hour ago or earlier. Returns how many."""
        stale = [path for path in self.stale(directory) if _TEMP.fullmatch(path.name)]
        for path in stale:
            self.unlink(path)
        return len(stale)

    def stale(self, directory: Path) -> Iterator[Path]:
        """Files in a directory that nobody has written for an hour."""
        for name in self.listing(directory):
            facts = self.facts(directory / name)
            if facts is not None and facts.is_file and time.time() - facts.modified > STALE_TEMP_SECONDS:
                yield directory / name

    @contextlib.contextmanager
    def lock(self, path: Path) -> Iterator[bool]:
        """Hold `path` as a lock file, without waiting; it is removed on release. Gives False if somebody has it."""
        held = self.acquire(path)
        try:
            yield held is not None
            if held is not None and held.held:
                with contextlib.suppress(OSError):  # a lock file that stays is free, and swept one day
                    self.unlink(path)
        finally:
            if held is not None:
                held.release()


def _flocked(path: Path, flags: int) -> HeldLock | None:
    with _fork_guard:
        handle = os.open(path, flags, _UNMARKED)
        lock = HeldLock(path, handle)
        _held.add(lock)
    try:
        if _try_flock(handle, fcntl.LOCK_EX) and lock.named():
            return lock
    except BaseException:
        lock.release()
        raise
    lock.release()
    return None


def _try_flock(handle: int, kind: int) -> bool:
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in (errno.EAGAIN, errno.EACCES):
            return False
        raise
    return True
