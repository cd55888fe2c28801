"""The S3 sink: one conditional put per record, and never any other request.

The writer needs s3:PutObject and nothing else: a stolen worker key must not read anyone's calls. So
whether a key is taken is asked by putting with `If-None-Match: *`. 412 means that something lies
there (our own earlier put whose answer never came, an earlier revision, another call that reused the
room name) and the record goes to its second key; 412 there means that it has landed already. A writer
that may not read has to take the store's word for that; what it can tell is whether a store answers at
all. A put counts only with the object's ETag in its answer, and a 412 only with S3's own error code in
its body: a captive portal or a wrong endpoint that says 200, or 412, to everything gets no record.
"""

from __future__ import annotations

import base64
import zlib
from typing import TYPE_CHECKING

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from aftercall import landing
from aftercall.errors import PermanentDeliveryError, TransientDeliveryError
from aftercall.record import SessionRecord
from aftercall.settings import aws_region
from aftercall.ship import aws

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import PutObjectOutputTypeDef, PutObjectRequestTypeDef

# The closed list of what no policy, quota or repair will ever let in.
_NEVER = {
    "EntityTooLarge": "one put takes 5 GiB",
    "KeyTooLongError": "a key takes 1,024 bytes",
}
_TAKEN = "PreconditionFailed"
NOT_S3 = "NotS3"
"""The code for what answers as if all were well, and is no store."""
NOT_S3_ADVICE = "check AWS_ENDPOINT_URL and the proxy: what answers there takes everything and is no S3"


def put_new(
    client: S3Client, bucket: str, key: str, body: bytes, content_md5: str | None = None
) -> PutObjectOutputTypeDef:
    """The one request that a writer makes: put `body` where nothing lies yet. Raises as botocore does.

    `content_md5` is base64; a store refuses a body that does not have it.
    """
    request: PutObjectRequestTypeDef = {
        "Bucket": bucket,
        "Key": key,
        "Body": body,
        "ContentType": landing.CONTENT_TYPE,
        "IfNoneMatch": "*",
        # Left to itself, botocore sends the checksum behind the body, as `Content-Encoding: aws-chunked`.
        # Not every store takes that off again, and then readers unzip what is not zipped.
        "ChecksumCRC32": base64.b64encode(zlib.crc32(body).to_bytes(4, "big")).decode("ascii"),
    }
    if content_md5 is not None:
        request["ContentMD5"] = content_md5
    return client.put_object(**request)


def advice(client: S3Client, bucket: str, prefix: str) -> dict[str, str]:
    """What to try, by error code. `prefix` is empty or ends in a slash."""
    arn = f"arn:{client.meta.partition}:s3:::{bucket}"
    region = f"export AWS_REGION to the region of {bucket}: aws s3api get-bucket-location --bucket {bucket}"
    store = "use a store with conditional puts (If-None-Match): Amazon S3 has them, so do Ceph and MinIO"
    return {
        "AccessDenied": f"allow s3:PutObject on {arn}/{prefix}*, and kms:GenerateDataKey if the bucket has a KMS key",
        "NoSuchBucket": f"create it with aws s3 mb s3://{bucket}, or correct AFTERCALL_LANDING",
        "ParamValidationError": "correct the bucket's name in AFTERCALL_LANDING",
        "AuthorizationHeaderMalformed": region,
        "IllegalLocationConstraintException": region,
        "PermanentRedirect": region,
        "ConditionalRequestConflict": "nothing; another put of this key was under way and the record is sent again",
        "OperationAborted": "nothing; the bucket is being changed and the record is sent again",
        "NotImplemented": store,
    }


class S3Sink:
    """Records as objects under `s3://bucket/prefix/`. Safe to use from several threads."""

    name = "s3"

    def __init__(self, bucket: str, prefix: str, client: S3Client | None = None) -> None:
        """Credentials, region and endpoint come the way boto3 takes them, unless a client is given.

        Raises TransientDeliveryError if boto3 cannot make a client of the environment.
        """
        self._bucket = bucket
        self._prefix = f"{prefix.strip('/')}/" if prefix.strip("/") else ""
        if client is None:
            try:
                client = boto3.client("s3", region_name=aws_region(), config=aws.CLIENT_CONFIG)
            except (BotoCoreError, ValueError) as error:
                raise aws.kept(error, f"s3://{bucket}", {}) from error
        self._client = client

    def deliver(self, record: SessionRecord, body: bytes) -> None:
        """Put `body` under the record's key, or its second key. Raises as `Sink.deliver` says."""
        if not self._put(landing.key(record), body):
            self._put(landing.second_key(record), body)

    def _put(self, key: str, body: bytes) -> bool:
        """False if the key is taken."""
        try:
            answer = put_new(self._client, self._bucket, self._prefix + key, body)
        except (ClientError, BotoCoreError) as error:
            if aws.code_of(error) == _TAKEN:
                return False
            raise self._refusal(error, self._prefix + key, len(body)) from error
        if not answer.get("ETag"):
            raise TransientDeliveryError(
                f"s3://{self._bucket}/{self._prefix}{key}: {NOT_S3}, the answer bears no ETag. Try: {NOT_S3_ADVICE}",
                code=NOT_S3,
            )
        return True

    def _refusal(
        self, error: ClientError | BotoCoreError, key: str, size: int
    ) -> TransientDeliveryError | PermanentDeliveryError:
        where = f"s3://{self._bucket}/{key}"
        code = aws.code_of(error)
        if code in _NEVER:
            return PermanentDeliveryError(
                f"{where}: {code}, {size:,} bytes under a key of {len(key):,}; {_NEVER[code]}. "
                "Try: aftercall status, then move the record by hand",
                code=code,
            )
        return aws.kept(error, where, advice(self._client, self._bucket, self._prefix))
