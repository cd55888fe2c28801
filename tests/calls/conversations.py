"""Conversations for the usage tests: real sessions in a job of `jobs.py`, whose providers behave in some way.

A scenario is the label under which the stand-in providers count, so its words say how they behave (see
`aftercall.demo.providers`): `usage.cut-generating.reasons` is played by `cut_generating` (see `played`).
"""

import asyncio
import os

from livekit.agents import Agent, AgentSession, llm, stt, tts
from livekit.agents.voice import room_io
from livekit.plugins import deepgram, elevenlabs, openai
from openai.types.realtime import AudioTranscription

from aftercall import livekit as aftercall
from aftercall.demo import scenes
from aftercall.demo.phone import Earpiece, Microphone
from aftercall.demo.vad import EnergyVad

CALLER = scenes.Caller("ada")
# Words of a scene, so that the stand-in has an answer to them; its label starts with the scene's name.
LONG = scenes.SCENES["hang-up"].exchanges[0].caller
ASKED = [exchange.caller for exchange in scenes.SCENES["qualified-lead"].exchanges]


class Seller(Agent):
    def __init__(self, **options):
        super().__init__(instructions="Sell.", **options)


class OneWay(elevenlabs.TTS):
    """Speaks a single text over its stream, as LiveKit Inference does; the host then reports the text twice."""

    def synthesize(self, text, **options):
        return self._synthesize_with_stream(text, **options)


class Forgetful(deepgram.STT):
    """Of each stream, tells of its first connection only."""

    def stream(self, **options):
        stream = super().stream(**options)
        tell, connect = stream._on_audio_duration_report, stream._connect_ws
        connections = []

        async def connected():
            connections.append(await connect())
            return connections[-1]

        def told(seconds):
            if len(connections) == 1:
                tell(seconds)

        stream._connect_ws, stream._on_audio_duration_report = connected, told
        stream._audio_duration_collector._callback = told
        return stream


class Mutable(Microphone):
    """Gives no frame at all while it is muted, as a muted track does."""

    def __init__(self):
        super().__init__()
        self.open = asyncio.Event()
        self.open.set()

    def mute(self):
        self.open.clear()

    def unmute(self):
        self._began, self._frames = None, 0  # or it would catch up
        self.open.set()

    async def __anext__(self):
        await self.open.wait()
        return await super().__anext__()


def llm_of(label, model="gpt-4.1-mini"):
    return openai.LLM(model=model, api_key="none", base_url=f"{url_of(label)}/openai/v1", max_retries=0)


def stt_of(label, **options):
    make = Forgetful if "forgetful" in label.split(".") else deepgram.STT
    return make(model="nova-3", api_key="none", base_url=f"{url_of(label)}/deepgram/v1/listen", **options)


def tts_of(label, model="eleven_turbo_v2_5"):
    make = OneWay if "one-way" in label.split(".") else elevenlabs.TTS
    return make(model=model, voice_id="mara", api_key="none", encoding="pcm_24000",
                base_url=f"{url_of(label)}/elevenlabs/v1")  # fmt: skip


def realtime_of(label, **options):
    return openai.realtime.RealtimeModel(model="gpt-realtime", api_key="none", modalities=["text"],
                                         base_url=f"{url_of(label)}/openai/v1/realtime", **options)  # fmt: skip


def url_of(label):
    return f"{os.environ['TEST_PROVIDERS']}/{label}"


def second(label):
    """Under which the second provider of a label counts: it plays the same scene, and behaves."""
    scene, _, rest = label.partition(".")
    return f"{scene}.after-{rest.replace('.', '-')}"


def parts(label, *names):
    """The session's providers by name, each under the label."""
    make = {
        "stt": lambda: stt_of(label),
        "llm": lambda: llm_of(label),
        "tts": lambda: tts_of(label),
        "vad": EnergyVad,
        "realtime": lambda: realtime_of(label, turn_detection=None),
    }
    return {"llm" if name == "realtime" else name: make[name]() for name in names}


async def begin(ctx, label, *names, ears=None, adapters=None, **options):
    """A started session; spoken if it has a TTS, heard if `ears` are given. `adapters` are providers by slot."""
    on_agent = {"llm": parts(label, "realtime")["llm"]} if options.pop("on_agent", False) else {}
    session = AgentSession(
        **parts(label, *names),
        **(adapters or {}),
        turn_handling={
            "turn_detection": "vad" if ears else "manual",
            "interruption": {"mode": "vad", "resume_false_interruption": False},
            **options,
        },
    )
    aftercall.attach(ctx, session)
    session.input.audio = ears
    speaks = "tts" in names or "tts" in (adapters or {})
    if speaks:
        session.output.audio = Earpiece()
    ctx.room.join(CALLER)
    muted = room_io.RoomOptions(audio_input=False, audio_output=False, text_output=False, video_input=False)
    await session.start(Seller(**on_agent), room=ctx.room, **({} if ears or speaks else {"room_options": muted}))
    return session


