"""The command line: parses and prints, nothing else. stdout is data, stderr is talk.

Exit status: 0 done · 1 the answer is no (behind, not found, something was kept) · 2 wrong call or settings.
"""

from __future__ import annotations

import sys

import typer

import aftercall
from aftercall.cli import doctoring, invoicing, pricing, reading, setting_up, shipping, signalling, spool_status
from aftercall.cli.output import talk
from aftercall.errors import AftercallError

app = typer.Typer(
    name="aftercall",
    help="When a voice call ends, one truthful record of it lands in your own bucket.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _version(show: bool) -> None:
    if show:
        typer.echo(f"aftercall {aftercall.__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Print the version."),
) -> None:
    pass


shipping.register(app)
spool_status.register(app)
reading.register(app)
pricing.register(app)
invoicing.register(app)
doctoring.register(app)
signalling.register(app)
setting_up.register(app)


def main() -> None:
    """The `aftercall` command. An error of ours is one line on stderr, never a traceback."""
    try:
        app()
    except AftercallError as error:
        talk.print(f"aftercall: {error}", style="red", markup=False, highlight=False, soft_wrap=True)
        sys.exit(2)
    except BrokenPipeError:  # the reader of our stdout has seen enough
        sys.stderr.close()
        sys.exit(0)
    except OSError as error:
        where = f": {error.filename}" if error.filename else ""
        talk.print(
            f"aftercall: {error.strerror or type(error).__name__}{where}. Try: check that it is there, whose it is, and df -h",
            style="red", markup=False, highlight=False, soft_wrap=True,
        )  # fmt: skip
        sys.exit(2)
