"""Whether a number may count people: what stands around it says what it is not."""

# SIM905: a list of words reads best as one string.
# ruff: noqa: SIM905

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from aftercall.signals.numbers import Number
from aftercall.signals.speech import Count, Speech
from aftercall.signals.words import BREAKS, STOPS

_AGES = frozenset([("who", "is"), ("he", "'s"), ("she", "'s"), ("i", "'m"), ("he", "is"), ("she", "is"), ("who", "'s")])
_MAKE_IT = frozenset(
    [
        ("make", "it"),
        ("make", "that"),
        ("call", "it"),
        ("call", "that"),
        ("it", "to"),
        ("that", "to"),
        ("be", "so"),
        ("say", "to"),
    ]
)
_CODE_LETTERS = frozenset("bcdefghjklmnopqrstuvwxyz")  # before a number they make it one of a code
_ROOM_FOR = [[room, "for"] for room in ("room", "table", "space", "bench", "office")]
_LAST_WORDS = 3  # tokens: the number ends what is said
_MET = frozenset("talked talk spoke spoken speaking asked called emailed saw seen met".split())
_IN_LINE = frozenset(["ahead", "line", "behind"])
_NO_LEAD = frozenset("and plus or to maybe about only just the of - , now then with".split())
_PLACES = frozenset("at in upstairs downstairs here there over".split())
_FAR = 8  # tokens at most between the people of two places
_ALL_IN = [["with", "us"], ["in", "all"], ["all", "told"], ["all", "in"], ["in", "total"]]
_HAVING = frozenset("have got are 're employ employs with of has there 's is".split())
_NO_PEOPLE_AFTER = frozenset(
    "starting joining leaving a per each every / % percent times monthly weekly daily years feet : x are were b grand minutes".split()
)
_NO_PEOPLE_BEFORE = frozenset(
    "bar established founded except including minus since in version route at on number turned until till unit age # booth dash g ward those these other another question answer".split()
)


def is_answer(speech: Speech, count: Count) -> bool:
    """Whether a bare number can be the answer to how many people: not an age, a floor, a rate, a list's number."""
    tokens, number = speech.tokens, count.number
    following = tokens[number.end] if number.end < len(tokens) else "."
    if following == "of" and tokens[number.end + 1 : number.end + 2] in (["these"], ["those"]):
        return False
    if number.start > 1 and tokens[number.start - 1] == "or" and speech.nouns.get(number.start - 2) is not None:
        return False
    if number.start and len(tokens[number.start - 1]) == 1 and tokens[number.start - 1] in _CODE_LETTERS:
        return False
    if following in _NO_PEOPLE_AFTER or _nominal(tokens, number.start):
        return False
    if list(tokens[number.end : number.end + 2]) == ["on", "paper"]:
        return False
    if list(tokens[max(0, number.start - 2) : number.start]) in _ROOM_FOR:
        return False
    if number.start > 3 and list(tokens[number.start - 3 : number.start]) == ["give", "or", "take"]:
        return False
    before = tokens[number.start - 1] if number.start else ""
    if (
        tuple(tokens[max(0, number.start - 2) : number.start]) in _AGES
        or "age" in tokens[max(0, number.start - 3) : number.start]
    ):
        return False
    return before not in _NO_PEOPLE_BEFORE


def _nominal(tokens: Sequence[str], place: int) -> bool:
    """For "on paper it's six"."""
    before = tokens[max(0, place - 4) : place]
    return "paper" in before and BREAKS.isdisjoint(before[list(before).index("paper") :])


def met(tokens: Sequence[str], number: Number) -> bool:
    """For "talked to three people", "five people ahead of me"."""
    before, after = tokens[max(0, number.start - 3) : number.start], tokens[number.end : number.end + 4]
    return not _MET.isdisjoint(before) or not _IN_LINE.isdisjoint(after)


def bare_one(tokens: Sequence[str]) -> bool:
    """Whether "one" is all that was said."""
    return len([token for token in tokens if token.isalpha()]) <= 3


def doubtful(speech: Speech, count: Count) -> bool:
    """Whether the word counted may be of no people at all, and nothing says that the speaker has or is them."""
    tokens, place = speech.tokens, count.number.start
    if not speech.guessed(count.noun_at):
        return tokens[count.noun_at] == "accounts"
    return _HAVING.isdisjoint(tokens[max(0, place - 4) : place])


def goes_with_documents(speech: Speech, place: int) -> bool:
    """Whether the count before a bare number in its sentence is of documents: "eight forms each a week, so forty"."""
    start, _ = speech.span(place)
    at = bisect_left(speech.counts, place, key=lambda count: count.number.start)
    return at > 0 and speech.counts[at - 1].number.start >= start and speech.counts[at - 1].thing == "document"


def subset(tokens: Sequence[str], count: Count, whole: float, using: frozenset[str]) -> bool:
    """For "ten, though two of them only sell parts"; not for "six of them would use it"."""
    number = count.number
    after = tokens[number.end : number.end + 9]
    return (
        after[:1] == ["of"]
        and after[1:2] in (["them"], ["those"], ["these"], ["whom"])
        and number.high < whole
        and using.isdisjoint(after)
        and "only" not in tokens[max(0, number.start - 2) : number.start]
    )


def two_places(left: Number, right: Number, tokens: Sequence[str]) -> bool:
    """For "ten at the big clinic, six at the little one"."""
    places = tokens[left.end : left.end + 1], tokens[right.end : right.end + 1]
    return all(place and place[0] in _PLACES for place in places) and right.start - left.end <= _FAR


def all_in(tokens: Sequence[str], number: Number) -> bool:
    """For "fourteen with us", "six seats in all": a total."""
    after = list(tokens[number.end : number.end + 3])
    return any(after[at : at + 2] in _ALL_IN for at in (0, 1)) or after[:1] == ["altogether"]


def its_own_sentence(tokens: Sequence[str], number: Number) -> bool:
    """For "nine plus an admin. ten": a number that is all that is said."""
    after = tokens[number.end : number.end + 1]
    before = tokens[number.start - 1 : number.start]
    if not after and before and before[0] in _NO_LEAD:
        return False
    return bool(before) and (not after or (after[0] in STOPS and before[0] in STOPS))


def updates(tokens: Sequence[str], place: int) -> bool:
    """For "make it nine", "call it fifty five", "that brings it to twenty six"."""
    if tokens[place - 1 : place] == ["so"] and len(tokens) - place <= _LAST_WORDS:
        return True
    return (
        tuple(tokens[max(0, place - 2) : place]) in _MAKE_IT or tuple(tokens[max(0, place - 3) : place - 1]) in _MAKE_IT
    )
