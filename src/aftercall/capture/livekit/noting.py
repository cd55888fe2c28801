"""Calls of the host's own methods, noted as they return: what it asks of its providers, for `asked` to judge."""

from __future__ import annotations

import functools
import logging
import re
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from aftercall.capture.livekit.asked import Asked, Line, Stream
from aftercall.capture.livekit.origin import is_multilingual, product

logger = logging.getLogger("aftercall.capture")


def guard(handler: Callable[..., Any]) -> Callable[..., None]:
    """`handler` as an event handler that lets no exception out: a TypeError would stop the host's teardown."""

    def guarded(*args: Any, **kwargs: Any) -> None:
        try:
            handler(*args, **kwargs)
        except Exception as error:  # noqa: BLE001  see above; only its type is logged, its text may hold the host's data
            logger.error("a handler failed (%s)", type(error).__name__)  # noqa: TRY400

    return guarded


class Notes(Protocol):
    """Whoever notes calls, until the call is over."""

    released: bool


def noting(
    owner: Any,
    name: str,
    notes: Notes,
    after: Callable[..., None] | None = None,
    *,
    before: Callable[..., None] | None = None,
) -> None:
    """Call `before` with the arguments of each call of a method, and `after` with its result and arguments if it returned.

    Neither is called when `notes` are released. An exception that leaves one of them is logged by its type.
    """
    method = getattr(owner, name)
    # A provider that outlives its calls does not collect their notes. Another's wrapper stays.
    while (ours := _ours(method)) is not None and ours.notes.released:
        method = ours.__wrapped__
    other = getattr(method, "notes", None)
    if isinstance(other, Asked) and isinstance(notes, Asked) and not other.released:
        # A call that goes on: the provider tells both of either.
        other.whose_unsure = notes.whose_unsure = True

    first, then = guard(before or _nothing), guard(after or _nothing)

    @functools.wraps(method)
    def noted(*args: Any, **kwargs: Any) -> Any:
        if not notes.released:
            first(*args, **kwargs)
        result = method(*args, **kwargs)
        if not notes.released:
            then(result, *args, **kwargs)
        return result

    vars(noted).update(notes=notes, noted=noted)
    setattr(owner, name, noted)


def _ours(method: Any) -> Any:
    """The function if `noting` made it, and not another's wrapper around one: `functools.wraps` copies attributes."""
    made: Any = getattr(method, "noted", None)
    return made if made is method else None


def _nothing(*_: Any, **__: Any) -> None:
    pass


def inside(provider: Any) -> list[Any]:
    """Who is billed: the objects within livekit's fallback, stream and other adapters, however deep; or the provider."""
    if not any(_ADAPTER.match(f"{one.__module__}.{one.__name__}") for one in type(provider).__mro__):
        return [provider]
    held: Any = next((found for name in _HELD if (found := getattr(provider, name, None)) is not None), [])
    found = [one for part in (held if isinstance(held, list) else [held]) for one in inside(part)]
    return found or [provider]


_ADAPTER = re.compile(r"livekit\.agents\..*Adapter$")
_HELD = ("_llm_instances", "_stt_instances", "_tts_instances", "_models", "_wrapped_tts", "_stt")
"""Where the adapters of any supported version keep them."""


def note(provider: Any, slot: str) -> Asked:
    """Begin to note what a provider is asked. `slot` is where the host keeps it: stt, llm or tts."""
    asked = Asked(slot, provider)
    methods: dict[str, dict[str, Callable[..., None]]] = {
        "stt": {"stream": _listen, "recognize": _recognize},
        "tts": {"stream": _speak, "synthesize": _synthesize},
        "llm": {"chat": _complete} if hasattr(provider, "chat") else {"session": _connect},
    }
    for name, after in methods[slot].items():
        if hasattr(provider, name):  # an application's own may have one of the two
            noting(provider, name, asked, functools.partial(after, asked))
    return asked


def listen(asked: Asked, emitter: Any, event: str, handler: Callable[..., Any]) -> None:
    """Hear an event for `asked`, until `leave`."""
    guarded = guard(handler)
    emitter.on(event, guarded)
    asked.handlers.append((emitter, event, guarded))


def leave(asked: Asked) -> None:
    """The call is over: nothing that outlives it holds on to what was noted."""
    for emitter, event, handler in asked.handlers:
        guard(getattr(emitter, "off", _nothing))(event, handler)
    asked.handlers.clear()
    asked.release()


def _complete(asked: Asked, stream: Any, *_: Any, **__: Any) -> None:
    asked.note_completion(stream)


def _count(asked: Asked, *_: Any, **__: Any) -> None:
    asked.requests += 1


def _speak(asked: Asked, stream: Any, *_: Any, **__: Any) -> None:
    asked.spoken.append(Stream(stream, product(asked.provider, stream)))


def _synthesize(asked: Asked, request: Any, *_: Any, **__: Any) -> None:
    if type(request).__name__ == "_ChunkedStreamFromStream":
        asked.speaks_twice = True
        return
    asked.requests += 1
    asked.synthesized.append(Stream(request, product(asked.provider, request)))


def _recognize(asked: Asked, _: Any, *__: Any, language: Any = None, **___: Any) -> None:
    asked.requests += 1
    # Its metrics will be told apart by the provider's language.
    asked.whose_unsure |= isinstance(language, str) and (
        is_multilingual(language) != product(asked.provider).multilingual
    )


def _listen(asked: Asked, stream: Any, *_: Any, **__: Any) -> None:
    asked.lines.append(line := Line(stream))

    def hear(_: Any, frame: Any, *__: Any, **___: Any) -> None:
        line.pushed_seconds += frame.duration

    noting(stream, "push_frame", asked, hear)
    line.sold = product(asked.provider, stream)


def _connect(asked: Asked, session: Any, *_: Any, **__: Any) -> None:
    note_realtime(session, asked)


def note_realtime(session: Any, asked: Asked) -> None:
    """Begin to note the responses of a realtime session, and what it tells of them; no effect if they are."""

    def created(event: Any) -> None:
        asked.requests += not event.user_initiated  # the others were counted when they were asked for

    def transcription() -> bool:
        # Only one with a model of its own is billed beside the realtime model. OpenAI's has, unless switched off.
        options = getattr(session, "_opts", None)
        return bool(getattr(getattr(options, "input_audio_transcription", None), "model", None))

    def received(event: Mapping[str, Any]) -> None:
        asked.turns_taken += event.get("type") == "input_audio_buffer.committed" and transcription()

    def transcribed(event: Any) -> None:
        asked.transcribed += bool(event.is_final) and transcription()

    def timed(event: Mapping[str, Any]) -> None:
        asked.open_sessions += {"session.started": 1, "session.closed": -1}.get(str(event.get("type")), 0)

    if isinstance(getattr(session.generate_reply, "notes", None), Asked):
        return
    for name in ("generate_reply", "say"):
        if hasattr(session, name):  # not every version's can say
            noting(session, name, asked, functools.partial(_count, asked))
    listen(asked, session, "generation_created", created)
    listen(asked, session, "openai_server_event_received", received)  # what the server says, by the name it has there
    listen(asked, session, "input_audio_transcription_completed", transcribed)
    listen(asked, session, "metrics_collected", asked.tell)
    listen(asked, session, "error", asked.note_error)
    duplex = getattr(session, "_duplex", None)  # GPT-Live's session, behind livekit's adapter
    if duplex is not None:
        listen(asked, duplex, "openai_server_event_received", timed)
