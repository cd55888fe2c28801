"""The check of a CloudWatch log group: the requests that the sink makes, one small event at the end.

The stream is always asked for, because the sink needs a new one every day; a group only if it is
missing. The event says `"_event_type": "doctor"`, so no query for calls finds it.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from aftercall import landing
from aftercall.doctor.finding import Finding, allow
from aftercall.doctor.remote import hint
from aftercall.ship import aws
from aftercall.ship.cloudwatch import NOT_LOGS, NOT_LOGS_ADVICE, is_of_logs
from aftercall.ship.log_event import epoch_ms

if TYPE_CHECKING:
    from mypy_boto3_logs import CloudWatchLogsClient

_EXISTS = "ResourceAlreadyExistsException"
_MISSING = "ResourceNotFoundException"
_DENIED = frozenset({"AccessDeniedException", "AccessDenied"})


def logs(client: CloudWatchLogsClient, group: str, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Finding:
    """Whether events can be put: each action that is not allowed is named."""
    at = now()
    stream = f"{at:%Y/%m/%d}/{landing.safe_name(socket.gethostname())}"
    event = json.dumps({"_event_type": "doctor", "_timestamp": epoch_ms(at)})
    denied: list[str] = []

    def allowed(action: str, request: Callable[[], Any]) -> str | None:
        """None if it was done, or else the code; a denied action is noted."""
        try:
            answer = request()
        except ClientError as error:
            code = aws.code_of(error)
            if code in _DENIED:
                denied.append(action)
            if code not in (_EXISTS, _MISSING, *_DENIED):
                raise
            return code
        if action == "PutLogEvents" and not is_of_logs(answer):
            return NOT_LOGS
        return "RejectedLogEvents" if answer.get("rejectedLogEventsInfo") else None

    def create_stream() -> str | None:
        return allowed(
            "CreateLogStream", lambda: client.create_log_stream(logGroupName=group, logStreamName=stream) or {}
        )

    try:
        missing = create_stream() == _MISSING
        if missing and allowed("CreateLogGroup", lambda: client.create_log_group(logGroupName=group) or {}) in (
            None,
            _EXISTS,
        ):
            missing = create_stream() == _MISSING
        outcome = allowed(
            "PutLogEvents",
            lambda: client.put_log_events(
                logGroupName=group,
                logStreamName=stream,
                logEvents=[{"timestamp": epoch_ms(at), "message": event}],
            ),
        )
    except (ClientError, BotoCoreError) as error:
        code = aws.code_of(error)
        return Finding("logs", False, f"log group {group}: {code}", code, hint(error, _advice(group)))
    if denied:
        return _refused(client, group, denied, missing=missing)
    if outcome == "RejectedLogEvents":
        return Finding(
            "logs", False, f"log group {group}: an event of this very moment is refused as too old or too new", outcome,
            "timedatectl set-ntp true",
        )  # fmt: skip
    if outcome == NOT_LOGS:
        said = f"log group {group}: what answers says yes to an event, and gives no request id"
        return Finding("logs", False, said, outcome, NOT_LOGS_ADVICE)
    if outcome is not None:
        return Finding("logs", False, f"log group {group}: {outcome}", outcome, _advice(group)[_MISSING])
    return Finding("logs", True, f"log group {group}, stream {stream}: an event was put")


def _refused(client: CloudWatchLogsClient, group: str, denied: list[str], *, missing: bool) -> Finding:
    actions = [f"logs:{action}" for action in denied]
    arn = f"arn:{client.meta.partition}:logs:{client.meta.region_name}:*:log-group:{group}"
    # The group itself is named without the end that its streams have.
    resources = [arn, f"{arn}:*"] if "CreateLogGroup" in denied else [f"{arn}:*"]
    by_hand = f", or create the group by hand: {_advice(group)[_MISSING]}" if "CreateLogGroup" in denied else ""
    state = "the group is missing; " if missing else ""
    return Finding(
        "logs", False, f"log group {group}: {state}not allowed: {', '.join(actions)}", "AccessDeniedException",
        f"allow {' and '.join(actions)} on {arn}:*{by_hand}", allow(actions, *resources),
    )  # fmt: skip


def _advice(group: str) -> dict[str, str]:
    return {
        _MISSING: f"aws logs create-log-group --log-group-name {group}",
        "InvalidParameterException": "check the name in AFTERCALL_LOG_GROUP",
        "OperationAbortedException": "wait a little; the group is being created",
    }
