"""`python -m aftercall.demo [FOLDER]`: the same as `aftercall demo`."""

from __future__ import annotations

import sys
from pathlib import Path

from aftercall.demo.run import run
from aftercall.errors import AftercallError

if __name__ == "__main__":
    try:
        sys.exit(run(Path(sys.argv[1] if len(sys.argv) > 1 else "aftercall-demo")))
    except AftercallError as error:
        sys.exit(f"aftercall: {error}")
