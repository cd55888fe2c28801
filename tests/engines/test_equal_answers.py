"""Every question and every table, on every engine: the answers are equal to our reader's, row by row.

The landing is 5,000 generated calls and the records at the edge of what one may hold, on a real S3 server.
"""

from __future__ import annotations

import re

import duckdb
import pytest

from aftercall import landing, warehouse
from aftercall.setup import duckdb as setup_duckdb
from aftercall.setup import spark as setup_spark
from aftercall.warehouse.flat import tables
from tests.engines import asking, landed, snowflake_load
from tests.engines.asking import NAMES, Answer
from tests.record_factory import a_record
from tests.warehouse.corpus import put


def compare(expected: dict[str, Answer], found: dict[str, Answer], name: str) -> None:
    assert asking.differences(expected[name], found[name], ordered=not name.startswith("table ")) == []


def test_the_landing_holds_what_it_should(expected, corpus):
    assert len(expected["table sessions"].rows) == len(corpus.calls) - corpus.legacy >= landed.CALLS
    assert all(expected[name].rows for name in NAMES)
    assert len(set(corpus.keys)) > len(corpus.calls) - corpus.legacy, "no call has more than one record"


def test_the_whole_prefix_with_old_and_damaged_files_reads_the_same_on_s3_as_in_a_folder(ceph, bucket, corpus):
    with warehouse.connect(f"s3://{bucket}/all", client=ceph.client(ceph.admin)) as db:
        on_s3 = asking.reference(db)
        skipped = {key for (key,) in db.execute("SELECT key FROM skipped").fetchall()}
    with warehouse.connect(corpus.root) as db:
        in_folder = asking.reference(db)
    assert skipped == corpus.damaged
    assert len(on_s3["table sessions"].rows) == len(corpus.calls)
    for name in NAMES:
        compare(in_folder, on_s3, name)


# ------------------------------------------------------------------------------------ DuckDB by itself


@pytest.fixture(scope="module")
def plain_duckdb(synced):
    with duckdb.connect() as db:
        for statement in setup_duckdb.statements(str(synced)):
            db.execute(statement.sql)
        return asking.reference(db)


@pytest.mark.parametrize("name", NAMES)
def test_plain_duckdb(expected, plain_duckdb, name):
    compare(expected, plain_duckdb, name)


def test_plain_duckdb_loads_a_file_once_however_often_it_is_asked(tmp_path):
    with duckdb.connect() as db:
        for record in (a_record(), a_record(session_id="rm_later")):
            put(tmp_path, landing.key(record), landing.encode(record))
            for statement in setup_duckdb.statements(str(tmp_path)) * 2:
                db.execute(statement.sql)
        assert db.execute("SELECT count(*), count(DISTINCT source_file) FROM voice_agent_sessions").fetchall() == [
            (2, 2)
        ]


# ----------------------------------------------------------------------------------------------- Spark


@pytest.fixture(scope="module")
def on_spark(synced, tmp_path_factory):
    statements = [statement.sql for statement in setup_spark.statements(str(synced))]
    outcomes, answers = asking.run(
        "spark",
        {
            "folder": str(tmp_path_factory.mktemp("spark")),
            "zone": "America/New_York",  # where a day begins five hours late
            "statements": statements * 2,
            "plans": {
                "one day": "EXPLAIN FORMATTED SELECT count(*) FROM turns WHERE year = '2026' AND month = '11' AND day = '01'"
            },
            "kept": [table.name for table in tables()],
            "questions": asking.asked("spark"),
        },
    )
    assert outcomes == [None] * len(outcomes)
    return answers


@pytest.mark.parametrize("name", NAMES)
def test_spark(expected, on_spark, name):
    compare(expected, on_spark, name)


def test_a_question_about_one_day_reads_that_day_only_through_a_view(on_spark):
    ((plan,),) = on_spark["one day"].rows
    (filters,) = re.findall(r"^PartitionFilters: \[(.*)\]$", plan, re.MULTILINE)
    assert all(
        f"{name}#" in filters and f"= {value})" in filters
        for name, value in (("year", 2026), ("month", 11), ("day", "01"))
    )


# ------------------------------------------------------------------------------------------- Snowflake


@pytest.fixture(scope="module")
def on_snowflake(staged):
    statements = snowflake_load.tables()
    outcomes, answers = asking.run(
        "snowflake",
        {
            "staged": str(staged),
            "table": snowflake_load.STAGED,
            "statements": statements,
            "questions": asking.asked("snowflake"),
        },
    )
    assert dict(zip(statements, outcomes, strict=True)) == dict.fromkeys(statements)
    return answers


@pytest.mark.parametrize("name", NAMES)
def test_snowflakes_stand_in(expected, on_snowflake, name):
    compare(expected, on_snowflake, name)
