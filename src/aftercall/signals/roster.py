"""Lists of people: "me, Tanya at the front desk, and both of my estimators" is four.

An item is the speaker, another person by pronoun, name or trade ("she", "Tanya", "the office gal"), or a number of
people; what is said of it ("at the front desk", "who go to measure") is passed over.
"""

# S105: a token is a word of speech here; SIM905: a list of words reads best as one string.
# ruff: noqa: S105, SIM905

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from aftercall.signals.speech import PEOPLE, Count, Speech
from aftercall.signals.words import BREAKS, STOPS, Cues


class Roster(NamedTuple):
    """A list at tokens[start:end] with so many people in it; `speaker` tells whether they are one of them."""

    start: int
    end: int
    size: int
    speaker: bool
    named: bool  # nobody in it is told by a number


_SPEAKER = frozenset("me myself i".split())
_PRONOUNS = frozenset("he she him her they".split())
_DETERMINERS = frozenset("my our the a an his her their this another your".split())
_JOINERS = frozenset(", and plus & then".split())
AND = frozenset("and plus & then".split())
_GOING_ON = [["there", "'s"], ["there", "is"], ["it", "'s"], ["that", "'s"], ["also"], ["maybe"], ["just"], ["obviously"], ["sometimes"], ["of", "course"], ["i", "guess"], ["i", "suppose"], ["i", "suppose", "there", "'s"], ["i", "think"]]  # fmt: skip
_GOES_ON = {phrase[0]: [other for other in _GOING_ON if other[0] == phrase[0]] for phrase in _GOING_ON}  # by the first
_THAT_IS = (["that", "'s"], ["it", "'s"], ["that", "makes"], ["so", "that"])
_OPENERS = frozenset(
    "'s is are be so just only well oh um uh mostly mainly then now between yes yeah yep no nope nah because but or of 're was like really actually both today it there 'd : , and right okay ok also to".split()
)
_MODIFIERS = frozenset(
    "in at on from with for who that which of to upstairs downstairs here there over up out when whenever as".split()
)
_ASIDE = frozenset("they he she who".split())
_CLAUSE = frozenset("he she they it 's".split())
_MODIFIERS_OF = {
    "name": (_MODIFIERS | _CLAUSE) - {"of", "with", "to", "for"},
    "np": _MODIFIERS | _CLAUSE,
    "one": _MODIFIERS | _CLAUSE,
}
_OF_US = ("person", "employee", "none", "unknown", "seat")
_OURS, _KIDS = ("my", "our", "the"), frozenset(["kids", "children", "grandkids"])
_ADJECTIVAL = (["person"], ["man"], ["woman"])  # "a two person office"
_AT, _WHO = (["in"], ["at"], ["on"]), (["that"], ["who"], ["plus"])
_LONGEST_MODIFIER = 9
_RUNS_ON = ("speaker", "name", "np")  # after these a transcript may have left out the comma
_LONGEST_LIST = 12
_I_HAVE = (["i", "'ve"], ["i", "have"], ["'ve", "got"], ["have", "got"])
_RUN = frozenset("run own work manage started founded operate do".split())
_MANY = 10  # people who are counted, of whom nobody is told by name
_NO_PERSON = frozenset(
    "cat dog parrot dogs cats kids kid's laptop phone van truck computer coffee spreadsheet god mug ring rest others thing things stuff company business firm paperwork same other way day week month year moment truth end vans machine light desk lot contracts quotes documents forms invoices "
    "team office workshop yard warehouse crew most half first second last next time hen chicken bee hive goat pig salmon trout cattle ewe lamb turkey duck pony acre table oven boat bed bike chair whole app software tool system tablet field shop department weekend weekends wood floor factory everything".split()
)
NO_NAME = frozenset(
    "yes yeah yep no nope nah we us you he she they them him her it its that this there here who which what where when why how if because while until since do does did done have has had is are was were be been being am "
    "can could will would should might must may get gets got go goes going come comes make makes made say says said see sees know knows think thinks want wants need needs use uses using used send sends sent sign signs run runs work works take takes "
    "writes handles prepares let lets ask call tell give show check "
    "and plus or but so also then just only not dont doesnt didnt cant wont isnt arent never always sometimes mostly maybe perhaps probably about around roughly over under more less very too really right well okay ok oh um uh hmm sorry please thanks hello hi "
    "in on at to for with from of by as off between among up out down into onto than like all any some none each every both either neither one another other such same "
    "a an the my our your his their these those me myself i mine ours yours everything everyone everybody anyone anybody nobody someone somebody people others staff team "
    "sales ops operations legal hr finance marketing accounts accounting support admin procurement purchasing leasing intake billing programs development management leadership customers clients contracts quotes invoices proposals documents forms email emails paper phone word excel "
    "mondays tuesdays wednesdays thursdays fridays saturdays sundays mornings afternoons evenings weekdays weekends summers winters "
    "today tomorrow yesterday now later soon monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october november december "
    "'s 're 've 'm 'd 'll depends correct exactly sure good great fine bad small big few couple several handful dozen lots many much half names plenty solo".split()
)
_NO_ITEM = NO_NAME - _SPEAKER - _PRONOUNS - _DETERMINERS - {"both"}  # no item of a list begins with these
_OF_OUR = frozenset("of my our the".split())
_NO_USE = frozenset("wouldnt dont doesnt wont".split())
_VAGUE = frozenset("couple dozen handful few".split())
_OF_THEM = frozenset("them em those these".split())
_I_DO = frozenset("do are both mostly would will share run handle write use make send the and split".split())
_NO_NAME_ENDS = ("ing", "ly", "tion", "ness")
_THINGS = ("ieties", "ings", "ments", "tions", "ages", "houses", "cows", "horses", "sheep", "kinds", "sorts", "fields")
_COUNTABLE = frozenset("other others people staff small big more such same".split())
PERSONS = frozenset(
    "husband wife partner daughter son brother sister mother father mum mom dad co cofounder founder assistant bookkeeper boss colleague spouse nephew niece friend buddy missus lady va girlfriend boyfriend fiance uncle aunt cousin "
    "guy lad girl fella woman man kid bloke chap gal temp trainee student deputy junior senior secretary receptionist admin apprentice helper manager foreman estimator intern paralegal clerk grandson granddaughter "
    "ceo cfo coo cto md vp bursar chief principal trustee governor clinician dean head lead pa ea rep tech exec owner director controller buyer planner accountant lawyer attorney solicitor nurse vet doctor law better sis bro mam gran grandma grandpa "
    "chef cook driver engineer designer developer dev recruiter dispatcher scheduler coordinator person timer timers hand twin".split()
)
_KIN = frozenset(
    "wife husband son daughter brother sister mother father mum mom dad nephew niece cousin uncle aunt law".split()
)
_RELATIVES = frozenset("one guy girl lady fella lad chap kid".split())
_ENDS = BREAKS | _JOINERS
_AFTER_NAME = _ENDS | _MODIFIERS | NO_NAME
_MINE = Cues("i do", "i handle", "i take")
_HALVES_REACH = 14
_LONGEST_BARE = 400  # tokens
_DOES = frozenset("does sends uses writes makes handles prepares will would".split())


