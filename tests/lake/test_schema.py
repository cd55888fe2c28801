"""The Arrow schema: what `record.py` says, at every depth."""

from __future__ import annotations

import pyarrow as pa
import pytest
from pydantic import BaseModel

from aftercall.lake.fit import shapes
from aftercall.lake.schema import fields_of, record_schema, wire
from aftercall.record import SessionRecord, Text, column
from aftercall.warehouse.columns import record_columns, walk


def leaves(members, above=""):
    """Dotted path, type in the contract's words, and nullability, of every field and member."""
    for member in members:
        yield above + member.name, member.kind, member.nullable
        if member.kind == "array<struct>":
            yield from leaves(member.members[0].members, f"{above}{member.name}[].")
        elif member.kind == "struct":
            yield from leaves(member.members, f"{above}{member.name}.")


def test_the_schema_says_of_every_field_what_the_tables_say():
    ours = list(leaves(shapes(record_schema())))
    assert ours == [(path, column.type, column.nullable) for path, column in walk(record_columns())]
    assert record_schema().names == list(SessionRecord.model_fields)


def test_what_becomes_of_each_sort_of_annotation():
    schema = record_schema()
    assert schema.field("schema_version") == pa.field("schema_version", pa.int64(), nullable=False)
    assert schema.field("start_time").type == pa.timestamp("us", tz="UTC")
    assert schema.field("cost_summary").type.field("total").type == pa.decimal128(18, 9)
    assert schema.field("custom").type == pa.map_(pa.string(), pa.field("value", pa.string(), nullable=False))
    assert schema.field("agent").type.field("tags").type.value_field.nullable is False


@pytest.mark.parametrize("annotation", [list[str], dict[str, int], str | int, object, tuple[int, int], bytes])
def test_an_annotation_without_a_column_type_is_refused(annotation):
    class Odd(BaseModel, arbitrary_types_allowed=True):
        field: annotation = column("Odd.")

    with pytest.raises(TypeError, match=r"Odd\.field: .* is no column type\. Try: "):
        fields_of(Odd)


def test_json_is_read_with_text_for_times_pairs_for_maps_and_no_demands_on_what_may_be_absent():
    class Inner(BaseModel):
        needed: Text = column("Needed.")

    class Outer(BaseModel):
        maybe: Inner | None = column("Maybe.", default=None)
        always: Inner = column("Always.")

    told = wire(fields_of(Outer))
    assert told.field("maybe").type.field("needed").nullable
    assert not told.field("always").type.field("needed").nullable
    told = wire(record_schema())
    assert told.field("start_time").type == pa.string()
    assert told.field("custom").type.value_type.names == ["key", "value"]
