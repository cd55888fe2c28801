"""Laws of the price book: they hold for any usage, not only for the ones in the table."""

from __future__ import annotations

import itertools
import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aftercall.pricing import PriceBook, summarise, unpriced
from aftercall.pricing.quantities import TOKEN_UNITS, quantities
from aftercall.pricing.rates import REASONS
from aftercall.pricing.usable import UNITS_OF_KIND
from aftercall.record import CostLine, CostSummary, Usage

AT = datetime(2026, 11, 20, tzinfo=UTC)
BOOK = PriceBook.load()
COUNT = st.integers(0, 2_000_000)
PARTS = (
    "requests", "input_tokens", "cached_input_tokens", "cache_write_tokens", "output_tokens", "reasoning_tokens",
    "input_audio_tokens", "cached_input_audio_tokens", "output_audio_tokens", "audio_seconds", "characters",
)  # fmt: skip


# Models without tiers whose every unit has a rate.
SOLD = [
    ("realtime", "openai", "gpt-realtime"), ("llm", "openai", "gpt-4o"), ("llm", "openai", "gpt-4o-mini"),
    ("llm", "livekit", "openai/gpt-4.1-mini"), ("stt", "deepgram", "nova-3"), ("stt", "deepgram", "nova-2"),
    ("stt", "deepgram", "nova-3:multi"), ("stt", "assemblyai", "universal-3-5-pro"),
    ("stt", "livekit", "deepgram/nova-3:multi"), ("tts", "elevenlabs", "eleven_v3"), ("tts", "cartesia", "sonic-3"),
    ("tts", "deepgram", "aura-2"), ("tts", "livekit", "cartesia/sonic-3"),
]  # fmt: skip


@st.composite
def usage_of(draw: st.DrawFn, sold: tuple[str, str, str]) -> Usage:
    """A usage that adds up."""
    kind, provider, model = sold
    who = {"kind": kind, "provider": provider, "model": model}
    if kind == "stt":
        return Usage(**who, audio_seconds=float(draw(st.decimals(0, 5_000, places=3))))
    if kind == "tts":
        return Usage(**who, characters=draw(COUNT))
    text, cached, out = draw(COUNT), draw(COUNT), draw(COUNT)
    if kind == "llm":
        return Usage(
            **who, requests=1, input_tokens=text + cached, cached_input_tokens=cached, output_tokens=out,
            reasoning_tokens=out // 2,
        )  # fmt: skip
    audio, cached_audio, audio_out = draw(COUNT), draw(COUNT), draw(COUNT)
    return Usage(
        **who, requests=1, input_tokens=text + cached + audio + cached_audio,
        cached_input_tokens=cached + cached_audio, input_audio_tokens=audio + cached_audio,
        cached_input_audio_tokens=cached_audio, output_tokens=out + audio_out, output_audio_tokens=audio_out,
    )  # fmt: skip


def added(one: Usage, other: Usage) -> Usage:
    sums = {p: getattr(one, p) + getattr(other, p) for p in PARTS if getattr(one, p) is not None}
    if one.audio_seconds is not None and other.audio_seconds is not None:
        sums["audio_seconds"] = round(one.audio_seconds + other.audio_seconds, 3)
    return one.model_copy(update=sums)


spoken = st.sampled_from(SOLD).flatmap(usage_of)
pairs = st.sampled_from(SOLD).flatmap(lambda sold: st.tuples(usage_of(sold), usage_of(sold)))

anything = st.builds(
    Usage,
    kind=st.sampled_from(["llm", "stt", "tts", "realtime"]),
    provider=st.one_of(
        st.none(),
        st.sampled_from(
            [
                "openai",
                "azure",
                "deepgram",
                "elevenlabs",
                "10.0.0.1:80",
                "livekit",
                "groq",
                "google",
                "perplexity",
                "cartesia",
                "assemblyai",
            ]
        ),
    ),
    model=st.one_of(
        st.none(),
        st.sampled_from(
            [
                "gpt-4o",
                "gpt-5.4",
                "gpt-realtime",
                "gpt-audio",
                "nova-3",
                "scribe_v2",
                "eleven_v3",
                "whisper-1",
                "tts-1",
                "sonar",
                "gemini-2.5-flash",
                "sonic-3",
                "universal-2",
                "deepgram/nova-3",
                "openai/gpt-4.1-nano",
                "?",
            ]
        ),
    ),
    **{
        part: st.one_of(st.none(), st.integers(0, 2**62)) | st.integers(0, 400_000)
        for part in PARTS
        if part != "audio_seconds"
    },
    audio_seconds=st.one_of(st.none(), st.floats(0, allow_infinity=False, allow_nan=False)),
)


