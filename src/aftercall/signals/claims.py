"""Whether a product that the customer named is claimed: used, needed or asked for, and not left, doubted or another's."""

# S105: a token is a word of speech here; SIM905: a list of words reads best as one string.
# ruff: noqa: SIM905

from __future__ import annotations

from collections.abc import Sequence

from aftercall.signals import given_up, moves, parties, whose
from aftercall.signals.dialogue import Exchange, Reply
from aftercall.signals.names import clause
from aftercall.signals.pack import Hit
from aftercall.signals.words import BREAKS, Cues

_NOT = frozenset(
    "no not dont never neither nor isnt arent doesnt without forbid forbids banned blocked blocks vetoed outlawed binned ditched dropped left leaving cancelled canceled kicked quit nothing cant wont ban strike skip abandoned scrapped rid tried quitting dropping ditching wouldnt".split()
)
_GONE_AFTER = frozenset(
    "banned gone out dead kicked dropped axed switched cancelled canceled ditched was replaced last died forbidden blocked prohibited verboten disallowed retired history finished".split()
)
LEFT = Cues(
    "leaving", "dropping", "ditching", "quitting", "cancelling", "canceling", "abandoning", "scrapping", "axing", "binning",
    "take out", "took out", "god forbid", "kicked out", "moved away from", "moved off", "got off", "get off", "getting off", "switched from", "switching from", "moving from", "moving off", "migrating from", "migrated from", "coming off", "came off",
    "do i sound", "do i look", "do we sound", "do we look", "half out of", "halfway out of", "way out of", "moving out of", "getting out of", "climbing out of", "ourselves off", "myself off", "us off", "weaning off", "weaned off", "weaned ourselves", "done with", "through with", "finished with", "goodbye", "bye bye", "farewell", "we let",
    "plug on", "phasing out", "phased out", "winding down", "wound down", "ripped out", "ripping out", "parted with", "parted ways with", "rid of", "replaced", "replacing", "swapped", "traded in", "traded", "retired", "retiring", "no longer", "stopped using", "stopped paying for", "in favour over", "out of the door", "turning off", "turned off", "switching off", "switched off",
    "coming from", "came from", "came over from", "come over from", "coming over from", "away from", "instead of", "rather than", "off of", "moved on from", "who said", "sick of and left", "broke up with", "said goodbye to", "used to",
)  # fmt: skip
_RID_OF = frozenset(given_up.GOT_RID)  # "we just killed HubSpot"
_THEN = frozenset("and then later after finally eventually".split())
_DOUBT = frozenset(
    "if could might maybe considering considered toying looking looked comparing suppose evaluating debating deciding choosing torn weighing possibly flirting mulling".split()
)
_DOUBTED = Cues(
    "'d have been", "would have been", "pushing us", "trialled", "trialed", "there 's talk", "end up on", "thought about", "thought of", "toyed with", "dabbled with", "played with", "someday", "some day", "one day", "kicking around", "thinking about", "thinking of", "look at", "talk about", "talked about", "talking about",
)  # fmt: skip
_JUST_BEFORE = Cues(
    *(f"{ought} {try_}" for ought in ("should", "ought to", "oughta") for try_ in ("get", "try", "buy", "go with", "switch to", "look at", "look into", "sign up for", "go on", "get on")),
    *(f"{we} {ought} {have}" for we in ("i", "we", "everyone") for ought in ("should", "ought to", "oughta") for have in ("have", "use", "be on", "be in", "be using", "go to", "move to")),
    *(f"{want} {us} {on}" for want in ("wanted", "wants", "begged", "begs", "urged", "urges", "pushed", "pushes", "nagged", "nags") for us in ("me", "us") for on in ("on", "to", "onto", "in")),
    *(f"{sell} {us}" for sell in ("flog", "sell", "pitch", "flogging", "selling", "pitching", "pushing") for us in ("me", "us")),
    *(f"{says} {put}" for says in ("says", "said", "reckons") for put in ("put", "get", "try", "use", "stick", "buy", "go", "move")),
    *(f"{told} {us} to" for told in ("told", "tells", "telling", "tell") for us in ("me", "us")),
     *(f"{keep} {saying}" for keep in ("they keep", "been") for saying in ("saying", "on about", "telling us about")), "us try", "me try", "let me try", "heard of", "works at", "work at", "worked at", "worked for", "job at", "shares in", "difference between", "nearly signed with", "almost signed with", "nearly bought", "almost bought", "nearly went", "almost went", "nearly got", "demo of", "trial of", "quote for", "quote came in for", "quote from", "talk of", "pushing for", "pitching us", "pitched us", "i pitched", "i suggested", "i proposed", "pushed for", "selling us", "poached from", "hope to have", "i 've seen", "we 've seen", "i saw", "we saw", "was shown", "getting emails from", "get emails from", "calls from", "saw you had", "saw you have", "saw you 've", "see you have", "see you 've", "noticed you have", "noticed you 've", "kept seeing", "keep seeing", *(f"{who} mentioned" for who in ("somebody", "someone", "they", "people", "everyone", "everybody", "friend", "accountant")), "hope to get", "hoping to get", "hoping to have",
)  # fmt: skip
_WISH = frozenset("could can would it that you".split())
_WHAT_DOES = frozenset("that what which".split())  # "says get something that works with"
_CAN, _YOUR_TOOL = frozenset("can could will would does do".split()), frozenset("it you that this".split())
_CHANGES = frozenset("bought buy went go got get moved move switched switch had were ever end ended".split())
_GOOD = frozenset("mind handy nice great good lovely useful perfect ideal brilliant helpful cool like love".split())
_NONE = frozenset("nothing nobody noone never none".split())
_ADVISED = frozenset("suggest suggested recommend recommended advise advised propose proposed".split())
_TIES = frozenset("in on with to into through".split())
_AT_ALL = frozenset("not isnt arent without outside doesnt dont cant wont".split())
_CALLERS = parties.SOMEBODY | frozenset(
    "rep reps someone somebody recruiter recruiters".split()
)  # "a chap from HubSpot rings"
_COSTS = frozenset(["cost", "charge"])
_SET_UP = frozenset("set installed trained onboarded we our".split())  # by them, for us
_BUYS, _BOUGHT = frozenset("own owns bought buy buys acquired".split()), frozenset("you them it".split())
_WERE_I = Cues(*(f"if {i} {were}" for i in ("i", "we") for were in ("were to run", "were a", "were some", "was a", "was some")), *(f"if {who} {had}" for who in ("someone", "somebody") for had in ("has", "had", "with", "was", "is")))  # fmt: skip
_WOULD = frozenset("'ll 'd would will might".split())
_CURIOUS = frozenset("curiosity curious wondering nosy nosey nosiness".split())
_NOT_THAT = Cues(*(f"not that {we} {use}" for we in ("i", "we") for use in ("use", "have", "need", "want", "'d", "would", "ever")))  # fmt: skip
_OTHERS = frozenset(
    "neighbor neighbour friend buddy sister brother cousin wife husband client customer parent accountant son uncle nephew mate member members boss founder founders predecessor".split()
)
_SPOUSES = frozenset(["wife", "husband"])
_IN_IT = Cues(
    *(f"{inside} {it}" for inside in ("in", "on") for it in ("it", "there")), "our", "for us", "for the business"
)
_THEIR_USE = frozenset("his her their uses use runs run has swears loves showed company firm shop with on 's".split())
_AWAY = frozenset("skip bin trash dumpster away".split())
_FORMER = frozenset("former used had loathed hated detested despised previously before was were formerly ago".split())
_NOT_YET = frozenset("not never dont wont wouldnt nobody nearly almost isnt arent".split())
_NEVER_DID = frozenset(["never", "wouldnt", "didnt"])
NOWADAYS = frozenset("here now today currently still".split())
_EVEN = frozenset("even exactly actually so and but the heck hell earth on this that a an".split())
_FEW = 6
_UP_TO = frozenset("until till to by not from".split())
_HOPING = Cues("dont suppose you", "if you", "unless you", "provided you", "as long as you", "hope you", "hoping you", "assume you", "long as you")  # fmt: skip
_OFFERED = frozenset(
    "talk do have had connect support link sync work plug integrate offer speak play handle read".split()
)
_OURSELVES = frozenset("we i us me our they he she".split())
_KEPT = Cues(
    "stuck with it", "we 're stuck", "but we have it", "but we use it", "we 've used it", "we use it", "i use it", "we 're on it", "we live", "i live", "so i did", "so we did", "what we 're on", "we still have it", "still got it", "still use it", "we keep it", "loves it",
    "there you are", "what we have", "what we 've got", "what we use", "what i have", "what i 've got", "no chance",
)  # fmt: skip
_CANT_LEAVE = Cues("dont want to give up", "not giving up", "wont give up", "hate leaving", "hates leaving", "cant get rid", "cant leave", "cant get away", "cant get off", "cant quit", "not leaving", "wont leave", "never leave", "never leaves", "doesnt leave", "dont leave", "isnt leaving", "not dropping")  # fmt: skip
_COMPLAINTS = frozenset("without refuses wont doesnt cant never wouldnt didnt".split())
_PLAYS = frozenset("got gets get play played plays talk talked sync synced connect connected work worked".split())
_WORKS = frozenset(
    "work works worked played talked synced connected speaks talks plays got get gets talk sync connect integrate speak play push pull link export hook do import handle feed read see share file go save store drop post send sit".split()
)
_THEY_USE = Cues(
    "they are on", "they 're on", "they 're all on", "they 're all about", "they swear by", "they love", "they use", "they run", "they have", "they connect", "they integrate", "they link", "them are on", "them use", "them have",
)  # fmt: skip
_OTHER_SIDE = frozenset(
    "parent buyer buyers seller client clients customer customers counterparty vendor supplier landlord gc bank insurer hospital agency".split()
)
NO_USE = frozenset(
    "class classes course courses certificate certification conference shares stock job poster watermark logo".split()
)
_GUARDS = frozenset("firewall filter proxy policy security".split())
_STOPS_IT = frozenset("kills eats stops rejects strips swallows bins hates refuses".split())
_STREETS = frozenset("street road lane avenue boulevard parkway county township".split())
_HAPPENED = frozenset("laying outage outages layoff layoffs breach hack lawsuit scandal strike tower stadium".split())
_DEALERS = frozenset("partner reseller consultancy consultant integrator distributor".split())
_SENT_BY = frozenset("from with at for represent".split())  # "I'm calling from a HubSpot partner"
_ON_SCREEN = Cues("on your screen", "on the screen")
_SCREEN = Cues("it says", "it said", "it asked for", "it asks for")
_FOR_US = (["us"], ["me"], ["our"], ["my"], ["the"])
_MEANS = frozenset("is 's are was does means".split())
_HEARD = frozenset("referred hear heard see saw find found across recommended".split())
_OF_US = frozenset(["us", "our"])
_SOUGHT = frozenset("googled searched searching typed looked looking".split())
_THEIR_SHOP = frozenset("app marketplace store directory".split())
_WE = frozenset(["we", "i", "our", "my"])
_SELLS = frozenset("sell sells selling sold place places placing recruit recruits train trains".split())
_CHARGED = frozenset("charge charged charging refund refunded billed debited took taken".split())
_A_YES, _A_NO = frozenset("yes yeah yep".split()), frozenset("no nope nah".split())
_CHORES = frozenset(
    "update open log copy type key retype enter leave jump chase export check search dig fill change lose".split()
)
_SUBJECTS = frozenset("that it we i they everything ,".split())
_ONCE = frozenset(["was", "had"])
_ONCE_OR_IS = frozenset("was is 's".split())
_FAILS = frozenset("down slow broken playing acting crashing loading freezing offline full".split())
_BACK = frozenset("back again now today since currently".split())


