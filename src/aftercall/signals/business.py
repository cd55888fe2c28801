"""A business's own pack: more products, another tier rule, and signals of its own in `discovered_signals.other`.

    fold = open_fold(settings.signals)      # None: the built-in signals and no more
    fold.hear({"role": "user", "text": "we have twelve offices"})
    fold.signals().other                    # {"offices": "12"}

A number is written in digits; of a range the lower end, and the upper one as `<name>_max`. The rule of a value
is `pack.<name>`. As everywhere, the user's words are evidence and the agent's are context: what the agent said
counts where the user said yes to it, and a bare number where the agent asked for it. What was said last holds. A phrase
after "not", "if" and their like in the same clause is not counted.

A pack is read once in a process.
"""

# SIM905: a list of words reads best as one string.
# ruff: noqa: SIM905

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from aftercall.errors import SettingsError
from aftercall.record import DiscoveredSignals, SignalEvidence
from aftercall.signals import turns
from aftercall.signals.dialogue import is_offer, read_reply
from aftercall.signals.fold import SignalFold
from aftercall.signals.pack import Pack, default_pack, default_text
from aftercall.signals.phrasing import MONEY, Finder, Unit, unfold, units
from aftercall.signals.words import sentences, tokenise

if TYPE_CHECKING:
    from aftercall.signals.packfile import OwnSignal

_LONGEST_QUESTION = 400  # tokens of the agent's turn that are kept as context
_NEGATION_REACH = 6  # words of a clause before a phrase in which a negation takes it back
_NEGATIONS = frozenset(
    "not never dont doesnt didnt isnt arent wasnt wont cant without neither nor if suppose imagine hypothetically wish".split()
)
_FIXES = frozenset("sorry actually rather make meant scratch wait correction".split())
_FIX_REACH = 6
# A number before one of these, or before nothing, is bare: it counts what was asked for.
_AFTER_BARE = frozenset(
    "and or in at on right now so total altogether today currently i we that which for with all of them maybe give sorry actually no wait make".split()
)


class Fold(Protocol):
    """What hears turns and can say at any time what was found; see `SignalFold`."""

    def hear(self, turn: Mapping[str, Any]) -> None:
        """Takes a turn in."""

    def signals(self) -> DiscoveredSignals:
        """What is known so far."""


@dataclass(frozen=True, slots=True)
class Own:
    """One signal of a business's own, ready for use. `unit` is None for a choice of words."""

    name: str
    unit: str | None
    said: Finder
    asked: Finder
    takes_money: bool
    confidence: float

    @classmethod
    def of(cls, name: str, form: OwnSignal) -> Own:
        """From a checked table of a pack file."""
        said: list[tuple[str, str | None]] = [(phrase, None) for phrase in form.phrases]
        said += [(phrase, choice) for choice, phrases in form.choices.items() for phrase in phrases]
        right, found = form.measured or (0, 0)
        return cls(
            name,
            form.unit,
            Finder((sequence, value) for phrase, value in said for sequence in unfold(phrase)),
            Finder((sequence, None) for phrase in form.asked for sequence in unfold(phrase)),
            any(MONEY in phrase for phrase in form.phrases),
            round((right + 1) / (found + 2), 2),  # as in `confidence`: one never measured has 0.5
        )


class Value(NamedTuple):
    """A choice, or both ends of a number."""

    choice: str | None
    low: float
    high: float
    turn: int


@dataclass(frozen=True, slots=True)
class Business:
    """A pack file, ready for use."""

    pack: Pack
    own: tuple[Own, ...]


@functools.cache
def business(path: Path) -> Business:
    """The pack file at `path`, read at its first use. Raises SettingsError: file, key, what is wrong, what to try."""
    import tomllib  # noqa: PLC0415  only a process with a pack of its own pays for these

    from aftercall.signals import packfile  # noqa: PLC0415

    form = packfile.read(path)
    extends = form.integrations or form.competitors or form.tier
    pack = Pack.of(packfile.merged(form, tomllib.loads(default_text()))) if extends else default_pack()
    return Business(pack, tuple(Own.of(name, signal) for name, signal in form.signals.items()))


def open_fold(path: Path | None) -> Fold:
    """A new fold that knows the pack at `path`; None: the built-in one. Raises SettingsError if it cannot be used."""
    return SignalFold() if path is None else BusinessFold(business(path))


def problems(path: Path | None) -> list[SettingsError]:
    """What is wrong with the pack that AFTERCALL_SIGNALS names."""
    try:
        open_fold(path)
    except SettingsError as problem:
        return [problem]
    return []


