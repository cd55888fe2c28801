"""Packs: the vocabulary is data with a form, a business adds to it, and a wrong file is refused clearly and hurts no call."""

from __future__ import annotations

import json
import logging
import re
import time
import tomllib
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from aftercall.capture.application import Call
from aftercall.capture.cost import not_priced_yet
from aftercall.capture.facts import Facts, TurnFact
from aftercall.capture.session import build
from aftercall.capture.vocabulary import new_fold
from aftercall.errors import SettingsError
from aftercall.record import DiscoveredSignals
from aftercall.settings import Settings, from_environment
from aftercall.signals import extract, packfile
from aftercall.signals.business import BusinessFold, _answer, _said, business, extract_with, problems
from aftercall.signals.pack import default_text
from aftercall.signals.phrasing import Finder, unfold, units
from aftercall.signals.words import tokenise

from .scoring import conversations
from .test_robustness import TURNS

OWN = """
schema = 1

[signals.offices]
unit = "offices"
phrases = ["{number} [new] (office|offices|branches)"]
asked = ["how many (offices|branches)"]

[signals.budget]
unit = "US dollars"
phrases = ["budget ... {money}", "spend {money}"]
asked = ["your budget"]
measured = [18, 20]

[signals.billing.choices]
yearly = ["annual (plan|contract)", "pay by the year"]
monthly = ["month to month", "monthly plan"]

[integrations]
"acme erp" = { aliases = ["acme", "acne e r p"] }
hubspot = { aliases = ["hubs pot"] }

[competitors]
signsmith = { aliases = ["sign smith"] }

[tier]
team_size = 20
document_volume_per_month = 500
integrations = ["acme erp"]
"""
MINIMAL = 'schema = 1\n[signals.x]\nunit = "offices"\nphrases = ["{number} offices"]\n'


@pytest.fixture
def pack(tmp_path):
    path = tmp_path / "own.toml"
    path.write_text(OWN)
    return path


def heard(pack: Path | None, *lines: str) -> DiscoveredSignals:
    return extract_with(pack, [{"role": {"a": "assistant", "u": "user"}[x[0]], "text": x[3:]} for x in lines])


# ------------------------------------------------------------------------------------ the built-in pack


def test_the_built_in_pack_has_the_form():
    packfile.check(default_text(), "pack.toml", packfile.BuiltInPack)


def test_no_product_is_spelled_in_the_code():
    pack = tomllib.loads(default_text())
    names = {alias for kind in ("integrations", "competitors") for e in pack[kind].values() for alias in e["aliases"]}
    one_word = {name for name in names if name.isalpha() and len(name) > 3}
    assert {"salesforce", "docusign"} <= one_word
    for source in resources.files("aftercall.signals").iterdir():
        if source.name.endswith(".py"):
            code = re.sub(r'"""[\s\S]*?"""|#.*', "", source.read_text("utf-8"))
            assert not one_word.intersection(re.findall(r"\w+", code)), source.name


def test_the_schema_beside_the_pack_is_the_one_that_is_checked():
    committed = resources.files("aftercall.signals").joinpath("pack.schema.json").read_text("utf-8")
    assert json.loads(committed) == packfile.json_schema(), "Try: make docs"
    Draft202012Validator.check_schema(packfile.json_schema())
    Draft202012Validator(packfile.json_schema()).validate(tomllib.loads(OWN))


@pytest.mark.parametrize("key", ["integrations", "documents", "people", "urgency", "industries", "tier", "ignored"])
def test_a_built_in_pack_without_a_part_is_refused_by_name(key):
    text = re.sub(rf"(?m)^\[{key}\]\n", f"[left_out_{key}]\n", default_text())
    with pytest.raises(SettingsError, match=rf"pack\.toml: (left_out_)?{key}.*Try: "):
        packfile.check(text, "pack.toml", packfile.BuiltInPack)


# ------------------------------------------------------------------------------ a business's own signals


