"""The artifacts: `schema/v1`, written from `record.py` and committed; a test compares.

    record.schema.json   JSON Schema 2020-12 of a landed record: times as date-time strings, decimals as
                         numbers, each property with its meaning and its privacy tag (`x-tag`)
    COLUMNS.md           the data dictionary: every field by its dotted path, and every column of the flat tables
    sample.json          one complete record as it lands, once unzipped: one line
    duckdb.sql, snowflake.sql, athena.sql, spark.sql
                         the raw table, the columns it may lack, and the flat tables as views on it, for each engine

The schema accepts what readers accept: fields it does not name (a later v1 adds some), and the absence of
one that may be null (an earlier v1 had it not).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from aftercall.lake.columns import Column, record_columns, walk
from aftercall.record import SCHEMA_VERSION, SessionRecord
from aftercall.warehouse import raw_table, views
from aftercall.warehouse.dialects import Engine
from aftercall.warehouse.flat import tables
from aftercall.warehouse.sample import sample
from aftercall.warehouse.statements import Statement, script

PLACE = "s3://BUCKET/sessions/"
"""Stands for the landing in what is committed; `aftercall setup` prints the same with yours."""
GENERATED = "Generated from `src/aftercall/record.py`. Try: `make schema`"


def render() -> dict[str, str]:
    """Every artifact's text by its file name."""
    return {
        "record.schema.json": json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n",
        "COLUMNS.md": columns_markdown(),
        "sample.json": sample().to_json() + "\n",
        **{f"{engine}.sql": script(head, statements) for engine, (head, statements) in _dialects().items()},
    }


def write(directory: str | Path) -> list[Path]:
    """Write every artifact into `directory`, which is made if it is not there. Gives the files."""
    folder = Path(directory)
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in render().items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return [folder / name for name in render()]


def stale(directory: str | Path) -> list[str]:
    """Names of the artifacts in `directory` that are missing or differ from what `write` would write."""
    folder = Path(directory)
    return [
        name
        for name, text in render().items()
        if not (folder / name).is_file() or (folder / name).read_bytes() != text.encode()
    ]


# ------------------------------------------------------------------------------------------- engines


def _dialects() -> dict[Engine, tuple[str, list[Statement]]]:
    def head(engine: str) -> str:
        return (
            f"The tables of version {SCHEMA_VERSION} in {engine}.\n{GENERATED}\n"
            f"With your places in it, and with all that stands around it: aftercall setup {engine.lower()}"
        )

    return {
        "duckdb": (head("DuckDB"), [*raw_table.duckdb(), *views.views(views.duckdb())]),
        "snowflake": (head("Snowflake"), [*raw_table.snowflake(), *views.views(views.snowflake())]),
        "athena": (head("Athena"), [*raw_table.athena(PLACE), *views.views(views.athena())]),
        "spark": (head("Spark"), [*raw_table.spark(PLACE), *views.views(views.spark())]),
    }


# -------------------------------------------------------------------------------- record.schema.json

_INSTANT = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z$"


def json_schema() -> dict[str, Any]:
    """JSON Schema 2020-12 of a landed record."""
    schema = SessionRecord.model_json_schema(mode="serialization")
    _tidy(schema)
    schema["title"] = f"aftercall session record, version {SCHEMA_VERSION}"
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$comment": GENERATED, **schema}


def _tidy(node: Any) -> None:
    """Change pydantic's schema to what readers accept."""
    if isinstance(node, list):
        for item in node:
            _tidy(item)
    if not isinstance(node, dict):
        return
    properties = node.get("properties")
    if isinstance(properties, dict):
        node["required"] = [name for name, member in properties.items() if not _may_be_null(member)]
        for member in properties.values():
            member["x-tag"] = member.pop("tag")
            member.pop("title", None)
            member.pop("default", None)
    if node.get("additionalProperties") is False:
        del node["additionalProperties"]
    if node.get("format") == "date-time":
        node["pattern"] = _INSTANT  # many validators take any text for a date-time
    for key, item in node.items():
        if key == "properties":
            for member in item.values():
                _tidy(member)
        elif key not in ("required", "enum", "const"):
            _tidy(item)


def _may_be_null(member: dict[str, Any]) -> bool:
    return any(option.get("type") == "null" for option in member.get("anyOf", ()))


# ---------------------------------------------------------------------------------------- COLUMNS.md

_HEAD = f"""# The columns of a session's record, version {SCHEMA_VERSION}

<!-- {GENERATED} -->

A record is one JSON object on one line: `sample.json` is one, `jq . sample.json` shows it over many lines, and
`record.schema.json` describes it formally. Time is UTC, money is decimal(18,9), and unknown is null, never 0.
A reader has to accept fields that are not listed here: within version {SCHEMA_VERSION} nullable ones may be added.

Tag: **pii** may identify a person; *operational* describes the call, and never its words.

## The record

`[]` marks an array, so `turns[].role` is the member `role` of each element of `turns`.

| field | type | null | tag | meaning |
|---|---|---|---|---|
"""

_FLAT_HEAD = """
## Flat tables

Scalar columns only, one table per array. `sessions` has one row per call: of several records with the same
`session_id` and `job_id` (and `start_time`, where `job_id` is empty) the highest `record_revision`. The others have a
row per element.

A column of `sessions` is named by its dotted path joined with `_`, where a leading `discovered_signals` or
`metrics_summary` is left out and `cost_summary` is `cost`; `discovered_signals.other` is `signals_other`.
An array of strings is text joined by `,`, a map is JSON text, and an empty one is null. `session_id`, `job_id`
and `start_time` together join the tables. The words of a call (`transcript`) are in no table.
"""


def columns_markdown() -> str:
    """The data dictionary."""
    parts = [_HEAD]
    for path, column in walk(record_columns()):
        parts.append(_row(f"`{path}`", column.type, column))
    parts.append(_FLAT_HEAD)
    for table in tables():
        source = f"from `{table.path}[]`" if table.path else "one row per call"
        parts.append(
            f"\n### {table.name}\n\n*{source}*\n\n| column | from | type | null | tag | meaning |\n|---|---|---|---|---|---|\n"
        )
        for flat in table.columns:
            source = f"`{flat.path}`" if flat.of_call or not table.path else f"`{table.path}[].{flat.path}`"
            parts.append(_row(f"`{flat.name}` | {source}", flat.column.type, flat.column))
    return "".join(parts)


def _row(name: str, kind: str, column: Column) -> str:
    tag = "**pii**" if column.tag == "pii" else column.tag
    meaning = column.comment.replace("|", "\\|")
    if len(column.choices) > 1:
        meaning += " One of: " + ", ".join(f"`{word}`" for word in column.choices) + "."
    return f"| {name} | {kind} | {'yes' if column.nullable else 'no'} | {tag} | {meaning} |\n"
