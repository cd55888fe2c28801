"""team_size: how many people would use the product, or else are in the team, or else in the company.

A finding has a scope; the narrowest scope that was told wins, and within it the last value.
"""

# SIM905: a list of words reads best as one string.
# ruff: noqa: SIM905

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from aftercall.signals import asking, speaker
from aftercall.signals.dialogue import Exchange, contains
from aftercall.signals.pack import Pack
from aftercall.signals.speech import Count, Speech

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
_OURS = frozenset("we us our ours i my me 've 're myself ive were here".split())
_OUTSIDE = frozenset(
    "article competitor competitor's counterparty landlord neighbor neighbour pilot average age yard's".split()
)
_THEIRS = frozenset(
    "their they them theirs he his she her buyer seller client customer competitor landlord gc neighbor neighbour friend cousin brother sister uncle article firm's parent professor nephew".split()
)
_UNREAL = frozenset("suppose imagine hypothetically if dream dreams grew grow someday".split())
_FUTURE = frozenset("hiring hire plan plans might adding".split())
_PAST = frozenset("was were used had back before".split())
_USING = frozenset(
    "login logins log logging access accounts use using touch seat seats user users licence licences license licenses onboarded signed sending send logged workspace work it".split()
)
_COMPANY_WORDS = frozenset(
    "employee employees company companywide countywide payroll headcount organisation organization whole wide trust hospital plant nationwide".split()
)
_TOTALS = frozenset("total altogether together makes brings so thats that's told all".split())
_FIX = frozenset("no wait sorry actually make meant scratch rather er correction now".split())


def read(exchange: Exchange, speech: Speech, pack: Pack, known: Finding | None) -> list[Finding]:
    """Findings of one exchange, in the order they count; `known` is the size as it stood before."""
    found: list[Finding] = []
    question = Speech(exchange.question, pack)
    asked = asking.for_people(exchange, question, known.low if known else None)
    if affirmed := exchange.affirmed:
        found += _from_agent(affirmed, exchange, pack)
    return found + _from_user(exchange, speech, asked=asked, scope=_question_scope(question), known=known, pack=pack)


def _question_scope(question: Speech) -> int:
    words = set(question.tokens)
    if words & _SEAT_WORDS:
        return USERS
    if words & {"company", "headcount", "organisation", "organization", "employees", "head", "firm", "business"}:
        return COMPANY
    return TEAM


def _from_agent(tokens: Sequence[str], exchange: Exchange, pack: Pack) -> list[Finding]:
    said = Speech(tokens, pack)
    found = []
    for count in said.counts:
        if (
            count.thing in ("seat", "person", "employee")
            and count.number.low >= 1
            and not _not_ours(said, count, agent=True)
        ):
            scope = _scope(said, count, TEAM)
            found.append(_finding(count, scope, "team.affirmed", exchange.turn))
        elif (
            count.thing == "none"
            and count.number.kind == "count"
            and said.tokens[max(0, count.number.start - 1) : count.number.start] == ["all"]
        ):
            found.append(_finding(count, TEAM, "team.affirmed", exchange.turn))
    if not found and exchange.reply == "yes" and contains(tokens, _ONLY_YOU):
        return [Finding(USERS, 1, 1, "team.affirmed", exchange.turn)]
    return found


def _from_user(
    exchange: Exchange, speech: Speech, *, asked: bool, scope: int, known: Finding | None, pack: Pack
) -> list[Finding]:
    tokens = speech.tokens
    chosen: list[tuple[int, Count, str]] = []
    open_question = "about" in exchange.topics
    if open_question and not {"team", "teams"}.isdisjoint(exchange.question):
        asked = True
    elsewhere = _other_numbers(exchange, pack) if asked else frozenset()
    for count in speech.counts:
        number, thing = count.number, count.thing
        if number.low < 1 or number.low != int(number.low) or number.high != int(number.high) or number.low > 10**6:
            continue
        if _not_ours(speech, count):
            continue
        if number.kind == "pronoun" and (
            thing not in ("seat", "person", "none")
            or (thing == "person" and "of" in tokens[number.end : number.end + 1])
            or (thing == "none" and not _bare_one(tokens))
        ):
            continue
        if thing in ("seat", "employee", "person"):
            if thing == "person" and not (asked or open_question or _is_ours(speech, number.start)):
                continue
            if chosen and tokens[number.end : number.end + 3] in (["of", "us", "are"], ["of", "us", "were"]):
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
            and _is_answer(speech, count)
            and (asked or (known is not None and _updates(tokens, number.start)))
        ):
            level = scope if asked or known is None else known.scope
            chosen.append((_scope(speech, count, level), count, "team.answer"))
    if not chosen:
        return _without_number(exchange, speech, asked=asked)
    chosen = [item for item in chosen if item[2] != "team.answer" or item[1].number.low not in elsewhere] or chosen[:1]
    narrowest = max(level for level, _, _ in chosen)
    chosen = [item for item in chosen if item[0] == narrowest]
    return [_settled(chosen, exchange, speech)]


def _other_numbers(exchange: Exchange, pack: Pack) -> frozenset[float]:
    """Numbers that the agent said of other things than people; said again, they are still of those."""
    said = Speech(exchange.question, pack).counts
    return frozenset(c.number.low for c in said if c.thing not in ("person", "seat", "employee") and len(said) > 1)


def _bare_one(tokens: Sequence[str]) -> bool:
    return len([token for token in tokens if token.isalpha()]) <= 3


