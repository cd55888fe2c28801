"""What the host asked of its providers, noted as it asks: without it, usage that is never reported would not be missed.

The host reports usage when a provider has answered. It says nothing of a completion that was broken off before its
first word (a barge-in, a reply begun ahead of the turn's end and thrown away), of speech that was cut off, of a
realtime response that was discarded, or of an answer that came without usage. So calls of the provider objects' own
methods are noted, as a count or a reference, when they return. Whoever is billed is asked: behind livekit's adapters
those are the objects inside (see `inside`), of which one may fail and another answer.

| provider | noted | unreported if |
|---|---|---|
| language model | `chat()` | it reports fewer times than it was asked |
| realtime model | `generate_reply()`, and responses that the server began by itself | likewise |
| its transcription | audio that the server took for a turn of the user | fewer transcriptions are reported than there were turns |
| TTS | `stream()`, and whether text was pushed into it; `synthesize()` | fewer spoken texts are reported than were begun |
| STT | `stream()`, and the seconds that it took; `recognize()` | it reports other seconds than it took; fewer answers than questions |

A request that its provider refused, with an HTTP status, cost nothing. One that failed otherwise may have.
"""

from __future__ import annotations

import asyncio
import functools
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from aftercall.record import IncompleteReason

SLACK_SECONDS = 1.0
"""A connection lives a little longer than its audio: for its handshake, and for the last transcript."""

Guard = Callable[[Callable[..., Any]], Callable[..., None]]
"""Makes of a handler one that lets no exception out."""


@dataclass
class Line:
    """A transcription stream: the audio that was pushed into it, held against each report as it comes.

    What a report has beyond the audio so far is kept apart. Else the seconds that a connection stood open in silence
    would make up for audio that a later one, of this stream or another, never told.
    """

    stream: Any
    pushed_seconds: float = 0.0
    told_seconds: float = 0.0
    """Audio that was reported."""
    silent_seconds: float = 0.0
    """What was reported beyond it."""

    @property
    def untold_seconds(self) -> float:
        """Without what still waits in the stream, because no connection was there to take it."""
        waiting = tuple(getattr(getattr(self.stream, "_input_ch", None), "_queue", ()))
        return self.pushed_seconds - sum(getattr(frame, "duration", 0.0) for frame in waiting) - self.told_seconds

    def settle(self, reported_seconds: float) -> None:
        """Take a report in."""
        audio_seconds = min(reported_seconds, max(self.untold_seconds, 0.0))
        self.told_seconds += audio_seconds
        self.silent_seconds += reported_seconds - audio_seconds


