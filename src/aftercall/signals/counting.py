"""Whether a number may count people: what stands around it says what it is not."""

# SIM905: a list of words reads best as one string.
# ruff: noqa: SIM905

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from aftercall.signals import bare
from aftercall.signals.numbers import WORDS as NUMBERS
from aftercall.signals.numbers import Number
from aftercall.signals.speech import PEOPLE, STAFFED, Count, Speech, unknown
from aftercall.signals.words import BREAKS, STOPS, Cues

_AGES = frozenset([("who", "is"), ("he", "'s"), ("she", "'s"), ("i", "'m"), ("he", "is"), ("she", "is"), ("who", "'s")])
_KIN = frozenset(
    "dad mum mom father mother wife husband son daughter brother sister uncle aunt grandpa grandma gran boss".split()
)
_ARE_OLD = (["'re"], ["are"], ["both"])
_OF_YEARS = frozenset("kid lad girl boy man woman fella chap bloke fellow guy lady child youngster gentleman".split())
_OF_AGE = 40  # so many are seldom said to be "the pair of us"
_MAKE_IT = frozenset([("make", "it"), ("make", "that"), ("call", "it"), ("call", "that"), ("be", "so"), ("say", "to")])
_RAISES = frozenset("brings bring brought takes take took makes gets change changes up bump raise raises put".split())
_ROOM = frozenset("room table space bench office made built meant sized designed".split())
_AT = frozenset("it that us 're are 'm now still currently sitting".split())  # "we're at twenty four now"
_COME = frozenset("come comes came coming visit visiting arrive".split())
_HOW_MANY = Cues("many have", "many of us", "many are", "many y", "many you all", "many now")
_BY_THE_WAY = frozenset("way actually sorry now".split())
_LAST_WORDS = 3  # tokens: the number ends what is said
_MET = frozenset("talked talk spoke spoken speaking asked called emailed saw seen met registered invited".split())
_GIVEN = frozenset(
    "sent send sends sending gave give giving showed show shown mailed emailed texted forwarded sold demoed".split()
)
_DID = frozenset("were was got went had tried opened tested came sat stood saw played looked signed drove did".split())
_CLOCK = frozenset("monday tuesday wednesday thursday friday saturday sunday today tomorrow at am pm o'clock".split())
_AGAINST = frozenset("comparing compare compared against".split())
_NO_LEAD = frozenset("and plus or to maybe about only just the of - , now then with".split())
_ALL_IN = [
    ["with", "us"],
    ["with", "me"],
    ["with", "him"],
    ["with", "her"],
    ["in", "all"],
    ["all", "told"],
    ["all", "in"],
    ["in", "total"],
]
_ALL = frozenset("us all told total altogether with".split())  # without one of these nothing is a total
_HAVING = frozenset("have got are 're employ employs with of has there 's is".split())
_NO_PEOPLE_AFTER = frozenset(
    "seasonal occasional down upfront different separate starting joining leaving hectares acres rooms deposit a per each every / % percent times monthly weekly daily years feet : x are were b grand minutes said voted agreed refused replied liked loved hated".split()
)
_LEADS = (
    NUMBERS
    | frozenset(
        ", . ! ? : ; - … is 's am 'm are 're be been being was were have has had 've get got take takes took make makes made need needs want wants would 'd will 'll do put say says said gimme lemme think guess reckon suppose believe count counted counting call ask tell told buy mean means works employ employs run crossed hit reached leaves becomes "
        "a an the all both round bang dead cool this that it which whom as i we you me us em them my your our his her their and or plus but so if when once because of to for from with between into up down at about around bout like almost over under off quite even nearer closer ballpark inside outside winter summer combined included maybe perhaps just only still now then before again here there today more less than times total together altogether same every each next by not no nah yes yeah yep aye oh ah well ok okay right sure sorry hm hmm mm um uh er eh".split()
    )
)  # what a bare number of people is told with; any other word before it names what it numbers: "locker nine", "window three"


