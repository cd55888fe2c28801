"""How pressing it is, by words without a date: the pack's phrases, and what is said in more ways than a list holds.

Calm is a negation and a word of pressure ("there ain't no real hurry"), or looking only ("just comparing");
haste is somebody who stands waiting ("the buyer's sat outside with a pen").
"""

# S105: a token is a word of speech here; SIM905: a list of words reads best as one string.
# ruff: noqa: S105, SIM905

from __future__ import annotations

from collections.abc import Sequence

from aftercall.signals.pack import Hit, Mood, Pack
from aftercall.signals.words import Cues

_HIGH_ANSWER = Mood("high", in_answer=True)
_WANT_IT = frozenset("want need wants needs fix sort".split())
_IT = frozenset("it it's this that these them one something everything anything someone somebody done sorted fixed signed to sign be up in out back working running live".split())  # fmt: skip  # "I need this fixed now"
_BEFORE_NOW = frozenset("i we 'd say need start like right well oh uh , just".split())
_SHORT = 4  # tokens
_BETTER = frozenset("better happier best".split())
_WOULD = frozenset("would please ideally if is 's or works".split())
_LOW, _LOW_ANSWER, _HIGH = Mood("low", in_answer=False), Mood("low", in_answer=True), Mood("high", in_answer=False)

_PRESSURE = frozenset(
    "rush rushing hurry hurrying hurried rushed pressure urgency deadline deadlines timeline timeframe panic urgent pressing critical burning desperate timetable dash chasing pushing forcing".split()
)
_MAYBE_PRESSURE = frozenset(
    "forces stress date emergency clock fire schedule worries drama immediate immediately".split()
)  # in an answer only
_PRESSES = _PRESSURE | _MAYBE_PRESSURE
_NOT = frozenset(
    "no nae not aint isnt arent dont doesnt didnt wasnt never nothing nobody none zero without cant couldnt hardly barely nor havent hasnt neither wont".split()
)
_CANT = frozenset(["cant", "dont"])
_ADVICE: tuple[list[str], ...] = ([], ["you"], ["one"], ["so"])  # "you can't hurry varnish", "so don't panic"
_BETWEEN = frozenset(
    "a an any real really big great huge mad particular particularly specific hard firm set fixed such much super very too especially exactly actually massive terrible terribly tearing crazy in under on to of the there 's is are be been we i 're 'm it they that this us me one no feel feeling have has got see need deal kind sort all pushing absolute external true fast official sense by and hurry rush what so ever anybody anyone earthly say".split()
)
_FAR = 6  # tokens between a negation and what it negates
_ONLY = frozenset("just only merely simply purely mostly mainly still".split())
_LOOKING = frozenset(
    "browsing exploring comparing researching kicking kickin nosing sniffing snooping scoping gauging poking window dipping weighing sizing".split()
)
_GATHERING = frozenset("getting gathering collecting putting finding building making drawing doing pulling".split())
_GATHERED = frozenset("idea facts details prices price pricing costs feel sense list figures homework research ballpark shortlist info information".split())  # fmt: skip
_A_LOOK = frozenset("nosey nosy nose gander browse mooch snoop poke squint peek".split())
_LOOKS = {"having"} | _LOOKING | _GATHERING | {"looking"}
_LOOKS_AT = frozenset("around at about into what and".split())
_AT_WHAT = frozenset(
    "options what alternatives few couple tools vendors things market several different other everything everyone".split()
)
_PARTY = frozenset(
    "client clients customer customers buyer buyers seller sellers tenant tenants landlord driver drivers crew crews truck trucks bride groom couple boss vicar lawyer lawyers solicitor notary patient patients carrier lender banker bank vendor vendors supplier suppliers contractor subcontractor candidate hire director ceo chairman owner family parents guy guys fella fellas lady gentleman man men woman bloke people someone somebody inspector manager auditor auditors surveyor broker nurse doctor surgeon captain officer mother father delivery shipment container cargo lorry van he she they him her them".split()
)
_STANDING = frozenset(
    "standing stood sitting sat seated parked stuck idling waiting held waits here outside hovering queueing queuing pacing lined".split()
)
_AT_HAND = Cues(
    "in my", "in our", "at my", "at our", "in the lobby", "in reception", "in the car", "at the gate", "at the door", "at the desk", "at the counter", "on the other line", "on hold", "in a yard", "in the yard", "in the driveway",
    "in front of me", "over me", "in the next room", "outside", "standing here", "sitting here", "sat here", "stood here", "right here", "there waiting", "with a pen", "with no sign", "with nothing signed",
)  # fmt: skip
_NOW = Cues(
    "right now", "now now", "as we speak", "this minute", "this moment", "until this", "until the", "until i", "until we", "till the", "till i", "till we", "till this", "with a pen", "pen in hand", "on the clock", "from me", "from us", "on me", "on us", "for me", "for us",
    "wanting this", "wanting it", "wanting the", "looking at me", "dead", "refusing",
)  # fmt: skip
_PAPER = frozenset(
    "sign signed signer signers signature signatures unsigned lease leases contract contracts agreement agreements form forms document documents paperwork pdf rental waiver send button link upload".split()
)  # which holds them up
_SIGNING = frozenset("sign signed signs signature signatures unsigned".split())
_UNTIL = frozenset("until till til unless without before".split())
_STUCK = frozenset("cant wont cannot refuses refusing".split())
_HOLDS = _STANDING | _NOT
_GET = frozenset(["get", "getting"])  # this signed
_PARCEL = frozenset("parcel parcels package packages".split())
_HELD = frozenset("waiting stuck held".split())
_FOR = Cues(
    "on a", "for a", "on my", "for my", "on our", "for our", "to sign", "for this", "on this", "for the", "on the"
)
_NOT_WAITING = frozenset("was were room list lists would could used always usually often every if when last".split())
_GATE = (
    frozenset(["now"])
    | _PRESSURE
    | _MAYBE_PRESSURE
    | _LOOKS
    | _STANDING
    | frozenset("sooner line lobby reception car gate door desk counter hold yard driveway office".split())
)


