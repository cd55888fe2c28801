"""The fold: hears one turn after another, and can say at any time what the customer has told so far.

It keeps findings (numbers and names, no words), the agent's last turn, the user's answer to it and the one before,
and the agent's last question, for a turn that only goes on with it ("Nine, then?").
While the user goes on speaking without a word of the agent's between, the answer grows and is read
again as a whole, up to a limit: an utterance cut in two turns reads like one.
"""

# SIM905: a list of words reads best as one string.
# ruff: noqa: SIM905

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from aftercall.record import DiscoveredSignals, SignalEvidence
from aftercall.signals import (
    asking,
    callers,
    documents,
    echo,
    integrations,
    parties,
    periods,
    team,
    timing,
    turns,
    urgency,
    volume,
)
from aftercall.signals.confidence import CONFIDENCE, PLAIN
from aftercall.signals.dialogue import Exchange
from aftercall.signals.numbers import TIMES
from aftercall.signals.pack import Pack, default_pack
from aftercall.signals.speech import Speech, Spoken
from aftercall.signals.words import BREAKS, sentences, tokenise

_LONGEST_QUESTION = 400  # tokens of the agent's turn that are kept as context
_LONGEST_PAST = 80  # tokens of the exchange before that are kept as context
_SURE = 0.9
_A_CALL = 3  # exchanges in which a customer who tells anything tells more than one thing
_A_LONG_CALL = 8  # exchanges after which a size is doubted however plainly it was told, if nothing else was
_NOT_STRAY = (PLAIN, "urgency.date_answer", "urgency.date_must", "urgency.mood_answer")
_LONGEST_PLAIN = 30  # tokens of an utterance that tells one thing
_DOCUMENTS_LAST = 4
_WHOM = frozenset("who us you team staff crew headcount".split())
_TEAM = frozenset("team department crew office side desk group unit section bit part".split())
_HOW_MANY_ARE_THEY = ["how", "many", "people", "is", "that"]  # what "which is?" asks, every reader sees in full
_SHORT = 8  # tokens of an answer that may still be on its way
_A_NOTE = 2  # tokens of an agent's turn that asks nothing: "Okay, right."
_MOST_NUMBERS = 200
_MOST_EVIDENCE = 4096  # of the rules and the turns of calls, kept
_SELF = frozenset(
    "me myself solo nobody trio duo party show band yours talking talkin speaking looking lookin alone husband mother father pair both freelancer flock army staff employees".split()
)  # what a size told without a number cannot do without
_WHO = frozenset(
    "who alone yourself anyone anybody many team".split()
)  # an agent who says so may be answered with names
_ALL_OF_IT = frozenset("it all everything only whole entire".split())  # the same, beside "I"
_SELF_INDUSTRY = frozenset("we i our 're 'm us my".split())
_AGENT = frozenset(["assistant", "agent"])


class _Industry(NamedTuple):
    name: str
    turn: int


Finding = team.Finding | volume.Finding | integrations.Finding | urgency.Finding | _Industry


