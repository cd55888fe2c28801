"""What can go wrong, named for what the caller does about it."""

from __future__ import annotations


class AftercallError(Exception):
    """The root of every error this package raises on purpose; its text ends in what to try next."""


class SettingsError(AftercallError):
    """A setting is missing or makes no sense. The caller stops and shows the text."""


class RecordError(AftercallError):
    """Bytes that should be a record are not one."""


class TransientDeliveryError(AftercallError):
    """The sink did not take the record now, but may later. The caller keeps the record.

    `code` is the sink's own word for it (`AccessDenied`, `SlowDown`, …): it is safe to log, the
    text of a remote error is not.
    """

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


class PermanentDeliveryError(AftercallError):
    """The sink can never take this record, whatever anybody fixes. The caller buries it, with the reason."""

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code
