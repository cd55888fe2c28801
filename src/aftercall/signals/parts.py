"""Whether numbers of people are parts of one whole: "six of them", "two in leasing", "inside twelve, outside eight"."""

# SIM905: a list of words reads best as one string.
# ruff: noqa: SIM905

from __future__ import annotations

from collections.abc import Sequence

from aftercall.signals.numbers import Number
from aftercall.signals.speech import Count, Speech
from aftercall.signals.words import BREAKS, STOPS

_STILL = frozenset(
    "in on at here now total all altogether today again then using would need full and plus that 'd including counting left for so".split()
)
_LABEL, _NEAR_LABEL = 3, 5  # tokens of what a number is of, and between two such numbers
_NO_LABEL = frozenset(
    "no not nah sorry wait actually make say maybe perhaps so then about well or and like around probably roughly that 's it is are total altogether call we there i you yes yeah now plus just only rather more less at of".split()
)
_PLACES = frozenset("at in on upstairs downstairs here there over".split())
_FAR = 8  # tokens at most between the people of two places
_NEVER = frozenset("never dont doesnt didnt wont wouldnt arent not".split())
_DEPARTMENTS = frozenset(
    "sales presales inside outside support ops operations legal hr finance marketing accounts accounting billing leasing purchasing procurement dispatch admin catering programs development engineering design production intake retail wholesale lettings upstairs downstairs front back office field".split()
)
_TIMES = frozenset(
    "last year today before after covid paper practice theory officially realistically originally ideally normally usually weekday weekdays weekend weekends summer winter spring autumn fall minimum maximum average peak best worst good bad day days week weeks month months night nights season then ago first later".split()
)  # two times, or two views, are no two parts
_UNLABELLED = _NO_LABEL | _TIMES
_NO_PART = frozenset(
    "minimum maximum average peak it that he she this there what which one who they we i you so".split()
)
_MAY = frozenset("allowed may authorised authorized permitted entitled".split())  # "there are twelve who may sign"
_WHOLE = frozenset("altogether total together you your".split())
_JOINED = frozenset("and plus then".split())
_OUR_PART = frozenset("the our my".split())
_A_PART = frozenset("only whole".split())
_OF_THOSE = (["of", "those"], ["of", "them"], ["of", "em"])
_MORE_PEOPLE = frozenset("other others more colleagues people".split())


def subset(speech: Speech, count: Count, whole: float, using: frozenset[str]) -> bool:
    """For "ten, though two of them only sell parts"; not for "six of them would use it", "six of them do quotes"."""
    number, tokens = count.number, speech.tokens
    after = tokens[number.end : number.end + 9]
    return (
        after[:1] == ["of"]
        and after[1:2] in (["them"], ["em"], ["those"], ["these"], ["whom"], ["our"], ["the"])
        and number.high < whole
        and (not _NEVER.isdisjoint(after) or using.isdisjoint(after))
        and not _those_who_use(tokens[max(0, number.start - 16) : number.start], using)
        and "only" not in tokens[max(0, number.start - 2) : number.start]
    )


def _those_who_use(before: Sequence[str], using: frozenset[str]) -> bool:
    """For "the ones that'd be sending them is the call center, twenty two of 'em"."""
    for place, token in enumerate(before):
        if token in ("that", "who", "only", "just") and not using.isdisjoint(before[place : place + 5]):
            return True
    return False


def grown(speech: Speech) -> int:
    """For "was eight, then we got three more": what they have come to; 0 for anything else."""
    if "more" not in speech.words or "then" not in speech.words or not speech.counts[1:]:
        return 0
    one, other = (count.number for count in speech.counts[-2:])
    was = not {"was", "were", "had", "be"}.isdisjoint(speech.tokens[max(0, one.start - 4) : one.start])
    return int(one.low + other.low) if was and speech.tokens[other.end : other.end + 1] == ["more"] else 0


def some_who(tokens: Sequence[str], count: Count, whole: float) -> bool:
    """For "ten to twelve, there's two who go back and forth": some among those already told."""
    number = count.number
    return (
        number.high < whole
        and tokens[number.end : number.end + 1] in (["who"], ["whose"], ["that"])
        and tokens[number.start - 1 : number.start] not in (["and"], ["plus"])
        and _MAY.isdisjoint(tokens[number.end + 1 : number.end + 3])
    )


