"""How the speaker counts themself: "on my own", "me and Kevin", "six reps plus me"."""

# S105: a token is a word of speech here; SIM905: a list of words reads best as one string.
# ruff: noqa: S105, SIM905

from __future__ import annotations

from collections.abc import Sequence

from aftercall.signals.numbers import Number, find
from aftercall.signals.words import BREAKS, STOPS, Cues

_ALONE = Cues(
    "on my own", "one man band", "one man show", "one woman show", "one woman band", "one person show", "one man operation", "one woman operation", "one man outfit", "one person operation", "one person outfit", "solo", "sole trader",
    "sole proprietor", "sole practitioner", "lone wolf", "yours truly", "i 'm a freelancer", "i work alone", "all by myself", "all on my own", "me myself", "me , myself and i", "me , myself and my", "i am the whole", "i 'm the whole", "i am the entire",
    "no one but me", "nobody but me", "no one else but me", "just little old me", "no employees", "no staff",
)  # fmt: skip
_ALONE_IN_ANSWER = Cues(
    "by myself", "just myself", "it 's me", "it 's all me", "all me", "only ever been me", "me , myself", "me , myself and", "i 'm the only one", "i 'm the only person", "i am the only one", "myself and i", "a one man", "a one woman", "work alone", "works alone", "the one and only", "talking to it", "talkin to it", "looking at it",
    "lookin at it", "talking to him", "looking at him", "talking to her", "looking at her", "looking at the whole", "talking to the whole", "talking to everybody", "talking to all of", "i 'm it", "i am it", "me alone",
    "there 's no one", "there 's nobody", "there is no team", "there 's no team", "no team", "i do it all", "i do everything",
)  # fmt: skip
_THAT_IS_ME = Cues("that 's me", "that 'd be me", "that would be me", "it 'd be me", "that is me")
_OF_ONE = frozenset(
    "party team army company crew staff band flock squad family group committee department firm shop pack total".split()
)
_PAIRS = Cues(
    "pair of us",
    "both of us",
    "two of us",
    "a duo",
    "husband and wife team",
    "the pair of",
    "husband and wife",
    "mother and daughter",
    "father and son",
    "two man band",
    "two man show",
    "two person",
)
_PAIR_STOPS = frozenset(
    "the a an and to for that this it not is was on at in do you i we they my their our then maybe also".split()
)
_RELATED = frozenset(
    "husband wife partner daughter son brother sister mother father mum mom dad cousin co cofounder founder business assistant bookkeeper boss colleague spouse nephew niece friend buddy missus old better lady va girlfriend boyfriend fiance uncle aunt "
    "guy lad girl fella woman man kid bloke chap part temp trainee student deputy junior secretary receptionist admin apprentice helper manager office foreman estimator intern paralegal clerk".split()
)
_ONE_MORE = _RELATED - {"office"}
_LIST_ENDS = frozenset("so no is 's we they that has have with who which . ? !".split())
_AND = frozenset([",", "and", "plus", "&", "or"])
_NO_STAFF = frozenset(
    "cat dog parrot dogs cats kids laptop phone van truck computer coffee spreadsheet god mug ring".split()
)
_LIST_OPENS = frozenset(":")
_BEFORE_LIST = frozenset("it that there 's 'd be so just only well oh um uh mostly mainly".split())
_TITLES = frozenset("dr mr mrs ms miss doctor".split())
_NO_ROSTER = frozenset(
    "yes yeah no nope me myself i we us sales ops operations legal hr finance marketing accounts accounting support admin procurement purchasing everyone everybody anyone anybody nobody someone somebody "
    "others people them him you both all contracts quotes invoices proposals documents forms email emails paper phone word excel management leadership customers clients".split()
)
_WITHIN = frozenset("of in with at for from on by to".split())
_JOINS = _AND | {"my", "our", "both"}
_ITEM_OPENS = frozenset("my our the a an her his this".split())
_AFTER_NAME = frozenset(", . ! ? ; … and plus or at in from who with on for".split())
_NO_NAME = frozenset(
    "is are was we they it he she i that this there who which do does have has had on in at for to with from of so but then also not just only no yes by as or if because yeah like right okay mostly sometimes".split()
)