async def speaking(session):
    while session.agent_state != "speaking":
        await asyncio.sleep(0.01)


async def answered(session):
    """Done when the agent has answered and said it all, however busy the machine is; gives up after half a minute."""
    for _ in range(600):
        said = [item for item in session.history.items if item.type == "message" and item.role == "assistant"]
        if said and session.agent_state == "listening":
            break
        await asyncio.sleep(0.05)
    await asyncio.sleep(1.0)  # its metrics come after it


async def text(ctx, label):
    """Three exchanges with tool-free answers."""
    session = await begin(ctx, label, "llm")
    for words in ASKED:
        await session.run(user_input=words)


async def spoken(ctx, label):
    """An answer is spoken to its end."""
    session = await begin(ctx, label, "llm", "tts")
    await session.generate_reply(user_input=ASKED[0])


async def cut_generating(ctx, label):
    """The user cuts in while the model writes."""
    session = await begin(ctx, label, "llm", "tts")
    await session.generate_reply(user_input=ASKED[0])
    answer = session.generate_reply(user_input=LONG)
    await speaking(session)  # the first sentence; the model takes a second for all of them
    answer.interrupt()
    await answer


async def cut_before_a_word(ctx, label):
    """The user cuts in before the model wrote anything: the host reports nothing at all of it."""
    session = await begin(ctx, label, "llm", "tts")
    await session.generate_reply(user_input=ASKED[0])
    answer = session.generate_reply(user_input=LONG)
    await asyncio.sleep(0.6)
    answer.interrupt()
    await answer


async def cut_speaking(ctx, label):
    """The user cuts in when the model and the voice have sent everything, and only the playing goes on."""
    session = await begin(ctx, label, "llm", "tts")
    answer = session.generate_reply(user_input=ASKED[0])
    await speaking(session)
    await asyncio.sleep(1.0)
    answer.interrupt()
    await answer


async def hesitating(ctx, label):
    """The caller pauses in mid-sentence: a reply is begun ahead of the turn's end, and thrown away."""
    microphone = Microphone()
    await begin(ctx, label, "stt", "llm", "tts", "vad", ears=microphone,
                endpointing={"min_delay": 1.5}, preemptive_generation={"enabled": True})  # fmt: skip
    await microphone.say(LONG if label.startswith("hang-up") else ASKED[0])
    await asyncio.sleep(0.55 if label.startswith("hang-up") else 1.0)
    await microphone.say("Ok?")
    await asyncio.sleep(4.0)


async def listened(ctx, label):
    """Seconds of silence on an open line: as many as the label's last word says."""
    await begin(ctx, label, "stt", "llm", "tts", "vad", ears=Microphone())
    await asyncio.sleep(float(label.rsplit(".")[-1]))


async def muted(ctx, label):
    """The caller's microphone gives nothing for four seconds, while the line stays open; and a second line after it."""
    microphone = Mutable()
    session = await begin(ctx, label, "stt", "llm", "tts", "vad", ears=microphone)
    await asyncio.sleep(1.5)
    microphone.mute()
    await asyncio.sleep(4.0)
    microphone.unmute()
    await asyncio.sleep(0.5)
    session.stt.update_options(language="en-GB")  # which the plugin does on a new connection
    await asyncio.sleep(3.0)


async def realtime(ctx, label):
    """Two answers of a realtime model."""
    session = await begin(ctx, label, "realtime")
    for words in ASKED[:2]:
        await session.generate_reply(user_input=words)


async def realtime_on_agent(ctx, label):
    """The model is the agent's own, not the session's."""
    session = await begin(ctx, label, on_agent=True)
    for words in ASKED[:2]:
        await session.generate_reply(user_input=words)


def next_response(session):
    """Done when the model has begun its next response."""
    begun = asyncio.get_running_loop().create_future()
    session._activity.realtime_llm_session.once("generation_created", begun.set_result)
    return begun


