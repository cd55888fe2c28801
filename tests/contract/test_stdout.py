"""The stdout sink: one line a record, in one write, whatever kind of stdout there is."""

from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path

import pytest

from aftercall import landing
from aftercall.errors import TransientDeliveryError
from aftercall.ship.log_event import FORWARDED_MAX_BYTES
from aftercall.ship.stdout import StdoutSink
from tests.record_factory import START, a_record

RECORD = a_record()
BODY = landing.encode(RECORD)


class NotingStream(io.StringIO):
    """A text stream that keeps what it was told to do."""

    def __init__(self) -> None:
        super().__init__()
        self.done: list[str] = []

    def write(self, text: str) -> int:
        self.done.append(text)
        return len(text)

    def flush(self) -> None:
        self.done.append("flush")


def test_a_record_is_one_write_and_a_flush() -> None:
    stream = NotingStream()
    StdoutSink(stream).deliver(RECORD, BODY)
    line, flush = stream.done
    assert flush == "flush"
    assert line.endswith("}\n")
    assert line.count("\n") == 1
    assert json.loads(line)["_event_type"] == "session_analytics"


def test_the_stdout_of_the_moment_is_used(capsys: pytest.CaptureFixture[str]) -> None:
    StdoutSink().deliver(RECORD, BODY)
    assert json.loads(capsys.readouterr().out)["session_id"] == RECORD.session_id


def test_what_was_printed_before_comes_before() -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    print("booking …", file=stream)
    StdoutSink(stream).deliver(RECORD, BODY)
    first, second = stream.buffer.getvalue().decode().splitlines()  # type: ignore[attr-defined]  a BytesIO
    assert first == "booking …"
    assert json.loads(second)["session_id"] == RECORD.session_id


def test_a_line_is_short_enough_for_a_forwarder_not_to_cut_it() -> None:
    stream = NotingStream()
    turns = [{"turn": at, "role": "user", "llm_model": "m" * 200} for at in range(2000)]
    record = a_record(turns=turns)
    StdoutSink(stream, lambda: START).deliver(record, landing.encode(record))
    assert len(stream.done[0].encode()) <= FORWARDED_MAX_BYTES
    assert json.loads(stream.done[0])["record"]["incomplete_reasons"] == [
        "evidence_left_out",
        "lines_left_out",
        "turns_left_out",
    ]


def test_a_closed_stdout_keeps_the_record() -> None:
    stream = io.TextIOWrapper(io.BytesIO())
    stream.close()
    with pytest.raises(TransientDeliveryError, match="Try: ") as caught:
        StdoutSink(stream).deliver(RECORD, BODY)
    assert caught.value.code == "Closed"


def test_no_stdout_at_all_keeps_the_record(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    with pytest.raises(TransientDeliveryError):
        StdoutSink().deliver(RECORD, BODY)


def test_a_stdout_that_is_dev_null_keeps_the_record() -> None:
    with (
        Path(os.devnull).open("w", encoding="utf-8") as stream,
        pytest.raises(TransientDeliveryError, match="Try: ") as caught,
    ):
        StdoutSink(stream).deliver(RECORD, BODY)
    assert caught.value.code == "StdoutIsNull"


def test_a_reader_that_went_away_keeps_the_record() -> None:
    class Broken(NotingStream):
        def flush(self) -> None:
            raise BrokenPipeError(32, "Broken pipe")

    with pytest.raises(TransientDeliveryError) as caught:
        StdoutSink(Broken()).deliver(RECORD, BODY)
    assert caught.value.code == "EPIPE"
