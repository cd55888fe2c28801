"""A stand-in for OpenAI's realtime model: a websocket, answers in text, and usage with audio and cached parts.

It listens: what the caller says (see `voice`) is an item of the conversation when a silence ends it, or when it is
committed, and is answered if the server is to detect turns. If the session asks for it, which the plugin does unless
told otherwise, another model transcribes it, and is billed for itself: in tokens, TRANSCRIBED_TOKENS for a second of
audio and a token for a word, or, if it is whisper-1, in seconds.

A response says ANSWER, a word every WORD_SECONDS. A fifth of the tokens counts as audio, as in a spoken conversation, and
whatever a response was given before counts as cached. A response that is cancelled, or whose connection ends, owes
what it generated until then; OpenAI tells that in `response.done`, if anybody is still there to hear it.
"""

from __future__ import annotations

import asyncio
import base64
import json
import math
import uuid
from typing import Any

from aiohttp import WSMsgType, web

from aftercall.demo import scenes, voice
from aftercall.demo.ledger import Entry, Ledger

ANSWER = (
    "We have four plans. Start is free and made for one person. Team adds templates and approvals, and is nineteen "
    "dollars per seat and month. Business adds single sign-on and audit logs. Scale adds a region of your choice."
)
FIRST_WORD_SECONDS = 0.1
WORD_SECONDS = 0.02
TRANSCRIPT_SECONDS = 0.05
SLOW_TRANSCRIPT_SECONDS = 5.0
TRANSCRIBED_TOKENS = 10
_RATE = 24_000
_ITEM_TOKENS = 60
_WORD_TOKENS = 5
_AUDIO_SHARE = 5


async def converse(request: web.Request, label: str, ledger: Ledger) -> web.WebSocketResponse:
    """One connection, from its first message to its end."""
    socket = web.WebSocketResponse()
    await socket.prepare(request)
    await socket.send_json({"type": "session.created", "event_id": _id("event"), "session": {}})
    conversation = _Conversation(socket, label, ledger)
    async for message in socket:
        if message.type == WSMsgType.TEXT:
            await conversation.take(json.loads(message.data))
    await conversation.cancel(tell=False)
    return socket