def possible_in(words: frozenset[str]) -> bool:
    """False when these words make no list."""
    return not AND.isdisjoint(words) or ("," in words and "me" in words)


def find(speech: Speech) -> list[Roster]:
    """The lists of people in an utterance, in order; those that only may be lists of people have two names in them."""
    tokens = speech.tokens
    if not possible_in(speech.words):
        return []
    if len(tokens) > _LONGEST_BARE and AND.isdisjoint(speech.words):
        return []  # nobody names people for so long without an "and"
    counts = {count.number.start: count for count in speech.counts}
    found: list[Roster] = []
    joiners = _JOINERS if AND.isdisjoint(speech.words) else AND
    place, last = 0, next(at for at in range(len(tokens) - 1, -1, -1) if tokens[at] in joiners)
    while place < last:
        none = tokens[place] in _NO_ITEM and place not in counts
        has = place in counts and place > 1 and tokens[place - 2 : place] in _I_HAVE
        roster = None if none or not (has or _opens(tokens, place)) else _read(speech, counts, place)
        if roster is not None and (roster.speaker or not has):
            found.append(roster)
            place = roster.end
        else:
            place += 1
    return found


def single(speech: Speech) -> bool:
    """For "my business partner, that's it", "only the bookkeeper": one person, and the answer or its clause ends."""
    tokens = speech.tokens
    start = next((place for place, token in enumerate(tokens) if token not in _OPENERS), len(tokens))
    if tokens[start : start + 2] in _I_HAVE:
        start += 2 + (tokens[start + 2 : start + 3] == ["got"])
    size, end, kind = _item(speech, {}, start)
    return size == 1 and kind == "np" and (end >= len(tokens) or tokens[end] in BREAKS)


