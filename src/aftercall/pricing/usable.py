"""Rows of a price file that could never price anything: left in silence, they would look like prices.

| of a row | why no usage is ever priced by it |
|---|---|
| a unit that its kind is not counted in | what a usage of a kind tells is in `UNITS_OF_KIND` |
| `*` in a provider, `*` or `?` in a model | a name matches as a whole |
| `nova-3:multi` with a language, `nova-3:batch` with a mode | they go behind the name once more, or contradict it |
| `nova-3:batch` with the language multi, `nova-3:batch:multi` | the language is told before the mode |
| language multi or mode batch, and not stt | they are told of STT only |
| mode batch at another vendor than Deepgram | recorded audio is told apart where its price is another one: at Deepgram |
| `gpt-4o:default`, `:auto`, `:standard` | the usual service tier is not told |
| `:multi` or `:batch` behind a model that is not stt; a service tier behind stt or tts | they are not told of these |
| a model of `livekit` without its vendor: `gpt-4o` | there it is `openai/gpt-4o`; of speech a vendor's name alone is a model |

What is behind a colon is looked at where the vendor is known: a server of one's own has names of its own (`llama3:8b`).
In a call such a row is left as it is, for it harms no amount; commands refuse it. See `PriceBook.load`.
"""

from __future__ import annotations

from collections.abc import Iterable

from aftercall.pricing.card import UNIT_OF_ROW, Row
from aftercall.pricing.providers import VENDORS, normalise
from aftercall.record import Kind

UNITS_OF_KIND: dict[Kind, frozenset[str]] = {
    "llm": frozenset({"input_token", "cached_input_token", "cache_write_token", "output_token", "request"}),
    "stt": frozenset({"input_token", "input_audio_token", "output_token", "second"}),
    "tts": frozenset({"input_token", "output_token", "second", "character", "request"}),
    "realtime": frozenset(
        {
            "input_token",
            "cached_input_token",
            "input_audio_token",
            "cached_input_audio_token",
            "output_token",
            "output_audio_token",
            "second",
            "request",
        }
    ),
}
"""What a usage of each kind can have; docs/metrics.md says from where."""

_MULTI, _BATCH = ":multi", ":batch"
_USUAL_TIERS = frozenset({"auto", "default", "standard"})
_TIERS = _USUAL_TIERS | {"flex", "priority", "scale"}
_TOLD_ONLY = frozenset({("assemblyai", "universal-3-5-pro", "0.21")})
"""Provider, model and price of what our card has of recorded audio that is not told apart: it only tells the vendor's
price. No row is ever taken out of the card, and a copy of the card is a price file."""


def first_unusable(rows: Iterable[Row]) -> tuple[int, str] | None:
    """The first row that could never price anything, counted from 1, and why with what to try; null if each could."""
    found = ((number, _why_never(row)) for number, row in enumerate(rows, start=1))
    return next(((number, why) for number, why in found if why is not None), None)


def _why_never(row: Row) -> str | None:
    units = UNITS_OF_KIND[row.service]
    if UNIT_OF_ROW[row.unit][0] not in units:
        fitting = ", ".join(name for name, (unit, _) in UNIT_OF_ROW.items() if unit in units)
        return f"unit {row.unit}: no usage of {row.service} is counted in it. Try: {fitting}"
    provider = normalise(row.provider, None)[0] or ""
    if "*" in provider:
        return f"provider {row.provider!r}: a name matches as a whole, and * stands for nothing. Try: a row for each"
    if row.service != "stt" and (row.language == "multi" or row.mode == "batch"):
        said = "language multi" if row.language == "multi" else "mode batch"
        return f"{said}: it is told of stt only. Try: leave it out"
    faults = (_why_no_name(row, normalise(None, model)[1] or "", provider) for model in row.models)
    return next((fault for fault in faults if fault is not None), None)


def _why_no_name(row: Row, model: str, provider: str) -> str | None:
    if "*" in model or "?" in model:
        return f"model {model!r}: a name matches as a whole, and * and ? stand for nothing. Try: every name in full"
    plain = model
    if row.service == "stt":
        plain = model.removesuffix(_BATCH).removesuffix(_MULTI)
        if fault := _why_no_variant(row, model, plain, provider):
            return fault
    return _why_no_vendors_name(row.service, plain, provider) if provider in VENDORS else None


def _why_no_variant(row: Row, model: str, plain: str, provider: str) -> str | None:
    one_language = model.removesuffix(_BATCH)
    recorded, several = one_language != model, plain != one_language
    if plain.endswith((_MULTI, _BATCH)):
        return f"model {model!r}: no usage has this name. Try: {_plain(model)}{_MULTI}{_BATCH}"
    elsewhere = provider in VENDORS - {"deepgram"} and (provider, model, row.price) not in _TOLD_ONLY
    if elsewhere and (recorded or row.mode == "batch"):
        return f"recorded audio of {provider}: it is told apart at deepgram only. Try: {plain!r}, and leave mode out"
    if several and row.language != "any":
        return f"model {model!r} names a language, and so does the row. Try: {model.replace(_MULTI, '', 1)!r}, or leave language out"
    if recorded and row.mode != "any":
        return f"model {model!r} names a mode, and so does the row. Try: {one_language!r}, or leave mode out"
    if recorded and row.language == "multi" and not several:
        return f"model {model!r}: the language is told before {_BATCH}. Try: {plain!r} with mode batch"
    return None


def _why_no_vendors_name(service: Kind, model: str, provider: str) -> str | None:
    name, _, behind = model.rpartition(":")
    spoken = service in ("stt", "tts")
    if model.endswith((_MULTI, _BATCH)):
        return f"model {model!r}: {behind} is told of stt only. Try: {_plain(model)!r}"
    if name and behind in _USUAL_TIERS:
        return f"model {model!r}: the usual tier is not told. Try: {name!r}"
    if name and spoken and behind in _TIERS:
        return f"model {model!r}: a service tier is told of llm and realtime only. Try: {name!r}"
    # LiveKit takes a vendor's name alone for its usual model, and auto for a vendor of its choice.
    if provider == "livekit" and "/" not in model and not (spoken and model.isalpha()):
        return f"model {model!r}: a model of livekit is named with its vendor. Try: 'vendor/{model}'"
    return None


def _plain(model: str) -> str:
    while (shorter := model.removesuffix(_BATCH).removesuffix(_MULTI)) != model:
        model = shorter
    return model
