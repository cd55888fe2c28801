"""Exports beside landings: what agrees, what differs, and what cannot be matched."""

import json
import subprocess
import sys
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aftercall import landing, warehouse
from aftercall.errors import AftercallError
from aftercall.warehouse.invoices import read_export, read_recorded, reconcile
from tests.record_factory import a_record

DAY = date(2026, 11, 20)
RATES = {"input_token": "0.4", "output_token": "1.6", "second": "0.0077", "character": "0.05"}


def call(number, at, uses, *, minutes=2, reasons=()):
    """A landed call; `uses` are (kind, provider, model, quantities) and its cost lines follow from them."""
    usage, lines = [], []
    for kind, provider, model, quantities in uses:
        usage.append({"kind": kind, "provider": provider, "model": model, **quantities})
        for name, told in quantities.items():
            unit = {"input_tokens": "input_token", "output_tokens": "output_token", "audio_seconds": "second",
                    "characters": "character"}[name]  # fmt: skip
            quantity, price = Decimal(str(told)), Decimal(RATES[unit])
            lines.append({"kind": kind, "provider": provider, "model": model, "unit": unit, "quantity": quantity,
                          "unit_price": price, "per": 1000, "status": "priced",
                          "amount": (quantity * price / 1000).quantize(Decimal("1e-9"))})  # fmt: skip
    return a_record(
        session_id=f"rm_{number}", agent__job_id=f"AJ_{number}", start_time=at, end_time=at + timedelta(minutes=minutes),
        metrics_summary__usage=usage, cost_summary__lines=lines,
        record__complete=not reasons, record__incomplete_reasons=tuple(reasons),
    )  # fmt: skip


def land(folder, records):
    for record in records:
        path = folder / landing.key(record)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(landing.encode(record))
    return folder


def recorded(folder, provider):
    db = warehouse.connect(folder)
    try:
        return read_recorded(db, provider)
    finally:
        db.close()


def table(folder, provider, text, same=None):
    return reconcile(provider, read_export(provider, text.splitlines(True)), recorded(folder, provider), same)


def at(day=DAY, hour=10):
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def llm(model="gpt-4.1-mini", provider="openai", **quantities):
    return ("llm", provider, model, quantities)


def test_a_day_that_agrees_has_ratio_one_and_nothing_unexplained(tmp_path):
    land(tmp_path, [call(n, at(), [llm(input_tokens=1000, output_tokens=10)]) for n in range(3)])
    text = "date,model,input_tokens,output_tokens,amount\n2026-11-20,gpt-4.1-mini-2025-04-14,3000,30,1.248\n"
    (row,) = table(tmp_path, "openai", text)
    assert (row.day, row.model) == (DAY, "gpt-4.1-mini")
    assert [(u.unit, u.recorded, u.billed, u.ratio) for u in row.units] == [
        ("input_tokens", 3000, 3000, 1), ("output_tokens", 30, 30, 1)
    ]  # fmt: skip
    assert (row.money_recorded, row.money_billed, row.unexplained) == (Decimal("1.248"), Decimal("1.248"), 0)
    assert row.why == ()


def test_what_is_missing_is_seen_and_the_days_incomplete_calls_are_named(tmp_path):
    land(tmp_path, [
        call(1, at(), [llm(input_tokens=900)]),
        call(2, at(), [], reasons=["generation_cancelled_usage_unreported", "signals_failed"]),
    ])  # fmt: skip
    (row,) = table(tmp_path, "openai", "date,model,input_tokens,amount\n2026-11-20,gpt-4.1-mini,1000,0.4\n")
    assert row.units[0].ratio == Decimal("0.9")
    assert row.unexplained == Decimal("0.04")
    assert row.why == ("usage incomplete in 1 of 2 calls: generation_cancelled_usage_unreported 1",)


