"""What metrics do not say, and the price depends on: the deployment, the tier, the language and model of a stream."""

import asyncio
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

pytest.importorskip("livekit.plugins.openai")

from livekit.agents import inference
from livekit.agents.metrics import LLMMetrics, RealtimeModelMetrics, STTMetrics, TTSMetrics
from livekit.agents.metrics.base import Metadata
from livekit.plugins import deepgram, openai
from livekit.rtc import EventEmitter

from aftercall import pricing
from aftercall.capture import measures
from aftercall.capture.facts import Facts
from aftercall.capture.livekit.asked import Asked, is_answer
from aftercall.capture.livekit.noting import note, note_realtime
from aftercall.capture.livekit.translate import _reasons
from aftercall.capture.livekit.usage import usage
from tests.capture.test_provider_names import AT, calls_with, metrics_of, unreported

AZURE = {"azure_endpoint": "https://acme.openai.azure.com", "azure_deployment": "mini-prod", "api_key": "none"}
KEYS = {"api_key": "none" * 8, "api_secret": "none" * 8}


def used(asked):
    return [one for one, _ in usage(asked.told, set(), asked.origins)]


def prices(one):
    return [line.unit_price for line in pricing.PriceBook.load(None).price(one, AT)]


@pytest.mark.parametrize(
    ("make", "slot"),
    [
        (lambda: openai.LLM.with_azure(**AZURE, api_version="2024-10-21"), "llm"),
        (lambda: openai.TTS.with_azure(**AZURE, api_version="2024-10-21"), "tts"),
        (lambda: openai.STT.with_azure(**AZURE, api_version="2024-10-21"), "stt"),
        (lambda: openai.realtime.RealtimeModel.with_azure(**AZURE), "llm"),
    ],
)
async def test_on_azure_the_deployment_is_the_model_and_has_no_price_of_its_own(make, slot):
    provider = make()
    asked = Asked(slot, provider)
    asked.tell(metrics_of(provider))
    (one,) = used(asked)
    assert (one.provider, one.model) == ("azure", "mini-prod")
    assert set(prices(one)) == {None}


async def test_on_azure_a_deployment_with_its_models_name_is_that_model():
    provider = openai.LLM.with_azure(**(AZURE | {"azure_deployment": "gpt-4o"}), api_version="2024-10-21")
    asked = Asked("llm", provider)
    asked.tell(metrics_of(provider))
    assert used(asked)[0].model == "gpt-4o"
    assert asked.origins[id(asked.told[0])].model is None


async def test_what_a_realtime_model_on_azure_has_transcribed_is_not_its_deployments():
    provider = openai.realtime.RealtimeModel.with_azure(**AZURE)
    asked = Asked("llm", provider)
    asked.tell(STTMetrics(label="l", request_id="r", timestamp=1.0, duration=1.0, audio_duration=60.0, streamed=True,
                          metadata=Metadata(model_name="whisper-1", model_provider=provider.provider)))  # fmt: skip
    assert [one.model for one in used(asked)] == ["whisper-1"]


@pytest.mark.parametrize(
    ("make", "model"),
    [
        (lambda: openai.LLM(model="gpt-4o", api_key="none", service_tier="priority"), "gpt-4o:priority"),
        (lambda: openai.responses.LLM(model="gpt-4o", api_key="none", service_tier="flex"), "gpt-4o:flex"),
        (
            lambda: inference.LLM("openai/gpt-4o", extra_kwargs={"service_tier": "priority"}, **KEYS),
            "openai/gpt-4o:priority",
        ),
        (
            lambda: openai.LLM(model="gpt-4o", api_key="none", extra_body={"service_tier": "priority"}),
            "gpt-4o:priority",
        ),
        (
            lambda: inference.LLM("openai/gpt-4o", extra_kwargs={"extra_body": {"service_tier": "flex"}}, **KEYS),
            "openai/gpt-4o:flex",
        ),
        (lambda: openai.LLM(model="gpt-4o", api_key="none", service_tier="default"), "gpt-4o"),
        (lambda: openai.LLM(model="gpt-4o", api_key="none", service_tier="auto"), "gpt-4o"),
        (lambda: openai.LLM(model="gpt-4o", api_key="none"), "gpt-4o"),
    ],
)
async def test_a_service_tier_is_a_model_of_its_own(make, model):
    provider = make()
    asked = Asked("llm", provider)
    asked.tell(metrics_of(provider))
    (one,) = used(asked)
    assert one.model == model
    if ":" in model:
        assert set(prices(one)) == {None}


# ------------------------------------------------------------------------------------ streams that differ


def heard(provider, stream, asked, seconds=5.0):
    """The stream reports, in the task in which it does, that so much was heard."""

    async def tells():
        stream._metrics_task = asyncio.current_task()
        asked.tell(metrics_of(provider).model_copy(update={"audio_duration": seconds}))

    return asyncio.create_task(tells())


