"""What the agent makes of a number: "thirty desks" · "Thirty seats, noted."

The agent's words give no signal by themselves. But where they repeat a number that the user has just said, and
the user does not object, they tell what the user counted.
"""

# SIM905: a list of words reads best as one string.
# ruff: noqa: SIM905

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aftercall.signals import asking_people, documents, periods, prices, roster, sums, tally, team
from aftercall.signals.dialogue import Exchange
from aftercall.signals.numbers import WORDS as NUMBERS
from aftercall.signals.numbers import Number
from aftercall.signals.numbers import find as find_numbers
from aftercall.signals.speech import PEOPLE, Count, Speech, Spoken
from aftercall.signals.words import STOPS, Cues

_NOT_SENT = PEOPLE | {"money", "percent", "time"}
_YOU_ALL = Cues("of you")
_OF_OURS = frozenset("trial plan plans tier starter".split())
_NEAR = 4  # tokens at most between a number and its period


def read(
    spoken: Spoken,
    user: Speech,
    turn: int,
    *,
    last: tally.Finding | None,
    sizes: Sequence[team.Finding],
    before: Spoken | None,
    waiting: periods.Period | None,
) -> tuple[list[team.Finding], list[tally.Finding]]:
    """Sizes and rates that the agent's turn repeats of `user`, the user's words of the turn before, numbered `turn`.

    `last` is the rate found last, `sizes` are those found so far, `before` the exchange read before this one,
    `waiting` the period of a rate that was asked for and not told.
    """
    people: list[team.Finding] = []
    rates: list[tally.Finding] = []
    exchange, agent = spoken.exchange, spoken.agent
    if (exchange.reply == "no" and "?" not in exchange.agent) or not _OF_OURS.isdisjoint(exchange.agent_words):
        return people, rates
    told, size = user.numbers, sizes[-1] if sizes else None
    if before and agent.counts and (listed := _names(agent, user, before)):
        return [_size(listed, team.question_scope(before.question), turn)], rates
    if not told and not _YOU_ALL.stand_in(agent.tokens, agent.words):
        return people, rates
    values = {(number.low, number.high) for number in told}
    if total := _total(spoken, user, last, turn):
        return people, [total]
    if values.isdisjoint([(number.low, number.high) for number in agent.numbers]) and not _YOU_ALL.stand_in(
        agent.tokens, agent.words
    ):
        return people, rates
    theirs = {count.number: count.thing for count in user.counts}
    stretches = agent.periods
    told_of_all = max((c.number.low for c in agent.counts if size and c.number.low == size.low), default=0)
    for count in agent.counts:
        if count.number.kind != "count":
            continue
        if _of_you(agent, count) and agent.tokens[count.number.start - 1 : count.number.start] == ["the"]:
            if size and count.number.high < size.low:
                continue  # some of those who were told
            people.append(_size(count.number, (size.scope if size else 0) or sums.TEAM, turn))
            continue
        if _asked(agent.tokens, count.number.end) or team.of_a_plan(agent, count.number):
            continue
        if told_of_all and count.number.low < told_of_all:
            continue  # "five logins, four artists plus Remy"
        same = [number for number in told if _same(number, count.number)]
        if _acknowledged(agent, count, stretches) and (same or _of_you(agent, count)):
            scope = size.scope if size and size.turn == turn else 0
            if before and not scope and asking_people.for_people(before.exchange, before.question, None):
                scope = team.question_scope(before.question)
            summed = size and same and same[-1].low != size.low and periods.find(user.tokens[: same[-1].start])
            rated = same and periods.find(user.tokens[same[-1].end : same[-1].end + _NEAR])
            if scope and not rated and not summed and (not same or theirs.get(same[-1]) in ("none", "person", "seat")):
                people.append(_size(count.number, scope, turn))
                continue
        if not same or theirs.get(same[-1]) not in ("none", "unknown", "person", "seat", "document"):
            continue
        if count.thing == "seat" or (count.thing == "person" and theirs[same[-1]] in ("none", "seat", "unknown")):
            people.append(_size(count.number, sums.USERS if count.thing == "seat" else sums.TEAM, turn))
        elif count.thing in ("document", "none"):
            stretch = next((s for s in stretches if 0 <= s.start - count.number.end <= 4), None)
            named = "document" in (count.thing, theirs[same[-1]]) or user.mentions("document")
            told_now = last is not None and last.turn == turn
            head = count.thing == "document" or count.number.start <= 1  # "Twenty, thanks."
            waits = waiting and named and head and not (last and last.low) and _may_be_sent(user, same[-1])
            period = stretch.period if stretch else waiting if waits else None
            if period and (told_now or (named and not documents.offered(user, same[-1].start))):
                low, high = count.number.low, count.number.high
                rates.append(tally.Finding(low, high, period, "volume.echoed", turn))
    return people[-1:], rates[-1:]