@pytest.mark.parametrize("reason", ["metric_not_finite", "usage_not_attributable", "stt_connection_without_audio"])
def test_usage_that_may_be_another_is_named_like_usage_that_is_missing(tmp_path, reason):
    land(tmp_path, [call(1, at(), [llm(input_tokens=900)], reasons=[reason])])
    (row,) = table(tmp_path, "openai", "date,model,input_tokens\n2026-11-20,gpt-4.1-mini,1000\n")
    assert row.why == (f"usage incomplete in 1 of 1 calls: {reason} 1",)


def test_service_tiers_that_only_we_tell_apart_are_one_model(tmp_path):
    tiers = [llm("gpt-4o", input_tokens=5), llm("gpt-4o:priority", input_tokens=3), llm("gpt-4o:flex", input_tokens=2)]
    land(tmp_path, [call(1, at(), tiers)])
    text = "date,model,input_tokens\n2026-11-20,gpt-4o-2024-08-06,10\n"
    (row,) = table(tmp_path, "openai", text)
    assert (row.model, [(u.unit, u.recorded, u.ratio) for u in row.units]) == ("gpt-4o", [("input_tokens", 10, 1)])
    assert table(tmp_path, "openai", text, {"gpt-4o-2024-08-06": "gpt-4o:flex"}) == [row]


def test_another_colon_in_a_name_is_a_part_of_it(tmp_path):
    land(tmp_path, [call(1, at(), [llm("ft:gpt-4o-2024-08-06:acme::x1", input_tokens=5)])])
    assert [model for _, model in recorded(tmp_path, "openai").used] == ["ft:gpt-4o-2024-08-06:acme::x1"]


def test_a_realtime_session_that_is_billed_by_time_has_its_seconds(tmp_path):
    land(tmp_path, [call(1, at(), [("realtime", "openai", "gpt-live-1", {"audio_seconds": 90.0})])])
    (row,) = table(tmp_path, "openai", "date,model,seconds\n2026-11-20,gpt-live-1,120\n")
    assert [(u.unit, u.recorded, u.ratio) for u in row.units] == [("audio_seconds", 90, Decimal("0.75"))]


def test_a_model_on_one_side_only_is_said_and_not_counted_as_nothing(tmp_path):
    land(tmp_path, [call(1, at(), [llm(input_tokens=5)])])
    ours, theirs = table(tmp_path, "openai", "date,model,input_tokens\n2026-11-20,gpt-4o,7\n")
    assert (ours.model, ours.why, ours.units[0].billed, ours.unexplained) == (
        "gpt-4.1-mini",
        ("only recorded",),
        None,
        None,
    )
    assert (theirs.model, theirs.why, theirs.units[0].recorded, theirs.units[0].ratio) == (
        "gpt-4o",
        ("only billed",),
        None,
        None,
    )


def test_likeness_of_names_is_never_guessed_but_can_be_said(tmp_path):
    land(tmp_path, [call(1, at(), [llm(input_tokens=5), llm("gpt-4o", input_tokens=3)])])
    text = "date,model,input_tokens\n2026-11-20,gpt-4.1-mini-preview,5\n2026-11-20,gpt-4o-mini,2\n"
    assert {row.model for row in table(tmp_path, "openai", text)} == {
        "gpt-4.1-mini", "gpt-4.1-mini-preview", "gpt-4o", "gpt-4o-mini"
    }  # fmt: skip
    rows = table(tmp_path, "openai", text, {"gpt-4.1-mini-preview": "gpt-4.1-mini"})
    assert [row.units[0].ratio for row in rows if row.model == "gpt-4.1-mini"] == [1]


def test_another_host_and_livekits_own_inference_are_not_on_the_vendors_bill(tmp_path):
    others = [llm(provider="azure", input_tokens=5), llm(provider="127.0.0.1:8000", input_tokens=5),
              llm("openai/gpt-4.1-mini", provider="livekit", input_tokens=5)]  # fmt: skip
    land(tmp_path, [call(1, at(), others)])
    assert recorded(tmp_path, "openai").used == {}


