"""`aftercall setup duckdb`: table, load and views for DuckDB's own shell. Printed, never run.

`aftercall.warehouse.connect` and `aftercall query` need none of this, and read what DuckDB alone cannot: records older
than v1, damaged files (named, not fatal), and decimals of more than fifteen digits, which DuckDB takes through a double.
"""

from __future__ import annotations

from aftercall.lake.columns import record_columns
from aftercall.settings import S3Landing
from aftercall.setup import places
from aftercall.warehouse import raw_table, views
from aftercall.warehouse.dialects import duckdb_type
from aftercall.warehouse.dialects import text as quoted
from aftercall.warehouse.statements import Statement, script
from aftercall.warehouse.views import RAW


def statements(landing: str) -> list[Statement]:
    """Every statement, in order. Raises SettingsError for a value that has no place in a script."""
    place = places.any_landing(landing)
    in_bucket = [
        Statement("INSTALL httpfs", "For S3, once; the second uses your AWS profile or role."),
        Statement("CREATE OR REPLACE SECRET aftercall (TYPE s3, PROVIDER credential_chain)"),
    ]
    return [
        *(in_bucket if isinstance(place, S3Landing) else ()),
        *raw_table.duckdb(),
        Statement("SET preserve_insertion_order = false", "Many small files are read sooner in no order."),
        _load(places.url(place)),
        *views.views(views.duckdb()),
    ]


def _load(location: str) -> Statement:
    columns = ",\n".join(f"        {column.name}: {quoted(duckdb_type(column))}" for column in record_columns())
    days = ", ".join(f"{name}: 'VARCHAR'" for name, _, _ in raw_table.PARTITIONS)
    return Statement(
        f"INSERT INTO {RAW} BY NAME\nSELECT * EXCLUDE (filename), filename AS source_file\nFROM read_json(\n"  # noqa: S608  quoted
        f"    {quoted(location + 'year=*/month=*/day=*/*.json.gz')},\n    format = 'newline_delimited',\n"
        f"    columns = {{\n{columns}\n    }},\n    hive_partitioning = true,\n    hive_types = {{{days}}},\n"
        "    filename = true,\n    ignore_errors = true\n)\n"
        f"WHERE filename NOT IN (SELECT source_file FROM {RAW})",
        "Loads the files that are not loaded yet: run it again for what landed since.",
    )


def text(landing: str) -> str:
    """The script."""
    head = (
        f"DuckDB over {landing}, made by: aftercall setup duckdb\n\n"
        "For DuckDB's shell: duckdb calls.db < this file. It can be run again.\n"
        "Without it, and with records older than v1 and damaged files taken care of: aftercall query"
    )
    return script(head, statements(landing))
