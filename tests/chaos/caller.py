"""A process that holds host-free calls, one after the other, by the same code as a LiveKit call.

Everything that an expectation rests on goes into the process's journal first: one JSON object a line,
written by one system call, so that it outlives SIGKILL. `start` is on the disk before the call begins.

    {"call": 7, "what": "start", "at": …}          the call is about to begin
    {"call": 7, "what": "begun", "at": …}          it begins
    {"call": 7, "what": "said", "at": …}           a turn is over; its time is also the turn's in the record
    {"call": 7, "what": "kept", "turns": 3, …}     a checkpoint that holds so many turns is written
    {"call": 7, "what": "accepted", …}             the spool, or every sink, has the real record
    {"call": 7, "what": "ended", …}                hand_over has returned; "refused" if it said that neither
                                                   the spool nor a sink has the record, "raised" if it raised
"""

from __future__ import annotations

import asyncio
import ctypes
import json
import logging
import os
import random
import signal
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import aftercall.ship.cloudwatch
import aftercall.ship.s3  # loaded once, in the server from which call processes are forked
from aftercall.capture import checkpoints
from aftercall.capture.application import Call
from aftercall.capture.background import in_daemon_thread
from aftercall.capture.cost import not_priced_yet
from aftercall.capture.facts import Facts, TurnFact
from aftercall.capture.session import build
from aftercall.record import SessionRecord, Status, Usage
from aftercall.settings import Settings, from_environment
from aftercall.ship.handover import hand_over
from aftercall.spool import LiveCheckpoint, Spool

logger = logging.getLogger("chaos")

SHORT_EVERY_SECONDS = 0.01
"""A call of some tens of milliseconds gets several checkpoints; a long one keeps the product's own pace."""
LONG_EVERY_SECONDS = checkpoints.AT_MOST_EVERY_SECONDS
_PDEATHSIG = 1
NICE = 6
"""Thousands of calls on a small machine must not starve the LiveKit jobs beside them."""


@dataclass(frozen=True)
class Plan:
    """One call, known in advance to whoever knows the seed."""

    session_id: str
    job_id: str
    people: int
    turns: int
    gap_seconds: float
    long: bool
    budget_seconds: float


def plan(seed: int, number: int) -> Plan:
    """One call in 40 lasts seconds; every 50th room is used twice."""
    rng = random.Random(f"{seed}/{number}")
    long = rng.random() < 1 / 40
    return Plan(
        session_id=f"rm_{number - 1 if number % 50 == 49 else number}",
        job_id=f"AJ_{number}",
        people=rng.randint(2, 900),
        turns=rng.randint(8, 14) if long else rng.randint(2, 7),
        gap_seconds=rng.uniform(0.15, 0.45) if long else rng.uniform(0.002, 0.015),
        long=long,
        budget_seconds=rng.choice((0.02, 0.05, 0.1, 0.3)),
    )


class Journal:
    """Append-only; see the module."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def note(self, call: int, what: str, at: float | None = None, **more: object) -> None:
        line = json.dumps({"call": call, "what": what, "at": at or time.time(), **more}) + "\n"
        os.write(self._file, line.encode())

    def start(self, call: int) -> None:
        self.note(call, "start")
        os.fsync(self._file)
        self.note(call, "begun")  # a busy disk may have taken a while


class NotedCheckpoint:
    """A live checkpoint that says in the journal what it has done."""

    def __init__(self, live: LiveCheckpoint, number: int, journal: Journal) -> None:
        self._live, self._number, self._journal = live, number, journal

    def write(self, record: SessionRecord) -> None:
        self._live.write(record)
        self._journal.note(self._number, "kept", turns=len(record.turns))

    def close(self) -> None:
        self._journal.note(self._number, "accepted")
        self._live.close()


async def hold(number: int, what: Plan, settings: Settings, journal: Journal) -> None:
    """One call, from its first second to its record's hand-over."""
    checkpoints.AT_MOST_EVERY_SECONDS = LONG_EVERY_SECONDS if what.long else SHORT_EVERY_SECONDS
    journal.start(number)
    facts = Facts(what.session_id, "chaos", job_id=what.job_id, started_at=time.time())
    call = Call()

    def take(revision: int, status: Status = "in_progress") -> Callable[[], SessionRecord]:
        seen = replace(facts, status=status, ended_at=time.time(), turns=[*facts.turns], usage=[*facts.usage])
        return lambda: build(seen, call, settings, not_priced_yet, revision)

    def open_live(record: SessionRecord) -> LiveCheckpoint:
        live = Spool(settings.spool).open_live(record.session_id, record.agent.job_id)
        return NotedCheckpoint(live, number, journal)  # type: ignore[return-value]  the same two methods

    kept = checkpoints.Checkpoints(open_live, take)
    kept.start()
    for turn in range(what.turns):
        await asyncio.sleep(what.gap_seconds)
        at = time.time()
        if turn % 2:
            facts.usage.append((Usage(kind="llm", provider="openai", model="gpt-4.1-mini", output_tokens=10), at))
        text = f"We are {what.people} people." if turn == 0 else "I see."
        facts.turns.append(TurnFact("agent" if turn % 2 else "user", text, started_at=at, ended_at=at))
        journal.note(number, "said", at)
        kept.changed()
    built = take(kept.stop(), "completed")

    def hand_it_over(safe: Callable[[], None]) -> None:
        outcome = "ended"
        try:
            if hand_over(built(), settings, what.budget_seconds, accepted=safe) is None:
                outcome = "refused"
        except Exception:
            logger.exception("hand_over raised")
            outcome = "raised"
        journal.note(number, outcome)

    await in_daemon_thread(lambda: kept.finish(hand_it_over))


def run(
    numbers: Sequence[int], seed: int, journal: Path, environment: dict[str, str], budget_seconds: float | None = None
) -> None:
    """The body of a call process. `budget_seconds` replaces the plans'."""
    ctypes.CDLL(None).prctl(_PDEATHSIG, signal.SIGKILL)  # a killed run leaves no callers behind
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(NICE)
    os.environ.update(environment)
    logging.basicConfig(filename=journal.with_suffix(".log"), level=logging.WARNING, force=True)
    settings, notes = from_environment(), Journal(journal)

    async def all_of_them() -> None:
        for number in numbers:
            planned = plan(seed, number)
            budget = planned.budget_seconds if budget_seconds is None else budget_seconds
            await hold(number, replace(planned, budget_seconds=budget), settings, notes)

    asyncio.run(all_of_them())
    sys.stdout.flush()


assert aftercall.ship.cloudwatch, "loaded for the fork server"
