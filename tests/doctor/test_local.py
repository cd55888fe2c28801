"""What the doctor sees without a network: settings, spool, folder, host."""

from __future__ import annotations

import errno
import importlib.metadata
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from aftercall.disk import Disk
from aftercall.doctor import local
from aftercall.doctor.examine import examine
from aftercall.doctor.finding import Finding, Result
from aftercall.settings import Settings, read_environment


class Refusing(Disk):
    """A disk on which one operation fails."""

    def __init__(self, operation: str, number: int) -> None:
        super().__init__()
        self._operation, self._number = operation, number

    def _check(self, operation: str) -> None:
        if operation == self._operation:
            raise OSError(self._number, os.strerror(self._number))

    def write(self, path: Path, body: bytes) -> None:
        self._check("write")
        super().write(path, body)

    def link(self, source: Path, target: Path) -> bool:
        self._check("link")
        return super().link(source, target)

    def sync_directory(self, path: Path) -> None:
        self._check("sync_directory")
        super().sync_directory(path)


def _one(result: Result, check: str) -> Finding:
    (finding,) = [finding for finding in result.findings if finding.check == check]
    return finding


def test_a_folder_landing_on_a_good_disk_is_found_good_and_left_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "sessions").mkdir()
    result = examine(Settings(landing=tmp_path / "sessions", spool=tmp_path / "spool"))
    assert result.ok
    assert (_one(result, "folder").ok, _one(result, "spool").ok, _one(result, "settings").ok) == (True, True, True)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert not {"put", "bucket", "identity", "logs"} & {finding.check for finding in result.findings}


def test_a_missing_folder_is_made_as_the_sink_would_and_said_to_be_new(tmp_path: Path) -> None:
    finding = local.folder(tmp_path / "a" / "sessions", Disk())
    assert (finding.ok, (tmp_path / "a" / "sessions").is_dir()) == (True, True)
    assert "new" in finding.detail


def test_a_file_where_the_folder_should_be_fails_with_the_next_step(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    finding = local.folder(tmp_path / "file" / "sessions", Disk())
    assert (finding.ok, finding.code) == (False, "ENOTDIR")
    assert "move away the file" in str(finding.try_)


@pytest.mark.parametrize(
    ("operation", "number", "word"),
    [
        ("write", errno.EACCES, "write there"),
        ("write", errno.EROFS, "mount it for writing"),
        ("write", errno.ENOSPC, "free some space"),
        ("write", errno.EIO, "dmesg"),
        ("link", errno.EPERM, "hard links"),
        ("link", errno.EOPNOTSUPP, "hard links"),
        ("sync_directory", errno.EIO, "dmesg"),
    ],
)
@pytest.mark.parametrize("check", ["spool", "folder"])
def test_what_the_disk_refuses_is_named(tmp_path: Path, check: str, operation: str, number: int, word: str) -> None:
    finding = getattr(local, check)(tmp_path, Refusing(operation, number))
    assert (finding.ok, finding.code) == (False, errno.errorcode[number])
    assert word in finding.try_
    assert f"AFTERCALL_{'SPOOL' if check == 'spool' else 'LANDING'}" in finding.try_
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def in_memory() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(dir="/dev/shm"))
    yield folder
    shutil.rmtree(folder)


def test_a_spool_in_memory_is_warned_of_and_fails_nothing(tmp_path: Path, in_memory: Path) -> None:
    result = examine(Settings(landing=tmp_path / "sessions", spool=in_memory / "spool"))
    finding = _one(result, "spool_disk")
    assert (finding.ok, finding.code, result.ok) == (None, "NotADisk", True)
    assert "not a redeploy" in finding.detail
    assert "AFTERCALL_SPOOL" in str(finding.try_)


MOUNTINFO = """\
22 1 254:0 / / rw,relatime shared:1 - overlay overlay rw,lowerdir=/a
23 22 0:21 / /var/lib rw,relatime shared:2 master:1 - ext4 /dev/vdb rw
24 22 0:21 / /var/lib/a\\040b rw,relatime - xfs /dev/vdc rw
25 22 0:22 / /mnt rw - ext4 /dev/vdd rw
26 25 0:23 / /mnt rw - tmpfs tmpfs rw
nonsense
"""


