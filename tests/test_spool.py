"""The spool: accepted means owed; owed means kept until a sink has it."""

import contextlib
import errno
import os
import random
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest

from aftercall import landing
from aftercall.disk import STALE_TEMP_SECONDS, Disk
from aftercall.spool import Done, Spool, call_prefix, entry_name
from aftercall.spool.backoff import CAP_SECONDS, BackOff, Moment, after_failure, parse
from tests.record_factory import START, a_record


@pytest.fixture
def spool(tmp_path):
    return Spool(tmp_path / "spool")


def files(spool: Spool) -> list[str]:
    return sorted(str(path.relative_to(spool.root)) for path in spool.root.rglob("*") if path.is_file())


def revised(revision: int):
    return a_record(record__revision=revision)


def test_an_accepted_record_lies_in_new_with_the_sinks_it_is_owed_to(spool):
    name = spool.accept(a_record(), ["s3", "logs"])
    assert files(spool) == [f"new/{name}+logs+s3"]
    assert landing.decode((spool.root / "new" / f"{name}+logs+s3").read_bytes()) == a_record()


def test_accepting_twice_leaves_one_entry(spool):
    assert spool.accept(a_record(), ["s3"]) == spool.accept(a_record(), ["s3"])
    assert len(files(spool)) == 1


def test_a_record_owed_to_nobody_is_a_programming_error(spool):
    with pytest.raises(ValueError, match="at least one sink"):
        spool.accept(a_record(), [])


def test_fan_out_puts_one_copy_in_every_queue_and_empties_new(spool):
    name = spool.accept(a_record(), ["s3", "logs"])
    assert spool.fan_out() == Done((name,))
    assert files(spool) == [f"out/logs/{name}", f"out/s3/{name}"]
    assert spool.fan_out() == Done()


def test_fan_out_leaves_files_that_are_not_ours_alone(spool):
    spool.accept(a_record(), ["s3"])
    (spool.root / "new" / "notes.txt").write_text("x")
    spool.fan_out()
    assert (spool.root / "new" / "notes.txt").exists()


def test_pending_is_oldest_first(spool):
    names = [spool.accept(revised(number), ["s3"]) for number in range(3)]
    for age, name in zip((30, 10, 20), names, strict=True):
        os.utime(spool.root / "new" / f"{name}+s3", (time.time() - age,) * 2)
    spool.fan_out()
    assert [entry.name for entry in spool.pending("s3")] == [names[0], names[2], names[1]]
    assert spool.pending("s3")[0].age_seconds == pytest.approx(30, abs=5)


def test_ack_forgets_one_sinks_copy_only(spool):
    name = spool.accept(a_record(), ["s3", "logs"])
    spool.fan_out()
    (entry,) = spool.pending("s3")
    with spool.claim(entry) as body:
        assert body is not None
        spool.ack(entry)
    assert files(spool) == [f"out/logs/{name}"]


def test_what_is_buried_keeps_its_bytes_and_its_reason_and_retry_brings_it_back(spool):
    name = spool.accept(a_record(), ["s3"])
    spool.fan_out()
    (entry,) = spool.pending("s3")
    with spool.claim(entry):
        spool.bury(entry, "EntityTooLarge", "too large")
    assert files(spool) == [f"dead/s3/{name}", f"dead/s3/{name}.why"]
    (place,) = spool.find(a_record().session_id)
    assert (place.state, place.sink, place.why["code"]) == ("dead", "s3", "EntityTooLarge")
    assert spool.retry() == Done((name,))
    assert files(spool) == [f"out/s3/{name}"]
    assert spool.retry() == Done()


def test_an_entry_is_claimed_by_one_at_a_time(spool):
    spool.accept(a_record(), ["s3", "logs"])
    spool.fan_out()
    (entry,), (other_sink,) = spool.pending("s3"), spool.pending("logs")
    with spool.claim(entry) as mine:
        assert mine is not None
        with spool.claim(entry) as theirs:
            assert theirs is None
        with spool.claim(other_sink) as unrelated:
            assert unrelated == mine
    with spool.claim(entry) as again:
        assert again == mine


