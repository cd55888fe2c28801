"""A room without a server: LiveKit's own room input, participant linking and hang-up run on it unchanged.

`install()` makes every simulated job get a `LoopbackRoom` where the framework would hand out an inert
mock. The room emits the events of a real one, in a real one's order. Who calls is in `phone`.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from livekit import rtc
from livekit.agents.ipc import mock_room

from aftercall.demo.scenes import Caller

DEPARTURE_SECONDS = 1.0
"""A room is closed this long after the last caller left it. A real server waits 20 s by default."""


def install() -> None:
    """Give every simulated job of this process, and of processes that import the caller, a LoopbackRoom."""
    mock_room.create_mock_room = LoopbackRoom  # type: ignore[assignment]  # any callable does


class LoopbackParticipant:
    """A remote participant: the attributes that LiveKit's room code and an adapter read."""

    def __init__(self, caller: Caller) -> None:
        kinds = rtc.ParticipantKind
        self.identity = self.name = caller.identity
        self.sid = f"PA_{caller.identity}"
        self.attributes = dict(caller.attributes)
        self.metadata = caller.metadata
        self.kind = kinds.PARTICIPANT_KIND_SIP if caller.by_phone else kinds.PARTICIPANT_KIND_STANDARD
        self.kind_details: list[int] = []
        self.joined_at = datetime.now(UTC)
        self.disconnect_reason: int | None = None
        self.track_publications: dict[str, Any] = {}


class _Writer:
    """A text or byte stream into the room."""

    async def write(self, _: Any) -> None:
        """Nobody reads along."""

    async def aclose(self, *_: Any, **__: Any) -> None:
        """Nothing is open."""


class LoopbackLocalParticipant:
    """The agent's own side: what it publishes goes nowhere."""

    def __init__(self) -> None:
        self.identity, self.sid, self.name = "agent", "PA_agent", "agent"
        self.kind = rtc.ParticipantKind.PARTICIPANT_KIND_AGENT
        self.metadata = ""
        self.attributes: dict[str, str] = {}
        self.track_publications: dict[str, Any] = {}

    async def set_attributes(self, attributes: dict[str, str]) -> None:
        self.attributes.update(attributes)

    async def stream_text(self, *_: Any, **__: Any) -> _Writer:
        return _Writer()

    async def stream_bytes(self, *_: Any, **__: Any) -> _Writer:
        return _Writer()

    async def send_bytes(self, *_: Any, **__: Any) -> None:
        """Nobody receives."""

    def register_rpc_method(self, *_: Any) -> None:
        """Nobody calls."""

    def unregister_rpc_method(self, *_: Any) -> None:
        """Nobody called."""


class LoopbackRoom(rtc.EventEmitter[str]):
    """A room of which this process is the server."""

    def __init__(self) -> None:
        super().__init__()
        self._info = SimpleNamespace(name="")  # the job sets the name here
        self._connected = True
        self._closing: asyncio.TimerHandle | None = None
        self.local_participant = LoopbackLocalParticipant()
        self.remote_participants: dict[str, LoopbackParticipant] = {}
        self.metadata = ""

    @property
    def name(self) -> str:
        return str(self._info.name)

    @property
    async def sid(self) -> str:
        return f"RM_{self.name}"

    @property
    def connection_state(self) -> int:
        state = rtc.ConnectionState
        return state.CONN_CONNECTED if self._connected else state.CONN_DISCONNECTED

    def isconnected(self) -> bool:
        return self._connected

    async def connect(self, *_: Any, **__: Any) -> None:
        """It always is, until it is closed."""

    async def disconnect(self, **_: Any) -> None:
        """The agent leaves."""
        self.close(rtc.DisconnectReason.CLIENT_INITIATED)

    def close(self, reason: int) -> None:
        """The room ends for everybody."""
        if self._closing:
            self._closing.cancel()
        if self._connected:
            self._connected = False
            self.emit("disconnected", reason)

    def join(self, caller: Caller) -> None:
        """Somebody enters."""
        participant = LoopbackParticipant(caller)
        self.remote_participants[participant.identity] = participant
        self.emit("participant_connected", participant)

    def leave(self, identity: str, reason: int = rtc.DisconnectReason.CLIENT_INITIATED) -> None:
        """Somebody goes; after the last one, the room is closed. No effect if they or the room are gone."""
        participant = self.remote_participants.pop(identity, None)
        if participant is None or not self._connected:
            return
        participant.disconnect_reason = reason
        self.emit("participant_disconnected", participant)  # after the removal, as in a real room
        if not self.remote_participants:
            loop = asyncio.get_running_loop()
            self._closing = loop.call_later(DEPARTURE_SECONDS, self.close, rtc.DisconnectReason.ROOM_DELETED)

    def register_text_stream_handler(self, *_: Any) -> None:
        """Nobody writes."""

    def unregister_text_stream_handler(self, *_: Any) -> None:
        """Nobody wrote."""

    def register_byte_stream_handler(self, *_: Any) -> None:
        """Nobody sends."""

    def unregister_byte_stream_handler(self, *_: Any) -> None:
        """Nobody sent."""
