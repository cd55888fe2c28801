"""Which sinks the settings make, and what making them loads."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from aftercall.errors import SettingsError, TransientDeliveryError
from aftercall.settings import S3Landing, Settings
from aftercall.ship import sink

FOLDER, BUCKET = Path("/landing"), S3Landing("calls", "sessions")


@pytest.mark.parametrize(
    ("landing", "log_group"),
    [(FOLDER, None), (FOLDER, "-"), (FOLDER, "/calls"), (BUCKET, None), (BUCKET, "-"), (BUCKET, "/calls")],
)
def test_every_owed_sink_is_made_under_its_name(landing: Path | S3Landing, log_group: str | None) -> None:
    settings = Settings(landing=landing, spool=Path("/spool"), log_group=log_group)
    assert all(sink(name, settings).name == name for name in settings.owed_sinks)


@pytest.mark.parametrize("name", ["s3", "logs", "firehose"])
def test_a_sink_that_the_settings_do_not_describe_is_an_error(name: str) -> None:
    with pytest.raises(SettingsError, match=f"sink '{name}'.*Try: "):
        sink(name, Settings(landing=FOLDER, spool=Path("/spool"), log_group="-"))


def test_logs_without_a_region_keep_the_record(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_REGION")
    with pytest.raises(TransientDeliveryError, match="AWS_REGION") as caught:
        sink("logs", Settings(landing=FOLDER, spool=Path("/spool"), log_group="/calls"))
    assert caught.value.code == "NoRegionError"


def test_a_folder_and_stdout_are_made_without_loading_boto3() -> None:
    code = (
        "import sys; from pathlib import Path; from aftercall.settings import Settings; from aftercall.ship import sink; "
        "home = Settings(landing=Path('/landing'), spool=Path('/spool'), log_group='-'); "
        "[sink(name, home) for name in home.owed_sinks]; "
        "sys.exit('botocore' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
