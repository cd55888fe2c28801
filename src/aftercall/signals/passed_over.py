"""Numbers of an utterance that tell no size of their own: of each, of some already told, of those left out."""

# SIM905: a list of words reads best as one string.
# ruff: noqa: SIM905

from __future__ import annotations

from collections.abc import Sequence

from aftercall.signals import asking_people, counting, ownership, parts
from aftercall.signals.numbers import WORDS as NUMBERS
from aftercall.signals.numbers import Number
from aftercall.signals.scope import USING
from aftercall.signals.speech import PEOPLE, Count, Speech
from aftercall.signals.sums import COMPANY, Size
from aftercall.signals.words import BREAKS, STOPS

_LIST_AFTER = 8  # tokens at most between a number and what it goes on with

_USERS = USING - {"work", "it"} | {"need", "needs", "on"}  # what those do of whom a number tells
_EACH = frozenset(["each", "apiece"])
_BODIES = (["committee", "of"], ["panel", "of"], ["jury", "of"], ["board", "of"])
_COLLEAGUES = frozenset("colleagues people reps guys girls staff sales support team".split())
_CHARGED = frozenset("charged charges charging billed billing invoiced".split())
_COUNTED = frozenset("count counting".split())
_FOUNDED = frozenset("founded started owned built opened".split())
_SAYS, _SPEAKERS = frozenset("says said shows showed lists".split()), frozenset("i we".split())
_PLAN, _NEED = (["plan"], ["tier"], ["package"]), frozenset("need needs want take get buy for are 're".split())
_HAVE = frozenset("have 've got employ".split())
_SHARE, _PAGES = (
    frozenset("share sharing shared".split()),
    frozenset("page site website plan email bill invoice statement receipt".split()),
)
_GROUPS = frozenset(
    "offices branches crews teams shops stores sites depots departments clinics desks squads locations vans".split()
)
_OUT_OF = (["of", "the"], ["of", "our"], ["of", "those"], ["out", "of"])
_WHICH = frozenset(["which", "what"])
_JUST = (["just"], ["only"])
_ONE_OF = frozenset("a an one each every".split())
_HEDGES = frozenset("about around roughly like up to".split())
_AMONG_THEM = (["should", "be"], ["with", "the"], ["including", "the"], ["counting", "the"])
_NOT_NEEDED = (["wouldnt", "need"], ["dont", "need"], ["not", "all"], ["wont", "need"])
_WENT = frozenset("quit resigned retired walked went died dropped fell fainted".split())
_LEAVING = frozenset("in over because when for to last us".split())
_STAYING = frozenset("are 's 're have got only just".split())
_NEAR = 4  # tokens at most between "five crews" and "two men each"
_PEOPLE_OR_BARE = PEOPLE | {"none"}


def out_of(speech: Speech, place: int) -> bool:
    """For "of the thirty or so? I'd say the five who quote": those of whom some are told next."""
    tokens, number = speech.tokens, speech.counts[place].number
    before = tokens[max(0, number.start - 3) : number.start]
    if place and ["out", "of"] in (before[:-1], before[-2:]):
        return speech.counts[place - 1].number.low < number.low  # "fourteen out of the sixty"
    if place and before[1:] == ["of", "the"] and "every" not in tokens[: number.start - 3]:
        return speech.counts[place - 1].number.end == number.start - 2  # "four of the eleven"
    if before == [".", "out", "of"]:
        return True  # "Eleven fifty. Out of twenty."
    return tokens[max(0, number.start - 2) : number.start] in _OUT_OF and any(
        count.number.low < number.low and count.thing in _PEOPLE_OR_BARE for count in speech.counts[place + 1 :]
    )


def of_each(speech: Speech, place: int) -> bool:
    """For "five crews, two men each": not all of them."""
    number = speech.counts[place].number
    before = speech.counts[place - 1].number.end if place else -_LIST_AFTER
    after = speech.tokens[number.end : number.end + 4]
    return number.start - before <= _NEAR and (not _EACH.isdisjoint(after[:3]) or after[1:3] == ["to", "a"])


