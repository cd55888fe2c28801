"""integrations and competitors: which products the customer named, and whether they claim them.

A finding is a product with a verdict: claimed or taken back. The last verdict on a product holds.
"""

# S105: a token is a word of speech here; SIM905: a list of words reads best as one string.
# ruff: noqa: S105, SIM905

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from aftercall.signals.dialogue import BREAKS, STOPS, Exchange, contains
from aftercall.signals.pack import Hit, Pack, Term


class Finding(NamedTuple):
    """A product, whether it is claimed, by which rule, in which turn."""

    name: str
    claimed: bool
    rule: str
    turn: int


_NOT = frozenset(
    "no not dont never neither nor isnt arent doesnt without forbid forbids banned ditched dropped left leaving cancelled canceled kicked quit nothing cant wont ban strike skip abandoned scrapped rid tried".split()
)
_GONE_AFTER = frozenset(
    "banned gone out dead kicked dropped axed switched cancelled canceled ditched was replaced last died".split()
)
_DOUBT = frozenset(
    "if could might maybe considering considered toying looking comparing curiosity curious suppose wondering evaluating debating possibly".split()
)
_OTHERS = frozenset(
    "neighbor neighbour friend sister brother cousin wife husband their his her client customer parent".split()
)
_FORMER = frozenset("former used had previously before was were formerly old ago".split())
_OUTSIDE = frozenset(["counterparty"])
_TURNS = frozenset("but just only : instead".split())
_SPLITS = frozenset("but and so or just only".split())
_TAKEN_OUT = (("take", "out"), ("took", "out"), ("god", "forbid"))
_THEY_USE = (
    ("they", "are", "on"),
    ("they", "'re", "on"),
    ("they", "use"),
    ("they", "run"),
    ("they", "have"),
    ("he", "uses"),
    ("she", "uses"),
)
_SAME_FATE = frozenset([",", "and", "or", "also", "nor", "the"])
_REPLACING = frozenset("replacing replaces replace".split())
_BACK = frozenset("back again now today since currently".split())
_DETERMINERS = frozenset(
    "a an the my our your his their every any some no red blue whatever this that last next she's".split()
)
_USES = frozenset(
    "use uses using used on in into to with via through from is 's on like have running run and or called for plus".split()
)
_LINKS = frozenset(
    "sync syncs push pushes pull connect connects integrate integrates integration hook hooks link links message post posts alert alerts track tracked talk talks work works export file store stored dump dumped drop dropped booked save saved uses use using enter invoice log logged".split()
)
_MARKED = frozenset("app crm integration connector plug api".split())
_BESIDE = frozenset("account accounts boards software channel workspace invoicing".split())
_PURPOSES = frozenset(
    "crm chat payments invoicing accounting storage projects tasks support hr email files docs books deposits cards messaging sales".split()
)
_FILLERS_BEFORE = frozenset("just it yes still only everything um uh erm oh well yeah no nope so mostly".split())
_OBJECTS = frozenset("the a an me it sure my us your them this that some".split())
_FREE_AFTER = frozenset(
    "and for or at since please too takes as to is 's on actually yes but today that with only mostly of in if right currently sir".split()
)
_ORDINALS = {"first": 0, "former": 0, "second": 1, "middle": 1, "latter": -1, "last": -1, "third": 2}


def read(exchange: Exchange, pack: Pack, offered: Mapping[str, str]) -> list[Finding]:
    """Findings of one exchange, in the order they count; `offered` are products the agent named before."""
    by_agent = bool(exchange.agent) and pack.products.possible_in(exchange.agent_words)
    if not by_agent and not offered and not pack.products.possible_in(exchange.words):
        return []
    found: list[Finding] = []
    asked = [hit for hit in pack.products.find(exchange.agent) if hit.value.kind != "ignored"] if by_agent else []
    if (
        asked
        and (affirmed := exchange.affirmed)
        and not (_is_choice(exchange.agent, asked) and "both" not in exchange.words and not exchange.rest)
    ):
        for hit in pack.products.find(affirmed):
            term: Term = hit.value
            if term.kind != "ignored" and (
                not term.everyday
                or _everyday_holds(
                    affirmed, hit, tools="tools" in exchange.topics or any(not other.value.everyday for other in asked)
                )
            ):
                found.append(Finding(term.name, True, f"{term.kind}.affirmed", exchange.turn))
    names = named(asked, exchange.agent) or dict(offered)
    if names:
        found += _picked(exchange, names, direct=bool(asked))
    if _OUTSIDE.isdisjoint(exchange.question):
        found += _from_user(exchange, pack, tools="tools" in exchange.topics or bool(asked), asked=frozenset(names))
    return found


