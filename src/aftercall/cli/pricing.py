"""`prices`, `reprice`: what the price book knows, and what landed calls cost by another one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, TextIO

import typer

from aftercall import settings
from aftercall.cli.output import print_json, print_table, talk
from aftercall.errors import AftercallError
from aftercall.pricing import PriceBook, compare, listing, llm
from aftercall.pricing.account import Account
from aftercall.pricing.reprice import USAGE_INCOMPLETE, USAGE_UNSURE, Repriced, reprice
from aftercall.record import CostLine, Usage, plain_json
from aftercall.warehouse import connect

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object per line instead of a table.")]
Prices = Annotated[
    Path | None, typer.Option("--prices", help="Price file to put first; default: AFTERCALL_PRICES, if it is set.")
]


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command(name="prices")(list_prices)
    app.command(name="reprice")(price_again)


# -------------------------------------------------------------------------------------------- prices


def list_prices(
    name: Annotated[
        str | None, typer.Argument(help="A vendor, a model, or vendor/model: its prices, language models included.")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Compare with voice-prices and LiteLLM, as far as they are installed.")
    ] = False,
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="UTC day; default: today.")] = None,
    prices: Prices = None,
    json: Json = False,
) -> None:
    """What the price book knows: since when, from where, and how long ago that was read."""
    today = datetime.now(UTC).date()
    on = _day(as_of) if as_of else today
    if check and on < today:
        raise AftercallError(
            f"the tables of --check have the prices of today, not of {on}. Try: --check without --as-of"
        )
    book = _book(prices)
    if check:
        raise typer.Exit(_check(book, on, json))
    rates = list(listing.known(book, on)) if name is None else listing.about(book, name, on)
    if json:
        for rate in rates:
            print_json(rate._asdict())
    else:
        print_table(None, _COLUMNS, map(_as_row, rates))
        talk.print(f"{len(rates)} prices on {on} in {book.version}; older calls keep the prices of their day")
        if undated := sum(rate.since is None for rate in rates):
            talk.print(f"{undated} of them are undated: as they were when read, and not known to hold on {on}")
    if not rates:
        talk.print(f"{name or 'the price book'}: no price on {on}. Try: aftercall prices, or your own AFTERCALL_PRICES")
        raise typer.Exit(1)
    if name is None and not json:
        talk.print("language models are priced by genai-prices. Try: aftercall prices openai")


_COLUMNS = ("layer", "provider", "model", "variant", "USD", "per", "since", "read", "days ago", "from")
_SHORT = 48


def _as_row(rate: listing.Known) -> tuple[Any, ...]:
    more = f" (+{len(rate.models) - 1} names)" if len(rate.models) > 1 else ""
    above = f"above {rate.above_input_tokens:,} tokens" if rate.above_input_tokens is not None else None
    variant = [part for part in (rate.mode, rate.language, rate.plan, above) if part and part != "any"]
    source = rate.source if len(rate.source) <= _SHORT else rate.source[: _SHORT - 1] + "…"  # --json has it whole
    since = f"{rate.since} to {rate.until}" if rate.until else rate.since
    what = (rate.layer, rate.provider, rate.models[0] + more, ", ".join(variant) or None)
    return (*what, rate.price, rate.unit, since, rate.verified_on, rate.age_days, source)


def _check(book: PriceBook, on: date, json: bool) -> int:
    """Print what other tables have otherwise. 1 if a difference has no known reason."""
    done = {table: compare.compare(book, on, table) for table in compare.TABLES}
    missing = [table for table, result in done.items() if result is None]
    if len(missing) == len(done):
        raise AftercallError(
            f"--check compares with the tables in {' and '.join(missing)}, and neither is installed. "
            f"Try: pip install --no-deps {' '.join(missing)}"
        )
    results = [result for result in done.values() if result is not None]
    differences = [difference for result in results for difference in result.differences]
    if json:
        for one in differences:
            print_json(one._asdict())
    else:
        columns = ("table", "provider", "model", "unit", "ours", "theirs", "reason, if known")
        print_table(
            None,
            columns,
            [(*one[:4], *map(_significant, (one.ours, one.theirs)), one.explained) for one in differences],
        )
    for result in results:
        talk.print(f"{result.table}: {result.compared} prices compared, {len(result.differences)} differ")
    for table in missing:
        talk.print(f"{table} is not installed and was not compared. Try: pip install --no-deps {table}", style="yellow")
    return int(any(one.explained is None for one in differences))


def _significant(price: Decimal) -> str:
    return format(Decimal(f"{price:.5g}"), "f")


# ------------------------------------------------------------------------------------------- reprice


def price_again(
    where: Annotated[
        str | None,
        typer.Argument(
            metavar="LANDING",
            envvar="AFTERCALL_LANDING",
            help="Folder or s3://bucket/prefix; default: where records land.",
        ),
    ] = None,
    *,
    begin: Annotated[str, typer.Option("--from", metavar="DATE", help="First UTC day of calls.")],
    end: Annotated[str, typer.Option("--to", metavar="DATE", help="Last UTC day of calls.")],
    prices: Prices = None,
    out: Annotated[
        Path | None, typer.Option(help="New file for every line, old and new, as one JSON object a line.")
    ] = None,
    json: Json = False,
) -> None:
    """What landed calls cost by this price book, beside what their records say. Records are not changed."""
    book = _book(prices)
    place = settings.parse_landing(where) if where else settings.from_environment().landing
    tables = connect(place, days=(_day(begin), _day(end)))
    account = Account()
    with _created(out) as table:
        for call in _calls(tables):
            account.calls += 1
            account.calls_incomplete += bool(USAGE_INCOMPLETE.intersection(call.incomplete))
            account.calls_unsure += bool(USAGE_UNSURE.intersection(call.incomplete))
            repriced = reprice(call.lines, call.used, call.start, book)
            account.add(repriced)
            for line in repriced:
                if table is not None:
                    table.write(plain_json(_as_object(call, line, book.version)) + "\n")
    ((damaged,),) = tables.execute("SELECT count(*) FROM skipped").fetchall()
    unused = account.unused(book)
    _print(account, unused, json)
    talk.print(f"{account.calls} calls from {begin} to {end}, priced again with {book.version}", soft_wrap=True)
    if account.had_no_price or account.have_no_price:
        talk.print(
            f"{account.had_no_price} lines had no price, {account.have_no_price} lines have no price now: "
            "the totals are of what is known on both sides",
            soft_wrap=True,
        )
    if account.undated:
        talk.print(
            f"{account.undated} lines have an undated price: as it was when genai-prices was released "
            f"({llm.snapshot() or 'day unknown'}), and not known to be that of their day",
            soft_wrap=True,
        )
    if unused:
        talk.print(f"rows of the price file that priced nothing: {', '.join(map(str, unused))}", soft_wrap=True)
    if account.calls_incomplete:
        talk.print(
            f"{account.calls_incomplete} of them may have consumed more than their records know "
            "(record.incomplete_reasons): where their totals are wrong they are too low, old and new",
            soft_wrap=True,
        )
    if account.calls_unsure:
        talk.print(
            f"{account.calls_unsure} of them have usage that may not be billed, or is another call's or model's "
            "(record.incomplete_reasons): their totals may be too high as well as too low",
            soft_wrap=True,
        )
    if damaged:
        talk.print(f"{damaged} unreadable objects left out. Try: aftercall query 'FROM skipped'", style="yellow")


class _Call(NamedTuple):
    session_id: str
    job_id: str
    start: datetime
    incomplete: list[str]
    lines: list[CostLine]
    used: list[Usage]


def _calls(tables: DuckDBPyConnection) -> Iterator[_Call]:
    """Every call's frozen quantities, in the order of their start."""

    def listed(model: type[CostLine | Usage], table: str) -> str:
        fields = ", ".join(f"'{name}': \"{name}\"" for name in model.model_fields)
        return (
            f"(SELECT session_id, job_id, start_time, list({{{fields}}} ORDER BY ALL) AS found "  # noqa: S608  names of our own
            f"FROM {table} GROUP BY session_id, job_id, start_time)"
        )

    answer = tables.execute(
        f"""
        SELECT s.session_id, s.job_id, s.start_time, s.record_incomplete_reasons, l.found, u.found FROM sessions s
        LEFT JOIN {listed(CostLine, "cost_lines")} l
            ON (l.session_id, l.job_id, l.start_time) = (s.session_id, s.job_id, s.start_time)
        LEFT JOIN {listed(Usage, "usage")} u
            ON (u.session_id, u.job_id, u.start_time) = (s.session_id, s.job_id, s.start_time)
        ORDER BY s.start_time, s.session_id, s.job_id
        """  # noqa: S608  likewise
    )
    while rows := answer.fetchmany(1_000):
        for session_id, job_id, start, reasons, lines, used in rows:
            yield _Call(
                session_id,
                job_id,
                start.replace(tzinfo=UTC),
                sorted((USAGE_INCOMPLETE | USAGE_UNSURE).intersection((reasons or "").split(","))),
                [CostLine.model_validate(line) for line in lines or ()],
                [Usage.model_validate(one) for one in used or ()],
            )


