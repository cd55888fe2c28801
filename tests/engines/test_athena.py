"""Athena, as far as there is a stand-in: `athena_stand_in` says what that shows and what it does not."""

from __future__ import annotations

import json
import re
import tomllib
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from aftercall import landing, warehouse
from aftercall.setup.athena import Athena, statements
from aftercall.warehouse import raw_table
from aftercall.warehouse.flat import tables
from aftercall.warehouse.views import RAW
from tests.engines import asking, athena_stand_in, landed
from tests.engines.asking import JSON_TEXT, NAMES, Answer

NOT_RUN = tomllib.loads((Path(__file__).parent / "not_run.toml").read_text("utf-8"))["athena"]
VERIFIED = Path(__file__).parents[2] / "docs" / "verified.md"
WANTED = Athena("s3://calls/sessions")
AS_LANDED = Athena("s3://calls/as_landed", database="as_landed")
ONE_FILE_A_CALL = 300
"""How many files are read one by one: for each, DuckDB 2.0 holds 32 MiB while it looks what types are in it."""


@pytest.fixture(scope="module")
def stand(synced, tmp_path_factory):
    """The stand-in with the records of every call gathered in few files, and some of them in a file each."""
    python = asking.environment("athena")
    server = athena_stand_in.Stand(python, tmp_path_factory.mktemp("ministack"))
    try:
        s3 = server.client("s3")
        for bucket in ("calls", "answers"):
            s3.create_bucket(Bucket=bucket)
        for key, body in landed.gathered(synced).items():
            s3.put_object(Bucket="calls", Key=f"sessions/{key}", Body=body)
        landed.upload(s3, "calls", "as_landed", synced, as_landed(synced))
        for wanted in (WANTED, AS_LANDED):
            describe(server, wanted)
        yield server
    finally:
        server.stop()


def describe(server, wanted):
    """Database and table, twice."""
    server.client("glue").create_database(DatabaseInput={"Name": wanted.database})  # its SQL has no CREATE DATABASE
    (create,) = [one.sql for one in statements(wanted) if one.sql.startswith("CREATE EXTERNAL TABLE")]
    for _ in range(2):
        server.ask(f"DROP TABLE IF EXISTS {RAW}", wanted.database)
        server.ask(create.replace("\\'", "''"), wanted.database)  # Hive's \' is not known


def as_landed(folder):
    """Keys of as many files as are read one by one, those of the records at the edge among them."""
    edges = {landing.key(record).rpartition("/")[2].removesuffix(landing.SUFFIX) for record in landed.edges()}
    keys = sorted(landed.all_keys(folder))
    return sorted(keys, key=lambda key: not any(name in key for name in edges))[:ONE_FILE_A_CALL]


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
    starts = [next(start for start in NOT_RUN if sql.startswith(start)) for sql in others]
    assert set(starts) == set(NOT_RUN)
    for sql, start in zip(others, starts, strict=True):
        with pytest.raises(AssertionError, match=f"^{re.escape(NOT_RUN[start][0])}"):
            stand.ask(sql, WANTED.database)


def test_what_does_not_run_is_said_where_a_reader_looks():
    said = VERIFIED.read_text("utf-8")
    for statement, (error, why) in NOT_RUN.items():
        assert f"| `{statement}` | `{error}` | {why} |" in said


@pytest.mark.parametrize("name", NAMES)
def test_athenas_stand_in(stand, expected, name):
    compare(stand, WANTED, expected, name)


@pytest.mark.parametrize("table", tables(), ids=lambda table: table.name)
def test_records_in_a_file_each_as_they_land_are_read_the_same(stand, synced, tmp_path, table):
    for key in as_landed(synced):
        landed.put(tmp_path, key, (synced / key).read_bytes())
    with warehouse.connect(tmp_path) as db:
        compare(stand, AS_LANDED, asking.reference(db), f"table {table.name}")


def compare(stand, wanted, expected, name):
    columns, rows = stand.ask(athena_stand_in.question(asking.asked("athena")[name]), wanted.database)
    right = expected[name]
    kinds = [next((type(row[at]) for row in right.rows if row[at] is not None), str) for at in range(len(columns))]
    found = Answer(columns, [[_typed(cell, kind) for cell, kind in zip(row, kinds, strict=True)] for row in rows])
    assert asking.differences(_tidied(right), _tidied(found), ordered=not name.startswith("table ")) == []


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
