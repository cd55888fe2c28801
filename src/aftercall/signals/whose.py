"""Whose product it is: the customer's own, or somebody else's: a client's, head office's, a friend's.

One that was only heard of, or taken for the one called, is nobody's.
"""

# S105: a token is a word of speech here; SIM905: a list of words reads best as one string.
# ruff: noqa: S105, SIM905

from __future__ import annotations

from collections.abc import Sequence

from aftercall.signals import ownership
from aftercall.signals.parties import (
    AT_WORK,
    BUSINESS,
    FARTHEST,
    KIN,
    OTHERS,
    PAIRS,
    SOMEBODY,
    SOMEONE,
    SPOUSES,
    THEIR_PLACES,
    THEY_RUN,
    another,
    asked_of_kin,
    asks_of_others,
    elsewhere,
    outsiders,
    they_are_others,
)
from aftercall.signals.words import BREAKS, STOPS, Cues

_OURS = frozenset("we i us ours our my mine you your myself ourselves".split())
_FAR = frozenset(
    "landlord landlords insurer insurers council councils bank lender lenders realtor realtors venue venues".split()
)
_USES = frozenset(
    "use uses using used does do run runs running has have had got get love loves like likes swear swears swore insist insists insisted prefer prefers is are 's 're work works live lives turn send sends sent sell sells sold collects takes keeps manages handles".split()
)
_INTO = frozenset("in through into via inside within".split())
_WITH_US = frozenset("book books pay pays sign signs register kept stored".split())
_HAS = frozenset("has have had".split())
_LIVES = frozenset("live lives lived".split())
_KIN_HAS = frozenset("use uses using has have had love loves swears swore live lives sells prefer prefers".split())
_HAS_GOT = frozenset("has got uses".split())
_BELIEVE = frozenset("think guess believe suppose reckon".split())
_IS = frozenset(["is", "are", "'s", "'re"])
_FULLY = frozenset("on all always big mad got".split())
_AT_A_PLACE = Cues(
    *(f"{he} {at} a" for he in ("he", "she", "law", *KIN) for at in ("'s at", "is at", "works at", "works for"))
)
_THE_ONE_WHO = (["the", "one", "who"], ["the", "one", "that"])
_THEIRS = frozenset("their theirs his hers".split())
_THEIR_OWN = _THEIRS | {"her"}
_OWN = BUSINESS | frozenset("place world office job work side house team end".split())
_MACHINES = frozenset("computer laptop phone tablet machine".split())
_OWN_THING = _OWN | _MACHINES | frozenset("thing setup arrangement".split())
_ON_THEIR_SIDE = Cues(
    "that 's theirs", "i think it said", "it said at the", "that 's them", "thats them", "that 'd be them", "when i worked there", "when i was there", "when i worked for", "at my old job", "at my last job", "at my last place", "at my old place", "at my previous job", "in my old job", "in my last job", "thats theirs", "that 's their",
    "its theirs", "it 's theirs", "is theirs", "are theirs", "on the client side", "on the customer side", "on the client 's side", "on their side", "on their end", "on their site", "on their website", *(f"{through} {her} {work}" for through in ("from", "for", "through") for her in ("his", "her", "their") for work in ("work", "job", "office")), *(f"that 's my {kin} 's {account}" for kin in SPOUSES for account in ("account", "one", *_MACHINES)), *(f"on my {kin} 's {machine}" for kin in KIN for machine in _MACHINES), "not ours", "isnt ours", "that 's his", "that 's hers",
    "that 's the client", "that 's the clients", "that 's head office", *(f"then i {left}" for left in ("opened", "started", "set up", "left", "retired", "quit", "went on my own")),
)  # fmt: skip
_TOLD = frozenset(
    "something anything hear heard hearing read reading reads said says talk talking talked article story stuff things wrote writing email mentioned bit".split()
)
_REPORTS = frozenset("says said saying tells told telling me".split())  # "a customer says they sign everything on …"
HEARSAY = frozenset("says said reckons reckoned swears thinks told mentioned".split())
_ENGAGED = OTHERS | frozenset(
    "agent broker lawyer solicitor attorney conveyancer notary dentist doctor vet physio therapist surveyor architect planner adviser advisor banker teacher professor tutor coach gym university".split()
)  # one by one, and not to work for us
_MEDIA = frozenset(
    "email letter text message article podcast video advert ad magazine newspaper leaflet brochure book program programme story post".split()
)
_THROUGH = frozenset("through with for from to under by".split())
_ACTS = frozenset("uses sends has runs makes wants insists does swears".split())
_IS_THAT_YOU = Cues(
    "is that you", "is this you", "are you them", "are you that", "are you those", "that you lot", "is it you"
)
_YOU_OR = (["is", "it", "you", "or"], ["was", "it", "you", "or"])
_WHO_MEANT = Cues("you were calling", "were you calling", "were you ringing", "you were ringing", "trying to reach", "trying to call", "trying to ring", "want to reach")  # fmt: skip
_IS_THIS = Cues("is this", "is that", "are you", "have i reached", "did i reach", "have i got", "am i through to")
_TAGS = frozenset("yeah yes right correct isnt".split())
_DESKS = frozenset("support sales billing helpdesk customer technical".split())
_MADE_TO_SIGN = Cues(*(f"{made} {me} {sign}" for me in ("me", "us all", "you", "everyone", "everybody") for made in ("made", "had", "make", "makes", "asked", "got") for sign in ("sign", "to sign", "signing")))  # fmt: skip
_SIGNERS = frozenset("me all you everyone everybody".split())
_SO_DO_WE = Cues(
    *(f"so {do} {we}" for do in ("do", "did", "are", "were", "have") for we in ("we", "i")), "we 're on it", "we use it"
)
_SO_WE = Cues(*(f"so we {need}" for need in ("need", "have to", "'ve got to", "must", "push", "want", "use")))
_EMPLOYED_BY = frozenset("for at from by with".split())
_EMPLOYED = frozenset("works work working job off fired hired intern interns interned employed".split())
_WORKS = frozenset(["work", "works", "working"])
_LOOKS = frozenset("look looks looked looking all".split())
_PERSONS = SPOUSES | SOMEBODY | frozenset(["he", "she", "who", "they"])
_THINGS = frozenset("it this that you".split())
_READ = frozenset("read heard saw see".split())
_THAT_OR_A = frozenset("that an a about somewhere something how where some".split())
_MEDIA_OF_NEWS = frozenset("paper papers news newspaper magazine article piece radio tv telly internet podcast".split())
_IN = frozenset(["in", "on", "an", "the"])
_NEWS = _READ | _MEDIA_OF_NEWS
_ARTICLES = frozenset("a an the some another".split())
_OF_A_PLACE = frozenset("at from in of".split())
_NOT_HERE = THEIR_PLACES | OTHERS | _ENGAGED