@pytest.mark.parametrize(
    ("lines", "other"),
    [
        (["u: we have about Twelve offices"], {"offices": "12"}),
        (["u: 10 to 15 new branches"], {"offices": "10", "offices_max": "15"}),
        (["u: no more than two dozen branches"], {"offices": "24"}),
        (["u: we have one office"], {"offices": "1"}),
        (["u: twelve offices, no wait, make it fifteen"], {"offices": "15"}),
        (["u: twelve offices", "a: okay", "u: sorry, fifteen offices"], {"offices": "15"}),
        (["u: we don't have twelve offices"], {}),
        (["u: if we had twelve offices"], {}),
        (["a: How many offices?", "u: fifteen"], {"offices": "15"}),
        (["a: How many offices?", "u: fifteen", "u: no wait sixteen"], {"offices": "16"}),
        (["a: How many offices?", "u: twenty", "u: five offices"], {"offices": "25"}),
        (["a: How many offices?", "u: we're twelve people"], {}),
        (["a: How old are you?", "u: fifteen"], {}),
        (["a: So 12 offices, right?", "u: yes"], {"offices": "12"}),
        (["a: So 12 offices, right?", "u: no"], {}),
        (["a: So 12 offices, right?", "u: what was the question"], {}),
        (["a: We have 40 offices.", "u: yes, great"], {}),
        (["a: We have 40 offices."], {}),
        (["u: our budget is, um, something like $20k"], {"budget": "20000"}),
        (["u: we could spend twenty grand"], {"budget": "20000"}),
        (["u: we spend twelve hours"], {}),
        (["a: What is your budget?", "u: up to five thousand dollars"], {"budget": "5000"}),
        (["u: the annual plan please"], {"billing": "yearly"}),
        (["u: annual plan. actually month to month"], {"billing": "monthly"}),
        (["u: no monthly plan for us"], {}),
        (["a: annual plan or monthly plan?", "u: yes"], {}),
        (["a: you'd want the annual plan?", "u: yes"], {"billing": "yearly"}),
    ],
)
def test_own_signals_are_read_like_the_built_in_ones(pack, lines, other):
    assert heard(pack, *lines).other == other


def test_who_is_no_customer_tells_no_own_signals_either(pack):
    found = heard(pack, "u: we have nine offices", "a: And who are you?", "u: I'm a student, it's for my thesis")
    assert found.other == {}
    assert [evidence.rule for evidence in found.evidence] == ["caller.no_customer"]
    assert heard(pack, "u: I'm a student", "u: but I run a bakery, we have nine offices").other == {"offices": "9"}


def test_evidence_names_the_packs_rule_the_turn_and_what_was_measured(pack):
    found = heard(pack, "a: How many offices?", "u: nine", "a: And?", "u: we spend $300")
    own = [(e.signal, e.rule, e.turn, e.confidence) for e in found.evidence]
    assert own == [("other.offices", "pack.offices", 1, 0.5), ("other.budget", "pack.budget", 3, 0.86)]


def test_a_value_keeps_its_turn_when_the_answer_goes_on(pack):
    found = heard(pack, "a: How many offices?", "u: nine offices", "u: and a dog")
    assert [e.turn for e in found.evidence if e.rule == "pack.offices"] == [1]


def test_a_turn_without_words_tells_nothing_with_a_pack_either(pack):
    turns = [{"role": "user", "text": text} for text in ("nine offices", None, "", 7)]
    assert extract_with(pack, turns).other == {"offices": "9"}


@pytest.mark.parametrize("number", [True, False, 2**31, -1, 1.0, "3", None])
def test_what_is_no_turn_number_is_none_for_own_signals_and_built_in_ones_alike(pack, number):
    turns = [
        {"role": "assistant", "text": "Hello!", "turn": 6},
        {"role": "user", "text": "we have nine offices. we use HubSpot.", "turn": number},
        {"role": "assistant", "text": "Great."},
        {"role": "user", "text": "we spend $300"},
    ]
    evidence = {e.signal: e.turn for e in extract_with(pack, turns).evidence}
    assert evidence == {"integrations": 7, "other.offices": 7, "other.budget": 9}


def test_choices_may_share_words_and_a_choice_may_repeat_its_phrases(tmp_path):
    path = tmp_path / "own.toml"
    path.write_text(
        'schema = 1\n[signals.x.choices]\na = ["annual plan", "annual [big] plan"]\nb = ["annual contract"]\n'
    )
    assert heard(path, "u: the annual contract").other == {"x": "b"}


def test_products_and_the_tier_rule_are_the_businesses_own(pack):
    found = heard(pack, "u: we use Acne E R P and HubSpot, we were on sign smith", "a: ok", "u: five seats")
    assert (found.integrations, found.competitors) == (("acme erp", "hubspot"), ("signsmith",))
    assert found.qualification_tier == "sales_ready"
    assert heard(pack, "u: five seats, we use hubspot").qualification_tier == "self_serve"
    assert heard(None, "u: five seats, we use hubspot").qualification_tier == "sales_ready"
    assert heard(None, "u: we use acme").integrations == ()


