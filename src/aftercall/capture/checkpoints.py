"""While the call runs: `live/<call>` is kept as the record would be if the call had ended now.

A process that is killed then loses at most its last second. Nothing is written on the event loop: it
only takes a snapshot of references, and a thread that lives for one checkpoint does the rest.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
from collections.abc import Callable

from aftercall.capture.background import in_daemon_thread
from aftercall.record import SessionRecord
from aftercall.spool import LiveCheckpoint

logger = logging.getLogger("aftercall.capture")

AT_MOST_EVERY_SECONDS = 0.9
"""From snapshot to snapshot: with the write behind it, a word is on disk within a second of being said."""
AT_LEAST_EVERY_SECONDS = 10.0

Take = Callable[[int], Callable[[], SessionRecord]]
"""Called on the event loop with the revision: notes what is known now, and gives what builds the record of it."""


class Checkpoints:
    """The checkpoints of one call. `changed` and `start` belong to the event loop, `finish` to a thread."""

    def __init__(self, open_live: Callable[[SessionRecord], LiveCheckpoint], take: Take) -> None:
        self._open_live, self._take = open_live, take
        self._live: LiveCheckpoint | None = None
        self._writing = threading.Lock()
        self._revision = 0
        self._ended = False
        self._failing = False
        self._dirty: asyncio.Event | None = None
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin, with a first checkpoint at once. Needs a running event loop."""
        self._dirty = asyncio.Event()
        self._dirty.set()
        self._task = asyncio.get_running_loop().create_task(self._run(), name="aftercall-checkpoints")

    def changed(self) -> None:
        """A turn or a tool call has happened."""
        if self._dirty is not None:
            self._dirty.set()

    def stop(self) -> int:
        """No further checkpoint. Gives the final record's revision, above all of theirs. On the event loop.

        Above those of a process of the same call that died before, `hand_over` lifts it: only the spool knows them.
        """
        self._ended = True
        if self._task is not None:
            self._task.cancel()
        return self._revision + 1

    def finish(self, hand_over: Callable[[Callable[[], None]], object]) -> None:
        """Run `hand_over` once a checkpoint under way is written; it calls what it is given when the record is safe."""
        with self._writing:
            hand_over(self._close)

    def _close(self) -> None:
        if self._live is not None:
            self._live.close()

    async def _run(self) -> None:
        dirty, loop = self._dirty, asyncio.get_running_loop()
        assert dirty is not None
        while not self._ended:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(dirty.wait(), AT_LEAST_EVERY_SECONDS)
            dirty.clear()
            self._revision += 1
            begun = loop.time()
            await in_daemon_thread(self._checkpoint(self._revision))
            await asyncio.sleep(max(0.0, begun + AT_MOST_EVERY_SECONDS - loop.time()))

    def _checkpoint(self, revision: int) -> Callable[[], None]:
        build = self._take(revision)

        def write() -> None:
            with self._writing:
                if self._ended:
                    return
                try:
                    record = build()
                    if self._live is None:
                        self._live = self._open_live(record)
                    self._live.write(record)
                except Exception as error:  # noqa: BLE001  the next checkpoint, or the call's end, tries again
                    self._note_failure(error)
                else:
                    self._failing = False

        return write

    def _note_failure(self, error: Exception) -> None:
        """Once, not every second: type and errno, because the text may hold the host's data."""
        if not self._failing:
            code = getattr(error, "errno", None)
            logger.error(
                "checkpoints cannot be written (%s %s): a killed call would be lost", type(error).__name__, code
            )
        self._failing = True
