"""Rows: what is asked of neighbours ends where the page ends. Every function beside a loop that says the same."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.signals.rows import NOWHERE, Rows

PAGES = st.lists(st.lists(st.integers(-3, 3), max_size=7), min_size=1, max_size=5)
"""Values of the blocks of some pages; pages may be empty."""


def rows_of(pages: list[list[int]]) -> tuple[Rows, np.ndarray]:
    """The rows of pages, and their values as one column."""
    bounds = np.cumsum([0, *map(len, pages)])
    return Rows(bounds), np.array([value for page in pages for value in page], dtype=np.int64)


@given(PAGES)
def test_places_are_those_of_the_blocks_page(pages: list[list[int]]) -> None:
    """Each block knows its page, and where that begins and ends."""
    rows, _ = rows_of(pages)
    expected = [
        (number, low, high)
        for number, (low, high) in enumerate(pairwise(rows.bounds.tolist()))
        for _ in range(low, high)
    ]

    assert list(zip(rows.page.tolist(), rows.first.tolist(), rows.after.tolist(), strict=True)) == expected
    assert rows.at.tolist() == list(range(rows.count))


@given(PAGES, st.integers(1, 9))
def test_neighbours_are_of_the_same_page(pages: list[list[int]], steps: int) -> None:
    """So many steps before and behind; beyond the page's ends there is the fill."""
    rows, values = rows_of(pages)
    before = [page[i - steps] if i >= steps else 9 for page in pages for i in range(len(page))]
    behind = [page[i + steps] if i + steps < len(page) else 9 for page in pages for i in range(len(page))]

    assert rows.before(values, 9, steps).tolist() == before
    assert rows.behind(values, 9, steps).tolist() == behind


@given(PAGES)
def test_sums_are_those_of_the_page(pages: list[list[int]]) -> None:
    """Of the whole page, and up to the block."""
    rows, values = rows_of(pages)

    assert rows.total(values).tolist() == [sum(page) for page in pages for _ in page]
    assert rows.passed(values).tolist() == [sum(page[: i + 1]) for page in pages for i in range(len(page))]


@given(PAGES, st.integers(1, 9))
def test_mean_around_leaves_the_block_out(pages: list[list[int]], reach: int) -> None:
    """Only its neighbours on the page count; without one there is nothing."""
    rows, values = rows_of(pages)
    expected = []
    for page in pages:
        for i in range(len(page)):
            others = page[max(i - reach, 0) : i] + page[i + 1 : i + reach + 1]
            expected.append(sum(others) / max(len(others), 1))

    assert rows.around(values, reach).tolist() == pytest.approx(expected)


@given(PAGES)
def test_nearest_members_are_of_the_same_page(pages: list[list[int]]) -> None:
    """Back and ahead, the block itself not counted."""
    rows, values = rows_of(pages)
    member = values > 0
    since, until, last = [], [], []
    for first, page in zip(rows.bounds.tolist(), pages, strict=False):
        for i in range(len(page)):
            before = [j for j in range(i) if page[j] > 0]
            behind = [j for j in range(i + 1, len(page)) if page[j] > 0]
            since.append(i - before[-1] if before else NOWHERE)
            until.append(behind[0] - i if behind else NOWHERE)
            last.append(first + before[-1] if before else -1)

    assert rows.since(member).tolist() == since
    assert rows.until(member).tolist() == until
    assert rows.last_before(member).tolist() == last


@given(PAGES)
def test_runs_begin_anew_on_each_page(pages: list[list[int]]) -> None:
    """Numbers count up at every beginning, and at the first block of every page."""
    rows, values = rows_of(pages)
    begins = values > 0
    expected, number = [], -1
    for page in pages:
        for i, value in enumerate(page):
            number += value > 0 or i == 0
            expected.append(number)

    assert rows.runs(begins).tolist() == expected
    assert begins.tolist() == (values > 0).tolist()


@given(PAGES)
def test_richest_stretch_has_the_largest_sum(pages: list[list[int]]) -> None:
    """Of each page; of equal ones the one that ends first, and of those the one that begins first."""
    rows, values = rows_of(pages)
    expected = []
    for offset, page in zip(rows.bounds.tolist(), pages, strict=False):
        stretches = [(-sum(page[i : j + 1]), j, i) for j in range(len(page)) for i in range(j + 1)]
        best = min(stretches, default=(0, 0, 0))
        expected.append((offset + best[2], offset + best[1]) if best[0] < 0 else (-1, -1))
    first, last = rows.richest(values)

    assert list(zip(first.tolist(), last.tolist(), strict=True)) == expected


@pytest.mark.parametrize("count", [0, 1, 3])
def test_single_page_is_a_batch_of_one(count: int) -> None:
    """Its rows are those from nought on."""
    rows = Rows.of_one(count)

    assert (rows.count, rows.bounds.tolist(), rows.page.tolist()) == (count, [0, count], [0] * count)