def theirs(tokens: Sequence[str], start: int, end: int, following: int, question: Sequence[str]) -> bool:
    """Whether the product named at tokens[start:end] is said to be used by somebody else.

    `following` is where the next product is named, `question` what was asked.
    """
    if _ON_THEIR_SIDE.stand_in(tokens[end : min(following, end + 14)]):
        return True
    if tokens[end : end + 2] == ["is", "what"] and not OTHERS.isdisjoint(tokens[end + 2 : end + 5]):
        return True  # "ServiceNow is what our customers have"
    if tokens[end : end + 2] in (["from", "us"], ["for", "us"], ["with", "us"]):
        return False
    if _SO_DO_WE.stand_in(tokens[end : end + 12]):
        return False  # "the bank used X and so did we"
    if "so" in (near := tokens[max(0, start - 9) : start]) and _SO_WE.stand_in(near):
        return False  # "our parent company uses SAP, so we have to push everything into SAP"
    if (
        _employs(tokens[max(0, start - 8) : start])
        or _in_the_news(tokens, start, end)
        or (tokens[end : end + 1] == ["for"] and _for_others(tokens, start, end))
        or (not SOMEBODY.isdisjoint(tokens[max(0, start - 20) : start]) and _from_elsewhere(tokens, start))
    ):
        return True
    if tokens[end : end + 3] == ["thing", "they", "had"]:
        return True
    there = _AT_A_PLACE.stand_in(tokens[max(0, start - 14) : start])
    if (
        there
        or _at_their_own(tokens[end : min(following, end + 14)])
        or _at_their_own(_said_of_them(tokens, start), _OWN_THING)
    ):
        return True
    if (
        tokens[following - 1 : following + 1] == ["their", tokens[start]]
        and "they" in tokens[max(0, start - 3) : start]
    ):
        return True  # "they use Box. it's their Box"
    if ownership.OWNERS.stand_in(tokens[max(0, start - 25) : start]) or (
        elsewhere(question) and _OURS.isdisjoint(tokens[max(0, end - FARTHEST) : end])
    ):
        return True
    lead = tokens[max(0, start - 20) : start]
    if (
        _in_their_words(lead, tokens[end : end + 1])
        or _mine_uses(lead)
        or _dealt_with(lead)
        or _at_some_firm(lead)
        or (not _SIGNERS.isdisjoint(lead) and _MADE_TO_SIGN.stand_in(lead))
    ):
        return True
    of_others = asks_of_others(question)
    if not of_others and SOMEONE.isdisjoint(tokens[max(0, start - 25) : start]):
        return False
    for at in range(start - 1, max(0, start - 25) - 1, -1):
        token = tokens[at]
        if token == "?" and at == start - 1:  # "at my husband's work? Salesforce"
            continue
        if token in STOPS and tokens[at + 1] not in _KIN_HAS:  # "I've a cousin builds apps. Uses Jira."
            return False
        if token == "i" and tokens[at + 1] in _BELIEVE:
            continue
        if token in SPOUSES and AT_WORK.begin(tokens[at : at + 3]):
            return True
        if token in _OURS and not _of_others(tokens, at, start):
            return False
        if of_others and (at == 0 or tokens[at - 1] in STOPS):
            return _use(tokens, at - 1, start) or (question[-1] in THEY_RUN and _USES.isdisjoint(tokens[at:start]))
        if token in OTHERS or PAIRS.begin(tokens[at : at + 4]) or (token == "most" and tokens[at + 1] != "of"):
            on = (
                tokens[at + 1 : start] == ["on"] and "us" not in tokens[max(0, at - 1) : at]
            )  # "her other clients on Xero"
            return on or tokens[start - 1] == "their" or _use(tokens, at, start, far=token in _FAR)
        if token in SOMEBODY and not {"a", "some", "another"}.isdisjoint(tokens[max(0, at - 4) : at]):
            return _use(tokens, at, start)
        if (
            token in KIN
            or token in ("somebody", "someone")
            or (token in ("he", "she") and (another(tokens, at) or asked_of_kin(question)))
        ):
            friend = token in ("he", "she") and another(tokens, at)
            return _use(tokens, at, start, kin=not friend, far=friend)
        if token in ("another", "some", "others", "one") and _one_of_them(tokens, at, question):
            return _use(tokens, at, start)
        if token == "they" and (they_are_others(tokens, at) or outsiders(tokens, at, question)):
            return (at > 0 and tokens[at - 1] in _REPORTS) or _use(tokens, at, start)
    return False


