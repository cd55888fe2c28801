"""document_volume_per_month: how many documents the customer sends, normalised to a month.

A rate needs a number and a period. The period may be in the same sentence, in the agent's question, or in an exchange
before or after: a number without one waits in `Finding.period is None` until then, a period in a `Finding` of 0.
"""

# SIM905: a list of words reads best as one string.
# ruff: noqa: SIM905

from __future__ import annotations

import itertools
from collections.abc import Sequence

from aftercall.signals import asking, bare, dating, documents, ownership, periods, prices, rate_affirmed, retold, tally
from aftercall.signals.dialogue import Exchange
from aftercall.signals.documents import FIX
from aftercall.signals.numbers import TIMES, Number
from aftercall.signals.periods import Period, Stretch
from aftercall.signals.rate_asked import MASS, WE_DO, Asked, asks_for_others, numbered, sentence_mentions
from aftercall.signals.speech import PEOPLE, Count, Speech, Spoken
from aftercall.signals.tally import Chosen, Finding, per_month, settle
from aftercall.signals.words import BREAKS, STOPS, Cues

__all__ = ["Finding", "per_month", "read", "settle"]

_LATELY = 4  # turns for which a number waits for its period
_MOST = 10**6  # documents in a period; more is something else
_NEAR = 3  # tokens between a number and its period
_SO_FAR = 10  # tokens from a number in which it is said not to count
_UNCOUNTED = Cues(
    *(f"{dont} {count} {them}" for dont in ("wouldnt", "dont") for count in ("count", "bother with", "include") for them in ("them", "those", "that", "it", "these")),
    *(f"{forget} {them}" for forget in ("forget", "ignore", "not counting") for them in ("them", "those", "that", "it", "these", "about them", "about those")),
    "not worth counting", "hardly worth counting", "dont count", "doesnt count", "hardly count",
)  # fmt: skip
_WE_ARE = (["we", "were"], ["we", "are"], ["we", "'re"])
_ASKING = frozenset("what how why where who when".split())
_OPENS = frozenset("and but so well ok okay".split())
_GUESSES = frozenset([",", "about", "?"])  # "what about forty?"
_BEFORE_ONE = frozenset("just only maybe perhaps about the um uh oh well probably honestly , usually".split())
_AFTER_ONE = BREAKS | frozenset("if at tops max maybe usually perhaps".split())
_QUOTA = Cues("included", "plan include", "the allowance", "your allowance", "plan come with", "plan you have", "plan you 're on", "plan are you on", "plan do you have")  # fmt: skip
_TIMES = frozenset([*retold.MULTIPLES, "times"])
_APIECE = frozenset(["apiece", "each"])
_ALL_GET = Cues("every", "they all", "all of them", "all of those", "all of whom", "everybody", "everyone")
_FOR_EACH = Cues("for every", "every time", "each time", "one per", "to every", "with every")
_GET = frozenset("get gets has have need needs sign signs require requires".split())
_VARIES = frozenset("but what if varies depends different".split())
_NO_THINGS = frozenset(["money", "percent", "seat"])
_ANEW = frozenset("now not since nowadays lately currently".split())
_TODAY = _ANEW | {"here", "today"}
_MORE = frozenset(["and", "plus"])
_IS = frozenset(["'s", "is", "was"])
_OF_THOSE = [["of", "these"], ["of", "those"], ["of", "them"]]
_THEN = frozenset("was were from than".split())
_DERIVED = Cues("so", "makes", "comes to", "comes out to", "come to")
_TO_SIGN = Cues("to be signed", "gets signed", "get signed", "for signing", "for signature", "for a signature")
_MONTHS = frozenset("january february march april may june july august september october november december".split())
_DID = frozenset("did sent issued wrote signed prepared processed".split())
_EACH_REACH = 18  # tokens after a period in which it is said what each of them gets


def possible_in(words: frozenset[str]) -> bool:
    """Whether an answer without a number may tell a rate."""
    return periods.possible_in(words) or not words.isdisjoint(_TIMES)


