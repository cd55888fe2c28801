"""Usage in the record is what the providers themselves counted, or the record says why it is not: never neither."""

import json
from collections import Counter, defaultdict

import pytest

from tests.calls.conftest import run_jobs
from tests.calls.conversations import second

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
    "qualified-lead.realtime-heard",  # transcribed by a model that counts tokens
    "qualified-lead.realtime-heard.whisper",  # and by one that counts seconds
    "qualified-lead.realtime-heard.unwritten",
    "qualified-lead.realtime-pressed",
    "qualified-lead.realtime-fallback.engaged",
    "qualified-lead.fallback-llm.refuses",  # and the adapter's own second try of it, which nobody hears
    "qualified-lead.fallback-tts.engaged",
    "qualified-lead.fallback-stt.engaged",
    "qualified-lead.fallback-stt.hangs-up",  # two connections to the first, one to the second
    "qualified-lead.adapted",  # whole sentences, each a request
    "qualified-lead.adapted.one-way",  # which the host reports twice
    "qualified-lead.own-listened",  # by the first agent's own models
    "qualified-lead.handed-over",
    "qualified-lead.tasked",
    "qualified-lead.exchanged",
)
SCENES = ("qualified-lead", "tool-fails", "meeting-booked", "interruption", "nothing-said")
UNKNOWN = {
    "qualified-lead.text.untold": {"provider_usage_unreported"},
    "qualified-lead.text.breaks": {"failed_request_usage_unreported"},
    "hang-up.cut-generating": {"generation_cancelled_usage_unreported", "speech_interrupted_usage_unreported"},
    "hang-up.cut-before-a-word.slow": {"generation_cancelled_usage_unreported"},
    "hang-up.hesitating.slow": {"generation_cancelled_usage_unreported"},
    "qualified-lead.muted": {"stt_connection_without_audio"},
    "qualified-lead.muted.forgetful": {"stt_connection_without_audio", "stt_tail_not_heard"},  # one hides the other
    "qualified-lead.realtime-hung-up.silent": {"generation_cancelled_usage_unreported"},
    "qualified-lead.realtime-heard.untold": {"provider_usage_unreported"},
    "qualified-lead.realtime-unheard.slow": {"provider_usage_unreported"},
    "qualified-lead.fallback-llm.breaks": {"failed_request_usage_unreported"},
    "qualified-lead.fallback-tts.hoarse": {"failed_request_usage_unreported"},
    "qualified-lead.adapted.hoarse": {"failed_request_usage_unreported", "speech_interrupted_usage_unreported"},
    "hang-up.own-cut.slow": {"generation_cancelled_usage_unreported"},  # the call's first request
    "hang-up.handed-over.slow": {"generation_cancelled_usage_unreported"},
    "qualified-lead.tasked.slow": {"generation_cancelled_usage_unreported"},
    "qualified-lead.exchanged.slow": {"generation_cancelled_usage_unreported"},
}
STT_SLACK_SECONDS = 0.3
"""The plugin reports each connection's lifetime, a little above the audio that was sent."""
TTS_SLACK_SECONDS = 0.011
"""The host fills up the last frame of a request, which is 10 ms."""
PROVIDED_BY = {"stt": ("stt", "transcription")}
SUMMED = {
    "llm": ("input_tokens", "cached_input_tokens", "output_tokens", "reasoning_tokens"),
    "realtime": (
        "input_tokens", "cached_input_tokens", "output_tokens",
        "input_audio_tokens", "cached_input_audio_tokens", "output_audio_tokens",
    ),
    "stt": ("audio_seconds", "input_tokens", "input_audio_tokens", "output_tokens"),
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
    for label in (*KNOWN, *UNKNOWN):
        run.ledger[label] += run.ledger.pop(second(label), [])
    return run


def billed(run, label):
    """What the providers received and sent, by service and quantity."""
    sums = {}
    for service, names in SUMMED.items():
        entries = [entry for entry in run.ledger[label] if entry["service"] in PROVIDED_BY.get(service, (service,))]
        sums |= {(service, name): sum(entry[name] for entry in entries) for name in names if entries}
        if entries and service == "tts":
            # The plugin ends each message with a blank of its own, where it sends it over a connection.
            sums[service, "characters"] -= sum(not entry["by_request"] for entry in entries)
    return {key: value for key, value in sums.items() if value}


def recorded(run, label):
    usage = run.record_of(f"rm_{label}").metrics_summary.usage
    sums = Counter()
    for u in usage:
        sums.update({(u.kind, name): value for name in SUMMED[u.kind] if (value := getattr(u, name))})
    return dict(sums)


def agrees(run, label):
    ours, theirs = recorded(run, label), billed(run, label)
    if ours.keys() != theirs.keys():
        return False
    connections = max(1, sum(entry["service"] == "stt" for entry in run.ledger[label]))
    slack = {("stt", "audio_seconds"): STT_SLACK_SECONDS * connections, ("tts", "audio_seconds"): TTS_SLACK_SECONDS}
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


@pytest.mark.parametrize(
    ("label", "kind", "models"),
    [
        ("qualified-lead.realtime-heard", "stt", {"gpt-4o-mini-transcribe"}),
        ("qualified-lead.realtime-heard.whisper", "stt", {"whisper-1"}),
        ("qualified-lead.fallback-llm.refuses", "llm", {"gpt-4.1-mini", "gpt-4.1"}),
        ("qualified-lead.fallback-tts.engaged", "tts", {"eleven_flash_v2_5"}),
        ("qualified-lead.fallback-stt.engaged", "stt", {"nova-3:multi"}),
        ("qualified-lead.fallback-stt.hangs-up", "stt", {"nova-3", "nova-3:multi"}),
        ("qualified-lead.adapted", "stt", {"nova-3:batch"}),
    ],
)
def test_what_was_used_is_said_of_whoever_answered_behind_an_adapter(run, label, kind, models):
    assert {u.model for u in run.record_of(f"rm_{label}").metrics_summary.usage if u.kind == kind} == models


def test_speech_behind_an_adapter_has_the_price_of_the_model_and_language_inside(run):
    lines = run.record_of("rm_qualified-lead.fallback-stt.hangs-up").cost_summary.lines
    prices = {line.model: line.unit_price for line in lines if line.kind == "stt"}
    assert prices["nova-3:multi"] > prices["nova-3"]


def test_a_turn_names_the_model_that_wrote_it(run):
    turns = run.record_of("rm_qualified-lead.fallback-llm.refuses").turns
    assert [turn.llm_model for turn in turns if turn.role == "agent"] == ["gpt-4.1", "gpt-4.1-mini", "gpt-4.1-mini"]


def test_a_server_that_speaks_openais_protocol_is_not_openai(run):
    providers = {u.provider for u in run.record_of("rm_qualified-lead").metrics_summary.usage if u.kind == "llm"}
    assert all(provider.startswith("127.0.0.1:") for provider in providers)
    assert providers
