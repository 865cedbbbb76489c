"""JSON Lines: one field cleaned, every other byte of a line as it was."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import orjson

from cleaner.bulk.column import encode
from cleaner.bulk.desk import Desk, Document
from cleaner.bulk.formats.piece import Fields, Parts, Piece, checksum, checksum_of, concatenate, content_of
from cleaner.bulk.formats.stream import cut_stream, pack
from cleaner.bulk.inputs import InputFile
from cleaner.files.fields import encoded, field_value
from cleaner.result import Result

__all__ = ["checksum_of", "clean", "join", "pieces", "removed_json"]

join = concatenate

REMOVED_FIELD = "removed"


def pieces(file: InputFile, fields: Fields, after: Piece | None) -> Iterator[Piece]:
    """Cut a file behind lines. Raises: OSError."""
    return cut_stream(file, fields, after, _last_line_end)


def _last_line_end(buffer: bytearray, searched: int) -> int:
    return buffer.rfind(b"\n", searched) + 1


class _Line(NamedTuple):
    raw: bytes
    document: Document | None
    """None where the line holds nothing to clean: it passes as it is."""


def clean(file: InputFile, piece: Piece, desk: Desk, fields: Fields, parts: Parts) -> None:
    """Clean a piece's lines. What is no JSON object, or has no text in the field, passes as it is."""
    content = content_of(file, piece)
    parts.checksum = checksum(content)
    out: list[bytes] = []
    batch: list[_Line] = []
    for offset, raw in _lines(content):
        batch.append(_Line(raw, _document(raw, piece.start + offset, desk, fields)))
        if len(batch) == desk.batch_size:
            out += _cleaned(batch, desk, fields)
            batch = []
    out += _cleaned(batch, desk, fields)
    if piece.trouble:
        desk.fail(piece.end, "unreadable", piece.trouble)
    parts.place("main").write(pack(file.name, b"".join(out)))


def _lines(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Lines with their offsets. They end with a line feed, and nothing else."""
    start = 0
    while start < len(content):
        end = content.find(b"\n", start) + 1 or len(content)
        yield start, content[start:end]
        start = end


def _document(raw: bytes, offset: int, desk: Desk, fields: Fields) -> Document | None:
    if not raw.strip():
        return None
    try:
        record = _record(raw, fields)
    except ValueError as error:
        desk.fail(offset, "broken_json", str(error), raw)
        return None
    name = fields.html_field or fields.field
    content = record.get(name)
    if content is None:
        desk.pass_by(f"no field {name!r}")
        return None
    if not isinstance(content, str):
        desk.fail(offset, "not_text", f"field {name!r} is {type(content).__name__}, not a text", raw)
        return None
    url, lang = (record.get(key) if key else None for key in (fields.url_field, fields.lang_field))
    return Document(
        offset,
        content,
        is_page=fields.html_field is not None,
        url=url if isinstance(url, str) else None,
        lang=lang if isinstance(lang, str) else None,
    )


def _record(raw: bytes, fields: Fields) -> Mapping[str, Any]:
    """The line's object, or those of its fields that count. Raises: ValueError where it is none.

    What orjson refuses and Python's reader takes (lone surrogates, NaN, bytes that are not UTF-8) is read
    as the filter reads it.
    """
    try:
        record = orjson.loads(raw)
    except orjson.JSONDecodeError:
        line = raw.decode("utf-8", "surrogateescape")
        wanted = {fields.html_field or fields.field, fields.url_field, fields.lang_field} - {None}
        found = {name: field_value(line, name) for name in wanted if name is not None}
        return {name: value.value for name, value in found.items() if value is not None}
    if not isinstance(record, dict):
        raise ValueError("not a JSON object")  # noqa: TRY004  the line is wrong, not a type of ours
    return record


def _cleaned(batch: list[_Line], desk: Desk, fields: Fields) -> Iterator[bytes]:
    results = iter(desk.clean([line.document for line in batch if line.document is not None]))
    for line in batch:
        result = next(results) if line.document is not None else None
        if result is None or line.document is None:
            yield line.raw
        else:
            yield _line_with(line.raw, line.document, result, fields)


def _line_with(raw: bytes, document: Document, result: Result, fields: Fields) -> bytes:
    """The line with the article in its field, and what went if that is wanted."""
    if result.text == document.content and not document.is_page and not fields.removed:
        return raw
    line = raw.decode("utf-8", "surrogateescape")
    if result.text != document.content or document.is_page:
        line = _with_field(line, fields.field, encoded(result.text, line))
    if fields.removed:
        line = _with_field(line, REMOVED_FIELD, removed_json(result))
    return encode(line)


def _with_field(line: str, name: str, value: str) -> str:
    """The line with a field's value replaced, or the field added at the object's end."""
    found = field_value(line, name)
    if found is not None:
        return line[: found.start] + value + line[found.end :]
    body = line.rstrip()
    inside = body[:-1].rstrip()
    comma = "" if inside.endswith("{") else ", "
    return f"{inside}{comma}{json.dumps(name)}: {value}}}{line[len(body) :]}"


def removed_json(result: Result) -> str:
    """What went, as a JSON list."""
    spans = [
        {"start": span.start, "end": span.end, "category": span.category, "rule": span.rule, "points": span.points}
        for span in result.removed
    ]
    return orjson.dumps(spans).decode()
