"""Fixtures of the doctor's tests: the servers of the sinks' contract, and an environment that knows no AWS account."""

from __future__ import annotations

from tests.contract.conftest import aws_environment, ceph, faults, moto, portal

__all__ = ["aws_environment", "ceph", "faults", "moto", "portal"]
