"""A stack as Terraform, for the AWS provider 5 and later: the same resources, in its words.

A property's name becomes the argument's by rule (`RetentionInDays`, `retention_in_days`); the tables below hold what the
rule does not give. What a bucket's properties are in CloudFormation are resources of their own in Terraform.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from aftercall.setup.hcl import Blocks, Expression, Writer
from aftercall.setup.stack import JsonText, Resource, Stack

_HEAD = {
    "AWS::Partition": "data.aws_partition.current.partition",
    "AWS::Region": "data.aws_region.current.id",
    "AWS::URLSuffix": "data.aws_partition.current.dns_suffix",
    "AWS::AccountId": "data.aws_caller_identity.current.account_id",
}
_DATA = ("aws_caller_identity", "aws_partition", "aws_region")


@dataclass(frozen=True)
class _Kind:
    """A Terraform type: what `Ref` gives, arguments with a name of their own, and constant ones."""

    type: str
    reference: str = "id"
    names: dict[str, str] = field(default_factory=dict)
    constants: dict[str, Any] = field(default_factory=dict)


# fmt: off
_KINDS = {
    "AWS::S3::Bucket":         _Kind("aws_s3_bucket", names={"BucketName": "bucket"}),
    "AWS::S3::BucketPolicy":   _Kind("aws_s3_bucket_policy", names={"PolicyDocument": "policy"}),
    "AWS::Logs::LogGroup":     _Kind("aws_cloudwatch_log_group", "name", {"LogGroupName": "name"}),
    "AWS::Logs::MetricFilter": _Kind("aws_cloudwatch_log_metric_filter", names={
        "FilterName": "name", "FilterPattern": "pattern", "MetricTransformations": "metric_transformation",
        "MetricNamespace": "namespace", "MetricName": "name", "MetricValue": "value"}),
    "AWS::Logs::SubscriptionFilter": _Kind("aws_cloudwatch_log_subscription_filter", names={"FilterName": "name"}),
    "AWS::IAM::ManagedPolicy": _Kind("aws_iam_policy", "arn", {"ManagedPolicyName": "name", "PolicyDocument": "policy"}),
    "AWS::IAM::Role":          _Kind("aws_iam_role", names={
        "RoleName": "name", "AssumeRolePolicyDocument": "assume_role_policy"}),
    "AWS::Glue::Database":     _Kind("aws_glue_catalog_database", "name"),
    "AWS::Glue::Table":        _Kind("aws_glue_catalog_table", "name", {"SerdeInfo": "ser_de_info"}),
    "AWS::KinesisFirehose::DeliveryStream": _Kind("aws_kinesis_firehose_delivery_stream", "name", {
        "DeliveryStreamName": "name", "ExtendedS3DestinationConfiguration": "extended_s3_configuration",
        "IntervalInSeconds": "buffering_interval", "SizeInMBs": "buffering_size"}, {"destination": "extended_s3"}),
    "AWS::CloudWatch::Alarm":  _Kind("aws_cloudwatch_metric_alarm", names={
        "Metrics": "metric_query", "MetricStat": "metric", "OKActions": "ok_actions"}),
    "AWS::CloudWatch::Dashboard": _Kind("aws_cloudwatch_dashboard"),
}
_OF_BUCKET = {
    "BucketEncryption":               "aws_s3_bucket_server_side_encryption_configuration",
    "LifecycleConfiguration":         "aws_s3_bucket_lifecycle_configuration",
    "MetricsConfigurations":          "aws_s3_bucket_metric",
    "NotificationConfiguration":      "aws_s3_bucket_notification",
    "OwnershipControls":              "aws_s3_bucket_ownership_controls",
    "PublicAccessBlockConfiguration": "aws_s3_bucket_public_access_block",
    "VersioningConfiguration":        "aws_s3_bucket_versioning",
}
_NAMES_OF_BUCKET = {
    "ServerSideEncryptionConfiguration": "rule", "Rules": "rule", "Transitions": "transition", "TransitionInDays": "days",
    "ServerSideEncryptionByDefault": "apply_server_side_encryption_by_default", "QueueConfigurations": "queue",
}
_DISSOLVED = {"BufferingHints", "DatabaseInput", "Metric", "TableInput"}  # their members stand in what they stood in
_DOCUMENTS = {"AssumeRolePolicyDocument", "PolicyDocument"}
_LEFT_OUT = {"DeliveryStreamType", "Policies"}  # the provider's own default; a resource of its own
# fmt: on


def terraform(stack: Stack, command: str) -> str:
    """The configuration's text. `command` is what wrote it; it stands in its head."""
    kinds = {resource.name: _KINDS[resource.type] for resource in stack.resources}
    writer = Writer(lambda name: _address(kinds, name))
    provider = {"aws": {"source": "hashicorp/aws", "version": ">= 5.0"}}
    parts = [
        f"# {stack.about}\n# Written by: {command}",
        writer.block("terraform", {"required_providers": Blocks([provider])}),
        *(f'data "{name}" "current" {{}}' for name in _DATA),
    ]
    for resource in stack.resources:
        about = resource.about
        for kind, body in _translated(resource):
            parts.append(writer.block(f'resource "{kind}" "{_snake(resource.name)}"', body, about))
            about = ""
    for output in stack.outputs:
        body = {"description": output.about, "value": output.value}
        parts.append(writer.block(f'output "{_snake(output.name)}"', body))
    return "\n\n".join(parts) + "\n"