def groups(speech: Speech, place: int) -> int:
    """How many they are of whom each has so many people: "four offices with four people in each"; 0 where unknown."""
    before = speech.counts[place - 1] if place else None
    if before is None or before.noun_at < 0 or before.number.high != before.number.low:
        return 0
    return int(before.number.low) if speech.tokens[before.noun_at] in _GROUPS else 0


def beside_the_point(speech: Speech, count: Count, chosen: Sequence[Size], asked: asking_people.Asked) -> bool:
    """Whether the number is to come, of some among those already told, of a firm above, or only says "one"."""
    tokens, number = speech.tokens, count.number
    if counting.holds(tokens, number) or counting.of_age(tokens, number) or _gone(tokens, count):
        return True
    if not _WHICH.isdisjoint(tokens[number.start - 1 : number.start]):
        return True  # "which two would that be?"
    if ownership.of_a_plan(tokens, speech.span(number.start)[0], number.start):
        return True
    if tokens[number.end : number.end + 2] == ["of", "you"] or (
        tokens[number.end : number.end + 2] == ["of", "your"]
        and not _COLLEAGUES.isdisjoint(tokens[number.end + 2 : number.end + 4])
    ):
        return True  # "we have a list of vendors. there are four of you on it"
    lead = tokens[max(0, number.start - 6) : number.start]
    if lead[-1:] == ["for"] and not _CHARGED.isdisjoint(lead):
        return True  # "it charged me for eleven users"
    if not asked.people and _told_to_them(speech, count):
        return True
    if lead[-1:] == ["the"] and "depends" in speech.words and not _COUNTED.isdisjoint(speech.words):
        return True  # "depends if you count the one on leave and the two who hate each other"
    if lead[-1:] == ["by"] and not _FOUNDED.isdisjoint(lead):
        return True  # "founded by two brothers"
    not_needed = lead[-2:] in _NOT_NEEDED
    if not_needed or (count.thing == "seat" and _not_wanted(tokens, number)):
        return True
    lead = lead[-5:]
    if lead[-2:] in _BODIES and {"we", "'re", "our"}.isdisjoint(lead):
        return True  # "a committee of nine who never meet"
    if "against" in lead and BREAKS.isdisjoint(lead[lead.index("against") :]):
        return True  # "five, as against nine last year"
    if chosen and ownership.thought(tokens, speech.clause(number.start)[0], number.start):
        return True
    price = [told.thing for told in speech.counts if told.number.start == count.noun_at + 2]
    if price in (["none"], ["money"]) and count.thing == "seat" and tokens[count.noun_at + 1] == "for":
        return True  # "ten users for two hundred, it said"
    if tokens[number.end : number.end + 2] == ["?", "no"] and not _others_told(speech, number):
        return True  # "twenty? no, who told you that?"
    if (
        chosen
        and tokens[max(0, number.start - 2) : number.start] in _AMONG_THEM
        and not counting.starts(tokens, number)
    ):
        return True
    start, stop = speech.span(number.start)
    if asked.known and tokens[start : start + 1] == ["all"] and tokens[stop : stop + 1] == ["?"]:
        return True  # "all hundred of them?"
    if (chosen or asked.known) and _denied_after(tokens, number):
        return True
    if chosen and number.low == chosen[-1].counted.number.low - 1 and tokens[number.end : number.end + 1] == ["others"]:
        return True  # "eight including me, so seven others"
    if (chosen or asked.known) and count.thing != "seat":
        if ownership.to_come(tokens, number, speech.words):
            return True
        if asked.known and tokens[number.end : number.end + 3] == ["if", "you", "count"]:
            return True
    if _one_has(tokens, speech.clause(number.start)[0], number.start):
        return True
    if chosen and (
        (chosen[-1].scope > COMPANY and parts.subset(speech, count, chosen[-1].counted.number.low, _USERS))
        or parts.some_who(tokens, count, chosen[-1].counted.number.low)
        or ownership.above_us(tokens, *speech.span(number.start))
    ):
        return True
    return (
        number.kind == "pronoun"
        and (
            tokens[number.start - 1 : number.start] in (["every"], ["each"], ["any"])
            or lead[-3:] == ["that", "'s", "the"]  # "that's the one"
            or (
                not asked.people and tokens[count.noun_at + 1 : count.noun_at + 2] == ["?"]
            )  # "what's the least, one seat?"
            or count.thing not in ("seat", "person", "none")
            or (count.thing == "person" and not asked.people and tokens[number.start - 1 : number.start] not in _JUST)
            or (count.thing == "person" and "of" in tokens[number.end : number.end + 1])
            or (
                count.thing == "none"
                and not speech.brief
                and not (asked.people and (counting.only_one(tokens, number) or parts.of_a_part(speech, count)))
            )
        )
    )


