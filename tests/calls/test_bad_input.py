"""What should never be, and is: odd ids, broken numbers, huge arguments. Each gives a correct record, and no call fails."""

import json

import pytest

from aftercall import landing
from tests.calls.conftest import run_jobs, waiting

ODD_ROOMS = [
    "a/b",
    "..",
    "rm_\x01\x1f\n",
    "r" * 1000,
    "room 🦊",
    "_hidden",
    "%2E",
    "+s3+",
]


@pytest.fixture(scope="module")
def odd(jobs_folder):
    rooms = [(room, "normal") for room in ODD_ROOMS]
    return run_jobs(jobs_folder / "odd", [*rooms, ("shared", "normal"), ("shared", "normal")])


@pytest.mark.parametrize("room", ODD_ROOMS)
def test_any_room_name_lands_under_a_safe_key_and_keeps_its_true_id(odd, room):
    record = odd.record_of(room)
    assert record.session_id == room
    path = odd.folder / "sessions" / landing.key(record)
    assert landing.decode(path.read_bytes()) == record


def test_two_jobs_in_one_room_are_two_records(odd):
    records = [record for record in odd.records if record.session_id == "shared"]
    assert len({record.agent.job_id for record in records}) == 2
    keys = sorted(path.name for path in (odd.folder / "sessions").rglob("shared*"))
    assert "shared.json.gz" in keys
    assert len(keys) == 2


def test_nothing_is_left_in_the_spool_by_odd_names(odd):
    assert waiting(odd.folder) == []


@pytest.fixture(scope="module")
def bad(jobs_folder):
    return run_jobs(
        jobs_folder / "bad", [("rm_bad", "bad_values")], AFTERCALL_TOOL_ARGUMENTS="on", AFTERCALL_TRANSCRIPT="on"
    )


def test_wrong_values_of_the_application_are_refused_and_named(bad):
    record = bad.record_of("rm_bad")
    assert bad.failed == []
    assert record.conversation_state == "UNKNOWN"
    assert record.outcome.success is None
    assert {"application_value_refused", "naive_time_taken_as_utc", "metadata_cut"} <= set(
        record.record.incomplete_reasons
    )
    assert record.privacy.consent_at.isoformat() == "2026-11-22T12:00:00+00:00"


def test_lone_surrogates_and_nuls_become_the_replacement_character(bad):
    record = bad.record_of("rm_bad")
    assert record.user_email == "ada\ufffd@example.com"
    assert record.custom["surrogate"] == "\ufffd"
    assert record.custom["nul"] == "a\ufffdb"
    assert any(tool.name == "up\ufffdload" for tool in record.tool_calls)
    assert record.transcript[0].text == "hello \ufffd there"


def test_custom_values_of_any_type_are_text_and_cut(bad):
    custom = bad.record_of("rm_bad").custom
    assert custom["nan"] == "NaN"
    assert json.loads(custom["nested"]) == {"a": [1]}
    assert len(custom["huge"]) == 1024
    assert custom["thing"] == "<object>"


def test_nan_and_infinity_in_a_metric_are_null_with_a_reason(bad):
    record = bad.record_of("rm_bad")
    assert record.turns[0].eou_delay_ms is None
    assert record.turns[0].transcription_delay_ms is None
    assert record.metrics_summary.latency_ms.eou_delay is None
    assert "metric_not_finite" in record.record.incomplete_reasons


def test_a_negative_count_of_tokens_costs_that_number_and_nothing_else(bad):
    record = bad.record_of("rm_bad")
    usage = {u.provider: u for u in record.metrics_summary.usage}
    assert (usage[None].requests, usage[None].input_tokens, usage[None].output_tokens) == (1, 7, None)
    assert len(usage) == 2
    assert record.discovered_signals.team_size == 200


def test_a_fifty_megabyte_argument_is_left_out_and_named(bad):
    record = bad.record_of("rm_bad")
    (huge,) = [tool for tool in record.tool_calls if tool.call_id == "big"]
    assert huge.arguments is None
    assert huge.status == "ok"
    assert "arguments_left_out" in record.record.incomplete_reasons
    assert max(path.stat().st_size for path in bad.folder.rglob("*.json.gz")) < 100_000


def test_arguments_and_transcript_are_there_when_switched_on(bad):
    record = bad.record_of("rm_bad")
    assert record.privacy.transcript == "included"
    assert any(tool.arguments and "200" in tool.arguments for tool in record.tool_calls)
    assert any("sales team" in line.text for line in record.transcript)


def test_wrong_settings_keep_the_record_and_say_so(jobs_folder):
    run = run_jobs(
        jobs_folder / "settings", [("rm_set", "normal")],
        AFTERCALL_LANDING="ftp://nowhere", AFTERCALL_EMAIL="hmac", AFTERCALL_TRANSCRIPT="maybe",
    )  # fmt: skip
    (path,) = (run.folder / "spool" / "out" / "s3").iterdir()
    record = landing.decode(path.read_bytes())
    assert record.user_email is None
    assert record.transcript is None
    assert "settings_invalid" in record.record.incomplete_reasons
    assert "AFTERCALL_LANDING" in run.output or "landing 'ftp://nowhere'" in run.output


def test_a_landing_that_is_down_keeps_the_record_in_the_spool(jobs_folder):
    run = run_jobs(
        jobs_folder / "down", [("rm_down", "normal")],
        AFTERCALL_LANDING="s3://calls/sessions", AWS_ENDPOINT_URL="http://127.0.0.1:9", AWS_REGION="us-east-1",
        AWS_ACCESS_KEY_ID="k", AWS_SECRET_ACCESS_KEY="s",
    )  # fmt: skip
    (path,) = (run.folder / "spool" / "out" / "s3").iterdir()
    assert landing.decode(path.read_bytes()).session_id == "rm_down"
    assert json.loads((run.folder / "spool" / "errors" / "s3").read_text())["code"]
    assert run.failed == []


def test_a_spool_that_cannot_be_written_sends_the_record_directly(jobs_folder):
    run = run_jobs(jobs_folder / "direct", [("rm_direct", "normal")], AFTERCALL_SPOOL="/proc/nowhere/spool")
    assert run.record_of("rm_direct").session_id == "rm_direct"
    assert "cannot be written" in run.output
