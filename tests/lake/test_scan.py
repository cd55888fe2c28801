"""Scanning a landing as Arrow: row by row what the readers of single records say, and nothing lost."""

from __future__ import annotations

import gzip
import json
import tempfile
import zlib
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import boto3
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from moto.server import ThreadedMotoServer

from aftercall import landing
from aftercall.errors import AftercallError, RecordError
from aftercall.lake import objects, parse
from aftercall.lake.legacy import upgrade
from aftercall.lake.lines import quick
from aftercall.lake.read import read
from aftercall.lake.scan import Progress, scan
from aftercall.lake.schema import record_schema
from aftercall.record import SessionRecord, plain_json, rfc3339
from aftercall.settings import S3Landing
from tests.record_factory import TRANSCRIPT, a_record, records
from tests.warehouse.corpus import land_corpus, pack, put

DAY = "year=2026/month=11/day=22/"


def rows_of(scanning):
    """Rows by key; every batch sound."""
    rows = {}
    for batch in scanning.batches:
        batch.validate(full=True)
        assert batch.schema == scanning.schema
        for row in batch.to_pylist(maps_as_pydicts="strict"):
            assert row["_key"] not in rows
            rows[row.pop("_key")] = row
    return rows


def row_of(record):
    """What the row of a record should be, from the record's own dump."""
    return listed(record.model_dump(mode="python"))


def listed(value):
    if isinstance(value, dict):
        return {key: listed(item) for key, item in value.items()}
    return [listed(item) for item in value] if isinstance(value, (list, tuple)) else value


def land(root, *bodies):
    """Objects in the order of their keys, which are given."""
    return [put(root, f"{DAY}{at:05}.json.gz", body) for at, body in enumerate(bodies)]


def packed(text):
    return gzip.compress(text.encode("utf-8", "surrogatepass"), mtime=0)


# --------------------------------------------------------------------------------- the same as one by one


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    return land_corpus(tmp_path_factory.mktemp("corpus"), 2_000)


def test_thousands_of_objects_come_row_by_row_as_the_reader_of_single_records_gives_them(corpus):
    scanning = scan(corpus.root)
    rows = rows_of(scanning)
    assert {gone.key for gone in scanning.skipped} == corpus.damaged
    assert list(rows) == sorted(rows)
    whole, upgraded, later = 0, 0, 0
    for row in read(corpus.root).rows:
        if row.key in corpus.damaged:
            continue
        body = (corpus.root / row.key).read_bytes()
        try:
            expected = landing.decode(body)
            whole += 1
        except RecordError:
            value = landing.read_json(body)
            if "schema_version" not in value:
                uploaded = datetime.combine(landing.partition(row.key), datetime.min.time(), UTC)
                expected = upgrade(value, uploaded_at=uploaded)
                upgraded += 1
            else:
                known = {name: item for name, item in value.items() if name in SessionRecord.model_fields}
                known["turns"] = [{n: v for n, v in turn.items() if n != "loudness_db"} for turn in known["turns"]]
                assert known["outcome"].pop("reason") == rows[row.key]["outcome"].pop("reason")
                expected = SessionRecord.model_validate(known)
                rows[row.key]["outcome"]["reason"] = expected.outcome.reason
                later += 1
        assert rows.pop(row.key) == row_of(expected), row.key
    assert rows == {}
    assert min(whole - 2_000, upgraded - 100, later - 50) > 0, (whole, upgraded, later)


@given(st.lists(records(), min_size=1, max_size=6))
@settings(max_examples=50, deadline=None)
def test_any_record_comes_as_it_was_landed(calls):
    with tempfile.TemporaryDirectory() as root:
        keys = land(Path(root), *map(landing.encode, calls))
        scanning = scan(root)
        rows = rows_of(scanning)
    assert scanning.skipped == []
    assert [rows[key] for key in keys] == [row_of(call) for call in calls]


def test_most_of_what_is_landed_takes_the_quick_way(corpus):
    lines = [quick(path.read_bytes()) for path in sorted(corpus.root.rglob("year=2026/month=1[01]/*/*.json.gz"))]
    assert sum(line is not None for line in lines) > 0.85 * len(lines)