def _each_for_itself(exchange: Exchange, hit: Hit) -> Reply:
    """For "Salesforce yes, Slack no", "yes to HubSpot, no to Xero": the yes or no that one of several gets."""
    if _A_YES.isdisjoint(exchange.words) or _A_NO.isdisjoint(exchange.words):
        return "other"
    tokens = exchange.user
    lead = tokens[max(0, hit.start - 2) : hit.start]
    place = hit.end + (tokens[hit.end : hit.end + 1] == [","])
    said, after = tokens[place : place + 1], tokens[place + 1 : place + 2]
    if lead[1:] == ["to"]:
        said = lead[:1]
    elif after and after[0] not in BREAKS:
        return "other"
    return "yes" if not _A_YES.isdisjoint(said) else "no" if not _A_NO.isdisjoint(said) else "other"


def claimed(exchange: Exchange, hit: Hit, ends: frozenset[int], following: int) -> bool:
    """Whether the customer uses, needs or asks for the product; `following` is where the next product is named."""
    tokens = exchange.user
    each = _each_for_itself(exchange, hit)
    if each != "other":
        return each == "yes"
    start, stop = clause(tokens, hit, ends)
    before, after = list(tokens[start : hit.start]), list(tokens[hit.end : stop])
    if start == 0 and before[:1] == ["no"] and before[1:2] and before[1] in _SUBJECTS:
        del before[0]
    before = _of_now(before)
    asks = "if" in before and _CHANGES.isdisjoint(before) and _asks_on(tokens, hit.end)
    for place in range(len(before) - 1):
        if before[place] in ("dont", "wouldnt") and before[place + 1] == "mind":
            before[place] = "happily"
        if before[place] == "if" and asks:
            before[place] = "when"  # "if it's in X, can you read it"
        if before[place] == "dont" and before[place + 1] in ("have", "want") and _chore(before[place + 2 :]):
            before[place] = "happily"  # "so that I don't have to open HubSpot each time"
        if before[place] in ("cant", "couldnt") and before[place + 1] in ("see", "find", "figure"):
            before[place] = "happily"  # "I can't see where to hook up our Square"
        if before[place] in ("dropped", "left", "kicked") and before[place + 1] in ("in", "into", "to", "off", "of"):
            before[place] = "put"
    others = whose.theirs(tokens, hit.start, hit.end, following, exchange.question)
    then = parties.at_former(exchange.question) and parties.formerly(tokens, hit.start, exchange.question)
    if (
        not then
        and not (others and not whose.HEARSAY.isdisjoint(before))
        and _surely(tokens, hit, before, after, start)
    ) or (_kept(tokens, hit, following) and not others):
        return True
    if (
        _what_is(before, tokens[hit.end : hit.end + 1])
        or given_up.taken_back(tokens, hit, following)
        or _wonders(tokens[max(0, hit.start - 20) : hit.start])
    ):
        return False
    if not then and _today(before):
        return True
    if (
        before[-1:] == ["except"]
        and "everything" in (said := tokens[max(0, hit.start - 6) : hit.start])
        and "need" not in said
        and _NOT.isdisjoint(before)
        and _ONCE_OR_IS.isdisjoint(tokens[hit.end : hit.end + 1])
    ):
        return False  # "everything except Xero"
    if (before[-1:] != [] and before[-1] in _SELLS) or _no_tool(tokens, hit, before):
        return False  # "I sold HubSpot for four years"
    if _from_where(exchange.question) and _WE.isdisjoint(before):
        # "how did you hear of us?" · "a podcast on Shopify"; not "googled signing for Salesforce", "in the Xero app store"
        return not _SOUGHT.isdisjoint(before) or not _THEIR_SHOP.isdisjoint(after[:2])
    if before[-1:] == ["my"] and hit.value.use == "payments" and not _CHARGED.isdisjoint(before[-6:]):
        return False  # "you charged my PayPal"
    if others or parties.formerly(tokens, hit.start, exchange.question) or whose.mentioned(before):
        return False
    if _complains(before):
        return "without" in before or not _WORKS.isdisjoint(before) or _must(before)
    if not _GUARDS.isdisjoint(before) and not _STOPS_IT.isdisjoint(before) and "except" not in before:
        return False  # "our firewall eats every Dropbox link"
    if (
        LEFT.stand_in(before[-7:])
        or (before and before[-1] in _RID_OF)
        or (before == ["off"] and (hit.start == 1 or "onto" in tokens[hit.end : hit.end + 3]))
        or (before[-1:] == ["off"] and len(before) > 1 and _THEN.issuperset(before[:-1]))
    ):
        return False
    if _THEY_USE.stand_in(before[-7:]) and (
        (parties.OUR_CREW.isdisjoint(exchange.question) and tokens[0] not in parties.OUR_DESKS)
        or not _OTHER_SIDE.isdisjoint([*exchange.question, *tokens[max(0, hit.start - 30) : hit.start]])
    ):
        return False
    if not _NOT.isdisjoint(before[-7:]) and "only" not in before and not _must(before):
        return False
    for_us = list(after[:2]) in (["for", "me"], ["for", "us"])
    return not (
        not _ADVISED.isdisjoint(exchange.question)
        or _doubted(before, after)
        or (_someone_elses_now(before, after) and not for_us)
        or _gone(tokens, hit, before, after)
    )


