"""What was measured and written down: it is of today's labels, and the scripts that measure say so when it is not good."""

from __future__ import annotations

import gzip
import hashlib
import json
import subprocess

import pytest
from bench import signals_corpora as corpora
from bench import signals_first_met as first_met

from .document import ELSEWHERE, FIRST_MET
from .scoring import DATA

QUIET = [{"role": "user", "text": "a flat white, please"}]
LOUD = [{"role": "user", "text": "there are twelve of us and we use slack and hubspot"}]


# --------------------------------------------------------------------------- callers nobody had met


def test_what_was_written_down_is_of_every_hand_and_of_its_labels_today():
    written = json.loads(FIRST_MET.read_text("utf-8"))
    files = {file.stem: hashlib.sha256(file.read_bytes()).hexdigest()[:16] for file in DATA.glob("*.jsonl")}
    assert written.keys() == files.keys(), "Try: python bench/signals_first_met.py --write; make docs"
    met = {hand: figures for hand, figures in written.items() if figures is not None}
    assert len(met) > len(written) / 2
    stale = {hand for hand, figures in met.items() if figures["labels"] != files[hand]}
    assert not stale, "Try: python bench/signals_first_met.py --write; make docs"


def test_the_history_gives_what_was_written_down():
    if not first_met.is_whole():
        pytest.skip("the history is not here")
    written = json.loads(FIRST_MET.read_text("utf-8"))
    assert first_met.met(DATA / "h.jsonl") == written["h"]


def commit(root, **files):
    for name, text in files.items():
        path = root / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    subprocess.run(["git", "-C", root, "add", "-A"], check=True)
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.invalid", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", "-C", root, *identity, "commit", "-qm", "x"], check=True)
    return first_met.git("rev-parse", "--short=7", "HEAD", root=root).decode().strip()


def test_a_hand_is_met_by_the_rules_just_before_its_file_was_added(tmp_path):
    assert not first_met.is_whole(tmp_path)
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    commit(tmp_path, a="first")
    commit(tmp_path, b="rules come with this", src__aftercall__signals__team="1")
    before = commit(tmp_path, src__aftercall__signals__team="2")
    commit(tmp_path, src__aftercall__signals__team="3", hand="labels")
    last = commit(tmp_path, src__aftercall__signals__team="4", hand="labels, mended")
    assert first_met.is_whole(tmp_path)
    assert [first_met.rules_before(file, tmp_path) for file in ("a", "b", "hand", "new")] == [None, None, before, last]


# ----------------------------------------------------------------------- talk that is about something else


def test_what_was_written_down_keeps_the_limits(capsys):
    assert corpora.main([]) == 0
    assert corpora.over(json.loads(ELSEWHERE.read_text("utf-8"))["corpora"]) == []
    assert capsys.readouterr().out.endswith("held\n")


def packed(path, calls):
    path.write_bytes(gzip.compress("\n".join(json.dumps({"turns": call}) for call in calls).encode()))
    return str(path)


def test_values_are_counted_per_hundred_conversations_and_each_limit_that_is_not_kept_is_named(tmp_path, capsys):
    files = [packed(tmp_path / "m.gz", [QUIET] * 99 + [LOUD]), packed(tmp_path / "t.gz", [QUIET] * 99 + [LOUD])]
    assert corpora.figures(corpora.read(tmp_path / "m.gz")) == {
        "conversations": 100,
        "turns": 100,
        "per_100": {"team_size": 1, "volume": 0, "integrations": 2, "urgency": 0, "competitors": 0},
    }
    written = ELSEWHERE.read_bytes()
    assert corpora.main(files) == 1
    assert capsys.readouterr().out.splitlines()[2:] == [
        "Taskmaster-4: 1.0 team_size per 100 conversations, 0.5 is the limit",
        "Taskmaster-4: 2.0 integrations per 100 conversations, 0.5 is the limit",
        "NOT HELD",
    ]
    assert ELSEWHERE.read_bytes() == written


@pytest.mark.parametrize("arguments", [["--write"], ["one.gz"], ["a.gz", "b.gz", "c.gz"]])
def test_corpora_are_asked_for_by_name(arguments, capsys):
    with pytest.raises(SystemExit):
        corpora.main(arguments)
    assert "MultiDoGO, Taskmaster-4" in capsys.readouterr().err
