"""Keys and bytes of landed objects."""

import gzip
import json
import time
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftercall import landing
from aftercall.errors import RecordError
from tests.record_factory import START, a_record, records


@given(st.text(max_size=400))
def test_any_id_becomes_a_file_name_that_no_tool_hides_or_escapes(identifier):
    name = landing.safe_name(identifier)
    assert 0 < len(name) <= landing.MAX_NAME_BYTES
    assert set(name) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-%")
    assert name[0] not in "._"


@given(st.text(max_size=60), st.text(max_size=60))
def test_two_ids_never_share_a_name(one, other):
    one, other = (text.encode("utf-8", "replace").decode() for text in (one, other))
    assert (landing.safe_name(one) == landing.safe_name(other)) == (one == other)


@pytest.mark.parametrize(
    ("identifier", "name"),
    [("rm_1", "rm_1"), ("a/b", "a%2Fb"), ("..", "%2E."), ("_x", "%5Fx"), ("a b%", "a%20b%25"), ("é", "%C3%A9")],
)
def test_names_are_percent_encoded(identifier, name):
    assert landing.safe_name(identifier) == name


@given(records())
def test_a_record_survives_its_bytes_and_its_key_knows_its_day(record):
    body = landing.encode(record)
    assert landing.decode(body) == record
    assert landing.encode(landing.decode(body)) == body
    for key in (landing.key(record), landing.second_key(record)):
        assert landing.partition(key) == record.start_time.astimezone(UTC).date()
        assert len(key.rpartition("/")[2]) <= 255


@given(records())
def test_the_bytes_are_one_line_of_utf8_without_a_time_or_name_in_the_gzip_header(record):
    body = landing.encode(record)
    text = gzip.decompress(body).decode("utf-8")
    assert text.endswith("\n")
    assert text.count("\n") == 1
    assert "\r" not in text
    assert body[:8] == b"\x1f\x8b\x08\x00\x00\x00\x00\x00"


def test_the_partition_is_the_utc_day_of_the_start():
    late = a_record(
        start_time=datetime.fromisoformat("2026-11-22T23:30:00-05:00"),
        end_time=datetime(2026, 11, 23, 5, tzinfo=UTC),
        duration_seconds=1800.0,
    )
    assert landing.key(late).startswith("year=2026/month=11/day=23/")
    assert landing.partition(landing.key(late)) == date(2026, 11, 23)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no gzip",
        gzip.compress(b"[1]", mtime=0),
        gzip.compress(b"{", mtime=0),
        landing.encode(a_record())[:-20],
        gzip.compress(b"\xff{}", mtime=0),
        gzip.compress(b"[" * 100_000, mtime=0),
    ],
)
def test_bytes_that_are_no_record_are_a_record_error_that_says_what_to_try(body):
    with pytest.raises(RecordError, match="Try: "):
        landing.decode(body)


@pytest.mark.parametrize("where", ["start_time", "end_time", "turns.0.started_at", "tool_calls.0.started_at"])
@pytest.mark.parametrize("instant", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_time_that_no_calendar_has_in_utc_is_a_record_error(where, instant):
    document = json.loads(a_record().to_json())
    *parents, leaf = (int(part) if part.isdigit() else part for part in where.split("."))
    place = document
    for parent in parents:
        place = place[parent]
    place[leaf] = instant
    with pytest.raises(RecordError, match="not a v1 record"):
        landing.decode(gzip.compress(json.dumps(document).encode()))


@pytest.mark.parametrize("number", ["1e99999999999999999999", "1e999999999", "-1E+5000"])
def test_a_number_beyond_all_bounds_is_a_record_error_and_takes_no_minutes(number):
    text = a_record().to_json().replace('"revision":6', f'"revision":{number}')
    assert number in text
    with pytest.raises(RecordError, match="Try: "):
        landing.decode(gzip.compress(text.encode()))


def test_words_that_look_like_such_a_number_are_words():
    record = a_record(session_id="room e99999")
    assert landing.decode(landing.encode(record)) == record


def test_two_records_in_one_object_are_refused_and_not_half_read():
    with pytest.raises(RecordError, match="something follows"):
        landing.decode(landing.encode(a_record()) + landing.encode(a_record()))


def test_not_a_number_written_by_others_is_null():
    assert landing.read_json(gzip.compress(b'{"a": NaN, "b": [Infinity]}')) == {"a": None, "b": [None]}


def test_without_a_job_the_second_key_is_told_apart_by_the_start():
    one, other = (a_record(agent__job_id=None, start_time=START + timedelta(seconds=n)) for n in (0, 1))
    assert landing.key(one) == landing.key(other)
    assert landing.second_key(one) != landing.second_key(other)


def test_a_gzip_bomb_stops_at_the_limit():
    with pytest.raises(RecordError, match="more than 1,000 bytes"):
        landing.read_json(gzip.compress(b'{"a": "' + b"x" * 10_000_000 + b'"}'), limit=1000)


def test_a_text_that_never_ends_is_read_once():
    endless = b'"' + b'\\"' * 300_000 + b"," * (landing.MAX_VALUES + 1)
    started = time.process_time()
    with pytest.raises(RecordError, match="Try: "):
        landing.read_json(gzip.compress(endless, 1))
    assert time.process_time() - started < 5  # many minutes, if it were read again from each quote


def test_a_key_that_is_not_ours_is_refused():
    with pytest.raises(RecordError, match="not a landing key"):
        landing.partition("_doctor/2026.json.gz")
