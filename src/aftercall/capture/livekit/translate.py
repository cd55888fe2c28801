"""After the end: what the host told, in our words. Runs off the event loop, on a call that no longer changes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from aftercall import pricing
from aftercall.capture.facts import Facts, ToolFact, TurnFact
from aftercall.capture.identity import EMAIL_KEYS, json_object, without_numbers
from aftercall.capture.livekit.asked import has_tokens, is_answer, is_timed
from aftercall.capture.livekit.usage import speech_unreported, usage
from aftercall.capture.livekit.watch import LiveCall, Snapshot
from aftercall.record import EndedBy, EndReason, IncompleteReason, Status
from aftercall.settings import Settings

APP_CLOSE_SECONDS = 1.0
"""A session that closed this long before the job's end was closed by the application, not by the job's end."""

_ASYNC_TOOL_SUFFIX = re.compile(r"(_update_\d+|_final)$")
_GONE_BY_CHOICE = {"CLIENT_INITIATED", "USER_REJECTED"}
_ERROR_REASONS: dict[str, EndReason] = {
    "llm_error": "llm_error",
    "stt_error": "stt_error",
    "tts_error": "tts_error",
    "realtime_model_error": "realtime_error",
}
_USAGE = {"llm_metrics", "stt_metrics", "tts_metrics", "realtime_model_metrics"}
_INTERNAL_ERROR = "An internal error occurred"  # LiveKit's constant output for any exception but ToolError


def facts(live: LiveCall, seen: Snapshot, settings: Settings, *, running: bool = False) -> Facts:
    """A call as it stood at `seen`, in host-free words. `running`: it goes on, this is a checkpoint."""
    known = bare_facts(live, seen, settings, running=running)
    metrics = _metrics(seen)
    items = _items(seen)
    known.usage = usage(metrics, known.reasons, seen.origins)
    known.turns = [_turn(item) for item in items if _is_turn(item)]
    known.tools = _tools(seen.events, items)
    known.errors = _errors(seen.events)
    known.reasons |= _reasons(live, seen, metrics)
    if not running:  # what is under way at a checkpoint has yet to report
        known.reasons |= _unreported(live, seen, metrics)
    tagger = getattr(live.ctx, "tagger", None)
    if tagger is not None:
        known.tags = sorted(tag for tag in tagger.tags if not tag.startswith("lk."))
        known.success = {"success": True, "fail": False}.get(tagger.outcome)
    sources: list[Mapping[str, Any]] = [json_object(live.ctx.job.metadata)]
    if seen.caller is not None:
        sources += [json_object(seen.caller.metadata), seen.caller.attributes]
        known.sip = {k: v for k, v in seen.caller.attributes.items() if k.startswith("sip.")}
    for source in sources:
        known.emails += [source.get(key) for key in EMAIL_KEYS]
        known.metadata.update({k: v for k, v in source.items() if not k.startswith(("sip.", "lk."))})
    return known


def bare_facts(live: LiveCall, seen: Snapshot, settings: Settings, *, running: bool = False) -> Facts:
    """Identity, times and the end: what is left to say if the rest cannot be read."""
    job = live.ctx.job
    room = without_numbers(job.room.name, seen.caller.attributes if seen.caller else {}, settings)
    close = max(
        (event for event in seen.events if event.type == "close"), key=lambda event: event.created_at, default=None
    )
    end = _RUNNING if running else _how_it_ended(live, seen, close)
    return Facts(
        session_id=live.session_id or room,
        framework="livekit",
        framework_version=_version(),
        agent_name=job.agent_name,
        agent_version=live.agent_version,
        job_id=job.id,
        room_name=room,
        room_sid=job.room.sid,
        started_at=seen.started_at or live.attached_at or seen.taken_at,
        ended_at=close.created_at if close is not None and not running else seen.taken_at,
        status=end.status,
        ended_by=end.by,
        reason=end.reason,
        reason_raw=end.raw,
    )


def _metrics(seen: Snapshot) -> list[Any]:
    """Every metrics object once: those the host recorded and those we heard are the same objects."""
    recorded = [event.metrics for event in seen.events if event.type == "metrics_collected"]
    told = {id(metrics): metrics for metrics in (*recorded, *seen.heard)}
    repeated = {id(metrics) for metrics in seen.repeated}
    return [metrics for known, metrics in told.items() if known not in repeated]


def _items(seen: Snapshot) -> list[Any]:
    """Chat items in order, with those the application has since cut from the history."""
    added = [event.item for event in seen.events if event.type == "conversation_item_added"]
    for event in seen.events:
        if event.type == "function_tools_executed":
            added += [*event.function_calls, *(output for output in event.function_call_outputs if output)]
    unique = {item.id: item for item in (*seen.items, *added)}
    return sorted(unique.values(), key=lambda item: item.created_at)


def _reasons(live: LiveCall, seen: Snapshot, metrics: list[Any]) -> set[IncompleteReason]:
    reasons: set[IncompleteReason] = set()
    if seen.unreadable:
        reasons.add("host_report_unavailable")
    if seen.started_at is None:
        reasons.add("session_never_started")
    if live.attached_at is None:
        reasons.add("not_attached")
        if any(m.type == "stt_metrics" for m in metrics):
            reasons.add("stt_tail_not_heard")
    timed = {m.label for m in metrics if is_timed(m)}  # whose answers have no tokens
    for m in metrics:
        if is_answer(m) and not has_tokens(m) and m.label not in timed:
            reasons.add("generation_cancelled_usage_unreported" if m.cancelled else "provider_usage_unreported")
    return reasons


def _unreported(live: LiveCall, seen: Snapshot, metrics: list[Any]) -> set[IncompleteReason]:
    """Usage that the host never told: by what its providers were asked or, unattached, by what its events let guess."""
    if live.attached_at is not None:
        reasons = {reason for asked in list(live.providers.asked.values()) for reason in asked.unreported()}
        heard = {id(m) for m in seen.heard}
        if any(m.type in _USAGE and id(m) not in heard for m in metrics):
            reasons.add("usage_not_attributable")  # a provider that nobody noted: what it says cannot be checked
        return reasons
    return {"speech_interrupted_usage_unreported"} if speech_unreported(seen.events, metrics) else set()


# ------------------------------------------------------------------------------------------ how it ended


@dataclass(frozen=True)
class _End:
    status: Status
    by: EndedBy
    reason: EndReason
    raw: str | None


_RUNNING = _End("in_progress", "unknown", "unknown", None)


def _how_it_ended(live: LiveCall, seen: Snapshot, close: Any) -> _End:
    left_at, left = seen.departure or (None, None)
    if close is None and seen.started_at is None:
        if live.entrypoint_failed:
            return _End("failed", "system", "entrypoint_error", None)
        return _End("failed", "user" if left in _GONE_BY_CHOICE else "unknown", "never_started", left)
    raw = str(getattr(getattr(close, "reason", None), "value", "")) or None
    if raw == "participant_disconnected":
        if left == "ROOM_DELETED":
            return _End("completed", "system", "room_closed", left)
        return _End("completed", "user", "user_hung_up", left or raw)
    if raw == "error":
        kind = str(getattr(getattr(close, "error", None), "type", ""))
        return _End("failed", "system", _ERROR_REASONS.get(kind, "session_error"), kind or raw)
    if raw == "task_completed":
        return _End("completed", "agent", "task_completed", raw)
    if live.entrypoint_failed:
        return _End("failed", "system", "entrypoint_error", raw)
    closed_at = close.created_at if close is not None else seen.taken_at
    asked_at = live.shutdown_at
    if asked_at is not None and asked_at <= closed_at:
        if left in _GONE_BY_CHOICE and left_at is not None and left_at <= asked_at:
            return _End("completed", "user", "user_hung_up", left)  # the application only tidied up behind them
        return _End("completed", "agent", "agent_ended", raw)
    if live.room_closed_at is not None and live.room_closed_at <= closed_at:
        if left in _GONE_BY_CHOICE:
            return _End("completed", "user", "user_hung_up", left)
        if left not in (None, "ROOM_DELETED"):
            return _End("completed", "system", "connection_lost", left)
        return _End("completed", "system", "room_closed", live.room_closed_reason or raw)
    if seen.taken_at - closed_at > APP_CLOSE_SECONDS or asked_at is not None:
        return _End("completed", "agent", "agent_ended", raw)
    return _End("completed", "system", "worker_shutdown", raw)


# --------------------------------------------------------------------------------------- turns and tools


def _is_turn(item: Any) -> bool:
    # Manual turn detection can add user messages without text; they are nobody's turn.
    return item.type == "message" and item.role in ("user", "assistant") and bool(item.text_content or item.metrics)


def _turn(item: Any) -> TurnFact:
    metrics: Mapping[str, Any] = item.metrics or {}
    agent = item.role == "assistant"
    llm: Mapping[str, Any] = (metrics.get("llm_metadata") or {}) if agent else {}
    provider, model = pricing.normalise(llm.get("model_provider"), llm.get("model_name"))
    if model and model.endswith("adapter"):  # livekit-agents < 1.6.10: who answered inside is not said
        provider = model = None
    return TurnFact(
        role="agent" if agent else "user",
        text=item.text_content,
        started_at=metrics.get("started_speaking_at") or item.created_at,
        ended_at=metrics.get("stopped_speaking_at"),
        interrupted=bool(item.interrupted),
        llm_provider=provider,
        llm_model=model,
        eou_delay=metrics.get("end_of_turn_delay"),
        transcription_delay=metrics.get("transcription_delay"),
        llm_ttft=metrics.get("llm_node_ttft"),
        tts_ttfb=metrics.get("tts_node_ttfb"),
        e2e=metrics.get("e2e_latency"),
    )


def _tools(events: Iterable[Any], items: Iterable[Any]) -> list[ToolFact]:
    """Tool calls in order. A call that was started and never answered stays `cancelled`.

    Outputs are matched by call id and, where a model uses one twice, by order. A tool that reports
    progress leaves further pairs, whose ids are the first one's with a suffix.
    """
    updates = [event.update for event in events if event.type == "tool_execution_updated"]  # livekit-agents >= 1.6.6
    everything = list(items)
    started = [update.function_call for update in updates if update.type == "tool_call_started"]
    calls = {call.id: call for call in (*started, *(item for item in everything if item.type == "function_call"))}
    tools: dict[str, list[ToolFact]] = {}
    for call in sorted(calls.values(), key=lambda call: call.created_at):
        base = _ASYNC_TOOL_SUFFIX.sub("", call.call_id)
        if base == call.call_id or base not in tools:
            fact = ToolFact(call.call_id, call.name, call.created_at, arguments=call.arguments)
            tools.setdefault(call.call_id, []).append(fact)
    for output in (item for item in everything if item.type == "function_call_output"):
        same = tools.get(output.call_id) or tools.get(_ASYNC_TOOL_SUFFIX.sub("", output.call_id))
        if not same:
            continue
        tool = next((tool for tool in same if tool.ended_at is None), same[-1])
        tool.ended_at = max(tool.ended_at or 0.0, output.created_at)
        tool.status = "error" if output.is_error else "ok"
        if output.is_error:
            # The output is what the model is told, and may hold anything; only its constant form is compared.
            tool.error_type = "InternalError" if output.output == _INTERNAL_ERROR else "ToolError"
    return [tool for same in tools.values() for tool in same]


def _errors(events: Iterable[Any]) -> dict[str, int]:
    kinds = Counter(str(getattr(event.error, "type", "")) for event in events if event.type == "error")
    return {kind.removesuffix("_error") or "other": count for kind, count in kinds.items()}


def _version() -> str:
    from livekit.agents import __version__  # noqa: PLC0415  as above

    return str(__version__)
