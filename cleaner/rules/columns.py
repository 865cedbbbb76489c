"""Columns: the arrays of a compiled pack, which lie in its file one behind the other, before all else.

Read back they are views of what was read: nothing is copied, and none is made into Python objects. Small numbers are
kept in small types, since a start reads all of the file.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import accumulate
from typing import Any, TypeVar

import msgspec
import numpy as np
import numpy.typing as npt

__all__ = ["Column", "packed", "unpacked"]

Stored = TypeVar("Stored")

ALIGNED_BYTES = 8
"""Columns begin at multiples of this: NumPy copies an array that lies askew whenever it is searched."""
_LENGTH_BYTES = 8


class Column:
    """An array as a field of a stored struct. Equal where the arrays are."""

    __slots__ = ("values",)
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, values: npt.NDArray[Any]) -> None:
        self.values = values

    @classmethod
    def of(cls, numbers: Iterable[int]) -> Column:
        """Numbers from 0 on, in the smallest type that holds them.

        >>> Column.of([1, 300]).values.dtype
        dtype('uint16')
        """
        values = np.array(list(numbers), dtype=np.int64)
        return cls(values.astype(np.min_scalar_type(int(values.max(initial=0)))))

    def offsets(self) -> npt.NDArray[np.int32]:
        """Of a column of counts: where each of so many begins, one behind the other, and where the last one ends.

        >>> Column.of([2, 3]).offsets().tolist()
        [0, 2, 5]
        """
        offsets = np.zeros(len(self.values) + 1, dtype=np.int32)
        self.values.cumsum(out=offsets[1:])
        return offsets

    def __eq__(self, other: object) -> bool:
        """Whether type and values are equal."""
        return (
            isinstance(other, Column)
            and self.values.dtype == other.values.dtype
            and np.array_equal(self.values, other.values)
        )

    def __reduce__(self) -> tuple[type[Column], tuple[npt.NDArray[Any]]]:
        """Pickle by the values."""
        return type(self), (self.values,)


def packed(value: object) -> bytes:
    """A struct with columns in it, as bytes: the length of the columns, the columns, and what refers to them."""
    columns: list[bytes] = []

    def placed(column: Any) -> tuple[int, int, str]:
        content = column.values.tobytes()
        columns.append(content + bytes(-len(content) % ALIGNED_BYTES))
        ends = list(accumulate(map(len, columns), initial=_LENGTH_BYTES))
        return ends[-2], len(content), column.values.dtype.str

    rest = msgspec.msgpack.encode(value, enc_hook=placed)
    return b"".join((sum(map(len, columns)).to_bytes(_LENGTH_BYTES, "little"), *columns, rest))


def unpacked(content: memoryview, kind: type[Stored]) -> Stored:
    """The same struct of that kind; its columns are views of the content.

    Raises: ValueError or msgspec.DecodeError where the content is something else.
    """

    def column(_: type, place: Any) -> Column:
        start, length, dtype = place
        return Column(np.frombuffer(content[start : start + length], np.dtype(dtype)))

    rest = _LENGTH_BYTES + int.from_bytes(content[:_LENGTH_BYTES], "little")
    return msgspec.msgpack.decode(content[rest:], type=kind, dec_hook=column)
