"""Real job processes of a real worker, one per room, each of which ends in its own way.

    python jobs.py ROOM[=SCENARIO] …

Runs in the interpreter of any supported livekit-agents, reads AFTERCALL_* as a worker would, and prints one
JSON object per ended job. The scenario travels in the job's room metadata, so that a room may have any name.
"""

import asyncio
import gc
import json
import logging
import math
import os
import signal
import sys
import time
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import played
from livekit import api, rtc
from livekit.agents import Agent, AgentServer, AgentSession, JobContext, ToolError, function_tool
from livekit.agents.llm import FunctionCall, FunctionCallOutput
from livekit.agents.metrics import LLMMetrics
from livekit.agents.voice import room_io
from livekit.plugins import openai

from aftercall import disk
from aftercall import livekit as aftercall
from aftercall.demo import agent, providers, room, scenes

room.install()

JOBS_SECONDS = 120.0
CHECKPOINTED_SECONDS = 2.5
KILL_SECONDS = 10.0
"""The host's default: a job that has not answered a request to shut down by then is killed."""
HEAVY = ("boto3", "botocore", "duckdb", "pyarrow", "genai_prices")
HEARTBEAT_SECONDS = 0.001
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


class Heartbeat:
    """The longest time for which nothing else could run on the event loop, from start to `stop`."""

    def __init__(self):
        self.longest_seconds = 0.0
        self.task = asyncio.get_running_loop().create_task(self.beat())

    async def beat(self):
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + HEARTBEAT_SECONDS
            await asyncio.sleep(HEARTBEAT_SECONDS)
            self.longest_seconds = max(self.longest_seconds, loop.time() - due)

    def stop(self):
        self.task.cancel()
        return self.longest_seconds


MEASURED = {}


async def hook(ctx: JobContext) -> None:
    if "TEST_MEASURE" in os.environ:
        await measured_hook(ctx)
        return
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


async def measured_hook(ctx):
    begun = time.perf_counter()
    if scenario_of(ctx) != "bare":
        await aftercall.on_session_end(ctx)
    MEASURED["hook_seconds"] = time.perf_counter() - begun
    with open(os.environ["TEST_MEASURE"], "a") as out:
        out.write(json.dumps({"scenario": scenario_of(ctx), **MEASURED}) + "\n")


def slow_disk(seconds):
    """Make every write of the spool's file layer take this long."""
    write = disk.Disk.write

    def slow(self, path, body):
        time.sleep(seconds)
        write(self, path, body)

    disk.Disk.write = slow


async def entrypoint(ctx: JobContext) -> None:
    scenario = scenario_of(ctx)
    if "TEST_SLOW_DISK" in os.environ:
        slow_disk(float(os.environ["TEST_SLOW_DISK"]))
    if scenario == "scene":  # a whole conversation with audio; the room's name says which
        await agent.entrypoint(ctx)
        return
    if "." in scenario:
        await played.play(ctx, scenario)
        return
    if scenario == "crash_before_attach":
        raise RuntimeError("canary-secret")
    scene = scenes.SCENES["tool-fails" if scenario == "tools" else "qualified-lead"]
    label = f"{scene.name}.{scenario}"
    session = AgentSession(llm=openai.LLM(model="gpt-4.1-mini", api_key="none",
                                          base_url=f"{os.environ['TEST_PROVIDERS']}/{label}/openai/v1"))  # fmt: skip
    call = None
    if "TEST_MEASURE" in os.environ:
        gc.disable()  # a pass over the host's heap takes 100 ms, and falls where it likes
    attaching = time.perf_counter()
    if scenario not in ("no_attach", "bare"):
        kwargs = {"session_id": 4711, "agent_version": 2.5} if scenario == "ids_that_are_numbers" else {}
        if scenario == "crash_attached_in_a_task":
            call = await asyncio.create_task(attach_later(ctx, session))
        else:
            call = aftercall.attach(ctx, session, **kwargs)
    MEASURED["attach_seconds"] = time.perf_counter() - attaching
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
    if scenario.startswith("canary"):
        await say_canaries(session, call)
    for exchange in scene.exchanges[:2]:
        await session.run(user_input=exchange.caller)
    if "TEST_MEASURE" in os.environ:  # from here the host has loaded what it loads at first use
        for exchange in scene.exchanges[:2] * 5:
            heart = Heartbeat()
            await session.run(user_input=exchange.caller)
            MEASURED.setdefault("stalls_seconds", []).append(heart.stop())
        MEASURED["heavy"] = [name for name in HEAVY if name in sys.modules]
    if call is not None and scenario == "normal":
        call.state("QUALIFYING")
        call.consent(True)
        call.outcome(success=True)
        call.custom(campaign="spring", seats=12)
        call.tools({"search_knowledge_base": "knowledge_search"})
        call.user(metadata={"plan": "pro"})
        ctx.tagger.add("language:en")
    await ENDINGS.get(scenario, end_by_agent)(ctx, session)


