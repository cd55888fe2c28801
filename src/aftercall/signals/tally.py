"""Rates of documents: of several numbers in one answer, and of several answers, the rate that counts."""

# S105: a token is a word of speech here; SIM905: a list of words reads best as one string.
# ruff: noqa: S105, SIM905

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from aftercall.signals import documents, periods
from aftercall.signals.documents import FIX, USUAL
from aftercall.signals.numbers import Number
from aftercall.signals.periods import Period, Stretch
from aftercall.signals.speech import PEOPLE, Count, Speech
from aftercall.signals.words import BREAKS, STOPS


class Finding(NamedTuple):
    """A count of documents in a period; `usual` when the customer called it the normal one, `asked` in answer to how many.

    Without a period it waits for one; with `low` 0 only the period was told, and waits for a number.
    """

    low: float
    high: float
    period: Period | None
    rule: str
    turn: int
    usual: bool = False
    asked: bool = False


Chosen = tuple[Count, Stretch | None]

_KIND = 3  # tokens that name a kind of document between two numbers: "ten offers · five lease addenda"
_LEAD = 16  # tokens before a number in which what it counts may be named
_JOINTS = frozenset(["and", "plus", "then", ",", "addition"])
_WHERE = frozenset("in from at for by on to".split())
_FRAME = 6  # tokens before a number in which it is said for what
_FRAMES = {word: word for word in ("for", "in", "at", "with", "from", "on")} | {"here": "there", "there": "here"}
_HEAD = 4  # tokens of "new business proposals"
_LEADING = frozenset("and then so plus also um uh well the our".split())
_NO_HEADS = frozenset("yes thanks always sometimes days weeks months years mondays weekends summers winters this".split())  # fmt: skip
_OF_THOSE = frozenset(["those", "them", "these"])
_TOTALS = frozenset("total altogether together all combined makes so told".split())
_OTHERS = frozenset("rest others other smaller bigger remaining small big".split())
_APART = frozenset(["but", "now", "not"])
_DOES = frozenset("does do did has sends send handles makes".split())
_EACH = frozenset("each every apiece per everyone everybody".split())
_AFTER_EACH = BREAKS | frozenset("and so or but a an per every in on which that roughly".split())
_WE_EACH = frozenset("we they us all them".split())
DOING = _DOES | frozenset(
    "do doing would will can might may could gets get sending writes write prepares puts creates drafts makes turns churns averages produces processes signs closes has have".split()
)
_HEDGES = frozenset("about around roughly like maybe probably approximately nearly almost usually".split())
_NOT_OF_EACH = frozenset("we i it that which together total altogether combined overall".split())
_SITES = frozenset(
    "office offices branch branches shop shops store stores site sites location locations team teams department departments crew crews region regions division divisions desk desks clinic clinics practice practices school schools hotel hotels agency agencies salon salons franchise franchises showroom showrooms depot depots squad squads outlet outlets place places entity entities".split()
)
_OF_THEM = (["of", "them"], ["of", "em"])
_SENDERS = (*PEOPLE, "other", "unknown")
_FIX_ON = frozenset("i it that 's that's sorry oh uh um well".split())
_CORRECTED = 4  # tokens before a number in which it is said that it takes the place of another
_EACH_REACH = 10  # tokens between "each" and the number that each has


def _of_each(item: Chosen, speech: Speech) -> Chosen:
    """A rate times how many have it: "each of our ten reps sends five", "ten each, and we're six"."""
    if _EACH.isdisjoint(speech.words):
        return item
    count, stretch = item
    unit = _each_before(speech, count)
    if unit is None:
        unit = _each_after(speech, count)
    many = _how_many(speech, count, unit) if unit is not None else None
    if many is None:
        return item
    number = count.number._replace(low=count.number.low * many.low, high=count.number.high * many.high)
    return count._replace(number=number), stretch


def _each_before(speech: Speech, count: Count) -> range | None:
    """Where it stands who sends so many each: "each rep sends thirty", "we each send ten"."""
    tokens, place = speech.tokens, count.number.start
    told = _told_of_others(speech)
    for at in range(place - 1, max(speech.clause(place)[0], place - _EACH_REACH) - 1, -1):
        token = tokens[at]
        if token in _NOT_OF_EACH or at in told:
            return None
        if token in ("everyone", "everybody"):
            return range(0)
        if token in ("each", "every") and not any(stretch.start <= at < stretch.end for stretch in speech.periods):
            if token == "each" and _alone(tokens, at, place):
                return range(0)
            return range(at + 1, min(at + 6, place))
    return None


