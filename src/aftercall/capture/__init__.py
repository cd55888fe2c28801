"""Capture: a call, as its host tells it, becomes a record.

`session` is the host-free core: facts in, record out. `application` holds what the agent's own code
says. `livekit` is the one module that knows LiveKit's words.
"""
