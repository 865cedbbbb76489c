"""Kept blocks of an HTML page as Markdown: CommonMark, with the tables of GitHub's.

Text is text: what Markdown would read as markup is escaped, and nothing else is.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import urljoin

import numpy as np
import numpy.typing as npt

from cleaner.segment.elements import TAG_CODES, Inside, Mark
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
_NO_TARGET = ("#", "javascript:", "data:")
_ROW_CODE = TAG_CODES["tr"]
_QUOTE, _PRE, _TABLE = int(Inside.QUOTE), int(Inside.PRE), int(Inside.TABLE)


class _Span(NamedTuple):
    start: int
    end: int
    kind: int
    target: str


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
        self._spans: dict[int, list[_Span]] = defaultdict(list)
        columns = (page.span_block.tolist(), page.span_start.tolist(), page.span_end.tolist(), page.span_kind.tolist())
        for block, start, end, kind, target in zip(*columns, page.span_targets, strict=True):
            if kind != Mark.LINK or (links and target and not target.lower().startswith(_NO_TARGET)):
                self._spans[block].append(_Span(start, end, kind, _joined(url, target.strip())))

    def rendered(self, blocks: Sequence[int]) -> list[_Piece]:
        """Every block that has text left."""
        page = self._page
        pieces: list[_Piece] = []
        depths: list[int] = []  # of the list items that the next block may stand in
        before = -1
        inside, list_depth, marker = page.inside.tolist(), page.list_depth.tolist(), page.marker_chars.tolist()
        for i in blocks:
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
                level = len(depths)
            text = self._text(i, is_row, marker[i])
            if not text:
                continue
            if is_row:
                text = _table_row(text, header=not goes_on)
            prefix = " " * (_INDENT * level) + ("> " if inside[i] & _QUOTE else "")
            joint = self._joint(before, i, goes_on) if before >= 0 else ""
            pieces.append(_Piece(_prefixed(text, prefix), joint))
            before = i
        return pieces

    def _joint(self, before: int, block: int, same_table: bool) -> str:
        page = self._page
        quoted = page.inside[before] & page.inside[block] & _QUOTE
        if same_table:
            return "\n"
        if not self._blank_before[block]:
            if page.marker_chars[block] and page.list_depth[before]:
                return "\n"
            if before == block - 1 and page.element[before] == page.element[block] and not page.marker_chars[block]:
                return "\\\n"  # br
        return "\n>\n" if quoted else "\n\n"

    def _same_table(self, before: int, block: int) -> bool:
        """Both are rows of one table: their nearest `table` is the same."""
        page = self._page
        return page.tag[before] == _ROW_CODE and self._table(before) == self._table(block)

    def _table(self, block: int) -> int:
        at = int(self._page.element[block])
        while at >= 0 and self._page.element_tag[at] != TAG_CODES["table"]:
            at = int(self._page.element_parent[at])
        return at

    def _text(self, i: int, is_row: bool, marker_chars: int) -> str:
        line, spans = self._lines[i], self._spans.get(i, [])
        marker = line[:marker_chars]
        if i in self._cuts:
            line, spans = _cut(line, spans, [(0, marker_chars), *self._cuts[i]])
        elif marker_chars:
            line, spans = _cut(line, spans, [(0, marker_chars)])
        level = int(self._page.heading_level[i])
        if self._page.inside[i] & _PRE:
            return _fenced(line)
        inner = _inline(line, spans)
        if not inner or is_row:
            return inner
        return f"{'#' * level} {inner}" if level else marker + inner


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


def _cut(text: str, spans: Sequence[_Span], cuts: Sequence[tuple[int, int]]) -> tuple[str, list[_Span]]:
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


def _inline(text: str, spans: Sequence[_Span]) -> str:
    """A block's text, escaped, with its marks."""
    inserts: list[tuple[int, int, int, str]] = []  # position, closers before openers, nesting, what
    codes: list[tuple[int, int]] = []
    until = dict.fromkeys(Mark, 0)  # where the last span of each kind ends
    for number, span in enumerate(sorted(spans, key=lambda span: (span.start, -span.end))):
        start, end = _trimmed(text, span.start, span.end)
        if start >= end or until[Mark(span.kind)] > start or until[Mark.CODE] > start:
            continue
        until[Mark(span.kind)] = end
        before, after = _delimiters(span, text[start:end])
        inserts += [(start, 1, number, before), (end, 0, -number, after)]
        if span.kind == Mark.CODE:
            codes.append((start, end))
    escapes = {found.start() for found in _ESCAPED.finditer(text)}
    if at_start := _ESCAPED_AT_START.match(text):
        escapes.add(at_start.start("point") if at_start["point"] else 0)
    for at in escapes:
        k = bisect_right(codes, (at, len(text))) - 1
        if k < 0 or at >= codes[k][1]:
            inserts.append((at, 2, 0, "\\"))
    parts = []
    at = 0
    for position, _, _, what in sorted(inserts):
        parts += [text[at:position], what]
        at = position
    parts.append(text[at:])
    return "".join(parts).strip()


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A span without white space at its ends: delimiters stand at words."""
    inner = text[start:end]
    return start + len(inner) - len(inner.lstrip()), end - len(inner) + len(inner.rstrip())


def _delimiters(span: _Span, inner: str) -> tuple[str, str]:
    if span.kind == Mark.LINK:
        target = _SPACES.sub("%20", span.target)
        return "[", "](" + re.sub(r"[()<>\\]", lambda found: f"%{ord(found[0]):02X}", target) + ")"
    if span.kind == Mark.CODE:
        ticks = "`" * (1 + max(map(len, _FENCE.findall(inner)), default=0))
        pad = " " if inner[:1] == "`" or inner[-1:] == "`" else ""
        return ticks + pad, pad + ticks
    mark = _DELIMITERS[Mark(span.kind)]
    return mark, mark


def _fenced(text: str) -> str:
    if not text.strip():
        return ""
    fence = "`" * max(_MIN_FENCE, 1 + max(map(len, _FENCE.findall(text)), default=0))
    return f"{fence}\n{text}\n{fence}"


def _table_row(text: str, *, header: bool) -> str:
    cells = [cell.strip() for cell in text.replace("|", "\\|").split("\t")]
    row = f"| {' | '.join(cells)} |"
    return f"{row}\n|{' --- |' * len(cells)}" if header else row


def _prefixed(text: str, prefix: str) -> str:
    return "\n".join(prefix + line for line in text.split("\n")) if prefix else text


def _joined(url: str, target: str) -> str:
    """The target as seen from the page's address."""
    try:
        return urljoin(url, target)
    except ValueError:  # "http://[" is no address
        return target
