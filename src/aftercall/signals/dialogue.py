"""Who speaks, what was asked, and how it was answered.

A conversation is cut into exchanges: what the agent said last, and what the user said to it
(neighbouring turns of one role are one). The readers of the signals see one exchange at a time.
"""

# S105: a token is a word of speech here; SIM905: a list of words reads best as one string.
# ruff: noqa: S105, SIM905

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from aftercall.signals.numbers import WORDS as NUMBERS
from aftercall.signals.words import Cues, sentences

Reply = Literal["yes", "no", "other"]
Topic = Literal["tools", "about", "contact", "count"]

_FILLERS = frozenset(
    "lord goodness heavens dear man jeez gee hell my er em eh oh ah ha haha hm hmm well honestly so like gosh god unfortunately och whoa wow uf also lol ja actually ok okay and , . ! ? - …".split()
)
_YES = frozenset(
    "yes yeah yep yup yea ya yah sure correct right exactly affirmative absolutely definitely indeed bingo precisely certainly totally si hai opo oui mhm mmhm mm uhhuh true please aye perfect perfecto righto yessir accurate".split()
)
_NO = frozenset("no nope nah not never neither none wrong negative nuh nay skip hardly forbid".split())
_YES_PHRASES = Cues(
    "you got it", "you got all", "you got everything", "you did", "hopefully .", "fingers crossed", "all being well", "god willing", "that 's what they tell me", "that 's what i 'm told", "so they tell me", "so i 'm told", "at the latest", "at the very latest", "you have it all", "that is correct", "that 's correct", "that 's right", "that is right", *(f"that {s} {quite} {right}" for s in ("'s", "is") for quite in ("exactly", "absolutely", "quite", "perfectly", "entirely", "all") for right in ("right", "correct", "it", "so", "true")), "spot on", "you do", "we do", "we would", "we are", "it is", "you have", "you understand", "you 've got",
    "they would", "that they do", "all correct", "all of it is right", "uh huh", "of course", "there you go", "you said it", "i do", "i am", "bang on", "go for it", "you bet", "there is .", "there are .", "there is ,", "there are ,", "there are indeed", "there is indeed", "there is a bit", "there is some", "there is actually", "there is and", "there are and", "there is but", "there are but",
    "both", "we have", "it does", "they do", "they are", "please do", "go on then", "let 's do that", "let 's do it", "very much so", "that would be it", "exactly that", "please put", "please note", "please go", "please add", "please write", "got it in one", "all good", "all right", "still true", "still right", "still correct", "still is", "still are", "still do", "still the case", "still holds", "that still stands", "that holds", "i would", "that 's it", "that 's about right", "about right", "that 's the size of it", "i was told", "for now",
    "that 's the idea", "that 's the aim", "that 's the plan", "that 's still the plan", "that 'd be the plan", "that would be the plan", "that 's the goal", "that 's the hope", "pretty much", "more or less", "sounds right", "sounds about right", "sounds good", "i think so", "i believe so", "i suppose so", "i guess so", "you could say", "no doubt", "he is", "she is", "he does",
    "she does", "they will", "we will", "that would be right", "that 'd be right", "that sounds right", "that 's accurate", "that 's all", "that 's me", "that 's us", "nail on the head", "that 's the one", "that 's him", "that 's them", "that 's the number", "that 's the count", "that 's the figure", "the very one", "the very same", "a godsend", "that 's what i said", "that is what i said", "as i said", "like i said", "that 's the lot", "that 's the whole", "that 's exactly right", "that 's absolutely right", "that 's quite right", "every word", "word for word", "as far as i know .", "to my knowledge .", "that 's the measure", "you may .", "do .", "do please", "i should think so", "i would think so", "i 'd think so", "i 'd say so", "that 'd be fair", "that would be fair", "that 's fair", "good memory", "well remembered",
    "that would do", "that 'd do", "that 'll do", "that would work", "that 'd work", "that works", "that will work", "that 'll work", "that 'd be fine", "that would be fine", "that would suit", "that 'd suit", "that suits", "works for me", "works for us", "suits me", "suits us", "fine by me", "fine by us", "fine with me", "fine with us",
    "still the plan", "no change", "it would ,", "it would .", "that 's exactly it", "that 'd be exactly right", "that 's the picture", "that 's how it is", "that 's the shape of it", "you 're reading it right", "you read it right", "you read that right", "you heard right", "you heard that right", "on the nose", "dead on .", "to the letter", "to a t", "you 've nailed", "you nailed", "that 'll be it", "that tallies", "that checks out", "as near as makes", "give or take .", "close enough", "near enough .", "thereabouts", "around then", "about then", "hundred percent", "a hundred percent", "one hundred percent", "course it", "course we", "if possible", "if at all possible", "if you can .", "if you could .", "it has to be .", "it has to be ,", "has to be .", "it must be .", "it must be ,", "i 'd like to think so", "if you say so", *(f"{keep} {that}" for keep in ("call it", "go with", "keep it at", "keep it as", "keep it down as", "stick with", "run with", "put down", "write down") for that in ("that", "it")), *(f"{write} {that} down" for write in ("put", "write", "note", "jot") for that in ("that", "it")), "you read my mind", "sounds like us", "on the money", "you 're on the money", "near as makes", "as near as", "near enough as", "good guess .", "thumbs up", "that 's the long and short", *(f"{take} {it} as a yes" for take in ("take", "took") for it in ("it", "that")), "it 'd suit", "it would suit", "it 'd work",
)  # fmt: skip
_NO_PHRASES = Cues(
    "that 's not", "it 's not", "cant say we", "cant say i", "afraid not", "its not", "leave it", "strike the", "take out", "we dont", "i dont", "i wish", "save your", "dont", "couldnt", "there isnt", "there arent", "there 's no", "it isnt", "we arent", "isnt", "that isnt", "i 'm not",
    "we 're not", "i havent", "we havent", "havent", "who said", "i never", "we never", "it doesnt", "it wont", "that wont", "it cant", "that 's way too", "that 's too", "way too", "too soon", "too early", "far too", "much too",
)  # fmt: skip
_WHOLLY = (["there", "is"], ["there", "are"], ["that", "one"], ["that", "'s", "her"])  # yes where nothing follows
_WHO_ME = (["me", "?"], ["us", "?"])
_THERE_OR_THAT = frozenset(["there", "that"])
_NOT_NO = Cues("you 're not wrong", "that 's not wrong", "not wrong", "not far off", "not far wrong", "you 're not far", "that 's not far off", "that 's not far wrong", "not a million miles", "cant argue with that", "cant argue with it", "cant argue there", "cant argue .", "cant fault it", "cant fault that", "cant fault you", "couldnt have put", "couldnt have said", "dont change a thing", "wouldnt change a thing", "no argument", *(f"dont {we} just" for we in ("we", "i", "they", "you")), "not half .", "wouldnt say no", "not a bad guess .", "dont i know it", "wont argue", "i wont argue", "no complaints", *(f"leave it {so}" for so in ("at that", "as that", "like that")))  # fmt: skip  # a yes that sounds like a no
_YES_FIRSTS, _NO_FIRSTS, _NOT_NO_FIRSTS = _YES_PHRASES.firsts, _NO_PHRASES.firsts, _NOT_NO.firsts
_PLEASE_DO = (["do"], ["put"], ["note"], ["go"], ["add"], ["write"])
_AFTER_YES = frozenset(["no", "havent", "dont"])  # what makes a no of it
_AFTER_ALL = frozenset(["yes", "yep"])
_ASSENT = frozenset("exactly perfectly accurate correct precisely indeed right definitely absolutely".split())
_LATE = _ASSENT | {"yes", "yep", "yeah"}  # without one of these no answer says yes after its head
_DISSENT = frozenset("not no isnt cant never dont wrong nothing arent wasnt none quite if when which what how".split())
_NOT = frozenset(["not", "never"])
_KNOWING = frozenset("sure know certain only just".split())
_WOULD_LIKE = (["would", "like"], ["would", "love"], ["would", "prefer"], ["would", "want"], ["would", "rather"])
_REST = frozenset("rest others everything remaining otherwise".split())
_PARTS = frozenset("first second third last latter former next".split())
_THINGS = (["thing"], ["one"], ["part"], ["bit"], ["half"], ["number"], ["figure"], ["is"], ["was"])
_RESTS = _REST | _PARTS | {"other", "stand", "stands", "all"}
_OTHER_ONES = (["two"], ["three"], ["2"], ["3"], ["figures"], ["numbers"], ["bits"], ["parts"], ["points"])
_BUT = (["but"], ["except"], ["bar"], ["apart"], ["save"])
_EARLY = 3
_I_DID = Cues("i did", "we did")
_YOU_SAID = frozenset("mentioned said told wrote noted".split())
_POLITE = frozenset("thank thanks good have take talk nice happy bye one just how what who when".split())
_SAID_AGAIN = 8  # tokens at most of what is said again to say yes
_FINE = frozenset(
    "nailed spot right correct fine good stands stand stays holds ok okay true said on as same accurate".split()
)


