"""What the stand-in providers really received and sent: an entry per request, connection or spoken text.

An entry is what a provider would bill by, so it is kept as things happen: a completion that its client broke off holds
the tokens of the prompt and of what was generated until then. `write` puts one JSON object per entry on a line.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Literal

Service = Literal["llm", "realtime", "transcription", "stt", "tts"]


@dataclass
class Entry:
    """One completion, realtime response, transcription of what it heard, STT connection, or text that was spoken."""

    label: str
    service: Service
    number: int
    """From 0, within the label and service."""
    by_request: bool = False
    """Speech that came in, or was asked for, whole, and not over a connection for several."""
    completed: bool = False
    """Answered to the end: usage included, connection closed in good order, text spoken."""
    input_tokens: int = 0
    cached_input_tokens: int = 0
    output_tokens: int = 0
    reasoning_tokens: int = 0
    input_audio_tokens: int = 0
    cached_input_audio_tokens: int = 0
    output_audio_tokens: int = 0
    audio_seconds: float = 0.0
    """Received by transcription, sent by synthesis."""
    characters: int = 0
    """Of all text that was sent to be spoken, blanks included. The plugin ends what it sends over a connection with one."""
    transcripts: int = 0
    opened_at: float = field(default_factory=time.time)
    connection_seconds: float = 0.0

    @property
    def first(self) -> bool:
        """Nothing of this service came before under this label."""
        return self.number == 0

    def close(self) -> None:
        """The connection is closed."""
        self.connection_seconds = time.time() - self.opened_at


@dataclass
class Counts:
    """What one label cost, from the provider's side."""

    llm_requests: int = 0
    llm_completed: int = 0
    """Requests answered to the end, usage included. Tokens are of these alone."""
    prompt_tokens: int = 0
    cached_tokens: int = 0
    completion_tokens: int = 0
    stt_connections: int = 0
    stt_audio_seconds: float = 0.0
    stt_finals: int = 0
    tts_connections: int = 0
    tts_characters: int = 0
    tts_contexts: int = 0
    """Utterances of the agent."""
    tts_audio_seconds: float = 0.0


class Ledger:
    """The entries, in the order in which they began."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self._connections: Counter[str] = Counter()

    def open(self, label: str, service: Service) -> Entry:
        """A new entry, to be filled."""
        number = sum(entry.label == label and entry.service == service for entry in self.entries)
        self.entries.append(Entry(label, service, number))
        return self.entries[-1]

    def connected(self, label: str) -> None:
        """A synthesis connection was opened; its texts are entries of their own."""
        self._connections[label] += 1

    def counts(self) -> dict[str, Counts]:
        """The entries' sums, by label."""
        found: dict[str, Counts] = {label: Counts(tts_connections=n) for label, n in self._connections.items()}
        for entry in self.entries:
            counts = found.setdefault(entry.label, Counts())
            if entry.service == "llm":
                counts.llm_requests += 1
                counts.llm_completed += entry.completed
                counts.prompt_tokens += entry.input_tokens * entry.completed
                counts.cached_tokens += entry.cached_input_tokens * entry.completed
                counts.completion_tokens += entry.output_tokens * entry.completed
            elif entry.service == "stt":
                counts.stt_connections += 1
                counts.stt_audio_seconds += entry.audio_seconds
                counts.stt_finals += entry.transcripts
            elif entry.service == "tts":
                counts.tts_contexts += 1
                counts.tts_characters += entry.characters
                counts.tts_audio_seconds += entry.audio_seconds
        return found

    def write(self, path: Path) -> None:
        """Every entry as a JSON object on a line of its own."""
        path.write_text("".join(json.dumps(asdict(entry)) + "\n" for entry in self.entries), "utf-8")
