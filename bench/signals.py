"""How fast the signals are read: fast enough that nobody has to think about it.

    python bench/signals.py                                         # the labelled conversations
    python bench/signals.py MULTIDOGO.jsonl.gz TASKMASTER.jsonl.gz  # and talk as it comes, see signals_corpora.py

Claims, in CPU time of one core:

* At least 20,000 turns a second, of the labelled conversations, which tell something in every third exchange, and of each corpus given.
* At least half as fast as the regular expressions of a first attempt.
* Any turn of 100 kB takes less than half a second.

The first attempt (`naive`) looks for the same signals by the same names: every alias of every product, every
document word, person and mood of the pack, numbers in words and digits, periods, dates, industries. Each table is one
alternation, the longest first, with word boundaries, ignoring case, run over each user turn; whether a bare
number counts is looked up in the agent's question. It knows no negation, correction, scope or spelling of its own:
it is a yardstick of speed only.
"""

import argparse
import gc
import json
import re
import sys
import time
import tomllib
from collections.abc import Callable, Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from bench.signals_corpora import read  # noqa: E402  the path is set above
from tests.signals.test_robustness import LONG  # noqa: E402

from aftercall.signals import default_pack, extract  # noqa: E402

ROUNDS = 7
MIN_TURNS_PER_SECOND = 20_000
MIN_RATIO = 0.5
MAX_LONG_TURN_SECONDS = 0.5

PACK = tomllib.loads(resources.files("aftercall.signals").joinpath("pack.toml").read_text("utf-8"))

NUMBER = (
    r"\d[\d,.]*k?|a couple(?: of)?|a few|several|half a dozen|a dozen|dozens?|hundreds?|"
    r"(?:(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    r"eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|a|hundred|thousand|and)[ -]?)+"
)


def any_of(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


def names_in(table: dict[str, Any]) -> dict[str, str]:
    return {alias: name for name, entry in table.items() for alias in [*entry["aliases"], *entry.get("everyday", [])]}


def compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


INTEGRATIONS, COMPETITORS = names_in(PACK["integrations"]), names_in(PACK["competitors"])
PEOPLE = [word for kind in ("seats", "company", "generic", "roles") for word in PACK["people"][kind]]
PERIODS = r"(?:an?|per|each|every|/)\s*(?:day|week|month|quarter|year)|daily|weekly|monthly|quarterly|annually|yearly"
MOODS = {
    level: [*PACK["urgency"].get(level, []), *PACK["urgency"]["in_answer"].get(level, [])]
    for level in ("low", "high", "medium")
}

TEAM = [
    compiled(rf"\b({NUMBER})\s*(?:or so |more )?(?:{any_of(PEOPLE)})\b"),
    compiled(rf"\b(?:team|company|group|crew|staff) of (?:about |around )?({NUMBER})"),
    compiled(r"\b(?:just|only) me\b|\bon my own\b|\bsolo\b"),
]
VOLUME = [
    compiled(rf"\b({NUMBER})\s*(?:\w+ )?(?:{any_of(PACK['documents']['nouns'])})\b.*?\b({PERIODS})"),
    compiled(rf"\b({NUMBER})\s*({PERIODS})\b"),
]
PRODUCTS = [(compiled(rf"\b({any_of(list(names))})\b"), names) for names in (INTEGRATIONS, COMPETITORS)]
URGENCY = {level: compiled(rf"\b(?:{any_of(words)})\b") for level, words in MOODS.items()}
TIMELINE = [
    compiled(r"\b(?:today|tonight|tomorrow|(?:this|next|by|before) (?:week|month|quarter|year|\w+day)|end of (?:the )?(?:week|month|quarter|year))\b"),
    compiled(rf"\b(?:in|within) ({NUMBER}) (?:day|week|month|year)s?\b"),
    compiled(r"\b(?:january|february|march|april|may|june|july|august|september|october|november|december|q[1-4])\b"),
]  # fmt: skip
INDUSTRIES = {name: compiled(rf"\b(?:{any_of(words)})\b") for name, words in PACK["industries"].items()}
BARE = compiled(rf"^\W*(?:about |around |maybe )?({NUMBER})\b")
ASKS = {
    "team": compiled(rf"\b(?:how many|how big|how large|number of)\b.*\b(?:team|company|{any_of(PEOPLE)})\b"),
    "volume": compiled(rf"\b(?:how many|how often|volume)\b.*\b(?:{any_of(PACK['documents']['nouns'])})\b"),
}


def naive(turns: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What the regular expressions find in a conversation, the last of each."""
    found: dict[str, Any] = {"integrations": set(), "competitors": set()}
    question = ""
    for turn in turns:
        text = turn["text"]
        if turn["role"] != "user":
            question = text
            continue
        for signal, patterns in (("team", TEAM), ("volume", VOLUME), ("timeline", TIMELINE)):
            for pattern in patterns:
                if hit := pattern.search(text):
                    found[signal] = hit[0]
                    break
        if bare := BARE.search(text):
            for signal, pattern in ASKS.items():
                if pattern.search(question):
                    found[signal] = bare[0]
        for (pattern, names), signal in zip(PRODUCTS, ("integrations", "competitors"), strict=True):
            found[signal].update(names[hit.lower()] for hit in pattern.findall(text))
        for level, pattern in URGENCY.items():
            if pattern.search(text):
                found["urgency"] = level
                break
        for industry, pattern in INDUSTRIES.items():
            if pattern.search(text):
                found["industry"] = industry
                break
    return found


def rate(reader: Callable[[Any], Any], calls: Sequence[Sequence[Mapping[str, Any]]]) -> float:
    """Turns a second of CPU time."""
    begun = time.process_time()
    for turns in calls:
        reader(turns)
    return sum(map(len, calls)) / (time.process_time() - begun)


def fast(name: str, calls: Sequence[Sequence[Mapping[str, Any]]]) -> bool:
    """Whether both claims hold of these calls; tells the figures."""
    pairs = [(rate(extract, calls), rate(naive, calls)) for _ in range(ROUNDS)]
    ours, ratio = max(pair[0] for pair in pairs), sorted(ours / peer for ours, peer in pairs)[ROUNDS // 2]
    print(
        f"{name}: {ours:,.0f} turns a second (at least {MIN_TURNS_PER_SECOND:,}), "
        f"{ratio:.2f} × the regular expressions of a first attempt (at least {MIN_RATIO})"
    )
    return ours >= MIN_TURNS_PER_SECOND and ratio >= MIN_RATIO


def longest_turn_seconds() -> float:
    """CPU time of the slowest turn of 100 kB, the best of three."""
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
    return longest


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", nargs="*", type=Path, metavar="FILE", help="gzip JSON lines with turns")
    files = sorted((ROOT / "tests/signals/data").glob("*.jsonl"))
    talk = {"labelled": [json.loads(line)["turns"] for file in files for line in file.read_text("utf-8").splitlines()]}
    talk |= {file.name: list(read(file)) for file in parser.parse_args().corpora}
    default_pack()
    extract(talk["labelled"][0])
    gc.freeze()  # the calls and the tables, which live as long as the bench, are no garbage of either reader
    slow = [name for name, calls in talk.items() if not fast(name, calls)]
    longest = longest_turn_seconds()
    print(f"slowest turn of 100 kB: {longest:.2f} s (limit {MAX_LONG_TURN_SECONDS})")
    held = not slow and longest <= MAX_LONG_TURN_SECONDS
    print("held" if held else "NOT HELD")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
