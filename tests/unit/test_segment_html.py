"""Segmentation of HTML: what is a block, what text it has, what the elements around it tell."""

from __future__ import annotations

import pytest

from cleaner.segment.elements import TAGS, Inside, Mark
from cleaner.segment.html import HtmlPage, segment_html
from cleaner.segment.names import tokenized, tokens_of

PROSE = "The gardener carried the kettle beyond the river while another donkey painted a ladder for the old mill."


def lines(page: str | bytes) -> list[str]:
    """Block texts."""
    return segment_html(page).blocks.lines()


def tags(page: HtmlPage) -> list[str]:
    """Tag names of the blocks' elements."""
    return [TAGS[code] for code in page.tag.tolist()]


def inside(page: HtmlPage, bit: Inside) -> list[bool]:
    """Whether each block stands in something."""
    return [bool(bits & bit) for bits in page.inside.tolist()]


def spans(page: HtmlPage) -> list[tuple[str, str, str]]:
    """Kind, text and target of every span."""
    found = page.blocks.lines()
    rows = zip(
        page.span_block.tolist(), page.span_kind.tolist(), page.span_start.tolist(), page.span_end.tolist(), strict=True
    )
    return [
        (Mark(kind).name, found[block][start:end], to)
        for (block, kind, start, end), to in zip(rows, page.span_targets, strict=True)
    ]


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("<div>One</div><div>Two</div>", "One\nTwo"),
        ("<h1>One</h1>Two", "One\n\nTwo"),
        ("One<br>Two<br><br>Three", "One\nTwo\n\nThree"),
        ("<p>One<br>Two", "One\nTwo"),
        ("<h2>One<br>two</h2>", "One two"),
        ("One<hr>Two", "One\n\nTwo"),
        ("One<div></div>two", "One\ntwo"),
        ("<blockquote>One<p>Two</blockquote>Three", "One\n\nTwo\n\nThree"),
        ("<pre>one\n  two</pre>three", "one\n  two\n\nthree"),
        ("<pre>\n \n  one\n two \n\n</pre>three", "  one\n two\n\nthree"),
        ("<div><pre>  <b>one</b>\n two</pre></div><pre> \n </pre><pre> three</pre>", "  one\n two\n\nthree"),
        ("<div>One<span style='display: block'>two</span>three</div>", "One\ntwo\nthree"),
        ("<p>One<b style='Display:flex'>two</b><i style='display:block'></i>three", "One\ntwo\nthree"),
        ("<p>One<a href=x style='display:table'>two</a> three", "One\ntwo\nthree"),
        ("<p><b style='display:block;float:left'>O</b>ne", "One"),
        ("<p>One<b style='display:inline-block'>two</b>", "Onetwo"),
        ("<h2>One<b style='display:block'>two</b></h2>", "One two"),
        ("<pre>One<b style='display:block'>two</b>\n</pre>", "Onetwo"),
        ("<figure><img><figcaption>One</figcaption></figure>Two", "One\n\nTwo"),
        ("<ul><li>One<li>Two</ul>Three", "- One\n- Two\n\nThree"),
        ("<ol><li>One<li>Two</ol>", "1. One\n2. Two"),
        ("<ol start=4><li>One<li value=9>Two<li>Three</ol>", "4. One\n9. Two\n10. Three"),
        ("<ul><li>One<ul><li>in</ul><li>Two</ul>", "- One\n- in\n- Two"),
        ("<ul><li><p>One</p><p>more</p><li><p>Two</ul>", "- One\n\nmore\n- Two"),
        ("<ul><li><h3>One</h3>text<li><a>Two</a></ul>", "One\n\ntext\n- Two"),
        ("<dl><dt>One<dd>Two</dl>", "One\nTwo"),
        ("<details><summary>One</summary>Two</details>", "One\nTwo"),
        ("<table><tr><th>A<th>B<tr><td>1<td>2</table>", "A\tB\n1\t2"),
        ("<table><tr><th>A<th>B<tr><td><td>2</table>", "A\tB\n2"),
        ("<table><caption>C</caption><tr><td>A<td>B<tr><td>1<td>2<br>3</table>", "C\n\nA\tB\n1\t2 3"),
        (f"<table><tr><td>Menu<td><p>{PROSE}<p>{PROSE}{PROSE}</table>", f"Menu\n\n{PROSE}\n\n{PROSE}{PROSE}"),
        ("<table><tr><td>A<td>B</table>", "A\nB"),
        ("<table role=presentation><tr><td>A<td>B<tr><td>C<td>D</table>", "A\nB\nC\nD"),
        (
            "<table><tr><td><table><tr><td>A<td>B<tr><td>1<td>2</table><td>x<tr><td>y<td>z</table>",
            "A\tB\n1\t2\n\nx\ny\nz",
        ),
    ],
)
def test_page_text(page: str, text: str) -> None:
    """Paragraphs stand apart by a blank line, lines, items and rows by a line end."""
    assert segment_html(page).blocks.text == text


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>One <b>two</b> three", "One two three"),
        ("<p>One<b> two </b>three", "One two three"),
        ("<p>One <b> two </b> three", "One two three"),
        ("<p><span>S</span>torm", "Storm"),
        ("<p>un<b>believ</b>able.", "unbelievable."),
        ("<p>\n  One\n\t two  \n</p>", "One two"),
        ("<p>One<!-- comment -->two", "Onetwo"),
        ("<p>One <script>x</script> two", "One two"),
        ("<p>One&nbsp;000", "One\u00a0000"),
        ("<p>&nbsp; One &nbsp;</p><p>&nbsp;</p>", "One"),
        ("<p>one\u3000two", "one\u3000two"),
        ("<p>one\u2028two\u0085three", "one two three"),
        ("<p>H<sub>2</sub>O, 5 m<sup>2</sup>", "H2O, 5 m2"),
        ("<p><ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp>字</ruby>だ", "漢字だ"),
        ('<p>Good <img alt="👍🏽" class=emoji> day<img alt="A man">', "Good 👍🏽 day"),
        ("<p>long<wbr>word so&shy;ft", "longword so\u00adft"),
        ("<nav><a href=a>Home</a><a href=b>News</a></nav>", "Home News"),
        ("<p><a href=a>Ho</a><a href=b>me</a></p>", "Home"),
        ("<div><span>By A</span><span>3 May</span></div>", "By A 3 May"),
        ("<li><b>One</b><span>, two</span><i>.</i>", "- One, two."),
        ("<li><b>One</b><span> , two</span>", "- One , two"),
        ("<li><b>One</b> <i>:</i>", "- One :"),
        ("<li><i>(</i><a href=a>One</a><i>)</i>", "- (One)"),
        ("<div><b>Top</b><i>(24)</i></div>", "Top (24)"),
        ("<div><b>一</b><i>。</i><b>「</b><i>二</i></div>", "一。 「二"),
        ("<p>One <img><noscript><img></noscript> two.", "One two."),
        ("<div>One<template></template>two</div>", "Onetwo"),
        ("<p>One <button>two</button> three", "One two three"),
        ("<div>One<button>two</button>three</div>", "One\ntwo\nthree"),
        ("<my-part>One</my-part><my-part>Two</my-part>", "One\nTwo"),
        ("<p>One <my-tip>two</my-tip> three", "One two three"),
        ("<p>One<video>Your browser is old</video> two<iframe>x</iframe>", "One two"),
        ("<svg><title>Icon</title><text>x</text></svg><p>One", "One"),
    ],
)
def test_inline_text_is_rejoined(page: str, text: str) -> None:
    """No space is lost or doubled where inline elements begin and end."""
    assert segment_html(page).blocks.text == text


