"""Those who would use it, told after or beside a larger number: "forty in all, but it's the office, that's six"."""

# SIM905: a list of words reads best as one string.
# ruff: noqa: SIM905

from __future__ import annotations

from collections.abc import Sequence

from aftercall.signals.scope import NO_USE
from aftercall.signals.speech import Count, Speech
from aftercall.signals.words import Cues

_USE_IT = ("using it", "using this", "have it", "want it", "be in it", "be on this", "be in this", "be sending", "log in", "sign in", "be using")  # fmt: skip
_USES = Cues(
    *(f"{would} {use}" for would in ("would", "'d", "will", "'ll", "'d actually", "would actually", "'d only", "'d ever", "can i", "can we") for use in _USE_IT),
    "use it", "use this", "uses it", "needs it", "needs this", "need this", "need it", "need a login", "need access", "need logins", "need seats", "with a login", "with logins", "with access", "only for", "just for", "on it", "touch it", "touches it", "touch this", "send things", "have it for",
)  # fmt: skip
_NOT_LASTING = frozenset("far yet".split())  # "two of us use it so far"
_NARROWING = frozenset("only just which whom".split())
_WHO_WOULD = (["who", "'d"], ["who", "would"], ["that", "'d"], ["that", "would"], ["who", "do"], ["who", "does"])
_OF_THOSE = (["of", "those"], ["of", "them"], ["of", "these"], ["of", "us"], ["of", "the"], ["of", "our"])
_OPENING = frozenset("no but and it 's the so well about just there are is , oh i think around maybe".split())
_DO = frozenset(
    "do does done send sends sending write writes writing raise raises prepare prepares draft drafts handle handles make makes create creates type types issue issues produce".split()
)
_THEIRS = Cues("they 'd be your users", "they 're your users", "those are the users", "they 'd be the users", "they would be the users", "they 're the users", "they would be your users", "they 're the ones", "it 's them who")  # fmt: skip
_QUOTED_FOR = (["quote", "for"], ["plan", "for"], ["price", "for"])
_ALL = frozenset("everyone everybody both admins".split())
_RATED = frozenset("a an per each every times".split())
_ENOUGH = (
    ["would", "do"],
    ["'d", "do"],
    ["'ll", "do"],
    ["will", "do"],
    ["should", "do"],
    ["is", "enough"],
    ["is", "plenty"],
)
_OF_SEATS = frozenset("plan users user seats seat licences licenses logins accounts people everyone quote".split())
_MINE = frozenset(["i", "my"])
_OURS = frozenset("my our".split())
_PARTS = frozenset("bit part team department side group unit section desk end corner".split())
_AHEAD = 10  # tokens from what narrows to the number
_BRIEF = 6  # tokens of a sentence that is nothing but what to quote for


def told(speech: Speech, whole: float, agent_words: frozenset[str]) -> Count | None:
    """The part of `whole` that would use it; None where none is told. `agent_words` are those it answers."""
    tokens, words = speech.tokens, speech.words
    if not words.isdisjoint(_ALL):
        return None
    uses: bool | None = None  # looked for once, where something narrows
    for count in reversed(speech.counts):
        number = count.number
        if number.kind != "count" or count.thing not in ("none", "person", "seat") or not 1 <= number.low < whole:
            continue
        if not _RATED.isdisjoint(tokens[number.end : number.end + 1]) or tokens[
            number.start - 3 : number.start - 2
        ] == ["let"]:
            continue  # "just four a week", "it would only let me do three"
        start, stop = speech.span(number.start)
        sentence = tokens[start:stop]
        if not _NOT_LASTING.isdisjoint(sentence) or not NO_USE.isdisjoint(tokens[slice(*speech.clause(number.start))]):
            continue
        lead = tokens[max(start, number.start - _AHEAD) : number.start]
        enough = tokens[number.end : number.end + 2] in _ENOUGH and not _OF_SEATS.isdisjoint(agent_words)
        if enough or (lead[-2:] in _QUOTED_FOR and len(sentence) <= _BRIEF) or lead[-3:] == ["it", "'s", "the"]:
            return count
        if _of_my_part(lead) or (lead[-2:] == ["team", "of"] and not _MINE.isdisjoint(lead)):
            return count
        if uses is None:
            uses = _USES.stand_in(tokens, words) or _THEIRS.stand_in(tokens, words) or _does_documents(speech)
        if uses and _narrowed(speech, count, lead, start, stop) and _said_of(speech, start, stop):
            return count
    return None


def _narrowed(speech: Speech, count: Count, lead: Sequence[str], start: int, stop: int) -> bool:
    """Whether the number is one of some: of only these, of those who do it, of them."""
    tokens, number = speech.tokens, count.number
    after = tokens[number.end : min(stop, number.end + _AHEAD)]
    return (
        not _NARROWING.isdisjoint(lead)
        or after[:2] in _OF_THOSE
        or (lead[-3:-1] in _OF_THOSE and lead[-1] == ",")
        or any(after[at : at + 2] in _WHO_WOULD for at in range(len(after)))
        or any(lead[at : at + 2] in _WHO_WOULD for at in range(len(lead)))
        or (_OPENING.issuperset(tokens[start : number.start]) and not _DO.isdisjoint(after[:3]))
        or _THEIRS.stand_in(tokens[number.end : number.end + _AHEAD])
    )


def _said_of(speech: Speech, start: int, stop: int) -> bool:
    """Whether use is spoken of in the sentence of the number, or in the next, of "them"."""
    tokens = speech.tokens
    after = tokens[stop : stop + _AHEAD]
    return _USES.stand_in(tokens[start:stop]) or _does_documents(speech, start, stop) or _THEIRS.stand_in(after)


def _does_documents(speech: Speech, start: int = 0, stop: int | None = None) -> bool:
    """For "eight do paperwork", "the paperwork's done by eight", "five people send contracts"."""
    if not speech.mentions("document"):
        return False
    place = range(start, len(speech.tokens) if stop is None else stop)
    sentence = speech.tokens[place.start : place.stop]
    if _DO.isdisjoint(sentence):
        return False
    return any(at in place and hit.value == "document" for at, hit in speech.nouns.items())


def _of_my_part(lead: Sequence[str]) -> bool:
    """For "my bit's five people", "our department is nine"."""
    return len(lead) > 2 and lead[-1] in ("'s", "is", "are", "has") and lead[-2] in _PARTS and lead[-3] in _OURS
