"""Usage, request by request, from the host's metrics objects; and what they leave untold."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from aftercall import pricing
from aftercall.capture.livekit.asked import TOKENS
from aftercall.capture.livekit.origin import Origin
from aftercall.record import IncompleteReason, Usage


def usage(
    metrics: Iterable[Any], reasons: set[IncompleteReason], origins: Mapping[int, Origin] | None = None
) -> list[tuple[Usage, float]]:
    """Each request's usage and epoch time. `origins` are, by the id of the metrics, what they do not say themselves."""
    found = ((_sample(_Quantities(m, reasons), (origins or {}).get(id(m), Origin())), m.timestamp) for m in metrics)
    return [(usage, at) for usage, at in found if usage is not None]


class _Quantities:
    """A metrics object whose numbers are numbers: one that is NaN, infinite or negative is null, with a reason."""

    def __init__(self, metrics: Any, reasons: set[IncompleteReason]) -> None:
        self._metrics, self._reasons = metrics, reasons

    def word(self, name: str) -> str | None:
        """What the metadata says of the provider or model."""
        return getattr(getattr(self._metrics, "metadata", None), name, None)

    @property
    def kind(self) -> str:
        """The host's type of these metrics."""
        return str(self._metrics.type)

    @property
    def streamed(self) -> bool:
        """Of STT: whether it was sent as it was spoken."""
        return bool(self._metrics.streamed)

    def number(self, path: str) -> Any:
        """A quantity by its dotted name; null if this version of the host does not have it."""
        value = self._metrics
        for name in path.split("."):
            value = getattr(value, name, None)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or value < 0:
            self._reasons.add("metric_not_finite")
            return None
        return value

    def note_images(self) -> None:
        """Images cost another price, and a record counts their tokens as text."""
        if self.number("input_token_details.image_tokens"):
            self._reasons.add("image_tokens_as_text")

    def tokens(self, path: str) -> int | None:
        """A count; a host's 12.0 is 12."""
        value = self.number(path)
        return None if value is None else int(value)


def _model(m: _Quantities, origin: Origin, provider: str | None, model: str | None) -> str | None:
    """The model with what has another price and no name of its own behind it; see `pricing.card`."""
    # Deepgram prices what it is sent as a whole apart; others price streams and requests alike.
    whole = m.kind == "stt_metrics" and provider == "deepgram" and not m.streamed
    return model and model + origin.variant + (":batch" if whole else "")


def _sample(m: _Quantities, origin: Origin) -> Usage | None:
    vendor, named = pricing.normalise(m.word("model_provider"), origin.model or m.word("model_name"))
    provider, model = pricing.at_endpoint(vendor, origin.endpoint), _model(m, origin, vendor, named)
    has_tokens = any(m.tokens(name) for name in TOKENS)
    if m.kind == "llm_metrics" and has_tokens:
        return Usage(
            kind="llm",
            provider=provider,
            model=model,
            requests=1,
            input_tokens=m.tokens("prompt_tokens"),
            cached_input_tokens=m.tokens("prompt_cached_tokens"),
            cache_write_tokens=m.tokens("cache_creation_tokens"),
            output_tokens=m.tokens("completion_tokens"),
            reasoning_tokens=m.tokens("reasoning_tokens"),
        )
    if m.kind == "stt_metrics" and (m.number("audio_duration") or has_tokens):
        by_token = has_tokens  # such a model says 0 where it means 0; others have no tokens
        return Usage(
            kind="stt",
            provider=provider,
            model=model,
            audio_seconds=m.number("audio_duration"),
            input_tokens=m.tokens("input_tokens") if by_token else None,
            output_tokens=m.tokens("output_tokens") if by_token else None,
            input_audio_tokens=m.tokens("input_audio_tokens") if by_token else None,
        )
    if m.kind == "tts_metrics" and (m.tokens("characters_count") or m.number("audio_duration")):
        return Usage(
            kind="tts",
            provider=provider,
            model=model,
            requests=1,
            characters=m.tokens("characters_count"),
            audio_seconds=m.number("audio_duration"),
            input_tokens=m.tokens("input_tokens") or None,
            output_tokens=m.tokens("output_tokens") or None,
        )
    if m.kind == "realtime_model_metrics" and has_tokens:
        m.note_images()
        return Usage(
            kind="realtime",
            provider=provider,
            model=model,
            requests=1,
            input_tokens=m.tokens("input_tokens"),
            cached_input_tokens=m.tokens("input_token_details.cached_tokens"),
            output_tokens=m.tokens("output_tokens"),
            input_audio_tokens=m.tokens("input_token_details.audio_tokens"),
            cached_input_audio_tokens=m.tokens("input_token_details.cached_tokens_details.audio_tokens"),
            output_audio_tokens=m.tokens("output_token_details.audio_tokens"),
        )
    if m.kind == "realtime_model_metrics" and m.number("session_duration"):
        return Usage(kind="realtime", provider=provider, model=model, audio_seconds=m.number("session_duration"))
    return None


def speech_unreported(events: Iterable[Any], metrics: Iterable[Any]) -> bool:
    """Whether some speech was cut off before its TTS reported characters.

    TTS reports once per spoken message, at its end. An interrupted speech with fewer reports than
    messages was cut off before one of them.
    """
    reports = Counter(m.speech_id for m in metrics if m.type == "tts_metrics")
    if not reports and not any(m.type == "stt_metrics" for m in metrics):
        return False  # a text session: nothing is spoken
    for event in events:
        if event.type != "speech_created" or not event.speech_handle.interrupted:
            continue
        handle = event.speech_handle
        spoken = sum(item.type == "message" for item in getattr(handle, "chat_items", ()))
        if reports[handle.id] < max(1, spoken):
            return True
    return False
