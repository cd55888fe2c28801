"""Spoken numbers in a list of lower-case tokens: "a couple hundred", "one twenty", "half a dozen", "2.5 k", "1,200", ranges.

`find(tokens)` gives every number in order of place, each with the tokens it covers and a lower and an
upper end. Vague words get the middle value of their interval ("a few" is 3). What only looks like a
count is found too, with a kind that says so: codes spelled out digit by digit, years, money, "one" as
a pronoun. One pass from left to right; no number is read twice.
"""

# S105: a token is a word of speech here; SIM905: a list of words reads best as one string.
# ruff: noqa: S105, SIM905

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

Kind = Literal["count", "code", "year", "money", "pronoun"]


class Number(NamedTuple):
    """`low` ≤ `high`, told by tokens[start:end]. Ends of a code are 0."""

    start: int
    end: int
    low: float
    high: float
    kind: Kind = "count"


UNITS = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split()
    )
}
TENS = {
    word: value
    for value, word in zip(
        range(20, 100, 10), "twenty thirty forty fifty sixty seventy eighty ninety".split(), strict=True
    )
} | {"fourty": 40, "ninty": 90}  # as transcripts misspell them
DECADES = {
    word: value
    for value, word in zip(
        range(20, 100, 10), "twenties thirties forties fifties sixties seventies eighties nineties".split(), strict=True
    )
}
SCALES = {"hundred": 100, "thousand": 1_000, "k": 1_000, "million": 1_000_000, "mil": 1_000_000, "billion": 10**9}
_MULTIPLES = {**SCALES, "dozen": 12}
VAGUE = {"couple": 2, "few": 3, "several": 5, "handful": 5}
WORDS = frozenset(UNITS) | TENS.keys() | DECADES.keys() | SCALES.keys() | VAGUE.keys() | {"dozen", "hundreds"}

_LARGEST = 10**12
_FARTHEST = 3  # tokens between two numbers that are read as one
TIMES = {"once": 1, "twice": 2, "thrice": 3}
_PERS = (["a"], ["per"], ["every"], ["each"])
_RATES = frozenset("day week month quarter year daily weekly monthly yearly annually".split())
_APART = 10  # between two ends of a range told without a word between: "nineteen twenty a week"
_SPREAD = 1.5  # at most between the ends of such a range
_CURRENCY = frozenset("$€£")
_JOINERS = frozenset(
    {
        ("to",),
        ("-",),
        ("–",),
        ("or",),
        ("through",),
        ("maybe",),
        ("or", "maybe"),
        ("to", "maybe"),
        (",", "maybe"),
        ("to", "like"),
    }
)
_SINCE = frozenset(["since", "in", "from", "back"])
_NO_DIGIT_MAX = 12
_DIGITS = frozenset("0123456789")
_ORDINALS = frozenset("first second third fourth fifth sixth seventh eighth ninth st nd rd th".split())


def find(tokens: Sequence[str]) -> list[Number]:
    """All numbers in `tokens`, in order; ranges joined, codes and years marked."""
    found: list[Number] = []
    if _SURE.isdisjoint(tokens) and not has_digit(tokens):
        return found
    end, close = -_FARTHEST - 1, False
    for place in [at for at, token in enumerate(tokens) if token in _STARTS or token[0] in _DIGITS]:
        if place >= end and (number := _read(tokens, place)) is not None:
            close = close or number.start - end <= _FARTHEST
            end = number.end
            ordinal = end < len(tokens) and tokens[end] in _ORDINALS
            found.append(number._replace(kind="code") if ordinal else number)
    return _ranges(tokens, _codes(tokens, found)) if close else found


def has_digit(tokens: Iterable[str]) -> bool:
    """Whether there is a digit in any of them."""
    return _DIGIT("".join(tokens)) is not None


_DIGIT = re.compile("[0-9]").search
_BELOW_HUNDRED = UNITS | TENS
_GO_ON = _BELOW_HUNDRED.keys() | SCALES.keys() | {"point", "and", "dozen", "-"}  # what makes more of these before it
_SURE = WORDS | TIMES.keys()  # no number in words is without one of these
_STARTS = (WORDS - DECADES.keys()) | {*TIMES, "a", "an", "half", "mid", "baker", "bakers", "oh"}


