"""Whether a number is a price: of the product, of the customer's own goods, of anything."""

# SIM905: a list of words reads best as one string.
# ruff: noqa: SIM905

from __future__ import annotations

from collections.abc import Sequence

from aftercall.signals.dialogue import Exchange
from aftercall.signals.documents import named_in
from aftercall.signals.numbers import WORDS as NUMBERS
from aftercall.signals.numbers import has_digit
from aftercall.signals.speech import Count, Speech
from aftercall.signals.words import Cues

_PRICES = frozenset(
    "pay pays paying paid cost costs price priced prices pricing charge charges charged fee fees rent payment payments billed budget spend spending salary premium subscription mortgage upfront discount cheaper cheapest cheap "
    "expensive worth afford owe dollars pounds euro euros vat card saving".split()
)
_BUDGETED = Cues("we budget for", "we budgeted for", "i budget for")  # so many are reckoned with
_SOLD = frozenset("sold sell sells sale bought buy buys fetched".split())
_COINS = frozenset("dollar dollars buck bucks pound pounds euro euros quid cents".split())
_PRICED = _PRICES | frozenset(
    "worth value plan plans tier tiers starter package licence license".split()
)  # in the agent's words
_RETURNS = frozenset("meant sorry correction back earlier".split())  # what was told before is told anew
_A_HEAD = Cues("a head", "per head", "per user", "per seat", "a seat", "a user")
_PER_PERIOD = Cues("per day", "per week", "per fortnight", "per month", "per quarter", "per year", "per annum")
_EACH_PAYS = Cues(
    "a user", "per user", "a seat", "per seat", "a head", "per head", "a person", "per person", "how much"
)
_MONTH_EACH = Cues("month each", "year each")  # "it is, it's eighteen a month each"
MUCH_OF = Cues("how much of", "how much paper", "how much paperwork")
_SENDING = frozenset("send sends sent sending issue issues issued do does did put get through turn churn handle process write make writes signed sign going go goes out".split())  # fmt: skip
_WHAT_IS_HAD = frozenset("something it that this nothing what".split())  # fmt: skip  # "it's ninety a year for something I hardly use"
_REACH = 9  # tokens before a number in which a price is named


def is_price(speech: Speech, count: Count, *, priced: bool) -> bool:
    """Whether a bare number is of money: by a price word beside it or, when prices are being talked of, without a verb of sending."""
    tokens, place = speech.tokens, count.number.start
    start, stop = speech.clause(place)
    after = tokens[count.number.end : min(stop, count.number.end + 6)]
    lead = tokens[place - 1] if place else ""
    if lead in _COINS or (lead == "for" and not _SOLD.isdisjoint(tokens[start:place])):
        return True  # "a dollar forty", "sold one for nine thousand"
    if place == start > 1 and lead == "," and tokens[place - 2] in _PRICES:
        return True  # "the rent, two thousand six hundred"
    if not _PRICES.isdisjoint(after) and not _BUDGETED.stand_in(tokens[place : min(stop, place + _REACH)]):
        return True
    if "for" in after[1:4] and not _WHAT_IS_HAD.isdisjoint(after[2:5]):
        return True
    if "off" in after[:4] or _A_HEAD.stand_in(after):
        return True
    for at in range(place - 1, max(start, place - _REACH) - 1, -1):
        if tokens[at] in _PRICES:
            return at + 1 not in speech.nouns  # "rent agreements" are no rent
        if tokens[at] in _SENDING:
            return False
    return (
        priced and _SENDING.isdisjoint(after) and not named_in(speech, count.number.end, count.number.end + len(after))
    )


def talked_of(exchange: Exchange, said: Sequence[str]) -> bool:
    """Whether the agent spoke of prices, or the user asked for one just before (`said`), and nobody returns to what was told."""
    if not _RETURNS.isdisjoint(exchange.words):
        return False
    return (
        not _PRICED.isdisjoint(exchange.agent_words)
        or _each(exchange)
        or (_EACH_PAYS.stand_in(exchange.agent) and not MUCH_OF.stand_in(exchange.agent))
        or _EACH_PAYS.stand_in(said)
    )


def _each(exchange: Exchange) -> bool:
    """For "it's forty four each, and no setup charge", "fifty nine per broker each month", "so a hundred even"."""
    words = exchange.agent_words
    per = "per" in words and not _PER_PERIOD.stand_in(exchange.agent)
    if "?" in words and not _MONTH_EACH.stand_in(exchange.agent):
        return False
    if not ("each" in words or per) or not words.isdisjoint(_SENDING):
        return False
    return not NUMBERS.isdisjoint(words) or has_digit(words)
