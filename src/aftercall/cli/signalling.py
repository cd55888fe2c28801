"""`signals try`, `signals eval`: what is found in a conversation and why, and how often it is right."""

from __future__ import annotations

import json as json_text
import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from aftercall.cli.output import cell, print_json, print_table, talk
from aftercall.errors import AftercallError
from aftercall.record import DiscoveredSignals, storable
from aftercall.signals import business, evaluation, labels
from aftercall.signals.rules import meaning

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of tables.")]
Pack = Annotated[
    Path | None, typer.Option("--pack", envvar="AFTERCALL_SIGNALS", help="A pack of your own; default: built in only.")
]

signals = typer.Typer(help="What a conversation tells, and how often that is right.", no_args_is_help=True)

_OTHER_SPEAKER = re.compile(
    r"""[\s*_#>~`<(\[•-]*                                        # marks of a list, of emphasis
        (?:\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d+)?[\s*\])-]+)?      # when it was said
        ( [^\W\d_]{1,20}                                        # rep
        | [^\W\d_]{1,20}[\s\#_-]{0,3}\d{1,4}                    # Agent 1
        | (?i:user|assistant|agent)(?:\s+[\w.'’-]{1,20}){1,2}   # agent smith
        | [A-ZÀ-Þ][\w.'’-]{0,19}(?:\s+[A-ZÀ-Þ][\w.'’-]{0,19}){1,2}  # Mary Ann Smith
        )
        \s*(?:[(\[][^()\[\]]{0,30}[)\]])?                        # (sales)
        [*_`~>)\]]*\s*:(?=[\s*_`~]|$)""",
    re.VERBOSE,
)
_LIST = re.compile(r"\s*\[\s*(?:\{|\]?\s*$)")
_SPEAKER = re.compile(r"\s*(user|assistant|agent)\s*:\s*", re.IGNORECASE)


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    signals.command("try")(try_)
    signals.command("eval")(evaluate)
    app.add_typer(signals, name="signals")


def try_(
    text: Annotated[
        list[str] | None,
        typer.Argument(help="What was said: 'user: …', 'assistant: …'; without a speaker, the user. None or -: stdin."),
    ] = None,
    pack: Pack = None,
    json: Json = False,
) -> None:
    """Show what is found in a conversation, and why. Nothing is kept."""
    if text in (None, [], ["-"]):
        if sys.stdin.isatty():
            raise AftercallError('nothing was said. Try: aftercall signals try "we\'re about a dozen people"')
        lines = sys.stdin.read().splitlines()
    else:
        lines = [line for part in text or () for line in part.splitlines()]
    found = business.extract_with(pack, _turns(lines))
    if json:
        print_json(found.model_dump(mode="json"))
        return
    rows = list(_rows(found))
    if not rows:
        talk.print("nothing found")
        return
    print_table(None, ("signal", "value", "rule", "turn", "confidence", "why"), rows)


def _turns(lines: Iterable[str]) -> list[Mapping[str, Any]]:
    """A dialogue from lines of speech, from a JSON object per turn, or from one that holds all `turns`, or a list of them."""
    lines = list(lines)
    if (listed := _listed("\n".join(lines))) is not None:
        return _checked(listed, 1)
    turns: list[Mapping[str, Any]] = []
    whole = False
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        if line.lstrip().startswith("{"):
            parsed = _object(line, number)
            if whole or ("turns" in parsed and turns):
                raise AftercallError(
                    f"line {number} begins another conversation. Try: aftercall signals eval FILE.jsonl"
                )
            whole = "turns" in parsed
            turns += _checked(parsed.get("turns", [parsed]), number)
            continue
        if _LIST.match(line):
            raise AftercallError(
                f"line {number} begins a list that is no JSON, or not all there is. Try: one turn per line, such as {_EXAMPLE}"
            )
        speaker = _SPEAKER.match(line)
        if speaker is None and (other := _OTHER_SPEAKER.match(line)):
            raise AftercallError(
                f"line {number} begins with {cell(other[0].strip())} which names no speaker that is known. Try: user: …, assistant: … or agent: …"
            )
        role, said = (speaker[1].lower(), line[speaker.end() :]) if speaker else ("user", line)
        turns.append({"role": role, "text": said})
    return turns


def _listed(text: str) -> list[Any] | None:
    """What a JSON list holds; None where the text is none."""
    if not text.lstrip().startswith("["):
        return None
    try:
        parsed: list[Any] = json_text.loads(text)
    except (ValueError, RecursionError):
        return None
    return parsed


def _object(line: str, number: int) -> dict[str, Any]:
    try:
        parsed: dict[str, Any] = json_text.loads(line)
    except (ValueError, RecursionError):
        raise AftercallError(f"line {number} is no JSON. Try: {_EXAMPLE}") from None
    return parsed


_ROLES = ("user", "assistant", "agent", "system", "developer", "tool")
_EXAMPLE = '{"role": "user", "text": "twelve of us"}'


