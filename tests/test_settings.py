"""Settings: read once, refused clearly, and never a reason for a call to fail."""

from pathlib import Path

import pytest

from aftercall.errors import SettingsError
from aftercall.settings import S3Landing, from_environment, read_environment


def test_with_nothing_set_records_land_in_the_users_state_folder():
    settings = from_environment({"XDG_STATE_HOME": "/s"})
    assert (settings.landing, settings.spool) == (Path("/s/aftercall/sessions"), Path("/s/aftercall/spool"))
    assert settings.owed_sinks == ("folder",)
    assert (settings.transcript, settings.tool_arguments, settings.email) == (False, False, "plain")


@pytest.mark.parametrize(
    ("env", "landing", "sinks"),
    [
        ({"AFTERCALL_LANDING": "s3://b/sessions"}, S3Landing("b", "sessions"), ("s3",)),
        ({"AFTERCALL_LANDING": "s3://b/a/b/"}, S3Landing("b", "a/b"), ("s3",)),
        ({"ANALYTICS_S3_BUCKET": "old"}, S3Landing("old", "sessions"), ("s3",)),
        ({"ANALYTICS_S3_BUCKET": "old", "AFTERCALL_LANDING": "/d"}, Path("/d"), ("folder",)),
        ({"AFTERCALL_LANDING": "s3://b", "AFTERCALL_LOG_GROUP": "/calls"}, S3Landing("b", ""), ("s3", "logs")),
        ({"AFTERCALL_LANDING": "/d", "AFTERCALL_LOG_GROUP": "-"}, Path("/d"), ("folder", "stdout")),
    ],
)
def test_the_landing_and_the_log_group_decide_what_every_record_is_owed_to(env, landing, sinks):
    settings = from_environment(env)
    assert (settings.landing, settings.owed_sinks) == (landing, sinks)


WRONG = [
    {"AFTERCALL_LANDING": "ftp://x"},
    {"AFTERCALL_LANDING": "s3:///no-bucket"},
    {"AFTERCALL_EMAIL": "rot13"},
    {"AFTERCALL_EMAIL": "hmac"},
    {"AFTERCALL_TRANSCRIPT": "maybe"},
    {"AFTERCALL_TOOL_ARGUMENTS": "2"},
    {"AFTERCALL_LANDING": "/d", "AFTERCALL_SPOOL": "/d/spool"},
    {"AFTERCALL_LANDING": "/d/spool/sessions", "AFTERCALL_SPOOL": "/d/spool"},
    {"AFTERCALL_LANDING": "/d", "AFTERCALL_SPOOL": "/d/e/.."},
]


@pytest.mark.parametrize("env", WRONG)
def test_a_wrong_value_is_refused_with_what_to_try(env):
    with pytest.raises(SettingsError, match="Try: "):
        from_environment(env)


@pytest.mark.parametrize("env", WRONG)
def test_a_call_goes_on_with_the_value_that_reveals_least(env):
    settings, problems = read_environment(env)
    assert len(problems) == 1
    assert not settings.transcript
    assert not settings.tool_arguments
    if "AFTERCALL_EMAIL" in env:
        assert settings.email == "off"
    if "AFTERCALL_LANDING" in env:
        assert settings.owed_sinks == ("s3",)


def test_the_hmac_key_is_not_in_the_settings_repr():
    assert "geheim" not in repr(from_environment({"AFTERCALL_HMAC_KEY": "geheim"}))


def test_metadata_is_kept_by_allow_list_only():
    assert not from_environment({}).keeps_metadata("plan")
    assert from_environment({"AFTERCALL_METADATA_KEYS": "plan, seats"}).keeps_metadata("seats")
    assert not from_environment({"AFTERCALL_METADATA_KEYS": "plan"}).keeps_metadata("email")
    assert from_environment({"AFTERCALL_METADATA_KEYS": "*"}).keeps_metadata("anything")
