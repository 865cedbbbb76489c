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


def guard(page: Page, drop: Bools, by_table: Bools, max_loss: float) -> tuple[Bools, GuardReport | None]:
    """The verdicts, with text given back where too much of it would go.

    Where nothing would be left, lines that only the scorecard's table dropped (`by_table`) come back first:
    a page without an article is one thing, a short article among residue another.

    Prose is that of the main text, `Page.main_prose`; the share is of words. All of it is given back at once:
    where so much looks like residue, the rules do not understand the page. What a page has beside its main
    text (comments, other articles, consent) is not guarded: of whole pages it is often more than half.
    """
    words = page.shapes.words * page.main_prose
    spared = drop & by_table
    if max_loss < 1 and len(drop) and drop.all() and spared.any():
        return drop & ~by_table, GuardReport("empty_article", 0, 0, max_loss)
    total, lost = int(words.sum()), int(words[drop].sum())
    if total < MIN_PROSE_WORDS or lost <= max_loss * total:
        return drop, None
    reason = "empty_article" if lost == total else "too_much_prose"
    return np.asarray(drop & ~page.main_prose), GuardReport(reason, total, lost, max_loss)
