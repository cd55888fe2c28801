"""Rows of an owner's price file that could never price anything: refused, and no row besides."""

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
from aftercall.pricing import PriceBook
from aftercall.pricing.card import UNIT_OF_ROW, parse
from aftercall.pricing.quantities import UNITS
from aftercall.pricing.usable import UNITS_OF_KIND, first_unusable
from aftercall.record import Usage

AT = datetime(2026, 11, 20, tzinfo=UTC)


def row(**parts: object) -> dict[str, object]:
    return {
        "provider": "deepgram", "models": ["nova-3"], "service": "stt", "unit": "minute", "price": "0.0039",
        "effective_from": "2026-01-01",
    } | parts  # fmt: skip


def book(path: Path, *rows: dict[str, object]) -> PriceBook:
    file = path / "prices.json"
    file.write_text(json.dumps({"schema": 1, "rates": rows}))
    return PriceBook.load(file)


LLM = {"provider": "openai", "models": ["gpt-4o"], "service": "llm", "unit": "1m_input_tokens"}
TTS = {"provider": "openai", "models": ["gpt-4o-mini-tts"], "service": "tts"}
LIVE = {"provider": "openai", "models": ["gpt-live-1"], "service": "realtime"}


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({"models": ["nova-3:multi"], "language": "multi"}, "model 'nova-3:multi' names a language"),
        ({"models": ["nova-3:multi"], "language": "mono"}, "Try: 'nova-3', or leave language out"),
        ({"models": ["nova-3:multi:batch"], "language": "multi"}, "Try: 'nova-3:batch', or leave language out"),
        ({"models": ["nova-3", "Nova-3:Batch"], "mode": "batch"}, "model 'nova-3:batch' names a mode"),
        ({"models": ["nova-3:multi:batch"], "mode": "streaming"}, "Try: 'nova-3:multi', or leave mode out"),
        ({"models": ["nova-3:batch"], "language": "multi"}, "Try: 'nova-3' with mode batch"),
        ({"models": ["nova-3:batch:multi"]}, "Try: nova-3:multi:batch"),
        ({"models": ["nova-3:multi:multi"]}, "no usage has this name"),
        ({"provider": "assemblyai", "models": ["best"], "mode": "batch"}, "recorded audio of assemblyai"),
        ({"provider": "api.openai.com", "models": ["whisper-1:batch"]}, "Try: 'whisper-1', and leave mode out"),
        ({**LLM, "mode": "batch"}, "mode batch: it is told of stt only"),
        ({**TTS, "language": "multi"}, "language multi: it is told of stt only"),
        ({"models": ["nova-*"]}, "model 'nova-*': a name matches as a whole"),
        ({**LLM, "models": ["gpt-4o", "gpt-4?"]}, "model 'gpt-4?': a name matches as a whole"),
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
    ],
)
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


# Of recorded audio, which is told apart at Deepgram only.
TOLD_ONLY = [("assemblyai", ("universal-3-5-pro",), "batch")]


def test_every_row_of_our_card_could_price_something_but_those_that_only_tell_a_vendors_price():
    unusable = [
        one
        for one in parse(files("aftercall.pricing").joinpath("rates.json").read_bytes(), where="rates.json").rates
        if first_unusable([one])
    ]
    assert [(one.provider, one.models, one.mode) for one in unusable] == TOLD_ONLY


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
