"""Whether the agent asked for a number of people."""

# SIM905: a list of words reads best as one string.
# ruff: noqa: SIM905

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from aftercall.signals import how_many
from aftercall.signals.dialogue import Exchange, is_offer
from aftercall.signals.numbers import find as find_numbers
from aftercall.signals.speech import PEOPLE, Count, Speech
from aftercall.signals.words import Cues

_WHO_ELSE = frozenset(
    "am told recommended referred provider carrier bank vendor competitor host signs signing receives receive approves approve countersigns pays serve speak speaking talking talk interested comparing customers clients sell was were compete competes comes come attends attended sent meetings demo happened lives live between buying deliver supply opened downloaded registered".split()
)  # "who" of these is nobody who would use it
_GROUP = frozenset(
    "team teams company crew group gang bunch rollout organisation organization org business firm department staff agency outfit practice shop squad people office studio side operation operations consultancy partnership bureau charity force workforce chambers brokerage clinic branch association nonprofit dealership".split()
)
_SIZES = frozenset("big large size sized heads small".split())
_SO_MANY = Cues("as many", "so many", "too many", "how old", "how young")  # nobody asks so
HOW_BIG = Cues("how small", "how big", "how large")
_ABOUT_IT = frozenset("about like how up behind your who".split())
_FOR_TOOLS = frozenset(
    "online website use using chat tools tool crm track store software systems when soon kind sort long timing timeline enjoying happy comfortable trial urgent date schedule rush hurry deadline budget steps booking doing feeling coping".split()
)
_WHICH_ONES = (
    "which of them", "which of those", "which of you", "would rollout", "roll it out", "roll this out", "your part", "your bit", "your own team",
)  # fmt: skip
_ASKS_WHO = Cues(
    *_WHICH_ONES,
    "of your people", "of your staff", "of your team", "of your colleagues", "just you", "by you", "the only one", "besides you", "apart from you", "other than you", "by how many", "how many besides", "how many apart", "only you", "which departments", "which teams", "which staff", "which people", "the ones", "head count", "work alone", "that everyone", "that everybody", "cover everyone",
    "cover everybody", "on your own", "by yourself", "just yourself", "or are you", "how many of you", "more of you", "you and your", "you alone", "it alone", "that alone", "this alone", "them alone", "rolling out to", "rolling it out", "rolling this out", "rolled out to", "the two of you", "the three of you", "helping you", "how many hands", "where are you today", "where you are now", "where you are today", "where do you stand", "are you now", "with others", "just for you", "just for yourself", "only for yourself", "for you or", "yourself or a", "yourself or for", "is all of us", "all of us is", "all of you is", "who 's we", "who is we", "a company of", "rolled out", "a firm of", "a crew of", "whole office", "whole firm",
    "whole department", "whole crew", "whole staff", "whole company", "whole team", "whole outfit", "whole lot", "whole shop", "whole floor", "whole branch", "whole gang", "everybody else", "entire company", "entire team",
)  # fmt: skip
_LOOK_LIKE = Cues("look like")
WHO_IS_IT = Cues(
    "has to sign", "have to sign", "needs to sign", "who is this", "who 's this", "who is that", "who is calling", "who 's calling", "who are you", "who do you use", *(f"who are we {doing}" for doing in ("speaking", "talking", "dealing", "meeting", "up", "with")), "who else are you", "who else have you", "who else did you", *(f"who {am_i} {speaking}" for am_i in ("am i", "do i have") for speaking in ("speaking", "talking", "on the")), "who 's your", "who is your",
)  # fmt: skip
_WHO_USES = Cues("signing in", "sign in", "signs in", "talk me through")  # though such words are of others
_SENDS = frozenset("sends uses use".split())
_PARTS = frozenset("legal sales finance hr procurement ops operations marketing leasing accounts".split())
_GROUP_OR_DESKS = _GROUP | {"desk", "desks"}
_ALL_OF_THEM = frozenset("all both everyone everybody they them only she he her him each every".split())
_USE = frozenset(
    "use using login logins log logging access account accounts seat seats touch sending send need creating working".split()
)
_WHICH = frozenset("what which when where why long often soon much document documents contracts".split())
_TO_YOU = Cues(
    "send you", "sends you", "sent you", "pay you", "pays you", "give you", "gives you", "hire you", "hires you", "ask you", "call you", "find you", "finds you", "come to you", "comes to you", "with you anything", "anything with you", "you work for", "you sell to", "is this the", "is that the", "am i speaking", "am i talking", "i 'm after", "looking for the", "trying to reach", "i speak to", "i speak with",
)  # fmt: skip
_IN_IT = Cues(
    *(f"{inside} the {tool}" for inside in ("in", "on") for tool in ("tool", "system", "product", "platform", "software", "app")), "in it", "on it", "in there", "on there",
)  # fmt: skip
_HOW = frozenset("how what when where why".split())
_DOES = frozenset("do does did".split())
_ANYONE = frozenset("anyone anybody coworkers headcount staff".split())
_ANYONE_OR_WHO = _ANYONE | {"who"}
REACH = frozenset(
    "reach talk talking speak speaking loop call copy cc invite email write ask involve include convince persuade consult".split()
)  # "anyone else to talk to?" asks for nobody who would use it
ABOUT_OTHERS = frozenset(
    "counterparty previously clients customers parent competitors rivals suppliers committee".split()
)
_PRICES = frozenset("cost costs price priced starts dollars charge per pounds euros minimum maximum".split())
_TAGS = frozenset("correct right still again believe understand would shall yes is are".split())
_UPDATES = frozenset("no wait sorry make actually add plus brings oh hang hmm forgot call well scratch".split())
_HOW_MANY = frozenset("many number numbers count size big large headcount total".split())
_OF_WHOM = frozenset(
    "who all everyone everybody anyone anybody else others other just only too also plus alone".split()
)
_USE_IT = frozenset(
    "use uses using used need needs needing want wants access seat seats login logins log logging account accounts licence licences license licenses send sends sending write writes writing prepare prepares preparing draft drafts "
    "drafting create creates creating make makes making handle handles handling touch operate operating work works working in system tool".split()
)
_WOULD_USE = _USE_IT | frozenset("do does doing would will 'd be on goes sits team staff people office".split())
_SENT_OUT = frozenset("send sending write writing issue produce".split())  # "what would you two send?"
_WENT = frozenset("did was were had went found liked decide decides deciding replied responded answered complained opened".split())  # fmt: skip
_MEETING = frozenset("call meeting demo line webinar session joining joined dialed dialled dialing dialling".split())
_WHO_IS_HERE = Cues(
    *(f"who {have}" for have in ("do we have", "do i have", "have we got", "have i got", "is in the room", "'s in the room", "'s with us")),
)  # fmt: skip
_ON_THE_CALL = Cues("on the line", "on the call", "on this call", "dialed in", "dialled in")
_RATED = frozenset("month each apiece seat".split())
_ASKS = frozenset("many who right correct you your number".split())
_LED_BY = frozenset(", . with counting including altogether now".split())
_TO_WHOM = frozenset("with for to from".split())
_OVER_WHAT = frozenset("with on in".split())  # "what's the firm working with?"
_ONWARD = frozenset("and so or".split())
_UPDATES_OR_SO = _UPDATES | frozenset("then just take".split())
_A_WORD, _BRIEF, _SHORT, _A_LINE = 4, 5, 6, 12  # tokens of a question about the people it names
_OF_THOSE = (["of", "those"], ["of", "them"])  # "and of those?"
_ASKS_ANEW = Cues(*_WHICH_ONES)  # though a size is known
_JUST_YOU = (["just", "you"], ["only", "you"], ["just", "yourself"], ["only", "yourself"])
_PLACE = frozenset("in on off at elsewhere upstairs downstairs outside inside here there abroad".split())
_HAVE_YOU = (["how", "many", "have", "you"], ["how", "many", "are", "there"], ["how", "many", "do", "you"], ["how", "many", "do", "you", "have"])  # fmt: skip
_CLIENTS = frozenset("client clients customer customers tenant tenants patient patients parent parents guest guests student students landlord landlords".split())  # fmt: skip
_YOU_ARE = (["you", "are"], ["you", "'re"], ["you", "were"])
_ASKS_PEOPLE = how_many.COUNTING | _SIZES | _GROUP_OR_DESKS | _ANYONE | _ALL_OF_THEM | {"size", "who", "yourself"}


