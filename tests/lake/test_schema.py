"""The Arrow schema: what `record.py` says, at every depth."""

from __future__ import annotations

import pyarrow as pa
from pydantic import BaseModel

from aftercall.lake.columns import columns_of
from aftercall.lake.schema import fields_of, record_schema, wire
from aftercall.record import SessionRecord, Text, column


def test_the_schema_has_every_column_of_the_record_in_order():
    assert record_schema().names == list(SessionRecord.model_fields)


def test_what_becomes_of_each_sort_of_annotation():
    schema = record_schema()
    assert schema.field("schema_version") == pa.field("schema_version", pa.int64(), nullable=False)
    assert schema.field("start_time").type == pa.timestamp("us", tz="UTC")
    assert schema.field("cost_summary").type.field("total").type == pa.decimal128(18, 9)
    assert schema.field("custom").type == pa.map_(pa.string(), pa.field("value", pa.string(), nullable=False))
    assert schema.field("agent").type.field("tags").type.value_field.nullable is False


def test_json_is_read_with_text_for_times_pairs_for_maps_and_no_demands_on_what_may_be_absent():
    class Inner(BaseModel):
        needed: Text = column("Needed.")

    class Outer(BaseModel):
        maybe: Inner | None = column("Maybe.", default=None)
        always: Inner = column("Always.")

    told = wire(fields_of(columns_of(Outer)))
    assert told.field("maybe").type.field("needed").nullable
    assert not told.field("always").type.field("needed").nullable
    told = wire(record_schema())
    assert told.field("start_time").type == pa.string()
    assert told.field("custom").type.value_type.names == ["key", "value"]
