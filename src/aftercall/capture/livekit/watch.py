"""While the call runs: note who came, what was reported and why it ended. Nothing is translated here."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from aftercall.capture.application import Call
from aftercall.capture.checkpoints import Checkpoints
from aftercall.capture.livekit.asked import Asked, inside, note, note_realtime

logger = logging.getLogger("aftercall.capture")

_ENDPOINTS = ("endpoint_url", "base_url", "_base_url", "_ws_base_url")
"""Where the plugins of vendors who always name the vendor keep the address that they send to."""
ENTRYPOINT_TASK = "job_user_entrypoint"  # the host's own name of it, in every supported version


@dataclass
class Participant:
    """What is kept of a remote participant when it leaves."""

    identity: str
    metadata: str
    attributes: dict[str, str]


@dataclass
class LiveCall:
    """One job's call while it runs. Handlers only note; `closed` is the last close event."""

    ctx: Any
    call: Call = field(default_factory=Call)
    session_id: str | None = None
    agent_version: str | None = None
    attached_at: float | None = None
    sessions: list[Any] = field(default_factory=list)
    asked: dict[int, Asked] = field(default_factory=dict)
    """By the id of the provider object, which `providers` keeps alive: an id is unique only while its object lives."""
    providers: list[Any] = field(default_factory=list)
    multilingual: set[int] = field(default_factory=set)
    endpoints: dict[int, str] = field(default_factory=dict)
    """By the id of metrics, the address that their provider object sends to."""
    repeated: dict[int, Any] = field(default_factory=dict)
    """By their id, metrics of what other metrics hold already."""
    participants: dict[str, Participant] = field(default_factory=dict)
    caller: str | None = None
    departures: dict[str, tuple[float, str]] = field(default_factory=dict)
    started_at: float | None = None
    shutdown_at: float | None = None
    room_closed_at: float | None = None
    room_closed_reason: str | None = None
    entrypoint_failed: bool = False
    written: bool = False
    checkpoints: Checkpoints = field(init=False)

    def attach(self, session: Any) -> None:
        """Listen to a session, its room and its providers. Call in the entrypoint, before `session.start()`."""
        first = not self.sessions
        self.sessions.append(session)
        guard(self._listen_to_providers)(session)
        session.on("agent_state_changed", guard(lambda _: self._look_at(session)))
        for event in ("conversation_item_added", "function_tools_executed", "tool_execution_updated", "close"):
            session.on(event, guard(lambda _: self.checkpoints.changed()))
        if first:
            self.attached_at = time.time()
            guard(self._watch_job)()
            guard(self._watch_room)()

    # ------------------------------------------------------------------------------------ listening

    def _look_at(self, session: Any) -> None:
        """Note what a session tells only while it runs: its first start, whom it is linked to, a new agent's providers."""
        if self.started_at is None:
            self.started_at = getattr(session, "_started_at", None)
        room_io = getattr(session, "_room_io", None)
        linked = getattr(room_io, "linked_participant", None)
        if linked is not None:
            self.caller = linked.identity
        self._listen_to_providers(session)
        realtime = getattr(getattr(session, "_activity", None), "realtime_llm_session", None)
        realtime = getattr(realtime, "_active", realtime)  # a fallback adapter's has the one that answers inside
        if realtime is not None and id(realtime.realtime_model) in self.asked:
            note_realtime(realtime, self.asked[id(realtime.realtime_model)], guard)

    def _listen_to_providers(self, session: Any) -> None:
        agent = getattr(session, "current_agent", None) if getattr(session, "_started", True) else None
        for owner in (session, agent):
            for name in ("stt", "llm", "tts"):
                for provider in inside(getattr(owner, name, None)):
                    if provider is not None and id(provider) not in self.asked:
                        self._listen(provider, name)

    def _listen(self, provider: Any, slot: str) -> None:
        speaks = callable(getattr(provider, "on", None))  # a realtime model does through its session
        if not speaks and not callable(getattr(provider, "session", None)):
            return  # a slot that is not filled
        self.providers.append(provider)
        self.asked[id(provider)] = asked = note(provider, slot, guard)
        if speaks:
            provider.on("metrics_collected", guard(partial(self._hear, provider, asked)))
            provider.on("error", guard(asked.note_error))

    def _hear(self, provider: Any, asked: Asked, metrics: Any) -> None:
        if asked.released:
            return
        if asked.speaks_twice and not getattr(metrics, "streamed", True):
            self.repeated[id(metrics)] = metrics
            return
        asked.tell(metrics)
        # Three things that change the price, and only the provider object knows.
        options = getattr(provider, "_opts", None)
        if str(getattr(options, "language", "")) == "multi":
            self.multilingual.add(id(metrics))
        kept = (getattr(owner, name, None) for owner in (options, provider) for name in _ENDPOINTS)
        self.endpoints |= {id(metrics): endpoint for endpoint in kept if isinstance(endpoint, str)}
        # LiveKit Inference may turn to another model at its end, and its plugin names the first in any case.
        asked.whose_unsure |= getattr(provider, "provider", None) == "livekit" and bool(
            getattr(options, "fallback", None)
        )

    def _watch_job(self) -> None:
        tasks = {task.get_name(): task for task in asyncio.all_tasks()}
        # attach may be called in a task of the application's own.
        task = tasks.get(ENTRYPOINT_TASK) or asyncio.current_task()
        if task is not None:
            task.add_done_callback(guard(self._entrypoint_done))
        shutdown = self.ctx.shutdown

        def noted_shutdown(*args: Any, **kwargs: Any) -> Any:
            self.shutdown_at = self.shutdown_at or time.time()
            return shutdown(*args, **kwargs)

        # The host tells the reason of a shutdown only to callbacks that run after the record is written.
        self.ctx.shutdown = noted_shutdown

    def _entrypoint_done(self, task: asyncio.Task[Any]) -> None:
        self.entrypoint_failed = not task.cancelled() and task.exception() is not None

    def _watch_room(self) -> None:
        room = self.ctx.room
        room.on("participant_connected", guard(self._note_participant))
        room.on("participant_attributes_changed", guard(lambda _, participant: self._note_participant(participant)))
        room.on("participant_metadata_changed", guard(lambda participant, *_: self._note_participant(participant)))
        room.on("participant_disconnected", guard(self._note_departure))
        room.on("disconnected", guard(self._note_room_closed))
        self.note_present()

    def note_present(self) -> None:
        """Note everybody in the room now: who was there before us was never announced."""
        present = getattr(self.ctx.room, "remote_participants", None)
        if isinstance(present, Mapping):
            for participant in present.values():
                self._note_participant(participant)

    def _note_participant(self, participant: Any) -> None:
        if enum_name("ParticipantKind", getattr(participant, "kind", None)).endswith("AGENT"):
            return
        self.caller = self.caller or participant.identity
        self.departures.pop(participant.identity, None)  # who comes back has not left
        self.participants[participant.identity] = Participant(
            identity=participant.identity,
            metadata=participant.metadata or "",
            attributes=dict(participant.attributes or {}),
        )

    def _note_departure(self, participant: Any) -> None:
        self._note_participant(participant)
        reason = enum_name("DisconnectReason", getattr(participant, "disconnect_reason", None))
        self.departures[participant.identity] = (time.time(), reason)

    def _note_room_closed(self, reason: Any = None) -> None:
        self.room_closed_at = self.room_closed_at or time.time()
        self.room_closed_reason = self.room_closed_reason or enum_name("DisconnectReason", reason)

    # -------------------------------------------------------------------------------------- reading

    def snapshot(self) -> Snapshot:
        """References to everything the host knows now. Cheap: call it on the event loop."""
        guard(self.note_present)()
        events: list[Any] = []
        items: list[Any] = []
        started: list[float] = []
        unreadable = False
        sessions = self.sessions or [s for s in (getattr(self.ctx, "_primary_agent_session", None),) if s is not None]
        for session in sessions:
            try:
                events += list(_recorded_events(self.ctx, session))
                items += list(session.history.items)
                started += [at for at in (self.started_at, getattr(session, "_started_at", None)) if at is not None]
            except Exception as error:  # noqa: BLE001  a host that changed must still leave a record
                logger.error("the session's report cannot be read (%s)", type(error).__name__)  # noqa: TRY400  host text stays out
                unreadable = True
        caller = self.participants.get(self.caller or "")
        return Snapshot(
            events=events,
            items=items,
            heard=[metrics for asked in self.asked.values() for metrics in asked.told],
            caller=caller,
            departure=self.departures.get(self.caller or ""),
            started_at=min(started, default=None),
            taken_at=time.time(),
            unreadable=unreadable,
        )

    def release(self) -> None:
        """Let go of the host's objects once the record is written. Who asks again still finds it written."""
        for asked in self.asked.values():
            asked.released = True
        self.ctx, self.call = None, Call()
        self.sessions, self.providers, self.asked, self.participants = [], [], {}, {}
        self.multilingual, self.endpoints, self.repeated = set(), {}, {}


