"""The actions of each policy are those of the requests that are really sent: no more, no fewer.

botocore's own hooks note every request of a whole run: calls that end, a taken key, the doctor, a reader. S3
is a server that enforces the policy; Logs and STS are stand-ins that allow anything.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
import botocore.session
import pytest

from aftercall.doctor.examine import examine
from aftercall.lake.find import find
from aftercall.settings import S3Landing, Settings
from aftercall.ship.handover import hand_over
from aftercall.warehouse import connect
from tests.record_factory import a_record
from tests.servers.ceph import Ceph
from tests.setup.attempts import Place
from tests.setup.deployments import LARGE, SMALL, policies
from tests.setup.iam import actions
from tests.setup.test_policies import apply, without_unknown_condition

# The action that an operation needs: https://docs.aws.amazon.com/service-authorization/latest/reference/
ACTION_OF = {
    "s3.PutObject": "s3:PutObject",
    "s3.GetObject": "s3:GetObject",
    "s3.ListObjectsV2": "s3:ListBucket",
    "s3.ListObjectVersions": "s3:ListBucketVersions",
    "s3.DeleteObject": "s3:DeleteObject",
    "s3.DeleteObject?versionId": "s3:DeleteObjectVersion",
    "cloudwatch-logs.CreateLogStream": "logs:CreateLogStream",
    "cloudwatch-logs.PutLogEvents": "logs:PutLogEvents",
    # The doctor asks, and is content with 403: where the bucket lies, and that it is there, stand in that answer too.
    "s3.HeadBucket": None,
    "sts.GetCallerIdentity": None,  # needs no permission
}
# What S3 asks KMS for on the caller's behalf: https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
KEY_FOR = {
    "s3:PutObject": "kms:GenerateDataKey",
    "s3:GetObject": "kms:Decrypt",
    "s3:GetObjectVersion": "kms:Decrypt",
}
# What runs at others' places: their documents say what they need.
DOCUMENTED = {
    # https://docs.snowflake.com/en/user-guide/data-load-s3-config-storage-integration
    "Snowflake": {"s3:GetBucketLocation", "s3:GetObject", "s3:GetObjectVersion", "s3:ListBucket"},
    # https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html
    "Stream": {
        "s3:AbortMultipartUpload", "s3:GetBucketLocation", "s3:GetObject", "s3:ListBucket",
        "s3:ListBucketMultipartUploads", "s3:PutObject",
    },
    # https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html
    "Subscription": {"firehose:PutRecord", "firehose:PutRecordBatch"},
}  # fmt: skip


@dataclass
class Sent:
    """Requests that left, as `service.Operation`, and the headers of each."""

    operations: Counter[str] = field(default_factory=Counter)
    headers: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def note(self, request: Any, event_name: str, **_: Any) -> None:
        operation = event_name.removeprefix("before-send.")
        if "versionId=" in request.url and operation == "s3.DeleteObject":
            operation += "?versionId"
        self.operations[operation] += 1
        known = {name: value.decode() if isinstance(value, bytes) else value for name, value in request.headers.items()}
        self.headers.append((operation, known))

    def needs(self) -> set[str]:
        return {action for operation in self.operations if (action := ACTION_OF[operation])}


@contextmanager
def recorded(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sent]:
    """Every request of every client that is made within."""
    sent = Sent()
    make = botocore.session.Session.create_client

    def create_client(self: Any, *arguments: Any, **named: Any) -> Any:
        client = make(self, *arguments, **named)
        client.meta.events.register("before-send", sent.note)
        return client

    with monkeypatch.context() as patch:
        patch.setattr(botocore.session.Session, "create_client", create_client)
        patch.setattr(boto3, "DEFAULT_SESSION", None)  # it may hold other credentials
        yield sent


@pytest.fixture
def place(ceph: Ceph) -> Place:
    """Without versions: in a bucket with them, Ceph 16 takes a conditional put of a taken key. Amazon S3 refuses it."""
    return Place(ceph.bucket(), ceph.bucket(), ceph.client(ceph.admin))


def become(monkeypatch: pytest.MonkeyPatch, ceph: Ceph, place: Place, statements: Sequence[dict[str, Any]]) -> None:
    """This process has from now on the keys of a new user, who has these statements."""
    name = f"somebody-{uuid.uuid4().hex[:12]}"
    access, secret = ceph.user(name)
    apply(place, name, statements)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", access)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", secret)
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", ceph.endpoint)
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)  # it may hold the credentials of an earlier test


# ------------------------------------------------------------------------------------------------- the worker


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch, ceph: Ceph, place: Place, moto: str, tmp_path: Path) -> Settings:
    """A worker with exactly the writer's policy, whose log group is there already."""
    become(monkeypatch, ceph, place, without_unknown_condition(policies(SMALL)["Writer"]))
    for service in ("CLOUDWATCH_LOGS", "STS"):
        monkeypatch.setenv(f"AWS_ENDPOINT_URL_{service}", moto)
    group = f"/aftercall/{uuid.uuid4().hex}"
    boto3.Session(region_name="us-east-1").client("logs").create_log_group(logGroupName=group)
    return Settings(landing=S3Landing(place.bucket, "sessions"), spool=tmp_path / "spool", log_group=group)


