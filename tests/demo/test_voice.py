from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from aftercall.demo import voice

PRINTABLE = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=12)
RATES = st.sampled_from([8_000, 16_000, 24_000, 48_000])


def silence(seconds, rate):
    return b"\0\0" * round(seconds * rate)


def heard(pcm, rate, cuts=()):
    ear = voice.Ear(rate)
    edges = [0, *sorted(2 * (cut % (len(pcm) // 2)) for cut in cuts), len(pcm)]
    return [found for start, end in pairwise(edges) for found in ear.hear(pcm[start:end])]


@given(PRINTABLE, PRINTABLE, RATES, st.integers(0, 5_000), st.lists(st.integers(0, 200_000), max_size=20))
def test_what_is_said_is_heard_at_any_rate_after_any_pause_and_however_it_is_cut(first, second, rate, pause, cuts):
    pcm = b"\0\0" * pause + voice.speak(first, rate) + silence(1, rate) + voice.speak(second, rate) + silence(1, rate)
    finals = [found for found in heard(pcm, rate, cuts) if found.kind == "final"]
    assert [found.text for found in finals] == [first, second]
    assert abs(finals[0].started_seconds - pause / rate) < 0.001
    assert abs(finals[0].ended_seconds - finals[0].started_seconds - voice.seconds(first)) < 0.001


def test_an_utterance_is_announced_and_grows_before_it_is_final():
    text = "a sentence of thirty-six characters."
    found = heard(voice.speak(text, 16_000) + silence(1, 16_000), 16_000)
    assert [each.kind for each in found] == ["started", "interim", "interim", "interim", "final"]
    assert [each.text for each in found[1:]] == [text[:12], text[:24], text, text]


def test_a_pause_shorter_than_the_endpoint_ends_nothing():
    pcm = voice.speak("one", 16_000) + silence(0.4, 16_000) + voice.speak("two", 16_000) + silence(1, 16_000)
    assert [found.text for found in heard(pcm, 16_000) if found.kind == "final"] == ["onetwo"]


def test_who_is_cut_off_in_mid_sentence_is_never_final():
    assert [found.kind for found in heard(voice.speak("half a", 16_000), 16_000)] == ["started"]


def test_what_the_voice_cannot_say_is_said_as_a_question_mark():
    pcm = voice.speak("caf\u00e9 \U0001f600", 16_000) + silence(1, 16_000)
    assert heard(pcm, 16_000)[-1].text == "caf? ?"
