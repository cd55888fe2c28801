"""Marks where a transcript has none: a comma or full stop where the words alone show that something new begins.

The readers take sentences and clauses from marks. A transcript without any would be one long sentence, so it gets
marks before questions ("how many", "is there"), turns ("but", "because") and new subjects ("we use", "it's"), and after
what only takes note ("okay great") or tells a rate ("forty a month"). What an agent asked also gets its question mark.
"""

# S105: a token is a word of speech here; SIM905: a list of words reads best as one string.
# ruff: noqa: S105, SIM905

from __future__ import annotations

import itertools
from collections.abc import Sequence

from aftercall.signals.numbers import TENS
from aftercall.signals.numbers import UNITS as NUMBERS
from aftercall.signals.numbers import WORDS as NUMBER_WORDS

_SHORTEST = 2  # tokens; what is shorter is one sentence
_LONGEST_NUMBER = 6  # tokens
_WINDOW = 8  # tokens of the sentence at hand that are looked at
_MARKS = frozenset(".,!?;:…")
_LEADS = frozenset("and so but okay ok also then or well oh roughly".split())
_WH = frozenset("how what which when who where whats whos".split())
_AFTER_WH = {
    "how": frozenset("many much big large often soon long quickly fast frequent does do would are is 's did about can was were".split()),
    "what": frozenset("'s is are do does would about kind sort tools crm system systems software made brings brought other else did if will were was can happens number amount size".split()),
    "which": frozenset("crm tool tools system systems software of one do are other accounting department teams".split()),
    "when": frozenset("would do does will should can could are is might 's did".split()),
    "who": frozenset("would 'd else is 's are will uses sends writes handles prepares types signs actually does besides".split()),
    "where": frozenset("do does are would is 's will did".split()),
}  # fmt: skip
_PERSONS = frozenset("them those people us guys folks everyone everybody anyone anybody somebody someone".split())
_ASKING = frozenset(
    "do does are is would will can could have has should shall did was were any may arent isnt doesnt wont wouldnt cant couldnt didnt havent".split()
)
_ASKED = frozenset("you it that there this i they he she we your all".split())
_DO_IT = frozenset("do have".split())  # with these after them no question: "do it", "have that"
_IT = frozenset("it that this".split())
_FRONTS = frozenset("in over per on for within during across".split())
_PERIODS = frozenset("day week month quarter year fortnight basis".split())
_AUXILIARIES = _ASKING | {"'s", "'d", "'ll", "'re"}
_SUBJECTS = frozenset("i we they he she it that there you".split())
_VERBS = frozenset(
    "says makes 's 're 've 'm 'll 'd is are was were have has had do dont does doesnt did didnt use used need want think would could can cant will wont got get just also only send sends run guess said love hate keep put work know never always isnt arent wasnt havent".split()
)
_CARRIES_ON = frozenset(
    "that which who what if when where how because cause and but so or as than since until till while once before after for to of with think guess say said says know hope mean believe thought be 'd would could can do does did are is have will should may might shall then whatever everything anything something nothing all thing one way time date number the a every much many stuff not where's why whether like dont didnt wish sure afraid suppose reckon tell told wonder wondering in on at by from about around".split()
)
_ASKS_ON = _CARRIES_ON - _LEADS - frozenset("that all everything anything thing one way time date number stuff".split())
_OPEN = _CARRIES_ON | _AUXILIARIES  # no sentence ends with these
_TURNS = frozenset("but because cause although except".split())
_ALL_BUT = frozenset("all everything anything nothing".split())
_ASIDE = frozenset("sorry wait actually oh yeah".split())
_REPLIES = frozenset("yes yeah yep no nope nah correct sure right yup exactly".split())
_YES = frozenset(["yes", "yeah", "aye"])
_ANSWERS = frozenset("yes yeah no nope oh said say".split())
_NO_PAUSE = frozenset("cant wont dont to the a couldnt".split())
_AFTER_NO = frozenset("the not its wait sorry just only we're actually".split())
_AT_ONCE = frozenset(["away", "now"])
_CLOSED = frozenset("is not are was the a an or".split())
_INDIRECT = frozenset(
    "know tell ask me of about see sure matter depends on no wonder at to for in with than by is 's".split()
)
_NOTES = frozenset(
    "understood noted thanks wonderful great perfect lovely fine excellent brilliant ha haha wow welcome certainly ouch congratulations okay ok right sure good alright ah oh nice cheers absolutely cool incredible amazing".split()
)  # words that take note of what was said
_NOTE_ENDS = {
    "course": ("of",), "enough": ("fair",), "no": ("oh",), "problem": ("no",), "bother": ("no",), "worries": ("no",), "sense": ("makes",), "helps": ("that", "this"), "understand": ("i",), "see": ("i",), "it": ("got",), "you": ("thank", "hear"),
}  # fmt: skip  # and phrases that do, by their last word
_LONGEST_NOTE = 4
_AFTER_NOTES = frozenset(
    "for to with in of at by then there now as 's about on who 'd 're 've 'm 'll or not if".split()
)
_STARTS = {
    "thank": ("you",), "thanks": ("for", "a"), "shall": ("i", "we"), "tell": ("me",), "let": ("me", "'s"), "hang": ("on",), "hold": ("on",), "anything": ("else", "you", "missing"), "any": ("other", "questions"),
    "may": ("i",), "am": ("i",), "used": ("to",), "by": ("when",),
}  # fmt: skip
_THAT_IS = frozenset("there it this".split())
_OBJECTS = frozenset("it that you them us to".split())
_SUPPOSING = frozenset("guess think suppose reckon".split())
_COUNT_HEDGES = frozenset("about around roughly maybe probably like just".split())
_AFTER_A_COUNT = frozenset(
    "when sometimes i we they it there if depends depending some the my myself me our each most thereabouts though".split()
)

