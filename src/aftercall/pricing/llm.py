"""Prices of language models, from genai-prices: its rates unit by unit, held against its own total.

genai-prices gives a total, and a unit for which a model has no rate adds 0 to it without a word. So the
rates are read from its price object, a unit without a rate has none here either, and the sum over the units
is compared with the total it computes for them: where they differ, no line is priced (`unpriced_units`).

Its models match by rules (`starts with`, `contains`). Here a rule counts only where it spells the name:
an explicit alias, the model's own id, or one of these with a release date (`-2025-08-28`) behind it.

Prices are the snapshot in the installed package; nothing is fetched. `rate_from` is null where genai-prices
gives no date. Azure's models fall back on the vendor's list price where genai-prices says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from functools import cache, lru_cache
from importlib import metadata
from typing import TYPE_CHECKING, NamedTuple

from aftercall.pricing.quantities import EXACT, NINE_PLACES
from aftercall.pricing.rates import Rate, Rates, Reason
from aftercall.record import Kind

if TYPE_CHECKING:
    from genai_prices.types import MatchLogic, ModelInfo, ModelPrice, Provider, TieredPrices

_MILLION, _HOUR = 1_000_000, 3_600
_LARGEST_UNIT_PRICE = 10**6  # what a record's unit_price holds
_RELEASE_DATE = re.compile(r"-20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")


class _Unit(NamedTuple):
    price_keys: tuple[str, ...]  # of the price object, the more specific first
    per: int
    usage_keys: tuple[str, ...]  # the totals that contain this unit


_INPUT, _CACHED, _AUDIO = "input_tokens", "cache_read_tokens", "input_audio_tokens"
# fmt: off
_UNITS = {
    "input_token":              _Unit(("input_mtok",), _MILLION, (_INPUT,)),
    "cached_input_token":       _Unit(("cache_read_mtok",), _MILLION, (_INPUT, _CACHED)),
    "cache_write_token":        _Unit(("cache_write_mtok",), _MILLION, (_INPUT, "cache_write_tokens")),
    "input_audio_token":        _Unit(("input_audio_mtok",), _MILLION, (_INPUT, _AUDIO)),
    "cached_input_audio_token": _Unit(("cache_audio_read_mtok",), _MILLION, (_INPUT, _CACHED, _AUDIO, "cache_audio_read_tokens")),
    "output_token":             _Unit(("output_mtok",), _MILLION, ("output_tokens",)),
    "output_audio_token":       _Unit(("output_audio_mtok",), _MILLION, ("output_tokens", "output_audio_tokens")),
    "character":                _Unit(("input_mchars",), _MILLION, ("input_characters",)),
}
_SECONDS = {
    "stt": _Unit(("input_audio_hours", "audio_hours"), _HOUR, ("audio_seconds", "input_audio_seconds")),
    "tts": _Unit(("output_audio_hours", "audio_hours"), _HOUR, ("audio_seconds", "output_audio_seconds")),
}
_ANY_SECONDS = _Unit(("audio_hours",), _HOUR, ("audio_seconds",))
# fmt: on


class Consumed(NamedTuple):
    """What is priced: net quantities by unit, and what decides a tier."""

    by_unit: Mapping[str, Decimal]
    gross_input: int
    reasoning: int
    requests: int | None


@cache
def version() -> str:
    """The installed genai-prices' version, without importing it."""
    return metadata.version("genai-prices")


def rates(kind: Kind, provider: str | None, model: str | None, at: datetime, consumed: Consumed) -> Rates:
    """The rates of one model for the consumed units at the time of the request."""
    from genai_prices import Usage as GenaiUsage  # noqa: PLC0415 - 350 ms and 80 MB, after the call only

    found = _find(provider or "", model or "")
    if isinstance(found, str):
        return Rates(found)
    vendor, info, path = found
    in_force = _in_force(info, at)
    if in_force is None:
        return Rates("no_rate_for_unit", refused=dict.fromkeys(consumed.by_unit, "no_rate_at_date"))
    price, rate_from = in_force
    source = f"genai-prices@{version()}:{path}"
    by_unit: dict[str, Rate] = {}
    refused: dict[str, Reason] = {}
    units = {**_UNITS, "second": _SECONDS.get(kind, _ANY_SECONDS)}
    for unit, definition in units.items():
        stored = next((v for key in definition.price_keys if (v := getattr(price, key, None)) is not None), None)
        if stored is None:
            continue
        unit_price = _at_tier(stored, consumed)
        if unit_price is None:
            refused[unit] = "tier_unknown"
        elif unit_price < _LARGEST_UNIT_PRICE:
            # Some of its prices carry the noise of a float behind the ninth place.
            rounded = EXACT.quantize(unit_price, NINE_PLACES) if _places(unit_price) > 9 else unit_price
            by_unit[unit] = Rate(rounded, definition.per, rate_from, source, "priced")
    expected, totals = _summed(units, consumed, by_unit)
    try:
        total = info.calc_price(GenaiUsage(**totals), vendor, genai_request_timestamp=at).total_price
    except ValueError:  # it needs a split that a usage does not have
        total = None
    if total is None or abs(total - expected) >= NINE_PLACES / 2:  # less than a line can show
        return Rates("no_rate_for_unit", refused=dict.fromkeys(by_unit, "unpriced_units"))
    return Rates("no_rate_for_unit", by_unit, refused)


