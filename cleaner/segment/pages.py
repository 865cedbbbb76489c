"""Pages of HTML side by side: the columns of several, put one behind the other.

What lies behind this stage reads these; a single page is a batch of one, and its columns are taken as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from cleaner.blocks import Blocks
from cleaner.segment.html import HtmlPage

__all__ = ["HtmlPages", "side_by_side"]

Ints = npt.NDArray[np.int64]
Number = TypeVar("Number", np.int32, np.uint8)

_BETWEEN = "\n\n"
"""A blank line: no page's first block goes on what the page before ended with."""


@dataclass(frozen=True, eq=False)
class HtmlPages:
    """Columns as `HtmlPage` has them, where elements and names are counted through all pages."""

    pages: tuple[HtmlPage, ...]
    blocks: Blocks
    bounds: Ints
    """Where each page begins among the blocks, and where the last one ends."""
    element_bounds: Ints
    """The same among the elements. A page has one at least."""
    element: npt.NDArray[np.int32]
    leaf: npt.NDArray[np.int32]
    tag: npt.NDArray[np.uint8]
    inside: npt.NDArray[np.int32]
    link_chars: npt.NDArray[np.int32]
    marker_chars: npt.NDArray[np.int32]
    heading_level: npt.NDArray[np.int32]
    element_tag: npt.NDArray[np.uint8]
    element_parent: npt.NDArray[np.int32]
    """-1 for the html of each page."""
    element_name: npt.NDArray[np.int32]
    """An index into `names`."""
    names: list[str]
    """Those of all pages, with what they have in common once for each."""

    @cached_property
    def element_page(self) -> Ints:
        """The number of each element's page."""
        return np.repeat(np.arange(len(self.pages)), np.diff(self.element_bounds))

    def of(self, chosen: npt.NDArray[np.bool_]) -> HtmlPages:
        """Some of the pages; one value for each page."""
        if chosen.all():
            return self
        return side_by_side([page for page, is_chosen in zip(self.pages, chosen.tolist(), strict=True) if is_chosen])


def side_by_side(pages: Sequence[HtmlPage]) -> HtmlPages:
    """Put the columns of pages one behind the other.

    >>> from cleaner.segment.html import segment_html
    >>> side_by_side([segment_html("<p>Storm"), segment_html("<p>Two<p>boats")]).bounds.tolist()
    [0, 1, 3]
    """
    elements = _bounds([len(page.element_parent) for page in pages])
    first_names = _bounds([len(page.names) for page in pages])
    return HtmlPages(
        pages=tuple(pages),
        blocks=_blocks([page.blocks for page in pages]),
        bounds=_bounds([len(page.leaf) for page in pages]),
        element_bounds=elements,
        element=_counted([page.element for page in pages], elements),
        leaf=_counted([page.leaf for page in pages], elements),
        tag=_joined([page.tag for page in pages]),
        inside=_joined([page.inside for page in pages]),
        link_chars=_joined([page.link_chars for page in pages]),
        marker_chars=_joined([page.marker_chars for page in pages]),
        heading_level=_joined([page.heading_level for page in pages]),
        element_tag=_joined([page.element_tag for page in pages]),
        element_parent=_counted([page.element_parent for page in pages], elements),
        element_name=_counted([page.element_name for page in pages], first_names),
        names=[name for page in pages for name in page.names],
    )


def _blocks(blocks: Sequence[Blocks]) -> Blocks:
    """The blocks of a text in which those of all pages stand one behind the other."""
    if len(blocks) == 1:
        return blocks[0]
    offsets = _bounds([len(each.text) + len(_BETWEEN) for each in blocks]).tolist()
    # A page counts two line ends before its first block.
    lines = _bounds([int(each.line[-1]) if len(each.line) else 0 for each in blocks]).tolist()
    return Blocks(
        _BETWEEN.join(each.text for each in blocks),
        np.concatenate([each.starts + offset for each, offset in zip(blocks, offsets, strict=False)]),
        np.concatenate([each.ends + offset for each, offset in zip(blocks, offsets, strict=False)]),
        np.concatenate([each.line + line for each, line in zip(blocks, lines, strict=False)]),
    )


def _bounds(sizes: Sequence[int]) -> Ints:
    bounds = np.zeros(len(sizes) + 1, dtype=np.int64)
    np.cumsum(sizes, out=bounds[1:])
    return bounds


def _joined(columns: Sequence[npt.NDArray[Number]]) -> npt.NDArray[Number]:
    return columns[0] if len(columns) == 1 else np.concatenate(columns)


def _counted(columns: Sequence[npt.NDArray[np.int32]], bounds: Ints) -> npt.NDArray[np.int32]:
    """Numbers of elements or of names, counted through all pages; -1 stays."""
    if len(columns) == 1:
        return columns[0]
    shifted = [
        np.where(column < 0, column, column + first) for column, first in zip(columns, bounds.tolist(), strict=False)
    ]
    return np.concatenate(shifted).astype(np.int32, copy=False)
