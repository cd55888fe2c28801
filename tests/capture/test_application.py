"""`call.…` never fails the agent, however it is called, and says what it refused."""

from datetime import UTC, datetime

import pytest

from aftercall.capture.application import Call


class Broken:
    def __str__(self):
        raise RuntimeError("canary")

    __repr__ = __str__


WRONG = [
    lambda call: call.user(name="Dana"),
    lambda call: call.user(email="dana at example dot com"),
    lambda call: call.user(metadata=7),
    lambda call: call.user(metadata={Broken(): 1}),
    lambda call: call.state(None),
    lambda call: call.state("A", "B"),
    lambda call: call.custom(7),
    lambda call: call.consent("yes"),
    lambda call: call.consent(True, at="today"),
    lambda call: call.outcome(),
    lambda call: call.outcome(success="yes"),
    lambda call: call.tools(["search"]),
    lambda call: call.tools({"search": "magic"}),
]


@pytest.mark.parametrize("say", WRONG, ids=range(len(WRONG)))
def test_what_cannot_be_used_is_refused_and_named_and_nothing_is_raised(say, caplog):
    call = Call()
    say(call)
    assert call.reasons == {"application_value_refused"}
    assert "refused" in caplog.text
    assert "canary" not in caplog.text


def test_the_obvious_ways_to_say_it_all_work():
    call = Call()
    call.outcome(True)
    call.custom({"a": 1}, b=2, self=3)
    call.user("dana@example.com", {"plan": "pro"})
    call.consent(False, datetime(2026, 11, 22, tzinfo=UTC))
    assert (call.success, call.email, call.consent_obtained) == (True, "dana@example.com", False)
    assert call.fields == {"a": 1, "b": 2, "self": 3}
    assert call.reasons == set()


def test_the_last_word_counts():
    call = Call()
    for state in ("GREETING", "QUALIFYING"):
        call.state(state)
    call.custom(seats=1)
    call.custom(seats=2)
    assert (call.conversation_state, call.fields) == ("QUALIFYING", {"seats": 2})
