"""Columns and flat columns."""

from __future__ import annotations

import pytest
from pydantic import BaseModel

from aftercall.lake.columns import Column, columns_of, record_columns, walk
from aftercall.record import Text, column
from aftercall.warehouse.dialects import duckdb_type
from aftercall.warehouse.flat import flat_name, tables


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
