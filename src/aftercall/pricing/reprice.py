"""Pricing a landed call again: its frozen quantities at the rates of another price book. The record stays as it is.

Each line keeps its quantity and gets the rate that the book has for the line's own day: the day of the call's
start, or the day on which the line's old rate began, if that was during the call. A line that was summed over
requests of a tiered model is priced in the tier that its old unit price was in. So a book prices its own lines
as they are, and prices them otherwise only where a rate is another one.

| why | what happened to the line |
|---|---|
| same | the amount is what it was |
| rate_changed | the book has another rate now |
| override | the owner's price file has another rate |
| was_unknown | it had no amount, and has one |
| now_unknown | it had an amount, and the book has no rate; the reason is in the new line |
| still_unknown | neither has a rate |
| billed_otherwise | the book bills this model in another measure: seconds and not characters, say |
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Literal, NamedTuple

from aftercall.pricing.book import PriceBook
from aftercall.pricing.providers import normalise
from aftercall.pricing.quantities import MEASURES, TOKEN_UNITS, UNITS, quantities
from aftercall.pricing.rates import Rate, Reason
from aftercall.pricing.summary import cost_line
from aftercall.pricing.tables import Consumed
from aftercall.record import CostLine, IncompleteReason, Kind, Usage

Why = Literal[
    "same", "rate_changed", "override", "was_unknown", "now_unknown", "still_unknown", "billed_otherwise"
]  # fmt: skip

USAGE_INCOMPLETE: frozenset[IncompleteReason] = frozenset(
    {
        "failed_request_usage_unreported",
        "generation_cancelled_usage_unreported",
        "host_report_unavailable",
        "legacy_value_invalid",
        "lines_left_out",
        "metric_not_finite",
        "not_attached",
        "provider_usage_unreported",
        "recovered_from_checkpoint",
        "speech_interrupted_usage_unreported",
        "stt_tail_not_heard",
        "turns_unreadable",
    }
)
"""With one of these in `record.incomplete_reasons`, more may have been consumed than the record knows, and nothing less:
where a total is wrong it is too low."""

USAGE_UNSURE: frozenset[IncompleteReason] = frozenset(
    {"image_tokens_as_text", "stt_connection_without_audio", "usage_not_attributable"}
)
"""With one of these, a total may be too high as well as too low: what is billed may be less, or another call's, or
another model's."""

_FAULTS: tuple[Reason, ...] = ("inconsistent_usage", "audio_split_untold")
_NOISE = Decimal("1e-6")
"""Seconds that a sum of floats and a sum of lines may differ by."""
_INPUT_UNITS = tuple(unit for unit in TOKEN_UNITS if not unit.startswith("output"))


class Repriced(NamedTuple):
    """A line as it landed and as it is priced now; null where there is none."""

    old: CostLine | None
    new: CostLine | None
    why: Why


class _Model(NamedTuple):
    kind: Kind
    provider: str | None
    model: str | None


def reprice(lines: Iterable[CostLine], usages: Iterable[Usage], start: datetime, book: PriceBook) -> list[Repriced]:
    """Every line of a call priced again. `start` is the call's (aware), `usages` its `metrics_summary.usage`."""
    by_model: dict[_Model, list[CostLine]] = {}
    for line in lines:
        by_model.setdefault(_Model(line.kind, *normalise(line.provider, line.model)), []).append(line)
    told: dict[_Model, Usage] = {_Model(used.kind, *normalise(used.provider, used.model)): used for used in usages}
    return [
        repriced for model, own in by_model.items() for repriced in _of_model(model, own, told.get(model), start, book)
    ]


