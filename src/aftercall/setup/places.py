"""What a person fills into a warehouse's script, checked before it is put there: no value can end a string or a name."""

from __future__ import annotations

import re
from pathlib import Path

from aftercall.errors import SettingsError
from aftercall.settings import S3Landing, parse_landing

_BUCKET = re.compile(r"(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_PREFIX = re.compile(r"[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,127}")
_PATTERN = frozenset("*?[]{}")
_ROLE = re.compile(r"arn:aws[a-z-]*:iam::\d{12}:role/[\w+=,.@/-]{1,512}", re.ASCII)


def bucket_landing(text: str) -> S3Landing:
    """`s3://bucket/prefix` whose every character may stand in a script. Raises SettingsError."""
    place = parse_landing(text)
    if not isinstance(place, S3Landing):
        raise SettingsError(
            f"landing {text!r} is a folder, which no warehouse in a cloud sees. Try: s3://my-bucket/sessions"
        )
    if not place.prefix:
        raise SettingsError(
            f"landing {text!r} has no prefix: a landing is a part of its bucket, beside what else lies there."
            f" Try: s3://{place.bucket}/sessions"
        )
    if not _BUCKET.fullmatch(place.bucket) or not _PREFIX.fullmatch(place.prefix):
        raise SettingsError(
            f"landing {text!r}: a bucket of 3 to 63 a-z 0-9 . - and a prefix of A-Z a-z 0-9 . _ - / are known here."
            " Try: s3://my-bucket/sessions"
        )
    return place


def any_landing(text: str) -> S3Landing | Path:
    """The same, or a folder. Raises SettingsError."""
    place = parse_landing(text)
    if isinstance(place, S3Landing):
        return bucket_landing(text)
    if not str(place).isprintable():
        raise SettingsError(f"landing {text!r}: a folder's name has to be printable. Try: ls -b {place.parent}")
    if _PATTERN.intersection(str(place)):
        raise SettingsError(
            f"landing {text!r}: a name with {' '.join(sorted(_PATTERN))} in it is read as a pattern. "
            f"Try: a link of a plain name to that folder"
        )
    if "=" in str(place):
        raise SettingsError(
            f"landing {text!r}: a folder with = in its path is read as a partition, like year=2026. "
            f"Try: a link of a plain name to that folder"
        )
    return place


def one_holds_the_other(one: S3Landing, other: S3Landing) -> bool:
    """Whether they are one place, or one lies in the other."""
    first, second = (f"{place.bucket}/{place.prefix}/" for place in (one, other))
    return first.startswith(second) or second.startswith(first)


def url(place: S3Landing | Path, scheme: str = "s3") -> str:
    """The place with a slash at its end: `s3://bucket/prefix/`, `/folder/`."""
    return f"{place}/" if isinstance(place, Path) else f"{scheme}://{place.bucket}/{place.prefix}/"


def name(text: str, what: str) -> str:
    """A database's, schema's or workgroup's name. Raises SettingsError for one that would need quotes."""
    if not _NAME.fullmatch(text):
        raise SettingsError(f"{what} {text!r} is no plain name (a letter, then A-Z a-z 0-9 _). Try: CALLS")
    return text


def role_arn(text: str) -> str:
    """An IAM role's ARN. Raises SettingsError."""
    if not _ROLE.fullmatch(text):
        raise SettingsError(f"{text!r} is no role. Try: arn:aws:iam::123456789012:role/aftercall-snowflake")
    return text
