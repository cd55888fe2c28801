"""Whether the agent asked for a number of documents, or goes on with an earlier question."""

# SIM905: a list of words reads best as one string.
# ruff: noqa: SIM905

from __future__ import annotations

import itertools
from collections.abc import Sequence

from aftercall.signals import periods
from aftercall.signals.dialogue import Exchange, is_offer
from aftercall.signals.numbers import find as find_numbers
from aftercall.signals.prices import MUCH_OF
from aftercall.signals.speech import PEOPLE, Count, Speech
from aftercall.signals.words import BREAKS, Cues, sentences

_ONWARD = Cues(
    "and", "or", "but", "what about", "how about", "otherwise", "roughly", "approximately", "ballpark", "even roughly", "on average", "a rough", "any rough", "just roughly", "more or less", "would you have a number", "a guess", "any guess", "your best guess", "if you had to",
)  # fmt: skip
RAISING = frozenset("asked asking question wanted".split())
_OF_WHAT = frozenset("me to know about for on after before earlier the your our".split())
_ONLY_YOU = Cues("only you", "just you", "you alone")
_ONWARD_FIRSTS = _ONWARD.firsts
_SUMS_UP = Cues(
    "that makes", "that comes to", "would come to", "it comes to", "come up with", "add up to", "be how many", "is how many", "that 's how many", "how many is that", "how many 's that", "how many would that be", "how many does that make", "all together", "combined",
)  # fmt: skip
_THAT_WOULD_BE = (
    ["that", "'d", "be"],
    ["that", "would", "be"],
    ["which", "is"],
    ["how", "big", "is", "that"],
    ["how", "large", "is", "that"],
    ["there", "are"],
    ["and", "that", "'s"],
)
_ASKS_BACK = frozenset("what which why who how do does is are would mine depends".split())  # without a mark
_USUALLY = frozenset("normally usually average otherwise typically normal usual season days now currently".split())
_HOW = frozenset("how many what which big large".split())
_OTHER_NUMBERS = frozenset("old long budget age zip postcode extension phone good her his their tomorrow today".split())
_PAYING = frozenset("give pay extension extension's my code".split())
_LAST = frozenset([end[-1] for end in _THAT_WOULD_BE])
_ROUGHLY = frozenset("how many about roughly around approximately ish exactly would you say , and so".split())
_FOR_A_NUMBER = frozenset("many number size big large count who whoever often volume".split())
_LONGEST_GOING_ON = 10
_A_FEW = 5  # tokens of a question that asks nothing new, and of a sentence that is hardly more than a number
_SHORTEST_NOTE = 7  # tokens of a turn that hardly asks anything new
_BOTH = 2
_NONE_OR_PEOPLE = PEOPLE | {"none"}
_OF_THEM = (["of", "you"], ["the", "team"], ["your", "team"], ["the", "office"], ["the", "crew"])
_NEW = frozenset(
    "big large size many much often what which where when who why begin start plan tier pro soon timeline deadline use using month week day else anything office side practice team crew desk staff department branch firm company headcount help email name demo price cost".split()
)
_OTHER_THINGS = _NEW - frozenset("month week day company firm team office branch department".split())
_LONGEST_MONTH = 12  # tokens of "say in a month when the weather's fine"
_NO_MONTH = (_NEW - frozenset("month week day when".split())) | frozenset("you your we our us it 'll 'd do does are billed people".split())  # fmt: skip
_ASKS = frozenset(
    "typical usual average many much number volume volumes count often frequently total rate flow figure figures send sends sent amount numbers busy leaves going usage traffic per annually expect sort load scale data monthly weekly daily estimate ballpark signed sign stretch stack pile heap mountain lot lots plenty bunch loads would what and".split()
)
_COUNTING = frozenset("many much number numbers count counted tally volume volumes often frequently".split())
_HOW_MANY = _COUNTING | frozenset(
    "typical usual average total rate figure figures amount busy usage traffic load ballpark monthly weekly daily per annually estimate".split()
)
_SENT = frozenset("send sends sent issue issued signature signatures".split())
_BARE = 3
_SIGNING = frozenset(
    "sign signed signs signing signature signatures countersign send sends sent issue issued paperwork document documents docs".split()
)


