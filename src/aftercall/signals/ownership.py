"""Whether a number is the customer's own and real: not another party's, denied, supposed, past or still to come."""

# S105: a token is a word of speech here; SIM905: a list of words reads best as one string.
# ruff: noqa: S105, SIM905

from __future__ import annotations

from collections.abc import Sequence

from aftercall.signals.numbers import WORDS as NUMBERS
from aftercall.signals.numbers import Number
from aftercall.signals.words import BREAKS, STOPS, Cues

_OURS = frozenset("we i us our ours my me mine myself".split())
_THEY = frozenset("they their theirs them".split())
_OTHERS = frozenset(
    "client clients customer customers competition opposition competitor competitors competitor's counterparty landlord neighbor neighbour friend buddy mate cousin brother sister uncle aunt nephew niece parent article professor buyer buyers seller sellers "
    "gc lady chap fella bloke vendor supplier suppliers insurer lawyer accountant bank firm's yard's pilot average publisher publishers daughter son husband ex".split()
)
_ALWAYS_OTHERS = frozenset("competitor competitor's competitors counterparty article neighbor neighbour neighbors neighbours".split())  # fmt: skip
_FAMILY = frozenset(["daughter", "son", "husband"])  # who may be asked for
_FIRMS = frozenset("firm company bank shop outfit place guy man woman fellow".split())
_IS = frozenset("'re 'm is are am be".split())
_HAS = frozenset(
    "has have had 's 've with runs run owns does did at who whose sends send uses use got gets employs brought is are was works paid pays".split()
)
_OPENS = frozenset(", . ! ? ; : and but so because then cause like oh well".split())
_SAYS = frozenset("says say said thinks think reckons tells told typing saying wants figures guesses".split())
_UNREAL = frozenset("suppose supposing imagine hypothetically if dream dreams dreamt grew grow someday".split())
_WHAT_IF = Cues(
    "what if", "say i was", "say i were", "say we were", "say i had", "say we had", "say we end", "say we ended", "say we went", "say we grew", "say we got to", "say we hired", "say we doubled", "one day we", "pretend i", "pretend we", "pretend you", "if i was some", "let 's pretend", "for the sake of",
)  # fmt: skip
_VENTURE = Cues(*(f"{case} {who} {did}" for case in ("if", "suppose", "supposing", "imagine") for who in ("i", "we", "he", "she", "they") for did in ("opened", "launched", "founded", "set up", "started a", "started an", "started my", "ran a", "ever")))  # fmt: skip
_GOING_BY = Cues("if i go by", "if i go off", "if we go by", "if you held a", "if you twisted my", "if all goes", "if i look at", "depends if")  # fmt: skip
I_GUESS = Cues("i suppose", "i imagine", "i 'd imagine")
_WOULD = frozenset("'d would might could".split())
_DENIALS = frozenset("not isnt arent wasnt never aint dont havent hasnt doesnt no".split())
_SKIPPED = frozenset(
    "have has got need needs want like really quite even exactly a an the it 's that about all we to use be".split()
)
_NOT_QUITE = frozenset(["quite", "even"])
_GUESSES = frozenset("say guess reckon estimate put number".split())
_COUNTED = frozenset("total tally count counting counted add adding include including put".split())
_WAS = frozenset("started began was were used had formerly previously".split())
_WILL = frozenset("'ll will should could might going".split())
_CONDITIONS = frozenset("if once when unless after".split())
_COUNTED_IN = frozenset("count counting include including counted".split())
_SOME_DAY = frozenset("by once when next after if soon".split())
_BELIEVE = frozenset("believe think guess suppose reckon mean".split())  # "they have, I believe, twenty"
_HOLD = frozenset("have has had 've employs employ employed with runs".split())
_SO_MANY = frozenset(
    "a about around roughly some like nearly almost maybe over under at least only just got the up to probably approximately well more than another still".split()
)
_ASIDE = frozenset(", now still also already only probably actually alone each though currently always must".split())
_ARTICLES = frozenset(
    "a an one another some the this that our my their his her its every each any no and but so because when if".split()
)
_BE, _SPEAKERS = ("'re", "are", "'m", "am"), ("we", "you", "i")
_SOME = frozenset("a an one another some every".split())
_PLACES = frozenset(
    "office branch team crew department site shop store clinic location division depot group place side us them these those".split()
)
_FAR_OFF = frozenset(
    "authority council ministry government municipality carrier insurer insurers bank banks museum museums gallery orchard orchards shipyard airport airline airlines harbour harbor port railway railroad refinery brewery multinational conglomerate "
    "corporation giant chain chains developer manufacturer wholesaler retailer importer exporter operator union association federation supermarket stadium opera orchestra casino circus zoo cathedral quarry mill farm grower household wedding festival publisher network outfit outfits building tower".split()
)
_HOLDS = frozenset("have has had got employs employ with runs brought".split())
_HOLDERS = frozenset("franchisor corporate mothership headquarters hq municipalities".split())
_HOLDING = _OTHERS | _HOLDERS
_TIMES = frozenset("summer spring autumn fall winter end time year new christmas".split())
_TO_BE = frozenset("add another will 'll would 'd".split())
_CAME_OR_WENT = frozenset("hired lost fired recruited".split())
_JOINING = frozenset("starting joining coming".split())
_LATER = frozenset("after in next soon later on from".split())
_COMING = frozenset("hiring hire plan plans might adding planning recruiting".split())


