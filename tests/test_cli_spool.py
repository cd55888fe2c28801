"""What `ship`, `retry` and `status` say of a spool in trouble: by name, on stderr or in JSON, and with exit status 1."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

import pytest

from aftercall import doctor, landing
from aftercall.settings import Settings
from aftercall.spool import Spool, call_prefix
from tests.record_factory import a_record
from tests.test_cli import aftercall


@pytest.fixture
def home(tmp_path):
    return Settings(landing=tmp_path / "sessions", spool=tmp_path / "spool")


def an_orphan(home, body=b"cut off"):
    record = a_record(session_id="rm_orphan")
    path = home.spool / "live" / (call_prefix("rm_orphan", record.agent.job_id) + ".json.gz")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)
    return path


def stuck_in_new(home):
    name = Spool(home.spool).accept(a_record(), home.owed_sinks)
    (home.spool / "out" / "folder" / name).mkdir(parents=True)
    return f"new/{name}+folder: errno 17"


# ------------------------------------------------------------------------------------- ship


def test_ship_names_what_is_stuck_in_new_and_does_not_say_that_nothing_waits(home):
    stuck = stuck_in_new(home)
    done = aftercall(home, "ship")
    assert (done.returncode, stuck in done.stderr, "nothing waits" in done.stderr) == (1, True, False)
    assert "Try: " in done.stderr
    done = aftercall(home, "ship", "--json")
    assert (done.returncode, json.loads(done.stdout)["stuck"]) == (1, [stuck])


def test_ship_names_an_orphan_that_cannot_be_recovered(home):
    orphan = an_orphan(home)
    orphan.with_name(orphan.name.replace(".json.gz", ".lock")).mkdir()
    done = aftercall(home, "ship", "--json")
    assert (done.returncode, json.loads(done.stdout)["stuck"]) == (1, [f"live/{orphan.name}: errno 21"])


def test_ship_fails_where_orphans_cannot_be_looked_for_and_delivers_all_the_same(home):
    Spool(home.spool).accept(a_record(), home.owed_sinks)
    (home.spool / "live").write_text("")
    done = aftercall(home, "ship", "--json")
    told = json.loads(done.stdout)
    assert (done.returncode, told["delivered"], told["stuck"]) == (1, {"folder": 1}, ["live: errno 20"])


SHORT = "from aftercall.cli import main, shipping; shipping.LAST_SECONDS = 1.0; main()"


def a_watch(home, code=SHORT, **environment):
    env = {**os.environ, "AFTERCALL_LANDING": str(home.landing), "AFTERCALL_SPOOL": str(home.spool), **environment}
    command = [sys.executable, "-c", code, "ship", "--watch", "--every", "0.1"]
    return subprocess.Popen(command, env=env, stderr=subprocess.PIPE, text=True)


def test_watch_says_once_what_is_stuck_and_ends_with_status_one(home):
    stuck = stuck_in_new(home)
    watch = a_watch(home)
    try:
        while stuck not in watch.stderr.readline():
            assert watch.poll() is None
        time.sleep(1)
    finally:
        watch.terminate()
    assert f"stuck in the spool: {stuck}" not in watch.communicate(timeout=20)[1]
    assert watch.returncode == 1


def test_watch_says_that_a_sink_is_left_in_peace(home, tmp_path):
    home.landing.write_text("a file, where a folder has to be")
    Spool(home.spool).accept(a_record(), home.owed_sinks)
    watch = a_watch(home)
    try:
        while "is left in peace" not in watch.stderr.readline():
            assert watch.poll() is None
    finally:
        watch.terminate()
    watch.communicate(timeout=20)
    assert watch.returncode == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stopped_watch_ends_in_time_though_its_sink_hangs(home, number):
    Spool(home.spool).accept(a_record(), ["s3"])
    with socket.create_server(("127.0.0.1", 0)) as silent:
        watch = a_watch(
            home, AFTERCALL_LANDING="s3://calls/sessions", AWS_ENDPOINT_URL=f"http://127.0.0.1:{silent.getsockname()[1]}",
            AWS_ACCESS_KEY_ID="x", AWS_SECRET_ACCESS_KEY="x", AWS_REGION="eu-west-1",
        )  # fmt: skip
        silent.settimeout(20)
        connection, _ = silent.accept()  # it is being delivered
        begun = time.monotonic()
        watch.send_signal(number)
        said = watch.communicate(timeout=20)[1]
        assert time.monotonic() - begun < 5
        connection.close()
    assert watch.returncode == 1
    assert "s3 was not finished with" in said


def test_ship_fails_for_a_queue_that_these_settings_do_not_know(home):
    Spool(home.spool).accept(a_record(), ["folder", "s3"])
    done = aftercall(home, "ship", "--json")
    told = json.loads(done.stdout)
    assert (done.returncode, told["delivered"], told["unconfigured"]) == (1, {"folder": 1}, ["s3"])
    text = aftercall(home, "ship").stderr
    assert "entries wait for s3" in text
    assert "Try: " in text
    assert "nothing waits" not in text


def test_where_stdout_is_a_sink_it_has_events_and_the_report_goes_to_stderr(home):
    Spool(home.spool).accept(a_record(), ["folder", "stdout"])
    done = aftercall(home, "ship", "--json", AFTERCALL_LOG_GROUP="-")
    (event,) = done.stdout.splitlines()
    assert json.loads(event)["_event_type"] == "session_analytics"
    assert json.loads(done.stderr.splitlines()[-1])["delivered"] == {"folder": 1, "stdout": 1}


# ------------------------------------------------------------------------------------- retry


def test_a_damaged_checkpoint_is_named_by_retry_and_let_go_by_discard(home):
    orphan = an_orphan(home)
    aftercall(home, "ship")
    status = aftercall(home, "status")
    assert (status.returncode, "aftercall retry --discard" in status.stderr) == (1, True)
    retried = aftercall(home, "retry")
    assert (retried.returncode, f"{orphan.name}: unreadable" in retried.stderr) == (1, True)
    assert "nothing is buried" not in retried.stderr
    discarded = aftercall(home, "retry", "--discard", "--json")
    assert (discarded.returncode, json.loads(discarded.stdout)) == (
        0,
        {"requeued": 0, "stuck": [], "discarded": [f"dead/live/{orphan.name}"]},
    )
    assert aftercall(home, "status").returncode == 0
    assert "nothing is buried" in aftercall(home, "retry").stderr


# ------------------------------------------------------------------------------------- status


def a_result(home, *, ok, age=timedelta(minutes=12)):
    code = None if ok else "AccessDenied"
    findings = (
        doctor.Finding("spool", True, "works"),
        doctor.Finding("landing", ok, f"s3://calls: {code}", code, "allow s3:PutObject"),
    )
    return doctor.Result(findings, datetime.now(UTC) - age, str(home.landing), str(home.spool))


def test_status_shows_what_the_doctor_said_last_and_fails_with_it(home):
    told = aftercall(home, "status", "--json")
    assert (told.returncode, json.loads(told.stdout)["doctor"]) == (0, None)
    assert "Try: aftercall doctor" in aftercall(home, "status").stderr

    doctor.store(home.spool, a_result(home, ok=False))
    told = aftercall(home, "status", "--json")
    shown = json.loads(told.stdout)
    assert (told.returncode, shown["doctor"]["ok"], shown["doctor"]["exports"]) == (1, False, False)
    assert shown["behind"] is False  # nothing is owed: what cannot be exported is another member's to say
    assert shown["doctor"]["age_seconds"] == pytest.approx(720, abs=30)
    assert shown["doctor"]["findings"][1]["code"] == "AccessDenied"
    text = aftercall(home, "status").stderr
    assert "12 min ago" in text
    assert "1 failed: landing: s3://calls: AccessDenied" in text

    doctor.store(home.spool, a_result(home, ok=True))
    told = aftercall(home, "status", "--json")
    assert (told.returncode, json.loads(told.stdout)["doctor"]["ok"]) == (0, True)
    assert "all is well" in aftercall(home, "status").stderr


def test_status_makes_no_spool_and_says_that_there_is_none(home):
    told = aftercall(home, "status", "--json")
    shown = json.loads(told.stdout)
    assert (told.returncode, shown["exists"], shown["other_owner"], home.spool.exists()) == (0, False, None, False)
    assert "does not exist yet" in aftercall(home, "status").stderr
    home.spool.mkdir()
    assert json.loads(aftercall(home, "status", "--json").stdout)["exists"] is True


def test_a_spool_that_could_not_be_made_is_a_failure(home, tmp_path):
    (tmp_path / "file").write_text("")
    told = aftercall(home, "status", "--json", AFTERCALL_SPOOL=str(tmp_path / "file" / "spool"))
    assert (told.returncode, "cannot be written" in json.loads(told.stdout)["settings_errors"][0]) == (1, True)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_a_spool_of_another_user_is_said(home):
    home.spool.mkdir()
    os.chown(home.spool, 65534, -1)
    assert json.loads(aftercall(home, "status", "--json").stdout)["other_owner"] == 65534
    assert "belongs to user 65534" in aftercall(home, "status").stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount")
def test_a_full_disk_is_a_failure_though_an_empty_file_can_still_be_made(home, tmp_path):
    small = tmp_path / "small"
    small.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(small)], check=False).returncode:
        pytest.skip("no mount here")
    try:
        (small / "spool").mkdir()
        (small / "fill").write_bytes(b"x" * (256 * 1024 - 8192))
        told = aftercall(home, "status", "--json", AFTERCALL_SPOOL=str(small / "spool"))
        (problem,) = json.loads(told.stdout)["settings_errors"]
        assert (told.returncode, "No space left" in problem) == (1, True)
        assert list((small / "spool").iterdir()) == []
        (small / "fill").unlink()
        told = aftercall(home, "status", "--json", AFTERCALL_SPOOL=str(small / "spool"))
        (problem,) = json.loads(told.stdout)["settings_errors"]
        assert (told.returncode, "MiB free under" in problem) == (1, True)
    finally:
        subprocess.run(["umount", str(small)], check=True)


@pytest.mark.parametrize(
    "body", ["", "{}", '{"findings": [], "checked_at": "2026-01-01T00:00:00", "landing": "", "spool": ""}']
)
def test_a_doctors_result_that_cannot_be_read_is_none(home, body):
    home.spool.mkdir()
    (home.spool / "doctor.json").write_text(body)
    told = aftercall(home, "status", "--json")
    assert (told.returncode, json.loads(told.stdout)["doctor"]) == (0, None)


def test_strangers_names_are_shown_once_and_are_no_failure(home):
    (home.spool / "out" / "folder" / "x.json.gz").mkdir(parents=True)
    (home.spool / "live").mkdir()
    (home.spool / "live" / "y.json.gz").symlink_to("/nonexistent")
    told = aftercall(home, "status", "--json")
    assert (told.returncode, json.loads(told.stdout)["foreign_names"]) == (
        0,
        ["live/y.json.gz", "out/folder/x.json.gz"],
    )
    text = aftercall(home, "status").stderr
    assert "not ours, and left alone" in text
    assert text.count("x.json.gz") == 1
    assert aftercall(home, "ship").returncode == 0
    assert os.path.lexists(home.spool / "live" / "y.json.gz")


def test_above_its_limit_status_says_what_goes_next_and_what_is_kept(home):
    spool = Spool(home.spool)
    spool.accept(a_record(session_id="rm_half"), ["folder", "logs"])
    assert json.loads(aftercall(home, "ship", "--json").stdout)["delivered"] == {"folder": 1}
    text = aftercall(home, "status", AFTERCALL_SPOOL_MAX="1").stderr
    assert "AFTERCALL_SPOOL_MAX: what is left has" not in text
    assert "1 entries that another sink has go next" in text
    told = json.loads(aftercall(home, "status", "--json", AFTERCALL_SPOOL_MAX="1").stdout)
    assert told["droppable"] == 1
    spool.accept(a_record(session_id="rm_nowhere"), ["logs"])
    aftercall(home, "ship", AFTERCALL_SPOOL_MAX="1")
    text = aftercall(home, "status", AFTERCALL_SPOOL_MAX="1").stderr
    assert "go next" not in text
    assert "landed nowhere" in text
    assert landing.SUFFIX not in text
