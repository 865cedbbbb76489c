"""HTML to blocks: a page's text, with what the elements around each block tell.

Everything behind this stage reads columns. `HtmlPage.blocks` is what a text would give; the other columns
say for each block where in the page it stood, and for each such element what it is called.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from turbohtml.saxparse import sax_parse

from cleaner.blocks import Blocks
from cleaner.segment.decode import decode_page
from cleaner.segment.elements import TAGS, Inside
from cleaner.segment.names import NameTokens, tokenized
from cleaner.segment.walk import ELEMENT_COLUMNS, Row, Walk

__all__ = ["HtmlPage", "segment_html"]

Ints = npt.NDArray[np.int32]
Bools = npt.NDArray[np.bool_]

_LINE_BREAKS = re.compile("[\x0b\x0c\r\x1c\x1d\x1e\x85\u2028\u2029]")
_BLANK_LINE = 2
_HIDDEN = int(Inside.HIDDEN)
_UNSEEN = int(Inside.HIDDEN | Inside.NOSCRIPT)
_MIN_PROSE_CHARS = 60
"""A block of this length counts as prose where only the weight of hidden and visible text is compared."""


@dataclass(frozen=True, eq=False)
class HtmlPage:
    """A page as columns. Rows of the first group are blocks, of the second elements, of the third spans.

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

    span_block: Ints
    span_kind: npt.NDArray[np.uint8]
    """A `Mark`."""
    span_start: Ints
    """Offsets from the start of the block."""
    span_end: Ints
    span_targets: list[str]
    """href of links, empty for other spans."""

    charset: str
    lang: str
    titles: list[str]
    metas: list[tuple[str, str]]
    scripts: list[tuple[str, str]]

    @cached_property
    def element_depth(self) -> Ints:
        """Ancestors of each element."""
        depth = [0] * len(self.element_parent)
        for i, parent in enumerate(self.element_parent.tolist()):
            if parent >= 0:
                depth[i] = depth[parent] + 1
        return np.array(depth, dtype=np.int32)

    @cached_property
    def name_tokens(self) -> NameTokens:
        """The words of `names`. Those of block i's element are those of name ``element_name[element[i]]``."""
        return tokenized(self.names)

    def path(self, block: int) -> str:
        """Where a block stands, as an XPath: ``/html/body/main/article/p[3]``."""
        steps = []
        at = int(self.element[block])
        while at > 0:
            parent, tag = int(self.element_parent[at]), self.element_tag[at]
            alike = np.flatnonzero((self.element_parent == parent) & (self.element_tag == tag))
            place = f"[{int(np.searchsorted(alike, at)) + 1}]" if len(alike) > 1 else ""
            steps.append(TAGS[tag] + place)
            at = parent
        return "/".join(["/html", *reversed(steps)])

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
    walk = Walk()
    sax_parse(text, walk)
    walk.finish()
    return _page(walk, name)


def _page(walk: Walk, charset: str) -> HtmlPage:
    columns = list(zip(*walk.rows, strict=True)) or [()] * len(Row._fields)
    texts, gaps, *numbers = columns
    element, leaf, tag, inside, link_chars, links, depth = (np.array(column, dtype=np.int32) for column in numbers)
    elements = np.frombuffer(walk.elements, dtype=np.int32).reshape(-1, ELEMENT_COLUMNS)
    keep = _shown(texts, inside)
    spans = [span for span in walk.spans if keep[span.block]] if walk.spans else []
    number = np.cumsum(keep, dtype=np.int32) - 1
    return HtmlPage(
        blocks=_blocks([text for text, kept in zip(texts, keep, strict=True) if kept], np.array(gaps)[keep]),
        element=element[keep],
        leaf=leaf[keep],
        tag=tag[keep].astype(np.uint8),
        inside=inside[keep],
        link_chars=link_chars[keep],
        links=links[keep],
        list_depth=depth[keep],
        element_tag=elements[:, 0].astype(np.uint8),
        element_parent=elements[:, 1],
        element_name=elements[:, 2],
        element_inside=elements[:, 3],
        element_order=elements[:, 4],
        names=list(walk.names),
        span_block=number[[span.block for span in spans]] if spans else np.zeros(0, dtype=np.int32),
        span_kind=np.array([span.kind for span in spans], dtype=np.uint8),
        span_start=np.array([span.start for span in spans], dtype=np.int32),
        span_end=np.array([span.end for span in spans], dtype=np.int32),
        span_targets=[span.target for span in spans],
        charset=charset,
        lang=walk.lang,
        titles=walk.titles,
        metas=walk.metas,
        scripts=walk.scripts,
    )


def _shown(texts: tuple[str, ...], inside: Ints) -> Bools:
    """Blocks that are shown; all of them where what is hidden is most of the prose."""
    hidden = (inside & _UNSEEN) != 0
    if not hidden.any():
        return ~hidden
    chars = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    prose = np.where(chars >= _MIN_PROSE_CHARS, chars, 0)
    return ~hidden | (prose[hidden].sum() > prose[~hidden].sum())


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
    return Blocks(page, ends - lengths, ends, blank)
