"""The price book: what a usage costs at the time it was consumed, as lines that can be checked by hand."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Self

from aftercall.errors import SettingsError
from aftercall.pricing import card, llm
from aftercall.pricing.providers import normalise
from aftercall.pricing.quantities import MEASURES, UNITS, quantities
from aftercall.pricing.rates import REASONS, Rate, Rates, Reason
from aftercall.pricing.summary import cost_line
from aftercall.record import CostLine, Usage


class PriceBook:
    """Three layers of rates: the owner's price file, our rate card, genai-prices. Build it with `load`."""

    def __init__(self, cards: tuple[card.RateCard, ...], version: str) -> None:
        self._cards = cards
        self.version = version

    @classmethod
    def load(cls, overrides: Path | None = None) -> Self:
        """Our card, and before it the owner's price file if there is one.

        Raises SettingsError for a price file that cannot be read, naming the row and what is wrong with it.
        """
        own, day = _own_card()
        version = f"card {day}, genai-prices {llm.version()}"
        if overrides is None:
            return cls((own,), version)
        content, text = card.read(overrides)
        digest = hashlib.sha256(text).hexdigest()[:12]
        try:
            first = card.RateCard.of(content.rates, label=f"override@{digest}", status="override")
        except ValueError as error:
            raise SettingsError(f"price file {overrides}: {error}. Try: remove one of the two") from None
        return cls((first, own), f"{version}, override {digest}")

    def price(self, usage: Usage, at: datetime) -> list[CostLine]:
        """One line per consumed unit, priced at the rates of `at`, the request's own time (aware).

        Give one request's usage where you can (`requests=1`): some prices depend on the size of a request.
        Where a vendor bills one measure (characters), another measure of the same speech (seconds) is no
        line; where nobody knows what is billed, every measure is a line without amount. Raises ValueError
        for a naive `at`, and nothing else for any usage that is one.
        """
        if at.tzinfo is None:
            raise ValueError("the time of a request must be aware. Try: datetime.now(UTC)")
        provider, model = normalise(usage.provider, usage.model)
        consumed = quantities(usage)
        if consumed.fault:
            priced: Mapping[str, Rate | Reason] = dict.fromkeys(consumed.by_unit.keys() - {"request"}, consumed.fault)
        else:
            priced = self._rates(usage, provider, model, at, consumed.by_unit)
        return [
            cost_line(usage, provider, model, unit=unit, quantity=consumed.by_unit[unit], rate=rate)
            for unit in UNITS
            if (rate := priced.get(unit)) is not None
        ]

    def _rates(
        self, usage: Usage, provider: str | None, model: str | None, at: datetime, consumed: Mapping[str, Decimal]
    ) -> dict[str, Rate | Reason]:
        layers: list[Rates] = []
        for one in self._cards:
            layers.append(one.rates(usage.kind, provider, model, at))
            rates = _chosen(layers, consumed)
            if not any(isinstance(rate, str) for rate in rates.values()):
                return rates
        told = llm.Consumed(consumed, usage.input_tokens or 0, usage.reasoning_tokens or 0, usage.requests)
        layers.append(llm.rates(usage.kind, provider, model, at, told))
        return _chosen(layers, consumed)


def _chosen(layers: list[Rates], consumed: Mapping[str, Decimal]) -> dict[str, Rate | Reason]:
    """For every billed unit the first layer's rate, or the reason of the layer that came closest."""
    return {
        unit: next(
            (layer.by_unit[unit] for layer in layers if unit in layer.by_unit),
            max((layer.why_not(unit) for layer in layers), key=REASONS.index),
        )
        for unit in _billed(layers, consumed)
    }


def _billed(layers: list[Rates], consumed: Mapping[str, Decimal]) -> list[str]:
    """The consumed units in the measures that the model is billed in: the first layer that says so decides."""
    for named in (*(layer.by_unit.keys() for layer in layers), *(layer.refused.keys() for layer in layers)):
        billed = [unit for measure in MEASURES if measure & named for unit in measure if unit in consumed]
        if billed:
            return billed
    return [unit for unit in consumed if unit != "request"]


@cache
def _own_card() -> tuple[card.RateCard, str]:
    content = card.parse(files("aftercall.pricing").joinpath("rates.json").read_bytes(), where="rates.json")
    return card.RateCard.of(content.rates, label=f"card@{content.card}", status="priced"), str(content.card)
