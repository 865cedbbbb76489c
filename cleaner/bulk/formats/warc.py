"""WARC and WET: HTML responses become conversion records with the article, WET texts are cleaned in place.

Everything else passes byte for byte. Record boundaries are found here, because records with wrong
lengths must neither end a run nor swallow their neighbours; what is inside a record is read by FastWARC.
"""

from __future__ import annotations

import io
import re
from base64 import b32encode
from collections.abc import Iterator
from hashlib import sha1
from typing import NamedTuple
from uuid import NAMESPACE_URL, uuid5

from fastwarc.warc import ArchiveIterator

from cleaner.bulk.column import encode
from cleaner.bulk.desk import Desk, Document
from cleaner.bulk.formats.jsonl import removed_json
from cleaner.bulk.formats.piece import Fields, Parts, Piece, checksum, checksum_of, concatenate, content_of
from cleaner.bulk.formats.stream import cut_stream, pack
from cleaner.bulk.inputs import InputFile
from cleaner.files.plain import decode
from cleaner.result import Result

__all__ = ["checksum_of", "clean", "join", "pieces"]

join = concatenate

_BEGIN = b"WARC/"
_BEGIN_OF_LINE = b"\nWARC/1."
_HEADER_END = re.compile(rb"\r?\n\r?\n")
_LENGTH = re.compile(rb"(?im)^content-length:[ \t]*(\d{1,18})[ \t]*(\r?)$")
_FIELD = re.compile(rb"(?m)^([!-9;-~]+):[ \t]*(.*?)[ \t]*\r?$")
_DIGEST = re.compile(rb"(?im)^(warc-(?:block|payload)-digest):[^\r\n]*")

MAX_HEADER_BYTES = 1 << 16
"""A header that does not end within so many bytes is none: real ones have about one kilobyte."""
RECORD_TAIL_BYTES = 4
"""Two line ends close a record."""
HTML_TYPES = ("text/html", "application/xhtml+xml")
SNIFFED_BYTES = 1000
"""Where HTTP gives no type, the page's beginning tells."""


class Record(NamedTuple):
    """Where a record's parts stand in a buffer."""

    start: int
    body: int
    end: int
    next: int
    trouble: str = ""


def pieces(file: InputFile, fields: Fields, after: Piece | None) -> Iterator[Piece]:
    """Cut a file between records. Raises: OSError."""
    return cut_stream(file, fields, after, _last_record_end)


def _last_record_end(buffer: bytearray, searched: int) -> int:  # noqa: ARG001  records have no mark to search for
    end = 0
    for record in records(buffer, complete=False):
        end = record.next
    return end


def records(buffer: bytes | bytearray, *, complete: bool) -> Iterator[Record]:
    """The records of a buffer. If it is not `complete`, ends before the first that may go on behind it.

    A record whose length does not lead to the next one ends where the next one begins, and says so.
    """
    at, size = 0, len(buffer)
    while at < size:
        record = _record(buffer, at, complete=complete)
        if record is None:
            return
        yield record
        at = record.next


def _record(buffer: bytes | bytearray, at: int, *, complete: bool) -> Record | None:
    size = len(buffer)
    head = _HEADER_END.search(buffer, at, at + MAX_HEADER_BYTES)
    length = _LENGTH.search(buffer, at, head.end()) if head and buffer.startswith(_BEGIN, at) else None
    if head is None or length is None:
        if not complete and size - at < MAX_HEADER_BYTES:
            return None
        return _up_to_next(buffer, at, at, "no record begins here", complete=complete)
    body = head.end()
    end = body + int(length[1])
    if end + RECORD_TAIL_BYTES + len(_BEGIN) > size and not complete:
        return None
    follows = end
    while follows < min(end + RECORD_TAIL_BYTES, size) and buffer[follows] in b"\r\n":
        follows += 1
    if end <= size and (follows == size or buffer.startswith(_BEGIN, follows)):
        return Record(at, body, end, follows)
    return _up_to_next(buffer, at, body, f"Content-Length {int(length[1])} is wrong", complete=complete)


def _up_to_next(buffer: bytes | bytearray, at: int, body: int, trouble: str, *, complete: bool) -> Record | None:
    found = buffer.find(_BEGIN_OF_LINE, body) + 1
    if not found and not complete:
        return None
    end = following = found or len(buffer)
    while end > body and end > following - RECORD_TAIL_BYTES and buffer[end - 1] in b"\r\n":
        end -= 1
    return Record(at, body, end, following, trouble)


class _Item(NamedTuple):
    """A record on its way: as it came, and what is to be cleaned of it."""

    raw: bytes
    header: bytes
    document: Document | None