OWNERS = Cues(
    "new owners", "parent company", "mother company", "the parent 's", "the parent is", "the parent has", "buying us", "bought us", "owns us", "acquired us", "acquiring us", "took us over", "taking us over",
)  # fmt: skip
_GROUP = frozenset("group parent chain franchise network federation".split())
_SEPARATE = Cues("separate", "independent", "independently", "standalone", "stand alone", "own company", "own entity", "own firm", "own business", "not part of", "nothing to do with")  # fmt: skip
NEXT_DOOR = (
    "next door", "round the corner", "around the corner", "next town", *(f"{over} the {road}" for over in ("across", "over", "down", "up") for road in ("road", "street", "way")),
)  # fmt: skip
_NEIGHBOURS = Cues(*NEXT_DOOR)
_NEAR = 20  # tokens from a pronoun to whom it stands for
_FARTHEST = 40  # tokens from a former job to a number of it
_TODAY = frozenset("now today nowadays currently here".split())
_WE_I = frozenset(["we", "i"])
_PRESENT = frozenset("send use need run own are 're am 'm bought opened started".split())
_ABOVE = Cues("head office", "headquarters", "hq", "corporate", "parent company", "mother company", "group as a whole")
_COUNTS = NUMBERS - {"a", "an", "one"}
_FORMER = Cues(
    "i was at", "we were at", "i worked at", "worked for", "used to work", "used to manage", "used to run", "previous life", "last job", "old job", "former job", "previous job", "previous company", "previous firm", "last firm", "my old", "my last", "former employer", "last company", "at the bank we", "i was with", "i used to be with", "back when i",
)  # fmt: skip


_TELLING = _THEY | _ALWAYS_OTHERS | _OTHERS | _FIRMS | {"side", "so", "he", "she", "his", "her", "those"}  # of whom


def others(tokens: Sequence[str], start: int, place: int, *, they_are_ours: bool, he_is_ours: bool = False) -> bool:
    """Whether what is said at `place` is of somebody else, by the nearest one named from `start` on."""
    if former(tokens, place):
        return True
    for at in range(place - 1, max(start, place - 25) - 1, -1):
        token = tokens[at]
        if token in _OURS:
            if token == "i" and tokens[at + 1] in _BELIEVE:
                continue
            if token == "ours" and tokens[at - 1 : at] == ["of"]:  # "a competitor of ours"
                continue
            return False
        if token not in _TELLING:
            continue
        following = tokens[at + 1 : at + 4]
        if token == "side" and tokens[at - 1 : at] == ["other"]:
            return True
        if token == "average" and not _IS.isdisjoint(following[:1]):
            continue  # not "the average broker"
        if token == "so" and following[:1] in (["there"], ["that"]):  # what follows is ours again
            return False
        if token in ("he", "she"):
            if he_is_ours or not _SAYS.isdisjoint(following[:2]):
                continue
            return True
        if token in ("his", "her"):
            return True
        if token in _THEY:
            if token == "their" and at > start and tokens[at - 1] not in _OPENS:
                continue
            if token == "them" or (they_are_ours and token == "they") or not _SAYS.isdisjoint(following[:1]):
                continue
            return True
        if token == "those" and following[:1] in (["folks"], ["people"], ["guys"], ["companies"]):
            return True
        if (
            token in _ALWAYS_OTHERS
            or (token in _OTHERS and _has(following) and not (he_is_ours and token in _FAMILY))
            or _some_firm(tokens, at)
        ):
            return True
    return False


