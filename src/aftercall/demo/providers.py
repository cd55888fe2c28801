"""Stand-in providers on the loopback, which the vendors' own client libraries take for the real ones.

| path, under a label of the caller's choice | speaks |
|---|---|
| `POST /{label}/openai/v1/chat/completions` | OpenAI chat completions as server-sent events |
| `GET /{label}/openai/v1/realtime` | OpenAI's realtime model over a websocket, in text (see `realtime`) |
| `GET`, `POST /{label}/deepgram/v1/listen` | Deepgram transcription, live over a websocket or of a recording (see `speech`) |
| `GET /{label}/elevenlabs/v1/text-to-speech/{voice}/multi-stream-input` | ElevenLabs multi-context synthesis over a websocket |
| `POST /{label}/elevenlabs/v1/text-to-speech/{voice}/stream` | ElevenLabs synthesis of one text |
| `GET /counts/{label}` | what was really received and sent under the label, as JSON |

A label is a scene's name (see `scenes`), optionally with a dot and anything after it, so that one scene
can be played several times and counted apart. The transcript is what the audio says (see `voice`), the
completion is what the scene has the model answer to it. Further words, each after a dot, make a provider behave:

| word | what happens |
|---|---|
| `reasons` | each completion has REASONING_TOKENS of reasoning |
| `slow` | a completion's first word takes SLOW_SECONDS, and a realtime model's transcription longer |
| `untold` | completions, and a realtime model's transcriptions, come without usage |
| `refuses` | the first completion is refused with status 500 |
| `breaks` | the first completion's connection breaks after FIRST_TOKEN_SECONDS |
| `silent` | a realtime response that is cancelled is told nothing more of |
| `hangs-up` | the first transcription connection is closed after HANGS_UP_SECONDS of audio |
| `engaged` | every connection but a completion's is refused with status 500 |
| `hoarse` | a synthesis breaks off after its first words |

Every request and connection leaves an entry in the ledger (see `ledger`), which is what the provider would bill by.
"""

from __future__ import annotations

import asyncio
import json
import threading
import time
import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict
from functools import partial
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from aftercall.demo import realtime, scenes, speech
from aftercall.demo.ledger import Counts, Ledger

HOST = "127.0.0.1"
PORT = 18_765
FIRST_TOKEN_SECONDS = 0.12
WORD_SECONDS = 0.02
CACHE_BLOCK_TOKENS = 64
SLOW_SECONDS = 1.2
REASONING_TOKENS = 40


