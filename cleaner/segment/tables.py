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
_MAX_SPAN = 64
"""More columns or rows in one cell are not believed: tables of data have a few dozen."""
_MAX_COLUMNS = 256
"""Beyond, cells that take several rows push none: what is to be remembered of a row stays small."""
_IS_TABLE, _IS_HIDDEN = int(Inside.TABLE), int(Inside.HIDDEN)
_ROW_CODE = TAG_CODES["tr"]


class Table:
    """An open table: where the blocks of its rows and cells are."""

    __slots__ = ("_cells", "_elements", "_spans", "first", "nested", "presentation")

    def __init__(self, first: int, presentation: bool) -> None:
        self.first = first
        self.presentation = presentation
        self.nested = False
        self._cells: list[list[list[int]]] = []
        self._spans: list[list[tuple[int, int]]] = []
        """Columns and rows that each cell takes."""
        self._elements: list[tuple[int, int]] = []

    def row_begins(self, element: int, inside: int) -> None:
        """A row begins: the number of its element, and what that stands in."""
        self._cells.append([])
        self._spans.append([])
        self._elements.append((element, inside))

    def cell_begins(self, block: int, columns: int, rows: int) -> None:
        """A cell begins that takes so many columns and rows; `block` is the number of the next block."""
        if self._cells:
            self._cells[-1].append([block, block])
            self._spans[-1].append((min(max(columns, 1), _MAX_SPAN), min(max(rows, 1), _MAX_SPAN)))

    def cell_ends(self, block: int) -> None:
        """A cell ends before `block`."""
        if self._cells and self._cells[-1]:
            self._cells[-1][-1][1] = block

    def settle(self, rows: list[Row], marked: MarkedText) -> None:
        """Make rows of data one block each; leave a table that lays out a page as it is."""
        if self._is_data(rows):
            marked.move(self.first, self._merge(rows, marked))

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

    def _columns(self) -> list[list[int]]:
        """The column of each cell, as those that take several columns and rows push it."""
        taken: dict[int, int] = {}  # column: rows that a cell above still takes
        found: list[list[int]] = []
        for spans in self._spans:
            below = {column: rows - 1 for column, rows in taken.items() if rows > 1}
            at, columns = 0, []
            for width, height in spans:
                while at in taken:
                    at += 1
                columns.append(at)
                below |= dict.fromkeys(range(at, min(at + width, _MAX_COLUMNS)), height - 1) if height > 1 else {}
                at += width
            found.append(columns)
            taken = below
        return found

    def _merge(self, rows: list[Row], marked: MarkedText) -> dict[int, tuple[int, int]]:
        """Put the rows' blocks together. Returns: where each block went, and how far into its row."""
        old = rows[self.first :]
        del rows[self.first :]
        moved: dict[int, tuple[int, int]] = {}
        at = self.first  # the number of old[at - self.first]
        for (element, inside), cells, columns in zip(self._elements, self._cells, self._columns(), strict=True):
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
            empty = length = 0
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
                empty += not length
            inner = [old[i - self.first] for i in range(begin, end) if i not in hidden]
            at = end
            if not inner:
                continue
            marked.columns[len(rows)] = columns[empty:]
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
