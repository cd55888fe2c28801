"""Columns, flat columns, and values that fit them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from pydantic import BaseModel

from aftercall.errors import RecordError
from aftercall.record import Text, column
from aftercall.warehouse.columns import Column, columns_of, record_columns, walk
from aftercall.warehouse.dialects import duckdb_type
from aftercall.warehouse.fit import fit
from aftercall.warehouse.flat import flat_name, tables
from tests.record_factory import a_record, records


def named(path):
    return dict(walk(record_columns()))[path]


@pytest.mark.parametrize(
    ("path", "kind", "nullable"),
    [
        ("schema_version", "bigint", False),
        ("session_id", "string", False),
        ("user_email", "string", True),
        ("start_time", "timestamp", False),
        ("duration_seconds", "double", False),
        ("cost_summary.total", "decimal(18,9)", True),
        ("outcome.success", "boolean", True),
        ("telephony", "struct", True),
        ("telephony.direction", "string", True),
        ("turns", "array<struct>", False),
        ("turns[].ended_at", "timestamp", True),
        ("agent.tags", "array<string>", False),
        ("record.incomplete_reasons", "array<string>", False),
        ("custom", "map<string,string>", False),
        ("transcript", "array<struct>", True),
    ],
)
def test_an_annotation_becomes_its_column(path, kind, nullable):
    assert (named(path).type, named(path).nullable) == (kind, nullable)


def test_a_closed_vocabulary_is_known_to_its_column():
    assert named("discovered_signals.urgency").choices == ("high", "medium", "low")
    assert "transcript_left_out" in named("record.incomplete_reasons").choices


def test_the_words_and_who_said_them_are_tagged_pii():
    pii = {path for path, column in walk(record_columns()) if column.tag == "pii"}
    assert {"user_email", "transcript", "transcript[].text", "tool_calls[].arguments", "user_metadata", "custom"} <= pii


@pytest.mark.parametrize("annotation", [list[str], dict[str, int], str | int, object, tuple[int, ...], bytes])
def test_an_annotation_that_no_engine_has_a_column_for_is_refused(annotation):
    class Odd(BaseModel, arbitrary_types_allowed=True):
        field: annotation = column("Odd.")

    with pytest.raises(TypeError, match=r"Odd\.field: .* is no column type\. Try: "):
        columns_of(Odd)


def test_a_field_without_a_meaning_is_refused():
    class Silent(BaseModel):
        field: Text

    with pytest.raises(TypeError, match=r"Silent\.field has no meaning or tag"):
        columns_of(Silent)


def test_a_struct_in_duckdb_names_its_members():
    members = (Column("a", "bigint", "", "operational", True), Column("b", "array<string>", "", "operational", False))
    assert duckdb_type(Column("s", "struct", "", "operational", True, members)) == 'STRUCT("a" BIGINT, "b" VARCHAR[])'
    assert duckdb_type(Column("s", "array<struct>", "", "operational", True, members[:1])) == 'STRUCT("a" BIGINT)[]'


# ------------------------------------------------------------------------------------------- flat tables


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("user_email", "user_email"),
        ("discovered_signals.team_size", "team_size"),
        ("discovered_signals.other", "signals_other"),
        ("metrics_summary.latency_ms.e2e.p95", "latency_ms_e2e_p95"),
        ("cost_summary.total", "cost_total"),
        ("outcome.status", "outcome_status"),
    ],
)
def test_a_flat_column_is_named_by_its_path(path, name):
    assert flat_name(path) == name


def test_flat_tables_have_scalar_columns_whose_names_do_not_clash():
    for table in tables():
        names = [flat.name for flat in table.columns]
        assert len(names) == len(set(names))
        assert {flat.column.type for flat in table.columns} <= {
            "string", "bigint", "double", "boolean", "timestamp", "decimal(18,9)",
        }  # fmt: skip
        assert names[:6] == ["session_id", "job_id", "start_time", "year", "month", "day"]


def test_every_field_but_the_words_is_in_exactly_one_flat_table():
    flat = [
        f"{table.path}[].{column.path}" if table.path and not column.of_call else column.path
        for table in tables()
        for column in table.columns
        if not table.path or not column.of_call
    ]
    leaves = [
        path for path, column in walk(record_columns()) if not column.fields and not path.startswith("transcript[]")
    ]
    assert sorted(set(flat)) == sorted(leaves)


# --------------------------------------------------------------------------------------------------- fit


@given(records())
@settings(max_examples=50, deadline=None)
def test_any_record_fits_and_loses_nothing(record):
    value = json.loads(record.to_json(), parse_float=Decimal)
    fitting = fit(value, record_columns())
    assert type(record).model_validate(fitting) == record


def document(**changes):
    return {**json.loads(a_record().to_json(), parse_float=Decimal), **changes}


def test_fields_and_words_of_a_later_version_do_no_harm():
    later = document(new=1, outcome={**document()["outcome"], "status": "transferred", "new": []})
    fitting = fit(later, record_columns())
    assert "new" not in fitting
    assert fitting["outcome"]["status"] == "transferred"
    assert "new" not in fitting["outcome"]


def test_a_nullable_field_may_be_missing_and_another_may_not():
    value = document()
    del value["telephony"]
    assert fit(value, record_columns())["telephony"] is None
    del value["end_time"]
    with pytest.raises(RecordError, match=r"^end_time is not timestamp, never null\. Try: "):
        fit(value, record_columns())


def test_a_time_with_any_offset_is_the_same_instant():
    fitting = fit(document(end_time="2026-11-22T10:31:34.625+01:00"), record_columns())
    assert fitting["end_time"] == datetime(2026, 11, 22, 9, 31, 34, 625_000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("string", 1), ("string", ["x"]), ("bigint", "1"), ("bigint", Decimal("1.5")), ("bigint", True),
        ("bigint", 2**63), ("bigint", -(2**63) - 1), ("double", "1"), ("double", Decimal("1E+400")), ("double", False),
        ("double", 10**400), ("double", float("nan")), ("boolean", 1), ("boolean", "true"), ("timestamp", 1),
        ("timestamp", "2026-11-22"), ("timestamp", "2026-11-22T09:30:00"), ("timestamp", "0001-01-01T00:00:00+14:00"),
        ("decimal(18,9)", Decimal("0.0000000001")), ("decimal(18,9)", Decimal(10**9)), ("decimal(18,9)", "1"),
        ("decimal(18,9)", float("inf")), ("decimal(18,9)", Decimal("1E-400")), ("decimal(18,9)", Decimal("1E+400")),
        ("map<string,string>", {"a": 1}), ("map<string,string>", []), ("array<string>", ["a", None]), ("array<string>", "a"),
        ("struct", []), ("array<struct>", {}), ("array<struct>", [1]),
    ],
)  # fmt: skip
def test_a_value_of_another_type_does_not_fit(kind, value):
    with pytest.raises(RecordError, match=r"^x(\[\])? is not "):
        fit({"x": value}, (Column("x", kind, "", "operational", True),))