def does(speech: Speech) -> bool:
    """For "yes, Bob does", "my assistant Claire sends some too": one person, and what they do."""
    tokens = speech.tokens
    if _DOES.isdisjoint(speech.words) or possible_in(speech.words):
        return False
    start = next((place for place, token in enumerate(tokens) if token not in _OPENERS), len(tokens))
    size, end, kind = _item(speech, {}, start)
    return size == 1 and kind in ("np", "name") and not _DOES.isdisjoint(tokens[end : end + 1])


def halves(tokens: Sequence[str]) -> bool:
    """For "my brother does the gutters, I do the shingles": two people."""
    for place, token in enumerate(tokens):
        does = token in ("does", "handles", "takes") and place and tokens[place - 1] not in ("it", "that", "what")
        if does and _MINE.stand_in(tokens[place + 1 : place + _HALVES_REACH]):
            return True
    return False


def _opens(tokens: Sequence[str], place: int) -> bool:
    before = tokens[place - 1] if place else "."
    return tokens[place] == "myself" or before in _OPENERS or before in STOPS or _with_me(tokens, place)


def _with_me(tokens: Sequence[str], place: int) -> bool:
    """For "I run it with my wife and four fitters": the speaker is one more."""
    if not place or tokens[place - 1] != "with":
        return False
    before = tokens[max(0, place - 5) : place]
    return "i" in before and not _RUN.isdisjoint(before)


def _read(speech: Speech, counts: dict[int, Count], start: int) -> Roster | None:
    """The list that begins at `start`."""
    tokens, place, sizes = speech.tokens, start, [0]
    joined = numbered = sure = False
    speaker = _with_me(tokens, start)
    sizes[0] += speaker
    named, stop = set[str](), start
    while len(sizes) <= _LONGEST_LIST:
        size, end, kind = _item(speech, counts, place)
        if end == place or (tokens[end : end + 1] == ["who"] and _stays_out(tokens, end)):
            break
        if (kind == "speaker" and speaker) or (
            kind == "name" and tokens[place] in named and tokens[end : end + 1] != ["'s"]
        ):  # "me, myself"
            size = 0
        speaker = speaker or kind == "speaker"
        numbered = numbered or kind in ("number", "perhaps")
        sure = sure or kind not in ("perhaps", "thing")
        if kind == "name":
            named.add(tokens[place])
        sizes.append(size)
        stop = _past_modifier(tokens, end, kind)
        if told := _told_after(tokens, counts, end, stop):
            sizes[-1] = told
        place, step = end, _joiner(tokens, stop)
        if step == stop and not (kind in _RUNS_ON and not joined and _item(speech, counts, stop)[1] > stop):
            break
        if kind == "one" and tokens[stop] == "," and _item(speech, counts, step)[2] == "name":  # "the new one, Shauna"
            _, step, _ = _item(speech, counts, step)
            step = _joiner(tokens, _past_modifier(tokens, step, "name"))
        following = _item(speech, counts, step)
        joined = joined or (following[1] > step and not AND.isdisjoint(tokens[stop:step]))
        total = counts.get(step)
        if following[1] == step or (
            total is not None and total.number.low == sum(sizes) and tokens[step - 2 : step] in _THAT_IS
        ):
            break
        place = step
    items = len(sizes) - 1
    if named and speaker and not numbered and items > 2 and (stop >= len(tokens) or tokens[stop] == "."):
        joined = True  # "me, Dave, Priya."
    if named and not speaker and max(sizes) >= _MANY:
        return None  # "forty full time, and then casuals in summer"
    if items < 2 or not joined or not sure or sum(sizes) < 2 - speaker:
        return None
    return Roster(start, place, sum(sizes), speaker, not numbered)


def _stays_out(tokens: Sequence[str], place: int) -> bool:
    """For "six advisers, and a receptionist who wouldn't need a login"."""
    said = tokens[place : place + _LONGEST_MODIFIER]
    stop = next((at for at, token in enumerate(said) if token in STOPS), len(said))
    return not _NO_USE.isdisjoint(said[:stop])