class Ear(EventEmitter):
    """As much of a plugin as opens streams, each with options of its own."""

    provider = "Deepgram"

    def __init__(self, **options):
        super().__init__()
        self._opts = SimpleNamespace(**{"model": "nova-3", "language": "en"} | options)

    @property
    def model(self):
        return self._opts.model

    def stream(self, *, language=None):
        opts = SimpleNamespace(**vars(self._opts) | ({"language": language} if language else {}))
        return SimpleNamespace(_opts=opts, push_frame=lambda _: None)

    def recognize(self, buffer, *, language=None):
        return buffer


async def test_a_stream_in_another_language_than_its_provider_is_billed_in_its_own():
    ear = Ear()
    asked = note(ear, "stt")
    one, other = ear.stream(language="multi"), ear.stream()
    await heard(ear, one, asked)
    await heard(ear, other, asked)
    assert [u.model for u in used(asked)] == ["nova-3:multi", "nova-3"]
    assert asked.whose_unsure is False


async def test_deepgrams_streams_are_asked_for_their_language():
    ear = deepgram.STT(model="nova-3", api_key="none", language="en", http_session=object())
    asked = note(ear, "stt")
    stream = ear.stream(language="multi")
    await heard(ear, stream, asked)
    assert [u.model for u in used(asked)] == ["nova-3:multi"]
    await stream.aclose()


async def test_a_stream_that_goes_on_with_its_model_keeps_it_when_the_provider_is_given_another():
    ear = Ear()
    asked = note(ear, "stt")
    stream = ear.stream()
    ear._opts.model = "nova-2"
    await heard(ear, stream, asked)
    assert [u.model for u in used(asked)] == ["nova-3"]
    assert asked.whose_unsure is False


@pytest.mark.parametrize("change", [{"model": "nova-2"}, {"language": "multi"}])
async def test_what_one_stream_heard_before_and_after_a_change_cannot_be_told_apart(change):
    ear = Ear()
    asked = note(ear, "stt")
    stream = ear.stream()
    await heard(ear, stream, asked)
    assert asked.whose_unsure is False
    vars(ear._opts).update(change)
    vars(stream._opts).update(change)
    await heard(ear, stream, asked)
    assert "usage_not_attributable" in asked.unreported()


async def test_a_change_that_has_no_price_is_none():
    ear = Ear()
    asked = note(ear, "stt")
    stream = ear.stream()
    ear._opts.language = stream._opts.language = "en-GB"
    await heard(ear, stream, asked)
    assert asked.whose_unsure is False


@pytest.mark.parametrize(("language", "unsure"), [("multi", True), ("de", False), (None, False)])
def test_a_request_in_another_language_than_its_provider_cannot_be_told_apart(language, unsure):
    ear = Ear()
    asked = note(ear, "stt")
    assert ear.recognize(b"buffer", language=language) == b"buffer"
    assert asked.requests == 1
    assert asked.whose_unsure is unsure


class Voice(Ear):
    """A TTS. `copies` is whether a stream of it has options of its own."""

    def __init__(self, *, copies):
        super().__init__(model="dear")
        self.copies = copies

    def stream(self):
        return SimpleNamespace(_opts=SimpleNamespace(model=self.model)) if self.copies else SimpleNamespace()

    synthesize = stream


@pytest.mark.parametrize("method", ["stream", "synthesize"])
@pytest.mark.parametrize(("copies", "model", "unsure"), [(True, "dear", False), (False, "cheap", True)])
async def test_speech_that_was_begun_with_one_model_is_not_anothers(method, copies, model, unsure):
    voice = Voice(copies=copies)
    asked = note(voice, "tts")
    stream = getattr(voice, method)()
    voice._opts.model = "cheap"

    async def tells():
        stream._metrics_task = asyncio.current_task()
        asked.tell(TTSMetrics(label="l", request_id="r", timestamp=1.0, duration=1.0, ttfb=0.1, audio_duration=2.0,
                              cancelled=False, characters_count=40, streamed=True,
                              metadata=Metadata(model_name=voice.model, model_provider="ElevenLabs")))  # fmt: skip

    await asyncio.create_task(tells())
    assert [u.model for u in used(asked)] == [model]
    assert asked.whose_unsure is unsure
    assert asked.synthesized == []


# ------------------------------------------------------------------------------- models billed by time


class Session(EventEmitter):
    """A realtime session; behind it another, if it is a duplex model's."""

    def __init__(self, *, duplex=False):
        super().__init__()
        self._duplex = EventEmitter() if duplex else None

    def generate_reply(self):
        return "reply"

    def say(self, text):
        if not text:
            raise NotImplementedError
        return text


