"""What an exchange makes of a bare number: whether documents are asked for or talked of, per what, and whether money is."""

# SIM905: a list of words reads best as one string.
# ruff: noqa: SIM905

from __future__ import annotations

from collections.abc import Sequence

from aftercall.signals import asking, dating, documents, prices
from aftercall.signals.pack import Hit
from aftercall.signals.periods import Period
from aftercall.signals.speech import Count, Speech, Spoken
from aftercall.signals.tally import Finding
from aftercall.signals.words import STOPS, Cues

_OTHER_THINGS = frozenset(
    "convert converts convince close closes serve candidates applicants students leads calls tickets emails mails enquiries inquiries visits visitors customers clients long when where members guests meetings users hours won win wins lost".split()
)
_COMING_IN = Cues("come in", "comes in", "coming in", "came in", "come to you", "do you receive", "are you sent", "get sent", "sent to you", "you turn over", "you earn", "you gross")  # fmt: skip
WE_DO = Cues("we do", "i do", "we send", "i send", "we issue", "we need", "i need", "we use", "we 'd use", "we 'd need", "we 'd do", "i 'd do", "we 'd send", "i 'd send")  # fmt: skip
_APPLY = Cues("come in", "comes in", "came in")  # "How many applications come in?"
_COMES_TO = Cues("that come to", "that comes to", "that make", "that makes", "it come to", "that total", "that in total", "that altogether", "that all together", "that add up", "it add up")  # fmt: skip
_NOT_HOW_MANY = frozenset(["long", "when", "where"])
_STAND_INS = frozenset(["", *"ones others pieces times things sets copies sends signings items lots bits orders plans".split()])  # fmt: skip
_EACH = frozenset(["each", "every"])  # "every job gets a contract" · "How many jobs?"
_AFTER_A_NOUN = STOPS | frozenset(", do does did are is 's 'd were would will can could have has had might should go goes get gets a an per in on of those these them that you we they i to each every this come comes coming walk".split())  # fmt: skip
_A_WHILE = 4  # turns after a rate was told in which the agent may still sum it up
_CERTAIN = frozenset("our my the this that his her their".split())
MASS = frozenset("paperwork paper".split())
_SIGNED = frozenset("sign signs signed signing signature signatures notarized notarised".split())


class Asked:
    """What the exchange makes of a bare number.

    `documents` when the question asks for a number of them, `directly` when it names them; `period` it is per; `about`
    when documents are what is being talked of; `known` when a rate is, `long_known` when it was told a while ago, `again` when the
    agent names it, `anew` when how many is asked in so many words.
    """

    _priced: bool | None = None
    _recap: Sequence[Count] | None = None

    def __init__(
        self, spoken: Spoken, last: Finding | None, said: Sequence[str], *, lately: bool, rate: Finding | None
    ) -> None:
        self.spoken, self.question, self.said = spoken, spoken.question, said
        self.known = rate is not None
        self.long_known = rate is not None and spoken.exchange.turn - rate.turn > _A_WHILE
        self.directly = asking.for_documents(self.question) and not _APPLY.stand_in(self.question.tokens)
        self.about = lately or sentence_mentions(spoken.user, 0, whole=True) or spoken.agent.mentions("document")
        self.directly = self.directly or self._of_what_is_signed
        stretches = self.question.periods
        self.period = stretches[-1].period if stretches else None
        self.documents = self.directly or (self.about and self._goes_on(has_period=bool(stretches)))
        exchange = spoken.exchange
        if not (self.documents or exchange.topics) and exchange.agent and spoken.user.counts:
            self._told_of()
        elif rate is None and self.documents and self.period is None and numbered(spoken.agent):
            self.period = told_rate(spoken.agent)
        if self.period is None and self.documents and last is not None and not last.low:
            self.period = last.period
        if self.period is None and self.documents and spoken.before and not self.known:
            self.period = _left_open(self.question.beside(spoken.before))
        self.again = rate is not None and any(count.number.low == rate.low for count in self.question.counts)
        if (
            self.known
            and last is not None
            and _COMES_TO.stand_in(self.question.tokens, self.question.words)
            and not (self.documents or self.question.counts or self.question.nouns)
        ):
            self.documents = self.directly = True
            self.period = self.period or last.period
        self.anew = self.documents and asking.how_many(self.question)

    def _goes_on(self, *, has_period: bool) -> bool:
        if self.for_others or asks_for_others(self.question):
            return False
        agent = self.spoken.exchange.agent
        if self.long_known and "?" not in agent and numbered(self.question):
            return False  # "nineteen a month or one ninety a year"
        told = "?" not in agent and not STOPS.isdisjoint(agent[:-1])
        return asking.on_for_more(self.question, has_period=has_period, told=told)

    def _told_of(self) -> None:
        """The agent who names a rate and asks nothing new asks whether it is right."""
        user = self.spoken.user
        compares = numbered(self.question)  # "the plan has fifty documents a month" · "we do eighty"
        if (not compares or WE_DO.stand_in(user.tokens, user.words)) and (told_of := told_rate(self.spoken.agent)):
            self.documents = self.directly = True
            self.period = self.period or told_of

    @property
    def _of_what_is_signed(self) -> bool:
        """For "what do you need signed?" · "boat titles" · "How many titles?"."""
        if (
            "many" not in self.question.words
            or _SIGNED.isdisjoint(self.spoken.before)
            or "what" not in self.spoken.before
        ):
            return False
        noun = _counted(self.question)
        return noun != "" and noun in self.said

    @property
    def for_others(self) -> bool:
        """Whether the agent asked how many of another thing, and the answer names no document."""
        others = "many" in self.question.words and _counts_others(self.question)
        return others and not self.spoken.user.mentions("document") and _EACH.isdisjoint(self.said)

    @property
    def signing(self) -> bool:
        """Whether signing is talked of."""
        return not (_SIGNED.isdisjoint(self.spoken.user.words) and _SIGNED.isdisjoint(self.question.words))

    @property
    def priced(self) -> bool:
        """Whether prices are talked of, and documents were not asked for in so many words."""
        if self._priced is None:
            exchange = self.spoken.exchange
            just_asked = exchange.agent_words.issuperset(self.question.words)
            just_asked = self.directly and (just_asked or (exchange.resumed and not self.spoken.agent.counts))
            self._priced = not just_asked and prices.talked_of(exchange, self.said)
        return self._priced

    @property
    def recap(self) -> Sequence[Count]:
        """What the agent counted of people and documents."""
        if self._recap is None:
            self._recap = documents.recap(self.spoken.exchange, self.spoken.agent)
        return self._recap


