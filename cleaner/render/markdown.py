"""Kept blocks of an HTML page as Markdown: CommonMark, with the tables of GitHub's.

Text is text: what Markdown would read as markup is escaped, and nothing else is.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Container, Iterator, Sequence
from typing import NamedTuple
from urllib.parse import urljoin

import numpy as np
import numpy.typing as npt

from cleaner.render.marks import Span, placed
from cleaner.segment.elements import KINDS, TAG_CODES, Inside, Mark, Role
from cleaner.segment.html import HtmlPage

__all__ = ["markdown_of"]

_INDENT = 4
"""Columns a nested list is set in: enough below "- " and "10. ", too few for a code block."""
_ESCAPED = re.compile(
    r"""[\\`*]
    | (?<![^\W_])_ | _(?![^\W_])      # inside a word it is no markup
    | \[(?=[^\[\]]*\]\() | \](?=\()   # would be a link
    | <(?=[A-Za-z/!?])
    | &(?=[A-Za-z][A-Za-z0-9]{1,31};|\#)
    | ~(?=~)""",
    re.VERBOSE,
)
_ESCAPED_AT_START = re.compile(
    r"""\#{1,6}(?=\s|$) | > | [-+](?=\s|$) | (?:=+|-{2,}|~{3,})\s*$ | \[(?=[^\[\]]+\]:)
    | \d{1,9}(?P<point>[.)](?=\s|$))""",
    re.VERBOSE,
)
_DELIMITERS = {Mark.EMPHASIS: "*", Mark.STRONG: "**"}
_FENCE = re.compile(r"`+")
_MIN_FENCE = 3
_SPACES = re.compile(r"\s+")
_BLANK = "\0"
_BRACKETS = re.compile(r"[\[\]]")
_ENTITY = re.compile(r"&(?=[A-Za-z][A-Za-z0-9]{1,31};|\#)")
_NO_TARGET_SIGNS = re.compile(r"[()<>\\`]")
_LAST_SIGNS = re.compile(r"(?<!\S)#+$")
"""At the end of a heading they would close it."""
_FIRST_MARKERS = ("- ", "1. ")
"""A list that begins with one of them may follow a paragraph without a blank line."""
_NO_TARGET = ("#", "javascript:", "data:", "file:", "blob:", "about:")
_ROW_CODE = TAG_CODES["tr"]
_TABLE_CODES = frozenset({TAG_CODES["table"]})
_PRE_CODES = frozenset(TAG_CODES[tag] for tag, kind in KINDS.items() if kind.role == Role.PRE)
_QUOTE, _PRE, _TABLE = int(Inside.QUOTE), int(Inside.PRE), int(Inside.TABLE)


class _Piece(NamedTuple):
    """A rendered block, and how it goes on from the one before."""

    text: str
    joint: str


def markdown_of(
    page: HtmlPage,
    keep: npt.NDArray[np.bool_],
    cuts: Sequence[tuple[int, int]] = (),
    *,
    links: bool = False,
    url: str | None = None,
) -> str:
    """The blocks of `page` that `keep` marks, as Markdown.

    `cuts` are ranges of the page text that go, in order and apart. With `links`, links keep their targets;
    otherwise their text alone stays; `url` makes relative ones whole. Ends in a line end unless it is empty.
    Returns: Markdown.   Raises: nothing.
    """
    blocks = _Blocks(page, cuts, links, url or "")
    pieces: list[str] = []
    for piece in blocks.rendered(np.flatnonzero(keep).tolist()):
        if pieces:
            pieces.append(piece.joint)
        pieces.append(piece.text)
    return "".join(pieces) + "\n" if pieces else ""


class _Blocks:
    """Renders blocks in order; remembers what the one before was."""

    def __init__(self, page: HtmlPage, cuts: Sequence[tuple[int, int]], links: bool, url: str) -> None:
        self._page = page
        self._blank_before = page.blocks.blank_before
        self._lines = page.blocks.lines()
        self._starts = page.blocks.starts.tolist()
        self._cuts = _cuts_of_blocks(page, cuts)
        self._spans: dict[int, list[Span]] = defaultdict(list)
        base = _joined(url, page.base)
        columns = (page.span_block.tolist(), page.span_start.tolist(), page.span_end.tolist(), page.span_kind.tolist())
        for block, start, end, kind, target in zip(*columns, page.span_targets, strict=True):
            if kind != Mark.LINK or (links and target and not target.lower().startswith(_NO_TARGET)):
                self._spans[block].append(Span(start, end, kind, _joined(base, target.strip())))

    def rendered(self, blocks: Sequence[int]) -> list[_Piece]:
        """Every block that has text left."""
        page = self._page
        pieces: list[_Piece] = []
        depths: list[int] = []  # of the list items that the next block may stand in
        before, level_before = -1, -1
        inside, list_depth, marker = page.inside.tolist(), page.list_depth.tolist(), page.marker_chars.tolist()
        after = 0
        for place, i in enumerate(blocks):
            if place < after:
                continue
            after = self._end_of_code(blocks, place)
            is_row = bool(inside[i] & _TABLE) and page.tag[i] == _ROW_CODE
            goes_on = before >= 0 and is_row and self._same_table(before, i)
            if marker[i]:
                while depths and depths[-1] >= list_depth[i]:
                    depths.pop()
                level = len(depths)
                depths.append(list_depth[i])
            elif not list_depth[i]:
                depths.clear()
                level = 0
            else:
                while depths and depths[-1] > list_depth[i]:
                    depths.pop()
                level = len(depths)
            text = self._code(blocks[place:after]) if inside[i] & _PRE else self._text(i, is_row, marker[i])
            if not text:
                continue
            if is_row:
                text = self._row(i, text, 0 if goes_on else self._table_width(blocks, place))
            prefix = " " * (_INDENT * level) + ("> " if inside[i] & _QUOTE else "")
            # Behind a paragraph, a number is text (except 1); where a list goes on it is not.
            in_list = bool(marker[i]) and level <= level_before
            joint = "" if before < 0 else "\n" if goes_on else self._joint(before, i, in_list)
            pieces.append(_Piece(_prefixed(text, prefix), joint))
            before, level_before = blocks[after - 1], level if marker[i] else level - 1
        return pieces

    def _joint(self, before: int, block: int, in_list: bool) -> str:
        page = self._page
        quoted = page.inside[before] & page.inside[block] & _QUOTE
        if not self._blank_before[block]:
            if in_list or (page.list_depth[before] and self._starts_list(block)):
                return "\n"
            if before == block - 1 and page.element[before] == page.element[block] and not page.marker_chars[block]:
                return "\\\n"  # br
        return "\n>\n" if quoted else "\n\n"

    def _starts_list(self, block: int) -> bool:
        return bool(self._page.marker_chars[block]) and self._lines[block].startswith(_FIRST_MARKERS)

    def _row(self, block: int, text: str, width: int) -> str:
        """A row of a table with its cells in their columns; a first row with a line below it, as wide as the table.

        `width` is 0 for other rows.
        """
        cells = [cell.strip() for cell in text.replace("|", "\\|").replace("\n", " ").split("\t")]
        columns = () if block in self._cuts else self._page.columns.get(block, ())
        if len(cells) <= len(columns):
            placed = dict(zip(columns, cells, strict=False))
            cells = [placed.get(column, "") for column in range(columns[len(cells) - 1] + 1)]
        cells += [""] * (width - len(cells))
        line = f"| {' | '.join(cells)} |"
        return f"{line}\n|{' --- |' * len(cells)}" if width else line

    def _table_width(self, blocks: Sequence[int], place: int) -> int:
        """Columns of the widest row of the table that begins at a place."""
        first, width = blocks[place], 0
        while place < len(blocks) and self._same_table(blocks[place], first):
            width, place = max(width, self._width(blocks[place])), place + 1
        return width

    def _width(self, row: int) -> int:
        """Columns of a row up to the last that is filled, about."""
        cells = self._lines[row].count("\t") + 1
        columns = self._page.columns.get(row, ())
        return columns[cells - 1] + 1 if cells <= len(columns) else cells

    def _same_table(self, before: int, block: int) -> bool:
        """Both are rows of one table: their nearest `table` is the same."""
        page = self._page
        return page.tag[before] == _ROW_CODE and self._around(before, _TABLE_CODES) == self._around(block, _TABLE_CODES)

    def _around(self, block: int, tags: frozenset[int]) -> int:
        """The nearest element of such tags that a block stands in; -1: none."""
        at = int(self._page.element[block])
        while at >= 0 and int(self._page.element_tag[at]) not in tags:
            at = int(self._page.element_parent[at])
        return at

    def _end_of_code(self, blocks: Sequence[int], place: int) -> int:
        """The place behind a block, or behind all that stand in the same element of code: its lines may be elements."""
        if not self._page.inside[blocks[place]] & _PRE:
            return place + 1
        element = self._around(blocks[place], _PRE_CODES)
        while place < len(blocks) and self._page.inside[blocks[place]] & _PRE:
            if self._around(blocks[place], _PRE_CODES) != element:
                break
            place += 1
        return place

    def _code(self, blocks: Sequence[int]) -> str:
        lines: list[str] = []
        for i in blocks:
            line = _cut(self._lines[i], (), self._cuts[i])[0] if i in self._cuts else self._lines[i]
            lines += ("", line) if lines and self._blank_before[i] else (line,)
        return _fenced("\n".join(lines))

    def _text(self, i: int, is_row: bool, marker_chars: int) -> str:
        line, spans = self._lines[i], self._spans.get(i, [])
        marker = line[:marker_chars]
        if i in self._cuts:
            line, spans = _cut(line, spans, [(0, marker_chars), *self._cuts[i]])
        elif marker_chars:
            line, spans = _cut(line, spans, [(0, marker_chars)])
        level = int(self._page.heading_level[i])
        inner = _inline(line, spans)
        if not inner or is_row:
            return inner
        return f"{'#' * level} {_LAST_SIGNS.sub(_escaped, inner)}" if level else marker + inner


def _cuts_of_blocks(page: HtmlPage, cuts: Sequence[tuple[int, int]]) -> dict[int, list[tuple[int, int]]]:
    """The parts of each block that go, from the block's start."""
    found: dict[int, list[tuple[int, int]]] = {}
    starts, ends = page.blocks.starts, page.blocks.ends
    for start, end in cuts:
        first, after = int(np.searchsorted(ends, start, "right")), int(np.searchsorted(starts, end, "left"))
        for i in range(first, after):
            at = int(starts[i])
            found.setdefault(i, []).append((max(start - at, 0), min(end, int(ends[i])) - at))
    return found


def _cut(text: str, spans: Sequence[Span], cuts: Sequence[tuple[int, int]]) -> tuple[str, list[Span]]:
    """A block's text and spans less the cuts."""
    bounds, gone = [0], [0]  # from bounds[k] on, gone[k] characters before are missing
    parts: list[str] = []
    at = 0
    for start, end in cuts:
        if end <= at:
            continue
        first = max(start, at)
        parts.append(text[at:first])
        # Offsets inside a cut fall on its start: they are corrected by what of it lies behind them.
        bounds += [first, end]
        gone += [-1, gone[-1] + end - first]
        at = end
    parts.append(text[at:])

    def moved(offset: int) -> int:
        k = bisect_right(bounds, offset) - 1
        return offset - gone[k] if gone[k] >= 0 else bounds[k] - gone[k - 1]

    return "".join(parts), [span._replace(start=moved(span.start), end=moved(span.end)) for span in spans]


def _inline(text: str, spans: Sequence[Span]) -> str:
    """A block's text, escaped, with its marks."""
    inserts: list[tuple[int, int, int, str]] = []  # position, closers before openers, nesting, what
    codes: list[tuple[int, int]] = []
    links: list[tuple[int, int]] = []
    escapes = {found.start() for found in _ESCAPED.finditer(text)}
    if at_start := _ESCAPED_AT_START.match(text):
        escapes.add(at_start.start("point") if at_start["point"] else 0)
    for number, span in enumerate(placed(text, spans)):
        start, end = span.start, span.end
        before, after = _delimiters(span, text[start:end])
        inserts += [(start, 1, number, before), (end, 0, -number, after)]
        if span.kind == Mark.CODE:
            codes.append((start, end))
        elif span.kind == Mark.LINK:
            links.append((start, end))
    shown = _blanked(text, codes)
    for start, end in links:
        escapes.update(list(_signs_of_link(shown, start, end, escapes)))
    inserts += [(at, 2, 0, "\\") for at in escapes if shown[at] != _BLANK]
    parts = []
    at = 0
    for position, _, _, what in sorted(inserts):
        parts += [text[at:position], what]
        at = position
    parts.append(text[at:])
    return "".join(parts).strip()


def _blanked(text: str, codes: Sequence[tuple[int, int]]) -> str:
    """The text with nothing to read in its code."""
    parts = []
    at = 0
    for start, end in codes:
        parts += [text[at:start], _BLANK * (end - start)]
        at = end
    return "".join([*parts, text[at:]])


def _signs_of_link(text: str, start: int, end: int, escaped: Container[int]) -> Iterator[int]:
    """Signs that would end a link, or make it an image: brackets without their partners, and a "!" before it.

    A bracket that is escaped already is nobody's partner.
    """
    if text[start - 1 : start] == "!":
        yield start - 1
    open_ones: list[int] = []
    for found in _BRACKETS.finditer(text, start, end):
        if found.start() in escaped:
            continue
        if found[0] == "[":
            open_ones.append(found.start())
        elif open_ones:
            open_ones.pop()
        else:
            yield found.start()
    yield from open_ones


def _delimiters(span: Span, inner: str) -> tuple[str, str]:
    if span.kind == Mark.LINK:
        target = _ENTITY.sub("&amp;", _SPACES.sub("%20", span.target))
        return "[", "](" + _NO_TARGET_SIGNS.sub(lambda found: f"%{ord(found[0]):02X}", target) + ")"
    if span.kind == Mark.CODE:
        ticks = "`" * (1 + max(map(len, _FENCE.findall(inner)), default=0))
        pad = " " if inner[:1] == "`" or inner[-1:] == "`" else ""
        return ticks + pad, pad + ticks
    mark = _DELIMITERS[Mark(span.kind)]
    return mark, mark


def _escaped(found: re.Match[str]) -> str:
    return f"\\{found[0]}"


def _fenced(text: str) -> str:
    if not text.strip():
        return ""
    fence = "`" * max(_MIN_FENCE, 1 + max(map(len, _FENCE.findall(text)), default=0))
    return f"{fence}\n{text}\n{fence}"


def _prefixed(text: str, prefix: str) -> str:
    return "\n".join(prefix + line for line in text.split("\n")) if prefix else text


def _joined(url: str, target: str) -> str:
    """The target as seen from the page's address."""
    try:
        return urljoin(url, target)
    except ValueError:  # "http://[" is no address
        return target
