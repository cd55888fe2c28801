"""The landing: an immutable object per record, under a key that says its day and its call.

Layout, the same on S3 and on disk:

    year=YYYY/month=MM/day=DD/<session_id>.json.gz

The day is the UTC date of `start_time`, known from a call's first second, so that a checkpoint, a
recovery and the final record share one key. When that key is taken (an unanswered put of our own,
an earlier revision, another call that reused the room name) the record goes beside it:

    year=YYYY/month=MM/day=DD/<session_id>.<job_id>.r<revision>.json.gz

The bytes are one JSON object on one line, UTF-8, `\\n` at the end, in a gzip stream without time or
file name: same record, same bytes.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import zlib
from datetime import UTC, date
from decimal import Decimal
from typing import Any, NoReturn

from aftercall.errors import RecordError
from aftercall.record import SessionRecord

CONTENT_TYPE = "application/gzip"
SUFFIX = ".json.gz"
MAX_NAME_BYTES = 200
MAX_JOB_BYTES = 36
"""A key's last part stays under 255 bytes, the limit of a file name, with both names and a revision."""
MAX_JSON_BYTES = 64 * 1024 * 1024
"""Above this, decompressed bytes are no record of a call but a bomb."""
MAX_VALUES = 1_000_000
"""Above this, neither: in Python a value takes some 200 bytes, and in JSON it may take two."""
MAX_EXPONENT = 999
"""As an integer, 1e999999999 takes a gigabyte and minutes; a double ends at 1e308."""

_SAFE = re.compile(rb"[A-Za-z0-9._-]")
_TEXT = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)', re.DOTALL)  # to the end, if none closes it
_LONG_EXPONENT = re.compile(rb"[eE]\+?[0-9]{4}")
_PARTITION = re.compile(r"(?:^|/)year=(\d{4})/month=(\d{2})/day=(\d{2})/[^/]+\.json\.gz$")


def safe_name(identifier: str, limit: int = MAX_NAME_BYTES) -> str:
    """`identifier` as a file name: percent-encoded outside [A-Za-z0-9._-], deterministic, at most `limit` bytes.

    A leading `_` or `.` is encoded as well, because Spark silently skips such files. What cannot be
    encoded within the limit, and the empty id, become `id-` and half of a SHA-256.
    """
    raw = identifier.encode("utf-8", "replace")
    encoded = "".join(
        chr(byte) if _SAFE.match(bytes((byte,))) and not (at == 0 and byte in b"_.") else f"%{byte:02X}"
        for at, byte in enumerate(raw)
    )
    if not encoded or len(encoded) > limit:
        return "id-" + hashlib.sha256(raw).hexdigest()[: min(32, limit - 3)]
    return encoded


def day_prefix(day: date) -> str:
    """The partition of a UTC day, with a slash at the end."""
    return f"year={day.year:04d}/month={day.month:02d}/day={day.day:02d}/"


def key(record: SessionRecord) -> str:
    """The record's key, relative to the landing's root."""
    return day_prefix(record.start_time.astimezone(UTC).date()) + safe_name(record.session_id) + SUFFIX


def second_key(record: SessionRecord) -> str:
    """Where the record goes when its key is taken: told apart by job and revision; without a job, by its start."""
    job = safe_name(record.agent.job_id or f"{record.start_time.astimezone(UTC):at-%H%M%S.%f}", MAX_JOB_BYTES)
    return f"{key(record).removesuffix(SUFFIX)}.{job}.r{record.record.revision}{SUFFIX}"


def partition(object_key: str) -> date:
    """The UTC day of an object's key. Raises RecordError if the key is not one of ours."""
    found = _PARTITION.search(object_key)
    try:
        return date(*map(int, found.groups())) if found else _no_key(object_key)
    except ValueError:  # month=13
        return _no_key(object_key)


def _no_key(object_key: str) -> NoReturn:
    raise RecordError(
        f"{object_key}: not a landing key (year=YYYY/month=MM/day=DD/<session_id>.json.gz). "
        "Try: point AFTERCALL_LANDING at the folder that holds the year=… folders."
    )


def encode(record: SessionRecord) -> bytes:
    """The record's landed bytes."""
    return gzip.compress((record.to_json() + "\n").encode("utf-8"), mtime=0)


def read_json(body: bytes, limit: int = MAX_JSON_BYTES) -> dict[str, Any]:
    """Landed bytes as a plain dict, decimals exact. Raises RecordError for anything but one gzip JSON object."""
    inflate = zlib.decompressobj(wbits=31)
    try:
        text = inflate.decompress(body, limit)
        if inflate.unconsumed_tail:
            raise RecordError(
                f"more than {limit:,} bytes when unzipped. Try: aftercall status, then inspect the file by hand."
            )
        if not inflate.eof:
            raise RecordError(
                "the gzip stream ends early. Try: aftercall status; the file was cut off while it was written."
            )
        if inflate.unused_data:
            raise RecordError(
                "something follows the gzip stream. Try: gunzip -c FILE | wc -l; an object holds one record."
            )
        if _has_too_many_values(text):
            raise RecordError(
                f"more than {MAX_VALUES:,} values in its JSON. Try: gunzip -c FILE | head -c 200; no call has so many."
            )
        # NaN and Infinity are no JSON; others wrote them all the same.
        number = _bounded if _LONG_EXPONENT.search(text) else Decimal  # words may look like an exponent
        value = json.loads(text, parse_float=number, parse_constant=lambda _: None)
    except (zlib.error, ValueError, ArithmeticError, RecursionError) as error:
        raise RecordError(f"not a gzip JSON document ({type(error).__name__}). Try: gunzip -t FILE") from error
    if not isinstance(value, dict):
        raise RecordError("the JSON document is not an object. Try: gunzip -c FILE | head -c 200")
    return value


def _has_too_many_values(text: bytes) -> bool:
    """Values are counted by what comes before them: a comma, or the opening of what they are the first in."""
    if _openings(text, 0, len(text)) <= MAX_VALUES:
        return False
    outside, at = 0, 0
    for found in _TEXT.finditer(text):  # words hold commas as well
        outside += _openings(text, at, found.start())
        at = found.end()
        if outside > MAX_VALUES:
            return True
    return outside + _openings(text, at, len(text)) > MAX_VALUES


def _openings(text: bytes, start: int, end: int) -> int:
    return sum(text.count(sign, start, end) for sign in (b",", b"[", b"{"))


def _bounded(number: str) -> Decimal:
    value = Decimal(number)
    if value.adjusted() > MAX_EXPONENT:
        raise ValueError("a number beyond all bounds")
    return value


def decode(body: bytes) -> SessionRecord:
    """Landed bytes as a record. Raises RecordError if they are not a v1 record."""
    value = read_json(body)
    try:
        return SessionRecord.model_validate(value)
    except (ValueError, ArithmeticError) as error:
        raise RecordError(
            f"not a v1 record (schema_version {value.get('schema_version')!r}). Try: aftercall schema"
        ) from error
