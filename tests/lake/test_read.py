"""Reading a landing, from a folder and from a bucket."""

from __future__ import annotations

import gzip
import json
import os
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import boto3
import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from moto import mock_aws

from aftercall import landing
from aftercall.errors import AftercallError
from aftercall.lake.read import Row, read
from aftercall.settings import S3Landing
from tests.record_factory import a_record

DAY = "year=2026/month=11/day=22/"
PLACE = S3Landing("calls", "sessions")


def objects():
    """One of everything, by key: two records, one of a later version, a v0 one, and what is not ours."""
    later = {**json.loads(a_record(session_id="later").to_json()), "sentiment": {"score": 1e-7}}
    old = {"session_id": "old", "start_time": "2026-11-21T20:00:00", "cost_summary": {"deepgram_minutes": 0.1}}
    return {
        landing.key(a_record(session_id="a")): landing.encode(a_record(session_id="a")),
        landing.second_key(a_record(session_id="a")): landing.encode(a_record(session_id="a")),
        f"{DAY}later.json.gz": gzip.compress(json.dumps(later).encode()),
        "year=2026/month=11/day=23/old.json.gz": gzip.compress(json.dumps(old, indent=2).encode()),
        f"{DAY}cut.json.gz": landing.encode(a_record())[:-20],
        f"{DAY}_temporary.json.gz": b"",
        f"{DAY}.tmp-1": b"",
        f"{DAY}.hidden.json.gz": b"",
        f"{DAY}deeper/x.json.gz": b"",
        "year=2026/month=02/day=30/x.json.gz": b"",
        "_doctor/probe.json.gz": b"",
        "archive/year=2026/month=11/day=22/x.json.gz": b"",
    }


@pytest.fixture
def folder(tmp_path):
    for key, body in objects().items():
        (tmp_path / key).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / key).write_bytes(body)
    return tmp_path


