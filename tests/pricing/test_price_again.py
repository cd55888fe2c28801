"""Pricing landed lines again: the same quantities, another book, and why an amount is another one."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aftercall.pricing import PriceBook, summarise, unpriced
from aftercall.pricing.card import RateCard, Row
from aftercall.pricing.reprice import USAGE_INCOMPLETE, USAGE_UNSURE, Repriced, reprice
from aftercall.record import INCOMPLETE_REASONS, CostLine, CostSummary, Usage
from aftercall.warehouse.invoices.recorded import INCOMPLETE

START = datetime(2026, 11, 22, 9, tzinfo=UTC)
BEFORE = datetime(2026, 11, 20, 9, tzinfo=UTC)  # audio and text had two prices at OpenAI's transcription
DAYS = st.sampled_from([START, BEFORE])
BOOK = PriceBook.load()
COUNT = st.integers(0, 300_000)


def owner(*rows: dict[str, object]) -> PriceBook:
    """A book with a price file of these rows before our card."""
    given = [Row.model_validate({"effective_from": "2020-01-01", "price": "7", **row}) for row in rows]
    first = RateCard.of(given, label="override@test", status="override")
    return PriceBook((first, *BOOK.cards), "test")


OTHER = owner(
    {"provider": "openai", "models": ["gpt-4o", "gpt-5.4"], "service": "llm", "unit": "1m_input_tokens"},
    {"provider": "openai", "models": ["gpt-4o"], "service": "llm", "unit": "1m_output_tokens", "price": "0"},
    {"provider": "deepgram", "models": ["nova-3"], "service": "stt", "unit": "minute"},
    {"provider": "elevenlabs", "models": ["eleven_v3"], "service": "tts", "unit": "minute"},  # and not characters
    {"provider": "acme", "models": ["mouth"], "service": "tts", "unit": "1k_characters"},
    {"provider": "openai", "models": ["gpt-4o-transcribe"], "service": "stt", "unit": "minute"},
)

SAME_FOR_AUDIO = owner(
    *(
        {"provider": "openai", "models": ["gpt-4o-transcribe"], "service": "stt", "unit": unit, "price": "5"}
        for unit in ("1m_input_tokens", "1m_input_audio_tokens", "1m_output_tokens")
    )
)


@st.composite
def a_request(draw: st.DrawFn, *, whole: bool = False) -> Usage:
    """Known and unknown models; tokens that add up and tokens of which the host does not say enough.

    A whole one tells every measure: a sum that is billed in another measure must not lack a part of it.
    """
    match draw(st.sampled_from(["llm", "stt", "tts", "realtime", "untold"])):
        case "llm":
            text, cached, out = draw(COUNT), draw(COUNT), draw(COUNT)
            return Usage(
                kind="llm", provider="openai", model=draw(st.sampled_from(["gpt-4o", "gpt-4.1-mini", "gpt-99"])),
                requests=1, input_tokens=text + cached, cached_input_tokens=cached, output_tokens=out,
                reasoning_tokens=out // 2,
            )  # fmt: skip
        case "stt":
            model = draw(st.sampled_from(["nova-3", "nova-3:multi", "nova-99"]))
            seconds = float(draw(st.decimals(0, 5_000, places=3)))
            return Usage(kind="stt", provider="deepgram", model=model, audio_seconds=seconds)
        case "tts":
            vendor, model = draw(st.sampled_from([("elevenlabs", "eleven_v3"), ("acme", "mouth")]))
            least = 1 if whole else 0
            seconds, characters = float(draw(st.decimals(least, 900, places=3))), draw(st.integers(least, 90_000))
            return Usage(
                kind="tts", provider=vendor, model=model, requests=1, characters=characters, audio_seconds=seconds
            )
        case "realtime":
            text, audio, spoken = draw(COUNT), draw(COUNT), draw(COUNT)
            return Usage(
                kind="realtime", provider="openai", model="gpt-realtime", requests=1, input_tokens=text + audio,
                input_audio_tokens=audio, output_tokens=spoken, output_audio_tokens=spoken,
            )  # fmt: skip
        case _:
            # Cached tokens on one of them only: a sum of requests with and without does not tell which was which.
            model, cached = draw(st.sampled_from([("gpt-4o-transcribe", None), ("gpt-4o-mini-transcribe", 3)]))
            return Usage(
                kind="stt", provider="openai", model=model, input_tokens=draw(st.integers(9, 9_000)),
                cached_input_tokens=cached, output_tokens=draw(COUNT),
                input_audio_tokens=draw(st.none() | st.just(0)), audio_seconds=float(draw(st.integers(1, 900))),
            )  # fmt: skip


PARTS = [name for name in Usage.model_fields if name not in ("kind", "provider", "model")]


def added(usages: Iterable[Usage]) -> list[Usage]:
    """One usage per kind, provider and model, as a record has them."""
    sums: dict[tuple[object, ...], Usage] = {}
    for usage in usages:
        key = (usage.kind, usage.provider, usage.model)
        if before := sums.get(key):
            told = {p: (getattr(before, p), getattr(usage, p)) for p in PARTS}
            both = {p: (a or 0) + (b or 0) for p, (a, b) in told.items() if a is not None or b is not None}
            if "audio_seconds" in both:
                both["audio_seconds"] = round(both["audio_seconds"], 3)
            sums[key] = before.model_copy(update=both)
        else:
            sums[key] = usage
    return list(sums.values())


def cost(usages: Iterable[Usage], book: PriceBook = BOOK, at: datetime = START) -> CostSummary:
    return summarise([line for usage in usages for line in book.price(usage, at)], book.version)


def total(lines: Iterable[Repriced]) -> Decimal | None:
    return summarise([line.new for line in lines if line.new], None).total


CALLS = st.lists(a_request(), max_size=6)
WHOLE_CALLS = st.lists(a_request(whole=True), max_size=6)


@settings(max_examples=150)
@given(CALLS, DAYS)
def test_the_same_book_changes_nothing(usages, day):
    landed = cost(usages, BOOK, day)
    again = reprice(landed.lines, added(usages), day, BOOK)
    assert {line.why for line in again} <= {"same", "still_unknown"}
    assert summarise([line.new for line in again], BOOK.version) == landed


@settings(max_examples=150)
@given(WHOLE_CALLS, DAYS, st.sampled_from([OTHER, SAME_FOR_AUDIO]))
def test_another_book_comes_to_what_it_would_have_come_to_at_once(usages, day, book):
    landed = cost(usages, BOOK, day)
    again = reprice(landed.lines, added(usages), day, book)
    assert summarise([line.new for line in again if line.new], book.version) == cost(usages, book, day)


@settings(max_examples=150)
@given(CALLS, DAYS)
def test_a_record_that_was_never_priced_is_priced_as_if_it_had_been(usages, day):
    """What recovery leaves: quantities, in every measure that was counted."""
    checkpoint = summarise(unpriced(usages), None)
    again = reprice(checkpoint.lines, added(usages), day, BOOK)
    at_once = cost(usages, BOOK, day)
    assert total(again) == at_once.total
    assert {line.old.amount for line in again if line.old} <= {None}


@settings(max_examples=100)
@given(CALLS)
def test_no_quantity_changes_and_an_unknown_amount_is_never_0(usages):
    for line in reprice(cost(usages).lines, added(usages), START, OTHER):
        if line.old and line.new:
            assert (line.old.unit, line.old.quantity) == (line.new.unit, line.new.quantity)
        if line.new and line.new.amount is None:
            assert line.new.reason
            assert line.why in ("now_unknown", "still_unknown")


def one(landed: CostLine, book: PriceBook = BOOK, at: datetime = START, *used: Usage) -> Repriced:
    (line,) = reprice([landed], used, at, book)
    return line


def stt_line(**parts: object) -> CostLine:
    given = {
        "kind": "stt", "provider": "deepgram", "model": "nova-3", "unit": "second", "quantity": "60",
        "unit_price": "0.0077", "per": 60, "amount": "0.0077", "rate_from": "2026-03-22", "status": "priced",
    }  # fmt: skip
    return CostLine.model_validate(given | parts)


UNKNOWN = {"unit_price": None, "per": None, "amount": None, "rate_from": None, "status": "unknown"}


@pytest.mark.parametrize(
    ("line", "book", "why", "amount"),
    [
        (stt_line(unit_price="0.0048", amount="0.0048"), BOOK, "same", "0.0048"),
        (stt_line(), BOOK, "rate_changed", "0.0048"),
        (stt_line(), OTHER, "override", "7"),
        (stt_line(**UNKNOWN, reason="unknown_model"), BOOK, "was_unknown", "0.0048"),
        (stt_line(**UNKNOWN, reason="not_priced_yet"), OTHER, "was_unknown", "7"),
        (stt_line(model="nova-98"), BOOK, "now_unknown", None),
        (stt_line(model="nova-98", **UNKNOWN, reason="unknown_model"), BOOK, "still_unknown", None),
        (stt_line(unit="token", **UNKNOWN, reason="unknown_model"), BOOK, "still_unknown", None),
        (stt_line(quantity="999999999.999999999", **UNKNOWN, reason="out_of_range"), OTHER, "still_unknown", None),
    ],
)
def test_why_an_amount_is_another_one(line, book, why, amount):
    again = one(line, book)
    assert again.why == why
    assert again.new.amount == (None if amount is None else Decimal(amount))


def test_what_is_billed_in_another_measure_leaves_one_line_and_brings_another():
    used = Usage(kind="tts", provider="elevenlabs", model="eleven_v3", requests=1, characters=1_000, audio_seconds=60.0)
    by_character, by_second = reprice(cost([used]).lines, [used], START, OTHER)
    assert (by_character.old.amount, by_character.new, by_character.why) == (Decimal("0.08"), None, "billed_otherwise")
    assert (by_second.old, by_second.new.amount, by_second.new.unit) == (None, 7, "second")


def test_a_line_is_priced_at_the_rates_of_its_own_day():
    """A call over midnight into a new price has two lines, each told by the day from which its rate holds."""
    eve = datetime(2026, 10, 20, 23, 59, tzinfo=UTC)
    usages = [
        (Usage(kind="tts", provider="elevenlabs", model="eleven_v3", characters=1_000), at)
        for at in (eve, eve + timedelta(minutes=2))
    ]
    landed = summarise([line for usage, at in usages for line in BOOK.price(usage, at)], BOOK.version)
    assert [line.amount for line in landed.lines] == [Decimal("0.10"), Decimal("0.08")]
    again = reprice(landed.lines, added(usage for usage, _ in usages), eve, BOOK)
    assert [(line.why, line.new.amount) for line in again] == [("same", Decimal("0.10")), ("same", Decimal("0.08"))]


def test_requests_in_two_tiers_stay_in_their_tiers():
    small, large = (
        Usage(kind="llm", provider="openai", model="gpt-5.4", requests=1, input_tokens=n, output_tokens=9)
        for n in (5_000, 300_000)
    )
    landed = cost([small, small, large])
    again = reprice(landed.lines, added([small, small, large]), START, BOOK)
    assert {line.why for line in again} == {"same"}
    assert total(again) == landed.total


def test_a_day_that_is_none_is_the_day_of_the_call():
    assert one(stt_line(rate_from="soon")).new.amount == Decimal("0.0048")


def test_hosts_own_names_are_the_same_models():
    line = stt_line(provider="api.deepgram.com", model="Nova-3")
    assert one(line).new.amount == Decimal("0.0048")


def test_the_reasons_for_too_little_usage_are_reasons_of_a_record():
    assert set(INCOMPLETE_REASONS) > USAGE_INCOMPLETE
    documented = Path(__file__).parents[2].joinpath("docs/metrics.md").read_text("utf-8")
    for reason in USAGE_INCOMPLETE | USAGE_UNSURE:
        assert f"`{reason}`" in documented


NOT_ABOUT_USAGE = {
    "application_value_refused", "arguments_left_out", "clock_went_backwards", "evidence_left_out",
    "legacy_detector_not_trusted", "legacy_field_left_out", "legacy_price_replaced", "metadata_cut",
    "naive_time_taken_as_utc", "pricing_failed", "results_left_out", "session_never_started", "settings_invalid",
    "signals_failed", "transcript_left_out", "turns_left_out",
}  # fmt: skip


def test_every_reason_of_a_record_is_known_to_be_about_usage_or_not():
    sets = (USAGE_INCOMPLETE, USAGE_UNSURE, NOT_ABOUT_USAGE)
    assert sorted(reason for some in sets for reason in some) == sorted(INCOMPLETE_REASONS)  # each of them in one set
    assert INCOMPLETE == USAGE_INCOMPLETE | USAGE_UNSURE
    assert "metric_not_finite" in USAGE_INCOMPLETE
    assert "usage_not_attributable" in USAGE_UNSURE


def test_a_price_file_prices_again_like_a_book(tmp_path):
    file = tmp_path / "prices.json"
    row = {
        "provider": "deepgram",
        "models": ["nova-3"],
        "service": "stt",
        "unit": "minute",
        "price": "0.0039",
        "effective_from": "2026-01-01",
    }
    file.write_text(json.dumps({"rates": [row]}))
    assert one(stt_line(), PriceBook.load(file)).new.amount == Decimal("0.0039")
