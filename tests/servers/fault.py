"""A server that answers as it is told: an error code, a closed connection, or nothing at all."""

from __future__ import annotations

import contextlib
import json
import socket
import struct
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote

REMOTE_TEXT = "what the remote says is not for our logs"


@dataclass(frozen=True)
class Seen:
    """One request: the method, the path (unquoted), its headers (lower-cased) and its body."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Answer:
    """What to do with a request: `code` as S3 (XML) or Logs (JSON) spell it; `reset` or `silence` instead of an answer."""

    status: int = 200
    code: str = ""
    reset: bool = False
    silence: bool = False


@dataclass
class FaultServer:
    """`answers` are given one by one, the last one for ever."""

    endpoint: str
    answers: list[Answer] = field(default_factory=lambda: [Answer()])
    seen: list[Seen] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def take(self) -> Answer:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@contextlib.contextmanager
def fault_server() -> Iterator[FaultServer]:
    """A fault server on a free port of 127.0.0.1."""
    handler = type("Handler", (_Handler,), {})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        faults = FaultServer(f"http://127.0.0.1:{server.server_port}")
        handler.faults = faults  # type: ignore[attr-defined]  a handler class is all that http.server hands on
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield faults
        finally:
            faults.over.set()
            server.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    faults: FaultServer

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.faults.seen.append(Seen(self.command, unquote(self.path), headers, body))
        answer = self.faults.take()
        if answer.silence:
            self.faults.over.wait(30)
        if answer.silence or answer.reset:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # close = RST
            self.close_connection = True
            return
        if "x-amz-target" in headers:
            content = json.dumps({"__type": answer.code, "message": REMOTE_TEXT} if answer.code else {}).encode()
        elif answer.code:
            content = f"<Error><Code>{answer.code}</Code><Message>{REMOTE_TEXT}</Message></Error>".encode()
        else:
            content = b""
        self.send_response(answer.status)
        self.send_header("Content-Length", str(len(content)))
        if answer.status == 301:
            self.send_header("x-amz-bucket-region", "eu-south-2")  # without it botocore asks for it, for ever
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    do_POST = do_GET = do_HEAD = do_DELETE = do_PUT

    def log_message(self, *args: object) -> None:
        """Tests read `seen` instead."""