@pytest.mark.parametrize(
    "hidden",
    [
        "<p hidden>Hidden",
        "<div hidden><p>Hidden</p></div>",
        "<p aria-hidden=true>Hidden",
        "<p style='color: red; DISPLAY : none'>Hidden",
        "<p style='visibility:hidden'>Hidden",
        "<template><p>Hidden</template>",
        "<div><noscript>Hidden</noscript></div>",
        "<textarea>Hidden</textarea>",
        "<style>Hidden</style>",
        "<head><title>Hidden</title></head>",
    ],
)
def test_hidden_text_is_left_out(hidden: str) -> None:
    """What a reader of the page does not see is no block."""
    page = segment_html(f"{hidden}</p><p>{PROSE}</p>" if not hidden.startswith("<head") else f"{hidden}<p>{PROSE}")

    assert page.blocks.lines() == [PROSE]
    assert page.blocks.blank_before.tolist() == [True]


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (f"<p>One <span hidden>no</span> two.</p><p>{PROSE}", ["One two.", PROSE]),
        (f"<p><i aria-hidden=true>no</i>One <b>two</b>.</p><p>{PROSE}", ["One two.", PROSE]),
        (f"<h1>One<span style='display:none'>no</span>two</h1><p>{PROSE}", ["Onetwo", PROSE]),
        (f"<table><tr><td>A<i hidden>no</i><td>B<tr><td>1<td>2</table><p>{PROSE}", ["A\tB", "1\t2", PROSE]),
        (f"<table><tr><td><i hidden>no</i><td><tr><td>1<td>2</table><p>{PROSE}", ["1\t2", PROSE]),
        (f"<table><tr><td>A<td>B<tr><td><i hidden>no</i><td><tr><td>1<td>2</table><p>{PROSE}", ["A\tB", "1\t2", PROSE]),
        (f"<div><span hidden>{PROSE}</span></div>", [PROSE]),
    ],
)
def test_hidden_words_inside_a_line(page: str, expected: list[str]) -> None:
    """A line goes on without them; where they are all there is, they are taken."""
    assert lines(page) == expected


