"""What is true of a sentence of the customer's as a whole, whatever dates it names.

It needs, buys, waits for a paper or reads one out; or it is about the call: a call-back, a meeting, a hurry to leave.
"""

# S105: a token is a word of speech here; SIM905: a list of words reads best as one string.
# ruff: noqa: S105, SIM905

from __future__ import annotations

from collections.abc import Sequence

from aftercall.signals.numbers import WORDS as NUMBERS
from aftercall.signals.timing import Asked
from aftercall.signals.words import STOPS, Cues

NEEDS = frozenset("need needs needed needing runs expiring lapsing must deadline due launch launching live gotta ready running rollout roll rolling rolled starts start hoping want wanted wants wanna wanting targeting target lapse lapses ends expires expire dies terminates terminated discontinued sunset sunsets sunsetting switch switched cut signed countersigned countersign sign signing done finished sorted opens open regulators auditors auditing audit kicks move moving budget funding happen buy purchase decide decision renewal renews renew cutover shuts closes close flip gets switching quits leaves retires buying plan planning aiming hope ideally".split())  # fmt: skip
STRONG = frozenset("wants need needs needed must deadline due gotta countersigned launch ready".split())
SIGN = frozenset("sign signed signature signatures countersigned unsigned".split())
_SIGNABLE = SIGN | frozenset("waiver waivers contract contracts lease leases permit permits paper papers paperwork form forms agreement agreements consent consents release releases".split())  # fmt: skip
BUYING = Cues("get started", "sign up", "go live", "to start", "to buy", "to begin", "to switch", "do it", "get going", "ready to go", "doing this", "roadmap for", "go with it", "go with you", "go ahead with", "doing anything", "do anything", "would begin", "'d begin", "would start", "'d start", "making a decision", "make a decision", *(f"{make} {mind} mind up" for make in ("make", "making") for mind in ("my", "our")), "make up my mind", "making up my mind", "make up our minds", "making up our minds", "picking one", "pick one", "picking a", "choosing one", "choose one", "we choose", "i choose", "have something bought", "something bought", "something in place", "look at it again", "'d put this in", "'d put it in", "look at this again", "look again", "revisit it", "revisit this", "come back to it", "come back to this")  # fmt: skip
OF_THIS = SIGN | frozenset(
    "us it this that these them everyone everybody everything something yours say send sending out back over off onboard onboarded ready going sorted done live move moved moving platform system software tool supplier vendor provider paperless digital electronic signing closing completion subscription licence license running start started starting begin beginning switch switched switching cut paper papers set place rolled plan buy bought happen launch".split()
)  # whose need it may be
_SOLD = frozenset(
    "version plan upgrade upgraded account accounts seat seats user users licences product service solution".split()
)
HAVE_TO = Cues(
    "'d like it", "'d like this", "'d like us", "'d like them", "'d like everything", "'d like everyone", "'d love it", "'d love this", "'ve to", "got to", "have to", "has to", "had better", "supposed to", "that 's when", "a closing", "house closing", "got closing", "have closing", "'d like my", "'d like our", "for us", "set up", "in place", "up and running", "up and going", "rolled out", "'d like to", "would like to", "'d love to", "'d want",
)  # fmt: skip
_REFERENCE = Cues("by then", "before then", "by that", "before that", "by it", "before it", "in time for", "before the doors", "before they", "before he", "before she", "before we", "by which", "by the time", "ahead of that", "ahead of it", "in time")  # fmt: skip
WISHES = frozenset("like love nice good great prefer better".split())
OURS = frozenset("we i us our ours my mine 're 've".split())
A_WHILE = frozenset("hour hours minute minutes".split())
_NOT_OURS = Cues("not the one", "i 'm the temp", *(f"wrong {one}" for one in ("one", "person", "man", "woman", "guy", "fella", "lady", "department", "desk")), "not connected", "not related", "isnt related", "no connection", "not mine", "not ours", "not my", "not our", "next door", "none of my", "not us", "another matter", "another story", "different story", "different matter", "separate matter", "separate thing", "something else entirely", "nothing to do with", "not for this", "not about this", "unrelated", "without you", "done on paper", "nothing for you", "not for you", "nothing of yours", "neither here nor there", "not what you", "signed already", "already signed", "only date i", "only date we")  # fmt: skip
_IF_YOU = Cues("if you", "do you", "you want", "you need", "you 'd want", "you must")
_WANTING = frozenset("want wants need needs must hope plan".split())  # yours, not ours
_STUDY = Cues("school project", "class project", "uni project", "an essay", "my essay", "my thesis", "for my homework", "my dissertation", "a thesis", "coursework")  # fmt: skip
_BILLED = frozenset("refund refunded charged billed debited".split())
_SUPPORT = Cues("locked out", "cant log in", "cant login", "cant get in", "my password", "my login", "password reset", "reset my", "money back", "cancel my", "cancel the", "my account", "my receipt", "a receipt", "my invoice", "a copy of", "your invoice", "unsubscribe", "you to stop", "off your list", *_BILLED)  # fmt: skip
_COUNTABLE = frozenset("start runs opens closes moves starts ends finishes cuts".split())
_STATES = frozenset("all is 's".split())
_SIGNED_TO = frozenset(["with", "up"])
_QUOTES = frozenset("it that subject line email mail message text notice banner page letter header which button link ad advert advertisement website brochure leaflet flyer poster billboard homepage one sticker note thing filter popup warning alert notification inbox".split())  # fmt: skip
_WISHING = frozenset("want wants need needs must".split())
_THEY_SAY = Cues("they say", "customers say", "clients say", "people say", "folks say")
_SAYING = frozenset("says said reads goes saying".split())
_NEEDS_OR_WISHES = NEEDS | WISHES
_TAKING = Cues("does it take", "does that take", "do they take", "will it take", "would it take", "is it instant", "is it like instant")  # fmt: skip
_TO_HAVE_IT = frozenset(
    "due contracts place live launch running started rollout onboard board switching moving".split()
)
_WE_NEED = Cues(*(f"we {need}" for need in ("need", "want", "'d like", "have to", "'ve got to", "must", "'re trying")))
_PAPER = frozenset("lease leases contract contracts agreement agreements form forms paperwork waiver waivers consent consents permit permits signature signatures".split())  # fmt: skip
_NONE = frozenset("no not nobody without none".split())
_WANT_IT = Cues(*(f"{want} {it}" for want in ("need", "needs", "want", "wants", "to have") for it in "it this that them these something everything everyone us you".split()))  # fmt: skip
_LEAVING = frozenset("go run dash jump bounce hop".split())
_LEAVING_IN = _LEAVING | frozenset("leave be pick head shoot collect catch".split())  # in ten minutes
_MUST = frozenset("to gotta must better".split())
_GONE = frozenset(", and now right so soon".split())
_OF_THE_CALL = Cues(*(f"i {want} to {talk}" for want in ("want", "need", "'d like", "wanted") for talk in ("talk", "speak")), "make it quick", "make it short", "make it fast", "be quick", "quick question", "ask me again", "ask again", "come back to me", "get back to me", "get back to us", "catch me", "resend me")  # fmt: skip
_SEND_ME = Cues(*(f"{send} me" for send in ("send", "email", "mail", "text")))
_APPOINTMENTS = frozenset("trial banner meeting appointment interview flight plane train bus taxi lift ferry".split())
_BACK_THEN = Cues(
    *(f"last {time}" for time in "year time summer winter spring autumn fall season month job place".split()),
    "years ago", "months ago", "back then", "back in", "used to", *(f"{due} {have}" for due in ("supposed to", "should", "meant to", "ought to") for have in ("'ve", "have")),
)  # fmt: skip
_NOW_NEEDED = frozenset("need needs must gotta want wants".split())
_UNLESS = frozenset(["without", "unless", "if", "till", "until"])
CANT = frozenset("not cant dont arent isnt doesnt wont couldnt cannot".split())