def possible_in(words: frozenset[str], pack: Pack) -> bool:
    """False when no mood can be made of these words."""
    return not _GATE.isdisjoint(words) or pack.urgency.possible_in(words)


def find(sentence: Sequence[str], pack: Pack) -> list[Hit]:
    """Every mood of the sentence, in order; one told by a phrase of the pack is not found again."""
    words = frozenset(sentence)
    hits = pack.urgency.find(sentence) if pack.urgency.possible_in(words) else []
    if _GATE.isdisjoint(words):
        return hits
    found = (*_calm(sentence), *_looking(sentence), *_waiting(sentence), *_at_once(sentence))
    within = {place for hit in found for place in range(hit.start + 1, hit.end)}
    hits = [hit for hit in hits if not within.issuperset(range(hit.start, hit.end))]  # "in a hurry" of "not in a hurry"
    taken = {place for hit in hits for place in range(hit.start, hit.end)}
    more = [hit for hit in found if hit.start not in taken and hit.end - 1 not in taken]
    return sorted((*hits, *more)) if more else hits


def _calm(sentence: Sequence[str]) -> list[Hit]:
    found: list[Hit] = []
    if _PRESSES.isdisjoint(sentence):
        return found
    for place, token in enumerate(sentence):
        if token not in _PRESSES:
            continue
        start = _negation(sentence, place)
        if start is None and token == "pressure" and "under" in sentence[max(0, place - 3) : place]:
            found.append(Hit(place - sentence[place::-1].index("under"), place + 1, _HIGH))
        if start is not None and not (sentence[start] in _CANT and sentence[start - 1 : start] in _ADVICE):
            found.append(Hit(start, place + 1, _LOW if token in _PRESSURE else _LOW_ANSWER))
    return found