@dataclass(frozen=True)
class Snapshot:
    """What the host knew at `taken_at`. Times are epoch seconds."""

    events: list[Any]
    items: list[Any]
    heard: list[Any]
    caller: Participant | None
    departure: tuple[float, str] | None
    """When the caller left for good, and the host's word why."""
    started_at: float | None
    taken_at: float
    unreadable: bool = False


def guard(handler: Callable[..., Any]) -> Callable[..., None]:
    """`handler` as an event handler that lets no exception out: a TypeError would stop the host's teardown."""

    def guarded(*args: Any, **_: Any) -> None:
        try:
            handler(*args)
        except Exception as error:  # noqa: BLE001  see above; only its type is logged, its text may hold the host's data
            logger.error("a handler failed (%s)", type(error).__name__)  # noqa: TRY400

    return guarded


def _recorded_events(ctx: Any, session: Any) -> Iterable[Any]:
    # The report holds this same list, but copies the whole history to make it, and refuses while audio is recorded.
    events = getattr(session, "_recorded_events", None)
    return list(ctx.make_session_report(session).events if events is None else events)


def enum_name(enum: str, value: Any) -> str:
    """The name of a protobuf enum's value: LiveKit hands out bare integers."""
    import livekit.rtc as rtc  # noqa: PLC0415, PLR0402  the host has it loaded; this module must import without it

    if isinstance(value, int):
        try:
            return str(getattr(rtc, enum).Name(value))
        except ValueError:
            return str(value)
    return str(value) if value is not None else ""
