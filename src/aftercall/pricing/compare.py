"""Our prices beside two other open tables of them: a check for whoever maintains the card.

Neither table is a dependency. They are read where they are installed, from their files: LiteLLM's package is
not imported, because that fetches prices and takes seconds. A figure that differs from ours by less than
0.05 % is ours, rounded: both tables round to four or five digits.

A difference is not a fault of either side until somebody has looked; `_EXPLAINED` says what was found.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time
from decimal import Decimal
from importlib import import_module, metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from aftercall.pricing import llm
from aftercall.pricing.book import PriceBook
from aftercall.pricing.card import UNIT_OF_ROW
from aftercall.pricing.tables import PriceTable
from aftercall.record import Kind

TABLES = ("voice-prices", "litellm")
"""The packages that are compared with, as pip names them."""

_SAME = Decimal("0.0005")

Find = Callable[[str, str, str], Decimal | None]
"""Provider, model with its variant, unit → the other table's price of one unit."""


class Difference(NamedTuple):
    """One price that another table has otherwise. Prices are of one unit, in US dollars."""

    table: str
    provider: str
    model: str
    unit: str
    ours: Decimal
    theirs: Decimal
    explained: str | None


class Comparison(NamedTuple):
    """What a table was found to say."""

    table: str  # its name and version
    compared: int
    differences: tuple[Difference, ...]


def compare(book: PriceBook, on: date, table: str) -> Comparison | None:
    """One of `TABLES` beside the prices that hold on a UTC day; null if it is not installed."""
    find = {"voice-prices": _voice_prices, "litellm": _litellm}[table](on)
    if find is None:
        return None
    compared = 0
    differences = []
    seen = set()
    for provider, model, unit, ours in _ours(book, on):
        if (provider, model, unit) in seen:
            continue  # our card comes before genai-prices
        seen.add((provider, model, unit))
        theirs = find(provider, model, unit)
        if theirs is None:
            continue
        compared += 1
        if abs(theirs - ours) > _SAME * max(ours, theirs):
            why = _EXPLAINED.get((table, provider, model, unit))
            differences.append(Difference(table, provider, model, unit, ours, theirs, why))
    return Comparison(f"{table} {metadata.version(table)}", compared, tuple(differences))


def _ours(book: PriceBook, on: date) -> Iterator[tuple[str, str, str, Decimal]]:
    """Provider, model, unit and the price of one unit: our card's rows by their first name, and OpenAI's models."""
    for card in book.cards:
        if card.status == "override":
            continue
        for _, row in card.in_force(on):
            unit, per = UNIT_OF_ROW[row.unit]
            yield row.provider, row.names()[0], unit, Decimal(row.price) / per
    at = datetime.combine(on, time(), UTC)
    for model in llm.models("openai"):
        kind: Kind = "stt" if "transcribe" in model or "whisper" in model else "llm"
        found = llm.at_time(kind, "openai", model, at)
        if isinstance(found, PriceTable):
            for unit, rate in found.band(0).rates.by_unit.items():
                yield "openai", model, unit, rate.unit_price / rate.per


# ------------------------------------------------------------------------------------------ voice-prices

_VOICE_NAMES = {
    ("assemblyai", "universal-3-5-pro"): "universal-3-5-pro-streaming",
    ("assemblyai", "universal-3-5-pro:batch"): "universal-3-5-pro",
    ("deepgram", "aura"): "aura-1",
    ("deepgram", "nova-2:batch"): "nova-2-batch",
    ("deepgram", "nova-3:batch"): "nova-3-batch",
    ("deepgram", "nova-3:multi"): "nova-3-multilingual",
    ("deepgram", "nova-3:multi:batch"): "nova-3-multilingual-batch",
    ("livekit", "deepgram/nova-3:multi"): "deepgram/nova-3-multi",
}
_VOICE_UNITS = {
    "input_token": ("input_mtok", 1_000_000),
    "cached_input_token": ("cache_read_mtok", 1_000_000),
    "cache_write_token": ("cache_write_mtok", 1_000_000),
    "input_audio_token": ("input_audio_mtok", 1_000_000),
    "cached_input_audio_token": ("cache_audio_read_mtok", 1_000_000),
    "output_token": ("output_mtok", 1_000_000),
    "output_audio_token": ("output_audio_mtok", 1_000_000),
    "character": ("input_kchars", 1_000),
    "second": ("input_audio_kseconds", 1_000),
}


