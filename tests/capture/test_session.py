"""Facts become a record: percentiles as numpy has them, null for unknown, and a record for any facts."""

import hmac
import math
import re
import sys
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftercall.capture.application import Call
from aftercall.capture.cost import not_priced_yet, pricer
from aftercall.capture.facts import Facts, ToolFact, TurnFact
from aftercall.capture.identity import stored_email, without_numbers
from aftercall.capture.measures import distribution, total
from aftercall.capture.session import build, build_anyway
from aftercall.record import LatencySummary, MetricsSummary, Turn, Usage
from aftercall.settings import Settings

NUMBER = st.one_of(st.none(), st.floats(allow_nan=True, allow_infinity=True), st.floats(0, 1e10))


@pytest.fixture
def settings(tmp_path):
    return Settings(landing=tmp_path / "sessions", spool=tmp_path / "spool")


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=200))
def test_percentiles_are_numpys(values):
    latency = distribution(values)
    for percent in (50, 90, 95, 99):
        assert getattr(latency, f"p{percent}") == pytest.approx(np.percentile(values, percent), abs=6e-4)
    assert latency.n == len(values)
    assert latency.max == max(values)
    assert latency.mean == pytest.approx(np.mean(values), abs=6e-4)


def test_a_stage_without_values_has_no_distribution():
    assert distribution([None, None]) is None


@given(st.lists(st.one_of(st.none(), st.integers(0, 10**9))))
def test_totals_ignore_what_is_unknown_and_are_null_if_everything_is(values):
    known = [value for value in values if value is not None]
    assert total(values) == (sum(known) if known else None)


def test_thousands_of_small_buckets_add_up_without_drift():
    assert total([0.1] * 3000) == 300.0


def test_thousands_of_turns_have_the_percentiles_of_all_of_them():
    values = np.random.default_rng(20261122).lognormal(6, 1, 5000)
    latency = distribution(values.tolist())
    for percent in (50, 90, 95, 99):
        assert getattr(latency, f"p{percent}") == pytest.approx(np.percentile(values, percent), abs=6e-4)


def turn(role, start, end, **more):
    return TurnFact(role, None, started_at=start, ended_at=end, **more)


@pytest.mark.parametrize(
    ("agent_starts", "talked_over"),
    [(12.0, True), (9.0, False), (10.0, False), (14.0, False), (15.0, False), (None, False), (math.nan, False)],
)
def test_the_agent_talks_over_the_user_if_it_begins_in_the_middle_of_their_turn(settings, agent_starts, talked_over):
    said = [turn("user", 10.0, 14.0), turn("agent", agent_starts, 20.0, interrupted=True)]
    record = build(Facts("rm_1", "test", started_at=0, ended_at=30, turns=said), Call(), settings, not_priced_yet)
    assert [turn.interrupted for turn in record.turns] == [talked_over, True]
    assert record.metrics_summary.interruptions == 1


def test_speaking_times_are_sums_over_the_turns_that_are_timed(settings):
    said = [turn("agent", 0.5, 2.0), turn("user", 2.5, 4.0), turn("agent", 4.25, 5.0), turn("user", 5.0, None)]
    record = build(Facts("rm_1", "test", started_at=0, ended_at=6, turns=said), Call(), settings, not_priced_yet)
    metrics = record.metrics_summary
    assert (metrics.agent_speaking_seconds, metrics.user_speaking_seconds) == (2.25, 1.5)
    untimed = Facts("rm_1", "test", started_at=0, ended_at=6, turns=[turn("user", 5.0, None)])
    assert build(untimed, Call(), settings, not_priced_yet).metrics_summary.user_speaking_seconds is None


def test_every_number_of_a_call_is_defined_in_the_docs():
    text = (Path(__file__).parents[2] / "docs/metrics.md").read_text("utf-8").split("## Why a record")[0]
    measured = {*MetricsSummary.model_fields, *LatencySummary.model_fields, *Usage.model_fields, *Turn.model_fields}
    named = {"usage", "kind", "provider", "model", "turn", "role"}
    assert [name for name in sorted(measured - named) if not re.search(rf"\b{name}\b", text)] == []


TURN = st.builds(
    TurnFact, role=st.sampled_from(["user", "agent"]), text=st.one_of(st.none(), st.text(max_size=50)), started_at=NUMBER,
    ended_at=NUMBER, interrupted=st.booleans(), eou_delay=NUMBER, transcription_delay=NUMBER, llm_ttft=NUMBER,
    tts_ttfb=NUMBER, e2e=NUMBER,
)  # fmt: skip
TOOL = st.builds(ToolFact, call_id=st.text(max_size=9), name=st.text(max_size=9), started_at=NUMBER, ended_at=NUMBER)
FACTS = st.builds(
    Facts, session_id=st.text(max_size=30), framework=st.just("test"), job_id=st.text(max_size=9), started_at=NUMBER,
    ended_at=NUMBER, turns=st.lists(TURN, max_size=6), tools=st.lists(TOOL, max_size=3),
)  # fmt: skip


