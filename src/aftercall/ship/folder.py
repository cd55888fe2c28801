"""The folder sink: the landing's layout on a disk, with the same promise as on S3.

An object appears whole or not at all, and is never overwritten: it is written beside, pushed to the
disk, and then linked to its key, which fails if the key is taken. Files and folders are for their
owner only, because a record may hold an e-mail address.
"""

from __future__ import annotations

import contextlib
import errno
import logging
import secrets
from pathlib import Path

from aftercall import landing
from aftercall.disk import TEMP_PREFIX, Disk
from aftercall.errors import TransientDeliveryError
from aftercall.record import SessionRecord

logger = logging.getLogger("aftercall.ship")

_PERMISSION = "let this process's user write there, or point AFTERCALL_LANDING elsewhere"
_SPACE = "free some space; the record is stored again later"
_ADVICE = {
    errno.EACCES: _PERMISSION,
    errno.EPERM: "use a file system with hard links, or let this process's user write there",
    errno.EOPNOTSUPP: "use a file system with hard links",
    errno.EROFS: _PERMISSION,
    errno.ENOTDIR: "move away the file that lies where a folder has to be",
    errno.EDQUOT: _SPACE,
    errno.ENOSPC: _SPACE,
}


class FolderSink:
    """Records as files under `root`. Any number of processes may share one root."""

    name = "folder"

    def __init__(self, root: Path, disk: Disk | None = None) -> None:
        self._root = root
        self._disk = disk or Disk()
        self._swept = False

    def deliver(self, record: SessionRecord, body: bytes) -> None:
        """Store `body` under the record's key, or its second key. Raises as `Sink.deliver` says."""
        first, second = self._root / landing.key(record), self._root / landing.second_key(record)
        try:
            self._disk.make_directory(first.parent)
            self._sweep()
            if not self._link(first, body) and self._disk.read(first) != body:
                self._link(second, body)
            # Also where nothing was linked now: the link may be that of a process that died before its sync.
            self._disk.sync_directory(first.parent)
        except OSError as error:
            code = errno.errorcode.get(error.errno or 0, type(error).__name__)
            hint = _ADVICE.get(error.errno or 0, "look at this disk: df, mount, dmesg")
            raise TransientDeliveryError(f"{first}: {code}. Try: {hint}", code=code) from error

    def _sweep(self) -> None:
        """Once: remove the temp files of killed processes. That it fails is no reason to keep a record."""
        if self._swept:
            return
        self._swept = True
        try:
            self._disk.sweep(self._root)
        except OSError as error:
            logger.warning("temp files of dead processes stay in the landing (errno %s)", error.errno)

    def _link(self, path: Path, body: bytes) -> bool:
        """Give `body` the name `path`. False if it is taken."""
        temporary = self._root / f"{TEMP_PREFIX}{secrets.token_hex(8)}"
        try:
            self._disk.write(temporary, body)
            return self._disk.link(temporary, path)
        finally:
            with contextlib.suppress(OSError):  # a leftover is hidden from readers; the error in flight says more
                self._disk.unlink(temporary)
