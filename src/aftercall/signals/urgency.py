"""urgency and timeline: how soon the customer needs it, from their own words or a proposal they affirmed.

Dates are read from patterns of tokens, moods ("no rush", "asap") from the pack. A date counts only as
a need: in answer to a question of when, or in a sentence that says need, must, by, before, live …
"""

# SIM905: a list of words reads best as one string.
# ruff: noqa: SIM905

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from aftercall.record import Timeline, Urgency
from aftercall.signals import dates
from aftercall.signals.dates import Date
from aftercall.signals.dialogue import Exchange, is_offer
from aftercall.signals.pack import Mood, Pack
from aftercall.signals.words import Cues, sentences


class Finding(NamedTuple):
    """A level told in a turn; `timeline` is None where none of the closed list fits."""

    level: Urgency
    timeline: Timeline | None
    rule: str
    turn: int


_RANK: dict[Urgency, int] = {"low": 0, "medium": 1, "high": 2}
_NEEDS = frozenset(
    "need needs needed must deadline due launch launching live gotta ready running rollout starts start hoping want wanted wants wanna targeting target lapse lapses ends expires switch switched cut signed countersigned countersign sign signing done finished opens regulators auditors auditing kicks move moving budget funding happen buy purchase decide decision renewal renews renew cutover shuts closes flip gets switching".split()
)
_HAVE_TO = Cues(
    "got to",
    "have to",
    "has to",
    "had better",
    "supposed to",
    "that 's when",
    "for us",
    "set up",
    "in place",
    "up and running",
    "rolled out",
)
_HAVING = frozenset("have 've got only gives gave good".split())
_STRONG_NEEDS = frozenset("wants need needs must deadline due gotta countersigned launch ready".split())
_CONTACT = frozenset("call ring try phone callback voicemail remind back chat natter talk meet meeting text".split())
_ELSEWHERE = frozenset("their they his her he she trial banner expires says quote goes".split())
_THEIRS = frozenset(["his", "her", "their"])
_PAST_QUESTION = Cues("what made", "when you did", "why did you", "what happened")
_PAST_CUES = frozenset("was were last since did".split())
_DONE = frozenset("signed done finished running".split())
_FUNCTION = frozenset("a an the this next in of".split())
_NEGATIONS = frozenset("too nobody no not dont nothing isnt doesnt never without didnt wont havent nor wouldnt".split())
_FIX = frozenset("no make hold hang wait sorry actually scratch rather but realistically misspoke mean non".split())
_WHEN = frozenset(
    "when soon timeline timing deadline timeframe urgent urgency rush launch rollout implementation schedule pressing pressure hurry aiming aim sorted fast expedited escalate due flexibility adopting date serious evaluation start begin live search horizon quickly quick scheduled adopt driving looking stage time-frame frame timelines plan driving trying shopping target move decide".split()
)
_IN_PLACE = Cues(
    "in place",
    "up and running",
    "go live",
    "going live",
    "get started",
    "getting started",
    "be live",
    "be ready",
    "why now",
    "look now",
)
_IS_THERE = Cues("is there", "are there", "do you have", "have you got", "got a", "any")
_DATED = frozenset("date deadline timeline timeframe pressure schedule clock".split())
_TOO_SOON = Cues(
    "too soon",
    "too early",
    "too fast",
    "too quick",
    "too quickly",
    "not that soon",
    "not so soon",
    "that soon",
    "so soon",
    "not that fast",
)
_NOT_WHEN = frozenset("call chat talk ring meeting demo works back says trial speak".split())
_WHEN_ASKED = Cues(
    *(f"when {word}" for word in "would do does will should can could are is might 's were did it to you we".split()),
    *(f"{word} when" for word in "by know sure".split()),
    "and when",
)
_PROPOSING = frozenset("shall need want for by start starting ready sending launching switching".split())
_NEVER = frozenset("no not too never impossible out isnt wont".split())
_LONG_DONE = frozenset("lost missed saw spoke booked bought started came went".split())
_PRESSING = frozenset("pressure rush hurry urgent urgency pressing".split())
_OURS = frozenset("we i us our ours my me need but".split())
_WAS = frozenset(["was", "were"])
_CALLING = Cues("call you", "call again", "call back", "for calling")
_HOW_LONG = Cues(
    "how long", "what year", "which year", "ever consider", "thinking of replacing", "thinking about replacing"
)
_NOT_SO = Cues("dont think", "doubt", "dont see", "cant be", "couldnt be")
_MAKE_IT = Cues("make it", "make that", "call it", "let 's say", "say", "let 's call it")
_UNTIL = frozenset(["till", "until", "before"])
_TAKE_OUT = Cues("take out")
_SPEED = Cues("how fast", "how long", "how quick", "is it instant")


