"""A voice activity detector for a line without noise: what is not silence is speech.

The model that LiveKit brings along was trained on people and does not take the demo's tones for a voice.
"""

from __future__ import annotations

import numpy as np
from livekit import rtc
from livekit.agents import vad

START_SECONDS = 0.1
END_SECONDS = 0.25
_UPDATE_SECONDS = 0.05
_SILENCE = 1_000  # root mean square of 16-bit samples


class EnergyVad(vad.VAD):
    """Tells speech from silence by its energy alone."""

    def __init__(self) -> None:
        super().__init__(capabilities=vad.VADCapabilities(update_interval=_UPDATE_SECONDS))

    @property
    def model(self) -> str:
        return "energy"

    @property
    def provider(self) -> str:
        return "loopback"

    def stream(self) -> vad.VADStream:
        return _Stream(self)


class _Stream(vad.VADStream):
    async def _main_task(self) -> None:
        self._heard_seconds = 0.0
        self._reset()
        async for frame in self._input_ch:
            if isinstance(frame, rtc.AudioFrame):
                self._hear(frame)
            else:
                self._reset()  # a flush: what follows is a new segment

    def _reset(self) -> None:
        self._speaking = False
        self._speech = self._silence = 0.0
        self._frames: list[rtc.AudioFrame] = []
        """From the first sound on: what is spoken is handed over with the event of its end."""

    def _hear(self, frame: rtc.AudioFrame) -> None:
        self._heard_seconds += frame.duration
        samples = np.frombuffer(frame.data, dtype=np.int16).astype(np.float64)
        if np.sqrt(np.mean(samples**2)) > _SILENCE:
            self._speech += frame.duration
            self._silence = 0.0
        else:
            self._silence += frame.duration
        if self._speech:
            self._frames.append(frame)
        self._tell(vad.VADEventType.INFERENCE_DONE, frame)
        if not self._speaking and self._speech >= START_SECONDS:
            self._speaking = True
            self._tell(vad.VADEventType.START_OF_SPEECH, frame)
        elif self._silence >= END_SECONDS and self._speech:
            if self._speaking:
                self._tell(vad.VADEventType.END_OF_SPEECH, frame)
            self._reset()

    def _tell(self, kind: vad.VADEventType, frame: rtc.AudioFrame) -> None:
        event = vad.VADEvent(
            type=kind,
            samples_index=round(self._heard_seconds * frame.sample_rate),
            timestamp=self._heard_seconds,
            speech_duration=self._speech if self._speaking else 0.0,
            silence_duration=self._silence,
            frames=[frame] if kind == vad.VADEventType.INFERENCE_DONE else list(self._frames),
            speaking=self._speaking,
            raw_accumulated_speech=self._speech if not self._silence else 0.0,
            raw_accumulated_silence=self._silence,
        )
        self._event_ch.send_nowait(event)
