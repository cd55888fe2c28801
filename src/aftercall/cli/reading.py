"""`ls`, `show`, `query`, `schema`, `demo`: the landing, read."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import typer

from aftercall import landing, settings
from aftercall.cli.output import age, cell, print_json, print_table, talk
from aftercall.errors import AftercallError, RecordError
from aftercall.lake.find import find, searched
from aftercall.lake.read import Days
from aftercall.lake.scan import Progress
from aftercall.record import plain_json
from aftercall.warehouse import artifacts, connect, questions

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object per line instead of a table.")]
Landing = Annotated[
    str | None,
    typer.Option(envvar="AFTERCALL_LANDING", help="Folder or s3://bucket/prefix to read; default: where records land."),
]


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command()(demo)
    app.command()(ls)
    app.command()(show)
    app.command()(query)
    app.command()(schema)


def demo(
    out: Annotated[Path, typer.Option(help="Folder for the demo's records and spool.")] = Path("aftercall-demo"),
) -> None:
    """Real LiveKit calls against local stand-ins: records land in a folder, and questions are answered."""
    try:
        from aftercall.demo import run  # noqa: PLC0415  needs the demo extra
    except ModuleNotFoundError as error:
        raise AftercallError(f"the demo needs {error.name}. Try: pip install 'aftercall[demo]'") from error
    raise typer.Exit(run.run(out))


_LS = """
SELECT start_time, session_id, duration_seconds, outcome_status, outcome_reason, qualification_tier, cost_total,
       record_complete
FROM sessions ORDER BY start_time, session_id
"""


def ls(
    day: Annotated[str | None, typer.Argument(metavar="DATE", help="UTC day, YYYY-MM-DD; default: today.")] = None,
    where: Landing = None,
    json: Json = False,
) -> None:
    """The calls of one day, one line each."""
    wanted = _day(day, datetime.now(UTC).date())
    columns, rows, damaged = _answer(_place(where), _LS, days=(wanted, wanted))
    _print(None, columns, rows, json)
    if not json:
        talk.print(f"{len(rows)} calls on {wanted}", highlight=False)
    _mention(damaged)


def show(
    session_id: Annotated[str, typer.Argument(help="The call's session id.")],
    where: Landing = None,
    json: Annotated[bool, typer.Option("--json", help="One line instead of an indented document.")] = False,
) -> None:
    """Every record of one call, as it landed."""
    place = _place(where)
    found, unreadable = 0, 0
    for key, body in find(place, session_id):
        try:
            record = landing.read_json(body)
        except RecordError as error:
            unreadable += 1
            talk.print(f"{place}/{key}: {error}", style="yellow", markup=False, soft_wrap=True)
            continue
        if record.get("session_id") != session_id:
            continue  # another call whose name begins like this one's
        found += 1
        if json:
            print_json(record)
        else:
            talk.print(f"{place}/{key}", style="dim", highlight=False, soft_wrap=True)
            sys.stdout.write(_indented(record) + "\n")
    if not found:
        talk.print(
            f"{session_id}: not in {place}{searched(place)}. Try: aftercall status {session_id}",
            soft_wrap=True,
            markup=False,
        )
    if unreadable or not found:
        raise typer.Exit(1)


def query(
    sql: Annotated[str | None, typer.Argument(help="DuckDB SQL over sessions, turns, tool_calls, usage, …")] = None,
    name: Annotated[str | None, typer.Option(help="A ready question instead of SQL; see --list.")] = None,
    list_: Annotated[bool, typer.Option("--list", help="List the ready questions.")] = False,
    where: Landing = None,
    from_: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="Read calls of this UTC day and later, YYYY-MM-DD.")
    ] = None,
    to: Annotated[str | None, typer.Option(metavar="DATE", help="Read calls of this UTC day and earlier.")] = None,
    json: Json = False,
) -> None:
    """Ask the landing a question."""
    if list_:
        ready = [(known, questions.load(known).title) for known in questions.names()]
        if json:
            print_json([{"name": known, "title": title} for known, title in ready])
        else:
            print_table(None, ("name", "question"), ready)
        return
    if (sql is None) == (name is None) or (sql is not None and not sql.strip(" \n\t;")):
        raise AftercallError("query takes SQL or --name, one of them. Try: aftercall query --list")
    question = questions.load(name) if name is not None else None
    days = None if from_ is None and to is None else (_day(from_, date.min), _day(to, date.max))
    columns, rows, damaged = _answer(_place(where), question.sql if question else str(sql), days)
    _print(question.title if question else None, columns, rows, json)
    _mention(damaged)


def _answer(place: Path | settings.S3Landing, sql: str, days: Days | None = None) -> tuple[list[str], list[Any], int]:
    """Column names, rows, and how many objects of the landing could not be read."""
    with _progress() as progress:
        tables = connect(place, days=days, progress=progress)  # first: it says what to install if duckdb is missing
    import duckdb  # noqa: PLC0415

    try:
        answer = tables.execute(sql)
        columns = [column[0] for column in answer.description or ()]
        rows = answer.fetchall()
        ((damaged,),) = tables.execute("SELECT count(*) FROM skipped").fetchall()
    except duckdb.Error as error:
        raise AftercallError(f"the query failed: {error}. Try: aftercall query 'DESCRIBE sessions'") from error
    return columns, rows, damaged


@contextmanager
def _progress() -> Iterator[Callable[[Progress], None] | None]:
    """What tells a terminal how far the reading is, on one line of stderr that is gone afterwards; None for a file."""
    if not talk.is_terminal:
        yield None
        return
    with talk.status("reading") as line:
        yield lambda progress: line.update(_far(progress))


def _far(progress: Progress) -> str:
    total = "" if progress.total is None else f" of {progress.total:,}"
    left = "" if progress.seconds_left is None else f", {age(progress.seconds_left)} left"
    return f"read {progress.objects:,}{total} objects{left}"


def _print(title: str | None, columns: list[str], rows: list[Any], json: bool) -> None:
    if not json:
        print_table(title, columns, rows)
        return
    if len(set(columns)) < len(columns):
        raise AftercallError(
            "two columns have one name, and a JSON object can hold one. Try: give each an alias with AS"
        )
    for row in rows:
        sys.stdout.write(plain_json(dict(zip(columns, map(_jsonable, row), strict=True))) + "\n")


def _mention(damaged: int) -> None:
    if damaged:
        talk.print(f"{damaged} unreadable objects left out. Try: aftercall query 'FROM skipped'", style="yellow")


def schema(
    what: Annotated[str, typer.Argument(help="Which artifact; without one they are listed.")] = "",
    write: Annotated[Path | None, typer.Option(help="Write every artifact into this folder.")] = None,
) -> None:
    """The record's JSON Schema, data dictionary and sample, as generated from its one definition."""
    rendered = artifacts.render()
    if write is not None:
        for written in artifacts.write(write):
            talk.print(f"wrote {written}", highlight=False, soft_wrap=True)
    elif not what:
        for artifact in rendered:
            typer.echo(artifact)
    elif what in rendered:
        sys.stdout.write(rendered[what])
    else:
        raise AftercallError(
            f"no artifact {what!r}; there are {', '.join(rendered)}. Try: aftercall schema {next(iter(rendered))}"
        )


