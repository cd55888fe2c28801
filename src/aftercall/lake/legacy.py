"""Records of the system in use before v1 (v0), which lie in the same prefix, as v1 records.

A v0 payload has no `schema_version`. `upgrade` is pure, never raises for what a payload holds, and
gives the same record for the same payload. What it does, and how the record says so in
`record.incomplete_reasons`:

| in v0 | in v1 | reason |
|---|---|---|
| 0 or "" | null: it meant unknown | |
| a time without zone | taken as UTC | naive_time_taken_as_utc |
| a number as text, below 0, NaN; a missing id or time | null; the time from what is left | legacy_value_invalid |
| end before start | end = start | clock_went_backwards |
| discovered_signals, in our vocabulary | kept, without evidence: no turn is known | legacy_detector_not_trusted |
| pain points, notes, `transcript_text`, other free text; metadata off the list | left out | legacy_field_left_out |
| transcript | its roles become `turns`; its words only if switched on | transcript_left_out |
| no transcript | the counts of turns are null | turns_unreadable |
| tool arguments · results | only if switched on · never | arguments_left_out · results_left_out |
| costs | computed again from their quantities | legacy_price_replaced |
| any other key | `custom`, as text of at most 1,024 characters | metadata_cut |

v0 counted all OpenAI tokens of a call as one number without a model, so their cost is unknown; its
Deepgram cost was 60 times too low and its Cartesia cost 1,000 times.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from importlib import resources
from typing import Any, get_args

import aftercall
from aftercall.lake.legacy_values import Values, digest
from aftercall.pricing import summarise, unpriced
from aftercall.record import (
    AgentInfo,
    CostLine,
    CostSummary,
    DiscoveredSignals,
    Errors,
    LatencySummary,
    MetricsSummary,
    Outcome,
    Privacy,
    RecordInfo,
    Role,
    SessionRecord,
    Tier,
    ToolCall,
    ToolStatus,
    TranscriptLine,
    Turn,
    Urgency,
    Usage,
    plain_json,
)

Pricer = Callable[[Sequence[tuple[Usage, datetime]]], CostSummary]
"""Every usage with its time → what it cost."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LONGEST_SECONDS = 366 * 86_400.0
_MOST = 1e9  # above any count of one call, and what a decimal(18,9) quantity can hold
_ROLES: dict[Any, Role] = {"user": "user", "assistant": "agent", "agent": "agent"}
_CLASS_NAME = re.compile(r"[A-Z][A-Za-z0-9]{0,60}(?:Error|Exception|Timeout|Warning|Interrupt|Exit)(?=$|:|\()")
_SIGNALS_KEPT = ("team_size", "monthly_volume", "integration_needs", "urgency", "qualification_tier", "industry")
_READ = frozenset(
    (
        "session_id", "user_email", "start_time", "end_time", "duration_seconds", "discovered_signals", "tool_calls",
        "metrics_summary", "cost_summary", "conversation_state", "transcript", "consent_obtained",
        "consent_timestamp", "user_metadata",
    )
)  # fmt: skip
_COSTS = ("openai_cost", "deepgram_cost", "cartesia_cost", "total_estimated_cost")
_QUANTITIES = ("openai_tokens", "deepgram_minutes", "cartesia_characters")


def _none(_name: str) -> bool:
    return False


def is_v0(value: Mapping[str, Any]) -> bool:
    """Whether a document without schema_version is one of the old system's, and not just any JSON object."""
    return "session_id" in value or len(_READ & value.keys()) > 1


def upgrade(
    payload: Mapping[str, Any],
    *,
    transcript: bool = False,
    tool_arguments: bool = False,
    uploaded_at: datetime | None = None,
    price: Pricer | None = None,
    keeps_metadata: Callable[[str], bool] = _none,
) -> SessionRecord:
    """The v1 record of a v0 payload; see the module for what becomes of what.

    `uploaded_at` (aware) stands in for a start that cannot be read; without it that is 1970. `price` is
    given what was consumed; without it every line is unknown. `keeps_metadata` says
    which keys `user_metadata` may hold, as that of `Settings` does; by default none.
    `user_email` comes plain and lower-case.
    """
    v = Values()
    start, end = _times(payload, uploaded_at, v)
    turns, lines = _conversation(payload.get("transcript"), v, words=transcript)
    calls = _tool_calls(payload.get("tool_calls"), v, arguments=tool_arguments)
    consumed = v.mapping(payload.get("cost_summary"))
    usage = _usage(consumed, v)
    if v.mapping(payload.get("metrics_summary")).get("metrics"):
        v.reasons.add("legacy_field_left_out")
    fields: dict[str, Any] = {
        "session_id": _session_id(payload, v),
        "user_email": _email(payload.get("user_email"), v),
        "start_time": start,
        "end_time": end,
        "duration_seconds": (end - start).total_seconds(),
        "discovered_signals": _signals(v.mapping(payload.get("discovered_signals")), v),
        "tool_calls": calls,
        "metrics_summary": _metrics(turns, usage),
        "cost_summary": _costs(consumed, usage, start, price, v),
        "turns": turns,
        "conversation_state": v.text(payload.get("conversation_state")) or "UNKNOWN",
        "outcome": Outcome(status="completed"),
        "agent": AgentInfo(framework="unknown"),
        "errors": Errors(tool=sum(call.status == "error" for call in calls)),
        "user_metadata": _texts(v.mapping(payload.get("user_metadata")), keeps_metadata, v),
        "custom": _texts(_others(payload, consumed), lambda _: True, v),
        "privacy": Privacy(
            transcript="included" if lines else "absent",
            consent_obtained=v.flag(payload.get("consent_obtained")),
            consent_at=v.instant(payload.get("consent_timestamp")),
        ),
        "transcript": lines or None,
    }
    reasons = tuple(sorted(v.reasons))
    writer = f"aftercall {aftercall.__version__}, from v0"
    return SessionRecord(
        **fields, record=RecordInfo(complete=not reasons, incomplete_reasons=reasons, produced_by=writer)
    )


