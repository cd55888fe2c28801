"""The table of priced cases, `cases.json`: each amount with its arithmetic, and beside what other tables publish.

A case is a usage, a time, the terms of its sum (quantity * price / how many units the price buys) and the
amount. `published` copies the figures that other open tables give for the same units, from the versions and
on the day that `tables` names. Where they come to another amount, `why` says what was found out about it.
"""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from aftercall.pricing import PriceBook, summarise
from aftercall.record import Usage

BOOK = PriceBook.load()
DATA = json.loads(Path(__file__).with_name("cases.json").read_text("utf-8"))
CASES = DATA["cases"]
IDS = [f"{case['usage']['provider']}-{case['usage']['model']}-{case['at'][:10]}" for case in CASES]

# A published figure's unit, and how many of it the figure buys.
FIGURES = {
    "input_mtok": ("input_token", 1_000_000),
    "cache_read_mtok": ("cached_input_token", 1_000_000),
    "cache_write_mtok": ("cache_write_token", 1_000_000),
    "input_audio_mtok": ("input_audio_token", 1_000_000),
    "cache_audio_read_mtok": ("cached_input_audio_token", 1_000_000),
    "output_mtok": ("output_token", 1_000_000),
    "output_audio_mtok": ("output_audio_token", 1_000_000),
    "input_mchars": ("character", 1_000_000),
    "input_kchars": ("character", 1_000),
    "audio_hours": ("second", 3_600),
    "input_audio_hours": ("second", 3_600),
    "input_audio_kseconds": ("second", 1_000),
    "input_cost_per_token": ("input_token", 1),
    "cache_read_input_token_cost": ("cached_input_token", 1),
    "cache_creation_input_token_cost": ("cache_write_token", 1),
    "input_cost_per_audio_token": ("input_audio_token", 1),
    "cache_read_input_audio_token_cost": ("cached_input_audio_token", 1),
    "output_cost_per_token": ("output_token", 1),
    "output_cost_per_audio_token": ("output_audio_token", 1),
    "input_cost_per_character": ("character", 1),
    "input_cost_per_second": ("second", 1),
}


def numbers(term: str) -> tuple[Decimal, Decimal, Decimal]:
    quantity, price, per = (Decimal(part) for part in term.replace("/", "*").split("*"))
    return quantity, price, per


def priced(case):
    return BOOK.price(Usage.model_validate(case["usage"]), datetime.fromisoformat(case["at"]))


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_the_amount_is_quantity_times_price_through_per_rounded_once_a_line(case):
    lines = priced(case)
    terms = [numbers(term) for term in case["terms"]]
    assert [(line.quantity, line.unit_price, line.per) for line in lines] == terms
    amounts = [(quantity * price / per).quantize(Decimal("1e-9")) for quantity, price, per in terms]
    assert [line.amount for line in lines] == amounts
    assert summarise(lines, BOOK.version).total == sum(amounts) == Decimal(case["amount"])
    assert all(line.status == "priced" and line.rate_source for line in lines)


PUBLISHED = [(case, table) for case in CASES for table in case["published"]]


@pytest.mark.parametrize(
    ("case", "table"), PUBLISHED, ids=[f"{table}-{IDS[CASES.index(case)]}" for case, table in PUBLISHED]
)
def test_other_tables_come_to_the_same_amount_or_it_is_known_why_not(case, table):
    quantity = {line.unit: line.quantity for line in priced(case)}
    published = case["published"][table]
    theirs = Decimal(0)
    for name, figure in published["figures"].items():
        unit, per = FIGURES[name]
        theirs += quantity.pop(unit) * Decimal(figure) / per
    assert not quantity, "figures for every unit, or none"
    ours = Decimal(case["amount"])
    # They round a price of a second to four or five digits, so an amount that agrees does so to 0.05 %.
    agrees = abs(theirs - ours) <= max(Decimal("0.0005") * ours, Decimal("1e-9"))
    assert agrees == ("why" not in published), f"{table} comes to {theirs}, we to {ours}"
    assert agrees or published["why"].strip()


def test_the_table_is_long_enough_and_reaches_everything_that_is_sold_here():
    assert len(CASES) >= 40
    assert DATA["tables"].keys() == {table for _, table in PUBLISHED} == {"genai-prices", "litellm", "voice-prices"}
    assert {case["usage"]["kind"] for case in CASES} == {"llm", "stt", "tts", "realtime"}
    vendors = {"openai", "deepgram", "elevenlabs", "cartesia", "assemblyai", "livekit"}
    assert vendors <= {case["usage"]["provider"] for case in CASES}
    assert sum(len(case["published"]) > 1 for case in CASES) >= 25


def test_a_table_that_agrees_with_nobody_is_found_out():
    """The check itself: a figure that is off by a tenth of a per cent is not taken for a rounded one."""
    case = next(case for case in CASES if case["usage"]["model"] == "nova-3")
    off = json.loads(json.dumps(case))
    figures = off["published"]["litellm"]["figures"]
    figures["input_cost_per_second"] = str(Decimal(figures["input_cost_per_second"]) * Decimal("1.001"))
    with pytest.raises(AssertionError, match="litellm comes to"):
        test_other_tables_come_to_the_same_amount_or_it_is_known_why_not(off, "litellm")
