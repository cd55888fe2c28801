"""Real job processes of a real worker, one per room, each of which ends in its own way.

    python jobs.py ROOM[=SCENARIO] …

Runs in the interpreter of any supported livekit-agents, reads AFTERCALL_* as a worker would, and prints one
JSON object per ended job. The scenario travels in the job's room metadata, so that a room may have any name.
"""

import asyncio
import json
import logging
import math
import os
import sys
from datetime import datetime

from livekit import api, rtc
from livekit.agents import Agent, AgentServer, AgentSession, JobContext, ToolError, function_tool
from livekit.agents.voice import room_io
from livekit.plugins import openai

from aftercall import livekit as aftercall
from aftercall.demo import providers, room, scenes

room.install()

JOBS_SECONDS = 60.0
CALLER = scenes.Caller(
    "ada",
    attributes={"email": "Ada@Example.com", "plan": "trial", "sip.phoneNumber": "+15550100", "sip.callID": "SCL_1",
                "sip.ruleID": "SDR_1", "sip.trunkID": "ST_1", "sip.trunkPhoneNumber": "+15550199"},
    metadata='{"company": "Example"}',
)  # fmt: skip


class Seller(Agent):
    def __init__(self):
        super().__init__(instructions="Sell.")

    @function_tool
    async def search_knowledge_base(self, query: str) -> str:
        """Search."""
        await asyncio.sleep(0.05)
        return "Found."

    @function_tool
    async def book_meeting(self, email: str, slot: str) -> str:
        """Book."""
        raise ToolError("that slot is not free")

    @function_tool
    async def check_discount(self, seats: int) -> str:
        """Discount."""
        raise RuntimeError("canary-secret in an exception")


def scenario_of(ctx):
    return ctx.job.room.metadata or "normal"


async def hook(ctx: JobContext) -> None:
    scenario = scenario_of(ctx)
    if scenario == "hook_raises":
        raise RuntimeError("the application's own hook failed")
    if scenario == "hook_forgets":
        return
    if scenario == "hook_own":
        await asyncio.sleep(0.05)
    await aftercall.on_session_end(ctx)
    if scenario == "hook_twice":
        await aftercall.on_session_end(ctx)


async def entrypoint(ctx: JobContext) -> None:
    scenario = scenario_of(ctx)
    if scenario == "crash_before_attach":
        raise RuntimeError("canary-secret")
    scene = scenes.SCENES["tool-fails" if scenario == "tools" else "qualified-lead"]
    label = f"{scene.name}.{scenario}"
    session = AgentSession(llm=openai.LLM(model="gpt-4.1-mini", api_key="none",
                                          base_url=f"{os.environ['TEST_PROVIDERS']}/{label}/openai/v1"))  # fmt: skip
    call = None
    if scenario != "no_attach":
        kwargs = {"session_id": os.environ.get("TEST_SESSION_ID")} if scenario == "own_id" else {}
        call = aftercall.attach(ctx, session, **kwargs)
    if scenario == "crash_before_start":
        raise RuntimeError("canary-secret")
    if scenario == "bad_values":
        bad_values(call)
    ctx.room.join(CALLER)
    await session.start(
        Seller(), room=ctx.room,
        room_options=room_io.RoomOptions(audio_input=False, audio_output=False, text_output=False, video_input=False),
    )  # fmt: skip
    if scenario == "bad_values":
        poison(session)
    for exchange in scene.exchanges[:2]:
        await session.run(user_input=exchange.caller)
    if call is not None and scenario == "normal":
        call.state("QUALIFYING")
        call.consent(True)
        call.outcome(success=True)
        call.custom(campaign="spring", seats=12)
        call.tools({"search_knowledge_base": "knowledge_search"})
        call.user(metadata={"plan": "pro"})
        ctx.tagger.add("language:en")
    await ENDINGS.get(scenario, end_by_agent)(ctx, session)


async def end_by_agent(ctx, session):
    ctx.shutdown("all done")


async def crash(ctx, session):
    raise RuntimeError("canary-secret")


