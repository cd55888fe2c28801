"""Who is billed, from the host's own provider objects to the record: one spelling, and nobody mistaken for another."""

import asyncio
import functools
import gc
import weakref
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

pytest.importorskip("livekit.plugins.openai")

from livekit.agents import inference
from livekit.agents.metrics import LLMMetrics, RealtimeModelMetrics, STTMetrics, TTSMetrics
from livekit.agents.metrics.base import Metadata
from livekit.plugins import deepgram, elevenlabs, openai
from livekit.rtc import EventEmitter

from aftercall import pricing
from aftercall.capture.livekit.asked import Asked, Line
from aftercall.capture.livekit.noting import inside, note, note_realtime
from aftercall.capture.livekit.providers import Providers
from aftercall.capture.livekit.translate import _reasons
from aftercall.capture.livekit.usage import usage
from aftercall.capture.livekit.watch import LiveCall

AT = datetime(2026, 11, 22, tzinfo=UTC)
KEYS = {"api_key": "none" * 8, "api_secret": "none" * 8}

MADE = {
    "openai": (lambda: openai.LLM(model="gpt-4.1-mini", api_key="none"), "openai", "gpt-4.1-mini"),
    "azure": (
        lambda: openai.LLM.with_azure(
            model="gpt-4o", azure_endpoint="https://acme.openai.azure.com", api_key="none", api_version="2024-10-21"
        ),
        "azure",
        "gpt-4o",
    ),
    "compatible": (
        lambda: openai.LLM(model="gpt-4.1-mini", api_key="none", base_url="https://llm.example.com/v1"),
        "llm.example.com",
        "gpt-4.1-mini",
    ),
    "local": (
        lambda: openai.LLM(model="gpt-4o", api_key="none", base_url="http://127.0.0.1:8000/v1"),
        "127.0.0.1:8000",
        "gpt-4o",
    ),
    "inference llm": (lambda: inference.LLM("openai/gpt-4.1-mini", **KEYS), "livekit", "openai/gpt-4.1-mini"),
    "inference stt": (lambda: inference.STT("deepgram/nova-3", **KEYS), "livekit", "deepgram/nova-3"),
    "realtime": (lambda: openai.realtime.RealtimeModel(model="gpt-realtime", api_key="none"), "openai", "gpt-realtime"),
    "openai tts": (lambda: openai.TTS(model="gpt-4o-mini-tts", api_key="none"), "openai", "gpt-4o-mini-tts"),
    "deepgram": (lambda: deepgram.STT(model="nova-3", api_key="none"), "deepgram", "nova-3"),
    "elevenlabs": (
        lambda: elevenlabs.TTS(model="eleven_flash_v2_5", voice_id="v", api_key="none"), "elevenlabs", "eleven_flash_v2_5"
    ),
}  # fmt: skip


def metrics_of(provider):
    """What the host reports of an answer of `provider`."""
    common = {"label": "l", "request_id": "r", "timestamp": AT.timestamp(), "duration": 1.0,
              "metadata": Metadata(model_name=provider.model, model_provider=provider.provider)}  # fmt: skip
    if hasattr(provider, "chat"):
        tokens = {"completion_tokens": 10, "prompt_tokens": 100, "prompt_cached_tokens": 40, "total_tokens": 110}
        return LLMMetrics(**common, **tokens, ttft=0.1, cancelled=False, tokens_per_second=1.0)
    if hasattr(provider, "session"):
        details = RealtimeModelMetrics
        return RealtimeModelMetrics(
            **common, input_tokens=100, output_tokens=10, total_tokens=110,
            input_token_details=details.InputTokenDetails(text_tokens=60, audio_tokens=40),
            output_token_details=details.OutputTokenDetails(text_tokens=4, audio_tokens=6),
        )  # fmt: skip
    if hasattr(provider, "synthesize"):
        return TTSMetrics(**common, ttfb=0.1, audio_duration=2.0, cancelled=False, characters_count=40, streamed=True)
    return STTMetrics(**common, audio_duration=60.0, streamed=True)


