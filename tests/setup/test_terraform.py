"""The Terraform configuration: it parses, and it means what the CloudFormation template means."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import hcl2
import pytest
from lark.exceptions import LarkError

from aftercall.setup.aws import stack
from aftercall.setup.deployment import Deployment
from aftercall.setup.hcl import Blocks, Expression, Writer
from aftercall.setup.stack import JsonText, resolved
from aftercall.setup.terraform import terraform
from tests.setup.deployments import LARGE, SMALL, resources

DEPLOYMENTS = {"small": SMALL, "large": LARGE}
_DATA = {
    "data.aws_partition.current.partition": "<AWS::Partition>",
    "data.aws_partition.current.dns_suffix": "<AWS::URLSuffix>",
    "data.aws_region.current.id": "<AWS::Region>",
    "data.aws_caller_identity.current.account_id": "<AWS::AccountId>",
}
# Of CloudFormation: what a resource of Terraform's is by itself, and how a kept one is said.
_ONLY_CLOUDFORMATION = {"Stream": ["DirectPut"]}
# Of Terraform: which kind of destination; what a part of the bucket belongs to comes on top.
_ONLY_TERRAFORM = {"Stream": ["extended_s3"]}


def configuration(deployment: Deployment) -> str:
    return terraform(stack(deployment), deployment.command("terraform"))


@cache
def read(deployment: Deployment) -> dict[str, list[tuple[str, dict[str, Any]]]]:
    """By label: type and body of its resources. References are `<Name>`, or `<Name.Arn>`."""
    names = {_label(name): name for name in resources(deployment)}
    found: dict[str, list[tuple[str, dict[str, Any]]]] = {name: [] for name in names.values()}
    for block in hcl2.loads(configuration(deployment))["resource"]:
        for kind, labelled in block.items():
            for label, body in labelled.items():
                if not label.startswith("__"):
                    found[names[_bare(label)]].append((_bare(kind), _value(body, names)))
    return found


def _label(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


def _bare(text: str) -> str:
    return text.strip('"')


def _value(value: Any, names: dict[str, str]) -> Any:
    """What hcl2 read, as plain values."""
    if isinstance(value, dict):
        return {_bare(key): _value(item, names) for key, item in value.items() if not key.startswith("__")}
    if isinstance(value, list):
        return [_value(item, names) for item in value]
    if not isinstance(value, str):
        return value
    if value.startswith("${jsonencode("):
        inner = value.removeprefix("${jsonencode(").removesuffix(")}")
        return _value(hcl2.loads(f"x = {inner}\n")["x"], names)
    if value.startswith('"'):
        value = json.loads(value)
    value = re.sub(r"(?<!\$)\$\{([^}]+)\}", lambda found: _reference(found[1], names), value)
    return value.replace("$${", "${").replace("%%{", "%{")


def _reference(address: str, names: dict[str, str]) -> str:
    if address in _DATA:
        return _DATA[address]
    kind, label, *attributes = address.split(".")
    is_arn = attributes == ["arn"] and kind != "aws_iam_policy"  # a policy's Ref is its ARN
    return f"<{names[label]}{'.Arn' if is_arn else ''}>"


def leaves(value: Any) -> Iterator[str]:
    """Every scalar in a value, numbers that are text in one of both as numbers."""
    if isinstance(value, JsonText):
        value = value.value
    if isinstance(value, dict):
        for item in value.values():
            yield from leaves(item)
    elif isinstance(value, list):
        for item in value:
            yield from leaves(item)
    elif isinstance(value, bool) or not re.fullmatch(r"-?\d+(\.\d+)?", str(value)):
        yield str(value)
    else:
        yield f"{float(value):g}"


def cloudformations(deployment: Deployment, name: str) -> Counter[str]:
    resource = resources(deployment)[name]
    own = resolved(resource.properties, lambda reference: f"<{reference}>")
    found = Counter(leaves(own))
    if name == "Bucket" and "NotificationConfiguration" in own:
        found -= Counter(["prefix"])  # a name there, part of the argument's name here
    # A role's policy has its own name, and one of Terraform's says whose it is.
    return found - Counter(_ONLY_CLOUDFORMATION.get(name, ())) + Counter([f"<{name}>"] * len(own.get("Policies", ())))


def terraforms(deployment: Deployment, name: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for kind, body in read(deployment)[name]:
        own = {key: value for key, value in body.items() if key not in ("lifecycle", "depends_on")}
        if name == "Bucket" and kind != "aws_s3_bucket":
            assert own.pop("bucket") == "<Bucket>"
        for query in own.get("metric_query", ()):  # dimensions are a map here, and pairs there
            found += Counter(name for metric in query.get("metric", ()) for name in metric.get("dimensions", ()))
        found += Counter(leaves(own))
    return found - Counter(_ONLY_TERRAFORM.get(name, ()))


@pytest.mark.parametrize("size", DEPLOYMENTS)
def test_no_value_of_the_template_is_lost_and_none_is_added(size: str) -> None:
    deployment = DEPLOYMENTS[size]
    for name, made in read(deployment).items():
        assert made, f"{name} is missing"
        assert terraforms(deployment, name) == cloudformations(deployment, name), name


def documents(deployment: Deployment, name: str) -> tuple[list[Any], list[Any]]:
    """A resource's policies: CloudFormation's and Terraform's."""
    own = resolved(resources(deployment)[name].properties, lambda reference: f"<{reference}>")
    asked = [own[key] for key in ("PolicyDocument", "AssumeRolePolicyDocument") if key in own]
    asked += [policy["PolicyDocument"] for policy in own.get("Policies", ())]
    parts = read(deployment)[name]
    return asked, [body[key] for _, body in parts for key in ("policy", "assume_role_policy") if key in body]


