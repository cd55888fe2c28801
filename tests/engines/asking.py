"""Asking an engine in its own environment, and comparing what it says with what our reader says."""

from __future__ import annotations

import json
import math
import os
import subprocess
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from aftercall.warehouse import questions
from aftercall.warehouse.dialects import Engine
from aftercall.warehouse.flat import tables

DRIVERS = Path(__file__).parent / "drivers"
JSON_TEXT = {"signals_other", "user_metadata", "custom"}
"""Columns that are JSON text: engines order its members as they like."""
NAMES = [*questions.names(), *(f"table {table.name}" for table in tables())]
"""Every question, and every flat table as a whole."""


@dataclass
class Answer:
    """Column names and rows, or why there are none."""

    columns: list[str]
    rows: list[list[Any]]
    error: str | None = None


def asked(engine: Engine) -> dict[str, str]:
    """Every question and table in an engine's SQL."""
    whole = {f"table {table.name}": f"SELECT * FROM {table.name}" for table in tables()}
    return {**{name: questions.load(name, engine).sql for name in questions.names()}, **whole}


def environment(engine: str) -> Path:
    """The python of an engine's environment. Skips where it is not installed, fails where everything is required."""
    python = Path(os.environ.get("AFTERCALL_HOSTS_DIR", ".venvs")).absolute() / f"engine-{engine}" / "bin" / "python"
    if not python.exists():
        refuse = pytest.fail if os.environ.get("AFTERCALL_REQUIRE_ALL") else pytest.skip
        refuse(f"{python}: not there. Try: make test-engines")
    return python


def run(engine: str, job: dict[str, Any], seconds: float = 280) -> tuple[list[str | None], dict[str, Answer]]:
    """What became of a job's statements, and the answers to its questions."""
    done = subprocess.run(
        [environment(engine), DRIVERS / f"on_{engine}.py"],
        input=json.dumps(job), capture_output=True, text=True, timeout=seconds, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout)
    answers = {
        name: Answer(
            said.get("columns", []), [list(map(_value, row)) for row in said.get("rows", [])], said.get("error")
        )
        for name, said in told["answers"].items()
    }
    return told["statements"], answers


def _value(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    ((kind, text),) = value.items()
    return {"decimal": Decimal, "time": datetime.fromisoformat, "date": date.fromisoformat}[kind](text)


def reference(db: Any) -> dict[str, Answer]:
    """What our own reader and DuckDB answer."""
    found = {}
    for name, sql in asked("duckdb").items():
        cursor = db.execute(sql)
        found[name] = Answer([column[0] for column in cursor.description], [list(row) for row in cursor.fetchall()])
    return found


def differences(expected: Answer, found: Answer, *, ordered: bool) -> list[str]:
    """Where two answers differ: floats beyond 1e-9 relative, all else beyond nothing. At most ten."""
    if found.error is not None:
        return [found.error]
    if found.columns != expected.columns:
        return [f"columns {found.columns}, not {expected.columns}"]
    if len(found.rows) != len(expected.rows):
        return [f"{len(found.rows)} rows, not {len(expected.rows)}"]
    left, right = ([list(map(_plain, expected.columns, row)) for row in answer.rows] for answer in (expected, found))
    if not ordered:
        left, right = sorted(left, key=_sortable), sorted(right, key=_sortable)
    return [
        f"row {at}, {name}: {b!r}, not {a!r}"
        for at, (one, other) in enumerate(zip(left, right, strict=True))
        for name, a, b in zip(expected.columns, one, other, strict=True)
        if not _equal(a, b)
    ][:10]


def _plain(name: str, value: Any) -> Any:
    return json.loads(value) if name in JSON_TEXT and isinstance(value, str) else value


def _sortable(row: list[Any]) -> str:
    """Rows of a whole table in one order, whichever way an engine spells a number."""
    return repr([float(value) if isinstance(value, (int, float, Decimal)) else str(value) for value in row])


def _equal(expected: Any, found: Any) -> bool:
    if isinstance(expected, float) and isinstance(found, (int, float, Decimal)) and not isinstance(found, bool):
        return math.isclose(expected, float(found), rel_tol=1e-9, abs_tol=5e-324)
    if isinstance(expected, (int, Decimal)) and not isinstance(expected, bool):
        return isinstance(found, (int, Decimal)) and not isinstance(found, bool) and expected == found
    return type(expected) is type(found) and expected == found
