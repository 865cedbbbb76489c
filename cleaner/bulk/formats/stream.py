"""Streams: packed or plain files as unpacked bytes, cut into pieces where documents begin; and packing again."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from cleaner.bulk.formats.piece import Fields, Piece
from cleaner.bulk.inputs import InputFile, open_input

__all__ = ["Chunks", "cut_stream", "pack"]

READ_BYTES = 256 << 10
"""Bytes read at a time."""

UNPACK_BYTES = 1 << 20
"""What a packed stream gives at a time, at most: text that repeats itself unpacks to a thousand times its size."""
ZSTD_FEED_BYTES = 16 << 10
"""zstandard has no such limit, so it is fed less at a time."""

SALVAGE_BYTES = 64
"""In a damaged member, what stands before the damage is unpacked in steps of so many bytes."""

GZIP_WINDOW = 31
"""zlib's parameter for a gzip member."""
GZIP_MEMBER = b"\x1f\x8b\x08"
GZIP_LEVEL = 6
"""The level of the gzip command."""
ZSTD_LEVEL = 3
"""The level of the zstd command."""

MIN_PROOF_BYTES = 512
"""A place that looks like a member is one if so much of it unpacks, or all: after damage, the search goes on there."""

Cut = Callable[[bytearray, int], int]
"""Where the last whole document of a buffer ends, given up to where it was searched before; 0: nowhere yet."""


def cut_stream(file: InputFile, fields: Fields, after: Piece | None, cut: Cut) -> Iterator[Piece]:
    """Cut a file into pieces that end where `cut` says, from behind `after` on. Raises: OSError on opening it.

    The same file is always cut at the same places, wherever the cutting begins.
    """
    index, start = (after.index + 1, after.end) if after else (0, 0)
    with open_input(file) as stream:
        chunks = Chunks(stream, file.name, start)
        buffer, searched, taken = bytearray(), 0, after.input_end if after else 0
        for chunk in chunks:
            buffer += chunk
            if len(buffer) < fields.piece_bytes:
                continue
            size = cut(buffer, searched)
            searched = 0 if size else len(buffer)
            if size:
                yield _piece(index, start, bytes(memoryview(buffer)[:size]), chunks, taken)
                index, start, taken = index + 1, start + size, chunks.read
                del buffer[:size]
        if buffer or chunks.troubles or index == 0:
            yield _piece(index, start, bytes(buffer), chunks, taken, is_last=True)


def _piece(index: int, start: int, content: bytes, chunks: Chunks, taken: int, *, is_last: bool = False) -> Piece:
    trouble, chunks.troubles = "; ".join(chunks.troubles), []
    end = start + len(content)
    if not chunks.packed:  # the worker reads it itself
        return Piece(index, start, end, len(content), is_last, trouble=trouble)
    return Piece(index, start, end, chunks.read - taken, is_last, chunks.read, content, trouble)


