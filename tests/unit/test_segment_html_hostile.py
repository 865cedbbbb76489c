"""Hostile HTML: bounded in time and memory, linear, never a crash, never a document lost."""

from __future__ import annotations

import gzip
import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np
import pytest
from apart import run_apart
from hypothesis import given
from hypothesis import strategies as st

from cleaner.render.markdown import markdown_of
from cleaner.segment.elements import Inside
from cleaner.segment.html import HtmlPage, segment_html
from cleaner.segment.names import tokenized

ALLOWANCE_SECONDS = 0.05
"""What a run may take more for reasons of the machine's."""
MAX_SECONDS = 30
SENTENCE = "The gardener carried the kettle beyond the river while another donkey painted a ladder."

INPUTS: dict[str, tuple[Callable[[int], str], int]] = {
    "nested-divs": (lambda n: "<div>" * n + "x", 200_000),
    "nested-divs-with-text": (lambda n: "<div>a" * n, 50_000),
    "nested-spans-with-text": (lambda n: "<span>a" * n, 50_000),
    "nested-bold-with-text": (lambda n: "<x-b><b>a" * n, 20_000),
    "nested-lists": (lambda n: "<ul><li>a" * n, 30_000),
    "nested-tables": (lambda n: "<table><tr><td>a" * n, 20_000),
    "nested-quotes": (lambda n: "<blockquote>a" * n, 30_000),
    "siblings": (lambda n: "<p>a</p>" * n, 50_000),
    "inline-siblings": (lambda n: "<i>a</i> " * n, 50_000),
    "empty-siblings": (lambda n: "<div></div>" * n, 200_000),
    "text-node": (lambda n: "<p>" + "kettle donkey " * n, 300_000),
    "spaces": (lambda n: "<p>a" + " \n" * n + "b", 500_000),
    "br": (lambda n: "a<br>" * n, 100_000),
    "unclosed": (lambda n: "<div><p><b><a href=x><i>text<table><td>" * n, 5_000),
    "unclosed-tag": (lambda n: "<p>" + "<a href='" * n, 100_000),
    "open-angles": (lambda n: "<" * n, 500_000),
    "comments": (lambda n: "<!--" * n, 300_000),
    "closed-comments": (lambda n: "<!-- a -->b" * n, 100_000),
    "conditional-comments": (lambda n: "<!--[if IE]><p>old</p><![endif]-->" * n + "<p>new", 50_000),
    "entities": (lambda n: "<p>" + "&amp;" * n, 300_000),
    "broken-entities": (lambda n: "<p>" + "&notanentity&#x110000;&#0;&" * n, 50_000),
    "plaintext": (lambda n: "<p>a<plaintext>" + "<b>" * n, 300_000),
    "wide-table": (lambda n: "<table><tr>" + "<td>a" * n + "<tr>" + "<td>b" * n, 50_000),
    "long-table": (lambda n: "<table>" + "<tr><td>a<td>b" * n, 20_000),
    "wide-cells": (lambda n: "<table>" + "<tr><td colspan=64 rowspan=64>a<td>b" * n, 10_000),
    "empty-cells": (lambda n: "<table><tr>" + "<td></td>" * n + "<td>a<td>b<tr><td>a<td>b", 50_000),
    "styled-lines": (lambda n: "<p><b style='display:block'>a</b>" * n, 20_000),
    "pre": (lambda n: "<pre>\n a</pre>" * n, 30_000),
    "blank-pre": (lambda n: "<pre>" + " \n" * n + "a", 300_000),
    "attributes": (lambda n: "<div " + " ".join(f"a{i}=x" for i in range(n)) + ">x", 100_000),
    "data-attributes": (lambda n: "<div " + " ".join(f"data-a{i}=x" for i in range(n)) + ">x", 100_000),
    "long-attribute": (lambda n: f"<p class='{'a-' * n}' style='{'display' * n}'>x", 300_000),
    "names": (lambda n: "".join(f"<p class='c{i} d{i}'>a</p>" for i in range(n)), 30_000),
    "bodies": (lambda n: "<body class=a><p>x" * n, 50_000),
    "templates": (lambda n: "<div><template>a" * n, 20_000),
    "shadow-roots": (lambda n: "<div><template shadowrootmode=open>a" * n, 20_000),
    "shadow-roots-without-end": (lambda n: "<template shadowrootmode " * n, 50_000),
    "long-template-tags": (lambda n: ("<template " + "a " * 300) * n + ">", 1_000),
    "frames": (lambda n: "<frameset>" * n + "<frame src=x>" * n, 50_000),
    "cdata": (lambda n: "<![CDATA[ x ]]>" * n + "<svg><![CDATA[ y ]]></svg>", 100_000),
    "hidden": (lambda n: "<p hidden>a</p>" * n, 50_000),
    "options": (lambda n: "<select>" + "<option>a" * n, 50_000),
    "scripts": (lambda n: "<script type='application/ld+json'>{</script>" * n, 30_000),
    "json": (lambda n: f"<script type='application/ld+json'>{'[' * n}</script>", 300_000),
    "json-spaces": (lambda n: f"<script type='application/ld+json'>{{-->{' ' * n}x</script>", 300_000),
    "json-strings": (lambda n: "<script>" + '"articleBody":"' * n + "</script>", 100_000),
    "marks": (lambda n: "<p>" + "<b>*</b><code>`</code>" * n, 30_000),
    "stars": (lambda n: "<p>" + "*_[" * n + "](", 100_000),
    "no-break-spaces": (lambda n: "<p>\u00a0<b>\u00a0</b>" * n, 50_000),
}


