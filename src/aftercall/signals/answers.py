"""Products that the agent named and the customer took up without naming them: "the first one", "for the retail side".

An answer picks one of several ("the latter", "option two"), takes all ("bit of each"), or grants what a question took
for given without a yes: where it is used ("in the taproom"), how ("only for marketing"), since when ("four years").
"""

# S105: a token is a word of speech here; SIM905: a list of words reads best as one string.
# ruff: noqa: S105, SIM905

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aftercall.signals.dialogue import Exchange, is_offer
from aftercall.signals.words import BREAKS, STOPS, Cues

_ORDINALS = {
    "first": 0,
    "former": 0,
    "second": 1,
    "middle": 1,
    "latter": -1,
    "last": -1,
    "third": 2,
    "1": 0,
    "2": 1,
    "3": 2,
    "one": 0,
    "two": 1,
    "three": 2,
}
_NUMBERED = frozenset("option number choice".split())
_AFTER_ORDINAL = frozenset("one please yeah yes would that for at in now actually and".split())
_OF_THEM = Cues(
    "of those", "of them", "of these", "of the two", "of the three", "you said", "you mentioned", "you named"
)
_UNKNOWN = frozenset(["never", "heard"])
_ALL = Cues("both", "bit of each", "some of each", "one of each", "a mix", "mix of", "mixture of", "all three", "all of them", "all of those", "each of them", "each of those")  # fmt: skip
_HEAD = 16  # tokens of an answer in which something is picked
_SHORT = 14  # tokens of an answer to a question further back
_PART = 6  # tokens of an answer that names half of a name: "google"

_EVASIVE = frozenset(
    "no nope nah not never dont doesnt didnt havent isnt arent wont wouldnt cant couldnt wasnt neither none nobody nothing what why how which when sorry pardon hello past former formerly ago once idea unsure depends maybe perhaps if "
    "might could sure told later skip pass used tried was were wish hate heard before".split()
)
_ASIDE = Cues("i dont know", "not sure", "hard to say", "couldnt tell", "you tell me", "let me", "hang on", "hold on", "one second", "in a minute", "in a second", "on the phone", "i 'm on", "on hold", "at the door", "for what")  # fmt: skip
_PLACES = frozenset("for in on at since only just sadly unfortunately everybody everyone always still".split())
_PARTLY = frozenset(["mostly", "mainly"])
_PAST = frozenset("past former formerly ago once used tried was were hate before".split())
_LONG_AGO = Cues("years back", "months back", "years ago", "months ago", "way back", "while back", "while ago", "long ago", "long time ago", "back in", "once upon", "in the old days", "ages ago", "last year")  # fmt: skip
_TILL = frozenset(["until", "till"])
_AGO = 6  # tokens of an answer that tells how long ago it was
_IT_WAS = Cues("it was", "that was", "they were", "we were", "we used", "we did", "used to", "once")
_GUESSED = frozenset([",", "or"])  # before the names in "what do you use, Asana or Trello?"
_GRANTS = Cues("where else", "what else", "who doesnt", "who isnt", "how else", "afraid so", "i 'm afraid so", "that one stays", "that stays", "it stays", "we did", "i did", "we do", "i do", "we 've had", "live and breathe", "we love", "we live", "i liked", "we liked", "i like it", "we like it", "everybody does", "they all do", "briefly", "had a look", "had a quick look", "for our sins", "guilty", "same as", "same here", "the whole lot", "the whole suite", "the whole thing", "the lot", "free version", "the free", "free one", "paid version", "it does", "it did")  # fmt: skip
_USE_IT = Cues("we live in it", "we use it", "i use it", "i live in it", "every day", "all day", "couldnt live without it", "lost without it")  # fmt: skip
_REASONS, _WHY = frozenset(["because", "cause"]), frozenset(["why"])
_COMPARES = Cues("how did", "how was", "how does", "think of", "get on with", "getting on with", "find it")
_STILL = Cues("still on it", "still use it", "still have it", "still using it", "kept it", "keeping it", "went back to it", "back on it", "came back to it", "staying on it", "staying with it")  # fmt: skip
_TAKEN_FOR_GRANTED = Cues("you mentioned", "you said", "you told me", "you spoke of", "you talked about", "you brought up", "problem with", "trouble with", "issue with", "bothers you about", "for how long", "since when")  # fmt: skip
_HAVE = Cues("we have", "we 've got", "we got", "i have", "i 've got", "i got")
_A_THING = frozenset("a an some our my one no nothing this these just only".split())  # what they have is another
_YES = frozenset("yes yeah yep yup aye".split())
_GIVEN = frozenset("whats long what when why where how who".split())  # questions that take for given that it is used
_ABOUT_THEM = frozenset("you your you're youre yours that".split())
_RUNS_OUT = Cues("run out", "runs out", "renew", "renews", "expire", "expires", "be up", "wrong with", "up for renewal", "cost you", "come up")  # fmt: skip
_US = frozenset("we our us i me let".split())
_WOULD = frozenset("would can could shall should want need like".split())
_TAKEN = 8  # tokens of a first sentence in which a yes may stand