@pytest.mark.parametrize(
    "shown",
    ["<p aria-hidden=false>Shown", "<p hidden=until-found>Shown", "<p style='display:block'>Shown", "<details>Shown"],
)
def test_what_can_be_seen_is_kept(shown: str) -> None:
    """Values that do not hide, and closed details, leave the text in."""
    assert lines(f"{shown}</p></details><p>{PROSE}") == ["Shown", PROSE]


@pytest.mark.parametrize("wrapper", ["div hidden", "noscript", "template", "div style='display:none'"])
def test_hidden_text_is_taken_where_it_is_most_of_the_prose(wrapper: str) -> None:
    """Pages that show their article only when a script runs are read all the same, and say so."""
    page = segment_html(
        f"<p>Loading the page, please wait a moment until it is there.</p><{wrapper}><p>{PROSE}</p></{wrapper.split()[0]}>"
    )

    assert PROSE in page.blocks.lines()
    assert any(inside(page, Inside.HIDDEN | Inside.NOSCRIPT))


@pytest.mark.parametrize(
    "template",
    [
        "<template shadowrootmode=open>",
        '<template\nclass="a"  shadowRootMode = "closed">',
        "<TEMPLATE shadowrootdelegatesfocus/shadowrootmode='OPEN' data-a=b>",
    ],
)
def test_shadow_root_is_shown(template: str) -> None:
    """A template that browsers show in its element's place is read like the rest of the page, in its place."""
    page = segment_html(f"<p>{PROSE}</p><my-story>{template}<p>First</p><slot></slot></template>Light</my-story>Last")

    assert page.blocks.lines() == [PROSE, "First", "Light", "Last"]
    assert not any(inside(page, Inside.HIDDEN))
    assert [page.path(i) for i in range(4)] == [
        "/html/body/p",
        "/html/body/my-story/template/p",
        "/html/body/my-story",
        "/html/body",
    ]


@pytest.mark.parametrize(
    "hidden",
    [
        "<template shadowrootmode=ajar>Hidden</template>",
        "<template class=shadowrootmode>Hidden</template>",
        "<template><b>Hidden</b></template>",
        "<div hidden><i><template shadowrootmode=open>Hidden</template></i></div>",
    ],
)
def test_other_templates_are_hidden(hidden: str) -> None:
    """An unknown mode makes no shadow root, and one in a hidden element is hidden with it."""
    assert lines(f"<p>{PROSE}</p>{hidden}") == [PROSE]


