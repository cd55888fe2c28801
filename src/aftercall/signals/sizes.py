"""The sizes told in one utterance: which of its numbers and lists count people of ours, and the one they come to."""

# SIM905: a list of words reads best as one string.
# ruff: noqa: SIM905

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from aftercall.signals import (
    asking,
    asking_people,
    counting,
    naming,
    ownership,
    parts,
    passed_over,
    periods,
    roster,
    scope,
)
from aftercall.signals.counting import doubtful, goes_with_documents, is_answer
from aftercall.signals.dialogue import Exchange
from aftercall.signals.numbers import Number
from aftercall.signals.scope import ON_IT
from aftercall.signals.speech import PEOPLE, STAFFED, Count, Speech
from aftercall.signals.sums import TEAM, USERS, Size
from aftercall.signals.words import Cues

_OURS = frozenset("we us our ours i my me myself here".split())
_SCOPED = frozenset(
    "team company headcount organisation organization head firm business department office staff who crew studio".split()
)
_YOURS = frozenset(["you", "your"])
_WHOEVER = frozenset(["outsider", "unknown"])
_A_FEW_WORDS = 4
_A_MISCOUNT = 3
_OR = (["of", "us", "or"], [",", "or"])
_WHO_TOLD = (["who", "told"], ["who", "said"], ["who", "says"], ["where", "did"], ["where", "does"])
_LEFT_OUT = frozenset("forgot forgotten forgetting left count counted missed too also".split())
_OPENS = frozenset(["we", "start"])  # without one of these a bare number tells no size unasked
_SEATS = frozenset("login logins access seat seats user users licence licences license licenses licensing".split())
_ANEW = frozenset(
    "actually correction sorry mean meant make makes now total only just start starting add adding brings pilot".split()
)
_LIST_AFTER = 8  # tokens at most between a number and the list that explains it
_BUT_ONLY = frozenset("but only".split())
_MYSELF = frozenset(["me", "myself"])
_WHOM = frozenset("me myself yourself us name names she he him her also else finance legal sales ops".split())
_WHOM |= _SCOPED | _SEATS | roster.PERSONS


def told(exchange: Exchange, speech: Speech, asked: asking_people.Asked) -> list[Size]:
    """The sizes of an utterance, in order."""
    chosen: list[Size] = []
    open_question = "about" in exchange.topics and not asked.known and {"trial", "doing"}.isdisjoint(exchange.question)
    if open_question and not asked.people and not {"team", "teams"}.isdisjoint(exchange.question):
        asked = asked._replace(people=True)
    counts = speech.counts
    if not counts:
        return _with_lists(speech, chosen, asked, exchange)
    both = asking.answers_to_both(asked.question, speech) if asked.people or not asked.known else None
    if not asked.people and (both or ("?" in speech.words and _clears_up(speech)) or _how_big(speech, asked.question)):
        asked = asked._replace(people=True)
    last = counts[-1].number
    using = speech.tokens[max(0, last.start - 1) : last.start] == ["so"] and _narrows(speech, last, len(speech.tokens))
    opens = using or asked.known > 0 or not _OPENS.isdisjoint(exchange.words)
    things = [count.thing for count in counts]
    if not (asked.people or not PEOPLE.isdisjoint(things) or (opens and "none" in things)):
        return _with_lists(speech, chosen, asked, exchange)
    rated = periods.possible_in(exchange.words) or asking.for_documents(asked.question)
    again = not _LEFT_OUT.isdisjoint(exchange.words) or any(c.number.low == asked.known for c in asked.question.counts)
    unasked = using or (opens and (not rated or again))  # whether a bare number counts
    others = not asked.people and not asking_people.ABOUT_OTHERS.isdisjoint(asked.question.words)
    theirs = 0  # where the sentence ends in which a number is another party's
    for place, count in enumerate(counts):
        if both and count is both[1]:
            continue
        if count.thing not in PEOPLE and not (asked.people or (count.thing == "none" and (chosen or unasked))):
            continue
        now = counting.from_to(speech.tokens, count)
        if now is None or _wondered_at(speech, count, asked.question, alone=not chosen and place + 1 == len(counts)):
            continue
        count = _or_one_more(speech, now, counts[place + 1 : place + 2])  # noqa: PLW2901
        number = count.number
        if asked.people and count.noun_at >= 0 and _asked_for(speech, count, asked.question):
            count = count._replace(thing="person")  # noqa: PLW2901  # the same number, its noun understood
        if asked.people and counting.asked_back(speech, number, asked.question):
            continue
        if number.low < 1 or number.low != int(number.low) or number.low > 10**6:
            continue
        each = passed_over.of_each(speech, place)
        if each and (groups := passed_over.groups(speech, place)):
            number = number._replace(low=number.low * groups, high=number.high * groups)
            count = count._replace(number=number)  # noqa: PLW2901  # of each, times how many they are
        elif (
            each
            or "shared" in speech.tokens[number.end : number.end + 2]
            or (chosen and counting.newcomers(speech.tokens, number))
        ):
            continue
        following = counts[place + 1].number.start if place + 1 < len(counts) else len(speech.tokens)
        size = _named(speech, count, chosen, asked, following, open_question=open_question) or _bare(
            speech, count, chosen, asked, following, rated=rated
        )
        if (
            size is None
            or passed_over.out_of(speech, place)
            or (others and not _is_ours(speech, count))
            or passed_over.beside_the_point(speech, count, chosen, asked)
        ):
            continue
        of_them = theirs > number.start and speech.tokens[number.end : number.end + 2] == ["of", "them"]
        if of_them or not_ours(speech, count, asked=asked.people):
            theirs = speech.span(number.start)[1]  # "my cousin got five users, and only two of them can get in"
        else:
            chosen.append(size)
    return _with_lists(speech, chosen, asked, exchange)


