"""The way to S3: proven with the writer's own rights, and nothing left among the records."""

from __future__ import annotations

import gzip
import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.parsers import ResponseParserError

from aftercall import landing
from aftercall.doctor.bucket import BucketCheck, clock
from aftercall.doctor.examine import examine
from aftercall.doctor.finding import Finding, Result
from aftercall.doctor.remote import is_amazon
from aftercall.settings import S3Landing, Settings
from tests.servers.ceph import Ceph
from tests.servers.fault import REMOTE_TEXT, Answer, FaultServer

QUICK = Config(connect_timeout=0.5, read_timeout=2, retries={"total_max_attempts": 1, "mode": "standard"})


def _examine(tmp_path: Path, place: S3Landing, *, cheap: bool = False) -> tuple[Result, dict[str, Finding]]:
    result = examine(Settings(landing=place, spool=tmp_path / "spool"), cheap=cheap)
    assert len({finding.check for finding in result.findings}) == len(result.findings)
    return result, {finding.check: finding for finding in result.findings}


def _keys(client: Any, bucket: str) -> list[str]:
    return [item["Key"] for item in client.list_objects_v2(Bucket=bucket).get("Contents", [])]


# ---------------------------------------------------------------- a server that enforces permissions


@dataclass
class Writer:
    """A bucket and a user who may put under these prefixes of it, and nothing else."""

    bucket: str
    owner: Any
    user: str
    keys: tuple[str, str]

    def may_put(self, *prefixes: str) -> None:
        statement = {
            "Effect": "Allow",
            "Principal": {"AWS": [f"arn:aws:iam:::user/{self.user}"]},
            "Action": "s3:PutObject",
            "Resource": [f"arn:aws:s3:::{self.bucket}/{prefix}/*" for prefix in prefixes],
        }
        self.owner.put_bucket_policy(
            Bucket=self.bucket, Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        )


@pytest.fixture
def writer(ceph: Ceph, monkeypatch: pytest.MonkeyPatch) -> Writer:
    name = f"worker-{uuid.uuid4().hex[:12]}"
    keys = ceph.user(name)
    monkeypatch.setenv("AWS_ENDPOINT_URL", ceph.endpoint)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", keys[0])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", keys[1])
    return Writer(ceph.bucket(), ceph.client(ceph.admin), name, keys)


@pytest.mark.parametrize("cheap", [False, True])
def test_the_writers_policy_and_no_more_makes_it_green(tmp_path: Path, writer: Writer, cheap: bool) -> None:
    writer.may_put("sessions", "_doctor")
    result, found = _examine(tmp_path, S3Landing(writer.bucket, "sessions"), cheap=cheap)
    assert result.failed == []
    assert (found["put"].ok, found["landing"].ok, found["clock"].ok) == (True, True, True)
    if cheap:
        assert not {"identity", "bucket", "conditional_put"} & set(found)
    else:
        # A store need not have STS.
        assert (found["bucket"].ok, found["conditional_put"].ok, found["identity"].ok) == (True, True, None)


def test_one_object_of_a_records_shape_is_left_beside_the_landing_and_none_in_it(
    tmp_path: Path, writer: Writer
) -> None:
    writer.may_put("team/sessions", "team/_doctor")
    _examine(tmp_path, S3Landing(writer.bucket, "team/sessions"))
    (key,) = _keys(writer.owner, writer.bucket)
    assert key.startswith(f"team/_doctor/{landing.day_prefix(datetime.now(UTC).date())}")
    assert landing.partition(key)


def test_without_the_doctors_own_prefix_that_statement_is_what_is_missing(tmp_path: Path, writer: Writer) -> None:
    writer.may_put("sessions")
    result, found = _examine(tmp_path, S3Landing(writer.bucket, "sessions"))
    assert found["put"].statement == {
        "Effect": "Allow",
        "Action": "s3:PutObject",
        "Resource": f"arn:aws:s3:::{writer.bucket}/_doctor/*",
    }
    assert (found["put"].code, found["landing"].ok, result.failed) == ("AccessDenied", True, [found["put"]])
    # Records still arrive, so nothing else is claimed.
    assert result.stopped == []
    assert str(result.line()).startswith("aftercall: it is not proven that records can be exported: put")
    assert _keys(writer.owner, writer.bucket) == []


