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
    ends = np.stack((rows.at == rows.first, (rows.at == rows.after - 1)[::-1]))
    before, behind = _heard(np.stack((balance, balance[::-1])), ends, switch)
    heard = np.stack((rows.before(before, 0.0), rows.behind(behind[::-1], 0.0)))
    pulled: Floats = _clipped(heard, -switch, switch).sum(axis=0)
    return pulled


def _heard(balance: Floats, begins: Bools, switch: float) -> Floats:
    """Each block's balance with what comes from one side: ``d[i] = balance[i] + clip(d[i - 1], ±switch)``.

    Both sides at once: the second row has the blocks from the last to the first. Every step is a function
    ``x → clip(x + add, low, high)``; those of 1, 2, 4 … blocks are composed until each reaches back to where its page
    begins, where it is a constant.
    """
    add = balance.copy()
    low, high = balance - switch, balance + switch
    low[begins] = high[begins] = balance[begins]
    reach, count = 1, balance.shape[1]
    while reach < count and not (low == high).all():
        added, floor, ceiling = add[:, reach:], low[:, reach:].copy(), high[:, reach:].copy()
        low[:, reach:] = _clipped(low[:, :-reach] + added, floor, ceiling)
        high[:, reach:] = _clipped(high[:, :-reach] + added, floor, ceiling)
        add[:, reach:] = added + add[:, :-reach]
        reach *= 2
    return low


def _clipped(values: Floats, low: Floats | float, high: Floats | float) -> Floats:
    """`np.clip` for small arrays, of which it takes longer to look at the arguments."""
    clipped: Floats = np.minimum(np.maximum(values, low), high)
    return clipped
