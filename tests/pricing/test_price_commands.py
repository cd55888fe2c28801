"""`aftercall prices` and `aftercall reprice`, as a person runs them."""

import hashlib
import io
import json
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

import pytest
from tests.record_factory import START, a_record

from aftercall import cli
from aftercall.pricing import PriceBook, compare, listing, llm
from aftercall.settings import Settings
from aftercall.ship.handover import hand_over

ON = date(2026, 11, 22)


class Done(NamedTuple):
    returncode: int
    stdout: str
    stderr: str


def environment(**given):
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("AFTERCALL_", "AWS_"))}
    return {**clean, "COLUMNS": "200", **given}


def aftercall(*arguments, **given):
    """The command, in this process: a Python and a DuckDB for each run would take most of the time."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr(os, "environ", environment(**given))
        patch.setattr(sys, "argv", ["aftercall", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
    return Done(ended.value.code or 0, out.getvalue(), err.getvalue())


def aftercall_beside(packages, *arguments):
    """The command in a process that finds other packages first."""
    command = [sys.executable, "-m", "aftercall.cli", *map(str, arguments)]
    env = environment(PYTHONPATH=str(packages))
    return subprocess.run(command, check=False, env=env, capture_output=True, text=True, timeout=60)


def lines(done):
    assert done.returncode == 0, done.stderr
    return [json.loads(line, parse_float=Decimal) for line in done.stdout.splitlines()]


def price_file(folder, **parts):
    row = {
        "provider": "deepgram", "models": ["nova-3"], "service": "stt", "unit": "minute", "price": "0.0039",
        "effective_from": "2026-01-01", "source": "our contract",
    } | parts  # fmt: skip
    file = folder / "prices.json"
    file.write_text(json.dumps({"schema": 1, "rates": [row]}))
    return file


# ------------------------------------------------------------------------------------------------ prices


def test_prices_tells_what_is_known_since_when_from_where_and_how_old():
    known = lines(aftercall("prices", "--as-of", ON, "--json"))
    (nova,) = [k for k in known if k["models"][0] == "nova-3" and k["mode"] == "streaming" and k["language"] == "mono"]
    assert (nova["provider"], nova["price"], nova["unit"], nova["since"]) == (
        "deepgram",
        "0.0048",
        "minute",
        "2026-05-28",
    )
    assert nova["source"].startswith("voice-prices 0.11.0")
    flash = next(k for k in known if "eleven_flash_v2" in k["models"])
    assert (flash["verified_on"], flash["age_days"]) == ("2026-11-22", 0)
    assert all(k["source"] and k["since"] and k["verified_on"] and k["age_days"] >= 0 for k in known)
    assert {"deepgram", "elevenlabs", "cartesia", "assemblyai", "livekit", "openai"} == {k["provider"] for k in known}


def test_prices_as_of_a_day_are_those_of_that_day():
    then = lines(aftercall("prices", "--as-of", "2026-05-27", "--json"))
    (nova,) = [k for k in then if "nova-3" in k["models"] and (k["mode"], k["language"]) == ("streaming", "mono")]
    assert (nova["price"], nova["since"]) == ("0.0077", "2026-03-22")
    assert not any(k["provider"] == "livekit" for k in then)
    before = aftercall("prices", "--as-of", "2020-01-01")
    assert (before.returncode, before.stdout.count("deepgram")) == (1, 0)
    assert "Try: " in before.stderr


def test_prices_of_a_vendor_or_a_model_include_language_models():
    (of_model,) = [
        k for k in lines(aftercall("prices", "gpt-4.1-mini", "--json"))
        if (k["provider"], k["unit"]) == ("openai", "1m_cached_input_tokens")
    ]  # fmt: skip
    assert (of_model["price"], of_model["layer"], of_model["verified_on"]) == (
        "0.1",
        "genai-prices",
        llm.snapshot() and llm.snapshot().isoformat(),
    )
    shown = aftercall("prices", "openai")
    assert "gpt-realtime" in shown.stdout
    assert "above 272,000 tokens" in shown.stdout
    assert aftercall("prices", "gpt-4.1-min").returncode == 1  # a part of a name is no name


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("nova-3:multi", ("deepgram", "nova-3", "minute", "0.0058")),
        ("deepgram/nova-3", ("deepgram", "nova-3", "minute", "0.0048")),
        ("livekit/deepgram/nova-3", ("livekit", "deepgram/nova-3", "minute", None)),
        ("api.openai.com", ("openai", "gpt-4o", "1m_input_tokens", "2.5")),
        ("https://api.openai.com/v1", ("openai", "gpt-4o", "1m_input_tokens", "2.5")),
        ("api.openai.com/gpt-4o", ("openai", "gpt-4o", "1m_input_tokens", "2.5")),
    ],
)
def test_prices_knows_a_name_as_records_have_it(name, found):
    known = [(one.provider, one.models[0], one.unit, one.price) for one in listing.about(PriceBook.load(), name, ON)]
    assert [one for one in known if found[:3] == one[:3] and found[3] in (None, one[3])]
    assert {one[0] for one in known} <= {found[0], "livekit"}  # whose own name of that model is deepgram/nova-3


@pytest.mark.parametrize(
    "command", [("prices",), ("reprice", "--from", "2026-11-01", "--to", "2026-11-02"), ("status",)]
)
def test_a_row_that_could_never_price_anything_is_shown_with_what_to_try(tmp_path, command):
    file = price_file(tmp_path, models=["nova-*"])
    done = aftercall(*command, AFTERCALL_PRICES=str(file), AFTERCALL_SPOOL=str(tmp_path / "spool"))
    assert done.returncode != 0
    assert f"price file {file}: row 1: model 'nova-*': a name matches as a whole" in " ".join(done.stderr.split())
    assert "Try: every name in full" in " ".join(done.stderr.split())


def test_an_undated_price_is_said_to_be_one_and_was_read_on_a_day():
    done = aftercall("prices", "gpt-4o-mini", "--as-of", "2025-01-01")
    assert "undated" in done.stderr
    (one, *_) = [k for k in listing.about(PriceBook.load(), "openai/gpt-4o-mini", ON) if k.layer == "genai-prices"]
    assert (one.since, one.verified_on, one.age_days) == (None, "2026-11-10", 12)


def test_a_day_before_a_price_was_read_has_no_age_of_it():
    known = lines(aftercall("prices", "--as-of", "2026-06-30", "--json"))
    assert {k["age_days"] is None for k in known if k["verified_on"] > "2026-06-30"} == {True}
    assert min(k["age_days"] for k in known if k["verified_on"] <= "2026-06-30") >= 0


def test_check_does_not_hold_a_past_day_against_tables_of_today():
    done = aftercall("prices", "--check", "--as-of", "2026-06-30")
    assert (done.returncode, done.stdout) == (2, "")
    assert "Try: --check without --as-of" in done.stderr


def test_a_price_of_the_card_is_not_listed_again_from_another_layer():
    rates = lines(aftercall("prices", "gpt-4o-transcribe", "--as-of", ON, "--json"))
    of_audio = [rate for rate in rates if (rate["provider"], rate["unit"]) == ("openai", "1m_input_audio_tokens")]
    assert [(rate["layer"], rate["price"]) for rate in of_audio] == [("card", "2.50")]
    rates = lines(aftercall("prices", "gpt-4o-transcribe", "--as-of", "2026-11-21", "--json"))
    of_audio = [rate for rate in rates if (rate["provider"], rate["unit"]) == ("openai", "1m_input_audio_tokens")]
    assert [(rate["layer"], rate["price"]) for rate in of_audio] == [("genai-prices", "6")]


def test_the_owners_prices_come_first(tmp_path):
    file = price_file(tmp_path)
    for given in ({"AFTERCALL_PRICES": str(file)}, None):
        arguments = ("prices", "--json") if given else ("prices", "--json", "--prices", file)
        first = lines(aftercall(*arguments, **(given or {})))[0]
        assert (first["layer"], first["price"], first["source"]) == ("override", "0.0039", "our contract")


@pytest.mark.parametrize("arguments", [("--as-of", "soon"), ("--prices", "/nowhere/prices.json")])
def test_a_wrong_call_says_what_to_try(arguments):
    done = aftercall("prices", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Try: " in done.stderr


def test_every_price_of_the_list_is_one_that_the_book_charges():
    """The list and the pricing read the same rows: a price that is shown is the one on a line."""
    for day in (date(2026, 4, 1) + timedelta(days=60 * n) for n in range(5)):
        rows = [
            (row.models[0], row.unit, row.price) for card in PriceBook.load().cards for _, row in card.in_force(day)
        ]
        assert rows == [(k.models[0], k.unit, k.price) for k in listing.known(PriceBook.load(), day)]
        assert len(set(rows)) >= len(rows) - 8  # nova-3 and a few others stand there once per variant


# ------------------------------------------------------------------------------------------------- check


def a_litellm(folder, table):
    """The package's file, and a module that must not be imported."""
    package = folder / "litellm"
    package.mkdir()
    (package / "__init__.py").write_text("raise SystemExit('litellm was imported')")
    (package / "model_prices_and_context_window_backup.json").write_text(json.dumps(table))
    about = folder / "litellm-9.9.9.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: litellm\nVersion: 9.9.9\n")
    return folder


