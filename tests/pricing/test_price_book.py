"""What the price book says, and what it refuses to say. The table of priced cases is in test_price_cases."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest

from aftercall.pricing import PriceBook, normalise, summarise, unpriced
from aftercall.pricing.llm import _RELEASES, _find
from aftercall.pricing.rates import REASONS
from aftercall.record import Usage

NOVEMBER = datetime(2026, 11, 20, 12, tzinfo=UTC)
BOOK = PriceBook.load()


def llm(model: str, provider: str = "openai", **parts: int) -> Usage:
    return Usage(kind="llm", provider=provider, model=model, requests=parts.pop("requests", 1), **parts)


def realtime(model: str, provider: str = "openai", **parts: float) -> Usage:
    return Usage(kind="realtime", provider=provider, model=model, **parts)


def stt(model: str, seconds: float | None = None, provider: str = "deepgram", **parts: int) -> Usage:
    return Usage(kind="stt", provider=provider, model=model, audio_seconds=seconds, **parts)


def tts(model: str, characters: int, provider: str = "elevenlabs", **parts: float) -> Usage:
    return Usage(kind="tts", provider=provider, model=model, characters=characters, **parts)


SPOKEN = {
    "input_tokens": 2000,
    "input_audio_tokens": 1200,
    "cached_input_tokens": 500,
    "cached_input_audio_tokens": 300,
    "output_tokens": 1000,
    "output_audio_tokens": 750,
}


def test_one_call_costs_what_its_four_vendors_ask_for():
    usages = [
        llm("gpt-4o-mini", input_tokens=12_000, cached_input_tokens=4_000, output_tokens=900),
        realtime("gpt-realtime", **SPOKEN),
        stt("nova-3", 312.4),
        tts("eleven_flash_v2_5", 4_210),
    ]
    cost = summarise([line for usage in usages for line in BOOK.price(usage, NOVEMBER)], BOOK.version)
    assert cost.total == Decimal("0.278832")
    assert (cost.openai, cost.deepgram, cost.elevenlabs) == (Decimal("0.08544"), Decimal("0.024992"), Decimal("0.1684"))
    assert cost.other is None
    assert cost.complete


def test_a_minute_of_speech_costs_the_price_of_a_minute_and_not_a_sixtieth_of_it():
    (line,) = BOOK.price(stt("nova-3", 60.0), NOVEMBER)
    assert (line.unit, line.quantity, line.unit_price, line.per) == ("second", 60, Decimal("0.0048"), 60)
    assert line.amount == Decimal("0.0048")


def test_312_point_4_seconds_of_nova_3_cost_exactly_0_024992():
    assert BOOK.price(stt("nova-3", 312.4), NOVEMBER)[0].amount == Decimal("0.024992")


def test_gpt_4o_mini_is_not_priced_as_gpt_4o():
    mini, large = (BOOK.price(llm(m, input_tokens=1_000_000), NOVEMBER)[0] for m in ("gpt-4o-mini", "gpt-4o"))
    assert (mini.amount, large.amount) == (Decimal("0.15"), Decimal("2.5"))


@pytest.mark.parametrize(
    "model", ["gpt-4o-mini-max", "gpt-4", "gpt-4o-mini", "gpt-5-nano-turbo", "ft:gpt-4o-2024-08-06:acme"]
)
def test_a_name_that_only_begins_like_a_model_is_not_that_model(model):
    lines = BOOK.price(llm(model, input_tokens=1_000), NOVEMBER)
    known = {"gpt-4": Decimal("0.03"), "gpt-4o-mini": Decimal("0.00015")}
    assert [line.amount for line in lines] == [known.get(model)]
    assert [line.reason for line in lines] == [None if model in known else "unknown_model"]


@pytest.mark.parametrize(
    "model",
    ["gpt-4o-realtime-preview-2024-10-01", "gpt-4o-realtime-preview-2077-01-01", "gpt-4o-2077-01-01", "gpt-4o-2024-08-07",
     "claude-haiku-4-5-20770101"],
)  # fmt: skip
def test_a_release_that_nobody_listed_has_no_price(model):
    (line,) = BOOK.price(llm(model, "anthropic" if "claude" in model else "openai", output_tokens=10), NOVEMBER)
    assert (line.amount, line.reason) == (None, "unknown_model")


@pytest.mark.parametrize(
    ("provider", "model", "price"),
    [
        ("openai", "gpt-4.1-mini-2025-04-14", "1.6"),
        ("openai", "gpt-4o-2024-05-13", "15"),
        ("openai", "gpt-4o-2024-08-06", "10"),
        ("openai", "gpt-5-nano-2025-08-07", "0.4"),
        ("openai", "gpt-4o-realtime-preview-2025-06-03", "20"),
        ("anthropic", "claude-haiku-4-5-20251001", "5"),
        ("anthropic", "claude-sonnet-4-5-20250929", "15"),
    ],
)
def test_a_release_that_is_listed_has_the_price_that_is_listed(provider, model, price):
    (line,) = BOOK.price(llm(model, provider, output_tokens=10), NOVEMBER)
    assert line.unit_price == Decimal(price)


@pytest.mark.parametrize("release", _RELEASES)
def test_a_listed_release_is_still_the_model_that_genai_prices_takes_it_for(release):
    provider = "anthropic" if release.startswith("claude") else "openai"
    dated, undated = _find(provider, release), _find(provider, _RELEASES[release])
    assert not isinstance(dated, str)
    assert dated.info is undated.info


# usage · when · reason
UNKNOWN = [
    (llm("gpt-99", input_tokens=5, output_tokens=5), NOVEMBER, "unknown_model"),
    (llm("gpt-4o-mini", "127.0.0.1:8080", input_tokens=5), NOVEMBER, "unknown_provider"),
    (llm("gpt-4o-mini", "my-openai-proxy", input_tokens=5), NOVEMBER, "unknown_provider"),
    (llm("gpt-4o-mini", "api.openai.com.example.org", input_tokens=5), NOVEMBER, "unknown_provider"),
    (llm("openai/gpt-99", "livekit", input_tokens=5), NOVEMBER, "unknown_model"),
    (llm("gpt-4.1-mini", "livekit", input_tokens=5), NOVEMBER, "unknown_model"),
    (stt("nova-3", 10.0, "livekit"), NOVEMBER, "unknown_model"),
    (stt("deepgram/nova-3", 10.0, "livekit"), datetime(2026, 6, 3, tzinfo=UTC), "no_rate_at_date"),
    (tts("elevenlabs/eleven_flash_v2_5", 10, "livekit"), NOVEMBER, "no_rate_at_date"),
    (stt("scribe_v1_experimental", 10.0, "elevenlabs"), NOVEMBER, "unknown_model"),
    (stt("u3-rt-pro-beta-1", 10.0, "assemblyai"), NOVEMBER, "unknown_model"),
    (tts("sonic-9", 10, "cartesia"), NOVEMBER, "unknown_model"),
    (Usage(kind="llm", provider=None, model="gpt-4o", input_tokens=5), NOVEMBER, "unknown_provider"),
    (Usage(kind="llm", provider="openai", model=None, input_tokens=5), NOVEMBER, "unknown_model"),
    (llm("gpt-4o-realtime-turbo", input_tokens=5), NOVEMBER, "unknown_model"),
    (llm("my-deployment", "azure", input_tokens=5, output_tokens=5), NOVEMBER, "unknown_model"),
    (llm("gpt-4o-mini-prod", "acme.openai.azure.com", input_tokens=5), NOVEMBER, "unknown_model"),
    (realtime("my-deployment", "azure", audio_seconds=60.0), NOVEMBER, "unknown_model"),
    (llm("gpt-4o:priority", input_tokens=5, cached_input_tokens=1, output_tokens=5), NOVEMBER, "unknown_model"),
    (llm("gpt-5:flex", input_tokens=5), NOVEMBER, "unknown_model"),
    (realtime("gpt-realtime:priority", input_tokens=5, input_audio_tokens=5), NOVEMBER, "unknown_model"),
    (realtime("gpt-live-1:priority", audio_seconds=60.0), NOVEMBER, "unknown_model"),
    (realtime("gpt-live-2", audio_seconds=60.0), NOVEMBER, "unknown_model"),
    (realtime("gpt-realtime", audio_seconds=60.0), NOVEMBER, "no_rate_for_unit"),
    (realtime("gpt-realtime-2.1", audio_seconds=60.0), NOVEMBER, "no_rate_for_unit"),
    (realtime("gpt-live-1", input_tokens=5, input_audio_tokens=5), NOVEMBER, "no_rate_for_unit"),
    (stt("nova-99", 10.0), NOVEMBER, "unknown_model"),
    (stt("nova-3-medical", 10.0), NOVEMBER, "unknown_model"),
    (tts("nova-3", 10, "deepgram"), NOVEMBER, "unknown_model"),
    (stt("nova-3", 10.0), datetime(2026, 3, 21, tzinfo=UTC), "no_rate_at_date"),
    (tts("eleven_flash_v2_5", 10, audio_seconds=3.0), datetime(2026, 6, 5, tzinfo=UTC), "no_rate_at_date"),
    (stt("gpt-4o-transcribe", 60.0, "openai"), NOVEMBER, "no_rate_for_unit"),
    (llm("gpt-4o", input_tokens=10, cache_write_tokens=10), NOVEMBER, "no_rate_for_unit"),
    (llm("gpt-4o", input_tokens=10, cached_input_tokens=11), NOVEMBER, "inconsistent_usage"),
    (llm("gpt-4o", input_tokens=10, cached_input_tokens=6, cache_write_tokens=6), NOVEMBER, "inconsistent_usage"),
    (llm("gpt-4o", cached_input_tokens=1), NOVEMBER, "inconsistent_usage"),
    (llm("gpt-4o", output_tokens=1, reasoning_tokens=2), NOVEMBER, "inconsistent_usage"),
    (realtime("gpt-realtime", input_tokens=10, input_audio_tokens=11), NOVEMBER, "inconsistent_usage"),
    (realtime("gpt-realtime", input_tokens=10), NOVEMBER, "audio_split_untold"),
    (realtime("gpt-realtime", output_tokens=10), NOVEMBER, "audio_split_untold"),
    (realtime("gpt-realtime", input_tokens=10, input_audio_tokens=5, cached_input_tokens=5), NOVEMBER, "audio_split_untold"),
    (llm("gpt-5.4", requests=2, input_tokens=272_001), NOVEMBER, "tier_unknown"),
    (tts("eleven_flash_v2_5", 10**9), NOVEMBER, "out_of_range"),
    (stt("nova-3", 1e300), NOVEMBER, "out_of_range"),
    (llm("o1-pro", output_tokens=10**9), NOVEMBER, "out_of_range"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("usage", "at", "reason"), UNKNOWN, ids=[f"{c[2]}-{c[0].provider}-{c[0].model}" for c in UNKNOWN]
)
def test_what_is_not_known_has_a_reason_and_no_amount(usage, at, reason):
    lines = BOOK.price(usage, at)
    assert lines
    assert {(line.amount, line.status, line.reason) for line in lines} == {(None, "unknown", reason)}
    cost = summarise(lines, BOOK.version)
    assert (cost.total, cost.complete) == (None, False)


def test_audio_tokens_are_not_given_away_at_the_price_of_text():
    """gpt-4o-audio-preview has no audio rate in genai-prices, which would charge audio as text."""
    lines = BOOK.price(llm("gpt-4o-audio-preview", input_tokens=500, input_audio_tokens=100), NOVEMBER)
    assert [(line.unit, line.quantity, line.amount, line.reason) for line in lines] == [
        ("input_token", 400, Decimal("0.001"), None),
        ("input_audio_token", 100, None, "no_rate_for_unit"),
    ]


def test_units_whose_sum_is_not_genai_prices_total_are_not_priced():
    """Perplexity asks for a fee per request, and for reasoning at a price of its own: tokens alone would be too low."""
    fee = llm("sonar", "perplexity", input_tokens=1_000, output_tokens=10)
    reasoning = llm("perplexity/sonar-deep-research", "openrouter", output_tokens=100, reasoning_tokens=90)
    for usage in (fee, reasoning):
        assert {(line.amount, line.reason) for line in BOOK.price(usage, NOVEMBER)} == {(None, "unpriced_units")}
    without = reasoning.model_copy(update={"reasoning_tokens": 0})
    assert BOOK.price(without, NOVEMBER)[0].amount == Decimal("0.0008")


def test_a_sum_over_requests_below_the_first_tier_is_at_the_base_price():
    (line,) = BOOK.price(llm("gpt-5.4", requests=9, input_tokens=272_000), NOVEMBER)
    assert line.amount == Decimal("0.68")


def test_where_nobody_knows_what_is_billed_every_measure_is_kept():
    lines = BOOK.price(tts("sonic-99", 4_210, "cartesia", audio_seconds=280.5), NOVEMBER)
    assert [(line.unit, line.quantity) for line in lines] == [("second", Decimal("280.5")), ("character", 4210)]


def test_nothing_consumed_is_no_line_and_a_zero_quantity_is_none_either():
    assert BOOK.price(Usage(kind="llm", provider="openai", model="gpt-4o"), NOVEMBER) == []
    assert BOOK.price(stt("nova-3", 0.0), NOVEMBER) == []
    assert BOOK.price(stt("nova-3", 1e-12), NOVEMBER) == []


def test_the_day_of_a_rate_is_a_day_in_utc():
    late = datetime(2026, 5, 28, 1, 0, tzinfo=timezone(timedelta(hours=2)))  # 27 May, 23:00 UTC
    assert BOOK.price(stt("nova-3", 60.0), late)[0].unit_price == Decimal("0.0077")


def test_a_naive_time_is_refused():
    with pytest.raises(ValueError, match="aware"):
        BOOK.price(stt("nova-3", 60.0), datetime(2026, 5, 28))


def test_a_line_says_since_when_its_rate_holds_and_where_it_was_read():
    (speech,) = BOOK.price(stt("nova-3", 60.0), NOVEMBER)
    assert speech.rate_from == "2026-05-28"
    assert speech.rate_source == "card@2026-11-22#2:deepgram/nova-3/streaming/mono/payg"
    dated, undated = (BOOK.price(llm(m, input_tokens=1), NOVEMBER)[0] for m in ("o3", "gpt-4o-mini"))
    assert (dated.rate_from, undated.rate_from) == ("2025-06-10", None)
    assert (undated.rate_source or "").endswith(":openai/gpt-4o-mini")
    azure = BOOK.price(llm("gpt-4o", "azure", input_tokens=1), NOVEMBER)[0]
    assert (azure.rate_source or "").endswith(":azure->openai/gpt-4o")


def test_a_checkpoint_carries_quantities_without_amounts():
    lines = unpriced([llm("gpt-4o", "api.openai.com", input_tokens=10, cached_input_tokens=4), stt("nova-3", 2.5)])
    assert [(line.provider, line.unit, line.quantity) for line in lines] == [
        ("openai", "input_token", 6), ("openai", "cached_input_token", 4), ("deepgram", "second", Decimal("2.5")),
    ]  # fmt: skip
    assert {(line.amount, line.status, line.reason) for line in lines} == {(None, "unknown", "not_priced_yet")}


def run(code: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=60
    ).stdout.strip()


def test_importing_loading_and_pricing_speech_does_not_import_genai_prices():
    code = (
        "import sys, aftercall.pricing as p, aftercall.record as r; from datetime import datetime, UTC; "
        "u = r.Usage(kind='stt', provider='deepgram', model='nova-3', audio_seconds=60.0); "
        "p.unpriced([u]); a = p.PriceBook.load().price(u, datetime(2026, 11, 1, tzinfo=UTC))[0].amount; "
        "print(a, [m for m in sys.modules if m.startswith(('genai_prices', 'boto3', 'duckdb', 'pyarrow'))])"
    )
    assert run(code) == "0.004800000 []"


def test_no_price_is_fetched():
    code = (
        "import socket, aftercall.pricing as p, aftercall.record as r; from datetime import datetime, UTC\n"
        "def refuse(*a, **k): raise AssertionError('a connection')\n"
        "socket.socket.connect = refuse; socket.getaddrinfo = refuse\n"
        "u = r.Usage(kind='llm', provider='openai', model='gpt-4o', input_tokens=10)\n"
        "print(p.PriceBook.load().price(u, datetime(2026, 11, 1, tzinfo=UTC))[0].amount)"
    )
    assert run(code) == "0.000025000"


def test_a_snapshot_that_the_host_application_fetched_changes_no_price():
    from genai_prices import data_snapshot

    data_snapshot.set_custom_snapshot(data_snapshot.DataSnapshot(providers=[], from_auto_update=True))
    try:
        (line,) = PriceBook.load().price(llm("gpt-4.1-nano-2025-04-14", input_tokens=10), NOVEMBER)
    finally:
        data_snapshot.set_custom_snapshot(None)
    assert line.amount == Decimal("0.000001")


def test_the_version_names_the_card_genai_prices_and_the_owners_file(tmp_path: Path):
    assert BOOK.version.startswith("card 2026-11-22, genai-prices 0.2.")
    assert "override" not in BOOK.version
    file = tmp_path / "prices.json"
    file.write_text(json.dumps({"schema": 1, "rates": []}))
    one = PriceBook.load(file).version
    file.write_text(json.dumps({"schema": 1, "rates": [], "card": "2026-01-01"}))
    assert one != PriceBook.load(file).version
    assert one.startswith(BOOK.version + ", override ")


def test_the_same_usage_under_the_hosts_own_names_costs_the_same():
    for provider in ("Deepgram", "deepgram", " DEEPGRAM ", "https://api.deepgram.com/v1"):
        assert normalise(provider, "Nova-3") == ("deepgram", "nova-3")
        assert BOOK.price(stt("Nova-3", 60.0, provider), NOVEMBER)[0].amount == Decimal("0.0048")


def test_every_reason_is_explained_in_the_docs_and_no_other():
    page = Path(__file__).parents[2].joinpath("docs/prices.md").read_text("utf-8").split("## What is not known")[1]
    assert tuple(re.findall(r"^\| `(\w+)` \|", page.split("## ")[0], re.MULTILINE)) == REASONS