def _or_one_more(speech: Speech, count: Count, following: Sequence[Count]) -> Count:
    """For "eight of us, or nine": of a range, both ends."""
    for other in following:
        between = speech.tokens[count.number.end : other.number.start]
        if other.number.low == count.number.low + 1 and between in _OR:
            return count._replace(number=count.number._replace(high=other.number.high))
    return count


_NOT_OF_US = frozenset("are customer customers client clients base list audience".split())


def _how_big(speech: Speech, question: Speech) -> bool:
    """For "how big is the recruiting desk?" · "four recruiters, two coordinators": the answer tells what is counted."""
    first = speech.counts[0]
    return (
        _NOT_OF_US.isdisjoint(question.words)
        and asking_people.HOW_BIG.stand_in(question.tokens, question.words)
        and first.thing == "person"
        and first.noun_at > first.number.start <= speech.clause(0)[1]
        and not speech.guessed(first.noun_at)
    )


def _clears_up(speech: Speech) -> bool:
    """For "and in all?" · "people? fifty five": the caller asks whether the number is to be of people, and tells it."""
    stop = speech.span(0)[1]
    return (
        stop <= _A_FEW_WORDS
        and speech.tokens[stop : stop + 1] == ["?"]
        and speech.counts[0].number.start == stop + 1
        and any(hit.value in PEOPLE for place, hit in speech.nouns.items() if place < stop)
    )


