"""team_size: how many people would use the product, or else are in the team, or else in the company.

A finding has a scope; the narrowest scope that was told wins, and within it the last value.
"""

# SIM905: a list of words reads best as one string.
# ruff: noqa: SIM905

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from aftercall.signals import asking_people, counting, naming, narrower, parts, scope, sizes, speaker, sums
from aftercall.signals.dialogue import Exchange
from aftercall.signals.numbers import Number
from aftercall.signals.numbers import find as find_numbers
from aftercall.signals.speech import PEOPLE, Count, Speech, Spoken
from aftercall.signals.sums import COMPANY, TEAM, USERS, Size
from aftercall.signals.words import Cues


class Finding(NamedTuple):
    """A size somebody told: ends of the range, the scope, the rule; `asked` unless they told it unasked."""

    scope: int
    low: int
    high: int
    rule: str
    turn: int
    asked: bool = True


_SEAT_WORDS = frozenset(
    "login logins log logging access seat seats user users licence licences license licenses account accounts onboarded tool roll".split()
)
_COMPANY = frozenset("company headcount organisation organization employees head firm business".split())
_PRICE = frozenset("charge cost costs price prices pricing".split())
_BY_NAME = frozenset(["trio", "duo"])
_ONLY_YOU = Cues(
    "only person", "just you", "just yourself", "only yourself", "on your own", "by yourself", "just the one", "only one", "only user", "single user", "single seat", "single login", "single licence", "single license", "you alone", "only you", "one user", "you 're the whole", "you are the whole",
)  # fmt: skip
_ON_THE_CALL = frozenset("today call line room".split())  # who is there, not who would use it
_WOULD_USE = Cues(*(f"{would} {use}" for would in ("would", "'d", "will", "'ll", "would actually", "would be", "will be") for use in ("use it", "use this", "using it", "using this", "be using", "be on it", "be in it")))  # fmt: skip
_ONLY_ONE_WHO = Cues(
    "the only one who still", "the only one that still", "the only one who 's", "the only one in", "the only one here"
)
_AS_WELL = Cues("too", "as well")
_RATHER_NOT = Cues(
    "rather not",
    "rather keep",
    "not go there",
    "none of your",
    "prefer not",
    "not going to say",
    "cant tell you",
    "not at liberty",
    "that 's between",
    "not on the phone",
)
_UNDECIDED = frozenset("debate undecided".split())
_THE_WHOLE = ("the", "whole", "entire")
_FIRM = frozenset("firm company group bank organisation organization corporation".split())
_EVADING = _RATHER_NOT.anchors | _UNDECIDED | {"depends"}
_YOU_BOTH = Cues(*(f"{would} you both" for would in ("would", "will", "do")), *(f"both of you {use}" for use in ("use", "need", "be", "want")), "you both use", "you both need")  # fmt: skip
_NEEDS_IT = Cues(
    "need it", "use it", "need access", "need a seat", "need seats", "need to see", "need to be in", "be in it", "be on it", "touch it",
)  # fmt: skip
_ONLY = frozenset("only just we us our make add plus total".split())
_YOU_ARE = (
    ["you", "'re"],
    ["you", "are"],
    ["'d", "be"],
    ["would", "be"],
    ["'ll", "be"],
    ["so", "just"],
    ["are", "you"],
)
_COMES_TO = (["'s"], ["makes"], ["is"])  # "you and your four guides, that's five"
_PRICED = frozenset("month each year apiece".split())
_LIMITS = frozenset("up above over under past per every first minimum least until beyond from starting".split())
_PRICING = frozenset(
    "dollars pounds euros flat percent % discount off price priced cost costs plan tier unlimited free charge break".split()
)
_AND_YOU = (["and", "you", "."], ["and", "yourself", "."], ["plus", "you", "."], ["plus", "yourself", "."])
_YOU = frozenset("you your yours yourself".split())
_ANOTHER = frozenset("us customer customers client clients somebody someone another ours".split())
_MONEY = frozenset("user users seat seats head pounds dollars euros bucks discount".split())
_SHARING = frozenset("share sharing shared".split())
_TWO_AND_THEIR_PRODUCT = 3
_HAGGLED = 0.2  # of a price, at most, that is asked off
_OF_DAY = frozenset("morning afternoon evening oclock am pm sharp thirty".split())
_SHORT = 6  # tokens of the agent's turn that is nothing but the number


