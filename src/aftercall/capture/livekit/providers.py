"""Whom a call may be billed by: the provider objects of its session and its agents, noted before they are first asked.

An agent may have models of its own. The host starts to ask them as soon as it makes the agent the current one, and
tells of that later or not at all. So they are noted when it is about to: a session's start, a handoff, `update_agent`
and an `AgentTask` all go through `AgentSession._update_activity`, in every supported version. An agent's models may be
exchanged while it speaks, by `Agent.update_options`. Two helpers of the host have models that are in nobody's slot:
keyterm detection an LLM, and the detection of answering machines an STT and an LLM.
"""

from __future__ import annotations

import sys
from typing import Any

from aftercall.capture.livekit.asked import Asked
from aftercall.capture.livekit.noting import inside, leave, listen, note, note_realtime, noting

SLOTS = ("stt", "llm", "tts")


class Providers:
    """The provider objects of one call's sessions, and what each was asked. Use on the event loop."""

    def __init__(self) -> None:
        self.asked: dict[int, Asked] = {}
        """By the id of the provider object, which the value keeps alive: an id is unique only while its object lives."""
        self.released = False

    def follow(self, session: Any) -> None:
        """Note a session's providers from now on, and those of each agent that it will have."""
        self.look_at(session)
        if hasattr(session, "_update_activity"):
            noting(session, "_update_activity", self, before=self._follow_agent)
        detector = getattr(session, "_keyterm_detector", None)  # livekit-agents >= 1.6
        if hasattr(detector, "start"):
            noting(detector, "start", self, lambda *_, **__: self._listen_to(getattr(detector, "_llm", None), "llm"))
        _watch_for_answering_machines()

    def look_at(self, session: Any) -> None:
        """Note whom a session has now."""
        if self.released:
            return  # the session goes on without the call
        self._listen_to_slots(session)
        agent = getattr(session, "current_agent", None) if getattr(session, "_started", True) else None
        if agent is not None:
            self._follow_agent(agent)
        self._listen_to(getattr(getattr(session, "_keyterm_detector", None), "_llm", None), "llm")
        realtime = getattr(getattr(session, "_activity", None), "realtime_llm_session", None)
        realtime = getattr(realtime, "_active", realtime)  # a fallback adapter's has the one that answers inside
        if realtime is not None and id(realtime.realtime_model) in self.asked:
            note_realtime(realtime, self.asked[id(realtime.realtime_model)])

    def listen_to_detection(self, detection: Any, classifier: Any) -> None:
        """Note the models with which answering machines are told from people."""
        self._listen_to(getattr(detection, "_stt", None), "stt")
        self._listen_to(getattr(classifier, "_llm", None), "llm")

    def release(self) -> None:
        """Let go of the host's objects."""
        self.released = True
        for asked in self.asked.values():
            leave(asked)
        self.asked = {}

    def _follow_agent(self, agent: Any, *_: Any, **__: Any) -> None:
        self._listen_to_slots(agent)
        exchange = getattr(agent, "update_options", None)  # livekit-agents >= 1.6
        if exchange is not None and getattr(exchange, "notes", None) is not self:
            noting(agent, "update_options", self, lambda *_, **__: self._listen_to_slots(agent))

    def _listen_to_slots(self, owner: Any) -> None:
        for slot in SLOTS:
            self._listen_to(getattr(owner, slot, None), slot)

    def _listen_to(self, found: Any, slot: str) -> None:
        for provider in inside(found):
            speaks = callable(getattr(provider, "on", None))  # a realtime model does through its session
            if id(provider) in self.asked or not (speaks or callable(getattr(provider, "session", None))):
                continue  # or a slot that is not filled
            self.asked[id(provider)] = asked = note(provider, slot)
            if speaks:
                listen(asked, provider, "metrics_collected", asked.tell)
                listen(asked, provider, "error", asked.note_error)


class _Always:
    released = False


def _watch_for_answering_machines() -> None:
    """Once per process. Detection makes itself known to its session by a bare assignment, after which it listens."""
    kind = getattr(sys.modules.get("livekit.agents.voice.amd"), "AMD", None)
    resolve = getattr(kind, "_resolve_classifier", None)
    if resolve is not None and getattr(resolve, "notes", None) is not _Always:
        noting(kind, "_resolve_classifier", _Always, _detecting)


def _detecting(classifier: Any, detection: Any, session: Any, *_: Any, **__: Any) -> None:
    following = getattr(getattr(session, "_update_activity", None), "notes", None)
    if isinstance(following, Providers) and not following.released:
        following.listen_to_detection(detection, classifier)
