"""v0 payloads as v1 records."""

from __future__ import annotations

import gc
import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aftercall.lake.legacy import upgrade
from aftercall.pricing import summarise
from aftercall.record import CostLine, SessionRecord

CANARY = "xylophone-4711"
UPLOADED = datetime(2025, 11, 1, tzinfo=UTC)


def v0(**changes):
    payload = {
        "session_id": "pandadoc_trial_1761887896468_rdc63e",
        "user_email": "Dana@Example.com ",
        "start_time": "2025-10-31T05:18:16.468000",
        "end_time": "2025-10-31T05:21:16.468000",
        "duration_seconds": 180,
        "discovered_signals": {
            "team_size": 8, "monthly_volume": 200, "integration_needs": ["Salesforce", "api"], "urgency": "high",
            "qualification_tier": "sales_ready", "industry": "Software", "location": CANARY, "use_case": CANARY,
            "current_tool": CANARY, "pain_points": [CANARY], "decision_timeline": CANARY, "budget_authority": CANARY,
            "team_structure": CANARY,
        },
        "tool_calls": [
            {"tool": "unleash_search_knowledge", "timestamp": "2025-10-31T05:19:00", "arguments": {"query": CANARY},
             "result": CANARY, "duration_ms": 120, "success": True},
            {"tool": "book_sales_meeting", "timestamp": "2025-10-31T05:18:30", "arguments": {"name": CANARY},
             "result": None, "duration_ms": 0, "success": False, "error": f"TimeoutError: {CANARY}"},
        ],
        "metrics_summary": {"total_metrics": 0, "metrics": {}},
        "cost_summary": {
            "openai_tokens": 5400, "openai_cost": 0.02, "deepgram_minutes": 3.0, "deepgram_cost": 0.0002,
            "cartesia_characters": 800, "cartesia_cost": 0.00004, "unleash_searches": 2, "total_estimated_cost": 0.02024,
        },
        "conversation_state": "QUALIFYING",
        "conversation_notes": [CANARY],
        "transcript": [{"role": "user", "content": CANARY}, {"role": "assistant", "content": CANARY}],
        "transcript_text": f"user: {CANARY}",
        "consent_obtained": True,
        "consent_timestamp": "2025-10-31T05:18:20+02:00",
        "user_metadata": {"plan": "trial"},
    }  # fmt: skip
    return {name: value for name, value in {**payload, **changes}.items() if value is not ...}


def reasons(record):
    return set(record.record.incomplete_reasons)


def test_a_whole_payload_becomes_a_record_that_names_all_that_is_missing():
    record = upgrade(v0())
    assert record.session_id == "pandadoc_trial_1761887896468_rdc63e"
    assert record.user_email == "dana@example.com"
    assert record.start_time == datetime(2025, 10, 31, 5, 18, 16, 468_000, tzinfo=UTC)
    assert record.duration_seconds == 180.0
    assert record.conversation_state == "QUALIFYING"
    assert record.privacy.consent_obtained is True
    assert record.privacy.consent_at == datetime(2025, 10, 31, 3, 18, 20, tzinfo=UTC)
    assert record.custom == {"unleash_searches": "2"}
    assert record.record.complete is False
    assert reasons(record) == {
        "arguments_left_out", "legacy_detector_not_trusted", "legacy_field_left_out", "legacy_price_replaced",
        "naive_time_taken_as_utc", "results_left_out", "transcript_left_out",
    }  # fmt: skip


def test_signals_in_our_vocabulary_are_kept_and_all_other_words_left_out():
    signals = upgrade(v0()).discovered_signals
    assert (signals.team_size, signals.team_size_max) == (8, 8)
    assert signals.document_volume_per_month == 200.0
    assert signals.integrations == ("salesforce",)
    assert (signals.urgency, signals.qualification_tier, signals.industry) == ("high", "sales_ready", "software")
    assert (signals.competitors, signals.other, signals.evidence, signals.timeline) == ((), {}, (), None)


def test_zero_and_empty_text_mean_unknown_and_are_no_fault():
    empty = v0(
        user_email="",
        discovered_signals={"team_size": 0, "monthly_volume": 0, "integration_needs": [], "urgency": "", "pain_points": []},
        cost_summary={"openai_tokens": 0, "openai_cost": 0, "deepgram_minutes": 0.0, "cartesia_characters": 0},
        tool_calls=[], transcript=[], transcript_text="", conversation_notes=[], consent_obtained=None,
        start_time="2025-10-31T05:18:16Z", end_time="2025-10-31T05:21:16Z", user_metadata={}, consent_timestamp=None,
    )  # fmt: skip
    record = upgrade(empty)
    assert record.user_email is None
    assert record.discovered_signals == type(record.discovered_signals)()
    assert record.metrics_summary.usage == ()
    assert (record.cost_summary.total, record.cost_summary.complete, record.cost_summary.lines) == (None, False, ())
    assert reasons(record) == {"turns_unreadable"}


