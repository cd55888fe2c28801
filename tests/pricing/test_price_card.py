"""Our card, and the owner's price file: the same form, the first layer."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import pytest

from aftercall.errors import SettingsError
from aftercall.pricing import PriceBook, unpriced
from aftercall.pricing.card import UNIT_OF_ROW, RateCard, Row, parse
from aftercall.pricing.reprice import reprice
from aftercall.record import Usage

AT = datetime(2026, 11, 20, tzinfo=UTC)
RAW = files("aftercall.pricing").joinpath("rates.json").read_bytes()

# A digest per row, in order. A new row's is added to the end of the file; none above it may change.
DIGESTS = Path(__file__).with_name("card-digests.txt").read_text("ascii").split()


def digest(row: dict[str, object]) -> str:
    return hashlib.sha256(json.dumps(row, sort_keys=True).encode()).hexdigest()[:12]


def test_rows_of_the_card_are_appended_and_never_edited():
    digests = [digest(row) for row in json.loads(RAW)["rates"]]
    assert digests[: len(DIGESTS)] == DIGESTS, "a row that was committed has changed: append one that begins later"
    assert digests == DIGESTS, f"new rows: add {' '.join(digests[len(DIGESTS) :])} to card-digests.txt"


def test_the_first_card_is_still_there_as_it_was():
    """The file of digests can be edited as well; what the first 19 rows came to is spelled here."""
    assert hashlib.sha256(" ".join(DIGESTS[:19]).encode()).hexdigest()[:12] == "4c7d05fe6615"


PLANS = {"cartesia": "pro", "livekit": "build/ship"}


def test_every_row_of_the_card_says_where_and_when_its_price_was_read():
    content = parse(RAW, where="rates.json")
    for raw, row in zip(json.loads(RAW)["rates"], content.rates, strict=True):
        assert raw.keys() == Row.model_fields.keys(), raw
        assert row.source
        assert row.date_quality
        assert row.plan == PLANS.get(row.provider, "payg")  # told and not matched: a second one needs a way to choose
        assert row.effective_from <= row.verified_on <= content.card <= date(2100, 1, 1)


def test_a_younger_card_row_begins_where_the_older_one_ends():
    content = parse(RAW, where="rates.json")
    card = RateCard.of(content.rates, label="card", status="priced")
    for (kind, provider, model), rows in card.rows.items():
        for _, row in rows:
            at = datetime.combine(row.effective_from, datetime.min.time(), UTC)
            rate = card.rates(kind, provider, model, at).by_unit[UNIT_OF_ROW[row.unit][0]]
            assert (rate.unit_price, rate.rate_from) == (Decimal(row.price), row.effective_from.isoformat())


def row(**parts: object) -> dict[str, object]:
    return {
        "provider": "deepgram", "models": ["nova-3"], "service": "stt", "unit": "minute", "price": "0.0039",
        "effective_from": "2026-01-01",
    } | parts  # fmt: skip


def write(path: Path, *rows: dict[str, object], **more: object) -> Path:
    file = path / "prices.json"
    file.write_text(json.dumps({"schema": 1, "rates": rows} | more))
    return file


def book(path: Path, *rows: dict[str, object]) -> PriceBook:
    return PriceBook.load(write(path, *rows))


STT = Usage(kind="stt", provider="deepgram", model="nova-3", audio_seconds=60.0)


def test_the_owners_rate_comes_before_ours(tmp_path):
    (line,) = book(tmp_path, row()).price(STT, AT)
    assert (line.amount, line.status, line.rate_from) == (Decimal("0.0039"), "override", "2026-01-01")
    assert (line.rate_source or "").startswith("override@")


def test_outside_its_days_the_owners_rate_gives_way_to_ours(tmp_path):
    prices = book(tmp_path, row(effective_to="2026-06-01"))
    (inside, outside) = (prices.price(STT, datetime(2026, *day, tzinfo=UTC))[0] for day in ((5, 31), (6, 1)))
    assert (inside.status, outside.status) == ("override", "priced")


def test_after_a_promotion_the_regular_rate_holds_again(tmp_path):
    regular = row(price="0.0070", effective_from="2026-01-01")
    promotion = row(price="0.0040", effective_from="2026-02-01", effective_to="2026-03-01")
    prices = book(tmp_path, promotion, regular)
    months = [prices.price(STT, datetime(2026, month, 1, tzinfo=UTC))[0].amount for month in (1, 2, 3)]
    assert months == [Decimal("0.0070"), Decimal("0.0040"), Decimal("0.0070")]


def test_a_host_that_nobody_knows_can_be_priced_by_its_owner(tmp_path):
    host = {"provider": "http://user:secret@127.0.0.1:8080/v1", "models": ["Llama-3.3"], "service": "llm"}
    prices = book(
        tmp_path,
        row(**host, unit="1m_input_tokens", price="0.20"),
        row(**host, unit="1m_output_tokens", price="0"),
    )
    usage = Usage(kind="llm", provider="127.0.0.1:8080", model="llama-3.3", input_tokens=1_000, output_tokens=10)
    lines = prices.price(usage, AT)
    assert [(line.unit, line.amount) for line in lines] == [("input_token", Decimal("0.0002")), ("output_token", 0)]
    assert all("secret" not in (line.rate_source or "") for line in lines)
    cached = usage.model_copy(update={"cached_input_tokens": 400})
    assert [(line.unit, line.amount, line.reason) for line in prices.price(cached, AT)] == [
        ("input_token", Decimal("0.00012"), None),
        ("cached_input_token", None, "no_rate_for_unit"),
        ("output_token", 0, None),
    ]


def test_a_deployment_on_azure_is_priced_by_its_owner_and_by_nobody_else(tmp_path):
    azure = {"provider": "azure", "models": ["My-Deployment"], "service": "llm"}
    prices = book(tmp_path, row(**azure, unit="1m_input_tokens", price="0.165"))
    for provider in ("azure", "https://acme.openai.azure.com"):
        usage = Usage(kind="llm", provider=provider, model="my-deployment", requests=1, input_tokens=1_000)
        (unknown,), (line,) = PriceBook.load().price(usage, AT), prices.price(usage, AT)
        assert (unknown.amount, unknown.reason) == (None, "unknown_model")
        assert (line.provider, line.amount, line.status) == ("azure", Decimal("0.000165"), "override")


def test_a_service_tier_is_priced_by_its_owner_and_leaves_the_model_its_list_price(tmp_path):
    tier = {"provider": "openai", "models": ["gpt-4o:priority"], "service": "llm"}
    prices = book(tmp_path, row(**tier, unit="1m_input_tokens", price="4.25"))
    usage = Usage(
        kind="llm", provider="openai", model="gpt-4o:priority", requests=1, input_tokens=1_000, output_tokens=1
    )
    assert [(line.unit, line.amount, line.reason) for line in prices.price(usage, AT)] == [
        ("input_token", Decimal("0.00425"), None),
        ("output_token", None, "no_rate_for_unit"),
    ]
    usual = prices.price(usage.model_copy(update={"model": "gpt-4o"}), AT)
    assert [(line.amount, line.status) for line in usual] == [
        (Decimal("0.0025"), "priced"),
        (Decimal("0.00001"), "priced"),
    ]


def test_the_time_of_a_realtime_session_is_priced_by_its_owner(tmp_path):
    prices = book(tmp_path, row(provider="openai", models=["gpt-live-2"], service="realtime", price="0.06"))
    usage = Usage(kind="realtime", provider="openai", model="gpt-live-2", audio_seconds=30.0)
    assert [line.amount for line in prices.price(usage, AT)] == [Decimal("0.03")]


def test_livekit_inference_can_be_priced_by_its_owner(tmp_path):
    prices = book(tmp_path, row(provider="livekit", models=["deepgram/nova-3", "acme/ears"], price="0.0077"))
    for model in ("deepgram/nova-3", "acme/ears"):
        usage = Usage(kind="stt", provider="livekit", model=model, audio_seconds=60.0)
        assert prices.price(usage, AT)[0].amount == Decimal("0.0077")


def test_a_row_for_any_mode_and_language_holds_for_each_of_them(tmp_path):
    prices = book(tmp_path, row(price="0.01"))
    for name in ("nova-3", "nova-3:multi", "nova-3:batch", "nova-3:multi:batch"):
        (line,) = prices.price(STT.model_copy(update={"model": name}), AT)
        assert (line.amount, line.status) == (Decimal("0.01"), "override")
    (other,) = prices.price(STT.model_copy(update={"model": "nova-3:"}), AT)
    assert other.reason == "unknown_model"


def test_seconds_can_be_priced_where_a_hosts_tokens_do_not_say_enough(tmp_path):
    """LiveKit's OpenAI STT tells the tokens of a transcription, and not how many of them are audio."""
    at = datetime(2026, 11, 20, tzinfo=UTC)  # since the 22nd they cost the same
    usage = Usage(
        kind="stt", provider="openai", model="gpt-4o-transcribe", input_tokens=600, output_tokens=90, audio_seconds=60.0
    )
    assert {line.reason for line in PriceBook.load().price(usage, at)} == {"audio_split_untold"}
    minute = row(provider="openai", models=["gpt-4o-transcribe"], price="0.006")
    (line,) = book(tmp_path, minute).price(usage, at)
    assert (line.unit, line.amount, line.status) == ("second", Decimal("0.006"), "override")
    tokens = row(provider="openai", models=["gpt-4o-transcribe"], unit="1m_input_tokens", price="5")
    assert {line.reason for line in book(tmp_path, tokens).price(usage, at)} == {"audio_split_untold"}


