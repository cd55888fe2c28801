"""The lines of docs/query.md that take Athena and Spark from nothing to the first answer, run as they are written.

Spark's run to the answer. Athena's stand-in makes no database and keeps no view, so its lines end where it does, and
with the database made otherwise `run.sh` makes the table and asks it.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from aftercall import landing, warehouse
from aftercall.setup.athena import Athena
from tests.engines import asking, athena_stand_in, landed
from tests.record_factory import a_record
from tests.servers.ceph import require
from tests.warehouse.corpus import ask, put

BIN = Path(sys.executable).parent
QUERY = Path(__file__).parents[2] / "docs" / "query.md"
RECORDS = [a_record(), a_record(session_id="call/📞"), a_record(session_id="rm_nobody", user_email=None)]


def lines(engine: str) -> list[str]:
    """The lines of the ```bash block that begins with an engine's setup."""
    blocks = re.findall(r"^```bash\n(.*?)^```", QUERY.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    (found,) = [block.splitlines() for block in blocks if block.startswith(f"aftercall setup {engine} ")]
    return found


def run(line: str, folder: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-c", line], cwd=folder, env=environment, capture_output=True, text=True, timeout=180, check=False
    )


@pytest.fixture
def root(tmp_path):
    root = tmp_path / "sessions"
    for record in RECORDS:
        put(root, landing.key(record), landing.encode(record))
    return root


def test_spark_from_nothing_to_the_first_answer(root, tmp_path):
    spark = asking.environment("spark")
    environment = {
        **os.environ, "PATH": f"{spark.parent}:{BIN}:{os.environ['PATH']}",
        "SPARK_LOCAL_IP": "127.0.0.1", "JAVA_TOOL_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",  # starts sooner
    }  # fmt: skip
    shown = ""
    for line in lines("spark"):
        done = run(line.replace("s3://my-bucket/sessions", str(root)), tmp_path, environment)
        assert done.returncode == 0, f"{line}\n{done.stderr[-3000:]}"
        shown = done.stdout
    with warehouse.connect(root) as db:
        expected = [[str(value) for value in row.values()] for row in ask(db, "calls_per_day")]
    assert [line.replace("NULL", "None") for line in shown.splitlines()] == ["\t".join(row) for row in expected]


@pytest.fixture
def athena(tmp_path):
    """The stand-in, and an environment in which the AWS CLI reaches it."""
    require("aws")
    folder = tmp_path / "ministack"
    folder.mkdir()
    server = athena_stand_in.Stand(asking.environment("athena"), folder)
    try:
        server.client("s3").create_bucket(Bucket="my-bucket")
        yield server, {
            **{name: value for name, value in os.environ.items() if not name.startswith("AWS_")},
            "PATH": f"{BIN}:{os.environ['PATH']}", "AWS_CONFIG_FILE": "/nonexistent",
            "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent", "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_DEFAULT_REGION": "us-east-1", "AWS_ENDPOINT_URL": server.endpoint,
        }  # fmt: skip
    finally:
        server.stop()


def test_athenas_lines_run_until_the_stand_in_ends(athena, tmp_path, root):
    server, environment = athena
    prints, makes_workgroup, runs, asks = lines("athena")
    assert (tmp_path / asks.removeprefix(f"{runs} ")).parent == tmp_path / "athena" / "queries", "runs as own.sql does"
    for line in (prints, makes_workgroup):
        done = run(line, tmp_path, environment)
        assert done.returncode == 0, f"{line}\n{done.stderr}"
    wanted = Athena("s3://my-bucket/sessions")
    made = server.client("athena").get_work_group(WorkGroup=wanted.workgroup)["WorkGroup"]["Configuration"]
    assert made["ResultConfiguration"]["OutputLocation"] == "s3://my-bucket/athena-results/"

    done = run(runs, tmp_path, environment)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith('athena/01_database.sql: FAILED\tParser Error: syntax error at or near "DATABASE"')

    server.client("glue").create_database(DatabaseInput={"Name": wanted.database})
    table = tmp_path / "athena" / "03_table.sql"
    table.write_text(table.read_text("utf-8").replace("\\'", "''"), encoding="utf-8")  # Hive's \' is not known
    landed.upload(server.client("s3"), "my-bucket", "sessions", root, [landing.key(record) for record in RECORDS])
    own = tmp_path / "own.sql"
    own.write_text(
        "SELECT session_id, user_email, tool_calls[1].name AS name FROM voice_agent_sessions ORDER BY 1", "utf-8"
    )
    done = run(f"{runs} {table} own.sql", tmp_path, environment)
    assert done.returncode == 0, done.stderr
    assert done.stderr.splitlines() == [f"{table}: done", "own.sql: done"]
    rows = sorted([record.session_id, record.user_email or "", record.tool_calls[0].name] for record in RECORDS)
    assert [line.split("\t") for line in done.stdout.splitlines() if line] == [
        ["session_id", "user_email", "name"],
        *rows,
    ]