@pytest.fixture
def s3(monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with mock_aws():
        client = boto3.client("s3")
        client.create_bucket(Bucket="calls")
        yield client


def put_all(s3, bodies, prefix="sessions/"):
    for key, body in bodies.items():
        s3.put_object(Bucket="calls", Key=prefix + key, Body=body)


def all_of(reading):
    rows = list(reading.rows)
    return [(row.key, row.record["session_id"]) for row in rows], [gone.key for gone in reading.skipped], rows


EXPECTED = [
    (f"{DAY}a.AJ_9fQ2mZc1Lr.r6.json.gz", "a"),
    (f"{DAY}a.json.gz", "a"),
    (f"{DAY}later.json.gz", "later"),
    ("year=2026/month=11/day=23/old.json.gz", "old"),
]


# What lies below year=… and is called as a record, but at no place of one, is named.
SKIPPED = ["year=2026/month=02/day=30/x.json.gz", f"{DAY}cut.json.gz", f"{DAY}deeper/x.json.gz"]


def test_a_folder_and_a_bucket_give_the_same_rows_in_order_of_keys(folder, s3):
    put_all(s3, objects())
    from_folder, from_bucket = all_of(read(folder)), all_of(read(PLACE))
    assert from_folder == from_bucket
    assert from_folder[:2] == (EXPECTED, SKIPPED)


def test_a_bucket_without_a_prefix_is_read_from_its_root(s3):
    put_all(s3, objects(), prefix="")
    assert all_of(read("s3://calls"))[0] == EXPECTED


def test_a_range_of_days_includes_its_last_day_and_nothing_after(folder, s3):
    put_all(s3, objects())
    days = (date(2026, 11, 22), date(2026, 11, 22))
    for source in (folder, PLACE):
        assert all_of(read(source, days=days))[0] == EXPECTED[:3]
        assert all_of(read(source, days=(date(2026, 11, 23), date(2026, 12, 1))))[0] == EXPECTED[3:]


def test_a_range_of_days_is_one_stretch_of_the_listing():
    class Listing:
        asked = None

        def get_paginator(self, _operation):
            return self

        def paginate(self, **query):
            self.asked = query
            yield {"Contents": [{"Key": "sessions/year=2026/month=11/day=24/x.json.gz", "Size": 1}]}
            raise AssertionError("listed on after the last day")

    client = Listing()
    assert all_of(read(PLACE, days=(date(2026, 11, 22), date(2026, 11, 23)), client=client))[0] == []
    assert client.asked == {"Bucket": "calls", "Prefix": "sessions/year=", "StartAfter": f"sessions/{DAY}"}


def test_a_range_that_ends_before_it_begins_is_refused(folder):
    with pytest.raises(AftercallError, match=r"ends \(2026-11-21\) before it begins \(2026-11-22\)"):
        read(folder, days=(date(2026, 11, 22), date(2026, 11, 21)))


def test_a_row_keeps_unknown_fields_and_exact_decimals_and_is_one_line(folder):
    later = next(row for row in read(folder).rows if row.record["session_id"] == "later")
    assert later.record["sentiment"] == {"score": Decimal("1E-7")}
    assert '"sentiment":{"score":0.0000001}' in later.line()
    assert "\n" not in later.line()


def test_a_record_older_than_v1_is_upgraded(folder):
    old = next(row for row in read(folder).rows if row.record["session_id"] == "old")
    assert old.record["schema_version"] == 1
    assert old.record["start_time"] == "2026-11-21T20:00:00.000000Z"
    assert old.record["metrics_summary"]["stt_audio_seconds"] == 6
    assert landing.encode(landing.decode(gzip.compress(old.line().encode())))


@pytest.mark.parametrize("version", [2, "1", True, 1.5])
def test_a_version_not_known_is_skipped_and_says_so(tmp_path, version):
    body = gzip.compress(json.dumps({"schema_version": version}).encode())
    (tmp_path / DAY).mkdir(parents=True)
    (tmp_path / DAY / "x.json.gz").write_bytes(body)
    reading = read(tmp_path)
    assert list(reading.rows) == []
    assert "schema_version is not 1" in reading.skipped[0].reason


def test_many_objects_of_a_bucket_come_in_order_and_none_is_lost(s3):
    bodies = {
        f"{DAY}s{number:04}.json.gz": gzip.compress(b'{"schema_version": 1, "session_id": "%d"}' % number)
        for number in range(300)
    }
    put_all(s3, bodies)
    assert [int(row.record["session_id"]) for row in read(PLACE).rows] == list(range(300))


def test_a_reader_that_stops_early_stops_the_threads(s3):
    put_all(s3, objects())
    rows = read(PLACE).rows
    assert isinstance(next(rows), Row)
    rows.close()


def test_a_bucket_that_is_not_there_is_an_error_that_names_it(s3):
    with pytest.raises(AftercallError, match=r"s3://nowhere/x: ListObjectsV2 answered NoSuchBucket\. Try: aws s3 ls"):
        list(read("s3://nowhere/x").rows)


class Broken:
    """A bucket of one object whose every get fails."""

    def __init__(self, error):
        self.error = error

    def get_paginator(self, _operation):
        return self

    def paginate(self, **_query):
        yield {"Contents": [{"Key": f"sessions/{DAY}x.json.gz", "Size": 10}]}

    def get_object(self, **_query):
        raise self.error


def test_an_object_that_may_not_be_read_is_an_error_and_not_a_smaller_answer():
    denied = ClientError({"Error": {"Code": "AccessDenied", "Message": "secret"}}, "GetObject")
    with pytest.raises(AftercallError, match=r"s3://\S+/year=\S+\.json\.gz: GetObject answered AccessDenied") as caught:
        list(read(PLACE, client=Broken(denied)).rows)
    assert "secret" not in str(caught.value)
    with pytest.raises(AftercallError, match=r"not reachable \(EndpointConnectionError\)"):
        list(read(PLACE, client=Broken(EndpointConnectionError(endpoint_url="x"))).rows)


def test_an_object_removed_while_reading_is_named():
    gone = ClientError({"Error": {"Code": "NoSuchKey"}}, "GetObject")
    reading = read(PLACE, client=Broken(gone))
    assert list(reading.rows) == []
    assert "removed while the landing was read" in reading.skipped[0].reason


def test_an_object_of_more_than_64_mib_is_never_fetched():
    class Huge(Broken):
        def paginate(self, **_query):
            yield {"Contents": [{"Key": f"sessions/{DAY}x.json.gz", "Size": landing.MAX_JSON_BYTES + 1}]}

    reading = read(PLACE, client=Huge(AssertionError("fetched")))
    assert list(reading.rows) == []
    assert "67,108,864 bytes" in reading.skipped[0].reason


def test_no_more_than_64_objects_are_fetched_ahead_of_the_reader():
    class Long(Broken):
        fetched = 0

        def paginate(self, **_query):
            yield {"Contents": [{"Key": f"sessions/{DAY}{n:05}.json.gz", "Size": 10} for n in range(1_000)]}

        def get_object(self, **_query):
            self.fetched += 1
            return {"Body": BytesIO(landing.encode(a_record()))}

    client = Long(None)
    rows = read(PLACE, client=client).rows
    for _ in range(10):
        next(rows)
    assert client.fetched <= 10 + 64
    rows.close()


@pytest.mark.parametrize("refused", ["x.json.gz", "month=11"])
def test_a_folder_that_cannot_be_read_is_an_error(tmp_path, monkeypatch, refused):
    path = tmp_path / DAY / "x.json.gz"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"")

    def refusing(call):
        def asked(path, *rest):
            if Path(path).name == refused:
                raise PermissionError(13, "Permission denied", str(path))
            return call(path, *rest)

        return asked

    for name in ("open", "scandir"):
        monkeypatch.setattr(os, name, refusing(getattr(os, name)))
    with pytest.raises(AftercallError, match=rf"{refused}: Permission denied\. Try: ls -l"):
        list(read(tmp_path).rows)
