"""What speech is padded with, taken out once so that no rule needs to know of it: "um", "you know", "kind of".

A word that is padding in one place and means something in another ("like", "so", "I mean") goes only where what
stands beside it says that it is padding. Contractions that a transcript wrote without their mark get it back.
"""

# S105: a token is a word of speech here; SIM905: a list of words reads best as one string.
# ruff: noqa: S105, SIM905

from __future__ import annotations

from collections.abc import Sequence

_HESITATIONS = frozenset("um umm ummm uh uhh uhm er err erm ehm hmm hm".split())
_ADVERBS = frozenset("basically literally honestly kinda sorta frankly obviously essentially".split())
# After these a phrase goes on: what comes between is padding.
_OPEN = frozenset(
    "a an the of in on at to for from with by per between each every about around roughly maybe my our your his her their we i you they is are was were be been 're 's 've 'm 'd 'll "
    "and or but have has had got use uses using run runs need needs want send sends do does did would will can could should must just only that this these those last next rest not no it there which who than then".split()
)
_NUMBERS = frozenset(
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million dozen couple few several".split()
)
_TENS = frozenset("twenty thirty forty fifty sixty seventy eighty ninety".split())
_UNITS = frozenset("one two three four five six seven eight nine".split())
_SCALES = frozenset("hundred thousand million k".split())
_LIKED = frozenset("i we they you he she it would 'd do does did dont really also look looks looking feel feels sounds seems something anything things stuff much more not nothing".split())  # fmt: skip
_A_KIND = frozenset("what which any some this that another every each one other different all these those two same whatever".split())  # fmt: skip
_KNOWING = frozenset("do did does if let as dont didnt would should to will how".split())
_WELL = frozenset("as very pretty going works work worked doing goes quite really just".split())
_SO_WE = frozenset("we i it that they there you".split())
_SO_KEPT = frozenset("it that there or and do think is not ever hope far".split())
_PADDING = _HESITATIONS | _ADVERBS | frozenset("like know mean kind sort well so".split())

_SAID = {"know": "you", "mean": "i"}  # "you know", "I mean"
_MARKLESS = {
    "im": ("i", "'m"), "ive": ("i", "'ve"), "weve": ("we", "'ve"), "youre": ("you", "'re"), "youve": ("you", "'ve"), "theyre": ("they", "'re"), "theyve": ("they", "'ve"),
    "thats": ("that", "'s"), "its": ("it", "'s"), "theres": ("there", "'s"), "heres": ("here", "'s"), "hes": ("he", "'s"), "shes": ("she", "'s"), "whats": ("what", "'s"),
    "wed": ("we", "'d"), "youd": ("you", "'d"), "theyd": ("they", "'d"), "lets": ("let", "'s"), "everythings": ("everything", "'s"), "whos": ("who", "'s"), "itll": ("it", "'ll"), "thatd": ("that", "'d"),
    "meself": ("myself",), "mesel": ("myself",),
}  # fmt: skip
_SPLIT_OFF = frozenset("s t m d re ve ll were truly".split())
_MARKED = frozenset(_MARKLESS) | _SPLIT_OFF
_OWNERS = {
    "s": frozenset("it that what there he she who here let how where everything everyone".split()),
    "t": frozenset(
        "don doesn isn aren won can couldn wouldn didn haven hasn wasn weren shouldn ain hadn mustn needn".split()
    ),
    "m": frozenset("i"),
    "d": frozenset("i we you they that it he she".split()),
    "re": frozenset("we you they there what".split()),
    "ve": frozenset("we i you they".split()),
    "ll": frozenset("we i you they it he she that".split()),
}
_WE_ARE_AFTER = frozenset("yeah yes so well because cause and but ok okay , . right no oh actually".split())


WORDS = _MARKED | _PADDING  # speech without any of these has no padding


