"""Provider names: one spelling per vendor, whatever the host calls it.

* A vendor's own API host is that vendor: `api.openai.com` → `openai`.
* A resource on Azure is `azure`, not OpenAI.
* Any other host is itself, port included: `127.0.0.1:8080`. A server that speaks OpenAI's protocol is not
  OpenAI, so nothing is priced there unless the owner's price file names that host.
* A vendor's plugin that names its vendor wherever it sends is the host it sends to, unless that is the vendor's own
  or this machine: a relay or a stand-in there stays the vendor.
* `livekit` (LiveKit Inference) stays `livekit`, and its model stays `vendor/model[:variant]`: what LiveKit
  charges is LiveKit's price, not the vendor's. The card has it for some; the owner's price file can name others.
"""

from __future__ import annotations

import re

_HOSTS = {
    "api.anthropic.com": "anthropic",
    "api.assemblyai.com": "assemblyai",
    "api.cartesia.ai": "cartesia",
    "api.cerebras.ai": "cerebras",
    "api.deepgram.com": "deepgram",
    "api.deepseek.com": "deepseek",
    "api.elevenlabs.io": "elevenlabs",
    "api.fireworks.ai": "fireworks",
    "api.groq.com": "groq",
    "api.mistral.ai": "mistral",
    "api.openai.com": "openai",
    "api.perplexity.ai": "perplexity",
    "api.together.xyz": "together",
    "api.x.ai": "x-ai",
    "generativelanguage.googleapis.com": "google",
    "openrouter.ai": "openrouter",
    "azure.ai.openai": "azure",  # not a host: how OpenTelemetry spells it, and LiveKit with it
}
VENDORS = frozenset(_HOSTS.values()) | {"livekit"}
"""Those whose names are not hosts."""
_DOMAINS = {
    "assemblyai": ".assemblyai.com",
    "cartesia": ".cartesia.ai",
    "deepgram": ".deepgram.com",
    "elevenlabs": ".elevenlabs.io",
}
"""Of vendors whose plugins always name the vendor: all of whose hosts are theirs, whichever the region."""
_LOOPBACK = re.compile(r"(localhost|127(\.\d+){3}|\[::1])(:\d+)?")
_AZURE = (".openai.azure.com", ".cognitiveservices.azure.com", ".services.ai.azure.com")


def normalise(provider: str | None, model: str | None) -> tuple[str | None, str | None]:
    """Provider and model in the one spelling that records and prices use; null for nothing said.

    Lower-case, without scheme, credentials, path and the port 443. Applying it twice changes nothing.
    The vendor is never guessed from the model's name.
    """
    return _provider((provider or "").strip().lower()), (model or "").strip().lower() or None


def at_endpoint(provider: str | None, endpoint: str | None) -> str | None:
    """Who is billed for what `provider`, normalised, was asked at the address `endpoint`; null is not known."""
    domain, host = _DOMAINS.get(provider or ""), _provider((endpoint or "").strip().lower())
    if domain is None or host is None or host == provider or _LOOPBACK.fullmatch(host):
        return provider
    return provider if host.partition(":")[0].endswith(domain) else host


def _provider(name: str) -> str | None:
    # Not urlsplit: it raises for what it takes for half an IPv6 address, and a name is never an error here.
    host = re.split(r"[/?#]", name.rpartition("://")[2], maxsplit=1)[0].rpartition("@")[2]
    host = re.sub(r"(\s|:443)+$", "", host).strip()
    if host.endswith(_AZURE):
        return "azure"
    return _HOSTS.get(host, host) or None
