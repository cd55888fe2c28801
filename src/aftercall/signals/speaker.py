"""How the speaker counts themself: "on my own", "me and Kevin", "six reps plus me"."""

# S105: a token is a word of speech here; SIM905: a list of words reads best as one string.
# ruff: noqa: S105, SIM905

from __future__ import annotations

from collections.abc import Sequence

from aftercall.signals.numbers import WORDS as NUMBERS
from aftercall.signals.numbers import Number
from aftercall.signals.words import BREAKS, STOPS, Cues, sentences

ALONE = Cues(
    "on my own", "one man band", "one man show", "one woman show", "one woman band", "one person show", "one man operation", "one woman operation", "one man outfit", "one person operation", "one person outfit", "solo", "sole trader",
    "sole proprietor", "sole practitioner", "lone wolf", "yours truly", "i 'm a freelancer", "i work alone", "all by myself", "me myself", "me , myself and i", "me , myself and my", "i am the whole", "i 'm the whole", "i am the entire",
    "no one but me", "nobody but me", "no one else but me", "just little old me", "just little me", "only little me", "just old me", "no employees", "no staff", "nobody 's but mine", "nobody 's , but mine", "nobody 's business but mine", "just one of me", "only one of me", "just the one of me",
)  # fmt: skip
ONE_MAN = Cues(*(f"{it_is} a one {who}" for it_is in ("i 'm", "i am", "it 's", "we 're", "this is") for who in ("man", "woman", "person")))  # fmt: skip
_ALONE_IN_ANSWER = Cues(
    "by myself", "just myself", "only myself", "it 's me", "all me", "only ever been me", "me , myself", "i 'm the only one", "i 'm the only person", "i am the only one", "myself and i", "a one man", "a one woman", "work alone", "works alone", "the one and only", "i 'm it", "i am it", "me alone",
    "there 's no one", "there 's nobody", "muggins here", "just muggins", "only muggins", "just for me", "only for me", "for me only", "for myself", "no team", "i do it all", "i do everything",
    *(f"{facing} {whom}" for facing in ("talking to", "talkin to", "speaking to", "speaking with", "looking at", "lookin at") for whom in ("it", "him", "her", "the whole", "everybody", "all of")),
)  # fmt: skip
_THAT_IS_ME = Cues("that 's me", "that 'd be me", "that would be me", "it 'd be me", "that is me")
_ONE_WORDS = frozenset("alone one only nobody noone me myself moi muggins".split())
_ONE_PERSON = frozenset("man woman person girl guy lady bloke chap".split())
_BUSINESS = frozenset(
    "band show shop operation outfit business company firm consultancy practice studio team army department agency job gig crew".split()
)
_USES = frozenset("using use uses needing needs sending sends touching login logins access".split())
_HE = frozenset("he she him her our my the bookkeeper secretary assistant".split())
_JUST = frozenset("so well , then only just it 's that now there is yeah yes no nope right and".split())
_OF_ONE = frozenset(
    "party team army company crew staff band flock squad family group committee department firm shop pack total".split()
)
_PAIRS = Cues(
    "pair of us", "both of us", "two of us", "a duo", "husband and wife", "mother and daughter", "father and son", "two man band", "two man show", "two person",
)  # fmt: skip
_PAIR_STOPS = frozenset(
    "the a an and to for against without that this it not is was on at in do you i we they my their our then maybe also".split()
)
_BEFORE_ME = frozenset(
    "'s is be was 'd just only so well and or between of with for plus it yes yeah yep no nope like then both now really mostly mainly basically actually because cause but currently today right either ever".split()
)
_IS_WHAT = frozenset("is are was will would".split())
_GOES_ON = frozenset("and plus ? or".split())
_AFTER_ME = _GOES_ON | {"again", "back"}
_AT_IT = frozenset(
    "using sending doing working running writing handling signing making selling answering drafting managing typing".split()
)
_RELATED = frozenset(
    "husband wife partner daughter son brother sister mother father mum mom dad cousin co cofounder founder business assistant bookkeeper boss colleague spouse nephew niece friend buddy missus old better lady va girlfriend boyfriend fiance uncle aunt "
    "guy lad girl fella woman man kid bloke chap part temp trainee student deputy junior secretary receptionist admin apprentice helper manager office foreman estimator intern paralegal clerk".split()
)
_CHIEFS = frozenset(["chief", "boss", "manager", "owner"])
_ONE_MORE_BY = {"and": (["a"], ["an"], ["my"], ["our"]), "plus": (["a"], ["an"], ["my"], ["our"], ["the"])}
_ONE_MORE = _RELATED - {"office", "old", "better"}
_LIST_ENDS = frozenset("so no is 's we they that has have with who which . ? !".split())
_NOT_COUNTED = frozenset("but doesnt wont never dont isnt wouldnt".split())
_THEN_THERE_IS = frozenset("then there 's is also".split())
_MORE = ("and", "plus")


