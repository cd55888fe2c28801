"""Of what the agent asked "how many": of people, or of something else."""

# S105: a token is a word of speech here; SIM905: a list of words reads best as one string.
# ruff: noqa: S105, SIM905

from __future__ import annotations

from collections.abc import Sequence

from aftercall.signals import periods
from aftercall.signals.pack import Hit
from aftercall.signals.speech import PEOPLE, Speech, unknown

COUNTING = frozenset("many number count".split())
_TO_RING = (["number", "on"], ["number", "to"], ["number", "for"])
_MODALS = ("would", "will")
_WHERE = ("in", "on", "at")
_SERVED = frozenset("support serve help reach".split())
_RECEIVE = frozenset(
    "get gets getting receive receives received come comes coming came visit visited attend attended turned showed bought ordered replied registered book order buy apply turn show ask call pay watch read see respond reply join subscribe rent live stay travel pass sign signs approve initial countersign witness feed serve teach treat represent coach host house seat affected stuck waiting invited expected staying present missing".split()
)
_GATHERED = frozenset("party jury family class choir audience household queue congregation course tour wedding ceremony cast litter herd flock webinar survey conference fair".split())  # fmt: skip
_NO_ACT = frozenset("you that it we they there your i go be those these".split())
_SIGNING_IN = frozenset("log login logins logging access".split())
_DEALS = frozenset(
    "send sign do get handle process issue write make run put sell produce see close bill draft teach treat represent serve coach feed house host book place carry move ship deliver cover visit inspect clean look chase push turn create prepare work file deal manage".split()
)
_DO_OR_ARE = frozenset(["do", "does", "did", "are"])
_STAFFING = frozenset(
    "using having needing bringing adding putting employing including onboarding buying wanting training".split()
)
_WOULD_NEED = (["would", "need"], ["would", "use"], ["will", "need"], ["will", "use"], ["need", "access"])
_LICENCES = frozenset("licence licences license licenses".split())
_HOLDERS = frozenset("people users user seats logins staff team you".split())
_SINGULAR = frozenset(["is", "this", "us", "business"])
_SET_UP = frozenset(
    "make do prepare set add invite put include provision quote price note enter onboard expect".split()
)


def of_people(question: Speech) -> bool | None:
    """Whether "how many", "the number" or "the count" is of people; None where the words beside it do not tell."""
    if question.words.isdisjoint(COUNTING):
        return None
    rated = periods.possible_in(question.words - {"days"} if "these" in question.words else question.words)
    if rated and not question.words.isdisjoint(_LICENCES) and question.words.isdisjoint(_HOLDERS):
        return False  # "and the licences, how many per week?" are documents
    if question.tokens[-1] in _GATHERED:
        return False  # "how many on the jury", "how many people were in the webinar"
    if "household" in question.words:
        return False
    for place, token in enumerate(question.tokens):
        if token in COUNTING and (token != "count" or place) and question.tokens[place : place + 2] not in _TO_RING:
            told = _counted(question, place, rated=rated)
            if told is not None:
                return told
    return None


def _counted(question: Speech, place: int, *, rated: bool) -> bool | None:
    """Whether the words behind the "many" at `place`, read one by one, or the noun before it, tell of people."""
    tokens = question.tokens
    if tokens[place : place + 2] == ["many", "of"] and _some_act(tokens[place + 2 : place + 9]):
        return True
    for step in range(place + 1, min(place + 6, len(tokens))):
        if tokens[step : step + 3] == ["would", "you", "say"]:
            break
        if (hit := question.nouns.get(step)) is not None:
            return _by_noun(question, place, hit)
        told = _by_next_word(question, step, rated=rated) if step == place + 1 else None
        if told is None:
            told = _by_verb(question, place, step, rated=rated)
        if told is not None:
            return told
    before = question.nouns.get(place - 1)
    return True if before is not None and before.value in PEOPLE else None


def _by_noun(question: Speech, place: int, hit: Hit) -> bool:
    """For "how many folks deal with them", "how many tablets or people", "how many contracts"."""
    tokens = question.tokens
    after = question.nouns.get(hit.end)
    deals = tokens[hit.end : hit.end + 2] == ["deal", "with"]
    if after is not None and (deals or (tokens[hit.end - 1][-1] == "s" and after.value != "person")):
        after = None
    if tokens[hit.end : hit.end + 1] == ["or"] or tokens[hit.end : hit.end + 2] == [",", "or"]:
        after = question.nouns.get(tokens.index("or", hit.end) + 1, after)
    thing = hit.value if after is None else after.value
    if thing in PEOPLE:
        return question.words.isdisjoint(_SERVED) and not (thing == "person" and _no_users(question, hit.end))
    if thing == "outsider" and tokens[hit.end : hit.end + 2] in _WOULD_NEED:
        return True  # "how many buyers would need access"
    return "who" in question.words and place > tokens.index("who")


