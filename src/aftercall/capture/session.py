"""The host-free core of capture: facts about one call in, its record out.

A host adapter fills `Facts` in the host's own units (epoch seconds, seconds), as often as it likes;
`build` turns them into the record as if the call had ended at `facts.ended_at`. Nothing here fails a
call: what cannot be used is null, with a reason in `record.incomplete_reasons`.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import aftercall
from aftercall import signals
from aftercall.capture.application import Call
from aftercall.capture.identity import stored_email, stored_fields, telephony
from aftercall.record import (
    AgentInfo,
    CostSummary,
    DiscoveredSignals,
    EndedBy,
    EndReason,
    Errors,
    IncompleteReason,
    Latency,
    LatencySummary,
    MetricsSummary,
    Outcome,
    Privacy,
    RecordInfo,
    Role,
    SessionRecord,
    Status,
    ToolCall,
    ToolCategory,
    ToolStatus,
    TranscriptLine,
    Turn,
    Usage,
)
from aftercall.settings import Settings

logger = logging.getLogger("aftercall.capture")

MAX_ARGUMENT_CHARACTERS = 64 * 1024

LONGEST_SECONDS = 1e10  # 300 years: a host's "seconds" beyond it are not a time, and thousands of them still add up
"""Longer tool arguments are left out: a record is a row, not a file store."""


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


Pricer = Callable[[Sequence[tuple[Usage, datetime]]], CostSummary]


def build(facts: Facts, call: Call, settings: Settings, price: Pricer, revision: int = 0) -> SessionRecord:
    """The record of a call that ended at `facts.ended_at`.

    `price` is given every usage with its time; a checkpoint passes one that prices nothing.
    """
    reasons: set[IncompleteReason] = {*facts.reasons, *call.reasons}
    start, end = _span(facts, reasons)
    metadata = {**facts.metadata, **call.metadata}
    transcript = _transcript(facts.turns, reasons) if settings.transcript else None
    return SessionRecord(
        session_id=facts.session_id or facts.room_sid or facts.job_id or "unknown",
        user_email=stored_email((call.email, *facts.emails), settings),
        start_time=start,
        end_time=end,
        duration_seconds=(end - start).total_seconds(),
        discovered_signals=_signals(facts.turns, reasons),
        tool_calls=_tools(facts.tools, call, settings, reasons),
        metrics_summary=_metrics(facts, reasons),
        cost_summary=_cost(facts, price, end, reasons),
        turns=tuple(_turn(number, turn, reasons) for number, turn in enumerate(facts.turns)),
        conversation_state=call.conversation_state or "UNKNOWN",
        outcome=Outcome(
            status=facts.status,
            ended_by=facts.ended_by,
            reason=facts.reason,
            reason_raw=facts.reason_raw,
            success=call.success if call.success is not None else facts.success,
        ),
        agent=AgentInfo(
            framework=facts.framework,
            framework_version=facts.framework_version,
            name=facts.agent_name or None,
            version=facts.agent_version or settings.agent_version,
            environment=settings.environment,
            job_id=facts.job_id or None,
            room_name=facts.room_name or None,
            room_sid=facts.room_sid or None,
            tags=tuple(facts.tags),
        ),
        telephony=telephony(facts.sip, settings),
        errors=_errors(facts),
        user_metadata=stored_fields({k: v for k, v in metadata.items() if settings.keeps_metadata(k)}, reasons),
        custom=stored_fields(call.fields, reasons),
        privacy=Privacy(
            transcript="absent" if transcript is None else "included",
            consent_obtained=call.consent_obtained,
            consent_at=call.consent_at,
        ),
        transcript=transcript,
        # Last: every part above may have added a reason.
        record=RecordInfo(
            revision=revision,
            complete=not reasons,
            incomplete_reasons=tuple(sorted(reasons)),
            produced_by=f"aftercall {aftercall.__version__}",
        ),
    )


def build_anyway(
    read: Callable[[], Facts], bare: Facts, call: Call, settings: Settings, price: Pricer, revision: int = 0
) -> SessionRecord:
    """The record, or, if the host's facts turn out unreadable or impossible, the little that `bare` knows."""
    try:
        return build(read(), call, settings, price, revision)
    except Exception as error:  # noqa: BLE001  a host that changed, or a value nobody thought of, must still leave a record
        logger.error("the call's content cannot be read (%s)", type(error).__name__)  # noqa: TRY400  its text may hold content
        bare.reasons.add("turns_unreadable")
        return build(bare, Call(), settings, lambda _: CostSummary(complete=False), revision)


