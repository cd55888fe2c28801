"""The form of pack files, checked: `pack.toml` that ships with the package, and a business's own.

    schema = 1

    [signals.offices]                                   # a number, with what it is a number of
    unit = "offices"
    phrases = ["{number} (office|offices|branches)"]    # what is said around the number
    asked = ["how many (offices|branches)"]             # after such a question a bare number is an answer

    [signals.billing.choices]                           # one of several, each with its phrases
    yearly = ["annual (plan|contract)", "pay by the year"]
    monthly = ["month to month", "monthly plan"]

    [integrations]                                      # more products, or more names of known ones
    "acme erp" = { aliases = ["acme", "acne e r p"] }
    hubspot = { aliases = ["hubs pot"] }

    [competitors]
    signsmith = { aliases = ["signsmith", "sign smith"] }

    [tier]                                              # instead of the built-in rule, as a whole
    team_size = 20
    document_volume_per_month = 500
    integrations = ["salesforce", "acme erp"]

`pack.schema.json` beside this file is these classes as a JSON Schema, for editors.
"""

from __future__ import annotations

import itertools
import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from aftercall.errors import SettingsError
from aftercall.record import DiscoveredSignals, Text
from aftercall.signals.phrasing import LONGEST_PHRASE, MONEY, NUMBER, unfold
from aftercall.signals.words import COMMON, cut, tokenise

LARGEST_FILE_BYTES = 256 * 1024
_MAX = "_max"
RESERVED = (*sorted(name for name in DiscoveredSignals.model_fields if not name.endswith(_MAX)), "volume")
"""What the built-in signals are called, in a record and by `signals eval`. A signal of one's own has another name."""


def _spoken(text: str) -> str:
    if not any(token[0].isalnum() for token in cut(text)):
        raise ValueError(f"{text!r} holds no word that could be heard. Try: a name as it is spoken")
    return text.lower()


def _a_name(text: str) -> str:
    words = _words(text)
    if len(words) == 1 and words[0] in COMMON:
        raise ValueError(f'{text!r} is said in every call. Try: the name with the word beside it, such as "{text} app"')
    return text


def _words(text: str) -> list[str]:
    """The words and numbers of a name, without its marks."""
    return [token for token in cut(text) if token[-1].isalnum()]


def _each_once(table: Any) -> Any:
    """Refuses names that differ in case only: one of them would be lost."""
    met: set[str] = set()
    for name in table if isinstance(table, Mapping) else ():
        plain = str(name).strip().lower()
        if plain in met:
            raise ValueError(f"{plain!r} is there twice, in other letters. Try: one entry with all of it")
        met.add(plain)
    return table


def _product(text: str) -> str:
    if "," in text:  # in the tables a list of products is text joined by commas
        raise ValueError(f"{text!r} has a comma, and queries would count it as two. Try: the name without a comma")
    return text.strip().lower()


def _unfolds(text: str) -> str:
    unfold(text)
    return text


Name = Annotated[Text, Field(min_length=1, max_length=60), AfterValidator(_product)]
Spoken = Annotated[str, Field(min_length=1, max_length=80), AfterValidator(_spoken)]
Alias = Annotated[Spoken, AfterValidator(_a_name)]
Phrase = Annotated[str, Field(min_length=1, max_length=LONGEST_PHRASE), AfterValidator(_unfolds)]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Choice = Annotated[Text, Field(min_length=1, max_length=60)]


