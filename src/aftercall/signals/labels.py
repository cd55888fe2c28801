"""Labelled conversations: one JSON object per line, checked, so that no label is scored that could never be right.

    {"id": "c1", "turns": [{"role": "user", "text": "…"}, …],
     "expect": {"team_size": {"min": 7, "max": 7, "accept": [7, 7]}, "document_volume_per_month": null,
                "integrations": ["slack"], "urgency": "none", "competitors": [], "other": {"offices": "12"}}}

`competitors` and `other` may be left out; then they are not scored. `timeline`, and `stated` beside a number, are for
whoever labels. Products are called as the vocabulary calls them, and `other` as the pack does.

A message names the line, the key and the limit. It repeats no text of the file, which may hold what was said.
"""

from __future__ import annotations

import json
import math
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    ValidationError,
    ValidationInfo,
    model_validator,
)

from aftercall.errors import AftercallError
from aftercall.signals import packfile
from aftercall.signals.pack import default_text

_FORM = "one conversation per line, as docs/signals.md shows"
_UPPER_END = "_max"
_ALMOST = 0.75  # of two names this alike, one is the other misspelt: "note" is not "other"


@dataclass(frozen=True)
class Vocabulary:
    """What products and signals of one's own are called. `aliases`: each way of saying a product, and its name."""

    integrations: frozenset[str]
    competitors: frozenset[str]
    aliases: Mapping[str, str]
    own: Mapping[str, packfile.OwnSignal] = field(default_factory=dict)

    @classmethod
    def of(cls, pack: Path | None = None) -> Self:
        """The built-in vocabulary, with a pack's. Raises SettingsError if the pack cannot be used."""
        tables = tomllib.loads(default_text())
        form = None if pack is None else packfile.read(pack)
        if form is not None:
            tables = packfile.merged(form, tables)
        products = {**tables["integrations"], **tables["competitors"]}
        aliases = {
            alias: name for name, entry in products.items() for alias in (*entry["aliases"], *entry.get("everyday", ()))
        }
        return cls(
            frozenset(tables["integrations"]),
            frozenset(tables["competitors"]),
            aliases | {name: name for name in products},
            {} if form is None else form.signals,
        )


def _number(value: Any) -> int | float:
    if type(value) not in (int, float):  # a bool is no number, nor is text
        raise ValueError("it is no number. Try: 7")
    if not (0 <= value < math.inf):
        raise ValueError("it is below 0 or no finite number, and 0 is the least. Try: null where nothing was told")
    number: int | float = value
    return number


def _people(value: Any) -> int | float:
    number = _number(value)
    if number < 1 or number != int(number):
        raise ValueError("people are counted in whole numbers from 1 on. Try: null where nothing was told")
    return number


def _documents(value: Any) -> int | float:
    number = _number(value)
    if number == 0:
        raise ValueError("it is 0, and no volume is found below what is sent. Try: null where nothing is sent or told")
    return number


Number = Annotated[int | float, PlainValidator(_number)]
People = Annotated[int | float, PlainValidator(_people)]
Documents = Annotated[int | float, PlainValidator(_documents)]


