"""Lines merge at equal rates, and a summary's sums are sums of its lines."""

from __future__ import annotations

from decimal import Decimal

from aftercall.pricing import summarise
from aftercall.record import CostLine


def line(**parts: object) -> CostLine:
    given = {
        "kind": "stt", "provider": "deepgram", "model": "nova-3", "unit": "second", "quantity": Decimal("0.1"),
        "unit_price": Decimal("0.0048"), "per": 60, "amount": Decimal("0.000008"), "status": "priced",
    }  # fmt: skip
    return CostLine.model_validate(given | parts)


def test_equal_rates_merge_and_the_amount_is_computed_again():
    third = line(quantity=1, unit_price="0.000000001", per=3, amount="0")  # a third of 10**-9 rounds to 0, three do not
    (merged,) = summarise([third] * 3, None).lines
    assert (merged.quantity, merged.amount) == (3, Decimal("1e-9"))


def test_three_thousand_times_a_tenth_of_a_second_is_five_minutes():
    (merged,) = summarise([line()] * 3000, None).lines
    assert (merged.quantity, merged.amount) == (300, Decimal("0.024"))


def test_lines_that_differ_in_rate_or_reason_stay_apart():
    lines = [
        line(),
        line(unit_price="0.0077"),
        line(rate_from="2026-05-28"),
        line(rate_source="elsewhere"),
        line(status="override"),
        line(model=None),
        line(amount=None, unit_price=None, per=None, status="unknown", reason="unknown_model"),
        line(amount=None, unit_price=None, per=None, status="unknown", reason="no_rate_at_date"),
    ]
    assert len(summarise(lines + lines, None).lines) == len(lines)


def test_nothing_consumed_costs_nothing_and_is_complete():
    cost = summarise([], "book")
    assert (cost.total, cost.complete, cost.price_book) == (0, True, "book")
    assert (cost.openai, cost.deepgram, cost.elevenlabs, cost.other) == (None, None, None, None)


def test_one_unknown_line_makes_the_cost_incomplete_and_leaves_the_rest_summed():
    unknown = line(provider="acme", amount=None, unit_price=None, per=None, status="unknown", reason="unknown_provider")
    cost = summarise([line(), unknown], None)
    assert (cost.total, cost.complete) == (Decimal("0.000008"), False)
    assert (cost.deepgram, cost.other) == (Decimal("0.000008"), None)


def test_every_other_vendor_is_in_other():
    cost = summarise([line(provider="azure"), line(provider=None), line(provider="openai")], None)
    assert (cost.openai, cost.other) == (Decimal("0.000008"), Decimal("0.000016"))


def test_a_rate_of_zero_is_an_amount_of_zero():
    cost = summarise([line(unit_price="0", amount="0")], None)
    assert (cost.total, cost.deepgram, cost.complete) == (0, 0, True)


def test_what_no_line_can_hold_stays_in_several_lines():
    huge = line(quantity="600000000", amount="48000")
    cost = summarise([huge, huge], None)
    assert [x.quantity for x in cost.lines] == [600_000_000, 600_000_000]
    assert (cost.total, cost.complete) == (96_000, True)


def test_a_total_that_no_record_can_hold_is_null_and_incomplete():
    dear = line(quantity="1", unit_price="600000", per=1, amount="600000")
    cost = summarise([dear, dear], None)
    assert (cost.total, cost.complete, len(cost.lines)) == (None, False, 2)
