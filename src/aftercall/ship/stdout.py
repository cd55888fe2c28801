"""The stdout sink: each record as one line, for hosts that forward stdout to CloudWatch Logs.

The line is the same event that the Logs sink sends. It counts as delivered once stdout took it; what
happens on the way from there is the forwarder's. A stdout that is /dev/null takes everything and forwards
nothing, so it counts as none.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from aftercall.errors import TransientDeliveryError
from aftercall.record import SessionRecord
from aftercall.ship.log_event import FORWARDED_MAX_BYTES, log_event


class StdoutSink:
    """Log events as lines of a text stream, stdout by default."""

    name = "stdout"

    def __init__(self, stream: TextIO | None = None, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._stream = stream
        self._now = now

    def deliver(self, record: SessionRecord, body: bytes) -> None:  # noqa: ARG002  the event is not the landed bytes
        """Write the record's event and flush. Raises as `Sink.deliver` says."""
        line = log_event(record, self._now(), FORWARDED_MAX_BYTES).message + "\n"
        stream = self._stream or sys.stdout  # looked up now: a test or a host may have replaced it
        if _is_nowhere(stream):
            raise TransientDeliveryError(
                "stdout: it is /dev/null, where nobody reads. "
                "Try: aftercall ship in a process whose stdout is collected, or set AFTERCALL_LOG_GROUP to a log group",
                code="StdoutIsNull",
            )
        try:
            # One write, so that lines of several threads never mix; bytes, so that a latin-1 stdout cannot refuse a name.
            if hasattr(stream, "buffer"):
                stream.flush()
                stream.buffer.write(line.encode("utf-8"))
            else:
                stream.write(line)
            stream.flush()
        except (
            OSError,
            ValueError,
            AttributeError,
        ) as error:  # closed is a ValueError; a daemon may have no stdout at all
            code = errno.errorcode.get(getattr(error, "errno", None) or 0, "Closed")
            raise TransientDeliveryError(
                f"stdout: {code}. Try: give this process a stdout, or set AFTERCALL_LOG_GROUP to a log group", code=code
            ) from error


def _is_nowhere(stream: TextIO) -> bool:
    try:
        return os.path.samestat(os.fstat(stream.fileno()), Path(os.devnull).stat())
    except (OSError, ValueError, AttributeError):  # in memory, closed, or none at all
        return False