def _named(
    speech: Speech, count: Count, chosen: Sequence[Size], asked: asking_people.Asked, stop: int, *, open_question: bool
) -> Size | None:
    """A number of people who are named as such."""
    tokens, number, thing = speech.tokens, count.number, count.thing
    if thing not in PEOPLE:
        return None
    answer = asked.people or open_question
    if thing == "person" and not answer:
        answer = _opens(tokens, number) and _asks_of_yours(asked.question)
        answer = answer or (not asked.known and counting.introduces(speech, count, asked.question))
    if thing == "person" and not answer:
        told_of = asked.known and 0 < count.noun_at < number.start and tokens[count.noun_at - 1] == "the"
        again = asked.known > number.high and tokens[number.start - 1 : number.start] == ["the"]
        alike = asked.known > number.high and parts.some_of_us(tokens, number)
        if again or alike or not (told_of or _is_ours(speech, count) or (asked.known and _renewed(speech, count))):
            return None
        if asked.known and not (told_of or _renewed(speech, count)):
            return None
        if (
            counting.of_no_trade(speech, number)
            or counting.met(tokens, number)
            or tokens[number.start - 1 : number.start] in (["by"], ["through"])
        ):
            return None
    if count.noun_at >= 0 and not answer and (doubtful(speech, count) or counting.crowd(speech, count)):
        return None
    if thing == "person" and ("sign" in tokens[number.end : number.end + 3] or counting.passing(tokens, count)):
        return None
    if (
        (chosen or asked.known)
        and tokens[number.start - 1 : number.start] == ["the"]
        and tokens[number.end : number.end + 1] == ["others"]
    ):
        return None
    if chosen and (
        tokens[max(0, number.start - 2) : number.start] in (["with", "the"], ["including", "the"])
        or tokens[number.end : number.end + 3] in (["of", "us", "are"], ["of", "us", "were"])
    ):
        return None
    rule = "team.seats" if thing == "seat" else "team.people"
    return Size(scope.of(speech, count, _level(speech, count, asked), stop), count, rule)


def _wondered_at(speech: Speech, count: Count, question: Speech, *, alone: bool) -> bool:
    """For "So six users?" · "Six? No. Four. Where did you get six?": the agent's number, asked back."""
    number, (start, end) = count.number, speech.span(count.number.start)
    if speech.tokens[start : start + 2] in _WHO_TOLD and any(told.number.low == number.low for told in question.counts):
        return True
    if alone or speech.tokens[end : end + 1] != ["?"] or all(said.number.low != number.low for said in question.counts):
        return False
    return (start, end) == (number.start, number.end) or speech.tokens[start] in ("where", "who", "why", "what")


def _asked_for(speech: Speech, count: Count, question: Speech) -> bool:
    """For "how many buyers would need access?" · "Sixteen buyers": whoever they are to others, they are ours here."""
    noun = speech.tokens[count.noun_at]
    if count.thing in _WHOEVER and noun in question.words:
        return True
    beside_people = any(told.thing in PEOPLE for told in speech.counts)  # "a hundred staff, nine thousand members"
    return noun in ("names", "owners") or (noun == "members" and not beside_people)


def _opens(tokens: Sequence[str], number: Number) -> bool:
    """For "twenty people", "the Leeds office, twenty people"."""
    before = tokens[max(0, number.start - 4) : number.start]
    return number.start <= 1 or (before[-1:] == [","] and not STAFFED.isdisjoint(before))


def _asks_of_yours(question: Speech) -> bool:
    """For "I'd assume you have an ops team", answered by a number of people."""
    return not _YOURS.isdisjoint(question.words) and not _SCOPED.isdisjoint(question.words)


def _level(speech: Speech, count: Count, asked: asking_people.Asked) -> int:
    """The scope of people who are named: the one asked for; of a number that corrects a known one, that one's."""
    number = count.number
    if asked.known and (asked.onward or _corrects(speech.tokens, *speech.span(number.start), number)):
        return max(asked.scope if asked.people else TEAM, asked.known_scope)
    return asked.scope if asked.people else TEAM


def _corrects(tokens: Sequence[str], start: int, stop: int, number: Number) -> bool:
    before, after = tokens[max(start, number.start - 8) : number.start], tokens[number.end : min(stop, number.end + 4)]
    return not _ANEW.isdisjoint(before) or not _ANEW.isdisjoint(after) or counting.updates(tokens, number.start)


