"""Scanning a landing: many small objects, of which a few are damaged, as Arrow record batches.

    scanning = scan("s3://bucket/sessions", days=(date(2026, 11, 1), date(2026, 11, 30)))
    for batch in scanning.batches: ...  # pyarrow.RecordBatch: `_key`, then the record's columns
    scanning.skipped                    # complete once batches is exhausted: key and reason of each damaged object

* The schema is the contract's (see `schema`), whatever the objects hold: unknown fields are left
  out, decimals are exact, times have their zone. `_key` is the object's key, relative to the landing.
* Rows come in the order of their keys, so by day; a call may come more than once (see `landing`).
* An object without `schema_version` was written before v1 and comes as `legacy.upgrade` makes it.
* An object that is no record is skipped and named; it costs its batch nothing else. An object that
  cannot be fetched is an error: an answer without it would be wrong and look right.
* Memory: four batches of at most 8 MiB of JSON or one object (at most 64 MiB), and 64 objects under way.
* Objects are inflated here and parsed in two threads, outside of Python's lock.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aftercall.errors import AftercallError
from aftercall.lake.objects import Days, Place, Skipped
from aftercall.settings import S3Landing

if TYPE_CHECKING:
    import pyarrow as pa

    from aftercall.lake.parse import Parsed, Parser

_PARSERS = 2


@dataclass(frozen=True)
class Progress:
    """How far a reading is: objects read and skipped, of how many, after how many seconds."""

    objects: int
    skipped: int
    total: int | None
    """Null as long as the landing is still being listed."""
    seconds: float

    @property
    def per_second(self) -> float | None:
        """Objects a second so far; null before any."""
        return self.objects / self.seconds if self.objects and self.seconds > 0 else None

    @property
    def seconds_left(self) -> float | None:
        """At this rate; null as long as rate or total are unknown."""
        if self.total is None or self.per_second is None:
            return None
        return max(self.total - self.objects, 0) / self.per_second


@dataclass
class Scanning:
    """The batches of a landing, to be iterated once; `skipped` fills up on the way, in the order of keys."""

    schema: pa.Schema
    batches: Iterator[pa.RecordBatch]
    skipped: list[Skipped] = field(default_factory=list)


def scan(
    source: str | Path | S3Landing,
    *,
    days: Days | None = None,
    columns: Sequence[str] | None = None,
    client: Any = None,
    progress: Callable[[Progress], None] | None = None,
) -> Scanning:
    """Every record of a landing, or of a range of its days, with all columns or those named.

    The day is the key's: the UTC day of the call's start, but for records older than v1 that of their
    upload. `client` is a boto3 S3 client to use, and nothing else, instead of one from the environment.
    `progress` is called after each batch; to know the total, the landing is listed once more beside it.

    Raises AftercallError if the folder is not there, pyarrow or isal is not installed, or a column is
    unknown, and while iterating if the landing cannot be read.
    """
    parser = _parser(columns)
    place = Place.of(source, days, client)
    scanning = Scanning(parser.schema, iter(()))
    watch = _Watch(place.keys, progress, scanning.skipped) if progress else None
    scanning.batches = _batches(place.objects(), parser, scanning.skipped, watch)
    return scanning


def _parser(columns: Sequence[str] | None) -> Parser:
    try:
        from aftercall.lake.parse import Parser  # noqa: PLC0415  pyarrow and isal are an extra
    except ModuleNotFoundError as error:
        raise AftercallError(
            f"reading a landing needs {error.name}, which is not installed. Try: pip install 'aftercall[lake]'"
        ) from error
    return Parser(columns)


# ------------------------------------------------------------------------------------------- batches


def _batches(
    found: Iterable[tuple[str, bytes | Skipped]], parser: Parser, skipped: list[Skipped], watch: _Watch | None
) -> Iterator[pa.RecordBatch]:
    under_way: deque[Future[Parsed]] = deque()
    with ThreadPoolExecutor(_PARSERS, thread_name_prefix="aftercall-parse") as pool:
        try:
            for chunk in parser.chunks(found):
                under_way.append(pool.submit(parser.parse, chunk))
                if len(under_way) > _PARSERS:
                    yield from _next(under_way, skipped, watch)
            while under_way:
                yield from _next(under_way, skipped, watch)
        finally:
            for future in under_way:
                future.cancel()
            if watch:
                watch.stop()


def _next(under_way: deque[Future[Parsed]], skipped: list[Skipped], watch: _Watch | None) -> Iterator[pa.RecordBatch]:
    parsed = under_way.popleft().result()
    skipped.extend(parsed.skipped)
    if watch:
        watch.tell(parsed.objects)
    if parsed.batch.num_rows:
        yield parsed.batch


class _Watch:
    """Tells how far a reading is, and meanwhile counts in a thread how far it has to go."""

    def __init__(
        self, listing: Callable[[], Iterable[str]], told: Callable[[Progress], None], skipped: list[Skipped]
    ) -> None:
        self._listing, self._told, self._skipped = listing, told, skipped
        self._objects = 0
        self._total: int | None = None
        self._stopped = threading.Event()
        self._begun = time.monotonic()
        self._thread = threading.Thread(target=self._count, name="aftercall-count", daemon=True)
        self._thread.start()

    def _count(self) -> None:
        total = 0
        try:
            for _ in self._listing():
                total += 1
                if self._stopped.is_set():
                    return
        except AftercallError:  # the reading meets it as well, and is the one to raise it
            return
        self._total = total

    def tell(self, objects: int) -> None:
        self._objects += objects
        seconds = time.monotonic() - self._begun
        self._told(Progress(self._objects, len(self._skipped), self._total, seconds))

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join()
