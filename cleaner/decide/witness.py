"""What a page says of the lines of an article that another extractor took from it.

The lines are found again among the page's blocks, which were decided on with all that their elements tell. A line
that was dropped wherever it stands there is residue of the article too. It is said after the decision on the text,
as with filters: what the page takes out of an article is no evidence of what its text holds besides, and the text is
looked at anew without it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

import numpy as np

from cleaner.decide.decide import Decision
from cleaner.decide.guard import guard
from cleaner.decide.scorecard import Scorecard
from cleaner.decide.titles import titles_of
from cleaner.signals.page import Page
from cleaner.signals.shape import Floats, Ints

__all__ = ["WITNESS", "Witness", "heed"]

WITNESS = "dom"
"""The name of what the page adds to the points of a line."""
MARGIN, SENTENCE_MARGIN = 2.0, 3.0
"""An extractor that kept a line speaks for it: the page drops it only with so many points more than a block of its
own needs; with more still where the line ends like a sentence, which is then an author's more often."""
MIN_PART_LETTERS = 20
"""A line of so many letters that is no block of the page may be part of one, or made of several; a shorter one
stands inside a sentence by chance. 20 and 40 alike."""
MAX_READ = 1 << 24
"""Letters of the page that may be read in search of such lines: some hundred lines of a page of a hundred thousand
letters. What is not found is judged as text."""
_NO_LETTERS = re.compile(r"[\W_]+")


class Witness:
    """The blocks of a page with the verdicts on them, found by a line's letters and digits.

    Extractors write bullets, table cells, quotes and spaces each in their own way; letters they leave as they are.
    """

    def __init__(self, lines: Sequence[str], decision: Decision, drop_at: float) -> None:
        """Remember the blocks of a page; `drop_at` is what a block goes from."""
        self.decision = decision
        self._surplus = np.where(decision.drop, decision.points - drop_at, -np.inf).tolist()
        letters = [_NO_LETTERS.sub("", line) for line in lines]
        self._letters = "".join(letters)
        self._starts = list(accumulate(map(len, letters), initial=0))
        self._block: dict[str, int] = {}
        for block, key in enumerate(letters):
            self._block[key] = min(block, self._block.get(key, block), key=self._surplus.__getitem__)

    def places(self, lines: Sequence[str]) -> tuple[Ints, Floats]:
        """Of the places of each line on the page: the block that speaks most for keeping it, and by how much.

        A line is a block with the same letters, or a long one stands somewhere in the letters of the page, over one
        or more blocks.
        Returns: the blocks, -1 for a line that is nowhere or has no letters; and the points above what a block goes
        from, minus infinity where the page keeps the line or does not know it.
        """
        found = np.full(len(lines), -1)
        surplus = np.full(len(lines), -np.inf)
        left = MAX_READ
        for number, line in enumerate(lines):
            key = _NO_LETTERS.sub("", line)
            block = self._block.get(key, -1) if key else -1
            if block < 0 and len(key) >= MIN_PART_LETTERS and left > 0:
                block = self._around(key)
                left -= len(self._letters)
            if block >= 0:
                found[number], surplus[number] = block, self._surplus[block]
        return found, surplus

    def _around(self, key: str) -> int:
        """Of the blocks in which these letters stand, wherever they do: the one that speaks most for keeping them."""
        blocks: set[int] = set()
        at = self._letters.find(key)
        while at >= 0:
            end = at + len(key)
            first = bisect_right(self._starts, at) - 1
            blocks.update(range(first, bisect_right(self._starts, end - 1, lo=first)))
            at = self._letters.find(key, end)
        return min(blocks, key=self._surplus.__getitem__, default=-1)


def heed(decision: Decision, page: Page, witness: Witness, scorecard: Scorecard, max_loss: float) -> Decision:
    """The verdicts on an article, with lines dropped that are residue on its page.

    Category, rule and points are those of the block there. What goes already keeps its reason, and what the text has
    for headline and standfirst stays. Where the loss guard would have to step in, page and extractor disagree on what
    the article is, and the text alone decides.
    """
    blocks, surplus = witness.places(page.lines)
    told = ~decision.drop & (surplus >= np.where(page.shapes.ends_sentence, SENTENCE_MARGIN, MARGIN))
    told[titles_of(page, np.where(decision.drop, np.inf, 0.0), None, scorecard)] = False
    drop = decision.drop | told
    if not told.any() or guard(page, drop, drop, max_loss)[1] != [None]:
        return decision
    there = witness.decision
    points = decision.points.copy()
    points[told] = there.points[blocks[told]]
    rules, categories = list(decision.rules), list(decision.categories)
    for line in np.flatnonzero(told).tolist():
        rules[line], categories[line] = there.rules[blocks[line]], there.categories[blocks[line]]
        added = round(float(points[line] - decision.points[line]), 2)
        decision.tally.add(decision.first + line, WITNESS, added, categories[line])
    return decision._replace(points=points, drop=drop, rules=rules, categories=categories)
