"""The decoder: the cheapest sequence of verdicts, beside a search through all of them."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.decide.sequence import pull
from cleaner.signals.rows import Rows

BALANCES = st.lists(st.floats(-4, 4, allow_nan=False, width=16), max_size=8)


def best(page: list[float], switch: float, block: int, state: int) -> float:
    """What the best sequence of a page brings in which a block has this state."""
    return max(
        sum(value for value, chosen in zip(page, states, strict=True) if chosen)
        - switch * sum(one != other for one, other in pairwise(states))
        for states in product((0, 1), repeat=len(page))
        if states[block] == state
    )


@given(st.lists(BALANCES, min_size=1, max_size=3), st.floats(0, 3, width=16))
def test_balance_is_that_of_the_best_sequences(pages: list[list[float]], switch: float) -> None:
    """A block's balance and what it hears say how much better the best sequence with one state is than with the other."""
    balance = np.array([value for page in pages for value in page])
    rows = Rows(np.cumsum([0, *map(len, pages)]))
    expected = [best(page, switch, i, 1) - best(page, switch, i, 0) for page in pages for i in range(len(page))]

    assert (balance + pull(balance, rows, switch)).tolist() == pytest.approx(expected)


@given(st.lists(st.lists(st.floats(-4, 4, width=16), max_size=40), min_size=1, max_size=4), st.floats(0, 3, width=16))
def test_pages_do_not_hear_one_another(pages: list[list[float]], switch: float) -> None:
    """Several pages together are decided as each is alone, to the last bit."""
    together = pull(np.array([v for page in pages for v in page]), Rows(np.cumsum([0, *map(len, pages)])), switch)
    alone = [pull(np.array(page), Rows.of_one(len(page)), switch) for page in pages]

    assert together.tolist() == [value for page in alone for value in page.tolist()]


@given(st.lists(st.floats(-9, 9, width=16), max_size=60), st.floats(0, 3, width=16))
def test_neighbours_add_at_most_a_switch_from_either_side(page: list[float], switch: float) -> None:
    """Whatever stands around a block."""
    pulled = pull(np.array(page), Rows.of_one(len(page)), switch)

    assert (np.abs(pulled) <= 2 * switch).all()


@pytest.mark.parametrize(("own", "state"), [(1.9, False), (2.1, True)], ids=["under", "over"])
def test_block_stands_out_where_its_points_pay_for_two_switches(own: float, state: bool) -> None:
    """Between neighbours of the other state a block pays twice."""
    balance = np.array([-9.0, own, -9.0])

    assert ((balance + pull(balance, Rows.of_one(3), 1.0)) > 0).tolist() == [False, state, False]


def test_lone_block_hears_nothing() -> None:
    """A page of one block between others has no neighbours, and without a switch nobody has."""
    balance = np.array([-3.0, 1.0, -3.0])

    assert pull(balance, Rows(np.array([0, 1, 2, 3])), 1.0).tolist() == [0.0, 0.0, 0.0]
    assert pull(balance, Rows.of_one(3), 0.0).tolist() == [0.0, 0.0, 0.0]


def test_balance_is_left_as_it_was() -> None:
    """Columns are shared: the decoder works on copies."""
    balance = np.array([1.0, -2.0, 3.0])
    pull(balance, Rows.of_one(3), 1.0)

    assert balance.tolist() == [1.0, -2.0, 3.0]
