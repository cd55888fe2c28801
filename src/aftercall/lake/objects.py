"""The objects of a landing: keys in order, and their bytes, from a folder or a bucket.

* Keys come in order, so by day. What has no landing key (`_doctor/…`, temporary files) is none of our business.
* An object that is too large, or gone by the time it is read, comes as `Skipped`. One that may not be
  read is an error: an answer without it would be wrong and look right.
* A bucket is listed with boto3. Objects are fetched with obstore where it is installed (a sixth of
  boto3's time of a processor, see docs/decisions/0009), and with boto3 wherever obstore fails: it
  knows every way to sign, proxy and redirect, and has the last word.
* Memory: the compressed bytes of at most 64 objects.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from aftercall import landing
from aftercall.errors import AftercallError, RecordError
from aftercall.settings import S3Landing, aws_region, parse_landing

Days = tuple[date, date]
"""First and last UTC day of a range, both included."""

_THREADS = 16
_AHEAD = 64
_OBSTORE_TIMEOUT = timedelta(seconds=30)


@dataclass(frozen=True)
class Skipped:
    """An object that is no record, and why."""

    key: str
    reason: str


@dataclass(frozen=True)
class Place:
    """A landing, or a range of its days. `client` is a boto3 S3 client, None for a folder.

    `fast` allows obstore, which uses the endpoint and region of `client` and the environment's credentials.
    """

    root: Path | S3Landing
    days: Days | None
    client: Any
    fast: bool

    @classmethod
    def of(cls, source: str | Path | S3Landing, days: Days | None, client: Any) -> Place:
        """`client` is to be used for a bucket, and nothing else; without it, whatever the environment has.

        Raises AftercallError if there is no such folder or range, or no client can be made.
        """
        root = parse_landing(source) if isinstance(source, str) else source
        if days is not None and days[0] > days[1]:
            raise AftercallError(
                f"the range of days ends ({days[1]}) before it begins ({days[0]}). Try: the earlier day first"
            )
        if isinstance(root, S3Landing):
            return cls(root, days, client or reading_client(), fast=client is None)
        if not root.is_dir():
            raise AftercallError(
                f"{root}: no such folder. Try: set AFTERCALL_LANDING to the folder or s3:// prefix where records land"
            )
        return cls(root, days, None, fast=False)

    def keys(self) -> Iterator[str]:
        """Every key, in order. Raises AftercallError if the landing cannot be listed."""
        if isinstance(self.root, S3Landing):
            with _told(self.root):
                yield from (key for key, _ in _bucket_keys(self.client, self.root, self.days))
        else:
            yield from _folder_keys(self.root, self.days)

    def objects(self) -> Iterator[tuple[str, bytes | Skipped]]:
        """Key and bytes of every object, in order. Raises AftercallError if one cannot be read."""
        if isinstance(self.root, S3Landing):
            yield from _bucket_objects(self.root, self.days, self.client, fast=self.fast)
        else:
            for key in _folder_keys(self.root, self.days):
                yield key, _file(self.root / key, key)


# ------------------------------------------------------------------------------------------- a folder


def _folder_keys(root: Path, days: Days | None) -> Iterator[str]:
    try:
        folders = [""]
        for level in ("year=", "month=", "day="):
            folders = [
                f"{above}{name}/" for above in folders for name in _names(root / above, os.DirEntry.is_dir, level)
            ]
        for folder in folders:
            if _wanted(f"{folder}x{landing.SUFFIX}", days):
                yield from (folder + name for name in _names(root / folder, os.DirEntry.is_file) if _is_name(name))
    except OSError as error:
        raise AftercallError(f"{error.filename}: {error.strerror}. Try: ls -l {error.filename}") from error


def _names(folder: Path, kind: Callable[[os.DirEntry[str]], bool], prefix: str = "") -> list[str]:
    with os.scandir(folder) as entries:
        return sorted(entry.name for entry in entries if entry.name.startswith(prefix) and kind(entry))


def _file(path: Path, key: str) -> bytes | Skipped:
    try:
        handle = os.open(path, os.O_RDONLY)
        try:
            size = os.fstat(handle).st_size
            return os.read(handle, size) if size <= landing.MAX_JSON_BYTES else _too_large(key)
        finally:
            os.close(handle)
    except FileNotFoundError:
        return _gone(key)
    except OSError as error:
        raise AftercallError(f"{path}: {error.strerror}. Try: ls -l {path}") from error


# ------------------------------------------------------------------------------------------- a bucket


class _told:  # noqa: N801  used as a statement
    """What boto3 raises, said for whoever reads `place`."""

    def __init__(self, place: S3Landing, key: str | None = None) -> None:
        """`key` is the object in question, None where it is the landing itself."""
        self._place = str(place) if key is None else f"{place}/{key}"
        self._listed = f"{place}/" if key is None else self._place

    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415  a folder is read without boto3

        if isinstance(error, ClientError):
            code = error.response["Error"]["Code"]
            raise AftercallError(
                f"{self._place}: {error.operation_name} answered {code}. "
                f"Try: aws s3 ls {self._listed} with the same credentials"
            ) from error
        if isinstance(error, BotoCoreError):
            raise AftercallError(
                f"{self._place}: not reachable ({type(error).__name__}). "
                f"Try: aws s3 ls {self._listed}, and check AWS_REGION, AWS_PROFILE"
            ) from error


def _bucket_objects(
    place: S3Landing, days: Days | None, s3: Any, *, fast: bool
) -> Iterator[tuple[str, bytes | Skipped]]:
    fetch = _Fetch(place, s3, _obstore(place, s3) if fast else None)
    with _told(place), ThreadPoolExecutor(_THREADS, thread_name_prefix="aftercall-read") as pool:
        yield from _ahead(pool, fetch, _bucket_keys(s3, place, days))


class _Fetch:
    """A key's bytes, by obstore as long as it has not failed."""

    def __init__(self, place: S3Landing, s3: Any, fast: Callable[[str], bytes] | None) -> None:
        self._place, self._root = place, _root(place)
        self._s3 = s3
        self._fast = fast

    def __call__(self, key: str) -> bytes | Skipped:
        from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415

        if self._fast is not None:
            try:
                return self._fast(self._root + key)
            except Exception:  # noqa: BLE001  obstore's errors have no common class, and boto3 answers the same question
                self._fast = None
        try:
            body: bytes = self._s3.get_object(Bucket=self._place.bucket, Key=self._root + key)["Body"].read()
        except ClientError as error:
            if error.response["Error"]["Code"] in ("NoSuchKey", "404"):
                return _gone(key)
            with _told(self._place, key):
                raise
        except BotoCoreError:
            with _told(self._place, key):
                raise
        return body