def who_is_here(question: Speech) -> bool:
    """For "who do we have on the line?", "how many of you are on the call?": nobody named then need be one of those who would use it."""
    if "many" in question.words:
        return _ON_THE_CALL.stand_in(question.tokens, question.words)
    return "who" in question.words and (
        not question.words.isdisjoint(_MEETING) or _WHO_IS_HERE.stand_in(question.tokens, question.words)
    )


class Asked(NamedTuple):
    """What the agent asked: whether for people, of which scope, and how the size stood before (0 for unknown)."""

    people: bool
    scope: int
    known: int
    known_scope: int
    question: Speech

    @property
    def onward(self) -> bool:
        """Whether the question goes on with what was told: "and the admin staff?"."""
        return self.people and _goes_on(self.question.tokens)


def _goes_on(tokens: Sequence[str]) -> bool:
    return tokens[0] == "and" and len(tokens) <= _BRIEF


def for_people(exchange: Exchange, question: Speech, known: int | None) -> bool:
    """Whether the agent asked for a number of people, or named one for the user to judge; `known` is the size so far."""
    if not question.tokens:
        return False
    if known is not None and _of_those_told(exchange, question, known):
        return True
    if _of_others(exchange, question) or _only_tells(exchange, question):
        return False
    if known is not None and (
        "rest" in question.words or not (question.counts or _asks_again(question, stated=exchange.stated))
    ):
        return False
    if question.tokens[-1] == "yourself" and "me" in exchange.words:
        return True  # "you do the quotes yourself?" · "me and Ada"
    if _people_in_words(question) or (
        # "So every surveyor would be a user? How many have you?"
        question.tokens[:4] in _HAVE_YOU and question.beside(exchange.agent[: -len(question.tokens) - 1]).names_people()
    ):
        return True
    return not how_many.of_else(question) and _names_a_size(exchange, question, known)