def used(make):
    ((one, at),) = usage([metrics_of(make())], set())
    return one, at


@pytest.mark.parametrize("name", MADE)
async def test_the_hosts_own_objects_are_recorded_under_one_spelling(name):
    make, provider, model = MADE[name]
    one, at = used(make)
    assert (one.provider, one.model, at) == (provider, model, AT.timestamp())


@pytest.mark.parametrize("name", ["compatible", "local", "inference llm"])
async def test_what_is_not_the_vendor_gets_no_vendors_price(name):
    lines = pricing.PriceBook.load(None).price(used(MADE[name][0])[0], AT)
    vendors = pricing.PriceBook.load(None).price(used(MADE["openai"][0])[0], AT)
    assert all(line.amount is not None for line in vendors)
    assert all(line.provider != "openai" for line in lines)
    if name != "inference llm":  # LiveKit's own price may be known
        assert all(line.amount is None for line in lines)


class Room:
    """An empty one."""

    def on(self, *_):
        pass


async def calls_with(count=1, **providers):
    """So many calls, attached, that share provider objects."""
    session = SimpleNamespace(stt=None, llm=None, tts=None, _started=False, _recorded_events=[], on=Room().on,
                              history=SimpleNamespace(items=[]))  # fmt: skip
    vars(session).update(providers)
    calls = [LiveCall(SimpleNamespace(room=Room(), shutdown=lambda *_: None)) for _ in range(count)]
    for call in calls:
        call.attach(session)
    return calls


def unreported(call):
    return {reason for asked in call.providers.asked.values() for reason in asked.unreported()}


@pytest.mark.parametrize(
    ("vendor", "url", "billed"),
    [
        (deepgram.STT, "http://dg.internal:8080/v1/listen", "dg.internal:8080"),
        (deepgram.STT, "wss://deepgram.com.example/v1/listen", "deepgram.com.example"),
        (deepgram.STT, "https://api.deepgram.com/v1/listen", "deepgram"),
        (deepgram.STT, "https://api.eu.deepgram.com:443/v1/listen", "deepgram"),
        (deepgram.STT, "http://127.0.0.1:8080/v1/listen", "deepgram"),
        (elevenlabs.TTS, "http://voices.internal/v1", "voices.internal"),
        (elevenlabs.TTS, "https://api.eu.residency.elevenlabs.io/v1", "elevenlabs"),
        (elevenlabs.TTS, "http://localhost:1/v1", "elevenlabs"),
    ],
)
async def test_a_vendors_plugin_that_sends_elsewhere_gets_no_vendors_price(vendor, url, billed):
    provider = vendor(api_key="none", base_url=url)
    (call,) = await calls_with(**{"stt" if vendor is deepgram.STT else "tts": provider})
    provider.emit("metrics_collected", metrics_of(provider))
    ((one, _),) = usage(call.snapshot().heard, set(), call.snapshot().origins)
    assert one.provider == billed
    known = [line.amount is not None for line in pricing.PriceBook.load(None).price(one, AT)]
    assert all(known) if billed in ("deepgram", "elevenlabs") else not any(known)


class Plugin(EventEmitter):
    """As much of a vendor's plugin as is asked for its address."""

    def __init__(self, provider, model, **kept):
        super().__init__()
        self.provider, self.model = provider, model
        vars(self).update(kept)


# How livekit-plugins-cartesia and -assemblyai 1.8.9 keep it.
@pytest.mark.parametrize(
    ("plugin", "billed"),
    [
        (("Cartesia", "ink-whisper", {"_ws_base_url": "wss://api.cartesia.ai"}), "cartesia"),
        (("Cartesia", "ink-whisper", {"_ws_base_url": "wss://ears.internal:9000"}), "ears.internal:9000"),
        (("Cartesia", "sonic-2", {"_opts": SimpleNamespace(base_url="https://voices.internal")}), "voices.internal"),
        (("AssemblyAI", "universal-streaming", {"_base_url": "wss://streaming.eu.assemblyai.com"}), "assemblyai"),
        (("AssemblyAI", "universal-streaming", {"_base_url": "wss://ears.internal"}), "ears.internal"),
    ],
)
async def test_a_vendors_plugin_is_asked_for_its_address_wherever_it_keeps_it(plugin, billed):
    vendor, model, kept = plugin
    provider = Plugin(vendor, model, **kept)
    (call,) = await calls_with(stt=provider)
    provider.emit("metrics_collected", metrics_of(provider))
    ((one, _),) = usage(call.snapshot().heard, set(), call.snapshot().origins)
    assert one.provider == billed


