"""The AWS account of a landing: bucket, log group, who may do what, table, alarms.

One description, which `cloudformation` and `terraform` print. Nothing is asked of AWS, and nothing changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from aftercall.setup import policies, watching
from aftercall.setup.deployment import ATHENA_RESULTS, Deployment
from aftercall.setup.stack import Output, Resource, Stack, literal
from aftercall.warehouse import raw_table
from aftercall.warehouse.views import RAW

SMALLEST_TIERED_BYTES = 131_072
"""Colder classes bill an object as if it were at least 128 KiB: a smaller record would cost more there."""
ANSWERS_DAYS = 7
"""How long an answer of Athena's is kept, if it is written into this bucket."""


def stack(wanted: Deployment) -> Stack:
    """Everything that is made for a deployment."""
    # A name would not make the filters wait until the group is there.
    lines = "${LogGroup}" if wanted.worker_log_group == wanted.log_group else wanted.worker_log_group
    watch = watching.Watch(
        wanted.name, wanted.bucket, lines, wanted.alarm_topic, wanted.quiet_hours, wanted.cost_per_call_usd,
    )  # fmt: skip
    resources = (
        _bucket(wanted),
        _bucket_policy(wanted),
        _log_group(wanted),
        *_identities(wanted),
        *_glue(wanted),
        *(_firehose(wanted) if wanted.firehose else ()),
        *watching.resources(watch),
    )
    return Stack(f"aftercall: the landing s3://{wanted.bucket}/{wanted.prefix}", resources, tuple(_outputs(wanted)))


# --------------------------------------------------------------------------------------- where records lie


def _bucket(wanted: Deployment) -> Resource:
    properties: dict[str, Any] = {
        "BucketName": wanted.bucket,
        "BucketEncryption": {"ServerSideEncryptionConfiguration": [_encryption(wanted.kms_key)]},
        "LifecycleConfiguration": {"Rules": list(_lifecycle(wanted))},
        "MetricsConfigurations": [{"Id": wanted.name, "Prefix": wanted.landing}],
        "OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]},
        "PublicAccessBlockConfiguration": dict.fromkeys(
            ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"), True
        ),
        "VersioningConfiguration": {"Status": "Enabled"},
    }
    if wanted.snowflake_queue is not None:
        told = {
            "Event": "s3:ObjectCreated:*",
            "Filter": {"S3Key": {"Rules": [{"Name": "prefix", "Value": wanted.landing}]}},
            "Queue": wanted.snowflake_queue,
        }
        properties["NotificationConfiguration"] = {"QueueConfigurations": [told]}
    about = (
        f"Records lie under {wanted.landing} and are never overwritten; a version that was deleted is kept for 30 days."
    )
    return Resource("Bucket", "AWS::S3::Bucket", about, properties, kept=True)


