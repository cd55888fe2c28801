"""Settings: one frozen object, read from the environment once, at an edge.

| variable | meaning | default |
|---|---|---|
| AFTERCALL_LANDING | folder, or `s3://bucket/sessions` | `~/.local/state/aftercall/sessions` |
| AFTERCALL_SPOOL | folder on a local disk that outlives the call's process | `~/.local/state/aftercall/spool` |
| AFTERCALL_SPOOL_MAX | how large the spool should get: `2GiB`, `500MB`, or bytes | 2GiB |
| AFTERCALL_LOG_GROUP | CloudWatch Logs group; `-` writes the event to stdout | none |
| AFTERCALL_TRANSCRIPT | `on` keeps the words | off |
| AFTERCALL_TOOL_ARGUMENTS | `on` keeps tool arguments | off |
| AFTERCALL_METADATA_KEYS | comma-separated keys that user_metadata may hold; `*` for all | none |
| AFTERCALL_EMAIL | `plain`, `hmac` or `off` | plain |
| AFTERCALL_HMAC_KEY | key of every `*_hmac` field | none: those fields are null |
| AFTERCALL_PRICES | a price file of the owner's, first layer of the price book | none |
| AFTERCALL_SIGNALS | a pack of the owner's: more products, another tier rule, signals of their own | none |
| AFTERCALL_AGENT_VERSION, AFTERCALL_ENVIRONMENT | what `agent.version` and `agent.environment` say | null |
| ANALYTICS_S3_BUCKET | read only where AFTERCALL_LANDING is unset: lands in `s3://<bucket>/sessions` | none |

boto3's own variables (AWS_REGION, AWS_ENDPOINT_URL, AWS_PROFILE, …) hold as everywhere.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, TypeVar, cast, get_args
from urllib.parse import urlsplit

from aftercall.errors import SettingsError

T = TypeVar("T")
EmailMode = Literal["plain", "hmac", "off"]
_ON = {
    "on": True,
    "1": True,
    "true": True,
    "yes": True,
    "off": False,
    "0": False,
    "false": False,
    "no": False,
    "": False,
}

DEFAULT_SPOOL_MAX_BYTES = 2 * 1024**3
_SIZE = re.compile(r"(\d{1,15})\s*(?:([kmgt])(i?)b|b)?", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True)
class S3Landing:
    """A bucket and the prefix in it that holds the year=… folders, without slashes at its ends."""

    bucket: str
    prefix: str

    def __str__(self) -> str:
        return f"s3://{self.bucket}/{self.prefix}".rstrip("/")


@dataclass(frozen=True)
class Settings:
    """Every setting of this process. Build it with `from_environment`, or field by field in a test."""

    landing: Path | S3Landing
    spool: Path
    log_group: str | None = None
    transcript: bool = False
    tool_arguments: bool = False
    metadata_keys: frozenset[str] = frozenset()
    email: EmailMode = "plain"
    hmac_key: bytes | None = field(default=None, repr=False)
    prices: Path | None = None
    agent_version: str | None = None
    environment: str | None = None
    spool_max_bytes: int = DEFAULT_SPOOL_MAX_BYTES
    signals: Path | None = None

    @property
    def owed_sinks(self) -> tuple[str, ...]:
        """Names of the sinks that every record is owed to."""
        landing = "s3" if isinstance(self.landing, S3Landing) else "folder"
        if self.log_group is None:
            return (landing,)
        return (landing, "stdout" if self.log_group == "-" else "logs")

    def keeps_metadata(self, name: str) -> bool:
        """Whether `user_metadata` may hold this key: only what the allow-list names."""
        return "*" in self.metadata_keys or name in self.metadata_keys


def from_environment(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of this process. Raises SettingsError, naming the variable and what it takes."""
    settings, problems = read_environment(environment)
    if problems:
        raise problems[0]
    return settings