@dataclass
class Asked:
    """What one provider object was asked, and what it told. Written on the event loop only."""

    slot: str
    """What it is to the host: stt, llm or tts."""
    told: list[Any] = field(default_factory=list)
    """Its metrics objects."""
    requests: int = 0
    spoken: list[Any] = field(default_factory=list)
    """TTS streams."""
    lines: list[Line] = field(default_factory=list)
    """STT streams."""
    turns_taken: int = 0
    """Audio of the user's that a realtime model's server took for a turn and gave to a model that transcribes."""
    transcribed: int = 0
    """Transcriptions of it that came back."""
    failed: int = 0
    """Requests that were given up."""
    broken: int = 0
    """Attempts that failed and were not refused: the provider may have begun to answer."""
    whose_unsure: bool = False
    """What it tells may be of another call that goes on beside this one, or of another model than it says."""
    speaks_twice: bool = False
    """A TTS whose `synthesize()` opens its own `stream()`: the host lets both report the same words."""
    released: bool = False
    """The call is over; nothing is noted any more."""

    def tell(self, metrics: Any) -> None:
        """Metrics that it emits, in the task that emits them."""
        self.told.append(metrics)
        if self.slot == "stt" and self.lines and metrics.type == "stt_metrics" and metrics.streamed:
            self._line_that_tells().settle(metrics.audio_duration)

    def _line_that_tells(self) -> Line:
        """By the task in which the host emits a stream's metrics: metrics do not name their stream.

        Of a stream that reports in another way it may be the wrong one. Then both are found not to agree.
        """
        try:
            task = asyncio.current_task()
        except RuntimeError:  # told by a thread
            task = None
        tasks = (getattr(line.stream, "_metrics_task", None) for line in self.lines)
        return next((line for line, its in zip(self.lines, tasks, strict=True) if its and its is task), self.lines[-1])

    def note_error(self, event: Any) -> None:
        """An error event of the provider's."""
        self.broken += not _is_refusal(getattr(event, "error", None))
        self.failed += not event.recoverable

    def unreported(self) -> set[IncompleteReason]:
        """Which usage it never told, or told for more than it was given."""
        unsure: set[IncompleteReason] = {"usage_not_attributable"} if self.whose_unsure else set()
        return {*self._requests(), *self._transcriptions(), *self._audio(), *unsure}

    def _requests(self) -> Iterable[IncompleteReason]:
        # A stream is opened for an answer without words, too. Where its text cannot be seen, it had some.
        texts = sum(bool(str(getattr(stream, "_pushed_text", "?")).strip()) for stream in self.spoken)
        begun = self.requests + texts
        if sum(map(self._answers, self.told)) + self.failed < begun and not self._speaks_by_request():
            yield _CUT_OFF[self.slot]
        if self.broken and begun:
            yield "failed_request_usage_unreported"

    def _answers(self, metrics: Any) -> bool:
        if self.slot == "stt":
            return metrics.type == "stt_metrics" and not metrics.streamed
        return is_answer(metrics) if self.slot == "llm" else metrics.type == "tts_metrics"

    def _speaks_by_request(self) -> bool:
        """An application's own adapter around requests, each of which reports for itself, cut off or not."""
        return not self.requests and any(m.type == "tts_metrics" and not m.streamed for m in self.told)

    def _transcriptions(self) -> Iterable[IncompleteReason]:
        if self.slot == "llm" and max(self.turns_taken, self.transcribed) > sum(
            m.type == "stt_metrics" for m in self.told
        ):
            yield "provider_usage_unreported"

    def _audio(self) -> Iterable[IncompleteReason]:
        reports = [m for m in self.told if m.type == "stt_metrics"]
        if self.slot != "stt" or any(not m.streamed or has_tokens(m) for m in reports):
            return  # requests that send the speech alone, or a model that counts tokens
        untold_seconds = sum(max(line.untold_seconds, 0.0) for line in self.lines)
        if untold_seconds > SLACK_SECONDS and not any(m.audio_duration for m in reports):
            yield "provider_usage_unreported"
        elif untold_seconds > SLACK_SECONDS or (reports and not self.lines):  # opened before anybody noted its audio
            yield "stt_tail_not_heard"
        if sum(line.silent_seconds for line in self.lines) > SLACK_SECONDS:
            yield "stt_connection_without_audio"


_CUT_OFF: dict[str, IncompleteReason] = {
    "llm": "generation_cancelled_usage_unreported",
    "tts": "speech_interrupted_usage_unreported",
    "stt": "stt_tail_not_heard",
}


def _is_refusal(error: Any) -> bool:
    """Whether a provider, or who stood in its way, said no with an HTTP status: it has begun nothing."""
    while error is not None:
        for name in ("status_code", "status"):  # the host's own errors, and those of its HTTP client under them
            status = getattr(error, name, None)
            if isinstance(status, int) and 400 <= status < 600:
                return True
        error = getattr(error, "__cause__", None)
    return False


def is_answer(metrics: Any) -> bool:
    """Whether metrics are those of a model's answer. A realtime session reports its connection in the same form."""
    return metrics.type == "llm_metrics" or (
        metrics.type == "realtime_model_metrics" and (bool(metrics.request_id) or has_tokens(metrics))
    )


def has_tokens(metrics: Any) -> bool:
    """Whether metrics tell of any token. A plugin may leave out the sum, or one of its sides."""
    return any(getattr(metrics, name, 0) for name in TOKENS)


TOKENS = ("total_tokens", "prompt_tokens", "completion_tokens", "input_tokens", "output_tokens")
"""Every name that the host's metrics have for a sum of tokens."""


