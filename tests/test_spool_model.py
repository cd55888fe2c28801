"""The spool against a model: a disk that loses what was not synced, processes that die at any step, sinks that fail.

What holds, whatever happens in between:

* a record that was accepted reaches every sink it is owed to; a call with a durable checkpoint leaves a record;
* of one call there is one row: the highest revision that was accepted;
* what was acked is not delivered again, but for a record that was accepted again (a recovery cut short);
* a living call's checkpoint is not touched, and no orphan is accepted over a better record in the spool;
* a full spool drops only what another sink has.

`FAULTS` are the mistakes this test is for. Each is planted in a subclass, and the model must find it.
"""

import dataclasses
import errno
import itertools
import random
from contextlib import contextmanager, suppress
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from aftercall import landing
from aftercall.disk import TEMP_PREFIX, Disk, Facts
from aftercall.errors import PermanentDeliveryError, TransientDeliveryError
from aftercall.ship import shipper as shipping
from aftercall.spool import Done, Spool, call_prefix, entry_name
from aftercall.spool import live as checkpoints
from aftercall.spool.names import WHY_SUFFIX, accepted, is_entry
from tests.record_factory import a_record

ROOT = Path("/spool")
SINKS = ("logs", "s3")
CALLS = 2


class Dead(BaseException):
    """The process was killed, or the power went, in the middle of an operation."""


@dataclasses.dataclass
class Inode:
    number: int
    body: bytes
    synced: bool
    modified: float
    marked: bool = False


class MemoryLock:
    def __init__(self, disk, path):
        self.disk, self.path, self.held = disk, path, True

    def named(self):
        return self.held and self.path in self.disk.tree

    def release(self):
        if self.held:
            self.held = False
            self.disk.locks.pop(self.path, None)


