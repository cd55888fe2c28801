"""Whether a number may count documents that the customer sends: what stands around it says what it is not."""

# S105: a token is a word of speech here; SIM905: a list of words reads best as one string.
# ruff: noqa: SIM905

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence

from aftercall.signals import ownership
from aftercall.signals.dialogue import Exchange
from aftercall.signals.numbers import WORDS as NUMBERS
from aftercall.signals.numbers import Number
from aftercall.signals.periods import Stretch
from aftercall.signals.speech import Count, Speech
from aftercall.signals.words import BREAKS, STOPS, Cues

FIX = frozenset("no wait sorry actually make meant scratch rather er correction hang mean pardon oops".split())
"""Words with which something is said anew."""

USUAL = frozenset("normal normally regular usual usually average typical steady most".split())
"""Words that call a rate the normal one."""

_CAPS = frozenset(
    "allows allow could limit caps capped cap goal target allowed allowance includes included gives quota".split()
)
_COULD_SAY = Cues("could say", "could call", "could put", "could be")
_PAID_FOR = Cues("the plan with", "the package with", "a plan with", "a package with", "charged for", "billed for", "charged me for", "billed me for", "pay for", "paying for", "comes with", "come with", "came with", "entitled to", "bumped us to", "upped us to", "moved us to", "put us on", "cut us off")  # fmt: skip
_REACHED = Cues("hit it", "hit that", "hit the target", "hit the limit", "hit the cap", "reach it", "make it", "use it all", "use it up", "use all", "use them all", "use every", "last one", "max it out", "run out", "dead on", "on the dot")  # fmt: skip
_NEVER = Cues(*(f"{never} {hit}" for never in ("never", "hardly", "rarely", "not", "dont", "havent", "if we", "when we", "whether we") for hit in ("hit", "reach", "reached", "make", "made", "use", "used", "run", "been", "come", "get", "got", "ever")))  # fmt: skip
_TIERS = frozenset("tier trial package free".split())
_YOU_DO = Cues("you do", "you handle", "you process", "you give", "you offer", "you allow", "you say", "you get", "limit is", "limit 's", "limit was")  # fmt: skip
_SENT_US = Cues("send us", "sends us", "sent us", "send me", "sends me", "sent me", "sending us")
_STOCK = frozenset(
    "lying old unsigned outstanding waiting templates boxed sitting stored archived filed file piled drawer drawers cabinet cabinets backlog basement archive shelf shelves boxes dead".split()
)
_INCOMING = frozenset("receive received receiving incoming inbound read reads".split())
_OUT = frozenset("out signed sent off to done written approve approved approval sign".split())
_GETTING = frozenset(["get", "gets", "getting"])
_COMING_IN = Cues("come in", "comes in", "coming in", "came in", "to me", "landing", "the inbox", "my inbox", "our inbox")  # fmt: skip
_LABELS = frozenset(
    "extension last question criterion criteria version turned turning turns route unit booth section line page level row gate chapter highway step floor number net room suite house flat other those these bar form till until after clause schedule".split()
)
_DIGITS = frozenset("one two three four five six seven eight nine".split())
_TEN = 10
_STREETS = frozenset("street road lane avenue drive court crescent terrace".split())
_EVENTS = frozenset(
    "meeting meetings huddle briefing standup call calls shift shifts open opens start starts finish finishes ring tomorrow tonight lunch monday tuesday wednesday thursday friday saturday sunday".split()
)  # "at nine"
_WISHED = Cues("like to be at", "like to get to", "like to do", "want to be at", "want to get to", "hope to", "hoping to", "aiming for", "aim for", "love to be at", "love to do", "love to get to", "target is")  # fmt: skip
_FEELS = Cues("feels like", "felt like", "feel like", "might as well be")  # "three hundred. feels like three thousand"
BEFORE_US = Cues("predecessor", *(f"{one} {firm}" for one in ("old", "previous", "last", "former") for firm in ("firm", "company", "place", "job", "owner", "owners", "manager", "boss", "landlord", "partner", "crowd", "lot")),
    "when i started", "when we started", "when i began", "when we began", "when we opened", "when i opened", "when i first", "when we first", "my first year", "our first year", "in those days", "back then")  # fmt: skip
