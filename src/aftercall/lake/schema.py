"""The record as an Arrow schema, derived from the classes in `record.py`: a change there is a change here.

    str, Literal words   string                       tuple[str, …]   list<string>
    int                  int64                        a Part          struct
    float                double                       tuple[Part, …]  list<struct>
    bool                 bool                         dict[str, str]  map<string, string>
    aware datetime       timestamp[us, UTC]
    Decimal              decimal128(18, 9)

Nullability is the contract's, at every depth. The schema has another form in which pyarrow's JSON
reader is given it (`wire`), and `from_wire` brings what it read into the first, without copying:

* a timestamp is text there: the reader takes one without a zone for UTC, the contract has none such;
* a map is a list of key and value: the reader knows no maps;
* within a struct that may be null, everything may: the reader asks for the members of a null struct.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import pyarrow as pa
import pyarrow.compute as pc
from pydantic import AwareDatetime, BaseModel

from aftercall.record import SessionRecord

_TIMESTAMP = pa.timestamp("us", tz="UTC")
_MAP = pa.map_(pa.string(), pa.field("value", pa.string(), nullable=False))

# fmt: off
_SCALARS: dict[Any, pa.DataType] = {
    str:           pa.string(),
    int:           pa.int64(),
    float:         pa.float64(),
    bool:          pa.bool_(),
    datetime:      _TIMESTAMP,
    AwareDatetime: _TIMESTAMP,
    Decimal:       pa.decimal128(18, 9),
}
# fmt: on


@cache
def record_schema() -> pa.Schema:
    """The schema of a session's record, its columns in the order in which they are written."""
    return pa.schema(fields_of(SessionRecord))


def fields_of(model: type[BaseModel]) -> list[pa.Field]:
    """The fields of any part of a record. Raises TypeError for an annotation that has no column type."""
    fields = []
    for name, field in model.model_fields.items():
        annotation, nullable = _without_null(field.annotation)
        fields.append(pa.field(name, _type(annotation, f"{model.__name__}.{name}"), nullable=nullable))
    return fields


def _without_null(annotation: Any) -> tuple[Any, bool]:
    if get_origin(annotation) in (Union, UnionType):
        others = [part for part in get_args(annotation) if part is not NoneType]
        if len(others) == 1 and len(others) < len(get_args(annotation)):
            return others[0], True
    return annotation, False


def _type(annotation: Any, where: str) -> pa.DataType:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _type(arguments[0], where)
    if annotation in _SCALARS:
        return _SCALARS[annotation]
    if origin is Literal and len({type(word) for word in arguments}) == 1:
        return _type(type(arguments[0]), where)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return pa.struct(fields_of(annotation))
    if origin is dict and all(_type(part, where) == pa.string() for part in arguments):
        return _MAP
    if origin is tuple and len(arguments) == 2 and arguments[1] is Ellipsis:
        return pa.list_(pa.field("item", _type(arguments[0], where), nullable=False))
    raise TypeError(f"{where}: {annotation!r} is no column type. Try: add it to lake/schema.py")


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

    Raises ArrowInvalid for a time without a zone or finer than microseconds, a number that is not
    finite, and a struct that lacks a required member.
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
        return array.cast(kind)
    if pa.types.is_floating(kind) and pc.all(pc.is_finite(array)).as_py() is False:
        raise pa.ArrowInvalid("a number is not finite")
    return array


def _like(array: pa.Array, kind: pa.DataType, buffers: int, children: list[pa.Array]) -> pa.Array:
    """The same nulls and offsets, with other children."""
    own = array.buffers()[:buffers]
    return pa.Array.from_buffers(kind, len(array), own, array.null_count, array.offset, children=children)