class MemoryDisk(Disk):
    """Names and bytes in memory. What was not synced may be lost in a power cut: each step by itself, a rename as one.

    `dies_in` counts the operations until the process dies; a dead process does nothing more.
    """

    def __init__(self):
        super().__init__()
        self.tree: dict[Path, Inode | None] = {Path("/"): None}  # None: a directory
        self.durable = dict(self.tree)
        self.unsynced: list[list[tuple[Path, Inode | str | None]]] = []
        self.locks: dict[Path, MemoryLock] = {}
        self.dies_in = None
        self.numbers = itertools.count(1)
        self.clock = itertools.count(1)

    def step(self):
        if self.dies_in is not None:
            if self.dies_in <= 0:
                raise Dead
            self.dies_in -= 1

    def change(self, *changes):
        """Changes of names that one system call makes: all survive a power cut, or none does."""
        self.apply(self.tree, changes)
        self.unsynced.append(list(changes))

    @staticmethod
    def apply(tree, changes):
        for path, value in changes:
            if value == "gone":
                tree.pop(path, None)
            elif path.parent in tree:
                tree[path] = value

    def power_cut(self, survives):
        """`survives` decides for each unsynced step, and each unsynced file, in turn."""
        for changes in self.unsynced:
            if survives():
                self.apply(self.durable, changes)
        for path in [p for p in self.durable if p != Path("/") and p.parent not in self.durable]:
            del self.durable[path]
        for inode in {id(i): i for i in self.durable.values() if i is not None}.values():
            if not inode.synced and not survives():
                inode.body = inode.body[: len(inode.body) // 2]
            inode.synced = True
        self.tree, self.unsynced, self.locks = dict(self.durable), [], {}
        self._durable.clear()

    def inode(self, path):
        if self.tree.get(path) is None:
            raise FileNotFoundError(errno.ENOENT, "gone", str(path))
        return self.tree[path]

    def need_parent(self, path):
        if path.parent not in self.tree:
            raise FileNotFoundError(errno.ENOENT, "no directory", str(path))

    # ---- what Disk promises

    def mkdir(self, path):
        self.step()
        if path in self.tree:
            return False
        self.need_parent(path)
        self.change((path, None))
        return True

    def is_directory(self, path):
        return path in self.tree and self.tree[path] is None

    def write(self, path, body):
        self.step()
        self.need_parent(path)
        self.change((path, Inode(next(self.numbers), body, False, float(next(self.clock)))))
        self.sync_file(path)

    def sync_file(self, path):
        self.step()
        self.inode(path).synced = True

    def sync_directory(self, path):
        self.step()
        if path not in self.tree:
            raise FileNotFoundError(errno.ENOENT, "gone", str(path))
        waiting, self.unsynced = self.unsynced, []
        for changes in waiting:
            if any(p.parent == path for p, _ in changes):
                self.apply(self.durable, changes)
            else:
                self.unsynced.append(changes)

    def rename(self, source, target):
        self.step()
        inode = self.inode(source)
        self.need_parent(target)
        self.change((source, "gone"), (target, inode))

    def link(self, source, target):
        self.step()
        inode = self.inode(source)
        self.need_parent(target)
        if target in self.tree:
            return False
        self.change((target, inode))
        return True

    def unlink(self, path):
        self.step()
        if path in self.tree:
            self.change((path, "gone"))

    def read(self, path):
        return self.inode(path).body

    def listing(self, path):
        return sorted(p.name for p in self.tree if p.parent == path and p != path)

    def facts(self, path):
        if path not in self.tree:
            return None
        inode = self.tree[path]
        if inode is None:
            return Facts(False, True, 0, 0.0, 0, 1, False)
        links = sum(other is inode for other in self.tree.values())
        return Facts(True, False, len(inode.body), inode.modified, inode.number, links, inode.marked)

    def mark(self, path):
        self.step()
        if self.tree.get(path) is not None:
            self.tree[path].marked = True

    def acquire(self, path, *, create=True):
        self.step()
        if path in self.locks:
            return None
        if path not in self.tree:
            if not create:
                return None
            self.need_parent(path)
            self.change((path, Inode(next(self.numbers), b"", True, float(next(self.clock)))))
        self.locks[path] = MemoryLock(self, path)
        return self.locks[path]

    def acquire_directory(self, path):
        self.step()
        if path not in self.tree:
            raise FileNotFoundError(errno.ENOENT, "gone", str(path))
        if path in self.locks:
            return None
        self.locks[path] = MemoryLock(self, path)
        return self.locks[path]

    def is_locked(self, path):
        return path in self.locks


class Remote:
    """A sink as the world has it: it takes, refuses for now, refuses for ever, or takes and does not answer."""

    def __init__(self, name, machine):
        self.name, self.machine, self.mood = name, machine, "well"
        self.rows: dict[tuple[str, str], set[int]] = {}

    def deliver(self, record, body):
        if self.mood == "down":
            raise TransientDeliveryError("not now", code="SlowDown")
        if self.mood == "never":
            raise PermanentDeliveryError("too large", code="TooLarge")
        name = entry_name(record)
        if (self.name, name) in self.machine.acked:
            self.machine.came_back.append((self.name, name))
        self.rows.setdefault((record.session_id, record.agent.job_id), set()).add(record.record.revision)
        if self.mood == "silent":
            raise TransientDeliveryError("no answer", code="ReadTimeout")


class InlineDrain(shipping._Drain):
    """The shipper's own code, its threads run at once: a failing example can be run again."""

    def _thread(self, target):
        target()
        return SimpleNamespace(is_alive=lambda: False, join=lambda timeout=None: None)


RECORDS = {
    (call, revision): a_record(
        session_id=f"rm_{call}", agent__job_id=f"AJ_{call}", record__revision=revision, turns=(), tool_calls=()
    )
    for call in range(CALLS)
    for revision in range(40)
}
steps_to_live = st.none() | st.integers(0, 12)
seeds = st.integers(0, 999)
endings = st.sampled_from(("kill", "kill", "power"))


class SpoolMachine(RuleBasedStateMachine):
    make_disk, make_spool, drain = MemoryDisk, Spool, InlineDrain

    def __init__(self):
        super().__init__()
        self.disk = self.make_disk()
        self.acked: set[tuple[str, str]] = set()
        self.came_back: list[tuple[str, str]] = []
        self.remotes = {name: Remote(name, self) for name in SINKS}
        self.owed: set[tuple[int, int]] = set()  # accepted, and told so
        self.times_begun: dict[str, int] = {}  # how often an accept of this name was begun
        self.live: dict[int, checkpoints.LiveCheckpoint] = {}
        self.promised: dict[int, int] = {}  # call → highest revision that a checkpoint's write returned for
        self.revision = dict.fromkeys(range(CALLS), 0)
        self.spool = self.a_spool()

    def a_spool(self, max_bytes=10**9):
        machine = self

        class Watched(self.make_spool):
            """Notes what the spool said it had done."""

            def accept(self, record, sinks):
                name = entry_name(record)
                machine.times_begun[name] = machine.times_begun.get(name, 0) + 1
                machine.acked -= {(sink, name) for sink in sinks}  # accepted again: it may go again
                return super().accept(record, sinks)

            def ack(self, entry):
                super().ack(entry)
                machine.acked.add((entry.sink, entry.name))

        return Watched(ROOT, self.disk, max_bytes)

    @contextmanager
    def mortal(self, dies_in, ending, survives):
        """A process that may die in the middle, alone or with the machine's power; or the power goes right after it.

        Yields a box: `done` if it came to its end.
        """
        box = SimpleNamespace(done=False)
        self.disk.dies_in = dies_in
        before = set(self.disk.locks)
        try:
            yield box
            box.done = True
        except Dead:
            pass
        finally:
            self.disk.dies_in = None
        if not box.done:
            for path in set(self.disk.locks) - before:
                del self.disk.locks[path]
        if ending == "power":
            self.power_cut(survives)

    def power_cut(self, survives):
        self.live.clear()
        luck = random.Random(survives)
        self.disk.power_cut(lambda: luck.random() < 0.5)

    def next_record(self, call):
        self.revision[call] += 1
        return RECORDS[call, self.revision[call]]

    # ------------------------------------------------------------------------------------- a call

    @rule(
        call=st.integers(0, CALLS - 1),
        dies_in=steps_to_live,
        ending=endings,
        survives=seeds,
    )
    def checkpoint(self, call, dies_in, ending, survives):
        if self.revision[call] > 30:
            return
        record = self.next_record(call)
        with self.mortal(dies_in, ending, survives) as process:
            if call not in self.live:
                self.live[call] = self.spool.open_live(record.session_id, record.agent.job_id)
            self.live[call].write(record)
            self.promised[call] = self.revision[call]
        if not process.done:
            self.dies(call)

    @rule(
        call=st.integers(0, CALLS - 1),
        dies_in=steps_to_live,
        ending=endings,
        survives=seeds,
    )
    def end(self, call, dies_in, ending, survives):
        if self.revision[call] > 30:
            return
        record = self.next_record(call)
        with self.mortal(dies_in, ending, survives) as process:
            self.spool.accept(record, SINKS)
            self.owed.add((call, self.revision[call]))
            if call in self.live:
                self.live[call].close()
        if process.done:
            self.live.pop(call, None)
        else:
            self.dies(call)

    @initialize(dies_in=st.none() | st.integers(0, 20))
    def the_first_process(self, dies_in):
        """Makes the directories, and may die between making one and making it durable."""
        record = self.next_record(0)
        with self.mortal(dies_in, "kill", 0):
            self.spool.accept(record, SINKS)
            self.owed.add((0, self.revision[0]))
            self.spool.fan_out()

    @rule(call=st.integers(0, CALLS - 1))
    def killed(self, call):
        self.dies(call)

    def dies(self, call):
        checkpoint = self.live.pop(call, None)
        if checkpoint is not None:
            checkpoint._lock.release()

    # ----------------------------------------------------------------------------------- everybody else

    @rule(dies_in=steps_to_live, ending=endings, survives=seeds)
    def recover(self, dies_in, ending, survives):
        living = {path: self.disk.tree.get(path) for path in map(self.checkpoint_of, self.live)}
        waiting = {(call, r) for (call, r) in RECORDS if self.in_spool(entry_name(RECORDS[call, r]))}
        with self.mortal(dies_in, ending, survives) as process:
            for name in self.spool.recover(SINKS).names:
                prefix, revision = name.removesuffix(landing.SUFFIX).rsplit(".r", 1)
                better = [
                    r for call, r in waiting if entry_name(RECORDS[call, r]).startswith(prefix) and r >= int(revision)
                ]
                assert not better, "an orphan was accepted over a better record"
        if process.done and ending != "power":
            left = {
                path: inode
                for path, inode in self.disk.tree.items()
                if path.parent == ROOT / "live" and is_entry(path.name)
            }
            assert left == {path: inode for path, inode in living.items() if inode}, (
                "not the living are left, and they alone"
            )

    @rule(
        sink=st.sampled_from(SINKS), mood=st.sampled_from(("well", "well", "down", "never", "silent")),
        dies_in=st.none() | st.integers(0, 30), ending=endings, survives=seeds,
    )  # fmt: skip
    def ship(self, sink, mood, dies_in, ending, survives):
        self.run_shipper(sink, mood, dies_in, ending, survives)

    @rule(
        sink=st.sampled_from(SINKS),
        dies_in=st.none() | st.integers(0, 12),
        ending=endings,
        survives=seeds,
    )
    def ship_what_another_process_fanned_out(self, sink, dies_in, ending, survives):
        fan_out, self.spool.fan_out = self.spool.fan_out, Done
        try:
            self.run_shipper(sink, "well", dies_in, ending, survives)
        finally:
            self.spool.fan_out = fan_out

    def run_shipper(self, sink, mood, dies_in=None, ending="kill", survives=0):
        remote = self.remotes[sink]
        remote.mood = mood
        with self.mortal(dies_in, ending, survives):
            shipping.Shipper(self.spool, {sink: lambda: remote}).run_once(patient=False)

    @rule(dies_in=steps_to_live, ending=endings, survives=seeds)
    def fan_out(self, dies_in, ending, survives):
        with self.mortal(dies_in, ending, survives):
            self.spool.fan_out()

    @rule(dies_in=steps_to_live, ending=endings, survives=seeds)
    def retry(self, dies_in, ending, survives):
        with self.mortal(dies_in, ending, survives):
            self.spool.retry()

    @rule(sink=st.sampled_from(SINKS), dies_in=steps_to_live, ending=endings, survives=seeds)
    def bury_and_retry(self, sink, dies_in, ending, survives):
        self.run_shipper(sink, "never")
        self.retry(dies_in, ending, survives)

    @rule(dies_in=steps_to_live, ending=endings, survives=seeds)
    def full(self, dies_in, ending, survives):
        before = {(sink, name) for sink in SINKS for name in self.queued(sink)}
        with self.mortal(dies_in, ending, survives):
            self.a_spool(max_bytes=1).make_room()
        after = {(sink, name) for sink in SINKS for name in self.queued(sink)}
        for sink, name in before - after:
            if self.in_new(name):
                continue  # the link was not durable yet, and the power went
            other = next(s for s in SINKS if s != sink)
            assert self.has(other, name), f"{name} was dropped for {sink}, and {other} has not got it"
            self.remotes[sink].rows.setdefault(self.call_of(name), set()).add(
                self.revision_of(name)
            )  # given up, knowingly

    @rule(survives=seeds)
    def power_goes(self, survives):
        self.power_cut(survives)

    # ------------------------------------------------------------------------------------ what holds

    @invariant()
    def status_works(self):
        assert not self.came_back, "acked, and delivered again"
        state = self.spool.state(SINKS)
        assert not state.unreadable
        assert state.foreign_names == ()

    def teardown(self):
        """Everything recovers: then nothing may be missing."""
        for call in list(self.live):
            self.dies(call)
        try:
            self.spool.recover(SINKS)
            self.spool.retry()
            for sink in SINKS:
                self.run_shipper(sink, "well")
            assert not self.came_back, "acked, and delivered again"
            state = self.spool.state(SINKS)
            assert not dataclasses.replace(state, dropped=None).behind, "something stays behind"
            for sink, remote in self.remotes.items():
                for call, revision in self.owed:
                    rows = remote.rows.get((f"rm_{call}", f"AJ_{call}"), set())
                    assert revision in rows, f"accepted and lost for {sink}: call {call} revision {revision}"
                for call, revision in self.promised.items():
                    rows = remote.rows.get((f"rm_{call}", f"AJ_{call}"), {-1})
                    assert max(rows) >= revision, f"a checkpoint was lost for {sink}: call {call} revision {revision}"
        finally:
            super().teardown()

    # ------------------------------------------------------------------------------------ looking

    @staticmethod
    def checkpoint_of(call):
        return ROOT / "live" / (call_prefix(f"rm_{call}", f"AJ_{call}") + landing.SUFFIX)

    def in_spool(self, name):
        return self.in_new(name) or any(name in self.queued(sink) for sink in SINKS)

    def in_new(self, name):
        return name in [found[0] for n in self.disk.names(ROOT / "new") if (found := accepted(n))]

    def queued(self, sink):
        return {
            name
            for place in ("out", "dead")
            for name in self.disk.names(ROOT / place / sink)
            if not name.endswith(WHY_SUFFIX)
        }

    def has(self, sink, name):
        return self.revision_of(name) in self.remotes[sink].rows.get(self.call_of(name), set())

    @staticmethod
    def call_of(name):
        call = name.split(".")[0].removeprefix("rm_")
        return f"rm_{call}", f"AJ_{call}"

    @staticmethod
    def revision_of(name):
        return int(name.removesuffix(landing.SUFFIX).rsplit(".r", 1)[1])


@pytest.fixture(autouse=True)
def _inline(monkeypatch):
    monkeypatch.setattr(shipping, "ENTRIES_PER_BATCH", 1)
    monkeypatch.setattr(shipping, "THREADS_PER_SINK", 1)


def run(machine, monkeypatch, examples, steps=30):
    monkeypatch.setattr(shipping, "_Drain", machine.drain)
    run_state_machine_as_test(
        machine,
        settings=settings(
            derandomize=True, database=None, deadline=None, max_examples=examples, stateful_step_count=steps,
            phases=(Phase.generate,), suppress_health_check=list(HealthCheck), report_multiple_bugs=False,
        ),
    )  # fmt: skip


def test_no_accepted_record_is_lost_and_none_is_in_two_rows(monkeypatch):
    run(SpoolMachine, monkeypatch, examples=120)


# ------------------------------------------------------------------------------------- planted faults


class NoDirectorySync(MemoryDisk):
    """A file's new name is not pushed to the disk."""

    def put(self, directory, name, body):
        temporary = directory / (TEMP_PREFIX + "x")
        self.write(temporary, body)
        self.rename(temporary, directory / name)


class DirectoriesAreTakenForDurable(MemoryDisk):
    """A directory that is there is not synced again: whoever made it may have been killed before that."""

    def make_directory(self, path):
        self._durable.add(path)
        super().make_directory(path)


class NoFileSync(MemoryDisk):
    """A file's bytes are not pushed to the disk before it is renamed."""

    def sync_file(self, path):
        self.step()


class WrittenInPlace(MemoryDisk):
    """No temp file: what is cut short lies under its final name."""

    def put(self, directory, name, body):
        self.write(directory / name, body)
        self.sync_directory(directory)


class LocksThatDoNotExclude(MemoryDisk):
    """Everybody gets every lock: the living look dead."""

    def acquire(self, path, *, create=True):
        self.locks.pop(path, None)
        return super().acquire(path, create=create)


class EverythingIsMarked(MemoryDisk):
    """A full spool drops what has landed nowhere."""

    def facts(self, path):
        facts = super().facts(path)
        return facts and dataclasses.replace(facts, marked=True)


class FanOutMovesFirst(Spool):
    """The name in `new` is gone before the last queue has the record."""

    def _link_into_queues(self, path, name, owed):
        queues = [self.root / "out" / sink for sink in owed]
        for queue in queues:
            self._disk.make_directory(queue)
        self._disk.rename(path, queues[0] / name)
        for queue in queues[1:]:
            self._disk.link(queues[0] / name, queue / name)


class FanOutWithoutQueueSync(Spool):
    """The name in `new` is gone for good before those in the queues are durable."""

    def fan_out(self):
        new = self.root / "new"
        names = self._disk.names(new)
        for name in names:
            self._link_into_queues(new / name, *accepted(name))
            self._disk.unlink(new / name)
        if names:
            self._disk.sync_directory(new)
        return Done(tuple(names))


class PendingIgnoresNew(Spool):
    """An entry is delivered while another shipper is between link and unlink."""

    def pending(self, sink):
        disk, self._disk = self._disk, NothingInNew(self._disk)
        try:
            return super().pending(sink)
        finally:
            self._disk = disk


class NothingInNew:
    def __init__(self, disk):
        self.disk = disk

    def names(self, path):
        return [] if path.name == "new" else self.disk.names(path)

    def __getattr__(self, name):
        return getattr(self.disk, name)


class NewIsNotSynced(Spool):
    """The name that `fan_out` removed from `new` comes back with the power."""

    def fan_out(self):
        return self.without_sync_of_new(super().fan_out)

    def pending(self, sink):
        return self.without_sync_of_new(lambda: Spool.pending(self, sink))

    def without_sync_of_new(self, work):
        sync = self._disk.sync_directory
        self._disk.sync_directory = lambda path: None if path.name == "new" else sync(path)
        try:
            return work()
        finally:
            del self._disk.sync_directory


class AckWithoutSync(Spool):
    """The acked entry comes back with the power."""

    def ack(self, entry):
        self._disk.unlink(entry.path)


class AckForgetsTheDead(Spool):
    """A `bury` or `retry` that was killed left a second name in `dead`, and `retry` brings the acked entry back."""

    def ack(self, entry):
        self._disk.unlink(entry.path)
        self._disk.sync_directory(entry.path.parent)


class BuryUnlinksFirst(Spool):
    """For a moment the record has no name."""

    def bury(self, entry, code, why):
        body = self._disk.read(entry.path)
        self._disk.unlink(entry.path)
        self._disk.make_directory(self.root / "dead" / entry.sink)
        self._disk.put(self.root / "dead" / entry.sink, entry.name, body)


class BuryWithoutSync(Spool):
    """The name in the queue is gone for good before the one in `dead` is durable."""

    def bury(self, entry, code, why):
        directory = self.root / "dead" / entry.sink
        self._disk.make_directory(directory)
        self._disk.link(entry.path, directory / entry.name)
        self._disk.unlink(entry.path)
        self._disk.sync_directory(entry.path.parent)


class RetryWithoutSync(Spool):
    """The name in `dead` is gone for good before the one in the queue is durable."""

    def retry(self):
        sync = self._disk.sync_directory
        self._disk.sync_directory = lambda path: None if path.parent.name == "out" else sync(path)
        try:
            return super().retry()
        finally:
            del self._disk.sync_directory


class OrphanRemovedFirst(Spool):
    """Recovery removes the checkpoint, then accepts the record."""

    def _revive(self, checkpoint, *rest):
        self._disk.unlink(checkpoint)
        return super()._revive(checkpoint, *rest)


class OrphanOverAnything(Spool):
    """Recovery does not look whether the call's own record came after all."""

    def _has_revision(self, record):
        return False


class AcceptOnlyWrites(Spool):
    """The record is told to be safe while it is in a temp file."""

    def _put_new(self, name, body):
        self._disk.make_directory(self.root / "new")
        self._disk.write(self.root / "new" / f"{TEMP_PREFIX}{name}", body)
        self._disk.rename(self.root / "new" / f"{TEMP_PREFIX}{name}", self.root / "new" / name)


class AckBeforeDeliver(InlineDrain):
    """The queue forgets an entry before the sink has it."""

    def _deliver(self, sink, entries):
        for entry in entries:
            with self._spool.claim(entry) as body:
                if body is not None:
                    self._spool._disk.unlink(entry.path)
                    with suppress(TransientDeliveryError, PermanentDeliveryError):
                        sink.deliver(landing.decode(body), body)


class AckWhatWasRefused(InlineDrain):
    """A refusal is taken for a yes."""

    def _settle(self, entry, refusal):
        super()._settle(entry, None if isinstance(refusal, TransientDeliveryError) else refusal)


FAULTS = [
    *(("make_disk", fault) for fault in (
        NoDirectorySync, DirectoriesAreTakenForDurable, NoFileSync, WrittenInPlace, LocksThatDoNotExclude, EverythingIsMarked,
    )),
    *(("make_spool", fault) for fault in (
        FanOutMovesFirst, FanOutWithoutQueueSync, PendingIgnoresNew, NewIsNotSynced, AckWithoutSync, AckForgetsTheDead, BuryUnlinksFirst,
        BuryWithoutSync, RetryWithoutSync, OrphanRemovedFirst, OrphanOverAnything, AcceptOnlyWrites,
    )),
    *(("drain", fault) for fault in (AckBeforeDeliver, AckWhatWasRefused)),
]  # fmt: skip


@pytest.mark.parametrize(("part", "fault"), FAULTS, ids=[fault.__name__ for _, fault in FAULTS])
def test_a_planted_fault_is_found(part, fault, monkeypatch):
    machine = type("Faulty", (SpoolMachine,), {part: fault})
    with pytest.raises(AssertionError):
        run(machine, monkeypatch, examples=3_000, steps=15)  # it ends at the first; one in a hundred runs needs 600
