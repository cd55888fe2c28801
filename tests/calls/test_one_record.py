"""Real job processes, each ending in its own way: one truthful record each, and no harm to the host."""

import pytest

from tests.calls.conftest import run_jobs, waiting

ENDINGS = {
    "normal": ("completed", "agent", "agent_ended"),
    "tools": ("completed", "agent", "agent_ended"),
    "caller_leaves": ("completed", "user", "user_hung_up"),
    "caller_drops": ("completed", "system", "connection_lost"),
    "room_closes": ("completed", "system", "room_closed"),
    "aclose": ("completed", "agent", "agent_ended"),
    "crash_mid": ("failed", "system", "entrypoint_error"),
    "crash_before_start": ("failed", "system", "entrypoint_error"),
    "crash_before_attach": ("failed", "unknown", "never_started"),
    "hook_own": ("completed", "agent", "agent_ended"),
    "hook_twice": ("completed", "agent", "agent_ended"),
    "hook_raises": ("completed", "agent", "agent_ended"),
    "hook_forgets": ("completed", "agent", "agent_ended"),
    "no_attach": ("completed", "agent", "agent_ended"),
    "observer_leaves": ("completed", "system", "room_closed"),
    "came_back": ("completed", "system", "room_closed"),
    "crash_attached_in_a_task": ("failed", "system", "entrypoint_error"),
    "restarted": ("completed", "agent", "agent_ended"),
    "ids_that_are_numbers": ("completed", "agent", "agent_ended"),
}


@pytest.fixture(scope="module")
def run(jobs_folder):
    return run_jobs(
        jobs_folder / "endings",
        [(f"rm_{s}", s) for s in ENDINGS],
        AFTERCALL_HMAC_KEY="k",
        AFTERCALL_METADATA_KEYS="plan",
    )


def test_every_job_leaves_exactly_one_record_however_it_ends(run):
    assert sorted(record.agent.room_name for record in run.records) == sorted(f"rm_{s}" for s in ENDINGS)
    assert len({record.session_id for record in run.records}) == len(ENDINGS)


def test_no_job_process_fails_because_of_us(run):
    assert run.failed == []


@pytest.mark.parametrize("scenario", [s for s in ENDINGS if s != "no_attach"])
def test_the_true_reason_of_the_end_is_told_apart(run, scenario):
    outcome = run.record_of(f"rm_{scenario}").outcome
    assert (outcome.status, outcome.ended_by, outcome.reason) == ENDINGS[scenario]


def test_a_worker_that_shuts_down_ends_its_calls_as_worker_shutdown(jobs_folder):
    record = run_jobs(jobs_folder / "drain", [("rm_drain", "drain")]).record_of("rm_drain")
    assert (record.outcome.status, record.outcome.reason) == ("completed", "worker_shutdown")


def test_signals_state_tags_and_consent_are_those_of_the_call(run):
    record = run.record_of("rm_normal")
    assert record.discovered_signals.team_size == 200
    assert record.discovered_signals.document_volume_per_month == 300
    assert record.discovered_signals.integrations == ("salesforce",)
    assert record.discovered_signals.urgency == "high"
    assert record.conversation_state == "QUALIFYING"
    assert record.privacy.consent_obtained is True
    assert record.outcome.success is True
    assert record.custom == {"campaign": "spring", "seats": "12"}
    assert record.agent.tags == ("language:en",)
    assert (record.agent.framework, record.agent.job_id is not None) == ("livekit", True)


def test_identity_is_kept_although_the_caller_is_gone(run):
    record = run.record_of("rm_caller_leaves")
    assert record.user_email == "ada@example.com"
    assert record.user_metadata == {"plan": "trial"}
    assert record.telephony.direction == "inbound"
    assert record.telephony.provider_call_id == "SCL_1"
    assert len(record.telephony.from_number_hmac) == 64


def test_what_the_application_says_of_the_user_wins_over_the_room(run):
    assert run.record_of("rm_normal").user_metadata == {"plan": "pro"}


def test_phone_numbers_are_written_nowhere(run):
    assert b"5550100" not in run.bytes_written()


