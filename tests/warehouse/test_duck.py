"""A landing as DuckDB tables: the edges. The large landing is in test_questions."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aftercall import landing, warehouse
from aftercall.errors import AftercallError
from aftercall.warehouse import questions
from aftercall.warehouse.dialects import DUCKDB
from aftercall.warehouse.flat import tables
from tests.record_factory import TRANSCRIPT, a_record, records
from tests.warehouse.corpus import ask, pack, put


def land(root, *calls):
    for call in calls:
        put(root, landing.key(call), landing.encode(call))


def column_types(db, table):
    return dict(
        db.execute(
            f"SELECT column_name, data_type FROM information_schema.columns WHERE table_name = '{table}'"
        ).fetchall()
    )


def test_an_empty_landing_gives_empty_tables_with_the_types_of_a_full_one(tmp_path):
    land(tmp_path / "full", a_record())
    (tmp_path / "empty").mkdir()
    with warehouse.connect(tmp_path / "empty") as empty, warehouse.connect(str(tmp_path / "full")) as full:
        for table in tables():
            expected = {flat.name: DUCKDB[flat.column.type] for flat in table.columns}
            assert column_types(empty, table.name) == column_types(full, table.name) == expected
            assert empty.execute(f"SELECT count(*) FROM {table.name}").fetchall() == [(0,)]
        assert column_types(empty, "skipped") == {"key": "VARCHAR", "reason": "VARCHAR"}


def test_a_folder_that_is_not_there_is_an_error_and_not_an_empty_answer(tmp_path):
    with pytest.raises(AftercallError, match=r"nowhere: no such folder\. Try: set AFTERCALL_LANDING"):
        warehouse.connect(tmp_path / "nowhere")


def test_importing_the_warehouse_loads_neither_duckdb_nor_boto3():
    code = "import sys, aftercall.warehouse; print({'duckdb', 'boto3', 'pyarrow'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout == "set()\n"


def test_without_duckdb_the_error_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(AftercallError, match=r"Try: pip install 'aftercall\[lake\]'"):
        warehouse.connect(tmp_path)


@pytest.mark.parametrize("missing", ["pyarrow", "isal"])
def test_without_what_reads_a_landing_the_error_says_what_to_install(tmp_path, missing):
    code = f"import sys; sys.modules[{missing!r}] = None; from aftercall import warehouse; warehouse.connect({str(tmp_path)!r})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert f"needs {missing}, which is not installed. Try: pip install 'aftercall[lake]'" in done.stderr


def test_only_tables_are_left_in_the_database(tmp_path):
    with warehouse.connect(tmp_path) as db:
        names = {row[0] for row in db.execute("SHOW TABLES").fetchall()}
    assert names == {table.name for table in tables()} | {"skipped"}


@given(st.lists(records(), max_size=4, unique_by=lambda call: (call.session_id, call.agent.job_id or "")))
@settings(max_examples=20, deadline=None)
def test_any_record_comes_out_of_sessions_as_it_went_in(calls):
    with tempfile.TemporaryDirectory() as root:
        for at, call in enumerate(calls):
            put(Path(root), f"{landing.day_prefix(call.start_time.date())}{at}.json.gz", landing.encode(call))
        db = warehouse.connect(root)
    with db:
        cursor = db.execute("SELECT * FROM sessions")
        names = [column[0] for column in cursor.description]
        found = {
            (row["session_id"], row["job_id"]): row
            for row in (dict(zip(names, r, strict=True)) for r in cursor.fetchall())
        }
        skipped = db.execute("FROM skipped").fetchall()
    for row in found.values():
        row.update({name: row[name] and json.loads(row[name]) for name in ("user_metadata", "custom", "signals_other")})
    assert skipped == []
    assert found == {(call.session_id, call.agent.job_id or ""): flattened(call) for call in calls}


def flattened(call):
    """What `sessions` should say of a call, worked out from the record's own dump."""
    dump = call.model_dump(mode="python")
    day = call.start_time
    row = {"job_id": call.agent.job_id or "", "year": f"{day:%Y}", "month": f"{day:%m}", "day": f"{day:%d}"}
    for flat in tables()[0].columns:
        if flat.name not in row:
            row[flat.name] = scalar(dump, flat.path.split("."))
    return row


def scalar(value, path):
    for name in path:
        value = None if value is None else value[name]
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    if isinstance(value, tuple):
        return ",".join(value) or None
    if isinstance(value, dict):
        return value or None
    return value


