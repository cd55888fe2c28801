"""What is told of a rate after it: another number in its place, or the period that a number waits for."""

from __future__ import annotations

from aftercall.signals import dating, documents
from aftercall.signals.dialogue import Exchange
from aftercall.signals.documents import FIX
from aftercall.signals.rate_asked import Asked, numbered
from aftercall.signals.speech import Speech
from aftercall.signals.tally import Finding

_REPEATED = 6  # tokens of an agent's turn that only says the number again
_SHORT_REPLY = 14
_LONGEST_CORRECTION = 30


def told_anew(exchange: Exchange, speech: Speech, asked: Asked, last: Finding | None) -> list[Finding]:
    """For "Seventy, noted." · "no, sorry, ninety": a number in place of the rate that was named again."""
    if last is None or last.period is None or not last.low:
        return []
    if FIX.isdisjoint(speech.tokens) and speech.tokens[:1] != ["now"]:
        return []
    if exchange.agent and not _numbers(asked.spoken.agent, last.low) and not _numbers(speech, last.low):
        return []
    told = [count for count in speech.counts if count.thing == "document" and count.number.low != last.low]
    if len(told) == 1 and not speech.periods and not FIX.isdisjoint(speech.tokens[: told[0].number.start]):
        number = told[0].number
        return [Finding(number.low, number.high, last.period, "volume.answer", exchange.turn)]
    anew = [count for count in speech.counts if count.thing == "none" and count.number.low != last.low]
    if len(anew) != 1 or anew[0].number.kind != "count" or not documents.is_answer(speech, anew[0]):
        return []
    number = anew[0].number
    repeated = 0 < len(exchange.agent) <= _REPEATED and "?" not in exchange.agent
    if (
        not _numbers(speech, last.low)
        and speech.tokens[:1] != ["now"]
        and FIX.isdisjoint(speech.tokens[0 if repeated else max(0, number.start - 2) : number.start])
    ):
        return []
    priced = documents.prices_are_talked_of(exchange, ()) and not _numbers(speech, last.low)
    if documents.of_people(number, asked.recap) or documents.is_price(speech, anew[0], priced=priced):
        return []
    return [Finding(number.low, number.high, last.period, "volume.answer", exchange.turn)]


def _numbers(speech: Speech, value: float) -> bool:
    return any(count.thing in ("none", "document") and count.number.low == value for count in speech.counts)


def period_only(
    exchange: Exchange, speech: Speech, asked: Asked, waiting: Finding | None, last: Finding | None
) -> list[Finding]:
    """A period without a number goes with the agent's number, or with ours that waits for one."""
    question = asked.question
    corrected = exchange.reply == "no" or not FIX.isdisjoint(speech.tokens[:6])
    stretches = [stretch for stretch in speech.periods if speech.tokens[stretch.start - 1 : stretch.start] != ["for"]]
    longest = _LONGEST_CORRECTION if corrected else _SHORT_REPLY
    if len(speech.tokens) > longest and not exchange.affirmed and not (stretches and stretches[0].start <= 1):
        return []
    of_number = numbered(speech)
    if corrected and last is not None and last.period is not None and stretches and exchange.agent and last.low:
        told = stretches[0].period
        repeated = any(count.number.low == last.low for count in question.counts)
        if told != last.period and repeated and not of_number:
            return [last._replace(period=told, rule="volume.period", turn=exchange.turn)]
    stretches = [stretch for stretch in stretches if "last" not in speech.tokens[stretch.start : stretch.end]]
    if not stretches and waiting is not None and exchange.reply == "yes" and "?" in exchange.agent_words:
        asked_for = question.periods  # "is that monthly?" · "yeah"
        if len(asked_for) == 1 and not numbered(question) and len(question.tokens) <= _SHORT_REPLY:
            return [waiting._replace(period=asked_for[0].period, rule="volume.period", turn=exchange.turn)]
    if not stretches or of_number:
        return []
    period = stretches[0].period
    if asked.documents or question.mentions("document") or question.periods:
        numbers = [
            c
            for c in question.counts
            if c.thing in ("document", "none")
            and c.number.kind == "count"
            and not (c.thing == "none" and documents.is_price(question, c, priced=asked.priced))
        ]
        if numbers and (asked.documents or waiting) and (asked.anew or question.periods or not asked.known):
            number = numbers[-1].number
            return [Finding(number.low, number.high, period, "volume.period", exchange.turn)]
    if waiting is not None and waiting.period is None:
        return [waiting._replace(period=period, rule="volume.period", turn=exchange.turn)]
    return []


def only_a_period(exchange: Exchange, speech: Speech, asked: Asked) -> list[Finding]:
    """For "the forms go out every two weeks": how often, before how many."""
    of_documents = speech.mentions("document") or asked.question.mentions("document") or asked.documents
    if exchange.affirmed or not (of_documents or (asked.about and not exchange.agent)):
        return []
    if any(count.number.kind == "count" and count.thing in ("document", "none") for count in speech.counts):
        return []
    stretches = [stretch for stretch in speech.periods if not dating.taken(speech, stretch)]
    if len({stretch.period for stretch in stretches}) != 1 or "last" in speech.tokens:
        return []
    return [Finding(0, 0, stretches[0].period, "volume.period", exchange.turn)]
