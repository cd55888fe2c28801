"""One run of chaos: `python -m tests.chaos [--short] [--seed N] [--server ceph|moto]`.

The seed decides every call, the order of the faults, and when who is killed; how the processes of a busy
machine interleave, it does not. Exit status 1 if a record was lost, a call has two rows, a record says
less than was promised, or a second object has no reason.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import random
import shutil
import sys
import tempfile
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from aftercall.livekit import SHIP_BUDGET_SECONDS
from tests.chaos import caller, count, report, world
from tests.chaos.count import CallId, Held, Owed, Verdict
from tests.chaos.door import CALM, Door, Faults

DOCUMENT = world.ROOT / "docs/promise.md"
CHUNK = 25
"""Calls per process: then it ends, as a job's process does, and another takes its place."""

FAULTS = (
    Faults("200 ms of latency", latency_seconds=0.2),
    Faults("connections reset", reset=0.4),
    Faults("503", slow_down=0.6),
    Faults("403 from S3", services=("s3",), denied=1.0),
    Faults("Logs silent", services=("logs",), silence=1.0),
    Faults("black hole", silence=1.0),
    Faults("unanswered puts", unanswered=0.4),
)
EVERYTHING = Faults(
    "all at once", latency_seconds=0.02, reset=0.1, unanswered=0.15, slow_down=0.1, denied=0.05, silence=0.02
)


@dataclass(frozen=True)
class Size:
    """How much of everything. `load_seconds` and `drain_seconds` are limits, not aims."""

    calls: int
    processes: int
    jobs: int
    jobs_at_once: int
    shippers: int
    calls_on_small_disk: int
    calls_per_kill: tuple[int, int]
    shipper_kills: int
    load_seconds: float
    drain_seconds: float


FULL = Size(2000, 8, 20, 4, 2, 40, (6, 14), 20, 170, 20)
SHORT = Size(160, 4, 2, 2, 1, 10, (5, 10), 4, 25, 15)


@dataclass
class Slot:
    """One of the call processes that run at any time."""

    label: str
    process: BaseProcess
    journal: Path
    numbers: list[int]
    killed_at: float | None = None


@dataclass
class Run:
    """What has happened so far."""

    seed: int
    size: Size
    folder: Path
    servers: world.Servers
    door: Door
    calls: list[Held] = field(default_factory=list)
    ended_at: dict[str, float] = field(default_factory=dict)
    kills: int = 0
    shipper_kills: int = 0
    full: int = 0
    problems: list[str] = field(default_factory=list)

    @property
    def spool(self) -> Path:
        return self.folder / "spool"


class Callers:
    """The call processes: forked from a server that has loaded what they need, as LiveKit forks jobs."""

    def __init__(
        self,
        run: Run,
        numbers: list[int],
        processes: int,
        spool: Path,
        endpoint: str,
        name: str,
        budget_seconds: float | None = None,
    ) -> None:
        self._run, self._spool, self._endpoint, self._name = run, spool, endpoint, name
        self._budget_seconds = budget_seconds
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["tests.chaos.caller"])
        self._waiting, self._generation = deque(numbers), 0
        self._processes = processes
        self.slots: list[Slot] = []

    def turn(self) -> bool:
        """Replace what has ended. False if nothing runs and nothing waits."""
        for slot in [slot for slot in self.slots if not slot.process.is_alive()]:
            self._gather(slot)
        while self._waiting and len(self.slots) < self._processes:
            self.slots.append(self._start())
        return bool(self.slots)

    def give_up_waiting(self) -> None:
        self._waiting.clear()

    def kill(self, slot: Slot) -> None:
        if slot.process.is_alive():
            slot.killed_at = time.time()
            slot.process.kill()
            self._run.kills += 1

    def _start(self) -> Slot:
        numbers = [self._waiting.popleft() for _ in range(min(CHUNK, len(self._waiting)))]
        label = f"{self._name}-{self._generation}"
        self._generation += 1
        journal = self._run.folder / f"{label}.journal"
        environment = world.worker_environment(self._run.servers, self._endpoint, self._spool, label)
        arguments = (numbers, self._run.seed, journal, environment, self._budget_seconds)
        process = self._context.Process(target=caller.run, args=arguments, name=label)
        process.start()
        return Slot(label, process, journal, numbers)

    def _gather(self, slot: Slot) -> None:
        slot.process.join()
        self.slots.remove(slot)
        self._run.ended_at[slot.label] = time.time()
        if slot.killed_at is None and slot.process.exitcode != 0:
            self._run.problems.append(f"{slot.label} ended by itself with {slot.process.exitcode}")
            slot.killed_at = time.time()
        calls = count.held(slot.journal, slot.killed_at)
        self._run.calls += calls
        begun = {call.number for call in calls}
        self._waiting.extendleft(reversed([number for number in slot.numbers if number not in begun]))

    def begun(self) -> int:
        """Calls that have begun in the processes that run."""
        return sum(slot.journal.read_bytes().count(b'"start"') for slot in self.slots if slot.journal.exists())


