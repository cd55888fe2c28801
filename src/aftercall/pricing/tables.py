"""One price object of genai-prices, taken apart into rates, and held against its own arithmetic.

genai-prices gives a total, and a unit for which a model has no rate adds 0 to it without a word, or is charged
as the unit above it. So the rates are read from its price object one by one, and the sum over the units is
compared with the total that it computes for them. Where the two differ, no line is priced (`unpriced_units`).

Both sums are affine in the quantities as long as the same units are consumed in the same tier. Two such sums
that agree at one point, and at one further point for every unit, agree everywhere, so this is looked at once
per set of units and tier, and not for each request. A price for which it does not hold there (a fee per
request, a least duration) is looked at for every request instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING, NamedTuple

from aftercall.pricing.quantities import EXACT, NINE_PLACES
from aftercall.pricing.rates import Rate, Rates, Reason
from aftercall.record import Kind

if TYPE_CHECKING:
    from genai_prices.types import ModelInfo, ModelPrice, Provider, TieredPrices

_MILLION, _HOUR = 1_000_000, 3_600
_LARGEST_UNIT_PRICE = 10**6  # what a record's unit_price holds
_FAR = 99_991
"""A quantity far from the first one, in case a price is bent where few units are consumed."""


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
    charged: Mapping[str, Decimal] = {}
    """Unit prices at which the same quantities were priced before: they tell in which tier the requests were."""


class _Band(NamedTuple):
    """What holds between two tier limits."""

    rates: Rates
    exact: Mapping[str, Decimal]  # unit prices as genai-prices has them, however many places they have


class PriceTable:
    """The rates of one model while one price object holds."""

    def __init__(
        self, vendor: Provider, info: ModelInfo, price: ModelPrice, kind: Kind, rate_from: str | None, source: str
    ) -> None:
        self._vendor, self._info = vendor, info
        self._rate_from, self._source = rate_from, source
        self._units = {**_UNITS, "second": _SECONDS.get(kind, _ANY_SECONDS)}
        self._stored: dict[str, Decimal | TieredPrices] = {}
        for unit, definition in self._units.items():
            stored = next((v for key in definition.price_keys if (v := getattr(price, key, None)) is not None), None)
            if stored is not None:
                self._stored[unit] = stored
        tiered = (stored for stored in self._stored.values() if not isinstance(stored, Decimal))
        self.starts: tuple[int, ...] = tuple(sorted({tier.start for stored in tiered for tier in stored.tiers}))
        """A request with more input tokens than one of these pays the prices of the next tier."""
        self._bands: dict[int | None, _Band] = {}
        self._agrees: dict[tuple[int | None, frozenset[str], bool], bool] = {}

    def rates(self, consumed: Consumed, at: datetime) -> Rates:
        """The rates that hold for what was consumed, at a time at which this price object holds."""
        tier = self._tier(consumed)
        band = self.band(tier)
        units = consumed.by_unit.keys() & band.exact.keys()
        reasons = consumed.reasoning > 0 and "output_token" in units
        pattern = (tier, frozenset(units), reasons)
        agrees = self._agrees.get(pattern)
        if agrees is None:
            agrees = self._agrees[pattern] = self._agrees_everywhere(band, tier, sorted(units), reasons, at)
        if agrees or self._agrees_here(band, {unit: consumed.by_unit[unit] for unit in units}, consumed.reasoning, at):
            return band.rates
        return Rates("no_rate_for_unit", refused=dict.fromkeys(band.exact, "unpriced_units"))

    def band(self, tier: int | None) -> _Band:
        """The rates of a tier, counted from 0; of those units that have no tiers if it is not known."""
        if tier not in self._bands:
            by_unit: dict[str, Rate] = {}
            exact: dict[str, Decimal] = {}
            refused: dict[str, Reason] = {}
            for unit, stored in self._stored.items():
                unit_price = self._at(stored, tier)
                if unit_price is None:
                    refused[unit] = "tier_unknown"
                elif unit_price < _LARGEST_UNIT_PRICE:
                    exact[unit] = unit_price
                    # Some of its prices carry the noise of a float behind the ninth place.
                    rounded = EXACT.quantize(unit_price, NINE_PLACES) if _places(unit_price) > 9 else unit_price
                    by_unit[unit] = Rate(rounded, self._units[unit].per, self._rate_from, self._source, "priced")
            self._bands[tier] = _Band(Rates("no_rate_for_unit", by_unit, refused), exact)
        return self._bands[tier]

    def _at(self, stored: Decimal | TieredPrices, tier: int | None) -> Decimal | None:
        if isinstance(stored, Decimal):
            return stored
        if tier is None:
            return None
        reached = [one.price for one in stored.tiers if one.start in self.starts[:tier]]
        return reached[-1] if reached else stored.base

    def _tier(self, consumed: Consumed) -> int | None:
        """The tier of a request; null for a sum of requests of which some may have been in another."""
        reached = sum(consumed.gross_input > start for start in self.starts)
        if not reached or consumed.requests == 1:
            return reached
        fitting = [tier for tier in range(len(self.starts) + 1) if self._was_charged(tier, consumed.charged)]
        return fitting[0] if len(fitting) == 1 else None

    def _was_charged(self, tier: int, charged: Mapping[str, Decimal]) -> bool:
        rates = self.band(tier).rates.by_unit
        return all(unit in rates and rates[unit].unit_price == price for unit, price in charged.items())

    # --------------------------------------------------------------------- held against genai-prices' own total

    def _agrees_everywhere(self, band: _Band, tier: int | None, units: list[str], reasons: bool, at: datetime) -> bool:
        """Whether the sum over these units is genai-prices' total, for any quantities in this tier."""
        return all(
            self._agrees_here(band, quantities, reasoning, at)
            for quantities, reasoning in self._probes(tier or 0, units, reasons)
        )

    def _probes(self, tier: int, units: list[str], reasons: bool) -> Iterable[tuple[dict[str, Decimal], int]]:
        """A point, one step from it along each unit, and one point far away; all of them in the tier."""
        least = self.starts[tier - 1] if tier else 0
        first = dict.fromkeys(units, Decimal(2))
        paying = next((unit for unit in units if _INPUT in self._units[unit].usage_keys), None)
        if paying is not None:
            first[paying] += least
        yield first, int(reasons)
        for unit in units:
            yield {**first, unit: first[unit] + 1}, int(reasons)
        if reasons:
            yield first, 2
        if tier == len(self.starts):
            yield {unit: quantity + _FAR for unit, quantity in first.items()}, int(reasons)

    def _agrees_here(self, band: _Band, quantities: Mapping[str, Decimal], reasoning: int, at: datetime) -> bool:
        from genai_prices import Usage as GenaiUsage  # noqa: PLC0415 - 350 ms and 80 MB, after the call only

        totals = {key: Decimal(0) for unit in self._units.values() for key in unit.usage_keys}
        expected = Decimal(0)
        for unit, quantity in quantities.items():
            definition = self._units[unit]
            amount = EXACT.divide(EXACT.multiply(quantity, band.exact[unit]), Decimal(definition.per))
            expected = EXACT.add(expected, amount)
            for key in definition.usage_keys:
                totals[key] += quantity
        if totals["output_tokens"]:
            totals["output_reasoning_tokens"] = Decimal(reasoning)
        try:
            with localcontext(EXACT):  # the host application's own may have few digits
                told = self._info.calc_price(GenaiUsage(**totals), self._vendor, genai_request_timestamp=at)
        except ValueError:  # it needs a split that a usage does not have
            return False
        return abs(told.total_price - expected) < NINE_PLACES / 2  # less than a line can show


def _places(value: Decimal) -> int:
    return -int(value.as_tuple().exponent)
