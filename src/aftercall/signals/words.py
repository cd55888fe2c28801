"""Speech as words: tokens, sentences, and phrases to look for among them."""

# SIM905: a list of words reads best as one string.
# ruff: noqa: SIM905

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Sequence

from aftercall.signals import fillers, pauses

STOPS = frozenset(".!?;…")
BREAKS = STOPS | frozenset(",:")


@functools.cache
def _pieces() -> Callable[[str], list[str]]:
    return re.compile(r"[^\w\s']|'[^\W\d_]+|[^\W\d_][^\W_]*|\d(?:[\d,.]*\d)?|'").findall


_SINGLES = frozenset("bcdefghjklmnopqrstuvwxyz")
_UNPLAIN = _SINGLES | fillers.WORDS
_CLITICS = frozenset(["'s", "'re", "'ve", "'ll", "'d", "'m"])


def tokenise(text: str, *, asked: bool = False) -> list[str]:
    """What was said in `text`: its words, numbers and marks in lower case, without padding; linear in its length.

    Letters spelled one by one become one word.
    """
    tokens = cut(text)
    return pauses.marked(tokens if _UNPLAIN.isdisjoint(tokens) else _spelled(fillers.without(tokens)), asked=asked)


def cut(text: str) -> list[str]:
    """Every word, number and mark of `text`, in lower case."""
    tokens: list[str] = []
    for word in text.lower().replace("’", "'").split():
        if word.isalpha():
            tokens.append(word)
        elif word[-1] in BREAKS and word[:-1].isalpha():
            tokens += word[:-1], word[-1]
        elif (at := word.find("'")) > 0 and word[at:] in _CLITICS and word[:at].isalpha():
            tokens += word[:at], word[at:]
        else:
            for piece in _pieces()(word):
                if piece[0] != "'" or piece in _CLITICS:
                    tokens.append(piece)
                elif piece in ("'t", "'clock") and tokens and tokens[-1].isalpha():
                    tokens[-1] += piece[1:]
                elif len(piece) > 1:
                    tokens.append(piece[1:])
    return tokens


def _spelled(tokens: list[str]) -> list[str]:
    """Joins three and more single letters in a row: a s a p → asap."""
    if _SINGLES.isdisjoint(tokens):
        return tokens
    singles = [place for place, token in enumerate(tokens) if len(token) == 1 and token.isalpha()]
    if len(singles) < 3:
        return tokens
    out: list[str] = []
    place = 0
    while place < len(tokens):
        stop = place
        while stop < len(tokens) and len(tokens[stop]) == 1 and tokens[stop].isalpha():
            stop += 1
        if stop - place >= 3:
            out.append("".join(tokens[place:stop]))
            place = stop
        else:
            out.append(tokens[place])
            place += 1
    return out


def sentences(tokens: Sequence[str]) -> list[tuple[int, int]]:
    """Bounds of the sentences, without their end marks."""
    bounds, start = [], 0
    for place in [place for place, token in enumerate(tokens) if token in STOPS]:
        if place > start:
            bounds.append((start, place))
        start = place + 1
    if start < len(tokens):
        bounds.append((start, len(tokens)))
    return bounds


COMMON = frozenset(
    "a all and are be been can do does for from have how i in is it just my no not of on one or our so than that the their them there they this to us was we were what when where which who will with would you your "
    "'d 'll 'm 're 's 've".split()
)
"""Words that say nothing by themselves."""
_OFTEN = {
    word: rank
    for rank, word in enumerate(
        "the a it i and you 's that in to is on of for we do what with so how one there can be have me 'd they two would are at my 've 'll your then this about no many 'm got like hundred month 're up good from all not but three send out them five yes who four was if okay trial when he twenty an does us by want go or dont people now right sign get six did thirty nine signed need see forty our week she oh eight only well say those has ten year anything thing hi as just put each time yeah know day had let ha before ask thank where agreements use hello which any over could fifty back sixty after look contracts thousand seven something off first every per been office some last eleven through will twelve here thanks tell take says next going work because days number plan come sorry fine own quotes call make ninety page price should contract their end else everything signature company may think phone account both down other goes more too morning proposals since calling form today email set nineteen eighty cant new paper her years name fifteen said team quote big half nobody his please bye under keep very hear business write were great agreement nice side ones am help fourteen never into run sales users signing old than its sending live done wont documents him leave once somebody made understood seats software lot client nothing start read talk fair link google system sure date forms line way still better seventy weeks letters dollars shall change place show open same bit document alright much percent list eighteen pay person signs minutes wants afternoon told around give sent doing desk quarter box left slack whole speaking again using lovely drive mostly wanted long count guy little second things came looking always another works".split()
    )
}  # what is said most often, and so tells a phrase least; the most frequent first


def telling(phrase: Sequence[str]) -> str:
    """The token of a phrase that is said least without the others; of two that are seldom said, the longer."""
    return max(phrase, key=lambda token: (_OFTEN.get(token, len(_OFTEN)), len(token)))


def two_telling(phrase: Sequence[str]) -> tuple[str, str]:
    """The token of a phrase that tells it, and of the others the one that does; the same twice where there is no other."""
    first = telling(phrase)
    return first, telling([token for token in phrase if token != first] or phrase)


class Cues:
    """Fixed phrases, each a string of tokens; looking for them costs one look-up per token of speech.

    In the midst of speech each is found by its most telling token.
    """

    __slots__ = ("_anchors", "_by_anchor", "_by_first")

    def __init__(self, *phrases: str) -> None:
        self._by_first: dict[str, dict[str, list[list[str]]]] = {}  # and by the second token, "" where there is none
        self._by_anchor: dict[str, list[tuple[str, int, list[str]]]] = {}
        for phrase in phrases:
            tokens = phrase.split()
            second = tokens[1] if len(tokens) > 1 else ""
            self._by_first.setdefault(tokens[0], {}).setdefault(second, []).append(tokens)
            anchor, other = two_telling(tokens)
            self._by_anchor.setdefault(anchor, []).append((other, tokens.index(anchor), tokens))
        self._anchors = frozenset(self._by_anchor)

    @property
    def firsts(self) -> frozenset[str]:
        """The words that a phrase begins with."""
        return frozenset(self._by_first)

    @property
    def anchors(self) -> frozenset[str]:
        """The words without one of which none of the phrases is there."""
        return self._anchors

    def begin(self, tokens: Sequence[str]) -> bool:
        """Whether `tokens` begin with one of the phrases."""
        by_second = self._by_first.get(tokens[0]) if tokens else None
        if by_second is None:
            return False
        if "" in by_second:
            return True
        for phrase in by_second.get(tokens[1], ()) if len(tokens) > 1 else ():  # any() makes a generator every time
            if tokens[: len(phrase)] == phrase:
                return True
        return False

    def stand_in(self, tokens: Sequence[str], words: frozenset[str] | None = None) -> bool:
        """Whether one of the phrases stands anywhere in `tokens`; faster with the `words` of the turn they are from."""
        if self._anchors.isdisjoint(tokens if words is None else words):
            return False
        said = frozenset(tokens) if words is None else words
        for anchor in self._anchors & said:
            for other, offset, phrase in self._by_anchor[anchor]:
                if other not in said or not said.issuperset(phrase):
                    continue
                for place in [place for place, token in enumerate(tokens) if token == anchor]:
                    start = place - offset
                    if start >= 0 and tokens[start : start + len(phrase)] == phrase:
                        return True
        return False
