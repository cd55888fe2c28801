"""What callers nobody had met gave: each hand's file, heard by the rules as they were just before it was added.

    python bench/signals_first_met.py           # held, when the committed figures are what the history gives
    python bench/signals_first_met.py --write   # writes them down, for docs/signals.md

The rules are those of the parent of the commit that added tests/signals/data/HAND.jsonl, taken out of the history into a
folder of their own and run there: older than any rule that was committed together with the file or after it. Rules can
have been changed between that commit and the first look at the hand, so that it was met by better ones than these.
The labels and the scorer are today's. Hands that came with the first rules have no figures (null). A hand that is not
committed yet is heard by the last commit's rules. For hands kept apart, today's figures are of rules that have not met them either.

Needs git and the whole history, no shallow clone.
"""

import argparse
import hashlib
import io
import json
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.signals.document import FIRST_MET  # noqa: E402  the path is set above

from aftercall.record import DiscoveredSignals  # noqa: E402
from aftercall.signals import evaluation, labels  # noqa: E402

DATA = "tests/signals/data"
SCORED = ("team_size", "volume", "integrations", "urgency", "competitors")

HEAR = """
import json, sys
sys.path.insert(0, sys.argv[1])
import aftercall
assert aftercall.__file__.startswith(sys.argv[1]), aftercall.__file__
from aftercall.signals import extract
for line in sys.stdin:
    found = extract(json.loads(line))
    print(json.dumps({name: getattr(found, name) for name in sys.argv[2:]}))
"""
FIELDS = (
    "team_size",
    "team_size_max",
    "document_volume_per_month",
    "document_volume_per_month_max",
    "integrations",
    "urgency",
    "competitors",
)


def git(*arguments: str, root: Path = ROOT) -> bytes:
    return subprocess.run(["git", "-C", str(root), *arguments], check=True, stdout=subprocess.PIPE).stdout


def is_whole(root: Path = ROOT) -> bool:
    """Whether the history is here, back to the first commit."""
    if not (root / ".git").exists():
        return False
    return git("rev-parse", "--is-shallow-repository", root=root).strip() == b"false"


def rules_before(file: str, root: Path = ROOT) -> str | None:
    """The short hash of the commit whose rules never saw a file; None where there were no rules before it."""
    added = git("log", "--diff-filter=A", "--follow", "--format=%h", "--", file, root=root).decode().split()
    commit = f"{added[-1]}^" if added else "HEAD"
    parent = subprocess.run(
        ["git", "-C", str(root), "rev-parse", "--quiet", "--verify", "--short=7", commit],
        check=False,
        stdout=subprocess.PIPE,
    )
    if parent.returncode or not git("ls-tree", "--name-only", commit, "src/aftercall/signals/", root=root).strip():
        return None
    return parent.stdout.decode().strip()


def heard(commit: str, calls: Sequence[list[dict[str, str]]]) -> list[DiscoveredSignals]:
    """What a commit's rules find in calls."""
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(fileobj=io.BytesIO(git("archive", "--format=tar", commit, "src"))) as tree:
            tree.extractall(folder, filter="data")
        lines = "\n".join(map(json.dumps, calls))
        done = subprocess.run(
            [sys.executable, "-I", "-c", HEAR, str(Path(folder, "src")), *FIELDS],
            check=True, input=lines, stdout=subprocess.PIPE, encoding="utf-8",
        )  # fmt: skip
    return [DiscoveredSignals(**json.loads(line)) for line in done.stdout.splitlines()]


def met(file: Path) -> dict[str, Any] | None:
    """The figures of one hand; None where there were no rules before it."""
    commit = rules_before(file.relative_to(ROOT).as_posix())
    if commit is None:
        return None
    conversations = list(labels.read(file.read_text("utf-8").splitlines(), file.name))
    found = iter(heard(commit, [conversation.as_turns() for conversation in conversations]))
    score = evaluation.score(conversations, lambda _: next(found))
    return {
        "rules": commit,
        "labels": hashlib.sha256(file.read_bytes()).hexdigest()[:16],
        "conversations": len(conversations),
        "f1": {name: rounded(score.counts[name].f1) for name in SCORED},
        "silent": [score.silent_right, score.silent],
    }


def rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 3)


def measured() -> dict[str, Any]:
    """The figures of every hand, by its name."""
    return {file.stem: met(file) for file in sorted((ROOT / DATA).glob("*.jsonl"))}


def shown(hands: Mapping[str, Any]) -> str:
    """As it is committed: a line per hand."""
    return "{\n" + ",\n".join(f"{json.dumps(hand)}: {json.dumps(figures)}" for hand, figures in hands.items()) + "\n}\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help=f"write {FIRST_MET.relative_to(ROOT)}")
    options = parser.parse_args()
    if not is_whole():
        print("not measured: the history is not here. Try: git fetch --unshallow, or a clone without --depth")
        return 1
    text = shown(measured())
    print(text, end="")
    if options.write:
        FIRST_MET.write_text(text, "utf-8")
    held = FIRST_MET.exists() and FIRST_MET.read_text("utf-8") == text
    print("held" if held else "NOT HELD: the committed figures are others. Try: --write, and make docs")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