alone = pytest.mark.skipif(
    any(compare.find_spec(name) for name in ("litellm", "voice_prices")), reason="one is installed beside the tests"
)


@alone
def test_check_without_either_table_says_what_to_install():
    done = aftercall("prices", "--check")
    assert (done.returncode, done.stdout) == (2, "")
    assert "Try: pip install --no-deps voice-prices litellm" in done.stderr


NOVA = {"deepgram/streaming/nova-3": {"input_cost_per_second": 8e-05}, "whisper-1": {"input_cost_per_second": 0.0001}}


@alone
def test_check_compares_with_the_table_that_is_there_and_says_which_is_not(tmp_path):
    done = aftercall_beside(a_litellm(tmp_path, NOVA), "prices", "--check", "--json")
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert "litellm 9.9.9: 2 prices compared, 0 differ" in done.stderr
    assert "voice-prices is not installed and was not compared" in done.stderr


def test_check_finds_a_price_that_has_moved(tmp_path):
    moved = {**NOVA, "deepgram/streaming/nova-3": {"input_cost_per_second": 8.1e-05}}
    done = aftercall_beside(a_litellm(tmp_path, moved), "prices", "--check", "--json")
    assert done.returncode == 1, done.stderr
    found = [json.loads(line, parse_float=Decimal) for line in done.stdout.splitlines()]
    (one,) = [difference for difference in found if difference["table"] == "litellm"]
    assert (one["provider"], one["model"], one["unit"], one["explained"]) == ("deepgram", "nova-3", "second", None)
    assert (one["ours"], one["theirs"]) == (Decimal("0.00008"), Decimal("0.000081"))


