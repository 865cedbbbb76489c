"""How a text is read: paragraphs that were wrapped are one block, and of a link its words are read.

html2text, lynx, w3m and e-mail break paragraphs at a column; html2text writes addresses behind links, lynx numbers
before them. Rules and signals are about what a reader reads, so they see paragraphs whole and links by their words;
what goes is cut out of the text as it was given.
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
from cleaner.segment.text import segment, white_space

__all__ = ["Reading", "read", "read_text"]

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

MIN_WIDTH, MAX_WIDTH = 60, 100
"""html2text wraps at 78, e-mail at 72 to 76, lynx and w3m at 80, format=flowed up to 100."""
MAX_WORD = 30
"""A longer word tells no width: it is an address, or a line of a script without spaces."""
MIN_FULL_LINES = 5
"""So many lines must be full before a text counts as wrapped: verse and addresses have one by chance."""
FULL = 0.7
"""A line of this share of the width is compared: shorter ones end paragraphs."""
MIN_FULL_SHARE = 0.8
"""Of such lines so many must have had no room for the next word."""
MAX_LONG_SHARE = 0.25
"""Lines that are wider and could have been broken, to those that were: lists and tables are not wrapped."""
MIN_GOES_ON_SHARE = 0.25
"""After so many of the full lines a sentence goes on in small letters, or in a script that has none, but has spaces:
rows of a log are of one length, too. German, with its capitals, has 40 in 100."""
_CASELESS = re.compile(r"[\u0590-\u0dff\u1200-\u137f\uac00-\ud7a3]")
"""Hebrew, Arabic and the scripts of India, Ethiopic, Korean."""
_SPACE = ord(" ")
_ITEM_SIGNS = np.array([ord(sign) for sign in "-+*•◦‣▪·|#>"], dtype=np.uint32)
_NUMBERED = re.compile(r"\d{1,3}[.)]\s")
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
    source = _unwrapped(lines)
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
    """Write a space for the line ends inside blocks, and for what white space stands beside them."""
    inner = np.ones(len(lines.starts), dtype=bool)
    inner[lines.starts.searchsorted(source.starts)] = False
    after = inner.nonzero()[0]
    for end, start in zip(lines.ends[after - 1].tolist(), lines.starts[after].tolist(), strict=True):
        codes[end] = _SPACE
        kept[end + 1 : start] = False


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


def _unwrapped(lines: Blocks) -> Blocks:
    """The lines with those of wrapped paragraphs joined; the same object where nothing was wrapped."""
    starts, ends = lines.starts, lines.ends
    size = (ends - starts)[:-1]
    beside = lines.line[1:] - lines.line[:-1] == 1
    near = beside & (size >= FULL * MIN_WIDTH) & (size <= MAX_WIDTH)
    if np.count_nonzero(near) < MIN_FULL_LINES or _goes_on(lines, near) < MIN_GOES_ON_SHARE * MIN_FULL_LINES:
        return lines
    codes = code_points(lines.text)
    spaces, breaks = white_space(codes)
    space = spaces.searchsorted(starts)
    word = np.minimum(np.append(spaces, len(codes))[space], ends) - starts
    margin = np.append(-1, breaks)[breaks.searchsorted(starts)] + 1
    column, indent = ends - margin, starts - margin
    first = codes[starts]
    item = (first[:, None] == _ITEM_SIGNS).any(axis=1)
    for line in ((first >= ord("0")) & (first <= ord("9"))).nonzero()[0].tolist():
        item[line] = _NUMBERED.match(lines.text, int(starts[line])) is not None
    hard = (codes[ends[:-1]] == _SPACE) & (codes[ends[:-1] + 1] == _SPACE)  # what html2text leaves of a br
    opening = np.append(True, ~beside[:-1])  # the first line below a blank one may hang
    even = (indent[1:] == indent[:-1]) | opening | item[:-1]
    open_to = beside & even & ~hard & ~item[1:]
    needed = column[:-1] + 1 + word[1:]
    breakable = np.append(spaces, len(codes))[space] < ends
    width = _width(lines, column, needed, open_to, word[1:] <= MAX_WORD, breakable & ~item)
    if not width:
        return lines
    goes_on = open_to & (needed > width) & ((column[:-1] <= width) | ~item[:-1])
    begins, closes = np.append(True, ~goes_on), np.append(~goes_on, True)  # the outer lines of a text
    line = lines.line - np.append(0, goes_on.cumsum())
    return Blocks(lines.text, starts[begins], ends[closes], line[begins])


def _width(lines: Blocks, column: Ints, needed: Ints, open_to: Bools, moved: Bools, breakable: Bools) -> int:
    """The column at which a text was wrapped; 0 for a text that was not."""
    told = open_to & moved
    # From the column of a line on, and while the next word has no room, a width would have broken it there.
    fits, fits_not = (
        np.bincount(np.clip(columns[told], MIN_WIDTH, MAX_WIDTH + 1) - MIN_WIDTH, minlength=MAX_WIDTH + 2 - MIN_WIDTH)
        for columns in (column[:-1], needed)
    )
    width = MIN_WIDTH + int((fits - fits_not).cumsum()[:-1].argmax())
    broken = told & (column[:-1] <= width) & (needed > width)
    count = np.count_nonzero(broken)
    if count < MIN_FULL_LINES:
        return 0
    compared = np.count_nonzero(told & (column[:-1] >= FULL * width) & (column[:-1] <= width))
    long = np.count_nonzero((column > width) & breakable)
    wrapped = count >= MIN_FULL_SHARE * compared and long <= MAX_LONG_SHARE * count
    return width if wrapped and _goes_on(lines, broken) >= MIN_GOES_ON_SHARE * count else 0


def _goes_on(lines: Blocks, before: Bools) -> int:
    """Behind how many of these lines a sentence goes on."""
    begun = [lines.text[at] for at in lines.starts[1:][before].tolist()]
    return sum(sign.islower() or _CASELESS.match(sign) is not None for sign in begun)
