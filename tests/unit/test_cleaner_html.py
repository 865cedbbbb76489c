"""`Cleaner.html`: its settings, and what it promises whatever the page. What goes is the affair of rules and numbers."""

from __future__ import annotations

import pickle
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cleaner
from cleaner import Cleaner, UnknownName

PROSE = "The mayor resigned on Monday after the council had voted against her plan to sell the harbour to a firm from abroad."
MORE = "Her deputy said that the vote had come as a surprise to everybody in the town hall, and that he would wait until the spring."
SIGN_UP = "Sign up to our newsletter"
PAGE = (
    '<html lang="en-GB"><head><title>Mayor resigns \u2013 The Paper</title><meta property="og:title" content="Mayor resigns"></head>'
    f'<body><main><h1>Mayor resigns</h1><p>{PROSE}</p><p><a href="/more">Her deputy</a>{MORE[10:]} Caf\u00e9.</p><p>{SIGN_UP}</p></main></body></html>'
)
PIECES = [
    "<p>", "</p>", "<div class=share>", "</div>", "<nav>", "</nav>", "<li>", "<table><tr><td>", "</table>", "<a href=/>", "</a>", "<h2>",
    "<script>", "</script>", "<!--", "-->", "<pre>", "<br>", "<b>", "&amp", "<", "\x00", "\ud800", "\u2028", "\r\n", "Share", "Comments", SIGN_UP, PROSE, MORE,
    "Read also: A storm", "Foto: AFP", "\u65b0\u805e", "  ",
]  # fmt: skip


def less_removed(result: cleaner.Result) -> str:
    """The page's text without the spans that went."""
    kept, at = "", 0
    for item in result.removed:
        assert at <= item.start < item.end
        assert item.text == result.page_text[item.start : item.end]
        kept, at = kept + result.page_text[at : item.start], item.end
    return kept + result.page_text[at:]


def test_certain_residue_goes_from_a_page(cleaner_: Cleaner) -> None:
    """With its category, its rule and its place on the page."""
    result = cleaner_.html(PAGE)
    (gone,) = [item for item in result.removed if item.text == SIGN_UP]

    assert SIGN_UP not in result.text
    assert (gone.category, gone.path) == ("subscribe", "/html/body/main/p[3]")
    assert gone.points >= 5


def test_page_says_its_title_and_language(cleaner_: Cleaner) -> None:
    """As it states them itself."""
    result = cleaner_.html(PAGE)

    assert (result.title, result.language) == ("Mayor resigns", "en")


def test_function_cleans_like_the_class(cleaner_: Cleaner) -> None:
    """`clean_html` is a cleaner with the default settings, and passes on all that `Cleaner.html` takes."""
    page, url = PAGE.replace("\u2013", "-").encode("latin-1"), "https://paper.example/"
    given: dict[str, Any] = {"charset": "iso-8859-5", "extractor": "own", "output": "markdown", "links": True}
    cleaned = cleaner.clean_html(page, url, **given)

    assert cleaner.clean_html(PAGE) == cleaner_.html(PAGE)
    assert cleaned == cleaner_.html(page, url, **given)
    assert "[Her deputy](https://paper.example/more)" in cleaned.text
    assert "Caf\u0449" in cleaned.text, "the header is believed: \xe9 in latin-1 is \u0449 in iso-8859-5"


def test_batch_takes_what_html_takes(cleaner_: Cleaner) -> None:
    """An address and a charset for each page or for none, and the form of the output for all."""
    pages = [PAGE.replace("\u2013", "-").encode("latin-1"), PAGE]
    urls, charsets = ["https://paper.example/", None], ["iso-8859-5", None]
    given: dict[str, Any] = {"output": "markdown", "links": True}
    alone = [
        cleaner_.html(page, url, charset=charset, **given)
        for page, url, charset in zip(pages, urls, charsets, strict=True)
    ]

    assert cleaner_.html_batch(pages, urls, charsets=charsets, **given) == alone
    assert cleaner_.html_batch([PAGE, PAGE]) == [cleaner_.html(PAGE)] * 2
    assert cleaner_.html_batch([]) == []


