"""`aftercall setup snowflake`: one script, in the order in which a person runs it. Printed, never run.

Safe to run twice: what is loaded stays, a column that is missing is added, and what a changed argument is part of
(integration, stage, pipe, views) follows it. What a second run costs is in the script's head.
"""

from __future__ import annotations

from dataclasses import dataclass

from aftercall.errors import SettingsError
from aftercall.lake.columns import record_columns, walk
from aftercall.record import SCHEMA_VERSION
from aftercall.setup import places
from aftercall.warehouse import raw_table, views
from aftercall.warehouse.flat import tables
from aftercall.warehouse.statements import Statement, script
from aftercall.warehouse.views import RAW

FILE_FORMAT = "aftercall_json"
STAGE = "aftercall_landing"
PIPE = "aftercall_pipe"
_POLICIES = {"VARCHAR": "aftercall_mask_text", "VARIANT": "aftercall_mask_variant", "ARRAY": "aftercall_mask_array"}
_KEYS = ".*year=[0-9]{4}/month=[0-9]{2}/day=[0-9]{2}/[^/_.][^/]*[.]json[.]gz"
LOADS = "loads"


@dataclass(frozen=True)
class Snowflake:
    """Where the script works. Raises SettingsError for a value that has no place in one.

    `name` is the integration's, and begins the names of the roles: those are the account's. Stage, table, pipe, views
    and policies are the schema's. So a second landing in one account needs a second name and a second place, and one
    without the other is refused: it would take over what is the first's.
    """

    landing: str
    role_arn: str
    database: str = "CALLS"
    schema: str = "PUBLIC"
    warehouse: str = "AFTERCALL_WH"
    name: str = "aftercall"

    def __post_init__(self) -> None:
        places.bucket_landing(self.landing)
        places.role_arn(self.role_arn)
        places.name(self.database, "database")
        places.name(self.schema, "schema")
        places.name(self.warehouse, "warehouse")
        places.name(self.name, "name")
        own = (self.database.casefold(), self.schema.casefold()) != _PLACE
        named = self.name.casefold() != Snowflake.name.casefold()
        if named and not own:
            raise SettingsError(
                f"name {self.name!r} without a database or schema of its own: a first landing's stage, pipe and masking"
                f" policies lie in {self.database}.{self.schema}, and would become this one's."
                f" Try: --name {self.name} --schema {self.name.upper()}"
            )
        if own and not named:
            raise SettingsError(
                f"{self.database}.{self.schema} without a name of its own: integration and roles are the account's, and"
                f" a first landing's {self.name} would become this one's. Try: --name sales, with the database and schema"
            )

    @property
    def reader(self) -> str:
        """The role that reads the views, with pii masked."""
        return f"{self.name}_reader"

    @property
    def pii(self) -> str:
        """The role that sees pii as well."""
        return f"{self.name}_pii"


_PLACE = (Snowflake.database.casefold(), Snowflake.schema.casefold())


def text(wanted: Snowflake) -> str:
    """The script."""
    head = (
        f"Snowflake over {wanted.landing}, made by: aftercall setup snowflake\n\n"
        "Run it from the top, as a role that may create integrations, roles and policies (ACCOUNTADMIN can).\n"
        "What is commented out is run by hand, where its comment says so: the back-fill, the first time.\n\n"
        "It can be run again, with other arguments as well, and no answer of the views changes by it. What it costs: the\n"
        "pipe is made anew, forgets what it loaded, and what waited in it is dropped. If calls land meanwhile, run the\n"
        "ALTER PIPE … REFRESH at the end: it loads the last seven days into the table once more, and the views still give\n"
        "a call once. The back-fill run again loads everything that only the pipe has loaded: leave it out."
    )
    return script(head, statements(wanted))


def statements(wanted: Snowflake) -> list[Statement]:
    """Every statement, in order."""
    return [
        *_place(wanted),
        *raw_table.snowflake(),
        *_loading(),
        *views.views(views.snowflake()),
        _loads(),
        *_masking(wanted),
        *_reading(wanted),
        *_status(wanted),
        *_again(),
    ]


