"""Pieces and parts: what goes to a worker, and what comes back on disk."""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO
from zlib import crc32

from msgspec import Struct

from cleaner.bulk.inputs import InputFile, open_input

__all__ = [
    "ASIDE",
    "PIECE_BYTES",
    "Fields",
    "Part",
    "Parts",
    "Piece",
    "checksum",
    "checksum_of",
    "concatenate",
    "content_of",
    "part_path",
]

PIECE_BYTES = 8 << 20
"""Unpacked bytes of a piece, at least: what a worker holds at a time, and what a killed run does again.
Smaller ones cost a sync of the disk each; larger ones cost memory and leave workers idle at a file's end."""

READ_BYTES = 1 << 20
"""What is read or written at a time."""

ASIDE = ".tmp"
"""The end of names of files that are not whole yet."""


class Fields(Struct, frozen=True):
    """Which fields of a record are what, and what is wanted."""

    field: str = "text"
    html_field: str | None = None
    url_field: str | None = None
    lang_field: str | None = None
    removed: bool = False
    piece_bytes: int = PIECE_BYTES


class Piece(Struct, frozen=True):
    """A part of a file that is cleaned at once: whole documents, in the order of the file."""

    index: int
    start: int
    """Bytes of the unpacked stream; row groups in Parquet."""
    end: int
    input_bytes: int
    """How much of the file as it lies there it stands for."""
    is_last: bool = False
    input_end: int = 0
    """How much of the file had been taken when it was cut; for packed files only."""
    content: bytes | None = None
    """The bytes where the file is packed: only the parent unpacks. Otherwise the worker reads them itself."""
    trouble: str = ""
    """Why the file could not be read further after this piece; empty: it could."""


class Part(Struct, frozen=True):
    """One file that came of a piece."""

    kind: str
    """``main``, ``removed`` or ``failed``."""
    size_bytes: int


class Parts:
    """The files that come of one piece: written aside, in their place only when all of them are whole."""

    def __init__(self, folder: Path, index: int) -> None:
        self._folder, self._index = folder, index
        self._open: dict[str, BinaryIO] = {}
        self.checksum = 0
        """CRC-32 of what was read of the input for this piece."""
        self.failure: OSError | None = None
        """Why a part could not be written; the input's errors are not among them."""

    def place(self, kind: str) -> BinaryIO:
        """The part to write to. Raises: OSError."""
        if kind not in self._open:
            try:
                raw = _PartFile(self._aside(kind), "wb")
            except OSError as error:
                self.failure = error
                raise
            raw.parts = self
            self._open[kind] = io.BufferedWriter(raw, READ_BYTES)
        return self._open[kind]

    def commit(self) -> list[Part]:
        """Make the parts last. Returns what there is now. Raises: OSError."""
        try:
            return [self._commit(kind, stream) for kind, stream in self._open.items()]
        except OSError as error:
            self.failure = error
            raise

    def _commit(self, kind: str, stream: BinaryIO) -> Part:
        stream.flush()
        os.fsync(stream.fileno())
        stream.close()
        path = part_path(self._folder, self._index, kind)
        self._aside(kind).replace(path)
        return Part(kind, path.stat().st_size)

    def discard(self) -> None:
        """Leave nothing behind."""
        for kind, stream in self._open.items():
            with suppress(OSError, ValueError):  # its buffer does not fit on the disk either
                stream.close()
            self._aside(kind).unlink(missing_ok=True)

    def _aside(self, kind: str) -> Path:
        # The process in the name: a worker that outlives its run writes nothing over the next run's.
        return self._folder / f"{self._index}.{kind}.{os.getpid()}{ASIDE}"


class _PartFile(io.FileIO):
    """A part that tells its `Parts` why it could not be written."""

    parts: Parts

    def write(self, content: Any, /) -> int:
        try:
            return super().write(content)
        except OSError as error:
            self.parts.failure = error
            raise


def part_path(folder: Path, index: int, kind: str) -> Path:
    """Where a part lies."""
    return folder / f"{index}.{kind}"


def content_of(file: InputFile, piece: Piece) -> bytes:
    """The bytes of a piece. Raises: OSError."""
    if piece.content is not None:
        return piece.content
    with open_input(file) as stream:
        stream.seek(piece.start)
        return stream.read(piece.end - piece.start)


def checksum_of(file: InputFile, piece: Piece) -> int:
    """CRC-32 of a piece as the file is now. Raises: OSError."""
    return checksum(content_of(file, piece))


def checksum(content: bytes, before: int = 0) -> int:
    """CRC-32, as gzip has it: it finds changes, not forgers, at several gigabytes a second."""
    return crc32(content, before)


def concatenate(paths: Sequence[Path], out: Path, note: bytes = b"") -> None:  # noqa: ARG001  a format's signature
    """Join parts one after the other. A single part is moved. Raises: OSError."""
    if len(paths) == 1:
        paths[0].replace(out)
        return
    with out.open("wb") as whole:
        for path in paths:
            with path.open("rb") as part:
                shutil.copyfileobj(part, whole, READ_BYTES)
        whole.flush()
        os.fsync(whole.fileno())
