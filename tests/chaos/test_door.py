"""The fault proxy does what its table says it did."""

import contextlib
import http.client
import threading
import time
from urllib.parse import urlsplit

import pytest

from tests.chaos.door import CALM, Door, Faults
from tests.servers.fault import fault_server

HEADERS = {
    "Authorization": "AWS4-HMAC-SHA256 Credential=k/20261122/us-east-1/s3/aws4_request, Signature=x",
    "User-Agent": "Boto3/1 app/call-3",
}
GONE = (ConnectionError, http.client.HTTPException)


@pytest.fixture
def world():
    with fault_server() as server:
        door = Door({"": server.endpoint}, "seed").open()
        try:
            yield server, door
        finally:
            door.close()


def put(door, body=b"abc"):
    connection = http.client.HTTPConnection(urlsplit(door.endpoint).netloc, timeout=10)
    with contextlib.closing(connection):
        connection.request("PUT", "/calls/a%20b.json.gz", body, HEADERS)
        return connection.getresponse().status


def test_a_calm_door_hands_on_and_back(world):
    server, door = world
    assert put(door) == 200
    assert [seen.body for seen in server.seen] == [b"abc"]
    deadline = time.monotonic() + 5
    while not door.puts["/calls/a b.json.gz"] and time.monotonic() < deadline:
        time.sleep(0.01)  # the door notes a put after it has answered it
    ((noted,),) = [door.puts["/calls/a b.json.gz"]]
    assert (noted.label, noted.heard) == ("call-3", True)


def test_a_request_that_is_cut_off_reaches_nobody(world):
    server, door = world
    door.now(Faults("", reset=1.0))
    with pytest.raises(GONE):
        put(door)
    assert server.seen == []


def test_an_unanswered_put_has_landed(world):
    server, door = world
    door.now(Faults("", unanswered=1.0))
    with pytest.raises(GONE):
        put(door)
    assert len(server.seen) == 1
    deadline = time.monotonic() + 5
    while not door.puts and time.monotonic() < deadline:
        time.sleep(0.01)
    assert [noted.heard for noted in door.puts["/calls/a b.json.gz"]] == [False]


@pytest.mark.parametrize(("faults", "status"), [(Faults("", slow_down=1.0), 503), (Faults("", denied=1.0), 403)])
def test_a_refusal_is_an_answer(world, faults, status):
    server, door = world
    door.now(faults)
    assert put(door) == status
    assert server.seen == []


def test_only_the_named_service_is_hit(world):
    _, door = world
    door.now(Faults("", services=("logs",), reset=1.0))
    assert put(door) == 200


def test_silence_lasts_until_the_faults_are_over(world):
    server, door = world
    door.now(Faults("", silence=1.0))
    threading.Timer(0.3, door.now, [CALM]).start()
    begun = time.monotonic()
    with pytest.raises(GONE):
        put(door)
    assert time.monotonic() - begun > 0.2
    assert server.seen == []
    assert put(door) == 200
