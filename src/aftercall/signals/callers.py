"""Who calls: whether it is nobody who could buy, or one who asks for somebody else.

A student, a reporter, an applicant, a seller, somebody who was sent a document, who rings for a friend or a client, or
whom the agent tells that they have the wrong number:
what such a bystander says of numbers and tools is curiosity, a story, or others' business. One who then speaks of a
team or business of their own is a customer after all.
"""

# SIM905: a list of words reads best as one string.
# ruff: noqa: SIM905

from __future__ import annotations

from collections.abc import Sequence

from aftercall.signals.words import BREAKS, Cues

_GIVEAWAYS = frozenset(
    "retired parent tenant witness recipient receiver signer class student thesis dissertation essay professor journalist reporter vacancy interview column newsletter blog coursework homework sent landlord assignment careers piece magazine survey research trainer writing applied posted posting ad resume cv hiring job position role opening looking internship handles handling charge responsible outreach marketing advertising yours uni college university school readers article podcast".split()
)  # no cue without one of these
_BYSTANDER = Cues(
    "i 'm a student", "i am a student", "im a student", "i am student", "i 'm student", "as a student", "i 'm just a student", "i 'm only a student", "i 'm still a student",
    "i 'm retired", "i am retired", "my thesis", "a thesis", "my dissertation", "a dissertation", "an essay", "my essay", "my coursework", "for my homework", "my homework is", "it 's my homework", "homework for", "my professor says", "my professor said", "my professor has", "my professor wants", "a college project", "a university project", "a uni project", "my college project", "my university project", "my uni project", "for a school project", "my school project", "college assignment", "university assignment", "uni assignment",
    *(f"i 'm {only} {witness}" for only in ("a", "the", "only a", "only the", "just a", "just the") for witness in ("parent", "tenant", "witness", "recipient", "receiver", "signer")),
    "i 'm a journalist", "i am a journalist", "im a journalist", "i 'm a reporter", "i am a reporter", "i 'm writing a blog", "i write a blog", "i 'm writing a column", "for my column", "it 's for the column", "for a newsletter", "for my newsletter", "newsletter hat", "i write a newsletter", "my readers are", "for my blog", "paper for school", "paper for class", "a class project", "my class", "in the class", "for my class", "for a class", "for class", "evening class", "night class",
    "a piece for", "doing a piece", "writing a piece", "a quick survey", "a short survey", "minutes for a survey", "my survey", "doing market research", "i 'm writing about", "i 'm writing an article", "it 's for an article", "for my article", "i host a podcast", "for my podcast", *(f"i 'm a {kind} student" for kind in ("phd", "masters", "law", "grad", "graduate")),
    *(f"applied for {the} {job}" for the in ("the", "a", "your") for job in ("job", "position", "role", "opening", "post", "sales", "support", "account", "internship")),
    *(f"{saw} you {are} hiring" for saw in ("saw", "see", "heard", "if", "that") for are in ("'re", "are", "were")), "are you hiring", "are you guys hiring", "any internship", "job you posted", "position you posted", "the job posting", "your job posting", "your job ad", "my resume", "my cv", "i 'm looking for work", "i 'm looking for a job",
    *(f"{handles} your" for handles in ("who handles", "whoever handles", "person handling")), *(f"we {help_} {firms} {like}yours" for help_ in ("help", "work with", "sell to") for firms in ("companies", "businesses", "firms", "people") for like in ("", "like ")), "about your outreach", "about your marketing", "about your advertising",
    *(f"{calling} about {the} {job}" for calling in ("calling", "ringing", "phoning", "enquiring", "here") for the in ("the", "a", "your") for job in ("job", "position", "role", "opening")),
    "about the vacancy", "about a vacancy", "for the vacancy", "job interview", "an interview with your", "interview with your hr", "interview with you", "careers page",
    "got sent one of your documents", "sent me one of your documents", "sent one of your documents", "sent me something to sign", "sent me a thing to sign", "i was sent a document", "i was sent something to sign", "i got sent something to sign", "i got sent a document", "landlord wants me to sign",
)  # fmt: skip
_OWN = (
    "our team", "our company", "our business", "our firm", "our office", "our crm", "our reps", "my business", "my company", "my firm", "my team", "my shop", "my agency", "we need", "we 'd need", "we 'll need", "we send", "we use", "we 'd use", "i run a", "i also run", "we run a", "i own", "we 're looking", "we are looking", "we want", "we 'd want", "for ourselves",
)  # fmt: skip
_AT_SCHOOL = frozenset("student students class classes school college university uni thesis homework".split())
_RUNS_ONE = Cues("i run a", "i run the", "i also run", "we run a", "i own")
_OWN_BUSINESS = Cues(*_OWN)
_OWN_OR_WE_ARE = Cues(*_OWN, "we 're a", "we are a", "at our", "our own")
_FRIENDS = frozenset(
    "friend buddy pal mate neighbor neighbour roommate flatmate sister brother cousin son daughter nephew niece uncle aunt auntie grandson granddaughter girlfriend boyfriend client customer friends clients customers neighbors neighbours cousins".split()
)  # not husband, wife and parents, who work for one firm mostly
_MANY = frozenset("friends clients customers neighbors neighbours cousins".split())  # "one of my clients"
_ARTICLES = frozenset("a an my our one of old good best dear".split())
_CALLS = frozenset("calling ringing phoning asking enquiring comparing checking opened started behalf".split())
_ASKED = frozenset("asked wants wanted got".split())
_TO_CALL = frozenset("call ring phone ask".split())
_WONDERS = frozenset("asking looking thinking wondering".split())
_THEIRS = frozenset(["her", "his", "their"])
_PLACES = frozenset("firm company shop business practice studio salon office school team store restaurant cafe".split())
_WHO = frozenset("who of in with that which and because she he they".split())
_SENT = frozenset("sent received emailed mailed".split())
_SIGNED = frozenset("lease contract document agreement form waiver letter nda papers documents forms tenancy".split())
_OF_OURS = frozenset(
    "we us our here colleague colleagues coworker boss manager team".split()
)  # beside one's own, the friend or the sender is no sign of a bystander
_DOUBTED = _SENT | frozenset("real legit genuine scam phishing fake".split())
_TELLING = _GIVEAWAYS | _FRIENDS | _DOUBTED  # nobody is given away without one of these
_TO_SIGN = Cues("sent me", "emailed me", "mailed me", "sent my", "i was sent", "i got sent", "i received")
_FROM_YOU = Cues("from you", "from your", "through you")
_IS_REAL = Cues(
    *(f"{it} {real}" for it in ("it 's", "is it", "this is", "is this", "that 's", "is that", "it is") for real in ("real", "legit", "genuine", "fake", "a scam", "phishing")),
)  # fmt: skip
_TROUBLE = Cues(
    *(f"{wont} {work}" for wont in ("wont", "cant", "doesnt", "isnt", "not") for work in ("open", "load", "loading", "click", "sign", "work", "working")),
    "is dead", "is broken", "expired", "do i sign", "where to sign", "how to sign",
)  # fmt: skip
_WRONG_NUMBER = Cues(
    *(f"{have} the wrong {what}" for have in ("have", "'ve", "got", "be", "called", "dialled", "dialed") for what in ("number", "company", "people")), "a wrong number",
    *(f"this is {what}" for what in ("about document signing", "the document signing", "the signing service", "a software company", "an e - signature company", "an e signature company")),
    *(f"{that} {ours}" for that in ("that isnt", "that is not", "that 's not", "that wasnt", "it isnt", "it 's not", "it wasnt") for ours in ("ours", "one of ours")),
    *(f"i 'm not your {whom}" for whom in ("landlord", "building", "bank", "doctor", "agency", "letting agent")),
    *(f"{ask} {whom}" for ask in ("you 'd need to contact", "you 'd have to contact", "you 'd need to ask", "you 'd have to ask", "please contact", "you should contact", "you should ask") for whom in ("the sender", "whoever sent")),
)  # fmt: skip


