"""The log event: a record as one JSON line for CloudWatch Logs, and the limits it has to keep.

    {"_event_type": "session_analytics", "_session_id": …, "_timestamp": …,   what existing queries filter by
     "_aws": {…}, "_m_calls": 1, "_m_cost_usd": 0.04, …,                      the embedded metrics
     "schema_version": 1, "session_id": …, …}                                 the record, member by member

What is added comes first, because Logs Insights indexes the first members of a long event. The
metrics' namespace is `aftercall`, their dimensions are none, and environment and agent:

| metric | unit | value |
|---|---|---|
| _m_calls | Count | 1 |
| _m_cost_usd | None | cost_summary.total |
| _m_duration_seconds | Seconds | duration_seconds |
| _m_e2e_ms | Milliseconds | e2e_ms of each turn that has one: a list, so that a percentile is one over turns |
| _m_errors | Count | sum of errors |
| _m_qualified_leads | Count | 1 for sales_ready, 0 for self_serve |

A call that is exported again counts again: only a question to the log events can tell. A metric whose value is
unknown is absent. A metric takes 100 values at most: of a call with more turns
than that every so-manieth by size is taken, the smallest and the largest among them (docs/decisions/0011).
An event that is too large goes without its metrics, and then without its longest parts, which
`record.incomplete_reasons` names; the landing has them all.

Limits: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html
and https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from aftercall.errors import PermanentDeliveryError
from aftercall.record import IncompleteReason, SessionRecord, plain_json

EVENT_OVERHEAD_BYTES = 26
EVENT_MAX_BYTES = 1_048_576
"""One event, its overhead included."""
METRICS_MAX_BYTES = 1_000_000
"""An event with metrics: the specification says 1 MB (it was 256 KB until 2025), here in its narrow sense."""
METRIC_MAX_VALUES = 100
"""Values of one metric in one event."""
FORWARDED_MAX_BYTES = 262_144
"""A line that is forwarded: Docker's awslogs driver cuts longer ones in two, and half a line is no JSON."""

BATCH_MAX_EVENTS = 10_000
BATCH_MAX_BYTES = 1_048_576
BATCH_MAX_SPAN_MS = 24 * 60 * 60 * 1000

# Events and data points outside of these are refused. The margin is for the way there and for a clock that is a bit off.
_MARGIN = timedelta(minutes=10)
_OLDEST = timedelta(days=14) - _MARGIN
_NEWEST = timedelta(hours=2) - _MARGIN

_NAMESPACE = "aftercall"
_UNITS = {
    "_m_calls": "Count",
    "_m_cost_usd": "None",
    "_m_duration_seconds": "Seconds",
    "_m_e2e_ms": "Milliseconds",
    "_m_errors": "Count",
    "_m_qualified_leads": "Count",
}
_QUALIFIED = {"sales_ready": 1, "self_serve": 0}
_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00Z")


@dataclass(frozen=True)
class LogEvent:
    """One event: its time on CloudWatch's own axis (epoch milliseconds), and its text."""

    at_ms: int
    message: str

    @property
    def size_bytes(self) -> int:
        """What the event counts against every limit."""
        return len(self.message.encode("utf-8")) + EVENT_OVERHEAD_BYTES


def log_event(record: SessionRecord, now: datetime, max_bytes: int = EVENT_MAX_BYTES) -> LogEvent:
    """The record's event, at most `max_bytes` with its overhead.

    CloudWatch refuses what is older than 14 days or over 2 hours ahead of `now`. The event of such a
    call bears the time `now`, while its text keeps the true times, and has no metrics: at another time
    than the call's they would be wrong.

    Raises PermanentDeliveryError if nothing more can be left out.
    """
    timely = now - _OLDEST < record.end_time < now + _NEWEST
    at_ms = epoch_ms(record.end_time if timely else now)
    metrics = _metrics(record) if timely else {}  # of all turns, also where the event has none of them
    smallest = 0
    for smaller in _ever_smaller(record):
        if timely:
            event = LogEvent(at_ms, _text(smaller, metrics))
            if event.size_bytes <= min(METRICS_MAX_BYTES, max_bytes):
                return event
        event = LogEvent(at_ms, _text(smaller, {}))
        smallest = event.size_bytes
        if smallest <= max_bytes:
            return event
    raise PermanentDeliveryError(
        f"session {record.session_id}: {smallest:,} bytes without everything that can be left out; "
        f"a log event takes {max_bytes:,}. Try: aftercall show {record.session_id} --json",
        code="EventTooLarge",
    )


