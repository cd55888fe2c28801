"""The checks that need no network: settings, spool, folder landing, host."""

from __future__ import annotations

import contextlib
import errno
import importlib.metadata
import os
import re
import secrets
import sys
from collections.abc import Sequence
from pathlib import Path

from aftercall.disk import TEMP_PREFIX, Disk
from aftercall.doctor.finding import Finding
from aftercall.errors import SettingsError

MOUNTS = Path("/proc/self/mountinfo")
IN_MEMORY = frozenset({"tmpfs", "ramfs", "devtmpfs"})
IN_A_CONTAINER = frozenset({"overlay", "aufs"})

NO_SPACE_BYTES = 16 * 1024**2
"""Below this, the next records may not fit: a failure."""

OLDEST_HOST, NEXT_HOST = (1, 5, 17), (2,)
"""livekit-agents: the first version that is supported, and the first that is not. As in pyproject.toml."""

_MODE = "let this process's user write there, or choose another folder"
_ADVICE = {
    errno.EACCES: _MODE,
    errno.EPERM: "use a file system with hard links, or let this process's user write there",
    errno.EOPNOTSUPP: "use a file system with hard links",
    errno.ENOSYS: "use a file system with hard links and locks",
    errno.EROFS: "mount it for writing, or choose another folder",
    errno.ENOTDIR: "move away the file that lies where a folder has to be",
    errno.EDQUOT: "free some space",
    errno.ENOSPC: "free some space",
}


def settings(problems: Sequence[SettingsError]) -> Finding:
    """Whether every variable makes sense."""
    if not problems:
        return Finding("settings", True, "every variable makes sense")
    detail, _, hint = str(problems[0]).partition(" Try: ")
    more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    return Finding("settings", False, detail.rstrip(".") + more, "SettingsError", hint or "aftercall status")


def spool(root: Path, disk: Disk) -> Finding:
    """Whether records can be kept here: folders, files pushed to the disk, names, locks."""
    return _works("spool", root, disk, "AFTERCALL_SPOOL")


def folder(root: Path, disk: Disk) -> Finding:
    """Whether records can be stored in a folder landing: the same demands, in that folder."""
    return _works("folder", root, disk, "AFTERCALL_LANDING")


def _works(check: str, root: Path, disk: Disk, variable: str) -> Finding:
    there = root.is_dir()
    temporary = root / f"{TEMP_PREFIX}doctor-{secrets.token_hex(8)}"
    names = [temporary.with_name(temporary.name + end) for end in (".written", ".linked", ".lock")]
    written, linked, lock = names
    try:
        disk.make_directory(root)
        try:
            disk.put(root, written.name, b"doctor\n")
            if not disk.link(written, linked) or disk.read(linked) != b"doctor\n":
                return Finding(
                    check, False, f"{root}: a file does not read as it was written", "EIO", "dmesg; then another disk"
                )
            with disk.lock(lock) as held:
                if not held:
                    return Finding(
                        check,
                        False,
                        f"{root}: a new file cannot be locked",
                        "ENOLCK",
                        f"set {variable} to a local disk",
                    )
            disk.sync_directory(root)
        finally:
            for name in names:
                with contextlib.suppress(OSError):  # the error in flight says more
                    disk.unlink(name)
    except OSError as error:
        code = errno.errorcode.get(error.errno or 0, type(error).__name__)
        hint = _ADVICE.get(error.errno or 0, "look at this disk: df, mount, dmesg")
        return Finding(check, False, f"{root} cannot be used", code, f"{hint} ({variable})")
    return Finding(check, True, f"{root}: files, links and locks work" + ("" if there else "; the folder is new"))


def real_disk(root: Path, variable: str, mounts: Path = MOUNTS) -> Finding:
    """Whether what is written under `root` outlives a redeploy."""
    check = "spool_disk" if variable == "AFTERCALL_SPOOL" else "folder_disk"
    try:
        kind, point = file_system(root, mounts.read_text("utf-8", "surrogateescape"))
    except OSError:
        return Finding(check, None, "only Linux says which file system this is")
    if kind in IN_MEMORY:
        return Finding(
            check, None, f"{root} is {kind} ({point}): in memory; it outlives a process, not a restart of the machine, "
            "and not a redeploy", "NotADisk", f"set {variable} to a folder on a disk",
        )  # fmt: skip
    if kind in IN_A_CONTAINER:
        return Finding(
            check, None, f"{root} is {kind} ({point}): the container's own layer; it outlives a process, not a redeploy",
            "NotADisk", f"mount a volume and set {variable} to a folder on it",
        )  # fmt: skip
    return Finding(check, True, f"{root} is on {kind} ({point})")


