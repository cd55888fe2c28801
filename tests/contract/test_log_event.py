"""The log event's laws: it is the record, it fits, and its metrics are what CloudWatch's specification asks for."""

from __future__ import annotations

import itertools
import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aftercall.errors import PermanentDeliveryError
from aftercall.record import SessionRecord
from aftercall.ship.log_event import (
    BATCH_MAX_BYTES,
    BATCH_MAX_EVENTS,
    BATCH_MAX_SPAN_MS,
    EVENT_MAX_BYTES,
    EVENT_OVERHEAD_BYTES,
    METRICS_MAX_BYTES,
    LogEvent,
    epoch_ms,
    log_event,
    plan_batches,
)
from tests.record_factory import START, TRANSCRIPT, a_record, records

NOW = START + timedelta(minutes=5)
UNITS = ["Seconds", "Milliseconds", "Bytes", "Percent", "Count", "None"]

# Embedded metric format, as its specification words it: what points to a root member needs it there (checked below).
EMF = {
    "type": "object",
    "required": ["_aws"],
    "properties": {
        "_aws": {
            "type": "object",
            "required": ["Timestamp", "CloudWatchMetrics"],
            "additionalProperties": False,
            "properties": {
                "Timestamp": {"type": "integer", "minimum": 0},
                "CloudWatchMetrics": {
                    "type": "array",
                    "minItems": 1,
                    "items": {
                        "type": "object",
                        "required": ["Namespace", "Dimensions", "Metrics"],
                        "additionalProperties": False,
                        "properties": {
                            "Namespace": {"type": "string", "minLength": 1, "maxLength": 1024},
                            "Dimensions": {
                                "type": "array",
                                "minItems": 1,
                                "items": {
                                    "type": "array",
                                    "maxItems": 30,
                                    "items": {"type": "string", "minLength": 1, "maxLength": 250},
                                },
                            },
                            "Metrics": {
                                "type": "array",
                                "minItems": 1,
                                "maxItems": 100,
                                "items": {
                                    "type": "object",
                                    "required": ["Name"],
                                    "additionalProperties": False,
                                    "properties": {
                                        "Name": {"type": "string", "minLength": 1, "maxLength": 1024},
                                        "Unit": {"enum": UNITS},
                                    },
                                },
                            },
                        },
                    },
                },
            },
        }
    },
}


def _parsed(event: LogEvent) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(event.message, parse_float=Decimal)
    return value


def _record_of(document: dict[str, Any]) -> SessionRecord:
    return SessionRecord.model_validate({k: v for k, v in document.items() if not k.startswith("_")})


def _size(record: SessionRecord) -> int:
    return len(record.to_json().encode())


def _check_metrics(document: dict[str, Any]) -> None:
    jsonschema.validate(json.loads(json.dumps(document, default=float)), EMF)
    (directive,) = document["_aws"]["CloudWatchMetrics"]
    for metric in directive["Metrics"]:
        value = document[metric["Name"]]
        values = value if isinstance(value, list) else [value]
        assert 1 <= len(values) <= 100, metric
        for one in values:
            assert isinstance(one, (int, Decimal)), metric
            assert not isinstance(one, bool), metric
    for dimensions in directive["Dimensions"]:
        for name in dimensions:
            value = document[name]
            assert isinstance(value, str)
            assert value.isascii()
            assert 1 <= len(value) <= 1024
    announced = {m["Name"] for m in directive["Metrics"]} | {n for d in directive["Dimensions"] for n in d}
    assert announced == {name for name in document if name.startswith("_m_")}


def test_the_example_reads_as_promised() -> None:
    document = _parsed(log_event(a_record(), NOW))
    assert document["_event_type"] == "session_analytics"
    assert document["_session_id"] == "rm_7GhT2kQpXw"
    assert document["_timestamp"] == 1795339894625 == document["_aws"]["Timestamp"]
    assert document["discovered_signals"]["team_size"] >= 5
    assert {name: value for name, value in document.items() if name.startswith("_m_")} == {
        "_m_calls": 1,
        "_m_cost_usd": Decimal("0.0494895"),
        "_m_duration_seconds": Decimal("94.5"),
        "_m_e2e_ms": [Decimal("1270.9"), Decimal("1493.8"), Decimal("1382.4")],
        "_m_errors": 1,
        "_m_qualified_leads": 1,
        "_m_environment": "production",
        "_m_agent": "sales",
    }
    assert document["_aws"]["CloudWatchMetrics"][0]["Dimensions"] == [[], ["_m_environment", "_m_agent"]]
    _check_metrics(document)