def read_reply(tokens: Sequence[str]) -> Reply:
    """Whether an answer begins, or as a short one ends, with a yes or a no; "not only" after "no" stays a no."""
    place = 2 if tokens[:2] in _WHO_ME else 0
    while place < len(tokens) and tokens[place] in _FILLERS:
        place += 1
    head = tokens[place : place + 5]
    if not head:
        return "other"
    first = head[0]
    if first in _NOT_NO_FIRSTS and _NOT_NO.begin(head):
        return "yes"
    if first in _NO_FIRSTS and _NO_PHRASES.begin(head):
        return "no"
    if first in _THERE_OR_THAT and tokens[place:] in _WHOLLY:
        return "yes"
    if first in _NO:
        if first == "no" and head[1:2] in (["idea"], ["clue"], ["problem"], ["worries"]):
            return "other"
        return "no"
    if "wrong" in head:
        return "no"
    if first not in _YES and not _NOT.isdisjoint(head[1:4]):  # "I am not sure" says neither
        return "other" if not _KNOWING.isdisjoint(tokens[place : place + 6]) else "no"
    if first in _YES and _but_no(head[1:]):
        return "no"
    if first in _YES or (
        first in _YES_FIRSTS and _YES_PHRASES.begin([*tokens[place : place + 7], "."]) and head[1:3] not in _WOULD_LIKE
    ):
        if first == "please" and head[1:2] not in _PLEASE_DO and len(tokens) > place + 2:
            return "other"
        early = tokens[place : place + 6]
        if first in ("yes", "right") and not _AFTER_YES.isdisjoint(early[1:4]):
            return "no"
        return "yes"
    if _LATE.isdisjoint(tokens):
        return "other"
    words = [token for token in tokens if token[0].isalpha()]
    if words[1:2] == ["no"]:  # "Slack no, Zoom yes"
        return "no"
    if words[1:2] in (["yes"], ["yep"], ["yeah"], ["correct"], ["exactly"]) and words[0] in NUMBERS:
        return "yes"
    if len(words) <= 9 and (words[-1:] in (["yes"], ["yeah"], ["yep"]) or not _AFTER_ALL.isdisjoint(tokens[:4])):
        return "yes"
    if len(words) <= 6 and not _ASSENT.isdisjoint(words) and _DISSENT.isdisjoint(words):
        return "yes"
    return "other"


