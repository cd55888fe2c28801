"""Snowflake's role on a stand-in of STS that looks at who asks, and at the external id where there is one."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws
from moto.core import set_initial_no_auth_action_count

from tests.setup.deployments import LARGE, properties

ACCOUNT = "123456789012"  # moto's own
LISTED = tomllib.loads((Path(__file__).parent / "stand_ins.toml").read_text("utf-8"))
KEY = "voice/sessions/year=2026/month=11/day=22/a.json.gz"
REGION = {"region_name": "us-east-1"}


@pytest.fixture
def keys() -> Any:
    """An account with the bucket, the role as the template makes it, and two users who may ask for any role."""
    with mock_aws():
        iam, s3 = boto3.client("iam", **REGION), boto3.client("s3", **REGION)
        s3.create_bucket(Bucket="my-calls")
        for key in (KEY, "voice/_doctor/a", "secret"):
            s3.put_object(Bucket="my-calls", Key=key, Body=b"it")
        snowflakes = str(LARGE.snowflake_user).rpartition("/")[2]
        anything = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
        users = {}
        for user in (snowflakes, "somebody"):
            iam.create_user(UserName=user)
            iam.put_user_policy(UserName=user, PolicyName="all", PolicyDocument=json.dumps(anything))
            made = iam.create_access_key(UserName=user)["AccessKey"]
            users[user] = {
                "aws_access_key_id": made["AccessKeyId"], "aws_secret_access_key": made["SecretAccessKey"], **REGION
            }  # fmt: skip
        own = properties(LARGE)["SnowflakeRole"]
        iam.create_role(RoleName=own["RoleName"], AssumeRolePolicyDocument=json.dumps(own["AssumeRolePolicyDocument"]))
        for policy in own["Policies"]:
            iam.put_role_policy(
                RoleName=own["RoleName"],
                PolicyName=policy["PolicyName"],
                PolicyDocument=json.dumps(policy["PolicyDocument"]),
            )
        yield {"snowflake": users[snowflakes], "somebody": users["somebody"]}


def take_on(keys: dict[str, str], **external: str) -> Any:
    """An S3 client of whoever has taken on the role. Raises ClientError where STS refuses."""
    sts = boto3.client("sts", **keys)
    role = f"arn:aws:iam::{ACCOUNT}:role/voice-calls-snowflake"
    got = sts.assume_role(RoleArn=role, RoleSessionName="snowflake", **external)["Credentials"]
    return boto3.client(
        "s3", aws_access_key_id=got["AccessKeyId"], aws_secret_access_key=got["SecretAccessKey"],
        aws_session_token=got["SessionToken"], **REGION,
    )  # fmt: skip


def refused(send: Any) -> bool:
    try:
        send()
    except ClientError as error:
        if error.response["Error"]["Code"] != "AccessDenied":
            raise
        return True
    return False


@set_initial_no_auth_action_count(0)
def test_with_the_right_external_id_it_reads_the_landing_and_nothing_else(keys: dict[str, dict[str, str]]) -> None:
    s3 = take_on(keys["snowflake"], ExternalId=str(LARGE.snowflake_external_id))
    assert s3.get_object(Bucket="my-calls", Key=KEY)["Body"].read() == b"it"
    assert s3.list_objects_v2(Bucket="my-calls", Prefix="voice/sessions/")["KeyCount"] == 1
    for key in ("voice/_doctor/a", "secret"):
        assert refused(lambda key=key: s3.get_object(Bucket="my-calls", Key=key)), key
    assert refused(lambda: s3.put_object(Bucket="my-calls", Key=KEY, Body=b"mine"))
    assert refused(lambda: s3.delete_object(Bucket="my-calls", Key=KEY))


@set_initial_no_auth_action_count(0)
def test_with_another_external_id_or_as_another_there_is_nothing(keys: dict[str, dict[str, str]]) -> None:
    assert refused(lambda: take_on(keys["snowflake"], ExternalId="another"))
    assert refused(lambda: take_on(keys["somebody"], ExternalId=str(LARGE.snowflake_external_id)))


@set_initial_no_auth_action_count(0)
def test_without_any_the_stand_in_is_laxer_than_aws(keys: dict[str, dict[str, str]]) -> None:
    assert "AssumeRole without an external id" in LISTED["accepted"]
    assert take_on(keys["snowflake"]), "refused after all. Try: take it off stand_ins.toml, and test it above"
