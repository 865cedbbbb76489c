"""Formats: each module cuts files into pieces, cleans a piece, and joins what came of them.

A format is a module with these functions:

    pieces(file, settings, after)     cut a file where documents begin; runs in the parent, lazily
    clean(file, piece, desk, settings, parts)    clean a piece, write its parts; runs in a worker
    join(paths, out, note)            put the main parts together, in order
    checksum_of(file, piece)          of what a piece covers, as the file is now
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from cleaner.bulk.desk import Desk
    from cleaner.bulk.formats.piece import Fields, Parts, Piece
    from cleaner.bulk.inputs import InputFile

__all__ = ["ENDINGS", "Format", "format_name", "format_of"]

ENDINGS = {
    ".jsonl": "jsonl",
    ".jsonl.gz": "jsonl",
    ".jsonl.zst": "jsonl",
    ".ndjson": "jsonl",
    ".ndjson.gz": "jsonl",
    ".ndjson.zst": "jsonl",
    ".parquet": "parquet",
    ".warc": "warc",
    ".warc.gz": "warc",
    ".wet": "warc",
    ".wet.gz": "warc",
    ".txt": "text",
}
"""Which module reads a file, by the end of its name."""


class Format(Protocol):
    """What a module of this folder offers."""

    def pieces(self, file: InputFile, fields: Fields, after: Piece | None) -> Iterator[Piece]:
        """Cut a file into pieces, from behind the piece `after` on. At least one a file. Raises: OSError."""

    def clean(self, file: InputFile, piece: Piece, desk: Desk, fields: Fields, parts: Parts) -> None:
        """Clean a piece. Raises: OSError where a part cannot be written."""

    def checksum_of(self, file: InputFile, piece: Piece) -> int:
        """CRC-32 of a piece. Raises: OSError, ValueError."""

    def join(self, paths: Sequence[Path], out: Path, note: bytes) -> None:
        """Join main parts; `note` is what formats that can carry it say of the run. Raises: OSError."""


def format_name(name: str) -> str | None:
    """The module for a file name; None where no format has that ending.

    >>> format_name("CC-MAIN-0001.warc.wet.gz")
    'warc'
    """
    lowered = name.lower()
    return next((module for ending, module in ENDINGS.items() if lowered.endswith(ending)), None)


def format_of(name: str) -> Format:
    """The format of a file whose name has a known ending."""
    return cast("Format", importlib.import_module(f"{__name__}.{format_name(name)}"))
