"""Whether the agent asked how soon: "when …", a date proposed, "is it urgent?", "what's driving this?".

`asked` tells a question of when, which any date or mood answers, from one of why, which only a date ahead answers,
and from one of how things go every day, whose answer has dates that are nobody's need.
"""

# SIM905: a list of words reads best as one string.
# ruff: noqa: SIM905

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from aftercall.signals import dates
from aftercall.signals.dialogue import Exchange, is_offer
from aftercall.signals.words import Cues, sentences

Asked = Literal["when", "why", "habit", ""]

_WHEN = frozenset(
    "dates browsing sooner sensitive priority outlook timetable timescale timescales soon shortly timeline timing deadline timeframe time-frame frame timelines urgent urgency rush launch rollout roll implementation schedule scheduled pressing pressure hurry aiming aim sorted fast expedited escalate due flexibility adopting adopt date serious evaluation start starting begin live search horizon quickly quick driving looking stage plan shopping target goal move decide decision purchase purchasing".split()
)
_WHEN_ASKED = Cues(
    *(f"when {word}" for word in "would do does will should shall can could are is am might must 's 'd 'll were did to abouts".split()),
    *(f"{word} when" for word in "by know sure for until from".split()),
    "what month", "which month", "what week", "what day", "which week", "which quarter",
)  # fmt: skip
_WHEN_WOULD = Cues(*(f"when {word}" for word in "would do does will should could is are might must 's 'd 'll".split()))
_IN_PLACE = Cues(
    "by which", "shall we say", "see yourself", "see yourselves", "in place", "up and running", "it running", "it live", "it working", "go live", "going live", "get going", "getting going", "get started", "getting started", "be live", "be ready",
    "why now", "look now", "set up by", "kick off", "kick you off", "how far out", "how far away is", "how far down the road", "by what", "what point", "what stage", "moment to begin", "moment you", "moment in", "hard stop", "drop dead", "d - day", "crunch time", "time constraints", "the latest it", "on your calendar", "terms of dates", "terms of timing", "how far off", "run out", "runs out", "stop using", "up for renewal", "cut off date", "cutoff date", "this wait", "it wait", "that wait", "it keep", "switched over", "changed over", "moved over", "in the process", "breathing down", "hold out", "keep going", "keep going like", "limp along", "limp on", "get by", "put up with", "can you last", "can you manage", "make do", "in your search", "far along", "time wise", "timing wise", "much time do we", "much time have", "much time is there", "over the line", "pushing this", "pushing it", "any push", "a push", "it done by", "it done this", "it done next", "working to", "working towards", "working toward", "working back from", "working backwards from",
)  # fmt: skip
_HOW_LONG = Cues("how long", "before or after", "do it now", "buy now", "sign now", "start now", "days or", "weeks or", "now or", "now , or", "need now", "or months", "or years", "this year or", "this month or", *(f"{which} {month} {would}" for which in ("what", "which") for month in ("week", "month", "quarter") for would in ("would", "are we", "are you", "were you thinking", "were you hoping", "do you want", "do you need", "did you want", "did you have", "should")), "which week", *(f"a {this} {year}" for this in ("this", "next") for year in ("week", "month", "quarter", "year")), "what year", "which year", "ever consider", "thinking of replacing", "thinking about replacing")  # fmt: skip
_LASTING = frozenset("looked worked known waited ago keep store retain valid been take takes had using".split())
_WHY = Cues(
    "what 's behind", "what is behind", "gearing up", "coming up", "what 's pushing", "what 's prompting", "what prompted", "what 's the occasion", "what 's the push", "what 's the trigger", "what triggered",
    "what brings", "what made you", "what brought", "what got you", "reason to change", "reason for changing", "reason to switch", "reason for switching", "what are you hoping", "what 's changed", "what changed", "what 's going on", "anything on the go", "what 's forcing", "why the change", "what happens if", "from here", "next step", "next steps", "how come", "why are you looking", "looking at this now", "looking into this now", "good look like", "the dream", "dream scenario", "dream outcome", "be perfect", "perfect world", "perfect picture", "perfect scenario", "be ideal", "ideal world", "ideal scenario", "magic wand", "best case", "what then", "then what", "success look like", "budget for", "have budget", "got budget", "what 's the story",
)  # fmt: skip
_AT_STAKE = Cues("happens if you", "happens if it", "happens if this", "happens if nothing", "happens if that", "happens if we", "if you dont", "if you do nothing", "if nothing changes")  # fmt: skip
_BEHIND = Cues("what 's behind", "what is behind", "what 's driving", "what prompted", "what brings")  # "… the call?"
_HOW_DOES = Cues(
    *(f"{asked} {do}" for asked in ("how", "when", "how long", "how often", "how fast", "how quickly", "how soon", "where", "who") for do in ("do", "does")),
    "tell me how", "take me through", "talk me through", "what does", "how 's business", "how 's your", "how are you", "how 's things", "how are things", "how 's it going", "how many", "how much", "what 's the volume", "walk me through", "do you use", "are you using", "you use", "who would", "who 'd", "who will", "what else", "which tools", "which crm",
    *(f"how {fast} {s}" for fast in ("fast", "quick") for s in ("is", "are", "'s")), "how soon after", "how soon do they", "how soon does", "busiest", "your peak", "the peak", "busy season", "busy period", "busy time", "busy times", "high season", "low season", "slow season", "slow time", "quiet season", "quiet time", "quiet spell", "most of your bookings",
    "how long", "what happens", "how 's it", "how is it", "how are they", "how are those", "who signs", "who sends", "take to", "takes",
)  # fmt: skip
_DO, _OF_THEM = frozenset(["do", "does"]), (["your"], ["they"], ["people"], ["most"])  # "do your clients sign quickly?"
_AS_A_RULE = Cues("as a rule", "on average")
_AIMS = frozenset(
    "need needs needed want wants wanted hope hoping plan like see expect looking start starting begin launch switch live move moving decide deciding prefer have got think reckon envisage imagine picture intend aim renew renews expire expires end ends lapse going timeline timing timescale timetable deadline rollout roll implementation schedule decision purchase target date pressure rush hurry urgent open opens come away adopt adopting replacing replace horizon wanna gonna figure rolling left turned switched retired sunset lapses stops finishes".split()
)
_NOT_WHEN = frozenset("format formats kind field call chat talk ring meeting demo works says trial speak minutes maker makers session workshop webinar walkthrough visit slot invite calendar phone phoning follow many much birth".split())  # fmt: skip
CALLING = Cues("call you", "catch you", "try you", "call again", "call back", "for calling", "get back", "come back", "ring back", "back to you", "back to me", "to reach", "to catch", "check in", "check back", "get me", "send me", "send us", "come and", "come out", "come by", "show you", "you around", "you back", "him back", "her back", "them back", "you about", "follow up", "reach out", "be in touch", "talk again", "speak again", "chase you", "touch base", "circle back", "price list", "the brochure", "the slides", "the deck", "the recording", "the pricing")  # fmt: skip
_MOMENT = frozenset(["time", "moment"])
_GOOD_TIME = Cues(
    *(f"{good} {time}" for good in ("good", "better", "best", "convenient") for time in _MOMENT)
)  # to talk
_TO_TALK = Cues(
    *(f"{good} {time}" for good in ("good", "bad", "okay", "ok", "right", "wrong", "convenient", "inconvenient") for time in _MOMENT),
    *(f"{have} {a} {minute}" for have in ("have", "you", "got", "spare") for a in ("a", "a few", "a couple", "two", "five", "ten") for minute in ("minute", "minutes", "moment", "second", "sec")),
    "can you talk", "able to talk", "free to talk", "caught you", "catch you", "you free", "you busy", "talk now", "talk right now",
)  # fmt: skip
_BETTER = frozenset("better best easier suits suit".split())
_TO_START = frozenset("by from before start starting live need needs want wants running sign signed signing due deadline launch ready switch buy renew renewal begin decide ahead".split())  # fmt: skip
_TO_BEGIN = _TO_START - {"by", "from", "before", "want", "wants"}
_MEETS = frozenset("demo meeting walkthrough session webinar visit slot callback chat ring catch call show bad talk speak driving".split())  # fmt: skip
_DECIDING = Cues("make a call on", "make the call on", "make a call about", "make that call", "a call on this")
_PAST_QUESTION = Cues("what made", "when you did", "when you signed", "when you joined", "when you registered", "why did you", "what happened", "when was", "looking at today", "date is on", "date on the", "date did", "day did", "date on your", "due back", "did your", "did they", "did he", "did she")  # fmt: skip
_HABIT = frozenset("usually typically normally generally often happen happens invoice send bill close".split())
_PROPOSING = frozenset("realistic feasible doable achievable shall should would could can want need for by start starting ready sending launching switching kick put say thinking talking looking aiming hoping planning said mentioned".split())  # fmt: skip
_LAST_TIME = Cues(
    "last time you said",
    "last time you mentioned",
    "last time you told",
    "last we spoke you said",
    "last we spoke , you said",
    "last time we spoke you said",
    "last time , you said",
    "last time we spoke , you said",
)
_GOT_RIGHT = frozenset("did do have i we get got hear heard that it this you right correctly correct is".split())
_NO_PROPOSAL = frozenset("shut closed alone what who where why which work works ok okay suits email mail else many much how last was were did everything show suit most customers offer discount percent".split())  # fmt: skip
_APPROVING = frozenset("fine good great perfect lovely grand noted fair sensible comfortable brilliant".split())
_YOU_CAN = Cues("you can", "you 'll", "you could", "it can", "they can")  # what the product does
_OUR_WORK = Cues("we 'd need", "we need", "we would need", "it takes", "that takes", "we 'd take", "it 'll take", "takes us", "take us", "it would take", "we 'll need", "we usually", "we allow")  # fmt: skip
_ASKS_ON = Cues("have you got", "have you decided", "have you thought", "have you a", "when would", "when do", "when will", "is there", "how much time")  # fmt: skip
_OFFERING = frozenset("can could 'll will".split())  # "i can add another week"
_SHALL = frozenset("shall should can could may might would".split())
_OUR_TASKS = frozenset("send email mail show call text ring walk book set schedule forward share check extend".split())
_NOTING = frozenset(
    "put note say take assume ask mark write pencil know have get hear".split()
)  # of what the customer plans
_EVENTS = frozenset("is are was were does do did will has 's 're 'll".split())  # fmt: skip  # "when would", "when should" ask of a plan
_PASTS = frozenset(["was", "were", "did"])
_SOMEBODY = frozenset(["she", "he", "they"])
_KIN = frozenset("son daughter wife husband kids kid baby brother sister mum mom dad grandson granddaughter festival wedding birthday party exam exams parade funeral match presentation".split())  # fmt: skip
_REGULAR = frozenset("your the they it".split())  # "when do your lessons start again?"
_OCCASIONS = _SOMEBODY | frozenset("game shift lunch break tide holidays vacation leave flight elections election concert".split())  # fmt: skip
_INTENDED = frozenset("want need hope wish plan plans planned planning hoping thinking looking aiming expecting intending meant mean intend expect mind like begin starting going wanting reckon think".split())  # fmt: skip  # "when did you want it?"
_WANTED_THEN = _INTENDED - {"begin"}  # "when did it begin?"
_PLANNED = frozenset("kickoff you we i it this that those these ready running live place needed decision renewal rollout launch deadline target switch move start starting contract agreement tool tools plan subscription licence license software system purchase purchasing approval budget trial cutover migration implementation season begin begins starts open opens hoping thinking looking planning aiming wanting expecting intending considering changing change replacing replace adopt adopting moving switching making deciding going using use signed expire expires lapse renew renews need needs want wants signing process expected due".split())  # fmt: skip
_MEETING = frozenset(
    "free available specialist specialists colleague demo call meeting session walkthrough callback appointment".split()
)
_NO_QUESTION = frozenset("no not dont i we our".split())  # in what is said and not asked
_CALLERS = frozenset("we i us our my you".split())  # "how soon could you set us up?"
_ON_OFFER = frozenset("trial discount promo promotion coupon voucher link newsletter update version".split())
_ASKING = frozenset("when what how is are do does would could can should shall will any which".split())
_SHORT = 5  # tokens; a date with so few others is a proposal
_THING_ASKED = Cues("looking for", "looking at", "looking to automate", "looking to sign", "looking to send", "looking after", "looking like", *(f"{diary} looking" for diary in "week day diary calendar morning afternoon monday tuesday wednesday thursday friday".split()), *(f"{kind} plan" for kind in "free starter small solo team basic standard pro business premium paid cheapest entry monthly annual yearly".split()), *(f"plan {does}" for does in ("includes", "costs", "covers", "has", "comes")))  # fmt: skip
_ON_THE_CALL = Cues("let me", "me to", "would you like", "i 'll", "i will", "we 'll", "while i", *(f"{shall} {i}" for shall in ("shall", "should", "can", "could", "may") for i in ("i", "we")), *(f"i {can}" for can in ("can", "could")))  # fmt: skip
_AT_ONCE = Cues("straight away", "right away", "immediately", "asap", "as soon as possible", "urgently", "straightaway", "at once", "in a hurry")  # fmt: skip
_IT_DOES = Cues("does it", "do they", "did it", "does that", "does the")  # "does it come up straight away?"
_WANTED = frozenset("need needed want wanted looking hoping is be this it".split())
_DATES = frozenset(
    "date dates deadline timeline timeframe timescale timing urgent urgency rush hurry pressing pressure push pushing driving clock frame timelines timescales".split()
)
_HOW_MUCH, _TIME = frozenset(["kind", "much"]), _DATES - {"date", "dates"} | {"time"}
_SOON = Cues("soon as", "how soon", "as soon", "speak soon", "talk soon")
_FITS = frozenset("fit fits suit suits enough work works ok okay realistic doable manageable".split())
_STARTS = frozenset("live running launch launched start started ready set onboard onboarded".split())
_HOW_HIGH = Cues("hot or", "hot , warm", "is there a fire", "it burning", "how eager", "how keen", "this rank", "this sit on", "this fall on", "anyone pushing", "anybody pushing", "someone pushing", "somebody pushing", "who 's pushing", "pushing you", "chasing you", "on your back", "leaning on you", "hot is this", "high is this", "how high up", "how high on", "high a priority", "high on your", "high up your", "far up your", "top of your list", "under the gun", "up against it", "waiting on you", "waiting on a signature", "waiting on your signature", "waiting for your signature", "waiting on paperwork", "waiting for paperwork")  # fmt: skip
_PRESSING = frozenset("critical sensitive priority pressure rush hurry urgent urgency pressing".split())


