"""What the S3 sink sends, and what it makes of the answers it may get."""

from __future__ import annotations

import re
import uuid
from pathlib import Path

import boto3
import pytest
from botocore.config import Config

from aftercall import landing
from aftercall.errors import PermanentDeliveryError, TransientDeliveryError
from aftercall.settings import S3Landing, Settings
from aftercall.ship import sink
from aftercall.ship.s3 import S3Sink
from tests.record_factory import a_record
from tests.servers.fault import REMOTE_TEXT, Answer, FaultServer

RECORD = a_record()
BODY = landing.encode(RECORD)
QUICK = Config(connect_timeout=0.5, read_timeout=0.3, retries={"total_max_attempts": 1, "mode": "standard"})


def _sink(endpoint: str) -> S3Sink:
    return S3Sink("calls", "sessions", boto3.client("s3", endpoint_url=endpoint, config=QUICK))


def _refusal(endpoint: str) -> TransientDeliveryError | PermanentDeliveryError:
    with pytest.raises((TransientDeliveryError, PermanentDeliveryError)) as caught:
        _sink(endpoint).deliver(RECORD, BODY)
    return caught.value


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (301, "PermanentRedirect"),
        (400, "AuthorizationHeaderMalformed"),
        (400, "ExpiredToken"),
        (400, "IllegalLocationConstraintException"),
        (400, "RequestTimeout"),
        (403, "AccessDenied"),
        (403, "InvalidAccessKeyId"),
        (403, "RequestTimeTooSkewed"),
        (403, "SignatureDoesNotMatch"),
        (404, "NoSuchBucket"),
        (409, "ConditionalRequestConflict"),
        (409, "OperationAborted"),
        (500, "InternalError"),
        (501, "NotImplemented"),
        (503, "ServiceUnavailable"),
        (503, "SlowDown"),
        (418, "SomethingNobodyHasHeardOf"),
    ],
)
def test_whatever_somebody_can_repair_keeps_the_record(faults: FaultServer, status: int, code: str) -> None:
    faults.answers = [Answer(status, code)]
    refusal = _refusal(faults.endpoint)
    assert isinstance(refusal, TransientDeliveryError)
    assert refusal.code == code
    assert re.fullmatch(rf"s3://calls/sessions/{landing.key(RECORD)}: {code}\. Try: .+", str(refusal))
    assert REMOTE_TEXT not in str(refusal)


@pytest.mark.parametrize("code", ["EntityTooLarge", "KeyTooLongError"])
def test_what_s3_can_never_take_is_refused_for_good(faults: FaultServer, code: str) -> None:
    faults.answers = [Answer(400, code)]
    refusal = _refusal(faults.endpoint)
    assert isinstance(refusal, PermanentDeliveryError)
    assert refusal.code == code
    assert f"{len(BODY):,} bytes" in str(refusal)
    assert "Try: " in str(refusal)


def test_what_says_yes_to_everything_is_no_store_and_keeps_the_record(portal: FaultServer) -> None:
    refusal = _refusal(portal.endpoint)
    assert isinstance(refusal, TransientDeliveryError)
    assert (refusal.code, "AWS_ENDPOINT_URL" in str(refusal)) == ("NotS3", True)


def test_a_412_without_s3s_own_code_is_no_taken_key(portal: FaultServer) -> None:
    portal.answers = [Answer(412)]
    assert isinstance(_refusal(portal.endpoint), TransientDeliveryError)
    assert len(portal.seen) == 1


def test_a_code_that_is_no_code_is_not_repeated(faults: FaultServer) -> None:
    faults.answers = [Answer(400, "the caller said: " + REMOTE_TEXT)]
    refusal = _refusal(faults.endpoint)
    assert refusal.code == "Unknown"
    assert REMOTE_TEXT not in str(refusal)


def test_a_missing_permission_is_named_with_the_resource(faults: FaultServer) -> None:
    faults.answers = [Answer(403, "AccessDenied")]
    assert "allow s3:PutObject on arn:aws:s3:::calls/sessions/*" in str(_refusal(faults.endpoint))


def test_a_closed_connection_keeps_the_record(faults: FaultServer) -> None:
    faults.answers = [Answer(reset=True)]
    refusal = _refusal(faults.endpoint)
    assert isinstance(refusal, TransientDeliveryError)
    assert refusal.code == "ConnectionClosedError"


def test_a_silent_store_keeps_the_record(faults: FaultServer) -> None:
    faults.answers = [Answer(silence=True)]
    refusal = _refusal(faults.endpoint)
    assert isinstance(refusal, TransientDeliveryError)
    assert refusal.code == "ReadTimeoutError"


def test_no_store_at_all_keeps_the_record(faults: FaultServer) -> None:
    refusal = _refusal("http://127.0.0.1:1")
    assert isinstance(refusal, TransientDeliveryError)
    assert refusal.code == "EndpointConnectionError"


