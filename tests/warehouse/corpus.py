"""A landing as it is after a while: thousands of calls, and everything that goes wrong with files."""

from __future__ import annotations

import gzip
import json
import random
import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from aftercall import landing
from aftercall.lake.legacy import upgrade
from aftercall.record import SessionRecord, plain_json
from aftercall.warehouse import questions
from tests.record_factory import a_record

DAY_ONE = datetime(2026, 10, 30, tzinfo=UTC)
DAYS = 5
STAGES = ("eou_delay_ms", "transcription_delay_ms", "llm_ttft_ms", "tts_ttfb_ms", "e2e_ms")
LATER_REASON = "a_word_of_a_later_version"
REASONS = ("turns_unreadable", "pricing_failed", "metric_not_finite", "signals_failed")
_NAMES = ("Zoë", "李雷", 'O\'Brien, "Pat"', "\N{PILE OF POO}", "a\tb\nc", "null", "-- ;DROP", "é" * 300)


@dataclass
class Corpus:
    """What was landed: the calls as the tables should show them, the keys of v1 files, and of the damaged ones.

    `digits` is how many a quantity may have: 18 are what a record can hold, 15 what a double carries without loss.
    """

    root: Path
    digits: int = 18
    calls: list[SessionRecord] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    damaged: set[str] = field(default_factory=set)
    legacy: int = 0


def land_corpus(root: Path, calls: int, seed: int = 20261122, digits: int = 18) -> Corpus:
    """`calls` v1 calls, a tenth as many v0 ones, and damaged files of every sort."""
    rng = random.Random(seed)
    corpus = Corpus(root, digits)
    for number in range(calls):
        record = _call(rng, number, digits)
        corpus.calls.append(record)
        _land(corpus, record, rng)
    for number in range(calls // 10):
        _land_legacy(corpus, rng, number)
    _damage(corpus)
    return corpus


def identity(record: SessionRecord) -> tuple[str, str]:
    """What makes a call one call."""
    return record.session_id, record.agent.job_id or ""


def ask(db: Any, name: str) -> list[dict[str, Any]]:
    """The rows that a question of ours has in a DuckDB connection."""
    cursor = db.execute(questions.load(name).sql)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def put(root: Path, key: str, body: bytes) -> str:
    """One object; gives its key."""
    path = root / key
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)
    return key


def pack(value: Any) -> bytes:
    """A landed object of any JSON value."""
    return gzip.compress(json.dumps(value).encode(), mtime=0)


def _land(corpus: Corpus, record: SessionRecord, rng: random.Random) -> None:
    """The record; now and then with earlier revisions, a second copy, or fields of a later version."""
    history = [record]
    if rng.random() < 0.1:
        earlier = record.model_copy(
            update={
                "record": record.record.model_copy(update={"revision": record.record.revision - 1, "recovered": True}),
                "outcome": record.outcome.model_copy(update={"status": "crashed"}),
                "turns": record.turns[:1],
                "tool_calls": (),
            }
        )
        history.append(earlier)
    if rng.random() < 0.5:
        history.reverse()
    if rng.random() < 0.1:  # an unanswered put
        history.append(record)
    for one in history:
        free = not (corpus.root / landing.key(one)).exists()
        corpus.keys.append(put(corpus.root, landing.key(one) if free else landing.second_key(one), _body(one, rng)))


def _body(record: SessionRecord, rng: random.Random) -> bytes:
    if rng.random() > 0.05:
        return landing.encode(record)
    value = json.loads(record.to_json(), parse_float=Decimal)
    value["sentiment_later"] = {"score": 1, "why": ["x"]}
    value["turns"] = [{**turn, "loudness_db": -3} for turn in value["turns"]]
    value["outcome"]["reason"] = LATER_REASON
    return gzip.compress(plain_json(value).encode(), mtime=0)


