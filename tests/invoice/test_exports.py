"""A provider's export is read strictly: each row for what it says, each fault by its line and column."""

import contextlib
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftercall.errors import AftercallError
from aftercall.warehouse.invoices import FORMATS, read_export


def rows(provider, text):
    return read_export(provider, text.splitlines(keepends=True))


def test_openais_usage_columns_are_read_by_their_api_names():
    (row,) = rows(
        "openai",
        "project_id,start_time,end_time,model,num_model_requests,input_tokens,input_cached_tokens,output_tokens,amount_value,amount_currency\n"
        "proj_1,1795305600,1795392000,gpt-4.1-mini-2025-04-14,7,1000,800,50,0.00052,usd\n",
    )
    assert (row.line, row.day, row.model) == (2, date(2026, 11, 22), "gpt-4.1-mini-2025-04-14")
    assert row.units == {"requests": 7, "input_tokens": 1000, "cached_input_tokens": 800, "output_tokens": 50}
    assert (row.money, row.currency) == (Decimal("0.00052"), "USD")


def test_deepgrams_hours_are_seconds_and_its_line_items_end_in_a_model():
    (row,) = rows("deepgram", "start,end,models,hours,requests\n2026-11-22,2026-11-23,nova-3,1.5,3\n")
    assert row.units == {"audio_seconds": Decimal(5400)}
    (row,) = rows("deepgram", "start,line_item,dollars\n2026-11-22,streaming::nova-3,0.72\n")
    assert (row.model, row.units, row.money) == ("nova-3", {}, Decimal("0.72"))


def test_elevenlabs_characters_and_credits_are_two_units():
    (row,) = rows("elevenlabs", "time,model,tts_characters,credits\n1795305600000,eleven_flash_v2_5,689,344.5\n")
    assert row.day == date(2026, 11, 22)
    assert row.units == {"characters": 689, "credits": Decimal("344.5")}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-22", date(2026, 11, 22)),
        ("2026-11-22T00:00:00Z", date(2026, 11, 22)),
        ("2026-11-22T23:30:00-08:00", date(2026, 11, 23)),
        ("2026-11-22T00:00:00+01:00", date(2026, 11, 22)),
        ("2026-11-22T00:00:00-08:00", date(2026, 11, 22)),
        ("1795305599", date(2026, 11, 21)),
        ("1795305600000", date(2026, 11, 22)),
    ],
)
def test_a_day_is_a_day_however_it_is_written(text, day):
    assert [row.day for row in rows("elevenlabs", f"date,model,characters\n{text},m,1\n")] == [day]


@pytest.mark.parametrize(
    ("start", "end", "day"),
    [
        ("2026-11-02T00:00:00+01:00", "2026-11-03T00:00:00+01:00", 2),
        ("2026-11-01T23:00:00Z", "2026-11-02T23:00:00Z", 2),
        ("2026-11-02T00:00:00-08:00", "2026-11-03T00:00:00-08:00", 2),
        ("2026-11-02T23:30:00+01:00", "2026-11-03T00:30:00+01:00", 2),
        ("2026-11-02T00:00:00+01:00", "2026-11-02T01:00:00+01:00", 1),
        ("2026-11-02T00:00:00+01:00", "", 2),
        ("2026-11-02", "2026-11-02", 2),
        ("2026-11-02", "2026-11-03", 2),
    ],
)
def test_a_row_with_an_end_is_of_the_utc_day_that_holds_its_middle(start, end, day):
    (row,) = rows("deepgram", f"start,end,model,hours\n{start},{end},nova-3,1\n")
    assert row.day == date(2026, 11, day)


def test_a_time_that_is_in_no_year_of_utc_is_no_day():
    with pytest.raises(AftercallError, match="is no day"):
        rows("deepgram", "start,model,hours\n0001-01-01T00:00:00+14:00,nova-3,1\n")


@pytest.mark.parametrize("counts", [",500", "500,", "500,500.0"])
def test_of_two_columns_of_one_unit_the_one_that_tells_is_read(counts):
    (row,) = rows("elevenlabs", f"time,model,tts_characters,characters\n2026-11-01,x,{counts}\n")
    assert row.units == {"characters": 500}


def test_of_two_columns_of_money_the_one_that_tells_is_read():
    (row,) = rows("openai", "date,model,amount_value,amount\n2026-11-22,m,,1.5\n")
    assert row.money == Decimal("1.5")


