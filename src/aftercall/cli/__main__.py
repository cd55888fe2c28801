"""`python -m aftercall.cli`: the `aftercall` command where no script directory is on the path."""

from aftercall.cli import main

main()
