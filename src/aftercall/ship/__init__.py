"""Ship: from the spool to the sinks. boto3 is loaded here, after the call, and only for a sink that needs it."""

# Each sink's module is imported where it is made, because boto3 costs a fifth of a second.
# ruff: noqa: PLC0415

from __future__ import annotations

from pathlib import Path

from aftercall.errors import SettingsError
from aftercall.settings import S3Landing, Settings
from aftercall.ship.sink import Sink


def sink(name: str, settings: Settings) -> Sink:
    """The sink of this name.

    Raises SettingsError if these settings do not describe it, and TransientDeliveryError if its
    client cannot be made in this environment.
    """
    if name == "s3" and isinstance(settings.landing, S3Landing):
        from aftercall.ship.s3 import S3Sink

        return S3Sink(settings.landing.bucket, settings.landing.prefix)
    if name == "folder" and isinstance(settings.landing, Path):
        from aftercall.ship.folder import FolderSink

        return FolderSink(settings.landing)
    if name == "logs" and settings.log_group not in (None, "-"):
        from aftercall.ship.cloudwatch import LogsSink

        return LogsSink(str(settings.log_group))
    if name == "stdout":
        from aftercall.ship.stdout import StdoutSink

        return StdoutSink()
    raise SettingsError(
        f"sink {name!r}: these settings do not describe it; they do {', '.join(settings.owed_sinks)}. "
        "Try: set AFTERCALL_LANDING and AFTERCALL_LOG_GROUP as they were when the call was taken"
    )