_PHRASED = _REFERENCE.anchors | _STUDY.anchors | BUYING.anchors | _NOT_OURS.anchors | _SUPPORT.anchors


class Saying:
    """A sentence of the customer's, and what is true of all of it: found once, however many dates it names."""

    __slots__ = ("asked", "barred", "buying", "disclaims", "elses", "held_up", "lacks", "needing", "of_this", "papers", "quoted_from", "reference", "sentence", "signing", "study", "support", "words")  # fmt: skip

    def __init__(self, sentence: Sequence[str], asked: Asked, *, papers: bool, signing: bool) -> None:
        self.sentence, self.asked, self.words, self.papers = sentence, asked, frozenset(sentence), papers
        self.signing = signing
        phrased = not _PHRASED.isdisjoint(self.words)
        self.quoted_from = len(sentence) if self.words.isdisjoint(_SAYING) else _quoted_from(sentence)
        self.reference = phrased and _REFERENCE.stand_in(sentence, self.words)
        self.study = phrased and _STUDY.stand_in(sentence, self.words)
        self.buying = phrased and BUYING.stand_in(sentence, self.words)
        self.support = phrased and _SUPPORT.stand_in(sentence, self.words) and self.words.isdisjoint(SIGN)
        self.disclaims = phrased and _NOT_OURS.stand_in(sentence, self.words)
        if self.words & _COUNTABLE:  # not "thirty runs"
            self.words -= {
                one for one, lead in zip(sentence[1:], sentence, strict=False) if lead in NUMBERS or lead == "them"
            }
        if "signed" in self.words and not _SIGNED_TO.isdisjoint(sentence[sentence.index("signed") + 1 :][:1]):
            self.words -= {"signed"}  # "we've signed with the other lot"
        if "sorted" in self.words and sentence[sentence.index("sorted") - 1] in _STATES:
            self.words -= {"sorted"}  # "I got in this morning, all sorted now"
        if "you" in self.words and _IF_YOU.stand_in(sentence, self.words):
            self.words -= _WANTING
        self.of_this = self.papers or not self.words.isdisjoint(OF_THIS | _SOLD)
        self.needing = self.reference and (
            not self.words.isdisjoint(_NEEDS_OR_WISHES) or HAVE_TO.stand_in(sentence, self.words)
        )
        self.held_up = _held_up(self.words)
        self.barred = not self.held_up and _barred(sentence, self.words)
        self.lacks = papers and "and" in self.words and not self.words.isdisjoint(_PAPER) and _is_lacking(sentence)
        habit = "usually" in self.words or ("always" in self.words and asked != "when")
        if "say" in self.words and asked != "when" and self.words.isdisjoint(STRONG):
            habit = habit or (
                _THEY_SAY.begin(sentence) and _WISHING.isdisjoint(self.words)
            )  # "they say saturday at six, i say cool"
        self.elses = habit or self.disclaims or self.study or self.support

    def past(self, place: int) -> bool:
        """Whether what stands there was so then: "my old boss used to say everything's urgent"."""
        return _BACK_THEN.stand_in(self.sentence[max(0, place - 15) : place]) and self.words.isdisjoint(_NOW_NEEDED)

    def looks_back(self) -> bool:
        """For "… and i need us ready before that": the date told just before is the need."""
        return (self.needing and bool(self.words & OURS)) or self.held_up or self.barred


