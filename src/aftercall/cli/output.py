"""What the commands print with: tables and JSON on stdout, talk on stderr."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from math import isfinite
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from aftercall.record import plain_decimal, plain_json, rfc3339, storable

talk = Console(stderr=True, markup=False, highlight=False)  # ids and paths may look like markup

Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
_PIPE_WIDTH = 100_000
_UNSEEN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""What a terminal obeys instead of showing it: a name in a record must not move the cursor, or turn a line around."""

SHOWN = 10
"""So many names are shown to a person; JSON has them all."""


def print_json(value: Any) -> None:
    """One JSON document on one line."""
    sys.stdout.write(plain_json(value) + "\n")


def print_table(title: str | None, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """A table for people; a terminal's width limits it, a pipe's does not."""
    console = Console(width=None if sys.stdout.isatty() else _PIPE_WIDTH)
    table = Table(title=None if title is None else Text(cell(title)), title_justify="left", header_style="bold")
    for name in columns:
        table.add_column(Text(cell(name)), overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell(value)) for value in row))
    console.print(table)


def cell(value: Any) -> str:
    """A value as text: null is a dash, so that it is never mistaken for 0."""
    if value is None:
        return "–"
    if isinstance(value, datetime):
        return rfc3339(value if value.tzinfo else value.replace(tzinfo=UTC))  # the tables hold UTC without saying so
    if isinstance(value, Decimal):
        return plain_decimal(value)
    if isinstance(value, float):
        # Six digits are enough for a person; a power of ten is for none.
        return plain_decimal(Decimal(f"{value:.{6 if abs(value) < 1e6 else 15}g}")) if isfinite(value) else str(value)
    return _UNSEEN.sub(_escaped, storable(str(value)))  # no terminal takes a lone surrogate


def _escaped(found: re.Match[str]) -> str:
    return found.group().encode("unicode_escape").decode()


def age(seconds: float | None) -> str:
    """A duration for people: 45 s, 12 min, 3 h, 2 d."""
    if seconds is None:
        return "–"
    for limit, divisor, unit in ((120, 1, "s"), (7200, 60, "min"), (172800, 3600, "h")):
        if seconds < limit:
            return f"{seconds / divisor:.0f} {unit}"
    return f"{seconds / 86400:.0f} d"
