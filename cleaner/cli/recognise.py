"""Whether an input is a page's source or a text: the command is told neither.

A text may begin with "<", quote tags, or be an article about HTML; a page may come without a name, in
UTF-16, or packed. What is not surely HTML is text, and so comes back as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePath

__all__ = ["is_html", "looks_like_html"]

_NAMES = frozenset({".html", ".htm", ".xhtml", ".xht"})
_GZIP_MAGIC = b"\x1f\x8b"
_HEAD_BYTES = 4096
"""White space and marks before the first "<": no page has more."""
_BEFORE = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n\f"
"""Byte order marks, white space, and the NUL bytes that are half of it in UTF-16."""

_PREAMBLE = re.compile(r"<\?[^<>]*>|<!doctype\s+html\b[^<>]*>|<(?:html|head|body)(?:\s[^<>]*)?>", re.IGNORECASE)
_RAW = re.compile(r"<(?:script|style)\b[^<>]*>", re.IGNORECASE)
_RAW_END = re.compile(r"</(?:script|style)\s*>", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-z][a-z0-9-]*)(?:[\s/][^<>]*)?>", re.IGNORECASE)
_BLANK = re.compile(r"\s*")
_DOCUMENT_END = re.compile(r"</html\s*>", re.IGNORECASE)
_TO_NEXT_TAG = re.compile(r"[^<]*")

_HEAD_TAGS = frozenset({"title", "meta", "link", "base", "script", "style", "noscript", "template"})
_BLOCK_TAGS = frozenset(
    {
        *("address", "article", "aside", "blockquote", "body", "center", "details", "dialog", "div", "dl"),
        *("fieldset", "figure", "footer", "form", "frameset", "h1", "h2", "h3", "h4", "h5", "h6", "header"),
        *("hgroup", "html", "main", "nav", "ol", "p", "pre", "section", "table", "ul"),
    }
)
"""What may stand at the top of a piece of a page. Not b, i, a, span: texts carry such tags."""
_EMPTY_TAGS = frozenset({"meta", "link", "base", "hr", "br", "img"})
_RAW_TAGS = frozenset({"script", "style", "template", "noscript"})
"""Tags inside them are no tags of the page."""
MAX_PROSE_SHARE = 0.1
"""Plain text right after ``</html>``, over the length of the document before it. Servers leave a remark of
some words there, behind thousands of characters; an article goes on to speak of its listing."""


def is_html(content: bytes, path: str = "") -> bool:
    """Whether an input is HTML: by its name (.html, .htm, .xhtml), or by its content.

    Bytes are read as a page's are: any byte order mark, UTF-16 without one, a gzip body unpacked.
    What the content must be is told at `looks_like_html`. Raises: nothing.
    """
    if PurePath(path).suffix.lower() in _NAMES:
        return True
    if not content.startswith(_GZIP_MAGIC) and not content[:_HEAD_BYTES].lstrip(_BEFORE).startswith(b"<"):
        return False
    from cleaner.segment.decode import decode_page  # most inputs of the filter are text and need no decoders

    return looks_like_html(decode_page(content).text)


def looks_like_html(text: str) -> bool:
    r"""Whether a text is the source of a page, or of a piece of one.

    White space, comments, XML declarations, scripts and styles may stand before. Then HTML is

    - a document: it begins with a doctype, html, head or body, one behind the other; a tag follows with
      nothing but white space between (after only one of them, a tag that opens a page's head or a block);
      and some tag is closed. Where ``</html>`` comes and prose goes on behind it, it was the listing of
      an article, and the whole is text.
    - a piece: it begins with a block-level tag (p, div, article, table, h1 …), every block-level tag
      at its top is closed, and outside of these stands nothing but white space and comments.

    All else is text, also XML of another kind, ``<b>A line</b>``, and paragraphs without end tags.
    Returns: whether it is HTML.   Raises: nothing; the time is linear.

    >>> looks_like_html("<!doctype html><title>Storm</title>"), looks_like_html("<p>Storm</p>\n<p>Rain</p>")
    (True, True)
    >>> looks_like_html("<html> is the root of a page."), looks_like_html("<p>Storm</p> is a paragraph.")
    (False, False)
    """
    start, passed = _after_preamble(text)
    tag = _TAG.match(text, start)
    if passed and tag and (passed > 1 or tag[2].lower() in _BLOCK_TAGS | _HEAD_TAGS):
        return text.find("</", start) >= 0 and not _is_listing(text, start)
    return _is_piece(text)


def _after_preamble(text: str) -> tuple[int, int]:
    """Where the first tag behind doctype, html, head and body is due; how many of those there were."""
    at, passed = _after_scripts(text), 0
    while found := _PREAMBLE.match(text, at):
        passed += found[0][1] != "?"
        at = _after_blank(text, found.end())
    return at, passed


def _after_scripts(text: str) -> int:
    """The place behind scripts and styles, which proxies put before a page."""
    at = _after_blank(text, 0)
    while (raw := _RAW.match(text, at)) and (end := _RAW_END.search(text, raw.end())):
        at = _after_blank(text, end.end())
    return at


def _after_blank(text: str, at: int) -> int:
    """The place behind white space, byte order marks and comments."""
    while True:
        at = _BLANK.match(text, at).end()  # type: ignore[union-attr]
        if text.startswith("\ufeff", at):
            at += 1
        elif text.startswith("<!--", at) and (end := text.find("-->", at)) >= 0:
            at = end + len("-->")
        else:
            return at


def _is_listing(text: str, start: int) -> bool:
    """Whether prose goes on where the document ends."""
    end = _DOCUMENT_END.search(text, start)
    if not end:
        return False
    behind = _TO_NEXT_TAG.match(text, _after_blank(text, end.end()))
    return len(behind[0].rstrip()) > MAX_PROSE_SHARE * end.end()  # type: ignore[index]


def _is_piece(text: str) -> bool:
    """Whether nothing stands outside of block-level elements, and all of these are closed."""
    outer, depth, at, blocks = "", 0, 0, 0
    for start, end, closes, name in _tags(text):
        if not outer:
            if closes or _after_blank(text, at) < start or name not in _BLOCK_TAGS | _HEAD_TAGS | _EMPTY_TAGS:
                return False
            if name not in _EMPTY_TAGS and name not in _RAW_TAGS:
                outer, depth = name, 1
        elif name == outer:
            depth += -1 if closes else 1
            if not depth:
                blocks += outer in _BLOCK_TAGS
                outer = ""
        at = end
    return blocks > 0 and not outer and _after_blank(text, at) == len(text)


def _tags(text: str) -> Iterator[tuple[int, int, bool, str]]:
    """Every tag: its place, whether it closes, its name. What holds raw text is one tag; comments are passed by."""
    lowered: str | None = None
    at = text.find("<")
    while at >= 0:
        tag = _TAG.match(text, at)
        end = max(_after_blank(text, at), at + 1)
        if text.startswith("<!--", at) and end == at + 1:
            return  # never closed: the rest is comment
        if tag:
            name, end = tag[2].lower(), tag.end()
            if name in _RAW_TAGS and not tag[1]:
                lowered = text.lower() if lowered is None else lowered
                closing = lowered.find(f"</{name}", end)
                if closing < 0:
                    return
                end = text.find(">", closing) + 1 or len(text)
            yield at, end, bool(tag[1]), name
        at = text.find("<", end)
