"""The worker as a process of its own, with a process group of its own: nothing of it outlives the demo."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Literal, Self

from aftercall.errors import AftercallError

STOP_SECONDS = 5.0
_SHOWN_LINES = 15


@dataclass(frozen=True)
class Job:
    """One call's job. `seconds` counts from its launch, and stops with its end."""

    label: str
    pid: int | None = None
    exit_code: int | None = None
    began: float | None = None
    ended: float | None = None

    @property
    def state(self) -> Literal["waiting", "running", "ended", "failed"]:
        if self.began is None:
            return "waiting"
        if self.ended is None:
            return "running"
        return "failed" if self.exit_code else "ended"

    @property
    def seconds(self) -> float:
        if self.began is None:
            return 0.0
        return (time.monotonic() if self.ended is None else self.ended) - self.began


class Worker:
    """`python -m aftercall.demo.worker` for these labels. Leaving the `with` block ends all its processes.

    Leaving raises AftercallError, with the worker's last words, if the worker failed or had to be stopped.
    """

    def __init__(self, labels: Sequence[str], environment: Mapping[str, str]) -> None:
        self._labels = labels
        self._environment = dict(environment)
        self._jobs = {label: Job(label) for label in labels}
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        self._words = tempfile.TemporaryFile()  # open until the worker has ended
        self._process = subprocess.Popen(  # noqa: S603  our own module, our own labels
            # -P: a folder named livekit where the user happens to be is not the package.
            [sys.executable, "-P", "-m", "aftercall.demo.worker", *self._labels],
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=self._words,
            text=True,
            start_new_session=True,
        )
        self._listener = threading.Thread(target=self._listen, name="demo-worker", daemon=True)
        self._listener.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        with self._words:
            self._stop()
            if kind is None and self._process.returncode:
                raise AftercallError(
                    f"the demo's worker ended with exit code {self._process.returncode}. Its last words:\n"
                    f"{self._last_words()}\nTry: again; on a busy machine a job process may start too late."
                )

    @property
    def finished(self) -> bool:
        return self._process.poll() is not None

    def jobs(self) -> list[Job]:
        """Every job as it stands, in the order of the labels."""
        with self._lock:
            return list(self._jobs.values())

    def _listen(self) -> None:
        assert self._process.stdout
        for line in self._process.stdout:
            try:
                event = json.loads(line)
            except ValueError:
                continue  # somebody else printed
            if "launched" in event:
                self._note(event["launched"], pid=event["pid"], began=time.monotonic())
            elif "ended" in event:
                self._note(event["ended"], exit_code=event["exitcode"], ended=time.monotonic())

    def _note(self, label: str, **changes: float | None) -> None:
        with self._lock:
            self._jobs[label] = replace(self._jobs[label], **changes)  # type: ignore[arg-type]  # the names are Job's

    def _stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        with contextlib.suppress(ProcessLookupError):  # nobody of the group is left, as it should be
            os.killpg(self._process.pid, signal.SIGKILL)
        self._listener.join()

    def _last_words(self) -> str:
        self._words.seek(0)
        lines = self._words.read().decode("utf-8", "replace").splitlines()
        return "\n".join(lines[-_SHOWN_LINES:])
