"""What the commands print: a table shows what is there, and a terminal obeys nothing that is in it."""

import time
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftercall.cli.output import cell, print_table


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "–"),
        (0.1 + 0.2, "0.3"),
        (1e-7, "0.0000001"),
        (1234567.89, "1234567.89"),
        (-0.0, "0"),
        (float("nan"), "nan"),
        (Decimal("0.00000015"), "0.00000015"),
        ("a\x1b[31m\tb", "a\\x1b[31m\\tb"),
        ("acme\u202etxt", "acme\\u202etxt"),
        ("two\nlines", "two\nlines"),
    ],
)
def test_a_cell_shows_its_value_and_neither_a_power_of_ten_nor_a_control_character(value, shown):
    assert cell(value) == shown


@given(st.text())
def test_no_control_character_of_a_record_reaches_a_terminal(text):
    shown = cell(text)
    assert all(char == "\n" or char.isprintable() or ord(char) >= 0xA0 for char in shown)


@given(st.floats(-1e300, 1e300))
def test_a_float_is_shown_within_six_digits_of_itself(value):
    assert float(cell(value)) == pytest.approx(value, rel=5e-6)


@pytest.fixture
def los_angeles(monkeypatch):
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "America/Los_Angeles")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("los_angeles")
@pytest.mark.parametrize("zone", [None, UTC, timezone(timedelta(hours=2))])
def test_a_time_is_shown_in_utc_wherever_the_machine_is_and_one_without_zone_is_utc(zone):
    at = datetime(2026, 11, 22, 9, 30, tzinfo=zone)
    assert cell(at) == ("2026-11-22T07:30:00.000000Z" if zone not in (None, UTC) else "2026-11-22T09:30:00.000000Z")


def test_a_pipe_gets_each_row_on_one_line(capsys):
    print_table(None, ("name", "why"), [("x" * 300, "y" * 300)])
    assert f"{'x' * 300} │ {'y' * 300}" in capsys.readouterr().out
