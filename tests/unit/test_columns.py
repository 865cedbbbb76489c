"""Columns: arrays in front of a struct, read back as views."""

from __future__ import annotations

import pickle

import msgspec
import numpy as np
import pytest

from cleaner.rules.columns import ALIGNED_BYTES, Column, packed, unpacked


class Inner(msgspec.Struct):
    """A struct in another."""

    numbers: Column


class Outer(msgspec.Struct):
    """A struct with columns at two depths."""

    name: str
    hashes: Column
    inner: Inner


GIVEN = Outer("given", Column(np.array([1, 1 << 63], dtype=np.uint64)), Inner(Column.of([3, 1, 300])))


def test_columns_come_back_as_they_were() -> None:
    """Types and values, at any depth."""
    assert unpacked(memoryview(packed(GIVEN)), Outer) == GIVEN


def test_columns_are_views_and_aligned() -> None:
    """Nothing is copied, whatever stood before."""
    content = np.frombuffer(packed(GIVEN), np.uint8)
    values = unpacked(content.data, Outer).inner.numbers.values

    assert np.shares_memory(values, content)
    assert (values.ctypes.data - content.ctypes.data) % ALIGNED_BYTES == 0


@pytest.mark.parametrize(
    ("numbers", "kind"),
    [([], "uint8"), ([255], "uint8"), ([256], "uint16"), ([65_535], "uint16"), ([65_536], "uint32")],
)
def test_numbers_are_kept_in_the_smallest_type(numbers: list[int], kind: str) -> None:
    """The largest number tells."""
    assert Column.of(numbers).values.dtype == kind


def test_offsets_outgrow_the_type_of_their_counts() -> None:
    """A sum of small numbers need not be small."""
    assert Column.of([200, 0, 200]).offsets().tolist() == [0, 200, 200, 400]


def test_columns_differ_by_type_and_values() -> None:
    """Equal means the same bytes of the same kind."""
    assert Column.of([1, 2]) == Column.of([1, 2])
    assert Column.of([1, 2]) != Column.of([1, 3])
    assert Column.of([1, 2]) != Column(np.array([1, 2], dtype=np.int64))
    assert Column.of([1, 2]) != [1, 2]


def test_pickled_columns_are_equal() -> None:
    """A matcher is pickled by its pack."""
    assert pickle.loads(pickle.dumps(GIVEN)) == GIVEN


@pytest.mark.parametrize("content", [b"", b"\0" * 7, b"\xff" * 40, packed(GIVEN)[:-1], packed(GIVEN)[:20]])
def test_something_else_is_refused(content: bytes) -> None:
    """With an error that a reader of caches expects."""
    with pytest.raises((ValueError, msgspec.DecodeError)):
        unpacked(memoryview(content), Outer)