class _Conversation:
    def __init__(self, socket: web.WebSocketResponse, label: str, ledger: Ledger) -> None:
        self._socket, self._label, self._ledger = socket, label, ledger
        self._items = 0
        self._last: str | None = None
        self._given = 0
        self._answering: asyncio.Task[None] | None = None
        self._response: tuple[Entry, dict[str, Any]] | None = None
        self._ear = voice.Ear(_RATE)
        self._heard_seconds = 0.0
        self._transcriber: str | None = None
        self._detects_turns = False
        self._transcribing: set[asyncio.Task[None]] = set()

    async def take(self, order: dict[str, Any]) -> None:
        kind = order["type"]
        if kind == "session.update":
            self._configure(order["session"])
            await self._send("session.updated", session=order["session"])
        elif kind == "input_audio_buffer.append":
            await self._hear(base64.b64decode(order["audio"]))
        elif kind == "input_audio_buffer.commit":
            await self._hear(voice.silence(_RATE), sent=False)
        elif kind == "input_audio_buffer.clear":
            self._ear, self._heard_seconds = voice.Ear(_RATE), 0.0
        elif kind == "conversation.item.create":
            await self._added(order["item"])
        elif kind == "response.create":
            await self._begin(order.get("response") or {})
        elif kind == "response.cancel":
            await self.cancel(tell=True)

    async def cancel(self, *, tell: bool) -> None:
        """Break off the answer under way, if there is one."""
        if self._answering is None or self._answering.done():
            return
        self._answering.cancel()
        if tell and self._response is not None and not scenes.behaves(self._label, "silent"):
            await self._done(*self._response, "cancelled")

    def _configure(self, session: dict[str, Any]) -> None:
        heard = (session.get("audio") or {}).get("input") or {}
        if "transcription" in heard:
            self._transcriber = (heard["transcription"] or {}).get("model")
        if "turn_detection" in heard:
            self._detects_turns = heard["turn_detection"] is not None

    async def _hear(self, pcm: bytes, *, sent: bool = True) -> None:
        self._heard_seconds += len(pcm) / 2 / _RATE * sent
        for heard in self._ear.hear(pcm):
            if heard.kind == "started" and self._detects_turns:
                await self.cancel(tell=True)
                await self._send(
                    "input_audio_buffer.speech_started", audio_start_ms=round(heard.started_seconds * 1000)
                )
            elif heard.kind == "final":
                await self._turn(heard)

    async def _turn(self, heard: voice.Heard) -> None:
        """What was heard since the last turn is an item of the conversation."""
        seconds, self._heard_seconds = self._heard_seconds, 0.0
        item: dict[str, Any] = {"id": _id("item"), "type": "message", "role": "user", "status": "completed"}
        item["content"] = [{"type": "input_audio", "transcript": None}]
        if self._detects_turns:
            ended = round(heard.ended_seconds * 1000)
            await self._send("input_audio_buffer.speech_stopped", audio_end_ms=ended, item_id=item["id"])
        await self._send("input_audio_buffer.committed", item_id=item["id"], previous_item_id=self._last)
        await self._added(item)
        if self._transcriber is not None:
            task = asyncio.create_task(self._transcribe(item["id"], heard.text, seconds, self._transcriber))
            self._transcribing.add(task)
            task.add_done_callback(self._transcribing.discard)
        if self._detects_turns:
            await self._begin({})

    async def _transcribe(self, item_id: str, text: str, seconds: float, model: str) -> None:
        entry = self._ledger.open(self._label, "transcription")
        usage: dict[str, Any]
        if model == "whisper-1":
            entry.audio_seconds = seconds
            usage = {"type": "duration", "seconds": seconds}
        else:
            entry.input_tokens = entry.input_audio_tokens = math.ceil(seconds * TRANSCRIBED_TOKENS)
            entry.output_tokens = len(text.split(" "))
            usage = {
                "type": "tokens",
                "total_tokens": entry.input_tokens + entry.output_tokens,
                "input_tokens": entry.input_tokens,
                "input_token_details": {"text_tokens": 0, "audio_tokens": entry.input_audio_tokens},
                "output_tokens": entry.output_tokens,
            }
        await asyncio.sleep(SLOW_TRANSCRIPT_SECONDS if scenes.behaves(self._label, "slow") else TRANSCRIPT_SECONDS)
        entry.completed = True
        told = {} if scenes.behaves(self._label, "untold") else {"usage": usage}
        about = "conversation.item.input_audio_transcription"
        await self._send(f"{about}.delta", item_id=item_id, content_index=0, delta=text[:1])
        await self._send(f"{about}.completed", item_id=item_id, content_index=0, transcript=text, **told)

    async def _added(self, item: dict[str, Any]) -> None:
        self._items += 1
        await self._send("conversation.item.added", item=item, previous_item_id=self._last)
        self._last = item["id"]

    async def _begin(self, asked: dict[str, Any]) -> None:
        entry = self._ledger.open(self._label, "realtime")
        entry.input_tokens = _ITEM_TOKENS * (self._items + 1)
        entry.input_audio_tokens = entry.input_tokens // _AUDIO_SHARE
        entry.cached_input_tokens, self._given = self._given, entry.input_tokens
        entry.cached_input_audio_tokens = entry.cached_input_tokens // _AUDIO_SHARE
        response = {"id": _id("resp"), "object": "realtime.response", "metadata": asked.get("metadata")}
        self._response = entry, response
        self._answering = asyncio.create_task(self._answer(entry, response))

    async def _answer(self, entry: Entry, response: dict[str, Any]) -> None:
        await asyncio.sleep(FIRST_WORD_SECONDS)
        where = {"response_id": response["id"], "output_index": 0, "content_index": 0}
        item = {"id": _id("item"), "type": "message", "role": "assistant", "status": "in_progress", "content": []}
        await self._send("response.created", response={**response, "status": "in_progress", "output": []})
        await self._send("response.output_item.added", item=item, response_id=response["id"], output_index=0)
        await self._added(item)
        await self._send("response.content_part.added", item_id=item["id"], part={"type": "text", "text": ""}, **where)
        for word in ANSWER.split(" "):
            await self._send("response.output_text.delta", item_id=item["id"], delta=word + " ", **where)
            entry.output_tokens += _WORD_TOKENS
            entry.output_audio_tokens += _WORD_TOKENS // _AUDIO_SHARE
            await asyncio.sleep(WORD_SECONDS)
        await self._send("response.output_text.done", item_id=item["id"], text=ANSWER, **where)
        done = {**item, "status": "completed", "content": [{"type": "output_text", "text": ANSWER}]}
        await self._send("response.output_item.done", item=done, response_id=response["id"], output_index=0)
        await self._done(entry, response, "completed")

    async def _done(self, entry: Entry, response: dict[str, Any], status: str) -> None:
        audio, cached_audio = entry.input_audio_tokens, entry.cached_input_audio_tokens
        usage = {
            "total_tokens": entry.input_tokens + entry.output_tokens,
            "input_tokens": entry.input_tokens,
            "output_tokens": entry.output_tokens,
            "input_token_details": {
                "text_tokens": entry.input_tokens - audio,
                "audio_tokens": audio,
                "cached_tokens": entry.cached_input_tokens,
                "cached_tokens_details": {
                    "text_tokens": entry.cached_input_tokens - cached_audio,
                    "audio_tokens": cached_audio,
                },
            },
            "output_token_details": {
                "text_tokens": entry.output_tokens - entry.output_audio_tokens,
                "audio_tokens": entry.output_audio_tokens,
            },
        }
        entry.completed = status == "completed"
        await self._send("response.done", response={**response, "status": status, "output": [], "usage": usage})

    async def _send(self, kind: str, **event: Any) -> None:
        if not self._socket.closed:
            await self._socket.send_json({"type": kind, "event_id": _id("event"), **event})


def _id(kind: str) -> str:
    return f"{kind}_{uuid.uuid4().hex[:12]}"
