"""Pages of HTML side by side: columns put one behind the other, numbers counted through."""

from __future__ import annotations

import numpy as np

from cleaner.segment.html import segment_html
from cleaner.segment.pages import side_by_side

PAGES = [
    "<nav class=top><p>Menu</nav><h1>Storm</h1>",
    "",
    "<main class=story><p>One<p id=b>Two <b>boats</b></main>",
    "<h2>Low",
]


def test_single_page_is_taken_as_it_is() -> None:
    """Nothing is copied: a page is a batch of one."""
    page = segment_html(PAGES[0])
    html = side_by_side([page])

    assert html.blocks is page.blocks
    assert html.leaf is page.leaf
    assert html.element_name is page.element_name


def test_blocks_are_those_of_all_pages() -> None:
    """In their order; offsets are those of one text, and each page begins behind a blank line."""
    pages = list(map(segment_html, PAGES))
    html = side_by_side(pages)

    assert html.blocks.lines() == [line for page in pages for line in page.blocks.lines()]
    assert html.bounds.tolist() == [0, 2, 2, 4, 5]
    assert html.blocks.blank_before[[0, 2, 4]].all()


def test_elements_and_names_are_counted_through() -> None:
    """What a number leads to is on the same page, and html has no parent on any."""
    pages = list(map(segment_html, PAGES))
    html = side_by_side(pages)
    first = html.element_bounds[html.element_page]
    inner = html.element_parent >= 0

    assert (html.element_parent[inner] >= first[inner]).all()
    assert np.flatnonzero(~inner).tolist() == html.element_bounds[:-1].tolist()
    assert [html.names[name] for name in html.element_name] == [
        page.names[name] for page in pages for name in page.element_name
    ]
    assert html.tag.tolist() == html.element_tag[html.element].tolist()


def test_some_of_the_pages_are_as_if_the_others_were_not_there() -> None:
    """A page without blocks, for one, is left out where structure is asked."""
    pages = list(map(segment_html, PAGES))
    some = side_by_side(pages).of(np.array([True, False, False, True]))
    both = side_by_side([pages[0], pages[3]])

    assert some.blocks.text == both.blocks.text
    assert some.leaf.tolist() == both.leaf.tolist()
    assert some.element_parent.tolist() == both.element_parent.tolist()