def _says_again(user: Sequence[str], said: Sequence[str]) -> bool:
    """For "So a single user." · "a single user, and a formidable one"."""
    start = next((at for at, token in enumerate(said) if token not in _FILLERS), 0)
    again = len(said) - start
    return again > 1 and user[:again] == said[start:] and user[again : again + 1] != ["?"]


def _but_no(after: Sequence[str]) -> bool:
    """For the rest of "yeah, no, we don't"; not of "yeah, no problem"."""
    after = [token for token in after if token != ","]
    return after[:1] == ["no"] and (len(after) == 1 or after[1] in ("we", "i", "it", "they", "not", "."))


def rest_is_right(tokens: Sequence[str]) -> bool:
    """For "twelve people, the rest is right": what is not corrected is affirmed."""
    for place in [place for place, token in enumerate(tokens) if token in _RESTS]:
        token, ahead = tokens[place], tokens[place + 1 : place + 2]
        if (
            place <= _EARLY
            and token in ("all", "everything")
            and (ahead in _BUT or tokens[place + 1 : place + 3] == [",", "except"])
        ):
            return True
        if (
            token in _REST
            and ahead in (["you"], ["is"], ["are"], ["'s"], ["else"], ["of"], ["stands"], ["stays"], ["holds"])
        ) or (token == "other" and ahead in _OTHER_ONES):
            return any(word in _FINE for word in tokens[place + 1 : place + 7])
        if token in _PARTS and ahead in _THINGS and not _FINE.isdisjoint(tokens[place + 2 : place + 5]):
            return True
        if token in ("stand", "stands") or (
            token == "otherwise" and not (_FINE | _YES).isdisjoint(tokens[place + 1 : place + 6])
        ):
            return True
    return False


