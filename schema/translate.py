# ruff: noqa: INP001  a script beside what is generated, and no package
"""Writes the questions in the other engines' SQL, from the files in DuckDB's: `make schema`.

    src/aftercall/warehouse/queries/<name>.sql  ->  src/aftercall/warehouse/queries/<engine>/<name>.sql

sqlglot translates the SQL; the header, which says what the question is and what each column means, stays.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import sqlglot
from sqlglot.errors import ErrorLevel

QUERIES = Path(__file__).parents[1] / "src" / "aftercall" / "warehouse" / "queries"
ENGINES = ("snowflake", "athena", "spark")

# Spark's timestamp shows itself in the session's zone, which sqlglot takes for UTC.
_ASSUMES_UTC = "FROM_UTC_TIMESTAMP(CURRENT_TIMESTAMP(), 'UTC')"
_FROM_ANY_ZONE = "TO_UTC_TIMESTAMP(CURRENT_TIMESTAMP(), CURRENT_TIMEZONE())"

# Snowflake's week begins on whichever day a session's WEEK_START says; DuckDB's, Athena's and Spark's on Monday.
_WEEK = re.compile(r"DATE_TRUNC\('WEEK', (\w+)\)")
_FROM_MONDAY = r"DATEADD(DAY, 1 - DAYOFWEEKISO(\1), CAST(\1 AS DATE))"


def render() -> dict[str, str]:
    """Every translation by its path below the folder of queries: `snowflake/funnel.sql`.

    Raises sqlglot's UnsupportedError for what an engine has no words for.
    """
    return {
        f"{engine}/{source.name}": translate(source.read_text("utf-8"), engine)
        for source in sorted(QUERIES.glob("*.sql"))
        for engine in ENGINES
    }


def translate(text: str, engine: str) -> str:
    """A question's file in an engine's SQL."""
    lines = text.splitlines()
    header = [line for line in lines if line.startswith("--")]
    sql = "\n".join(line for line in lines if not line.startswith("--"))
    (translated,) = sqlglot.transpile(
        sql, read="duckdb", write=engine, pretty=True, comments=False, unsupported_level=ErrorLevel.RAISE
    )
    if engine == "snowflake":
        translated = _WEEK.sub(_FROM_MONDAY, translated)
    return "\n".join((*header, translated.replace(_ASSUMES_UTC, _FROM_ANY_ZONE))) + "\n"


def stale() -> list[str]:
    """Paths of translations that are missing, differ from `render`, or belong to no question."""
    rendered = render()
    there = {path.relative_to(QUERIES).as_posix(): path.read_text("utf-8") for path in QUERIES.glob("*/*.sql")}
    return sorted(path for path in rendered.keys() | there.keys() if rendered.get(path) != there.get(path))


def main() -> None:
    """Write every translation, and remove those of questions that are gone."""
    rendered = render()
    for path in QUERIES.glob("*/*.sql"):
        if path.relative_to(QUERIES).as_posix() not in rendered:
            path.unlink()
    for name, text in rendered.items():
        (QUERIES / name).parent.mkdir(exist_ok=True)
        (QUERIES / name).write_text(text, encoding="utf-8", newline="\n")
    sys.stderr.write(f"wrote {len(rendered)} translations into {QUERIES.name}/\n")


if __name__ == "__main__":
    main()
