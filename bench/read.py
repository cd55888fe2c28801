"""How fast a landing becomes Arrow: every column of 100,000 records in 100,000 small files, on two cores.

Claims, in one run on one disk:

* At least 3 times the sessions a second of the fastest of DuckDB 1.5 and 2.0 (`read_json` with explicit
  columns), polars (`scan_ndjson`) and Sail (`spark.read.json`).
* Peak memory of at most 600 MiB.

Beside it, without a claim: `find | xargs zcat | jq`, and the bare limit: read, inflate and touch every byte.
Peers are installed into .cache/bench, each into an environment of its own. One that cannot be installed or
does not finish within 6 times our own time is said by name (the latter is counted as if it had just then). BENCH_FILES sets another number of files.
"""

import gzip
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.record_factory import START, a_record  # noqa: E402  the path is set above

from aftercall import landing  # noqa: E402
from aftercall.lake.columns import record_columns  # noqa: E402
from aftercall.warehouse.dialects import duckdb_type  # noqa: E402

FILES = int(os.environ.get("BENCH_FILES", "100000"))
TEMPLATES = 200
CORES = 2
MIN_RATIO = 3.0
MAX_MIB = 600
LONGEST_SECONDS = 600
PATIENCE = 6
ENVIRONMENTS = ROOT / ".cache" / "bench"

# fmt: off
PEERS = {
    "DuckDB 1.5.5":  (["duckdb==1.5.5", "pyarrow==26.0.1", "pytz"], "duckdb"),
    "DuckDB 2.0.0":  (["duckdb==2.0.0", "pyarrow==26.0.1", "pytz"], "duckdb"),
    "polars 2.1.0": (["polars==2.1.0", "pyarrow==26.0.1"], "polars"),
    "Sail 0.7.2":    (["pysail==0.7.2", "pyspark-client==4.1.1", "pyarrow==26.0.1"], "sail"),
}
# fmt: on

# Each prints rows and seconds. The first argument is the folder; `columns` is put before it.
CODE = {
    "ours": """
from aftercall.lake.scan import scan
rows = sum(batch.num_rows for batch in scan(folder).batches)
""",
    "bare": """
import multiprocessing, os
from isal import isal_zlib

def touch(names):
    lines = 0
    for name in names:
        handle = os.open(name, os.O_RDONLY)
        lines += isal_zlib.decompress(os.read(handle, os.fstat(handle).st_size), 31).count(b"\\n")
        os.close(handle)
    return lines

names = [os.path.join(above, name) for above, _, found in os.walk(folder) for name in found]
with multiprocessing.get_context("fork").Pool(cores) as pool:
    rows = sum(pool.map(touch, [names[at::cores] for at in range(cores)]))
""",
    "duckdb": """
import duckdb
db = duckdb.connect()
db.execute("SET enable_progress_bar = false")
db.execute(f"SET threads = {cores}")
db.execute("SET preserve_insertion_order = false")
found = db.execute(
    "SELECT * FROM read_json(?, format = 'newline_delimited', columns = " + columns["duckdb"] + ")",
    [folder + "/*/*/*/*.json.gz"],
)
rows = sum(batch.num_rows for batch in found.to_arrow_reader(10_000))
""",
    "polars": """
import os
os.environ["POLARS_MAX_THREADS"] = str(cores)
import polars
names = {"string": polars.String, "bigint": polars.Int64, "double": polars.Float64, "boolean": polars.Boolean,
         "timestamp": polars.String, "decimal(18,9)": polars.Float64, "array<string>": polars.List(polars.String)}

def kind(column):
    if column["type"] == "map<string,string>":  # there are no maps; these are the keys in the files
        return polars.Struct(dict.fromkeys(("plan", "region", "campaign"), polars.String))
    if not column["fields"]:
        return names[column["type"]]
    struct = polars.Struct({field["name"]: kind(field) for field in column["fields"]})
    return polars.List(struct) if column["type"] == "array<struct>" else struct

schema = {column["name"]: kind(column) for column in columns["tree"]}
found = polars.scan_ndjson(folder + "/*/*/*/*.json.gz", schema=schema).collect(engine="streaming")
rows = found.to_arrow().num_rows
""",
    "sail": """
from pysail.spark import SparkConnectServer
from pyspark.sql import SparkSession
server = SparkConnectServer("127.0.0.1", 0)
server.start(background=True)
spark = SparkSession.builder.remote("sc://127.0.0.1:%d" % server.listening_address[1]).getOrCreate()
begun = time.perf_counter()  # a server that runs already
rows = spark.read.schema(columns["spark"]).json(folder).toArrow().num_rows
""",
}
FRAME = """
import json, sys, time
folder, cores, columns = sys.argv[1], int(sys.argv[2]), json.load(open(sys.argv[3]))
begun = time.perf_counter()
{}
print("\\n" + json.dumps([rows, time.perf_counter() - begun]))
sys.stdout.flush()
__import__("os")._exit(0)
"""


