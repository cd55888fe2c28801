"""Values of a v0 payload, read without trust: each comes out as v1 takes it, or null with a reason noted."""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from aftercall.record import IncompleteReason

MAX_VALUE_CHARACTERS = 1024
_FIRST_YEAR, _LAST_YEAR = 1970, 2261  # engines that count nanoseconds end in April 2262

# Names under which a payload may hold what was said, or a phone number.
_HOLDS_WORDS = re.compile(
    "transcript|conversation|dialog|chat|history|message|utterance|speech|spoken|said|words|content|text|note|summary"
    "|quote|pain|argument|result|response|output|phone|caller",
    re.IGNORECASE,
)


class Values:
    """Reads values and notes in `reasons` what could not be read or was left out. Nothing here raises."""

    def __init__(self) -> None:
        self.reasons: set[IncompleteReason] = set()

    def invalid(self) -> None:
        """Note a value that makes no sense."""
        self.reasons.add("legacy_value_invalid")

    def mapping(self, value: Any) -> Mapping[Any, Any]:
        """A JSON object, empty for anything else."""
        if isinstance(value, Mapping):
            return value
        if value:
            self.invalid()
        return {}

    def items(self, value: Any) -> list[Any]:
        """A JSON array, empty for anything else."""
        if isinstance(value, (list, tuple)):
            return list(value)
        if value:
            self.invalid()
        return []

    def text(self, value: Any) -> str | None:
        """Text that is not empty."""
        if isinstance(value, str):
            return value or None
        if value is not None:
            self.invalid()
        return None

    def flag(self, value: Any) -> bool | None:
        """True or false as such; no number or word stands for them."""
        if value is None or isinstance(value, bool):
            return value
        self.invalid()
        return None

    def number(self, value: Any, limit: float) -> float | None:
        """A number above 0 and below `limit`; 0 was v0's word for unknown."""
        if value is None:
            return None
        if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
            try:
                number = float(value)
            except (OverflowError, ValueError):  # 10**400; a signalling NaN
                number = math.inf
            if number == 0:
                return None
            if 0 < number < limit:
                return number
        self.invalid()
        return None

    def whole(self, value: Any, limit: float) -> int | None:
        """A whole number above 0 and below `limit`; 12.0 is one."""
        number = self.number(value, limit)
        if number is None:
            return None
        if number == int(number):
            return int(number)
        self.invalid()
        return None

    def instant(self, value: Any) -> datetime | None:
        """A time in UTC. One without a zone is taken as UTC, and that is noted."""
        if value is None or value == "":
            return None
        try:
            instant = value if isinstance(value, datetime) else datetime.fromisoformat(value)
            if instant.utcoffset() is None:
                instant = instant.replace(tzinfo=UTC)
                naive = True
            else:
                naive = False
            instant = instant.astimezone(UTC)
        except (ValueError, TypeError, OverflowError):
            self.invalid()
            return None
        if not _FIRST_YEAR <= instant.year <= _LAST_YEAR:
            self.invalid()
            return None
        if naive:
            self.reasons.add("naive_time_taken_as_utc")
        return instant

    def stored(self, value: Any) -> str | None:
        """Any value as text of at most 1,024 characters; null for nothing, and for what holds only words."""
        try:
            kept = (
                value
                if isinstance(value, str)
                else json.dumps(self._wordless(value), ensure_ascii=False, default=_plain)
            )
        except (TypeError, ValueError, RecursionError):  # a key that is no text, a cycle, too deep
            self.invalid()
            return None
        if value is None or kept in ("", "{}", "[]"):
            return None
        if len(kept) > MAX_VALUE_CHARACTERS:
            self.reasons.add("metadata_cut")
        return kept[:MAX_VALUE_CHARACTERS]

    def holds_words(self, name: str) -> bool:
        """Whether a field of this name may hold what was said; it is noted as left out."""
        if not _HOLDS_WORDS.search(name):
            return False
        self.reasons.add("legacy_field_left_out")
        return True

    def _wordless(self, value: Any) -> Any:
        if isinstance(value, Mapping):
            return {str(key): self._wordless(item) for key, item in value.items() if not self.holds_words(str(key))}
        if isinstance(value, (list, tuple)):
            return [self._wordless(item) for item in value]
        return value


def digest(payload: Mapping[Any, Any]) -> str:
    """32 hexadecimal digits, the same for the same payload."""
    try:
        text = json.dumps(payload, sort_keys=True, default=_plain)
    except (TypeError, ValueError, RecursionError):
        text = " ".join(sorted(str(key) for key in payload))
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:32]


def _plain(value: Any) -> str:
    """What JSON has no word for. An object's own text is never asked for: it may hold anything."""
    return str(value) if isinstance(value, (datetime, Decimal)) else f"<{type(value).__name__}>"
