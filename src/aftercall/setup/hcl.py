"""HCL, Terraform's language: blocks, attributes and expressions as text, in the form that `terraform fmt` gives it."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from aftercall.setup.stack import REFERENCE, JsonText

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_INDENT = "  "


@dataclass(frozen=True)
class Blocks:
    """A repeated block: `rule { … } rule { … }`."""

    bodies: list[dict[str, Any]]


@dataclass(frozen=True)
class Expression:
    """What stands in HCL as it is: an address, a list of addresses."""

    text: str


class Writer:
    """Writes bodies; `address` tells the expression for a name in a `${Name}`."""

    def __init__(self, address: Callable[[str], str]) -> None:
        self._address = address

    def block(self, head: str, body: dict[str, Any], about: str = "") -> str:
        """`head { … }`, with a comment over it."""
        lines = [f"{head} {{", *self._body(body, 1), "}"]
        return "\n".join([*textwrap.wrap(about, 110, initial_indent="# ", subsequent_indent="# "), *lines])

    def _body(self, body: dict[str, Any], depth: int) -> Iterator[str]:
        """Attributes first, those of a run of single lines with their signs in one column; then the blocks."""
        indent = _INDENT * depth
        blocks = [(name, inner) for name, value in body.items() if isinstance(value, Blocks) for inner in value.bodies]
        attributes = {name: value for name, value in body.items() if not isinstance(value, Blocks)}
        yield from _aligned(indent, ((name, self.expression(value, depth)) for name, value in attributes.items()))
        for at, (name, inner) in enumerate(blocks):
            if at or attributes:
                yield ""
            if inner:
                yield from (f"{indent}{name} {{", *self._body(inner, depth + 1), f"{indent}}}")
            else:
                yield f"{indent}{name} {{}}"

    def expression(self, value: Any, depth: int = 0) -> str:
        """A value as HCL; lines after the first are indented for `depth`."""
        inner, here = _INDENT * (depth + 1), _INDENT * depth
        if isinstance(value, Expression):
            return value.text
        if isinstance(value, JsonText):
            return f"jsonencode({self.expression(value.value, depth)})"
        if isinstance(value, dict) and value:
            lines = _aligned(inner, ((_name(key), self.expression(item, depth + 1)) for key, item in value.items()))
            return "\n".join(["{", *lines, f"{here}}}"])
        if isinstance(value, list) and any(isinstance(item, dict | list) for item in value):
            items = [f"{inner}{self.expression(item, depth + 1)}," for item in value]
            return "\n".join(["[", *items, f"{here}]"])
        if isinstance(value, list):
            return f"[{', '.join(self.expression(item) for item in value)}]"
        return self._text(value) if isinstance(value, str) else json.dumps(value)

    def _text(self, text: str) -> str:
        alone = REFERENCE.fullmatch(text)
        if alone and not alone[1]:
            return self._address(alone[2])
        quoted = json.dumps(text, ensure_ascii=False).replace("%{", "%%{")
        return REFERENCE.sub(
            lambda found: f"$${{{found[2]}}}" if found[1] else f"${{{self._address(found[2])}}}", quoted
        )


def _aligned(indent: str, entries: Iterable[tuple[str, str]]) -> Iterator[str]:
    """`name = text` for each: in a run of single lines the signs stand in one column."""
    for single, run in groupby(entries, key=lambda entry: "\n" not in entry[1]):
        pairs = list(run)
        width = max(len(name) for name, _ in pairs) if single else 0
        yield from (f"{indent}{name:<{width}} = {text}" for name, text in pairs)


def _name(key: str) -> str:
    return key if _IDENTIFIER.fullmatch(key) else json.dumps(key)
