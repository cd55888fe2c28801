"""What the AWS sinks share: how long one delivery may try, and what an AWS error says.

The seconds are botocore's: a few attempts with backoff. The hours are the spool's. An error is known
by its code, not by its HTTP status: an expired token and a wrong region are both 400, and 403 is
whatever a policy says today. The text that came with an error may repeat what was sent, so it goes
nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from aftercall.errors import TransientDeliveryError

CLIENT_CONFIG = Config(
    connect_timeout=3,
    read_timeout=8,
    retries={"mode": "standard", "total_max_attempts": 3},
)

_CODE = re.compile(r"[A-Za-z0-9._-]{1,64}")

_CREDENTIALS = "give this process AWS credentials: a role, AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
_RENEW = "renew the session's credentials, or give this process a role, which renews itself"
_KEY = "check the access key and its secret: aws sts get-caller-identity"
_NETWORK = "check the way from this host to the endpoint, and AWS_ENDPOINT_URL if it is set"
_WAIT = "nothing; the service is busy and the record is sent again"

_ADVICE = {
    "NoCredentialsError": _CREDENTIALS,
    "PartialCredentialsError": _CREDENTIALS,
    "CredentialRetrievalError": _CREDENTIALS,
    "ProfileNotFound": _CREDENTIALS,
    "ExpiredToken": _RENEW,
    "ExpiredTokenException": _RENEW,
    "RequestExpired": _RENEW,
    "TokenRefreshRequired": _RENEW,
    "InvalidAccessKeyId": _KEY,
    "InvalidClientTokenId": _KEY,
    "InvalidSignatureException": _KEY,
    "InvalidToken": _KEY,
    "SignatureDoesNotMatch": _KEY,
    "UnrecognizedClientException": _KEY,
    "NoRegionError": "export AWS_REGION=…",
    "RequestTimeTooSkewed": "set this host's clock: timedatectl",
    "ConnectTimeoutError": _NETWORK,
    "ConnectionClosedError": _NETWORK,
    "EndpointConnectionError": _NETWORK,
    "HTTPClientError": _NETWORK,
    "ProxyConnectionError": _NETWORK,
    "ReadTimeoutError": _NETWORK,
    "SSLError": _NETWORK,
    "ValueError": "check AWS_ENDPOINT_URL: it takes https://host",
    "InternalError": _WAIT,
    "RequestTimeout": _WAIT,
    "ServiceUnavailable": _WAIT,
    "ServiceUnavailableException": _WAIT,
    "SlowDown": _WAIT,
    "ThrottlingException": _WAIT,
}


def code_of(error: Exception) -> str:
    """The service's code for an error, or the name of the error where none came back. Safe to log."""
    if isinstance(error, ClientError):
        code = str(error.response.get("Error", {}).get("Code", ""))
        return code if _CODE.fullmatch(code) else "Unknown"
    return type(error).__name__


def kept(
    error: BotoCoreError | ClientError | ValueError, where: str, advice: Mapping[str, str]
) -> TransientDeliveryError:
    """An AWS error as a reason to keep the record. `advice` says what to try, by code, before what holds everywhere."""
    code = code_of(error)
    hint = advice.get(code) or _ADVICE.get(code) or f"look up {code} among the service's error codes"
    return TransientDeliveryError(f"{where}: {code}. Try: {hint}", code=code)
