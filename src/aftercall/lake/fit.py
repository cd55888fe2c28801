"""Fit: any parsed v1 record, brought to exactly the columns of the contract, or refused by name.

Fields that are no columns are dropped (a later v1 may add some), and a nullable one may be
missing (an earlier v1 had it not). Words outside a closed vocabulary pass: a later v1 may know more.
Everything else is a fault of the file: a wrong type, a number no column can hold, a null where the
contract has none.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from aftercall.errors import RecordError
from aftercall.lake.columns import Column
from aftercall.record import storable

_BIGINT = 2**63
_DECIMAL = Decimal(10) ** 9
_NINE_PLACES = Decimal("1E-9")
_NUMBER = re.compile(r"-?[0-9]{1,20}(?:\.[0-9]{1,20})?")


def fit(value: Any, columns: Iterable[Column], where: str = "") -> dict[str, Any]:
    """`value`, a dict as `landing.read_json` gives it, with the members that `columns` name.

    A timestamp becomes an aware datetime in UTC, a decimal a Decimal, a double a float, and a map a
    list of `{"key": …, "value": …}`, as `schema.wire` has it.
    Raises RecordError that names the first field which does not fit, and never its value.
    """
    if not isinstance(value, Mapping):
        raise _misfit(where.rstrip(".") or "the record", "struct")
    return {column.name: _member(value.get(column.name), column, where + column.name) for column in columns}


def _member(value: Any, column: Column, where: str) -> Any:
    if value is None:
        if column.nullable:
            return None
        raise _misfit(where, f"{column.type}, never null")
    if column.type == "struct":
        return fit(value, column.fields, where + ".")
    if column.type == "map<string,string>":
        if isinstance(value, Mapping) and all(isinstance(item, str) for item in value.values()):
            kept = {storable(key): storable(item) for key, item in value.items()}
            return [{"key": key, "value": item} for key, item in kept.items()]
    elif column.type == "array<struct>":
        if isinstance(value, list):
            return [fit(item, column.fields, f"{where}[].") for item in value]
    elif column.type == "array<string>":
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return [storable(item) for item in value]
    elif (found := _scalar(value, column.type)) is not None:
        return found
    raise _misfit(where, column.type)


def _scalar(value: Any, kind: str) -> Any:
    """The value as its column takes it, None if it does not fit."""
    if kind == "string":
        return storable(value) if isinstance(value, str) else None
    if kind == "boolean":
        return value if isinstance(value, bool) else None
    if kind == "timestamp":
        return _instant(value)
    if kind == "decimal(18,9)":
        return _decimal(value)
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        return None
    if kind == "bigint":
        return value if isinstance(value, int) and -_BIGINT <= value < _BIGINT else None
    return _double(value)


def _decimal(value: Any) -> Decimal | None:
    """A number, or a number as text: both are exact, and other writers of JSON prefer the second."""
    number = isinstance(value, (int, Decimal)) and not isinstance(value, bool)
    if not number and not (isinstance(value, str) and _NUMBER.fullmatch(value)):
        return None
    exact = Decimal(value)
    return exact if abs(exact) < _DECIMAL and exact % _NINE_PLACES == 0 else None


def _double(value: int | Decimal) -> float | None:
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def _instant(value: Any) -> datetime | None:
    if not isinstance(value, str):
        return None
    try:
        instant = datetime.fromisoformat(value)
        return instant.astimezone(UTC) if instant.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _misfit(where: str, expected: str) -> RecordError:
    return RecordError(
        f"{where} is not {expected}. Try: ask whoever wrote the file; aftercall schema shows the contract"
    )
