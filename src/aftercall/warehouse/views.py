"""The flat tables as views over the raw table, in each engine's SQL: the same names, order and meaning.

* They take records of version 1. What was written before (v0) has no `schema_version`, and most engines cannot
  read it: `aftercall.warehouse.connect` does. A line without a call's id or start is no record.
* Of several records of one call the highest revision holds, at a tie the one with the last file name. A call is its
  `session_id` and `job_id`, and of a host without jobs its start as well. The day is part of that key, which changes nothing, since a call's records share their day, and lets an
  engine that is asked for one day read that day only.
* Timestamps are UTC without a zone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from aftercall.lake.columns import Column, record_columns
from aftercall.record import SCHEMA_VERSION
from aftercall.warehouse.dialects import SNOWFLAKE, backslashed, comment, text
from aftercall.warehouse.flat import FlatColumn, FlatTable, tables
from aftercall.warehouse.statements import Statement

RAW = "voice_agent_sessions"
"""The raw table: a row per line of a landed object (a record is one line), its columns those of the record."""


@dataclass(frozen=True)
class Spelling:
    """An engine's words.

    landed     a query that gives the raw rows and their `place`: see `landed`
    member     the value at a dotted path of the record
    element    the value of a field of an array's element
    rows       what follows FROM for the elements of the array at a path
    head       what stands between a view's name and AS: its columns with their comments, where the engine takes them
    """

    landed: str
    member: Callable[[str, Column], str]
    element: Callable[[Column], str]
    rows: Callable[[str], str]
    head: Callable[[FlatTable], str]


def views(spelling: Spelling) -> list[Statement]:
    """CREATE OR REPLACE VIEW for `sessions` and the child tables."""
    return [_view(table, spelling) for table in tables()]


def _view(table: FlatTable, spelling: Spelling) -> Statement:
    about = f"{table.name}: a row per element of {table.path}." if table.path else "sessions: a row per call."
    return Statement(f"CREATE OR REPLACE VIEW {table.name}{spelling.head(table)} AS\n{select(table, spelling)}", about)


def select(table: FlatTable, spelling: Spelling) -> str:
    """The query that gives the rows of a flat table."""
    wanted = ",\n".join(f"    {_expression(flat, table, spelling)} AS {flat.name}" for flat in table.columns)
    rows = spelling.rows(table.path) if table.path else "landed AS r"
    return f"WITH landed AS (\n{_indented(spelling.landed)}\n)\n\nSELECT\n{wanted}\nFROM {rows}\nWHERE r.place = 1"


def landed(raw: str, job_id: str, revision: str, source_file: str = "source_file") -> str:
    """The raw rows of version 1 with their place among the records of their call: 1 is the one that holds."""
    return f"""SELECT
    *,
    row_number() OVER (
        PARTITION BY
            year, month, day, session_id, coalesce({job_id}, ''),
            CASE WHEN coalesce({job_id}, '') = '' THEN start_time END
        ORDER BY {revision} DESC, {source_file} DESC
    ) AS place
FROM {raw}
WHERE schema_version = {SCHEMA_VERSION}
    AND session_id IS NOT NULL
    AND start_time IS NOT NULL"""  # noqa: S608  names of our own


def _expression(flat: FlatColumn, table: FlatTable, spelling: Spelling) -> str:
    if table.path and not flat.of_call:
        return spelling.element(flat.column)
    return spelling.member(flat.path if flat.name not in ("year", "month", "day") else flat.name, flat.column)


def landed_type(path: str) -> str:
    """The type that the member at a dotted path has in the record: in a flat table, lists and maps are text."""
    columns = record_columns()
    *above, name = path.split(".")
    for part in above:
        columns = next(column.fields for column in columns if column.name == part)
    return next(column.type for column in columns if column.name == name)


def fields(path: str) -> tuple[Column, ...]:
    """The fields of the structs in the array at a dotted path."""
    return tuple(flat.column for table in tables() if table.path == path for flat in table.columns if not flat.of_call)


def _no_comments(_table: FlatTable) -> str:
    return ""


def _is_day(path: str) -> bool:
    return path in ("year", "month", "day")


def _indented(sql: str) -> str:
    return "\n".join(f"    {line}" for line in sql.splitlines())


# ------------------------------------------------------------------------------------------ the engines


def _nested(casts: Mapping[str, str]) -> Callable[[str, Column], str]:
    """The value at a dotted path, for engines that know structs: `casts` has what becomes of a type."""

    def member(path: str, column: Column) -> str:
        if _is_day(path):
            return f"r.{path}"
        if column.name == "job_id":
            return f"coalesce(r.{path}, '')"
        return casts.get(landed_type(path), "{}").format(f"r.{path}")

    return member


def duckdb(raw: str = RAW) -> Spelling:
    """Over a table with the record's columns, `year`, `month`, `day` as text, and `source_file`."""
    return Spelling(
        landed(raw, "agent.job_id", "record.revision"),
        _nested(_DUCKDB_CAST),
        lambda column: f"r.element.{column.name}",
        lambda path: f"(SELECT *, unnest({path}) AS element FROM landed) AS r",  # noqa: S608  likewise
        _no_comments,
    )


