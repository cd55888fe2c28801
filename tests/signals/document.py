"""Writes docs/signals.md and the packs' JSON Schema: `python -m tests.signals.document`.

The definitions stand here; the rules, the vocabulary's size and every measured number come from the code and from
an evaluation of the labelled conversations beside this file.
"""

from __future__ import annotations

import hashlib
import json
import statistics
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path

from aftercall.signals import evaluation, extract, labels, packfile
from aftercall.signals.confidence import CONFIDENCE, Counts, calibrated
from aftercall.signals.evaluation import Count, Score
from aftercall.signals.pack import default_text
from aftercall.signals.rules import meaning

from .scoring import (
    APART,
    DATA,
    HANDS,
    LONG_APART,
    SHORT_APART,
    SURE,
    Sure,
    all_together,
    conversations,
    f1_of,
    is_long,
    sure_by_the_others,
)

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "signals.md"
SCHEMA = ROOT / "src" / "aftercall" / "signals" / "pack.schema.json"
FIRST_MET = ROOT / "bench" / "signals_first_met.json"
"""What each hand gave when it was first met. Written by bench/signals_first_met.py --write, from the history."""
ELSEWHERE = ROOT / "bench" / "signals_corpora.json"
"""What is found in talk of other things. Written by bench/signals_corpora.py --write, from corpora that are not here."""
NO_RULES = frozenset(("business", "evaluation", "labels", "packfile", "phrasing", "rules"))
"""Modules that no built-in signal comes from."""

_HEAD = """\
# Signals

<!-- Written by `make docs`. -->

What a customer tells about themselves in a call, read by rules from the transcript's turns, in the call's own process: no
model, no network, none of their words in what comes out. A value is what holds when the call is over; null means that
nothing was said. Each comes with evidence: the rule, the turn, and how often that rule was right on labelled conversations.

```sh
aftercall signals try "we're about a dozen people"
aftercall signals try "assistant: How many contracts?" "user: a couple hundred a month" --json
```

## What each signal means

**Who speaks.** What the customer says is evidence. What the agent says is none: not our size, not other customers' numbers,
not a list of what we connect to. It counts through the customer's answer: a yes takes over everything that was stated or
asked, a no nothing, "the rest is right" all but what was corrected. A bare number means what was just asked for. Other
people's facts (clients, the other side of a deal, a former employer) do not count.

| signal | is | is not |
|---|---|---|
| `team_size`, `team_size_max` | people who would use the product; else the team; else the company: the narrowest that was told, and of that the last value. The speaker counts: "me and three others" is 4. Parts are added up. "A couple" is 2, "a few" 3, "several" 5, a dozen 12 | hypotheticals, plans beside a present number, the past, a denied number |
| `document_volume_per_month`, `…_max` | contracts, proposals, quotes, forms and their like that are sent, as a rate per month: a week × 52/12, a day × 21.67 working days, a quarter ÷ 3, a year ÷ 12, to 0.1. The period may come from the question or the next exchange | a stock ("eleven hundred templates"), what is received, e-mails, leads, pages, recipients; a number without any period |
| `integrations` | products that are used, needed, certainly moved to, or asked about as "do you connect to it" | products left, banned, only considered, somebody else's; everyday words ("every monday", "picking up the slack") |
| `competitors` | competing products used, formerly used, or compared with; never an integration too | our own name |
| `urgency` | *high*: words of immediate need, or a date within two weeks. *medium*: up to about three months, or "soon". *low*: no hurry, only looking, or later. A date beats a mood, the later statement the earlier one | call-backs and meetings, the speed of a feature, quoted text, other projects' dates, our own offers |
| `timeline` | the date behind the urgency, in a closed list | their words |
| `industry` | the line of business, where the customer says what they are | a guess |
| `qualification_tier` | `sales_ready` from {team_size} people, from {volume} documents a month, or with {integrations}; `self_serve` when something else is known | anything, when nothing is known |

Hedges ("about", "at least", "up to") leave the number as it was said. Ranges keep both ends, and the tier uses the lower.

## Known limits

* By another transcriber or mouth (no punctuation, capitals, fillers, digits or words, turns cut in two) no signal loses more than .03 of F1.
  Real punctuation is still better ([why](decisions/0012-what-the-rules-leave-alone.md)): have the transcriber put it in.
* English only, and one customer: two people on the customer's side are read as one.
* Words are read, not tone. Irony is taken at its word.
* Dates are levels, not days: "in March" is medium in any month.
* A product is found by the spellings of the vocabulary, or as a word that was cut in two. Another misspelling is not found.
* In a call of three exchanges or more, a single value that was told once, not plainly, in no answer about when, and with a confidence under 0.9, is
  left out: it is more often a stray number than told. From eight exchanges on, such a size is left out even if it was told plainly, and one that
  no question asked for in any case. `evidence` then names `qualification_tier`, the rule `call.stray_value` and the turn.
* Who says to be no customer (a student, a reporter, an applicant, somebody who was sent something to sign), or whom the agent tells that they want somebody else, gives no signals, in the words mostly used for it,
  what they said before included, a business's own signals too. `evidence` then names `qualification_tier`, the rule `caller.no_customer` and the turn.
  A caller who spoke of a business of their own before is a customer and stays one; of one who does later, only what follows counts.
* A long call in which nothing is told can still give a stray value; how often, the tables below say ("silent ones left empty"). Where that
  matters, ask the warehouse for calls with two signals or more.
* `timeline` and `industry` are not measured: no labels for them.
* An answer that goes on over several turns is read as a whole up to 60 words. After an answer that could stand alone, a turn that does not go on
  with it is another matter, and a bare number in it answers nothing.
* A product whose name is a word or a make of car ("sap", "Clio") is taken for the product, unless it is in the vocabulary as an everyday word.

"""