@pytest.mark.parametrize(
    ("path", "kind", "ok"),
    [
        ("/opt/spool", "overlay", None),
        ("/var/lib/aftercall", "ext4", True),
        ("/var/library", "overlay", None),
        ("/var/lib/a b/spool", "xfs", True),
        ("/mnt/spool", "tmpfs", None),
    ],
)
def test_the_disk_is_that_of_the_nearest_and_latest_mount(
    tmp_path: Path, path: str, kind: str, ok: bool | None
) -> None:
    (tmp_path / "mountinfo").write_text(MOUNTINFO)
    assert local.file_system(Path(path), MOUNTINFO)[0] == kind
    finding = local.real_disk(Path(path), "AFTERCALL_SPOOL", tmp_path / "mountinfo")
    assert (finding.ok, kind in finding.detail, finding.try_ is None) == (ok, True, bool(ok))


def test_without_linux_the_disk_is_unknown(tmp_path: Path) -> None:
    finding = local.real_disk(tmp_path, "AFTERCALL_SPOOL", tmp_path / "nothing")
    assert (finding.ok, finding.try_) == (None, None)


@pytest.mark.parametrize(
    ("free_bytes", "files", "free_files", "ok"),
    [
        (2 * 1024**3, 100, 50, True),
        (2 * 1024**3, 0, 0, True),
        (512 * 1024**2, 100, 50, None),
        (8 * 1024**2, 100, 50, False),
        (2 * 1024**3, 100, 0, False),
    ],
)
def test_little_space_is_a_warning_and_none_a_failure(
    free_bytes: int, files: int, free_files: int, ok: bool | None
) -> None:
    block = 4096
    disk = os.statvfs_result((block, block, 10**9, 10**9, free_bytes // block, files, free_files, free_files, 0, 255))
    finding = local.room(Path("/spool"), 1024**3, disk)
    assert (finding.ok, finding.try_ is None) == (ok, bool(ok))


def test_space_is_that_of_the_disk_even_before_the_spool_exists(tmp_path: Path) -> None:
    free_mib = os.statvfs(tmp_path).f_bavail * os.statvfs(tmp_path).f_frsize / 1024**2
    said = local.space(tmp_path / "not" / "yet", 0).detail
    assert float(said.split(" ")[0].replace(",", "")) == pytest.approx(free_mib, rel=0.05)


@pytest.mark.parametrize(
    ("version", "ok"),
    [("1.5.16", False), ("1.5.17", True), ("1.8.9", True), ("1.10", True), ("2.0.0rc1", False), ("0.12.3", False)],
)
def test_a_host_outside_the_supported_versions_fails(version: str, ok: bool) -> None:
    finding = local.host_version(version)
    assert (finding.ok, finding.try_ is None) == (ok, ok)


def test_the_supported_versions_are_those_that_the_package_asks_for() -> None:
    wanted = [Requirement(text) for text in importlib.metadata.requires("aftercall") or ()]
    (host,) = {str(one.specifier) for one in wanted if one.name == "livekit-agents"}
    oldest, after = (".".join(map(str, number)) for number in (local.OLDEST_HOST, local.NEXT_HOST))
    assert host == f"<{after},>={oldest}"


def test_the_signal_to_the_group_is_a_warning_on_linux_and_systemd_has_its_own_remedy() -> None:
    plain, unit = local.sigterm("linux", under_systemd=False), local.sigterm("linux", under_systemd=True)
    assert (plain.ok, unit.ok, local.sigterm("darwin").try_) == (None, None, None)
    assert "spawn" in str(plain.try_)
    assert "KillMode=mixed" in str(unit.try_)


def test_a_misspelt_setting_fails_and_stops_exports(tmp_path: Path) -> None:
    environment = {
        "AFTERCALL_LANDING": "ftp://calls",
        "AFTERCALL_SPOOL": str(tmp_path),
        "AFTERCALL_TRANSCRIPT": "maybe",
    }
    result = examine(*read_environment(environment))
    finding = _one(result, "settings")
    assert (finding.ok, result.ok, result.stopped) == (False, False, [finding])
    assert "ftp://calls" in finding.detail
    assert "1 more" in finding.detail
    assert finding.try_ == "s3://my-bucket/sessions"