def _of_those_told(exchange: Exchange, question: Speech, known: int) -> bool:
    """For "and of those?", "and in sales?", "how many of the eleven write estimates?"."""
    tokens = question.tokens
    return (
        (len(tokens) <= _BRIEF and tokens[-2:] in _OF_THOSE and not exchange.stated)
        or (_goes_on(tokens) and _and_there(question, exchange.user))
        or any(
            count.number.low == known
            and tokens[max(0, count.number.start - 3) : count.number.start] == ["many", "of", "the"]
            for count in question.counts
        )
    )


def _of_others(exchange: Exchange, question: Speech) -> bool:
    """Whether nothing in a question is of people, or what is, is of money, of people of another party's, of a plan of ours."""
    tokens, words = question.tokens, question.words
    return (
        (
            words.isdisjoint(_ASKS_PEOPLE)
            and not (question.counts or _ASKS_WHO.stand_in(tokens, words) or question.names_people())
        )
        or ("much" in words and "many" not in words)
        or not words.isdisjoint(ABOUT_OTHERS)
        or tokens[-1] == "before"
        or (tokens[-1] in _SENT_OUT and "what" in tokens[:2] and words.isdisjoint(_HOW_MANY))
        or (tokens in _HAVE_YOU and not _CLIENTS.isdisjoint(exchange.agent_words))  # "Every client? How many have you?"
        or _SO_MANY.stand_in(tokens, words)
        or ("whole" not in words and _TO_YOU.stand_in(tokens, words))
        or ("many" not in words and not words.isdisjoint(_PRICES))
        or (is_offer(tokens, words) and words.isdisjoint(("who", "many")))
        or (  # "for three it's eighty seven a month": what is said to a price is of money
            not words.isdisjoint(_RATED)
            and words.isdisjoint(_ASKS)
            and bool(question.counts)
            and not any(count.thing in PEOPLE or count.thing == "document" for count in question.counts)
            and exchange.words.isdisjoint(_UPDATES)
        )
    )


