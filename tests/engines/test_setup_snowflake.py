"""`aftercall setup snowflake` on Snowflake's stand-in: every statement runs or is listed, and the load is right."""

from __future__ import annotations

import gzip
import json
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from aftercall import landing
from aftercall.setup.snowflake import LOADS, copied
from aftercall.warehouse import raw_table
from aftercall.warehouse.views import RAW
from tests.engines import asking, landed, snowflake_load
from tests.record_factory import TRANSCRIPT, a_record
from tests.warehouse.corpus import legacy_payload, put

LISTED = tomllib.loads((Path(__file__).parent / "not_run.toml").read_text("utf-8"))
NOT_RUN, NO_CLAUSE = LISTED["snowflake"], LISTED["snowflake_copy"]
VERIFIED = Path(__file__).parents[2] / "docs" / "verified.md"
SCRIPT = snowflake_load.script()
CLAUSES = snowflake_load.clauses()
RECORDS = [
    a_record(transcript=TRANSCRIPT, privacy__transcript="included"),
    a_record(session_id="call/📞 year=1999/x", start_time=datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=UTC)),
    a_record(session_id="s" * 150, user_email="e" * 300 + "@example.com", conversation_state="S" * 90),
]


def listed(sql: str) -> str | None:
    return next((start for start in NOT_RUN if sql.startswith(start)), None)


@pytest.fixture(scope="module")
def staging(tmp_path_factory):
    """Statements that stage three records, one that is older than v1, and files that no COPY should take."""
    root, folder = tmp_path_factory.mktemp("landing"), tmp_path_factory.mktemp("flat")
    for record in RECORDS:
        put(root, landing.key(record), landing.encode(record))
    old = legacy_payload(1, datetime(2026, 10, 30, tzinfo=UTC))
    put(root, "year=2026/month=10/day=31/old.json.gz", gzip.compress(json.dumps(old, indent=2).encode()))
    for other in (
        "_doctor/probe.json.gz",
        "year=2026/month=10/day=31/_temporary.json.gz",
        "year=2026/month=1/day=31/x.json.gz",
    ):
        put(root, other, landing.encode(a_record(session_id="not_ours")))
    return snowflake_load.staging(folder, root, landed.all_keys(root))


@pytest.fixture(scope="module")
def once_and_twice(staging):
    """The outcome of each statement, and what is loaded, after the script and after all of it again."""
    statements = [snowflake_load.in_stand_ins_words(sql) for sql in SCRIPT]
    made = next(at for at, sql in enumerate(statements) if sql.startswith("CREATE OR REPLACE VIEW"))
    first = [*statements[:made], *staging, snowflake_load.load(), *statements[made:]]
    again = [*statements[:made], snowflake_load.load(), *statements[made:]]
    columns = [name for name, _, _ in raw_table.snowflake_columns()]
    questions = {
        "raw": f"SELECT {', '.join(columns)} FROM {RAW} ORDER BY source_file",
        "loads": "SELECT * FROM loads ORDER BY source_file",
        "how late": next(sql for sql in SCRIPT if sql.startswith("SELECT") and f"FROM {LOADS}" in sql),
        **asking.asked("snowflake"),
    }
    runs = [asking.run("snowflake", {"statements": job, "questions": questions}) for job in (first, first + again)]
    (outcomes, once), (_, twice) = runs
    brought = dict(zip(first, outcomes, strict=True))
    assert {brought[sql] for sql in (*staging, snowflake_load.load())} == {None}
    return [brought[sql] for sql in statements], once, twice


@pytest.fixture(scope="module")
def tried(tmp_path_factory):
    """What became of each clause of COPY INTO by itself, and how many rows they brought in all: of two files, one each."""
    root, day = tmp_path_factory.mktemp("flat"), tmp_path_factory.mktemp("day") / "year=2026"
    day.mkdir()
    for folder in (root, day):
        for record in RECORDS[:2]:
            put(folder, landing.key(record).rpartition("/")[2], landing.encode(record))
    places = [sql for sql in SCRIPT if sql.startswith(("CREATE FILE FORMAT", "CREATE OR REPLACE STAGE"))]
    places += [f"CREATE STAGE {name} URL = 'file://{at}/'" for name, at in (("flat", root), ("a_day", day))]
    statements = [*places, "CREATE TABLE tried (v VARIANT)", *CLAUSES.values()]
    outcomes, answers = asking.run(
        "snowflake", {"statements": statements, "questions": {"rows": "SELECT v FROM tried"}}
    )
    assert outcomes[: -len(CLAUSES)] == [None] * (len(statements) - len(CLAUSES))
    return dict(zip(CLAUSES, outcomes[-len(CLAUSES) :], strict=True)), answers["rows"].rows


