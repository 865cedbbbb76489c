"""The command ``cleaner``: a Unix filter, and the tools for rule packs beside it.

Data goes to stdout, everything else to stderr. Exit codes: 0 done, 1 some inputs failed (named on
stderr), 2 wrong usage or a bad rule pack.
"""

from __future__ import annotations

import io
import os
import sys

__all__ = ["main"]


def main() -> None:
    """Run the command with the process's arguments, and exit."""
    # NumPy's OpenBLAS starts a thread for each further core when it is loaded, which spins for work for some 50 ms,
    # of this process's time and often on the sibling of its core. Nothing here does linear algebra.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    import click

    from cleaner.cli.group import command
    from cleaner.cli.inputs import silence_stdout

    if isinstance(sys.stdout, io.TextIOWrapper):  # rules are in all scripts: a locale of one would end the program
        sys.stdout.reconfigure(encoding="utf-8", errors="surrogateescape")
    try:
        code = command.main(prog_name="cleaner", standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except BrokenPipeError:
        # The reader has enough (`cleaner … | head -1`): that is no failure.
        silence_stdout()
        sys.exit(0)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        sys.exit(130)
    except OSError as error:
        sys.stderr.write(f"cleaner: {error.filename or 'stdout'}: {error.strerror or error}\n")
        silence_stdout()
        sys.exit(1)
