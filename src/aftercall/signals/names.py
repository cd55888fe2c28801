"""Product names in speech: whether a name that is also a word is meant as a name, and what is said about it."""

# S105: a token is a word of speech here; SIM905: a list of words reads best as one string.
# ruff: noqa: S105, SIM905

from __future__ import annotations

from collections.abc import Sequence

from aftercall.signals import given_up
from aftercall.signals.numbers import WORDS as NUMBERS
from aftercall.signals.pack import Hit
from aftercall.signals.words import BREAKS, STOPS, Cues

_TURNS = frozenset("but just only : instead".split())
_SPLITS = frozenset("but and so or just only".split())
_SAME_FATE = frozenset([",", "and", "or", "also", "nor"])
_AGAIN = frozenset("at about of with".split())  # "we looked at X and at Y"
_AFRESH = frozenset("the we i it our now everything all they my then".split())
_DETERMINERS = frozenset(
    "a an the my our your his their every any some no red blue whatever this that last next she's".split()
)
_USES = frozenset(
    "use uses using used mentioned on onto in into to with via through from is 's like have running run runs and or called for plus need needs want wants both love hate keep got get by take accept add are as bought buying chose chosen picked adopted implementing installed installing".split()
)
_LINKS = frozenset(
    "sync syncs push pushes pull connect connects integrate integrates integration hook hooks link links message post posts alert alerts track tracked talk talks work works export file store stored dump dumped drop dropped booked save saved uses use using enter invoice log logged copy copies copied key keyed type typed ping pings pinged feed feeds goes go lands land flow flows forward set put attached".split()
)
_MARKED = frozenset(
    "app thing chat chats till tills crm integration connector plug api payment payments link piece checkout deposit deposits rollout export setup subscription people side account accounts boards software channel workspace invoicing notifications alerts users addresses inbox inboxes mailbox mailboxes calendar calendars button buttons plugin".split()
)
_HOOKS = frozenset("hook link connect sync integrate plug".split())
_WRITTEN_IN = frozenset(["mail", "chat"])
_KEPT_IN = frozenset(["files", "projects"])
_HOURS = frozenset("morning mornings afternoon afternoons evening evenings night nights".split())
_WEEKDAYS = frozenset("tuesday wednesday thursday friday saturday sunday".split())
_HOUSES = frozenset("house shop household office".split())
_BESIDE = frozenset("account accounts boards software channel workspace invoicing".split())
_PURPOSES = frozenset(
    "crm chat payments invoicing accounting storage projects tasks support hr email files docs books deposits cards messaging sales accounts money billing bills invoices payroll leads contacts newsletter newsletters everything mail emails orders drawings photos scheduling bookkeeping".split()
)
_PINGS = frozenset("ping pings support supports".split())
_DOES_IT = (["does", "it"], ["do", "you"], ["can", "it"], ["can", "you"], ["it", "also"], ["you", "also"])
_GIVING = frozenset("give giving gave".split())
_HAVING = frozenset("got have on bought".split())
_WE = frozenset("everybody everyone we they that thats".split())
_FILLERS_BEFORE = frozenset(
    "just it yes still only everything all mostly probably then ones um uh erm oh well yeah no nope so".split()
)
_OBJECTS = frozenset("the a an me it sure my us your them this that some".split())
_FREE_AFTER = frozenset(
    "already anyway because cause though thats everywhere and for or at since please too takes as to is 's on actually yes but today that with only mostly of in if right currently sir now then these hooked all once when where which so which's by every i we online mainly".split()
)
_GOES_ON = frozenset("which but because since mostly and so".split())
_COPULAS = frozenset(["'s", "is", "was", "are", "got"])
_STRUCK = frozenset([*given_up.GOT_RID, "struck", "cut", "removed"])
_PREDICATE = 2  # tokens that say what became of the product before: "is banned"
_COMPARED = frozenset("on use using than like as with from".split())
_KINDS = frozenset("app application software tool program platform website company product crm microsoft thing".split())
_ONES = frozenset("one thing app tool people company guys software".split())
_PARTS = frozenset("pages page boards board readers reader widget".split())
_WHICH = frozenset("with that which who for where".split())
_DOES = frozenset("takes handles does runs holds keeps collects tracks covers stores".split())
REACH = 16  # tokens before a product that may be of what is said about it
_OPENING = 4  # "That's all Workday"
_NEAR = 10  # tokens before a name that may speak of what it is for
_FEW = 8
_THROUGH = frozenset("in into via through inside".split())
_COMES = _LINKS | frozenset(
    "come comes came coming pulled pulls pull taken straight printed prints generated exported".split()
)  # out of it
_PUT_IN = Cues(
    *(f"{live} in" for live in ("live", "lives", "lived", "living", "a link", "a message", "a note", "a line")),
    *(f"{put} {it} in" for put in ("put", "puts", "post", "posts", "posted", "drop", "drops", "stick", "share", "paste", "have", "see", "want") for it in ("it", "that", "this", "one", "something")),
)  # fmt: skip
_BRINGS = frozenset("bring bringing brought come comes coming came".split())
_OPENERS = frozenset("and so but because then well".split())
_DID = frozenset(
    "put puts kept keeps says said sends thinks wont lets blocks blocked marked flagged hides hid eats picks gets pulls feeds knows handles does runs".split()
)
_PERFECT = frozenset(["had", "has", "'s"])
_NUMBERS_ASKED = frozenset("any many much".split())
_WE_OR_THINGS = frozenset("the we everything all our my i they".split())
_ADVERBS = frozenset("still just only also always never mostly".split())
_NOTES, _NOTED = frozenset("put add write note".split()), frozenset("next down too beside besides".split())
_OVER = frozenset("on over by".split())
_POINT = frozenset("point percent % infinity".split())
_BY_MEANS = frozenset("using use uses with on from by".split())