_VALUES = NUMBERS | TENS
_OWN = frozenset("my our every me".split())
_EACH = frozenset("a per each every".split())
_NO_PLURALS = frozenset(
    "hundreds thousands dozens says times does takes plus wants makes thats theres across always pounds gets minus perhaps dynamics holds needs guess sometimes this hits charges costs ages sends less means yes".split()
)
_WHOM = frozenset("me myself us them too".split())
_CALLS = frozenset("call make".split())
_NEXT = frozenset("depending the most nobody somebody everybody".split())
_ENDED = NUMBER_WORDS | frozenset("it anything everything together".split())
_THEM, _TOPICS = frozenset("they there it".split()), frozenset(["the", "there"])
_TAKEN = frozenset("clear understood then so accounts users seats people".split())
_ME = frozenset(["me", "my", "myself"])
_QUIPS, _A_LOT = frozenset("good tough hard tricky".split()), (["a"], ["in", "a"], ["about", "a"], ["maybe", "a"])
_TEN, _TWENTY = 10, 20
_BEGINNERS = frozenset(["each", "so", *_ME]).union(
    _AFTER_WH, _ASKING, _STARTS, _TURNS, _ASIDE, _SUBJECTS, ["not"], _AFTER_A_COUNT, _YES, NUMBER_WORDS, _NEXT, _CALLS
)  # before any other word there is a mark only after what takes note, or a reply
_BEGIN = frozenset(["is"]).union(_STARTS, _AFTER_WH, _ASKING)  # of these, those a sentence may begin with
_NOTED = _NOTES | _NOTE_ENDS.keys() | _YES | _PERIODS
_ON = frozenset("per total contracts documents each at from more max minimum tops rate plan".split())
_MORE_OF_A_RATE = _AFTER_NOTES | _LEADS | _AUXILIARIES | _ON


def marked(tokens: list[str], *, asked: bool = False) -> list[str]:
    """`tokens` as they are if they have marks or are few; else with marks put in.

    With `asked`, for an agent's words: an end mark after the last sentence too where the words show which, and a question mark where they ask.
    """
    if (len(tokens) < _SHORTEST and not asked) or not _MARKS.isdisjoint(tokens):
        return tokens
    out: list[str] = []
    begun = 0  # where in `out` the sentence at hand begins
    done = 0  # tokens that are in `out`
    for place, (before, token) in enumerate(itertools.pairwise(tokens), 1):
        if token not in _BEGINNERS and before not in _NOTED and place > 1:
            continue
        out += tokens[done:place]
        done = place
        sentence = out[begun:] if len(out) - begun <= _WINDOW else ["_", *out[-_WINDOW:]]
        if mark := _mark(tokens, place, token, sentence, before):
            at = len(out)
            first = max(begun, at - _WINDOW)  # no further, however many there are
            while at > first and out[at - 1] in _LEADS and (out[at - 1] != "then" or at < 2 or out[at - 2] in _LEADS):
                at -= 1
            if asked and mark == ".":
                at = _last_thing(out, begun, at, whatever=token in _WH)
            if at > begun:
                out.insert(at, "?" if asked and mark == "." and _asks(out[begun:at]) else mark)
                begun = at + 1 if mark == "." else begun
    out += tokens[done:]
    if asked:
        at = _last_thing(out, begun, len(out))
        if at < len(out) and not _asks(out[begun:]):
            out.insert(at, ".")
            begun = at + 1
        last = out[begun:]
        if _asks(last):
            out.append("?")
        elif _tells(last):
            out.append(".")
    return out