def read(
    spoken: Spoken,
    last: Finding | None,
    rate: Finding | None = None,
    *,
    lately: bool = False,
    said: Sequence[str] = (),
) -> list[Finding]:
    """Findings of one exchange, in the order they count; `last` is the finding before this one, `rate` what counts so far, `lately`
    whether documents were spoken of in the last few exchanges, `said` the user's words before the agent's.
    """
    found: list[Finding] = []
    exchange, speech = spoken.exchange, spoken.user
    timed, counts = periods.possible_in(exchange.words), speech.counts
    affirmed = bool(exchange.affirmed)
    told = rate if last is not None and last.period is None else last
    times = not exchange.words.isdisjoint(_TIMES)
    if not affirmed and not (counts or times or (timed and speech.periods)):
        return found
    if not (timed or times) and not _may_count(counts):
        rated = last is not None or periods.possible_in(exchange.agent_words)
        if not rated or not affirmed:
            return found
    if rate and len(speech.counts) > 1 and retold.stands(speech, rate):
        return found
    asked = Asked(spoken, last, said, lately=lately, rate=rate)
    if times and (multiplied := retold.times_that(exchange, speech, asked)):
        return multiplied
    if affirmed:
        stated = rate_affirmed.read(spoken.affirmed, exchange, last, rate, asked)
        found += [one for one in stated if not (rate and periods.same_rate(one[:3], rate[:3]))]
    elif not (timed or asked.documents or asked.period or exchange.reply == "yes") and _MONTHS.isdisjoint(
        exchange.words
    ):
        return retold.told_anew(exchange, speech, asked, told)  # no period in sight but that of the rate told before
    corrected = asked.documents and asked.question.counts and retold.instead(exchange, speech, asked)
    mine = corrected or (_from_user(exchange, speech, asked) if counts and not _of_a_plan(speech, asked) else [])
    if not mine:
        fresh = last is not None and exchange.turn - last.turn <= _LATELY
        waiting = last if last is not None and last.period is None and fresh else None
        mine = retold.period_only(exchange, speech, asked, found[-1] if found else waiting, last)
    if mine and mine[-1].period is None and asked.known:
        mine = retold.told_anew(exchange, speech, asked, told) or mine
    return found + (
        mine or retold.told_anew(exchange, speech, asked, told) or retold.only_a_period(exchange, speech, asked)
    )


def _may_count(counts: Sequence[Count]) -> bool:
    for count in counts:  # any() makes a generator every time
        number = count.number
        if count.thing in bare.COUNTED and (
            number.kind == "count" or (number.kind == "pronoun" and number.start < _NEAR)
        ):
            return True
    return False


def _from_user(exchange: Exchange, speech: Speech, asked: Asked) -> list[Finding]:
    tokens = speech.tokens
    averaged = asked.period is not None and "averaged" in tokens  # "last year we averaged sixty"
    counts, stretches = retold.anew(speech, [] if averaged else speech.periods)
    if "last" in speech.words and len(counts) > 1:
        counts, stretches = _of_now(tokens, counts, stretches)
    named_month: Period | None = "month" if _in_a_named_month(tokens) else None
    if not (stretches or asked.documents or asked.period or named_month):
        return []
    chosen: list[Chosen] = []
    if both := asking.answers_to_both(asked.question, speech):
        return [Finding(both[1].number.low, both[1].number.high, asked.period, "volume.answer", exchange.turn)]
    counted = (asked.documents and asking.counts(asked.question) and "you" not in asked.question.tokens) or (
        asked.question.tokens[:1] == ["who"] and asked.question.mentions("document")
    )
    formerly = documents.BEFORE_US.stand_in(asked.question.tokens, asked.question.words)
    used: list[Count] = []
    people = [(told.number.low, told.noun_at) for told in counts if told.thing in PEOPLE]
    for count in counts:
        if not 0 < count.number.low <= _MOST or count.thing in _NO_THINGS or (asked.known and _left_out(speech, count)):
            continue
        stretch = dating.nearest(speech, count, stretches)
        if (
            count in used
            or (stretch is None and (count.number.low, count.number.start - 2) in people)  # "so nine of us, put nine"
            or (chosen and ownership.thought(tokens, speech.clause(count.number.start)[0], count.number.start))
        ):
            continue
        if count.thing not in bare.COUNTED or count.thing == "unknown":
            if stretch and (asked.documents or speech.mentions("document")):
                count, of_each = _one_each(speech, count, stretch)  # noqa: PLW2901
                used += of_each
            if count.thing not in bare.COUNTED:
                continue
        if tokens[count.number.start - 1] == "for" and stretch and dating.of_another(speech, count, stretch):
            return []  # "nine hundred a year for five hundred envelopes"
        if chosen and tokens[count.number.start] == "once":  # the period of the number before
            continue
        if _is_no_number(tokens, count, stretch, asked=asked.directly and asked.anew) or (
            formerly and _TODAY.isdisjoint(tokens[: count.number.start])
        ):
            continue
        if count.thing == "time" and stretch is not None and stretch.start <= count.noun_at < stretch.end:
            count = count._replace(thing="none", noun_at=-1)  # noqa: PLW2901  # "six hundred across the year"
        if count.thing == "unknown" and tokens[count.noun_at] == "ones":
            count = count._replace(thing="none", noun_at=-1)  # noqa: PLW2901
        if count.thing == "document":
            meant = bool(
                stretch or asked.documents or asked.period or (named_month and _sent_in_a_month(speech, count))
            ) and not _costs_so_much(tokens, count)
        else:
            meant = count.thing in ("none", "unknown") and _may_be_meant(speech, count, stretch, asked)
        if (
            not meant
            and chosen
            and count.thing == "none"
            and _DERIVED.stand_in(tokens[max(0, count.number.start - 3) : count.number.start])
        ):
            stretch = chosen[-1][1]  # "each makes fifty in a month, so two hundred"
            meant = stretch is not None and count.number.low > chosen[-1][0].number.high
        if meant and (asked.known or exchange.affirmed) and not _returns_to_it(speech, count, stretch, asked):
            continue
        if meant and not documents.elsewhere(speech, count, asked=asked.documents, counted=counted):
            chosen.append((count, stretch))
    if not chosen:
        return []
    if asked.directly and asked.period and _answered_at_once(chosen, speech):
        chosen = chosen[:1]
    chosen = _of_documents(chosen, speech, rated=asked.period is not None)
    chosen = dating.dated(chosen, stretches, speech, asked.period)
    found = tally.settled(chosen, asked.period or named_month, exchange.turn, speech)
    return [found._replace(asked=asked.directly and asked.anew)]