async def attach_later(ctx, session):
    return aftercall.attach(ctx, session)


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


async def an_observer_leaves(ctx, session):
    """Somebody who only listened leaves of their own will; then the server closes the room."""
    observer = scenes.Caller("observer", attributes={"email": "observer@example.com"})
    ctx.room.join(observer)
    ctx.room.leave(observer.identity)
    later(0.3, lambda: ctx.room.close(rtc.DisconnectReason.ROOM_DELETED))


async def drops_and_comes_back(ctx, session):
    ctx.room.leave(CALLER.identity, rtc.DisconnectReason.CONNECTION_TIMEOUT)
    ctx.room.join(CALLER)
    later(0.3, lambda: ctx.room.close(rtc.DisconnectReason.ROOM_DELETED))


async def restarted(ctx, session):
    """The session is closed and started again in the same job: one call, from its first start to its last end."""
    await session.aclose()
    await asyncio.sleep(1.2)
    await session.start(Seller())
    await session.run(user_input="One more thing.")
    ctx.shutdown("all done")


async def room_closes(ctx, session):
    later(0.1, lambda: ctx.room.close(rtc.DisconnectReason.ROOM_DELETED))


async def session_closed_by_app(ctx, session):
    await session.aclose()
    later(1.5, lambda: ctx.room.close(rtc.DisconnectReason.ROOM_DELETED))


async def wait_for_drain(ctx, session):
    """The worker is shut down while the call goes on."""


async def kill_itself(ctx, session):
    await asyncio.sleep(CHECKPOINTED_SECONDS)
    os.kill(os.getpid(), signal.SIGKILL)


async def exit_at_once(ctx, session):
    await asyncio.sleep(CHECKPOINTED_SECONDS)
    os._exit(7)


async def hold_the_line(ctx, session):
    """Until somebody from outside ends it; says when it may."""
    await asyncio.sleep(CHECKPOINTED_SECONDS)
    print(json.dumps({"holding": ctx.job.room.name, "pid": os.getpid()}), flush=True)
    await asyncio.sleep(60)


async def block_the_loop(ctx, session):
    """So that the worker's request to shut down is not heard, and its kill timer runs out."""
    await asyncio.sleep(CHECKPOINTED_SECONDS)
    time.sleep(60)


async def eat_memory(ctx, session):
    await asyncio.sleep(CHECKPOINTED_SECONDS)
    ctx.eaten = bytearray(os.urandom(1)) * (int(os.environ["TEST_MEMORY_MB"]) * 2**20)
    await asyncio.sleep(60)


async def leave_a_child(ctx, session):
    """A forked child outlives its killed parent, and must not pass for it."""
    await asyncio.sleep(CHECKPOINTED_SECONDS)
    if os.fork() == 0:
        time.sleep(20)
        os._exit(0)
    os.kill(os.getpid(), signal.SIGKILL)


