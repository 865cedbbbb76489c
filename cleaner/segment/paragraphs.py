"""Paragraphs that were broken into lines: wrapped at a column, or cut at their links.

html2text, lynx, w3m and e-mail wrap paragraphs. Who takes the text nodes of a page line by line, as BeautifulSoup's
``get_text`` with a line end between them, cuts them at every link and every word in bold.
"""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt

from cleaner.blocks import Blocks, code_points
from cleaner.segment.text import white_space

__all__ = ["GOES_ON", "paragraphs"]

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
MIN_TORN = 2
"""So many lines that begin with a comma or a full stop show that paragraphs were cut at links. Out of fold, text nodes
of fundus-dev and every third of wcxb-dev: 1, 2 and 3 brought .0131, .0120 and .0112 of word F1, and .0021, .0020 and
.0024."""
MIN_LONG_PIECE = 30
"""Of the pieces of a paragraph one has so many characters: entries of a menu in small letters are shorter. In the same
trial, where brackets told torn texts too, 20, 30 and 45 brought .0097, .0129 and .0111, and .0026, .0023 and .0010."""
MAX_INNER, MAX_INNER_BEFORE_SIGN = 60, 150
"""A piece that begins like a sentence, with a piece behind it that goes on, holds a link's words: a name, or a title
where a comma follows. 40 and 90 instead of 60 came out alike."""
_ENDS = frozenset(".!?:;…。！？।۔։።؟")
_CLOSES = frozenset("\"'”’“»)]")
_STOPS, _NARROW = frozenset(",.…、，。،।"), "\u2fff"
"""Behind those of East Asia no space follows."""
WIDE = 2
"""A character of theirs counts as so many letters."""
GOES_ON = _STOPS | frozenset(";:)!?”»’」）؛")
"""Punctuation that begins no sentence."""


def paragraphs(lines: Blocks) -> Blocks:
    """The lines with those joined that were one; the same object where none was."""
    unwrapped = _unwrapped(lines)
    return _mended(lines) if unwrapped is lines else unwrapped


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
    return _with_joined(lines, goes_on)


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


def _mended(lines: Blocks) -> Blocks:
    """The lines with the pieces of paragraphs that were cut at links joined; the same object where none was.

    A piece goes on where the line before does not end a sentence and it begins with a small letter or with
    punctuation; a few words between two such pieces belong to both.
    """
    text, starts, ends = lines.text, lines.starts, lines.ends
    begun = [text[at] for at in starts.tolist()]
    signed = np.array([sign in GOES_ON for sign in begun], dtype=bool)
    if _torn(lines, signed) < MIN_TORN:
        return lines
    ended = [
        text[at - 1] in _ENDS or (text[at - 1] in _CLOSES and text[at - 2 : at - 1] in _ENDS) for at in ends.tolist()
    ]
    open_before = np.append(False, (lines.line[1:] - lines.line[:-1] == 1) & ~np.array(ended[:-1], dtype=bool))
    signed &= open_before
    if _torn(lines, signed) < MIN_TORN:
        return lines
    size = (ends - starts) * np.array([WIDE if sign > _NARROW else 1 for sign in begun])
    goes_on = signed | (open_before & np.array([sign.islower() for sign in begun], dtype=bool))
    much_before = np.append(False, (size >= MIN_LONG_PIECE)[:-1] | goes_on[:-1])
    before_one, before_sign = np.append(goes_on[1:], False), np.append(signed[1:], False)
    short = (size <= MAX_INNER) | (before_sign & (size <= MAX_INNER_BEFORE_SIGN))
    goes_on |= before_one & open_before & short & much_before
    run = (~goes_on).cumsum() - 1
    longest = np.maximum.reduceat(size, (~goes_on).nonzero()[0])
    goes_on &= (longest >= MIN_LONG_PIECE)[run]
    return _with_joined(lines, goes_on[1:]) if goes_on.any() else lines


def _torn(lines: Blocks, signed: Bools) -> int:
    """How many of these lines begin with a comma or a full stop and a space: code begins with ``.then(`` and ``);``."""
    text, starts, ends = lines.text, lines.starts[signed].tolist(), lines.ends[signed].tolist()
    return sum(
        text[at] in _STOPS and (at + 1 == end or text[at] > _NARROW or text[at + 1].isspace())
        for at, end in zip(starts, ends, strict=True)
    )


def _with_joined(lines: Blocks, goes_on: Bools) -> Blocks:
    """The lines, each of those that the one before `goes_on` in joined to it."""
    begins, closes = np.append(True, ~goes_on), np.append(~goes_on, True)  # the outer lines of a text
    line = lines.line - np.append(0, goes_on.cumsum())
    return Blocks(lines.text, lines.starts[begins], lines.ends[closes], line[begins])
