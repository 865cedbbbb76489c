"""Parquet: one column cleaned, all others carried through with types, metadata and compression.

A piece is one row group or several small ones. Workers write real Parquet files, which are joined by
copying their row groups.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from cleaner.bulk.column import REMOVED_TYPE, encode, removed_column, replaced, rows_of
from cleaner.bulk.desk import Desk, Document
from cleaner.bulk.formats.parquet_footer import join_files
from cleaner.bulk.formats.piece import Fields, Parts, Piece, checksum
from cleaner.bulk.inputs import InputFile, open_input
from cleaner.result import Result

__all__ = ["NOTE_KEY", "checksum_of", "clean", "join", "pieces"]

NOTE_KEY = b"newsrinse"
"""Where the schema metadata says what cleaned the file, and what went."""
REMOVED_COLUMN = "removed"

BATCH_BYTES = 16 << 20
"""Unpacked bytes read at a time, about: a batch of long documents is shorter than the batch size."""
MAX_GROUP_BYTES = 64 << 20
"""A row group larger than that, unpacked, is written as several: it bounds what a worker holds."""

_INT96 = "INT96"
_SCHEMA_KEY = b"ARROW:schema"
"""Where Arrow keeps its own schema in a Parquet file."""


_CODECS = {"UNCOMPRESSED": "NONE", "LZ4_RAW": "LZ4", "UNKNOWN": "NONE"}
"""Codecs that the writer calls by another name than the footer."""


def join(paths: Sequence[Path], out: Path, note: bytes) -> None:
    """Join parts. Raises: OSError, ValueError."""
    notes = {NOTE_KEY: note}
    schema = pq.read_schema(paths[0])
    if _SCHEMA_KEY in (pq.read_metadata(paths[0]).metadata or {}):  # Arrow's readers take the metadata from there
        noted = schema.with_metadata({**(schema.metadata or {}), **notes})
        notes[_SCHEMA_KEY] = b64encode(noted.serialize())
    join_files(paths, out, notes)


def pieces(file: InputFile, fields: Fields, after: Piece | None) -> Iterator[Piece]:
    """Cut a file between row groups. Raises: OSError; ValueError where it is no Parquet file, or lacks the field."""
    with open_input(file) as stream:
        footer = _opened(stream)
        _check_columns(footer.schema_arrow, fields)
        meta = footer.metadata
        index, start = (after.index + 1, after.end) if after else (0, 0)
        group, packed, unpacked = start, 0, 0
        while group < meta.num_row_groups:
            found = meta.row_group(group)
            group, packed, unpacked = group + 1, packed + _extent(found)[1], unpacked + found.total_byte_size
            if unpacked >= fields.piece_bytes or group == meta.num_row_groups:
                yield Piece(index, start, group, packed, group == meta.num_row_groups)
                index, start, packed, unpacked = index + 1, group, 0, 0
        if meta.num_row_groups == 0 and index == 0:
            yield Piece(0, 0, 0, file.size_bytes, is_last=True)


def _opened(stream: BinaryIO) -> Any:
    return pq.ParquetFile(stream, page_checksum_verification=True)


def _extent(group: Any) -> tuple[int, int]:
    """Where a row group begins in the file, and how many bytes it has."""
    columns = [group.column(number) for number in range(group.num_columns)]
    starts = [
        column.dictionary_page_offset if column.has_dictionary_page else column.data_page_offset for column in columns
    ]
    return min(starts, default=0), sum(column.total_compressed_size for column in columns)


def _check_columns(schema: Any, fields: Fields) -> None:
    source = fields.html_field or fields.field
    for name in (source, fields.url_field, fields.lang_field):
        if name is not None and schema.get_field_index(name) < 0:
            raise ValueError(f"no column {name!r}; there are {', '.join(schema.names)}")
    if not _is_text(schema.field(source).type):
        raise ValueError(f"column {source!r} is {schema.field(source).type}: no text")
    if fields.removed and REMOVED_COLUMN in schema.names:
        raise ValueError(f"there is a column {REMOVED_COLUMN!r} already")


def _is_text(kind: Any) -> bool:
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return kind in (
        *(pa.string(), pa.large_string(), pa.string_view()),
        *(pa.binary(), pa.large_binary(), pa.binary_view()),
    )


def clean(file: InputFile, piece: Piece, desk: Desk, fields: Fields, parts: Parts) -> None:
    """Clean a piece's row groups. Rows that cannot be read are counted and told; the others are cleaned."""
    with open_input(file) as stream:
        parts.checksum = _checksum(stream, piece)
        stream.seek(0)
        source = _opened(stream)
        rows_before = sum(source.metadata.row_group(number).num_rows for number in range(piece.start))
        with _writer(parts.place("main"), source, fields) as writer:
            for number in range(piece.start, piece.end):
                group = _Group(number, rows_before, source.metadata.row_group(number))
                _clean_group(source, group, desk, fields, writer)
                rows_before += group.meta.num_rows