def merged_usage(samples: Iterable[Usage]) -> tuple[Usage, ...]:
    """Usage per (kind, provider, model), in order of first appearance. Null plus a number is that number."""
    groups: dict[tuple[str, str | None, str | None], list[Usage]] = {}
    for sample in samples:
        groups.setdefault((sample.kind, sample.provider, sample.model), []).append(sample)
    quantities = [name for name in Usage.model_fields if name not in ("kind", "provider", "model")]
    return tuple(
        group[0].model_copy(update={name: total(getattr(sample, name) for sample in group) for name in quantities})
        for group in groups.values()
    )


def total(values: Iterable[float | None]) -> Any:
    """Sum of what is known, null if nothing is. Seconds are summed exactly and kept to the microsecond."""
    known = [value for value in values if value is not None]
    if not known:
        return None
    if all(isinstance(value, int) for value in known):
        return sum(known)
    return round(math.fsum(known), 6)


def distribution(values: Iterable[float | None]) -> Latency | None:
    """The distribution of one stage in milliseconds; null if no turn has a value."""
    known = sorted(value for value in values if value is not None)
    if not known:
        return None
    return Latency(
        n=len(known),
        mean=round(math.fsum(known) / len(known), 3),
        p50=percentile(known, 50),
        p90=percentile(known, 90),
        p95=percentile(known, 95),
        p99=percentile(known, 99),
        max=known[-1],
    )


def percentile(ordered: Sequence[float], percent: float) -> float:
    """The percentile of sorted values by linear interpolation between closest ranks (numpy's default)."""
    rank = (len(ordered) - 1) * percent / 100
    below = math.floor(rank)
    above = min(below + 1, len(ordered) - 1)
    return round(ordered[below] + (ordered[above] - ordered[below]) * (rank - below), 3)