def test_words_about_shadow_roots_stay_as_they_are() -> None:
    """Only tags are read anew: a text about the attribute keeps its name."""
    text = "Write <template shadowrootmode=open> inside the element."

    assert lines(f"<p>{text.replace('<', '&lt;')}</p>") == [text]


def test_body_is_never_hidden() -> None:
    """A body hidden until a script runs hides nothing."""
    page = segment_html(f"<body style='visibility:hidden'><p>{PROSE}</p><p hidden>x")

    assert page.blocks.lines() == [PROSE]
    assert not any(inside(page, Inside.HIDDEN))


def test_link_columns() -> None:
    """Characters inside links, and their number; an anchor without href is no link."""
    page = segment_html(
        "<p>See <a href=/a>this <b>one</b></a> and <a href=/b>that</a>.</p><a name=x>Name</a><li><a href=c>Item</a>"
    )

    assert page.link_chars.tolist() == [12 - 1, 0, 4]
    assert page.links.tolist() == [2, 0, 1]


def test_link_around_blocks_counts_in_each() -> None:
    """A card that is one link makes each of its blocks link text."""
    page = segment_html("<a href=/x><h3>Title</h3><p>Teaser</p></a>")

    assert page.link_chars.tolist() == [5, 6]
    assert page.links.tolist() == [1, 1]


def test_element_columns_lead_from_block_to_root() -> None:
    """Each block knows its element, and elements their parents and tags."""
    page = segment_html("<main><article><p>One</p><div class=x><span class=y>Two</span></div></article></main>")
    chains = []
    for at in page.leaf.tolist():
        chain = [at]
        while chain[-1] > 0:
            chain.append(int(page.element_parent[chain[-1]]))
        chains.append([TAGS[page.element_tag[element]] for element in chain])

    assert chains == [["p", "article", "main", "body", "html"], ["span", "div", "article", "main", "body", "html"]]
    assert tags(page) == ["p", "div"]
    assert page.element_depth[page.element].tolist() == [4, 4]


def test_leaf_is_the_deepest_element_around_all_of_the_text() -> None:
    """Text beside an inline element lifts the leaf to what holds both."""
    page = segment_html("<div><b><i>One</i> two</b></div><div><b><i>One</i></b></div><div><b>One</b> <i>two</i></div>")

    assert [TAGS[page.element_tag[at]] for at in page.leaf.tolist()] == ["b", "i", "div"]


@pytest.mark.parametrize(
    ("page", "bit"),
    [
        ("<article>x", Inside.ARTICLE),
        ("<div role=main>x", Inside.MAIN),
        ("<aside><p>x", Inside.ASIDE),
        ("<div role=navigation><ul><li>x", Inside.NAV),
        ("<header>x", Inside.HEADER),
        ("<footer><div>x", Inside.FOOTER),
        ("<figure><figcaption>x", Inside.FIGURE | Inside.CAPTION),
        ("<form><label>x", Inside.FORM),
        ("<button>x", Inside.BUTTON),
        ("<table><tr><td>x<td>y<tr><td>z<td>q", Inside.TABLE),
        ("<ul><li>x", Inside.LIST),
        ("<blockquote>x", Inside.QUOTE),
        ("<details>x", Inside.DETAILS),
        ("<div itemprop='x articleBody'><p>x", Inside.ARTICLE_BODY),
        ("<a href=x>x", Inside.LINK),
        ("<h4>x", Inside.HEADING),
        ("<dialog>x", Inside.DIALOG),
    ],
)
def test_what_a_block_stands_in(page: str, bit: Inside) -> None:
    """Bits of all ancestors, and none outside them."""
    first = segment_html(page)
    after = segment_html(
        page + "</p></a></button></form></table></ul></blockquote></aside></div></div></main><section></section>"
    )

    assert first.inside[0] & bit == bit
    assert len(after.inside) == len(first.inside)
    assert not segment_html("<section>x").inside[0] & bit