def test_the_claim_of_a_killed_process_is_free(spool):
    spool.accept(a_record(), ["s3"])
    spool.fan_out()
    holder = subprocess.Popen(
        [sys.executable, "-c", f"""
import pathlib, time
from aftercall.spool import Spool
spool = Spool(pathlib.Path({str(spool.root)!r}))
with spool.claim(spool.pending("s3")[0]):
    print("held", flush=True)
    time.sleep(60)
"""], stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert holder.stdout.readline() == "held\n"
    (entry,) = spool.pending("s3")
    with spool.claim(entry) as body:
        assert body is None
    holder.kill()
    holder.wait()
    with spool.claim(entry) as body:
        assert body is not None


def test_an_entry_acked_since_it_was_listed_gives_no_bytes(spool):
    spool.accept(a_record(), ["s3"])
    spool.fan_out()
    (entry,) = spool.pending("s3")
    spool.ack(entry)
    with spool.claim(entry) as body:
        assert body is None


def test_many_threads_ship_every_entry_exactly_once(spool):
    for number in range(60):
        spool.accept(revised(number), ["s3"])
    delivered, lock = [], threading.Lock()

    def ship():
        mine = Spool(spool.root)
        mine.fan_out()
        for entry in mine.pending("s3"):
            with mine.claim(entry) as body:
                if body is not None:
                    with lock:
                        delivered.append(entry.name)
                    mine.ack(entry)

    threads = [threading.Thread(target=ship) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ship()
    assert sorted(delivered) == sorted(entry_name(revised(number)) for number in range(60))
    assert files(spool) == []


def test_a_failed_write_leaves_no_temp_file_and_raises(tmp_path):
    class FullDisk(Disk):
        def rename(self, source: Path, target: Path) -> None:
            raise OSError(28, "No space left on device")

    spool = Spool(tmp_path / "spool", FullDisk())
    with pytest.raises(OSError, match="No space"):
        spool.accept(a_record(), ["s3"])
    assert files(spool) == []


def test_every_step_is_synced_before_the_next_one_depends_on_it(tmp_path):
    steps = []

    class WatchedDisk(Disk):
        def write(self, path, body):
            super().write(path, body)
            steps.append("write+fsync")

        def rename(self, source, target):
            super().rename(source, target)
            steps.append("rename")

        def link(self, source, target):
            steps.append("link")
            return super().link(source, target)

        def unlink(self, path):
            super().unlink(path)
            steps.append("unlink")

        def sync_directory(self, path):
            super().sync_directory(path)
            steps.append(f"sync {path.name}")

    spool = Spool(tmp_path / "spool", WatchedDisk())
    for directory in ("new", "out/s3"):
        (tmp_path / "spool" / directory).mkdir(parents=True)
    spool.accept(a_record(), ["s3"])
    spool.fan_out()
    (entry,) = spool.pending("s3")
    spool.ack(entry)
    assert (steps.pop(0), steps.pop(3)) == ("sync spool", "sync out")  # directories that this process did not make
    assert steps[:7] == ["write+fsync", "rename", "sync new", "link", "sync s3", "unlink", "sync new"]
    assert steps[7:10] == ["sync new", "unlink", "sync s3"]  # pending, ack


def test_sweep_removes_temp_files_of_the_dead_and_not_of_the_living(spool):
    spool.accept(a_record(), ["s3"])
    old, young = (spool.root / "new" / f".tmp-{digit * 16}" for digit in "0f")
    for path in (old, young):
        path.write_bytes(b"half")
    os.utime(old, (time.time() - STALE_TEMP_SECONDS - 10,) * 2)
    assert spool.sweep() == 1
    assert young.exists()
    assert not old.exists()


def test_state_counts_every_sink_even_an_idle_one_and_says_when_it_is_behind(spool):
    assert spool.state(["s3"]).behind is False
    spool.accept(a_record(), ["s3"])
    assert spool.state(["s3"]).accepted == 1
    spool.fan_out()
    spool.failed("s3", "AccessDenied", "may not put")
    state = spool.state(["s3", "logs"])
    assert [(queue.sink, queue.backlog) for queue in state.queues] == [("logs", 0), ("s3", 1)]
    assert state.queues[1].last_error["code"] == "AccessDenied"
    assert state.behind is True
    assert state.bytes_used > 0


def test_one_call_is_found_wherever_it_is_and_no_other_call_is(spool):
    spool.accept(a_record(session_id="rm_1"), ["s3"])
    spool.accept(a_record(session_id="rm_10"), ["s3"])
    assert [(place.state, place.sink) for place in spool.find("rm_1")] == [("accepted", "s3")]
    spool.fan_out()
    assert [(place.state, place.sink) for place in spool.find("rm_1")] == [("queued", "s3")]
    assert spool.find("rm_2") == []


def test_a_call_whose_id_goes_on_after_a_dot_is_another_call(spool):
    spool.accept(a_record(session_id="a.b"), ["s3"])
    assert spool.find("a") == []
    spool.fan_out()
    assert spool.find("a") == []
    call = spool.open_live("a.b", "AJ_1")
    call.write(in_progress(session_id="a.b", agent__job_id="AJ_1"))
    assert spool.find("a") == []
    assert [place.state for place in spool.find("a.b")] == ["live", "queued"]
    call.close()


def test_calls_of_one_session_without_a_job_are_as_many_entries(spool):
    hours = [START + timedelta(hours=number) for number in range(3)]
    names = {
        spool.accept(a_record(agent__job_id=None, start_time=at, end_time=at + timedelta(minutes=1)), ["s3"])
        for at in hours
    }
    assert len(names) == 3
    spool.fan_out()
    assert [landing.decode(entry.path.read_bytes()).start_time for entry in spool.pending("s3")] == hours
    assert len(spool.find(a_record().session_id)) == 3


def test_a_record_whose_name_has_other_bytes_in_the_queue_goes_beside_it(spool):
    one, other = a_record(conversation_state="one"), a_record(conversation_state="other")
    for record in (one, other, one, other):
        spool.accept(record, ["s3"])
        spool.fan_out()
    assert [landing.decode(entry.path.read_bytes()) for entry in spool.pending("s3")] == [one, other]
    assert [place.state for place in spool.find(one.session_id)] == ["queued", "queued"]


def test_while_an_entry_is_still_in_new_its_name_beside_another_does_not_go_either(spool):
    for state in ("one", "other"):
        name = spool.accept(a_record(conversation_state=state), ["s3"])
        spool.fan_out()
    spool.accept(a_record(conversation_state="other"), ["s3"])  # as if a shipper was killed before it unlinked it
    assert spool.pending("s3") == []
    assert spool.fan_out().names == (name,)
    assert len(spool.pending("s3")) == 2


def test_the_spool_is_for_its_owner_only(spool):
    name = spool.accept(a_record(), ["s3"])
    assert (spool.root.stat().st_mode & 0o777, (spool.root / "new").stat().st_mode & 0o777) == (0o700, 0o700)
    assert (spool.root / "new" / f"{name}+s3").stat().st_mode & 0o777 == 0o600


# ------------------------------------------------------------------------------------- checkpoints


def in_progress(revision=1, **overrides):
    return a_record(outcome__status="in_progress", record__revision=revision, **overrides)


def checkpoint_of(spool, record):
    return spool.root / "live" / (call_prefix(record.session_id, record.agent.job_id) + ".json.gz")


def recovered(spool):
    return [landing.decode(path.read_bytes()) for path in sorted((spool.root / "new").iterdir())]


def open_live(spool, record):
    return spool.open_live(record.session_id, record.agent.job_id)


def test_a_checkpoint_is_the_last_record_written_and_close_leaves_nothing(spool):
    call = open_live(spool, in_progress())
    for revision in (1, 2):
        call.write(in_progress(revision))
    assert landing.decode(checkpoint_of(spool, in_progress()).read_bytes()) == in_progress(2)
    assert (spool.state().live, spool.state().orphans) == (1, 0)
    call.close()
    call.close()
    call.write(in_progress(3))
    assert files(spool) == []


def test_a_living_calls_checkpoint_is_not_touched_and_nobody_else_may_open_it(spool):
    call = open_live(spool, in_progress())
    call.write(in_progress())
    assert spool.recover(["s3"]) == Done()
    assert checkpoint_of(spool, in_progress()).exists()
    with pytest.raises(BlockingIOError):
        open_live(spool, in_progress())
    call.close()


LIVES = """
import os, pathlib, sys, time
from aftercall.spool import Spool
from tests.record_factory import a_record
record = a_record(outcome__status="in_progress", record__revision=3)
call = Spool(pathlib.Path(sys.argv[1])).open_live(record.session_id, record.agent.job_id)
call.write(record)
if sys.argv[2] == "forks" and os.fork() == 0:
    call.write(record)
    call.close()
    os.write(1, b"child %d\\n" % os.getpid())  # one write: two processes share this pipe
    time.sleep(60)
os.write(1, b"alive\\n")
time.sleep(60)
"""


def a_killed_call(spool, how="plain", while_alive=lambda: None):
    """Leave an orphan; with how="forks", gives the pid of a child that outlives it."""
    command = [sys.executable, "-c", LIVES, str(spool.root), how]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    lines = sorted(process.stdout.readline().split() for _ in range(2 if how == "forks" else 1))
    while_alive()
    process.kill()
    process.wait()
    return int(lines[1][1]) if how == "forks" else None


def test_a_killed_process_leaves_its_call_as_crashed(spool):
    a_killed_call(spool, while_alive=lambda: spool.recover(["s3"]))
    assert (spool.state().live, spool.state().orphans, spool.state().behind) == (0, 1, True)
    (name,) = spool.recover(["s3"]).names
    (record,) = recovered(spool)
    assert (record.outcome.status, record.outcome.ended_by, record.outcome.reason) == (
        "crashed",
        "system",
        "process_died",
    )
    assert (record.record.recovered, record.record.complete, record.record.revision) == (True, False, 3)
    assert record.record.incomplete_reasons == ("recovered_from_checkpoint",)
    assert (record.end_time, record.duration_seconds) == (a_record().end_time, a_record().duration_seconds)
    assert files(spool) == [f"new/{name}+s3"]


def test_a_forked_child_neither_keeps_the_lock_of_its_killed_parent_nor_frees_it_before(spool):
    child = a_killed_call(
        spool, "forks", while_alive=lambda: spool.recover(["s3"]) == Done() or pytest.fail("recovered alive")
    )
    try:
        os.kill(child, 0)  # it lives
        assert len(spool.recover(["s3"]).names) == 1
    finally:
        os.kill(child, signal.SIGKILL)


def test_of_two_that_recover_at_once_one_wins(spool):
    a_killed_call(spool)
    names, gate = [], threading.Barrier(4)

    def work():
        gate.wait()
        names.extend(Spool(spool.root).recover(["s3"]).names)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(names) == 1


def test_an_orphan_whose_call_was_accepted_after_all_is_dropped(spool):
    a_killed_call(spool)
    spool.accept(revised(4), ["s3"])
    assert spool.recover(["s3"]) == Done()
    assert [record.record.revision for record in recovered(spool)] == [4]
    assert spool.state().orphans == 0


def test_a_finish_that_fails_costs_the_price_and_not_the_record(spool):
    a_killed_call(spool)

    def fails(record):
        raise ZeroDivisionError

    assert len(spool.recover(["s3"], fails).names) == 1


def test_a_checkpoint_cut_off_by_a_power_cut_is_kept_among_the_dead_and_named_by_retry(spool):
    checkpoint = checkpoint_of(spool, a_record())
    checkpoint.parent.mkdir(parents=True)
    checkpoint.write_bytes(landing.encode(a_record())[:50])
    assert spool.recover(["s3"]) == Done()
    assert files(spool) == [f"dead/live/{checkpoint.name}", f"dead/live/{checkpoint.name}.why"]
    assert spool.retry() == Done(stuck=(f"dead/live/{checkpoint.name}: unreadable",))
    assert (spool.state().dead_checkpoints, spool.state().behind) == (1, True)


def test_an_orphan_is_still_recovered_when_its_call_is_held_again(spool):
    a_killed_call(spool)
    call = open_live(spool, in_progress())
    call.write(in_progress(9))
    assert len(spool.recover(["s3"]).names) == 1
    assert landing.decode(checkpoint_of(spool, in_progress()).read_bytes()).record.revision == 9
    call.close()


def test_a_process_that_takes_over_a_call_counts_on_from_the_dead_ones_revision(spool):
    a_killed_call(spool)
    call = open_live(spool, in_progress())
    revisions = []
    for number in (1, 2):
        call.write(in_progress(number))
        revisions.append(landing.decode(checkpoint_of(spool, in_progress()).read_bytes()).record.revision)
    assert revisions == [4, 5]
    assert spool.above_known(revised(3)).record.revision == 6
    call.close()


@pytest.mark.parametrize("place", ["new", "out", "dead"])
def test_a_process_that_takes_over_a_call_counts_on_from_what_was_recovered_of_it(spool, place):
    spool.accept(revised(40), ["s3"])
    if place != "new":
        spool.fan_out()
    if place == "dead":
        spool.bury(spool.pending("s3")[0], "TooLarge", "x")
    call = open_live(spool, in_progress())
    call.write(in_progress(1))
    assert landing.decode(checkpoint_of(spool, in_progress()).read_bytes()).record.revision == 41
    assert spool.above_known(revised(3)).record.revision == 42
    call.close()


def test_only_a_better_record_of_the_same_call_raises_a_final_records_revision(spool):
    spool.accept(a_record(record__revision=40, agent__job_id="AJ_other"), ["s3"])
    spool.accept(revised(3), ["s3"])
    assert spool.above_known(revised(3)) == revised(3)
    assert spool.above_known(revised(4)) == revised(4)
    assert spool.above_known(a_record(record__revision=3, conversation_state="x")).record.revision == 4


def test_an_orphan_that_raises_what_nobody_foresaw_is_named_and_the_others_are_recovered(spool, monkeypatch, caplog):
    for number in (1, 2):
        call = spool.open_live(f"rm_{number}", "AJ")
        call.write(in_progress(session_id=f"rm_{number}", agent__job_id="AJ"))
        call._lock.release()
    decode = landing.decode

    def raises(body):
        record = decode(body)
        if record.session_id == "rm_1":
            raise OverflowError("canary")
        return record

    monkeypatch.setattr(landing, "decode", raises)
    done = spool.recover(["s3"])
    assert [name.split(".")[0] for name in done.names] == ["rm_2"]
    assert done.stuck == (f"live/{call_prefix('rm_1', 'AJ')}.json.gz: OverflowError",)
    assert "canary" not in caplog.text
    assert spool.state().orphans == 1


def test_a_spool_removed_under_a_call_is_made_again_with_its_lock(spool):
    call = open_live(spool, in_progress())
    call.write(in_progress())
    for path in sorted(spool.root.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    spool.root.rmdir()
    call.write(in_progress(2))
    assert spool.recover(["s3"]) == Done()
    assert spool.state().live == 1
    call.close()
    assert files(spool) == []


def test_a_lock_that_guards_nothing_is_removed(spool):
    open_live(spool, in_progress())._lock.release()
    assert len(files(spool)) == 1
    spool.recover(["s3"])
    assert files(spool) == []


# ------------------------------------------------------------------------------------- back-off


def test_each_failure_waits_longer_up_to_the_cap_and_between_half_and_all_of_it():
    before, longest = None, []
    for _ in range(12):
        before = after_failure(before, Moment(1000.0, 10.0))
        longest.append(before.not_before - before.at)
    assert all(min(CAP_SECONDS, 2**n) / 2 <= wait <= min(CAP_SECONDS, 2**n) for n, wait in enumerate(longest))
    assert len(set(longest)) == 12


def test_a_clock_that_went_back_does_not_stall_a_sink():
    noted = BackOff(3, at=1_000_000.0, uptime=50.0, not_before=1_000_004.0)
    assert noted.remaining_seconds(Moment(1_000_001.0, 51.0)) == 3.0
    assert noted.remaining_seconds(Moment(900_000.0, 51.0)) == 0.0
    assert BackOff(3, at=0.0, uptime=0.0, not_before=1e12).remaining_seconds(Moment(1.0, 1.0)) == 0.0


def test_however_often_the_clock_goes_back_a_sink_rests_no_longer_than_the_cap():
    noted = after_failure(BackOff(20, 0.0, 0.0, 0.0), Moment(1_000_000.0, 50.0))
    wait = noted.not_before - noted.at
    assert noted.remaining_seconds(Moment(1_000_000.0, 50.0 + 100.0)) == pytest.approx(wait - 100.0)
    assert noted.remaining_seconds(Moment(1_000_000.0, 50.0 + CAP_SECONDS)) == 0.0


def test_after_a_restart_of_the_machine_the_time_of_day_alone_counts():
    noted = BackOff(3, at=1_000_000.0, uptime=5000.0, not_before=1_000_200.0)
    assert noted.remaining_seconds(Moment(1_000_050.0, 20.0)) == 150.0


@pytest.mark.parametrize(
    "note", ["[]", "{", '{"failures": "x"}', '{"failures": 1, "at": NaN, "uptime": 1, "not_before": 1}', ""]
)
def test_a_damaged_back_off_is_none(spool, note):
    (spool.root / "backoff").mkdir(parents=True)
    (spool.root / "backoff" / "s3").write_text(note)
    assert spool.rests("s3") == 0.0
    assert parse(None) is None


def test_back_off_outlives_the_process_counts_rounds_and_ends_with_an_ack(spool):
    spool.accept(a_record(), ["s3"])
    spool.fan_out()
    spool.put_off("s3")
    spool.put_off("s3")  # another process that began at the same time
    (queue,) = Spool(spool.root).state().queues
    assert (queue.failures_in_a_row, 0 < queue.next_try_seconds <= 1) == (1, True)
    spool.ack(spool.pending("s3")[0])
    assert spool.rests("s3") == 0.0


# ------------------------------------------------------------------------------------- room


def landed_in_s3_only(spool, count):
    names = []
    for number in range(count):
        names.append(spool.accept(a_record(session_id=f"rm_{number:02}"), ["logs", "s3"]))
        os.utime(spool.root / "new" / f"{names[-1]}+logs+s3", (1000 + number,) * 2)
    spool.fan_out()
    for entry in spool.pending("s3"):
        spool.ack(entry)
    return names


def test_a_full_spool_drops_the_dead_then_the_oldest_that_another_sink_has_and_says_so(spool, caplog):
    names = landed_in_s3_only(spool, 4)
    spool.bury(spool.pending("logs")[3], "TooLarge", "x")
    nowhere = spool.accept(a_record(session_id="nowhere"), ["logs", "s3"])
    size = spool.state().bytes_used
    assert Spool(spool.root, max_bytes=size - 3000).make_room() == 2
    assert [entry.name for entry in spool.pending("logs")] == names[1:3]
    assert not list((spool.root / "dead" / "logs").iterdir())
    assert Spool(spool.root, max_bytes=1).make_room() == 2
    assert files(spool) == ["dropped.json", f"new/{nowhere}+logs+s3"]
    state = Spool(spool.root, max_bytes=1).state()
    assert (state.dropped["entries"], state.behind) == ({"logs": 4}, True)
    assert "landed nowhere" in caplog.text


def test_a_landing_inside_the_spool_takes_none_of_its_room(spool):
    landed_in_s3_only(spool, 2)
    size = spool.state().bytes_used
    for name in ("sessions/year=2026/x.json.gz", "notes.txt"):
        path = spool.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x" * 100_000)
    assert spool.state().bytes_used == size
    assert Spool(spool.root, max_bytes=size).make_room() == 0
    assert len(spool.pending("logs")) == 2


def test_on_a_full_disk_accept_makes_room_and_keeps_the_record(spool):
    landed_in_s3_only(spool, 2)

    class Full(Disk):
        def write(self, path, body):
            if path.parent.name == "new" and len(list((spool.root / "out" / "logs").iterdir())) == 2:
                raise OSError(errno.ENOSPC, "No space left on device")
            super().write(path, body)

    name = Spool(spool.root, Full()).accept(a_record(session_id="mine"), ["logs", "s3"])
    assert f"new/{name}+logs+s3" in files(spool)


# ------------------------------------------------------------------------------------- under fire


def test_garbage_anywhere_is_counted_left_alone_and_stops_nothing(spool):
    spool.accept(a_record(), ["s3"])
    garbage = [
        "new/x",
        "new/a.json.gz",
        "new/a.json.gz+..",
        "new/a.json.gz+",
        "out/x",
        "out/s3/x",
        "dead/x",
        "live/x",
        "x",
    ]
    for name in garbage:
        path = spool.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"\xff")
    folders = ["new/d.json.gz+s3", "out/s3/d.json.gz", "live/d.lock", "claims/s3/y"]
    for name in folders:
        (spool.root / name).mkdir(parents=True)
    for _ in range(2):
        spool.fan_out()
        assert spool.recover(["s3"]) == Done()
        assert len(spool.pending("s3")) == 1
        assert spool.state().foreign_names == tuple(sorted(garbage + folders))
        assert not spool.state().unreadable
    assert set(garbage) <= set(files(spool))


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EROFS])
def test_a_disk_that_fails_at_any_step_raises_oserror_or_goes_on_and_loses_nothing(spool, code):
    luck = random.Random(code)

    class Flaky(Disk):
        broken = True

        def step(self):
            if self.broken and luck.random() < 0.3:
                raise OSError(code, "no")

    for verb in ("mkdir", "write", "sync_directory", "rename", "link", "unlink", "read", "listing", "facts", "acquire"):

        def failing(self, *arguments, verb=verb, **named):
            self.step()
            return getattr(Disk, verb)(self, *arguments, **named)

        setattr(Flaky, verb, failing)
    disk = Flaky()
    flaky, taken = Spool(spool.root, disk), []
    for number in range(60):
        with contextlib.suppress(OSError):
            taken.append(flaky.accept(a_record(session_id=f"rm_{number}"), ["logs", "s3"]))
        for work in (flaky.fan_out, flaky.retry, flaky.sweep, lambda: flaky.recover(["s3"]), flaky.make_room):
            with contextlib.suppress(OSError):
                work()
        flaky.state()
    disk.broken = False
    flaky.fan_out()
    assert taken
    for sink in ("logs", "s3"):
        assert set(taken) <= {entry.name for entry in flaky.pending(sink)}


def test_a_back_off_with_a_number_beyond_all_bounds_means_nothing(spool):
    spool.accept(a_record(), ["s3"])
    spool.fan_out()
    (spool.root / "backoff").mkdir()
    (spool.root / "backoff" / "s3").write_text(
        '{"failures": 1, "at": 1' + "0" * 400 + ', "uptime": 1, "not_before": 1}'
    )
    assert spool.rests("s3") == 0
    assert spool.state(["s3"]).behind is True


def test_a_note_that_no_terminal_could_print_is_read_all_the_same(spool):
    spool.accept(a_record(), ["s3"])
    spool.fan_out()
    (spool.root / "errors").mkdir()
    (spool.root / "errors" / "s3").write_text('{"code": NaN, "why": "\\ud800"}')
    (queue,) = spool.state(["s3"]).queues
    assert queue.last_error["code"] is None
