"""The table: printed, and written between two marks into docs/promise.md."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

BEGIN, END = "<!-- chaos -->", "<!-- /chaos -->"


def table(lines: Iterable[tuple[str, str]]) -> str:
    """A Markdown table of two columns."""
    return "\n".join(["| | |", "|---|---|", *(f"| {what} | {value} |" for what, value in lines)]) + "\n"


def write(document: Path, text: str) -> None:
    """Put `text` between the marks. Raises ValueError if they are not there."""
    before, begin, rest = document.read_text("utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"{document}: no {BEGIN} … {END}")
    document.write_text(f"{before}{BEGIN}\n{text}{END}{after}", "utf-8")