def test_some_columns_are_those_columns_in_the_contracts_order(tmp_path):
    land(tmp_path, landing.encode(a_record(transcript=TRANSCRIPT, privacy__transcript="included")))
    scanning = scan(tmp_path, columns=["custom", "session_id"])
    (row,) = rows_of(scanning).values()
    assert scanning.schema.names == ["_key", "session_id", "custom"]
    assert row == {"session_id": a_record().session_id, "custom": a_record().custom}
    with pytest.raises(AftercallError, match=r"a record has no column mood, words\. Try: one of schema_version, "):
        scan(tmp_path, columns=["words", "session_id", "mood"])


# ---------------------------------------------------------------------------------------------- oddities


def document(**changes):
    return {**json.loads(a_record().to_json(), parse_float=Decimal), **changes}


def spelled(**changes):
    """The record's JSON, as bytes of an object, with members replaced by JSON text."""
    text = plain_json(document(**dict.fromkeys(changes, "\x01")))
    for name, spelling in changes.items():
        text = text.replace(f'"{name}":"\\u0001"', f'"{name}":{spelling}')
    return packed(text + "\n")


ACCEPTED = {
    "over several lines": (packed(json.dumps(json.loads(a_record().to_json()), indent=2)), {}),
    "without a newline": (packed(a_record().to_json()), {}),
    "members in another order": (pack(dict(reversed(json.loads(a_record().to_json()).items()))), {}),
    "spaces": (packed(a_record().to_json().replace('{"schema_version":1,', '{"schema_version": 1, ') + "\n"), {}),
    "a time with another zone": (spelled(start_time='"2026-11-22T10:30:00.125+01:00"'), {}),
    "a time finer than microseconds": (spelled(start_time='"2026-11-22T09:30:00.1250009Z"'), {}),
    "NUL": (spelled(user_email='"a\\u0000b"'), {"user_email": "a�b"}),
    "half an emoji": (spelled(user_email='"a\\uD83Db"'), {"user_email": "a�b"}),
    "an emoji in two halves": (spelled(user_email='"\\ud83d\\ude00"'), {"user_email": "😀"}),
    "a member twice": (spelled(user_email='"old","user_email":"new"'), {"user_email": "new"}),
    "NaN where null may be": (spelled(user_email="NaN"), {"user_email": None}),
    "an unknown field of our names": (spelled(user_email='null,"later":{"custom":{"a":{}},"other":{}}'),
                                      {"user_email": None}),
    "a map key twice": (spelled(custom='{"a":"1","a":"2"}'), {"custom": {"a": "2"}}),
    "a map with escapes": (spelled(custom=r'{"a":"\"custom\":{\"b\":\\","c":"}","d":"\":\""}'),
                           {"custom": {"a": '"custom":{"b":\\', "c": "}", "d": '":"'}}),
    "a map key with escapes": (spelled(custom=r'{"a\"b":"","\u0041":"x"}'), {"custom": {'a"b': "", "A": "x"}}),
    "a map with spaces": (spelled(custom='{ "a" : "b" , "":"" }'), {"custom": {"a": "b", "": ""}}),
    "a missing nullable struct": (packed(plain_json({k: v for k, v in document().items() if k != "telephony"}) + "\n"),
                                  {"telephony": None}),
    "an unknown field as deep as can be": (spelled(user_email='null,"later":' + "[" * 10**5 + "]" * 10**5), {"user_email": None}),
    "an unknown number of five thousand digits": (spelled(user_email='null,"later":' + "9" * 5000), {"user_email": None}),
    "a million commas in words": (spelled(user_email=plain_json("a, [b] {c}, " * 500_000)),
                                  {"user_email": "a, [b] {c}, " * 500_000}),
    "a map of so many escapes": (spelled(custom=plain_json({"a": "\n" * 100_000})), {"custom": {"a": "\n" * 100_000}}),
    "text that looks like a map": (spelled(conversation_state=r'"{\"custom\":{},\"other\":{\"a\":\"b\"}}"'),
                                   {"conversation_state": '{"custom":{},"other":{"a":"b"}}'}),
}  # fmt: skip


