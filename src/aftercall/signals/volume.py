"""document_volume_per_month: how many documents the customer sends, normalised to a month.

A rate needs a number and a period. The period may be in the same sentence, in the agent's question, or
in the exchange after: a number without one waits in `Finding.period is None` until then.
"""

# SIM905: a list of words reads best as one string.
# ruff: noqa: SIM905

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from aftercall.signals import asking, ownership, periods
from aftercall.signals.dialogue import Exchange
from aftercall.signals.numbers import Number
from aftercall.signals.pack import Pack
from aftercall.signals.periods import Period, Stretch
from aftercall.signals.speech import Count, Speech


class Finding(NamedTuple):
    """A count of documents in a period; `usual` when the customer called it the normal one."""

    low: float
    high: float
    period: Period | None
    rule: str
    turn: int
    usual: bool = False


_CAPS = frozenset("allows allow could limit caps capped cap goal target".split())
_STOCK = frozenset(
    "old templates boxed sitting stored archived filed file piled drawer cabinet backlog basement".split()
)
_INCOMING = frozenset("receive received receiving incoming inbound".split())
_OUT = frozenset("out signed sent off to".split())
_LABELS = frozenset(
    "version route unit booth section line page level row gate chapter highway step floor number".split()
)
_USUAL = frozenset("normal normally regular usual usually average typical steady most".split())
_NOT_SENT = frozenset(["other", "outsider", "money", "unknown"])
_NEAR = 3  # tokens between a number and its period
_KIND = 3  # tokens that name a kind of document between two numbers: "ten offers · five lease addenda"
_APIECE = frozenset(["apiece", "each"])
_OF_THOSE = frozenset(["those", "them", "these"])
_BESIDES = frozenset(["also", "too"])
_FIX = frozenset("no wait sorry actually make meant scratch rather er correction hang mean".split())
_TOTALS = frozenset("total altogether together all combined makes so told".split())


def read(
    exchange: Exchange, speech: Speech, question: Speech, pack: Pack, last: Finding | None, *, lately: bool = False
) -> list[Finding]:
    """Findings of one exchange, in the order they count; `last` is the finding before this one, `lately`
    whether documents were spoken of in the last few exchanges.
    """
    found: list[Finding] = []
    waiting = last if last is not None and last.period is None else None
    if not exchange.affirmed and not speech.counts and not periods.possible_in(exchange.words):
        return found
    asked_periods = periods.find(question.tokens)
    about = lately or speech.mentions("document") or speech.beside(exchange.agent).mentions("document")
    asked = asking.for_documents(question) or (about and asking.on_for_more(question, has_period=bool(asked_periods)))
    if affirmed := exchange.affirmed:
        found += _from_agent(Speech(affirmed, pack), exchange, last, about=about)
    mine = _from_user(
        exchange,
        speech,
        asked=asked,
        question=question,
        asked_periods=asked_periods,
        about=about or last is not None,
    )
    if not mine:
        mine = _period_only(exchange, speech, question, found[-1] if found else waiting, last, asked=asked)
    return found + mine


def _from_agent(said: Speech, exchange: Exchange, last: Finding | None, *, about: bool) -> list[Finding]:
    """What an affirmed question or recap states."""
    found: list[Finding] = []
    stretches = periods.find(said.tokens)
    for count in said.counts:
        if count.thing not in ("document", "none") or count.number.kind == "pronoun":
            continue
        stretch = _nearest(said, count, stretches)
        if stretch is None or (count.thing == "none" and not (said.mentions("document") or about)):
            continue
        found.append(Finding(count.number.low, count.number.high, stretch.period, "volume.affirmed", exchange.turn))
    if found and last is not None and last.period == found[-1].period and not _BESIDES.isdisjoint(said.tokens):
        return [found[-1]._replace(low=found[-1].low + last.low, high=found[-1].high + last.high, rule="volume.sum")]
    return found[-1:]