def _call(rng: random.Random, number: int, digits: int) -> SessionRecord:
    start = DAY_ONE + timedelta(seconds=rng.uniform(0, DAYS * 86_400 - 1))
    if number == 0:
        start = DAY_ONE + timedelta(days=1, seconds=-1)  # the call goes on over midnight
    overrides: dict[str, Any] = {
        "session_id": f"rm_{number // 2 if number % 40 < 2 else number}",  # two jobs in one room, now and then
        "agent__job_id": None if number % 11 == 5 else f"AJ_{number}",
        "start_time": start,
        "end_time": start + timedelta(seconds=rng.choice((0, 1.5, 62.25, rng.uniform(0, 5000)))),
        "user_email": rng.choice((None, f"user{number}@example.com")),
        "turns": _turns(rng, start),
        "record__revision": rng.randint(1, 9),
        "outcome__status": rng.choice(("completed", "completed", "completed", "failed", "crashed")),
        "outcome__success": rng.choice((None, True, False)),
        "agent__name": rng.choice((None, "sales", "support")),
        "agent__version": rng.choice((None, "1.4.0", "1.5.0")),
        "outcome__ended_by": rng.choice(("user", "agent", "system", "unknown")),
        "metrics_summary__interruptions": rng.choice((None, 0, 1, 7)),
        "cost_summary__total": rng.choice((None, Decimal(0), Decimal(rng.randrange(10**9)).scaleb(-9))),
        "cost_summary__complete": rng.random() < 0.8,
        "cost_summary__currency": "USD" if number % 50 else "EUR",
        "record__complete": rng.random() < 0.7,
        "record__incomplete_reasons": tuple(rng.sample(REASONS, rng.choice((0, 0, 0, 1, 3)))),
        "telephony": rng.choice((None, {"direction": "inbound"})),
        "custom": rng.choice(({}, {"who": rng.choice(_NAMES), "n": str(number)})),
    }
    overrides["metrics_summary__user_turns"] = sum(turn["role"] == "user" for turn in overrides["turns"])
    overrides["tool_calls"] = _tool_calls(rng, start)
    overrides["cost_summary__lines"] = _cost_lines(rng, digits)
    if rng.random() < 0.4:
        overrides["discovered_signals"] = {}
    else:
        overrides["discovered_signals__team_size"] = rng.choice((None, 1, 12, 2**63 - 1))
        overrides["discovered_signals__qualification_tier"] = rng.choice((None, "sales_ready", "self_serve"))
        overrides["discovered_signals__urgency"] = rng.choice((None, "high", "medium", "low"))
        overrides["discovered_signals__competitors"] = rng.choice(((), ("docusign",), ("adobe sign", "docusign")))
        overrides["discovered_signals__integrations"] = tuple(sorted(rng.sample(("hubspot", "sap", *_NAMES), 2)))
    if rng.random() < 0.1:
        overrides["metrics_summary__latency_ms"] = {}
    return a_record(**overrides)


def _turns(rng: random.Random, start: datetime) -> list[dict[str, Any]]:
    return [
        {
            "turn": at,
            "role": ("agent", "user")[at % 2],
            "interrupted": rng.random() < 0.2,
            "llm_model": rng.choice((None, "gpt-4.1-mini", "gpt-5")),
            "started_at": rng.choice((None, start + timedelta(seconds=at))),
            **{stage: rng.choice((None, rng.uniform(0, 3000), 0.0, 5e-324)) for stage in STAGES},
        }
        for at in range(rng.choice((0, 1, 2, 5)))
    ]


def _tool_calls(rng: random.Random, start: datetime) -> list[dict[str, Any]]:
    return [
        {
            "call_id": f"call_{at}",
            "name": name,
            "category": "meeting_booking" if name == "book" else "other",
            "started_at": start,
            "duration_ms": rng.choice((None, rng.uniform(1, 900))),
            "status": rng.choice(("ok", "ok", "error", "cancelled")),
            "error_type": rng.choice((None, "TimeoutError", "ToolError")),
        }
        for at, name in enumerate(rng.choices(("book", "search", *_NAMES), k=rng.choice((0, 0, 1, 3))))
    ]


