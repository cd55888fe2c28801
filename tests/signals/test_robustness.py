"""Nothing that is said can break the fold, or hold it up."""

import random
import subprocess
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aftercall.record import DiscoveredSignals
from aftercall.signals import SignalFold, extract

from .scoring import HANDS, conversations

# ruff: noqa: SIM905  # a list of words reads best as one string
SPOKEN = st.lists(
    st.sampled_from(
        "twenty hundred a couple dozen one oh point and half k 5 2018 1,200 contracts users a week per month last next quarter monday q3 no not yes right rest is me i plus all three of us "
        "salesforce sales force zoho sign box in slack , . ? ! ' - : / $ % asap rush soon ' 's the second both \ud800 \x00 ١٢ 九 ß İ".split(
            " "
        )
    ),
    max_size=60,
).map(" ".join)
ANYTHING = st.one_of(st.text(st.characters(), max_size=200), SPOKEN)
TURNS = st.lists(
    st.fixed_dictionaries({"role": st.sampled_from(["user", "assistant", "agent", "system"]), "text": ANYTHING}),
    max_size=6,
)


@given(TURNS)
@settings(max_examples=300, deadline=None)
def test_no_text_raises_and_what_comes_out_is_a_record(turns):
    signals = extract(turns)
    assert DiscoveredSignals.model_validate_json(signals.model_dump_json()) == signals
    assert (signals.team_size is None) == (signals.team_size_max is None)
    assert signals.team_size is None or 1 <= signals.team_size <= (signals.team_size_max or 0)


def test_no_piece_of_real_talk_raises():
    said = [turn["text"].split() for hand in HANDS for call in conversations(hand) for turn in call["turns"]]
    chance = random.Random(11)  # the same pieces every time

    def piece() -> list[str]:
        tokens = chance.choice(said)
        start = chance.randrange(len(tokens))
        return tokens[start : start + chance.randrange(1, 12)]

    for _ in range(12_000):
        turns = [(chance.choice(["user", "assistant"]), piece() + piece()) for _ in range(chance.randrange(1, 4))]
        extract([{"role": role, "text": " ".join(tokens)} for role, tokens in turns])


@pytest.mark.parametrize("text", ["call me at 5'clock", "7 'clock", "40 't", "'clock", "5't 5'clock twelve people"])
def test_a_clock_or_a_not_beside_a_digit_is_no_number(text):
    assert extract([{"role": "user", "text": text}]).document_volume_per_month is None


@pytest.mark.parametrize(
    "turn",
    [
        {},
        {"role": "user"},
        {"role": "user", "text": None},
        {"text": "5 users"},
        {"role": "user", "text": "", "turn": -1},
    ],
)
def test_a_turn_without_words_or_speaker_tells_nothing(turn):
    fold = SignalFold()
    fold.hear(turn)
    assert fold.signals() == DiscoveredSignals()


LONG = [
    "twenty hundred ", "about ", "1", "1 ", "a ", "salesforce, ", "no not ", "one two three ", "5 users and ", "in a week ", "fifty contracts a month, ", "fifty a month ", "שלום 5 ", "...!!!", "monday next week asap no rush ",
    "me and ", "' ", "'", "x", "q w e r t y ", "half a dozen users plus me ", "\x00", "yes no ", "first the second one ",
    "one. ", "ten or ", "we five reps ", "five google drive, ", "me and bob, sage. ", "doing 5 monday one, ", "two, ", "sixty. two more. ", "make it two ", "but ", "and so well ", "not asana ", "me, dave, priya, ",
]  # fmt: skip


@pytest.mark.parametrize("question", ["How many users, when, which tools?", "How many contracts a month?"])
@pytest.mark.parametrize("piece", LONG, ids=range(len(LONG)))
def test_time_grows_no_faster_than_the_text(piece, question):
    def seconds(size):
        turns = [
            {"role": "assistant", "text": question},
            {"role": "user", "text": piece * (size // len(piece))},
        ]
        best = 1.0
        for _ in range(3):
            start = time.process_time()
            extract(turns)
            best = min(best, time.process_time() - start)
        return best

    seconds(1_000)
    assert seconds(80_000) < 4 * 4 * seconds(20_000) / 2 + 0.02  # four times the text: well under sixteen times


def test_the_fold_keeps_no_more_than_the_neighbouring_turns():
    fold = SignalFold()
    for number in range(200):
        fold.hear({"role": "user" if number % 2 else "assistant", "text": f"canary{number} is what I say about my cat"})
    kept = repr(vars(fold))
    assert "'canary199'" in kept
    assert not any(f"'canary{number}'" in kept for number in range(190))


def test_importing_it_loads_neither_toml_nor_the_pack():
    code = "import sys, aftercall.record; before = set(sys.modules); import aftercall.signals; print(*(set(sys.modules) - before))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert "tomllib" not in loaded
    assert all(name.startswith("aftercall.signals") for name in loaded), loaded
