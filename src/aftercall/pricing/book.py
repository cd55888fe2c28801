"""The price book: what a usage costs at the time it was consumed, as lines that can be checked by hand."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Collection, Mapping
from datetime import datetime
from decimal import Decimal
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Self

from aftercall.errors import SettingsError
from aftercall.pricing import card, llm, usable
from aftercall.pricing.providers import normalise
from aftercall.pricing.quantities import MEASURES, TOKEN_UNITS, UNITS, quantities
from aftercall.pricing.rates import REASONS, Rate, Rates, Reason
from aftercall.pricing.summary import cost_line
from aftercall.pricing.tables import Consumed
from aftercall.record import CostLine, Kind, Usage

logger = logging.getLogger("aftercall.pricing")

_TEXT_UNITS = frozenset({"input_token", "output_token"})


class PriceBook:
    """Three layers of rates: the owner's price file, our rate card, genai-prices. Build it with `load`."""

    def __init__(self, cards: tuple[card.RateCard, ...], version: str) -> None:
        self.cards = cards
        """The owner's price file if there is one, then our card."""
        self.version = version

    @classmethod
    def load(cls, overrides: Path | None = None, *, strict: bool = False) -> Self:
        """Our card, and before it the owner's price file if there is one.

        Raises SettingsError for a price file that cannot be read, naming the row and what is wrong with it. So it does
        for a row that could never price anything where it is `strict`, which is for commands: a person is there to
        mend it. In a call, such a row harms no amount and the others are right, so it is a warning, once a process.
        """
        own, day = _own_card()
        version = f"card {day}, genai-prices {llm.version()}"
        if overrides is None:
            return cls((own,), version)
        content, text = card.read(overrides)
        digest = hashlib.sha256(text).hexdigest()[:12]
        if unusable := usable.first_unusable(content.rates):
            number, why = unusable
            if strict:
                raise SettingsError(f"price file {overrides}: row {number}: {why}")
            _warn_of(digest, number)
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
        quantity, fault = quantities(usage)
        consumed = Consumed(quantity, usage.input_tokens or 0, usage.reasoning_tokens or 0, usage.requests)
        if fault and not (
            fault == "audio_split_untold" and self.split_is_free(usage.kind, provider, model, at, quantity)
        ):
            priced = self._despite(fault, usage.kind, provider, model, at, quantity)
        else:
            priced = self.rates(usage.kind, provider, model, at, consumed)
        return [
            cost_line(usage.kind, provider, model, unit=unit, quantity=quantity[unit], rate=rate)
            for unit in UNITS
            if (rate := priced.get(unit)) is not None
        ]

    def rates(
        self, kind: Kind, provider: str | None, model: str | None, at: datetime, consumed: Consumed
    ) -> dict[str, Rate | Reason]:
        """For every unit that is billed its rate at that time, or why there is none. The names are normalised ones."""
        layers: list[Rates] = []
        for one in self.cards:
            layers.append(one.rates(kind, provider, model, at))
            rates = _chosen(layers, consumed.by_unit)
            if not any(isinstance(rate, str) for rate in rates.values()):
                return rates
        layers.append(llm.rates(kind, provider, model, at, consumed))
        return _chosen(layers, consumed.by_unit)

    def split_is_free(
        self, kind: Kind, provider: str | None, model: str | None, at: datetime, units: Collection[str]
    ) -> bool:
        """Whether an untold share of audio changes no amount: nothing but input is untold, and both cost the same."""
        if kind != "stt" or not _TEXT_UNITS.issuperset(set(units).intersection(TOKEN_UNITS)):
            return False
        either = Consumed({"input_token": Decimal(1), "input_audio_token": Decimal(1)}, 2, 0, 1)
        rates = self.rates(kind, provider, model, at, either)
        text, audio = rates.get("input_token"), rates.get("input_audio_token")
        if not (isinstance(text, Rate) and isinstance(audio, Rate)):
            return False
        return (text.unit_price, text.per) == (audio.unit_price, audio.per)

    def _despite(
        self,
        fault: Reason,
        kind: Kind,
        provider: str | None,
        model: str | None,
        at: datetime,
        quantity: Mapping[str, Decimal],
    ) -> Mapping[str, Rate | Reason]:
        """The fault for every unit, unless a card bills the model by something else than its faulty tokens."""
        rates = _chosen([one.rates(kind, provider, model, at) for one in self.cards], quantity)
        if rates.keys() & TOKEN_UNITS:
            beside = {unit: rate for unit, rate in rates.items() if unit == "request"}
            return {**dict.fromkeys(quantity.keys() - {"request"}, fault), **beside}
        return rates


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
    """The consumed units in the measures that the model is billed in: the first layer that says so decides.

    Requests are beside a measure and never in its place: a fee for each makes no token free.
    """
    layers_say = (*(layer.by_unit.keys() for layer in layers), *(layer.refused.keys() for layer in layers))
    fee = [unit for unit in consumed if unit == "request" and any(unit in named for named in layers_say)]
    for named in layers_say:
        billed = [unit for measure in MEASURES if measure & named for unit in measure if unit in consumed]
        if billed:
            return billed + fee
    return [unit for unit in consumed if unit != "request"] + fee


@cache
def _warn_of(digest: str, number: int) -> None:
    # Without the reason, which has names in it: a price file may hold contract terms.
    logger.warning("row %d of price file %s could never price anything; see: aftercall status", number, digest)


@cache
def _own_card() -> tuple[card.RateCard, str]:
    content = card.parse(files("aftercall.pricing").joinpath("rates.json").read_bytes(), where="rates.json")
    return card.RateCard.of(content.rates, label=f"card@{content.card}", status="priced"), str(content.card)