def _cost_lines(rng: random.Random, digits: int) -> list[dict[str, Any]]:
    lines = []
    for kind, provider in (("llm", "openai"), ("stt", "deepgram"), ("tts", None), ("tts", "elevenlabs")):
        if rng.random() < 0.7:
            amount = rng.choice((None, Decimal(rng.randrange(10**15)).scaleb(-9), Decimal("0.000000001"), Decimal(0)))
            quantity = Decimal(rng.randrange(10**digits)).scaleb(-9)  # eighteen digits: more than a double holds
            lines.append(
                {
                    "kind": kind,
                    "provider": provider,
                    "model": rng.choice((None, "one", "two")),
                    "unit": rng.choice(("second", "character")),
                    "quantity": quantity,
                    "amount": amount,
                    "status": "unknown" if amount is None else "priced",
                    "reason": rng.choice((None, "model_unknown", "no_rate")) if amount is None else None,
                }
            )
    return lines


def legacy_payload(number: int, start: datetime) -> dict[str, Any]:
    """A record as the system before v1 wrote it."""
    return {
        "session_id": f"pandadoc_trial_{int(start.timestamp() * 1000)}_{number}",
        "user_email": "",
        "start_time": start.replace(tzinfo=None).isoformat(),
        "end_time": (start + timedelta(seconds=90)).replace(tzinfo=None).isoformat(),
        "duration_seconds": 90.0,
        "discovered_signals": {"team_size": number % 3, "monthly_volume": 0, "integration_needs": ["Salesforce", "api"]},
        "tool_calls": [
            {"tool": "unleash_search", "timestamp": start.replace(tzinfo=None).isoformat(), "arguments": {"q": "secret"},
             "result": "secret", "duration_ms": 12, "success": True}
        ],
        "metrics_summary": {"total_metrics": 0, "metrics": {}},
        "cost_summary": {"openai_tokens": 900, "openai_cost": 0.01, "deepgram_minutes": 1.5, "deepgram_cost": 0.0001},
        "conversation_state": "HELPING",
        "transcript": [{"role": "user", "content": "secret"}, {"role": "assistant", "content": "secret"}],
        "transcript_text": "secret",
        "user_metadata": {},
    }  # fmt: skip


def _land_legacy(corpus: Corpus, rng: random.Random, number: int) -> None:
    start = DAY_ONE + timedelta(seconds=rng.uniform(0, (DAYS - 1) * 86_400))
    payload = legacy_payload(number, start.replace(microsecond=0))
    uploaded = start + timedelta(hours=7)  # v0's partition was the day of the upload
    body = gzip.compress(json.dumps(payload, indent=2).encode())
    put(corpus.root, f"{landing.day_prefix(uploaded.date())}{payload['session_id']}.json.gz", body)
    corpus.calls.append(upgrade(payload))
    corpus.legacy += 1


def _damage(corpus: Corpus) -> None:
    day = landing.day_prefix(DAY_ONE.date())
    whole = landing.encode(a_record())
    record = json.loads(a_record().to_json())
    bomb = zlib.compressobj(9, wbits=31)
    damaged = {
        "empty": b"",
        "truncated": whole[: len(whole) // 2],
        "flipped": whole[:40] + bytes((whole[40] ^ 0xFF,)) + whole[41:],
        "not_gzip": b'{"session_id": "plain"}',
        "not_json": gzip.compress(b'{"schema_version": 1,'),
        "not_utf8": gzip.compress(b'{"session_id": "\xff"}'),
        "array": pack([record]),
        "version_2": pack({**record, "schema_version": 2}),
        "wrong_type": pack({**record, "duration_seconds": "long"}),
        "number_too_big": pack({**record, "errors": {**record["errors"], "llm": 2**63}}),
        "naive_time": pack({**record, "start_time": "2026-10-30T00:00:00"}),
        "no_id": pack({name: value for name, value in record.items() if name != "session_id"}),
        "infinite": gzip.compress(json.dumps({**record, "duration_seconds": float("inf")}).encode()),
        "bomb": b"".join([*(bomb.compress(b" " * 2**20) for _ in range(80)), bomb.flush()]),
    }
    corpus.damaged = {put(corpus.root, f"{day}{name}.json.gz", body) for name, body in damaged.items()}
    put(corpus.root, "_doctor/probe.json.gz", b"not ours")
    put(corpus.root, f"{day}.tmp-0a1b2c", b"half a fi")
    put(corpus.root, f"{day}_temporary.json.gz", b"Spark's")
    put(corpus.root, f"{day}readme.txt", b"not ours")
    corpus.damaged.add(put(corpus.root, "year=2026/month=13/day=01/x.json.gz", b"no such day"))
