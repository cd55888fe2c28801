"""The commands, as a person runs them: stdout is data, stderr is talk, and the exit status tells."""

import gzip
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from aftercall import landing
from aftercall.settings import Settings
from aftercall.ship.handover import hand_over
from aftercall.spool import Spool
from tests.record_factory import START, a_record

ROOT = Path(__file__).parent.parent


@pytest.fixture
def home(tmp_path):
    return Settings(landing=tmp_path / "sessions", spool=tmp_path / "spool")


def aftercall(home, *arguments, **environment):
    env = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("AFTERCALL_", "AWS_"))},
        "AFTERCALL_LANDING": str(home.landing),
        "AFTERCALL_SPOOL": str(home.spool),
        "COLUMNS": "200",
        **environment,
    }
    command = [sys.executable, "-m", "aftercall.cli", *arguments]
    return subprocess.run(command, check=False, env=env, capture_output=True, text=True, timeout=60)


def land(home, *records):
    for record in records:
        hand_over(record, home, 10)


def test_every_command_has_help_and_every_command_is_documented(home):
    listed = aftercall(home, "--help").stdout
    commands = set(re.findall(r"^\s{2}([a-z]+)\s{2,}", listed, re.MULTILINE))
    assert {"demo", "ship", "status", "retry", "ls", "show", "query", "schema"} <= commands
    for command in commands:
        done = aftercall(home, command, "--help")
        assert done.returncode == 0
        assert done.stdout.strip()


def test_ship_delivers_what_waits_and_status_agrees(home):
    Spool(home.spool).accept(a_record(), home.owed_sinks)
    behind = aftercall(home, "status", "--json")
    assert behind.returncode == 1
    assert json.loads(behind.stdout)["accepted"] == 1
    shipped = aftercall(home, "ship", "--json")
    assert (shipped.returncode, json.loads(shipped.stdout)) == (
        0,
        {
            "delivered": {"folder": 1},
            "kept": {},
            "buried": {},
            "unfinished": [],
            "resting": [],
            "stuck": [],
            "unconfigured": [],
        },
    )
    after = aftercall(home, "status", "--json")
    assert after.returncode == 0
    assert json.loads(after.stdout)["behind"] is False


def test_ship_with_a_landing_that_cannot_be_written_keeps_the_record_and_says_why(home, tmp_path):
    (tmp_path / "file").write_text("")
    Spool(home.spool).accept(a_record(), ["folder"])
    done = aftercall(home, "ship", AFTERCALL_LANDING=str(tmp_path / "file" / "sessions"))
    assert done.returncode == 1
    assert done.stdout == ""
    status = json.loads(aftercall(home, "status", "--json").stdout)
    (queue,) = status["sinks"]
    assert (queue["backlog"], queue["last_error"]["code"]) == (1, "ENOTDIR")


def test_status_of_one_call_says_where_it_is_at_every_step(home):
    def places(session_id):
        done = aftercall(home, "status", session_id, "--json")
        return done.returncode, [(p["state"], p["sink"]) for p in json.loads(done.stdout)["places"]]

    spool, record = Spool(home.spool), a_record(session_id="rm_where")
    assert places("rm_where") == (1, [])
    spool.accept(record, ["folder", "s3"])
    assert places("rm_where") == (0, [("accepted", "folder"), ("accepted", "s3")])
    spool.fan_out()
    (entry,) = spool.pending("s3")
    spool.bury(entry, "EntityTooLarge", "too large")
    assert aftercall(home, "ship").returncode == 0
    done = aftercall(home, "status", "rm_where", "--json")
    told = {place["state"]: place for place in json.loads(done.stdout)["places"]}
    assert told["dead"]["why"]["code"] == "EntityTooLarge"
    assert told["landed"]["name"] == landing.key(record)