_HEARSAY = frozenset(
    "professor article articles website brochure somewhere news study studies statistic statistics podcast".split()
)
_RUSHES = frozenset("rush panic overnight scramble emergency frenzy crunch nightmare".split())
_SUPPOSED = Cues("imagine", "suppose", "supposing", "hypothetically", "what if", "let 's say we", "say we did", "say we sent", "say we had", "if someone", "if somebody", "one day we")  # fmt: skip
_UNSIGNED = Cues("dont get signed", "doesnt get signed", "arent signed", "not signed", "nobody signs", "no one signs", "sign nothing", "signs nothing", "dont need signing", "dont need a signature")  # fmt: skip
_OUGHT = Cues("ought to", "wants us", "wants me", "want us", "should be doing", "should be sending", "should do", "should send", "supposed to do", "supposed to send", "supposed to be doing")  # fmt: skip
_AND_I_WOULD = Cues("and i 'd be", "and i 'd have", "and i 'd need", "and we 'd be", "and we 'd have", "and we 'd need", "and i would be", "and we would be", *(f"and i 'd {retire}" for retire in ("retire", "cry", "die", "faint")))  # fmt: skip
_NOT_IT = Cues("i 'd be", "i 'd have", "we 'd be", "we 'd have", "would be a", "would be my", "would kill", "would finish", "so far", "at a push", "at a stretch", "at a pinch", "my half", "is mine", "are mine")  # fmt: skip
_AFTER_IT = 10  # tokens from a number in which it is said not to be it: "Ten a week, I'd be rich"
_WE_NOW = Cues("i do", "we do", "i get through", "we get through", "i send", "we send", "i write", "we write")
_CALLED = frozenset("only but and well so if you we call think consider find reckon that about like maybe".split())
_LARGE = frozenset("lot many much heavy busy high big large huge small modest plenty volume scares scare frightens bothers worries counts qualifies sounds".split())  # fmt: skip
_WOULD = frozenset(["'d", "would"])
_GUESSED = frozenset("guess say guessing asked pushed forced honest pick bet".split())  # "if I had to guess"
_REAL = frozenset("now today currently actually but".split())
_BEFORE = frozenset(["before", "earlier"])
_PLANS = frozenset("one plan tier package option bundle limit allowance".split())  # "the fifty documents a month one"
_PER = frozenset("a an per each every".split())
OTHER_UNITS = frozenset(
    "minute second hour head seat feet user person page sheet word mile kilometer metre meter foot gallon litre liter pound kilo ton tonne unit piece box pallet time go night shift ticket item room door".split()
)
_LOST = frozenset(
    "buy bought cancelled canceled declined rejected lapsed appointed hired awarded chosen picked won win lost lose landed land lands closed bounce bounced".split()
)
_MISSING = frozenset("missing expired lost lose missed".split())
_CAME_TO = frozenset("appointed hired awarded chosen accepted rejected missing expired won lost fell fall falls stick sticks stuck bounce bounced converted convert land landed declined cancelled canceled back".split())  # fmt: skip
_OF_THOSE = Cues("of those", "of them", "of these")
_OF_WHICH = Cues("of which", "of those", "of them", "of these")
_AGES = frozenset([("i", "'m"), ("i", "am"), ("he", "'s"), ("she", "'s"), ("he", "is"), ("she", "is"), ("they", "'re")])
_SEASON = frozenset(
    "spring summer autumn winter christmas easter january february march april june july august september october november december season peak busy holidays bad best worst record".split()
)
_IN_ALL = frozenset("altogether total all".split())
_MOVED_FROM = frozenset([("up", "from"), ("down", "from"), ("up", "by"), ("down", "by")])
_SOME = Cues("some weeks", "some days", "some months")
_RISES = frozenset("goes up peaks spikes climbs jumps sometimes occasionally hits reaches".split())
_PRICE_REACH = 9
_AFTER_A_RATE = 8  # tokens from a number in which its rate is over
_MOST_FACTS = 6  # numbers of a recap that are looked at
_SUBJECT = 4  # tokens of "weddings are maybe", and letters of no noun
_ONES = 6  # tokens of "of the longer ones ,"
_HEDGED = frozenset("maybe about perhaps another say".split())
_AFTER_ONES = BREAKS | _PER
_NO_SUBJECTS = frozenset("and but though the our my those these figures volumes numbers totals sends things weeks months mondays fridays".split())  # fmt: skip
_TAKEN = 3  # tokens of "give or take" that open an answer: what follows is the number itself


