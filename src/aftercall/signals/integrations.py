"""integrations and competitors: which products the customer named, and whether they claim them.

A finding is a product with a verdict: claimed or taken back. The last verdict on a product holds.
"""

# SIM905: a list of words reads best as one string.
# ruff: noqa: SIM905

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from aftercall.signals import answers, claims, moves, parties, whose
from aftercall.signals.dialogue import Exchange
from aftercall.signals.names import REACH, clause, meant, same_fate, weekday
from aftercall.signals.pack import Hit, Pack, Term
from aftercall.signals.speech import Speech, Spoken
from aftercall.signals.words import BREAKS, STOPS, Cues


class Finding(NamedTuple):
    """A product, whether it is claimed, by which rule, in which turn."""

    name: str
    claimed: bool
    rule: str
    turn: int
    use: str = ""  # what the product is for
    moved_to: bool = False  # whether it takes the place of others of its use


_OUTSIDE = frozenset(["counterparty"])
_ONCE = Cues(
    "ours before", "one before", "this before", "tool before", "software before", "used before", "tried before", "in the past",
)  # fmt: skip
_GREETING = Cues("how 's", "how are", "how was", "how is your", "how have you", "what 's new", "what 's up")
_ADDING = frozenset("and plus also".split())
_GOES_WITH = _ADDING | frozenset("use uses using on in with from to through like have some bit".split())
_HAS_A_USE = frozenset("for in with is we i has does".split())
_AT = frozenset(["at", "@"])  # before the provider in an address: "jo at gmail dot com"
_USING = frozenset(["use", "using", "run"])
_HIS_OR_HER = frozenset(["his", "her"])
_BUT = frozenset("except but only".split())
_TOO = frozenset("also too both well still".split())
_IT_IS = _BUT | frozenset("it 's is that not say make the we 're on be should , for".split())
_NOT_YET = Cues("not yet", "not this", "not until", "not till", "not before", "not for a", "not any time", "not at the moment", "not right now", "not just yet", "not now", "not straight away")  # fmt: skip
_HEAD = 8  # tokens
_USE = frozenset("use need want using".split())
_SENT = frozenset("link links invite invitation call meeting message folder file doc form page slot survey".split())
_TRIED, _LIKE_US = frozenset("used worked tried".split()), frozenset("ours this similar before".split())
_I = frozenset(["i", "me", "my", "we"])
_A_THING = frozenset("a an the no any some this that his her their".split())
_OUT_OF = frozenset("from in into inside through on".split())
_GOES_ON = frozenset("and but so because or is 's thing".split())
_BUILT = frozenset("built owned made powered based part run bought hosted".split())
_BY = frozenset("on by of in".split())
_TO_MEET = frozenset("link invite invitation call meeting".split())
_TO_YOU = frozenset(["you", "me", "us"])
_WE_HAD = frozenset(["we", "us", "i"])
_SAID_NEAR = 16  # tokens
_LINE = frozenset("line phone telephone headset call earphones speaker headphones".split())
_ARE_WE_ON = Cues("are we on", "is this on", "is this over", "is this a", "is it on", "is it a", "calling on", "calling over", "calling from", "calling me on")  # fmt: skip
_SETS, _THINKS = _LINE | {"computer", "laptop", "car"}, frozenset("thinks says".split())
_WHEREABOUTS = frozenset("address based town city village postcode zip".split())
_OFFICES = frozenset("office offices branch team uses".split())
_NEAR_TO = frozenset("in near at outside by from".split())
_REGIONS = frozenset(
    "alabama alaska arizona arkansas california colorado connecticut delaware florida georgia hawaii idaho illinois indiana iowa kansas kentucky louisiana maine maryland massachusetts michigan minnesota mississippi missouri montana nebraska nevada "
    "ohio oklahoma oregon pennsylvania tennessee texas utah vermont virginia wisconsin wyoming alberta manitoba ontario quebec saskatchewan queensland tasmania".split()
)
_HALF_A_REGION = frozenset("new north south west british nova".split())
_OTHER_HALF = frozenset(
    "hampshire jersey mexico york brunswick zealand carolina dakota africa australia virginia columbia scotia wales".split()
)
_BUILT_NEAR = 8  # tokens
_ARE = frozenset("is are was were".split())
_YOURS = frozenset("it you this that yours your".split())
_MORE_OF = frozenset("other two three four five six seven eight these those".split())
_NEXT = 2  # tokens at most between products of a list: ", and"
_YOU = frozenset(["you", "your", "you're"])
_ANY_OF_THEM = Cues("any of those", "any of them", "any of these", "any of interest", "any of that", "any you use", "use any", "any yours")  # fmt: skip
_A_RANGE = 3  # products
_SHORT = 6  # tokens of a question that names what it asks about: "And the back end?"
_WIDE = frozenset("what which where how who whats".split())
_WHICH_DAY = Cues("what day", "which day")
_NARROW = frozenset("many much when date long often soon time name number".split())