def picked(exchange: Exchange, names: Mapping[str, str], *, direct: bool) -> list[tuple[str, str]]:
    """Names and kinds of what the customer picked out of `names`; `direct` when the agent named them just before."""
    head = exchange.user[:_HEAD]
    if len(names) < 2 or not head or (not direct and len(exchange.user) > _SHORT):
        return []
    listed = list(names.items())
    if direct and _ALL.stand_in(head) and "not" not in head:
        return listed
    found: list[tuple[str, str]] = []
    for place in range(len(head)):
        at = _ordinal(head, place)
        if at is not None and -len(listed) <= at < len(listed) and _UNKNOWN.isdisjoint(head[:place]):
            if "not" in head[max(0, place - 3) : place]:
                at = 1 - at if len(listed) == 2 else None
            if at is not None and listed[at] not in found:
                found.append(listed[at])
    return found or _by_part(exchange, listed, direct=direct)


def one_by_one(exchange: Exchange, names: Mapping[str, str]) -> set[str]:
    """What is picked by an answer that goes through them: "first one yes, second one we dropped"."""
    head = exchange.user[:2] if exchange.user[0] == "the" else exchange.user[:1]
    if _ORDINALS.keys().isdisjoint(head):
        return set()
    return {name for name, _ in picked(exchange, names, direct=True)}


def _ordinal(head: Sequence[str], place: int) -> int | None:
    """For the "first" of "the first one", the "two" of "option two", the "last" of "the one you said last"."""
    token, before, after = head[place], head[place - 1] if place else "", head[place + 1 : place + 2]
    if token not in _ORDINALS:
        return None
    if before in _NUMBERED or (token == "last" and _OF_THEM.stand_in(head[max(0, place - 2) : place])):
        return _ORDINALS[token]
    if not token.isalpha() or token in ("one", "two", "three"):
        return None
    if before not in ("the", "that"):
        words = [word for word in head if word not in BREAKS]
        return _ORDINALS[token] if not place and (after == ["one"] or len(words) == 1) else None
    ends = not after or after[0] in BREAKS or after[0] in _AFTER_ORDINAL or _OF_THEM.begin(head[place + 1 : place + 4])
    return _ORDINALS[token] if ends else None


def _by_part(exchange: Exchange, listed: Sequence[tuple[str, str]], *, direct: bool) -> list[tuple[str, str]]:
    """For "google", "the microsoft one", where only one of the names has that word."""
    head = _first_sentence(exchange.user[: 2 * _PART])
    short = direct and len(head) <= _PART and exchange.reply != "no"
    found = []
    for name, kind in listed:
        own = {word for word in name.split() if sum(word in other.split() for other, _ in listed) == 1}
        if (
            len(name.split()) > 1
            and any(
                token in own
                and not {"we", "i", "to"}.intersection(head[place - 1 : place])  # "we drive to the client"
                and (short or (head[place - 1 : place] == ["the"] and head[place + 1 : place + 2] == ["one"]))
                for place, token in enumerate(head)
            )
        ):
            found.append((name, kind))
    return found if len(found) == 1 else []


