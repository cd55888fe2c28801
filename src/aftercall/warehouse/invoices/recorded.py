"""What the records of a landing say of one provider, per day and model, exactly.

A call belongs to the UTC day on which it started, as its key does, with all that it used.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from aftercall.errors import AftercallError
from aftercall.pricing.reprice import USAGE_INCOMPLETE, USAGE_UNSURE

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

INCOMPLETE = USAGE_INCOMPLETE | USAGE_UNSURE
"""Reasons for which a record's usage is not what its providers would say: too little, or too much."""

UNCACHED_AUDIO = "uncached_input_audio_tokens"
"""OpenAI tells audio input without what was cached; a record's `input_audio_tokens` holds both."""
# No column of the records. Null where input was cached, and nobody told how much of that was audio.
_UNCACHED_AUDIO = (
    "input_audio_tokens - "
    "coalesce(cached_input_audio_tokens, CASE WHEN coalesce(cached_input_tokens, 0) = 0 THEN 0 END)"
)
_TOKENS = (
    "input_tokens", "cached_input_tokens", "output_tokens",
    UNCACHED_AUDIO, "cached_input_audio_tokens", "output_audio_tokens",
)  # fmt: skip
UNITS = (*_TOKENS, "audio_seconds", "characters", "requests")
# What one kind's usage is billed by. Audio that a TTS sent back is not; an utterance is not a provider's request.
_OF_KIND: dict[str, tuple[str, ...]] = {
    "llm": (*_TOKENS, "requests"),
    "realtime": (*_TOKENS, "audio_seconds", "requests"),
    "stt": (*_TOKENS, "audio_seconds"),
    "tts": (*_TOKENS, "characters"),
}

_TIERS = (":fast", ":flex", ":priority", ":scale", ":ultrafast")
"""OpenAI's service tiers as a record has them. Its usage, grouped by model, holds them all."""


@dataclass
class Used:
    """One model on one day. Null is what no record tells."""

    units: dict[str, Decimal] = field(default_factory=dict)
    money: Decimal | None = None
    """Estimated list cost, in US dollars."""
    unpriced: int = 0
    """Cost lines without an amount."""


@dataclass
class Day:
    """What is to be known of a day's records."""

    calls: int = 0
    past_midnight: int = 0
    """Calls that ended on a later day: the provider bills their last part there."""
    incomplete: int = 0
    reasons: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Recorded:
    """A landing's view of one provider."""

    used: Mapping[tuple[date, str], Used]
    """By day and model, as the record spells it, without a variant's suffix: `:multi` of STT, a service tier of an LLM."""
    days: Mapping[date, Day]
    unreadable: int = 0
    """Objects of the landing that are no records."""


def read_recorded(db: DuckDBPyConnection, provider: str) -> Recorded:
    """What the tables of `warehouse.connect` hold of a provider, under its normalised name.

    Raises AftercallError for quantities that no sum can hold.
    """
    import duckdb  # noqa: PLC0415  an extra

    try:
        ((unreadable,),) = db.execute("SELECT count(*) FROM skipped").fetchall()
        return Recorded(_used(db, provider), _days(db), unreadable)
    except duckdb.Error as error:
        raise AftercallError(
            f"the records of {provider} cannot be summed: {error}. Try: aftercall query 'FROM usage ORDER BY audio_seconds DESC'"
        ) from error


def _used(db: DuckDBPyConnection, provider: str) -> dict[tuple[date, str], Used]:
    used: dict[tuple[date, str], Used] = {}
    sums = ", ".join(
        f"CASE WHEN count({_UNCACHED_AUDIO}) = count(input_audio_tokens) "
        f"THEN sum(CAST({_UNCACHED_AUDIO} AS DECIMAL(28,6))) END"
        if unit == UNCACHED_AUDIO
        else f"sum(CAST({unit} AS DECIMAL(28,6)))"
        for unit in UNITS
    )
    of_provider = "WHERE provider = ? GROUP BY ALL ORDER BY ALL"
    for day, model, kind, *quantities in db.execute(
        f"SELECT CAST(start_time AS DATE), model, kind, {sums} FROM usage {of_provider}", [provider]  # noqa: S608  names of our own
    ).fetchall():  # fmt: skip
        units = used.setdefault((day, _plain(kind, model)), Used()).units
        for unit, quantity in zip(UNITS, quantities, strict=True):
            if quantity is not None and unit in _OF_KIND.get(kind, ()):
                units[unit] = units.get(unit, Decimal(0)) + quantity
    for day, model, kind, amount, unpriced in db.execute(
        "SELECT CAST(start_time AS DATE), model, kind, sum(amount), count(*) FILTER (amount IS NULL) "  # noqa: S608  likewise
        f"FROM cost_lines {of_provider}", [provider]
    ).fetchall():  # fmt: skip
        one = used.setdefault((day, _plain(kind, model)), Used())
        one.money = amount if one.money is None else one.money + (amount or 0)
        one.unpriced += unpriced
    return used


def _days(db: DuckDBPyConnection) -> dict[date, Day]:
    days: dict[date, Day] = {}
    for day, late, reasons, calls in db.execute(
        """
        SELECT CAST(start_time AS DATE), CAST(end_time AS DATE) > CAST(start_time AS DATE),
               coalesce(record_incomplete_reasons, ''), count(*)
        FROM sessions GROUP BY ALL
        """
    ).fetchall():
        one = days.setdefault(day, Day())
        one.calls += calls
        one.past_midnight += calls * bool(late)
        why = INCOMPLETE.intersection(reasons.split(","))
        one.incomplete += calls * bool(why)
        one.reasons.update(dict.fromkeys(why, calls))
    return days


def _plain(kind: str, model: str | None) -> str:
    suffixes = (":batch", ":multi") if kind == "stt" else _TIERS if kind in ("llm", "realtime") else ()
    return _without(model or "", suffixes)


def without_variant(model: str) -> str:
    """A model's name without what prices tell its variants apart by: `nova-3:multi` → `nova-3`, `gpt-4o:flex` → `gpt-4o`."""
    return _without(model, (*_TIERS, ":batch", ":multi"))


def _without(model: str, suffixes: tuple[str, ...]) -> str:
    for suffix in suffixes:  # a name has them in this order, counted from its end
        model = model.removesuffix(suffix)
    return model