def _last_thing(out: list[str], begun: int, end: int, *, whatever: bool = False) -> int:
    """Where "and the users" begins if it stands last before `end`, after a sentence or a number said again; else `end`."""
    echoed = next((at for at in range(begun + 1, min(end - 1, begun + _LONGEST_NOTE + 1)) if out[at] == "and"), end)
    rest = [token for token in out[echoed:end] if token != "one"]
    if rest[1:] and rest[1] != "then" and _repeats(out[begun:echoed]) and not _counted(rest):
        return echoed
    for at in range(max(begun + 1, end - _LONGEST_NOTE), end - 1):
        if out[at] == "and" and (whatever or out[at + 1] in _MORE_ASKED) and out[at - 1] not in _ASKED:
            return at if _VERBS.isdisjoint(out[at:end]) and not _VERBS.isdisjoint(out[begun:at]) else end
    return end


def _repeats(sentence: Sequence[str]) -> bool:
    """For "forty two", "thirty five okay", "six to eight okay", "twelve users clear"."""
    first, last = sentence[0], sentence[-1]
    told = first in NUMBER_WORDS or first[0].isdecimal()
    return told and _VERBS.isdisjoint(sentence) and (last in _NOTED or last in _TAKEN or len(sentence) <= _SHORTEST)


def _mark(tokens: Sequence[str], place: int, token: str, sentence: Sequence[str], before: str) -> str:
    """The mark to put before the token at `place`, if any; `sentence` is what is at hand of the sentence so far."""
    after = tokens[place + 1] if place + 1 < len(tokens) else ""
    new = _begins(tokens, place, after, sentence, before)
    if new:
        return new
    if token == "each" and (after in _VERBS or after == "one") and before not in _OPEN and before not in _SUBJECTS:
        return "."
    if token in _NEXT and before in _ENDED and after != "one" and not (sentence[0] in _FRONTS or _questions(sentence)):
        return "."
    if token == "so" and (after in NUMBER_WORDS or after in _OWN):
        return "," if sum(map(NUMBER_WORDS.__contains__, sentence)) > 1 else "."  # "three crews of four, so twelve"
    if (
        (token in _TURNS and before not in _ALL_BUT)
        or (token in _CALLS and after == "it" and before not in _OPEN and before not in _SUBJECTS)
        or (token in NUMBER_WORDS and before in _PERIODS and tokens[place - 2] in _EACH)
        or (token in _VALUES and before in _VALUES and _apart(tokens, place, after))
        or (token == "not" and (before in NUMBER_WORDS or before[0].isdecimal()))  # "twelve not twenty"
        or (
            token in NUMBER_WORDS
            and _of_several(tokens[max(0, place - 2) : place])
            and _counted(sentence)
            and not _for_each(tokens[place : place + 6])
        )
    ):
        return ","
    if before == "us" and token in _ME and tokens[place - 2] == "of":
        return ","  # "it's five of us me my son and three drivers"
    if before in _WHOM and place >= len(tokens) - _LONGEST_NUMBER and NUMBER_WORDS.issuperset(tokens[place:]):
        return "."  # "two in the van and me three"
    if token in _YES and before not in _CLOSED and before not in _ANSWERS:
        return ","
    if (
        before in _YES
        and place > 1
        and tokens[place - 2] not in _CARRIES_ON
        and token not in _ANSWERS
        and token not in _AFTER_NOTES
    ):
        return ","
    if token in _ASIDE and before not in _CLOSED and before not in _AUXILIARIES and before not in _NO_PAUSE:
        return "" if before in NUMBERS or (token == "oh" and after in NUMBERS) else ","
    if before == "right" and token in _AT_ONCE:
        return ""
    if before in _REPLIES and place == 1 and (before != "no" or token in _SUBJECTS or token in _AFTER_NO):
        return ","
    if token in _SUBJECTS and after in _VERBS and (token != "that" or after == "'s"):
        if before in _PERIODS:
            return "." if _counted(sentence) else ""
        if before == "now":
            return ""  # "now it's twelve", "as things are now we have five"
        if before == "then" and "if" in sentence:
            return ""  # "if they revolt then we've upset six"
        if before in ("and", "so", "then"):
            return ","
        if _questions(sentence) or (sentence[0] in _FRONTS and len(sentence) < _LONGEST_NOTE):
            return ""
        if before in _SUPPOSING and sentence[-2:-1] == ["i"] and _counted(sentence):
            return "."
        if token in _THEM and sentence[0] in _TOPICS and len(sentence) <= _LONGEST_NOTE + 1:
            return ","  # "the technicians, there's thirty"
        if before in NUMBER_WORDS and "not" in sentence[-_LONGEST_NOTE:]:
            return ","  # "it's not ten it's twelve"
        return "." if before not in _OPEN else ""
    return ""


