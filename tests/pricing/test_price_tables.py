"""Rates read once per price are what genai-prices calculates, for any model, quantities, tier and time."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import ROUND_UP, Context, Decimal, localcontext

import pytest
from genai_prices import Usage as GenaiUsage
from genai_prices import calc_price
from genai_prices.data import providers
from genai_prices.types import ModelInfo, ModelPrice, Tier, TieredPrices
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from aftercall.pricing import PriceBook, llm, summarise
from aftercall.pricing.quantities import TOKEN_UNITS
from aftercall.pricing.tables import Consumed, PriceTable
from aftercall.record import Usage

AT = datetime(2026, 11, 20, tzinfo=UTC)
BOOK = PriceBook.load()
MODELS = sorted({(vendor.id, model.id.lower()) for vendor in providers for model in vendor.models})
QUANTITY = st.one_of(st.just(0), st.integers(1, 3_000), st.integers(1, 1_500_000))
TIMES = st.datetimes(datetime(2024, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))


def test_there_is_something_to_compare():
    assert len(MODELS) > 500


@st.composite
def a_request(draw: st.DrawFn) -> tuple[Usage, datetime]:
    """Any request of any model, in units for which it has a price, its parts within their wholes."""
    (vendor, model), at = draw(st.sampled_from(MODELS)), draw(TIMES)
    table = llm.at_time("llm", vendor, model, at)
    units = table.band(0).rates.by_unit if isinstance(table, PriceTable) else ("input_token",)
    text, cached, written, audio, cached_audio, out, spoken = (
        draw(QUANTITY) if unit in units else 0 for unit in TOKEN_UNITS
    )
    usage = Usage(
        kind=draw(st.sampled_from(["llm", "realtime"])), provider=vendor, model=model, requests=1,
        input_tokens=text + cached + written + audio + cached_audio, cached_input_tokens=cached + cached_audio,
        cache_write_tokens=written, input_audio_tokens=audio + cached_audio, cached_input_audio_tokens=cached_audio,
        output_tokens=out + spoken, output_audio_tokens=spoken, reasoning_tokens=draw(st.integers(0, out)),
    )  # fmt: skip
    return usage, at


def bare(usage: Usage, at: datetime) -> Decimal:
    """genai-prices' own total, from the gross numbers as a host reports them."""
    told = GenaiUsage(
        input_tokens=usage.input_tokens,
        cache_read_tokens=usage.cached_input_tokens,
        cache_write_tokens=usage.cache_write_tokens,
        input_audio_tokens=usage.input_audio_tokens,
        cache_audio_read_tokens=usage.cached_input_audio_tokens,
        output_tokens=usage.output_tokens,
        output_audio_tokens=usage.output_audio_tokens,
        output_reasoning_tokens=usage.reasoning_tokens,
    )
    return calc_price(told, usage.model, provider_id=usage.provider, genai_request_timestamp=at).total_price


GPT_5_4 = Usage(
    kind="llm", provider="openai", model="gpt-5.4", requests=1, input_tokens=272_001, cached_input_tokens=0,
    cache_write_tokens=0, input_audio_tokens=0, cached_input_audio_tokens=0, output_tokens=9, output_audio_tokens=0,
    reasoning_tokens=3,
)  # fmt: skip


@settings(max_examples=400)
@example((GPT_5_4, AT))
@example((GPT_5_4.model_copy(update={"input_tokens": 272_000}), AT))
@given(a_request())
def test_a_request_that_is_priced_costs_what_bare_genai_prices_says(request_at):
    usage, at = request_at
    lines = BOOK.price(usage, at)
    assume(lines and all(line.amount is not None for line in lines))
    assert abs(summarise(lines, None).total - bare(usage, at)) <= Decimal("1.5e-9") * len(lines)


@settings(max_examples=300)
@given(st.sampled_from(MODELS), st.dictionaries(st.sampled_from(TOKEN_UNITS), QUANTITY, min_size=1), TIMES)
def test_what_was_found_once_for_a_set_of_units_holds_for_each_request(model, quantities, at):
    """The price table trusts what it has found for a set of units; here every request is looked at by itself."""
    table = llm.at_time("llm", *model, at)
    assume(isinstance(table, PriceTable))
    quantity = {unit: Decimal(number) for unit, number in quantities.items() if number}
    known = table.rates(Consumed(quantity, gross(quantity), 0, 1), at).by_unit
    priced = {unit: number for unit, number in quantity.items() if unit in known}
    tier, tier_of_priced = (sum(gross(some) > start for start in table.starts) for some in (quantity, priced))
    if (
        priced and tier == tier_of_priced
    ):  # tokens without a price count for the tier, and genai-prices is not told of them
        assert table._agrees_here(table.band(tier), priced, 0, at)