def instant(epoch_seconds: float | None, reasons: set[IncompleteReason]) -> datetime | None:
    """Epoch seconds as an aware UTC time; null for what is none, with a reason."""
    if epoch_seconds is None:
        return None
    try:
        return datetime.fromtimestamp(epoch_seconds, UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        reasons.add("metric_not_finite")
        return None


def milliseconds(seconds: float | None, reasons: set[IncompleteReason]) -> float | None:
    """Seconds as milliseconds. A negative delay is a host's word for "none"; NaN and what is no time get a reason."""
    if seconds is None:
        return None
    if not isinstance(seconds, int | float) or not seconds <= LONGEST_SECONDS:
        reasons.add("metric_not_finite")
        return None
    return None if seconds < 0 else round(seconds * 1000, 3)


def _span(facts: Facts, reasons: set[IncompleteReason]) -> tuple[datetime, datetime]:
    start = instant(facts.started_at, reasons)
    end = instant(facts.ended_at, reasons) or start or datetime.now(UTC)
    if start is None:
        reasons.add("session_never_started")
        start = end
    if end < start:
        reasons.add("clock_went_backwards")
        end = start
    return start, end


def _signals(turns: Sequence[TurnFact], reasons: set[IncompleteReason]) -> DiscoveredSignals:
    fold = signals.SignalFold()
    try:
        for number, turn in enumerate(turns):
            if turn.text:
                fold.hear({"role": turn.role, "text": turn.text, "turn": number})
        return fold.signals()
    except Exception as error:  # noqa: BLE001  a rule that fails must not cost the rest of the record
        logger.error("signals failed (%s)", type(error).__name__)  # noqa: TRY400  a traceback may hold spoken words
        reasons.add("signals_failed")
        return DiscoveredSignals()


def _cost(facts: Facts, price: Pricer, end: datetime, reasons: set[IncompleteReason]) -> CostSummary:
    try:
        return price([(usage, instant(at, reasons) or end) for usage, at in facts.usage])
    except Exception as error:  # noqa: BLE001  a price book that fails must not cost the rest of the record
        logger.error("pricing failed (%s)", type(error).__name__)  # noqa: TRY400
        reasons.add("pricing_failed")
        return CostSummary(complete=False)


def _turn(number: int, turn: TurnFact, reasons: set[IncompleteReason]) -> Turn:
    return Turn(
        turn=number,
        role=turn.role,
        started_at=instant(turn.started_at, reasons),
        ended_at=instant(turn.ended_at, reasons),
        interrupted=turn.interrupted,
        llm_provider=turn.llm_provider,
        llm_model=turn.llm_model,
        eou_delay_ms=milliseconds(turn.eou_delay, reasons),
        transcription_delay_ms=milliseconds(turn.transcription_delay, reasons),
        llm_ttft_ms=milliseconds(turn.llm_ttft, reasons),
        tts_ttfb_ms=milliseconds(turn.tts_ttfb, reasons),
        e2e_ms=milliseconds(turn.e2e, reasons),
    )


def _transcript(turns: Sequence[TurnFact], reasons: set[IncompleteReason]) -> tuple[TranscriptLine, ...]:
    return tuple(
        TranscriptLine(turn=number, role=turn.role, text=turn.text, started_at=instant(turn.started_at, reasons))
        for number, turn in enumerate(turns)
        if turn.text
    )


DEFAULT_CATEGORIES: dict[str, ToolCategory] = {
    "search_knowledge_base": "knowledge_search",
    "search_knowledge": "knowledge_search",
    "knowledge_search": "knowledge_search",
    "book_meeting": "meeting_booking",
    "schedule_meeting": "meeting_booking",
    "meeting_booking": "meeting_booking",
}


def _tools(
    tools: Sequence[ToolFact], call: Call, settings: Settings, reasons: set[IncompleteReason]
) -> tuple[ToolCall, ...]:
    ordered = sorted(tools, key=lambda tool: tool.started_at or 0.0)
    return tuple(_tool(tool, call, settings, reasons) for tool in ordered)


def _tool(tool: ToolFact, call: Call, settings: Settings, reasons: set[IncompleteReason]) -> ToolCall:
    arguments = tool.arguments if settings.tool_arguments else None
    if arguments is not None and len(arguments) > MAX_ARGUMENT_CHARACTERS:
        reasons.add("arguments_left_out")
        arguments = None
    known = tool.started_at is not None and tool.ended_at is not None
    return ToolCall(
        call_id=tool.call_id,
        name=tool.name,
        category=call.categories.get(tool.name) or DEFAULT_CATEGORIES.get(tool.name, "other"),
        started_at=instant(tool.started_at, reasons),
        duration_ms=milliseconds((tool.ended_at or 0.0) - (tool.started_at or 0.0), reasons) if known else None,
        status=tool.status,
        error_type=tool.error_type,
        arguments=arguments,
    )


def _metrics(facts: Facts, reasons: set[IncompleteReason]) -> MetricsSummary:
    usage = merged_usage(sample for sample, _ in facts.usage)
    spoken: dict[Role, list[float | None]] = {"user": [], "agent": []}
    for turn in facts.turns:
        known = turn.started_at is not None and turn.ended_at is not None
        length = milliseconds((turn.ended_at or 0.0) - (turn.started_at or 0.0), reasons) if known else None
        spoken[turn.role].append(None if length is None else length / 1000)

    def stage(name: str) -> Latency | None:
        return distribution(milliseconds(getattr(turn, name), reasons) for turn in facts.turns)

    def of(kinds: tuple[str, ...], name: str) -> Any:
        return total(getattr(entry, name) for entry in usage if entry.kind in kinds)

    model, stt, tts = ("llm", "realtime"), ("stt",), ("tts",)
    counted = "turns_unreadable" not in reasons
    return MetricsSummary(
        user_turns=len(spoken["user"]) if counted else None,
        agent_turns=len(spoken["agent"]) if counted else None,
        interruptions=sum(turn.interrupted for turn in facts.turns if turn.role == "agent") if counted else None,
        latency_ms=LatencySummary(
            eou_delay=stage("eou_delay"),
            transcription_delay=stage("transcription_delay"),
            llm_ttft=stage("llm_ttft"),
            tts_ttfb=stage("tts_ttfb"),
            e2e=stage("e2e"),
        ),
        usage=usage,
        llm_input_tokens=of(model, "input_tokens"),
        llm_cached_input_tokens=of(model, "cached_input_tokens"),
        llm_output_tokens=of(model, "output_tokens"),
        stt_audio_seconds=of(stt, "audio_seconds"),
        tts_audio_seconds=of(tts, "audio_seconds"),
        tts_characters=of(tts, "characters"),
        user_speaking_seconds=total(spoken["user"]),
        agent_speaking_seconds=total(spoken["agent"]),
    )


def _errors(facts: Facts) -> Errors:
    named = set(Errors.model_fields) - {"other", "tool"}
    return Errors(
        **{name: facts.errors.get(name, 0) for name in named},
        tool=sum(tool.status == "error" for tool in facts.tools),
        other=sum(count for name, count in facts.errors.items() if name not in named),
    )
