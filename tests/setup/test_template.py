"""The CloudFormation template: what it says, and that nobody who knows CloudFormation or IAM objects to it."""

from __future__ import annotations

import json
import re
import warnings
from dataclasses import replace
from typing import Any

import cfnlint.api
import pytest
import yaml

from aftercall.lake.columns import record_columns
from aftercall.setup import watching
from aftercall.setup.aws import SMALLEST_TIERED_BYTES, stack
from aftercall.setup.cloudformation import cloudformation
from aftercall.setup.deployment import Deployment
from aftercall.setup.stack import JsonText, Resource, Stack, literal, resolved
from aftercall.ship.log_event import log_event
from tests.record_factory import a_record
from tests.setup.deployments import LARGE, REGION, SMALL, plain, policies, properties, resources

DEPLOYMENTS = {"small": SMALL, "large": LARGE}
LIMIT_BYTES = 51_200
"""A template that is larger cannot be sent as text; `aws cloudformation deploy` would ask for a bucket to put it in."""


class Tags(yaml.SafeLoader):
    """YAML with CloudFormation's tags, as the functions that they abbreviate."""


Tags.add_constructor("!Ref", lambda loader, node: {"Ref": loader.construct_scalar(node)})
Tags.add_constructor("!GetAtt", lambda loader, node: {"Fn::GetAtt": loader.construct_scalar(node)})
Tags.add_constructor("!Sub", lambda loader, node: {"Fn::Sub": loader.construct_scalar(node)})


def template(deployment: Deployment) -> dict[str, Any]:
    return yaml.load(cloudformation(stack(deployment), deployment.command("aws")), Tags)


