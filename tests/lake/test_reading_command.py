"""`aftercall query`: any answer as JSON, a range of days, and a word about how far it is."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from typer.testing import CliRunner

from aftercall import landing
from aftercall.cli import app, reading
from aftercall.cli.reading import _far
from aftercall.errors import AftercallError
from aftercall.lake.scan import Progress
from tests.record_factory import a_record
from tests.warehouse.corpus import put

START = datetime(2026, 11, 3, 23, 59, tzinfo=UTC)


@pytest.fixture
def place(tmp_path):
    """A call on each of five days, the third to the seventh."""
    for day in range(5):
        start = START + timedelta(days=day)
        record = a_record(session_id=f"rm_{start.day}", start_time=start, end_time=start + timedelta(minutes=2))
        put(tmp_path, landing.key(record), landing.encode(record))
    return tmp_path


def query(place, *words):
    return CliRunner().invoke(app, ["query", "--where", str(place), *words], catch_exceptions=False)


@pytest.mark.parametrize(
    ("sql", "answer"),
    [
        ("'nan'::DOUBLE", None),
        ("'-inf'::FLOAT", None),
        ("[1.5, 'inf'::DOUBLE]", [1.5, None]),
        ("[DATE '2026-11-03', NULL]", ["2026-11-03", None]),
        ("{'d': DATE '2026-11-03', 'n': {'t': TIME '01:02:03'}}", {"d": "2026-11-03", "n": {"t": "01:02:03"}}),
        ("[TIMESTAMP '2026-11-03 01:02:03']", ["2026-11-03T01:02:03.000000Z"]),
        ("MAP {DATE '2026-11-03': 1.10::DECIMAL(4,2)}", {"2026-11-03": 1.1}),
        ("MAP {1: 'nan'::DOUBLE}", {"1": None}),
        ("[INTERVAL 1 DAY]", ["1 day, 0:00:00"]),
        ("uuid '00000000-0000-0000-0000-000000000001'", "00000000-0000-0000-0000-000000000001"),
    ],
)
def test_every_value_that_duckdb_answers_is_json(tmp_path, sql, answer):
    done = query(tmp_path, "--json", f"SELECT {sql} AS it")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout) == {"it": answer}


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ([], [3, 4, 5, 6, 7]),
        (["--from", "2026-11-05"], [5, 6, 7]),
        (["--to", "2026-11-04"], [3, 4]),
        (["--from", "2026-11-04", "--to", "2026-11-05"], [4, 5]),
        (["--from", "2027-01-01"], []),
    ],
)
def test_a_question_is_asked_of_a_range_of_days(place, words, days):
    done = query(place, *words, "--json", "SELECT session_id FROM sessions ORDER BY start_time")
    assert [json.loads(line)["session_id"] for line in done.stdout.splitlines()] == [f"rm_{day}" for day in days]


@pytest.mark.parametrize("words", [["--from", "monday"], ["--from", "2026-11-05", "--to", "2026-11-04"]])
def test_a_range_that_is_none_is_refused(place, words):
    with pytest.raises(AftercallError, match="Try: "):
        query(place, *words, "SELECT 1")


def test_only_a_terminal_is_told_how_far_the_reading_is(place, monkeypatch):
    told = []

    class Terminal:
        is_terminal = True

        def status(self, text):
            told.append(text)
            return self

        def __enter__(self):
            return self

        def __exit__(self, *_):
            told.append("gone")

        def update(self, text):
            told.append(text)

    assert query(place, "SELECT 1").stderr == ""
    monkeypatch.setattr(reading, "talk", Terminal())
    query(place, "SELECT 1")
    assert told[0] == "reading"
    assert any("5 objects" in text for text in told)
    assert told[-1] == "gone"


def test_progress_says_what_is_known():
    assert _far(Progress(1500, 0, None, 3.0)) == "read 1,500 objects"
    assert _far(Progress(1500, 2, 9000, 3.0)) == "read 1,500 of 9,000 objects, 15 s left"
