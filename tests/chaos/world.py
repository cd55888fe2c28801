"""What surrounds the calls: servers, shippers, LiveKit workers and a disk that is too small.

Every process here is a child that dies with this one, by PR_SET_PDEATHSIG, and is ended by its own id.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

from tests.servers import ceph

ROOT = Path(__file__).parent.parent.parent
JOBS = ROOT / "tests/calls/jobs.py"
BUCKET, PREFIX, GROUP, REGION = "calls", "sessions", "/chaos/sessions", "us-east-1"
TMPFS_BYTES = 512 * 1024
JOBS_SECONDS = 90
_START_SECONDS = 60
_libc = ctypes.CDLL(None)  # loaded before the fork: the child may only make system calls


def _die_with_parent() -> None:
    _libc.prctl(1, signal.SIGKILL)


def spawn(command: Sequence[str], env: dict[str, str], **streams: Any) -> subprocess.Popen[Any]:
    return subprocess.Popen(command, env=env, cwd=ROOT, preexec_fn=_die_with_parent, **streams)  # noqa: PLW1509  one system call


class Servers:
    """Moto for Logs; for S3 Ceph's gateway, or moto."""

    def __init__(self, kind: str, folder: Path) -> None:
        self.s3_name = "Ceph RGW" if kind == "ceph" else "moto"
        self.keys = ("key", "secret")
        self._ceph = _started_ceph() if kind == "ceph" else None
        try:
            port = _free_port()
            with (folder / "moto.log").open("wb") as log:
                command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
                self._moto = spawn(command, dict(os.environ), stdout=log, stderr=log)
            _wait_for(port)
        except BaseException:
            if self._ceph:
                self._ceph.stop()
            raise
        self.logs_endpoint = self.s3_endpoint = f"http://127.0.0.1:{port}"
        if self._ceph:
            self.s3_endpoint, self.keys = self._ceph.endpoint, self._ceph.admin
        self.client("s3").create_bucket(Bucket=BUCKET)

    def client(self, service: str) -> Any:
        """A reader's client, past the door."""
        return boto3.client(
            service,
            endpoint_url=self.s3_endpoint if service == "s3" else self.logs_endpoint,
            aws_access_key_id=self.keys[0], aws_secret_access_key=self.keys[1], region_name=REGION,
            config=Config(max_pool_connections=16, read_timeout=60),
        )  # fmt: skip

    def stop(self) -> None:
        self._moto.kill()
        self._moto.wait()
        if self._ceph:
            self._ceph.stop()


def _started_ceph() -> ceph.Ceph:
    for _ in range(3):  # a new cluster's monitor at times refuses its first commands
        server = ceph.Ceph()
        try:
            return server.start()
        except BaseException as error:
            server.stop()
            if not isinstance(error, AssertionError):
                raise
    raise SystemExit("Ceph did not start three times. Try: make chaos CHAOS='--server moto'")


def ceph_is_there() -> bool:
    return all(shutil.which(command) for command in ceph.COMMANDS)


def worker_environment(servers: Servers, endpoint: str, spool: Path, label: str) -> dict[str, str]:
    """AFTERCALL_* and AWS_* of one process behind the door; its requests carry `label`."""
    return {
        "AFTERCALL_LANDING": f"s3://{BUCKET}/{PREFIX}",
        "AFTERCALL_SPOOL": str(spool),
        "AFTERCALL_LOG_GROUP": GROUP,
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": servers.keys[0],
        "AWS_SECRET_ACCESS_KEY": servers.keys[1],
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_SDK_UA_APP_ID": label,
    }