def test_variants_that_only_we_tell_apart_are_one_model(tmp_path):
    stt = [
        ("stt", "deepgram", "nova-3", {"audio_seconds": 30.1}),
        ("stt", "deepgram", "nova-3:multi", {"audio_seconds": 5.9}),
    ]
    land(tmp_path, [call(1, at(), stt)])
    (row,) = table(tmp_path, "deepgram", "start,model,hours\n2026-11-20,nova-3,0.01\n")
    assert [(u.unit, u.recorded, u.billed) for u in row.units] == [("audio_seconds", 36, 36)]


def test_audio_that_a_voice_sent_back_is_not_billed_audio(tmp_path):
    land(tmp_path, [call(1, at(), [("tts", "deepgram", "aura-2", {"audio_seconds": 9.0, "characters": 50})])])
    assert recorded(tmp_path, "deepgram").used[DAY, "aura-2"].units == {"characters": 50}


def test_credits_are_shown_beside_characters_and_not_compared(tmp_path):
    land(tmp_path, [call(1, at(), [("tts", "elevenlabs", "eleven_flash_v2_5", {"characters": 50})])])
    (row,) = table(tmp_path, "elevenlabs", "date,model,tts_characters,credits\n2026-11-20,eleven_flash_v2_5,50,25\n")
    assert [(u.unit, u.ratio) for u in row.units] == [("characters", 1), ("credits", None)]


def test_another_currency_is_named_and_never_subtracted(tmp_path):
    land(tmp_path, [call(1, at(), [llm(input_tokens=5)])])
    (row,) = table(tmp_path, "openai", "date,model,amount,currency\n2026-11-20,gpt-4.1-mini,5,eur\n")
    assert (row.money_billed, row.unexplained, row.why) == (None, None, ("billed in EUR",))


def test_a_call_past_midnight_is_on_its_first_day_and_said(tmp_path):
    land(tmp_path, [call(1, datetime(2026, 11, 20, 23, 59, tzinfo=UTC), [llm(input_tokens=10)])])
    first, second = table(
        tmp_path, "openai", "date,model,input_tokens\n2026-11-20,gpt-4.1-mini,4\n2026-11-21,gpt-4.1-mini,6\n"
    )
    assert first.why == ("1 calls ended on a later day",)
    assert (first.units[0].recorded, second.units[0].recorded) == (10, None)


def test_a_quantity_without_a_price_is_counted(tmp_path):
    record = call(1, at(), [llm(input_tokens=10)])
    line = record.cost_summary.lines[0].model_copy(
        update={"amount": None, "status": "unknown", "reason": "unknown_model"}
    )
    summary = record.cost_summary.model_copy(update={"lines": (line,)})
    land(tmp_path, [record.model_copy(update={"cost_summary": summary})])
    (row,) = table(tmp_path, "openai", "date,model,input_tokens,amount\n2026-11-20,gpt-4.1-mini,10,1\n")
    assert (row.money_recorded, row.unexplained, row.why) == (None, None, ("1 cost lines without a price",))


def test_nothing_is_unexplained_where_some_of_what_is_recorded_has_no_price(tmp_path):
    record = call(1, at(), [llm(input_tokens=10, output_tokens=10)])
    priced, other = record.cost_summary.lines
    unknown = other.model_copy(update={"amount": None, "status": "unknown", "reason": "unknown_model"})
    summary = record.cost_summary.model_copy(update={"lines": (priced, unknown)})
    land(tmp_path, [record.model_copy(update={"cost_summary": summary})])
    (row,) = table(tmp_path, "openai", "date,model,input_tokens,amount\n2026-11-20,gpt-4.1-mini,10,1\n")
    assert (row.money_recorded, row.money_billed, row.unexplained) == (priced.amount, 1, None)
    assert row.why == ("1 cost lines without a price",)


