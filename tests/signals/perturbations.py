"""The same conversation as another transcriber, or another mouth, would give it.

Each takes the turns of a conversation and gives new ones that mean the same; chance comes from a `random.Random`.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from typing import Any

# ruff: noqa: SIM905  # a list of words reads best as one string; no secrets here
Turns = list[dict[str, Any]]

_UNITS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_TENS = "_ _ twenty thirty forty fifty sixty seventy eighty ninety".split()
_VALUES = {word: value for value, word in enumerate(_UNITS)} | {
    word: 10 * value for value, word in enumerate(_TENS) if value > 1
}
_WORD = "|".join(sorted(_VALUES, key=len, reverse=True))
_SPOKEN = re.compile(rf"\b(?:(?:{_WORD}|hundred|thousand)(?:[ -](?=(?:{_WORD}|hundred|thousand|and (?:{_WORD}))\b)|\b))+(?:and (?:{_WORD})(?:[ -](?:{_WORD}))?\b)?", re.IGNORECASE)  # fmt: skip
_FILLERS = ["um", "uh", "er", "like", "you know", "I mean", "well", "so", "kind of", "basically"]


def in_words(value: int) -> str:
    """English for 1 … 999,999, as people say it."""
    if value >= 1000:
        rest = value % 1000
        return f"{in_words(value // 1000)} thousand" + (f" {in_words(rest)}" if rest else "")
    if value >= 100:
        rest = value % 100
        return f"{_UNITS[value // 100]} hundred" + (f" and {in_words(rest)}" if rest else "")
    if value >= 20:
        return _TENS[value // 10] + (f" {_UNITS[value % 10]}" if value % 10 else "")
    return _UNITS[value]


def _in_digits(spoken: re.Match[str]) -> str:
    """A number in words that are plain English for it, as digits; all else stays."""
    words = re.split(r"[ -]", spoken[0].strip().lower())
    total = current = 0
    for word in words:
        if word == "hundred":
            current *= 100
        elif word == "thousand":
            total, current = total + current * 1000, 0
        elif word != "and":
            current += _VALUES[word]
    value = total + current
    plain = value > 1 and in_words(value).replace(" and ", " ").split() == [word for word in words if word != "and"]
    return f"{value:,}" + spoken[0][len(spoken[0].rstrip()) :] if plain else spoken[0]


def _each(change: Callable[[str], str], turns: Turns) -> Turns:
    return [turn | {"text": change(turn["text"])} for turn in turns]


def no_punctuation(turns: Turns, chance: random.Random) -> Turns:
    """Lower case; marks are gone, but for those inside a number and the apostrophe, the hyphen and the slash."""
    del chance
    return _each(
        lambda text: re.sub(r"(?<!\d)[^\w\s'/-]|[^\w\s'/-](?!\d)", " ", text.lower()).replace("  ", " "), turns
    )


def capitals(turns: Turns, chance: random.Random) -> Turns:
    """Capitals throughout."""
    del chance
    return _each(str.upper, turns)


def fillers(turns: Turns, chance: random.Random) -> Turns:
    """A filler before about one word in eight of the user's."""

    def filled(text: str) -> str:
        return " ".join(
            f"{chance.choice(_FILLERS)} {word}" if chance.random() < 1 / 8 else word for word in text.split()
        )

    return [turn | {"text": filled(turn["text"])} if turn["role"] == "user" else turn for turn in turns]


def digits(turns: Turns, chance: random.Random) -> Turns:
    """Numbers in words become digits: "twenty five" → "25"."""
    del chance
    return _each(lambda text: _SPOKEN.sub(_in_digits, text), turns)


def words(turns: Turns, chance: random.Random) -> Turns:
    """Numbers in digits become words: "25" → "twenty five"."""
    del chance

    def spoken(number: re.Match[str]) -> str:
        value = int(number[0].replace(",", ""))
        return in_words(value) if 0 < value < 1_000_000 and not 1900 <= value < 2100 else number[0]

    return _each(lambda text: re.sub(r"(?<![\w.,:$/])\d{1,3}(?:,\d{3})+(?![\w.:%/])|(?<![\w.,:$/])[1-9]\d*(?![\w.:%/]|,\d)", spoken, text), turns)  # fmt: skip


def cut_in_two(turns: Turns, chance: random.Random) -> Turns:
    """Each of the user's utterances of four words and more goes over two turns."""
    out: Turns = []
    for turn in turns:
        said = turn["text"].split()
        if turn["role"] != "user" or len(said) < 4:
            out.append(turn)
            continue
        cut = chance.randrange(1, len(said))
        out += [turn | {"text": " ".join(said[:cut])}, turn | {"text": " ".join(said[cut:])}]
    return out


PERTURBATIONS = (no_punctuation, capitals, fillers, digits, words, cut_in_two)