_ON = frozenset("me bang dead spot".split())
_OF_THEM = (["of", "them"], ["of", "em"], ["of", "us"])
_STAFFED = STAFFED | frozenset("all this that it here now moment minute start beginning present total".split())
_COUNTING_IN = frozenset("with without counting including excluding just only".split())  # "including contractors? ten"
_A_PHRASE = 6  # tokens of "on the old system"
_WHERE_OR_ACROSS = frozenset("at in on for between across over among counting".split())
_THE = frozenset("the our my all".split())
_ASKS_HOW_MANY = frozenset("many big large number size headcount".split())
_IN_WHICH_WAY = ("ly", "wise")  # "presently eleven", "agents wise six"
_TOO_MUCH = frozenset("too limit wrong plan old maximum".split())
_ONLY = frozenset("'m just only 's is".split())
_ABOUT = frozenset("about around roughly up to over like nearly a".split())
_HOLDS = frozenset("seat seats sleep sleeps hold holds fit fits accommodate accommodates sits feed feeds".split())
_MANY_OF = frozenset("the of for our more these those need want and per user license licence".split())
_PER = frozenset("a an per each every".split())
_PERIODS = frozenset("day night week weekend month year shift service sitting session class".split())
_WHERE = frozenset("at in on for".split())
_NOT_AT_WORK = frozenset(
    "table lunch dinner country world car van call bed boat house flat apartment lease will deed family party wedding queue line church waiting".split()
)
_IN_LINE = frozenset("table lunch dinner bed party wedding queue church waiting".split())
_ORDERED = frozenset("order orders tent table lift elevator boat tents party car booking room band".split())
_TEAMS = frozenset("team crew department outfit shop firm business company office practice band operation".split())
_CHANGED = frozenset("up down grew grown went gone shrank dropped".split())
_WE_ARE_AT = frozenset("at in here now all altogether people so across between strong".split())
_STAFFS = frozenset("staff team crew".split())
_AFTER_STAFF = BREAKS | {"and"}
_START = ("start", "starting", "begin")
_PROMPTS = frozenset("asks asking keeps nags".split())  # "it keeps asking me to invite five colleagues"
_THEIR_LOGINS = frozenset("login logins access seat seats licence licences license licenses account accounts".split())
_START_WORK = frozenset("start starting begin beginning join joining".split())
_WITH = frozenset("with at me us on out".split())
_EACH = frozenset("each every apiece".split())
_ANYBODY = frozenset("people folks guys persons person men women girls boys lads us bodies heads".split())
_SEVERAL = 2
_MANY = 500  # more people of a trade than these are hardly told in passing
_LINKS = frozenset(
    "are is 's were down up to at more like about perhaps maybe around roughly would be it them probably almost nearly say closer".split()
)


def is_answer(speech: Speech, count: Count, question: Speech) -> bool:
    """Whether a bare number can be the answer to how many people: not an age, a floor, a rate, a list's number."""
    tokens, number = speech.tokens, count.number
    following = tokens[number.end] if number.end < len(tokens) else "."
    before = tokens[number.start - 1] if number.start else ""
    lead = tokens[number.start - 2] if number.start > 1 else ""
    if following == "of" and tokens[number.end + 1 : number.end + 2] in (["these"], ["those"]):
        return before in ("", "so") or lead == "there"
    if before == "or" and speech.nouns.get(number.start - 2) is not None:
        return False
    if following == "are" and before == "only":
        return True
    if following in _NO_PEOPLE_AFTER or _turned_down(tokens, number.end):
        return False
    if following in _WHERE and not _IN_LINE.isdisjoint(tokens[number.end + 1 : number.end + 3]):
        return False  # "Saturdays there's twenty in the queue"
    opening = speech.clause(number.start)[0]
    if "paper" in tokens[max(opening, number.start - 4) : number.start]:  # "on paper it's six"
        return False
    if before == "for" and lead in _ROOM:
        return False
    if before == "take" and tokens[max(0, number.start - 3) : number.start - 1] == ["give", "or"] and number.start > 3:
        return False
    aged = (lead, before) in _AGES or (before in ("is", "'s") and (lead in _KIN or lead.endswith(("man", "woman"))))
    if (number.kind == "count" and aged) or "age" in tokens[max(0, number.start - 3) : number.start]:
        return False
    if before == "at":
        return lead in _AT
    if before == "of" and lead in NUMBERS:
        return _LEADS.issuperset(tokens[max(0, number.start - 3) : number.start - 2])  # not "page one of twenty six"
    if not before or before in _LEADS or before.endswith(_IN_WHICH_WAY):
        return True
    named = speech.nouns.get(number.start - 1)
    return (
        (before == "on" and lead in _ON)  # "quote me on eighteen", "bang on forty"
        or tokens[number.end : number.end + 2] in _OF_THEM  # "we'd bring ten of them over"
        # "these days twelve"
        or (
            number is speech.numbers[0] and not _ASKS_HOW_MANY.isdisjoint(question.words) and bare.opens(speech, number)
        )
        or bare.ends_unmarked(speech, number)
        or _fronted(tokens, opening, number)
        or (opening == number.start - 1 and unknown(before))  # "sales twelve"
        or (before in question.words and all(told.low != number.low for told in question.numbers))  # "team size twenty"
        or (named is not None and named.value == "person")
        # "three in design four in the yard"
        or (following in _WHERE and not NUMBERS.isdisjoint(tokens[max(0, number.start - 3) : number.start - 1]))
    )