def _told_to_them(speech: Speech, count: Count) -> bool:
    """For "there's a ten user plan", "I'm told you have sixty employees", "somebody told me forty people use it", "my statement shows four licenses"."""
    tokens, number, place = speech.tokens, count.number, count.number.start
    while place and tokens[place - 1] in _HEDGES:
        place -= 1
    lead = tokens[max(speech.span(number.start)[0], place - 6) : place]
    return (
        (lead[-1:] == ["a"] and tokens[count.noun_at + 1 : count.noun_at + 2] in _PLAN and _NEED.isdisjoint(lead))
        or (lead[-2:-1] == ["you"] and lead[-1] in _HAVE)
        or (lead[-2:-1] == ["told"] and lead[-1] in ("me", "us"))
        or (_SPEAKERS.isdisjoint(lead) and ("free" in lead or not (_SAYS.isdisjoint(lead) or _PAGES.isdisjoint(lead))))
    )


def _others_told(speech: Speech, number: Number) -> bool:
    return any(count.number.kind == "count" and count.number is not number for count in speech.counts)


def _gone(tokens: Sequence[str], count: Count) -> bool:
    """For "last time two left in anger", "three of them resigned", "two people who quit": those who are there no more; not for "five left"."""
    number = count.number
    after = tokens[max(number.end, count.noun_at + 1) : number.end + 4]
    after = after[2:] if after[:1] == ["of"] else after  # "of them"
    after = after[1:] if after[:1] == ["who"] else after
    left = after[:1] == ["left"] and not _LEAVING.isdisjoint(after[1:2])
    return (left and _STAYING.isdisjoint(tokens[max(0, number.start - 1) : number.start])) or not _WENT.isdisjoint(
        after[:1]
    )


def _denied_after(tokens: Sequence[str], number: Number) -> bool:
    """For "technicians, that's thirty people, no", "sixteen, but like I said, no"."""
    after = tokens[number.end : number.end + 8]
    at = next((at for at, token in enumerate(after) if token in ("no", "not")), -1)
    return (
        at > 0
        and (after[at - 1] == "," or "but" in after[:at])
        and (len(after) == at + 1 or after[at + 1] in STOPS)
        and STOPS.isdisjoint(after[:at])
    )


def _not_wanted(tokens: Sequence[str], number: Number) -> bool:
    """For "we share one login", "it says five users on the page"."""
    before, after = tokens[max(0, number.start - 2) : number.start], tokens[number.end : number.end + 5]
    if before[-1:] == ["for"] and before[0] in NUMBERS and before[0] != "one":
        return True  # "forty nine for five users, is that right?"
    free = after[1:2] in (["free"], ["included"], ["one"])  # "five seats free if I signed", "the ten user one"
    says = before[-1:] == ["says"] and not _PAGES.isdisjoint([*before, *after])
    return free or says or not _SHARE.isdisjoint(before)


def _one_has(tokens: Sequence[str], start: int, place: int) -> bool:
    """For "sometimes a nurse has three licenses": one of many, and no seats."""
    while place > start and tokens[place - 1] in _HEDGES:
        place -= 1
    before = tokens[max(start, place - 4) : place]
    return len(before) > 2 and before[-1] in ("has", "have") and not _ONE_OF.isdisjoint(before[:-2])