def file_system(path: Path, mountinfo: str) -> tuple[str, str]:
    """The type of the file system that holds `path`, and where it is mounted. Raises OSError if nothing is.

    `mountinfo` as in proc(5): `36 35 98:0 / /mnt rw,noatime shared:1 - ext4 /dev/sda1 rw`, the latest mount last.
    """
    target = Path(os.path.realpath(path))
    best: tuple[int, str, str] | None = None
    for line in mountinfo.splitlines():
        before, _, after = line.partition(" - ")
        fields = before.split(" ")
        if len(fields) < 5 or not after:
            continue
        point = re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), fields[4])
        if target.is_relative_to(point) and (best is None or len(point) >= best[0]):
            best = (len(point), after.split(" ")[0], point)
    if best is None:
        raise FileNotFoundError(errno.ENOENT, "no mount holds this path", str(path))
    return best[1], best[2]


def space(root: Path, wanted_bytes: int) -> Finding:
    """Whether the spool's disk has room for records that cannot leave, up to what the spool may take."""
    there = next(path for path in (root, *root.parents) if path.is_dir())
    return room(root, wanted_bytes, os.statvfs(there))


def room(root: Path, wanted_bytes: int, disk: os.statvfs_result) -> Finding:
    """What to think of a disk's free space and names."""
    free = disk.f_bavail * disk.f_frsize
    if disk.f_files and not disk.f_favail:  # some file systems do not count their files
        return Finding("space", False, f"no inode left under {root}", "ENOSPC", "free some space")
    said = f"{free / 1024**2:,.0f} MiB free under {root}"
    if free < NO_SPACE_BYTES:
        return Finding("space", False, said, "ENOSPC", "free some space")
    if free < wanted_bytes:
        hint = "give the spool a larger disk, or a smaller AFTERCALL_SPOOL_MAX"
        return Finding("space", None, f"{said}; the spool may take {wanted_bytes / 1024**2:,.0f} MiB", try_=hint)
    return Finding("space", True, said)


def host() -> Finding:
    """Whether the installed livekit-agents is one that the adapter is tested with."""
    try:
        version = importlib.metadata.version("livekit-agents")
    except importlib.metadata.PackageNotFoundError:
        return Finding("livekit_agents", None, "not installed here; a host that only ships needs none")
    return host_version(version)


def host_version(version: str) -> Finding:
    """What to think of a version of livekit-agents."""
    number = tuple(int(part) for part in re.findall(r"\d+", version)[:3])
    if OLDEST_HOST <= number < NEXT_HOST:
        return Finding("livekit_agents", True, f"{version} is supported")
    return Finding(
        "livekit_agents", False, f"{version} is not supported; 1.5.17 and later, below 2, are", "UnsupportedVersion",
        "pip install 'livekit-agents>=1.5.17,<2'",
    )  # fmt: skip


def sigterm(platform: str = sys.platform, *, under_systemd: bool | None = None) -> Finding:
    """What a SIGTERM to the whole process group does to running calls."""
    if not platform.startswith("linux"):
        return Finding("sigterm", None, "does not apply: only Linux starts jobs from a fork server")
    if under_systemd is None:
        under_systemd = "INVOCATION_ID" in os.environ  # systemd gives it to every service
    hint = "start jobs afresh: AgentServer(multiprocessing_context='spawn')"
    if under_systemd:
        hint = f"KillMode=mixed in the unit, or {hint}"
    return Finding(
        "sigterm", None,
        "jobs of a fork server, livekit-agents' default on Linux, die at once when SIGTERM reaches the process group, "
        "which is what systemd sends by default; their records are then written from the last checkpoint",
        try_=f"signal the worker's main process only; {hint}",
    )  # fmt: skip
