"""The documents: their commands run, their code is real, and their lists are the code's."""

import ast
import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

import aftercall
from aftercall.capture.application import Call
from aftercall.record import INCOMPLETE_REASONS
from aftercall.settings import Settings
from aftercall.ship.handover import hand_over
from tests.record_factory import a_record

ROOT = Path(__file__).parent.parent
DOCUMENTS = [ROOT / name for name in ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md")] + sorted(
    (ROOT / "docs").rglob("*.md")
)


def blocks(language):
    for document in DOCUMENTS:
        for block in re.findall(rf"^```{language}\n(.*?)^```", document.read_text("utf-8"), re.DOTALL | re.MULTILINE):
            yield document.name, block


COMMANDS = sorted(
    {
        line.split("  #")[0].strip()
        for _, block in blocks("sh")
        for line in block.splitlines()
        if line.startswith("aftercall ")
    }
)


@pytest.fixture(scope="module")
def landed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("docs")
    settings = Settings(landing=folder / "sessions", spool=folder / "spool")
    hand_over(a_record(session_id="rm_docs"), settings, 10)
    return settings


@pytest.mark.parametrize("command", COMMANDS)
def test_the_documented_command_runs(landed, command):
    env = {
        **os.environ,
        "AFTERCALL_LANDING": str(landed.landing),
        "AFTERCALL_SPOOL": str(landed.spool),
        "ID": "rm_docs",
    }
    words = [
        os.path.expandvars(word) if "$ID" not in word else word.replace("$ID", "rm_docs")
        for word in shlex.split(command)
    ]
    done = subprocess.run(
        [sys.executable, "-m", "aftercall.cli", *words[1:]],
        check=False,
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr


def test_enough_commands_are_documented_to_be_worth_testing():
    assert len(COMMANDS) >= 7


@pytest.mark.parametrize(("document", "block"), list(blocks("python")))
def test_documented_python_is_python(document, block):
    tree = compile(block, document, "exec", ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("aftercall"):
            module = __import__(node.module, fromlist=[name.name for name in node.names])
            assert all(
                hasattr(module, name.name) or (ROOT / "src/aftercall" / f"{name.name}.py").exists()
                for name in node.names
            )
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and ast.unparse(node.func).startswith("call.")
        ):
            assert callable(getattr(Call, node.func.attr)), f"{document}: call.{node.func.attr}"


def test_the_readmes_record_is_the_committed_sample_shortened():
    (shown,) = [json.loads(block) for document, block in blocks("json") if document == "README.md"]
    sample = json.loads((ROOT / "schema/v1/sample.json").read_text("utf-8"))

    def is_part(small, large):
        if isinstance(small, dict):
            return all(key in large and is_part(value, large[key]) for key, value in small.items())
        return small == large

    assert is_part(shown, sample)


def test_every_reason_is_explained_and_no_other():
    text = (ROOT / "docs/metrics.md").read_text("utf-8").split("## Why a record may be incomplete")[1]
    assert tuple(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)) == INCOMPLETE_REASONS


def test_every_setting_is_documented_where_it_is_read_and_in_the_docs():
    source = (ROOT / "src/aftercall/settings.py").read_text("utf-8")
    read = set(re.findall(r'"((?:AFTERCALL|ANALYTICS)_[A-Z0-9_]+)"', source))
    for text in (source.split('"""')[1], (ROOT / "docs/settings.md").read_text("utf-8")):
        assert set(re.findall(r"\b((?:AFTERCALL|ANALYTICS)_[A-Z0-9_]+)\b", text)) == read


def test_every_link_leads_somewhere():
    for document in DOCUMENTS:
        for target in re.findall(r"\]\(([^)#]+)\)", document.read_text("utf-8")):
            assert target.startswith("https://") or (document.parent / target).exists(), f"{document.name}: {target}"


def test_the_changelog_knows_this_version():
    assert f"## [{aftercall.__version__}]" in (ROOT / "CHANGELOG.md").read_text("utf-8")