def test_a_fine_tuned_models_name_is_whole_and_only_speech_has_variants(tmp_path):
    tuned = "ft:gpt-4.1-mini-2025-04-14:acme::aaa"
    land(tmp_path, [call(1, at(), [llm(tuned, input_tokens=5), llm("ft:gpt-4o:acme:multi", input_tokens=7)])])
    rows = table(tmp_path, "openai", f"date,model,input_tokens\n2026-11-20,{tuned},5\n")
    assert [(row.model, row.units[0].recorded) for row in rows] == [(tuned, 5), ("ft:gpt-4o:acme:multi", 7)]
    assert rows[0].money_recorded == Decimal("0.002")


SNAPSHOT = "gpt-4.1-mini-2025-04-14"


def test_an_alias_and_its_snapshot_are_compared_with_their_bill_together_and_day_by_day(tmp_path):
    land(tmp_path, [
        call(1, at(), [llm(input_tokens=600), llm(SNAPSHOT, input_tokens=400)]),
        call(2, at(date(2026, 11, 21)), [llm(SNAPSHOT, input_tokens=50)]),
    ])  # fmt: skip
    text = f"date,model,input_tokens,amount\n2026-11-20,{SNAPSHOT},1000,0.4\n2026-11-21,{SNAPSHOT},50,0.02\n"
    both, pinned = table(tmp_path, "openai", text)
    assert (both.model, both.units[0].recorded, both.units[0].ratio, both.unexplained) == ("gpt-4.1-mini", 1000, 1, 0)
    assert both.why == (f"recorded as gpt-4.1-mini and {SNAPSHOT}, billed as one",)
    assert (pinned.model, pinned.units[0].ratio, pinned.why) == (SNAPSHOT, 1, ())


def test_an_alias_and_its_snapshot_that_are_billed_apart_are_compared_apart(tmp_path):
    land(tmp_path, [call(1, at(), [llm(input_tokens=600), llm(SNAPSHOT, input_tokens=400)])])
    text = f"date,model,input_tokens\n2026-11-20,{SNAPSHOT},400\n2026-11-20,gpt-4.1-mini,600\n"
    assert [(row.units[0].ratio, row.why) for row in table(tmp_path, "openai", text)] == [(1, ()), (1, ())]


def test_two_snapshots_that_are_both_billed_are_two_rows(tmp_path):
    land(tmp_path, [call(1, at(), [llm("gpt-4o", input_tokens=100), llm("gpt-4o-2024-05-13", input_tokens=100)])])
    text = "date,model,input_tokens\n2026-11-20,gpt-4o-2024-08-06,50\n2026-11-20,gpt-4o-2024-05-13,150\n"
    assert [(row.model, row.units[0].ratio, row.why) for row in table(tmp_path, "openai", text)] == [
        ("gpt-4o", 2, ()), ("gpt-4o-2024-05-13", Decimal("0.6667"), ())
    ]  # fmt: skip


@pytest.mark.parametrize("same", [None, {SNAPSHOT: "gpt-4.1-mini"}])
def test_a_snapshot_is_what_was_asked_for_on_its_own_day(tmp_path, same):
    land(tmp_path, [
        call(1, at(), [llm(input_tokens=100)]),
        call(2, at(date(2026, 11, 21)), [llm(SNAPSHOT, input_tokens=50)]),
    ])  # fmt: skip
    text = f"date,model,input_tokens\n2026-11-20,{SNAPSHOT},100\n2026-11-21,{SNAPSHOT},50\n"
    assert [(row.day.day, row.model, row.units[0].ratio, row.why) for row in table(tmp_path, "openai", text, same)] == [
        (20, "gpt-4.1-mini", 1, ()), (21, SNAPSHOT, 1, ())
    ]  # fmt: skip


SPOKEN = {"input_tokens": 1000, "cached_input_tokens": 200, "input_audio_tokens": 800, "cached_input_audio_tokens": 100,
          "output_tokens": 90, "output_audio_tokens": 60}  # fmt: skip