def load(run: Run, jobs: world.LiveKitJobs, rng: random.Random) -> None:
    """Calls, kills and faults, until every call and every job was made or time is up."""
    size = run.size
    schedule = [CALM, *rng.sample(FAULTS, len(FAULTS)), EVERYTHING]
    callers = Callers(run, list(range(size.calls)), size.processes, run.spool, run.door.endpoint, "call")
    shippers = world.Shippers(run.servers, run.door.endpoint, run.spool, run.folder, size.shippers)
    next_kill, next_shipper_kill = rng.randint(*size.calls_per_kill), size.calls // size.shipper_kills
    deadline = time.monotonic() + size.load_seconds
    while callers.turn() or (jobs.is_alive() and time.monotonic() < deadline):
        started = len(run.calls) + callers.begun()
        faults = schedule[min(len(schedule) - 1, started * len(schedule) // size.calls)]
        if faults is not run.door.faults:
            print(f"  {started:>5} calls  {faults.name}", flush=True)
            run.door.now(faults)
        if started >= next_kill:
            next_kill = started + rng.randint(*size.calls_per_kill)
            time.sleep(rng.uniform(0, 0.1))
            if callers.slots:
                callers.kill(rng.choice(callers.slots))
        if started >= next_shipper_kill:
            next_shipper_kill = started + size.calls // size.shipper_kills
            shippers.kill(rng.randrange(size.shippers))
            run.shipper_kills += 1
        if time.monotonic() > deadline:
            callers.give_up_waiting()
        time.sleep(0.02)
    shippers.stop()
    run.ended_at |= shippers.ended_at


def small_disk(run: Run, spool: Path, door: Door) -> None:
    """Calls on a disk that is full half of the time. Nobody is killed, and the way to the sinks is clear."""
    first = run.size.calls
    numbers = list(range(first, first + run.size.calls_on_small_disk))
    callers = Callers(run, numbers, 1, spool, door.endpoint, "small-disk", SHIP_BUDGET_SECONDS)
    ballast = world.Ballast(spool.parent, seconds=0.5)
    ballast.start()
    while callers.turn():
        time.sleep(0.05)
    ballast.stop()
    run.full = ballast.times_full


def drain(run: Run, spool: Path) -> float:
    """`aftercall ship` until `status` says that nothing is owed. Gives the seconds it took."""
    begun = time.monotonic()
    environment = world.worker_environment(run.servers, run.door.endpoint, spool, "drain")
    while True:
        world.aftercall(environment, "ship", timeout=run.size.drain_seconds)
        told = json.loads(world.aftercall(environment, "status", "--json").stdout)
        # Not `behind`: that the small disk is small stays a fault, which status goes on to say.
        owed = [told[name] for name in ("live", "accepted", "orphans", "dead_checkpoints", "dropped", "unreadable")]
        if not any(owed) and not any(queue["backlog"] or queue["dead"] for queue in told["sinks"]):
            return time.monotonic() - begun
        if time.monotonic() - begun > run.size.drain_seconds:
            run.problems.append(f"behind {run.size.drain_seconds} s after the last fault: {told}")
            return time.monotonic() - begun
        time.sleep(0.2)


def livekit_owed(jobs: world.LiveKitJobs) -> tuple[list[Owed], list[CallId]]:
    """Each job said four turns, and those that are killed are killed 2.5 s later."""
    started = [(room, jobs.jobs.get(room, "?")) for room in jobs.started]
    promised = []
    for call in started:
        dies = jobs.rooms[call[0]] in jobs.KILLED
        promised.append(Owed(call, final=not dies, turns=4, killed_at=0.0 if dies else None))
    return promised, started


def raised(run: Run) -> int:
    """Calls whose hand-over let an exception out."""
    return sum(call.outcome == "raised" for call in run.calls)


def verdict_of(run: Run, clear: Door, jobs: world.LiveKitJobs) -> tuple[Verdict, int]:
    """The verdict, and how many calls were killed before anything was owed."""
    host_free = [(caller.plan(run.seed, call.number), call) for call in run.calls]
    owed = [(plan, count.owed(call, plan)) for plan, call in host_free]
    promised, started = livekit_owed(jobs)
    promised += [one for _, one in owed if one is not None]
    started += [(plan.session_id, plan.job_id) for plan, _ in owed]
    objects = count.landed(run.servers.client("s3"))
    verdict = count.judge(
        promised, started, objects, count.rows(run.servers.client("s3")), count.events(run.servers.client("logs"))
    )
    verdict.second_objects, unexplained = count.second_objects(objects, {**clear.puts, **run.door.puts}, run.ended_at)
    verdict.problems += unexplained
    if raised(run):
        verdict.problems.append(f"hand_over raised in {raised(run)} calls: grep -A20 raised {run.folder}/*.log")
    verdict.problems += run.problems + jobs.trouble
    return verdict, sum(one is None for _, one in owed)


def lines_of(
    run: Run, jobs: world.LiveKitJobs, disk: str | None, verdict: Verdict, nothing: int, seconds: float
) -> list[tuple[str, str]]:
    size, faults = run.size, run.door.counts
    small = f"{size.calls_on_small_disk} calls, full {run.full} times" if disk is None else f"left out: {disk}"
    others = ", ".join(f"{n} {why}" for why, n in sorted(verdict.second_objects.items()) if n) or "none"
    return [
        ("calls started", f"{len(run.calls) + len(jobs.started):,} ({len(run.calls):,} host-free, {len(jobs.started)} LiveKit jobs)"),
        ("killed while they worked", f"{run.kills} call processes, {jobs.killed()} LiveKit jobs, {run.shipper_kills} shippers"),
        ("records expected", f"{verdict.expected:,}"),
        ("landed, in S3, in Logs and in the tables", f"{verdict.landed:,}"),
        ("of these recovered from a checkpoint", f"{verdict.recovered:,}"),
        ("rows duplicated", f"{verdict.duplicated:,}"),
        ("lost", f"{verdict.lost:,}"),
        ("ends of calls that raised an exception", f"{raised(run):,}"),
        ("records that say less than was promised", f"{verdict.cut_short:,} (of {verdict.killed:,} killed calls, and of all others)"),
        (
            "killed calls that lack a word said over a second before",
            f"{verdict.older_than_promised:,}; the oldest missing word was said {verdict.oldest_missing_seconds:.2f} s before the kill",
        ),
        ("killed as they began, before a checkpoint: nothing owed", f"{nothing:,}"),
        ("second objects", others),
        ("log events that came twice", f"{verdict.repeated_events:,}"),
        ("requests, and what became of them", f"{faults['requests']:,}: " + ", ".join(
            f"{faults[name]:,} {text}" for name, text in (
                ("reset", "cut off"), ("unanswered", "never answered"), ("slow_down", "503"), ("denied", "403"), ("silence", "met with silence")))),
        ("disk full", small),
        ("servers", f"{run.servers.s3_name} for S3, moto for Logs"),
        ("seed, time", f"{run.seed}, {seconds:.0f} s"),
        ("held", "no" if verdict.problems else "yes"),
    ]  # fmt: skip


def main() -> int:
    options = _options()
    size, seed = SHORT if options.short else FULL, options.seed
    folder = Path(tempfile.mkdtemp(prefix="aftercall-chaos-"))
    print(f"seed {seed}, {options.server}, {folder}", flush=True)
    begun = time.monotonic()
    servers = world.Servers(options.server, folder)
    upstreams = {"s3": servers.s3_endpoint, "": servers.logs_endpoint}
    door, clear = Door(upstreams, f"{seed}/door").open(), Door(upstreams, "").open()
    run = Run(seed, size, folder, servers, door)
    try:
        jobs = world.LiveKitJobs(
            size.jobs, size.jobs_at_once, world.worker_environment(servers, door.endpoint, run.spool, "jobs"), folder
        )
        jobs.start()
        with world.small_disk(folder / "small") as no_disk:
            small_spool = folder / "small" / "spool"
            beside = threading.Thread(target=small_disk, args=(run, small_spool, clear), daemon=True)
            if no_disk is None:
                beside.start()
            load(run, jobs, random.Random(f"{seed}/load"))
            jobs.finish()
            door.now(CALM)
            if no_disk is None:
                beside.join()
                drain(run, small_spool)
            drained = drain(run, run.spool)
        print(f"  drained in {drained:.1f} s", flush=True)
        verdict, nothing = verdict_of(run, clear, jobs)
    finally:
        door.close()
        clear.close()
        servers.stop()
    text = report.table(lines_of(run, jobs, no_disk, verdict, nothing, time.monotonic() - begun))
    print(text, end="")
    for problem in verdict.problems:
        print(f"PROBLEM {problem}")
    if options.write:
        report.write(DOCUMENT, text)
    if verdict.problems:
        print(f"NOT HELD. Journals, logs and what is left of the spool: {folder}")
        return 1
    shutil.rmtree(folder)
    print("held")
    return 0


def _options() -> Any:
    parser = argparse.ArgumentParser(
        prog="make chaos", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--short", action="store_true", help="less of everything, within a minute")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    server = "ceph" if world.ceph_is_there() else "moto"
    parser.add_argument(
        "--server", choices=("ceph", "moto"), help="for S3; moto where Ceph is not installed, and in a short run"
    )
    parser.add_argument("--write", action="store_true", help="put the table into docs/promise.md")
    options = parser.parse_args()
    options.server = options.server or ("moto" if options.short else server)
    return options


if __name__ == "__main__":
    sys.exit(main())
