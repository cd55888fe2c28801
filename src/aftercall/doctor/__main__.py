"""`python -m aftercall.doctor --background`: what a worker starts. For people there is `aftercall doctor`."""

from __future__ import annotations

import os
import sys

from aftercall.doctor import store
from aftercall.errors import SettingsError
from aftercall.settings import Settings, read_environment

_NICENESS = 10


def main(arguments: list[str]) -> int:
    """Run the cheap checks, write the result down, and say in one line if records cannot be exported; then ship what waits."""
    if arguments != ["--background"]:
        sys.stderr.write("aftercall: this is for a worker's own use. Try: aftercall doctor\n")
        return 2
    os.nice(_NICENESS)  # calls come first
    try:
        settings, problems = read_environment()
        return _background(settings, problems)
    except Exception as error:  # noqa: BLE001  the line is the last witness
        sys.stderr.write(f"aftercall: exports could not be checked ({type(error).__name__}). Try: aftercall doctor\n")
        return 1


def _background(settings: Settings, problems: list[SettingsError]) -> int:
    from aftercall.doctor.examine import examine  # noqa: PLC0415  boto3: as nice as the rest
    from aftercall.ship.handover import shipper, spool_of, tidy  # noqa: PLC0415

    result = examine(settings, problems, cheap=True)
    line = result.line()
    if line is not None:
        sys.stderr.write(line + "\n")  # first: the spool may be what is broken
    store(settings.spool, result)
    # A worker's first call is also when what an earlier worker left on this host is recovered and shipped.
    spool = spool_of(settings)
    tidy(settings)
    shipper(settings, spool).run_once()
    return 0 if result.ok else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
