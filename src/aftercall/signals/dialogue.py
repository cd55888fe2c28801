"""Who speaks, what was asked, and how it was answered.

A conversation is cut into exchanges: what the agent said last, and what the user said to it
(neighbouring turns of one role are one). The readers of the signals see one exchange at a time.
"""

# S105: a token is a word of speech here; SIM905: a list of words reads best as one string.
# ruff: noqa: S105, SIM905

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

Reply = Literal["yes", "no", "other"]
Topic = Literal["tools", "about", "contact", "count"]

STOPS = frozenset(".!?;…")
BREAKS = STOPS | frozenset(",:")


@functools.cache
def _tokens() -> Callable[[str], list[str]]:
    return re.compile(r"\d[\d,.]*|[^\W\d_][^\W_]*|'[^\W\d_]+|[^\w\s]").findall


_HESITATIONS = frozenset(["um", "umm", "uh", "uhm", "erm", "hmm"])
_CLITICS = frozenset(["'s", "'re", "'ve", "'ll", "'d", "'m"])


def tokenise(text: str) -> list[str]:
    """Lower-case words, numbers and marks of `text`. Letters spelled one by one become one word; linear in its length."""
    raw = _tokens()(text.lower().replace("’", "'"))
    if "'" not in text and "’" not in text and "." not in text and "," not in text:
        tokens = raw
    else:
        tokens = []
        for token in raw:
            first = token[0]
            if first == "'" and len(token) > 1:
                if token in _CLITICS:
                    tokens.append(token)
                elif token in ("'t", "'clock") and tokens:
                    tokens[-1] += token[1:]
                else:
                    tokens.append(token[1:])
            elif token[-1] in ",." and first not in ",.":
                tokens += [token.rstrip(",."), token[-1]]
            elif token != "'":
                tokens.append(token)
    if not _HESITATIONS.isdisjoint(tokens):
        tokens = [
            token
            for place, token in enumerate(tokens)
            if token not in _HESITATIONS or (token == "uh" and _is_hum(tokens, place))
        ]
    return _spelled(tokens)


def _is_hum(tokens: Sequence[str], place: int) -> bool:
    """For "uh huh" and "nuh uh" are answers."""
    return tokens[place + 1 : place + 2] == ["huh"] or tokens[max(0, place - 1) : place] in (["nuh"], ["uh"])


def _spelled(tokens: list[str]) -> list[str]:
    """Joins three and more single letters in a row: a s a p → asap."""
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
    for place, token in enumerate(tokens):
        if token in STOPS:
            if place > start:
                bounds.append((start, place))
            start = place + 1
    if start < len(tokens):
        bounds.append((start, len(tokens)))
    return bounds


_FILLERS = frozenset(
    "er em eh oh ah ha haha hm hmm well honestly so like gosh god unfortunately och whoa wow uf also lol ja actually ok okay and , . ! ? - …".split()
)
_YES = frozenset(
    "yes yeah yep yup yea ya yah sure correct right exactly affirmative absolutely definitely indeed bingo precisely certainly totally si hai opo oui mhm mmhm mm uhhuh true please aye".split()
)
_NO = frozenset("no nope nah not never neither none wrong negative nuh nay skip hardly forbid".split())
_YES_PHRASES = tuple(
    tuple(phrase.split())
    for phrase in (
        "you got it", "that is correct", "that 's correct", "thats correct", "that 's right", "thats right", "that is right", "spot on", "you do", "we do", "we would", "we are", "it is",
        "they would", "that they do", "all correct", "all of it is right", "uh huh", "of course", "there you go", "you said it", "i do", "i am", "bang on", "go for it", "you bet",
        "both", "we have", "it does", "they do", "they are", "please do", "got it in one", "all good", "all right", "i would", "that 's it", "that 's about right", "about right", "i was told",
    )
)  # fmt: skip
_NO_PHRASES = tuple(
    tuple(phrase.split())
    for phrase in (
        "that 's not", "thats not", "it 's not", "its not", "leave it", "strike the", "take out", "we dont", "i dont", "i wish", "save your", "dont",
        "couldnt",
    )
)  # fmt: skip
_REST = frozenset("rest others everything remaining".split())
_FINE = frozenset("right correct fine good stands stand ok okay true said on".split())


def read_reply(tokens: Sequence[str]) -> Reply:
    """Whether an answer begins, or as a short one ends, with a yes or a no; "not only" after "no" stays a no."""
    place = 0
    while place < len(tokens) and tokens[place] in _FILLERS:
        place += 1
    head = tuple(tokens[place : place + 5])
    if not head:
        return "other"
    if any(head[: len(phrase)] == phrase for phrase in _NO_PHRASES):
        return "no"
    if head[0] in _NO:
        if head[0] == "no" and head[1:2] in (("idea",), ("clue",), ("problem",), ("worries",)):
            return "other"
        return "no"
    if "wrong" in head:
        return "no"
    if head[0] in _YES or any(head[: len(phrase)] == phrase for phrase in _YES_PHRASES):
        if head[0] == "please" and head[:2] != ("please", "do") and len(tokens) > place + 2:
            return "other"
        early = tokens[place : place + 6]
        if head[0] in ("yes", "right") and any(word in ("no", "havent", "dont") for word in early[1:4]):
            return "no"
        return "yes"
    if len(tokens) <= 9 and (
        tokens[-1] in ("yes", "yeah", "yep", "correct") or any(word in ("yes", "yep") for word in tokens[:4])
    ):
        return "yes"
    return "other"


