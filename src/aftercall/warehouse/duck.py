"""A landing as tables in DuckDB: `sessions` and its child tables (see `flat`), and `skipped`.

* `sessions` has one row per call: of several records of one the highest revision holds, at a tie the one with
  the last key. A call is its `session_id` and `job_id`, and of a host without jobs its start as well. The other
  tables hold its parts only.
* Timestamps are UTC, without a zone. Money is DECIMAL(18,9), exactly as landed.
* `skipped` names each object that is no record, with the reason: key, reason.

The database is in memory: the tables are a copy, as of now, and nothing touches the disk on the way
there. A transcript is never read into it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aftercall.errors import AftercallError
from aftercall.lake.columns import Column, record_columns
from aftercall.lake.objects import Days
from aftercall.lake.scan import Progress, Scanning, scan
from aftercall.settings import S3Landing
from aftercall.warehouse import views
from aftercall.warehouse.dialects import duckdb_name, duckdb_type
from aftercall.warehouse.flat import tables

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def connect(
    landing: str | Path | S3Landing,
    *,
    days: Days | None = None,
    client: Any = None,
    progress: Callable[[Progress], None] | None = None,
) -> DuckDBPyConnection:
    """A DuckDB connection with the tables of a landing: a folder, or `s3://bucket/prefix`.

    `days` is a first and a last UTC day, both included; `client` is a boto3 S3 client to use instead of
    one from the environment; `progress` is told now and then how far the reading is. A landing without
    records gives empty tables.

    Raises AftercallError if the landing is not there or cannot be read, or duckdb, pyarrow or isal is
    not installed.
    """
    duckdb = _duckdb()
    columns = _table_columns()
    names = [column.name for column in columns]
    scanning = scan(landing, days=days, columns=names, client=client, progress=progress)
    db: DuckDBPyConnection = duckdb.connect()
    try:
        _load(db, scanning, columns)
        spelling = replace(views.duckdb(), landed="SELECT *, 1 AS place FROM calls")
        for table in tables():
            db.execute(f"CREATE TABLE {duckdb_name(table.name)} AS {views.select(table, spelling)}")
        db.execute("DROP TABLE calls")
        db.execute("CREATE TABLE skipped (key VARCHAR, reason VARCHAR)")
        if scanning.skipped:
            db.executemany("INSERT INTO skipped VALUES (?, ?)", [(gone.key, gone.reason) for gone in scanning.skipped])
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


def _load(db: DuckDBPyConnection, scanning: Scanning, columns: tuple[Column, ...]) -> None:
    """`calls`: one row per call."""
    import pyarrow as pa  # noqa: PLC0415  an extra, and scan() has told if it is missing

    types = {"_key": "VARCHAR", **{column.name: duckdb_type(column) for column in columns}}
    declared = ", ".join(f"{duckdb_name(name)} {kind}" for name, kind in types.items())
    db.execute(f"CREATE TABLE every ({declared})")
    db.execute("SET TimeZone = 'UTC'")  # in which a time with a zone becomes one without
    for batch in scanning.batches:
        db.register("batch", pa.Table.from_batches([batch]))
        db.execute("INSERT INTO every BY NAME SELECT * FROM batch")
        db.unregister("batch")
    db.execute("RESET TimeZone")
    # Unlike the views (see `views`), which know no records older than v1, this leaves the day out of a call's key.
    db.execute(
        """
        CREATE TABLE calls AS
        SELECT
            *,
            strftime(start_time, '%Y') AS year,
            strftime(start_time, '%m') AS month,
            strftime(start_time, '%d') AS day
        FROM every
        QUALIFY row_number() OVER (
            PARTITION BY
                session_id,
                coalesce(agent.job_id, ''),
                CASE WHEN coalesce(agent.job_id, '') = '' THEN start_time END
            ORDER BY record.revision DESC, _key DESC
        ) = 1
        ORDER BY start_time, session_id, agent.job_id
        """
    )
    db.execute("DROP TABLE every")