_PACKS = """\
## A vocabulary of your own

The built-in vocabulary is data, in [`pack.toml`](../src/aftercall/signals/pack.toml): {products} integrations, {competitors} competitors,
{documents} words for documents, {industries} industries, and the tier rule. A pack of your own adds to it: set
`AFTERCALL_SIGNALS` to a TOML file, and try it first with `aftercall signals try … --pack FILE`.

```toml
{example}```

Values of your own signals are in `discovered_signals.other`, with rule `pack.<name>`: a number in digits (of a range the lower end,
and the upper one as `<name>_max`), or the choice's name. The customer's words count, the agent's where the customer says yes,
what was said last holds, and a phrase after "not" or "if" in the same clause is passed over. Whose facts they are is not judged.
A built-in signal's name ({reserved}) is refused.

| in a phrase | means |
|---|---|
| `offices` | the word, whatever its case; marks between words do not count |
| `{{number}}` | a number as people say it, hedged or not: "twelve", "a couple hundred", "10 to 15" |
| `{{money}}` | an amount: "$20k", "twenty thousand dollars"; the currency is not kept |
| `(office\\|branch offices)` | one of these |
| `[new\\|other]` | one of these, or nothing |
| `...` | up to four words |

A contraction is words of its own: "what is" is not "what's". An alias is refused if it is a common word ("we"), or another product's name in other
spelling ("sales-force").

There are no regular expressions, so that no phrase can be slow. A file that cannot be used is refused with the key and what to try by
the commands; a call goes on with the built-in signals, and its record names `settings_invalid`. `[tier]` replaces the built-in rule as
a whole. The confidence of an own signal is 0.5 until you measure it: label some conversations with `"other": {{"offices": "12"}}`, run
`signals eval --pack FILE --json`, and write what it counts there under `rules` into the pack's `[signals.…]` as `measured = [right, found]`. The form of the file as a JSON
Schema, for editors: [`pack.schema.json`](../src/aftercall/signals/pack.schema.json).

"""

_MEASURED = """\
## Measured

`aftercall signals eval FILE.jsonl` scores a file of labelled conversations, one JSON object per line, and lists each error by its
conversation's id; `--show-text N` adds so many characters of it. The form:

```
{form}
```

`min` to `max` is what was told, and `accept` holds it. `competitors` and `other` may be left out; then they are not scored. A turn's role is `user`, or `assistant` or `agent`. A
label that could never be right is refused, with its line: an interval that does not hold its value, a volume of 0, a product nobody knows, a key of
`expect` that is unknown or stands beside it, an id used twice. Other keys beside `expect` are yours.

A value is right when: team size, both ends equal the label's, or lie in `accept` where that is wider; volume, both ends lie in
`accept`; urgency, the same level; products, name by name. A conversation is silent when it tells no size, volume, integration or urgency.

The files are by different hands. The rules were written on most of them and fit them well; {apart} were kept apart: whoever writes
rules does not read them, so they tell what to expect of callers nobody has met. In {long}, calls are long (14 to 40 turns), with
numbers of all sorts in them.

"""

_FIRST_MET = """\
## On callers nobody had met

What each file gives with the rules as they were just before it was added, which had never met its hand: the drop to expect of a new
one. `bench/signals_first_met.py` takes those rules out of the history and counts with today's labels and scorer. A file can first have been scored
with somewhat later rules than these. {first} came with the first rules and have no such figures. F1:

| file | calls | turns a call | rules of | team_size | volume | integrations | urgency | competitors | silent ones left empty |
|---|---|---|---|---|---|---|---|---|---|
"""