def test_batch_wants_an_address_for_each_page(cleaner_: Cleaner) -> None:
    """One too few would be another page's."""
    with pytest.raises(ValueError, match="shorter"):
        cleaner_.html_batch([PAGE, PAGE], ["https://paper.example/"])
    with pytest.raises(UnknownName, match="epub"):
        cleaner_.html_batch([PAGE], output="epub")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("encoding", "charset"),
    [("utf-8", None), ("utf-8-sig", None), ("utf-16", None), ("latin-1", "latin-1"), ("cp1252", "iso-8859-1")],
)
def test_bytes_are_read_like_the_text(cleaner_: Cleaner, encoding: str, charset: str | None) -> None:
    """In any encoding that the page or the header names."""
    page = PAGE.replace("\u2013", "-")

    assert cleaner_.html(page.encode(encoding), charset=charset) == cleaner_.html(page)


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ({"extractor": "trafilature"}, "unknown extractor 'trafilature'; did you mean 'trafilatura'?"),
        ({"extractor": ""}, "unknown extractor ''"),
        ({"output": "markdwn"}, "unknown output 'markdwn'; did you mean 'markdown'?"),
        ({"output": "html"}, "unknown output 'html'"),
    ],
)
def test_unknown_name_is_refused_with_the_nearest(cleaner_: Cleaner, setting: dict[str, str], message: str) -> None:
    """Word for word, before the page is looked at."""
    with pytest.raises(UnknownName) as error:
        cleaner_.html(PAGE, **setting)  # type: ignore[arg-type]

    assert str(error.value) == message


def test_kept_category_stays_on_a_page() -> None:
    """`keep` holds for HTML as for text."""
    result = Cleaner(keep={"subscribe"}).html(PAGE)

    assert "subscribe" not in {item.category for item in result.removed}


def test_text_of_a_page_is_what_its_spans_leave(cleaner_: Cleaner) -> None:
    """Every character is accounted for."""
    result = cleaner_.html(PAGE)

    assert less_removed(result) == result.text
    assert [result.page_text[block.start : block.end] for block in result.blocks] == [
        block.text for block in result.blocks
    ]


def test_markdown_says_the_same_otherwise(cleaner_: Cleaner) -> None:
    """The verdicts are those of the text; only the writing differs."""
    text, markdown, linked = (
        cleaner_.html(PAGE, "https://paper.example/a/b", output=output, links=links)
        for output, links in (("text", False), ("markdown", False), ("markdown", True))
    )

    assert (markdown.removed, markdown.blocks, markdown.page_text) == (text.removed, text.blocks, text.page_text)
    assert SIGN_UP not in markdown.text
    assert "](" not in markdown.text
    assert ("Her deputy" in text.text) == ("[Her deputy](https://paper.example/more)" in linked.text)


GUARDED = "Subscribe to our newsletter and follow us on Telegram for more news every day of the week."


def test_guard_gives_prose_of_a_page_back() -> None:
    """Where nothing would be left, the prose stays, with the reason; without the guard it goes."""
    page = f"<p>{GUARDED}" * 5
    guarded, free = Cleaner().html(page), Cleaner(max_loss=1).html(page)

    assert [note.reason for note in guarded.notes] == ["empty_article"]
    assert guarded.text == "\n\n".join([GUARDED] * 5)
    assert (free.text, free.notes) == ("", ())


def test_result_of_a_page_survives_pickling(cleaner_: Cleaner) -> None:
    """Paths, blocks, title and language too, though they are worked out when asked."""
    result = cleaner_.html(PAGE)
    copy = pickle.loads(pickle.dumps(result))

    assert copy == result
    assert [item.path for item in copy.removed] == [item.path for item in result.removed]
    assert (copy.blocks, copy.title, copy.language, copy.page_text) == (
        result.blocks,
        "Mayor resigns",
        "en",
        result.page_text,
    )


@pytest.mark.parametrize("output", ["text", "markdown"])
@pytest.mark.parametrize(
    "page",
    ["", b"", "\x00", "\ud800", "<p>\ud800x", b"\xff\xfe", b"\x00" * 999, "<", "<html>", "<div>" * 999 + "x", "<script>", "<svg>" * 999,
     "<table>" * 99, "<!--", "&#xD800;", "plain text\nof two lines"],
    ids=lambda page: ascii(page)[:20],
)  # fmt: skip
def test_odd_page_never_raises(cleaner_: Cleaner, page: str | bytes, output: str) -> None:
    """Whatever the page, there is a result, with its blocks and its spans."""
    result = cleaner_.html(page, output=output)  # type: ignore[arg-type]

    assert [result.page_text[block.start : block.end] for block in result.blocks] == [
        block.text for block in result.blocks
    ]
    assert less_removed(result) == cleaner_.html(page).text


@settings(max_examples=60)
@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_random_page_is_accounted_for(page: str) -> None:
    """The input less the reported spans is the output, and every span that is no gap has a path."""
    result = Cleaner().html(page)

    assert less_removed(result) == result.text
    assert all(item.path.startswith("/html") for item in result.removed if item.rule != "gap")
    assert Cleaner().html(page) == result
