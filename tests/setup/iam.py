"""IAM's evaluation, as far as our policies go, for what no stand-in evaluates as AWS does.

An explicit deny beats an allow, and without an allow nothing is allowed. A condition on a key that the
request does not have is not met, but for `Null`, which asks just that. `test_policies` compares this with a
server that enforces policies, request by request.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any


def allows(
    statements: Sequence[dict[str, Any]], action: str, resource: str = "", context: Mapping[str, str] | None = None
) -> bool:
    """Whether a policy lets `action` on `resource` pass, for a request with the condition keys of `context`."""
    effects = {
        statement["Effect"]
        for statement in statements
        if any(_like(pattern.lower(), action.lower()) for pattern in statement["Action"])
        and any(_like(pattern, resource) for pattern in statement.get("Resource", [""]))
        and _met(statement.get("Condition", {}), context or {})
    }
    return effects == {"Allow"}


def actions(statements: Sequence[dict[str, Any]]) -> set[str]:
    """Every action that is allowed somewhere."""
    return {action for statement in statements if statement["Effect"] == "Allow" for action in statement["Action"]}


def _met(condition: dict[str, dict[str, Any]], context: Mapping[str, str]) -> bool:
    return all(
        _TESTS[operator](context.get(key), wanted if isinstance(wanted, list) else [wanted])
        for operator, keys in condition.items()
        for key, wanted in keys.items()
    )


_TESTS = {
    "Bool": lambda value, wanted: value in wanted,
    "Null": lambda value, wanted: str(value is None).lower() in wanted,
    "StringEquals": lambda value, wanted: value in wanted,
    "StringLike": lambda value, wanted: value is not None and any(_like(pattern, value) for pattern in wanted),
}


def _like(pattern: str, value: str) -> bool:
    return re.fullmatch(re.escape(pattern).replace(r"\*", ".*").replace(r"\?", "."), value, re.DOTALL) is not None
