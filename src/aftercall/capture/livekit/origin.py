"""What a price depends on and metrics do not tell: it is read from the provider's objects when the metrics come.

What an LLM is asked as is read when it is asked: it may be given another model before it reports.

| of | read from | in the record |
|---|---|---|
| the model of a stream that was opened before its provider was given another | the stream's `_opts.model`, `_model` | the model |
| a deployment on Azure, whose model the host names by its default | `_client._azure_deployment`, `_opts.azure_deployment` | the model |
| several languages | the stream's or the provider's `_opts.language` | `:multi` behind the model |
| an LLM's service tier | `service_tier` in the stream's `_extra_kwargs`, in `_opts`, its `extra_kwargs`, or an `extra_body` of these | `:priority`, `:flex` … behind the model |
| an address that is not the vendor's | see `_ENDPOINTS` | the provider |
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_ENDPOINTS = ("endpoint_url", "base_url", "_base_url", "_ws_base_url")
"""Where the plugins of vendors who always name the vendor keep the address that they send to."""
_USUAL_TIERS = ("", "auto", "default", "standard")


@dataclass(frozen=True)
class Origin:
    """Whence metrics came, beyond what they say themselves."""

    model: str | None = None
    """What was used, where the metrics name something else."""
    variant: str = ""
    """What has another price and no name of its own; goes behind the model."""
    endpoint: str | None = None
    """The address that the provider object sends to."""


@dataclass(frozen=True)
class Product:
    """What a stream is billed as."""

    model: str | None
    multilingual: bool
    tier: str | None = None
    """An LLM's service tier, as it was asked for."""


def product(provider: Any, stream: Any = None) -> Product:
    """What a provider object, or a stream of it that may have options of its own, sells at this moment."""
    kept, its = _options(provider), getattr(stream, "_opts", None)
    model, theirs, own = (
        _word(found)
        for found in (
            getattr(provider, "model", None),
            getattr(kept, "model", None),
            getattr(its, "model", None) or getattr(stream, "_model", None),
        )
    )
    language = getattr(its, "language", None) or getattr(kept, "language", None)
    # The host's name of the model may differ from that in the options; so one of them is held against the other.
    tier = _tier(getattr(stream, "_extra_kwargs", None)) or _tier(kept)
    return Product(own if own and theirs and own != theirs else model, is_multilingual(language), tier)


def is_multilingual(language: Any) -> bool:
    """Whether a plugin's option asks for several languages at once."""
    return str(language) == "multi"


def origin(provider: Any, sold: Product, metrics: Any) -> Origin:
    """Of metrics that `provider` told now."""
    kept = _options(provider)
    endpoints = (_word(getattr(owner, name, None)) for owner in (kept, provider) for name in _ENDPOINTS)
    endpoint = next((found for found in reversed([*endpoints]) if found), None)
    named = getattr(getattr(metrics, "metadata", None), "model_name", None)
    own = named == getattr(provider, "model", None)  # else of a model behind it, such as one that transcribes
    used = (_deployment(provider, kept) or sold.model) if own else None
    return Origin(used if used != named else None, _variant(kept, sold, metrics, own=own), endpoint)


def _variant(kept: Any, sold: Product, metrics: Any, *, own: bool) -> str:
    if metrics.type == "stt_metrics":
        return ":multi" if sold.multilingual else ""
    if metrics.type not in ("llm_metrics", "realtime_model_metrics"):
        return ""
    behind = getattr(kept, "responses", None)  # the options of the model that GPT-Live gives its questions to
    tier = sold.tier if own else (behind or {}).get("service_tier") if isinstance(behind, Mapping) else None
    return f":{tier.lower()}" if isinstance(tier, str) and tier.lower() not in _USUAL_TIERS else ""


def _tier(kept: Any) -> str | None:
    """What is in the body of a request goes before what is beside it, as OpenAI's client has it."""
    if not isinstance(kept, Mapping):
        kept = {name: getattr(kept, name, None) for name in ("service_tier", "extra_body", "extra_kwargs")}
    within = (_tier(more) for name in ("extra_body", "extra_kwargs") if isinstance(more := kept.get(name), Mapping))
    return next(filter(None, within), None) or _word(kept.get("service_tier"))


def _deployment(provider: Any, kept: Any) -> str | None:
    client = getattr(provider, "_client", None)
    return _word(getattr(client, "_azure_deployment", None)) or _word(getattr(kept, "azure_deployment", None))


def _options(provider: Any) -> Any:
    return getattr(getattr(provider, "_duplex_model", provider), "_opts", None)


def _word(value: Any) -> str | None:
    return str(value) if isinstance(value, str) and value else None
