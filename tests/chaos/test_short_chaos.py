"""A short run of `make chaos` holds."""

import subprocess
import sys

from tests.chaos.world import ROOT


def test_a_short_run_loses_nothing():
    command = [sys.executable, "-m", "tests.chaos", "--short", "--seed", "1"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=180, check=False)
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-8000:]
    assert "| lost | 0 |" in done.stdout
    assert "| rows duplicated | 0 |" in done.stdout
