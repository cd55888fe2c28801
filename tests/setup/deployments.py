"""The deployments that tests ask for, and their resources with every reference filled in."""

from __future__ import annotations

from typing import Any

from aftercall.setup.aws import stack
from aftercall.setup.deployment import Deployment
from aftercall.setup.stack import JsonText, Resource, resolved

ACCOUNT = "000000000000"
REGION = "us-east-1"
PSEUDO = {
    "AWS::Partition": "aws", "AWS::Region": REGION, "AWS::URLSuffix": "amazonaws.com", "AWS::AccountId": ACCOUNT
}  # fmt: skip

SMALL = Deployment("my-calls")
LARGE = Deployment(
    "my-calls",
    prefix="voice/sessions",
    lake="voice/lake",
    name="voice-calls",
    log_group="/voice/calls",
    retention_days=30,
    kms_key=f"arn:aws:kms:{REGION}:{ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab",
    expire_days=730,
    snowflake_user="arn:aws:iam::123456789012:user/abc1-b-self1234",
    snowflake_external_id="AB12345_SFCRole=2_kztjo/gL4Y=",
    snowflake_queue=f"arn:aws:sqs:{REGION}:{ACCOUNT}:sf-snowpipe-AIDA-abc",
    worker_log_group="/ecs/agent",
    alarm_topic=f"arn:aws:sns:{REGION}:{ACCOUNT}:on-call",
    quiet_hours=12,
    cost_per_call_usd="0.75",
    firehose=True,
)


def resources(deployment: Deployment) -> dict[str, Resource]:
    return {resource.name: resource for resource in stack(deployment).resources}


def properties(deployment: Deployment) -> dict[str, dict[str, Any]]:
    """By resource: its properties as AWS would see them. A reference is the name or ARN that the stand-ins give."""
    made = resources(deployment)

    def reference(name: str) -> str:
        if name in PSEUDO:
            return PSEUDO[name]
        resource, _, attribute = name.partition(".")
        own = made[resource].properties
        named = next(own[key] for key in _NAMED if key in own)
        if isinstance(named, dict):
            named = named["Name"]
        return _ARNS[made[resource].type].format(named) if attribute else named

    return {name: resolved(resource.properties, reference) for name, resource in made.items()}


def policies(deployment: Deployment) -> dict[str, list[dict[str, Any]]]:
    """By name (Writer, Analyst, Operator, Snowflake, Stream, Subscription): the statements of who has it."""
    found = {}
    for name, own in properties(deployment).items():
        if name.endswith("Policy") and name != "BucketPolicy":
            found[name.removesuffix("Policy")] = own["PolicyDocument"]["Statement"]
        for inline in own.get("Policies", ()):
            found[name.removesuffix("Role")] = inline["PolicyDocument"]["Statement"]
    return found


def trusts(deployment: Deployment) -> dict[str, list[dict[str, Any]]]:
    """By name (Snowflake, Stream, Subscription): who may take on the role."""
    return {
        name.removesuffix("Role"): own["AssumeRolePolicyDocument"]["Statement"]
        for name, own in properties(deployment).items()
        if "AssumeRolePolicyDocument" in own
    }


def plain(value: Any) -> Any:
    """A property's value without the mark for JSON text."""
    return value.value if isinstance(value, JsonText) else value


_NAMED = ("BucketName", "LogGroupName", "ManagedPolicyName", "RoleName", "DatabaseInput", "DeliveryStreamName")
_ARNS = {
    "AWS::S3::Bucket": "arn:aws:s3:::{}",
    "AWS::IAM::Role": f"arn:aws:iam::{ACCOUNT}:role/{{}}",
    "AWS::KinesisFirehose::DeliveryStream": f"arn:aws:firehose:{REGION}:{ACCOUNT}:deliverystream/{{}}",
}