def test_without_the_landing_the_doctors_own_success_deceives_nobody(tmp_path: Path, writer: Writer) -> None:
    writer.may_put("_doctor")
    result, found = _examine(tmp_path, S3Landing(writer.bucket, "sessions"))
    assert found["landing"].statement == {
        "Effect": "Allow",
        "Action": "s3:PutObject",
        "Resource": f"arn:aws:s3:::{writer.bucket}/sessions/*",
    }
    assert (found["put"].ok, result.stopped) == (True, [found["landing"]])
    assert str(result.line()).startswith("aftercall: records cannot be exported: landing")


@pytest.mark.parametrize("cheap", [False, True])
def test_a_writer_without_any_right_is_given_both_statements(tmp_path: Path, writer: Writer, cheap: bool) -> None:
    result, _ = _examine(tmp_path, S3Landing(writer.bucket, "sessions"), cheap=cheap)
    assert [(finding.check, finding.code) for finding in result.failed] == [
        ("put", "AccessDenied"),
        ("landing", "AccessDenied"),
    ]
    assert all(finding.statement and finding.try_ for finding in result.failed)
    assert [finding.check for finding in result.stopped] == ["put", "landing"]


def test_a_wrong_secret_fails_the_put(tmp_path: Path, writer: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "not the secret")
    _, found = _examine(tmp_path, S3Landing(writer.bucket, "sessions"))
    assert (found["put"].ok, found["put"].code) == (False, "SignatureDoesNotMatch")
    assert (found["put"].statement, found["landing"].ok) == (None, None)


# ------------------------------------------------------------------------------------- a stand-in