def test_heading_levels_and_lists() -> None:
    """Levels of headings, depth of lists, length of markers."""
    page = segment_html("<h2>x</h2><h6>y</h6><ol><li>One<ul><li>Two</ul></ol><p>z")

    assert page.heading_level.tolist() == [2, 6, 0, 0, 0]
    assert page.list_depth.tolist() == [0, 0, 1, 2, 0]
    assert page.marker_chars.tolist() == [0, 0, 3, 2, 0]


def test_names_and_their_tokens() -> None:
    """Class, id, role, itemprop and short data values are an element's name; long data only count by their name."""
    page = segment_html(
        f"<div class='fooBar x_y' id=Main2 role=feed itemprop=name data-test=teaser data-state='{'a' * 99}'>x"
    )
    name = page.names[page.element_name[page.element[0]]]
    offsets, ids, vocabulary = tokenized(page.names)
    number = page.element_name[page.element[0]]

    assert name == "fooBar x_y Main2 feed name data-test=teaser data-state"
    assert [vocabulary[i] for i in ids[offsets[number] : offsets[number + 1]]] == [
        "foo", "bar", "x", "y", "main", "feed", "name", "data", "test", "teaser", "state"
    ]  # fmt: skip
    assert page.names[0] == ""


@pytest.mark.parametrize(
    ("name", "tokens"),
    [
        ("", ()),
        ("article-body__text", ("article", "body", "text")),
        ("HTMLBlock2Col", ("html", "block", "col")),
        ("новости-блок", ("новости", "блок")),
        ("blok_новости", ("blok", "новости")),
        ("share2 share-2x", ("share", "x")),
        ("Share2 share-2x", ("share", "x")),
        ("2 - 3", ()),
        ("a a A", ("a",)),
    ],
)
def test_tokens_of_a_name(name: str, tokens: tuple[str, ...]) -> None:
    """Hyphens, underscores, digits and camel case part words; case is dropped."""
    assert tokens_of(name) == tokens


def test_path_is_an_xpath() -> None:
    """Steps have a place only among several of their kind; elements without text do not shift it."""
    page = segment_html("<body><div><img></div><div><p></p><p>One</p><p>Two</p></div><main>Three")

    assert [page.path(i) for i in range(3)] == ["/html/body/div[2]/p[2]", "/html/body/div[2]/p[3]", "/html/body/main"]


def test_path_leads_through_templates() -> None:
    """What stands in a template, or in one inside another, has a path from the page's root."""
    page = segment_html(f"<div></div><div><template><p>One<b><template><p><p>{PROSE}</template>")

    assert [page.path(i) for i in range(2)] == [
        "/html/body/div[2]/template/p",
        "/html/body/div[2]/template/p/b/template/p[2]",
    ]


def test_spans_of_code_stand_where_its_words_do() -> None:
    """Indentation that is kept counts, blank lines that are not do not."""
    assert spans(segment_html("<pre>\n \n  one\n <b>two</b></pre>")) == [("STRONG", "two", "")]


def test_spans() -> None:
    """Marks know their part of the block's text, across breaks and bullets."""
    page = segment_html(
        "<ul><li>One <b> two <a href=/x>three</a></b></ul><p><em>Four<br>five</em> <code>six</code><a href=''>no</a>"
    )

    assert spans(page) == [
        ("LINK", "three", "/x"),
        ("STRONG", "two three", ""),
        ("EMPHASIS", "Four", ""),
        ("EMPHASIS", "five", ""),
        ("CODE", "six", ""),
    ]


def test_spans_move_with_table_cells() -> None:
    """A mark in a cell stays on its words when the row becomes a block."""
    page = segment_html("<table><tr><td>A<td><b>B</b><tr><td>C<td>D <i>E</i></table><b>F</b>")

    assert spans(page) == [("STRONG", "B", ""), ("EMPHASIS", "E", ""), ("STRONG", "F", "")]


