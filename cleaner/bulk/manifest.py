"""The manifest: a journal of what is done, so that a run that was killed goes on where it stopped.

One JSON object a line, only ever appended, each line on the disk before anything rests on it. A line
that was cut off by a kill does not count. What a line says of a file holds until the file begins anew.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import IO

import msgspec
from msgspec import Struct, field

from cleaner.bulk.formats.piece import Fields, Part, Piece
from cleaner.bulk.inputs import InputFile
from cleaner.bulk.tally import Tally
from cleaner.errors import CleanerError

__all__ = ["MANIFEST", "Busy", "FileDone", "Manifest", "PieceDone", "Run"]

MANIFEST = "_manifest.jsonl"


class Busy(CleanerError):
    """Another run works on the same output."""


class Run(Struct, tag="run", frozen=True):
    """What decides the output: a run goes on only under the same."""

    identity: dict[str, str]
    fields: Fields


class FileBegun(Struct, tag="input", frozen=True):
    """A file is cleaned from its beginning; what was said of it before no longer counts."""

    file: InputFile


class PieceDone(Struct, tag="piece", frozen=True):
    """The parts of a piece are whole."""

    name: str
    piece: Piece
    """Without its content."""
    checksum: int
    parts: list[Part]
    tally: Tally


class FileDone(Struct, tag="file", frozen=True):
    """A file's output is in its place."""

    name: str
    checksums: list[int]
    """Of its pieces, in order."""
    outputs: list[Part]
    tally: Tally


class FileState(Struct):
    """What the manifest knows of one file."""

    file: InputFile
    pieces: dict[int, PieceDone] = field(default_factory=dict)
    done: FileDone | None = None


class Manifest:
    """The journal of one output, open for appending.

    Raises: Busy where another run has it open; OSError.
    """

    def __init__(self, folder: Path) -> None:
        self._stream: IO[bytes] = (folder / MANIFEST).open("a+b")
        try:
            _lock(self._stream)
        except Busy:
            self._stream.close()
            raise
        self.run: Run | None = None
        self.files: dict[str, FileState] = {}
        self._read()

    def begin(self, run: Run) -> None:
        """Begin a new run: nothing that was known before counts. Raises: OSError."""
        self._stream.truncate(0)
        self.run, self.files = run, {}
        self._append(run)

    def begin_file(self, file: InputFile) -> None:
        """Begin a file. Raises: OSError."""
        self._note(FileBegun(file))

    def add(self, line: PieceDone | FileDone) -> None:
        """Say that something is done. Raises: OSError."""
        self._note(line)

    def close(self) -> None:
        """Give it free. A line that did not fit on the disk was told when it was written."""
        with suppress(OSError):
            self._stream.close()

    def _note(self, line: FileBegun | PieceDone | FileDone) -> None:
        self._append(line)
        self._take(line)

    def _append(self, line: Struct) -> None:
        self._stream.write(msgspec.json.encode(line) + b"\n")
        self._stream.flush()
        os.fsync(self._stream.fileno())

    def _take(self, line: Run | FileBegun | PieceDone | FileDone) -> None:
        if isinstance(line, Run):
            self.run, self.files = line, {}
        elif isinstance(line, FileBegun):
            self.files[line.file.name] = FileState(line.file)
        elif isinstance(line, PieceDone):
            self.files[line.name].pieces[line.piece.index] = line
        else:
            self.files[line.name].done = line
            self.files[line.name].pieces = {}  # a long run's memory does not grow with its pieces

    def _read(self) -> None:
        """Take what is there, and cut off a last line that is not whole."""
        decoder = msgspec.json.Decoder(Run | FileBegun | PieceDone | FileDone)
        self._stream.seek(0)
        whole = 0
        for line in self._stream:
            try:
                if not line.endswith(b"\n"):
                    break
                self._take(decoder.decode(line))
            except (msgspec.MsgspecError, KeyError):
                break
            whole += len(line)
        self._stream.truncate(whole)
        self._stream.seek(0, os.SEEK_END)


def _lock(stream: IO[bytes]) -> None:
    """Take the manifest for this process; the system gives it free, however the process ends."""
    with suppress(ImportError):  # Windows: two runs on one output are the user's to avoid
        import fcntl

        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy("another run works on this output; wait for it, or give another OUT") from None