def templates() -> list[tuple[str, str]]:
    """Bodies and days of records that differ in length and numbers; `@@@@@@@@` stands for the number of the file."""
    rng = random.Random(7)
    made = []
    for at in range(TEMPLATES):
        start = START + timedelta(days=at % 28 - 21, seconds=at)
        turns = a_record().turns * rng.choice((1, 1, 2, 3)) if at % 5 else ()
        record = a_record(
            session_id="rm_@@@@@@@@",
            agent__job_id="AJ_@@@@@@@@",
            start_time=start,
            end_time=start + timedelta(seconds=rng.uniform(5, 900)),
            turns=tuple(
                turn.model_copy(update={"turn": number, "eou_delay_ms": rng.uniform(0, 900)})
                for number, turn in enumerate(turns)
            ),
            telephony=None if at % 3 == 0 else a_record().telephony,
        )
        made.append((record.to_json() + "\n", landing.day_prefix(start.date())))
    return made


def write(root: str, numbers: range) -> int:
    made, size = templates(), 0
    for number in numbers:
        body, day = made[number % TEMPLATES]
        text = body.replace("@@@@@@@@", f"{number:08d}").encode()
        size += len(text)
        with open(f"{root}/{day}rm_{number:08d}.json.gz", "wb") as out:
            out.write(gzip.compress(text, 6, mtime=0))
    return size


def generate(root: str) -> int:
    """The files; gives their size when unzipped."""
    for _, day in templates():
        Path(root, day).mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor(CORES) as pool:
        return sum(pool.map(write, [root] * CORES, [range(at, FILES, CORES) for at in range(CORES)]))


def tree(columns) -> list[dict]:
    return [{"name": column.name, "type": column.type, "fields": tree(column.fields)} for column in columns]


def spark_type(column) -> str:
    if not column.fields:
        return column.type
    struct = f"struct<{', '.join(f'{field.name}: {spark_type(field)}' for field in column.fields)}>"
    return f"array<{struct}>" if column.type == "array<struct>" else struct


def describe(path: Path) -> None:
    """The columns, as each peer wants to be told of them."""
    columns = record_columns()
    told = {
        "tree": tree(columns),
        "duckdb": "{" + ", ".join(f"'{column.name}': '{duckdb_type(column)}'" for column in columns) + "}",
        "spark": ", ".join(f"{column.name} {spark_type(column)}" for column in columns)
        + ", year int, month int, day int",
    }
    path.write_text(json.dumps(told))


def run(python: str, code: str, root: str, told: Path, patience: float) -> tuple[float, float]:
    """Sessions a second, and the peak of memory in MiB. Raises RuntimeError if it fails or is wrong, TimeoutError."""
    command = [python, "-c", FRAME.format(CODE[code]), root, str(CORES), str(told)]
    begun = time.monotonic()
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors)
        while (ended := os.wait4(process.pid, os.WNOHANG))[0] == 0:
            if time.monotonic() - begun > patience:
                process.kill()
                os.wait4(process.pid, 0)
                raise TimeoutError(f"not done after {patience:.0f} s: below {FILES / patience:,.0f} sessions/s")
            time.sleep(0.02)
        said = process.stdout.read()
        if not said:
            errors.seek(0)
            last = errors.read().decode(errors="replace").strip().splitlines() or ["ended"]
            raise RuntimeError(f"failed: {last[-1][:200]}")
    rows, seconds = json.loads(said.splitlines()[-1])
    if rows != FILES:
        raise RuntimeError(f"gave {rows:,} rows of {FILES:,}")
    return rows / seconds, ended[2].ru_maxrss / 1024


