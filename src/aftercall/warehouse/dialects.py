"""How each engine spells a column's type and quotes a name."""

from __future__ import annotations

from aftercall.warehouse.columns import Column

# fmt: off
DUCKDB = {
    "string":             "VARCHAR",
    "bigint":             "BIGINT",
    "double":             "DOUBLE",
    "boolean":            "BOOLEAN",
    "timestamp":          "TIMESTAMP",  # UTC; with a time zone, a day would depend on the reader's setting
    "decimal(18,9)":      "DECIMAL(18,9)",
    "map<string,string>": "MAP(VARCHAR, VARCHAR)",
    "array<string>":      "VARCHAR[]",
}
# fmt: on


def duckdb_type(column: Column) -> str:
    """The column's type in DuckDB."""
    if not column.fields:
        return DUCKDB[column.type]
    members = ", ".join(f"{duckdb_name(member.name)} {duckdb_type(member)}" for member in column.fields)
    return f"STRUCT({members})" + ("[]" if column.type == "array<struct>" else "")


def duckdb_name(name: str) -> str:
    """A quoted name. Column names are ours and hold no quote."""
    return f'"{name}"'