def listed(tokens: Sequence[str]) -> tuple[int, int] | None:
    """How many a list with the speaker in it names: "me, Tanya at the front desk, and both of my estimators" is four.

    Gives the sum and its largest part; None where the speaker is in no list.
    """
    for place, token in enumerate(tokens):
        if token in ("me", "myself") and (tokens[place + 1 : place + 2] or [""])[0] in _JOINS:
            parts = _parts(tokens, place + 1)
            if parts:
                return 1 + sum(parts), max(parts)
        if token in ("me", "myself") and place > 1 and tokens[place - 1] in _AND:
            parts = _parts_before(tokens, place)
            if parts:
                return 1 + sum(parts), max(parts)
    return None


def roster(tokens: Sequence[str]) -> int:
    """How many people a list without the speaker names: "that's Anna, Ben, and two clerks" is four; 0 for none."""
    opens = [0] + [place + 1 for place, token in enumerate(tokens) if token in STOPS or token in _LIST_OPENS]
    for start in opens:
        place = start
        while place < len(tokens) and (tokens[place] in _BEFORE_LIST or tokens[place : place + 2] == ["it", "'s"]):
            place += 1
        if tokens[place : place + 1] and tokens[place] in _TITLES:
            place += 1 + (tokens[place + 1 : place + 2] == ["."])
        if place >= len(tokens) or tokens[place] in _NO_ROSTER or find(tokens[place : place + 2]):
            continue
        first, after = _item(tokens, place)
        if first != 1 or not tokens[after : after + 1] or tokens[after] not in (",", "and", "plus"):
            continue
        items = tokens[place : after + 12]
        if not _NO_ROSTER.isdisjoint(items):
            continue
        parts = _parts(tokens, after)
        if parts and ("and" in items or "plus" in items):
            return first + sum(parts)
    return 0


def _parts(tokens: Sequence[str], place: int) -> list[int]:
    """The sizes of the items from the comma or "and" at `place` on."""
    parts: list[int] = []
    while place < len(tokens) and tokens[place] in _JOINS and len(parts) < 12:
        while place < len(tokens) and tokens[place] in _AND:
            place += 1
        if list(tokens[place : place + 2]) == ["there", "'s"]:
            place += 2
        size, place = _item(tokens, place)
        if not size:
            break
        parts.append(size)
        while place < len(tokens) and not _joins(tokens, place) and tokens[place] not in STOPS:
            place += 1
            if tokens[place : place + 1] == ["who"] or place >= len(tokens):
                break
    return parts


def _joins(tokens: Sequence[str], place: int) -> bool:
    return tokens[place] in _AND or (tokens[place] in _JOINS and tokens[place - 1] not in _WITHIN)


def _item(tokens: Sequence[str], place: int) -> tuple[int, int]:
    """The size of one item of a list at `place`, and where it ends; 0 when it is none."""
    if place >= len(tokens):
        return 0, place
    token = tokens[place]
    if token == "both":
        return 2, place + 1
    numbers = find(tokens[place : place + 5])
    if numbers and numbers[0].start == 0 and numbers[0].kind in ("count", "pronoun"):
        following = tokens[place + numbers[0].end : place + numbers[0].end + 1]
        size = int(numbers[0].low)
        return (size, place + numbers[0].end) if size < 100 and following and following[0][0].isalpha() else (0, place)
    if token in _ITEM_OPENS:
        named = tokens[place + 1 : place + 5]
        if not named or named[0] in _NO_NAME or not _NO_STAFF.isdisjoint(named[:3]):
            return 0, place
        return (1, place + 2) if token in ("my", "our") or not _RELATED.isdisjoint(named) else (0, place)
    if (
        token.isalpha()
        and token not in _NO_NAME
        and not _AFTER_NAME.isdisjoint([*tokens[place + 1 : place + 3], "."][:2])
    ):
        return 1, place + 1
    return 0, place


