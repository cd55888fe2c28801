"""The tables, views and questions in each engine's SQL: the names, order, types and comments that were promised."""

from __future__ import annotations

import re

import duckdb
import pytest
import sqlglot
from schema import translate
from sqlglot import exp

from aftercall.errors import AftercallError
from aftercall.lake.columns import record_columns, walk
from aftercall.warehouse import questions, raw_table, views
from aftercall.warehouse.dialects import comment, duckdb_type
from aftercall.warehouse.flat import tables

ENGINES = ("duckdb", "snowflake", "athena", "spark")
PROMISED = """
    session_id VARCHAR(100), user_email VARCHAR(255), start_time TIMESTAMP, end_time TIMESTAMP, duration_seconds NUMBER,
    discovered_signals VARIANT, tool_calls ARRAY, metrics_summary VARIANT, cost_summary VARIANT,
    conversation_state VARCHAR(50), year NUMBER, month NUMBER, day NUMBER
"""
WIDER = {
    ("VARCHAR(100)", "VARCHAR"), ("VARCHAR(255)", "VARCHAR"), ("VARCHAR(50)", "VARCHAR"),
    ("TIMESTAMP", "TIMESTAMP_NTZ(9)"), ("NUMBER", "NUMBER(38, 6)"),
}  # fmt: skip
"""Pairs of a promised type and one that holds every value of it; a NUMBER of seconds has no 32 digits."""


def engine_views(engine):
    return [sqlglot.parse_one(view.sql, read=engine) for view in views.views(getattr(views, engine)())]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_view_has_the_columns_of_its_table_in_their_order(engine):
    for table, view in zip(tables(), engine_views(engine), strict=True):
        assert view.find(exp.Table).name == table.name
        selected = view.expression.named_selects
        assert selected == [flat.name for flat in table.columns]
        head = view.this
        if isinstance(head, exp.Schema):
            assert [column.name for column in head.expressions] == selected


@pytest.mark.parametrize("engine", ENGINES)
def test_a_view_takes_records_of_version_1_and_one_of_each_call(engine):
    for view in views.views(getattr(views, engine)()):
        assert "WHERE schema_version = 1\n" in view.sql
        assert re.search(r"AND session_id IS NOT NULL\s+AND start_time IS NOT NULL\n", view.sql)
        assert view.sql.endswith("WHERE r.place = 1")
        assert re.search(r"PARTITION BY\s+year, month, day, session_id, coalesce\(agent[.:]job_id", view.sql)


def test_the_promised_columns_come_first_with_their_names_in_their_order_and_no_type_narrower():
    promised = re.findall(r"(\w+) (\w+(?:\(\d+\))?)", PROMISED)
    assert [(one.name, one.then) for one in raw_table.PROMISED] == promised
    now = raw_table.snowflake_columns()[: len(promised)]
    for (name, then), (name_now, kind, _) in zip(promised, now, strict=True):
        assert name == name_now
        assert kind == then or (then, kind) in WIDER
    assert all(one.why for one in raw_table.PROMISED if one.now != one.then)


def test_the_reason_for_a_wider_type_stands_above_its_column():
    create = raw_table.snowflake()[0].sql
    for one in raw_table.PROMISED:
        if one.now != one.then:
            assert f"    -- promised as {one.then}: {one.why}\n    {one.name} {one.now} " in create


@pytest.mark.parametrize("make", [raw_table.snowflake, raw_table.duckdb])
def test_a_table_of_an_earlier_version_is_given_every_column_that_it_may_lack(make):
    columns = raw_table.snowflake_added() if make is raw_table.snowflake else raw_table.duckdb_columns()
    added = [one.sql for one in make() if one.sql.startswith("ALTER TABLE")]
    added = [re.match(r"ALTER TABLE \w+ ADD COLUMN IF NOT EXISTS (\S+)", sql)[1].replace('"', "") for sql in added]
    assert [path for path in added if "." not in path] == [name for name, *_ in columns]


def test_every_field_of_the_record_is_in_every_raw_table():
    names = [column.name for column in record_columns()]
    assert set(names) <= {name for name, *_ in raw_table.snowflake_columns()}
    assert [name for name, *_ in raw_table.glue_columns()] == names
    assert [name for name, *_ in raw_table.duckdb_columns()][: len(names)] == names
    hive = " ".join(kind for _, kind, _ in raw_table.glue_columns())
    assert all(re.search(rf"\b{column.name}:", hive) for path, column in walk(record_columns()) if "." in path)
    assert hive == hive.lower(), "Spark's reader of JSON tells A from a"