def snowflake(raw: str = RAW) -> Spelling:
    """Over the promised table: VARIANT columns, and `year`, `month`, `day` as numbers."""

    def member(path: str, column: Column) -> str:
        top, *rest = path.split(".")
        source = ":".join((f"r.{top}", *rest[:1])) + "".join(f".{part}" for part in rest[1:])
        if _is_day(path):
            return f"lpad(r.{path}::VARCHAR, {4 if path == 'year' else 2}, '0')"
        if column.name == "job_id":
            return f"coalesce({source}::VARCHAR, '')"
        kind = landed_type(path)
        if kind in _SNOWFLAKE_TEXT:
            return _SNOWFLAKE_TEXT[kind].format(source)
        return f"{source}::{SNOWFLAKE[column.type]}" if rest or column.type == "double" else source

    def head(table: FlatTable) -> str:
        columns = ",\n".join(f"    {flat.name} COMMENT {text(comment(flat.column))}" for flat in table.columns)
        return f" (\n{columns}\n)"

    return Spelling(
        landed(raw, "agent:job_id::VARCHAR", "record:revision::NUMBER(38, 0)"),
        member,
        lambda column: f"e.value:{column.name}::{SNOWFLAKE[column.type]}",
        lambda path: f"landed AS r,\n    LATERAL FLATTEN(input => r.{path.replace('.', ':', 1)}) AS e",
        head,
    )


def athena(raw: str = RAW) -> Spelling:
    """Over the Glue table: times are text there."""
    return Spelling(
        landed(raw, "agent.job_id", "record.revision", source_file='"$path"'),
        _nested(_ATHENA_CAST),
        lambda column: _ATHENA_CAST.get(column.type, "{}").format(f"e.{column.name}"),
        lambda path: (
            f"landed AS r\nCROSS JOIN UNNEST(r.{path}) AS e ({', '.join(column.name for column in fields(path))})"
        ),
        _no_comments,
    )


def spark(raw: str = RAW) -> Spelling:
    """Over a table of JSON files: times are text there."""

    def head(table: FlatTable) -> str:
        columns = ",\n".join(f"    {flat.name} COMMENT {backslashed(comment(flat.column))}" for flat in table.columns)
        return f" (\n{columns}\n)"

    return Spelling(
        landed(raw, "agent.job_id", "record.revision", source_file="_metadata.file_path"),
        _nested(_SPARK_CAST),
        lambda column: _SPARK_CAST.get(column.type, "{}").format(f"e.element.{column.name}"),
        lambda path: f"landed AS r\nLATERAL VIEW explode(r.{path}) e AS element",
        head,
    )


# How a list and a map of the record become text, and a text becomes a time. What is empty is null.
# fmt: off
_DUCKDB_CAST = {
    "array<string>":      "nullif(array_to_string({}, ','), '')",
    "map<string,string>": "nullif(CAST(to_json({}) AS VARCHAR), '{{}}')",
}
_SNOWFLAKE_TEXT = {
    "array<string>":      "nullif(array_to_string({}::ARRAY, ','), '')",
    "map<string,string>": "nullif(to_json({}), '{{}}')",
}
_ATHENA_CAST = {
    "array<string>":      "nullif(array_join({}, ','), '')",
    "map<string,string>": "nullif(json_format(CAST({} AS JSON)), '{{}}')",
    "timestamp":          "CAST(replace(replace({}, 'T', ' '), 'Z', '') AS TIMESTAMP(6))",
    "decimal(18,9)":      "CAST({} AS DECIMAL(18, 9))",
}
_SPARK_CAST = {
    "array<string>":      "nullif(array_join({}, ','), '')",
    "map<string,string>": "nullif(to_json({}), '{{}}')",
    "timestamp":          "CAST(replace({}, 'Z', '') AS TIMESTAMP_NTZ)",
}
# fmt: on