def asked(exchange: Exchange) -> Asked:
    """What the agent's turn asks: of its questions, or of all it says where nothing is marked as one."""
    if exchange.calls:
        return ""
    agent = exchange.agent
    questions = "?" in exchange.agent_words
    told: Asked = ""
    sentence: list[str] = []
    meeting = not _MEETING.isdisjoint(exchange.agent_words)
    for start, stop in exchange.sentences:
        before, sentence = sentence, agent[start:stop]
        words = frozenset(sentence)
        marked = agent[stop : stop + 1] == ["?"]
        if _AS_A_RULE.stand_in(sentence, words):
            told = told or "habit"
            continue
        habit = sentence[0] in _DO and sentence[1:2] in _OF_THEM
        if (
            words.isdisjoint(_AIMS)
            and (habit or _HOW_DOES.stand_in(sentence, words))
            and not _IN_PLACE.stand_in(sentence, words)
        ):
            told = told or ("why" if _AT_STAKE.stand_in(sentence, words) else "habit")
            continue
        asks = marked or sentence[0] in _ASKING or not (questions or exchange.stated or words & _NO_QUESTION)
        asks = asks or (not questions and _ASKS_ON.stand_in(sentence, words))
        if (
            not (_of_time(words) or _DECIDING.stand_in(sentence))
            or CALLING.stand_in(sentence, words)
            or (sentence[-1] in _MOMENT and _GOOD_TIME.stand_in(sentence[-3:]))
            or is_ours_to_do(sentence, words)
        ):
            told = told or ("why" if marked and _BEHIND.stand_in(sentence, words) else "")
            continue
        if (asks and (_asks_when(sentence, words) or _presses(sentence, words))) or (
            not meeting
            and (asks or "you" in words or (stop - start <= _SHORT and not questions))
            and _proposes(sentence, words, marked=marked)
        ):
            return "" if _PAST_QUESTION.stand_in(sentence) or _of_an_event(sentence) else "when"
        if _WHY.stand_in(sentence, words):
            told = "why"
        if marked and words & _FITS and before and not _STARTS.isdisjoint(before) and dates.find(before):
            return "when"  # "we get you live in two weeks. does that fit?"
    return told


