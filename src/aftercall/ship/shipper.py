"""The shipper: takes entries from the spool, delivers them to sinks, and acks what landed.

Each sink is drained by threads of its own, so one that is down or slow never delays another. What a
sink does not take stays in its queue; what it can never take is buried with the reason. A sink that
took nothing is left in peace for a while, longer each time; the spool remembers it for every process.
"""

from __future__ import annotations

import logging
import math
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue

from aftercall import landing
from aftercall.errors import PermanentDeliveryError, RecordError, TransientDeliveryError
from aftercall.record import SessionRecord
from aftercall.ship.sink import BatchSink, Sink
from aftercall.spool import Entry, Spool

logger = logging.getLogger("aftercall.ship")

THREADS_PER_SINK = 8
ENTRIES_PER_BATCH = 200
"""For a sink that takes many records in a request: some megabytes in memory, and one lock file each."""
GIVE_UP_AFTER = 3
"""So many failures in a row mean that the sink is down, not that a record is odd: the rest waits."""
LONG_ENOUGH_SECONDS = 1.0
"""A sink that confirmed nothing in a shorter budget may be sound; in a longer one it counts as a failure."""
LOOK_SECONDS = 0.2
"""A run that waits for its sinks looks so often whether its end has come nearer."""


class Deadline:
    """When work has to be over. A signal handler may bring it nearer while the work goes on."""

    def __init__(self, seconds: float = math.inf) -> None:
        self._at = time.monotonic() + seconds

    def within(self, seconds: float) -> None:
        """Be over in so many seconds at the latest."""
        self._at = min(self._at, time.monotonic() + seconds)

    @property
    def is_set(self) -> bool:
        """False if there is all the time in the world."""
        return self._at < math.inf

    def remaining_seconds(self) -> float:
        """How long there is; 0 if it is over."""
        return max(0.0, self._at - time.monotonic())


@dataclass
class ShipReport:
    """What one run did, counted per sink.

    `unfinished` names sinks that the time budget cut off, or whose queue cannot be read; `resting` those left
    in peace after failures; `stuck` what the spool's disk did not let through, with the errno; `unconfigured`
    those that entries wait for, but that have no settings here.
    """

    delivered: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)
    buried: Counter[str] = field(default_factory=Counter)
    unfinished: tuple[str, ...] = ()
    resting: tuple[str, ...] = ()
    stuck: tuple[str, ...] = ()
    unconfigured: tuple[str, ...] = ()

    @property
    def left(self) -> bool:
        """Whether anything had to stay where it is, or was given up."""
        return any((self.kept, self.buried, self.unfinished, self.resting, self.stuck, self.unconfigured))


class Shipper:
    """Ships one spool to the sinks this process has settings for; queues of other sinks are left alone.

    `sinks` maps a sink's name to what makes it, called in the sink's own thread: building an S3 client
    costs a quarter of a second, and a broken configuration is that sink's failure only.
    """

    def __init__(self, spool: Spool, sinks: Mapping[str, Callable[[], Sink]]) -> None:
        self._spool = spool
        self._sinks = sinks

    def run_once(self, deadline: Deadline | None = None, first: str | None = None, patient: bool = True) -> ShipReport:
        """Deliver what waits, the entry named `first` before all others. Returns when the deadline has come.

        A sink that failed is left in peace until its back-off has passed: only `first` is tried, and if the
        sink takes it, the rest follows. If not `patient`, everything is tried now.

        A delivery that is under way then goes on in its daemon thread; its entry stays
        in the queue until the sink confirms it. Raises OSError if the spool cannot be read at all.
        """
        begun, deadline = time.monotonic(), deadline or Deadline()
        report, lock = ShipReport(stuck=self._spool.fan_out().stuck), threading.Lock()
        drains = [_Drain(self._spool, name, make, report, lock, deadline) for name, make in self._sinks.items()]
        for drain in drains:
            drain.start(first, patient=patient)
        for drain in drains:
            drain.join()
        if time.monotonic() - begun >= LONG_ENOUGH_SECONDS:
            for drain in drains:
                drain.note_silence()
        report.unfinished = tuple(drain.sink_name for drain in drains if drain.unfinished)
        report.resting = tuple(drain.sink_name for drain in drains if drain.resting)
        try:
            report.unconfigured = self._spool.waiting(besides=self._sinks)
        except OSError as error:
            report.stuck += (f"out: errno {error.errno}",)
        return report


