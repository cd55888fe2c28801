"""Whose product it is: the customer's own, or somebody else's: a client's, head office's, a former employer's."""

# S105: a token is a word of speech here; SIM905: a list of words reads best as one string.
# ruff: noqa: S105, SIM905

from __future__ import annotations

from collections.abc import Sequence

from aftercall.signals import ownership
from aftercall.signals.dialogue import Exchange
from aftercall.signals.words import BREAKS, STOPS, Cues

_OURS = frozenset("we i us ours our my mine you your myself ourselves".split())
_OTHERS = frozenset(
    "client clients customer customers counterparty counterparties landlord landlords insurer insurers council councils vendor vendors supplier suppliers buyer buyers seller sellers tenant tenants "
    "auditor auditors franchisor parent headquarters hq corporate mothership principal principals contractor contractors subcontractor subcontractors borrowers students pupil pupils patients competitor competitors distributor distributors dealer dealers funder funders "
    "importer importers exporter exporters wholesaler wholesalers reseller resellers retailer retailers stockist stockists manufacturer manufacturers publisher publishers franchisee franchisees lender lenders bank "
    "regulator regulators inspector inspectors guest guests donor donors sponsor sponsors venue venues florist florists photographer photographers caterer caterers groom bride brides couples homeowner homeowners "
    "brand brands advertiser advertisers realtor realtors referrer referrers franchises consignor consignors grower growers shipper shippers carrier carriers forwarder forwarders printers".split()
)
_FAR = frozenset(
    "landlord landlords insurer insurers council councils bank lender lenders realtor realtors venue venues".split()
)
KIN = frozenset(
    "kid kids friend friends buddy pal mate neighbor neighbour neighbors neighbours roommate flatmate sister brother cousin cousins son daughter nephew niece uncle aunt auntie mum mom mother dad father grandson granddaughter stepson godson girlfriend boyfriend fiance fiancee ex".split()
)
SOMEBODY = frozenset("girl chap fella bloke guy lady woman man lad fellow salesman saleswoman".split())
_THEIR_PLACES = frozenset(
    "brewery opera theatre theatres theater theaters museum museums hospital hospitals university universities college colleges school schools church churches council councils ministry airline hotel hotels casino gallery galleries orchestra ballet "
    "club clubs charity charities library libraries parish diocese nuns nunnery monastery convent embassy airport stadium brewer brewers winery distillery restaurant restaurants bakery dairy farm farms mine port county state city army navy police".split()
)  # ours or not; not, in answer to a question about others
_PAIRS = Cues(
    "head office", "mother ship", "parent company", "mother company", "sister company", "holding company", "other side", "opposing counsel", "opposing side", *ownership.NEXT_DOOR,
    "big boys", "big guys", "big firms", "bigger firms", "big outfits", "breeding partner", "trading partner",
    "channel partner", "outside firm", "outside company", "outside accountant", "outside bookkeeper", "other office", "rest of the group", "some outfit", "some company", "some firm",
)  # fmt: skip
_SPOUSES = KIN | frozenset("husband wife spouse missus hubby".split())
_SOMEONE = (
    _OTHERS
    | _SPOUSES
    | SOMEBODY
    | _PAIRS.firsts
    | frozenset("somebody someone another some others one their they he she most".split())
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
_ASKED_OF = _OTHERS | _THEIR_PLACES
_ASKS = frozenset("do does did are is have has".split())
_THEY_RUN = frozenset("doing do run use have keep on using running got with".split())
_AT_A_PLACE = Cues(
    *(f"{he} {at} a" for he in ("he", "she", "law", *KIN) for at in ("'s at", "is at", "works at", "works for"))
)
_THE_ONE_WHO = (["the", "one", "who"], ["the", "one", "that"])
_THEIRS = frozenset("their theirs his hers".split())
_THEIR_OWN = _THEIRS | {"her"}
_BUSINESS = frozenset(
    "firm company shop business practice outfit agency store studio salon bakery garage clinic restaurant cafe pub farm gallery yard".split()
)
_OWN = _BUSINESS | frozenset("place world office job work side house team end".split())
_MACHINES = frozenset("computer laptop phone tablet machine".split())
_OWN_THING = _OWN | _MACHINES | frozenset("thing setup arrangement".split())
_AT_WORK = Cues(
    *(
        f"{who} 's {work}"
        for who in _SPOUSES
        for work in (*_BUSINESS, "work", "job", "office", "employer", "school", "place")
    )
)
_FRIENDS = frozenset("friend friends buddy pal mate neighbor neighbour neighbors neighbours roommate".split())
_ON_THEIR_SIDE = Cues(
    "that 's theirs", "i think it said", "it said at the", "that 's them", "thats them", "that 'd be them", "when i worked there", "when i was there", "when i worked for", "at my old job", "at my last job", "at my last place", "at my old place", "at my previous job", "in my old job", "in my last job", "thats theirs", "that 's their",
    "its theirs", "it 's theirs", "is theirs", "are theirs", "on the client side", "on the customer side", "on the client 's side", "on their side", "on their end", "on their site", "on their website", *(f"{through} {her} {work}" for through in ("from", "for", "through") for her in ("his", "her", "their") for work in ("work", "job", "office")), *(f"that 's my {kin} 's {account}" for kin in _SPOUSES for account in ("account", "one", *_MACHINES)), *(f"on my {kin} 's {machine}" for kin in KIN for machine in _MACHINES), "not ours", "isnt ours", "that 's his", "that 's hers",
    "that 's the client", "that 's the clients", "that 's head office", *(f"then i {left}" for left in ("opened", "started", "set up", "left", "retired", "quit", "went on my own")),
)  # fmt: skip
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
_TOLD = frozenset(
    "something anything hear heard hearing read reading reads said says talk talking talked article story stuff things wrote writing email mentioned bit".split()
)
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
_ELSEWHERE = _ANOTHER_FIRM | _ABOUT_THEM.anchors | _AT_WORK.anchors
_TELLS_OF_OTHERS = _OF_BEFORE | _ELSEWHERE
_OF_TODAY = Cues("we need", "we do", "there are", "i own", "i run")
_FIRMS = frozenset("company firm employer boss bosses workplace place agency outfit".split())
_REPORTS = frozenset("says said saying tells told telling me".split())  # "a customer says they sign everything on …"
HEARSAY = frozenset("says said reckons reckoned swears thinks told mentioned".split())
_ENGAGED = _OTHERS | frozenset(
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
_PERSONS = _SPOUSES | SOMEBODY | frozenset(["he", "she", "who", "they"])
_THINGS = frozenset("it this that you".split())
_READ = frozenset("read heard saw see".split())
_THAT_OR_A = frozenset("that an a about somewhere something how where some".split())
_MEDIA_OF_NEWS = frozenset("paper papers news newspaper magazine article piece radio tv telly internet podcast".split())
_IN = frozenset(["in", "on", "an", "the"])
_NEWS = _READ | _MEDIA_OF_NEWS
_ARTICLES = frozenset("a an the some another".split())
_OF_A_PLACE = frozenset("at from in of".split())
_NOT_HERE = _THEIR_PLACES | _OTHERS | _ENGAGED
_FARTHEST = 40  # tokens between a former job and what was used there


def theirs(tokens: Sequence[str], start: int, end: int, following: int, question: Sequence[str]) -> bool:
    """Whether the product named at tokens[start:end] is said to be used by somebody else.

    `following` is where the next product is named, `question` what was asked.
    """
    if _ON_THEIR_SIDE.stand_in(tokens[end : min(following, end + 14)]):
        return True
    if tokens[end : end + 2] == ["is", "what"] and not _OTHERS.isdisjoint(tokens[end + 2 : end + 5]):
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
        elsewhere(question) and _OURS.isdisjoint(tokens[max(0, end - _FARTHEST) : end])
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
    of_others = _asks_of_others(question)
    if not of_others and _SOMEONE.isdisjoint(tokens[max(0, start - 25) : start]):
        return False
    for at in range(start - 1, max(0, start - 25) - 1, -1):
        token = tokens[at]
        if token == "?" and at == start - 1:  # "at my husband's work? Salesforce"
            continue
        if token in STOPS and tokens[at + 1] not in _KIN_HAS:  # "I've a cousin builds apps. Uses Jira."
            return False
        if token == "i" and tokens[at + 1] in _BELIEVE:
            continue
        if token in _SPOUSES and _AT_WORK.begin(tokens[at : at + 3]):
            return True
        if token in _OURS and not _of_others(tokens, at, start):
            return False
        if of_others and (at == 0 or tokens[at - 1] in STOPS):
            return _use(tokens, at - 1, start) or (question[-1] in _THEY_RUN and _USES.isdisjoint(tokens[at:start]))
        if token in _OTHERS or _PAIRS.begin(tokens[at : at + 4]) or (token == "most" and tokens[at + 1] != "of"):
            on = (
                tokens[at + 1 : start] == ["on"] and "us" not in tokens[max(0, at - 1) : at]
            )  # "her other clients on Xero"
            return on or tokens[start - 1] == "their" or _use(tokens, at, start, far=token in _FAR)
        if token in SOMEBODY and not {"a", "some", "another"}.isdisjoint(tokens[max(0, at - 4) : at]):
            return _use(tokens, at, start)
        if (
            token in KIN
            or token in ("somebody", "someone")
            or (token in ("he", "she") and (_another(tokens, at) or _asked_of_kin(question)))
        ):
            friend = token in ("he", "she") and _another(tokens, at)
            return _use(tokens, at, start, kin=not friend, far=friend)
        if token in ("another", "some", "others", "one") and _one_of_them(tokens, at, question):
            return _use(tokens, at, start)
        if token == "they" and (_they_are_others(tokens, at) or _outsiders(tokens, at, question)):
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
    if (_OTHERS | _THEIR_PLACES).isdisjoint(tokens[end + 2 : end + 4]):
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


def elsewhere(question: Sequence[str]) -> bool:
    """For "what's the parent group like", "who's asking you to sign", "what did your friend's firm do": about others."""
    if _ELSEWHERE.isdisjoint(question):
        return False
    if _ABOUT_THEM.stand_in(question) or _AT_WORK.stand_in(question):
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
    opening = max(0, start - _FARTHEST)
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


def _of_others(tokens: Sequence[str], at: int, start: int) -> bool:
    """For the "our" of "our clients", and the "ours" of "one customer of ours is"."""
    if tokens[at] in ("we", "i"):  # "the caterer we work with"
        return at > 0 and (tokens[at - 1] in _OTHERS or tokens[at - 1] in KIN)
    if tokens[at] in ("us", "me"):  # "the clinic next door told us they're on"
        return tokens[at - 1] in _REPORTS and tokens[at + 1] in ("they", "their")
    if tokens[at] in ("ours", "mine"):
        return tokens[at - 1 : at] == ["of"]
    return tokens[at] in ("our", "my", "your") and any(
        tokens[place] in _OTHERS for place in range(at + 1, min(at + 3, start))
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


def _asks_of_others(question: Sequence[str]) -> bool:
    """For "what do those clients run", "do the theatres use anything"."""
    return not _ASKED_OF.isdisjoint(question) and any(
        token in _ASKED_OF
        and not _ASKS.isdisjoint(question[max(0, at - 3) : at])
        and not _THEY_RUN.isdisjoint(question[at + 1 : at + 4])
        for at, token in enumerate(question)
    )


def _asked_of_kin(question: Sequence[str]) -> bool:
    """For "did your mother use something like it"."""
    return not KIN.isdisjoint(question) and any(
        token in KIN and question[at - 1 : at] == ["your"] for at, token in enumerate(question)
    )


def _another(tokens: Sequence[str], at: int) -> bool:
    """Whether "he" or "she" goes back to somebody outside named shortly before, in this sentence or the one before."""
    for place in range(at - 1, max(0, at - 20) - 1, -1):
        if tokens[place] in ("we", "our", "us"):
            return False
        if tokens[place] in KIN or tokens[place] in _OTHERS:  # family may well work for us
            return tokens[place] in _FRIENDS or not _BUSINESS.isdisjoint(tokens[place + 1 : at + 8])
    return False


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
        return tokens[at + 1 : at + 3] == ["of", "them"] and ("they" in question or not _OTHERS.isdisjoint(question))
    after = tokens[at + 1 : at + 2]
    return bool(after) and after[0] in _USES | {"does", "do"} and ("they" in question or "them" in tokens[:at])


def _they_are_others(tokens: Sequence[str], at: int) -> bool:
    """Whether "they" goes back to somebody else named shortly before."""
    for place in range(at - 1, max(0, at - 25) - 1, -1):
        if tokens[place] in ("we", "our", "us"):
            return False
        if tokens[place] in _OTHERS or tokens[place] in ("he", "she", "outfit", "group", "crowd", "outside", "startup"):
            return True
        if tokens[place] in KIN and tokens[place + 1] == "'s" and not _AT_WORK.begin(tokens[place : place + 3]):
            return True  # "at my daughter's they have"
    return False


def _outsiders(tokens: Sequence[str], at: int, question: Sequence[str]) -> bool:
    """Whether "they", opening an answer, are those the agent asked about, who are none of the customer's people."""
    opens = at == 0 or (at < 3 and tokens[at - 1] in BREAKS)
    return opens and _OUR_PEOPLE.isdisjoint(tokens[:at]) and len(question) > 3 and _OUR_PEOPLE.isdisjoint(question)


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
