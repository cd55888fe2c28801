"""The only package that knows how livekit-agents tells of a call, and the only one that speaks LiveKit's words.

Supports livekit-agents >= 1.5.17, < 2 by looking for what is there. `watch` notes references while the
call runs: objects the host has made anyway. `translate` and `usage` read them after the end, off the event loop.

What the host does that shapes this package (seen on 1.5.17 … 1.8.9):
* A caller who hung up is gone from the room when the hook runs, so identity is noted on arrival.
* The host stops listening to its STT before the stream's last usage arrives, so we listen ourselves.
* An interrupted generation reports no tokens or nothing at all, and interrupted speech no characters. So what the
  host asks its providers is noted (`noting`), and what they then do not report is missed (`asked`).
* An agent's own models are asked before the host says that the agent speaks, so they are noted when it is about to be
  the current one (`providers`).
* Metrics name a provider object's model at the time of the report, and neither its language, its service tier, its
  deployment nor its address, so these are read from the object (`origin`).
* "user_initiated" closes a session for five different causes, so the causes are noted as they happen.
* A TypeError that leaves an event handler would skip the host's teardown, so none leaves ours.
"""

from aftercall.capture.livekit.watch import LiveCall, Snapshot

__all__ = ["LiveCall", "Snapshot"]
