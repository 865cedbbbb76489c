"""Order: the same as a stable argsort, whatever the keys."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cleaner.signals.order import order_of, order_of_hashes


@given(st.lists(st.integers(0, 9) | st.integers(0, 2**63 - 1), max_size=20))
@example([2**58 - 1, 0, 2**58 - 1, 1])
@example([2**60, 0, 2**60])
def test_numbers_are_ordered_as_a_stable_argsort_does(keys: list[int]) -> None:
    """Small keys carry their places; keys that leave no room for them are ordered all the same."""
    numbers = np.array(keys, dtype=np.int64)

    assert order_of(numbers).tolist() == np.argsort(numbers, kind="stable").tolist()


@given(st.lists(st.integers(0, 9) | st.integers(0, 2**64 - 1), max_size=20))
@example([5, 6, 5, 6, 5])
@example([2**64 - 1, 0, 2**64 - 1])
def test_equal_hashes_stand_side_by_side_in_their_order(keys: list[int]) -> None:
    """Also where different hashes differ only in the bits that carry the places."""
    hashes = np.array(keys, dtype=np.uint64)
    order = order_of_hashes(hashes).tolist()
    groups = [key for i, key in enumerate(keys[at] for at in order) if i == 0 or keys[order[i - 1]] != key]

    assert sorted(order) == list(range(len(keys)))
    assert len(groups) == len(set(keys))
    assert all(a < b for a, b in pairwise(order) if keys[a] == keys[b])


@pytest.mark.parametrize("order", [order_of, order_of_hashes])
def test_nothing_has_no_order(order) -> None:
    """No keys are no fault."""
    assert order(np.zeros(0, dtype=np.uint64 if order is order_of_hashes else np.int64)).tolist() == []
