"""team_size: how many people would use the product, or else are in the team, or else in the company.

A finding has a scope; the narrowest scope that was told wins, and within it the last value.
"""

# SIM905: a list of words reads best as one string.
# ruff: noqa: SIM905

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from aftercall.signals import asking, counting, naming, ownership, periods, speaker
from aftercall.signals.counting import bare_one, doubtful, goes_with_documents, is_answer
from aftercall.signals.dialogue import Exchange
from aftercall.signals.pack import Pack
from aftercall.signals.speech import Count, Speech
from aftercall.signals.words import BREAKS, Cues

USERS, TEAM, COMPANY = 3, 2, 1


class Finding(NamedTuple):
    """A size somebody told: ends of the range, the scope, the rule."""

    scope: int
    low: int
    high: int
    rule: str
    turn: int


_SEAT_WORDS = frozenset(
    "login logins log logging access seat seats user users licence licences license licenses account accounts onboarded tool roll".split()
)
_OURS = frozenset("we us our ours i my me myself here".split())
_SCOPED = frozenset(
    "team company headcount organisation organization head firm business department office staff who crew studio".split()
)
_NO_USE = frozenset("wouldnt dont doesnt never cant wont not nobody didnt".split())
_USING = frozenset(
    "login logins log logging access accounts use using touch seat seats user users licence licences license licenses onboarded signed sending send logged workspace work it".split()
)
_COMPANY_WORDS = frozenset(
    "employee employees company companywide countywide payroll headcount organisation organization whole wide trust hospital plant nationwide".split()
)
_TOTALS = frozenset("total altogether together makes brings so thats that's told all".split())
_FIX = frozenset("no wait sorry actually make meant scratch rather er correction now".split())


def read(exchange: Exchange, speech: Speech, question: Speech, pack: Pack, known: Finding | None) -> list[Finding]:
    """Findings of one exchange, in the order they count; `known` is the size as it stood before."""
    found: list[Finding] = []
    asked = asking.for_people(exchange, question, known.low if known else None)
    if affirmed := exchange.affirmed:
        found += _from_agent(affirmed, exchange, pack, asked=asked)
    return found + _from_user(
        exchange, speech, asked=asked, scope=_question_scope(question), known=known, question=question
    )


def _question_scope(question: Speech) -> int:
    words = set(question.tokens)
    if words & _SEAT_WORDS:
        return USERS
    if words & {"company", "headcount", "organisation", "organization", "employees", "head", "firm", "business"}:
        return COMPANY
    return TEAM


def _from_agent(tokens: Sequence[str], exchange: Exchange, pack: Pack, *, asked: bool) -> list[Finding]:
    said = Speech(tokens, pack)
    found = []
    for count in said.counts:
        if count.thing in ("seat", "person", "employee") and count.number.low >= 1 and not _not_ours(said, count):
            scope = _scope(said, count, TEAM)
            found.append(_finding(count, scope, "team.affirmed", exchange.turn))
        elif (
            count.thing == "none"
            and count.number.kind == "count"
            and (
                said.tokens[max(0, count.number.start - 1) : count.number.start] == ["all"]
                or (asked and len(said.counts) == 1 and len(tokens) <= 6)
            )
        ):
            found.append(_finding(count, TEAM, "team.affirmed", exchange.turn))
    if not found and exchange.reply == "yes" and _ONLY_YOU.stand_in(tokens):
        return [Finding(USERS, 1, 1, "team.affirmed", exchange.turn)]
    return found


