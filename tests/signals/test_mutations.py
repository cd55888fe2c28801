"""The tests notice broken rules: a few gross mutants here, a longer list by hand with `python -m tests.signals.mutate`."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from . import mutate

FAST = ("test_numbers.py", "test_extract.py")
# Every such place of a function at once. In whichever module it is; one whose function is gone is passed over.
GROSS = [
    ("numbers", "module", "constant"),
    ("numbers", "words", "comparison"),
    ("numbers", "joined", "negation"),
    ("*", "read_reply", "word"),
    ("*", "read_reply", "comparison"),
    ("*", "is_offer", "and_or"),
    ("*", "not_ours", "truth"),
    ("*", "is_answer", "comparison"),
    ("*", "claimed", "negation"),
    ("*", "everyday_holds", "truth"),
    ("volume", "settle", "comparison"),
    ("volume", "read", "negation"),
    ("urgency", "moods", "negation"),
    ("urgency", "settled", "comparison"),
]


def gross() -> list[str]:
    """Their names, as the functions are called now: private or public."""
    return [
        name
        for module, function, kind in GROSS
        for place in (mutate.MODULES if module == "*" else (module,))
        for spelled in (function, f"_{function}")
        if mutate.mutant(name := f"{place}:{spelled}:{kind}:*")
    ]


def test_gross_mutants_are_noticed():
    names = gross()
    assert len(names) >= 10, "Try: names of functions that the rules have now"
    done = subprocess.run(
        [sys.executable, "-m", "tests.signals.mutate", "--json", *names, "--tests", *FAST],
        check=False, capture_output=True, text=True, cwd=mutate.HERE.parents[1],
    )  # fmt: skip
    noticed = json.loads(done.stdout)
    assert list(noticed) == names, done.stderr
    assert {name for name, test in noticed.items() if test is None} == set(), done.stderr
    assert done.returncode == 0


def test_a_module_without_a_change_is_no_mutant_that_is_noticed():
    code = (
        "import sys; from tests.signals import mutate; mutate.preload(); "
        "same, other = (mutate.run(mutate.unchanged(m), ['test_numbers.py']) for m in ('numbers', 'team')); "
        "sys.exit(not same['passed'] or same != other)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, cwd=mutate.HERE.parents[1])
    assert done.returncode == 0


@pytest.mark.parametrize("module", mutate.MODULES)
def test_every_module_has_places_to_break_and_a_mutant_differs_in_one(module):
    found = list(mutate.names(module))
    assert len(set(found)) == len(found) >= 3
    plain = mutate.unchanged(module).source.splitlines()
    for name in found[:: len(found) // 5 + 1]:
        made = mutate.mutant(name)
        assert made is not None, name
        changed = made.source.splitlines()
        assert len(changed) == len(plain)
        assert sum(left != right for left, right in zip(plain, changed, strict=True)) == 1, name


def test_a_place_that_is_gone_is_no_mutant():
    assert mutate.mutant("team:no_such_function:negation:0") is None
    assert mutate.mutant("team:settle:negation:99") is None


@pytest.mark.parametrize(("module", "was", "now"), mutate.EQUIVALENT)
def test_what_the_sample_leaves_out_is_still_in_the_rules(module, was, now):
    lines = [line.strip() for line in mutate.unchanged(module).source.splitlines()]
    assert was in lines
    assert now not in lines


def test_no_file_of_the_signals_is_left_out():
    assert {file.stem for file in mutate.SOURCE.glob("*.py")} == {*mutate.MODULES, "__init__"}
