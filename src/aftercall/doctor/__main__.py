"""What a worker starts: `python -m aftercall.doctor --background`, or `--recover`. For people there is `aftercall doctor`.

`--background` runs the cheap checks and then does what `--recover` does: accept what dead processes left of
their calls, and ship what waits. Not to stdout: nobody reads this process's, and what stdout took counts as
delivered. Entries owed to it wait for the end of a worker's own call, or for `aftercall ship`.
"""

from __future__ import annotations

import os
import sys
from functools import partial

from aftercall.doctor import store
from aftercall.errors import SettingsError
from aftercall.settings import Settings, read_environment

_NICENESS = 10


def main(arguments: list[str]) -> int:
    """Run the cheap checks, write the result down, say in one line if records cannot be exported; ship what waits."""
    if arguments not in (["--background"], ["--recover"]):
        sys.stderr.write("aftercall: this is for a worker's own use. Try: aftercall doctor\n")
        return 2
    os.nice(_NICENESS)  # calls come first
    settings, problems = read_environment()
    well = True
    try:
        if arguments == ["--background"]:
            well = _check(settings, problems)
    finally:  # whatever became of the checks: what waits may well be deliverable
        shipped = _recover_and_ship(settings)
    return 0 if well and shipped else 1


def _check(settings: Settings, problems: list[SettingsError]) -> bool:
    try:
        from aftercall.doctor.examine import examine  # noqa: PLC0415  boto3: as nice as the rest

        result = examine(settings, problems, cheap=True)
        line = result.line()
        if line is not None:
            sys.stderr.write(line + "\n")  # first: the spool may be what is broken
        store(settings.spool, result, settings)
    except Exception as error:  # noqa: BLE001  the line is the last witness
        sys.stderr.write(f"aftercall: exports could not be checked ({type(error).__name__}). Try: aftercall doctor\n")
        return False
    return result.ok


def _recover_and_ship(settings: Settings) -> bool:
    try:
        from aftercall.ship import sink  # noqa: PLC0415
        from aftercall.ship.handover import spool_of, tidy  # noqa: PLC0415
        from aftercall.ship.shipper import Shipper  # noqa: PLC0415

        tidy(settings)
        sinks = {name: partial(sink, name, settings) for name in settings.owed_sinks if name != "stdout"}
        Shipper(spool_of(settings), sinks).run_once()
    except Exception as error:  # noqa: BLE001  as above
        sys.stderr.write(f"aftercall: the spool could not be shipped ({type(error).__name__}). Try: aftercall ship\n")
        return False
    return True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
