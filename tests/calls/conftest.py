"""Runs `jobs.py` in a process of its own, as a worker runs, and reads what landed."""

import gzip
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from aftercall.record import SessionRecord
from aftercall.testing import records_in

JOBS = Path(__file__).with_name("jobs.py")


@dataclass
class Run:
    """One worker's run: its records, by scenario's room, and everything it printed."""

    folder: Path
    ended: list[dict]
    counts: dict[str, dict]
    """What the stand-in providers received and sent, by label."""
    output: str

    @property
    def failed(self) -> list[dict]:
        """Jobs that ended badly. 255 is multiprocessing's word for an exit status that its fork server never told."""
        return [job for job in self.ended if job["exitcode"] not in (0, 255)]

    @property
    def records(self) -> list[SessionRecord]:
        return records_in(self.folder / "sessions")

    def record_of(self, room: str) -> SessionRecord:
        found = [record for record in self.records if record.agent.room_name == room]
        assert len(found) == 1, f"{room}: {len(found)} records\n{self.output[-4000:]}"
        return found[0]

    def bytes_written(self, *, with_output: bool = True) -> bytes:
        whole = self.output.encode() if with_output else b""
        for path in self.folder.rglob("*"):
            if path.is_file():
                body = path.read_bytes()
                whole += gzip.decompress(body) if path.name.endswith(".gz") else body
        return whole


def waiting(folder: Path) -> list[str]:
    """Everything in the spool that is or was owed to somebody."""
    spool = folder / "spool"
    return [
        str(path)
        for part in ("live", "new", "out", "dead", "errors")
        for path in (spool / part).rglob("*")
        if path.is_file()
    ]


def environment_of(folder: Path, **more: str) -> dict[str, str]:
    """The environment of a worker that lands in `folder`."""
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith(("AFTERCALL_", "AWS_"))},
        "AFTERCALL_LANDING": str(folder / "sessions"),
        "AFTERCALL_SPOOL": str(folder / "spool"),
        **more,
    }


def run_jobs(folder: Path, jobs: list[tuple[str, str]], python: str = sys.executable, **environment: str) -> Run:
    """One worker with one job process per (room, scenario). Fails if a job did not end by itself."""
    env = environment_of(folder, **environment)
    command = [python, str(JOBS), *(json.dumps(job) for job in jobs)]
    done = subprocess.run(command, check=False, env=env, capture_output=True, text=True, timeout=150)
    output = done.stdout + done.stderr
    assert done.returncode == 0, output[-6000:]
    told = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    ended = [line for line in told if "job" in line]
    assert len(ended) == len(jobs), output[-6000:]
    return Run(folder, ended, told[-1]["counts"], output)


@pytest.fixture(scope="session")
def jobs_folder(tmp_path_factory):
    return tmp_path_factory.mktemp("jobs")
