"""The count: what was promised (from the journals), what landed (from the servers), and the difference.

A record is owed for a call
* whose hand-over returned, or whose record was accepted: the real record, with every turn;
* that was killed before that, or whose hand-over said that it could not: a recovered one with every turn of a
  checkpoint that was written, and every turn said over a second (and BUSY_SECONDS) before the kill. A call
  killed before its first checkpoint and so soon after its start is owed nothing.
"""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aftercall import warehouse
from aftercall.settings import S3Landing
from tests.chaos.caller import Plan
from tests.chaos.door import Put
from tests.chaos.world import BUCKET, GROUP, PREFIX

PROMISED_SECONDS = 1.0
BUSY_SECONDS = 0.5
"""A checkpoint is due after a second, and then has to be written. On a machine at its limit that takes a while, so a
word is owed only after this as well; the table shows how many were missing after the second itself, and the oldest."""
UNACKED_SECONDS = 2.0
"""A process killed so soon after its put was answered may not have acked it."""
UNEXPLAINED = "without a reason"
_SECOND = re.compile(r"\.r\d+\.json\.gz$")

CallId = tuple[str, str]


@dataclass
class Held:
    """One call as its journal tells it. `kept` is None until a checkpoint was written."""

    number: int
    started_at: float
    said: list[float] = field(default_factory=list)
    kept: int | None = None
    accepted: bool = False
    outcome: str | None = None
    """What became of the hand-over, and when; None if the call was killed before."""
    outcome_at: float | None = None
    killed_at: float | None = None


@dataclass(frozen=True)
class Owed:
    """What must be found of one call."""

    call: CallId
    final: bool
    """The real record, not a recovered one."""
    turns: int
    said: tuple[float, ...] | None = None
    people: int | None = None
    killed_at: float | None = None


@dataclass(frozen=True)
class Landed:
    """One object."""

    key: str
    call: CallId
    revision: int
    recovered: bool
    said: tuple[datetime, ...]
    people: int | None


@dataclass
class Verdict:
    """What the table shows. `problems` says, one line each, what must not be."""

    expected: int = 0
    landed: int = 0
    recovered: int = 0
    lost: int = 0
    duplicated: int = 0
    cut_short: int = 0
    older_than_promised: int = 0
    killed: int = 0
    oldest_missing_seconds: float = 0.0
    second_objects: Counter[str] = field(default_factory=Counter)
    repeated_events: int = 0
    problems: list[str] = field(default_factory=list)


def held(journal: Path, killed_at: float | None) -> list[Held]:
    """The calls of one process, in order. Its last line may be cut off."""
    calls: dict[int, Held] = {}
    lines = journal.read_bytes().split(b"\n")[:-1] if journal.exists() else []
    for note in map(json.loads, lines):
        number, what = note["call"], note["what"]
        if what == "start":
            calls[number] = Held(number, note["at"])
        elif what == "begun":
            calls[number].started_at = note["at"]
        elif what == "said":
            calls[number].said.append(note["at"])
        elif what == "kept":
            calls[number].kept = note["turns"]
        elif what == "accepted":
            calls[number].accepted = True
        else:
            calls[number].outcome = what
            calls[number].outcome_at = note["at"]
    for call in calls.values():
        call.killed_at = killed_at if call.outcome is None else None
    return list(calls.values())


def owed(call: Held, plan: Plan) -> Owed | None:
    """What is owed for a host-free call; None if it was killed before there was anything to keep."""
    this = (plan.session_id, plan.job_id)
    if call.accepted or call.outcome == "ended":
        return Owed(
            this, final=True, turns=plan.turns, said=tuple(call.said), people=plan.people, killed_at=call.killed_at
        )
    gone_at = call.killed_at or call.outcome_at
    assert gone_at is not None, f"call {call.number} neither ended nor was killed"
    promised = gone_at - PROMISED_SECONDS - BUSY_SECONDS
    if call.kept is None and call.started_at > promised:
        return None
    turns = max(call.kept or 0, sum(at <= promised for at in call.said))
    return Owed(this, final=False, turns=turns, said=tuple(call.said), people=plan.people, killed_at=gone_at)


def landed(client: Any) -> list[Landed]:
    """Every object of the landing, read without any of the product's readers."""
    pages = client.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix=PREFIX + "/")
    keys = [entry["Key"] for page in pages for entry in page.get("Contents", ())]
    keys = [key for key in keys if "_doctor" not in key]  # what a worker's check puts when something fails
    with ThreadPoolExecutor(8) as threads:
        return list(
            threads.map(lambda key: _object(key, client.get_object(Bucket=BUCKET, Key=key)["Body"].read()), keys)
        )


def _object(key: str, body: bytes) -> Landed:
    record = json.loads(gzip.decompress(body))
    return Landed(
        key=key,
        call=_call(record),
        revision=record["record"]["revision"],
        recovered=record["record"]["recovered"],
        said=tuple(datetime.fromisoformat(turn["started_at"]) for turn in record["turns"] if turn["started_at"]),
        people=record["discovered_signals"]["team_size"],
    )