def read(spoken: Spoken, known: Finding | None, *, alone: bool, said: Speech | None = None) -> list[Finding]:
    """Findings of one exchange, in the order they count; `known` is the size as it stood before.

    `alone` tells that the user's words may give a size without a number; `said` is what they said before.
    """
    found: list[Finding] = []
    exchange, question = spoken.exchange, spoken.question
    part = bool(known and said and parts.asked_for(question, said, listed=known.rule in sums.LISTED))
    asked = part or asking_people.for_people(exchange, question, known.low if known else None)
    if not (asked or alone or exchange.affirmed or spoken.user.counts or exchange.topics):
        return found
    if exchange.affirmed:
        found += _from_agent(spoken.affirmed, exchange, known, asked=asked) or _multiplied(spoken, said)
    if _evades(exchange, known, spoken.user.counts):
        return found
    there = not asked and (alone or "many" in question.words) and asking_people.who_is_here(question)
    if there and ("many" in question.words or not spoken.user.counts):
        return found
    whom = question_scope(question) if asked or not known else TEAM  # of a known size it only matters where asked for
    about = asking_people.Asked(asked, whom, known.low if known else 0, known.scope if known else 0, question)
    mine = _from_user(exchange, spoken.user, about)
    if part and known:
        mine = [known._replace(low=known.low + s.low, high=known.high + s.high, turn=s.turn) for s in mine]
    beside = mine and mine[-1].rule == "team.people" and sums.FIX.isdisjoint(exchange.words)
    if found and beside and exchange.reply == "yes" and not exchange.rest:
        return found  # "five in total?" · "five, yes. the engineers, sixty of them, call it in"
    return found + (mine if asked else [size._replace(asked=False) for size in mine])


def _evades(exchange: Exchange, known: Finding | None, counts: Sequence[Count]) -> bool:
    """For "that depends what you charge", and for "would they need seats?" · "no, they just sign, all sixty of them"."""
    if not _EVADING.isdisjoint(exchange.words) and (
        ("depends" in exchange.words and not _PRICE.isdisjoint(exchange.words))
        or not _UNDECIDED.isdisjoint(exchange.words)
        or _RATHER_NOT.stand_in(exchange.user, exchange.words)
    ):
        return True
    if known is None or exchange.reply != "no":
        return False
    if not {"all", "everybody", "everyone"}.isdisjoint(exchange.question) and any(
        count.thing in ("none", "seat") and count.number.high < known.low for count in counts
    ):
        return False  # "would they all use it?" · "God no. Five at the outside"
    if _NEEDS_IT.stand_in(exchange.question) and _ONLY.isdisjoint(exchange.words):
        return True  # "would your assistants need it?" · "no, the assistants, there's nine of them, are chairside"
    return (
        "they" in exchange.question
        and not _SEAT_WORDS.isdisjoint(exchange.question)
        and {"we", "us", "our"}.isdisjoint(exchange.words)
    )


def question_scope(question: Speech) -> int:
    """Whom the agent asked for: who would use it, a team, or the whole company."""
    if not _SEAT_WORDS.isdisjoint(question.words) or _WOULD_USE.stand_in(question.tokens, question.words):
        return USERS
    whole = "who" not in question.words and not _COMPANY.isdisjoint(question.words)
    whole = whole or question.tokens[:2] == ["out", "of"]
    return COMPANY if whole else TEAM


