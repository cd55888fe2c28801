"""`ls`, `show`, `query`, `schema`, `demo`: the landing, read."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from aftercall import landing, settings
from aftercall.cli.output import print_json, print_table, talk
from aftercall.errors import AftercallError
from aftercall.lake.find import find
from aftercall.lake.read import read
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


def ls(
    day: Annotated[str | None, typer.Argument(metavar="DATE", help="UTC day, YYYY-MM-DD; default: today.")] = None,
    where: Landing = None,
    json: Json = False,
) -> None:
    """The calls of one day."""
    wanted = _day(day)
    reading = read(_place(where), days=(wanted, wanted))
    rows = []
    for row in reading.rows:
        record = row.record
        line = {
            "start_time": record.get("start_time"),
            "session_id": record.get("session_id"),
            "duration_seconds": record.get("duration_seconds"),
            "status": _part(record, "outcome").get("status"),
            "reason": _part(record, "outcome").get("reason"),
            "tier": _part(record, "discovered_signals").get("qualification_tier"),
            "cost": _part(record, "cost_summary").get("total"),
            "complete": _part(record, "record").get("complete"),
            "key": row.key,
        }
        rows.append(line)
    if json:
        for line in rows:
            print_json(line)
    else:
        columns = [name for name in (rows[0] if rows else ()) if name != "key"]
        if rows:
            print_table(None, columns, [[line[name] for name in columns] for line in rows])
        talk.print(f"{len(rows)} records on {wanted}, {len(reading.skipped)} unreadable", highlight=False)
    for skipped in reading.skipped:
        talk.print(f"skipped {skipped.key}: {skipped.reason}", style="yellow", markup=False, soft_wrap=True)


def show(
    session_id: Annotated[str, typer.Argument(help="The call's session id.")],
    where: Landing = None,
    json: Annotated[bool, typer.Option("--json", help="One line instead of an indented document.")] = False,
) -> None:
    """Every record of one call, as it landed."""
    place = _place(where)
    found = 0
    for key, body in find(place, session_id):
        record = landing.read_json(body)
        found += 1
        if json:
            print_json(record)
        else:
            talk.print(f"{place}/{key}", style="dim", highlight=False, soft_wrap=True)
            sys.stdout.write(_indented(record) + "\n")
    if not found:
        talk.print(f"{session_id}: not in {place}. Try: aftercall status {session_id}", soft_wrap=True, markup=False)
        raise typer.Exit(1)


def query(
    sql: Annotated[str | None, typer.Argument(help="DuckDB SQL over sessions, turns, tool_calls, usage, …")] = None,
    name: Annotated[str | None, typer.Option(help="A ready question instead of SQL; see --list.")] = None,
    list_: Annotated[bool, typer.Option("--list", help="List the ready questions.")] = False,
    where: Landing = None,
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
    if (sql is None) == (name is None):
        raise AftercallError("query takes SQL or --name, one of them. Try: aftercall query --list")
    title = None
    if name is not None:
        question = questions.load(name)
        sql, title = question.sql, question.title
    import duckdb  # noqa: PLC0415  connect() says what to install if it is missing

    tables = connect(_place(where))
    try:
        answer = tables.execute(str(sql))
        columns = [column[0] for column in answer.description or ()]
        rows = answer.fetchall()
        damaged = tables.execute("SELECT count(*) FROM skipped").fetchall()[0][0]
    except duckdb.Error as error:
        raise AftercallError(f"the query failed: {error}. Try: aftercall query 'DESCRIBE sessions'") from error
    if json:
        for row in rows:
            sys.stdout.write(plain_json(dict(zip(columns, map(_jsonable, row), strict=True))) + "\n")
    else:
        print_table(title, columns, rows)
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


def _day(text: str | None) -> date:
    if text is None:
        return datetime.now(UTC).date()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise AftercallError(f"{text!r} is not a day. Try: aftercall ls {datetime.now(UTC).date()}") from error


def _part(record: dict[str, Any], name: str) -> dict[str, Any]:
    part = record.get(name)
    return part if isinstance(part, dict) else {}


def _jsonable(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) and not isinstance(value, datetime) else value


def _indented(value: Any, margin: str = "") -> str:
    """JSON for reading: two spaces a level, short lists of scalars on one line. Numbers as they landed."""
    inner = margin + "  "
    if isinstance(value, dict) and value:
        lines = [f"{inner}{plain_json(key)}: {_indented(item, inner)}" for key, item in value.items()]
        return "{\n" + ",\n".join(lines) + f"\n{margin}}}"
    if isinstance(value, list) and any(isinstance(item, dict | list) for item in value):
        return "[\n" + ",\n".join(inner + _indented(item, inner) for item in value) + f"\n{margin}]"
    return plain_json(value)