class Table(BaseModel):
    """A part of a pack file: an unknown key in it is an error, and so is a value that is of another type."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Product(Table):
    """What a product is called. Names that are also everyday words count only where they can be meant as names."""

    aliases: Annotated[list[Alias], Field(description="Names that mean the product wherever they are said.")] = []
    everyday: Annotated[list[Spoken], Field(description="Names that are everyday words too.")] = []
    not_after: Annotated[list[Spoken], Field(description="Words after which an everyday name is the word.")] = []
    never_alone: Annotated[bool, Field(description="An everyday name is the word when it is all of an answer.")] = False
    use: Annotated[Key | None, Field(description="What it is for; one product replaces another of the same use.")] = (
        None
    )

    @model_validator(mode="after")
    def _has_a_name(self) -> Self:
        if not self.aliases and not self.everyday:
            raise ValueError('no name to listen for. Try: aliases = ["acme"]')
        return self


Products = Annotated[dict[Name, Product], BeforeValidator(_each_once)]


class TierRule(Table):
    """`sales_ready` from these values on, or with one of these integrations."""

    team_size: Annotated[int, Field(ge=1)]
    document_volume_per_month: Annotated[float, Field(gt=0, allow_inf_nan=False)]
    integrations: list[Name]


class OwnSignal(Table):
    """A signal of a business's own: a number with a unit, or a choice of words."""

    unit: Annotated[str | None, Field(min_length=1, max_length=40, description="What it is a number of.")] = None
    phrases: Annotated[list[Phrase], Field(description="What is said around the number.")] = []
    asked: Annotated[list[Phrase], Field(description="Questions after which a bare number is an answer.")] = []
    choices: Annotated[
        dict[Choice, list[Phrase]], BeforeValidator(_each_once), Field(description="Value → what is said for it.")
    ] = {}
    measured: Annotated[
        tuple[Annotated[int, Field(ge=0)], Annotated[int, Field(ge=0)]] | None,
        Field(
            strict=False, description="Of labelled conversations: how many values were right, and how many were found."
        ),
    ] = None

    @model_validator(mode="after")
    def _is_of_one_kind(self) -> Self:
        if (self.unit is None) == (not self.choices):
            raise ValueError('it takes a unit or choices, one of them. Try: unit = "offices"')
        if self.choices and (self.phrases or self.asked):
            raise ValueError('a choice has its phrases under choices. Try: choices.yearly = ["annual plan"]')
        if self.unit is not None and not self.phrases:
            raise ValueError(f'no phrases. Try: phrases = ["{NUMBER} {self.unit}"]')
        for phrase in self.phrases:
            if not any(slot in phrase for slot in (NUMBER, MONEY)):
                raise ValueError(f"{phrase!r} has no {NUMBER} or {MONEY}. Try: {NUMBER} {phrase}")
        for phrase in (*self.asked, *(phrase for phrases in self.choices.values() for phrase in phrases)):
            if any(slot in phrase for slot in (NUMBER, MONEY)):
                raise ValueError(f"{phrase!r} has a slot where words are asked for. Try: phrases, which takes slots")
        if any(not phrases for phrases in self.choices.values()):
            raise ValueError('a choice without phrases. Try: choices.yearly = ["annual plan"]')
        chosen: dict[tuple[str, ...], str] = {}
        for choice, phrases in self.choices.items():
            for phrase in phrases:
                others = [chosen[said] for said in unfold(phrase) if chosen.get(said, choice) != choice]
                if others:
                    raise ValueError(
                        f"{phrase!r} means {others[0]!r} and {choice!r}. Try: keep it under one of the two"
                    )
                chosen.update(dict.fromkeys(unfold(phrase), choice))
        if self.measured is not None and self.measured[0] > self.measured[1]:
            raise ValueError("more were right than found. Try: measured = [right, found], as signals eval shows them")
        return self


class OwnPack(Table):
    """A business's pack file as a whole."""

    schema_: Annotated[Literal[1], Field(alias="schema")]
    signals: Annotated[dict[Key, OwnSignal], Field(max_length=50)] = {}
    integrations: Products = {}
    competitors: Products = {}
    tier: TierRule | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        for name in self.signals:
            if name in RESERVED:
                raise ValueError(
                    f"signals.{name}: a built-in signal is called so, and {', '.join(RESERVED)} are taken. Try: our_{name}"
                )
            if name.endswith(_MAX):
                raise ValueError(
                    f"signals.{name}: {_MAX} is added for the upper end of a range. Try: {name[: -len(_MAX)]}"
                )
        both = sorted(self.integrations.keys() & self.competitors.keys())
        if both:
            raise ValueError(f"{both[0]!r} is an integration and a competitor. Try: keep one of the two")
        return self


class BuiltInPack(Table):
    """`pack.toml` as a whole."""

    class Phrases(Table):
        phrases: list[Spoken]

    class Documents(Table):
        nouns: list[Spoken]
        not_documents: list[Spoken]

    class People(Table):
        seats: list[Spoken]
        company: list[Spoken]
        generic: list[Spoken]
        roles: list[Spoken]
        others: list[Spoken]
        not_people: list[Spoken]

    class Moods(Table):
        high: list[Spoken] = []
        medium: list[Spoken] = []
        low: list[Spoken] = []

    class Urgency(Moods):
        in_answer: BuiltInPack.Moods

    uses: dict[Key, list[Spoken]]
    integrations: Products
    competitors: Products
    ignored: Phrases
    documents: Documents
    people: People
    urgency: Urgency
    industries: dict[Key, list[Spoken]]
    tier: TierRule


File = TypeVar("File", bound=Table)


def check(text: str, file: str, form: type[File]) -> tuple[File, dict[str, Any]]:
    """The file's contents, as the form and as plain tables. Raises SettingsError: file, key, what is wrong, what to try."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{file} is no TOML: {error}. Try: quotes around text, [brackets] around lists") from error
    try:
        return form.model_validate(data), data
    except ValidationError as error:
        raise SettingsError(f"{file}: {_first(error, form)}") from error


def read(path: Path) -> OwnPack:
    """A business's pack file. Raises SettingsError, also if it cannot be read."""
    try:
        with path.open("rb") as file:
            body = file.read(LARGEST_FILE_BYTES + 1)
    except OSError as error:
        raise SettingsError(
            f"{path} cannot be read ({error.strerror or type(error).__name__}). Try: ls -l {path}; AFTERCALL_SIGNALS names it"
        ) from error
    if len(body) > LARGEST_FILE_BYTES:
        raise SettingsError(f"{path} is larger than {LARGEST_FILE_BYTES:,} bytes. Try: fewer phrases")
    try:
        text = body.decode("utf-8-sig")  # some editors begin a file with a mark
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path} is no UTF-8 (byte {error.start}). Try: save it as UTF-8") from error
    pack, _ = check(text, str(path), OwnPack)
    _fits_the_built_in(pack, str(path))
    return pack