def run_all(page: str | bytes) -> HtmlPage:
    """Everything there is: columns, names, metadata, Markdown, a path."""
    segmented = segment_html(page)
    _ = tokenized(segmented.names), segmented.metadata, segmented.element_depth
    markdown_of(segmented, np.ones(len(segmented.inside), dtype=bool), links=True)
    if len(segmented.inside):
        segmented.path(len(segmented.inside) - 1)
    return segmented


def check(page: HtmlPage) -> None:
    """What holds of every page."""
    blocks = page.blocks
    starts, ends = blocks.starts.tolist(), blocks.ends.tolist()
    count, elements = len(starts), len(page.element_tag)

    pre = ((page.inside & Inside.PRE) != 0).tolist()
    assert all(line and line == line.rstrip() for line in blocks.lines())
    assert all(line == line.lstrip() or is_pre for line, is_pre in zip(blocks.lines(), pre, strict=True))
    assert "".join(blocks.text[end:start] for end, start in zip(ends, starts[1:], strict=False)).strip("\n") == ""
    assert all(len(column) == count for column in (page.element, page.leaf, page.tag, page.inside, page.links))
    assert all(len(column) == elements for column in (page.element_parent, page.element_name, page.element_inside))
    assert elements
    assert (page.element_parent < np.arange(elements)).all()
    assert (page.link_chars <= blocks.ends - blocks.starts).all()
    if count:
        assert 0 <= int(page.element.min()) <= int(page.leaf.max()) < elements
    if len(page.span_block):
        assert (page.span_start < page.span_end).all()
        assert (page.span_end <= (blocks.ends - blocks.starts)[page.span_block]).all()


