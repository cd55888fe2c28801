"""Every pair of options, in every partition: linters have nothing to say, the HCL means the same, and limits are kept."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import combinations, product
from typing import Any

import cfnlint.api
import pytest

from aftercall.setup.aws import stack
from aftercall.setup.cloudformation import cloudformation
from aftercall.setup.deployment import LONGEST_FOLDER, Deployment
from tests.setup.deployments import ACCOUNT, policies, properties, resources, trusts
from tests.setup.test_template import LIMIT_BYTES, parliaments, template
from tests.setup.test_terraform import cloudformations, documents, read, terraforms

REGIONS = {"aws": "eu-central-1", "aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1"}
OPTIONS = ("kms", "firehose", "expire", "snowflake", "queue", "lines", "topic", "longest", "dots")


def _asked(partition: str, chosen: frozenset[str]) -> Deployment:
    """The deployment that these options make."""
    at = f"{REGIONS[partition]}:{ACCOUNT}"
    asked: dict[str, Any] = {
        "kms": {"kms_key": f"arn:{partition}:kms:{at}:key/mrk-1234abcd12ab34cd56ef1234567890ab"},
        "firehose": {"firehose": True},
        "expire": {"expire_days": 30},  # before anything would be moved
        "snowflake": {"snowflake_user": f"arn:{partition}:iam::{ACCOUNT}:user/a/b", "snowflake_external_id": "A_1=/+@:,.-"},
        "queue": {"snowflake_queue": f"arn:{partition}:sqs:{at}:sf-snowpipe"},
        "lines": {"worker_log_group": "/aftercall"},
        "topic": {"alarm_topic": f"arn:{partition}:sns:{at}:on-call"},
        "longest": {
            "prefix": f"{'p' * (LONGEST_FOLDER - 2)}/q", "lake": "l" * LONGEST_FOLDER, "name": "n" * 31,
            "retention_days": 3653, "tier_days": 36_500, "quiet_hours": 168, "cost_per_call_usd": "999999.999999999",
        },
        "dots": {"bucket": "my.calls.of-2026", "prefix": "a/b_c/d-e"},
    }  # fmt: skip
    wanted = {"bucket": "b" * 63 if "longest" in chosen else "my-calls"}
    for option in OPTIONS:
        wanted |= asked[option] if option in chosen else {}
    return Deployment(**wanted)


# Twelve rows of two values, in which each pair of nine columns takes all four of its values (Plackett and Burman).
_ROW = "++-+++---+-"
_ROWS = [_ROW[-at:] + _ROW[:-at] for at in range(11)] + ["-" * 11]
CHOSEN = [frozenset(option for option, sign in zip(OPTIONS, row, strict=False) if sign == "+") for row in _ROWS]
ASKED = [
    pytest.param(_asked(partition, chosen), REGIONS[partition], id=f"{partition}:{'+'.join(sorted(chosen)) or 'none'}")
    for chosen, partition in zip(CHOSEN, list(REGIONS) * 4, strict=True)
]


def test_the_rows_hold_every_pair_of_options_with_and_without_each() -> None:
    for one, other in combinations(OPTIONS, 2):
        assert {(one in row, other in row) for row in CHOSEN} == set(product((True, False), repeat=2))


@pytest.mark.parametrize(("wanted", "region"), ASKED)
def test_linters_have_nothing_to_say(wanted: Deployment, region: str) -> None:
    text = cloudformation(stack(wanted), wanted.command("aws"))
    assert [str(match) for match in cfnlint.api.lint(text, cfnlint.api.ManualArgs(regions=[region]))] == []
    for who, statements in policies(wanted).items():
        assert parliaments(statements) == [], who
    assert parliaments(properties(wanted)["BucketPolicy"]["PolicyDocument"]["Statement"]) == []


@pytest.mark.parametrize(("wanted", "region"), ASKED)
def test_terraform_says_resource_by_resource_what_the_template_says(wanted: Deployment, region: str) -> None:
    assert set(read(wanted)) == set(template(wanted)["Resources"])
    for name, made in read(wanted).items():
        assert made, f"{name} is missing"
        assert terraforms(wanted, name) == cloudformations(wanted, name), name
        asked, found = documents(wanted, name)
        assert found == asked, name


@pytest.mark.parametrize(("wanted", "region"), ASKED)
def test_no_arn_but_those_that_were_given_names_a_partition_region_or_account(wanted: Deployment, region: str) -> None:
    given = {wanted.kms_key, wanted.snowflake_user, wanted.snowflake_queue, wanted.alarm_topic}

    def texts(value: Any) -> list[str]:
        if isinstance(value, dict):
            return [text for item in value.values() for text in texts(item)]
        if isinstance(value, list):
            return [text for item in value for text in texts(item)]
        return [value] if isinstance(value, str) else []

    for name, resource in resources(wanted).items():
        for text in texts(resource.properties):
            assert text in given or "arn:aws" not in text, name
            assert text in given or region not in text, name
            assert "amazonaws.com" not in text or text == "firehose.amazonaws.com", (
                name
            )  # which has one name everywhere


# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html: characters, but for white space
MANAGED, INLINE, TRUST = 6_144, 10_240, 2_048


@pytest.mark.parametrize("partition", REGIONS)
def test_the_longest_of_everything_keeps_every_limit(partition: str) -> None:
    wanted = replace(
        _asked(partition, frozenset(OPTIONS) - {"dots"}),
        log_group=f"/{'g' * 511}",
        worker_log_group=f"/{'h' * 511}",
        snowflake_user=f"arn:{partition}:iam::{ACCOUNT}:user/{'u' * 128}",
        snowflake_external_id="e" * 1224,
    )
    for who, statements in policies(wanted).items():
        size = len(json.dumps({"Version": "2012-10-17", "Statement": statements}, separators=(",", ":")))
        assert size <= (MANAGED if who in ("Writer", "Analyst", "Operator") else INLINE), who
    for who, statements in trusts(wanted).items():
        size = len(json.dumps({"Version": "2012-10-17", "Statement": statements}, separators=(",", ":")))
        assert size <= TRUST, who
    own = properties(wanted)
    for name in (key for key in own if "RoleName" in own[key]):
        assert len(own[name]["RoleName"]) <= 64
    stream = own["Stream"]["ExtendedS3DestinationConfiguration"]
    assert max(len(stream["Prefix"]), len(stream["ErrorOutputPrefix"])) <= 1_024
    assert len(own["Stream"]["DeliveryStreamName"]) <= 64
    assert len(cloudformation(stack(wanted), wanted.command("aws")).encode()) < LIMIT_BYTES
    text = cloudformation(stack(wanted), wanted.command("aws"))
    said = cfnlint.api.lint(text, cfnlint.api.ManualArgs(regions=[REGIONS[partition]]))
    assert [str(match) for match in said] == []


def test_metric_filters_wait_for_the_log_group_that_is_made_with_them() -> None:
    own = resources(Deployment("my-calls", worker_log_group="/aftercall"))
    assert {own[name].properties["LogGroupName"] for name in own if name.endswith("Lines")} == {"${LogGroup}"}
    own = resources(Deployment("my-calls", worker_log_group="/another"))
    assert {own[name].properties["LogGroupName"] for name in own if name.endswith("Lines")} == {"/another"}
