"""The statements of `aftercall setup snowflake`, as far as the stand-in runs them, and its load in the stand-in's words."""

from __future__ import annotations

import re

from aftercall.setup.snowflake import Snowflake, copied, statements
from aftercall.warehouse import raw_table, views
from aftercall.warehouse.views import RAW

WANTED = Snowflake("s3://my-bucket/sessions", "arn:aws:iam::123456789012:role/aftercall-snowflake")


def script() -> list[str]:
    """Every statement, those run by hand included."""
    return [statement.sql for statement in statements(WANTED)]


def load() -> str:
    """COPY INTO as an INSERT from what the stage shows: the same columns from the same expressions."""
    columns = ", ".join(name for name, _ in copied())
    values = ", ".join(
        source.replace("$1:", "v:")
        .replace("METADATA$FILENAME", "f")
        .replace("METADATA$START_SCAN_TIME", "current_timestamp()")
        for _, source in copied()
    )
    return f"INSERT INTO {RAW} ({columns}) SELECT {values} FROM staged"


def tables() -> list[str]:
    """The raw table with what is staged in it, and the views."""
    made = [statement.sql for statement in raw_table.snowflake()]
    return [*made, load(), *(in_stand_ins_words(statement.sql) for statement in views.views(views.snowflake()))]


def in_stand_ins_words(sql: str) -> str:
    """The stand-in's ARRAY_TO_STRING knows no VARIANT; the driver gives it a function that does."""
    return re.sub(r"array_to_string\((\S+)::ARRAY, ", r"joined(\1, ", sql)