def _of_several(before: Sequence[str]) -> bool:
    """Whether what stands before a number ends what was counted: "ten users forty agreements"; not "our agents writes forty"."""
    word = before[-1]
    plural = word[-1] == "s" and len(word) > 3 and word.isalpha() and word not in _NO_PLURALS
    return plural and not before[0].endswith("s")


def _for_each(ahead: Sequence[str]) -> bool:
    """Whether a number goes with each of those before it: "vans four to a van", "reps eight quotes each"."""
    return ahead[0] == "one" or "each" in ahead or ahead[1:3] in (["to", "a"], ["in", "a"])


def _apart(tokens: Sequence[str], place: int, after: str) -> bool:
    """Whether two number words are neither one number ("one eighty") nor a time nor a year: "thirteen ten"."""
    left, right = _VALUES[tokens[place - 1]], _VALUES[tokens[place]]
    earlier = tokens[place - 2] if place > 1 else ""
    if earlier in _QUIPS and left == 1 and tokens[max(0, place - 4) : place - 2] not in _A_LOT:
        return True  # "that's a good one thirty", said of the question
    if right < _TEN:
        return 0 < right < left < _TWENTY and after not in NUMBERS and earlier not in NUMBERS  # and no code
    if left < _TEN:  # "twenty four twenty six"
        return abs(TENS.get(earlier, 0) + left - right) <= _TEN and earlier in TENS
    return left != _TWENTY and (left > right or (left == right and (after in NUMBERS or after in _EACH)))


def _begins(tokens: Sequence[str], place: int, after: str, sentence: Sequence[str], before: str) -> str:
    """The mark before a question, or after what is complete."""
    token = tokens[place]
    if before in _NOTED and token not in _AFTER_NOTES and token not in _NOTES and _takes_note(sentence):
        return "."
    rated = before in _PERIODS and len(sentence) > _SHORTEST and sentence[-2] in _EACH and _only_counts(sentence[:-2])
    if rated and token not in _MORE_OF_A_RATE:
        return "."  # "thirty a week location agreements"
    if token in _AFTER_A_COUNT and after != "mean" and _only_counts(sentence):
        return "."
    if token not in _BEGIN:
        return ""
    asking = _questions(sentence)
    if token in _STARTS and after in _STARTS[token] and not (asking or before in _OPEN or before in _SUBJECTS):
        return "."
    if token == "is" and after in _THAT_IS and before in _OBJECTS and not asking:
        return "."
    if token in _AFTER_WH:
        if after not in _AFTER_WH[token] or (before in _PERIODS and not _counted(sentence)):
            return ""
        if token == "who" and (before in NUMBER_WORDS or before in _PERSONS):
            return ""  # "it's thirteen who'd log in"
        if before in _INDIRECT and not (before == "is" and sentence[-2:-1] in (["it"], ["that"])):
            return ""
        if asking:
            return "," if before == "and" else ""
        return "." if (place + 2 < len(tokens) or _counted(sentence)) and _complete(sentence) else ","
    if token in _ASKING and after in _ASKED and before not in _ASKS_ON and before not in _SUBJECTS:
        if (token in _DO_IT and after in _IT) or (token == "are" and after == "all"):
            return ""
        if asking or len(sentence) < 2 or not _WH.isdisjoint(sentence):
            return ""
        return "." if place + 2 < len(tokens) and _complete(sentence) else ","  # "…, do you"
    return ""


