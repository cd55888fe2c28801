"""The statements of `aftercall setup snowflake`, as far as the stand-in runs them, and its load in the stand-in's words.

What the stand-in's COPY does: it reads a file of JSON in gzip, in the file format of the script, into one VARIANT, and
skips it the second time. What it does not: a SELECT, METADATA$FILENAME, PATTERN, ON_ERROR, an s3:// stage. So each file
is brought by a COPY of one column into `staged`, whose columns are called as a stage's are, and the script's own COPY
runs as an INSERT: its columns, its SELECT, and its PATTERN as a WHERE, letter by letter but for quotes.
"""

from __future__ import annotations

import re
from pathlib import Path

from aftercall.setup.snowflake import Snowflake, copy_into, statements
from aftercall.warehouse import raw_table, views

WANTED = Snowflake("s3://my-bucket/sessions", "arn:aws:iam::123456789012:role/aftercall-snowflake")
STAGED = """CREATE TABLE staged ("$1" VARIANT, "METADATA$FILENAME" VARCHAR, "METADATA$START_SCAN_TIME" TIMESTAMP_LTZ)"""
_FORM = "FILE_FORMAT = (FORMAT_NAME = 'aftercall_json')"
_COPY = re.compile(
    r"COPY INTO (?P<into>\w+ \(\n.*?\n\))\nFROM \(\n(?P<select>.*)\n    FROM @aftercall_landing\n\)\n"
    r"FILE_FORMAT = \(FORMAT_NAME = 'aftercall_json'\)\nPATTERN = '(?P<pattern>.*)'\nON_ERROR = SKIP_FILE",
    re.DOTALL,
)


def script() -> list[str]:
    """Every statement, those run by hand included."""
    return [statement.sql for statement in statements(WANTED)]


def load() -> str:
    """The script's COPY INTO as an INSERT from what is staged. Raises AssertionError if it is not of the form known here."""
    parts = _COPY.fullmatch(copy_into())
    assert parts, copy_into()
    values = parts["select"].replace("$1:", '"$1":')  # a parameter, to the stand-in, unless it is quoted
    return f"INSERT INTO {parts['into']}\n{values}\nFROM staged\nWHERE METADATA$FILENAME RLIKE '{parts['pattern']}'"


def staging(folder: Path, landing_root: Path, keys: list[str]) -> list[str]:
    """What brings files of a landing to `staged`: copies of them in a flat folder, and a COPY of each. `keys` are the root's."""
    statements = [f"CREATE OR REPLACE STAGE flat URL = 'file://{folder}/'", STAGED, "CREATE TABLE brought (v VARIANT)"]
    for at, key in enumerate(keys):
        (folder / f"{at}.json.gz").write_bytes((landing_root / key).read_bytes())
        statements += [
            f"COPY INTO brought FROM @flat {_FORM} FILES = ('{at}.json.gz')",
            f"INSERT INTO staged SELECT v, 'sessions/{key}', current_timestamp() FROM brought",
            "TRUNCATE TABLE brought",
        ]
    return statements


def clauses() -> dict[str, str]:
    """The COPY of one column, and what of the script's COPY INTO it is tried with, each by itself."""
    parts = _COPY.fullmatch(copy_into())
    assert parts, copy_into()
    first = parts["select"].splitlines()[1].strip(" ,")
    return {
        "one column": f"COPY INTO tried FROM @flat {_FORM}",
        "the same files again": f"COPY INTO tried FROM @flat {_FORM}",
        "FORCE": f"COPY INTO tried FROM @flat {_FORM} FORCE = TRUE",
        "SELECT $1:member": f"COPY INTO tried FROM (SELECT {first} FROM @flat) {_FORM} FORCE = TRUE",
        "METADATA$FILENAME": f"COPY INTO tried FROM (SELECT METADATA$FILENAME FROM @flat) {_FORM} FORCE = TRUE",
        "PATTERN": f"COPY INTO tried FROM @flat {_FORM} PATTERN = '{parts['pattern']}'",
        "ON_ERROR": f"COPY INTO tried FROM @flat {_FORM} ON_ERROR = SKIP_FILE",
        "an s3:// stage": f"COPY INTO tried FROM @aftercall_landing {_FORM}",
        "a folder year=": f"COPY INTO tried FROM @a_day {_FORM}",
    }


def tables() -> list[str]:
    """The raw table with what is staged in it, and the views."""
    made = [statement.sql for statement in raw_table.snowflake()]
    return [*made, load(), *(in_stand_ins_words(statement.sql) for statement in views.views(views.snowflake()))]


def in_stand_ins_words(sql: str) -> str:
    """The stand-in's ARRAY_TO_STRING knows no VARIANT; the driver gives it a function that does."""
    return re.sub(r"array_to_string\((\S+)::ARRAY, ", r"joined(\1, ", sql)