def _from_where(question: Sequence[str]) -> bool:
    """For "how did you hear of us", "who referred you", "what's on your screen"."""
    if _HEARD.isdisjoint(question):
        return _ON_SCREEN.stand_in(question)
    return "referred" in question or not _OF_US.isdisjoint(question[-2:])


def _no_tool(tokens: Sequence[str], hit: Hit, before: Sequence[str]) -> bool:
    """For "a Salesforce course", "what a Trello is", "the same as Intuit's.", "Teams this, SharePoint that".

    Not for "that's what Xero's for".
    """
    after = tokens[hit.end : hit.end + 2]
    if before[-1:] == ["from"] and before[-2:-1] != [] and before[-2] in _CALLERS:
        return _SET_UP.isdisjoint(tokens[hit.end : hit.end + 8])
    if not after:
        return False
    if _SCREEN.stand_in(before[-4:]) or (before[-1:] == ["does"] and after[0] == "for" and after[1:] not in _FOR_US):
        return True  # "it says Square", "he's in IT, does ServiceNow for hospitals"
    if after[0] in _MEANS and "what" in before[-2:]:
        return after[1:] != ["for"]
    if after[0] in _COSTS and before[-1:] == ["does"]:
        return after[1:] not in _FOR_US
    if after[0] == "'s" and (after[1:] == [] or after[1] in BREAKS):
        return True
    return (
        after[0] in NO_USE
        or after[0] in _STREETS
        or (not _HAPPENED.isdisjoint([*before[-6:], after[0]]) and _OURSELVES.isdisjoint(_rest(tokens, hit)))
        or (
            not _DEALERS.isdisjoint(after)
            and tokens[hit.start - 1] in ("a", "an")
            and tokens[hit.start - 2] in _SENT_BY
        )
        or (after[0] in _BUYS and not _BOUGHT.isdisjoint(after[1:]))  # "does Salesforce own you"
        or (after[0] == "this" and after[1:] == [","])
        or ("this" in tokens[max(0, hit.start - 2) : hit.start] and after[0] == "that" and after[1:] in ([], ["."]))
    )