def _from_user(
    exchange: Exchange, speech: Speech, *, asked: bool, scope: int, known: Finding | None, question: Speech
) -> list[Finding]:
    tokens = speech.tokens
    chosen: list[tuple[int, Count, str]] = []
    open_question = "about" in exchange.topics
    if open_question and not {"team", "teams"}.isdisjoint(exchange.question):
        asked = True
    rated = asking.for_documents(question) or periods.possible_in(exchange.words)
    elsewhere = _other_numbers(question) if asked else frozenset()
    for count in speech.counts:
        number, thing = count.number, count.thing
        if asked and thing == "outsider" and tokens[count.noun_at] == "members":
            thing = "person"
        if number.low < 1 or number.low != int(number.low) or number.high != int(number.high) or number.low > 10**6:
            continue
        if _not_ours(speech, count, asked=asked):
            continue
        if (chosen or known is not None) and thing != "seat" and ownership.to_come(tokens, number):
            continue
        if chosen and (
            counting.subset(tokens, count, chosen[-1][1].number.low, _USING - {"work", "it"} | {"need", "needs"})
            or ownership.above_us(tokens, *speech.span(number.start))
        ):
            continue
        if number.kind == "pronoun" and (
            thing not in ("seat", "person", "none")
            or (thing == "person" and "of" in tokens[number.end : number.end + 1])
            or (thing == "none" and not bare_one(tokens))
        ):
            continue
        if thing in ("seat", "employee", "person"):
            told_of = known is not None and 0 < count.noun_at < number.start and tokens[count.noun_at - 1] == "the"
            if thing == "person" and not (asked or open_question or told_of or _is_ours(speech, number.start)):
                continue
            if count.noun_at >= 0 and not (asked or open_question) and doubtful(speech, count):
                continue
            if thing == "person" and not (asked or open_question) and counting.met(tokens, number):
                continue
            if thing == "person" and "sign" in tokens[number.end : number.end + 3]:
                continue
            if chosen and (
                tokens[max(0, number.start - 2) : number.start] in (["with", "the"], ["including", "the"])
                or tokens[number.end : number.end + 3] in (["of", "us", "are"], ["of", "us", "were"])
            ):
                continue
            chosen.append(
                (
                    _scope(speech, count, scope if asked else TEAM),
                    count,
                    "team.seats" if thing == "seat" else "team.people",
                )
            )
        elif (
            thing == "none"
            and is_answer(speech, count)
            and (
                asked
                or (
                    known is not None
                    and not rated
                    and (counting.updates(tokens, number.start) or counting.all_in(tokens, number))
                )
                or (chosen and _narrows(speech, number.start))
            )
            and not goes_with_documents(speech, number.start)
        ):
            level = scope if known is None or (asked and not _goes_on(question)) else known.scope
            chosen.append((_scope(speech, count, level), count, "team.answer"))
    if chosen and asked and len(chosen) == 1:
        number, listed = chosen[0][1].number, speaker.listed(tokens)
        size = listed[0] if listed and not speaker.added(tokens, number) else speaker.roster(tokens)
        if size > number.high and tokens[number.start - 1 : number.start] in (["and"], ["plus"]):
            return [Finding(chosen[0][0], size, size, "team.sum", exchange.turn)]
    if not chosen or not _BY_NAME.isdisjoint(exchange.words):
        named = naming.size_of(exchange, tokens, asked=asked, new=known is None)
        if named:
            return [Finding(TEAM, named[0], named[0], named[1], exchange.turn)]
        if not chosen:
            return []
    kept = [item for item in chosen if item[2] != "team.answer" or item[1].number.low not in elsewhere]
    if not kept and any(count.thing in ("person", "seat", "employee") for count in question.counts):
        return []
    chosen = kept or chosen[:1]
    narrowest = max(level for level, _, _ in chosen)
    chosen = [item for item in chosen if item[0] == narrowest]
    return [_settled(chosen, exchange, speech)]


def _other_numbers(question: Speech) -> frozenset[float]:
    """Numbers that the agent said of other things than people; said again, they are still of those."""
    said = question.counts
    return frozenset(c.number.low for c in said if c.thing not in ("person", "seat", "employee") and len(said) > 1)


def _narrows(speech: Speech, place: int) -> bool:
    """For "fifty people, but only legal would use it, so four"."""
    start, _ = speech.span(place)
    before = speech.tokens[max(start, place - 9) : place]
    return "only" in before and _ON_IT.stand_in(before)


def _goes_on(question: Speech) -> bool:
    """Whether the agent's words name no people, so that a number goes on with the size as it stood."""
    return not any(
        hit.value in ("person", "seat", "employee") for hit in question.nouns.values()
    ) and _SCOPED.isdisjoint(question.tokens)


def _is_ours(speech: Speech, place: int) -> bool:
    start, stop = speech.span(place)
    return not _OURS.isdisjoint(speech.tokens[start:stop]) or _ON_IT.stand_in(speech.tokens[place : place + 9])


def _not_ours(speech: Speech, count: Count, *, asked: bool = True) -> bool:
    tokens, number = speech.tokens, count.number
    clause, (start, _) = speech.clause(number.start), speech.span(number.start)
    place = number.start
    return (
        ownership.denied(tokens, place)
        or ownership.unreal(tokens, clause, start, place)
        or ownership.past(tokens, clause[0], place)
        or ownership.coming(tokens, clause[0], place)
        or (
            "us" not in tokens[number.end : number.end + 2]
            and not (asked and count.thing == "none")
            and ownership.others(tokens, start, place, they_are_ours=asked and count.thing != "employee")
        )
    )


