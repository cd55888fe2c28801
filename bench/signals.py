"""How fast the signals are read: fast enough that nobody has to think about it.

Claims, in CPU time of one core:

* At least 20,000 turns a second.
* Any turn of 100 kB takes less than half a second.

Beside it, for scale and without a claim, a first attempt's handful of regular expressions over every turn.
"""

import json
import re
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.signals.test_robustness import LONG  # noqa: E402  the path is set above

from aftercall.signals import default_pack, extract  # noqa: E402

ROUNDS = 7
MIN_TURNS_PER_SECOND = 20_000
MAX_LONG_TURN_SECONDS = 0.5

NAIVE = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(\d+)\s*(?:people|users|seats|reps|agents|employees)",
        r"(?:team|company|group) of (?:about |around )?(\w+)",
        r"(\d[\d,]*)\s*(?:documents|contracts|proposals|quotes|invoices)",
        r"\b(?:salesforce|hubspot|pipedrive|zoho|slack|zapier|quickbooks|xero|notion)\b",
        r"\b(?:asap|urgent|urgently|immediately|right away|today|tomorrow|this week|next week)\b",
        r"\b(?:no rush|no hurry|not urgent|just looking|exploring)\b",
        r"\b(?:docusign|adobe sign|proposify|hellosign|qwilr|signnow)\b",
    )
]  # fmt: skip


def naive(turns: list[dict[str, str]]) -> int:
    return sum(len(rule.findall(turn["text"])) for turn in turns if turn["role"] == "user" for rule in NAIVE)


def rate(read, calls: list[list[dict[str, str]]]) -> float:
    """Turns a second of CPU time."""
    begun = time.process_time()
    for turns in calls:
        read(turns)
    return sum(map(len, calls)) / (time.process_time() - begun)


def main() -> int:
    files = sorted((ROOT / "tests/signals/data").glob("*.jsonl"))
    calls = [json.loads(line)["turns"] for file in files for line in file.read_text("utf-8").splitlines()]
    default_pack()
    extract(calls[0])
    pairs = [(rate(extract, calls), rate(naive, calls)) for _ in range(ROUNDS)]
    ours, ratio = max(pair[0] for pair in pairs), sorted(ours / peer for ours, peer in pairs)[ROUNDS // 2]
    longest = 0.0
    for piece in LONG:
        text = piece * (100_000 // len(piece))
        for turns in ([("assistant", "How many users?"), ("user", text)], [("assistant", text), ("user", "yes")]):
            best = 60.0
            for _ in range(3):
                begun = time.process_time()
                extract([{"role": role, "text": said} for role, said in turns])
                best = min(best, time.process_time() - begun)
            longest = max(longest, best)
    print(
        f"{ours:,.0f} turns a second (at least {MIN_TURNS_PER_SECOND:,}), {ratio:.2f} × a handful of regular expressions"
    )
    print(f"slowest turn of 100 kB: {longest:.2f} s (limit {MAX_LONG_TURN_SECONDS})")
    held = ours >= MIN_TURNS_PER_SECOND and longest <= MAX_LONG_TURN_SECONDS
    print("held" if held else "NOT HELD")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