_ELSEWHERE = """
## In talk that is about something else

Values found per 100 conversations, in two public corpora that are not part of this project. Nearly all are false. Measured by
`bench/signals_corpora.py` with {rules}.

| corpus | conversations | turns | team_size | volume | integrations | urgency | competitors |
|---|---|---|---|---|---|---|---|
{rows}

MultiDoGO: customers only, [awslabs/multi-domain-goal-oriented-dialogues-dataset](https://github.com/awslabs/multi-domain-goal-oriented-dialogues-dataset),
CDLA-Permissive-1.0. Taskmaster-4: [google-research-datasets/Taskmaster](https://github.com/google-research-datasets/Taskmaster), CC BY 4.0,
Bill Byrne and Saravanan Ganesh, Google LLC.

Calls of these files with such talk before, after and between keep their scores (`tests/signals/test_unrelated.py`).

"""

_FORM = (
    '{"id": "c1", "turns": [{"role": "assistant", "text": "How many seats?"}, {"role": "user", "text": "seven"}],\n'
    ' "expect": {"team_size": {"min": 7, "max": 7, "accept": [7, 7]}, "document_volume_per_month": null,\n'
    '            "integrations": [], "urgency": "none", "competitors": []}}'
)


def rules_now() -> str:
    """Names the rules as they are: another text of a rule, or of the vocabulary, is another name."""
    files = [file for file in SCHEMA.parent.glob("*.py") if file.stem not in NO_RULES]
    names = sorted([*files, SCHEMA.parent / "pack.toml"])
    return hashlib.sha256(b"".join(file.read_bytes() for file in names)).hexdigest()[:16]


def render() -> str:
    """The document, measured now."""
    pack = tomllib.loads(default_text())
    tier = pack["tier"]
    head = _HEAD.replace("{team_size}", str(tier["team_size"])).replace(
        "{volume}", f"{tier['document_volume_per_month']:g}"
    )
    scores = {file.name: _score(file) for file in sorted(DATA.glob("*.jsonl"))}
    return (
        head.replace("{integrations}", " or ".join(tier["integrations"]))
        + _PACKS.format(
            products=len(pack["integrations"]),
            competitors=len(pack["competitors"]),
            documents=len(pack["documents"]["nouns"]),
            industries=len(pack["industries"]),
            example=_example(),
            reserved=", ".join(f"`{name}`" for name in packfile.RESERVED),
        )
        + _MEASURED.replace("{form}", _FORM)
        .replace("{apart}", _listed(f"{hand}.jsonl" for hand in APART))
        .replace("{long}", _listed(f"{hand}" for hand in (*HANDS, *APART) if is_long(hand)))
        + "\n".join([*_quality(scores), "", *_confidence(scores), "", *_first_met(), *_elsewhere(), *_rules()])
        + "\n"
    )


def schema() -> str:
    """The packs' JSON Schema, as text."""
    return json.dumps(packfile.json_schema(), indent=2, ensure_ascii=False) + "\n"


def _example() -> str:
    """The example of `packfile`'s docstring."""
    lines = (packfile.__doc__ or "").splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith("    "))
    stop = max(number for number, line in enumerate(lines) if line.startswith("    "))
    return "\n".join(line[4:] for line in lines[start : stop + 1]) + "\n"


def _score(file: Path) -> Score:
    with file.open(encoding="utf-8") as lines:
        return evaluation.score(labels.read(lines, file.name), extract)


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _quality(scores: dict[str, Score]) -> list[str]:
    lines = ["| file | conversations | signal | precision | recall | F1 |", "|---|---|---|---|---|---|"]
    for name, score in scores.items():
        lines += [
            f"| {name} | {score.conversations} | {signal} | {_share(c.precision)} | {_share(c.recall)} | {_share(c.f1)} |"
            for signal, c in score.counts.items()
        ]
    lines += ["", "| file | urgency right | silent ones left empty | whole conversations right |", "|---|---|---|---|"]
    lines += [
        f"| {name} | {score.urgency_right} of {score.conversations} | {score.silent_right} of {score.silent} | "
        f"{score.whole} of {score.conversations} |"
        for name, score in scores.items()
    ]
    return lines


def _confidence(scores: dict[str, Score]) -> list[str]:
    """How often values with a high confidence are right, and how many of the right ones have it."""
    apart = {name: score for name, score in scores.items() if name.removesuffix(".jsonl") in APART}
    return [
        f"Over all files: {_sure(scores)}",
        "",
        f"Over the files kept apart: {_sure(apart)}",
        "",
        *_sure_elsewhere(scores),
        "",
        (
            f"F1 on short calls kept apart ({_listed(SHORT_APART)}): {_pooled(SHORT_APART)}. "
            f"On long ones ({_listed(LONG_APART)}): {_pooled(LONG_APART)}."
        ),
    ]


