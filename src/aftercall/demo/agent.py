"""A sales agent as anybody would write one, with the three lines that make its calls land.

The lines are: the import, `on_session_end=` where the worker registers the entrypoint (see `worker`),
and `attach` before the session starts. The rest of what this module tells `aftercall` is what only the
application can know. The `Phone` stands for the person who calls.
"""

from __future__ import annotations

import asyncio
import os
from typing import Any, cast

from livekit.agents import Agent, AgentSession, JobContext, RunContext, ToolError, function_tool, get_job_context
from livekit.agents.llm import ChatContext, ChatMessage
from livekit.plugins import deepgram, elevenlabs, openai

from aftercall import livekit as aftercall
from aftercall.demo import room, scenes
from aftercall.demo.phone import Phone
from aftercall.demo.vad import EnergyVad

# A job process imports this module to find its entrypoint, before it makes a room.
room.install()

_INSTRUCTIONS = """\
You are Mara, who answers the phone at Foldwell. Foldwell makes software for writing, approving and signing documents.
Find out how many people would use it, how many documents they send, what else they use and by when they need it.
Look product questions up before you answer them. Offer a meeting to teams of five and more. Be brief and friendly."""

_ARTICLES = {
    "shared text blocks": "A block lives in the library; drafts that use it follow its changes until they are sent.",
    "single sign-on": "SAML 2.0 and OpenID Connect, on the Business plan and above.",
}
_TAKEN = {"Monday 09:00"}
_DISCOUNT_PERCENT = ((50, 5), (200, 18), (1_000, 25))


class SalesAgent(Agent):
    """Greets, qualifies, looks things up, and books meetings."""

    def __init__(self, call: aftercall.Call) -> None:
        super().__init__(instructions=_INSTRUCTIONS)
        self._call = call

    async def on_enter(self) -> None:
        self._call.state("GREETING")
        self.session.say(scenes.GREETING)

    async def on_user_turn_completed(
        self,
        turn_ctx: ChatContext,
        new_message: ChatMessage,  # noqa: ARG002  the host's signature
    ) -> None:
        if not any(item.type == "message" and item.role == "user" for item in turn_ctx.items):
            self._call.consent(True)  # the greeting said that the call may be recorded, and they went on
            self._call.state("QUALIFYING")

    @function_tool
    async def search_knowledge_base(self, query: str) -> str:
        """Search the product's documentation."""
        self._call.state("HELPING")
        await asyncio.sleep(0.25)
        return _ARTICLES.get(query, "Nothing was found.")

    @function_tool
    async def book_meeting(self, email: str, slot: str) -> str:
        """Book a meeting with a colleague from sales."""
        self._call.state("BOOKING")
        await asyncio.sleep(0.15)
        if slot in _TAKEN:
            raise ToolError("that slot is not free")
        self._call.user(email=email)
        self._call.outcome(success=True)
        self._call.state("BOOKED")
        return f"Booked: {slot}."

    @function_tool
    async def check_discount(self, seats: int) -> str:
        """Look up the discount for a number of seats."""
        await asyncio.sleep(0.1)
        # A bug, as tools have them: nobody thought of more seats than the table has.
        percent = next(percent for up_to, percent in _DISCOUNT_PERCENT if seats <= up_to)
        self._call.custom(discount_percent=percent)
        return f"{percent} percent."

    @function_tool
    async def end_call(self, context: RunContext[Any]) -> None:
        """Hang up, after the caller said goodbye."""
        await context.wait_for_playout()
        self._call.state("CLOSED")
        get_job_context().shutdown(reason="the caller said goodbye")


async def entrypoint(ctx: JobContext) -> None:
    """One call. The room's name says which scene is played."""
    label = ctx.job.room.name.removeprefix(scenes.ROOM_PREFIX)
    providers = os.environ["AFTERCALL_DEMO_PROVIDERS"]
    session: AgentSession[None] = AgentSession(
        stt=deepgram.STT(model="nova-3", api_key="none", base_url=f"{providers}/{label}/deepgram/v1/listen"),
        llm=openai.LLM(model=scenes.MODEL, api_key="none", base_url=f"{providers}/{label}/openai/v1"),
        tts=elevenlabs.TTS(
            model="eleven_turbo_v2_5",
            voice_id="mara",
            api_key="none",
            encoding="pcm_24000",
            base_url=f"{providers}/{label}/elevenlabs/v1",
        ),
        vad=EnergyVad(),
        # Both said, because the defaults differ by version and may ask a service of LiveKit's.
        turn_handling={"turn_detection": "vad", "interruption": {"mode": "vad", "resume_false_interruption": False}},
    )
    call = aftercall.attach(ctx, session)
    call.tools({"search_knowledge_base": "knowledge_search", "book_meeting": "meeting_booking"})

    phone = Phone(cast("room.LoopbackRoom", ctx.room), session, scenes.SCENES[label.partition(".")[0]])
    phone.ring()
    await session.start(SalesAgent(call), room=ctx.room)