def _has(following: Sequence[str]) -> bool:
    """Whether they have, do or are something; not for "client care letters are"."""
    at = next((at for at, token in enumerate(following) if token in _HAS), -1)
    return at == 0 or (at > 0 and not (following[at - 1].endswith("s") and len(following[at - 1]) > 3))


def _some_firm(tokens: Sequence[str], at: int) -> bool:
    """For "some bank paid you", "an article about a firm with"; not "we're a firm with", "as a shop it's"."""
    if tokens[at] not in _FIRMS or at == 0 or tokens[at - 1] not in ("a", "some", "another"):
        return False
    if tokens[at - 1] == "some":
        return True
    if tokens[max(0, at - 2) : at - 1] == ["as"]:
        return False
    return _IS.isdisjoint(tokens[max(0, at - 4) : at - 1]) and not _HAS.isdisjoint(tokens[at + 1 : at + 4])


def former(tokens: Sequence[str], place: int) -> bool:
    """For "at the bank we ...", "i was with the co op ...", and no word of today since: a job the speaker no longer has."""
    opening = max(0, place - _FARTHEST)
    if not _FORMER.stand_in(tokens[opening:place]):
        return False
    for at in range(place - 1, opening - 1, -1):
        if _FORMER.begin(tokens[at : at + 5]):
            return tokens[at + 2] != "at" or _COUNTS.isdisjoint(tokens[at + 3 : at + 5])  # "we were at forty"
        if (tokens[at] in _TODAY and tokens[at - 1 : at] != ["joined"]) or (
            tokens[at] in _WE_I and tokens[at + 1] in _PRESENT
        ):
            return False
    return False


_PLANS = frozenset(
    "plan plans tier package option bundle version edition licence license trial one leaflet brochure poster advert ad page site website pricing screen".split()
)
_ALLOW = frozenset(
    "say says said covers covered gives gave allows allowed includes included offers let lets permits stops caps".split()
)
_STILL = frozenset("still only just thing".split())
_ANY_ONE = frozenset("last other this that first new next".split())  # "the last one says"


def of_a_plan(tokens: Sequence[str], start: int, place: int, *, asked: bool = False) -> bool:
    """For "our old plan let us send a hundred", "the business one says ten users and two hundred a month"."""
    start = max(start, place - _NEAR)
    if _ALLOW.isdisjoint(tokens[start:place]):
        return False
    for at in range(place - 1, start, -1):
        if tokens[at] in _SPEAKERS or tokens[at] in STOPS:
            return False  # "the page says ten, but we are six"
        if tokens[at] in _ALLOW:
            subject = at - 1 - (tokens[at - 1] in _STILL)
            of_theirs = asked and tokens[subject - 1] == "business"  # a business plan is their own
            return tokens[subject] in _PLANS and not (of_theirs or tokens[subject - 1] in _ANY_ONE)
    return False


_THINKS = frozenset("thinks reckons claims swears believes assumes".split())


def thought(tokens: Sequence[str], opening: int, place: int) -> bool:
    """For "the boss thinks it's forty": what somebody else takes it for, beside what we said."""
    return not _THINKS.isdisjoint(tokens[max(opening, place - 6) : place])


def above_us(tokens: Sequence[str], start: int, stop: int) -> bool:
    """Whether a sentence is of the head office or the parent company, and not of "us"."""
    sentence = tokens[start:stop]
    return _ABOVE.stand_in(sentence) and _OURS.isdisjoint(sentence)


