"""One spelling per vendor; a host that is not a vendor's own stays a host."""

from __future__ import annotations

import re

import pytest
from genai_prices.data_snapshot import get_snapshot
from hypothesis import given
from hypothesis import strategies as st

from aftercall.pricing import normalise
from aftercall.pricing.providers import _HOSTS


@pytest.mark.parametrize(
    ("told", "provider"),
    [
        ("api.openai.com", "openai"),
        ("https://api.openai.com/v1", "openai"),
        ("api.openai.com:443", "openai"),
        ("openai", "openai"),
        ("acme.openai.azure.com", "azure"),
        ("azure.ai.openai", "azure"),
        ("Deepgram", "deepgram"),
        ("ElevenLabs", "elevenlabs"),
        ("livekit", "livekit"),
        ("127.0.0.1:8080", "127.0.0.1:8080"),
        ("http://user:secret@LLM.internal:8080/v1", "llm.internal:8080"),
        ("api.openai.com.example.org", "api.openai.com.example.org"),
        ("evilopenai.azure.com", "evilopenai.azure.com"),
        ("api.openai.com:8443", "api.openai.com:8443"),
        ("http://[::1", "[::1"),
        ("", None),
        ("  ", None),
        (None, None),
    ],
)
def test_a_provider_has_one_spelling(told, provider):
    assert normalise(told, None) == (provider, None)


def test_a_model_is_lower_case_and_keeps_its_vendor_and_variant():
    assert normalise("livekit", "Deepgram/Nova-3:multi") == ("livekit", "deepgram/nova-3:multi")
    assert normalise("openai", " ") == ("openai", None)


@given(st.text(max_size=40), st.text(max_size=40))
def test_normalising_twice_changes_nothing(provider, model):
    once = normalise(provider, model)
    assert normalise(*once) == once


@given(
    st.lists(st.sampled_from(["http", "://", "@", "/", ":443", " ", "a", "api.openai.com", "?", ":", "."]), max_size=7)
)
def test_normalising_twice_changes_nothing_for_what_looks_like_a_host(parts):
    once = normalise("".join(parts), None)
    assert normalise(*once) == once


def test_a_host_of_a_language_model_is_the_vendor_that_genai_prices_takes_it_for():
    patterns = {vendor.id: vendor.api_pattern for vendor in get_snapshot().providers}
    speech = {"assemblyai", "cartesia", "deepgram", "elevenlabs"}
    for host, vendor in _HOSTS.items():
        if vendor not in speech and host != "azure.ai.openai":
            assert re.match(patterns[vendor], f"https://{host}/v1"), host
    assert speech - patterns.keys() == speech - {"elevenlabs"}