def test_wrong_costs_are_replaced_by_quantities_without_amounts():
    record = upgrade(v0())
    lines = {(line.provider, line.unit): line for line in record.cost_summary.lines}
    assert {key: line.quantity for key, line in lines.items()} == {
        ("openai", "token"): Decimal(5400), ("deepgram", "second"): Decimal(180), ("cartesia", "character"): Decimal(800),
    }  # fmt: skip
    assert all(line.amount is None and line.status == "unknown" and line.reason for line in lines.values())
    assert record.cost_summary.total is None
    assert record.metrics_summary.stt_audio_seconds == 180.0
    assert record.metrics_summary.tts_characters == 800
    assert record.metrics_summary.llm_input_tokens is None


def test_a_pricer_prices_what_was_consumed_at_the_start_and_never_the_tokens_without_a_model():
    asked = []

    def price(usages):
        asked.extend(usages)
        line = CostLine(
            kind="stt", provider="deepgram", model=None, unit="second", quantity=Decimal(180),
            unit_price=Decimal("0.0077"), per=60, amount=Decimal("0.0231"), status="priced",
        )  # fmt: skip
        return summarise([line], "book-1")

    costs = upgrade(v0(), price=price).cost_summary
    assert [(usage.provider, at.isoformat()) for usage, at in asked] == [
        ("deepgram", "2025-10-31T05:18:16.468000+00:00"),
        ("cartesia", "2025-10-31T05:18:16.468000+00:00"),
    ]
    assert (costs.total, costs.deepgram, costs.openai, costs.complete) == (
        Decimal("0.0231"),
        Decimal("0.0231"),
        None,
        False,
    )
    assert costs.price_book == "book-1"


def test_tool_calls_are_in_order_of_start_without_arguments_results_or_an_errors_text():
    first, second = upgrade(v0()).tool_calls
    assert (first.name, first.status, first.error_type, first.duration_ms) == (
        "book_sales_meeting",
        "error",
        "TimeoutError",
        None,
    )
    assert (second.name, second.status, second.duration_ms, second.arguments) == (
        "unleash_search_knowledge",
        "ok",
        120.0,
        None,
    )
    assert upgrade(v0()).errors.tool == 1


@pytest.mark.parametrize("error", ["the caller said Timeout", "timeouterror", CANARY, {"a": 1}, "Timeouts are bad", 7])
def test_an_error_that_is_no_class_name_gives_no_error_type(error):
    (call,) = upgrade(v0(tool_calls=[{"tool": "t", "success": False, "error": error}])).tool_calls
    assert (call.error_type, call.status) == (None, "error")


@pytest.mark.parametrize(
    ("fields", "status"),
    [({}, "cancelled"), ({"result": "x"}, "ok"), ({"error": "x"}, "error"), ({"success": True, "error": "x"}, "ok")],
)
def test_a_tool_call_without_success_has_the_status_its_traces_tell(fields, status):
    (call,) = upgrade(v0(tool_calls=[{"tool": "t", **fields}])).tool_calls
    assert call.status == status


def test_words_come_back_only_by_their_switch():
    kept = upgrade(v0(), transcript=True, tool_arguments=True)
    assert [(line.turn, line.role, line.text) for line in kept.transcript] == [
        (0, "user", CANARY),
        (1, "agent", CANARY),
    ]
    assert kept.privacy.transcript == "included"
    assert kept.tool_calls[1].arguments == json.dumps({"query": CANARY}, separators=(",", ":"))
    assert reasons(kept) & {"transcript_left_out", "arguments_left_out"} == set()
    assert {"results_left_out", "legacy_field_left_out"} <= reasons(kept)


def test_the_transcripts_roles_become_turns_without_words():
    record = upgrade(
        v0(transcript=[{"role": "system", "content": "x"}, {"role": "user", "content": "y"}, {"role": "assistant"}])
    )
    assert [(turn.turn, turn.role) for turn in record.turns] == [(0, "user"), (1, "agent")]
    assert (record.metrics_summary.user_turns, record.metrics_summary.agent_turns) == (1, 1)


def test_unknown_keys_go_to_custom_as_text_cut_at_1024_characters():
    record = upgrade(v0(score=3, flags={"a": [1, None]}, long="x" * 1025, nothing=None, empty=[]))
    assert record.custom == {"unleash_searches": "2", "score": "3", "flags": '{"a": [1, null]}', "long": "x" * 1024}
    assert "metadata_cut" in reasons(record)


def test_metadata_is_kept_only_by_the_list_and_left_out_by_name():
    assert upgrade(v0()).user_metadata == {}
    kept = upgrade(v0(user_metadata={"plan": "trial", "x": "y"}), keeps_metadata={"plan"}.__contains__)
    assert kept.user_metadata == {"plan": "trial"}
    assert "legacy_field_left_out" in reasons(kept)


