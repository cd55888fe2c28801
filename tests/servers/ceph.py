"""A real S3 server for tests: Ceph (one monitor, one memory-backed OSD, one RADOS gateway) on 127.0.0.1.

Its data lies in a temporary folder, its ports are free ones, and its processes run in the foreground
as children that die with this process. Ready in about fifteen seconds.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

COMMANDS = ("radosgw", "radosgw-admin", "ceph", "ceph-mon", "ceph-osd", "monmaptool")
_STARTED = pytest.StashKey["Ceph"]()
_START_SECONDS = 120

_CONFIG = """\
[global]
fsid = {fsid}
mon host = [v1:127.0.0.1:{mon_port}]
mon initial members = a
public addr = 127.0.0.1
cluster addr = 127.0.0.1
auth cluster required = none
auth service required = none
auth client required = none
ms bind msgr2 = false
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 8
osd pool default pgp num = 8
osd crush chooseleaf type = 0
mon allow pool size one = true
mon max pg per osd = 2000
log file = {folder}/$name.log
admin socket = {folder}/$name.asok
run dir = {folder}
[mon.a]
mon data = {folder}/mon
[osd.0]
osd data = {folder}/osd
osd objectstore = memstore
memstore device bytes = 1073741824
[client.rgw.a]
rgw frontends = beast endpoint=127.0.0.1:{rgw_port} tcp_nodelay=1
rgw enable apis = s3, admin
"""


class Ceph:
    """A running gateway. `admin` owns the buckets that tests make."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="ceph-"))
        self._config = self._folder / "ceph.conf"
        self._processes: list[subprocess.Popen[bytes]] = []
        self.endpoint = ""
        self.admin = ("", "")

    def start(self) -> Ceph:
        mon_port, rgw_port = _free_ports(2)
        fsid = str(uuid.uuid4())
        self.endpoint = f"http://127.0.0.1:{rgw_port}"
        self._config.write_text(
            _CONFIG.format(fsid=fsid, folder=self._folder, mon_port=mon_port, rgw_port=rgw_port), encoding="utf-8"
        )
        (self._folder / "mon").mkdir()
        (self._folder / "osd").mkdir()
        monmap = str(self._folder / "monmap")
        self._run(
            "monmaptool", "--create", "--clobber", "--addv", "a", f"[v1:127.0.0.1:{mon_port}]", "--fsid", fsid, monmap
        )
        self._run("ceph-mon", "--mkfs", "-i", "a", "--monmap", monmap)
        self._serve(
            ("ceph-mon", "-f", "-i", "a"),
            ready=lambda: self._ask("ceph", "--connect-timeout", "2", "-s").returncode == 0,
        )
        self._run("ceph-osd", "-i", "0", "--mkfs")
        # The memory store makes up an id of its own, and the monitor has to know it.
        self._run("ceph", "osd", "new", (self._folder / "osd" / "fsid").read_text(encoding="utf-8").strip())
        # An OSD that asks the monitor something before it has heard the cluster's id is told `wrong fsid`, and ends.
        # On a busy machine that may happen several times within a second.
        self._serve(
            ("ceph-osd", "-f", "-i", "0"), ready=lambda: b" 1 up" in self._ask("ceph", "osd", "stat").stdout, tries=12
        )
        self._serve(("radosgw", "-f", "-n", "client.rgw.a"), ready=lambda: _listens(rgw_port))
        self.admin = self.user("admin")
        return self

    def stop(self) -> None:
        """End every process; fine if they have ended."""
        for process in reversed(self._processes):
            process.kill()  # nothing in it is worth a clean shutdown, which takes seconds
        for process in self._processes:
            process.wait(timeout=30)
        shutil.rmtree(self._folder, ignore_errors=True)

    def user(self, name: str) -> tuple[str, str]:
        """A new user without any right: access key and secret."""
        said = self._run("radosgw-admin", "-n", "client.rgw.a", "user", "create", "--uid", name, "--display-name", name)
        key = json.loads(said)["keys"][0]
        keys = key["access_key"], key["secret_key"]
        self._wait_until_known(keys)
        return keys

    def _wait_until_known(self, keys: tuple[str, str]) -> None:
        """The gateway now and then refuses a key that was made this moment: it heard of it from another process."""
        until = time.monotonic() + 10
        while True:
            try:
                self.client(keys).list_buckets()
            except ClientError as error:
                if error.response["Error"]["Code"] != "InvalidAccessKeyId" or time.monotonic() > until:
                    raise
                time.sleep(0.05)
            else:
                return

    def client(self, keys: tuple[str, str]) -> Any:
        return boto3.client(
            "s3",
            endpoint_url=self.endpoint,
            aws_access_key_id=keys[0],
            aws_secret_access_key=keys[1],
            region_name="us-east-1",
            config=Config(connect_timeout=3, read_timeout=20, retries={"total_max_attempts": 2, "mode": "standard"}),
        )

    def bucket(self) -> str:
        """A new, empty bucket of the admin's."""
        name = f"calls-{uuid.uuid4().hex[:12]}"
        self.client(self.admin).create_bucket(Bucket=name)
        return name

    def _environment(self) -> dict[str, str]:
        return {**os.environ, "CEPH_CONF": str(self._config)}

    def _ask(self, *command: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(command, env=self._environment(), capture_output=True, timeout=60, check=False)

    def _run(self, *command: str) -> bytes:
        done = self._ask(*command)
        assert done.returncode == 0, f"{' '.join(command)}: {done.stderr.decode(errors='replace')[-2000:]}"
        return done.stdout

    def _serve(self, command: tuple[str, ...], ready: Callable[[], bool], tries: int = 1) -> None:
        """Start a server and wait until it is ready."""
        said = self._folder / f"{command[0]}.out"
        deadline = time.monotonic() + _START_SECONDS
        for _ in range(tries):
            process = self._spawn(command, said)
            while process.poll() is None:
                if ready():
                    return
                assert time.monotonic() < deadline, f"{command[0]} is not ready after {_START_SECONDS} s: {_end(said)}"
                time.sleep(0.1)
            time.sleep(1)
        pytest.fail(f"{command[0]} ended with {process.returncode}: {_end(said)}")

    def _spawn(self, command: tuple[str, ...], said: Path) -> subprocess.Popen[bytes]:
        with said.open("ab") as out:
            process = subprocess.Popen(
                command,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C is for the tests; they then stop the servers
                preexec_fn=_die_with_parent,  # noqa: PLW1509  one system call, and no threads are needed for it
            )
        self._processes.append(process)
        return process


def _end(said: Path) -> str:
    return said.read_text(errors="replace")[-2000:]


def _free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


_libc = ctypes.CDLL(None)  # loaded before the fork: the child may only make system calls


def _die_with_parent() -> None:
    _libc.prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG: a killed test run leaves no server behind


def require(*commands: str) -> None:
    """Skips the test that needs a command this machine lacks; fails it where everything is required."""
    absent = [command for command in commands if shutil.which(command) is None]
    if absent:
        reason = f"not installed: {', '.join(absent)}. Try: make test, as root on Debian"
        if os.environ.get("AFTERCALL_REQUIRE_ALL") == "1":
            pytest.fail(reason)
        pytest.skip(reason)


@pytest.fixture(scope="session")
def ceph(pytestconfig: pytest.Config) -> Ceph:
    """The one gateway of this test run, whichever folders import this fixture."""
    require(*COMMANDS)
    if _STARTED not in pytestconfig.stash:
        pytestconfig.stash[_STARTED] = _start(pytestconfig)
    return pytestconfig.stash[_STARTED]


def _start(pytestconfig: pytest.Config) -> Ceph:
    """A new cluster's monitor at times refuses its first commands; another cluster then does not."""
    for last in (False, False, True):
        server = Ceph()
        pytestconfig.add_cleanup(server.stop)
        try:
            return server.start()
        except AssertionError:
            server.stop()
            if last:
                raise
    raise AssertionError("unreachable")
