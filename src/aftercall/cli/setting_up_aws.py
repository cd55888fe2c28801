"""`setup aws`, `setup terraform`: the account of a landing, as text. Nothing is asked of AWS, and nothing changed."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from aftercall.cli.output import talk
from aftercall.setup.aws import stack
from aftercall.setup.cloudformation import cloudformation
from aftercall.setup.deployment import Deployment
from aftercall.setup.stack import Stack
from aftercall.setup.terraform import terraform

Bucket = Annotated[str, typer.Option(help="The bucket to make.")]
Prefix = Annotated[str, typer.Option(help="The landing in it: AFTERCALL_LANDING=s3://BUCKET/PREFIX.")]
Lake = Annotated[str, typer.Option(help="Where compacted tables lie; for the operator's policy.")]
Name = Annotated[
    str, typer.Option("--name", help="Begins the names of policies, roles and alarms; the Glue database's.")
]
LogGroup = Annotated[str, typer.Option(help="The log group to make: AFTERCALL_LOG_GROUP.")]
RetentionDays = Annotated[int, typer.Option(help="How long the log group keeps an event.")]
KmsKey = Annotated[str | None, typer.Option(help="ARN of a key to encrypt with (SSE-KMS); default: SSE-S3.")]
TierDays = Annotated[int, typer.Option(help="After so many days records above 128 KiB move to Intelligent-Tiering.")]
ExpireDays = Annotated[int | None, typer.Option(help="Delete records after so many days; default: never.")]
SnowflakeUser = Annotated[str | None, typer.Option(help="STORAGE_AWS_IAM_USER_ARN of DESC INTEGRATION.")]
SnowflakeId = Annotated[str | None, typer.Option(help="STORAGE_AWS_EXTERNAL_ID of DESC INTEGRATION.")]
SnowflakeQueue = Annotated[str | None, typer.Option(help="notification_channel of SHOW PIPES: told of new records.")]
WorkerLogs = Annotated[str | None, typer.Option(help="Log group of the worker's own lines; alarms on what they say.")]
AlarmTopic = Annotated[str | None, typer.Option(help="ARN of the SNS topic that alarms tell.")]
QuietHours = Annotated[int, typer.Option(help="Alarm if nothing landed for so long.")]
CostPerCall = Annotated[str, typer.Option(metavar="USD", help="Alarm if a call costs more, on an hour's average.")]
Firehose = Annotated[bool, typer.Option("--firehose", help="Also stream the log group's events into the bucket.")]
Out = Annotated[Path | None, typer.Option(metavar="DIR", help="Write the file there instead of printing it.")]


def register(setup: typer.Typer) -> None:
    """Add this module's commands to `aftercall setup`."""
    for name, file, render, about in (
        ("aws", "aftercall.yaml", cloudformation, "A CloudFormation template of the bucket and all around it."),
        ("terraform", "aftercall.tf", terraform, "The same as `aftercall setup aws`, for Terraform."),
    ):
        setup.command(name, help=about)(_command(name, file, render))


def _command(name: str, file: str, render: Callable[[Stack, str], str]) -> Callable[..., None]:
    def command(
        bucket: Bucket,
        prefix: Prefix = Deployment.prefix,
        lake: Lake = Deployment.lake,
        of: Name = Deployment.name,
        log_group: LogGroup = Deployment.log_group,
        retention_days: RetentionDays = Deployment.retention_days,
        kms_key: KmsKey = None,
        tier_days: TierDays = Deployment.tier_days,
        expire_days: ExpireDays = None,
        snowflake_user: SnowflakeUser = None,
        snowflake_external_id: SnowflakeId = None,
        snowflake_queue: SnowflakeQueue = None,
        worker_log_group: WorkerLogs = None,
        alarm_topic: AlarmTopic = None,
        quiet_hours: QuietHours = Deployment.quiet_hours,
        cost_per_call_usd: CostPerCall = Deployment.cost_per_call_usd,
        firehose: Firehose = False,
        out: Out = None,
    ) -> None:
        wanted = Deployment(
            bucket, prefix, lake, of, log_group, retention_days, kms_key, tier_days, expire_days,
            snowflake_user, snowflake_external_id, snowflake_queue, worker_log_group, alarm_topic,
            quiet_hours, cost_per_call_usd, firehose,
        )  # fmt: skip
        text = render(stack(wanted), wanted.command(name))
        if out is None:
            sys.stdout.write(text)
            return
        out.mkdir(parents=True, exist_ok=True)
        (out / file).write_text(text, encoding="utf-8", newline="\n")
        talk.print(f"wrote {out / file}", soft_wrap=True)

    return command