_ANYTHING_WRONG = Cues(
    "anything off", "is anything off", "have i missed something", "anything amiss", "anything else to fix",
    "did i miss anything", "have i missed anything", "did i miss something", "did i get anything wrong", "anything wrong there", "did i forget anything", "anything i missed", "anything i 've missed",
    "have i left anything out", "did i leave anything out", "anything missing", "have i got anything wrong", "did i miss any", "anything you 'd change", "anything to correct", "anything to change", "anything to add", "anything to fix", "any changes", "any corrections", "anything changed", "has anything changed", "has that changed", "has it changed", "has that grown", "has it grown", "has that moved", "has that gone up", "any different", "is it different", "anything different",
)  # fmt: skip  # a no to these is a yes to all that was said before


_FULL_STOP = (["."], ["!"])
_TELL_ME = frozenset(
    "tell give share describe walk talk know curious wonder wondering remind guess how who what which when many any anyone anybody".split()
)


class Exchange:
    """What the agent said (maybe nothing), what the user answered, and what follows from the two.

    `turn` is the number of the user's last turn; `question` the agent's last sentence that asks something, `topics` what it is about; `reply` whether the user said yes or
    no to it; `rest` whether they said that what they did not correct is right; `words`, `agent_words` and
    `question_words` the words of each; `sentences` the bounds of the agent's; `resumed` whether `question` is an earlier one;
    `affirmed` the agent's words that the user made their own: all but offers, nothing without a yes; `calls` whether a call is being arranged.
    """

    __slots__ = (
        "affirmed",
        "agent",
        "agent_words",
        "calls",
        "question",
        "question_words",
        "reply",
        "rest",
        "resumed",
        "sentences",
        "topics",
        "turn",
        "user",
        "words",
    )

    def __init__(self, agent: list[str], user: list[str], turn: int) -> None:
        self.agent, self.user, self.turn = agent, user, turn
        self.words, self.agent_words = frozenset(user), frozenset(agent)
        self.reply: Reply = read_reply(user) if agent else "other"
        if self.reply == "no" and _ANYTHING_WRONG.stand_in(agent):
            self.reply = "yes"
        self.rest = bool(agent) and not _RESTS.isdisjoint(self.words) and rest_is_right(user)
        self.sentences = sentences(agent)
        if self.reply == "other" and user[0] in self.agent_words and user[0] not in _POLITE and self.sentences:
            start, stop = self.sentences[-1]
            if stop - start <= _SAID_AGAIN and _says_again(user, agent[start:stop]):
                self.reply = "yes"
        if self.reply == "other" and not _YOU_SAID.isdisjoint(self.agent_words) and _I_DID.begin(user):
            self.reply = "yes"
        self.question, self.question_words, self.topics = _asked(agent, self.sentences)
        self.affirmed = self._made_own() if self.rest or self.reply == "yes" else []
        self.resumed = self.calls = False

    @property
    def stated(self) -> bool:
        """Whether the agent marked what it said as no question, and asked to be told nothing."""
        if self.resumed or self.agent[-2:-1] not in _FULL_STOP:
            return False
        return "?" not in self.agent_words and self.agent_words.isdisjoint(_TELL_ME)

    def _made_own(self) -> list[str]:
        """The agent's words but offers."""
        kept: list[str] = []
        for start, stop in self.sentences:
            sentence = self.agent[start:stop]
            asked = self.agent[stop : stop + 1] == ["?"]
            of_others = sentence[0] in _OF_OTHERS and not _SAME_FOR_YOU.stand_in(self.agent)
            of_others = of_others or (
                sentence[0] in _MANY and "?" not in self.agent_words and _YOURS.isdisjoint(sentence)
            )
            if not is_offer(sentence) and not of_others and (asked or not _of_a_customer(sentence)):
                kept += [*sentence, "."]
        return kept


