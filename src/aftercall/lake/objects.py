"""The objects of a landing: keys in order, and their bytes, from a folder or a bucket.

* Keys come in order, so by day; `keys` says which there are.
* An object that is too large, in the wrong place, or gone by the time it is read, comes as `Skipped`. One that may
  not be read is an error: an answer without it would be wrong and look right.
* A bucket is listed with boto3. Objects are fetched with obstore where it is installed (a sixth of
  boto3's time of a processor, see docs/decisions/0009), and with boto3 wherever obstore fails: it
  knows every way to sign, proxy and redirect, and has the last word.
* Throttled requests are repeated, by obstore three times and then by boto3 five times, and so is an answer that breaks off.
* Memory: the compressed bytes of at most 64 objects, and of at most 64 MiB or one object.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from aftercall import landing
from aftercall.errors import AftercallError
from aftercall.lake import folder
from aftercall.lake.keys import FIRST_LEVEL, Days, Skipped, gone, is_ours, misplaced, span, too_large
from aftercall.settings import S3Landing, aws_region, parse_landing

__all__ = ["Days", "Place", "Skipped", "reading_client"]

_THREADS = 16
_AHEAD = 64
_AHEAD_BYTES = landing.MAX_JSON_BYTES
_READS = 3
_BUSY = frozenset({"SlowDown", "503", "ServiceUnavailable", "RequestLimitExceeded", "Throttling"})
_OBSTORE_TIMEOUT = timedelta(seconds=30)


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
            yield from folder.keys(self.root, self.days)

    def objects(self) -> Iterator[tuple[str, bytes | Skipped]]:
        """Key and bytes of every object, in order. Raises AftercallError if one cannot be read."""
        if isinstance(self.root, S3Landing):
            yield from _bucket_objects(self.root, self.days, self.client, fast=self.fast)
        else:
            for key in folder.keys(self.root, self.days):
                yield key, folder.read(self.root, key)


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
            advice = "read it later, or fewer days at once" if code in _BUSY else None
            raise AftercallError(
                f"{self._place}: {error.operation_name} answered {code}. "
                f"Try: {advice or f'aws s3 ls {self._listed} with the same credentials'}"
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

    def __init__(self, place: S3Landing, s3: Any, fast: Callable[[str], bytes | None] | None) -> None:
        self._place, self._root = place, _root(place)
        self._s3 = s3
        self._fast = fast

    def __call__(self, key: str) -> bytes | Skipped:
        from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415

        fast = self._fast  # another thread may give up on it meanwhile
        if fast is not None:
            try:
                body = fast(self._root + key)
            except Exception:  # noqa: BLE001  obstore's errors have no common class, and boto3 answers the same question
                self._fast = None
            else:
                if body is not None:
                    return body
        try:
            return self._get(key)
        except ClientError as error:
            if error.response["Error"]["Code"] in ("NoSuchKey", "404"):
                return gone(key)
            with _told(self._place, key):
                raise
        except BotoCoreError:
            with _told(self._place, key):
                raise

    def _get(self, key: str) -> bytes:
        from botocore.exceptions import BotoCoreError  # noqa: PLC0415

        for reads_left in reversed(range(_READS)):
            answer = self._s3.get_object(Bucket=self._place.bucket, Key=self._root + key)
            try:
                body: bytes = answer["Body"].read()
            except BotoCoreError:  # botocore repeats a request, but not one whose answer has begun
                if not reads_left:
                    raise
            else:
                return body
        raise AssertionError("the last read returns or raises")


def _obstore(place: S3Landing, s3: Any) -> Callable[[str], bytes | None] | None:
    """A get by obstore, None for no such key; itself None where it is not installed, or would not trust what boto3 is told to."""
    endpoint = s3.meta.endpoint_url
    encrypted = not endpoint.startswith("http://")
    if encrypted and (os.environ.get("AWS_CA_BUNDLE") or os.environ.get("REQUESTS_CA_BUNDLE")):
        return None
    try:
        import obstore  # noqa: PLC0415  an extra
        from obstore.auth.boto3 import Boto3CredentialProvider  # noqa: PLC0415
        from obstore.exceptions import NotFoundError  # noqa: PLC0415
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

    def get(key: str) -> bytes | None:
        try:
            return bytes(obstore.get(store, key).bytes())
        except NotFoundError:
            return None

    return get


def _ahead(
    pool: ThreadPoolExecutor, fetch: Callable[[str], bytes | Skipped], found: Iterable[tuple[str, int]]
) -> Iterator[tuple[str, bytes | Skipped]]:
    """Objects in the order of their keys, a bounded number of them and of their bytes under way."""
    under_way: deque[tuple[str, int, Future[bytes | Skipped]]] = deque()
    ahead = 0
    try:
        for key, size in found:
            known = misplaced(key) or (too_large(key) if size > landing.MAX_JSON_BYTES else None)
            counted = 0 if known else size
            while under_way and (len(under_way) >= _AHEAD or ahead + counted > _AHEAD_BYTES):
                ahead -= under_way[0][1]
                yield _next(under_way)
            body: Future[bytes | Skipped] = Future()
            if known:
                body.set_result(known)
            else:
                body = pool.submit(fetch, key)
            ahead += counted
            under_way.append((key, counted, body))
        while under_way:
            yield _next(under_way)
    finally:
        for _, _, body in under_way:
            body.cancel()


def _next(under_way: deque[tuple[str, int, Future[bytes | Skipped]]]) -> tuple[str, bytes | Skipped]:
    key, _, body = under_way.popleft()
    return key, body.result()


def _bucket_keys(s3: Any, place: S3Landing, days: Days | None) -> Iterator[tuple[str, int]]:
    """Keys below the prefix and sizes. Keys are listed in order, so a range of days is one stretch of the listing."""
    root = _root(place)
    start = {"StartAfter": root + span(days)[0]} if days else {}
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=place.bucket, Prefix=root + FIRST_LEVEL, **start):
        for entry in page.get("Contents", ()):
            key = entry["Key"].removeprefix(root)
            if is_ours(key, days):
                yield key, entry["Size"]
            elif days and key > span(days)[1]:
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