def _of_time(words: frozenset[str]) -> bool:
    """Whether nothing says that another thing is asked; "what kind of timeframe" and "how much time" ask for one."""
    others = words & _NOT_WHEN
    return not others or (others <= _HOW_MUCH and not words.isdisjoint(_TIME))


def arranges(exchange: Exchange, before: Exchange | None, *, needed: bool) -> bool:
    """For "tomorrow then?" after a call, a visit or a bad moment was spoken of, and "when would suit?"; no need is meant.

    Nor is it by a date of what we offer.
    `needed` when the customer has told of one.
    """
    words = exchange.agent_words
    better = not exchange.question_words.isdisjoint(_BETTER)
    if not (better or dates.possible_in(words)) or words & _TO_START:
        return False
    if before and _is_told_of_us(exchange, before):
        return True
    said = before.agent_words if before else frozenset()
    if before and said.isdisjoint(_MEETS):
        said |= before.words
    if not before or (said.isdisjoint(_MEETS) and not (_of_a_call(before) and before.words.isdisjoint(_TO_BEGIN))):
        return bool(before and before.calls) or (better and not needed and not (before and asked(before) == "when"))
    return before.calls or (said.isdisjoint(_TO_START) and before.words.isdisjoint(_TO_BEGIN))


def _is_told_of_us(exchange: Exchange, before: Exchange) -> bool:
    """For "thirty days" to "how long does the link last?", and "it ends on tuesday" after the trial was spoken of."""
    if "?" in exchange.agent_words:
        return False
    if not (before.agent_words | before.words).isdisjoint(_ON_OFFER) and exchange.agent[0] == "it":
        return "you" not in exchange.agent_words
    last = next((before.user[start:stop] for start, stop in reversed(sentences(before.user))), [""])
    return last[0] in _ASKING and _CALLERS.isdisjoint(last) and _STARTS.isdisjoint(last)