def _read(tokens: Sequence[str], place: int) -> Number | None:
    token = tokens[place]
    if token in _BELOW_HUNDRED and (place + 1 == len(tokens) or tokens[place + 1] not in _GO_ON):
        value = float(_BELOW_HUNDRED[token])
        return Number(place, place + 1, value, value, "pronoun" if token == "one" else "count" if value else "code")
    if token in ("a", "an"):
        ahead = tokens[place + 1] if place + 1 < len(tokens) else ""
        if ahead == "even" and tokens[place + 2 : place + 3] == ["dozen"]:
            return Number(place, place + 3, 12, 12)
        if ahead in ("hundred", "thousand", "million", "dozen", "couple", "few", "handful"):
            inner = _read(tokens, place + 1)
            return inner and inner._replace(start=place)
        if ahead in ("baker", "bakers"):
            return _read(tokens, place + 1)
        return None
    if token == "half":
        step = place + 1 + (tokens[place + 1 : place + 2] == ["a"])
        scale = _MULTIPLES.get(tokens[step]) if step < len(tokens) else None
        return Number(place, step + 1, scale / 2, scale / 2) if scale else None
    if token in ("baker", "bakers"):
        step = place + 1 + (tokens[place + 1 : place + 2] == ["'s"])
        return Number(place, step + 1, 13, 13) if tokens[step : step + 1] == ["dozen"] else None
    if token == "mid":
        step = place + 1 + (tokens[place + 1 : place + 2] == ["-"])
        decade = DECADES.get(tokens[step]) if step < len(tokens) else None
        return Number(place, step + 1, decade + 5, decade + 5) if decade else None
    if token == "oh":
        if place and tokens[place - 1] in _SINCE and UNITS.get("".join(tokens[place + 1 : place + 2]), 10) < 10:
            return Number(place, place + 2, 0, 0, "code")  # "since oh six"
        if place == 0 or not (tokens[place - 1] in UNITS or tokens[place - 1].isdecimal()):
            return None
        return Number(place, place + 1, 0, 0, "code") if _digit_near(tokens, place) else None
    if token in TIMES:
        alone = not place and tokens[1:2] in ([], ["."], [","])  # "how many times a week?" · "twice"
        rated = alone or tokens[place + 1 : place + 2] in _PERS
        return Number(place, place + 1, TIMES[token], TIMES[token]) if rated else None
    if token == "hundreds":
        return Number(place, place + 1, 300, 300)
    if token in VAGUE:
        step = place + 1 + (tokens[place + 1 : place + 2] == ["of"])
        scale = _MULTIPLES.get(tokens[step]) if step < len(tokens) else None
        if scale:
            return Number(place, step + 1, VAGUE[token] * scale, VAGUE[token] * scale)
        return Number(place, place + 1, VAGUE[token], VAGUE[token])
    if token == "dozen":
        if list(tokens[place + 1 : place + 4]) == ["and", "a", "half"]:
            return Number(place, place + 4, 18, 18)
        return Number(place, place + 1, 12, 12)
    if token[0] in _DIGITS:
        return _digits(tokens, place)
    return _words(tokens, place)


def _digit_near(tokens: Sequence[str], place: int) -> bool:
    around = [*tokens[max(0, place - 1) : place], *tokens[place + 1 : place + 2]]
    return any(word in UNITS for word in around)


