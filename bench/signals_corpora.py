"""How much is found in talk that is about something else: nearly nothing.

    python bench/signals_corpora.py MULTIDOGO.jsonl.gz TASKMASTER.jsonl.gz           # held, when each limit is kept
    python bench/signals_corpora.py MULTIDOGO.jsonl.gz TASKMASTER.jsonl.gz --write   # writes it down, for docs/signals.md
    python bench/signals_corpora.py                                                  # judges what was written down

Claims, in values found per 100 conversations: `LIMITS`. The corpora have no labels. Nearly every value in them is false, and each counts.

Two public corpora, which are not part of this project: MultiDoGO, customers' side only (github.com/awslabs/multi-domain-goal-oriented-dialogues-dataset,
CDLA-Permissive-1.0), and Taskmaster-4 (github.com/google-research-datasets/Taskmaster, TM-4, CC BY 4.0, Bill Byrne and
Saravanan Ganesh, Google LLC). Each is given as gzip JSON lines, one conversation a line: {"turns": [{"role": "user", "text": "…"}, …]}.
"""

import argparse
import gzip
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.signals.document import ELSEWHERE, rules_now  # noqa: E402  the path is set above

from aftercall.signals import extract  # noqa: E402

SIGNALS = ("team_size", "volume", "integrations", "urgency", "competitors")
LIMITS = {
    "MultiDoGO": {"team_size": 1, "volume": 0.3, "integrations": 2, "urgency": 2},
    "Taskmaster-4": {"team_size": 0.5, "volume": 0.5, "integrations": 0.5, "urgency": 0.5},
}


def read(file: Path) -> Iterator[list[dict[str, Any]]]:
    """The turns of each conversation."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)["turns"]


def figures(conversations: Iterable[list[dict[str, Any]]]) -> dict[str, Any]:
    """How many conversations and turns, and how many values were found per 100 conversations."""
    found: Counter[str] = Counter()
    calls = turns = 0
    for call in conversations:
        signals = extract(call)
        calls, turns = calls + 1, turns + len(call)
        found["team_size"] += signals.team_size is not None
        found["volume"] += signals.document_volume_per_month is not None
        found["integrations"] += len(signals.integrations)
        found["urgency"] += signals.urgency is not None
        found["competitors"] += len(signals.competitors)
    if not calls:
        raise SystemExit("a corpus holds no conversation. Try: gzip JSON lines with turns")
    return {
        "conversations": calls,
        "turns": turns,
        "per_100": {name: round(100 * found[name] / calls, 2) for name in SIGNALS},
    }


def over(corpora: Mapping[str, Any]) -> list[str]:
    """A line for each limit that is not kept."""
    return [
        f"{corpus}: {corpora[corpus]['per_100'][name]} {name} per 100 conversations, {limit} is the limit"
        for corpus, limits in LIMITS.items()
        for name, limit in limits.items()
        if corpora[corpus]["per_100"][name] > limit
    ]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", nargs="*", type=Path, metavar="FILE", help="MultiDoGO's, then Taskmaster-4's")
    parser.add_argument("--write", action="store_true", help=f"write {ELSEWHERE.relative_to(ROOT)}")
    options = parser.parse_args(arguments)
    if len(options.corpora) not in ((len(LIMITS),) if options.write else (0, len(LIMITS))):
        parser.error(f"{len(LIMITS)} files are asked for: {', '.join(LIMITS)}")
    if options.corpora:
        corpora = {corpus: figures(read(file)) for corpus, file in zip(LIMITS, options.corpora, strict=True)}
    else:
        written = json.loads(ELSEWHERE.read_text("utf-8"))
        corpora = written["corpora"]
        print(f"as written down, with {'the same' if written['rules'] == rules_now() else 'other'} rules:")
    for corpus, measured in corpora.items():
        print(f"{corpus}: {json.dumps(measured)}")
    if options.write:
        text = json.dumps({"rules": rules_now(), "corpora": corpora}, indent=1)
        ELSEWHERE.write_text(text + "\n", "utf-8")
    faults = over(corpora)
    print("\n".join([*faults, "NOT HELD" if faults else "held"]))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
