"""The core of an HTML page: where most of its prose stands side by side."""

from __future__ import annotations

import pytest

from cleaner.segment.elements import TAGS
from cleaner.segment.html import segment_html
from cleaner.segment.pages import side_by_side
from cleaner.signals.core import Core, sums_within
from cleaner.signals.dom import Dom
from cleaner.signals.page import Page

PROSE = "The ferry left the harbour late because the crew had waited for the doctor."
THREAD = "".join(f"<li><div><p>{PROSE}</p></div></li>" for _ in range(9))


def core_of(*pages: str) -> tuple[Dom, Core]:
    """The elements of pages, and their cores."""
    html = side_by_side(list(map(segment_html, pages)))
    dom = Dom(html, Page(html.blocks, html.bounds))
    return dom, dom.core


def test_core_is_where_prose_stands_side_by_side() -> None:
    """Three paragraphs of one element outweigh a thread of nine that stand apart."""
    _, core = core_of(f"<main><h1>Storm</h1><div><p>{PROSE}<p>{PROSE}<p>{PROSE}</div></main><ul>{THREAD}</ul>")

    assert core.up.tolist() == [1, 0, 0, 0, *[2] * 9]
    assert core.down.tolist() == [1, 1, 1, 1, *[4] * 9]


def test_core_holds_paragraphs_in_wrappers_of_their_own() -> None:
    """Where each paragraph has an element to itself, the one around them is the core."""
    _, core = core_of(f"<main><div><p>{PROSE}</div><div><p>{PROSE}</div><div><p>{PROSE}</div></main><p>Below")

    assert core.up.tolist() == [0, 0, 0, 1]
    assert core.down.tolist() == [2, 2, 2, 1]


def test_branch_is_the_element_below_the_meeting_place() -> None:
    """Where a block's way up leaves that of the others; a block that stands in the meeting place has none."""
    dom, core = core_of(f"<body>Above<main><p>{PROSE}<p>{PROSE}</main><aside><p>Read<p>more</aside>")
    tags = ["" if branch < 0 else TAGS[dom.html.element_tag[branch]] for branch in core.branch.tolist()]

    assert tags == ["", "p", "p", "aside", "aside"]
    assert core.branch[3] == core.branch[4]
    assert core.branch[1] != core.branch[2]


def test_share_of_the_core_leaves_out_the_prose_elsewhere() -> None:
    """Half of the prose stands side by side here."""
    _, core = core_of(f"<main><p>{PROSE}<p>{PROSE}</main><ul><li><div><p>{PROSE}</div><li><div><p>{PROSE}</div></ul>")

    assert set(core.share.tolist()) == {0.5}


def test_page_without_prose_has_the_root_as_core() -> None:
    """Nothing is above it, and no share of nothing."""
    _, core = core_of("<p>A<p>B")
    _, none = core_of("")

    assert core.up.tolist() == [0, 0]
    assert core.share.tolist() == [0.0, 0.0]
    assert none.up.tolist() == []


def test_pages_side_by_side_have_cores_of_their_own() -> None:
    """Each block stands to the core of its page, and its prose is a share of that page's."""
    pages = [
        f"<main><p>{PROSE}<p>{PROSE}</main><aside><p>{PROSE}",
        "",
        "<p>A",
        f"<div><p>{PROSE}</div><p>{PROSE}<p>{PROSE}",
    ]
    found = [column.tolist() for column in core_of(*pages)[1]]

    assert found[0] == pytest.approx([2 / 3] * 3 + [0.0] + [2 / 3] * 3)
    assert found[1] == [0, 0, 1, 0, 0, 0, 0]
    assert found[2] == [1, 1, 2, 2, 2, 1, 1]


def test_deep_page_makes_no_ways_longer_but_its_own() -> None:
    """Side by side the ways up take as much room as those of each page alone."""
    deep, wide = "<div>" * 300 + "x", "<p>A" * 50
    sizes = [sum(len(level.blocks) for level in core_of(*pages)[0].chains) for pages in ([deep, wide], [deep], [wide])]

    assert sizes[0] == sizes[1] + sizes[2]


def test_sums_count_each_block_in_every_element_around_it() -> None:
    """The root has all of them."""
    dom, _ = core_of("<p>A<div><p>B<p>C</div>")
    found = sums_within(dom.chains, dom.page.shapes.words.astype(float), len(dom.html.element_parent))

    assert found[0] == 3
    assert sorted(found.tolist(), reverse=True)[:3] == [3, 3, 2]
