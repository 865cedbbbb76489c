"""Titles: the headline of each page, and the standfirst below it.

HTML says what its headline is. In a text it is found among the lines above the main text by marks that speak for it
or against it, each with its points in the scorecard; the line with most of them is told, if they are enough.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec
import numpy as np

from cleaner.signals.cadence import dates
from cleaner.signals.order import begins_run
from cleaner.signals.page import Page
from cleaner.signals.shape import Floats, Ints
from cleaner.signals.table import cut_at

if TYPE_CHECKING:
    from cleaner.decide.scorecard import Scorecard
    from cleaner.signals.dom import Dom

__all__ = ["MARKS", "TitlePoints", "marks_of", "titles_of"]

MIN_WORDS, MAX_WORDS = 3, 40
MAX_INSIDE = 3
"""Blocks behind the beginning of the main text in which the headline may stand: a standfirst can begin it. Prose of
the text itself is no headline."""
WORD_EDGES, DATE_EDGES = (4, 6, 16, 26), (4, 9)
"""Words of a line, and blocks to a date below it, where their marks change."""
SHORT_WORDS, FAR_LINES = 3, 5
DECIMALS = 6
"""The last digits of a sum depend on how many lines are summed together: lines of equal marks must be equal."""
_BULLETS = np.array([ord(sign) for sign in "-*•·+"])
MAX_BELOW, MIN_STANDFIRST_WORDS, MIN_STANDFIRST_TIE = 5, 8, 0.3
"""A standfirst is a sentence a few blocks below the headline, with words that the text comes back to."""


class TitlePoints(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Points of each mark; meanings stand in the file."""

    enough: float
    tie: float
    begins_another: float
    begins_another_below: float
    repeated: float
    very_few_words: float
    few_words: float
    many_words: float
    very_many_words: float
    sentence: float
    prose: float
    bullet: float
    trail: float
    lower_case: float
    suspect: float
    date_next: float
    date_near: float
    behind_a_short_line: float
    inside: float
    far: float


MARKS: Final = tuple(name for name in TitlePoints.__struct_fields__ if name != "enough")


def titles_of(page: Page, points: Floats, dom: Dom | None, scorecard: Scorecard) -> list[int]:
    """The headline of each page and its standfirst, in order: what HTML says, or what stands above the text.

    `points` are those of rules: certain residue is no headline.
    """
    said = np.full(len(page.rows.bounds) - 1, -1) if dom is None else dom.headline
    if (said >= 0).all():
        return said.tolist()
    lines, marks = marks_of(page, points)
    by_mark = np.array([getattr(scorecard.titles, name) for name in MARKS])
    score = (marks @ by_mark).round(DECIMALS)
    told = (score >= scorecard.titles.enough) & (points[lines] < scorecard.certain_at)
    told &= said[page.rows.page[lines]] < 0
    lines, score = lines[told], score[told]
    of_page = page.rows.page[lines]
    order = np.lexsort((-lines, score, of_page))  # of a page's lines the best comes last, of equals the first
    headlines = lines[order[begins_run(of_page[order][::-1])[::-1]]]
    return sorted([*said[said >= 0].tolist(), *headlines.tolist(), *_standfirsts(page, points, headlines)])


def _standfirsts(page: Page, points: Floats, headlines: Ints) -> list[int]:
    """Below each headline the first block above the main text that can be its standfirst."""
    fitting = (page.shapes.words >= MIN_STANDFIRST_WORDS) & (page.tie >= MIN_STANDFIRST_TIE) & page.wordy
    fitting &= (points <= 0) & (page.rows.at < page.main_text[0][page.rows.page])
    ahead = page.rows.until(fitting)[headlines]
    found: list[int] = (headlines + ahead)[ahead <= MAX_BELOW].tolist()
    return found


def marks_of(page: Page, points: Floats) -> tuple[Ints, Floats]:
    """The lines that can be a headline, and their marks: 1.0 where a line has one, of `tie` how much."""
    rows, shapes = page.rows, page.shapes
    words = shapes.words
    start = page.main_text[0][rows.page]
    fitting = (words >= MIN_WORDS) & (words <= MAX_WORDS) & page.wordy & (rows.at <= start + MAX_INSIDE)
    fitting &= (start >= 0) & ((rows.at < start) | ~page.prose)
    lines = fitting.nonzero()[0]
    at = rows.at[lines]
    open_lines = rows.passed(points <= 0)
    between = open_lines[start[lines]] - open_lines[lines]
    size, date = cut_at(words[lines], WORD_EDGES), cut_at(rows.until(dates(shapes))[lines], DATE_EDGES)
    starts = page.repeats_start[lines]
    marks = {
        "tie": np.maximum(page.tie[lines], 0.0),
        "begins_another": starts,
        "begins_another_below": starts & (at - rows.first[lines] > MAX_INSIDE),
        "repeated": page.repeats_exactly[lines],
        "very_few_words": size == 0,
        "few_words": size == 1,
        "many_words": size == len(WORD_EDGES) - 1,
        "very_many_words": size == len(WORD_EDGES),
        "sentence": shapes.ends_sentence[lines],
        "prose": page.prose[lines],
        "bullet": (page.codes[page.blocks.starts[lines], None] == _BULLETS).any(axis=1),
        "trail": page.trails[lines],
        "lower_case": page.begins_lower[lines],
        "suspect": points[lines] > 0,
        "date_next": date == 0,
        "date_near": date == 1,
        "behind_a_short_line": rows.before(words, 0)[lines] <= SHORT_WORDS,
        "inside": at >= start[lines],
        "far": between > FAR_LINES,
    }
    return lines, np.array([marks[name] for name in MARKS], dtype=np.float64).T
