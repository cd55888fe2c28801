"""What the spool costs while a call runs and when it ends, and how fast a backlog goes once the sink is back.

Claims, each against a peer in the same run:

* a checkpoint and `Spool.accept` each take at most 3 times a bare write + fsync + rename + fsync of the directory
  of the same bytes (median);
* a backlog drains at least 4 times as fast as one boto3 loop puts the same bytes one after another, over the same
  server behind 20 ms of added latency.

AFTERCALL_BENCH_BACKLOG scales the backlog (10,000 entries; the loop puts a tenth of it).
"""

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from moto.server import ThreadedMotoServer

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

from tests.record_factory import a_record  # noqa: E402

import call_end  # noqa: E402  the path is set above
from aftercall import landing  # noqa: E402
from aftercall.ship.s3 import S3Sink  # noqa: E402
from aftercall.ship.shipper import Shipper  # noqa: E402
from aftercall.spool import Spool  # noqa: E402

ROUNDS = 200
MAX_RATIO = 3.0
BACKLOG = int(os.environ.get("AFTERCALL_BENCH_BACKLOG", "10000"))
LATENCY_SECONDS = 0.02
MIN_SPEEDUP = 4.0


def disk() -> bool:
    """A checkpoint and an accept against the bare steps, in turn."""
    times: dict[str, list[float]] = {"checkpoint": [], "accept": [], "bare": []}
    with tempfile.TemporaryDirectory(dir=ROOT) as folder:
        spool, plain = Spool(Path(folder) / "spool"), Path(folder) / "plain"
        plain.mkdir()
        call = spool.open_live("rm_live", "AJ_live")
        for number in range(ROUNDS):
            record = a_record(session_id=f"rm_{number}")
            body = landing.encode(record)
            begun = time.perf_counter()
            call.write(record)
            written = time.perf_counter()
            spool.accept(record, ["s3", "logs"])
            times["checkpoint"].append(written - begun)
            times["accept"].append(time.perf_counter() - written)
            times["bare"].append(call_end.bare(plain, number, body))
        call.close()
    bare, held = statistics.median(times["bare"]), True
    for what, seconds in times.items():
        p99 = statistics.quantiles(seconds, n=100)[98]
        ratio = statistics.median(seconds) / bare
        print(f"{what}: p50 {statistics.median(seconds) * 1e3:.2f} ms, p99 {p99 * 1e3:.2f} ms, {ratio:.2f} × bare "
              f"(limit {MAX_RATIO})")  # fmt: skip
        held &= ratio <= MAX_RATIO
    return held


def drain() -> bool:
    """A backlog by the shipper, and a tenth of it by a loop, over one server."""
    import boto3

    call_end.LATENCY_SECONDS = LATENCY_SECONDS
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    door = call_end.SlowDoor(server.get_host_and_port()[1])
    door.start()
    os.environ.update(call_end.CREDENTIALS | {"AWS_ENDPOINT_URL": f"http://127.0.0.1:{door.port}"})
    client = boto3.client("s3")
    client.create_bucket(Bucket="calls")
    with tempfile.TemporaryDirectory(dir=ROOT) as folder:
        spool = Spool(Path(folder))
        for number in range(BACKLOG):
            spool.accept(a_record(session_id=f"rm_{number}"), ["s3"])
        begun = time.perf_counter()
        for number in range(BACKLOG // 10):
            body = landing.encode(a_record(session_id=f"rm_{number}"))
            client.put_object(Bucket="calls", Key=f"bare/{number}", Body=body, IfNoneMatch="*")
        peer = (BACKLOG // 10) / (time.perf_counter() - begun)
        begun = time.perf_counter()
        report = Shipper(spool, {"s3": lambda: S3Sink("calls", "sessions")}).run_once()
        ours = BACKLOG / (time.perf_counter() - begun)
    server.stop()
    assert report.delivered["s3"] == BACKLOG, report
    print(f"drain: {ours:.0f} records/s, a boto3 loop {peer:.0f}/s: {ours / peer:.1f} × (limit {MIN_SPEEDUP})")
    return ours / peer >= MIN_SPEEDUP


def main() -> int:
    held = [disk(), drain()]
    print("held" if all(held) else "NOT HELD")
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
