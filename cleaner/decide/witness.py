"""What a page says of the lines of an article that another extractor took from it.

The lines are found again among the page's blocks, which were decided on with all that their elements tell. A line
that was dropped wherever it stands there is residue of the article too. It is said after the decision on the text,
as with filters: what the page takes out of an article is no evidence of what its text holds besides, and the text is
looked at anew without it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Sequence
from itertools import accumulate

import numpy as np

from cleaner.decide.decide import Decision
from cleaner.decide.guard import guard
from cleaner.signals.page import Page

__all__ = ["WITNESS", "Witness", "testify"]

WITNESS = "dom"
"""The name of what the page adds to the points of a line."""
MARGIN = 2.0
"""An extractor that kept a line speaks for it: the page drops it only with so many points more than a block of its
own needs."""
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
        surely = decision.drop & (decision.points >= drop_at + MARGIN)
        self._points = np.where(surely, decision.points, -np.inf).tolist()
        letters = [_NO_LETTERS.sub("", line) for line in lines]
        self._letters = "".join(letters)
        self._starts = list(accumulate(map(len, letters), initial=0))
        self._blocks: dict[str, list[int]] = {}
        for block, key in enumerate(letters):
            self._blocks.setdefault(key, []).append(block)

    def residue(self, lines: Sequence[str]) -> dict[int, int]:
        """Of the lines that were dropped wherever they stand: the block that speaks most for keeping each.

        A line is a block with the same letters, or a long one stands somewhere in the letters of the page, over one
        or more blocks. One that is nowhere, or has no letters, is not among them.
        """
        found = {}
        left = MAX_READ
        for number, line in enumerate(lines):
            key = _NO_LETTERS.sub("", line)
            if not key:
                continue
            blocks: Collection[int] = self._blocks.get(key, ())
            if not blocks and len(key) >= MIN_PART_LETTERS and left > 0:
                blocks = self._around(key)
                left -= len(self._letters)
            best = min(blocks, key=self._points.__getitem__, default=-1)
            if best >= 0 and self._points[best] > -np.inf:
                found[number] = best
        return found

    def _around(self, key: str) -> set[int]:
        """The blocks in which these letters stand, wherever they do."""
        blocks: set[int] = set()
        at = self._letters.find(key)
        while at >= 0:
            end = at + len(key)
            first = bisect_right(self._starts, at) - 1
            blocks.update(range(first, bisect_right(self._starts, end - 1, lo=first)))
            at = self._letters.find(key, end)
        return blocks


def testify(decision: Decision, page: Page, witness: Witness, max_loss: float) -> Decision:
    """The verdicts on an article, with lines dropped that are residue on its page.

    Category, rule and points are those of the block there. What goes already keeps its reason. Where the loss guard
    would have to step in, page and extractor disagree on what the article is, and the text alone decides.
    """
    found = {line: block for line, block in witness.residue(page.lines).items() if not decision.drop[line]}
    lines, blocks = list(found), list(found.values())
    drop, points = decision.drop.copy(), decision.points.copy()
    drop[lines] = True
    if not lines or guard(page, drop, drop, max_loss)[1] != [None]:
        return decision
    there = witness.decision
    points[lines] = there.points[blocks]
    rules, categories = list(decision.rules), list(decision.categories)
    for line, block in found.items():
        rules[line], categories[line] = there.rules[block], there.categories[block]
        added = round(float(points[line] - decision.points[line]), 2)
        decision.tally.add(decision.first + line, WITNESS, added, categories[line])
    return decision._replace(points=points, drop=drop, rules=rules, categories=categories)