def _from_user(
    exchange: Exchange, speech: Speech, *, asked: bool, question: Speech, asked_periods: list[Stretch], about: bool
) -> list[Finding]:
    tokens = speech.tokens
    stretches = periods.find(tokens)
    chosen: list[tuple[Count, Stretch | None]] = []
    for count in speech.counts:
        number, thing = count.number, count.thing
        if number.low <= 0 or _not_ours(speech, count, asked=asked):
            continue
        stretch = _nearest(speech, count, stretches)
        if chosen and tokens[number.start] == "once":  # the period of the number before
            continue
        if number.low == 1 and not _APIECE.isdisjoint(tokens[number.end : number.end + 3]):
            continue
        if number.kind == "pronoun" and (
            stretch is None or thing not in ("document", "none") or stretch.start != number.end
        ):
            continue
        if stretch is not None and stretch.start <= number.start < stretch.end:
            continue
        if thing == "document":
            if not (stretch or asked or asked_periods):
                continue
        elif thing in ("none", "unknown"):
            if (
                thing == "unknown"
                and not (asked and _same_thing(speech, count, question))
                and not (stretch and asked and not question.mentions("document"))
            ):
                continue
            follows = stretch is not None and 0 <= stretch.start - number.end <= 2
            if tokens[max(0, number.start - 1) : number.start] in (["other"], ["those"], ["these"], ["bar"]):
                continue
            if number.start and tokens[number.start - 1] in _LABELS:
                continue
            if (
                number.start
                and len(tokens[number.start - 1]) == 1
                and tokens[number.start - 1].isalpha()
                and tokens[number.start - 1] not in "ai"
            ):
                continue
            if exchange.rest and _corrects_people(number, exchange, speech):
                continue
            if not asked and not (stretch and _sentence_mentions(speech, number.start)) and not (about and follows):
                continue
        else:
            continue
        chosen.append((count, stretch))
    if not chosen:
        return []
    if any(count.thing == "document" and stretch for count, stretch in chosen):
        most = max(count.number.low for count, _ in chosen)
        chosen = [
            (count, stretch)
            for count, stretch in chosen
            if count.thing == "document"
            or (stretch and stretch.start >= count.number.end)
            or (_sums_up(tokens, count.number) and count.number.low >= most)
        ]
    free = [stretch for stretch in stretches if not _taken(speech, stretch)]
    if len(chosen) == 1 and chosen[0][1] is None and len({stretch.period for stretch in free}) == 1:
        chosen = [(chosen[0][0], free[0])]
    fallback = asked_periods[-1].period if asked_periods else None
    return [_settled(chosen, fallback, exchange, speech)]


def _sums_up(tokens: Sequence[str], number: Number) -> bool:
    """For "so forty all in", "so we're looking at ninety"."""
    before, after = tokens[max(0, number.start - 5) : number.start], tokens[number.end : number.end + 3]
    return "so" in before or "makes" in before or (bool(after) and after[0] in ("all", "total", "altogether", "in"))


def _same_thing(speech: Speech, count: Count, question: Speech) -> bool:
    return speech.tokens[count.noun_at] in question.tokens


def _corrects_people(number: Number, exchange: Exchange, speech: Speech) -> bool:
    """Of a recap of people and documents, whether a bare number is nearer to that of the people."""
    told = [count for count in speech.beside(exchange.agent).counts if count.thing in ("person", "seat", "document")]
    nearest = min(told, key=lambda count: abs(math.log(max(count.number.low, 1) / number.low)), default=None)
    return nearest is not None and nearest.thing != "document"


def _sentence_mentions(speech: Speech, place: int) -> bool:
    start, stop = speech.span(place)
    hits = (speech.nouns.get(at) for at in range(start, stop))
    return any(hit is not None and hit.value == "document" for hit in hits)


def _nearest(speech: Speech, count: Count, stretches: list[Stretch]) -> Stretch | None:
    """The period a number goes with: the next one in its sentence before another number, else one before it."""
    start, stop = speech.span(count.number.start)
    number = count.number
    place = bisect_left(stretches, number.end, key=lambda stretch: stretch.start)
    if place < len(stretches) and stretches[place].start < stop:
        return stretches[place]
    while place and stretches[place - 1].start >= number.start:
        place -= 1
    if not place or stretches[place - 1].start < start or _taken(speech, stretches[place - 1]):
        return None
    return stretches[place - 1]


def _taken(speech: Speech, stretch: Stretch) -> bool:
    """Whether a period is that of something else: "three hundred emails a day"."""
    at = bisect_left(speech.counts, stretch.start, key=lambda count: count.number.start)
    count = speech.counts[at - 1] if at else None
    return count is not None and count.thing in _NOT_SENT and stretch.start - count.number.end <= _NEAR


def _not_ours(speech: Speech, count: Count, *, asked: bool) -> bool:
    tokens, number = speech.tokens, count.number
    clause, (start, _) = speech.clause(number.start), speech.span(number.start)
    place = number.start
    before, after = tokens[clause[0] : place], tokens[number.end : clause[1]]
    if not _CAPS.isdisjoint(before) or not _INCOMING.isdisjoint(before) or _comes_in(before, after):
        return True
    if "ago" in after[:2] or not _STOCK.isdisjoint(after[:4]):
        return True
    if ownership.denied(tokens, place) or ownership.unreal(tokens, clause, start, place):
        return True
    if ownership.others(tokens, start, place, they_are_ours=asked or "they" in before):
        return True
    return ownership.past(tokens, clause[0], place) and not (
        "last" in [*before, *after[:4]] or "month" in before or "year" in after[:3]
    )


def _comes_in(before: Sequence[str], after: Sequence[str]) -> bool:
    """For "I get three or four": what comes in is not what goes out."""
    return "get" in before[-3:] and _OUT.isdisjoint(after) and _OUT.isdisjoint(before)