def _employs(before: Sequence[str]) -> bool:
    """For "he works for X", "he's a manager at X", "my daughter got laid off from X", "a guy with a job at X"; not for "does it work for X"."""
    if before[-1:] == [] or before[-1] not in _EMPLOYED_BY:
        return False
    if before[-1] in ("from", "with") and not _WORKS.isdisjoint(before[-2:-1]):
        return False  # "she works with X"
    if _EMPLOYED.isdisjoint(before[-4:-1]) and (before[-1] != "at" or not (_LOOKS | SOMEBODY).isdisjoint(before)):
        return False  # not "the fella at X quoted me"
    return not _PERSONS.isdisjoint(before) and _THINGS.isdisjoint(before)


def _in_the_news(tokens: Sequence[str], start: int, end: int) -> bool:
    """For "I read that a mill does it all in X", "I saw on the news the X tower"; not for "I read that you talk to X"."""
    opening = max(0, start - 30)
    if _NEWS.isdisjoint(tokens[opening:start]):
        return False
    stop = next((at for at in range(end, len(tokens)) if tokens[at] in STOPS), len(tokens))
    if not _OURS.isdisjoint(tokens[end : min(stop, end + 8)]):
        return False
    for at in range(start - 1, opening, -1):
        token = tokens[at]
        if token in STOPS or token in _OURS:
            return False
        if token in _MEDIA_OF_NEWS and not _IN.isdisjoint(tokens[max(0, at - 5) : at]):
            return not _READ.isdisjoint(tokens[max(0, at - 7) : at])
        if token in _READ and tokens[at + 1] in _THAT_OR_A and at + 1 < start:
            return True
    return False


