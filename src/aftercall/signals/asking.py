"""What the agent asked to count: people or documents."""

# S105: a token is a word of speech here; SIM905: a list of words reads best as one string.
# ruff: noqa: S105, SIM905

from __future__ import annotations

from collections.abc import Sequence

from aftercall.signals import periods
from aftercall.signals.dialogue import Exchange, is_offer
from aftercall.signals.numbers import find as find_numbers
from aftercall.signals.speech import Count, Speech
from aftercall.signals.words import Cues

_WHO_ACTS = frozenset(
    "would will 'd 's 'll is are be going all else uses using involved sends sending send does do looks runs shares invite use writes handles prepares closes draft drafting preparing works besides issues create creating building makes touches touching needs need in on we gets".split()
)
_GROUP = frozenset(
    "team teams company crew group organisation organization org business firm department staff agency outfit practice shop squad people office studio side operation floor unit brokerage clinic branch".split()
)
_SIZES = frozenset("big large size sized heads small".split())
_ABOUT_IT = frozenset("about like how up behind your who".split())
_FOR_TOOLS = frozenset("use using chat tools tool crm track store software systems when soon kind sort long".split())
_ASKS_WHO = Cues(
    "of your people",
    "of your staff",
    "of your team",
    "of your colleagues",
    "just you",
    "by you",
    "the only one",
    "besides you",
    "apart from you",
    "other than you",
    "by how many",
    "how many besides",
    "how many apart",
    "only you",
    "which departments",
    "which teams",
    "which staff",
    "which people",
    "the ones",
    "head count",
    "work alone",
    "on your own",
    "by yourself",
    "just yourself",
    "or are you",
    "how many of you",
    "whole company",
    "whole team",
    "everybody else",
    "entire company",
    "entire team",
)
_SIGNING_IN = frozenset("log login logins logging access".split())
_LOOK_LIKE = Cues("look like")
_ABOUT_OTHERS = frozenset("counterparty before previously clients customers parent".split())
_ONWARD = Cues(
    "and",
    "or",
    "but",
    "what about",
    "how about",
    "otherwise",
    "roughly",
    "approximately",
    "ballpark",
    "even roughly",
    "on average",
    "a rough",
    "any rough",
    "just roughly",
    "more or less",
    "would you have a number",
    "a guess",
    "any guess",
    "your best guess",
    "if you had to",
)
_LONGEST_GOING_ON = 10
_NEW = frozenset(
    "big large size many much often what which where who soon timeline deadline use using month week day else anything help email name demo price cost".split()
)
_PRICES = frozenset("cost costs price priced starts dollars charge per pounds euros minimum maximum".split())
_TAGS = frozenset("correct right still again believe understand would shall yes is are".split())
_UPDATES = frozenset("no wait sorry make actually add plus brings so oh hang hmm forgot call well scratch".split())
_ASKS = frozenset(
    "many much number volume volumes count often frequently total rate flow figure figures send sends sent amount numbers busy leaves going usage traffic per annually expect sort load scale data monthly weekly daily estimate ballpark signed sign stretch would what and numbers".split()
)
_COUNTING = frozenset("many much number numbers count volume volumes often frequently".split())
_SIGNING = frozenset(
    "sign signed signs signing signature signatures countersign send sends sent issue issued paperwork document documents docs".split()
)


def goes_on(question: Speech, exchange: Exchange, *, answered: bool) -> bool:
    """Whether the agent asks nothing new: "Nine, then?", or, after an answer that told nothing, "And otherwise?"."""
    tokens = question.tokens
    if len(tokens) > _LONGEST_GOING_ON or exchange.topics or not _NEW.isdisjoint(tokens) or is_offer(tokens):
        return False
    words = [token for token in tokens if token[0].isalnum()]
    counts = question.counts
    if (
        len(counts) == 1
        and counts[0].thing == "none"
        and len(words) - (counts[0].number.end - counts[0].number.start) <= 4
    ):
        return not periods.possible_in(frozenset(words))
    return not answered and not question.nouns and not counts and _ONWARD.begin(words)


def for_people(exchange: Exchange, question: Speech, known: int | None) -> bool:
    """Whether the agent asked for a number of people, or named one for the user to judge; `known` is the size so far."""
    tokens, words = question.tokens, set(question.tokens)
    if not tokens or words & _ABOUT_OTHERS or (words & _PRICES and "many" not in words) or is_offer(tokens):
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
        and not _leads_with_a_number(exchange.user)
    ):
        return False
    return any(
        count.thing in ("person", "employee", "seat")
        or (known is not None and count.thing == "none" and count.number.low == known)
        for count in said
    )


def _leads_with_a_number(user: Sequence[str]) -> bool:
    """For "six, with the new hire" to "five of you?"."""
    numbers = find_numbers(user[:6])
    return bool(numbers) and numbers[0].start <= 1 and user[numbers[0].end : numbers[0].end + 1] in ([], [","], ["."])


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
                        return "who" in words and place > tokens.index("who")
                if tokens[step] in ("would", "will", "need") and not words.isdisjoint(_SIGNING_IN):
                    return True
                if tokens[step] in ("you", "would", "will", "are", "in", "on", "at") and step <= place + 3:
                    return (
                        (not question.mentions("document") and not periods.possible_in(frozenset(words)))
                        or tokens[place + 1 : place + 3] == ["of", "you"]
                        or (tokens[step] in ("in", "on", "at") and not periods.possible_in(frozenset(words)))
                    )
            before = question.nouns.get(place - 1)
            if before is not None and before.value in ("person", "seat", "employee"):
                return True
    if words & _SIZES and words & _GROUP:
        return True
    if (
        "who" not in words
        and question.mentions("document")
        and not any(hit.value in ("person", "seat", "employee") for hit in question.nouns.values())
    ):
        return _ASKS_WHO.stand_in(tokens)
    if "who" in words:
        return bool(words & _WHO_ACTS) and words.isdisjoint(("this", "am"))
    if _ASKS_WHO.stand_in(tokens):
        return True
    if words & {"anyone", "anybody", "coworkers", "headcount", "staff"}:
        return True
    if "what" in words and words & {"do", "does", "did"} and not (words & _GROUP and _LOOK_LIKE.stand_in(tokens)):
        return False
    if words & _GROUP and (len(tokens) <= 7 or not words.isdisjoint(_ABOUT_IT)) and words.isdisjoint(_FOR_TOOLS):
        return True
    return any(
        hit.value in ("person", "seat", "employee") and len(tokens) <= (3 if question.guessed(hit.start) else 12)
        for hit in question.nouns.values()
    )


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
    if words & {"volume", "volumes", "throughput"} and not question.nouns:
        return True
    return not words.isdisjoint(_SIGNING) and not words.isdisjoint(_COUNTING)


def _people_first(question: Speech) -> bool:
    """Whether "how many" is followed by people before any document: "how many colleagues send contracts"."""
    tokens = question.tokens
    if "many" not in tokens:
        return False
    place = tokens.index("many")
    if any(hit.value == "document" and hit.start < place for hit in question.nouns.values()):
        return False
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