def _alone(tokens: Sequence[str], at: int, place: int) -> bool:
    """Whether "each" stands for those told before: "we each send", "each does", "each about ten"."""
    if (at and tokens[at - 1] in _WE_EACH) or at + 1 == place:
        return True
    if tokens[at + 1] == "of" and tokens[at + 2] in ("us", "them", "you", "these"):
        return True
    return tokens[at + 1] in DOING or tokens[at + 1] in _HEDGES


def _each_after(speech: Speech, count: Count) -> range | None:
    """For "ten contracts each a month", "thirty apiece", "twenty a week per rep"."""
    tokens, start = speech.tokens, max(count.number.end, count.noun_at + 1)
    told = _told_of_others(speech)
    for at in range(start, min(start + 4, len(tokens))):
        token = tokens[at]
        if token in BREAKS or at in told:
            return None
        if any(stretch.start <= at < stretch.end for stretch in speech.periods):
            continue
        if token == "per":
            return range(at + 1, min(at + 4, len(tokens)))
        if token == "apiece" or (token == "each" and (at + 1 == len(tokens) or tokens[at + 1] in _AFTER_EACH)):
            return range(0)
    return None


def _told_of_others(speech: Speech) -> set[int]:
    """Where numbers stand that count no senders: "each rep does ten, so that's sixty"."""
    return {told.number.start for told in speech.counts if told.number.low > 1 and told.thing not in _SENDERS}


def _how_many(speech: Speech, count: Count, unit: range) -> Number | None:
    """The number of those who have so many each; None where none, or another, is told."""
    tokens, words, told = speech.tokens, [speech.tokens[at] for at in unit], {}
    hits = [hit.value for at in unit if (hit := speech.nouns.get(at)) is not None]
    people = not unit or any(hit in PEOPLE for hit in hits) or not {"person", "head"}.isdisjoint(words)
    for other in speech.counts:
        number, noun = other.number, tokens[other.noun_at] if other.noun_at >= 0 else ""
        if number.start == count.number.start or number.kind != "count" or number.low <= 1:
            continue
        if other.thing == "none":
            if number.start > count.number.end and tokens[number.start - 1] in ("so", "makes", "is"):
                continue
            if tokens[number.end : number.end + 2] not in _OF_THEM:
                return None  # "ten of us, but only four send, about ten each"
        elif other.thing not in _SENDERS:
            continue
        elif number.start in unit:  # "each of our ten reps"
            return number
        elif not (
            (people and other.thing in PEOPLE)
            or any(_plural(word, noun) for word in words)
            or (not unit and noun in _SITES)
        ):
            continue
        told[number.low, number.high] = number
    return next(iter(told.values())) if len(told) == 1 else None


def _plural(one: str, many: str) -> bool:
    """For "office" and "offices", "agency" and "agencies"."""
    return many == one + "s" or many == one + "es" or (one[-1] == "y" and many == one[:-1] + "ies")


def settled(chosen: list[Chosen], fallback: Period | None, turn: int, speech: Speech) -> Finding:
    """One rate of the counts in one answer: the usual one, the total, the sum of kinds, or the last that is no aside."""
    told = [one for one, then in pairwise(chosen) if not _replaced(one, then, speech.tokens)] + chosen[-1:]
    chosen = [item for item in told if not documents.aside(speech, item[0], item[1])] or told[:1]
    if same := _per_asked(chosen, fallback or "month", turn, speech):
        return same
    fallback = fallback or next((stretch.period for _, stretch in told if stretch), None)
    last = chosen[-1]
    if len(chosen) == 1:
        return _rate(_of_each(last, speech), fallback, turn, speech)
    usual = [at for at in range(len(chosen)) if _is_usual(chosen, at, speech)]
    if usual and usual[-1] != len(chosen) - 1:
        return _rate(chosen[usual[-1]], fallback, turn, speech)._replace(usual=True)
    if _called_total(speech.tokens, last[0].number, max(count.number.low for count, _ in chosen)):
        stretch = last[1] or next((stretch for _, stretch in chosen if stretch), None)
        return _rate((last[0], stretch), fallback, turn, speech)
    total = _sum(chosen, fallback, turn, speech)
    if total is not None:
        return total
    stated = [item for item in chosen if item[1] is not None]
    if stated and not last[1] and corrects(speech.tokens, last[0].number):
        last = last[0], stated[-1][1]
    return _rate(last if last[1] or usual or not stated else stated[-1], fallback, turn, speech)