def _only_tells(exchange: Exchange, question: Speech) -> bool:
    """Whether the agent told something, and the user neither judges nor mends it."""
    tokens, words = question.tokens, question.words
    return (
        exchange.stated
        and tokens[0] not in _ONWARD
        and tokens[-1] != "then"
        and not (question.counts and ("you" in words or "your" in words or _mends(exchange.user, question)))
        and exchange.reply == "other"
        and not exchange.rest
        and exchange.words.isdisjoint(_UPDATES_OR_SO)
    )


def _names_a_size(exchange: Exchange, question: Speech, known: int | None) -> bool:
    """Whether the agent names a number of people, and the user goes into it: "so you're nine?" · "ten, now"."""
    tokens, words, said = question.tokens, question.words, question.counts
    if (
        not said
        or not words.isdisjoint(_MEETING)
        or (
            exchange.words.isdisjoint(_UPDATES)
            and words.isdisjoint(_TAGS)
            and exchange.agent_words.isdisjoint(("correct", "right"))
            and not exchange.rest
            and exchange.reply == "other"
            and not _repeats(exchange.user, said)
            and not _leads_with_a_number(exchange.user)
        )
    ):
        return False
    return any(
        count.thing in PEOPLE
        or (
            count.thing == "none"
            and (
                tokens[max(0, count.number.start - 2) : count.number.start] in _YOU_ARE
                or (count.number.kind == "count" and tokens[count.number.start - 1 : count.number.start] == ["all"])
                or count.number.low == known
            )
        )
        for count in said
    )


def _mends(user: Sequence[str], question: Speech) -> bool:
    """For "let me note fifty people" · "fifty five": nothing but another number."""
    return (
        len(user) <= _A_WORD and _leads_with_a_number(user) and any(count.thing in PEOPLE for count in question.counts)
    )


def _and_there(question: Speech, user: Sequence[str]) -> bool:
    """For "and in sales?" · "nine": of other people of theirs, after some were told."""
    return (
        not question.periods
        and all(hit.value in PEOPLE for hit in question.nouns.values())
        and len(user) <= _SHORT + 1
        and not _PLACE.isdisjoint(question.words)
        and bool(find_numbers(user[:_A_WORD]))
    )


def _asks_again(question: Speech, *, stated: bool) -> bool:
    """Whether a question is for a size though one is known: for the number, or for who of them would use it."""
    words = question.words
    if not words.isdisjoint(_HOW_MANY):
        return True
    if stated or not words.isdisjoint(_WENT):
        return False
    if _goes_on(question.tokens) or _ASKS_ANEW.stand_in(question.tokens, words):  # "and the office itself"
        return True
    if not words.isdisjoint(_OF_WHOM):
        if len(question.tokens) <= _A_WORD and (
            ("else" in words and not words.isdisjoint(_ANYONE_OR_WHO)) or question.tokens[-2:] in _JUST_YOU
        ):
            return True
        return not (words.isdisjoint(_WOULD_USE) or question.products)  # not "do all of you use Outlook?"
    if "users" in words and "the" in words:  # "and they'd be the users?"
        return True
    return not words.isdisjoint(_USE_IT) and question.names_people()


def _leads_with_a_number(user: Sequence[str]) -> bool:
    """For "six, with the new hire" to "five of you?"."""
    numbers = find_numbers(user[:6])
    return bool(numbers) and numbers[0].start <= 1 and _LED_BY.issuperset(user[numbers[0].end : numbers[0].end + 1])


def _repeats(user: Sequence[str], said: Sequence[Count]) -> bool:
    return any(answer.low == count.number.low for answer in find_numbers(user[:12]) for count in said)