@pytest.mark.parametrize("fallback", [{}, {"fallback": ["assemblyai/universal-streaming"]}])
async def test_which_model_answered_is_not_known_where_livekit_itself_may_turn_to_another(fallback):
    stt = inference.STT(model="deepgram/nova-3", **fallback, **KEYS)
    (call,) = await calls_with(stt=stt)
    assert unreported(call) == set()
    call.providers.asked[id(stt)].lines.append(Line(SimpleNamespace(), pushed_seconds=0.5))
    stt.emit("metrics_collected", metrics_of(stt).model_copy(update={"audio_duration": 0.5}))
    assert unreported(call) == ({"usage_not_attributable"} if fallback else set())


async def test_calls_at_one_time_that_share_a_provider_say_that_usage_may_be_the_others():
    llm = openai.LLM(model="gpt-4o", api_key="none")
    first, second = await calls_with(2, llm=llm)
    assert unreported(first) == unreported(second) == {"usage_not_attributable"}
    first.release()
    second.release()
    (third,) = await calls_with(llm=llm)
    assert unreported(third) == set()


@pytest.mark.parametrize("name", ["openai", "realtime"])
async def test_an_answer_whose_sum_of_tokens_was_left_out_is_used_all_the_same(name):
    whole = metrics_of(MADE[name][0]())
    told = whole.model_copy(update={"total_tokens": 0, "request_id": ""})
    assert usage([told], set()) == usage([whole], set())
    (call,) = await calls_with()
    assert _reasons(call, call.snapshot(), [told]) == {"session_never_started"}
    assert Asked("llm", requests=1, told=[told]).unreported() == set()


def test_a_transcription_without_tokens_taken_in_keeps_those_put_out():
    told = STTMetrics(label="l", request_id="r", timestamp=AT.timestamp(), duration=1.0, audio_duration=0.0,
                      streamed=True, input_tokens=0, output_tokens=7)  # fmt: skip
    ((one, _),) = usage([told], set())
    assert (one.input_tokens, one.output_tokens) == (0, 7)


def failing(status, *, recoverable):
    return SimpleNamespace(error=SimpleNamespace(status_code=status), recoverable=recoverable)


class Model:
    """As much of a language model as is noted: what it is asked goes through unchanged."""

    def chat(self, *, words):
        return f"stream of {words}"


def test_what_is_asked_goes_through_unchanged_and_is_missed_until_it_is_told():
    model = Model()
    asked = note(model, "llm")
    assert model.chat(words="x") == "stream of x"
    assert asked.unreported() == {"generation_cancelled_usage_unreported"}
    asked.told.append(SimpleNamespace(type="llm_metrics"))
    assert asked.unreported() == set()


def test_a_refused_request_costs_nothing_and_a_broken_one_may():
    for error, missing in (
        (failing(429, recoverable=False), set()),
        (failing(500, recoverable=False), set()),
        (failing(-1, recoverable=False), {"failed_request_usage_unreported"}),
        (failing(None, recoverable=True), {"failed_request_usage_unreported", "generation_cancelled_usage_unreported"}),
    ):
        asked = Asked("llm", requests=1)
        asked.note_error(error)
        assert asked.unreported() == missing


def test_a_model_that_outlives_its_calls_is_noted_by_one_call_at_a_time():
    model = Model()
    for _ in range(3000):  # deeper than any stack, if notes were laid on notes
        asked = note(model, "llm")
        model.chat(words="x")
        assert asked.requests == 1
        asked.released = True


