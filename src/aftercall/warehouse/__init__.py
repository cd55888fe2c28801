"""The warehouse: a landing as tables, and the questions one asks of them.

    from aftercall import warehouse

    db = warehouse.connect("s3://bucket/sessions")
    db.sql(warehouse.load("qualified_leads").sql).show()

Importing this package does not import duckdb; `connect` does.
"""

from __future__ import annotations

from aftercall.warehouse.duck import connect
from aftercall.warehouse.questions import Question, load, names

__all__ = ["Question", "connect", "load", "names"]
