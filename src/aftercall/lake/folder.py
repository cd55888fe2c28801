"""A landing in a folder: its keys in order, and the bytes of each.

* What has a record's name and is no file that can be read (a folder, a pipe, a link that leads nowhere or in a circle, a name
  that is no text) is named and not read. A file or folder that we may not read is an error: see `objects`.
* Links are followed, but below a day none that leads to a folder: it could lead back up.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from aftercall import landing
from aftercall.errors import AftercallError
from aftercall.lake.keys import FIRST_LEVEL, Days, Skipped, gone, is_ours, may_hold, misplaced, too_large

_LEVELS = 3
_UNREADABLE = {
    errno.ELOOP: "a link that leads in a circle",
    errno.ENXIO: "not a file",
    errno.ENOTDIR: "not a file",
}


def keys(root: Path, days: Days | None) -> Iterator[str]:
    """Every key, in order, of what is to be read or to be named. Raises AftercallError if a folder cannot be listed."""
    todo = [""]
    while todo:
        at = todo.pop()
        if at and not at.endswith("/"):
            yield at
        else:
            todo += sorted(_inside(root, at, days), reverse=True)


def _inside(root: Path, above: str, days: Days | None) -> list[str]:
    """The keys in a folder, and the folders in it with a slash at their end."""
    try:
        with os.scandir(root / above) as entries:
            return [key for entry in entries if (key := _key(entry, above, days))]
    except FileNotFoundError as error:
        if above:
            return [above.removesuffix("/")]  # removed since: `read` says so
        raise _unreadable(error, root) from error
    except OSError as error:
        raise _unreadable(error, root / above) from error


def _key(entry: os.DirEntry[str], above: str, days: Days | None) -> str | None:
    if entry.name.startswith(("_", ".")) or (not above and not entry.name.startswith(FIRST_LEVEL)):
        return None
    key = above + entry.name
    if key.endswith(landing.SUFFIX):
        return key if is_ours(key, days) else None
    if not may_hold(f"{key}/", days):
        return None
    if not entry.is_symlink():
        return f"{key}/" if entry.is_dir() else None
    try:
        if not stat.S_ISDIR(entry.stat().st_mode):
            return None
    except FileNotFoundError:
        return key
    except OSError as error:
        if error.errno in _UNREADABLE:
            return key
        raise
    return f"{key}/" if above.count("/") < _LEVELS else key


def read(root: Path, key: str) -> bytes | Skipped:
    """The bytes of a key that `keys` gave. Raises AftercallError if they may not be read."""
    if not key.isascii() and not _is_text(key):
        shown = os.fsencode(key).decode("utf-8", "backslashreplace")
        return Skipped(shown, "its name is no UTF-8. Try: ls -b, and rename it")
    path = root / key
    if key.endswith(landing.SUFFIX) and (wrong := misplaced(key)):
        return wrong
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)  # which does not wait for the other end of a pipe
        try:
            about = os.fstat(handle)
            if not stat.S_ISREG(about.st_mode):
                return Skipped(key, f"not a file. Try: ls -ld {path}")
            return too_large(key) if about.st_size > landing.MAX_JSON_BYTES else _bytes(handle, about.st_size)
        finally:
            os.close(handle)
    except FileNotFoundError:
        return Skipped(key, f"a link that leads nowhere. Try: ls -l {path}") if path.is_symlink() else gone(key)
    except OSError as error:
        if error.errno in _UNREADABLE:
            return Skipped(key, f"{_UNREADABLE[error.errno]}. Try: ls -ld {path}")
        raise _unreadable(error, path) from error


def _bytes(handle: int, size: int) -> bytes:
    body = os.read(handle, size)
    while len(body) < size and (more := os.read(handle, size - len(body))):  # a file system may give less than it has
        body += more
    return body


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _unreadable(error: OSError, path: Path) -> AftercallError:
    where = error.filename or path
    return AftercallError(f"{where}: {error.strerror}. Try: ls -l {where}")
