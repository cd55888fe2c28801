"""Breaks the rules of the signals on purpose, one place at a time, and sees whether the tests notice.

    python -m tests.signals.mutate                    # a sample that stays the same
    python -m tests.signals.mutate --per-module 100   # more of them
    python -m tests.signals.mutate --write            # and put the list into docs/testing.md
    python -m tests.signals.mutate team:_not_ours:negation:0 …

A mutant is named MODULE:FUNCTION:KIND:NUMBER, a method CLASS.METHOD; `*` for the number means every such place of the
function at once. The sample is three of each module's functions, and three of the methods where a module has some.
Places are found in the syntax tree, so that a name holds as long as its function does. Each mutant lives in a
forked process, whose imports give the changed module; no file is touched. Tests that fail without any change are left
out. Exit status 1 if a mutant was not noticed.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import hashlib
import importlib.abc
import importlib.util
import itertools
import json
import os
import re
import select
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

HERE = Path(__file__).parent
SOURCE = HERE.parents[1] / "src" / "aftercall" / "signals"
DOCUMENT = HERE.parents[1] / "docs" / "testing.md"
BEGIN, END = "<!-- mutants: begin -->", "<!-- mutants: end -->"

BESIDE_RULES = (
    "business", "confidence", "evaluation", "fold", "labels", "pack", "packfile", "phrasing", "rules", "words",
)  # fmt: skip
"""What the rules stand on, and what stands on them."""
MODULES = (
    tuple(sorted(file.stem for file in SOURCE.glob("*.py") if file.stem not in ("__init__", *BESIDE_RULES)))
    + BESIDE_RULES
)
QUICK = (
    "test_numbers.py",
    "test_extract.py",
    "test_team_sizes.py",
    "test_sizes_asked_for.py",
    "test_parts_and_wholes.py",
    "test_rates.py",
    "test_when.py",
    "test_products.py",
    "test_whose.py",
    "test_everyday.py",
    "test_hearing.py",
    "test_long_calls.py",
    "test_small_words.py",
    "test_pauses.py",
    "test_whole_calls.py",
    "test_quality.py",
)
OF_PACKS_AND_SCORES = ("test_packs.py", "test_labels.py", "test_evaluation.py", "test_signals_command.py")
"""Tried before the quick ones on what stands beside the rules."""
EQUIVALENT = {
    (
        "roster",
        "return (0, place, 'none')",
        "return (1, place, 'none')",
    ): "no item, whatever its size: it ends where it begins",
    (
        "speech",
        "_clause: tuple[int, tuple[int, int]] = (-1, (0, 0))",
        "_clause: tuple[int, tuple[int, int]] = (-1, (1, 0))",
    ): "the bounds of no place: nobody asks for those of -1",
    (
        "speech",
        "_clause: tuple[int, tuple[int, int]] = (-1, (0, 0))",
        "_clause: tuple[int, tuple[int, int]] = (-2, (0, 0))",
    ): "no place either",
    (
        "speech",
        "_span: tuple[int, tuple[int, int]] = (-1, (0, 0))",
        "_span: tuple[int, tuple[int, int]] = (-1, (0, 1))",
    ): "the bounds of no place",
    (
        "speaker",
        "then = rest[at] == 'plus' or rest[at + 1] in _THEN_THERE_IS or (at > 0 and rest[at - 1] in BREAKS)",
        "then = rest[at] == 'plus' or rest[at + 1] in _THEN_THERE_IS or (at > 1 and rest[at - 1] in BREAKS)",
    ): "the speaker added right behind the first mark was found before",
    (
        "pack",
        "end, apart = (place + 2, apart and end <= place)",
        "end, apart = (place + 3, apart and end <= place)",
    ): "hits that are taken to overlap are put in order, and those that do not overlap stay",
}
"""Mutants that mean what the rule means, by their line before and after; the sample takes another in place of one."""
LONGEST_RUN_SECONDS = 180
"""For one mutant. One that makes the tests hang is noticed."""

_FLIPS: dict[type, type] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.Lt: ast.GtE, ast.GtE: ast.Lt, ast.Gt: ast.LtE, ast.LtE: ast.Gt,
}  # fmt: skip
Change = Callable[[ast.AST], "ast.AST | None"]


def _comparison(node: ast.AST) -> ast.AST | None:
    if not isinstance(node, ast.Compare):
        return None
    return ast.Compare(node.left, [_FLIPS[type(node.ops[0])](), *node.ops[1:]], node.comparators)


def _negation(node: ast.AST) -> ast.AST | None:
    return node.operand if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not) else None


def _and_or(node: ast.AST) -> ast.AST | None:
    if not isinstance(node, ast.BoolOp):
        return None
    return ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)


def _constant(node: ast.AST) -> ast.AST | None:
    if not isinstance(node, ast.Constant) or type(node.value) not in (int, float):
        return None
    return ast.Constant(node.value + 1)


def _truth(node: ast.AST) -> ast.AST | None:
    return ast.Constant(not node.value) if isinstance(node, ast.Constant) and isinstance(node.value, bool) else None


def _word(node: ast.AST) -> ast.AST | None:
    """A list of words without its first third, a level or an answer that is another."""
    others = {"yes": "no", "no": "yes", "high": "low", "low": "high", "medium": "low"}
    if isinstance(node, ast.Return) and isinstance(node.value, ast.Constant) and node.value.value in others:
        return ast.Return(ast.Constant(others[node.value.value]))
    if (
        isinstance(node, ast.Call)
        and ast.unparse(node.func).endswith(".split")
        and isinstance(node.func, ast.Attribute)
    ):
        words = node.func.value
        if isinstance(words, ast.Constant) and isinstance(words.value, str) and len(said := words.value.split()) > 2:
            return ast.parse(f"{' '.join(said[len(said) // 3 :])!r}.split()", mode="eval").body
    return None


def _condition(node: ast.AST) -> ast.AST | None:
    """A branch that is taken when it should not be."""
    if not isinstance(node, ast.If | ast.IfExp) or isinstance(node.test, ast.UnaryOp):  # `not` is another kind
        return None
    test = ast.UnaryOp(ast.Not(), node.test)
    return ast.If(test, node.body, node.orelse) if isinstance(node, ast.If) else ast.IfExp(test, node.body, node.orelse)


def _order(node: ast.AST) -> ast.AST | None:
    """The first of a sequence in place of its last, and the other way round."""
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
        place = ast.unparse(node.slice)
        if place in ("-1", "0"):
            return ast.Subscript(node.value, ast.parse("0" if place == "-1" else "-1", mode="eval").body, node.ctx)
    return None


KINDS: dict[str, Change] = {
    "comparison": _comparison, "negation": _negation, "and_or": _and_or, "constant": _constant, "truth": _truth,
    "word": _word, "order": _order, "condition": _condition,
}  # fmt: skip
COMES_LAST = "condition"  # of a sample: most conditions are of another kind too


@dataclass(frozen=True)
class Mutant:
    """One changed module: its name, its source, and what was changed into what."""

    name: str
    module: str
    source: str
    before: str
    after: str

    @property
    def is_equivalent(self) -> bool:
        """Whether no conversation whatever could tell it from the rule."""
        lines = zip(unchanged(self.module).source.splitlines(), self.source.splitlines(), strict=False)
        return any((self.module, was.strip(), now.strip()) in EQUIVALENT for was, now in lines if was != now)


class _Mutator(ast.NodeTransformer):
    """Changes the places of one kind in one function: number `wanted`, or all (ALL), or none and only names them (NONE)."""

    ALL, NONE = -1, -2

    def __init__(self, function: str, change: Change, wanted: int) -> None:
        self._function, self._change, self._wanted = function, change, wanted
        self._within, self._class = "module", ""
        self._seen = 0
        self.changed: list[tuple[str, str]] = []

    def visit(self, node: ast.AST) -> Any:
        """As NodeTransformer does, within the function only."""
        if isinstance(node, ast.ClassDef) and self._within == "module":
            self._class = f"{node.name}."
            self.generic_visit(node)
            self._class = ""
            return node
        if isinstance(node, ast.FunctionDef) and self._within == "module":
            self._within = f"{self._class}{node.name}"
            self.generic_visit(node)
            self._within = "module"
            return node
        if isinstance(node, ast.AnnAssign | ast.arguments):  # annotations say nothing at run time
            return node if isinstance(node, ast.arguments) or node.value is None else self.generic_visit(node)
        if self._within == self._function and (changed := self._change(node)) is not None:
            self._seen += 1
            if self._wanted < 0 or self._seen - 1 == self._wanted:
                self.changed.append((ast.unparse(node), ast.unparse(changed)))
            if self._wanted == self.ALL:
                return self.generic_visit(ast.copy_location(changed, node))
            if self._seen - 1 == self._wanted:
                return ast.copy_location(changed, node)
        return self.generic_visit(node)


def mutant(name: str) -> Mutant | None:
    """The mutant of this name; None where the rules have no such place any more."""
    module, function, kind, number = name.split(":")
    tree = ast.parse((SOURCE / f"{module}.py").read_text("utf-8"))
    mutator = _Mutator(function, KINDS[kind], _Mutator.ALL if number == "*" else int(number))
    tree = ast.fix_missing_locations(mutator.visit(tree))
    if not mutator.changed:
        return None
    before, after = mutator.changed[0]
    return Mutant(name, module, ast.unparse(tree), before, after)


def unchanged(module: str) -> Mutant:
    """A mutant that is none: what the tests say of it is what they say without any change."""
    source = ast.unparse(ast.parse((SOURCE / f"{module}.py").read_text("utf-8")))
    return Mutant(f"{module}:module:nothing:0", module, source, "", "")


def _functions(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name
        elif isinstance(node, ast.ClassDef):
            yield from (f"{node.name}.{method.name}" for method in node.body if isinstance(method, ast.FunctionDef))


def names(module: str) -> Iterator[str]:
    """The name of every mutant of a module that changes one place."""
    tree = ast.parse((SOURCE / f"{module}.py").read_text("utf-8"))
    for function in ["module", *_functions(tree)]:
        for kind, change in KINDS.items():
            places = _Mutator(function, change, _Mutator.NONE)
            places.visit(tree)
            yield from (f"{module}:{function}:{kind}:{number}" for number in range(len(places.changed)))


def sample(per_module: int) -> list[Mutant]:
    """So many of each module's functions and of its methods, chosen by their names: the same ones as long as the rules are."""

    def by_digest(name: str) -> tuple[bool, str]:
        return f":{COMES_LAST}:" in name, hashlib.sha256(name.encode()).hexdigest()

    chosen: list[Mutant] = []
    for module in MODULES:
        found = sorted(names(module), key=by_digest)
        for of_methods in (False, True):
            made = (mutant(name) for name in found if ("." in name) is of_methods)
            chosen += itertools.islice((one for one in made if one and not one.is_equivalent), per_module)
    return chosen


