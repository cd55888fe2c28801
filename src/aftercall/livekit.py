"""LiveKit Agents: three lines in a worker, one record per job.

    from aftercall import livekit as aftercall

    @server.rtc_session(agent_name="sales", on_session_end=aftercall.on_session_end)
    async def entrypoint(ctx):
        session = AgentSession(...)
        call = aftercall.attach(ctx, session)      # before session.start()

With an `on_session_end` of your own, await ours as its last line:

    async def my_session_end(ctx):
        ...
        await aftercall.on_session_end(ctx)

Nothing here raises into the host or blocks its event loop. Nothing heavy is imported before the call
has ended. If the host never calls `on_session_end` (it has none under `WorkerOptions`, or yours
raised), a shutdown callback writes the record.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from typing import TYPE_CHECKING, Any

from aftercall.capture.application import Call
from aftercall.capture.background import in_daemon_thread
from aftercall.capture.livekit import LiveCall, Snapshot
from aftercall.settings import read_environment

if TYPE_CHECKING:
    from livekit.agents import AgentSession, JobContext

__all__ = ["Call", "attach", "on_session_end"]

logger = logging.getLogger("aftercall")

SHIP_BUDGET_SECONDS = 6.0
"""Time to deliver at call end. LiveKit kills a job 10 s after its hook when the worker shuts down."""
FINAL_REVISION = 1
"""Revision 0 is a call still running."""
REMEMBERED_CALLS = 1000
"""Ended calls whose id is remembered, so that no second hook writes them again."""

# Keyed by job id: the hook reaches the job's process as an unpickled copy, so nothing may live on an instance.
_calls: OrderedDict[str, LiveCall] = OrderedDict()


def attach(
    ctx: JobContext, session: AgentSession[Any], *, session_id: str | None = None, agent_version: str | None = None
) -> Call:
    """Watch a call. Call it in the entrypoint, before `session.start()`.

    `session_id` defaults to the room's name; `agent_version` to AFTERCALL_AGENT_VERSION. Returns the
    object with which the application says what only it knows. Never raises.
    """
    try:
        live = _live(ctx)
        live.session_id = session_id or live.session_id
        live.agent_version = agent_version or live.agent_version
        if not live.sessions:
            _, problems = read_environment()
            for problem in problems:
                logger.error("settings: %s", problem)

            async def fallback(_reason: str) -> None:
                await on_session_end(ctx)

            ctx.add_shutdown_callback(fallback)
        live.attach(session)
    except Exception as error:  # noqa: BLE001  a call without a record is better than no call
        logger.error("attach failed (%s): this call's record will be incomplete", type(error).__name__)  # noqa: TRY400
        return Call()
    return live.call


async def on_session_end(ctx: JobContext) -> None:
    """Write the record of this job's call, once, and try to deliver it. Never raises but for cancellation."""
    try:
        live = _live(ctx)
        if live.written:
            return
        live.written = True
        seen = live.snapshot()
        await in_daemon_thread(lambda: _write(live, seen))
    except Exception as error:  # noqa: BLE001  the host's teardown must go on
        logger.error("the record could not be written (%s)", type(error).__name__)  # noqa: TRY400


def _live(ctx: JobContext) -> LiveCall:
    live = _calls.get(ctx.job.id)
    if live is None:
        live = _calls[ctx.job.id] = LiveCall(ctx)
        while len(_calls) > REMEMBERED_CALLS:
            _calls.popitem(last=False)
    return live


def _write(live: LiveCall, seen: Snapshot) -> None:
    # The call is over: what follows costs half a second and 100 MiB, mostly boto3 and price data.
    from aftercall.capture.cost import pricer  # noqa: PLC0415
    from aftercall.capture.livekit.translate import bare_facts, facts  # noqa: PLC0415
    from aftercall.capture.session import build_anyway  # noqa: PLC0415
    from aftercall.ship.handover import hand_over  # noqa: PLC0415

    settings, problems = read_environment()
    if problems:
        live.call.reasons.add("settings_invalid")
    record = build_anyway(
        lambda: facts(live, seen), bare_facts(live, seen), live.call, settings, pricer(settings), FINAL_REVISION
    )
    live.release()
    hand_over(record, settings, SHIP_BUDGET_SECONDS)
