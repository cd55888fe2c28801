"""The record's columns as an Arrow schema: a change in `record.py` is a change here.

Nullability is the contract's, at every depth. The schema has another form in which pyarrow's JSON
reader is given it (`wire`), and `from_wire` brings what it read into the first, without copying:

* a timestamp is text there: the reader takes one without a zone for UTC, the contract has none such;
* a map is a list of key and value: the reader knows no maps;
* within a struct that may be null, everything may: the reader asks for the members of a null struct.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import cache

import pyarrow as pa
import pyarrow.compute as pc

from aftercall.lake.columns import Column, ColumnType, record_columns

_TIMESTAMP = pa.timestamp("us", tz="UTC")
_FIRST = pa.scalar(datetime(1, 1, 1, tzinfo=UTC), _TIMESTAMP)
_LAST = pa.scalar(datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC), _TIMESTAMP)

# fmt: off
_TYPES: dict[ColumnType, pa.DataType] = {
    "string":             pa.string(),
    "bigint":             pa.int64(),
    "double":             pa.float64(),
    "boolean":            pa.bool_(),
    "timestamp":          _TIMESTAMP,
    "decimal(18,9)":      pa.decimal128(18, 9),
    "map<string,string>": pa.map_(pa.string(), pa.field("value", pa.string(), nullable=False)),
    "array<string>":      pa.list_(pa.field("item", pa.string(), nullable=False)),
}
# fmt: on


@cache
def record_schema() -> pa.Schema:
    """The schema of a session's record, its columns in the order in which they are written."""
    return pa.schema(fields_of(record_columns()))


def fields_of(columns: Iterable[Column]) -> list[pa.Field]:
    """Columns as Arrow fields."""
    return [pa.field(column.name, _type(column), nullable=column.nullable) for column in columns]


def _type(column: Column) -> pa.DataType:
    if column.type == "struct":
        return pa.struct(fields_of(column.fields))
    if column.type == "array<struct>":
        return pa.list_(pa.field("item", pa.struct(fields_of(column.fields)), nullable=False))
    return _TYPES[column.type]


# ------------------------------------------------------------------------------------ as JSON gives it


def wire(fields: Sequence[pa.Field]) -> pa.Schema:
    """`fields` as pyarrow's JSON reader is to be told of them."""
    return pa.schema([_wire(field, null=False) for field in fields])


def _wire(field: pa.Field, *, null: bool) -> pa.Field:
    """`null`: a struct above may be null."""
    null = null or field.nullable
    return pa.field(field.name, _wire_type(field.type, null=null), nullable=null)


def _wire_type(kind: pa.DataType, *, null: bool) -> pa.DataType:
    if kind == _TIMESTAMP:
        return pa.string()
    if pa.types.is_map(kind):
        entry = [pa.field(name, pa.string(), nullable=False) for name in ("key", "value")]
        return pa.list_(pa.field("item", pa.struct(entry), nullable=False))
    if pa.types.is_struct(kind):
        return pa.struct([_wire(field, null=null) for field in kind])
    if pa.types.is_list(kind):  # a null list has no elements that could be asked for theirs
        return pa.list_(_wire(kind.value_field, null=False))
    return kind


def from_wire(array: pa.Array, kind: pa.DataType) -> pa.Array:
    """`array`, as read, as the type of the contract.

    Raises ArrowInvalid for a time without a zone, finer than microseconds or outside of the years 1 to 9999,
    a number that is not finite, and a struct that lacks a required member.
    """
    if pa.types.is_struct(kind):
        members = [from_wire(array.field(at), field.type) for at, field in enumerate(kind)]
        for field, member in zip(kind, members, strict=True):
            if not field.nullable and member.null_count > array.null_count:
                raise pa.ArrowInvalid(f"{field.name} is null")
        return _like(array, kind, 1, members)
    if pa.types.is_map(kind):
        return _like(array, kind, 2, [_like(array.values, kind.field(0).type, 1, array.values.flatten())])
    if pa.types.is_list(kind):
        return _like(array, kind, 2, [from_wire(array.values, kind.value_type)])
    if kind == _TIMESTAMP:
        times = array.cast(kind)
        if pc.any(pc.or_(pc.less(times, _FIRST), pc.greater(times, _LAST))).as_py():  # by its zone a day further
            raise pa.ArrowInvalid("a time is out of range")
        return times
    if pa.types.is_floating(kind) and pc.all(pc.is_finite(array)).as_py() is False:
        raise pa.ArrowInvalid("a number is not finite")
    return array


def _like(array: pa.Array, kind: pa.DataType, buffers: int, children: list[pa.Array]) -> pa.Array:
    """The same nulls and offsets, with other children."""
    own = array.buffers()[:buffers]
    return pa.Array.from_buffers(kind, len(array), own, array.null_count, array.offset, children=children)
