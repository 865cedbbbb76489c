"""Parquet files joined without reading their pages: row groups are copied, only the footer is written anew.

A footer is a Thrift structure in the compact protocol. It is read and written here field by field, so
that what this module does not know passes as it is; only places in the file are moved.
Source: apache/thrift, doc/specs/thrift-compact-protocol.md; apache/parquet-format, parquet.thrift.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

__all__ = ["join_files"]

MAGIC = b"PAR1"
_TAIL_BYTES = 8
"""A file ends with the footer's length in four bytes, and the magic."""
COPY_BYTES = 1 << 20

# Thrift's types.
_TRUE, _FALSE, _BYTE, _I16, _I32, _I64, _DOUBLE, _BINARY, _LIST, _SET, _MAP, _STRUCT = range(1, 13)
_SHORT_LIST = 15
_DOUBLE_BYTES = 8

# Field numbers of parquet.thrift.
_NUM_ROWS, _ROW_GROUPS, _KEY_VALUES = 3, 4, 5
_GROUP_COLUMNS, _GROUP_OFFSET, _GROUP_ORDINAL = 1, 5, 7
_COLUMN_OFFSET, _COLUMN_META = 2, 3
_PAGE_INDEXES = (4, 5, 6, 7)
_PAGE_OFFSETS = (9, 10, 11, 14)
_MAX_ORDINAL = 32767

Struct = dict[int, tuple[int, Any]]
"""A Thrift structure: field number → type and value."""


def join_files(paths: Sequence[Path], out: Path, notes: Mapping[bytes, bytes]) -> None:
    """Join Parquet files of one schema: row groups in order, and keys with their values in the metadata.

    Raises: OSError; ValueError for a file without a footer.
    """
    with out.open("wb") as whole:
        whole.write(MAGIC)
        footers = [_append(path, whole) for path in paths]
        footer = footers[0]
        groups = [group for found in footers for group in found[_ROW_GROUPS][1][1]]
        for number, group in enumerate(groups):
            if _GROUP_ORDINAL in group:
                group[_GROUP_ORDINAL] = (_I16, min(number, _MAX_ORDINAL))
        footer[_NUM_ROWS] = (_I64, sum(found[_NUM_ROWS][1] for found in footers))
        footer[_ROW_GROUPS] = (_LIST, (_STRUCT, groups))
        footer[_KEY_VALUES] = (_LIST, (_STRUCT, _with_notes(footer, notes)))
        written = bytearray()
        _write_struct(written, footer)
        whole.write(written + len(written).to_bytes(4, "little") + MAGIC)
        whole.flush()
        os.fsync(whole.fileno())


def _append(path: Path, whole: BinaryIO) -> Struct:
    """Copy a file's pages. Returns its footer, with all places as they are in the whole."""
    with path.open("rb") as part:
        size = part.seek(0, os.SEEK_END)
        part.seek(max(0, size - _TAIL_BYTES))
        tail = part.read()
        if tail[4:] != MAGIC:
            raise ValueError(f"{path}: no Parquet file")
        end = size - _TAIL_BYTES - int.from_bytes(tail[:4], "little")
        part.seek(end)
        footer = _Reader(part.read(size - end)).struct()
        shift = whole.tell() - len(MAGIC)
        part.seek(len(MAGIC))
        _copy(part, whole, end - len(MAGIC))
    for group in footer[_ROW_GROUPS][1][1]:
        _move_group(group, shift)
    return footer


def _copy(part: BinaryIO, whole: BinaryIO, size: int) -> None:
    while size > 0:
        block = part.read(min(size, COPY_BYTES))
        if not block:
            raise ValueError("a part is shorter than it was")
        whole.write(block)
        size -= len(block)


def _move_group(group: Struct, shift: int) -> None:
    _move(group, _GROUP_OFFSET, shift)
    for column in group[_GROUP_COLUMNS][1][1]:
        _move(column, _COLUMN_OFFSET, shift)
        for field in _PAGE_INDEXES:  # they hold places themselves; readers do without
            column.pop(field, None)
        if _COLUMN_META in column:
            for field in _PAGE_OFFSETS:
                _move(column[_COLUMN_META][1], field, shift)


def _move(struct: Struct, field: int, shift: int) -> None:
    if field in struct and struct[field][1] > 0:  # 0 says "not given"
        struct[field] = (struct[field][0], struct[field][1] + shift)


