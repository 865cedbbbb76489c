"""Words of the headline: where on a page the talk is of what it announced.

A second article on the page has a headline of its own, and words of the first come back in it by chance only. So what
counts is not one line but those around it: an article says again and again what it is about.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cleaner.signals.page import Page
from cleaner.signals.shape import Bools, Floats, Ints

__all__ = ["Announced", "announced"]

MIN_TOLD_WORDS = 2
"""A headline of fewer words of content says too little to be found again."""
MAX_COUNTED_WORDS = 3
"""Of one line: a long paragraph must not speak for those around it."""


class Announced(NamedTuple):
    """What the lines of some pages have of their page's headline."""

    told: Bools
    """The page has a headline of some words; nothing else here means anything without."""
    share: Floats
    """Words of the headline in the line, of those it has; at most 1.0."""
    counted: Floats
    """How many there are, up to `MAX_COUNTED_WORDS`."""


def announced(page: Page, headlines: Ints) -> Announced:
    """What each line has of the words of its page's headline, which is one of `headlines`; itself it has none.

    Where several lines are given for a page they are one headline. Only words of content count.
    """
    words, rows = page.words, page.rows
    is_headline = np.zeros(rows.count, dtype=bool)
    is_headline[headlines] = True
    content: Ints = np.bincount(words.block[words.content], minlength=rows.count)
    said = rows.total(content * is_headline)
    found = np.where(is_headline, 0.0, np.rint(np.maximum(words.share_found(is_headline, rows), 0.0) * content))
    return Announced(
        told=said >= MIN_TOLD_WORDS,
        share=np.minimum(found / np.maximum(said, 1), 1.0),
        counted=np.minimum(found, MAX_COUNTED_WORDS),
    )