def test_an_untold_split_does_not_matter_where_audio_and_text_cost_the_same():
    usage = Usage(
        kind="stt", provider="openai", model="gpt-4o-transcribe", input_tokens=600, output_tokens=90, audio_seconds=60.0
    )
    lines = PriceBook.load().price(usage, datetime(2026, 11, 22, tzinfo=UTC))
    assert [(line.unit, line.quantity, line.amount) for line in lines] == [
        ("input_token", 600, Decimal("0.0015")),
        ("output_token", 90, Decimal("0.0009")),
    ]
    cached = usage.model_copy(update={"cached_input_tokens": 100})  # and whether these are audio is untold as well
    lines = PriceBook.load().price(cached, datetime(2026, 11, 22, tzinfo=UTC))
    assert {line.reason for line in lines} == {"audio_split_untold"}


def test_a_unit_that_the_owner_leaves_out_keeps_its_list_price(tmp_path):
    prices = book(tmp_path, row(provider="openai", models=["gpt-4o"], service="llm", unit="1m_input_tokens", price="1"))
    usage = Usage(kind="llm", provider="openai", model="gpt-4o", input_tokens=1_000, output_tokens=100)
    assert [(line.status, line.amount) for line in prices.price(usage, AT)] == [
        ("override", Decimal("0.001")),
        ("priced", Decimal("0.001")),
    ]