def lasting(seconds, model="gpt-live-1", request_id="sess_1"):
    details = RealtimeModelMetrics
    return RealtimeModelMetrics(
        label="live", request_id=request_id, timestamp=AT.timestamp(), session_duration=seconds,
        input_token_details=details.InputTokenDetails(), output_token_details=details.OutputTokenDetails(),
        metadata=Metadata(model_name=model, model_provider="api.openai.com"),
    )  # fmt: skip


def test_a_model_billed_by_time_is_used_by_the_second():
    used = usage([lasting(60.0), lasting(65.5), lasting(0.0)], set())
    summary = measures.metrics(Facts("s", "livekit", usage=used), set())
    (one,) = summary.usage
    assert (summary.stt_audio_seconds, summary.tts_audio_seconds, summary.llm_input_tokens) == (None, None, None)
    assert (one.kind, one.provider, one.model, one.audio_seconds) == ("realtime", "openai", "gpt-live-1", 125.5)
    assert (one.requests, one.input_tokens, one.output_tokens) == (None, None, None)
    at = datetime(2026, 11, 20, tzinfo=UTC)
    assert all(line.amount for line in pricing.PriceBook.load(None).price(one, at))


def test_seconds_that_are_no_number_are_null_with_a_reason():
    reasons = set()
    assert usage([lasting(float("nan"))], reasons) == []
    assert reasons == {"metric_not_finite"}


async def test_its_answers_are_not_missed_and_have_no_tokens():
    session, asked = Session(duplex=True), Asked("llm", SimpleNamespace())
    note_realtime(session, asked)
    for _ in range(3):
        session.generate_reply()
    assert asked.unreported() == {"generation_cancelled_usage_unreported"}  # as long as nobody knows how it is billed
    session.emit("metrics_collected", lasting(60.0))
    session.emit("metrics_collected", lasting(0.0))  # when it is closed right after a report
    assert asked.unreported() == set()
    assert not is_answer(lasting(60.0))
    (call,) = await calls_with()
    assert _reasons(call, call.snapshot(), asked.told) == {"session_never_started"}


def test_an_answer_without_tokens_is_missed_beside_a_model_billed_by_time():
    other = lasting(0.0, "gpt-realtime").model_copy(update={"label": "other"})
    call = SimpleNamespace(attached_at=1.0)
    seen = SimpleNamespace(unreadable=False, started_at=1.0)
    assert _reasons(call, seen, [lasting(60.0)]) == set()
    assert _reasons(call, seen, [lasting(60.0), other]) == {"provider_usage_unreported"}


def test_the_time_of_a_session_that_the_server_did_not_close_was_not_told_to_its_end():
    session, asked = Session(duplex=True), Asked("llm", SimpleNamespace())
    note_realtime(session, asked)
    session._duplex.emit("openai_server_event_received", {"type": "session.started"})
    session.emit("metrics_collected", lasting(60.0))
    assert asked.unreported() == {"provider_usage_unreported"}
    session._duplex.emit("openai_server_event_received", {"type": "session.closed"})
    assert asked.unreported() == set()


def test_what_stands_behind_a_model_billed_by_time_is_told_by_the_token():
    asked = Asked("llm", SimpleNamespace(model="gpt-live-1", _duplex_model=SimpleNamespace(
        _opts=SimpleNamespace(responses={"service_tier": "priority"}))))  # fmt: skip
    asked.tell(LLMMetrics(label="live", request_id="r", timestamp=1.0, duration=0, ttft=-1, cancelled=False,
                          completion_tokens=5, prompt_tokens=10, prompt_cached_tokens=0, total_tokens=15,
                          tokens_per_second=0, metadata=Metadata(model_name="gpt-5", model_provider="api.openai.com")))  # fmt: skip
    (one,) = used(asked)
    assert (one.kind, one.model, one.input_tokens) == ("llm", "gpt-5:priority", 10)


def test_what_a_realtime_model_is_told_to_say_is_asked_of_it():
    session, asked = Session(), Asked("llm")
    note_realtime(session, asked)
    assert session.say("Hello.") == "Hello."
    session.emit("generation_created", SimpleNamespace(user_initiated=True))
    assert asked.unreported() == {"generation_cancelled_usage_unreported"}
    session.emit("metrics_collected", lasting(0.0).model_copy(update={"total_tokens": 5}))
    assert asked.unreported() == set()
    with pytest.raises(NotImplementedError):
        session.say("")
    assert asked.requests == 1


async def test_a_call_tells_what_its_providers_do_not_say():
    ear = Ear(language="multi", endpoint_url="http://ears.internal")
    (call,) = await calls_with(stt=ear)
    ear.emit("metrics_collected", metrics_of(deepgram.STT(model="nova-3", api_key="none")))
    seen = call.snapshot()
    ((one, _),) = usage(seen.heard, set(), seen.origins)
    assert (one.provider, one.model) == ("ears.internal", "nova-3:multi")
    assert unreported(call) == {"stt_tail_not_heard"}
