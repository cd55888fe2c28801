"""Conversations of agents with models of their own, which the host asks before it says that they speak."""

import asyncio
import os

import aiohttp
from conversations import ASKED, CALLER, LONG, Seller, answered, llm_of, second, stt_of, tts_of
from livekit.agents import AgentSession, AgentTask, function_tool
from livekit.agents.voice import room_io

from aftercall import livekit as aftercall
from aftercall.demo.phone import Earpiece, Microphone
from aftercall.demo.vad import EnergyVad

MUTED = room_io.RoomOptions(audio_input=False, audio_output=False, text_output=False, video_input=False)


class Greeter(Seller):
    """Speaks as soon as it is there."""

    async def on_enter(self):
        self.session.generate_reply(user_input=LONG)


class Offer(AgentTask[str]):
    """Asks its own model once, and is done."""

    def __init__(self, **options):
        super().__init__(instructions="Offer.", **options)

    async def on_enter(self):
        await self.session.generate_reply(user_input=ASKED[0])
        self.complete("eighteen percent")


class Asking(Seller):
    """Leaves the answer of a tool to a task."""

    def __init__(self, task, **options):
        super().__init__(**options)
        self.task = task

    @function_tool
    async def check_discount(self, seats: int) -> str:
        """Discount."""
        return await self.task


async def begin(ctx, agent, ears=None, **options):
    """A started session whose models are its agent's, but for `options`."""
    handling = {"turn_detection": "vad" if ears else "manual", "interruption": {"mode": "vad"}}
    session = AgentSession(**({"vad": EnergyVad()} if ears else {}), **options, turn_handling=handling)
    aftercall.attach(ctx, session)
    session.input.audio = ears
    if ears:
        session.output.audio = Earpiece()
    ctx.room.join(CALLER)
    await session.start(agent, room=ctx.room, **({} if ears else {"room_options": MUTED}))
    return session


async def asked(label):
    """Done when the label's model has been asked, and has not answered if it is slow."""
    async with aiohttp.ClientSession() as http:
        while True:
            async with http.get(f"{os.environ['TEST_PROVIDERS']}/counts/{label}") as answer:
                if answer.status == 200 and (await answer.json())["llm_requests"]:
                    break
            await asyncio.sleep(0.02)
    await asyncio.sleep(0.1)


async def cut_if_slow(session, label):
    """The user cuts in, if the label's model has a first word that can be awaited."""
    await asked(label)
    if "slow" in label.split("."):
        await session.interrupt()


async def own_cut(ctx, label):
    """The user cuts in before the first word of the first agent, which speaks by itself."""
    session = await begin(ctx, Greeter(llm=llm_of(label)))
    await cut_if_slow(session, label)
    await asyncio.sleep(0.3)


async def own_listened(ctx, label):
    """The first agent hears, and answers."""
    microphone = Microphone()
    session = await begin(ctx, Seller(stt=stt_of(label), llm=llm_of(label), tts=tts_of(label)), microphone)
    await microphone.say(ASKED[0])
    await answered(session)


async def handed_over(ctx, label):
    """A second agent, put in the first one's place, speaks by itself; cut off before its first word if it is slow."""
    session = await begin(ctx, Seller(), llm=llm_of(second(label)))
    await session.run(user_input=ASKED[0])
    session.update_agent(Greeter(llm=llm_of(label, "gpt-4.1")))
    await cut_if_slow(session, label)
    await asyncio.sleep(2.0)


async def tasked(ctx, label):
    """A tool's answer is left to a task with a model of its own; cut off before its first word if that is slow."""
    session = await begin(ctx, Asking(Offer(llm=llm_of(label, "gpt-4.1"))), llm=llm_of(second(label)))
    session.generate_reply(user_input=ASKED[1])
    await cut_if_slow(session, label)
    await asyncio.sleep(2.0)


async def exchanged(ctx, label):
    """The agent's models are exchanged after its first answer; the new one is cut off before a word if it is slow."""
    microphone, first = Microphone(), second(label)
    options = {"llm": llm_of(first), "stt": stt_of(first), "tts": tts_of(first)}
    session = await begin(ctx, Seller(), microphone, **options)
    await microphone.say(ASKED[0])
    await answered(session)
    others = {"llm": llm_of(label, "gpt-4.1"), "stt": stt_of(label, language="multi"), "tts": tts_of(label)}
    session.current_agent.update_options(**others)
    session.generate_reply(user_input=ASKED[0])
    await cut_if_slow(session, label)
    await asyncio.sleep(3.0)
