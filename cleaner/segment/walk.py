"""One walk over the elements of a page: rows of blocks and elements, as lists.

The parser calls `Walk` for every start tag, end tag and text of the tree it builds (after HTML5's repairs),
so no tree of Python objects is made. A block is open from its first text until something breaks the line;
white space is collapsed while it grows, so offsets of marked text are known as it passes.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final, NamedTuple

from turbohtml.saxparse import SaxHandler

from cleaner.segment.elements import CUSTOM_KIND, KINDS, UNKNOWN_KIND, Inside, Kind, Mark, Role
from cleaner.segment.metadata import Stated
from cleaner.segment.spans import MarkedText
from cleaner.segment.tables import Table

__all__ = ["ELEMENT_COLUMNS", "SHADOW_ROOT", "Row", "Walk"]

SHADOW_ROOT: Final = "shadow-root-mode"
"""The attribute of templates that browsers show, as `segment_html` names it: the parser keeps those to itself."""
_SHADOW_MODES: Final = frozenset({"open", "closed"})
_SHOWN = 1 << 30
"""Beside the bits of `Inside`: the template is shown."""
_ON_LINES = 1 << 29
"""Beside the bits of `Inside`: its style puts the element on lines of its own."""
_NAMING: Final = frozenset({"role", "itemprop", "itemtype", "rel", "aria-label"})
"""Attributes whose words tell what an element is, beside class, id and data-* with a short value."""
_PLAIN_NAMES: Final = ("class", "id")
_TELLING: Final = _NAMING | {"hidden", "aria-hidden", SHADOW_ROOT}
_MAX_NAME_CHARS = 200
_MAX_DATA_CHARS = 40
"""Longer values of data-* are settings and state, not names."""
_MAX_NAMED_ATTRIBUTES = 24
"""More attributes of an element are not read: a page's elements have a handful."""
_LINE_STYLE = re.compile(r"display\s*:\s*(?:block|flex|grid|table|list-item)\b", re.IGNORECASE)
"""Makes an inline element stand on lines of its own."""
_HIDING_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_ROLES: Final = {
    "main": int(Inside.MAIN),
    "article": int(Inside.ARTICLE),
    "navigation": int(Inside.NAV),
    "menu": int(Inside.NAV),
    "menubar": int(Inside.NAV),
    "complementary": int(Inside.ASIDE),
    "banner": int(Inside.HEADER),
    "contentinfo": int(Inside.FOOTER),
    "search": int(Inside.FORM),
    "form": int(Inside.FORM),
    "button": int(Inside.BUTTON),
    "dialog": int(Inside.DIALOG),
    "alertdialog": int(Inside.DIALOG),
}
_ARTICLE_BODY = int(Inside.ARTICLE_BODY)
_HIDDEN = int(Inside.HIDDEN)
_LINK = int(Inside.LINK)
_LINK_MARK = int(Mark.LINK)
_PARAGRAPH = int(Inside.PARAGRAPH)
_HEADING = int(Inside.HEADING)
_PRE = int(Inside.PRE)
_MAX_EMOJI_CHARS = 8
_EMOJI_FROM = "\u203c"
"""Below the double exclamation mark there are letters, digits and signs of ordinary text."""
_INLINE, _BLOCK, _SOFT, _MARKED, _ROOT = Role.INLINE, Role.BLOCK, Role.SOFT, Role.MARKED, Role.ROOT
_LIST, _ITEM, _TABLE_ROLE, _CELL, _PRE_ROLE = Role.LIST, Role.ITEM, Role.TABLE, Role.CELL, Role.PRE
"""Looked up thousands of times a page: members of an enumeration are slow to reach."""
_SEAM = 2
"""In place of white space: two inline elements touch."""
_CLOSING: Final = frozenset(",.;:!?)]}%…、。，．；：！？）】」』")
_OPENING: Final = frozenset("([{¿¡（【「『")
_INNER_LIST_GAP = 1
"""Lists in lists stand close."""
_AT_START: Final = {
    tag: kind.role
    for tag, kind in KINDS.items()
    if kind.role in {Role.BREAK, Role.IMAGE, Role.META, Role.SKIP, Role.SCRIPT, Role.TITLE, Role.PRE}
} | {"hr": Role.BLOCK, "html": Role.ROOT}
_CELLS: Final = frozenset({"td", "th"})
_BREAKING: Final = frozenset(
    tag for tag, kind in KINDS.items() if kind.gap and kind.role not in {Role.SOFT, Role.BREAK}
) - {"noscript", "template"}
"""Empty elements that end a line all the same. Those two are not shown: lazy images bring one each, in mid-sentence."""
_ON_LINES_KINDS: Final = {
    kind.code: replace(kind, gap=1)
    for kind in (*KINDS.values(), UNKNOWN_KIND)
    if kind.role in {Role.INLINE, Role.MARKED}
}
"""Inline elements that their style puts on lines of their own; others ask for no line ends."""
_NOWHERE: Final[tuple[int, Kind, int]] = (0, UNKNOWN_KIND, 0)
ELEMENT_COLUMNS: Final = 5
"""Tag code, parent, name, what it stands in, place in document order."""
_INSIDE_COLUMN = 3
_row = tuple.__new__
"""Makes a row without the call of its class: a page has hundreds."""
_LANGUAGE_NAMES: Final = frozenset({"lang", "xml:lang"})
_MAX_SPLIT_CHARS = 1_000_000
"""Splitting a text of megabytes takes ten times its memory; searching takes longer and none."""
_SPACES = re.compile(r"[ \t\n\r\f\v]+")
_WHOLE_NUMBER = re.compile(r"\s*-?\d{1,9}\s*", re.ASCII)
_BLANK_LINES = re.compile(r"\A(?:[^\S\n]*\n)++")
_STATE_KEY = '"articleBody"'