def test_what_is_unknown_is_no_metric() -> None:
    record = a_record(
        cost_summary__total=None,
        turns=(),
        discovered_signals__qualification_tier=None,
        agent__name=None,
        agent__environment=None,
    )
    document = _parsed(log_event(record, NOW))
    assert {name for name in document if name.startswith("_m_")} == {"_m_calls", "_m_duration_seconds", "_m_errors"}
    assert document["_aws"]["CloudWatchMetrics"][0]["Dimensions"] == [[]]
    _check_metrics(document)


@pytest.mark.parametrize("tier", ["sales_ready", "self_serve"])
def test_a_lead_is_counted_by_its_tier(tier: str) -> None:
    document = _parsed(log_event(a_record(discovered_signals__qualification_tier=tier), NOW))
    assert document["_m_qualified_leads"] == (tier == "sales_ready")


def test_costs_in_another_currency_are_no_dollars() -> None:
    assert "_m_cost_usd" not in _parsed(log_event(a_record(cost_summary__currency="EUR"), NOW))


@pytest.mark.parametrize("name", ["Zoë", "line\nbreak", "  ", "x" * 1025, ""])
def test_a_name_that_can_be_no_dimension_costs_no_metric(name: str) -> None:
    document = _parsed(log_event(a_record(agent__name=name), NOW))
    assert document["_aws"]["CloudWatchMetrics"][0]["Dimensions"] == [[], ["_m_environment"]]
    assert document["_m_calls"] == 1


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(records())
def test_any_record_is_one_line_that_holds_it_all(record: SessionRecord) -> None:
    event = log_event(record, record.end_time)
    document = _parsed(event)
    assert "\n" not in event.message
    assert event.at_ms == document["_timestamp"] == epoch_ms(record.end_time)
    assert _record_of(document).to_json() == record.to_json()
    _check_metrics(document)


@pytest.mark.parametrize("off", [timedelta(days=-15), timedelta(hours=3)], ids=["15 days old", "3 hours ahead"])
def test_what_cloudwatch_would_refuse_bears_the_present_time_and_no_metrics(off: timedelta) -> None:
    now = START - off
    event = log_event(a_record(), now)
    document = _parsed(event)
    assert event.at_ms == epoch_ms(now)
    assert document["_timestamp"] == epoch_ms(datetime.fromisoformat(document["end_time"]))
    assert not any(name.startswith(("_aws", "_m_")) for name in document)


# ------------------------------------------------------------------------------------------- sizes

# Each a part that is too large, and what has to go for it: what stands before it in the order goes first.
WORDS = {"transcript": [{**TRANSCRIPT[0], "text": "w" * 2_000_000}], "privacy__transcript": "included"}
ARGUMENTS = {
    "tool_calls": [
        {"call_id": "c", "name": "n", "category": "other", "status": "ok", "arguments": "é" * 50_000_000},
    ]
}
EVIDENCE = {"discovered_signals__evidence": [{"signal": "s", "rule": "r" * 2_000_000, "turn": 1, "confidence": 0.5}]}
LINES = {
    "cost_summary__lines": [
        {"kind": "llm", "provider": None, "model": None, "unit": "u" * 2_000_000, "quantity": 1, "status": "unknown"},
    ]
}
TURNS = {"turns": [{"turn": 1, "role": "user", "llm_model": "m" * 2_000_000}]}


@pytest.mark.parametrize(
    ("overrides", "left_out"),
    [
        (WORDS, ["transcript_left_out"]),
        (ARGUMENTS, ["arguments_left_out"]),
        (EVIDENCE, ["evidence_left_out"]),
        (LINES, ["evidence_left_out", "lines_left_out"]),
        (TURNS, ["evidence_left_out", "lines_left_out", "turns_left_out"]),
        ({**WORDS, **ARGUMENTS}, ["arguments_left_out", "transcript_left_out"]),
    ],
    ids=["transcript", "arguments", "evidence", "lines", "turns", "both kinds of words"],
)
def test_what_is_too_large_goes_and_the_event_says_so(overrides: dict[str, Any], left_out: list[str]) -> None:
    record = a_record(**overrides)
    event = log_event(record, NOW)
    assert event.size_bytes <= EVENT_MAX_BYTES
    document = _parsed(event)
    smaller = _record_of(document)
    assert list(smaller.record.incomplete_reasons) == left_out
    assert not smaller.record.complete
    assert smaller.privacy.transcript == "absent"
    assert smaller.discovered_signals.team_size == 8
    assert smaller.cost_summary.total == record.cost_summary.total
    _check_metrics(document)


