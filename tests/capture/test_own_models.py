"""Who is noted before the host first asks them: an agent's own models, and those of the host's helpers."""

import asyncio
from contextlib import asynccontextmanager
from types import SimpleNamespace

import pytest

pytest.importorskip("livekit.agents")

from livekit.agents import Agent, AgentSession, AgentTask, llm, stt
from livekit.agents.llm import ChatChunk, ChoiceDelta, CompletionUsage
from livekit.agents.metrics import LLMMetrics
from livekit.agents.metrics.base import Metadata
from livekit.agents.voice.amd import AMD

from aftercall.capture.livekit.providers import Providers
from aftercall.capture.livekit.translate import _metrics, _unreported
from aftercall.capture.livekit.watch import LiveCall

CUT = "generation_cancelled_usage_unreported"


class Answer(llm.LLMStream):
    async def _run(self):
        if self._llm.left == 0:
            await asyncio.sleep(60)
        self._llm.left -= 1
        self._event_ch.send_nowait(ChatChunk(id="r", delta=ChoiceDelta(role="assistant", content="Hello. ")))
        usage = CompletionUsage(completion_tokens=5, prompt_tokens=10, total_tokens=15)
        self._event_ch.send_nowait(ChatChunk(id="r", usage=usage))


class Model(llm.LLM):
    """Answers so often, and then says nothing."""

    def __init__(self, answers=0):
        super().__init__()
        self.left = answers

    def chat(self, *, chat_ctx, tools=None, conn_options=None, **_):
        return Answer(self, chat_ctx=chat_ctx, tools=tools or [], conn_options=llm.llm.DEFAULT_API_CONNECT_OPTIONS)


class Ear(stt.STT):
    """Takes a list of terms, and is never opened."""

    def __init__(self):
        super().__init__(capabilities=stt.STTCapabilities(streaming=True, interim_results=False, keyterms=True))

    async def _recognize_impl(self, *_, **__):
        raise NotImplementedError

    def _update_session_keyterms(self, _):
        pass


class Greeter(Agent):
    def __init__(self, **options):
        super().__init__(instructions="Greet.", **options)

    async def on_enter(self):
        self.session.generate_reply(instructions="Greet.")


class Offer(AgentTask[str]):
    async def on_enter(self):
        self.session.generate_reply(instructions="Offer.")


class Host(Agent):
    def __init__(self, task):
        super().__init__(instructions="Sell.")
        self.task = task

    async def on_enter(self):
        await self.task


class Room:
    remote_participants: dict = {}  # noqa: RUF012  never changed

    def on(self, *_):
        pass


def attached(session):
    call = LiveCall(SimpleNamespace(room=Room(), shutdown=lambda *_: None))
    call.checkpoints = SimpleNamespace(changed=lambda: None)
    call.attach(session)
    return call


@asynccontextmanager
async def calling(agent, **options):
    """A session that was attached and started with `agent`, and its call."""
    session = AgentSession(**options)
    call = attached(session)
    await session.start(agent)
    yield session, call
    await session.aclose()


def noted(providers):
    return [asked.provider for asked in providers.asked.values()]


def missed(call):
    seen = call.snapshot()
    return _unreported(call, seen, _metrics(seen))


async def cut(session):
    await asyncio.sleep(0.2)
    await session.interrupt()
    await asyncio.sleep(0.1)


@pytest.mark.parametrize("answers", [0, 1])  # an answer that nobody missed would make up for one that was cut off
async def test_the_first_agents_own_model_is_noted_before_it_speaks(answers):
    async with calling(Greeter(llm=Model(answers))) as (session, call):
        if answers:
            await asyncio.sleep(0.1)
            session.generate_reply(user_input="And?")
        await cut(session)
        assert missed(call) == {CUT}


async def test_an_answer_begun_before_anybody_listened_does_not_hide_that_a_later_one_was_cut_off():
    session = AgentSession()
    model = Model(1)
    await session.start(Greeter(llm=model))
    call = attached(session)  # too late: the greeting is being written
    await asyncio.sleep(0.1)
    assert model.left == 0
    assert missed(call) == {"usage_not_attributable"}
    session.generate_reply(user_input="And?")
    await cut(session)
    assert missed(call) == {CUT, "usage_not_attributable"}
    await session.aclose()


@pytest.mark.parametrize("answers", [0, 1])
async def test_an_agent_that_takes_over_is_noted_before_it_speaks(answers):
    async with calling(Agent(instructions="Sell."), llm=Model()) as (session, call):
        session.update_agent(Greeter(llm=Model(answers)))
        if answers:
            await asyncio.sleep(0.1)
            session.generate_reply(user_input="And?")
        await cut(session)
        assert missed(call) == {CUT}


async def test_a_task_is_noted_before_it_speaks():
    async with calling(Host(Offer(instructions="Offer.", llm=Model())), llm=Model()) as (session, call):
        await cut(session)
        assert missed(call) == {CUT}


@pytest.mark.parametrize("answers", [0, 1])
async def test_a_model_is_noted_when_it_is_put_in_anothers_place(answers):
    async with calling(Agent(instructions="Sell."), llm=Model()) as (session, call):
        session.current_agent.update_options(llm=Model(answers))
        if answers:
            await session.generate_reply(user_input="Hello?")
        session.generate_reply(user_input="And?")
        await cut(session)
        assert missed(call) == {CUT}