def goes_on(question: Speech, exchange: Exchange, said: Sequence[str], *, answered: bool, last: Sequence[str]) -> bool:
    """Whether the agent asks nothing new: "Nine, then?", or, after an answer that told nothing, "And otherwise?".

    `last` is the question before, `answered` whether it was, `said` what the user said to it.
    """
    tokens = question.tokens
    if not answered and _asked_back(question, exchange, said, last):
        return True
    if (
        len(tokens) <= _LONGEST_GOING_ON
        and (
            _sums_up(question, last)
            or (not answered and len(tokens) <= _A_FEW and _is_still_open(question, exchange, last))
        )
        and not question.counts
    ):
        return True
    of_a_month = len(tokens) <= _LONGEST_MONTH and _NO_MONTH.isdisjoint(question.words) and bool(question.periods)
    if (
        not answered
        and (of_a_month or (len(exchange.agent) <= _SHORTEST_NOTE and "?" not in exchange.agent))
        and not question.counts
        and for_documents(question.beside(last))
    ):
        return of_a_month or _OTHER_THINGS.isdisjoint(question.words)  # "The company.", "say in a normal month"
    if (
        len(tokens) > _LONGEST_GOING_ON
        or exchange.topics
        or not _NEW.isdisjoint(question.words)
        or is_offer(tokens, question.words)
        or _ONLY_YOU.stand_in(tokens, question.words)
    ):
        return False
    counts = question.counts
    if answered and len(counts) != 1:
        asks_usual = not _USUALLY.isdisjoint(question.words) and len(tokens) <= _A_FEW and not question.nouns
        return asks_usual and for_documents(question.beside(last))  # "And normally?" after a peak, "And these days?"
    if not counts and tokens[0] not in _ONWARD_FIRSTS and tokens[0][0].isalnum():
        return False
    words = [token for token in tokens if token[0].isalnum()]
    if (
        len(counts) == 1
        and counts[0].thing == "none"
        and not question.nouns
        and len(words) - (counts[0].number.end - counts[0].number.start) <= 4
    ):
        return not periods.possible_in(frozenset(words))
    return _ONWARD.begin(words) and not (answered or counts or question.nouns or question.periods)


def raised(user: Sequence[str], last: Sequence[str]) -> Sequence[str]:
    """What the user goes back to: "you'd asked about logins", "to your question" (the `last`); nothing for anything else."""
    for place, word in enumerate(user):
        if word == "question" and user[place - 1 : place] == ["your"]:
            return last
        if word not in RAISING or (word == "wanted" and user[place + 1 : place + 3] != ["to", "know"]):
            continue
        if "you" in user[max(0, place - 3) : place]:
            rest = itertools.takewhile(lambda ahead: ahead not in BREAKS, user[place + 1 : place + _LONGEST_GOING_ON])
            ahead = [word for word in rest if word not in _OF_WHAT]
            return ahead if not {"how", "who"}.isdisjoint(ahead) else ["how", "many", *ahead]
    return []


def _asked_back(question: Speech, exchange: Exchange, said: Sequence[str], last: Sequence[str]) -> bool:
    """Whether the user asked back before answering how many documents, and the agent answered that: the question stands."""
    if not said or exchange.topics or "?" in exchange.agent_words or not ("?" in said or said[0] in _ASKS_BACK):
        return False
    asked = question.beside(last)
    return counts(asked) and for_documents(asked)