def test_retry_puts_the_dead_back(home):
    spool = Spool(home.spool)
    spool.accept(a_record(), ["folder"])
    spool.fan_out()
    (entry,) = spool.pending("folder")
    spool.bury(entry, "x", "y")
    assert aftercall(home, "status").returncode == 1
    assert json.loads(aftercall(home, "retry", "--json").stdout) == {"requeued": 1, "stuck": [], "discarded": []}
    assert aftercall(home, "ship").returncode == 0
    assert aftercall(home, "status").returncode == 0


def test_ship_watch_picks_up_what_comes_later_and_stops_when_told(home):
    env = {**os.environ, "AFTERCALL_LANDING": str(home.landing), "AFTERCALL_SPOOL": str(home.spool)}
    watch = subprocess.Popen(
        [sys.executable, "-m", "aftercall.cli", "ship", "--watch", "--every", "0.2"],
        env=env,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert "stop with" in watch.stderr.readline()
        Spool(home.spool).accept(a_record(), home.owed_sinks)
        deadline = time.monotonic() + 20
        while not list(home.landing.rglob("*.json.gz")):
            assert time.monotonic() < deadline
            time.sleep(0.05)
    finally:
        watch.terminate()
    assert watch.wait(20) == 0


def test_ls_lists_the_calls_of_a_day(home):
    land(home, a_record(session_id="rm_a"), a_record(session_id="rm_b"))
    done = aftercall(home, "ls", str(START.date()), "--json")
    assert sorted(json.loads(line)["session_id"] for line in done.stdout.splitlines()) == ["rm_a", "rm_b"]
    assert aftercall(home, "ls", "1999-01-01", "--json").stdout == ""
    assert "rm_a" in aftercall(home, "ls", str(START.date())).stdout


def test_show_prints_every_record_of_a_call_as_it_landed(home):
    record = a_record(session_id="rm/odd")
    land(home, record)
    one_line = aftercall(home, "show", "rm/odd", "--json")
    assert json.loads(one_line.stdout) == json.loads(record.to_json())
    assert one_line.stdout.count("\n") == 1
    indented = aftercall(home, "show", "rm/odd").stdout
    assert json.loads(indented) == json.loads(record.to_json())
    assert aftercall(home, "show", "rm_none").returncode == 1


def test_query_answers_sql_and_ready_questions(home):
    land(home, a_record(session_id="rm_a"))
    done = aftercall(home, "query", "SELECT session_id, team_size FROM sessions", "--json")
    assert [json.loads(line)["session_id"] for line in done.stdout.splitlines()] == ["rm_a"]
    names = [entry["name"] for entry in json.loads(aftercall(home, "query", "--list", "--json").stdout)]
    assert len(names) >= 5
    for name in names:
        assert aftercall(home, "query", "--name", name, "--json").returncode == 0, name
        assert aftercall(home, "query", "--name", name).returncode == 0, name


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("query", "SELEC 1"), "the query failed"),
        (("query",), "one of them"),
        (("query", " ; "), "one of them"),
        (("query", "SELECT 1 AS a, 2 AS a", "--json"), "two columns have one name"),
        (("query", "--name", "nope"), "nope"),
        (("ls", "yesterday"), "is not a day"),
        (("schema", "nope"), "no artifact"),
        (("query", "SELECT 1", "--where", "/no/such/folder"), "no such folder"),
        (("show", "x", "--where", "ftp://x"), "only a folder or s3://"),
    ],
)
def test_a_wrong_call_is_one_clear_line_and_status_two(home, arguments, says):
    land(home, a_record())
    done = aftercall(home, *arguments)
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert "Try: " in done.stderr
    assert done.stdout == ""


def test_one_damaged_object_hides_no_other_of_the_same_call(home):
    record = a_record(session_id="rm_half")
    land(home, record)
    (home.landing / landing.second_key(record)).write_bytes(b"cut off")
    done = aftercall(home, "show", "rm_half", "--json")
    assert json.loads(done.stdout)["session_id"] == "rm_half"
    assert done.returncode == 1
    assert "gunzip" in done.stderr