async def caller_leaves(ctx, session):
    ctx.room.leave(CALLER.identity)
    later(0.3, lambda: ctx.room.close(rtc.DisconnectReason.ROOM_DELETED))


async def caller_drops(ctx, session):
    ctx.room.leave(CALLER.identity, rtc.DisconnectReason.CONNECTION_TIMEOUT)
    later(0.3, lambda: ctx.room.close(rtc.DisconnectReason.ROOM_DELETED))


async def room_closes(ctx, session):
    later(0.1, lambda: ctx.room.close(rtc.DisconnectReason.ROOM_DELETED))


async def session_closed_by_app(ctx, session):
    await session.aclose()
    later(1.5, lambda: ctx.room.close(rtc.DisconnectReason.ROOM_DELETED))


async def wait_for_drain(ctx, session):
    """The worker is shut down while the call goes on."""


ENDINGS = {
    "crash_mid": crash,
    "caller_leaves": caller_leaves,
    "caller_drops": caller_drops,
    "room_closes": room_closes,
    "aclose": session_closed_by_app,
    "drain": wait_for_drain,
}


def bad_values(call):
    call.user(email=object(), metadata="no mapping")
    call.user(email="ada\ud800@example.com")
    call.state(7)
    call.consent("yes")
    call.consent(True, at=datetime(2026, 11, 22, 12, 0))
    call.outcome(success="yes")
    call.tools({"search_knowledge_base": "no such category"})
    call.custom(surrogate="\ud800", nan=math.nan, nested={"a": [1]}, huge="x" * 5000, thing=object(), nul="a\0b")


def poison(session):
    """Put what no host should say into what the host says."""
    history = session.history
    message = history.add_message(role="user", content="hello \ud800 there")
    message.metrics = {"end_of_turn_delay": math.nan, "transcription_delay": math.inf, "started_speaking_at": math.inf,
                       "stopped_speaking_at": -1e30}  # fmt: skip
    from livekit.agents.llm import FunctionCall, FunctionCallOutput

    history.items.append(FunctionCall(call_id="big", name="up\ud800load", arguments='{"x": "' + "y" * 50_000_000 + '"}'))
    history.items.append(FunctionCallOutput(call_id="big", name="upload", output="z" * 1000, is_error=False))


def later(seconds, act):
    asyncio.get_running_loop().call_later(seconds, act)


async def serve(jobs):
    server = AgentServer(ws_url="ws://127.0.0.1:1", api_key="test", api_secret="test" * 8, host="127.0.0.1", port=0,
                         num_idle_processes=0)  # fmt: skip
    if os.environ.get("TEST_WITHOUT_HOOK"):
        server.rtc_session(entrypoint, agent_name="seller")
    else:
        server.rtc_session(entrypoint, agent_name="seller", on_session_end=hook)
    started, ended, left = asyncio.Event(), asyncio.Event(), len(jobs)
    server.once("worker_started", started.set)
    running = asyncio.create_task(server.run(devmode=True, unregistered=True))
    await started.wait()

    def closed(process):
        nonlocal left
        left -= 1
        job = process.running_job.job
        print(json.dumps({"room": job.room.name, "job": job.id, "exitcode": process.exitcode}), flush=True)
        if not left:
            ended.set()

    server._proc_pool.on("process_closed", closed)
    for name, scenario in jobs:
        await server.simulate_job(name, fake_job=True, room_info=api.Room(sid=f"RM_{len(name)}", name=name, metadata=scenario))
    if any(scenario == "drain" for _, scenario in jobs):
        await asyncio.sleep(6)
        await server.aclose()
    await asyncio.wait_for(ended.wait(), JOBS_SECONDS)
    await server.aclose()
    await running


def main():
    logging.basicConfig(level=logging.INFO, stream=sys.stderr)
    jobs = [json.loads(argument) for argument in sys.argv[1:]]
    with providers.Providers() as stand_ins:
        os.environ["TEST_PROVIDERS"] = stand_ins.url
        asyncio.run(serve(jobs))


if __name__ == "__main__":
    main()