def _scope(speech: Speech, count: Count, default: int) -> int:
    if count.thing == "seat":
        return USERS
    start, stop = speech.clause(count.number.start)
    near = set(speech.tokens[max(start, count.number.start - 4) : min(stop, count.number.end + 9)])
    if count.thing == "employee" or not near.isdisjoint(_COMPANY_WORDS):
        return COMPANY if not near & {"login", "logins", "access", "log"} else USERS
    if not near.isdisjoint(_USING - {"it", "work", "send", "sending"}):
        return USERS if near.isdisjoint(_NO_USE) else COMPANY
    return default


def _finding(count: Count, scope: int, rule: str, turn: int) -> Finding:
    return Finding(scope, int(count.number.low), int(count.number.high), rule, turn)


def _settled(chosen: list[tuple[int, Count, str]], exchange: Exchange, speech: Speech) -> Finding:
    """One value of the counts of one scope in one utterance: the sum of parts, or the last."""
    tokens = speech.tokens
    scope, last, rule = chosen[-1]
    finding = _finding(last, scope, rule, exchange.turn)
    extra = 0 if counting.all_in(tokens, last.number) else speaker.added(tokens, last.number)
    if extra:
        return finding._replace(low=finding.low + extra, high=finding.high + extra, rule="team.sum")
    if len(chosen) < 2:
        return finding
    sizes = [count.number.low for _, count, _ in chosen]
    if len(sizes) > 2 and sizes[0] == sum(sizes[1:]):
        return _finding(chosen[0][1], scope, "team.total", exchange.turn)
    first = chosen[0][1].number
    if (
        chosen[0][2] == "team.answer"
        and first.start <= 3
        and tokens[first.end] in BREAKS
        and all(
            count.number.high < first.low and (rule != "team.answer" or tokens[count.number.start - 1] == "the")
            for _, count, rule in chosen[1:]
        )
        and _FIX.isdisjoint(tokens[first.end : last.number.start])
    ):
        return _finding(chosen[0][1], chosen[0][0], "team.answer", exchange.turn)
    before_last = tokens[max(0, last.number.start - 5) : last.number.start]
    after_last = tokens[last.number.end : last.number.end + 4]
    if before_last[-2:] == ["that", "'s"] or (
        counting.its_own_sentence(tokens, last.number) and last.number.low > max(sizes[:-1])
    ):
        return finding._replace(rule="team.total")
    if not _TOTALS.isdisjoint(before_last) or not {"total", "altogether", "all"}.isdisjoint(after_last):
        return finding._replace(rule="team.total")
    parts = [last]
    for (_, left, _), (_, right, _) in zip(reversed(chosen[:-1]), reversed(chosen[1:]), strict=True):
        between = tokens[left.number.end : right.number.start]
        if (
            not (
                {"and", "plus", "then"} & set(between)
                or _two_kinds(left, right, tokens)
                or counting.two_places(left.number, right.number, tokens)
            )
            or not _FIX.isdisjoint(between)
            or len(between) > 9
            or left.number.low == right.number.low
        ):
            break
        parts.append(left)
    if len(parts) > 1:
        return Finding(
            scope,
            sum(int(p.number.low) for p in parts),
            sum(int(p.number.high) for p in parts),
            "team.sum",
            exchange.turn,
        )
    return finding


_ONLY_YOU = Cues("only person", "just you", "just the one", "only one")
_ON_IT = Cues(
    "on it",
    "in there",
    "using it",
    "use it",
    "logging in",
    "log in",
    "need access",
    "needs access",
    "have access",
    "need a login",
    "need logins",
    "need seats",
    "touch it",
    "in it",
)
_KIND = 3  # tokens at most between the numbers of two kinds of people
_BY_NAME = frozenset(["trio", "duo"])


def _two_kinds(left: Count, right: Count, tokens: Sequence[str]) -> bool:
    """For "nine attorneys, four paralegals"."""
    places = left.noun_at, right.noun_at
    return (
        min(places) >= 0
        and right.number.start - left.number.end <= _KIND
        and tokens[places[0]] != tokens[places[1]]
        and left.thing == right.thing == "person"
    )


def settle(findings: Sequence[Finding]) -> Finding | None:
    """The narrowest scope's last value."""
    best: Finding | None = None
    for finding in findings:
        if best is None or finding.scope >= best.scope:
            best = finding
    return best
