"""Of whom the talk is: the customer's own people, or others: a client, kin, another firm, a former employer.

Others are known by name, by the "he" or "they" that goes back to them, or by whom the agent asked about.
"""

# SIM905: a list of words reads best as one string.
# ruff: noqa: SIM905

from __future__ import annotations

from collections.abc import Sequence

from aftercall.signals import ownership
from aftercall.signals.dialogue import Exchange
from aftercall.signals.words import BREAKS, STOPS, Cues

OTHERS = frozenset(
    "client clients customer customers counterparty counterparties landlord landlords insurer insurers council councils vendor vendors supplier suppliers buyer buyers seller sellers tenant tenants "
    "auditor auditors franchisor parent headquarters hq corporate mothership principal principals contractor contractors subcontractor subcontractors borrowers students pupil pupils patients competitor competitors distributor distributors dealer dealers funder funders "
    "importer importers exporter exporters wholesaler wholesalers reseller resellers retailer retailers stockist stockists manufacturer manufacturers publisher publishers franchisee franchisees lender lenders bank "
    "regulator regulators inspector inspectors guest guests donor donors sponsor sponsors venue venues florist florists photographer photographers caterer caterers groom bride brides couples homeowner homeowners "
    "brand brands advertiser advertisers realtor realtors referrer referrers franchises consignor consignors grower growers shipper shippers carrier carriers forwarder forwarders printers".split()
)
KIN = frozenset(
    "kid kids friend friends buddy pal mate neighbor neighbour neighbors neighbours roommate flatmate sister brother cousin cousins son daughter nephew niece uncle aunt auntie mum mom mother dad father grandson granddaughter stepson godson girlfriend boyfriend fiance fiancee ex".split()
)
SOMEBODY = frozenset("girl chap fella bloke guy lady woman man lad fellow salesman saleswoman".split())
THEIR_PLACES = frozenset(
    "brewery opera theatre theatres theater theaters museum museums hospital hospitals university universities college colleges school schools church churches council councils ministry airline hotel hotels casino gallery galleries orchestra ballet "
    "club clubs charity charities library libraries parish diocese nuns nunnery monastery convent embassy airport stadium brewer brewers winery distillery restaurant restaurants bakery dairy farm farms mine port county state city army navy police".split()
)  # ours or not; not, in answer to a question about others
PAIRS = Cues(
    "head office", "mother ship", "parent company", "mother company", "sister company", "holding company", "other side", "opposing counsel", "opposing side", *ownership.NEXT_DOOR,
    "big boys", "big guys", "big firms", "bigger firms", "big outfits", "breeding partner", "trading partner",
    "channel partner", "outside firm", "outside company", "outside accountant", "outside bookkeeper", "other office", "rest of the group", "some outfit", "some company", "some firm",
)  # fmt: skip
SPOUSES = KIN | frozenset("husband wife spouse missus hubby".split())
SOMEONE = (
    OTHERS
    | SPOUSES
    | SOMEBODY
    | PAIRS.firsts
    | frozenset("somebody someone another some others one their they he she most".split())
)
_ASKED_OF = OTHERS | THEIR_PLACES
_ASKS = frozenset("do does did are is have has".split())
THEY_RUN = frozenset("doing do run use have keep on using running got with".split())
BUSINESS = frozenset(
    "firm company shop business practice outfit agency store studio salon bakery garage clinic restaurant cafe pub farm gallery yard".split()
)
AT_WORK = Cues(
    *(
        f"{who} 's {work}"
        for who in SPOUSES
        for work in (*BUSINESS, "work", "job", "office", "employer", "school", "place")
    )
)
_FRIENDS = frozenset("friend friends buddy pal mate neighbor neighbour neighbors neighbours roommate".split())
_FORMER = Cues(
    "previous life", "former life", "past life", "another life", "other life", "worked at", "worked for", "worked in", "former employer", "last employer", "old employer", "previous employer", "used to work", "used to run", "used to manage", "i used to be",
    "last place i", "where i was", "where i worked", "i was at", "i was with", "we were at", "jobs ago", "years at a", "years at the", "years with a", "years with the", "years nights at", "back when i", "when i was at", "when i was in", "when i was with", "before i joined", "before i came here", "before i started here",
    *(f"i was in {desk}" for desk in ("sales", "marketing", "support", "finance", "accounting", "operations", "ops", "hr", "recruiting", "procurement", "it")), "before this job", "before this place", "in my days at", "back at the", "back in my", "the place before", "retired from", "years in the", "before i hung", "before i opened", "before i set up",
)  # fmt: skip
_EX = frozenset("last previous former old ex".split())
_OTHER_OR_EX = _EX | {"other"}
_EMPLOYERS = frozenset(
    "company firm job place shop employer boss role gig outfit agency studio team workplace office practice bosses jobs companies husband wife".split()
)
OUR_CREW = frozenset(
    "you your they team teams people staff office crew crews guys folks everyone everybody techs technicians reps girls lads boys drivers agents managers assistants coordinators employees colleagues admins brokers estimators fitters installers recruiters consultants lawyers paralegals nurses directors".split()
)
OUR_DESKS = frozenset(
    "finance marketing sales accounting support engineers engineering developers designers legal hr ops operations production procurement purchasing payroll dispatch management".split()
)
_OUR_PEOPLE = OUR_CREW | OUR_DESKS | frozenset("we our their department tool tools".split())
_HERE = frozenset("here now nowadays today currently these mine".split())
_ANOTHER_FIRM = frozenset(
    "landlord landlady freeholder counterparty franchisor friend neighbour neighbor mate cousin podcast".split()
)
_ABOUT_THEM = Cues(
    *(f"{who} 's {side}" for who in ("buyer", "seller", "supplier", "vendor", "client", "customer", "tenant", "landlord") for side in ("side", "end", "lawyers", "people", "team", "company")),
    "parent company", "parent group", "parent firm", "mother company", "sister company", "holding company", "other signers", "other signatories", "other side", "other party", "other parties", "other firm", "other company", "asking you to", "tell you what they", "asked you to sign", "who sent", "who gave", "who told", "it theirs", "the parties", "other end of", *(f"at the {firm}" for firm in ("supplier", "client", "customer", "buyer", "bank", "landlord", "council", "agency")), "else is on the email", "that theirs", "recommended us", "email say", "letter say", "message say", "note say", "what does she do", "what does he do", "wants you to sign", "want you to sign", "needs you to sign",
)  # fmt: skip
_WE = frozenset("we us our ours here i".split())
_YOU = frozenset("you you're youre yours our we".split())
_DID_BEFORE = Cues("did they use there", "did they have there", "did you use there", "did you have there", "job you had", "you do before", "you work before", "you worked before", "you used to do", "used to work", "before you retired", "you did before")  # fmt: skip
_OF_BEFORE = _EX | _DID_BEFORE.anchors
_ELSEWHERE = _ANOTHER_FIRM | _ABOUT_THEM.anchors | AT_WORK.anchors
_TELLS_OF_OTHERS = _OF_BEFORE | _ELSEWHERE
_OF_TODAY = Cues("we need", "we do", "there are", "i own", "i run")
_FIRMS = frozenset("company firm employer boss bosses workplace place agency outfit".split())
FARTHEST = 40  # tokens between a former job and what was used there