_SO = frozenset("so then ok okay right , that 's makes".split())
_JOINS = STOPS | {",", "and", "plus"}
_ARE = frozenset("is are 's".split())
_BEFORE_A_NAME = _SO | {"just", "my", "our", "the"}
_SPEAKER = (["me"], ["myself"], ["i"])
_A_FEW = 3  # names, at least, that are counted
_A_NAME = 2  # tokens


def _names(agent: Speech, user: Speech, before: Spoken) -> Number | None:
    """For "who'd send them?" · "Kwame, Lily, Bogdan, me" · "So four.": as many as were named."""
    number, stop = agent.counts[0].number, agent.span(agent.counts[0].number.start)[1]
    beside = (*agent.tokens[: number.start], *agent.tokens[number.end : stop])
    if agent.counts[0].thing != "none" or number.low < _A_FEW or not _SO.issuperset(beside):
        return None
    if not asking_people.for_people(before.exchange, before.question, None):
        return None
    items: list[list[str]] = [[]]
    for token in user.tokens:
        if token in _JOINS:
            items.append([])
        elif token in _ARE:
            items[-1] = []  # "the ones who'd touch it are Kwame, …"
        elif items[-1] or token not in _BEFORE_A_NAME:
            items[-1].append(token)
    last = [item for item in items if item][-int(number.low) :]
    named = len(last) == number.low and all(
        len(item) <= _A_NAME and NUMBERS.isdisjoint(item) and (item in _SPEAKER or roster.NO_NAME.isdisjoint(item))
        for item in last
    )
    return number if named else None


_PRICED = frozenset(
    "seat seats each month year comes cost costs price priced dollars pounds euros total licence licences license licenses".split()
)
_LIMITS = frozenset("up above over under past per every first minimum least if than until beyond from starting".split())


def agreed(spoken: Spoken, told: Mapping[float, int]) -> list[team.Finding]:
    """The seats that the agent reckons a price for, of the numbers `told` by the user, in which turns: "for two it'd be fifty eight"."""
    agent, exchange = spoken.agent, spoken.exchange
    if exchange.reply == "no" or _PRICED.isdisjoint(agent.words):
        return []
    found: list[team.Finding] = []
    for count in agent.counts:
        number, (start, stop) = count.number, agent.span(count.number.start)
        before = agent.tokens[max(start, number.start - 3) : number.start]
        if number.kind != "count" or number.low not in told or number.low < 1 or number.low != int(number.low):
            continue
        if (
            not _LIMITS.isdisjoint(before)
            or not _OF_OURS.isdisjoint(agent.tokens[start : number.start])
            or _PRICED.isdisjoint(agent.tokens[start:stop])
            or "if" in agent.tokens[start:stop]
        ):
            continue
        beside = [other for other in agent.numbers if start <= other.start < stop and other is not number]
        if count.thing in ("seat", "person") or (count.thing == "none" and before[-1:] == ["for"] and beside):
            found.append(_size(number, sums.USERS, told[number.low]))
    return found[-1:]


