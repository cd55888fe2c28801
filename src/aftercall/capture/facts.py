"""What a host adapter says of one call, in the host's own units: epoch seconds, and seconds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from aftercall.record import EndedBy, EndReason, IncompleteReason, Role, Status, ToolStatus, Usage


@dataclass
class TurnFact:
    """One contribution by one speaker; times are epoch seconds, delays seconds, as the host gave them."""

    role: Role
    text: str | None
    started_at: float | None = None
    ended_at: float | None = None
    interrupted: bool = False
    llm_provider: str | None = None
    llm_model: str | None = None
    eou_delay: float | None = None
    transcription_delay: float | None = None
    llm_ttft: float | None = None
    tts_ttfb: float | None = None
    e2e: float | None = None


@dataclass
class ToolFact:
    """One tool call; times are epoch seconds."""

    call_id: str
    name: str
    started_at: float | None
    ended_at: float | None = None
    status: ToolStatus = "cancelled"
    error_type: str | None = None
    arguments: str | None = None


@dataclass
class Facts:
    """What is known of a call so far. Empty facts make a valid record."""

    session_id: str
    framework: str
    framework_version: str | None = None
    agent_name: str | None = None
    agent_version: str | None = None
    job_id: str | None = None
    room_name: str | None = None
    room_sid: str | None = None
    tags: Sequence[str] = ()
    started_at: float | None = None
    ended_at: float | None = None
    status: Status = "completed"
    ended_by: EndedBy = "unknown"
    reason: EndReason = "unknown"
    reason_raw: str | None = None
    success: bool | None = None
    turns: list[TurnFact] = field(default_factory=list)
    tools: list[ToolFact] = field(default_factory=list)
    usage: list[tuple[Usage, float]] = field(default_factory=list)
    """One entry per request, with its epoch time: rates and tiers hold per request."""
    errors: dict[str, int] = field(default_factory=dict)
    emails: list[Any] = field(default_factory=list)
    metadata: dict[str, Any] = field(default_factory=dict)
    sip: dict[str, str] = field(default_factory=dict)
    reasons: set[IncompleteReason] = field(default_factory=set)
