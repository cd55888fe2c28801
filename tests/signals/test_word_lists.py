"""The lists of words and phrases that the rules read by."""

import ast
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from aftercall import signals

FOLDER = Path(signals.__file__).parent


def lists_in(source: str) -> Iterator[tuple[int, list[str]]]:
    """Each list of words or phrases in a module, with its line."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        if isinstance(called, ast.Attribute) and called.attr == "split" and isinstance(called.value, ast.Constant):
            yield node.lineno, str(called.value.value).split()
        elif isinstance(called, ast.Name) and called.id == "Cues":
            yield node.lineno, [str(phrase.value) for phrase in node.args if isinstance(phrase, ast.Constant)]


def tables_in(name: str, table: Any) -> Iterator[tuple[str, list[str]]]:
    if isinstance(table, dict):
        for key, entry in table.items():
            yield from tables_in(f"{name}.{key}", entry)
    elif isinstance(table, list):
        yield name, [str(entry) for entry in table]


def twice(said: list[str]) -> list[str]:
    return [phrase for phrase, times in Counter(said).items() if times > 1]


@pytest.mark.parametrize("module", sorted(FOLDER.glob("*.py")), ids=lambda path: path.stem)
def test_no_list_of_the_rules_names_a_phrase_twice(module):
    assert {line: twice(said) for line, said in lists_in(module.read_text("utf-8")) if twice(said)} == {}


def test_no_list_of_the_pack_names_a_phrase_twice():
    pack = tomllib.loads((FOLDER / "pack.toml").read_text("utf-8"))
    assert {name: twice(said) for name, said in tables_in("pack", pack) if twice(said)} == {}
