"""A landing as tables in DuckDB: `sessions` and its child tables (see `flat`), and `skipped`.

* `sessions` has one row per call: of several records of one (`session_id`, `job_id`) the highest
  revision holds, at a tie the one with the last key. The other tables hold its parts only.
* Timestamps are UTC, without a zone. Money is DECIMAL(18,9), exactly as landed.
* `skipped` names each object that is no record, with the reason: key, reason.

The database is in memory: the tables are a copy, as of now. On the way there, the fields that the
tables need (never a transcript) pass through a file of the owner's in the temporary directory.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aftercall.errors import AftercallError, RecordError
from aftercall.lake.read import Days, Reading, Skipped, read
from aftercall.settings import S3Landing
from aftercall.warehouse.columns import Column, record_columns
from aftercall.warehouse.dialects import duckdb_name, duckdb_type
from aftercall.warehouse.fit import fit
from aftercall.warehouse.flat import FlatColumn, FlatTable, tables

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_LINE_BYTES = 16 * 1024 * 1024
"""DuckDB's own limit of one JSON line; it is raised only for a landing that needs it, since it costs memory."""


def connect(landing: str | Path | S3Landing, *, days: Days | None = None, client: Any = None) -> DuckDBPyConnection:
    """A DuckDB connection with the tables of a landing: a folder, or `s3://bucket/prefix`.

    `days` is a first and a last UTC day, both included; `client` is a boto3 S3 client to use instead of
    one from the environment. A landing without records gives empty tables.

    Raises AftercallError if the landing is not there or cannot be read, or duckdb is not installed.
    """
    return tables_of(read(landing, days=days, client=client))


def tables_of(reading: Reading) -> DuckDBPyConnection:
    """A DuckDB connection with the tables of what is being read; `reading` is used up."""
    duckdb = _duckdb()
    columns = _table_columns()
    db: DuckDBPyConnection = duckdb.connect()
    try:
        with tempfile.TemporaryDirectory(prefix="aftercall-") as folder:
            lines = Path(folder) / "lines.ndjson"
            _load(db, lines, _write(lines, reading, columns), columns)
        for table in tables():
            db.execute(f"CREATE TABLE {duckdb_name(table.name)} AS {_select(table)}")
        db.execute("DROP TABLE landed")
        db.execute("CREATE TABLE skipped (key VARCHAR, reason VARCHAR)")
        if reading.skipped:
            db.executemany("INSERT INTO skipped VALUES (?, ?)", [(gone.key, gone.reason) for gone in reading.skipped])
    except BaseException:
        db.close()
        raise
    return db


def _duckdb() -> Any:
    try:
        import duckdb  # noqa: PLC0415  an extra, and nothing that only names a question needs it
    except ImportError as error:
        raise AftercallError(
            "tables need duckdb, which is not installed. Try: pip install 'aftercall[lake]'"
        ) from error
    return duckdb


def _table_columns() -> tuple[Column, ...]:
    """What the tables need: all but the words."""
    return tuple(column for column in record_columns() if column.name != "transcript")


# ------------------------------------------------------------------------------------------- loading


def _write(path: Path, reading: Reading, columns: Iterable[Column]) -> int:
    """Every record that fits as one line; what does not fit is skipped. Gives the length of the longest line."""
    longest = 0
    with path.open("w", encoding="utf-8", newline="\n") as out:
        for row in reading.rows:
            try:
                fitting = fit(row.record, columns)
            except RecordError as error:
                reading.skipped.append(Skipped(row.key, str(error)))
                continue
            line = json.dumps({"_key": row.key, **fitting}, default=_as_text)
            longest = max(longest, len(line))
            out.write(line + "\n")
    return longest


def _as_text(value: datetime | Decimal) -> str:
    """DuckDB reads a JSON number by way of a double, and a text exactly."""
    return value.replace(tzinfo=None).isoformat() if isinstance(value, datetime) else format(value, "f")


def _load(db: DuckDBPyConnection, lines: Path, longest: int, columns: Iterable[Column]) -> None:
    types = {"_key": "VARCHAR", **{column.name: duckdb_type(column) for column in columns}}
    declared = ", ".join(f"{duckdb_name(name)} {kind}" for name, kind in types.items())
    db.execute(f"CREATE TABLE landed ({declared})")
    if longest == 0:
        return
    db.execute(
        f"""
        INSERT INTO landed
        SELECT * FROM read_json(?, format = 'newline_delimited', columns = {_literal(types)}, maximum_object_size = ?)
        QUALIFY row_number() OVER (
            PARTITION BY session_id, coalesce(agent.job_id, '') ORDER BY record.revision DESC, _key DESC
        ) = 1
        ORDER BY start_time, session_id, agent.job_id
        """,  # noqa: S608  names and types of our own
        [str(lines), max(_LINE_BYTES, longest + 1024)],
    )


def _literal(types: dict[str, str]) -> str:
    return "{" + ", ".join(f"'{name}': '{kind}'" for name, kind in types.items()) + "}"


# -------------------------------------------------------------------------------------------- tables


def _select(table: FlatTable) -> str:
    wanted = ", ".join(f"{_expression(flat, table)} AS {duckdb_name(flat.name)}" for flat in table.columns)
    rows = "landed"
    if table.path:
        rows = f"(SELECT *, unnest({_member('landed', table.path)}) AS element FROM landed)"  # noqa: S608  names of our own
    return f"SELECT {wanted} FROM {rows} AS r"  # noqa: S608  likewise


def _expression(flat: FlatColumn, table: FlatTable) -> str:
    if flat.of_call:
        return _OF_CALL.get(flat.name, f"r.{duckdb_name(flat.path)}")
    if table.path:
        return _member("r.element", flat.path)
    value = _member("r", flat.path)
    return _AS_TEXT.get(_landed_type(flat.path), "{}").format(value)


# fmt: off
_OF_CALL = {
    "job_id": "coalesce(r.agent.job_id, '')",
    "year":   "strftime(r.start_time, '%Y')",
    "month":  "strftime(r.start_time, '%m')",
    "day":    "strftime(r.start_time, '%d')",
}
_AS_TEXT = {
    "array<string>":      "nullif(array_to_string({}, ','), '')",
    "map<string,string>": "nullif(CAST(to_json({}) AS VARCHAR), '{{}}')",
}
# fmt: on


def _landed_type(path: str) -> str:
    columns = record_columns()
    *above, name = path.split(".")
    for part in above:
        columns = next(column.fields for column in columns if column.name == part)
    return next(column.type for column in columns if column.name == name)


def _member(source: str, path: str) -> str:
    return ".".join((source, *(duckdb_name(part) for part in path.split("."))))
