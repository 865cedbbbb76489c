"""The two-state decoder: verdicts of neighbours agree unless their points speak against it.

Each block is kept or dropped; where two neighbours differ, the page pays `switch` points. The cheapest
sequence of verdicts (Viterbi) is told for all blocks of all pages at once: with two states, what a
block hears from one side is its neighbour's balance cut off at the cost of a switch, and such cut
sums can be composed, so a scan of doubling steps replaces the loop over blocks.
"""

from __future__ import annotations

import numpy as np

from cleaner.signals.rows import Rows
from cleaner.signals.shape import Bools, Floats

__all__ = ["pull"]


def pull(balance: Floats, rows: Rows, switch: float) -> Floats:
    """What the neighbours add to each block's balance; at most `switch` from either side.

    `balance` is positive for one state and negative for the other; a block's state in the cheapest
    sequence is the sign of its balance with this added.
    """
    begins, ends = rows.at == rows.first, rows.at == rows.after - 1
    from_before = rows.before(_heard(balance, begins, switch), 0.0)
    from_behind = rows.behind(_heard(balance[::-1], ends[::-1], switch)[::-1].copy(), 0.0)
    pulled: Floats = np.clip(from_before, -switch, switch) + np.clip(from_behind, -switch, switch)
    return pulled


def _heard(balance: Floats, begins: Bools, switch: float) -> Floats:
    """Each block's balance with what comes from one side: ``d[i] = balance[i] + clip(d[i - 1], ±switch)``.

    Every step is a function ``x → clip(x + add, low, high)``; those of 1, 2, 4 … blocks are composed until
    each reaches back to where its page begins, where it is a constant.
    """
    add = balance.copy()
    low, high = balance - switch, balance + switch
    low[begins] = high[begins] = balance[begins]
    reach = 1
    while reach < len(balance) and not np.array_equal(low, high):
        low_before, high_before, add_before = low[:-reach].copy(), high[:-reach].copy(), add[:-reach].copy()
        added, floor, ceiling = add[reach:].copy(), low[reach:].copy(), high[reach:].copy()
        low[reach:] = np.clip(low_before + added, floor, ceiling)
        high[reach:] = np.clip(high_before + added, floor, ceiling)
        add[reach:] = added + add_before
        reach *= 2
    return low