def of_a_talk(exchange: Exchange) -> bool:
    """Whether a call or a meeting is what was asked about."""
    return not _MEETING.isdisjoint(exchange.question_words)


def of_the_moment(exchange: Exchange) -> bool:
    """For "is this a good time?", "can you talk?": a time in the answer is how long they can."""
    return _TO_TALK.stand_in(exchange.question, exchange.question_words)


def _of_a_call(exchange: Exchange) -> bool:
    """Whether it was asked if they can talk, or when to call."""
    return of_the_moment(exchange) or CALLING.stand_in(exchange.question, exchange.question_words)


def meets(exchange: Exchange) -> bool:
    """Whether a day to meet was proposed: what is on then, or on which day instead, is no need."""
    return of_a_talk(exchange) and dates.possible_in(exchange.question_words)


def for_a_date(question: Sequence[str]) -> bool:
    """Whether a date or what presses is asked for by name, so that no date is an answer: "does this have a date on it?"."""
    return (
        not _DATES.isdisjoint(question)
        or {"particular", "moment"} <= {*question}
        or ("when" in question and _WHEN_WOULD.stand_in(question))
    )


def is_ours_to_do(sentence: Sequence[str], words: frozenset[str]) -> bool:
    """Whether the agent speaks of what we offer or would do: "shall i send it today", not "could we aim for june"."""
    if _OUR_WORK.begin(sentence):
        return True
    if sentence[0] in _SHALL and sentence[1:2] in (["i"], ["we"]):
        return not _OUR_TASKS.isdisjoint(sentence) or (sentence[1] == "i" and _NOTING.isdisjoint(sentence[2:4]))
    if sentence[0] == "i" and not _OFFERING.isdisjoint(sentence[1:2]) and words.isdisjoint(_STARTS):
        return True
    return is_offer(sentence, words) and not _ASKS_ON.stand_in(sentence, words)


