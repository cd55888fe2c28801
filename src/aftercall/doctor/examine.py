"""All checks in their order: what lies nearest comes first, because what lies behind it needs it.

The whole run asks once for everything. The cheap one, which a worker does by itself, leaves out who
asks, where the bucket lies, and the second put: it shows whether records arrive, and no more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from botocore.exceptions import BotoCoreError

from aftercall.disk import Disk
from aftercall.doctor import local
from aftercall.doctor.bucket import BucketCheck
from aftercall.doctor.finding import Finding, Result
from aftercall.doctor.logs import logs
from aftercall.doctor.remote import client, hint, identity
from aftercall.errors import SettingsError
from aftercall.settings import S3Landing, Settings
from aftercall.ship import aws
from aftercall.signals import business

Now = Callable[[], datetime]

_ODD_ADVICE = (
    "check AWS_ENDPOINT_URL and the proxy, if the check asks a service: what answered is not what was asked for"
)


def examine(
    settings: Settings,
    problems: Sequence[SettingsError] = (),
    *,
    cheap: bool = False,
    disk: Disk | None = None,
    now: Now = lambda: datetime.now(UTC),
) -> Result:
    """Prove the whole way of a record. Blocks for as long as the services take. Never raises for what it finds."""
    findings = tuple(_findings(settings, problems, cheap, disk or Disk(), now))
    return Result(findings, now(), str(settings.landing), str(settings.spool))


def _findings(
    settings: Settings, problems: Sequence[SettingsError], cheap: bool, disk: Disk, now: Now
) -> Iterator[Finding]:
    yield _asked("settings", lambda: local.settings([*problems, *business.problems(settings.signals)]))
    yield _asked("spool", lambda: local.spool(settings.spool, disk))
    yield _asked("spool_disk", lambda: local.real_disk(settings.spool, "AFTERCALL_SPOOL"))
    yield _asked("space", lambda: local.space(settings.spool, settings.spool_max_bytes))
    if not cheap and {"s3", "logs"} & set(settings.owed_sinks):
        yield _asked("identity", identity)
    if isinstance(settings.landing, Path):
        place = settings.landing
        yield _asked("folder", lambda: local.folder(place, disk))
        yield _asked("folder_disk", lambda: local.real_disk(place, "AFTERCALL_LANDING"))
    elif settings.landing.bucket:  # else the settings are wrong, which has been said
        yield from _bucket(settings.landing, cheap, now)
    if settings.log_group not in (None, "-"):
        yield _asked("logs", lambda: _logs(str(settings.log_group), now))
    host = _asked("livekit_agents", local.host)
    yield host
    if host.ok is not None:
        yield _asked("sigterm", local.sigterm)


def _asked(check: str, ask: Callable[[], Finding]) -> Finding:
    """A check's answer. What answers may be anything, and one odd answer must not keep the other checks from being made."""
    try:
        return ask()
    except Exception as error:  # noqa: BLE001  see above; its text may be anybody's, so only its type is told
        name = type(error).__name__
        return Finding(check, False, f"could not be checked: {name}", name, _ODD_ADVICE)


def _bucket(place: S3Landing, cheap: bool, now: Now) -> Iterator[Finding]:
    try:
        check = BucketCheck(client("s3"), place, now)
    except (BotoCoreError, ValueError) as error:
        yield Finding("put", False, f"{place}: no client: {aws.code_of(error)}", aws.code_of(error), hint(error, {}))
        return
    if not cheap:
        answers = _asked("bucket", check.bucket)
        yield answers
        if answers.ok is False:
            yield Finding("put", None, "not asked: the bucket did not answer")
            yield Finding("landing", None, "not asked: the bucket did not answer")
            yield _asked("clock", check.clock)
            return
    yield _asked("put", check.put)
    yield _asked("landing", check.landing)
    if not cheap:
        yield _asked("conditional_put", check.conditional)
    about_key = check.kms()
    if about_key is not None:
        yield about_key
    yield _asked("clock", check.clock)


def _logs(group: str, now: Now) -> Finding:
    try:
        made = client("logs")
    except (BotoCoreError, ValueError) as error:
        return Finding(
            "logs", False, f"log group {group}: no client: {aws.code_of(error)}", aws.code_of(error), hint(error, {})
        )
    return logs(made, group, now)
