"""What the oldest supported livekit-agents does not tell of a call's usage, its record says is missing."""

import os
from pathlib import Path

import pytest

from tests.calls.conftest import run_jobs

OLDEST = "1.5.17"
TOLD = (
    "qualified-lead.realtime-heard.unwritten",
    "qualified-lead.fallback-llm.refuses",
    "qualified-lead.fallback-stt.engaged",
    "qualified-lead.own-listened",
    "qualified-lead.handed-over",
    "qualified-lead.tasked",
)
CUT = ("hang-up.own-cut.slow", "hang-up.handed-over.slow", "qualified-lead.tasked.slow")
UNTOLD = ("qualified-lead.realtime-heard", "qualified-lead.realtime-heard.whisper")


@pytest.fixture(scope="module")
def run(jobs_folder):
    python = Path(os.environ.get("AFTERCALL_HOSTS_DIR", ".venvs")) / f"livekit-{OLDEST}" / "bin" / "python"
    if not python.exists():
        refuse = pytest.fail if os.environ.get("AFTERCALL_REQUIRE_ALL") else pytest.skip
        refuse(f"{python}: not there. Try: make test-hosts")
    return run_jobs(
        jobs_folder / "usage-of-hosts",
        [(f"rm_{label}", label) for label in (*TOLD, *CUT, *UNTOLD)],
        str(python.absolute()),
    )


@pytest.mark.parametrize("label", UNTOLD)
def test_what_a_realtime_models_transcription_cost_is_told_to_nobody_and_is_missed(run, label):
    record = run.record_of(f"rm_{label}")
    assert [u.kind for u in record.metrics_summary.usage] == ["realtime"]
    assert record.metrics_summary.user_turns == 2
    assert record.record.incomplete_reasons == ("provider_usage_unreported",)


@pytest.mark.parametrize("label", TOLD)
def test_what_it_tells_is_not_missed(run, label):
    assert run.record_of(f"rm_{label}").record.incomplete_reasons == ()


@pytest.mark.parametrize("label", CUT)
def test_the_first_request_of_an_agents_own_model_is_missed(run, label):
    assert run.record_of(f"rm_{label}").record.incomplete_reasons == ("generation_cancelled_usage_unreported",)


def test_a_turn_behind_an_adapter_that_does_not_say_who_wrote_it_names_nobody(run):
    record = run.record_of("rm_qualified-lead.fallback-llm.refuses")
    assert {u.model for u in record.metrics_summary.usage} == {"gpt-4.1-mini", "gpt-4.1"}
    assert {turn.llm_model for turn in record.turns} == {None}
