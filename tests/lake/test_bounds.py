"""Bounds of a reader: what a small file can make of itself, and a bucket that is slow, long, or breaks off."""

from __future__ import annotations

import gzip
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, IncompleteReadError
from moto import mock_aws

from aftercall import landing
from aftercall.errors import AftercallError
from aftercall.lake import objects
from aftercall.lake.find import find
from aftercall.lake.read import read
from aftercall.settings import S3Landing
from tests.record_factory import a_record

DAY = "year=2026/month=11/day=22/"
PLACE = S3Landing("calls", "sessions")
BODY = landing.encode(a_record())
MIB = 2**20


# --------------------------------------------------------------------------------------------------- memory

WORDS = a_record().to_json()
BOMBS = {
    "zeros": lambda: gzip.compress(b'{"schema_version":1,"a":"' + b"a" * (256 * MIB), 1),
    "little objects": lambda: gzip.compress(b'{"session_id":"x","cost_summary":{},"a":[' + b'{"a":1},' * (6 * MIB), 1),
    "escapes in a map": lambda: gzip.compress(WORDS.replace('"custom":{', '"custom":{"k":"' + r"\n" * (25 * MIB) + '",').encode(), 1),
    "entries in a map": lambda: gzip.compress(
        WORDS.replace('"custom":{', '"custom":{' + ",".join(f'"{at}":""' for at in range(3 * MIB)) + ",").encode(), 1),
}  # fmt: skip
READ = """
import re, sys
from aftercall.lake.scan import scan
scanning = scan(sys.argv[1])
rows = sum(batch.num_rows for batch in scanning.batches)
peak = re.search(r"VmHWM:\\s+(\\d+) kB", open("/proc/self/status").read())[1]  # getrusage counts the parent's as well
print(rows + len(scanning.skipped), peak)
"""


@pytest.mark.parametrize("bomb", BOMBS)
def test_what_a_small_file_unfolds_to_stays_below_half_a_gigabyte(tmp_path: Path, bomb: str) -> None:
    (tmp_path / DAY).mkdir(parents=True)
    (tmp_path / DAY / "x.json.gz").write_bytes(BOMBS[bomb]())
    done = subprocess.run([sys.executable, "-c", READ, str(tmp_path)], capture_output=True, text=True, check=True)
    found, peak_kib = map(int, done.stdout.split())
    assert found == 1
    assert peak_kib * 1024 < 512 * MIB


def test_no_more_bytes_than_of_the_largest_object_are_fetched_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(objects, "_AHEAD_BYTES", 1000)

    class Long(Listed):
        def get_object(self, **_query: Any) -> dict[str, Any]:
            self.fetched += 1
            return {"Body": BytesIO(BODY)}

    client = Long([(f"{DAY}{at:03}.json.gz", 400) for at in range(50)])
    rows = read(PLACE, client=client).rows
    for _ in range(5):
        next(rows)
    assert client.fetched <= 5 + 3  # two are waiting, and one was asked for
    assert len(list(rows)) == 45


# --------------------------------------------------------------------------------------------------- a bucket


class Listed:
    """A bucket of these keys and sizes."""

    def __init__(self, listing: list[tuple[str, int]]) -> None:
        self.listing, self.fetched = listing, 0

    def get_paginator(self, _operation: str) -> Listed:
        return self

    def paginate(self, **_query: Any) -> Iterator[dict[str, Any]]:
        for at in range(0, len(self.listing), 1000):
            yield {"Contents": [{"Key": f"sessions/{k}", "Size": size} for k, size in self.listing[at : at + 1000]]}

    def get_object(self, **_query: Any) -> dict[str, Any]:
        self.fetched += 1
        return {"Body": BytesIO(BODY)}


def test_ten_thousand_keys_come_in_order_and_none_is_lost() -> None:
    keys = [f"{DAY}{at:05}.json.gz" for at in range(10_500)]
    assert [row.key for row in read(PLACE, client=Listed([(key, len(BODY)) for key in keys])).rows] == keys


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("MOTO_S3_DEFAULT_MAX_KEYS", "7")
    with mock_aws():
        client = boto3.client("s3")
        client.create_bucket(Bucket="calls")
        yield client


def test_every_page_of_a_real_listing_is_asked_for(s3: Any) -> None:
    names = [f"{at:02}" for at in range(30)] + ["é", "a b", "100%25", "a+b", "日本", "a&b<c>", "a\u2028b"]
    for name in names:
        s3.put_object(Bucket="calls", Key=f"sessions/{DAY}{name}.json.gz", Body=BODY)
    assert len(s3.list_objects_v2(Bucket="calls")["Contents"]) == 7
    rows = [row.key for row in read(PLACE, client=s3).rows]
    assert sorted(rows) == sorted(f"{DAY}{name}.json.gz" for name in names)
    days = (date(2026, 11, 22), date(2026, 11, 22))
    assert [row.key for row in read(PLACE, days=days, client=s3).rows] == rows


def test_a_call_is_found_behind_a_thousand_whose_names_begin_alike(s3: Any) -> None:
    record = a_record(session_id="a")
    for key in [*(f"{DAY}a.{at:02}.json.gz" for at in range(30)), landing.second_key(record)]:
        s3.put_object(Bucket="calls", Key=f"sessions/{key}", Body=BODY)
    assert [key for key, _ in find(PLACE, "a", today=date(2026, 11, 22), client=s3)] == [landing.second_key(record)]


