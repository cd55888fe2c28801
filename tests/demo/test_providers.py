"""The stand-ins, as plain clients see them."""

import asyncio
import base64
import json

import aiohttp
import pytest

from aftercall.demo import voice
from aftercall.demo.providers import HOST, Providers

LEAD = "Hi, we are a sales team of 200 people and all our deals are in Salesforce."
TOOLS = [{"type": "function", "function": {"name": "check_discount", "parameters": {}}}]


@pytest.fixture(scope="module")
def providers():
    with Providers() as running:
        yield running


@pytest.fixture
async def client():
    async with aiohttp.ClientSession() as session:
        yield session


async def counts(client, providers, label):
    async with client.get(f"{providers.url}/counts/{label}") as response:
        assert response.status == 200
        return await response.json()


async def completion(client, providers, label, messages, **more):
    """Every chunk of one streamed completion."""
    body = {"model": "gpt-4.1-mini", "messages": messages, "tools": TOOLS, "stream": True, **more}
    chunks = []
    async with client.post(f"{providers.url}/{label}/openai/v1/chat/completions", json=body) as response:
        assert response.status == 200
        async for line in response.content:
            if line.startswith(b"data: {"):
                chunks.append(json.loads(line[6:]))
        return chunks


def text_of(chunks):
    return "".join(choice["delta"].get("content") or "" for chunk in chunks for choice in chunk["choices"])


async def test_a_completion_says_what_the_scene_has_the_model_say_and_counts_what_it_reported(client, providers):
    label = "qualified-lead.words"
    messages = [{"role": "system", "content": "Sell."}, {"role": "user", "content": LEAD}]
    chunks = await completion(client, providers, label, messages, stream_options={"include_usage": True})
    assert text_of(chunks) == "Great. How many documents do you send in a month?"
    usage = chunks[-1]["usage"]
    assert chunks[-1]["choices"] == []
    assert all(chunk["usage"] is None for chunk in chunks[:-1])
    messages += [{"role": "assistant", "content": text_of(chunks)}, {"role": "user", "content": "Pardon?"}]
    second = (await completion(client, providers, label, messages, stream_options={"include_usage": True}))[-1]["usage"]
    assert second["prompt_tokens_details"]["cached_tokens"] == usage["prompt_tokens"] // 64 * 64
    counted = await counts(client, providers, label)
    assert counted["llm_requests"] == counted["llm_completed"] == 2
    assert counted["prompt_tokens"] == usage["prompt_tokens"] + second["prompt_tokens"]
    assert counted["completion_tokens"] == usage["completion_tokens"] + second["completion_tokens"]
    assert counted["cached_tokens"] == second["prompt_tokens_details"]["cached_tokens"]


async def test_a_tool_is_asked_for_once_and_its_result_is_answered_in_words(client, providers):
    messages = [{"role": "user", "content": "About 300 proposals a month, and we need this running this week."}]
    chunks = await completion(client, providers, "qualified-lead.tool", messages)
    asked = [call for chunk in chunks for choice in chunk["choices"] for call in choice["delta"].get("tool_calls", ())]
    assert [(call["function"]["name"], json.loads(call["function"]["arguments"])) for call in asked] == [
        ("check_discount", {"seats": 200})
    ]
    assert chunks[-1]["choices"][0]["finish_reason"] == "tool_calls"
    messages += [{"role": "assistant", "tool_calls": asked}, {"role": "tool", "content": "18 percent."}]
    assert "eighteen percent" in text_of(await completion(client, providers, "qualified-lead.tool", messages))


async def test_a_completion_that_the_client_breaks_off_is_a_request_without_tokens(client, providers):
    body = {"model": "m", "messages": [{"role": "user", "content": LEAD}], "stream": True}
    async with client.post(f"{providers.url}/qualified-lead.cut/openai/v1/chat/completions", json=body) as response:
        await response.content.readline()
        response.close()
    await asyncio.sleep(0.5)
    counted = await counts(client, providers, "qualified-lead.cut")
    assert (counted["llm_requests"], counted["llm_completed"], counted["prompt_tokens"]) == (1, 0, 0)