def _sums_up(question: Speech, last: Sequence[str]) -> bool:
    """For "so that'd be?", "and combined that comes to what?", "about how many, would you say?": the number that was asked for before."""
    tokens = question.tokens
    if "many" in question.words and _ROUGHLY.issuperset(tokens):
        of_all = "what" not in last and not question.beside(last).mentions("document")
        ends = of_all or tokens == ["how", "many"]
    elif tokens[-1] in _LAST and len(tokens) <= _A_FEW:
        ends = any(tokens[-len(end) :] == end for end in _THAT_WOULD_BE)
    else:
        ends = False
    if not (ends or _SUMS_UP.stand_in(tokens, question.words)):
        return False
    return _NEW.isdisjoint(question.words - _HOW) and not question.nouns


def _is_still_open(question: Speech, exchange: Exchange, last: Sequence[str]) -> bool:
    """For "take your time", "and?" after a question for a number that was not answered, where a number comes now."""
    words = question.words
    if not words.isdisjoint(_NEW) or not words.isdisjoint(_OTHER_NUMBERS) or ("your" in words and "time" not in words):
        return False
    if exchange.topics or _FOR_A_NUMBER.isdisjoint(last):
        return False
    return _a_number_alone(exchange.user) and not question.nouns


def _a_number_alone(user: Sequence[str]) -> bool:
    """Whether a sentence is hardly more than a number: "She says twenty two"."""
    return any(
        stop - start <= _A_FEW and _PAYING.isdisjoint(user[start:stop]) and find_numbers(user[start:stop])
        for start, stop in sentences(user)
    )


def for_documents(question: Speech) -> bool:
    """Whether the agent asked how many documents, or named a number of them for the user to judge."""
    tokens = question.tokens
    if not tokens or is_offer(tokens, question.words):
        return False
    words = question.words
    if not words.isdisjoint(_COSTS) and words.isdisjoint(_COUNTING):
        return False
    if question.mentions("document"):
        rated = any(count.thing == "document" for count in question.counts)
        if _people_first(question) or (words.isdisjoint(_COUNTING) and not rated and _of_one_of_ours(tokens)):
            return False
        if "we" in words and "you" not in words and question.counts:  # "it's thirty nine each, and we invoice yearly"
            return False
        return not words.isdisjoint(_ASKS) or len(tokens) <= _SHORT or bool(question.counts)
    if words & {"volume", "volumes", "throughput"} and not question.nouns:
        return True
    if not words.isdisjoint(_SIGNING) and "what" in words and "you" in words and periods.possible_in(words):
        return bool(question.periods)  # "in a week, what do you send?"
    if words.isdisjoint(_COUNTING):
        return False
    if _GET_ONE.stand_in(tokens):
        return not any(hit.value in ("seat", "other") for hit in question.nouns.values())
    return not words.isdisjoint(_SIGNING)


_COSTS = frozenset("cost costs pay pays paid charge price fee fees discount spend".split())  # fmt: skip  # "What do you get paid per contract?"
_GET_ONE = Cues(
    "get one", "gets one", "sign one", "signs one", "need one", "needs one", "one go out", "one goes out", "those go out", "them go out", "these go out", "they go out", "do go out", "one leave", "those leave", "them leave"
)  # fmt: skip


def _of_one_of_ours(tokens: Sequence[str]) -> bool:
    """For "Are you in a contract with them?", "We sign an agreement", "A yearly agreement or a monthly one?": one, not many."""
    if tokens[0] in ("we", "our") or "no" in tokens[:2] or _IN_ONE.stand_in(tokens):
        return True
    return not (
        _CHOOSING.isdisjoint(tokens) or tokens[:3] == ["in", "terms", "of"] or tokens[1:4] == ["in", "terms", "of"]
    )


_IN_ONE = Cues(
    "in a contract", "under contract", "in contract", "under a contract", "contract with", "your contract", "annual contract", "annual contracts", "monthly contract", "with us",
)  # fmt: skip
_CHOOSING = frozenset("prefer rather worth value long when where term terms length expire expires".split())
_SHORT = 8


