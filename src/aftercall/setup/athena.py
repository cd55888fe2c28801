"""`aftercall setup athena`: database, table, views and a workgroup with a limit. Printed, never run.

Athena runs one statement at a time: `files` gives a file for each, to be run in the order of their names, and `run.sh`,
with which a person runs them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from aftercall.errors import SettingsError
from aftercall.settings import S3Landing
from aftercall.setup import places
from aftercall.setup.deployment import ATHENA_RESULTS
from aftercall.warehouse import raw_table, views
from aftercall.warehouse.flat import tables
from aftercall.warehouse.statements import Statement, commented, script

_GIB = 1024**3
_LEAST_BYTES = 10 * 1024**2  # Athena's own lower limit


@dataclass(frozen=True)
class Athena:
    """Where the script works; `scan_limit_gib` is the most that one query may read. Raises SettingsError."""

    landing: str
    results: str | None = None
    database: str = "aftercall"
    workgroup: str = "aftercall"
    scan_limit_gib: float = 10

    def __post_init__(self) -> None:
        landing, results = places.bucket_landing(self.landing), places.bucket_landing(self.results_location)
        if places.one_holds_the_other(landing, results):
            raise SettingsError(
                f"landing {self.landing!r} and results {self.results_location!r} lie in one another: answers would be among"
                f" the records, under their rules. Try: --results s3://{results.bucket}/{_beside(landing)}"
            )
        places.name(self.database, "database")
        places.name(self.workgroup, "workgroup")
        if not _LEAST_BYTES <= self.scan_limit_gib * _GIB < 2**53:
            raise SettingsError(f"a scan limit of {self.scan_limit_gib} GiB: Athena takes 10 MB or more. Try: 10")

    @property
    def results_location(self) -> str:
        """Where Athena writes answers: beside the landing unless it was said."""
        return self.results or f"s3://{places.bucket_landing(self.landing).bucket}/{ATHENA_RESULTS}"


def _beside(landing: S3Landing) -> str:
    """A prefix that is not in the landing, and does not hold it."""
    first = landing.prefix.partition("/")[0]
    return f"{first}-{ATHENA_RESULTS}"


def statements(wanted: Athena) -> list[Statement]:
    """Every statement, in order."""
    location = places.url(places.bucket_landing(wanted.landing))
    return [
        Statement(f"CREATE DATABASE IF NOT EXISTS {wanted.database}"),
        *raw_table.athena(location),
        *views.views(views.athena()),
    ]


def workgroup(wanted: Athena) -> str:
    """The input of `aws athena create-work-group --cli-input-json`."""
    document = {
        "Name": wanted.workgroup,
        "Description": "Questions to aftercall's records. A query that would read more is stopped.",
        "Configuration": {
            "ResultConfiguration": {"OutputLocation": places.url(places.bucket_landing(wanted.results_location))},
            "EnforceWorkGroupConfiguration": True,
            "PublishCloudWatchMetricsEnabled": True,
            "BytesScannedCutoffPerQuery": int(wanted.scan_limit_gib * _GIB),
            "EngineVersion": {"SelectedEngineVersion": "Athena engine version 3"},
        },
    }
    return json.dumps(document, indent=2) + "\n"


_DATABASE_FILE = "01_database.sql"


def run_script(wanted: Athena, names: Iterable[str]) -> str:
    """A shell script for the AWS CLI: runs files one after the other and prints their rows, tabs between the cells.

    Without arguments it runs the files of these names beside it, and no others: an earlier version's may lie there.

    It ends with status 1 and Athena's reason at the first that fails. What makes the database runs outside of it.
    """
    beside = " \\\n        ".join(f'"$here/{name}"' for name in names)
    return f"""\
#!/bin/sh
# Runs statements on Athena with the AWS CLI, one after the other, and prints what each answers.
#     sh run.sh               database, table and views: the files beside this script, in their order
#     sh run.sh FILE.sql ...  these files, such as queries/funnel.sql
set -eu
if [ "$#" = 0 ]; then
    here=$(dirname "$0")
    set -- {beside}
fi
for file in "$@"; do
    database="--query-execution-context Database={wanted.database}"
    case $file in *{_DATABASE_FILE}) database= ;; esac
    id=$(aws athena start-query-execution --work-group {wanted.workgroup} $database \\
        --query-string "file://$file" --query QueryExecutionId --output text)
    while :; do
        state=$(aws athena get-query-execution --query-execution-id "$id" \\
            --query 'QueryExecution.Status.[State, StateChangeReason]' --output text)
        case $state in
            SUCCEEDED*) break ;;
            FAILED* | CANCELLED*) echo "$file: $state" >&2; exit 1 ;;
        esac
        sleep 1
    done
    echo "$file: done" >&2
    aws athena get-query-results --query-execution-id "$id" \\
        --query "ResultSet.Rows[*].Data[*].not_null(VarCharValue, '')" --output text
done
"""


def text(wanted: Athena) -> str:
    """The script, and the workgroup as a comment."""
    head = (
        f"Athena over {wanted.landing}, made by: aftercall setup athena\n\n"
        f"Run each statement by itself, in the database {wanted.database}. It can be run again.\n"
        "Before, once, in a shell, with the JSON at the end of this script in workgroup.json:\n"
        "    aws athena create-work-group --cli-input-json file://workgroup.json"
    )
    return script(head, statements(wanted)) + "\n" + commented("workgroup.json:\n" + workgroup(wanted)) + "\n"


def files(wanted: Athena) -> dict[str, str]:
    """A file for each statement, `workgroup.json`, and `run.sh`."""
    names = ["database", "drop_table", "table", *(table.name for table in tables())]
    found = {
        f"{at:02}_{name}.sql": script(statement.about, [Statement(statement.sql)]).lstrip()
        for at, (name, statement) in enumerate(zip(names, statements(wanted), strict=True), start=1)
    }
    return {**found, "workgroup.json": workgroup(wanted), "run.sh": run_script(wanted, found)}
