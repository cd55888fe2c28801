"""Who may do what: by IAM's rules, and on a server that enforces them."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.servers.ceph import Ceph
from tests.setup.attempts import ATTEMPTS, MAY, Place
from tests.setup.deployments import ACCOUNT, LARGE, REGION, SMALL, policies, properties, trusts
from tests.setup.iam import actions, allows

DOCUMENT = Path(__file__).parents[2] / "docs" / "aws.md"
SNOWFLAKE = replace(SMALL, snowflake_user=LARGE.snowflake_user, snowflake_external_id=LARGE.snowflake_external_id)


def by_the_rules(statements: Sequence[dict[str, Any]], bucket: str = SMALL.bucket) -> set[str]:
    return {
        name
        for name, attempt in ATTEMPTS.items()
        if allows(statements, attempt.action, attempt.resource(bucket, "another"), attempt.context)
    }


def on_ceph(ceph: Ceph, statements: Sequence[dict[str, Any]], names: Sequence[str] = tuple(ATTEMPTS)) -> set[str]:
    """What a new user may do in a new, versioned bucket whose policy gives them these statements."""
    user = f"somebody-{uuid.uuid4().hex[:12]}"
    client, owner = ceph.client(ceph.user(user)), ceph.client(ceph.admin)
    place = Place(ceph.bucket(), ceph.bucket(), owner)
    owner.put_bucket_versioning(Bucket=place.bucket, VersioningConfiguration={"Status": "Enabled"})
    apply(place, user, statements)
    return {name for name in names if _done(name, client, place)}


def apply(place: Place, user: str, statements: Sequence[dict[str, Any]]) -> None:
    """An identity's statements about S3 as the bucket's policy for that user: the same question to the same evaluator."""
    theirs = [
        {**statement, "Principal": {"AWS": [f"arn:aws:iam:::user/{user}"]}}
        for statement in statements
        if all(action.startswith("s3:") for action in statement["Action"])
    ]
    text = json.dumps({"Version": "2012-10-17", "Statement": theirs}).replace(SMALL.bucket, place.bucket)
    place.owner.put_bucket_policy(Bucket=place.bucket, Policy=text)


def _done(name: str, client: Any, place: Place) -> bool:
    try:
        ATTEMPTS[name].send(client, place)
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] != 403:
            raise
        return False
    return True


def without_unknown_condition(statements: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Without the deny whose condition key Ceph does not know: there it would refuse every put."""
    return [statement for statement in statements if "Null" not in statement.get("Condition", {})]


@pytest.mark.parametrize("who", MAY)
def test_each_may_do_what_they_must_and_nothing_else(who: str) -> None:
    assert by_the_rules(policies(SNOWFLAKE)[who]) == MAY[who]


@pytest.mark.parametrize("who", MAY)
def test_a_server_that_enforces_policies_says_the_same(ceph: Ceph, who: str) -> None:
    assert on_ceph(ceph, without_unknown_condition(policies(SNOWFLAKE)[who])) == by_the_rules(
        without_unknown_condition(policies(SNOWFLAKE)[who])
    )


def test_what_the_server_was_not_asked_is_the_put_without_a_condition(ceph: Ceph) -> None:
    """Why the deny is left out there: the key is unknown, so it counts as missing, and the right put is refused too."""
    writer = policies(SNOWFLAKE)["Writer"]
    assert by_the_rules(without_unknown_condition(writer)) - MAY["Writer"] == {"begin a put in parts"}
    assert on_ceph(ceph, writer, ["put a record"]) == set()


def test_a_put_that_could_overwrite_is_denied_to_the_writer() -> None:
    writer = policies(SMALL)["Writer"]
    for key in ("sessions/a", "_doctor/a"):
        resource = f"arn:aws:s3:::my-calls/{key}"
        assert allows(writer, "s3:PutObject", resource, {"s3:if-none-match": "*"})
        assert not allows(writer, "s3:PutObject", resource)


@pytest.mark.parametrize("who", MAY)
def test_without_any_one_action_something_fails(who: str) -> None:
    """Every S3 action is needed by an attempt above; those of other services by `test_operations`."""
    statements = policies(SNOWFLAKE)[who]
    for action in sorted(action for action in actions(statements) if action.startswith("s3:")):
        fewer = [{**s, "Action": [a for a in s["Action"] if a != action or s["Effect"] == "Deny"]} for s in statements]
        assert by_the_rules(fewer) < MAY[who], action


@pytest.mark.parametrize("who", MAY)
def test_one_action_more_is_noticed(who: str) -> None:
    statements = policies(SNOWFLAKE)[who]
    everywhere = ["arn:aws:s3:::my-calls", "arn:aws:s3:::my-calls/*"]
    extras = {attempt.action for attempt in ATTEMPTS.values()} - actions(statements)
    assert len(extras) >= 3
    for extra in extras:
        more = [*statements, {"Effect": "Allow", "Action": [extra], "Resource": everywhere}]
        assert by_the_rules(more) > MAY[who], extra


def test_the_places_follow_the_prefix() -> None:
    writer = policies(LARGE)["Writer"]
    new = {"s3:if-none-match": "*"}
    for key, may in {
        "voice/sessions/a": True,
        "voice/_doctor/a": True,
        "sessions/a": False,
        "_doctor/a": False,
    }.items():
        assert allows(writer, "s3:PutObject", f"arn:aws:s3:::my-calls/{key}", new) is may, key


