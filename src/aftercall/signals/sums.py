"""What the sizes told in one utterance come to: a total, the sum of parts, or the last of them."""

# SIM905: a list of words reads best as one string.
# ruff: noqa: SIM905

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import NamedTuple

from aftercall.signals import counting, naming, parts, roster, speaker
from aftercall.signals.speech import Count, Speech
from aftercall.signals.words import BREAKS, STOPS

USERS, TEAM, COMPANY = 3, 2, 1


class Size(NamedTuple):
    """A size told at a place of the utterance: how wide its scope is, the number and what it counts, the rule."""

    scope: int
    counted: Count
    rule: str


_TOTALS = frozenset("total altogether together makes brings so thats that's told all".split())
FIX = frozenset("no wait sorry actually make meant scratch rather er correction now".split())
LISTED = frozenset(["team.pair", "team.sum", "team.solo"])
_OTHERS = (["other"], ["others"], ["more"])
_OF_THEM_USED = frozenset("use using need actually but option".split())
_OF_SOME = frozenset(
    "in at from on off dont doesnt arent isnt wont cant never".split()
)  # "there's six. Two in Turin who", "nine, but two aren't speaking"
_BESIDE = (["in"], ["at"], ["on"])
_NARROWER = frozenset("but only just".split())
_KIND = 3  # tokens at most between the numbers of two kinds of people


def adds_up(chosen: Sequence[Size]) -> bool:
    """For "brokers, fourteen. And three in onboarding who'd be in it too, so seventeen": the last is the sum of those before."""
    total, rest = chosen[-1].counted.number.low, chosen[:-1]
    return any(sum(size.counted.number.low for size in rest[start:]) == total for start in range(len(rest) - 1))


def come_to(chosen: Sequence[Size], speech: Speech, question: Sequence[str]) -> tuple[int, int, str]:
    """The ends and the rule of what the sizes of one scope come to: the sum of parts, the total, or the last."""
    tokens = speech.tokens
    if len(chosen) > 1:
        chosen = _that_count(chosen, tokens)
    last, rule = chosen[-1].counted, chosen[-1].rule
    low, high = int(last.number.low), int(last.number.high)
    listed = rule in LISTED
    more = tokens[last.number.end : last.number.end + 1]
    besides = more in _OTHERS and naming.JUST_YOU.stand_in(question)
    besides = besides or (
        speech.brief and low > 1 and "me" not in speech.words and naming.APART_FROM_YOU.stand_in(question)
    )
    lead = tokens[max(0, last.number.start - 3) : last.number.start]
    besides = besides or ("i" in lead and lead[-1] in ("got", "have", "employ") and naming.JUST_YOU.stand_in(question))
    if not listed and (besides or parts.beside_me(tokens, last.number)):
        return low + 1, high + 1, "team.sum"
    in_all = counting.all_in(tokens, last.number) or "total" in tokens[last.number.end : last.number.end + 3]
    whole = chosen[0].counted.number
    of_us = tokens[whole.end : whole.end + 2] == ["of", "us"] and whole.low > low and tokens[whole.end + 2] in BREAKS
    if of_us and _NARROWER.isdisjoint(tokens[whole.end : last.number.start]):
        return int(whole.low), int(whole.high), "team.total"  # "five of us. Me, my son, two girls and Bernice"
    extra = 0 if listed or in_all else speaker.added(tokens, last.number)
    if extra:
        kinds = _parts(chosen, speech) if extra == 1 else [last]  # "two designers, three account people and me"
        return *_sum(kinds, extra), "team.sum"
    if len(chosen) < 2:
        return low, high, rule
    if parts.each_labelled(tokens, [size.counted.number for size in chosen]):
        return *_sum([size.counted for size in chosen]), "team.sum"
    sizes = [size.counted.number.low for size in chosen]
    mended = not FIX.isdisjoint(tokens[chosen[0].counted.number.end : chosen[1].counted.number.start])
    if len(sizes) > 2 and sizes[0] == sum(sizes[1:]) and not mended:
        return int(sizes[0]), int(chosen[0].counted.number.high), "team.total"
    first = chosen[0].counted.number
    if (
        chosen[0].rule == "team.answer"
        and first.start <= 3
        and (tokens[first.end] in BREAKS or tokens[first.end] == "but")
        and tokens[last.number.end : last.number.end + 2] != ["of", "us"]
        and all(
            size.counted.number.high < first.low
            and (
                size.rule != "team.answer"
                or not _OF_SOME.isdisjoint(tokens[size.counted.number.end : size.counted.number.end + 1])
            )
            for size in chosen[1:]
        )
        and FIX.isdisjoint(tokens[first.end : last.number.start])
        and tokens[last.number.start - 1] not in roster.AND
    ):
        return int(first.low), int(first.high), "team.answer"
    if tokens[chosen[0].counted.noun_at + 1 : last.number.start] == [","] and more in _BESIDE and low < first.low:
        return int(first.low), int(first.high), "team.people"  # "eleven clinicians, three on reception": those at least
    if tokens[last.number.end : last.number.end + 2] == ["of", "us"] and len(sizes) > 2:
        return low, high, "team.total"
    before_last = tokens[max(0, last.number.start - 5) : last.number.start]
    after_last = tokens[last.number.end : last.number.end + 4]
    if (
        (before_last[-2:] == ["that", "'s"] and last.number.low >= max(sizes[:-1]))
        or after_last[:1] == ["between"]
        or (
            counting.its_own_sentence(tokens, last.number)
            and last.number.low > max(sizes[:-1])
            and not parts.of_a_part(speech, last)
        )
    ):
        return low, high, "team.total"
    if not listed and (not _TOTALS.isdisjoint(before_last) or not {"total", "altogether"}.isdisjoint(after_last)):
        return low, high, "team.total"
    summands = _parts(chosen, speech)
    if len(summands) > 1:
        return *_sum(summands), "team.sum"
    return low, high, rule