Attributes = tuple[tuple[str, str | None], ...]


class Row(NamedTuple):
    """One block as it is collected."""

    text: str
    gap: int
    element: int
    leaf: int
    tag: int
    inside: int
    link_chars: int
    links: int
    list_depth: int
    marker_chars: int


class _List:
    """An open list: the number of the next item (None: bullets), and whether it had one."""

    __slots__ = ("filled", "number")

    def __init__(self, number: int | None) -> None:
        self.number, self.filled = number, False


class Walk(SaxHandler):
    """Collects what the parser tells. `finish` closes the last block.

    An element gets a row when text is met in it: half of a page's elements hold none.
    """

    __slots__ = (
        "_capture",
        "_containers",
        "_count",
        "_empty_cells",
        "_frames",
        "_fresh",
        "_gap",
        "_inside",
        "_leaf",
        "_length",
        "_link_chars",
        "_links",
        "_lists",
        "_lowest",
        "_marked",
        "_marker",
        "_new_link",
        "_order",
        "_pieces",
        "_runs",
        "_seam",
        "_skipped",
        "_space",
        "_tables",
        "elements",
        "marked",
        "names",
        "rows",
        "stated",
    )

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.marked = MarkedText()
        self.elements: list[int] = []
        """Rows of `ELEMENT_COLUMNS` numbers."""
        self.names: dict[str, int] = {"": 0}
        self.stated = Stated([], [], [], [])
        self._order = -1
        self._fresh: list[tuple[str, Attributes, int]] = []
        """Open elements in which no text was met yet, below those of `_frames`."""
        self._frames: list[tuple[int, Kind, int]] = []
        """Open elements that have a row: number, kind, what they stand in."""
        self._count = 0
        self._inside = 0
        self._containers: list[tuple[int, int]] = [(0, 0)]
        """Open block-level elements: number and tag code."""
        self._skipped = 0
        self._capture: list[str] | None = None
        self._lists: list[_List] = []
        self._tables: list[Table] = []
        self._empty_cells: list[tuple[int, int, int]] = []
        """Of a row in which no text was met yet: how many open elements are fresh, columns, rows."""
        self._marked = 0
        """Open elements that mark their text."""
        self._runs: list[tuple[int, int, int]] = []
        """Marked runs of the open block's text: element, start and end."""
        self._marker = ""
        self._gap = 2
        self._seam = False
        self._new_link = False
        self._pieces: list[str] = []
        self._length = 0
        self._space: int = False
        """Whether white space was met behind the last text, or a seam."""
        self._leaf = _NOWHERE
        """The frame of the deepest element that holds all of the block's text."""
        self._lowest = -1
        """Depth of the deepest open element that holds all of the block's text so far."""
        self._link_chars = 0
        self._links = 0

    # What the parser calls.

    def start_element(self, tag: str, attrs: Attributes) -> None:
        """An element begins."""
        self._order += 1
        if self._skipped:
            self._skipped += 1
            return
        role = _AT_START.get(tag)
        if role is not None and self._starts(tag, role, attrs):
            return
        self._fresh.append((tag, attrs, self._order))

    def end_element(self, tag: str) -> None:
        """An element ends."""
        if self._skipped:
            self._skipped -= 1
            if not self._skipped and self._capture is not None:
                self._captured(tag)
            return
        if self._fresh:
            if self._tables and tag in _CELLS:
                self._enter()  # an empty cell still is a column
            else:
                _, attrs, _ = self._fresh.pop()
                if tag in _CELLS:
                    self._empty_cells.append((len(self._fresh), *_cell(attrs)))
                elif tag == "tr":
                    self._empty_cells.clear()
                if self._pieces and tag in _BREAKING:
                    self._flush()
                return
        frames = self._frames
        _, kind, inside = frames.pop()
        role = kind.role
        if role is _INLINE:
            self._seam = True
            if kind.gap:
                self._flush()
        elif role is _BLOCK:
            self._block_closes(kind.gap)
        else:
            self._special_closes(kind, inside)
        depth = len(frames)
        if depth < self._lowest:  # noqa: PLR1730  a call costs more, here and below
            self._lowest = depth
        self._inside = frames[-1][2] if depth else 0

    def characters(self, data: str) -> None:
        """Text."""
        if self._skipped:
            if self._capture is not None:
                self._capture.append(data)
            return
        if data.isspace() and not self._inside & _PRE:
            self._space = True
            return
        if self._fresh:
            self._enter()
        if self._inside & _PRE:
            self._add(data)
            return
        text = _collapsed(data)
        if self._inside & _HIDDEN and self._set_apart(text):
            return
        if (
            (self._space or data[0] <= " ")
            and self._pieces
            and (self._space != _SEAM or data[0] <= " " or self._stands_apart(text))
        ):
            self._pieces.append(" ")
            self._length += 1
        self._space = data[-1] <= " "
        self._add(text)

    def finish(self) -> None:
        """Close the last block; a page has a root even without text."""
        self._flush()
        if not self._count:
            self.elements += (KINDS["html"].code, -1, 0, 0, 0)

    # Elements get their rows.

    def _enter(self) -> None:
        """Give rows to the open elements that have none, from the outermost on."""
        frames, inside, number = self._frames, self._inside, self._count
        parent = frames[-1][0] if frames else -1
        for tag, attrs, order in self._fresh:
            kind = KINDS.get(tag)
            if kind is None:
                kind = CUSTOM_KIND if "-" in tag else UNKNOWN_KIND
            role = kind.role
            inside |= kind.inside
            name = 0
            if attrs:
                name, told = self._read(attrs)
                if told & _SHOWN:
                    inside = frames[-1][2] if frames else 0
                elif told:
                    if told & _ON_LINES:
                        told ^= _ON_LINES
                        kind = self._on_lines(kind, inside)
                    inside |= told & ~_HIDDEN if role is _ROOT else told
            if role is _INLINE:
                if self._seam:
                    self._seam_opens(inside)
            elif role is _BLOCK:
                self._block_opens(number, kind.code, kind.gap)
                if kind.inside & _HEADING:
                    self._marker = ""
            else:
                inside = self._special_opens(number, tag, kind, attrs, inside)
            frames.append((number, kind, inside))
            self.elements += (kind.code, parent, name, inside, order)
            parent = number
            number += 1
        self._count = number
        self._fresh.clear()
        self._inside = inside

    def _on_lines(self, kind: Kind, inside: int) -> Kind:
        """How an element is treated whose style puts it on its own lines. In a heading that only shapes the title."""
        if inside & _HEADING:
            self._space = True
            return kind
        styled = kind if inside & _PRE else _ON_LINES_KINDS.get(kind.code, kind)
        if styled is not kind:
            self._flush()
        return styled

    # The open block.

    def _add(self, text: str) -> None:
        if not self._pieces:
            self._lowest = len(self._frames)
        self._leaf = self._frames[self._lowest - 1] if self._lowest else _NOWHERE
        start = self._length
        self._length = end = start + len(text)
        if self._marked:
            self._runs.append((self._frames[-1][0], start, end))
        self._pieces.append(text)
        self._seam = False
        if self._inside & _LINK:
            self._link_chars += len(text)
            if self._new_link:
                self._links += 1
                self._new_link = False

    def _set_apart(self, text: str) -> bool:
        """Hidden words in a line that is shown become a block of their own; the line goes on without them."""
        container, code = self._containers[-1]
        at = container * ELEMENT_COLUMNS + _INSIDE_COLUMN
        if at >= len(self.elements) or self.elements[at] & _HIDDEN or not text.strip():
            return False
        element, _, inside = self._frames[-1]
        row = (text.strip(), 1, container, element, code, inside, 0, 0, len(self._lists), 0)
        self.rows.append(_row(Row, row))
        return True

    def _flush(self) -> None:
        """End the open block, if there is one."""
        if not self._pieces:
            self._space = False
            return
        whole = "".join(self._pieces)
        text = whole.strip()
        if len(text) == len(whole):
            lead = 0
        elif self._leaf[2] & _PRE and "\n" in text:  # the first line is set in as the others are
            text = _BLANK_LINES.sub("", whole).rstrip()
            lead = len(whole.rstrip()) - len(text)
        else:
            lead = len(whole) - len(whole.lstrip())
        if text:
            marker = self._marker
            if marker:
                text = marker + text
                lead -= len(marker)
                self._marker = ""
            if self._runs:
                going_on = self._frames[-1][0] if self._marked else 0
                self.marked.line_ends(self._runs, len(self.rows), lead, len(text), going_on)
            container, code = self._containers[-1]
            leaf, _, inside = self._leaf
            chars = links = 0
            if self._link_chars:
                chars, links = min(self._link_chars, len(text)), max(self._links, 1)
            depth = len(self._lists)
            self.rows.append(
                _row(Row, (text, self._gap, container, leaf, code, inside, chars, links, depth, len(marker)))
            )
            self._gap = 0
        self._pieces = []
        self._length = self._link_chars = self._links = 0
        self._space = self._seam = False
        if self._runs:
            self._runs = []

    # How elements begin and end.

    def _seam_opens(self, inside: int) -> None:
        """Two inline elements that touch are apart on the screen, outside paragraphs: name and date, menu items."""
        if self._seam and self._pieces and not self._space and not inside & _PARAGRAPH:
            self._space = _SEAM

    def _stands_apart(self, text: str) -> bool:
        """Whether text behind a seam is another word: signs that close, or open, belong to the word they touch."""
        return text[:1] not in _CLOSING and self._pieces[-1][-1] not in _OPENING

    def _block_opens(self, number: int, code: int, gap: int) -> None:
        if self._pieces:
            self._flush()
        if gap > self._gap and not self._marker:
            self._gap = gap
        self._containers.append((number, code))

    def _block_closes(self, gap: int) -> None:
        if self._pieces:
            self._flush()
        if gap > self._gap:  # noqa: PLR1730
            self._gap = gap
        self._containers.pop()

    def _starts(self, tag: str, role: Role, attrs: Attributes) -> bool:
        """Elements that are seen to at once, whether or not they hold text. Returns: that is all."""
        if role is Role.BREAK:
            self._break()
        elif role is Role.IMAGE:
            self._emoji(attrs)
        elif role is Role.BLOCK:  # hr
            self._flush()
            self._gap = 2
        elif role is Role.META:
            self._meta(tag, attrs)
        elif role is _PRE_ROLE:  # its white space is text
            self._fresh.append((tag, attrs, self._order))
            self._enter()
            return True
        elif role is _ROOT:
            self.stated.language.extend(value for name, value in attrs if name in _LANGUAGE_NAMES and value)
        else:
            self._skipped = 1
            if role is Role.SCRIPT:
                self._capture = [(dict(attrs).get("type") or "").lower()]
            elif role is Role.TITLE:
                self._capture = []
            return True
        return False

    def _special_opens(self, number: int, tag: str, kind: Kind, attrs: Attributes, inside: int) -> int:
        """Elements that are more than a block or a run of text. Returns what the element stands in."""
        role = kind.role
        if role is _MARKED:
            return self._mark_opens(number, kind, attrs, inside)
        if role is _SOFT and inside & _PARAGRAPH:
            self._seam_opens(inside)
        elif role is _ITEM:
            self._item_opens(number, kind, attrs)
        elif role is _LIST:
            self._block_opens(number, kind.code, _INNER_LIST_GAP if self._lists else kind.gap)
            self._lists.append(_List(_number(attrs, "start", 1) if tag == "ol" else None))
        else:
            self._block_opens(number, kind.code, kind.gap)
            if role is _PRE_ROLE:
                self._marker = ""
            elif role is not _SOFT and role is not _ROOT:
                self._table_opens(number, role, attrs, inside)
        return inside

    def _special_closes(self, kind: Kind, inside: int) -> None:
        role = kind.role
        if role is _MARKED:
            self._seam = True
            self._marked -= 1
            if kind.gap:
                self._flush()
        elif role is _SOFT and inside & _PARAGRAPH:
            self._seam = True
        elif role is _LIST:
            self._lists.pop()
            self._block_closes(_INNER_LIST_GAP if self._lists else kind.gap)
        else:
            self._block_closes(kind.gap)
            if role is _ITEM:
                self._marker = ""
            elif role is _TABLE_ROLE:
                self._tables.pop().settle(self.rows, self.marked)
            elif role is _CELL and self._tables:
                self._tables[-1].cell_ends(len(self.rows))

    def _mark_opens(self, number: int, kind: Kind, attrs: Attributes, inside: int) -> int:
        self._seam_opens(inside)
        self._marked += 1
        if kind.mark == _LINK_MARK:
            for name, value in attrs:
                if name == "href":
                    self.marked.targets[number] = value or ""
                    self._new_link = True
                    return inside | _LINK
        return inside

    def _break(self) -> None:
        """A br ends a line; in a heading it only shapes the title, in pre it is a character."""
        if self._inside & _PRE:
            self._add("\n")
        elif self._inside & _HEADING:
            self._space = True
        else:
            self._flush()
            self._gap += 1

    def _item_opens(self, number: int, kind: Kind, attrs: Attributes) -> None:
        self._flush()
        self._marker = "- "
        if self._lists:
            inner = self._lists[-1]
            if inner.filled:
                self._gap = 1
            inner.filled = True
            if inner.number is not None:
                inner.number = _number(attrs, "value", inner.number)
                self._marker = f"{inner.number}. "
                inner.number += 1
        self._gap = max(self._gap, kind.gap)
        self._containers.append((number, kind.code))

    def _emoji(self, attrs: Attributes) -> None:
        """An emoji set as an image says in its alternative text which."""
        alt = next((value for name, value in attrs if name == "alt" and value), "")
        if alt and len(alt) <= _MAX_EMOJI_CHARS and min(alt) >= _EMOJI_FROM and not any(map(str.isalnum, alt)):
            if self._fresh:
                self._enter()
            if self._space and self._pieces:
                self._pieces.append(" ")
                self._length += 1
            self._space = False
            self._add(alt)

    def _table_opens(self, number: int, role: Role, attrs: Attributes, inside: int) -> None:
        if role is _TABLE_ROLE:
            self._marker = ""
            if self._tables:
                self._tables[-1].nested = True
            self._tables.append(Table(len(self.rows), ("role", "presentation") in attrs))
        elif self._tables:
            if role is _CELL:
                self._tables[-1].cell_begins(len(self.rows), *_cell(attrs))
            else:
                self._tables[-1].row_begins(number, inside)
                for depth, columns, rows in self._empty_cells:
                    if depth == number - self._count + 1:
                        self._tables[-1].cell_begins(len(self.rows), columns, rows)
                self._empty_cells.clear()

    def _meta(self, tag: str, attrs: Attributes) -> None:
        given = dict(attrs)
        if tag == "base":
            self.stated.metas.append(("base", given.get("href") or ""))
            return
        if tag == "link":
            if (given.get("rel") or "").lower() == "canonical":
                self.stated.metas.append(("canonical", given.get("href") or ""))
            return
        name = given.get("property") or given.get("name") or given.get("itemprop")
        content = given.get("content")
        if name and content:
            self.stated.metas.append((name.lower(), content))

    def _captured(self, tag: str) -> None:
        """A title or a script has ended."""
        if self._capture is None:
            return
        if tag == "title":
            self.stated.titles.append("".join(self._capture))
        else:
            kind, *parts = self._capture
            text = "".join(parts)
            if "ld+json" in kind or _STATE_KEY in text:
                self.stated.scripts.append((kind, text))
        self._capture = None

    def _read(self, attrs: Attributes) -> tuple[int, int]:
        """Number of the element's name, and what its attributes say of its place."""
        words: list[str] = []
        told = 0
        for name, value in attrs if len(attrs) <= _MAX_NAMED_ATTRIBUTES else attrs[:_MAX_NAMED_ATTRIBUTES]:
            if name in _PLAIN_NAMES:
                if value:
                    words.append(value)
            elif name == "href":
                pass  # the commonest after those, and told by the mark
            elif name[:5] == "data-":
                words.append(name if not value or len(value) > _MAX_DATA_CHARS else f"{name}={value}")
            elif name == "style":
                if value:
                    told |= _styled(value)
            elif name in _TELLING:
                told |= self._told(name, (value or "").strip().lower())
                if value and name in _NAMING:
                    words.append(value)
        if not words:
            return 0, told
        text = words[0] if len(words) == 1 else " ".join(words)
        return self.names.setdefault(text[:_MAX_NAME_CHARS], len(self.names)), told

    def _told(self, name: str, value: str) -> int:
        if name == "role":
            return _ROLES.get(value, 0)
        if name == "itemprop":
            return _ARTICLE_BODY if "articlebody" in value.split() else 0
        if name == "aria-hidden":
            return _HIDDEN if value == "true" else 0
        if name == "hidden":
            return _HIDDEN if value != "until-found" else 0
        if name == SHADOW_ROOT:
            return _SHOWN if value in _SHADOW_MODES else 0
        return 0


