"""Work that must not block an event loop, nor keep a process from exiting."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable

logger = logging.getLogger("aftercall.capture")


async def in_daemon_thread(work: Callable[[], None]) -> None:
    """Run `work` in a daemon thread and wait for it.

    The thread outlives a cancelled waiter, so a hook that the host gives up on still finishes its work,
    and `asyncio.to_thread` would hold up the process's exit. An exception of `work` is logged by its
    type: its text may hold the host's data.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[None] = loop.create_future()

    def finish() -> None:
        if not done.done():
            done.set_result(None)

    def run() -> None:
        try:
            work()
        except Exception as error:  # noqa: BLE001  nobody would see an exception that ends a thread
            logger.error("the record could not be written (%s)", type(error).__name__)  # noqa: TRY400  see above
        finally:
            try:
                loop.call_soon_threadsafe(finish)
            except RuntimeError:
                logger.debug("the event loop was closed before the record was shipped")

    threading.Thread(target=run, name="aftercall", daemon=True).start()
    await done