def _held_up(words: frozenset[str]) -> bool:
    """For "I can't send it without a signed hire"."""
    stuck = words & _UNLESS and (words & CANT or {"no", "unless"} <= words)
    return bool(stuck) and not words.isdisjoint(SIGN | {"signs"})


def _barred(sentence: Sequence[str], words: frozenset[str]) -> bool:
    """For "no waivers, no class"."""
    return "no" in words and not words.isdisjoint(_SIGNABLE) and sentence.count("no") > 1


def held_before(tokens: Sequence[str], start: int, words: frozenset[str]) -> bool:
    """Whether the sentence before the one from `start` on tells that all waits for a paper."""
    if not start or words.isdisjoint(_SIGNABLE):
        return False
    place = start - 1
    while place and tokens[place - 1] not in STOPS:
        place -= 1
    before = tokens[place : start - 1]
    said = frozenset(before)
    return _held_up(said) or _barred(before, said)


def _is_lacking(sentence: Sequence[str]) -> bool:
    """For "… and there's no contract", "… and not one waiver's done": the paper that an event is still without."""
    after = sentence[sentence.index("and") :]
    return any(
        token in _PAPER and not _NONE.isdisjoint(after[max(0, place - 3) : place]) for place, token in enumerate(after)
    )


def _quoted_from(sentence: Sequence[str]) -> int:
    """Where what is read out begins: "it says urgent please sign by friday"."""
    for place, token in enumerate(sentence):
        if token in _SAYING and (
            place == 0 or token == "saying" or sentence[place - 1] in _QUOTES or sentence[place - 1] == ","
        ):
            return place
    return len(sentence)


def about_the_call(sentence: Sequence[str], *, asked: Asked, papers: bool = False) -> bool:
    """Call-backs, meetings, the speed of a feature."""
    words = set(sentence)
    if "it" in words and _TAKING.stand_in(sentence):
        return True
    if (
        (asked != "when" and words & {"ring", "callback"})
        or (words & _LEAVING_IN and _leaves(sentence))
        or ("call" in words and words & {"me", "you", "us"})
        or (asked != "when" and _asks_of_you(sentence, words))
    ):
        return True
    if asked == "when" or papers or not words & _APPOINTMENTS:
        return False
    return words.isdisjoint(("sign", "signed", "ready", "live"))


def of_the_purchase(sentence: Sequence[str]) -> bool:
    """Whether what is wanted, signed, bought or begun is spoken of."""
    words = frozenset(sentence)
    return (
        not words.isdisjoint(SIGN | _TO_HAVE_IT)
        or "signing" in words
        or _WANT_IT.stand_in(sentence, words)
        or BUYING.stand_in(sentence, words)
    )


def _asks_of_you(sentence: Sequence[str], words: set[str]) -> bool:
    """For "send me the list by friday", "I need to talk today"; not where what we need of it is told too."""
    if not (_OF_THE_CALL.stand_in(sentence) or (_SEND_ME.stand_in(sentence) and words.isdisjoint(SIGN))):
        return False
    return words.isdisjoint(_TO_HAVE_IT) and not _WE_NEED.stand_in(sentence)


def _leaves(sentence: Sequence[str]) -> bool:
    """For "i've got to go and shout", "gotta run": the hurry is about the call."""
    soon = not A_WHILE.isdisjoint(sentence) and "i" in sentence and SIGN.isdisjoint(sentence)
    return any(
        token in (_LEAVING_IN if soon else _LEAVING)
        and sentence[place - 1] in _MUST
        and ((soon and "i" in sentence[max(0, place - 4) : place]) or _GONE.issuperset(sentence[place + 1 : place + 2]))
        for place, token in enumerate(sentence)
        if place
        and "it" not in sentence[max(0, place - 4) : place]
        and (sentence[place - 1] != "to" or sentence[place - 2 : place - 1] in (["got"], ["have"], ["need"]))
    )
