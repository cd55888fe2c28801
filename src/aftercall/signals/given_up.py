"""What takes a product back that was named before: it is not had, not used, given up, or a slip of the tongue."""

# SIM905: a list of words reads best as one string.
# ruff: noqa: SIM905

from __future__ import annotations

from collections.abc import Sequence

from aftercall.signals.pack import Hit
from aftercall.signals.words import BREAKS, STOPS, Cues

GOT_RID = "deleted ditched dropped dumped binned scrapped cancelled canceled killed quit abandoned chucked trashed axed uninstalled closed junked shut left retired loathed".split()
_TAKEN_BACK = Cues(
    *(f"been {verb}" for verb in GOT_RID), "threw it", "threw that", "threw them", "threw out", "turned it off", "switched it off", "took it out", "tore it out", "ripped it out", "chucked it",
    *(f"{on} your {page}" for on in ("on", "in") for page in ("website", "page", "site", "home page", "homepage", "list", "advert", "ad")),
    *(f"{verb} {it}" for verb in GOT_RID for it in ("it", "that", "them", "those", "the thing", "the whole thing")),
    "be out of it", "be out of that", *(f"{be} off {it}" for be in ("'re", "'m", "are", "am") for it in ("it", "that", "them")), "moving out of it", "climbing out of it",
    *(f"{go} {off} {it}" for go in ("migrating", "moving", "coming", "getting", "going", "switching", "weaning", "migrated", "moved", "came", "got", "went", "be", "get", "come", "go") for off in ("off", "off of", "away from") for it in ("it", "that", "them", "this")),
    "got rid of", "never again", "it was gone", "that was gone",
    "moved off", "never used it", "not us", "gave it up", "gave up on it", "let it go", "let it lapse", *(f"never {did}" for did in ("did anything about", "did anything with", "got round to", "got around to", "followed up", "went anywhere")), "came of it", "left behind", "nobody uses it", "nobody 's been", "no one 's been", "nobody has been", "nobody looks at", "nobody logs", "no one uses it", "nobody 's touched", "no one 's touched", "nobody touches", "nobody 's opened", "no one 's opened", "gathering dust", "collecting dust", "stopped using",
    "which we 've retired", "we 've retired", "weve retired", "we retired", "we dropped", "we 've dropped", "we ditched", "we 've ditched", "we 've left", "we binned", "we cancelled", "we canceled", "we scrapped", "we 've scrapped", "we killed", "we gave up", "we quit", "we stopped", "we let go", "that 's done", "that 's over", "that 's finished", "that 's history", "that 's gone", "thats done", "thats gone", "head office stopped", "it stopped", "they stopped it", "has been stopped",
    "dont know what it is", "dont know what that is", "no idea what it is", "i never opened", "we never opened", "never tried it", "we 'll see", "we laughed", "nothing 's signed", "nothing is signed", "not that we have", "not that we use", "not that i use", "what is it", "what is that", "i wouldnt know", "havent the foggiest", "havent a clue", "nothing to me", "can whistle",
    "not doing it", "not doing that", "not having it", "not having that", "got cut", "was cut", "got struck", "we said no", "i said no", "they said no", "partners said no", "boss said no", "turned it down", "turned them down", "passed on it", "not for us", "didnt get on with it", "couldnt get on with it", "didnt take to it", "isnt ours", "is not ours",
)  # fmt: skip
_WONT_HAVE = Cues(
    *(f"{he} {wont} {have} it" for he in ("he", "she", "they", "partner", "partners", "boss", "owner", "board", "wife", "husband") for wont in ("wont", "wouldnt") for have in ("have", "hear of")),
)  # fmt: skip
_ALL_GONE = Cues(
    *(f"{verb} {lot}" for verb in (*GOT_RID, "got rid of", "gave up on", "stopped using", "hated", "tried", "threw", "cancelling", "canceling", "dropping", "scrapping") for lot in ("it all", "them both", "em both", "em all", "the lot", "the whole lot", "both", "both of them", "all of it", "all of them", "all of those", "all three", "them all", "every one", "every last one")),
)  # fmt: skip
_OVER = Cues(
    *(f"{it} {ends}" for it in ("it", "that") for ends in ("goes dark", "goes away", "'s going away", "is going away", "shuts down", "'ll be gone", "will be gone")),
    "going dark", "shutting down", "days are numbered", "last legs", "for the chop", "on its way out", "can die", "can go", "can get lost", "over my dead body", "on the way out", "switched off", "being replaced", "getting replaced", "gets replaced", "being retired", "retiring", "phased out", "ran out and", "licence ran out", "license ran out", "lapsed", "is dead", "is over", "any more", "anymore", "any longer", "go in", "some day", "someday", "one day",
)  # fmt: skip
_FIXES = frozenset("no sorry wait mean lying liar rather scratch correction oops".split())
_SLIPS = Cues(
    "a lie", "i lie", "am i saying", "meant to say", "my mistake", "my bad", "hang on", "hold on", "or rather", "or whatever", "i always mix", "i mix them", "not that one",
)  # fmt: skip
_SLIP = 11  # tokens at most between a slip and the right name
_THAT = frozenset("it that them those one either".split())
_HAVING_IT = frozenset("have use need want".split())
_DOING_IT = _HAVING_IT | frozenset("do touch run bother go".split())
_REALLY = frozenset("even actually really ever currently".split())
_NO_LONGER = frozenset("any more anymore now here at all yet".split())
_A_LITTLE = frozenset("much enough often well properly right fully yet for to in on with as all but".split())
_IT = frozenset("it that which they".split())
_SUITS = frozenset("suit stick last fit take".split())
_HOW_LONG = BREAKS | {"us", "me", "anyone", "here", "with", "so", "and"}
_GOT_SHUT = (["got", "switched"], ["was", "switched"], ["gets", "switched"], ["got", "turned"], ["was", "turned"], ["got", "shut"])  # fmt: skip
_FOR_GOOD = STOPS | {",", "last", "in", "ages", "years", "months"}
_OFF_OR_NOT = frozenset(["didnt", "off"])