@pytest.fixture
def amazon(moto: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("AWS_ENDPOINT_URL", moto)
    return boto3.client("s3", region_name="us-east-1")


def test_a_store_that_keeps_damaged_bodies_is_not_asked_among_the_records(tmp_path: Path, amazon: Any) -> None:
    bucket = f"calls-{uuid.uuid4().hex}"
    amazon.create_bucket(Bucket=bucket)
    result, found = _examine(tmp_path, S3Landing(bucket, "sessions"))
    assert result.ok
    assert (found["put"].ok, found["conditional_put"].ok, found["landing"].ok) == (True, True, None)
    assert "keeps a body that is not what its Content-MD5 says" in found["landing"].detail
    assert [key for key in _keys(amazon, bucket) if not key.startswith("_doctor/")] == []


def test_a_missing_bucket_fails_once_and_says_how_to_make_it(tmp_path: Path, amazon: Any) -> None:
    result, found = _examine(tmp_path, S3Landing("calls-nowhere", "sessions"))
    assert (found["bucket"].code, "aws s3 mb s3://calls-nowhere" in str(found["bucket"].try_)) == ("NoSuchBucket", True)
    assert result.failed == [found["bucket"]]
    assert found["put"].ok is None


def test_the_cheap_run_finds_a_missing_bucket_as_well(tmp_path: Path, amazon: Any) -> None:
    result, found = _examine(tmp_path, S3Landing("calls-nowhere", "sessions"), cheap=True)
    assert (result.failed, found["put"].code) == ([found["put"]], "NoSuchBucket")


def test_a_bucket_in_another_region_is_a_warning_with_its_region(tmp_path: Path, amazon: Any) -> None:
    bucket = f"calls-{uuid.uuid4().hex}"
    amazon.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-south-2"})
    _, found = _examine(tmp_path, S3Landing(bucket, "sessions"))
    assert (found["bucket"].ok, found["bucket"].try_) == (None, "export AWS_REGION=eu-south-2")


def test_sts_says_who_asks(tmp_path: Path, amazon: Any) -> None:
    _, found = _examine(tmp_path, S3Landing("calls-nowhere", "sessions"))
    assert found["identity"].ok
    assert found["identity"].detail.startswith("arn:aws:sts::")


# ------------------------------------------------------------------ answers that no server gives at will


def test_no_credentials_fail_everything_that_needs_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    result, found = _examine(tmp_path, S3Landing("calls", "sessions"))
    assert (found["identity"].code, found["bucket"].code) == ("NoCredentialsError", "NoCredentialsError")
    assert "AWS_PROFILE" in str(result.line())


def test_a_store_that_cannot_be_reached_fails_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    result, found = _examine(tmp_path, S3Landing("calls", "sessions"))
    assert (result.failed, found["bucket"].code) == ([found["bucket"]], "EndpointConnectionError")
    assert (found["put"].ok, found["landing"].ok, found["clock"].ok, found["identity"].ok) == (None, None, None, None)


@pytest.mark.parametrize(
    ("status", "code", "word"),
    [
        (400, "ExpiredToken", "renew"),
        (403, "RequestTimeTooSkewed", "timedatectl"),
        (301, "PermanentRedirect", "AWS_REGION"),
        (501, "NotImplemented", "conditional puts"),
    ],
)
def test_a_refused_put_says_what_to_do_and_nothing_of_what_the_remote_said(
    tmp_path: Path, faults: FaultServer, monkeypatch: pytest.MonkeyPatch, status: int, code: str, word: str
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", faults.endpoint)
    faults.answers = [Answer(status, code)]
    result, found = _examine(tmp_path, S3Landing("calls", "sessions"), cheap=True)
    assert (found["put"].ok, found["put"].code) == (False, code)
    assert word in str(found["put"].try_)
    assert REMOTE_TEXT not in json.dumps(result.as_json())


@pytest.mark.parametrize("cheap", [False, True])
def test_what_says_yes_to_everything_is_no_store(
    tmp_path: Path, portal: FaultServer, monkeypatch: pytest.MonkeyPatch, cheap: bool
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", portal.endpoint)
    result, found = _examine(tmp_path, S3Landing("calls", "sessions"), cheap=cheap)
    assert (found["put"].ok, found["put"].code, found["landing"].ok) == (False, "NotS3", None)
    assert found["put"] in result.stopped


def test_an_answer_that_cannot_be_read_is_one_finding_and_not_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Odd(FakeStore):
        def put_object(self, **request: Any) -> dict[str, Any]:
            raise ResponseParserError(REMOTE_TEXT)

    monkeypatch.setattr("aftercall.doctor.examine.client", lambda _service: Odd())
    result, found = _examine(tmp_path, S3Landing("calls", "sessions"), cheap=True)
    assert (found["put"].ok, found["put"].code) == (False, "ResponseParserError")
    assert "clock" in found
    assert REMOTE_TEXT not in json.dumps(result.as_json())


@dataclass
class FakeStore:
    """A store in memory that refuses as it is told, and overwrites if it is told so."""

    refuse: Callable[[str], ClientError | None] = lambda _key: None
    conditional: bool = True
    encryption: str | None = None
    objects: dict[str, bytes] = field(default_factory=dict)

    @property
    def meta(self) -> Any:
        return boto3.client("s3", region_name="us-east-1", config=QUICK).meta

    def put_object(self, **request: Any) -> dict[str, Any]:
        refusal = self.refuse(request["Key"])
        if refusal:
            raise refusal
        if "ContentMD5" in request:  # nobody sends a right one
            raise _error("BadDigest")
        if self.conditional and request["IfNoneMatch"] == "*" and request["Key"] in self.objects:
            raise _error("PreconditionFailed")
        self.objects[request["Key"]] = request["Body"]
        return {"ETag": '"0"'} | ({"ServerSideEncryption": self.encryption} if self.encryption else {})


def _error(code: str, message: str = "") -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": message}}, "PutObject")


def _check(store: FakeStore, prefix: str = "sessions") -> BucketCheck:
    return BucketCheck(store, S3Landing("calls", prefix))  # type: ignore[arg-type]


def test_the_object_is_small_gzip_json_and_no_record() -> None:
    store = FakeStore()
    assert _check(store, prefix="").put().ok
    ((key, body),) = store.objects.items()
    assert key.startswith("_doctor/year=")
    assert json.loads(gzip.decompress(body)) == {"_event_type": "doctor"}


def test_a_store_that_overwrites_fails() -> None:
    check = _check(FakeStore(conditional=False))
    assert check.put().ok
    finding = check.conditional()
    assert (finding.ok, "If-None-Match" in str(finding.try_)) == (False, True)


def test_the_probe_of_the_landing_has_a_name_that_no_reader_takes_for_a_record() -> None:
    asked: list[str] = []

    def note(key: str) -> None:
        asked.append(key)

    check = _check(FakeStore(refuse=note))
    assert check.put().ok
    assert check.landing().ok
    name = asked[-1].rpartition("/")[2]
    assert asked[-1].startswith("sessions/year=")
    assert name.startswith("_")
    assert not name.endswith(landing.SUFFIX)


KEY = "arn:aws:kms:eu-south-2:123456789012:key/0a1b2c3d-0000-1111-2222-333344445555"
DENIED = f"User: arn:aws:iam::123456789012:user/w is not authorized to perform: kms:GenerateDataKey on resource: {KEY}"


def test_a_key_that_may_not_be_used_is_given_its_statement() -> None:
    check = _check(FakeStore(refuse=lambda _: _error("AccessDenied", DENIED)))
    assert (check.put().ok, check.landing().ok) == (None, None)
    finding = check.kms()
    assert finding is not None
    assert finding.statement == {"Effect": "Allow", "Action": "kms:GenerateDataKey", "Resource": KEY}
    assert (finding.ok, "kms:Decrypt" in str(finding.try_), "user/w" in repr(finding)) == (False, True, False)


def test_an_access_denied_that_says_nothing_thinks_of_the_key_as_well() -> None:
    check = _check(FakeStore(refuse=lambda _: _error("AccessDenied", "Access Denied")))
    finding = check.put()
    assert (finding.ok, "s3:PutObject" in str(finding.try_), "kms:GenerateDataKey" in str(finding.try_)) == (
        False, True, True,
    )  # fmt: skip
    assert check.kms() is None


def test_an_explicit_deny_is_not_answered_with_a_statement_that_allows() -> None:
    text = "User: arn:x is not authorized to perform: s3:PutObject with an explicit deny in a resource-based policy"
    finding = _check(FakeStore(refuse=lambda _: _error("AccessDenied", text))).put()
    assert (finding.ok, finding.statement, "explicit deny" in finding.detail) == (False, None, True)
    assert "look for the Deny" in str(finding.try_)


@pytest.mark.parametrize("code", ["KMS.DisabledException", "KMS.NotFoundException", "KMS.KMSInvalidStateException"])
def test_a_key_that_is_disabled_or_gone_fails_by_its_code(code: str) -> None:
    check = _check(FakeStore(refuse=lambda _: _error(code)))
    assert check.put().ok is None
    finding = check.kms()
    assert finding is not None
    assert (finding.ok, finding.code, finding.statement) == (False, code, None)


@pytest.mark.parametrize(("how", "ok"), [("aws:kms", True), ("aws:kms:dsse", True), ("AES256", None), (None, None)])
def test_what_encrypts_is_said(how: str | None, ok: bool | None) -> None:
    check = _check(FakeStore(encryption=how))
    check.put()
    finding = check.kms()
    assert finding is not None
    assert finding.ok is ok


@pytest.mark.parametrize(
    ("ahead_seconds", "ok"),
    [(0, True), (-59, True), (61, None), (-61, None), (299, None), (301, False), (-301, False), (86400, False)],
)
def test_the_clock_drifts_at_a_minute_and_fails_at_five(ahead_seconds: float, ok: bool | None) -> None:
    there = datetime(2026, 11, 22, 10, tzinfo=UTC)
    finding = clock("Sun, 22 Nov 2026 10:00:00 GMT", there + timedelta(seconds=ahead_seconds))
    assert (finding.ok, finding.try_ is None) == (ok, bool(ok))
    assert ("behind" if ahead_seconds <= 0 else "ahead") in finding.detail


def test_a_date_without_a_zone_is_taken_for_gmt() -> None:
    there = datetime(2026, 11, 22, 10, tzinfo=UTC)
    assert clock("Sun, 22 Nov 2026 10:00:00 -0000", there).ok


def test_a_date_that_is_none_leaves_the_clock_unknown() -> None:
    assert clock("yesterday", datetime.now(UTC)).ok is None


def test_this_hosts_clock_is_held_against_the_servers(tmp_path: Path, amazon: Any) -> None:
    bucket = f"calls-{uuid.uuid4().hex}"
    amazon.create_bucket(Bucket=bucket)
    settings = Settings(landing=S3Landing(bucket, "sessions"), spool=tmp_path)
    result = examine(settings, cheap=True, now=lambda: datetime.now(UTC) + timedelta(minutes=6))
    assert [finding.check for finding in result.failed] == ["clock"]


@pytest.mark.parametrize(
    ("endpoint", "amazon_itself"),
    [
        ("https://sts.eu-south-2.amazonaws.com", True),
        ("https://sts.cn-north-1.amazonaws.com.cn", True),
        ("http://127.0.0.1:7480", False),
        ("https://amazonaws.com.example", False),
    ],
)
def test_only_amazons_own_sts_can_refuse_an_identity(endpoint: str, amazon_itself: bool) -> None:
    assert is_amazon(endpoint) is amazon_itself