# ---------------------------------------------------------------------------------------------- running


class _Changed(importlib.abc.MetaPathFinder, importlib.abc.SourceLoader):
    """Imports one module from a mutant's source."""

    def __init__(self, made: Mutant) -> None:
        self._made = made
        self._path = str(SOURCE / f"{made.module}.py")

    def find_spec(self, fullname: str, path: Any, target: ModuleType | None = None) -> Any:
        """The changed module's, and no other's."""
        if fullname != f"aftercall.signals.{self._made.module}":
            return None
        return importlib.util.spec_from_loader(fullname, self, origin=self._path)

    def get_filename(self, fullname: str) -> str:
        """Where the module would have come from."""
        return self._path

    def get_data(self, path: str | bytes) -> bytes:
        """The mutant's source; there is no compiled file of it."""
        if path != self._path:
            raise FileNotFoundError(path)
        return self._made.source.encode()


class _Failures:
    """A pytest plugin that puts the mutant in the rules' place, and notes which tests failed."""

    def __init__(self, made: Mutant) -> None:
        self._made = made
        self.failed: list[str] = []
        self.passed = 0

    def pytest_sessionstart(self) -> None:
        """Not before: pytest's own importer, for modules whose assertions it explains, takes the first place."""
        assert "aftercall.signals" not in sys.modules, "the rules were imported before they were changed"
        sys.meta_path.insert(0, _Changed(self._made))

    def pytest_runtest_logreport(self, report: Any) -> None:
        """A test's result."""
        if report.failed:
            self.failed.append(report.nodeid)
        elif report.when == "call" and report.passed:
            self.passed += 1

    def pytest_collectreport(self, report: Any) -> None:
        """A module that cannot be imported is a failure too."""
        if report.failed:
            self.failed.append(report.nodeid)


