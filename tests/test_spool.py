"""The spool: accepted means owed; owed means kept until a sink has it."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from aftercall import landing
from aftercall.disk import Disk
from aftercall.spool import STALE_TEMP_SECONDS, Spool, entry_name
from tests.record_factory import a_record


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
    assert spool.fan_out() == 1
    assert files(spool) == [f"out/logs/{name}", f"out/s3/{name}"]
    assert spool.fan_out() == 0


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
    assert spool.retry() == 1
    assert files(spool) == [f"out/s3/{name}"]
    assert spool.retry() == 0


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
    assert steps[:8] == ["write+fsync", "rename", "sync new", "link", "sync s3", "unlink", "sync new", "unlink"]
    assert steps[8] == "sync s3"


def test_sweep_removes_temp_files_of_the_dead_and_not_of_the_living(spool):
    spool.accept(a_record(), ["s3"])
    old, young = spool.root / "new" / ".tmp-old", spool.root / "new" / ".tmp-young"
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


def test_the_spool_is_for_its_owner_only(spool):
    name = spool.accept(a_record(), ["s3"])
    assert (spool.root.stat().st_mode & 0o777, (spool.root / "new").stat().st_mode & 0o777) == (0o700, 0o700)
    assert (spool.root / "new" / f"{name}+s3").stat().st_mode & 0o777 == 0o600