def sent_elsewhere(agent: Sequence[str], words: frozenset[str]) -> bool:
    """Whether the agent only tells the caller that they are not whom the caller looks for; `words` are those of `agent`."""
    return "?" not in words and _WRONG_NUMBER.stand_in(agent, words)


def bystander(tokens: Sequence[str], words: frozenset[str]) -> bool:
    """Whether an utterance gives its speaker away as a bystander; `words` are those of `tokens`."""
    if _TELLING.isdisjoint(words):
        return False
    given_away = (not _GIVEAWAYS.isdisjoint(words) and _BYSTANDER.stand_in(tokens, words)) or (
        _OF_OURS.isdisjoint(words)
        and (
            (not _FRIENDS.isdisjoint(words) and _for_another(tokens))
            or (not (_DOUBTED.isdisjoint(words) or _SIGNED.isdisjoint(words)) and _cannot_sign(tokens, words))
        )
    )
    return given_away and not _RUNS_ONE.stand_in(tokens, words)


def buys(tokens: Sequence[str], words: frozenset[str], *, gives_away: bool = False) -> bool:
    """Whether an utterance tells of a team or business of the speaker's own, or of a need of theirs.

    `gives_away` tells that the same words give a bystander away; then "we're a group of students" is none.
    """
    at_school = gives_away and not _AT_SCHOOL.isdisjoint(words)
    return (_OWN_BUSINESS if at_school else _OWN_OR_WE_ARE).stand_in(tokens, words)


def _for_another(tokens: Sequence[str]) -> bool:
    """For "I'm calling on behalf of a customer", "a friend of mine asked me to call", "my niece is looking for her shop"."""
    for at, token in enumerate(tokens):
        if token not in _FRIENDS:
            continue
        opening = at
        while opening and tokens[opening - 1] in _ARTICLES:
            opening -= 1
        if token in _MANY and "one" not in tokens[opening:at]:
            continue
        lead, after = tokens[max(0, opening - 5) : opening], tokens[at + 1 : at + 10]
        ends = not after or after[0] in BREAKS or after[0] in _WHO
        firm = after[:1] == ["'s"] and not _PLACES.isdisjoint(after[1:3])
        calls = not _CALLS.isdisjoint(lead) or (firm and lead[-3:-1] == ["it", "'s"])
        if (ends or firm) and calls and lead[-1] in ("for", "behalf"):
            return True
        if after[:2] in (["of", "mine"], ["of", "ours"]):
            after = after[2:]
        if after[1:3] == ["me", "to"] and after[0] in _ASKED and not _TO_CALL.isdisjoint(after[3:4]):
            return True
        if after[1:2] and after[0] in ("is", "'s") and after[1] in _WONDERS:
            theirs = next((place for place, word in enumerate(after) if word in _THEIRS), len(after))
            return after[2:4] == ["me", "about"] or not _PLACES.isdisjoint(after[theirs + 1 : theirs + 3])
    return False


def _cannot_sign(tokens: Sequence[str], words: frozenset[str]) -> bool:
    """For "somebody sent me a lease to sign and it won't open", "I got a document from you, is it real?"."""
    if _TO_SIGN.stand_in(tokens, words):
        return _TROUBLE.stand_in(tokens, words) or _IS_REAL.stand_in(tokens, words)
    return _FROM_YOU.stand_in(tokens, words) and _IS_REAL.stand_in(tokens, words)
