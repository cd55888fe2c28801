"""A stack: resources as CloudFormation knows them, as plain values. CloudFormation and Terraform are written from it.

Every text is that of CloudFormation's `Sub`: `${Bucket}` refers to a resource, `${StreamRole.Arn}` to its ARN,
`${AWS::Region}` to the account, and `${!year}` is the text `${year}`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

REFERENCE = re.compile(r"\$\{(!?)([^}]+)\}")


@dataclass(frozen=True)
class JsonText:
    """A value that a service takes as JSON text."""

    value: Any


@dataclass(frozen=True)
class Resource:
    """One resource. `about` says what it is for; a `kept` one stays when its stack is deleted."""

    name: str
    type: str
    about: str
    properties: dict[str, Any]
    kept: bool = False


@dataclass(frozen=True)
class Output:
    """What a person needs to know once the stack is there."""

    name: str
    about: str
    value: str


@dataclass(frozen=True)
class Stack:
    """Everything that is made, in an order in which it can be read. `about` is for the head of the file."""

    about: str
    resources: tuple[Resource, ...]
    outputs: tuple[Output, ...] = field(default=())


def literal(text: str) -> str:
    """A text that refers to nothing, as it has to stand in a stack."""
    return text.replace("${", "${!")


def resolved(value: Any, reference: Callable[[str], str]) -> Any:
    """`value` with every `${Name}` in its texts replaced by `reference("Name")`, and `${!x}` by `${x}`."""
    if isinstance(value, str):
        return REFERENCE.sub(lambda found: f"${{{found[2]}}}" if found[1] else reference(found[2]), value)
    if isinstance(value, dict):
        return {key: resolved(item, reference) for key, item in value.items()}
    if isinstance(value, list):
        return [resolved(item, reference) for item in value]
    if isinstance(value, JsonText):
        return JsonText(resolved(value.value, reference))
    return value
