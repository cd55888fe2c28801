"""An answer is held against the request that it answers, and is billed as that was sent."""

import asyncio
from types import SimpleNamespace

import pytest

pytest.importorskip("livekit.plugins.openai")

from livekit.agents import inference
from livekit.agents.llm import ChatContext
from livekit.plugins import openai

from aftercall.capture.livekit.noting import note
from tests.capture.test_origins import KEYS, Voice, used
from tests.capture.test_provider_names import metrics_of


async def answered(provider, stream, asked):
    """The stream reports, in the task in which it does, that it was answered."""

    async def tells():
        asked.tell(metrics_of(provider))

    if stream is not None:
        await stream.aclose()
        stream._metrics_task = asyncio.create_task(tells())
        await stream._metrics_task
    else:
        await asyncio.create_task(tells())


@pytest.mark.parametrize(
    ("kept", "options", "model"),
    [
        ({}, {"service_tier": "flex"}, "gpt-4o:flex"),
        ({}, {"service_tier": "default"}, "gpt-4o"),
        ({"service_tier": "priority"}, {"extra_body": {"service_tier": "flex"}}, "gpt-4o:flex"),
        ({"service_tier": "priority"}, {}, "gpt-4o:priority"),
        ({"service_tier": "priority"}, {"service_tier": "flex"}, "gpt-4o:priority"),  # the plugin sends its own
    ],
)
async def test_a_request_may_ask_for_a_tier_of_its_own(kept, options, model):
    provider = openai.LLM(model="gpt-4o", api_key="none", **kept)
    asked = note(provider, "llm")
    stream = provider.chat(chat_ctx=ChatContext.empty(), extra_kwargs=options)
    await answered(provider, stream, asked)
    assert [u.model for u in used(asked)] == [model]
    assert asked.unreported() == set()


async def test_a_request_is_what_it_was_sent_as_whatever_its_provider_is_given_meanwhile():
    provider = inference.LLM("openai/gpt-4.1", extra_kwargs={"service_tier": "flex"}, **KEYS)
    asked = note(provider, "llm")
    first = provider.chat(chat_ctx=ChatContext.empty())
    provider.update_options(model="openai/gpt-4.1-nano")
    provider._opts.extra_kwargs = {}
    second = provider.chat(chat_ctx=ChatContext.empty())
    await answered(provider, second, asked)
    await answered(provider, first, asked)
    assert [u.model for u in used(asked)] == ["openai/gpt-4.1-nano", "openai/gpt-4.1:flex"]
    assert (asked.unreported(), asked.completions) == (set(), [])


class Writer(Voice):
    """A language model whose streams show nothing of what they were sent as."""

    chat = Voice.stream


async def test_a_request_that_does_not_show_what_it_was_sent_as_is_what_its_provider_sold_then():
    writer = Writer(copies=False)
    writer._opts.service_tier = "flex"
    asked = note(writer, "llm")
    stream = writer.chat()
    vars(writer._opts).update(model="cheap", service_tier=None)

    async def tells():
        stream._metrics_task = asyncio.current_task()
        llm = SimpleNamespace(model="cheap", provider="openai", chat=None)
        asked.tell(metrics_of(llm))

    await asyncio.create_task(tells())
    assert [u.model for u in used(asked)] == ["dear:flex"]
    assert asked.unreported() == set()


async def test_requests_that_ended_without_a_report_are_not_kept():
    provider = openai.LLM(model="gpt-4o", api_key="none")
    asked = note(provider, "llm")
    for _ in range(3):
        stream = provider.chat(chat_ctx=ChatContext.empty())
        await stream.aclose()
    assert [one.stream for one in asked.completions] == [stream]
    assert asked.requests == 3


async def test_an_answer_to_a_request_that_nobody_noted_answers_none_that_was():
    provider = openai.LLM(model="gpt-4o", api_key="none")
    asked = note(provider, "llm")
    stream = provider.chat(chat_ctx=ChatContext.empty())
    await answered(provider, None, asked)
    assert asked.unreported() == {"usage_not_attributable", "generation_cancelled_usage_unreported"}
    await answered(provider, stream, asked)
    assert asked.unreported() == {"usage_not_attributable"}


async def test_speech_that_nobody_noted_is_not_the_speech_that_was_cut_off():
    voice = Voice(copies=True)
    asked = note(voice, "tts")
    stream = voice.synthesize()
    stream._metrics_task = None
    spoken = metrics_of(openai.TTS(api_key="none"))
    asked.tell(spoken)
    assert asked.unreported() == {"usage_not_attributable", "speech_interrupted_usage_unreported"}
