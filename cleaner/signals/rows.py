"""Rows: arithmetic over the blocks of pages that lie one behind the other, without looking across a page's ends.

Every column of a batch is one array; a page is a range of it, and a single page is a batch of one.
What is asked of neighbours, windows and stretches ends where the page ends.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from cleaner.signals.shape import Bools, Floats, Ints

__all__ = ["NOWHERE", "Rows"]

Number = TypeVar("Number", np.int64, np.float64, np.bool_)

_TOGETHER = 1 << 17
"""Values of columns that are summed at once: a page of millions of lines must not be laid out fifteen times."""
NOWHERE = 1 << 20
"""The distance to something that the page does not have."""

_UNITS = 2.0**20
"""Fractions are summed in units of a millionth: of so many a double holds every sum of 2**33 of them."""


class Rows:
    """The blocks of some pages. `bounds` has where each page begins, and where the last one ends."""

    def __init__(self, bounds: Ints) -> None:
        self.bounds = bounds
        self.count = int(bounds[-1])
        self.many = len(bounds) - 1 > 1
        """More than one page: then what was shifted has to be put right where one page meets the next."""

    @classmethod
    def of_one(cls, count: int) -> Rows:
        """The rows of a single page of so many blocks."""
        return cls(np.array([0, count]))

    @cached_property
    def page(self) -> Ints:
        """The number of each block's page."""
        if not self.many:
            return np.zeros(self.count, dtype=np.int64)
        return np.arange(len(self.bounds) - 1).repeat(self.bounds[1:] - self.bounds[:-1])

    @cached_property
    def first(self) -> Ints:
        """Where each block's page begins."""
        return self.bounds[:-1][self.page]

    @cached_property
    def after(self) -> Ints:
        """Where each block's page ends."""
        return self.bounds[1:][self.page]

    @cached_property
    def at(self) -> Ints:
        """The place of each row."""
        return np.arange(self.count)

    def before(self, values: npt.NDArray[Number], fill: float, steps: int = 1) -> npt.NDArray[Number]:
        """Each block's value of the block so many steps before it."""
        shifted = np.empty_like(values)
        shifted[:steps] = fill
        shifted[steps:] = values[:-steps]
        if self.many:
            shifted[self.at - self.first < steps] = fill
        return shifted

    def behind(self, values: npt.NDArray[Number], fill: float, steps: int = 1) -> npt.NDArray[Number]:
        """Each block's value of the block so many steps behind it."""
        shifted = np.empty_like(values)
        shifted[-steps:] = fill
        shifted[:-steps] = values[steps:]
        if self.many:
            shifted[self.after - self.at <= steps] = fill
        return shifted

    def total(self, values: npt.NDArray[Number]) -> Floats:
        """For each block the sum over its page."""
        sums = _sums(values)[self.bounds]
        return (sums[1:] - sums[:-1])[self.page]

    def passed(self, values: npt.NDArray[Number]) -> Floats:
        """For each block the sum over its page up to the block, the block included."""
        sums = _sums(values)
        return sums[1:] - sums[self.first]

    def around(self, values: npt.NDArray[Number], reach: int) -> Floats:
        """The mean of the blocks up to `reach` away, the block itself left out; 0.0 where it is alone."""
        return self.around_all([(values, reach)])[0]

    def around_all(self, columns: Sequence[tuple[npt.NDArray[Any], int]]) -> list[Floats]:
        """The means of columns, each within a reach of its own: what `around` says of each, in fewer steps."""
        together = max(_TOGETHER // max(self.count, 1), 1)
        parts = (columns[first : first + together] for first in range(0, len(columns), together))
        return [mean for part in parts for mean in self._means(part)]

    def _means(self, columns: Sequence[tuple[npt.NDArray[Any], int]]) -> list[Floats]:
        values = np.empty((len(columns), self.count))
        for row, (column, _) in zip(values, columns, strict=True):
            row[:] = column
        reach = np.array([reach for _, reach in columns])[:, None]
        low, high = np.maximum(self.at - reach, self.first), np.minimum(self.at + reach + 1, self.after)
        sums = np.zeros((len(columns), self.count + 1))
        (np.rint(values * _UNITS) / _UNITS).cumsum(axis=1, out=sums[:, 1:])
        row_of = np.arange(0, sums.size, self.count + 1)[:, None]
        flat = sums.ravel()
        within = flat.take(high + row_of) - flat.take(low + row_of) - values
        return list(within / np.maximum(high - low - 1, 1))

    def within(self, values: npt.NDArray[Number], reach: int) -> Floats:
        """The sum of the blocks up to `reach` away, the block itself left out."""
        sums = _sums(values)
        low, high = np.maximum(self.at - reach, self.first), np.minimum(self.at + reach + 1, self.after)
        return sums[high] - sums[low] - values

    def since(self, member: Bools) -> Ints:
        """Blocks back to the nearest member before; `NOWHERE` without one."""
        last = self.last_before(member)
        return np.where(last < 0, NOWHERE, self.at - last)

    def until(self, member: Bools) -> Ints:
        """Blocks ahead to the nearest member behind; `NOWHERE` without one."""
        ahead = np.minimum.accumulate(np.where(member, self.at, self.count)[::-1])[::-1]
        found = np.empty_like(ahead)
        found[:-1], found[-1:] = ahead[1:], self.count
        return np.where(found < self.after, found - self.at, NOWHERE)

    def last_before(self, member: Bools) -> Ints:
        """The row of the nearest member before; -1 without one."""
        last = np.maximum.accumulate(np.where(member, self.at, -1))
        found = np.empty_like(last)
        found[:1], found[1:] = -1, last[:-1]
        return np.where(found >= self.first, found, -1)

    def runs(self, begins: Bools) -> Ints:
        """Numbers of the runs that begin at these blocks; the first block of a page always begins one."""
        starts = begins.copy()
        starts[self._filled] = True
        return starts.cumsum() - 1

    @cached_property
    def _filled(self) -> Ints:
        """Where the pages begin that have blocks."""
        begins = self.bounds[:-1]
        return begins[begins < self.bounds[1:]]

    def first_of(self, member: Bools) -> Ints:
        """For each page its first member; -1 without one."""
        found = np.full(len(self.bounds) - 1, -1)
        members = member.nonzero()[0][::-1]
        found[self.page[members]] = members  # of a page's members the first is assigned last
        return found

    def richest(self, values: Ints) -> tuple[Ints, Ints]:
        """For each page the first and last row of the stretch with the largest sum; (-1, -1) without a positive one.

        The maximum subarray of each page (Kadane), by running sums and minima: every page's sums lie below all of
        the page before, so the running minimum begins anew where a page does. Of equal stretches the first.
        """
        starts = np.full(len(self.bounds) - 1, -1)
        ends = starts.copy()
        filled = (self.bounds[:-1] < self.bounds[1:]).nonzero()[0]
        if not len(filled):
            return starts, ends
        sums = values.cumsum() - self.page * (2 * np.abs(values).sum() + 1)
        below = sums - values
        lowest = np.minimum.accumulate(below)
        gains = sums - lowest
        best = np.maximum.reduceat(gains, self.bounds[filled])
        rich = filled[best > 0]
        at_best = np.zeros(len(self.bounds) - 1, dtype=np.int64)
        at_best[filled] = best
        ends[rich] = self.first_of(gains == at_best[self.page])[rich]
        starts[rich] = self.first_of(below == lowest[ends[self.page]])[rich]
        return starts, ends


def _sums(values: npt.NDArray[Number]) -> Floats:
    """Running sums from 0.0 on: exact, so that a page's do not depend on the pages before it."""
    sums = np.zeros(len(values) + 1)
    (np.rint(values * _UNITS) / _UNITS if values.dtype.kind == "f" else values).cumsum(out=sums[1:])
    return sums
