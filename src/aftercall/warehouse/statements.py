"""A script of SQL: statements in the order in which a person runs them, each with what it is for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Statement:
    """`sql` is one statement without its semicolon; `about` stands above it as a comment.

    `by_hand` marks what is run on occasion only: it is printed commented out.
    """

    sql: str
    about: str = ""
    by_hand: bool = False


def script(head: str, statements: Iterable[Statement]) -> str:
    """The text of a script: `head` as a comment, then the statements."""
    blocks = [commented(head)]
    for statement in statements:
        sql = statement.sql + ";"
        lines = [commented(statement.about)] if statement.about else []
        lines.append(commented(sql) if statement.by_hand else sql)
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"


def commented(text: str) -> str:
    """Every line of `text` as a comment of SQL."""
    return "\n".join(f"-- {line}".rstrip() for line in text.splitlines())
