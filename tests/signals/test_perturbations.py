"""The same conversation by another transcriber, or another mouth, gives the same signals."""

import random

import pytest

from .perturbations import PERTURBATIONS, cut_in_two, digits, fillers, no_punctuation, words
from .scoring import APART, HANDS, SHORT_APART, conversations, f1_of, is_long

LOSS = 0.03


@pytest.fixture(scope="module", params=["typical", "short", "long"])
def labelled(request):
    """Labelled calls and what is made of them as they stand: of the development files and short ones kept apart, of all
    hands whose calls are short, and of all whose are long."""
    if request.param == "typical":
        chosen = [call for hand in ("dev", "dev2", "dev3", *SHORT_APART) for call in conversations(hand)]
        return chosen, f1_of(chosen)
    hands = [hand for hand in (*HANDS, *APART) if is_long(hand) == (request.param == "long")]
    chosen = [call for hand in hands for call in conversations(hand)]
    return chosen, f1_of(chosen)


@pytest.mark.parametrize("perturb", PERTURBATIONS, ids=lambda perturb: perturb.__name__)
def test_no_signal_loses_more_than_three_points(perturb, labelled):
    calls, before = labelled
    changed = [call | {"turns": perturb(call["turns"], random.Random(number))} for number, call in enumerate(calls)]
    after = f1_of(changed)
    lost = {name: round(before[name] - after[name], 3) for name in before}
    assert len(calls) > 500
    assert all(loss <= LOSS for loss in lost.values()), lost


@pytest.mark.parametrize(
    ("perturb", "said", "heard"),
    [
        (no_punctuation, "Well, 2.5 k, at monday.com. Don't ask!", "well 2.5 k at monday com don't ask"),
        (digits, "Twenty-five people, two hundred and six a month", "25 people, 206 a month"),
        (digits, "one eighty, nineteen ninety eight", "one eighty, nineteen ninety eight"),
        (words, "14 of us, 1,200 a month, $35, 2:30, in 2018", "fourteen of us, one thousand two hundred a month, $35, 2:30, in 2018"),
    ],
)  # fmt: skip
def test_a_perturbation_changes_what_it_says(perturb, said, heard):
    turns = perturb([{"role": "user", "text": said}], random.Random(0))
    assert turns[0]["text"].strip() == heard


def test_fillers_and_cuts_keep_every_word_in_order():
    said = "we are twelve people and we send forty contracts a month from salesforce"
    turns = [{"role": "user", "text": said}]
    cut = cut_in_two(turns, random.Random(1))
    assert len(cut) == 2
    assert " ".join(turn["text"] for turn in cut) == said
    filled = iter(fillers(turns, random.Random(1))[0]["text"].split())
    assert all(word in filled for word in said.split())
