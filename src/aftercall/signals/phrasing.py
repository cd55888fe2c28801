"""The small language in which a business says what a signal of its own sounds like.

    {number} (office|offices|branches)        we have [got] {number} sites        budget ... {money}

| written | means |
|---|---|
| `offices` | the word, whatever its case; marks between words do not count |
| `{number}` | a number as people say it: "twelve", "a couple hundred", "10 to 15", hedged or not |
| `{money}` | an amount: "$20k", "twenty thousand dollars" |
| `(a\\|b c)` | one of these |
| `[a\\|b c]` | one of these, or nothing |
| `...` | up to four words |

A contraction is words of its own: "what is" is not "what's".

A phrase is unfolded into plain sequences when it is read, at most 200, and each has a fixed length but for at most
two gaps: looking for it costs time linear in what was said, whatever was said.
"""

# S105: a token is a word of speech here; SIM905: a list of words reads best as one string.
# ruff: noqa: S105, SIM905

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from aftercall.signals.numbers import Number
from aftercall.signals.numbers import find as find_numbers
from aftercall.signals.words import BREAKS, STOPS, tokenise

NUMBER, MONEY, GAP = "{number}", "{money}", "..."
LONGEST_PHRASE = 200
"""Characters of one phrase."""
MOST_SEQUENCES = 200
"""Plain sequences that one phrase may unfold into."""
_MOST_GAPS = 2
_WIDEST_GAP = 4

_PIECES = re.compile(r"\{[^{}]*\}|\.\.\.|…|[()\[\]|]|[^()\[\]{}|.…]+|.", re.DOTALL)
_HEDGES = frozenset(
    "about around roughly like maybe approximately nearly almost over under just only probably some".split()
)
_LONG_HEDGES = frozenset(
    [
        ("up", "to"),
        ("at", "least"),
        ("at", "most"),
        ("close", "to"),
        ("more", "than"),
        ("less", "than"),
        ("fewer", "than"),
    ]
)
_NOT_MORE = frozenset(["no", "not"])
_MONEY = dict.fromkeys("dollar dollars buck bucks usd euro euros eur pound pounds quid gbp".split(), 1) | {
    "grand": 1_000
}


class Unit(NamedTuple):
    """A word, or a whole number however many words it took. `clause` counts the clauses of the utterance."""

    key: str
    clause: int
    number: Number | None = None
    money: bool = False


class Match(NamedTuple):
    """A phrase found at units[start:end]; `slot` is the place of its number, -1 where it has none."""

    start: int
    end: int
    slot: int
    value: Any


def units(tokens: Sequence[str]) -> list[list[Unit]]:
    """The sentences of an utterance, each as units, without marks and without hedges before a number."""
    numbers = {number.start: number for number in find_numbers(tokens)}
    told: list[list[Unit]] = [[]]
    place = clause = 0
    while place < len(tokens):
        token, number = tokens[place], numbers.get(place)
        if number is not None:
            _unhedge(told[-1], clause)
            place = number.end
            money = number.kind == "money"
            if place < len(tokens) and tokens[place] in _MONEY and number.kind in ("count", "pronoun", "year"):
                scale, money, place = _MONEY[tokens[place]], True, place + 1
                number = number._replace(low=number.low * scale, high=number.high * scale)
            told[-1].append(Unit(f"#{number.low:g}-{number.high:g}", clause, number, money))
            continue
        place += 1
        if token in STOPS:
            clause += 1
            if told[-1]:
                told.append([])
        elif token in BREAKS or token == "but":
            clause += 1
        if token[0].isalnum() or token[0] in "'%":
            told[-1].append(Unit(token, clause))
    return told if told[-1] else told[:-1]


def _unhedge(told: list[Unit], clause: int) -> None:
    while told and told[-1].clause == clause:
        if told[-1].key in _HEDGES:
            told.pop()
        elif len(told) > 1 and (told[-2].key, told[-1].key) in _LONG_HEDGES:
            del told[-2:]
            if told and told[-1].key in _NOT_MORE and told[-1].clause == clause:
                told.pop()
        else:
            return