_NTH = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
_I_AM = frozenset(["'m", "am", "make", "'d"])
_WITHOUT = frozenset("excluding besides without".split())
_NOT_COUNTING = (["not", "counting"], ["not", "including"], ["apart", "from"], ["other", "than"], ["aside", "from"])
_NEAR = 7  # tokens after a number in which the speaker leaves themself out of it
_BESIDES = frozenset(", along together my the about mostly".split())


def added(tokens: Sequence[str], number: Number) -> int:
    """1 when the speaker adds themself: "six reps plus me", "me and three others", "four, and I'm the fifth"."""
    if _left_out(tokens, number):
        return 1
    after = list(tokens[number.end : number.end + 4])
    for opener in ("plus", "and"):
        if opener in after:
            step = after.index(opener)
            if opener == "and" and "," in after[: max(0, step - 1)]:  # "two, Mirela and me" has the speaker in the two
                continue
            ending = after[step + 2 : step + 3]
            if after[step + 1 : step + 2] in (["me"], ["myself"]) and (
                opener == "plus" or not ending or ending[0] in BREAKS
            ):
                return 1
            ahead = tokens[number.end + step + 1 : number.end + step + 4]
            far = 11 if "who" in ahead else 5  # "and an admin who fixes their commas but doesn't need it"
            chief = opener == "plus" and not _CHIEFS.isdisjoint(ahead[:2])
            if (
                (chief or (ahead[:1] in _ONE_MORE_BY[opener] and not _ONE_MORE.isdisjoint(ahead[1:])))
                and STOPS.isdisjoint(after[:step])
                and _NOT_COUNTED.isdisjoint(tokens[number.end + step + 2 : number.end + step + far])
            ):
                return 1
    rest = tokens[number.end : number.end + 16]
    for at in range(len(rest) - 1):
        if rest[at] in _MORE and (rest[at] == "plus" or not {"including", "counting", "with"} & set(rest[:at])):
            said = [token for token in rest[at + 1 :] if token not in _THEN_THERE_IS]
            then = rest[at] == "plus" or rest[at + 1] in _THEN_THERE_IS or (at > 0 and rest[at - 1] in BREAKS)
            if then and said[:1] in (["me"], ["myself"]) and (len(said) == 1 or said[1] in BREAKS):
                return 1
        if (rest[at] in STOPS and rest[at + 1] not in _MORE) or rest[at] in NUMBERS or rest[at] == "plus":
            break
    if tokens[number.end : number.end + 2] == ["of", "us"]:
        return 0  # "me and the girls, three of us"
    start = max(0, number.start - 10)
    before = list(tokens[start : number.start])
    lead = [token for token in before if token not in _BESIDES]
    if lead[-1:] in (["with"], ["and"]) and (
        lead[-3:-1] == ["i", "do"] or lead[-2:] in (["me", "with"], ["myself", "with"])
    ):
        return 1  # "I do, along with two assistants"
    for speaker in ("me", "myself"):
        if speaker in before:
            tail = before[before.index(speaker) + 1 :]
            if (
                tail
                and tail[0] in ("and", "plus", ",", "my")
                and (tail[-1] in ("and", "plus", ",", "my", "about") or tail[-2:] == ["the", "other"])
                and _LIST_ENDS.isdisjoint(tail)
            ):
                return 1 + _items(tail)
    return 0


def _left_out(tokens: Sequence[str], number: Number) -> bool:
    """For "three, not counting me", "two lads and I'm the third"."""
    after = tokens[number.end : number.end + _NEAR]
    if "i" in after and 0 < number.low < len(_NTH):
        return any(_NTH[int(number.low)] == word and not _I_AM.isdisjoint(after[:at]) for at, word in enumerate(after))
    at = next((at for at, word in enumerate(after) if word in ("me", "myself")), 0)
    lead, ending = after[:at], after[at + 1 : at + 2]
    return bool(at) and (lead[-1] in _WITHOUT or lead[-2:] in _NOT_COUNTING) and (not ending or ending[0] in BREAKS)


def _items(tokens: Sequence[str]) -> int:
    """How many single persons a list names: ", my co founder, and" names one."""
    items, named = 0, False
    for token in tokens:
        if token in (",", "and", "plus"):
            items, named = items + named, False
        elif token not in ("my", "the", "a", "our", "about", "other"):
            named = True
    return items + named