class SignalFold:
    """Folds turns into `DiscoveredSignals`. No I/O but the pack, read at the first turn; not thread-safe."""

    def __init__(self, pack: Pack | None = None) -> None:
        self._pack = pack
        self._next_turn = 0
        self._exchanges = 0
        self._agent: list[str] = []
        self._user: list[str] = []
        self._heard: list[str] = []  # since the agent spoke, answers and what followed them
        self._told: dict[float, int] = {}  # numbers that the user said, and the turn
        self._said: Speech | None = None  # the user's words of the exchange before
        self._said_at = 0
        self._told_in: Spoken | None = None
        self._documents_left = 0  # exchanges for which documents are still what is being talked of
        self._given_away: int | None = None  # the turn in which the caller showed to be nobody who could buy
        self._customer = False  # whether they spoke of a business of their own
        self._tools_lately = False  # whether the agent asked about tools in the exchange before
        self._last_question: list[str] = []
        self._before: Spoken | None = None
        self._plain: set[int] = set()  # turns in which something was found, and that are short, with one number at most
        self._meant: set[int] = set()  # turns in which a size was told that was mended at once
        self._answered = True
        self._parts = 0
        self._offered: dict[str, str] = {}
        self._speaker = ""
        self._unmarked = False  # whether the user's words came without a mark, as some transcribers give them
        self._team: list[team.Finding] = []
        self._volume: list[volume.Finding] = []
        self._rate_asked: periods.Period | None = None
        self._products: list[integrations.Finding] = []
        self._urgency: list[urgency.Finding] = []
        self._industry: list[_Industry] = []
        self._findings: tuple[list[Any], ...] = (
            self._team,
            self._volume,
            self._products,
            self._urgency,
            self._industry,
        )
        self._sizes = [0] * len(self._findings)  # of the findings when the current answer began

    def hear(self, turn: Mapping[str, Any]) -> None:
        """Takes a turn in: `role` (user, assistant or agent), `text`, and optionally its number as `turn`.

        Turns of other roles, and without text, only count.
        """
        number = turns.number_of(turn, self._next_turn)
        self._next_turn = number + 1
        role, text = turn.get("role"), turn.get("text")
        if not isinstance(text, str) or not text:
            return
        if role == "user":
            self._unmarked = BREAKS.isdisjoint(text)
            self._hear_user(tokenise(text), number)
        elif isinstance(role, str) and role in _AGENT:
            self._hear_agent(tokenise(text, asked=True))

    def _hear_agent(self, tokens: list[str]) -> None:
        if self._speaker != "agent":
            self._offered = self._products_offered()
            self._said, self._said_at, self._told_in = self._past(), self._next_turn - 2, self._before
            self._agent, self._user, self._speaker = [], [], "agent"
        self._agent = [*self._agent, *tokens, "."][-_LONGEST_QUESTION:]

    def _products_offered(self) -> dict[str, str]:
        """Products of the agent's turn that is being left behind; they can be picked in the next answer."""
        products = self._before.agent.products if self._before else []
        return integrations.named(products, self._agent) if products else {}

    def _past(self) -> Speech | None:
        """What the user just said, or the end of it."""
        if not self._user or self._before is None:
            return None
        user = self._before.user
        return user if self._heard == user.tokens else user.beside(self._heard)

    def _loaded(self) -> Pack:
        if self._pack is None:
            self._pack = default_pack()
        return self._pack

    def _hear_user(self, tokens: list[str], number: int) -> None:
        if not tokens:
            return
        before: list[Finding] = []
        if self._speaker == "user" and self._agent and self._goes_on(tokens):
            self._parts += 1
            for findings, size in zip(self._findings, self._sizes, strict=True):
                before += findings[size:]
                del findings[size:]
            joint = turns.joint(self._user, tokens)
            self._user = [*self._user, *joint, *tokens]
            self._heard += joint
        else:
            if self._speaker == "user":
                self._agent = []
                self._heard = [*self._heard, "."]
            else:
                self._heard = []
            if self._before and self._agent and echo.misheard(self._before.exchange, self._agent, tokens):
                turn = self._before.exchange.turn
                self._team[:] = [size for size in self._team if size.turn != turn or size.rule != "team.answer"]
                self._volume[:] = [rate for rate in self._volume if rate.turn != turn or rate.rule != "volume.answer"]
            self._sizes = list(map(len, self._findings))
            self._user, self._parts = tokens, 1
            self._exchanges += 1
        self._speaker = "user"
        self._heard = [*self._heard, *tokens][-_LONGEST_PAST:]
        exchange = Exchange(self._agent, self._user, number)
        if self._agent:  # "the week after then?"
            before_it = self._before.exchange if self._before and len(self._agent) <= _SHORT else None
            exchange.calls = timing.arranges(exchange, before_it, needed=bool(self._urgency))
        if not self._customer:
            self._who_calls(exchange)
        self._read(exchange)
        if before:
            self._date_back(before)
            self._plain.difference_update(finding.turn for finding in before)

    def _who_calls(self, exchange: Exchange) -> None:
        """Whether the caller is a customer, which no later words undo, or nobody who could buy."""
        gives_away = callers.bystander(exchange.user, exchange.words) or callers.sent_elsewhere(
            exchange.agent, exchange.agent_words
        )
        self._customer = callers.buys(exchange.user, exchange.words, gives_away=gives_away)
        if self._customer and self.no_customer:  # what was told before was curiosity
            for findings in self._findings:
                findings.clear()
            self._sizes = [0] * len(self._findings)
        if self._customer:
            self._given_away = None
        elif gives_away and not self.no_customer:
            self._given_away = exchange.turn

    def _goes_on(self, tokens: list[str]) -> bool:
        """Whether a turn goes on with the answer before it, and does not begin something new."""
        if len(self._user) + len(tokens) > turns.LONGEST_ANSWER:
            return False
        if any(len(findings) > size for findings, size in zip(self._findings[:2], self._sizes[:2], strict=True)):
            return turns.go_on(self._user, tokens, self._loaded())
        return self._parts < 2 or len(self._user) <= _SHORT

    def _date_back(self, before: list[Finding]) -> None:
        """What was found before the answer went on keeps the number of its turn."""
        dates = {finding._replace(turn=0): finding.turn for finding in before}
        for findings, size in zip(self._findings, self._sizes, strict=True):
            findings[size:] = [
                finding._replace(turn=dates.get(finding._replace(turn=0), finding.turn)) for finding in findings[size:]
            ]

    def _read(self, exchange: Exchange) -> None:
        pack = self._loaded()
        words = exchange.words
        counted, counted_by_agent = (
            turns.numbered(words, exchange.user),
            turns.numbered(exchange.agent_words, exchange.agent),
        )
        answered = exchange.reply == "yes" or exchange.rest
        question = Speech(exchange.question, pack, exchange.question_words)
        silent = not counted_by_agent and exchange.agent_words.isdisjoint(TIMES)
        if silent:
            question.has_no_numbers()
        spoken = Spoken(exchange, self._resumed(question, exchange), pack, self._last_question)
        spoken.user.unmarked = self._unmarked
        if silent:
            spoken.agent.has_no_numbers()
        if not counted and words.isdisjoint(TIMES):
            spoken.user.has_no_numbers()
        if counted_by_agent and self._said:
            self._echo(spoken, self._said)
        last = self._volume[-1] if self._volume else None
        waiting = last is not None and last.period is None
        alone = not _SELF.isdisjoint(words) or ("i" in words and not _ALL_OF_IT.isdisjoint(words))
        away = parties.away(exchange)  # what is told then is nobody's here
        if not away and (
            counted or answered or alone or exchange.reply == "no" or not _WHO.isdisjoint(exchange.agent_words)
        ):
            self._team += team.read(spoken, team.settle(self._team), alone=alone, said=self._said)
        if not away and (counted or answered or waiting or (exchange.agent and volume.possible_in(words))):
            said = self._said.tokens if self._said else ()
            rate = volume.settle(self._volume)
            self._volume += volume.read(spoken, last, rate, lately=self._documents_left > 0, said=said)
        if question.periods and question.mentions("document") and asking.for_documents(question):
            self._rate_asked = question.periods[0].period
        if not pack.documents.isdisjoint(words) or not pack.documents.isdisjoint(exchange.agent_words):
            self._documents_left = _DOCUMENTS_LAST
        elif exchange.agent:
            self._documents_left -= 1
        self._products += integrations.read(spoken, pack, self._offered, lately=self._tools_lately)
        if self._said and self._said.products:
            self._products += integrations.narrowed(exchange, self._said, spoken.user.products)
        if exchange.agent:
            self._tools_lately = "tools" in exchange.topics
        if not away:
            self._urgency += urgency.read(exchange, pack, spoken.user, self._said)
        if pack.industries.possible_in(words):
            self._industry += _industry(exchange, pack)
        self._before = spoken
        if counted and len(self._told) < _MOST_NUMBERS:
            for number in spoken.user.numbers:
                self._told[number.low] = exchange.turn
        told = self._sizes != list(map(len, self._findings))
        if told:
            self._mark(spoken.user, exchange.turn)
        if exchange.question and (told or len(exchange.question) > _A_NOTE or "?" in exchange.agent_words):
            only_a_period = told and len(self._volume) > self._sizes[1] and not self._volume[-1].low
            self._last_question, self._answered = exchange.question, told and not only_a_period

    def _mark(self, speech: Speech, turn: int) -> None:
        """Marks a turn in which something was found by how it was told."""
        if _plain(speech):
            self._plain.add(turn)
        if len(self._team) > self._sizes[0] and _mended(speech):
            self._meant.add(turn)

    def _echo(self, spoken: Spoken, said: Speech) -> None:
        """What the agent makes of the numbers just `said`."""
        sizes, rates = echo.read(
            spoken,
            said,
            self._said_at,
            last=self._volume[-1] if self._volume else None,
            sizes=self._team,
            before=self._told_in,
            waiting=self._rate_asked,
        )
        sizes += echo.agreed(spoken, self._told)
        self._team += [size for size in sizes if not _known(size, self._team)]
        if rates and self._volume and self._volume[-1][:3] == rates[0][:3]:
            self._volume[-1] = self._volume[-1]._replace(asked=True)  # the agent heard a rate too
        self._volume += [rate for rate in rates if not _known(rate, self._volume)]

    def _plainly(self, turn: int, values: set[Any]) -> str:
        """The ending of a rule's name where nothing else was told that could be meant: ".plain", or none."""
        return PLAIN if turn in self._plain and len(values) == 1 else ""

    def _resumed(self, question: Speech, exchange: Exchange) -> Speech:
        """What the agent asked; one that only goes on with an earlier question asks that again."""
        last = self._last_question
        if not asking.RAISING.isdisjoint(exchange.words):
            raised = question.beside(asking.raised(exchange.user, [] if self._answered else last or []))
            if raised.tokens and (raised.names_people() or not _WHOM.isdisjoint(raised.words)):
                exchange.resumed, exchange.question, exchange.question_words = True, [*raised.tokens], raised.words
                return raised
        said = self._said.tokens if self._said else ()
        if last and exchange.question and asking.goes_on(question, exchange, said, answered=self._answered, last=last):
            exchange.resumed = not question.counts
            if question.tokens == ["which", "is"] and self._said and not _TEAM.isdisjoint(self._said.words):
                last = _HOW_MANY_ARE_THEY
            question = question.beside([*last, *exchange.question] if question.periods else last)
            exchange.question, exchange.question_words = [*question.tokens], question.words
        return question

    @property
    def no_customer(self) -> bool:
        """Whether the caller showed to be nobody who could buy."""
        return self._given_away is not None

    def signals(self) -> DiscoveredSignals:
        """What is known so far. May be called at any time; changes nothing."""
        if self._given_away is not None:
            return _nothing("caller.no_customer", self._given_away)
        size, volume_, level = team.settle(self._team), volume.settle(self._volume), urgency.settle(self._urgency)
        products = integrations.settle(self._products, "integration")
        competitors = integrations.settle(self._products, "competitor")
        industry = self._industry[0] if self._industry else None
        low, high = volume.per_month(volume_) if volume_ else (None, None)
        names = tuple(sorted(products))
        evidence = []
        if size:
            plain = self._plainly(size.turn, {found[1:3] for found in self._team})
            evidence.append(_evidence("team_size", size.rule + plain, size.turn))
        if volume_:
            plain = self._plainly(volume_.turn, {found.low for found in self._volume if found.period})
            evidence.append(_evidence("document_volume_per_month", volume_.rule + plain, volume_.turn))
        evidence += [_evidence("integrations", products[name].rule, products[name].turn) for name in names]
        if level:
            rule = level.rule + self._plainly(level.turn, {found.level for found in self._urgency})
            evidence.append(_evidence("urgency", rule, level.turn))
            if level.timeline:
                evidence.append(_evidence("timeline", rule, level.turn))
        evidence += [
            _evidence("competitors", competitors[name].rule, competitors[name].turn) for name in sorted(competitors)
        ]
        told = [item for item in evidence if item.signal != "timeline"]
        asked = (volume_ is not None and volume_.asked) or (size is not None and size.turn in self._meant)
        once = (
            len(told) == 1
            and not asked
            and len(self._team) + len(self._volume) + len(self._urgency) + len(self._products) == 1
        )
        doubtful = once and self._exchanges >= _A_CALL and told[0].confidence < _SURE
        late = size if self._exchanges >= _A_LONG_CALL else None
        in_passing = late is not None and len(told) == 1 and not late.asked
        if in_passing or (doubtful and (late or not told[0].rule.endswith(_NOT_STRAY))):
            return _nothing("call.stray_value", told[0].turn)  # more often a stray number than told
        if industry:
            evidence.append(_evidence("industry", "industry.said", industry.turn))
        tier = self._pack.tier.of(size.low if size else None, low, names) if self._pack else None
        return DiscoveredSignals(
            team_size=size.low if size else None,
            team_size_max=size.high if size else None,
            document_volume_per_month=low,
            document_volume_per_month_max=high,
            integrations=names,
            urgency=level.level if level else None,
            timeline=level.timeline if level else None,
            competitors=tuple(sorted(competitors)),
            industry=industry.name if industry else None,
            qualification_tier=tier,
            evidence=tuple(evidence),
        )