def _left_open(question: Speech) -> Period | None:
    """The period of the question before, if it was for documents: "How many quotes a month?" · "Of what?" · "Of quotes."."""
    if not question.periods or question.counts or (question.names_people() and not question.mentions("document")):
        return None
    return question.periods[-1].period


def numbered(speech: Speech) -> bool:
    return "count" in [count.number.kind for count in speech.counts]


def told_rate(agent: Speech) -> Period | None:
    """The period of the one rate of documents that the agent names: "I have two hundred quotes a month. Is that right?"."""
    rates = [count for count in agent.counts if count.thing == "document"]
    if not rates and sentence_mentions(agent, 0, whole=True):  # "the document limit is fifty a month"
        rates = [count for count in agent.counts if count.thing == "none"]
    stretch = dating.nearest(agent, rates[0], agent.periods) if len(rates) == 1 else None
    return stretch.period if stretch else None


def asks_for_others(question: Speech, *, rated: bool = False, does: bool = False) -> bool:
    """Whether the agent asked for something that is counted and is no document: "And how many leads come in?".

    When or where is asked in vain of an answer with a period (`rated`), and the more so with "we do" (`does`).
    """
    words = question.words
    if "when" not in words and _COMING_IN.stand_in(question.tokens, words):
        return True
    if _OTHER_THINGS.isdisjoint(words):
        return False
    if question.mentions("document") and _NOT_HOW_MANY.isdisjoint(words):
        return False
    if rated:  # "where are you now with the contracts?"
        others = _OTHER_THINGS - (_NOT_HOW_MANY if does or not question.mentions("document") else {"where"})
        return not others.isdisjoint(words)
    return True


def _counts_others(question: Speech) -> bool:
    """For "How many houses do you clean?": what is counted is a plural, and neither a document nor what stands for one."""
    return _counted(question) not in _STAND_INS and not question.mentions("document")


def _counted(question: Speech) -> str:
    """The plural that a question asks how many of."""
    tokens, noun = question.tokens, ""
    start = tokens.index("many") + 1
    if tokens[start - 2 : start - 1] != ["how"]:
        return ""
    for word in tokens[start:]:
        if word in _AFTER_A_NOUN:
            noun = noun if word != "that" else ""  # "how many jobs like that come up", without "like"
            break
        noun = word
    return noun if noun[-1:] == "s" else ""


def sentence_mentions(speech: Speech, place: int, *, whole: bool = False) -> bool:
    """Whether the sentence around `place`, or the `whole` utterance, names a document; but for one that is there already."""
    if not speech.mentions("document"):
        return False
    places = speech.nouns if whole else range(*speech.span(place))
    for at in places:
        hit = speech.nouns.get(at)
        if hit is not None and hit.value == "document" and not _certain_one(speech.tokens, hit):
            return True
    return False


def _certain_one(tokens: Sequence[str], hit: Hit) -> bool:
    """For "our lease", "the contract with them", "your invoices": a document that is there already."""
    before, last = tokens[hit.start - 1] if hit.start else "", tokens[hit.end - 1]
    return before == "your" or (before in _CERTAIN and last[-1] != "s" and last not in MASS)