def installed(name: str) -> str:
    """The Python of a peer's environment. Raises RuntimeError if it cannot be made."""
    folder = ENVIRONMENTS / name.replace(" ", "-").lower()
    python, ready = folder / "bin/python", folder / ".installed"
    uv = shutil.which("uv") or str(ROOT / ".venvs/uv/bin/uv")
    if not ready.exists():
        try:
            for command in (["venv", "--quiet", "--clear", "--python", sys.executable, str(folder)],
                            ["pip", "install", "--quiet", "--python", str(python), *PEERS[name][0]]):  # fmt: skip
                subprocess.run([uv, *command], check=True, capture_output=True, timeout=600)
        except (OSError, subprocess.SubprocessError) as error:
            said = (getattr(error, "stderr", None) or str(error).encode()).decode(errors="replace").strip()
            raise RuntimeError(f"not installable: {said.splitlines()[-1][:200]}") from error
        ready.touch()
    return str(python)


def jq(root: str, patience: float) -> float:
    """Sessions a second."""
    if not shutil.which("jq"):
        raise RuntimeError("not installed")
    line = f"find {root} -name '*.json.gz' -print0 | xargs -0 -n 1000 zcat | jq -c . | wc -l"
    begun = time.monotonic()
    process = subprocess.Popen(["sh", "-c", line], stdout=subprocess.PIPE, start_new_session=True)
    try:
        said, _ = process.communicate(timeout=patience)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, 9)
        process.communicate()
        raise TimeoutError(f"not done after {patience:.0f} s: below {FILES / patience:,.0f} sessions/s") from None
    if int(said) != FILES:
        raise RuntimeError(f"gave {int(said):,} lines of {FILES:,}")
    return FILES / (time.monotonic() - begun)


def show(name: str, rate: float, mib: float | None = None) -> None:
    print(f"{name:>28}: {rate:9,.0f} sessions/s" + (f", peak {mib:6,.0f} MiB" if mib else ""), flush=True)


def main() -> int:
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_DIR")) as folder:
        root, told = f"{folder}/landing", Path(folder) / "columns.json"
        size = generate(root)
        describe(told)
        print(f"{FILES:,} files, {size / FILES:,.0f} bytes each when unzipped", flush=True)
        bare, _ = run(sys.executable, "bare", root, told, LONGEST_SECONDS)  # and all is in the page cache
        rate, peak = run(sys.executable, "ours", root, told, LONGEST_SECONDS)
        show("this", rate, peak)
        rates, peers, missing, late = [rate], {}, [], set()
        patience = max(30.0, PATIENCE * FILES / rate)
        for name, (_, code) in PEERS.items():
            try:
                peers[name], mib = run(installed(name), code, root, told, patience)
                show(name, peers[name], mib)
            except TimeoutError as error:
                peers[name] = FILES / patience  # at most
                late.add(name)
                print(f"{name:>28}: {error}", flush=True)
            except RuntimeError as error:
                missing.append(name)
                print(f"{name:>28}: {error}", flush=True)
        rate, again = run(sys.executable, "ours", root, told, LONGEST_SECONDS)
        rates.append(rate)
        peak = max(peak, again)
        show("this, once more", rate, again)
        try:
            show("find | xargs zcat | jq", jq(root, patience))
        except (RuntimeError, TimeoutError) as error:
            print(f"{'find | xargs zcat | jq':>28}: {error}")
        show("bare limit, both cores", bare)
    if not peers:
        print("no peer was measured: NOT HELD")
        return 1
    fastest = max(peers, key=lambda name: peers[name])
    ratio = min(rates) / peers[fastest]
    known = "more than " if fastest in late else ""
    print(f"{known}{ratio:.1f} × {fastest} (at least {MIN_RATIO}), peak {peak:,.0f} MiB (at most {MAX_MIB})")
    held = ratio >= MIN_RATIO and peak <= MAX_MIB
    print("held" if held else "NOT HELD", f"without {', '.join(missing)}" if missing else "")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
