"""Signals of a block on its page: prose, repetition, neighbours, place."""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property
from itertools import compress, pairwise

import numpy as np
import numpy.typing as npt

from cleaner.blocks import Blocks, code_points
from cleaner.signals.order import order_of
from cleaner.signals.rows import Rows
from cleaner.signals.shape import Bools, Floats, Ints, Shapes, lower_case, measure
from cleaner.signals.words import Words, words_of

__all__ = ["NEAR_BLOCKS", "Page"]

MIN_PROSE_WORDS = 8
"""A line that ends like a sentence is prose from this length on: shorter ones are as often buttons."""
MIN_UNPUNCTUATED_PROSE_WORDS = 30
"""Without sentence punctuation (Thai, Lao, cut paragraphs) only a long line is taken for prose."""
MIN_REPEAT_CHARS = 25
"""What another line begins with counts as repeated from this length on: a headline, not a name."""
MIN_BLANK_SHARE = 0.3
"""A page uses blank lines if they stand before this share of its blocks."""
MAX_HEADLINE_WORDS = 40
MIN_TITLE_WORDS = 3
MIN_HEADLINE_WORDS = 4
MENU_LINES = 4
MAX_HEADLINE_DIGITS = 0.25
"""A line with more digits among its letters is a date, a score, a price."""
_IS_TRAIL = np.zeros(0x110000, dtype=bool)  # zero pages cost no memory
_IS_TRAIL[[ord(sign) for sign in "|/>›»＞"]] = True
"""Between spaces they part menus and breadcrumbs, and rarely a title."""
MAX_HEAD_BLOCKS = 14
"""Byline, date, buttons and caption stand between headline and text: rarely more than a dozen lines."""
MAX_VALUE_WORDS, NOT_PROSE_COST = 60, 12
"""Of the main text: a long paragraph counts as one of 60 words; three short lines outweigh a short one."""
NEAR_BLOCKS = 3
MIN_MAIN_PROSE_WORDS = 12
OPENING_WORDS = 250
"""So many words of the main text say what the page is about: a second article on it is about something else."""
MIN_WRAP_CHARS, MAX_WRAP_CHARS, MIN_WRAPPED_LINES = 50, 100, 3
"""html2text wraps at 78, e-mail at 72 to 76, format=flowed up to 100."""
MAX_TITLE_CHARS = 300
_SUFFIX = re.compile(r"[.!?)\"”»] [-–—|] ?([^-–—|.!?\d][^-–—|.!?]{2,40}(?:, \d{4}, [\d.]{8,10})?)$")
_DIGIT = re.compile(r"\d")
_IS_DASH = np.zeros(0x110000, dtype=bool)  # zero pages cost no memory
_IS_DASH[[ord(sign) for sign in "-–—|"]] = True
_TITLE_CUT = re.compile(r" ?[|–—»·:-] ")
SAMPLE_BLOCKS = 3
SAMPLE_BLOCK_CHARS = 100
"""Three pieces of a hundred characters tell a language as well as one of three hundred, and a page whose
longest block is a foreign quotation better."""