def test_a_pack_of_own_signals_changes_nothing_else(tmp_path):
    path = tmp_path / "own.toml"
    path.write_text(MINIMAL)
    for conversation in conversations("dev2"):
        found, plain = extract_with(path, conversation["turns"]), extract(conversation["turns"])
        evidence = tuple(e for e in found.evidence if not e.rule.startswith("pack."))
        assert found.model_copy(update={"other": {}, "evidence": evidence}) == plain


@given(TURNS)
@settings(deadline=None)
def test_no_text_raises_with_a_pack_and_what_comes_out_is_a_record(tmp_path_factory, turns):
    path = tmp_path_factory.getbasetemp() / "laws.toml"
    if not path.exists():
        path.write_text(OWN)
    found = extract_with(path, turns)
    assert DiscoveredSignals.model_validate_json(found.model_dump_json()) == found


@pytest.mark.parametrize(
    "piece", ["5 new ", "budget a b ", "about ", "twenty hundred ", "not 5 offices ", "q w ", "\x00"]
)
def test_a_long_turn_is_read_in_time_that_grows_with_it_only(pack, piece):
    signals = business(pack).own

    def seconds(size):
        sentences = units(tokenise(piece * (size // len(piece))))
        start = time.process_time()
        for own in signals:
            _said(own, sentences, 0)
            _answer(own, sentences, 0)
        return time.process_time() - start

    def least(size):  # of several: a busy machine only ever adds
        return min(seconds(size) for _ in range(3))

    assert least(80_000) < 8 * least(20_000) + 0.05  # four times the text


# ------------------------------------------------------------------------------------ the phrase language


def test_a_phrase_unfolds_into_plain_ones():
    assert unfold("{number} [new] (office|branch offices)") == [
        ("{number}", "new", "office"),
        ("{number}", "new", "branch", "offices"),
        ("{number}", "office"),
        ("{number}", "branch", "offices"),
    ]


def test_a_pause_is_no_sentence_and_an_apostrophes_ending_is_a_word():
    told = units(tokenise("Well... it's ten offices... really?"))
    assert [[unit.key for unit in sentence] for sentence in told] == [["it", "'s", "#10-10", "offices"], ["really"]]


def test_a_gap_takes_up_to_four_words():
    finder = Finder((sequence, True) for sequence in unfold("budget ... {money}"))
    for words, found in ((0, 1), (4, 1), (5, 0)):
        (sentence,) = units(tokenise("budget " + "word " * words + "$5"))
        assert len(finder.find(sentence)) == found


@given(st.text(alphabet="ab(|)[]{}number money.… 5$,", max_size=60))
@settings(deadline=None)
def test_any_phrase_unfolds_or_is_refused_with_what_to_try(phrase):
    refused = ""
    try:
        sequences = unfold(phrase)
    except ValueError as error:
        sequences, refused = [], str(error)
    assert "Try: " in refused or 0 < len(sequences) <= 200
    assert all(sequences)


WRONG = [
    ("", "schema: it is missing. Try: schema = 1"),
    ("schema = 2", "schema: .* Try: schema = 1"),
    ("schema = ", "is no TOML"),
    ("schema = 1\nsignal = 3", "signal: no such key. Try: competitors, integrations, schema, signals, tier"),
    (MINIMAL + "foo = 1", "signals.x.foo: no such key. Try: asked, choices, measured, phrases, unit"),
    (MINIMAL.replace("signals.x", "signals.Offices"), "signals.Offices: not a name"),
    (MINIMAL.replace("signals.x", "signals.x_max"), "x_max: _max is added .* Try: x"),
    *(
        (
            MINIMAL.replace("signals.x", f"signals.{name}"),
            f"signals.{name}: a built-in signal .* urgency, volume are taken. Try: our_{name}",
        )
        for name in packfile.RESERVED
    ),
    (MINIMAL.replace('["{number} offices"]', '"{number} offices"'), "signals.x.phrases: .*list"),
    (MINIMAL.replace("{number} offices", "{number}"), "signals.x.phrases.0: no word"),
    (MINIMAL.replace("{number} offices", "offices"), "signals.x: 'offices' has no {number}"),
    (MINIMAL.replace("{number} offices", "{count} offices"), "signals.x.phrases.0: {count} is no slot. Try: {number}"),
    (MINIMAL.replace("{number} offices", "{number} (a"), "is never closed"),
    (MINIMAL.replace("{number} offices", "{number} ((a))"), "a group within a group"),
    (MINIMAL.replace("{number} offices", "{number} a|b"), "outside of brackets"),
    (MINIMAL.replace("{number} offices", "... {number} a"), "'...' at an end"),
    (MINIMAL.replace("{number} offices", "{number} to {number} a"), "two slots"),
    (MINIMAL.replace("{number} offices", "{number} dollars"), "Try: {money}"),
    (MINIMAL.replace("{number} offices", "a $ {number}"), "a currency sign"),
    (MINIMAL.replace("{number} offices", "{number} " + "(a|b)" * 8), "256 phrases, and 200 are the limit"),
    (MINIMAL.replace("{number} offices", "{number} " + "a" * 300), "at most 200 characters|300|309"),
    (MINIMAL + 'choices.a = ["b"]', "a unit or choices, one of them"),
    *(
        (
            MINIMAL + f"measured = {counts}",
            r"signals\.x\.measured\S*: two whole numbers .* Try: measured = \[right, found\]",
        )
        for counts in ("[3]", "[]", "3", "[1, 2, 3]", "[-1, 2]", '["a", 2]')
    ),
    (MINIMAL + "measured = [3, 2]", "more were right than found"),
    ('schema = 1\n[signals.x.choices]\na = ["{number} b"]', "has a slot where words are asked for"),
    ('schema = 1\n[integrations]\nacme = { alias = ["a"] }', "integrations.acme.alias: no such key. Try: aliases"),
    ("schema = 1\n[integrations]\nacme = { }", "integrations.acme: no name to listen for"),
    ('schema = 1\n[integrations]\nacme = { aliases = ["?!"] }', "aliases.0: '\\?!' holds no word"),
    ('schema = 1\n[integrations]\nacme = { aliases = ["zoho"] }', "integrations.acme: 'zoho' is zoho already"),
    (
        "schema = 1\n"
        + "".join(
            f'[{kind}]\nbolt = {{ aliases = ["bolt"] }}\nacme = {{ aliases = ["acme"] }}\n'
            for kind in ("integrations", "competitors")
        ),
        "'acme' is an integration and a competitor",
    ),
    *(
        (
            f'schema = 1\n[competitors]\nacme = {{ aliases = ["{alias}"] }}',
            f"competitors.acme: '{alias}' is salesforce already",
        )
        for alias in ("salesforce", "sales-force", "sales force", "sales_force")
    ),
    (
        'schema = 1\n[integrations]\nacme = { aliases = ["acme-erp"] }\nbolt = { aliases = ["acme erp"] }',
        "integrations.bolt: 'acme erp' is acme already",
    ),
    *(
        (
            f'schema = 1\n[integrations]\nacme = {{ aliases = ["{alias}"] }}',
            f"aliases.0: '{alias.lower()}' is said in every",
        )
        for alias in ("We", "the", "is", "is.")
    ),
    (
        'schema = 1\n[integrations]\nAcme = { aliases = ["acme"] }\nacme = { aliases = ["akme"] }',
        "integrations: 'acme' is there twice, in other letters. Try: one entry",
    ),
    (
        'schema = 1\n[signals.x.choices]\nA = ["b"]\na = ["c"]',
        "signals.x.choices: 'a' is there twice, in other letters",
    ),
    (
        'schema = 1\n[signals.x.choices]\na = ["annual (plan|contract)"]\nb = ["monthly", "(yearly|Annual) contract"]',
        "signals.x: '.yearly.Annual. contract' means 'a' and 'b'. Try: keep it under one",
    ),
    (
        'schema = 1\n[integrations]\nacme = { aliases = ["acme"], use = "crms" }',
        "integrations.acme.use: 'crms' is no use that is known. Try: crm$",
    ),
    (
        'schema = 1\n[competitors]\nacme = { aliases = ["acme"], use = "zzzz" }',
        "competitors.acme.use: 'zzzz' is no use that is known. Try: crm, accounting, ",
    ),
    ('schema = 1\n[integrations]\ndocusign = { aliases = ["ds"] }', "one of the built-in competitors"),
    (
        'schema = 1\n[integrations]\n"acme, inc" = { aliases = ["acme"] }',
        "integrations.acme, inc: 'acme, inc' has a comma",
    ),
    ('schema = 1\n[competitors]\n"a,b" = { aliases = ["ab"] }', "competitors.a,b: 'a,b' has a comma"),
    ("schema = 1\n[tier]\nteam_size = 5", "tier.document_volume_per_month: it is missing"),
    (
        "schema = 1\n[tier]\nteam_size = 5\ndocument_volume_per_month = 9\nintegrations = ['acme']",
        "tier.integrations: no product is called 'acme'",
    ),
]


@pytest.mark.parametrize(("text", "says"), WRONG)
def test_a_wrong_pack_is_refused_with_file_key_and_what_to_try(tmp_path, text, says):
    path = tmp_path / "own.toml"
    path.write_text(text)
    with pytest.raises(SettingsError, match=says.replace("{", r"\{").replace("...'", r"\.\.\.'")) as refused:
        business(path)
    assert str(refused.value).startswith(str(path))
    assert "Try: " in str(refused.value)
    assert problems(path)


def test_a_name_with_an_s_behind_it_may_be_another_product(tmp_path):
    path = tmp_path / "own.toml"
    path.write_text('schema = 1\n[integrations]\nwendy = { aliases = ["wendy"] }\nwendys = { aliases = ["wendy\'s"] }')
    assert heard(path, "a: What do you order with?", "u: we use Wendy's").integrations == ("wendys",)
    assert heard(path, "a: What do you order with?", "u: we use Wendy").integrations == ("wendy",)


def test_every_built_in_signal_has_its_name_for_itself():
    assert {"team_size", "document_volume_per_month", "integrations", "urgency", "competitors", "timeline", "industry",
            "qualification_tier", "volume"} <= set(packfile.RESERVED)  # fmt: skip


def test_a_mark_at_the_beginning_of_a_pack_is_passed_over(tmp_path):
    path = tmp_path / "own.toml"
    path.write_text(OWN, "utf-8-sig")
    assert heard(path, "u: nine offices").other == {"offices": "9"}


@pytest.mark.parametrize("body", [b"\xff\xfe", b"#" * 300_000])
def test_a_file_that_is_no_pack_at_all_is_refused(tmp_path, body):
    path = tmp_path / "own.toml"
    path.write_bytes(body)
    with pytest.raises(SettingsError, match="Try: "):
        business(path)


# ------------------------------------------------------------------------------------- in a worker's call


def test_the_setting_names_the_file():
    assert from_environment({"AFTERCALL_SIGNALS": "/p/own.toml"}).signals == Path("/p/own.toml")
    assert from_environment({"AFTERCALL_SIGNALS": ""}).signals is None


def test_a_call_hears_with_the_pack_of_the_settings(pack, tmp_path):
    reasons: set = set()
    fold = new_fold(Settings(tmp_path, tmp_path, signals=pack), reasons)
    fold.hear({"role": "user", "text": "nine offices"})
    assert (fold.signals().other, reasons) == ({"offices": "9"}, set())
    assert not isinstance(new_fold(Settings(tmp_path, tmp_path), reasons), BusinessFold)


@pytest.mark.parametrize(("body", "other", "reasons"), [(OWN, {"offices": "9"}, ()), ("x", {}, ("settings_invalid",))])
def test_the_record_of_a_call_holds_own_signals_or_says_that_the_pack_is_wrong(tmp_path, body, other, reasons):
    path = tmp_path / "own.toml"
    path.write_text(body)
    facts = Facts("rm_1", "livekit", started_at=1.0, ended_at=2.0, turns=[TurnFact("user", "nine offices, five seats")])
    record = build(facts, Call(), Settings(tmp_path, tmp_path, signals=path), not_priced_yet)
    assert (record.discovered_signals.other, record.record.incomplete_reasons) == (other, reasons)
    assert record.discovered_signals.team_size == 5


@pytest.mark.parametrize("body", [None, "schema = 7"])
def test_a_wrong_pack_costs_a_call_only_its_own_signals_and_is_said_once(tmp_path, body, caplog):
    path = tmp_path / "own.toml"
    if body is not None:
        path.write_text(body)
    wrong = Settings(tmp_path, tmp_path, signals=path)
    with caplog.at_level(logging.ERROR, "aftercall"):
        for _ in range(3):
            reasons: set = set()
            fold = new_fold(wrong, reasons)
            fold.hear({"role": "user", "text": "five seats"})
            assert (fold.signals().team_size, reasons) == (5, {"settings_invalid"})
    assert len(caplog.records) == 1
    assert "Try: " in caplog.text