def _of_model(
    model: _Model, lines: Sequence[CostLine], told: Usage | None, start: datetime, book: PriceBook
) -> list[Repriced]:
    faulty = [line for line in lines if line.reason in _FAULTS]
    untold = [line for line in faulty if line.reason == "audio_split_untold"]
    if untold and book.split_is_free(*model, start, [line.unit for line in untold]):
        # Their tokens can be priced by this book, and what is beside the tokens is the same audio once more.
        beside = [line for line in untold if line.unit not in TOKEN_UNITS]
        kept = [line for line in lines if line not in beside]
        cleared = [line.model_copy(update={"reason": "not_priced_yet"}) if line in untold else line for line in kept]
        again = _of_model(model, cleared, told, start, book)
        landed = {id(new): old for new, old in zip(cleared, kept, strict=True)}
        again = [one._replace(old=landed[id(one.old)]) if one.old else one for one in again]
        return [*again, *(Repriced(line, None, "billed_otherwise") for line in beside)]
    sound = [line for line in lines if line not in faulty]
    consumed = _consumed(sound, lines, told)
    billed = book.rates(*model, start, consumed)
    repriced = []
    for line in sound:
        # Beside priced lines, one in another measure without a rate stands for requests that told no more than that.
        priced = {_measure(other.unit) for other in sound if other.unit_price is not None}
        alone = priced and line.unit_price is None and _measure(line.unit) not in priced
        repriced.append(_again(model, line, _only(line.unit, consumed) if alone else consumed, start, book))
    measured = {unit: rate for unit, rate in billed.items() if unit != "request"}
    instead = any(isinstance(rate, Rate) for rate in measured.values()) and not measured.keys() & TOKEN_UNITS
    repriced += [  # tokens that do not add up: no book can price them, but one may bill seconds
        Repriced(line, None, "billed_otherwise") if instead else _as_it_is(line) for line in faulty
    ]
    for unit, rate in billed.items():
        rest = consumed.by_unit[unit] - sum((line.quantity for line in sound if line.unit == unit), Decimal(0))
        if unit not in TOKEN_UNITS and isinstance(rate, Rate) and rest > _NOISE:
            new = cost_line(*model, unit=unit, quantity=rest, rate=rate)
            repriced.append(Repriced(None, new, "billed_otherwise"))
    return repriced


def _again(model: _Model, line: CostLine, consumed: Consumed, start: datetime, book: PriceBook) -> Repriced:
    cut_off = line.reason == "out_of_range" and line.unit_price is None  # not what was consumed, but what a line holds
    if cut_off or line.unit not in UNITS:
        return _as_it_is(line)
    if line.unit_price is not None:
        consumed = consumed._replace(charged={line.unit: line.unit_price})
    rate = book.rates(*model, _day_of(line, start), consumed).get(line.unit)
    if rate is None:
        return Repriced(line, None, "billed_otherwise")
    new = cost_line(*model, unit=line.unit, quantity=line.quantity, rate=rate)
    return Repriced(line, new, _why(line, new))


def _as_it_is(line: CostLine) -> Repriced:
    return Repriced(line, line, _why(line, line))


def _measure(unit: str) -> frozenset[str]:
    return next((frozenset(measure) for measure in MEASURES if unit in measure), frozenset({unit}))


def _only(unit: str, consumed: Consumed) -> Consumed:
    measure = _measure(unit)
    return consumed._replace(by_unit={u: quantity for u, quantity in consumed.by_unit.items() if u in measure})


def _consumed(sound: Sequence[CostLine], lines: Sequence[CostLine], told: Usage | None) -> Consumed:
    """What the call consumed of a model: tokens as on its lines, other measures as it counted them, billed or not."""
    by_unit: dict[str, Decimal] = {}
    for line in lines:
        if line in sound or line.unit not in TOKEN_UNITS:
            by_unit[line.unit] = by_unit.get(line.unit, Decimal(0)) + line.quantity
    if told is not None:
        for unit, quantity in quantities(told).by_unit.items():
            if unit not in TOKEN_UNITS:
                by_unit[unit] = max(quantity, by_unit.get(unit, Decimal(0)))
    gross = sum((by_unit.get(unit, Decimal(0)) for unit in _INPUT_UNITS), Decimal(0))
    reasoning, requests = (told.reasoning_tokens or 0, told.requests) if told is not None else (0, None)
    return Consumed(by_unit, int(gross), reasoning, requests)


def _day_of(line: CostLine, start: datetime) -> datetime:
    """A time at which the line's requests were made, as far as its rate tells."""
    try:
        began = datetime.combine(date.fromisoformat(line.rate_from or ""), time(), UTC)
    except ValueError:  # no date, or not one of ours
        return start
    return max(start, began)


def _why(old: CostLine, new: CostLine) -> Why:
    if new.amount is None:
        return "still_unknown" if old.amount is None else "now_unknown"
    if old.amount is None:
        return "was_unknown"
    if old.amount == new.amount:
        return "same"
    return "override" if new.status == "override" else "rate_changed"