def _from_agent(said: Speech, exchange: Exchange, known: Finding | None, *, asked: bool) -> list[Finding]:
    tokens, found = said.tokens, list[Finding]()
    for count in said.counts:
        before = list(tokens[max(0, count.number.start - 2) : count.number.start])
        beside = before[:1] in (["and"], ["plus"]) and exchange.reply == "yes" and len(said.counts) > 1
        if known and before[-1:] == ["the"] and count.number.high < known.low and not beside:
            continue  # "the two techs" are some of those who were told
        if of_a_plan(said, count.number) or _told_of_another(said, count.number.start):
            continue
        if before and before[-1] in _SHARING:
            continue  # "do you all share one login?"
        noun = max(count.noun_at, count.number.end)
        part = before[-1:] == ["and"] and count.noun_at < 0 and found and found[-1].scope == USERS
        if part and tokens[count.number.end : count.number.end + 1] in (["for"], ["in"], ["on"], ["at"]):
            both = found[-1].low + int(count.number.low)  # "two seats for the office and two for the yard"
            found[-1] = found[-1]._replace(low=both, high=both)
        elif count.thing != "document" and tokens[noun + 1 : noun + 4] in _AND_YOU:
            them = _affirmed(count, exchange, known.scope if known else TEAM)
            found.append(them._replace(low=them.low + 1, high=them.high + 1))
        elif count.thing in PEOPLE and count.number.low >= 1 and not sizes.not_ours(said, count, told=True):
            found.append(_affirmed(count, exchange, scope.of(said, count, TEAM, len(tokens))))
        elif (
            count.thing == "none"
            and count.number.kind == "count"
            and (
                before[-1:] in (["all"], ["full"])
                or before in _YOU_ARE
                or ((before[-1:] in _COMES_TO or counting.all_in(tokens, count.number)) and naming.counts_you(said))
                or (asked and before[-1:] == ["would"])
                or (asked and len(said.counts) == 1 and len(tokens) <= _SHORT)
            )
        ):
            found.append(_affirmed(count, exchange, TEAM))
    if exchange.reply != "yes":
        return found
    if len(found) > 1 and (whole := sums.joined(said, [size.low for size in found])):
        return [Finding(max(part.scope for part in found), whole, whole, "team.affirmed", exchange.turn)]
    only_you = _ONLY_YOU.stand_in(tokens) and _ON_THE_CALL.isdisjoint(tokens)
    if only_you or asked or "everybody" in said.words or "everyone" in said.words:
        size = naming.with_you(said)
        if size > max([finding.high for finding in found], default=0):
            return [Finding(USERS if only_you else TEAM, size, size, "team.affirmed", exchange.turn)]
    if not found and asked and _YOU_BOTH.stand_in(tokens, said.words):
        return [Finding(USERS, 2, 2, "team.affirmed", exchange.turn)]
    if not found and only_you and PEOPLE.isdisjoint([count.thing for count in said.counts]):
        return [Finding(USERS, 1, 1, "team.affirmed", exchange.turn)]
    return found


def _multiplied(spoken: Spoken, said: Speech | None) -> list[Finding]:
    """For "three per site" · "So three per site over five sites makes fifteen?" · "fifteen, exactly"."""
    numbers = [number.low for number in spoken.affirmed.numbers]
    if said is None or len(numbers) != _TWO_AND_THEIR_PRODUCT or numbers[0] * numbers[1] != numbers[2]:
        return []
    question = said.beside(spoken.before)
    of_people = "who" in question.words or not _SEAT_WORDS.isdisjoint(question.words) or question.names_people()
    if not of_people or question.mentions("document") or all(number.low not in numbers for number in said.numbers):
        return []
    whole = int(numbers[2])
    return [Finding(question_scope(question), whole, whole, "team.affirmed", spoken.exchange.turn)]


def of_a_plan(speech: Speech, number: Number) -> bool:
    """For "eighty flat for up to ten people", "fifteen percent off from ten users": what a price is for."""
    start, stop = speech.span(number.start)
    return not _LIMITS.isdisjoint(
        speech.tokens[max(start, number.start - 3) : number.start]
    ) and not _PRICING.isdisjoint(speech.tokens[start:stop])