def _voice_prices(on: date) -> Find | None:
    if find_spec("voice_prices") is None:
        return None
    vendors: dict[str, Any] = {vendor.id: vendor for vendor in import_module("voice_prices.data").providers}
    at = datetime.combine(on, time(), UTC)

    def find(provider: str, model: str, unit: str) -> Decimal | None:
        if provider not in vendors or unit not in _VOICE_UNITS:
            return None
        name = _VOICE_NAMES.get((provider, model), model)
        info = vendors[provider].find_model(name)
        if info is None or (provider == "openai" and info.id != name):
            return None
        key, per = _VOICE_UNITS[unit]
        price = getattr(info.get_prices(at), key, None)
        price = getattr(price, "base", price)
        return None if price is None else Decimal(price) / per

    return find


# ----------------------------------------------------------------------------------------------- LiteLLM

_LITELLM_FILE = "model_prices_and_context_window_backup.json"
_LITELLM_UNITS = {
    "input_token": "input_cost_per_token",
    "cached_input_token": "cache_read_input_token_cost",
    "cache_write_token": "cache_creation_input_token_cost",
    "input_audio_token": "input_cost_per_audio_token",
    "cached_input_audio_token": "cache_read_input_audio_token_cost",
    "output_token": "output_cost_per_token",
    "output_audio_token": "output_cost_per_audio_token",
    "character": "input_cost_per_character",
    "second": "input_cost_per_second",
}


def _litellm(_: date) -> Find | None:
    spec = find_spec("litellm")
    if spec is None or spec.origin is None:
        return None
    table = json.loads((Path(spec.origin).parent / _LITELLM_FILE).read_text("utf-8"), parse_float=Decimal)

    def find(provider: str, model: str, unit: str) -> Decimal | None:
        price = table.get(_litellm_name(provider, model, unit), {}).get(_LITELLM_UNITS.get(unit))
        return None if price is None else Decimal(price)

    return find


def _litellm_name(provider: str, model: str, unit: str) -> str:
    if provider == "openai":
        return model
    if provider == "deepgram" and unit == "second":
        name, *variant = model.split(":")
        if variant == ["batch"]:
            return f"deepgram/{name}"
        if variant == ["multi"]:
            return f"deepgram/streaming/{name}-multilingual"
        return f"deepgram/streaming/{model}"  # it has none for recordings in several languages
    return f"{provider}/{model}"


# ------------------------------------------------------------------------------- what is known of differences

_OLDER = "it read the page in June or August 2026; LiteLLM moved to our price in October"
_AUDIO_AS_TEXT = (
    "it read OpenAI's page in August 2026; OpenAI's page of the model and LiteLLM have one price for audio and text"
)
_EXPLAINED = {
    ("voice-prices", "elevenlabs", "eleven_flash_v2_5", "character"): _OLDER,
    ("voice-prices", "elevenlabs", "eleven_multilingual_v2", "character"): _OLDER,
    ("voice-prices", "elevenlabs", "eleven_v3", "character"): _OLDER,
    ("voice-prices", "openai", "gpt-4o-transcribe", "input_audio_token"): _AUDIO_AS_TEXT,
    ("voice-prices", "openai", "gpt-4o-mini-transcribe", "input_audio_token"): _AUDIO_AS_TEXT,
    ("voice-prices", "cartesia", "ink-whisper", "second"): (
        "it takes every name that begins with ink for ink-2, which costs three times the credits"
    ),
    ("litellm", "openai", "gpt-4o-mini-tts", "output_token"): (
        "what it puts out is audio, for which LiteLLM has our price too, beside a lower one for text"
    ),
}