class Chunks:
    """The unpacked bytes of a stream, chunk by chunk, from an unpacked offset on; damage is noted, not raised."""

    def __init__(self, stream: BinaryIO, name: str, skip: int) -> None:
        self._stream, self._skip = stream, skip
        self._unpacker = _unpacker_of(name)
        self.packed = self._unpacker is not None
        self.read = 0
        """Bytes taken of the stream as it lies there."""
        self.troubles: list[str] = []

    def __iter__(self) -> Iterator[bytes]:
        """Unpack."""
        left = self._skip
        if self._unpacker is None:
            # Blocks begin at the same places whatever is skipped, so that pieces do too.
            left %= READ_BYTES
            self._stream.seek(self._skip - left)
        for chunk in self._blocks() if self._unpacker is None else self._members():
            if left < len(chunk):
                yield chunk[left:]
            left = max(0, left - len(chunk))

    def _blocks(self) -> Iterator[bytes]:
        while True:
            try:
                block = self._stream.read(READ_BYTES)
            except OSError as error:
                self.troubles.append(f"cannot read: {error.strerror or error}")
                return
            if not block:
                return
            self.read += len(block)
            yield block

    def _members(self) -> Iterator[bytes]:
        """Unpack one gzip member, or zstd frame, after the other."""
        assert self._unpacker is not None
        current, started, lost = self._unpacker(), False, False
        for block in self._blocks():
            rest, more = block, False
            while rest or more:
                if lost:
                    rest = _next_member(rest)
                    current, started, lost = self._unpacker(), False, not rest
                    continue
                if current.eof:
                    if not rest.strip(b"\0"):  # padding, as tapes have it
                        break
                    current = self._unpacker()
                spare = current.copy() if hasattr(current, "copy") else None
                started = True
                try:
                    chunk = current.decompress(rest, UNPACK_BYTES)
                except Exception as error:  # noqa: BLE001  zlib.error, ZstdError: each library has its own
                    self.troubles.append(f"damaged near packed byte {self.read - len(rest)}: {error}")
                    # A line end of our own: what follows the damage is not glued to what stood before it.
                    yield _salvaged(spare, rest) + b"\n"
                    lost, more, rest = True, False, rest[1:]
                    continue
                if chunk:
                    yield chunk
                rest = current.unused_data if current.eof else current.unconsumed_tail
                more = len(chunk) == UNPACK_BYTES and not current.eof  # zlib may hold a little back
        if started and not lost and not current.eof:
            self.troubles.append(f"ends in the middle: {self.read} bytes are there, more should follow")


def _salvaged(unpacker: Any, block: bytes) -> bytes:
    """What unpacks before the damage; nothing where the library keeps no copy of its state."""
    found = b""
    for at in range(0, len(block), SALVAGE_BYTES) if unpacker is not None else ():
        try:
            found += unpacker.decompress(block[at : at + SALVAGE_BYTES])
        except zlib.error:
            break
    return found


def _next_member(block: bytes) -> bytes:
    """The block from the next gzip member on; empty if there is none in it."""
    at = block.find(GZIP_MEMBER)
    while at >= 0:
        trial = zlib.decompressobj(GZIP_WINDOW)
        try:
            if len(trial.decompress(block[at:], MIN_PROOF_BYTES)) == MIN_PROOF_BYTES or trial.eof:
                return block[at:]
        except zlib.error:
            pass
        at = block.find(GZIP_MEMBER, at + 1)
    return b""


def _unpacker_of(name: str) -> Callable[[], Any] | None:
    if name.lower().endswith(".gz"):
        return lambda: zlib.decompressobj(GZIP_WINDOW)
    if name.lower().endswith(".zst"):
        return _ZstdFrame
    return None


class _ZstdFrame:
    """A zstd frame with the interface of zlib's objects."""

    def __init__(self) -> None:
        import zstandard

        self._frame = zstandard.ZstdDecompressor().decompressobj()
        self.unconsumed_tail = b""

    def decompress(self, block: bytes, _max_bytes: int) -> bytes:
        """Unpack the block's beginning; the rest is `unconsumed_tail`."""
        self.unconsumed_tail = block[ZSTD_FEED_BYTES:]
        return self._frame.decompress(block[:ZSTD_FEED_BYTES])

    @property
    def eof(self) -> bool:
        """Whether the frame is whole."""
        return bool(self._frame.eof)

    @property
    def unused_data(self) -> bytes:
        """What follows the frame."""
        return self._frame.unused_data + self.unconsumed_tail


def pack(name: str, content: bytes) -> bytes:
    """Pack as the ending of a name says: one gzip member or zstd frame. The same bytes give the same bytes."""
    if name.lower().endswith(".gz"):
        return gzip.compress(content, GZIP_LEVEL, mtime=0)
    if name.lower().endswith(".zst"):
        import zstandard

        return zstandard.ZstdCompressor(level=ZSTD_LEVEL).compress(content)
    return content