def _place(where: str | None) -> Path | settings.S3Landing:
    return settings.parse_landing(where) if where else settings.from_environment().landing


def _day(text: str | None, unsaid: date) -> date:
    if text is None:
        return unsaid
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise AftercallError(f"{text!r} is not a day. Try: {datetime.now(UTC).date()}") from error


def _jsonable(value: Any) -> Any:
    """A value of DuckDB's as JSON has it: what is no number is null, and what JSON has no word for is text."""
    if isinstance(value, datetime):
        return value if value.tzinfo is not None else value.replace(tzinfo=UTC)  # the tables hold UTC without saying so
    if isinstance(value, dict):
        return {_name(key): _jsonable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_jsonable(item) for item in value]
    if isinstance(value, float | Decimal):
        return value if math.isfinite(value) else None
    return value if value is None or isinstance(value, str | int) else str(value)


def _name(key: Any) -> str:
    """A map's key, which may be of any type in DuckDB, as a member's name."""
    return key if isinstance(key, str) else cell(key)


def _indented(value: Any, margin: str = "") -> str:
    """JSON for reading: two spaces a level, short lists of scalars on one line. Numbers as they landed."""
    inner = margin + "  "
    if isinstance(value, dict) and value:
        lines = [f"{inner}{plain_json(key)}: {_indented(item, inner)}" for key, item in value.items()]
        return "{\n" + ",\n".join(lines) + f"\n{margin}}}"
    if isinstance(value, list) and any(isinstance(item, dict | list) for item in value):
        return "[\n" + ",\n".join(inner + _indented(item, inner) for item in value) + f"\n{margin}]"
    return plain_json(value)
