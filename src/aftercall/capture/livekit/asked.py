"""What the host asked of its providers, noted as it asks: without it, usage that is never reported would not be missed.

The host reports usage when a provider has answered. It says nothing of a completion that was broken off before its
first word (a barge-in, a reply begun ahead of the turn's end and thrown away), of speech that was cut off, of a
realtime response that was discarded, or of an answer that came without usage. So calls of the provider objects' own
methods are noted, as a count or a reference, when they return. Whoever is billed is asked: behind livekit's adapters
those are the objects inside (see `inside`), of which one may fail and another answer.

| provider | noted | unreported if |
|---|---|---|
| language model | `chat()`, and as what it is sold at that moment | it reports fewer times than it was asked |
| realtime model | `generate_reply()`, `say()`, and responses that the server began by itself | likewise; none if it is billed by time |
| one billed by time | that its session began, and that it was closed, which tells the last of it | one began and was not closed |
| its transcription | audio that the server took for a turn of the user | fewer transcriptions are reported than there were turns |
| TTS | `stream()`, and whether text was pushed into it; `synthesize()` | fewer spoken texts are reported than were begun |
| STT | `stream()`, and the seconds that it took; `recognize()` | it reports other seconds than it took; fewer answers than questions |

A request that its provider refused, with an HTTP status, cost nothing. One that failed otherwise may have. An answer to
a request that nobody noted, because it began before, is no answer to one that was. `noting` is where the methods are noted.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from aftercall.capture.livekit.origin import Origin, Product, origin, product
from aftercall.record import IncompleteReason

SLACK_SECONDS = 1.0
"""A connection lives a little longer than its audio: for its handshake, and for the last transcript."""


@dataclass(eq=False)
class Stream:
    """An answer to be written, speech to be made, or a transcription."""

    stream: Any
    sold: Product | None = None
    """As what its audio was billed when it was last looked at."""


@dataclass(eq=False)
class Line(Stream):
    """A transcription stream: the audio that was pushed into it, held against each report as it comes.

    What a report has beyond the audio so far is kept apart. Else the seconds that a connection stood open in silence
    would make up for audio that a later one, of this stream or another, never told.
    """

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
    provider: Any = None
    told: list[Any] = field(default_factory=list)
    """Its metrics objects."""
    origins: dict[int, Origin] = field(default_factory=dict)
    """By the id of metrics: what they do not say."""
    repeated: list[Any] = field(default_factory=list)
    """Metrics of what other metrics hold already."""
    requests: int = 0
    completions: list[Stream] = field(default_factory=list)
    """Streams of `chat()` that may still report."""
    spoken: list[Stream] = field(default_factory=list)
    """TTS streams."""
    synthesized: list[Stream] = field(default_factory=list)
    """TTS requests that have not reported."""
    lines: list[Line] = field(default_factory=list)
    """STT streams."""
    turns_taken: int = 0
    """Audio of the user's that a realtime model's server took for a turn and gave to a model that transcribes."""
    transcribed: int = 0
    """Transcriptions of it that came back."""
    open_sessions: int = 0
    """Sessions of a model billed by time that began, and were not closed by the server."""
    failed: int = 0
    """Requests that were given up."""
    broken: int = 0
    """Attempts that failed and were not refused: the provider may have begun to answer."""
    whose_unsure: bool = False
    """What it tells may be of another call that goes on beside this one, or of another model than it says."""
    speaks_twice: bool = False
    """A TTS whose `synthesize()` opens its own `stream()`: the host lets both report the same words."""
    strangers: int = 0
    """Answers to what was asked before anybody noted it: perhaps by another call, and as another model."""
    handlers: list[tuple[Any, str, Any]] = field(default_factory=list)
    """Emitters, events, and what listens to them for this call."""
    released: bool = False
    """The call is over; nothing is noted any more."""

    def release(self) -> None:
        """Let go of the host's objects: a provider may outlive the call, and what is noted here with it."""
        self.released = True
        for kept in (
            self.told,
            self.origins,
            self.repeated,
            self.completions,
            self.spoken,
            self.synthesized,
            self.lines,
        ):
            kept.clear()

    def note_completion(self, stream: Any) -> None:
        """An answer that was asked for now. Those before it that ended without a report will not report."""
        self.requests += 1
        self.completions = [one for one in self.completions if not _has_ended(one.stream)]
        self.completions.append(Stream(stream, product(self.provider, stream)))

    def tell(self, metrics: Any) -> None:
        """Metrics that it emits, in the task that emits them."""
        if self.released:
            return
        if self.speaks_twice and not getattr(metrics, "streamed", True):
            self.repeated.append(metrics)
            return
        self.told.append(metrics)
        stream = self._stream_that_tells(metrics)
        if isinstance(stream, Line):
            stream.settle(metrics.audio_duration)
        self._attribute(metrics, stream)

    def _attribute(self, metrics: Any, stream: Stream | None) -> None:
        sold = product(self.provider, stream and stream.stream)
        if stream in self.completions:
            self.completions.remove(stream)  # it reports once
            sold = stream.sold or sold  # one request: what it was sent as does not change
        elif stream is not None:
            # Something of it was used before the change, and something after it, and they come as one.
            self.whose_unsure |= stream.sold not in (None, sold)
            stream.sold = sold
            if stream in self.synthesized:
                self.synthesized.remove(stream)  # a request reports once; it need not be kept
        self.origins[id(metrics)] = origin(self.provider, sold, metrics)
        # LiveKit Inference may turn to another model at its end, and its plugin names the first in any case.
        fallback = getattr(getattr(self.provider, "_opts", None), "fallback", None)
        self.whose_unsure |= bool(fallback) and getattr(self.provider, "provider", None) == "livekit"

    def _stream_that_tells(self, metrics: Any) -> Stream | None:
        """By the task in which the host emits a stream's metrics: metrics do not name their stream.

        Of an STT stream that reports in another way it may be the wrong one. Then both are found not to agree.
        """
        streams: Sequence[Stream]
        if self.slot == "stt" and metrics.type == "stt_metrics" and metrics.streamed:
            streams = self.lines
        elif self.slot == "tts" and metrics.type == "tts_metrics":
            streams = [*self.spoken, *self.synthesized]
        elif self.slot == "llm" and metrics.type == "llm_metrics" and hasattr(self.provider, "chat"):
            streams = self.completions
        else:
            return None
        try:
            task = asyncio.current_task()
        except RuntimeError:  # told by a thread
            task = None
        tasks = (getattr(one.stream, "_metrics_task", None) for one in streams)
        found = next((one for one, its in zip(streams, tasks, strict=True) if its and its is task), None)
        if found is not None or self.slot == "stt":
            return found or next(reversed(streams), None)
        found = next((one for one in streams if not hasattr(one.stream, "_metrics_task")), None)  # an application's own
        self.strangers += found is None and not self._speaks_by_request()
        return found

    def note_error(self, event: Any) -> None:
        """An error event of the provider's."""
        self.broken += not _is_refusal(getattr(event, "error", None))
        self.failed += not event.recoverable

    def unreported(self) -> set[IncompleteReason]:
        """Which usage it never told, or told for more than it was given."""
        unsure: set[IncompleteReason] = {"usage_not_attributable"} if self.whose_unsure or self.strangers else set()
        return {*self._requests(), *self._transcriptions(), *self._audio(), *unsure}

    def _requests(self) -> Iterable[IncompleteReason]:
        # A stream is opened for an answer without words, too. Where its text cannot be seen, it had some.
        texts = sum(bool(str(getattr(one.stream, "_pushed_text", "?")).strip()) for one in self.spoken)
        begun = self.requests + texts
        answers = sum(map(self._answers, self.told)) - self.strangers + self.failed
        if answers < begun and not self._speaks_by_request() and not any(map(is_timed, self.told)):
            yield _CUT_OFF[self.slot]
        if self.open_sessions > 0:
            yield "provider_usage_unreported"
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
        if any(line.silent_seconds > SLACK_SECONDS for line in self.lines):  # each had a handshake of its own
            yield "stt_connection_without_audio"


_CUT_OFF: dict[str, IncompleteReason] = {
    "llm": "generation_cancelled_usage_unreported",
    "tts": "speech_interrupted_usage_unreported",
    "stt": "stt_tail_not_heard",
}


def _has_ended(stream: Any) -> bool:
    task = getattr(stream, "_metrics_task", None)
    return isinstance(task, asyncio.Task) and task.done()


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
        metrics.type == "realtime_model_metrics"
        and (bool(metrics.request_id) or has_tokens(metrics))
        and not is_timed(metrics)
    )


def is_timed(metrics: Any) -> bool:
    """Whether metrics tell how long a realtime model was connected, which is what it is billed by: GPT-Live, xAI's."""
    return (
        metrics.type == "realtime_model_metrics"
        and getattr(metrics, "session_duration", 0) > 0
        and not has_tokens(metrics)
    )


def has_tokens(metrics: Any) -> bool:
    """Whether metrics tell of any token. A plugin may leave out the sum, or one of its sides."""
    return any(getattr(metrics, name, 0) for name in TOKENS)


TOKENS = ("total_tokens", "prompt_tokens", "completion_tokens", "input_tokens", "output_tokens")
"""Every name that the host's metrics have for a sum of tokens."""
