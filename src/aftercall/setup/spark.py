"""`aftercall setup spark`: table and views in Spark SQL. Printed, never run."""

from __future__ import annotations

from pathlib import Path

from aftercall.setup import places
from aftercall.warehouse import raw_table, views
from aftercall.warehouse.statements import Statement, script


def statements(landing: str, database: str = "aftercall") -> list[Statement]:
    """Every statement, in order. Raises SettingsError for a value that has no place in a script."""
    place = places.any_landing(landing)
    # A percent sign of a URI would be taken literally: Spark wants the path as it is.
    location = f"file:{place}/" if isinstance(place, Path) else places.url(place, "s3a")
    return [
        Statement(f"CREATE DATABASE IF NOT EXISTS {places.name(database, 'database')}"),
        Statement(f"USE {database}"),
        *raw_table.spark(location),
        *views.views(views.spark()),
    ]


def text(landing: str, database: str = "aftercall") -> str:
    """The script."""
    head = (
        f"Spark over {landing}, made by: aftercall setup spark\n\n"
        "For spark-sql, EMR, Glue or Databricks, Spark 3.4 or newer. It can be run again.\n"
        "S3 is read through s3a://, which needs hadoop-aws on the class path where the platform does not bring it."
    )
    return script(head, statements(landing, database))
