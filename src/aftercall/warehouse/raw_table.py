"""The raw table `voice_agent_sessions` in each engine, and how it comes to have the columns of today.

DuckDB and Snowflake hold a copy: `CREATE TABLE IF NOT EXISTS`, then `ADD COLUMN IF NOT EXISTS` for each column that
was added within version 1 (in DuckDB for each member of a struct too; in Snowflake an object takes any member). Athena and Spark hold a description of the files and no data, and cannot add a column
only if it is not there: the table is dropped and made again. Both are safe to run twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from aftercall.lake.columns import Column, record_columns
from aftercall.warehouse.dialects import backslashed, comment, duckdb_name, duckdb_type, hive_type, text
from aftercall.warehouse.statements import Statement
from aftercall.warehouse.views import RAW

PARTITIONS = (("year", 4, "2025,2039"), ("month", 2, "1,12"), ("day", 2, "1,31"))
"""Partition column, its digits, and the range that Athena looks into."""


@dataclass(frozen=True)
class Promised:
    """A column of the table that the data team was promised: its type then, its type now, and why it is wider."""

    name: str
    then: str
    now: str
    why: str = ""


# fmt: off
PROMISED = (
    Promised("session_id", "VARCHAR(100)", "VARCHAR", "a longer id must not stop a load"),
    Promised("user_email", "VARCHAR(255)", "VARCHAR", "a longer address must not stop a load"),
    Promised("start_time", "TIMESTAMP", "TIMESTAMP_NTZ(9)", "what TIMESTAMP is unless the account says otherwise; UTC"),
    Promised("end_time", "TIMESTAMP", "TIMESTAMP_NTZ(9)", "what TIMESTAMP is unless the account says otherwise; UTC"),
    Promised("duration_seconds", "NUMBER", "NUMBER(38, 6)", "NUMBER alone has no decimals and would round to seconds"),
    Promised("discovered_signals", "VARIANT", "VARIANT"),
    Promised("tool_calls", "ARRAY", "ARRAY"),
    Promised("metrics_summary", "VARIANT", "VARIANT"),
    Promised("cost_summary", "VARIANT", "VARIANT"),
    Promised("conversation_state", "VARCHAR(50)", "VARCHAR", "the application's own word may be longer"),
    Promised("year", "NUMBER", "NUMBER"),
    Promised("month", "NUMBER", "NUMBER"),
    Promised("day", "NUMBER", "NUMBER"),
)
_SNOWFLAKE = {
    "string":             "VARCHAR",
    "bigint":             "NUMBER",
    "map<string,string>": "VARIANT",
    "struct":             "VARIANT",
    "array<struct>":      "ARRAY",
}
_OF_LOAD = (
    ("source_file", "VARCHAR", "Key of the object that the row was read from."),
    ("loaded_at", "TIMESTAMP_LTZ", "When it was loaded."),
)
# fmt: on


def partition_comment(name: str) -> str:
    """What a partition column holds."""
    return f"UTC {name} of start_time, from the object's key."


# ------------------------------------------------------------------------------------------- snowflake


def snowflake_columns() -> list[tuple[str, str, str]]:
    """Name, type and comment: the promised columns first, in their order."""
    columns = {column.name: column for column in record_columns()}
    promised = [
        (one.name, one.now, comment(columns[one.name]) if one.name in columns else partition_comment(one.name))
        for one in PROMISED
    ]
    return [*promised, *snowflake_added()]


def snowflake_added() -> list[tuple[str, str, str]]:
    """The columns beside the promised ones, likewise."""
    names = {one.name for one in PROMISED}
    added = [(c.name, _SNOWFLAKE[c.type], comment(c)) for c in record_columns() if c.name not in names]
    return [*added, *_OF_LOAD]


def snowflake() -> list[Statement]:
    """CREATE TABLE with every column, and ALTER TABLE for a table that was made by an earlier version."""
    why = {one.name: f"    -- promised as {one.then}: {one.why}\n" for one in PROMISED if one.then != one.now}
    lines = ",\n".join(
        f"{why.get(name, '')}    {name} {kind} COMMENT {text(about)}" for name, kind, about in snowflake_columns()
    )
    table = Statement(
        f"CREATE TABLE IF NOT EXISTS {RAW} (\n{lines}\n)",
        "A row per line of a landed object. The promised columns come first, under their names and in their order; a type is\n"
        "only ever wider.",
    )
    alters = [
        Statement(
            f"ALTER TABLE {RAW} ADD COLUMN IF NOT EXISTS {name} {kind} COMMENT {text(about)}",
            "Columns beside the promised ones, for a table that was made before they were." if at == 0 else "",
        )
        for at, (name, kind, about) in enumerate(snowflake_added())
    ]
    return [table, *alters]


# ---------------------------------------------------------------------------------------------- duckdb


def duckdb_columns() -> list[tuple[str, str, str]]:
    """Name, type and comment."""
    record = [(column.name, duckdb_type(column), comment(column)) for column in record_columns()]
    days = [(name, "VARCHAR", partition_comment(name)) for name, _, _ in PARTITIONS]
    return [*record, *days, ("source_file", "VARCHAR", _OF_LOAD[0][2])]


def duckdb() -> list[Statement]:
    """CREATE TABLE, ALTER TABLE for an earlier one, and the comments."""
    columns = duckdb_columns()
    lines = ",\n".join(f"    {duckdb_name(name)} {kind}" for name, kind, _ in columns)
    table = Statement(f"CREATE TABLE IF NOT EXISTS {RAW} (\n{lines}\n)", "A row per line of a landed object.")
    members = [(path, duckdb_type(member)) for column in record_columns() for path, member in _duckdb_members(column)]
    alters = [
        Statement(
            f"ALTER TABLE {RAW} ADD COLUMN IF NOT EXISTS {path} {kind}",
            "For a table that was made before a column, or a member of one, was." * (at == 0),
        )
        for at, (path, kind) in enumerate([*((duckdb_name(name), kind) for name, kind, _ in columns), *members])
    ]
    comments = [Statement(f"COMMENT ON COLUMN {RAW}.{name} IS {text(about)}") for name, _, about in columns]
    return [table, *alters, *comments]


def _duckdb_members(column: Column, above: str = "") -> Iterator[tuple[str, Column]]:
    """The members of a struct and of an array's structs, at every depth: as the path that ALTER TABLE takes."""
    path = above + duckdb_name(column.name)
    inside = f"{path}.element." if column.type == "array<struct>" else f"{path}."
    for member in column.fields:
        yield inside + duckdb_name(member.name), member
        yield from _duckdb_members(member, inside)