def _place(wanted: Snowflake) -> list[Statement]:
    url = places.url(places.bucket_landing(wanted.landing))
    return [
        Statement(
            f"CREATE WAREHOUSE IF NOT EXISTS {wanted.warehouse}\n    WAREHOUSE_SIZE = XSMALL\n    AUTO_SUSPEND = 60\n"
            "    AUTO_RESUME = TRUE\n    INITIALLY_SUSPENDED = TRUE",
            "What loads by hand and what asks runs on it, and it stops a minute later. The pipe needs none.",
        ),
        Statement(f"USE WAREHOUSE {wanted.warehouse}"),
        Statement(f"CREATE DATABASE IF NOT EXISTS {wanted.database}"),
        Statement(f"CREATE SCHEMA IF NOT EXISTS {wanted.database}.{wanted.schema}"),
        Statement(f"USE SCHEMA {wanted.database}.{wanted.schema}"),
        Statement(
            f"CREATE STORAGE INTEGRATION IF NOT EXISTS {wanted.name}\n    TYPE = EXTERNAL_STAGE\n"
            f"    STORAGE_PROVIDER = 'S3'\n    ENABLED = TRUE\n    STORAGE_AWS_ROLE_ARN = '{wanted.role_arn}'\n"
            f"    STORAGE_ALLOWED_LOCATIONS = ('{url}')",
            "May read this landing and nothing else.",
        ),
        Statement(
            f"ALTER STORAGE INTEGRATION {wanted.name} SET\n    STORAGE_AWS_ROLE_ARN = '{wanted.role_arn}'\n"
            f"    STORAGE_ALLOWED_LOCATIONS = ('{url}')",
            "For an integration that was there before: the same role and place. Its external id stays.",
        ),
        Statement(
            f"DESC INTEGRATION {wanted.name}",
            "Two values of the answer belong into the role's trust policy: STORAGE_AWS_IAM_USER_ARN and\n"
            "STORAGE_AWS_EXTERNAL_ID. With AWS set up by aftercall: aftercall setup aws --snowflake-user …\n"
            "--snowflake-external-id …. Until then everything below that reads the stage is refused.",
        ),
        Statement(f"CREATE FILE FORMAT IF NOT EXISTS {FILE_FORMAT}\n    TYPE = JSON\n    COMPRESSION = GZIP"),
        Statement(
            f"CREATE OR REPLACE STAGE {STAGE}\n    URL = '{url}'\n    STORAGE_INTEGRATION = {wanted.name}\n"
            f"    FILE_FORMAT = (FORMAT_NAME = '{FILE_FORMAT}')"
        ),
    ]


# -------------------------------------------------------------------------------------------- loading


def copied() -> list[tuple[str, str]]:
    """Each column of the raw table and what of a staged file fills it."""
    types = {column.name: column.type for column in record_columns()}
    filled = []
    for name, kind, _ in raw_table.snowflake_columns():
        if name in ("year", "month", "day"):
            source = f"split_part(split_part(METADATA$FILENAME, '{name}=', 2), '/', 1)::NUMBER"
        elif name == "source_file":
            source = "METADATA$FILENAME"
        elif name == "loaded_at":
            source = "METADATA$START_SCAN_TIME"
        elif types[name] == "double":
            source = f"$1:{name}::{kind}"
        else:
            source = f"$1:{name}::{kind.removesuffix('(9)')}"
        filled.append((name, source))
    return filled


def copy_into() -> str:
    """COPY INTO without options: what the pipe does, and what loads by hand."""
    columns = ",\n".join(f"    {name}" for name, _ in copied())
    values = ",\n".join(f"        {source}" for _, source in copied())
    return (
        f"COPY INTO {RAW} (\n{columns}\n)\nFROM (\n    SELECT\n{values}\n    FROM @{STAGE}\n)\n"
        f"FILE_FORMAT = (FORMAT_NAME = '{FILE_FORMAT}')\nPATTERN = '{_KEYS}'\nON_ERROR = SKIP_FILE"
    )


