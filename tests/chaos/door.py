"""The fault proxy: every request to S3 and to Logs goes through this door, and not every one comes back."""

from __future__ import annotations

import http.client
import json
import random
import re
import socket
import struct
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

_SERVICE = re.compile(r"Credential=[^/]+/\d+/[^/]+/([a-z0-9-]+)/aws4_request")
_LABEL = re.compile(r"\bapp/(\S+)")
_HOP = {"connection", "transfer-encoding", "content-length", "keep-alive", "expect"}
UPSTREAM_SECONDS = 30


@dataclass(frozen=True)
class Faults:
    """What happens to requests while this holds. Shares are of all requests to `services`, and add up to at most 1."""

    name: str
    services: tuple[str, ...] = ("s3", "logs")
    latency_seconds: float = 0.0
    reset: float = 0.0
    """Cut off in the middle of the body, or before an answer; the server has seen nothing."""
    unanswered: float = 0.0
    """The server takes it and answers, and the client never hears."""
    slow_down: float = 0.0
    denied: float = 0.0
    silence: float = 0.0
    """Accepted, and then nothing, until these faults are over."""


CALM = Faults("calm")


@dataclass(frozen=True)
class Put:
    """One put that the server took: by whose request, when, and whether the answer went back."""

    label: str
    at: float
    heard: bool


class Door:
    """The proxy on a free port of 127.0.0.1. `upstreams` maps a service to its endpoint; "" is every other service."""

    def __init__(self, upstreams: Mapping[str, str], seed: str) -> None:
        self._upstreams = {service: urlsplit(endpoint) for service, endpoint in upstreams.items()}
        self._random, self._lock = random.Random(seed), threading.Lock()
        self.faults, self._over = CALM, threading.Event()
        self.counts: Counter[str] = Counter()
        self.puts: defaultdict[str, list[Put]] = defaultdict(list)
        handler = type("Handler", (_Handler,), {"door": self})
        self._server = _Server(("127.0.0.1", 0), handler)
        self.endpoint = f"http://127.0.0.1:{self._server.server_port}"

    def open(self) -> Door:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def close(self) -> None:
        self.now(CALM)
        self._server.shutdown()
        self._server.server_close()

    def now(self, faults: Faults) -> None:
        """From here on these faults. Requests that were met with silence are cut off."""
        with self._lock:
            over, self._over, self.faults = self._over, threading.Event(), faults
        over.set()

    def fate(self, service: str) -> tuple[Faults, str, threading.Event]:
        """The faults that hold, what becomes of this request ("" is nothing bad), and when these faults are over."""
        with self._lock:
            faults, fate = self.faults, ""
            if service in faults.services:
                roll = self._random.random()
                for name in ("reset", "unanswered", "slow_down", "denied", "silence"):
                    roll -= getattr(faults, name)
                    if roll < 0:
                        fate = name
                        break
            self.counts["requests"] += 1
            if fate:
                self.counts[fate] += 1
            return faults, fate, self._over

    def forward(
        self, service: str, request: tuple[str, str, bytes, dict[str, str]]
    ) -> tuple[int, list[tuple[str, str]], bytes]:
        """The server's status, headers and body."""
        to = self._upstreams.get(service, self._upstreams[""])
        connection = http.client.HTTPConnection(to.hostname or "", to.port, timeout=UPSTREAM_SECONDS)
        try:
            connection.request(*request)
            answer = connection.getresponse()
            return answer.status, answer.getheaders(), answer.read()
        finally:
            connection.close()

    def note_put(self, path: str, put: Put) -> None:
        with self._lock:
            self.puts[unquote(urlsplit(path).path)].append(put)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that was killed in the middle of a request is no news here."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    door: Door

    def do_PUT(self) -> None:
        self._handle()

    do_POST = do_GET = do_HEAD = do_DELETE = do_PUT

    def _handle(self) -> None:
        found = _SERVICE.search(self.headers.get("Authorization", ""))
        service = found.group(1) if found else ""
        label = _LABEL.search(self.headers.get("User-Agent", ""))
        faults, fate, over = self.door.fate(service)
        length = int(self.headers.get("Content-Length", 0))
        if fate == "reset":
            self.rfile.read(length // 2)
            self._cut()
            return
        body = self.rfile.read(length)
        if len(body) < length:  # the client was killed in mid-body
            self._cut()
            return
        time.sleep(faults.latency_seconds)
        if fate == "silence":
            over.wait()
            self._cut()
            return
        if fate in ("slow_down", "denied"):
            self._refuse(service, fate)
            return
        headers = {name: value for name, value in self.headers.items() if name.lower() not in _HOP}
        try:
            status, answered, content = self.door.forward(service, (self.command, self.path, body, headers))
        except OSError:
            self.door.counts["upstream failed"] += 1
            self._cut()
            return
        heard = fate != "unanswered"
        try:
            if heard:
                self._answer(status, answered, content)
            else:
                self._cut()
        except OSError:
            heard = False
            self.close_connection = True
        if service == "s3" and self.command == "PUT" and status == 200:
            self.door.note_put(self.path, Put(label.group(1) if label else "", time.time(), heard))

    def _cut(self) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # close = RST
        self.close_connection = True

    def _refuse(self, service: str, fate: str) -> None:
        if service == "s3":
            status, code = (503, "SlowDown") if fate == "slow_down" else (403, "AccessDenied")
            self._answer(status, [], f"<Error><Code>{code}</Code><Message>no</Message></Error>".encode())
            return
        code = "ThrottlingException" if fate == "slow_down" else "AccessDeniedException"
        self._answer(400, [], json.dumps({"__type": code, "message": "no"}).encode())

    def _answer(self, status: int, headers: list[tuple[str, str]], content: bytes) -> None:
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in _HOP:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args: object) -> None:
        """Counted instead."""
