"""What an answer says where it was asked whether it presses: "any rush?", "is there a date?", "can it wait?".

A plain yes or no is enough; what else is told in the answer is read elsewhere.
"""

# SIM905: a list of words reads best as one string.
# ruff: noqa: SIM905

from __future__ import annotations

from collections.abc import Sequence

from aftercall.record import Timeline, Urgency
from aftercall.signals import dates, timing
from aftercall.signals.dialogue import Exchange, is_offer
from aftercall.signals.lengths import Date
from aftercall.signals.saying import NEEDS, STRONG, WISHES, Saying
from aftercall.signals.words import BREAKS, Cues

Answer = tuple[Urgency, Timeline | None, str]

NEGATIONS = frozenset(
    "too nobody no not dont nothing isnt doesnt never without didnt wont havent nor wouldnt aint".split()
)
_IS_THERE = Cues("is there", "are there", "do you have", "have you got", "got a", "any")
_NONE = Cues("zero", "nil", "nada", "not a soul", "nobody", "no one", "nothing", "there 's not", "there is not", "there 's none", "i wouldnt say", "we wouldnt say", "wouldnt say", "not that i know", "not as such", "cant say there", "cant say that there")  # fmt: skip
_VERY = frozenset("extremely very massively hugely incredibly desperately super totally".split())
_DATED = frozenset("date dates deadline timeline timeframe pressure schedule clock".split())
_NOT_HERE = (
    *(f"{may} {tell}" for may in ("can", "could", "may", "to", "care to", "like to", "allowed to") for tell in ("discuss", "share", "disclose", "divulge", "talk about", "go into", "get into")),
    *(f"not while {they}" for they in ("he", "she", "they", "the boss", "everyone", "people")),
    *(f"{at} the {phone}" for at in ("over", "on", "down") for phone in ("phone", "bus", "train", "tram", "line")), "in front of", "in earshot", "with a machine", "with a robot", "to a machine", "to a robot", "with a stranger",
)  # fmt: skip  # said of the call: "not to talk about on the bus"
_UNSAID = Cues("give you", "tell you", "tell yet", "rather not", "sooner not", "not get into", "not go into", "cant say", "say yet", "dont know", "not sure", "no idea", "no clue", "couldnt say", "not saying", "not telling", "not decided", "wouldnt know", "not going to give", "not allowed", "not at liberty", "havent thought", "hasnt thought", "never thought", "not thought", "havent looked", "havent a clue", *_NOT_HERE)  # fmt: skip
TOO_SOON = Cues("too soon", "too early", "too fast", "too quick", "too quickly", "not that soon", "not so soon", "that soon", "so soon", "it that fast", "it that quick", "it that quickly", "not so fast", "not that fast", "bit soon", "no chance", "not a chance", "bit quick", "not a hope", "no hope", "steady on", "dream on", "fat chance", "cant be done", "not happening", "not possible", "impossible", "never going to happen", "too tight", "bit tight", "pushing it", "too ambitious", "bit ambitious")  # fmt: skip
_NO_DATE = frozenset("no not none nothing nobody isnt wouldnt never nope nah".split())
_OPENING = 5  # tokens of an answer that say whether there is a date at all
BEGINNING = NEEDS | {"start", "begin"}
_NOT_ANY = frozenset(["no", "not"])
_CAN_WAIT = Cues("can it wait", "could it wait", "can this wait", "could this wait", "can that wait", "could that wait", "would it wait", "will it wait", "will it keep", "can you wait", "could you wait", *(f"{you} hold off" for you in ("can you", "could you", "would you", "able to")), *(f"{manage} {till}" for manage in ("you manage", "it hold", "you last", "you hold out") for till in ("till", "until")))  # fmt: skip
_WAITING_OUT = frozenset("over till until til through during while".split())
_WHAT_DAY = Cues(*(f"what day {it}" for it in ("it is", "it 's", "today is", "this is", "that is", "is it")))
_BREAKS = frozenset(". , ? ! and but so because cause".split())
_OF_WHOM = frozenset("the my our his her their a an".split())
_OUR_PLAN = frozenset("said says set asked thinking hope idea guess aim live preference we it this that 'd contract contracts subscription licence license renewal renewals agreement plan trial launch rollout season deadline target date budget money system tool software need needs needed must want wants sign signed signing ready".split())  # fmt: skip
_PART_OF = frozenset("middle end start beginning first second third fourth last week month latter early late".split())
_WISH = frozenset("need needs want wants like love must should ought oughta then".split())
_INVERTING = _CAN_WAIT.anchors | TOO_SOON.anchors
_AS_DATE = frozenset(". , ? ! or and is 's would 'd will 'll works suits sounds might could should term season semester holiday holidays break intake at for if when after then".split())  # fmt: skip
_UNKNOWN = Cues("even tell", "tell you", "dont know", "even know", "cant say", "couldnt say", "no idea", "clue", "cant remember", "even remember", "dont remember", "not sure", "who knows", "hardly know", "couldnt tell", "cant tell")  # fmt: skip
_WHAT = frozenset("what where which who if whether how".split())
_GOES_ON = frozenset("we i it is 's 're they he she".split())
_DOING = frozenset("write send do sign close make issue sell raise produce".split())
_TOOK = frozenset(["took", "taken"])
_SPARE = frozenset("got have had spare a 've".split())
_MINUTES = frozenset(["minute", "minutes"])
_CALM: Answer = ("low", "no_rush", "urgency.pressed")
_NOT_SO_SOON: Answer = ("low", None, "urgency.rejected_date")