@pytest.mark.parametrize("oddity", ACCEPTED)
def test_a_record_spelled_oddly_is_read_all_the_same(tmp_path, oddity):
    body, changes = ACCEPTED[oddity]
    ordinary = landing.encode(a_record())
    _, key, _ = land(tmp_path, ordinary, body, ordinary)
    scanning = scan(tmp_path)
    rows = rows_of(scanning)
    assert scanning.skipped == []
    assert rows[key] == {**row_of(a_record()), **changes}
    assert len(rows) == 3


def without(part, name):
    value = document()
    del value[part][name]
    return packed(plain_json(value) + "\n")


LATENCY = {"n": 1, "mean": 1.5, "p50": 1.5, "p90": 1.5, "p95": 1.5, "p99": 1.5, "max": 1.5}
BOMB = zlib.compressobj(9, wbits=31)
REFUSED = {
    "a time without a zone": (spelled(end_time='"2026-11-22T09:31:34.625"'), "end_time is not timestamp"),
    "a number as a time": (spelled(end_time="1700000000"), "end_time is not timestamp"),
    "NaN": (spelled(duration_seconds="NaN"), "duration_seconds is not double"),
    "infinity": (spelled(duration_seconds="1e999"), "duration_seconds is not double"),
    "a number of four hundred digits": (spelled(duration_seconds="1" * 400), "duration_seconds is not double"),
    "text for a number": (spelled(duration_seconds='"94.5"'), "duration_seconds is not double"),
    "a fraction for a count": (spelled(errors='{"llm":1.5,"stt":0,"tts":0,"tool":1,"other":0}'), "errors.llm is not bigint"),
    "ten digits of money": (spelled(cost_summary=plain_json({**document()["cost_summary"], "total": 10**9})),
                            "cost_summary.total is not decimal"),
    "ten places of money": (spelled(cost_summary=plain_json({**document()["cost_summary"], "total": Decimal("1E-10")})),
                            "cost_summary.total is not decimal"),
    "null for a list": (spelled(turns="null"), "turns is not array<struct>, never null"),
    "null in a list": (spelled(turns="[null]"), "turns[] is not struct"),
    "null for a map": (spelled(custom="null"), "custom is not map"),
    "a map of numbers": (spelled(custom='{"a":1}'), "custom is not map"),
    "a list for a map": (spelled(custom='[{"key":"a","value":"b"}]'), "custom is not map"),
    "a required member missing": (without("record", "produced_by"), "record.produced_by is not string, never null"),
    "half a latency": (spelled(metrics_summary=plain_json({**document()["metrics_summary"], "latency_ms": {
        "e2e": {name: value for name, value in LATENCY.items() if name != "n"}}})),
        "metrics_summary.latency_ms.e2e.n is not bigint, never null"),
    "two records": (packed(a_record().to_json() * 2 + "\n"), "not a gzip JSON document"),
    "two lines": (packed((a_record().to_json() + "\n") * 2), "not a gzip JSON document"),
    "two streams": (landing.encode(a_record()) * 2, "something follows the gzip stream"),
    "another version": (pack({**json.loads(a_record().to_json()), "schema_version": 2}), "schema_version is not 1"),
    "any JSON object": (pack({"a": 1}), "neither a record nor a payload"),
    "a comma too many": (packed(a_record().to_json()[:-1] + ",}\n"), "not a gzip JSON document"),
    "bytes that are no text": (gzip.compress(a_record().to_json().encode().replace(b"sales", b"s\xffles") + b"\n"),
                               "not a gzip JSON document"),
    "a damaged checksum": (landing.encode(a_record())[:-8] + bytes(8), "not a gzip JSON document"),
    "a bomb": (b"".join([BOMB.compress(b'{"schema_version":1,"a":"'), *(BOMB.compress(b"a" * 2**20) for _ in range(65)),
                         BOMB.compress(b'"}\n'), BOMB.flush()]), "more than 67,108,864 bytes when unzipped"),
    "a hundred thousand brackets": (spelled(turns="[" * 10**5 + "]" * 10**5), "not a gzip JSON document"),
    "a million brackets": (spelled(turns="[" * 10**6 + "]" * 10**6), "more than 1,000,000 values"),
    "a million values": (spelled(custom="{" + ",".join(f'"{at}":""' for at in range(10**6)) + "}"), "more than 1,000,000 values"),
    "a time that its zone puts after the last year": (spelled(start_time='"9999-12-31T23:59:59-14:00"'),
                                                      "start_time is not timestamp"),
    "a time that its zone puts before the first year": (spelled(start_time='"0001-01-01T00:00:00+14:00"'),
                                                        "start_time is not timestamp"),
}  # fmt: skip