async def test_whoever_answers_to_the_end_is_missed_by_nobody():
    async with calling(Greeter(llm=Model(2))) as (session, call):
        await asyncio.sleep(0.1)
        await session.generate_reply(user_input="And?")
        assert missed(call) == set()
        assert len(call.snapshot().heard) == 2


async def test_the_model_that_looks_for_key_terms_is_noted():
    detection = {"keyterm_detection": {"llm": Model(), "enabled": True, "timeout": 0.2}}
    options = {"llm": Model(1), "stt": Ear(), "turn_detection": "manual"}
    async with calling(Agent(instructions="Sell."), **options, stt_context_options=detection) as (session, call):
        await session.run(user_input="My name is Schaeuble.")
        await asyncio.sleep(0.4)
        assert missed(call) == {CUT}


@pytest.fixture
def keyed(monkeypatch):
    monkeypatch.setenv("LIVEKIT_API_KEY", "none")
    monkeypatch.setenv("LIVEKIT_API_SECRET", "none" * 8)


@pytest.mark.usefixtures("keyed")
@pytest.mark.parametrize("late", [False, True])
async def test_the_model_that_looks_for_key_terms_may_be_made_when_an_agent_starts(late):
    options = {"llm": Model(), "stt": Ear(), "turn_detection": "manual"}
    session = AgentSession(**options, stt_context_options={"keyterm_detection": {"enabled": True}})
    providers = Providers()
    if not late:
        providers.follow(session)
    await session.start(Agent(instructions="Sell."))
    if late:
        providers.follow(session)
    found = session._keyterm_detector._llm in noted(providers)
    await session.aclose()
    assert found


async def test_the_models_that_tell_machines_from_people_are_noted():
    ear, model = Ear(), Model()
    async with calling(Agent(instructions="Sell."), llm=Model()) as (session, call):
        detection = AMD(session, llm=model, stt=ear, suppress_compatibility_warning=True)
        assert ear not in noted(call.providers)
        detection._resolve_classifier(session)
        assert (ear in noted(call.providers), model in noted(call.providers)) == (True, True)
        model.chat(chat_ctx=llm.ChatContext.empty())
        assert missed(call) == {CUT}


async def test_machines_are_told_from_people_in_a_call_that_nobody_follows():
    session = AgentSession(llm=Model())
    call = attached(session)
    call.release()
    model = Model()
    assert AMD(session, llm=model, stt=None, suppress_compatibility_warning=True)._resolve_classifier(session)
    assert AMD(AgentSession(), llm=model, stt=None)._resolve_classifier(AgentSession())
    assert call.providers.asked == {}


async def test_nothing_is_noted_after_the_call():
    async with calling(Agent(instructions="Sell."), llm=Model(1)) as (session, call):
        call.release()
        own = Model(1)
        session.current_agent.update_options(llm=own)
        session.update_agent(Greeter(llm=own))
        await asyncio.sleep(0.2)
        assert own.left == 0
        assert call.providers.asked == {}


class Awkward(Agent):
    """Raises for who asks for its model first."""

    shy = False

    @property
    def llm(self):
        if self.shy:
            self.shy = False
            raise RuntimeError("secret")
        return super().llm


async def test_an_agent_that_cannot_be_noted_starts_all_the_same(caplog):
    agent = Awkward(instructions="Sell.")
    agent.shy = True
    async with calling(agent, llm=Model(1)) as (session, call):
        assert not agent.shy
        await session.generate_reply(user_input="Hello?")
        assert missed(call) == set()
    assert "a handler failed (RuntimeError)" in caplog.text
    assert "secret" not in caplog.text


class Forgetful(Providers):
    """Notes nobody."""

    def follow(self, session):
        pass

    look_at = follow


async def test_usage_that_the_host_heard_of_a_provider_whom_nobody_noted_cannot_be_checked():
    session = AgentSession(llm=Model(1))
    call = LiveCall(SimpleNamespace(room=Room(), shutdown=lambda *_: None), providers=Forgetful())
    call.checkpoints = SimpleNamespace(changed=lambda: None)
    call.attach(session)
    await session.start(Agent(instructions="Sell."))
    await session.generate_reply(user_input="Hello?")
    assert missed(call) == {"usage_not_attributable"}
    await session.aclose()


def told(**more):
    return LLMMetrics(label="l", request_id="r", timestamp=1.0, duration=1.0, ttft=0.1, cancelled=False,
                      completion_tokens=5, prompt_tokens=10, prompt_cached_tokens=0, total_tokens=15,
                      tokens_per_second=1.0, metadata=Metadata(model_name="m", model_provider="p"), **more)  # fmt: skip


async def test_what_was_heard_of_the_noted_is_attributed():
    model = Model(1)
    call = attached(SimpleNamespace(stt=None, llm=model, tts=None, _started=False, _recorded_events=[], on=Room().on,
                                    history=SimpleNamespace(items=[])))  # fmt: skip
    async with model.chat(chat_ctx=llm.ChatContext.empty()) as stream:
        _ = [chunk async for chunk in stream]
    await asyncio.sleep(0)
    call.sessions[0]._recorded_events.append(
        SimpleNamespace(type="metrics_collected", metrics=call.snapshot().heard[0])
    )
    assert missed(call) == set()
    call.sessions[0]._recorded_events.append(SimpleNamespace(type="metrics_collected", metrics=told()))
    assert missed(call) == {"usage_not_attributable"}