def _rest(tokens: Sequence[str], hit: Hit) -> Sequence[str]:
    """The rest of the clause that a product is named in."""
    stop = next((at for at in range(hit.end, len(tokens)) if tokens[at] in BREAKS or tokens[at] == "and"), len(tokens))
    return tokens[hit.end : stop]


def _surely(tokens: Sequence[str], hit: Hit, before: Sequence[str], after: Sequence[str], start: int) -> bool:
    """Whether it takes another's place, or is asked of us."""
    if moves.replaces(tokens, hit) or _asked_of_us(before):
        return True
    return moves.arrives(tokens, hit, start) and _NOT_YET.isdisjoint(before) and not _doubted(before, after)


def _wonders(before: Sequence[str]) -> bool:
    """For "out of curiosity", "purely out of interest", "not that I'd ever use it", "if I were a big firm with"."""
    return (
        not _CURIOUS.isdisjoint(before)
        or ("interest" in before and "of" in before)
        or ("that" in before and _NOT_THAT.stand_in(before))
        or ("if" in before and (_WERE_I.stand_in(before) or ("ever" in before and not _WOULD.isdisjoint(before[-4:]))))
    )


def _what_is(before: Sequence[str], after: Sequence[str]) -> bool:
    """For "what even is X", "what X?"."""
    if list(before) == ["what"]:
        return not after or after[0] in BREAKS
    words = [token for token in before if token not in _EVEN]
    return words[-2:] in (["what", "is"], ["what", "'s"]) and len(words) < _FEW