@alone
def test_check_knows_why_a_known_difference_is_one(tmp_path):
    known = {"gpt-4o-mini-tts": {"input_cost_per_token": 6e-07, "output_cost_per_token": 1e-05}}
    done = aftercall_beside(a_litellm(tmp_path, known), "prices", "--check")
    assert done.returncode == 0, done.stderr
    assert "what it puts out is audio" in " ".join(done.stdout.replace("│", " ").split())


VOICE_PRICES = """
class Price:
    def __init__(self, **figures):
        self.__dict__.update(figures)

class Model:
    def __init__(self, id, **figures):
        self.id, self.figures = id, figures
    def get_prices(self, at):
        assert at.tzinfo is not None
        return Price(**self.figures)

class Vendor:
    def __init__(self, id, *models):
        self.id, self.models = id, models
    def find_model(self, name):
        return next((model for model in self.models if model.id == name), None)

providers = [
    Vendor("deepgram", Model("nova-3-multilingual", input_audio_kseconds="0.09667"), Model("nova-3-batch", input_audio_kseconds="0.08")),
    Vendor("assemblyai", Model("universal-3-5-pro-streaming", input_audio_kseconds="0.125")),
    Vendor("livekit", Model("deepgram/nova-3-multi", input_audio_kseconds="0.096667")),
    Vendor("openai", Model("gpt-4o-transcribe", input_mtok="2.5"), Model("gpt-4o", input_mtok="2.5", output_mtok="10")),
]
"""


@alone
def test_check_finds_a_model_under_the_name_that_the_other_table_has_for_it(tmp_path):
    package = tmp_path / "voice_prices"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "data.py").write_text(VOICE_PRICES)
    about = tmp_path / "voice_prices-9.9.9.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: voice-prices\nVersion: 9.9.9\n")
    done = aftercall_beside(tmp_path, "prices", "--check", "--json")
    assert "voice-prices 9.9.9: 7 prices compared, 1 differ" in done.stderr
    (only,) = [json.loads(line) for line in done.stdout.splitlines()]
    assert (only["model"], only["explained"], done.returncode) == ("nova-3:batch", None, 1)


