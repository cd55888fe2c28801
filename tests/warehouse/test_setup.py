"""`aftercall setup duckdb|snowflake|athena|spark`: what is printed, what is written, and what is refused."""

from __future__ import annotations

import json
import re

import pytest
from typer.testing import CliRunner

from aftercall.cli import app
from aftercall.errors import SettingsError
from aftercall.lake.columns import record_columns, walk
from aftercall.setup import athena, duckdb, snowflake, spark
from aftercall.warehouse import artifacts, questions
from aftercall.warehouse.flat import tables

LANDING = "s3://my-bucket/calls/sessions"
ROLE = "arn:aws:iam::123456789012:role/aftercall-snowflake"


def run(*words):
    return CliRunner().invoke(app, ["setup", *words])


@pytest.mark.parametrize(
    ("words", "written"),
    [
        (["duckdb", LANDING], {"duckdb.sql"}),
        (["spark", LANDING], {"spark.sql"}),
        (["snowflake", LANDING, "--role-arn", ROLE], {"snowflake.sql"}),
        (["athena", LANDING], {"workgroup.json", "01_database.sql", "03_table.sql", "04_sessions.sql", "09_turns.sql"}),
    ],
)
def test_a_script_is_printed_or_written_with_the_questions_beside_it(tmp_path, words, written):
    printed = run(*words)
    assert printed.exit_code == 0, printed.output
    assert printed.stdout.endswith("\n")
    assert "my-bucket/calls/sessions/" in printed.stdout
    assert run(*words, "--out", str(tmp_path / "new" / "folder")).exit_code == 0
    files = {path.relative_to(tmp_path / "new" / "folder").as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert written <= files
    assert {f"queries/{name}.sql" for name in questions.names()} <= files
    asked = (tmp_path / "new/folder/queries/latency.sql").read_text("utf-8")
    assert asked == questions.load("latency", words[0]).sql


@pytest.mark.parametrize("engine", ["duckdb", "snowflake", "athena", "spark"])
def test_the_script_has_every_statement_of_the_committed_dialect(engine):
    scripts = {
        "duckdb": duckdb.text("s3://BUCKET/sessions".lower()),
        "snowflake": snowflake.text(snowflake.Snowflake(LANDING, ROLE)),
        "athena": athena.text(athena.Athena("s3://bucket/sessions")),
        "spark": spark.text("s3://bucket/sessions"),
    }
    committed = (
        artifacts.render()[f"{engine}.sql"]
        .replace("BUCKET", "bucket")
        .replace("'s3://", "'s3a://" if engine == "spark" else "'s3://")
    )
    for block in committed.split("\n\n")[1:]:
        assert block.strip() in scripts[engine]


@pytest.mark.parametrize(
    "landing",
    [
        "s3://my-bucket", "s3://my-bucket/a'b", "s3://my-bucket/a b", "s3://my-bucket/a;b", "s3://my-bucket/$$", "s3://A/b",
        "s3://a..b/c", "s3://my-bucket/a\\b", "s3://my-bucket/a//b", "s3://my-bucket/sessions\n", "gs://a/b", "s3://aé/b",
        "s3://my-bucket/sessions*",
    ],
)  # fmt: skip
def test_a_landing_that_could_break_out_of_a_script_is_refused(landing):
    for make in (duckdb.text, spark.text, athena.Athena, lambda place: snowflake.Snowflake(place, ROLE)):
        if landing.endswith("\n"):
            assert "\n'" not in str(make(landing)), "a newline is no part of a URL"
            continue
        with pytest.raises(SettingsError, match="Try: "):
            make(landing)


def test_a_folder_with_quotes_in_its_name_stays_inside_its_string(tmp_path):
    folder = tmp_path / "it's"
    assert "it''s/year=*" in duckdb.text(str(folder))
    assert "it\\'s/'" in spark.text(str(folder))


def test_spark_is_given_a_folder_as_it_is_named(tmp_path):
    assert f"LOCATION 'file:{tmp_path}/a b%20ü/'" in spark.text(str(tmp_path / "a b%20ü"))


@pytest.mark.parametrize("sign", "*?[]=")
def test_a_folder_whose_name_would_be_a_pattern_is_refused(tmp_path, sign):
    for make in (duckdb.text, spark.text):
        with pytest.raises(SettingsError, match="Try: a link"):
            make(str(tmp_path / f"calls{sign}2026"))


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: snowflake.Snowflake(LANDING, "arn:aws:iam::1:role/x"),
        lambda: snowflake.Snowflake(LANDING, ROLE + "'"),
        lambda: snowflake.Snowflake(LANDING, ROLE, database="A; DROP"),
        lambda: snowflake.Snowflake(LANDING, ROLE, schema='a"b'),
        lambda: snowflake.Snowflake(LANDING, ROLE, warehouse="a b"),
        lambda: snowflake.Snowflake(LANDING, ROLE, name="a-b"),
        lambda: snowflake.Snowflake(LANDING, ROLE, name="sales"),
        lambda: snowflake.Snowflake(LANDING, ROLE, name="sales", database="calls", schema="public"),
        lambda: snowflake.Snowflake(LANDING, ROLE, database="SALES"),
        lambda: snowflake.Snowflake(LANDING, ROLE, schema="SALES", name="AFTERCALL"),
        lambda: snowflake.Snowflake("/folder", ROLE),
        lambda: athena.Athena("/folder"),
        lambda: athena.Athena(LANDING, database="a-b"),
        lambda: athena.Athena(LANDING, workgroup=""),
        lambda: athena.Athena(LANDING, results="s3://x"),
        lambda: athena.Athena(LANDING, results=f"{LANDING}/answers"),
        lambda: athena.Athena(LANDING, results="s3://my-bucket/calls"),
        lambda: athena.Athena("s3://my-bucket/athena-results"),
        lambda: athena.Athena(LANDING, scan_limit_gib=0.001),
        lambda: athena.Athena(LANDING, scan_limit_gib=float("nan")),
        lambda: athena.Athena(LANDING, scan_limit_gib=float("inf")),
        lambda: spark.text(LANDING, "a b"),
    ],
)
def test_a_value_that_has_no_place_in_a_script_is_refused(wrong):
    with pytest.raises(SettingsError, match="Try: "):
        wrong()