def _for_others(tokens: Sequence[str], start: int, end: int) -> bool:
    """For "my daughter does X for the dealer": at work, somewhere else."""
    if tokens[end + 1 : end + 2] == [] or tokens[end + 1] not in _ARTICLES:
        return False
    if (OTHERS | THEIR_PLACES).isdisjoint(tokens[end + 2 : end + 4]):
        return False
    for at in range(start - 1, max(0, start - 8) - 1, -1):
        if tokens[at] in STOPS or tokens[at] in ("we", "i"):
            return False
        if tokens[at] in _PERSONS:
            return True
    return False


def _from_elsewhere(tokens: Sequence[str], start: int) -> bool:
    """For "the girl at the dentist said they're moving to X": one of another place, and nothing of ours since."""
    for at in range(start - 1, max(0, start - 20) - 1, -1):
        token = tokens[at]
        if token in STOPS or token in _OURS:
            return False
        if token in SOMEBODY:
            there = tokens[at + 1 : at + 5]
            return there[:1] != [] and there[0] in _OF_A_PLACE and not _NOT_HERE.isdisjoint(there)
    return False


def _of_others(tokens: Sequence[str], at: int, start: int) -> bool:
    """For the "our" of "our clients", and the "ours" of "one customer of ours is"."""
    if tokens[at] in ("we", "i"):  # "the caterer we work with"
        return at > 0 and (tokens[at - 1] in OTHERS or tokens[at - 1] in KIN)
    if tokens[at] in ("us", "me"):  # "the clinic next door told us they're on"
        return tokens[at - 1] in _REPORTS and tokens[at + 1] in ("they", "their")
    if tokens[at] in ("ours", "mine"):
        return tokens[at - 1 : at] == ["of"]
    return tokens[at] in ("our", "my", "your") and any(
        tokens[place] in OTHERS for place in range(at + 1, min(at + 3, start))
    )


def _use(tokens: Sequence[str], at: int, start: int, *, kin: bool = False, far: bool = False) -> bool:
    """Whether somebody named at `at` uses what is named at `start`; what clients book in or pay through is ours.

    So is what family "does the books in"; not what a friend "has" or is "on", nor what one `far` from us does anything in.
    """
    said = tokens[at + 1 : start]
    if said[:2] == ["at", "work"]:
        return False
    if said[1:4] in _THE_ONE_WHO:  # "my cousin's the one who is on"
        return _use(tokens, at + 4, start, kin=kin)
    verb = next((place for place, token in enumerate(said) if token in _USES), None)
    if verb is None or not _WITH_US.isdisjoint(said):
        return False
    does, after = said[verb], said[verb + 1 :]
    if not _THEIRS.isdisjoint(after) or does in _LIVES:  # "does theirs in", "lives in"
        return True
    if kin and does in _IS:
        return after[:1] != [] and after[0] in _FULLY
    if kin and does not in _KIN_HAS:
        return does == "does" and after[:1] == [","] and not _HAS_GOT.isdisjoint(after)  # "my brother does, he's got"
    own = not kin and (
        (does in _HAS and after[:1] != ["to"])
        or (does == "do" and after[:1] == ["is"])
        or after[:2] == ["it", "'s"]
        or after[:3] == ["all", "in", "on"]
    )  # "has its stock in"
    return own or (far and "," not in said) or _INTO.isdisjoint(after)


