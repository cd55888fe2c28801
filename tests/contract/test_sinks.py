"""What every sink promises, asked of every sink: on a disk, on an S3 stand-in, on a real S3 server, in Logs, on stdout."""

from __future__ import annotations

import io
import json
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest

from aftercall import landing
from aftercall.record import SessionRecord
from aftercall.ship.cloudwatch import LogsSink
from aftercall.ship.folder import FolderSink
from aftercall.ship.s3 import S3Sink
from aftercall.ship.sink import Sink
from aftercall.ship.stdout import StdoutSink
from tests.record_factory import a_record

ODD_IDS = {
    "slash": "room/1",
    "climbing": "../../etc/passwd",
    "dots": "..",
    "dot": ".",
    "control": "a\nb\tc\x7f",
    "long": "x" * 1000,
    "long-unicode": "é" * 150,
    "emoji": "call-📞",
    "underscore": "_hidden",
    "leading-dot": ".hidden",
    "empty": "",
    "percent": "100%2Fsure",
    "space-plus": "a b+c",
    "colon-star": "a:b*c?d",
}


@dataclass
class Place:
    """A sink and a way to see what lies behind it.

    `documents`: every JSON document there. `objects`: key → bytes, for sinks that keep objects.
    """

    sink: Sink
    documents: Callable[[], list[dict[str, Any]]]
    objects: Callable[[], dict[str, bytes]] | None = None

    def deliver(self, record: SessionRecord) -> bytes:
        body = landing.encode(record)
        self.sink.deliver(record, body)
        return body

    def records(self) -> list[SessionRecord]:
        """What lies there, the members that a log event adds taken off."""
        return [
            SessionRecord.model_validate({k: v for k, v in document.items() if not k.startswith("_")})
            for document in self.documents()
        ]


def _of_objects(sink: Sink, objects: Callable[[], dict[str, bytes]]) -> Place:
    return Place(sink, lambda: [landing.read_json(body) for body in objects().values()], objects)


def _folder(request: pytest.FixtureRequest) -> Place:
    root: Path = request.getfixturevalue("tmp_path") / "sessions"

    def objects() -> dict[str, bytes]:
        # Everything there is, hidden files too: a temporary file left behind would be an object more.
        return {str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*") if p.is_file()}

    return _of_objects(FolderSink(root), objects)


def _bucket(client: Any, bucket: str) -> Place:
    def objects() -> dict[str, bytes]:
        pages = client.get_paginator("list_objects_v2").paginate(Bucket=bucket)
        keys = [item["Key"] for page in pages for item in page.get("Contents", [])]
        return {key.removeprefix("sessions/"): client.get_object(Bucket=bucket, Key=key)["Body"].read() for key in keys}

    return _of_objects(S3Sink(bucket, "sessions", client), objects)


def _s3_moto(request: pytest.FixtureRequest) -> Place:
    client = boto3.client("s3", endpoint_url=request.getfixturevalue("moto"))
    bucket = f"calls-{uuid.uuid4().hex}"
    client.create_bucket(Bucket=bucket)
    return _bucket(client, bucket)


def _s3_ceph(request: pytest.FixtureRequest) -> Place:
    ceph = request.getfixturevalue("ceph")
    return _bucket(ceph.client(ceph.admin), ceph.bucket())


def _logs_moto(request: pytest.FixtureRequest) -> Place:
    client = boto3.client("logs", region_name="us-east-1", endpoint_url=request.getfixturevalue("moto"))
    group = f"/calls/{uuid.uuid4().hex}"

    def documents() -> list[dict[str, Any]]:
        streams = client.describe_log_streams(logGroupName=group)["logStreams"]
        events = [
            event
            for stream in streams
            for event in client.get_log_events(logGroupName=group, logStreamName=stream["logStreamName"])["events"]
        ]
        return [json.loads(event["message"]) for event in events]

    return Place(LogsSink(group, client), documents)


def _stdout(request: pytest.FixtureRequest) -> Place:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="latin-1")

    def documents() -> list[dict[str, Any]]:
        lines = stream.buffer.getvalue().decode("utf-8").split("\n")  # type: ignore[attr-defined]  a BytesIO
        assert lines.pop() == "", "the last line has an end"
        return [json.loads(line) for line in lines]

    return Place(StdoutSink(stream), documents)


OBJECTS = {"folder": _folder, "s3-moto": _s3_moto, "s3-ceph": _s3_ceph}
ALL = {**OBJECTS, "logs-moto": _logs_moto, "stdout": _stdout}


