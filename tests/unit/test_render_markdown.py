"""Markdown of kept blocks: structure rendered, text escaped where it must and only there."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from cleaner.render.markdown import markdown_of
from cleaner.segment.html import segment_html


def markdown(page: str, *, links: bool = False) -> str:
    """The whole page, without the last line end."""
    segmented = segment_html(page)
    return markdown_of(segmented, np.ones(len(segmented.inside), dtype=bool), links=links).removesuffix("\n")


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<h1>One</h1><h3>Two</h3><p>Three", "# One\n\n### Two\n\nThree"),
        ("<div>One</div><div>Two</div>", "One\n\nTwo"),
        ("<p>One<br>two<br><br>three", "One\\\ntwo\n\nthree"),
        ("<p>One <b>two <i>three</i></b> <code>four</code>", "One **two *three*** `four`"),
        ("<p><b>One </b>two<b> </b>", "**One** two"),
        ("<p><b><strong>One</strong></b>", "**One**"),
        ("<p><code>a`b*c*</code> <code>`</code>", "``a`b*c*`` `` ` ``"),
        ("<ul><li>One<ul><li>in<ol><li>deep</ol></ul><li>Two</ul>", "- One\n    - in\n        1. deep\n- Two"),
        ("<ul><li><p>One<p>more<li>Two</ul><p>Three", "- One\n\n    more\n- Two\n\nThree"),
        ("<blockquote><p>One<p>Two</blockquote><p>Three", "> One\n>\n> Two\n\nThree"),
        ("<pre>a\n  b</pre>", "```\na\n  b\n```"),
        ("<pre><div>a</div><div>b<br> c</div><p>d</p></pre><pre>e</pre>", "```\na\nb\n c\n\nd\n```\n\n```\ne\n```"),
        ("<pre>```</pre>", "````\n```\n````"),
        ("<table><tr><th>A<th>B|<tr><td>1<td><b>2</b></table>", "| A | B\\| |\n| --- | --- |\n| 1 | **2** |"),
        (
            "<table><tr><td>A<td>B<tr><td>1<td>2</table><table><tr><td>C<td>D<tr><td>3<td>4</table>",
            "| A | B |\n| --- | --- |\n| 1 | 2 |\n\n| C | D |\n| --- | --- |\n| 3 | 4 |",
        ),
        ("", ""),
    ],
)
def test_structure(page: str, expected: str) -> None:
    """Headings, breaks, marks, lists, quotes, code and tables."""
    assert markdown(page) == expected


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<p>See <a href='/a b(c)'>this <b>one</b></a>.", "See [this **one**](/a%20b%28c%29)."),
        ("<p><a href='#x'>a</a> <a href='JavaScript:x()'>b</a> <a>c</a> <a href=''>d</a>", "a b c d"),
    ],
)
def test_links_keep_their_targets_when_asked(page: str, expected: str) -> None:
    """Targets are written so that brackets and spaces do not end them; those that lead nowhere go."""
    assert markdown(page, links=True) == expected
    assert "](" not in markdown(page)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a * b", "a \\* b"),
        ("snake_case and _this_", "snake_case and \\_this\\_"),
        ("[1] and [a](b)", "[1] and \\[a\\](b)"),
        ("a \\ b `c`", "a \\\\ b \\`c\\`"),
        ("1 &lt; 2, &lt;b>", "1 < 2, \\<b>"),
        ("AT&amp;T, &amp;amp; &amp;#60;", "AT&T, \\&amp; \\&#60;"),
        ("# no heading", "\\# no heading"),
        ("#tag", "#tag"),
        ("- dash", "\\- dash"),
        ("-5 degrees", "-5 degrees"),
        ("1. April", "1\\. April"),
        ("1.5 million", "1.5 million"),
        ("&gt; quote", "\\> quote"),
        ("===", "\\==="),
        ("[a]: b", "\\[a]: b"),
        ("~~gone~~, ~5", "\\~~gone\\~~, ~5"),
        ("Plain text (with brackets), 50% of $5!", "Plain text (with brackets), 50% of $5!"),
    ],
)
def test_text_is_escaped_where_markdown_would_read_it(text: str, expected: str) -> None:
    """Markup signs of the text get a backslash where they would act, others stay as they are."""
    assert markdown(f"<p>{text}") == expected


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<p><b>a</b><b>b</b>", "**ab**"),
        ("<p><code>a</code><code>b</code>", "`ab`"),
        ("<p><b>a</b><i>b</i>", "**a**b"),
        ("<p><b>Note:</b>text", "**Note**:text"),
        ("<p>text<b>(more)</b>text", "text(**more**)text"),
        ("<p>中文<b>「粗体」</b>字", "中文「**粗体**」字"),
        ("<p>x<b>.</b>y", "x.y"),
        ("<p>x<b>.</b> y", "x. y"),
        ("<p>see<b><a href=/u>here</a></b>, now", "see[**here**](/u), now"),
        ("<p>see<b><a href=/u>here</a> now</b>", "see[here](/u) now"),
        ("<p>un<b>believ</b>able", "un**believ**able"),
        ("<p><b>Note:</b> text", "**Note:** text"),
        ("<p><a href=/u><b>a</b></a><b>b</b>", "[**a**](/u)**b**"),
        ("<p><b><code>a</code> b</b>", "**`a` b**"),
        ("<p><i><code>a</code></i>b", "`a`b"),
    ],
)
def test_marks_stand_where_they_act(page: str, expected: str) -> None:
    """Signs that a reader of Markdown would show as they are move past punctuation, or go; their text stays."""
    assert markdown(page, links=True) == expected


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<p>Look!<a href=/u>here</a>", "Look\\![here](/u)"),
        ("<p><a href=/u>a] b [c] <code>[</code></a>", "[a\\] b [c] `[`](/u)"),
        ("<p><a href='/u?a&lt;=1`'>a</a>", "[a](/u?a%3C=1%60)"),
        ("<p><a href='/u?a=1&amp;lt;=2'>a</a>", "[a](/u?a=1&amp;lt;=2)"),
        ("<p><a href='file:///C:/a.doc'>a</a>", "a"),
        ("<h2>F #</h2><h2>C#</h2><h2>#</h2>", "## F \\#\n\n## C#\n\n## \\#"),
    ],
)
def test_signs_that_end_something_are_escaped(page: str, expected: str) -> None:
    """Brackets would end a link, a "!" before it makes an image, signs at its end close a heading."""
    assert markdown(page, links=True) == expected


def test_links_are_relative_to_the_base_of_the_page() -> None:
    """A page may say what its links are relative to; that itself is relative to the page's address."""
    page = segment_html("<head><base href='/deep/'></head><p><a href=x>One</a> <a href=//b.org/y>two</a>")
    keep = np.ones(1, dtype=bool)

    assert markdown_of(page, keep, links=True, url="https://a.org/z/z") == (
        "[One](https://a.org/deep/x) [two](https://b.org/y)\n"
    )
    assert markdown_of(page, keep, links=True) == "[One](/deep/x) [two](//b.org/y)\n"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("<tr><th><th>B<tr><td>1<td>2", "|  | B |\n| --- | --- |\n| 1 | 2 |"),
        ("<tr><th colspan=2>A<tr><td>1<td>2", "| A |  |\n| --- | --- |\n| 1 | 2 |"),
        ("<tr><th colspan=2>A<th>B<tr><td>1<td>2<td>3", "| A |  | B |\n| --- | --- | --- |\n| 1 | 2 | 3 |"),
        ("<tr><th rowspan=2>A<th>B<tr><td>2<tr><td>3<td>4", "| A | B |\n| --- | --- |\n|  | 2 |\n| 3 | 4 |"),
        ("<tr><td>A<td>B<tr><td>1<td>2<td>3", "| A | B |  |\n| --- | --- | --- |\n| 1 | 2 | 3 |"),
        ("<tr><td>A<td>B<tr><td>1<td><pre>2\n3</pre>", "| A | B |\n| --- | --- |\n| 1 | 2 3 |"),
        ("<tr><td>A<td>B<tr><td colspan=x>1<td rowspan=-1>2", "| A | B |\n| --- | --- |\n| 1 | 2 |"),
    ],
)
def test_cells_stand_in_their_columns(rows: str, expected: str) -> None:
    """Empty cells at the begin, and cells over several columns or rows, shift none; no cell stands outside the table."""
    assert markdown(f"<table>{rows}</table>") == expected