_OFFER_VERBS = frozenset(
    "do does handle cover list read speak talk connect support integrate integrates offer serve sync include plug have work link our can could ve add-ons connectors addons ons ll".split()
)


_PLANS = frozenset("plan plans tier tiers package starter edition trial".split())
_RECORDS = frozenset("notes records record file files".split())
_IT_DOES = frozenset("works connects integrates talks plugs syncs supports".split())
_NEED = frozenset("need want team".split())
_TO_YOU = frozenset("you your you're youre shall should".split())
_WE = frozenset("we our us".split())
_ADD_ONS = frozenset("ons addons connectors".split())
_OFFERING = (
    _PLANS | {"we", "our", "us", "ons", "addons", "connectors", "out", "can", "could"} | _IT_DOES
)  # no offer without
_OF_OTHERS = frozenset("most other others typical typically".split())  # "most teams your size have twenty"
_MANY = frozenset("many lots plenty loads several half".split())  # "many agencies love us with Airtable"
_SAME_FOR_YOU = Cues("same for you", "same with you", "same at yours", "that be you", "is that you", "sound like you", "you as well", "you too", "yours too", "true of you", "true for you")  # fmt: skip
_YOURS = frozenset("you your yours you're youre so".split())
_CUSTOMERS = frozenset(
    "firm firms company companies customer customers client clients account accounts shop outfit house agency practice business brokerage lab studio chain group dealer broker contractor clinic yard list user users".split()
)
_WITH_US = Cues("with us", "on our books", "of ours", "on our list", "we look after", "we work with")
_ONE = frozenset("one another some a an our".split())
_WHO = frozenset(
    "with in who that which does do sends runs has had on down up out over near at doing sending of we it is".split()
)
_GIVES = frozenset("includes include covers cover allows allow comes has gives limit goes up available".split())


def is_offer(sentence: Sequence[str], words: frozenset[str] | None = None) -> bool:
    """An agent's sentence about ourselves, not about the customer: "we connect to …", "our plans …".

    Faster with the `words` of the sentence, if they are at hand.
    """
    if _OFFERING.isdisjoint(sentence if words is None else words):
        return False
    words = frozenset(sentence) if words is None else words
    if not (words.isdisjoint(_PLANS) or words.isdisjoint(_GIVES)) and words.isdisjoint(_NEED):
        return True
    first, does = sentence[0], not words.isdisjoint(_OFFER_VERBS)
    if first == "our" and sentence[1:2] != [] and sentence[1] in _RECORDS:
        return False  # "our notes say you were with"
    if does and first in ("we", "our") and "your" not in words:
        return True
    if first in ("it", "this", "ours") and "your" not in words and not words.isdisjoint(_IT_DOES):
        return True
    if not words.isdisjoint(_TO_YOU):
        return first == "you" and sentence[1:2] in (["could"], ["can"])
    return (
        (does and not words.isdisjoint(_WE)) or not words.isdisjoint(_ADD_ONS) or sentence[:3] == ["out", "of", "the"]
    )