def elsewhere(speech: Speech, count: Count, *, asked: bool, counted: bool) -> bool:
    """Whether a number is another's, denied, supposed, of the past, of what comes in, or of what lies about."""
    tokens, place = speech.tokens, count.number.start
    clause, (start, stop) = speech.clause(place), speech.span(place)
    before, after = tokens[clause[0] : place], tokens[count.number.end : clause[1]]
    mine = _own_words(before)
    if (
        (
            (_allowed(mine) or ownership.of_a_plan(tokens, start, place, asked=asked))
            and not (asked and _REACHED.stand_in(tokens) and not _NEVER.stand_in(tokens))
        )
        or (not asked and offered(speech, place))
        or not _INCOMING.isdisjoint(mine)
        or ownership.next_door(tokens, start, place)
        or _SENT_US.stand_in(mine)
        or _other_rate(tokens, count)
        or _SENT_US.stand_in(tokens[:4])
    ):
        return True
    if (
        before[-1:] in (["question"], ["item"], ["holds"], ["sleeps"])
        or "ago" in after[:2]
        or (_kept(before, after) and not (after[:1] in (["a"], ["per"]) and speech.periods))
        or before[-3:] == ["the", "one", "with"]  # of the plans
        or _comes_in(before, after)
    ):
        return True
    if (
        (not asked and _OUGHT.stand_in(mine))
        or ownership.denied(tokens, place)
        or _unreal(tokens, clause, start, place)
        or supposed(tokens, place)
    ):
        return True
    if not _HEARSAY.isdisjoint(tokens[start:place]) and not asked:
        return True
    if BEFORE_US.stand_in(before) and _REAL.isdisjoint(before):
        return True
    derived = asked and (
        tokens[place - 1 : place] == ["so"] or not _IN_ALL.isdisjoint(after[:5])
    )  # "each of the forty clients gets two, so eighty"
    if not derived and ownership.others(
        tokens, start, place, they_are_ours=asked or "they" in tokens[start:place], he_is_ours=counted
    ):
        return True
    if _went_missing(tokens, count) or (count.thing == "unknown" and _UNSIGNED.stand_in(tokens[place:stop])):
        return True
    if not asked and not _RUSHES.isdisjoint(tokens[start:stop]):
        return True
    return ownership.past(tokens, clause[0], place) and not (
        "last" in [*tokens[start:place], *after[:4]]
        or "month" in before
        or ("year" in after[:3] and after[:2] != ["the", "year"])
        or after[:2] == ["for", "the"]
        or (after[:1] == ["in"] and not _SEASON.isdisjoint(after[1:2]))
        or (asked and before == ["it", "was"] and len(speech.counts) == 1)  # "It was ninety in a month."
    )


def _if_before(tokens: Sequence[str], start: int) -> bool:
    """For "if we get that job. it'd be five hundred": whether the sentence before the one at `start` sets a condition."""
    opening = start - 2
    while opening > 0 and tokens[opening - 1] not in STOPS:
        opening -= 1
    return tokens[opening] == "if" and _GUESSED.isdisjoint(tokens[opening:start])