def _digits(tokens: Sequence[str], place: int) -> Number | None:
    token = tokens[place]
    code = Number(place, place + 1, 0, 0, "code")
    if len(token) > _NO_DIGIT_MAX or not token.isascii() or token.count(".") > 1:
        return code
    whole, _, fraction = token.partition(".")
    groups = whole.split(",")
    if len(groups) > 1 and any(len(group) != 3 for group in groups[1:]):
        return code
    digits = "".join(groups)
    if len(digits) > 1 and digits[0] == "0":
        return code
    value = float(f"{digits}.{fraction or 0}")
    end = place + 1
    ahead = tokens[end] if end < len(tokens) else ""
    if list(tokens[end : end + 3]) == ["and", "a", "half"]:
        value, end = value + 0.5, end + 3
        ahead = tokens[end] if end < len(tokens) else ""
    elif ahead == "point" and tokens[end + 1 : end + 2] and tokens[end + 1].isdecimal() and len(tokens[end + 1]) == 1:
        value, end = value + int(tokens[end + 1]) / 10, end + 2
        ahead = tokens[end] if end < len(tokens) else ""
    if ahead in SCALES:
        value, end = value * SCALES[ahead], end + 1
        if ahead in ("hundred", "thousand") and not fraction:
            value, end = _and_rest(tokens, end, value, SCALES[ahead])
    elif ahead == "dozen":
        value, end = value * 12, end + 1
    elif not fraction and len(token) == 4 and 1900 <= value < 2100:
        return Number(place, end, value, value, "year")
    if place and tokens[place - 1] in _CURRENCY:
        return Number(place, end, value, value, "money")
    return Number(place, end, value, value) if value < _LARGEST else code


def _and_rest(tokens: Sequence[str], place: int, value: float, scale: int) -> tuple[float, int]:
    """For "3 hundred fifty", "2 thousand five hundred": what is said in words after the digits and their scale."""
    step = place + (tokens[place : place + 1] == ["and"])
    if step >= len(tokens) or tokens[step] not in UNITS.keys() | TENS.keys():
        return value, place
    rest = _words(tokens, step)
    return (value + rest.low, rest.end) if rest is not None and 0 < rest.low < scale else (value, place)


def _below_hundred(tokens: Sequence[str], place: int) -> tuple[int, int] | None:
    """Value and end of a spoken number under a hundred: "seven", "sixteen", "fifty", "fifty-five"."""
    if place >= len(tokens):
        return None
    token = tokens[place]
    if token in TENS:
        step = place + 1 + (tokens[place + 1 : place + 2] == ["-"])
        unit = UNITS.get(tokens[step], 0) if step < len(tokens) else 0
        return (TENS[token] + unit, step + 1) if 0 < unit < 10 else (TENS[token], place + 1)
    if token in UNITS:
        return UNITS[token], place + 1
    return None


def _words(tokens: Sequence[str], place: int) -> Number | None:
    """A number in words, by English rules, plus "one eighty" (180) and "nineteen eighty four" (a year)."""
    total, current, end = 0.0, 0.0, place
    kind: Kind = "count"
    small = _below_hundred(tokens, place)
    if small:
        current, end = small
        tail = _below_hundred(tokens, end)
        if tail and tail[0] >= 10:
            if tail[0] <= _SPREAD * current and _rate_follows(tokens, tail[1]):  # "eight ten a day"
                return Number(place, tail[1], current, tail[0])
            if 1 <= current <= 9:
                current, end = current * 100 + tail[0], tail[1]
            elif current in (18, 19, 20) and 0 < tail[0] - current <= _APART and _rated(tokens, place, tail[1]):
                return Number(place, tail[1], current, tail[0])
            elif current in (18, 19, 20) and tail[0] - current > 2:
                return Number(place, tail[1], current * 100 + tail[0], current * 100 + tail[0], "year")
        elif end >= len(tokens):
            pass
        elif tokens[end] == "point" and (tenth := _below_hundred(tokens, end + 1)) and tenth[0] < 10:
            current, end = current + tenth[0] / 10, tenth[1]
        elif tokens[end] == "and" and list(tokens[end : end + 3]) == ["and", "a", "half"]:
            current, end = current + 0.5, end + 3
    elif tokens[place] in SCALES and tokens[place] not in ("k", "mil"):
        current = 1
    else:
        return None
    largest = float(_LARGEST)
    while end < len(tokens) and (scale := SCALES.get(tokens[end])) and scale < largest:
        if scale == 100:
            if current >= 100:
                break
            current *= 100
        else:
            total, current, largest = total + (current or 1) * scale, 0, scale
        end += 1
        step = end + (tokens[end : end + 1] == ["and"])
        more = _below_hundred(tokens, step)
        if more and (step == end or more[0] >= 1):
            again = scale == 100 and more[0] < 10 and more[0] * 100 == current
            if scale == 100 and (tokens[more[1] : more[1] + 1] == ["hundred"] or (again and _is_ten(tokens, more[1]))):
                break  # "six hundred six fifty a year"
            current, end = current + more[0], more[1]
    if end < len(tokens) and tokens[end] == "dozen":
        current, end = current * 12, end + 1
    value = total + current
    if value == 1 and end == place + 1 and tokens[place] == "one":
        kind = "pronoun"
    if value == 0:
        kind = "code"
    return Number(place, end, value, value, kind)


