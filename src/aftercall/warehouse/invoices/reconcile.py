"""An export beside the records: a row per day and model, with what cannot be matched said and not smoothed over.

A model of the export is a model of the records if the names are equal; if the user says so; or, for OpenAI, if they
are but for the date of a snapshot, which OpenAI's answers and bills carry and requests do not: `gpt-4.1-mini` is billed as
`gpt-4.1-mini-2025-04-14`. No other likeness counts.

`ratio` is recorded ÷ billed. `unexplained` is money billed − money recorded: positive if the invoice is higher. Both are
null where a side is, and money is null in a currency other than the records'.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from aftercall.warehouse.invoices.exports import Billed
from aftercall.warehouse.invoices.recorded import UNITS, Day, Recorded, Used

_SNAPSHOT = re.compile(r"-\d{4}-\d\d-\d\d$", re.ASCII)
_PLACES = Decimal("0.0001")
_CURRENCY = "USD"


@dataclass(frozen=True)
class Units:
    """One unit of a row."""

    unit: str
    recorded: Decimal | None
    billed: Decimal | None

    @property
    def ratio(self) -> Decimal | None:
        """Recorded ÷ billed, to four places; null where a side is, or nothing was billed."""
        if self.recorded is None or not self.billed:
            return None
        return (self.recorded / self.billed).quantize(_PLACES)


@dataclass(frozen=True)
class Row:
    """One day and model."""

    day: date
    model: str
    units: tuple[Units, ...]
    money_recorded: Decimal | None
    money_billed: Decimal | None
    why: tuple[str, ...]
    """What may account for a difference, and what could not be compared."""

    @property
    def unexplained(self) -> Decimal | None:
        """Money billed − money recorded."""
        if self.money_recorded is None or self.money_billed is None:
            return None
        return self.money_billed - self.money_recorded


def reconcile(
    provider: str, billed: Iterable[Billed], recorded: Recorded, same: Mapping[str, str] | None = None
) -> list[Row]:
    """The table, ordered by day and model. `same`: a model of the export → that of the records which it is."""
    names = {model for _, model in recorded.used}
    theirs: dict[tuple[date, str], list[Billed]] = {}
    for row in billed:
        theirs.setdefault((row.day, _name(provider, row.model, names, same or {})), []).append(row)
    return [
        _row(*key, theirs.get(key, []), recorded.used.get(key), recorded.days.get(key[0], Day()))
        for key in sorted({*theirs, *recorded.used})
    ]


def _name(provider: str, model: str, names: set[str], same: Mapping[str, str]) -> str:
    if model in same:
        return same[model]
    undated = _SNAPSHOT.sub("", model)
    return undated if provider == "openai" and model not in names and undated in names else model


def _row(day: date, model: str, billed: list[Billed], used: Used | None, records: Day) -> Row:
    theirs: dict[str, Decimal] = {}
    for one in billed:
        for unit, quantity in one.units.items():
            theirs[unit] = theirs.get(unit, Decimal(0)) + quantity
    ours = used.units if used else {}
    # What the export tells nothing of anywhere is not compared; a model that it does not name shows what we have.
    compared = [unit for unit in (*UNITS, "credits") if (unit in theirs if billed else unit in ours)]
    amounts = [one.money for one in billed if one.money is not None]
    foreign = sorted({one.currency for one in billed if one.money is not None} - {_CURRENCY})
    return Row(
        day,
        model,
        tuple(Units(unit, ours.get(unit), theirs.get(unit)) for unit in compared),
        used.money if used else None,
        sum(amounts, Decimal(0)) if amounts and not foreign else None,
        tuple(_why(billed, used, records, foreign)),
    )


def _why(billed: list[Billed], used: Used | None, records: Day, foreign: list[str]) -> Iterable[str]:
    if not billed:
        yield "only recorded"
    if used is None:
        yield "only billed"
    if foreign:
        yield f"billed in {', '.join(foreign)}"
    if used is not None and used.unpriced:
        yield f"{used.unpriced} cost lines without a price"
    if records.incomplete:
        reasons = ", ".join(f"{name} {count}" for name, count in sorted(records.reasons.items()))
        yield f"usage incomplete in {records.incomplete} of {records.calls} calls: {reasons}"
    if records.past_midnight:
        yield f"{records.past_midnight} calls ended on a later day"