def test_a_measure_that_the_owner_chooses_is_the_only_one_billed(tmp_path):
    voice = {"provider": "elevenlabs", "models": ["eleven_flash_v2_5"], "service": "tts"}
    usage = Usage(kind="tts", provider="elevenlabs", model="eleven_flash_v2_5", characters=1_000, audio_seconds=60.0)
    by_minute = book(tmp_path, row(**voice, price="0.03"))
    assert [(line.unit, line.amount) for line in by_minute.price(usage, AT)] == [("second", Decimal("0.03"))]
    fee = row(**voice, unit="request", price="0.5")
    told = usage.model_copy(update={"requests": 3})
    by_request = book(tmp_path, row(**voice, price="0.03"), fee).price(told, AT)
    assert [(line.unit, line.amount) for line in by_request] == [
        ("second", Decimal("0.03")),
        ("request", Decimal("1.5")),
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (b"{", "EOF"),
        (b"[]", "object"),
        (b"\xff\xfe", "prices.json"),
        (json.dumps({"schema": 2, "rates": []}), "schema"),
        (json.dumps({"rates": [row(), row(price=0.0048)]}), "row 2: price"),
        (json.dumps({"rates": [row(price="1e-3")]}), "row 1: price"),
        (json.dumps({"rates": [row(price="-1")]}), "row 1: price"),
        (json.dumps({"rates": [row(price="0.0000000001")]}), "row 1: price"),
        (json.dumps({"rates": [row(unit="fortnight")]}), "unit is 'fortnight'"),
        (json.dumps({"rates": [row(models=[])]}), "row 1: models"),
        (json.dumps({"rates": [row(models=[" "])]}), "row 1: Value error, a provider or a model without a name"),
        (json.dumps({"rates": [row(provider="https://")]}), "row 1: Value error, a provider or a model without a name"),
        (json.dumps({"rates": [row(models="nova-3")]}), "row 1: models"),
        (json.dumps({"rates": [row(currency="EUR")]}), "row 1: currency"),
        (json.dumps({"rates": [row(modell="x")]}), "row 1: modell"),
        (json.dumps({"rates": [row(effective_from="soon")]}), "row 1: effective_from"),
        (json.dumps({"rates": [row(effective_to="2025-01-01")]}), "row 1: "),
        (json.dumps({"rates": [row(), row(unit="hour", price="0.3")]}), "row 1 and row 2 both price second of nova-3"),
        (json.dumps({"rates": [{k: v for k, v in row().items() if k != "price"}]}), "row 1: price"),
        (
            json.dumps({"rates": [row(), row(effective_from="2026-02-01")]}).replace("}]", ', "price": "9"}]'),
            "row 2: price stands twice. Try: remove one",
        ),
        (json.dumps({"rates": [row()]}).replace('"unit"', '"unit": {}, "unit"'), "row 1: unit stands twice"),
        ('{"rates": [], "rates": []}', "json: rates stands twice"),
    ],
)
def test_a_bad_price_file_is_refused_with_the_file_the_row_and_what_to_try(tmp_path, text, says):
    file = tmp_path / "prices.json"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(SettingsError) as error:
        PriceBook.load(file)
    assert str(file) in str(error.value)
    assert says in str(error.value)
    assert "Try: " in str(error.value)