def _asks_on(tokens: Sequence[str], end: int) -> bool:
    """For "…, can it", "…, will you"."""
    ahead = [token for token in tokens[end : end + 3] if token not in BREAKS]
    return len(ahead) > 1 and ahead[0] in _CAN and ahead[1] in _YOUR_TOOL


def _chore(after: Sequence[str]) -> bool:
    """For the rest of "I don't have to copy it into"; not of "we don't have to use"."""
    doing = after[3:] if after[:3] == ["to", "have", "to"] else after[1:]
    return after[:1] == ["to"] and doing[:1] != [] and doing[0] in _CHORES


def _today(before: Sequence[str]) -> bool:
    """For "we're back on X", "it's X again"."""
    return _NOT.isdisjoint(before) and not _BACK.isdisjoint(before) and _ONCE.isdisjoint(before)


def _of_now(before: list[str]) -> list[str]:
    """What is said from "now" on: "accounting was Tally, now QuickBooks is there"."""
    for place in range(len(before) - 1, 0, -1):
        if before[place] in NOWADAYS and before[place - 1] not in _UP_TO:
            return before[place + 1 :]
    return before


def _complains(before: Sequence[str]) -> bool:
    """For "the thing I have won't talk to"; not for "we can't use"."""
    return (
        not _COMPLAINTS.isdisjoint(before)
        and any(
            token in _COMPLAINTS and (place == 0 or before[place - 1] not in ("we", "i"))
            for place, token in enumerate(before)
            if token not in _NEVER_DID or not _PLAYS.isdisjoint(before[place + 1 :])
        )
    ) or (before[-2:-1] == ["not"] and before[-1] in ("with", "to") and not _WORKS.isdisjoint(before[:-2]))


