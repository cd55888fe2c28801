"""Calls whose process is killed leave one record each, with what had been said up to a second before."""

import json
import os
import signal
import subprocess
import sys
from datetime import timedelta

import pytest

from aftercall.testing import records_in
from tests.calls.conftest import JOBS, environment_of, run_jobs, waiting

KILLED = ("sigkill", "os_exit", "orphaned_child")


def ship(folder):
    """What any later shipper on that host does."""
    subprocess.run(
        [sys.executable, "-m", "aftercall.cli", "ship"],
        env=environment_of(folder),
        check=True,
        capture_output=True,
        timeout=60,
    )


def assert_is_recovered(record, room):
    assert record.session_id == room
    assert (record.outcome.status, record.outcome.ended_by, record.outcome.reason) == (
        "crashed",
        "system",
        "process_died",
    )
    assert record.record.recovered is True
    assert record.record.complete is False
    assert "recovered_from_checkpoint" in record.record.incomplete_reasons
    assert record.discovered_signals.team_size == 200
    assert record.discovered_signals.document_volume_per_month == 300
    assert record.user_email == "ada@example.com"
    assert [turn.role for turn in record.turns] == ["user", "agent", "user", "agent"]
    assert record.metrics_summary.llm_output_tokens > 0
    said_last = max(turn.ended_at or turn.started_at for turn in record.turns)
    assert record.end_time >= said_last
    assert record.end_time - record.start_time < timedelta(seconds=30)


@pytest.fixture(scope="module")
def killed(jobs_folder):
    folder = jobs_folder / "killed"
    run_jobs(folder, [(f"rm_{how}", how) for how in KILLED])
    before = records_in(folder / "sessions")
    ship(folder)
    return before, folder


def test_a_killed_process_ships_nothing_itself(killed):
    before, _ = killed
    assert before == []


@pytest.mark.parametrize("how", KILLED)
def test_a_killed_call_leaves_one_crashed_record_with_what_was_said(killed, how):
    _, folder = killed
    (record,) = [record for record in records_in(folder / "sessions") if record.session_id == f"rm_{how}"]
    assert_is_recovered(record, f"rm_{how}")


def test_recovery_happens_once(killed):
    _, folder = killed
    ship(folder)
    assert len(records_in(folder / "sessions")) == len(KILLED)
    assert waiting(folder) == []


def test_sigterm_to_the_process_group_leaves_a_crashed_record(jobs_folder):
    folder = jobs_folder / "group"
    worker = subprocess.Popen(
        [sys.executable, str(JOBS), json.dumps(["rm_group", "hold"])],
        env=environment_of(folder), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, start_new_session=True,
    )  # fmt: skip
    try:
        assert "holding" in worker.stdout.readline()
        os.killpg(worker.pid, signal.SIGTERM)
        worker.wait(60)
    finally:
        worker.stdout.close()
        if worker.poll() is None:
            os.killpg(worker.pid, signal.SIGKILL)
            worker.wait(10)
    ship(folder)
    (record,) = records_in(folder / "sessions")
    assert_is_recovered(record, "rm_group")


def test_the_workers_kill_timer_leaves_a_crashed_record(jobs_folder):
    folder = jobs_folder / "timer"
    run = run_jobs(folder, [("rm_timer", "blocked")])
    assert run.ended[0]["exitcode"] != 0
    ship(folder)
    (record,) = records_in(folder / "sessions")
    assert_is_recovered(record, "rm_timer")


def test_the_workers_memory_limit_leaves_a_crashed_record(jobs_folder):
    folder = jobs_folder / "memory"
    run = run_jobs(folder, [("rm_memory", "memory")], TEST_MEMORY_MB="700")
    assert run.ended[0]["exitcode"] != 0
    ship(folder)
    (record,) = records_in(folder / "sessions")
    assert_is_recovered(record, "rm_memory")


def test_a_live_call_is_left_alone_by_everybody_elses_recovery(jobs_folder):
    folder = jobs_folder / "alive"
    worker = subprocess.Popen(
        [sys.executable, str(JOBS), json.dumps(["rm_alive", "hold"])],
        env=environment_of(folder), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, start_new_session=True,
    )  # fmt: skip
    try:
        assert "holding" in worker.stdout.readline()
        ship(folder)
        assert records_in(folder / "sessions") == []
        assert list((folder / "spool" / "live").glob("*.json.gz"))
    finally:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait(10)
        worker.stdout.close()
    ship(folder)
    (record,) = records_in(folder / "sessions")
    assert_is_recovered(record, "rm_alive")
