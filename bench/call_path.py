"""What a call pays while it runs: nothing that can be heard.

Claims, measured on real job processes of a real worker, with and without aftercall in turn, in one run:

* The longest stall of the event loop during an exchange grows by at most 5 ms at the 99th percentile of
  exchanges, although every write of the spool's file layer is made to take 50 ms. Both sides are measured from
  a call's third exchange on, when the host has loaded what it loads at first use, and without garbage collection, whose
  passes over the host's heap take 100 ms and fall where they like.
* `attach` takes at most 5 ms of the event loop.
* Importing `aftercall.livekit` adds at most 80 ms and 10 MiB to a process that has livekit-agents loaded.
* No boto3, duckdb, pyarrow or price data is loaded before the call has ended.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

CALLS = 16
PER_WORKER = 8
MAX_ATTACH_MS = 5.0
SLOW_DISK_SECONDS = 0.05
MAX_ADDED_STALL_MS = 5.0
MAX_IMPORT_MS = 80.0
MAX_IMPORT_MIB = 10.0
IMPORTS = 9
JOBS = Path(__file__).parent.parent / "tests" / "calls" / "jobs.py"

IMPORT = """
import time
def resident():
    return int(open("/proc/self/statm").read().split()[1]) * 4096
begun = time.perf_counter()
import gc
import livekit.agents
gc.collect()
host, before, at = time.perf_counter() - begun, resident(), time.perf_counter()
import aftercall.livekit
print(host, time.perf_counter() - at, resident() - before)
"""


def stalls() -> dict[str, list[dict]]:
    """One call at a time, a bare one and an attached one in turn."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "measured"
        env = {
            **os.environ,
            "AFTERCALL_LANDING": f"{folder}/sessions",
            "AFTERCALL_SPOOL": f"{folder}/spool",
            "TEST_MEASURE": str(out),
            "TEST_SLOW_DISK": str(SLOW_DISK_SECONDS),
        }
        jobs = [json.dumps([f"rm_{n}", "bare" if n % 2 else "normal"]) for n in range(2 * CALLS)]
        for at in range(0, len(jobs), PER_WORKER):
            command = [sys.executable, str(JOBS), *jobs[at : at + PER_WORKER]]
            subprocess.run(command, env=env, check=True, capture_output=True, timeout=150)
        measured = [json.loads(line) for line in out.read_text().splitlines()]
    return {name: [m for m in measured if m["scenario"] == name] for name in ("bare", "normal")}


def imports() -> list[tuple[float, float, float]]:
    """Seconds for the host, seconds for us, bytes for us; a fresh process each time."""
    return [
        tuple(map(float, subprocess.check_output([sys.executable, "-c", IMPORT], text=True).split()))
        for _ in range(IMPORTS)
    ]


def quantile99(values: list[float]) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[98]


def main() -> int:
    arms = stalls()
    exchanges = {name: [s * 1e3 for m in arm for s in m["stalls_seconds"]] for name, arm in arms.items()}
    p99 = {name: quantile99(of) for name, of in exchanges.items()}
    median = {name: statistics.median(of) for name, of in exchanges.items()}
    heavy = sorted({name for m in arms["normal"] for name in m["heavy"]})
    host, ours, size = (statistics.median(column) for column in zip(*imports(), strict=True))
    added = p99["normal"] - p99["bare"]
    print(f"longest stall per exchange, {len(exchanges['normal'])} exchanges each: median {median['bare']:.1f} ms bare, {median['normal']:.1f} ms attached; "
          f"p99 {p99['bare']:.1f} → {p99['normal']:.1f} ms: added {added:.1f} ms (limit {MAX_ADDED_STALL_MS})")  # fmt: skip
    attach = quantile99([m["attach_seconds"] * 1e3 for m in arms["normal"]])
    print(f"attach: p99 {attach:.1f} ms (limit {MAX_ATTACH_MS})")
    print(
        f"import: {ours * 1e3:.0f} ms after livekit-agents' {host * 1e3:.0f} ms (limit {MAX_IMPORT_MS:.0f}), {size / 2**20:.1f} MiB (limit {MAX_IMPORT_MIB:.0f})"
    )
    print(f"heavy modules loaded during a call: {', '.join(heavy) or 'none'}")
    held = (
        added <= MAX_ADDED_STALL_MS
        and attach <= MAX_ATTACH_MS
        and ours * 1e3 <= MAX_IMPORT_MS
        and size / 2**20 <= MAX_IMPORT_MIB
        and not heavy
    )
    print("held" if held else "NOT HELD")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