@pytest.mark.parametrize("name", INPUTS)
def test_doubling_hostile_html_never_quadruples_the_time(name: str) -> None:
    """Half the page and the whole, best of two each."""
    make, size = INPUTS[name]
    times = []
    for page in (make(size // 2), make(size)):
        run = partial(run_all, page)
        spent = []
        for _ in range(2):
            began = time.perf_counter()
            segmented = run()
            spent.append(time.perf_counter() - began)
        check(segmented)
        times.append(min(spent))

    assert times[1] < 4 * times[0] + ALLOWANCE_SECONDS
    assert times[1] < MAX_SECONDS


HUGE = {
    "fifty-megabytes-in-a-text": "'<p>' + 'kettle donkey ' * 3_571_429",
    "a-million-siblings": "'<p>a</p>' * 1_000_000",
    "deep-and-wide": "'<div>' * 200_000 + '<p>a</p>' * 200_000",
}


@pytest.mark.slow
@pytest.mark.parametrize("name", HUGE)
def test_huge_page_takes_bounded_time_and_memory(name: str) -> None:
    """Fifty megabytes of text and a million elements are cut within seconds and two gigabytes."""
    seconds, megabytes = run_apart(
        before=f"from cleaner.segment.html import segment_html; page = {HUGE[name]}",
        run="assert len(segment_html(page).blocks.starts)",
    )

    assert seconds < MAX_SECONDS
    assert megabytes < 2048


def test_text_below_any_depth_is_found() -> None:
    """A paragraph under 200,000 divs is a block like any other; the parser ends nesting at 512, as browsers do."""
    page = segment_html("<div>" * 200_000 + f"<p>{SENTENCE}")

    assert page.blocks.lines() == [SENTENCE]
    assert 500 < int(page.element_depth[page.element[0]]) < 520


def test_binary_garbage_gives_a_page() -> None:
    """Random bytes are read as something, without a crash."""
    draw = random.Random(4)
    for size in (1, 10, 1000, 100_000):
        check(run_all(draw.randbytes(size)))


def test_gzip_body_is_unpacked() -> None:
    """A body that the server packed twice still gives its text; one cut short gives what it holds."""
    packed = gzip.compress(f"<p>{SENTENCE}</p>".encode() * 50)

    assert segment_html(packed).blocks.lines() == [SENTENCE] * 50
    assert segment_html(packed[:-9]).blocks.lines()[0] == SENTENCE
    check(segment_html(b"\x1f\x8b" + b"no gzip at all"))


def test_packed_bomb_is_cut_off() -> None:
    """Eighty megabytes in a small gzip body are not unpacked to the end."""
    bomb = gzip.compress(b"<p>" + b"kettle " * 12_000_000, 1)
    page = segment_html(bomb)

    assert len(page.blocks.text) <= 64 * 2**20


@pytest.mark.parametrize(
    "page",
    [
        f"<body><p>{SENTENCE}</p></body><body id=two><p>Second.</p></body>",
        f"<html><body><html><body><p>{SENTENCE}<p>Second.",
        f"<p>{SENTENCE}</div></span></p></table></body></html><p>Second.",
        f'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body><p>{SENTENCE}</p><p>Second.</p></body></html>',
        f"<!--[if lt IE 9]><p>Old.</p><![endif]--><p>{SENTENCE}</p><![if !IE]><p>Second.</p><![endif]>",
        f"<p>{SENTENCE}</p><script>document.write('<p>Never</p>')</script><style>p{{}}</style><p>Second.",
        f"<p>{SENTENCE}<br></br><br/>Second.",
        f"<TABLE><TR><TD><P>{SENTENCE}</P></TD></TR></TABLE><P>Second.",
        f"\ufeff\x00<p>{SENTENCE}</p>\x00<p>Sec\x00ond.".replace("Sec\x00", "Sec"),
    ],
    ids=["bodies", "htmls", "stray-ends", "xhtml", "conditional", "script", "br", "capitals", "nul"],
)
def test_broken_markup_keeps_its_text(page: str) -> None:
    """The paragraphs come out, whatever the tags around them."""
    lines = segment_html(page).blocks.lines()

    assert SENTENCE in lines
    assert lines[-1] == "Second."


def test_half_of_a_surrogate_pair_is_kept_where_it_can_be() -> None:
    """In text it stays; in an attribute's name, which the parser cannot say, it costs no text."""
    page = segment_html(f"<p a\ud800=1>{SENTENCE}</p><p>\ud800 alone</p>")

    assert segment_html("<p>\ud800 alone</p>").blocks.lines() == ["\ud800 alone"]
    assert page.blocks.lines() == [SENTENCE, "\ufffd alone"]
    assert page.path(1) == "/html/body/p[2]"


def test_half_of_a_surrogate_pair_in_a_script_costs_no_text() -> None:
    """JSON can spell one out, in the tags of the article that it holds, too."""
    body = "".join(f"<p \\ud800={i}>{SENTENCE}</p>" for i in range(20))
    page = segment_html(f"""<script type='application/ld+json'>{{"articleBody": "{body}"}}</script>""".encode())

    assert page.blocks.lines() == [SENTENCE] * 20


def test_frameset_page_without_text_has_no_blocks() -> None:
    """Frames only point to pages."""
    page = run_all("<html><frameset cols=50%><frame src=a.html><frame src=b.html></frameset></html>")

    assert page.blocks.lines() == []


def test_plaintext_element_ends_the_markup() -> None:
    """What follows <plaintext> is text, tags and all."""
    page = segment_html("<p>One<plaintext>two <b>three")

    assert page.blocks.lines() == ["One", "two <b>three"]


def test_eight_threads_give_the_same_pages() -> None:
    """Results depend neither on threads nor on what was segmented before."""
    draw = random.Random(7)
    pieces = ["<p>", "<div class=a>", "</div>", "<ul><li>", SENTENCE, "<table><tr><td>x<td>y", "<b>", "</b>", "<br>"]
    pages = ["".join(draw.choices(pieces, k=300)) for _ in range(40)]

    def columns(page: str) -> tuple[object, ...]:
        found = segment_html(page)
        return (
            found.blocks.text,
            found.element.tolist(),
            found.inside.tolist(),
            found.names,
        )

    alone = [columns(page) for page in pages]
    with ThreadPoolExecutor(8) as pool:
        rounds = list(
            pool.map(lambda seed: [columns(page) for page in random.Random(seed).sample(pages, 40)], range(8))
        )

    for seed, found in enumerate(rounds):
        assert found == [alone[i] for i in random.Random(seed).sample(range(40), 40)]


_TAGS = st.sampled_from(
    [
        "p",
        "div",
        "span",
        "b",
        "a",
        "ul",
        "ol",
        "li",
        "table",
        "tr",
        "td",
        "th",
        "br",
        "hr",
        "pre",
        "h1",
        "h6",
        "blockquote",
        "template",
        "template shadowrootmode=open",
        "noscript",
        "script",
        "svg",
        "math",
        "select",
        "option",
        "button",
        "textarea",
        "iframe",
        "plaintext",
        "frameset",
        "body",
        "html",
        "head",
        "title",
        "x-y",
        "figure",
        "figcaption",
        "ruby",
        "rt",
    ]
)
_ATTRIBUTES = st.sampled_from(
    [
        "",
        " hidden",
        " class='aB c-d'",
        " href=/x",
        " style='display:none'",
        " id=",
        " start=9999999999",
        " aria-hidden=true",
        " \ud800=x",
    ]
)
_TEXTS = st.one_of(
    st.text(max_size=8),
    st.sampled_from(
        [
            " ",
            "\n",
            "\u00a0",
            "\u2028",
            "&amp;",
            "&#x85;",
            "<!--",
            "-->",
            "]]>",
            "<![CDATA[",
            SENTENCE,
            "\ud800",
            "|\t*",
        ]
    ),
)
_PIECES = st.one_of(
    st.builds(lambda tag, rest: f"<{tag}{rest}>", _TAGS, _ATTRIBUTES), st.builds(lambda tag: f"</{tag}>", _TAGS), _TEXTS
)


@given(st.lists(_PIECES, max_size=60).map("".join))
def test_any_mix_of_tags_gives_sound_columns(page: str) -> None:
    """No markup crashes the walk, and its columns fit together."""
    check(run_all(page))


@given(st.binary(max_size=300))
def test_any_bytes_give_sound_columns(page: bytes) -> None:
    """No bytes crash the decoder or the walk."""
    check(run_all(page))
