"""Whether a date is the customer's need: an answer to when, or in words of needing, planning, closing, expiring.

Not a need: a date that was turned down or is past, a call-back, a trial's end, the date of somebody else's affair.
"""

# S105: a token is a word of speech here; SIM905: a list of words reads best as one string.
# ruff: noqa: S105, SIM905

from __future__ import annotations

from collections.abc import Sequence

from aftercall.signals.lengths import Date
from aftercall.signals.numbers import WORDS as NUMBERS
from aftercall.signals.timing import Asked
from aftercall.signals.words import STOPS, Cues

NEEDS = frozenset("need needs needed needing runs expiring lapsing must deadline due launch launching live gotta ready running rollout roll rolling rolled starts start hoping want wanted wants wanna wanting targeting target lapse lapses ends expires expire dies terminates terminated discontinued sunset sunsets sunsetting switch switched cut signed countersigned countersign sign signing done finished sorted opens open regulators auditors auditing audit kicks move moving budget funding happen buy purchase decide decision renewal renews renew cutover shuts closes close flip gets switching quits leaves retires buying plan planning aiming hope ideally".split())  # fmt: skip
STRONG = frozenset("wants need needs needed must deadline due gotta countersigned launch ready".split())
SIGN = frozenset("sign signed signature signatures countersigned unsigned".split())
_SIGNABLE = SIGN | frozenset("waiver waivers contract contracts lease leases permit permits paper papers paperwork form forms agreement agreements consent consents release releases".split())  # fmt: skip
BUYING = Cues("get started", "sign up", "go live", "to start", "to buy", "to begin", "to switch", "do it", "get going", "ready to go", "doing this", "roadmap for", "go with it", "go with you", "go ahead with", "doing anything", "do anything", "would begin", "'d begin", "would start", "'d start", "making a decision", "make a decision", *(f"{make} {mind} mind up" for make in ("make", "making") for mind in ("my", "our")), "make up my mind", "making up my mind", "make up our minds", "making up our minds", "picking one", "pick one", "picking a", "choosing one", "choose one", "we choose", "i choose", "have something bought", "something bought", "something in place", "look at it again", "'d put this in", "'d put it in", "look at this again", "look again", "revisit it", "revisit this", "come back to it", "come back to this")  # fmt: skip
_HEAD = 4  # tokens before a date that need not tell what is needed: "so, by friday then"
_OF_THIS = SIGN | frozenset(
    "us it this that these them everyone everybody everything something yours say send sending out back over off onboard onboarded ready going sorted done live move moved moving platform system software tool supplier vendor provider paperless digital electronic signing closing completion subscription licence license running start started starting begin beginning switch switched switching cut paper papers set place rolled plan buy bought happen launch".split()
)  # whose need it may be
_SOLD = frozenset(
    "version plan upgrade upgraded account accounts seat seats user users licences product service solution".split()
)
_CHOOSING = frozenset("choose choosing chosen decide decision commit".split())
_US_OR_LETS = frozenset("we i let our us 're".split())
_LICENCE = frozenset("licence license subscription renewal".split())
_RUNS_OUT = frozenset("runs run ends expires expire lapses lapse up stops".split())
_THIS_ONE = frozenset("this it one".split())
_EXPLICIT = frozenset("need needs needed must deadline gotta want hoping hope ready".split())
_HAVE_TO = Cues(
    "'d like it", "'d like this", "'d like us", "'d like them", "'d like everything", "'d like everyone", "'d love it", "'d love this", "'ve to", "got to", "have to", "has to", "had better", "supposed to", "that 's when", "a closing", "house closing", "got closing", "have closing", "'d like my", "'d like our", "for us", "set up", "in place", "up and running", "up and going", "rolled out", "'d like to", "would like to", "'d love to", "'d want",
)  # fmt: skip
_REFERENCE = Cues("by then", "before then", "by that", "before that", "by it", "before it", "in time for", "before the doors", "before they", "before he", "before she", "before we", "by which", "by the time", "ahead of that", "ahead of it", "in time")  # fmt: skip
WISHES = frozenset("like love nice good great prefer better".split())
_TO_HAVE = Cues("to have")
_GIVEN = frozenset("have has 've got gives gave given allows allowed".split())
_GETTING = frozenset("get be have has must got gets wants want like prefer".split())
_ELSEWHERE = frozenset("their they his he her she trial banner expires says quote goes".split())
_ANYONE = frozenset("it that this he she there what here everything".split())
_THEIRS = frozenset(["his", "her", "their"])
_A_PAPER = frozenset(["it", "this", "them", "these"])
_PERSONS = frozenset(["my", "his", "her"])
_OURS = frozenset("we i us our ours my mine 're 've".split())
_WANTS = frozenset(["wants"])  # "the buyer says she wants it in her hands this week"
_IT_LIVE = Cues(*(f"want {it}" for it in ("it live", "it running", "it in place", "this live", "this running", "this in place", "us live", "to be live", "to go live")))  # fmt: skip
_UP_AND_ON = Cues(
    *(f"be {up}" for up in ("up", "on it", "on this", "on board", "in", "in place", "live", "running", "ready", "going", "set up", "using it", "working", "sorted", "done", "signing", "sending")),
    *(f"{us} {up}" for us in ("us", "me", "it", "everyone", "everybody", "them") for up in ("up", "on it", "on board", "in place", "live", "running", "ready", "going", "set up", "using it", "working", "sorted", "signing", "sending")),
)  # fmt: skip
_PLANS = frozenset("plan plans goal aim target idea".split())
_PAST_CUES = frozenset("was were last since did".split())
_DONE = frozenset("signed done finished running sorted open audit plan planning budget close".split())
_NOT_YET = frozenset("still dont missing not hasnt havent isnt arent unsigned yet".split())
_NEVER = frozenset("no not too never impossible out isnt wont".split())
_TOLD = frozenset(
    "hoping thinking planning aiming told said wanted supposed needed promised hoped wished meant looking going would 'd".split()
)
PAST_NEAR = frozenset("broke stopped crashed died failed happened rang phoned emailed sent tried had came took ran went slept lost missed saw spoke booked bought sold made started joined left knew".split())  # fmt: skip
OF_WHAT_IT_DOES = Cues(*(f"{do} {what}" for do in ("does", "do", "will", "can") for what in ("it", "the", "this", "they", "a", "my", "our")))  # fmt: skip
_THEN = frozenset("wanted needed was were had".split())
_TERMS = frozenset("invoice invoices invoiced payment payments terms net credit pays".split())
_ENDING = frozenset("ends end expires runs finishes is".split())
_TRIAL_ENDS = _ENDING | {"up", "over", "out", "lapses", "stops", "finishing", "ending", "running"}
_ITEMS = frozenset("one ones invoice invoices bill bills receipt receipts statement statements".split())
_PROMOTED = frozenset("offer discount sale promo promotion coupon voucher".split())
_NARRATED = frozenset("comes spent sold took".split())  # "it comes back signed in an hour"
_A_WHILE = frozenset("hour hours minute minutes".split())
_THERE_WAS = Cues("there was", "there were")
_INTENDED = Cues("was going to", "were going to", "was gonna", "were gonna", "was meant to", "were meant to", "was supposed to", "did say", "had said", "had hoped", "told your", "told you", "said to your", "told them", "originally", "was to be")  # fmt: skip
_NO_NEED = Cues("no need", "dont need", "wont need", "doesnt need", "dont want")
_NOT_SO = Cues("not about to", "not going to", "dont think", "doubt", "dont see", "cant be", "couldnt be")
_UNTIL = frozenset(["till", "until", "before", "til"])
_UNTIL_OR_BEFORE = _UNTIL | {"before"}
_CHANGE = frozenset("change changing switch switching decide deciding buy buying start starting".split())
_LATEST = frozenset("than later , only".split())
_TIED = Cues("locked in", "locked into", "tied in", "tied into", "tied up with", "stuck with", "signed up until", "paid up until")  # fmt: skip
_IS_UP = Cues("is up", "'s up", "are up", "comes up")
_TAKE_OUT = Cues("take out", "cant say", "wouldnt say", "not saying")
_NOT_OURS = Cues("not the one", "i 'm the temp", *(f"wrong {one}" for one in ("one", "person", "man", "woman", "guy", "fella", "lady", "department", "desk")), "not connected", "not related", "isnt related", "no connection", "not mine", "not ours", "not my", "not our", "next door", "none of my", "not us", "another matter", "another story", "different story", "different matter", "separate matter", "separate thing", "something else entirely", "nothing to do with", "not for this", "not about this", "unrelated", "without you", "done on paper", "nothing for you", "not for you", "nothing of yours", "neither here nor there", "not what you", "signed already", "already signed", "only date i", "only date we")  # fmt: skip
_IF_YOU = Cues("if you", "do you", "you want", "you need", "you 'd want", "you must")
_WANTING = frozenset("want wants need needs must hope plan".split())  # yours, not ours
_ABSENT = Cues("off to", "on holiday", "on holidays", "on vacation", "on leave", "back from", "out of office", "out of town", "i 'm away", "we 're away", "he 's away", "she 's away")  # fmt: skip
_EACH = frozenset(["every", "each", "always"])
_LASTING = frozenset("kept keep stored store retained valid lasts".split())
_KIN = frozenset("neighbour neighbor mate friend sister brother cousin wife husband son daughter mum mom dad".split())
_SELVES = frozenset(["we", "our", "us", "i"])
_SELVES_OR_MY = _SELVES | {"my"}
_STUDY = Cues("school project", "class project", "uni project", "an essay", "my essay", "my thesis", "for my homework", "my dissertation", "a thesis", "coursework")  # fmt: skip
_BILLED = frozenset("refund refunded charged billed debited".split())
_SUPPORT = Cues("locked out", "cant log in", "cant login", "cant get in", "my password", "my login", "password reset", "reset my", "money back", "cancel my", "cancel the", "my account", "my receipt", "a receipt", "my invoice", "a copy of", "your invoice", "unsubscribe", "you to stop", "off your list", *_BILLED)  # fmt: skip
_COUNTABLE = frozenset("start runs opens closes moves starts ends finishes cuts".split())
_BY = frozenset(["by", "before"])
_SIGNED = frozenset(["signed", "unsigned", "signature", "signatures"])
_OURS_OR_SIGN = SIGN | {"ours", "our", "we", "my", "signing"}
_STATES = frozenset("all is 's".split())
_SIGNED_TO = frozenset(["with", "up"])
_HIRED = frozenset("newest apprentice trainee intern temp daughter son nephew niece".split())
_EARLIEST = Cues("at the earliest", "at the very earliest", "at the absolute earliest")
_OUR_YEAR = Cues("year starts", "year begins", "year runs", "year ends", "year closes", "year rolls", "year opens")
_QUOTES = frozenset("it that subject line email mail message text notice banner page letter header which button link ad advert advertisement website brochure leaflet flyer poster billboard homepage one sticker note thing filter popup warning alert notification inbox".split())  # fmt: skip
_WISHING = frozenset("want wants need needs must".split())
_STARTING = Cues("looking to start", "hoping to start", "planning to start", "like to start", "hope to start", "plan to start", "want to start", "to be live", "go live", "to get going", "up and running")  # fmt: skip
_THEY_SAY = Cues("they say", "customers say", "clients say", "people say", "folks say")
_SAYING = frozenset("says said reads goes saying".split())
_NEEDED = NEEDS - _DONE
_NEEDS_OR_WISHES = NEEDS | WISHES
_OURS_OR_PLANS = _OURS | _PLANS
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
_TALKING = frozenset("talk speak chat discuss ask".split())
_MUST = frozenset("to gotta must better".split())
_GONE = frozenset(", and now right so soon".split())
_OF_THE_CALL = Cues(*(f"i {want} to {talk}" for want in ("want", "need", "'d like", "wanted") for talk in ("talk", "speak")), "make it quick", "make it short", "make it fast", "be quick", "quick question", "ask me again", "ask again", "come back to me", "get back to me", "get back to us", "catch me", "resend me")  # fmt: skip
_SEND_ME = Cues(*(f"{send} me" for send in ("send", "email", "mail", "text")))
_APPOINTMENTS = frozenset("trial banner meeting appointment interview flight plane train bus taxi lift ferry".split())
_LASTED = Cues("for a", "for about a", "for about", "for like", "for two", "for three", "for four", "for six", "for ten")  # fmt: skip
_OWN_DAYS = frozenset("exam exams birthday wedding holiday holidays vacation flight surgery operation scan dentist shift interview funeral anniversary day".split())  # fmt: skip  # a person's, no firm's
_BACK_THEN = Cues(
    *(f"last {time}" for time in "year time summer winter spring autumn fall season month job place".split()),
    "years ago", "months ago", "back then", "back in", "used to", *(f"{due} {have}" for due in ("supposed to", "should", "meant to", "ought to") for have in ("'ve", "have")),
)  # fmt: skip
_NOW_NEEDED = frozenset("need needs must gotta want wants".split())
_UNLESS = frozenset(["without", "unless", "if", "till", "until"])
_AWAY = Cues(*(f"{who} {at}" for who in ("i 'm", "i 'll be", "he 's", "she 's", "i am", "he is", "she is") for at in "on at in off away out abroad working".split()))  # fmt: skip
_HOUSEHOLD = frozenset(
    "phone mobile broadband internet gas electricity energy insurance gym".split()
)  # other contracts
_BOUND = SIGN | frozenset("only contract lease deal plan agreement subscription".split())
_IT_MUST = Cues("it 's got to", "it has to", "it has got to", "it must", "this has to", "this 's got to", "this must")
_CANT = frozenset("not cant dont arent isnt doesnt wont couldnt cannot".split())
_WITHIN = frozenset("within by before in".split())
_HAVE_BEEN = (["'ve", "been"], ["'ve", "had"], ["have", "been"], ["have", "had"], ["'s", "been"])

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
        self.of_this = self.papers or not self.words.isdisjoint(_OF_THIS | _SOLD)
        self.needing = self.reference and (
            not self.words.isdisjoint(_NEEDS_OR_WISHES) or _HAVE_TO.stand_in(sentence, self.words)
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
        return (self.needing and bool(self.words & _OURS)) or self.held_up or self.barred


def _held_up(words: frozenset[str]) -> bool:
    """For "I can't send it without a signed hire"."""
    stuck = words & _UNLESS and (words & _CANT or {"no", "unless"} <= words)
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


def is_up_by(before: Sequence[str]) -> bool:
    """Whether it is asked to be up by the date that follows: "can nine of us be on it by"."""
    return not _BY.isdisjoint(before[-2:]) and _UP_AND_ON.stand_in(before)


def _is_lacking(sentence: Sequence[str]) -> bool:
    """For "… and there's no contract", "… and not one waiver's done": the paper that an event is still without."""
    after = sentence[sentence.index("and") :]
    return any(
        token in _PAPER and not _NONE.isdisjoint(after[max(0, place - 3) : place]) for place, token in enumerate(after)
    )


def is_must(saying: Saying, date: Date) -> bool:
    """Whether a paper has to be signed by that date, or the date is a term that was given."""
    before = saying.sentence[max(0, date.start - 12) : date.start]
    return bool(saying.words & SIGN and _HAVE_TO.stand_in(before)) or _is_given(saying.sentence, date, before)


def is_need(saying: Saying, date: Date) -> bool:
    """Whether the date is when the customer needs, buys or starts."""
    sentence, words, asked = saying.sentence, saying.words, saying.asked
    before = sentence[max(0, date.start - 25) : date.start]
    if saying.elses:
        return False
    so = (before[-1:] in (["so"], ["say"]) or before[-2:] == ["so", ","]) and sentence[date.start] not in ("a", "an")
    so = so and (asked == "when" or _A_WHILE.isdisjoint(sentence[date.start : date.end]))
    if so and sentence[date.end : date.end + 1] not in (["suits"], ["works"]):
        return True  # "they promised monday, so, monday"
    if saying.lacks and date.level == "high" and not _is_past(sentence, date, words):
        return True
    if "if" in before and not _CANT.isdisjoint(before) and not _WITHIN.isdisjoint(sentence[date.start - 2 : date.end]):
        return True  # "if we can't show it within two weeks they pull the plug"
    if _is_elses(saying, date, before) or (before[-1:] == ["on"] and not PAST_NEAR.isdisjoint(before[-2:])):
        return False  # "he came on friday, and he says if it isn't signed by the end of the quarter …"
    if before[-2:] == ["looking", "at"] and words & _OURS and sentence[date.end : date.end + 1] != ["'s"]:
        return True
    if not (_UNTIL_OR_BEFORE.isdisjoint(before[-1:]) or _CANT.isdisjoint(before) or _CHANGE.isdisjoint(before)):
        return not words.isdisjoint(_SELVES)  # "we're not changing a thing before next year"
    if _TIED.stand_in(before) or (
        words & _BOUND and words & _OURS and words.isdisjoint(_HOUSEHOLD) and _IS_UP.stand_in(before[-3:])
    ):
        return True
    if asked != "when" and (_LASTED.stand_in(before[-3:]) or saying.past(date.start)):
        return False
    ours = bool(words & _OURS_OR_PLANS) or sentence[0] == "live"
    has_to = _HAVE_TO.stand_in(before[-12:])
    if saying.held_up or (saying.needing and (ours or words & SIGN)):
        return True
    if "want" in words and _IT_LIVE.stand_in(before):
        return True  # "the committee meets in may, and they want it live by june"
    if is_up_by(before):
        return True  # "can nine of us be on it by thursday"
    signing = not words.isdisjoint(SIGN) or _IT_MUST.stand_in(before)
    if asked == "habit":
        explicit = bool(words & _EXPLICIT) or (has_to and not words.isdisjoint(_THIS_ONE)) or _STARTING.stand_in(before)
        explicit = explicit or not (words.isdisjoint(_LICENCE) or words.isdisjoint(_RUNS_OUT))
        return ((ours or "signed" in words) and explicit and _EACH.isdisjoint(words)) or _is_given(
            sentence, date, before
        )
    if (
        asked not in ("when", "why")
        and not saying.papers
        and not saying.buying
        and words.isdisjoint(_OF_THIS)
        and (words.isdisjoint(_CHOOSING) or words.isdisjoint(_SELVES_OR_MY))
        and date.start >= _HEAD
    ):
        return not _UNTIL.isdisjoint(before[-1:]) and _is_given(
            sentence, date, before
        )  # not "the boiler needs doing by friday"
    if has_to and (ours or "me" in words or signing or not _BY.isdisjoint(before[-4:])):
        return True
    if asked == "when":
        return not _is_past(sentence, date, words)
    if saying.buying and not words.isdisjoint(_US_OR_LETS):
        return not _is_past(sentence, date, words)
    if _is_given(sentence, date, before):
        return True
    if not words & STRONG and (not _PAST_CUES.isdisjoint(before[-6:]) or "had" in words):
        return False
    lasts = not _UNTIL.isdisjoint(before[-4:]) and words.isdisjoint(_SELVES)  # "my leg's in plaster till november"
    if (
        asked == "why"
        and not (date.bare or lasts)
        and words.isdisjoint(_TALKING)
        and not _is_past(sentence, date, words)
    ):
        return True
    if (
        asked == "why"
        and saying.signing
        and date.level == "high"
        and before[-1:] in (["'s"], ["is"])
        and len(before) > 1
    ):
        return before[-2] not in _ANYONE  # "closing's tomorrow"
    if not _ELSEWHERE.isdisjoint(before) and words.isdisjoint(_OURS | _WANTS) and "signed" not in words:
        return saying.signing and "needs" in words and not words.isdisjoint(_A_PAPER)  # "he needs it today"
    if date.bare or date.timeline == "year_end":
        if words & STRONG:
            return True
        if date.level == "low" and "out" not in words:
            return False
        return bool(
            (words & _NEEDED and (ours or date.level == "high"))
            or (
                words & _SIGNED
                and (words & _NOT_YET or ("signed" in words and ours) or before[-2:] == ["signed", "by"])
                and not _is_past(sentence, date, words)
            )
        )
    return (
        bool(words & _NEEDED and (_A_WHILE.isdisjoint(sentence[date.start : date.end]) or words & _NEEDED != {"ready"}))
        or not _BY.isdisjoint(before[-4:])
        or (date.timeline == "today" and sentence[date.start] in _BY)
        or (date.timeline != "this_week" and bool(words & _DONE and words & _GETTING))
    )


def _is_elses(saying: Saying, date: Date, before: Sequence[str]) -> bool:
    """A habit, somebody else's affair, the start of the books' year, a quotation."""
    sentence, words = saying.sentence, saying.words
    if "every" in before[-2:] or (saying.asked != "when" and words.isdisjoint(_SELVES) and not _KIN.isdisjoint(before)):
        return not (words & SIGN and words & STRONG)
    if not _PROMOTED.isdisjoint(before[-5:]) and not _ENDING.isdisjoint(before[-3:]):
        return True  # "there's an offer that ends on friday"
    if "trial" in before[-6:] and not _TRIAL_ENDS.isdisjoint(before[-4:]) and words.isdisjoint(_EXPLICIT | SIGN):
        return "so" not in sentence[date.end : date.end + 2]  # "my trial's up on thursday"; not "… so by then"
    if before[-1:] in (["for"], ["from"]) and not _ITEMS.isdisjoint(before[-2:]) and saying.asked != "when":
        return True  # "she wants the one for august"
    if saying.asked != "when" and sentence[date.end : date.end + 2] in (["before"], ["before", ","]):
        return True  # "they want the form seven days before"
    if before[-1:] == ["the"] and date.timeline == "this_week" and words & _THEN:
        return True  # "he wanted it by the friday"
    if words & _TERMS and "days" in sentence[date.start : date.end] and words.isdisjoint(SIGN):
        return True  # "invoice conditions, thirty days or sixty"
    if is_up_by(before):
        return False  # "can it be up before wednesday?"
    does = OF_WHAT_IT_DOES.begin(sentence) or (words.isdisjoint(_SELVES) and OF_WHAT_IT_DOES.stand_in(before))
    if does and saying.asked != "when":
        return True  # "does the link die by the end of the week", "quick one, can a witness sign next week"
    own = not _OWN_DAYS.isdisjoint(before[-4:]) and not _PERSONS.isdisjoint(before[-7:])
    if own and not words & SIGN and not {"season", "then"} & {*before[-4:], *sentence[date.start :]}:
        return True  # "my exam's on wednesday", "my last day is friday"
    if any(token in _KIN and before[at + 1 : at + 2] == ["who"] for at, token in enumerate(before)):
        return saying.asked != "when"  # "I've a cousin who needs a job by christmas"
    if words & _NARRATED and not (words & STRONG or _A_WHILE.isdisjoint(sentence[date.start : date.end])):
        return True
    if not saying.reference and not _THEIRS.isdisjoint(before[-8:]) and words.isdisjoint(_OURS_OR_SIGN | _WANTS):
        return True
    if saying.asked in ("", "habit") and "by" not in before and not _HIRED.isdisjoint(before[-5:]):
        return not (words & STRONG or words & SIGN)  # "my apprentice starts on monday"
    if _OUR_YEAR.stand_in(before) and not words & STRONG:
        return True
    away = not _UNTIL.isdisjoint(before[-1:]) and words.isdisjoint(_BOUND) and _AWAY.stand_in(before)
    if away and saying.asked != "when":
        return True  # "I'm on nights till thursday"
    if date.level != "low" and "that" in words and _EARLIEST.begin(sentence[date.end : date.end + 4]):
        return True
    if not _LASTING.isdisjoint(before[-2:]) or (
        words.isdisjoint(_EXPLICIT)
        and {"before", "soon"}.isdisjoint(before)
        and _ABSENT.stand_in(before)
        and not _HAVE_TO.stand_in(before[-12:])
    ):
        return True
    if date.start > 1 and sentence[date.start - 1] == "by" and sentence[date.start - 2] in NUMBERS:
        return True  # how many they will be by then
    return saying.asked != "when" and saying.quoted_from < date.start


def _quoted_from(sentence: Sequence[str]) -> int:
    """Where what is read out begins: "it says urgent please sign by friday"."""
    for place, token in enumerate(sentence):
        if token in _SAYING and (
            place == 0 or token == "saying" or sentence[place - 1] in _QUOTES or sentence[place - 1] == ","
        ):
            return place
    return len(sentence)


def _is_given(sentence: Sequence[str], date: Date, before: Sequence[str]) -> bool:
    """For "the regulator gave us ninety days to …", "we've got till friday to …"."""
    after = sentence[date.end : date.end + 2]
    if not _UNTIL.isdisjoint(before[-1:]) and before[-2:-1] in (["us"], ["me"], ["given"], ["have"], ["'ve"], ["got"]):
        return not _GIVEN.isdisjoint(before[-4:]) and {"you", "trial"}.isdisjoint(before)
    return (
        not _GIVEN.isdisjoint(before[-5:])
        and after[:2] != ["to", "spare"]
        and after[:1] in (["to"], ["before"], ["until"], ["till"])
        and len(after) > 1
    )


def _is_past(sentence: Sequence[str], date: Date, words: frozenset[str]) -> bool:
    """Whether the answer tells of something done at that date, or for so long."""
    before = sentence[max(0, date.start - 8) : date.start]
    if "going" not in words and _THERE_WAS.stand_in(before):
        return True  # "there was a lady in the spring who said …"
    if sentence[date.end + 1 : date.end + 3] in _HAVE_BEEN:
        return True  # "two years I've been asking for it"
    if _TOLD.isdisjoint(words) and not words & STRONG and not _TO_HAVE.stand_in(before):
        return not PAST_NEAR.isdisjoint(before)
    return False


def is_needless(sentence: Sequence[str], date: Date) -> bool:
    """For "we've no need of it this year"."""
    before = sentence[max(0, date.start - 7) : date.start]
    return _NO_NEED.stand_in(before) and _UNTIL.isdisjoint(before[-3:])


def is_revised(sentence: Sequence[str], date: Date) -> bool:
    """For "it was going to be this week but it's slipped"."""
    return "but" in sentence[date.end : date.end + 15] and _INTENDED.stand_in(
        sentence[max(0, date.start - 7) : date.start]
    )


def is_rejected(sentence: Sequence[str], date: Date) -> bool:
    """Whether the date is turned down: "friday's not happening", "I doubt it'd be monday"."""
    before = sentence[max(0, date.start - 3) : date.start]
    if is_revised(sentence, date):
        return True
    if before[-2:] == ["never", "mind"]:
        return True
    if before[-2:] == ["not", "for"] or list(before) == ["no"] or before[-1:] in (["past"], ["beyond"]):
        return False
    if "not" in before and "if" in sentence[max(0, date.start - 7) : date.start - 2]:
        return False  # "if it's not in by friday"
    after = list(sentence[date.end : date.end + 5])
    if _TAKE_OUT.stand_in(before) or after[:2] == ["was", "last"] or after[:2] == ["no", ","]:
        return True
    if _NOT_SO.stand_in(sentence[max(0, date.start - 7) : date.start]) or is_needless(sentence, date):
        return True
    if (
        {"not", "wouldnt", "wont", "dont", "no", "nothing"} & set(before)
        and _UNTIL.isdisjoint(before)
        and (_LATEST.isdisjoint(before) or before[-1:] == ["not"])
    ):
        return True
    if after[:2] in (["no", "way"], ["is", "no"], ["'s", "no"], ["well", "no"]) or after[:3] == ["was", "me", "being"]:
        return True
    return after[:1] in (["'s"], ["is"], ["isnt"], ["wont"], ["was"]) and bool(_NEVER & {*after[:1], *after[1:4]})


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
    soon = not _A_WHILE.isdisjoint(sentence) and "i" in sentence and SIGN.isdisjoint(sentence)
    return any(
        token in (_LEAVING_IN if soon else _LEAVING)
        and sentence[place - 1] in _MUST
        and ((soon and "i" in sentence[max(0, place - 4) : place]) or _GONE.issuperset(sentence[place + 1 : place + 2]))
        for place, token in enumerate(sentence)
        if place
        and "it" not in sentence[max(0, place - 4) : place]
        and (sentence[place - 1] != "to" or sentence[place - 2 : place - 1] in (["got"], ["have"], ["need"]))
    )