@pytest.mark.parametrize(
    "key", ["year=2026/x.json.gz", f"{DAY}hour=09/x.json.gz", "year=2026/month=13/day=01/x.json.gz"]
)
def test_a_record_in_the_wrong_place_is_named_and_not_fetched(key: str) -> None:
    client = Listed(sorted([(f"{DAY}a.json.gz", 9), (key, 9)]))
    reading = read(PLACE, client=client)
    assert [row.key for row in reading.rows] == [f"{DAY}a.json.gz"]
    assert [gone.key for gone in reading.skipped] == [key]
    assert client.fetched == 1


class BreaksOff(Listed):
    """The first `times` answers end before their time."""

    def __init__(self, times: int) -> None:
        super().__init__([(f"{DAY}a.json.gz", 9)])
        self.times = times

    def get_object(self, **query: Any) -> dict[str, Any]:
        answer = super().get_object(**query)
        if self.fetched <= self.times:
            answer["Body"] = self
        return answer

    def read(self) -> bytes:
        raise IncompleteReadError(actual_bytes=1, expected_bytes=9)


def test_an_answer_that_breaks_off_is_asked_for_again_and_not_for_ever() -> None:
    assert len(list(read(PLACE, client=BreaksOff(2)).rows)) == 1
    with pytest.raises(AftercallError, match=r"not reachable \(IncompleteReadError\)"):
        list(read(PLACE, client=BreaksOff(3)).rows)


class Busy(BaseHTTPRequestHandler):
    """Says SlowDown to the first requests for an object, and then gives it."""

    left = 0
    asked = 0

    def do_GET(self) -> None:
        type(self).asked += 1
        if "list-type" in self.path:
            body, status = (
                f"<ListBucketResult><Contents><Key>sessions/{DAY}a.json.gz</Key><Size>9</Size></Contents></ListBucketResult>".encode(),
                200,
            )
        elif self.left:
            type(self).left -= 1
            body, status = b"<Error><Code>SlowDown</Code></Error>", 503
        else:
            body, status = BODY, 200
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Tests count `asked` instead."""


@pytest.fixture
def busy() -> Iterator[tuple[type[Busy], Any]]:
    handler = type("Handler", (Busy,), {})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield handler, boto3.client(
            "s3", endpoint_url=f"http://127.0.0.1:{server.server_port}", region_name="us-east-1",
            aws_access_key_id="k", aws_secret_access_key="s", config=Config(retries={"mode": "standard", "total_max_attempts": 3}),
        )  # fmt: skip
        server.shutdown()


def test_a_bucket_that_says_slow_down_is_asked_again(busy: tuple[type[Busy], Any]) -> None:
    handler, client = busy
    handler.left = 2
    assert len(list(read(PLACE, client=client).rows)) == 1
    assert handler.asked == 4


def test_a_bucket_that_keeps_saying_so_is_an_error_that_says_what_helps(busy: tuple[type[Busy], Any]) -> None:
    handler, client = busy
    handler.left = 100
    with pytest.raises(
        AftercallError, match=r"GetObject answered SlowDown\. Try: read it later, or fewer days at once"
    ):
        list(read(PLACE, client=client).rows)


def test_an_object_that_is_gone_does_not_end_the_fast_way(monkeypatch: pytest.MonkeyPatch) -> None:
    class Gone(Listed):
        def get_object(self, **_query: Any) -> dict[str, Any]:
            self.fetched += 1
            raise ClientError({"Error": {"Code": "NoSuchKey"}}, "GetObject")

    client = Gone([(f"{DAY}{at}.json.gz", 9) for at in range(9)])
    monkeypatch.setattr(objects, "reading_client", lambda: client)
    monkeypatch.setattr(objects, "_obstore", lambda *_: lambda key: None if key.endswith("0.json.gz") else BODY)
    reading = read(PLACE)
    assert len(list(reading.rows)) == 8
    assert [gone.key for gone in reading.skipped] == [f"{DAY}0.json.gz"]
    assert client.fetched == 1


# ------------------------------------------------------------------------------------------------ texts and depth


@pytest.mark.parametrize("spelled", [b'"a\\ud83db"', b'"a\\u0000b"', b'"a\xed\xa0\xbdb"'])
def test_a_row_is_text_that_can_be_written(tmp_path: Path, spelled: bytes) -> None:
    (tmp_path / DAY).mkdir(parents=True)
    body = WORDS.encode().replace(b'"rm_7GhT2kQpXw"', spelled)
    (tmp_path / DAY / "x.json.gz").write_bytes(gzip.compress(body))
    (row,) = read(tmp_path).rows
    assert row.record["session_id"].encode().decode().replace("\ufffd", "") == "ab"
    assert row.line().encode()


DEEP = """
import sys
from aftercall.lake.read import read
for depth in sys.argv[2:]:
    reading = read(f"{sys.argv[1]}/{depth}")
    lines = [row.line() for row in reading.rows]
    print(len(lines) + len(reading.skipped))
"""


def test_a_record_of_any_depth_is_a_row_or_is_named(tmp_path: Path) -> None:
    depths = ["300", "450", "600", "900", "990", "2000"]
    for depth in depths:
        (tmp_path / depth / DAY).mkdir(parents=True)
        body = f'{WORDS[:-1]},"later":{"[" * int(depth)}{"]" * int(depth)}}}'
        (tmp_path / depth / DAY / "x.json.gz").write_bytes(gzip.compress(body.encode()))
    # In a process of its own: where the stack ends, whatever other tests left to be finalized would fail.
    done = subprocess.run(
        [sys.executable, "-c", DEEP, str(tmp_path), *depths], capture_output=True, text=True, check=True
    )
    assert (done.stdout.split(), done.stderr) == (["1"] * len(depths), "")