AUDIO = "uncached_input_audio_tokens"


def spoken(**quantities):
    usage = {"kind": "realtime", "provider": "openai", "model": "gpt-realtime", **quantities}
    return a_record(session_id="spoken", start_time=at(), end_time=at() + timedelta(minutes=2), cost_summary__lines=[],
                    metrics_summary__usage=[usage])  # fmt: skip


def test_audio_input_is_compared_without_what_was_cached_as_openai_tells_it(tmp_path):
    land(tmp_path, [spoken(**SPOKEN)])
    text = (
        "date,model,input_tokens,input_cached_tokens,input_audio_tokens,input_cached_audio_tokens\n"
        "2026-11-20,gpt-realtime,1000,200,700,100\n"
    )
    (row,) = table(tmp_path, "openai", text)
    assert [(u.unit, u.recorded, u.ratio) for u in row.units] == [
        ("input_tokens", 1000, 1), ("cached_input_tokens", 200, 1), (AUDIO, 700, 1), ("cached_input_audio_tokens", 100, 1)
    ]  # fmt: skip
    assert row.why == ()


@pytest.mark.parametrize(
    ("told", "recorded"),
    [
        ({"input_audio_tokens": 800, "cached_input_tokens": 0}, 800),
        ({"input_audio_tokens": 800}, 800),
        ({"input_audio_tokens": 800, "cached_input_tokens": 200}, None),
    ],
)
def test_audio_input_is_null_where_nobody_told_how_much_of_it_was_cached(tmp_path, told, recorded):
    land(tmp_path, [spoken(input_tokens=1000, **told)])
    (row,) = table(tmp_path, "openai", "date,model,input_audio_tokens\n2026-11-20,gpt-realtime,800\n")
    assert [(u.unit, u.recorded) for u in row.units] == [(AUDIO, recorded)]


@pytest.mark.parametrize("counts", ["200,800,90,60", "1000,700,30,60"])
def test_an_export_whose_tokens_leave_out_audio_is_said_and_not_compared(tmp_path, counts):
    land(tmp_path, [spoken(**SPOKEN)])
    text = f"date,model,input_tokens,input_audio_tokens,output_tokens,output_audio_tokens\n2026-11-20,gpt-realtime,{counts}\n"
    (row,) = table(tmp_path, "openai", text)
    assert {u.unit: u.ratio for u in row.units} == {
        "input_tokens": None, AUDIO: None, "output_tokens": None, "output_audio_tokens": 1
    }  # fmt: skip
    assert row.why == ("1 of 1 rows with more audio tokens than tokens: not compared",)


def test_a_part_of_a_bill_is_not_taken_for_the_whole(tmp_path):
    land(tmp_path, [call(1, at(), [llm(input_tokens=1000, output_tokens=10)])])
    text = (
        "date,model,input_tokens,output_tokens,amount\n2026-11-20,gpt-4.1-mini,500,5,0.2\n2026-11-20,gpt-4.1-mini,,5,\n"
    )
    (row,) = table(tmp_path, "openai", text)
    assert [(unit.billed, unit.ratio) for unit in row.units] == [(500, None), (10, 1)]
    assert (row.money_billed, row.unexplained) == (Decimal("0.2"), None)
    assert row.why == ("1 of 2 rows without input_tokens", "1 of 2 rows without an amount")


def test_a_model_can_be_said_by_the_name_that_records_show_and_by_no_other(tmp_path):
    land(tmp_path, [call(1, at(), [("stt", "deepgram", "nova-3:multi", {"audio_seconds": 36})])])
    text = "start,model,hours\n2026-11-20,nova 3 multilingual,0.01\n"
    (row,) = table(tmp_path, "deepgram", text, {"nova 3 multilingual": "nova-3:multi"})
    assert (row.model, row.units[0].ratio) == ("nova-3", 1)
    with pytest.raises(AftercallError, match=r"no record of these days has the model 'nova-4'.* Try: .*nova-3"):
        table(tmp_path, "deepgram", text, {"nova 3 multilingual": "nova-4"})