def _bare(
    speech: Speech, count: Count, chosen: Sequence[Size], asked: asking_people.Asked, stop: int, *, rated: bool
) -> Size | None:
    """A number that stands bare, where one of people is asked for or goes on with one."""
    tokens, number = speech.tokens, count.number
    if count.thing == "none" and not rated and counting.starts(tokens, number):
        return Size(USERS, count, "team.answer")
    if (
        (count.thing != "none" and not (asked.people and parts.of_a_part(speech, count)))
        or not is_answer(speech, count, asked.question)
        or goes_with_documents(speech, number.start)
    ):
        return None
    goes_on = (
        asked.known
        and not rated
        and (
            (counting.updates(tokens, number.start) and _of_people(speech, asked))
            or counting.all_in(tokens, number)
            or (asked.known > number.high and counting.only_the(tokens, number))
        )
    )
    if not (
        asked.people
        or goes_on
        or (asked.known and _counted_again(speech, number, asked))
        or (not rated and counting.we_are(tokens, number))
        or ((chosen or tokens[max(0, number.start - 1) : number.start] == ["so"]) and _narrows(speech, number, stop))
    ):
        return None
    if asked.known and counting.updates(tokens, number.start):
        return Size(
            scope.of(speech, count, max(asked.scope if asked.people else 0, asked.known_scope), stop),
            count,
            "team.answer",
        )
    level = asked.scope if not asked.known or (asked.people and not _goes_on(asked.question)) else asked.known_scope
    if goes_on:
        level = max(level, asked.known_scope)
    if level == USERS and "who" in asked.question.words and counting.we_are(tokens, number):
        level = TEAM  # "who would use it?" · "we're nine. I would, and Keith": all of us, and then those
    return Size(scope.of(speech, count, level, stop), count, "team.answer")


def _counted_again(speech: Speech, number: Number, asked: asking_people.Asked) -> bool:
    """For "thirteen seats" · "And mine. I never count myself. Fourteen."; "I forgot the boss. So it's thirteen, not twelve"."""
    tokens = speech.tokens
    told = (
        speech
        if tokens[number.end : number.end + 2] == [",", "not"] or _not_so_many(speech, asked.known)
        else asked.question
    )
    return (
        0 < abs(number.low - asked.known) <= _A_MISCOUNT
        and ("many" not in asked.question.words or asked.question.names_people())
        and (told is speech or counting.its_own_sentence(speech.tokens, number))
        and (not _LEFT_OUT.isdisjoint(speech.words) or any(c.number.low == asked.known for c in told.counts))
    )


def _not_so_many(speech: Speech, known: float) -> bool:
    """For "it's not sixteen, Rudy quit": the size told before is taken back."""
    return "not" in speech.words and any(
        count.number.low == known and speech.tokens[count.number.start - 1] == "not" for count in speech.counts
    )


def _with_lists(speech: Speech, chosen: list[Size], asked: asking_people.Asked, exchange: Exchange) -> list[Size]:
    """`chosen` with the lists of people; numbers in a list are part of it."""
    about = "about" in exchange.topics
    mine = not _MYSELF.isdisjoint(exchange.words) or (about and "i" in exchange.words)
    if not (asked.people or mine) or not roster.possible_in(exchange.words):
        return chosen
    if not (asked.people or about or _IT_IS.stand_in(speech.tokens, speech.words)):
        return chosen
    merged: list[Size] = []
    place = 0
    else_asked = naming.ANYBODY.stand_in(asked.question.tokens)
    for found in roster.find(speech):
        before = speech.tokens[max(0, found.start - 2) : found.start]
        told_of = (
            about or _IT_IS.begin(before) or _THAT_IS_ALL.stand_in(speech.tokens[found.start : found.end + _LIST_AFTER])
        )
        if not (asked.people or (found.speaker and told_of)):
            continue
        if not found.speaker and found.named and not (else_asked or _asks_for_names(asked.question)):
            continue
        while place < len(chosen) and chosen[place].counted.number.start < found.start:
            merged.append(chosen[place])
            place += 1
        stop = place
        while stop < len(chosen) and chosen[stop].counted.number.start < found.end:
            stop += 1
        people = found.size + (else_asked and not found.speaker)  # "who else": those, and the speaker
        inside = chosen[place:stop]
        at = bisect_left(speech.products, found.start, key=lambda hit: hit.start)
        if at < len(speech.products) and speech.products[at].start < found.end:
            continue
        if any(size.counted.number.high > people for size in inside):
            continue
        if merged and _explains(speech, found, people, merged[-1]):
            place = stop
            continue
        place = stop
        count = Count(Number(found.start, found.end, people, people), "person", -1)
        level = max([size.scope for size in inside], default=asked.scope if asked.people else TEAM)
        rule = "team.solo" if people == 1 else "team.pair" if found.named else "team.sum"
        merged.append(Size(max(level, scope.of(speech, count, level, len(speech.tokens))), count, rule))
    return merged + chosen[place:]