def _must(before: Sequence[str]) -> bool:
    """For "nothing exists that isn't in SAP", "if it's not native with Keap I can't use it"."""
    if "if" in before and before[-1] in _TIES:
        said = before[before.index("if") + 1 :]
        return said[0] in _SUBJECTS and not _AT_ALL.isdisjoint(said)
    return not _NONE.isdisjoint(before) and any(
        token in _AT_ALL and not _NONE.isdisjoint(before[:place]) for place, token in enumerate(before)
    )


def _kept(tokens: Sequence[str], hit: Hit, following: int) -> bool:
    """For "can't get rid of SAP", "I wish we'd never bought it but we have it"."""
    return _KEPT.stand_in(tokens[hit.end : min(following, hit.end + 14)]) or _CANT_LEAVE.stand_in(
        tokens[max(0, hit.start - 6) : hit.start]
    )


def _asked_of_us(before: Sequence[str]) -> bool:
    """For "I don't suppose you talk to Greenhouse", "if you had a Clio connector", "if you don't do Xero"."""
    if "you" not in before or not _HOPING.stand_in(before):
        return False
    said = before[len(before) - 1 - list(reversed(before)).index("you") :]
    return not _OFFERED.isdisjoint(said) and _OURSELVES.isdisjoint(said)


def _doubted(before: Sequence[str], after: Sequence[str]) -> bool:
    """For "toying with", "might go to"; but "if it could talk to" is a wish."""
    if (
        _DOUBTED.stand_in(before[-8:])
        or (_JUST_BEFORE.stand_in(before[-5:]) and _WHAT_DOES.isdisjoint(before[-3:-1]))
        or not {"considered", "considering"}.isdisjoint(after)
    ):
        return True
    if after[:1] == ["counts"]:  # "if a Google Sheet counts"
        return False
    if "ever" in before and "if" in before and _YOUR_TOOL.isdisjoint(before[before.index("if") :][1:2]):
        return True  # "if the board ever had a rush of blood and bought"
    for place in range(max(0, len(before) - 7), len(before)):
        if before[place] in _DOUBT and before[-1] not in ("our", "my"):  # what is ours is used
            wish = before[place] in ("if", "could") and not _WISH.isdisjoint(before[place + 1 : place + 3])
            wish = wish or (before[place] == "if" and not _GOOD.isdisjoint(before[max(0, place - 2) : place]))
            asked = before[place] == "could" and place and before[place - 1] in _WISH
            if not (wish or asked):
                return True
    return False


