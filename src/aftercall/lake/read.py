"""Reading a landing: many small objects, of which a few are damaged, as v1 records.

    reading = read("s3://bucket/sessions", days=(date(2026, 11, 1), date(2026, 11, 30)))
    for row in reading.rows: ...        # row.key, row.record (a dict), row.line()
    reading.skipped                     # complete once rows is exhausted: key and reason of each damaged object

* Rows come in the order of their keys, so by day; a call may come more than once (see `landing`).
* A record is given as it lies there, later versions' unknown fields included. An object without
  `schema_version` was written before v1 and comes as `legacy.upgrade` makes it.
* An object that is no record is skipped and named. An object that cannot be fetched is an error:
  an answer without it would be wrong and look right.
* Whatever has no landing key (`_doctor/…`, temporary files) is none of our business.
* Memory: the compressed bytes of at most 64 objects, and one unzipped record of at most 64 MiB.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from aftercall import landing
from aftercall.errors import AftercallError, RecordError
from aftercall.lake.legacy import is_v0, upgrade
from aftercall.record import SCHEMA_VERSION, plain_json
from aftercall.settings import S3Landing, aws_region, parse_landing

Days = tuple[date, date]
"""First and last UTC day of a range, both included."""

_THREADS = 16
_AHEAD = 64


@dataclass(frozen=True)
class Skipped:
    """An object that is no record, and why."""

    key: str
    reason: str


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
    place = parse_landing(source) if isinstance(source, str) else source
    if days is not None and days[0] > days[1]:
        raise AftercallError(
            f"the range of days ends ({days[1]}) before it begins ({days[0]}). Try: the earlier day first"
        )
    objects = _in_bucket(place, days, client) if isinstance(place, S3Landing) else _in_folder(place, days)
    reading = Reading(iter(()))
    reading.rows = _rows(objects, reading.skipped)
    return reading


def _rows(objects: Iterable[tuple[str, bytes | Skipped]], skipped: list[Skipped]) -> Iterator[Row]:
    for key, body in objects:
        if isinstance(body, Skipped):
            skipped.append(body)
            continue
        try:
            yield Row(key, _record(key, body))
        except RecordError as error:
            skipped.append(Skipped(key, str(error)))


def _record(key: str, body: bytes) -> dict[str, Any]:
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


# ------------------------------------------------------------------------------------------- a folder


def _in_folder(root: Path, days: Days | None) -> Iterator[tuple[str, bytes | Skipped]]:
    if not root.is_dir():
        raise AftercallError(
            f"{root}: no such folder. Try: set AFTERCALL_LANDING to the folder or s3:// prefix where records land"
        )
    return _folder_objects(root, days)


def _folder_objects(root: Path, days: Days | None) -> Iterator[tuple[str, bytes | Skipped]]:
    for path in sorted(root.glob("year=*/month=*/day=*/*" + landing.SUFFIX)):
        key = path.relative_to(root).as_posix()
        if not _wanted(key, days) or not path.is_file():
            continue
        try:
            if path.stat().st_size > landing.MAX_JSON_BYTES:
                yield key, _too_large(key)
            else:
                yield key, path.read_bytes()
        except FileNotFoundError:
            yield key, _gone(key)
        except OSError as error:
            raise AftercallError(f"{path}: {error.strerror}. Try: ls -l {path}") from error


# ------------------------------------------------------------------------------------------- a bucket


def _in_bucket(place: S3Landing, days: Days | None, client: Any) -> Iterator[tuple[str, bytes | Skipped]]:
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415  a folder is read without boto3

    s3 = client or reading_client()
    root = f"{place.prefix}/" if place.prefix else ""

    def fetch(key: str) -> bytes | Skipped:
        try:
            body: bytes = s3.get_object(Bucket=place.bucket, Key=root + key)["Body"].read()
        except ClientError as error:
            if error.response["Error"]["Code"] in ("NoSuchKey", "404"):
                return _gone(key)
            raise
        return body

    try:
        with ThreadPoolExecutor(_THREADS, thread_name_prefix="aftercall-read") as pool:
            yield from _ahead(pool, fetch, _bucket_keys(s3, place.bucket, root, days))
    except ClientError as error:
        code = error.response["Error"]["Code"]
        raise AftercallError(
            f"{place}: {error.operation_name} answered {code}. Try: aws s3 ls {place}/ with the same credentials"
        ) from error
    except BotoCoreError as error:
        raise AftercallError(
            f"{place}: not reachable ({type(error).__name__}). Try: aws s3 ls {place}/, and check AWS_REGION, AWS_PROFILE"
        ) from error


def _ahead(
    pool: ThreadPoolExecutor, fetch: Callable[[str], bytes | Skipped], keys: Iterable[tuple[str, int]]
) -> Iterator[tuple[str, bytes | Skipped]]:
    """Objects in the order of `keys`, a bounded number of them under way."""
    under_way: deque[tuple[str, Future[bytes | Skipped]]] = deque()
    try:
        for key, size in keys:
            if size > landing.MAX_JSON_BYTES:
                found: Future[bytes | Skipped] = Future()
                found.set_result(_too_large(key))
            else:
                found = pool.submit(fetch, key)
            under_way.append((key, found))
            if len(under_way) >= _AHEAD:
                yield _next(under_way)
        while under_way:
            yield _next(under_way)
    finally:
        for _, found in under_way:
            found.cancel()


def _next(under_way: deque[tuple[str, Future[bytes | Skipped]]]) -> tuple[str, bytes | Skipped]:
    key, found = under_way.popleft()
    return key, found.result()


def _bucket_keys(s3: Any, bucket: str, root: str, days: Days | None) -> Iterator[tuple[str, int]]:
    """Keys under `root` and sizes. Keys are listed in order, so a range of days is one stretch of the listing."""
    start = {"StartAfter": root + landing.day_prefix(days[0])} if days else {}
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=f"{root}year=", **start):
        for entry in page.get("Contents", ()):
            key = entry["Key"].removeprefix(root)
            if _wanted(key, days):
                yield key, entry["Size"]
            elif days and key >= landing.day_prefix(days[1]) + "\U0010ffff":
                return


def reading_client() -> Any:
    import boto3  # noqa: PLC0415  186 ms, and a folder is read without it
    from botocore.config import Config  # noqa: PLC0415
    from botocore.exceptions import BotoCoreError  # noqa: PLC0415

    try:
        return _make_client(boto3, Config)
    except (BotoCoreError, ValueError) as error:  # an unknown profile, an endpoint that is no URL
        raise AftercallError(
            f"no S3 client can be made ({type(error).__name__}). Try: check AWS_PROFILE, AWS_REGION and AWS_ENDPOINT_URL"
        ) from error


def _make_client(boto3: Any, config: Any) -> Any:
    return boto3.client(
        "s3",
        region_name=aws_region(),
        config=config(max_pool_connections=_THREADS, retries={"mode": "standard", "total_max_attempts": 5}),
    )


# ---------------------------------------------------------------------------------------------- keys


def _wanted(key: str, days: Days | None) -> bool:
    """Whether this is a landing key of the range. Names that begin with `_` or `.` are never ours."""
    if not key.startswith("year=") or key.rpartition("/")[2].startswith(("_", ".")):
        return False
    try:
        day = landing.partition(key)
    except RecordError:
        return False
    return days is None or days[0] <= day <= days[1]


def _too_large(key: str) -> Skipped:
    return Skipped(key, f"more than {landing.MAX_JSON_BYTES:,} bytes before it is unzipped. Try: inspect it by hand")


def _gone(key: str) -> Skipped:
    return Skipped(key, "removed while the landing was read. Try: read it again")
