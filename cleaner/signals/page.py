"""Signals of a block on its page: prose, repetition, neighbours, place."""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property
from itertools import compress

import numpy as np

from cleaner.blocks import Blocks
from cleaner.signals.rows import Rows
from cleaner.signals.shape import Bools, Floats, Shapes, code_points, lower_case, measure
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
_TRAIL_SIGNS = (" | ", " / ", " > ", " › ", " » ", " ＞ ")
"""What parts menus and breadcrumbs, and rarely a title."""
MAX_HEAD_BLOCKS = 14
"""Byline, date, buttons and caption stand between headline and text: rarely more than a dozen lines."""
MAX_VALUE_WORDS, NOT_PROSE_COST = 60, 12
"""Of the main text: a long paragraph counts as one of 60 words; three short lines outweigh a short one."""
NEAR_BLOCKS = 3
MIN_MAIN_PROSE_WORDS = 12
OPENING_WORDS = 250
"""So many words of the main text say what the page is about: a second article on it is about something else."""
MIN_HEADLINE_TIE = 0.3
"""Of a headline's content words so many come back in the opening of its text."""
MIN_WRAP_CHARS, MAX_WRAP_CHARS, MIN_WRAPPED_LINES = 50, 100, 3
"""html2text wraps at 78, e-mail at 72 to 76, format=flowed up to 100."""
MAX_TITLE_CHARS = 300
_SUFFIX = re.compile(r"[.!?)\"”»] [-–—|] ?([^-–—|.!?\d][^-–—|.!?]{2,40}(?:, \d{4}, [\d.]{8,10})?)$")
_DIGIT = re.compile(r"\d")
_TITLE_CUT = re.compile(r" ?[|–—»·:-] ")
SAMPLE_BLOCKS = 3
SAMPLE_BLOCK_CHARS = 100
"""Three pieces of a hundred characters tell a language as well as one of three hundred, and a page whose
longest block is a foreign quotation better."""


