"""What the landed records say: one line per call, some of the ready questions, and the commands to go on with."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from types import NoneType
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

from aftercall import warehouse
from aftercall.record import plain_decimal

_CALLS = """
SELECT session_id, outcome_reason, team_size, document_volume_per_month, integrations, urgency, qualification_tier,
       cost_total, cost_complete, record_incomplete_reasons
FROM sessions WHERE session_id IN (SELECT unnest(?)) ORDER BY start_time, session_id
"""

_ASKED = ("calls_per_day", "funnel", "qualified_leads", "cost_by_provider", "latency", "tool_usage")
"""As many as a screen or two hold; `aftercall query --list` has them all."""


def show(out: Path, session_ids: Sequence[str], console: Console) -> int:
    """Print everything. `session_ids` are this run's. Returns 1 if one of them did not land."""
    db = warehouse.connect(out / "sessions")
    try:
        calls = _ask(db, _CALLS, [list(session_ids)])[1]
        console.print(_table("This run's calls", ("session_id", "end", "signals", "USD"), list(map(_call, calls))))
        for question in map(warehouse.load, _ASKED):
            _print(question.title, *_ask(db, question.sql), console)
    finally:
        db.close()
    console.print(
        "The stand-in model has no list price: prices.json gives it one. Speech is at the vendors' list prices."
    )
    missing = sorted(set(session_ids) - {row[0] for row in calls})
    for session_id in missing:
        console.print(f"{session_id} left no record. Try: aftercall status {session_id}", style="red", highlight=False)
    _go_on(out, session_ids[0], console)
    return 1 if missing else 0


def _call(row: Sequence[Any]) -> tuple[Any, ...]:
    session_id, reason, people, documents, integrations, urgency, tier, cost, priced, lacks = row
    told = (
        ("{} people", people),
        ("{:g} documents a month", documents),
        ("{}", integrations),
        ("urgency {}", urgency),
        ("→ {}", tier),
        ("(incomplete: {})", lacks),
    )
    signals = ", ".join(form.format(value) for form, value in told if value is not None)
    return session_id, reason, signals or None, cost if priced else None


def _go_on(out: Path, session_id: str, console: Console) -> None:
    place = shlex.quote(str(out / "sessions"))
    spool = shlex.quote(str(out / "spool"))
    command = "aftercall" if shutil.which("aftercall") else os.path.relpath(Path(sys.executable).with_name("aftercall"))
    console.print("\nGo on with:", style="bold")
    console.print(
        f"  export AFTERCALL_LANDING={place} AFTERCALL_SPOOL={spool}", markup=False, highlight=False, soft_wrap=True
    )
    for arguments in (
        f"show {session_id}",
        f"query --list                  # all {len(warehouse.names())} questions",
        "query --name integrations",
        "query 'SELECT session_id, outcome_reason, cost_total FROM sessions'",
        "status",
    ):
        console.print(f"  {command} {arguments}", markup=False, highlight=False, soft_wrap=True)


def _ask(db: Any, sql: str, parameters: Sequence[Any] = ()) -> tuple[list[str], list[tuple[Any, ...]]]:
    cursor = db.execute(sql, list(parameters))
    return [column[0] for column in cursor.description], cursor.fetchall()


def _print(title: str, columns: Sequence[str], rows: Sequence[Sequence[Any]], console: Console) -> None:
    """A table without the columns in which every value is null; on its side where the screen is too narrow for it."""
    if not rows:
        console.print(f"\n{title}", style="bold")
        console.print("  nobody and nothing, so far")
        return
    told = [place for place in range(len(columns)) if any(row[place] is not None for row in rows)]
    table = _table(title, [columns[place] for place in told], [[row[place] for place in told] for row in rows])
    width = console.measure(table, options=console.options.update(max_width=10_000)).maximum
    if width > console.width and len(rows) < len(told):
        lines = [[columns[place], *(row[place] for row in rows)] for place in told]
        table = _table(title, [_cell(value) for value in lines[0]], lines[1:])
    console.print(table)


def _table(title: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> Table:
    table = Table(title=f"\n{title}", title_justify="left", title_style="bold", header_style="", box=box.SIMPLE_HEAD)
    for place, name in enumerate(columns):
        number = all(isinstance(row[place], (int, float, Decimal, NoneType)) for row in rows)
        table.add_column(name, overflow="fold", no_wrap=name == "session_id", justify="right" if number else "left")
    for row in rows:
        table.add_row(*map(_cell, row))
    return table


def _cell(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    if isinstance(value, Decimal):
        return plain_decimal(value)
    if isinstance(value, float):
        return f"{value:,.4g}" if abs(value) < 1 else f"{value:,.1f}"
    return str(value)
