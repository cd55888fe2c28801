"""Which conversation a scenario's second word plays."""

import conversations as with_session
import own_models as with_agent

CONVERSATIONS = {
    with_session: (
        "text", "spoken", "cut-generating", "cut-before-a-word", "cut-speaking", "hesitating", "listened", "muted",
        "realtime", "realtime-on-agent", "realtime-cut", "realtime-hung-up", "realtime-heard", "realtime-pressed",
        "realtime-unheard", "realtime-fallback", "fallback-llm", "fallback-tts", "fallback-stt", "adapted",
    ),
    with_agent: ("own-cut", "own-listened", "handed-over", "tasked", "exchanged"),
}  # fmt: skip
PLAYED = {name: getattr(module, name.replace("-", "_")) for module, names in CONVERSATIONS.items() for name in names}


async def play(ctx, scenario):
    """`scene.conversation[.word…]`: the label is all of it."""
    await PLAYED[scenario.split(".")[1]](ctx, scenario)
    ctx.shutdown("all done")