def _unreal(tokens: Sequence[str], clause: tuple[int, int], start: int, place: int) -> bool:
    """For "if we grew to ninety"; "we grew from forty to ninety" is real, but for what stands before it."""
    lead = tokens[clause[0] : place]
    if "if" in lead[:-4] and _WE_NOW.stand_in(lead[-4:]):
        return False  # "if it's dry we do ten a day"
    if "if" in lead[-4:] and _CALLED.issuperset(lead[-4:]) and not _LARGE.isdisjoint(tokens[place : clause[1]]):
        return False  # "only if you call forty a month a lot"
    if start > 1 and not _WOULD.isdisjoint(tokens[max(start, place - 4) : place]) and _if_before(tokens, start):
        return True
    grew = next((at for at in range(*clause) if tokens[at] == "grew" and "from" in tokens[at + 1 : at + 3]), place)
    if grew >= place:
        return ownership.unreal(tokens, clause, start, place)
    before, after = (clause[0], grew), (grew + 1, clause[1])
    return ownership.unreal(tokens, before, start, grew) or ownership.unreal(tokens, after, start, place)


def _other_rate(tokens: Sequence[str], count: Count) -> bool:
    """For "forty sheets a minute": a rate, but of no period that documents are counted by."""
    at = max(count.number.end, count.noun_at + 1)
    after = tokens[at : at + 3]
    if after[:1] == ["monthly"] or not after:
        return not _PLANS.isdisjoint(after[1:2])
    return after[0] in _PER and (not OTHER_UNITS.isdisjoint(after[1:2]) or not _PLANS.isdisjoint(after[2:]))


def _own_words(before: Sequence[str]) -> Sequence[str]:
    """The words of a clause that lead to one number and not to the one before."""
    numbers = [at for at, token in enumerate(before) if token in NUMBERS or token[0].isdecimal()]
    return before[numbers[-1] + 1 :] if numbers else before


def _allowed(before: Sequence[str]) -> bool:
    """For "the plan gives us a hundred", "we pay for fifty"."""
    caps = not _CAPS.isdisjoint(before) and not _COULD_SAY.stand_in(before)
    return caps or _PAID_FOR.stand_in(before)


def offered(speech: Speech, place: int) -> bool:
    """For "you do ten a month free", "your free tier, ten documents a month": what we sell."""
    tokens = speech.tokens
    start = speech.span(place)[0]
    if not _TIERS.isdisjoint(tokens[start:place]) or ownership.of_a_plan(tokens, start, place):
        return True
    return _YOU_DO.stand_in(_own_words(tokens[speech.clause(place)[0] : place]))


def _kept(before: Sequence[str], after: Sequence[str]) -> bool:
    """For "eight thousand boxed up", "four hundred in the filing cabinet": a stock is no rate."""
    return not _STOCK.isdisjoint([*before[-2:], *after[:5]]) or ("library" in before and "templates" in after)


def _comes_in(before: Sequence[str], after: Sequence[str]) -> bool:
    """For "I get three or four": what comes in is not what goes out."""
    if _COMING_IN.stand_in(after[:8]):
        return True
    return (
        not _GETTING.isdisjoint(before[-3:])
        and _OUT.isdisjoint(after)
        and _OUT.isdisjoint(before)
        and "through" not in before[-3:]
    )


def supposed(tokens: Sequence[str], place: int) -> bool:
    """For "imagine that one day we send a thousand"; what follows "but", "today" is real again."""
    before = tokens[max(0, place - 25) : place]
    after = tokens[place : place + _AFTER_A_RATE]
    stop = next((at for at, token in enumerate(after) if token in BREAKS), len(after))
    if _AND_I_WOULD.stand_in(after[:stop]):  # "fifteen a day and I'd be in Hawaii"
        return True
    if not _SUPPOSED.stand_in(before) or ownership.I_GUESS.stand_in(before[-4:]):
        return False
    return _REAL.isdisjoint(before)


