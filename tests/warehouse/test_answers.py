"""The further questions, each against an answer worked out in Python from the records themselves."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import numpy as np
import pytest

from aftercall import landing
from aftercall.warehouse import connect
from tests.record_factory import a_record
from tests.warehouse.corpus import LATER_REASON, REASONS, ask, identity, put


def tier(call):
    return call.discovered_signals.qualification_tier


def naive(instant):
    return instant.replace(tzinfo=None)


def groups(calls, key):
    found = defaultdict(list)
    for call in calls:
        found[key(call)].append(call)
    return found


def mean(values):
    known = [float(value) for value in values if value is not None]
    return pytest.approx(sum(known) / len(known)) if known else None


def share(part, whole):
    return pytest.approx(part / whole) if whole else None


def test_funnel(db, corpus):
    def booked(call):
        return any(tool.category == "meeting_booking" and tool.status == "ok" for tool in call.tool_calls)

    engaged = [call for call in corpus.calls if call.metrics_summary.user_turns >= 2]
    qualified = [call for call in engaged if tier(call) == "sales_ready"]
    counts = [len(corpus.calls), len(engaged), len(qualified), sum(map(booked, qualified))]
    rows = ask(db, "funnel")
    assert [row["step"] for row in rows] == ["calls", "engaged", "qualified", "meeting_booked"]
    assert [row["calls"] for row in rows] == counts
    assert counts[3] > 0
    assert [row["of_calls"] for row in rows] == [share(count, counts[0]) for count in counts]
    assert [row["of_previous"] for row in rows] == [1, *(share(b, a) for a, b in pairwise(counts))]


def test_outcomes(db, corpus):
    ended = groups(corpus.calls, lambda call: (call.outcome.status, call.outcome.ended_by))
    rows = groups(ask(db, "outcomes"), lambda row: (row["status"], row["ended_by"]))
    assert rows.keys() == ended.keys()
    for key, calls in ended.items():
        assert {row["reason"] for row in rows[key]} - {call.outcome.reason for call in calls} <= {LATER_REASON}

        def of_all(name, rows=rows[key]):
            return sum(row[name] for row in rows)

        assert of_all("calls") == len(calls)
        assert of_all("share") == share(len(calls), len(corpus.calls))
        assert of_all("succeeded") == sum(call.outcome.success is True for call in calls)
        assert of_all("judged") == sum(call.outcome.success is not None for call in calls)
        seconds = sum(row["mean_seconds"] * row["calls"] for row in rows[key])
        assert seconds == pytest.approx(sum(call.duration_seconds for call in calls))


def test_leads_of_the_day(db, corpus):
    days = {call.start_time.date() for call in corpus.calls}
    latest = max({day for day in days if day <= datetime.now(UTC).date()} or days)
    leads = [call for call in corpus.calls if call.start_time.date() == latest and tier(call) == "sales_ready"]
    expected = Counter(
        (*identity(call), *(tuple(found.model_dump().values()) if found else (None,) * 4))
        for call in leads
        for found in call.discovered_signals.evidence or (None,)
    )
    rows = ask(db, "leads_of_the_day")
    columns = ("session_id", "job_id", "signal", "rule", "turn", "confidence")
    assert Counter(tuple(row[name] for name in columns) for row in rows) == expected
    assert len(leads) > 10
    assert {row["date"] for row in rows} == {latest.isoformat()}
    starts = [row["start_time"] for row in rows]
    assert starts == sorted(starts, reverse=True)


@pytest.mark.parametrize(
    ("days", "answer"),
    [((-3, -1, 400), -1), ((-3, 0, 400), 0), ((400, 401), 401)],
    ids=["past", "today", "future only"],
)
def test_a_host_with_a_wrong_clock_does_not_own_the_leads_of_the_day(tmp_path, days, answer):
    now = datetime.now(UTC).replace(hour=0, minute=0, second=1)
    for day in days:
        start = now + timedelta(days=day)
        record = a_record(session_id=f"day {day}", start_time=start, end_time=start + timedelta(minutes=5))
        put(tmp_path, landing.key(record), landing.encode(record))
    rows = ask(connect(tmp_path), "leads_of_the_day")
    assert {row["session_id"] for row in rows} == {f"day {answer}"}
    assert {row["date"] for row in rows} == {(now + timedelta(days=answer)).date().isoformat()}


def test_cost_per_call(db, corpus):
    rows = {row["currency"]: row for row in ask(db, "cost_per_call")}
    by_currency = groups(corpus.calls, lambda call: call.cost_summary.currency)
    assert rows.keys() == by_currency.keys()
    for currency, calls in by_currency.items():
        row = rows[currency]
        known = [call.cost_summary.total for call in calls if call.cost_summary.total is not None]
        qualified = sum(tier(call) == "sales_ready" for call in calls)
        assert (row["calls"], row["priced"], row["qualified"]) == (len(calls), len(known), qualified)
        assert row["complete"] == sum(call.cost_summary.complete for call in calls)
        assert row["total"] == sum(known)
        assert row["max_cost"] == max(known)
        assert row["mean_cost"] == mean(known)
        assert row["cost_per_qualified"] == share(float(sum(known)), qualified)
        costs = [float(value) for value in known]
        assert (row["p50_cost"], row["p95_cost"]) == pytest.approx(tuple(np.percentile(costs, (50, 95))))


def test_cost_by_model(db, corpus):
    lines = defaultdict(list)
    for call in corpus.calls:
        for line in call.cost_summary.lines:
            key = (
                line.provider or "unknown",
                line.kind,
                line.model or "unknown",
                line.unit,
                call.cost_summary.currency,
            )
            lines[key].append(line)
    rows = ask(db, "cost_by_model")
    found = {tuple(row[name] for name in ("provider", "kind", "model", "unit", "currency")): row for row in rows}
    assert found.keys() == lines.keys()
    for key, row in found.items():
        amounts = [line.amount for line in lines[key] if line.amount is not None]
        assert row["quantity"] == sum(line.quantity for line in lines[key])
        assert row["total"] == (sum(amounts) if amounts else None)
        assert row["unpriced_lines"] == len(lines[key]) - len(amounts)


def test_cost_trend(db, corpus):
    days = groups(corpus.calls, lambda call: (call.start_time.date().isoformat(), call.cost_summary.currency))
    rows = ask(db, "cost_trend")
    assert [(row["date"], row["currency"]) for row in rows] == sorted(days)
    for row in rows:
        calls = days[row["date"], row["currency"]]
        priced = [call for call in calls if call.cost_summary.total is not None]
        total = sum((call.cost_summary.total for call in priced), Decimal(0))
        minutes = sum(call.duration_seconds for call in priced) / 60
        assert (row["calls"], row["total"]) == (len(calls), total if priced else None)
        assert row["cost_per_call"] == share(float(total), len(priced))
        assert row["cost_per_minute"] == share(float(total), minutes)
        assert row["incomplete"] == sum(not call.cost_summary.complete for call in calls)
        qualified = sum(tier(call) == "sales_ready" for call in calls)
        assert row["cost_per_qualified"] == (share(float(total), qualified) if priced else None)


def test_unpriced(db, corpus):
    lines = defaultdict(list)
    for call in corpus.calls:
        for line in call.cost_summary.lines:
            if line.amount is None:
                key = (line.provider or "unknown", line.kind, line.model or "unknown", line.unit, line.reason)
                lines[key].append((identity(call), line.quantity))
    rows = ask(db, "unpriced")
    found = {tuple(row[name] for name in ("provider", "kind", "model", "unit", "reason")): row for row in rows}
    assert found.keys() == lines.keys()
    for key, row in found.items():
        assert row["calls"] == len({call for call, _ in lines[key]})
        assert row["quantity"] == sum(quantity for _, quantity in lines[key])


def test_latency_by_model(db, corpus):
    waits = defaultdict(list)
    for call in corpus.calls:
        for turn in call.turns:
            for stage in ("llm_ttft", "tts_ttfb", "e2e"):
                wait = getattr(turn, f"{stage}_ms")
                if wait is not None:
                    waits[stage, turn.llm_model or "unknown", call.agent.version or "unknown"].append(wait)
    rows = {(row["stage"], row["model"], row["agent_version"]): row for row in ask(db, "latency_by_model")}
    assert rows.keys() == waits.keys()
    for key, row in rows.items():
        assert row["turns"] == len(waits[key])
        assert row["max_ms"] == max(waits[key])
        assert (row["p50_ms"], row["p95_ms"]) == pytest.approx(tuple(np.percentile(waits[key], (50, 95))), rel=1e-9)


def test_slowest_calls(db, corpus):
    def wait(call):
        return call.metrics_summary.latency_ms.e2e

    slow = [call for call in corpus.calls if wait(call)]
    slow.sort(key=lambda call: (-wait(call).p95, call.start_time, *identity(call)))
    rows = ask(db, "slowest_calls")
    assert [(row["session_id"], row["job_id"]) for row in rows] == [identity(call) for call in slow[:50]]
    assert [row["p95_ms"] for row in rows] == [wait(call).p95 for call in slow[:50]]


def test_tool_errors(db, corpus):
    failed = defaultdict(list)
    for call in corpus.calls:
        for tool in call.tool_calls:
            if tool.status == "error":
                failed[tool.name, tool.error_type or "unknown"].append((call, tool))
    rows = ask(db, "tool_errors")
    assert {(row["tool"], row["error_type"]) for row in rows} == failed.keys()
    for row in rows:
        found = failed[row["tool"], row["error_type"]]
        assert (row["errors"], row["sessions"]) == (len(found), len({identity(call) for call, _ in found}))
        assert row["mean_ms"] == mean(tool.duration_ms for _, tool in found)
        assert row["last_at"] == max(naive(call.start_time) for call, _ in found)


def test_interruptions(db, corpus):
    versions = groups(corpus.calls, lambda call: call.agent.version or "unknown")
    rows = ask(db, "interruptions")
    assert {row["agent_version"] for row in rows} == versions.keys()
    for row in rows:
        calls = versions[row["agent_version"]]
        turns = Counter((turn.role, turn.interrupted) for call in calls for turn in call.turns)
        agent, user = (turns[role, True] + turns[role, False] for role in ("agent", "user"))
        assert (row["calls"], row["agent_turns"], row["user_turns"]) == (len(calls), agent, user)
        assert (row["agent_interrupted"], row["user_interrupted"]) == (turns["agent", True], turns["user", True])
        assert row["agent_interrupted_rate"] == share(turns["agent", True], agent)
        cut = [call for call in calls if any(turn.role == "agent" and turn.interrupted for turn in call.turns)]
        assert row["calls_interrupted"] == len(cut)


def test_unfinished_calls(db, corpus):
    unfinished = [call for call in corpus.calls if call.outcome.status != "completed"]
    unfinished.sort(key=lambda call: (-call.start_time.timestamp(), *identity(call)))
    rows = ask(db, "unfinished_calls")
    assert [(row["session_id"], row["job_id"]) for row in rows] == [identity(call) for call in unfinished]
    assert [(row["status"], row["recovered"]) for row in rows] == [
        (call.outcome.status, call.record.recovered) for call in unfinished
    ]


def test_integrations(db, corpus):
    named = defaultdict(list)
    for call in corpus.calls:
        for kind in ("integration", "competitor"):
            joined = ",".join(getattr(call.discovered_signals, f"{kind}s"))
            for name in joined.split(",") if joined else ():
                named[kind, name].append(call)
    rows = {(row["kind"], row["name"]): row for row in ask(db, "integrations")}
    assert rows.keys() == named.keys()
    for key, row in rows.items():
        assert row["calls"] == len(named[key])
        assert row["qualified"] == sum(tier(call) == "sales_ready" for call in named[key])
        assert row["last_at"] == max(naive(call.start_time) for call in named[key])


def test_a_call_that_has_a_name_twice_counts_once(tmp_path):
    signals = {"integrations": ["sap", "sap", ""], "competitors": ["", "docusign"]}
    call = a_record(discovered_signals=signals, record__complete=False, record__incomplete_reasons=(REASONS[0],) * 2)
    put(tmp_path, landing.key(call), landing.encode(call))
    with connect(tmp_path) as db:
        named = [(row["name"], row["calls"]) for row in ask(db, "integrations")]
        assert named == [("sap", 1), ("docusign", 1)]
        assert [row["records"] for row in ask(db, "data_quality")] == [1]


def test_data_quality(db, corpus):
    given = defaultdict(list)
    for call in corpus.calls:
        reasons = call.record.incomplete_reasons
        for reason in reasons or (() if call.record.complete else ("none_given",)):
            given[reason].append(call)
    rows = {row["reason"]: row for row in ask(db, "data_quality")}
    assert rows.keys() == given.keys()
    for reason, row in rows.items():
        calls = given[reason]
        assert (row["records"], row["share"]) == (len(calls), share(len(calls), len(corpus.calls)))
        assert row["recovered"] == sum(call.record.recovered for call in calls)
        assert row["agent_version"] == max((call.agent.version for call in calls if call.agent.version), default=None)


def test_urgency_by_week(db, corpus):
    weeks = groups(corpus.calls, lambda call: call.start_time.date() - timedelta(days=call.start_time.weekday()))
    rows = ask(db, "urgency_by_week")
    assert [row["week"] for row in rows] == sorted(weeks)
    for row in rows:
        said = Counter(call.discovered_signals.urgency for call in weeks[row["week"]])
        assert row["calls"] == len(weeks[row["week"]])
        assert [row[level] for level in ("high", "medium", "low", "unsaid")] == [
            said[level] for level in ("high", "medium", "low", None)
        ]


def test_versions(db, corpus):
    versions = groups(corpus.calls, lambda call: (call.agent.name or "unknown", call.agent.version or "unknown"))
    rows = {(row["agent_name"], row["agent_version"]): row for row in ask(db, "versions")}
    assert rows.keys() == versions.keys()
    for key, row in rows.items():
        calls = versions[key]
        judged = [call for call in calls if call.outcome.success is not None]
        assert row["calls"] == len(calls)
        assert row["first_at"] == min(naive(call.start_time) for call in calls)
        assert row["engaged_rate"] == mean(call.metrics_summary.user_turns >= 2 for call in calls)
        assert row["qualified_rate"] == mean(tier(call) == "sales_ready" for call in calls)
        assert row["success_rate"] == mean(call.outcome.success for call in judged)
        assert row["crashed_rate"] == mean(call.outcome.status == "crashed" for call in calls)
        waits = [turn.e2e_ms for call in calls for turn in call.turns if turn.e2e_ms is not None]
        assert row["p95_e2e_ms"] == (pytest.approx(np.percentile(waits, 95), rel=1e-9) if waits else None)
        assert row["interruptions"] == mean(call.metrics_summary.interruptions for call in calls)
        in_currency = groups(
            [call for call in calls if call.cost_summary.total is not None], lambda call: call.cost_summary.currency
        )
        (currency,) = in_currency if len(in_currency) == 1 else (None,)
        assert row["currency"] == currency
        assert row["cost_per_call"] == mean(call.cost_summary.total for call in in_currency.get(currency, ()))


@pytest.mark.parametrize(
    ("totals", "currency", "cost"),
    [
        ([("USD", "0.5"), ("USD", "1.5"), ("EUR", None)], "USD", 1.0),
        ([("USD", "0.5"), ("EUR", "1.5")], None, None),
        ([("USD", None)], None, None),
    ],
)
def test_a_versions_cost_is_never_a_mean_of_two_currencies(tmp_path, totals, currency, cost):
    for at, (of, total) in enumerate(totals):
        call = a_record(session_id=f"rm_{at}", cost_summary__currency=of, cost_summary__total=total)
        put(tmp_path, landing.key(call), landing.encode(call))
    with connect(tmp_path) as db:
        assert [(row["currency"], row["cost_per_call"]) for row in ask(db, "versions")] == [(currency, cost)]