def _per_asked(chosen: list[Chosen], period: Period, turn: int, speech: Speech) -> Finding | None:
    """The last number where it is a rate told before it, reckoned per what was asked: "three a week, so twelve"."""
    count, stretch = chosen[-1]
    told = _rate((count, None), period, turn, speech)
    before = [] if stretch and stretch.start >= count.number.end else [item for item in chosen[:-1] if item[1]]
    rates = [_rate(_of_each(item, speech), None, turn, speech) for item in before]
    return told if any(periods.same_rate(told[:3], rate[:3]) for rate in rates) else None


def _rate(item: Chosen, fallback: Period | None, turn: int, speech: Speech) -> Finding:
    count, stretch = item
    start, stop = speech.clause(count.number.start)
    return Finding(
        count.number.low,
        count.number.high,
        stretch.period if stretch else fallback,
        "volume.documents" if count.thing == "document" else "volume.answer",
        turn,
        not USUAL.isdisjoint(speech.tokens[start:stop]),
    )


def _is_usual(chosen: list[Chosen], at: int, speech: Speech) -> bool:
    """Whether the words of one number, and not those of its neighbours, call it the normal one."""
    number = chosen[at][0].number
    start, stop = speech.clause(number.start)
    if at:
        count, stretch = chosen[at - 1]
        start = max(start, count.number.end, stretch.end if stretch and stretch.end <= number.start else 0)
    if at + 1 < len(chosen):
        stop = min(stop, chosen[at + 1][0].number.start)
    return not USUAL.isdisjoint(speech.tokens[start:stop])


def _called_total(tokens: Sequence[str], number: Number, most: float) -> bool:
    lead, after = tokens[max(0, number.start - _FRAME) : number.start], tokens[number.end : number.end + 4]
    if not (_TOTALS - {"so"}).isdisjoint([*lead[-4:], *after]):
        return True
    return "so" in lead and STOPS.isdisjoint(lead[lead.index("so") :]) and number.low >= most


def _replaced(left: Chosen, right: Chosen, tokens: Sequence[str]) -> bool:
    """For the twenty of "twenty, no, twenty five"."""
    between = tokens[left[0].number.end : right[0].number.start]
    return len(between) <= _CORRECTED and not FIX.isdisjoint(between) and (FIX | BREAKS | _FIX_ON).issuperset(between)


def corrects(tokens: Sequence[str], number: Number) -> bool:
    """For "make it thirty", "no, forty", "sorry, twenty"."""
    before = tokens[max(0, number.start - _CORRECTED) : number.start]
    if before[-1:] in (["put"], ["say"]) or before[-2:] == ["call", "it"]:
        return before[-2:-1] in (["."], [","], ["just"], ["so"], ["'s"], ["call"])
    return not FIX.isdisjoint(before) and ("mean" not in before or "i" in before)


def _sum(chosen: list[Chosen], fallback: Period | None, turn: int, speech: Speech) -> Finding | None:
    """The last count with those before it, where they are of several kinds of document, or of several senders."""
    parts, tokens = [chosen[-1]], speech.tokens
    senders = others = False
    for left, right in zip(reversed(chosen[:-1]), reversed(chosen[1:]), strict=True):
        between = tokens[left[0].number.end : right[0].number.start]
        if not FIX.isdisjoint(between) or not _APART.isdisjoint(between):
            break
        if two_senders(tokens, left[0], right[0]):
            senders = True
        elif two_heads(speech, left[0], right[0]) or (
            right[0].thing == "document" and not _OTHERS.isdisjoint(between) and left[0].thing in ("document", "none")
        ):
            others = True
        elif not _two_kinds(left, right, between):
            break
        parts.append(left)
    last = parts[0][0]
    after = tokens[last.number.end : last.number.end + 2]
    of_kind = after[:1] == ["of"] and not _OF_THOSE.isdisjoint(after[1:])  # "and leases, there'd be thirty of those"
    if len(parts) == 1 or not (
        senders
        or others
        or last.thing == "document"
        or (of_kind and parts[1][0].thing == "document")
        or (len(parts) > 2 and all(count.thing == "document" for count, _ in parts[1:]))
    ):
        return None
    stretches = [stretch for _, stretch in parts if stretch]
    if len({stretch.period for stretch in stretches}) > 1:
        return None
    return Finding(
        sum(count.number.low for count, _ in parts),
        sum(count.number.high for count, _ in parts),
        stretches[0].period if stretches else fallback,
        "volume.sum",
        turn,
    )