def _with_notes(footer: Struct, notes: Mapping[bytes, bytes]) -> list[Struct]:
    entries = footer[_KEY_VALUES][1][1] if _KEY_VALUES in footer else []
    new: list[Struct] = [{1: (_BINARY, key), 2: (_BINARY, value)} for key, value in notes.items()]
    return [entry for entry in entries if entry[1][1] not in notes] + new


class _Reader:
    """Reads the compact protocol."""

    def __init__(self, content: bytes) -> None:
        self._content, self._at = content, 0

    def struct(self) -> Struct:
        found: Struct = {}
        number = 0
        while True:
            head = self._byte()
            if head == 0:
                return found
            kind, step = head & 15, head >> 4
            number = number + step if step else self._zigzag()
            found[number] = (kind, self._value(kind))

    def _value(self, kind: int) -> Any:
        if kind in (_TRUE, _FALSE):
            return kind == _TRUE
        if kind == _BYTE:
            return self._byte()
        if kind in (_I16, _I32, _I64):
            return self._zigzag()
        if kind == _DOUBLE:
            return self._take(_DOUBLE_BYTES)
        if kind == _BINARY:
            return self._take(self._varint())
        if kind in (_LIST, _SET):
            return self._list()
        if kind == _MAP:
            return self._map()
        if kind == _STRUCT:
            return self.struct()
        raise ValueError(f"no Thrift type {kind}")

    def _list(self) -> tuple[int, list[Any]]:
        head = self._byte()
        kind, size = head & 15, head >> 4
        if size == _SHORT_LIST:
            size = self._varint()
        return kind, [self._element(kind) for _ in range(size)]

    def _map(self) -> tuple[int, int, list[tuple[Any, Any]]]:
        size = self._varint()
        kinds = self._byte() if size else 0
        key, value = kinds >> 4, kinds & 15
        return key, value, [(self._element(key), self._element(value)) for _ in range(size)]

    def _element(self, kind: int) -> Any:
        """In lists and maps, truth has a byte of its own."""
        return self._byte() == _TRUE if kind in (_TRUE, _FALSE) else self._value(kind)

    def _byte(self) -> int:
        self._at += 1
        return self._content[self._at - 1]

    def _take(self, size: int) -> bytes:
        self._at += size
        return self._content[self._at - size : self._at]

    def _varint(self) -> int:
        value = shift = 0
        while True:
            byte = self._byte()
            value |= (byte & 127) << shift
            if byte < 128:  # noqa: PLR2004  the highest bit says that more follows
                return value
            shift += 7

    def _zigzag(self) -> int:
        value = self._varint()
        return (value >> 1) ^ -(value & 1)


def _write_struct(out: bytearray, struct: Struct) -> None:
    before = 0
    for number, (kind, value) in sorted(struct.items()):
        step = number - before
        head = (_TRUE if value else _FALSE) if kind in (_TRUE, _FALSE) else kind
        if 0 < step <= 15:  # noqa: PLR2004  four bits
            out.append(step << 4 | head)
        else:
            out.append(head)
            _write_varint(out, _zigzagged(number))
        if kind not in (_TRUE, _FALSE):
            _write_value(out, kind, value)
        before = number
    out.append(0)


def _write_value(out: bytearray, kind: int, value: Any) -> None:
    if kind in (_TRUE, _FALSE):
        out.append(_TRUE if value else _FALSE)
    elif kind == _BYTE:
        out.append(value)
    elif kind in (_I16, _I32, _I64):
        _write_varint(out, _zigzagged(value))
    elif kind == _DOUBLE:
        out += value
    elif kind == _BINARY:
        _write_varint(out, len(value))
        out += value
    elif kind in (_LIST, _SET):
        _write_list(out, *value)
    elif kind == _MAP:
        _write_map(out, *value)
    else:
        _write_struct(out, value)


def _write_list(out: bytearray, kind: int, values: Sequence[Any]) -> None:
    if len(values) < _SHORT_LIST:
        out.append(len(values) << 4 | kind)
    else:
        out.append(_SHORT_LIST << 4 | kind)
        _write_varint(out, len(values))
    for value in values:
        _write_value(out, kind, value)


def _write_map(out: bytearray, key_kind: int, value_kind: int, items: Sequence[tuple[Any, Any]]) -> None:
    _write_varint(out, len(items))
    if items:
        out.append(key_kind << 4 | value_kind)
    for key, value in items:
        _write_value(out, key_kind, key)
        _write_value(out, value_kind, value)


def _zigzagged(value: int) -> int:
    return value << 1 if value >= 0 else (-value << 1) - 1


def _write_varint(out: bytearray, value: int) -> None:
    while value > 127:  # noqa: PLR2004  seven bits a byte
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
