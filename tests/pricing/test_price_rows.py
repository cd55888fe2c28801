"""Rows of an owner's price file that could never price anything: commands refuse them, and no row besides; calls are priced."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import pytest

from aftercall.capture.livekit.usage import usage as usage_of
from aftercall.errors import SettingsError
from aftercall.pricing import PriceBook, usable
from aftercall.pricing.card import UNIT_OF_ROW, Row, parse
from aftercall.pricing.quantities import UNITS
from aftercall.pricing.usable import UNITS_OF_KIND, first_unusable
from aftercall.record import Usage

AT = datetime(2026, 11, 20, tzinfo=UTC)


def row(**parts: object) -> dict[str, object]:
    return {
        "provider": "deepgram", "models": ["nova-3"], "service": "stt", "unit": "minute", "price": "0.0039",
        "effective_from": "2026-01-01",
    } | parts  # fmt: skip


def book(path: Path, *rows: dict[str, object], strict: bool = True) -> PriceBook:
    file = path / "prices.json"
    file.write_text(json.dumps({"schema": 1, "rates": rows}))
    return PriceBook.load(file, strict=strict)


LLM = {"provider": "openai", "models": ["gpt-4o"], "service": "llm", "unit": "1m_input_tokens"}
TTS = {"provider": "openai", "models": ["gpt-4o-mini-tts"], "service": "tts"}
LIVE = {"provider": "openai", "models": ["gpt-live-1"], "service": "realtime"}
INFERENCE = {**LLM, "provider": "livekit"}
SPOKEN = {**TTS, "unit": "1k_characters"}

CONTRADICTORY = [
    ({"models": ["nova-3:multi"], "language": "mono"}, "Try: 'nova-3', or leave language out", "nova-3:multi"),
    ({"models": ["nova-3:multi:batch"], "mode": "streaming"}, "Try: 'nova-3:multi', or leave mode out", "nova-3:multi:batch"),
    ({"models": ["nova-3", "Nova-3:Batch"], "mode": "batch"}, "model 'nova-3:batch' names a mode", "nova-3:batch"),
]  # fmt: skip
NEVER = [
    ({"models": ["nova-3:multi"], "language": "multi"}, "model 'nova-3:multi' names a language"),
    ({"models": ["nova-3:multi:batch"], "language": "multi"}, "Try: 'nova-3:batch', or leave language out"),
    ({"models": ["nova-3:batch"], "language": "multi"}, "Try: 'nova-3' with mode batch"),
    ({"models": ["nova-3:batch:multi"]}, "Try: nova-3:multi:batch"),
    ({"models": ["nova-3:multi:multi"]}, "no usage has this name"),
    ({"provider": "assemblyai", "models": ["best"], "mode": "batch"}, "recorded audio of assemblyai"),
    ({"provider": "api.openai.com", "models": ["whisper-1:batch"]}, "Try: 'whisper-1', and leave mode out"),
    ({**LLM, "mode": "batch"}, "mode batch: it is told of stt only"),
    ({**TTS, "language": "multi"}, "language multi: it is told of stt only"),
    ({"models": ["nova-*"]}, "model 'nova-*': a name matches as a whole"),
    ({**LLM, "models": ["gpt-4?"]}, "model 'gpt-4?': a name matches as a whole"),
    ({**LLM, "provider": "*"}, "provider '*': a name matches as a whole"),
    ({**LLM, "provider": "*.acme.example"}, "Try: a row for each"),
    ({**TTS, "unit": "1m_output_audio_tokens"}, "no usage of tts is counted in it. Try: second, "),
    ({**TTS, "unit": "1m_input_audio_tokens"}, "unit 1m_input_audio_tokens"),
    ({**TTS, "unit": "1m_cached_input_tokens"}, "no usage of tts"),
    ({**LLM, "unit": "minute"}, "no usage of llm is counted in it. Try: request, 1m_input_tokens"),
    ({**LLM, "unit": "1k_characters"}, "no usage of llm"),
    ({**LLM, "unit": "1m_output_audio_tokens"}, "no usage of llm"),
    ({**LIVE, "unit": "1m_characters"}, "no usage of realtime"),
    ({**LIVE, "unit": "1m_cache_write_tokens"}, "no usage of realtime"),
    ({"unit": "request"}, "no usage of stt"),
    ({"unit": "1k_characters"}, "no usage of stt"),
    ({"unit": "1m_cached_input_audio_tokens"}, "no usage of stt"),
    ({**LLM, "models": ["gpt-4o:default"]}, "model 'gpt-4o:default': the usual tier is not told. Try: 'gpt-4o'"),
    ({**LLM, "models": ["GPT-4o:Auto"]}, "Try: 'gpt-4o'"),
    ({**LIVE, "unit": "minute", "models": ["gpt-live-1:standard"]}, "the usual tier is not told"),
    ({**INFERENCE, "models": ["openai/gpt-4o:default"]}, "Try: 'openai/gpt-4o'"),
    ({**LLM, "models": ["gpt-4o:multi"]}, "model 'gpt-4o:multi': multi is told of stt only. Try: 'gpt-4o'"),
    ({**LLM, "models": ["gpt-4o:batch"]}, "batch is told of stt only"),
    ({**LIVE, "unit": "minute", "models": ["gpt-live-1:batch"]}, "batch is told of stt only"),
    ({**SPOKEN, "models": ["tts-1:multi:batch"]}, "Try: 'tts-1'"),
    ({**SPOKEN, "models": ["tts-1:priority"]}, "a service tier is told of llm and realtime only. Try: 'tts-1'"),
    ({"models": ["nova-3:flex"]}, "a service tier is told of llm"),
    ({"models": ["nova-3:priority:multi"]}, "Try: 'nova-3'"),
    ({"models": ["nova-3:default"]}, "the usual tier is not told"),
    (INFERENCE, "model 'gpt-4o': a model of livekit is named with its vendor. Try: 'vendor/gpt-4o'"),
    ({**INFERENCE, "models": ["openai"]}, "named with its vendor"),
    ({"provider": "livekit"}, "Try: 'vendor/nova-3'"),
    ({**SPOKEN, "provider": "livekit", "models": ["sonic-3"]}, "Try: 'vendor/sonic-3'"),
]


@pytest.mark.parametrize(("parts", "says"), [*NEVER, *((parts, says) for parts, says, _ in CONTRADICTORY)])
def test_a_row_that_could_never_price_anything_is_refused_with_what_to_try(tmp_path, parts, says):
    with pytest.raises(SettingsError) as error:
        book(tmp_path, row(), row(effective_from="2026-02-01", **parts))
    assert f"{tmp_path / 'prices.json'}: row 2: " in str(error.value)
    assert says in str(error.value)
    assert "Try: " in str(error.value)


@pytest.mark.parametrize(
    ("parts", "model"),
    [
        ({"models": ["nova-3:multi"]}, "nova-3:multi"),
        ({"models": ["nova-3:multi"], "mode": "batch"}, "nova-3:multi:batch"),
        ({"models": ["nova-3:multi"], "mode": "streaming"}, "nova-3:multi"),
        ({"models": ["nova-3:batch"], "language": "mono"}, "nova-3:batch"),
        ({"models": ["nova-3:multi:batch"]}, "nova-3:multi:batch"),
        ({"language": "multi", "mode": "batch"}, "nova-3:multi:batch"),
        ({"provider": "ears.internal:8080", "mode": "batch"}, "nova-3:batch"),
        ({"provider": "openai", "models": ["whisper-1"], "mode": "streaming", "language": "multi"}, "whisper-1:multi"),
    ],
)
def test_a_row_that_can_price_something_is_not_refused(tmp_path, parts, model):
    one = row(**parts)
    usage = Usage(kind="stt", provider=str(one["provider"]), model=model, audio_seconds=60.0)
    assert [line.amount for line in book(tmp_path, one).price(usage, AT)] == [Decimal("0.0039")]


@pytest.mark.parametrize(
    "usage",
    [
        Usage(kind="llm", provider="ollama.internal:11434", model="llama3:default", input_tokens=100),
        Usage(kind="llm", provider="ollama.internal:11434", model="llama3:multi", input_tokens=100),
        Usage(kind="llm", provider="ollama.internal:11434", model="llama3:8b", input_tokens=100),
        Usage(kind="llm", provider="openai", model="gpt-4o:priority", input_tokens=100),
        Usage(kind="llm", provider="openai", model="ft:gpt-4o:acme::x1", input_tokens=100),
        Usage(kind="llm", provider="openrouter", model="deepseek/deepseek-r1:free", input_tokens=100),
        Usage(kind="llm", provider="livekit", model="openai/gpt-4o:priority", input_tokens=100),
        Usage(kind="stt", provider="livekit", model="auto", audio_seconds=60.0),
        Usage(kind="stt", provider="livekit", model="deepgram/nova-3:multi", audio_seconds=60.0),
        Usage(kind="tts", provider="livekit", model="cartesia", input_tokens=100),
        Usage(kind="tts", provider="voices.internal", model="amy:priority", input_tokens=100),
    ],
    ids=lambda usage: f"{usage.provider}/{usage.model}",
)
def test_a_name_that_a_usage_can_have_is_not_refused(tmp_path, usage):
    unit, price = ("minute", "0.001") if usage.audio_seconds else ("1m_input_tokens", "10")
    one = row(provider=usage.provider, models=[usage.model], service=usage.kind, unit=unit, price=price)
    (line,) = book(tmp_path, one).price(usage, AT)
    assert (line.amount, line.status) == (Decimal("0.001"), "override")


USAGE = [
    *(
        Usage(kind="stt", provider="deepgram", model="nova-3" + variant, audio_seconds=60.0)
        for variant in ("", ":multi", ":batch", ":multi:batch")
    ),
    Usage(kind="stt", provider="assemblyai", model="universal-3-5-pro", audio_seconds=60.0),
    Usage(kind="stt", provider="openai", model="whisper-1", audio_seconds=60.0),
    Usage(kind="stt", provider="livekit", model="deepgram/nova-3", audio_seconds=60.0),
    Usage(kind="llm", provider="openai", model="gpt-4o", requests=1, input_tokens=90, output_tokens=9),
    Usage(kind="llm", provider="livekit", model="openai/gpt-4.1", requests=1, input_tokens=90, output_tokens=9),
    Usage(kind="tts", provider="openai", model="tts-1", requests=1, characters=90, audio_seconds=6.0),
    Usage(
        kind="tts", provider="openai", model="gpt-4o-mini-tts", requests=1, characters=90, audio_seconds=6.0,
        input_tokens=20, output_tokens=120,
    ),
    Usage(kind="tts", provider="openai", model="gpt-4o-mini-tts", requests=1, characters=90, audio_seconds=6.0),
    Usage(kind="tts", provider="livekit", model="cartesia/sonic-3", requests=1, characters=90, audio_seconds=6.0),
    Usage(kind="realtime", provider="openai", model="gpt-live-1", audio_seconds=60.0),
]  # fmt: skip


def amounts(prices: PriceBook) -> list[object]:
    return [[(line.unit, line.amount, line.rate_from) for line in prices.price(usage, AT)] for usage in USAGE]


@pytest.mark.parametrize(("parts", "says"), NEVER)
def test_in_a_call_a_row_that_never_matches_harms_no_amount(tmp_path, parts, says):
    assert says
    good = row(), row(**LLM, price="1.1")
    alone = amounts(book(tmp_path, *good))
    assert [alone[0], alone[7][0]] == [
        [("second", Decimal("0.0039"), "2026-01-01")],
        ("input_token", Decimal("0.000099"), "2026-01-01"),
    ]
    beside = row(effective_from="2026-02-01", **({"price": "900000"} | parts))
    assert amounts(book(tmp_path, *good, beside, strict=False)) == alone


@pytest.mark.parametrize(("parts", "says", "model"), CONTRADICTORY)
def test_in_a_call_a_row_that_contradicts_itself_prices_what_its_name_says(tmp_path, parts, says, model):
    """Left out, the list price would stand in its place and look right."""
    assert says
    usage = Usage(kind="stt", provider="deepgram", model=model, audio_seconds=60.0)
    (line,) = book(tmp_path, row(**parts), strict=False).price(usage, AT)
    assert (line.amount, line.status) == (Decimal("0.0039"), "override")


def test_in_a_call_an_unusable_row_is_a_warning_with_its_number_once(tmp_path, caplog):
    secret = row(provider="hush.example", models=["quiet-*"], price="0.0031")
    for _ in range(3):
        prices = book(tmp_path, row(), secret, strict=False)
    (said,) = [record.getMessage() for record in caplog.records if record.name == "aftercall.pricing"]
    digest = prices.version.rpartition(" ")[2]
    assert said == f"row 2 of price file {digest} could never price anything; see: aftercall status"


@pytest.mark.parametrize("strict", [True, False])
def test_a_row_that_cannot_be_read_makes_the_file_invalid_in_a_call_as_well(tmp_path, strict):
    with pytest.raises(SettingsError, match="row 2: price"):
        book(tmp_path, row(), row(price=0.5), strict=strict)
    with pytest.raises(SettingsError, match="row 1 and row 2 both price"):
        book(tmp_path, row(), row(), strict=strict)


# Of recorded audio, which is told apart at Deepgram only.
TOLD_ONLY = [("assemblyai", ("universal-3-5-pro",), "batch")]


OURS = Path(str(files("aftercall.pricing").joinpath("rates.json")))


def test_our_card_is_a_price_file_and_each_of_its_rows_passes_the_rule_of_one():
    rows = parse(OURS.read_bytes(), where="rates.json").rates
    assert [one for one in rows if first_unusable([one])] == []
    assert first_unusable(rows) is None
    as_owners, ours = PriceBook.load(OURS, strict=True).cards
    assert as_owners.rows == ours.rows


def test_what_our_card_only_tells_is_one_row_and_an_owner_who_prices_it_is_told(tmp_path, monkeypatch):
    (one,) = [row for row in parse(OURS.read_bytes(), where="rates.json").rates if _is_told_only(row, monkeypatch)]
    assert [(one.provider, one.models, one.mode)] == TOLD_ONLY
    own = json.loads(one.model_dump_json(exclude={"card"})) | {"price": "0.18"}
    with pytest.raises(SettingsError, match="row 1: recorded audio of assemblyai"):
        book(tmp_path, own)


def _is_told_only(one: Row, monkeypatch: pytest.MonkeyPatch) -> bool:
    with monkeypatch.context() as without:
        without.setattr(usable, "_TOLD_ONLY", frozenset())
        return first_unusable([one]) is not None


UNIT_OF_PART = {f"{unit}s": unit for unit in UNITS if unit != "second"} | {"audio_seconds": "second"}


class Every(int):
    """A host's metrics in which whatever is asked for is told."""

    def __getattr__(self, name: str) -> Every:
        return self


