"""A rate card: dated prices in a JSON file. Ours is `rates.json`; the owner's price file has the same form.

    {"schema": 1, "card": "2026-11-22", "rates": [
      {"provider": "127.0.0.1:8080", "models": ["llama-3.3-70b"], "service": "llm", "unit": "1m_input_tokens",
       "price": "0.20", "effective_from": "2026-01-01", "source": "our contract"}]}

| field | meaning |
|---|---|
| provider | the vendor or host, as `providers.normalise` spells it |
| models | every name of the model; a name matches as a whole, never a part of it |
| service | stt · tts · llm · realtime |
| mode | streaming (what a live call uses) · batch · any (the default) |
| language | mono · multi · any (the default) |
| plan | the vendor's plan that the price belongs to; told, not matched |
| unit | second, minute, hour, 1k_characters, 1m_characters, request, or 1m_ with a token unit of `quantities` in the plural |
| price | US dollars for one such unit, as a string: "0.0048" |
| currency | USD: amounts are summed, and this product knows no exchange rates |
| effective_from, effective_to | first day (UTC) on which it holds; first day on which it does not any more, or null |
| date_quality | announced · first_observed: the vendor's date, or the earliest day on which somebody saw the price |
| source, verified_on | where the price was read, and when last |

A usage does not show its language or mode, so its model's name says it: `nova-3` is streaming and mono,
`nova-3:multi` multilingual, `nova-3:batch` and `nova-3:multi:batch` recorded audio. A row for `any` holds for each.
A service tier is a part of the name: `gpt-4o:priority`, which no row for `gpt-4o` holds for. Which rows
could never price anything `usable` says.

Of several rows for one unit of one model the youngest that has begun and not ended holds. Rows are appended, never
edited or taken out: a call is priced at the rate of its own day, also when it is priced again later.
"""

from __future__ import annotations

import json
from codecs import BOM_UTF8
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from aftercall.errors import SettingsError
from aftercall.pricing.providers import normalise
from aftercall.pricing.quantities import TOKEN_UNITS
from aftercall.pricing.rates import Rate, Rates, Reason
from aftercall.record import Kind

UNIT_OF_ROW: dict[str, tuple[str, int]] = {
    "second": ("second", 1),
    "minute": ("second", 60),
    "hour": ("second", 3_600),
    "1k_characters": ("character", 1_000),
    "1m_characters": ("character", 1_000_000),
    "request": ("request", 1),
    **{f"1m_{unit}s": (unit, 1_000_000) for unit in TOKEN_UNITS},
}
"""A row's unit → the unit of a cost line, and how many of them the row's price buys."""

Name = Annotated[str, Field(min_length=1)]


class Row(BaseModel):
    """One dated price."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    provider: Name
    models: Annotated[tuple[Name, ...], Field(min_length=1)]
    service: Kind
    mode: Literal["streaming", "batch", "any"] = "any"
    language: Literal["mono", "multi", "any"] = "any"
    plan: str | None = None
    unit: str
    # Up to six digits before the point and nine behind it are what a record's unit_price holds.
    price: Annotated[str, Field(pattern=r"^[0-9]{1,6}(\.[0-9]{1,9})?$")]
    currency: Literal["USD"] = "USD"
    effective_from: date
    effective_to: date | None = None
    date_quality: Literal["announced", "first_observed"] | None = None
    source: str | None = None
    verified_on: date | None = None

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if self.unit not in UNIT_OF_ROW:
            raise ValueError(f"unit is {self.unit!r}; it takes {', '.join(UNIT_OF_ROW)}")
        if normalise(self.provider, None)[0] is None or any(normalise(None, model)[1] is None for model in self.models):
            raise ValueError("a provider or a model without a name")
        if self.effective_to is not None and self.effective_to <= self.effective_from:
            raise ValueError(f"it ends on {self.effective_to}, before it has held for a day")
        return self

    def names(self) -> tuple[str, ...]:
        """The models as a usage names them: with what it cannot show otherwise behind a colon."""
        either = "any" if self.service == "stt" else None  # only there do a language and a mode have a price
        languages = ("", ":multi") if self.language == either else (":multi" if self.language == "multi" else "",)
        modes = ("", ":batch") if self.mode == either else (":batch" if self.mode == "batch" else "",)
        names = (normalise(None, model)[1] or "" for model in self.models)
        return tuple(name + language + mode for name in names for language in languages for mode in modes)

    def holds(self, on: date) -> bool:
        """Whether its days include this one."""
        return self.effective_from <= on and (self.effective_to is None or on < self.effective_to)


class PriceFile(BaseModel):
    """The file as a whole."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_: Annotated[Literal[1], Field(alias="schema")] = 1
    card: date | None = None
    rates: tuple[Row, ...]


Key = tuple[Kind, str | None, str | None]


