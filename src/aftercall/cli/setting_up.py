"""`setup`: scripts for the places that read a landing. They are printed or written, and never run."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from aftercall.cli import setting_up_aws
from aftercall.cli.output import talk
from aftercall.setup import athena, duckdb, snowflake, spark
from aftercall.warehouse import questions
from aftercall.warehouse.dialects import Engine

Landing = Annotated[str, typer.Argument(envvar="AFTERCALL_LANDING", help="s3://bucket/prefix where records land.")]
Place = Annotated[str, typer.Argument(envvar="AFTERCALL_LANDING", help="s3://bucket/prefix, or a folder.")]
Out = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="Write files there instead of printing: the script, and the ready questions."),
]


def register(app: typer.Typer) -> None:
    """Add `setup` and its commands."""
    setup = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Print what a warehouse or an account needs.")
    setup.command("duckdb")(_duckdb)
    setup.command("snowflake")(_snowflake)
    setup.command("athena")(_athena)
    setup.command("spark")(_spark)
    setting_up_aws.register(setup)
    app.add_typer(setup, name="setup")


def _duckdb(landing: Place, out: Out = None) -> None:
    """Table, load and views for DuckDB's own shell."""
    script = duckdb.text(landing)
    _give(script, {"duckdb.sql": script}, "duckdb", out)


def _snowflake(
    landing: Landing,
    role_arn: Annotated[str, typer.Option(help="Role in AWS that Snowflake takes on: see aftercall setup aws.")],
    database: Annotated[str, typer.Option(help="Made if it is not there.")] = snowflake.Snowflake.database,
    schema: Annotated[str, typer.Option(help="Made if it is not there.")] = snowflake.Snowflake.schema,
    warehouse: Annotated[
        str, typer.Option(help="Made if it is not there; loads by hand and asks.")
    ] = snowflake.Snowflake.warehouse,
    name: Annotated[
        str,
        typer.Option("--name", help="The integration's name, and the beginning of the roles'; a second landing's own."),
    ] = snowflake.Snowflake.name,
    out: Out = None,
) -> None:
    """One script: integration, stage, table, pipe, views, masking, a role that reads, and how loading goes."""
    script = snowflake.text(snowflake.Snowflake(landing, role_arn, database, schema, warehouse, name))
    _give(script, {"snowflake.sql": script}, "snowflake", out)


def _athena(
    landing: Landing,
    results: Annotated[
        str | None, typer.Option(help="Where answers go; default: athena-results/ in the bucket.")
    ] = None,
    database: Annotated[str, typer.Option(help="Made if it is not there.")] = athena.Athena.database,
    workgroup: Annotated[str, typer.Option(help="The workgroup's name.")] = athena.Athena.workgroup,
    scan_limit_gib: Annotated[float, typer.Option(help="The most one query may read.")] = athena.Athena.scan_limit_gib,
    out: Out = None,
) -> None:
    """Database, table, views, and a workgroup whose queries cannot read more than a limit."""
    wanted = athena.Athena(landing, results, database, workgroup, scan_limit_gib)
    _give(athena.text(wanted), athena.files(wanted), "athena", out)


def _spark(
    landing: Place,
    database: Annotated[str, typer.Option(help="Made if it is not there.")] = "aftercall",
    out: Out = None,
) -> None:
    """Table and views in Spark SQL."""
    script = spark.text(landing, database)
    _give(script, {"spark.sql": script}, "spark", out)


def _give(text: str, files: dict[str, str], engine: Engine, out: Path | None) -> None:
    if out is None:
        sys.stdout.write(text)
        return
    asked = {f"queries/{name}.sql": questions.load(name, engine).sql for name in questions.names()}
    for name, content in {**files, **asked}.items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8", newline="\n")
    talk.print(f"wrote {', '.join(files)} and {len(asked)} questions into {out}", soft_wrap=True)