@pytest.fixture(params=ALL.values(), ids=ALL)
def place(request: pytest.FixtureRequest) -> Place:
    made: Place = request.param(request)
    return made


@pytest.fixture(params=OBJECTS.values(), ids=OBJECTS)
def store(request: pytest.FixtureRequest) -> Place:
    made: Place = request.param(request)
    return made


# --------------------------------------------------------------------------------------- every sink


def test_what_is_delivered_is_there_in_full(place: Place) -> None:
    record = a_record()
    place.deliver(record)
    assert place.records() == [record]


def test_delivered_again_it_is_the_same_call(place: Place) -> None:
    record = a_record()
    for _ in range(3):
        place.deliver(record)
    assert set(map(SessionRecord.to_json, place.records())) == {record.to_json()}


def test_two_calls_in_one_room_are_both_there(place: Place) -> None:
    ours, theirs = a_record(agent__job_id="AJ_ours"), a_record(agent__job_id="AJ_theirs")
    place.deliver(theirs)
    place.deliver(ours)
    assert sorted(str(r.agent.job_id) for r in place.records()) == ["AJ_ours", "AJ_theirs"]


def test_a_recovered_record_and_the_final_one_are_both_there(place: Place) -> None:
    place.deliver(a_record(record__revision=4, record__recovered=True))
    place.deliver(a_record(record__revision=9))
    assert sorted(r.record.revision for r in place.records()) == [4, 9]


@pytest.mark.parametrize("session_id", ODD_IDS.values(), ids=ODD_IDS)
def test_an_odd_session_id_arrives_as_it_is(place: Place, session_id: str) -> None:
    place.deliver(a_record(session_id=session_id))
    assert [r.session_id for r in place.records()] == [session_id]


def test_a_name_beyond_ascii_arrives_as_it_is(place: Place) -> None:
    record = a_record(agent__name="Zoë 📞 \u2028", user_metadata={"company": "Łódź & Söhne"})
    place.deliver(record)
    assert place.records() == [record]


def test_many_threads_may_deliver_at_once(place: Place) -> None:
    records = [a_record(session_id=f"rm_{at}") for at in range(16)]
    failed: list[BaseException] = []

    def deliver(mine: list[SessionRecord]) -> None:
        try:
            for record in mine:
                place.deliver(record)
        except BaseException as error:  # noqa: BLE001  a thread's failure is this test's
            failed.append(error)

    threads = [threading.Thread(target=deliver, args=(records[at::8],)) for at in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    assert sorted(r.session_id for r in place.records()) == sorted(r.session_id for r in records)


# -------------------------------------------------------------------------- sinks that keep objects


def _objects(store: Place) -> dict[str, bytes]:
    assert store.objects is not None
    return store.objects()


def test_the_object_is_the_bytes_we_were_given_under_the_records_key(store: Place) -> None:
    record = a_record()
    body = store.deliver(record)
    assert _objects(store) == {landing.key(record): body}


def test_delivering_again_adds_at_most_the_second_key_with_the_same_bytes(store: Place) -> None:
    # On S3 the writer may not look at what took the key, so it cannot know its own object; a folder can.
    record = a_record()
    for _ in range(4):
        body = store.deliver(record)
    allowed = {landing.key(record)}
    if isinstance(store.sink, S3Sink):
        allowed.add(landing.second_key(record))
    assert _objects(store) == dict.fromkeys(allowed, body)


def test_a_taken_key_is_never_overwritten(store: Place) -> None:
    theirs, ours = a_record(agent__job_id="AJ_theirs"), a_record(agent__job_id="AJ_ours")
    assert landing.key(theirs) == landing.key(ours)
    first, second = store.deliver(theirs), store.deliver(ours)
    assert _objects(store) == {landing.key(theirs): first, landing.second_key(ours): second}


def test_two_revisions_lie_beside_each_other(store: Place) -> None:
    early, late = a_record(record__revision=1), a_record(record__revision=2)
    first, second = store.deliver(early), store.deliver(late)
    assert _objects(store) == {landing.key(early): first, landing.second_key(late): second}


def test_no_session_id_reaches_outside_its_day(store: Place) -> None:
    for session_id in ODD_IDS.values():
        store.deliver(a_record(session_id=session_id))
    keys = _objects(store)
    assert len(keys) == len(ODD_IDS)
    for key in keys:
        assert key.startswith("year=2026/month=11/day=22/")
        assert key.count("/") == 3
        assert not key.rpartition("/")[2].startswith(("_", "."))
