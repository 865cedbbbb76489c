"""What each HTML element means to the segmenter: how it breaks lines, and what it tells of the text inside.

Nothing here reads a page. The kinds follow the rendering section of the HTML standard (which elements
are blocks, which have margins), with what news pages do instead where they differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, IntFlag
from typing import Final

__all__ = ["CUSTOM_KIND", "KINDS", "TAGS", "TAG_CODES", "UNKNOWN_KIND", "Inside", "Kind", "Mark", "Role"]


class Role(IntEnum):
    """What the walk does at an element."""

    INLINE = 0
    BLOCK = 1
    """Stands on lines of its own."""
    SOFT = 2
    """A block, except in the middle of a paragraph: buttons, custom elements."""
    SKIP = 3
    """Holds nothing to read: style, drawings, players' fallbacks."""
    BREAK = 4
    MARKED = 5
    """Inline, and worth a span in Markdown: emphasis, code, links."""
    LIST = 6
    ITEM = 7
    TABLE = 8
    ROW = 9
    CELL = 10
    IMAGE = 11
    PRE = 12
    SCRIPT = 13
    TITLE = 14
    META = 15
    ROOT = 16
    """html and body: whatever they say of themselves, they are not hidden."""


class Inside(IntFlag):
    """Bits of what an element stands in, itself included."""

    ARTICLE = 1 << 0
    MAIN = 1 << 1
    ASIDE = 1 << 2
    NAV = 1 << 3
    HEADER = 1 << 4
    FOOTER = 1 << 5
    FIGURE = 1 << 6
    CAPTION = 1 << 7
    FORM = 1 << 8
    BUTTON = 1 << 9
    TABLE = 1 << 10
    """A table of data: set on its row blocks once the table is read."""
    LIST = 1 << 11
    QUOTE = 1 << 12
    DETAILS = 1 << 13
    NOSCRIPT = 1 << 14
    ARTICLE_BODY = 1 << 15
    """itemprop says so."""
    HIDDEN = 1 << 16
    """Hidden by an attribute, and taken all the same."""
    LINK = 1 << 17
    HEADING = 1 << 18
    PARAGRAPH = 1 << 19
    DIALOG = 1 << 20
    PRE = 1 << 21
    STATE = 1 << 22
    """Not of the page's markup: article text that stood in a script."""


class Mark(IntEnum):
    """Kinds of inline spans."""

    EMPHASIS = 0
    STRONG = 1
    CODE = 2
    LINK = 3


@dataclass(frozen=True, slots=True)
class Kind:
    """How a tag is treated. Slots are quicker to read than the fields of a tuple."""

    code: int
    role: Role
    gap: int
    """Line ends it asks for before and after it: 2 leaves a blank line."""
    inside: int
    mark: int


_PARAGRAPH_GAP = 2
_HEADINGS: Final = ("h1", "h2", "h3", "h4", "h5", "h6")

_GROUPS: Final[dict[tuple[Role, int], str]] = {
    (Role.BLOCK, _PARAGRAPH_GAP): "p h1 h2 h3 h4 h5 h6 blockquote figure dl hr fieldset caption center",
    (Role.BLOCK, 1): (
        "div section article main aside nav header footer address figcaption dt dd form details summary "
        "dialog hgroup legend option optgroup select datalist menu search thead tbody tfoot colgroup "
        "frameset noframes template noscript"
    ),
    (Role.SOFT, 1): "button label output",
    (Role.SKIP, 0): (
        "style svg math iframe object embed applet canvas audio video textarea map progress meter rt rp "
        "noembed portal input source track col area param frame"
    ),
    (Role.BREAK, 1): "br",
    (Role.LIST, _PARAGRAPH_GAP): "ul ol dir",
    (Role.ITEM, 1): "li",
    (Role.TABLE, _PARAGRAPH_GAP): "table",
    (Role.ROW, 1): "tr",
    (Role.CELL, 1): "td th",
    (Role.IMAGE, 0): "img",
    (Role.PRE, _PARAGRAPH_GAP): "pre listing xmp plaintext",
    (Role.SCRIPT, 0): "script",
    (Role.TITLE, 0): "title",
    (Role.META, 0): "meta link base",
    (Role.ROOT, 1): "html body head",
    (Role.MARKED, 0): "a b strong i em cite var dfn code kbd samp tt",
    (Role.INLINE, 0): (
        "span small big u s strike del ins mark abbr acronym q sub sup time font bdi bdo ruby rb rtc wbr "
        "data picture slot nobr blink marquee amp-emoji"
    ),
}
_INSIDE: Final = {
    "article": Inside.ARTICLE,
    "main": Inside.MAIN,
    "aside": Inside.ASIDE,
    "nav": Inside.NAV,
    "header": Inside.HEADER,
    "footer": Inside.FOOTER,
    "figure": Inside.FIGURE,
    "figcaption": Inside.CAPTION,
    "caption": Inside.CAPTION,
    "form": Inside.FORM,
    "fieldset": Inside.FORM,
    "select": Inside.FORM,
    "datalist": Inside.FORM,
    "label": Inside.FORM,
    "button": Inside.BUTTON,
    "ul": Inside.LIST,
    "ol": Inside.LIST,
    "menu": Inside.LIST,
    "blockquote": Inside.QUOTE,
    "details": Inside.DETAILS,
    "noscript": Inside.NOSCRIPT,
    "p": Inside.PARAGRAPH,
    "pre": Inside.PRE,
    "listing": Inside.PRE,
    "xmp": Inside.PRE,
    "plaintext": Inside.PRE,
    "dialog": Inside.DIALOG,
    "template": Inside.HIDDEN,
} | dict.fromkeys(_HEADINGS, Inside.HEADING | Inside.PARAGRAPH)
_MARKS: Final = {
    "a": Mark.LINK,
    "b": Mark.STRONG,
    "strong": Mark.STRONG,
    "i": Mark.EMPHASIS,
    "em": Mark.EMPHASIS,
    "cite": Mark.EMPHASIS,
    "var": Mark.EMPHASIS,
    "dfn": Mark.EMPHASIS,
    "code": Mark.CODE,
    "kbd": Mark.CODE,
    "samp": Mark.CODE,
    "tt": Mark.CODE,
}


_OTHER, _CUSTOM = 0, 1
"""Codes of the tags that are not in the table: unknown ones, and custom elements (they have a hyphen)."""


def _kinds() -> dict[str, Kind]:
    kinds: dict[str, Kind] = {}
    for (role, gap), tags in _GROUPS.items():
        for tag in tags.split():
            kinds[tag] = Kind(len(kinds) + _CUSTOM + 1, role, gap, int(_INSIDE.get(tag, 0)), int(_MARKS.get(tag, -1)))
    return kinds


KINDS: Final = _kinds()
TAGS: Final = ("other", "custom", *KINDS)
"""Tag names by code."""
TAG_CODES: Final = {tag: code for code, tag in enumerate(TAGS)}
UNKNOWN_KIND: Final = Kind(_OTHER, Role.INLINE, 0, 0, -1)
CUSTOM_KIND: Final = Kind(_CUSTOM, Role.SOFT, 1, 0, -1)
