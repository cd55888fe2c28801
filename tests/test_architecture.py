"""What the tree promises about itself, where neither the linter nor the import contracts can see it."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "aftercall"
PINS = sorted((ROOT / "requirements").rglob("*.txt"))

VAGUE = {"base", "common", "helpers", "misc", "types", "utils"}
CALL_PATH = ("capture", "disk", "errors", "landing", "pricing", "record", "settings", "signals", "spool")
HOSTS = ("livekit", "pipecat")
HEAVY = ("boto3", "botocore", "duckdb", "genai_prices", "pyarrow", "pyspark")
TERMINAL = ("rich", "typer")

PINNED = re.compile(r"[a-z0-9._-]+(\[[a-z0-9,._-]+\])?==[^\s;]+( ; [^\\]+?)?( --hash=sha256:[0-9a-f]{64})+")
# Written so that neither matches its own source.
MACHINE_PATH = re.compile(r"(?<![\w.:/-])/(?:work|root)/|/tmp/(?:venv)-")
REGISTRY = re.compile(r"py(?:pi|thonhosted)\.(?:org)|npm(?:js)\.(?:org|com)|crates\.(?:io)|deb\.debian\.(?:org)")


def committed() -> list[Path]:
    """Every file that is, or could be, in a commit: tracked or new, and not ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def short(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def logical_lines(pins: Path) -> list[str]:
    text = re.sub(r"^\s*#.*\n", "", pins.read_text("utf-8"), flags=re.MULTILINE)
    return [re.sub(r"\s+", " ", line).strip() for line in text.replace("\\\n", " ").splitlines() if line.strip()]


def versions(pins: Path) -> dict[str, set[str]]:
    """Package → its pinned versions: more than one where a marker tells them apart."""
    found: dict[str, set[str]] = {}
    for line in logical_lines(pins):
        requirement = Requirement(line.split(" --hash", 1)[0])
        found.setdefault(canonicalize_name(requirement.name), set()).add(str(requirement.specifier).removeprefix("=="))
    return found


def modules(*names: str) -> list[str]:
    """The named modules of the package, and every module below them."""
    paths = [p for name in names for p in (PACKAGE / f"{name}.py", *(PACKAGE / name).rglob("*.py")) if p.is_file()]
    return sorted(".".join(p.relative_to(ROOT / "src").with_suffix("").parts).removesuffix(".__init__") for p in paths)


def loaded_by(names: list[str]) -> set[str]:
    """The top-level packages in a fresh interpreter that has imported `names`."""
    code = f"import {', '.join(names)}, sys; print(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def test_no_file_has_a_name_that_says_nothing():
    assert [short(path) for path in committed() if path.suffix == ".py" and path.stem.lower() in VAGUE] == []


def test_the_package_holds_no_unfinished_work():
    unfinished = re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError)\b")
    sources = [path for path in committed() if PACKAGE in path.parents and path.suffix in {".py", ".sql"}]
    assert sources
    assert [
        f"{short(path)}: {found[0]}" for path in sources for found in unfinished.finditer(path.read_text("utf-8"))
    ] == []


def test_only_the_command_line_the_demo_and_the_stdout_sink_print():
    def may_print(path: Path) -> bool:
        return path.is_relative_to(PACKAGE / "cli") or path.is_relative_to(PACKAGE / "demo") or path.name == "stdout.py"

    printing = [
        f"{short(path)}:{node.lineno}"
        for path in PACKAGE.rglob("*.py")
        if not may_print(path)
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert printing == []


def test_importing_the_call_path_loads_no_client_no_engine_and_no_price_book():
    names = [name for name in modules(*CALL_PATH) if name.rpartition(".")[2] not in HOSTS]
    assert "aftercall.spool" in names
    assert loaded_by(names).intersection(HEAVY + TERMINAL) == set()


def test_a_job_with_its_host_and_the_adapter_has_loaded_no_client_no_engine_and_no_price_book():
    names = ["livekit.agents", *modules("livekit"), "aftercall.capture.livekit"]
    assert "aftercall.livekit" in names
    assert loaded_by(names).intersection(HEAVY) == set()


@pytest.mark.parametrize("pins", PINS, ids=short)
def test_every_pinned_requirement_has_a_version_and_hashes_and_no_address(pins: Path):
    lines = logical_lines(pins)
    assert lines
    assert [line[:120] for line in lines if not PINNED.fullmatch(line)] == []
    assert "://" not in pins.read_text("utf-8")


def test_every_list_of_requirements_is_pinned():
    assert PINS
    assert [short(p) for p in (ROOT / "requirements").rglob("*.in") if p.with_suffix(".txt") not in PINS] == []


def test_the_pins_satisfy_what_the_project_asks_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    extras = project["project"]["optional-dependencies"]
    core = project["project"]["dependencies"]
    demo = [*core, *extras["demo"], *extras["livekit"], *extras["lake"]]
    asked = {
        "demo.txt": demo,
        "test.txt": [*demo, *project["dependency-groups"]["dev"]],
        "build.txt": project["build-system"]["requires"],
        **{f"hosts/{p.name}": core for p in PINS if p.parent.name == "hosts"},
    }
    unsatisfied = [
        f"requirements/{name}: {wanted}"
        for name, wishes in asked.items()
        for pinned in [versions(ROOT / "requirements" / name)]
        for wanted in map(Requirement, wishes)
        if wanted.name != "aftercall"
        and not any(wanted.specifier.contains(v) for v in pinned.get(canonicalize_name(wanted.name), ()))
    ]
    assert unsatisfied == [], "Try: make requirements"


def test_the_demo_is_installed_at_the_versions_that_are_tested():
    tested = versions(ROOT / "requirements" / "test.txt")
    demo = versions(ROOT / "requirements" / "demo.txt")
    assert {name: found for name, found in demo.items() if not found <= tested.get(name, set())} == {}


def test_a_host_environment_holds_the_host_and_its_plugins_at_the_version_in_its_name():
    for pins in PINS:
        if pins.parent.name == "hosts":
            found = versions(pins)
            plugins = (f"livekit-plugins-{plugin}" for plugin in ("openai", "deepgram", "elevenlabs"))
            expected = {name: {pins.stem.removeprefix("livekit-")} for name in ("livekit-agents", *plugins)}
            assert {name: found[name] for name in expected} == expected


def test_no_committed_file_names_a_registry_a_machine_or_a_lock_with_addresses_in_it():
    faults = []
    for path in committed():
        if path.name in {"uv.lock", "pylock.toml"}:
            faults.append(short(path))
        text = path.read_bytes().decode("utf-8", "ignore")
        faults += [f"{short(path)}: {found[0]}" for rule in (MACHINE_PATH, REGISTRY) for found in rule.finditer(text)]
    assert faults == []


def test_the_wheel_carries_every_file_of_the_package_its_types_and_its_licence(tmp_path: Path):
    (built,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])
    packed = set(zipfile.ZipFile(built).namelist())
    files = {path.relative_to(ROOT / "src").as_posix() for path in committed() if PACKAGE in path.parents}
    assert "aftercall/py.typed" in files
    assert files - packed == set()
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in packed)