def _told_of_another(said: Speech, place: int) -> bool:
    """For the agent's "one tree firm with us, fifteen climbers, does ninety": a story of another customer."""
    start, stop = said.span(place)
    sentence = said.tokens[start:stop]
    return not _ANOTHER.isdisjoint(sentence) and _YOU.isdisjoint(sentence)


def _affirmed(count: Count, exchange: Exchange, scope: int) -> Finding:
    return Finding(scope, int(count.number.low), int(count.number.high), "team.affirmed", exchange.turn)


def _from_user(exchange: Exchange, speech: Speech, asked: asking_people.Asked) -> list[Finding]:
    if asked.people and exchange.reply == "no" and _alone(speech, 0, speech.span(0)[1]):
        return [Finding(TEAM, 1, 1, "team.solo", exchange.turn)]
    if asked.people and (sum_ := parts.grown(speech)):
        return [Finding(asked.scope, sum_, sum_, "team.sum", exchange.turn)]
    chosen = sizes.told(exchange, speech, asked)
    if chosen and not asked.people:
        chosen = [size for size in chosen if not scope.in_trouble(speech, size.counted.number)]
    if not _FIRM.isdisjoint(exchange.words):
        inner = [size for size in chosen if not _of_the_firm(speech.tokens, size.counted.number.start)]
        chosen = inner or chosen
    before = speech.tokens[: chosen[0].counted.number.start] if chosen and not asked.known else ()
    if before and naming.nobody_else(exchange, before, outside=chosen[-1].scope == COMPANY):
        return [Finding(TEAM, 1, 1, "team.solo", exchange.turn)]
    last = chosen[-1].counted.number.end if chosen else 0
    by_name = not chosen or not _BY_NAME.isdisjoint(exchange.words)
    if by_name or (
        asked.people
        and speech.tokens[last : last + 2] != ["of", "us"]
        and _alone(speech, last)
        and not _ONLY_ONE_WHO.stand_in(speech.tokens[last:])
    ):
        rest = speech.tokens if by_name else speech.tokens[last:]
        named = naming.size_of(exchange, speech, rest, asked=asked.people, new=not asked.known)
        if named:
            return [Finding(TEAM, named[0], named[0], named[1], exchange.turn)]
    whole = max(chosen[0].counted.number.low, asked.known) if chosen else asked.known
    users = narrower.told(speech, whole, exchange.agent_words) if whole else None
    later = chosen and users is not None and chosen[-1].counted.number.end > users.number.end
    if users is not None and not later and not any(sizes.not_ours(speech, count) for count in _up_to(speech, users)):
        low, high = int(users.number.low), int(users.number.high)
        return [Finding(USERS, low, high, "team.seats", exchange.turn)]
    if not chosen:
        return []
    elsewhere: frozenset[float] = frozenset()
    if asked.people:
        told = speech.beside(exchange.agent) if exchange.stated else asked.question
        elsewhere = sizes.other_numbers(told) - {asked.known}
    kept = [size for size in chosen if size.rule != "team.answer" or size.counted.number.low not in elsewhere]
    priced = not _PRICED.isdisjoint(asked.question.words)
    if not kept and (priced or any(count.thing in PEOPLE for count in asked.question.counts)):
        return []
    kept = [
        size for size in kept if not _reckoned(size, exchange, asked) and not _meant_otherwise(size, exchange, asked)
    ]
    present = [size for size in kept if not scope.is_enquiry(speech, size.counted.number)]
    kept = kept if not present and not asked.known else present
    if not kept and asked.known:
        return []
    first = chosen[0].counted.number
    again = first.low == asked.known and first.start == 0 and speech.tokens[first.end : first.end + 1] == ["."]
    if again and sums.FIX.isdisjoint(exchange.words):
        kept = chosen[:1]  # "so six in all" · "Six. As for documents, ninety"
    size = _settled(kept or chosen[:1], exchange, speech)
    more = _some_more(speech, chosen[-1])
    beside = more and size.rule != "team.sum" and naming.ANYBODY.stand_in(exchange.question)
    if beside or (asked.known and asked.onward and (more or _AS_WELL.stand_in(speech.tokens, speech.words))):
        before_them = asked.known or 1  # "who else?" · "two others": and the speaker
        whom = max(size.scope, asked.known_scope)
        return [Finding(whom, size.low + before_them, size.high + before_them, "team.sum", exchange.turn)]
    return [size]


