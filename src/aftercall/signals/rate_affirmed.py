"""document_volume_per_month, as the agent states it and the user says yes to it."""

from __future__ import annotations

from aftercall.signals import dating, documents, prices
from aftercall.signals.dialogue import Exchange
from aftercall.signals.rate_asked import Asked
from aftercall.signals.speech import Count, Speech
from aftercall.signals.tally import Finding
from aftercall.signals.words import Cues

_TOTAL = frozenset(["altogether", "total", "overall"])
_SUPPOSES = Cues("if you send", "if you sent", "if you did", "if you were", "you were to", "were you to", "if you had", "suppose you", "imagine", "supposing")  # fmt: skip
_BESIDES = frozenset(["also", "too"])


def read(said: Speech, exchange: Exchange, last: Finding | None, rate: Finding | None, asked: Asked) -> list[Finding]:
    """What an affirmed question or recap states."""
    found: list[Finding] = []
    stretches = said.periods
    seats = [said.tokens[one.number.start - 1] for one in said.counts if one.thing == "seat"]  # "with nine users it's"
    priced = bool({"with", "for", "at"} & {*seats}) or prices.talked_of(exchange, ())
    priced = priced and not said.mentions("document")
    for count in said.counts:
        if count.thing not in ("document", "none") or count.number.kind == "pronoun":
            continue
        if _SUPPOSES.stand_in(said.tokens[said.span(count.number.start)[0] : count.number.start]):
            continue
        stretch = dating.nearest(said, count, stretches)
        period = stretch.period if stretch else None
        if period is None and last is not None and not _TOTAL.isdisjoint(said.tokens):
            period = last.period
        if period is None or (count.thing == "none" and not (said.mentions("document") or asked.about)):
            continue
        bare = count.thing == "none" and not _asked_or_named(said, count, exchange)
        if bare and rate and (asked.long_known or _for_so_many(said, count, rate)):
            continue  # "it's thirty eight a month for two of you"
        if count.thing == "none" and prices.is_price(said, count, priced=priced):
            continue
        if stretch and said.tokens[stretch.end : stretch.end + 1] == ["rate"] and not said.mentions("document"):
            continue  # "twenty nine is the monthly rate"
        if stretch and count.thing == "none" and dating.of_another(said, count, stretch):
            found = found[:-1]  # "it's 232 a month for eight"
            continue
        found.append(Finding(count.number.low, count.number.high, period, "volume.affirmed", exchange.turn))
    if found and last is not None and last.period == found[-1].period and not _BESIDES.isdisjoint(said.tokens):
        if last.rule == "volume.sum":
            return [last._replace(turn=exchange.turn)]
        return [found[-1]._replace(low=found[-1].low + last.low, high=found[-1].high + last.high, rule="volume.sum")]
    return found[-1:]


def _for_so_many(said: Speech, count: Count, rate: Finding) -> bool:
    """For "for the five of you that's sixty five a month", a price; not "so four a day across eight, for all thirty two"."""
    start, stop = said.span(count.number.start)
    others = [other.low for other in said.numbers if start <= other.start < stop and other is not count.number]
    made = any(count.number.low in (rate.low * other, rate.low + other) for other in others)
    return "for" in said.tokens[start:stop] and bool(others) and not made


def _asked_or_named(said: Speech, count: Count, exchange: Exchange) -> bool:
    """Whether the agent's sentence asks about a number, or names documents: else it is a price, once the rate is known."""
    start, stop = said.span(count.number.start)
    return documents.named_in(said, start, stop) or (
        "?" in exchange.agent_words and said.tokens[start] in exchange.question[:1]
    )
