import pytest

from aftercall.demo import scenes
from aftercall.demo.agent import SalesAgent

EXCHANGES = [(scene, exchange) for scene in scenes.SCENES.values() for exchange in scene.exchanges]


@pytest.mark.parametrize(("scene", "exchange"), EXCHANGES, ids=lambda value: getattr(value, "name", ""))
def test_the_model_has_its_own_answer_to_every_sentence(scene, exchange):
    steps = [scenes.reply(scene, exchange.caller, done) for done in range(len(exchange.model))]
    assert steps == list(exchange.model)
    assert steps[-1].says, "a caller who gets no words waits for ever"
    assert all(step.calls and not step.says for step in steps[:-1])


def test_a_sentence_that_arrives_garbled_gets_an_apology_and_not_the_next_answer():
    scene, exchange = EXCHANGES[0]
    assert "did not catch" in scenes.reply(scene, exchange.caller[:-1], 0).says
    assert "did not catch" in scenes.reply(None, exchange.caller, 0).says


def test_a_sentence_that_was_merged_with_what_came_before_is_answered():
    scene, exchange = EXCHANGES[0]
    assert scenes.reply(scene, "So, well. " + exchange.caller, 0) == exchange.model[0]


def test_a_label_names_a_scene_with_or_without_a_suffix():
    assert scenes.scene_of("hang-up") is scenes.scene_of("hang-up.4f2a") is scenes.SCENES["hang-up"]
    assert scenes.scene_of("hang-up-too") is None


def test_every_tool_that_a_scene_asks_for_is_one_of_the_agents():
    asked = {call.tool for _, exchange in EXCHANGES for step in exchange.model for call in step.calls}
    assert asked == {name for name in asked if hasattr(SalesAgent, name)}
    assert {"search_knowledge_base", "book_meeting", "check_discount", "end_call"} == asked
