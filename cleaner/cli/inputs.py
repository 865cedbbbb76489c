"""Inputs of the filter: files and standard input."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator, Sequence
from typing import BinaryIO, NamedTuple

import click

__all__ = ["Input", "open_inputs", "silence_stdout"]


class Input(NamedTuple):
    """One input, not opened yet."""

    path: str
    last: bool

    @property
    def name(self) -> str:
        """How messages call it."""
        return "standard input" if self.path == "-" else self.path

    def open(self) -> BinaryIO:
        """The input as a stream of bytes. Raises: OSError."""
        if self.path == "-" and sys.stdin is None:
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        return sys.stdin.buffer if self.path == "-" else open(self.path, "rb")

    def read(self) -> bytes:
        """All of it. Raises: OSError."""
        stream = self.open()
        try:
            return stream.read()
        finally:
            if self.path != "-":
                stream.close()

    def complain(self, what: str) -> None:
        """Say on stderr what is wrong with it."""
        click.echo(f"cleaner: {self.name}: {what}", err=True)


def silence_stdout() -> None:
    """Point stdout away after it failed, so that Python's own flush at exit does not complain again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def open_inputs(files: Sequence[str]) -> Iterator[Input]:
    """The inputs a command line names; standard input where it names none."""
    paths = files or ("-",)
    for number, path in enumerate(paths):
        yield Input(path, number == len(paths) - 1)