def merged(own: OwnPack, built_in: Mapping[str, Any]) -> dict[str, Any]:
    """The built-in tables with a business's products and tier rule."""
    tables = dict(built_in)
    for kind in ("integrations", "competitors"):
        products = {name: dict(entry) for name, entry in built_in[kind].items()}
        for name, product in getattr(own, kind).items():
            known = products.setdefault(name, {"aliases": []})
            for key in ("aliases", "everyday", "not_after"):
                names = getattr(product, key)
                heard = [" ".join(tokenise(name)) for name in names]  # "a c m e" is heard as one word
                known[key] = list(dict.fromkeys([*known.get(key, ()), *names, *filter(None, heard)]))
            known["never_alone"] = product.never_alone or known.get("never_alone", False)
            if product.use or known.get("use"):
                known["use"] = product.use or known["use"]
        tables[kind] = products
    if own.tier is not None:
        tables["tier"] = own.tier.model_dump()
    return tables


def _fits_the_built_in(own: OwnPack, file: str) -> None:
    """Raises SettingsError for a name that means another product already, or a tier by products nobody knows."""
    if not (own.integrations or own.competitors or own.tier):
        return
    from aftercall.signals.pack import default_text  # noqa: PLC0415  only a file with products pays for reading it

    built_in = tomllib.loads(default_text())
    tables = merged(own, built_in)
    owner: dict[str, str] = {}
    for source, kind in itertools.product((built_in, tables), ("integrations", "competitors")):
        for name, entry in source[kind].items():
            for alias in (*entry["aliases"], *entry.get("everyday", ())):
                known = owner.setdefault("".join(_words(alias)), name)  # "sales-force" is heard as "salesforce" is
                if known != name:
                    raise SettingsError(
                        f"{file}: {kind}.{name}: {alias!r} is {known} already. Try: another alias, or {known!r} as the product"
                    )
    for kind in ("integrations", "competitors"):
        other = "competitors" if kind == "integrations" else "integrations"
        for name, product in getattr(own, kind).items():
            if product.use is not None and product.use not in built_in["uses"]:
                uses = get_close_matches(product.use, built_in["uses"], n=1) or built_in["uses"]
                raise SettingsError(
                    f"{file}: {kind}.{name}.use: {product.use!r} is no use that is known. Try: {', '.join(uses)}"
                )
            if name in built_in[other]:
                raise SettingsError(f"{file}: {kind}.{name}: it is one of the built-in {other}. Try: under [{other}]")
    for name in own.tier.integrations if own.tier else ():
        if name not in tables["integrations"]:
            raise SettingsError(
                f"{file}: tier.integrations: no product is called {name!r}. Try: a name of [integrations], or add it there"
            )


def _first(error: ValidationError, form: type[Table]) -> str:
    """The first fault, for a person: key, what, Try."""
    fault = error.errors()[0]
    key = ".".join(str(part) for part in fault["loc"] if part != "[key]") or "the file"
    if fault["loc"][2:3] == ("measured",):
        return f"{key}: two whole numbers from 0 on are asked for. Try: measured = [right, found]"
    if fault["type"] == "value_error":
        return f"{key}: {fault['ctx']['error']}" if fault["loc"] else str(fault["ctx"]["error"])
    if fault["type"] == "literal_error":
        return f"{key}: {fault['msg']}. Try: {key} = {fault['ctx']['expected']}"
    if fault["type"] == "extra_forbidden":
        return f"{key}: no such key. Try: {', '.join(_keys(form, fault['loc'][:-1]))}"
    if fault["type"] == "missing":
        return f"{key}: it is missing. Try: {fault['loc'][-1]} = {'1' if fault['loc'][-1] == 'schema' else '…'}"
    if "[key]" in fault["loc"]:
        return f"{key}: not a name: {fault['msg']}. Try: lower-case letters, digits and _, such as office_count"
    return f"{key}: {fault['msg']}. Try: the examples of docs/signals.md"


def _keys(form: type[Table], where: tuple[int | str, ...]) -> list[str]:
    """Keys that may stand at a place of the file."""
    schema = form.model_json_schema(by_alias=True)
    here = schema
    for part in where:
        here = _resolved(here, schema)
        here = (
            here.get("properties", {}).get(part)
            or here.get("additionalProperties")
            or here.get("patternProperties", {"": {}}).popitem()[1]
        )
    return sorted(_resolved(here, schema).get("properties", {}))


def _resolved(part: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    for option in part.get("anyOf", ()):
        if "$ref" in option:
            part = option
    return schema["$defs"][part["$ref"].rpartition("/")[2]] if "$ref" in part else part


def json_schema() -> dict[str, Any]:
    """A business's pack file as a JSON Schema."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **OwnPack.model_json_schema(by_alias=True)}