def unfold(phrase: str) -> list[tuple[str, ...]]:
    """A phrase's plain sequences. Raises ValueError, saying what is wrong and what to try."""
    if len(phrase) > LONGEST_PHRASE:
        raise ValueError(f"it has {len(phrase)} characters, and {LONGEST_PHRASE} are the limit. Try: several phrases")
    choices: list[list[tuple[str, ...]]] = []
    group: list[str] | None = None
    opened = ""
    for piece in _PIECES.findall(phrase):
        if piece in "([":
            if group is not None:
                raise ValueError(f"a group within a group, at {piece!r}. Try: write the alternatives out")
            group, opened = [""], piece
        elif piece in ")]":
            if group is None or (opened, piece) not in (("(", ")"), ("[", "]")):
                raise ValueError(f"{piece!r} closes nothing. Try: {NUMBER} (office|branches)")
            choices.append([_literal(text) for text in group] + ([()] if opened == "[" else []))
            group = None
        elif piece == "|":
            if group is None:
                raise ValueError("'|' outside of brackets. Try: (office|branches)")
            group.append("")
        elif group is not None:
            group[-1] += piece
        else:
            choices.append([_piece(piece)])
    if group is not None:
        raise ValueError(f"{opened!r} is never closed. Try: {NUMBER} (office|branches)")
    count = 1
    for choice in choices:
        count *= len(choice)
    if count > MOST_SEQUENCES:
        raise ValueError(f"it unfolds into {count} phrases, and {MOST_SEQUENCES} are the limit. Try: several phrases")
    found = [tuple(_without_hedges(itertools.chain(*parts))) for parts in itertools.product(*choices)]
    for sequence in found:
        _check(sequence)
    return list(dict.fromkeys(found))


def _piece(text: str) -> tuple[str, ...]:
    if text in (NUMBER, MONEY):
        return (text,)
    if text in (GAP, "…"):
        return (GAP,)
    if text[0] == "{":
        raise ValueError(f"{text} is no slot. Try: {NUMBER} or {MONEY}")
    return _literal(text) if text.strip(" .,") else ()


def _literal(text: str) -> tuple[str, ...]:
    if "{" in text or "..." in text or "…" in text:
        raise ValueError(f"a slot or gap inside brackets, at {text.strip()!r}. Try: brackets around words only")
    if any(sign in text for sign in "$€£"):
        raise ValueError(f"a currency sign, at {text.strip()!r}. Try: {MONEY}")
    keys = tuple(unit.key for sentence in units(tokenise(text)) for unit in sentence)
    if not keys:
        raise ValueError(f"{text!r} holds no word that could be heard. Try: words as they are spoken")
    return keys


def _without_hedges(items: Iterable[str]) -> list[str]:
    kept: list[Unit] = []
    for item in items:
        if item in (NUMBER, MONEY):
            _unhedge(kept, 0)
        kept.append(Unit(item, 0))
    return [unit.key for unit in kept]


def _check(sequence: Sequence[str]) -> None:
    words = [item for item in sequence if item not in (NUMBER, MONEY, GAP)]
    if not words:
        raise ValueError(f"no word that must be said. Try: {NUMBER} offices")
    if sequence[0] == GAP or sequence[-1] == GAP or sequence.count(GAP) > _MOST_GAPS:
        raise ValueError(f"'...' at an end, or more than {_MOST_GAPS} of them. Try: budget ... {MONEY}")
    if sequence.count(NUMBER) + sequence.count(MONEY) > 1:
        raise ValueError(f"two slots. Try: one {NUMBER} or {MONEY} in each phrase")
    if any(left == NUMBER and right in _MONEY for left, right in itertools.pairwise(sequence)):
        raise ValueError(f"an amount of money counted as a number. Try: {MONEY}")


class Finder:
    """Sequences to look for, each with a value."""

    def __init__(self, entries: Iterable[tuple[tuple[str, ...], Any]]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], Any]]] = {}
        for sequence, value in entries:
            self._by_first.setdefault(sequence[0], []).append((sequence, value))
        for found in self._by_first.values():
            found.sort(key=lambda entry: -len(entry[0]))

    def find(self, sentence: Sequence[Unit]) -> list[Match]:
        """Every match, at most one per sequence and place, in order of place."""
        found: list[Match] = []
        for start, unit in enumerate(sentence):
            for first in (unit.key, NUMBER, MONEY) if unit.number is not None else (unit.key,):
                for sequence, value in self._by_first.get(first, ()):
                    stop = _fits(sequence, 0, sentence, start)
                    if stop is not None:
                        found.append(Match(start, stop[0], stop[1], value))
        return found


def _fits(sequence: Sequence[str], at: int, sentence: Sequence[Unit], place: int) -> tuple[int, int] | None:
    """Where a sequence that begins at `place` ends, and the place of its slot (-1: none)."""
    slot = -1
    for step in range(at, len(sequence)):
        item = sequence[step]
        if item == GAP:
            for skipped in range(_WIDEST_GAP + 1):
                rest = _fits(sequence, step + 1, sentence, place + skipped)
                if rest is not None:
                    return rest[0], max(rest[1], slot)
            return None
        if place >= len(sentence) or not _is(item, sentence[place]):
            return None
        if item in (NUMBER, MONEY):
            slot = place
        place += 1
    return place, slot


def _is(item: str, unit: Unit) -> bool:
    if item == MONEY:
        return unit.money
    if item == NUMBER:
        return unit.number is not None and not unit.money and unit.number.kind != "code"
    return unit.key == item