def _is_ten(tokens: Sequence[str], place: int) -> bool:
    return place < len(tokens) and tokens[place] in TENS


def _rated(tokens: Sequence[str], place: int, end: int) -> bool:
    """Whether a period stands beside a number: "nineteen twenty a week" is no year."""
    return (
        tokens[end : end + 1] in _PERS
        or (place > 0 and tokens[place - 1] in _RATES)
        or (end < len(tokens) and tokens[end] in _RATES)
    )


def _codes(tokens: Sequence[str], found: list[Number]) -> list[Number]:
    """Marks digit runs; "sixteen one six" is sixteen, confirmed."""
    out: list[Number] = []
    place = 0
    while place < len(found):
        stop = place + 1
        while stop < len(found) and _touching(tokens, found[stop - 1], found[stop]):
            stop += 1
        run = found[place:stop]
        first = run[0]
        spells = bool(out) and first.start - out[-1].end <= 1  # "eighty eight. eight eight"
        if len(run) == 1:
            out.append(first)
        elif out and first.start - out[-1].end <= _FARTHEST and _spell(run, out[-1]):
            out.append(Number(first.start, run[-1].end, 0, 0, "code"))  # "thirteen. one three"
        elif (
            len(run) == 2
            and tokens[first.start] in UNITS
            and 0 < first.low < 10 <= run[1].low < 100
            and run[1].kind == "count"
        ):
            value = first.low * 100 + run[1].low  # "one 80"
            out.append(Number(first.start, run[1].end, value, value))
        elif len(run) == 2 and (low := _lifted(first, run[1])):
            out.append(Number(first.start, run[1].end, low, run[1].high))
        elif len(run) == 2 and (_rising(first, run[1]) or (_near(first, run[1]) and _rate_follows(tokens, run[1].end))):
            out.append(Number(first.start, run[1].end, first.low, run[1].high))
        elif len(run) > 2 and first.low >= 10 and all(n.low - m.low == 1 for m, n in itertools.pairwise(run)):
            out.append(run[-1])  # heads that are counted aloud
        elif (
            len(run) == 2
            and first[2:] == run[1][2:]
            and first.kind == "count"
            and (_goes_on(tokens, run[1].end) or (run[1].end >= len(tokens) and not spells))
        ):
            out.append(first._replace(end=run[1].end))  # said twice
        elif (first.low >= 10 and _spell(run[1:], first)) or (
            all(n.low == first.low and n.kind == "count" for n in run) and first.low >= 10
        ):
            out.append(first._replace(end=run[-1].end))
        else:
            out.append(Number(first.start, run[-1].end, 0, 0, "code"))
        place = stop
    return out


def _spell(digits: Sequence[Number], number: Number) -> bool:
    """For "sixteen, one six": whether numbers are the digits of another."""
    return "".join(f"{digit.low:g}" for digit in digits) == f"{number.low:g}"


def _goes_on(tokens: Sequence[str], place: int) -> bool:
    return place < len(tokens) and (tokens[place].isalpha() or tokens[place] == "'s")