async def test_transcription_hears_the_words_in_the_audio_and_counts_its_seconds(client, providers):
    pcm = bytes(16_000) + voice.speak("Nobody told me the script.", 16_000) + bytes(32_000)
    url = f"{providers.url}/free.stt/deepgram/v1/listen?sample_rate=16000&model=nova-3"
    async with client.ws_connect(url) as socket:
        for start in range(0, len(pcm), 1_600):
            await socket.send_bytes(pcm[start : start + 1_600])
        await socket.send_str(json.dumps({"type": "KeepAlive"}))
        await socket.send_str(json.dumps({"type": "CloseStream"}))
        messages = [json.loads(message.data) async for message in socket]
    assert [message["type"] for message in messages] == ["SpeechStarted", "Results", "Results", "Results", "Metadata"]
    final = messages[-2]
    assert (final["is_final"], final["speech_final"]) == (True, True)
    alternative = final["channel"]["alternatives"][0]
    assert alternative["transcript"] == "Nobody told me the script."
    assert [word["word"] for word in alternative["words"]] == ["nobody", "told", "me", "the", "script"]
    assert alternative["words"][0]["start"] == pytest.approx(0.5)
    assert alternative["words"][-1]["end"] == pytest.approx(0.5 + 26 * 0.05)
    counted = await counts(client, providers, "free.stt")
    assert counted["stt_audio_seconds"] == pytest.approx(len(pcm) / 32_000)
    assert messages[-1]["duration"] == pytest.approx(len(pcm) / 32_000)
    assert (counted["stt_connections"], counted["stt_finals"]) == (1, 1)


async def test_synthesis_speaks_each_context_once_and_counts_its_characters(client, providers):
    url = f"{providers.url}/free.tts/elevenlabs/v1/text-to-speech/mara/multi-stream-input?output_format=pcm_24000"
    async with client.ws_connect(url) as socket:
        await socket.send_json({"text": " ", "context_id": "a", "voice_settings": {}})
        await socket.send_json({"text": "Hello there. ", "context_id": "a", "flush": True})
        await socket.send_json({"text": "Bye. ", "context_id": "b"})
        await socket.send_json({"text": "", "context_id": "a", "flush": True})
        await socket.send_json({"context_id": "a", "close_context": True})
        await socket.send_json({"context_id": "b", "close_context": True})
        parts = []
        while len([part for part in parts if part["isFinal"]]) < 2:
            parts.append(await socket.receive_json(timeout=5))
    pcm = dict.fromkeys("ab", b"")
    for part in parts:
        pcm[part["contextId"]] += base64.b64decode(part["audio"] or "")
    assert pcm == {"a": voice.speak("Hello there. ", 24_000), "b": voice.speak("Bye. ", 24_000)}
    assert "".join(parts[0]["alignment"]["chars"]) == "Hello there. "
    counted = await counts(client, providers, "free.tts")
    assert (counted["tts_characters"], counted["tts_contexts"], counted["tts_connections"]) == (18, 2, 1)
    assert counted["tts_audio_seconds"] == pytest.approx(18 * 0.05)


async def test_labels_are_counted_apart_and_an_unknown_one_is_no_zero(client, providers):
    for label, times in (("small-customer.one", 1), ("small-customer.two", 2)):
        for _ in range(times):
            await completion(client, providers, label, [{"role": "user", "content": "Hm."}])
    assert (await counts(client, providers, "small-customer.one"))["llm_requests"] == 1
    assert (await counts(client, providers, "small-customer.two"))["llm_requests"] == 2
    async with client.get(f"{providers.url}/counts/small-customer") as response:
        assert response.status == 404


async def test_a_request_that_would_not_stream_is_refused(client, providers):
    url = f"{providers.url}/hang-up/openai/v1/chat/completions"
    async with client.post(url, json={"model": "m", "messages": []}) as response:
        assert response.status == 400


def test_when_the_port_is_taken_another_one_is_found():
    with Providers() as first, Providers() as second:
        assert first.port != second.port
        assert second.url == f"http://{HOST}:{second.port}"
