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
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from aftercall.capture.application import Call
from aftercall.capture.background import in_daemon_thread
from aftercall.capture.checkpoints import Checkpoints
from aftercall.capture.livekit import LiveCall, Snapshot
from aftercall.record import SessionRecord
from aftercall.settings import Settings, read_environment
from aftercall.spool import LiveCheckpoint, Spool

if TYPE_CHECKING:
    from livekit.agents import AgentSession, JobContext

__all__ = ["Call", "attach", "on_session_end"]

logger = logging.getLogger("aftercall")

SHIP_BUDGET_SECONDS = 6.0
"""Time to deliver at call end. LiveKit kills a job 10 s after its hook when the worker shuts down."""
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
        live.session_id = str(session_id) if session_id else live.session_id
        live.agent_version = str(agent_version) if agent_version else live.agent_version
        if not live.sessions:
            settings, problems = read_environment()
            for problem in problems:
                logger.error("settings: %s", problem)
            if hasattr(ctx, "proc"):  # a job, not a test's stand-in for one
                threading.Thread(target=_once_per_worker, args=(settings,), name="aftercall", daemon=True).start()

            async def fallback(_reason: str) -> None:
                await on_session_end(ctx)

            ctx.add_shutdown_callback(fallback)
        live.attach(session)
        if len(live.sessions) == 1:
            live.checkpoints.start()
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
        revision = live.checkpoints.stop()
        seen = live.snapshot()
        await in_daemon_thread(lambda: _write(live, seen, revision))
    except Exception as error:  # noqa: BLE001  the host's teardown must go on
        logger.error("the record could not be written (%s)", type(error).__name__)  # noqa: TRY400


def _live(ctx: JobContext) -> LiveCall:
    live = _calls.get(ctx.job.id)
    if live is None:
        live = _calls[ctx.job.id] = LiveCall(ctx)
        live.checkpoints = _checkpoints(live)
        while len(_calls) > REMEMBERED_CALLS:
            _calls.popitem(last=False)
    return live


def _once_per_worker(settings: Settings) -> None:
    from aftercall import doctor  # noqa: PLC0415  not on the event loop

    doctor.once(settings)


def _checkpoints(live: LiveCall) -> Checkpoints:
    settings, _ = read_environment()

    def open_live(record: SessionRecord) -> LiveCheckpoint:
        return Spool(settings.spool).open_live(record.session_id, record.agent.job_id)

    def take(revision: int) -> Callable[[], SessionRecord]:
        seen = live.snapshot()

        def build_now() -> SessionRecord:
            from aftercall.capture.cost import not_priced_yet  # noqa: PLC0415  in the thread, not on the event loop
            from aftercall.capture.livekit.translate import facts  # noqa: PLC0415
            from aftercall.capture.session import build  # noqa: PLC0415

            return build(facts(live, seen, settings, running=True), live.call, settings, not_priced_yet, revision)

        return build_now

    return Checkpoints(open_live, take)


def _write(live: LiveCall, seen: Snapshot, revision: int) -> None:
    # The call is over: what follows costs half a second and 100 MiB, mostly boto3 and price data.
    from aftercall.capture.cost import pricer  # noqa: PLC0415
    from aftercall.capture.livekit.translate import bare_facts, facts  # noqa: PLC0415
    from aftercall.capture.session import build_anyway  # noqa: PLC0415
    from aftercall.ship.handover import hand_over  # noqa: PLC0415

    settings, problems = read_environment()
    price = pricer(settings, problems)
    if problems:
        live.call.reasons.add("settings_invalid")
    bare = bare_facts(live, seen, settings)
    record = build_anyway(lambda: facts(live, seen, settings), bare, live.call, settings, price, revision)
    live.checkpoints.finish(lambda safe: hand_over(record, settings, SHIP_BUDGET_SECONDS, accepted=safe))
    live.release()