def _asks_for_names(question: Speech) -> bool:
    return "who" in question.words or question.names_people()


def _explains(speech: Speech, found: roster.Roster, people: int, told: Size) -> bool:
    """For "twelve people in it, design plus estimation plus myself": who they are of a number just told."""
    between = speech.tokens[told.counted.number.end : found.start]
    alike = _BUT_ONLY.isdisjoint(between)  # not "we're fourteen, but it's only me and Teodor"
    return alike and 0 <= found.start - told.counted.number.end <= _LIST_AFTER and told.counted.number.low >= people


_THAT_IS_ALL = Cues(*(f"{that_is} {all_}" for that_is in ("that 's", "that is", "and that 's") for all_ in ("the lot of us", "the lot", "us all", "all of us", "everybody", "everyone", "the whole", "the team", "us")))  # fmt: skip
_IT_IS = Cues("it 's", "that 's", "'s just", "it is", "be just", "'s only", "is just", "'d be", "there 's")


def other_numbers(question: Speech) -> frozenset[float]:
    """Numbers that the agent said of other things than people; said again, they are still of those."""
    said = question.counts
    return frozenset(c.number.low for c in said if c.thing not in PEOPLE and len(said) > 1)


def _narrows(speech: Speech, number: Number, stop: int) -> bool:
    """For "fifty people, of whom eleven would have a login"."""
    end = speech.span(number.start)[1]
    return ON_IT.stand_in(speech.tokens[number.end : min(end, stop, number.end + 9)])


def _of_people(speech: Speech, asked: asking_people.Asked) -> bool:
    """Whether people, seats or the known size are spoken of, on either side: "make it five" may be of anything."""
    return (
        speech.names_people()
        or asked.question.names_people()
        or any(count.number.low == asked.known for said in (speech, asked.question) for count in said.counts)
        or not _WHOM.isdisjoint(speech.words)
        or not _WHOM.isdisjoint(asked.question.words)
    )


def _goes_on(question: Speech) -> bool:
    """Whether the agent's words name no people, so that a number goes on with the size as it stood."""
    return not question.names_people() and _SCOPED.isdisjoint(question.words)


def _renewed(speech: Speech, count: Count) -> bool:
    """Whether a number told unasked tells the size anew: of "us", of those who use it, or said to be so now."""
    tokens, number = speech.tokens, count.number
    start, stop = speech.span(number.start)
    after = tokens[number.end : min(stop, number.end + 14)]
    return (
        after[:2] == ["of", "us"]
        or ON_IT.stand_in(after)
        or not _SEATS.isdisjoint(after)
        or _corrects(tokens, start, stop, number)
    )


def _is_ours(speech: Speech, count: Count) -> bool:
    place = count.number.start
    start, stop = speech.span(place)
    return (
        not (_OURS | _SEATS).isdisjoint(speech.tokens[start:stop])
        or ON_IT.stand_in(speech.tokens[place : min(stop, place + 14)])
        or counting.at_work(speech, count)
    )


def not_ours(speech: Speech, count: Count, *, asked: bool = True, told: bool = False) -> bool:
    """Whether the number is denied, supposed, past, to come or another party's; `told` by the agent, to whom he or she told it."""
    tokens, number = speech.tokens, count.number
    clause, (start, _) = speech.clause(number.start), speech.span(number.start)
    place = number.start
    return (
        ownership.denied(tokens, place)
        or tokens[place : place + 2] == ["one", "seats"]  # "the big one seats forty"
        or ownership.unreal(tokens, clause, start, place)
        or ownership.past(tokens, clause[0], place)
        or ownership.coming(tokens, clause[0], place)
        or ownership.former(tokens, place)
        or (
            "us" not in tokens[number.end : number.end + 2]
            and (
                ownership.of_others(tokens, start, place)
                or (
                    not (asked and count.thing == "none")
                    and ownership.others(
                        tokens, start, place, they_are_ours=asked and count.thing != "employee", he_is_ours=told
                    )
                )
            )
        )
    )