_MEANT = (
    ["i", "meant"],
    ["i", "mean"],
    ["no", ",", "i", "meant"],
    ["sorry", ",", "i", "meant"],
    ["ha", ",", "i", "meant"],
)
_NARROWER = frozenset("who users seats login logins use using access".split())
_OH = (["oh", ","], ["oh", "."], ["ah", ","], ["ah", "."])
_WELL_HEARD = frozenset(
    "good great fine right okay ok thanks thank perfect lovely nice got noted excellent wonderful ? we so then".split()
)
_NO_NOUNS = frozenset(
    "how many much do does are is you your the a an in of at on for and it that this there to have would".split()
)
_A_WORD_OR_TWO = 8  # tokens in which the agent names again what was asked for


def misheard(before: Exchange, agent: Sequence[str], user: Sequence[str]) -> bool:
    """For "How many seats?" · "it's a theatre, four hundred" · "Seats in our product." · "oh, I'd have to ask": of something else.

    Who then asks more narrowly ("I meant those who'd use it") takes nothing back.
    """
    if any(agent[: len(meant)] == meant for meant in _MEANT):
        return before.question_words.issuperset(_NARROWER.intersection(agent))
    if list(user[:2]) not in _OH or len(agent) > _A_WORD_OR_TWO or not _WELL_HEARD.isdisjoint(agent):
        return False
    return not before.question_words.isdisjoint(set(agent) - _NO_NOUNS - STOPS) and not find_numbers(agent)


def _may_be_sent(user: Speech, number: Number) -> bool:
    """Whether the user told a number of their own, of no stock: not "sixteen filing cabinets"."""
    told = next(count for count in user.counts if count.number == number)
    return not documents.elsewhere(user, told, asked=False, counted=False)


def _acknowledged(agent: Speech, count: Count, stretches: Sequence[periods.Stretch]) -> bool:
    """For "Nine, then.", "So eighteen it is", "the five of you": a number that counts nothing else by name."""
    number = count.number
    if number.low < 1 or number.low != int(number.low) or any(0 <= s.start - number.end <= _NEAR for s in stretches):
        return False
    if agent.tokens[max(0, number.start - 2) : number.start] in (["rather", "than"], ["instead", "of"]):
        return False
    return count.noun_at < 0


def _of_you(agent: Speech, count: Count) -> bool:
    return agent.tokens[count.number.end : count.number.end + 2] == ["of", "you"]


def _total(spoken: Spoken, user: Speech, last: tally.Finding | None, turn: int) -> tally.Finding | None:
    """For "Forty from the north yard. And the south's another twenty five." · "Sixty five.": the rate told and another number."""
    if last is None or last.turn != turn or last.period is None or not last.low:
        return None
    sums_ = {last.low + count.number.low for count in user.counts if _sent(count) and count.number.low != last.low}
    if not prices.talked_of(spoken.exchange, ()):  # "four boats, each goes out nine times a month" · "Thirty six."
        sums_.update(last.low * one.number.low for one in user.counts if one.number.low not in (1, last.low))
    for count in spoken.agent.counts:
        if _sent(count) and count.number.low in sums_ and not _asked(spoken.agent.tokens, count.number.end):
            return last._replace(low=count.number.low, high=count.number.low, rule="volume.sum")
    return None


def _sent(count: Count) -> bool:
    return count.thing not in _NOT_SENT and count.number.kind == "count"


def _asked(tokens: Sequence[str], place: int) -> bool:
    """Whether the sentence around `place` is a question."""
    return next((token for token in tokens[place : place + 20] if token in STOPS), "") == "?"


def _same(told: Number, repeated: Number) -> bool:
    return (told.low, told.high) == (repeated.low, repeated.high)


def _size(number: Number, scope: int, turn: int) -> team.Finding:
    return team.Finding(scope, int(number.low), int(number.high), "team.echoed", turn)
