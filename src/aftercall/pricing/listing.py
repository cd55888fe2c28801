"""The price book as a list: what it knows on a day, since when, from where, and how long ago that was read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from typing import NamedTuple, get_args

from aftercall.pricing import llm
from aftercall.pricing.book import PriceBook
from aftercall.pricing.card import UNIT_OF_ROW, RateCard, Row
from aftercall.pricing.providers import normalise
from aftercall.pricing.tables import PriceTable
from aftercall.record import Kind, plain_decimal

_ROW_UNIT = {counted: name for name, counted in UNIT_OF_ROW.items()}


class Known(NamedTuple):
    """One price. What the source does not say is null."""

    layer: str  # override · card · genai-prices, in the order in which they are asked
    provider: str
    models: tuple[str, ...]
    service: str | None
    mode: str | None
    language: str | None
    plan: str | None
    unit: str  # as in a price file: minute, 1k_characters, 1m_input_tokens, …
    price: str  # US dollars for one such unit
    above_input_tokens: int | None  # the price is that of larger requests only
    since: str | None  # the day from which it holds
    until: str | None  # the first day on which it does not any more
    verified_on: str | None  # when the price was read last; of genai-prices, when its snapshot was released
    age_days: int | None  # from verified_on to the day asked for; null for a day before it
    source: str


def known(book: PriceBook, on: date) -> Iterator[Known]:
    """The prices of the owner's file and of our card that hold on a UTC day, in the order of their rows."""
    for card in book.cards:
        for _, row in card.in_force(on):
            yield _of_row(card, row, on)


def _of_row(card: RateCard, row: Row, on: date) -> Known:
    return Known(
        layer="override" if card.status == "override" else "card",
        provider=normalise(row.provider, None)[0] or "",
        models=tuple(normalise(None, model)[1] or "" for model in row.models),
        service=row.service,
        mode=row.mode,
        language=row.language,
        plan=row.plan,
        unit=row.unit,
        price=row.price,
        above_input_tokens=None,
        since=row.effective_from.isoformat(),
        until=row.effective_to.isoformat() if row.effective_to else None,
        verified_on=row.verified_on.isoformat() if row.verified_on else None,
        age_days=_age(row.verified_on, on),
        source=row.source or card.label,
    )


def _age(read: date | None, on: date) -> int | None:
    return (on - read).days if read is not None and read <= on else None


def about(book: PriceBook, name: str, on: date) -> list[Known]:
    """The prices of a vendor, or of a model by any of its whole names, language models included.

    `name` is one as records or hosts have it: `openai`, `api.openai.com`, `nova-3`, `nova-3:multi`, or vendor and
    model, `livekit/deepgram/nova-3`. What an earlier layer has is not listed again from a later one.
    """
    name = name.strip().lower()
    asked = normalise(name if "://" in name or "/" not in name else None, None)[0]
    first, _, rest = name.partition("/")
    ours = []
    for card in book.cards:
        for _, row in card.in_force(on):
            one = _of_row(card, row, on)
            names = {*one.models, *row.names()}
            if asked == one.provider or name in names or (normalise(first, None)[0] == one.provider and rest in names):
                ours.append(one)
    at = datetime.combine(on, time(), UTC)
    vendors = llm.vendors()
    if asked in vendors:
        pairs = [(asked, model) for model in llm.models(asked)]
    else:
        pairs = [(vendor, name) for vendor in vendors] + [(normalise(first, None)[0] or "", rest)]
    priced = {(one.provider, model, one.unit) for one in ours for model in one.models}
    theirs = (one for vendor, model in pairs for one in _of_model(vendor, model, at))
    return ours + [one for one in theirs if (one.provider, one.models[0], one.unit) not in priced]


def _of_model(vendor: str, model: str, at: datetime) -> Iterator[Known]:
    found: dict[tuple[str, int | None], Known] = {}
    read = llm.snapshot()
    for kind in get_args(Kind):
        table = llm.at_time(kind, vendor, model, at)
        if not isinstance(table, PriceTable):
            return
        for tier, above in enumerate((None, *table.starts)):
            for unit, rate in table.band(tier).rates.by_unit.items():
                if tier and table.band(tier - 1).rates.by_unit.get(unit) == rate:
                    continue
                found.setdefault(
                    (unit, above),
                    Known(
                        layer="genai-prices",
                        provider=vendor,
                        models=(model,),
                        service=None,
                        mode=None,
                        language=None,
                        plan=None,
                        unit=_ROW_UNIT[unit, rate.per],
                        price=plain_decimal(rate.unit_price),
                        above_input_tokens=above,
                        since=rate.rate_from,
                        until=None,
                        verified_on=read.isoformat() if read else None,
                        age_days=_age(read, at.date()),
                        source=rate.rate_source,
                    ),
                )
    yield from found.values()