def _in_child(made: Mutant, tests: Sequence[str], options: Sequence[str], write: int) -> None:
    import pytest

    failures = _Failures(made)
    with (
        Path(os.devnull).open("w") as nowhere,
        contextlib.redirect_stdout(nowhere),
        contextlib.redirect_stderr(nowhere),
    ):
        pytest.main(["-q", "-p", "no:cacheprovider", *options, *(str(HERE / name) for name in tests)], [failures])
    os.write(write, json.dumps({"failed": failures.failed[:200], "passed": failures.passed}).encode())


def run(
    made: Mutant, tests: Sequence[str], options: Sequence[str] = (), seconds: float = LONGEST_RUN_SECONDS
) -> dict[str, Any]:
    """The tests on a mutant, in a process of its own: which failed, how many passed; or that they took too long."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.close(read)
            _in_child(made, tests, options, write)
            status = 0
        finally:
            os._exit(status)
    os.close(write)
    try:
        ready, _, _ = select.select([read], [], [], seconds)
        if not ready:
            os.kill(child, signal.SIGKILL)
            return {"failed": ["(took too long)"], "passed": 0}
        with os.fdopen(os.dup(read), "rb") as answer:
            body = answer.read()
        return json.loads(body) if body else {"failed": ["(ended the process)"], "passed": 0}
    finally:
        os.close(read)
        os.waitpid(child, 0)


def preload() -> None:
    """Imports what every child needs and no rule is part of: a fork then costs next to nothing."""
    import hypothesis.strategies
    import pytest

    import aftercall.record

    assert all((hypothesis.strategies, pytest, aftercall.record))


def failing(tests: Sequence[str]) -> list[str]:
    """The tests that fail without any change: they cannot notice one."""
    plain = run(unchanged("team"), tests, seconds=5 * LONGEST_RUN_SECONDS)
    if not plain["passed"]:
        raise SystemExit("not one test passes without any change. Try: pytest tests/signals")
    failed: list[str] = plain["failed"]
    return failed


def tests_of(module: str) -> Sequence[str]:
    """The tests that a mutant of the module meets, in this order."""
    return (*OF_PACKS_AND_SCORES, *QUICK) if module in BESIDE_RULES else QUICK


def noticed(
    chosen: Sequence[Mutant], seconds: float, tests: Sequence[str] | None, left_out: Sequence[str]
) -> Iterator[tuple[Mutant, str | None]]:
    """Each mutant with the first test that failed on it; None: none did. `tests` in place of those of its module. Stops when the
    time is up.
    """
    end = time.monotonic() + seconds
    options = ["-x", *(f"--deselect={node}" for node in left_out)]
    for made in chosen:
        if time.monotonic() > end:
            return
        failed = run(made, tests or tests_of(made.module), options)["failed"]
        yield made, (failed[0].rpartition("::")[2] if failed else None)


def _short(text: str) -> str:
    flat = re.sub(r"\s+", " ", text).replace("|", "\\|").replace("`", "'")
    return flat if len(flat) <= 60 else flat[:57] + "…"


def table(results: list[tuple[Mutant, str | None]], left_out: Sequence[str]) -> str:
    """The results as a Markdown table."""
    lines = [
        f"{sum(by is not None for _, by in results)} of {len(results)} mutants were noticed.",
        *(f"Not asked, because it fails without any change: `{node.rpartition('::')[2]}`." for node in left_out),
        "",
        "| mutant | change | noticed by |",
        "|---|---|---|",
    ]
    for made, by in results:
        test = f"`{by.partition('[')[0]}`" if by else "**nothing**"
        lines.append(f"| `{made.name}` | `{_short(made.before)}` → `{_short(made.after)}` | {test} |")
    return "\n".join(lines) + "\n"


def main() -> int:
    """The command of this module's docstring."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="MODULE:FUNCTION:KIND:NUMBER")
    parser.add_argument("--tests", nargs="+", metavar="FILE", help="which of tests/signals to run")
    parser.add_argument("--per-module", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=1200.0, help="start no mutant after so long")
    parser.add_argument("--write", action="store_true", help="put the list into docs/testing.md")
    parser.add_argument("--json", action="store_true", help="print names and tests as JSON")
    arguments = parser.parse_args()
    chosen = [made for name in arguments.names if (made := mutant(name))] or sample(arguments.per_module)
    preload()
    left_out = failing(arguments.tests or tests_of(BESIDE_RULES[0]))
    results = []
    for made, by in noticed(chosen, arguments.seconds, arguments.tests, left_out):
        results.append((made, by))
        sys.stderr.write(f"{'.' if by else 'NOT NOTICED'} {made.name}: {_short(made.before)} → {_short(made.after)}\n")
    if arguments.json:
        sys.stdout.write(json.dumps({made.name: by for made, by in results}) + "\n")
    elif arguments.write:
        head, _, rest = DOCUMENT.read_text("utf-8").partition(BEGIN)
        DOCUMENT.write_text(f"{head}{BEGIN}\n\n{table(results, left_out)}\n{END}{rest.partition(END)[2]}", "utf-8")
    else:
        sys.stdout.write(table(results, left_out))
    return 0 if all(by for _, by in results) else 1


if __name__ == "__main__":
    sys.exit(main())