def _is_ours(speech: Speech, place: int) -> bool:
    start, stop = speech.span(place)
    return not _OURS.isdisjoint(speech.tokens[start:stop])


def _not_ours(speech: Speech, count: Count, *, agent: bool = False) -> bool:
    tokens, number = speech.tokens, count.number
    start, stop = speech.clause(number.start)
    before, after = tokens[start : number.start], tokens[number.end : stop]
    if before[-1:] == ["not"] or before[-2:] == ["not", "a"]:
        return True
    if not _UNREAL.isdisjoint(before) and not {"count", "counting"} & set(after):
        return True
    theirs = [place for place, token in enumerate(before) if token in _THEIRS and place >= len(before) - 6]
    own = [token for place, token in enumerate(before) if token in _OURS and place + 1 not in theirs]
    if not agent and theirs and not own and "us" not in after[:2]:
        return "they" not in before[-2:] or count.thing == "person"
    if not _OUTSIDE.isdisjoint(before) or not _FUTURE.isdisjoint(before[-4:]):
        return True
    return not _PAST.isdisjoint(before[-4:]) or list(before[-2:]) == ["used", "to"]


def _scope(speech: Speech, count: Count, default: int) -> int:
    if count.thing == "seat":
        return USERS
    start, stop = speech.clause(count.number.start)
    near = set(speech.tokens[max(start, count.number.start - 4) : min(stop, count.number.end + 6)])
    if count.thing == "employee" or not near.isdisjoint(_COMPANY_WORDS):
        return COMPANY if not near & {"login", "logins", "access", "log"} else USERS
    if not near.isdisjoint(_USING - {"it", "work", "send", "sending"}):
        return USERS
    return default


def _updates(tokens: Sequence[str], place: int) -> bool:
    """For "make it nine", "call it fifty five", "that brings it to twenty six"."""
    return (
        tuple(tokens[max(0, place - 2) : place]) in _MAKE_IT or tuple(tokens[max(0, place - 3) : place - 1]) in _MAKE_IT
    )


def _is_answer(speech: Speech, count: Count) -> bool:
    tokens, number = speech.tokens, count.number
    following = tokens[number.end] if number.end < len(tokens) else "."
    if following in (
        "a",
        "per",
        "each",
        "every",
        "/",
        "%",
        "percent",
        "times",
        "monthly",
        "weekly",
        "daily",
        "years",
        "feet",
        ":",
        "x",
        "are",
        "were",
        "b",
        "grand",
        "minutes",
    ):
        return False
    before = tokens[number.start - 1] if number.start else ""
    if tuple(tokens[max(0, number.start - 2) : number.start]) in _AGES:
        return False
    return before not in (
        "since",
        "in",
        "version",
        "route",
        "at",
        "on",
        "number",
        "turned",
        "until",
        "till",
        "unit",
        "age",
        "#",
        "booth",
        "dash",
        "g",
        "ward",
        "those",
        "these",
        "other",
        "another",
        "question",
        "answer",
    )


def _finding(count: Count, scope: int, rule: str, turn: int) -> Finding:
    return Finding(scope, int(count.number.low), int(count.number.high), rule, turn)


def _settled(chosen: list[tuple[int, Count, str]], exchange: Exchange, speech: Speech) -> Finding:
    """One value of the counts of one scope in one utterance: the sum of parts, or the last."""
    tokens = speech.tokens
    scope, last, rule = chosen[-1]
    finding = _finding(last, scope, rule, exchange.turn)
    extra = speaker.added(tokens, last.number)
    if extra:
        return finding._replace(low=finding.low + extra, high=finding.high + extra, rule="team.sum")
    if len(chosen) < 2:
        return finding
    before_last = tokens[max(0, last.number.start - 5) : last.number.start]
    after_last = tokens[last.number.end : last.number.end + 4]
    if not _TOTALS.isdisjoint(before_last) or not {"total", "altogether", "all"}.isdisjoint(after_last):
        return finding._replace(rule="team.total")
    parts = [last]
    for (_, left, _), (_, right, _) in zip(reversed(chosen[:-1]), reversed(chosen[1:]), strict=True):
        between = tokens[left.number.end : right.number.start]
        if (
            not ({"and", "plus", "then"} & set(between))
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


_AGES = frozenset([("who", "is"), ("he", "'s"), ("she", "'s"), ("i", "'m"), ("he", "is"), ("she", "is"), ("who", "'s")])
_ONLY_YOU = (("only", "person"), ("just", "you"), ("just", "the", "one"), ("only", "one"))
_MAKE_IT = frozenset(
    [
        ("make", "it"),
        ("make", "that"),
        ("call", "it"),
        ("call", "that"),
        ("it", "to"),
        ("that", "to"),
        ("be", "so"),
        ("say", "to"),
    ]
)


def _without_number(exchange: Exchange, speech: Speech, *, asked: bool) -> list[Finding]:
    """Sizes told without a number: alone, a pair, a trio."""
    size = speaker.together(speech.tokens) if asked or "about" in exchange.topics else 0
    if size:
        return [Finding(TEAM, size, size, "team.pair", exchange.turn)]
    if (asked or not exchange.words.isdisjoint(_OURS)) and speaker.alone(speech.tokens, asked=asked):
        return [Finding(TEAM, 1, 1, "team.solo", exchange.turn)]
    return []


def settle(findings: Sequence[Finding]) -> Finding | None:
    """The narrowest scope's last value."""
    best: Finding | None = None
    for finding in findings:
        if best is None or finding.scope >= best.scope:
            best = finding
    return best