# ----------------------------------------------------------------------------------------------- reprice


def test_reprice_says_which_calls_have_usage_that_may_be_anothers(tmp_path):
    settings = Settings(landing=tmp_path / "sessions", spool=tmp_path / "spool")
    hand_over(a_record(record__complete=False, record__incomplete_reasons=("usage_not_attributable",)), settings, 10)
    out = tmp_path / "lines.jsonl"
    done = reprice(settings.landing, "--json", "--out", out)
    assert "1 of them have usage that may not be billed, or is another call's or model's" in done.stderr
    assert "consumed more" not in done.stderr
    assert (lines(done)[-1]["calls_incomplete"], lines(done)[-1]["calls_unsure"]) == (0, 1)
    told = [json.loads(line)["usage_incomplete_reasons"] for line in out.read_text("utf-8").splitlines()]
    assert told
    assert {tuple(reasons) for reasons in told} == {("usage_not_attributable",)}


@pytest.fixture(scope="module")
def landing(tmp_path_factory):
    """Three calls, one of them in two revisions, one of them with too little usage."""
    home = tmp_path_factory.mktemp("reprice")
    settings = Settings(landing=home / "sessions", spool=home / "spool")
    for revision in (1, 2):
        hand_over(a_record(session_id="rm_a", record__revision=revision), settings, 10)
    less = a_record(
        session_id="rm_b", record__complete=False, record__incomplete_reasons=("stt_tail_not_heard",),
        start_time=START + timedelta(days=1), end_time=START + timedelta(days=1, seconds=60),
    )  # fmt: skip
    hand_over(less, settings, 10)
    hand_over(
        a_record(
            session_id="rm_late", start_time=START + timedelta(days=9), end_time=START + timedelta(days=9, seconds=5)
        ),
        settings,
        10,
    )
    return settings.landing


def every_byte(folder):
    return {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()}


def reprice(landing, *arguments, **given):
    first, last = START.date(), START.date() + timedelta(days=1)
    return aftercall("reprice", "--from", first, "--to", last, *arguments, AFTERCALL_LANDING=str(landing), **given)


def test_reprice_says_old_and_new_and_why_and_leaves_the_records_alone(landing, tmp_path):
    before = every_byte(landing)
    done = reprice(landing, "--json", "--prices", price_file(tmp_path, price="6"))
    by_model = {(row["provider"], row["model"]): row for row in lines(done)}
    nova = by_model["deepgram", "nova-3"]
    old = a_record().cost_summary.deepgram
    assert (nova["why"], nova["lines"], nova["old"]) == ("override", 2, 2 * old)
    assert nova["new"] == 2 * Decimal("94.5") * 6 / 60
    assert nova["difference"] == nova["new"] - nova["old"]
    assert by_model["openai", "gpt-4.1-mini"]["why"] == "same"
    assert "2 calls from" in done.stderr
    assert "1 of them may have consumed more than their records know" in done.stderr
    assert every_byte(landing) == before


def test_reprice_without_prices_takes_the_owners_as_everything_does(landing, tmp_path):
    rows = lines(reprice(landing, "--json", AFTERCALL_PRICES=str(price_file(tmp_path, price="6"))))
    assert {row["why"] for row in rows if row["model"] == "nova-3"} == {"override"}
    rows = lines(reprice(landing, "--json"))
    assert {row["why"] for row in rows if row["model"] == "nova-3"} == {"rate_changed"}


def test_the_side_table_has_every_line_old_and_new(landing, tmp_path):
    out = tmp_path / "again.ndjson"
    *summary, _ = lines(reprice(landing, "--json", "--out", out))
    table = [json.loads(line, parse_float=Decimal) for line in out.read_text("utf-8").splitlines()]
    assert [row["session_id"] for row in table] == ["rm_a"] * 5 + ["rm_b"] * 5
    assert sum(row["new_amount"] for row in table) == sum(row["new"] for row in summary)
    for row in table:
        assert row["new_amount"] == row["quantity"] * row["new_unit_price"] / row["new_per"]
    assert {tuple(row["usage_incomplete_reasons"]) for row in table if row["session_id"] == "rm_b"} == {
        ("stt_tail_not_heard",)
    }
    assert {row["price_book"] for row in table} == {PriceBook.load().version}


def test_the_table_for_people_ends_with_the_sum(landing):
    done = reprice(landing)
    last = next(line for line in reversed(done.stdout.splitlines()) if "all" in line)
    assert "0.098979" in last  # twice the 0.0494895 of the record