def _joiner(tokens: Sequence[str], place: int) -> int:
    """Where the next item of the list begins; `place` itself when the list ends there."""
    step = place
    if tokens[step : step + 1] == ["."] and tokens[step + 1 : step + 2] in (["and"], ["plus"]):
        step += 1
    while step < len(tokens) and tokens[step] in _JOINERS:
        step += 1
    if step == place:
        return place
    if tokens[step : step + 1] and tokens[step] in _ASIDE:  # "six closers, they're on the doors, and then ..."
        aside = step
        while aside < len(tokens) and aside - step <= _LONGEST_MODIFIER and tokens[aside] not in _JOINERS | STOPS:
            aside += 1
        after = aside
        while after < len(tokens) and tokens[after] in _JOINERS:
            after += 1
        if AND.isdisjoint(tokens[aside:after]):
            return place
        step = after
    for _ in range(2):
        for phrase in _GOES_ON.get("".join(tokens[step : step + 1]), ()):
            if list(tokens[step : step + len(phrase)]) == phrase:
                step += len(phrase)
                break
    return step


def _past_modifier(tokens: Sequence[str], place: int, kind: str) -> int:
    """Where what is said of an item ends: at a joiner or a stop."""
    if place >= len(tokens) or tokens[place] not in _MODIFIERS_OF.get(kind, _MODIFIERS):
        return place
    stop = place
    while stop < len(tokens) and stop - place <= _LONGEST_MODIFIER:
        if tokens[stop] in _JOINERS or tokens[stop] in STOPS:
            return stop
        stop += 1
    return place


def _told_after(tokens: Sequence[str], counts: dict[int, Count], start: int, stop: int) -> int:
    """For "PMs there's five of em": the number told of an item after it; 0 for none."""
    for place in range(start, stop):
        count = counts.get(place)
        if count is not None and tokens[count.number.end : count.number.end + 1] == ["of"]:
            return (
                int(count.number.low)
                if _OF_THEM.intersection(tokens[count.number.end + 1 : count.number.end + 2])
                else 0
            )
    return 0


def _item(speech: Speech, counts: dict[int, Count], place: int) -> tuple[int, int, str]:
    """How many people the item at `place` is, where it ends, and its kind; it ends where it begins when it is none."""
    tokens = speech.tokens
    none = (0, place, "none")
    if place >= len(tokens):
        return none
    token = tokens[place]
    if token in _SPEAKER:
        after = tokens[place + 1] if place + 1 < len(tokens) else "."
        if token == "i" and after not in _ENDS and after not in _I_DO:
            return none
        return 1, place + 1, "speaker"
    first = place + (token in _DETERMINERS or token == "both")
    count = counts.get(first) or (counts.get(place) if first > place else None)
    if count is not None:
        return _numbered(speech, count, place)
    if token == "both":
        end = place + 1
        while end < len(tokens) and end < place + 4 and tokens[end] in _OF_OUR:
            end += 1
        return (2, min(end + 1, len(tokens)), "number") if tokens[end : end + 1] and tokens[end].isalpha() else none
    if token in _PRONOUNS and (place + 1 >= len(tokens) or tokens[place + 1] in _JOINERS or tokens[place + 1] in STOPS):
        return 1, place + 1, "pronoun"
    if token in _DETERMINERS:
        return _described(speech, place)
    if (
        not token.isalpha()
        or token in NO_NAME
        or len(token) < 2
        or (token.endswith(_NO_NAME_ENDS) and not _beside_speaker(tokens, place))
    ):
        return none
    if token in ("old", "young") and tokens[place + 1 : place + 2] and tokens[place + 1] not in NO_NAME:
        place, token = place + 1, tokens[place + 1]
    if token in ("mr", "mrs", "ms", "dr", "miss"):
        step = place + 1 + (tokens[place + 1 : place + 2] == ["."])
        return 1, min(step + 1, len(tokens)), "name"
    hit = speech.nouns.get(place)
    if hit is not None and (token[-1] == "s" or hit.value not in ("person", "employee")):
        return none
    end = place + 1
    following = tokens[end : end + 1]
    if (
        following
        and place
        and tokens[place - 1] in _JOINERS
        and following[0].isalpha()
        and following[0] not in NO_NAME
        and tokens[end + 1 : end + 2] == [","]
    ):
        end += 1  # "Hye Jin, "
    elif following and following[0] not in _AFTER_NAME and AND.isdisjoint(tokens[end : end + 3]):
        return none
    return 1, end, "name"


