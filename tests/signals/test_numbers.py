import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftercall.signals.numbers import find
from aftercall.signals.words import tokenise

# ruff: noqa: SIM905  # a list of words reads best as one string
ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
TENS = "_ _ twenty thirty forty fifty sixty seventy eighty ninety".split()


def in_words(value: int) -> str:
    """English for 1 … 999,999, as people say it."""
    if value >= 1000:
        rest = value % 1000
        return f"{in_words(value // 1000)} thousand" + (f" {in_words(rest)}" if rest else "")
    if value >= 100:
        rest = value % 100
        return f"{ONES[value // 100]} hundred" + (f" and {in_words(rest)}" if rest else "")
    if value >= 20:
        return TENS[value // 10] + (f" {ONES[value % 10]}" if value % 10 else "")
    return ONES[value]


def read(text: str) -> list[tuple[float, float]]:
    return [(n.low, n.high) for n in find(tokenise(text)) if n.kind in ("count", "pronoun")]


@given(st.integers(1, 999_999))
def test_every_number_is_read_from_its_words(value):
    assert read(in_words(value)) == [(value, value)]


@given(st.integers(1, 99_999_999))
def test_every_number_is_read_from_its_digits(value):
    assert read(f"{value:,} of them") == [(value, value)] or 1900 <= value < 2100


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("a couple hundred", 200), ("a few hundred", 300), ("a couple of dozen", 24), ("a few dozen", 36), ("half a dozen", 6), ("a baker's dozen", 13), ("an even dozen", 12), ("two dozen", 24),
        ("one twenty", 120), ("four fifty", 450), ("one eighty", 180), ("twelve hundred", 1200), ("nineteen hundred", 1900), ("2.5 k", 2500), ("4k", 4000), ("1.5k", 1500), ("1,200", 1200),
        ("twenty five", 25), ("fifty-five", 55), ("two hundred thirty", 230), ("a hundred and fifty", 150), ("two and a half thousand", 2500), ("one point two million", 1_200_000),
        ("sixteen one six", 16), ("sixteen, one six", 16), ("thirteen. one three. yes", 13), ("the seven seven", 7), ("mid twenties", 25), ("hundreds", 300), ("several", 5), ("a handful", 5), ("S I X T E E N", 16),
    ],
)  # fmt: skip
def test_spoken_shorthand_is_read(said, value):
    assert read(said)[0] == (value, value)


@pytest.mark.parametrize(
    ("said", "ends"),
    [
        ("ten to twelve", (10, 12)), ("10-15", (10, 15)), ("between forty and fifty", (40, 50)), ("forty or fifty", (40, 50)), ("ten maybe twelve", (10, 12)),
        ("between three and four hundred", (300, 400)), ("two to three thousand", (2000, 3000)), ("nine hundred to a thousand", (900, 1000)), ("fifteen, twenty, somewhere between", (15, 20)),
    ],
)  # fmt: skip
def test_a_range_keeps_both_ends(said, ends):
    assert read(said) == [ends]


@pytest.mark.parametrize(
    "said",
    [
        "six oh two five five five",
        "nineteen eighty four",
        "in 2018",
        "7.12.3",
        "4 4 0 2",
        "007",
        "9" * 5000,
        "2:30",
        "$35",
        "$1,200",
    ],
)
def test_codes_years_and_prices_are_no_counts(said):
    assert read(said) == []


def test_two_numbers_that_fall_are_no_range():
    assert read("twelve to ten") == [(12, 12), (10, 10)]
