"""Quantities: a usage taken apart into units of which no two overlap, so that nothing is paid for twice.

`Usage` is gross: cached and audio tokens are parts of input_tokens. A price is net. The token units:

| unit | how many |
|---|---|
| input_token | input - cached - written to cache - audio that was not cached: plain text |
| cached_input_token | cached - cached audio |
| cache_write_token | written to cache |
| input_audio_token | audio - cached audio |
| cached_input_audio_token | cached audio |
| output_token | output - audio; reasoning is inside |
| output_audio_token | audio |

Beside them `second` (of audio), `character` and `request`. A part that the host does not tell apart is
priced with its whole, except audio where its share decides the price: that is `audio_split_untold`.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import NamedTuple

from aftercall.pricing.rates import Reason
from aftercall.record import Usage

TOKEN_UNITS = (
    "input_token",
    "cached_input_token",
    "cache_write_token",
    "input_audio_token",
    "cached_input_audio_token",
    "output_token",
    "output_audio_token",
)
UNITS = (*TOKEN_UNITS, "second", "character", "request")
"""Every unit of a cost line, in the order in which lines are given."""

MEASURES = ({*TOKEN_UNITS}, {"second"}, {"character"})
"""Each of these measures the same consumption: what is billed in one is not billed in another as well. A `request`
is none of them: it can be charged beside any."""

NINE_PLACES = Decimal("1e-9")
EXACT = Context(prec=80, rounding=ROUND_HALF_EVEN)
"""Enough digits for any product, so that rounding happens once and only where it is meant."""


class Quantities(NamedTuple):
    """Units with a quantity above 0. With a `fault` they are the parts as told, and cannot be priced."""

    by_unit: Mapping[str, Decimal]
    fault: Reason | None = None


def quantities(usage: Usage) -> Quantities:
    """What was consumed, by unit, in the order of `UNITS`."""
    whole_in, whole_out = usage.input_tokens or 0, usage.output_tokens or 0
    cached, written = usage.cached_input_tokens or 0, usage.cache_write_tokens or 0
    audio_in, audio_out = usage.input_audio_tokens or 0, usage.output_audio_tokens or 0
    cached_audio = usage.cached_input_audio_tokens or 0
    counts = {
        "input_token": whole_in - cached - written - (audio_in - cached_audio),
        "cached_input_token": cached - cached_audio,
        "cache_write_token": written,
        "input_audio_token": audio_in - cached_audio,
        "cached_input_audio_token": cached_audio,
        "output_token": whole_out - audio_out,
        "output_audio_token": audio_out,
    }
    fault: Reason | None = None
    if min(counts.values()) < 0 or (usage.reasoning_tokens or 0) > whole_out:
        fault = "inconsistent_usage"
    elif _audio_split_untold(usage):
        fault = "audio_split_untold"
    if fault:
        told_out = max(whole_out, usage.reasoning_tokens or 0)
        told = (whole_in, cached, written, audio_in, cached_audio, told_out, audio_out)
        counts = dict(zip(TOKEN_UNITS, told, strict=True))
    counts |= {"character": usage.characters or 0, "request": usage.requests or 0}
    by_unit = {unit: Decimal(count) for unit, count in counts.items()}
    by_unit["second"] = _to_nine_places(usage.audio_seconds or 0.0)
    return Quantities({unit: by_unit[unit] for unit in UNITS if by_unit[unit]}, fault)


def _audio_split_untold(usage: Usage) -> bool:
    """Whether text and audio were both possible and the host does not say which it was."""
    if usage.input_audio_tokens and usage.cached_input_tokens and usage.cached_input_audio_tokens is None:
        return True
    if usage.kind in ("realtime", "stt") and usage.input_tokens and usage.input_audio_tokens is None:
        return True
    return usage.kind == "realtime" and bool(usage.output_tokens) and usage.output_audio_tokens is None


def _to_nine_places(seconds: float) -> Decimal:
    # repr is the shortest text that means this double: 312.4, and not 312.39999999999997726…
    return EXACT.quantize(Decimal(repr(seconds)), NINE_PLACES) if seconds < 1e60 else Decimal(repr(seconds))
