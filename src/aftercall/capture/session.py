"""The host-free core of capture: facts about one call in, its record out.

A host adapter fills `Facts` in the host's own units (epoch seconds, seconds), as often as it likes;
`build` turns them into the record as if the call had ended at `facts.ended_at`. Nothing here fails a
call: what cannot be used is null, with a reason in `record.incomplete_reasons`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import aftercall
from aftercall.capture.application import Call
from aftercall.capture.facts import Facts, ToolFact, TurnFact
from aftercall.capture.identity import stored_email, stored_fields, telephony
from aftercall.capture.measures import instant, metrics, milliseconds, talked_over
from aftercall.capture.vocabulary import new_fold
from aftercall.record import (
    AgentInfo,
    CostSummary,
    DiscoveredSignals,
    Errors,
    IncompleteReason,
    Outcome,
    Privacy,
    RecordInfo,
    SessionRecord,
    ToolCall,
    ToolCategory,
    TranscriptLine,
    Turn,
    Usage,
)
from aftercall.settings import Settings

logger = logging.getLogger("aftercall.capture")

MAX_ARGUMENT_CHARACTERS = 64 * 1024
"""Longer tool arguments are left out: a record is a row, not a file store."""


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
        discovered_signals=_signals(facts.turns, settings, reasons),
        tool_calls=_tools(facts.tools, call, settings, reasons),
        metrics_summary=metrics(facts, reasons),
        cost_summary=_cost(facts, price, end, reasons),
        turns=_turns(facts.turns, reasons),
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


def _signals(turns: Sequence[TurnFact], settings: Settings, reasons: set[IncompleteReason]) -> DiscoveredSignals:
    try:
        fold = new_fold(settings, reasons)
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


def _turns(turns: Sequence[TurnFact], reasons: set[IncompleteReason]) -> tuple[Turn, ...]:
    cut = talked_over(turns)
    return tuple(_turn(number, turn, number in cut, reasons) for number, turn in enumerate(turns))


def _turn(number: int, turn: TurnFact, cut: bool, reasons: set[IncompleteReason]) -> Turn:
    return Turn(
        turn=number,
        role=turn.role,
        started_at=instant(turn.started_at, reasons),
        ended_at=instant(turn.ended_at, reasons),
        interrupted=turn.interrupted or cut,
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


def _errors(facts: Facts) -> Errors:
    named = set(Errors.model_fields) - {"other", "tool"}
    return Errors(
        **{name: facts.errors.get(name, 0) for name in named},
        tool=sum(tool.status == "error" for tool in facts.tools),
        other=sum(count for name, count in facts.errors.items() if name not in named),
    )
