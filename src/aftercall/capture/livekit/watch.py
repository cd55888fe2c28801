"""While the call runs: note who came, what was reported and why it ended. Nothing is translated here."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aftercall.capture.application import Call
from aftercall.capture.checkpoints import Checkpoints
from aftercall.capture.livekit.noting import guard
from aftercall.capture.livekit.origin import Origin
from aftercall.capture.livekit.providers import Providers

logger = logging.getLogger("aftercall.capture")

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
    providers: Providers = field(default_factory=Providers)
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
        guard(self.providers.follow)(session)
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
        self.providers.look_at(session)

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
        asked = list(self.providers.asked.values())
        return Snapshot(
            events=events,
            items=items,
            heard=[metrics for one in asked for metrics in one.told],
            origins={known: origin for one in asked for known, origin in one.origins.items()},
            repeated=[metrics for one in asked for metrics in one.repeated],
            caller=caller,
            departure=self.departures.get(self.caller or ""),
            started_at=min(started, default=None),
            taken_at=time.time(),
            unreadable=unreadable,
        )

    def release(self) -> None:
        """Let go of the host's objects once the record is written. Who asks again still finds it written."""
        self.providers.release()
        self.ctx, self.call = None, Call()
        self.sessions, self.participants = [], {}


@dataclass(frozen=True)
class Snapshot:
    """What the host knew at `taken_at`. Times are epoch seconds."""

    events: list[Any]
    items: list[Any]
    heard: list[Any]
    origins: dict[int, Origin]
    """By the id of metrics in `heard`: what they do not say."""
    repeated: list[Any]
    """Metrics of what others hold already."""
    caller: Participant | None
    departure: tuple[float, str] | None
    """When the caller left for good, and the host's word why."""
    started_at: float | None
    taken_at: float
    unreadable: bool = False


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