def meant(
    tokens: Sequence[str],
    hit: Hit,
    *,
    tools: bool,
    wide: bool = False,
    beside: bool = False,
    question: Sequence[str] = (),
) -> bool:
    """Whether a name that is also a word is meant as a name here.

    `tools` when products are what is being talked of; `wide` in answer to a question of what, where or how;
    `beside` when another product is named right next to it; `question` is what was asked.
    """
    before = tokens[hit.start - 1] if hit.start else ""
    after = tokens[hit.end] if hit.end < len(tokens) else ""
    if weekday(tokens, hit):
        return False
    if after in _HOUSES and before in ("a", "an"):  # "we're an Outlook house"
        return True
    if hit.value.alone and hit.value.use in _WRITTEN_IN and after in hit.value.purposes:  # "an Outlook email"
        return True
    if tokens[hit.start] in NUMBERS and _a_number(tokens, hit, before, after, question):
        return False
    if before not in _USES and after in NUMBERS and hit.value.use != "accounting":  # "box nine, rural route four"
        return False
    if after in _HOURS or (after == "of" and tokens[hit.end + 1 : hit.end + 2] != ["course"]):  # "teams of two"
        return False
    if (after in _MARKED and (after not in ("people", "thing") or tools)) or (
        after == "dot" and tokens[hit.end + 1 : hit.end + 2] == ["com"]
    ):
        return True
    if _told_apart(tokens, hit, tools=tools) or _of_that_use(tokens, hit, question, wide=wide):
        return True
    if _ours_hooked(tokens, hit) or _acts(tokens, hit, before, after):
        return True
    told = wide and hit.start == 1 and after in BREAKS and hit.value.use == "chat"
    in_ours = before in ("our", "my") and hit.start == 2 and (not after or after in BREAKS) and "where" in question
    if in_ours and hit.value.use in _KEPT_IN:  # "where's the handbook?" · "in our Notion"
        return True
    if (before in _OVER and told) or (before == "in" and _PUT_IN.stand_in(tokens[max(0, hit.start - 3) : hit.start])):
        return True  # "on Teams, mostly", "everybody lives in Teams", "put it in Teams"
    does = (not before or before in BREAKS) and after in _DOES
    if does and not hit.value.purposes.isdisjoint(tokens[hit.end + 1 : hit.end + 5]):  # "Stripe takes the deposits"
        return True
    toward = before == "to" and (not after or after in BREAKS)  # a verb would go on
    if toward and hit.value.alone and not _LINKS.isdisjoint(question):  # "does it save back?" · "to Box"
        return True
    if before == "on" and tokens[hit.start - 2 : hit.start - 1] in (["board"], ["boards"]):
        return True  # "a board on Monday"
    if before == "in" and tokens[hit.start - 2] in hit.value.purposes:
        return True  # "do you chat in Teams"
    if before in _ADVERBS and not hit.value.alone and tokens[hit.start - 2] in hit.value.not_after:
        return False  # "the letters we still make by hand"
    is_that = before == "that" and tokens[hit.start - 2 : hit.start - 1] in (["is"], ["'s"])  # "is that Intercom or"
    if (before in hit.value.not_after and not (toward and tools)) or (before in _DETERMINERS and not is_that):
        return False
    if before == "in" and not _BRINGS.isdisjoint(tokens[max(0, hit.start - 3) : hit.start - 1]):
        return False  # "bring it in Monday"
    if after in _BESIDE or before in _THROUGH:
        return True
    if not hit.value.alone and (not before or before in BREAKS) and after in ("is", "'s"):  # "Monday is the worst"
        return False
    if before in _NOTES and hit.value.alone and after in _NOTED:
        return True  # "put Slack next to it"
    if after == "for":
        use = [token for token in tokens[hit.end + 1 : hit.end + 3] if token not in _DETERMINERS]
        if use and use[0] in _PURPOSES:
            return True
    if hit.value.alone and (
        tokens[max(0, hit.start - 2) : hit.start] == ["over", "to"]
        or (before == "up" and tokens[hit.start - 2] in _GIVING)
        or before in _PINGS
        or (before == "do" and tokens[max(0, hit.start - 3) : hit.start - 1] in _DOES_IT)
        or _have(tokens, hit)
    ):
        return True
    start, _ = clause(tokens, hit)
    out_of = before == "of" and tokens[hit.start - 2 : hit.start - 1] == ["out"]
    if (out_of or before in ("to", "with", "on", "from", "using", "use", "up")) and not (
        _COMES if out_of else _LINKS
    ).isdisjoint(tokens[start : hit.start]):
        return True
    free_after = (
        not after
        or after in BREAKS
        or after in _FREE_AFTER
        or list(tokens[hit.end : hit.end + 2]) in (["at", "least"], ["as", "well"])
    )
    if before == "'ve" and hit.value.alone and (not after or after in BREAKS):
        return True  # "ashore we've Slack"
    if hit.value.alone and before in _BY_MEANS and free_after:
        return True
    if (
        wide
        and hit.value.alone
        and (not before or before in BREAKS or (before == "all" and hit.start <= _OPENING))
        and (not after or after in BREAKS or (not before and after in _GOES_ON) or after in ("does", "do"))
    ):
        return True
    if not tools:
        return before in _COMPARED and hit.value.kind == "competitor"
    if beside or after == "for" or before == "called":
        return True
    if hit.value.alone and (not before or before in BREAKS or before in ("'s", "is") or before in _BY_MEANS):
        return True
    asked_about = before == "about" and tokens[hit.start - 2 : hit.start - 1] in (["what"], ["how"])
    free_before = (
        asked_about or not before or before in BREAKS or before in _USES or before in _FILLERS_BEFORE or is_that
    )
    return free_before and (free_after or (not before and after not in _OBJECTS))


