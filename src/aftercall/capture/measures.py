"""The numbers of a call, worked out from its facts. Unknown is null, and stays null in a sum of nothing."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, TypeGuard

from aftercall.capture.facts import Facts, TurnFact
from aftercall.record import IncompleteReason, Latency, LatencySummary, MetricsSummary, Role, Usage

LONGEST_SECONDS = 1e10
"""300 years: a host's "seconds" beyond it are not a time, and thousands of those below still add up."""


def metrics(facts: Facts, reasons: set[IncompleteReason]) -> MetricsSummary:
    """The call's metrics; what docs/metrics.md defines, number by number."""
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


def talked_over(turns: Sequence[TurnFact]) -> set[int]:
    """Numbers of the user's turns in the middle of which a turn of the agent began, by the host's times of speech."""
    starts = sorted(turn.started_at for turn in turns if turn.role == "agent" and _is_time(turn.started_at))
    return {
        number
        for number, turn in enumerate(turns)
        if turn.role == "user"
        and _is_time(turn.started_at)
        and _is_time(turn.ended_at)
        and bisect_right(starts, turn.started_at) < bisect_left(starts, turn.ended_at)
    }


def _is_time(seconds: float | None) -> TypeGuard[float]:
    return isinstance(seconds, int | float) and math.isfinite(seconds)


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
