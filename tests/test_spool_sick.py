"""One sick entry, a stranger's name, a disk without inodes, a damaged checkpoint: none stops the others or is silent."""

import errno
import logging
import os
from pathlib import Path

import pytest

from aftercall import landing
from aftercall.disk import Disk
from aftercall.ship.shipper import Shipper
from aftercall.spool import Done, Spool, call_prefix
from aftercall.testing import MemorySink
from tests.record_factory import a_record


@pytest.fixture
def spool(tmp_path):
    return Spool(tmp_path / "spool")


def accept(spool, count, sinks=("memory",)):
    return [spool.accept(a_record(session_id=f"rm_{number:03}"), sinks) for number in range(count)]


def names_in(directory: Path) -> set[str]:
    return {path.name for path in directory.iterdir()}


class Refuses(Disk):
    """One name is nobody's to touch: every step that begins there fails."""

    def __init__(self, name):
        super().__init__()
        self.name = name

    def link(self, source, target):
        if source.name.startswith(self.name):
            raise PermissionError(errno.EACCES, "Permission denied", str(source))
        return super().link(source, target)

    def acquire(self, path, *, create=True):
        if path.name.startswith(self.name):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return super().acquire(path, create=create)


# ------------------------------------------------------------------------------------- stuck


def test_what_cannot_leave_new_is_named_and_the_others_go(spool):
    names = accept(spool, 3)
    report = Shipper(Spool(spool.root, Refuses("rm_001")), {"memory": MemorySink}).run_once()
    assert report.delivered == {"memory": 2}
    assert report.stuck == (f"new/{names[1]}+memory: errno {errno.EACCES}",)
    assert report.left


def test_a_queue_that_leads_nowhere_is_not_taken_for_another_shippers_work(spool):
    (name,) = accept(spool, 1)
    (spool.root / "out").mkdir()
    (spool.root / "out" / "memory").symlink_to("/nonexistent")
    assert spool.fan_out() == Done(stuck=(f"new/{name}+memory: errno {errno.ENOENT}",))


def test_what_is_linked_but_cannot_be_unlinked_from_new_is_named(spool):
    class NoUnlink(Disk):
        def unlink(self, path):
            if path.parent.name == "new":
                raise OSError(errno.EROFS, "Read-only file system")
            super().unlink(path)

    (name,) = accept(spool, 1)
    assert Spool(spool.root, NoUnlink()).fan_out() == Done(stuck=(f"new/{name}+memory: errno {errno.EROFS}",))


def an_orphan(spool, session_id, body=None):
    record = a_record(session_id=session_id, outcome__status="in_progress")
    path = spool.root / "live" / (call_prefix(session_id, record.agent.job_id) + ".json.gz")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(landing.encode(record) if body is None else body)
    return path


def test_an_orphan_that_cannot_be_recovered_is_named_and_the_others_are_recovered(spool):
    sick, _ = an_orphan(spool, "rm_sick"), an_orphan(spool, "rm_well")
    done = Spool(spool.root, Refuses("rm_sick")).recover(["s3"])
    assert [name.split(".")[0] for name in done.names] == ["rm_well"]
    assert done.stuck == (f"live/{sick.name}: errno {errno.EACCES}",)


def test_a_lock_that_cannot_be_looked_at_stops_no_recovery(spool, caplog):
    an_orphan(spool, "rm_well")
    (spool.root / "live" / "rm_sick.lock").write_bytes(b"")
    assert len(Spool(spool.root, Refuses("rm_sick")).recover(["s3"]).names) == 1
    assert "rm_sick.lock" in caplog.text


# ------------------------------------------------------------------------------------- strangers' names


def strangers(directory: Path) -> list[Path]:
    """What looks like a record by its name and is none."""
    directory.mkdir(parents=True, exist_ok=True)
    folder, dangling, link = (directory / f"{name}.json.gz" for name in ("folder", "dangling", "link"))
    folder.mkdir()
    dangling.symlink_to("/nonexistent")
    (directory.parent.parent / "target").write_bytes(landing.encode(a_record()))
    link.symlink_to(directory.parent.parent / "target")
    os.mkfifo(directory / "pipe.json.gz")
    return [folder, dangling, link, directory / "pipe.json.gz"]