class Label(BaseModel):
    """A part of `expect`: an unknown key in it is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Span(Label):
    """A labelled number: both ends, and the interval in which a value is right."""

    min: Number
    max: Number
    accept: tuple[Number, Number]
    stated: dict[str, Any] | None = None

    @model_validator(mode="after")
    def _can_be(self) -> Self:
        low, high = self.accept
        if self.min > self.max:
            raise ValueError(f"min {self.min} is above max {self.max}. Try: the smaller one as min")
        if not low <= self.min <= self.max <= high:
            raise ValueError(
                f"accept [{low}, {high}] does not hold {self.min} to {self.max}. Try: accept [{min(low, high, self.min)}, {max(low, high, self.max)}]"
            )
        return self


class TeamSpan(Span):
    """People."""

    min: People
    max: People


class VolumeSpan(Span):
    """Documents a month."""

    min: Documents
    max: Documents


def _known_products(names: Any, info: ValidationInfo) -> Any:
    if names is None and info.field_name == "competitors":
        return None
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ValueError(f'it is no list of names. Try: "{info.field_name}": []')
    vocabulary: Vocabulary | None = info.context
    if vocabulary is None:
        return names
    here, there = vocabulary.integrations, vocabulary.competitors
    kind, other = "integrations", "competitors"
    if info.field_name == other:
        here, there, kind, other = there, here, other, kind
    for place, name in enumerate(names, start=1):
        if name in there:
            raise ValueError(f"name {place} is one of the {other}. Try: {name} under {other}")
        if name not in here:
            near = vocabulary.aliases.get(name.strip().lower()) or _nearest(name.lower(), vocabulary.aliases)
            known = vocabulary.aliases.get(near, near) if near else None
            if known in there:
                known = f"{known}, under {other}"
            hint = known or f"one of {', '.join(sorted(here))}; or --pack FILE with it under [{kind}]"
            raise ValueError(f"name {place} is no product of the vocabulary, which has {len(here)} {kind}. Try: {hint}")
    return names


def _known_own(other: Any, info: ValidationInfo) -> Any:
    """A business's own values, each as the pack would give it: a number in digits, or the choice's name."""
    if other is None:
        return None
    if not isinstance(other, dict) or not all(isinstance(value, str) for value in other.values()):
        raise ValueError('it is no object of texts. Try: {"offices": "12"}')
    vocabulary: Vocabulary | None = info.context
    for key, value in other.items() if vocabulary else ():
        own = vocabulary.own  # type: ignore[union-attr]  # there is one, by the line above
        name = key.removesuffix(_UPPER_END)
        if name not in own:
            hint = _nearest(key, own) or (", ".join(own) or "--pack FILE, which has them under [signals.…]")
            raise ValueError(f"a key is no signal of the pack, which has {len(own)}. Try: {hint}")
        choices, low = own[name].choices, other.get(name)
        if key != name and (choices or low is None):
            raise ValueError(f"{key} is the upper end of a number that is missing. Try: {name} beside it")
        if choices and value not in choices:
            raise ValueError(f"{key} is none of its {len(choices)} choices. Try: {', '.join(choices)}")
        if not choices and not _is_plain(value):
            raise ValueError(f'{key} is no number in digits from 0 on. Try: "12"')
        if key != name and _is_plain(low) and float(low or 0) > float(value):
            raise ValueError(f"{name} is above {key}. Try: the smaller one as {name}")
        if key != name and low == value:
            raise ValueError(f"{key} is {name} again, and a pack gives it for a range only. Try: {name} alone")
    return other


def _is_plain(value: Any) -> bool:
    """Whether a value is written as a pack's numbers are: "12", "2.5"."""
    try:
        number = float(value)
    except ValueError:
        return False
    if not 0 <= number < math.inf:
        return False
    return bool(value == (str(int(number)) if number == int(number) else repr(round(number, 6))))


class Expect(Label):
    """What the customer told, by the label."""

    team_size: TeamSpan | None
    document_volume_per_month: VolumeSpan | None
    integrations: Annotated[frozenset[str], BeforeValidator(_known_products)]
    urgency: Literal["high", "medium", "low", "none"]
    timeline: str | None = None
    competitors: Annotated[frozenset[str] | None, BeforeValidator(_known_products)] = None
    other: Annotated[dict[str, str] | None, BeforeValidator(_known_own)] = None


def _not_blank(text: str) -> str:
    if not text.strip():
        raise ValueError("it is empty. Try: leave the turn out")
    return text


class Said(BaseModel):
    """One turn."""

    model_config = ConfigDict(frozen=True)

    role: Literal["user", "assistant", "agent"]
    text: Annotated[str, AfterValidator(_not_blank)]


