"""Selection: which blocks of a page stand in the elements that rules and filters name.

Rules of scope "block" hit where their words do, but only there, and where they ask for no words, wherever their
selector matches. On a text there are no elements, so they hit nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cleaner.rules.compiled import CompiledPack
from cleaner.rules.match import Hit, fits
from cleaner.signals.page import Page
from cleaner.signals.shape import Bools, Ints

if TYPE_CHECKING:
    from cleaner.rules.filters import Filters
    from cleaner.segment.html import HtmlPage

__all__ = ["NOWHERE", "Selection", "select", "selected"]


class Selection(NamedTuple):
    """What selectors say of the blocks of a page, or of several."""

    rules: dict[int, Bools]
    """Of the rules of a pack whose selector matches: the blocks in its elements."""
    filtered: dict[int, str]
    """Blocks in an element that a filter hides, and the filter's id."""

    def hits(self, page: Page, found: Sequence[tuple[Hit, ...]], pack: CompiledPack) -> list[tuple[Hit, ...]]:
        """The hits of each block: those of rules with selectors only where they count."""
        if not pack.selectors:
            return list(found)
        standing = [[hit for hit in hits if self._stands(hit.rule, block, pack)] for block, hits in enumerate(found)]
        for number, inside in self.rules.items():
            for block, hit in _wordless(number, inside, page, found, pack):
                standing[block].append(hit)
        return list(map(tuple, standing))

    def _stands(self, rule: int, block: int, pack: CompiledPack) -> bool:
        return rule not in pack.selectors or (rule in self.rules and bool(self.rules[rule][block]))


NOWHERE = Selection({}, {})
"""Of a text."""


def selected(selections: Sequence[Selection], bounds: Ints) -> Selection:
    """What selectors say of pages side by side; `bounds` has where the blocks of each begin."""
    if len(selections) == 1:
        return selections[0]
    rules: dict[int, Bools] = {}
    filtered: dict[int, str] = {}
    for selection, first, after in zip(selections, bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
        for number, inside in selection.rules.items():
            rules.setdefault(number, np.zeros(int(bounds[-1]), dtype=bool))[first:after] = inside
        filtered |= {first + block: hidden_by for block, hidden_by in selection.filtered.items()}
    return Selection(dict(sorted(rules.items())), filtered)


def select(html: HtmlPage, pack: CompiledPack, filters: Filters | None = None, url: str | None = None) -> Selection:
    """What the selectors of a pack and of a user's filters match on a page.

    Without either the page is not even looked at. Raises: nothing.
    """
    if (not pack.selectors and filters is None) or not len(html.leaf):
        return NOWHERE
    from cleaner.segment.select import Elements

    elements = Elements(html)
    rules = {}
    if pack.selectors:
        rules = {number: elements.blocks_in(rows) for number, rows in pack.selector_index.matches(elements)}
    return Selection(rules, filters.hidden(elements, url) if filters else {})


def _wordless(
    number: int, inside: Bools, page: Page, found: Sequence[tuple[Hit, ...]], pack: CompiledPack
) -> Iterator[tuple[int, Hit]]:
    """The hits of a rule that the matcher does not look for: it asks for no words, or for labels."""
    rule = pack.rules[number].rule
    if rule.labels:
        for block in np.flatnonzero(inside).tolist():
            for hit in found[block]:
                other = pack.rules[hit.rule].rule
                if other.labels and other.category == rule.category:
                    yield block, hit._replace(rule=number, points=rule.points)
    elif not rule.matches():
        for block in np.flatnonzero(inside & fits(rule.where, page.shapes)).tolist():
            yield block, Hit(number, -1, rule.points, 0, len(page.lines[block]), 0, 0)
