"""An export beside the records: a row per day and model, with what cannot be matched said and not smoothed over.

A model of the export is a model of a day's records if the names are equal; if the user says so; or, for OpenAI, if they
are but for the date of a snapshot, which OpenAI's answers and bills carry and requests do not: `gpt-4.1-mini` is billed as
`gpt-4.1-mini-2025-04-14`. No other likeness counts. Where a day's calls asked for both and only the snapshot is billed, the
bill is of their sum, and so is the row.

`ratio` is recorded ÷ billed. `unexplained` is money billed − money recorded: positive if the invoice is higher. Both are
null where a side is or where some of the bill's rows or of the records' cost lines do not tell, and money is null in a
currency other than the records'.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from aftercall.errors import AftercallError
from aftercall.warehouse.invoices.exports import Billed
from aftercall.warehouse.invoices.recorded import UNCACHED_AUDIO, UNITS, Day, Recorded, Used, without_variant

_SNAPSHOT = re.compile(r"-\d{4}-\d\d-\d\d$", re.ASCII)
_PLACES = Decimal("0.0001")
_CURRENCY = "USD"
_WITH_AUDIO = {"input_tokens", "cached_input_tokens", UNCACHED_AUDIO, "output_tokens"}
"""What has another meaning in an export whose tokens leave out audio: there, audio input also holds what was cached."""


@dataclass(frozen=True)
class Units:
    """One unit of a row."""

    unit: str
    recorded: Decimal | None
    billed: Decimal | None
    partial: bool = False
    """Some of the bill's rows do not tell it, so that what is billed is too low; or they count something else."""

    @property
    def ratio(self) -> Decimal | None:
        """Recorded ÷ billed, to four places; null where a side is, or nothing was billed, or not all of it is told."""
        if self.recorded is None or not self.billed or self.partial:
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
    partial: bool = False
    """Some of the bill's rows, or of the records' cost lines, have no amount: the money of that side is too low."""

    @property
    def unexplained(self) -> Decimal | None:
        """Money billed − money recorded; null where a side is, or not all of it is told."""
        if self.money_recorded is None or self.money_billed is None or self.partial:
            return None
        return self.money_billed - self.money_recorded


def reconcile(
    provider: str, billed: Iterable[Billed], recorded: Recorded, same: Mapping[str, str] | None = None
) -> list[Row]:
    """The table, ordered by day and model. `same`: a model of the export → that of the records which it is.

    Raises AftercallError for a `same` whose model no record has.
    """
    names = {model for _, model in recorded.used}
    same = {name: _recorded_name(name, ours, names) for name, ours in (same or {}).items()}
    on: dict[date, set[str]] = {}
    for day, model in recorded.used:
        on.setdefault(day, set()).add(model)
    theirs: dict[tuple[date, str], list[Billed]] = {}
    for row in billed:
        theirs.setdefault((row.day, _name(provider, row.model, on.get(row.day, set()), same)), []).append(row)
    used = dict(recorded.used)
    together = _together(used, theirs, set(same.values())) if provider == "openai" else {}
    return [
        _row(*key, theirs.get(key, []), used.get(key), recorded.days.get(key[0], Day()), together.get(key, []))
        for key in sorted({*theirs, *used})
    ]


def _recorded_name(billed: str, ours: str, names: set[str]) -> str:
    """The records' model that somebody means, also if they name its variant."""
    for name in (ours, without_variant(ours)):
        if name in names:
            return name
    raise AftercallError(
        f"--same {billed}={ours}: no record of these days has the model {ours!r}. "
        f"Try: one that they have: {', '.join(sorted(names)) or 'there is none'}"
    )


def _together(
    used: dict[tuple[date, str], Used], theirs: dict[tuple[date, str], list[Billed]], said: set[str]
) -> dict[tuple[date, str], list[str]]:
    """Move a snapshot's row to the name without date, if both are recorded on a day and only the snapshot is billed."""
    together: dict[tuple[date, str], list[str]] = {}
    apart = set(theirs)  # before rows are moved: what is billed as the name without date, or as another snapshot of it
    for day, model in sorted(used):
        alias = (day, _SNAPSHOT.sub("", model))
        rows = theirs.get((day, model))
        if alias[1] == model or model in said or alias not in used or not rows or alias in apart:
            continue
        theirs.setdefault(alias, []).extend(theirs.pop((day, model)))
        used[alias] = _sum(used[alias], used.pop((day, model)))
        together.setdefault(alias, [alias[1]]).append(model)
    return together


def _sum(one: Used, other: Used) -> Used:
    units = {u: one.units.get(u, Decimal(0)) + other.units.get(u, Decimal(0)) for u in {**one.units, **other.units}}
    known = [used.money for used in (one, other) if used.money is not None]
    return Used(units, sum(known, Decimal(0)) if known else None, one.unpriced + other.unpriced)


def _name(provider: str, model: str, names: set[str], same: Mapping[str, str]) -> str:
    """What a day's records, which have `names`, call a model of the export."""
    if same.get(model) in names:
        return same[model]
    undated = _SNAPSHOT.sub("", model)
    return undated if provider == "openai" and model not in names and undated in names else model


def _row(day: date, model: str, billed: list[Billed], used: Used | None, records: Day, together: list[str]) -> Row:
    theirs: dict[str, Decimal] = {}
    for one in billed:
        for unit, quantity in one.units.items():
            theirs[unit] = theirs.get(unit, Decimal(0)) + quantity
    ours = used.units if used else {}
    # What the export tells nothing of anywhere is not compared; a model that it does not name shows what we have.
    compared = [unit for unit in (*UNITS, "credits") if (unit in theirs if billed else unit in ours)]
    again = sum(one.repeats for one in billed)
    amounts = [one.money for one in billed if one.money is not None]
    foreign = sorted({one.currency for one in billed if one.money is not None} - {_CURRENCY})
    untold = {
        unit: missing for unit in compared if unit in theirs and (missing := sum(unit not in b.units for b in billed))
    }
    odd = sum(map(_leaves_out_audio, billed))
    if amounts and len(amounts) < len(billed):
        untold["an amount"] = len(billed) - len(amounts)
    return Row(
        day,
        model,
        tuple(
            Units(unit, ours.get(unit), theirs.get(unit), unit in untold or bool(odd and unit in _WITH_AUDIO))
            for unit in compared
        ),
        used.money if used else None,
        sum(amounts, Decimal(0)) if amounts and not foreign else None,
        (
            *([f"recorded as {' and '.join(together)}, billed as one"] if together else []),
            *_why(billed, used, records, foreign),
            *([f"{again} of {len(billed)} rows repeat another, and are counted"] if again else []),
            *([f"{odd} of {len(billed)} rows with more audio tokens than tokens: not compared"] if odd else []),
            *(f"{missing} of {len(billed)} rows without {what}" for what, missing in untold.items()),
        ),
        "an amount" in untold or bool(used and used.unpriced),
    )


def _leaves_out_audio(row: Billed) -> bool:
    """Whether a row's tokens cannot be those of text and audio, as they once were not in OpenAI's usage."""
    told = row.units
    audio = told.get(UNCACHED_AUDIO, Decimal(0)) + told.get("cached_input_audio_tokens", Decimal(0))
    return audio > told.get("input_tokens", audio) or (
        "output_tokens" in told and told.get("output_audio_tokens", Decimal(0)) > told["output_tokens"]
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