def _of_a_plan(speech: Speech, asked: Asked) -> bool:
    """For "what's included on the plan you have?" · "fifty envelopes a month"."""
    question = asked.question
    return (
        "send" not in question.words
        and _QUOTA.stand_in(question.tokens, question.words)
        and not WE_DO.stand_in(speech.tokens, speech.words)
    )


def _left_out(speech: Speech, count: Count) -> bool:
    """For "a few a week, I wouldn't count them"."""
    if _UNCOUNTED.anchors.isdisjoint(speech.words):
        return False
    return _UNCOUNTED.stand_in(speech.tokens[count.number.end : count.number.end + _SO_FAR])


def _costs_so_much(tokens: Sequence[str], count: Count) -> bool:
    """For "the policy's four hundred a year": of one document, that is its price; "the paperwork's forty a week" is none."""
    noun_at = count.noun_at
    if not 0 <= noun_at < count.number.start:
        return False
    return tokens[noun_at][-1] != "s" and tokens[noun_at + 1] in _IS and tokens[noun_at] not in MASS


def _of_now(
    tokens: Sequence[str], counts: Sequence[Count], stretches: Sequence[Stretch]
) -> tuple[list[Count], list[Stretch]]:
    """For "thirty a month now, it was twelve last year", "twenty, up from ten last year": without what was then."""
    then: list[Count] = []
    past: list[Stretch] = []
    told = [count for count in counts if count.thing in ("none", "document") and count.number.kind == "count"]
    for earlier, count in itertools.pairwise(told):
        start, stop = earlier.number.end, min(len(tokens), count.number.end + _NEAR)
        near = [one for one in stretches if start < one.start < stop and "last" in tokens[one.start - 1 : one.end]]
        if near and not _THEN.isdisjoint(tokens[start : count.number.start]):
            then.append(count)
            past += near
    return [count for count in counts if count not in then], [one for one in stretches if one not in past]


def _answered_at_once(chosen: Sequence[Chosen], speech: Speech) -> bool:
    """For "Ten. When it's hot it feels like fifty.": a bare number alone in the first sentence, and no document after it."""
    (first, _), others, tokens = chosen[0], chosen[1:], speech.tokens
    end = first.number.end
    stop = next((at for at in range(end, min(end + _NEAR + 1, len(tokens))) if tokens[at] in STOPS), -1)
    return (
        first.number.start < _NEAR
        and stop >= 0
        and all(
            count.thing != "document"
            and stretch is None
            and count.number.start > stop
            and speech.tokens[count.number.start - 1] != "so"
            and _told_at_length(speech, count.number.start)
            and not tally.head(speech, count)
            for count, stretch in others
        )
        and FIX.isdisjoint(tokens[stop:])
    )


