"""Inputs of the filter: files and standard input, and bytes to text."""

from __future__ import annotations

import codecs
import errno
import os
import sys
from collections.abc import Iterator, Sequence
from typing import BinaryIO, NamedTuple

import click

__all__ = ["Input", "decode", "open_inputs", "silence_stdout"]

# The byte order marks of UTF-32 begin with those of UTF-16: longest first.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


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


def decode(content: bytes) -> tuple[str, str]:
    r"""Text of the bytes, and what was wrong with them (empty: nothing).

    A byte order mark decides; otherwise it is UTF-8. Bytes that are not UTF-8 stay in the text as
    lone surrogates, so they can be written as they came.

    >>> decode(b"caf\xe9")
    ('caf\udce9', 'byte 3: not UTF-8 (0xe9); it is passed on as it is')
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            body = content[len(mark) :] if encoding == "utf-8" else content
            break
    else:
        body, encoding = content, "utf-8"
    if encoding != "utf-8":
        try:
            return body.decode(encoding), ""
        except UnicodeDecodeError as error:
            return body.decode(encoding, "replace"), f"byte {error.start}: not {encoding.upper()}; it is replaced"
    try:
        return body.decode(), ""
    except UnicodeDecodeError as error:
        at = error.start + len(content) - len(body)
        complaint = f"byte {at}: not UTF-8 (0x{content[at]:02x}); it is passed on as it is"
        return body.decode("utf-8", "surrogateescape"), complaint
