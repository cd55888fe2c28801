"""The loopback line: room, microphone, earpiece and voice activity, without a worker."""

import asyncio
import time

import pytest
from livekit import rtc
from livekit.agents.vad import VADEventType

from aftercall.demo import phone, room, voice
from aftercall.demo.scenes import Caller
from aftercall.demo.vad import EnergyVad

ADA = Caller("ada", {"email": "ada@example.com"}, by_phone=True)


def events_of(loopback):
    seen = []
    for name in ("participant_connected", "participant_disconnected"):
        loopback.on(
            name, lambda who, name=name: seen.append((name, who.identity, who.identity in loopback.remote_participants))
        )
    loopback.on("disconnected", lambda reason: seen.append(("disconnected", reason)))
    return seen


async def test_a_room_tells_who_comes_and_goes_and_closes_after_the_last_one(monkeypatch):
    monkeypatch.setattr(room, "DEPARTURE_SECONDS", 0.05)
    loopback = room.LoopbackRoom()
    seen = events_of(loopback)
    loopback.join(ADA)
    loopback.join(Caller("bob"))
    loopback.leave("bob")
    await asyncio.sleep(0.1)
    assert loopback.isconnected()
    assert loopback.remote_participants["ada"].kind == rtc.ParticipantKind.PARTICIPANT_KIND_SIP
    loopback.leave("ada")
    assert loopback.isconnected()
    await asyncio.sleep(0.1)
    assert not loopback.isconnected()
    # Who leaves is out of the list before anybody is told, as in a real room.
    assert seen == [
        ("participant_connected", "ada", True),
        ("participant_connected", "bob", True),
        ("participant_disconnected", "bob", False),
        ("participant_disconnected", "ada", False),
        ("disconnected", rtc.DisconnectReason.ROOM_DELETED),
    ]


async def test_a_room_that_the_agent_left_says_so_once_and_nobody_leaves_it_any_more():
    loopback = room.LoopbackRoom()
    loopback.join(ADA)
    seen = events_of(loopback)
    await loopback.disconnect()
    await loopback.disconnect()
    loopback.leave("ada")
    assert seen == [("disconnected", rtc.DisconnectReason.CLIENT_INITIATED)]


async def test_a_microphone_is_silent_until_words_are_queued_and_keeps_real_time():
    microphone = phone.Microphone()
    began = time.perf_counter()
    quiet = await anext(microphone)
    saying = asyncio.create_task(microphone.say("ab"))
    await asyncio.sleep(0)
    frames = [await anext(microphone) for _ in range(3)]
    await saying
    assert time.perf_counter() - began == pytest.approx(4 * phone.FRAME_SECONDS, abs=0.04)
    assert not any(quiet.data)
    assert b"".join(bytes(frame.data.cast("b")) for frame in frames) == voice.speak("ab", 16_000) + bytes(1_600)


async def played(seconds, interrupt_after=None):
    earpiece = phone.Earpiece()
    finished = []
    earpiece.on("playback_finished", finished.append)
    for _ in range(round(seconds / 0.05)):
        await earpiece.capture_frame(rtc.AudioFrame(bytes(1_600), 16_000, 1, 800))
    earpiece.flush()
    began = time.perf_counter()
    if interrupt_after is not None:
        await asyncio.sleep(interrupt_after)
        earpiece.clear_buffer()
    await asyncio.wait_for(earpiece.wait_for_playout(), 2)
    assert len(finished) == 1
    return finished[0], time.perf_counter() - began


async def test_an_earpiece_plays_at_the_speed_of_a_clock():
    event, took = await played(0.3)
    assert (event.playback_position, event.interrupted) == (pytest.approx(0.3), False)
    assert took == pytest.approx(0.3, abs=0.05)


async def test_an_interrupted_earpiece_says_how_far_it_came():
    event, took = await played(0.5, interrupt_after=0.2)
    assert event.interrupted
    assert event.playback_position == pytest.approx(0.2, abs=0.05)
    assert took == pytest.approx(0.2, abs=0.05)


async def test_voice_activity_starts_and_ends_with_the_voice_and_a_click_is_no_speech():
    pcm = voice.speak("x", 16_000) + bytes(16_000) + voice.speak("hello", 16_000) + bytes(16_000)
    stream = EnergyVad().stream()
    for start in range(0, len(pcm), 1_600):
        stream.push_frame(rtc.AudioFrame(pcm[start : start + 1_600], 16_000, 1, 800))
    stream.end_input()
    events = [event async for event in stream if event.type != VADEventType.INFERENCE_DONE]
    assert [event.type for event in events] == [VADEventType.START_OF_SPEECH, VADEventType.END_OF_SPEECH]
    assert events[0].timestamp == pytest.approx(0.05 + 0.5 + 0.1)
    assert events[1].silence_duration == pytest.approx(0.25)
    assert events[1].speech_duration == pytest.approx(0.25)