def _one_each(speech: Speech, count: Count, stretch: Stretch) -> tuple[Count, list[Count]]:
    """The documents that each of what is counted gets, if it is said: "ninety nurses every month, and it's one packet each".

    And the counts of those of each.
    """
    start = stretch.end if stretch.start - count.number.end <= _NEAR else count.number.end
    stop = min(stretch.end + _EACH_REACH, len(speech.tokens))
    stop = next((at for at in range(start, stop) if speech.tokens[at] in _VARIES), stop)
    if not _for_each(speech, start, stop):
        start, stop = max(0, count.number.start - _EACH_REACH), count.number.start
        if not _for_each(speech, start, stop) or any(
            start <= one.start < stop and one.low > 1 for one in speech.numbers
        ):
            return count, []
    told = [one for one in speech.counts if start <= one.number.start < stop and one.thing == "document"]
    if told and speech.tokens[told[0].number.start - 1] == "so":
        return count, []  # "six deals a week, each one is a contract, so six contracts": the product is told
    many = told[0].number.low if told else 1
    number = count.number._replace(low=count.number.low * many, high=count.number.high * many)
    return Count(number, "document", count.noun_at), told[:1]


def _for_each(speech: Speech, start: int, stop: int) -> bool:
    """For "each signs a contract", "one per meeting", "they all get one"."""
    words = speech.tokens[start:stop]
    if not (documents.named_in(speech, start, stop) or "one" in words):
        return False
    if any(words[at : at + 1] == ["one"] for at, word in enumerate(words, 1) if word in _GET):  # "ninety sign one"
        return True
    each = not _APIECE.isdisjoint(words) or _FOR_EACH.stand_in(words)
    return each or (not _GET.isdisjoint(words) and _ALL_GET.stand_in(words))


def _told_at_length(speech: Speech, place: int) -> bool:
    start, stop = speech.span(place)
    return stop - start > _NEAR + 1


def _in_a_named_month(tokens: Sequence[str]) -> bool:
    """For "thirty five went out in March"."""
    places = [place for place, token in enumerate(tokens) if token in _MONTHS]
    return any(tokens[place - 1 : place] in (["in"], ["for"], ["during"]) for place in places)


def _only_one(tokens: Sequence[str], number: Number) -> bool:
    """For "one, if that", "just the one": an answer to how many that begins with it."""
    after = tokens[number.end : number.end + 1]
    return _BEFORE_ONE.issuperset(tokens[: number.start]) and (not after or after[0] in _AFTER_ONE)


def _sent_in_a_month(speech: Speech, count: Count) -> bool:
    """For "we sent thirty leases in March", "thirty leases in March"; not "I've two leases up in March"."""
    tokens, place, hit = speech.tokens, count.number.start, speech.nouns.get(count.noun_at)
    if hit is None or tokens[hit.end : hit.end + 1] != ["in"] or _MONTHS.isdisjoint(tokens[hit.end + 1 : hit.end + 2]):
        return False
    return place == speech.clause(place)[0] or tokens[place - 1] in _DID


def _is_no_number(tokens: Sequence[str], count: Count, stretch: Stretch | None, *, asked: bool) -> bool:
    """Whether a number is part of a period, or "one" is no number, or one for each of something."""
    number = count.number
    if stretch is not None and stretch.start <= number.start < stretch.end:
        return True
    if asked and number.kind == "pronoun" and stretch is None and _only_one(tokens, number):
        return False
    if number.low == 1 and not _APIECE.isdisjoint(tokens[number.end : number.end + 3]):
        return True
    return number.kind == "pronoun" and (
        stretch is None
        or count.thing not in ("document", "none")
        or stretch.start != number.end
        or tokens[stretch.start] == "last"
    )


def _may_be_meant(speech: Speech, count: Count, stretch: Stretch | None, asked: Asked) -> bool:
    """Whether a number that names no document counts some, by what was asked or is being talked of."""
    number, tokens = count.number, speech.tokens
    if count.thing == "unknown" and not _stands_for_documents(speech, count, stretch, asked):
        return False
    if not documents.is_answer(speech, count) or ("many" in speech.words and asking.of_how_many(speech, number.start)):
        return False
    if (stretch is None or stretch.start < number.start) and documents.of_people(number, asked.recap):
        return False
    if prices.is_price(speech, count, priced=asked.priced):
        return False
    often = asked.directly and asked.anew
    if not (
        bare.stands(speech, count, stretch, asked.spoken.agent)
        or (asked.anew and not asked.known and not asked.spoken.exchange.resumed and bare.opens(speech, number))
    ):
        return False
    if tokens[number.end : number.end + 1] == ["times"] and not (
        asked.directly or (speech.mentions("document") and bare.introduced(speech, number))
    ):  # "it crashed three times a week"
        return False
    if tokens[number.start] in TIMES and not (often or speech.mentions("document")):
        return False
    if _asks(speech, number):
        return False
    if asked.documents or count.thing == "unknown":
        return True
    if tokens[max(0, number.start - 2) : number.start] in _WE_ARE:
        return False  # "how many seats for the quote?" · "we were nine last year"
    if stretch is None and tokens[number.end : number.end + 1] == ["in"] and number.end + 1 < len(tokens):
        return tokens[number.end + 1] in _MONTHS and speech.mentions("document")  # "it was thirty in october"
    if stretch is None or tokens[number.start] in TIMES:
        return False
    if sentence_mentions(speech, number.start):
        return True
    follows = 0 <= stretch.start - number.end <= (2 if not speech.mentions("document") else 2 * _NEAR)
    does = WE_DO.stand_in(tokens[max(0, number.start - _NEAR) : number.start])
    of_those = tokens[number.end : number.end + 2] in _OF_THOSE
    if of_those and asked.question.mentions("document"):
        return True
    if follows and _TO_SIGN.stand_in(tokens[speech.span(number.start)[0] : number.start]):
        return True
    rated = does and bool(asked.question.periods) and numbered(asked.question)  # "would fifty a month do?"
    about = rated or (asked.about and (follows or does or of_those))
    return about and not asked.for_others and not asks_for_others(asked.question, rated=follows or does, does=does)