def _at_once(sentence: Sequence[str]) -> list[Hit]:
    """Now, as the whole answer or its head: "like, now", "now would be good"; or "I need this fixed now"."""
    if "sooner" in sentence and not _BETTER.isdisjoint(sentence) and sentence[sentence.index("sooner") - 1] == "the":
        place = sentence.index("sooner")
        return [Hit(place, place + 1, _HIGH)]  # "the sooner we start the better"
    now = sentence.index("now") if "now" in sentence else 0
    if now and sentence[now + 1 : now + 2] in ([], ["please"], [","]):
        start = now - 1
        while start > 0 and sentence[start] in _IT:
            start -= 1
        if start < now - 1 and sentence[start] in _WANT_IT:
            return [Hit(start, now + 1, _HIGH)]
    for place, token in enumerate(sentence[:_SHORT]):
        if token not in _BEFORE_NOW and token != "now":
            break
        if token == "now" and (len(sentence) <= _SHORT or not _WOULD.isdisjoint(sentence[place + 1 : place + 2])):
            return (
                [Hit(place, place + 1, _HIGH_ANSWER)]
                if sentence[place - 1 : place] not in (["not"], ["by"], ["for"], ["until"])
                else []
            )
    return []


def _negation(sentence: Sequence[str], place: int) -> int | None:
    for at in range(place - 1, max(-1, place - 1 - _FAR), -1):
        if sentence[at] in _NOT:
            return at
        if sentence[at] not in _BETWEEN:
            return None
    return None


def _looking(sentence: Sequence[str]) -> list[Hit]:
    found: list[Hit] = []
    if _LOOKS.isdisjoint(sentence):
        return found
    for place, token in enumerate(sentence):
        if token in _LOOKING:
            only = not _ONLY.isdisjoint(sentence[max(0, place - 3) : place])
        elif token in _GATHERING:
            if not (
                (token != "gathering" and _ONLY.isdisjoint(sentence[max(0, place - 2) : place]))
                or _GATHERED.isdisjoint(sentence[place : place + 5])
            ):
                found.append(Hit(place, place + 1, _LOW if token == "gathering" else _LOW_ANSWER))
            continue
        elif token == "having":
            nouns = _A_LOOK | {"look"} if "only" in sentence[max(0, place - 2) : place] else _A_LOOK
            look = next((at for at, noun in enumerate(sentence[place : place + 5], place) if noun in nouns), 0)
            if look and not _ONLY.isdisjoint(sentence[max(0, place - 2) : place]) and "now" not in sentence:
                found.append(Hit(place - 1, look + 1, _LOW))
            continue
        elif token == "looking" and not _ONLY.isdisjoint(sentence[max(0, place - 2) : place]):
            after = sentence[place + 1 : place + 5]
            only = bool(after) and after[0] in _LOOKS_AT and (after[0] != "at" or not _AT_WHAT.isdisjoint(after))
        else:
            continue
        if only and sentence[place + 1 : place + 2] != ["for"]:
            found.append(Hit(place, place + 1, _LOW))
    return found


def _waiting(sentence: Sequence[str]) -> list[Hit]:
    """Somebody else stands there now, and it is for this."""
    words = frozenset(sentence)
    if not (words.isdisjoint(_NOT_WAITING) and words.isdisjoint(_PARCEL)):
        return []
    standing = next((at for at, token in enumerate(sentence) if token in _STANDING), 0)
    if standing and not (words.isdisjoint(_STUCK) or words.isdisjoint(_UNTIL) or words.isdisjoint(_SIGNING)):
        return [Hit(standing, standing + 1, _HIGH)]  # "the crew's sat in the van and can't start until he signs"
    if _PARTY.isdisjoint(words):
        return []
    if _STANDING.isdisjoint(words) and not _AT_HAND.stand_in(sentence, words):
        return []
    waits = not words.isdisjoint(_HELD) or not (words.isdisjoint(_STUCK) or words.isdisjoint(_UNTIL))
    if not (_AT_HAND.stand_in(sentence, words) or waits) or not (
        not (words.isdisjoint(_PAPER) or words.isdisjoint(_HOLDS))
        or _NOW.stand_in(sentence)
        or (waits and _FOR.stand_in(sentence))
        or ("signed" in words and not words.isdisjoint(_GET))
    ):
        return []
    place = standing or next(at for at, token in enumerate(sentence) if token in _PARTY)
    if _PARTY.isdisjoint(sentence[:place]) and not words.isdisjoint(_HELD):
        return []  # "I'm parked outside waiting on a gentleman"
    return [Hit(place, place + 1, _HIGH)]
