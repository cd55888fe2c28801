"""A sink: where records go. One method is the whole contract."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from aftercall.errors import PermanentDeliveryError, TransientDeliveryError
from aftercall.record import SessionRecord

Refusal = TransientDeliveryError | PermanentDeliveryError


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


@runtime_checkable
class BatchSink(Sink, Protocol):
    """A sink that takes many records in one request, where one request each would be slow or dear."""

    def deliver_batch(self, items: Sequence[tuple[SessionRecord, bytes]]) -> list[Refusal | None]:
        """Store many records. One answer per item, in their order: None if it is durable there, else the
        error that `deliver` would have raised for it.
        """
        ...