_HASTE: Answer = ("high", None, "urgency.pressed")
_DEGREES = {
    **dict.fromkeys("low lowish lukewarm tepid cold bottom minimal later".split(), _CALM),
    **dict.fromkeys("medium middling moderate moderately somewhat".split(), ("medium", None, "urgency.pressed")),
    **dict.fromkeys("high highest top hot sky boiling burning pressing critical big now".split(), _HASTE),
}
_OF_TEN = dict.fromkeys("zero one two three".split(), _CALM) | dict.fromkeys("eight nine ten eleven".split(), _HASTE)
_HOW_FAR = frozenset("pretty quite fairly rather very really right at near a an probably maybe about like the oh well , red say i 'd it 's".split())  # fmt: skip
_LEFT = Cues(*(f"{days} {left}" for days in ("days", "weeks", "months", "years") for left in ("out are we", "out are you", "have we", "have you got", "do we have", "do you have", "away are", "left", "off are")))  # fmt: skip
_BEGUN = frozenset("did start looking".split())  # of what is past
_UNITS = frozenset("ten days weeks months".split())
_SIDES = {"first": 0, "former": 0, "second": 1, "latter": 1, "last": 1}  # of "right away, or later?"
_ALONE: tuple[list[str], ...] = ([], ["one"], ["option"], ["thing"], [","], ["."], ["please"])
_OF_A_SIDE = (
    dict.fromkeys("now away immediately asap urgent urgently".split(), _HASTE)
    | dict.fromkeys("soon soonish".split(), ("medium", None, "urgency.pressed"))
    | dict.fromkeys("later eventually someday browsing exploring looking researching comparing".split(), _CALM)
)
_TOP, _DOWN = (
    frozenset("top first head highest".split()),
    frozenset("bottom last down low lower fifth sixth seventh eighth ninth tenth".split()),
)  # of their list
_PICKED = frozenset(["next", "last", "ago", "list", *_SIDES, *_DEGREES])
CHOICES = _UNITS | {"or", "years"}  # in a question to which any word may answer: "this month or next?" · "this"
_ANSWERING = _NONE.anchors | _VERY | _NO_DATE | TOO_SOON.anchors | _PICKED


def possible_in(exchange: Exchange) -> bool:
    """Whether an answer that names no date, and is no plain yes or no, may say how pressing it is."""
    return not _ANSWERING.isdisjoint(exchange.words) or not _UNITS.isdisjoint(exchange.agent_words)


def denied(exchange: Exchange) -> bool:
    """Whether the answer begins with a no, or with none of what was asked for."""
    return exchange.reply == "no" or _NONE.begin(exchange.user)


def inverted(exchange: Exchange) -> bool:
    """Whether a yes says that there is time: "can it wait?", "would tomorrow be too soon?"."""
    question, words = exchange.question, exchange.question_words
    if _INVERTING.isdisjoint(words):
        return False
    return _CAN_WAIT.stand_in(question, words) or (TOO_SOON.stand_in(question, words) and bool(dates.find(question)))