def elsewhere(question: Sequence[str]) -> bool:
    """For "what's the parent group like", "who's asking you to sign", "what did your friend's firm do": about others."""
    if _ELSEWHERE.isdisjoint(question):
        return False
    if _ABOUT_THEM.stand_in(question) or AT_WORK.stand_in(question):
        return True
    return not _ANOTHER_FIRM.isdisjoint(question) and _YOU.isdisjoint(question)


def at_former(question: Sequence[str]) -> bool:
    """For "what did your last company do"."""
    if _OF_BEFORE.isdisjoint(question):
        return False
    if _EX.isdisjoint(question):
        return _DID_BEFORE.stand_in(question)
    return any(
        token in _EX and question[at + 1] in (_EMPLOYERS if question[at - 1] == "your" else _FIRMS)
        for at, token in enumerate(question[:-1])
    )


def another_job(said: Sequence[str]) -> bool:
    """For "the other company", "my old place"."""
    return any(token in _OTHER_OR_EX and said[at + 1] in _EMPLOYERS for at, token in enumerate(said[:-1]))


def away(exchange: Exchange) -> bool:
    """Whether an answer is all about others, or a former job, as it was asked."""
    if _TELLS_OF_OTHERS.isdisjoint(exchange.agent_words):
        return False
    question = exchange.question
    if at_former(question):
        return _HERE.isdisjoint(exchange.words) and not _OF_TODAY.stand_in(exchange.user, exchange.words)
    return elsewhere(question) and _WE.isdisjoint(exchange.words)


