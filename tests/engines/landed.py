"""The landing that every engine is asked about: 5,000 generated calls, and the records at the edge of what one may hold."""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from aftercall import landing
from tests.record_factory import a_record
from tests.warehouse.corpus import DAY_ONE, STAGES, Corpus, land_corpus, put

CALLS = 5_000
_LARGEST = 2**63 - 1
_TEXT = "\N{PILE OF POO}é李雷 \"quoted\" 'single' \\back\\slash\\ a\tb\nc\r\x07 {} null ${x} %s -- ; ,"


def land(root: Path) -> Corpus:
    """The corpus with quantities of fifteen digits, which an engine that reads numbers as doubles can be equal on."""
    corpus = land_corpus(root, CALLS, digits=15)
    for record in edges():
        corpus.calls.append(record)
        taken = (root / landing.key(record)).exists()
        key = landing.second_key(record) if taken else landing.key(record)
        corpus.keys.append(put(root, key, landing.encode(record)))
    _tie(corpus)
    return corpus


def edges() -> list[Any]:
    """The records at the edge of what one may hold."""
    nothing = {
        "user_email": None, "discovered_signals": {}, "tool_calls": (), "turns": (), "telephony": None,
        "metrics_summary": {"latency_ms": {}}, "cost_summary": {}, "user_metadata": {}, "custom": {},
        "outcome": {"status": "in_progress"}, "agent": {"framework": "livekit"}, "privacy": {},
        "record": {"produced_by": "x"},
    }  # fmt: skip
    most = {
        "metrics_summary__llm_input_tokens": _LARGEST,
        "metrics_summary__stt_audio_seconds": 1.7976931348623157e308,
        "metrics_summary__tts_audio_seconds": 5e-324,
        "metrics_summary__user_speaking_seconds": 2.2250738585072014e-308,
        "errors__other": _LARGEST,
        "record__revision": _LARGEST,
        "user_email": _TEXT,
        "user_metadata": {_TEXT: _TEXT, "A": "upper", "a": "lower", "": "no name"},
        "custom": {"long": "x" * 100_000},
        "agent__tags": (_TEXT, "", "b"),
        "agent__name": _TEXT,
        "conversation_state": "S" * 4_000,
        "tool_calls": tuple(
            {"call_id": f"c{at}", "name": _TEXT, "category": "other", "status": "ok"} for at in range(200)
        ),
        "turns": tuple({"turn": at, "role": "user", **dict.fromkeys(STAGES, 0.1)} for at in range(300)),
    }
    start = DAY_ONE + timedelta(days=2, microseconds=1)
    at_midnight = DAY_ONE + timedelta(days=3)
    return [
        a_record(session_id="edge_nothing", start_time=start, end_time=start, **nothing),
        a_record(
            session_id="edge_most", start_time=start, end_time=start + timedelta(days=400, microseconds=7), **most
        ),
        a_record(session_id="call/📞 _.%41", agent__job_id="", start_time=start, end_time=start),
        a_record(session_id="_hidden", start_time=at_midnight, end_time=at_midnight + timedelta(microseconds=1)),
        a_record(session_id="s" * 300, start_time=at_midnight - timedelta(microseconds=1), end_time=at_midnight),
        a_record(
            session_id="edge_first",
            start_time=datetime(1970, 1, 1, tzinfo=UTC),
            end_time=datetime(1970, 1, 2, tzinfo=UTC),
        ),
        a_record(
            session_id="edge_last",
            start_time=datetime(2261, 12, 30, 23, 59, 59, 999_999, tzinfo=UTC),
            end_time=datetime(2261, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
        ),
        *(  # three calls in one room, of a host without jobs: only their start tells them apart
            a_record(
                session_id="edge_room", agent__job_id=None, start_time=begun, end_time=begun + timedelta(seconds=9)
            )
            for begun in (start, start + timedelta(hours=1), start + timedelta(days=1))
        ),
    ]


def _tie(corpus: Corpus) -> None:
    """Two records of one call with one revision, which differ: the one under the last key holds."""
    first = a_record(session_id="edge_tie", conversation_state="FIRST")
    last = a_record(session_id="edge_tie", conversation_state="LAST")
    for key, record in ((landing.key(first), first), (landing.second_key(last), last)):
        corpus.keys.append(put(corpus.root, key, landing.encode(record)))
    holds = max((landing.key(first), first), (landing.second_key(last), last), key=lambda pair: pair[0])[1]
    corpus.calls.append(holds)


def upload(s3: Any, bucket: str, prefix: str, root: Path, keys: list[str]) -> None:
    """Files of `root` as objects below `prefix`."""

    def one(key: str) -> None:
        s3.put_object(Bucket=bucket, Key=f"{prefix}/{key}", Body=(root / key).read_bytes())

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(one, sorted(set(keys))))


def download(s3: Any, bucket: str, prefix: str, root: Path) -> Path:
    """What `aws s3 sync` does: the objects below `prefix` as files of `root`."""
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=f"{prefix}/")
    keys = [entry["Key"] for page in pages for entry in page.get("Contents", ())]

    def one(key: str) -> None:
        put(root, key.removeprefix(f"{prefix}/"), s3.get_object(Bucket=bucket, Key=key)["Body"].read())

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(one, keys))
    return root


def all_keys(root: Path) -> list[str]:
    """Every file, whatever it is."""
    return [path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()]


def lines(root: Path) -> list[tuple[str, str]]:
    """Key and text of every record below `root`."""
    return [(key, gzip.decompress((root / key).read_bytes()).decode()) for key in sorted(all_keys(root))]


def gathered(root: Path) -> dict[str, bytes]:
    """The records below `root` in few files, as a compaction would leave them: a day has one for each record of a call.

    The first file holds every call's first record by key, the second the second one of those that have two, and so on:
    the order of file names, by which a tie is broken, stays that of the keys.
    """
    files: dict[str, list[str]] = defaultdict(list)
    seen: dict[tuple[str, str, str], int] = defaultdict(int)
    for key, text in lines(root):
        day, record = key.rpartition("/")[0], json.loads(text)
        call = (day, record["session_id"], record["agent"]["job_id"] or "")
        files[f"{day}/{seen[call]:03}.json.gz"].append(text.rstrip("\n"))
        seen[call] += 1
    return {key: gzip.compress("\n".join(texts).encode(), mtime=0) for key, texts in files.items()}