def test_spans_of_one_mark_in_two_cells_stay_apart() -> None:
    """A mark around a table marks the words of each cell, not the space between them."""
    page = segment_html("<b><table><tr><td>A<td>B<tr><td>C<td>D</table></b>")

    assert [text for _, text, _ in spans(page)] == ["A", "B", "C", "D"]


def test_spans_end_in_order_and_those_that_go_on_come_last() -> None:
    """Marks over the same words: the inner first where both end, the outer first where both go on."""
    page = segment_html("<p><i><b>One</b></i></p><p><i><b>Two<br>three</b></i></p>")

    assert [(kind, text) for kind, text, _ in spans(page)] == [
        ("STRONG", "One"),
        ("EMPHASIS", "One"),
        ("EMPHASIS", "Two"),
        ("STRONG", "Two"),
        ("STRONG", "three"),
        ("EMPHASIS", "three"),
    ]


@pytest.mark.parametrize(("depth", "found"), [(15, 15), (16, 16), (17, 16)])
def test_spans_of_marks_nested_too_deep_are_left_out(depth: int, found: int) -> None:
    """Sixteen marks around a word are more than any page means."""
    page = segment_html("<p>" + "<x-y><em>" * depth + "word")

    assert len(spans(page)) == found


def test_spans_of_hidden_blocks_go_with_them() -> None:
    """Spans are numbered by the blocks that are left."""
    page = segment_html(f"<p hidden><b>x</b></p><p><i>{PROSE}</i>")

    assert spans(page) == [("EMPHASIS", PROSE, "")]


def test_text_and_bytes_give_the_same_page() -> None:
    """A string is what its bytes decode to."""
    source = "<meta charset=windows-1251><p>Привет, мир"
    as_text, as_bytes = segment_html(source), segment_html(source.encode("cp1251"))

    assert as_text.blocks.text == as_bytes.blocks.text == "Привет, мир"
    assert (as_text.charset, as_bytes.charset) == ("", "windows-1251")


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("One\ntwo &amp; 1 < 2\r\n\r\nthree\n", ["One", "two & 1 < 2", "three"]),
        (b"One\ntwo", ["One", "two"]),
        ("One\ntwo<br>three", ["One two", "three"]),
        ("One\ntwo</p>", ["One two"]),
    ],
)
def test_lines_of_a_page_without_markup(page: str | bytes, expected: list[str]) -> None:
    """A text that was served as HTML keeps its lines; one tag makes it a page, whose line ends are spaces."""
    assert lines(page) == expected


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("<tr><th><th>B<tr><td>1<td>2", {0: [1], 1: [0, 1]}),
        ("<tr><th colspan=3>A<th>B<tr><td>1<td>2", {0: [0, 3], 1: [0, 1]}),
        ("<tr><th rowspan=2>A<th>B<tr><td>1<tr><td>2<td>3", {0: [0, 1], 1: [1], 2: [0, 1]}),
        ("<tr><th>A<th rowspan=2 colspan=2>B<th>C<tr><td>1<td>2", {0: [0, 1, 3], 1: [0, 3]}),
        ("<tr><th>A<td hidden>no<th>B<tr><td>1<td>2", {0: [0, 1, 2], 1: [0, 1]}),
    ],
)
def test_columns_of_cells(table: str, columns: dict[int, list[int]]) -> None:
    """Rows of data know in which column each of their cells stands."""
    assert segment_html(f"<table>{table}</table>").columns == columns


def test_base_of_links() -> None:
    """The first base with an address counts; most pages have none."""
    assert segment_html("<base target=x><base href=' /a '><base href=/b><p>x").base == "/a"
    assert segment_html("<p>x").base == ""


@pytest.mark.parametrize("page", ["", b"", " ", "<html></html>", "<p></p>", "<!-- x -->", "<script>x</script>"])
def test_page_without_text_has_no_blocks(page: str | bytes) -> None:
    """Nothing to read: no blocks, and a root."""
    segmented = segment_html(page)

    assert segmented.blocks.lines() == []
    assert TAGS[segmented.element_tag[0]] == "html"
