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
from aftercall.signals import dates, moods, pressing, timing
from aftercall.signals.dialogue import Exchange
from aftercall.signals.lengths import Date
from aftercall.signals.needs import (
    OF_WHAT_IT_DOES,
    PAST_NEAR,
    is_must,
    is_need,
    is_needless,
    is_rejected,
    is_revised,
    is_up_by,
)
from aftercall.signals.numbers import WORDS as NUMBERS
from aftercall.signals.pack import Hit, Mood, Pack
from aftercall.signals.pressing import BEGINNING, NEGATIONS, TOO_SOON
from aftercall.signals.saying import SIGN, STRONG, Saying, about_the_call, held_before, of_the_purchase
from aftercall.signals.speech import Speech
from aftercall.signals.timing import Asked
from aftercall.signals.words import BREAKS, Cues, sentences


class Finding(NamedTuple):
    """A level told in a turn; `timeline` is None where none of the closed list fits."""

    level: Urgency
    timeline: Timeline | None
    rule: str
    turn: int


_RANK: dict[Urgency, int] = {"low": 0, "medium": 1, "high": 2}
_CONTACT = frozenset("call ring try phone callback voicemail remind chat natter talk meet meeting text".split())
_PAST_CUES = frozenset("was were last since did".split())
_FUNCTION = frozenset("a an the this next in of".split())
_FIX = frozenset(
    "closer nearer no make hold hang wait sorry actually scratch rather but realistically misspoke mean non nah nope".split()
)
_OURS = frozenset("we i us our ours my me need but".split())
_HAVE_TO = Cues("have to", "got to", "has to", "need to", "needs to", "must", "'ve to", "better")
_FOR_THIS = Cues("for this", "for you", "for yours", "for your thing", "for the software", "for the signing", "for us", "on this", "as for this")  # fmt: skip
_WONDERS = frozenset("what does did why who where".split())  # "what happens when it runs out, on tuesday?"
_HOW_SOON = Cues(*(f"how {soon} {can}" for soon in ("soon", "fast", "quickly", "quick") for can in ("can", "could")))
_SWITCHING = frozenset("change changing switch switching buy buying move moving planning start starting".split())
_CHANGING = _SWITCHING | {"looking"}
_WAS = frozenset(["was", "were"])
_WE = frozenset("we i us me my our".split())  # not "our clients always want it asap"
_MOVED = Cues("make it", "make that", "leave it", "push it", "move it", "let 's do")  # "next week?" "no, make it june"
_MAKE_IT = Cues("make it", "make that", "call it", "let 's say", "say", "let 's call it")  # fmt: skip
_IS_IT = frozenset(["is", "was", "are"])
_SOON = frozenset("as soon quick".split())  # "as soon as we can, no pressure" is a wish
_RUSH = frozenset("rush hurry time whenever urgent".split())
_BEAR = Cues("sorry about", "sorry for", "sorry to keep", "for waiting", "bear with", "one moment", "one second", "one sec", "a moment", "a second", "a sec", "a minute", "slow down", "slower", "hold on", "hang on", "while i")  # fmt: skip
_LONG_OUT = frozenset("been if till until".split())  # "it's been over for ages", "he's away till whenever"
_TIMING = frozenset("timeline timing timeframe timescale timings".split())
_REQUEST = Cues("you send", "you email", "you mail", "you give me", "could you", "can you", "would you mind", "send me", "email me", "mail me")  # fmt: skip
_CUSTOMERS = frozenset("customers clients most others everyone usually typically".split())
_OUR_OFFER = frozenset("house holiday holidays minute else everything trial discount promotion promo".split())
_OWN_NEED = SIGN | frozenset("'d want gotta need needs must hope hoping".split())
_PRESENT_NEED = frozenset("'d want wants gotta need needs must hope hoping".split())
_ON_THAT = (["on", "that"], ["with", "that"], ["about", "that"])
_IT_SAID = (["it", "said"], ["it", "says"])
_MARKED = frozenset("subject marked stamped labelled labeled flagged".split())
_RUNS_OUT = Cues("it runs", "it ends", "it expires", "it finishes", "it 's over", "it stops")
_ONWARD = frozenset("but , it's".split())
_DEPENDS = Cues("that was then", "depends", "it depends", "that depends", "it varies", "varies")
_WHENEVER = frozenset(["when", "whenever"])  # "when something is urgent they shout"
_NO_PLAN = _CONTACT | _OUR_OFFER
_HEARD = Cues("got it right", "got that right", "got this right", "heard you", "heard correctly", "heard that", "read it back", "read that back", "read back", "sum up", "summing up", "recap", "to confirm", "sounds like", "understand", "you said", "you mentioned", "you told", "gather")  # fmt: skip  # what the customer told is said again
_SIGNED_UP = Cues("signed up", "opened an account", "opened your account", "created an account", "created your account")
_CLAUSE = 7  # tokens about a date that say of what it is


