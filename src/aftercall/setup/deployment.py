"""What is asked of an account: names, places and limits, checked before anything is written from them."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass, fields
from decimal import Decimal, InvalidOperation
from itertools import combinations

from aftercall.errors import SettingsError

LONGEST_FOLDER = 50
"""Characters of a prefix: a template that names longer ones two dozen times is too large to be sent as text."""
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
_RESERVED_BUCKET = re.compile(
    r"(xn--|sthree-|amzn-s3-demo-).*|.*(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)|\d+\.\d+\.\d+\.\d+", re.ASCII
)

# fmt: off
_FORMS = {
    "bucket":                (r"(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", "3 to 63 of a-z 0-9 . -"),
    "prefix":                (rf"(?!.{{{LONGEST_FOLDER + 1}}})[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*", "a folder such as sessions or calls/sessions, at most 50 characters"),
    "lake":                  (rf"(?!.{{{LONGEST_FOLDER + 1}}})[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*", "a folder such as lake, at most 50 characters"),
    "log_group":             (r"(?!aws/)[A-Za-z0-9_/.#-]{1,512}", "A-Z a-z 0-9 _ / . # -, and no aws/ before it"),
    "worker_log_group":      (r"[A-Za-z0-9_/.#-]{1,512}", "A-Z a-z 0-9 _ / . # -"),
    "name":                  (r"[a-z][a-z0-9-]{0,30}", "a word such as aftercall"),
    "kms_key":               (r"arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key/[A-Za-z0-9-]+", "arn:aws:kms:REGION:ACCOUNT:key/ID"),
    "snowflake_user":        (r"arn:aws[a-z-]*:iam::\d{12}:(user|role)/[\w+=,.@/-]{1,128}", "STORAGE_AWS_IAM_USER_ARN of DESC INTEGRATION"),
    "snowflake_external_id": (r"[\w+=,.@:/-]{2,1224}", "STORAGE_AWS_EXTERNAL_ID of DESC INTEGRATION"),
    "snowflake_queue":       (r"arn:aws[a-z-]*:sqs:[a-z0-9-]+:\d{12}:[\w-]+", "notification_channel of SHOW PIPES"),
    "alarm_topic":           (r"arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]+", "arn:aws:sns:REGION:ACCOUNT:NAME"),
    "cost_per_call_usd":     (r"\d{1,6}(\.\d{1,9})?", "an amount such as 0.50"),
}
# A log group keeps its events for one of these: PutRetentionPolicy.
RETENTIONS_DAYS = (1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653)
# fmt: on
ATHENA_RESULTS = "athena-results/"
"""Where `aftercall setup athena` has answers written unless it is told otherwise."""


@dataclass(frozen=True)
class Deployment:
    """What is asked for. Raises SettingsError for a value that AWS would refuse or that would break out of its place.

    The Snowflake role is made once both its user and its external id are known, so that it never trusts
    anybody else. `expire_days` None keeps records forever.
    """

    bucket: str
    prefix: str = "sessions"
    lake: str = "lake"
    name: str = "aftercall"
    log_group: str = "/aftercall"
    retention_days: int = 90
    kms_key: str | None = None
    tier_days: int = 90
    expire_days: int | None = None
    snowflake_user: str | None = None
    snowflake_external_id: str | None = None
    snowflake_queue: str | None = None
    worker_log_group: str | None = None
    alarm_topic: str | None = None
    quiet_hours: int = 24
    cost_per_call_usd: str = "0.50"
    firehose: bool = False

    def __post_init__(self) -> None:
        for name, (form, example) in _FORMS.items():
            value = getattr(self, name)
            if value is not None and not re.fullmatch(form, value, re.ASCII):
                raise SettingsError(f"{_option(name)} is {value!r}. Try: {example}")
        for name, smallest, largest in (("tier_days", 1, 36_500), ("expire_days", 1, 36_500), ("quiet_hours", 1, 168)):
            number = getattr(self, name)
            if number is not None and not smallest <= number <= largest:
                raise SettingsError(f"{_option(name)} is {number}. Try: {smallest} to {largest:,}")
        if self.retention_days not in RETENTIONS_DAYS:
            raise SettingsError(
                f"--retention-days is {self.retention_days}. Try: one of {', '.join(map(str, RETENTIONS_DAYS))}"
            )
        if (self.snowflake_user is None) != (self.snowflake_external_id is None):
            raise SettingsError(
                "Snowflake's role needs both --snowflake-user and --snowflake-external-id. "
                "Try: DESC INTEGRATION in Snowflake, which says both"
            )
        if _RESERVED_BUCKET.fullmatch(self.bucket):
            raise SettingsError(f"--bucket {self.bucket} is a name that S3 keeps for itself. Try: --bucket my-calls")
        self._check_places()
        self._check_neighbours()
        _positive(self.cost_per_call_usd)

    def _check_places(self) -> None:
        """Each has a lifecycle or readers of its own: what expires in one must never lie in another."""
        places = {
            f"--prefix {self.prefix}": self.landing,
            f"--lake {self.lake}": f"{self.lake}/",
            "the doctor's probes": self.doctor,
            "Firehose's files": self.streamed,
            "Athena's answers": ATHENA_RESULTS,
        }
        for (name, place), (other, beside) in combinations(places.items(), 2):
            if place.startswith(beside) or beside.startswith(place):
                raise SettingsError(
                    f"{name} ({place}) and {other} ({beside}) overlap. Try: --prefix sessions --lake lake"
                )

    def _check_neighbours(self) -> None:
        """A bucket's key, its queue and the topic of its alarms are in its region, and nothing reaches out of a partition."""
        named = [
            (_option(name), arn.split(":"))
            for name in ("kms_key", "snowflake_queue", "alarm_topic", "snowflake_user")
            if (arn := getattr(self, name)) is not None
        ]
        for (name, one), (other, another) in combinations(named, 2):
            if one[1] != another[1]:
                raise SettingsError(
                    f"{name} is in the partition {one[1]} and {other} in {another[1]}. Try: both of one partition"
                )
            if one[3] and another[3] and one[3] != another[3]:  # a user has no region
                raise SettingsError(
                    f"{name} is in {one[3]} and {other} in {another[3]}. Try: both in the bucket's region"
                )

    def command(self, name: str) -> str:
        """The command that asks for this: `aftercall setup NAME` and what is not as by default."""
        asked = []
        for field in fields(self):
            value = getattr(self, field.name)
            if value is True:
                asked.append(_option(field.name))
            elif value != field.default:
                asked += [_option(field.name), str(value)]
        return shlex.join(["aftercall", "setup", name, *asked])

    @property
    def landing(self) -> str:
        """The landing's prefix, with a slash at its end."""
        return f"{self.prefix}/"

    @property
    def beside(self) -> str:
        """What the landing lies in: empty, or with a slash at its end. The doctor's probes go there."""
        return "".join(self.prefix.rpartition("/")[:2])

    @property
    def doctor(self) -> str:
        return f"{self.beside}_doctor/"

    @property
    def streamed(self) -> str:
        return f"{self.beside}_firehose/"

    @property
    def database(self) -> str:
        """Glue's database; Athena takes no hyphen without quotes."""
        return self.name.replace("-", "_")


def _option(name: str) -> str:
    return "--" + name.replace("_", "-")


def _positive(amount: str) -> None:
    try:
        good = Decimal(amount) > 0
    except InvalidOperation:
        good = False
    if not good:
        raise SettingsError(f"--cost-per-call-usd is {amount!r}. Try: an amount such as 0.50")
