"""Every statement and question in every engine's SQL is parsed by two parsers; and by them a broken one is refused.

sqlglot falls back to taking what it does not know as a command, so that is an error here unless it is listed.
"""

from __future__ import annotations

import re

import pytest
import sqlfluff
import sqlglot
from sqlfluff.api.simple import APIParsingError
from sqlglot import exp
from sqlglot.errors import ParseError

from aftercall.setup import athena, duckdb, snowflake, spark
from aftercall.warehouse import questions
from tests.engines.snowflake_load import WANTED

LANDING = "s3://my-bucket/sessions"
SCRIPTS = {
    "duckdb": [one.sql for one in duckdb.statements(LANDING)],
    "snowflake": [one.sql for one in snowflake.statements(WANTED)],
    "athena": [one.sql for one in athena.statements(athena.Athena(LANDING))],
    "spark": [one.sql for one in spark.statements(LANDING)],
}
STATEMENTS = [(engine, sql) for engine, script in SCRIPTS.items() for sql in script]
QUESTIONS = [(engine, questions.load(name, engine).sql) for engine in SCRIPTS for name in questions.names()]
SQLFLUFF = {"spark": "sparksql"}
# What sqlglot takes for a command: the other parser alone has read these.
COMMANDS = (
    "CREATE OR REPLACE PIPE", "SHOW PIPES", "ALTER PIPE", "CREATE MASKING POLICY", "ALTER MASKING POLICY", "ALTER VIEW",
    "ALTER STORAGE INTEGRATION", "CREATE ROLE", "GRANT ROLE",
    "ALTER TABLE voice_agent_sessions MODIFY COLUMN", "MSCK REPAIR", "CREATE OR REPLACE SECRET",
)  # fmt: skip
MEMBER_ADDED = re.compile(r'ALTER TABLE \w+ ADD COLUMN IF NOT EXISTS "\w+"\.')
# What sqlfluff refuses, and DuckDB or Spark in these tests runs.
NOT_FOR_SQLFLUFF = ("INSTALL", "CREATE OR REPLACE SECRET")


def title(case):
    return f"{case[0]}: {' '.join(case[1].split()[:6])}"


@pytest.mark.parametrize("case", STATEMENTS, ids=title)
def test_sqlglot_reads_a_statement_of_a_script(case):
    engine, sql = case
    (tree,) = sqlglot.parse(sql, read=engine)
    assert isinstance(tree, exp.Command) == (sql.startswith(COMMANDS) or MEMBER_ADDED.match(sql) is not None)


@pytest.mark.parametrize("engine", SCRIPTS)
def test_sqlfluff_reads_a_script(engine):
    wanted = [sql for sql in SCRIPTS[engine] if not sql.startswith(NOT_FOR_SQLFLUFF)]
    sqlfluff.parse(";\n".join(wanted) + ";\n", dialect=SQLFLUFF.get(engine, engine))


@pytest.mark.parametrize("engine", SCRIPTS)
def test_both_read_every_question(engine):
    asked = [sql for of, sql in QUESTIONS if of == engine]
    assert len(asked) >= 15
    for sql in asked:
        (tree,) = sqlglot.parse(sql, read=engine)
        assert isinstance(tree, exp.Query)
    sqlfluff.parse(";\n".join(asked) + ";\n", dialect=SQLFLUFF.get(engine, engine))


@pytest.mark.parametrize(
    ("engine", "broken"),
    [
        ("snowflake", "CREATE PIPE p AUTO_INGEST = TRUE AS COPY t FROM @s"),
        ("snowflake", "CREATE STAGE s URL 's3://b/p/'"),
        ("athena", "CREATE EXTERNAL TABLE t (`a` struct<b:>) LOCATION 's3://b/p/'"),
        ("athena", "CREATE EXTERNAL TABLE t (`a` string) TBLPROPERTIES ('a' = 'b') LOCATION 's3://b/p/'"),
        ("sparksql", "CREATE TABLE t (a STRUCT<b:>) USING json"),
        ("duckdb", "SELECT a FROM t WHERE"),
    ],
)
def test_a_broken_statement_is_refused(engine, broken):
    with pytest.raises((APIParsingError, ParseError)):
        sqlfluff.parse(broken, dialect=engine)