def gross(quantity: dict[str, Decimal]) -> int:
    return int(sum(number for unit, number in quantity.items() if not unit.startswith("output")))


def table_of(**prices: object) -> PriceTable:
    """A price object of our own making, as a table."""
    info = ModelInfo(id="m", match=None, prices=ModelPrice(**prices))
    return PriceTable(providers[0], info, info.prices, "llm", None, "test")


def consumed(requests: int | None = 1, **units: int) -> Consumed:
    quantity = {unit: Decimal(number) for unit, number in units.items()}
    return Consumed(quantity, gross(quantity), 0, requests)


def test_a_price_with_a_fee_for_each_request_is_not_taken_for_one_without():
    table = table_of(input_mtok=Decimal(1), requests_kcount=Decimal(5))
    assert table.rates(consumed(input_token=10), AT).why_not("input_token") == "unpriced_units"
    assert table_of(input_mtok=Decimal(1)).rates(consumed(input_token=10), AT).by_unit["input_token"].unit_price == 1


def test_a_least_duration_is_charged_from_where_it_ends():
    """Groq's Whisper charges ten seconds at least. Such a price is looked at for every request."""
    table = llm.at_time("stt", "groq", "whisper-large-v3-turbo", AT)
    short, long = (table.rates(Consumed({"second": Decimal(s)}, 0, 0, 1), AT) for s in (4, 40))
    assert short.why_not("second") == "unpriced_units"
    assert long.by_unit["second"].unit_price > 0


TIERED = TieredPrices(base=Decimal(1), tiers=[Tier(start=100, price=Decimal(2)), Tier(start=1_000, price=Decimal(3))])


@pytest.mark.parametrize(("tokens", "price"), [(1, 1), (100, 1), (101, 2), (1_000, 2), (1_001, 3), (10**8, 3)])
def test_a_tier_begins_above_its_limit(tokens, price):
    table = table_of(input_mtok=TIERED, output_mtok=Decimal(9))
    for _ in range(2):  # found out, and remembered
        assert table.rates(consumed(input_token=tokens, output_token=5), AT).by_unit["input_token"].unit_price == price


def test_a_sum_of_requests_is_in_the_tier_in_which_it_was_charged():
    table = table_of(input_mtok=TIERED, output_mtok=Decimal(9))
    several = consumed(requests=7, input_token=5_000, output_token=5)
    untold = table.rates(several, AT)
    assert (untold.why_not("input_token"), untold.by_unit["output_token"].unit_price) == ("tier_unknown", 9)
    for price in (1, 2, 3):
        charged = several._replace(charged={"input_token": Decimal(price)})
        assert table.rates(charged, AT).by_unit["input_token"].unit_price == price
    never = several._replace(charged={"input_token": Decimal(7)})
    assert table.rates(never, AT).why_not("input_token") == "tier_unknown"
    assert (
        table.rates(several._replace(charged={"output_token": Decimal(9)}), AT).why_not("input_token") == "tier_unknown"
    )


def test_genai_prices_is_asked_once_for_a_set_of_units_and_not_for_each_request():
    asked = []

    class Counted(ModelInfo):
        def calc_price(self, *given: object, **named: object) -> object:
            asked.append(given)
            return super().calc_price(*given, **named)

    info = Counted(id="m", match=None, prices=ModelPrice(input_mtok=Decimal(1), output_mtok=Decimal(2)))
    table = PriceTable(providers[0], info, info.prices, "llm", None, "test")
    for tokens in range(1, 50):
        table.rates(consumed(input_token=tokens, output_token=tokens * 3), AT)
    assert len(asked) < 10


def test_an_application_that_counts_in_few_digits_changes_no_price():
    usage = Usage(kind="llm", provider="openai", model="gpt-4.1-mini-2025-04-14", requests=1, input_tokens=1_234_567)
    with localcontext(Context(prec=3, rounding=ROUND_UP)):
        (line,) = PriceBook.load().price(usage, AT)
    assert line.amount == Decimal("0.493826800")
