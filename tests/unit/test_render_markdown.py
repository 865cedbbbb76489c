"""Markdown of kept blocks: structure rendered, text escaped where it must and only there."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

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


@given(st.text(st.sampled_from('ab *_`[](){}<>#-+.!|~=&;1\\:/\n\t"'), max_size=40))
def test_any_text_is_rendered(text: str) -> None:
    """No text breaks the renderer, and all of its letters and digits are there, in order."""
    page = segment_html("<p>" + text.replace("&", "&amp;").replace("<", "&lt;"))
    shown = markdown_of(page, np.ones(len(page.inside), dtype=bool))

    assert [c for c in shown if c.isalnum()] == [c for c in text if c.isalnum()]