def read_environment(environment: Mapping[str, str] | None = None) -> tuple[Settings, list[SettingsError]]:
    """The settings, and what is wrong with them. For a call, which must not fail for a misspelt variable.

    A wrong value is replaced by the one that reveals least: e-mail off, switches off. A wrong landing,
    or one that holds the spool or lies in it, becomes one that no sink can be made for, so that records wait in the
    spool until it is mended.
    """
    env = os.environ if environment is None else environment
    state = _state_folder(env)
    problems: list[SettingsError] = []

    def attempt(read: Callable[[], T], otherwise: T) -> T:
        try:
            return read()
        except SettingsError as problem:
            problems.append(problem)
            return otherwise

    nowhere: Path | S3Landing = S3Landing("", "")
    key = env.get("AFTERCALL_HMAC_KEY") or None
    prices, signals = env.get("AFTERCALL_PRICES"), env.get("AFTERCALL_SIGNALS")
    no_file: Path | None = None
    settings = Settings(
        landing=attempt(lambda: _landing(env, state / "sessions"), nowhere),
        spool=attempt(lambda: _folder(env.get("AFTERCALL_SPOOL") or str(state / "spool")), state / "spool"),
        log_group=env.get("AFTERCALL_LOG_GROUP") or None,
        transcript=attempt(lambda: _switch(env, "AFTERCALL_TRANSCRIPT"), otherwise=False),
        tool_arguments=attempt(lambda: _switch(env, "AFTERCALL_TOOL_ARGUMENTS"), otherwise=False),
        metadata_keys=frozenset(k.strip() for k in env.get("AFTERCALL_METADATA_KEYS", "").split(",") if k.strip()),
        email=attempt(lambda: _email_mode(env), "off"),
        hmac_key=key.encode() if key else None,
        prices=attempt(lambda: _folder(prices) if prices else None, no_file),
        agent_version=env.get("AFTERCALL_AGENT_VERSION") or None,
        environment=env.get("AFTERCALL_ENVIRONMENT") or None,
        spool_max_bytes=attempt(lambda: _size(env, "AFTERCALL_SPOOL_MAX"), DEFAULT_SPOOL_MAX_BYTES),
        signals=attempt(lambda: _folder(signals) if signals else None, no_file),
    )
    if isinstance(settings.landing, Path) and _one_holds_the_other(settings.landing, settings.spool):
        problems.append(
            SettingsError(
                f"landing {settings.landing} and spool {settings.spool}: one holds the other, so records would count as "
                "the spool's own files, or the spool's as records. Try: two folders side by side"
            )
        )
        settings = replace(settings, landing=nowhere)
    return settings, problems


def aws_region() -> str | None:
    """AWS_REGION, which boto3 alone among the AWS SDKs does not read. None: boto3 looks in its own places."""
    return os.environ.get("AWS_REGION") or None


def parse_landing(text: str) -> Path | S3Landing:
    """A folder or `s3://bucket/prefix`. Raises SettingsError for any other scheme or a missing bucket."""
    parts = urlsplit(text)
    if parts.scheme == "s3":
        if not parts.netloc:
            raise SettingsError(f"landing {text!r} names no bucket. Try: s3://my-bucket/sessions")
        return S3Landing(parts.netloc, parts.path.strip("/"))
    if "://" in text:
        raise SettingsError(f"landing {text!r}: only a folder or s3:// is known. Try: s3://my-bucket/sessions")
    return _folder(text)


def _state_folder(env: Mapping[str, str]) -> Path:
    """Where a user's programs keep their state; for a user without a home, the system's temp folder."""
    try:
        return Path(env.get("XDG_STATE_HOME") or Path.home() / ".local" / "state").absolute() / "aftercall"
    except RuntimeError:
        return Path(tempfile.gettempdir()) / f"aftercall-{os.getuid()}"


def _folder(text: str) -> Path:
    try:
        return Path(text).expanduser().absolute()
    except RuntimeError as error:  # ~nobody-of-that-name
        raise SettingsError(f"{text!r} names the home of a user who has none. Try: an absolute path") from error


def _one_holds_the_other(one: Path, other: Path) -> bool:
    one, other = (Path(os.path.realpath(path)) for path in (one, other))
    return one.is_relative_to(other) or other.is_relative_to(one)


def _landing(env: Mapping[str, str], default: Path) -> Path | S3Landing:
    if env.get("AFTERCALL_LANDING"):
        return parse_landing(env["AFTERCALL_LANDING"])
    if env.get("ANALYTICS_S3_BUCKET"):
        return S3Landing(env["ANALYTICS_S3_BUCKET"], "sessions")
    return default


def _switch(env: Mapping[str, str], name: str) -> bool:
    value = env.get(name, "").strip().lower()
    if value not in _ON:
        raise SettingsError(f"{name} is {env[name]!r}; it takes on or off. Try: export {name}=off")
    return _ON[value]


def _size(env: Mapping[str, str], name: str) -> int:
    text = env.get(name, "").strip()
    if not text:
        return DEFAULT_SPOOL_MAX_BYTES
    found = _SIZE.fullmatch(text)
    unit, binary = (found[2] or "", found[3]) if found else ("", None)
    size = int(found[1]) * (1024 if binary else 1000) ** " kmgt".index(unit.lower() or " ") if found else 0
    if not size:
        raise SettingsError(
            f"{name} is {text!r}; it takes a size such as 2GiB, 500MB or bytes. Try: export {name}=2GiB"
        )
    return size


def _email_mode(env: Mapping[str, str]) -> EmailMode:
    value = env.get("AFTERCALL_EMAIL", "").strip().lower() or "plain"
    for mode in get_args(EmailMode):
        if value == mode:
            if mode == "hmac" and not env.get("AFTERCALL_HMAC_KEY"):
                raise SettingsError(
                    "AFTERCALL_EMAIL=hmac needs a key. Try: export AFTERCALL_HMAC_KEY=$(openssl rand -hex 32)"
                )
            return cast(EmailMode, mode)
    raise SettingsError(f"AFTERCALL_EMAIL is {value!r}; it takes plain, hmac or off. Try: export AFTERCALL_EMAIL=off")
