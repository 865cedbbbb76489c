"""Marked text: which parts of a block are emphasised, code or links.

The walk notes runs of text that stand in a marked element; few pages are asked for the spans that they make up.
"""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from cleaner.segment.elements import KINDS, Mark

__all__ = ["MarkedText", "Spans", "spans_of"]

_MAX_MARKS = 16
"""Marks nested deeper than this are not recorded."""
_MARK_OF: Final = (-1, -1, *(kind.mark for kind in KINDS.values()))
"""By tag code."""


Run = tuple[int, int, int, int, int]
"""A run of text in a marked element: its row, its line, the element, start and end in the row."""


class MarkedText:
    """What the walk notes. A line is what was a row before rows of a table were put together."""

    __slots__ = ("columns", "going_on", "runs", "targets")

    def __init__(self) -> None:
        self.runs: list[Run] = []
        self.going_on: list[int] = []
        """The innermost element that each line left open."""
        self.targets: dict[int, str] = {}
        """href of link elements."""
        self.columns: dict[int, list[int]] = {}
        """Of rows of tables: the column of each cell in the text, from the first that is filled on."""

    def line_ends(self, runs: list[tuple[int, int, int]], row: int, lead: int, length: int, going_on: int) -> None:
        """Note a line's runs: element, start and end.

        Their offsets are `lead` too high; the line has `length` characters; `going_on` is the innermost element
        that it leaves open.
        """
        line = len(self.going_on)
        self.going_on.append(going_on)
        for element, start, end in runs:
            first, after = max(start - lead, 0), min(end - lead, length)
            if first < after:
                self.runs.append((row, line, element, first, after))

    def move(self, first: int, moved: dict[int, tuple[int, int]]) -> None:
        """Rows from `first` on were put together: where each went, and how far into the new one."""
        at = len(self.runs)
        while at and self.runs[at - 1][0] >= first:
            at -= 1
            old, line, element, start, end = self.runs[at]
            row, shift = moved[old]
            self.runs[at] = (row, line, element, start + shift, end + shift)


class Spans(NamedTuple):
    """Columns of inline spans: a mark on part of a block."""

    block: npt.NDArray[np.int32]
    kind: npt.NDArray[np.uint8]
    """A `Mark`."""
    start: npt.NDArray[np.int32]
    """Offsets from the start of the block."""
    end: npt.NDArray[np.int32]
    targets: list[str]
    """href of links, empty for other spans."""


def spans_of(marked: MarkedText, tags: list[int], parents: list[int], blocks: list[int]) -> Spans:
    """The spans of a page's blocks.

    `tags` and `parents` are of elements; `blocks` tells each row's block, -1 where it is not shown. In each line,
    marks that end in it come first, the inner before the outer; then those that go on behind it.
    """
    chains = _marks_around(tags, parents)
    found: list[tuple[int, int, int, int]] = []
    targets: list[str] = []
    for line, of_line in groupby(marked.runs, itemgetter(1)):
        runs = list(of_line)
        block = blocks[runs[0][0]]
        if block < 0:
            continue
        starts: dict[int, int] = {}
        ends: dict[int, int] = {}
        for _, _, element, start, end in runs:
            for mark in chains[element]:
                starts.setdefault(mark, start)
                ends[mark] = end
        going_on = chains[marked.going_on[line]]
        ended = sorted(starts.keys() - going_on, key=lambda mark: (ends[mark], -mark))
        for mark in (*ended, *(mark for mark in going_on if mark in starts)):
            kind, target = _MARK_OF[tags[mark]], marked.targets.get(mark, "")
            if target or kind != Mark.LINK:
                found.append((block, kind, starts[mark], ends[mark]))
                targets.append(target)
    of_block, kinds, first, last = np.array(found, dtype=np.int32).reshape(-1, 4).T
    return Spans(of_block, kinds.astype(np.uint8), first, last, targets)


def _marks_around(tags: list[int], parents: list[int]) -> list[tuple[int, ...]]:
    """For every element, the marked ones around it, itself included, from the outermost on."""
    chains: list[tuple[int, ...]] = []
    for element, (tag, parent) in enumerate(zip(tags, parents, strict=True)):
        above = chains[parent] if parent >= 0 else ()
        is_mark = _MARK_OF[tag] >= 0 and len(above) < _MAX_MARKS
        chains.append((*above, element) if is_mark else above)
    return chains