def read(exchange: Exchange, pack: Pack) -> list[Finding]:
    """Findings of one exchange, in the order they count: at most one of the agent's, one of the user's."""
    found: list[Finding] = []
    timed = not dates.TRIGGERS.isdisjoint(exchange.words) or not dates.YEARS.isdisjoint(exchange.words)
    moody = pack.urgency.possible_in(exchange.words)
    affirmed = exchange.affirmed
    if not (timed or moody or affirmed or exchange.agent):
        return found
    asked = bool(timed or moody or affirmed) and _asks_when(exchange)
    if affirmed and not _CONTACT & set(exchange.question):
        found += _from_agent(affirmed, exchange, pack, asked=asked)
    if exchange.reply != "other" and not _PRESSING.isdisjoint(exchange.question):
        found += _pressed(exchange)
    elif exchange.reply == "no" and not _DATED.isdisjoint(exchange.question) and _IS_THERE.stand_in(exchange.question):
        found.append(Finding("low", "no_rush", "urgency.pressed", exchange.turn))
    elif exchange.agent and _TOO_SOON.stand_in(exchange.user) and dates.find(exchange.agent):
        found.append(Finding("low", None, "urgency.rejected_date", exchange.turn))
    if timed or moody:
        found += _from_user(exchange, pack, asked=asked, timed=timed, moody=moody)
    return found


def _pressed(exchange: Exchange) -> list[Finding]:
    """For a plain yes or no to "is it urgent?", "any rush on this?"."""
    if not _NEGATIONS.isdisjoint(exchange.question) or is_offer(exchange.question):
        return []
    if exchange.reply == "yes":
        return [Finding("high", None, "urgency.pressed", exchange.turn)]
    return [Finding("low", "no_rush", "urgency.pressed", exchange.turn)]


def _asks_when(exchange: Exchange) -> bool:
    if not exchange.agent:
        return False
    for start, stop in sentences(exchange.agent):
        sentence = exchange.agent[start:stop]
        words = set(sentence)
        if words & _NOT_WHEN or _CALLING.stand_in(sentence) or is_offer(sentence):
            continue
        if (
            (words & _WHEN and not (words.isdisjoint(_WHEN - {"when"}) and not _WHEN_ASKED.stand_in(sentence)))
            or (_HOW_LONG.stand_in(sentence) and "been" not in words)
            or "when" in sentence[-2:]
            or (sentence[-1] == "by" and "what" not in words)
            or _IN_PLACE.stand_in(sentence)
            or (words & _PROPOSING and "else" not in words and dates.find(sentence))
        ):
            return not _PAST_QUESTION.stand_in(sentence)
    return False


def _from_agent(tokens: Sequence[str], exchange: Exchange, pack: Pack, *, asked: bool) -> list[Finding]:
    found = []
    for start, stop in sentences(tokens):
        sentence = tokens[start:stop]
        if is_offer(sentence) or (_CONTACT - {"back"}) & set(sentence) or {"else", "everything"} & set(sentence):
            continue
        if not (asked or exchange.rest or set(sentence) & (_NEEDS | {"start", "begin"})):
            continue
        taken_back = exchange.words if exchange.rest else frozenset()
        found += [
            Finding(date.level, date.timeline, "urgency.affirmed", exchange.turn)
            for date in dates.find(sentence)
            if taken_back.isdisjoint(set(sentence[date.start : date.end]) - _FUNCTION)
        ]
        if not found and asked:
            found += [
                Finding("low", "no_rush", "urgency.affirmed", exchange.turn)
                for hit in pack.urgency.find(sentence)
                if hit.value.level == "low"
            ]
    return found[-1:]


Kind = Literal["date", "mood", "strong"]


class _Told(NamedTuple):
    place: int
    finding: Finding
    kind: Kind


def _from_user(exchange: Exchange, pack: Pack, *, asked: bool, timed: bool, moody: bool) -> list[Finding]:
    tokens = exchange.user
    told: list[_Told] = []
    rejected = False
    past = not asked and not _PAST_CUES.isdisjoint(exchange.question)
    for start, stop in sentences(tokens):
        sentence = tokens[start:stop]
        if _about_the_call(sentence, asked=asked):
            continue
        words = set(sentence)
        for date in dates.find(sentence) if timed and not past else ():
            if _is_rejected(sentence, date):
                rejected = True
            elif _is_need(sentence, date, words, asked=asked) or (told and _MAKE_IT.begin(sentence)):
                rule = "urgency.date_answer" if asked else "urgency.date_need"
                told.append(_Told(start + date.start, Finding(date.level, date.timeline, rule, exchange.turn), "date"))
        if moody:
            told += _moods(sentence, start, exchange, pack, words, asked=asked)
    if not told:
        if rejected and asked and not exchange.rest:
            return [Finding("low", None, "urgency.rejected_date", exchange.turn)]
        return []
    return [_settled(sorted(told), tokens)]


