"""`aftercall setup aws` and `aftercall setup terraform`: they print, and refuse what would not work."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftercall.errors import SettingsError
from aftercall.setup.aws import stack
from aftercall.setup.cloudformation import cloudformation
from aftercall.setup.deployment import Deployment
from aftercall.setup.terraform import terraform
from tests.setup.deployments import LARGE, SMALL

DOCUMENT = Path(__file__).parents[2] / "docs" / "aws.md"
RENDER = {"aws": cloudformation, "terraform": terraform}
FILES = {"aws": "aftercall.yaml", "terraform": "aftercall.tf"}


def run(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "aftercall.cli", "setup", *arguments],
        cwd=folder, env={"PATH": "/usr/bin:/bin", "HOME": str(folder)}, capture_output=True, text=True, timeout=60,
        check=False,
    )  # fmt: skip


@pytest.mark.parametrize("name", RENDER)
def test_it_prints_what_the_options_ask_for_and_writes_nothing(name: str, tmp_path: Path) -> None:
    for wanted in (SMALL, LARGE):
        command = wanted.command(name)
        done = run(*command.split()[2:], folder=tmp_path)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout == RENDER[name](stack(wanted), command)
        assert command in done.stdout
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", RENDER)
def test_out_writes_the_file_instead(name: str, tmp_path: Path) -> None:
    done = run(name, "--bucket", "my-calls", "--out", "there", folder=tmp_path)
    assert (done.returncode, done.stdout) == (0, "")
    written = tmp_path / "there" / FILES[name]
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [written]
    assert written.read_text("utf-8") == RENDER[name](stack(SMALL), SMALL.command(name))


def test_a_wrong_value_is_one_line_and_status_2(tmp_path: Path) -> None:
    done = run("aws", "--bucket", "My_Calls", folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.strip() == "aftercall: --bucket is 'My_Calls'. Try: 3 to 63 of a-z 0-9 . -"


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"prefix": ""}, "--prefix"),
        ({"prefix": "/sessions"}, "--prefix"),
        ({"prefix": "a/../b"}, "--prefix"),
        ({"prefix": "sessions/*"}, "--prefix"),
        ({"lake": "sessions"}, "overlap"),
        ({"lake": "sessions/lake"}, "overlap"),
        ({"prefix": "lake/sessions"}, "overlap"),
        ({"prefix": "_doctor"}, "overlap"),
        ({"prefix": "x/_doctor"}, "overlap"),
        ({"prefix": "_firehose", "firehose": True}, "overlap"),
        ({"prefix": "_firehose"}, "overlap"),
        ({"prefix": "athena-results"}, "overlap"),
        ({"lake": "_doctor"}, "overlap"),
        ({"lake": "_firehose/lake"}, "overlap"),
        ({"prefix": "x/sessions", "lake": "x/_doctor"}, "overlap"),
        ({"bucket": "a" * 64}, "--bucket"),
        ({"bucket": "ab"}, "--bucket"),
        ({"bucket": "a..b"}, "--bucket"),
        ({"bucket": "-calls"}, "--bucket"),
        ({"bucket": "192.168.5.4"}, "--bucket"),
        ({"bucket": "xn--calls"}, "--bucket"),
        ({"bucket": "calls-s3alias"}, "--bucket"),
        ({"bucket": "calls--x-s3"}, "--bucket"),
        ({"prefix": "a" * 51}, "--prefix"),
        ({"lake": "a/" * 25 + "b"}, "--lake"),
        ({"name": "a" * 32}, "--name"),
        ({"log_group": "aws/calls"}, "--log-group"),
        ({"kms_key": LARGE.kms_key, "alarm_topic": "arn:aws:sns:eu-west-1:000000000000:on-call"}, "--alarm-topic"),
        ({"kms_key": LARGE.kms_key, "snowflake_queue": "arn:aws:sqs:eu-west-1:000000000000:q"}, "--snowflake-queue"),
        ({"kms_key": LARGE.kms_key, "alarm_topic": "arn:aws-cn:sns:us-east-1:000000000000:a"}, "partition"),
        (
            {
                "alarm_topic": "arn:aws-cn:sns:cn-north-1:000000000000:a",
                "snowflake_user": LARGE.snowflake_user,
                "snowflake_external_id": "A=1",
            },
            "partition",
        ),
        ({"snowflake_user": f"{LARGE.snowflake_user}{'a' * 128}", "snowflake_external_id": "A=1"}, "--snowflake-user"),
        ({"name": "After Call"}, "--name"),
        ({"log_group": "a b"}, "--log-group"),
        ({"retention_days": 91}, "--retention-days"),
        ({"kms_key": "alias/mine"}, "--kms-key"),
        ({"expire_days": 0}, "--expire-days"),
        ({"tier_days": 0}, "--tier-days"),
        ({"quiet_hours": 169}, "--quiet-hours"),
        ({"cost_per_call_usd": "0"}, "--cost-per-call-usd"),
        ({"cost_per_call_usd": "nan"}, "--cost-per-call-usd"),
        ({"snowflake_user": LARGE.snowflake_user}, "--snowflake-external-id"),
        ({"snowflake_external_id": "A=1"}, "--snowflake-user"),
        ({"snowflake_queue": "queue"}, "--snowflake-queue"),
        ({"alarm_topic": "topic"}, "--alarm-topic"),
        ({"worker_log_group": "${AWS::Region}"}, "--worker-log-group"),
    ],
)
def test_what_aws_would_refuse_is_refused_here(wrong: dict[str, Any], named: str) -> None:
    with pytest.raises(SettingsError, match=r"Try: .+") as caught:
        replace(SMALL, **wrong)
    assert named in str(caught.value)


def test_the_document_names_every_alarm_and_no_other() -> None:
    table = DOCUMENT.read_text("utf-8").split("| alarm |")[1].split("\n\n")[0]
    documented = {
        name for row in re.findall(r"^\| (`.*?) \|", table, re.MULTILINE) for name in re.findall(r"`(\w+)`", row)
    }
    assert documented == {resource.name for resource in stack(LARGE).resources if resource.type.endswith("::Alarm")}


_TEXTS = [field.name for field in fields(Deployment) if "str" in str(field.type)]


@given(
    st.sampled_from(_TEXTS), st.text(st.characters(codec="utf-8"), max_size=30), st.sampled_from("\"${}\n'%*:#&!|>`\\ ")
)
def test_no_text_breaks_out_of_its_place(name: str, around: str, sign: str) -> None:
    """A value with a sign of YAML, HCL, IAM or CloudFormation in it is refused, or means nothing there."""
    given_value = f"{getattr(LARGE, name)}{sign}{around}"
    try:
        wanted = replace(LARGE, **{name: given_value})
    except SettingsError:
        return
    assert sign in ":#", "only an external id has colons, and only a log group number signs"
    assert name in ("snowflake_external_id", "log_group", "worker_log_group")
    assert given_value in cloudformation(stack(wanted), "a test")
