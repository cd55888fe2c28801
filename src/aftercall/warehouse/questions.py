"""The questions: each is one file `queries/<name>.sql`, and the CLI, the dashboard and the docs read that file.

A query is written over the flat tables (see `flat`) in DuckDB's SQL, as far as that goes in words that every
engine shares. Its header comment is the question in one line, then a line per column of the answer. In the SQL of
another engine it is `queries/<engine>/<name>.sql`, which `make schema` writes.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources

from aftercall.errors import AftercallError
from aftercall.warehouse.dialects import Engine


@dataclass(frozen=True)
class Question:
    """`title` is the question in words; `sql` is the whole file, its header included."""

    name: str
    title: str
    sql: str


def names() -> list[str]:
    """Every question's name, in order."""
    return sorted(file.name.removesuffix(".sql") for file in _folder().iterdir() if file.name.endswith(".sql"))


def load(name: str, engine: Engine = "duckdb") -> Question:
    """The question of that name in an engine's SQL. Raises AftercallError, which lists the names, if there is none."""
    if name not in names():
        raise AftercallError(f"no question {name!r}; there are {', '.join(names())}. Try: aftercall query --list")
    folder = _folder() if engine == "duckdb" else _folder().joinpath(engine)
    sql = folder.joinpath(f"{name}.sql").read_text("utf-8")
    return Question(name, sql.splitlines()[0].removeprefix("--").strip(), sql)


def _folder() -> resources.abc.Traversable:
    return resources.files(__package__).joinpath("queries")
