"""A provider's usage export: a CSV file whose first line names its columns.

The columns are named as the fields of each provider's public usage API, and a few of them are enough: a day, a model,
and one quantity or amount. Others are left alone, so rows split by project, key or tag are summed. FORMATS lists what
is read; no provider documents the columns of the CSV file that its web console offers, so none is assumed here.

| a day is | taken as |
|---|---|
| `2026-11-22` | that day, in whatever zone the provider keeps its days |
| `2026-11-22T00:00:00+01:00`, a midnight | the day that is written |
| `2026-11-22T10:00:00Z`, with any offset | its UTC day |
| `1795305600`, `1795305600000` | seconds or milliseconds since 1970: their UTC day |
| any of these with an end | the UTC day that holds the middle between them |

Anything that is not clearly a day, a model or a number is an error that names its line and column: a wrong table that
looks right is worse than none. An empty quantity is one that was not told, and is not 0.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import NoReturn

from aftercall.errors import AftercallError
from aftercall.pricing.quantities import EXACT


@dataclass(frozen=True)
class Format:
    """The columns of one provider's export. Of days, models and currency the first that is there is read."""

    days: tuple[str, ...]
    ends: tuple[str, ...]
    """Where a row's time ends: no row may hold more than a day."""
    models: tuple[str, ...]
    quantities: Mapping[str, tuple[str, int]]
    """Column → the unit that records have, and how many of it one is. Of columns of one unit, a row's is the one that tells it."""
    money: tuple[str, ...]
    """Likewise: the one that tells it."""
    currency: tuple[str, ...] = ()
    """Without such a column, or where it is empty, amounts are US dollars."""


FORMATS: dict[str, Format] = {
    "openai": Format(
        days=("start_time", "date"),
        ends=("end_time",),
        models=("model",),
        quantities={
            "input_tokens": ("input_tokens", 1),
            "input_cached_tokens": ("cached_input_tokens", 1),
            "output_tokens": ("output_tokens", 1),
            "input_audio_tokens": ("uncached_input_audio_tokens", 1),
            "input_cached_audio_tokens": ("cached_input_audio_tokens", 1),
            "output_audio_tokens": ("output_audio_tokens", 1),
            "num_model_requests": ("requests", 1),
            "characters": ("characters", 1),
            "seconds": ("audio_seconds", 1),
        },
        money=("amount_value", "amount"),
        currency=("amount_currency", "currency"),
    ),
    "deepgram": Format(
        days=("start", "date"),
        ends=("end",),
        models=("models", "model", "line_item"),
        quantities={
            "hours": ("audio_seconds", 3600),
            "total_hours": ("audio_seconds", 3600),
            "tts_characters": ("characters", 1),
        },
        money=("dollars", "amount"),
    ),
    "elevenlabs": Format(
        days=("time", "date"),
        ends=(),
        models=("model",),
        quantities={
            "tts_characters": ("characters", 1),
            "characters": ("characters", 1),
            "minutes_used": ("audio_seconds", 60),
            "credits": ("credits", 1),
        },
        money=("amount",),
        currency=("currency",),
    ),
}


@dataclass(frozen=True)
class Billed:
    """One row of an export. Null is what the row does not tell."""

    line: int
    day: date
    model: str
    """As the provider spells it, lower-cased; of a line item like `streaming::nova-3`, what comes last."""
    units: Mapping[str, Decimal]
    money: Decimal | None
    currency: str
    repeats: bool = False
    """An earlier row is the same in every column: perhaps one part of two that are alike, perhaps exported twice."""


