"""HTML told from text: both sides of the rule, and neither crashes nor takes long."""

from __future__ import annotations

import gzip
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.cli.recognise import is_html, looks_like_html

LISTING = "<!DOCTYPE html>\n<html>\n<head><title>Hi</title></head>\n<body><p>Hi</p></body>\n</html>"
PROSE = "The listing above is the smallest page that a browser shows without a word of complaint to anybody."
PAGE = (
    f"<!DOCTYPE html><html><head><title>Storm</title></head><body><p>{'It rained all night. ' * 40}</p></body></html>"
)

HTML = {
    "doctype": "<!DOCTYPE html><title>Storm</title><p>It rained.",
    "old doctype": '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN" "http://www.w3.org/TR/html4/strict.dtd">\n<HTML>\n<HEAD></HEAD>',
    "html": "<html><p>Storm</p>",
    "html with names": '<html lang="en" class="no-js">\n<head>\n<meta charset="utf-8">\n</head>',
    "head": "<head><title>Storm</title>",
    "body": "<body><p>Storm</p>",
    "inline first": '<html>\n<body>\n<a name="top"></a>Storm',
    "text in html": "<html>Storm in the harbour</html>",
    "frames": '<html><frameset cols="1,2"><frame src="a.html"></frameset></html>',
    "xhtml": '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head>',
    "xml declaration": "<?xml version='1.0'?><html><p>Storm</p></html>",
    "white space before": "\n\n \t<!doctype HTML><p>Storm</p>",
    "mark before": "\ufeff<!doctype html><p>Storm</p>",
    "mark and white space before": "\ufeff \n<!doctype html><p>Storm</p>",
    "comments before": "<!-- saved from url -->\n<!-- by <b>hand</b> -->\n<html><p>Storm</p>",
    "comment after the doctype": "<!doctype html>\n<!--[if IE]><![endif]-->\n<html><head></head>",
    "script before": "\n<script type='x'>if (a < b) {}</script>\n<STYLE>p {}</STYLE><!doctype html><html><head></head>",
    "listing alone": LISTING,
    "a remark of the server": f"{PAGE}\nPage served in 0.2 seconds",
    "a comment of the server": f"{PAGE}\n<!-- Page served from the cache, for the third time today, by host number nine -->",
    "a second document": f"{PAGE}<div>Storm</div>",
    "cut off": PAGE[:300],
    "paragraph": "<p>Storm</p>",
    "paragraphs": "<h1>Storm</h1>\n\n<p>It <b>rained</b>.<br>All night.</p>\n<P CLASS='x'>And day.</P>\n",
    "nested": "<div><div>It rained <p>all night</div></div>",
    "sections": "<!-- body --><article><p>Storm</p></article><hr><aside>Rain</aside>",
    "script beside": '<script>if (a < b) write("<div>")</script><div>Storm<script>"</div>"</script></div><style>p > a {}</style>',
    "table": "<table><tr><td>Storm<td>Rain</table>",
}
TEXT = {
    "nothing": "",
    "a sign": "<",
    "blank": " \n",
    "mentions": "A line about <html> tags",
    "hearts": "<3 hearts",
    "bold line": "<b>A line</b>",
    "link": '<a href="/a">A line</a>',
    "span": "<span>A line</span>",
    "image": '<img src="a.png">',
    "script only": "<script>alert(1)</script>",
    "script told": "<script>alert(1)</script> opens a box, and <html> does not.",
    "list of tags": "<html>, <head> and <body> stand on every page.",
    "bare list of tags": "<html> <head> <body> are on every page.",
    "longer list of tags": "<html> <head> <body> <p> are on every page.",
    "root told": "<html> is the root of a page.",
    "doctype told": "<!DOCTYPE html> says which HTML a page is in.",
    "paragraph told": "<p> begins a paragraph, and </p> ends it.",
    "paragraph shown": "<p>Storm</p>\nis a paragraph with one word in it.",
    "shown twice": "<p>Storm</p>\n\nNow for another one.\n\n<p>Rain</p>",
    "shown after": "A paragraph looks like this.\n\n<p>Storm</p>",
    "header told": "<header> came with HTML 5.",
    "listing and prose": f"{LISTING}\n\n{PROSE}",
    "listing, prose, listing": f"{LISTING}\n\n{PROSE}\n\n{LISTING}",
    "code and prose": "<div class='box'>\n  <p>Storm</p>\n</div>\n\nThe box has a border.",
    "include": "#include <stdio.h>\nint main(void) { return a < b; }",
    "template": "<T> T largest(List<T> items) { return items.get(0); }",
    "feed": '<?xml version="1.0"?><rss version="2.0"><channel><title>Storm</title></channel></rss>',
    "drawing": '<svg xmlns="http://www.w3.org/2000/svg"><text>Storm</text></svg>',
    "address": "<editor@example.org> wrote on Monday that the storm was over.",
    "quotation": "<<Storm>>, said the mayor, <<is over>>.",
    "no end tags": "<p>Storm\n<p>Rain",
    "unclosed": "<div><p>Storm</p>",
    "wrongly closed": "</div><p>Storm</p>",
    "comment unclosed": "<!-- <p>Storm</p>",
    "comment alone": "<!-- Storm -->",
    "unknown tag": "<speech>Storm</speech>",
    "speaker": "<Anna> Is it over?\n<Bert> Nearly.",
    "inline after one": "<html> <b>is</b> the root",
}