def read(spoken: Spoken, pack: Pack, offered: Mapping[str, str], *, lately: bool = False) -> list[Finding]:
    """Findings of one exchange, in the order they count.

    `offered` are products the agent named before; `lately` when tools were asked about in the exchange before.
    """
    exchange, by_agent, by_user = spoken.exchange, spoken.agent.products, spoken.user.products
    if not (by_agent or offered or by_user):
        return []
    asked = [hit for hit in by_agent if hit.value.kind != "ignored" and not _of_ours(exchange.agent, hit)]
    tools = "tools" in exchange.topics or (lately and ("?" not in exchange.agent or exchange.agent[0] == "and"))
    outside = not _OUTSIDE.isdisjoint(exchange.question)
    found = _taken_up(exchange, pack, asked, tools=tools, outside=outside) if asked else []
    names = named(asked, exchange.agent) or dict(offered)
    if names:
        found += [
            Finding(name, True, f"{kind}.picked", exchange.turn)
            for name, kind in answers.picked(exchange, names, direct=bool(asked))
        ]
    if by_user and not outside:
        found += _from_user(exchange, by_user, tools=tools or bool(names), asked=frozenset(names))
    return found


def narrowed(exchange: Exchange, said: Speech, now: Sequence[Hit]) -> list[Finding]:
    """What is left out of the products just `said`: none is ours ("any of those?" · "not one"), or only one of two ("which was it?")."""
    if "any" in exchange.question_words:
        if exchange.reply != "no" or now or not _ANY_OF_THEM.stand_in(exchange.question):
            return []
        out = said.products
    elif "which" in exchange.question_words and len(now) == 1 and _is_choice(said.tokens, said.products):
        one: Term = now[0].value
        alike = [hit for hit in said.products if (hit.value.kind, hit.value.use) == (one.kind, one.use)]
        out = (
            [hit for hit in alike if hit.value.name != one.name]
            if any(hit.value.name == one.name for hit in alike)
            else []
        )
    else:
        return []
    return [
        Finding(hit.value.name, False, f"{hit.value.kind}.named", exchange.turn)
        for hit in out
        if hit.value.kind != "ignored"
    ]


def _taken_up(exchange: Exchange, pack: Pack, asked: Sequence[Hit], *, tools: bool, outside: bool) -> list[Finding]:
    """Products of the agent's turn that the answer makes the customer's own, by a yes or without one."""
    if _is_choice(exchange.agent, asked) and "both" not in exchange.words and not exchange.rest:
        return []
    if len(asked) >= _A_RANGE and "?" not in exchange.agent and _YOU.isdisjoint(exchange.agent_words):
        return []  # what there is to choose from
    sure = tools or any(not hit.value.everyday for hit in asked)
    if (
        len(asked) == 1
        and exchange.reply == "no"
        and asked[0].value.kind == "integration"
        and _of_use(exchange, asked[0])
    ):
        return [Finding(asked[0].value.name, False, "integration.affirmed", exchange.turn)]  # whatever was told before
    found: list[Finding] = []
    if affirmed := exchange.affirmed:
        hits = pack.products.find(exchange.user)
        said, instead = {hit.value.name for hit in hits}, _instead(exchange, hits)
        one_by_one = answers.one_by_one(exchange, named(asked, exchange.agent))
        mine = said.intersection(hit.value.name for hit in asked)
        ours = _YOU.isdisjoint(exchange.agent_words) and _BUT.isdisjoint(exchange.words)  # of our list one is picked
        found += [
            Finding(hit.value.name, True, f"{hit.value.kind}.affirmed", exchange.turn)
            for hit in pack.products.find(affirmed)
            if hit.value.kind != "ignored"
            and not _of_ours(affirmed, hit)
            and not (
                hit.value.kind == "integration" and claims.LEFT.stand_in(affirmed[max(0, hit.start - 5) : hit.start])
            )
            and not (ours and mine and hit.value.name not in mine)
            and not (hit.value.use in instead and hit.value.name not in said)
            and not (one_by_one and hit.value.name not in one_by_one)
            and (not hit.value.everyday or meant(affirmed, hit, tools=sure or _ends(affirmed, hit)))
        ]
    if exchange.reply == "no" and _NOT_YET.stand_in(exchange.user[:_HEAD]):
        return [
            Finding(hit.value.name, True, "competitor.affirmed", exchange.turn)
            for hit in asked
            if hit.value.kind == "competitor"
            and claims.LEFT.stand_in(exchange.agent[max(0, hit.start - 5) : hit.start])
        ]  # "are you switching from DocuSign?" · "not this month"
    own = pack.products.find(exchange.user[: _first_stop(exchange.user)])
    picked = not own and answers.picked(exchange, named(asked, exchange.agent), direct=True)
    if found or outside or picked or (own and exchange.user[0] not in _ADDING):
        return found
    return [
        Finding(hit.value.name, True, f"{hit.value.kind}.affirmed", exchange.turn)
        for hit in asked
        if (not hit.value.everyday or meant(exchange.agent, hit, tools=True))
        and (bool(own) or answers.granted(exchange, hit.start, past=hit.value.kind == "competitor"))
    ]