def _call(record: dict[str, Any]) -> CallId:
    return record["session_id"], record["agent"]["job_id"] or ""


def rows(client: Any) -> list[tuple[str, str, bool]]:
    """Session, job and whether it was recovered, of each row of `sessions`."""
    db = warehouse.connect(S3Landing(BUCKET, PREFIX), client=client)
    skipped = db.sql("SELECT key, reason FROM skipped").fetchall()
    assert not skipped, skipped
    return db.sql("SELECT session_id, job_id, record_recovered FROM sessions").fetchall()


def events(client: Any) -> Iterator[tuple[CallId, int]]:
    """Call and revision of each log event."""
    for page in client.get_paginator("filter_log_events").paginate(logGroupName=GROUP):
        for event in page["events"]:
            record = json.loads(event["message"])
            if record["_event_type"] != "session_analytics":
                continue  # the workers' own check of the way
            yield _call(record), record["record"]["revision"]


def judge(
    promised: Sequence[Owed],
    started: Iterable[CallId],
    objects: Sequence[Landed],
    table: Sequence[tuple[str, str, bool]],
    log: Iterable[tuple[CallId, int]],
) -> Verdict:
    """What is missing, what is there twice, and what says less than it must."""
    verdict = Verdict(expected=len(promised), recovered=sum(recovered for *_, recovered in table))
    of_call: defaultdict[CallId, list[Landed]] = defaultdict(list)
    for one in objects:
        of_call[one.call].append(one)
    in_table = Counter((session, job) for session, job, _ in table)
    in_log = Counter(log)
    logged = {call for call, _ in in_log}
    verdict.repeated_events = sum(count - 1 for count in in_log.values())
    for call, count in in_table.items():
        if count > 1:
            verdict.duplicated += count - 1
            verdict.problems.append(f"{count} rows: {call}")
    for stranger in set(in_table) - set(started):
        verdict.problems.append(f"a row of no call: {stranger}")
    for one in promised:
        missing = [
            name for name, there in (("S3", of_call), ("sessions", in_table), ("Logs", logged)) if one.call not in there
        ]
        if missing:
            verdict.lost += 1
            verdict.problems.append(f"lost in {', '.join(missing)}: {one}")
        else:
            verdict.landed += 1
            _compare(one, max(of_call[one.call], key=lambda found: found.revision), verdict)
    return verdict


def _compare(one: Owed, found: Landed, verdict: Verdict) -> None:
    verdict.killed += one.killed_at is not None
    wrong = []
    if one.final and found.recovered:
        wrong.append("a recovered record hides the real one")
    if len(found.said) < one.turns:
        wrong.append(f"{len(found.said)} of {one.turns} turns")
    if one.said is not None:
        said = tuple(datetime.fromtimestamp(at, UTC) for at in one.said)
        if found.said != said[: len(found.said)]:
            wrong.append("turns that were never said")
        if found.said and found.people != one.people:
            wrong.append(f"team_size {found.people}, not {one.people}")
        if one.killed_at is not None and len(found.said) < len(said):
            missing_seconds = one.killed_at - one.said[len(found.said)]
            verdict.oldest_missing_seconds = max(verdict.oldest_missing_seconds, missing_seconds)
            verdict.older_than_promised += missing_seconds > PROMISED_SECONDS
    if wrong:
        verdict.cut_short += 1
        verdict.problems.append(f"{found.key}: {'; '.join(wrong)}; promised {one}")


def second_objects(
    objects: Sequence[Landed], puts: Mapping[str, Sequence[Put]], ended_at: Mapping[str, float]
) -> tuple[Counter[str], list[str]]:
    """Why each second object is there, and those without a reason. `ended_at`: when each process ended, by its label."""
    of_call: defaultdict[CallId, list[Landed]] = defaultdict(list)
    for one in objects:
        of_call[one.call].append(one)
    why: Counter[str] = Counter()
    problems: list[str] = []

    def noted(twin: Landed) -> Sequence[Put]:
        return puts.get(f"/{BUCKET}/{twin.key}", ())

    for one in objects:
        if not _SECOND.search(one.key):
            continue
        others = [other for other in of_call[one.call] if other is not one]
        twins = [other for other in others if other.revision == one.revision]
        if any(_unacked(put, ended_at) for twin in twins for put in noted(twin)):
            why["after an unanswered put"] += 1
        elif twins and one.recovered:
            why["recovered again, after whoever recovered it was killed"] += 1
        elif twins:
            why[UNEXPLAINED] += 1
            problems.append(f"second object without a reason: {one.key}; {[(twin.key, noted(twin)) for twin in twins]}")
        elif others:
            why["of another revision"] += 1
        else:
            why["of another call in the room"] += 1
    return why, problems


def _unacked(put: Put, ended_at: Mapping[str, float]) -> bool:
    """Nobody heard of it, or who did was killed before the spool could."""
    end = ended_at.get(put.label)
    return not put.heard or (end is not None and end - put.at < UNACKED_SECONDS)