def formerly(tokens: Sequence[str], start: int, question: Sequence[str]) -> bool:
    """For "in my last company we had NetSuite", "back when I was at the bank it was all"; not for what is "here" or "now"."""
    if at_former(question) and _HERE.isdisjoint(tokens[:start]):
        return True
    opening = max(0, start - FARTHEST)
    if _EX.isdisjoint(tokens[opening:start]) and not _FORMER.stand_in(tokens[opening : start + 3]):
        return False
    for at in range(start - 1, opening - 1, -1):
        token = tokens[at]
        if token in _HERE and tokens[at - 1 : at] not in (["joined"], ["came"], ["started"]):
            return False
        if (
            token in STOPS
            and tokens[at + 1 : at + 2] in (["we"], ["our"], ["us"])
            and _present(tokens[at + 2 : at + 3])
        ):
            return False
        if (token in _EX and tokens[at + 1 : at + 2] and tokens[at + 1] in _EMPLOYERS) or _FORMER.begin(
            tokens[at : at + 4]
        ):
            return True
    return False


def _present(verb: Sequence[str]) -> bool:
    return verb in (["use"], ["have"], ["are"], ["'re"], ["'ve"], ["run"], ["need"], ["do"])


def asks_of_others(question: Sequence[str]) -> bool:
    """For "what do those clients run", "do the theatres use anything"."""
    return not _ASKED_OF.isdisjoint(question) and any(
        token in _ASKED_OF
        and not _ASKS.isdisjoint(question[max(0, at - 3) : at])
        and not THEY_RUN.isdisjoint(question[at + 1 : at + 4])
        for at, token in enumerate(question)
    )


def asked_of_kin(question: Sequence[str]) -> bool:
    """For "did your mother use something like it"."""
    return not KIN.isdisjoint(question) and any(
        token in KIN and question[at - 1 : at] == ["your"] for at, token in enumerate(question)
    )


def another(tokens: Sequence[str], at: int) -> bool:
    """Whether "he" or "she" goes back to somebody outside named shortly before, in this sentence or the one before."""
    for place in range(at - 1, max(0, at - 20) - 1, -1):
        if tokens[place] in ("we", "our", "us"):
            return False
        if tokens[place] in KIN or tokens[place] in OTHERS:  # family may well work for us
            return tokens[place] in _FRIENDS or not BUSINESS.isdisjoint(tokens[place + 1 : at + 8])
    return False


def they_are_others(tokens: Sequence[str], at: int) -> bool:
    """Whether "they" goes back to somebody else named shortly before."""
    for place in range(at - 1, max(0, at - 25) - 1, -1):
        if tokens[place] in ("we", "our", "us"):
            return False
        if tokens[place] in OTHERS or tokens[place] in ("he", "she", "outfit", "group", "crowd", "outside", "startup"):
            return True
        if tokens[place] in KIN and tokens[place + 1] == "'s" and not AT_WORK.begin(tokens[place : place + 3]):
            return True  # "at my daughter's they have"
    return False


def outsiders(tokens: Sequence[str], at: int, question: Sequence[str]) -> bool:
    """Whether "they", opening an answer, are those the agent asked about, who are none of the customer's people."""
    opens = at == 0 or (at < 3 and tokens[at - 1] in BREAKS)
    return opens and _OUR_PEOPLE.isdisjoint(tokens[:at]) and len(question) > 3 and _OUR_PEOPLE.isdisjoint(question)
