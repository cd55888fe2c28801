"""Reading a landing: many small objects, of which a few are damaged, as v1 records.

    reading = read("s3://bucket/sessions", days=(date(2026, 11, 1), date(2026, 11, 30)))
    for row in reading.rows: ...        # row.key, row.record (a dict), row.line()
    reading.skipped                     # complete once rows is exhausted: key and reason of each damaged object

* Rows come in the order of their keys, so by day; a call may come more than once (see `landing`).
* A record is given as it lies there, later versions' unknown fields included, but for half emoji and NUL, which no
  file or terminal takes: they are U+FFFD, as in `scan`. An object without
  `schema_version` was written before v1 and comes as `legacy.upgrade` makes it.
* An object that is no record is skipped and named. An object that cannot be fetched is an error:
  an answer without it would be wrong and look right.
* Memory: the compressed bytes of at most 64 objects, and one unzipped record of at most 64 MiB.

`scan` gives the same records as Arrow, at twenty times the pace.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from aftercall import landing
from aftercall.errors import RecordError
from aftercall.lake.legacy import is_v0, upgrade
from aftercall.lake.objects import Days, Place, Skipped
from aftercall.record import SCHEMA_VERSION, plain_json, storable
from aftercall.settings import S3Landing

__all__ = ["Days", "Reading", "Row", "Skipped", "read", "record_of"]


@dataclass(frozen=True)
class Row:
    """One landed record and its key, relative to the landing. Decimals are exact; unknown fields are kept."""

    key: str
    record: dict[str, Any]

    def line(self) -> str:
        """The record as JSON on one line, without a newline."""
        return plain_json(self.record)


@dataclass
class Reading:
    """The rows of a landing, to be iterated once; `skipped` fills up on the way."""

    rows: Iterator[Row]
    skipped: list[Skipped] = field(default_factory=list)


def read(source: str | Path | S3Landing, *, days: Days | None = None, client: Any = None) -> Reading:
    """Every record of a landing, or of a range of its days. `client` is a boto3 S3 client for a bucket.

    The day is the key's: the UTC day of the call's start, but for records older than v1 that of their upload.

    Raises AftercallError if the folder or bucket is not there, and while iterating if it cannot be read.
    """
    reading = Reading(iter(()))
    reading.rows = _rows(Place.of(source, days, client).objects(), reading.skipped)
    return reading


def _rows(objects: Iterable[tuple[str, bytes | Skipped]], skipped: list[Skipped]) -> Iterator[Row]:
    for key, body in objects:
        if isinstance(body, Skipped):
            skipped.append(body)
            continue
        try:
            yield Row(key, _storable(record_of(key, body)))
        except RecordError as error:
            skipped.append(Skipped(key, str(error)))
        except RecursionError:  # as deep as the parser goes, and deeper than we do
            skipped.append(Skipped(key, "nested too deeply for a record. Try: gunzip -c FILE | head -c 200"))


def _storable(value: Any) -> Any:
    """The value with texts that a file can hold, as `scan` has them."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, dict):
        return {storable(key): _storable(item) for key, item in value.items()}
    return [_storable(item) for item in value] if isinstance(value, list) else value


def record_of(key: str, body: bytes) -> dict[str, Any]:
    """An object's record as it lies there, upgraded if it is older than v1. Raises RecordError if it is none."""
    value = landing.read_json(body)
    version = value.get("schema_version")
    if version is None:
        if not is_v0(value):
            raise RecordError("neither a record nor a payload of the system before. Try: gunzip -c FILE | head -c 200")
        uploaded = datetime.combine(landing.partition(key), time(), UTC)
        upgraded: dict[str, Any] = json.loads(upgrade(value, uploaded_at=uploaded).to_json(), parse_float=Decimal)
        return upgraded
    if version != SCHEMA_VERSION or isinstance(version, bool):
        raise RecordError(f"schema_version is not {SCHEMA_VERSION}, the one known here. Try: a newer aftercall")
    return value
