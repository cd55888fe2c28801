"""Whether a product that the customer named is claimed: used, needed or asked for, and not left, doubted or another's."""

# S105: a token is a word of speech here; SIM905: a list of words reads best as one string.
# ruff: noqa: SIM905

from __future__ import annotations

from collections.abc import Sequence

from aftercall.signals.dialogue import Exchange
from aftercall.signals.names import clause
from aftercall.signals.pack import Hit
from aftercall.signals.words import BREAKS, Cues

_NOT = frozenset(
    "no not dont never neither nor isnt arent doesnt without forbid forbids banned binned ditched dropped left leaving cancelled canceled kicked quit nothing cant wont ban strike skip abandoned scrapped rid tried quitting dropping ditching wouldnt".split()
)
_GONE_AFTER = frozenset(
    "banned gone out dead kicked dropped axed switched cancelled canceled ditched was replaced last died forbidden blocked prohibited verboten disallowed retired history".split()
)
_LEFT = Cues(
    "take out", "took out", "god forbid", "kicked out", "moved away from", "moved off", "got off", "get off", "getting off", "switched from", "switching from", "moving from", "moving off", "migrating from", "migrated from", "coming off", "came off",
    "coming from", "came from", "away from", "instead of", "rather than", "off of", "moved on from", "who said", "sick of and left", "broke up with", "said goodbye to", "used to",
)  # fmt: skip
_DOUBT = frozenset(
    "if could might maybe considering considered toying looking looked comparing suppose evaluating debating deciding choosing torn weighing possibly flirting mulling".split()
)
_DOUBTED = Cues(
    "kicking around", "thinking about", "thinking of", "look at", "talk about", "talked about", "talking about"
)
_WISH = frozenset("could can would it that you".split())
_CURIOUS = frozenset("curiosity curious wondering nosy nosey nosiness".split())
_OTHERS = frozenset(
    "neighbor neighbour friend buddy sister brother cousin wife husband client customer parent accountant son uncle nephew mate member members boss founder founders predecessor".split()
)
_THEIR_USE = frozenset("his her their uses use runs run has swears loves showed company firm shop with on 's".split())
_FORMER = frozenset("former used had previously before was were formerly old ago".split())
_MOVED_TO = Cues(
    "went over to",
    "moved to",
    "moved over to",
    "switched to",
    "migrated to",
    "went to",
    "moving to",
    "switching to",
    "moving over to",
)
_FORMER_JOB = Cues(
    "previous life",
    "worked at",
    "worked for",
    "last job",
    "old job",
    "former job",
    "previous job",
    "former employer",
    "used to work",
    "my old company",
    "my old firm",
    "my last company",
    "my last firm",
    "my last place",
    "my old place",
    "last place i",
    "previous place",
    "i was at",
)
_HE = frozenset(["he", "she"])
_PULLED = frozenset("pulled took taken take wiped threw kicked got".split())
_NEVER_DID = frozenset(["never", "wouldnt", "didnt"])
NOWADAYS = frozenset("here now today currently still".split())
_THESE_DAYS = Cues("these days", "nowadays", "now", "currently")
_TAKEN_BACK = Cues(
    "dropped that", "dropped it", "ditched that", "ditched it", "left that", "left it", "dont have that", "dont have it", "dont have one", "dont use that", "dont use it", "dont use them", "got rid of", "never again", "quit that", "quit it",
    "got off of that", "got off that", "got off it", "moved off", "never used it", "not us", "cancelled it", "canceled it", "cancelled that", "gave it up", "gave up on it", "shut it", "closed it", "binned it", "binned that", "killed it", "let it go", "let it lapse", "left behind", "nobody uses it", "no one uses it", "nobody 's touched", "no one 's touched", "nobody touches", "nobody 's opened", "no one 's opened", "gathering dust", "collecting dust", "stopped using", "closed that", "dumped it", "dumped that", "we dont", "dont need it",
    "dont need that", "dont want it", "isnt ours", "is not ours",
)  # fmt: skip
_FIXES = frozenset("no sorry wait mean lying liar rather scratch correction oops".split())
_COMPLAINTS = frozenset("without refuses wont doesnt cant never wouldnt didnt".split())
_PLAYS = frozenset("play played plays talk talked sync synced connect connected work worked".split())
_WORKS = frozenset(
    "work works worked played talked synced connected talk sync connect integrate speak play push pull link export hook do import handle feed read see share file go save store drop post send sit".split()
)
_THEY_USE = Cues(
    "they are on",
    "they 're on",
    "they 're all on",
    "they 're all about",
    "they swear by",
    "they love",
    "they use",
    "they run",
    "they have",
    "them are on",
    "them use",
    "them have",
)
_HE_USES = Cues("he uses", "she uses")
_OUR_PEOPLE = frozenset("they your you team people staff".split())
_OTHER_SIDE = frozenset(
    "parent buyer buyers seller client clients customer customers counterparty vendor supplier landlord gc bank insurer hospital agency".split()
)
_SUBJECTS = frozenset("that it we i they everything ,".split())
_BACK = frozenset("back again now today since currently".split())