def of_what_we_do(exchange: Exchange) -> bool:
    """Whether the agent said last what we do for them on the call, or after it: "let me look", "shall i walk you through it?"."""
    start, stop = exchange.sentences[-1] if exchange.sentences else (0, 0)
    sentence = exchange.agent[start:stop]
    return sentence[:1] not in (["what"], ["how"]) and _ON_THE_CALL.stand_in(sentence) and _STARTS.isdisjoint(sentence)


def pressing(exchange: Exchange) -> bool:
    """Whether the question was if it is urgent: "any rush?", "do you need it straight away?"."""
    question, words = exchange.question, exchange.question_words
    return not _PRESSING.isdisjoint(words) or (
        not is_offer(question, words)
        and _NOT_WHEN.isdisjoint(words)
        and (_presses(question, words) or soon(question, words))
    )


def soon(question: Sequence[str], words: frozenset[str]) -> bool:
    """Whether no more than soon was asked: "is it something you want to do soon?"."""
    return (
        ("soon" in words or "sooner" in words)
        and "you" in words
        and not _SOON.stand_in(question, words)
        and not CALLING.stand_in(question, words)
    )


def _presses(sentence: Sequence[str], words: frozenset[str]) -> bool:
    return _HOW_HIGH.stand_in(sentence, words) or (
        _AT_ONCE.stand_in(sentence, words)
        and not _WANTED.isdisjoint(words)
        and not (_IT_DOES.stand_in(sentence, words) and "need" not in words)
    )