def read(exchange: Exchange, pack: Pack, speech: Speech, said: Speech | None = None) -> list[Finding]:
    """Findings of one exchange, in the order they count: at most one of the agent's, one of the user's.

    `said` is what the user said in the exchange before.
    """
    found: list[Finding] = []
    timed, moody = dates.possible_in(exchange.words), moods.possible_in(exchange.words, pack)
    answers = exchange.agent and (exchange.reply != "other" or exchange.rest or pressing.possible_in(exchange))
    if not (timed or moody or answers):
        return found
    named = _named(exchange, pack, timed=timed, moody=moody) if timed or moody else []
    if not (named or answers or exchange.resumed) and pressing.CHOICES.isdisjoint(exchange.question_words):
        return found
    inverted = bool(exchange.agent) and exchange.reply != "other" and pressing.inverted(exchange)
    affirmed = (not exchange.calls and (exchange.reply == ("no" if inverted else "yes") or exchange.rest)) and (
        dates.possible_in(exchange.agent_words) or moods.possible_in(exchange.agent_words, pack)
    )
    refused = exchange.reply == "no" and pressing.proposes_soon(exchange.question)
    asked = timing.asked(exchange) if exchange.agent and (named or affirmed or inverted or refused) else ""
    if named and exchange.agent and not asked and TOO_SOON.begin(exchange.user) and dates.find(exchange.agent):
        asked = "when"  # "next week?" "too soon. say june"
    if _DEPENDS.begin(exchange.user):
        asked = "habit"  # "depends on the customer, some take till christmas"
    papers = bool(named) and (not SIGN.isdisjoint(exchange.words) or speech.mentions("document"))
    if named and asked != "when" and not papers and timing.of_the_moment(exchange):
        named = [one if of_the_purchase(one.sentence) else one.later() for one in named]
    signing = papers or bool(
        named and not (SIGN.isdisjoint(exchange.agent_words) and (not said or SIGN.isdisjoint(said.words)))
    )
    if affirmed and _CONTACT.isdisjoint(exchange.question) and not timing.CALLING.stand_in(exchange.question):
        found += _from_agent(exchange, pack, asked=asked)
    denied = pressing.denied(exchange)
    if denied and sum(map(NUMBERS.__contains__, exchange.question)) > 1:
        return found + (
            _from_user(exchange, named, asked=asked, papers=papers, signing=signing) if named else []
        )  # a recap of more is turned down
    answer = pressing.answer(exchange, asked=asked, no=denied, named=bool(named))
    if answer:
        found.append(Finding(*answer, exchange.turn))
    if named:
        found += _from_user(
            exchange, named, asked=asked, papers=papers, signing=signing, calm=bool(answer and answer[0] == "low")
        )
    elif not found and exchange.agent and pressing.declines(exchange) and timing.asked(exchange) == "when":
        found.append(Finding("low", "no_rush", "urgency.pressed", exchange.turn))
    return found


class _Named(NamedTuple):
    """A sentence, from token `start` on, with the dates and moods in it: what there is to judge."""

    start: int
    sentence: Sequence[str]
    dates: Sequence[Date]
    moods: Sequence[Hit]

    def later(self) -> _Named:
        """Without the dates that are soon."""
        return self._replace(dates=[date for date in self.dates if date.level != "high"])


def _named(exchange: Exchange, pack: Pack, *, timed: bool, moody: bool) -> list[_Named]:
    """The sentences of the user's from the first that names a date or a mood; none when there is none."""
    found: list[_Named] = []
    for start, stop in sentences(exchange.user):
        sentence = exchange.user[start:stop]
        told = dates.find(sentence) if timed else []
        if told and exchange.user[stop : stop + 2] == [".", "com"]:
            told = told[:-1]  # "it's all on monday.com"
        hits = moods.find(sentence, pack) if moody else []
        if (
            told
            or hits
            or found
            or not _TIMING.isdisjoint(sentence)
            or sentence[-1] == "when"
            or _HOW_SOON.begin(sentence)
            or (sentence[0] == "when" and exchange.user[stop : stop + 1] == ["?"])
        ):
            found.append(_Named(start, sentence, told, hits))
    return found if any(named.dates or named.moods for named in found) else []