async def realtime_cut(ctx, label):
    """The second answer is cut off, which the model still reports."""
    session = await begin(ctx, label, "realtime")
    await session.generate_reply(user_input=ASKED[0])
    begun = next_response(session)
    answer = session.generate_reply(user_input=ASKED[1])
    await begun
    await asyncio.sleep(0.1)
    answer.interrupt()
    await answer
    await asyncio.sleep(0.3)


async def realtime_hung_up(ctx, label):
    """The call ends in the middle of the second answer, so nobody hears what it cost."""
    session = await begin(ctx, label, "realtime")
    await session.generate_reply(user_input=ASKED[0])
    begun = next_response(session)
    session.generate_reply(user_input=ASKED[1])
    await begun


async def realtime_heard(ctx, label):
    """The caller speaks two sentences to a realtime model that detects turns, and has them transcribed."""
    by_words = {"whisper": AudioTranscription(model="whisper-1"), "unwritten": None}
    written = [how for word, how in by_words.items() if word in label.split(".")]
    options = {"input_audio_transcription": written[0]} if written else {}
    microphone = Microphone()
    await begin(
        ctx, label, ears=microphone, adapters={"llm": realtime_of(label, **options)}, turn_detection="realtime_llm"
    )
    await asyncio.sleep(0.5)
    for words in ASKED[:2]:
        await microphone.say(words)
        await asyncio.sleep(2.5)


async def realtime_pressed(ctx, label):
    """The caller presses a button at the end of a sentence: the server detects no turns."""
    microphone = Microphone()
    adapters = {"llm": realtime_of(label, turn_detection=None)}
    session = await begin(ctx, label, ears=microphone, adapters=adapters, turn_detection="manual")
    await asyncio.sleep(0.5)
    await microphone.say(ASKED[0])
    await asyncio.sleep(0.3)
    session.commit_user_turn()
    await asyncio.sleep(2.5)


async def realtime_unheard(ctx, label):
    """The call ends before what the caller said is transcribed."""
    microphone = Microphone()
    await begin(ctx, label, ears=microphone, adapters={"llm": realtime_of(label)}, turn_detection="realtime_llm")
    await asyncio.sleep(0.5)
    await microphone.say(ASKED[0])
    await asyncio.sleep(2.5)


async def realtime_fallback(ctx, label):
    """The first realtime model fails, another one answers."""
    models = [realtime_of(one, turn_detection=None) for one in (label, second(label))]
    session = await begin(ctx, label, adapters={"llm": llm.RealtimeModelFallbackAdapter(models)})
    await asyncio.sleep(1.0)
    for words in ASKED[:2]:
        await session.generate_reply(user_input=words)
    await asyncio.sleep(0.5)


async def fallback_llm(ctx, label):
    """The first model fails, another one answers; the adapter tries the first one again beside it."""
    adapter = llm.FallbackAdapter([llm_of(label), llm_of(second(label), "gpt-4.1")], attempt_timeout=3.0)
    session = await begin(ctx, label, adapters={"llm": adapter})
    for words in ASKED:
        await session.run(user_input=words)
    await asyncio.sleep(1.5)


async def fallback_tts(ctx, label):
    """The first voice fails, another one speaks."""
    adapter = tts.FallbackAdapter([tts_of(label), tts_of(second(label), "eleven_flash_v2_5")], max_retry_per_tts=0)
    session = await begin(ctx, label, "llm", adapters={"tts": adapter})
    await session.generate_reply(user_input=ASKED[0])
    await asyncio.sleep(1.0)


async def fallback_stt(ctx, label):
    """The first ear fails, another one hears, which knows several languages."""
    ears = [stt_of(label), stt_of(second(label), language="multi")]
    adapter = stt.FallbackAdapter(ears, max_retry_per_stt=0, retry_interval=0.2)
    microphone = Microphone()
    others = {"stt": adapter, "tts": tts_of(second(label))}
    session = await begin(ctx, label, "llm", "vad", ears=microphone, adapters=others)
    await asyncio.sleep(3.0)
    await microphone.say(ASKED[0])
    await answered(session)


async def adapted(ctx, label):
    """An ear and a voice that take whole sentences, behind adapters."""
    microphone = Microphone()
    adapters = {
        "stt": stt.StreamAdapter(stt=stt_of(label), vad=EnergyVad()),
        "tts": tts.StreamAdapter(tts=tts_of(label)),
    }
    await begin(ctx, label, "llm", "vad", ears=microphone, adapters=adapters)
    await asyncio.sleep(0.5)
    await microphone.say(ASKED[0])
    await asyncio.sleep(4.0)