def _fronted(tokens: Sequence[str], start: int, number: Number) -> bool:
    """For "on the old system twenty five", "we are with Dana ten": what comes before the number is said of it."""
    after = tokens[number.end : number.end + 1]
    start += 2 * (tokens[start : start + 2] in (["we", "are"], ["we", "'re"]))
    if number.start - start > _A_PHRASE or (after and after[0] not in BREAKS):
        return False
    the = tokens[start + 1 : start + 2]
    return tokens[start] == "with" or (tokens[start] in _WHERE_OR_ACROSS and not _THE.isdisjoint(the))


def of_age(tokens: Sequence[str], number: Number) -> bool:
    """For "we're sixty three the pair of us", "we're both seventy": ages; not for "we're fifty, the pair of us and …"."""
    before, after = tokens[max(0, number.start - 1) : number.start], tokens[number.end : number.end + 6]
    if before == ["of"] and not _OF_YEARS.isdisjoint(tokens[max(0, number.start - 2) : number.start]):
        return True  # "a kid of twenty four"
    if number.low < _OF_AGE or before not in _ARE_OLD:
        return False
    return before == ["both"] or (["the", "pair", "of", "us"] in (after[:4], after[1:5]) and "and" not in after)


def _turned_down(tokens: Sequence[str], place: int) -> bool:
    """For "fifty is too much", "fifty is the plan limit"."""
    after = tokens[place : place + 5]
    return after[:1] in (["is"], ["'s"]) and not _TOO_MUCH.isdisjoint(after[1:])


def holds(tokens: Sequence[str], number: Number) -> bool:
    """For "we seat a hundred and twenty", "the hall holds sixty": room for guests."""
    at = number.start - 1
    while at > 0 and tokens[at] in _ABOUT:
        at -= 1
    return at > 0 and tokens[at] in _HOLDS and tokens[at - 1].isalpha() and tokens[at - 1] not in _MANY_OF


def met(tokens: Sequence[str], number: Number) -> bool:
    """For "talked to three people", "five people before me"."""
    before, after = tokens[max(0, number.start - 3) : number.start], tokens[number.end : number.end + 4]
    return (
        not _MET.isdisjoint(before)
        or not _GIVEN.isdisjoint(before[-1:])
        or (before[-1:] == ["to"] and not _GIVEN.isdisjoint(tokens[max(0, number.start - 6) : number.start]))
        or not _AGAINST.isdisjoint(tokens[max(0, number.start - 5) : number.start])
        or (before[-1:] == ["with"] and not _COME.isdisjoint(before))
        or (after[:2] == ["of", "us"] and not _DID.isdisjoint(after[2:3]))
        or after[1:3] in (["before", "me"], ["before", "us"], ["ahead", "of"])
        or newcomers(tokens, number)
        or (
            before[-1:] in (["invite"], ["add"])
            and not _PROMPTS.isdisjoint(tokens[max(0, number.start - 6) : number.start])
        )
        or (before[-1:] in (["got"], ["had"]) and after[1:3] in (["to", "try"], ["to", "test"]))
    )


def of_no_trade(speech: Speech, number: Number) -> bool:
    """For "there's six of us heirs": not of a trade."""
    place = number.end + 2
    of_us = speech.tokens[place - 2 : place] == ["of", "us"] and place < len(speech.tokens)
    return of_us and unknown(speech.tokens[place]) and place not in speech.nouns


def newcomers(tokens: Sequence[str], number: Number) -> bool:
    """For "sixty people start on Monday", "two of them start next week"; not for "five reps starting who'll need logins"."""
    after = tokens[number.end : number.end + 12]
    begins = after[2:3] if after[:2] == ["of", "them"] else after[1:2]
    return not _START_WORK.isdisjoint(begins) and _THEIR_LOGINS.isdisjoint(after)


def doubtful(speech: Speech, count: Count) -> bool:
    """Whether the word counted may be of no people at all, and nothing says that the speaker has or is them."""
    tokens, place = speech.tokens, count.number.start
    if not speech.guessed(count.noun_at):
        return tokens[count.noun_at] == "accounts" and not speech.brief
    if tokens[place - 1 : place] == ["all"] and tokens[count.number.end : count.number.end + 2] == ["of", "our"]:
        return False
    return _HAVING.isdisjoint(tokens[max(0, place - 4) : place])


