"""What a check says, and what all of them say together.

As JSON, on one line, the form of `aftercall doctor --json` and of `doctor.json` in the spool:

    {"ok": false, "exports": false, "checked_at": "2026-11-22T10:00:00Z", "landing": "s3://calls/sessions",
     "spool": "/var/lib/aftercall/spool",
     "findings": [{"check": "landing", "ok": false, "code": "AccessDenied", "detail": "…", "try": "…",
                   "statement": {"Effect": "Allow", "Action": "s3:PutObject", "Resource": "arn:…"}}, …]}

Only checks that apply to the settings are there. Members may be added; none changes its meaning.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

EXPORTS = frozenset({"settings", "spool", "space", "folder", "bucket", "put", "landing", "kms", "logs"})
"""Checks whose failure means that records stay where they are. A failed `put` does not if `landing` is proven."""


@dataclass(frozen=True)
class Finding:
    """One check's answer.

    `ok`: None where it does not apply or could not be found out, and for a warning; `detail` says which.
    `code` is a service's or the system's own word for a failure. `try_` is the next step. `statement`
    is the smallest IAM policy statement that gives what is missing.
    """

    check: str
    ok: bool | None
    detail: str
    code: str | None = None
    try_: str | None = None
    statement: dict[str, Any] | None = None

    def as_json(self) -> dict[str, Any]:
        """The finding's members, in the order of this module's example."""
        return {
            "check": self.check,
            "ok": self.ok,
            "code": self.code,
            "detail": self.detail,
            "try": self.try_,
            "statement": self.statement,
        }


@dataclass(frozen=True)
class Result:
    """The findings of one run, and what they were about."""

    findings: tuple[Finding, ...]
    checked_at: datetime
    landing: str
    spool: str

    @property
    def failed(self) -> list[Finding]:
        """What has to be mended, in the order of the checks."""
        return [finding for finding in self.findings if finding.ok is False]

    @property
    def ok(self) -> bool:
        """True if nothing failed. Warnings and what could not be found out do not count."""
        return not self.failed

    @property
    def stopped(self) -> list[Finding]:
        """The failures that keep records from being exported."""
        proven = any(finding.check == "landing" and finding.ok for finding in self.findings)
        return [f for f in self.failed if f.check in EXPORTS and not (f.check == "put" and proven)]

    def as_json(self) -> dict[str, Any]:
        """The document that this module's docstring shows."""
        return {
            "ok": self.ok,
            "exports": not self.stopped,
            "checked_at": self.checked_at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
            "landing": self.landing,
            "spool": self.spool,
            "findings": [finding.as_json() for finding in self.findings],
        }

    def age_seconds(self) -> float:
        """How long ago it was; 0 if the clock went back."""
        return max(0.0, (datetime.now(UTC) - self.checked_at).total_seconds())

    def line(self) -> str | None:
        """The one line for a worker's log; None if nothing failed."""
        if not self.failed:
            return None
        first = (self.stopped or self.failed)[0]
        what = "records cannot be exported" if self.stopped else "it is not proven that records can be exported"
        more = f" (and {len(self.failed) - 1} more)" if len(self.failed) > 1 else ""
        return (
            f"aftercall: {what}: {first.check}: {first.detail}{more}. Try: {first.try_}; aftercall doctor says it all"
        )


def from_json(body: bytes) -> Result:
    """A result that was written down. Raises ValueError if these bytes hold none."""
    try:
        value = json.loads(body)
        checked_at = datetime.fromisoformat(value["checked_at"])
        if checked_at.tzinfo is None:
            raise ValueError("checked_at has no time zone. Try: aftercall doctor")
        return Result(
            findings=tuple(_finding(item) for item in value["findings"]),
            checked_at=checked_at,
            landing=str(value["landing"]),
            spool=str(value["spool"]),
        )
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"no doctor's result ({type(error).__name__}). Try: aftercall doctor") from error


def _finding(item: dict[str, Any]) -> Finding:
    return Finding(item["check"], item["ok"], item["detail"], item["code"], item["try"], item["statement"])


def allow(actions: Iterable[str], *resources: str) -> dict[str, Any]:
    """The smallest statement that allows these actions; one of a kind stands without brackets."""
    wanted = sorted(actions)
    return {
        "Effect": "Allow",
        "Action": wanted if len(wanted) > 1 else wanted[0],
        "Resource": list(resources) if len(resources) > 1 else resources[0],
    }
