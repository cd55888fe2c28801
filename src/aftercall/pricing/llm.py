"""Prices of language models, from genai-prices: which model a name means, and what holds at a time.

Its models match by rules (`starts with`, `contains`). Here a rule counts only where it spells the name:
an explicit alias, the model's own id, or one of these with a release date (`-2025-08-28`) behind it.
What a price object says is read by `tables`.

Prices are the snapshot in the installed package; nothing is fetched. `rate_from` is null where genai-prices
gives no date. Azure's models fall back on the vendor's list price where genai-prices says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from functools import cache, lru_cache
from importlib import metadata
from typing import TYPE_CHECKING, NamedTuple

from aftercall.pricing.rates import Rates, Reason
from aftercall.pricing.tables import Consumed, PriceTable
from aftercall.record import Kind

if TYPE_CHECKING:
    from genai_prices.types import MatchLogic, ModelInfo, ModelPrice, Provider

_RELEASE_DATE = re.compile(r"-20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")


@cache
def version() -> str:
    """The installed genai-prices' version, without importing it."""
    return metadata.version("genai-prices")


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
    if info is None or not _is_named(info, model):
        return "unknown_model"
    if any(info is own for own in vendor.models):
        return _Model(vendor, info, f"{vendor.id}/{info.id}", {})
    lender = next(v.id for v in providers if any(info is own for own in v.models))
    return _Model(vendor, info, f"{vendor.id}->{lender}/{info.id}", {})


def _is_named(info: ModelInfo, model: str) -> bool:
    names = {name.lower() for name in (info.id, *_spelled(info.match))}
    return model in names or _RELEASE_DATE.sub("", model) in names


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
