"""Rows of a price file that could never price anything: left in silence, they would look like prices.

| of a row | why no usage is ever priced by it |
|---|---|
| a unit that its kind is not counted in | what a usage of a kind tells is in `UNITS_OF_KIND` |
| `*` in a provider, `*` or `?` in a model | a name matches as a whole |
| `nova-3:multi` with a language, `nova-3:batch` with a mode | they go behind the name once more, or contradict it |
| `nova-3:batch` with the language multi, `nova-3:batch:multi` | the language is told before the mode |
| language multi or mode batch, and not stt | they are told of STT only |
| mode batch at another vendor than Deepgram | recorded audio is told apart where its price is another one: at Deepgram |
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
    if row.service != "stt":
        return None
    one_language = model.removesuffix(_BATCH)
    plain = one_language.removesuffix(_MULTI)
    recorded, several = one_language != model, plain != one_language
    if plain.endswith((_MULTI, _BATCH)):
        return f"model {model!r}: no usage has this name. Try: {_plain(model)}{_MULTI}{_BATCH}"
    if (recorded or row.mode == "batch") and provider in VENDORS - {"deepgram"}:
        return f"recorded audio of {provider}: it is told apart at deepgram only. Try: {plain!r}, and leave mode out"
    if several and row.language != "any":
        return f"model {model!r} names a language, and so does the row. Try: {model.replace(_MULTI, '', 1)!r}, or leave language out"
    if recorded and row.mode != "any":
        return f"model {model!r} names a mode, and so does the row. Try: {one_language!r}, or leave mode out"
    if recorded and row.language == "multi" and not several:
        return f"model {model!r}: the language is told before {_BATCH}. Try: {plain!r} with mode batch"
    return None


def _plain(model: str) -> str:
    while (shorter := model.removesuffix(_BATCH).removesuffix(_MULTI)) != model:
        model = shorter
    return model
