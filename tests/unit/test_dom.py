"""Signals of the elements around blocks, on small pages whose answers are known by hand."""

from __future__ import annotations

import numpy as np
import pytest

from cleaner.segment.elements import TAGS, Inside
from cleaner.segment.html import segment_html
from cleaner.segment.pages import side_by_side
from cleaner.signals.dom import DOM_SIGNALS, HTML_SIGNALS, MIN_BODY_PAIRS, MIN_MAIN_SHARE, Dom
from cleaner.signals.names import Names
from cleaner.signals.page import Page
from cleaner.signals.table import SIGNALS

PROSE = "The ferry left the harbour late because the crew had waited for the doctor."
NO_NAMES = Names("a test", near={}, far={})


def dom_of(*pages: str) -> Dom:
    """The elements of a page, or of several side by side."""
    html = side_by_side(list(map(segment_html, pages)))
    return Dom(html, Page(html.blocks, html.bounds))


def bins_of(html: str, signal: str, names: Names = NO_NAMES) -> list[str]:
    """The names of a signal's bins for every block of a page, without the length of the line."""
    number = [known.name for known in DOM_SIGNALS].index(signal)
    return [DOM_SIGNALS[number].bins[chosen].strip() for chosen in dom_of(html).table(names)[:, number].tolist()]


def first_of(html: str, signal: str) -> list[str]:
    """The first half of the bins of a joint signal."""
    return [name.split("; ")[0] for name in bins_of(html, signal)]


def sentence(words: int) -> str:
    """A line of prose of so many words."""
    return " ".join(["word"] * words) + "."


def test_signals_of_html_are_those_of_text_and_more() -> None:
    """In that order; no name is given twice, and every bin fits into a byte."""
    names = [signal.name for signal in HTML_SIGNALS]

    assert HTML_SIGNALS[: len(SIGNALS)] == SIGNALS
    assert len(set(names)) == len(names)
    assert all(len(set(signal.bins)) == len(signal.bins) <= 256 for signal in HTML_SIGNALS)


@pytest.mark.parametrize(
    "html",
    [
        "", "\x00", "x", "<p>\ud800", "<table><tr><td>A<td>B<tr><td>1<td>2</table>", "<div>" * 400 + "deep",
        f"<title>T</title><article class='a b'><p>{PROSE}<p id=c>{PROSE} <a href=/>x</a></article>", "<nav><a href=/>Home</a></nav>",
    ],
    ids=range(8),
)  # fmt: skip
def test_every_bin_has_a_name(html: str) -> None:
    """No block falls outside the bins of a signal, on a page without blocks too."""
    dom = dom_of(html)
    table = dom.table(Names("a test", near={"a": 9.0}, far={"b": -9.0}))

    assert table.shape == (len(dom.page.lines), len(DOM_SIGNALS))
    assert all((table[:, i] < len(signal.bins)).all() for i, signal in enumerate(DOM_SIGNALS))


@pytest.mark.parametrize(
    ("tag", "group"),
    [("p", "p"), ("h1", "h1"), ("h5", "small heading"), ("li", "li"), ("dd", "definition"), ("div", "div"), ("nav", "edge"),
     ("article", "section"), ("blockquote", "quote"), ("pre", "pre"), ("figcaption", "caption"), ("button", "button"), ("form", "other")],
)  # fmt: skip
def test_element_is_told_in_groups(tag: str, group: str) -> None:
    """Tags that are used alike are one."""
    assert first_of(f"<{tag}>Storm</{tag}>", "element") == [group]


def test_element_goes_with_the_length_of_the_line() -> None:
    """A short paragraph is another thing than a long one."""
    assert bins_of(f"<p>Storm<p>{PROSE}", "element") == ["p; under 3 words", "p; 13 to 29 words"]


@pytest.mark.parametrize(
    ("linked", "bins"),
    [
        (0, "under 0.01"),
        (29, "0.01 to 0.3"),
        (30, "0.3 to 0.6"),
        (31, "0.3 to 0.6"),
        (89, "0.6 to 0.9"),
        (90, "0.9 on"),
        (100, "0.9 on"),
    ],
)
def test_links_are_a_share_of_the_characters(linked: int, bins: str) -> None:
    """An edge belongs to the bin above it."""
    html = f"<p><a href=/>{'x' * linked}</a>{'y' * (100 - linked)}"

    assert first_of(html, "links") == [f"{bins} linked"]


