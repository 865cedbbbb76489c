"""Headings: headline, standfirst and subheadings, for users who ask to drop them; otherwise they are text.

HTML says what is a heading. In a text they are told by their place. They are no residue: nothing else goes for them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from cleaner.decide.decide import Decision
from cleaner.decide.titles import titles_of
from cleaner.signals.order import begins_run
from cleaner.signals.page import Page
from cleaner.signals.shape import Bools, Ints

if TYPE_CHECKING:
    from cleaner.decide.scorecard import Scorecard
    from cleaner.signals.dom import Dom

__all__ = ["without_headings"]

HEADINGS = frozenset({"headline", "standfirst", "subheading"})
"""The categories."""
MAX_SUBHEADING_WORDS = 14
"""Of a text: a longer line between paragraphs that ends without a full stop is more often a caption."""
_LIST_SIGNS = np.array([ord(sign) for sign in "-–—+*•·▪▫■●○◦‣★☆|│├└┌─"])
"""Before an entry of a list or a row of a table."""
_OPEN_ENDS = np.array([ord(sign) for sign in ":：,，、;；|│"])
"""Of a line that goes on in the next."""


def without_headings(
    decision: Decision, page: Page, scorecard: Scorecard, dropped: frozenset[str], dom: Dom | None
) -> Decision:
    """The verdicts, with the headings dropped whose categories are `dropped`; what goes already keeps its reason."""
    if not dropped & HEADINGS:
        return decision
    found = _headings_of(page, decision, dom, scorecard)
    asked = {block: (category, category) for block, category in found.items() if category in dropped}
    return decision.dropping(asked, scorecard.drop_at)


def _headings_of(page: Page, decision: Decision, dom: Dom | None, scorecard: Scorecard) -> dict[int, str]:
    """The category of each line that is a heading: what rules suspect is none."""
    points = decision.by_rules
    titles: Ints = np.array(titles_of(page, points, dom, scorecard), dtype=np.int64)
    headlines = titles[begins_run(page.rows.page[titles])]
    stays = (points <= 0) & ~decision.drop
    headlines = headlines[~_prose_above(page, stays)[headlines] | _is_said(headlines, dom)]
    above = page.headlines(points > 0)
    above[titles] = True
    subheading = _subheadings(page, dom) & page.prose_before & page.prose_after & (points <= 0)
    return {
        **dict.fromkeys(np.flatnonzero(subheading).tolist(), "subheading"),
        **dict.fromkeys(_standfirsts(page, headlines, above, stays), "standfirst"),
        **dict.fromkeys(headlines.tolist(), "headline"),
    }


def _prose_above(page: Page, stays: Bools) -> Bools:
    """Prose that stays stands above the line: it is in the middle of a text."""
    prose = page.prose & stays
    return page.rows.passed(prose) - prose > 0


def _is_said(headlines: Ints, dom: Dom | None) -> Bools:
    """HTML itself says that it is the headline, wherever it stands."""
    return np.zeros(len(headlines), dtype=bool) if dom is None else np.isin(headlines, dom.headline)


def _standfirsts(page: Page, headlines: Ints, above: Bools, stays: Bools) -> Iterator[int]:
    """The lines in a row behind each headline that stand `above` the main text.

    What goes anyway may come before them, such as a byline; behind it the text begins.
    """
    fitting = (above & stays).tolist()
    for line in headlines.tolist():
        behind, after = line + 1, int(page.rows.after[line])
        while behind < after and not stays[behind]:
            behind += 1
        while behind < after and fitting[behind]:
            yield behind
            behind += 1


def _subheadings(page: Page, dom: Dom | None) -> Bools:
    """The lines that are one if they stand between paragraphs.

    In a text, such a line heads a paragraph. Lines of lists, tables, code and drama are short and without a full stop
    as well, but others of their kind follow; those that introduce what follows end in a colon.
    """
    if dom is not None:
        return np.asarray(dom.html.heading_level > 0)
    shapes, codes = page.shapes, page.codes
    short: Bools = (shapes.words <= MAX_SUBHEADING_WORDS) & ~page.prose & ~shapes.ends_sentence
    worded = (shapes.words > 0) & page.wordy
    listed = (codes[page.blocks.starts, None] == _LIST_SIGNS).any(axis=1)
    listed |= page.joined & page.rows.before(short, fill=False)
    goes_on = (codes[page.blocks.ends - 1, None] == _OPEN_ENDS).any(axis=1)
    subheading: Bools = short & worded & ~listed & ~goes_on & page.rows.behind(page.prose, fill=False)
    return subheading
