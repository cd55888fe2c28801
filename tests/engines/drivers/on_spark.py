"""Runs in Spark's environment: a job of statements and questions, as JSON on stdin, answers as JSON on stdout.

    {"folder": "/scratch", "zone": "UTC", "statements": ["…"], "questions": {"name": "SELECT …"},
     "plans": {"name": "EXPLAIN …"}, "kept": ["sessions", …]}
    →  {"statements": [null or an error, …], "answers": {"name": {"columns": […], "rows": [[…]]} or {"error": "…"}}}

A value that JSON has no word for is {"decimal": "1.50"}, {"time": "2026-…"} or {"date": "2026-…"}.
"""

from __future__ import annotations

import json
import sys
from datetime import date, datetime
from decimal import Decimal


def plain(value):
    if isinstance(value, Decimal):
        return {"decimal": format(value, "f")}
    if isinstance(value, datetime):
        return {"time": value.isoformat()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    return value


def first_line(error):
    return str(error).strip().splitlines()[0][:500]


def main():
    from pyspark.sql import SparkSession

    job = json.load(sys.stdin)
    spark = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.memory", "2g")
        # Many small questions: less is compiled, and what is starts sooner.
        .config("spark.driver.extraJavaOptions", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
        .config("spark.sql.codegen.wholeStage", "false")
        .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
        .config("spark.sql.adaptive.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.warehouse.dir", job["folder"])
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.sql.files.openCostInBytes", "1024")  # thousands of small files in a few tasks
        .config("spark.sql.session.timeZone", job["zone"])
        .getOrCreate()
    )
    spark.sparkContext.setLogLevel("OFF")
    outcomes = []
    for statement in job["statements"]:
        try:
            spark.sql(statement).collect()
            outcomes.append(None)
        except Exception as error:  # noqa: BLE001  the tests judge it
            outcomes.append(first_line(error))
    answers = {name: {"rows": [list(row) for row in spark.sql(sql).collect()]} for name, sql in job["plans"].items()}
    for view in job["kept"]:  # worked out once, and found under its name before the view itself
        place = f"{job['folder']}/{view}.parquet"
        spark.table(view).coalesce(1).write.parquet(place)
        spark.read.parquet(place).createOrReplaceTempView(view)
    for name, sql in job["questions"].items():
        try:
            found = spark.sql(sql)
            answers[name] = {
                "columns": found.columns,
                "rows": [[plain(value) for value in row] for row in found.collect()],
            }
        except Exception as error:  # noqa: BLE001  likewise
            answers[name] = {"error": first_line(error)}
    json.dump({"statements": outcomes, "answers": answers}, sys.stdout)


main()