def test_links_around_leave_the_block_out() -> None:
    """The mean of the neighbours."""
    html = "<p><a href=/>one</a><p>two<p><a href=/>three</a>"

    assert bins_of(html, "links around") == ["0.3 to 0.6 linked", "0.9 on linked", "0.3 to 0.6 linked"]


@pytest.mark.parametrize(
    ("html", "flag"),
    [("<nav>x</nav>", Inside.NAV), ("<footer><p>x</footer>", Inside.FOOTER), ("<ul><li>x</ul>", Inside.LIST), ("<h2>x</h2>", Inside.HEADING),
     ("<figure><figcaption>x</figcaption></figure>", Inside.CAPTION), ("<div itemprop=articleBody>x</div>", Inside.ARTICLE_BODY)],
)  # fmt: skip
def test_what_a_block_stands_in_is_a_signal_each(html: str, flag: Inside) -> None:
    """Yes for the block inside, no for the one beside."""
    assert flag.name is not None
    assert bins_of(f"{html}<div>y</div>", f"inside {flag.name.lower().replace('_', ' ')}") == ["yes", "no"]


def test_every_kind_of_inside_has_a_signal() -> None:
    """A new bit is not forgotten."""
    names = {signal.name for signal in DOM_SIGNALS}

    assert {f"inside {flag.name.lower().replace('_', ' ')}" for flag in Inside if flag.name} <= names


STORY = f"<body><nav><p>Menu</p></nav><main><div><p>{PROSE}</p><p>{PROSE} <b>And <i>more</i></b></p></div><p>Below</p></main></body>"


def test_chains_go_up_to_html() -> None:
    """From the element of each block to the root; a level has only the blocks whose way is that long."""
    dom = dom_of(STORY)
    tags: list[list[str]] = [[] for _ in range(4)]
    for level in dom.chains:
        for block, element in zip(level.blocks.tolist(), level.elements.tolist(), strict=True):
            tags[block].append(TAGS[dom.html.element_tag[element]])

    assert tags[0] == ["p", "nav", "body", "html"]
    assert tags[1] == ["p", "div", "main", "body", "html"]
    assert tags[3] == ["p", "main", "body", "html"]
    assert dom.chains[-1].blocks.tolist() == [1, 2]


def test_prose_within_is_that_of_the_whole_subtree() -> None:
    """Shares of the page's prose words; menus count nothing."""
    dom = dom_of(f"<main><div><p>{sentence(30)}</p><p>{sentence(10)}</p></div><p>{sentence(60)}</p><p>Share</p></main>")
    shares = dict(zip([TAGS[tag] for tag in dom.html.element_tag], dom.prose_within.tolist(), strict=True))

    assert (shares["html"], shares["main"], shares["div"]) == (1.0, 1.0, pytest.approx(0.4))
    assert sorted(dom.prose_within[dom.html.element].tolist()) == pytest.approx([0.0, 0.1, 0.3, 0.6])


def test_page_without_prose_has_no_shares() -> None:
    """Nothing is divided by nought."""
    assert not dom_of("<p>Storm").prose_within.any()


def test_prose_beside_a_block_is_told_by_its_parents() -> None:
    """Of the parent, and of the element around that."""
    html = f"<div><section><p>{sentence(20)}</p></section><section><p>Storm</p></section></div><div><section><p>{sentence(80)}</p></section></div>"

    assert bins_of(html, "prose in the parent") == [
        f"{share} of the page's" for share in ("0.1 to 0.3", "under 0.001", "0.6 to 0.9")
    ]
    assert bins_of(html, "prose in the grandparent") == [
        f"{share} of the page's" for share in ("0.1 to 0.3", "0.1 to 0.3", "0.6 to 0.9")
    ]


def test_main_container_is_the_deepest_that_holds_most_prose() -> None:
    """Blocks outside, just inside and further inside are told apart."""
    html = f"<p>Menu</p><article>Teaser<div><p>{PROSE}</p><section><p>{PROSE}</p></section></div><div>Share</div></article>"

    assert first_of(html, "container") == [
        "outside",
        "outside",
        "1 to 2 levels inside",
        "2 to 3 levels inside",
        "outside",
    ]
    assert first_of("<p>Menu</p>", "container") == ["no main container"]


@pytest.mark.parametrize(("off", "inside"), [(-1, False), (0, True), (1, True)], ids=["under", "at", "over"])
def test_main_container_holds_a_share_of_the_prose(off: int, inside: bool) -> None:
    """From that share on the element is main, and what stands beside it is outside."""
    share = round(MIN_MAIN_SHARE * 100) + off
    html = f"<body><div>{sentence(share)}</div><section>{sentence(100 - share)}</section></body>"

    assert (first_of(html, "container")[1] == "outside") == inside


