"""What only the application knows about its call: the object that `attach` returns.

None of its methods raises, blocks or waits, however it is called: what cannot be used is refused, named in
the record's `incomplete_reasons`, and logged by its type only.
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Concatenate, ParamSpec, cast, get_args

from aftercall.capture.identity import is_email
from aftercall.record import IncompleteReason, ToolCategory

logger = logging.getLogger("aftercall.capture")

Said = ParamSpec("Said")


def _never_raises(method: Callable[Concatenate[Call, Said], None]) -> Callable[Concatenate[Call, Said], None]:
    """The agent's code must never fail because of its record: not even a wrong signature may reach it."""

    @functools.wraps(method)
    def said(self: Call, /, *args: Said.args, **kwargs: Said.kwargs) -> None:
        try:
            method(self, *args, **kwargs)
        except Exception as error:  # noqa: BLE001  see above
            self.reasons.add("application_value_refused")
            logger.warning("call.%s(…): value refused (%s)", method.__name__, type(error).__name__)

    return said


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

    @_never_raises
    def user(self, email: str | None = None, metadata: Mapping[str, Any] | None = None) -> None:
        """Who is calling. `metadata` keys are kept if AFTERCALL_METADATA_KEYS names them."""
        if metadata is not None:
            self.metadata.update({str(key): value for key, value in metadata.items()})
        if email is not None:
            if not is_email(email):
                raise ValueError
            self.email = email

    @_never_raises
    def state(self, name: str) -> None:
        """The conversation's state in the application's own words: GREETING, QUALIFYING, HELPING, …"""
        if not isinstance(name, str):
            raise TypeError
        self.conversation_state = name

    @_never_raises
    def custom(self, fields: Mapping[str, Any] | None = None, /, **more: Any) -> None:
        """The application's own fields; values are written as text and cut at 1,024 characters."""
        self.fields.update({str(key): value for key, value in {**(fields or {}), **more}.items()})

    @_never_raises
    def consent(self, obtained: bool, at: datetime | None = None) -> None:
        """Whether the caller agreed, and when (default: now). A time without a zone is taken as UTC."""
        agreed = _boolean(obtained)
        when = at if at is not None else datetime.now(UTC)
        if when.tzinfo is None or when.utcoffset() is None:
            when = when.replace(tzinfo=UTC)
            self.reasons.add("naive_time_taken_as_utc")
        self.consent_obtained, self.consent_at = agreed, when.astimezone(UTC)

    @_never_raises
    def outcome(self, success: bool) -> None:
        """Whether the call reached its goal, by the application's own measure."""
        self.success = _boolean(success)

    @_never_raises
    def tools(self, categories: Mapping[str, str]) -> None:
        """What tools are for, by name: knowledge_search, meeting_booking or other."""
        if any(category not in get_args(ToolCategory) for category in categories.values()):
            raise ValueError
        self.categories.update({str(tool): cast(ToolCategory, category) for tool, category in categories.items()})


def _boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value