def clean(file: InputFile, piece: Piece, desk: Desk, fields: Fields, parts: Parts) -> None:
    """Clean a piece's records."""
    content = content_of(file, piece)
    parts.checksum = checksum(content)
    batch: list[_Item] = []
    for record in records(content, complete=True):
        batch.append(_item(content, record, piece.start + record.start, desk))
        if len(batch) == desk.batch_size:
            _write(file, batch, desk, fields, parts)
            batch = []
    _write(file, batch, desk, fields, parts)
    if not content:
        parts.place("main").write(pack(file.name, b""))
    if piece.trouble:
        desk.fail(piece.end, "unreadable", piece.trouble)


def _item(content: bytes, record: Record, offset: int, desk: Desk) -> _Item:
    raw = content[record.start : record.next]
    header = content[record.start : record.body]
    body = content[record.body : record.end]
    if record.trouble:
        desk.fail(offset, "wrong_length", record.trouble, raw)
        return _Item(raw, header, None)
    try:
        return _Item(raw, header, _document(header, body, offset, desk))
    except (OSError, ValueError) as error:
        desk.fail(offset, "broken_record", str(error), raw)
        return _Item(raw, header, None)


def _document(header: bytes, body: bytes, offset: int, desk: Desk) -> Document | None:
    """What is to be cleaned of a record. Raises: OSError for HTTP that cannot be read."""
    fields = {name.lower(): value for name, value in _FIELD.findall(header)}
    kind = fields.get(b"warc-type", b"").lower()
    url = fields.get(b"warc-target-uri", b"").strip(b"<>").decode("utf-8", "replace") or None
    if kind == b"conversion":
        if not fields.get(b"content-type", b"text/plain").lower().startswith(b"text/plain"):
            desk.pass_by("no plain text")
            return None
        return Document(offset, decode(body)[0], url=url)
    if kind not in (b"response", b"resource"):
        return None  # about the crawl or about other records: no document
    opened = next(iter(ArchiveIterator(io.BytesIO(header + body + b"\r\n\r\n"), auto_decode="all")))
    page = opened.reader.read()
    if opened.is_http:
        content_type, charset = opened.http_content_type, opened.http_charset
    else:
        content_type, charset = fields.get(b"content-type", b"").decode("latin-1"), None
    if not _is_html(content_type, page):
        desk.pass_by("no HTML")
        return None
    return Document(offset, page, is_page=True, url=url, charset=charset)


def _is_html(content_type: str | None, page: bytes) -> bool:
    if content_type:
        return content_type.partition(";")[0].strip().lower() in HTML_TYPES
    return b"<html" in page[:SNIFFED_BYTES].lower()


def _write(file: InputFile, batch: list[_Item], desk: Desk, fields: Fields, parts: Parts) -> None:
    results = iter(desk.clean([item.document for item in batch if item.document is not None]))
    main = parts.place("main")
    for item in batch:
        result = next(results) if item.document is not None else None
        if result is None or item.document is None:
            main.write(pack(file.name, item.raw))
            continue
        main.write(pack(file.name, _cleaned(item, item.document, result)))
        if fields.removed:
            line = f'{{"offset": {item.document.offset}, "removed": {removed_json(result)}}}\n'
            parts.place("removed").write(line.encode())


def _cleaned(item: _Item, document: Document, result: Result) -> bytes:
    if document.is_page:
        return _conversion(item.header, result)
    if result.text == document.content:
        return item.raw
    body = encode(result.text)
    header = _with_length(item.header, len(body))
    return _DIGEST.sub(rb"\1: " + _digest(body), header) + body + b"\r\n\r\n"


def _conversion(header: bytes, result: Result) -> bytes:
    """A response as a conversion record: the standard's kind for what was made from another record."""
    fields = {name.lower(): value for name, value in _FIELD.findall(header)}
    body, original = encode(result.text), fields.get(b"warc-record-id", b"")
    identity = uuid5(NAMESPACE_URL, original.decode("utf-8", "replace") + " article")
    lines = [
        b"WARC/1.0",
        b"WARC-Type: conversion",
        *(name + b": " + fields[name.lower()] for name in (b"WARC-Target-URI", b"WARC-Date") if name.lower() in fields),
        f"WARC-Record-ID: <urn:uuid:{identity}>".encode(),
        *([b"WARC-Refers-To: " + original] if original else []),
        b"WARC-Block-Digest: " + _digest(body),
        b"Content-Type: text/plain; charset=utf-8",
        b"Content-Length: %d" % len(body),
    ]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body + b"\r\n\r\n"


def _with_length(header: bytes, length: int) -> bytes:
    return _LENGTH.sub(lambda found: b"Content-Length: %d%s" % (length, found[2]), header, count=1)


def _digest(body: bytes) -> bytes:
    return b"sha1:" + b32encode(sha1(body).digest())  # noqa: S324  the standard's customary digest, no secret