def test_anothers_wrapper_between_two_calls_is_left_in_its_place():
    model, seen = Model(), []
    note(model, "llm").released = True
    noted = model.chat

    @functools.wraps(noted)
    def traced(**words):
        seen.append(words)
        return noted(**words)

    model.chat = traced
    asked = note(model, "llm")
    model.chat(words="x")
    assert (seen, asked.requests, asked.whose_unsure) == ([{"words": "x"}], 1, False)


class Voice(EventEmitter):
    def stream(self):
        return Spoken()

    synthesize = stream


class Spoken:
    """Speech. It can be told whether anybody keeps it."""

    _pushed_text = "My card number is 4111."


@pytest.mark.parametrize("method", ["stream", "synthesize"])
def test_a_voice_that_outlives_its_calls_keeps_nothing_of_them(method):
    voice, kept = Voice(), []
    for _ in range(3):
        providers = Providers()
        providers.follow(SimpleNamespace(tts=voice, _started=False))
        stream, metrics = getattr(voice, method)(), Spoken()
        vars(metrics).update(type="tts_metrics", streamed=True)
        voice.emit("metrics_collected", metrics)
        (asked,) = providers.asked.values()
        assert asked.told == [metrics]
        kept += [weakref.ref(stream), weakref.ref(metrics), weakref.ref(providers)]
        providers.release()
    del stream, metrics, asked, providers
    gc.collect()
    assert [one() for one in kept] == [None] * 9
    assert not any(voice._events.values())


def test_a_provider_that_cannot_be_left_does_not_stop_the_others(caplog):
    ear, voice = Plugin("Cartesia", "ink-whisper"), Voice()
    providers = Providers()
    providers.follow(SimpleNamespace(stt=ear, tts=voice, _started=False))
    ear.off = None
    providers.release()
    assert not any(voice._events.values())
    assert "a handler failed (TypeError)" in caplog.text


def test_a_note_that_fails_leaves_the_hosts_call_alone(caplog):
    class Ear:
        def push_frame(self, frame):
            return "pushed"

    class Stt:
        def stream(self):
            return Ear()

    stt = Stt()
    asked = note(stt, "stt")
    assert stt.stream().push_frame("a frame without a duration") == "pushed"
    assert [line.pushed_seconds for line in asked.lines] == [0]
    assert "a handler failed (AttributeError)" in caplog.text


def adapter(name, **held):
    """An object of a class that livekit's adapters of this name would have as a base."""
    base = type(name, (), {"__module__": "livekit.agents.some.module"})
    made = type("Own", (base,), {})()
    vars(made).update(held)
    return made


def test_who_is_billed_behind_adapters_are_the_objects_inside_however_deep():
    one, two, three = Model(), Model(), Model()
    deep = adapter("StreamAdapter", _stt=adapter("FallbackAdapter", _stt_instances=[one, two]))
    assert inside(adapter("FallbackAdapter", _stt_instances=[deep, three])) == [one, two, three]
    assert inside(one) == [one]
    assert inside(None) == [None]


def test_an_adapter_that_shows_nothing_inside_is_asked_itself():
    unknown, not_livekits = adapter("NewAdapter"), SimpleNamespace(_stt=Model())
    assert inside(unknown) == [unknown]
    assert inside(not_livekits) == [not_livekits]


def test_a_refusal_under_a_connection_error_is_still_one():
    error = ConnectionError("could not connect")
    error.__cause__ = Refused()
    asked = Asked("tts", requests=1)
    asked.note_error(SimpleNamespace(error=error, recoverable=False))
    assert asked.unreported() == set()


def test_audio_that_no_connection_took_is_not_missed():
    waiting = [SimpleNamespace(duration=2.0), "the mark of a flush"]
    stream = SimpleNamespace(_input_ch=SimpleNamespace(_queue=waiting))
    asked = Asked("stt", lines=[Line(stream, pushed_seconds=2.0)])
    assert asked.unreported() == set()
    waiting.clear()
    assert asked.unreported() == {"provider_usage_unreported"}