@pytest.mark.parametrize(
    "bad",
    [
        {"discovered_signals": {"team_size": "eight"}}, {"discovered_signals": {"team_size": -1}},
        {"discovered_signals": {"monthly_volume": float("nan")}}, {"discovered_signals": {"team_size": 2.5}},
        {"discovered_signals": {"team_size": True}}, {"discovered_signals": [1]}, {"discovered_signals": {"urgency": 3}},
        {"start_time": "yesterday"}, {"start_time": ...}, {"end_time": None}, {"end_time": 1761887896},
        {"start_time": "0001-01-01T00:00:00+14:00"}, {"consent_obtained": "yes"}, {"user_email": "nobody"},
        {"user_email": 5}, {"tool_calls": "many"}, {"tool_calls": [{"success": True}]}, {"transcript": {"a": 1}},
        {"cost_summary": {"deepgram_minutes": "3"}}, {"cost_summary": {"openai_tokens": 10**400}}, {"session_id": ""},
        {"session_id": 7}, {"session_id": ...}, {"conversation_state": 9}, {"user_metadata": [1]},
        {"cost_summary": {"deepgram_minutes": Decimal("sNaN")}}, {"score": {(1, 2): set()}, "session_id": None},
    ],
)  # fmt: skip
def test_a_value_that_makes_no_sense_is_null_with_a_reason(bad):
    record = upgrade(v0(**bad), uploaded_at=UPLOADED)
    assert "legacy_value_invalid" in reasons(record)
    assert SessionRecord.model_validate_json(record.to_json()) == record


def test_a_time_that_cannot_be_read_is_taken_from_what_is_left():
    assert upgrade(v0(start_time=None)).start_time == datetime(2025, 10, 31, 5, 18, 16, 468_000, tzinfo=UTC)
    assert upgrade(v0(end_time=None)).end_time == datetime(2025, 10, 31, 5, 21, 16, 468_000, tzinfo=UTC)
    neither = upgrade(v0(start_time=None, end_time="?"), uploaded_at=UPLOADED)
    assert (neither.start_time, neither.end_time) == (UPLOADED, UPLOADED + timedelta(seconds=180))


def test_a_call_that_ends_before_it_starts_lasts_nothing_and_says_why():
    record = upgrade(v0(end_time="2025-10-31T05:00:00"))
    assert record.end_time == record.start_time
    assert "clock_went_backwards" in reasons(record)


def test_a_missing_id_is_made_from_the_payload_and_so_is_always_the_same():
    one, again, other = (upgrade(v0(session_id=None, score=score)).session_id for score in (1, 1, 2))
    assert one == again != other
    assert one.startswith("legacy-")


# ---------------------------------------------------------------------------------------- properties

names = (
    st.sampled_from(sorted(v0()))
    | st.sampled_from(("tool", "role", "content", "team_size", "openai_tokens", "a"))
    | st.text(max_size=8)
)
leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12) | st.datetimes().map(str)
anything = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=6), max_leaves=20
)


@given(st.dictionaries(names, anything, max_size=12), st.booleans(), st.booleans())
@settings(max_examples=150, deadline=None)
def test_no_payload_makes_it_raise_and_what_comes_out_is_a_record(payload, transcript, tool_arguments):
    record = upgrade(payload, transcript=transcript, tool_arguments=tool_arguments, uploaded_at=UPLOADED)
    assert SessionRecord.model_validate_json(record.to_json()) == record
    assert upgrade(payload, transcript=transcript, tool_arguments=tool_arguments, uploaded_at=UPLOADED) == record


def nested(depth):
    value = CANARY
    for _ in range(depth):
        value = {"a": value}
    return value


@pytest.mark.parametrize("value", [nested(5_000), [nested(50_000)]])
def test_a_payload_nested_beyond_any_measure_is_a_record_all_the_same(value):
    gc.collect()  # what other tests left behind, while there is stack enough for its finalizers
    record = upgrade(
        v0(deep=value, session_id=None, tool_calls=[{"tool": "t", "arguments": value}]), tool_arguments=True
    )
    assert {"legacy_value_invalid", "arguments_left_out"} <= reasons(record)


spoken = st.recursive(
    st.just(CANARY), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
)


@given(
    st.dictionaries(
        st.sampled_from(
            ("conversation_notes", "transcript_text", "transcript", "chat_history", "messages", "summary", "pain_points",
             "phone_number", "last_utterance")
        ),
        spoken,
        min_size=1,
    ),
    st.lists(st.fixed_dictionaries({"tool": st.just("t"), "arguments": spoken, "result": spoken, "error": spoken}), max_size=3),
)  # fmt: skip
@settings(max_examples=100, deadline=None)
def test_with_default_switches_no_spoken_word_argument_or_result_comes_out(words, tool_calls):
    payload = v0(**words, tool_calls=tool_calls, extra={"inner": words}, metrics_summary={"metrics": words})
    record = upgrade(payload)
    assert CANARY not in record.to_json()
    assert "legacy_field_left_out" in reasons(record)
