"""One speaker's words as the readers of counts see them: tokens, the numbers in them, and what each number counts."""

# S105: a token is a word of speech here; SIM905: a list of words reads best as one string.
# ruff: noqa: S105, SIM905

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections.abc import Sequence
from typing import Literal, NamedTuple

from aftercall.signals.dialogue import Exchange
from aftercall.signals.numbers import WORDS, Number
from aftercall.signals.numbers import find as find_numbers
from aftercall.signals.pack import Hit, Pack
from aftercall.signals.periods import Stretch
from aftercall.signals.periods import find as find_periods
from aftercall.signals.words import BREAKS, STOPS

Thing = Literal[
    "seat", "employee", "person", "outsider", "document", "other", "time", "money", "percent", "unknown", "none"
]

_BREAKS = BREAKS | {"but"}
_TIME = frozenset(
    "minute minutes hour hours day days week weeks month months year years o'clock oclock am pm fortnight fortnights "
    "second seconds quarters decades sec min mins night nights".split()
)
_MOST_COUNTS = 400  # numbers of one utterance: nobody tells more
_MOST_PRODUCTS = 400  # the same
_SINGLE = frozenset("hour day week month year fortnight night".split())
_MONEY = frozenset(
    "dollar dollars grand quid pounds euro euros bucks cents pesos rupees rand rands krona kronor kroner zloty francs yen dirhams riyals naira shillings reais usd eur gbp".split()
)
_UNIT_ENDS = frozenset(
    "counting depending stand stands correct dont doesnt didnt cant wont including just only plus be 'd 'll a an per each every but and or so because if who which that i we they he she it in at on for to from with by when "
    "then like over across between through during among maybe around about not was were do does have has would will can give last this next / - monthly weekly daily "
    "yearly quarterly annually".split()
)
_ENDS = BREAKS | _UNIT_ENDS | WORDS  # where a number's noun is looked for no further
_NOT_PLURALS = frozenset(
    "is us yes thereabouts as this thats its was perhaps plus max tops always less las whats alas does has 's vs times odds sometimes besides across various upstairs downstairs depends gets makes works sounds seems needs uses sends knows thinks feels goes comes wants means".split()
)
_TRADES = ("ers", "ors", "ists", "ants", "ians", "eers", "yees")
_THERE_ARE = (["there", "'s"], ["there", "are"], ["there", "is"], ["they", "'re"], ["they", "are"])
_BEING = frozenset(there_are[1] for there_are in _THERE_ARE)
_LOOK_AHEAD = 6
_A_PLURAL = 3  # letters and more
_A_WORD_OR_TWO = 3  # beside "one"
_TELL_MORE = frozenset("- more odd ish new total full different something other or".split())  # before a number's noun
_ARE = frozenset(["is", "are", "'s"])
PEOPLE = frozenset(["person", "seat", "employee"])
"""The things that are people of ours, where a number counts them."""
_PASSED_OVER = _TELL_MORE | _ARE | {"some", "and", "nos"}
_PERCENT = frozenset(["percent", "%"])
_NO_FIRST_PART = ("document", "person", "employee", "seat")
_OF_WHOM = frozenset(["them", "em", "you", "whom", "those", "which"])
_GROUPS = frozenset("crew team staff payroll desk squad sales office department floor group rota".split())
_DESKS = _GROUPS | frozenset("legal hr finance operations procurement compliance marketing purchasing".split())
_BODIES = _GROUPS | frozenset("shop company firm practice agency outfit business".split())
STAFFED = _BODIES | {"headcount", "branch"}  # "the whole office is thirteen"
_A_MAN, _WE_ARE = frozenset(["man", "woman", "person"]), (["we", "'re", "a"], ["we", "are", "a"])
_MEASURES = frozenset("page foot mile dollar acre bed row square metre meter storey story".split())
_HEDGES = frozenset("about around roughly like more maybe approximately nearly almost over under".split())


def unknown(noun: str) -> bool:
    """Whether a word that is no known noun is of several things."""
    return len(noun) > _A_PLURAL and noun[-1] == "s" and noun not in _NOT_PLURALS


class Count(NamedTuple):
    """A number and what it counts: tokens[noun_at] names the thing, -1 when nothing does."""

    number: Number
    thing: Thing
    noun_at: int