def denied(tokens: Sequence[str], place: int) -> bool:
    """For "not ten", "we don't have fifty", "it isn't a hundred"; not for "not quite ten", "not more than ten"."""
    at = place - 1
    while at >= 0 and place - at <= 5:
        token = tokens[at]
        if token in _DENIALS:
            return token != "no" and _NOT_QUITE.isdisjoint(tokens[at + 1 : place])
        if token not in _SKIPPED:
            return False
        at -= 1
    return False


def unreal(tokens: Sequence[str], clause: tuple[int, int], start: int, place: int) -> bool:
    """For "if we had ten", "suppose we grew to a hundred", "if we bought them, we'd be a hundred"."""
    opening, stop = clause
    if not _COUNTED.isdisjoint(tokens[opening:stop]):
        return False
    if _VENTURE.stand_in(tokens[start:place]):
        return True  # "if I opened a studio with, say, five teachers"
    before = tokens[max(0, place - 4) : place]
    if not _GUESSES.isdisjoint(before):  # "if you made me guess I'd say forty"
        return False
    if _GOING_BY.stand_in(tokens[opening:place]) or I_GUESS.stand_in(tokens[opening:place]):
        return False
    if not _UNREAL.isdisjoint(tokens[opening:place]) or _WHAT_IF.stand_in(tokens[max(start, place - 15) : place]):
        return True
    return not _WOULD.isdisjoint(before) and "if" in tokens[max(start, place - 20) : place]


_AT_ONE_TIME = Cues(
    "at one time",
    "in my day",
    "in better days",
    "in happier days",
    "in those days",
    "back then",
    "in its day",
    "in the old days",
)


def past(tokens: Sequence[str], opening: int, place: int) -> bool:
    """For "it used to be ten", "it was nine", "back then we were four"."""
    after = tokens[place + 1 : place + 11]
    if _AT_ONE_TIME.stand_in(after):
        return True
    return not _WAS.isdisjoint(tokens[max(opening, place - 4) : place]) and not _now(after[:3])


def _now(after: Sequence[str]) -> bool:
    return "now" in after and _OPENS.isdisjoint(after[: list(after).index("now")])


def of_others(tokens: Sequence[str], start: int, place: int) -> bool:
    """For "the parent has three hundred", "one museum has", "some of them have", "I've got clients with"."""
    if OWNERS.stand_in(tokens[start:place]) and _of_owners(tokens, start, place):
        return True
    if next_door(tokens, start, place):
        return True
    lead = tokens[max(start, place - _NEAR) : place]
    if not _GROUP.isdisjoint(lead) and _apart(tokens, start, place):
        return True
    at = place - 1
    while at > start and tokens[at] in _SO_MANY:
        at -= 1
    if tokens[at] in _HOLD or tokens[at + 1] == "got":
        return _another_has(tokens, start, at if tokens[at] in _HOLD or tokens[at] == "'s" else at + 1)
    for at in range(place - 1, max(start, place - 8) - 1, -1):
        token, following = tokens[at], tokens[at + 1 : at + 4]
        if token in _OURS:
            return False
        if token in _HOLDING and not _HOLDS.isdisjoint(following[:2]):
            return True
    return False


def _of_owners(tokens: Sequence[str], start: int, place: int) -> bool:
    """For "the firm that bought us has ninety"; not for "the parent has ninety, we're nine"."""
    for at in range(place - 1, start - 1, -1):
        if OWNERS.begin(tokens[at : at + 3]):
            return True
        if tokens[at] in _SPEAKERS or tokens[at] == "our":
            return False
    return False


def next_door(tokens: Sequence[str], start: int, place: int) -> bool:
    """For "the hotel across the way has ninety"."""
    near = max(start, place - _NEAR)
    opening = next((at for at in range(place, near, -1) if tokens[at - 1] in BREAKS), near)
    lead = tokens[opening:place]
    return _NEIGHBOURS.stand_in(lead) and _OURS.isdisjoint(lead)


def _apart(tokens: Sequence[str], start: int, place: int) -> bool:
    """For "the group has nine hundred, but we're a separate company": of a whole that we are said to be no part of."""
    at = next(at for at in range(place - 1, start - 1, -1) if tokens[at] in _GROUP)
    if not _OURS.isdisjoint(tokens[at:place]):
        return False
    return tokens[at - 1 : at] == ["parent"] or _SEPARATE.stand_in(tokens[place : place + _FARTHEST])