def _instead(exchange: Exchange, hits: Sequence[Hit]) -> set[str]:
    """The uses of what stands in place of a product of a recap: "spot on, except it's OneDrive, not Google"."""
    if _BUT.isdisjoint(exchange.words) or not _TOO.isdisjoint(exchange.words):
        return set()
    tokens = exchange.user
    bounds = [(next((at for at in range(hit.start) if tokens[at] in _BUT), hit.start), hit) for hit in hits]
    return {
        hit.value.use
        for at, hit in bounds
        if at < hit.start and _IT_IS.issuperset(tokens[at : hit.start]) and tokens[hit.end : hit.end + 1] != ["for"]
    }


def _of_ours(agent: Sequence[str], hit: Hit) -> bool:
    """For the agent's "I'll put it in our Salesforce", "I'll send a Calendly link"; not "would you use our Slack link?"."""
    start, _ = clause(agent, hit)
    before = agent[start : hit.start]
    if before[-1:] == ["our"]:
        return _YOU.isdisjoint(before) or _USE.isdisjoint(before)
    return not _SENT.isdisjoint(agent[hit.end : hit.end + 1]) and not _I.isdisjoint(before) and "your" not in before


def _of_use(exchange: Exchange, hit: Hit) -> bool:
    """For "and do you use Workday on your side?", "are you on Sage?"; not for "would you use Slack for that?"."""
    lead, after = exchange.agent[max(0, hit.start - 3) : hit.start], exchange.agent[hit.end : hit.end + 4]
    return (
        (lead[1:] == ["you", "use"] or lead[1:] == ["you", "have"] or lead == ["are", "you", "on"])
        and (after[:1] == ["?"] or not _YOURS.isdisjoint(after))
        and "for" not in after
    )


def _first_stop(tokens: Sequence[str]) -> int:
    return next((place for place, token in enumerate(tokens) if token in STOPS and place), len(tokens))


def _ends(tokens: Sequence[str], hit: Hit) -> bool:
    """Whether a name ends its clause: "You mentioned Square, …", "What about Outlook?"."""
    return hit.end >= len(tokens) or tokens[hit.end] in BREAKS or tokens[hit.end] in ("as", "too", "and", "or", "for")


def named(hits: Sequence[Hit], tokens: Sequence[str]) -> dict[str, str]:
    """The products in an agent's turn with their kinds, in order, without those in their everyday sense."""
    strong = any(not hit.value.everyday for hit in hits)
    return {
        hit.value.name: hit.value.kind
        for hit in hits
        if hit.value.kind != "ignored" and (not hit.value.everyday or meant(tokens, hit, tools=strong or len(hits) > 1))
    }


def _is_choice(agent: Sequence[str], hits: Sequence[Hit]) -> bool:
    return any(
        "or" in agent[left.end : right.start] and right.start - left.end < 4 for left, right in itertools.pairwise(hits)
    )