def _from_agent(exchange: Exchange, pack: Pack, *, asked: Asked) -> list[Finding]:
    found = []
    heard = _HEARD.stand_in(exchange.agent, exchange.agent_words)
    for start, stop in exchange.sentences:
        sentence = exchange.agent[start:stop]
        words = frozenset(sentence)
        if not _CUSTOMERS.isdisjoint(words) and "you" not in words:
            continue
        if timing.is_ours_to_do(sentence, words):
            continue
        planned = asked == "when" or exchange.rest or not BEGINNING.isdisjoint(words)
        if asked != "when" and (not PAST_NEAR.isdisjoint(words) or _SIGNED_UP.stand_in(sentence, words)):
            continue  # "you signed up this morning"
        taken_back = exchange.words if exchange.rest else frozenset()
        found += [
            Finding(date.level, date.timeline, "urgency.affirmed", exchange.turn)
            for date in (dates.find(sentence) if planned else ())
            if taken_back.isdisjoint(set(sentence[date.start : date.end]) - _FUNCTION)
            and _NO_PLAN.isdisjoint(sentence[max(0, date.start - _CLAUSE) : date.end + _CLAUSE])
        ]
        if not found and (asked == "when" or heard) and _NO_PLAN.isdisjoint(words):
            found += [
                Finding("low", "no_rush", "urgency.affirmed", exchange.turn)
                for hit in moods.find(sentence, pack)
                if hit.value.level == "low"
            ]
    return found[-1:]


Kind = Literal["date", "mood", "strong"]


class _Told(NamedTuple):
    place: int
    finding: Finding
    kind: Kind


def _from_user(
    exchange: Exchange, named: Sequence[_Named], *, asked: Asked, papers: bool, signing: bool, calm: bool = False
) -> list[Finding]:
    tokens = exchange.user
    told: list[_Told] = []
    rejected = needless = False
    past = not asked and not _PAST_CUES.isdisjoint(exchange.question)
    too_soon = exchange.agent_words if asked and TOO_SOON.stand_in(tokens) else frozenset()
    echoed: set[int] = set()  # where the agent's date is only repeated: "this week? there's no hurry"
    met = not asked and timing.meets(exchange)
    before = len(tokens)  # where the sentence before begins
    event: _Told | None = None  # a date of the sentence before, that was no need by itself
    for start, sentence, times, hits in named:
        asked = "when" if _HOW_SOON.begin(sentence) and not _OURS.isdisjoint(sentence) else asked
        if about_the_call(sentence, asked=asked, papers=papers) or (
            "trial" in exchange.question_words and _RUNS_OUT.begin(sentence)
        ):
            continue
        saying = Saying(sentence, asked, papers=papers, signing=signing)
        marked = tokens[start + len(sentence) : start + len(sentence) + 1] == ["?"]
        if _speaks_of_when(saying, marked=marked):
            saying.asked = asked = "when"
        if event and saying.looks_back():
            told.append(event)
        elif saying.disclaims and not times and "but" not in saying.words:
            while told and told[-1].place >= before:
                told.pop()
        before, event = start, None
        if asked == "when" and times and _FOR_THIS.begin(sentence):
            told = []  # "the handover is on monday; for this, in six weeks"
        for date in times if not (past and saying.words.isdisjoint(_PRESENT_NEED)) else ():
            must = is_must(saying, date)
            rule = "urgency.date_answer" if asked else "urgency.date_must" if must else "urgency.date_need"
            item = _Told(start + date.start, Finding(date.level, date.timeline, rule, exchange.turn), "date")
            if saying.words <= exchange.agent_words and marked:
                echoed.add(item.place)
            if (
                (asked == "when" and pressing.only_named(saying, date, later=bool(told)))
                or pressing.each_time(sentence, date)
                or (
                    sentence[0] in _WONDERS
                    and marked
                    and not (must or saying.buying or is_up_by(sentence[: date.start]))
                )
            ):
                continue
            if is_rejected(sentence, date) or too_soon.issuperset(sentence[date.start : date.end]):
                rejected = True
                needless = needless or is_needless(sentence, date)
                if date.timeline == "year_end" and not _CHANGING.isdisjoint(sentence):
                    told = []  # "we're not switching this year"
                if is_revised(sentence, date):
                    saying.asked = asked = "when"
            elif not (met and saying.words.isdisjoint(_OWN_NEED)) and (
                is_need(saying, date) or _moved(exchange, sentence, date, told)
            ):
                told.append(item)
            elif not told and asked != "habit" and held_before(tokens, start, exchange.words):
                told.append(item)  # "no waivers, no class. class is tonight"
            else:
                event = item
        if hits and not too_soon:
            told += _moods(saying, hits, start, exchange)
    told = [item for item in told if item.place not in echoed] or told
    if not told:
        if needless or (rejected and asked and not exchange.rest):
            return [Finding("low", None, "urgency.rejected_date", exchange.turn)]
        return []
    settled = _settled(sorted(told), tokens, calm=calm)
    return [settled] if settled else []