def _checked(turns: Any, number: int) -> list[Mapping[str, Any]]:
    fits = isinstance(turns, list) and all(
        isinstance(turn, dict) and isinstance(turn.get("role"), str) and isinstance(turn.get("text"), str)
        for turn in turns
    )
    unknown = fits and next((turn["role"] for turn in turns if turn["role"] not in _ROLES), None)
    if unknown:
        raise AftercallError(f"line {number} has a turn of {cell(unknown)}, who is nobody known. Try: {_EXAMPLE}")
    if not fits:
        raise AftercallError(f"line {number} has a turn without role and text. Try: {_EXAMPLE}")
    checked: list[Mapping[str, Any]] = turns
    return checked


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _rows(found: DiscoveredSignals) -> Iterable[tuple[Any, ...]]:
    """One row per value, in the order of the evidence; the tier, which follows from them, is last."""
    names = {"integrations": iter(found.integrations), "competitors": iter(found.competitors)}
    for evidence in found.evidence:
        if evidence.signal in names:
            value: Any = next(names[evidence.signal])
        elif evidence.signal.startswith("other."):
            own = evidence.signal.removeprefix("other.")
            value = _range(found.other[own], found.other.get(f"{own}_max"))
        else:
            value = getattr(found, evidence.signal)
            value = _range(value, getattr(found, f"{evidence.signal}_max", None))
        yield (evidence.signal, value, evidence.rule, evidence.turn, evidence.confidence, meaning(evidence.rule))
    if found.qualification_tier is not None:
        yield ("qualification_tier", found.qualification_tier, None, None, None, "the tier rule, applied to the above")


def _range(low: Any, high: Any) -> str:
    return cell(low) if high in (None, low) else f"{cell(low)} to {cell(high)}"


def evaluate(
    file: Annotated[Path, typer.Argument(help="Labelled conversations, one JSON object per line.")],
    pack: Pack = None,
    json: Json = False,
    show_text: Annotated[
        int, typer.Option(min=0, metavar="N", help="Show this many characters of each wrong conversation.")
    ] = 0,
) -> None:
    """Precision, recall and F1 of each signal over labelled conversations, and each error by its conversation's id."""
    vocabulary = labels.Vocabulary.of(pack)
    with file.open("rb") as body:
        conversations = labels.read(_text_lines(body, file), str(file), vocabulary)
        total = evaluation.score(conversations, lambda turns: business.extract_with(pack, turns))
    if not total.conversations:
        raise AftercallError(f"{file} holds no conversation. Try: one JSON object per line, as docs/signals.md shows")
    if json:
        print_json(_as_json(total, show_text))
        return
    print_table(
        f"{file} · {total.conversations} conversations",
        ("signal", "precision", "recall", "F1", "right", "false", "missed"),
        [
            (name, _share(c.precision), _share(c.recall), _share(c.f1), c.tp, c.fp, c.fn)
            for name, c in total.counts.items()
        ],
    )
    talk.print(
        f"urgency right in {total.urgency_right} of {total.conversations} · whole conversations right {total.whole} · "
        f"silent ones left empty {total.silent_right} of {total.silent}",
        soft_wrap=True,
    )
    if total.mistakes:
        columns = ("signal", "conversation", "expected", "got", *(("text",) if show_text else ()))
        print_table("errors", columns, [_mistake_row(mistake, show_text) for mistake in total.mistakes])


def _text_lines(body: Iterable[bytes], file: Path) -> Iterable[str]:
    for number, line in enumerate(body, start=1):
        try:
            yield line.decode("utf-8-sig" if number == 1 else "utf-8")  # some editors begin a file with a mark
        except UnicodeDecodeError:
            raise AftercallError(f"{file}, line {number}: it is no UTF-8. Try: save the file as UTF-8") from None


def _mistake_row(mistake: evaluation.Mistake, show_text: int) -> tuple[Any, ...]:
    row = (mistake.signal, mistake.conversation.id, _short(mistake.expected), _short(mistake.got))
    return (*row, _text(mistake.conversation, show_text)) if show_text else row


def _short(value: Any) -> str | None:
    return ", ".join(cell(item) for item in value) or None if isinstance(value, list) else value


def _text(conversation: labels.Labelled, characters: int) -> str:
    """The beginning of a conversation, no longer than asked for."""
    return storable("\n".join(f"{turn.role[0]}: {turn.text}" for turn in conversation.turns)[:characters])


def _as_json(total: evaluation.Score, show_text: int) -> dict[str, Any]:
    return {
        "conversations": total.conversations,
        "signals": {
            name: {"precision": c.precision, "recall": c.recall, "f1": c.f1, "tp": c.tp, "fp": c.fp, "fn": c.fn}
            for name, c in total.counts.items()
        },
        "urgency_right": total.urgency_right,
        "whole": total.whole,
        "silent": {"right": total.silent_right, "of": total.silent},
        "rules": {rule: {"right": c.tp, "found": c.tp + c.fp} for rule, c in sorted(total.rules.items())},
        "errors": [
            {
                "signal": mistake.signal,
                "conversation": mistake.conversation.id,
                "expected": mistake.expected,
                "got": mistake.got,
                **({"text": _text(mistake.conversation, show_text)} if show_text else {}),
            }
            for mistake in total.mistakes
        ],
    }
