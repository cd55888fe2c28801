"""`schema/v1`: what is committed is what `record.py` says, and v1 stays v1."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from aftercall import landing
from aftercall.lake.columns import record_columns, walk
from aftercall.record import SessionRecord
from aftercall.warehouse import artifacts
from aftercall.warehouse.flat import tables
from tests.record_factory import TRANSCRIPT, a_record, records

COMMITTED = Path(__file__).parent.parent / "schema" / "v1"
FROZEN = Path(__file__).parent / "warehouse" / "v1_columns.txt"
FROZEN_DIGEST = "4c968983883a76669c59f71cc1c3b50777782413ee85dd1a85484d08462eae3a"

HOW_V1_CHANGES = """
The columns of version 1 are a promise: people's tables, queries and dashboards are built on them.
* To add a nullable column (the only change within v1), declare it and add its line to tests/warehouse/v1_columns.txt,
  with the digest in tests/test_schema_artifacts.py; run `make schema`.
* To rename, retype, remove, or let a column be null that never was: don't. That is a version 2, under a new prefix,
  beside v1, with readers for both.
"""


def validator():
    return Draft202012Validator(artifacts.json_schema())


def columns_now():
    return [f"{path} {column.type}{'?' if column.nullable else ''}" for path, column in walk(record_columns())]


def test_what_is_committed_is_what_would_be_generated():
    assert artifacts.stale(COMMITTED) == [], "record.py and schema/v1 differ. Try: make schema"


def test_every_column_of_version_1_is_still_there_with_its_type():
    gone = [line for line in FROZEN.read_text("utf-8").splitlines() if line not in columns_now()]
    assert gone == [], HOW_V1_CHANGES


def test_every_column_added_to_version_1_may_be_null_or_is_inside_one_that_may():
    frozen = FROZEN.read_text("utf-8").splitlines()
    added = [line for line in columns_now() if line not in frozen]
    new_paths = [line.split()[0] for line in added if line.endswith("?")]
    inside = tuple(path + end for path in new_paths for end in (".", "[]."))
    assert [line for line in added if not line.endswith("?") and not line.startswith(inside)] == [], HOW_V1_CHANGES


def test_the_list_of_frozen_columns_is_not_changed_by_accident():
    assert hashlib.sha256(FROZEN.read_bytes()).hexdigest() == FROZEN_DIGEST, HOW_V1_CHANGES


def test_the_columns_promised_to_the_data_team_keep_their_names_and_types():
    promised = {
        "session_id": "string", "user_email": "string", "start_time": "timestamp", "end_time": "timestamp",
        "duration_seconds": "double", "discovered_signals": "struct", "tool_calls": "array<struct>",
        "metrics_summary": "struct", "cost_summary": "struct", "conversation_state": "string",
    }  # fmt: skip
    assert {column.name: column.type for column in record_columns() if column.name in promised} == promised


def test_the_json_schema_is_a_valid_schema_with_a_meaning_and_a_tag_for_every_field():
    schema = artifacts.json_schema()
    Draft202012Validator.check_schema(schema)
    parts = [schema, *schema["$defs"].values()]
    fields = [field for part in parts for field in part["properties"].values()]
    meaning = {f"#/$defs/{name}": part["description"] for name, part in schema["$defs"].items()}
    assert all(field.get("description") or meaning[field["$ref"]] for field in fields)
    assert {field["x-tag"] for field in fields} == {"pii", "operational"}
    assert len(fields) > 100


def test_the_sample_is_a_record_as_it_lands_and_the_schema_accepts_it():
    text = (COMMITTED / "sample.json").read_text("utf-8")
    record = SessionRecord.model_validate_json(text)
    assert text == record.to_json() + "\n"
    assert text.count("\n") == 1
    assert list(validator().iter_errors(json.loads(text))) == []
    assert landing.decode(landing.encode(record)) == record


def test_the_sample_agrees_with_itself():
    record = artifacts.sample()
    costs, metrics = record.cost_summary, record.metrics_summary
    assert costs.total == sum(line.amount for line in costs.lines) == costs.openai + costs.deepgram + costs.elevenlabs
    assert metrics.user_turns + metrics.agent_turns == len(record.turns)
    assert {evidence.turn for evidence in record.discovered_signals.evidence} <= {
        turn.turn for turn in record.turns if turn.role == "user"
    }
    assert record.discovered_signals.qualification_tier == "sales_ready"
    assert metrics.latency_ms.e2e.n == sum(turn.e2e_ms is not None for turn in record.turns)


@given(records())
@settings(max_examples=50, deadline=None)
def test_the_schema_accepts_any_record(record):
    assert list(validator().iter_errors(json.loads(record.to_json()))) == []


def test_the_schema_accepts_records_of_later_and_earlier_versions_within_v1():
    value = json.loads(a_record(transcript=TRANSCRIPT, privacy__transcript="included").to_json())
    value["a_later_field"] = {"x": 1}
    value["turns"][0]["a_later_field"] = None
    del value["telephony"], value["turns"][0]["e2e_ms"]
    assert list(validator().iter_errors(value)) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("start_time",), "yesterday"),
        (("duration_seconds",), "94"),
        (("turns", 0, "role"), "bot"),
        (("cost_summary", "total"), "0.05"),
        (("session_id",), None),
        (("errors", "llm"), -1),
    ],
)
def test_the_schema_refuses_what_is_no_record(path, value):
    document = json.loads(a_record().to_json())
    place = document
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    assert [list(error.absolute_path) for error in validator().iter_errors(document)] == [list(path)]


def test_the_data_dictionary_has_every_field_and_every_flat_column():
    lines = (COMMITTED / "COLUMNS.md").read_text("utf-8").splitlines()
    for path, column in walk(record_columns()):
        assert any(line.startswith(f"| `{path}` | {column.type} | ") and column.comment in line for line in lines), path
    for table in tables():
        section = lines[lines.index(f"### {table.name}") :]
        for flat in table.columns:
            assert any(line.startswith(f"| `{flat.name}` | ") for line in section), f"{table.name}.{flat.name}"


def test_a_missing_and_a_changed_artifact_are_stale(tmp_path):
    artifacts.write(tmp_path)
    assert artifacts.stale(tmp_path) == []
    (tmp_path / "sample.json").unlink()
    (tmp_path / "COLUMNS.md").write_text("changed")
    assert artifacts.stale(tmp_path) == ["COLUMNS.md", "sample.json"]
