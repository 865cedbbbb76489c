"""Tables: whether one holds data or only lays out a page, and the rows of data as blocks.

A table is walked as if its cells were divs. When it ends, its cells tell what it is: a table of data has
several rows and columns of short cells. Its rows then become one block each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleaner.segment.elements import TAG_CODES, Inside

if TYPE_CHECKING:
    from cleaner.segment.spans import MarkedText
    from cleaner.segment.walk import Row

__all__ = ["Table"]

_MIN_ROWS, _MIN_COLUMNS = 2, 2
_MAX_CELL_CHARS = 300
"""A longer cell holds paragraphs: the table lays out text."""
_MAX_MEAN_CELL_CHARS = 80
_MAX_MEAN_CELL_BLOCKS = 1.6
"""Cells of data hold one line, some of them a few."""
_MAX_LINK_SHARE = 0.8
"""Tables of links are menus and teasers."""
_IS_TABLE, _IS_HIDDEN = int(Inside.TABLE), int(Inside.HIDDEN)
_ROW_CODE = TAG_CODES["tr"]


class Table:
    """An open table: where the blocks of its rows and cells are."""

    __slots__ = ("_cells", "_elements", "first", "nested", "presentation")

    def __init__(self, first: int, presentation: bool) -> None:
        self.first = first
        self.presentation = presentation
        self.nested = False
        self._cells: list[list[list[int]]] = []
        self._elements: list[tuple[int, int]] = []

    def row_begins(self, element: int, inside: int) -> None:
        """A row begins: the number of its element, and what that stands in."""
        self._cells.append([])
        self._elements.append((element, inside))

    def cell_begins(self, block: int) -> None:
        """A cell begins; `block` is the number of the next block."""
        if self._cells:
            self._cells[-1].append([block, block])

    def cell_ends(self, block: int) -> None:
        """A cell ends before `block`."""
        if self._cells and self._cells[-1]:
            self._cells[-1][-1][1] = block

    def settle(self, rows: list[Row], marked: MarkedText) -> None:
        """Make rows of data one block each; leave a table that lays out a page as it is."""
        if self._is_data(rows):
            marked.move(self.first, self._merge(rows))

    def _is_data(self, rows: list[Row]) -> bool:
        if self.presentation or self.nested:
            return False
        filled = [row for row in self._cells if any(first < after for first, after in row)]
        if len(filled) < _MIN_ROWS or max(map(len, filled)) < _MIN_COLUMNS:
            return False
        cells = [(first, after) for row in filled for first, after in row if first < after]
        chars = [sum(len(rows[i].text) for i in range(first, after)) for first, after in cells]
        links = sum(rows[i].link_chars for first, after in cells for i in range(first, after))
        return (
            max(chars) <= _MAX_CELL_CHARS
            and sum(chars) <= _MAX_MEAN_CELL_CHARS * len(cells)
            and sum(after - first for first, after in cells) <= _MAX_MEAN_CELL_BLOCKS * len(cells)
            and links <= _MAX_LINK_SHARE * sum(chars)
        )

    def _merge(self, rows: list[Row]) -> dict[int, tuple[int, int]]:
        """Put the rows' blocks together. Returns: where each block went, and how far into its row."""
        old = rows[self.first :]
        del rows[self.first :]
        moved: dict[int, tuple[int, int]] = {}
        at = self.first  # the number of old[at - self.first]
        for (element, inside), cells in zip(self._elements, self._cells, strict=True):
            if not any(first < after for first, after in cells):
                continue
            begin, end = cells[0][0], cells[-1][1]
            for i in range(at, begin):
                moved[i] = (len(rows), 0)
                rows.append(old[i - self.first])
            hidden = {i for i in range(begin, end) if old[i - self.first].inside & ~inside & _IS_HIDDEN}
            for i in sorted(hidden):  # words that nobody sees stay blocks of their own
                moved[i] = (len(rows), 0)
                rows.append(old[i - self.first])
            parts: list[str] = []
            length = 0
            for number, (first, after) in enumerate(cells):
                if number and length:
                    parts.append("\t")
                    length += 1
                for i in range(first, after):
                    if i in hidden:
                        continue
                    if length and parts[-1] != "\t":
                        parts.append(" ")
                        length += 1
                    moved[i] = (len(rows), length)
                    parts.append(old[i - self.first].text)
                    length += len(old[i - self.first].text)
            inner = [old[i - self.first] for i in range(begin, end) if i not in hidden]
            at = end
            if not inner:
                continue
            rows.append(
                inner[0]._replace(
                    text="".join(parts).rstrip("\t"),
                    element=element,
                    leaf=element,
                    tag=_ROW_CODE,
                    inside=inside | _IS_TABLE,
                    link_chars=sum(row.link_chars for row in inner),
                    links=sum(row.links for row in inner),
                    marker_chars=0,
                )
            )
        for i in range(at, self.first + len(old)):
            moved[i] = (len(rows), 0)
            rows.append(old[i - self.first])
        return moved