@pytest.mark.parametrize("name", HTML)
def test_source_of_a_page_is_html(name: str) -> None:
    """Documents and pieces of them, whatever stands before."""
    recognised = is_html(HTML[name].encode())

    assert recognised
    assert looks_like_html(HTML[name])


@pytest.mark.parametrize("name", TEXT)
def test_text_that_speaks_of_tags_is_text(name: str) -> None:
    """It may begin with one, show one, or be a listing with its explanation."""
    recognised = is_html(TEXT[name].encode())

    assert not recognised
    assert not looks_like_html(TEXT[name])


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1251", "gb18030"])
@pytest.mark.parametrize("name", ["doctype", "html with names", "paragraph", "xhtml"])
def test_encoding_does_not_matter(name: str, encoding: str) -> None:
    """With a byte order mark or, where markup shows it, without."""
    recognised = is_html(HTML[name].ljust(200).encode(encoding))

    assert recognised


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("name", ["root told", "paragraph shown", "bold line"])
def test_encoded_text_stays_text(name: str, encoding: str) -> None:
    """The same for the other side."""
    recognised = is_html(TEXT[name].encode(encoding))

    assert not recognised


def test_packed_page_is_html_and_packed_text_is_not() -> None:
    """A gzip body that was saved as it came."""
    page, text = is_html(gzip.compress(PAGE.encode())), is_html(gzip.compress(PROSE.encode()))

    assert page
    assert not text


@pytest.mark.parametrize(
    "content",
    [b"\x00", b"\xff\xfe", b"\x1f\x8b", b"\x1f\x8b\x08garbage", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, b"<\xff\x00\x80" * 99, bytes(9999)],
    ids=lambda content: repr(content[:8]),
)  # fmt: skip
def test_binary_garbage_is_no_html(content: bytes) -> None:
    """And no failure."""
    recognised = is_html(content)

    assert not recognised


@pytest.mark.parametrize(
    ("path", "recognised"),
    [
        ("page.html", True),
        ("PAGE.HTM", True),
        ("a.b.xhtml", True),
        ("page.html.txt", False),
        ("page.txt", False),
        ("html", False),
        (".html", False),
        ("-", False),
    ],
)
def test_name_tells_too(path: str, recognised: bool) -> None:
    """By its last ending only."""
    found = is_html(PROSE.encode(), path)

    assert found == recognised


def test_page_with_the_name_of_a_text_is_html() -> None:
    """Scrapers save pages under any name."""
    recognised = is_html(PAGE.encode(), "page.txt")

    assert recognised


@pytest.mark.parametrize(("behind", "recognised"), [(0, True), (10, True), (11, False)])
def test_prose_behind_a_document_makes_it_a_listing(behind: int, recognised: bool) -> None:
    """From a tenth of the document's length on."""
    document = "<html><p>x</p></html>".replace("x", "x" * 80)
    assert len(document) == 100
    found = looks_like_html(f"{document}\n{'y' * behind}")

    assert found == recognised


HOSTILE = ["<", "<!--", "<!-- -->", "<p>", "<p></p>", "<div", "<div ", "<script>", "<script></script>", "<style></script", "<html>", "<?xml ?>", "</p>",
           "<p ='", "\ufeff", " ", "<!doctype html>"]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE, ids=ascii)
@pytest.mark.parametrize("before", ["", "<div>", "<html>", "<p></p>"])
def test_time_is_linear(before: str, piece: str) -> None:
    """Double the input and the time does not quadruple; measured as an absolute bound far above the truth."""
    began = time.process_time()
    looks_like_html(before + piece * 50_000)

    assert time.process_time() - began < 2


PIECES = st.sampled_from(
    [*HOSTILE, "</html>", "</div>", "</script>", "-->", "word ", ">", "\0", "\ud800", "<html ", "<body>"]
)


@given(st.lists(PIECES, max_size=20).map("".join))
def test_no_text_makes_it_fail(text: str) -> None:
    """Whatever is put together."""
    answer = looks_like_html(text)

    assert answer in (True, False)


@given(st.binary(max_size=60))
def test_no_bytes_make_it_fail(content: bytes) -> None:
    """Nor what begins as a page."""
    answers = {is_html(content), is_html(b"<" + content), is_html(b"\x1f\x8b\x08" + content)}

    assert answers <= {True, False}