@pytest.mark.parametrize("size", DEPLOYMENTS)
def test_every_policy_is_the_same_document(size: str) -> None:
    deployment, compared = DEPLOYMENTS[size], 0
    for name in resources(deployment):
        asked, made = documents(deployment, name)
        assert made == asked, name
        compared += len(asked)
    assert compared == {"small": 4, "large": 10}[size]


def arguments(body: dict[str, Any], above: str) -> Iterator[str]:
    """Every argument and block of a body by its path, but not the keys of maps and documents."""
    for key, value in body.items():
        yield f"{above}.{key}"
        if isinstance(value, list):
            for item in value:
                if isinstance(item, dict):
                    yield from arguments(item, f"{above}.{key}")


def test_every_argument_is_one_that_the_provider_knows() -> None:
    """The list was compared with the provider's own schema; what is not on it was not."""
    known = (Path(__file__).parent / "terraform_arguments.txt").read_text("utf-8").splitlines()
    used = {
        path
        for deployment in DEPLOYMENTS.values()
        for made in read(deployment).values()
        for kind, body in made
        for path in arguments(body, kind)
    }
    assert sorted(used) == [line for line in known if not line.startswith("#")]


def test_what_guards_records_is_said_in_terraforms_words() -> None:
    bucket = dict(read(SMALL)["Bucket"])
    assert bucket["aws_s3_bucket"]["lifecycle"] == [{"prevent_destroy": True}]
    block = bucket["aws_s3_bucket_public_access_block"]
    flags = ("block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets")
    assert [block[flag] for flag in flags] == [True] * 4
    assert bucket["aws_s3_bucket_versioning"]["versioning_configuration"] == [{"status": "Enabled"}]
    rules = {rule["id"]: rule for rule in bucket["aws_s3_bucket_lifecycle_configuration"]["rule"]}
    assert rules["doctor"]["filter"] == [{"prefix": "_doctor/"}]
    assert rules["doctor"]["expiration"] == [{"days": 1}]
    assert rules["tier"]["filter"] == [{"and": [{"prefix": "sessions/", "object_size_greater_than": 131_072}]}]
    assert rules["tier"]["transition"] == [{"storage_class": "INTELLIGENT_TIERING", "days": 90}]


def test_an_alarm_is_said_in_terraforms_words() -> None:
    ((kind, alarm),) = read(SMALL)["SlowReplies"]
    assert kind == "aws_cloudwatch_metric_alarm"
    assert {key: alarm[key] for key in ("namespace", "metric_name", "extended_statistic", "threshold", "period")} == {
        "namespace": "aftercall",
        "metric_name": "_m_e2e_ms",
        "extended_statistic": "p95",
        "threshold": 1500,
        "period": 900,
    }
    ((_, alarm),) = read(SMALL)["NoCallsLanded"]
    puts = next(query for query in alarm["metric_query"] if query["id"] == "puts")
    assert puts["return_data"] is False
    assert puts["metric"][0]["dimensions"] == {"BucketName": "my-calls", "FilterId": "aftercall"}
    assert [query["id"] for query in alarm["metric_query"] if query["return_data"]] == ["result"]


@pytest.mark.parametrize("size", DEPLOYMENTS)
def test_it_is_formatted_as_terraform_does(size: str, tmp_path: Path) -> None:
    if shutil.which("terraform") is None:  # under no free licence, so nothing installs it
        pytest.skip("terraform is not installed")
    (tmp_path / "aftercall.tf").write_text(configuration(DEPLOYMENTS[size]), "utf-8")
    done = subprocess.run(
        ["terraform", "fmt", "-check", "-diff", "aftercall.tf"],
        cwd=tmp_path, env={"PATH": os.environ["PATH"]}, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_odd_texts_stay_what_they_are() -> None:
    odd = ["${!year}", "%{if}", 'a "quote"', "back\\slash", "line\nbreak", "é", "", "$", "100 %"]
    body = {
        "list": odd,
        "none": Blocks([{}]),
        "some": Blocks([{"x": JsonText({"y z": odd})}]),
        "address": Expression("a.b"),
    }
    (block,) = hcl2.loads(Writer(str).block("resource", body) + "\n")["resource"]
    assert _value(block["list"], {}) == ["${year}", *odd[1:]]
    assert _value(block["some"], {}) == [{"x": {"y z": ["${year}", *odd[1:]]}}]
    assert _value(block["none"], {}) == [{}]


def test_a_wrong_configuration_does_not_parse() -> None:
    with pytest.raises(LarkError):
        hcl2.loads(configuration(SMALL).replace("{", "", 1))
