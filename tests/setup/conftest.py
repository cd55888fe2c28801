"""Fixtures of the account's tests: a gateway that enforces policies, AWS's own stand-ins, no account of this machine's."""

from __future__ import annotations

from tests.contract.conftest import aws_environment, ceph, moto

__all__ = ["aws_environment", "ceph", "moto"]
