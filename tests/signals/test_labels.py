"""A label that could never be right is refused: line, key, limit, what to try, and none of the words of the call."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aftercall.errors import AftercallError, SettingsError
from aftercall.signals.labels import Labelled, Vocabulary, read

from .scoring import DATA

SECRET = "canary"
VOLUME = "document_volume_per_month"
PACK = """
schema = 1
[signals.offices]
unit = "offices"
phrases = ["{number} offices"]
[signals.billing.choices]
yearly = ["annual plan"]
monthly = ["monthly plan"]
[integrations]
"acme erp" = { aliases = ["acme"] }
"""


def line(turns=None, **expect):
    label = {"team_size": None, VOLUME: None, "integrations": [], "urgency": "none"} | expect
    spoken = [{"role": "user", "text": SECRET}] if turns is None else turns
    return json.dumps({"id": "c1", "turns": spoken, "expect": label})


def span(low, high, accept=None):
    return {"min": low, "max": high, "accept": [low, high] if accept is None else accept}


def without(key, **expect):
    whole = json.loads(line(**expect))
    del whole["expect"][key]
    return json.dumps(whole)


def refused(text, vocabulary=None):
    with pytest.raises(AftercallError, match=r"^f\.jsonl, line 3: ") as error:
        list(read(["", "\n", text], "f.jsonl", vocabulary))
    assert SECRET not in str(error.value)
    return str(error.value).removeprefix("f.jsonl, line 3: ")


@pytest.fixture
def own(tmp_path):
    path = tmp_path / "own.toml"
    path.write_text(PACK)
    return Vocabulary.of(path)


WRONG = [
    ("{" + SECRET, "no JSON (Expecting"),
    ("[" * 100_000, "no JSON that could be read. Try: one conversation"),
    ("[]", "the line: it is no object. Try: "),
    ('{"id": "a", "turns": [], "id": "b"}', "an object has a key twice. Try: "),
    ('{"id": "a", "turns": [{"role": "user", "text": "a"}]}', "expect: it is missing. Try: "),
    (line([]), "turns: it is empty, and one is the least. Try: "),
    (line([{"role": "user"}]), "turns.0.text: it is missing. Try: "),
    (line([{"role": "user", "text": " \n"}]), "turns.0.text: it is empty. Try: leave the turn out"),
    (line([{"role": "user", "text": 3}]), "turns.0.text: Input should be a valid string. Try: "),
    (line([{"role": SECRET, "text": SECRET}]), "turns.0.role: it is none of the known ones. Try: 'user', 'assistant' or 'agent'"),
    (line().replace('"c1"', '""'), "id: it is empty, and one is the least. Try: "),
    (line().replace('"c1"', "1"), "id: Input should be a valid string. Try: "),
    (line(team_size=span(9, 4, [4, 9])), "expect.team_size: min 9 is above max 4. Try: the smaller one as min"),
    (line(team_size=span(4, 9, [9, 4])), "expect.team_size: accept [9, 4] does not hold 4 to 9. Try: accept [4, 9]"),
    (line(team_size=span(4, 4, [5, 9])), "expect.team_size: accept [5, 9] does not hold 4 to 4. Try: accept [4, 9]"),
    (line(team_size=span(4, 9, [4, 8])), "expect.team_size: accept [4, 8] does not hold 4 to 9. Try: accept [4, 9]"),
    (line(**{VOLUME: span(40, 50, [41, 60])}), f"expect.{VOLUME}: accept [41, 60] does not hold 40 to 50. Try: accept [40, 60]"),
    (line(**{VOLUME: {"min": 4, "max": 4}}), f"expect.{VOLUME}.accept: it is missing. Try: "),
    (line(**{VOLUME: span(4, 4, [4])}), f"expect.{VOLUME}.accept.1: it is missing. Try: "),
    (line(**{VOLUME: span(-1, 4)}), f"expect.{VOLUME}.min: it is below 0 or no finite number, and 0 is the least. Try: null"),
    (line(**{VOLUME: span(1, 4, [-1, 4])}), f"expect.{VOLUME}.accept.0: it is below 0 "),
    (line(**{VOLUME: span(1, float("inf"))}), f"expect.{VOLUME}.max: it is below 0 or no finite number"),
    (line(**{VOLUME: span(float("nan"), 1)}), f"expect.{VOLUME}.min: it is below 0 or no finite number"),
    (line(**{VOLUME: span(0, 0)}), f"expect.{VOLUME}.min: it is 0, and no volume is found below what is sent. Try: null"),
    (line(**{VOLUME: span(0, 9)}), f"expect.{VOLUME}.min: it is 0, "),
    (line().replace('"id"', '"competitors": ["docusign"], "id"'), "the line: a key beside expect would not be scored. Try: competitors in expect"),
    (line().replace('"id"', '"Other": {}, "id"'), "Try: other in expect"),
    (line().replace('"id"', '"integration": [], "id"'), "Try: integrations in expect"),
    (line().replace('"id"', '"expects": {}, "id"'), "the line: a key is misspelt, and would not be scored. Try: expect"),
    (line().replace('"expect"', '"expects"'), "the line: a key is misspelt, and would not be scored. Try: expect"),
    (line(team_size=span(True, 1)), "expect.team_size.min: it is no number. Try: 7"),
    (line(team_size=span(1, "1")), "expect.team_size.max: it is no number. Try: 7"),
    (line(team_size=span(1, 1, [1, None])), "expect.team_size.accept.1: it is no number. Try: 7"),
    (line(team_size=span(0, 1)), "expect.team_size.min: people are counted in whole numbers from 1 on. Try: null"),
    (line(team_size=span(2.5, 3)), "expect.team_size.min: people are counted in whole numbers from 1 on. Try: null"),
    (line(team_size=7), "expect.team_size: it is no object. Try: "),
    (line(urgency="urgent"), "expect.urgency: it is none of the known ones. Try: 'high', 'medium', 'low' or 'none'"),
    (line(urgency=None), "expect.urgency: it is none of the known ones. Try: 'high', 'medium', 'low' or 'none'"),
    (without("urgency"), "expect.urgency: it is missing. Try: "),
    (without("urgency", urgancy="low"), "expect: unknown key. Try: urgency"),
    (line(competitor=["docusign"]), "expect: unknown key. Try: competitors"),
    (line(**{SECRET: 1}), "expect: unknown key. Try: team_size, document_volume_per_month, integrations, urgency, timeline"),
    (line(team_size=span(1, 1) | {"acept": 1}), "expect.team_size: unknown key. Try: accept"),
    (line(integrations="slack"), 'expect.integrations: it is no list of names. Try: "integrations": []'),
    (line(integrations=None), 'expect.integrations: it is no list of names. Try: "integrations": []'),
    (line(competitors=[1]), 'expect.competitors: it is no list of names. Try: "competitors": []'),
    (line(integrations=["zoho", "slakc"]), "expect.integrations: name 2 is no product of the vocabulary, which has "),
    (line(integrations=["Slack"]), "Try: slack"),
    (line(integrations=["slakc"]), "Try: slack"),
    (line(integrations=["monday.com"]), "Try: monday"),
    (line(integrations=[SECRET]), "Try: one of activecampaign, "),
    (line(integrations=["docusign"]), "expect.integrations: name 1 is one of the competitors. Try: docusign under competitors"),
    (line(integrations=["DocuSign"]), "Try: docusign, under competitors"),
    (line(competitors=["Slack"]), "Try: slack, under integrations"),
    (line(competitors=["slack"]), "expect.competitors: name 1 is one of the integrations. Try: slack under integrations"),
    (line(integrations=["acme erp"]), "name 1 is no product"),
    (line(other={"offices": "1"}), "expect.other: a key is no signal of the pack, which has 0. Try: --pack FILE"),
    (line(other=["1"]), "expect.other: it is no object of texts. Try: "),
    (line(other={"offices": 12}), "expect.other: it is no object of texts. Try: "),
]  # fmt: skip


@pytest.mark.parametrize(("text", "says"), WRONG)
def test_a_label_that_cannot_be_is_refused(text, says):
    message = refused(text)
    assert says in message
    assert "Try: " in message


@pytest.mark.parametrize(
    ("other", "says"),
    [
        ({"ofices": "12"}, "a key is no signal of the pack, which has 2. Try: offices"),
        ({SECRET: "12"}, "a key is no signal of the pack, which has 2. Try: offices, billing"),
        ({"offices": SECRET}, 'offices is no number in digits from 0 on. Try: "12"'),
        ({"offices": "12.0"}, "offices is no number in digits"),
        ({"offices": "-1"}, "offices is no number in digits"),
        ({"offices": "inf"}, "offices is no number in digits"),
        ({"offices_max": "3"}, "offices_max is the upper end of a number that is missing. Try: offices"),
        ({"offices": "4", "offices_max": "3"}, "offices is above offices_max. Try: "),
        ({"offices": "12", "offices_max": "12"}, "offices_max is offices again, .* Try: offices alone"),
        ({"billing": SECRET}, "billing is none of its 2 choices. Try: yearly, monthly"),
        ({"billing": "yearly", "billing_max": "yearly"}, "billing_max is the upper end"),
    ],
)
def test_a_label_of_an_own_signal_is_what_the_pack_could_give(own, other, says):
    assert re.match(f"expect.other: {says}", refused(line(other=other), own))


def test_a_pack_adds_its_products_and_its_signals(own):
    text = line(integrations=["acme erp", "slack"], other={"offices": "2.5", "offices_max": "10", "billing": "yearly"})
    (labelled,) = read([text], "f.jsonl", own)
    assert labelled.expect.integrations == {"acme erp", "slack"}
    assert "Try: acme erp" in refused(line(integrations=["acme"]), own)


def test_a_wrong_pack_is_refused_as_a_pack(tmp_path):
    path = tmp_path / "own.toml"
    path.write_text("schema = 2")
    with pytest.raises(SettingsError, match=re.escape(str(path))):
        Vocabulary.of(path)


def test_an_id_stands_for_one_conversation():
    with pytest.raises(AftercallError, match=r"f, line 3: id: it is line 1's already\. Try: "):
        list(read([line(), "", line()], "f"))


@pytest.mark.parametrize(
    "text",
    [
        line(team_size=span(4, 4, [3, 4])),  # the largest part to the sum
        line(team_size=span(3, 3, [2, 5]), timeline=None),
        line(**{VOLUME: span(43.3, 43.3, [38.8, 46.4]) | {"stated": {"min": 10, "max": 10, "per": "week"}}}),
        line(**{VOLUME: span(0.1, 0.1, [0, 0.2])}),
        line([{"role": "agent", "text": "How many seats?"}, {"role": "user", "text": "seven"}]),
        line(competitors=None, other=None, timeline="next week"),
        line().replace('"id"', '"tags": ["short"], "note": 1, "team": "b", "text": "", "id"'),
    ],
)
def test_what_the_labelling_rules_allow_is_read(text):
    assert len(list(read([text], "f"))) == 1


@pytest.mark.parametrize("file", sorted(DATA.glob("*.jsonl")), ids=lambda file: file.stem)
def test_every_committed_label_can_be(file):
    assert all(isinstance(one, Labelled) for one in read(file.read_text("utf-8").splitlines(), file.name))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["user", "", "slack", "high", SECRET]),
    lambda part: st.lists(part, max_size=3) | st.dictionaries(st.sampled_from(["min", "max", "accept", SECRET]), part),
    max_leaves=8,
)
KEYS = ("team_size", VOLUME, "integrations", "urgency", "competitors", "timeline", "other")


@given(st.dictionaries(st.sampled_from(KEYS), JSON), st.none() | JSON)
@settings(deadline=None)
def test_any_json_is_read_or_refused_without_its_words(expect, turns):
    refused = "Try: "
    try:
        (labelled,) = read([line(turns, **expect)], "f")
        team = labelled.expect.team_size
        assert team is None or 0 <= team.accept[0] <= team.min <= team.max <= team.accept[1]
    except AftercallError as error:
        refused = str(error)
    assert "Try: " in refused
    assert SECRET not in refused
