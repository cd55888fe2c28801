"""The columns of a record, derived from the classes in `record.py`.

This is the one place that knows how a Python annotation becomes a column. The types, in the contract's words:

    string  bigint  double  boolean  timestamp  decimal(18,9)
    map<string,string>  array<string>  struct  array<struct>

A timestamp is UTC with microseconds. A struct's members, and those of an array's structs, are in
`Column.fields`. The Arrow schema, `schema/v1`, the tables and (per engine) their DDL come from this tree.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import AwareDatetime, BaseModel

from aftercall.record import SessionRecord, Tag

ColumnType = Literal[
    "string", "bigint", "double", "boolean", "timestamp", "decimal(18,9)",
    "map<string,string>", "array<string>", "struct", "array<struct>",
]  # fmt: skip

# fmt: off
_SCALARS: dict[Any, ColumnType] = {
    str:           "string",
    int:           "bigint",
    float:         "double",
    bool:          "boolean",
    datetime:      "timestamp",
    AwareDatetime: "timestamp",
    Decimal:       "decimal(18,9)",
}
# fmt: on


@dataclass(frozen=True)
class Column:
    """One column or member. `choices` are the words that a closed vocabulary holds today."""

    name: str
    type: ColumnType
    comment: str
    tag: Tag
    nullable: bool
    fields: tuple[Column, ...] = ()
    choices: tuple[str, ...] = ()


@cache
def record_columns() -> tuple[Column, ...]:
    """The columns of a session's record, in the order in which they are written."""
    return columns_of(SessionRecord)


def columns_of(model: type[BaseModel]) -> tuple[Column, ...]:
    """The columns of any part of a record. Raises TypeError for an annotation that is no column."""
    columns = []
    for name, field in model.model_fields.items():
        annotation, nullable = _without_null(field.annotation)
        extra = field.json_schema_extra
        if not isinstance(extra, dict) or not field.description:
            raise TypeError(f"{model.__name__}.{name} has no meaning or tag. Try: declare it with record.column()")
        tag: Any = extra["tag"]
        kind, fields, choices = _shape(annotation, f"{model.__name__}.{name}")
        columns.append(Column(name, kind, field.description, tag, nullable, fields, choices))
    return tuple(columns)


def walk(columns: tuple[Column, ...], above: str = "") -> Iterator[tuple[str, Column]]:
    """Every column and member with its dotted path; `[]` marks an array: `tool_calls[].name`."""
    for column in columns:
        path = above + column.name
        yield path, column
        yield from walk(column.fields, f"{path}[]." if column.type == "array<struct>" else f"{path}.")


def _without_null(annotation: Any) -> tuple[Any, bool]:
    if get_origin(annotation) in (Union, UnionType):
        others = [part for part in get_args(annotation) if part is not NoneType]
        if len(others) == 1 and len(others) < len(get_args(annotation)):
            return others[0], True
    return annotation, False


def _shape(annotation: Any, where: str) -> tuple[ColumnType, tuple[Column, ...], tuple[str, ...]]:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _shape(arguments[0], where)
    if annotation in _SCALARS:
        return _SCALARS[annotation], (), ()
    if origin is Literal:
        if all(isinstance(word, str) for word in arguments):
            return "string", (), arguments
        if all(type(number) is int for number in arguments):
            return "bigint", (), tuple(str(number) for number in arguments)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return "struct", columns_of(annotation), ()
    if origin is dict and all(_shape(part, where)[0] == "string" for part in arguments):
        return "map<string,string>", (), ()
    if origin is tuple and len(arguments) == 2 and arguments[1] is Ellipsis:
        kind, fields, choices = _shape(arguments[0], where)
        if kind == "struct":
            return "array<struct>", fields, ()
        if kind == "string":
            return "array<string>", (), choices
    raise TypeError(f"{where}: {annotation!r} is no column type. Try: add it to warehouse/columns.py and dialects.py")
