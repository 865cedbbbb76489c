"""Plain text: a file is a document."""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.bulk.column import encode
from cleaner.bulk.desk import Desk, Document
from cleaner.bulk.formats.jsonl import removed_json
from cleaner.bulk.formats.piece import Fields, Parts, Piece, checksum, checksum_of, concatenate, content_of
from cleaner.bulk.inputs import InputFile, open_input
from cleaner.files.plain import decode

__all__ = ["checksum_of", "clean", "join", "pieces"]

join = concatenate


def pieces(file: InputFile, fields: Fields, after: Piece | None) -> Iterator[Piece]:  # noqa: ARG001  a format's
    """The file, whole. Raises: OSError."""
    if after is None:
        open_input(file).close()
        yield Piece(0, 0, file.size_bytes, file.size_bytes, is_last=True)


def clean(file: InputFile, piece: Piece, desk: Desk, fields: Fields, parts: Parts) -> None:
    """Clean the text. UTF-8 comes out, whatever a byte order mark said of what came in; else the same bytes."""
    content = content_of(file, piece)
    parts.checksum = checksum(content)
    text, complaint = decode(content)
    if complaint:
        desk.fail(0, "not_utf8", complaint)
    result = desk.clean([Document(0, text)])[0]
    kept = result is None or result.text == text
    parts.place("main").write(content if kept else encode(result.text))  # type: ignore[union-attr]
    if fields.removed and result is not None:
        parts.place("removed").write(f'{{"offset": 0, "removed": {removed_json(result)}}}\n'.encode())