def granted(exchange: Exchange, start: int, *, past: bool = False) -> bool:
    """Whether the answer grants what the agent asked about a product named at `start`, without a yes or no.

    With `past`, it may be over: "it was, until the quote came in".
    """
    head = exchange.user[:_HEAD]
    if _STILL.stand_in(head) or (exchange.reply != "no" and _USE_IT.stand_in(head)):
        return True
    question = _question(exchange.agent, start)
    first = _first_sentence(exchange.user)
    if "wrong" in question and first[:1] == ["nothing"]:
        return True
    if not question or not first or is_offer(question) or exchange.reply == "no" or "?" in exchange.user[:12]:
        return False
    given = exchange.agent[start - 1] not in _GUESSED and _given(question)
    if exchange.reply == "yes" and not given:
        return False
    grant = (
        _GRANTS.begin(first)
        or _GRANTS.stand_in(first[:4])
        or (_HAVE.stand_in(first[:4]) and _A_THING.isdisjoint(first[2:5]))
    )
    if past and first[0] in _REASONS and not _WHY.isdisjoint(question):
        return True  # "why not stay with X?" · "because it's slow"
    if past and (first[0] in _TILL or _LONG_AGO.stand_in(first[:_AGO])):
        return True  # "you were with X?" · "years back"
    evasive = _EVASIVE - _PAST if past else _EVASIVE
    if not grant and (not evasive.isdisjoint(first) or _ASIDE.stand_in(exchange.user[:12])):
        return False
    if given or _TAKEN_FOR_GRANTED.stand_in(question) or (past and _COMPARES.stand_in(question)):
        return True
    if not _WOULD.isdisjoint(question[:3]) or not _GIVEN.isdisjoint(question[:1]):
        return False
    if past and _IT_WAS.begin(first) and _A_THING.isdisjoint(first[2:3]):  # not "it was a printer problem"
        return True
    adverb = len(first) == 1 and first[0].endswith("ly")
    yes = len(first) <= _TAKEN and not _YES.isdisjoint(first)
    placed = first[0] in _PLACES or (first[0] in _PARTLY and first[1:2] != [] and first[1] in _PLACES)
    return grant or adverb or yes or (placed and _US.isdisjoint(question))


def _given(question: Sequence[str]) -> bool:
    """For "how long have you been with DocuSign", "what's wrong with HelloSign"; not "what would you like to know about"."""
    asks = question[1:2] if question[0] in ("and", "so", "but") else question[:1]
    if _GIVEN.isdisjoint(asks) or "about" in question[1:3]:  # "what about X" takes nothing for given
        return False
    if not _WOULD.isdisjoint(question[:4]) or not _US.isdisjoint(question):
        return False
    return _RUNS_OUT.stand_in(question) or not _ABOUT_THEM.isdisjoint(question)


def _question(agent: Sequence[str], start: int) -> list[str]:
    """The sentence of the agent's in which a product is named, when it is the last or the last but one, and asks or is of them."""
    stops = [place for place, token in enumerate(agent) if token in STOPS and place >= start]
    opening = start
    while opening and agent[opening - 1] not in STOPS:
        opening -= 1
    ends = [place for place in stops if place + 1 >= len(agent) or agent[place + 1] not in STOPS]
    if not stops or len(ends) > 2:
        return []
    question = list(agent[opening : stops[0]])
    return question if "?" in agent[start:] or not _ABOUT_THEM.isdisjoint(question) else []


def _first_sentence(user: Sequence[str]) -> list[str]:
    first: list[str] = []
    for token in user:
        if token in STOPS and first:
            break
        if token not in BREAKS:
            first.append(token)
    return first
