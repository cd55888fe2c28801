"""Fixtures of the sinks' contract: real servers, and an environment that knows no AWS account."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from moto.server import ThreadedMotoServer

from tests.servers import fault
from tests.servers.ceph import ceph
from tests.servers.fault import FaultServer

__all__ = ["aws_environment", "ceph", "faults", "moto", "portal"]


@pytest.fixture(autouse=True)
def aws_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of this machine's own AWS configuration reaches a test."""
    for name in ("AWS_PROFILE", "AWS_DEFAULT_REGION", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nonexistent")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("AWS_REGION", "us-east-1")


@pytest.fixture(scope="session")
def moto() -> Iterator[str]:
    """The address of an AWS stand-in that knows S3 and Logs."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


class _Service(fault._Handler):
    """What says 200 as S3 and Logs do: with an ETag and a request id."""

    def send_response(self, code: int, message: str | None = None) -> None:
        super().send_response(code, message)
        if code == 200:
            self.send_header("ETag", '"9bb58f26192e4ba00f01e2e7b136bbd8"')
            self.send_header("x-amzn-RequestId", "0a1b2c3d")


@pytest.fixture
def faults(monkeypatch: pytest.MonkeyPatch) -> Iterator[FaultServer]:
    monkeypatch.setattr(fault, "_Handler", _Service)
    with fault.fault_server() as server:
        yield server


@pytest.fixture
def portal() -> Iterator[FaultServer]:
    """Something else than AWS, that says 200 to everything."""
    with fault.fault_server() as server:
        yield server
