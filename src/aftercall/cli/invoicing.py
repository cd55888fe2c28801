"""`invoice`: a provider's usage export beside the records."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from aftercall import settings
from aftercall.cli.output import print_json, print_table, talk
from aftercall.errors import AftercallError
from aftercall.warehouse import connect
from aftercall.warehouse.invoices import Row, read_export, read_recorded, reconcile

_COLUMNS = (
    "day", "model", "unit", "units recorded", "units billed", "ratio",
    "money recorded", "money billed", "unexplained", "to know",
)  # fmt: skip


def register(app: typer.Typer) -> None:
    """Add this module's command."""
    app.command()(invoice)


def invoice(
    provider: Annotated[Literal["openai", "deepgram", "elevenlabs"], typer.Argument(help="Whose export it is.")],
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", help="Usage export; its columns: docs/invoices.md.")],
    where: Annotated[
        str | None,
        typer.Argument(
            metavar="LANDING",
            envvar="AFTERCALL_LANDING",
            help="Folder or s3://bucket/prefix; default: where records land.",
        ),
    ] = None,
    from_: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="First day; default: the export's.")
    ] = None,
    to: Annotated[str | None, typer.Option("--to", metavar="DATE", help="Last day; default: the export's.")] = None,
    same: Annotated[
        list[str] | None, typer.Option("--same", metavar="BILLED=RECORDED", help="A model's name there and here.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object per day and model instead of a table.")] = False,
) -> None:
    """What a provider billed beside what the records hold: per day and model, units and money."""
    rows = _export(provider, file)
    if not rows:
        raise AftercallError(f"{file}: no rows. Try: export a range of days that has calls")
    days = (_day("--from", from_) or min(row.day for row in rows), _day("--to", to) or max(row.day for row in rows))
    if days[0] > days[1]:
        raise AftercallError(f"the days end ({days[1]}) before they begin ({days[0]}). Try: the earlier day as --from")
    wanted = [row for row in rows if days[0] <= row.day <= days[1]]
    names = dict(map(_pair, same or ()))
    unknown = sorted(names.keys() - {row.model for row in rows})
    if unknown:
        raise AftercallError(
            f"--same {unknown[0]}: not a model of {file}. Try: the name as it stands there, in lower case"
        )
    place = settings.parse_landing(where) if where else settings.from_environment().landing
    tables = connect(place, days=days)
    try:
        recorded = read_recorded(tables, provider)
    finally:
        tables.close()
    table = reconcile(provider, wanted, recorded, names)
    if json:
        for row in table:
            print_json(_object(row))
    else:
        print_table(f"{provider}, {days[0]} to {days[1]}", _COLUMNS, (line for row in table for line in _lines(row)))
    _conclude(table, len(rows) - len(wanted), recorded.unreadable)


def _export(provider: str, file: Path) -> list[Any]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            return read_export(provider, lines)
    except UnicodeDecodeError as error:
        raise AftercallError(f"{file}: byte {error.start} is not UTF-8. Try: save it as UTF-8") from error
    except AftercallError as error:
        raise AftercallError(f"{file}: {error}") from error


def _conclude(table: list[Row], left_out: int, unreadable: int) -> None:
    ours = sum(row.why[:1] == ("only recorded",) for row in table)
    theirs = sum("only billed" in row.why for row in table)
    talk.print(
        f"{len(table) - ours - theirs} days and models on both sides, {ours} only recorded, {theirs} only billed"
    )
    if theirs and ours:
        talk.print("one model under two names? Try: --same BILLED=RECORDED")
    if left_out:
        talk.print(f"{left_out} rows of the export are of other days, and left out")
    if unreadable:
        talk.print(f"{unreadable} unreadable objects left out. Try: aftercall query 'FROM skipped'", style="yellow")
    talk.print("days are UTC here and the provider's there; a difference at midnight is not a difference of the whole")


def _lines(row: Row) -> Iterator[tuple[Any, ...]]:
    """A line per unit; the money is the row's, and stands in its first line."""
    money: tuple[Any, ...] = (row.money_recorded, row.money_billed, row.unexplained, "; ".join(row.why) or None)
    for unit in row.units:
        yield (row.day, row.model, unit.unit, _short(unit.recorded), _short(unit.billed), unit.ratio, *money)
        money = ("", "", "", "")
    if not row.units:
        yield (row.day, row.model, None, None, None, None, *money)


def _short(quantity: Any) -> Any:
    return None if quantity is None else quantity.normalize()


def _object(row: Row) -> dict[str, Any]:
    return {
        "day": row.day.isoformat(),
        "model": row.model,
        "units": [
            {"unit": unit.unit, "recorded": unit.recorded, "billed": unit.billed, "ratio": unit.ratio}
            for unit in row.units
        ],
        "money_recorded": row.money_recorded,
        "money_billed": row.money_billed,
        "unexplained": row.unexplained,
        "why": list(row.why),
    }


def _day(option: str, text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError as error:
        raise AftercallError(f"{option} {text}: not a day. Try: {option} 2026-11-22") from error


def _pair(text: str) -> tuple[str, str]:
    billed, equals, ours = text.lower().partition("=")
    if not (billed and equals and ours):
        raise AftercallError(f"--same {text}: not two names. Try: --same billed-name=recorded-name")
    return billed.strip(), ours.strip()
