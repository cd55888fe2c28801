"""What only the application knows about its call: the object that `attach` returns.

None of its methods raises, blocks or waits: a wrong value is refused, named in the record's
`incomplete_reasons`, and logged by its type only.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, cast, get_args

from aftercall.record import IncompleteReason, ToolCategory

logger = logging.getLogger("aftercall.capture")


class Call:
    """One call, for the application to say what the host cannot know. Later words replace earlier ones."""

    def __init__(self) -> None:
        self.email: str | None = None
        self.metadata: dict[str, Any] = {}
        self.fields: dict[str, Any] = {}
        self.conversation_state: str = "UNKNOWN"
        self.consent_obtained: bool | None = None
        self.consent_at: datetime | None = None
        self.success: bool | None = None
        self.categories: dict[str, ToolCategory] = {}
        self.reasons: set[IncompleteReason] = set()

    def user(self, email: str | None = None, metadata: Mapping[str, Any] | None = None) -> None:
        """Who is calling. `metadata` keys are kept if AFTERCALL_METADATA_KEYS names them."""
        if email is not None:
            self._take("user(email=…)", lambda: setattr(self, "email", _text(email)))
        if metadata is not None:
            self._take("user(metadata=…)", lambda: self.metadata.update(_mapping(metadata)))

    def state(self, name: str) -> None:
        """The conversation's state in the application's own words: GREETING, QUALIFYING, HELPING, …"""
        self._take("state(…)", lambda: setattr(self, "conversation_state", _text(name)))

    def custom(self, **fields: Any) -> None:
        """The application's own fields; values are written as text and cut at 1,024 characters."""
        self.fields.update(fields)

    def consent(self, obtained: bool, at: datetime | None = None) -> None:
        """Whether the caller agreed, and when (default: now). A time without a zone is taken as UTC."""
        self._take("consent(…)", lambda: self._consent(obtained, at))

    def outcome(self, *, success: bool) -> None:
        """Whether the call reached its goal, by the application's own measure."""
        self._take("outcome(…)", lambda: setattr(self, "success", _boolean(success)))

    def tools(self, categories: Mapping[str, str]) -> None:
        """What tools are for, by name: knowledge_search, meeting_booking or other."""
        self._take("tools(…)", lambda: self.categories.update(_categories(categories)))

    def _consent(self, obtained: bool, at: datetime | None) -> None:
        agreed = _boolean(obtained)
        when = at if at is not None else datetime.now(UTC)
        if when.tzinfo is None or when.utcoffset() is None:
            when = when.replace(tzinfo=UTC)
            self.reasons.add("naive_time_taken_as_utc")
        self.consent_obtained, self.consent_at = agreed, when.astimezone(UTC)

    def _take(self, method: str, say: Callable[[], None]) -> None:
        try:
            say()
        except Exception as error:  # noqa: BLE001  the agent's code must never fail because of its record
            self.reasons.add("application_value_refused")
            logger.warning("call.%s: value refused (%s)", method, type(error).__name__)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _mapping(value: Any) -> dict[str, Any]:
    return {str(key): item for key, item in value.items()}


def _categories(value: Mapping[str, str]) -> dict[str, ToolCategory]:
    if any(category not in get_args(ToolCategory) for category in value.values()):
        raise ValueError
    return {str(tool): cast(ToolCategory, category) for tool, category in value.items()}