@dataclass(frozen=True)
class RateCard:
    """Rows by kind, provider and model, youngest first. Build it with `read`."""

    rows: dict[Key, tuple[tuple[int, Row], ...]]
    providers: frozenset[str | None]
    label: str
    status: Literal["priced", "override"]

    @classmethod
    def of(cls, rows: Iterable[Row], *, label: str, status: Literal["priced", "override"]) -> Self:
        """A card of these rows. Raises ValueError if two rows price the same thing from the same day."""
        by_key: dict[Key, list[tuple[int, Row]]] = {}
        seen: dict[tuple[Key, str, date], int] = {}
        for number, row in enumerate(rows, start=1):
            provider, _ = normalise(row.provider, None)
            for name in dict.fromkeys(row.names()):
                key = (row.service, provider, name)
                price_of = (key, UNIT_OF_ROW[row.unit][0], row.effective_from)
                if price_of in seen:
                    two = f"row {seen[price_of]} and row {number}"
                    raise ValueError(f"{two} both price {price_of[1]} of {name} from {row.effective_from}")
                seen[price_of] = number
                by_key.setdefault(key, []).append((number, row))
        return cls(
            rows={k: tuple(sorted(found, key=_begins, reverse=True)) for k, found in by_key.items()},
            providers=frozenset(provider for _, provider, _ in by_key),
            label=label,
            status=status,
        )

    def rates(self, kind: Kind, provider: str | None, model: str | None, at: datetime) -> Rates:
        """The rates of one model that hold on the UTC day of `at`."""
        if provider not in self.providers:
            return Rates("unknown_provider")
        rows = self.rows.get((kind, provider, model))
        if rows is None:
            return Rates("unknown_model")
        day = at.astimezone(UTC).date()
        by_unit: dict[str, Rate] = {}
        refused: dict[str, Reason] = {}
        for number, row in rows:
            unit, per = UNIT_OF_ROW[row.unit]
            if unit in by_unit:
                continue
            if row.holds(day):
                source = f"{self.label}#{number}:{provider}/{_where(row)}"
                by_unit[unit] = Rate(Decimal(row.price), per, row.effective_from.isoformat(), source, self.status)
            else:
                refused[unit] = "no_rate_at_date"
        return Rates("no_rate_for_unit", by_unit, {u: why for u, why in refused.items() if u not in by_unit})

    def in_force(self, on: date) -> list[tuple[int, Row]]:
        """The rows that hold on a UTC day for at least one of their models, with their numbers, in the card's order."""
        holding: dict[int, Row] = {}
        for rows in self.rows.values():
            units: set[str] = set()
            for number, row in rows:
                unit = UNIT_OF_ROW[row.unit][0]
                if unit not in units and row.holds(on):
                    units.add(unit)
                    holding[number] = row
        return sorted(holding.items())


def _where(row: Row) -> str:
    return "/".join((row.models[0], row.mode, row.language, row.plan or "any"))


def _begins(row: tuple[int, Row]) -> date:
    return row[1].effective_from


class _Object(dict[str, object]):
    """A JSON object that knows which key stood twice in it; of those, a parser keeps the last without a word."""

    def __init__(self, pairs: list[tuple[str, object]]) -> None:
        super().__init__(pairs)
        names = [name for name, _ in pairs]
        self.twice = next((name for name in names if names.count(name) > 1), None)


def parse(text: bytes, *, where: str) -> PriceFile:
    """A price file's content. Raises SettingsError naming the file, the row, the field and what is wrong."""
    try:
        content = PriceFile.model_validate_json(text, strict=True)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        more = f" (and {error.error_count() - 1} more)" if error.error_count() > 1 else ""
        raise SettingsError(
            f"{where}: {_place(first['loc'])}{first['msg']}{more}. Try: see the form in aftercall/pricing/card.py, "
            'and write a price as a string: "0.0048"'
        ) from None
    whole = json.loads(text, object_pairs_hook=_Object)
    for loc, one in (((), whole), *((("rates", index), row) for index, row in enumerate(whole["rates"]))):
        if one.twice is not None:
            raise SettingsError(f"{where}: {_place(loc)}{one.twice} stands twice. Try: remove one of the two")
    return content


def _place(loc: tuple[int | str, ...]) -> str:
    match loc:
        case ("rates", int(index), *rest):
            return f"row {index + 1}: " + "".join(f"{part}: " for part in rest)
        case _:
            return "".join(f"{part}: " for part in loc)


def read(path: Path) -> tuple[PriceFile, bytes]:
    """An owner's price file and its bytes. Raises SettingsError if it cannot be read or is not one."""
    try:
        text = path.read_bytes()
    except OSError as error:
        raise SettingsError(
            f"price file {path}: {error.strerror or type(error).__name__}. Try: point AFTERCALL_PRICES at a JSON file, or unset it"
        ) from error
    return parse(text.removeprefix(BOM_UTF8), where=f"price file {path}"), text  # some editors put the mark there