class Page:
    """The measured columns of one page. Columns that few rules ask for are measured when asked."""

    def __init__(self, blocks: Blocks, before: Page | None = None, kept: Bools | None = None) -> None:
        """Measure the blocks; those of a text that is the page `before` less some blocks, by its measures.

        `kept` says which blocks of that page are left, as far as is known: it is looked up whether they are.
        """
        self.blocks = blocks
        self.shapes: Shapes
        self.lines = blocks.lines()
        self.codes = code_points(blocks.text)
        if before is not None and kept is not None and self.lines == list(compress(before.lines, kept.tolist())):
            self.shapes = before.shapes.of(kept)
        else:
            self.shapes = measure(self.codes, blocks.starts, blocks.ends)
        self.rows = Rows.of_one(len(self.lines))

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

    @cached_property
    def sample(self) -> str:
        """Some prose to tell the page's language by: from the longest such blocks, in order."""
        lengths = self.shapes.chars * self.prose
        longest = np.sort(np.argsort(-lengths, kind="stable")[:SAMPLE_BLOCKS])
        return " ".join(self.lines[i][:SAMPLE_BLOCK_CHARS] for i in longest.tolist() if self.prose[i])

    @cached_property
    def joined(self) -> Bools:
        """No blank line before the block, though the page uses them."""
        blank = self.blocks.blank_before
        uses_blank = len(blank) > 1 and blank[1:].mean() >= MIN_BLANK_SHARE
        joined: Bools = ~blank & uses_blank
        return joined

    @cached_property
    def repeats_exactly(self) -> Bools:
        """The same line stands elsewhere on the page."""
        counts = Counter(self.lines)
        return np.array([counts[line] > 1 for line in self.lines], dtype=bool)

    @cached_property
    def repeats_start(self) -> Bools:
        """Another line begins with this one, or this one with another, beyond a name's length."""
        found = np.zeros(len(self.lines), dtype=bool)
        order = sorted(range(len(self.lines)), key=self.lines.__getitem__)
        base = -1  # the line that all lines since begin with
        for i in order:
            if base >= 0 and self.lines[i].startswith(self.lines[base]):
                found[base] = found[i] = True
            elif len(self.lines[i]) >= MIN_REPEAT_CHARS:
                base = i
        return found

    @cached_property
    def headline(self) -> int:
        """The first block that can be a headline: before the prose, of some words. -1: none."""
        first_prose = int(self.prose.argmax()) if self.prose.any() else len(self.lines)
        words = self.shapes.words[:first_prose]
        fitting = np.flatnonzero((words >= MIN_TITLE_WORDS) & (words <= MAX_HEADLINE_WORDS))
        return int(fitting[0]) if len(fitting) else -1

    @cached_property
    def repeats_headline(self) -> Bools:
        """The line is, or begins or ends with, the headline, and stands below it."""
        found = np.zeros(len(self.lines), dtype=bool)
        if self.headline >= 0:
            title, below = self.lines[self.headline], self.headline + 1
            found[below:] = [line == title for line in self.lines[below:]]
        return found

    @cached_property
    def repeats_with_site(self) -> Bools:
        """Another line of the page, with more behind a separator: "Storm closes schools | News | The Paper"."""
        found = np.zeros(len(self.lines), dtype=bool)
        lines = set(self.lines)
        for i, line in enumerate(self.lines):
            if MIN_REPEAT_CHARS < len(line) <= MAX_TITLE_CHARS and _TITLE_CUT.search(line, MIN_REPEAT_CHARS):
                found[i] = any(
                    cut.start() >= MIN_REPEAT_CHARS and line[: cut.start()].rstrip() in lines
                    for cut in _TITLE_CUT.finditer(line)
                )
        return found

    @cached_property
    def shares_suffix(self) -> Bools:
        """The line ends in the same name behind a dash or bar as another line: alternative texts do.

        Only behind the end of a sentence: "Price - Yes" is a list. Digits count as equal, so
        "Name, 1920, 03.05.2024" is one suffix whatever the date.
        """
        suffixes = [_DIGIT.sub("0", found[1]) if (found := _SUFFIX.search(line)) else "" for line in self.lines]
        counts = Counter(suffix for suffix in suffixes if suffix)
        return np.fromiter((counts[suffix] > 1 for suffix in suffixes), dtype=bool, count=len(suffixes))

    @cached_property
    def main_text(self) -> tuple[int, int]:
        """First and last block of the stretch of the page that is richest in prose; (-1, -1) without any.

        Prose counts its words, anything else costs some; the stretch with the largest sum is the main text
        (the maximum subarray, which body extractors have used since Arias, Deschacht and Moens, 2009).
        """
        value = np.where(self.prose, np.minimum(self.shapes.words, MAX_VALUE_WORDS), -NOT_PROSE_COST)
        first, last = self.rows.richest(value.astype(np.float64))
        return int(first[0]), int(last[0])

    @cached_property
    def main_prose(self) -> Bools:
        """Running prose in the main text, or a few blocks from it."""
        start, end = self.main_text
        at = np.arange(len(self.lines))
        near: Bools = (at >= start - NEAR_BLOCKS) & (at <= end + NEAR_BLOCKS)
        return self.prose & near & (self.shapes.words >= MIN_MAIN_PROSE_WORDS)

    def headlines(self, residue: Bools) -> Bools:
        """Lines above the main text that may be its headline or standfirst.

        Counted upwards from the main text: lines of some words that are not `residue`, until some short
        lines in a row show a menu, or too many lines have passed.
        """
        found = np.zeros(len(self.lines), dtype=bool)
        first = self.main_text[0]
        if first < 0:
            first = len(self.lines)
        in_a_row = 0
        for i in range(first - 1, max(first - 1 - MAX_HEAD_BLOCKS, -1), -1):
            line = self.lines[i]
            titled = self.shapes.digit_ratio[i] <= MAX_HEADLINE_DIGITS and not any(s in line for s in _TRAIL_SIGNS)
            if self.shapes.words[i] >= MIN_HEADLINE_WORDS and titled and not residue[i]:
                found[i] = True
                in_a_row = 0
            else:
                in_a_row += not residue[i]
                if in_a_row >= MENU_LINES and found.any():
                    break
        return found

    def title_lines(self, residue: Bools) -> list[int]:
        """The headline above the main text and, where there is one, the standfirst below it.

        Of the lines that may be one (`headlines`), the first whose words come back in the opening of the text; and
        the next such line, if it has a sentence's length. Taking the one whose words come back most found captions.
        """
        lines = np.flatnonzero(self.headlines(residue))
        tied = lines[self.tie[lines] >= MIN_HEADLINE_TIE] if len(lines) else lines
        standfirst = tied[1:2][self.shapes.words[tied[1:2]] >= MIN_PROSE_WORDS]
        return [*tied[:1].tolist(), *standfirst.tolist()]

    @cached_property
    def tie(self) -> Floats:
        """Share of each block's content words that stand elsewhere in the prose that opens the main text."""
        start = self.main_text[0]
        inside = self.main_prose & (self.rows.at >= start) & (start >= 0)
        words = self.shapes.words * inside
        return self.words.share_found(inside & (np.cumsum(words) - words <= OPENING_WORDS), self.rows)

    @cached_property
    def prose_before(self) -> Bools:
        """Running prose stands somewhere before the block."""
        seen: Bools = np.asarray(np.cumsum(self.prose) - self.prose > 0)
        return seen

    @cached_property
    def prose_after(self) -> Bools:
        """Running prose stands somewhere after the block."""
        seen: Bools = np.asarray(np.cumsum(self.prose[::-1])[::-1] - self.prose > 0)
        return seen
