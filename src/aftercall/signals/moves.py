"""Moving from one product to another: what is moved to is claimed, and what it replaces is not."""

# SIM905: a list of words reads best as one string.
# ruff: noqa: SIM905

from __future__ import annotations

import itertools
from collections.abc import Sequence

from aftercall.signals.pack import Hit
from aftercall.signals.words import BREAKS, Cues

_REPLACING = frozenset("replacing replaces replace replaced".split())
_TAKES_OVER = Cues("takes over", "taking over", "took over", "is taking over", "will take over")
_MOVING = frozenset(
    "move moves moving moved switch switches switching switched migrate migrating migrated migration change changing changed swap swapping convert converting cut cutting jumping went gone shift shifting shifted go goes going".split()
)
_TOWARD = frozenset("to onto into".split())
_PARTS = frozenset("files file data leads contacts documents docs copies invoices records it them some".split())
_ARRIVES = Cues("comes in", "comes on", "coming in", "is coming", "goes live", "going live", "is going in", "from july", "since then", "these days", "is in now")  # fmt: skip
_BY = Cues("replaced by", "replaced with", "exchanged for", "swapped for")
_LEADS_IN = _TOWARD | {"by", "with", "for", "of", "hello"}  # before what takes another's place there is one of these
_PUTS_IN = frozenset("pass passing put putting bring bringing send rolling".split())
_TODAY = frozenset("today currently still presently".split())
_IT = frozenset("it that them this".split())
_GIVES_UP = frozenset(
    "leave leaves leaving left drop drops dropping dropped ditch ditching ditched swap swapping swapped trade trading traded".split()
)
_TOO = frozenset("also too both still plus alongside besides".split())
_TILL = frozenset(["until", "till"])
_NEARLY = frozenset("nearly almost never not".split())
_NEAR = 7  # tokens before a product in which a verb of moving stands


def arrives(tokens: Sequence[str], hit: Hit, opening: int) -> bool:
    """Whether the product takes another's place: "we're moving to X", "X comes on in the autumn", "replaced by X".

    `opening` is where the product before it ends, or its own clause begins.
    """
    before, after = tokens[max(opening, hit.start - _NEAR) : hit.start], tokens[hit.end : hit.end + 4]
    if _ARRIVES.begin(after):
        return True
    if _LEADS_IN.isdisjoint(before):
        return False
    before = [token for token in before if token not in BREAKS]
    if _BY.stand_in(before[-3:]) or (before[-2:] == ["signed", "with"] and _NEARLY.isdisjoint(before)):
        return True
    if before[-1:] == ["for"] and not _IT.isdisjoint(before[-2:-1]):
        return not _GIVES_UP.isdisjoint(before[-4:-2])  # "we're dropping it for X"
    if before[-1:] and before[-1] in _TOWARD and _PARTS.isdisjoint(before):
        return not _MOVING.isdisjoint(before)
    return before[-2:] == ["favour", "of"] or before[-2:] == ["favor", "of"] or before[-1:] == ["hello"]


def replaces(tokens: Sequence[str], hit: Hit) -> bool:
    """For "netsuite is replacing it", "netsuite has replaced sage", "netsuite takes over"."""
    tail = list(tokens[hit.end : hit.end + 4])
    return _TAKES_OVER.begin(tail) or (not _REPLACING.isdisjoint(tail) and "by" not in tail and tail[:1] != [","])


def left_behind(tokens: Sequence[str], hits: Sequence[Hit]) -> set[str]:
    """Names of the products that give way to another of the same utterance."""
    left: set[str] = set()
    for at, hit in enumerate(hits):
        if replaces(tokens, hit):
            near = [other for other in hits[at + 1 : at + 2] if other.start - hit.end <= _NEAR]
            left |= {other.value.name for other in (*hits[:at], *near) if other.value.use == hit.value.use}
    for at, (earlier, hit) in enumerate(itertools.pairwise(hits)):
        chained = at > 0 and hits[at - 1].value.name in left
        if _gives_way(tokens, earlier, hit, chained=chained):
            left.add(earlier.value.name)
    for at, hit in enumerate(hits):
        if not hit.value.use or not arrives(tokens, hit, hits[at - 1].end if at else 0):
            continue
        if _TOO.isdisjoint(tokens[max(0, hit.start - 6) : hit.end + 3]):
            left |= {other.value.name for other in hits[:at] if other.value.use == hit.value.use}
        if all(other.value.use != hit.value.use for other in hits[at + 1 :]):
            left.discard(hit.value.name)
    return left


def _gives_way(tokens: Sequence[str], earlier: Hit, hit: Hit, *, chained: bool) -> bool:
    """Whether what stands between two products says that the second took the first one's place.

    `chained` when the first took the place of one before: "from Trello to Asana to ClickUp".
    """
    between = list(tokens[earlier.end : hit.start])
    same = earlier.value.use == hit.value.use != "" and earlier.value.name != hit.value.name
    if not _TILL.isdisjoint(between):
        return same or "then" in between
    if "but" in between and (arrives(tokens, hit, earlier.end) or _later(tokens, earlier, hit)):
        return True
    so_it_is = "so" in between and between[-1] in ("'s", "use", "on")  # "froze our account, so it's Stripe"
    now = [token for token in between if token not in BREAKS] == ["now"]  # "then Trello. now Asana"
    return same and (so_it_is or now or (chained and between == ["to"]) or _from_to(tokens, earlier, hit))


def _from_to(tokens: Sequence[str], earlier: Hit, hit: Hit) -> bool:
    """For "moved everything from onedrive into google drive"."""
    return (
        tokens[earlier.start - 1 : earlier.start] == ["from"]
        and tokens[hit.start - 1] in _TOWARD
        and not _MOVING.isdisjoint(tokens[max(0, earlier.start - 6) : earlier.start])
    )


def _later(tokens: Sequence[str], earlier: Hit, hit: Hit) -> bool:
    """For "today it's Zoho, but in January we pass everything to Salesforce"."""
    return (
        tokens[hit.start - 1] in _TOWARD
        and not _PUTS_IN.isdisjoint(tokens[max(earlier.end, hit.start - _NEAR) : hit.start])
        and not _TODAY.isdisjoint(tokens[max(0, earlier.start - 5) : earlier.end])
    )