def _two_kinds(left: Chosen, right: Chosen, between: Sequence[str]) -> bool:
    """For "thirty leases and fifteen addenda"."""
    count, stretch = left
    if count.thing == "none" and (stretch is None or right[1] is None or stretch.period != right[1].period):
        return False
    joined = not _JOINTS.isdisjoint(between) or (count.thing == "document" and len(between) <= _KIND)
    return joined and count.thing in ("document", "none")


def two_senders(tokens: Sequence[str], left: Count, right: Count) -> bool:
    """For "sales does fifty and catering does thirty", "fifty in Leeds and thirty in York", "for awnings it's ten and for pergolas two"."""
    first, then = (tokens[max(0, count.number.start - _FRAME) : count.number.start] for count in (left, right))
    if "and" in then[:-1] and _FRAMES.get(then[then.index("and") + 1]) in first:
        return True
    befores = [tokens[max(0, count.number.start - 2) : count.number.start] for count in (left, right)]
    if all(not _DOES.isdisjoint(before) for before in befores):
        return befores[0] != befores[1] and not {"i", "we"} & {*befores[1]}
    afters = [tokens[count.number.end : count.number.end + 3] for count in (left, right)]
    return all(after[:1] and after[0] in _WHERE and not _period(after[1:]) for after in afters) and (
        left.thing == right.thing == "none" and afters[0][0] == afters[1][0]
    )


def _period(words: Sequence[str]) -> bool:
    return not words or words[0] in ("a", "one", "each", "every", "that") or periods.possible_in(frozenset(words))


def two_heads(speech: Speech, left: Count, right: Count) -> bool:
    """For "Renewals, thirty five a week. New business proposals more like ten a week"."""
    then = head(speech, right)
    first = head(speech, left) or (speech.tokens[left.noun_at] if left.thing == "document" else "")
    return then != "" and first not in ("", then)


def head(speech: Speech, count: Count) -> str:
    """What a number is told of in the words that lead to it; empty if of nothing."""
    tokens, place = speech.tokens, count.number.start
    before = [one for one in speech.counts if one.number.start < place and one.number.low > 1]
    least = max([place - _LEAD, 0, *(max(one.number.end, one.noun_at + 1) for one in before[-1:])])
    start = max(speech.span(place)[0], least)
    while start < place and tokens[start] in _LEADING:
        start += 1
    comma = next((at for at in range(start + 1, min(place, start + _HEAD)) if tokens[at] == ","), start)
    if comma > start and tokens[comma - 1].endswith("s") and tokens[comma - 1] not in _NO_HEADS:
        return tokens[comma - 1]
    named = [hit for at in range(least, place) if (hit := speech.nouns.get(at)) and hit.value == "document"]
    return tokens[named[-1].end - 1] if named else ""


def settle(findings: Sequence[Finding]) -> Finding | None:
    """The last rate told; a usual one is not replaced by an unusual one of the same turn."""
    best: Finding | None = None
    for finding in findings:
        if finding.period is None or not finding.low:
            continue
        if best is None or not (best.usual and not finding.usual and best.turn == finding.turn):
            best = finding
    return best


def per_month(finding: Finding) -> tuple[float, float]:
    """Both ends, normalised to a month and rounded to 0.1."""
    assert finding.period is not None, "settle() leaves out rates without a period"
    factor = periods.PER_MONTH[finding.period]
    return round(finding.low * factor, 1), round(finding.high * factor, 1)
