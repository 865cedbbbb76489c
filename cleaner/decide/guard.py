"""The loss guard: what is never taken from a text that reads as an article, whatever the points say."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cleaner.signals.page import Page
from cleaner.signals.shape import Bools

__all__ = ["DEFAULT_MAX_LOSS", "GuardReport", "guard"]

DEFAULT_MAX_LOSS = 0.7
"""Most of the main text's prose may not go. Out of fold on the development sets, .5 gave back as much residue
as text (dumps of fundus-dev .002 of word F1 lower)."""
MIN_PROSE_WORDS = 40
"""Less prose than a paragraph is no article: a page of consent notices may be emptied."""


class GuardReport(NamedTuple):
    """Why the guard gave back text that the points would have dropped."""

    reason: str
    """``empty_article`` or ``too_much_prose``."""
    prose_words: int
    """0 where it was not prose that was given back, but what only the table spoke against."""
    lost_words: int
    max_loss: float
    whole: bool = True
    """All prose was given back, also what rules are certain of: they alone would have taken too much."""


def guard(page: Page, drop: Bools, by_table: Bools, max_loss: float) -> tuple[Bools, list[GuardReport | None]]:
    """The verdicts, with text given back where too much of it would go; and for each page the report, if it was.

    Where nothing would be left, lines that only the scorecard's table dropped (`by_table`) come back first:
    a page without an article is one thing, a short article among residue another.

    Prose is that of the main text, `Page.main_prose`; the share is of words. What the table dropped of it is given
    back at once, and all of it where rules alone would take too much: they do not understand the page. What a page has
    beside its main text (comments, other articles, consent) is not guarded: of whole pages it is often more than half.
    """
    rows, count = page.rows, len(page.rows.bounds) - 1
    if not drop.any():
        return drop, [None] * count
    words = page.shapes.words * page.main_prose
    total, lost, by_rules = (
        np.bincount(rows.page, said, minlength=count) for said in (words, words * drop, words * (drop & ~by_table))
    )
    kept, spared = (np.bincount(rows.page, blocks, minlength=count) for blocks in (~drop, drop & by_table))
    emptied = (kept == 0) & (spared > 0) & (max_loss < 1)
    too_much = ~emptied & (total >= MIN_PROSE_WORDS) & (lost > max_loss * total)
    whole = too_much & (by_rules > max_loss * total)
    reports: list[GuardReport | None] = [None] * count
    for number in (emptied | too_much).nonzero()[0].tolist():
        prose, gone = (0, 0) if emptied[number] else (int(total[number]), int(lost[number]))
        reason = "empty_article" if gone == prose else "too_much_prose"
        reports[number] = GuardReport(reason, prose, gone, max_loss, bool(whole[number]))
    prose = page.main_prose & too_much[rows.page] & (by_table | whole[rows.page])
    return drop & ~prose & ~(emptied[rows.page] & by_table), reports
