"""What agents' developers get for their own tests, used as they would."""

import pytest
from livekit.agents import Agent, AgentSession
from livekit.plugins import openai

from aftercall.demo.providers import Providers
from aftercall.demo.scenes import SCENES
from aftercall.testing import MemorySink, records_in
from tests.record_factory import a_record

LEAD = SCENES["qualified-lead"]


@pytest.fixture(scope="module")
def providers():
    with Providers() as running:
        yield running


def session_of(providers):
    url = f"{providers.url}/{LEAD.name}.testing/openai/v1"
    return AgentSession(llm=openai.LLM(model="gpt-4.1-mini", api_key="none", base_url=url))


async def test_the_fixture_gives_the_record_that_an_agent_leaves(aftercall_call, providers):
    async with session_of(providers) as session:
        call = aftercall_call.attach(session)
        await session.start(Agent(instructions="Sell."))
        await session.run(user_input=LEAD.exchanges[0].caller)
        call.state("QUALIFYING")
    record = await aftercall_call.record()
    assert record.discovered_signals.team_size == 200
    assert record.conversation_state == "QUALIFYING"
    assert [turn.role for turn in record.turns] == ["user", "agent"]


async def test_two_tests_do_not_see_each_others_records(aftercall_call, providers):
    async with session_of(providers) as session:
        aftercall_call.attach(session, session_id="rm_second")
        await session.start(Agent(instructions="Sell."))
    record = await aftercall_call.record()
    assert (record.session_id, record.turns) == ("rm_second", ())


async def test_asking_without_a_call_says_what_is_missing(aftercall_call):
    with pytest.raises(AssertionError, match="attach"):
        await aftercall_call.record()


def test_a_memory_sink_keeps_a_record_once():
    sink = MemorySink()
    sink.deliver(a_record(), b"")
    sink.deliver(a_record(), b"")
    assert sink.records == [a_record()]


def test_records_in_an_empty_folder_are_none(tmp_path):
    assert records_in(tmp_path) == []
