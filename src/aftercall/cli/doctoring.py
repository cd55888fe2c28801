"""`doctor`: is the whole way open, and if not, what opens it."""

from __future__ import annotations

import json as json_text
from typing import Annotated

import typer

from aftercall import settings
from aftercall.cli.output import print_json, talk
from aftercall.doctor import store
from aftercall.doctor.finding import Finding, Result

_MARKS = {True: "✓", False: "✗", None: "–"}


def register(app: typer.Typer) -> None:
    """Add this module's command."""
    app.command()(doctor)


def doctor(
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document instead of lines.")] = False,
    cheap: Annotated[bool, typer.Option("--cheap", help="Only what a worker checks by itself once an hour.")] = False,
) -> None:
    """Prove the way of a record before the first call. Exit status 1 if something has to be mended."""
    from aftercall.doctor.examine import examine  # noqa: PLC0415  boto3 costs a fifth of a second

    config, problems = settings.read_environment()
    result = examine(config, problems, cheap=cheap)
    if json:
        print_json(result.as_json())
    else:
        _print(result)
    try:
        store(config.spool, result, config)
    except OSError as error:
        talk.print(f"not kept for `aftercall status`: errno {error.errno}", markup=False, soft_wrap=True)
    if not result.ok:
        raise typer.Exit(1)


def _print(result: Result) -> None:
    width = max(len(finding.check) for finding in result.findings)
    for finding in result.findings:
        typer.echo(f"{_MARKS[finding.ok]} {finding.check:<{width}}  {finding.detail}")
    for finding in (*result.failed, *(f for f in result.findings if f.ok is None and f.try_)):
        _print_remedy(finding)


def _print_remedy(finding: Finding) -> None:
    typer.echo(f"\n{finding.check}: {finding.detail}")
    if finding.statement is not None:
        typer.echo(json_text.dumps(finding.statement, indent=2))
    typer.echo(f"Try: {finding.try_}")
