"""Headings: headline, standfirst and subheadings, for users who ask to drop them; otherwise they are text.

HTML says what is a heading. In a text they are told by their place. They are no residue: nothing else goes for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from cleaner.decide.decide import Decision, rule_points
from cleaner.decide.titles import titles_of
from cleaner.decide.tongues import Tongues
from cleaner.rules.compiled import CompiledPack
from cleaner.rules.match import Hit
from cleaner.signals.order import begins_run
from cleaner.signals.page import Page
from cleaner.signals.shape import Bools, Floats, Ints

if TYPE_CHECKING:
    from cleaner.decide.scorecard import Scorecard
    from cleaner.signals.dom import Dom

__all__ = ["HEADINGS", "without_headings"]

HEADINGS = frozenset({"headline", "standfirst", "subheading"})
"""The categories."""
MAX_SUBHEADING_WORDS = 14
"""Of a text: a longer line between paragraphs that ends without a full stop is more often a caption."""


def without_headings(
    decision: Decision,
    page: Page,
    hits: Sequence[tuple[Hit, ...]],
    tongues: Sequence[Tongues],
    pack: CompiledPack,
    dropped: frozenset[str],
    dom: Dom | None,
) -> Decision:
    """The verdicts, with the headings dropped whose categories are `dropped`; what goes already keeps its reason."""
    if not dropped & HEADINGS:
        return decision
    points, _ = rule_points(page, hits, tongues, pack)
    found = _headings_of(page, points, dom, pack.scorecard)
    asked = {block: (category, category) for block, category in found.items() if category in dropped}
    return decision.dropping(asked, pack.scorecard.drop_at)


def _headings_of(page: Page, points: Floats, dom: Dom | None, scorecard: Scorecard) -> dict[int, str]:
    """The category of each line that is a heading. `points` are those of rules: what they suspect is none."""
    titles: Ints = np.array(titles_of(page, points, dom, scorecard), dtype=np.int64)
    headlines = titles[begins_run(page.rows.page[titles])]
    headline_of = np.full(len(page.rows.bounds) - 1, page.rows.count)
    headline_of[page.rows.page[headlines]] = headlines
    open_lines = points <= 0
    above = page.headlines(~open_lines)
    above[titles] = True
    standfirst = above & (page.rows.at > headline_of[page.rows.page])
    subheading = _subheadings(page, dom) & page.prose_before & page.prose_after & open_lines
    return {
        **dict.fromkeys(np.flatnonzero(subheading).tolist(), "subheading"),
        **dict.fromkeys(np.flatnonzero(standfirst).tolist(), "standfirst"),
        **dict.fromkeys(headlines.tolist(), "headline"),
    }


def _subheadings(page: Page, dom: Dom | None) -> Bools:
    """The lines that are one if they stand between paragraphs."""
    if dom is not None:
        return np.asarray(dom.html.heading_level > 0)
    short: Bools = page.shapes.words <= MAX_SUBHEADING_WORDS
    return short & ~page.prose & ~page.shapes.ends_sentence