def test_without_credentials_the_record_is_kept(faults: FaultServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    client = boto3.session.Session().client("s3", endpoint_url=faults.endpoint, config=QUICK)
    with pytest.raises(TransientDeliveryError, match="Try: give this process AWS credentials") as caught:
        S3Sink("calls", "sessions", client).deliver(RECORD, BODY)
    assert caught.value.code == "NoCredentialsError"
    assert faults.seen == []


def test_a_bucket_name_that_cannot_be_keeps_the_record(faults: FaultServer) -> None:
    with pytest.raises(TransientDeliveryError, match="AFTERCALL_LANDING") as caught:
        S3Sink("no such / bucket", "", boto3.client("s3", config=QUICK)).deliver(RECORD, BODY)
    assert caught.value.code == "ParamValidationError"


def test_a_busy_store_is_asked_again_within_one_delivery(faults: FaultServer, monkeypatch: pytest.MonkeyPatch) -> None:
    faults.answers = [Answer(503, "SlowDown"), Answer(200)]
    _sink_from_environment(faults, monkeypatch).deliver(RECORD, BODY)
    assert [seen.path for seen in faults.seen] == [f"/calls/sessions/{landing.key(RECORD)}"] * 2


# --------------------------------------------------------------------------------- what goes out


def _sink_from_environment(faults: FaultServer, monkeypatch: pytest.MonkeyPatch) -> S3Sink:
    monkeypatch.setenv("AWS_ENDPOINT_URL", faults.endpoint)
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    made = sink("s3", Settings(landing=S3Landing("calls", "sessions"), spool=Path("unused")))
    assert isinstance(made, S3Sink)
    return made


def test_a_delivery_is_one_conditional_put_of_the_bytes(faults: FaultServer, monkeypatch: pytest.MonkeyPatch) -> None:
    _sink_from_environment(faults, monkeypatch).deliver(RECORD, BODY)
    (seen,) = faults.seen
    assert (seen.method, seen.path) == ("PUT", f"/calls/sessions/{landing.key(RECORD)}")
    assert seen.body == BODY
    assert seen.headers["if-none-match"] == "*"
    assert seen.headers["content-type"] == "application/gzip"
    assert seen.headers["x-amz-checksum-crc32"]
    assert "content-encoding" not in seen.headers
    assert "transfer-encoding" not in seen.headers


def test_over_tls_too_the_body_goes_out_as_it_is() -> None:
    # There botocore would rather send it in chunks, with `Content-Encoding: aws-chunked`.
    client = boto3.client("s3", endpoint_url="https://127.0.0.1:1", config=QUICK)
    sent = []
    client.meta.events.register("before-send.s3", lambda request, **_: sent.append(request))
    with pytest.raises(TransientDeliveryError):
        S3Sink("calls", "sessions", client).deliver(RECORD, BODY)
    headers = {name.lower() for name in sent[0].headers}
    assert "content-encoding" not in headers
    assert "x-amz-trailer" not in headers


def test_a_taken_key_is_answered_with_a_second_put_and_nothing_else(faults: FaultServer) -> None:
    faults.answers = [Answer(412, "PreconditionFailed"), Answer(200)]
    _sink(faults.endpoint).deliver(RECORD, BODY)
    assert [(seen.method, seen.path) for seen in faults.seen] == [
        ("PUT", f"/calls/sessions/{landing.key(RECORD)}"),
        ("PUT", f"/calls/sessions/{landing.second_key(RECORD)}"),
    ]
    assert all(seen.headers["if-none-match"] == "*" for seen in faults.seen)


def test_both_keys_taken_means_landed(faults: FaultServer) -> None:
    faults.answers = [Answer(412, "PreconditionFailed")]
    _sink(faults.endpoint).deliver(RECORD, BODY)
    assert len(faults.seen) == 2


def test_an_error_at_the_second_key_keeps_the_record(faults: FaultServer) -> None:
    faults.answers = [Answer(412, "PreconditionFailed"), Answer(503, "SlowDown")]
    refusal = _refusal(faults.endpoint)
    assert refusal.code == "SlowDown"
    assert landing.second_key(RECORD) in str(refusal)


def test_the_region_comes_from_aws_region(faults: FaultServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_REGION", "eu-central-1")
    _sink_from_environment(faults, monkeypatch).deliver(RECORD, BODY)
    assert "/eu-central-1/s3/aws4_request" in faults.seen[0].headers["authorization"]


def test_an_endpoint_that_is_no_address_keeps_the_record(faults: FaultServer, monkeypatch: pytest.MonkeyPatch) -> None:
    faults.endpoint = "not an address"
    with pytest.raises(TransientDeliveryError, match="AWS_ENDPOINT_URL"):
        _sink_from_environment(faults, monkeypatch)


def test_without_a_prefix_the_days_lie_at_the_buckets_root(moto: str) -> None:
    client = boto3.client("s3", endpoint_url=moto)
    bucket = f"calls-{uuid.uuid4().hex}"
    client.create_bucket(Bucket=bucket)
    S3Sink(bucket, "", client).deliver(RECORD, BODY)
    (found,) = client.list_objects_v2(Bucket=bucket)["Contents"]
    assert found["Key"] == landing.key(RECORD)
    head = client.head_object(Bucket=bucket, Key=found["Key"])
    assert head["ContentType"] == "application/gzip"
    assert "ContentEncoding" not in head