def _plain(speech: Speech) -> bool:
    return len(speech.tokens) <= _LONGEST_PLAIN and len(speech.numbers) <= 1


def _mended(speech: Speech) -> bool:
    """For "fourteen, no sorry, fifteen": a number that takes the place of the one before."""
    if documents.FIX.isdisjoint(speech.words) or len(speech.counts) < 2:
        return False
    return any(
        one.number.kind == other.number.kind == "count"
        and not documents.FIX.isdisjoint(speech.tokens[one.number.end : other.number.start])
        for one, other in itertools.pairwise(speech.counts)
    )


def _known(finding: Finding, findings: Sequence[Finding]) -> bool:
    """Whether the same size or rate was found before, by whatever rule."""
    return any(old[:3] == finding[:3] for old in findings)


@functools.lru_cache(_MOST_EVIDENCE)  # it cannot be changed, and each is given again in call after call
def _evidence(signal: str, rule: str, turn: int) -> SignalEvidence:
    return SignalEvidence(signal=signal, rule=rule, turn=turn, confidence=CONFIDENCE[rule])


def _nothing(rule: str, turn: int) -> DiscoveredSignals:
    """No signals, and why."""
    return DiscoveredSignals(evidence=(_evidence("qualification_tier", rule, turn),))


def _industry(exchange: Exchange, pack: Pack) -> list[_Industry]:
    """The customer's line of business, where they say what they are."""
    for start, stop in sentences(exchange.user):
        sentence = exchange.user[start:stop]
        for hit in pack.industries.find(sentence):
            before = sentence[max(0, hit.start - 8) : hit.start]
            if not _SELF_INDUSTRY.isdisjoint(before) or ("about" in exchange.topics and hit.start < 4):
                return [_Industry(hit.value, exchange.turn)]
    return []


def extract(turns: Iterable[Mapping[str, Any]], pack: Pack | None = None) -> DiscoveredSignals:
    """The signals of a whole conversation: [{"role": "user" | "assistant" | "agent", "text": str}, …]."""
    fold = SignalFold(pack)
    for turn in turns:
        fold.hear(turn)
    return fold.signals()
