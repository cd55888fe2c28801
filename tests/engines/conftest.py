"""Fixtures of tests in which other people's programs read what we wrote."""

from __future__ import annotations

import json

import pytest

from aftercall import warehouse
from tests.engines import asking, landed
from tests.servers.ceph import ceph

__all__ = ["ceph"]


@pytest.fixture(scope="session")
def corpus(tmp_path_factory):
    return landed.land(tmp_path_factory.mktemp("landing"))


@pytest.fixture(scope="session")
def bucket(ceph, corpus):
    """A bucket with everything under `all/`, and the v1 files, which every engine can read, under `sessions/`."""
    name, s3 = ceph.bucket(), ceph.client(ceph.admin)
    landed.upload(s3, name, "all", corpus.root, landed.all_keys(corpus.root))
    landed.upload(s3, name, "sessions", corpus.root, corpus.keys)
    return name


@pytest.fixture(scope="session")
def expected(ceph, bucket):
    """What our reader answers for the v1 files in the bucket."""
    with warehouse.connect(f"s3://{bucket}/sessions", client=ceph.client(ceph.admin)) as db:
        return asking.reference(db)


@pytest.fixture(scope="session")
def synced(ceph, bucket, tmp_path_factory):
    """The v1 files of the bucket as a folder."""
    return landed.download(ceph.client(ceph.admin), bucket, "sessions", tmp_path_factory.mktemp("synced"))


@pytest.fixture(scope="session")
def staged(synced, tmp_path_factory):
    """What a stage of Snowflake's would show of them: a line of key and text for each."""
    path = tmp_path_factory.mktemp("staged") / "staged.ndjson"
    rows = (json.dumps({"key": f"sessions/{key}", "text": text}) for key, text in landed.lines(synced))
    path.write_text("\n".join(rows), encoding="utf-8")
    return path
