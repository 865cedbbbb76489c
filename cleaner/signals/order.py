"""Order: equal things brought side by side, by sorting values instead of places.

NumPy sorts plain numbers several times as fast as it finds the order of numbers (20,000 hashes: 0.2 ms against 1.4
with a stable argsort), so each key carries its place in its low bits.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["begins_run", "order_of", "order_of_hashes"]

Ints = npt.NDArray[np.int64]
_BITS = 63


def begins_run(values: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    """Which values differ from the one before them.

    >>> begins_run(np.array([7, 7, 3, 7])).tolist()
    [True, False, True, True]
    """
    begins = np.ones(len(values), dtype=bool)
    np.not_equal(values[1:], values[:-1], out=begins[1:])
    return begins


def order_of(keys: Ints) -> Ints:
    """Where the keys stand in ascending order, of equal ones the first first. Keys are not negative.

    >>> order_of(np.array([7, 3, 7, 0])).tolist()
    [3, 1, 0, 2]
    """
    bits = len(keys).bit_length()
    if not len(keys) or int(keys.max()) >> (_BITS - bits):
        return keys.argsort(kind="stable")
    placed = (keys << bits) | np.arange(len(keys))
    placed.sort()
    return placed & ((1 << bits) - 1)


def order_of_hashes(keys: npt.NDArray[np.uint64]) -> Ints:
    """An order in which equal keys stand side by side, the first first; in which order different ones do is open.

    >>> order_of_hashes(np.array([7, 3, 7], dtype=np.uint64) << np.uint64(32)).tolist()
    [1, 0, 2]
    """
    low = np.uint64((1 << len(keys).bit_length()) - 1)
    placed = (keys & ~low) | np.arange(len(keys), dtype=np.uint64)
    placed.sort()
    order = (placed & low).astype(np.int64)
    ordered = keys[order]
    alike = (placed[1:] ^ placed[:-1]) <= low
    if (ordered[1:] != ordered[:-1])[alike].any():  # different keys that differ in their low bits only
        return keys.argsort(kind="stable")
    return order
