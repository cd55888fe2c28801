"""Who may do what in the account: one function per reader or writer of the landing, the least that each needs.

Statements are IAM's own documents. Text in them may hold `${AWS::Partition}`, `${AWS::Region}`, `${AWS::URLSuffix}` and
`${AWS::AccountId}`, as everywhere in `aws`.

| who | may | may not |
|---|---|---|
| writer (the worker) | put new objects under the landing and `_doctor/`; put log events | read, list, overwrite, delete |
| analyst | list and read the landing | write, delete, see anything else |
| Snowflake | the same, for one outside user who brings the right external id | write, delete |
| operator | list, read, put and delete in the landing, the lake and Firehose's copies, old versions included | change the bucket |
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Statement = dict[str, Any]


def document(*statements: Statement) -> dict[str, Any]:
    """An IAM policy document."""
    return {"Version": "2012-10-17", "Statement": list(statements)}


def bucket_arn(bucket: str, objects: str = "") -> str:
    """The bucket, or those of its objects whose keys match `objects`."""
    return f"arn:${{AWS::Partition}}:s3:::{bucket}" + (f"/{objects}" if objects else "")


def writer(bucket: str, prefix: str, doctor: str, log_group: str, kms_key: str | None) -> list[Statement]:
    """What a worker needs: `prefix` is the landing's, `doctor` that of the doctor's probes; both end in a slash.

    It may encrypt with the key and not decrypt: S3 asks for that only where an object is put in parts.
    """
    places = [bucket_arn(bucket, f"{prefix}*"), bucket_arn(bucket, f"{doctor}*")]
    return [
        _allow("PutRecords", ["s3:PutObject"], places),
        # S3 sees to it that nothing is overwritten, and not just the worker's good manners.
        {
            "Sid": "NeverOverwrite",
            "Effect": "Deny",
            "Action": ["s3:PutObject"],
            "Resource": places,
            "Condition": {"Null": {"s3:if-none-match": "true"}},
        },
        *_key(kms_key, "kms:GenerateDataKey"),
        # The group is there already: a worker that could create groups could create any.
        _allow(
            "PutLogEvents",
            ["logs:CreateLogStream", "logs:PutLogEvents"],
            [f"arn:${{AWS::Partition}}:logs:${{AWS::Region}}:${{AWS::AccountId}}:log-group:{log_group}:*"],
        ),
    ]


def analyst(bucket: str, prefix: str, kms_key: str | None) -> list[Statement]:
    """What `aftercall query` and DuckDB need to read the landing; Spark's s3a wants to list the whole bucket: docs/aws.md."""
    return [
        _list("ListRecords", ["s3:ListBucket"], bucket, prefix),
        _allow("ReadRecords", ["s3:GetObject"], [bucket_arn(bucket, f"{prefix}*")]),
        *_key(kms_key, "kms:Decrypt"),
    ]


def snowflake(bucket: str, prefix: str, kms_key: str | None) -> list[Statement]:
    """What Snowflake asks of a stage that it reads only:
    https://docs.snowflake.com/en/user-guide/data-load-s3-config-storage-integration
    """
    return [
        _allow("FindBucket", ["s3:GetBucketLocation"], [bucket_arn(bucket)]),
        _list("ListRecords", ["s3:ListBucket"], bucket, prefix),
        _allow("ReadRecords", ["s3:GetObject", "s3:GetObjectVersion"], [bucket_arn(bucket, f"{prefix}*")]),
        *_key(kms_key, "kms:Decrypt"),
    ]


def operator(bucket: str, prefix: str, copies: Sequence[str], kms_key: str | None) -> list[Statement]:
    """What is done by hand in a landing (docs/aws.md): deliver a rescued spool, delete a record, bring it back, erase it.

    `copies` are the prefixes that hold calls beside the landing. Erasing means every version of an object: a
    delete in a versioned bucket only hides it, and to bring it back is to delete what hides it.
    """
    places = [bucket_arn(bucket, f"{place}*") for place in (prefix, *copies)]
    return [
        _list("ListEverything", ["s3:ListBucket", "s3:ListBucketVersions"], bucket, prefix, *copies),
        _allow("ReadAndPut", ["s3:GetObject", "s3:PutObject"], places),
        _allow("Erase", ["s3:DeleteObject", "s3:DeleteObjectVersion"], places),
        *_key(kms_key, "kms:Decrypt", "kms:GenerateDataKey"),
    ]


def firehose(bucket: str, prefix: str, kms_key: str | None) -> list[Statement]:
    """What Firehose asks of its destination: https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html"""
    return [
        _allow(
            "FindBucket",
            ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"],
            [bucket_arn(bucket)],
        ),
        _allow(
            "PutEvents",
            ["s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject"],
            [bucket_arn(bucket, f"{prefix}*")],
        ),
        *_key(kms_key, "kms:Decrypt", "kms:GenerateDataKey"),
    ]


def bucket(name: str) -> list[Statement]:
    """What holds for everybody: no request without TLS."""
    return [
        {
            "Sid": "OnlyOverTls",
            "Effect": "Deny",
            "Principal": "*",
            "Action": ["s3:*"],
            "Resource": [bucket_arn(name), bucket_arn(name, "*")],
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        }
    ]


def trust(principal: dict[str, str], condition: dict[str, Any]) -> Statement:
    """Who may take on a role, and under which condition: there is none without."""
    return {"Effect": "Allow", "Principal": principal, "Action": ["sts:AssumeRole"], "Condition": condition}


def _allow(sid: str, actions: list[str], resources: list[str]) -> Statement:
    return {"Sid": sid, "Effect": "Allow", "Action": actions, "Resource": resources}


def _list(sid: str, actions: list[str], bucket: str, *prefixes: str) -> Statement:
    """Listing is a right on the bucket; the condition narrows it to keys below the prefixes."""
    below = [f"{prefix}*" for prefix in prefixes]
    return {**_allow(sid, actions, [bucket_arn(bucket)]), "Condition": {"StringLike": {"s3:prefix": below}}}


def _key(kms_key: str | None, *actions: str) -> list[Statement]:
    """S3 uses the bucket's key on the caller's behalf, and only S3 may."""
    if kms_key is None:
        return []
    by_s3 = {"StringLike": {"kms:ViaService": "s3.*"}}
    return [{**_allow("UseKey", list(actions), [kms_key]), "Condition": by_s3}]
