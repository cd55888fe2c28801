"""The worker's key can put and do nothing else: shown on a server that enforces policies."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from typing import Any

import pytest
from botocore.exceptions import ClientError

from aftercall import landing
from aftercall.errors import TransientDeliveryError
from aftercall.ship.s3 import S3Sink
from tests.record_factory import a_record
from tests.servers.ceph import Ceph


@dataclass
class Worker:
    """A bucket, its owner's client (who may read all of it), and that of a user who may only put under `sessions/`."""

    bucket: str
    owner: Any
    client: Any


@pytest.fixture
def worker(ceph: Ceph) -> Worker:
    bucket, name = ceph.bucket(), f"worker-{uuid.uuid4().hex[:12]}"
    client, owner = ceph.client(ceph.user(name)), ceph.client(ceph.admin)
    policy = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"AWS": [f"arn:aws:iam:::user/{name}"]},
                "Action": "s3:PutObject",
                "Resource": f"arn:aws:s3:::{bucket}/sessions/*",
            },
            {
                # An object belongs to who put it; Amazon S3 gives new buckets' objects to the bucket's owner, Ceph does not.
                "Effect": "Allow",
                "Principal": {"AWS": ["arn:aws:iam:::user/admin"]},
                "Action": "s3:GetObject",
                "Resource": f"arn:aws:s3:::{bucket}/*",
            },
        ],
    }
    owner.put_bucket_policy(Bucket=bucket, Policy=json.dumps(policy))
    return Worker(bucket, owner, client)


def test_a_key_that_may_only_put_is_enough(worker: Worker) -> None:
    record = a_record()
    S3Sink(worker.bucket, "sessions", worker.client).deliver(record, landing.encode(record))
    stored = worker.owner.get_object(Bucket=worker.bucket, Key=f"sessions/{landing.key(record)}")
    assert stored["Body"].read() == landing.encode(record)
    assert stored["ContentType"] == "application/gzip"
    assert "ContentEncoding" not in stored


def test_it_is_enough_where_the_key_is_taken_as_well(worker: Worker) -> None:
    theirs, ours = a_record(agent__job_id="AJ_theirs"), a_record(agent__job_id="AJ_ours")
    sink = S3Sink(worker.bucket, "sessions", worker.client)
    for record in (theirs, ours, ours):
        sink.deliver(record, landing.encode(record))
    listed = worker.owner.list_objects_v2(Bucket=worker.bucket)["Contents"]
    assert {item["Key"] for item in listed} == {
        f"sessions/{landing.key(theirs)}",
        f"sessions/{landing.second_key(ours)}",
    }


def test_that_key_reads_nothing_and_removes_nothing(worker: Worker) -> None:
    record = a_record()
    S3Sink(worker.bucket, "sessions", worker.owner).deliver(record, landing.encode(record))
    there = {"Bucket": worker.bucket, "Key": f"sessions/{landing.key(record)}"}
    for forbidden in (
        lambda: worker.client.get_object(**there),
        lambda: worker.client.head_object(**there),
        lambda: worker.client.delete_object(**there),
        lambda: worker.client.list_objects_v2(Bucket=worker.bucket),
    ):
        with pytest.raises(ClientError) as caught:
            forbidden()
        assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403


def test_outside_of_what_it_may_write_the_record_is_kept(worker: Worker) -> None:
    record = a_record()
    with pytest.raises(TransientDeliveryError) as caught:
        S3Sink(worker.bucket, "elsewhere", worker.client).deliver(record, landing.encode(record))
    assert caught.value.code == "AccessDenied"
    assert f"allow s3:PutObject on arn:aws:s3:::{worker.bucket}/elsewhere/*" in str(caught.value)


def test_a_wrong_secret_keeps_the_record(ceph: Ceph, worker: Worker) -> None:
    record = a_record()
    stranger = ceph.client((ceph.admin[0], "not the secret"))
    with pytest.raises(TransientDeliveryError) as caught:
        S3Sink(worker.bucket, "sessions", stranger).deliver(record, landing.encode(record))
    assert caught.value.code == "SignatureDoesNotMatch"


def test_an_unknown_key_keeps_the_record(ceph: Ceph, worker: Worker) -> None:
    record = a_record()
    with pytest.raises(TransientDeliveryError) as caught:
        S3Sink(worker.bucket, "sessions", ceph.client(("nobody", "nothing"))).deliver(record, landing.encode(record))
    assert caught.value.code == "InvalidAccessKeyId"


def test_a_missing_bucket_keeps_the_record(ceph: Ceph) -> None:
    record = a_record()
    with pytest.raises(TransientDeliveryError, match="aws s3 mb") as caught:
        S3Sink("calls-nowhere", "sessions", ceph.client(ceph.admin)).deliver(record, landing.encode(record))
    assert caught.value.code == "NoSuchBucket"
