"""What somebody may try in a landing's bucket: each attempt as IAM sees it, and as a request that is really sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aftercall.ship.s3 import put_new

DAY = "year=2026/month=11/day=22"


@dataclass
class Place:
    """A bucket with a landing in it. `owner` may do everything, `other` is a second bucket of the owner's."""

    bucket: str
    other: str
    owner: Any

    def seed(self, key: str) -> dict[str, str]:
        """An object of the owner's, as arguments that name it."""
        self.owner.put_object(Bucket=self.bucket, Key=key, Body=b"theirs")
        return {"Bucket": self.bucket, "Key": key}

    def version(self, key: str) -> dict[str, str]:
        """The same, and its version."""
        stored = self.owner.put_object(Bucket=self.bucket, Key=key, Body=b"theirs")
        return {"Bucket": self.bucket, "Key": key, "VersionId": stored["VersionId"]}


@dataclass(frozen=True)
class Attempt:
    """An action on objects of the bucket ('' for the bucket itself) or of the other one."""

    action: str
    objects: str
    send: Callable[[Any, Place], Any]
    context: Mapping[str, str] = field(default_factory=dict)
    elsewhere: bool = False

    def resource(self, bucket: str, other: str) -> str:
        arn = f"arn:aws:s3:::{other if self.elsewhere else bucket}"
        return f"{arn}/{self.objects}" if self.objects else arn


def _put(key: str) -> Attempt:
    return Attempt("s3:PutObject", key, lambda s3, at: put_new(s3, at.bucket, key, b"ours"), {"s3:if-none-match": "*"})


def _list(action: str, prefix: str) -> Attempt:
    name = "list_objects_v2" if action == "s3:ListBucket" else "list_object_versions"
    return Attempt(action, "", lambda s3, at: getattr(s3, name)(Bucket=at.bucket, Prefix=prefix), {"s3:prefix": prefix})


def _delete(objects: str) -> dict[str, Attempt]:
    return {
        f"delete in {objects.split('/', maxsplit=1)[0]}": Attempt(
            "s3:DeleteObject", objects, lambda s3, at: s3.delete_object(**at.seed(objects))
        ),
        f"delete a version in {objects.split('/', maxsplit=1)[0]}": Attempt(
            "s3:DeleteObjectVersion", objects, lambda s3, at: s3.delete_object(**at.version(objects))
        ),
    }


# fmt: off
ATTEMPTS: dict[str, Attempt] = {
    "put a record":           _put(f"sessions/{DAY}/new.json.gz"),
    "put a probe":            _put(f"_doctor/{DAY}/new.json.gz"),
    "put into the lake":      _put("lake/new.parquet"),
    "put at the root":        _put("new.json.gz"),
    "put beside the landing": _put("sessions-of-another/new.json.gz"),
    "put into another bucket": Attempt(
        "s3:PutObject", "sessions/new.json.gz", lambda s3, at: put_new(s3, at.other, "sessions/new.json.gz", b"ours"),
        {"s3:if-none-match": "*"}, elsewhere=True),
    "begin a put in parts":   Attempt(
        "s3:PutObject", "sessions/parts", lambda s3, at: s3.create_multipart_upload(Bucket=at.bucket, Key="sessions/parts")),
    "read a record":          Attempt("s3:GetObject", f"sessions/{DAY}/a.json.gz",
                                      lambda s3, at: s3.get_object(**at.seed(f"sessions/{DAY}/a.json.gz"))),
    "ask for a record's head": Attempt("s3:GetObject", f"sessions/{DAY}/b.json.gz",
                                      lambda s3, at: s3.head_object(**at.seed(f"sessions/{DAY}/b.json.gz"))),
    "read an old version":    Attempt("s3:GetObjectVersion", f"sessions/{DAY}/c.json.gz",
                                      lambda s3, at: s3.get_object(**at.version(f"sessions/{DAY}/c.json.gz"))),
    "read a probe":           Attempt("s3:GetObject", "_doctor/a", lambda s3, at: s3.get_object(**at.seed("_doctor/a"))),
    "read the lake":          Attempt("s3:GetObject", "lake/a", lambda s3, at: s3.get_object(**at.seed("lake/a"))),
    "read the root":          Attempt("s3:GetObject", "secret", lambda s3, at: s3.get_object(**at.seed("secret"))),
    "list the landing":       _list("s3:ListBucket", "sessions/"),
    "list a day":             _list("s3:ListBucket", f"sessions/{DAY}/"),
    "list the lake":          _list("s3:ListBucket", "lake/"),
    "list the probes":        _list("s3:ListBucket", "_doctor/"),
    "list the bucket":        Attempt("s3:ListBucket", "", lambda s3, at: s3.list_objects_v2(Bucket=at.bucket)),
    "list old versions":      _list("s3:ListBucketVersions", "sessions/"),
    "list all old versions":  Attempt("s3:ListBucketVersions", "", lambda s3, at: s3.list_object_versions(Bucket=at.bucket)),
    **_delete("sessions/doomed"),
    **_delete("lake/doomed"),
    **_delete("_doctor/doomed"),
    "ask where it lies":      Attempt("s3:GetBucketLocation", "", lambda s3, at: s3.get_bucket_location(Bucket=at.bucket)),
    "read the policy":        Attempt("s3:GetBucketPolicy", "", lambda s3, at: s3.get_bucket_policy(Bucket=at.bucket)),
    "stop the versions":      Attempt("s3:PutBucketVersioning", "", lambda s3, at: s3.put_bucket_versioning(
                                      Bucket=at.bucket, VersioningConfiguration={"Status": "Suspended"})),
}

MAY = {
    "Writer":    {"put a record", "put a probe"},
    "Analyst":   {"read a record", "ask for a record's head", "list the landing", "list a day"},
    "Snowflake": {"read a record", "ask for a record's head", "read an old version", "list the landing", "list a day",
                  "ask where it lies"},
    "Operator":  {"put a record", "put into the lake", "begin a put in parts", "read a record", "ask for a record's head",
                  "read the lake", "list the landing", "list a day", "list the lake", "list old versions",
                  "delete in sessions", "delete a version in sessions", "delete in lake", "delete a version in lake"},
}
# fmt: on
"""What each may do, and nothing else of the above."""