def _styled(style: str) -> int:
    """What a style says of the element's place."""
    if ("none" in style or "hidden" in style) and _HIDING_STYLE.search(style):
        return _HIDDEN
    # What floats is set into the text: a large first letter, a box.
    return _ON_LINES if _LINE_STYLE.search(style) and "float" not in style.lower() else 0


def _collapsed(data: str) -> str:
    """Runs of HTML's white space as one space, none at the ends. No-break and wide spaces stay."""
    if "  " not in data and data.isprintable():
        return data.strip(" ")
    if len(data) > _MAX_SPLIT_CHARS:
        return _SPACES.sub(" ", data).strip(" ")
    if data.isascii():
        return " ".join(data.split())
    # The split of bytes knows no other white space than ASCII's.
    return b" ".join(data.encode("utf-8", "surrogatepass").split()).decode("utf-8", "surrogatepass")


def _cell(attrs: Attributes) -> tuple[int, int]:
    """How many columns and rows a cell takes."""
    return (_number(attrs, "colspan", 1), _number(attrs, "rowspan", 1)) if attrs else (1, 1)


def _number(attrs: Attributes, name: str, default: int) -> int:
    """An attribute that is a whole number."""
    value = next((value for key, value in attrs if key == name), None)
    return int(value) if value and _WHOLE_NUMBER.fullmatch(value) else default