class Labelled(BaseModel):
    """One labelled conversation. Other keys may stand beside these, but none that belongs to `expect`."""

    model_config = ConfigDict(frozen=True)

    id: Annotated[str, Field(min_length=1)]
    turns: Annotated[tuple[Said, ...], Field(min_length=1)]
    expect: Expect

    @model_validator(mode="before")
    @classmethod
    def _nothing_beside_expect(cls, line: Any) -> Any:
        for key in line.keys() - cls.model_fields.keys() if isinstance(line, dict) else ():
            meant = _nearest(key.lower(), ("expect", *Expect.model_fields), _ALMOST)
            if meant == "expect":
                raise ValueError("a key is misspelt, and would not be scored. Try: expect")
            if meant:
                raise ValueError(f"a key beside expect would not be scored. Try: {meant} in expect")
        return line

    def as_turns(self) -> list[dict[str, str]]:
        """As a fold hears them."""
        return [turn.model_dump() for turn in self.turns]


def read(lines: Iterable[str], file: str, vocabulary: Vocabulary | None = None) -> Iterator[Labelled]:
    """The labelled conversations of a file; without a `vocabulary`, by the built-in one.

    Raises AftercallError: file, line, key, what is wrong, what to try.
    """
    vocabulary = vocabulary or Vocabulary.of()
    met: dict[str, int] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            labelled = Labelled.model_validate(json.loads(line, object_pairs_hook=_each_once), context=vocabulary)
            if (before := met.setdefault(labelled.id, number)) != number:
                raise ValueError(f"id: it is line {before}'s already. Try: another id for one of the two")  # noqa: TRY301  one place names file and line
        except (ValueError, RecursionError) as error:  # ValidationError and JSONDecodeError are ValueErrors
            raise AftercallError(f"{file}, line {number}: {_fault(error)}") from None  # its text may hold what was said
        yield labelled


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) != len(pairs):
        raise ValueError("an object has a key twice. Try: each key once")
    return table


def _fault(error: Exception) -> str:
    """The first fault, for a person: key, what, Try."""
    if isinstance(error, json.JSONDecodeError):
        return f"no JSON ({error.msg} at character {error.pos}). Try: {_FORM}"
    if not isinstance(error, ValidationError):
        return str(error) if "Try: " in str(error) else f"no JSON that could be read. Try: {_FORM}"
    faults = error.errors(include_url=False, include_input=False)
    fault = next((fault for fault in faults if fault["type"] == "extra_forbidden"), faults[0])  # misspelt, not missing
    *outer, last = fault["loc"] or ("the line",)
    key = ".".join(map(str, (*outer, last)))
    match fault["type"]:
        case "value_error":
            return f"{key}: {fault['ctx']['error']}"
        case "extra_forbidden":  # its name is the file's, and is not repeated
            keys = _keys(outer)
            return f"{'.'.join(map(str, outer))}: unknown key. Try: {_nearest(str(last), keys) or ', '.join(keys)}"
        case "missing":
            return f"{key}: it is missing. Try: {_FORM}"
        case "literal_error":
            return f"{key}: it is none of the known ones. Try: {fault['ctx']['expected']}"
        case "model_type":
            return f"{key}: it is no object. Try: {_FORM}"
        case "too_short" | "string_too_short":
            return f"{key}: it is empty, and one is the least. Try: {_FORM}"
    return f"{key}: {fault['msg']}. Try: {_FORM}"


def _keys(where: list[int | str]) -> list[str]:
    """Keys that may stand in a part of `expect`."""
    form: type[Label] = {"team_size": TeamSpan, "document_volume_per_month": VolumeSpan}.get(str(where[-1]), Expect)
    return list(form.model_fields)


def _nearest(name: str, known: Iterable[str], least: float = 0.6) -> str | None:
    """The name that was probably meant, if one is at `least` so much alike (1: the same)."""
    return next(iter(get_close_matches(name, list(known), n=1, cutoff=least)), None)
