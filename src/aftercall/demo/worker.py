"""The demo's worker: one `AgentServer` that gives every call a job process, without a LiveKit server.

    python -m aftercall.demo.worker LABEL…

Starts one job per label (see `providers`), and writes a JSON object per event on a line of stdout:
`{"launched": label, "pid": …}` and `{"ended": label, "exitcode": …}`. Ends with the last job, with exit code 0; with 1
if a job outlived JOB_SECONDS or a process failed.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from typing import Any

from livekit import api
from livekit.agents import AgentServer

from aftercall import livekit as aftercall
from aftercall.demo.agent import entrypoint
from aftercall.demo.scenes import ROOM_PREFIX

JOB_SECONDS = 90.0


async def serve(labels: list[str]) -> int:
    """Run a job per label, all at once. Returns the exit code."""
    server = AgentServer(
        ws_url="ws://127.0.0.1:1",  # never called: the worker does not register
        api_key="demo",
        api_secret="demo" * 8,
        host="127.0.0.1",
        port=0,
        num_idle_processes=0,
        initialize_process_timeout=30.0,  # all calls start at once, on however few cores
        http_proxy=None,
    )
    server.rtc_session(entrypoint, agent_name="sales", on_session_end=aftercall.on_session_end)
    started = asyncio.Event()
    server.once("worker_started", started.set)
    running = asyncio.create_task(server.run(devmode=True, unregistered=True))
    ready = asyncio.create_task(started.wait())
    await asyncio.wait((ready, running), return_when=asyncio.FIRST_COMPLETED)
    if not started.is_set():
        await running  # raises what kept it from starting
        return 1

    waiting = set(labels)
    ended = asyncio.Event()
    exit_codes: list[int | None] = []

    def launched(process: Any) -> None:
        _tell(launched=_label(process), pid=process.pid)

    def closed(process: Any) -> None:
        exit_codes.append(process.exitcode)
        _tell(ended=_label(process), exitcode=process.exitcode)
        waiting.discard(_label(process))
        if not waiting:
            ended.set()

    server._proc_pool.on("process_job_launched", launched)  # noqa: SLF001  the framework tells nobody else
    server._proc_pool.on("process_closed", closed)  # noqa: SLF001
    await asyncio.gather(*(_simulate(server, ROOM_PREFIX + label) for label in labels))
    try:
        await asyncio.wait_for(ended.wait(), JOB_SECONDS)
    except TimeoutError:
        print(f"still running after {JOB_SECONDS:.0f} s: {', '.join(sorted(waiting))}", file=sys.stderr)  # noqa: T201
    await server.aclose()
    await running
    return 1 if waiting or any(exit_codes) else 0


async def _simulate(server: AgentServer, room: str) -> None:
    await server.simulate_job(room, fake_job=True, room_info=api.Room(sid=f"RM_{room}", name=room))


def _label(process: Any) -> str:
    return str(process.running_job.job.room.name).removeprefix(ROOM_PREFIX)


def _tell(**event: object) -> None:
    print(json.dumps(event), flush=True)  # noqa: T201  stdout is this program's interface


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING)
    sys.exit(asyncio.run(serve(sys.argv[1:])))