def _loading() -> list[Statement]:
    return [
        Statement(
            f"CREATE OR REPLACE PIPE {PIPE}\n    AUTO_INGEST = TRUE\nAS\n{copy_into()}",
            "Loads what lands from now on, seconds after the bucket has told of it. A file that is no JSON\n"
            "in gzip is skipped, and named below under what was loaded.",
        ),
        Statement(
            f"SHOW PIPES LIKE '{PIPE}'",
            "notification_channel is a queue of Snowflake's. The bucket has to tell it of every s3:ObjectCreated:*\n"
            "below the prefix: aftercall setup aws --snowflake-queue …, or in the bucket's properties.",
        ),
        Statement(
            copy_into(),
            "Back-fill, the first time only: loads what has landed before. It does not know what the pipe has loaded, so\n"
            "a file of both is in the table twice, and in the views once.",
            by_hand=True,
        ),
    ]


def _loads() -> Statement:
    """A view by itself: only Snowflake knows when a row came, and who reads no table has no other way to ask."""
    return Statement(
        f"CREATE OR REPLACE VIEW {LOADS} AS\nSELECT\n    session_id,\n    schema_version,\n    start_time,\n    end_time,\n"
        "    source_file,\n    loaded_at,\n"
        "    datediff('second', end_time, convert_timezone('UTC', loaded_at)::TIMESTAMP_NTZ) AS seconds_late\n"
        f"FROM {RAW}",
        f"{LOADS}: a row per loaded record, copies and older revisions too: how long after the call's end it was here.",
    )


# --------------------------------------------------------------------------------- who may read what


def _masking(wanted: Snowflake) -> list[Statement]:
    unmasked = f"CASE WHEN IS_ROLE_IN_SESSION('{wanted.pii.upper()}') THEN val END"
    policies = [
        Statement(
            f"CREATE MASKING POLICY IF NOT EXISTS {policy} AS (val {kind}) RETURNS {kind} ->\n    {unmasked}",
            "Columns that may identify a person are null for all but this role. Masking policies need Snowflake's\n"
            "Enterprise Edition: without it leave out everything down to the reader's role, and do not grant that role\n"
            f"{' and '.join(views_with_pii())}: whoever reads them then sees personal data." * (at == 0),
        )
        for at, (kind, policy) in enumerate(_POLICIES.items())
    ]
    # A policy that is in use cannot be replaced, only its body.
    policies += [
        Statement(
            f"ALTER MASKING POLICY {policy} SET BODY ->\n    {unmasked}",
            "For policies that were there before: the same role." * (at == 0),
        )
        for at, policy in enumerate(_POLICIES.values())
    ]
    raw = [
        Statement(
            f"ALTER TABLE {RAW} MODIFY COLUMN {column} SET MASKING POLICY {_POLICIES[kind]} FORCE",
        )
        for column, kind in masked_columns()
    ]
    of_views = [
        Statement(
            f"ALTER VIEW {table} MODIFY COLUMN {column} SET MASKING POLICY {_POLICIES['VARCHAR']} FORCE",
        )
        for table, column in masked_members()
    ]
    return [Statement(f"CREATE ROLE IF NOT EXISTS {wanted.pii}"), *policies, *raw, *of_views]


def masked_columns() -> list[tuple[str, str]]:
    """Columns of the raw table that are pii as a whole, with their type; the views pass the mask on."""
    kinds = {name: kind for name, kind, _ in raw_table.snowflake_columns()}
    return [(path, kinds[path]) for path, column in walk(record_columns()) if column.tag == "pii" and path in kinds]


def masked_members() -> list[tuple[str, str]]:
    """View and column of pii that lies inside an object or array, where a policy on the table cannot reach it."""
    return [
        (table.name, flat.name)
        for table in tables()
        for flat in table.columns
        if flat.column.tag == "pii" and (table.path or "." in flat.path) and not flat.of_call
    ]


