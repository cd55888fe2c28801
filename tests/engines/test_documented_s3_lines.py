"""The `aws s3` lines of README.md, run as they are written: by a shell, the AWS CLI and jq, against a real S3 server."""

from __future__ import annotations

import json
import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from aftercall import landing
from aftercall.ship.s3 import S3Sink
from tests.record_factory import a_record
from tests.servers.ceph import Ceph, require

README = Path(__file__).parents[2] / "README.md"
RECORDS = [a_record(), a_record(session_id="call/📞"), a_record(session_id="rm_7GhT2kQpXw", agent__job_id="AJ_other")]


def documented_lines() -> list[str]:
    """Every line of a ```sh block of the README that begins with `aws s3 `."""
    blocks = re.findall(r"^```sh\n(.*?)^```", README.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line.startswith("aws s3 ")]


def line_for(verb: str) -> str:
    """The first documented `aws s3 VERB …`."""
    lines = [line for line in documented_lines() if line.split()[2] == verb]
    assert lines, f"README.md documents no `aws s3 {verb}`"
    return lines[0]


@dataclass
class Shell:
    """Runs a line as a reader of the README would: BUCKET and ID set, in an empty folder."""

    folder: Path
    environment: dict[str, str]

    def run(self, line: str) -> str:
        done = subprocess.run(
            ["bash", "-o", "pipefail", "-c", line],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, f"{line}\n{done.stderr}"
        return done.stdout


@pytest.fixture
def shell(ceph: Ceph, tmp_path: Path) -> Shell:
    require("aws", "jq")
    bucket = ceph.bucket()
    sink = S3Sink(bucket, "sessions", ceph.client(ceph.admin))
    for record in RECORDS:
        sink.deliver(record, landing.encode(record))
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("AWS_")},
        "AWS_CONFIG_FILE": "/nonexistent",
        "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent",
        "AWS_ACCESS_KEY_ID": ceph.admin[0],
        "AWS_SECRET_ACCESS_KEY": ceph.admin[1],
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": ceph.endpoint,
        "BUCKET": bucket,
        "ID": RECORDS[0].session_id,
    }
    return Shell(tmp_path, environment)


def test_every_documented_line_runs(shell: Shell) -> None:
    lines = documented_lines()
    assert len(lines) >= 3, f"README.md documents {len(lines)} `aws s3` lines"
    for line in lines:
        shell.run(line)


def test_ls_names_every_object(shell: Shell) -> None:
    said = shell.run(line_for("ls"))
    keys = {landing.key(record) for record in RECORDS} | {landing.second_key(RECORDS[2])}
    assert len(said.splitlines()) == len(keys)
    for key in keys:
        assert f"sessions/{key}" in said


def test_cp_gunzip_jq_shows_the_record(shell: Shell) -> None:
    shown = json.loads(shell.run(line_for("cp")))
    assert shown == json.loads(RECORDS[0].to_json())


def test_sync_brings_the_bytes_and_not_what_a_client_unzipped(shell: Shell) -> None:
    shell.run(line_for("sync"))
    found = {path.relative_to(shell.folder): path.read_bytes() for path in shell.folder.rglob("*.json.gz")}
    assert sorted(found.values()) == sorted(landing.encode(record) for record in RECORDS)
