"""What the checks of AWS services share: how a client is made, who asks, and what an error's code advises."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal
from urllib.parse import urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from aftercall.doctor.finding import Finding
from aftercall.settings import aws_region
from aftercall.ship import aws

# Somebody is waiting, and nothing is lost by giving up: fewer tries than a delivery has.
_CONFIG = aws.CLIENT_CONFIG.merge(Config(retries={"mode": "standard", "total_max_attempts": 2}))

_NOBODY = frozenset({"NoCredentialsError", "PartialCredentialsError", "CredentialRetrievalError", "ProfileNotFound"})


def client(service: Literal["logs", "s3", "sts"]) -> Any:
    """A client as the sinks make theirs. Raises BotoCoreError or ValueError if the environment allows none."""
    # A session of its own: boto3's default one keeps the credentials that it found first.
    return boto3.Session().client(service, region_name=aws_region(), config=_CONFIG)


def hint(error: ClientError | BotoCoreError | ValueError, by_code: Mapping[str, str]) -> str:
    """What to try, as the sinks say it."""
    return str(aws.kept(error, "", by_code)).partition("Try: ")[2]


def identity() -> Finding:
    """Who the services see. A stand-in need not have STS, and a private network no way to it: then unknown."""
    try:
        sts = client("sts")
    except (BotoCoreError, ValueError) as error:
        return Finding("identity", False, f"no client: {aws.code_of(error)}", aws.code_of(error), hint(error, {}))
    try:
        arn = str(sts.get_caller_identity()["Arn"])
    except (ClientError, BotoCoreError) as error:
        code = aws.code_of(error)
        if code in _NOBODY or (isinstance(error, ClientError) and is_amazon(sts.meta.endpoint_url)):
            return Finding("identity", False, f"STS: {code}", code, hint(error, {}))
        return Finding("identity", None, f"unknown: STS did not say ({code})", code)
    except KeyError:  # an answer without an Arn is not STS's
        return Finding("identity", None, "unknown: what answers is not STS")
    return Finding("identity", True, arn)


def is_amazon(endpoint: str) -> bool:
    """Whether an endpoint is AWS itself, and no stand-in."""
    name = urlsplit(endpoint).hostname or ""
    return name.endswith((".amazonaws.com", ".amazonaws.com.cn", ".api.aws", ".amazonaws.eu"))
