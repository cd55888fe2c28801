"""What is told of a rate after it: another number in its place, or the period that a number waits for."""

# SIM905: a list of words reads best as one string.
# ruff: noqa: SIM905

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

from aftercall.signals import dating, documents, ownership, prices
from aftercall.signals.dialogue import Exchange
from aftercall.signals.documents import FIX
from aftercall.signals.numbers import Number
from aftercall.signals.periods import Stretch
from aftercall.signals.rate_asked import Asked, numbered
from aftercall.signals.speech import PEOPLE, Count, Speech
from aftercall.signals.tally import Finding
from aftercall.signals.words import BREAKS, Cues

_REPEATED = 6  # tokens of an agent's turn that only says the number again
_SHORT_REPLY = 14
MULTIPLES = {"double": 2.0, "twice": 2.0, "thrice": 3.0, "triple": 3.0, "treble": 3.0, "half": 0.5}
_THAT = (["that"], ["it"])
_AFTER_THAT = frozenset("easily easy at now these really probably i or maybe".split())
_LONGEST_CORRECTION = 30
_PEOPLE = PEOPLE | {"outsider"}
_CAME_OR_WENT = frozenset(
    "joined joining started starting starts begin began forgot forgotten left leaving quit retired resigned hired added took brought".split()
)
_GREW = frozenset(
    "went gone grew grown moved jumped rose risen climbed shot scaled leapt swelled ramped dropped fell fallen shrank shrunk slid".split()
)
_UP = frozenset("up down".split())
_HEDGES = frozenset("about around roughly like maybe approximately nearly almost over under probably some say".split())
_MORE_LIKE = Cues("'s more like", "'d be more like", "is more like", "be more like", "'re more like")
_WISHES = Cues("good day", "have a good", "have a great", "enjoy the", "week to you", "month to you")  # in parting
_JUST_TOLD = 2  # turns since a rate was told
_FROM_TO = 8  # tokens between the old number and the new one


def anew(speech: Speech, stretches: list[Stretch]) -> tuple[Sequence[Count], list[Stretch]]:
    """The counts and the periods of an answer that may be of documents now: without news of people, and without what was before."""
    counts = speech.counts
    if not FIX.isdisjoint(speech.words):
        news = {count.number.start for count in counts if _of_people(speech, count)}
        if news:
            stretches = [one for one in stretches if _told_with(speech, one) not in news]
            counts = [count for count in counts if count.number.start not in news]
    if not _GREW.isdisjoint(speech.words) and "from" in speech.words:
        grown = _grown(speech, counts)
        if grown is not counts:
            lasting = [one for one in stretches if speech.tokens[one.start] not in ("last", "this")]
            return grown, lasting or stretches
    return counts, stretches


def _told_with(speech: Speech, stretch: Stretch) -> int:
    """Where the last number before a period stands, if it is in the same sentence; -1 if none is."""
    at = bisect_left(speech.counts, stretch.start, key=lambda count: count.number.start)
    place = speech.counts[at - 1].number.start if at else -1
    return place if place >= speech.span(stretch.start)[0] else -1


def _of_people(speech: Speech, count: Count) -> bool:
    """For "actually, make it ten people, I forgot two": whether a bare number goes on about people who are told anew."""
    tokens, place, end = speech.tokens, count.number.start, count.number.end
    if count.thing != "none" or any(stretch.start == end for stretch in speech.periods):
        return False
    start, stop = speech.span(place)
    if not _CAME_OR_WENT.isdisjoint(tokens[start:stop]):
        start = max(0, place - _LONGEST_CORRECTION)
    fixed = [at for at in range(start, place) if tokens[at] in FIX]
    if not fixed:
        return False
    at = bisect_left(speech.counts, fixed[-1], key=lambda count: count.number.start)
    told = next((told for told in speech.counts[at : at + _LONGEST_CORRECTION] if told.thing != "none"), None)
    return (
        told is not None
        and told.thing in _PEOPLE
        and told.number.start < place
        and not documents.named_in(speech, told.number.end, place)
    )


def _grown(speech: Speech, counts: Sequence[Count]) -> Sequence[Count]:
    """The counts with only the new number of "we went from fifty contracts a month to ninety"."""
    tokens = speech.tokens
    for count in counts:
        number = count.number
        if number.low < number.high and "to" in tokens[number.start : number.end] and _grew_from(tokens, number.start):
            start = tokens.index("to", number.start) + 1
            now = count._replace(number=number._replace(start=start, low=number.high))
            return [now if told is count else told for told in counts]
    for old, new in pairwise(counts):
        between = tokens[old.number.end : new.number.start]
        if (
            new.thing in ("none", "document")
            and old.thing in ("none", "document")
            and len(between) <= _FROM_TO
            and BREAKS.isdisjoint(between)
            and _led_by(tokens, new.number.start) == "to"
            and _grew_from(tokens, old.number.start)
        ):
            now = new._replace(thing=old.thing, noun_at=old.noun_at) if new.thing == "none" else new
            return [now if told is new else told for told in counts if told is not old]
    return counts