@pytest.mark.parametrize(
    ("kind", "told"),
    [("llm", "llm_metrics"), ("stt", "stt_metrics"), ("tts", "tts_metrics"), ("realtime", "realtime_model_metrics")],
)
def test_the_units_that_a_row_may_have_are_those_that_a_call_of_its_kind_is_counted_in(kind, told):
    metrics = Every(1)
    metrics.type, metrics.metadata = told, None
    ((usage, _),) = usage_of([metrics], set())
    assert usage.kind == kind
    counted = {unit for part, unit in UNIT_OF_PART.items() if getattr(usage, part) is not None}
    beside = {"second"} if kind == "realtime" else set()  # of the models that have no tokens
    assert counted | beside == UNITS_OF_KIND[kind]


def test_the_units_of_each_service_are_in_the_docs_and_no_others():
    page = Path(__file__).parents[2].joinpath("docs/prices.md").read_text("utf-8")
    for kind, units in UNITS_OF_KIND.items():
        (cell,) = re.findall(rf"^\| `{kind}` \| (.*) \|$", page, re.MULTILINE)
        assert {UNIT_OF_ROW[name][0] for name in re.findall("`([^`]+)`", cell)} == units
        assert set(re.findall("`([^`]+)`", cell)) == {name for name, (unit, _) in UNIT_OF_ROW.items() if unit in units}
