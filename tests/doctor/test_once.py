"""The part that runs by itself: once, elsewhere, and never without a word."""

from __future__ import annotations

import json
import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from aftercall import doctor
from aftercall.doctor.finding import from_json
from aftercall.settings import S3Landing, Settings
from aftercall.spool import Spool
from tests.record_factory import a_record
from tests.servers.fault import Answer, FaultServer

WAIT_SECONDS = 30.0
SETTINGS = "from pathlib import Path; from aftercall.settings import *; from aftercall import doctor; "


def _until_checked(spool: Path) -> doctor.Result:
    end = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < end:
        found = doctor.cached(spool)
        if found is not None:
            return found
        time.sleep(0.05)
    raise AssertionError(f"no result after {WAIT_SECONDS} s")


@pytest.fixture
def home(tmp_path: Path) -> Settings:
    return Settings(landing=tmp_path / "sessions", spool=tmp_path / "spool")


def test_it_leaves_its_result_for_status_and_does_not_run_again(home: Settings) -> None:
    assert doctor.cached(home.spool) is None
    assert doctor.once(home)
    result = _until_checked(home.spool)
    assert (result.ok, result.landing, result.spool) == (True, str(home.landing), str(home.spool))
    assert not doctor.once(home)


def test_silence_where_all_is_well(home: Settings, capfd: pytest.CaptureFixture[str]) -> None:
    doctor.once(home)
    _until_checked(home.spool)
    assert capfd.readouterr() == ("", "")


def test_after_an_hour_and_with_other_settings_it_runs_again(home: Settings) -> None:
    assert doctor.once(home)
    _until_checked(home.spool)
    assert doctor.once(replace(home, landing=home.spool.parent / "elsewhere"))
    mark = home.spool / "doctor" / doctor.digest(home)
    for age_seconds, again in ((3500, False), (3700, True), (-3600, True)):
        os.utime(mark, (time.time() - age_seconds,) * 2)
        assert doctor.once(home) is again


def test_while_it_fails_it_runs_again_after_five_minutes(home: Settings) -> None:
    home.landing.parent.joinpath("sessions").write_text("a file, where a folder has to be")
    assert doctor.once(home)
    assert not _until_checked(home.spool).ok
    mark = home.spool / "doctor" / doctor.digest(home)
    for age_seconds, again in ((290, False), (310, True)):
        os.utime(mark, (time.time() - age_seconds,) * 2)
        assert doctor.once(home) is again


@pytest.mark.parametrize(
    "name", ["AWS_ACCESS_KEY_ID", "AWS_SESSION_TOKEN", "AWS_WEB_IDENTITY_TOKEN_FILE", "HTTPS_PROXY"]
)
def test_other_credentials_are_checked_anew(home: Settings, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    before = doctor.digest(home)
    monkeypatch.setenv(name, "another")
    assert doctor.digest(home) != before


def _until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + WAIT_SECONDS
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_new_worker_ships_what_an_earlier_one_left_though_the_checks_are_fresh(home: Settings) -> None:
    assert doctor.once(home)
    checked = _until_checked(home.spool)
    Spool(home.spool).accept(a_record(), home.owed_sinks)
    code = (
        SETTINGS + f"home = Settings(landing=Path({str(home.landing)!r}), spool=Path({str(home.spool)!r})); "
        "print(doctor.once(home), len(list((home.spool / 'doctor').glob('worker-*')))); "
        "print(doctor.once(home), len(list((home.spool / 'doctor').glob('worker-*'))))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.splitlines() == ["False 2", "False 2"]
    _until(lambda: bool(list(home.landing.rglob("*.json.gz"))))
    assert doctor.cached(home.spool) == checked


def test_forked_jobs_of_one_worker_are_one_worker() -> None:
    with multiprocessing.get_context("forkserver").Pool(2) as jobs:
        assert set(jobs.map(_worker_of, range(4))) == {doctor._worker()}


def _worker_of(_: int) -> str:
    return doctor._worker()


@pytest.mark.parametrize("part", ["--background", "--recover"])
def test_what_is_owed_to_stdout_waits_for_a_process_whose_stdout_is_read(home: Settings, part: str) -> None:
    owed = replace(home, log_group="-")
    Spool(home.spool).accept(a_record(), owed.owed_sinks)
    environment = {
        "AFTERCALL_LANDING": str(home.landing),
        "AFTERCALL_SPOOL": str(home.spool),
        "AFTERCALL_LOG_GROUP": "-",
    }
    done = subprocess.run(
        [sys.executable, "-m", "aftercall.doctor", part],
        check=True, env={**os.environ, **environment}, capture_output=True, text=True,
    )  # fmt: skip
    assert (done.stdout, len(Spool(home.spool).pending("stdout"))) == ("", 1)
    assert Spool(home.spool).pending("folder") == []


def test_another_check_that_is_well_hides_no_failure(home: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def result(*, ok: bool, age_seconds: float = 60) -> doctor.Result:
        at = datetime.now(UTC) - timedelta(seconds=age_seconds)
        return doctor.Result((doctor.Finding("put", ok, "said"),), at, str(home.landing), str(home.spool))

    doctor.store(home.spool, result(ok=False), home)
    with monkeypatch.context() as person:
        person.setenv("AWS_PROFILE", "admin")
        doctor.store(home.spool, result(ok=True, age_seconds=0), home)
    assert doctor.cached(home.spool) is not None
    assert doctor.cached(home.spool).ok  # type: ignore[union-attr]  the line above
    assert doctor.failing(home.spool) is not None
    doctor.store(home.spool, result(ok=False, age_seconds=3700), home)
    assert doctor.failing(home.spool) is None
    doctor.store(home.spool, result(ok=False), home)
    doctor.store(home.spool, result(ok=True), home)
    assert doctor.failing(home.spool) is None


def test_ten_processes_that_start_at_once_check_once(tmp_path: Path, faults: FaultServer) -> None:
    faults.answers = [Answer(403, "AccessDenied")]
    code = (
        SETTINGS + "import sys, time; time.sleep(max(0, float(sys.argv[2]) - time.time())); "
        "print(doctor.once(Settings(landing=S3Landing('calls', 'sessions'), spool=Path(sys.argv[1]))))"
    )
    at = str(time.time() + 2)
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path / "spool"), at],
            env={**os.environ, "AWS_ENDPOINT_URL": faults.endpoint},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(10)
    ]
    said = [worker.communicate(timeout=60) for worker in workers]
    result = _until_checked(tmp_path / "spool")
    assert sorted(out.strip() for out, _ in said) == ["False"] * 9 + ["True"]
    assert len([seen for seen in faults.seen if "/calls/_doctor/" in seen.path]) == 1
    # The line is the worker's: it came on the stderr of the one that started it.
    (line,) = [err for _, err in said if err]
    assert line == f"{result.line()}\n"
    assert line.startswith("aftercall: records cannot be exported: put: s3://calls/_doctor/*: AccessDenied")
    assert line.count("\n") == 1
    assert "Try: " in line