def _alone(speech: Speech, start: int, stop: int | None = None) -> bool:
    return speaker.alone(speech.tokens[start:stop], speech.words, asked=True)


def _of_the_firm(tokens: Sequence[str], place: int) -> bool:
    """For "for this, nine. For the firm a hundred", "the group is a hundred, we're nine"."""
    return any(tokens[at] in _FIRM and tokens[at - 1] in _THE_WHOLE for at in range(max(1, place - 3), place))


def _some_more(speech: Speech, told: Size) -> bool:
    """For "and elsewhere?" · "six more"."""
    return not {"more", "other", "others"}.isdisjoint(
        speech.tokens[told.counted.number.end : told.counted.number.end + 1]
    )


def _up_to(speech: Speech, last: Count) -> list[Count]:
    """The counts of a sentence up to one of them: "a friend's firm has thirty but only five use it" is all a friend's."""
    start, _ = speech.span(last.number.start)
    return [count for count in speech.counts if start <= count.number.start <= last.number.start]


def _reckoned(size: Size, exchange: Exchange, asked: asking_people.Asked) -> bool:
    """For "sixty nine a user" · "so two hundred and seven": the price for the three who were told before."""
    value = size.counted.number.low
    return (
        size.rule == "team.answer"
        and value > asked.known > 0
        and any(value == number.low * asked.known for number in find_numbers(exchange.agent) if number.low > 1)
    )


def _meant_otherwise(size: Size, exchange: Exchange, asked: asking_people.Asked) -> bool:
    """For a price that is haggled over ("thirty four a user" · "I'll say thirty"), a time of day ("make it at seven in the morning")."""
    number, tokens = size.counted.number, exchange.user
    if not asked.known or size.counted.thing != "none":
        return False
    if tokens[number.start - 1 : number.start] == ["at"]:
        return not _OF_DAY.isdisjoint(tokens[number.end : number.end + 4])
    if tokens[number.start - 1 : number.start] in (["said"], ["says"]) and not _PRICED.isdisjoint(exchange.agent_words):
        return not counting.updates(tokens, number.start)  # "thirty eight a month for two" · "the site said nineteen"
    if _PRICED.isdisjoint(exchange.agent_words) and _MONEY.isdisjoint(exchange.agent_words):
        return False
    if counting.updates(tokens, number.start) and number.low in [price.low for price in find_numbers(exchange.agent)]:
        return False  # "with twenty you'd get the discount" · "then make it twenty"
    people = {asked.known, *(count.number.low for count in asked.question.counts if count.thing in PEOPLE)}
    return any(
        price.low not in people and abs(number.low - price.low) <= _HAGGLED * price.low
        for price in find_numbers(exchange.agent)
    )


def _settled(chosen: Sequence[Size], exchange: Exchange, speech: Speech) -> Finding:
    """The value of the narrowest scope among the sizes of one utterance."""
    narrowest = max(size.scope for size in chosen)
    if chosen[-1].scope < narrowest:
        added = "plus" in speech.tokens[chosen[-2].counted.number.end : chosen[-1].counted.number.start]
        if added or sums.adds_up(chosen):  # "two of us, plus two employees"; a sum stands for its parts
            chosen = [*(chosen[:-1] if added else ()), chosen[-1]._replace(scope=narrowest)]
    low, high, rule = sums.come_to([size for size in chosen if size.scope == narrowest], speech, exchange.question)
    return Finding(narrowest, low, high, rule, exchange.turn)


def settle(findings: Sequence[Finding]) -> Finding | None:
    """The narrowest scope's last value."""
    best: Finding | None = None
    for finding in findings:
        if best is None or finding.scope >= best.scope:
            best = finding
    return best
