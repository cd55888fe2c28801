"""The caller: a microphone and an earpiece in real time, and somebody who plays a scene and then leaves."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from typing import Any

from livekit import rtc
from livekit.agents import AgentSession
from livekit.agents.voice import io

from aftercall.demo import voice
from aftercall.demo.room import LoopbackRoom
from aftercall.demo.scenes import Exchange, Scene

logger = logging.getLogger("aftercall.demo")

SAMPLE_RATE = 16_000
FRAME_SECONDS = 0.05
PATIENCE_SECONDS = 30.0
"""A caller who gets no answer for so long hangs up, so that no demo can hang."""
LISTENS_SECONDS = 3.0
"""Into an answer, before a caller who leaves in the middle of it does."""
LINGERS_SECONDS = 1.0
"""After the last answer, before the caller leaves."""


class Microphone(io.AudioInput):
    """What the caller says, at the speed of a clock: silence, unless `say` queued words."""

    def __init__(self) -> None:
        super().__init__(label="loopback microphone")
        self._queued = b""
        self._silent = asyncio.Event()
        self._frames = 0
        self._began: float | None = None

    async def say(self, text: str) -> None:
        """Queue words, and wait until the last one is out."""
        self._queued += voice.speak(text, SAMPLE_RATE)
        self._silent.clear()
        await self._silent.wait()

    async def __anext__(self) -> rtc.AudioFrame:
        self._began = time.perf_counter() if self._began is None else self._began
        self._frames += 1
        wait = self._began + self._frames * FRAME_SECONDS - time.perf_counter()
        if wait > 0:
            await asyncio.sleep(wait)
        samples = round(SAMPLE_RATE * FRAME_SECONDS)
        frame, self._queued = self._queued[: samples * 2], self._queued[samples * 2 :]
        if not self._queued:
            self._silent.set()
        return rtc.AudioFrame(frame.ljust(samples * 2, b"\0"), SAMPLE_RATE, 1, samples)


class Earpiece(io.AudioOutput):
    """What the caller hears, at the speed of a clock; it stops at once when the agent is interrupted."""

    def __init__(self) -> None:
        super().__init__(label="loopback earpiece", capabilities=io.AudioOutputCapabilities(pause=False))
        self._began: float | None = None
        self._seconds = 0.0
        self._end: asyncio.TimerHandle | None = None

    async def capture_frame(self, frame: rtc.AudioFrame) -> None:
        await super().capture_frame(frame)
        if self._began is None:
            self._began = time.time()
            self.on_playback_started(created_at=self._began)
        self._seconds += frame.duration

    def flush(self) -> None:
        super().flush()
        if self._began is not None and self._end is None:
            left = max(0.0, self._began + self._seconds - time.time())
            self._end = asyncio.get_running_loop().call_later(left, self._finish, False)

    def clear_buffer(self) -> None:
        if self._began is not None:
            self._finish(True)

    def _finish(self, interrupted: bool) -> None:
        assert self._began is not None
        if self._end:
            self._end.cancel()
        played = min(self._seconds, time.time() - self._began) if interrupted else self._seconds
        self._began, self._seconds, self._end = None, 0.0, None
        self.on_playback_finished(playback_position=played, interrupted=interrupted)


class Phone:
    """The caller of one scene. `ring` before the session starts; the rest happens by itself."""

    def __init__(self, room: LoopbackRoom, session: AgentSession[Any], scene: Scene) -> None:
        self._room, self._session, self._scene = room, session, scene
        self._microphone = Microphone()
        self._answers = 0
        self._changed = asyncio.Event()
        self._talking: asyncio.Task[None] | None = None  # the loop itself keeps no task alive

    def ring(self) -> None:
        """Enter the room, with a microphone and an earpiece in place of audio tracks, and play the scene."""
        self._session.input.audio = self._microphone
        self._session.output.audio = Earpiece()
        self._session.on("conversation_item_added", self._on_item)
        self._session.on("agent_state_changed", self._on_change)
        self._room.on("disconnected", self._on_change)
        self._room.join(self._scene.caller)
        self._talking = asyncio.create_task(self._talk(), name="caller")

    async def _talk(self) -> None:
        try:
            for number, exchange in enumerate(self._scene.exchanges):
                await self._say(number, exchange)
            await self._end()
        except TimeoutError:
            logger.warning("%s: no answer for %.0f s, the caller hangs up", self._scene.name, PATIENCE_SECONDS)
        finally:
            self._room.leave(self._scene.caller.identity)

    async def _say(self, number: int, exchange: Exchange) -> None:
        if exchange.cuts_in_after_seconds is None:
            await self._until(lambda: self._answers > number)  # the greeting is the first
        else:
            await self._until(lambda: self._answers == number and self._speaks())
            await asyncio.sleep(exchange.cuts_in_after_seconds)
        async with asyncio.timeout(PATIENCE_SECONDS):  # a closed session listens to no microphone
            await self._microphone.say(exchange.caller)

    async def _end(self) -> None:
        everything = len(self._scene.exchanges)
        if self._scene.ending == "caller_leaves_mid_answer":
            await self._until(lambda: self._answers == everything and self._speaks())
            await asyncio.sleep(LISTENS_SECONDS)
        elif self._scene.ending == "caller_leaves":
            await self._until(lambda: self._answers > everything)
            await asyncio.sleep(LINGERS_SECONDS)
        else:
            await self._until(lambda: not self._room.isconnected())

    def _speaks(self) -> bool:
        return self._session.agent_state == "speaking"

    def _on_item(self, event: Any) -> None:
        self._answers += getattr(event.item, "role", None) == "assistant"
        self._changed.set()

    def _on_change(self, _: Any) -> None:
        self._changed.set()

    async def _until(self, true: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not true():
                self._changed.clear()
                await self._changed.wait()
