"""Sinks that do not take a record: one not now, one never."""

from __future__ import annotations

from aftercall.errors import PermanentDeliveryError, TransientDeliveryError
from aftercall.record import SessionRecord


class _Refusing:
    name = "s3"

    def __init__(self, error: Exception) -> None:
        self._error = error

    def deliver(self, record: SessionRecord, body: bytes) -> None:
        raise self._error


def not_now() -> _Refusing:
    return _Refusing(TransientDeliveryError("busy. Try: later", code="SlowDown"))


def never() -> _Refusing:
    return _Refusing(PermanentDeliveryError("too large. Try: by hand", code="EntityTooLarge"))