def test_what_ends_the_workers_group_does_not_end_it(tmp_path: Path, faults: FaultServer) -> None:
    code = (
        SETTINGS + "import os, signal, sys; "
        "doctor.once(Settings(landing=S3Landing('calls', 'sessions'), spool=Path(sys.argv[1]))); "
        "os.killpg(0, signal.SIGKILL)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "spool")],
        check=False,
        env={**os.environ, "AWS_ENDPOINT_URL": faults.endpoint},
        start_new_session=True,
        stderr=subprocess.DEVNULL,
    )
    assert done.returncode == -9
    assert _until_checked(tmp_path / "spool").landing == "s3://calls/sessions"


def test_the_calling_process_loads_no_client_and_pays_little_for_what_is_known(home: Settings) -> None:
    doctor.once(home)
    code = (
        SETTINGS + "import sys, time; from aftercall import record; "
        f"home = Settings(landing=Path({str(home.landing)!r}), spool=Path({str(home.spool)!r})); "
        "doctor.once(home); began = time.process_time(); started = doctor.once(home); "
        "print(started, time.process_time() - began < 0.005, 'botocore' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.split() == ["False", "True", "False"]


def test_nor_does_starting_it_load_a_client(home: Settings) -> None:
    code = (
        SETTINGS
        + f"import sys; home = Settings(landing=Path({str(home.landing)!r}), spool=Path({str(home.spool)!r})); "
        "print(doctor.once(home), 'botocore' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.split() == ["True", "False"]


def test_a_spool_that_cannot_be_written_is_said_once_and_raises_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("")
    broken = Settings(landing=tmp_path / "sessions", spool=tmp_path / "file" / "spool")
    assert (doctor.once(broken), doctor.once(broken)) == (False, False)
    (line,) = [record.getMessage() for record in caplog.records]
    assert "exports are not checked" in line
    assert "Try: " in line


def test_it_checks_the_settings_that_it_was_given_and_not_the_environments(
    home: Settings, faults: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", faults.endpoint)
    monkeypatch.setenv("AFTERCALL_LANDING", "s3://calls/sessions")
    monkeypatch.setenv("AFTERCALL_SPOOL", "/nonexistent")
    monkeypatch.setenv("AFTERCALL_LOG_GROUP", "/calls")
    assert doctor.once(home)
    result = _until_checked(home.spool)
    assert (result.ok, result.landing, faults.seen) == (True, str(home.landing), [])


def test_a_misspelt_landing_reaches_the_check_that_runs_by_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AFTERCALL_LANDING", "s3:/calls")  # what read_environment makes of it is nowhere
    monkeypatch.setenv("AFTERCALL_TRANSCRIPT", "perhaps")
    doctor.once(Settings(landing=S3Landing("", ""), spool=tmp_path / "spool"))
    assert [finding.check for finding in _until_checked(tmp_path / "spool").failed] == ["settings"]
    assert capfd.readouterr().err.startswith("aftercall: records cannot be exported: settings: ")


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b"null", b"\xff", b'{"findings": [1]}', b'{"findings": {}}'])
def test_a_damaged_result_is_no_result(home: Settings, body: bytes) -> None:
    home.spool.mkdir()
    (home.spool / doctor.RESULT).write_bytes(body)
    assert doctor.cached(home.spool) is None


def test_a_result_survives_being_written_down(home: Settings) -> None:
    assert doctor.once(home)
    result = _until_checked(home.spool)
    assert from_json(json.dumps(result.as_json()).encode()) == result


def test_a_person_who_starts_the_workers_part_is_shown_the_command(home: Settings) -> None:
    done = subprocess.run([sys.executable, "-m", "aftercall.doctor"], check=False, capture_output=True, text=True)
    assert (done.returncode, done.stderr.count("Try: aftercall doctor")) == (2, 1)
