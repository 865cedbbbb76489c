"""The command ``cleaner``: a Unix filter, and the tools for rule packs beside it.

Data goes to stdout, everything else to stderr. Exit codes: 0 done, 1 some inputs failed (named on
stderr), 2 wrong usage or a bad rule pack.
"""

from __future__ import annotations

import os
import sys

__all__ = ["main"]


def main() -> None:
    """Run the command with the process's arguments, and exit."""
    from cleaner.cli.group import command

    try:
        command.main(prog_name="cleaner", standalone_mode=True)
    except BrokenPipeError:
        # The reader has enough (`cleaner … | head -1`). Point stdout away, so that Python's own flush
        # at exit does not complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