def clean_environment() -> dict[str, str]:
    """This process's environment, without what would speak for another account or landing."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("AFTERCALL_", "AWS_"))}


def aftercall(environment: dict[str, str], *arguments: str, timeout: float = 60) -> subprocess.CompletedProcess[str]:
    """One command of the product, to its end."""
    command = [sys.executable, "-m", "aftercall.cli", *arguments]
    return subprocess.run(
        command, env={**clean_environment(), **environment}, cwd=ROOT, capture_output=True, text=True, timeout=timeout, check=False
    )  # fmt: skip


class Shippers:
    """A few `aftercall ship --watch`, each replaced when it is killed."""

    def __init__(self, servers: Servers, endpoint: str, spool: Path, folder: Path, count: int) -> None:
        self._servers, self._endpoint, self._spool, self._folder = servers, endpoint, spool, folder
        self._started = 0
        self.ended_at: dict[str, float] = {}
        self._running = [self._start() for _ in range(count)]

    def _start(self) -> tuple[str, subprocess.Popen[Any]]:
        label = f"shipper-{self._started}"
        self._started += 1
        env = worker_environment(self._servers, self._endpoint, self._spool, label)
        with (self._folder / f"{label}.log").open("wb") as log:
            command = [sys.executable, "-m", "aftercall.cli", "ship", "--watch", "--every", "0.5"]
            return label, spawn(command, {**clean_environment(), **env}, stdout=log, stderr=log)

    def kill(self, which: int) -> None:
        """SIGKILL one of them, and start another in its place."""
        self._end(*self._running[which])
        self._running[which] = self._start()

    def stop(self) -> None:
        for label, process in self._running:
            self._end(label, process)

    def _end(self, label: str, process: subprocess.Popen[Any]) -> None:
        process.kill()
        process.wait()
        self.ended_at[label] = time.time()


class LiveKitJobs(threading.Thread):
    """Real job processes of real workers, a few at a time. `ended` has a line per job, `rooms` what was asked for."""

    KILLED = ("sigkill", "os_exit")
    SCENARIOS = (
        *("sigkill", "normal", "os_exit", "caller_leaves", "crash_mid"),
        *("sigkill", "caller_drops", "normal", "sigkill", "room_closes"),
    )

    def __init__(self, count: int, at_once: int, environment: dict[str, str], folder: Path) -> None:
        super().__init__(name="chaos-livekit", daemon=True)
        self.rooms = {f"room_{n}": self.SCENARIOS[n % len(self.SCENARIOS)] for n in range(count)}
        self.started: list[str] = []
        self.jobs: dict[str, str] = {}
        self.trouble: list[str] = []
        self._at_once, self._folder, self._enough = at_once, folder, threading.Event()
        self._environment = {**clean_environment(), **environment}

    def run(self) -> None:
        rooms = list(self.rooms.items())
        for first in range(0, len(rooms), self._at_once):
            if not self._enough.is_set():
                self._work(rooms[first : first + self._at_once])

    def killed(self) -> int:
        """Started jobs whose process ended without the host's teardown."""
        return sum(self.rooms[room] in self.KILLED for room in self.started)

    def finish(self) -> None:
        """Wait for the jobs that run, and start no more."""
        self._enough.set()
        self.join()

    def _work(self, some: list[tuple[str, str]]) -> None:
        self.started += [room for room, _ in some]
        command = [sys.executable, str(JOBS), *(json.dumps(job) for job in some)]
        name, rooms = f"livekit-{some[0][0]}", [room for room, _ in some]
        with (self._folder / f"{name}.log").open("wb") as log, (self._folder / f"{name}.out").open("wb") as out:
            worker = spawn(command, self._environment, stdout=out, stderr=log)
            try:
                if worker.wait(JOBS_SECONDS):
                    self.trouble.append(f"LiveKit worker of {rooms} ended with {worker.returncode}")
            except subprocess.TimeoutExpired:
                worker.kill()
                worker.wait()
                self.trouble.append(f"LiveKit jobs {rooms} did not end in {JOBS_SECONDS} s")
        for line in (self._folder / f"{name}.out").read_text("utf-8").splitlines():
            if line.startswith('{"room"'):
                told = json.loads(line)
                self.jobs[told["room"]] = told["job"]


@contextlib.contextmanager
def small_disk(folder: Path) -> Iterator[str | None]:
    """A tmpfs of half a MiB at `folder`. Gives None, or why there is none."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={TMPFS_BYTES},mode=700", "aftercall-chaos", str(folder)]
    if sys.platform != "linux" or os.geteuid() != 0 or not shutil.which("mount"):
        yield "only root can mount one on Linux"
        return
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode:
        yield "this machine lets nobody mount one"
        return
    try:
        yield None
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


class Ballast(threading.Thread):
    """Fills a small disk to its last byte, and lets go again, in turn, until `stop`."""

    def __init__(self, folder: Path, seconds: float) -> None:
        super().__init__(name="chaos-ballast", daemon=True)
        self._path, self._seconds, self._stop_now = folder / "ballast", seconds, threading.Event()
        self.times_full = 0

    def run(self) -> None:
        while not self._stop_now.is_set():
            self._fill()
            self.times_full += 1
            self._stop_now.wait(self._seconds)
            self._path.unlink()
            self._stop_now.wait(self._seconds)

    def stop(self) -> None:
        self._stop_now.set()
        self.join()

    def _fill(self) -> None:
        with self._path.open("wb", buffering=0) as file:
            try:
                while True:
                    file.write(b"\0" * 4096)
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise SystemExit(f"a server on port {port} did not start in {_START_SECONDS} s")