# ------------------------------------------------------------------------------------------ snowflake


def script():
    return [one.sql for one in snowflake.statements(snowflake.Snowflake(LANDING, ROLE))]


def test_snowflakes_script_is_in_the_order_in_which_it_runs():
    starts = (
        "CREATE WAREHOUSE", "USE WAREHOUSE", "CREATE DATABASE", "USE SCHEMA", "CREATE STORAGE INTEGRATION",
        "ALTER STORAGE INTEGRATION", "DESC INTEGRATION", "CREATE FILE FORMAT", "CREATE OR REPLACE STAGE", "CREATE TABLE", "ALTER TABLE voice_agent_sessions ADD", "CREATE OR REPLACE PIPE", "COPY INTO",
        "CREATE OR REPLACE VIEW", "CREATE MASKING POLICY", "ALTER TABLE voice_agent_sessions MODIFY", "ALTER VIEW",
        "CREATE ROLE IF NOT EXISTS aftercall_reader", "GRANT SELECT", "SELECT system$pipe_status", "ALTER PIPE",
    )  # fmt: skip
    places = [next(at for at, sql in enumerate(script()) if sql.startswith(start)) for start in starts]
    assert places == sorted(places)


def test_the_integration_and_the_stage_see_this_landing_only():
    said = "\n".join(script())
    assert set(re.findall(r"'(s3://[^']*)'", said)) == {"s3://my-bucket/calls/sessions/"}


def test_every_pii_column_is_masked_where_it_can_be_read():
    said = script()
    masked = {
        re.match(r"ALTER (?:TABLE|VIEW) (\w+) MODIFY COLUMN (\w+) SET", sql).groups()
        for sql in said
        if " SET MASKING POLICY a" in sql
    }
    for path, column in walk(record_columns()):
        if column.tag == "pii" and "." not in path:
            assert ("voice_agent_sessions", column.name) in masked
    for table in tables():
        for flat in table.columns:
            if flat.column.tag == "pii":
                assert (table.name, flat.name) in masked or ("voice_agent_sessions", flat.path) in masked
    assert not any("GRANT" in sql and "voice_agent_sessions" in sql for sql in said), "nested pii lies in the table"