def test_tool_calls_have_status_and_duration_but_no_text(run):
    tools = {tool.name: tool for tool in run.record_of("rm_tools").tool_calls}
    assert (tools["book_meeting"].status, tools["book_meeting"].error_type) == ("error", "ToolError")
    assert (tools["check_discount"].status, tools["check_discount"].error_type) == ("error", "InternalError")
    assert all(0 <= tool.duration_ms < 5000 and tool.arguments is None for tool in tools.values())
    assert run.record_of("rm_tools").errors.tool == 2


def test_usage_is_summed_over_every_request_and_an_unknown_host_is_never_free(run):
    record = run.record_of("rm_normal")
    (usage,) = record.metrics_summary.usage
    assert usage.requests == 3
    assert usage.input_tokens > usage.cached_input_tokens > 0
    assert record.cost_summary.total is None
    assert record.cost_summary.complete is False
    assert {line.reason for line in record.cost_summary.lines} == {"unknown_provider"}


def test_turns_alternate_and_carry_the_model_that_spoke(run):
    turns = run.record_of("rm_normal").turns
    assert [turn.role for turn in turns] == ["user", "agent", "user", "agent"]
    assert [turn.turn for turn in turns] == [0, 1, 2, 3]
    assert {turn.llm_model for turn in turns if turn.role == "agent"} == {"gpt-4.1-mini"}
    assert all(turn.llm_ttft_ms > 100 for turn in turns if turn.role == "agent")


def test_a_session_that_never_started_says_so(run):
    for scenario in ("crash_before_start", "crash_before_attach"):
        record = run.record_of(f"rm_{scenario}")
        assert "session_never_started" in record.record.incomplete_reasons
        assert record.record.complete is False
        assert record.turns == ()


def test_without_attach_the_report_still_makes_a_record_and_says_what_it_lacks(run):
    record = run.record_of("rm_no_attach")
    assert record.discovered_signals.team_size == 200
    assert "not_attached" in record.record.incomplete_reasons


def test_a_whole_call_is_complete(run):
    assert run.record_of("rm_normal").record.complete is True
    assert run.record_of("rm_normal").record.revision >= 1


def test_ids_of_any_type_are_text(run):
    record = run.record_of("rm_ids_that_are_numbers")
    assert (record.session_id, record.agent.version) == ("4711", "2.5")


def test_a_restarted_session_is_one_call_from_its_first_start_to_its_last_end(run):
    record = run.record_of("rm_restarted")
    assert record.start_time <= record.turns[0].started_at
    assert record.end_time >= record.turns[-1].started_at
    assert record.duration_seconds > 1.2
    assert record.turns[-2].role == "user"


def test_only_the_callers_identity_is_kept(run):
    assert run.record_of("rm_observer_leaves").user_email == "ada@example.com"
    assert b"observer@example.com" not in run.bytes_written(with_output=False)


def test_a_phone_number_in_the_rooms_name_is_masked_everywhere(jobs_folder):
    rooms = ["call-_+15550100_x1", "call-_+4930123456_x2", "plain-15550199-x3"]
    run = run_jobs(jobs_folder / "phone", [(room, "normal") for room in rooms], AFTERCALL_HMAC_KEY="k")
    ids = sorted(record.session_id for record in run.records)
    assert len(set(ids)) == 3
    assert all("number-" in session_id for session_id in ids)
    names = " ".join(str(path) for path in run.folder.rglob("*"))
    for digits in ("15550100", "4930123456", "15550199"):
        assert digits.encode() not in run.bytes_written(with_output=False)
        assert digits not in names


def test_the_spool_is_empty_when_everything_landed(run):
    assert waiting(run.folder) == []


def test_our_log_lines_hold_no_text_of_the_application(run):
    ours = "\n".join(line for line in run.output.splitlines() if "aftercall" in line.split(":")[1:2])
    assert "canary-secret" not in ours


def test_without_the_hook_the_shutdown_callback_writes_the_record(jobs_folder):
    run = run_jobs(jobs_folder / "no_hook", [("rm_a", "normal"), ("rm_b", "caller_leaves")], TEST_WITHOUT_HOOK="1")
    assert run.record_of("rm_a").outcome.reason == "agent_ended"
    assert run.record_of("rm_b").outcome.reason == "user_hung_up"
    assert len(run.records) == 2
