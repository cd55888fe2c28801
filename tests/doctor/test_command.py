"""`aftercall doctor`, as a person and a pipeline run it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import uuid
from pathlib import Path

import boto3
import pytest

from aftercall.doctor import cached
from aftercall.doctor.examine import examine
from aftercall.settings import S3Landing, Settings
from tests.servers.fault import Answer, FaultServer

OPERATE = Path(__file__).parent.parent.parent / "docs" / "operate.md"


def _doctor(tmp_path: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "aftercall.cli", "doctor", *arguments],
        check=False,
        env={**os.environ, "AFTERCALL_SPOOL": str(tmp_path / "spool"), **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_a_line_for_each_check_and_status_0_if_nothing_fails(tmp_path: Path) -> None:
    done = _doctor(tmp_path, AFTERCALL_LANDING=str(tmp_path / "sessions"))
    assert (done.returncode, done.stderr) == (0, "")
    checks = done.stdout.split("\n\n")[0].splitlines()
    assert [line.split()[1] for line in checks][:4] == ["settings", "spool", "spool_disk", "space"]
    assert {line[0] for line in checks} <= {"✓", "–"}
    assert cached(tmp_path / "spool") is not None


@pytest.mark.parametrize("arguments", [(), ("--cheap",)])
def test_a_failure_names_the_statement_and_the_next_step_and_exits_1(
    tmp_path: Path, faults: FaultServer, arguments: tuple[str, ...]
) -> None:
    faults.answers = [Answer(403, "AccessDenied")]
    done = _doctor(tmp_path, *arguments, AFTERCALL_LANDING="s3://calls/sessions", AWS_ENDPOINT_URL=faults.endpoint)
    assert done.returncode == 1
    assert "✗ put" in done.stdout
    remedies = done.stdout.split("\n\n")[1:]
    (remedy,) = [text for text in remedies if text.startswith("landing: ")]
    statement = json.loads(remedy[remedy.index("{") : remedy.rindex("}") + 1])
    assert statement == {"Effect": "Allow", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::calls/sessions/*"}
    assert remedy.strip().splitlines()[-1].startswith("Try: allow s3:PutObject")


def test_as_json_it_has_the_documented_members(tmp_path: Path) -> None:
    done = _doctor(tmp_path, "--json", AFTERCALL_LANDING=str(tmp_path / "sessions"))
    (line,) = done.stdout.splitlines()
    said = json.loads(line)
    assert list(said) == ["ok", "exports", "checked_at", "landing", "spool", "findings"]
    assert {tuple(finding) for finding in said["findings"]} == {("check", "ok", "code", "detail", "try", "statement")}
    assert (said["ok"], said["exports"]) == (True, True)


def test_wrong_settings_are_a_finding_and_not_the_end(tmp_path: Path) -> None:
    done = _doctor(tmp_path, "--json", AFTERCALL_LANDING="ftp://calls")
    assert done.returncode == 1
    assert [f["check"] for f in json.loads(done.stdout)["findings"] if f["ok"] is False] == ["settings"]


def test_a_spool_that_cannot_be_written_is_a_finding_and_the_command_says_so(tmp_path: Path) -> None:
    (tmp_path / "spool").write_text("a file")
    done = _doctor(tmp_path, AFTERCALL_LANDING=str(tmp_path / "sessions"))
    assert done.returncode == 1
    assert "✗ spool" in done.stdout
    assert "Traceback" not in done.stderr


def test_every_check_is_in_the_handbook_and_no_other(
    tmp_path: Path, moto: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", moto)
    bucket = f"calls-{uuid.uuid4().hex}"
    boto3.client("s3").create_bucket(Bucket=bucket)
    everywhere = [
        Settings(landing=landing, spool=tmp_path / "spool", log_group="/calls")
        for landing in (tmp_path / "sessions", S3Landing(bucket, "sessions"))
    ]
    checks = {finding.check for settings in everywhere for finding in examine(settings).findings}
    table = OPERATE.read_text("utf-8").split("| check |")[1].split("\n\n")[0]
    documented = {
        name for row in re.findall(r"^\| (`.*?) \|", table, re.MULTILINE) for name in re.findall(r"`(\w+)`", row)
    }
    assert documented == checks
