"""The tables and the answers over a large, damaged landing, against answers worked out here in Python."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, datetime
from decimal import Decimal

import numpy as np
import pytest

from aftercall import warehouse
from aftercall.errors import AftercallError
from aftercall.warehouse import questions
from tests.warehouse.corpus import STAGES, ask, identity


def test_there_is_one_row_per_call_and_it_is_the_highest_revision(db, corpus):
    rows = db.execute("SELECT session_id, job_id, record_revision, outcome_status FROM sessions").fetchall()
    expected = {identity(call): (call.record.revision, call.outcome.status) for call in corpus.calls}
    assert len(rows) == len(expected) == len(corpus.calls) > 2_000
    assert {row[:2]: row[2:] for row in rows} == expected


def test_every_damaged_file_is_named_with_a_reason_and_no_other_file_is(db, corpus):
    skipped = dict(db.execute("SELECT key, reason FROM skipped").fetchall())
    assert skipped.keys() == corpus.damaged
    assert all("Try: " in reason for reason in skipped.values())


@pytest.mark.parametrize(
    ("table", "parts"),
    [
        ("turns", lambda call: call.turns),
        ("tool_calls", lambda call: call.tool_calls),
        ("usage", lambda call: call.metrics_summary.usage),
        ("cost_lines", lambda call: call.cost_summary.lines),
        ("signal_evidence", lambda call: call.discovered_signals.evidence),
    ],
)
def test_a_child_table_holds_exactly_the_parts_of_the_calls_that_count(db, corpus, table, parts):
    expected = Counter(
        (*identity(call), *(_plain(value) for value in part.model_dump().values()))
        for call in corpus.calls
        for part in parts(call)
    )
    cursor = db.execute(f"SELECT * EXCLUDE (start_time, year, month, day) FROM {table}")
    assert Counter(cursor.fetchall()) == expected
    assert sum(expected.values()) > 500


def _plain(value):
    return value.replace(tzinfo=None) if isinstance(value, datetime) else value


def test_quantities_of_eighteen_digits_are_summed_exactly(db, corpus):
    expected = sum(line.quantity for call in corpus.calls for line in call.cost_summary.lines)
    assert db.execute("SELECT sum(quantity) FROM cost_lines").fetchone()[0] == expected
    assert len(expected.as_tuple().digits) > 18


def test_the_day_is_the_utc_day_of_the_start(db, corpus):
    rows = db.execute("SELECT session_id, job_id, year, month, day FROM sessions").fetchall()
    days = {row[:2]: "-".join(row[2:]) for row in rows}
    assert days == {identity(call): call.start_time.date().isoformat() for call in corpus.calls}


def test_calls_per_day(db, corpus):
    by_day = defaultdict(list)
    for call in corpus.calls:
        by_day[call.start_time.date().isoformat()].append(call)
    rows = ask(db, "calls_per_day")
    assert [row["date"] for row in rows] == sorted(by_day)
    for row in rows:
        calls = by_day[row["date"]]
        seconds = [call.duration_seconds for call in calls]
        assert row["calls"] == len(calls)
        for status in ("completed", "failed", "crashed"):
            assert row[status] == sum(call.outcome.status == status for call in calls)
        assert row["engaged"] == sum(call.metrics_summary.user_turns >= 2 for call in calls)
        assert row["qualified"] == sum(call.discovered_signals.qualification_tier == "sales_ready" for call in calls)
        assert row["minutes"] == pytest.approx(sum(seconds) / 60)
        assert row["mean_seconds"] == pytest.approx(sum(seconds) / len(seconds))


def test_qualified_leads(db, corpus):
    leads = [call for call in corpus.calls if call.discovered_signals.qualification_tier == "sales_ready"]
    leads.sort(key=lambda call: (-call.start_time.timestamp(), *identity(call)))
    rows = ask(db, "qualified_leads")
    assert [(row["session_id"], row["job_id"]) for row in rows] == [identity(call) for call in leads]
    assert [row["team_size"] for row in rows] == [call.discovered_signals.team_size for call in leads]
    assert [row["integrations"] for row in rows] == [
        ",".join(call.discovered_signals.integrations) or None for call in leads
    ]


def test_cost_by_provider(db, corpus):
    lines = defaultdict(list)
    for call in corpus.calls:
        for line in call.cost_summary.lines:
            key = line.provider or "unknown", line.kind, call.cost_summary.currency
            lines[key].append((identity(call), line.amount))
    rows = ask(db, "cost_by_provider")
    assert {(row["provider"], row["kind"], row["currency"]) for row in rows} == lines.keys()
    for row in rows:
        found = lines[row["provider"], row["kind"], row["currency"]]
        known = defaultdict(Decimal)
        for call, amount in found:
            if amount is not None:
                known[call] += amount
        assert row["calls"] == len({call for call, _ in found})
        assert row["lines"] == len(found)
        assert row["unpriced_lines"] == sum(amount is None for _, amount in found)
        assert row["total"] == (sum(known.values()) if known else None)
        if known:
            assert row["cost_per_call"] == pytest.approx(float(sum(known.values()) / len(known)))


def test_latency_percentiles_equal_numpys(db, corpus):
    rows = {row["stage"]: row for row in ask(db, "latency")}
    assert list(rows) == [stage.removesuffix("_ms") for stage in STAGES]
    for stage in STAGES:
        values = [
            getattr(turn, stage) for call in corpus.calls for turn in call.turns if getattr(turn, stage) is not None
        ]
        row = rows[stage.removesuffix("_ms")]
        assert row["turns"] == len(values) > 1_000
        assert row["p50_ms"] == pytest.approx(np.percentile(values, 50), rel=1e-9)
        assert row["p95_ms"] == pytest.approx(np.percentile(values, 95), rel=1e-9)
        assert row["max_ms"] == max(values)


@pytest.mark.parametrize("count", [1, 2, 3, 20, 21])
def test_latency_percentiles_of_few_turns_equal_numpys(tmp_path, count):
    from aftercall import landing
    from tests.record_factory import a_record
    from tests.warehouse.corpus import put

    values = [(7919 * at % 101) + at / 7 for at in range(count)]
    call = a_record(turns=[{"turn": at, "role": "agent", "e2e_ms": value} for at, value in enumerate(values)])
    put(tmp_path, landing.key(call), landing.encode(call))
    with warehouse.connect(tmp_path) as db:
        (row,) = ask(db, "latency")
    assert (row["p50_ms"], row["p95_ms"]) == pytest.approx(tuple(np.percentile(values, (50, 95))), rel=1e-12)


def test_tool_usage(db, corpus):
    uses = defaultdict(list)
    for call in corpus.calls:
        for tool in call.tool_calls:
            uses[tool.name, tool.category].append((identity(call), tool))
    rows = ask(db, "tool_usage")
    assert {(row["tool"], row["category"]) for row in rows} == uses.keys()
    for row in rows:
        found = uses[row["tool"], row["category"]]
        status = Counter(tool.status for _, tool in found)
        timed = [tool.duration_ms for _, tool in found if tool.duration_ms is not None]
        assert row["sessions"] == len({call for call, _ in found})
        assert (row["uses"], row["ok"], row["errors"], row["cancelled"]) == (
            len(found), status["ok"], status["error"], status["cancelled"],
        )  # fmt: skip
        answered = status["ok"] + status["error"]
        assert row["error_rate"] == pytest.approx(status["error"] / answered if answered else None)
        assert row["mean_ms"] == pytest.approx(sum(timed) / len(timed) if timed else None)
        assert row["max_ms"] == (max(timed) if timed else None)


def test_a_range_of_days_reads_those_partitions_only(corpus):
    first, last = date(2026, 10, 31), date(2026, 11, 1)
    with warehouse.connect(corpus.root, days=(first, last)) as db:
        found = {
            row[0]
            for row in db.execute("SELECT start_time::DATE FROM sessions WHERE agent_framework = 'livekit'").fetchall()
        }
        count = db.execute("SELECT count(*) FROM sessions WHERE agent_framework = 'livekit'").fetchone()[0]
        assert db.execute("SELECT count(*) FROM skipped").fetchone()[0] == 0
    assert found == {first, last}
    assert count == sum(
        call.agent.framework == "livekit" and first <= call.start_time.date() <= last for call in corpus.calls
    )


def test_no_word_of_a_call_is_in_any_table(db):
    for table in ("sessions", "turns", "tool_calls", "usage", "cost_lines", "signal_evidence", "skipped"):
        assert db.execute(f"SELECT count(*) FROM {table} t WHERE t::VARCHAR LIKE '%secret%'").fetchone()[0] == 0


def test_every_query_answers_on_an_empty_landing(tmp_path):
    with warehouse.connect(tmp_path) as db:
        assert {name: ask(db, name) for name in questions.names()} == {name: [] for name in questions.names()}


def test_every_column_of_an_answer_is_explained_in_the_header(db):
    for name in questions.names():
        question = questions.load(name)
        header = "\n".join(line for line in question.sql.splitlines() if line.startswith("--"))
        columns = [column[0] for column in db.execute(question.sql).description]
        assert question.title.endswith("?")
        assert [column for column in columns if f" {column} " not in header.replace(",", " ")] == []


def test_an_unknown_question_is_refused_with_the_names_there_are():
    with pytest.raises(AftercallError, match=r"calls_per_day, .*tool_usage.*Try: aftercall query --list"):
        questions.load("../record")
