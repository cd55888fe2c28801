"""Fixtures of tests in which other people's programs read what we wrote."""

from __future__ import annotations

from tests.servers.ceph import ceph

__all__ = ["ceph"]
