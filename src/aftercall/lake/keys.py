"""Keys of a landing: which are to be read, which are in the wrong place, and what is said of an object that is no record.

A landing is everything below its `year=…`. What lies elsewhere (`_doctor/…`), is not called `….json.gz`, or has a `_` or `.`
before any part of its key (Spark's temporary files) is none of our business. Of the rest, what is not at a day's own
level, or on a day that no calendar has, is in the wrong place: no engine would find it by its day, so it is named and not read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from aftercall import landing
from aftercall.errors import RecordError

Days = tuple[date, date]
"""First and last UTC day of a range, both included."""
FIRST_LEVEL = "year="
_NOT_OURS = ("_", ".")
_AFTER_ALL = "\U0010ffff"


@dataclass(frozen=True)
class Skipped:
    """An object that is no record, and why."""

    key: str
    reason: str


def span(days: Days) -> tuple[str, str]:
    """The first and the last text between which the keys of these days lie."""
    return landing.day_prefix(days[0]), landing.day_prefix(days[1]) + _AFTER_ALL


def may_hold(folder: str, days: Days | None) -> bool:
    """Whether keys of the range may begin with `folder`."""
    if days is None:
        return True
    first, last = span(days)
    return folder <= last and folder + _AFTER_ALL >= first


def is_ours(key: str, days: Days | None) -> bool:
    """Whether a key is to be read, or to be named as misplaced: the latter for a range it would be sorted into."""
    folder, _, name = key.rpartition("/")
    if not key.startswith(FIRST_LEVEL) or not name.endswith(landing.SUFFIX) or name.startswith(_NOT_OURS):
        return False
    hidden, day = _folder(folder)
    if hidden or days is None:
        return not hidden
    if day is None:
        first, last = span(days)
        return first <= key <= last
    return days[0] <= day <= days[1]


def misplaced(key: str) -> Skipped | None:
    """What to say of one of our keys that is no landing key, None if it is one."""
    if _folder(key.rpartition("/")[0])[1] is not None:
        return None
    return Skipped(
        key, "not at year=YYYY/month=MM/day=DD/, so no engine finds it. Try: move it below the day of its call"
    )


@lru_cache(maxsize=1024)  # keys come by day, and a day has many
def _folder(folder: str) -> tuple[bool, date | None]:
    """Whether a folder is none of our business, and the day whose records lie in it."""
    hidden = any(part.startswith(_NOT_OURS) for part in folder.split("/"))
    try:
        day = landing.partition(f"{folder}/x{landing.SUFFIX}")
    except RecordError:
        return hidden, None
    return hidden, day if f"{folder}/" == landing.day_prefix(day) else None


def too_large(key: str) -> Skipped:
    return Skipped(key, f"more than {landing.MAX_JSON_BYTES:,} bytes before it is unzipped. Try: inspect it by hand")


def gone(key: str) -> Skipped:
    return Skipped(key, "removed while the landing was read. Try: read it again")
