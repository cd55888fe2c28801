"""Prices of language models, from genai-prices: which model a name means, and what holds at a time.

Its models match by rules (`starts with`, `contains`). Here a rule counts only where it spells the name:
an explicit alias, the model's own id, or a dated release of one that is listed in `_RELEASES`. A release that
neither spells out is unknown: the first `gpt-4o-realtime-preview` cost more than twice what its name without a date does.
What a price object says is read by `tables`.

Prices are the snapshot in the installed package; nothing is fetched. `rate_from` is null where genai-prices
gives no date. Azure's models fall back on the vendor's list price where genai-prices says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from functools import cache, lru_cache
from importlib import metadata
from typing import TYPE_CHECKING, NamedTuple

from aftercall.pricing.rates import Rates, Reason
from aftercall.pricing.tables import Consumed, PriceTable
from aftercall.record import Kind

if TYPE_CHECKING:
    from genai_prices.types import MatchLogic, ModelInfo, ModelPrice, Provider

_RELEASES = {
    "claude-haiku-4-5-20251001": "claude-haiku-4-5",
    "claude-opus-4-5-20251101": "claude-opus-4-5",
    "claude-opus-4-6-20260205": "claude-opus-4-6",
    "claude-opus-4-7-20260416": "claude-opus-4-7",
    "claude-sonnet-4-5-20250929": "claude-sonnet-4-5",
    "gpt-4o-audio-preview-2024-12-17": "gpt-4o-audio-preview",
    "gpt-4o-audio-preview-2025-06-03": "gpt-4o-audio-preview",
    "gpt-4o-mini-audio-preview-2024-12-17": "gpt-4o-mini-audio-preview",
    "gpt-4o-mini-realtime-preview-2024-12-17": "gpt-4o-mini-realtime-preview",
    "gpt-4o-realtime-preview-2024-12-17": "gpt-4o-realtime-preview",
    "gpt-4o-realtime-preview-2025-06-03": "gpt-4o-realtime-preview",
    "gpt-5-nano-2025-08-07": "gpt-5-nano",
}
"""Releases that genai-prices 0.2.3 matches by their beginning only, at the price of the name beside them. LiteLLM 1.109.1
has each of them at that price (of `gpt-4o-realtime-preview` the first at Azure), but for the last of these, which
voice-prices 0.11.0 has; both read on 2026-11-22."""

_SNAPSHOTS = {"0.2.3": date(2026, 11, 10)}
"""The day on which a version of genai-prices was released: the package itself does not say how old its prices are."""


@cache
def version() -> str:
    """The installed genai-prices' version, without importing it."""
    return metadata.version("genai-prices")


def snapshot() -> date | None:
    """The day on which the installed genai-prices was released; null for a version that was not looked up."""
    return _SNAPSHOTS.get(version())


def rates(kind: Kind, provider: str | None, model: str | None, at: datetime, consumed: Consumed) -> Rates:
    """The rates of one model for the consumed units at the time of the request."""
    table = at_time(kind, provider, model, at)
    if isinstance(table, PriceTable):
        return table.rates(consumed, at)
    if table == "no_rate_at_date":
        return Rates("no_rate_for_unit", refused=dict.fromkeys(consumed.by_unit, table))
    return Rates(table)


def at_time(kind: Kind, provider: str | None, model: str | None, at: datetime) -> PriceTable | Reason:
    """The rates of one model that hold at a time, or why there are none."""
    found = _find(provider or "", model or "")
    if not isinstance(found, _Model):
        return found
    in_force = _in_force(found.info, at)
    if in_force is None:
        return "no_rate_at_date"
    price, rate_from = in_force
    key = (kind, id(price))
    if key not in found.tables:
        source = f"genai-prices@{version()}:{found.path}"
        found.tables[key] = PriceTable(found.vendor, found.info, price, kind, rate_from, source)
    return found.tables[key]


def models(provider: str) -> list[str]:
    """The ids of a vendor's own models, as genai-prices has them; empty if it does not know the vendor."""
    from genai_prices.data import providers  # noqa: PLC0415 - 350 ms and 80 MB, after the call only

    return [info.id for vendor in providers if vendor.id == provider for info in vendor.models]


def vendors() -> list[str]:
    """The vendors that genai-prices knows."""
    from genai_prices.data import providers  # noqa: PLC0415 - as above

    return [vendor.id for vendor in providers]


class _Model(NamedTuple):
    vendor: Provider
    info: ModelInfo
    path: str  # where in genai-prices it stands
    tables: dict[tuple[Kind, int], PriceTable]  # by the identity of its price objects, which live as long as it does


@lru_cache(maxsize=1024)
def _find(provider: str, model: str) -> _Model | Reason:
    # The package's own data: its current snapshot may be one that the host application has fetched.
    from genai_prices.data import providers  # noqa: PLC0415 - as above

    vendor = next((v for v in providers if v.id == provider), None)
    if vendor is None:
        return "unknown_provider"
    info = vendor.find_model(model, all_providers=providers)
    if info is None or {model, _RELEASES.get(model)}.isdisjoint(
        name.lower() for name in (info.id, *_spelled(info.match))
    ):
        return "unknown_model"
    if any(info is own for own in vendor.models):
        return _Model(vendor, info, f"{vendor.id}/{info.id}", {})
    lender = next(v.id for v in providers if any(info is own for own in v.models))
    return _Model(vendor, info, f"{vendor.id}->{lender}/{info.id}", {})


def _spelled(match: MatchLogic) -> Iterator[str]:
    from genai_prices.types import ClauseEquals, ClauseOr  # noqa: PLC0415 - as above

    if isinstance(match, ClauseEquals):
        yield match.equals
    elif isinstance(match, ClauseOr):
        for clause in match.or_:
            yield from _spelled(clause)


def _in_force(info: ModelInfo, at: datetime) -> tuple[ModelPrice, str | None] | None:
    """The price object that holds at a time, and the date from which it does."""
    from genai_prices.types import ModelPrice, StartDateConstraint  # noqa: PLC0415 - as above

    if isinstance(info.prices, ModelPrice):
        return info.prices, None
    for conditional in reversed(info.prices):
        constraint = conditional.constraint
        if constraint is None or constraint.active(at):
            begins = constraint.start_date.isoformat() if isinstance(constraint, StartDateConstraint) else None
            return conditional.prices, begins
    return None  # genai-prices itself would take its first price here, whose day this is not