def _address(kinds: dict[str, _Kind], name: str) -> str:
    if name in _HEAD:
        return _HEAD[name]
    resource, _, attribute = name.partition(".")
    kind = kinds[resource]
    return f"{kind.type}.{_snake(resource)}.{attribute.lower() or kind.reference}"


def _translated(resource: Resource) -> Iterator[tuple[str, dict[str, Any]]]:
    """The Terraform resources that one of CloudFormation is: type and body."""
    kind, own = _KINDS[resource.type], dict(resource.properties)
    place = {name: own.pop(name) for name in _OF_BUCKET if resource.type == "AWS::S3::Bucket" and name in own}
    body = {**_body(own, kind.names), **kind.constants}
    if resource.kept:
        body["lifecycle"] = Blocks([{"prevent_destroy": True}])
    yield kind.type, body
    for name, value in place.items():
        for part in _BUCKET_PARTS[name](value):
            yield _OF_BUCKET[name], {"bucket": f"${{{resource.name}}}", **part}
    for policy in own.get("Policies", ()):
        yield (
            "aws_iam_role_policy",
            {
                "name": policy["PolicyName"],
                "role": f"${{{resource.name}}}",
                "policy": JsonText(policy["PolicyDocument"]),
            },
        )


def _body(properties: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    """Properties as arguments and blocks."""
    body: dict[str, Any] = {}
    for name, value in properties.items():
        if name in _LEFT_OUT:
            continue
        if name in _DISSOLVED:
            body |= _body(value, names)
        elif name in _DOCUMENTS:
            body[names.get(name, _snake(name))] = JsonText(value)
        elif name == "Dimensions":
            body["dimensions"] = {pair["Name"]: pair["Value"] for pair in value}
        elif name == "Parameters" and isinstance(value, dict):
            body["parameters"] = value
        elif isinstance(value, dict):
            body[names.get(name, _snake(name))] = Blocks([_body(value, names)])
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            body[names.get(name, _snake(name))] = Blocks([_body(item, names) for item in value])
        else:
            body[names.get(name, _snake(name))] = value
    return body


# ------------------------------------------------------------------------------------------- the bucket's parts


def _bucket_part(value: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield _body(value, _NAMES_OF_BUCKET)


def _versioning(value: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield {"versioning_configuration": Blocks([_body(value, {})])}


def _metrics(value: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for one in value:
        yield {"name": one["Id"], "filter": Blocks([{"prefix": one["Prefix"]}])}


def _notification(value: dict[str, Any]) -> Iterator[dict[str, Any]]:
    queues = [
        {
            "queue_arn": queue["Queue"],
            "events": [queue["Event"]],
            **{f"filter_{rule['Name']}": rule["Value"] for rule in queue["Filter"]["S3Key"]["Rules"]},
        }
        for queue in value["QueueConfigurations"]
    ]
    yield {"queue": Blocks(queues)}


def _lifecycle(value: dict[str, Any]) -> Iterator[dict[str, Any]]:
    # Versions that are not current exist only once versioning is on.
    yield {
        "rule": Blocks([_rule(rule) for rule in value["Rules"]]),
        "depends_on": Expression("[aws_s3_bucket_versioning.bucket]"),
    }


def _rule(rule: dict[str, Any]) -> dict[str, Any]:
    """A lifecycle rule: what it is for becomes a filter, and an expiration a block."""
    rest = dict(rule)
    head = {"id": rest.pop("Id"), "status": rest.pop("Status")}
    chosen = {_snake(name): rest.pop(name) for name in ("Prefix", "ObjectSizeGreaterThan") if name in rest}
    if "object_size_greater_than" in chosen:
        chosen["object_size_greater_than"] = int(chosen["object_size_greater_than"])
    expiration = {
        argument: rest.pop(name)
        for name, argument in (
            ("ExpirationInDays", "days"),
            ("ExpiredObjectDeleteMarker", "expired_object_delete_marker"),
        )
        if name in rest
    }
    return {
        **head,
        "filter": Blocks([{"and": Blocks([chosen])} if len(chosen) > 1 else chosen]),
        **({"expiration": Blocks([expiration])} if expiration else {}),
        **_body(rest, _NAMES_OF_BUCKET),
    }


_BUCKET_PARTS: dict[str, Callable[[Any], Iterator[dict[str, Any]]]] = {
    "BucketEncryption": _bucket_part,
    "LifecycleConfiguration": _lifecycle,
    "MetricsConfigurations": _metrics,
    "NotificationConfiguration": _notification,
    "OwnershipControls": _bucket_part,
    "PublicAccessBlockConfiguration": _bucket_part,
    "VersioningConfiguration": _versioning,
}


def _snake(name: str) -> str:
    """`KMSMasterKeyID` → `kms_master_key_id`, `ExtendedS3Configuration` → `extended_s3_configuration`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()