@pytest.mark.parametrize(("count", "bins"), [(1, "under 2"), (2, "2 to 4"), (3, "2 to 4"), (4, "4 to 10")])
def test_blocks_alike_have_the_same_tags_and_names(count: int, bins: str) -> None:
    """Of the element and of its parent; another class, tag or parent makes another kind."""
    html = f"<div>{'<p class=t>x' * count}</div><div class=u><p class=t>x</div><div><p>x</p><h2 class=t>x</h2></div>"

    assert first_of(html, "blocks alike") == [f"{bins} blocks"] * count + ["under 2 blocks"] * 3


def test_prose_and_links_of_blocks_alike() -> None:
    """A teaser among many is known by the others."""
    html = f"<p class=t>{sentence(40)}<p class=t>Storm<p class=l><a href=/>one</a><p class=l>two<p>{sentence(60)}"
    prose = [name.split("; ")[1] for name in bins_of(html, "blocks alike")]
    links = [name.split("; ")[1] for name in bins_of(html, "links of blocks alike")]

    assert prose == [
        f"{share} of the page's prose"
        for share in ("0.3 to 0.6", "0.3 to 0.6", "under 0.001", "under 0.001", "0.6 to 0.9")
    ]
    assert links == [
        f"{share} linked" for share in ("under 0.01", "under 0.01", "0.3 to 0.6", "0.3 to 0.6", "under 0.01")
    ]


NAMED = '<section class="far-out"><div class="box"><div id="mid"><p class="story text">One</p><p>Two</p></div></div></section><p>Three'


def test_names_are_weighed_near_and_far() -> None:
    """The block's element and its parent are near, all above are far; each name counts once for each element."""
    near, far = dom_of(NAMED).name_points(
        Names(
            "a test",
            near={"story": 1.0, "text": 0.5, "mid": 0.25, "box": 99.0},
            far={"far": 2.0, "box": -1.0, "story": 99.0},
        )
    )

    assert near.tolist() == [1.75, 0.25, 0.0]
    assert far.tolist() == [1.0, 1.0, 0.0]


def test_names_are_forgotten_before_they_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages with names of machines do not fill the memory, and what is forgotten is told anew."""
    monkeypatch.setattr("cleaner.signals.names.MAX_REMEMBERED_NAMES", 3)
    names = Names("a test", near={"story": 1.0}, far={"x": 2.0})
    found = [names.points[f"story {'x' if number % 2 else 'y'}{number}"] for number in [*range(9), *range(9)]]

    assert found == [(1.0, 2.0 if number % 2 else 0.0) for number in [*range(9), *range(9)]]
    assert len(names.points) <= 3


def test_names_are_signals() -> None:
    """Cut into bins; names that nothing is known of say nothing."""
    names = Names("a test", near={"story": 1.0}, far={"far": -1.0})

    assert bins_of(NAMED, "names near", names) == [
        f"{points} points" for points in ("0.9 to 1.5", "-0.05 to 0.05", "-0.05 to 0.05")
    ]
    assert bins_of(NAMED, "names far", names) == [
        f"{points} points" for points in ("-1.5 to -0.9", "-1.5 to -0.9", "-0.05 to 0.05")
    ]
    assert set(bins_of(NAMED, "names near")) == {"-0.05 to 0.05 points"}


def test_headline_and_title_are_those_of_the_page() -> None:
    """What another page calls itself says nothing; nor does its only h1."""
    title, other = "<title>Storm closes schools</title>", "<title>Ferry sails again</title>"
    pages = [
        f"{title}<p>Ferry sails again<p>Storm closes schools",
        other,
        f"{other}<h1>Low</h1><p>A<h1>Ferry sails again",
    ]
    dom = dom_of(*pages, "<h1>Low</h1>", f"{title}<h1>Low</h1><h1>Lower")

    assert dom.says_title.tolist() == [0.0, 1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0]
    assert dom.headline.tolist() == [-1, -1, 4, 5, -1]


def test_title_is_compared_both_ways() -> None:
    """Of a block's words and of the title's, the smaller share found."""
    html = "<title>Storm closes schools of coast</title><p>Storm closes schools of coast<p>Storm closes<p>Storm closes a harbour or two<p>Ferry"

    assert bins_of(html, "title") == [
        f"{share} of its words" for share in ("0.9 on", "0.3 to 0.6", "0.3 to 0.6", "under 0.3")
    ]


@pytest.mark.parametrize(
    ("head", "found"),
    [
        ("<title>Storm closes schools</title>", True),
        ("<title>Other words</title><meta property=og:title content='Storm closes schools'>", True),
        ("<title>Storm closes schools</title><meta property=og:title content='Other words'>", False),
        (
            '<title>x</title><script type="application/ld+json">{"@type":"NewsArticle","headline":"Storm closes schools"}</script>',
            True,
        ),
        ("", False),
    ],
    ids=["title", "og", "og-first", "json-ld", "none"],
)
def test_title_that_names_the_article_comes_first(head: str, found: bool) -> None:
    """What is said for other sites is the article's own, before the window's title."""
    assert bins_of(f"{head}<p>Storm closes schools", "title") == [
        "0.9 on of its words" if found else "under 0.3 of its words"
    ]


def test_description_is_compared_too() -> None:
    """Standfirsts are often the page's description."""
    html = "<meta name=description content='It came from the sea'><p>It came from the sea<p>Storm"

    assert bins_of(html, "description") == [
        "0.9 on of its words; 3 to 6 words",
        "under 0.3 of its words; under 3 words",
    ]