def test_a_price_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(SettingsError, match=r"No such file.*Try: "):
        PriceBook.load(tmp_path / "none.json")


def test_a_name_with_a_variant_matches_as_a_whole():
    card = RateCard.of([Row.model_validate(row(language="multi", mode="streaming"))], label="c", status="priced")
    assert card.rates("stt", "deepgram", "nova-3:multi", AT).by_unit
    assert card.rates("stt", "deepgram", "nova-3", AT).otherwise == "unknown_model"
    assert card.rates("stt", "deepgram", "nova-3:multi:batch", AT).otherwise == "unknown_model"


def test_a_fee_for_each_request_makes_no_token_free(tmp_path):
    fee = book(tmp_path, row(provider="openai", models=["gpt-4o"], service="llm", unit="request", price="0.01"))
    used = Usage(kind="llm", provider="openai", model="gpt-4o", requests=1, input_tokens=1_000_000)
    assert [(line.unit, line.amount) for line in fee.price(used, AT)] == [
        ("input_token", Decimal("2.5")), ("request", Decimal("0.01"))
    ]  # fmt: skip
    faulty = used.model_copy(update={"cached_input_tokens": 1_000_001})
    priced = {line.unit: (line.amount, line.reason) for line in fee.price(faulty, AT)}
    assert priced["request"] == (Decimal("0.01"), None)
    assert priced["input_token"] == (None, "inconsistent_usage")
    (fresh, of_fee) = reprice(unpriced([used]), [used], AT, fee)
    assert (fresh.new.amount, of_fee.new.amount) == (Decimal("2.5"), Decimal("0.01"))
    landed = PriceBook.load().price(faulty, AT)
    assert {line.new.unit for line in reprice(landed, [faulty], AT, fee) if line.new} == priced.keys()


def test_a_fee_for_each_request_of_an_unknown_model_leaves_its_tokens_unknown(tmp_path):
    fee = book(tmp_path, row(provider="acme", models=["m"], service="llm", unit="request", price="0.01"))
    used = Usage(kind="llm", provider="acme", model="m", requests=2, output_tokens=5)
    assert [(line.unit, line.amount, line.reason) for line in fee.price(used, AT)] == [
        ("output_token", None, "no_rate_for_unit"), ("request", Decimal("0.02"), None)
    ]  # fmt: skip


def test_a_price_file_may_begin_with_a_byte_order_mark(tmp_path):
    file = write(tmp_path, row())
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert PriceBook.load(file).price(STT, AT)[0].status == "override"