def is_answer(speech: Speech, count: Count) -> bool:
    """Whether a bare number can be how many: not a label ("section nine"), a code, one of "those two"."""
    tokens, number = speech.tokens, count.number
    before = tokens[number.start - 1] if number.start else ""
    lead = tuple(tokens[max(0, number.start - 2) : number.start])
    aged = tokens[number.end : number.end + 1] not in (["a"], ["per"]) and lead in _AGES
    timed = before == "at" and not _EVENTS.isdisjoint(tokens[max(0, number.start - 6) : number.start])
    timed = timed or tokens[number.end : number.end + 3] == ["in", "the", "morning"]
    if lead in _MOVED_FROM or timed or (before == "said" and "but" in tokens[number.end : number.end + 2]):
        return False
    within = lead == ("or", "take") and number.start > _TAKEN
    label = before in _LABELS and lead != ("a", "number")
    if label or aged or within or (len(before) == 1 and before.isalpha() and before not in "ai"):
        return False
    after = tokens[number.end] if number.end < len(tokens) else ""
    spelled = before == "oh" and number.low > _TEN and tokens[number.start] in _DIGITS
    if (
        spelled
        and number.start - 1 > speech.clause(number.start)[0]
        and "hundred" not in tokens[number.start : number.end]
    ):
        return False  # "it's expiring oh four twenty eight"
    street = not _STREETS.isdisjoint(tokens[number.end + 1 : number.end + 2]) and after not in _PER
    if street or after in ("people", "minutes") or tokens[number.end : number.end + 2] == ["or", "nothing"]:
        return False
    plural = after.endswith("s") and len(after) > 3 and after.isalpha()
    return not (plural and tokens[number.end + 1 : number.end + 2] == ["and"])


def aside(speech: Speech, count: Count, stretch: Stretch | None) -> bool:
    """Whether a number is told beside another: what came of them, or a word for who or where ("all five", "of which two")."""
    tokens, number = speech.tokens, count.number
    before, after = tokens[max(0, number.start - 4) : number.start], tokens[number.end : number.end + 4]
    if before[-2:] == ["out", "of"]:  # "out of nine hundred applications, ninety offers"
        return True
    if _NOT_IT.stand_in(tokens[number.end : min(speech.span(number.start)[1], number.end + _AFTER_IT)]):
        return True
    if _came_to_nothing(tokens, count) or (before[-1:] in (["said"], ["you"]) and not _BEFORE.isdisjoint(after)):
        return True
    rated = stretch is not None and stretch.start >= number.end
    if stretch and tokens[stretch.end : stretch.end + 1] == ["before"]:  # "and sixteen the month before"
        return True
    if stretch is not None and tokens[stretch.start : stretch.end - 1] == ["one"] and stretch.end < number.start:
        return True  # "we had one month of twenty"
    if rated and of_others(speech, number.start):
        return True
    if (
        _out_of_the_ordinary(speech, count, before)
        or _WISHED.stand_in(tokens[max(0, number.start - 8) : number.start])
        or _FEELS.stand_in(before)
    ):
        return True
    lead = tokens[max(speech.clause(number.start)[0], number.start - 8) : number.start]
    if "so" not in lead and _OF_WHICH.stand_in(lead):
        return True
    return (
        count.thing == "none"
        and not rated
        and (
            before[-1:] in (["the"], ["all"], ["both"], ["us"])
            or (_OF_THOSE.begin(after) and not _named(speech, number))
        )
    )


def of_others(speech: Speech, place: int) -> bool:
    """For "weddings are maybe thirty a year", "the viewings are forty a week": whether a number is that of things that are no documents."""
    tokens, start = speech.tokens, speech.clause(place)[0]
    start = next((at for at in range(start, place) if tokens[at] not in _NO_SUBJECTS), place)
    noun = tokens[start]
    named = noun[-1] == "s" and not named_in(speech, start, start + 1)
    return named and 1 < place - start <= _SUBJECT < len(noun) and tokens[start + 1] in ("are", "is", "'s")