def _someone_elses_now(before: Sequence[str], after: Sequence[str]) -> bool:
    """For "my brother does his with"; not "my wife enters them in", "my husband has this Airtable with all of it in it"."""
    tail = before[-12:]
    for place, token in enumerate(tail):
        if token in _OTHERS and not _THEIR_USE.isdisjoint(_up_to_that(tail[place + 1 :])):
            ours = {"we", "our", "us"} & set(tail[place + 1 :])
            return not (ours or (token in _SPOUSES and _IN_IT.stand_in(after)))
    if not ({"he", "she"}.isdisjoint(tail) or {"uses", "swears"}.isdisjoint(tail)) and {
        "we",
        "i",
        "our",
        "us",
    }.isdisjoint(tail):
        return True
    if before[-1:] in (["our"], ["my"]):
        return False  # "half her week's chasing our Xero"
    return bool({"his", "her", "their"} & set(before[:2])) or (
        list(before[-1:]) in (["his"], ["her"], ["their"]) and list(before[-2:-1]) not in (["have"], ["got"], ["on"])
    )


def _up_to_that(said: Sequence[str]) -> Sequence[str]:
    """For the rest of "my boss said get something | that works with"."""
    return said[: said.index("that")] if "that" in said[1:] else said


def _gone(tokens: Sequence[str], hit: Hit, before: Sequence[str], after: Sequence[str]) -> bool:
    if not _FORMER.isdisjoint(before[-6:]) or tokens[hit.end : hit.end + 1] == [
        "off"
    ]:  # "they took Slack off our laptops"
        return True
    following = tokens[hit.end : hit.end + 9]
    if following[:1] in (["'s"], ["is"]) and following[1:2] == ["what"]:  # "Square's what my brother has"
        said = [token for token in following[2:] if token not in BREAKS]
        return not (_OTHERS | parties.KIN).isdisjoint(said[:4]) or said[:1] == ["they"]
    if following[:1] in (["'s"], ["is"], ["was"]) and parties.another_job(following[1:5]):
        return True  # "HubSpot's the other company I work for"
    if following[:1] == ["goes"] and not _AWAY.isdisjoint(following[1:4]):
        return True  # "Sage goes in the skip"
    tail = after[:5]
    once = tokens[hit.end : hit.end + 1] == ["once"] and tokens[hit.end + 1 : hit.end + 2] in ([], [","], ["."])
    if (
        once or before[-1:] == ["'d"] or (tail[:1] in (["'s"], ["is"]) and tail[1:2] == ["off"])
    ):  # "we'd Slack here once"
        return True
    if tail[1:] and tail[0] in _ONCE_OR_IS and tail[1] in _FAILS:
        return not whose.HEARSAY.isdisjoint(before)  # "X was down all morning"; not "he said X was down"
    if tail and tail[0] in ("is", "'s", "was", "are", "got", "has", "being", "account"):
        return not _GONE_AFTER.isdisjoint(tail) or "being" in tail
    following = list(tokens[hit.end : hit.end + 7])
    return following[:1] in (["was"], ["left"], ["died"]) or following[:2] == ["'s", "banned"]