def _from_user(exchange: Exchange, hits: Sequence[Hit], *, tools: bool, asked: frozenset[str]) -> list[Finding]:
    tokens = exchange.user
    strong = _surely_products(tokens, hits)
    ends = frozenset(hit.end for hit in hits)
    long_ago = _ONCE.stand_in(exchange.question) and claims.NOWADAYS.isdisjoint(exchange.words)
    tried = not (_TRIED.isdisjoint(exchange.question) or _LIKE_US.isdisjoint(exchange.question))
    wide = (
        not _GREETING.stand_in(exchange.question[:4])
        and (
            not _WIDE.isdisjoint(exchange.question) or (0 < len(exchange.question) <= _SHORT and "?" in exchange.agent)
        )
        and _NARROW.isdisjoint(exchange.question)
        and not _WHICH_DAY.stand_in(exchange.question)
    )
    found: list[Finding] = []
    last: Hit | None = None
    for at, hit in enumerate(hits):
        term: Term = hit.value
        if term.kind == "ignored" or (term.use == "mail" and hit.start and tokens[hit.start - 1] in _AT):
            continue
        if not tools and (
            whose.mistaken(tokens, hit.start, hit.end, exchange.question) or _of_the_call(tokens, hit, exchange.words)
        ):
            continue
        if _a_place(exchange, hit):
            continue
        # "the other teams", though Teams was asked about
        counted = (hit.start > 0 and tokens[hit.start - 1] in _MORE_OF) or weekday(tokens, hit)
        if (
            term.everyday
            and (counted or term.name not in asked)
            and not meant(
                tokens,
                hit,
                tools=tools or strong or bool(found),
                wide=wide,
                beside=_beside(tokens, hits, at),
                question=exchange.question,
            )
        ):
            continue
        if term.kind == "competitor":
            others = whose.theirs(tokens, hit.start, hit.end, len(tokens), exchange.question)
            others = others or not claims.NO_USE.isdisjoint(tokens[hit.end : hit.end + 1])
            others = others or (
                parties.formerly(tokens, hit.start, exchange.question)
                and not (tried and _WE_HAD.intersection(tokens[max(0, hit.start - _SAID_NEAR) : hit.start]))
            )
            if not (others or _someone_elses(tokens, hit)):
                found.append(Finding(term.name, True, "competitor.named", exchange.turn))
            continue
        following = hits[at + 1].start if at + 1 < len(hits) else len(tokens)
        claimed = (
            not long_ago and claims.claimed(exchange, hit, ends, following) and not _asked_of_us(tokens, hit, ends)
        )
        if claimed and last is not None and found and not found[-1].claimed and same_fate(tokens[last.end : hit.start]):
            claimed = False
        if (
            not claimed
            and found
            and found[-1].name == term.name
            and found[-1].claimed
            and not {"not", "no"} & set(tokens[last.end if last else 0 : hit.start])
        ):
            continue
        last = hit
        rule = "integration.everyday_name" if term.everyday else "integration.named"
        moved_to = claimed and bool(term.use) and moves.arrives(tokens, hit, hits[at - 1].end if at else 0)
        found.append(Finding(term.name, claimed, rule, exchange.turn, term.use, moved_to))
    if len(hits) > 1:
        found = _left(found, moves.left_behind(tokens, hits) | _not_that(exchange, hits, asked))
    return found


def _of_the_call(tokens: Sequence[str], hit: Hit, words: frozenset[str]) -> bool:
    """For "are we on Teams or is this the telephone", "my headset thinks it's Teams": what the call itself goes over."""
    if _LINE.isdisjoint(words):
        return False
    lead = tokens[max(0, hit.start - _SAID_NEAR) : hit.start]
    return _ARE_WE_ON.stand_in(lead[-6:]) or not (_SETS.isdisjoint(lead) or _THINKS.isdisjoint(lead))


def _a_place(exchange: Exchange, hit: Hit) -> bool:
    """For "Clio, Michigan"; for "in Outlook" where it was asked where they are."""
    tokens = exchange.user
    after = tokens[hit.end : hit.end + 3]
    if after[:1] == [","]:
        after = (
            after[1:] if _OFFICES.isdisjoint(tokens[hit.end : hit.end + 5]) else []
        )  # "Xero, Texas office is on QuickBooks"
    if after and (after[0] in _REGIONS or (after[0] in _HALF_A_REGION and not _OTHER_HALF.isdisjoint(after[1:2]))):
        return True
    asked = exchange.question_words
    where = (not _WHEREABOUTS.isdisjoint(asked) and asked.isdisjoint(("email", "book"))) or (
        "located" in asked and "you" in asked
    )
    return where and (not hit.start or tokens[hit.start - 1] in _NEAR_TO or tokens[hit.start - 1] in BREAKS)