def named(hits: Sequence[Hit], tokens: Sequence[str]) -> dict[str, str]:
    """The products in an agent's turn with their kinds, in order, without those in their everyday sense."""
    strong = any(not hit.value.everyday for hit in hits)
    return {
        hit.value.name: hit.value.kind
        for hit in hits
        if hit.value.kind != "ignored"
        and (not hit.value.everyday or _everyday_holds(tokens, hit, tools=strong or len(hits) > 1))
    }


def _is_choice(agent: Sequence[str], hits: Sequence[Hit]) -> bool:
    return any(
        "or" in agent[left.end : right.start] and right.start - left.end < 4 for left, right in itertools.pairwise(hits)
    )


def _picked(exchange: Exchange, names: Mapping[str, str], *, direct: bool) -> list[Finding]:
    """For "the middle one", "the second", "both" out of what the agent named."""
    head = exchange.user[:12]
    if not head or (not direct and len(exchange.user) > 14):
        return []
    if len(names) > 1 and "both" in head[:3] and direct:
        return [Finding(name, True, f"{kind}.picked", exchange.turn) for name, kind in names.items()]
    picks = [
        _ORDINALS[token]
        for place, token in enumerate(head)
        if token in _ORDINALS
        and place
        and head[place - 1] == "the"
        and (place + 1 >= len(head) or head[place + 1] in ("one", ",", ".", "at", "in", "for"))
    ]
    listed = list(names.items())
    if len(listed) < 2:
        return []
    return [
        Finding(listed[pick][0], True, f"{listed[pick][1]}.picked", exchange.turn)
        for pick in picks
        if pick < len(listed)
    ]


def _from_user(exchange: Exchange, pack: Pack, *, tools: bool, asked: frozenset[str]) -> list[Finding]:
    tokens = exchange.user
    hits = pack.products.find(tokens)
    if not hits:
        return []
    strong = any(not hit.value.everyday and hit.value.kind != "ignored" for hit in hits)
    ends = frozenset(hit.end for hit in hits)
    found: list[Finding] = []
    last: Hit | None = None
    for hit in hits:
        term: Term = hit.value
        if term.kind == "ignored":
            continue
        if term.everyday and term.name not in asked and not _everyday_holds(tokens, hit, tools=tools or strong):
            continue
        if term.kind == "competitor":
            if not _someone_elses(tokens, hit):
                found.append(Finding(term.name, True, "competitor.named", exchange.turn))
            continue
        claimed = _claimed(tokens, hit, ends)
        if (
            claimed
            and last is not None
            and found
            and not found[-1].claimed
            and _same_fate(tokens[last.end : hit.start])
        ):
            claimed = False
        if (
            not claimed
            and found
            and found[-1].name == term.name
            and found[-1].claimed
            and not {"not", "no"} & set(tokens[last.end if last else 0 : hit.start])
        ):
            continue
        last = hit
        rule = "integration.everyday_name" if term.everyday else "integration.named"
        found.append(Finding(term.name, claimed, rule, exchange.turn))
    return _replaced(tokens, hits, found)


def _same_fate(between: Sequence[str]) -> bool:
    """For "toying with hubspot, also fresh sales": what holds for the first holds for the second."""
    return len(between) > 0 and _SAME_FATE.issuperset(between) and list(between) != [","]


def _everyday_holds(tokens: Sequence[str], hit: Hit, *, tools: bool) -> bool:
    """Whether a name that is also a word is meant as a name here."""
    before = tokens[hit.start - 1] if hit.start else ""
    after = tokens[hit.end] if hit.end < len(tokens) else ""
    if after in _MARKED or (after == "dot" and tokens[hit.end + 1 : hit.end + 2] == ["com"]):
        return True
    if before in hit.value.not_after or before in _DETERMINERS:
        return False
    if after in _BESIDE or before in ("in", "into", "via", "through"):
        return True
    if after == "for" and tokens[hit.end + 1 : hit.end + 2] and tokens[hit.end + 1] in _PURPOSES:
        return True
    start, _ = _clause(tokens, hit)
    if before in ("to", "with", "on", "from", "using", "use") and not _LINKS.isdisjoint(tokens[start : hit.start]):
        return True
    if not tools:
        return before in ("on", "use", "using") and hit.value.kind == "competitor"
    free_before = not before or before in BREAKS or before in _USES or before in _FILLERS_BEFORE
    free_after = not after or after in BREAKS or after in _FREE_AFTER
    return free_before and (free_after or (not before and after not in _OBJECTS))