def _moods(
    sentence: Sequence[str], start: int, exchange: Exchange, pack: Pack, words: set[str], *, asked: bool
) -> list[_Told]:
    told: list[_Told] = []
    if "says" in words or ("goes" in words and "it" in words):
        return told
    calm = exchange.reply == "no" and not _PRESSING.isdisjoint(exchange.question) and words.isdisjoint(_OURS)
    for hit in pack.urgency.find(sentence):
        mood: Mood = hit.value
        level = mood.level
        if "quote" in sentence[max(0, hit.start - 3) : hit.start] or (
            level == "high" and not _WAS.isdisjoint(sentence[max(0, hit.start - 2) : hit.start])
        ):
            continue
        if calm and level == "high":
            continue
        if (mood.in_answer or level == "medium") and not (asked or words & _STRONG_NEEDS):
            continue
        rule = "urgency.mood_answer" if asked else "urgency.mood"
        if level != "low" and not _NEGATIONS.isdisjoint(sentence[max(0, hit.start - 5) : hit.start]):
            level, rule = "low", "urgency.negated"
        timeline: Timeline | None = "no_rush" if level == "low" else None
        kind: Kind = "mood" if mood.in_answer else "strong"
        told.append(_Told(start + hit.start, Finding(level, timeline, rule, exchange.turn), kind))
    return told


def _about_the_call(sentence: Sequence[str], *, asked: bool) -> bool:
    """Call-backs, meetings, the speed of a feature, quoted text."""
    words = set(sentence)
    if ("how" in words or "instant" in words) and _SPEED.stand_in(sentence[:6]):
        return True
    if (
        words & {"ring", "callback"}
        or ("call" in words and words & {"me", "you", "us"})
        or ("try" in words and "me" in words)
        or ("me" in words and "back" in words and "get" in words)
    ):
        return True
    if asked or not words & {"trial", "banner", "meeting", "appointment", "interview", "flight"}:
        return False
    return words.isdisjoint(("signed", "ready", "live"))


def _is_rejected(sentence: Sequence[str], date: Date) -> bool:
    before = sentence[max(0, date.start - 3) : date.start]
    after = list(sentence[date.end : date.end + 5])
    if _TAKE_OUT.stand_in(before) or after[:2] == ["was", "last"] or after[:2] == ["no", ","]:
        return True
    if _NOT_SO.stand_in(sentence[max(0, date.start - 7) : date.start]):
        return True
    if {"not", "wouldnt", "wont"} & set(before) and _UNTIL.isdisjoint(before):
        return True
    if (
        after[:2] in (["no", "way"], ["is", "no"], ["'s", "no"])
        or after[:3] == ["was", "me", "being"]
        or after[:2] == ["well", "no"]
    ):
        return True
    return after[:1] in (["'s"], ["is"], ["isnt"], ["wont"], ["was"]) and bool(_NEVER & {*after[:1], *after[1:4]})


def _is_need(sentence: Sequence[str], date: Date, words: set[str], *, asked: bool) -> bool:
    before = sentence[max(0, date.start - 25) : date.start]
    if "usually" in words or "every" in before[-3:]:
        return False
    if words & {"trial", "banner"} or (not _THEIRS.isdisjoint(before[-8:]) and words.isdisjoint(("ours", "our", "we"))):
        return False
    if list(sentence[date.end : date.end + 2]) == ["at", "the"] and "earliest" in sentence[date.end : date.end + 5]:
        return False
    if asked:
        return _LONG_DONE.isdisjoint(before[-8:]) and "already" not in sentence[date.end : date.end + 3]
    ours = bool(words & {"we", "i", "us", "our", "ours", "my", "mine", "'re", "'ve"})
    if _HAVE_TO.stand_in(before[-12:]) and ours:
        return True
    if not date.bare and ours and sentence[date.end : date.end + 1] == ["to"] and {"got", "have"} & set(before[-3:]):
        return True
    if not _ELSEWHERE.isdisjoint(before) and not ours and "signed" not in words:
        return False
    if not _PAST_CUES.isdisjoint(before[-6:]) and not words & _STRONG_NEEDS:
        return False
    if date.bare or date.timeline == "year_end":
        if words & _STRONG_NEEDS:
            return True
        return bool(words & _NEEDS) and (ours or date.level == "high") and (date.level != "low" or "out" in words)
    if sentence[date.end : date.end + 1] == ["out"] and date.level == "low":
        return True
    return (
        bool(words & (_NEEDS - _DONE))
        or bool({"by", "before"} & set(before[-4:]))
        or bool({"until", "till"} & set(before[-4:]) and words & _HAVING)
        or (date.timeline != "this_week" and bool(words & _DONE))
    )


def _settled(told: Sequence[_Told], tokens: Sequence[str]) -> Finding:
    """One level of an utterance: a correction's last date, else the most urgent date, else the last mood."""
    timed = [item for item in told if item.kind == "date"]
    if not timed:
        strong = [item for item in told if item.kind == "strong"]
        return (strong or told)[-1].finding
    best = timed[0]
    for item in timed[1:]:
        between = tokens[max(best.place, item.place - 12) : item.place]
        corrected = not _FIX.isdisjoint(between) or list(between[-4:-2]) == ["well", "no"]
        if corrected or _RANK[item.finding.level] >= _RANK[best.finding.level]:
            best = item
    pressing = [item for item in told if item.kind == "strong" and item.finding.level == "high"]
    if pressing and _RANK[best.finding.level] < 2:
        return pressing[-1].finding
    return best.finding


def settle(findings: Sequence[Finding]) -> Finding | None:
    """The last one told."""
    return findings[-1] if findings else None
