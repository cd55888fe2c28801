"""Runs in the environment of Snowflake's stand-in (fakesnow): see `on_spark.py` for what goes in and out.

A job may have `staged`: a file of lines `{"key": …, "text": …}`, which become rows of the `table`, instead of thousands of
COPYs. What fails is told with its class.
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
        return {"time": value.replace(tzinfo=None).isoformat()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    return value


def told(error):
    return f"{type(error).__name__}: {' '.join(str(error).split())[:500]}"


def main():
    import fakesnow
    import snowflake.connector
    from fakesnow import transforms

    # The stand-in sums and averages everything as doubles, for the sake of columns of text; Snowflake sums a NUMBER exactly.
    transforms.numeric_agg_implicit_cast = lambda expression: expression

    job = json.load(sys.stdin)
    outcomes, answers = [], {}
    with fakesnow.patch():
        connection = snowflake.connector.connect(database="CALLS", schema="PUBLIC")
        cursor = connection.cursor()
        connection._duck_conn.execute(
            "CREATE MACRO joined(list, separator) AS array_to_string(list::VARCHAR[], separator)"
        )
        if job.get("staged"):
            cursor.execute(job["table"])
            connection._duck_conn.execute(
                "INSERT INTO CALLS.PUBLIC.staged SELECT text::JSON, key, now() FROM read_json(?, format = 'newline_delimited',"
                " columns = {key: 'VARCHAR', text: 'VARCHAR'}, maximum_object_size = 67108864)",
                [job["staged"]],
            )
        for statement in job["statements"]:
            try:
                cursor.execute(statement)
                outcomes.append(None)
            except Exception as error:  # noqa: BLE001  the tests judge it
                outcomes.append(told(error))
        for name, sql in job["questions"].items():
            try:
                cursor.execute(sql)
                columns = [column.name.lower() for column in cursor.description]
                answers[name] = {
                    "columns": columns,
                    "rows": [[plain(value) for value in row] for row in cursor.fetchall()],
                }
            except Exception as error:  # noqa: BLE001  the tests judge it
                answers[name] = {"error": told(error)}
    json.dump({"statements": outcomes, "answers": answers}, sys.stdout)


main()
