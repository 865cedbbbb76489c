"""HTML to blocks: a page's text, with what the elements around each block tell.

Everything behind this stage reads columns. `HtmlPage.blocks` is what a text would give; the other columns
say for each block where in the page it stood, and for each such element what it is called.
"""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from turbohtml import Element, parse
from turbohtml.saxparse import sax_parse

from cleaner.blocks import Blocks
from cleaner.segment.decode import decode_page
from cleaner.segment.elements import TAG_CODES, TAGS, Inside
from cleaner.segment.metadata import Metadata, Stated, metadata_of
from cleaner.segment.spans import MarkedText, Spans, spans_of
from cleaner.segment.walk import ELEMENT_COLUMNS, SHADOW_ROOT, Row, Walk

__all__ = ["HtmlPage", "segment_html"]

Ints = npt.NDArray[np.int32]
Bools = npt.NDArray[np.bool_]

_LINE_BREAKS = re.compile("[\x0b\x0c\r\x1c\x1d\x1e\x85\u2028\u2029]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_SHADOW_ROOT = re.compile(r"""(<template[\s/](?:[^<>]{0,500}?[\s/"'])?)shadowrootmode(?=\s*=)""", re.IGNORECASE)
"""The attribute by which browsers show a template, as the content of the element it stands in (a declarative shadow
root in the HTML standard). The parser takes such templates out of the tree, so they are given another attribute first.
The limit keeps the search linear."""
_MARKUP = re.compile("<[A-Za-z/!?]")
"""Without any, a page is a plain text, and its line ends are its own: servers send logs and lists as HTML."""
_BLANK_LINE = 2
_HIDDEN = int(Inside.HIDDEN)
_UNSEEN = int(Inside.HIDDEN | Inside.NOSCRIPT)
_MIN_PROSE_CHARS = 60
"""A block of this length counts as prose where only the weight of hidden and visible text is compared."""

_MIN_PAGE_CHARS = 600
"""A page with less prose than this may have no text of its own: notices and a footer. What its scripts hold is taken
where that is several times as long."""
_MIN_BODY_CHARS = 300
_MIN_BODY_RATIO = 3
_PARAGRAPH = TAG_CODES["p"]
_TEMPLATE = TAG_CODES["template"]


@dataclass(frozen=True, eq=False)
class HtmlPage:
    """A page as columns. Rows of the first group are blocks, of the second elements.

    Elements that hold text are numbered in document order; 0 is `html`. A parent has a lower number than its
    children.
    """

    blocks: Blocks
    element: Ints
    """The innermost block-level element the block stands in."""
    leaf: Ints
    """The deepest element that holds all of the block's text: `element`, or an inline one within it."""
    tag: npt.NDArray[np.uint8]
    """Tag of `element`, an index into `TAGS`."""
    inside: Ints
    """Bits of `Inside`: what `leaf` stands in."""
    link_chars: Ints
    """Characters of the block inside links."""
    links: Ints
    list_depth: Ints
    marker_chars: Ints
    """Length of the bullet or number that was put before a list item's text."""

    element_tag: npt.NDArray[np.uint8]
    element_parent: Ints
    """-1 for html."""
    element_inside: Ints
    element_order: Ints
    """Place among all elements of the document, those without text included."""
    element_name: Ints
    """An index into `names`."""
    names: list[str]
    """Distinct class, id, role, itemprop and data- values of elements, as written. names[0] is empty."""

    marked: MarkedText
    """What `spans` are told from."""
    block_of_row: Ints
    """The block that each row of `marked` became, -1 for one that is not shown."""

    source: str
    """The page as decoded, its shadow roots marked by another attribute."""
    charset: str
    stated: Stated
    """What `metadata` is read from."""

    @cached_property
    def metadata(self) -> Metadata:
        """What the page says of itself outside its text. Read when asked: scripts can be long."""
        return metadata_of(self.stated)

    @cached_property
    def spans(self) -> Spans:
        """Emphasis, code and links within blocks. Told when asked: Markdown alone needs them."""
        columns = self.element_tag.tolist(), self.element_parent.tolist(), self.block_of_row.tolist()
        return spans_of(self.marked, *columns)

    @cached_property
    def columns(self) -> dict[int, list[int]]:
        """Of blocks that are rows of a table: the column of each cell in the text."""
        return {int(self.block_of_row[row]): columns for row, columns in self.marked.columns.items()}

    @property
    def base(self) -> str:
        """The address that the page says its links are relative to; empty where it says none."""
        return next((href.strip() for name, href in self.stated.metas if name == "base" and href), "")

    @property
    def span_block(self) -> Ints:
        """The block of each span."""
        return self.spans.block

    @property
    def span_kind(self) -> npt.NDArray[np.uint8]:
        """The `Mark` of each span."""
        return self.spans.kind

    @property
    def span_start(self) -> Ints:
        """Where each span begins, from the start of its block."""
        return self.spans.start

    @property
    def span_end(self) -> Ints:
        """Where each span ends, from the start of its block."""
        return self.spans.end

    @property
    def span_targets(self) -> list[str]:
        """The href of each link, empty for other spans."""
        return self.spans.targets

    @cached_property
    def element_depth(self) -> Ints:
        """Ancestors of each element."""
        depth = [0] * len(self.element_parent)
        for i, parent in enumerate(self.element_parent.tolist()):
            if parent >= 0:
                depth[i] = depth[parent] + 1
        return np.array(depth, dtype=np.int32)

    def path(self, block: int) -> str:
        """Where a block stands, as an XPath: ``/html/body/main/article/p[3]``.

        The page is parsed a second time for the first path that is asked for.
        """
        element = int(self.element[block])
        path = self._step(element)
        while (element := int(self.element_parent[element])) > 0:
            if self.element_tag[element] == _TEMPLATE:  # its content is a tree of its own, with paths of its own
                path = self._step(element) + path
        return path

    def _step(self, element: int) -> str:
        """Where an element stands in its tree."""
        return self._elements[int(self.element_order[element])].xpath_path()

    @cached_property
    def _elements(self) -> list[Element]:
        """All elements of the document, in order."""
        return [node for node in parse(self.source).descendants if isinstance(node, Element)]

    @cached_property
    def heading_level(self) -> Ints:
        """1 to 6 for blocks in h1 to h6, 0 for others."""
        return _HEADING_LEVEL[self.tag]


_HEADING_LEVEL = np.array([int(tag[1]) if re.fullmatch("h[1-6]", tag) else 0 for tag in TAGS], dtype=np.int32)


def segment_html(page: bytes | str, *, charset: str | None = None) -> HtmlPage:
    """Cut a page into blocks, with columns of what the elements around them say.

    `charset` is what the HTTP header said, where it is known.
    Returns: a page; one without text has no blocks.   Raises: nothing, whatever the bytes.

    >>> segment_html("<h1>Storm</h1><ul><li>One <b>boat</b><li>Two").blocks.lines()
    ['Storm', '- One boat', '- Two']
    """
    text, name = decode_page(page, charset) if isinstance(page, bytes) else (page, "")
    if not _MARKUP.search(text):
        text = text.replace("\n", "<br>")
    text = _SHADOW_ROOT.sub(rf"\1{SHADOW_ROOT}", text)
    walk = _walked(text)
    prose_chars = _prose_chars(walk.rows) if walk.stated.scripts else _MIN_PAGE_CHARS
    if prose_chars < _MIN_PAGE_CHARS:
        _take_state(walk, metadata_of(walk.stated), max(_MIN_BODY_CHARS, _MIN_BODY_RATIO * prose_chars))
    return _page(walk, text, name)


def _walked(text: str) -> Walk:
    walk = Walk()
    try:
        sax_parse(text, walk)
    except UnicodeDecodeError:  # half of a surrogate pair in an attribute's name, which the parser cannot say
        return _walked(_SURROGATES.sub("\ufffd", text))
    walk.finish()
    return walk


def _prose_chars(rows: list[Row]) -> int:
    """Characters of text, menus and labels left out; counted until there are enough for a page."""
    chars = 0
    for row in rows:
        if len(row.text) >= max(_MIN_PROSE_CHARS, 2 * row.link_chars):
            chars += len(row.text)
            if chars >= _MIN_PAGE_CHARS:
                break
    return chars


def _take_state(walk: Walk, metadata: Metadata, min_chars: int) -> None:
    """Add the article text that scripts hold, as blocks of their own."""
    body = metadata.article_body
    if len(body) < min_chars:
        return
    if metadata.body_is_html:
        rows = _walked(body).rows
    else:
        lines = [" ".join(line.split()) for line in body.splitlines()]
        rows = [Row(line, _BLANK_LINE, 0, 0, _PARAGRAPH, 0, 0, 0, 0, 0) for line in lines if line]
    walk.rows += [row._replace(element=0, leaf=0, inside=int(Inside.STATE)) for row in rows]


def _page(walk: Walk, source: str, charset: str) -> HtmlPage:
    columns = list(zip(*walk.rows, strict=True)) or [()] * len(Row._fields)
    texts, gaps, *numbers = columns
    arrays = (np.array(column, dtype=np.int32) for column in numbers)
    element, leaf, tag, inside, link_chars, links, depth, marker = arrays
    elements = np.frombuffer(array("i", walk.elements), dtype=np.int32).reshape(-1, ELEMENT_COLUMNS)
    keep = _shown(texts, inside)
    return HtmlPage(
        blocks=_blocks([text for text, kept in zip(texts, keep, strict=True) if kept], np.array(gaps)[keep]),
        element=element[keep],
        leaf=leaf[keep],
        tag=tag[keep].astype(np.uint8),
        inside=inside[keep],
        link_chars=link_chars[keep],
        links=links[keep],
        list_depth=depth[keep],
        marker_chars=marker[keep],
        element_tag=elements[:, 0].astype(np.uint8),
        element_parent=elements[:, 1],
        element_name=elements[:, 2],
        element_inside=elements[:, 3],
        element_order=elements[:, 4],
        names=list(walk.names),
        marked=walk.marked,
        block_of_row=np.where(keep, np.cumsum(keep, dtype=np.int32) - 1, -1),
        source=source,
        charset=charset,
        stated=walk.stated,
    )


def _shown(texts: tuple[str, ...], inside: Ints) -> Bools:
    """Blocks that are shown; all of them where what is hidden is most of the prose."""
    hidden: Bools = (inside & _UNSEEN) != 0
    if not hidden.any():
        return np.ones(len(texts), dtype=bool)
    chars = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    prose = np.where(chars >= _MIN_PROSE_CHARS, chars, 0)
    mostly_hidden = prose[hidden].sum() > prose[~hidden].sum()
    return np.ones(len(texts), dtype=bool) if mostly_hidden else ~hidden


def _blocks(texts: list[str], gaps: npt.NDArray[np.int64]) -> Blocks:
    """The page text: blocks with one line end between them, or two."""
    blank = gaps >= _BLANK_LINE
    if len(blank):
        blank[0] = True
    pieces: list[str] = []
    for text, apart in zip(texts, blank.tolist(), strict=True):
        pieces += ("\n\n" if apart else "\n", text)
    page = _LINE_BREAKS.sub(" ", "".join(pieces[1:]))
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    ends = np.cumsum(lengths + 1 + blank) - 2
    return Blocks(page, ends - lengths, ends, np.cumsum(1 + blank))