def _as_object(call: _Call, line: Repriced, version: str) -> dict[str, Any]:
    about = line.new or line.old
    shown: dict[str, Any] = {
        "session_id": call.session_id,
        "job_id": call.job_id,
        "start_time": call.start,
        **(about.model_dump(include={"kind", "provider", "model", "unit", "quantity"}) if about else {}),
        "why": line.why,
    }
    for side, one in (("old", line.old), ("new", line.new)):
        for name in ("unit_price", "per", "amount", "rate_from", "rate_source", "status", "reason"):
            shown[f"{side}_{name}"] = getattr(one, name, None)
    return {**shown, "usage_incomplete_reasons": call.incomplete, "price_book": version}


def _print(account: Account, unused: list[int], json: bool) -> None:
    rows = [
        (*what, total.lines, total.old, total.new, total.difference) for what, total in sorted(account.by_model.items())
    ]
    columns = ("kind", "provider", "model", "why", "lines", "old", "new", "difference")
    every = account.every
    last = ("all", None, None, None, every.lines, every.old, every.new, every.difference)
    if json:
        for row in rows:
            print_json(dict(zip(columns, row, strict=True)))
        counts = {
            name: getattr(account, name)
            for name in ("calls", "calls_incomplete", "calls_unsure", "had_no_price", "have_no_price")
        }
        print_json({**dict(zip(columns, last, strict=True)), **counts, "price_file_rows_unused": unused})
        return
    print_table(None, columns, [*rows, last])


@contextmanager
def _created(out: Path | None) -> Iterator[TextIO | None]:
    """A new file; it goes again if what is written to it did not come to an end."""
    if out is None:
        yield None
        return
    try:
        table = out.open("x", encoding="utf-8", newline="\n")
    except FileExistsError as error:
        raise AftercallError(f"{out} is there already, and nothing is written over. Try: another --out") from error
    with table:
        try:
            yield table
        except BaseException:
            out.unlink()
            raise


# ---------------------------------------------------------------------------------------------- both


def _book(prices: Path | None) -> PriceBook:
    return PriceBook.load(prices or settings.from_environment().prices, strict=True)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise AftercallError(f"{text!r} is not a day. Try: {datetime.now(UTC).date()}") from error
