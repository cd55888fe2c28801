"""The adapter on every supported livekit-agents: one record per job, equal in every field the host can tell.

Each version lives in an environment of its own (`make test-hosts` makes them); the first one is compared with
the others, and each one with what the stand-in providers counted.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.calls.conftest import run_jobs

VERSIONS = ("1.5.17", "1.6.10", "1.7.1", "1.8.9")
TEXT_SCENARIOS = ("normal", "tools", "caller_leaves", "crash_mid", "crash_before_start", "hook_raises", "hook_twice")
SCENES = ("rm_qualified-lead", "rm_hang-up")
UNTOLD = {  # the first version that tells it
    "cache_write_tokens": "1.6.10",
    "reasoning_tokens": "1.8.0",
}


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    environments = Path(os.environ.get("AFTERCALL_HOSTS_DIR", ".venvs"))
    pythons = {version: environments / f"livekit-{version}" / "bin" / "python" for version in VERSIONS}
    missing = [str(python) for python in pythons.values() if not python.exists()]
    if missing:
        refuse = pytest.fail if os.environ.get("AFTERCALL_REQUIRE_ALL") else pytest.skip
        refuse(f"{', '.join(missing)}: not there. Try: make test-hosts")
    jobs = [(f"rm_{s}", s) for s in TEXT_SCENARIOS] + [(room, "scene") for room in SCENES]

    root = tmp_path_factory.mktemp("hosts")

    def run(version):
        return run_jobs(root / version, jobs, str(pythons[version].absolute()), AFTERCALL_METADATA_KEYS="*")

    with ThreadPoolExecutor(len(VERSIONS)) as pool:  # a call is mostly waiting
        return dict(zip(VERSIONS, pool.map(run, VERSIONS), strict=True))


def told(record) -> dict:
    """What must be equal on every version: all but times, ids, measured milliseconds and token counts."""
    return {
        "framework": record.agent.framework,
        "session_id": record.session_id,
        "user": (record.user_email, record.user_metadata),
        "outcome": record.outcome,
        "signals": record.discovered_signals,
        "state": record.conversation_state,
        "custom": record.custom,
        "tags": record.agent.tags,
        "privacy": (record.privacy.transcript, record.privacy.consent_obtained),
        "telephony": record.telephony,
        "errors": record.errors,
        "reasons": record.record.incomplete_reasons,
        "tools": [(t.name, t.category, t.status, t.error_type, t.duration_ms is None) for t in record.tool_calls],
        "turns": [
            {name: value if name in ("role", "interrupted", "llm_model") else value is None for name, value in turn}
            for turn in record.turns
        ],
        "usage": [
            (u.kind, u.model, u.requests, u.characters, [name for name, value in u if value is None and name not in UNTOLD])
            for u in sorted(record.metrics_summary.usage, key=lambda u: u.kind)
        ],
        "counts": (
            record.metrics_summary.user_turns,
            record.metrics_summary.agent_turns,
            record.metrics_summary.interruptions,
        ),
    }  # fmt: skip


@pytest.mark.parametrize("version", VERSIONS)
def test_every_job_leaves_one_record_on_this_version(runs, version):
    run = runs[version]
    assert sorted(r.agent.room_name for r in run.records) == sorted([*(f"rm_{s}" for s in TEXT_SCENARIOS), *SCENES])
    assert {r.agent.framework_version for r in run.records} == {version}
    assert run.failed == []


@pytest.mark.parametrize("version", VERSIONS[:-1])
@pytest.mark.parametrize("room", [*(f"rm_{s}" for s in TEXT_SCENARIOS), "rm_qualified-lead"])
def test_the_record_says_the_same_as_on_the_newest_version(runs, version, room):
    assert told(runs[version].record_of(room)) == told(runs[VERSIONS[-1]].record_of(room))


@pytest.mark.parametrize("version", VERSIONS)
def test_usage_equals_what_the_providers_counted(runs, version):
    run = runs[version]
    counted = run.counts["qualified-lead"]
    metrics = run.record_of("rm_qualified-lead").metrics_summary
    assert metrics.llm_input_tokens == counted["prompt_tokens"]
    assert metrics.llm_cached_input_tokens == counted["cached_tokens"]
    assert metrics.llm_output_tokens == counted["completion_tokens"]
    # The ElevenLabs plugin ends every message with a blank that it does not report.
    assert metrics.tts_characters == counted["tts_characters"] - counted["tts_contexts"]
    assert metrics.stt_audio_seconds == pytest.approx(counted["stt_audio_seconds"], abs=0.25)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_hang_up_in_mid_answer_is_never_silently_complete(runs, version):
    record = runs[version].record_of("rm_hang-up")
    counted = runs[version].counts["hang-up"]
    assert (record.outcome.ended_by, record.outcome.reason) == ("user", "user_hung_up")
    unreported = counted["tts_characters"] - counted["tts_contexts"] != (record.metrics_summary.tts_characters or 0)
    assert not (unreported and record.record.complete)


@pytest.mark.parametrize("version", VERSIONS)
def test_what_this_version_cannot_tell_is_null_and_not_zero(runs, version):
    (usage,) = runs[version].record_of("rm_normal").metrics_summary.usage
    for field, since in UNTOLD.items():
        known = tuple(map(int, version.split("."))) >= tuple(map(int, since.split(".")))
        assert (getattr(usage, field) is not None) == known