def _session_id(payload: Mapping[str, Any], v: Values) -> str:
    identifier = payload.get("session_id")
    if isinstance(identifier, str) and identifier:
        return identifier
    v.invalid()
    return f"legacy-{digest(payload)}"


def _email(value: Any, v: Values) -> str | None:
    address = (v.text(value) or "").strip().lower()
    if address and "@" not in address:
        v.invalid()
        return None
    return address or None


def _times(payload: Mapping[str, Any], uploaded_at: datetime | None, v: Values) -> tuple[datetime, datetime]:
    start, end = v.instant(payload.get("start_time")), v.instant(payload.get("end_time"))
    lasted = timedelta(seconds=v.number(payload.get("duration_seconds"), _LONGEST_SECONDS) or 0.0)
    if start is None or end is None:
        v.invalid()
    if start is None:
        start = max(end - lasted, _EPOCH) if end else (uploaded_at or _EPOCH)
    if end is None:
        end = start + lasted
    if end < start:
        v.reasons.add("clock_went_backwards")
        end = start
    return start, end


def _conversation(value: Any, v: Values, *, words: bool) -> tuple[tuple[Turn, ...], tuple[TranscriptLine, ...]]:
    """Who spoke in which order; and what they said, if `words`."""
    turns: list[Turn] = []
    lines: list[TranscriptLine] = []
    for item in v.items(value):
        entry = v.mapping(item)
        said = v.text(entry.get("content"))
        role = _ROLES.get(entry.get("role")) if isinstance(entry.get("role"), str) else None
        if role is None:  # system prompts and tool messages are nobody's turn
            continue
        if said and words:
            lines.append(TranscriptLine(turn=len(turns), role=role, text=said))
        elif said:
            v.reasons.add("transcript_left_out")
        turns.append(Turn(turn=len(turns), role=role))
    if not turns:
        v.reasons.add("turns_unreadable")
    return tuple(turns), tuple(lines)


def _tool_calls(value: Any, v: Values, *, arguments: bool) -> tuple[ToolCall, ...]:
    calls = [
        _tool_call(v.mapping(item), f"legacy-{at}", v, arguments=arguments) for at, item in enumerate(v.items(value))
    ]
    return tuple(sorted(calls, key=lambda call: call.started_at or datetime.max.replace(tzinfo=UTC)))


def _tool_call(call: Mapping[Any, Any], call_id: str, v: Values, *, arguments: bool) -> ToolCall:
    name, failure = v.text(call.get("tool")), call.get("error")
    if name is None:
        v.invalid()
    kept = None
    if call.get("arguments"):
        kept = _json(call["arguments"]) if arguments else None
        if kept is None:
            v.reasons.add("arguments_left_out")
    if call.get("result"):
        v.reasons.add("results_left_out")
    return ToolCall(
        call_id=call_id,
        name=name or "unknown",
        category="other",
        started_at=v.instant(call.get("timestamp")),
        duration_ms=v.number(call.get("duration_ms"), _LONGEST_SECONDS * 1000),
        status=_status(v.flag(call.get("success")), failed=bool(failure), answered=bool(call.get("result"))),
        error_type=_class_name(failure),
        arguments=kept,
    )


def _status(success: bool | None, *, failed: bool, answered: bool) -> ToolStatus:
    if success is None:
        return "error" if failed else "ok" if answered else "cancelled"
    return "ok" if success else "error"


def _class_name(failure: Any) -> str | None:
    """v0 kept an error's text; only a class name at its start is none of anybody's words."""
    found = _CLASS_NAME.match(failure) if isinstance(failure, str) else None
    return found.group() if found else None


def _json(value: Any) -> str | None:
    try:
        return value if isinstance(value, str) else plain_json(value)
    except (ValueError, RecursionError):
        return None


# ------------------------------------------------------------------------------------------- signals


