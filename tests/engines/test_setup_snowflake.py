"""`aftercall setup snowflake` on Snowflake's stand-in: every statement runs or is listed, and the load is right."""

from __future__ import annotations

import json
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from aftercall import landing
from aftercall.setup.snowflake import copied
from aftercall.warehouse import raw_table
from aftercall.warehouse.views import RAW
from tests.engines import asking, landed, snowflake_load
from tests.record_factory import TRANSCRIPT, a_record
from tests.warehouse.corpus import legacy_payload, put

NOT_RUN = tomllib.loads((Path(__file__).parent / "not_run.toml").read_text("utf-8"))["snowflake"]
SCRIPT = snowflake_load.script()
RECORDS = [
    a_record(transcript=TRANSCRIPT, privacy__transcript="included"),
    a_record(session_id="call/📞 year=1999/x", start_time=datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=UTC)),
    a_record(session_id="s" * 150, user_email="e" * 300 + "@example.com", conversation_state="S" * 90),
]


def listed(sql: str) -> str | None:
    return next((start for start in NOT_RUN if sql.startswith(start)), None)


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    """Three records and one that is older than v1, as a stage shows them."""
    folder = tmp_path_factory.mktemp("stage")
    for record in RECORDS:
        put(folder, landing.key(record), landing.encode(record))
    rows = [{"key": f"sessions/{key}", "text": text} for key, text in landed.lines(folder)]
    old = json.dumps(legacy_payload(1, datetime(2026, 10, 30, tzinfo=UTC)), indent=2)
    rows.append({"key": "sessions/year=2026/month=10/day=31/old.json.gz", "text": old})
    path = folder / "staged.ndjson"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def once_and_twice(stage):
    """The outcome of each statement, and what is loaded, after the script and after all of it again."""
    statements = [snowflake_load.in_stand_ins_words(sql) for sql in SCRIPT]
    made = next(at for at, sql in enumerate(statements) if sql.startswith("CREATE OR REPLACE VIEW"))
    statements.insert(made, snowflake_load.load())
    columns = [name for name, _, _ in raw_table.snowflake_columns()]
    questions = {
        "raw": f"SELECT {', '.join(columns)} FROM {RAW} ORDER BY source_file",
        **asking.asked("snowflake"),
    }
    runs = []
    for job in (statements, statements * 2):
        runs.append(asking.run("snowflake", {"staged": str(stage), "statements": job, "questions": questions}))
    (outcomes, once), (_, twice) = runs
    del outcomes[made]
    return outcomes, once, twice


@pytest.mark.parametrize("at", range(len(SCRIPT)), ids=lambda at: " ".join(SCRIPT[at].split()[:6]))
def test_a_statement_runs_or_is_listed_as_not_run_and_then_does_not(once_and_twice, at):
    error = once_and_twice[0][at]
    if listed(SCRIPT[at]):
        assert error is not None, "it runs: take it off the list"
    else:
        assert error is None


def test_every_listed_statement_is_one_of_the_script():
    assert {listed(sql) for sql in SCRIPT} - {None} == set(NOT_RUN)


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


def test_loading_twice_changes_no_answer(once_and_twice):
    _, once, twice = once_and_twice
    assert len(twice["raw"].rows) == 2 * len(once["raw"].rows), "it was not loaded twice"
    for name in asking.NAMES:
        assert asking.differences(once[name], twice[name], ordered=not name.startswith("table ")) == [], name