def _by_next_word(question: Speech, step: int, *, rated: bool) -> bool | None:
    """For what stands right behind "how many": "would send them", "should I set up", "have you sent", "bars do you"."""
    tokens = question.tokens
    if _other_things(question, step):
        return False
    if tokens[step] in _MODALS and _comes_or_signs(tokens[step + 1 : step + 5]):
        return False
    if tokens[step : step + 2] == ["work", "there"] or (tokens[step] in _MODALS and _acts(tokens[step + 1 : step + 3])):
        return True
    if tokens[step] in ("should", "shall", "do") and _set_up(tokens[step + 1 : step + 5]):
        return not rated and not question.mentions("document")
    if tokens[step : step + 2] == ["have", "you"] and tokens[step + 2 : step + 3] not in ([], ["got"], ["on"], ["in"]):
        return False
    return None


def _by_verb(question: Speech, place: int, step: int, *, rated: bool) -> bool | None:
    """For "how many of you", "how many are you chasing", "how many are in the office", "how many chairs in the salon"."""
    tokens, token = question.tokens, question.tokens[step]
    logs_in = (token in _MODALS or token == "need") and not question.words.isdisjoint(_SIGNING_IN)
    if logs_in or tokens[step : step + 2] in (["need", "it"], ["use", "it"]):
        return True
    if tokens[step : step + 2] in (["are", "coming"], ["are", "attending"]):
        return False
    if step > place + 1 and token in _WHERE and _things(tokens[step - 1]):
        return False
    if step > place + 3 or not (token in _WHERE or token in _MODALS or token in ("you", "are")):
        return None
    if tokens[step : step + 2] == ["are", "you"]:
        step += 1  # the verb follows
    if tokens[step] == "you" and tokens[step - 1] in _DO_OR_ARE and _dealt_with("".join(tokens[step + 1 : step + 2])):
        return False
    if tokens[place + 1 : place + 3] == ["of", "you"]:
        return True
    return not rated and (tokens[step] in _WHERE or not question.mentions("document"))


def of_else(question: Speech) -> bool:
    """For "how many estimates do the five of you do", "how many do you get through": a number, and not of people."""
    tokens = question.tokens
    if "many" not in tokens:
        return False
    place = tokens.index("many") + 1
    if tokens[place : place + 1] == ["of"] and tokens[place + 1 : place + 2] in (["those"], ["these"], ["the"]):
        place += 2
    hit = question.nouns.get(place)
    if hit is not None:
        return hit.value not in PEOPLE
    return tokens[place : place + 1] not in (["of"], ["would"], ["will"])


def _dealt_with(verb: str) -> bool:
    """For "how many do you send", "how many are you chasing": what is done with them, and so they are no people."""
    return verb in _DEALS or (verb.endswith("ing") and verb not in _STAFFING)


def _no_users(question: Speech, place: int) -> bool:
    """For "how many people come to it", "how many people sign each one", "how many people do you feed"."""
    verb = next((at for at in range(place, place + 3) if not _RECEIVE.isdisjoint(question.tokens[at : at + 1])), -1)
    return verb >= 0 and question.tokens[verb + 1 : verb + 2] != ["in"] and question.words.isdisjoint(_SIGNING_IN)


def _other_things(question: Speech, place: int) -> bool:
    """For "how many bars do you deliver to": things that are no people we know of."""
    token, after = question.tokens[place], question.tokens[place + 1 : place + 3]
    return (
        unknown(token)
        and "employ" not in question.words
        and (
            after in (["do", "you"], ["did", "you"], ["have", "you"], ["are", "you"], ["would", "you"], ["are", "we"])
            or after[:1] in (["are"], ["is"], ["on"], ["come"], ["have"], ["you"])
        )
    )


def _some_act(after: Sequence[str]) -> bool:
    """For "how many of the thirty would prepare documents"."""
    return any(token in ("would", "will") and _acts(after[step + 1 : step + 3]) for step, token in enumerate(after))


def _acts(after: Sequence[str]) -> bool:
    """For "how many would send contracts"; not "how many would you send", "how many would that be"."""
    if after[:1] == ["be"]:
        return after[1:2] != [] and after[1].endswith("ing")
    return after[:1] != [] and after[0] not in _NO_ACT


def _comes_or_signs(after: Sequence[str]) -> bool:
    """For "how many would join", "how many would need to sign each form"; not "how many would sign in"."""
    after = after[2:] if after[:2] in (["need", "to"], ["have", "to"]) else after
    return not _RECEIVE.isdisjoint(after[:1]) and after[1:2] not in (["in"], ["over"], ["access"])


def _things(token: str) -> bool:
    """Whether a plural that is no known noun is hardly of people, by its ending."""
    return token[-1] == "s" and token.isalpha() and token not in _SINGULAR


def _set_up(after: Sequence[str]) -> bool:
    """For "how many should I set up", "how many do I invite", "how many should the plan be for"."""
    return (after[:1] in (["i"], ["we"]) and not _SET_UP.isdisjoint(after[1:3])) or after[:2] == ["the", "plan"]
