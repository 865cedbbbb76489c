"""Which elements of a page selectors match, for few selectors or for twenty thousand.

A page is parsed a second time for it, and only where there are selectors. They are looked up by a name that every
matching element has (`selectors.keys_of`), so that of a long list only those are tried that can match here;
the parser library then says whether they do. Elements that hold no text are left out: nothing hangs on them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from turbohtml import Document, Element, parse
from turbohtml.query import compile as compile_selector

from cleaner.segment.selectors import EVERY_ELEMENT, VALUE_CHARS, keys_of, must_see_whole_page

if TYPE_CHECKING:
    from cleaner.segment.html import Bools, HtmlPage

__all__ = ["Elements", "Selectors"]

GROUP_SELECTORS = 64
"""So many that ask for the same name (800 of a long list are `a[href^=…]`) are first tried as one: mostly none of
them matches."""
FEW_SELECTORS = 16
"""So many are tried on the whole page, 0.1 ms each; what elements have is looked at for more, which takes 2 ms."""
_VALUE_CHARS_READ = 2 * max(VALUE_CHARS)
"""Of a value, which may be a picture written out, no more is folded."""


class Elements:
    """The elements of a page that hold text, by their rows in `HtmlPage`, as selectors see them."""

    def __init__(self, html: HtmlPage) -> None:
        self._html = html
        self._document: Document = parse(html.source)
        every: list[Element] = self._document.select("*")
        self._elements = [every[place] for place in html.element_order.tolist()]

    @cached_property
    def _rows(self) -> dict[Element, int]:
        return {element: row for row, element in enumerate(self._elements)}

    def having(self, names: frozenset[str], valued: frozenset[str] = frozenset()) -> dict[str, list[int]]:
        """Of these names of keys those that some element has, each with the rows of its elements.

        `valued` are the attributes of whose values some names hold the beginning.
        """
        found: dict[str, list[int]] = {}
        for row, element in enumerate(self._elements):
            for name in names.intersection(_names(element, valued)):
                found.setdefault(name, []).append(row)
        return found

    def present(self, names: frozenset[str]) -> set[str]:
        """Of these classes and ids those that some element of the page has, be it without text."""
        if not names:
            return set()
        return {
            name for each in self._document.select("[class], [id]") for name in names.intersection(_ids(each.attrs))
        }

    def matching(self, selector: str, rows: Iterable[int] | None = None) -> list[int]:
        """Of the rows, which must hold all that may match, those that do; left out, all rows may."""
        if rows is None or must_see_whole_page(selector):
            return [self._rows[element] for element in self._document.select(selector) if element in self._rows]
        candidates = [self._elements[row] for row in rows]
        return [self._rows[element] for element in compile_selector(selector).filter(candidates)]

    def innermost(self, marks: Mapping[int, int]) -> Iterator[tuple[int, int]]:
        """Each block that stands in a marked element, with the mark of the nearest one.

        A block stands in an element that holds all of its text.
        """
        parent = self._html.element_parent.tolist()
        inherited: list[int] = []
        for row, above in enumerate(parent):  # parents come before their children
            inherited.append(marks.get(row, inherited[above] if above >= 0 else -1))
        for block, leaf in enumerate(self._html.leaf.tolist()):
            if inherited[leaf] >= 0:
                yield block, inherited[leaf]

    def blocks_in(self, rows: Iterable[int]) -> Bools:
        """Which blocks stand in one of these elements."""
        inside = np.zeros(len(self._html.leaf), dtype=bool)
        inside[[block for block, _ in self.innermost(dict.fromkeys(rows, 0))]] = True
        return inside


class Selectors:
    """Selectors without fault, by what a page must have for them to match. Immutable."""

    def __init__(self, selectors: Iterable[tuple[int, str]]) -> None:
        self._selectors = dict(selectors)
        by_name: dict[str, dict[bool, list[int]]] = {}
        self._elsewhere: dict[str, list[tuple[str, int]]] = {}
        """Those that some other element of the page must be there for: by its name."""
        for number, selector in self._selectors.items():
            for name, elsewhere in keys_of(selector):
                if elsewhere:
                    self._elsewhere.setdefault(elsewhere, []).append((name, number))
                else:
                    by_name.setdefault(name, {}).setdefault(must_see_whole_page(selector), []).append(number)
        self._groups = {name: [*map(self._group, _batches(kinds.values()))] for name, kinds in by_name.items()}
        self._names, self._others = frozenset(self._groups), frozenset(self._elsewhere)
        asked = [*by_name, *(name for each in self._elsewhere.values() for name, _ in each)]
        self._valued = frozenset(name[1:].partition("=")[0] for name in asked if "=" in name)

    def matches(
        self, elements: Elements, wanted: Callable[[int], bool] | None = None
    ) -> Iterator[tuple[int, list[int]]]:
        """The numbers of the selectors that match, in order, each with the rows of its elements.

        `wanted` says of a number whether it counts on this page.
        """
        if len(self._selectors) <= FEW_SELECTORS:
            return ((number, rows) for number, rows in self._tried(elements, wanted) if rows)
        found: dict[int, set[int]] = {}
        for number, rows in self._likely(elements):
            if wanted is None or wanted(number):
                found.setdefault(number, set()).update(elements.matching(self._selectors[number], rows))
        return ((number, sorted(found[number])) for number in sorted(found) if found[number])

    def _tried(self, elements: Elements, wanted: Callable[[int], bool] | None) -> Iterator[tuple[int, list[int]]]:
        """Every selector with what it matches."""
        for number in sorted(self._selectors):
            if wanted is None or wanted(number):
                yield number, elements.matching(self._selectors[number])

    def _likely(self, elements: Elements) -> Iterator[tuple[int, list[int]]]:
        """The selectors that may match something, each with the rows of the elements that it may match."""
        others = [pair for name in elements.present(self._others) for pair in self._elsewhere[name]]
        having = elements.having(self._names.union(name for name, _ in others), self._valued)
        for name in having.keys() & self._names:
            for numbers, together in self._groups[name]:
                if len(numbers) == 1 or elements.matching(together, having[name]):
                    yield from ((number, having[name]) for number in numbers)
        yield from ((number, having[name]) for name, number in others if name in having)

    def _group(self, numbers: list[int]) -> tuple[list[int], str]:
        return numbers, ", ".join(self._selectors[number] for number in numbers)


def _batches(kinds: Iterable[list[int]]) -> Iterator[list[int]]:
    """Each of the lists in pieces of which no one is long."""
    for numbers in kinds:
        for at in range(0, len(numbers), GROUP_SELECTORS):
            yield numbers[at : at + GROUP_SELECTORS]


def _names(element: Element, valued: frozenset[str]) -> Iterator[str]:
    """What an element has that a selector may ask for, as `Key.name` writes it."""
    yield EVERY_ELEMENT
    yield element.tag.lower()
    attributes = element.attrs
    yield from _ids(attributes)
    for name in attributes:
        yield f"[{name.lower()}"
        if name.lower() in valued:
            value = (element.attr(name) or "")[:_VALUE_CHARS_READ].casefold()
            for chars in VALUE_CHARS:
                yield f"[{name.lower()}={value[:chars]}"


def _ids(attributes: Mapping[str, str | list[str] | None]) -> Iterator[str]:
    """The classes and the id among the attributes of an element."""
    for name in attributes.get("class") or ():
        yield f".{name.lower()}"
    if isinstance(said := attributes.get("id"), str):
        yield f"#{said.lower()}"
