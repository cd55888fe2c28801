"""The way to CloudWatch Logs: every action that is not allowed is named, and given its statement."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from aftercall.doctor.examine import examine
from aftercall.doctor.logs import logs
from aftercall.settings import Settings
from tests.servers.fault import REMOTE_TEXT, Answer, FaultServer

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
STREAMS = "arn:aws:logs:us-east-1:*:log-group:/calls:*"


@dataclass
class FakeLogs:
    """CloudWatch Logs in memory. Like the service, it looks at permissions before it looks at anything else."""

    denied: set[str] = field(default_factory=set)
    groups: dict[str, dict[str, list[Any]]] = field(default_factory=dict)
    rejects: bool = False

    @property
    def meta(self) -> Any:
        return boto3.client("logs", region_name="us-east-1").meta

    def _refuse(self, action: str, *, missing: bool = False, exists: bool = False) -> None:
        codes = {
            "AccessDeniedException": action in self.denied,
            "ResourceNotFoundException": missing,
            "ResourceAlreadyExistsException": exists,
        }
        for code, true in codes.items():
            if true:
                raise ClientError({"Error": {"Code": code, "Message": REMOTE_TEXT}}, action)

    def create_log_group(self, logGroupName: str) -> None:
        self._refuse("CreateLogGroup", exists=logGroupName in self.groups)
        self.groups[logGroupName] = {}

    def create_log_stream(self, logGroupName: str, logStreamName: str) -> None:
        group = self.groups.get(logGroupName)
        self._refuse("CreateLogStream", missing=group is None, exists=logStreamName in (group or {}))
        self.groups[logGroupName][logStreamName] = []

    def put_log_events(self, logGroupName: str, logStreamName: str, logEvents: list[Any]) -> dict[str, Any]:
        self._refuse("PutLogEvents", missing=logStreamName not in self.groups.get(logGroupName, {}))
        self.groups[logGroupName][logStreamName] += logEvents
        return (
            {"rejectedLogEventsInfo": {"tooNewLogEventStartIndex": 0}} if self.rejects else {"nextSequenceToken": "1"}
        )


def _look(fake: FakeLogs) -> Any:
    return logs(fake, "/calls", lambda: NOW)  # type: ignore[arg-type]


@pytest.mark.parametrize("groups", [{}, {"/calls": {}}])
def test_with_every_right_one_event_is_put_that_no_query_for_calls_finds(groups: dict[str, Any]) -> None:
    fake = FakeLogs(groups=groups)
    assert _look(fake).ok
    ((event,),) = fake.groups["/calls"].values()
    assert json.loads(event["message"])["_event_type"] == "doctor"
    assert event["timestamp"] == NOW.timestamp() * 1000


def test_twice_on_one_day_is_fine() -> None:
    fake = FakeLogs()
    assert (_look(fake).ok, _look(fake).ok) == (True, True)


@pytest.mark.parametrize(
    ("denied", "groups", "actions", "resources"),
    [
        ({"PutLogEvents"}, {"/calls": {}}, "logs:PutLogEvents", STREAMS),
        ({"CreateLogStream"}, {"/calls": {}}, "logs:CreateLogStream", STREAMS),
        ({"CreateLogStream", "PutLogEvents"}, {"/calls": {}}, ["logs:CreateLogStream", "logs:PutLogEvents"], STREAMS),
        ({"CreateLogGroup"}, {}, "logs:CreateLogGroup", [STREAMS.removesuffix(":*"), STREAMS]),
    ],
)
def test_the_statement_holds_what_is_missing_and_no_more(
    denied: set[str], groups: dict[str, Any], actions: Any, resources: Any
) -> None:
    finding = _look(FakeLogs(denied, groups))
    assert (finding.ok, finding.code) == (False, "AccessDeniedException")
    assert finding.statement == {"Effect": "Allow", "Action": actions, "Resource": resources}
    assert all(action in finding.detail for action in ([actions] if isinstance(actions, str) else actions))


def test_a_group_that_exists_needs_no_right_to_create_one() -> None:
    assert _look(FakeLogs({"CreateLogGroup"}, {"/calls": {}})).ok


def test_a_group_that_may_not_be_created_can_be_created_by_hand() -> None:
    finding = _look(FakeLogs({"CreateLogGroup"}))
    assert "the group is missing" in finding.detail
    assert "aws logs create-log-group --log-group-name /calls" in finding.try_


def test_an_event_of_now_that_is_refused_is_a_matter_of_the_clock() -> None:
    finding = _look(FakeLogs(rejects=True))
    assert (finding.ok, finding.code, "timedatectl" in finding.try_) == (False, "RejectedLogEvents", True)


def test_what_says_yes_to_everything_is_no_log_group(
    home: Settings, portal: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", portal.endpoint)
    (finding,) = examine(home, cheap=True).failed
    assert (finding.check, finding.code) == ("logs", "NotCloudWatchLogs")


@pytest.fixture
def home(tmp_path: Path) -> Settings:
    return Settings(landing=tmp_path / "sessions", spool=tmp_path / "spool", log_group=f"/calls/{uuid.uuid4().hex}")


def test_on_a_server_the_event_arrives(home: Settings, moto: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", moto)
    result = examine(home, cheap=True)
    assert result.ok
    client = boto3.client("logs", region_name="us-east-1")
    (event,) = client.filter_log_events(logGroupName=str(home.log_group))["events"]
    assert json.loads(event["message"])["_event_type"] == "doctor"
    assert datetime.now(UTC) - datetime.fromtimestamp(event["timestamp"] / 1000, UTC) < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("status", "code", "word"),
    [(400, "InvalidParameterException", "AFTERCALL_LOG_GROUP"), (400, "ExpiredTokenException", "renew")],
)
def test_whatever_else_is_refused_says_what_to_do(
    home: Settings, faults: FaultServer, monkeypatch: pytest.MonkeyPatch, status: int, code: str, word: str
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", faults.endpoint)
    faults.answers = [Answer(status, code)]
    result = examine(home, cheap=True)
    (finding,) = result.failed
    assert (finding.check, finding.code) == ("logs", code)
    assert word in str(finding.try_)
    assert REMOTE_TEXT not in json.dumps(result.as_json())


def test_without_a_region_the_variable_is_named(home: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_REGION")
    (finding,) = examine(home, cheap=True).failed
    assert (finding.code, "AWS_REGION" in str(finding.try_)) == ("NoRegionError", True)


def test_stdout_instead_of_a_group_asks_nobody(tmp_path: Path) -> None:
    result = examine(Settings(landing=tmp_path / "sessions", spool=tmp_path / "spool", log_group="-"))
    assert not {"logs", "identity"} & {finding.check for finding in result.findings}