class Page:
    """The measured columns of a page, or of several that lie one behind the other: no signal looks across an end.

    Columns that few rules ask for are measured when asked.
    """

    def __init__(self, blocks: Blocks, bounds: Ints | None = None) -> None:
        """Measure the blocks. `bounds` says where each page begins among them, and where the last one ends.

        Left out, all are one page's.
        """
        self.blocks = blocks
        self.lines = blocks.lines()
        self.shapes: Shapes = measure(self.codes, blocks.starts, blocks.ends)
        self.rows = Rows.of_one(len(self.lines)) if bounds is None else Rows(bounds)

    def of(self, chosen: Bools) -> Page:
        """Some of the pages; one value for each page."""
        if chosen.all():
            return self
        of_chosen = chosen[self.rows.page]
        blocks = self.blocks
        blocks = blocks._replace(
            starts=blocks.starts[of_chosen], ends=blocks.ends[of_chosen], line=blocks.line[of_chosen]
        )
        sizes = (self.rows.bounds[1:] - self.rows.bounds[:-1])[chosen]
        page = self.less(of_chosen, blocks, np.append(0, sizes.cumsum()))
        page.codes = self.codes
        return page

    def less(self, kept: Bools, blocks: Blocks, bounds: Ints) -> Page:
        """What is left of the pages after some blocks have gone, by the measures that these have.

        `blocks` are those that are `kept`, as they stand in what is left; `bounds` where each page begins there.
        """
        page = Page.__new__(Page)
        page.blocks = blocks
        page.lines = list(compress(self.lines, kept.tolist()))
        page.shapes = self.shapes.of(kept)
        page.begins_lower = self.begins_lower[kept]
        page.rows = Rows(bounds)
        return page

    @cached_property
    def codes(self) -> npt.NDArray[np.uint32]:
        """The code points of the text in which the blocks stand."""
        return code_points(self.blocks.text)

    @cached_property
    def words(self) -> Words:
        """The words of the blocks."""
        return words_of(self.codes, self.blocks.starts, self.blocks.ends)

    @cached_property
    def begins_lower(self) -> Bools:
        """The first character is a small letter."""
        return lower_case(self.codes[self.blocks.starts])

    @cached_property
    def prose(self) -> Bools:
        """Running text: a sentence of some length, or a long line."""
        shapes = self.shapes
        sentence = shapes.ends_sentence & (shapes.words >= MIN_PROSE_WORDS)
        found: Bools = sentence | (shapes.words >= MIN_UNPUNCTUATED_PROSE_WORDS) | self.wrapped
        return found

    @cached_property
    def wrapped(self) -> Bools:
        """Lines of paragraphs that were wrapped at a column, as html2text and e-mail do.

        Told by lines of about equal length without a blank line between, where most go on in lower case.
        """
        chars = self.shapes.chars
        fits = (chars >= MIN_WRAP_CHARS) & (chars <= MAX_WRAP_CHARS)
        begins = self.blocks.blank_before | ~self.rows.before(fits, 0)
        run = self.rows.runs(begins)
        size = np.bincount(run)
        lower = np.bincount(run, self.begins_lower & ~begins)
        found: Bools = ((size >= MIN_WRAPPED_LINES) & (2 * lower >= size - 1))[run]
        return found

    def sample(self, number: int) -> str:
        """Some prose to tell the language of a page by: from its longest such blocks, in order."""
        first, after = self.rows.bounds[number], self.rows.bounds[number + 1]
        lengths = (self.shapes.chars * self.prose)[first:after]
        longest = np.sort(np.argsort(-lengths, kind="stable")[:SAMPLE_BLOCKS]) + first
        return " ".join(self.lines[i][:SAMPLE_BLOCK_CHARS] for i in longest.tolist() if self.prose[i])

    @cached_property
    def joined(self) -> Bools:
        """No blank line before the block, though the page uses them."""
        rows, blank = self.rows, self.blocks.blank_before
        inner = rows.at > rows.first
        inner_blocks = rows.after - rows.first - 1
        uses_blank = (inner_blocks > 0) & (rows.total(blank & inner) / np.maximum(inner_blocks, 1) >= MIN_BLANK_SHARE)
        joined: Bools = ~blank & uses_blank
        return joined

    @cached_property
    def _numbers(self) -> dict[str, int]:
        """A number for each distinct line."""
        return {line: number for number, line in enumerate(dict.fromkeys(self.lines))}

    @cached_property
    def _number(self) -> Ints:
        """The number of each block's line."""
        return np.fromiter(map(self._numbers.__getitem__, self.lines), dtype=np.int64, count=len(self.lines))

    @cached_property
    def _on_page(self) -> Ints:
        """The number of each block's line and of its page, as one."""
        return self._number * (len(self.rows.bounds) - 1) + self.rows.page

    @cached_property
    def repeats_exactly(self) -> Bools:
        """The same line stands elsewhere on the page."""
        found = np.zeros(len(self.lines), dtype=bool)
        order = order_of(self._on_page)
        ordered = self._on_page[order]
        same = ordered[1:] == ordered[:-1]
        found[order[1:][same]] = found[order[:-1][same]] = True
        return found

    @cached_property
    def repeats_start(self) -> Bools:
        """Another line begins with this one, or this one with another, beyond a name's length."""
        found = np.zeros(len(self.lines), dtype=bool)
        long = (self.shapes.chars >= MIN_REPEAT_CHARS).nonzero()[0]
        cuts = long.searchsorted(self.rows.bounds)
        for first, after in pairwise(cuts.tolist()):
            base = -1  # the line that all lines since begin with
            for i in sorted(long[first:after].tolist(), key=self.lines.__getitem__):
                if base >= 0 and self.lines[i].startswith(self.lines[base]):
                    found[base] = found[i] = True
                else:
                    base = i
        return found

    @cached_property
    def wordy(self) -> Bools:
        """Lines of words more than of numbers."""
        found: Bools = self.shapes.digit_ratio <= MAX_HEADLINE_DIGITS
        return found

    @cached_property
    def trails(self) -> Bools:
        """Lines with a sign of menus between spaces."""
        codes, starts = self.codes, self.blocks.starts
        at = _IS_TRAIL.take(codes).nonzero()[0]
        block = starts.searchsorted(at, side="right") - 1
        inside = (starts[block] < at) & (at < self.blocks.ends[block] - 1)
        at, block = at[inside], block[inside]
        found = np.zeros(len(self.lines), dtype=bool)
        found[block[(codes[at - 1] == ord(" ")) & (codes[at + 1] == ord(" "))]] = True
        return found

    @cached_property
    def headline(self) -> Ints:
        """For each page the first block that can be a headline: before the prose, of some words. -1: none."""
        words = self.shapes.words
        fitting = (words >= MIN_TITLE_WORDS) & (words <= MAX_HEADLINE_WORDS)
        fitting &= ~self.prose & ~self.prose_before
        return self.rows.first_of(fitting)

    @cached_property
    def repeats_headline(self) -> Bools:
        """The line is the headline, and stands below it."""
        headline = self.headline[self.rows.page]
        found: Bools = (headline >= 0) & (self.rows.at > headline) & (self._number == self._number[headline])
        return found

    @property
    def all_differ(self) -> bool:
        """No line stands on the pages twice."""
        return len(self._numbers) == len(self.lines)

    def repeats_with_site(self, blocks: Ints) -> Bools:
        """Another line of the page, with more behind a separator: "Storm closes schools | News | The Paper"."""
        found = np.zeros(len(blocks), dtype=bool)
        pages, count = self.rows.page[blocks].tolist(), len(self.rows.bounds) - 1
        for n, block in enumerate(blocks.tolist()):
            line = self.lines[block]
            if MIN_REPEAT_CHARS < len(line) <= MAX_TITLE_CHARS and _TITLE_CUT.search(line, MIN_REPEAT_CHARS):
                titles = [
                    line[:at].rstrip() for cut in _TITLE_CUT.finditer(line) if (at := cut.start()) >= MIN_REPEAT_CHARS
                ]
                numbers = [self._numbers[title] for title in titles if title in self._numbers]
                found[n] = any(number * count + pages[n] in self._lines_on_pages for number in numbers)
        return found

    @cached_property
    def _lines_on_pages(self) -> frozenset[int]:
        return frozenset(self._on_page.tolist())

    @cached_property
    def shares_suffix(self) -> Bools:
        """The line ends in the same name behind a dash or bar as another line: alternative texts do.

        Only behind the end of a sentence: "Price - Yes" is a list. Digits count as equal, so
        "Name, 1920, 03.05.2024" is one suffix whatever the date.
        """
        found = np.zeros(len(self.lines), dtype=bool)
        blocks = self._with_dash
        pages = self.rows.page[blocks].tolist()
        suffixes = [
            (page, _DIGIT.sub("0", suffix[1])) if (suffix := _SUFFIX.search(self.lines[block])) else None
            for page, block in zip(pages, blocks.tolist(), strict=True)
        ]
        counts = Counter(suffixes)
        found[blocks] = [suffix is not None and counts[suffix] > 1 for suffix in suffixes]
        return found

    @property
    def _with_dash(self) -> Ints:
        """The blocks with a dash or bar behind a space."""
        at = _IS_DASH.take(self.codes).nonzero()[0]
        at = at[self.codes[at - 1] == ord(" ")]
        found = np.zeros(len(self.lines), dtype=bool)
        found[self.blocks.starts.searchsorted(at, side="right") - 1] = True
        return found.nonzero()[0]

    @cached_property
    def main_text(self) -> tuple[Ints, Ints]:
        """First and last block of the stretch of each page that is richest in prose; (-1, -1) without any.

        Prose counts its words, anything else costs some; the stretch with the largest sum is the main text
        (the maximum subarray, which body extractors have used since Arias, Deschacht and Moens, 2009).
        """
        return self.rows.richest(np.where(self.prose, np.minimum(self.shapes.words, MAX_VALUE_WORDS), -NOT_PROSE_COST))

    @cached_property
    def main_prose(self) -> Bools:
        """Running prose in the main text, or a few blocks from it."""
        rows = self.rows
        start, end = (bound[rows.page] for bound in self.main_text)
        near: Bools = (rows.at >= start - NEAR_BLOCKS) & (rows.at <= end + NEAR_BLOCKS)
        return self.prose & near & (self.shapes.words >= MIN_MAIN_PROSE_WORDS)

    def headlines(self, residue: Bools) -> Bools:
        """Lines above the main text that may be its headline or standfirst.

        Counted upwards from the main text: lines of some words that are not `residue`, until some short
        lines in a row show a menu, or too many lines have passed.
        """
        found = np.zeros(len(self.lines), dtype=bool)
        starts = np.where(self.main_text[0] < 0, self.rows.bounds[1:], self.main_text[0])
        titled = (self.shapes.words >= MIN_HEADLINE_WORDS) & self.wordy & ~residue
        for start, bound in zip(starts.tolist(), self.rows.bounds.tolist(), strict=False):
            in_a_row, any_found = 0, False
            for i in range(start - 1, max(start - 1 - MAX_HEAD_BLOCKS, bound - 1), -1):
                if titled[i] and not self.trails[i]:
                    found[i] = any_found = True
                    in_a_row = 0
                else:
                    in_a_row += not residue[i]
                    if in_a_row >= MENU_LINES and any_found:
                        break
        return found

    @cached_property
    def tie(self) -> Floats:
        """Share of each block's content words that stand elsewhere in the prose that opens the main text."""
        rows = self.rows
        inside = self.main_prose & (rows.at >= self.main_text[0][rows.page])
        words = self.shapes.words * inside
        return self.words.share_found(inside & (rows.passed(words) - words <= OPENING_WORDS), rows)

    @cached_property
    def prose_before(self) -> Bools:
        """Running prose stands somewhere before the block."""
        seen: Bools = self.rows.passed(self.prose) - self.prose > 0
        return seen

    @cached_property
    def prose_after(self) -> Bools:
        """Running prose stands somewhere after the block."""
        seen: Bools = self.rows.total(self.prose) - self.rows.passed(self.prose) > 0
        return seen
