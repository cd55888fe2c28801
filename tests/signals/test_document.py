"""docs/signals.md says what the code does now: its numbers come from an evaluation, its example is a pack that loads."""

from __future__ import annotations

import re

from aftercall.signals.business import business, extract_with
from aftercall.signals.rules import MEANING

from . import document


def test_the_document_and_the_schema_are_the_generated_ones():
    assert document.DOCUMENT.read_text("utf-8") == document.render(), "Try: make docs"
    assert document.SCHEMA.read_text("utf-8") == document.schema(), "Try: make docs"


def test_the_documented_pack_loads_and_finds_what_it_says(tmp_path):
    (example,) = re.findall(r"```toml\n(.*?)```", document.render(), re.DOTALL)
    path = tmp_path / "own.toml"
    path.write_text(example)
    assert {own.name for own in business(path).own} == {"offices", "billing"}
    found = extract_with(path, [{"role": "user", "text": "ten to fifteen offices on an annual plan, synced with acme"}])
    assert found.other == {"offices": "10", "offices_max": "15", "billing": "yearly"}
    assert found.integrations == ("acme erp",)
    assert found.qualification_tier == "sales_ready"


def test_every_rule_is_in_the_document():
    text = document.render()
    assert all(f"| `{rule}` |" in text for rule in MEANING)