def _another_has(tokens: Sequence[str], start: int, verb: int) -> bool:
    """Whether the subject of the verb that holds a number is another party: "the harbour authority", "one museum"."""
    at = verb - 1
    while at > start and tokens[at] in _ASIDE:
        at -= 1
    if at < start:
        return False
    head, opening = tokens[at], at
    if head == "they":
        return _they_are_others(tokens, at)
    if head in ("he", "she"):
        return not _OTHERS.isdisjoint(tokens[max(0, at - _NEAR) : at])
    if head in ("them", "those"):
        return tokens[at - 1] == "of" and tokens[at - 2] in ("some", "one", "most", "many")
    while opening > max(start, at - 5) and tokens[opening - 1].isalpha() and tokens[opening] not in _ARTICLES:
        opening -= 1
    article = tokens[opening]
    if opening > 1 and tokens[opening - 1] in _BE and tokens[opening - 2] in _SPEAKERS:
        return False  # "we're a housing association with ninety staff"
    if head in _HOLDING or (head in _FAR_OFF and _OURS.isdisjoint(tokens[max(start, opening - 4) : at])):
        return True
    if article == "one" and tokens[verb] == "with":
        return True
    return article in _SOME and head not in _PLACES and opening < at and (tokens[verb] != "with" or article == "some")


def _they_are_others(tokens: Sequence[str], at: int) -> bool:
    """Whether "they" goes back to another organisation, named shortly before and not as ours."""
    for place in range(at - 1, max(0, at - _NEAR) - 1, -1):
        if tokens[place] in ("we", "our", "us"):
            return False
        if tokens[place] in _FAR_OFF or tokens[place] in _HOLDING:
            return True
    return False


_TO_COME = _CONDITIONS | _SOME_DAY | _JOINING  # nothing is to come without one of these


def to_come(tokens: Sequence[str], number: Number, words: frozenset[str]) -> bool:
    """For "fourteen once the new hires start", "we'll be nine by the summer": counts for nothing beside a present number.

    `words` are those of `tokens`.
    """
    if _TO_COME.isdisjoint(words):
        return False
    after = tokens[number.end : number.end + 6]
    if (after[:1] == ["by"] and after[1:2] not in (["the"], ["now"])) or (
        after[:2] == ["by", "the"] and not _TIMES.isdisjoint(after[2:4])
    ):
        return True
    if any(token in _JOINING and not _LATER.isdisjoint(after[at + 1 : at + 2]) for at, token in enumerate(after[:4])):
        return True  # "two apprentices starting after Easter"
    if _once(tokens, number) or list(tokens[max(0, number.start - 3) : number.start]) == ["soon", "to", "be"]:
        return True
    if after[:1] and after[0] in _CONDITIONS:
        return _COUNTED_IN.isdisjoint(after)
    before = tokens[max(0, number.start - 3) : number.start]
    someday = not _SOME_DAY.isdisjoint(after) or "next" in tokens[max(0, number.start - 14) : number.start]
    return "be" in before and not _WILL.isdisjoint(before) and someday


def _once(tokens: Sequence[str], number: Number) -> bool:
    """For "when the new one's open add five", "after the merger we'd be thirty", "next year twelve"."""
    before = list(tokens[max(0, number.start - 12) : number.start])
    for mark in ".!?;":
        if mark in before:
            before = before[len(before) - before[::-1].index(mark) :]
    if before[-2:-1] == ["next"]:
        return True
    for at, token in enumerate(before):
        if token in _CONDITIONS:
            rest = before[at + 1 :]
            return not _TO_BE.isdisjoint(rest) and _COUNTED_IN.isdisjoint(rest)
    return False


def coming(tokens: Sequence[str], opening: int, place: int) -> bool:
    """For "hiring four in the new year", "we'll get two more"."""
    lead = tokens[max(opening, place - 2) : place]
    if not _CAME_OR_WENT.isdisjoint(lead) or (tokens[place + 1 : place + 2] == ["more"] and not _WILL.isdisjoint(lead)):
        return True
    return lead != ["might", "be"] and not _COMING.isdisjoint(tokens[max(opening, place - 4) : place])
