"""A sink: where records go. One method is the whole contract."""

from __future__ import annotations

from typing import Protocol

from aftercall.record import SessionRecord


class Sink(Protocol):
    """One destination of records.

    `name` is the directory name of its queue in the spool: `s3`, `logs`, `folder`, `stdout`.
    """

    @property
    def name(self) -> str: ...

    def deliver(self, record: SessionRecord, body: bytes) -> None:
        """Store one record; on return it is durable there. May be called twice for the same record.

        `body` is the record's landed bytes (`landing.encode`).

        Raises TransientDeliveryError if it may work later, and PermanentDeliveryError if this sink can
        never take this record. Any other exception is treated as transient by the shipper.
        """
        ...