def _at_their_own(said: Sequence[str], own: frozenset[str] = _OWN) -> bool:
    """For "he 's on about X, at his own firm"."""
    return "own" in said and any(
        token == "own"
        and place
        and (said[place - 1] in _THEIR_OWN or said[max(0, place - 2) : place] == ["it", "'s"])
        and not own.isdisjoint(said[place + 1 : place + 3])
        for place, token in enumerate(said)
    )


def _said_of_them(tokens: Sequence[str], start: int) -> Sequence[str]:
    """What is said before a name since the sentence began or the speaker was spoken of: "he's got his own firm and a …"."""
    opening, first = start, max(0, start - 25)
    if "own" not in tokens[first:start]:
        return ()
    while opening > first and tokens[opening - 1] not in STOPS and tokens[opening - 1] not in _OURS:
        opening -= 1
    return tokens[opening:start]


def _one_of_them(tokens: Sequence[str], at: int, question: Sequence[str]) -> bool:
    if tokens[at] == "one":
        return tokens[at + 1 : at + 3] == ["of", "them"] and ("they" in question or not OTHERS.isdisjoint(question))
    after = tokens[at + 1 : at + 2]
    return bool(after) and after[0] in _USES | {"does", "do"} and ("they" in question or "them" in tokens[:at])


def mentioned(before: Sequence[str]) -> bool:
    """For "your email said something about HubSpot", "I hear about Zapier"; not "what about Zapier"."""
    if list(before[-1:]) != ["about"]:
        return False
    return not _TOLD.isdisjoint(before[-2:-1]) or not _MEDIA.isdisjoint(before[-5:])


def mistaken(tokens: Sequence[str], start: int, end: int, question: Sequence[str]) -> bool:
    """For "is this DocuSign?", "my agent uses DocuSign, is that you", "this is Intercom, yeah?": who was meant to be called."""
    if _IS_THAT_YOU.stand_in(tokens[end : end + 14]) or ("who" in question and _WHO_MEANT.stand_in(question)):
        return True
    if tokens[max(0, start - 4) : start] in _YOU_OR:
        return True
    after = [token for token in tokens[end : end + 2] if token != ","]
    if tokens[max(0, start - 2) : start] == ["this", "is"]:
        return not (_TAGS | _DESKS).isdisjoint(after[:1])
    return _IS_THIS.stand_in(tokens[max(0, start - 3) : start]) and (
        not after or after[0] in BREAKS or after[0] in _DESKS or after[0] in _TAGS
    )


def _in_their_words(before: Sequence[str], after: Sequence[str]) -> bool:
    """For "the email said DocuSign on it", "an article where somebody's DocuSign"; not for "it says DocuSign's going up"."""
    if before[-1:] == ["'s"]:
        return before[-2:-1] in (["somebody"], ["someone"])
    if before[-1:] == [] or before[-1] not in HEARSAY:
        return False
    return after in ([], ["on"], ["at"], ["?"], ["."]) and not _MEDIA.isdisjoint(before[-8:])


def _mine_uses(before: Sequence[str]) -> bool:
    """For "my letting agent uses": one I deal with; not for "my receptionist uses"."""
    if "uses" not in before[-3:]:
        return False
    said = before[: len(before) - 1 - before[::-1].index("uses")][-4:]
    if "my" not in said:
        return False
    mine = said[said.index("my") + 1 :]
    return mine != [] and mine[-1] in _ENGAGED and _OURS.isdisjoint(mine)


def _at_some_firm(before: Sequence[str]) -> bool:
    """For "at a place that uses"; not for "we're a company that uses"."""
    return (
        before[-1:] == ["uses"]
        and before[-2:-1] in (["that"], ["which"], ["who"])
        and before[-4:-3] in (["a"], ["some"], ["another"])
        and before[-3] in _OWN
        and _OURS.isdisjoint(before[-7:-4])
    )


def _dealt_with(before: Sequence[str]) -> bool:
    """For "the brokerage we sell through sends it out of"."""
    for at in range(2, len(before) - 3):
        if before[at] not in ("we", "i") or before[at - 2] not in ("the", "a", "an", "this", "that"):
            continue
        for place in range(at + 2, min(at + 4, len(before) - 1)):
            if before[place] in _THROUGH and before[place + 1] in _ACTS:
                return _OURS.isdisjoint(before[place + 2 :])
    return False
