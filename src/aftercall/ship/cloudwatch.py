"""The CloudWatch Logs sink: each record as one event, with embedded metrics.

A delivery is a batch, often of one. The group and the stream (`YYYY/MM/DD/<host>`) are created when
they are missing, if this process may. An event that arrives twice is there twice: queries take one
row per session, as everywhere.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from aftercall import landing
from aftercall.errors import PermanentDeliveryError, TransientDeliveryError
from aftercall.record import SessionRecord
from aftercall.settings import aws_region
from aftercall.ship import aws
from aftercall.ship.log_event import LogEvent, epoch_ms, log_event, plan_batches
from aftercall.ship.sink import Refusal

if TYPE_CHECKING:
    from mypy_boto3_logs import CloudWatchLogsClient
    from mypy_boto3_logs.type_defs import PutLogEventsResponseTypeDef, RejectedLogEventsInfoTypeDef

_MISSING = "ResourceNotFoundException"
_EXISTS = "ResourceAlreadyExistsException"
_INVALID = "InvalidParameterException"
NOT_LOGS = "NotCloudWatchLogs"
"""The code for what answers as if all were well, and is no CloudWatch Logs."""
NOT_LOGS_ADVICE = "check AWS_ENDPOINT_URL and the proxy: what answers there takes everything and is no CloudWatch Logs"


class LogsSink:
    """Records as events of one log group. Safe to use from several threads."""

    name = "logs"

    def __init__(
        self,
        group: str,
        client: CloudWatchLogsClient | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Credentials, region and endpoint come the way boto3 takes them, unless a client is given.

        Raises TransientDeliveryError if boto3 cannot make a client of the environment.
        """
        self._group = group
        self._now = now
        self._host = landing.safe_name(socket.gethostname())
        if client is None:
            try:
                client = boto3.client("logs", region_name=aws_region(), config=aws.CLIENT_CONFIG)
            except (BotoCoreError, ValueError) as error:
                raise aws.kept(error, f"log group {group}", {}) from error
        self._client = client

    def deliver(self, record: SessionRecord, body: bytes) -> None:
        """Send the record's event. Raises as `Sink.deliver` says."""
        (refusal,) = self.deliver_batch([(record, body)])
        if refusal is not None:
            raise refusal

    def deliver_batch(self, items: Sequence[tuple[SessionRecord, bytes]]) -> list[Refusal | None]:
        """Send many records in as few requests as the limits allow.

        Gives one answer per item, in their order: None if CloudWatch has it, else the error that
        `deliver` would have raised for it.
        """
        now = self._now()
        answers: list[Refusal | None] = [None] * len(items)
        places: list[int] = []
        events: list[LogEvent] = []
        for place, (record, _) in enumerate(items):
            try:
                events.append(log_event(record, now))
                places.append(place)
            except PermanentDeliveryError as error:
                answers[place] = error
        for batch in plan_batches(events):
            outcomes = self._send([events[index] for index in batch], now)
            for index, outcome in zip(batch, outcomes, strict=True):
                answers[places[index]] = outcome
        return answers

    def _send(
        self, events: Sequence[LogEvent], now: datetime, *, restamped: bool = False
    ) -> list[TransientDeliveryError | None]:
        """One batch; one outcome per event."""
        try:
            answer = self._put(events, now)
        except (ClientError, BotoCoreError) as error:
            if len(events) > 1 and aws.code_of(error) == _INVALID:
                # One event that CloudWatch will not have must not keep out the others.
                half = len(events) // 2
                return [
                    *self._send(events[:half], now, restamped=restamped),
                    *self._send(events[half:], now, restamped=restamped),
                ]
            return [self._refusal(error) for _ in events]
        if not is_of_logs(answer):
            said = f"log group {self._group}: {NOT_LOGS}, the answer bears no request id. Try: {NOT_LOGS_ADVICE}"
            return [TransientDeliveryError(said, code=NOT_LOGS) for _ in events]
        outcomes: list[TransientDeliveryError | None] = [None] * len(events)
        refused = _refused(answer.get("rejectedLogEventsInfo", {}), len(events))
        if refused and not restamped:
            # CloudWatch's idea of too old may be narrower than ours: a group's retention counts as well.
            again = [replace(events[index], at_ms=epoch_ms(now)) for index in refused]
            for index, outcome in zip(refused, self._send(again, now, restamped=True), strict=True):
                outcomes[index] = outcome
        else:
            for index in refused:
                outcomes[index] = TransientDeliveryError(
                    f"log group {self._group}: events of this very moment are refused as too old or too new. "
                    "Try: set this host's clock: timedatectl",
                    code="RejectedLogEvents",
                )
        return outcomes

    def _put(self, events: Sequence[LogEvent], now: datetime) -> PutLogEventsResponseTypeDef:
        stream = f"{now:%Y/%m/%d}/{self._host}"
        try:
            return self._put_into(stream, events)
        except ClientError as error:
            if aws.code_of(error) != _MISSING:
                raise
        self._create(stream)
        return self._put_into(stream, events)

    def _put_into(self, stream: str, events: Sequence[LogEvent]) -> PutLogEventsResponseTypeDef:
        return self._client.put_log_events(
            logGroupName=self._group,
            logStreamName=stream,
            logEvents=[{"timestamp": event.at_ms, "message": event.message} for event in events],
        )

    def _create(self, stream: str) -> None:
        """Create the stream, and the group only if that is missing: a process may be allowed the one and not the other."""
        try:
            self._create_stream(stream)
        except ClientError as error:
            if aws.code_of(error) != _MISSING:
                raise
            self._create_group()
            self._create_stream(stream)

    def _create_stream(self, stream: str) -> None:
        try:
            self._client.create_log_stream(logGroupName=self._group, logStreamName=stream)
        except ClientError as error:
            if aws.code_of(error) != _EXISTS:
                raise

    def _create_group(self) -> None:
        try:
            self._client.create_log_group(logGroupName=self._group)
        except ClientError as error:
            if aws.code_of(error) != _EXISTS:
                raise

    def _refusal(self, error: ClientError | BotoCoreError) -> TransientDeliveryError:
        action = error.operation_name if isinstance(error, ClientError) else "PutLogEvents"
        group = f"arn:{self._client.meta.partition}:logs:*:*:log-group:{self._group}:*"
        return aws.kept(
            error,
            f"log group {self._group}",
            {
                "AccessDeniedException": f"allow logs:{action} on {group}, or create the group by hand: "
                f"aws logs create-log-group --log-group-name {self._group}",
                _INVALID: "check the name in AFTERCALL_LOG_GROUP, and this region's size limit of a log event",
                _MISSING: f"aws logs create-log-group --log-group-name {self._group}",
                "OperationAbortedException": "nothing; the group is being created and the record is sent again",
            },
        )


def is_of_logs(answer: Mapping[str, Any]) -> bool:
    """Whether an answer to PutLogEvents is the service's: any server can say 200, and botocore reads no more into it."""
    about = answer.get("ResponseMetadata", {})
    return bool(about.get("RequestId") or answer.keys() & {"nextSequenceToken", "rejectedLogEventsInfo"})


def _refused(info: RejectedLogEventsInfoTypeDef, count: int) -> list[int]:
    """Indices of the events that CloudWatch did not take.

    It does not say whether an end index is the last refused event or the first good one. Read as the
    former: an event sent twice does no harm, an event lost does.
    """
    too_old = max(info.get("tooOldLogEventEndIndex", -1), info.get("expiredLogEventEndIndex", -1))
    too_new = info.get("tooNewLogEventStartIndex", count)
    return [index for index in range(count) if index <= too_old or index >= too_new]