def weekday(tokens: Sequence[str], hit: Hit) -> bool:
    """For "Monday, Tuesday, whatever day it rains"."""
    return (
        tokens[hit.start] == "monday"
        and tokens[hit.start - 1] not in ("in", "use")
        and (not _WEEKDAYS.isdisjoint(tokens[max(0, hit.start - 3) : hit.end + 2]))
    )


def _have(tokens: Sequence[str], hit: Hit) -> bool:
    """For "it takes the deposit, I've got Stripe for that already", where what it is for is spoken of."""
    return (
        tokens[hit.start - 1] in _HAVING
        and (hit.end >= len(tokens) or tokens[hit.end] in _FREE_AFTER or tokens[hit.end] in BREAKS)
        and not {"i", "we"}.isdisjoint(tokens[max(0, hit.start - 4) : hit.start])
        and not hit.value.purposes.isdisjoint(tokens[max(0, hit.start - _NEAR) : hit.end + _NEAR])
    )


def _a_number(tokens: Sequence[str], hit: Hit, before: str, after: str, question: Sequence[str]) -> bool:
    """For "zero point two", "it said zero zero", "zero to infinity", "any hurry?" · "Zero"."""
    if not _NUMBERS_ASKED.isdisjoint(question) and hit.value.purposes.isdisjoint(question):
        return True
    ahead = tokens[hit.end : hit.end + 4]
    said = {before, *(ahead[:2] if after == "to" else ahead[:1])}
    return hit.value.purposes.isdisjoint(ahead) and not (NUMBERS.isdisjoint(said) and _POINT.isdisjoint(said))


def _acts(tokens: Sequence[str], hit: Hit, before: str, after: str) -> bool:
    """For "Outlook had put it there", "Notion's our wiki", "Teams as well, for the alerts": a name that opens a clause."""
    if before and before not in BREAKS and before not in _OPENERS:
        return False
    ahead = tokens[hit.end + 1 : hit.end + 7]
    if hit.value.alone and after in _COPULAS and ahead[:1] != [] and ahead[0] in _STRUCK:
        return True  # "Dynamics was struck"
    if hit.value.alone and (
        after in _DID or (after in _PERFECT and ahead[:1] != [] and (ahead[0] in _DID or ahead[0] == "to"))
    ):
        return True
    if after in ("'s", "is"):
        ours = hit.value.alone and (
            ahead[:2] in (["what", "we"], ["what", "i"])
            or (ahead[:1] == ["where"] and not _WE_OR_THINGS.isdisjoint(ahead[1:2]))
        )
        return ours or (ahead[:1] in (["our"], ["my"]) and not hit.value.purposes.isdisjoint(ahead))
    aside = after in ("too", ",") or [after, *ahead[:1]] == ["as", "well"]
    return aside and "for" in ahead and not hit.value.purposes.isdisjoint(ahead[ahead.index("for") :])