def _clause(tokens: Sequence[str], hit: Hit, ends: frozenset[int] = frozenset()) -> tuple[int, int]:
    """Bounds of what is said about a product; a comma after another product goes on with a list."""
    start = hit.start
    while start and hit.start - start < 16:
        token = tokens[start - 1]
        if token in STOPS or token in _TURNS or (token == "," and not _lists_on(tokens, start - 1, hit, ends)):
            break
        start -= 1
    stop = hit.end
    while stop < len(tokens) and tokens[stop] not in BREAKS and tokens[stop] not in _SPLITS and stop - hit.end < 10:
        stop += 1
    return start, stop


def _lists_on(tokens: Sequence[str], comma: int, hit: Hit, ends: frozenset[int]) -> bool:
    """Whether a comma between two products goes on with a list; "not notion, airtable" corrects instead."""
    if comma not in ends or not _SAME_FATE.issuperset(tokens[comma : hit.start]):
        return False
    return not any(tokens[place] == "not" for place in range(max(0, comma - 3), comma))


def _someone_elses(tokens: Sequence[str], hit: Hit) -> bool:
    start, _ = _clause(tokens, hit)
    return not {"his", "her"}.isdisjoint(tokens[start : hit.start][:2])


def _claimed(tokens: Sequence[str], hit: Hit, ends: frozenset[int]) -> bool:
    start, stop = _clause(tokens, hit, ends)
    before, after = list(tokens[start : hit.start]), list(tokens[hit.end : stop])
    for place in range(len(before) - 1):
        if before[place] in ("dropped", "left") and before[place + 1] in ("in", "into", "to"):
            before[place] = "put"
    if not _BACK.isdisjoint(before) and _NOT.isdisjoint(before) and not {"was", "had"} & set(before):
        return True
    if {"without", "refuses", "wont", "doesnt", "cant"} & set(before) and not {"we", "i"} & set(before[:-1]):
        return True
    if contains(before[-7:], _TAKEN_OUT) or contains(before[-7:], _THEY_USE):
        return False
    if before == ["no"] and tokens[hit.end : hit.end + 1] not in ([], ["."]):
        return True
    if not _NOT.isdisjoint(before[-7:]) and "only" not in before:
        return False
    if not _DOUBT.isdisjoint(before[-7:]) or not {"considered", "considering"}.isdisjoint(after):
        return False
    if "out" in before and "curiosity" in tokens[max(0, hit.start - 9) : hit.start]:
        return False
    if not _OTHERS.isdisjoint(before[-6:]) and {"we", "i", "our", "us"}.isdisjoint(before[-4:]):
        return False
    if not _FORMER.isdisjoint(before[-6:]):
        return False
    tail = after[:5]
    if tail and tail[0] in ("is", "'s", "was", "are", "got", "has", "being", "account"):
        return _GONE_AFTER.isdisjoint(tail) and "being" not in tail
    following = list(tokens[hit.end : hit.end + 7])
    if following[:2] == [",", "it"] and not _GONE_AFTER.isdisjoint(following):
        return False
    return not (following[:1] == ["was"] or following[:2] == ["'s", "banned"])


def _replaced(tokens: Sequence[str], hits: Sequence[Hit], found: list[Finding]) -> list[Finding]:
    """For "sage today but netsuite is replacing it": the products named before are being left."""
    for hit in hits:
        tail = tokens[hit.end : hit.end + 4]
        if (
            (not _REPLACING.isdisjoint(tail) and "it" in tail)
            or tail[:2] == ["takes", "over"]
            or tail[:2] == ["taking", "over"]
        ):
            earlier = {other.value.name for other in hits if other.start < hit.start}
            return [
                item._replace(claimed=False) if item.name in earlier and item.rule.startswith("integration") else item
                for item in found
            ]
    return found


def settle(findings: Sequence[Finding], kind: str) -> dict[str, Finding]:
    """The products of a kind ("integration" or "competitor") that stand, each with its last finding."""
    standing: dict[str, Finding] = {}
    for finding in findings:
        if not finding.rule.startswith(kind):
            continue
        if finding.claimed:
            standing[finding.name] = finding
        else:
            standing.pop(finding.name, None)
    return standing
