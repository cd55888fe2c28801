"""Records for tests: one realistic call with every field filled, and a strategy for everything a record may hold.

    a_record()                                          a qualified lead, 8 turns, consistent in itself
    a_record(session_id="x", agent__job_id="AJ_2", record__revision=3)
    records()                                           Hypothesis: nulls, extremes, any text

A double underscore reaches into a part. `duration_seconds` follows from the times unless it is given.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from hypothesis import strategies as st
from pydantic import AwareDatetime

from aftercall.record import Part, SessionRecord

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

_LATEST = datetime(2261, 12, 31, tzinfo=UTC)  # nanosecond engines end in April 2262

texts = st.text(st.characters(exclude_categories=()), max_size=20)
"""Any text, lone surrogates, NUL and emoji included."""

_BY_TYPE: dict[Any, st.SearchStrategy[Any]] = {
    str: texts,
    bool: st.booleans(),
    int: st.integers(0, 10_000) | st.sampled_from((0, 2**31, 2**53 + 1, 2**63 - 1)),
    float: st.floats(0, 1e7) | st.floats(min_value=0, allow_nan=False, allow_infinity=False),
    Decimal: st.decimals(Decimal("-999999.999999999"), Decimal("999999.999999999"), places=9),
    AwareDatetime: st.datetimes(datetime(1970, 1, 1), _LATEST.replace(tzinfo=None), timezones=st.just(UTC)),
    NoneType: st.none(),
}
# Fields that take less, or more, than their type says.
_BY_NAME = {
    "confidence": st.floats(0, 1),
    "quantity": st.decimals(0, Decimal("999999999.999999999"), places=9),
    "rate_from": st.none() | st.dates().map(str),
}


def _any_of(annotation: Any) -> st.SearchStrategy[Any]:
    """Values of a type that `record.py` uses."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _any_of(inner[0])
    if origin in (Union, UnionType):
        return st.one_of([_any_of(one) for one in inner])
    if origin is Literal:
        return st.sampled_from(inner)
    if origin is tuple:
        return st.lists(_any_of(inner[0]), max_size=3).map(tuple)
    if origin is dict:
        return st.dictionaries(_any_of(inner[0]), _any_of(inner[1]), max_size=3)
    if issubclass(annotation, Part):
        return st.builds(annotation, **_any_fields(annotation))
    return _BY_TYPE[annotation]


def _any_fields(part: type[Part]) -> dict[str, st.SearchStrategy[Any]]:
    return {
        name: _BY_NAME[name] if name in _BY_NAME else _any_of(field.annotation)
        for name, field in part.model_fields.items()
    }


_FIELDS = _any_fields(SessionRecord)


@st.composite
def records(draw: st.DrawFn) -> SessionRecord:
    """Any valid record. Its parts need not agree with each other: turn numbers and totals are arbitrary."""
    values = {name: draw(strategy) for name, strategy in _FIELDS.items()}
    start = values["start_time"]
    lasted = draw(st.timedeltas(timedelta(0), min(timedelta(days=40), _LATEST - start)))
    return SessionRecord(**{**values, "end_time": start + lasted, "duration_seconds": lasted.total_seconds()})
