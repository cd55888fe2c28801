"""The record: what may be in one, and how it is written."""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from aftercall import landing
from aftercall.record import SessionRecord, plain_decimal, plain_json, rfc3339, storable
from tests.record_factory import START, a_record, records


@given(records())
@settings(deadline=None)
def test_any_record_is_read_back_as_it_was_landed(record):
    assert landing.decode(landing.encode(record)) == record


@given(records())
@settings(max_examples=50, deadline=None)
def test_any_record_is_one_line_of_utf8_json(record):
    text = record.to_json()
    assert not {"\n", "\r", "\x00"} & set(text)
    assert text.encode("utf-8")
    assert json.loads(text, parse_constant=lambda word: pytest.fail(f"{word} is no JSON"))


def test_the_same_record_has_the_same_bytes():
    assert landing.encode(a_record()) == landing.encode(a_record())


@given(st.decimals(allow_nan=False, allow_infinity=False, places=9, min_value=-(10**9), max_value=10**9))
def test_a_decimal_is_written_exactly_and_without_an_exponent(value):
    text = plain_decimal(value)
    assert Decimal(text) == value
    assert not set(text) - set("-0123456789.")
    assert text != "-0"


@pytest.mark.parametrize(
    ("value", "text"), [("1E-7", "0.0000001"), ("12.500", "12.5"), ("1E+3", "1000"), ("-0.00", "0")]
)
def test_a_decimal_is_written_in_its_shortest_plain_form(value, text):
    assert plain_json({"x": Decimal(value)}) == f'{{"x":{text}}}'


@pytest.mark.parametrize("value", [math.nan, math.inf, Decimal("NaN"), Decimal("Infinity"), object(), b"bytes", {1}])
def test_what_json_cannot_hold_is_refused(value):
    with pytest.raises(ValueError, match="a record holds no"):
        plain_json([value])


def test_text_that_no_file_or_engine_can_hold_is_replaced():
    assert storable("a\x00b\ud800c\udfff") == "a\ufffdb\ufffdc\ufffd"
    assert a_record(agent__name="\ud83d", custom={"k\x00": "v\udc00"}).custom == {"k\ufffd": "v\ufffd"}


def test_a_time_is_utc_with_microseconds_and_z():
    east = timezone(timedelta(hours=5, minutes=30))
    assert rfc3339(datetime(2026, 1, 2, 3, 4, 5, tzinfo=east)) == "2026-01-01T21:34:05.000000Z"
    record = a_record(start_time=START.astimezone(east))
    assert record.start_time.tzinfo is UTC
    assert record.start_time == START


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("start_time", datetime(2026, 11, 22, 9, 30), "timezone"),
        ("end_time", START - timedelta(seconds=1), "end_time is before start_time"),
        ("duration_seconds", 94.6, "duration_seconds is 94.6, but end − start is 94.5"),
        ("schema_version", 2, "schema_version"),
        ("sessionid", "x", "Extra inputs"),
        ("metrics_summary__user_turns", -1, "greater than or equal to 0"),
        ("metrics_summary__user_turns", 2**63, "less than"),
        ("metrics_summary__stt_audio_seconds", math.inf, "finite"),
        ("cost_summary__total", Decimal(10**6), "digits"),
        ("cost_summary__total", Decimal("0.0000000001"), "decimal places"),
        ("outcome__status", "done", "in_progress"),
        ("record__incomplete_reasons", ("because",), "incomplete_reasons"),
        ("user_metadata", {"n": 1}, "valid string"),
    ],
)
def test_a_value_outside_the_contract_is_refused(field, value, why):
    changes = {field: value} if field == "duration_seconds" else {field: value, "duration_seconds": 94.5}
    with pytest.raises(ValidationError, match=why):
        a_record(**changes)


def test_a_record_and_its_parts_cannot_be_changed():
    record = a_record()
    for part, name in ((record, "session_id"), (record.agent, "job_id"), (record.turns[0], "role")):
        with pytest.raises(ValidationError, match="frozen"):
            setattr(part, name, "user")


def test_unknown_is_null_and_not_left_away():
    record = SessionRecord.model_validate(
        {
            "session_id": "s", "start_time": START, "end_time": START, "duration_seconds": 0, "discovered_signals": {},
            "metrics_summary": {"user_turns": 0, "agent_turns": 0, "interruptions": 0, "latency_ms": {}},
            "cost_summary": {}, "outcome": {"status": "failed"}, "agent": {"framework": "livekit"},
            "record": {"produced_by": "x"},
        }
    )  # fmt: skip
    value = json.loads(record.to_json())
    assert value.keys() == SessionRecord.model_fields.keys()
    assert value["discovered_signals"]["team_size"] is value["cost_summary"]["total"] is value["transcript"] is None