@pytest.mark.parametrize("columns", [raw_table.snowflake_columns, raw_table.duckdb_columns, raw_table.glue_columns])
def test_a_comment_says_what_a_column_is_in_what_a_catalogue_takes_and_marks_pii(columns):
    pii = {column.name for column in record_columns() if column.tag == "pii"}
    for name, _, about in columns():
        assert about
        assert about.isascii()
        assert len(about) <= 255
        assert about.endswith(" [pii]") == (name in pii)


@pytest.mark.parametrize("engine", ["snowflake", "spark"])
def test_a_views_comments_mark_pii(engine):
    for table, view in zip(tables(), views.views(getattr(views, engine)()), strict=True):
        head = view.sql.split(") AS\n")[0]
        for flat in table.columns:
            (line,) = re.findall(rf"^    {flat.name} COMMENT (.*)$", head, re.MULTILINE)
            assert ("[pii]'" in line) == (flat.column.tag == "pii")


def test_athenas_time_is_the_time_to_the_microsecond(db):
    cast = sqlglot.transpile(
        views._ATHENA_CAST["timestamp"].format("'2026-11-03T16:04:21.318001Z'"), "athena", "duckdb"
    )[0]
    assert str(db.execute(f"SELECT {cast}").fetchone()[0]) == "2026-11-03 16:04:21.318001"


# ------------------------------------------------------------------------------------------- questions


def test_the_committed_translations_are_what_would_be_written():
    assert translate.stale() == [], "Try: make schema"


@pytest.mark.parametrize("engine", ENGINES[1:])
def test_a_translation_keeps_its_header(engine):
    for name in questions.names():
        here, there = questions.load(name), questions.load(name, engine)
        assert there.title == here.title
        assert [line for line in there.sql.splitlines() if line.startswith("--")] == [
            line for line in here.sql.splitlines() if line.startswith("--")
        ]
        assert "approx" not in there.sql.lower()


def test_snowflakes_week_begins_on_monday_whatever_the_session_says():
    assert not [name for name in questions.names() if "'WEEK'" in questions.load(name, "snowflake").sql.upper()]


def test_a_question_that_is_not_there_is_refused_in_any_engine():
    with pytest.raises(AftercallError, match="no question 'zork'"):
        questions.load("zork", "spark")


def test_plain_duckdbs_table_of_an_earlier_version_is_given_the_members_that_it_lacks():
    db = duckdb.connect()
    db.execute(
        "CREATE TABLE voice_agent_sessions (session_id VARCHAR, agent STRUCT(name VARCHAR), "
        "metrics_summary STRUCT(user_turns BIGINT), cost_summary STRUCT(lines STRUCT(provider VARCHAR)[]))"
    )
    db.execute(
        "INSERT INTO voice_agent_sessions VALUES ('a', {'name': 'b'}, {'user_turns': 3}, {'lines': [{'provider': 'p'}]})"
    )
    for statement in raw_table.duckdb() * 2:
        db.execute(statement.sql)
    for column in record_columns():
        db.execute(f"INSERT INTO voice_agent_sessions ({column.name}) VALUES (CAST(NULL AS {duckdb_type(column)}))")
    paths = {path for path, _ in walk(record_columns())}
    assert {path.replace("[]", "") for path in paths} <= set(_members(db))
    kept = "SELECT agent.name, metrics_summary.user_turns, cost_summary.lines[1].provider, agent.job_id"
    assert db.execute(f"{kept} FROM voice_agent_sessions WHERE session_id = 'a'").fetchone() == ("b", 3, "p", None)


def _members(db):
    """The dotted path of every column and member of the raw table."""

    def inside(kind, above):
        yield above
        if kind.id == "list":
            yield from list(inside(kind.children[0][1], above))[1:]
        if kind.id == "struct":
            for name, member in kind.children:
                yield from inside(member, f"{above}.{name}")

    relation = db.table("voice_agent_sessions")
    for name, kind in zip(relation.columns, relation.types, strict=True):
        yield from inside(kind, name)


@pytest.mark.parametrize(("name", "tag"), [("user_email", "[pii]"), ("tool_calls", "[pii inside]"), ("record", "")])
def test_a_comment_says_where_pii_is(name, tag):
    (column,) = [column for column in record_columns() if column.name == name]
    assert comment(column).partition("[")[2] == tag.removeprefix("[")