def _listed(names: Iterable[str]) -> str:
    *first, last = (f"`{name}`" for name in names)
    return ", ".join(first) + f" and {last}"


def _pooled(hands: Sequence[str]) -> str:
    scores = f1_of([conversation for hand in hands for conversation in conversations(hand)])
    f1 = ", ".join(f"{name} {score:.2f}" for name, score in scores.items() if name != "silent")
    return f"{f1}; of those that tell nothing {scores['silent']:.1%} are left empty"


def _sure(scores: dict[str, Score]) -> str:
    rules: dict[str, Count] = {}
    for score in scores.values():
        for rule, count in score.rules.items():
            rules.setdefault(rule, Count()).add(count.tp, count.fp, 0)
    sure = [count for rule, count in rules.items() if CONFIDENCE.get(rule, 0.5) >= SURE]
    found = sum(c.tp + c.fp for c in sure)
    return _told(Sure(sum(c.tp for c in rules.values()), found, sum(c.tp for c in sure)))


def _sure_elsewhere(scores: dict[str, Score]) -> list[str]:
    """The same, each hand judged by what the others measured."""
    by_hand = {hand: {rule: (c.tp, c.tp + c.fp) for rule, c in scores[f"{hand}.jsonl"].rules.items()} for hand in HANDS}
    as_used, others_only = (sure_by_the_others(by_hand, way) for way in (calibrated, _smoothed))
    told = {hand: sure for hand, sure in as_used.items() if sure.right}
    least = min(told, key=lambda hand: told[hand].sure_right / told[hand].sure)
    used, strict = all_together(as_used), all_together(others_only)
    return [
        (
            f"Each file the rules were written on, with confidences measured on the other files: {_told(used)} Least in "
            f"`{least}`, where {told[least].sure_right} of {told[least].sure} are right."
        ),
        "",
        (
            "Every confidence also holds what hands gave before anybody had studied them, the judged one among them. Without that, by "
            f"the other files' counts alone: {_told(strict)} The rules know these files; for a new caller, those kept apart say more."
        ),
    ]


def _told(sure: Sure) -> str:
    return (
        f"of {sure.sure} values with a confidence of {SURE} or more, {sure.sure_right} are right "
        f"({sure.sure_right / sure.sure:.1%}); of {sure.right} right values, {sure.sure_right / sure.right:.1%} have it."
    )


def _smoothed(measured: Counts) -> dict[str, float]:
    """Confidences by these counts alone."""
    return {rule: (right + 1) / (settled + 2) for rule, (right, settled) in measured.items()}


def _first_met() -> list[str]:
    hands = json.loads(FIRST_MET.read_text("utf-8"))
    first = [f"`{hand}`" for hand, figures in hands.items() if figures is None]
    lines = _FIRST_MET.replace("{first}", ", ".join(first[:-1]) + f" and {first[-1]}").splitlines()
    for hand, figures in hands.items():
        if figures is not None:
            turns = [len(conversation["turns"]) for conversation in conversations(hand)]
            right, silent = figures["silent"]
            f1 = " | ".join(_share(value) for value in figures["f1"].values())
            lines.append(
                f"| {hand}.jsonl | {figures['conversations']} | {statistics.median(turns):g} | `{figures['rules']}` | {f1} | {right} of {silent} |"
            )
    return lines


def _elsewhere() -> list[str]:
    measured = json.loads(ELSEWHERE.read_text("utf-8"))
    rules = "the rules of today" if measured["rules"] == rules_now() else "rules that have changed since"
    rows = [
        f"| {corpus} | {figures['conversations']:,} | {figures['turns']:,} | "
        + " | ".join(f"{value:g}" for value in figures["per_100"].values())
        + " |"
        for corpus, figures in measured["corpora"].items()
    ]
    return _ELSEWHERE.replace("{rules}", rules).replace("{rows}", "\n".join(rows)).splitlines()


def _rules() -> list[str]:
    lines = [
        "## The rules",
        "",
        "The confidence is (right + 1) / (found + 2), over the files the rules were written on and, counted twice, over what twenty hands",
        "gave before anybody had studied them. A name ends in `.plain` where the value was told in a short utterance with one number at",
        "most, and nothing else in the call could be meant.",
        "",
    ]
    lines += ["| rule | confidence | means |", "|---|---|---|"]
    return lines + [f"| `{rule}` | {confidence:.2f} | {meaning(rule)} |" for rule, confidence in CONFIDENCE.items()]


def main() -> None:
    """Writes both files."""
    DOCUMENT.write_text(render(), "utf-8")
    SCHEMA.write_text(schema(), "utf-8")


if __name__ == "__main__":
    main()
