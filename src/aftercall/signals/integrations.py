"""integrations and competitors: which products the customer named, and whether they claim them.

A finding is a product with a verdict: claimed or taken back. The last verdict on a product holds.
"""

# S105: a token is a word of speech here; SIM905: a list of words reads best as one string.
# ruff: noqa: S105, SIM905

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from aftercall.signals import claims
from aftercall.signals.dialogue import Exchange
from aftercall.signals.names import clause, meant, same_fate
from aftercall.signals.pack import Hit, Pack, Term
from aftercall.signals.words import Cues


class Finding(NamedTuple):
    """A product, whether it is claimed, by which rule, in which turn."""

    name: str
    claimed: bool
    rule: str
    turn: int


_OUTSIDE = frozenset(["counterparty"])
_REPLACING = frozenset("replacing replaces replace".split())
_ONCE = Cues(
    "ours before",
    "one before",
    "this before",
    "tool before",
    "software before",
    "used before",
    "tried before",
    "in the past",
)
_MOVING = Cues(
    "moving to",
    "moving over to",
    "switching to",
    "switching over to",
    "migrating to",
    "going over to",
    "migrating over to",
    "migration to",
    "migration over to",
    "move to",
    "move over to",
    "changing to",
    "changing over to",
    "swapping to",
    "converting to",
)
_NEXT = 2  # tokens at most between products of a list: ", and"
_SHORT = 6  # tokens of a question that names what it asks about: "And the back end?"
_WIDE = frozenset("what which where how who whats".split())
_NARROW = frozenset("many much when day date long often soon time name number".split())
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
                or meant(
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
        if hit.value.kind != "ignored" and (not hit.value.everyday or meant(tokens, hit, tools=strong or len(hits) > 1))
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
    picks += [
        at
        for at, (name, _) in enumerate(listed)
        for place, token in enumerate(head)
        if token == "one" and place > 1 and head[place - 2] == "the" and head[place - 1] in name.split()
    ]
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
    long_ago = _ONCE.stand_in(exchange.question) and claims.NOWADAYS.isdisjoint(exchange.words)
    wide = (not _WIDE.isdisjoint(exchange.question) or 0 < len(exchange.question) <= _SHORT) and _NARROW.isdisjoint(
        exchange.question
    )
    found: list[Finding] = []
    last: Hit | None = None
    for at, hit in enumerate(hits):
        term: Term = hit.value
        if term.kind == "ignored":
            continue
        if (
            term.everyday
            and term.name not in asked
            and not meant(tokens, hit, tools=tools or strong, wide=wide, beside=_beside(hits, at))
        ):
            continue
        if term.kind == "competitor":
            if not _someone_elses(tokens, hit):
                found.append(Finding(term.name, True, "competitor.named", exchange.turn))
            continue
        following = hits[at + 1].start if at + 1 < len(hits) else len(tokens)
        claimed = not long_ago and claims.claimed(exchange, hit, ends, following)
        if claimed and last is not None and found and not found[-1].claimed and same_fate(tokens[last.end : hit.start]):
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


def _beside(hits: Sequence[Hit], at: int) -> bool:
    return (at > 0 and hits[at].start - hits[at - 1].end <= _NEXT) or (
        at + 1 < len(hits) and hits[at + 1].start - hits[at].end <= _NEXT
    )


def _someone_elses(tokens: Sequence[str], hit: Hit) -> bool:
    start, _ = clause(tokens, hit)
    return not {"his", "her"}.isdisjoint(tokens[start : hit.start][:2])


def _replaced(tokens: Sequence[str], hits: Sequence[Hit], found: list[Finding]) -> list[Finding]:
    """For "sage today but netsuite is replacing it": the products named before are being left."""
    for hit in hits:
        tail = tokens[hit.end : hit.end + 4]
        if (
            (not _REPLACING.isdisjoint(tail) and "it" in tail)
            or tail[:2] == ["takes", "over"]
            or tail[:2] == ["taking", "over"]
        ):
            return _left(found, {other.value.name for other in hits if other.start < hit.start})
    for earlier, hit in itertools.pairwise(hits):
        between = tokens[earlier.end : hit.start]
        if {"until", "till"} & set(between) and "then" in between:
            return _left(found, {earlier.value.name})
        if "but" in between and _MOVING.stand_in(between[-5:]):
            return _left(found, {earlier.value.name})
    return found


def _left(found: list[Finding], names: set[str]) -> list[Finding]:
    return [
        item._replace(claimed=False) if item.name in names and item.rule.startswith("integration") else item
        for item in found
    ]


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