def alone(tokens: Sequence[str], words: frozenset[str], *, asked: bool) -> bool:
    """Whether the speaker says to be the only one: "party of one", "just me". Some idioms only count in an answer.

    `words` are those of the turn that `tokens` are from.
    """
    if tokens[1:2] == ["what"] and tokens[0] in _IS_WHAT:
        return False  # "just for yourself?" · "is what just for myself?"
    if ALONE.stand_in(tokens, words) or ("one" in words and _of_one(tokens)):
        return True
    if (
        "me" in words
        and ("just" in words or "only" in words)
        and any(
            token == "me"
            and tokens[max(0, place - 1 - (tokens[place - 1] == "ever")) : place][:1] in (["just"], ["only"])
            and not _not_alone("".join(tokens[place + 1 : place + 2]), asked=asked)
            for place, token in enumerate(tokens)
        )
    ):
        return True
    if asked and _THAT_IS_ME.begin(tokens) and _ends_with_me(tokens):
        return True
    return asked and (_ALONE_IN_ANSWER.stand_in(tokens, words) or _only(tokens))


def _not_alone(after: str, *, asked: bool) -> bool:
    """For "it's just me again", "is it just me or", "that's just me moaning": what follows "just me"."""
    if asked:
        return after in _GOES_ON
    return after in _AFTER_ME or (after.endswith("ing") and after not in _AT_IT)


def _only(tokens: Sequence[str]) -> bool:
    """For "so, me.", "now there's me", "one man consultancy", "she'd be the only one using it, nobody else"."""
    if _ONE_WORDS.isdisjoint(tokens):
        return False
    for place, token in enumerate(tokens):
        if token not in _ONE_WORDS:
            continue
        ahead = [word for word in tokens[place + 1 : place + 4] if word != "-"]
        if token == "one" and ahead[:1] and ahead[0] in _ONE_PERSON and ahead[1:2] and ahead[1] in _BUSINESS:
            return True
        if token == "only" and ahead[:1] and ahead[0] in ("one", "person", "user") and not _USES.isdisjoint(ahead[1:]):
            return True
        if (
            token in ("nobody", "noone", "one")
            and ahead[:1] == ["else"]
            and not _HE.isdisjoint(tokens[max(0, place - 10) : place])
            and "they" not in tokens[max(0, place - 10) : place]
        ):
            return True
    for start, stop in sentences(tokens):
        if tokens[start] in _MORE and start:
            continue  # "my two partners will. And me, obviously."
        said = [word for word in tokens[start:stop] if word not in _JUST]
        if said in (["me"], ["myself"], ["alone"], ["moi"], ["muggins"]) and tokens[stop : stop + 1] != ["?"]:
            return True
    return False


def _ends_with_me(tokens: Sequence[str]) -> bool:
    """Whether nothing but a pause follows the first "me"."""
    place = list(tokens).index("me")
    return tokens[place + 1 : place + 2] in ([], ["."], [","])


def _of_one(tokens: Sequence[str]) -> bool:
    """For "a party of one", "an army of one"."""
    return "of" in tokens and any(
        token == "one" and place > 1 and tokens[place - 1] == "of" and tokens[place - 2] in _OF_ONE
        for place, token in enumerate(tokens)
    )


def together(tokens: Sequence[str]) -> int:
    """How many "me and Kevin", "both of us" or "a trio" are; 0 for anything else."""
    if "trio" in tokens:
        return 3
    return 2 if _PAIRS.stand_in(tokens) else _pair(tokens)


def _pair(tokens: Sequence[str]) -> int:
    """2 for "me and Kevin", "Tomasz and I", "myself and my husband"; 0 for anything else."""
    for place, token in enumerate(tokens):
        if token not in ("and", "or") or not 0 < place < len(tokens) - 1:
            continue
        left, right = tokens[place - 1], tokens[place + 1]
        opens = token == "and" or place == 1 or tokens[place - 2] in _BEFORE_ME or tokens[place - 2] in BREAKS
        if (
            left in ("me", "myself")
            and opens
            and (
                right not in _PAIR_STOPS
                or (right in ("my", "a", "this") and not _RELATED.isdisjoint(tokens[place + 2 : place + 5]))
            )
        ):
            return 2
        if (
            right in ("i", "me", "myself")
            and left.isalpha()
            and left not in _PAIR_STOPS
            and NUMBERS.isdisjoint(tokens[max(0, place - 2) : place - 1])  # not "five drivers and me"
            and (place <= 3 or tokens[place - 2] in ("'s", "is"))
            and tokens[place + 2 : place + 3]
            in (
                [],
                ["."],
                [","],
                ["whoever"],
                ["mostly"],
                ["both"],
                ["usually"],
                ["we"],
                ["take"],
                ["share"],
                ["split"],
            )
        ):
            return 2
    return 0