@functools.cache
def _vocabulary() -> tuple[dict[str, str], frozenset[str]]:
    """Every integration's canonical name by itself and its aliases, and the industries: the signals' own pack."""
    pack = tomllib.loads(resources.files("aftercall.signals").joinpath("pack.toml").read_text("utf-8"))
    names = {alias: name for name, entry in pack["integrations"].items() for alias in (*entry["aliases"], name)}
    return names, frozenset(pack["industries"])


def _signals(found: Mapping[Any, Any], v: Values) -> DiscoveredSignals:
    """v0's detector was not called, or took "rapidly" for an API: only words we know are taken over, and no free text."""
    names, industries = _vocabulary()
    team = v.whole(found.get("team_size"), _MOST)
    volume = v.number(found.get("monthly_volume"), _MOST)
    needs = [word.strip().lower() for word in v.items(found.get("integration_needs")) if isinstance(word, str)]
    kept: dict[str, Any] = {
        "team_size": team,
        "team_size_max": team,
        "document_volume_per_month": volume,
        "document_volume_per_month_max": volume,
        "integrations": tuple(sorted({names[word] for word in needs if word in names})),
        "urgency": _word(found.get("urgency"), get_args(Urgency), v),
        "qualification_tier": _word(found.get("qualification_tier"), get_args(Tier), v),
        "industry": _word(found.get("industry"), industries, v),
    }
    if any(kept.values()):
        v.reasons.add("legacy_detector_not_trusted")
    left_out = any(item for key, item in found.items() if key not in _SIGNALS_KEPT)
    if left_out or any(word not in names for word in needs):
        v.reasons.add("legacy_field_left_out")
    return DiscoveredSignals(**kept)


def _word(value: Any, vocabulary: Sequence[str] | frozenset[str], v: Values) -> str | None:
    word = (v.text(value) or "").strip().lower().replace(" ", "_").replace("-", "_")
    if word in vocabulary:
        return word
    if word and word not in ("unknown", "none"):
        v.reasons.add("legacy_field_left_out")
    return None


# ------------------------------------------------------------------------------------ usage and costs


def _usage(consumed: Mapping[Any, Any], v: Values) -> tuple[Usage, ...]:
    usage = []
    if minutes := v.number(consumed.get("deepgram_minutes"), _LONGEST_SECONDS / 60):
        usage.append(Usage(kind="stt", provider="deepgram", model=None, audio_seconds=minutes * 60))
    if characters := v.whole(consumed.get("cartesia_characters"), _MOST):
        usage.append(Usage(kind="tts", provider="cartesia", model=None, characters=characters))
    return tuple(usage)


def _costs(
    consumed: Mapping[Any, Any], usage: Sequence[Usage], start: datetime, price: Pricer | None, v: Values
) -> CostSummary:
    if any(v.number(consumed.get(name), _MOST) for name in _COSTS):
        v.reasons.add("legacy_price_replaced")
    costs = price([(used, start) for used in usage]) if price else summarise(unpriced(usage), None)
    if tokens := v.whole(consumed.get("openai_tokens"), _MOST):
        line = CostLine(
            kind="llm",
            provider="openai",
            model=None,
            unit="token",
            quantity=Decimal(tokens),
            status="unknown",
            reason="unknown_model",
        )
        costs = summarise((line, *costs.lines), costs.price_book)
    # What v0 did not count it wrote as 0, so no cost of it is ever whole, and nothing counted is not free.
    return costs.model_copy(update={"complete": False, "total": costs.total or None})


def _metrics(turns: Sequence[Turn], usage: Sequence[Usage]) -> MetricsSummary:
    by_kind = {used.kind: used for used in usage}
    return MetricsSummary(
        user_turns=sum(turn.role == "user" for turn in turns) if turns else None,
        agent_turns=sum(turn.role == "agent" for turn in turns) if turns else None,
        latency_ms=LatencySummary(),
        usage=tuple(usage),
        stt_audio_seconds=by_kind["stt"].audio_seconds if "stt" in by_kind else None,
        tts_characters=by_kind["tts"].characters if "tts" in by_kind else None,
    )


# --------------------------------------------------------------------------------------- other fields


def _others(payload: Mapping[Any, Any], consumed: Mapping[Any, Any]) -> dict[Any, Any]:
    """What v1 has no field for, `unleash_searches` among it; a 0 in v0's costs meant unknown."""
    counted = {key: item for key, item in consumed.items() if key not in (*_COSTS, *_QUANTITIES) and item}
    return {**counted, **{key: item for key, item in payload.items() if key not in _READ}}


def _texts(fields: Mapping[Any, Any], keeps: Callable[[str], bool], v: Values) -> dict[str, str]:
    kept = {}
    for key, item in fields.items():
        name = str(key)
        if item is None or item in ("", [], {}):
            continue
        if not keeps(name):
            v.reasons.add("legacy_field_left_out")
        elif not v.holds_words(name) and (text := v.stored(item)) is not None:
            kept[name] = text
    return kept
