"""How each engine spells a column's type, a name and a text.

A landing's raw table keeps a timestamp as its text in Athena and Spark (see `HIVE`); the views cast it.
"""

from __future__ import annotations

from typing import Literal

from aftercall.lake.columns import Column, walk

Engine = Literal["duckdb", "snowflake", "athena", "spark"]

# fmt: off
DUCKDB = {
    "string":             "VARCHAR",
    "bigint":             "BIGINT",
    "double":             "DOUBLE",
    "boolean":            "BOOLEAN",
    "timestamp":          "TIMESTAMP",  # UTC; with a time zone, a day would depend on the reader's setting
    "decimal(18,9)":      "DECIMAL(18,9)",
    "map<string,string>": "MAP(VARCHAR, VARCHAR)",
    "array<string>":      "VARCHAR[]",
}
# The types of a raw table over JSON files, Athena's and Spark's. Neither reads RFC 3339 with
# microseconds as a timestamp in the same way on every version and time zone, so a time stays the text it is.
HIVE = {
    "string":             "string",
    "bigint":             "bigint",
    "double":             "double",
    "boolean":            "boolean",
    "timestamp":          "string",
    "decimal(18,9)":      "decimal(18,9)",
    "map<string,string>": "map<string,string>",
    "array<string>":      "array<string>",
}
# Scalars of the views.
SNOWFLAKE = {
    "string":             "VARCHAR",
    "bigint":             "NUMBER(38, 0)",
    "double":             "FLOAT",
    "boolean":            "BOOLEAN",
    "timestamp":          "TIMESTAMP_NTZ",
    "decimal(18,9)":      "NUMBER(18, 9)",
}
# fmt: on


def duckdb_type(column: Column) -> str:
    """The column's type in DuckDB."""
    if not column.fields:
        return DUCKDB[column.type]
    members = ", ".join(f"{duckdb_name(member.name)} {duckdb_type(member)}" for member in column.fields)
    return f"STRUCT({members})" + ("[]" if column.type == "array<struct>" else "")


def duckdb_name(name: str) -> str:
    """A quoted name. Column names are ours and hold no quote."""
    return f'"{name}"'


def hive_type(column: Column) -> str:
    """The column's type in a Glue or Spark table over the landing's JSON files: `struct<turn:bigint,…>`."""
    if not column.fields:
        return HIVE[column.type]
    struct = f"struct<{','.join(f'{member.name}:{hive_type(member)}' for member in column.fields)}>"
    return f"array<{struct}>" if column.type == "array<struct>" else struct


def text(value: str) -> str:
    """A string literal with its quotes doubled."""
    return "'" + value.replace("'", "''") + "'"


def backslashed(value: str) -> str:
    """A string literal of Spark and of Athena's DDL, where a backslash escapes and `''` is nothing."""
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


_PLAIN = str.maketrans({"→": "->", "−": "-", "×": "*", "÷": "/", "…": "...", "≥": ">=", "’": "'"})


def comment(column: Column) -> str:
    """The column's meaning in ASCII, which every catalogue takes.

    `[pii]` at its end says that this is its tag, `[pii inside]` that it is the tag of a member of it.
    """
    plain = column.comment.translate(_PLAIN)
    if column.tag == "pii":
        return f"{plain} [pii]"
    inside = any(member.tag == "pii" for _, member in walk(column.fields))
    return f"{plain} [pii inside]" if inside else plain