def test_columns_of_a_row_that_was_cut_are_those_that_are_left() -> None:
    """Where a part of a row goes, its cells follow each other."""
    page = segment_html("<table><tr><th><th>Bee<th>Cat<tr><td>1<td>2<td>3</table>")
    at = page.blocks.text.index("Bee\t")

    assert (
        markdown_of(page, np.ones(2, dtype=bool), [(at, at + 4)])
        == "| Cat |  |  |\n| --- | --- | --- |\n| 1 | 2 | 3 |\n"
    )


def test_paragraph_behind_an_inner_list_stands_in_the_outer_item() -> None:
    """What follows an inner list is not part of its last item."""
    assert markdown("<ul><li>One<ul><li>in</ul><p>more</ul>") == "- One\n    - in\n\n    more"


@pytest.mark.parametrize("inner", ["<b>a</b>", "<b>a</b> ", "<b>a.</b>b", "<i><b>a</b>.</i>"])
def test_many_marks_take_linear_time(inner: str) -> None:
    """A line of a hundred thousand marks is rendered at once."""
    began = time.process_time()

    assert "a" in markdown(f"<p>{inner * 30_000}")
    assert time.process_time() - began < 5


def test_only_kept_blocks_are_rendered() -> None:
    """Dropped items do not leave their nested ones too deep."""
    page = segment_html("<ul><li>One<ul><li>in<li>too</ul></ul><p>Two")

    assert markdown_of(page, np.array([False, True, True, True])) == "- in\n- too\n\nTwo\n"
    assert markdown_of(page, np.zeros(4, dtype=bool)) == ""


