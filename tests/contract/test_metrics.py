"""Latency in the log events: CloudWatch's percentile of what they bear is the percentile over turns."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from datetime import timedelta
from itertools import chain
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftercall.record import SessionRecord
from aftercall.setup.aws import stack
from aftercall.ship.log_event import EVENT_MAX_BYTES, METRICS_MAX_BYTES, log_event
from tests.record_factory import START, a_record
from tests.setup.deployments import LARGE, SMALL, plain

NOW = START + timedelta(minutes=5)
PERCENTILES = (5, 50, 90, 95, 99)


def a_call(latencies: Sequence[float | None], **overrides: Any) -> SessionRecord:
    """A call whose agent's turns have these latencies."""
    turns = [{"turn": at, "role": "agent", "e2e_ms": latency} for at, latency in enumerate(latencies)]
    return a_record(turns=turns, **overrides)


def emitted(record: SessionRecord) -> list[float]:
    event = json.loads(log_event(record, NOW).message)
    values: list[float] = event.get("_m_e2e_ms", [])
    return values


def generated(calls: int, turns: Sequence[int], seed: int) -> list[list[float]]:
    """Latencies by call. Calls differ in length and pace, and a call slows down as it goes on."""
    dice = random.Random(seed)
    return [
        [round(pace * dice.lognormvariate(0, 0.4) * (1 + 0.004 * at), 3) for at in range(dice.choice(turns))]
        for pace in (dice.lognormvariate(6.6, 0.5) for _ in range(calls))
    ]


def test_the_p95_of_what_is_emitted_is_the_p95_over_turns() -> None:
    calls = generated(600, range(101), seed=1)
    found = list(chain.from_iterable(emitted(a_call(call)) for call in calls))
    turns = list(chain.from_iterable(calls))
    assert sorted(found) == sorted(turns)
    assert np.percentile(found, PERCENTILES).tolist() == np.percentile(turns, PERCENTILES).tolist()
    by_call = np.percentile([np.percentile(call, 95) for call in calls if call], 50)
    assert by_call < 0.7 * np.percentile(turns, 95)  # what the alarm would see otherwise


@pytest.mark.parametrize("turns", [101, 102, 150, 199, 200, 777, 5_000])
def test_a_long_calls_own_percentiles_stay_what_they_are(turns: int) -> None:
    (call,) = generated(1, [turns], seed=turns)
    found = emitted(a_call(call))
    assert len(found) == 100
    assert (min(found), max(found)) == (min(call), max(call))
    assert set(found) <= set(call)
    assert np.percentile(found, PERCENTILES) == pytest.approx(np.percentile(call, PERCENTILES), rel=0.07)


def test_some_long_calls_among_many_hardly_move_the_p95() -> None:
    calls = generated(380, range(5, 60), seed=2) + generated(20, range(101, 400), seed=3)
    found = list(chain.from_iterable(emitted(a_call(call)) for call in calls))
    turns = list(chain.from_iterable(calls))
    assert len(found) < len(turns)
    assert np.percentile(found, 95) == pytest.approx(np.percentile(turns, 95), rel=0.1)


@given(st.lists(st.none() | st.floats(0, 1e7), max_size=250))
def test_every_value_is_a_turns_and_none_is_lost_before_the_hundredth(latencies: list[float | None]) -> None:
    known = [value for value in latencies if value is not None]
    found = emitted(a_call(latencies))
    if len(known) <= 100:
        assert found == known
    else:
        assert len(found) == 100
        assert found == sorted(found)
        assert {min(known), max(known)} <= set(found) <= set(known)


def test_a_call_whose_turns_nobody_timed_has_no_such_metric() -> None:
    event = json.loads(log_event(a_call([None, None]), NOW).message)
    (directive,) = event["_aws"]["CloudWatchMetrics"]
    assert "_m_e2e_ms" not in event
    assert "_m_e2e_ms" not in {metric["Name"] for metric in directive["Metrics"]}


def test_turns_that_are_left_out_for_their_size_are_counted_all_the_same() -> None:
    (call,) = generated(1, [8_000], seed=4)
    event = log_event(a_call(call), NOW)
    document = json.loads(event.message)
    assert document["turns"] == []
    assert "turns_left_out" in document["record"]["incomplete_reasons"]
    assert max(document["_m_e2e_ms"]) == max(call)
    assert event.size_bytes <= min(EVENT_MAX_BYTES, METRICS_MAX_BYTES)


def test_the_record_in_the_line_is_the_same_however_many_turns_were_timed() -> None:
    record = a_call(generated(1, [300], seed=5)[0])
    document = json.loads(log_event(record, NOW).message)
    assert {name: value for name, value in document.items() if not name.startswith("_")} == json.loads(record.to_json())


def test_the_alarm_and_the_dashboard_ask_for_a_percentile_of_that_metric() -> None:
    for deployment in (SMALL, LARGE):
        made = {resource.name: resource.properties for resource in stack(deployment).resources}
        alarm = made["SlowReplies"]
        assert (alarm["MetricName"], alarm["ExtendedStatistic"], alarm["Threshold"]) == ("_m_e2e_ms", "p95", 1500)
        widgets = plain(made["Dashboard"]["DashboardBody"])["widgets"]
        (shown,) = [w["properties"] for w in widgets if "latency" in w["properties"]["title"]]
        assert [(metric, options.get("stat", shown["stat"])) for _, metric, options in shown["metrics"]] == [
            ("_m_e2e_ms", "p50"),
            ("_m_e2e_ms", "p95"),
        ]