def _unhedged(tokens: Sequence[str], place: int) -> int:
    """The place of the word before a number and what hedges it."""
    place -= 1
    while place >= 0 and tokens[place] in _HEDGES:
        place -= 1
    return place


def _led_by(tokens: Sequence[str], place: int) -> str:
    at = _unhedged(tokens, place)
    return tokens[at] if at >= 0 else ""


def _grew_from(tokens: Sequence[str], place: int) -> bool:
    """For "went from", "has gone up from about"."""
    at = _unhedged(tokens, place)
    if at < 1 or tokens[at] != "from":
        return False
    return not _GREW.isdisjoint(tokens[max(0, at - 1 - (tokens[at - 1] in _UP)) : at])


def told_anew(exchange: Exchange, speech: Speech, asked: Asked, last: Finding | None) -> list[Finding]:
    """For "Seventy, noted." · "no, sorry, ninety": a number in place of the rate that was named again."""
    if last is None or last.period is None or not last.low:
        return []
    if one_of_two := _picked(speech, asked, last):
        return [last._replace(low=one_of_two.low, high=one_of_two.high, rule="volume.answer", turn=exchange.turn)]
    again = "said" in speech.words and _numbers(speech, last.low)  # "I said twenty, it's more like twenty five"
    fixed = again or speech.tokens[:1] == ["now"] or not FIX.isdisjoint(speech.tokens)
    if not (fixed or _takes_back(speech, last.low)):
        return []
    now = (
        "now" in speech.words and exchange.turn - last.turn <= _JUST_TOLD
    )  # "sorry, that was last year. It's ninety now"
    if exchange.agent and not (now or _numbers(asked.spoken.agent, last.low) or _numbers(speech, last.low)):
        return []
    told = [count for count in speech.counts if count.thing == "document" and count.number.low != last.low]
    if len(told) == 1 and not speech.periods and not FIX.isdisjoint(speech.tokens[: told[0].number.start]):
        number = told[0].number
        return [Finding(number.low, number.high, last.period, "volume.answer", exchange.turn)]
    bare = [count for count in speech.counts if count.thing == "none" and count.number.low != last.low]
    if len(bare) != 1 or bare[0].number.kind != "count" or not documents.is_answer(speech, bare[0]):
        return []
    if _of_people(speech, bare[0]):
        return []
    number = bare[0].number
    repeated = 0 < len(exchange.agent) <= _REPEATED and "?" not in exchange.agent
    if (
        not (now or _numbers(speech, last.low))
        and speech.tokens[:1] != ["now"]
        and FIX.isdisjoint(speech.tokens[0 if repeated else max(0, number.start - 2) : number.start])
    ):
        return []
    priced = prices.talked_of(exchange, ()) and not _numbers(speech, last.low)
    if documents.of_people(number, asked.recap) or prices.is_price(speech, bare[0], priced=priced):
        return []
    return [Finding(number.low, number.high, last.period, "volume.answer", exchange.turn)]


_OTHER_TIMES = frozenset("if used near peak could might was were".split())


def times_that(exchange: Exchange, speech: Speech, asked: Asked) -> list[Finding]:
    """For "So thirty agreements a month?" · "more like double that", "three times that", "half that"."""
    tokens, told = speech.tokens, [one for one in asked.question.counts if one.thing in ("none", "document")]
    if (
        len(told) != 1
        or told[0].number.kind != "count"
        or not asked.documents
        or not _OTHER_TIMES.isdisjoint(speech.words)
    ):
        return []
    stretch = dating.nearest(asked.question, told[0], asked.question.periods)
    period = stretch.period if stretch else asked.period
    for at in range(min(len(tokens) - 1, _SHORT_REPLY)):
        factor, end = MULTIPLES.get(tokens[at]), at + 1 + (tokens[at + 1] == "of")
        if tokens[at] == "times":
            factor = next((one.low for one in speech.numbers if one.end == at), None)
        after = tokens[end + 1 : end + 2]
        if tokens[at - 1 : at] == ["not"]:
            continue
        if factor and tokens[end : end + 1] in _THAT and (not after or after[0] in BREAKS or after[0] in _AFTER_THAT):
            number = told[0].number
            return [Finding(number.low * factor, number.high * factor, period, "volume.answer", exchange.turn)]
    return []