def test_a_reason_that_was_there_before_stays() -> None:
    record = a_record(**WORDS, record__incomplete_reasons=("metadata_cut",), record__complete=False)
    smaller = _record_of(_parsed(log_event(record, NOW)))
    assert smaller.record.incomplete_reasons == ("metadata_cut", "transcript_left_out")


def _of_size(size: int) -> SessionRecord:
    """A record whose event without metrics has exactly `size` bytes, overhead included."""
    bare = log_event(a_record(custom={"pad": ""}), NOW + timedelta(days=30)).size_bytes
    return a_record(custom={"pad": "x" * (size - bare)})


def test_at_the_limit_all_is_kept_but_the_metrics() -> None:
    event = log_event(_of_size(EVENT_MAX_BYTES), NOW)
    assert len(event.message.encode()) + 26 == 1_048_576
    assert "_aws" not in _parsed(event)
    assert _record_of(_parsed(event)).record.complete


def test_one_byte_over_the_limit_something_goes() -> None:
    event = log_event(_of_size(EVENT_MAX_BYTES + 1), NOW)
    assert _record_of(_parsed(event)).record.incomplete_reasons == ("evidence_left_out",)


def test_metrics_end_at_their_own_limit() -> None:
    extra = log_event(a_record(), NOW).size_bytes - log_event(a_record(), NOW + timedelta(days=30)).size_bytes
    assert "_aws" in _parsed(log_event(_of_size(METRICS_MAX_BYTES - extra), NOW))
    assert "_aws" not in _parsed(log_event(_of_size(METRICS_MAX_BYTES - extra + 1), NOW))


def test_what_stays_too_large_is_refused_for_good_with_its_size() -> None:
    record = a_record(custom={"pad": "x" * 1_100_000})
    with pytest.raises(
        PermanentDeliveryError, match=r"session rm_7GhT2kQpXw: 1,10\d,\d{3} bytes .* 1,048,576\. Try: "
    ) as caught:
        log_event(record, NOW)
    assert caught.value.code == "EventTooLarge"


# ------------------------------------------------------------------------------------------ batches

_times = st.integers(0, 3 * BATCH_MAX_SPAN_MS) | st.sampled_from((0, BATCH_MAX_SPAN_MS, BATCH_MAX_SPAN_MS + 1))
_messages = st.integers(0, 900_000).map(lambda size: "é" * (size // 2))
_events = st.lists(st.builds(LogEvent, at_ms=_times, message=_messages), max_size=12)


def _check_batches(events: list[LogEvent]) -> list[list[int]]:
    batches = plan_batches(events)
    assert sorted(index for batch in batches for index in batch) == list(range(len(events)))
    times = [events[index].at_ms for batch in batches for index in batch]
    assert times == sorted(times)
    for batch in batches:
        sizes = [len(events[index].message.encode()) + EVENT_OVERHEAD_BYTES for index in batch]
        assert 1 <= len(batch) <= BATCH_MAX_EVENTS
        assert sum(sizes) <= BATCH_MAX_BYTES
        assert events[batch[-1]].at_ms - events[batch[0]].at_ms <= BATCH_MAX_SPAN_MS
    for batch, following in itertools.pairwise(batches):
        # Nothing was opened early: the next event did not fit.
        joined = [events[index] for index in (*batch, following[0])]
        assert (
            len(joined) > BATCH_MAX_EVENTS
            or sum(event.size_bytes for event in joined) > BATCH_MAX_BYTES
            or joined[-1].at_ms - joined[0].at_ms > BATCH_MAX_SPAN_MS
        )
    return batches


@settings(max_examples=100, deadline=None)
@given(_events)
def test_every_batch_keeps_every_limit_and_none_is_opened_early(events: list[LogEvent]) -> None:
    _check_batches(events)


def test_ten_thousand_events_go_together_and_one_more_does_not() -> None:
    batches = _check_batches([LogEvent(7, "x")] * 10_001)
    assert [len(batch) for batch in batches] == [10_000, 1]


@pytest.mark.parametrize(("over", "batches"), [(0, 1), (1, 2)])
def test_a_batch_takes_1_048_576_bytes_with_26_for_each_event(over: int, batches: int) -> None:
    half = "é" * ((1_048_576 // 2 - 26) // 2)
    assert len(plan_batches([LogEvent(7, half), LogEvent(7, half + "x" * over)])) == batches


def test_nothing_to_send_is_no_batch() -> None:
    assert plan_batches([]) == []


def test_milliseconds_are_rounded_down() -> None:
    assert epoch_ms(datetime(1970, 1, 1, 0, 0, 1, 999_999, tzinfo=UTC)) == 1999
