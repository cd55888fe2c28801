"""A run of the demo: real job processes, real plugins, real records, checked against what the providers counted."""

import io
import os
import time
from decimal import Decimal
from pathlib import Path

import pytest
from rich.console import Console

from aftercall.demo import launch, run
from aftercall.demo.launch import Worker
from aftercall.demo.providers import Providers
from aftercall.errors import AftercallError
from aftercall.landing import decode

NAMES = ("hang-up", "meeting-booked")


class Demo:
    def __init__(self, out, text, exit_code, counts):
        self.text, self.exit_code, self.counts = text, exit_code, counts
        found = [decode(path.read_bytes()) for path in out.rglob("*.json.gz")]
        self.records = {record.session_id.removeprefix("rm_").partition(".")[0]: record for record in found}
        self.files = sorted(str(path.relative_to(out)) for path in out.rglob("*") if path.is_file())


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    out = tmp_path_factory.mktemp("demo")
    kept = []

    class Remembered(Providers):
        def __exit__(self, *what):
            kept.append(dict(self.stand_ins.counts))
            super().__exit__(*what)

    text = io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run, "Providers", Remembered)
        # Nothing of the user's own settings may reach the demo's calls.
        patch.setenv("AFTERCALL_LOG_GROUP", "/production/calls")
        patch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
        exit_code = run.run(out, console=Console(file=text, width=100), names=NAMES)
    counts = {label.partition(".")[0]: counted for label, counted in kept[0].items()}
    return Demo(out, text.getvalue(), exit_code, counts)


def test_every_call_leaves_one_record_and_nothing_stays_in_the_spool(demo):
    assert demo.exit_code == 0
    assert sorted(demo.records) == sorted(NAMES)
    assert len([name for name in demo.files if name.endswith(".json.gz")]) == len(NAMES)
    owed = [name for name in demo.files if name.startswith(("spool/live/", "spool/new/", "spool/out/", "spool/dead/"))]
    assert [name for name in owed if not name.endswith(".lock")] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_record_holds_what_the_providers_counted(demo, name):
    metrics, counted = demo.records[name].metrics_summary, demo.counts[name]
    assert counted.llm_requests == counted.llm_completed
    assert metrics.llm_input_tokens == counted.prompt_tokens
    assert metrics.llm_cached_input_tokens == counted.cached_tokens
    assert metrics.llm_output_tokens == counted.completion_tokens
    # The plugin sends one blank more per utterance than it was given, and reports what it was given.
    assert metrics.tts_characters == counted.tts_characters - counted.tts_contexts
    # Deepgram bills the connection's lifetime, so the plugin reports a little more than it sent.
    assert counted.stt_audio_seconds <= metrics.stt_audio_seconds + 1e-6 <= counted.stt_audio_seconds + 1


@pytest.mark.parametrize("name", NAMES)
def test_every_quantity_has_a_price(demo, name):
    cost = demo.records[name].cost_summary
    assert cost.complete
    assert cost.total == sum(line.amount for line in cost.lines) > Decimal(0)
    assert {line.status for line in cost.lines if line.kind == "llm"} == {"override"}


def test_a_caller_who_hangs_up_in_mid_answer_is_told_apart(demo):
    record = demo.records["hang-up"]
    assert (record.outcome.ended_by, record.outcome.reason) == ("user", "user_hung_up")
    assert [(turn.role, turn.interrupted) for turn in record.turns] == [
        ("agent", False), ("user", False), ("agent", True),
    ]  # fmt: skip
    assert record.user_email == "farid@stonebridge.example"


def test_a_call_by_phone_that_the_agent_ended_is_told_apart(demo):
    record = demo.records["meeting-booked"]
    assert (record.outcome.ended_by, record.outcome.reason, record.outcome.success) == ("agent", "agent_ended", True)
    assert (record.telephony.provider_call_id, record.telephony.trunk_id) == ("SCL_demo4711", "ST_demo")
    assert record.user_email == "dana@quillside.example"
    assert (record.conversation_state, record.privacy.consent_obtained) == ("CLOSED", True)
    tool = record.tool_calls[0]
    assert (tool.name, tool.category, tool.status) == ("book_meeting", "meeting_booking", "ok")
    assert 140 < tool.duration_ms < 1_000


def test_waiting_times_are_those_of_the_line(demo):
    for record in demo.records.values():
        spoken = [turn for turn in record.turns if turn.role == "user"]
        # The transcript is final half a second after the last word: the stand-in's endpoint.
        assert all(450 < turn.transcription_delay_ms < 1_500 for turn in spoken)
        assert all(turn.eou_delay_ms >= turn.transcription_delay_ms for turn in spoken)


def test_the_screen_shows_every_call_answers_and_how_to_go_on(demo):
    for name in NAMES:
        assert f"{name}." in demo.text
    for words in (
        "What does a call cost",
        "How long do callers wait",
        "aftercall show rm_hang-up",
        "AFTERCALL_LANDING=",
    ):
        assert words in demo.text
    assert "(incomplete:" not in demo.text


def test_a_worker_that_cannot_start_is_an_error_with_its_last_words():
    def work():
        with Worker(["x"], {"PYTHONHOME": "/nowhere"}) as worker:
            while not worker.finished:
                time.sleep(0.05)

    with pytest.raises(AftercallError, match=r"(?s)exit code 1.*last words:\n.*/nowhere.*Try:"):
        work()


def test_nothing_of_a_worker_outlives_its_block(monkeypatch, tmp_path):
    stubborn = tmp_path / "python"
    stubborn.write_text("#!/bin/sh\ntrap '' TERM\nsleep 60 &\nsleep 60 &\nwait\n")
    stubborn.chmod(0o755)
    monkeypatch.setattr("sys.executable", str(stubborn))
    monkeypatch.setattr(launch, "STOP_SECONDS", 0.2)
    group = []
    began = time.monotonic()

    def interrupted():
        with Worker(["x"], dict(os.environ)) as worker:
            group.append(worker._process.pid)
            while len(living(group[0])) < 3:
                time.sleep(0.02)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    deadline = time.monotonic() + 2
    while living(group[0]) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert living(group[0]) == []
    assert time.monotonic() - began < 10


def living(group):
    """Processes of a group that run; a dead one that nobody has asked after yet does not."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                state, _, process_group = (entry / "stat").read_text().rpartition(")")[2].split()[:3]
            except OSError:
                continue
            if int(process_group) == group and state != "Z":
                found.append(int(entry.name))
    return found


def test_a_missing_extra_is_an_error_that_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setattr(run, "_NEEDED", ("livekit.agents", "livekit.plugins.nobody"))
    with pytest.raises(AftercallError, match=r"livekit\.plugins\.nobody.*pip install 'aftercall\[demo\]'"):
        run.run(tmp_path / "out")
    assert os.listdir(tmp_path) == []
