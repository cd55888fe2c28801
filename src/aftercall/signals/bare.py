"""Whether a bare number, which no noun and no period tells the meaning of, stands where an answer to how many stands."""

# SIM905: a list of words reads best as one string.
# ruff: noqa: SIM905

from __future__ import annotations

from aftercall.signals import tally
from aftercall.signals.documents import OTHER_UNITS, named_in
from aftercall.signals.numbers import Number
from aftercall.signals.periods import Stretch
from aftercall.signals.speech import Count, Speech
from aftercall.signals.words import BREAKS

_HEDGES = frozenset("than less more fewer most least otherwise about around like over under near nearer pushing perhaps maybe some a the just close almost up well yes yeah yep okay right good solid".split())  # fmt: skip
_LEADS = tally.DOING | frozenset(
    "put average averaged use uses used need needs issue issued 's 're 've 'd is are was were be been did goes runs at to on through from and or then so it that your all altogether total more less least take another each between not say said says guess reckon think expect expecting anticipate mean wanna wait sorry oh ah nah em bout still no now season "
    "january february march april may june july august september october november december".split()
)
_OF = frozenset("neighborhood neighbourhood region vicinity order tune ballpark realm shy total average rate upwards north south side excess out".split())  # fmt: skip
_UNITS = OTHER_UNITS - {"go"}  # "thirty go out"
_TO_SIGN = frozenset("sign be send".split())
_INVERTED = frozenset("would is are was were do does did can could will".split())
_PERCENTS = frozenset(["percent", "%"])
_SIGH = 3  # tokens of what is said before an answer: "um, well,"
_SHORT = 8  # tokens that lead to the number of a short clause
_DEFINITE = frozenset("my our your the his her their its this that".split())
_TOLD_OF = frozenset("'s is was are were said at on".split())
_AT = frozenset(["at", "on"])
_IS = frozenset(["'s", "is", "was"])
_PRONOUNS = frozenset("we i it that this there they he she you".split())
_NUMBERS = frozenset("guess estimate answer average norm mean median number figure figures numbers volume volumes count total max maximum minimum least most rest usual normal best worst busiest quietest day week month quarter year months weeks last".split())  # fmt: skip
_PLACES = frozenset("in of on by for since and".split())
_NUMBERED = (OTHER_UNITS - {"head"}) | frozenset("floor level gate locker window lane bay table row step platform flat apartment suite option channel chapter court terminal berth zone exit section courtroom classroom hall route version junction past turned c".split())  # fmt: skip  # "floor fourteen"
_AFTER = BREAKS | frozenset(
    "or and so but plus if when now sometimes maybe most tops max give ish sir i easily easy".split()
)
COUNTED = frozenset(["document", "none", "unknown", "time"])  # what a number of documents may be told to count


def stands(speech: Speech, count: Count, stretch: Stretch | None, agent: Speech) -> bool:
    """Whether a bare number may be the answer to the `agent`; one with a period after it speaks for itself."""
    number = count.number
    if stretch is not None and stretch.start >= number.start:
        return True
    if _of_percents(speech, number):
        return False
    if stretch is not None:
        return True
    told = [one.thing for one in agent.counts if one.number.low == number.low]
    if told and (COUNTED.isdisjoint(told) or _asks_back(speech, number)):
        return False  # "Forty dollars a month." · "Forty."
    return count.thing != "none" or introduced(speech, number)


def introduced(speech: Speech, number: Number) -> bool:
    """Whether a number stands alone or after "it's", "I'd say", "we do", a document, and before no unit or deed."""
    tokens, opening = speech.tokens, speech.clause(number.start)[0]
    after = tokens[number.end : number.end + 1]
    if not _UNITS.isdisjoint(after):
        return False  # "twelve foot"
    if (
        after == ["to"]
        and tokens[number.start - 1 : number.start] == ["be"]
        and _TO_SIGN.isdisjoint(tokens[number.end + 1 : number.end + 2])
    ):
        return False  # "it'll be eight hundred to take it out"
    at = number.start - 1
    while at >= opening and (tokens[at] in _HEDGES or tokens[at].endswith("ly")):
        at -= 1
    if at > opening and tokens[at] == "of":
        return tokens[at - 1] in _OF  # not "a party of forty"
    if at < opening or at in speech.nouns:
        return True
    return tokens[at] in _LEADS and not (at - opening > 1 and _of_a_thing(speech, opening, at))


def _of_a_thing(speech: Speech, opening: int, place: int) -> bool:
    """For "my bus is the forty two", "the vet said eight hundred": told of a thing that is neither documents nor a number."""
    tokens = speech.tokens
    if tokens[place] not in _TOLD_OF or named_in(speech, opening, place):
        return False
    stands_at = place - opening > 1 and tokens[place] in _AT and tokens[place - 1] in _IS  # "the wind's at sixty"
    if tokens[opening] not in _DEFINITE and not (stands_at and tokens[place - 2] not in _PRONOUNS):
        return False
    return _NUMBERS.isdisjoint(tokens[opening:place])


def ends_unmarked(speech: Speech, number: Number) -> bool:
    """Whether a number ends what may be a sentence of words that came without marks: "no wait darnell came back twelve"."""
    tokens = speech.tokens
    if not speech.unmarked or number.kind != "count" or not number.start:
        return False
    lead, after = tokens[number.start - 1], tokens[number.end : number.end + 1]
    return lead not in _PLACES and lead not in _NUMBERED and (not after or after[0] in BREAKS)


def opens(speech: Speech, number: Number) -> bool:
    """Whether a number ends a short clause that opens the answer: "we average fifty", "these days fifty", "max fifty"."""
    tokens, opening = speech.tokens, speech.clause(number.start)[0]
    if opening > _SIGH or number.start - opening > _SHORT or tokens[opening] in _DEFINITE:
        return False
    lead, after = tokens[number.start - 1], tokens[number.end : number.end + 1]
    return lead not in _PLACES and lead not in _NUMBERED and (not after or after[0] in _AFTER)


def _of_percents(speech: Speech, number: Number) -> bool:
    """For "thirty percent of my day, forty on Mondays"."""
    if _PERCENTS.isdisjoint(speech.words):
        return False
    start = speech.span(number.start)[0]
    before = [one.thing for one in speech.counts if start <= one.number.start < number.start]
    return before[-1:] == ["percent"]


def _asks_back(speech: Speech, number: Number) -> bool:
    """For "Would a hundred do?" · "Would a hundred do, well, that depends"."""
    return speech.tokens[speech.clause(number.start)[0]] in _INVERTED