def claimed(exchange: Exchange, hit: Hit, ends: frozenset[int], following: int) -> bool:
    """Whether the customer uses, needs or asks for the product; `following` is where the next product is named."""
    tokens = exchange.user
    start, stop = clause(tokens, hit, ends)
    before, after = list(tokens[start : hit.start]), list(tokens[hit.end : stop])
    if start == 0 and before[:1] == ["no"] and before[1:2] and before[1] in _SUBJECTS:
        del before[0]
    for place in range(len(before) - 1):
        if before[place] in ("dropped", "left", "kicked") and before[place + 1] in ("in", "into", "to", "off"):
            before[place] = "put"
    if _taken_back(tokens, hit, following) or not _CURIOUS.isdisjoint(tokens[max(0, hit.start - 20) : hit.start]):
        return False
    if _THESE_DAYS.begin(tokens[hit.end : hit.end + 2]) and tokens[hit.start - 1 : hit.start] in (
        [","],
        ["'s"],
        ["it"],
    ):
        return True
    if _MOVED_TO.stand_in(before[-5:]) and _NOT.isdisjoint(before) and not _doubted(before, after):
        return True
    if not _BACK.isdisjoint(before) and _NOT.isdisjoint(before) and not {"was", "had"} & set(before):
        return True
    if _FORMER_JOB.stand_in(tokens[max(0, hit.start - 30) : hit.start]) and NOWADAYS.isdisjoint(
        tokens[max(0, hit.start - 10) : hit.start]
    ):
        return False
    if _complains(before):
        return "without" in before or not _WORKS.isdisjoint(before)
    if _LEFT.stand_in(before[-7:]) or _HE_USES.stand_in(before[-7:]):
        return False
    if _THEY_USE.stand_in(before[-7:]) and (
        _OUR_PEOPLE.isdisjoint(exchange.question)
        or not _OTHER_SIDE.isdisjoint([*exchange.question, *tokens[max(0, hit.start - 30) : hit.start]])
    ):
        return False
    if before == ["no"] and tokens[hit.end : hit.end + 1] not in ([], ["."]):
        return True
    if not _NOT.isdisjoint(before[-7:]) and "only" not in before:
        return False
    return not (_doubted(before, after) or _someone_elses_now(before) or _gone(tokens, hit, before, after))


def _pulled_off(before: Sequence[str], after: Sequence[str]) -> bool:
    """For "they took Slack off our laptops"."""
    return list(after) == ["off"] and not _PULLED.isdisjoint(before[-3:])


def _complains(before: Sequence[str]) -> bool:
    """For "the thing I have won't talk to"; not for "we can't use"."""
    return any(
        token in _COMPLAINTS and (place == 0 or before[place - 1] not in ("we", "i"))
        for place, token in enumerate(before)
        if token not in _NEVER_DID or not _PLAYS.isdisjoint(before[place + 1 :])
    )


def _taken_back(tokens: Sequence[str], hit: Hit, following: int) -> bool:
    """For "who said Zendesk? we don't have that", "PayPal froze us, never again"; and for a slip: "slack, no, teams"."""
    if _TAKEN_BACK.stand_in(tokens[hit.end : min(following, hit.end + 16)]):
        return True
    return (
        following < len(tokens)
        and following - hit.end <= 8
        and not _FIXES.isdisjoint(tokens[hit.end : min(following, hit.end + 3)])
    )


def _doubted(before: Sequence[str], after: Sequence[str]) -> bool:
    """For "toying with", "might go to"; but "if it could talk to" is a wish."""
    if _DOUBTED.stand_in(before[-8:]) or not {"considered", "considering"}.isdisjoint(after):
        return True
    for place in range(max(0, len(before) - 7), len(before)):
        if before[place] in _DOUBT:
            wish = before[place] in ("if", "could") and not _WISH.isdisjoint(before[place + 1 : place + 3])
            asked = before[place] == "could" and place and before[place - 1] in _WISH
            if not (wish or asked):
                return True
    return False


def _someone_elses_now(before: Sequence[str]) -> bool:
    """For "my brother does his with", "my neighbor showed me on his"; not "my wife enters them in"."""
    tail = before[-12:]
    for place, token in enumerate(tail):
        if token in _OTHERS and not _THEIR_USE.isdisjoint(tail[place + 1 :]):
            return not {"we", "our", "us"} & set(tail[place + 1 :])
    if not _HE.isdisjoint(tail) and "uses" in tail and {"we", "i", "our", "us"}.isdisjoint(tail):
        return True
    return bool({"his", "her", "their"} & set(before[:2])) or list(before[-1:]) in (["his"], ["her"], ["their"])


def _gone(tokens: Sequence[str], hit: Hit, before: Sequence[str], after: Sequence[str]) -> bool:
    if not _FORMER.isdisjoint(before[-6:]) or _pulled_off(before, tokens[hit.end : hit.end + 1]):
        return True
    following = tokens[hit.end : hit.end + 9]
    if following[:1] in (["'s"], ["is"]) and following[1:2] == ["what"]:  # "Square's what my brother has"
        said = [token for token in following[2:] if token not in BREAKS]
        return not _OTHERS.isdisjoint(said[:4]) or said[:1] == ["they"]
    tail = after[:5]
    if tail and tail[0] in ("is", "'s", "was", "are", "got", "has", "being", "account"):
        return not _GONE_AFTER.isdisjoint(tail) or "being" in tail
    following = list(tokens[hit.end : hit.end + 7])
    if following[:2] == [",", "it"] and not _GONE_AFTER.isdisjoint(following):
        return True
    return following[:1] == ["was"] or following[:2] == ["'s", "banned"]