def _complete(sentence: Sequence[str]) -> bool:
    """Whether it can be a sentence, unlike "in one month" or "your group"."""
    if sentence[-1] in _PERIODS and not _FRONTS.isdisjoint(sentence[:2]):
        return False
    return not _VERBS.isdisjoint(sentence) or _counted(sentence) or len(sentence) > _LONGEST_NOTE + 1


def _questions(sentence: Sequence[str]) -> bool:
    """Whether the sentence at hand, or its last clause, began as a question: what follows in it is part of it."""
    fresh = True
    for token in sentence:
        if fresh and token in _ASKS_FIRST:
            return True
        fresh = token == "," or (fresh and token in _LEAD_IN)
    return False


def _takes_note(sentence: Sequence[str]) -> bool:
    """For "okay great", "i see", "fair enough" and nothing else."""
    if not sentence or len(sentence) > _LONGEST_NOTE:
        return False
    last = sentence[-1]
    if last in _NOTES:
        return last not in _REPLIES and _NOTES.issuperset(sentence)
    return sentence[-2:-1] != [] and sentence[-2] in _NOTE_ENDS.get(last, ()) and _NOTES.issuperset(sentence[:-2])


def _counted(sentence: Sequence[str]) -> bool:
    """Whether a sentence tells a number: one with its period is complete ("forty a month")."""
    return any(token in NUMBER_WORDS or token[0].isdecimal() for token in sentence)


def _only_counts(sentence: Sequence[str]) -> bool:
    counted = False
    for token in sentence:
        if token not in _COUNT_HEDGES:
            if token not in NUMBER_WORDS and not token[0].isdecimal():
                return False
            counted = True
    return counted


_MORE_ASKED = frozenset("the your users seats".split())
_ASKS_FIRST = _WH | _ASKING | frozenset("shall am might anything".split())
_LEAD_IN = _LEADS | _NOTES | _MARKS | {"hi", "hello"}
_NO_TAG = frozenset("bottom top all the your on to".split())
_MORE_OF_IT = frozenset("and all still".split())  # "and your crew", "all good", "still on monday"
_TAGS = frozenset("right correct".split())
_HOW = frozenset("many much often big large long soon".split())
_WE = frozenset("i we our us 'll can".split())
_TELLS = frozenset("i we our us it thank thanks let here me".split())
_FLAT = frozenset(
    "some most yes no the that they then take both please bye goodbye enjoy sounds click choose press open".split()
)
_TELLING = (["that", "'s"], ["that", "is"], ["there", "'s"], ["there", "are"], ["there", "is"])


def _asks(sentence: Sequence[str]) -> bool:
    """Whether an agent's sentence is a question by its words alone."""
    at = 0
    while at < len(sentence) and sentence[at] in _LEAD_IN:
        at += 1
    if at >= len(sentence):
        return False
    if _questions(sentence) or (sentence[0] in _MORE_OF_IT and not _tells(sentence)):
        return True
    last = sentence[-1]
    if len(sentence) - at > 2 and ((last in _TAGS and sentence[-2] not in _NO_TAG) or sentence[-2:] == ["is", "that"]):
        return True
    return any(
        sentence[place] == "how" and sentence[place + 1] in _HOW and sentence[place - 1] not in _INDIRECT
        for place in range(at, len(sentence) - 1)
    )


def _tells(sentence: Sequence[str]) -> bool:
    """Whether it is a statement by its words alone; of "you need it friday" nobody can say."""
    if sentence[:1] == ["you"] and _WE.isdisjoint(sentence):
        return False
    return (
        not (_TELLS.isdisjoint(sentence) and _FLAT.isdisjoint(sentence[:1]))
        or ("you" not in sentence and any(sentence[place : place + 2] in _TELLING for place in range(4)))
        or _takes_note(sentence)
    )