def test_two_columns_of_one_unit_that_differ_are_an_error():
    with pytest.raises(
        AftercallError, match=r"line 2, column 'characters': '400' is not what 'tts_characters'.*remove"
    ):
        rows("elevenlabs", "time,model,tts_characters,characters\n2026-11-01,x,500,400\n")


def test_an_empty_quantity_is_untold_and_an_empty_line_is_nothing():
    (row,) = rows("openai", "date,model,input_tokens,output_tokens\n\n2026-11-22,gpt-4.1,,5\n\n")
    assert row.units == {"output_tokens": 5}


def test_a_quoted_comma_a_byte_order_mark_and_windows_line_ends_are_fine():
    (row,) = rows("openai", '\ufeffdate,model,input_tokens\r\n2026-11-22,"a,b",5\r\n')
    assert (row.model, row.units) == ("a,b", {"input_tokens": 5})


HEAD = "date,model,input_tokens,amount\n2026-11-21,m,1,1\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("date,model\n", "no column for a quantity or an amount"),
        ("model,input_tokens\n", "no column for a day"),
        ("date,input_tokens\n", "no column for a model"),
        ("date,model,model,input_tokens\n", "two columns are named 'model'"),
        (HEAD + "2026-11-22,m,1\n", "line 3: 3 fields"),
        (HEAD + "2026-11-22,m,1,2,3\n", "line 3: 5 fields"),
        (HEAD + "22.11.2026,m,1,2\n", "line 3, column 'date': '22.11.2026' is no day"),
        (HEAD + "2026-11-31,m,1,2\n", "line 3, column 'date'"),
        (HEAD + "2026-11-22T10:00:00,m,1,2\n", "without a zone"),
        (HEAD + "2026-11-22,,1,2\n", "line 3, column 'model': '' is no model"),
        (HEAD + '2026-11-22,m,"1,000",2\n', "line 3, column 'input_tokens': '1,000' is no number"),
        (HEAD + "2026-11-22,m,1,$2\n", "line 3, column 'amount'"),
        (HEAD + "2026-11-22,m,-1,2\n", "less than 0"),
        (HEAD + "2026-11-22,m,NaN,2\n", "no number"),
        (HEAD + "2026-11-22,m,٣,2\n", "no number"),
        (HEAD + "2026-11-22,m," + "9" * 50 + ",2\n", "no number"),
        (HEAD + "2026-11-22,m,9e30,2\n", "too large"),
        (HEAD + '2026-11-22,"m,1,2\n', "no CSV"),
        ("start_time,end_time,model,input_tokens\n2026-11-01,2026-12-01,m,1\n", "line 2, column 'end_time'"),
    ],
)
def test_what_cannot_be_read_is_an_error_with_its_place_and_a_way_on(text, said):
    with pytest.raises(AftercallError) as error:
        rows("openai", text)
    assert said in str(error.value)
    assert "Try: " in str(error.value)


def test_a_refund_is_money_below_zero():
    assert rows("openai", "date,model,amount\n2026-11-22,m,-1.5\n")[0].money == Decimal("-1.5")


@given(st.sampled_from(sorted(FORMATS)), st.text(max_size=300))
def test_any_text_is_rows_or_an_error_of_ours(provider, text):
    with contextlib.suppress(AftercallError):
        assert isinstance(rows(provider, text), list)


@given(st.lists(st.integers(0, 10**12), min_size=1), st.sampled_from(["input_tokens", "output_tokens"]))
def test_quantities_are_exact(values, column):
    text = f"date,model,{column}\n" + "".join(f"2026-11-22,m,{value}\n" for value in values)
    assert sum(row.units[column] for row in rows("openai", text)) == sum(values)


def test_a_row_that_repeats_another_in_every_column_is_known_by_it():
    text = "date,project,model,hours\n2026-11-22,a,nova-3,1\n2026-11-22,b,nova-3,1\n2026-11-22,a,nova-3,1\n"
    assert [row.repeats for row in rows("deepgram", text)] == [False, False, True]


@pytest.mark.parametrize("mark", [";", "\t", "|"])
def test_another_separator_is_named(mark):
    with pytest.raises(AftercallError, match="the columns are separated by"):
        rows("deepgram", mark.join(("date", "model", "hours")) + "\n" + mark.join(("2026-11-22", "nova-3", "0,5")))