@pytest.mark.parametrize("off", [-1, 0, 1], ids=["under", "at", "over"])
def test_stated_text_counts_from_some_words_on(off: int) -> None:
    """A shorter one is a teaser, and nothing is told by it."""
    body = " ".join(f"w{i}" for i in range(1, MIN_BODY_PAIRS + 2 + off)).translate(
        str.maketrans("0123456789", "abcdefghij")
    )
    html = f'<script type="application/ld+json">{{"@type":"NewsArticle","articleBody":"{body}"}}</script><p>{body}<p>Other words here<p>{body[:8]} Other words'

    assert first_of(html, "stated text") == (
        ["nothing stated"] * 3 if off < 0 else ["0.9 on stated", "under 0.1 stated", "0.5 to 0.9 stated"]
    )


def test_long_stated_text_is_read_to_its_end() -> None:
    """Words beyond what is read of a block count, those that stand where it is cut too."""
    body = " ".join(f"w{chr(97 + i // 26 % 26)}{chr(97 + i % 26)}" for i in range(676))
    html = f'<script type="application/ld+json">{{"@type":"NewsArticle","articleBody":"{body}"}}</script><p>{body[:90]}</p><p>{body[-90:]}</p><p>{body[2350:2440]}</p>'

    assert first_of(html, "stated text")[:3] == ["0.9 on stated"] * 3


def test_blocks_of_a_script_stand_in_the_root() -> None:
    """Text that no element holds has signals all the same."""
    body = "\\n".join([PROSE + " " + PROSE] * 4)
    dom = dom_of(
        f'<p>Menu</p><script type="application/ld+json">{{"@type":"NewsArticle","articleBody":"{body}"}}</script>'
    )

    assert len(dom.page.lines) == 5
    assert dom.parent[1:].tolist() == [0] * 4
    assert np.isclose(dom.prose_within[0], 1.0)


def test_way_to_the_core_is_told_in_levels() -> None:
    """Up from the core to where the ways meet, and down from there to the block."""
    html = f"<main><div><p>{PROSE}<p>{PROSE}<ul><li>Pears</ul></div><section><p>Read</p></section></main>"

    assert bins_of(html, "core") == ["0 up; 1 down", "0 up; 1 down", "0 up; 2 down", "1 up; 2 down"]
    assert first_of(html, "out of the core") == ["0 up"] * 3 + ["1 up"]


def test_branch_is_told_of_blocks_outside_the_core() -> None:
    """A list among the paragraphs has no prose and is the article's all the same; its links count."""
    html = f"<main><div><p>{PROSE}<p>{PROSE}<ul><li><a href=/>Pears</a></ul></div><section><p>Read</p></section></main>"

    assert first_of(html, "branch") == ["no branch"] * 3 + ["under 0.01 of the page's prose"]
    assert bins_of(html, "links of the branch")[2:] == ["0.6 to 0.9 linked", "under 0.01 linked"]
    assert first_of(html, "blocks of the branch")[2] == "under 2 blocks"


def test_prose_in_the_core_is_told_with_the_place() -> None:
    """Side by side with the paragraphs, deeper, or outside."""
    html = f"<main><div><p>{PROSE}<p>{PROSE}<ul><li><div><p>Pears</div></ul></div><section><p>Read</p></section></main>"
    places = [name.split("; ")[1] for name in bins_of(html, "prose in the core")]

    assert places == ["side by side", "side by side", "deeper", "outside"]