def of_other_ones(tokens: Sequence[str], count: Count) -> Count:
    """For "forty contracts and ten of the short ones", which counts documents; "and ten of the short ones come back" does not."""
    ahead = tokens[count.number.end : count.number.end + _ONES]
    lead = [token for token in tokens[max(0, count.number.start - 2) : count.number.start] if token not in _HEDGED]
    more = lead[-1:] in (["and"], ["plus"]) and ahead[:1] == ["of"] and "ones" in ahead
    of_ones = more and _AFTER_ONES.issuperset(ahead[ahead.index("ones") + 1 :][:1])
    return count._replace(thing="document") if of_ones else count


def _named(speech: Speech, number: Number) -> bool:
    """Whether documents that nothing counts stand before a number: "and leases, thirty of those"."""
    at = bisect_left(speech.counts, number.start, key=lambda count: count.number.start)
    counted = max(speech.counts[at - 1].noun_at, speech.counts[at - 1].number.end - 1) if at else -1
    places = range(max(counted + 1, number.start - _PRICE_REACH), number.start)
    hits = [hit for place in places if (hit := speech.nouns.get(place)) and speech.tokens[place - 1 : place] != ["for"]]
    return any(hit.value == "document" for hit in hits)  # "invoices for approval" are named once


def _went_missing(tokens: Sequence[str], count: Count) -> bool:
    """For "two quotes went missing", "lost two contracts"."""
    place = max(count.number.end, count.noun_at + 1)
    return not _MISSING.isdisjoint(
        [*tokens[max(0, count.number.start - 2) : count.number.start], *tokens[place : place + 3]]
    )


def _came_to_nothing(tokens: Sequence[str], count: Count) -> bool:
    """For "won four", "eleven come back", "two quotes went missing": what came of some of them."""
    number = count.number
    if not _LOST.isdisjoint(tokens[max(0, number.start - 3) : number.start]):
        return True
    place = max(number.end, count.noun_at + 1)
    after = tokens[place : place + 4]
    stop = next((at for at, token in enumerate(after) if token in BREAKS), len(after))
    return not _CAME_TO.isdisjoint(after[:stop])


def _out_of_the_ordinary(speech: Speech, count: Count, before: Sequence[str]) -> bool:
    """For "goes up to ninety in September", "between nine and five"."""
    after = speech.tokens[count.number.end : count.number.end + 1]
    if after in (["each"], ["apiece"], ["when"]) or "if" in _own_words(
        speech.tokens[max(0, count.number.start - 10) : count.number.start]
    ):
        return True
    if "between" in before and count.number.low == count.number.high:
        return True
    start, stop = speech.clause(count.number.start)
    around = speech.tokens[start:stop]
    if _SOME.stand_in(_own_words(before)):
        return True
    return USUAL.isdisjoint(around) and not (_RISES.isdisjoint(before) and _SEASON.isdisjoint(around))


def named_in(speech: Speech, start: int, stop: int) -> bool:
    """Whether a document is named at one of the places."""
    return any((hit := speech.nouns.get(at)) is not None and hit.value == "document" for at in range(start, stop))


def recap(exchange: Exchange, agent: Speech) -> list[Count]:
    """What the agent's turn counts, where it counts both people and documents, or where the user corrects a part of it."""
    told = [count for count in agent.counts if count.thing in ("person", "seat", "document")][:_MOST_FACTS]
    things = {count.thing for count in told}
    return told if len(things) > 1 and ("document" in things or exchange.rest) else []


def of_people(number: Number, told: Sequence[Count]) -> bool:
    """Whether a bare number is nearest to one of people in a recap."""
    nearest = min(told, key=lambda count: abs(math.log(max(count.number.low, 1) / number.low)), default=None)
    return nearest is not None and nearest.thing != "document"