def _moved(exchange: Exchange, sentence: Sequence[str], date: Date, told: Sequence[_Told]) -> bool:
    """Whether another date takes the place of one told or proposed: "next week?" "no, make it june"."""
    if told and (_MAKE_IT.begin(sentence) or (told[-1].kind == "date" and sentence[0] in _CORRECTS)):
        return True
    return (
        not exchange.calls
        and dates.possible_in(exchange.agent_words)
        and _CONTACT.isdisjoint(exchange.agent_words)
        and _MOVED.stand_in(sentence[max(0, date.start - 5) : date.start])
    )


_IT_WOULD_BE = Cues(*(f"{it} {be}" for it in ("it", "that") for be in ("'d be", "'ll be", "would be", "will be")))
_ONCE = frozenset(
    "if once when after then so".split()
)  # "they vote in the spring, and if it's a yes, it'd be next year"
_DO_WE = frozenset("do does did would will should could can is are am 's 'd".split())
_CORRECTS = frozenset("no actually sorry wait".split())


def _speaks_of_when(saying: Saying, *, marked: bool) -> bool:
    sentence = saying.sentence
    asks = sentence[0] == "when" and marked and (len(sentence) < 3 or sentence[1] in _DO_WE)
    asks = asks and not ("you" in saying.words and saying.words.isdisjoint(_OURS))  # "when do you shut?"
    return asks or not saying.words.isdisjoint(_TIMING) or (sentence[-1] == "when" and "know" not in sentence)


def _moods(saying: Saying, hits: Sequence[Hit], start: int, exchange: Exchange) -> list[_Told]:
    sentence, asked = saying.sentence, saying.asked
    told: list[_Told] = []
    marked = exchange.user[start + len(sentence) : start + len(sentence) + 1] == ["?"]
    if marked and saying.words <= exchange.agent_words:
        return told  # "urgent? no"
    if saying.study:
        return told
    request = not asked and _REQUEST.stand_in(exchange.user[start : start + len(sentence) + 6])
    calm = exchange.reply == "no" and timing.pressing(exchange) and saying.words.isdisjoint(_OURS)
    pressed = (not saying.words.isdisjoint(STRONG) and (asked or saying.of_this)) or (
        saying.buying and "you" not in saying.words
    )
    talk = not asked and timing.of_a_talk(exchange)
    waits = (
        saying.words & _RUSH
        and not (asked or saying.words & _SWITCHING)
        and (_BEAR.stand_in(exchange.agent, exchange.agent_words) or timing.of_what_we_do(exchange))
    )
    for hit in hits:
        mood: Mood = hit.value
        level = mood.level
        before = sentence[max(0, hit.start - 6) : hit.start]
        if (
            "quote" in before[-3:]
            or not _MARKED.isdisjoint(before)
            or saying.quoted_from < hit.start
            or sentence[hit.end : hit.end + 2] in _IT_SAID
        ):
            continue
        if level == "low" and (
            (
                (waits or (not asked and sentence[hit.end : hit.end + 2] in _ON_THAT))
                and _WE.isdisjoint(_clause(sentence, hit.start))
            )
            or not _LONG_OUT.isdisjoint(sentence[max(0, hit.start - 3) : hit.start])
        ):
            continue  # "it's been over for ages"
        if level == "high" and (saying.support or (saying.elses and not asked and _WE.isdisjoint(saying.words))):
            continue
        if level == "high" and marked and (_asks(sentence, hit.start) or OF_WHAT_IT_DOES.stand_in(sentence)):
            continue  # "is it urgent?", "does the copy come through immediately?"
        if level == "high" and ((talk and hit.start < 2) or "everything" in before[-2:]):
            continue  # "when is good for a call?" "as soon as possible"; "everything's urgent"
        if sentence[hit.end - 1] == "yesterday" and not PAST_NEAR.isdisjoint(sentence[max(0, hit.end - 4) : hit.end]):
            continue  # "she started yesterday"
        if level != "low" and not _WHENEVER.isdisjoint(sentence[max(0, hit.start - 4) : hit.start]):
            continue
        if level == "high" and (calm or not _WAS.isdisjoint(sentence[max(0, hit.start - 2) : hit.start])):
            continue
        pushed = level == "high" and _HAVE_TO.stand_in(sentence[max(0, hit.start - 8) : hit.start])
        if level == "high" and (
            (asked != "when" and saying.past(hit.start)) or ("wanted" in before and _WE.isdisjoint(before))
        ):
            continue  # "everybody wanted it signed yesterday"
        away = (
            sentence[hit.end - 1] == "soon"
            and NEGATIONS & {*sentence[max(0, hit.start - 9) : hit.start]}
            and _CHANGING & saying.words
        )
        if (mood.in_answer or level == "medium") and not (
            away or asked == "when" or pressed or pushed or (asked == "why" and level == "low")
        ):
            continue
        if (request and level == "low") or (asked == "habit" and level == "high" and not (pressed or pushed)):
            continue
        rule = "urgency.mood_answer" if asked else "urgency.mood"
        if level != "low" and (
            _negated(sentence[max(0, hit.start - 5) : hit.start]) or sentence[hit.end : hit.end + 2] == [",", "no"]
        ):
            level, rule = "low", "urgency.negated"
        timeline: Timeline | None = "no_rush" if level == "low" else None
        kind: Kind = "mood" if mood.in_answer else "strong"
        told.append(_Told(start + hit.start, Finding(level, timeline, rule, exchange.turn), kind))
    return told