def plan_batches(events: Sequence[LogEvent]) -> list[list[int]]:
    """Which events go together: lists of indices into `events`, each within the limits of one request.

    Chronological within a batch and from batch to batch, as few batches as that order allows.
    """
    batches: list[list[int]] = []
    size = 0
    for index in sorted(range(len(events)), key=lambda i: events[i].at_ms):
        event = events[index]
        if (
            not batches
            or len(batches[-1]) == BATCH_MAX_EVENTS
            or size + event.size_bytes > BATCH_MAX_BYTES
            or event.at_ms - events[batches[-1][0]].at_ms > BATCH_MAX_SPAN_MS
        ):
            batches.append([])
            size = 0
        batches[-1].append(index)
        size += event.size_bytes
    return batches


def epoch_ms(instant: datetime) -> int:
    """Whole milliseconds since 1970, rounded down."""
    return (instant - _EPOCH) // timedelta(milliseconds=1)


def _text(record: SessionRecord, metrics: dict[str, Any]) -> str:
    return plain_json(
        {
            "_event_type": "session_analytics",
            "_session_id": record.session_id,
            "_timestamp": epoch_ms(record.end_time),
            **metrics,
            **record.model_dump(mode="python"),
        }
    )


def _metrics(record: SessionRecord) -> dict[str, Any]:
    """The `_aws` block and the root members that it points to."""
    cost, errors = record.cost_summary, record.errors
    values = {
        "_m_calls": 1,
        "_m_cost_usd": cost.total if cost.currency == "USD" else None,
        "_m_duration_seconds": record.duration_seconds,
        "_m_e2e_ms": _spread([turn.e2e_ms for turn in record.turns if turn.e2e_ms is not None]) or None,
        "_m_errors": errors.llm + errors.stt + errors.tts + errors.tool + errors.other,
        "_m_qualified_leads": _QUALIFIED.get(record.discovered_signals.qualification_tier or ""),
    }
    known = {name: value for name, value in values.items() if value is not None}
    dimensions = {
        name: value
        for name, value in (("_m_environment", record.agent.environment), ("_m_agent", record.agent.name))
        if value and _is_dimension(value)
    }
    directive = {
        "Namespace": _NAMESPACE,
        "Dimensions": [[], list(dimensions)] if dimensions else [[]],
        "Metrics": [{"Name": name, "Unit": _UNITS[name]} for name in known],
    }
    return {
        "_aws": {"Timestamp": epoch_ms(record.end_time), "CloudWatchMetrics": [directive]},
        **known,
        **dimensions,
    }


def _spread(values: list[float]) -> list[float]:
    """The values, or of too many the ones at evenly spaced ranks: their percentiles are those of all."""
    if len(values) <= METRIC_MAX_VALUES:
        return values
    ordered, last = sorted(values), METRIC_MAX_VALUES - 1
    return [ordered[round(at * (len(ordered) - 1) / last)] for at in range(METRIC_MAX_VALUES)]


def _is_dimension(value: str) -> bool:
    # One bad dimension would cost the event all its metrics.
    return value.isascii() and value.isprintable() and not value.isspace() and len(value) <= 1024


def _ever_smaller(record: SessionRecord) -> Iterator[SessionRecord]:
    """The record, and then with one part less each time, saying so."""
    yield record
    for reason, leave_out in _LEAVE_OUT:
        smaller = leave_out(record)
        if smaller != record:
            reasons = tuple(sorted({*record.record.incomplete_reasons, reason}))
            about = record.record.model_copy(update={"complete": False, "incomplete_reasons": reasons})
            record = smaller.model_copy(update={"record": about})
            yield record


def _without_transcript(record: SessionRecord) -> SessionRecord:
    if record.transcript is None:
        return record
    privacy = record.privacy.model_copy(update={"transcript": "absent"})
    return record.model_copy(update={"transcript": None, "privacy": privacy})


def _without_arguments(record: SessionRecord) -> SessionRecord:
    calls = tuple(call.model_copy(update={"arguments": None}) for call in record.tool_calls)
    return record.model_copy(update={"tool_calls": calls})


def _without_evidence(record: SessionRecord) -> SessionRecord:
    signals = record.discovered_signals.model_copy(update={"evidence": ()})
    return record.model_copy(update={"discovered_signals": signals})


def _without_lines(record: SessionRecord) -> SessionRecord:
    return record.model_copy(update={"cost_summary": record.cost_summary.model_copy(update={"lines": ()})})


def _without_turns(record: SessionRecord) -> SessionRecord:
    return record.model_copy(update={"turns": ()})


# In this order: words first, then what explains a value, then what it was made of.
_LEAVE_OUT: tuple[tuple[IncompleteReason, Callable[[SessionRecord], SessionRecord]], ...] = (
    ("transcript_left_out", _without_transcript),
    ("arguments_left_out", _without_arguments),
    ("evidence_left_out", _without_evidence),
    ("lines_left_out", _without_lines),
    ("turns_left_out", _without_turns),
)
