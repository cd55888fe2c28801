"""The sample: one complete record of a qualified lead, with fixed values, for people who write readers and dashboards."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal

from aftercall.record import (
    AgentInfo,
    CostLine,
    CostSummary,
    DiscoveredSignals,
    Errors,
    Kind,
    Latency,
    LatencySummary,
    MetricsSummary,
    Outcome,
    Privacy,
    RecordInfo,
    SessionRecord,
    SignalEvidence,
    Telephony,
    ToolCall,
    Turn,
    Usage,
)

_START = datetime(2026, 11, 3, 16, 4, 21, 318_000, tzinfo=UTC)
_SECONDS = 71.5
_LLM = "gpt-4.1-mini"

# fmt: off
# role, start and end in seconds after the call's, then in ms: eou_delay, transcription_delay, llm_ttft, tts_ttfb, e2e
_TURNS = (
    ("agent",  0.9,  4.4,  None,  None,  None, 228.1,   None),
    ("user",   5.2, 13.9, 512.4, 341.7,  None,  None,   None),
    ("agent", 15.2, 21.0,  None,  None, 418.9, 204.3, 1324.6),
    ("user",  22.4, 31.8, 498.0, 296.2,  None,  None,   None),
    ("agent", 33.0, 47.6,  None,  None, 452.7, 211.8, 1243.5),
    ("user",  48.3, 56.1, 530.9, 318.5,  None,  None,   None),
    ("agent", 57.6, 69.8,  None,  None, 467.2, 219.4, 1472.1),
)
# kind, provider, model, unit, quantity, price of so many, where the price comes from
_COSTS: tuple[tuple[Kind, str, str, str, str, str, int, str], ...] = (
    ("llm", "openai",     _LLM,                "input_token",        "4980", "0.4",       1_000_000, "genai-prices"),
    ("llm", "openai",     _LLM,                "cached_input_token", "1792", "0.1",       1_000_000, "genai-prices"),
    ("llm", "openai",     _LLM,                "output_token",       "338",  "1.6",       1_000_000, "genai-prices"),
    ("stt", "deepgram",   "nova-3",            "second",             "71.5", "0.0077",    60,        "rate card"),
    ("tts", "elevenlabs", "eleven_flash_v2_5", "character",          "612",  "0.05",      1_000,     "rate card"),
)
# fmt: on


def sample() -> SessionRecord:
    """The record in `schema/v1/sample.json`. Made up; its latencies, usage and costs agree with each other."""
    turns = _turns()
    return SessionRecord(
        session_id="rm_Qb7xT2nLw9Kd",
        user_email="dana@example.com",
        start_time=_START,
        end_time=_at(_SECONDS),
        duration_seconds=_SECONDS,
        discovered_signals=_signals(),
        tool_calls=(
            ToolCall(
                call_id="call_8RkfT0aV",
                name="search_knowledge_base",
                category="knowledge_search",
                started_at=_at(32.3),
                duration_ms=287.4,
                status="ok",
            ),
            ToolCall(
                call_id="call_Zp31Gm5s",
                name="book_meeting",
                category="meeting_booking",
                started_at=_at(56.7),
                duration_ms=641.0,
                status="ok",
            ),
        ),
        metrics_summary=MetricsSummary(
            user_turns=3,
            agent_turns=4,
            interruptions=0,
            latency_ms=LatencySummary(
                eou_delay=_latency([turn.eou_delay_ms for turn in turns]),
                transcription_delay=_latency([turn.transcription_delay_ms for turn in turns]),
                llm_ttft=_latency([turn.llm_ttft_ms for turn in turns]),
                tts_ttfb=_latency([turn.tts_ttfb_ms for turn in turns]),
                e2e=_latency([turn.e2e_ms for turn in turns]),
            ),
            usage=(
                Usage(
                    kind="llm",
                    provider="openai",
                    model=_LLM,
                    requests=5,
                    input_tokens=6772,
                    cached_input_tokens=1792,
                    output_tokens=338,
                ),
                Usage(kind="stt", provider="deepgram", model="nova-3", audio_seconds=_SECONDS),
                Usage(
                    kind="tts",
                    provider="elevenlabs",
                    model="eleven_flash_v2_5",
                    requests=4,
                    audio_seconds=36.1,
                    characters=612,
                ),
            ),
            llm_input_tokens=6772,
            llm_cached_input_tokens=1792,
            llm_output_tokens=338,
            stt_audio_seconds=_SECONDS,
            tts_audio_seconds=36.1,
            tts_characters=612,
            user_speaking_seconds=25.9,
            agent_speaking_seconds=36.1,
        ),
        cost_summary=_costs(),
        turns=turns,
        conversation_state="MEETING_BOOKED",
        outcome=Outcome(
            status="completed",
            ended_by="user",
            reason="user_hung_up",
            reason_raw="participant_disconnected",
            success=True,
        ),
        agent=AgentInfo(
            framework="livekit",
            framework_version="1.8.9",
            name="sales",
            version="2026.11.1",
            environment="production",
            job_id="AJ_h4Vw2ZcT8mRq",
            room_name="rm_Qb7xT2nLw9Kd",
            room_sid="RM_e5YtJ3uPn7Fa",
            tags=("trial",),
        ),
        telephony=Telephony(direction="inbound", provider_call_id="CA5d81c0", trunk_id="ST_7Hq2"),
        errors=Errors(),
        user_metadata={"plan": "trial"},
        custom={"campaign": "november"},
        privacy=Privacy(consent_obtained=True, consent_at=_at(5.2)),
        record=RecordInfo(revision=9, produced_by="aftercall 1"),
    )


def _at(seconds: float) -> datetime:
    return _START + timedelta(seconds=seconds)


def _signals() -> DiscoveredSignals:
    found = (
        ("document_volume_per_month", "volume", 1, 0.97),
        ("integrations", "product", 1, 0.99),
        ("team_size", "team", 1, 0.96),
        ("competitors", "product", 3, 0.99),
        ("timeline", "timeline", 3, 0.94),
        ("urgency", "urgency", 3, 0.92),
    )
    return DiscoveredSignals(
        team_size=12,
        team_size_max=15,
        document_volume_per_month=220.0,
        document_volume_per_month_max=220.0,
        integrations=("hubspot", "salesforce"),
        urgency="medium",
        timeline="this_quarter",
        competitors=("docusign",),
        industry="software",
        qualification_tier="sales_ready",
        evidence=tuple(
            SignalEvidence(signal=signal, rule=rule, turn=turn, confidence=confidence)
            for signal, rule, turn, confidence in found
        ),
    )


def _turns() -> tuple[Turn, ...]:
    return tuple(
        Turn(
            turn=number,
            role="agent" if role == "agent" else "user",
            started_at=_at(start),
            ended_at=_at(end),
            llm_provider="openai" if llm is not None else None,
            llm_model=_LLM if llm is not None else None,
            eou_delay_ms=eou,
            transcription_delay_ms=transcription,
            llm_ttft_ms=llm,
            tts_ttfb_ms=tts,
            e2e_ms=e2e,
        )
        for number, (role, start, end, eou, transcription, llm, tts, e2e) in enumerate(_TURNS)
    )


def _latency(values: list[float | None]) -> Latency:
    known = sorted(value for value in values if value is not None)

    def percentile(share: float) -> float:
        place = share * (len(known) - 1)
        low = int(place)
        high = min(low + 1, len(known) - 1)
        return round(known[low] + (known[high] - known[low]) * (place - low), 3)

    return Latency(
        n=len(known),
        mean=round(sum(known) / len(known), 3),
        p50=percentile(0.5),
        p90=percentile(0.9),
        p95=percentile(0.95),
        p99=percentile(0.99),
        max=known[-1],
    )


def _costs() -> CostSummary:
    lines = []
    for kind, provider, model, unit, quantity, unit_price, per, rate_source in _COSTS:
        amount = Decimal(quantity) * Decimal(unit_price) / per
        line = CostLine(
            kind=kind,
            provider=provider,
            model=model,
            unit=unit,
            quantity=Decimal(quantity),
            unit_price=Decimal(unit_price),
            per=per,
            amount=amount.quantize(Decimal("1E-9"), ROUND_HALF_EVEN),
            rate_from="2026-06-01",
            rate_source=rate_source,
            status="priced",
        )
        lines.append(line)
    by_provider = {
        name: sum((line.amount for line in lines if line.provider == name and line.amount is not None), Decimal(0))
        for name in ("openai", "deepgram", "elevenlabs")
    }
    return CostSummary(
        total=sum(by_provider.values(), Decimal(0)), **by_provider, price_book="2026-11-01", lines=tuple(lines)
    )
