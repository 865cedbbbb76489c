"""What a page says of itself, and article text that only stands in scripts."""

from __future__ import annotations

import json

import pytest

from cleaner.segment.elements import Inside
from cleaner.segment.html import segment_html

BODY = "The gardener carried the kettle beyond the river, and the donkey went along. " * 6


def ld(value: object) -> str:
    """A JSON-LD script."""
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


def test_head_is_read() -> None:
    """Titles, Open Graph, canonical address, language, author, description, site."""
    page = segment_html(
        """<html lang=de><head><title> Storm
        over town | The Paper</title><meta property=og:title content="Storm"><meta name=Author content="Ann Lee">
        <meta name=description content="It blew."><link rel=canonical href=/storm><meta property=og:site_name
        content="The Paper"></head><svg><title>icon</title></svg><p>x"""
    )
    found = page.metadata

    assert found.title == "Storm over town | The Paper"
    assert (found.og_title, found.authors, found.descriptions) == ("Storm", ("Ann Lee",), ("It blew.",))
    assert (found.canonical, found.language, found.site) == ("/storm", "de", "The Paper")


@pytest.mark.parametrize(
    "script",
    [
        ld({"@type": "NewsArticle", "headline": "H", "articleBody": BODY, "author": {"name": "Ann"}}),
        ld([{"@graph": [{"@type": "X"}, {"headline": "H", "articleBody": BODY, "author": [{"name": "Ann"}, {}]}]}]),
        ld({"headline": "H", "articleBody": BODY, "author": "Ann"}).replace("}<", ",}<"),
        ld({"headline": "H", "articleBody": BODY, "author": "Ann"}).replace(">{", "><!-- {").replace("}<", "} --><"),
        ld({"headline": "H", "articleBody": BODY, "author": "Ann"}).replace("along. ", "along.\n"),
    ],
    ids=["plain", "graph", "comma", "comment", "line-ends"],
)
def test_json_ld_is_read_though_broken(script: str) -> None:
    """Commas too many, comments around and line ends inside do not matter."""
    found = segment_html(script + "<p>x").metadata

    assert found.headlines == ("H",)
    assert found.authors == ("Ann",)
    assert found.article_body.split() == BODY.split()


def test_strings_are_found_where_nothing_parses() -> None:
    """A missing comma spoils JSON; its strings are still there."""
    script = '<script type="application/ld+json">{"headline":"A \\"b\\" \\u00e9" "articleBody":"' + BODY + '"}</script>'
    found = segment_html(script).metadata

    assert found.headlines == ('A "b" é',)
    assert found.article_body == BODY.strip()


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (ld({"articleBody": f"{BODY}\n\nSecond  part."}), [BODY.strip(), "Second part."]),
        (ld({"articleBody": f"<p>{BODY}</p><p>Second <b>part</b>.</p>"}), [BODY.strip(), "Second part."]),
        (ld({"articleBody": f"&lt;p&gt;{BODY}&lt;/p&gt;"}), [BODY.strip()]),
        (f'<script>window.state = {{a: 1, "articleBody":"{BODY}"}};</script>', [BODY.strip()]),
    ],
    ids=["text", "html", "escaped", "state"],
)
def test_text_that_only_stands_in_scripts_is_taken(script: str, expected: list[str]) -> None:
    """A page without prose of its own gives what its scripts hold, marked as such."""
    page = segment_html(f"{script}<div id=root>Loading</div>")

    assert page.blocks.lines() == ["Loading", *expected]
    assert [bool(bits & Inside.STATE) for bits in page.inside.tolist()] == [False] + [True] * len(expected)


@pytest.mark.parametrize(("body_chars", "page_chars"), [(900, 300), (900, 301), (1800, 599), (1800, 600)])
def test_prose_of_the_page_keeps_scripts_out(body_chars: int, page_chars: int) -> None:
    """What scripts hold is taken where it is three times as long as the page's prose, and that is under 600."""
    page = segment_html(
        ld({"articleBody": (BODY * 5)[:body_chars].strip()}) + f"<p>{('words ' * 200)[: page_chars - 1]}."
    )

    assert bool((page.inside & Inside.STATE).any()) == (page_chars in (300, 599))


def test_menu_is_no_prose() -> None:
    """A page of links has no text of its own, however long."""
    page = segment_html(ld({"articleBody": BODY}) + f"<p><a href=x>{BODY}</a></p>")

    assert (page.inside & Inside.STATE).any()
