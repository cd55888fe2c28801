"""Whom a number of people is of: those who would use it, a team, or the whole company."""

# SIM905: a list of words reads best as one string.
# ruff: noqa: SIM905

from __future__ import annotations

from collections.abc import Sequence

from aftercall.signals.numbers import Number
from aftercall.signals.speech import Count, Speech
from aftercall.signals.sums import COMPANY, USERS
from aftercall.signals.words import Cues

NO_USE = frozenset("wouldnt dont doesnt never cant wont not nobody didnt none neither".split())
USING = frozenset(
    "login logins log logging access accounts use using touch seat seats user users licence licences license licenses onboarded signed sending send logged workspace work it".split()
)
_SEATED = USING - {"it", "work", "send", "sending"}
_LOGGING_IN = frozenset(["login", "logins", "access", "log"])
_COMPANY_WORDS = frozenset(
    "overall employee employees company companywide countywide payroll headcount organisation organization whole wide trust hospital plant nationwide itself".split()
)
ON_IT = Cues(
    "on it", "in there", "using it", "use it", "logging in", "log in", "sign in", "signing in", "need access", "needs access", "have access", "need a login", "need logins", "need seats", "touch it", "in it",
    "have a login", "has a login", "get a login", "gets a login", "want a login", "have logins", "need one", "get the accounts", "gets an account", "get accounts", "have an account", "need an account", "need it", "be in the tool", "be in the system", "touching it", "send them", "sends them",
)  # fmt: skip
_THERE_ARE = (["there", "'s"], ["there", "are"], ["there", "is"])
_MERELY = frozenset(["just", "only"])
_HAVE_OTHERS = (
    ["have", "nothing"],
    ["'ve", "nothing"],
    ["are", "nothing"],
    ["have", "another"],
    ["have", "own"],
    ["only", "sign"],
    ["just", "sign"],
    ["use", "another"],
)
_THEY = frozenset(["they", "who", "that"])
_WOULD = (["'d"], ["'ll"], ["would"], ["will"], ["all"])
_INDEPENDENT = Cues("sign on paper", "rent", "invoice me", "invoice us", *(f"their own {thing}" for thing in ("affair", "business", "thing", "concern", "books", "forms", "system", "software", "tool")))  # fmt: skip
_OF_THOSE = (["of", "those"], ["of", "them"], ["of", "em"], ["of", "these"])


def _kept_out(after: Sequence[str]) -> bool:
    """For "eleven fitters but they don't go near a keyboard": people who would not use it."""
    return not _THEY.isdisjoint(after) and any(
        not NO_USE.isdisjoint(does[:1])
        or does[:2] in _HAVE_OTHERS
        or (not _MERELY.isdisjoint(does[:1]) and USING.isdisjoint(does[1:]))
        or _INDEPENDENT.stand_in(does)
        for does in (
            after[at + (after[at : at + 1] in _WOULD) :] for at, token in enumerate(after, 1) if token in _THEY
        )
    )


def _told_of_them(speech: Speech, number: Number) -> int:
    """Where what is said of a number ends: "forty guys. No, they don't go in there" is said of the forty."""
    start, end = speech.span(number.start)
    if (start, end) == (number.start, number.end):
        return end  # "No. Four. They don't share so much as a stapler"
    after = [token for token in speech.tokens[end + 1 : end + 4] if token not in (",", "and", "but", "no")]
    return end + 8 if after[:1] == ["they"] else end


def of(speech: Speech, count: Count, default: int, stop: int) -> int:
    """The scope of a number by what stands around it, up to the next number at `stop`."""
    if count.thing == "seat":
        return USERS
    tokens, number = speech.tokens, count.number
    start, end = speech.clause(number.start)
    after = tokens[number.end : min(end, stop, number.end + 9)]
    near = [*tokens[max(start, number.start - 4) : number.start], *after]
    if after[:2] == ["in", "accounts"]:
        near = [word for word in near if word != "accounts"]
    if count.thing in ("person", "none") and _kept_out(
        tokens[number.end : min(_told_of_them(speech, number), stop, number.end + 12)]
    ):
        return COMPANY
    before = tokens[max(0, number.start - 16) : number.start]
    if before[-2:] in _THERE_ARE and after[after[:1] == ["odd"] :][:2] in _OF_THOSE and not NO_USE.isdisjoint(before):
        return COMPANY  # "the boys in the back don't do computers, there's five of those"
    whole = before[-3:-1] == ["the", "building"]
    if whole or count.thing == "employee" or not _COMPANY_WORDS.isdisjoint(near):
        return COMPANY if _LOGGING_IN.isdisjoint(near) else USERS
    if not _SEATED.isdisjoint(near) or ON_IT.stand_in(after):
        return USERS if NO_USE.isdisjoint(near) else COMPANY
    return default


_COST = frozenset(
    "cost costs price prices pricing much charge charged charges bill billed bills discount cheaper".split()
)
_TROUBLE = Cues(*(f"{cant} {do}" for cant in ("cant", "cannot", "couldnt") for do in ("log", "login", "get", "sign", "access", "open", "see", "send", "use", "connect")), "locked out", "same problem", "same issue", "same error")  # fmt: skip
_IS_DOWN = Cues("down for", "broken for", "works for", "failing for", "happening to")


def in_trouble(speech: Speech, number: Number) -> bool:
    """For "four of my colleagues can't log in either", "it's down for three people here"."""
    return _TROUBLE.stand_in(speech.tokens[number.end : number.end + 8]) or _IS_DOWN.stand_in(
        speech.tokens[max(0, number.start - 4) : number.start]
    )


def is_enquiry(speech: Speech, number: Number) -> bool:
    """For "what would it cost for ten", "how much is it for five users": asked, not told."""
    start, stop = speech.span(number.start)
    return "for" in speech.tokens[max(start, number.start - 3) : number.start] and not _COST.isdisjoint(
        speech.tokens[start:stop]
    )
