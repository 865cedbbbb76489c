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

from cleaner.signals.shape import Floats, Ints

__all__ = ["Core", "Level", "core_of", "levels_up", "sums_within"]

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


class Level(NamedTuple):
    """One level of the ways up from blocks: the blocks whose way is that long, and the element of each there."""

    blocks: Ints
    elements: Ints


def levels_up(leaf: Ints, parent: Ints) -> list[Level]:
    """The ways up from each block's deepest element to the root, level by level.

    They take as much room as they are long, together: one block that stands deep costs the others nothing.
    """
    levels = [Level(np.arange(len(leaf)), leaf)]
    while len(levels[-1].blocks):
        blocks, elements = levels[-1].blocks, parent[levels[-1].elements]
        above = elements >= 0
        levels.append(Level(blocks, elements) if above.all() else Level(blocks[above], elements[above]))
    return levels[:-1]


def core_of(
    chains: Sequence[Level], parent: Ints, near: tuple[Ints, Ints], prose: Floats, page: Ints, bounds: Ints
) -> Core:
    """Where blocks stand to the core of their page.

    `chains` has the ways up from blocks, `parent` the parent of each element; `near` for each block the parent of its
    own element, and that one's parent; `prose` its words of prose, `page` the number of its page; `bounds` where each
    page's elements begin, and where the last one's end. A page without prose has the root as its core.
    """
    of_children, of_grandchildren = (np.bincount(elements, prose, minlength=len(parent)) for elements in near)
    scores = of_children + GRANDPARENT_SHARE * of_grandchildren
    cores = np.array([first + int(scores[first:after].argmax()) for first, after in pairwise(bounds.tolist())])
    above = _ranks(cores.tolist(), parent)
    up, down, branch = (np.full(len(prose), -1) for _ in range(3))
    below = np.full(len(prose), -1)
    for level, (blocks, elements) in enumerate(chains):
        met = (down[blocks] < 0) & (above[elements] >= 0)
        there = blocks[met]
        up[there], down[there], branch[there] = above[elements[met]], level, below[there]
        below[blocks] = elements
    total = np.bincount(page, prose, minlength=len(cores))
    beside = np.bincount(page, prose * (near[0] == cores[page]), minlength=len(cores))
    return Core((beside / np.maximum(total, 1.0))[page], up, down, branch)


def sums_within(chains: Sequence[Level], values: Floats, elements: int) -> Floats:
    """For each element the sum over the blocks that stand in it."""
    within = np.zeros(elements)
    for blocks, around in chains:
        np.add.at(within, around, values[blocks])
    return within


def _ranks(elements: Sequence[int], parent: Ints) -> Ints:
    """How far above one of the elements, of pages of their own, each one stands, itself at 0; -1 where it does not."""
    levels = np.full(len(parent), -1)
    for start in elements:
        element, level = start, 0
        while element >= 0:
            levels[element] = level
            element, level = int(parent[element]), level + 1
    return levels
