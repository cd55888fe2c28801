"""The folder sink against disks that fail, and processes that race or die."""

from __future__ import annotations

import errno
import os
import stat
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from aftercall import landing
from aftercall.disk import STALE_TEMP_SECONDS, Disk
from aftercall.errors import TransientDeliveryError
from aftercall.ship.folder import FolderSink
from tests.record_factory import a_record

RECORD = a_record()
BODY = landing.encode(RECORD)


class NotingDisk(Disk):
    """Does what a disk does, notes it, and asks `before` first."""

    def __init__(self, before: Callable[[str], None] = lambda verb: None) -> None:
        super().__init__()
        self.done: list[str] = []
        self._before = before

    def _note(self, verb: str) -> None:
        self._before(verb)
        self.done.append(verb)

    def write(self, path: Path, body: bytes) -> None:
        self._note("write")
        super().write(path, body)

    def link(self, source: Path, target: Path) -> bool:
        self._note("link")
        return super().link(source, target)

    def sync_directory(self, path: Path) -> None:
        self._note("sync_directory")
        super().sync_directory(path)


def _files(root: Path) -> list[str]:
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def test_the_body_is_on_disk_before_it_has_a_name_and_the_name_before_we_return(tmp_path: Path) -> None:
    disk = NotingDisk()
    FolderSink(tmp_path, disk).deliver(RECORD, BODY)
    assert disk.done[-3:] == ["write", "link", "sync_directory"]
    assert disk.done.count("sync_directory") == 5, (
        "the day's folder, the parents of year, month and day, and the root's"
    )


def test_a_name_left_unsynced_by_a_dead_process_is_synced_by_the_next(tmp_path: Path) -> None:
    class PowerCut(Exception):
        pass

    def cut(verb: str) -> None:
        if verb == "sync_directory" and _files(tmp_path):
            raise PowerCut

    with pytest.raises(PowerCut):
        FolderSink(tmp_path, NotingDisk(cut)).deliver(RECORD, BODY)
    disk = NotingDisk()
    FolderSink(tmp_path, disk).deliver(RECORD, BODY)
    assert disk.done[-1] == "sync_directory"
    assert _files(tmp_path) == [landing.key(RECORD)]


@pytest.mark.parametrize("verb", ["write", "link", "sync_directory"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES, errno.EROFS, errno.EIO, errno.EDQUOT, errno.ESTALE])
def test_a_failing_disk_keeps_the_record_and_leaves_nothing_half_done(tmp_path: Path, verb: str, number: int) -> None:
    def fail(this: str) -> None:
        if this == verb:
            raise OSError(number, "as the system says")

    with pytest.raises(TransientDeliveryError, match="Try: ") as caught:
        FolderSink(tmp_path, NotingDisk(fail)).deliver(RECORD, BODY)
    assert caught.value.code == errno.errorcode[number]
    assert str(tmp_path) in str(caught.value)
    assert _files(tmp_path) == []


def test_a_file_where_the_folder_should_be_keeps_the_record(tmp_path: Path) -> None:
    (tmp_path / "sessions").write_text("not a folder")
    with pytest.raises(TransientDeliveryError, match="move away the file"):
        FolderSink(tmp_path / "sessions").deliver(RECORD, BODY)


def test_many_deliveries_of_one_record_at_once_leave_one_object(tmp_path: Path) -> None:
    start = threading.Barrier(8)

    def deliver() -> None:
        start.wait()
        FolderSink(tmp_path).deliver(RECORD, BODY)

    threads = [threading.Thread(target=deliver) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert _files(tmp_path) == [landing.key(RECORD)]


def test_only_the_owner_may_read_what_lands(tmp_path: Path) -> None:
    FolderSink(tmp_path / "sessions").deliver(RECORD, BODY)
    for path in (tmp_path / "sessions").rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0


def test_what_killed_processes_left_is_swept_and_nothing_else(tmp_path: Path) -> None:
    old, doctors, young = (
        tmp_path / name for name in (f".tmp-{'0' * 16}", f".tmp-doctor-{'1' * 16}.lock", f".tmp-{'2' * 16}")
    )
    strangers = [tmp_path / name for name in (".tmp-upload", "notes", f".tmp-{'3' * 16}-mine")]
    folder = tmp_path / f".tmp-{'4' * 16}"
    folder.mkdir()
    for path in (old, doctors, young, *strangers):
        path.write_bytes(b"half")
    for path in (old, doctors, folder, *strangers):
        os.utime(path, (time.time() - STALE_TEMP_SECONDS - 10,) * 2)
    FolderSink(tmp_path).deliver(RECORD, BODY)
    assert not old.exists()
    assert not doctors.exists()
    assert all(path.exists() for path in (young, folder, *strangers))


def test_a_landing_that_cannot_be_swept_takes_records(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    class NoListing(Disk):
        def listing(self, path: Path) -> list[str]:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))

    FolderSink(tmp_path, NoListing()).deliver(RECORD, BODY)
    assert (tmp_path / landing.key(RECORD)).exists()
    assert "temp files" in caplog.text