def rest_is_right(tokens: Sequence[str]) -> bool:
    """For "twelve people, the rest is right": what is not corrected is affirmed."""
    for place, token in enumerate(tokens):
        ahead = tokens[place + 1 : place + 2]
        if (token in _REST and ahead in (["is"], ["are"], ["'s"], ["else"], ["of"], ["stands"])) or (
            token == "other" and ahead in (["two"], ["three"])
        ):
            return any(word in _FINE for word in tokens[place + 1 : place + 7])
        if token in ("stand", "stands"):
            return True
    return False


@dataclass
class Exchange:
    """What the agent said (maybe nothing), what the user answered, and the number of the user's last turn.

    `question` is the agent's last sentence that asks something; `past` the exchange before, as context.
    """

    agent: list[str]
    user: list[str]
    turn: int
    reply: Reply = "other"
    rest: bool = False
    words: frozenset[str] = frozenset()
    agent_words: frozenset[str] = frozenset()
    topics: frozenset[Topic] = frozenset()
    question: list[str] = field(default_factory=list)
    past: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.words = frozenset(self.user)
        self.agent_words = frozenset(self.agent)
        if self.agent:
            self.reply = read_reply(self.user)
            self.rest = not _REST.isdisjoint(self.words) or "other" in self.words or "stand" in self.words
            self.rest = self.rest and rest_is_right(self.user)
            self.question, self.topics = _asked(self.agent)

    @cached_property
    def affirmed(self) -> list[str]:
        """The agent's words that the user made their own: all but offers; nothing without a yes."""
        if self.reply != "yes" and not self.rest:
            return []
        kept: list[str] = []
        for start, stop in sentences(self.agent):
            sentence = self.agent[start:stop]
            if not is_offer(sentence):
                kept += [*sentence, "."]
        return kept


_OFFER_VERBS = frozenset(
    "connect support integrate integrates offer serve sync include plug have work link our can could ve add-ons connectors addons ons ll".split()
)


def is_offer(sentence: Sequence[str]) -> bool:
    """An agent's sentence about ourselves, not about the customer: "we connect to …", "our plans …"."""
    words = set(sentence)
    if sentence[:1] in (["we"], ["our"]) and words & _OFFER_VERBS and "your" not in words:
        return True
    if words & {"you", "your", "you're", "youre", "shall", "should"}:
        return bool(
            {"could", "can"} & words and sentence[:2] and sentence[0] == "you" and sentence[1] in ("could", "can")
        )
    return bool(
        (words & {"we", "our", "us"} and words & _OFFER_VERBS)
        or words & {"ons", "addons", "connectors"}
        or sentence[:3] == ["out", "of", "the"]
    )


_CONTACT = frozenset("demo meeting ring callback appointment".split())
_TOOLS = frozenset(
    "crm crms erp software tool tools system systems stack app apps platform platforms integration integrations accounting invoicing storage wiki chat tracking tracker track store stored saved bookkeeping ledger "
    "ledgers calendar tasks files scans connect hook sync automate automated workflow glue integrate sit sits kept books bills bill invoice invoices paid pay payments deposits till marketing messaging mail email tech messages records database "
    "data source sources ats ticketing tickets support hr leads contacts talk tabs organise organize checkout storage copies runs microsoft google".split()
)
_ABOUT = tuple(
    tuple(phrase.split())
    for phrase in (
        "tell me about", "tell me how", "tell me a bit", "tell me who", "overview", "what do you do", "your business", "about your", "walk me", "the firm", "your shop", "the scale", "about you", "kind of company", "sort of company",
        "what should i know", "company details", "going on", "your setup", "describe", "what do you need", "the set up", "scale wise", "how does the", "what does the company", "looking for today", "do you do at", "what do you call",
    )
)  # fmt: skip


def contains(tokens: Sequence[str], phrases: Sequence[tuple[str, ...]]) -> bool:
    """Whether any of the phrases, cut into tokens, stands in `tokens`."""
    return any(
        phrase[0] == token and tuple(tokens[place : place + len(phrase)]) == phrase
        for place, token in enumerate(tokens)
        for phrase in phrases
    )


def _asked(agent: Sequence[str]) -> tuple[list[str], frozenset[Topic]]:
    """The agent's last sentence that asks or says something, and what it asks about."""
    last: list[str] = []
    for start, stop in reversed(sentences(agent)):
        sentence = list(agent[start:stop])
        topics = _topics(sentence)
        if topics:
            return sentence, topics
        if len(last) <= 3:
            last = sentence
    return last, frozenset()


def _topics(sentence: Sequence[str]) -> frozenset[Topic]:
    words = set(sentence)
    topics: set[Topic] = set()
    if not words.isdisjoint(_TOOLS) or ("what" in words and not words.isdisjoint(("use", "using"))):
        topics.add("tools")
    if not words.isdisjoint(_CONTACT):
        topics.add("contact")
    if contains(sentence, _ABOUT):
        topics.add("about")
    if "many" in words or "who" in words or "number" in words:
        topics.add("count")
    return frozenset(topics)