class StandIns:
    """The application's state: the ledger, and the last thing seen, by label."""

    def __init__(self) -> None:
        self.ledger = Ledger()
        self.seen: dict[str, str] = {}
        """What a label did last, in words for a progress display."""
        self._previous_prompt: dict[str, int] = {}

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/{label}/openai/v1/chat/completions", self._complete)
        app.router.add_get("/{label}/openai/v1/realtime", self._converse)
        app.router.add_get("/{label}/deepgram/v1/listen", self._speech(speech.listen))
        app.router.add_post("/{label}/deepgram/v1/listen", self._speech(speech.transcribe))
        voice = "/{label}/elevenlabs/v1/text-to-speech/{voice}"
        app.router.add_get(f"{voice}/multi-stream-input", self._speech(speech.synthesise))
        app.router.add_post(f"{voice}/stream", self._speech(speech.say))
        app.router.add_get("/counts/{label}", self._show)
        return app

    @property
    def counts(self) -> dict[str, Counts]:
        """What each label cost."""
        return self.ledger.counts()

    async def _converse(self, request: web.Request) -> web.StreamResponse:
        label = request.match_info["label"]
        if scenes.behaves(label, "engaged"):
            return web.json_response({"error": {"message": "this stand-in refuses"}}, status=500)
        self.seen[label] = "line is open"
        return await realtime.converse(request, label, self.ledger)

    def _speech(self, service: speech.Service) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def serve(request: web.Request) -> web.StreamResponse:
            label = request.match_info["label"]
            if scenes.behaves(label, "engaged"):
                return web.json_response({"err_msg": "this stand-in refuses"}, status=500)
            return await service(request, label, self.ledger, partial(self.seen.__setitem__, label))

        return serve

    async def _show(self, request: web.Request) -> web.Response:
        label = request.match_info["label"]
        counts = self.counts.get(label)
        if counts is None:
            return web.json_response({"error": f"nothing was received under {label!r}"}, status=404)
        return web.json_response(asdict(counts))

    # ------------------------------------------------------------------------------------ language model

    async def _complete(self, request: web.Request) -> web.StreamResponse:
        label = request.match_info["label"]
        entry = self.ledger.open(label, "llm")
        self.seen[label] = "model thinks"
        body = await request.json()
        if entry.first and scenes.behaves(label, "refuses"):
            error = {"message": "this stand-in refuses once", "type": "server_error"}
            return web.json_response({"error": error}, status=500)
        if not body.get("stream"):
            error = {"message": "this stand-in only streams", "type": "invalid_request_error"}
            return web.json_response({"error": error}, status=400)
        messages: Sequence[Mapping[str, Any]] = body["messages"]
        step = scenes.reply(scenes.scene_of(label), *_last_heard(messages))

        response = web.StreamResponse(headers={"content-type": "text/event-stream"})
        await response.prepare(request)
        chunk = {
            "id": f"chatcmpl-{uuid.uuid4().hex[:12]}",
            "object": "chat.completion.chunk",
            "created": int(time.time()),
            "model": f"{body['model']}-2025-04-14",  # the real API answers with a dated snapshot, too
        }

        async def send(choices: list[dict[str, Any]], usage: dict[str, Any] | None = None) -> None:
            event = json.dumps({**chunk, "choices": choices, "usage": usage})
            await response.write(f"data: {event}\n\n".encode())

        prompt = _tokens(json.dumps([messages, body.get("tools")]))
        # The cache holds the prompt before this one, of which this one is a continuation.
        cached = min(self._previous_prompt.get(label, 0), prompt) // CACHE_BLOCK_TOKENS * CACHE_BLOCK_TOKENS
        reasoning = REASONING_TOKENS if scenes.behaves(label, "reasons") else 0
        completion = reasoning + _tokens(
            step.says + "".join(call.tool + json.dumps(dict(call.arguments)) for call in step.calls)
        )
        # What is thought and said is owed, whether or not anybody listens to the end.
        entry.input_tokens, entry.cached_input_tokens, entry.reasoning_tokens = prompt, cached, reasoning
        entry.output_tokens = reasoning
        await asyncio.sleep(SLOW_SECONDS if scenes.behaves(label, "slow") else FIRST_TOKEN_SECONDS)
        if entry.first and scenes.behaves(label, "breaks"):
            assert request.transport is not None
            request.transport.abort()
            return response
        for delta in _deltas(step):
            await send([{"index": 0, "delta": delta, "finish_reason": None}])
            entry.output_tokens = min(completion, entry.output_tokens + 1)
            await asyncio.sleep(WORD_SECONDS)
        await send([{"index": 0, "delta": {}, "finish_reason": "tool_calls" if step.calls else "stop"}])
        entry.output_tokens = completion
        if (body.get("stream_options") or {}).get("include_usage") and not scenes.behaves(label, "untold"):
            usage = {
                "prompt_tokens": prompt,
                "completion_tokens": completion,
                "total_tokens": prompt + completion,
                "prompt_tokens_details": {"cached_tokens": cached, "audio_tokens": 0},
                "completion_tokens_details": {"reasoning_tokens": reasoning, "audio_tokens": 0},
            }
            await send([], usage)
        await response.write(b"data: [DONE]\n\n")
        # A client that hangs up cancels this handler or breaks a write: then the request was never completed.
        self._previous_prompt[label] = prompt
        entry.completed = True
        return response


class Providers:
    """The stand-ins in a thread of their own, for as long as the `with` block lasts.

    On PORT if nobody has it, so that two runs' records name one provider; else on any free port.
    """

    def __init__(self) -> None:
        self.stand_ins = StandIns()
        self.port = 0
        self._ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="demo-providers", daemon=True)

    @property
    def url(self) -> str:
        """Where the stand-ins are, without a slash at the end."""
        return f"http://{HOST}:{self.port}"

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait()
        if not self.port:
            raise OSError(f"no free port on {HOST} for the stand-in providers")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _run(self) -> None:
        runner = web.AppRunner(self.stand_ins.app(), access_log=None, shutdown_timeout=0.5)
        try:
            self._loop.run_until_complete(runner.setup())
            self._loop.run_until_complete(_bind(runner))
            self.port = runner.addresses[0][1]
            self._ready.set()
            self._loop.run_forever()
        finally:
            self._ready.set()
            self._loop.run_until_complete(runner.cleanup())
            self._loop.close()


async def _bind(runner: web.AppRunner) -> None:
    try:
        await web.TCPSite(runner, HOST, PORT).start()
    except OSError:  # somebody has it
        await web.TCPSite(runner, HOST, 0).start()


def _last_heard(messages: Sequence[Mapping[str, Any]]) -> tuple[str, int]:
    """The user's last message, and how many completions already answered it by asking for tools."""
    steps_done = 0
    for message in reversed(messages):
        if message.get("role") == "user":
            content = message.get("content") or ""
            if not isinstance(content, str):
                content = " ".join(part.get("text", "") for part in content)
            return content, steps_done
        steps_done += bool(message.get("tool_calls"))
    return "", steps_done


def _deltas(step: scenes.Step) -> list[dict[str, Any]]:
    words: list[dict[str, Any]] = [{"content": word} for word in step.says.replace(" ", " \0").split("\0") if word]
    calls: list[dict[str, Any]] = [
        {
            "tool_calls": [
                {
                    "index": index,
                    "id": f"call_{uuid.uuid4().hex[:10]}",
                    "type": "function",
                    "function": {"name": call.tool, "arguments": json.dumps(dict(call.arguments))},
                }
            ]
        }
        for index, call in enumerate(step.calls)
    ]
    return [{"role": "assistant", "content": "" if words else None}, *words, *calls]


def _tokens(text: str) -> int:
    return max(1, len(text) // 4)  # the rule of thumb for English