def views_with_pii() -> list[str]:
    """The views that have a column of pii: without masking they are for nobody but who may see it."""
    return [table.name for table in tables() if any(flat.column.tag == "pii" for flat in table.columns)]


def _reading(wanted: Snowflake) -> list[Statement]:
    place = f"{wanted.database}.{wanted.schema}"
    return [
        Statement(
            f"CREATE ROLE IF NOT EXISTS {wanted.reader}", "Reads the views, and not the table: some pii lies inside it."
        ),
        *(
            Statement(f"GRANT USAGE ON WAREHOUSE {wanted.warehouse} TO ROLE {role}")
            for role in (wanted.reader, wanted.pii)
        ),
        Statement(f"GRANT USAGE ON DATABASE {wanted.database} TO ROLE {wanted.reader}"),
        Statement(f"GRANT USAGE ON SCHEMA {place} TO ROLE {wanted.reader}"),
        *(
            Statement(f"GRANT SELECT ON VIEW {view} TO ROLE {wanted.reader}")
            for view in (*(table.name for table in tables()), LOADS)
        ),
        Statement(
            f"GRANT ROLE {wanted.reader} TO ROLE {wanted.pii}",
            f"To let somebody see pii: GRANT ROLE {wanted.pii} TO USER …; to let them read without: {wanted.reader}.",
        ),
    ]


# --------------------------------------------------------------------------------------------- upkeep


def _status(wanted: Snowflake) -> list[Statement]:
    return [
        Statement(f"SELECT system$pipe_status('{PIPE}')", "Is the pipe running, and what did it receive last?"),
        Statement(
            "SELECT\n    file_name,\n    status,\n    row_count,\n    first_error_message,\n    last_load_time\n"
            f"FROM TABLE(information_schema.copy_history(\n    table_name => '{RAW.upper()}',\n"
            "    start_time => dateadd(hours, -24, current_timestamp())\n))\nORDER BY last_load_time DESC",
            "What was loaded in the last day, and which files were refused and why.",
        ),
        Statement(
            "SELECT\n    count(*) AS loaded,\n    count(DISTINCT source_file) AS files,\n"
            "    count(CASE WHEN session_id IS NULL THEN 1 END) AS without_id,\n"
            "    count(CASE WHEN schema_version IS NULL THEN 1 END) AS older_than_v1,\n"
            f"    max(start_time) AS latest_call\nFROM {RAW}",
            "without_id has to be 0. older_than_v1 are records of the system before, which the views leave out.",
        ),
        Statement(
            "SELECT\n    max(end_time) AS latest_call_ended,\n    max(loaded_at) AS last_loaded,\n"
            "    percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds_late) AS p50_seconds_late,\n"
            "    percentile_cont(0.95) WITHIN GROUP (ORDER BY seconds_late) AS p95_seconds_late,\n"
            f"    max(seconds_late) AS max_seconds_late\nFROM {LOADS}\nWHERE\n    schema_version = {SCHEMA_VERSION}\n"
            "    AND end_time > dateadd(hours, -24, convert_timezone('UTC', current_timestamp())::TIMESTAMP_NTZ)",
            f"How late is the data? {wanted.reader} may ask it as well. Calls of the last day, a back-fill's among them.",
        ),
    ]


def _again() -> list[Statement]:
    return [
        Statement(
            f"ALTER PIPE {PIPE} REFRESH",
            "After an outage of the notification: has the pipe look for files of the last seven days that it has not\n"
            "loaded. A pipe remembers for 14 days what it has loaded.",
            by_hand=True,
        ),
        Statement(
            f"{copy_into()}\nFORCE = TRUE",
            "Loads every file again. COPY remembers for 64 days what it has loaded, and skips older files of which it\n"
            "cannot know; after that FORCE, or LOAD_UNCERTAIN_FILES = TRUE. The views still give a call once. To get\n"
            f"rid of the copies first: TRUNCATE TABLE {RAW} (which forgets what was loaded as well).",
            by_hand=True,
        ),
    ]