def cost(*usages: Usage) -> CostSummary:
    return summarise([line for usage in usages for line in BOOK.price(usage, AT)], BOOK.version)


@settings(max_examples=60)
@given(pairs)
def test_two_parts_cost_what_the_whole_costs(pair):
    assert cost(*pair) == cost(added(*pair))


@settings(max_examples=60)
@given(pairs)
def test_rounded_separately_two_parts_differ_by_at_most_a_unit_per_line(pair):
    lines = [line for usage in pair for line in BOOK.price(usage, AT)]
    apart = sum((line.amount for line in lines), Decimal(0))
    assert abs(apart - cost(added(*pair)).total) <= Decimal("1e-9") * len(lines)


@settings(max_examples=60)
@given(pairs)
def test_more_usage_never_costs_less(pair):
    assert cost(pair[0]).total <= cost(added(*pair)).total


@settings(max_examples=40)
@given(st.lists(anything, max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_lines_changes_nothing(usages, random):
    lines = [line for usage in usages for line in BOOK.price(usage, AT)]
    shuffled = random.sample(lines, len(lines))
    assert summarise(shuffled, None) == summarise(lines, None)


@settings(max_examples=300)
@given(anything)
def test_a_line_has_an_amount_or_a_reason_and_never_both_or_0_for_unknown(usage):
    for line in BOOK.price(usage, AT) + unpriced([usage]):
        assert (line.amount is None) == (line.status == "unknown") == (line.reason is not None)
        assert line.reason is None or line.reason in REASONS
        assert line.quantity > 0
        if line.amount is not None:
            assert line.amount == (line.quantity * line.unit_price / line.per).quantize(Decimal("1e-9"))
        CostLine.model_validate(line.model_dump())  # what a record can hold


@settings(max_examples=100)
@given(anything)
def test_a_summary_of_anything_is_one_that_a_record_can_hold(usage):
    whole = cost(usage, usage)
    CostSummary.model_validate(whole.model_dump())
    assert whole.complete == (whole.total is not None and all(line.amount is not None for line in whole.lines))


@given(spoken)
def test_token_units_do_not_overlap_and_leave_nothing_out(usage):
    split = quantities(usage)
    assert split.fault is None
    tokens = sum(quantity for unit, quantity in split.by_unit.items() if unit in TOKEN_UNITS)
    assert tokens == (usage.input_tokens or 0) + (usage.output_tokens or 0)


@pytest.fixture(scope="module")
def with_override(tmp_path_factory: pytest.TempPathFactory) -> PriceBook:
    tokens = {kind: sorted(units.intersection(TOKEN_UNITS)) for kind, units in UNITS_OF_KIND.items()}
    units = {**tokens, "stt": ["minute"], "tts": ["1k_characters"]}
    sold = dict.fromkeys((kind, provider, model.removesuffix(":multi")) for kind, provider, model in SOLD)
    rows = [
        {"provider": provider, "models": [model], "service": kind, "price": "7", "effective_from": "2020-01-01",
         "unit": f"1m_{unit}s" if unit in TOKEN_UNITS else unit}
        for kind, provider, model in sold for unit in units[kind]
    ]  # fmt: skip
    path: Path = tmp_path_factory.mktemp("prices") / "prices.json"
    path.write_text(json.dumps({"schema": 1, "rates": rows}))
    return PriceBook.load(path)


@settings(max_examples=60)
@given(usage=spoken)
def test_an_override_always_wins_and_changes_no_quantity(with_override, usage):
    ours, theirs = BOOK.price(usage, AT), with_override.price(usage, AT)
    assert {(line.status, line.unit_price) for line in theirs} <= {("override", Decimal(7))}
    assert [(a.unit, a.quantity) for a in ours] == [(b.unit, b.quantity) for b in theirs]


def test_a_summary_of_summaries_lines_is_the_same_summary():
    usages = [
        Usage(kind="stt", provider="deepgram", model=m, audio_seconds=s)
        for m, s in itertools.product(["nova-3", "x"], [1.5, 2.25])
    ]
    once = cost(*usages)
    assert summarise(once.lines, BOOK.version) == once