def test_the_doctor_is_content_with_exactly_the_writers_policy(worker: Settings) -> None:
    result = examine(worker)
    assert [(f.check, f.detail) for f in result.findings if f.ok is False] == []
    proven = {f.check for f in result.findings if f.ok}
    assert proven >= {"bucket", "put", "landing", "conditional_put", "logs", "identity"}


def test_a_worker_sends_what_the_writer_may_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch, worker: Settings, place: Place
) -> None:
    with recorded(monkeypatch) as sent:
        for job in ("AJ_first", "AJ_second", "AJ_second"):  # the second finds its key taken, the third both
            report = hand_over(a_record(agent__job_id=job), worker, 30)
            assert report is not None
            assert dict(report.delivered) == {"s3": 1, "logs": 1}
        assert examine(worker).ok
        assert examine(worker, cheap=True).ok
    assert sent.needs() == actions(policies(SMALL)["Writer"])
    assert {operation for operation in sent.operations if ACTION_OF[operation] is None} == {
        "s3.HeadBucket",
        "sts.GetCallerIdentity",
    }
    landed = place.owner.list_objects_v2(Bucket=place.bucket, Prefix="sessions/")["Contents"]
    assert len(landed) == 2


def test_every_put_bears_what_the_policy_asks_of_it(monkeypatch: pytest.MonkeyPatch, worker: Settings) -> None:
    with recorded(monkeypatch) as sent:
        for job in ("AJ_first", "AJ_second"):
            hand_over(a_record(agent__job_id=job), worker, 30)
        examine(worker)
    puts = [headers for operation, headers in sent.headers if operation == "s3.PutObject"]
    assert len(puts) >= 6  # two records, one of them twice; the doctor's put, its second, and its two wrong ones
    assert {headers.get("If-None-Match") for headers in puts} == {"*"}


# ------------------------------------------------------------------------------------------------ who reads


def test_a_reader_sends_what_the_analyst_may_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch, ceph: Ceph, place: Place, worker: Settings
) -> None:
    record = a_record()
    hand_over(record, worker, 30)
    landing = S3Landing(place.bucket, "sessions")
    # On Ceph the record is its writer's; Amazon S3 gives it to the bucket's owner. So the owner puts it again.
    for item in place.owner.list_objects_v2(Bucket=place.bucket, Prefix="sessions/")["Contents"]:
        place.seed(item["Key"])
    become(monkeypatch, ceph, place, policies(SMALL)["Analyst"])
    with recorded(monkeypatch) as sent:
        db = connect(landing)
        assert db.execute("SELECT count(*) FROM skipped").fetchone() == (1,)  # it was read: "theirs" is no record
        assert [key for key, _ in find(landing, record.session_id, today=record.start_time.date())]
    assert sent.needs() == actions(policies(SMALL)["Analyst"])


def test_an_operators_day_needs_all_of_the_operators_policy_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch, ceph: Ceph, place: Place
) -> None:
    """List and read a day, put its table, put a missing record, erase a person's call with all its versions."""
    place.owner.put_bucket_versioning(Bucket=place.bucket, VersioningConfiguration={"Status": "Enabled"})
    key, table = "sessions/year=2026/month=11/day=22/rm_a.json.gz", "lake/day=2026-11-22.parquet"
    place.seed(key)
    place.seed(key)
    become(monkeypatch, ceph, place, policies(SMALL)["Operator"])
    with recorded(monkeypatch) as sent:
        s3 = boto3.Session(region_name="us-east-1").client("s3")
        (item,) = s3.list_objects_v2(Bucket=place.bucket, Prefix="sessions/")["Contents"]
        body = s3.get_object(Bucket=place.bucket, Key=item["Key"])["Body"].read()
        s3.put_object(Bucket=place.bucket, Key=table, Body=body)
        s3.put_object(Bucket=place.bucket, Key=key.replace("rm_a", "rm_missing"), Body=body, IfNoneMatch="*")
        s3.delete_object(Bucket=place.bucket, Key=table)
        versions = s3.list_object_versions(Bucket=place.bucket, Prefix=key)["Versions"]
        for version in versions:
            s3.delete_object(Bucket=place.bucket, Key=key, VersionId=version["VersionId"])
    assert len(versions) == 2
    assert "Versions" not in place.owner.list_object_versions(Bucket=place.bucket, Prefix=key)
    assert sent.needs() == actions(policies(SMALL)["Operator"])


# ------------------------------------------------------------------------------------------------- what is left


@pytest.mark.parametrize("who", DOCUMENTED)
def test_what_runs_elsewhere_may_what_its_documents_ask_for(who: str) -> None:
    granted = {action for action in actions(policies(LARGE)[who]) if not action.startswith("kms:")}
    assert granted == DOCUMENTED[who]


@pytest.mark.parametrize("who", policies(LARGE))
def test_a_key_adds_what_s3_asks_of_it_and_nothing_else(who: str) -> None:
    granted = actions(policies(LARGE)[who])
    asked = {KEY_FOR[action] for action in granted if action in KEY_FOR}
    assert {action for action in granted if action.startswith("kms:")} == asked
    keys = [statement for statement in policies(LARGE)[who] if statement["Action"][0].startswith("kms:")]
    assert all(statement["Resource"] == [LARGE.kms_key] for statement in keys)


@pytest.mark.parametrize("who", ["Writer", "Analyst", "Operator"])
def test_without_a_key_there_is_no_word_of_kms(who: str) -> None:
    assert "kms" not in str(policies(SMALL)[who])
