"""The questions: each is one file `queries/<name>.sql`, and the CLI, the dashboard and the docs read that file.

A query is written over the flat tables (see `flat`), in SQL that every engine shares as far as that
goes. Its header comment is the question in one line, then a line per column of the answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources

from aftercall.errors import AftercallError


@dataclass(frozen=True)
class Question:
    """`title` is the question in words; `sql` is the whole file, its header included."""

    name: str
    title: str
    sql: str


def names() -> list[str]:
    """Every question's name, in order."""
    return sorted(file.name.removesuffix(".sql") for file in _folder().iterdir() if file.name.endswith(".sql"))


def load(name: str) -> Question:
    """The question of that name. Raises AftercallError, which lists the names, if there is none."""
    if name not in names():
        raise AftercallError(f"no question {name!r}; there are {', '.join(names())}. Try: aftercall query --list")
    sql = _folder().joinpath(f"{name}.sql").read_text("utf-8")
    return Question(name, sql.splitlines()[0].removeprefix("--").strip(), sql)


def _folder() -> resources.abc.Traversable:
    return resources.files(__package__).joinpath("queries")