@pytest.mark.parametrize("fault", REFUSED)
def test_what_is_no_record_is_skipped_by_name_and_its_neighbours_are_not(tmp_path, fault):
    body, reason = REFUSED[fault]
    ordinary = landing.encode(a_record())
    before, key, after = land(tmp_path, ordinary, body, ordinary)
    scanning = scan(tmp_path)
    assert list(rows_of(scanning)) == [before, after]
    ((found, said),) = ((gone.key, gone.reason) for gone in scanning.skipped)
    assert found == key
    assert said.startswith(reason)


def test_three_hundred_objects_of_which_every_tenth_is_bad_lose_only_those(tmp_path):
    bodies = [spelled(session_id=f'"rm_{at}"', **({"end_time": '"now"'} if at % 10 == 3 else {})) for at in range(300)]
    keys = land(tmp_path, *bodies)
    scanning = scan(tmp_path)
    rows = rows_of(scanning)
    assert [row["session_id"] for row in rows.values()] == [f"rm_{at}" for at in range(300) if at % 10 != 3]
    assert [gone.key for gone in scanning.skipped] == keys[3::10]


def test_a_landing_of_nothing_but_damage_has_no_batch_and_names_it_all(tmp_path):
    keys = land(tmp_path, b"", b"no gzip", landing.encode(a_record())[:-9])
    scanning = scan(tmp_path)
    assert list(scanning.batches) == []
    assert [gone.key for gone in scanning.skipped] == keys


def test_a_call_at_either_end_of_time_is_read(tmp_path):
    first = datetime(1, 1, 1, tzinfo=UTC)
    last = datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)
    calls = [a_record(start_time=at, end_time=at + timedelta(0), turns=()) for at in (first, last)]
    keys = land(tmp_path, *map(landing.encode, calls))
    rows = rows_of(scan(tmp_path))
    assert [rows[key]["start_time"] for key in keys] == [first, last]


# ------------------------------------------------------------------------------------- bounds and progress