def test_the_same_revision_twice_is_one_row_whichever_key_it_has(tmp_path):
    call = a_record()
    for key in (landing.key(call), landing.second_key(call)):
        put(tmp_path, key, landing.encode(call))
    with warehouse.connect(tmp_path) as db:
        assert db.execute("SELECT count(*) FROM sessions").fetchall() == [(1,)]
        assert db.execute("SELECT count(*) FROM turns").fetchall() == [(len(call.turns),)]


def test_child_tables_join_on_session_job_and_start_even_where_the_host_has_no_job(tmp_path):
    land(tmp_path, a_record(agent__job_id=None))
    with warehouse.connect(tmp_path) as db:
        joined = db.execute("SELECT count(*) FROM sessions JOIN tool_calls USING (session_id, job_id, start_time)")
        assert joined.fetchall() == [(2,)]
        assert db.execute("SELECT job_id, agent_job_id FROM sessions").fetchall() == [("", None)]


@pytest.mark.parametrize("job_id", [None, ""])
def test_calls_of_one_room_without_jobs_are_told_apart_by_their_start_in_every_answer(tmp_path, job_id):
    first = datetime(2025, 11, 22, 9, tzinfo=UTC)
    for at, start in enumerate((first, first + timedelta(days=1), first + timedelta(days=1, hours=1))):
        tool = {"call_id": "c", "name": "book", "status": "ok", "category": ("meeting_booking", "other", "other")[at]}
        line = {"kind": "llm", "provider": "p", "model": "m", "unit": "token", "quantity": 1 + at, "status": "unknown"}
        one = a_record(
            start_time=start,
            end_time=start + timedelta(seconds=90),
            tool_calls=(tool,),
            turns=[{"turn": turn, "role": "agent", "e2e_ms": 100.0 * at + turn} for turn in range(2 + at)],
            cost_summary__lines=(line,),
        )
        for root, job in (("without", job_id), ("with", f"AJ_{at}")):
            for revision in (1, 2):
                of_room = one.model_copy(
                    update={
                        "agent": one.agent.model_copy(update={"job_id": job}),
                        "record": one.record.model_copy(update={"revision": revision}),
                    }
                )
                put(tmp_path / root, landing.second_key(of_room), landing.encode(of_room))
    answers = []
    for root in ("without", "with"):
        with warehouse.connect(tmp_path / root) as db:
            answers.append({name: [{**row, "job_id": ...} for row in ask(db, name)] for name in questions.names()})
    assert [row["calls"] for row in answers[0]["calls_per_day"]] == [1, 2]
    for name in questions.names():
        assert answers[0][name] == answers[1][name], name


def test_a_day_does_not_depend_on_the_readers_time_zone(tmp_path):
    start = datetime(2026, 11, 22, 23, 59, 59, tzinfo=UTC)
    land(tmp_path, a_record(start_time=start, end_time=datetime(2026, 11, 23, 0, 5, tzinfo=UTC)))
    with warehouse.connect(tmp_path, days=(date(2026, 11, 22), date(2026, 11, 22))) as db:
        db.execute("SET TimeZone = 'Pacific/Auckland'")
        assert db.execute("SELECT start_time::VARCHAR, day FROM sessions").fetchall() == [("2026-11-22 23:59:59", "22")]


def test_the_words_of_a_call_reach_no_table_even_where_transcripts_are_kept(tmp_path):
    land(tmp_path, a_record(transcript=TRANSCRIPT, privacy__transcript="included"))
    with warehouse.connect(tmp_path) as db:
        everything = [db.execute(f"SELECT t::VARCHAR FROM {table.name} t").fetchall() for table in tables()]
        assert db.execute("SELECT privacy_transcript FROM sessions").fetchall() == [("included",)]
    assert not [line["text"] for line in TRANSCRIPT if line["text"] in str(everything)]


def test_a_tool_argument_of_twenty_megabytes_is_read(tmp_path):
    call = a_record()
    tool = call.tool_calls[0].model_copy(update={"arguments": "é" * 10_000_000})
    land(tmp_path, call.model_copy(update={"tool_calls": (tool,)}))
    with warehouse.connect(tmp_path) as db:
        assert db.execute("SELECT length(arguments) FROM tool_calls").fetchall() == [(10_000_000,)]


def test_a_record_that_does_not_fit_is_skipped_by_the_name_of_its_field_and_never_its_value(tmp_path):
    record = json.loads(a_record().to_json())
    record["turns"][1]["eou_delay_ms"] = "hush"
    key = put(tmp_path, "year=2026/month=11/day=22/x.json.gz", pack(record))
    with warehouse.connect(tmp_path) as db:
        ((found, reason),) = db.execute("SELECT key, reason FROM skipped").fetchall()
    assert found == key
    assert reason.startswith("turns[].eou_delay_ms is not double")
    assert "hush" not in reason
