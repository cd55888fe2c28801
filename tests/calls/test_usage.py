"""Usage in the record is what the providers themselves counted, or the record says why it is not: never neither."""

import json
from collections import defaultdict

import pytest

from tests.calls.conftest import run_jobs

KNOWN = (
    "qualified-lead.text",  # an answer, a tool that is not there, cached prompts
    "qualified-lead.text.reasons",
    "qualified-lead.text.refuses",  # a refused request is tried again, and costs once
    "qualified-lead.spoken",
    "qualified-lead.cut-speaking",  # interrupted after everything was generated
    "qualified-lead.hesitating",  # a reply begun ahead, finished, and thrown away all the same
    "qualified-lead.listened.1",  # less than the five seconds after which the plugin reports
    "qualified-lead.listened.6",
    "qualified-lead.listened.hangs-up.6",  # on two connections
    "qualified-lead.realtime",
    "qualified-lead.realtime-on-agent",
    "qualified-lead.realtime-cut",  # which OpenAI reports
)
SCENES = ("qualified-lead", "tool-fails", "meeting-booked", "interruption", "nothing-said")
UNKNOWN = {
    "qualified-lead.text.untold": {"provider_usage_unreported"},
    "qualified-lead.text.breaks": {"failed_request_usage_unreported"},
    "hang-up.cut-generating": {"generation_cancelled_usage_unreported", "speech_interrupted_usage_unreported"},
    "hang-up.cut-before-a-word.slow": {"generation_cancelled_usage_unreported"},
    "hang-up.hesitating.slow": {"generation_cancelled_usage_unreported"},
    "qualified-lead.muted": {"stt_connection_without_audio"},
    "qualified-lead.realtime-hung-up.silent": {"generation_cancelled_usage_unreported"},
}
STT_SLACK_SECONDS = 0.3
"""The plugin reports its connection's lifetime, a little above the audio that was sent."""
SUMMED = {
    "llm": ("input_tokens", "cached_input_tokens", "output_tokens", "reasoning_tokens"),
    "realtime": (
        "input_tokens", "cached_input_tokens", "output_tokens",
        "input_audio_tokens", "cached_input_audio_tokens", "output_audio_tokens",
    ),
    "stt": ("audio_seconds",),
    "tts": ("audio_seconds", "characters"),
}  # fmt: skip


@pytest.fixture(scope="module")
def run(jobs_folder):
    jobs = [(f"rm_{label}", label) for label in (*KNOWN, *UNKNOWN)] + [(f"rm_{scene}", "scene") for scene in SCENES]
    ledger = jobs_folder / "ledger.ndjson"
    run = run_jobs(jobs_folder / "usage", jobs, TEST_LEDGER=str(ledger))
    run.ledger = defaultdict(list)
    for line in ledger.read_text().splitlines():
        entry = json.loads(line)
        run.ledger[entry["label"]].append(entry)
    return run


def billed(run, label):
    """What the providers received and sent, by service and quantity."""
    sums = {}
    for service, names in SUMMED.items():
        entries = [entry for entry in run.ledger[label] if entry["service"] == service]
        sums |= {(service, name): sum(entry[name] for entry in entries) for name in names if entries}
        if entries and service == "tts":
            sums[service, "characters"] -= len(entries)  # the plugin ends each message with a blank of its own
    return {key: value for key, value in sums.items() if value}


def recorded(run, label):
    usage = run.record_of(f"rm_{label}").metrics_summary.usage
    return {(u.kind, name): value for u in usage for name in SUMMED[u.kind] if (value := getattr(u, name))}


def agrees(run, label):
    ours, theirs = recorded(run, label), billed(run, label)
    if ours.keys() != theirs.keys():
        return False
    slack = {("stt", "audio_seconds"): STT_SLACK_SECONDS, ("tts", "audio_seconds"): 1e-6}
    return all(abs(ours[key] - theirs[key]) <= slack.get(key, 0) for key in ours)


@pytest.mark.parametrize("label", [*KNOWN, *SCENES])
def test_where_the_host_can_know_the_record_holds_what_the_providers_counted(run, label):
    assert agrees(run, label), (recorded(run, label), billed(run, label))
    assert run.record_of(f"rm_{label}").record.incomplete_reasons == ()


@pytest.mark.parametrize("label", UNKNOWN)
def test_where_the_host_cannot_know_the_record_says_so_and_why(run, label):
    assert not agrees(run, label), "then there would be nothing to say"
    record = run.record_of(f"rm_{label}").record
    assert record.complete is False
    assert set(record.incomplete_reasons) == UNKNOWN[label]


def test_no_scenario_was_so_short_that_it_showed_nothing(run):
    for label in (*KNOWN, *UNKNOWN, *SCENES):
        assert billed(run, label), label
    assert recorded(run, "qualified-lead.text")["llm", "cached_input_tokens"] > 0
    assert recorded(run, "qualified-lead.text.reasons")["llm", "reasoning_tokens"] > 0
    assert recorded(run, "qualified-lead.realtime")["realtime", "cached_input_audio_tokens"] > 0
    assert len([e for e in run.ledger["qualified-lead.listened.hangs-up.6"] if e["service"] == "stt"]) == 2
    assert run.record_of("rm_interruption").metrics_summary.interruptions == 1


def test_every_answer_is_one_request(run):
    for label in ("qualified-lead.text", "qualified-lead.text.refuses", "qualified-lead.realtime", "tool-fails"):
        (usage,) = [u for u in run.record_of(f"rm_{label}").metrics_summary.usage if u.kind in ("llm", "realtime")]
        assert usage.requests == sum(e["completed"] and e["service"] == usage.kind for e in run.ledger[label])


def test_a_server_that_speaks_openais_protocol_is_not_openai(run):
    providers = {u.provider for u in run.record_of("rm_qualified-lead").metrics_summary.usage if u.kind == "llm"}
    assert all(provider.startswith("127.0.0.1:") for provider in providers)
    assert providers
