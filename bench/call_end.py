"""What the end of a call costs: little more than the disk and the network ask for.

Claims, each against a peer in the same run:

* `Spool.accept` takes at most 3 times a bare write + fsync + rename + fsync of the directory of the same bytes.
* From the host's hook to the landed object, in a real job process and against an S3 server with 100 ms of
  added latency, takes at most 1.5 times one bare boto3 put in a fresh process.
"""

import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from moto.server import ThreadedMotoServer

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.record_factory import a_record  # noqa: E402  the path is set above

from aftercall import landing  # noqa: E402
from aftercall.spool import Spool  # noqa: E402

ACCEPTS = 300
MAX_ACCEPT_RATIO = 3.0
CALLS = 11
LATENCY_SECONDS = 0.1
MAX_LANDED_RATIO = 1.5
CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "k",
    "AWS_SECRET_ACCESS_KEY": "s",
    "AWS_REGION": "us-east-1",
    "AWS_DEFAULT_REGION": "us-east-1",
}

BARE_PUT = """
import sys, boto3
boto3.client("s3").put_object(Bucket="calls", Key=sys.argv[1], Body=open(sys.argv[2], "rb").read(), IfNoneMatch="*")
"""


def bare(directory: Path, number: int, body: bytes) -> float:
    begun = time.perf_counter()
    temporary = directory / ".tmp"
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.write(handle, body)
    os.fsync(handle)
    os.close(handle)
    temporary.rename(directory / str(number))
    handle = os.open(directory, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)
    return time.perf_counter() - begun


def accepts() -> tuple[list[float], list[float]]:
    """Seconds of accept and of the bare steps, in turn."""
    ours, peers = [], []
    with tempfile.TemporaryDirectory(dir=ROOT) as folder:
        spool, plain = Spool(Path(folder) / "spool"), Path(folder) / "plain"
        plain.mkdir()
        for number in range(ACCEPTS):
            record = a_record(session_id=f"rm_{number}")
            body = landing.encode(record)
            begun = time.perf_counter()
            spool.accept(record, ["s3", "logs"])
            ours.append(time.perf_counter() - begun)
            peers.append(bare(plain, number, body))
    return ours, peers


class SlowDoor(threading.Thread):
    """A TCP proxy that holds back every answer for LATENCY_SECONDS."""

    def __init__(self, port: int) -> None:
        super().__init__(daemon=True)
        self.upstream = ("127.0.0.1", port)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]

    def run(self) -> None:
        while True:
            client, _ = self.listener.accept()
            server = socket.create_connection(self.upstream)
            threading.Thread(target=self.pump, args=(client, server, 0.0), daemon=True).start()
            threading.Thread(target=self.pump, args=(server, client, LATENCY_SECONDS), daemon=True).start()

    @staticmethod
    def pump(source: socket.socket, target: socket.socket, delay: float) -> None:
        try:
            while data := source.recv(65536):
                time.sleep(delay)
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # the other side has gone


def landings() -> tuple[list[float], list[float]]:
    """Seconds from hook to landed in a job process, and of a bare put in a fresh process, in turn."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    port = server.get_host_and_port()[1]
    door = SlowDoor(port)
    door.start()
    peers = []
    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, **CREDENTIALS, "AWS_ENDPOINT_URL": f"http://127.0.0.1:{door.port}"}
        subprocess.run(
            [sys.executable, "-c", "import boto3; boto3.client('s3').create_bucket(Bucket='calls')"],
            env=env,
            check=True,
        )
        measured, body = Path(folder) / "measured", Path(folder) / "body"
        body.write_bytes(landing.encode(a_record()))
        ours_env = {
            **env,
            "AFTERCALL_LANDING": "s3://calls/sessions",
            "AFTERCALL_SPOOL": f"{folder}/spool",
            "TEST_MEASURE": str(measured),
        }
        for number in range(CALLS):
            job = json.dumps([f"rm_{number}", "normal"])
            subprocess.run(
                [sys.executable, str(ROOT / "tests/calls/jobs.py"), job],
                env=ours_env, check=True, capture_output=True, timeout=60,
            )  # fmt: skip
            begun = time.perf_counter()
            subprocess.run([sys.executable, "-c", BARE_PUT, f"bare/{number}", str(body)], env=env, check=True)
            peers.append(time.perf_counter() - begun)
        listing = (
            "import boto3; print(boto3.client('s3').list_objects_v2(Bucket='calls', Prefix='sessions/')['KeyCount'])"
        )
        landed = int(subprocess.check_output([sys.executable, "-c", listing], env=env, text=True))
        assert landed == CALLS, f"{landed} of {CALLS} calls landed"
        ours = [json.loads(line)["hook_seconds"] for line in measured.read_text().splitlines()]
    server.stop()
    return ours, peers


def main() -> int:
    ours, peers = accepts()
    accept_ratio = statistics.median(ours) / statistics.median(peers)
    print(f"accept: median {statistics.median(ours) * 1e3:.2f} ms, bare {statistics.median(peers) * 1e3:.2f} ms: "
          f"{accept_ratio:.2f} × (limit {MAX_ACCEPT_RATIO})")  # fmt: skip
    ours, peers = landings()
    landed_ratio = statistics.median(ours) / statistics.median(peers)
    print(f"hook to landed: median {statistics.median(ours) * 1e3:.0f} ms, a bare put in a fresh process "
          f"{statistics.median(peers) * 1e3:.0f} ms: {landed_ratio:.2f} × (limit {MAX_LANDED_RATIO})")  # fmt: skip
    held = accept_ratio <= MAX_ACCEPT_RATIO and landed_ratio <= MAX_LANDED_RATIO
    print("held" if held else "NOT HELD")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