class _Drain:
    """One sink's queue being emptied by a few threads, until it is empty, fails or runs out of time."""

    def __init__(
        self,
        spool: Spool,
        sink_name: str,
        make: Callable[[], Sink],
        report: ShipReport,
        lock: threading.Lock,
        deadline: Deadline,
    ) -> None:
        self.sink_name = sink_name
        self._spool, self._make, self._report, self._lock, self._deadline = spool, make, report, lock, deadline
        self._entries: SimpleQueue[Entry] = SimpleQueue()
        self._failures_in_a_row = 0
        self._threads: list[threading.Thread] = []
        self.resting = False
        self._cut_off = self._unreadable = self._died = False

    @property
    def alive(self) -> bool:
        return any(thread.is_alive() for thread in self._threads)

    @property
    def unfinished(self) -> bool:
        return self.alive or self._cut_off or self._unreadable or self._died

    def start(self, first: str | None, *, patient: bool) -> None:
        try:
            pending = self._spool.pending(self.sink_name)
            self.resting = patient and bool(pending) and self._spool.rests(self.sink_name) > 0
        except OSError as error:
            self._unreadable = True
            self._fail(f"E{error.errno}", "the spool's queue of this sink cannot be read")
            return
        if self._spool.failed_last(self.sink_name):
            # Oldest first again would let a few entries that this sink cannot take now hold up all the others.
            random.shuffle(pending)
        pending.sort(key=lambda e: e.name != first)  # stable: the rest keeps its order
        if self.resting:
            pending, later = [e for e in pending if e.name == first], [e for e in pending if e.name != first]
        else:
            later = []
        if pending:
            self._thread(lambda: self._run(pending, later))

    def join(self) -> None:
        for thread in self._threads:
            while thread.is_alive() and (left := self._deadline.remaining_seconds()):
                thread.join(min(left, LOOK_SECONDS))

    def note_silence(self) -> None:
        """The budget is over: a sink that hangs would never say so itself, because the process ends before it does."""
        if self.alive and not self._failures_in_a_row and not self._report.delivered[self.sink_name]:
            self._fail("unanswered", "the sink confirmed nothing within the time a call's end has")
            self._put_off()

    def _thread(self, target: Callable[[], None]) -> threading.Thread:
        # Daemon: a sink that hangs must not keep the job's process from exiting.
        thread = threading.Thread(
            target=self._to_its_end, args=(target,), name=f"aftercall-{self.sink_name}", daemon=True
        )
        thread.start()
        self._threads.append(thread)  # started first: `join` may be looking
        return thread

    def _to_its_end(self, target: Callable[[], None]) -> None:
        try:
            target()
        except Exception as error:  # noqa: BLE001  a thread that dies says so in the report, not on stderr
            self._died = True
            logger.error("the drain of sink=%s died (%s)", self.sink_name, type(error).__name__)  # noqa: TRY400

    def _run(self, pending: list[Entry], later: list[Entry]) -> None:
        try:
            sink = self._make()
        except Exception as error:  # noqa: BLE001  whatever a client's constructor raises, the queue waits
            self._fail(getattr(error, "code", type(error).__name__), f"the sink {self.sink_name} could not be set up")
            with self._lock:
                self._report.kept[self.sink_name] += len(pending) + len(later)
        else:
            self._empty(sink, pending)
            if later and self._report.delivered[self.sink_name]:
                self.resting = False
                self._empty(sink, later)
        if self._failures_in_a_row and not self._report.delivered[self.sink_name]:
            self._put_off()

    def _put_off(self) -> None:
        try:
            self._spool.put_off(self.sink_name)
        except OSError as error:
            logger.error("back-off of sink=%s cannot be noted (errno %s)", self.sink_name, error.errno)  # noqa: TRY400

    def _empty(self, sink: Sink, entries: list[Entry]) -> None:
        for entry in entries:
            self._entries.put(entry)
        at_once = ENTRIES_PER_BATCH if isinstance(sink, BatchSink) else 1
        threads = min(THREADS_PER_SINK, -(-len(entries) // at_once))
        helpers = [self._thread(lambda: self._work(sink, at_once)) for _ in range(threads - 1)]
        self._work(sink, at_once)
        for helper in helpers:
            helper.join()

    def _work(self, sink: Sink, at_once: int) -> None:
        while self._failures_in_a_row < GIVE_UP_AFTER:
            if not self._deadline.remaining_seconds():
                self._cut_off = self._cut_off or not self._entries.empty()
                return
            entries = self._next(at_once)
            if not entries:
                return
            try:
                self._deliver(sink, entries)
            except OSError as error:  # the spool's own disk
                self._fail(f"E{error.errno}", "the spool's disk failed while an entry was shipped", entries[0])
            except Exception as error:  # noqa: BLE001  nothing that one entry raises stops the others
                name = type(error).__name__
                self._fail(name, f"unexpected {name} while an entry was shipped", entries[0])

    def _next(self, at_once: int) -> list[Entry]:
        entries: list[Entry] = []
        with suppress(Empty):
            while len(entries) < at_once:
                entries.append(self._entries.get_nowait())
        return entries

    def _deliver(self, sink: Sink, entries: Sequence[Entry]) -> None:
        with ExitStack() as claims:
            held: list[Entry] = []
            items: list[tuple[SessionRecord, bytes]] = []
            for entry in entries:
                try:
                    body = claims.enter_context(self._spool.claim(entry))
                except OSError as error:  # this entry's trouble, not the sink's: the others go on
                    self._fail(
                        f"E{error.errno}", "the spool's disk failed while an entry was read", entry, of_sink=False
                    )
                    continue
                if body is None:
                    continue
                try:
                    items.append((landing.decode(body), body))
                    held.append(entry)
                except RecordError as error:
                    try:
                        self._bury(entry, "unreadable", str(error))
                    except OSError as refused:
                        self._fail(f"E{refused.errno}", "a damaged entry cannot be buried", entry, of_sink=False)
                except Exception as error:  # noqa: BLE001  an entry that nobody foresaw: it waits, the others go
                    name = type(error).__name__
                    self._fail(name, f"unexpected {name} while an entry was read", entry, of_sink=False)
            if items:
                for entry, refusal in zip(held, _answers(sink, items), strict=True):
                    try:
                        self._settle(entry, refusal)
                    except OSError as error:  # the others of this batch have landed, and want their ack
                        self._fail(f"E{error.errno}", "the spool's disk failed after an entry was delivered", entry)

    def _settle(self, entry: Entry, refusal: Exception | None) -> None:
        if isinstance(refusal, PermanentDeliveryError):
            self._bury(entry, refusal.code, str(refusal))
        elif isinstance(refusal, TransientDeliveryError):
            self._fail(refusal.code, str(refusal), entry)
        elif refusal is not None:  # its text may be anybody's, so only its type is kept
            name = type(refusal).__name__
            self._fail(name, f"unexpected {name} in sink {self.sink_name}", entry)
        else:
            self._spool.ack(entry)
            with self._lock:
                self._report.delivered[self.sink_name] += 1
                self._failures_in_a_row = 0
            logger.info("landed entry=%s sink=%s", entry.name, self.sink_name)

    def _bury(self, entry: Entry, code: str, why: str) -> None:
        self._spool.bury(entry, code, why)
        with self._lock:
            self._report.buried[self.sink_name] += 1
        logger.error("buried entry=%s sink=%s code=%s; see: aftercall status", entry.name, self.sink_name, code)

    def _fail(self, code: str, why: str, entry: Entry | None = None, *, of_sink: bool = True) -> None:
        with self._lock:
            self._failures_in_a_row += of_sink
            if entry is not None:
                self._report.kept[self.sink_name] += 1
        name = entry.name if entry else "-"
        logger.error("kept entry=%s sink=%s code=%s; see: aftercall status", name, self.sink_name, code)
        try:
            self._spool.failed(self.sink_name, code, why)
        except OSError as error:
            logger.error("the failure of sink=%s cannot be noted (errno %s)", self.sink_name, error.errno)  # noqa: TRY400


def _answers(sink: Sink, items: Sequence[tuple[SessionRecord, bytes]]) -> Sequence[Exception | None]:
    """What the sink says to each record: None, or why not. An unknown failure must keep the entries, not lose them."""
    try:
        if isinstance(sink, BatchSink):
            return sink.deliver_batch(items)
        for record, body in items:  # one: only a BatchSink is given more
            sink.deliver(record, body)
    except Exception as error:  # noqa: BLE001  see above
        return [error] * len(items)
    return [None] * len(items)