def _of_a_customer(sentence: Sequence[str]) -> bool:
    """For "one tree firm with us does ninety quotes monthly": our tale of somebody else."""
    if not _YOURS.isdisjoint(sentence):
        return False
    return _WITH_US.stand_in(sentence) or any(
        token in _CUSTOMERS
        and not _ONE.isdisjoint(sentence[max(0, place - 3) : place])
        and sentence[place + 1 : place + 2] != []
        and sentence[place + 1] in _WHO
        for place, token in enumerate(sentence)
    )


_CONTACT = frozenset("demo meeting ring callback appointment".split())
_TOOLS = frozenset(
    "crm crms erp accounts keep software tool tools system systems stack app apps platform platforms integration integrations accounting invoicing storage wiki chat tracking tracker track store stored saved bookkeeping ledger "
    "ledgers calendar tasks files scans connect hook sync automate automated automation automations workflow archive archives glue integrate sit sits kept books bills bill invoice invoices paid pay payments deposits till marketing messaging mail mails email tech messages records database "
    "data source sources ats ticketing tickets support hr leads contacts talk tabs organise organize checkout copies runs microsoft google".split()
)
_ABOUT = Cues(
    "tell me about", "tell me how", "tell me a bit", "tell me who", "overview", "what do you do", "your business", "about your", "walk me", "the firm", "your shop", "the scale", "of scale", "about you",
    "what should i know", "company details", "going on", "your setup", "describe", "what do you need", "the set up", "scale wise", "how does the", "what does the company", "looking for today", "do you do at", "what do you call", "lay of the land", "picture of", "good look like", "the dream", "your dream", "ideal world", "perfect world", "magic wand", "wave a wand", "size the operation", "the picture", "structured", "laid out", "bit about", "line of work", "and about you", "about yourself", "who are you", "who you are", "how 's the", "how 's your",
    *(f"{kind} of {firm}" for kind in ("kind", "sort", "type") for firm in ("firm", "company", "business", "practice", "agency", "outfit", "shop", "office", "organisation", "organization", "team", "place", "operation")),
)  # fmt: skip


_TAG = frozenset(
    "correct right yes okay ok is that it all so true accurate fair still sound sounds good did i get have got this everything isnt no yeah huh the case , 's could can you narrow down for me be more exact exactly precise".split()
)


_GUESSES = NUMBERS | frozenset(", or maybe to about like and".split())  # "How many? Five, ten, twenty?"


def _asked(agent: list[str], bounds: Sequence[tuple[int, int]]) -> tuple[list[str], frozenset[str], frozenset[Topic]]:
    """The agent's last sentence that asks or says something, its words, and what it asks about."""
    last: list[str] = []
    said: frozenset[str] = frozenset()
    for start, stop in reversed(bounds):
        sentence = agent[start:stop]
        words = frozenset(sentence)
        topics = _topics(sentence, words)
        if topics:
            return sentence, words, topics
        guesses = agent[start - 1 : start] == ["?"] and all(
            token in _GUESSES or token.isdecimal() for token in sentence
        )
        if not last and agent[stop : stop + 1] == ["?"] and not (_TAG.issuperset(words) or guesses):
            return sentence, words, topics
        if not last or _TAG.issuperset(said):
            last, said = ([], frozenset()) if guesses else (sentence, words)
    return last, said, _NO_TOPIC


_NO_TOPIC: frozenset[Topic] = frozenset()


def _topics(sentence: Sequence[str], words: frozenset[str]) -> frozenset[Topic]:
    topics: list[Topic] = []
    if not words.isdisjoint(_TOOLS) or ("what" in words and ("use" in words or "using" in words)):
        topics.append("tools")
    if not words.isdisjoint(_CONTACT):
        topics.append("contact")
    if "long" not in words and _ABOUT.stand_in(sentence, words):
        topics.append("about")
    if "many" in words or "who" in words or "number" in words:
        topics.append("count")
    return frozenset(topics) if topics else _NO_TOPIC