def test_cuts_go_and_marks_follow() -> None:
    """Ranges of the page text that go take their part of marks with them."""
    page = segment_html("<p>One <b>two three</b> four <i>five</i></p><ul><li>Six seven</ul>")
    text = page.blocks.text
    cuts = [(at, at + len(words)) for words in ("two ", " four five", "Six ") for at in [text.index(words)]]

    assert markdown_of(page, np.ones(2, dtype=bool), cuts) == "One **three**\n\n- seven\n"


_WORDS = st.text(st.sampled_from("ab .,(”字€*_![]`"), min_size=1, max_size=4)
_MARKED = st.recursive(
    _WORDS,
    lambda inner: st.tuples(st.sampled_from(["b", "i", "code", "a href=/u"]), st.lists(inner, max_size=4)).map(
        lambda made: f"<{made[0]}>{''.join(made[1])}</{made[0].split()[0]}>"
    ),
    max_leaves=12,
)


@given(st.lists(_MARKED, max_size=5).map("".join))
@example("<a href=/u><b>[[]](</b></a>")
def test_no_mark_is_shown_as_it_is(line: str) -> None:
    """What a reader of Markdown shows of marked text is the text."""
    page = segment_html(f"<p>{line}")
    shown = MarkdownIt("commonmark").render(markdown_of(page, np.ones(len(page.inside), dtype=bool), links=True))

    assert segment_html(shown).blocks.text == page.blocks.text


@given(st.text(st.sampled_from('ab *_`[](){}<>#-+.!|~=&;1\\:/\n\t"'), max_size=40))
def test_any_text_is_rendered(text: str) -> None:
    """No text breaks the renderer, and all of its letters and digits are there, in order."""
    page = segment_html("<p>" + text.replace("&", "&amp;").replace("<", "&lt;"))
    shown = markdown_of(page, np.ones(len(page.inside), dtype=bool))

    assert [c for c in shown if c.isalnum()] == [c for c in text if c.isalnum()]
