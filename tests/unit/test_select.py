"""Selectors on pages: looking them up finds what trying them all would."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from turbohtml import parse

from cleaner.segment.html import segment_html
from cleaner.segment.select import FEW_SELECTORS, GROUP_SELECTORS, Elements, Selectors

PIECES = [
    "<div class='a Box'>", "<div id=top data-x='one two'>", "<p class=a>", "<p>", "</p>", "</div>", "<ul><li class='box b'>", "</ul>",
    "<a href='https://shop.example.org/deal'>", "</a>", "<span class=ad></span>", "<b id=Top>", "</b>", "Text", " more text ", "<br>",
    "<template><p class=a>", "</template>", "<svg><g class=a></g></svg>", "<table><tr><td class=b>", "</table>", "<!-- c -->", "\x00",
]  # fmt: skip
SELECTORS = [
    ".a", ".box", "#top", "#Top", "p", "*", "[data-x]", "[data-x='one two']", "[data-x^=one]", "a[href^='https://shop.example.org/']", "div > p",
    ".ad + *", ".ad ~ p", "div:has(> .ad)", "li:only-child", "p:not(.a)", ".a, #top b", "div.Box p", ":is(.a, .b)", "p:first-child", "[class*=ox]",
    "body:has(.ad) > div", "ul li.b", "P.A",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=30), st.sampled_from(["", "<!doctype html>"]), st.booleans())
def test_looking_up_finds_what_the_parser_finds(pieces: list[str], doctype: str, many: bool) -> None:
    """On any page, in quirks mode too, few selectors or many: the rows of just the elements that match."""
    page = segment_html(doctype + "".join(pieces))
    every = parse(page.source).select("*")
    row_of = {every[order]: row for row, order in enumerate(page.element_order.tolist())}
    chosen = list(enumerate(SELECTORS if many else SELECTORS[:FEW_SELECTORS]))
    found = dict(Selectors(chosen).matches(Elements(page)))
    expected = {
        number: sorted(row_of[element] for element in matching(every, selector) if element in row_of)
        for number, selector in chosen
    }

    assert found == {number: rows for number, rows in expected.items() if rows}


def matching(every: list, selector: str) -> list:
    """What the parser says of each element by itself."""
    return [element for element in every if element.matches(selector)]


def test_groups_of_equal_names_miss_nothing() -> None:
    """Of many selectors that ask for the same attribute the one that matches is found, wherever in the list."""
    page = segment_html("<a href='/x77/'>Text</a>")
    many = [(number, f"a[href*='/x{number}/']") for number in range(3 * GROUP_SELECTORS)]

    assert list(Selectors(many).matches(Elements(page))) == [(77, [2])]


def test_selectors_that_do_not_count_are_left_out() -> None:
    """Whether few or many."""
    page = segment_html("<p class=a>Text")
    for count in (2, FEW_SELECTORS + 2):
        found = Selectors((number, ".a") for number in range(count)).matches(Elements(page), lambda number: number == 1)

        assert [number for number, _ in found] == [1]


@pytest.mark.parametrize(
    ("html", "blocks"),
    [
        ("<p>One<aside><p>Two<p>Three</aside>Four", [1, 2]),
        ("<aside>One</aside>", [0]),
        ("<p>One <aside></aside>", []),
        ("<p><span class=in>One</span><p>Two <span class=in>not all</span>", [0]),
    ],
)
def test_block_stands_in_an_element_that_holds_all_of_it(html: str, blocks: list[int]) -> None:
    """Block-level or inline, itself or further up; a part of a block is not the block."""
    elements = Elements(segment_html(html))

    assert elements.blocks_in(elements.matching("aside, .in")).nonzero()[0].tolist() == blocks


def test_nearest_marked_element_counts() -> None:
    """Of two marks around a block the inner one."""
    elements = Elements(segment_html("<div>A<section>B</section></div>C"))
    rows = {name: elements.matching(name)[0] for name in ("div", "section")}

    assert list(elements.innermost({rows["div"]: 7, rows["section"]: 8})) == [(0, 7), (1, 8)]