def _asks_when(sentence: Sequence[str], words: frozenset[str]) -> bool:
    if words & _WHEN and not (words & _WHEN <= {"looking", "plan"} and _THING_ASKED.stand_in(sentence)):
        return True
    if "when" in words and _WHEN_ASKED.stand_in(sentence) and words.isdisjoint(_HABIT):
        return True
    if "when" in sentence[-2:] or (sentence[-1] == "by" and "what" not in words):
        return True
    return (_HOW_LONG.stand_in(sentence, words) and words.isdisjoint(_LASTING)) or _IN_PLACE.stand_in(sentence, words)


def _of_an_event(sentence: Sequence[str]) -> bool:
    """For "when's your next shoot", "when are his exams", "when's best to catch him": not when they need or start."""
    if "when" not in sentence:
        return False
    place = sentence.index("when") + 1
    if place + 1 >= len(sentence) or sentence[place] not in _EVENTS:
        return False
    about = sentence[place + 1 :]
    if about[0] in _REGULAR and "again" in about:
        return True
    if not _KIN.isdisjoint(about) or (_INTENDED.isdisjoint(about) and not _OCCASIONS.isdisjoint(about[:3])):
        return True
    if sentence[place] in _PASTS:
        return _WANTED_THEN.isdisjoint(about)
    if about[0] == "it" and len(about) > 2:  # "when will it ease up?"
        about = about[1:]
    return about[0] != "the" and _PLANNED.isdisjoint(about)


def _proposes(sentence: Sequence[str], words: frozenset[str], *, marked: bool) -> bool:
    """For "Could we kick you off tomorrow?" and "By month end?", which "A month?" is not; or a date repeated."""
    if _GOT_RIGHT.issuperset(sentence[-4:]) and "," in sentence[:-3]:  # "by friday, did i get that right?"
        sentence = sentence[: len(sentence) - 1 - sentence[::-1].index(",")]
        words = frozenset(sentence)
    if "last" in words and _LAST_TIME.begin(sentence):
        words -= {"last"}
    if words & _NO_PROPOSAL - _FITS or (not marked and words & _APPROVING) or _YOU_CAN.stand_in(sentence, words):
        return False
    short = len(sentence) <= _SHORT
    if not (words & _PROPOSING or sentence[0] == "may" or short):
        return False
    return any(
        sentence[date.start] not in ("a", "an")
        and (date.level != "high" or words.isdisjoint(_FITS))
        and not (short and date.level == "high" and sentence[date.end : date.end + 1] == ["at"])  # "thursday at three?"
        and (marked or not short or (date.level != "high" and date.start <= 1))
        and not (sentence[0] == "and" and sentence[date.start] == "today")  # "and today?": as against what if
        for date in dates.find(sentence)
    )