def test_a_delay_that_is_no_time_is_null_with_a_reason_and_costs_no_turn(settings):
    seconds = (sys.float_info.max, 1e305, math.inf, math.nan, 0.25)
    said = [TurnFact("user", None, e2e=value) for value in seconds]
    facts = Facts("rm_1", "test", started_at=1.7e9, ended_at=1.7e9 + 5, turns=said)
    record = build(facts, Call(), settings, not_priced_yet)
    assert [turn.e2e_ms for turn in record.turns] == [None, None, None, None, 250.0]
    assert record.metrics_summary.latency_ms.e2e.n == 1
    assert "metric_not_finite" in record.record.incomplete_reasons


@given(FACTS)
def test_any_facts_make_a_record_that_can_be_written(facts):
    settings = Settings(landing="x", spool="y", transcript=True)
    record = build_anyway(lambda: facts, Facts("bare", "test"), Call(), settings, not_priced_yet)
    assert record.to_json()
    assert record.session_id
    assert "turns_unreadable" not in record.record.incomplete_reasons
    assert len(record.turns) == len(facts.turns)


def test_facts_that_cannot_be_read_leave_the_little_that_is_known_and_cost_nothing(settings):
    def unreadable():
        raise ZeroDivisionError

    record = build_anyway(
        unreadable, Facts("rm_1", "test", started_at=1.7e9, ended_at=1.7e9 + 5), Call(), settings, not_priced_yet
    )
    assert (record.session_id, record.duration_seconds) == ("rm_1", 5.0)
    assert record.record.incomplete_reasons == ("turns_unreadable",)
    assert (record.metrics_summary.user_turns, record.cost_summary.total, record.cost_summary.complete) == (
        None,
        None,
        False,
    )


def test_a_clock_that_went_back_gives_no_negative_duration(settings):
    record = build(Facts("rm_1", "test", started_at=1.7e9, ended_at=1.7e9 - 60), Call(), settings, not_priced_yet)
    assert record.duration_seconds == 0
    assert "clock_went_backwards" in record.record.incomplete_reasons


def test_each_request_is_priced_at_its_own_time(settings):
    usage = Usage(kind="stt", provider="deepgram", model="nova-3", audio_seconds=60.0)
    before, after = 1775000000.0, 1795000000.0  # on both sides of the card's change of 2026-05-28
    facts = Facts("rm_1", "test", started_at=before, ended_at=after, usage=[(usage, before), (usage, after)])
    record = build(facts, Call(), settings, pricer(settings, []))
    assert {line.amount for line in record.cost_summary.lines} == {Decimal("0.0077"), Decimal("0.0048")}
    assert record.cost_summary.total == Decimal("0.0125")
    assert record.metrics_summary.stt_audio_seconds == 120


def test_a_price_file_that_cannot_be_read_prices_nothing_and_is_a_problem(settings, tmp_path):
    problems = []
    with_file = Settings(landing=tmp_path, spool=tmp_path, prices=tmp_path / "none.json")
    usage = Usage(kind="stt", provider="deepgram", model="nova-3", audio_seconds=60.0)
    facts = Facts("rm_1", "test", started_at=1.7e9, ended_at=1.7e9, usage=[(usage, 1.7e9)])
    record = build(facts, Call(), with_file, pricer(with_file, problems))
    assert len(problems) == 1
    assert (record.cost_summary.total, record.cost_summary.complete) == (None, False)
    assert {line.reason for line in record.cost_summary.lines} == {"price_file_invalid"}


def test_a_rule_that_fails_costs_the_signals_and_nothing_else(settings, monkeypatch):
    monkeypatch.setattr("aftercall.signals.SignalFold.signals", lambda _: 1 / 0)
    facts = Facts("rm_1", "test", started_at=1.7e9, ended_at=1.7e9, turns=[TurnFact("user", "twelve people")])
    record = build(facts, Call(), settings, not_priced_yet)
    assert record.record.incomplete_reasons == ("signals_failed",)
    assert record.metrics_summary.user_turns == 1


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("plain", "dana@example.com"),
        ("off", None),
        ("hmac", hmac.new(b"k", b"dana@example.com", "sha256").hexdigest()),
    ],
)
def test_an_address_is_kept_plain_hashed_or_not_at_all(tmp_path, mode, expected):
    settings = Settings(landing=tmp_path, spool=tmp_path, email=mode, hmac_key=b"k")
    assert stored_email([None, 7, "no address", " Dana@Example.com "], settings) == expected


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("call-_+15105550123_a8Xd", "call-_number_a8Xd"),
        ("rm_20261122", "rm_20261122"),
        ("x-15105550123-y", "x-number-y"),
    ],
)
def test_numbers_in_a_rooms_name_are_masked(settings, name, masked):
    assert without_numbers(name, {"sip.phoneNumber": "+1 510 555 0123"}, settings) == masked


def test_an_infinite_delay_is_null_with_a_reason(settings):
    facts = Facts(
        "rm_1", "test", started_at=1.7e9, ended_at=1.7e9, turns=[TurnFact("agent", "x", e2e=math.inf, llm_ttft=-1)]
    )
    record = build(facts, Call(), settings, not_priced_yet)
    assert (record.turns[0].e2e_ms, record.turns[0].llm_ttft_ms) == (None, None)
    assert record.record.incomplete_reasons == ("metric_not_finite",)