def inside(provider: Any) -> list[Any]:
    """Who is billed: the objects within livekit's fallback, stream and other adapters, however deep; or the provider."""
    if not any(_ADAPTER.match(f"{one.__module__}.{one.__name__}") for one in type(provider).__mro__):
        return [provider]
    held: Any = next((found for name in _HELD if (found := getattr(provider, name, None)) is not None), [])
    found = [one for part in (held if isinstance(held, list) else [held]) for one in inside(part)]
    return found or [provider]


_ADAPTER = re.compile(r"livekit\.agents\..*Adapter$")
_HELD = ("_llm_instances", "_stt_instances", "_tts_instances", "_models", "_wrapped_tts", "_stt")
"""Where the adapters of any supported version keep them."""


def note(provider: Any, slot: str, guard: Guard) -> Asked:
    """Begin to note what a provider is asked. `slot` is where the host keeps it: stt, llm or tts."""
    asked = Asked(slot)

    def count(*_: Any) -> None:
        asked.requests += 1

    def speak(stream: Any, *_: Any) -> None:
        asked.spoken.append(stream)

    def synthesise(request: Any, *_: Any) -> None:
        asked.speaks_twice |= type(request).__name__ == "_ChunkedStreamFromStream"
        asked.requests += not asked.speaks_twice

    def listen(stream: Any, *_: Any) -> None:
        line = Line(stream)
        asked.lines.append(line)

        def hear(_: Any, frame: Any, *__: Any) -> None:
            line.pushed_seconds += frame.duration

        _noting(stream, "push_frame", guard(hear), asked)

    def connect(session: Any, *_: Any) -> None:
        note_realtime(session, asked, guard)

    if slot == "llm" and hasattr(provider, "chat"):
        _noting(provider, "chat", guard(count), asked)
    elif slot == "llm":
        _noting(provider, "session", guard(connect), asked)
    else:
        methods = (
            {"stream": speak, "synthesize": synthesise} if slot == "tts" else {"stream": listen, "recognize": count}
        )
        for name, noted in methods.items():
            if hasattr(provider, name):  # an application's own may have one of the two
                _noting(provider, name, guard(noted), asked)
    return asked


def note_realtime(session: Any, asked: Asked, guard: Guard) -> None:
    """Begin to note the responses of a realtime session, and what it tells of them; no effect if they are."""

    def count(*_: Any) -> None:
        asked.requests += 1

    def created(event: Any) -> None:
        asked.requests += not event.user_initiated  # the others were counted when they were asked for

    def transcription() -> bool:
        # Only one with a model of its own is billed beside the realtime model. OpenAI's has, unless switched off.
        options = getattr(session, "_opts", None)
        return bool(getattr(getattr(options, "input_audio_transcription", None), "model", None))

    def received(event: Any) -> None:
        asked.turns_taken += event.get("type") == "input_audio_buffer.committed" and transcription()

    def transcribed(event: Any) -> None:
        asked.transcribed += bool(event.is_final) and transcription()

    if isinstance(getattr(session.generate_reply, "asked", None), Asked):
        return
    _noting(session, "generate_reply", guard(count), asked)
    session.on("generation_created", guard(created))
    session.on("openai_server_event_received", guard(received))  # what the server says, by the name it has there
    session.on("input_audio_transcription_completed", guard(transcribed))
    session.on("metrics_collected", guard(asked.told.append))
    session.on("error", guard(asked.note_error))


def _noting(owner: Any, name: str, noted: Callable[..., None], asked: Asked) -> None:
    """Call `noted` with the result and the arguments of each call of a method that returned."""
    method = getattr(owner, name)
    while getattr(getattr(method, "asked", None), "released", False):
        method = method.__wrapped__  # a provider that outlives its calls does not collect their notes
    other = getattr(method, "asked", None)
    if isinstance(other, Asked):  # of a call that goes on: the provider tells both what either used
        other.whose_unsure = asked.whose_unsure = True

    @functools.wraps(method)
    def noting(*args: Any, **kwargs: Any) -> Any:
        result = method(*args, **kwargs)
        if not asked.released:
            noted(result, *args)
        return result

    vars(noting)["asked"] = asked
    setattr(owner, name, noting)