def taken_back(tokens: Sequence[str], hit: Hit, following: int) -> bool:
    """For "who said Zendesk? we don't have that", "PayPal froze us, never again"; and for a slip: "slack, no, teams"."""
    said = tokens[hit.end : min(following, hit.end + 16)]
    if following < len(tokens) and said[-1:] in (["off"], ["from"], ["of"]):  # "Asana. Moved off ClickUp"
        said = said[:-3]
    elif following < len(tokens) and said[-1:] == ["in"]:  # "Notion's our wiki and tasks go in Asana"
        said = said[:-1]
    if (
        _TAKEN_BACK.stand_in(said)
        or (_WONT_HAVE.stand_in(said) and "way" not in said)  # "he won't have it any other way"
        or _ALL_GONE.stand_in(tokens[hit.end : hit.end + 25])
        or (_OVER.stand_in(said) and _OVER.stand_in(_of_itself(said)))
        or ("dont" in said[1:] and _dont(tokens, hit, tokens.index("dont", hit.end + 1)))
        or (not _OFF_OR_NOT.isdisjoint(said) and _no_good(said))
    ):
        return True
    if following >= len(tokens) or following - hit.end > _SLIP:
        return False
    if tokens[following - 1] == "not" and tokens[following] in tokens[: hit.start]:
        return False  # "Asana and Google Sheets. No, not Asana, Trello": the slip is another's
    between = tokens[hit.end : following]
    while between[:2] == [".", "."] or between[:1] == ["…"]:  # "Salesforce... no wait... Dynamics"
        between = between[1:]
    return not _FIXES.isdisjoint(between[:3]) or _SLIPS.stand_in(between)


def _dont(tokens: Sequence[str], hit: Hit, place: int) -> bool:
    """For "Jira? We don't.", "Jira we don't touch", "we don't have it"; not for "Jira. We don't print", "we don't use it much".

    `place` is where the "don't" stands.
    """
    rest = [token for token in _sentence(tokens[place + 1 : place + 7]) if token not in _REALLY]
    who, it = tokens[place - 1], rest[1:2]
    if who != "we":
        return rest[:1] != [] and rest[0] in _HAVING_IT and it != [] and it[0] in _THAT and _wholly(rest)
    asked_back = (not hit.start or tokens[hit.start - 1] in STOPS) and tokens[hit.end] == "?"
    if asked_back or not rest or rest[0] == ",":
        return True  # "Jira? We don't sell software"
    if rest[0] not in _DOING_IT:
        return False
    if not it or _NO_LONGER.issuperset(rest[1:]):
        return place == hit.end + 1 or tokens[hit.end : place - 1] == [","]  # "Jira, we don't touch"
    if it[0] in _THAT or (it[0] == "any" and rest[2:3] in ([], ["of"])):
        return _wholly(rest)
    # "we don't go near it", "we don't have Jira", "we don't have anything like that", "we don't have a crm"
    return (
        it in (["near"], [tokens[hit.start]])
        or rest[1:3] == ["anything", "like"]
        or (rest[0] == "have" and rest[-1] in hit.value.purposes)
    )


def _wholly(rest: Sequence[str]) -> bool:
    """Whether nothing takes back half of "don't use it": "much", "for quotes"."""
    return rest[2:3] == [] or rest[2] not in _A_LITTLE


def _no_good(said: Sequence[str]) -> bool:
    """For "it didn't suit", "it didn't stick with us", "it got switched off in March"; not for "it was switched off for a week"."""
    if "didnt" in said:
        place = said.index("didnt")
        rest = said[place + 1 : place + 3]
        return (
            place > 0
            and said[place - 1] in _IT
            and rest[:1] != []
            and rest[0] in _SUITS
            and _HOW_LONG.issuperset(rest[1:])
        )
    place = said.index("off")
    rest = said[place + 1 : place + 2]
    shut = place > 1 and said[place - 3] in _IT and said[place - 2 : place] in _GOT_SHUT
    return shut and (rest == [] or rest[0] in _FOR_GOOD) and "back" not in said


def _of_itself(said: Sequence[str]) -> Sequence[str]:
    """What is said up to the end of the sentence, or to something old that another takes the place of."""
    said = _sentence(said)
    return said[: said.index("old")] if "old" in said else said


def _sentence(tokens: Sequence[str]) -> Sequence[str]:
    """What is said up to the end of the sentence."""
    return tokens[: next((place for place, token in enumerate(tokens) if token in STOPS), len(tokens))]
