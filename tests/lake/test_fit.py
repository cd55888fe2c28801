"""Values that fit the schema, the long way."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings

from aftercall.errors import RecordError
from aftercall.lake.columns import Column, record_columns
from aftercall.lake.fit import fit
from tests.record_factory import a_record, records

RECORD = record_columns()


def document(**changes):
    return {**json.loads(a_record().to_json(), parse_float=Decimal), **changes}


def with_maps(fitted):
    """The list of keys and values of each map, as a map again."""
    fitted["discovered_signals"]["other"] = as_map(fitted["discovered_signals"]["other"])
    return {**fitted, **{name: as_map(fitted[name]) for name in ("user_metadata", "custom")}}


def as_map(entries):
    return {entry["key"]: entry["value"] for entry in entries}


@given(records())
@settings(max_examples=50, deadline=None)
def test_any_record_fits_and_loses_nothing(record):
    fitted = with_maps(fit(json.loads(record.to_json(), parse_float=Decimal), RECORD))
    assert type(record).model_validate(fitted) == record


def test_fields_and_words_of_a_later_version_do_no_harm():
    later = document(new=1, outcome={**document()["outcome"], "status": "transferred", "new": []})
    fitted = fit(later, RECORD)
    assert "new" not in fitted
    assert fitted["outcome"]["status"] == "transferred"
    assert "new" not in fitted["outcome"]


def test_a_nullable_field_may_be_missing_and_another_may_not():
    value = document()
    del value["telephony"]
    assert fit(value, RECORD)["telephony"] is None
    del value["end_time"]
    with pytest.raises(RecordError, match=r"^end_time is not timestamp, never null\. Try: "):
        fit(value, RECORD)


def test_a_time_with_any_offset_is_the_same_instant():
    fitted = fit(document(end_time="2026-11-22T10:31:34.625+01:00"), RECORD)
    assert fitted["end_time"] == datetime(2026, 11, 22, 9, 31, 34, 625_000, tzinfo=UTC)


def one(kind):
    fields = (Column("n", "bigint", "", "operational", nullable=False),) if "struct" in kind else ()
    return [Column("x", kind, "", "operational", nullable=False, fields=fields)]


def test_a_decimal_as_text_is_as_exact_as_one_as_a_number():
    assert fit({"x": "0.100000001"}, one("decimal(18,9)")) == {"x": Decimal("0.100000001")}


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("string", 1), ("string", ["x"]), ("bigint", "1"), ("bigint", Decimal("1.5")), ("bigint", True),
        ("bigint", 2**63), ("bigint", -(2**63) - 1), ("double", "1"), ("double", Decimal("1E+400")), ("double", False),
        ("double", 10**400), ("double", float("nan")), ("boolean", 1), ("boolean", "true"), ("timestamp", 1),
        ("timestamp", "2026-11-22"), ("timestamp", "2026-11-22T09:30:00"), ("timestamp", "0001-01-01T00:00:00+14:00"),
        ("decimal(18,9)", Decimal("0.0000000001")), ("decimal(18,9)", Decimal(10**9)), ("decimal(18,9)", "one"),
        ("decimal(18,9)", float("inf")), ("decimal(18,9)", Decimal("1E-400")), ("decimal(18,9)", Decimal("1E+400")),
        ("decimal(18,9)", "1e999999999"), ("decimal(18,9)", ""), ("decimal(18,9)", True),
        ("map<string,string>", {"a": 1}), ("map<string,string>", []), ("array<string>", ["a", None]), ("array<string>", "a"),
        ("struct", []), ("array<struct>", {}), ("array<struct>", [1]), ("array<struct>", [None]),
    ],
)  # fmt: skip
def test_a_value_of_another_type_does_not_fit(kind, value):
    with pytest.raises(RecordError, match=r"^x(\[\])? is not "):
        fit({"x": value}, one(kind))
