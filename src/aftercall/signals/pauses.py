"""Marks where a transcript has none: a comma or full stop where the words alone show that something new begins.

The readers take sentences and clauses from marks. A transcript without any would be one long sentence, so it gets
marks before questions ("how many", "is there"), turns ("but", "because") and new subjects ("we use", "it's").
"""

# S105: a token is a word of speech here; SIM905: a list of words reads best as one string.
# ruff: noqa: S105, SIM905

from __future__ import annotations

from collections.abc import Sequence

from aftercall.signals.numbers import UNITS as NUMBERS

_SHORTEST = 5  # tokens; what is shorter is one sentence
_MARKS = frozenset(".,!?;:…")
_LEADS = frozenset("and so but okay ok also then or well oh".split())
_WH = frozenset("how what which when who where whats whos".split())
_AFTER_WH = {
    "how": frozenset("many much big large often soon long quickly fast does do would are is 's did about".split()),
    "what": frozenset("'s is are do does would about kind sort tools crm system systems software made brings brought other else did if will".split()),
    "which": frozenset("crm tool tools system systems software of one do are other accounting department teams".split()),
    "when": frozenset("would do does will should can could are is might 's did".split()),
    "who": frozenset("would 'd else is 's are will uses sends actually does besides".split()),
    "where": frozenset("do does are would is 's will did".split()),
}  # fmt: skip
_ASKING = frozenset("do does are is would will can could have has should shall did was were any may".split())
_ASKED = frozenset("you it that there this i they he she we your".split())
_PERIODS = frozenset("day week month quarter year fortnight basis".split())
_AUXILIARIES = _ASKING | {"'s", "'d", "'ll", "'re"}
_SUBJECTS = frozenset("i we they he she it that there you".split())
_VERBS = frozenset(
    "'s 're 've 'm 'll 'd is are was were have has had do dont does doesnt did didnt use used need want think would could can cant will wont got get just also only send sends run guess mean said love hate keep put work know never always isnt arent wasnt havent".split()
)
_CARRIES_ON = frozenset(
    "that which who what if when where how because cause and but so or as than since until till while once before after for to of with think guess say said says know hope mean believe 'd would could can do does did are is have will should may might shall then whatever everything all thing one way time number the a every much many stuff not where's why whether like dont didnt wish sure suppose reckon tell told wonder wondering for in on at by from about around".split()
)
_ASKS_ON = _CARRIES_ON - _LEADS
_TURNS = frozenset("but because cause although except".split())
_ASIDE = frozenset("sorry wait actually oh yeah".split())
_REPLIES = frozenset("yes yeah yep no nope nah correct sure right yup exactly".split())
_NO_PAUSE = frozenset("cant wont dont to the a couldnt".split())
_AFTER_NO = frozenset("the not its wait sorry just only we're actually".split())
_CLOSED = frozenset("is not are was the a an or".split())


def marked(tokens: list[str]) -> list[str]:
    """`tokens` as they are if they have marks or are few; else with marks put in."""
    if len(tokens) < _SHORTEST or not _MARKS.isdisjoint(tokens):
        return tokens
    out: list[str] = []
    begun = 0  # where in `out` the sentence at hand begins
    for place, token in enumerate(tokens):
        mark = _mark(tokens, place, token, out[begun:] if len(out) - begun < 8 else out[-8:], place and out[-1])
        if mark:
            at = len(out)
            while at > begun and out[at - 1] in _LEADS:
                at -= 1
            if at > begun:
                out.insert(at, mark)
                begun = at + 1 if mark == "." else begun
        out.append(token)
    return out


def _mark(tokens: Sequence[str], place: int, token: str, sentence: Sequence[str], before: object) -> str:
    """The mark to put before the token at `place`, if any; `sentence` is what is at hand of the sentence so far."""
    if not place or not isinstance(before, str) or before in _MARKS:
        return ""
    after = tokens[place + 1] if place + 1 < len(tokens) else ""
    if before in _PERIODS and token in _WH:
        return ""
    if token in _AFTER_WH:
        return (
            "."
            if after in _AFTER_WH[token] and (len(sentence) > 4 or _WH.isdisjoint(sentence)) and before not in _INDIRECT
            else ""
        )
    if token in _ASKING and after in _ASKED and before not in _ASKS_ON and before not in _SUBJECTS:
        return "." if _WH.isdisjoint(sentence) and _plain(sentence) else ""
    if token in _TURNS:
        return ","
    if token in _ASIDE and before not in _CLOSED and before not in _AUXILIARIES and before not in _NO_PAUSE:
        return "" if before in NUMBERS else ","
    if before in _REPLIES and place == 1 and (before != "no" or token in _SUBJECTS or token in _AFTER_NO):
        return ","
    if token in _SUBJECTS and after in _VERBS and before not in _PERIODS and (token != "that" or after == "'s"):
        if before in ("and", "so", "then"):
            return "." if token in ("i", "we") and before != "so" else ","
        return "." if before not in _CARRIES_ON and before not in _AUXILIARIES else ""
    return ""


_INDIRECT = frozenset("know tell ask me of about see sure matter depends on no wonder at to for in is".split())


def _plain(sentence: Sequence[str]) -> bool:
    return len(sentence) >= 2