def checksum_of(file: InputFile, piece: Piece) -> int:
    """CRC-32 of a piece as the file is now. Raises: OSError, ValueError."""
    with open_input(file) as stream:
        return _checksum(stream, piece)


def _checksum(stream: BinaryIO, piece: Piece) -> int:
    """CRC-32 of the row groups' bytes; of the whole file where it has none."""
    meta = pq.read_metadata(stream)
    found = 0
    if meta.num_row_groups == 0:
        stream.seek(0)
        return checksum(stream.read())
    for number in range(piece.start, piece.end):
        start, size = _extent(meta.row_group(number))
        stream.seek(start)
        while size > 0 and (block := stream.read(min(size, BATCH_BYTES))):
            found, size = checksum(block, found), size - len(block)
    return found


class _Group(NamedTuple):
    number: int
    first_row: int
    meta: Any


def _clean_group(source: Any, group: _Group, desk: Desk, fields: Fields, writer: Any) -> None:
    pending: list[Any] = []
    row = group.first_row
    per_row = max(1, group.meta.total_byte_size // max(1, group.meta.num_rows))
    size = max(1, min(desk.batch_size, BATCH_BYTES // per_row))
    batches = source.iter_batches(size, row_groups=[group.number], use_threads=False)
    while True:
        try:
            batch = next(batches, None)
        except (OSError, ValueError, pa.ArrowException) as error:  # a damaged page: the format's libraries differ
            lost = group.first_row + group.meta.num_rows - row
            desk.fail(row, "unreadable_rows", f"row group {group.number}, {lost} rows: {error}", count=lost)
            break
        if batch is None:
            break
        pending.append(_clean_batch(batch, row, desk, fields, writer.schema))
        row += len(batch)
        if sum(done.nbytes for done in pending) > MAX_GROUP_BYTES:
            _flush(pending, writer)
    _flush(pending, writer)


def _flush(pending: list[Any], writer: Any) -> None:
    if pending:
        table = pa.Table.from_batches(pending)
        writer.write_table(table, row_group_size=max(1, len(table)))
        pending.clear()


def _clean_batch(batch: Any, first_row: int, desk: Desk, fields: Fields, schema: Any) -> Any:
    """The batch with its column cleaned, in the schema of the output."""
    column = batch.column(fields.html_field or fields.field)
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    rows = rows_of(column)
    results = _results(batch, rows, first_row, desk, fields)
    columns = {name: batch.column(name) for name in batch.schema.names}
    if fields.html_field in (None, fields.field):
        cleaned = replaced(column, rows, results)
    else:
        cleaned = _articles(batch, results, fields)
    kind = schema.field(fields.field).type
    columns[fields.field] = cleaned.dictionary_encode().cast(kind) if pa.types.is_dictionary(kind) else cleaned
    if fields.removed:
        columns[REMOVED_COLUMN] = removed_column(results)
    return pa.RecordBatch.from_arrays([columns[name] for name in schema.names], schema=schema)


def _results(batch: Any, rows: Sequence[Any], first_row: int, desk: Desk, fields: Fields) -> list[Result | None]:
    """A result for each row; None where there is nothing to clean, and where cleaning failed."""
    urls, langs = (
        rows_of(batch.column(name)) if name else [None] * len(rows) for name in (fields.url_field, fields.lang_field)
    )
    as_page = fields.html_field is not None
    full = [number for number, row in enumerate(rows) if row is not None]
    documents = [
        Document(
            first_row + number,
            rows[number]
            if as_page or isinstance(rows[number], str)
            else rows[number].decode("utf-8", "surrogateescape"),
            is_page=as_page,
            url=urls[number],
            lang=langs[number],
        )
        for number in full
    ]
    desk.pass_by("null", len(rows) - len(full))
    results: list[Result | None] = [None] * len(rows)
    for number, result in zip(full, desk.clean(documents), strict=True):
        results[number] = result
    return results


def _articles(batch: Any, results: Sequence[Result | None], fields: Fields) -> Any:
    """The articles of an HTML column as a column of their own; where there is none, what stood there before."""
    if fields.field not in batch.schema.names:
        return pa.array([None if result is None else encode(result.text) for result in results], pa.binary()).view(
            pa.string()
        )
    old = batch.column(fields.field)
    if pa.types.is_dictionary(old.type):
        old = old.dictionary_decode()
    rows = [
        encode(result.text) if result is not None else None if row is None else encode(row)
        for row, result in zip(rows_of(old), results, strict=True)
    ]
    made = pa.array(rows, pa.binary())
    return made.view(pa.string()).cast(old.type) if pa.types.is_string(old.type) else made.cast(old.type)


def _writer(out: BinaryIO, source: Any, fields: Fields) -> Any:
    """A writer that does as the one of the source did, as far as its footer tells."""
    schema = source.schema_arrow
    if fields.field not in schema.names:
        schema = schema.append(pa.field(fields.field, pa.string()))
    if fields.removed:
        schema = schema.append(pa.field(REMOVED_COLUMN, REMOVED_TYPE))
    meta = source.metadata
    with_schema = _SCHEMA_KEY in (meta.metadata or {})
    writer = pq.ParquetWriter(
        out,
        schema,
        version="1.0" if meta.format_version == "1.0" else "2.6",
        use_deprecated_int96_timestamps=_has_int96(source.schema),
        use_compliant_nested_type=not any(
            ".list.item" in source.schema.column(n).path for n in range(meta.num_columns)
        ),
        store_schema=with_schema,
        **_packing(meta, schema, fields),
    )
    if meta.metadata and not with_schema:  # the writer keeps metadata in Arrow's schema, or not at all
        writer.add_key_value_metadata(meta.metadata)
    return writer


def _has_int96(schema: Any) -> bool:
    return any(schema.column(number).physical_type == _INT96 for number in range(len(schema)))


def _packing(meta: Any, schema: Any, fields: Fields) -> dict[str, Any]:
    """Compression and dictionaries of each column, as in the first row group; new columns as the one they came of."""
    if meta.num_row_groups == 0:
        return {}
    columns = [meta.row_group(0).column(number) for number in range(meta.num_columns)]
    compression = {column.path_in_schema: _CODECS.get(column.compression, column.compression) for column in columns}
    usual = compression[fields.html_field or fields.field]
    new = [fields.field, *(f"{REMOVED_COLUMN}.list.element.{field.name}" for field in REMOVED_TYPE.value_type)]
    compression |= {path: usual for path in new if path.split(".")[0] in schema.names and path not in compression}
    dictionaries = [column.path_in_schema for column in columns if column.has_dictionary_page]
    return {"compression": compression, "use_dictionary": dictionaries or False}
