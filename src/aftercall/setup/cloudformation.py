"""A stack as a template of CloudFormation: YAML in block style, a text that is not plain in JSON's quotes, a comment over each resource."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator
from typing import Any

from aftercall.setup.stack import REFERENCE, JsonText, Resource, Stack, resolved

_WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})  # YAML 1.1 takes these for no text
_PLAIN = re.compile(r"[A-Za-z/_][A-Za-z0-9_./:-]*[A-Za-z0-9_/]")
_ALONE = re.compile(r"\$\{([A-Za-z][A-Za-z0-9:]*)(\.Arn)?\}")


def cloudformation(stack: Stack, command: str) -> str:
    """The template's text. `command` is what wrote it; it stands in its head."""
    lines = [
        f"# Written by: {command}",
        'AWSTemplateFormatVersion: "2010-09-09"',
        f"Description: {_quoted(stack.about)}",
        "Resources:",
    ]
    for resource in stack.resources:
        lines += ["", *_comment(resource.about), f"  {resource.name}:", *_lines(_body(resource), 4)]
    lines += ["", "Outputs:"]
    for output in stack.outputs:
        lines += [f"  {output.name}:", *_lines({"Description": output.about, "Value": output.value}, 4)]
    return "\n".join(lines) + "\n"


def _body(resource: Resource) -> dict[str, Any]:
    kept = {"DeletionPolicy": "Retain", "UpdateReplacePolicy": "Retain"} if resource.kept else {}
    return {"Type": resource.type, **kept, "Properties": resource.properties}


def _comment(text: str) -> list[str]:
    return textwrap.wrap(text, 110, initial_indent="  # ", subsequent_indent="  # ")


def _lines(value: dict[str, Any], indent: int) -> Iterator[str]:
    """A mapping as block lines."""
    for key, item in value.items():
        yield from _entry(f"{' ' * indent}{_quoted(key)}:", item, indent + 2)


def _entry(head: str, value: Any, indent: int) -> Iterator[str]:
    """What follows `key:` or `-`: on the same line, or below it."""
    if isinstance(value, JsonText):
        yield f"{head} !Sub |"
        yield from (" " * indent + line for line in json.dumps(value.value, indent=2).splitlines())
    elif isinstance(value, dict) and value:
        yield head
        yield from _lines(value, indent)
    elif isinstance(value, list) and value:
        yield head
        for item in value:
            yield from _item(item, indent)
    else:
        yield f"{head} {_scalar(value)}"


def _item(value: Any, indent: int) -> Iterator[str]:
    """An element of a list: a mapping begins on the dash's own line."""
    if isinstance(value, dict) and value:
        first, *rest = _lines(value, indent + 2)
        yield f"{' ' * indent}- {first.lstrip()}"
        yield from rest
    else:
        yield from _entry(f"{' ' * indent}-", value, indent + 2)


def _scalar(value: Any) -> str:
    if not isinstance(value, str):
        return json.dumps(value)
    alone = _ALONE.fullmatch(value)
    if alone:
        return f"!GetAtt {alone[1]}.Arn" if alone[2] else f"!Ref {alone[1]}"
    if any(not found[1] for found in REFERENCE.finditer(value)):
        return f"!Sub {_quoted(value)}"
    return _quoted(resolved(value, str))  # no reference is left in it


def _quoted(text: str) -> str:
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS:
        return text
    return json.dumps(text, ensure_ascii=False)
