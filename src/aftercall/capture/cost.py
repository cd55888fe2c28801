"""What a call cost, priced after it has ended: request by request, each at its own time."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

from aftercall import pricing
from aftercall.capture.session import Pricer
from aftercall.errors import SettingsError
from aftercall.record import CostSummary, Usage
from aftercall.settings import Settings

logger = logging.getLogger("aftercall.capture")


def not_priced_yet(usage: Sequence[tuple[Usage, datetime]]) -> CostSummary:
    """Quantities without amounts: for a checkpoint, because pricing loads 80 MiB."""
    return pricing.summarise(pricing.unpriced(u for u, _ in usage), None)


def pricer(settings: Settings, problems: list[SettingsError]) -> Pricer:
    """What prices a call by these settings. A price file that cannot be used is added to `problems`.

    Then nothing is priced: the built-in list in its stead would be a
    wrong number that looks right.
    """
    try:
        book = pricing.PriceBook.load(settings.prices)
    except SettingsError as problem:
        problems.append(problem)
        logger.error("AFTERCALL_PRICES cannot be used, so this call has no cost; see: aftercall status")  # noqa: TRY400  a price file may hold contract terms

        def refuse(usage: Sequence[tuple[Usage, datetime]]) -> CostSummary:
            return pricing.summarise(pricing.unpriced((u for u, _ in usage), reason="price_file_invalid"), None)

        return refuse

    def price(usage: Sequence[tuple[Usage, datetime]]) -> CostSummary:
        return pricing.summarise((line for u, at in usage for line in book.price(u, at)), book.version)

    return price
