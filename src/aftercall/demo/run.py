"""One run of the demo: all scenes at once, then what the landed records answer.

`<out>/sessions` is the landing, `<out>/spool` the spool, `<out>/prices.json` what the stand-in model
costs. A second run adds its calls to the first one's.
"""

from __future__ import annotations

import importlib.util
import json
import os
import secrets
import sys
import time
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

from rich.console import Console
from rich.live import Live
from rich.table import Table

from aftercall.demo import answers
from aftercall.demo.launch import Job, Worker
from aftercall.demo.providers import HOST, Providers
from aftercall.demo.scenes import MODEL, ROOM_PREFIX, SCENES, scene_of
from aftercall.errors import AftercallError

RUN_SECONDS = 120.0
PIPE_COLUMNS = 120
_NEEDED = (
    "duckdb",
    "livekit.agents",
    "livekit.plugins.openai",
    "livekit.plugins.deepgram",
    "livekit.plugins.elevenlabs",
)
_REFRESH_SECONDS = 0.25


def run(out: Path, *, console: Console | None = None, names: Sequence[str] = tuple(SCENES)) -> int:
    """Hold a call per scene, land their records under `out`, and print what the records say.

    Returns 0, or 1 if a call left no record. Raises AftercallError if the demo's extra is not installed
    or the worker does not run.
    """
    console = console or Console(width=None if sys.stdout.isatty() else PIPE_COLUMNS)
    _require()
    out = out.expanduser().absolute()
    out.mkdir(parents=True, exist_ok=True)
    run_id = secrets.token_hex(3)
    labels = [f"{name}.{run_id}" for name in names]
    with Providers() as providers:
        environment = _environment(out, providers)
        console.print(f"{len(labels)} calls at once: one LiveKit worker, a job process per call, providers on {HOST}.")
        with Worker(labels, environment) as worker:
            _watch(worker, providers, console)
    return answers.show(out, [ROOM_PREFIX + label for label in labels], console)


def _require() -> None:
    for name in _NEEDED:
        try:
            found = importlib.util.find_spec(name)
        except ModuleNotFoundError:  # the package that it would be in is not there
            found = None
        if found is None:
            raise AftercallError(f"the demo needs {name}. Try: pip install 'aftercall[demo]'")


def _environment(out: Path, providers: Providers) -> dict[str, str]:
    """The worker's environment: this one, but no setting, proxy or server of the user's."""
    prices = out / "prices.json"
    prices.write_text(json.dumps(_price_file(f"{HOST}:{providers.port}"), indent=1) + "\n", "utf-8")
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("AFTERCALL_", "ANALYTICS_", "LIVEKIT_")) and not name.lower().endswith("_proxy")
    }
    return kept | {
        "AFTERCALL_LANDING": str(out / "sessions"),
        "AFTERCALL_SPOOL": str(out / "spool"),
        "AFTERCALL_PRICES": str(prices),
        "AFTERCALL_ENVIRONMENT": "demo",
        "AFTERCALL_METADATA_KEYS": "company,discount_percent",
        "AFTERCALL_DEMO_PROVIDERS": providers.url,
    }


def _price_file(host: str) -> dict[str, object]:
    """A server that speaks OpenAI's protocol is not OpenAI: without a price of its own it would have none."""
    prices = {"1m_input_tokens": "0.40", "1m_cached_input_tokens": "0.10", "1m_output_tokens": "1.60"}
    common = {"provider": host, "models": [MODEL], "service": "llm", "effective_from": "2025-01-01"}
    rows = [{**common, "unit": unit, "price": price, "source": "the demo's own"} for unit, price in prices.items()]
    return {"schema": 1, "rates": rows}


def _watch(worker: Worker, providers: Providers, console: Console) -> None:
    """Show the calls until the worker has ended, or RUN_SECONDS have passed."""
    deadline = time.monotonic() + RUN_SECONDS
    shown: dict[str, str] = {}
    with Live(console=console, auto_refresh=False) if console.is_terminal else nullcontext() as live:
        running = True
        while running and time.monotonic() < deadline:
            running = not worker.finished  # asked first, so that the last look sees everything
            if live:
                live.update(_progress(worker.jobs(), providers), refresh=True)
            else:
                _lines(worker.jobs(), shown, console)
            time.sleep(_REFRESH_SECONDS)


def _progress(jobs: list[Job], providers: Providers) -> Table:
    table = Table("call", "", "now", "seconds")
    table.columns[-1].justify = "right"
    for job in jobs:
        scene = scene_of(job.label)
        assert scene is not None
        now = providers.stand_ins.seen.get(job.label, "") if job.state == "running" else job.state
        table.add_row(scene.name, scene.title, now, f"{job.seconds:.0f}" if job.pid else "")
    return table


def _lines(jobs: list[Job], shown: dict[str, str], console: Console) -> None:
    for job in jobs:
        if shown.get(job.label, "waiting") == job.state:
            continue
        shown[job.label] = job.state
        what = f"started, process {job.pid}" if job.state == "running" else f"{job.state} after {job.seconds:.0f} s"
        console.print(f"{job.label}: {what}", highlight=False)
