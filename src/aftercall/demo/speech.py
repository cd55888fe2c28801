"""Stand-ins for Deepgram and ElevenLabs: each service live, over a websocket, and by single requests.

The transcript is what the audio says, and the audio says what is to be spoken (see `voice`). How a label's further words
have them behave is listed in `providers`.
"""

from __future__ import annotations

import asyncio
import base64
import io
import json
import uuid
import wave
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import WSMsgType, web

from aftercall.demo import scenes, voice
from aftercall.demo.ledger import Entry, Ledger

FIRST_AUDIO_SECONDS = 0.08
HANGS_UP_SECONDS = 2.0
_CHUNK_SECONDS = 0.5

Seen = Callable[[str], None]
"""Takes what a label does now, in words for a progress display."""

Service = Callable[[web.Request, str, Ledger, Seen], Awaitable[web.StreamResponse]]


async def listen(request: web.Request, label: str, ledger: Ledger, seen: Seen) -> web.WebSocketResponse:
    """Deepgram's live transcription: one connection, from its first frame to its end."""
    rate = int(request.query.get("sample_rate", "16000"))
    session = {"request_id": str(uuid.uuid4()), "model_info": {"name": request.query.get("model")}}
    socket = web.WebSocketResponse()
    await socket.prepare(request)
    entry = ledger.open(label, "stt")
    seen("line is open")
    ear = voice.Ear(rate)
    async for message in socket:
        if message.type == WSMsgType.BINARY:
            entry.audio_seconds += len(message.data) / 2 / rate
            for heard in ear.hear(message.data):
                seen("caller speaks")
                entry.transcripts += heard.kind == "final"
                await socket.send_json(_transcript(heard, session))
            if entry.first and entry.audio_seconds >= HANGS_UP_SECONDS and scenes.behaves(label, "hangs-up"):
                break
        elif message.type == WSMsgType.TEXT and json.loads(message.data)["type"] == "CloseStream":
            await socket.send_json({"type": "Metadata", **session, "duration": entry.audio_seconds, "channels": 1})
            entry.completed = True
            break
    await socket.close()
    entry.close()
    seen("line is closed")
    return socket


async def transcribe(request: web.Request, label: str, ledger: Ledger, seen: Seen) -> web.Response:
    """Deepgram's transcription of a recording."""
    with wave.open(io.BytesIO(await request.read())) as recording:
        rate, pcm = recording.getframerate(), recording.readframes(recording.getnframes())
    entry = ledger.open(label, "stt")
    entry.by_request = True
    seen("caller has spoken")
    entry.audio_seconds = len(pcm) / 2 / rate
    texts = [heard.text for heard in voice.Ear(rate).hear(pcm + voice.silence(rate)) if heard.kind == "final"]
    entry.transcripts = len(texts)
    entry.completed = True
    said = {"transcript": " ".join(texts), "confidence": 0.99, "words": []}
    return web.json_response(
        {"metadata": {"request_id": str(uuid.uuid4())}, "results": {"channels": [{"alternatives": [said]}]}}
    )


async def synthesise(request: web.Request, label: str, ledger: Ledger, seen: Seen) -> web.WebSocketResponse:
    """ElevenLabs' synthesis of several texts, each a context, on one connection."""
    rate = _rate(request)
    socket = web.WebSocketResponse()
    await socket.prepare(request)
    ledger.connected(label)
    contexts: dict[str, Entry] = {}
    waiting: defaultdict[str, str] = defaultdict(str)
    async for message in socket:
        if message.type != WSMsgType.TEXT:
            continue
        order = json.loads(message.data)
        context = str(order.get("context_id", "default"))
        text = order.get("text") or ""
        if text.strip():  # a lone blank opens a context
            if context not in contexts:
                contexts[context] = ledger.open(label, "tts")
            contexts[context].characters += len(text)
            waiting[context] += text
        closes = bool(order.get("close_context"))
        if waiting[context] and (order.get("flush") or closes):
            seen("agent speaks")
            said = waiting.pop(context)
            await asyncio.sleep(FIRST_AUDIO_SECONDS)
            for part in _audio(said, rate):
                contexts[context].audio_seconds += part.pop("seconds")
                await socket.send_json({**part, "contextId": context, "isFinal": False})
                if scenes.behaves(label, "hoarse"):
                    await socket.close()
                    return socket
        if closes:
            if context in contexts:
                contexts[context].completed = True
            await socket.send_json({"audio": None, "contextId": context, "isFinal": True})
    return socket


async def say(request: web.Request, label: str, ledger: Ledger, seen: Seen) -> web.StreamResponse:
    """ElevenLabs' synthesis of one text."""
    rate = _rate(request)
    text = (await request.json())["text"]
    entry = ledger.open(label, "tts")
    entry.by_request, entry.characters = True, len(text)
    seen("agent speaks")
    response = web.StreamResponse(headers={"content-type": "audio/pcm"})
    await response.prepare(request)
    await asyncio.sleep(FIRST_AUDIO_SECONDS)
    for part in _audio(text, rate):
        entry.audio_seconds += part["seconds"]
        await response.write(base64.b64decode(part["audio"]))
        if scenes.behaves(label, "hoarse"):
            assert request.transport is not None
            request.transport.abort()
            return response
    entry.completed = True
    return response


def _rate(request: web.Request) -> int:
    return int(request.query.get("output_format", "pcm_24000").removeprefix("pcm_"))


def _transcript(heard: voice.Heard, session: Mapping[str, Any]) -> dict[str, Any]:
    if heard.kind == "started":
        return {"type": "SpeechStarted", "channel": [0], "timestamp": heard.started_seconds}
    duration = heard.ended_seconds - heard.started_seconds
    words = []
    at = heard.started_seconds
    for word in heard.text.split(" "):
        ended = at + voice.seconds(word)
        if word:
            plain = word.strip(".,?!").lower()
            words.append({"word": plain, "punctuated_word": word, "start": at, "end": ended, "confidence": 0.99})
        at = ended + voice.CHARACTER_SECONDS
    final = heard.kind == "final"
    return {
        "type": "Results",
        "channel_index": [0, 1],
        "start": heard.started_seconds,
        "duration": duration,
        "is_final": final,
        "speech_final": final,
        "channel": {"alternatives": [{"transcript": heard.text, "confidence": 0.99, "words": words}]},
        "metadata": dict(session),
    }


def _audio(text: str, rate: int) -> list[dict[str, Any]]:
    """Messages that carry `text` spoken at `rate`; the first one says when each character sounds."""
    pcm = voice.speak(text, rate)
    chunk = round(rate * _CHUNK_SECONDS) * 2
    parts: list[dict[str, Any]] = []
    for start in range(0, len(pcm), chunk):
        part = pcm[start : start + chunk]
        parts.append({"audio": base64.b64encode(part).decode(), "seconds": len(part) / 2 / rate})
    milliseconds = round(voice.CHARACTER_SECONDS * 1000)
    alignment = {
        "chars": list(text),
        "charStartTimesMs": [place * milliseconds for place in range(len(text))],
        "charDurationsMs": [milliseconds] * len(text),
    }
    parts[0] |= {"alignment": alignment, "normalizedAlignment": alignment}
    return parts