@pytest.fixture
def unknown(tmp_path):
    """A call with a line that no book prices any more, one that was never priced, and one that is the same."""
    line = a_record().cost_summary.lines[0]
    nova = {"kind": "stt", "provider": "deepgram", "unit": "second", "quantity": 60, "status": "priced"}
    none = {"unit_price": None, "per": None, "amount": None, "status": "unknown", "reason": "unknown_model"}
    known = {"unit_price": Decimal("0.0048"), "per": 60, "amount": Decimal("0.0048"), "rate_from": "2026-05-28"}
    models = [("nova-98", known), ("nova-3", none), ("nova-3:multi", known), ("nova-99", none)]
    own = tuple(type(line).model_validate({**nova, "model": model, **more}) for model, more in models)
    settings = Settings(landing=tmp_path / "sessions", spool=tmp_path / "spool")
    hand_over(a_record(cost_summary__lines=own, metrics_summary__usage=()), settings, 10)
    return settings.landing


def test_what_has_no_price_on_a_side_is_counted_and_in_no_total(unknown):
    done = reprice(unknown, "--json")
    *_, every = lines(done)
    assert (every["kind"], every["lines"], every["calls"]) == ("all", 4, 1)
    assert (every["had_no_price"], every["have_no_price"]) == (2, 2)
    assert (every["old"], every["new"], every["difference"]) == (Decimal("0.0048"), Decimal("0.0058"), Decimal("0.001"))
    assert "2 lines had no price, 2 lines have no price now" in done.stderr


def test_reprice_says_which_rows_of_the_price_file_priced_nothing(landing, tmp_path):
    file = price_file(tmp_path)
    content = json.loads(file.read_text())
    content["rates"].append({**content["rates"][0], "models": ["nova-typo"]})
    file.write_text(json.dumps(content))
    done = reprice(landing, "--json", "--prices", file)
    assert lines(done)[-1]["price_file_rows_unused"] == [2]
    assert "rows of the price file that priced nothing: 2" in done.stderr


def test_reprice_takes_the_landing_as_invoice_does(landing, tmp_path):
    done = aftercall("reprice", landing, "--from", START.date(), "--to", START.date(), AFTERCALL_LANDING=str(tmp_path))
    assert "1 calls from" in done.stderr


def test_calls_without_a_job_that_share_a_session_id_are_each_priced_once(tmp_path):
    settings = Settings(landing=tmp_path / "sessions", spool=tmp_path / "spool")
    for minutes in (0, 10, 20):
        start = START + timedelta(minutes=minutes)
        end = start + timedelta(seconds=60)
        hand_over(a_record(agent__job_id=None, start_time=start, end_time=end), settings, 10)
    out = tmp_path / "again.ndjson"
    *_, every = lines(reprice(settings.landing, "--json", "--out", out))
    record = a_record().cost_summary
    assert (every["calls"], every["lines"], every["old"]) == (3, 3 * len(record.lines), 3 * record.total)
    starts = [json.loads(line)["start_time"] for line in out.read_text("utf-8").splitlines()]
    assert {starts.count(start) for start in starts} == {len(record.lines)}


def test_nothing_is_written_over(landing, tmp_path):
    out = tmp_path / "again.ndjson"
    out.write_text("mine")
    done = reprice(landing, "--out", out)
    assert done.returncode == 2
    assert "Try: another --out" in done.stderr
    assert out.read_text() == "mine"


def test_days_without_calls_are_an_empty_answer(landing):
    done = aftercall("reprice", "--from", "2020-01-01", "--to", "2020-01-02", AFTERCALL_LANDING=str(landing))
    assert done.returncode == 0
    assert "0 calls" in done.stderr


@pytest.mark.parametrize("days", [("2026-02-30", "2026-03-01"), ("2026-03-02", "2026-03-01")])
def test_days_that_are_none_are_refused(landing, days):
    done = aftercall("reprice", "--from", days[0], "--to", days[1], AFTERCALL_LANDING=str(landing))
    assert (done.returncode, done.stdout) == (2, "")
    assert "Try: " in done.stderr


def test_prices_and_reprice_load_no_price_table_before_they_are_run():
    code = "import sys, aftercall.cli; print([m for m in sys.modules if m in ('genai_prices', 'duckdb', 'litellm')])"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "[]"
