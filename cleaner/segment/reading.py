"""How a text is read: paragraphs that were broken into lines are one block, and of a link its words are read.

html2text writes addresses behind links, lynx numbers before them. Rules and signals are about what a reader reads, so
they see paragraphs whole and links by their words; what goes is cut out of the text as it was given.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import deque
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cleaner.blocks import Blocks, code_points
from cleaner.segment.paragraphs import GOES_ON, paragraphs
from cleaner.segment.text import segment

__all__ = ["Reading", "read", "read_text"]

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uf900-\ufaff\uff01-\uff9f]")
"""Thai, Lao, Burmese, Khmer, Chinese and Japanese, and their punctuation."""
_SPACE = ord(" ")
# ](address) or ](address "title"): an address may be broken over lines, and holds no brackets but in pairs.
_ADDRESS = r"(?:\)|\s{0,9}(?:[\w+.-]{1,20}:|[/#.?<]|\w[\w-]{0,60}[./]))"
_MARK = re.compile(
    rf"\]\((?={_ADDRESS})[^()\[\]]{{0,4000}}(?:\([^()\[\]]{{0,400}}\)[^()\[\]]{{0,4000}}){{0,8}}\)|!?\[|\]"
)
_NUMBER = re.compile(r"(?<![\w\]])\[(\d{1,4})\](?=[^\s\[\]])")
MAX_OPEN = 64
"""Brackets may stand in brackets so deep; of more the innermost count."""
MIN_NUMBERS = 10
"""So many numbers of links, each one more than the last, tell what lynx wrote from notes and years in brackets."""


class Reading(NamedTuple):
    """Blocks as they are read, and where that stands in the text as given."""

    source: Blocks
    """The same blocks as they stand in the text."""
    blocks: Blocks
    origin: Ints | None
    """Of each character read its offset in the text as given, and of the end; None where both are the same."""

    def span(self, block: int, start: int, end: int) -> tuple[int, int]:
        """Where a span of a block as it is read stands in the block as given; a link of which all words go goes whole.

        >>> read_text("See [our app](/app) now").span(0, 4, 11)
        (4, 19)
        """
        if self.origin is None:
            return start, end
        text, first, at = self.source.text, int(self.source.starts[block]), int(self.blocks.starts[block])
        begin, last = int(self.origin[at + start]), int(self.origin[at + end - 1]) + 1
        unread = text[int(self.origin[at + start - 1]) + 1 if start else first : begin]
        opened = begin - len(unread) + max(unread.rfind(")") + 1, 0)
        closed = min(int(self.origin[at + end]), int(self.source.ends[block]))
        whole = text[opened:closed]
        if whole.count("[") == whole.count("]"):
            begin, last = opened, closed
        return begin - first, last - first


def read_text(text: str) -> Reading:
    """A text cut into lines and read."""
    return read(segment(text))


def read(lines: Blocks) -> Reading:
    """Read the lines of a text: most texts come back as they are.

    >>> read_text("[Home](/home)").blocks.lines()
    ['Home']
    """
    source = paragraphs(lines)
    linked, numbered = "](" in lines.text, "[2]" in lines.text
    if source is lines and not (linked or numbered):
        return Reading(lines, lines, None)
    codes = code_points(source.text).copy()
    kept = np.ones(len(codes), dtype=bool)
    if source is not lines:
        _join_lines(source, lines, codes, kept)
    if linked:
        for start, end in _link_marks(source):
            kept[start:end] = False
    if numbered:
        for start, end in _link_numbers(source.text):
            kept[start:end] = False
    if source is lines and kept.all():
        return Reading(lines, lines, None)
    before = np.zeros(len(codes) + 1, dtype=np.int64)
    kept.cumsum(out=before[1:])
    empty = (before[source.starts] == before[source.ends]).nonzero()[0]
    if len(empty):  # a picture without words: a sign is left of it
        kept[source.starts[empty]] = True
        kept.cumsum(out=before[1:])
    text = codes[kept].tobytes().decode("utf-32-le", "surrogatepass")
    blocks = Blocks(text, before[source.starts], before[source.ends], source.line)
    return Reading(source, blocks, np.append(kept.nonzero()[0], len(codes)))


def _join_lines(source: Blocks, lines: Blocks, codes: npt.NDArray[np.uint32], kept: Bools) -> None:
    """Write a space for the line ends inside blocks, and for what white space stands beside them.

    None before punctuation, and none in scripts without spaces.
    """
    inner = np.ones(len(lines.starts), dtype=bool)
    inner[lines.starts.searchsorted(source.starts)] = False
    after, text = inner.nonzero()[0], lines.text
    for end, start in zip(lines.ends[after - 1].tolist(), lines.starts[after].tolist(), strict=True):
        codes[end] = _SPACE
        glued = text[start] in GOES_ON or (_UNSPACED.match(text[start]) and _UNSPACED.match(text[end - 1]))
        kept[end + (not glued) : start] = False


def _link_marks(blocks: Blocks) -> Iterator[tuple[int, int]]:
    """What stands around the words of links and pictures: ``[``, ``![`` and ``](address)``."""
    text, ends = blocks.text, blocks.ends.tolist()
    opened = deque[tuple[int, int]](maxlen=MAX_OPEN)
    block = 0
    for mark in _MARK.finditer(text):
        start, end = mark.span()
        if start >= ends[block]:
            block = bisect_right(ends, start)
            opened.clear()
        if text[end - 1] == "[":
            opened.append((start, end))
        elif opened:
            opening = opened.pop()
            if end - start > 1 and end <= ends[block]:
                yield opening
                yield start, end


def _link_numbers(text: str) -> Iterator[tuple[int, int]]:
    """The numbers that lynx writes before links, counted through the page: ``[12]Home``."""
    counted = sum(int(mark[1]) - int(before[1]) == 1 for before, mark in pairwise(_NUMBER.finditer(text)))
    if counted >= MIN_NUMBERS:
        yield from (mark.span() for mark in _NUMBER.finditer(text))