@pytest.mark.parametrize("where", ["live", "new", "out/s3", "dead/s3", "dead/live"])
def test_a_folder_a_link_and_a_pipe_are_left_alone_and_named_and_owe_nothing(spool, where):
    spool.root.mkdir()
    left = strangers(spool.root / where)
    if where == "new":
        left = [path.rename(path.with_name(path.name + "+s3")) for path in left]
    spool.fan_out()
    assert spool.recover(["s3"]) == Done()
    assert spool.retry() == Done()
    assert spool.discard() == Done()
    assert spool.pending("s3") == []
    state = spool.state(["s3"])
    assert set(state.foreign_names) - {"target"} == {str(path.relative_to(spool.root)) for path in left}
    assert not state.behind
    assert all(os.path.lexists(path) for path in left)


@pytest.mark.parametrize("note", ["errors", "backoff", "dropped.json", "doctor.json"])
def test_a_pipe_in_the_place_of_a_note_holds_nobody_up(spool, note):
    (spool.root / "errors").mkdir(parents=True)
    (spool.root / "backoff").mkdir()
    os.mkfifo(spool.root / note / "s3" if note in ("errors", "backoff") else spool.root / note)
    assert not spool.state(["s3"]).behind
    assert spool.rests("s3") == 0.0


def test_a_folder_under_an_entrys_name_costs_no_record(spool):
    """Whoever takes it for the entry removes the record's last name."""
    (name,) = accept(spool, 1)
    folder = spool.root / "out" / "memory" / name
    folder.mkdir(parents=True)
    assert spool.fan_out().stuck == (f"new/{name}+memory: errno {errno.EEXIST}",)
    folder.rmdir()
    spool.fan_out()
    (entry,) = spool.pending("memory")
    (spool.root / "dead" / "memory" / name).mkdir(parents=True)
    spool.bury(entry, "x", "y")
    folder.mkdir()
    (buried,) = (n for n in names_in(spool.root / "dead" / "memory") if n.endswith(".json.gz") and n != name)
    assert spool.retry() == Done((buried,))
    assert landing.decode((spool.root / "out" / "memory" / buried).read_bytes()) == a_record(session_id="rm_000")


def test_a_folder_under_a_better_records_name_costs_no_orphan(spool):
    orphan = an_orphan(spool, "rm_well")
    better = orphan.name.replace(".json.gz", ".r9.json.gz")
    (spool.root / "out" / "s3" / better).mkdir(parents=True)
    assert len(spool.recover(["s3"]).names) == 1


# ------------------------------------------------------------------------------------- in the way of a sink


def test_a_folder_in_the_place_of_a_sinks_notes_stops_no_delivery(spool, caplog):
    accept(spool, 40)
    for notes in ("errors", "backoff"):
        (spool.root / notes / "memory" / "x").mkdir(parents=True)
    report = Shipper(spool, {"memory": MemorySink}).run_once()
    assert (report.delivered, report.left) == ({"memory": 40}, False)
    assert spool.state().foreign_names == ("backoff/memory", "errors/memory")
    assert "note in errors stays" in caplog.text


def test_a_folder_among_the_dead_stops_no_retry_and_no_ack(spool):
    names = accept(spool, 3)
    spool.fan_out()
    for entry in spool.pending("memory")[1:]:
        spool.bury(entry, "x", "y")
    (spool.root / "dead" / "memory" / "x.json.gz").mkdir()
    (spool.root / "dead" / "memory" / names[0]).mkdir()
    assert spool.retry() == Done(tuple(names[1:]))
    assert Shipper(spool, {"memory": MemorySink}).run_once().delivered == {"memory": 3}
    assert spool.state().foreign_names == tuple(f"dead/memory/{name}" for name in sorted((names[0], "x.json.gz")))


def test_an_entry_that_cannot_be_put_back_is_named_and_the_others_are(spool):
    names = accept(spool, 3)
    spool.fan_out()
    for entry in spool.pending("memory"):
        spool.bury(entry, "x", "y")
    done = Spool(spool.root, Refuses("rm_001")).retry()
    assert done == Done((names[0], names[2]), (f"dead/memory/{names[1]}: errno {errno.EACCES}",))


def test_damaged_entries_that_cannot_be_buried_stop_no_other(spool):
    accept(spool, 20)
    spool.fan_out()
    for entry in spool.pending("memory")[:15]:
        entry.path.write_bytes(b"cut off")
        (spool.root / "dead" / "memory" / f"{entry.name}.why").mkdir(parents=True)
    report = Shipper(spool, {"memory": MemorySink}).run_once()
    assert (report.delivered, report.kept) == ({"memory": 5}, {"memory": 15})


# ------------------------------------------------------------------------------------- no inode left


