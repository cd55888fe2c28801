"""The checks of an S3 landing: the writer's own request, in the writer's own place.

A writer may put and do nothing else, so putting is all that is asked of it:

* `put`: a small object `_doctor/year=…/month=…/day=…/<uuid>.json.gz` beside the landing, with the sink's
  own request. The writer cannot remove it; a lifecycle rule of the bucket does.
* `landing`: whether records may be put where they belong, without leaving an object there. The put bears
  a Content-MD5 that is not the body's: a store looks at the permission first (AccessDenied), and then
  refuses the body (BadDigest). A store that keeps such a body, seen in `_doctor/`, is not asked.
* `conditional_put`: the same key again must be answered 412, else a record could be overwritten.
* `kms`, `clock`: read from the answers to these.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from aftercall import landing
from aftercall.doctor.finding import Finding, allow
from aftercall.doctor.remote import hint
from aftercall.settings import S3Landing
from aftercall.ship import aws
from aftercall.ship.s3 import NOT_S3, NOT_S3_ADVICE, advice, put_new

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

REFUSED_SECONDS = 300.0
"""A signature is refused when the clocks differ by more; S3 itself bears 15 minutes."""
DRIFTING_SECONDS = 60.0

_DENIED = frozenset({"AccessDenied", "AccessDeniedException", "403", "Forbidden"})
_BAD_DIGEST = frozenset({"BadDigest", "InvalidDigest"})
_TAKEN = "PreconditionFailed"
_WRONG_MD5 = base64.b64encode(hashlib.md5(b"another body", usedforsecurity=False).digest()).decode("ascii")
_KEY_ARN = re.compile(r"arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key/[A-Za-z0-9-]{1,64}")

_BODY = gzip.compress(b'{"_event_type": "doctor"}\n', mtime=0)

Answer = Mapping[str, Any]
Error = ClientError | BotoCoreError


@dataclass
class BucketCheck:
    """The checks of one landing; each method is one. Answers are remembered, for `kms` and `clock`."""

    client: S3Client
    place: S3Landing
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    heard: tuple[str, datetime] | None = None
    probe_key: str = ""
    put_answer: Answer | None = None
    put_error: Error | None = None
    _day: str = field(init=False)

    def __post_init__(self) -> None:
        self._day = landing.day_prefix(self.now().date())

    # ---------------------------------------------------------------------------------------- checks

    def bucket(self) -> Finding:
        """Whether the bucket answers, and from which region."""
        try:
            answer: Answer = self.client.head_bucket(Bucket=self.place.bucket)
        except ClientError as error:
            answer = error.response
        except BotoCoreError as error:
            return self._failed("bucket", error)
        self._hear(answer)
        about = answer.get("ResponseMetadata", {})
        status = about.get("HTTPStatusCode")
        if status == 404:
            return Finding(
                "bucket",
                False,
                f"s3://{self.place.bucket} does not exist",
                "NoSuchBucket",
                self._advice()["NoSuchBucket"],
            )
        region = about.get("HTTPHeaders", {}).get("x-amz-bucket-region")
        if status not in (200, 403):
            said = f"s3://{self.place.bucket} answers {status} to HeadBucket; the put says more"
            return Finding("bucket", None, said, str(status))
        if region is None:
            return Finding("bucket", True, f"s3://{self.place.bucket} answers; it does not say its region")
        ours = self.client.meta.region_name
        if region != ours and not (ours == "aws-global" and region == "us-east-1"):
            return Finding(
                "bucket", None, f"s3://{self.place.bucket} is in {region}, and this process asks in {ours}: "
                "every put is sent twice, or refused", "WrongRegion", f"export AWS_REGION={region}",
            )  # fmt: skip
        return Finding("bucket", True, f"s3://{self.place.bucket} answers from {region}")

    def put(self) -> Finding:
        """A small object under `_doctor/`, as a record would be put."""
        self.probe_key = f"{self._parent}_doctor/{self._day}{uuid.uuid4()}{landing.SUFFIX}"
        try:
            answer: Answer = put_new(self.client, self.place.bucket, self.probe_key, _BODY)
        except (ClientError, BotoCoreError) as error:
            self.put_error = error
            self._hear(getattr(error, "response", {}))
            if _of_kms(error):
                return Finding("put", None, "refused for the bucket's KMS key: see kms", aws.code_of(error))
            return self._failed("put", error, f"{self._parent}_doctor/*")
        if not answer.get("ETag"):
            said = f"s3://{self.place.bucket}: what answers says yes to a put, and gives no ETag"
            return Finding("put", False, said, NOT_S3, NOT_S3_ADVICE)
        self.put_answer = answer
        self._hear(answer)
        return Finding("put", True, f"s3://{self.place.bucket}/{self.probe_key} was stored")

    def conditional(self) -> Finding:
        """The same key again: only 412 keeps records from being overwritten."""
        check = "conditional_put"
        if self.put_answer is None:
            return Finding(check, None, "not asked: nothing could be put")
        try:
            put_new(self.client, self.place.bucket, self.probe_key, _BODY)
        except (ClientError, BotoCoreError) as error:
            if aws.code_of(error) == _TAKEN:
                return Finding(check, True, "a taken key is refused: 412")
            return Finding(check, None, "a taken key was neither refused with 412 nor taken", aws.code_of(error))
        return Finding(
            check, False, "a taken key is written again: a record could be overwritten", "NotConditional",
            self._advice()["NotImplemented"],
        )  # fmt: skip

    def landing(self) -> Finding:
        """Whether records may be put under the landing; leaves no object there."""
        denied = self.put_error is not None and aws.code_of(self.put_error) in _DENIED and not _of_kms(self.put_error)
        if self.put_answer is None and not denied:
            return Finding("landing", None, "not asked: the put failed for a reason that holds here too")
        if not denied:
            refused = self._refused(f"{self._parent}_doctor/{self._day}{uuid.uuid4()}{landing.SUFFIX}")
            if refused is None:
                return Finding(
                    "landing", None, "not asked: this store keeps a body that is not what its Content-MD5 says, "
                    "so asking would leave an object among the records",
                )  # fmt: skip
            if aws.code_of(refused) not in _BAD_DIGEST:
                return Finding("landing", None, "could not be asked", aws.code_of(refused))
        # No reader takes this name for a record's, should it ever be there.
        refused = self._refused(f"{self._prefix}{self._day}_doctor-{uuid.uuid4()}")
        if refused is None or aws.code_of(refused) in _BAD_DIGEST:
            return Finding("landing", True, f"records may be put under {self.place}/")
        if aws.code_of(refused) in _DENIED:
            return self._failed("landing", refused, f"{self._prefix}*")
        return Finding("landing", None, "could not be asked", aws.code_of(refused))

    def kms(self) -> Finding | None:
        """What the put said about encryption; None if it said nothing."""
        if self.put_answer is not None:
            how = self.put_answer.get("ServerSideEncryption")
            if str(how).startswith("aws:kms"):
                return Finding("kms", True, f"encrypted with {how}; readers need kms:Decrypt on the key")
            return Finding("kms", None, "does not apply: the bucket encrypts without a KMS key")
        if self.put_error is None or not _of_kms(self.put_error):
            return None
        code = aws.code_of(self.put_error)
        if code in _DENIED:
            return Finding(
                "kms", False, f"this identity may not use the bucket's KMS key ({code})", code,
                "allow kms:GenerateDataKey on the key, in this identity's policy or the key's; readers need kms:Decrypt",
                _kms_statement(self.put_error, self.client.meta.partition),
            )  # fmt: skip
        return Finding(
            "kms", False, f"the bucket's KMS key cannot be used ({code})", code,
            f"enable the key, or give the bucket another one: aws s3api get-bucket-encryption --bucket {self.place.bucket}",
        )  # fmt: skip

    def clock(self) -> Finding:
        """The clock of this host against the store's."""
        if self.heard is None:
            return Finding("clock", None, "unknown: no answer bore a Date")
        return clock(*self.heard)

    # --------------------------------------------------------------------------------------- how

    @property
    def _prefix(self) -> str:
        return f"{self.place.prefix}/" if self.place.prefix else ""

    @property
    def _parent(self) -> str:
        """What the landing lies in: empty, or with a slash at its end."""
        return "".join(self.place.prefix.rpartition("/")[:2])

    def _refused(self, key: str) -> Error | None:
        """The store's refusal of a body under `key` that its Content-MD5 belies; None if it was stored."""
        try:
            self._hear(put_new(self.client, self.place.bucket, key, _BODY, content_md5=_WRONG_MD5))
        except (ClientError, BotoCoreError) as error:
            self._hear(getattr(error, "response", {}))
            return error
        return None

    def _hear(self, answer: Answer) -> None:
        date = answer.get("ResponseMetadata", {}).get("HTTPHeaders", {}).get("date")
        if date is not None:
            self.heard = (date, self.now())

    def _advice(self) -> dict[str, str]:
        return advice(self.client, self.place.bucket, self._prefix)

    def _failed(self, check: str, error: Error, objects: str = "") -> Finding:
        code = aws.code_of(error)
        where = f"s3://{self.place.bucket}/{objects}".rstrip("/")
        if objects and code in _DENIED and "explicit deny" in _text(error):
            return Finding(
                check, False, f"{where}: {code}, by an explicit deny", code,
                "no statement that allows helps: look for the Deny in the bucket's policy, its organization's and this identity's",
            )  # fmt: skip
        if objects and code in _DENIED:
            resource = f"arn:{self.client.meta.partition}:s3:::{self.place.bucket}/{objects}"
            return Finding(
                check, False, f"{where}: {code}", code,
                f"allow s3:PutObject on {resource}; where it is allowed, the bucket's KMS key wants kms:GenerateDataKey",
                allow(["s3:PutObject"], resource),
            )  # fmt: skip
        return Finding(check, False, f"{where}: {code}", code, hint(error, self._advice()))


