"""The demo: real calls of a real LiveKit worker, against providers that run on this machine.

    scenes ──▶ phone ──audio──▶ worker: a job process per call ──▶ record ──▶ <out>/sessions ──▶ answers
                                  │   ▲
                                  ▼   │ OpenAI, Deepgram and ElevenLabs, as their own plugins speak them
                                providers

Only the vendors and the telephone line are stood in for. The agent framework, its plugins, its job
processes and everything of ours are what runs in production, and no other host is ever asked.
"""