def _asks(sentence: Sequence[str], place: int) -> bool:
    """Whether the clause around `place` asks if it is so: "she's with somebody, is it urgent?"."""
    return _clause(sentence, place)[0] in _IS_IT


def _clause(sentence: Sequence[str], place: int) -> Sequence[str]:
    """The words around `place` between two marks."""
    marks = [at for at, token in enumerate(sentence) if token in BREAKS]
    start = max((at + 1 for at in marks if at < place), default=0)
    return sentence[start : min((at for at in marks if at > place), default=len(sentence))]


def _negated(before: Sequence[str]) -> bool:
    """Whether there is a negation, and no "but" after it, and nothing new: "not straight away but soonish", "no, it's urgent"."""
    return any(token in NEGATIONS and _ONWARD.isdisjoint(before[place:]) for place, token in enumerate(before))


def _settled(told: Sequence[_Told], tokens: Sequence[str], *, calm: bool) -> Finding | None:
    """One level of an utterance: a correction's last date, else the most urgent date, else the last mood."""
    calm = calm or any(item.kind != "date" and item.finding.level == "low" for item in told)
    timed = [item for item in told if item.kind == "date" and not (calm and pressing.waits_out(tokens, item.place))]
    if not timed:
        moody = [item for item in told if item.kind != "date"]
        if not moody:
            return None
        if calm and any(item.finding.level == "high" and tokens[item.place] in _SOON for item in moody):
            return moody[-1].finding._replace(level="medium", timeline=None)
        strong = [item for item in moody if item.kind == "strong"]
        return (strong or moody)[-1].finding
    best = timed[0]
    for item in timed[1:]:
        between = tokens[max(best.place, item.place - 15) : item.place]
        step = "then" in between and pressing.goes_on(tokens, best.place, item.place)
        if "then" in between[-6:] and not step and "by" not in between[-7:]:
            continue  # "by june, and then a couple of weeks to learn it"
        corrected = (
            not _FIX.isdisjoint(between)
            or list(between[-4:-2]) == ["well", "no"]
            or tokens[item.place + 1 : item.place + 2] == ["after"]
            or (_IT_WOULD_BE.stand_in(between[-6:]) and not _ONCE.isdisjoint(between))
            or step
        )
        if corrected or _RANK[item.finding.level] >= _RANK[best.finding.level]:
            best = item
    urgent = [item for item in told if item.kind == "strong" and item.finding.level == "high"]
    if urgent and _RANK[best.finding.level] < 2:
        return urgent[-1].finding
    return best.finding


def settle(findings: Sequence[Finding]) -> Finding | None:
    """The last one told; that something can wait, said unasked, takes back no date."""
    last = findings[-1] if findings else None
    if last and last.rule == "urgency.mood" and last.level == "low":
        return next((found for found in reversed(findings) if ".date_" in found.rule), last)
    return last