def _obstore(place: S3Landing, s3: Any) -> Callable[[str], bytes] | None:
    """A get by obstore; None where it is not installed, or would not trust what boto3 is told to trust."""
    endpoint = s3.meta.endpoint_url
    encrypted = not endpoint.startswith("http://")
    if encrypted and (os.environ.get("AWS_CA_BUNDLE") or os.environ.get("REQUESTS_CA_BUNDLE")):
        return None
    try:
        import obstore  # noqa: PLC0415  an extra
        from obstore.auth.boto3 import Boto3CredentialProvider  # noqa: PLC0415
        from obstore.store import S3Store  # noqa: PLC0415
    except ImportError:
        return None
    try:
        store: Any = S3Store(
            place.bucket,
            endpoint=endpoint,
            region=s3.meta.region_name,
            credential_provider=Boto3CredentialProvider(),
            client_options={"allow_http": not encrypted, "timeout": _OBSTORE_TIMEOUT},
            retry_config={"max_retries": 3, "retry_timeout": _OBSTORE_TIMEOUT},
        )
    except Exception:  # noqa: BLE001  no credentials, an endpoint it cannot parse: boto3 will say what is wrong
        return None

    def get(key: str) -> bytes:
        return bytes(obstore.get(store, key).bytes())

    return get


def _ahead(
    pool: ThreadPoolExecutor, fetch: Callable[[str], bytes | Skipped], found: Iterable[tuple[str, int]]
) -> Iterator[tuple[str, bytes | Skipped]]:
    """Objects in the order of their keys, a bounded number of them under way."""
    under_way: deque[tuple[str, Future[bytes | Skipped]]] = deque()
    try:
        for key, size in found:
            if size > landing.MAX_JSON_BYTES:
                body: Future[bytes | Skipped] = Future()
                body.set_result(_too_large(key))
            else:
                body = pool.submit(fetch, key)
            under_way.append((key, body))
            if len(under_way) >= _AHEAD:
                yield _next(under_way)
        while under_way:
            yield _next(under_way)
    finally:
        for _, body in under_way:
            body.cancel()


def _next(under_way: deque[tuple[str, Future[bytes | Skipped]]]) -> tuple[str, bytes | Skipped]:
    key, body = under_way.popleft()
    return key, body.result()


def _bucket_keys(s3: Any, place: S3Landing, days: Days | None) -> Iterator[tuple[str, int]]:
    """Keys below the prefix and sizes. Keys are listed in order, so a range of days is one stretch of the listing."""
    root = _root(place)
    start = {"StartAfter": root + landing.day_prefix(days[0])} if days else {}
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=place.bucket, Prefix=f"{root}year=", **start):
        for entry in page.get("Contents", ()):
            key = entry["Key"].removeprefix(root)
            if _wanted(key, days):
                yield key, entry["Size"]
            elif days and key >= landing.day_prefix(days[1]) + "\U0010ffff":
                return


def _root(place: S3Landing) -> str:
    return f"{place.prefix}/" if place.prefix else ""


def reading_client() -> Any:
    """A boto3 S3 client of the environment. Raises AftercallError if none can be made."""
    import boto3  # noqa: PLC0415  186 ms, and a folder is read without it
    from botocore.config import Config  # noqa: PLC0415
    from botocore.exceptions import BotoCoreError  # noqa: PLC0415

    try:
        return boto3.client(
            "s3",
            region_name=aws_region(),
            config=Config(max_pool_connections=_THREADS, retries={"mode": "standard", "total_max_attempts": 5}),
        )
    except (BotoCoreError, ValueError) as error:  # an unknown profile, an endpoint that is no URL
        raise AftercallError(
            f"no S3 client can be made ({type(error).__name__}). Try: check AWS_PROFILE, AWS_REGION and AWS_ENDPOINT_URL"
        ) from error


# ---------------------------------------------------------------------------------------------- keys


def _wanted(key: str, days: Days | None) -> bool:
    """Whether this is a landing key of the range."""
    if not key.startswith("year=") or not _is_name(key.rpartition("/")[2]):
        return False
    try:
        day = landing.partition(key)
    except RecordError:
        return False
    return days is None or days[0] <= day <= days[1]


def _is_name(name: str) -> bool:
    """Whether a record may be called so. Names that begin with `_` or `.` are never ours."""
    return name.endswith(landing.SUFFIX) and not name.startswith(("_", "."))


def _too_large(key: str) -> Skipped:
    return Skipped(key, f"more than {landing.MAX_JSON_BYTES:,} bytes before it is unzipped. Try: inspect it by hand")


def _gone(key: str) -> Skipped:
    return Skipped(key, "removed while the landing was read. Try: read it again")