def _encryption(kms_key: str | None) -> dict[str, Any]:
    if kms_key is None:
        return {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
    # With a bucket key, KMS is asked once for many objects and not once for each.
    return {
        "BucketKeyEnabled": True,
        "ServerSideEncryptionByDefault": {"KMSMasterKeyID": kms_key, "SSEAlgorithm": "aws:kms"},
    }


def _lifecycle(wanted: Deployment) -> Iterator[dict[str, Any]]:
    yield {
        "Id": "tidy",
        "Status": "Enabled",
        "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7},
        "ExpiredObjectDeleteMarker": True,
        "NoncurrentVersionExpiration": {"NoncurrentDays": 30},
    }
    yield {"Id": "doctor", "Status": "Enabled", "Prefix": wanted.doctor, "ExpirationInDays": 1}
    # An answer may hold whatever was asked for, and its query can be run again.
    yield {"Id": "answers", "Status": "Enabled", "Prefix": ATHENA_RESULTS, "ExpirationInDays": ANSWERS_DAYS}
    if wanted.expire_days is None or wanted.expire_days > wanted.tier_days:
        yield {
            "Id": "tier",
            "Status": "Enabled",
            "Prefix": wanted.landing,
            "ObjectSizeGreaterThan": str(SMALLEST_TIERED_BYTES),
            "Transitions": [{"StorageClass": "INTELLIGENT_TIERING", "TransitionInDays": wanted.tier_days}],
        }
    if wanted.expire_days is not None:
        copies = [("expire_streamed", wanted.streamed)] if wanted.firehose else []
        for name, place in [("expire", wanted.landing), *copies]:
            yield {"Id": name, "Status": "Enabled", "Prefix": place, "ExpirationInDays": wanted.expire_days}


def _bucket_policy(wanted: Deployment) -> Resource:
    return Resource(
        "BucketPolicy",
        "AWS::S3::BucketPolicy",
        "TLS for everybody.",
        {"Bucket": "${Bucket}", "PolicyDocument": policies.document(*policies.bucket(wanted.bucket))},
    )


def _log_group(wanted: Deployment) -> Resource:
    about = "Each record once more, as an event with metrics: AFTERCALL_LOG_GROUP of the worker."
    properties = {"LogGroupName": wanted.log_group, "RetentionInDays": wanted.retention_days}
    return Resource("LogGroup", "AWS::Logs::LogGroup", about, properties, kept=True)


# ------------------------------------------------------------------------------------------- who may what


def _identities(wanted: Deployment) -> Iterator[Resource]:
    bucket, landing, key = wanted.bucket, wanted.landing, wanted.kms_key
    writer = policies.writer(bucket, landing, wanted.doctor, wanted.log_group, key)
    copies = [f"{wanted.lake}/", *([wanted.streamed] if wanted.firehose else ())]
    operator = policies.operator(bucket, landing, copies, key)
    for name, about, statements in (
        ("Writer", "For the worker's role: put new records and log events, and nothing else.", writer),
        ("Analyst", "For who asks questions: list and read the landing.", policies.analyst(bucket, landing, key)),
        ("Operator", "For who mends the landing: delivers, deletes, brings back, erases.", operator),
    ):
        yield Resource(
            f"{name}Policy",
            "AWS::IAM::ManagedPolicy",
            about,
            {
                "ManagedPolicyName": f"{wanted.name}-{name.lower()}",
                "Description": about,
                "PolicyDocument": policies.document(*statements),
            },
        )
    if wanted.snowflake_user is not None:
        trust = policies.trust(
            {"AWS": wanted.snowflake_user}, {"StringEquals": {"sts:ExternalId": wanted.snowflake_external_id}}
        )
        yield _role(
            "SnowflakeRole", f"{wanted.name}-snowflake", "Snowflake reads the landing, and shows the external id for it.",
            trust, policies.snowflake(bucket, landing, key),
        )  # fmt: skip


def _role(
    name: str, role: str, about: str, trust: policies.Statement, statements: list[policies.Statement]
) -> Resource:
    return Resource(
        name,
        "AWS::IAM::Role",
        about,
        {
            "RoleName": role,
            "Description": about,
            "AssumeRolePolicyDocument": policies.document(trust),
            "Policies": [{"PolicyName": role, "PolicyDocument": policies.document(*statements)}],
        },
    )


# ------------------------------------------------------------------------------------------------- tables


def _glue(wanted: Deployment) -> Iterator[Resource]:
    yield Resource(
        "Database",
        "AWS::Glue::Database",
        "For Athena.",
        {"CatalogId": "${AWS::AccountId}", "DatabaseInput": {"Name": wanted.database}},
    )
    location = f"s3://{wanted.bucket}/{wanted.landing}"
    properties = {name: literal(value) for name, value in raw_table.glue_properties(location).items()}
    yield Resource(
        "Table",
        "AWS::Glue::Table",
        "The raw table, a row per line of an object, as `aftercall setup athena` makes it; the views are its part. Its partitions "
        "follow from the day, so nobody has to add them.",
        {
            "CatalogId": "${AWS::AccountId}",
            "DatabaseName": "${Database}",
            "TableInput": {
                "Name": RAW,
                "TableType": "EXTERNAL_TABLE",
                "Parameters": properties,
                "PartitionKeys": _columns(raw_table.glue_partitions()),
                "StorageDescriptor": {
                    "Columns": _columns(raw_table.glue_columns()),
                    "Location": location,
                    "InputFormat": raw_table.INPUT_FORMAT,
                    "OutputFormat": raw_table.OUTPUT_FORMAT,
                    "SerdeInfo": {
                        "SerializationLibrary": raw_table.SERDE,
                        "Parameters": dict(raw_table.SERDE_PROPERTIES),
                    },
                },
            },
        },
    )


def _columns(columns: list[tuple[str, str, str]]) -> list[dict[str, str]]:
    return [{"Name": name, "Type": kind, "Comment": literal(about)} for name, kind, about in columns]


# ----------------------------------------------------------------------------------------------- Firehose


def _firehose(wanted: Deployment) -> Iterator[Resource]:
    """The log group's events as files of many lines: also from hosts that log to stdout and cannot put to S3."""
    of_account = {"StringEquals": {"aws:SourceAccount": "${AWS::AccountId}"}}
    of_logs = {"StringLike": {"aws:SourceArn": "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:*"}}
    yield _role(
        "StreamRole", f"{wanted.name}-firehose", "Firehose puts files of log events into the bucket.",
        policies.trust({"Service": "firehose.amazonaws.com"}, of_account),
        policies.firehose(wanted.bucket, wanted.streamed, wanted.kms_key),
    )  # fmt: skip
    days = "year=!{timestamp:yyyy}/month=!{timestamp:MM}/day=!{timestamp:dd}/"
    yield Resource(
        "Stream",
        "AWS::KinesisFirehose::DeliveryStream",
        "Log events of calls, one a line, in gzip files: a second copy, and not part of the landing.",
        {
            "DeliveryStreamName": wanted.name,
            "DeliveryStreamType": "DirectPut",
            "ExtendedS3DestinationConfiguration": {
                "BucketARN": "${Bucket.Arn}",
                "RoleARN": "${StreamRole.Arn}",
                "Prefix": wanted.streamed + days,
                "ErrorOutputPrefix": f"{wanted.streamed}errors/!{{firehose:error-output-type}}/{days}",
                "BufferingHints": {"IntervalInSeconds": 300, "SizeInMBs": 64},
                "CompressionFormat": "GZIP",
                "ProcessingConfiguration": {
                    "Enabled": True,
                    "Processors": [
                        _processor("Decompression", {"CompressionFormat": "GZIP"}),
                        _processor("CloudWatchLogProcessing", {"DataMessageExtraction": "true"}),
                        _processor("AppendDelimiterToRecord", {}),
                    ],
                },
            },
        },
    )
    yield _role(
        "SubscriptionRole", f"{wanted.name}-subscription", "CloudWatch Logs hands events to Firehose.",
        policies.trust({"Service": "logs.${AWS::Region}.${AWS::URLSuffix}"}, of_logs),  # its one name in every partition
        [
            {
                "Sid": "HandOver",
                "Effect": "Allow",
                "Action": ["firehose:PutRecord", "firehose:PutRecordBatch"],
                "Resource": ["${Stream.Arn}"],
            }
        ],
    )  # fmt: skip
    yield Resource(
        "Subscription",
        "AWS::Logs::SubscriptionFilter",
        "Records only: the doctor's events stay where they are.",
        {
            "LogGroupName": "${LogGroup}",
            "FilterName": f"{wanted.name}-firehose",
            "FilterPattern": '{ $._event_type = "session_analytics" }',
            "DestinationArn": "${Stream.Arn}",
            "RoleArn": "${SubscriptionRole.Arn}",
        },
    )


def _processor(kind: str, parameters: dict[str, str]) -> dict[str, Any]:
    pairs = [{"ParameterName": name, "ParameterValue": value} for name, value in parameters.items()]
    return {"Type": kind, **({"Parameters": pairs} if pairs else {})}


# ------------------------------------------------------------------------------------------------ outputs


def _outputs(wanted: Deployment) -> Iterator[Output]:
    yield Output("Landing", "AFTERCALL_LANDING of the worker", f"s3://${{Bucket}}/{wanted.prefix}")
    yield Output("LogGroupName", "AFTERCALL_LOG_GROUP of the worker", "${LogGroup}")
    for name in ("Writer", "Analyst", "Operator"):
        yield Output(f"{name}PolicyArn", f"Attach it to the {name.lower()}'s role", f"${{{name}Policy}}")
    role = f"arn:${{AWS::Partition}}:iam::${{AWS::AccountId}}:role/{wanted.name}-snowflake"
    yield Output("SnowflakeRoleArn", "STORAGE_AWS_ROLE_ARN of Snowflake's storage integration", role)