def crowd(speech: Speech, count: Count) -> bool:
    """For "I'm at a convention, two thousand dentists": more than are told in passing, and not said to be ours."""
    at = count.number.start
    return count.number.low > _MANY and _HAVING.isdisjoint(speech.tokens[max(0, at - 4) : at])


def goes_with_documents(speech: Speech, place: int) -> bool:
    """Whether the count before a bare number in its sentence is of documents: "eight forms each a week, so forty"."""
    if not speech.mentions("document"):
        return False
    start, _ = speech.span(place)
    if _of_documents(speech, start, place):
        return True
    at = bisect_left(speech.counts, place, key=lambda count: count.number.start)
    return at > 0 and speech.counts[at - 1].number.start >= start and speech.counts[at - 1].thing == "document"


def _of_documents(speech: Speech, start: int, place: int) -> bool:
    """For "the quotes are down to sixty", "engagement letters more like twenty"."""
    at = place - 1
    while at >= start and speech.tokens[at] in _LINKS:
        at -= 1
    return any(
        hit.value == "document" and hit.end == at + 1
        for step in range(max(start, at - 2), at + 1)
        if (hit := speech.nouns.get(step)) is not None
    )


def starts(tokens: Sequence[str], number: Number) -> bool:
    """For "start me at four", "I'd start with the closers, eight", "thirty to start": what is wanted at first."""
    before = list(tokens[max(0, number.start - 9) : number.start])
    for word in _START:
        if word in before:
            ahead = before[before.index(word) + 1 :]
            return bool(ahead) and ahead[0] in _WITH and STOPS.isdisjoint(ahead)
    return tokens[number.end : number.end + 2] in (["to", "start"], ["to", "begin"])


def from_to(tokens: Sequence[str], count: Count) -> Count | None:
    """For "up from nine to fourteen": fourteen; None for "up from nine", which is past."""
    number = count.number
    before = tokens[max(0, number.start - 2) : number.start]
    if len(before) < 2 or before[1] != "from" or before[0] not in _CHANGED:
        return count
    return count._replace(number=number._replace(low=number.high)) if number.high > number.low else None


def only_one(tokens: Sequence[str], number: Number) -> bool:
    """For "now I'm one", "just one"."""
    before, after = tokens[max(0, number.start - 1) : number.start], tokens[number.end : number.end + 1]
    if before == ["the"]:
        return tokens[max(0, number.start - 2) : number.start - 1] in (["just"], ["only"])
    return bool(before) and before[0] in _ONLY and (not after or after[0] in BREAKS)


def passing(tokens: Sequence[str], count: Count) -> bool:
    """For "we see thirty people a day", "nine of us at table", "a fourteen-person order": no size of a team."""
    at = max(count.noun_at + 1, count.number.end)
    after = tokens[at : at + 4]
    if after[:1] and after[0] in _PER and not _PERIODS.isdisjoint(after[1:2]):
        return True
    if after[:1] and after[0] in _WHERE and not _NOT_AT_WORK.isdisjoint(after[1:3]):
        return True
    noun = tokens[count.noun_at] if count.noun_at >= 0 else ""
    return (
        noun in ("person", "man")
        and "we" not in tokens[max(0, count.number.start - 4) : count.number.start]
        and count.number.low > 1
        and not _ORDERED.isdisjoint(after[:1])
    )


def we_are(tokens: Sequence[str], number: Number) -> bool:
    """For "we're nine at head office", "we'd be nine", "we're only five so"."""
    start = number.start - (tokens[number.start - 1 : number.start] in (["only"], ["just"]))
    before, after = tokens[max(0, start - 3) : start], tokens[number.end : number.end + 2]
    would = before == ["we", "'d", "be"] and number.end >= len(tokens) - 1  # nothing more is said
    would = would and "if" not in tokens[max(0, start - 12) : start]
    be = would or before[-2:] in (["we", "'re"], ["we", "are"], ["we", "employ"])
    return be and (not after or after[0] in BREAKS or after[0] in _WE_ARE_AT or after[1:] == ["we"])