_TEAMS = [[team] for team in ("team", "desk", "department", "crew", "staff", "office", "unit")]


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
            return tokens[hit.end : hit.end + 1] in _TEAMS
        if hit is not None and hit.value in PEOPLE and hit.end not in question.nouns:
            return not any(
                h.value == "document" and tokens[h.start - 2 : h.start] in (["how", "many"], ["how", "much"])
                for h in question.nouns.values()
            )
        if tokens[step : step + 2] == ["of", "you"] or tokens[step] in ("would", "will"):
            return True
    return False


_OF_YOU = Cues("many are you", "many of you", "many you are")
_THOSE = frozenset("those these them".split())


def on_for_more(question: Speech, *, has_period: bool, told: bool) -> bool:
    """For "How many?", "Per month?", "And the monthly count?", when documents are what is being talked of.

    `told` says that the agent asks nothing: a number in it is the agent's own.
    """
    words = question.words
    counting = not words.isdisjoint(_COUNTING)
    if not (counting or has_period) or any(
        hit.value in ("person", "seat", "employee", "other", "outsider") and question.tokens[hit.start] != "numbers"
        for hit in question.nouns.values()
    ):
        return False
    if _OF_YOU.stand_in(question.tokens) or not (_CHOOSING.isdisjoint(words) or counting):
        return False
    if has_period and MUCH_OF.stand_in(question.tokens, words):
        return True
    if told and (question.counts or words.isdisjoint(("how", "what"))):
        return False
    said = [token for token in question.tokens if token[0].isalnum()]
    of_those = not words.isdisjoint(_THOSE) and len(said) <= 2 * _SHORT
    return (counting and (has_period or of_those or len(said) <= _SHORT)) or (has_period and len(said) <= _SHORT + 2)


def answers_to_both(question: Speech, answer: Speech) -> tuple[Count, Count] | None:
    """For "how many of you, and how many contracts a month?" · "eight, and forty": the number of people, that of documents."""
    tokens = question.tokens
    if "and" not in question.words or sum(map(tokens.count, ("many", "number", "count", "volume"))) < _BOTH:
        return None
    documents = next((at for at, hit in sorted(question.nouns.items()) if hit.value == "document"), -1)
    people = next((at for at, hit in sorted(question.nouns.items()) if hit.value in PEOPLE), -1)
    people = next((at for at in range(len(tokens) - 1) if tokens[at : at + 2] in _OF_THEM), people)
    told = [count for count in answer.counts if count.thing in _NONE_OR_PEOPLE and count.number.kind == "count"]
    if people < 0 or documents < 0 or len(told) != _BOTH or len(answer.counts) != _BOTH:
        return None
    of_people = [count for count in told if count.thing != "none"]
    if len(of_people) == _BOTH:
        return None
    if of_people:  # "fifteen people, and about two hundred"
        return of_people[0], next(count for count in told if count.thing == "none")
    return (told[0], told[1]) if people < documents else (told[1], told[0])


def how_many(question: Speech) -> bool:
    """Whether the question is one for a number or a rate: not "Shall I send a quote?"; "And proposals?" is one."""
    words = question.words
    if (
        not _HOW_MANY.isdisjoint(words)
        or (question.periods and not question.counts)
        or ("what" in words and not _SENT.isdisjoint(words))
    ):
        return True
    return question.mentions("document") and len([token for token in question.tokens if token[0].isalnum()]) <= _BARE


def of_how_many(speech: Speech, place: int) -> bool:
    """For the user's "ask me how many tons, I could tell you, nineteen thousand": the number of what they name."""
    tokens, (start, _) = speech.tokens, speech.span(place)
    at = next((at for at in range(start + 2, place) if tokens[at - 2 : at] == ["how", "many"]), None)
    return at is not None and tokens[at][-1] == "s" and not (at in speech.nouns or tokens[at] == "times")


def counts(question: Speech) -> bool:
    """Whether the agent asked how many, or how often."""
    return not _COUNTING.isdisjoint(question.tokens)
