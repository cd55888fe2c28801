"""Sizes of a team told without a number: alone, a pair, a trio, a list of names."""

# SIM905: a list of words reads best as one string.
# ruff: noqa: SIM905

from __future__ import annotations

from collections.abc import Sequence

from aftercall.signals import roster, speaker
from aftercall.signals.asking_people import REACH, WHO_IS_IT
from aftercall.signals.dialogue import Exchange
from aftercall.signals.speech import Speech
from aftercall.signals.words import Cues

_OURS = frozenset("we us our ours i my me myself here".split())
_IT_IS_ME = Cues(
    "it 's me", "it 's just me", "just me and", "it is me", "it 's only me", "it 'll be me", "for me and my", "that 'd be me", "it 's myself",
)  # fmt: skip
_MYSELF = Cues("me , myself and i", "me myself and i")
_BOTH = frozenset("two both".split())
_NOBODY = ("nobody", "noone", "none")
_YOU = frozenset(["you", "yourself"])
_MY = {"you": "i", "your": "my", "yourself": "myself"}
_MINE = frozenset(["me", "my", "we", "us"])  # of those who are with us
_FREELANCE = frozenset("freelance freelancers self subcontractors subbies".split())
_THOSE = (["people"], ["users"], ["of"])  # of whom a list tells who they are
_AND = (["and"], ["plus"])
_READS = frozenset("reads sees gets signs looks checks approves views receives".split())  # "just you, he reads them"
_MORE = frozenset("and plus also".split())
_DO = frozenset(
    "send sends sending use uses using write writes writing make makes making do does doing handle handles handling prepare prepares".split()
)
_ALL_OF_IT = frozenset("i do , . it them all of the every single one lot whole thing last".split())
_A_NAME = 4  # words at most of an answer that is one name
_APART_FROM = ("besides you", "besides yourself", "apart from you", "apart from yourself", "other than you", "other than yourself")  # fmt: skip
APART_FROM_YOU = Cues(*_APART_FROM)
JUST_YOU = Cues("just you", "only you", "you alone", "just yourself", "only yourself", "on your own", "by yourself", "work alone")  # fmt: skip
ANYBODY = Cues(
    *_APART_FROM, "anybody else", "anyone else", "somebody else", "someone else", "other people", "other users", "who else", "how many others", "how many more",
)  # fmt: skip


def size_of(
    exchange: Exchange, speech: Speech, tokens: Sequence[str], *, asked: bool, new: bool
) -> tuple[int, str] | None:
    """The size and the rule that gives it; `asked` for people, `new` when no size is known yet."""
    words = exchange.words
    answer = asked or "about" in exchange.topics
    if "i" in words and (asked or not _BOTH.isdisjoint(exchange.question)) and roster.halves(tokens):
        return 2, "team.pair"
    if answer and _MYSELF.stand_in(tokens, words):
        return 1, "team.solo"
    me = "me" in words or "myself" in words
    if (answer or (me and _IT_IS_ME.stand_in(tokens))) and (size := speaker.together(tokens)):
        return size, "team.pair"
    if not asked:
        alone = new and not words.isdisjoint(_OURS) and speaker.alone(tokens, words, asked=False)
        if alone and WHO_IS_IT.stand_in(exchange.question):
            alone = speaker.ALONE.stand_in(tokens, words)  # "who am I speaking to?" · "just me, Orla"
        return (1, "team.solo") if alone else None
    more = REACH.isdisjoint(exchange.question) and ANYBODY.stand_in(exchange.question)
    if more and not _DO.isdisjoint(exchange.question) and roster.does(speech):
        return 2, "team.pair"
    if more and "involved" not in exchange.question and (roster.single(speech) or _one_name(tokens)):
        return 2, "team.pair"
    if JUST_YOU.stand_in(exchange.question) and roster.single(speech):
        return 2, "team.pair"  # "do you work alone?" · "I've got a part timer"
    i_do = tokens[:2] == ["i", "do"] and (len(tokens) <= _A_NAME or _ALL_OF_IT.issuperset(tokens))
    if "who" in exchange.question and (i_do or _one_name(tokens)):
        return 1, "team.solo"
    if speaker.alone(tokens, words, asked=True):
        return 1, "team.solo"
    nobody = tokens[:1] and tokens[0] in _NOBODY
    if more and (exchange.reply == "no" or nobody) and not (nobody and _nobody_does(tokens)):
        return 1, "team.solo"
    return None


def _nobody_does(tokens: Sequence[str]) -> bool:
    """For "nobody's looking at anything": it is not said that they are alone, as "nobody", "nobody but me", "nobody else is" do."""
    does = tokens[2:3] and tokens[2][-3:] == "ing" and tokens[2] not in ("going", "using", "sending", "signing")
    return "anything" in tokens or (bool(does) and tokens[1] in ("'s", "is") and "me" not in tokens)


def nobody_else(exchange: Exchange, before: Sequence[str], *, outside: bool) -> bool:
    """For "I'm a one woman show. There are seven who rent from me", "No. The lads, eight of them, are self employed"."""
    nobody = exchange.reply == "no" and (outside or not _FREELANCE.isdisjoint(exchange.words))
    return speaker.ONE_MAN.stand_in(before, exchange.words) or (nobody and ANYBODY.stand_in(exchange.question))


def with_you(said: Speech) -> int:
    """How many "just you, Tom and the two girls" are, as the agent lists them; 0 for no list."""
    if not roster.possible_in(said.words) or _YOU.isdisjoint(said.words) or not _MINE.isdisjoint(said.words):
        return 0
    if any(count.thing == "seat" for count in said.counts):
        return 0  # "eight users, and you send to thirty landlords"
    reads = "and" in said.words and "who" not in said.words and not _READS.isdisjoint(said.words)
    tokens = said.tokens[: -1 - said.tokens[::-1].index("and")] if reads else said.tokens
    mine = said.beside([_MY.get(token, token) for token in tokens])
    lists = [found for found in roster.find(mine) if found.speaker]
    places = [count.number.start for count in mine.counts]
    if not all(any(found.start <= place < found.end for found in lists) for place in places):
        return 0  # "you, your office manager and the two sales guys": not all of it is read
    size = max([speaker.together(mine.tokens), *(found.size for found in lists)])
    whole = mine.counts[0].number if mine.counts else None  # "three people with a login, you, your sister and Joan"
    twice = whole and whole.low * 2 == size and mine.tokens[whole.end : whole.end + 1] in _THOSE
    return size // 2 if twice else size


def counts_you(said: Speech) -> bool:
    """For "your wife, her four colleagues and yourself, that's six": whether the agent counts people, the user among them."""
    if _YOU.isdisjoint(said.words) or said.mentions("document"):
        return False
    return "yourself" in said.words or any(
        word == "you" and (said.tokens[at - 1 : at] in _AND or said.tokens[at + 1 : at + 2] in (*_AND, [","], ["with"]))
        for at, word in enumerate(said.tokens)
    )


def _one_name(tokens: Sequence[str]) -> bool:
    """For "only Odile", "just our bookkeeper", "Odile. Only Odile.": all that is said of who it is."""
    if _MORE.isdisjoint(tokens) and "." in tokens:
        said = tokens[2:] if tokens[1:2] == ["."] and tokens[3:4] == tokens[:1] else tokens
        tokens = said[: said.index(".")] if "." in said else said
    words = [token for token in tokens if token.isalpha()]
    return (
        1 < len(words) <= _A_NAME
        and words[0] in ("only", "just")
        and words[-1][-1] != "s"
        and roster.NO_NAME.isdisjoint(words[-1:])
    )