# ------------------------------------------------------------------------------------- athena and spark


def glue_columns() -> list[tuple[str, str, str]]:
    """Name, type and comment of the Glue table's columns, its partitions apart."""
    return [(column.name, hive_type(column), comment(column)) for column in record_columns()]


def glue_partitions() -> list[tuple[str, str, str]]:
    """Name, type and comment of the partition columns."""
    return [(name, "string", partition_comment(name)) for name, _, _ in PARTITIONS]


SERDE = "org.openx.data.jsonserde.JsonSerDe"
"""Of Athena's readers of JSON the one that can be told to take a damaged line for a row of nulls."""
SERDE_PROPERTIES = {"ignore.malformed.json": "true", "case.insensitive": "false"}
"""Names of ours are lower case anyway; the second keeps two keys of a map apart that differ in case only."""
INPUT_FORMAT = "org.apache.hadoop.mapred.TextInputFormat"
OUTPUT_FORMAT = "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat"


def glue_properties(location: str) -> dict[str, str]:
    """Table properties: partitions are worked out from the query, so none has to be registered.

    `location` is `s3://bucket/prefix/`, with the slash.
    """
    projection = {
        f"projection.{name}.{key}": value
        for name, digits, reach in PARTITIONS
        for key, value in (("type", "integer"), ("range", reach), ("digits", str(digits)))
    }
    template = location + "/".join(f"{name}=${{{name}}}" for name, _, _ in PARTITIONS) + "/"
    return {
        "EXTERNAL": "TRUE",
        "classification": "json",
        "compressionType": "gzip",
        "projection.enabled": "true",
        **projection,
        "storage.location.template": template,
    }


def athena(location: str) -> list[Statement]:
    """DROP and CREATE EXTERNAL TABLE over the files at `location`, `s3://bucket/prefix/`."""
    properties = {name: value for name, value in glue_properties(location).items() if name != "EXTERNAL"}
    create = (
        f"CREATE EXTERNAL TABLE {RAW} (\n{_hive(glue_columns())}\n)\n"
        f"PARTITIONED BY (\n{_hive(glue_partitions())}\n)\n"
        f"ROW FORMAT SERDE {text(SERDE)}\n"
        f"WITH SERDEPROPERTIES (\n{_properties(SERDE_PROPERTIES)}\n)\n"
        f"STORED AS INPUTFORMAT {text(INPUT_FORMAT)}\n"
        f"OUTPUTFORMAT {text(OUTPUT_FORMAT)}\n"
        f"LOCATION {text(location)}\n"
        f"TBLPROPERTIES (\n{_properties(properties)}\n)"
    )
    about = (
        "The table describes the files and holds none: dropped and made again it has the columns of today."
        "\nTimes are text here, and the views cast them. Partitions are projected: no crawler, no MSCK REPAIR TABLE."
    )
    return [Statement(f"DROP TABLE IF EXISTS {RAW}", about), Statement(create)]


def spark(location: str) -> list[Statement]:
    """DROP and CREATE TABLE over the files at `location`, any URL that Spark reads."""
    columns = [*glue_columns(), *glue_partitions()]
    lines = ",\n".join(f"    {name} {kind} COMMENT {backslashed(about)}" for name, kind, about in columns)
    create = (
        f"CREATE TABLE {RAW} (\n{lines}\n)\nUSING json\n"
        f"PARTITIONED BY ({', '.join(name for name, _, _ in PARTITIONS)})\nLOCATION {backslashed(location)}"
    )
    return [
        Statement(
            f"DROP TABLE IF EXISTS {RAW}",
            "The table describes the files and holds none: dropped and made again it has the columns of today."
            "\nTimes are text here, and the views cast them.",
        ),
        Statement(create),
        Statement(
            f"MSCK REPAIR TABLE {RAW}", "Finds the days that are there. Run it again for the days that came since."
        ),
    ]


def _hive(columns: list[tuple[str, str, str]]) -> str:
    return ",\n".join(f"    `{name}` {kind} COMMENT {backslashed(about)}" for name, kind, about in columns)


def _properties(properties: dict[str, str]) -> str:
    return ",\n".join(f"    {text(name)} = {text(value)}" for name, value in properties.items())