def test_what_is_run_by_hand_is_commented_out():
    lines = snowflake.text(snowflake.Snowflake(LANDING, ROLE)).splitlines()
    assert not any(line.startswith(("ALTER PIPE", "FORCE")) for line in lines)
    pipe = next(at for at, line in enumerate(lines) if line.startswith("CREATE OR REPLACE PIPE"))
    assert [at for at, line in enumerate(lines) if line.startswith("COPY INTO")] == [pipe + 3], "only the pipe's"
    assert "-- FORCE = TRUE;" in lines


def test_names_of_the_account_and_the_warehouse_are_ones_own():
    wanted = snowflake.Snowflake(LANDING, ROLE, schema="SALES", warehouse="SMALL_WH", name="sales")
    said = [one.sql for one in snowflake.statements(wanted)]
    assert "USE WAREHOUSE SMALL_WH" in said
    for role in ("sales_reader", "sales_pii"):
        assert f"CREATE ROLE IF NOT EXISTS {role}" in said
        assert f"GRANT USAGE ON WAREHOUSE SMALL_WH TO ROLE {role}" in said
    of_account = [sql for sql in said if " INTEGRATION " in sql or " ROLE " in sql or "IS_ROLE" in sql]
    assert len(of_account) > 15
    assert not any(
        re.search(r"(ROLE|INTEGRATION|EXISTS|=) aftercall(_reader|_pii)?$", sql, re.MULTILINE) for sql in of_account
    )
    assert all("SALES_PII" in sql for sql in of_account if "IS_ROLE" in sql)
    printed = run(
        "snowflake", LANDING, "--role-arn", ROLE, "--schema", "SALES", "--warehouse", "SMALL_WH", "--name", "sales"
    )
    assert printed.stdout == snowflake.text(wanted)


def test_a_second_run_with_other_arguments_changes_what_is_there():
    said = "\n".join(script())
    (altered,) = re.findall(r"ALTER STORAGE INTEGRATION aftercall SET\n.*'(.*)'\n.*\('(.*)'\)", said)
    assert altered == (ROLE, "s3://my-bucket/calls/sessions/")
    assert re.findall(r"CREATE .*STAGE.*", said) == ["CREATE OR REPLACE STAGE aftercall_landing"]
    assert said.count("SET BODY") == said.count("CREATE MASKING POLICY") == 3


# --------------------------------------------------------------------------------------------- athena


def test_athenas_workgroup_stops_a_query_at_its_limit_and_cannot_be_talked_out_of_it():
    document = json.loads(athena.workgroup(athena.Athena(LANDING, scan_limit_gib=0.5)))
    assert document["Configuration"]["BytesScannedCutoffPerQuery"] == 2**29
    assert document["Configuration"]["EnforceWorkGroupConfiguration"] is True
    assert document["Configuration"]["ResultConfiguration"]["OutputLocation"] == "s3://my-bucket/athena-results/"


def test_each_file_of_athenas_holds_one_statement():
    for name, content in athena.files(athena.Athena(LANDING)).items():
        if name.endswith(".sql"):
            assert content.count(";\n") == 1
            assert content.endswith(";\n")


def test_athenas_run_script_names_what_was_written_and_takes_no_stale_file():
    files = athena.files(athena.Athena(LANDING))
    assert re.findall(r'"\$here/([^"]+)"', files["run.sh"]) == [name for name in files if name.endswith(".sql")]
    assert "*.sql" not in files["run.sh"]


def test_a_bucket_without_a_prefix_is_told_that_one_is_needed():
    with pytest.raises(SettingsError, match=r"no prefix.*Try: s3://my-bucket/sessions"):
        duckdb.text("s3://my-bucket")


def test_athenas_partitions_are_projected_onto_the_keys_of_a_landing():
    (create,) = [one.sql for one in athena.statements(athena.Athena(LANDING)) if one.sql.startswith("CREATE EXTERNAL")]
    assert (
        "'storage.location.template' = 's3://my-bucket/calls/sessions/year=${year}/month=${month}/day=${day}/'"
        in create
    )
    for name, digits in (("year", 4), ("month", 2), ("day", 2)):
        assert f"'projection.{name}.digits' = '{digits}'" in create