CALLS = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.sampled_from(["gpt-4.1-mini", "gpt-4o", "gpt-realtime"]),
        st.integers(0, 10**9 - 1),
        st.integers(0, 10**6),
    ),
    min_size=1,
    max_size=40,
)


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(CALLS)
def test_recorded_totals_are_the_sums_of_the_records(tmp_path_factory, calls):
    folder = tmp_path_factory.mktemp("law")
    expected, money = defaultdict(int), defaultdict(Decimal)
    records = []
    for number, (day, model, read, written) in enumerate(calls):
        on = DAY + timedelta(days=day)
        records.append(call(number, at(on), [llm(model, input_tokens=read, output_tokens=written)]))
        expected[on, model, "input_tokens"] += read
        expected[on, model, "output_tokens"] += written
        money[on, model] += sum(line.amount for line in records[-1].cost_summary.lines)
    used = recorded(land(folder, records), "openai").used
    assert {(*key, unit): value for key, one in used.items() for unit, value in one.units.items()} == expected
    assert {key: one.money for key, one in used.items()} == money


@pytest.fixture(scope="module")
def thousands(tmp_path_factory):
    """2,001 calls of three days; and what they used, summed as they were made."""
    folder, sums, records = tmp_path_factory.mktemp("thousands"), defaultdict(Decimal), []
    for number in range(2001):
        on = DAY + timedelta(days=number % 3)
        seconds = Decimal(number % 977) / 10 + Decimal("0.1")
        uses = [
            llm(("gpt-4.1-mini", "gpt-4o")[number % 2], input_tokens=1000 + number, output_tokens=number % 300),
            ("stt", "deepgram", "nova-3", {"audio_seconds": float(seconds)}),
            ("tts", "elevenlabs", "eleven_flash_v2_5", {"characters": number % 700}),
        ]
        records.append(call(number, at(on, number % 23), uses))
        for _, provider, model, quantities in uses:
            for name, value in quantities.items():
                sums[provider, on, model, name] += Decimal(str(value))
    return land(folder, records), dict(sums)


def invoice(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "aftercall.cli", "invoice", *map(str, arguments)],
        check=False, capture_output=True, text=True, timeout=120,
    )  # fmt: skip


EXPORTS = {
    "openai": ("date,model,input_tokens,output_tokens", ("input_tokens", "output_tokens"), 1),
    "deepgram": ("start,model,hours", ("audio_seconds",), 3600),
    "elevenlabs": ("date,model,tts_characters", ("characters",), 1),
}


@pytest.mark.parametrize("provider", EXPORTS)
def test_an_export_of_thousands_of_calls_agrees_to_the_unit(thousands, tmp_path, provider):
    folder, sums = thousands
    header, names, per = EXPORTS[provider]
    models = sorted({(day, model) for who, day, model, _ in sums if who == provider})
    lines = [
        ",".join([str(day), model, *(str(sums[provider, day, model, n] / per) for n in names)]) for day, model in models
    ]
    file = tmp_path / "usage.csv"
    file.write_text("\n".join([header, *lines]) + "\n")
    done = invoice(provider, file, folder, "--json")
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line, parse_float=Decimal) for line in done.stdout.splitlines()]
    assert [(row["day"], row["model"]) for row in rows] == [(str(day), model) for day, model in models]
    for row in rows:
        for unit in row["units"]:
            assert unit["recorded"] == sums[provider, date.fromisoformat(row["day"]), row["model"], unit["unit"]]
            assert unit["ratio"] == 1
    assert f"{len(models)} days and models on both sides, 0 only recorded, 0 only billed" in done.stderr


