"""What the agent asked to count: people or documents."""

# S105: a token is a word of speech here; SIM905: a list of words reads best as one string.
# ruff: noqa: S105, SIM905

from __future__ import annotations

from collections.abc import Sequence

from aftercall.signals.dialogue import Exchange, is_offer
from aftercall.signals.numbers import find as find_numbers
from aftercall.signals.speech import Count, Speech

_WHO_ACTS = frozenset(
    "would will 'd all else uses using involved sends sending send use writes handles prepares closes draft drafting preparing works besides issues create creating".split()
)
_GROUP = frozenset(
    "team teams company crew group organisation organization org business firm department staff agency outfit practice shop squad people office".split()
)
_ABOUT_OTHERS = frozenset("counterparty before previously clients customers parent".split())
_TAGS = frozenset("correct right still again believe understand would shall yes is are".split())
_UPDATES = frozenset("no wait sorry make actually add plus brings so oh hang hmm forgot call well scratch".split())
_ASKS = frozenset(
    "many much number volume volumes count often frequently total rate flow figure figures send sends sent amount numbers busy leaves going usage traffic per annually expect sort load scale data monthly weekly daily estimate ballpark signed sign stretch would what and numbers".split()
)
_COUNTING = frozenset("many much number numbers count volume volumes often frequently".split())
_SIGNING = frozenset(
    "sign signed signs signing signature signatures countersign send sends sent issue issued paperwork document documents docs".split()
)


def for_people(exchange: Exchange, question: Speech, known: int | None) -> bool:
    """Whether the agent asked for a number of people, or named one for the user to judge; `known` is the size so far."""
    tokens, words = question.tokens, set(question.tokens)
    if not tokens or words & _ABOUT_OTHERS:
        return False
    if _people_in_words(question, words):
        return True
    said = question.counts
    if (
        exchange.words.isdisjoint(_UPDATES)
        and words.isdisjoint(_TAGS)
        and exchange.agent_words.isdisjoint(("correct", "right"))
        and not exchange.rest
        and exchange.reply == "other"
        and not _repeats(exchange.user, said)
    ):
        return False
    return any(
        count.thing in ("person", "employee", "seat")
        or (known is not None and count.thing == "none" and count.number.low == known)
        for count in said
    )


def _repeats(user: Sequence[str], said: Sequence[Count]) -> bool:
    return any(answer.low == count.number.low for answer in find_numbers(user[:12]) for count in said)


def _people_in_words(question: Speech, words: set[str]) -> bool:
    tokens = question.tokens
    for place, token in enumerate(tokens):
        if token in ("many", "number") or (token == "count" and place):
            for step in range(place + 1, min(place + 6, len(tokens))):
                hit = question.nouns.get(step)
                if hit is not None:
                    after = question.nouns.get(hit.end)
                    thing = after.value if after is not None else hit.value
                    if thing in ("person", "seat", "employee"):
                        return words.isdisjoint(("support", "serve", "help"))
                    if thing in ("document", "other", "outsider"):
                        break
                if tokens[step] in ("you", "would", "will", "are", "in", "on", "at") and step <= place + 3:
                    return (
                        not question.mentions("document")
                        or tokens[place + 1 : place + 3] == ["of", "you"]
                        or tokens[step] in ("in", "on", "at")
                    )
            before = question.nouns.get(place - 1)
            if before is not None and before.value in ("person", "seat", "employee"):
                return True
    if words & {"who", "whos"}:
        return bool(words & (_WHO_ACTS | {"be", "going"})) and words.isdisjoint(("this", "am"))
    if "just" in words and "you" in words:
        return True
    if (
        words & {"anyone", "anybody", "coworkers", "headcount"}
        or ("head" in words and "count" in words)
        or ("work" in words and "alone" in words)
    ):
        return True
    if words & {"big", "large", "size", "heads"} and words & _GROUP:
        return True
    if "which" in words and words & {"departments", "teams"}:
        return True
    if "your" in words and words & {"company", "team", "crew", "side", "staff", "firm", "people"} and len(tokens) <= 7:
        return True
    if words & {"team", "crew", "staff", "squad"} and words & {"about", "like", "how", "up", "behind"}:
        return True
    return len(tokens) <= 5 and any(hit.value in ("person", "seat", "employee") for hit in question.nouns.values())


def for_documents(question: Speech) -> bool:
    """Whether the agent asked how many documents, or named a number of them for the user to judge."""
    tokens = question.tokens
    if not tokens or is_offer(tokens):
        return False
    words = set(tokens)
    if question.mentions("document"):
        if _people_first(question):
            return False
        return not words.isdisjoint(_ASKS) or len(tokens) <= 8 or bool(question.counts)
    return not words.isdisjoint(_SIGNING) and not words.isdisjoint(_COUNTING)


def _people_first(question: Speech) -> bool:
    """Whether "how many" is followed by people before any document: "how many colleagues send contracts"."""
    tokens = question.tokens
    if "many" not in tokens:
        return False
    place = tokens.index("many")
    for step in range(place + 1, min(place + 5, len(tokens))):
        hit = question.nouns.get(step)
        if hit is not None and hit.value == "document":
            return False
        if hit is not None and hit.value in ("person", "seat", "employee") and hit.end not in question.nouns:
            return not any(
                h.value == "document" and tokens[h.start - 2 : h.start] in (["how", "many"], ["how", "much"])
                for h in question.nouns.values()
            )
        if tokens[step : step + 2] == ["of", "you"] or tokens[step] in ("would", "will"):
            return True
    return False


def on_for_more(question: Speech, *, has_period: bool) -> bool:
    """For "How many?", "Per month?", "And the monthly count?", when documents are what is being talked of."""
    words = set(question.tokens)
    if any(
        hit.value in ("person", "seat", "employee", "other", "outsider") and question.tokens[hit.start] != "numbers"
        for hit in question.nouns.values()
    ):
        return False
    return (bool(words & _COUNTING) and (has_period or len(question.tokens) <= 7)) or (
        has_period and len(question.tokens) <= 10
    )