def test_a_worker_writes_to_its_log_group_only() -> None:
    writer = policies(SMALL)["Writer"]
    stream = "arn:aws:logs:us-east-1:000000000000:log-group:{}:log-stream:2026/11/22/host"
    for action in ("logs:CreateLogStream", "logs:PutLogEvents"):
        assert allows(writer, action, stream.format("/aftercall"))
        assert not allows(writer, action, stream.format("/aftercall-of-another"))
        assert not allows(writer, action, stream.format("/ecs/agent"))


def test_the_key_is_used_by_s3_only_and_in_its_one_direction() -> None:
    through = {"kms:ViaService": "s3.us-east-1.amazonaws.com"}
    may = {"Writer": {"kms:GenerateDataKey"}, "Analyst": {"kms:Decrypt"}, "Snowflake": {"kms:Decrypt"},
           "Operator": {"kms:Decrypt", "kms:GenerateDataKey"}, "Stream": {"kms:Decrypt", "kms:GenerateDataKey"},
           "Subscription": set()}  # fmt: skip
    for who, statements in policies(LARGE).items():
        key = str(LARGE.kms_key)
        every = ("kms:Decrypt", "kms:GenerateDataKey", "kms:Encrypt", "kms:ScheduleKeyDeletion", "kms:CreateGrant")
        assert {action for action in every if allows(statements, action, key, through)} == may[who], who
        for action in every:
            assert not allows(statements, action, key), who
            assert not allows(statements, action, key, {"kms:ViaService": "ec2.us-east-1.amazonaws.com"}), who
            assert not allows(statements, action, f"{key[:-1]}1", through), who


def test_sparks_s3a_is_let_in_by_the_documents_statement_and_not_by_the_analysts_policy(ceph: Ceph) -> None:
    """It asks for the folder as an object, where 404 lets it go on and 403 does not, and lists what is below."""
    (text,) = re.findall(r"^    (\{.*\})$", DOCUMENT.read_text("utf-8"), re.MULTILINE)
    analyst, statement = policies(SMALL)["Analyst"], json.loads(text)
    owner = ceph.client(ceph.admin)

    def asked(statements: list[dict[str, Any]]) -> list[int]:
        user = f"spark-{uuid.uuid4().hex[:12]}"
        place = Place(ceph.bucket(), ceph.bucket(), owner)
        place.seed("sessions/year=2026/a.json.gz")
        client = ceph.client(ceph.user(user))
        apply(place, user, statements)
        found = []
        for send in (
            lambda: client.head_object(Bucket=place.bucket, Key="sessions"),
            lambda: client.list_objects_v2(Bucket=place.bucket, Prefix="sessions/", Delimiter="/"),
            lambda: client.get_object(Bucket=place.bucket, Key="sessions/year=2026/a.json.gz"),
            lambda: client.get_object(**place.seed("secret")),
            lambda: client.put_object(Bucket=place.bucket, Key="sessions/b", Body=b""),
        ):
            try:
                found.append(send()["ResponseMetadata"]["HTTPStatusCode"])
            except ClientError as error:
                found.append(error.response["ResponseMetadata"]["HTTPStatusCode"])
        return found

    assert asked(analyst) == [403, 200, 200, 403, 403]
    assert asked([*analyst, statement]) == [404, 200, 200, 403, 403]


def test_nobody_comes_without_tls() -> None:
    (deny,) = properties(SMALL)["BucketPolicy"]["PolicyDocument"]["Statement"]
    assert deny["Principal"] == "*"
    all_and_this = [{"Effect": "Allow", "Action": ["s3:*"], "Resource": ["*"]}, deny]
    for resource in ("arn:aws:s3:::my-calls", "arn:aws:s3:::my-calls/sessions/a"):
        assert not allows(all_and_this, "s3:GetObject", resource, {"aws:SecureTransport": "false"})
        assert allows(all_and_this, "s3:GetObject", resource, {"aws:SecureTransport": "true"})


# ---------------------------------------------------------------------------------------------- who may be whom


def test_snowflakes_role_wants_the_right_external_id() -> None:
    (trust,) = trusts(LARGE)["Snowflake"]
    assert trust["Principal"] == {"AWS": LARGE.snowflake_user}
    assert allows([trust], "sts:AssumeRole", "", {"sts:ExternalId": str(LARGE.snowflake_external_id)})
    assert not allows([trust], "sts:AssumeRole", "", {"sts:ExternalId": "another"})
    assert not allows([trust], "sts:AssumeRole", "", {})


def test_until_snowflake_has_said_who_it_is_there_is_no_role_for_it() -> None:
    assert trusts(SMALL) == {}


def test_a_service_takes_on_its_role_for_this_account_only() -> None:
    for who, service, right, wrong in (
        ("Stream", "firehose.amazonaws.com", {"aws:SourceAccount": ACCOUNT}, {"aws:SourceAccount": "999999999999"}),
        (
            "Subscription",
            f"logs.{REGION}.amazonaws.com",
            {"aws:SourceArn": f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/voice/calls:*"},
            {"aws:SourceArn": f"arn:aws:logs:{REGION}:999999999999:log-group:/voice/calls:*"},
        ),
    ):
        (trust,) = trusts(LARGE)[who]
        assert trust["Principal"] == {"Service": service}
        assert allows([trust], "sts:AssumeRole", "", right)
        assert not allows([trust], "sts:AssumeRole", "", wrong)
        assert not allows([trust], "sts:AssumeRole", "", {})