def beside_me(tokens: Sequence[str], number: Number) -> bool:
    """For "I would, along with two others": the speaker and so many more."""
    before, after = tokens[max(0, number.start - 7) : number.start], tokens[number.end : number.end + 2]
    return (
        before[-2:] in (["along", "with"], ["together", "with"])
        and not {"i", "me", "myself"}.isdisjoint(before)
        and not _MORE_PEOPLE.isdisjoint(after[:1])
    )


def some_of_us(tokens: Sequence[str], number: Number) -> bool:
    """For "three of us opened it", "two of us will come to that", "four of us who climb"; not for "five of us now"."""
    after = tokens[number.end : number.end + 3]
    return after[:2] == ["of", "us"] and len(after) > 2 and after[2].isalpha() and after[2] not in _STILL


def of_a_part(speech: Speech, count: Count) -> bool:
    """For "legal is four", "five inside", "nineteen sales", "two in leasing": the people of one part of a whole."""
    tokens, number = speech.tokens, count.number
    before = tokens[max(0, number.start - 2) : number.start]
    if count.thing == "unknown":
        return tokens[count.noun_at] in _DEPARTMENTS
    after = tokens[number.end : number.end + 4]
    if after[:1] and after[0] in _DEPARTMENTS and count.thing in ("none", "unknown", "person"):
        return True
    if after[:1] and after[0] in ("in", "for", "on", "at") and not _DEPARTMENTS.isdisjoint(after[1:4]):
        return True
    return (
        len(before) == 2
        and before[1] in ("is", "'s", "has", "are", "have", "runs")
        and before[0].isalpha()
        and before[0] not in _NO_PART
        and (not after or after[0] in BREAKS or count.thing == "person" or after[0] in ("and", "plus"))
    )


def two_places(left: Number, right: Number, tokens: Sequence[str]) -> bool:
    """For "ten at the big clinic, six at the little one"."""
    places = tokens[left.end : left.end + 1], tokens[right.end : right.end + 1]
    return (
        all(place and place[0] in _PLACES for place in places)
        and _TIMES.isdisjoint([*tokens[left.end : left.end + 4], *tokens[right.end : right.end + 4]])
        and right.start - left.end <= _FAR
        and (STOPS.isdisjoint(tokens[left.end : right.start]) or _ends(tokens, right.end))
    )


def _ends(tokens: Sequence[str], place: int) -> bool:
    """Whether nothing but a place is told before the sentence ends: "Three in Cork. Eight in Dublin."."""
    after = tokens[place : place + 4]
    return len(after) < 4 or not STOPS.isdisjoint(after)


def labelled(tokens: Sequence[str], left: Number, right: Number) -> bool:
    """For "inside twelve, outside eight", "sales, twelve. Legal, eight.": each number is told after what it is of."""
    return _label(tokens, left) and _label(tokens, right) and right.start - left.end <= _NEAR_LABEL


def each_labelled(tokens: Sequence[str], numbers: Sequence[Number]) -> bool:
    """For "photographers, so four of those, and my retouchers, that's two": each number is told of who they are."""
    if sum(number.low for number in numbers[:-1]) == numbers[-1].low or not _A_PART.isdisjoint(tokens):
        return False
    ends = [
        (tokens[n.end : n.end + 2], tokens[n.start - 2 : n.start], tokens[max(0, n.start - 8) : max(0, n.start - 3)])
        for n in numbers
    ]
    return all(of in _OF_THOSE or (that == ["that", "'s"] and not _OUR_PART.isdisjoint(who)) for of, that, who in ends)


def asked_for(question: Speech, said: Speech, *, listed: bool) -> bool:
    """For "it's myself and Dilys, and the loans office" · "and the office is how many?"; unless `listed` only "then the"."""
    if "many" not in question.words or question.counts or not _WHOLE.isdisjoint(question.words):
        return False
    return any(
        token in (_JOINED if listed else _JOINED - {"and"})
        and not _OUR_PART.isdisjoint(said.tokens[at + 1 : at + 2])
        and not question.words.isdisjoint(said.tokens[at + 2 : at + 4])
        for at, token in enumerate(said.tokens)
    )


def _label(tokens: Sequence[str], number: Number) -> bool:
    end = number.start - (tokens[number.start - 1 : number.start] == [","])
    start = end
    while start > 0 and end - start <= _LABEL and tokens[start - 1] not in BREAKS:
        start -= 1
    label = tokens[start:end]
    if not 0 < len(label) <= _LABEL or not _UNLABELLED.isdisjoint(label):
        return False
    return number.end == len(tokens) or tokens[number.end] in BREAKS
