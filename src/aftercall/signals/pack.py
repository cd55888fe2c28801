"""The pack: the vocabulary and the tier rule, as data. `pack.toml` beside this file is the default one.

A pack is immutable. Its phrases are cut into tokens once, in `Pack.load`, and indexed, so that finding
them costs one look-up per token of speech.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from aftercall.record import Urgency
from aftercall.signals.words import cut, two_telling

_SHORT = 2  # letters; "of" in "bill of lading" names none


class Term(NamedTuple):
    """What a phrase stands for."""

    kind: Literal["integration", "competitor", "ignored"]
    name: str
    everyday: bool = False
    not_after: frozenset[str] = frozenset()
    alone: bool = True  # whether an everyday name standing alone in an answer is the product
    use: str = ""  # what it is for, one of the pack's uses
    purposes: frozenset[str] = frozenset()  # words that speak of that use


class Mood(NamedTuple):
    """How pressing a phrase is, and whether it says so only in answer to a question of when."""

    level: Urgency
    in_answer: bool


class Hit(NamedTuple):
    """A phrase found at tokens[start:end]."""

    start: int
    end: int
    value: Any


class Phrases:
    """Phrases to look for. Each is found by its longest token, so that speech without any is passed over quickly.

    With `joined`, a one-word phrase is also found where a transcript cut it in two: "pipe drive".
    """

    def __init__(self, entries: Sequence[tuple[str, Any]], *, joined: bool = False) -> None:
        self._index: dict[str, list[tuple[int, int, list[str], Any]]] = {}
        self._halves: dict[str, dict[str, Any]] = {}
        self._by_telling: dict[str, list[tuple[str, list[str]]]] = {}  # and with the next most telling token
        for phrase, value in entries:
            tokens = cut(phrase)
            anchor = max(tokens, key=len)
            self._index.setdefault(anchor, []).append((tokens.index(anchor), len(tokens), tokens, value))
            self._told_by(tokens)
            if joined and len(tokens) == 1:
                for at in range(3, len(phrase) - 2):
                    self._halves.setdefault(phrase[:at], {})[phrase[at:]] = value
                    self._told_by([phrase[:at], phrase[at:]])
        for entry in self._index.values():
            entry.sort(key=lambda item: -item[1])
        self._tellings = frozenset(self._by_telling)
        self._found_by = frozenset(self._index) | self._halves.keys()

    def _told_by(self, tokens: list[str]) -> None:
        first, second = two_telling(tokens)
        self._by_telling.setdefault(first, []).append((second, tokens))

    def possible_in(self, words: frozenset[str]) -> bool:
        """False when none of the phrases can be made of these words."""
        if self._tellings.isdisjoint(words):
            return False
        for word in self._tellings & words:
            for other, phrase in self._by_telling[word]:
                if other in words and words.issuperset(phrase):
                    return True
        return False

    def find(self, tokens: Sequence[str]) -> list[Hit]:
        """Hits in order of place, none overlapping another; of two that do, the earlier, then the longer one."""
        if self._halves and "-" in tokens:
            return self._across_hyphens(tokens)
        hits: list[Hit] = []
        index, halves, found_by = self._index, self._halves, self._found_by
        if found_by.isdisjoint(tokens):
            return hits
        end, apart = 0, True
        for place in [place for place, token in enumerate(tokens) if token in found_by]:
            token = tokens[place]
            for offset, size, phrase, value in index.get(token, ()):
                start = place - offset
                if size == 1 or (start >= 0 and tokens[start : start + size] == phrase):
                    hits.append(Hit(start, start + size, value))
                    end, apart = start + size, apart and end <= start
                    break
            if halves and token in halves and place + 1 < len(tokens):
                value = halves[token].get(tokens[place + 1])
                if value is not None:
                    hits.append(Hit(place, place + 2, value))
                    end, apart = place + 2, apart and end <= place
        if apart:
            return hits
        hits.sort(key=lambda hit: (hit.start, -hit.end))
        kept: list[Hit] = []
        for hit in hits:
            if not kept or hit.start >= kept[-1].end:
                kept.append(hit)
        return kept

    def _across_hyphens(self, tokens: Sequence[str]) -> list[Hit]:
        """Hits with hyphens read over: "docu - sign"."""
        places = [place for place, word in enumerate(tokens) if word != "-"]
        hits = self.find([tokens[place] for place in places])
        return [Hit(places[hit.start], places[hit.end - 1] + 1, hit.value) for hit in hits]


@dataclass(frozen=True, slots=True)
class Tier:
    """`sales_ready` from these values on, or with one of these integrations."""

    team_size: int
    document_volume_per_month: float
    integrations: frozenset[str]

    def of(
        self, team_size: int | None, volume: float | None, integrations: Sequence[str]
    ) -> Literal["sales_ready", "self_serve"] | None:
        """The tier by what is known; None when nothing of it is."""
        if team_size is None and volume is None and not integrations:
            return None
        ready = (
            (team_size is not None and team_size >= self.team_size)
            or (volume is not None and volume >= self.document_volume_per_month)
            or not self.integrations.isdisjoint(integrations)
        )
        return "sales_ready" if ready else "self_serve"


@dataclass(frozen=True, slots=True)
class Pack:
    """A vocabulary, ready for use."""

    products: Phrases
    nouns: Phrases
    urgency: Phrases
    industries: Phrases
    tier: Tier
    documents: frozenset[str]  # words that may name a document; no document is named without one

    @classmethod
    def load(cls, text: str) -> Pack:
        """A pack from TOML text laid out as `pack.toml`. Raises KeyError or TOMLDecodeError if it is not."""
        import tomllib  # noqa: PLC0415  # not needed to import the package in the process of a call

        return cls.of(tomllib.loads(text))

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Pack:
        """A pack from tables laid out as `pack.toml`; `packfile` checks such tables. Raises KeyError if they are not."""
        people, documents, tier = data["people"], data["documents"], data["tier"]
        nouns = {
            **dict.fromkeys(people["not_people"], "other"),
            **dict.fromkeys(documents["not_documents"], "other"),
            **dict.fromkeys(documents["nouns"], "document"),
            **dict.fromkeys(people["roles"], "person"),
            **dict.fromkeys(people["generic"], "person"),
            **dict.fromkeys(people["others"], "outsider"),
            **dict.fromkeys(people["company"], "employee"),
            **dict.fromkeys(people["seats"], "seat"),
        }
        return cls(
            products=Phrases(_terms(data), joined=True),
            nouns=Phrases(list(nouns.items())),
            urgency=Phrases(_moods(data["urgency"])),
            industries=Phrases([(phrase, name) for name, phrases in data["industries"].items() for phrase in phrases]),
            documents=frozenset(word for noun in documents["nouns"] for word in _long(cut(noun))),
            tier=Tier(tier["team_size"], tier["document_volume_per_month"], frozenset(tier["integrations"])),
        )


def _long(noun: list[str]) -> list[str]:
    """The words of a noun that tell it from others: the long ones, or all where none is long."""
    return [word for word in noun if len(word) > _SHORT] or noun


def _terms(data: Mapping[str, Any]) -> list[tuple[str, Term]]:
    terms = [(phrase, Term("ignored", phrase)) for phrase in data["ignored"]["phrases"]]
    uses = {use: frozenset(words) for use, words in data["uses"].items()}
    for kind, table in (("integration", data["integrations"]), ("competitor", data["competitors"])):
        for name, entry in table.items():
            guard, alone, use = (
                frozenset(entry.get("not_after", ())),
                not entry.get("never_alone"),
                entry.get("use", ""),
            )
            purposes = uses.get(use, frozenset())
            sure = Term(kind, name, use=use, purposes=purposes)  # type: ignore[arg-type]  # the tuple above holds literals
            word = Term(kind, name, True, guard, alone, use, purposes)  # type: ignore[arg-type]  # the same
            terms += [(alias, sure) for alias in entry["aliases"]]
            terms += [(alias, word) for alias in entry.get("everyday", ())]
    return terms


def _moods(table: Mapping[str, Any]) -> list[tuple[str, Mood]]:
    levels: tuple[Urgency, ...] = ("high", "medium", "low")
    return [
        (phrase, Mood(level, in_answer=in_answer))
        for in_answer, part in ((False, table), (True, table["in_answer"]))
        for level in levels
        for phrase in part.get(level, ())
    ]


@functools.cache
def default_pack() -> Pack:
    """The pack that ships with the package; read at its first use."""
    return Pack.load(default_text())


def default_text() -> str:
    """`pack.toml` as it ships with the package."""
    from importlib import resources  # noqa: PLC0415  # as above

    return resources.files(__package__).joinpath("pack.toml").read_text("utf-8")