def without(tokens: list[str]) -> list[str]:
    """`tokens` without padding, contractions with their mark."""
    if not _MARKED.isdisjoint(tokens):
        tokens = _contracted(tokens)
    if _PADDING.isdisjoint(tokens):
        return tokens
    out: list[str] = []
    done = 0  # tokens that are in `out`, or left out
    for place in [place for place, token in enumerate(tokens) if token in _PADDING]:
        if place < done:
            continue
        token = tokens[place]
        out += tokens[done:place]
        size = _padding(tokens, place, out)
        if not size and token in _SAID and out and out[-1] == _SAID[token] and _is_said(tokens, place, out):
            out.pop()
            size = 1
        done = end = place + size
        if not size:
            out.append(token)
            done += 1
        elif out and out[-1] == "," and len(out) > 1 and out[-2] in _OPEN:
            out.pop()
            done += tokens[end : end + 1] == [","]
        elif tokens[end : end + 1] == [","] and (not out or out[-1] in ",.?!;…"):
            done += 1
    return out + tokens[done:]


def _padding(tokens: Sequence[str], place: int, out: Sequence[str]) -> int:
    """How many tokens from `place` on are padding; 0 when they mean something. `out` is what was kept before."""
    token = tokens[place]
    before = out[-1] if out else ""
    after = tokens[place + 1] if place + 1 < len(tokens) else ""
    if token in _HESITATIONS:
        hum = token == "uh" and (after == "huh" or before in ("nuh", "uh"))
        return 0 if hum else 1
    if token in _ADVERBS:
        return 1 if after else 0
    if token == "like":
        return 0 if before in _LIKED or not before or not after else 1
    if token in ("kind", "sort"):
        ahead = tokens[place + 2] if place + 2 < len(tokens) else ""
        return 2 if after == "of" and ahead and (before not in _A_KIND or ahead == "of" or ahead in _SCALES) else 0
    if token == "well":
        return 0 if before in _WELL or not after else 1
    if token == "so":
        if after in _SO_WE:
            return 0
        if before in _NUMBERS and (after in _SCALES or (before in _SCALES and after in _NUMBERS)):
            return 1
        return (
            1
            if (before in _OPEN and before not in _SO_KEPT)
            or (before in _NUMBERS and after not in _OPEN and after not in _NUMBERS)
            else 0
        )
    return 0


def _is_said(tokens: Sequence[str], place: int, out: Sequence[str]) -> bool:
    """Whether "you know" or "I mean" is padding. Between two things of one kind "I mean" corrects: "ten, I mean twelve"."""
    before = out[-2] if len(out) > 1 else ""
    after = tokens[place + 1] if place + 1 < len(tokens) else ""
    if tokens[place] == "know":
        return before not in _KNOWING
    if before in _OPEN or not before:
        return True
    if before in _NUMBERS or before[0].isdecimal():
        if before in _TENS and after in _UNITS:
            return True  # "thirty I mean five": nobody slips from the one to the other
        return not (after in _NUMBERS or after in _OPEN or after == "," or after[:1].isdecimal())
    return after in _OPEN and after not in ("not", "the", "about", "just", "a", "my", "we", "i")


def _contracted(tokens: Sequence[str]) -> list[str]:
    out: list[str] = []
    for place, token in enumerate(tokens):
        if token in _MARKLESS:
            out += _MARKLESS[token]
        elif token == "were":
            ours = not out or (out[-1] in _WE_ARE_AFTER and out[-2:-1] != ["there"]) or out[-2:] == ["all", "in"]
            out += (
                ("we", "'re")
                if ours and tokens[place + 1 : place + 2] not in (["we"], ["you"], ["they"], ["there"])
                else (token,)
            )
        elif token == "truly" and out[-1:] == ["yours"]:
            out[-1] = "me"
        elif token in _OWNERS and out and out[-1] in _OWNERS[token]:
            if token == "t":
                out[-1] += token
            else:
                out.append(f"'{token}")
        else:
            out.append(token)
    return out
