"""Whether a date is the customer's need: an answer to when, or in words of needing, planning, closing, expiring.

Not a need: a date that was turned down or is past, a trial's end, the date of somebody else's affair.
"""

# SIM905: a list of words reads best as one string.
# ruff: noqa: SIM905

from __future__ import annotations

from collections.abc import Sequence

from aftercall.signals.lengths import Date
from aftercall.signals.numbers import WORDS as NUMBERS
from aftercall.signals.saying import A_WHILE, CANT, HAVE_TO, NEEDS, OF_THIS, OURS, SIGN, STRONG, Saying
from aftercall.signals.words import Cues

_HEAD = 4  # tokens before a date that need not tell what is needed: "so, by friday then"
_CHOOSING = frozenset("choose choosing chosen decide decision commit".split())
_US_OR_LETS = frozenset("we i let our us 're".split())
_LICENCE = frozenset("licence license subscription renewal".split())
_RUNS_OUT = frozenset("runs run ends expires expire lapses lapse up stops".split())
_THIS_ONE = frozenset("this it one".split())
_EXPLICIT = frozenset("need needs needed must deadline gotta want hoping hope ready".split())
_TO_HAVE = Cues("to have")
_GIVEN = frozenset("have has 've got gives gave given allows allowed".split())
_GETTING = frozenset("get be have has must got gets wants want like prefer".split())
_ELSEWHERE = frozenset("their they his he her she trial banner expires says quote goes".split())
_ANYONE = frozenset("it that this he she there what here everything".split())
_THEIRS = frozenset(["his", "her", "their"])
_A_PAPER = frozenset(["it", "this", "them", "these"])
_PERSONS = frozenset(["my", "his", "her"])
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
_ABSENT = Cues("off to", "on holiday", "on holidays", "on vacation", "on leave", "back from", "out of office", "out of town", "i 'm away", "we 're away", "he 's away", "she 's away")  # fmt: skip
_EACH = frozenset(["every", "each", "always"])
_LASTING = frozenset("kept keep stored store retained valid lasts".split())
_KIN = frozenset("neighbour neighbor mate friend sister brother cousin wife husband son daughter mum mom dad".split())
_SELVES = frozenset(["we", "our", "us", "i"])
_SELVES_OR_MY = _SELVES | {"my"}
_BY = frozenset(["by", "before"])
_SIGNED = frozenset(["signed", "unsigned", "signature", "signatures"])
_OURS_OR_SIGN = SIGN | {"ours", "our", "we", "my", "signing"}
_HIRED = frozenset("newest apprentice trainee intern temp daughter son nephew niece".split())
_EARLIEST = Cues("at the earliest", "at the very earliest", "at the absolute earliest")
_OUR_YEAR = Cues("year starts", "year begins", "year runs", "year ends", "year closes", "year rolls", "year opens")
_STARTING = Cues("looking to start", "hoping to start", "planning to start", "like to start", "hope to start", "plan to start", "want to start", "to be live", "go live", "to get going", "up and running")  # fmt: skip
_NEEDED = NEEDS - _DONE
_OURS_OR_PLANS = OURS | _PLANS
_TALKING = frozenset("talk speak chat discuss ask".split())
_LASTED = Cues("for a", "for about a", "for about", "for like", "for two", "for three", "for four", "for six", "for ten")  # fmt: skip
_OWN_DAYS = frozenset("exam exams birthday wedding holiday holidays vacation flight surgery operation scan dentist shift interview funeral anniversary day".split())  # fmt: skip  # a person's, no firm's
_AWAY = Cues(*(f"{who} {at}" for who in ("i 'm", "i 'll be", "he 's", "she 's", "i am", "he is", "she is") for at in "on at in off away out abroad working".split()))  # fmt: skip
_HOUSEHOLD = frozenset(
    "phone mobile broadband internet gas electricity energy insurance gym".split()
)  # other contracts
_BOUND = SIGN | frozenset("only contract lease deal plan agreement subscription".split())
_IT_MUST = Cues("it 's got to", "it has to", "it has got to", "it must", "this has to", "this 's got to", "this must")
_WITHIN = frozenset("within by before in".split())
_HAVE_BEEN = (["'ve", "been"], ["'ve", "had"], ["have", "been"], ["have", "had"], ["'s", "been"])


def is_up_by(before: Sequence[str]) -> bool:
    """Whether it is asked to be up by the date that follows: "can nine of us be on it by"."""
    return not _BY.isdisjoint(before[-2:]) and _UP_AND_ON.stand_in(before)


def is_must(saying: Saying, date: Date) -> bool:
    """Whether a paper has to be signed by that date, or the date is a term that was given."""
    before = saying.sentence[max(0, date.start - 12) : date.start]
    return bool(saying.words & SIGN and HAVE_TO.stand_in(before)) or _is_given(saying.sentence, date, before)


def is_need(saying: Saying, date: Date) -> bool:
    """Whether the date is when the customer needs, buys or starts."""
    sentence, words, asked = saying.sentence, saying.words, saying.asked
    before = sentence[max(0, date.start - 25) : date.start]
    if saying.elses:
        return False
    so = (before[-1:] in (["so"], ["say"]) or before[-2:] == ["so", ","]) and sentence[date.start] not in ("a", "an")
    so = so and (asked == "when" or A_WHILE.isdisjoint(sentence[date.start : date.end]))
    if so and sentence[date.end : date.end + 1] not in (["suits"], ["works"]):
        return True  # "they promised monday, so, monday"
    if saying.lacks and date.level == "high" and not _is_past(sentence, date, words):
        return True
    if "if" in before and not CANT.isdisjoint(before) and not _WITHIN.isdisjoint(sentence[date.start - 2 : date.end]):
        return True  # "if we can't show it within two weeks they pull the plug"
    if _is_elses(saying, date, before) or (before[-1:] == ["on"] and not PAST_NEAR.isdisjoint(before[-2:])):
        return False  # "he came on friday, and he says if it isn't signed by the end of the quarter …"
    if before[-2:] == ["looking", "at"] and words & OURS and sentence[date.end : date.end + 1] != ["'s"]:
        return True
    if not (_UNTIL_OR_BEFORE.isdisjoint(before[-1:]) or CANT.isdisjoint(before) or _CHANGE.isdisjoint(before)):
        return not words.isdisjoint(_SELVES)  # "we're not changing a thing before next year"
    if _TIED.stand_in(before) or (
        words & _BOUND and words & OURS and words.isdisjoint(_HOUSEHOLD) and _IS_UP.stand_in(before[-3:])
    ):
        return True
    if asked != "when" and (_LASTED.stand_in(before[-3:]) or saying.past(date.start)):
        return False
    ours = bool(words & _OURS_OR_PLANS) or sentence[0] == "live"
    has_to = HAVE_TO.stand_in(before[-12:])
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
        and words.isdisjoint(OF_THIS)
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
    if not _ELSEWHERE.isdisjoint(before) and words.isdisjoint(OURS | _WANTS) and "signed" not in words:
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
        bool(words & _NEEDED and (A_WHILE.isdisjoint(sentence[date.start : date.end]) or words & _NEEDED != {"ready"}))
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
    if words & _NARRATED and not (words & STRONG or A_WHILE.isdisjoint(sentence[date.start : date.end])):
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
        and not HAVE_TO.stand_in(before[-12:])
    ):
        return True
    if date.start > 1 and sentence[date.start - 1] == "by" and sentence[date.start - 2] in NUMBERS:
        return True  # how many they will be by then
    return saying.asked != "when" and saying.quoted_from < date.start


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
