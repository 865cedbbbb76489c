"""What a user's filter lists hide: it goes, whatever was decided, and nothing else goes for it.

Filters come after the decision: a list is no evidence of what stands beside the elements it hides. Counted as
residue, a list that hid a third of the blocks of development pages took 23 paragraphs of articles with it.
"""

from __future__ import annotations

from collections.abc import Mapping

from cleaner.decide.decide import Decision

__all__ = ["FILTERED", "FILTERED_POINTS", "hide"]

FILTERED = "filtered"
"""The category."""
FILTERED_POINTS = 10.0
"""As many as the surest rule has."""
HEADLINE = "headline"
"""What the decision calls the points that keep a page's headline."""


def hide(decision: Decision, filtered: Mapping[int, str], dropped: frozenset[str]) -> Decision:
    """The verdicts, with blocks dropped that filters hide: each with its filter's id.

    What goes already keeps its reason, and what the page calls its headline stays: sites wrap it and its teasers in
    one element.
    """
    if FILTERED not in dropped or not filtered:
        return decision
    spared = {each.block for each in decision.contributions if each.name == HEADLINE and each.points < 0}
    hidden = {block: (name, FILTERED) for block, name in filtered.items() if block not in spared}
    return decision.dropping(hidden, FILTERED_POINTS)