class Speech:
    """Tokens of one utterance; everything else is worked out when first asked for."""

    # Not functools.cached_property, which takes a lock at every first look before Python 3.12.
    _numbers: list[Number] | None = None
    _nouns: dict[int, Hit] | None = None
    _guessed: frozenset[int] = frozenset()
    _counts: list[Count] | None = None
    _products: list[Hit] | None = None
    _periods: list[Stretch] | None = None
    _stops: list[int] | None = None
    _span: tuple[int, tuple[int, int]] = (-1, (0, 0))  # the place last asked for, and its bounds
    _breaks: list[int] | None = None
    _clause: tuple[int, tuple[int, int]] = (-1, (0, 0))
    _things: frozenset[Thing] | None = None
    _brief: bool | None = None
    unmarked = False
    """Whether it came without a mark, so that the marks among its tokens are guesses."""

    def __init__(self, tokens: Sequence[str], pack: Pack, words: frozenset[str] | None = None) -> None:
        self.tokens = tokens
        self.words = frozenset(tokens) if words is None else words  # every word of it, once
        self._pack = pack

    def has_no_numbers(self) -> None:
        """Told by who knows it already, so that nobody looks for one."""
        self._numbers, self._counts = [], []

    @property
    def numbers(self) -> list[Number]:
        """Every number, codes and years included."""
        if self._numbers is None:
            self._numbers = find_numbers(self.tokens)
        return self._numbers

    @property
    def nouns(self) -> dict[int, Hit]:
        """Countable things by the place of their first token."""
        if self._nouns is None:
            found = self._pack.nouns.find(self.tokens)
            self._nouns = hits = {hit.start: hit for hit in found}
            plurals = {word for word in self.words if len(word) > 5 and word[-1] == "s" and word.endswith(_TRADES)}
            if plurals:
                trades = [at for at, token in enumerate(self.tokens) if token in plurals]
                self._guessed = frozenset(trades).difference(*(range(hit.start, hit.end) for hit in found))
                hits.update((place, Hit(place, place + 1, "person")) for place in trades if place in self._guessed)
        return self._nouns

    @property
    def counts(self) -> list[Count]:
        """The numbers that count something or stand bare, with what they count; none inside a product's name.

        Of an utterance with more than `_MOST_COUNTS` of them, the last ones.
        """
        if self._counts is None:
            told = [number for number in self.numbers if number.kind in ("count", "pronoun")]
            found = [self._count(number) for number in told[-_MOST_COUNTS:]]
            if found and self.products:
                named = [range(hit.start, hit.end) for hit in self.products if hit.end > hit.start + 1]
                if named:
                    inside = {*itertools.chain(*named)}
                    found = [count for count in found if count.number.start not in inside]
            self._counts = found
        return self._counts

    @property
    def products(self) -> list[Hit]:
        """Where products are named; of an utterance with more than `_MOST_PRODUCTS` of them, the last ones."""
        if self._products is None:
            products = self._pack.products
            found = products.find(self.tokens) if products.possible_in(self.words) else []
            self._products = found[-_MOST_PRODUCTS:]
        return self._products

    @property
    def periods(self) -> list[Stretch]:
        """The periods that a rate can be per."""
        if self._periods is None:
            self._periods = find_periods(self.tokens)
        return self._periods

    @property
    def things(self) -> frozenset[Thing]:
        """What its nouns name."""
        if self._things is None:
            self._things = frozenset([hit.value for hit in self.nouns.values()])
        return self._things

    @property
    def brief(self) -> bool:
        """Whether there are three words in it at most, so that "one" is all that was said."""
        if self._brief is None:
            self._brief = sum(map(str.isalpha, self.tokens)) <= _A_WORD_OR_TWO
        return self._brief

    def beside(self, tokens: Sequence[str]) -> Speech:
        """Other words, read with the same pack."""
        return Speech(tokens, self._pack)

    def guessed(self, place: int) -> bool:
        """Whether the word at `place` was taken for people by its ending alone."""
        return place in self._guessed

    def mentions(self, thing: Thing) -> bool:
        """Whether the utterance names such a thing at all."""
        if thing == "document" and self._pack.documents.isdisjoint(self.words):
            return False
        return thing in self.things

    def names_people(self) -> bool:
        """Whether people are spoken of by a noun, as such or as seats."""
        return not PEOPLE.isdisjoint(self.things)

    def span(self, place: int) -> tuple[int, int]:
        """Bounds of the sentence around a token, at most 40 tokens to each side."""
        if self._stops is None:
            self._stops = [at for at, token in enumerate(self.tokens) if token in STOPS]
        if place != self._span[0]:
            self._span = place, self._between(self._stops, place, 40)
        return self._span[1]

    def clause(self, place: int) -> tuple[int, int]:
        """Bounds of the clause around a token: up to the next mark or "but", at most 25 tokens to each side."""
        if self._breaks is None:
            self._breaks = [at for at, token in enumerate(self.tokens) if token in _BREAKS]
        if place != self._clause[0]:
            self._clause = place, self._between(self._breaks, place, 25)
        return self._clause[1]

    def _between(self, marks: list[int], place: int, reach: int) -> tuple[int, int]:
        after = bisect_left(marks, place)
        start = marks[after - 1] + 1 if after else 0
        stop = marks[after] if after < len(marks) else len(self.tokens)
        return start if place - start <= reach else place - reach, stop if stop - place <= reach else place + reach

    def _count(self, number: Number) -> Count:
        tokens, nouns = self.tokens, self.nouns
        place, stop = number.end, min(len(tokens), number.end + _LOOK_AHEAD)
        first = tokens[place] if place < stop else ""
        if first in _PERCENT:
            return Count(number, "percent", place)
        if first in _PASSED_OVER:
            place = self._passed_over(place, stop)
        opening = place
        if (
            not _A_MAN.isdisjoint(tokens[place : place + 1])
            and tokens[max(0, number.start - 3) : number.start] in _WE_ARE
        ):
            return Count(number, "person", place)  # "we're a six man plumbing and heating place"
        if first in _MEASURES and place + 1 < stop and (place + 1 in nouns or tokens[place + 1].isalpha()):
            return Count(number, "other", place)
        while place < stop:
            token = tokens[place]
            hit = nouns.get(place)
            if hit is not None:
                while tokens[hit.end - 1][-1] != "s" and (after := self._head(hit)) is not None:
                    hit = after
                return Count(number, hit.value, hit.start)
            if token in BREAKS:
                break
            if token == "these":  # "it's twenty six these days"
                break
            if token in _TIME:
                if place > number.end and token in _SINGLE and number.low > 1 and tokens[place - 1] != "-":
                    break  # "twenty thirty, hail year is different"
                return Count(number, "time", place)
            if token in _MONEY:
                return Count(number, "money", place)
            if token in ("pair", "pairs") and tokens[place + 1 : place + 3] == ["of", "hands"]:
                return Count(number, "person", -1)
            if token == "who" and place == number.end and number.kind == "count":
                return Count(number, "person", -1)
            if (
                token == "of"
                and place == number.end
                and place + 1 < len(tokens)
                and unknown(tokens[place + 1])
                and place + 1 not in nouns
            ):
                return Count(number, "unknown", place + 1)  # "hundreds of ants"
            if token == "of" and place + 1 < len(tokens) and tokens[place + 1] in _OF_WHOM:
                if tokens[place + 1] == "you":
                    return Count(number, "person", -1)
                at = number.start - (2 if tokens[number.start - 2 : number.start] in _THERE_ARE else 0)
                named = nouns.get(at - 2) if tokens[at - 1] == "," else None
                if named is not None and named.value == "person":  # "the planners, six of them"
                    return Count(number, "person", named.start)
                if tokens[place + 1] == "those" and (hit := self._last_noun(number.start)) and hit.value == "person":
                    return Count(number, "person", hit.start)  # "From the surveyors. I have six of those."
                return Count(number, "none", -1)
            if token in _ENDS or token[0].isdecimal():
                break
            if place == opening and unknown(token) and token != "years":
                nearby = tokens[place + 1] if place + 1 < stop else ""
                if place + 1 not in nouns and nearby != "and":
                    return Count(number, "unknown", place)
            place += 1
        return self._named_before(number)

    def _last_noun(self, place: int) -> Hit | None:
        """The last thing named in the few tokens before `place`."""
        at = next((at for at in range(place - 1, max(-1, place - 6), -1) if at in self.nouns), -1)
        return self.nouns[at] if at > 0 and self.tokens[at] != "us" and self.tokens[at - 1] != "than" else None

    def _passed_over(self, place: int, stop: int) -> int:
        """Where a number's noun may begin, after what tells more of the number: "or so", "and some", "are the"."""
        tokens, first = self.tokens, self.tokens[place]
        if first in _TELL_MORE and place + 1 < stop and place not in self.nouns:
            place += 2 if first == "or" and tokens[place + 1] == "so" else 1
        if first == "some":  # "three hundred and some employees"
            place += 1
        elif place + 1 < stop and tokens[place] == "and" and tokens[place + 1] in ("some", "something"):
            place += 2
        if place + 1 < stop and tokens[place] in _ARE and tokens[place + 1] in ("the", "our"):
            place += 2
        if place + 1 < stop and tokens[place] == "nos" and tokens[place + 1] == ".":
            place += 2
        return place

    def _head(self, hit: Hit) -> Hit | None:
        """The noun that a noun only tells more of: "client letters", "client care letters"."""
        after = self.nouns.get(hit.end)
        if after is not None or hit.end + 1 >= len(self.tokens):
            return after
        between, after = self.tokens[hit.end], self.nouns.get(hit.end + 1)
        if after is None or after.value != "document" or hit.value in _NO_FIRST_PART or between[-1] == "s":
            return None
        return after if between.isalpha() and between not in _UNIT_ENDS and between not in WORDS else None

    def _named_before(self, number: Number) -> Count:
        """For "the users are thirty three", "day nurses two", "thirty two on the crew": the thing beside a bare number."""
        tokens, nouns = self.tokens, self.nouns
        following = tokens[number.end] if number.end < len(tokens) else "."
        if following in ("on", "in"):
            desk = tokens[number.end : number.end + 5]
            if not _DESKS.isdisjoint(desk[1:3]):
                return Count(number, "person", -1)
            if number.kind == "count" and desk[1:2] in (["the"], ["our"], ["that"]):
                stop = next((at for at, token in enumerate(desk) if token in BREAKS), len(desk))
                if not _GROUPS.isdisjoint(desk[2:stop]):
                    return Count(number, "person", -1)
        place = number.start - 1
        while place >= 0 and tokens[place] in _HEDGES:
            place -= 1
        if place > 0 and tokens[place] == "of" and tokens[place - 1] in _BODIES:
            return Count(number, "person", -1)
        if place > 1 and tokens[place] == "between":
            place -= 1
        if (
            place > 1
            and tokens[place] == ","
            and (hit := nouns.get(place - 1))
            and hit.value == "seat"
            and (tokens[place - 2] in BREAKS or tokens[place - 2] in ("oh", "so", "well"))
        ):
            return Count(number, "seat", place - 1)  # "oh seats, nine"
        if place == 1 and tokens[place] == ",":  # "consultants, between forty and fifty"
            hit = nouns.get(0)
            if hit is not None and hit.end == 1:
                return Count(number, hit.value, 0)
        # "the assistants, there's nine of them"
        if place > 1 and tokens[place] in _BEING and tokens[place - 1 : place + 1] in _THERE_ARE:
            at = place - 2 - (tokens[place - 2] == ",")
            if (hit := nouns.get(at)) is not None:
                return Count(number, hit.value, at)
        linked = place >= 0 and tokens[place] in ("is", "are", "'s", ":", "we", "were")
        if linked:
            place -= 1
            if place >= 0 and tokens[place] in STAFFED and following in BREAKS:
                return Count(number, "person", -1)
        if not nouns:
            return Count(number, "none", -1)
        hit = nouns.get(place) or nouns.get(place - 1) or nouns.get(place - 2)
        lead = tokens[hit.start - 1] if hit is not None and hit.start else ""
        if not linked and (lead in WORDS or lead[:1].isdecimal()):  # "for the three branches forty"
            return Count(number, "none", -1)
        if hit is not None and hit.end == place + 1 and (linked or following in BREAKS):
            return Count(number, hit.value, place)
        return Count(number, "none", -1)


class Spoken:
    """The words of one exchange as the readers of counts see them; each turn is read once for all of them."""

    _affirmed: Speech | None = None

    def __init__(self, exchange: Exchange, question: Speech, pack: Pack, before: Sequence[str] = ()) -> None:
        self.exchange, self.question, self.before = exchange, question, before  # the question before this one
        self.user = Speech(exchange.user, pack, exchange.words)
        self.agent = Speech(exchange.agent, pack, exchange.agent_words)

    @property
    def affirmed(self) -> Speech:
        """What of it the user made their own; without words where that is nothing."""
        if self._affirmed is None:
            self._affirmed = self.user.beside(self.exchange.affirmed)
        return self._affirmed
