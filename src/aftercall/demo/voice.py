"""The caller's voice: one tone per character, so that what is recognised is what was really said.

A character of printable ASCII lasts 50 ms and is a cosine of 400 Hz plus 20 Hz for each place after the
space. Twenty characters a second is the pace of brisk speech, and the words travel in the audio alone:
`speak` turns text into 16-bit mono samples, an `Ear` turns samples back into text, at any sample rate
from 8 kHz and however the stream is cut into frames.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

CHARACTER_SECONDS = 0.05
ENDPOINT_SECONDS = 0.5
"""This much silence ends an utterance."""
INTERIM_CHARACTERS = 12
"""An interim transcript follows this many new characters."""

_FIRST, _LAST = ord(" "), ord("~")
_LOWEST_HERTZ, _STEP_HERTZ = 400, 20  # 20 Hz is 1 / 50 ms: the tones are orthogonal over one character
_AMPLITUDE = 8_000
_SILENCE = 1_000  # root mean square; a tone has about 5,600

Samples = NDArray[np.int16]


def speak(text: str, sample_rate: int) -> bytes:
    """`text` as 16-bit little-endian mono samples; what is not printable ASCII is said as `?`."""
    steps = np.arange(_samples_per_character(sample_rate)) / sample_rate
    tones = (_AMPLITUDE * np.cos(2 * np.pi * _hertz(character) * steps) for character in text)
    return b"".join(tone.astype("<i2").tobytes() for tone in tones)


def silence(sample_rate: int) -> bytes:
    """As much silence as ends an utterance, and a little more."""
    return bytes(2 * round(sample_rate * (ENDPOINT_SECONDS + 2 * CHARACTER_SECONDS)))


def seconds(text: str) -> float:
    """How long `text` takes to say."""
    return len(text) * CHARACTER_SECONDS


@dataclass(frozen=True)
class Heard:
    """One finding of an `Ear`; times are seconds from the start of its stream."""

    kind: Literal["started", "interim", "final"]
    text: str
    started_seconds: float
    ended_seconds: float


class Ear:
    """Listens to one stream of samples."""

    def __init__(self, sample_rate: int) -> None:
        self._rate = sample_rate
        self._window = _samples_per_character(sample_rate)
        self._buffer: Samples = np.empty(0, dtype=np.int16)
        self._position = 0  # of the buffer's first sample in the stream
        self._started: int | None = None
        self._ended = 0
        self._text: list[str] = []

    def hear(self, pcm: bytes) -> Iterator[Heard]:
        """Take the next samples, and say what they make clear."""
        self._buffer = np.concatenate((self._buffer, np.frombuffer(pcm, dtype="<i2")))
        while True:
            if self._started is None:
                loud = np.flatnonzero(np.abs(self._buffer.astype(np.int32)) > _SILENCE)
                if not loud.size:
                    self._drop(self._buffer.size)
                    return
                self._drop(int(loud[0]))
                self._started = self._ended = self._position
                self._text = []
                yield self._finding("started")
            if self._buffer.size < self._window:
                return
            yield from self._character()

    def _character(self) -> Iterator[Heard]:
        window = self._buffer[: self._window].astype(np.float64)
        self._drop(self._window)
        if np.sqrt(np.mean(window**2)) > _SILENCE:
            strongest = int(np.argmax(np.abs(np.fft.rfft(window))))  # bins are 20 Hz apart
            place = round((strongest * self._rate / self._window - _LOWEST_HERTZ) / _STEP_HERTZ)
            self._text.append(chr(min(max(_FIRST + place, _FIRST), _LAST)))
            self._ended = self._position
            if len(self._text) % INTERIM_CHARACTERS == 0:
                yield self._finding("interim")
        elif self._position - self._ended >= ENDPOINT_SECONDS * self._rate:
            yield self._finding("final")
            self._started = None

    def _finding(self, kind: Literal["started", "interim", "final"]) -> Heard:
        assert self._started is not None
        return Heard(kind, "".join(self._text), self._started / self._rate, self._ended / self._rate)

    def _drop(self, samples: int) -> None:
        self._buffer = self._buffer[samples:]
        self._position += samples


def _samples_per_character(sample_rate: int) -> int:
    return round(sample_rate * CHARACTER_SECONDS)


def _hertz(character: str) -> int:
    place = ord(character) - _FIRST if _FIRST <= ord(character) <= _LAST else ord("?") - _FIRST
    return _LOWEST_HERTZ + _STEP_HERTZ * place