def test_the_days_can_be_narrowed_and_the_rest_is_mentioned(thousands, tmp_path):
    file = tmp_path / "usage.csv"
    file.write_text("date,model,input_tokens\n2026-11-20,gpt-4o,1\n2026-11-21,gpt-4o,1\n2026-11-21,gpt-4.1-mini,1\n")
    done = invoice("openai", file, thousands[0], "--from", "2026-11-21", "--to", "2026-11-21", "--json")
    assert [json.loads(line)["day"] for line in done.stdout.splitlines()] == ["2026-11-21"] * 2
    assert "1 rows of the export are of other days" in done.stderr
    table = invoice("openai", file, thousands[0])
    assert "units recorded" in table.stdout
    assert "gpt-4o" in table.stdout


@pytest.mark.parametrize(
    ("text", "more", "said"),
    [
        ("date,model,input_tokens\nyesterday,m,1\n", (), "usage.csv: line 2, column 'date': 'yesterday' is no day"),
        ("date,model,input_tokens\n", (), "no rows"),
        ("date,model,input_tokens\n2026-11-20,m,1\n", ("--same", "gpt-5=gpt-4o"), "--same gpt-5: not a model of"),
        ("date,model,input_tokens\n2026-11-20,m,1\n", ("--same", "m"), "--same m: not two names"),
        (
            "date,model,input_tokens\n2026-11-20,m,1\n",
            ("--same", "m=gpt-99"),
            "--same m=gpt-99: no record of these days",
        ),
        ("date,model,input_tokens\n2026-11-20,m,1\n", ("--from", "x"), "--from x: not a day"),
        ("date,model,input_tokens\n2026-11-20,m,1\n", ("--from", "2026-11-21"), "before they begin"),
    ],
)
def test_a_mistake_is_one_line_with_a_way_on(tmp_path, text, more, said):
    (tmp_path / "usage.csv").write_text(text)
    done = invoice("openai", tmp_path / "usage.csv", tmp_path, *more)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Try: " in done.stderr
    assert "Traceback" not in done.stderr


def test_a_file_that_is_not_text_says_at_which_byte(tmp_path):
    (tmp_path / "usage.csv").write_bytes(b"date,model,input_tokens\n\xff\xfe")
    done = invoice("openai", tmp_path / "usage.csv", tmp_path)
    assert (done.returncode, "byte 24 is not UTF-8" in done.stderr) == (2, True)


def test_quantities_that_no_sum_can_hold_are_an_error_and_not_a_number(tmp_path):
    land(tmp_path, [call(1, at(), [("stt", "deepgram", "nova-3", {})])])
    record = call(2, at(), [])
    usage = {"kind": "stt", "provider": "deepgram", "model": "nova-3", "audio_seconds": 1e300}
    land(tmp_path, [a_record(session_id="huge", start_time=record.start_time, metrics_summary__usage=[usage])])
    with pytest.raises(AftercallError, match="cannot be summed"):
        recorded(tmp_path, "deepgram")


def test_the_documented_columns_are_those_that_are_read():
    from aftercall.warehouse.invoices import FORMATS

    text = (Path(__file__).parents[2] / "docs/invoices.md").read_text("utf-8")
    for provider, form in FORMATS.items():
        part = text.split(f"### {provider}", 1)[1].split("###")[0].split("\n## ")[0]
        for column in (*form.days, *form.ends, *form.models, *form.quantities, *form.money, *form.currency):
            assert f"`{column}`" in part, f"{provider}: {column}"


def test_rows_that_may_have_been_exported_twice_are_said_beside_their_sum(tmp_path):
    land(tmp_path, [call(1, at(), [("stt", "deepgram", "nova-3", {"audio_seconds": 36.0})])])
    (row,) = table(tmp_path, "deepgram", "start,model,hours\n2026-11-20,nova-3,0.01\n2026-11-20,nova-3,0.01\n")
    assert [(u.recorded, u.billed) for u in row.units] == [(36, 72)]
    assert "1 of 2 rows repeat another, and are counted" in row.why