def _parts_before(tokens: Sequence[str], place: int) -> list[int]:
    """The sizes of the items before "and me"."""
    start = place - 1
    while start > 0 and tokens[start - 1] not in STOPS and place - start < 16:
        start -= 1
    parts: list[int] = []
    item: list[str] = []
    for token in [*tokens[start : place - 1], ","]:
        if token not in _AND and not (token == "my" and item):
            item.append(token)
            continue
        if item:
            opened = next((at for at, word in enumerate(item) if word in ("my", "our")), None)
            numbers = find(item)
            if item[0] == "so":  # what was said before is summed up
                parts = []
            while item and item[0] in _BEFORE_LIST:
                del item[0]
            if opened is not None:
                parts.append(1)
            elif numbers and numbers[0].kind == "count" and len(item) <= 4:
                parts.append(int(numbers[0].low))
            elif item and len(item) <= 2 and item[-1].isalpha() and item[-1] not in _NO_NAME:
                parts.append(1)
            else:
                parts = []
        item = [token] if token == "my" else []
    return parts


def added(tokens: Sequence[str], number: Number) -> int:
    """1 when the speaker adds themself: "six reps plus me", "me and three others"."""
    after = list(tokens[number.end : number.end + 4])
    for opener in ("plus", "and"):
        if opener in after:
            step = after.index(opener)
            if "," in after[:step]:  # "two, Mirela and me" has the speaker in the two
                continue
            ending = after[step + 2 : step + 3]
            if after[step + 1 : step + 2] in (["me"], ["myself"]) and (
                opener == "plus" or not ending or ending[0] in BREAKS
            ):
                return 1
            ahead = tokens[number.end + step + 1 : number.end + step + 3]
            if (
                opener == "and"
                and ahead[:1] in (["a"], ["an"])
                and not (_ONE_MORE).isdisjoint(ahead[1:])
                and STOPS.isdisjoint(after[:step])
            ):
                return 1
    start = max(0, number.start - 10)
    before = list(tokens[start : number.start])
    for speaker in ("me", "myself"):
        if speaker in before:
            tail = before[before.index(speaker) + 1 :]
            if (
                tail
                and tail[0] in ("and", "plus", ",", "my")
                and tail[-1] in ("and", "plus", ",", "my", "about")
                and _LIST_ENDS.isdisjoint(tail)
            ):
                return 1 + _items(tail)
    return 0


def _items(tokens: Sequence[str]) -> int:
    """How many single persons a list names: ", my co founder, and" names one."""
    items, named = 0, False
    for token in tokens:
        if token in (",", "and", "plus"):
            items, named = items + named, False
        elif token not in ("my", "the", "a", "our", "about"):
            named = True
    return items + named


def alone(tokens: Sequence[str], *, asked: bool) -> bool:
    """Whether the speaker says to be the only one: "party of one", "just me". Some idioms only count in an answer."""
    if _ALONE.stand_in(tokens) or _of_one(tokens):
        return True
    places = [
        place
        for place, token in enumerate(tokens)
        if token == "me" and tokens[max(0, place - 1) : place] in (["just"], ["only"])
    ]
    if any(tokens[place + 1 : place + 2] not in (["and"], ["plus"]) for place in places):
        return True
    if asked and _THAT_IS_ME.begin(tokens) and _ends_with_me(tokens):
        return True
    if places and asked and listed(tokens) is None:  # "just me and the cat"
        return True
    return asked and _ALONE_IN_ANSWER.stand_in(tokens)


def _ends_with_me(tokens: Sequence[str]) -> bool:
    """Whether nothing but a pause follows the first "me"."""
    place = list(tokens).index("me")
    return tokens[place + 1 : place + 2] in ([], ["."], [","])


def _of_one(tokens: Sequence[str]) -> bool:
    """For "a party of one", "an army of one"."""
    return any(
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
        if token != "and" or not 0 < place < len(tokens) - 1:
            continue
        left, right = tokens[place - 1], tokens[place + 1]
        if left in ("me", "myself") and (
            right not in _PAIR_STOPS
            or (right in ("my", "a", "this") and not _RELATED.isdisjoint(tokens[place + 2 : place + 5]))
        ):
            return 2
        if (
            right in ("i", "me", "myself")
            and left.isalpha()
            and left not in _PAIR_STOPS
            and (place <= 3 or tokens[place - 2] in ("'s", "is"))
            and tokens[place + 2 : place + 3] in ([], ["."], [","])
        ):
            return 2
    return 0
