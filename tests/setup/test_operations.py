"""The actions of each policy are those of the requests that are really sent: no more, no fewer.

botocore's own hooks note every request of a whole run: calls that end, a taken key, the doctor, a reader. S3
is a server that enforces the policy; Logs and STS are stand-ins that allow anything.
"""

from __future__ import annotations

import re
import subprocess
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import boto3
import botocore.session
import pytest

from aftercall import ship
from aftercall.doctor.examine import examine
from aftercall.lake.find import find
from aftercall.settings import S3Landing, Settings
from aftercall.ship.handover import hand_over
from aftercall.ship.shipper import Shipper
from aftercall.spool import Spool
from aftercall.warehouse import connect
from tests.record_factory import a_record
from tests.servers.ceph import Ceph, require
from tests.setup.attempts import Place
from tests.setup.deployments import LARGE, SMALL, policies
from tests.setup.iam import actions
from tests.setup.test_policies import apply, without_unknown_condition

DOCUMENT = Path(__file__).parents[2] / "docs" / "aws.md"

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
# What S3 asks KMS for on the caller's behalf, by request. Only a put in parts has to decrypt as well:
# https://repost.aws/knowledge-center/s3-large-file-encryption-kms-key
KEY_FOR_OPERATION = {
    "s3.PutObject": "kms:GenerateDataKey",
    "s3.GetObject": "kms:Decrypt",
    "s3.CreateMultipartUpload": "kms:GenerateDataKey",
    "s3.UploadPart": "kms:Decrypt",
}
KEYED = replace(SMALL, kms_key=LARGE.kms_key)
# The same by action: https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
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

    def needs_with_a_key(self) -> set[str]:
        return self.needs() | {KEY_FOR_OPERATION[one] for one in self.operations if one in KEY_FOR_OPERATION}


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
    assert sent.needs_with_a_key() == actions(policies(KEYED)["Writer"])
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
    assert sent.needs_with_a_key() == actions(policies(KEYED)["Analyst"])


def test_an_operators_day_needs_all_of_the_operators_policy_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch, ceph: Ceph, place: Place, tmp_path: Path
) -> None:
    """Read the landing, deliver a rescued spool, delete a record, bring it back, erase it. No command to come is in it."""
    place.owner.put_bucket_versioning(Bucket=place.bucket, VersioningConfiguration={"Status": "Enabled"})
    landing, record = S3Landing(place.bucket, "sessions"), a_record(session_id="rm_a")
    spool = Spool(tmp_path / "rescued")
    spool.accept(record, ("s3",))
    become(monkeypatch, ceph, place, policies(SMALL)["Operator"])
    with recorded(monkeypatch) as sent:
        settings = Settings(landing=landing, spool=tmp_path / "rescued")
        assert dict(Shipper(spool, {"s3": lambda: ship.sink("s3", settings)}).run_once().delivered) == {"s3": 1}
        assert connect(landing).execute("SELECT session_id FROM sessions").fetchall() == [("rm_a",)]
        s3 = boto3.Session(region_name="us-east-1").client("s3")
        ((key, _),) = find(landing, "rm_a", today=record.start_time.date())
        whole = {"Bucket": place.bucket, "Key": f"sessions/{key}"}
        s3.delete_object(**whole)
        assert list(find(landing, "rm_a", today=record.start_time.date())) == []
        (hides,) = s3.list_object_versions(Bucket=place.bucket, Prefix=f"sessions/{key}")["DeleteMarkers"]
        s3.delete_object(**whole, VersionId=hides["VersionId"])
        assert [found for found, _ in find(landing, "rm_a", today=record.start_time.date())] == [key]
        for version in s3.list_object_versions(Bucket=place.bucket, Prefix=f"sessions/{key}")["Versions"]:
            s3.delete_object(**whole, VersionId=version["VersionId"])
    assert "Versions" not in place.owner.list_object_versions(Bucket=place.bucket, Prefix="sessions/")
    assert sent.needs() == actions(policies(SMALL)["Operator"])
    assert sent.needs_with_a_key() == actions(policies(KEYED)["Operator"])


def test_what_the_document_says_to_do_by_hand_works_with_exactly_that_policy(
    monkeypatch: pytest.MonkeyPatch, ceph: Ceph, place: Place
) -> None:
    require("aws")
    place.owner.put_bucket_versioning(Bucket=place.bucket, VersioningConfiguration={"Status": "Enabled"})
    day = "sessions/year=2026/month=11/day=22"
    for name in ("rm_a.json.gz", "rm_a.json.gz", "rm_a.AJ_1.r2.json.gz", "rm_ab.json.gz"):
        place.seed(f"{day}/{name}")
    become(monkeypatch, ceph, place, policies(SMALL)["Operator"])
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    block = re.findall(r"^## By hand$.*?^```sh\n(.*?)^```", DOCUMENT.read_text("utf-8"), re.MULTILINE | re.DOTALL)[0]
    listing, hiding, bringing_back, erasing = [line for line in block.splitlines() if not line.startswith("#")]

    def done(line: str) -> list[str]:
        line = f"set -o pipefail; {line.replace('my-calls', place.bucket)}"
        ran = subprocess.run(["bash", "-c", line], capture_output=True, text=True, timeout=120, check=False)
        assert ran.returncode == 0, ran.stderr
        return ran.stdout.splitlines()

    def there() -> list[str]:
        listed = place.owner.list_objects_v2(Bucket=place.bucket, Prefix=f"{day}/").get("Contents", ())
        return [item["Key"].rpartition("/")[2] for item in listed]

    assert len(done(listing)) == 3
    done(hiding)
    assert there() == ["rm_a.AJ_1.r2.json.gz", "rm_ab.json.gz"]
    assert len(done(listing)) == 4
    done(bringing_back)
    assert there() == ["rm_a.AJ_1.r2.json.gz", "rm_a.json.gz", "rm_ab.json.gz"]
    done(erasing)
    assert there() == ["rm_ab.json.gz"]
    assert done(listing) == []


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