ENDINGS = {
    "crash_attached_in_a_task": crash,
    "observer_leaves": an_observer_leaves,
    "came_back": drops_and_comes_back,
    "restarted": restarted,
    "sigkill": kill_itself,
    "os_exit": exit_at_once,
    "hold": hold_the_line,
    "memory": eat_memory,
    "blocked": block_the_loop,
    "orphaned_child": leave_a_child,
    "crash_mid": crash,
    "canary_crash": crash,
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
    session.llm.emit("metrics_collected", broken_usage())
    history.items.append(
        FunctionCall(call_id="big", name="up\ud800load", arguments='{"x": "' + "y" * 50_000_000 + '"}')
    )
    history.items.append(FunctionCallOutput(call_id="big", name="upload", output="z" * 1000, is_error=False))


def broken_usage():
    return LLMMetrics(label="l", request_id="r", timestamp=time.time(), duration=math.nan, ttft=-1, cancelled=False,
                      completion_tokens=-5, prompt_tokens=7, prompt_cached_tokens=0, total_tokens=2, tokens_per_second=math.inf)  # fmt: skip


async def say_canaries(session, call):
    """Words that must be found nowhere afterwards, in every place where a host keeps words."""
    await session.run(user_input="canary-spoken: my password is canary-password")
    history = session.history
    history.add_message(role="assistant", content="canary-answer")
    call_items = [
        FunctionCall(call_id="c1", name="book_meeting", arguments='{"email": "canary-argument@example.com"}'),
        FunctionCallOutput(call_id="c1", name="book_meeting", output="canary-result", is_error=True),
    ]
    history.items.extend(call_items)
    call.user(metadata={"note": "canary-metadata"})


def later(seconds, act):
    asyncio.get_running_loop().call_later(seconds, act)


async def serve(jobs):
    server = AgentServer(ws_url="ws://127.0.0.1:1", api_key="test", api_secret="test" * 8, host="127.0.0.1", port=0,
                         num_idle_processes=0, job_memory_limit_mb=float(os.environ.get("TEST_MEMORY_MB", "0")), shutdown_process_timeout=KILL_SECONDS)  # fmt: skip
    if os.environ.get("TEST_WITHOUT_HOOK"):
        server.rtc_session(entrypoint, agent_name="seller")
    else:
        server.rtc_session(entrypoint, agent_name="seller", on_session_end=hook)
    started, ended, left = asyncio.Event(), asyncio.Event(), len(jobs)
    server.once("worker_started", started.set)
    running = asyncio.create_task(server.run(devmode=True, unregistered=True))
    await started.wait()

    one_ended = asyncio.Event()

    def closed(process):
        nonlocal left
        left -= 1
        one_ended.set()
        job = process.running_job.job
        print(json.dumps({"room": job.room.name, "job": job.id, "exitcode": process.exitcode}), flush=True)
        if not left:
            ended.set()

    server._proc_pool.on("process_closed", closed)
    for name, scenario in jobs:
        room_info = api.Room(sid=f"RM_{len(name)}", name=name, metadata=scenario)
        await server.simulate_job(name, fake_job=True, room_info=room_info)
        if "TEST_MEASURE" in os.environ:  # one at a time: they would measure each other
            await one_ended.wait()
            one_ended.clear()
    if any(scenario in ("drain", "blocked") for _, scenario in jobs):
        await asyncio.sleep(8)
        await server.aclose()
    await asyncio.wait_for(ended.wait(), JOBS_SECONDS)
    await server.aclose()
    await running


def main():
    logging.basicConfig(level=logging.INFO, stream=sys.stderr)
    jobs = [json.loads(argument) for argument in sys.argv[1:]]
    with providers.Providers() as stand_ins:
        os.environ["TEST_PROVIDERS"] = os.environ["AFTERCALL_DEMO_PROVIDERS"] = stand_ins.url
        asyncio.run(serve(jobs))
        counts = {label: asdict(counted) for label, counted in stand_ins.stand_ins.counts.items()}
        if "TEST_LEDGER" in os.environ:
            stand_ins.stand_ins.ledger.write(Path(os.environ["TEST_LEDGER"]))
        print(json.dumps({"counts": counts}), flush=True)


if __name__ == "__main__":
    main()