@lru_cache(maxsize=256)
def _find(provider: str, model: str) -> tuple[Provider, ModelInfo, str] | Reason:
    """The vendor, the model and where in genai-prices they stand."""
    # The package's own data: its current snapshot may be one that the host application has fetched.
    from genai_prices.data import providers  # noqa: PLC0415 - as above

    vendor = next((v for v in providers if v.id == provider), None)
    if vendor is None:
        return "unknown_provider"
    info = vendor.find_model(model, all_providers=providers)
    if info is None or not _is_named(info, model):
        return "unknown_model"
    if any(info is own for own in vendor.models):
        return vendor, info, f"{vendor.id}/{info.id}"
    lender = next(v.id for v in providers if any(info is own for own in v.models))
    return vendor, info, f"{vendor.id}->{lender}/{info.id}"


def _is_named(info: ModelInfo, model: str) -> bool:
    names = {name.lower() for name in (info.id, *_spelled(info.match))}
    return model in names or _RELEASE_DATE.sub("", model) in names


def _spelled(match: MatchLogic) -> Iterator[str]:
    from genai_prices.types import ClauseEquals, ClauseOr  # noqa: PLC0415 - as above

    if isinstance(match, ClauseEquals):
        yield match.equals
    elif isinstance(match, ClauseOr):
        for clause in match.or_:
            yield from _spelled(clause)


def _in_force(info: ModelInfo, at: datetime) -> tuple[ModelPrice, str | None] | None:
    """The price object that holds at a time, and the date from which it does."""
    from genai_prices.types import ModelPrice, StartDateConstraint  # noqa: PLC0415 - as above

    if isinstance(info.prices, ModelPrice):
        return info.prices, None
    for conditional in reversed(info.prices):
        constraint = conditional.constraint
        if constraint is None or constraint.active(at):
            begins = constraint.start_date.isoformat() if isinstance(constraint, StartDateConstraint) else None
            return conditional.prices, begins
    return None  # genai-prices itself would take its first price here, whose day this is not


def _at_tier(stored: Decimal | TieredPrices, consumed: Consumed) -> Decimal | None:
    """The price of a unit; null if it depends on the size of single requests that we only have the sum of."""
    if isinstance(stored, Decimal):
        return stored
    if stored.tiers and consumed.gross_input > stored.tiers[0].start and consumed.requests != 1:
        return None
    reached = [tier.price for tier in stored.tiers if consumed.gross_input > tier.start]
    return reached[-1] if reached else stored.base


def _summed(
    units: Mapping[str, _Unit], consumed: Consumed, by_unit: Mapping[str, Rate]
) -> tuple[Decimal, dict[str, Decimal]]:
    """The sum over the units that have a rate, and the same units as genai-prices wants them: as gross totals."""
    totals = {key: Decimal(0) for unit in units.values() for key in unit.usage_keys}
    expected = Decimal(0)
    for unit, quantity in consumed.by_unit.items():
        if rate := by_unit.get(unit):
            expected = EXACT.add(expected, EXACT.divide(EXACT.multiply(quantity, rate.unit_price), Decimal(rate.per)))
            for key in units[unit].usage_keys:
                totals[key] += quantity
    if totals["output_tokens"]:
        totals["output_reasoning_tokens"] = Decimal(consumed.reasoning)
    return expected, totals


def _places(value: Decimal) -> int:
    return -int(value.as_tuple().exponent)