class BusinessFold:
    """The built-in signals by a business's vocabulary, and its own signals beside them."""

    def __init__(self, with_: Business) -> None:
        self._built_in = SignalFold(with_.pack)
        self._own = with_.own
        self._next_turn = 0
        self._agent: list[str] = []
        self._user: list[str] = []
        self._user_spoke_last = False
        self._told: dict[str, Value] = {}
        self._told_before: dict[str, Value] = {}  # as it stood when the current answer began

    def hear(self, turn: Mapping[str, Any]) -> None:
        """Takes a turn in, as `SignalFold.hear` does."""
        self._built_in.hear(turn)
        number = turns.number_of(turn, self._next_turn)
        self._next_turn = number + 1
        role, text = turn.get("role"), turn.get("text")
        if not self._own or not isinstance(text, str) or not text:
            return
        if role == "user":
            self._hear_user(tokenise(text), number)
        elif role in ("assistant", "agent"):
            said = [] if self._user_spoke_last else self._agent
            self._agent = [*said, *tokenise(text, asked=True), "."][-_LONGEST_QUESTION:]
            self._user, self._user_spoke_last = [], False

    def _hear_user(self, tokens: list[str], number: int) -> None:
        if self._user_spoke_last and len(self._user) + len(tokens) <= turns.LONGEST_ANSWER:
            tokens = [*self._user, *turns.joint(self._user, tokens), *tokens]
        else:
            self._agent = [] if self._user_spoke_last else self._agent
            self._told_before = dict(self._told)
        self._user, self._user_spoke_last = tokens, True
        standing, self._told = self._told, dict(self._told_before)
        agent, user = self._agent, units(tokens)
        affirmed = units(_without_offers(agent)) if agent and read_reply(tokens) == "yes" else []
        question = units(agent)
        for own in self._own:
            value = _read(own, question, affirmed, user, number)
            if value is not None:
                before = standing.get(own.name)
                same = before is not None and before._replace(turn=number) == value
                self._told[own.name] = before if before is not None and same else value

    def signals(self) -> DiscoveredSignals:
        """What is known so far. May be called at any time; changes nothing."""
        found = self._built_in.signals()
        if not self._told or self._built_in.no_customer:
            return found
        other: dict[str, str] = {}
        evidence = list(found.evidence)
        for own in self._own:
            value = self._told.get(own.name)
            if value is None:
                continue
            other[own.name] = _plain(value.low) if value.choice is None else value.choice
            if value.high > value.low:
                other[f"{own.name}_max"] = _plain(value.high)
            evidence.append(
                SignalEvidence(
                    signal=f"other.{own.name}", rule=f"pack.{own.name}", turn=value.turn, confidence=own.confidence
                )
            )
        return found.model_copy(update={"other": other, "evidence": tuple(evidence)})


def extract_with(path: Path | None, turns: Iterable[Mapping[str, Any]]) -> DiscoveredSignals:
    """The signals of a whole conversation by the pack at `path`. Raises SettingsError if it cannot be used."""
    fold = open_fold(path)
    for turn in turns:
        fold.hear(turn)
    return fold.signals()


Sentences = Sequence[Sequence[Unit]]


def _without_offers(agent: Sequence[str]) -> list[str]:
    kept: list[str] = []
    for start, stop in sentences(agent):
        if not is_offer(agent[start:stop]):
            kept += [*agent[start:stop], "."]
    return kept


def _read(own: Own, question: Sentences, affirmed: Sentences, user: Sentences, turn: int) -> Value | None:
    said = _said(own, user, turn)
    if said:
        return said[-1]
    agreed = _said(own, affirmed, turn)
    if agreed and len({value._replace(turn=0) for value in agreed}) == 1:
        return agreed[0]
    if own.unit is not None and any(own.asked.find(sentence) for sentence in question):
        return _answer(own, user, turn)
    return None


def _said(own: Own, told: Sentences, turn: int) -> list[Value]:
    """What the phrases find, in order of place."""
    found: list[Value] = []
    for sentence in told:
        matches = own.said.find(sentence)
        for match in sorted(matches, key=lambda match: (match.end, match.end - match.start)):
            if _taken_back(sentence, match.start) or (match.slot < 0 and _is_none(sentence, match.start)):
                continue
            if match.slot < 0:
                found.append(Value(match.value, 0, 0, turn))
            else:
                found.append(_number(_corrected(sentence, match.end) or sentence[match.slot], turn))
    return found


def _taken_back(sentence: Sequence[Unit], start: int) -> bool:
    """Whether a negation or a condition stands before, in the same clause."""
    before = sentence[max(0, start - _NEGATION_REACH) : start]
    return any(unit.key in _NEGATIONS and unit.clause == sentence[start].clause for unit in before)


def _is_none(sentence: Sequence[Unit], start: int) -> bool:
    """For "no monthly plan". Before a number, and elsewhere before words, a "no" answers or corrects."""
    return start > 0 and sentence[start - 1].key == "no" and sentence[start - 1].clause == sentence[start].clause


def _corrected(sentence: Sequence[Unit], end: int) -> Unit | None:
    """The last number of "twelve offices, no wait, make it fifteen"; None where nothing is corrected."""
    fixed = False
    for place in range(end, min(len(sentence), end + _FIX_REACH)):
        unit = sentence[place]
        fixed = fixed or unit.key in _FIXES
        if fixed and unit.number is not None and unit.number.kind == "count" and _is_bare(sentence, place):
            return unit
    return None


def _answer(own: Own, user: Sentences, turn: int) -> Value | None:
    """The last bare number of an answer."""
    found: Value | None = None
    for sentence in user:
        for at, unit in enumerate(sentence):
            if unit.number is None or _taken_back(sentence, at):
                continue
            alone = unit.number.kind == "pronoun" and len(sentence) <= 3
            counted = not unit.money and (unit.number.kind == "count" or alone) and _is_bare(sentence, at)
            if counted or (own.takes_money and unit.money):
                found = _number(unit, turn)
    return found


def _is_bare(sentence: Sequence[Unit], place: int) -> bool:
    if place + 1 == len(sentence):
        return True
    after = sentence[place + 1]
    return after.clause != sentence[place].clause or after.key in _AFTER_BARE


def _number(unit: Unit, turn: int) -> Value:
    assert unit.number is not None, "slots and answers are numbers"
    return Value(None, unit.number.low, unit.number.high, turn)


def _plain(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(round(value, 6))
