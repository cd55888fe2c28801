"""For an agent's developer: assert on the record that your own agent leaves.

    async def test_a_qualified_lead(aftercall_call):
        async with AgentSession(llm=...) as session:
            call = aftercall_call.attach(session)
            await session.start(SalesAgent(call))
            await session.run(user_input="We are twelve people on Salesforce.")
        record = await aftercall_call.record()
        assert record.discovered_signals.team_size == 12

The fixture `aftercall_call` comes with the package (a pytest plugin); it needs no job, room or cloud. Async
tests need pytest-asyncio in auto mode, or its mark.
Where you start a real worker, set AFTERCALL_LANDING to a folder and read it with `records_in`.
"""

from __future__ import annotations

import os
import uuid
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from aftercall import landing
from aftercall.record import SessionRecord

if TYPE_CHECKING:
    from aftercall.capture.application import Call

__all__ = ["CallUnderTest", "MemorySink", "aftercall_call", "records_in"]


class MemorySink:
    """A sink that keeps records in a list; a record delivered twice is there once."""

    name = "memory"

    def __init__(self) -> None:
        self.records: list[SessionRecord] = []

    def deliver(self, record: SessionRecord, body: bytes) -> None:  # noqa: ARG002  the contract's second argument
        """Keep `record`."""
        if record not in self.records:
            self.records.append(record)


class CallUnderTest:
    """One call of an agent under test, without a LiveKit job around it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._ctx: Any = None

    def attach(self, session: Any, *, session_id: str = "rm_test", job_metadata: str = "") -> Call:
        """What `aftercall.livekit.attach` does in a job. Call it before `session.start()`."""
        from aftercall import livekit  # noqa: PLC0415  the pytest plugin loads in projects without LiveKit too

        self._ctx = _job_context(session_id, job_metadata)
        return livekit.attach(self._ctx, session, session_id=session_id)

    async def record(self) -> SessionRecord:
        """End the job and give the record. Close the session first. Raises AssertionError if there is none."""
        from aftercall import livekit  # noqa: PLC0415

        assert self._ctx is not None, "no call: attach(session) first"
        await livekit.on_session_end(self._ctx)
        records = [r for r in records_in(self._folder / "sessions") if r.agent.job_id == self._ctx.job.id]
        assert records, "no record landed; the log says why"
        return records[-1]


def records_in(folder: Path) -> list[SessionRecord]:
    """Every record that landed in a folder, in the order of their keys."""
    return [landing.decode(path.read_bytes()) for path in sorted(folder.glob("year=*/month=*/day=*/*.json.gz"))]


@pytest.fixture
def aftercall_call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CallUnderTest:
    """A call to attach your session to; its record lands in the test's own folder."""
    folder = tmp_path / "aftercall"
    for name in [name for name in os.environ if name.startswith(("AFTERCALL_", "ANALYTICS_S3_BUCKET"))]:
        monkeypatch.delenv(name)  # a developer's own settings are not part of the test
    monkeypatch.setenv("AFTERCALL_LANDING", str(folder / "sessions"))
    monkeypatch.setenv("AFTERCALL_SPOOL", str(folder / "spool"))
    return CallUnderTest(folder)


def _job_context(session_id: str, metadata: str) -> Any:
    """As much of a job context as a call needs: ids, an empty room, and a report of the session."""
    room = SimpleNamespace(remote_participants={}, on=lambda *_: None)
    job_room = SimpleNamespace(name=session_id, sid="")
    return SimpleNamespace(
        job=SimpleNamespace(id=f"job-{uuid.uuid4().hex}", room=job_room, metadata=metadata, agent_name=""),
        room=room,
        tagger=SimpleNamespace(tags=set(), outcome=None),
        shutdown=lambda *_: None,
        add_shutdown_callback=lambda _: None,
        make_session_report=lambda s: SimpleNamespace(events=s._recorded_events),  # noqa: SLF001  what the host's own report holds
    )
