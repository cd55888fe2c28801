"""Finding one call's objects in a landing, by name and without reading the others."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from aftercall import landing
from aftercall.errors import AftercallError
from aftercall.lake import folder
from aftercall.settings import S3Landing

SEARCHED_DAYS = 31
"""How far back a bucket is searched: one listing a day. A folder is searched whole."""


def find(
    place: Path | S3Landing, session_id: str, *, today: date | None = None, client: Any = None
) -> Iterator[tuple[str, bytes]]:
    """Key and bytes of every object that holds a record of this session, newest day first.

    In a bucket the last 31 days are searched. Raises AftercallError if the landing cannot be read.
    """
    name = landing.safe_name(session_id)
    if isinstance(place, S3Landing):
        return _in_bucket(place, name, today or datetime.now(UTC).date(), client)
    return _in_folder(place, name)


def searched(place: Path | S3Landing) -> str:
    """What to add to "not found": how far was looked."""
    return f" (its last {SEARCHED_DAYS} days were searched)" if isinstance(place, S3Landing) else ""


def _is_of(key: str, name: str) -> bool:
    """Whether a key is `<name>.json.gz` or `<name>.<job>.r<revision>.json.gz`."""
    rest = key.rpartition("/")[2].removeprefix(name)
    return rest == landing.SUFFIX or (rest.startswith(".") and ".r" in rest and rest.endswith(landing.SUFFIX))


def _in_folder(root: Path, name: str) -> Iterator[tuple[str, bytes]]:
    for path in sorted(root.glob(f"year=*/month=*/day=*/{name}.*"), reverse=True):
        key = path.relative_to(root).as_posix()
        if _is_of(key, name) and isinstance(body := folder.read(root, key), bytes):
            yield key, body


def _in_bucket(place: S3Landing, name: str, today: date, client: Any) -> Iterator[tuple[str, bytes]]:
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415  a folder is searched without boto3

    from aftercall.lake.objects import reading_client  # noqa: PLC0415

    s3 = client or reading_client()
    root = f"{place.prefix}/" if place.prefix else ""
    try:
        for back in range(SEARCHED_DAYS):
            prefix = f"{root}{landing.day_prefix(today - timedelta(days=back))}{name}."
            # An id may be the beginning of a thousand others.
            for page in s3.get_paginator("list_objects_v2").paginate(Bucket=place.bucket, Prefix=prefix):
                for entry in page.get("Contents", ()):
                    key = entry["Key"].removeprefix(root)
                    if _is_of(key, name) and entry["Size"] <= landing.MAX_JSON_BYTES:
                        yield key, s3.get_object(Bucket=place.bucket, Key=entry["Key"])["Body"].read()
    except (ClientError, BotoCoreError) as error:
        code = error.response["Error"]["Code"] if isinstance(error, ClientError) else type(error).__name__
        raise AftercallError(
            f"{place}: cannot be searched ({code}). A worker's key may only put. Try: the same with a reader's credentials"
        ) from error