def stands(speech: Speech, last: Finding) -> bool:
    """For "maybe we'd do ten, but no, four is what we do", "No. Sixteen. Sixty and I'd be rich.": the known rate is said again, last."""
    if speech.periods:
        return False
    told = [count for count in speech.counts if count.thing in ("none", "document") and count.number.kind == "count"]
    real = [count for count in told if not documents.supposed(speech.tokens, count.number.start)]
    return bool(real) and real[-1].number.low == last.low and not ownership.denied(speech.tokens, real[-1].number.start)


def _takes_back(speech: Speech, value: float) -> bool:
    """For "she says it isn't thirty, it's twenty"."""
    return any(one.number.low == value and ownership.denied(speech.tokens, one.number.start) for one in speech.counts)


def _picked(speech: Speech, asked: Asked, last: Finding) -> Number | None:
    """For "Was that fifty or fifteen?" · "Fifty.": what is picked of two numbers, one of which was the rate."""
    named = asked.question.numbers
    if "or" not in asked.question.words or not any(last.low in (number.low, number.high) for number in named):
        return None
    bare = [count.number for count in speech.counts if count.thing in ("none", "document")]
    ends = {end for number in named for end in (number.low, number.high)}
    return bare[0] if len(bare) == 1 and len(speech.tokens) <= _SHORT_REPLY and bare[0].low in ends else None


def _numbers(speech: Speech, value: float) -> bool:
    return any(count.thing in ("none", "document") and count.number.low == value for count in speech.counts)


_LASTING = frozenset("for been had having such what".split())  # "it's been a day"


def period_only(
    exchange: Exchange, speech: Speech, asked: Asked, waiting: Finding | None, last: Finding | None
) -> list[Finding]:
    """A period without a number goes with the agent's number, or with ours that waits for one."""
    question = asked.question
    corrected = exchange.reply == "no" or not FIX.isdisjoint(speech.tokens[:6])
    stretches = [
        stretch for stretch in speech.periods if _LASTING.isdisjoint(speech.tokens[stretch.start - 1 : stretch.start])
    ]
    longest = _LONGEST_CORRECTION if corrected else _SHORT_REPLY
    if len(speech.tokens) > longest and not exchange.affirmed and not (stretches and stretches[0].start <= 1):
        return []
    of_number = numbered(speech)
    if corrected and last is not None and last.period is not None and stretches and exchange.agent and last.low:
        period = stretches[0].period
        repeated = any(count.number.low == last.low for count in question.counts)
        if period != last.period and repeated and not of_number:
            return [last._replace(period=period, rule="volume.period", turn=exchange.turn)]
    stretches = [stretch for stretch in stretches if "last" not in speech.tokens[stretch.start : stretch.end]]
    if not stretches and waiting is not None and exchange.reply == "yes" and "?" in exchange.agent_words:
        asked_for = question.periods  # "is that monthly?" · "yeah"
        if len(asked_for) == 1 and not numbered(question) and len(question.tokens) <= _SHORT_REPLY:
            return [waiting._replace(period=asked_for[0].period, rule="volume.period", turn=exchange.turn)]
    if not stretches or of_number:
        return []
    period = stretches[0].period
    if asked.documents or question.mentions("document") or question.periods:
        told = [c for c in question.counts if c.thing in ("document", "none") and c.number.kind == "count"]
        numbers = [c for c in told if c.thing != "none" or not prices.is_price(question, c, priced=asked.priced)]
        if numbers and (asked.documents or waiting) and (asked.anew or question.periods or not asked.known):
            number = numbers[-1].number
            return [Finding(number.low, number.high, period, "volume.period", exchange.turn)]
    if waiting is not None and waiting.period is None and not _WISHES.stand_in(speech.tokens):
        return [waiting._replace(period=period, rule="volume.period", turn=exchange.turn)]
    return []


def instead(exchange: Exchange, speech: Speech, asked: Asked) -> list[Finding]:
    """For "Would you say ten a week?" · "Ten, we do that by Tuesday, it's more like thirty", or "Ten! Thirty"."""
    proposed = {count.number.low for count in asked.question.counts}
    if not speech.counts or speech.counts[0].number.low not in proposed:
        return []
    first, *others = speech.counts
    tokens, astonished = speech.tokens, speech.tokens[first.number.end : first.number.end + 1] in (["!"], ["?"])
    for count in others:
        number = count.number
        meant = count.thing in ("none", "document") and number.kind == "count" and number.low not in proposed
        if meant and (astonished or _MORE_LIKE.stand_in(tokens[max(0, number.start - 5) : number.start])):
            stretch = dating.nearest(speech, count, speech.periods)
            period = stretch.period if stretch else asked.period
            return [Finding(number.low, number.high, period, "volume.answer", exchange.turn)]
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
