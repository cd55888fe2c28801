"""`aftercall signals`: what is found and why, and how often it is right."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from aftercall.cli import app
from aftercall.errors import AftercallError
from aftercall.signals import evaluation, extract, labels

from .scoring import DATA

FILE = DATA / "dev3.jsonl"


def run(*arguments, stdin=None, **options):
    return CliRunner().invoke(app, ["signals", *map(str, arguments)], input=stdin, catch_exceptions=False, **options)


@pytest.fixture(autouse=True)
def _no_pack(monkeypatch):
    monkeypatch.delenv("AFTERCALL_SIGNALS", raising=False)


def test_try_shows_value_rule_turn_confidence_and_why():
    done = run("try", "assistant: How many seats?", "user: about a dozen, and HubSpot")
    row = next(line for line in done.stdout.splitlines() if "team_size" in line)
    cells = [cell.strip() for cell in row.strip("│ ").split("│")]
    assert cells[:4] == ["team_size", "12", "team.answer.plain", "1"]
    assert float(cells[4]) > 0.5
    assert "bare number" in cells[5]
    assert "hubspot" in done.stdout
    assert "sales_ready" in done.stdout


def test_text_without_a_speaker_is_the_users():
    found = json.loads(run("try", "we're about a dozen people", "--json").stdout)
    assert found["team_size"] == 12
    assert found["evidence"][0]["rule"] == "team.people.plain"


@pytest.mark.parametrize(
    "stdin",
    [
        "assistant: How many seats?\n\nuser: seven\n",
        '{"role": "assistant", "text": "How many seats?"}\n{"role": "user", "text": "seven"}\n',
        '{"turns": [{"role": "assistant", "text": "How many seats?"}, {"role": "user", "text": "seven"}]}\n',
        '[{"role": "agent", "text": "How many seats?"}, {"role": "user", "text": "seven"}]\n',
        '\n[\n  {\n"role": "assistant",\n"text": "How many seats?"\n},\n{"role": "user", "text": "seven"}\n]\n',
    ],
)
def test_a_dialogue_comes_from_stdin_as_lines_or_json(stdin):
    for arguments in (("try", "--json"), ("try", "-", "--json")):
        assert json.loads(run(*arguments, stdin=stdin).stdout)["team_size"] == 7


@pytest.mark.parametrize(
    "stdin",
    [
        "rep: we have fifty",
        '{"role": "customer", "text": "twelve"}',
        "{bad",
        '{"turns": 3}',
        '{"role": 3, "text": ""}',
        '{"turns": []}\n{"turns": []}',
        '{"turns": [1]}',
        "[1]",
        '[{"role": "customer", "text": "twelve"}]',
        '[{"role": "user", "text": "twelve"}',
        '[{"role": "user", "text": "twelve"}]\nuser: seven',
        "rep:",
        "Agent 1: we have fifty seats",
        "SPEAKER_00: we have fifty seats",
        "Agent Smith: we have fifty seats",
        "agent smith: we have fifty seats",
        "Mary Ann O'Neill: we have fifty seats",
        "**Assistant:** we have fifty seats",
        "**Assistant**: we have fifty seats",
        "- [Agent]: we have fifty seats",
        "[00:12] Agent: we have fifty seats",
        "Agent (sales): we have fifty seats",
    ],
)
def test_what_is_no_dialogue_is_refused(stdin):
    with pytest.raises(AftercallError, match=r"line \d.*Try: "):
        run("try", stdin=stdin)


def test_a_list_of_turns_is_read_as_an_argument_too():
    turns = '[{"role": "assistant", "text": "How many seats?"}, {"role": "user", "text": "seven"}]'
    assert json.loads(run("try", turns, "--json").stdout)["team_size"] == 7


@pytest.mark.parametrize(
    "said",
    [
        "[laughs] there are seven of us",
        "Here is what we have: seven people",
        "two things: there are seven of us",
    ],
)
def test_speech_with_brackets_and_colons_is_the_users(said):
    assert json.loads(run("try", said, "--json").stdout)["team_size"] == 7


def test_nothing_found_says_so_and_prints_no_table():
    done = run("try", "hello")
    assert done.stdout == ""
    assert "nothing found" in done.stderr


def test_a_pack_is_heard_with_its_range_and_rule(tmp_path):
    pack = tmp_path / "own.toml"
    pack.write_text('schema = 1\n[signals.sites]\nunit = "sites"\nphrases = ["{number} sites"]\n')
    assert "4 to 5" in run("try", "four to five sites", "--pack", pack).stdout
    assert "pack.sites" in run("try", "four sites", env={"AFTERCALL_SIGNALS": str(pack)}).stdout
    labelled = tmp_path / "own.jsonl"
    expect = {"team_size": None, "document_volume_per_month": None, "integrations": [], "urgency": "none"}
    lines = [
        {"id": f"c{n}", "turns": [{"role": "user", "text": f"{n} sites"}], "expect": expect | {"other": {"sites": "4"}}}
        for n in (4, 5)
    ]
    labelled.write_text("\n".join(map(json.dumps, lines)))
    scored = json.loads(run("eval", labelled, "--pack", pack, "--json").stdout)
    assert scored["signals"]["other.sites"]["f1"] == 0.5
    assert scored["rules"]["pack.sites"] == {"right": 1, "found": 2}


def test_eval_prints_what_the_evaluation_counts():
    score = evaluation.score(labels.read(FILE.read_text("utf-8").splitlines(), "f"), extract)
    printed = json.loads(run("eval", FILE, "--json").stdout)
    assert printed["conversations"] == score.conversations == 204
    for name, count in score.counts.items():
        assert printed["signals"][name] == {
            "precision": count.precision, "recall": count.recall, "f1": count.f1,
            "tp": count.tp, "fp": count.fp, "fn": count.fn,
        }  # fmt: skip
    assert [(e["signal"], e["conversation"]) for e in printed["errors"]] == [
        (m.signal, m.conversation.id) for m in score.mistakes
    ]
    table = run("eval", FILE).stdout
    assert f"{score.counts['team_size'].f1:.3f}" in table


def test_no_more_of_a_conversation_is_shown_than_asked_for(tmp_path):
    secret = "canary " * 20
    line = {
        "id": "c1",
        "turns": [{"role": "user", "text": secret}],
        "expect": {
            "team_size": {"min": 1, "max": 1, "accept": [1, 1]},
            "document_volume_per_month": None,
            "integrations": [],
            "urgency": "none",
        },
    }
    file = tmp_path / "f.jsonl"
    file.write_text(json.dumps(line))
    for extra in ([], ["--json"]):
        done = run("eval", file, *extra)
        assert "c1" in done.stdout
        assert "canary" not in done.output
    shown = json.loads(run("eval", file, "--json", "--show-text", 10).stdout)["errors"][0]["text"]
    assert shown == f"u: {secret}"[:10]
    assert "canary" in run("eval", file, "--show-text", 10).stdout


def test_a_mark_at_the_beginning_of_a_file_is_passed_over(tmp_path):
    file, pack = tmp_path / "f.jsonl", tmp_path / "own.toml"
    expect = {"team_size": None, "document_volume_per_month": None, "integrations": [], "urgency": "none"}
    line = {"id": "c1", "turns": [{"role": "user", "text": "4 sites"}], "expect": expect | {"other": {"sites": "4"}}}
    file.write_text(json.dumps(line), "utf-8-sig")
    pack.write_text('schema = 1\n[signals.sites]\nunit = "sites"\nphrases = ["{number} sites"]\n', "utf-8-sig")
    assert json.loads(run("eval", file, "--pack", pack, "--json").stdout)["signals"]["other.sites"]["f1"] == 1
    with pytest.raises(AftercallError, match=r"f\.jsonl, line 1: expect\.other.* Try: --pack FILE"):
        run("eval", file)


def test_bytes_that_are_no_text_are_named_by_their_line(tmp_path):
    file = tmp_path / "f.jsonl"
    file.write_bytes(b"\n" * 9_000 + b"\xe9")
    with pytest.raises(AftercallError, match=r"f\.jsonl, line 9001: it is no UTF-8\. Try: "):
        run("eval", file)


@pytest.mark.parametrize("body", [b"", b"\n\n", b"\xff\xfe"])
def test_a_file_without_conversations_is_refused(tmp_path, body):
    file = tmp_path / "f.jsonl"
    file.write_bytes(body)
    with pytest.raises(AftercallError, match="Try: "):
        run("eval", file)