def reports(*lines_and_seconds):
    """What is missed of streams that took these seconds, then told those, each in the task that tells of it."""

    async def call():
        asked = Asked("stt")
        for pushed, told in lines_and_seconds:
            usage = SimpleNamespace(type="stt_metrics", streamed=True, audio_duration=told)
            line = Line(SimpleNamespace(), pushed_seconds=pushed)
            asked.lines.insert(0, line)  # so that the last is not the one that tells

            async def tells(line=line, usage=usage):
                line.stream._metrics_task = asyncio.current_task()
                asked.tell(usage)

            await asyncio.create_task(tells())
        return asked.unreported()

    return asyncio.run(call())


def test_too_many_seconds_of_one_stream_do_not_hide_that_another_told_too_few():
    assert reports((60.0, 60.3), (30.0, 30.4)) == set()
    assert reports((60.0, 90.0), (30.0, 0.0)) == {"stt_connection_without_audio", "stt_tail_not_heard"}
    assert reports((60.0, 30.0), (30.0, 60.0)) == {"stt_connection_without_audio", "stt_tail_not_heard"}


def test_a_second_lost_on_three_streams_in_parts_is_a_second_lost():
    assert reports((5.0, 4.6), (5.0, 4.6)) == set()
    assert reports((5.0, 4.6), (5.0, 4.6), (5.0, 4.6)) == {"stt_tail_not_heard"}


def test_the_handshakes_of_many_connections_are_not_a_connection_without_audio():
    assert reports(*[(30.0, 30.25)] * 5) == set()
    assert reports(*[(30.0, 30.25)] * 4, (30.0, 31.25)) == {"stt_connection_without_audio"}


def test_seconds_of_an_earlier_connection_do_not_hide_those_of_a_later_one_on_the_same_stream():
    asked = Asked("stt", lines=[line := Line(SimpleNamespace())])
    for pushed, told in ((5.0, 25.0), (20.0, 0.0)):
        line.pushed_seconds += pushed
        asked.tell(SimpleNamespace(type="stt_metrics", streamed=True, audio_duration=told))
    assert asked.unreported() == {"stt_connection_without_audio", "stt_tail_not_heard"}


def test_a_stream_that_was_open_before_anybody_listened_may_have_lost_its_tail():
    asked = Asked("stt")
    asked.tell(SimpleNamespace(type="stt_metrics", streamed=True, audio_duration=5.0))
    assert asked.unreported() == {"stt_tail_not_heard"}


@pytest.mark.parametrize(("model", "missed"), [("whisper-1", True), (None, False)])
def test_a_turn_that_was_to_be_transcribed_is_missed_until_its_usage_is_told(model, missed):
    session = Session(model)
    asked = Asked("llm")
    note_realtime(session, asked)
    session.tell("openai_server_event_received", {"type": "input_audio_buffer.committed"})
    assert bool(asked.unreported()) == missed
    session.tell("input_audio_transcription_completed", SimpleNamespace(is_final=True))
    assert asked.unreported() == ({"provider_usage_unreported"} if missed else set())
    usage = SimpleNamespace(type="stt_metrics", streamed=True, audio_duration=60.0)
    session.tell("metrics_collected", usage)
    assert asked.unreported() == set()


@pytest.mark.parametrize(("images", "reasons"), [(0, set()), (12, {"image_tokens_as_text"})])
def test_images_shown_to_a_realtime_model_are_told_because_they_are_counted_as_text(images, reasons):
    metrics = metrics_of(openai.realtime.RealtimeModel(model="gpt-realtime", api_key="none"))
    metrics.input_token_details.image_tokens = images
    found = set()
    ((one, _),) = usage([metrics], found)
    assert (one.input_tokens, found) == (100, reasons)


class Refused(Exception):
    """What aiohttp raises where a websocket is answered with a status."""

    status = 503


class Session:
    """As much of a realtime session as is listened to."""

    def __init__(self, model):
        self._opts = SimpleNamespace(input_audio_transcription=SimpleNamespace(model=model))
        self.handlers = {}

    def generate_reply(self):
        return None

    def on(self, event, handler):
        self.handlers[event] = handler

    def tell(self, event, what):
        self.handlers[event](what)