def clock(date: str, here: datetime) -> Finding:
    """What to think of this host's clock, which says `here`, when an answer bears `date` (RFC 9110)."""
    try:
        there = parsedate_to_datetime(date)
        if there.tzinfo is None:  # as if it were written in GMT, the only zone that HTTP has
            there = there.replace(tzinfo=UTC)
    except ValueError:
        return Finding("clock", None, "unknown: the store's Date is no date")
    # A Date has whole seconds, and was written before it came.
    ahead = (here - there).total_seconds()
    said = f"this host's clock is {abs(ahead):.0f} s {'ahead of' if ahead > 0 else 'behind'} the store's"
    if abs(ahead) > REFUSED_SECONDS:
        return Finding(
            "clock", False, f"{said}: requests are refused", "RequestTimeTooSkewed", "timedatectl set-ntp true"
        )
    if abs(ahead) > DRIFTING_SECONDS:
        return Finding(
            "clock", None, f"{said}; beyond 300 s requests are refused", "Drifting", "timedatectl set-ntp true"
        )
    return Finding("clock", True, said)


def _of_kms(error: Error) -> bool:
    """Whether the key is what the store complains of. Its text is looked at, and goes nowhere."""
    return aws.code_of(error).upper().startswith("KMS") or "kms:" in _text(error)


def _kms_statement(error: Error, partition: str) -> dict[str, Any]:
    named = _KEY_ARN.search(_text(error))
    return allow(["kms:GenerateDataKey"], named[0] if named else f"arn:{partition}:kms:*:*:key/*")


def _text(error: Error) -> str:
    return str(error.response.get("Error", {}).get("Message")) if isinstance(error, ClientError) else ""
