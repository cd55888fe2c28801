"""Records for tests: one realistic call with every field filled, and a strategy for everything a record may hold.

    a_record()                                          a qualified lead, 8 turns, consistent in itself
    a_record(session_id="x", agent__job_id="AJ_2", record__revision=3)
    records()                                           Hypothesis: nulls, extremes, any text

A double underscore reaches into a part. `duration_seconds` follows from the times unless it is given.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any, get_args

from hypothesis import strategies as st

from aftercall.record import (
    INCOMPLETE_REASONS,
    AgentInfo,
    CostLine,
    CostStatus,
    CostSummary,
    DiscoveredSignals,
    EndedBy,
    EndReason,
    Errors,
    Kind,
    Latency,
    LatencySummary,
    MetricsSummary,
    Outcome,
    Privacy,
    RecordInfo,
    Role,
    SessionRecord,
    SignalEvidence,
    Status,
    Telephony,
    Tier,
    Timeline,
    ToolCall,
    ToolCategory,
    ToolStatus,
    TranscriptLine,
    Turn,
    Urgency,
    Usage,
)

START = datetime(2026, 11, 22, 9, 30, 0, 125_000, tzinfo=UTC)
SECONDS = 94.5

# role, start, end, eou_delay, transcription_delay, llm_ttft, tts_ttfb, e2e, interrupted: seconds after START, and ms
# fmt: off
_TURNS = (
    ("agent", 0.8,  4.1,  None,  None,  None,  212.4, None,   False),
    ("user",  5.0,  12.3, 480.5, 310.2, None,  None,  None,   False),
    ("agent", 13.6, 19.9, None,  None,  391.7, 198.1, 1270.9, False),
    ("user",  21.2, 33.8, 512.0, 288.4, None,  None,  None,   False),
    ("agent", 35.3, 41.0, None,  None,  544.3, 205.6, 1493.8, True),
    ("user",  40.2, 55.7, 497.3, 301.9, None,  None,  None,   False),
    ("agent", 57.1, 71.4, None,  None,  423.0, 231.2, 1382.4, False),
    ("user",  73.0, 92.6, 503.8, 295.5, None,  None,  None,   False),
)
# kind, provider, model, unit, quantity, unit_price, per
_COSTS = (
    ("llm", "openai",     "gpt-4.1-mini",      "input_token",        "5120", "0.4",    1_000_000),
    ("llm", "openai",     "gpt-4.1-mini",      "cached_input_token", "2048", "0.1",    1_000_000),
    ("llm", "openai",     "gpt-4.1-mini",      "output_token",       "412",  "1.6",    1_000_000),
    ("stt", "deepgram",   "nova-3",            "second",             "94.5", "0.0077", 60),
    ("tts", "elevenlabs", "eleven_flash_v2_5", "character",          "689",  "0.05",   1_000),
)
# fmt: on

TRANSCRIPT = tuple(
    {"turn": at, "role": role, "text": text, "started_at": START + timedelta(seconds=_TURNS[at][1])}
    for at, (role, text) in enumerate(
        (
            ("agent", "Hi, this is Ava. How can I help you today?"),
            ("user", "We send about 200 proposals a month and our team of eight uses Salesforce."),
            ("agent", "Thanks. How soon would you like to start?"),
            ("user", "This month, if we can. We use DocuSign now."),
        )
    )
)
"""Words for `a_record(transcript=TRANSCRIPT, privacy__transcript="included")`."""


def a_record(**overrides: Any) -> SessionRecord:
    """A complete, validated record. Overrides are fields; `agent__job_id` is the field of a part."""
    document = _document()
    for name, value in overrides.items():
        place = document
        *parents, leaf = name.split("__")
        for parent in parents:
            place = place[parent]
        place[leaf] = value
    if "duration_seconds" not in overrides:
        document["duration_seconds"] = (document["end_time"] - document["start_time"]).total_seconds()
    return SessionRecord.model_validate(document)


def _document() -> dict[str, Any]:
    return {
        "schema_version": 1,
        "session_id": "rm_7GhT2kQpXw",
        "user_email": "dana.reyes@example.com",
        "start_time": START,
        "end_time": START + timedelta(seconds=SECONDS),
        "discovered_signals": {
            "team_size": 8,
            "team_size_max": 8,
            "document_volume_per_month": 200.0,
            "document_volume_per_month_max": 200.0,
            "integrations": ("salesforce",),
            "urgency": "high",
            "timeline": "this_month",
            "competitors": ("docusign",),
            "industry": "software",
            "qualification_tier": "sales_ready",
            "other": {"plan": "enterprise"},
            "evidence": (
                {"signal": "document_volume_per_month", "rule": "volume.per_month", "turn": 1, "confidence": 0.97},
                {"signal": "team_size", "rule": "team.of", "turn": 1, "confidence": 0.98},
                {"signal": "integrations", "rule": "integration.name", "turn": 1, "confidence": 0.99},
                {"signal": "timeline", "rule": "timeline.this_month", "turn": 3, "confidence": 0.95},
            ),
        },
        "tool_calls": (
            {
                "call_id": "call_k1",
                "name": "search_knowledge_base",
                "category": "knowledge_search",
                "started_at": START + timedelta(seconds=34.1),
                "duration_ms": 310.4,
                "status": "ok",
            },
            {
                "call_id": "call_m1",
                "name": "book_meeting",
                "category": "meeting_booking",
                "started_at": START + timedelta(seconds=56.0),
                "duration_ms": 842.9,
                "status": "error",
                "error_type": "TimeoutError",
            },
        ),
        "metrics_summary": _metrics(),
        "cost_summary": _costs(),
        "turns": _turns(),
        "conversation_state": "QUALIFYING",
        "outcome": {
            "status": "completed",
            "ended_by": "user",
            "reason": "user_hung_up",
            "reason_raw": "participant_disconnected",
            "success": True,
        },
        "agent": {
            "framework": "livekit",
            "framework_version": "1.8.9",
            "name": "sales",
            "version": "2026.11.3",
            "environment": "production",
            "job_id": "AJ_9fQ2mZc1Lr",
            "room_name": "rm_7GhT2kQpXw",
            "room_sid": "RM_4tYb8nVs2K",
            "tags": ("inbound", "trial"),
        },
        "telephony": {
            "direction": "inbound",
            "provider_call_id": "CA0e1f",
            "trunk_id": "ST_main",
            "from_number_hmac": "5f" * 32,
            "to_number_hmac": "a1" * 32,
        },
        "errors": {"llm": 0, "stt": 0, "tts": 0, "tool": 1, "other": 0},
        "user_metadata": {"plan": "trial", "region": "eu"},
        "custom": {"campaign": "november"},
        "privacy": {"transcript": "absent", "consent_obtained": True, "consent_at": START + timedelta(seconds=4.2)},
        "record": {
            "revision": 6,
            "recovered": False,
            "complete": True,
            "incomplete_reasons": (),
            "produced_by": "aftercall 0.0-test",
        },
        "transcript": None,
    }


def _turns() -> list[dict[str, Any]]:
    names = ("eou_delay_ms", "transcription_delay_ms", "llm_ttft_ms", "tts_ttfb_ms", "e2e_ms")
    return [
        {
            "turn": at,
            "role": role,
            "started_at": START + timedelta(seconds=start),
            "ended_at": START + timedelta(seconds=end),
            "interrupted": interrupted,
            "llm_provider": "openai" if role == "agent" else None,
            "llm_model": "gpt-4.1-mini" if role == "agent" else None,
            **dict(zip(names, latencies, strict=True)),
        }
        for at, (role, start, end, *latencies, interrupted) in enumerate(_TURNS)
    ]


def _metrics() -> dict[str, Any]:
    turns = _turns()
    stages = ("eou_delay", "transcription_delay", "llm_ttft", "tts_ttfb", "e2e")
    return {
        "user_turns": sum(t["role"] == "user" for t in turns),
        "agent_turns": sum(t["role"] == "agent" for t in turns),
        "interruptions": sum(t["interrupted"] for t in turns),
        "latency_ms": {stage: _latency([t[f"{stage}_ms"] for t in turns]) for stage in stages},
        "usage": (
            {
                "kind": "llm",
                "provider": "openai",
                "model": "gpt-4.1-mini",
                "requests": 4,
                "input_tokens": 7168,
                "cached_input_tokens": 2048,
                "output_tokens": 412,
            },
            {"kind": "stt", "provider": "deepgram", "model": "nova-3", "requests": 1, "audio_seconds": 94.5},
            {
                "kind": "tts",
                "provider": "elevenlabs",
                "model": "eleven_flash_v2_5",
                "requests": 4,
                "audio_seconds": 29.6,
                "characters": 689,
            },
        ),
        "llm_input_tokens": 7168,
        "llm_cached_input_tokens": 2048,
        "llm_output_tokens": 412,
        "stt_audio_seconds": 94.5,
        "tts_audio_seconds": 29.6,
        "tts_characters": 689,
        "user_speaking_seconds": 55.0,
        "agent_speaking_seconds": 29.6,
    }


def _latency(values: list[float | None]) -> dict[str, float]:
    known = sorted(value for value in values if value is not None)

    def at(share: float) -> float:
        low, rest = divmod(share * (len(known) - 1), 1)
        upper = known[min(int(low) + 1, len(known) - 1)]
        return known[int(low)] + (upper - known[int(low)]) * rest

    percentiles = {f"p{p}": at(p / 100) for p in (50, 90, 95, 99)}
    return {"n": len(known), "mean": sum(known) / len(known), **percentiles, "max": known[-1]}


def _costs() -> dict[str, Any]:
    lines = [
        {
            "kind": kind,
            "provider": provider,
            "model": model,
            "unit": unit,
            "quantity": Decimal(quantity),
            "unit_price": Decimal(price),
            "per": per,
            "amount": (Decimal(quantity) * Decimal(price) / per).quantize(Decimal("1E-9"), ROUND_HALF_EVEN),
            "rate_from": "2026-06-01",
            "rate_source": "list price",
            "status": "priced",
        }
        for kind, provider, model, unit, quantity, price, per in _COSTS
    ]
    by_provider: dict[Any, Decimal] = {}
    for line in lines:
        by_provider[line["provider"]] = by_provider.get(line["provider"], Decimal(0)) + line["amount"]
    return {
        "currency": "USD",
        "total": sum(by_provider.values()),
        "complete": True,
        **by_provider,
        "other": None,
        "price_book": "2026-11-01",
        "lines": lines,
    }


# ------------------------------------------------------------------------------------------ anything

_MAX_COUNT = 2**63 - 1
_LATEST = datetime(2261, 12, 31, tzinfo=UTC)  # nanosecond engines end in April 2262

texts = st.text(st.characters(exclude_categories=()), max_size=20)
"""Any text, lone surrogates, NUL and emoji included."""

counts = st.integers(0, 10_000) | st.sampled_from((0, 2**31, 2**53 + 1, _MAX_COUNT))
amounts_of_time = st.floats(0, 1e7) | st.floats(min_value=0, allow_nan=False, allow_infinity=False)
money = st.decimals(Decimal("-999999.999999999"), Decimal("999999.999999999"), places=9)
quantities = st.decimals(0, Decimal("999999999.999999999"), places=9)
instants = st.datetimes(datetime(1970, 1, 1), _LATEST.replace(tzinfo=None), timezones=st.just(UTC))


def _or_null(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


def _one_of(vocabulary: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(get_args(vocabulary))


def _several(strategy: st.SearchStrategy[Any], most: int = 3) -> st.SearchStrategy[Any]:
    return st.lists(strategy, max_size=most).map(tuple)


_maps = st.dictionaries(texts, texts, max_size=3)

_signals = st.builds(
    DiscoveredSignals,
    team_size=_or_null(counts),
    team_size_max=_or_null(counts),
    document_volume_per_month=_or_null(amounts_of_time),
    document_volume_per_month_max=_or_null(amounts_of_time),
    integrations=_several(texts),
    urgency=_or_null(_one_of(Urgency)),
    timeline=_or_null(_one_of(Timeline)),
    competitors=_several(texts),
    industry=_or_null(texts),
    qualification_tier=_or_null(_one_of(Tier)),
    other=_maps,
    evidence=_several(
        st.builds(SignalEvidence, signal=texts, rule=texts, turn=counts, confidence=st.floats(0, 1)),
    ),
)

_tool_calls = st.builds(
    ToolCall,
    call_id=texts,
    name=texts,
    category=_one_of(ToolCategory),
    started_at=_or_null(instants),
    duration_ms=_or_null(amounts_of_time),
    status=_one_of(ToolStatus),
    error_type=_or_null(texts),
    arguments=_or_null(texts),
)

_latencies = st.builds(
    Latency,
    n=counts,
    **dict.fromkeys(("mean", "p50", "p90", "p95", "p99", "max"), amounts_of_time),
)

_usage = st.builds(
    Usage,
    kind=_one_of(Kind),
    provider=_or_null(texts),
    model=_or_null(texts),
    audio_seconds=_or_null(amounts_of_time),
    **dict.fromkeys(
        sorted(set(Usage.model_fields) - {"kind", "provider", "model", "audio_seconds"}),
        _or_null(counts),
    ),
)

_metrics_summaries = st.builds(
    MetricsSummary,
    user_turns=counts,
    agent_turns=counts,
    interruptions=counts,
    latency_ms=st.builds(
        LatencySummary,
        **dict.fromkeys(LatencySummary.model_fields, _or_null(_latencies)),
    ),
    usage=_several(_usage, 2),
    **dict.fromkeys(
        ("llm_input_tokens", "llm_cached_input_tokens", "llm_output_tokens", "tts_characters"), _or_null(counts)
    ),
    **dict.fromkeys(
        ("stt_audio_seconds", "tts_audio_seconds", "user_speaking_seconds", "agent_speaking_seconds"),
        _or_null(amounts_of_time),
    ),
)

_cost_summaries = st.builds(
    CostSummary,
    currency=st.just("USD"),
    complete=st.booleans(),
    price_book=_or_null(texts),
    lines=_several(
        st.builds(
            CostLine,
            kind=_one_of(Kind),
            provider=_or_null(texts),
            model=_or_null(texts),
            unit=texts,
            quantity=quantities,
            unit_price=_or_null(money),
            per=_or_null(counts),
            amount=_or_null(money),
            rate_from=_or_null(st.dates().map(str)),
            rate_source=_or_null(texts),
            status=_one_of(CostStatus),
            reason=_or_null(texts),
        ),
    ),
    **dict.fromkeys(("total", "openai", "deepgram", "elevenlabs", "other"), _or_null(money)),
)

_any_turns = st.builds(
    Turn,
    turn=counts,
    role=_one_of(Role),
    started_at=_or_null(instants),
    ended_at=_or_null(instants),
    interrupted=st.booleans(),
    llm_provider=_or_null(texts),
    llm_model=_or_null(texts),
    **dict.fromkeys(
        ("eou_delay_ms", "transcription_delay_ms", "llm_ttft_ms", "tts_ttfb_ms", "e2e_ms"), _or_null(amounts_of_time)
    ),
)

_telephony = st.builds(
    Telephony,
    direction=_or_null(st.sampled_from(("inbound", "outbound"))),
    **dict.fromkeys(("provider_call_id", "trunk_id", "from_number_hmac", "to_number_hmac"), _or_null(texts)),
)

_agents = st.builds(
    AgentInfo,
    framework=texts,
    tags=_several(texts),
    **dict.fromkeys(sorted(set(AgentInfo.model_fields) - {"framework", "tags"}), _or_null(texts)),
)


@st.composite
def records(draw: st.DrawFn) -> SessionRecord:
    """Any valid record. Its parts need not agree with each other: turn numbers and totals are arbitrary."""
    start = draw(instants)
    lasted = draw(st.timedeltas(timedelta(0), min(timedelta(days=40), _LATEST - start)))
    return SessionRecord(
        session_id=draw(texts),
        user_email=draw(_or_null(texts)),
        start_time=start,
        end_time=start + lasted,
        duration_seconds=lasted.total_seconds(),
        discovered_signals=draw(_signals),
        tool_calls=draw(_several(_tool_calls, 2)),
        metrics_summary=draw(_metrics_summaries),
        cost_summary=draw(_cost_summaries),
        turns=draw(_several(_any_turns)),
        conversation_state=draw(texts),
        outcome=draw(
            st.builds(
                Outcome,
                status=_one_of(Status),
                ended_by=_one_of(EndedBy),
                reason=_one_of(EndReason),
                reason_raw=_or_null(texts),
                success=_or_null(st.booleans()),
            )
        ),
        agent=draw(_agents),
        telephony=draw(_or_null(_telephony)),
        errors=draw(st.builds(Errors, **dict.fromkeys(Errors.model_fields, counts))),
        user_metadata=draw(_maps),
        custom=draw(_maps),
        privacy=draw(
            st.builds(
                Privacy,
                transcript=st.sampled_from(("absent", "included")),
                consent_obtained=_or_null(st.booleans()),
                consent_at=_or_null(instants),
            )
        ),
        record=draw(
            st.builds(
                RecordInfo,
                revision=counts,
                recovered=st.booleans(),
                complete=st.booleans(),
                incomplete_reasons=_several(st.sampled_from(INCOMPLETE_REASONS)),
                produced_by=texts,
            )
        ),
        transcript=draw(
            _or_null(
                _several(
                    st.builds(
                        TranscriptLine, turn=counts, role=_one_of(Role), text=texts, started_at=_or_null(instants)
                    )
                )
            )
        ),
    )