def _asks(speech: Speech, number: Number) -> bool:
    """For "and what happens at a hundred and one?": the number of a question to us."""
    if "?" not in speech.words:
        return False
    start, stop = speech.span(number.start)
    start += speech.tokens[start] in _OPENS
    asked = speech.tokens[stop : stop + 1] == ["?"] and speech.tokens[start] in _ASKING
    return asked and speech.tokens[start + 1] not in _GUESSES


def _returns_to_it(speech: Speech, count: Count, stretch: Stretch | None, asked: Asked) -> bool:
    """Whether a number said when a rate is known may replace it: asked for anew, told of documents, or in correction."""
    if count.thing == "document" or (asked.anew and asked.known):
        return True
    place = count.number.start
    others = stretch is not None and documents.of_others(speech, place)
    if others or not asked.known:
        return not others
    start, stop = speech.span(place)
    lead = 1 if speech.tokens[0] == "no" and not asked.documents else 0  # a no to something else corrects nothing
    fixed = not FIX.isdisjoint(speech.tokens[lead:stop])
    if any(told.number.low == count.number.low for told in asked.question.counts):
        return asked.again or fixed or "?" in asked.spoken.exchange.agent or asked.question.mentions("document")
    if stretch is None:
        named = documents.named_in(speech, start, place)  # "documents I told 150"
        return asked.documents and (fixed or named or not numbered(asked.question))
    fixed = fixed or asked.again or not _ANEW.isdisjoint(speech.tokens[start:stop])
    return fixed or documents.named_in(speech, start, place)


def _stands_for_documents(speech: Speech, count: Count, stretch: Stretch | None, asked: Asked) -> bool:
    """Whether an unknown noun is what the agent asked for, or what is being signed."""
    noun = speech.tokens[count.noun_at].rstrip("s")
    if asked.documents and any(token.rstrip("s") == noun for token in asked.question.tokens):
        return True
    end = speech.counts[-1]  # "eighty drops a week, but lockers sign nothing, so it's thirty five"
    if stretch is None or (end.thing == "none" and end.number.kind == "count" and end.number.start > count.number.end):
        return False
    if asked.documents and not asked.question.mentions("document"):
        return True
    return stretch.start > count.noun_at and asked.signing


def _of_documents(chosen: list[Chosen], speech: Speech, *, rated: bool) -> list[Chosen]:
    """Where a rate names documents, bare numbers beside it count only with a period of their own, or as a total."""
    chosen = [(documents.of_other_ones(speech.tokens, count), stretch) for count, stretch in chosen]
    if not any(count.thing == "document" and (stretch or rated) for count, stretch in chosen):
        return chosen
    most, tokens = max(count.number.low for count, _ in chosen), speech.tokens
    return [
        (count, stretch)
        for at, (count, stretch) in enumerate(chosen)
        if count.thing == "document"
        or (stretch and stretch.start >= count.number.end)
        or (_sums_up(tokens, count.number) and count.number.low >= most)
        or (at and rated and tokens[count.number.start - 1] in _MORE)
        or (at and (tally.corrects(tokens, count.number) or tally.two_senders(tokens, chosen[at - 1][0], count)))
        or (at and tally.two_heads(speech, chosen[at - 1][0], count))
    ]


def _sums_up(tokens: Sequence[str], number: Number) -> bool:
    """For "so forty all in", "so we're looking at ninety"."""
    before, after = tokens[max(0, number.start - 5) : number.start], tokens[number.end : number.end + 3]
    return "so" in before or "makes" in before or (bool(after) and after[0] in ("all", "total", "altogether", "in"))