def answer(exchange: Exchange, *, asked: timing.Asked, no: bool, named: bool) -> Answer | None:
    """What a yes or a no says of how pressing it is, if that was asked; `no` when it is `denied`, `named` when more is told."""
    if asked == "when" and exchange.reply != "other" and inverted(exchange):
        if exchange.reply == "yes":
            return _CALM if _CAN_WAIT.stand_in(exchange.question) else _NOT_SO_SOON
        return ("high", None, "urgency.pressed") if _CAN_WAIT.stand_in(exchange.question) else None
    now = exchange.user[0] != "last"  # "last may, yes"
    if now and (no or exchange.reply == "yes" or exchange.user[0] in _VERY) and timing.pressing(exchange):
        return _pressed(exchange)
    if no and _no_date(exchange):
        return _CALM
    if exchange.reply == "no" and asked == "when" and not named and proposes_soon(exchange.question):
        return _NOT_SO_SOON
    if exchange.agent and TOO_SOON.stand_in(exchange.user, exchange.words) and dates.find(exchange.agent):
        return _NOT_SO_SOON
    return _picked(exchange) if exchange.agent and exchange.reply != "no" else None


def _picked(exchange: Exchange) -> Answer | None:
    """For "pretty low" to how urgent it is, "next" to "this month or next?", "last week" to when they need it."""
    question, words, user = exchange.question, exchange.question_words, exchange.user
    place = next((at for at, token in enumerate(user[:_OPENING]) if token not in _HOW_FAR), 0)
    word, after = user[place], user[place + 1 : place + 4]
    told = (_OF_TEN if "ten" in words else _DEGREES).get(word)
    if told and (words >= {"now", "later"} or (words & {"how", "where", "or", "scale"} and timing.pressing(exchange))):
        return told
    told_of: list[str] = []
    if "list" in exchange.words and timing.pressing(exchange):
        if not _TOP.isdisjoint(user):
            return _HASTE if NEGATIONS.isdisjoint(user) else _CALM
        return None if _DOWN.isdisjoint(user) else _CALM  # "ninth on a list of eight"
    if word in _SIDES and after[:1] in _ALONE and "or" in words and timing.asked(exchange) == "when":
        either = question.index("or")
        told_of = question[either + 1 :] if _SIDES[word] else question[:either]
        side = next((_OF_A_SIDE[token] for token in reversed(told_of) if token in _OF_A_SIDE), None)
        if side:
            return side
    elif word in ("this", "next") and "or" in words:
        either = question.index("or")
        fits = question[either - 2 : either - 1] == ["this"] and question[either + 1 :] == ["next"]
        told_of = [word, question[either - 1]] if fits else []
    elif "many" in words and _LEFT.stand_in(question[-5:]):
        told_of = ["in", word, *question[question.index("many") + 1 :][:1]]  # "how many weeks have we got?"
    for date in dates.find(told_of):
        return (date.level, date.timeline, "urgency.pressed")
    since = 1 if word == "last" and dates.possible_in(frozenset(after[:1])) else 0
    if "ago" in after and BREAKS.isdisjoint(after[:1]):
        since = after.index("ago") + 1
    if not since or not words.isdisjoint(_BEGUN) or not _GOES_ON.isdisjoint(user[place + since + 1 :][:1]):
        return None
    return _HASTE if timing.asked(exchange) == "when" and not timing.pressing(exchange) else None


def proposes_soon(question: list[str]) -> bool:
    """For "you'd need it by friday?": a date that is soon, and a need or a start."""
    return not BEGINNING.isdisjoint(question) and any(
        date.level == "high" or date.timeline == "year_end" for date in dates.find(question)
    )


def declines(exchange: Exchange) -> bool:
    """For "there isn't one", "not really", "no, and nobody's asking": no date, where one was asked for."""
    user = exchange.user
    return (
        not _NO_DATE.isdisjoint(user[:_OPENING])
        and timing.for_a_date(exchange.question)
        and not _UNSAID.stand_in(user[: 2 * _OPENING])
    )


def _no_date(exchange: Exchange) -> bool:
    """For "is there a date?" and a no, which is not that they will not tell."""
    question = exchange.question
    return (
        not _DATED.isdisjoint(question)
        and _IS_THERE.stand_in(question)
        and (_NONE.begin(exchange.user) or not _UNSAID.stand_in(exchange.user[:12]))
    )


