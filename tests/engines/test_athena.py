"""Athena, as far as there is a stand-in: `athena_stand_in` says what that shows and what it does not."""

from __future__ import annotations

import json
import tomllib
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from aftercall import warehouse
from aftercall.setup.athena import Athena, statements
from aftercall.warehouse import raw_table
from aftercall.warehouse.views import RAW
from tests.engines import asking, athena_stand_in, landed
from tests.engines.asking import JSON_TEXT, NAMES, Answer

NOT_RUN = tomllib.loads((Path(__file__).parent / "not_run.toml").read_text("utf-8"))["athena"]
CALLS = 300
"""The stand-in copies and inspects every file for every table a question names, and DuckDB 2.0 holds 32 MiB for each."""
WANTED = Athena("s3://calls/sessions")
TABLE = {statement.sql.split(" (")[0]: statement.sql for statement in statements(WANTED)}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    return landed.land(tmp_path_factory.mktemp("landing"), CALLS, edges=False)


@pytest.fixture(scope="module")
def stand(corpus, tmp_path_factory):
    python = asking.environment("athena")
    server = athena_stand_in.Stand(python, tmp_path_factory.mktemp("ministack"))
    try:
        s3 = server.client("s3")
        for bucket in ("calls", "answers"):
            s3.create_bucket(Bucket=bucket)
        landed.upload(s3, "calls", "sessions", corpus.root, corpus.keys)
        server.client("glue").create_database(DatabaseInput={"Name": WANTED.database})  # its SQL has no CREATE DATABASE
        for _ in range(2):
            server.ask(f"DROP TABLE IF EXISTS {RAW}", WANTED.database)
            server.ask(
                TABLE[f"CREATE EXTERNAL TABLE {RAW}"].replace("\\'", "''"), WANTED.database
            )  # Hive's \' is not known
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="module")
def expected(corpus, tmp_path_factory):
    folder = tmp_path_factory.mktemp("v1")
    for key in set(corpus.keys):
        landed.put(folder, key, (corpus.root / key).read_bytes())
    with warehouse.connect(folder) as db:
        return asking.reference(db)


def test_the_catalogue_holds_the_table_as_it_was_described(stand):
    table = stand.client("glue").get_table(DatabaseName=WANTED.database, Name=RAW)["Table"]
    storage = table["StorageDescriptor"]

    def columns(listed):
        return [(one["Name"], one["Type"], one["Comment"]) for one in listed]

    assert columns(storage["Columns"]) == raw_table.glue_columns()
    assert columns(table["PartitionKeys"]) == raw_table.glue_partitions()
    assert storage["SerdeInfo"]["SerializationLibrary"] == raw_table.SERDE
    assert storage["SerdeInfo"]["Parameters"].items() >= raw_table.SERDE_PROPERTIES.items()
    assert (storage["InputFormat"], storage["OutputFormat"]) == (raw_table.INPUT_FORMAT, raw_table.OUTPUT_FORMAT)
    assert table["Parameters"].items() >= raw_table.glue_properties("s3://calls/sessions/").items()


def test_every_other_statement_is_listed_as_not_run_and_does_not_run(stand):
    others = [one.sql for one in statements(WANTED) if f" {RAW}" not in one.sql.splitlines()[0]]
    assert {next(start for start in NOT_RUN if sql.startswith(start)) for sql in others} == set(NOT_RUN)
    for sql in others:
        with pytest.raises(AssertionError):
            stand.ask(sql, WANTED.database)


@pytest.mark.parametrize("name", NAMES)
def test_athenas_stand_in(stand, expected, name):
    columns, rows = stand.ask(athena_stand_in.question(asking.asked("athena")[name]), WANTED.database)
    wanted = expected[name]
    kinds = [next((type(row[at]) for row in wanted.rows if row[at] is not None), str) for at in range(len(columns))]
    found = Answer(columns, [[_typed(cell, kind) for cell, kind in zip(row, kinds, strict=True)] for row in rows])
    differing = asking.differences(_tidied(wanted), _tidied(found), ordered=not name.startswith("table "))
    assert differing == []


def _typed(cell, kind):
    """A cell of Athena's answer, which is text, as the type that our reader's answer has there."""
    if cell is None or kind is str:
        return cell
    if kind is bool:
        return {"true": True, "false": False}[cell.lower()]
    if kind in (datetime, date):
        return kind.fromisoformat(cell)
    return Decimal(cell) if kind in (int, Decimal) else float(cell)


def _tidied(answer):
    """The stand-in takes a map for a struct, and gives a member for every name that any file has."""

    def tidy(name, value):
        if name not in JSON_TEXT or value is None:
            return value
        return json.dumps({key: item for key, item in json.loads(value).items() if item is not None}) or None

    rows = [[tidy(*pair) for pair in zip(answer.columns, row, strict=True)] for row in answer.rows]
    return Answer(answer.columns, [[None if cell == "{}" else cell for cell in row] for row in rows])
