"""The command inside the tests' own process."""

from __future__ import annotations

from click.testing import CliRunner

from cleaner.cli.group import command


def invoke_bytes(*args: str, stdin: bytes | str = b"") -> tuple[int, bytes, str]:
    """Exit code, stdout as it is, stderr. Raises what the command raises."""
    result = CliRunner().invoke(command, list(args), input=stdin, prog_name="cleaner")
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout_bytes, result.stderr


def invoke(*args: str, stdin: bytes | str = b"") -> tuple[int, str, str]:
    """Exit code, stdout, stderr. Raises what the command raises."""
    code, out, err = invoke_bytes(*args, stdin=stdin)
    return code, out.decode(), err