def _people_in_words(question: Speech) -> bool:
    """Whether the words of a question, apart from its numbers, ask for people."""
    tokens, words = question.tokens, question.words
    if "many" in words and who_is_here(question):
        return False
    of_people = how_many.of_people(question)
    if of_people is not None:
        return of_people
    if _how_large(question):
        return True
    if "who" in words:
        gets = "gets" in words and question.mentions("document")  # "who gets the forms?"
        users = not gets and (words.isdisjoint(_WHO_ELSE) or _WHO_USES.stand_in(tokens, words))
        of_others = (
            tokens[-1] in _TO_WHOM and not words.isdisjoint(_DOES) and words.isdisjoint(_USE)
        )  # "who do you mostly work with?"
        return users and not (of_others or who_is_here(question) or WHO_IS_IT.stand_in(tokens))
    if _ASKS_WHO.stand_in(tokens, words):
        return True
    if question.mentions("document") and not question.names_people():
        return False
    if not words.isdisjoint(_ANYONE):
        return words.isdisjoint(_WENT) and (words.isdisjoint(REACH) or not words.isdisjoint(_USE))
    if "what" in words and _what_they_do(question):
        return False
    return _of_a_group(question) or _all_of_them(question) or _names_them(question)


def _how_large(question: Speech) -> bool:
    """For "team size?", "how big a crew?", "which desk sends them?"; not for "what size boats?"."""
    tokens, words = question.tokens, question.words
    return (
        not (words.isdisjoint(_SIZES) or words.isdisjoint(_GROUP))
        or not (words.isdisjoint(_SENDS) or words.isdisjoint(_GROUP_OR_DESKS) or not words.isdisjoint(_WHICH))
        or ("size" in words and len(tokens) <= _A_WORD and tokens[-1][-1] != "s" and tokens[-1] != "they")
        or ("group" in words and _IN_IT.stand_in(tokens))
        or (
            HOW_BIG.stand_in(tokens, words)
            and (
                "account" in words or len(tokens) <= _A_WORD or (len(tokens) <= _SHORT and not words.isdisjoint(_PARTS))
            )
        )
    )


def _what_they_do(question: Speech) -> bool:
    """For "what does the firm do?", "what's the crew working with?"; not for "what does the team look like?"."""
    words = question.words
    if not words.isdisjoint(_DOES) and (words.isdisjoint(_GROUP) or not _LOOK_LIKE.stand_in(question.tokens)):
        return True
    return question.tokens[-1] in _OVER_WHAT


def _of_a_group(question: Speech) -> bool:
    """For "and the office?", "tell me about your crew"."""
    words = question.words
    return (
        not words.isdisjoint(_GROUP)
        and (len(question.tokens) <= _SHORT + 1 or not words.isdisjoint(_ABOUT_IT))
        and words.isdisjoint(_FOR_TOOLS)
        and words.isdisjoint(_WENT)
        and question.tokens[-2:] != ["'s", "business"]  # "how's business?"
    )


def _all_of_them(question: Speech) -> bool:
    """For "would everybody need a login?", "is she in the system?"."""
    words = question.words
    return (
        not words.isdisjoint(_ALL_OF_THEM)
        and words.isdisjoint(_WHICH)
        and words.isdisjoint(("us", "our", "also"))
        and (not words.isdisjoint(_USE) or _IN_IT.stand_in(question.tokens))
    )


def _names_them(question: Speech) -> bool:
    """For "and the paralegals?"; not for "how do people pay you?"."""
    tokens, words = question.tokens, question.words
    if "many" not in words and not (words.isdisjoint(_HOW) or words.isdisjoint(_DOES)):
        return False
    return (
        words.isdisjoint(_WENT)
        and ("call" in words or words.isdisjoint(_MEETING))
        and any(
            hit.value in PEOPLE
            and tokens[hit.start] != "us"
            and len(tokens) <= (_SHORT if question.guessed(hit.start) else _A_LINE)
            for hit in question.nouns.values()
        )
    )