_NUMBER = re.compile(r"-?\d{1,40}(\.\d{1,40})?([eE][+-]?\d{1,2})?", re.ASCII)
_TOO_MUCH = Decimal(10**18)
_NINE_PLACES = Decimal("1e-9")
_EPOCH = re.compile(r"\d{9,13}", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MILLISECONDS = 10**11
_LONGEST = timedelta(hours=25)
"""A day on which clocks were put back."""


def read_export(provider: str, lines: Iterable[str]) -> list[Billed]:
    """The rows of an export, in their order. `provider` is a key of FORMATS; `lines` are the file's, with their ends.

    Raises AftercallError for whatever cannot be read, with line and column.
    """
    form = FORMATS[provider]
    reader = csv.reader(lines, strict=True)
    try:
        header = _header(next(reader, None))
        places = _Places(header, form, provider)
        seen: set[tuple[str, ...]] = set()
        return [
            replace(places.row(reader.line_num, cells), repeats=_is_in(seen, tuple(cells)))
            for cells in _rows(reader, header)
        ]
    except csv.Error as error:
        raise AftercallError(f"line {reader.line_num}: no CSV ({error}). Try: export it as comma-separated") from error


def _is_in(seen: set[tuple[str, ...]], cells: tuple[str, ...]) -> bool:
    """Whether they were seen before; they are from now on."""
    before = len(seen)
    seen.add(cells)
    return len(seen) == before


def _header(names: list[str] | None) -> list[str]:
    if not names:
        raise AftercallError("the file is empty. Try: export it again, with a line that names the columns")
    if len(names) == 1 and (other := next((mark for mark in (";", "\t", "|") if mark in names[0]), None)):
        raise AftercallError(
            f"line 1: the columns are separated by {other!r}. Try: export it with commas, and numbers with a decimal point"
        )
    header = [name.strip().lower().removeprefix("\ufeff") for name in names]
    twice = sorted({name for name in header if name and header.count(name) > 1})
    if twice:
        raise AftercallError(f"line 1: two columns are named {twice[0]!r}. Try: remove one")
    return header


def _rows(reader: Iterator[list[str]], header: Sequence[str]) -> Iterator[list[str]]:
    for cells in reader:
        if not cells:
            continue  # an empty line
        if len(cells) != len(header):
            raise AftercallError(
                f"line {getattr(reader, 'line_num', '?')}: {len(cells)} fields, and the first line names {len(header)} columns. "
                "Try: quote fields that hold a comma"
            )
        yield cells


class _Places:
    """Where in a line each thing is."""

    def __init__(self, header: Sequence[str], form: Format, provider: str) -> None:
        self._header, self._form = header, form
        self._day = self._need(form.days, "a day", provider)
        self._model = self._need(form.models, "a model", provider)
        self._end = self._first(form.ends)
        self._currency = self._first(form.currency)
        self._money = [(header.index(column), 1) for column in form.money if column in header]
        self._units: dict[str, list[tuple[int, int]]] = {}
        for column, (unit, per) in form.quantities.items():
            if column in header:
                self._units.setdefault(unit, []).append((header.index(column), per))
        if not self._units and not self._money:
            self._lacks("a quantity or an amount", (*form.quantities, *form.money), provider)

    def row(self, line: int, cells: Sequence[str]) -> Billed:
        """One line's cells. Raises AftercallError."""
        units = {}
        for unit, places in self._units.items():
            for place, _ in places:
                if (self._number(line, cells, place) or 0) < 0:
                    self._wrong(line, place, cells, "less than 0", "correct the export")
            quantity = self._told(line, cells, places)
            if quantity is not None:
                units[unit] = EXACT.quantize(quantity, _NINE_PLACES)  # of 1/3 h nobody meant 1199.999…
        money = self._told(line, cells, self._money)
        currency = cells[self._currency].strip().upper() if self._currency is not None else ""
        return Billed(line, self._day_of(line, cells), self._model_of(line, cells), units, money, currency or "USD")

    def _told(self, line: int, cells: Sequence[str], places: Iterable[tuple[int, int]]) -> Decimal | None:
        """The one amount that columns of one meaning tell; null if none does."""
        told: Decimal | None = None
        by = ""
        for place, per in places:
            number = self._number(line, cells, place)
            if number is None:
                continue
            amount = number if per == 1 else EXACT.multiply(number, Decimal(per))
            if told is not None and amount != told:
                self._wrong(line, place, cells, f"not what {by!r} says, which means the same", "remove one of the two")
            if told is None:
                told, by = amount, self._header[place]
        return told

    def _day_of(self, line: int, cells: Sequence[str]) -> date:
        start = self._time(line, cells, self._day)
        end = start
        if self._end is not None and cells[self._end].strip():
            end = self._time(line, cells, self._end)
            if not timedelta(0) <= end - start <= _LONGEST:
                self._wrong(
                    line, self._end, cells, "not within a day of the row's start", "export with one row per day"
                )
        if start == end and start.time() == time():
            return start.date()  # a day of a zone, by its name
        return (start.astimezone(UTC) + (end - start) / 2).date()

    def _model_of(self, line: int, cells: Sequence[str]) -> str:
        name = cells[self._model].strip().lower()
        if not name:
            self._wrong(line, self._model, cells, "no model", "export grouped by model")
        return name.rpartition("::")[2] if self._header[self._model] == "line_item" else name

    def _time(self, line: int, cells: Sequence[str], place: int) -> datetime:
        text = cells[place].strip()
        try:
            if _EPOCH.fullmatch(text):
                return datetime.fromtimestamp(int(text) / (1000 if int(text) >= _MILLISECONDS else 1), UTC)
            at = datetime.fromisoformat(text)
            if at.tzinfo is not None:
                at.astimezone(UTC)  # which the first and the last year do not all have
        except (ValueError, OverflowError):
            self._wrong(line, place, cells, "no day", "2026-11-22, 2026-11-22T00:00:00Z or seconds since 1970")
        if _DAY.fullmatch(text):
            return at.replace(tzinfo=UTC)
        if at.tzinfo is None:
            self._wrong(line, place, cells, "a time without a zone", "add Z if it is UTC, or write the day alone")
        return at

    def _number(self, line: int, cells: Sequence[str], place: int) -> Decimal | None:
        text = cells[place].strip()
        if text.lower() in ("", "null", "none"):
            return None
        if not _NUMBER.fullmatch(text):
            self._wrong(
                line, place, cells, "no number", "digits with a decimal point, and no separators or signs of currency"
            )
        number = Decimal(text)
        if abs(number) >= _TOO_MUCH:
            self._wrong(line, place, cells, "too large", "correct the export")
        return number

    def _wrong(self, line: int, place: int, cells: Sequence[str], what: str, instead: str) -> NoReturn:
        shown = cells[place] if len(cells[place]) <= 40 else cells[place][:40] + "…"
        raise AftercallError(f"line {line}, column {self._header[place]!r}: {shown!r} is {what}. Try: {instead}")

    def _first(self, names: Iterable[str]) -> int | None:
        return next((self._header.index(name) for name in names if name in self._header), None)

    def _need(self, names: tuple[str, ...], what: str, provider: str) -> int:
        place = self._first(names)
        return place if place is not None else self._lacks(what, names, provider)

    def _lacks(self, what: str, names: Iterable[str], provider: str) -> NoReturn:
        raise AftercallError(
            f"line 1: no column for {what}; of {provider}'s export it is one of {', '.join(names)}. "
            "Try: name the columns as docs/invoices.md lists them"
        )