def _settled(
    chosen: list[tuple[Count, Stretch | None]], fallback: Period | None, exchange: Exchange, speech: Speech
) -> Finding:
    """One rate of the counts in one utterance: the usual one, the total, the sum of kinds, or the last."""
    tokens = speech.tokens
    last, last_stretch = chosen[-1]

    def finding(count: Count, stretch: Stretch | None, rule: str = "") -> Finding:
        period = stretch.period if stretch else fallback
        if not rule:
            rule = "volume.documents" if count.thing == "document" else "volume.answer"
        start, stop = speech.clause(count.number.start)
        usual = not _USUAL.isdisjoint(tokens[start:stop])
        return Finding(count.number.low, count.number.high, period, rule, exchange.turn, usual)

    if len(chosen) == 1:
        return finding(last, last_stretch)
    usual = [found for count, stretch in chosen if (found := finding(count, stretch)).usual]
    if usual and not finding(last, last_stretch).usual:
        return usual[-1]
    before_last = tokens[max(0, last.number.start - 4) : last.number.start]
    after_last = tokens[last.number.end : last.number.end + 4]
    if not _TOTALS.isdisjoint(before_last) or not (_TOTALS - {"so"}).isdisjoint(after_last):
        stretch = last_stretch or next((s for _, s in chosen if s), None)
        return finding(last, stretch)
    parts = [chosen[-1]]
    for (left, _), right in zip(reversed([*chosen[:-1]]), reversed(chosen[1:]), strict=True):
        between = tokens[left.number.end : right[0].number.start]
        if left.thing == "none" and (_ is None or right[1] is None or _.period != right[1].period):
            break
        if (
            not ({"and", "plus", "then", ","} & set(between) or (left.thing == "document" and len(between) <= _KIND))
            or not _FIX.isdisjoint(between)
            or left.thing not in ("document", "none")
            or "now" in between
            or "but" in between
        ):
            break
        parts.append((left, _))
    of_kind = tokens[last.number.end : last.number.end + 1] == ["of"] and not _OF_THOSE.isdisjoint(
        tokens[last.number.end + 1 : last.number.end + 2]
    )  # "and leases, there'd be thirty of those"
    if len(parts) > 1 and (last.thing == "document" or (of_kind and parts[1][0].thing == "document")):
        stretches = [stretch for _, stretch in parts if stretch]
        period = stretches[0].period if stretches else fallback
        if len({stretch.period for stretch in stretches}) <= 1:
            return Finding(
                sum(c.number.low for c, _ in parts),
                sum(c.number.high for c, _ in parts),
                period,
                "volume.sum",
                exchange.turn,
            )
    stated = [item for item in chosen if item[1] is not None]
    best = chosen[-1] if last_stretch or not stated else stated[-1]
    return finding(*best)


def _period_only(
    exchange: Exchange,
    speech: Speech,
    question: Speech,
    waiting: Finding | None,
    last: Finding | None,
    *,
    asked: bool,
) -> list[Finding]:
    """A period without a number goes with the agent's number, or with ours that waits for one."""
    corrected = exchange.reply == "no" or not _FIX.isdisjoint(speech.tokens[:6])
    if len(speech.tokens) > (30 if corrected else 14) and not exchange.affirmed:
        return []
    stretches = periods.find(speech.tokens)
    if corrected and last is not None and last.period is not None and stretches and exchange.agent:
        told = stretches[0].period
        repeated = any(count.number.low == last.low for count in question.counts)
        if told != last.period and repeated and not any(count.number.kind == "count" for count in speech.counts):
            return [last._replace(period=told, rule="volume.period", turn=exchange.turn)]
    stretches = [stretch for stretch in stretches if "last" not in speech.tokens[stretch.start : stretch.end]]
    if not stretches or (speech.counts and any(count.number.kind == "count" for count in speech.counts)):
        return []
    period = stretches[0].period
    if asked or question.mentions("document") or periods.find(question.tokens):
        numbers = [c for c in question.counts if c.thing in ("document", "none") and c.number.kind == "count"]
        if numbers and (asked or waiting):
            number = numbers[-1].number
            return [Finding(number.low, number.high, period, "volume.period", exchange.turn)]
    if waiting is not None and waiting.period is None:
        return [waiting._replace(period=period, rule="volume.period", turn=exchange.turn)]
    return []


def settle(findings: Sequence[Finding]) -> Finding | None:
    """The last rate told; a usual one is not replaced by an unusual one of the same turn."""
    best: Finding | None = None
    for finding in findings:
        if finding.period is None:
            continue
        if best is None or not (best.usual and not finding.usual and best.turn == finding.turn):
            best = finding
    return best


def per_month(finding: Finding) -> tuple[float, float]:
    """Both ends, normalised to a month and rounded to 0.1."""
    assert finding.period is not None, "settle() leaves out rates without a period"
    factor = periods.PER_MONTH[finding.period]
    return round(finding.low * factor, 1), round(finding.high * factor, 1)
