"""Athena's stand-in (ministack): Glue tables over its own S3, asked through Athena's API, answered by DuckDB.

It has DuckDB's words and not Athena's, keeps no view, and reads JSON by looking at it instead of by the table's
types. So a view and a question in Athena's words are put together and translated before they are sent. What that
shows: that the table's description is taken and kept, that the files are found, that every name is there, and
that the text means to sqlglot what it should. It does not show that Athena takes it.
"""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path
from typing import Any

import boto3
import sqlglot
from botocore.config import Config
from sqlglot import exp

from aftercall.warehouse import views
from aftercall.warehouse.flat import tables
from tests.servers.ceph import _die_with_parent, _free_ports, _listens


class Stand:
    """A running stand-in, until `stop`."""

    def __init__(self, python: Path, folder: Path) -> None:
        (port,) = _free_ports(1)
        self.endpoint = f"http://127.0.0.1:{port}"
        self._out = (folder / "out").open("wb")
        self._process = subprocess.Popen(
            [python.with_name("ministack")],
            env={
                **os.environ, "BIND_HOST": "127.0.0.1", "IOT_MTLS_ENABLED": "0", "GATEWAY_PORT": str(port),
                "S3_DATA_DIR": str(folder / "s3"),
            },
            stdin=subprocess.DEVNULL, stdout=self._out, stderr=subprocess.STDOUT, cwd=folder,
            preexec_fn=_die_with_parent,  # noqa: PLW1509  one system call
        )  # fmt: skip
        deadline = time.monotonic() + 60
        while not _listens(port):
            assert self._process.poll() is None, (folder / "out").read_text(errors="replace")[-2000:]
            assert time.monotonic() < deadline, "the stand-in does not listen after 60 s"
            time.sleep(0.1)

    def stop(self) -> None:
        self._process.kill()
        self._process.wait(timeout=30)
        self._out.close()

    def client(self, service: str) -> Any:
        return boto3.client(
            service, endpoint_url=self.endpoint, region_name="us-east-1", aws_access_key_id="test",
            aws_secret_access_key="test", config=Config(retries={"total_max_attempts": 1}, read_timeout=120),
        )  # fmt: skip

    def ask(self, sql: str, database: str) -> tuple[list[str], list[list[str | None]]]:
        """Column names and rows as text. Raises AssertionError with what Athena says of a failure."""
        athena = self.client("athena")
        started = athena.start_query_execution(
            QueryString=sql,
            QueryExecutionContext={"Database": database},
            ResultConfiguration={"OutputLocation": "s3://answers/"},
        )["QueryExecutionId"]
        while True:
            status = athena.get_query_execution(QueryExecutionId=started)["QueryExecution"]["Status"]
            if status["State"] not in ("QUEUED", "RUNNING"):
                break
            time.sleep(0.02)
        assert status["State"] == "SUCCEEDED", status.get("StateChangeReason")
        rows: list[list[str | None]] = []
        for page in athena.get_paginator("get_query_results").paginate(QueryExecutionId=started):
            rows += [[cell.get("VarCharValue") for cell in row["Data"]] for row in page["ResultSet"]["Rows"]]
        return [str(name) for name in rows[0]] if rows else [], rows[1:]


def question(sql: str) -> str:
    """A question in Athena's words with the views it names inside it, in the stand-in's words."""
    tree = sqlglot.parse_one(sql, read="athena")
    for moved in tree.find_all(exp.Anonymous):
        if moved.name.upper() == "AT_TIMEZONE":  # DuckDB has it as timezone(zone, instant)
            moved.set("this", "timezone")
            moved.set("expressions", moved.expressions[::-1])
    bodies = {
        table.name: sqlglot.parse_one(view.sql, read="athena").expression
        for table, view in zip(tables(), views.views(views.athena()), strict=True)
    }
    named = sorted({table.name for table in tree.find_all(exp.Table)} & bodies.keys())
    inside = [f"{name} AS ({_in_stand_ins_words(bodies[name]).sql(dialect='duckdb')})" for name in named]
    own = [one.sql(dialect="duckdb") for one in tree.ctes]
    tree.set("with_", None)
    return f"WITH {', '.join((*inside, *own))} {tree.sql(dialect='duckdb')}"


def _in_stand_ins_words(body: exp.Expression) -> exp.Expression:
    for column in list(body.find_all(exp.Column)):
        if column.name == "$path":
            column.replace(exp.column("filename"))  # of the file that a row was read from
    for cast in list(body.find_all(exp.Cast)):
        if cast.to.this == exp.DataType.Type.TIMESTAMP:
            # A text that looks like a time is one already.
            (column,) = cast.find_all(exp.Column)
            cast.replace(
                sqlglot.parse_one(f"CAST({column.sql('duckdb')} AS TIMESTAMPTZ) AT TIME ZONE 'UTC'", read="duckdb")
            )
    for unnest in list(body.find_all(exp.Unnest)):
        # Athena makes a column of each member of the rows; DuckDB does at a depth of two.
        (array,) = unnest.expressions
        names = ", ".join(column.name for column in unnest.args["alias"].columns)
        flat = (
            f"SELECT 1 FROM r CROSS JOIN LATERAL (SELECT unnest({array.sql('duckdb')}, max_depth := 2)) AS e({names})"
        )
        unnest.parent.replace(sqlglot.parse_one(flat, read="duckdb").args["joins"][0])
    return body