def as_text(value: Any) -> Any:
    """Functions back in the texts of a stack; what refers to nothing as a text that does not."""
    if isinstance(value, dict):
        if len(value) == 1:
            ((name, argument),) = value.items()
            if name in ("Ref", "Fn::GetAtt"):
                return f"${{{argument}}}"
            if name == "Fn::Sub":
                return argument
        return {key: as_text(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_text(item) for item in value]
    return literal(value) if isinstance(value, str) else value


@pytest.mark.parametrize("size", DEPLOYMENTS)
def test_the_yaml_says_what_the_stack_does(size: str) -> None:
    read = template(DEPLOYMENTS[size])["Resources"]
    made = resources(DEPLOYMENTS[size])
    assert list(read) == list(made)
    for name, resource in made.items():
        assert read[name]["Type"] == resource.type
        for key, value in resource.properties.items():
            found = as_text(read[name]["Properties"][key])
            assert (json.loads(found) if isinstance(value, JsonText) else found) == plain(value), f"{name}.{key}"
        assert list(read[name]["Properties"]) == list(resource.properties)


def test_texts_that_yaml_would_take_for_something_else_stay_texts() -> None:
    odd = ["no", "null", "~", "1", "1e3", "0x10", "2026-11-22", "a: b", "# c", "- d", "{", "!e", "&f", "*g", "'", '"', "", " h",
           "i ", "%j", "@k", "yes", "off", "12:30:45", "l\nm", "é", ".inf", "=", "n:", "${!o}", "<<"]  # fmt: skip
    properties = {"List": odd, "Nested": [{text: text} for text in odd if text != "${!o}"], "Empty": [[], {}]}
    text = cloudformation(Stack("about", (Resource("R", "T", "about", properties),)), "command")
    read = yaml.load(text, Tags)["Resources"]["R"]["Properties"]
    assert read == resolved(properties, str)


@pytest.mark.parametrize("size", DEPLOYMENTS)
def test_cfn_lint_has_nothing_to_say(size: str) -> None:
    text = cloudformation(stack(DEPLOYMENTS[size]), "command")
    said = cfnlint.api.lint(text, cfnlint.api.ManualArgs(regions=[REGION, "eu-central-1"]))
    assert [str(match) for match in said] == []


def test_cfn_lint_says_something_of_a_wrong_template() -> None:
    text = cloudformation(stack(SMALL), "command").replace("SSEAlgorithm: AES256", "SSEAlgorithm: AES128")
    assert cfnlint.api.lint(text, cfnlint.api.ManualArgs(regions=[REGION]))


def parliaments(statements: list[dict[str, Any]]) -> list[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it imports pkg_resources, which is deprecated
        from parliament import analyze_policy_string
    policy = {"Version": "2012-10-17", "Statement": statements}
    return [f"{finding.issue} {finding.detail}" for finding in analyze_policy_string(json.dumps(policy)).findings]


@pytest.mark.parametrize("who", policies(LARGE))
def test_parliament_has_nothing_to_say(who: str) -> None:
    assert parliaments(policies(LARGE)[who]) == []


def test_parliament_has_nothing_to_say_of_the_bucket_either() -> None:
    assert parliaments(properties(LARGE)["BucketPolicy"]["PolicyDocument"]["Statement"]) == []


def test_parliament_says_something_of_a_wrong_policy() -> None:
    wrong = [{**policies(SMALL)["Analyst"][1], "Action": ["s3:GetRecord"]}]
    assert parliaments(wrong)


@pytest.mark.parametrize("size", DEPLOYMENTS)
def test_it_can_be_sent_as_text(size: str) -> None:
    assert len(cloudformation(stack(DEPLOYMENTS[size]), "command").encode()) < LIMIT_BYTES


# ------------------------------------------------------------------------------------------------ what it says


def test_records_outlive_the_stack() -> None:
    kept = {name for name, body in template(LARGE)["Resources"].items() if body.get("DeletionPolicy") == "Retain"}
    assert kept == {"Bucket", "LogGroup"}
    assert all(template(LARGE)["Resources"][name]["UpdateReplacePolicy"] == "Retain" for name in kept)


def test_the_bucket_is_closed_encrypted_and_versioned() -> None:
    bucket = properties(SMALL)["Bucket"]
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    assert len(bucket["PublicAccessBlockConfiguration"]) == 4
    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    (encryption,) = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert encryption["ServerSideEncryptionByDefault"] == {"SSEAlgorithm": "AES256"}
    (encryption,) = properties(LARGE)["Bucket"]["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert encryption["ServerSideEncryptionByDefault"] == {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": LARGE.kms_key}


def rules(deployment: Deployment) -> dict[str, dict[str, Any]]:
    return {rule["Id"]: rule for rule in properties(deployment)["Bucket"]["LifecycleConfiguration"]["Rules"]}


def test_the_lifecycle_deletes_probes_and_deletes_records_only_if_asked() -> None:
    assert rules(SMALL)["doctor"] == {"Id": "doctor", "Status": "Enabled", "Prefix": "_doctor/", "ExpirationInDays": 1}
    assert "expire" not in rules(SMALL)
    assert rules(LARGE)["expire"]["ExpirationInDays"] == 730
    assert {rule.get("Prefix") for rule in rules(SMALL).values() if "ExpirationInDays" in rule} == {
        "_doctor/",
        "athena-results/",
    }
    assert rules(SMALL)["tidy"]["AbortIncompleteMultipartUpload"] == {"DaysAfterInitiation": 7}


def test_copies_of_calls_expire_with_the_records_and_the_operator_can_erase_them() -> None:
    assert rules(LARGE)["expire_streamed"]["Prefix"] == LARGE.streamed == "voice/_firehose/"
    assert rules(LARGE)["expire_streamed"]["ExpirationInDays"] == LARGE.expire_days
    assert "expire_streamed" not in rules(replace(LARGE, firehose=False))
    assert rules(SMALL)["answers"]["ExpirationInDays"] == 7
    streamed = "arn:aws:s3:::my-calls/voice/_firehose/*"
    erased = {sid["Sid"]: sid["Resource"] for sid in policies(LARGE)["Operator"]}["Erase"]
    assert streamed in erased
    assert streamed not in str(policies(replace(LARGE, firehose=False))["Operator"])


def test_only_what_is_cheaper_elsewhere_is_moved_and_not_what_will_be_deleted_before() -> None:
    tier = rules(SMALL)["tier"]
    assert tier["Prefix"] == "sessions/"
    assert int(tier["ObjectSizeGreaterThan"]) == SMALLEST_TIERED_BYTES == 128 * 1024
    assert tier["Transitions"] == [{"StorageClass": "INTELLIGENT_TIERING", "TransitionInDays": 90}]
    assert "tier" not in rules(replace(SMALL, expire_days=90))


def test_the_table_has_the_records_columns_and_knows_its_partitions() -> None:
    table = properties(LARGE)["Table"]["TableInput"]
    assert [column["Name"] for column in table["StorageDescriptor"]["Columns"]] == [c.name for c in record_columns()]
    assert [key["Name"] for key in table["PartitionKeys"]] == ["year", "month", "day"]
    template = table["Parameters"]["storage.location.template"]
    assert template == "s3://my-calls/voice/sessions/year=${year}/month=${month}/day=${day}/"


def test_what_a_worker_needs_to_know_is_an_output() -> None:
    said = {output.name: output.value for output in stack(LARGE).outputs}
    assert said["Landing"] == "s3://${Bucket}/voice/sessions"
    assert said["LogGroupName"] == "${LogGroup}"


# ------------------------------------------------------------------------------------------------- what is counted


def watched(deployment: Deployment) -> set[tuple[str, str]]:
    """Namespace and name of every metric that an alarm or the dashboard looks at."""
    found = set()
    for name, own in properties(deployment).items():
        if "AlarmName" in own:
            for stat in [
                query["MetricStat"]["Metric"] for query in own.get("Metrics", ()) if "MetricStat" in query
            ] or [own]:
                found.add((stat["Namespace"], stat["MetricName"]))
        if name == "Dashboard":
            for widget in plain(own["DashboardBody"])["widgets"]:
                found |= {(m[0], m[1]) for m in widget["properties"]["metrics"] if isinstance(m[0], str)}
    return found


@pytest.mark.parametrize("size", DEPLOYMENTS)
def test_every_metric_is_written_by_somebody(size: str) -> None:
    record = a_record()
    event = json.loads(log_event(record, record.end_time).message)
    (directive,) = event["_aws"]["CloudWatchMetrics"]
    assert [] in directive["Dimensions"]  # the alarms name no dimension
    written = {(directive["Namespace"], metric["Name"]) for metric in directive["Metrics"]}
    own = properties(DEPLOYMENTS[size])
    for filtered in [own[name] for name in own if name.endswith("Lines")]:
        written |= {(t["MetricNamespace"], t["MetricName"]) for t in filtered["MetricTransformations"]}
    if own["Bucket"][
        "MetricsConfigurations"
    ]:  # https://docs.aws.amazon.com/AmazonS3/latest/userguide/metrics-dimensions.html
        written |= {("AWS/S3", name) for name in ("PutRequests", "4xxErrors", "5xxErrors")}
    assert watched(DEPLOYMENTS[size]) <= written


def test_s3_counts_for_the_alarms_what_lies_in_the_landing() -> None:
    own = properties(LARGE)
    assert own["Bucket"]["MetricsConfigurations"] == [{"Id": "voice-calls", "Prefix": "voice/sessions/"}]
    dimensions = [{"Name": "BucketName", "Value": "my-calls"}, {"Name": "FilterId", "Value": "voice-calls"}]
    for name in ("NoCallsLanded", "PutsRefused", "LandingBehind"):
        s3 = [q["MetricStat"]["Metric"] for q in own[name]["Metrics"] if "MetricStat" in q]
        assert {json.dumps(m["Dimensions"]) for m in s3 if m["Namespace"] == "AWS/S3"} == {json.dumps(dimensions)}


def test_the_worker_really_writes_the_lines_that_are_counted(tmp_path: Any, caplog: pytest.LogCaptureFixture) -> None:
    """A phrase in quotes is looked for in the line as it is."""
    from aftercall.settings import Settings
    from aftercall.ship.handover import hand_over
    from aftercall.ship.shipper import Shipper
    from aftercall.spool import Spool
    from tests.setup.sinks import never, not_now

    blocked = tmp_path / "a file"
    blocked.write_text("")
    for sink in (not_now, never):
        spool = Spool(tmp_path / sink.__name__)
        spool.accept(a_record(), ("s3",))
        Shipper(spool, {"s3": sink}).run_once()
    hand_over(a_record(), Settings(landing=blocked / "sessions", spool=blocked / "spool"), 5)
    for metric, pattern in watching.WORKER_LINES.items():
        phrase = re.fullmatch(r'"([^"]+)"', pattern)
        assert phrase, f"{metric}: a pattern without quotes is split into words"
        assert any(phrase[1] in message for message in caplog.messages), metric


def test_without_the_workers_log_group_nothing_waits_for_its_lines() -> None:
    assert not [name for name in properties(SMALL) if name.endswith("Lines")]
    assert {metric for _, metric in watched(SMALL)}.isdisjoint(watching.WORKER_LINES)


def test_a_topic_is_told_of_every_alarm_and_of_its_end() -> None:
    alarms = [own for own in properties(LARGE).values() if "AlarmName" in own]
    assert len(alarms) == 9
    assert all(own["AlarmActions"] == own["OKActions"] == [LARGE.alarm_topic] for own in alarms)
    assert not any("AlarmActions" in own for own in properties(SMALL).values())


def test_no_alarm_looks_back_further_than_cloudwatch_does() -> None:
    """A week for periods of an hour and more, else a day."""
    for deployment in (LARGE, replace(SMALL, quiet_hours=168)):
        for own in properties(deployment).values():
            if "AlarmName" in own:
                period = own.get("Period") or own["Metrics"][0]["MetricStat"]["Period"]
                assert period * own["EvaluationPeriods"] <= (604_800 if period >= 3600 else 86_400), own["AlarmName"]