def test_show_prints_no_other_call_whose_name_begins_alike(home):
    land(home, a_record(session_id="room"), a_record(session_id="room.AJ.r2"))
    assert len(aftercall(home, "show", "room", "--json").stdout.splitlines()) == 1


def test_ls_counts_calls_and_mentions_what_cannot_be_read(home):
    first, second = a_record(session_id="rm_a"), a_record(session_id="rm_a", record__revision=9)
    land(home, first, second)
    for name, body in (("empty.json.gz", gzip.compress(b"{}")), ("cut.json.gz", b"x")):
        (home.landing / landing.key(first)).with_name(name).write_bytes(body)
    done = aftercall(home, "ls", str(START.date()), "--json")
    assert len(done.stdout.splitlines()) == 1
    assert "2 unreadable" in done.stderr


@pytest.mark.parametrize("command", [("ls",), ("show", "x"), ("ship", "--json"), ("status",)])
def test_an_unknown_profile_or_endpoint_is_a_clear_error_and_never_a_success(home, command):
    Spool(home.spool).accept(a_record(), ["s3"])
    for wrong in ({"AWS_PROFILE": "nope"}, {"AWS_ENDPOINT_URL": "foo"}):
        done = aftercall(home, *command, AFTERCALL_LANDING="s3://calls/sessions", **wrong)
        assert done.returncode in (1, 2)
        assert "Traceback" not in done.stderr


def test_times_with_a_zone_can_be_asked_for(home):
    land(home, a_record())
    assert aftercall(home, "query", "SELECT now() AS n", "--json").returncode == 0


def test_wrong_settings_are_refused_by_ship_and_seen_in_status(home):
    assert aftercall(home, "ship", AFTERCALL_EMAIL="rot13").returncode == 2
    status = aftercall(home, "status", "--json", AFTERCALL_EMAIL="rot13")
    assert status.returncode == 1
    assert "AFTERCALL_EMAIL" in json.loads(status.stdout)["settings_errors"][0]


def test_ids_and_paths_that_look_like_markup_are_printed_as_they_are(home, tmp_path):
    odd = Settings(landing=home.landing, spool=tmp_path / "[" / "x]")
    assert "[/x]" in aftercall(odd, "status", "[/x]").stderr
    assert aftercall(odd, "status").returncode == 0


def test_a_spool_that_cannot_be_written_is_seen_in_status(home):
    status = aftercall(home, "status", "--json", AFTERCALL_SPOOL="/proc/nowhere/spool")
    assert status.returncode == 1
    assert "cannot be written" in json.loads(status.stdout)["settings_errors"][0]


def test_a_price_file_that_cannot_be_read_is_seen_in_status(home):
    status = aftercall(home, "status", "--json", AFTERCALL_PRICES="/no/such/prices.json")
    assert status.returncode == 1
    assert "prices.json" in json.loads(status.stdout)["settings_errors"][0]


def test_ship_watch_ships_once_more_when_it_is_stopped(home):
    env = {**os.environ, "AFTERCALL_LANDING": str(home.landing), "AFTERCALL_SPOOL": str(home.spool)}
    command = [sys.executable, "-m", "aftercall.cli", "ship", "--watch", "--every", "60"]
    watch = subprocess.Popen(command, env=env, stderr=subprocess.PIPE, text=True)
    try:
        assert "stop with" in watch.stderr.readline()
        assert "nothing waits" in watch.stderr.readline()
        Spool(home.spool).accept(a_record(), home.owed_sinks)
    finally:
        watch.terminate()
    assert watch.wait(20) == 0
    assert list(home.landing.rglob("*.json.gz"))


def test_schema_prints_each_artifact_as_committed(home):
    for name in aftercall(home, "schema").stdout.split():
        committed = ROOT / "schema" / "v1" / name
        assert aftercall(home, "schema", name).stdout == committed.read_text("utf-8")