def _beside_speaker(tokens: Sequence[str], place: int) -> bool:
    return place > 1 and tokens[place - 1] == "and" and tokens[place - 2] in _SPEAKER


def _numbered(speech: Speech, count: Count, place: int) -> tuple[int, int, str]:
    tokens, number = speech.tokens, count.number
    our_kids = tokens[place] in _OURS and tokens[count.noun_at] in _KIDS
    if not (our_kids or count.thing in _OF_US) or number.low != number.high:
        return 0, place, "none"
    following = tokens[number.end : number.end + 1]
    if following in _ADJECTIVAL and number.low > 1:
        return 0, place, "none"
    if following == ["of"] and tokens[number.end - 1] in _VAGUE:
        following = tokens[number.end + 1 : number.end + 2]
        return (
            (int(number.low), number.end + 2, "number")
            if following and following[0].isalpha() and following[0] not in NO_NAME
            else (0, place, "none")
        )
    if tokens[place] == "the" and following in (["in"], ["on"], ["at"]):  # "me, Bea and the two in accounts"
        return int(number.low), number.end, "number"
    after = tokens[number.end : number.end + 2]
    if after[:1] in _WHO or after == ["and", "then"] or (after[:1] in _AT and not _DETERMINERS.isdisjoint(after[1:])):
        return int(number.low), number.end, "perhaps"  # "eight on the bench and then Margit", "four who dig, and Remy"
    if not following or not following[0].isalpha() or (following[0] in NO_NAME and following[0] not in _COUNTABLE):
        return 0, place, "none"
    end = number.end + 1
    while end < len(tokens) and tokens[end].isalpha() and tokens[end] not in NO_NAME and end < number.end + 4:
        end += 1
    sure = any(
        word in _COUNTABLE or word.removesuffix("s") in PERSONS or _people(speech, at)
        for at, word in enumerate(tokens[number.end : end], number.end)
    )
    if not sure and (tokens[end - 1].endswith(_THINGS) or tokens[end - 1].removesuffix("s") in _NO_PERSON):
        return 0, end, "thing"  # "nine varieties, and a man"
    return int(number.low), end, "number" if sure else "perhaps"


def _described(speech: Speech, place: int) -> tuple[int, int, str]:
    """For "our sandra", "my co founder", "the new one", "a sister-in-law"."""
    tokens = speech.tokens
    other = tokens[place : place + 2] == ["the", "other"] and not PERSONS.isdisjoint(tokens[place + 2 : place + 3])
    end = place + 1 + other  # "myself and the other director"
    while (
        end < len(tokens)
        and end - place <= 5
        and (tokens[end] == "-" or (tokens[end].isalpha() and tokens[end] not in NO_NAME) or tokens[end] == "one")
        and not (tokens[end][-1] == "s" and tokens[end - 1] in _KIN)  # "my dad answers the phone"
    ):
        end += 1
        if tokens[end : end + 2] == ["in", "law"]:
            end += 2
        elif tokens[end : end + 4] == ["-", "in", "-", "law"]:
            end += 4
    if end == place + 1:
        return 0, place, "none"
    head = tokens[end - 1]
    if head in _NO_PERSON:
        return 0, end, "thing"
    if head[-1] == "s" and head not in PERSONS:
        return 0, place, "none"
    ours = tokens[place] in ("my", "our", "his", "her", "their")
    if (
        not (ours and end == place + 2)
        and head != "one"
        and not any(_person(speech, word) for word in tokens[place + 1 : end])
    ):
        return (0, end, "thing") if ours or tokens[place] in ("a", "an") else (0, place, "none")
    return 1, end, "one" if head in _RELATIVES else "np"


def _people(speech: Speech, place: int) -> bool:
    hit = speech.nouns.get(place)
    return hit is not None and hit.value in PEOPLE


def _person(speech: Speech, word: str) -> bool:
    """Whether the word is of a person: a relation, a title or a trade."""
    if word in PERSONS:
        return True
    if word[-1] == "s" or len(word) < 3:
        return False
    plural = speech.beside([f"{word}s"])
    return any(hit.value in ("person", "employee") for hit in plural.nouns.values())
