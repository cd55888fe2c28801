"""Cost lines, and their sum: each amount is rounded once, and the total is the sum of what the lines show."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from aftercall.pricing.providers import normalise
from aftercall.pricing.quantities import EXACT, NINE_PLACES, UNITS, quantities
from aftercall.pricing.rates import Rate, Reason
from aftercall.record import CostLine, CostSummary, Kind, Usage

_OWN_COLUMN = ("openai", "deepgram", "elevenlabs")
_TOO_MUCH = Decimal(10**9)  # quantity: decimal(18,9)
_TOO_DEAR = Decimal(10**6)  # amount: fifteen digits, nine of them behind the point


def cost_line(
    kind: Kind, provider: str | None, model: str | None, *, unit: str, quantity: Decimal, rate: Rate | Reason
) -> CostLine:
    """The line of one unit: priced, or null with the reason. Never raises for a number, however large."""
    what: dict[str, Any] = {"kind": kind, "provider": provider, "model": model, "unit": unit}
    if quantity >= _TOO_MUCH:
        return CostLine(**what, quantity=_TOO_MUCH - NINE_PLACES, status="unknown", reason="out_of_range")
    if isinstance(rate, str):
        return CostLine(**what, quantity=quantity, status="unknown", reason=rate)
    amount = amount_of(quantity, rate.unit_price, rate.per)
    return CostLine(
        **what,
        quantity=quantity,
        unit_price=rate.unit_price,
        per=rate.per,
        amount=amount,
        rate_from=rate.rate_from,
        rate_source=rate.rate_source,
        status="unknown" if amount is None else rate.status,
        reason="out_of_range" if amount is None else None,
    )


def amount_of(quantity: Decimal, unit_price: Decimal, per: int) -> Decimal | None:
    """Quantity times unit_price through per, multiplied first and rounded once; null from a million dollars."""
    amount = EXACT.quantize(EXACT.divide(EXACT.multiply(quantity, unit_price), Decimal(per)), NINE_PLACES)
    return amount if amount < _TOO_DEAR else None


def unpriced(usages: Iterable[Usage], reason: Reason = "not_priced_yet") -> list[CostLine]:
    """The quantities of these usages without amounts: what a checkpoint carries. Touches no price book."""
    lines = []
    for usage in usages:
        provider, model = normalise(usage.provider, usage.model)
        consumed = quantities(usage)
        lines += [
            cost_line(usage.kind, provider, model, unit=unit, quantity=quantity, rate=consumed.fault or reason)
            for unit, quantity in consumed.by_unit.items()
            if unit != "request"
        ]
    return lines


def summarise(lines: Iterable[CostLine], price_book: str | None) -> CostSummary:
    """The lines of a call as its cost: lines at the same rate merged, and the sums per provider.

    The result does not depend on the order of `lines`. `complete` is true if every line has an amount.
    `total` is the sum of the known amounts; null if there are lines and none has an amount. A call that
    consumed nothing has total 0 and is complete; a provider's sum is null where none of its lines has an amount.
    """
    merged: dict[tuple[object, ...], CostLine] = {}
    for line in sorted(lines, key=_place):
        rate = _rate_of(line)
        both = _added(merged[rate], line) if rate in merged else line
        # A sum that no line can hold stays two lines; the second one's key is its own.
        merged[rate if both else (*rate, len(merged))] = both or line
    known = [line for line in merged.values() if line.amount is not None]
    total = _sum(known) if known or not merged else None
    other = [line for line in known if line.provider not in _OWN_COLUMN]
    return CostSummary(
        total=total,
        complete=len(known) == len(merged) and total is not None,
        price_book=price_book,
        lines=tuple(merged.values()),
        other=_sum(other) if other else None,
        **{name: _sum(own) if (own := [x for x in known if x.provider == name]) else None for name in _OWN_COLUMN},
    )


def _rate_of(line: CostLine) -> tuple[object, ...]:
    what = (line.kind, line.provider, line.model, line.unit)
    return (*what, line.unit_price, line.per, line.rate_from, line.rate_source, line.status, line.reason)


def _added(one: CostLine, other: CostLine) -> CostLine | None:
    """Two lines at one rate as one; null if their sum is more than a line can hold."""
    quantity = one.quantity + other.quantity
    if quantity >= _TOO_MUCH:
        return None
    if one.amount is None or one.unit_price is None or one.per is None:
        return one.model_copy(update={"quantity": quantity})
    amount = amount_of(quantity, one.unit_price, one.per)
    return None if amount is None else one.model_copy(update={"quantity": quantity, "amount": amount})


def _sum(lines: list[CostLine]) -> Decimal | None:
    total = sum((line.amount for line in lines if line.amount is not None), Decimal(0))
    return total if total < _TOO_DEAR else None


def _place(line: CostLine) -> tuple[object, ...]:
    """Kind, provider, model, unit, then rate and size: nulls first, so that any two lines can be compared."""
    unit = UNITS.index(line.unit) if line.unit in UNITS else len(UNITS)
    texts = (line.unit, line.rate_from, line.rate_source, line.status, line.reason)
    return (
        *(text or "" for text in (line.kind, line.provider, line.model)),
        unit,
        *(text or "" for text in texts),
        Decimal(-1) if line.unit_price is None else line.unit_price,
        line.quantity,
    )