def _pressed(exchange: Exchange) -> Answer | None:
    """For a plain yes or no to "is it urgent?", "any rush on this?"; "so there's no rush?" is agreed to by either."""
    if is_offer(exchange.question):
        return None
    if not NEGATIONS.isdisjoint(exchange.question):
        agreed = not _NOT_ANY.isdisjoint(exchange.question) and exchange.user[:1] == ["no"]
        return _CALM if agreed else None
    if exchange.reply != "no" and not _NONE.begin(exchange.user):
        level: Urgency = "medium" if timing.soon(exchange.question, exchange.question_words) else "high"
        return (level, None, "urgency.pressed")
    return None if _UNSAID.stand_in(exchange.user[: 2 * _OPENING + 2]) else _CALM


def goes_on(tokens: Sequence[str], place: int, later: int) -> bool:
    """For "it's tested, two weeks, then the board", "it'll be done in a week, then I want all on it by the end of June"."""
    then = list(tokens).index("then", place, later)
    wanted = tokens[then + 1] in ("i", "we") and not _WISH.isdisjoint(tokens[then + 2 : then + 4])
    return tokens[place - 1] == "," or (wanted and _WISH.isdisjoint(tokens[max(0, place - 8) : place]))


def waits_out(tokens: Sequence[str], place: int) -> bool:
    """Whether the date is how long they let it lie ("over the winter"), or another affair's: "the board meets in may"."""
    lead = tokens[max(0, place - 6) : place]
    if not _WAITING_OUT.isdisjoint(lead[-3:]) and NEGATIONS.isdisjoint(lead):
        return True
    start = next((at + 1 for at in range(place - 1, -1, -1) if tokens[at] in _BREAKS), 0)
    if tokens[start - 1] == "but" and start:
        return False
    whom = tokens[start] in _OF_WHOM and _PART_OF.isdisjoint(
        tokens[start + 1 : start + 2]
    )  # not "the middle of next month"
    named = tokens[place] in dates.SEASONAL and _AS_DATE.isdisjoint(tokens[place + 1 : place + 2])  # "the autumn list"
    other = (whom or tokens[start : start + 3] == ["i", "'ve", "got"]) and (place - start > 1 or named)
    return other and _OUR_PLAN.isdisjoint(tokens[start:place]) and _WISH.isdisjoint(tokens[place:])


def only_named(saying: Saying, date: Date, *, later: bool) -> bool:
    """Whether an answer to when only names the date: "I don't know what I'm doing tomorrow".

    `later` when one was told before it: "next year. this month we've the audit", "next year, that starts in july".
    """
    sentence, words = saying.sentence, saying.words
    before = sentence[max(0, date.start - 10) : date.start]
    which = sentence[:2] in (["is", "it"], ["you", "mean"]) and date.start > 1 and len(sentence) < _OPENING
    if which or before[-1:] == ["since"] or _WHAT_DAY.stand_in(before):
        return True  # "I don't know what day it is today", "is it tuesday today?"
    if words & STRONG:
        return False
    if _UNKNOWN.stand_in(before) and not _WHAT.isdisjoint(before):
        clause = max(at for at, token in enumerate(before) if token in _WHAT)
        told = before[clause : clause + 2] == ["if", "it"]  # april or may
        return not told and _UNKNOWN.stand_in(before[: clause + 1]) and BREAKS.isdisjoint(before[clause:])
    if not later or words & WISHES:
        return False
    opens = before in ([], ["this"], ["next"]) or before[-1] == "and"
    goes_on = opens and not _GOES_ON.isdisjoint(sentence[date.end : date.end + 1])
    return goes_on or not {"starts", "begins", "opens", "runs"}.isdisjoint(before[-3:])


def each_time(sentence: Sequence[str], date: Date) -> bool:
    """For "that's what we write in a month", "nobody's got a minute": how often, or how little time."""
    before, said = sentence[max(0, date.start - 1) : date.start], sentence[date.start : date.end]
    if list(sentence[max(0, date.start - 2) : date.start]) == ["is", "that"]:
        return True  # "it's due on receipt, is that today"
    if before == ["my"] or not _TOOK.isdisjoint(sentence[max(0, date.start - 4) : date.start]):
        return True  # "until my one o'clock", "it took us eleven days"
    return (list(said[:2]) == ["in", "a"] and not _DOING.isdisjoint(before)) or (
        not _MINUTES.isdisjoint(said) and not _SPARE.isdisjoint(before) and sentence[date.end : date.end + 1] != ["to"]
    )