def at_work(speech: Speech, count: Count) -> bool:
    """For "three reps, each of 'em'd do twenty proposals": people of a trade, told of along with their paperwork."""
    at = count.noun_at
    if (
        at >= 0
        and speech.tokens[at] in ("person", "man", "woman")
        and not _TEAMS.isdisjoint(speech.tokens[at + 1 : at + 3])
    ):
        return True
    start = count.number.start
    if speech.tokens[start - 1 : start] == ["of"] and start > 1 and speech.tokens[start - 2] in _STAFFS:
        return True
    if count.noun_at < 0 or speech.guessed(count.noun_at) or count.number.low < _SEVERAL or count.number.low > _MANY:
        return False
    start, stop = speech.span(count.number.start)
    words = speech.tokens[start:stop]
    return speech.tokens[count.noun_at] not in _ANYBODY and (
        (not _EACH.isdisjoint(words) and "other" not in words)
        or any(hit.value == "document" for at in range(start, stop) if (hit := speech.nouns.get(at)) is not None)
    )


def introduces(speech: Speech, count: Count, question: Speech) -> bool:
    """For "Solicitors, high street, nine fee earners" unasked, "Down by the docks. Ten staff, two vans" of where they are."""
    tokens, start, noun = speech.tokens, count.number.start, count.noun_at
    if (
        noun not in speech.nouns
        or speech.guessed(noun)
        or not _SEVERAL <= count.number.low <= _MANY
        or tokens[noun] in _ANYBODY
    ):
        return False
    told_of = not question.tokens or (tokens[noun] in _STAFFS and "you" in question.words)
    listed, end = start == 0 or tokens[start - 1] in BREAKS, speech.nouns[noun].end
    return told_of and listed and (end >= len(tokens) or tokens[end] in _AFTER_STAFF)


def all_in(tokens: Sequence[str], number: Number) -> bool:
    """For "fourteen with us", "six seats in all": a total."""
    after = tokens[number.end : number.end + 3]
    return not _ALL.isdisjoint(after) and (after[:2] in _ALL_IN or after[1:] in _ALL_IN or after[0] == "altogether")


def asked_back(speech: Speech, number: Number, question: Speech) -> bool:
    """For "guests? twenty three, and a parrot", "in the van? three across": the answer to what nobody asked."""
    tokens, (start, _) = speech.tokens, speech.span(number.start)
    if start < _SEVERAL or tokens[start - 1] != "?" or tokens[number.end : number.end + 2] == ["of", "us"]:
        return False
    opening, stop = speech.span(start - 2)
    asked = tokens[opening:stop]
    if len(asked) > _A_PHRASE or asked[-1] in question.words or asked[0] in _COUNTING_IN:
        return False
    if not _NOT_AT_WORK.isdisjoint(asked) or (asked[0] in _WHERE and _STAFFED.isdisjoint(asked)):
        return True
    if "or" in asked and tokens[start] in asked:  # "sheep or men? sheep, three hundred"
        return start not in speech.nouns or speech.nouns[start].value not in PEOPLE
    things = [hit.value for place in range(opening, stop) if (hit := speech.nouns.get(place)) is not None]
    return PEOPLE.isdisjoint(things) and (
        bool(things) or (asked[-1][-1] == "s" and asked[-1] != "ones" and unknown(asked[-1]))
    )


def its_own_sentence(tokens: Sequence[str], number: Number) -> bool:
    """For "nine plus an admin. ten": a number that is all that is said."""
    after = tokens[number.end : number.end + 1]
    before = tokens[number.start - 1 : number.start]
    if not after and not _NO_LEAD.isdisjoint(before):
        return False
    return bool(before) and (not after or (after[0] in STOPS and before[0] in STOPS))


def only_the(tokens: Sequence[str], number: Number) -> bool:
    """For "then no supervisors. Only the five."."""
    before = tokens[max(0, number.start - 2) : number.start]
    return before in (["only", "the"], ["just", "the"]) and (number.end >= len(tokens) or tokens[number.end] in STOPS)


def updates(tokens: Sequence[str], place: int) -> bool:
    """For "make it nine", "call it fifty five", "that brings it to twenty six", "okay then eight"."""
    if tokens[place - 1 : place] in (["so"], ["then"]) and len(tokens) - place <= _LAST_WORDS:
        return _CLOCK.isdisjoint(tokens[max(0, place - 12) : place]) or "forgot" in tokens
    if tokens[place - 2 : place] == ["it", "'s"] and not _BY_THE_WAY.isdisjoint(tokens[max(0, place - 5) : place - 2]):
        return True
    before = tokens[max(0, place - 3) : place]
    if before[-1:] == ["says"] and _HOW_MANY.stand_in(tokens[:place]):
        return True  # "Kim, how many have we got now? She says sixteen"
    if before[-2:] == ["more", "like"]:
        return True
    if before[1:] in (["it", "to"], ["that", "to"]):
        return before[0] in _RAISES
    return tuple(before[-2:]) in _MAKE_IT or tuple(before[:-1]) in _MAKE_IT
