"""What the host asked of its providers, noted as it asks: without it, usage that is never reported would not be missed.

The host reports usage when a provider has answered. It says nothing of a completion that was broken off before its
first word (a barge-in, a reply begun ahead of the turn's end and thrown away), of speech that was cut off, of a
realtime response that was discarded, or of an answer that came without usage. So calls of the provider objects' own
methods are noted, as a count or a reference, when they return.

| provider | noted | unreported if |
|---|---|---|
| language model | `chat()` | it reports fewer times than it was asked |
| realtime model | `generate_reply()`, and responses that the server began by itself | likewise |
| TTS | `stream()`, and whether text was pushed into it | fewer spoken texts are reported than were begun |
| STT | `stream()`, and the seconds pushed into it | other seconds are reported than were pushed |

A request that its provider refused, with an HTTP status, cost nothing. One that failed otherwise may have.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from aftercall.record import IncompleteReason

SLACK_SECONDS = 1.0
"""A connection lives a little longer than its audio: for its handshake, and for the last transcript."""

Guard = Callable[[Callable[..., Any]], Callable[..., None]]
"""Makes of a handler one that lets no exception out."""


@dataclass
class Asked:
    """What one provider object was asked, and what it told. Written on the event loop only."""

    told: list[Any] = field(default_factory=list)
    """Its metrics objects."""
    requests: int = 0
    spoken: list[Any] = field(default_factory=list)
    """TTS streams."""
    pushed_seconds: float = 0.0
    failed: int = 0
    """Requests that were given up."""
    broken: int = 0
    """Attempts that failed and were not refused: the provider may have begun to answer."""
    released: bool = False
    """The call is over; nothing is noted any more."""

    def note_error(self, event: Any) -> None:
        """An error event of the provider's."""
        status = getattr(getattr(event, "error", None), "status_code", None)
        self.broken += not (isinstance(status, int) and 400 <= status < 600)
        self.failed += not event.recoverable

    def unreported(self) -> set[IncompleteReason]:
        """Which usage it never told, or told for more than it was given."""
        return {*self._requests(), *self._speech(), *self._audio()}

    def _requests(self) -> Iterable[IncompleteReason]:
        if sum(map(is_answer, self.told)) + self.failed < self.requests:
            yield "generation_cancelled_usage_unreported"
        if self.broken and (self.requests or self.spoken):
            yield "failed_request_usage_unreported"

    def _speech(self) -> Iterable[IncompleteReason]:
        reports = [m for m in self.told if m.type == "tts_metrics"]
        if any(not m.streamed for m in reports):
            return  # an adapter around requests, each of which reports for itself, cut off or not
        # A stream is opened for an answer without words, too. Where its text cannot be seen, it had some.
        begun = sum(bool(str(getattr(stream, "_pushed_text", "?")).strip()) for stream in self.spoken)
        if len(reports) + self.failed < begun:
            yield "speech_interrupted_usage_unreported"

    def _audio(self) -> Iterable[IncompleteReason]:
        reports = [m for m in self.told if m.type == "stt_metrics"]
        if any(not m.streamed or getattr(m, "input_tokens", 0) for m in reports):
            return  # an adapter that sends the speech alone, or a model that counts tokens
        told_seconds = sum(m.audio_duration for m in reports)
        if self.pushed_seconds > told_seconds + SLACK_SECONDS:
            yield "stt_tail_not_heard" if told_seconds else "provider_usage_unreported"
        elif self.pushed_seconds < told_seconds - SLACK_SECONDS:
            yield "stt_connection_without_audio"


def is_answer(metrics: Any) -> bool:
    """Whether metrics are those of a model's answer. A realtime session reports its connection in the same form."""
    return metrics.type == "llm_metrics" or (
        metrics.type == "realtime_model_metrics" and bool(metrics.request_id or metrics.total_tokens)
    )


def note(provider: Any, slot: str, guard: Guard) -> Asked:
    """Begin to note what a provider is asked. `slot` is where the host keeps it: stt, llm or tts."""
    asked = Asked()

    def count(*_: Any) -> None:
        asked.requests += 1

    def speak(stream: Any, *_: Any) -> None:
        asked.spoken.append(stream)

    def listen(stream: Any, *_: Any) -> None:
        _noting(stream, "push_frame", guard(hear), asked)

    def hear(_: Any, frame: Any, *__: Any) -> None:
        asked.pushed_seconds += frame.duration

    def connect(session: Any, *_: Any) -> None:
        note_realtime(session, asked, guard)

    if slot == "llm" and hasattr(provider, "chat"):
        _noting(provider, "chat", guard(count), asked)
    elif slot == "llm":
        _noting(provider, "session", guard(connect), asked)
    else:
        _noting(provider, "stream", guard(speak if slot == "tts" else listen), asked)
    return asked


def note_realtime(session: Any, asked: Asked, guard: Guard) -> None:
    """Begin to note the responses of a realtime session, and what it tells of them; no effect if they are."""

    def count(*_: Any) -> None:
        asked.requests += 1

    def created(event: Any) -> None:
        asked.requests += not event.user_initiated  # the others were counted when they were asked for

    if isinstance(getattr(session.generate_reply, "asked", None), Asked):
        return
    _noting(session, "generate_reply", guard(count), asked)
    session.on("generation_created", guard(created))
    session.on("metrics_collected", guard(asked.told.append))
    session.on("error", guard(asked.note_error))


def _noting(owner: Any, name: str, noted: Callable[..., None], asked: Asked) -> None:
    """Call `noted` with the result and the arguments of each call of a method that returned."""
    method = getattr(owner, name)
    while getattr(getattr(method, "asked", None), "released", False):
        method = method.__wrapped__  # a provider that outlives its calls does not collect their notes

    @functools.wraps(method)
    def noting(*args: Any, **kwargs: Any) -> Any:
        result = method(*args, **kwargs)
        if not asked.released:
            noted(result, *args)
        return result

    vars(noting)["asked"] = asked
    setattr(owner, name, noting)