def _rising(left: Number, right: Number) -> bool:
    """For "two three a week", "fifteen twenty": a range told without a word between."""
    if left.kind not in ("count", "pronoun") or right.kind != "count" or left.low != left.high:
        return False
    step = right.low - left.low
    return (
        step in (1, 2)
        if right.low <= 12
        else left.low >= 10 and (step == 1 or (0 < step <= 5 and right.low % 5 == 0) or _tens(left, right))
    )


def _lifted(left: Number, right: Number) -> float:
    """300 for "three, four hundred"; 0 where they are no range."""
    for scale in (1_000, 100):
        if right.low % scale == 0 and right.low / scale - left.low in (1, 2) and 0 < left.low < 10:
            return left.low * scale if right.kind == "count" and left.low == left.high else 0
    return 0


def _near(left: Number, right: Number) -> bool:
    """For "twelve fourteen", "forty sixty" where a rate follows."""
    return left.kind == right.kind == "count" and 1 < left.low == left.high < right.low <= _SPREAD * left.low


def _rate_follows(tokens: Sequence[str], place: int) -> bool:
    return (
        tokens[place : place + 1] in _PERS and tokens[place + 1 : place + 2] != [] and tokens[place + 1] in _RATES
    ) or (place < len(tokens) and tokens[place] in _RATES)


def _tens(left: Number, right: Number) -> bool:
    """For "forty, fifty"; "twenty thirty" may be one number, or a time."""
    return left.low > TENS["twenty"] and right.low - left.low == TENS["twenty"] / 2 and left.low % 10 == 0


def _touching(tokens: Sequence[str], left: Number, right: Number) -> bool:
    if right.start == left.end:
        if tokens[right.end : right.end + 1] in (["percent"], ["%"]):
            return False
        return tokens[left.end - 1] not in _MULTIPLES and tokens[right.start] not in ("a", "an", "couple", "few")
    return right.start == left.end + 1 and tokens[left.end] in ("/", ":") and left.kind != "year"


def _ranges(tokens: Sequence[str], found: list[Number]) -> list[Number]:
    out: list[Number] = []
    for number in found:
        last = out[-1] if out else None
        if last and last.low == last.high and (joined := _joined(tokens, last, number)):
            out[-1] = joined
        else:
            out.append(number)
    return out


def _joined(tokens: Sequence[str], left: Number, right: Number) -> Number | None:
    if left.kind not in ("count", "pronoun") or right.kind != "count" or right.start - left.end > _FARTHEST:
        return None
    between = tuple(tokens[left.end : right.start])
    if between in ((), (",",)) and (low := _lifted(left, right)):
        return Number(left.start, right.end, low, right.high)
    if right.start == left.end:  # "two hundred three hundred"
        scaled = tokens[left.end - 1] in SCALES and left.low < right.low <= _SPREAD * left.low
        return Number(left.start, right.end, left.low, right.high) if scaled else None
    said = [",", *tokens[max(0, left.start - 2) : left.start]]
    if len(between) > 2 or (len(between) == 2 and list(between) == said[1:]):  # "could be eight, could be nine"
        perhaps = said[-len(between) :] == list(between) and said[1] in ("could", "might", "may") and said[2] == "be"
        return Number(left.start, right.end, left.low, right.high) if perhaps and left.low < right.high else None
    opener = tokens[left.start - 1] if left.start else ""
    if (
        between == (",",)
        and left.kind == "count"
        and _rising(left, right)
        and tokens[right.start] not in ("a", "an")
        and tokens[right.end : right.end + 1] not in ([","], ["if"], ["once"], ["with"])
    ):
        return Number(left.start, right.end, left.low, right.high)
    listed = between == (",",) and any(word in ("somewhere", "between") for word in tokens[right.end : right.end + 3])
    if not (between in _JOINERS or (between == ("and",) and opener == "between") or listed):
        return None
    low = left.low
    for scale in (1_000_000, 1_000, 100):  # "three to four hundred" starts at three hundred
        if right.low % scale == 0 and low < right.low / scale and tokens[right.end - 1] in SCALES and low < 100:
            low *= scale
            break
    return Number(left.start, right.end, low, right.high) if low < right.high <= 20 * low else None