def test_a_batch_is_of_so_many_bytes_or_one_object_and_of_so_many_objects(tmp_path, monkeypatch):
    line = len(a_record().to_json()) + 1
    land(tmp_path, *[landing.encode(a_record())] * 10)
    monkeypatch.setattr(parse, "_CHUNK_BYTES", 3 * line + line // 2)
    assert [batch.num_rows for batch in scan(tmp_path).batches] == [3, 3, 3, 1]
    monkeypatch.setattr(parse, "_CHUNK_BYTES", 10)
    assert [batch.num_rows for batch in scan(tmp_path).batches] == [1] * 10
    monkeypatch.setattr(parse, "_CHUNK_BYTES", 2**20)
    monkeypatch.setattr(parse, "_CHUNK_OBJECTS", 4)
    assert [batch.num_rows for batch in scan(tmp_path).batches] == [4, 4, 2]


def test_progress_ends_with_all_objects_read_and_nothing_left(tmp_path, monkeypatch):
    monkeypatch.setattr(parse, "_CHUNK_OBJECTS", 4)
    land(tmp_path, *[landing.encode(a_record())] * 9, b"")
    told = []
    scanning = scan(tmp_path, progress=told.append)
    assert sum(batch.num_rows for batch in scanning.batches) == 9
    assert [now.objects for now in told] == [4, 8, 10]
    assert (told[-1].skipped, {now.total for now in told} <= {None, 10}) == (1, True)


def test_rate_and_time_left_are_known_once_something_was_read_and_counted():
    assert Progress(0, 0, None, 0.0).per_second is None
    assert Progress(50, 0, None, 2.0).seconds_left is None
    now = Progress(50, 1, 200, 2.0)
    assert (now.per_second, now.seconds_left) == (25, 6)
    assert Progress(7, 0, 5, 1.0).seconds_left == 0  # two landed meanwhile


def test_a_reader_that_stops_early_stops_the_threads(tmp_path, monkeypatch):
    monkeypatch.setattr(parse, "_CHUNK_OBJECTS", 1)
    land(tmp_path, *[landing.encode(a_record())] * 20)
    with closing(scan(tmp_path, progress=lambda _: None).batches) as batches:
        assert isinstance(next(batches), pa.RecordBatch)


# ------------------------------------------------------------------------------------------- a bucket


@pytest.fixture
def bucket(monkeypatch):
    """A landing on a server that speaks S3, for boto3 and for obstore."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    environment = {"ACCESS_KEY_ID": "k", "SECRET_ACCESS_KEY": "s", "REGION": "eu-west-1", "DEFAULT_REGION": "eu-west-1"}
    for name, value in environment.items():
        monkeypatch.setenv(f"AWS_{name}", value)
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://{}:{}".format(*server.get_host_and_port()))
    s3 = boto3.client("s3")
    s3.create_bucket(Bucket=f"calls-{uuid4()}", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    yield s3
    server.stop()


@pytest.fixture
def place(bucket):
    return S3Landing(bucket.list_buckets()["Buckets"][-1]["Name"], "se ssions+é")


def test_a_bucket_gives_what_a_folder_gives_with_or_without_obstore(bucket, place, tmp_path, monkeypatch):
    bodies = [landing.encode(a_record(session_id=f"rm_{at}")) for at in range(40)]
    keys = land(tmp_path, *bodies, b"damaged")
    keys.append(put(tmp_path, f"{DAY}a%20b%25.json.gz", bodies[0]))
    for key in keys:
        bucket.put_object(Bucket=place.bucket, Key=f"{place.prefix}/{key}", Body=(tmp_path / key).read_bytes())
    expected = rows_of(scan(tmp_path))
    fetched = []
    fast = objects._obstore

    def counting(*of):
        get = fast(*of)
        return lambda key: fetched.append(key) or get(key)

    monkeypatch.setattr(objects, "_obstore", counting)
    quickly = scan(place)
    assert rows_of(quickly) == expected
    assert len(fetched) == 42
    assert rows_of(scan(place, client=bucket)) == expected
    assert len(fetched) == 42
    assert [gone.key for gone in quickly.skipped] == [f"{DAY}00040.json.gz"]
    days = (date(2026, 11, 23), date(2026, 11, 24))
    assert rows_of(scan(place, days=days)) == {}


def test_where_obstore_fails_boto3_has_the_last_word(bucket, place, monkeypatch):
    bucket.put_object(Bucket=place.bucket, Key=f"{place.prefix}/{DAY}x.json.gz", Body=landing.encode(a_record()))

    def failing(*_place):
        def get(_key):
            raise OSError("no route")

        return get

    monkeypatch.setattr(objects, "_obstore", failing)
    assert list(rows_of(scan(place))) == [f"{DAY}x.json.gz"]
    with pytest.raises(AftercallError, match="ListObjectsV2 answered NoSuchBucket"):
        list(scan("s3://nowhere/x").batches)


def test_a_companys_own_certificates_are_left_to_boto3(bucket, place, monkeypatch):
    for name in ("AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
    aws = boto3.client("s3", endpoint_url="https://s3.eu-west-1.amazonaws.com")
    assert objects._obstore(place, aws) is not None
    monkeypatch.setenv("AWS_CA_BUNDLE", "/etc/ssl/company.pem")
    assert objects._obstore(place, aws) is None
    assert objects._obstore(place, bucket) is not None  # there is nothing to trust without TLS


def test_times_are_the_same_instant_in_text_and_row(tmp_path):
    (key,) = land(tmp_path, landing.encode(a_record()))
    assert rfc3339(rows_of(scan(tmp_path))[key]["start_time"]) == "2026-11-22T09:30:00.125000Z"
    assert scan(tmp_path).schema.names[1:] == record_schema().names
