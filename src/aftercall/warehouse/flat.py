"""The flat tables: scalar columns only, so that a query needs nothing nested and runs on any engine.

`sessions` has one row per call; every array of structs in a record but the transcript is a table of
its own, one row per element:

    tool_calls  turns  usage  cost_lines  signal_evidence

A column of `sessions` is named by its dotted path joined with `_`, where a leading
`discovered_signals.` or `metrics_summary.` is left out and `cost_summary.` is `cost_`:

    discovered_signals.team_size         team_size
    metrics_summary.latency_ms.e2e.p95   latency_ms_e2e_p95
    cost_summary.total                   cost_total
    outcome.status                       outcome_status

(`discovered_signals.other` is `signals_other`: its own name says nothing.) Columns of the other tables
keep their names. An array of strings is text joined by `,`, a map is JSON text, and an empty one is null.

Every table starts with the call: `session_id`, `job_id` (`agent.job_id`, or '' where the host has none) and
`start_time`, on which three tables join, and its UTC day as zero-padded strings `year`,
`month`, `day`. The words of a call are in no table: `transcript` is read from the record itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from aftercall.lake.columns import Column, record_columns

# fmt: off
_ABBREVIATED = {
    "discovered_signals": "",
    "metrics_summary":    "",
    "cost_summary":       "cost",
}
_NAMED = {"discovered_signals.other": "signals_other"}
_TABLES = {
    "tool_calls":                  "tool_calls",
    "turns":                       "turns",
    "metrics_summary.usage":       "usage",
    "cost_summary.lines":          "cost_lines",
    "discovered_signals.evidence": "signal_evidence",
}
_WITHOUT_TABLE = {"transcript"}
# fmt: on


@dataclass(frozen=True)
class FlatColumn:
    """A column of a flat table, with the dotted path it is read from: in the record, or in the array's element.

    `of_call` columns say which call a row belongs to; an engine computes them from the record.
    """

    path: str
    column: Column
    of_call: bool = False

    @property
    def name(self) -> str:
        """The column's name in its table."""
        return self.column.name


@dataclass(frozen=True)
class FlatTable:
    """A flat table. `path` is the array in the record that its rows come from, '' for `sessions`."""

    name: str
    path: str
    columns: tuple[FlatColumn, ...]


@cache
def tables() -> tuple[FlatTable, ...]:
    """`sessions` and the child tables. Raises TypeError if two columns of one share a name."""
    columns: list[FlatColumn] = []
    children: list[FlatTable] = []
    _flatten(record_columns(), "", columns, children)
    sessions = FlatTable(
        "sessions", "", (*_of_call(), *(c for c in columns if c.path not in ("session_id", "start_time")))
    )
    for table in (sessions, *children):
        names = [column.name for column in table.columns]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise TypeError(
                f"{table.name} has two columns {', '.join(twice)}. Try: name one of them in warehouse/flat.py"
            )
    return (sessions, *children)


def flat_name(path: str) -> str:
    """The name in `sessions` of the member at a dotted path."""
    top, *rest = path.split(".")
    if path in _NAMED or not rest:
        return _NAMED.get(path, top)
    return "_".join(part for part in (_ABBREVIATED.get(top, top), *rest) if part)


def _of_call() -> tuple[FlatColumn, ...]:
    record = {column.name: column for column in record_columns()}
    job = Column("job_id", "string", "The host's id of this job; '' if it has none.", "operational", nullable=False)
    day = [
        Column(part, "string", f"UTC {part} of start_time, {digits} digits.", "operational", nullable=False)
        for part, digits in (("year", "four"), ("month", "two"), ("day", "two"))
    ]
    return (
        FlatColumn("session_id", record["session_id"], of_call=True),
        FlatColumn("agent.job_id", job, of_call=True),
        FlatColumn("start_time", record["start_time"], of_call=True),
        *(FlatColumn("start_time", part, of_call=True) for part in day),
    )


def _flatten(
    members: tuple[Column, ...], above: str, columns: list[FlatColumn], children: list[FlatTable], *, null: bool = False
) -> None:
    """`null`: a struct above may be null, and so its members."""
    for column in members:
        path = above + column.name
        if column.type == "struct":
            _flatten(column.fields, path + ".", columns, children, null=null or column.nullable)
        elif column.type == "array<struct>":
            if path not in _WITHOUT_TABLE:
                fields = (FlatColumn(field.name, field) for field in column.fields)
                children.append(FlatTable(_TABLES[path], path, (*_of_call(), *fields)))
        else:
            text = column.type in ("array<string>", "map<string,string>")
            scalar = replace(
                column,
                name=flat_name(path),
                type="string" if text else column.type,
                nullable=null or text or column.nullable,
            )
            columns.append(FlatColumn(path, scalar))