@pytest.mark.parametrize("at", range(len(SCRIPT)), ids=lambda at: " ".join(SCRIPT[at].split()[:6]))
def test_a_statement_runs_or_is_listed_as_not_run_and_then_fails_as_listed(once_and_twice, at):
    error, start = once_and_twice[0][at], listed(SCRIPT[at])
    if start is None:
        assert error is None
    else:
        assert error is not None, "it runs: take it off the list"
        assert error.startswith(NOT_RUN[start][0])


@pytest.mark.parametrize("clause", CLAUSES)
def test_a_clause_of_copy_runs_or_is_listed_as_not_run_and_then_fails_as_listed(tried, clause):
    error = tried[0][clause]
    if clause in NO_CLAUSE:
        assert error is not None, "it runs: take it off the list, and let the load use it"
        assert error.startswith(NO_CLAUSE[clause][0])
    else:
        assert error is None


def test_copy_takes_a_file_once_unless_it_is_forced(tried):
    found = [json.loads(row[0])["session_id"] for row in tried[1]]
    assert sorted(found) == sorted([record.session_id for record in RECORDS[:2]] * 2)


def test_what_does_not_run_is_said_where_a_reader_looks():
    said = VERIFIED.read_text("utf-8")
    for statement, (error, why) in {**NOT_RUN, **NO_CLAUSE}.items():
        assert f"| `{' '.join(statement.split())}` | `{error}` | {why} |" in said


def test_every_listed_statement_is_one_of_the_script():
    assert {listed(sql) for sql in SCRIPT} - {None} == set(NOT_RUN)
    assert set(NO_CLAUSE) < set(CLAUSES)


def test_the_load_fills_every_column_of_the_table():
    assert [name for name, _ in copied()] == [name for name, _, _ in raw_table.snowflake_columns()]


def test_what_is_loaded_is_what_landed(once_and_twice):
    answer = once_and_twice[1]["raw"]
    assert answer.error is None
    rows = {row["session_id"]: row for row in (dict(zip(answer.columns, row, strict=True)) for row in answer.rows)}
    assert None not in rows
    for record in RECORDS:
        row, whole = rows[record.session_id], json.loads(record.to_json())
        assert row["source_file"] == f"sessions/{landing.key(record)}"
        start = record.start_time
        assert (row["year"], row["month"], row["day"]) == (start.year, start.month, start.day)
        assert row["loaded_at"] is not None
        for name in whole.keys() & row.keys():
            value = row[name]
            if name in ("start_time", "end_time"):
                assert value == getattr(record, name).replace(tzinfo=None)
            elif name == "duration_seconds":
                assert float(value) == record.duration_seconds
            elif isinstance(whole[name], (dict, list)):
                assert json.loads(value) == whole[name], name
            else:
                assert value == whole[name], name


def test_every_column_of_a_full_record_is_filled(once_and_twice):
    answer = once_and_twice[1]["raw"]
    rows = [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
    full = next(row for row in rows if row["session_id"] == RECORDS[0].session_id)
    assert [name for name, value in full.items() if value is None] == []


def test_a_record_older_than_v1_has_its_id_and_is_in_no_view(once_and_twice):
    answers = once_and_twice[1]
    assert len(answers["raw"].rows) == len(RECORDS) + 1
    assert {row[0] for row in answers["table sessions"].rows} == {record.session_id for record in RECORDS}


def test_a_reader_who_sees_no_table_can_ask_how_late_the_data_is(once_and_twice):
    answers = once_and_twice[1]
    raw, loads = (
        [dict(zip(answers[name].columns, row, strict=True)) for row in answers[name].rows] for name in ("raw", "loads")
    )
    assert [row["session_id"] for row in loads] == [row["session_id"] for row in raw]
    for late, row in zip(loads, raw, strict=True):
        assert late["loaded_at"] == row["loaded_at"]
        assert abs(late["seconds_late"] - (row["loaded_at"] - row["end_time"]).total_seconds()) <= 1
    assert answers["how late"].error is None
    assert f"GRANT SELECT ON VIEW {LOADS} TO ROLE {snowflake_load.WANTED.reader}" in SCRIPT


def test_loading_twice_changes_no_answer(once_and_twice):
    _, once, twice = once_and_twice
    assert len(twice["raw"].rows) == 2 * len(once["raw"].rows), "it was not loaded twice"
    for name in asking.NAMES:
        assert asking.differences(once[name], twice[name], ordered=not name.startswith("table ")) == [], name
