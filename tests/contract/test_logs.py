"""The Logs sink: what it creates, in what batches it sends, and what it makes of refusals."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from aftercall import landing
from aftercall.errors import PermanentDeliveryError, TransientDeliveryError
from aftercall.record import SessionRecord
from aftercall.ship.cloudwatch import LogsSink
from tests.record_factory import START, a_record
from tests.servers.fault import REMOTE_TEXT, Answer, FaultServer

NOW = START + timedelta(minutes=5)
QUICK = Config(connect_timeout=0.5, read_timeout=0.3, retries={"total_max_attempts": 1, "mode": "standard"})


def _items(records: Iterable[SessionRecord]) -> list[tuple[SessionRecord, bytes]]:
    return [(record, landing.encode(record)) for record in records]


@dataclass
class FakeLogs:
    """CloudWatch Logs in memory. `denied` actions are refused; `refuses` picks events as the service would."""

    groups: dict[str, set[str]] = field(default_factory=dict)
    denied: set[str] = field(default_factory=set)
    poison: str = "\0"
    keep_from_ms: int = 0
    requests: list[tuple[str, list[tuple[int, str]]]] = field(default_factory=list)
    created: list[str] = field(default_factory=list)

    @property
    def meta(self) -> Any:
        return boto3.client("logs", region_name="us-east-1").meta

    @property
    def arrived(self) -> list[tuple[int, str]]:
        return [event for _, events in self.requests for event in events if event[0] >= self.keep_from_ms]

    def _check(self, action: str) -> None:
        if action in self.denied:
            raise _error("AccessDeniedException", action)

    def create_log_group(self, logGroupName: str) -> None:
        self._check("CreateLogGroup")
        self.created.append(logGroupName)
        if logGroupName in self.groups:
            raise _error("ResourceAlreadyExistsException", "CreateLogGroup")
        self.groups[logGroupName] = set()

    def create_log_stream(self, logGroupName: str, logStreamName: str) -> None:
        self._check("CreateLogStream")
        if logGroupName not in self.groups:
            raise _error("ResourceNotFoundException", "CreateLogStream")
        if logStreamName in self.groups[logGroupName]:
            raise _error("ResourceAlreadyExistsException", "CreateLogStream")
        self.created.append(logStreamName)
        self.groups[logGroupName].add(logStreamName)

    def put_log_events(self, logGroupName: str, logStreamName: str, logEvents: list[Any]) -> dict[str, Any]:
        self._check("PutLogEvents")
        if logStreamName not in self.groups.get(logGroupName, set()):
            raise _error("ResourceNotFoundException", "PutLogEvents")
        if any(self.poison in event["message"] for event in logEvents):
            raise _error("InvalidParameterException", "PutLogEvents")
        self.requests.append((logStreamName, [(event["timestamp"], event["message"]) for event in logEvents]))
        too_old = [at for at, event in enumerate(logEvents) if event["timestamp"] < self.keep_from_ms]
        # The real service's word for "older than this group's retention"; here the end index is exclusive.
        answer = {"ResponseMetadata": {"RequestId": "0a1b2c3d"}}
        return answer | ({"rejectedLogEventsInfo": {"expiredLogEventEndIndex": too_old[-1] + 1}} if too_old else {})


def _error(code: str, action: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": REMOTE_TEXT}}, action)


def _sink(logs: FakeLogs, now: datetime = NOW) -> LogsSink:
    return LogsSink("/calls", logs, lambda: now)  # type: ignore[arg-type]  it has the methods that are used


# ---------------------------------------------------------------------------- groups and streams


def test_group_and_stream_are_created_when_they_are_missing() -> None:
    logs = FakeLogs()
    _sink(logs).deliver(*_items([a_record()])[0])
    assert list(logs.groups) == ["/calls"]
    (stream,) = logs.groups["/calls"]
    assert stream.startswith("2026/11/22/")
    assert not set(stream) & {":", "*"}
    assert len(logs.arrived) == 1


def test_a_group_that_is_there_needs_no_right_to_create_groups() -> None:
    logs = FakeLogs(groups={"/calls": set()}, denied={"CreateLogGroup"})
    _sink(logs).deliver(*_items([a_record()])[0])
    assert len(logs.arrived) == 1


def test_a_stream_that_is_there_needs_no_right_to_create_any() -> None:
    logs = FakeLogs()
    _sink(logs).deliver(*_items([a_record()])[0])
    logs.denied = {"CreateLogGroup", "CreateLogStream"}
    _sink(logs).deliver(*_items([a_record()])[0])
    assert len(logs.arrived) == 2


def test_another_process_that_creates_them_first_does_no_harm() -> None:
    class Raced(FakeLogs):
        def create_log_stream(self, logGroupName: str, logStreamName: str) -> None:
            if logGroupName in self.groups:
                self.groups[logGroupName].add(logStreamName)
            super().create_log_stream(logGroupName, logStreamName)

        def create_log_group(self, logGroupName: str) -> None:
            self.groups[logGroupName] = set()
            super().create_log_group(logGroupName)

    logs = Raced()
    _sink(logs).deliver(*_items([a_record()])[0])
    assert len(logs.arrived) == 1


@pytest.mark.parametrize("action", ["PutLogEvents", "CreateLogStream", "CreateLogGroup"])
def test_a_missing_permission_is_named_with_the_resource(action: str) -> None:
    with pytest.raises(TransientDeliveryError) as caught:
        _sink(FakeLogs(denied={action})).deliver(*_items([a_record()])[0])
    assert caught.value.code == "AccessDeniedException"
    assert f"Try: allow logs:{action} on arn:aws:logs:*:*:log-group:/calls:*" in str(caught.value)
    assert REMOTE_TEXT not in str(caught.value)


# ----------------------------------------------------------------------------------------- times


def test_a_call_of_last_month_arrives_with_its_true_times_in_the_text(moto: str) -> None:
    client = boto3.client("logs", endpoint_url=moto, region_name="us-east-1")
    group, long_ago = f"/calls/{uuid.uuid4().hex}", datetime.now(UTC) - timedelta(days=30)
    record = a_record(start_time=long_ago, end_time=long_ago + timedelta(seconds=60))
    LogsSink(group, client).deliver(record, landing.encode(record))
    (stream,) = client.describe_log_streams(logGroupName=group)["logStreams"]
    (event,) = client.get_log_events(logGroupName=group, logStreamName=stream["logStreamName"])["events"]
    assert datetime.fromtimestamp(event["timestamp"] / 1000, UTC) > datetime.now(UTC) - timedelta(minutes=5)
    assert json.loads(event["message"])["end_time"] == json.loads(record.to_json())["end_time"]


def test_what_is_older_than_the_groups_retention_is_sent_again_with_the_present_time() -> None:
    # Within CloudWatch's 14 days, but this group keeps one.
    logs = FakeLogs(keep_from_ms=int((NOW - timedelta(days=1)).timestamp() * 1000))
    two_days_ago = START - timedelta(days=2)
    old = a_record(session_id="old", start_time=two_days_ago, end_time=two_days_ago + timedelta(seconds=9))
    assert _sink(logs).deliver_batch(_items([old, a_record(session_id="new")])) == [None, None]
    assert {json.loads(message)["session_id"] for _, message in logs.arrived} == {"old", "new"}


@pytest.mark.parametrize(
    "info",
    [
        {"tooOldLogEventEndIndex": 0},
        {"tooOldLogEventEndIndex": 1},
        {"expiredLogEventEndIndex": 1},
        {"tooNewLogEventStartIndex": 0},
    ],
)
def test_an_event_refused_at_the_present_time_is_kept(info: dict[str, int]) -> None:
    class Refusing(FakeLogs):
        def put_log_events(self, logGroupName: str, logStreamName: str, logEvents: list[Any]) -> dict[str, Any]:
            super().put_log_events(logGroupName, logStreamName, logEvents)
            return {"rejectedLogEventsInfo": info}

    logs = Refusing()
    with pytest.raises(TransientDeliveryError, match="clock") as caught:
        _sink(logs).deliver(*_items([a_record()])[0])
    assert caught.value.code == "RejectedLogEvents"
    assert len(logs.requests) == 2


# --------------------------------------------------------------------------------------- batches


def test_a_backlog_goes_out_in_as_few_requests_as_the_limits_allow() -> None:
    logs = FakeLogs()
    yesterday = START - timedelta(hours=30)
    records = [
        *(a_record(session_id=f"rm_{at}") for at in range(20)),
        a_record(session_id="yesterday", start_time=yesterday, end_time=yesterday + timedelta(seconds=5)),
    ]
    assert _sink(logs).deliver_batch(_items(records)) == [None] * 21
    assert [len(events) for _, events in logs.requests] == [1, 20]
    for _, events in logs.requests:
        assert [at for at, _ in events] == sorted(at for at, _ in events)


def test_one_refusal_is_answered_for_that_record_alone() -> None:
    logs = FakeLogs(poison="poisoned")
    records = [a_record(session_id=f"rm_{at}") for at in range(9)]
    records[3] = a_record(session_id="poisoned")
    records[6] = a_record(session_id="large", custom={"pad": "x" * 1_100_000})
    answers = _sink(logs).deliver_batch(_items(records))
    assert isinstance(answers[3], TransientDeliveryError)
    assert answers[3].code == "InvalidParameterException"
    assert isinstance(answers[6], PermanentDeliveryError)
    assert answers[6].code == "EventTooLarge"
    assert [at for at, answer in enumerate(answers) if answer is None] == [0, 1, 2, 4, 5, 7, 8]
    assert sorted(json.loads(message)["session_id"] for _, message in logs.arrived) == [
        record.session_id for at, record in enumerate(records) if at not in (3, 6)
    ]


def test_a_failing_batch_is_answered_for_each_of_its_records() -> None:
    answers = _sink(FakeLogs(denied={"PutLogEvents"})).deliver_batch(_items([a_record(), a_record()]))
    assert [getattr(answer, "code", None) for answer in answers] == ["AccessDeniedException"] * 2
    assert answers[0] is not answers[1]


def test_nothing_to_deliver_is_no_request(faults: FaultServer) -> None:
    client = boto3.client("logs", endpoint_url=faults.endpoint, region_name="us-east-1")
    assert LogsSink("/calls", client).deliver_batch([]) == []
    assert faults.seen == []


# ---------------------------------------------------------------------------------------- errors


def test_what_says_yes_to_everything_is_no_log_group_and_keeps_the_record(portal: FaultServer) -> None:
    client = boto3.client("logs", endpoint_url=portal.endpoint, region_name="us-east-1", config=QUICK)
    with pytest.raises(TransientDeliveryError, match="AWS_ENDPOINT_URL") as caught:
        LogsSink("/calls", client).deliver(*_items([a_record()])[0])
    assert caught.value.code == "NotCloudWatchLogs"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Answer(400, "AccessDeniedException"), "AccessDeniedException"),
        (Answer(400, "ExpiredTokenException"), "ExpiredTokenException"),
        (Answer(400, "InvalidParameterException"), "InvalidParameterException"),
        (Answer(400, "ThrottlingException"), "ThrottlingException"),
        (Answer(400, "UnrecognizedClientException"), "UnrecognizedClientException"),
        (Answer(400, "ResourceNotFoundException"), "ResourceNotFoundException"),
        (Answer(503, "ServiceUnavailableException"), "ServiceUnavailableException"),
        (Answer(reset=True), "ConnectionClosedError"),
        (Answer(silence=True), "ReadTimeoutError"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_whatever_somebody_can_repair_keeps_the_record(faults: FaultServer, answer: Answer, code: str) -> None:
    faults.answers = [answer]
    client = boto3.client("logs", endpoint_url=faults.endpoint, region_name="us-east-1", config=QUICK)
    with pytest.raises(TransientDeliveryError, match=f"^log group /calls: {code}. Try: ") as caught:
        LogsSink("/calls", client).deliver(*_items([a_record()])[0])
    assert caught.value.code == code
    assert REMOTE_TEXT not in str(caught.value)