def _sum(summands: Sequence[Count], extra: int = 0) -> tuple[int, int]:
    return extra + sum(int(p.number.low) for p in summands), extra + sum(int(p.number.high) for p in summands)


def joined(said: Speech, sizes: Sequence[int]) -> int:
    """For "the three carvers would need access, and the two of you?": how many they are together; 0 when not so joined."""
    people = [count.number for count in said.counts if count.thing == "person"]
    between = [said.tokens[one.end : other.start] for one, other in itertools.pairwise(people)]
    together = all(not roster.AND.isdisjoint(gap) and STOPS.isdisjoint(gap) for gap in between)
    return sum(sizes) if together and len(people) == len(sizes) else 0


def _that_count(chosen: Sequence[Size], tokens: Sequence[str]) -> Sequence[Size]:
    """Of several sizes the one told anew, or the seats."""
    seats = [size for size in chosen if size.counted.thing == "seat"]
    told_anew = [size for size in chosen if counting.updates(tokens, size.counted.number.start)]
    if told_anew and tokens[told_anew[-1].counted.number.start - 1] != "so":
        chosen = told_anew[-1:]
    end = chosen[-1].counted.number.end
    of_what = len(chosen) == len(seats) + 1 and seats[:1] == chosen[:1] and tokens[end : end + 1] in (["is"], ["are"])
    if seats and of_what:
        return seats
    return chosen


def _parts(chosen: Sequence[Size], speech: Speech) -> list[Count]:
    """The last sizes that are parts of one whole: joined by "and", of two kinds, places or departments."""
    tokens = speech.tokens
    summands = [chosen[-1].counted]
    for one, other in zip(reversed(chosen[:-1]), reversed(chosen[1:]), strict=True):
        left, right = one.counted, other.counted
        between = tokens[left.number.end : right.number.start]
        if (
            not (
                {"and", "plus", "then"} & set(between)
                or _two_kinds(left, right, tokens)
                or parts.labelled(tokens, left.number, right.number)
                or parts.two_places(left.number, right.number, tokens)
                or (parts.of_a_part(speech, left) and parts.of_a_part(speech, right))
            )
            or not FIX.isdisjoint(between)
            or not _OF_THEM_USED.isdisjoint(between)
            or len(between) > 9
            or "only" in tokens[right.number.end : right.number.end + 8]
            or (
                left.number.low == right.number.low
                and not parts.of_a_part(speech, right)
                and not _two_kinds(left, right, tokens)
            )
        ):
            break
        summands.append(left)
    return summands


def _two_kinds(left: Count, right: Count, tokens: Sequence[str]) -> bool:
    """For "nine attorneys, four paralegals"."""
    places = left.noun_at, right.noun_at
    return (
        min(places) >= 0
        and right.number.start - left.number.end <= _KIND
        and tokens[left.number.end : places[0] + 1] != tokens[right.number.end : places[1] + 1]
        and left.thing == right.thing == "person"
    )