def _not_that(exchange: Exchange, hits: Sequence[Hit], asked: frozenset[str]) -> set[str]:
    """For "OneDrive?" · "Dropbox please, OneDrive eats things", "no. Dropbox, since OneDrive ate ours": the one asked about."""
    first, tokens = hits[0], exchange.user
    opens = exchange.reply == "no" or not first.start
    if len(asked) != 1 or not opens or first.value.name in asked or not _TOO.isdisjoint(exchange.words):
        return set()
    return {
        hit.value.name
        for hit in hits[1:]
        if hit.value.name in asked
        and hit.value.use == first.value.use
        and _GOES_WITH.isdisjoint(tokens[max(first.end, hit.start - 3) : hit.start])
        and _HAS_A_USE.isdisjoint(tokens[hit.end : hit.end + 2])
    }


def _surely_products(tokens: Sequence[str], hits: Sequence[Hit]) -> bool:
    """Whether products are talked of: one is named by a name that is no word, or two that do the same."""
    if any(not hit.value.everyday and hit.value.kind != "ignored" for hit in hits):
        return True
    hits = [hit for hit in hits if not (hit.start and tokens[hit.start - 1] in _A_THING)]  # "a notion", "the box"
    return any(
        left.value.use == right.value.use != "" and left.value.name != right.value.name
        for left, right in itertools.pairwise(hits)
    )


def _beside(tokens: Sequence[str], hits: Sequence[Hit], at: int) -> bool:
    """Whether another product is named next to it: "slack and teams"; not "on SAP and they make us"."""
    return any(
        right.start - left.end <= _NEXT and "they" not in tokens[left.end : right.start]
        for left, right in itertools.pairwise(hits[max(0, at - 1) : at + 2])
    )


def _asked_of_us(tokens: Sequence[str], hit: Hit, ends: frozenset[int]) -> bool:
    """For "do you guys use Jira yourselves", "do they use", "is it built on", "from your": what is used on our side."""
    lead = tokens[max(0, hit.start - 2) : hit.start]
    if lead[-1:] == ["your"] and lead[0] in _OUT_OF:
        after = tokens[hit.end] if hit.end < len(tokens) else "."
        return after in BREAKS or after in _GOES_ON or after in _SENT
    if lead[-1:] and lead[-1] in _BY and lead[0] in _BUILT:
        said = tokens[max(0, hit.start - _BUILT_NEAR) : hit.start]
        if any(said[at] in _ARE and said[at + 1] in _YOURS for at in range(len(said) - 1)):
            return True
    if tokens[hit.end : hit.end + 1] != [] and tokens[hit.end] in _TO_MEET:
        said = tokens[max(0, hit.start - 6) : hit.start]
        return "send" in said and not _TO_YOU.isdisjoint(said) and "i" not in said  # "can you send a Teams link"
    if _USING.isdisjoint(tokens[max(0, hit.start - REACH) : hit.start]):
        return False
    start, _ = clause(tokens, hit, ends)
    if tokens[start - 1 : start] == [","] and tokens[start - 2] in _USING:  # "what do they use, Jira?"
        start = max(0, start - 6)
    said = tokens[start : hit.start]
    return not _USING.isdisjoint(said) and any(
        said[at] in ("do", "does", "did") and said[at + 1] in ("you", "your", "they") for at in range(len(said) - 1)
    )


def _someone_elses(tokens: Sequence[str], hit: Hit) -> bool:
    if _HIS_OR_HER.isdisjoint(tokens[max(0, hit.start - REACH) : hit.start]):
        return False
    start, _ = clause(tokens, hit)
    return not _HIS_OR_HER.isdisjoint(tokens[start : hit.start][:2])


def _left(found: list[Finding], names: set[str]) -> list[Finding]:
    return [
        item._replace(claimed=False) if item.name in names and item.rule.startswith("integration") else item
        for item in found
    ]


def settle(findings: Sequence[Finding], kind: str) -> dict[str, Finding]:
    """The products of a kind ("integration" or "competitor") that stand, each with its last finding."""
    standing: dict[str, Finding] = {}
    for finding in findings:
        if not finding.rule.startswith(kind):
            continue
        if finding.moved_to:
            standing = {name: old for name, old in standing.items() if old.use != finding.use}
        if finding.claimed:
            standing[finding.name] = finding
        else:
            standing.pop(finding.name, None)
    return standing