def _ours_hooked(tokens: Sequence[str], hit: Hit) -> bool:
    """For "can I hook my stripe up to it", "link our slack", "it should shout in our slack"."""
    before = [token for token in tokens[max(0, hit.start - 3) : hit.start] if token != "up"][-2:]
    hooks = _HOOKS | _THROUGH if hit.value.use == "chat" else _HOOKS
    return hit.value.alone and len(before) > 1 and before[0] in hooks and before[1] in ("my", "our")


def _told_apart(tokens: Sequence[str], hit: Hit, *, tools: bool) -> bool:
    """For "on monday. The app, not the day", "Make, the automation one", "Box, the file thing"."""
    place = hit.end
    while place < len(tokens) and place - hit.end < 2 and tokens[place] in (",", ".", "-"):
        place += 1
    if tokens[place : place + 1] not in (["the"], ["as"], ["that"]):
        return False
    said = tokens[place + 1 : place + 4]
    if tokens[place] == "as":
        return said[:2] == ["in", "the"] and not _KINDS.isdisjoint(tokens[place + 3 : place + 6])
    if tools and said[:1] == ["one"] and said[1:2] and said[1] in _WHICH:  # "the one with the purple circles"
        return True
    of_that_use = bool(said) and said[0] in hit.value.purposes
    return said[:1] != [] and (said[0] in _KINDS or (of_that_use and not (_ONES | _PARTS).isdisjoint(said)))


def _of_that_use(tokens: Sequence[str], hit: Hit, question: Sequence[str], *, wide: bool) -> bool:
    """For "cash and the stripe" to a question about payments: the article, or standing alone, does no harm."""
    if hit.value.purposes.isdisjoint(question) and hit.value.purposes.isdisjoint(
        tokens[max(0, hit.start - _NEAR) : hit.start]
    ):
        return False
    before = tokens[hit.start - 1] if hit.start else ""
    after = tokens[hit.end] if hit.end < len(tokens) else ""
    ends = not after or after in BREAKS or after in _MARKED or after in _GOES_ON or after in _PARTS
    if before in ("the", "a", "my", "our"):
        return ends or after in ("all", "for", "mostly")
    if before in ("called", "is", "'s"):
        return ends
    if not before and hit.value.alone and (after in _WE or after in STOPS):  # "Slack, everybody's in there"
        return True
    return wide and not before and ends and len(tokens) - hit.end < _FEW


def clause(tokens: Sequence[str], hit: Hit, ends: frozenset[int] = frozenset()) -> tuple[int, int]:
    """Bounds of what is said about a product; a comma after another product goes on with a list."""
    start = hit.start
    while start and (start < hit.start or start not in ends) and hit.start - start < REACH:
        token = tokens[start - 1]
        if token in STOPS or token in _TURNS or (token == "," and not _lists_on(tokens, start - 1, hit, ends)):
            break
        if token == "and" and start < hit.start and tokens[start] in _AFRESH:
            break
        if start in ends and start < hit.start and not _SAME_FATE.issuperset(tokens[start : hit.start]):
            start += _PREDICATE if tokens[start] in _COPULAS and start + _PREDICATE <= hit.start else 0
            break
        start -= 1
    stop = hit.end
    while stop < len(tokens) and tokens[stop] not in BREAKS and tokens[stop] not in _SPLITS and stop - hit.end < 10:
        stop += 1
    return start, stop


def same_fate(between: Sequence[str]) -> bool:
    """For "toying with hubspot, also fresh sales": what holds for the first holds for the second."""
    return len(between) > 0 and (_SAME_FATE | _AGAIN).issuperset(between) and list(between) != [","]


def _lists_on(tokens: Sequence[str], comma: int, hit: Hit, ends: frozenset[int]) -> bool:
    """Whether a comma between two products goes on with a list; "not notion, airtable" corrects instead."""
    if comma not in ends or not _SAME_FATE.issuperset(tokens[comma : hit.start]):
        return False
    return not any(tokens[place] == "not" for place in range(max(0, comma - 3), comma))
