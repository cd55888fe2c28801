"""The old entry point takes the old payload and lands a v1 record of it."""

import gzip
import logging
from datetime import UTC, datetime

import pytest

from aftercall.analytics_queue import send_to_analytics_queue
from aftercall.testing import records_in

PAYLOAD = {
    "session_id": "pandadoc_trial_1761887896468_rdc63e",
    "user_email": "Ada@Example.com",
    "start_time": "2026-11-22T10:00:00",
    "end_time": "2026-11-22T10:05:30",
    "duration_seconds": 330,
    "discovered_signals": {"team_size": 0, "monthly_volume": 0, "integration_needs": [], "urgency": "", "pain_points": ["canary-pain"]},
    "tool_calls": [
        {"tool": "search_knowledge", "timestamp": "2026-11-22T10:01:00", "arguments": {"q": "canary-argument"},
         "result": "canary-result", "duration_ms": 250, "success": True},
    ],
    "metrics_summary": {"total_metrics": 0, "metrics": {}},
    "cost_summary": {"openai_tokens": 1200, "openai_cost": 0.5, "deepgram_minutes": 5.5, "deepgram_cost": 0.0004,
                     "cartesia_characters": 0, "cartesia_cost": 0, "unleash_searches": 2, "total_estimated_cost": 0.5004},
    "conversation_state": "QUALIFYING",
    "conversation_notes": "canary-notes",
    "transcript": [{"role": "user", "content": "canary-words"}, {"role": "assistant", "content": "canary-answer"}],
    "transcript_text": "canary-transcript",
    "consent_obtained": True,
    "user_metadata": {"plan": "trial"},
    "referrer": "newsletter",
}  # fmt: skip


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("AFTERCALL_LANDING", str(tmp_path / "sessions"))
    monkeypatch.setenv("AFTERCALL_SPOOL", str(tmp_path / "spool"))
    return tmp_path


async def test_the_old_payload_lands_as_one_v1_record(folder):
    await send_to_analytics_queue(PAYLOAD)
    (record,) = records_in(folder / "sessions")
    assert record.session_id == PAYLOAD["session_id"]
    assert record.user_email == "ada@example.com"
    assert record.duration_seconds == 330
    assert record.discovered_signals.team_size is None
    assert record.custom == {"referrer": "newsletter", "unleash_searches": "2"}
    assert record.conversation_state == "QUALIFYING"


async def test_no_word_argument_or_result_of_the_payload_is_written(folder):
    await send_to_analytics_queue(PAYLOAD)
    written = b"".join(gzip.decompress(path.read_bytes()) for path in folder.rglob("*.gz"))
    assert b"canary" not in written
    (record,) = records_in(folder / "sessions")
    assert {"transcript_left_out", "arguments_left_out", "results_left_out", "legacy_field_left_out",
            "legacy_price_replaced", "naive_time_taken_as_utc"} <= set(record.record.incomplete_reasons)  # fmt: skip


async def test_a_wrong_cost_is_never_taken_over(folder):
    await send_to_analytics_queue(PAYLOAD)
    (record,) = records_in(folder / "sessions")
    seconds = [line for line in record.cost_summary.lines if line.unit == "second"]
    assert [line.quantity for line in seconds] == [330]
    assert all(line.amount is None and line.reason for line in record.cost_summary.lines)
    assert record.cost_summary.total is None


async def test_switched_on_the_words_are_kept(folder, monkeypatch):
    monkeypatch.setenv("AFTERCALL_TRANSCRIPT", "on")
    monkeypatch.setenv("AFTERCALL_TOOL_ARGUMENTS", "on")
    monkeypatch.setenv("AFTERCALL_METADATA_KEYS", "plan")
    await send_to_analytics_queue(PAYLOAD)
    (record,) = records_in(folder / "sessions")
    assert [line.text for line in record.transcript] == ["canary-words", "canary-answer"]
    assert "canary-argument" in record.tool_calls[0].arguments
    assert record.user_metadata == {"plan": "trial"}


async def test_the_email_setting_holds_here_too(folder, monkeypatch):
    monkeypatch.setenv("AFTERCALL_EMAIL", "off")
    await send_to_analytics_queue(PAYLOAD)
    (record,) = records_in(folder / "sessions")
    assert record.user_email is None


@pytest.mark.parametrize("payload", [None, [], "text", 7])
async def test_what_is_no_payload_is_refused_aloud(folder, payload, caplog):
    with caplog.at_level(logging.ERROR):
        await send_to_analytics_queue(payload)
    assert "takes a mapping" in caplog.text
    assert not (folder / "sessions").exists()


async def test_an_empty_payload_still_leaves_a_record(folder):
    await send_to_analytics_queue({})
    (record,) = records_in(folder / "sessions")
    assert "legacy_value_invalid" in record.record.incomplete_reasons


async def test_a_payload_without_times_is_a_call_that_has_just_ended(folder):
    await send_to_analytics_queue({"session_id": "abc", "duration_seconds": 60})
    (record,) = records_in(folder / "sessions")
    assert record.duration_seconds == 60
    assert abs((datetime.now(UTC) - record.end_time).total_seconds()) < 30
