"""The core of an HTML page: the element in which most of its prose stands side by side, and the way to it.

The paragraphs of an article are children of one element; what else a page says stands in other branches of the tree.
The main container of `dom` is the deepest element with most of *all* prose, and where comments or other articles have
half of it, that is `body`. The core holds the longest run of siblings, however much prose there is elsewhere. For each
block this module tells where its way up meets the core's, and what the branch is like that it comes from.

Idea: readability scores the parents of paragraphs, and their grandparents by half.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from cleaner.signals.shape import Bools, Floats, Ints

__all__ = ["Core", "core_of", "sums_within"]

GRANDPARENT_SHARE = 0.5
"""What a paragraph's words count for the element two above, as each may stand in a `div` of its own."""


class Core(NamedTuple):
    """Where the blocks stand to the core, and what their branches are like."""

    share: Floats
    """Of the prose of the block's page, what stands in the core side by side."""
    up: Ints
    """Levels from the core up to where the block's way meets the core's; 0 in the core."""
    down: Ints
    """Levels from there down to the block's deepest element."""
    branch: Ints
    """The element below that meeting place in which the block stands; -1 where it stands there itself."""


def core_of(
    chains: Sequence[Ints], parent: Ints, near: tuple[Ints, Ints], prose: Floats, page: Ints, bounds: Ints
) -> Core:
    """Where blocks stand to the core of their page.

    `chains` has for each level up from a block's deepest element the element there, -1 above the root; `parent` the
    parent of each element; `near` for each block the parent of its own element, and that one's parent; `prose` its
    words of prose, `page` the number of its page; `bounds` where each page's elements begin, and where the last one's
    end. A page without prose has the root as its core.
    """
    of_children, of_grandchildren = (np.bincount(elements, prose, minlength=len(parent)) for elements in near)
    scores = of_children + GRANDPARENT_SHARE * of_grandchildren
    cores = np.array([first + int(scores[first:after].argmax()) for first, after in pairwise(bounds.tolist())])
    above = _levels_up(cores.tolist(), parent)
    up, down, branch = (np.full(len(prose), -1) for _ in range(3))
    below = np.full(len(prose), -1)
    for level, elements in enumerate(chains):
        met: Bools = (down < 0) & (above[elements] >= 0)
        up[met], down[met], branch[met] = above[elements[met]], level, below[met]
        below = elements
    total = np.bincount(page, prose, minlength=len(cores))
    beside = np.bincount(page, prose * (near[0] == cores[page]), minlength=len(cores))
    return Core((beside / np.maximum(total, 1.0))[page], up, down, branch)


def sums_within(chains: Sequence[Ints], values: Floats, elements: int) -> Floats:
    """For each element the sum over the blocks that stand in it."""
    within = np.zeros(elements)
    for chain in chains:
        there = chain >= 0
        within += np.bincount(chain[there], values[there], minlength=elements)
    return within


def _levels_up(elements: Sequence[int], parent: Ints) -> Ints:
    """How far above one of the elements, of pages of their own, each one stands; -1 where it does not.

    The elements themselves are at 0, and -1, which is nowhere, is at -1.
    """
    levels = np.full(len(parent) + 1, -1)
    for start in elements:
        element, level = start, 0
        while element >= 0:
            levels[element] = level
            element, level = int(parent[element]), level + 1
    return levels