class FewInodes(Disk):
    """A disk that has no room for one more file or folder under `root`, as long as there are `most`."""

    def __init__(self, root, most):
        super().__init__()
        self.root, self.most = root, most

    def need_one(self, path):
        if not path.exists() and len({p.stat().st_ino for p in self.root.rglob("*")}) >= self.most:
            raise OSError(errno.ENOSPC, "No space left on device", str(path))

    def mkdir(self, path):
        self.need_one(path)
        return super().mkdir(path)

    def write(self, path, body):
        self.need_one(path)
        super().write(path, body)

    def acquire(self, path, *, create=True):
        if create:
            self.need_one(path)
        return super().acquire(path, create=create)


def full_of_inodes(spool):
    return Spool(spool.root, FewInodes(spool.root, sum(1 for _ in spool.root.rglob("*"))), max_bytes=1)


@pytest.mark.parametrize("by_accept", [True, False])
def test_without_inodes_room_is_made_all_the_same(spool, by_accept):
    accept(spool, 4, ("logs", "s3"))
    spool.fan_out()
    for entry in spool.pending("s3"):
        spool.ack(entry)
    full = full_of_inodes(spool)
    with pytest.raises(OSError, match="No space"):
        full._put_new("x", b"")
    if by_accept:
        assert full.accept(a_record(session_id="mine"), ["s3"])
    else:
        assert full.make_room() == 4
    assert names_in(spool.root / "out" / "logs") == set()
    assert spool.state().dropped["entries"] == {"logs": 4}


def test_without_inodes_a_sink_that_is_well_is_delivered_to_and_so_gives_room(spool):
    accept(spool, 4)
    spool.fan_out()
    full, sink = full_of_inodes(spool), MemorySink()
    for _ in range(8):
        Shipper(full, {"memory": lambda: sink}).run_once(patient=False)
    assert sorted(record.session_id for record in sink.records) == [f"rm_{n:03}" for n in range(4)]


def test_a_claim_without_inodes_and_one_with_exclude_each_other(spool):
    accept(spool, 2)
    spool.fan_out()
    first, second = spool.pending("memory")
    with spool.claim(first) as mine, full_of_inodes(spool).claim(first) as theirs:
        assert (mine is not None, theirs) == (True, None)
    (spool.root / "claims" / "memory").rmdir()
    full = full_of_inodes(spool)
    with full.claim(first) as mine, spool.claim(first) as theirs, full.claim(second) as other:
        assert (mine is not None, theirs, other) == (True, None, None)
    with spool.claim(first) as again:
        assert again is not None


# ------------------------------------------------------------------------------------- damaged checkpoints


def test_two_damaged_checkpoints_of_one_call_are_both_kept(spool):
    for body in (b"cut off", b"cut off again"):
        an_orphan(spool, "rm_cut", body)
        spool.recover(["s3"])
    dead = spool.root / "dead" / "live"
    bodies = {path.read_bytes() for path in dead.iterdir() if path.name.endswith(".json.gz")}
    assert bodies == {b"cut off", b"cut off again"}
    assert all((dead / f"{n}.why").exists() for n in names_in(dead) if n.endswith(".json.gz"))
    assert spool.state().dead_checkpoints == 2


def test_a_burial_that_was_cut_short_is_not_counted_twice(spool):
    path = an_orphan(spool, "rm_cut", b"cut off")
    dead = spool.root / "dead" / "live"
    dead.mkdir(parents=True)
    os.link(path, dead / path.name)
    spool.recover(["s3"])
    assert names_in(dead) == {path.name, f"{path.name}.why"}


def test_a_checkpoint_that_can_be_read_by_now_goes_back_and_is_recovered(spool):
    path = an_orphan(spool, "rm_newer", b"a later version's")
    spool.recover(["s3"])
    (spool.root / "dead" / "live" / path.name).write_bytes(landing.encode(a_record(session_id="rm_newer")))
    assert spool.retry() == Done((path.name,))
    assert len(spool.recover(["s3"]).names) == 1
    assert names_in(spool.root / "dead" / "live") == set()


def test_a_person_lets_go_of_what_is_damaged_and_of_nothing_else(spool, caplog):
    damaged, sound = an_orphan(spool, "rm_cut", b"cut off"), an_orphan(spool, "rm_newer", b"x")
    spool.recover(["s3"])
    (spool.root / "dead" / "live" / sound.name).write_bytes(landing.encode(a_record(session_id="rm_newer")))
    (spool.root / "dropped.json").write_text('{"entries": {"s3": 1}, "at": 1}')
    with caplog.at_level(logging.WARNING):
        assert spool.discard() == Done((f"dead/live/{damaged.name}", "dropped.json"))
    assert names_in(spool.root / "dead" / "live") == {sound.name, f"{sound.name}.why"}
    assert damaged.name in caplog.text
    assert spool.discard() == Done()
