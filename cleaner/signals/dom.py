"""Signals of HTML: what the elements around a block tell, as columns beside those of its text.

The same bins and the same kind of table as for text; `HTML_SIGNALS` are those of text and these. All of it is
arithmetic over the columns of `HtmlPage`: elements point at their parents, so what holds for a subtree
or a chain of ancestors is told level by level.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from cleaner.blocks import code_points
from cleaner.segment.elements import TAG_CODES, TAGS, Inside
from cleaner.signals.core import Core, Level, core_of, levels_up, sums_within
from cleaner.signals.names import Names
from cleaner.signals.order import begins_run
from cleaner.signals.page import Page
from cleaner.signals.shape import Bools, Floats, Ints
from cleaner.signals.table import SIGNALS, SIZE_EDGES, WINDOW, Bins, Signal, cut_at, cuts, joint
from cleaner.signals.words import Words, words_of

if TYPE_CHECKING:
    from cleaner.segment.metadata import Metadata
    from cleaner.segment.pages import HtmlPages

__all__ = ["HTML_SIGNALS", "Dom"]

LINK_EDGES = (0.01, 0.3, 0.6, 0.9)
SHARE_EDGES = (0.001, 0.02, 0.1, 0.3, 0.6, 0.9)
ALIKE_EDGES = (2, 4, 10, 25)
NAME_EDGES = (-2.5, -1.5, -0.9, -0.5, -0.2, -0.05, 0.05, 0.2, 0.5, 0.9, 1.5, 2.5)
TITLE_EDGES = (0.3, 0.6, 0.9)
STATED_EDGES = (0.0, 0.1, 0.5, 0.9)
LEVEL_EDGES = (1, 2, 3, 5)
BESIDE_EDGES = (0.01, 0.1, 0.4, 0.9)
LENGTH_EDGES = (6, 20)
BRANCH_EDGES = (0.0, 0.01, 0.05, 0.2, 0.5)
BRANCH_LINK_EDGES = (0.0, 0.01, 0.1, 0.3, 0.6, 0.9)
BRANCH_BLOCK_EDGES = (0, 2, 4, 8, 20, 60)
CORE_EDGES = (0.2, 0.4, 0.6, 0.8)
MAX_UP, MAX_DOWN = 8, 5
"""Levels to the core that are told apart; farther ones count as these."""
NEAR_UP, NEAR_DOWN = 2, 2
MIN_MAIN_SHARE = 0.6
"""The main container is the deepest element that holds so much of the page's prose."""
MAX_STATED_CHARS = 100_000
STATED_BLOCK_CHARS = 1000
"""What a page says of itself is read in pieces of so many characters."""
_NEXT_PAGE = 0x9FB21C651E98DF25
"""Odd, and of no pattern: times a page's number, it parts the words of one page from those of all others."""
MIN_BODY_PAIRS = 40
"""A stated article of fewer words is a teaser."""
NEAR_LEVELS = 2
"""The element of the block and its parent are near, all others above are far."""

_SIEVE = np.uint64((1 << 16) - 1)
"""The last bits of words: most words of a page have not even those in common with its title, and are not looked up."""

_TAG_GROUPS: dict[str, tuple[str, ...]] = {
    "p": ("p",), "h1": ("h1",), "h2": ("h2",), "h3": ("h3",), "small heading": ("h4", "h5", "h6"), "li": ("li",),
    "definition": ("dt", "dd", "dl"), "table": ("td", "th", "tr", "table", "caption"), "quote": ("blockquote",),
    "pre": ("pre", "listing", "xmp", "plaintext"), "caption": ("figcaption", "figure"), "div": ("div",),
    "section": ("section", "article", "main"), "button": ("button", "label", "option", "legend", "summary"),
    "address": ("address",), "edge": ("header", "footer", "nav", "aside"),
}  # fmt: skip
_GROUPS = (*_TAG_GROUPS, "other")
_GROUP_OF = np.full(len(TAGS), len(_GROUPS) - 1, dtype=np.int64)
for _number, _tags in enumerate(_TAG_GROUPS.values()):
    _GROUP_OF[[TAG_CODES[tag] for tag in _tags]] = _number

_SIZES = cuts("", "words", SIZE_EDGES).bins
_LINKS = cuts("", "linked", LINK_EDGES).bins
_CONTAINER = ("no main container", "outside", *cuts("", "levels inside", LEVEL_EDGES).bins)
_UP = (*(f"{level} up" for level in range(MAX_UP)), f"{MAX_UP} up or more")
_DOWN = (*(f"{level} down" for level in range(MAX_DOWN)), f"{MAX_DOWN} down or more")
_NO_BRANCH = "no branch"
_LENGTHS = cuts("", "words", LENGTH_EDGES).bins
_STATED = ("nothing stated", *cuts("", "stated", STATED_EDGES[1:]).bins)
_INSIDE = tuple(Inside)
_INSIDE_BITS = np.array(_INSIDE, dtype=np.int32)[:, None]

DOM_SIGNALS = (
    joint("element", _GROUPS, _SIZES),
    joint("links", _LINKS, _SIZES),
    cuts("links around", "linked", LINK_EDGES),
    *(Signal(f"inside {flag.name.lower().replace('_', ' ')}", ("no", "yes")) for flag in _INSIDE if flag.name),
    cuts("prose in the parent", "of the page's", SHARE_EDGES),
    cuts("prose in the grandparent", "of the page's", SHARE_EDGES),
    joint("container", _CONTAINER, _SIZES),
    joint("blocks alike", cuts("", "blocks", ALIKE_EDGES).bins, cuts("", "of the page's prose", SHARE_EDGES).bins),
    joint("links of blocks alike", cuts("", "blocks", ALIKE_EDGES).bins, _LINKS),
    cuts("names near", "points", NAME_EDGES),
    cuts("names far", "points", NAME_EDGES),
    cuts("title", "of its words", TITLE_EDGES),
    joint("description", cuts("", "of its words", TITLE_EDGES).bins, _SIZES),
    joint("stated text", _STATED, _SIZES),
    cuts("prose three up", "of the page's", SHARE_EDGES),
    cuts("prose four up", "of the page's", SHARE_EDGES),
    joint("prose beside", cuts("", "of the most", BESIDE_EDGES).bins, _LENGTHS),
    joint("core", _UP, _DOWN),
    joint("out of the core", _UP, _SIZES),
    joint("branch", (_NO_BRANCH, *cuts("", "of the page's prose", BRANCH_EDGES[1:]).bins), ("near", "far")),
    Signal("links of the branch", (_NO_BRANCH, *cuts("", "linked", BRANCH_LINK_EDGES[1:]).bins)),
    joint("blocks of the branch", (_NO_BRANCH, *cuts("", "blocks", BRANCH_BLOCK_EDGES[1:]).bins), _LENGTHS),
    joint("prose in the core", cuts("", "of the page's", CORE_EDGES).bins, ("side by side", "deeper", "outside")),
)


HTML_SIGNALS = (*SIGNALS, *DOM_SIGNALS)


class Said(NamedTuple):
    """The words of a text of each page."""

    hashes: npt.NDArray[np.uint64]
    page: Ints
    """The page of each word."""


class Stated(NamedTuple):
    """The words of what pages say of themselves."""

    title: Said
    description: Said
    body: Said
    """Of the article's text every two words in a row."""


class Dom:
    """The elements around the blocks of a page, or of several: nothing is told across an end."""

    def __init__(self, html: HtmlPages, page: Page) -> None:
        self.html = html
        self.page = page

    def of(self, chosen: Bools, page: Page) -> Dom:
        """Some of the pages, whose blocks are those of `page`; one value for each page."""
        return self if chosen.all() else Dom(self.html.of(chosen), page)

    @cached_property
    def chains(self) -> list[Level]:
        """The ways up from each block's deepest element."""
        return levels_up(self.html.leaf.astype(np.int64), self.html.element_parent.astype(np.int64))

    @cached_property
    def parent(self) -> Ints:
        """The element around a block's own."""
        return self.above(self.html.element.astype(np.int64))

    @cached_property
    def prose_words(self) -> Floats:
        """The words of each block that is prose."""
        return (self.page.shapes.words * self.page.prose).astype(np.float64)

    @cached_property
    def core(self) -> Core:
        """Where the blocks stand to the element whose children have most of the prose."""
        near, parent = (self.parent, self.above(self.parent)), self.html.element_parent.astype(np.int64)
        return core_of(self.chains, parent, near, self.prose_words, self.page.rows.page, self.html.element_bounds)

    def above(self, elements: Ints) -> Ints:
        """The parents of elements; the root's is the root."""
        parent = self.html.element_parent[elements].astype(np.int64)
        return np.where(parent < 0, elements, parent)

    @cached_property
    def prose_total(self) -> Floats:
        """The words of prose of each page, one at least."""
        return np.maximum(np.bincount(self.page.rows.page, self.prose_words, minlength=len(self.html.pages)), 1.0)

    @cached_property
    def prose_within(self) -> Floats:
        """Share of the page's prose words in each element."""
        within = sums_within(self.chains, self.prose_words, len(self.html.element_parent))
        share: Floats = within / self.prose_total[self.html.element_page]
        return share

    @cached_property
    def link_density(self) -> Floats:
        """Share of each block's characters that stand in links."""
        chars = np.maximum(self.page.shapes.chars - self.html.marker_chars, 1)
        density: Floats = np.minimum(self.html.link_chars / chars, 1.0)
        return density

    def near_and_far(self, values: Floats, more: Floats) -> tuple[Floats, Floats]:
        """Sums over each block's elements: of `values` over the nearest ones, of `more` over those above."""
        near, far = np.zeros(len(self.page.lines)), np.zeros(len(self.page.lines))
        for level, (blocks, elements) in enumerate(self.chains):
            if level < NEAR_LEVELS:
                near[blocks] += values[elements]
            else:
                far[blocks] += more[elements]
        return near, far

    @cached_property
    def stated(self) -> Stated:
        """What the pages say of themselves, as words."""
        return _stated([page.metadata for page in self.html.pages])

    @cached_property
    def says_title(self) -> Floats:
        """How far each block says the same as the title of its page."""
        return _overlap(self.page, self.stated.title)

    @property
    def preformatted(self) -> Bools:
        """Blocks in `pre`."""
        found: Bools = (self.html.inside & int(Inside.PRE)) != 0
        return found

    @cached_property
    def headline(self) -> Ints:
        """For each page the h1 that says what the page calls itself, or the only one there is; -1 without such."""
        found = np.full(len(self.html.pages), -1)
        headings = np.flatnonzero(self.html.heading_level == 1)
        if not len(headings):
            return found
        said, page = self.says_title[headings], self.page.rows.page[headings]
        order = np.lexsort((-said, page))  # of equals the first
        best = order[begins_run(page[order])]
        sure = (said[best] >= TITLE_EDGES[1]) | (np.bincount(page)[page[best]] == 1)
        found[page[best[sure]]] = headings[best[sure]]
        return found

    def table(self, names: Names) -> Bins:
        """The bins of every block (rows) in every signal of the DOM (columns)."""
        return _columns(self, names)

    def name_points(self, names: Names) -> tuple[Floats, Floats]:
        """What the names of the elements near each block say, and of those further up."""
        said = np.fromiter(chain.from_iterable(map(names.points.__getitem__, self.html.names)), dtype=np.float64)
        near, far = said.reshape(-1, 2)[self.html.element_name].T
        return self.near_and_far(near, far)


def _columns(dom: Dom, names: Names) -> Bins:
    html, page = dom.html, dom.page
    size = cut_at(page.shapes.words, SIZE_EDGES)
    sizes = len(_SIZES)
    near, far = dom.name_points(names)
    grandparent = dom.above(dom.parent)
    third = dom.above(grandparent)
    alike, alike_prose, alike_links = _alike(dom)
    kin = cut_at(alike, ALIKE_EDGES)
    _, description, body = dom.stated
    columns = (
        _GROUP_OF[html.tag] * sizes + size,
        cut_at(dom.link_density, LINK_EDGES) * sizes + size,
        cut_at(page.rows.around(dom.link_density, WINDOW), LINK_EDGES),
        *((html.inside & _INSIDE_BITS) != 0),
        cut_at(dom.prose_within[dom.parent], SHARE_EDGES),
        cut_at(dom.prose_within[grandparent], SHARE_EDGES),
        _container(dom) * sizes + size,
        kin * (len(SHARE_EDGES) + 1) + cut_at(alike_prose, SHARE_EDGES),
        kin * len(_LINKS) + cut_at(alike_links, LINK_EDGES),
        cut_at(near, NAME_EDGES),
        cut_at(far, NAME_EDGES),
        cut_at(dom.says_title, TITLE_EDGES),
        cut_at(_overlap(page, description), TITLE_EDGES) * sizes + size,
        cut_at(_in_body(page, body), STATED_EDGES) * sizes + size,
        cut_at(dom.prose_within[third], SHARE_EDGES),
        cut_at(dom.prose_within[dom.above(third)], SHARE_EDGES),
        *_to_core(dom),
    )
    return np.ascontiguousarray(np.array(columns, dtype=np.uint8).T)  # a quarter of the time of `stack`


def _container(dom: Dom) -> Ints:
    """Where a block stands to the main container: an index into `_CONTAINER`."""
    holding = np.flatnonzero(dom.prose_within >= MIN_MAIN_SHARE)
    main = np.full(len(dom.html.pages), -1)
    main[dom.html.element_page[holding]] = holding  # in document order: the deepest, for two apart cannot hold so much
    around = main[dom.page.rows.page]
    levels = np.full(len(around), -1)
    for level, (blocks, elements) in enumerate(dom.chains):
        levels[blocks[elements == around[blocks]]] = level
    return np.where(around < 0, 0, np.where(levels < 0, 1, 2 + cut_at(levels, LEVEL_EDGES)))


def _to_core(dom: Dom) -> list[Ints]:
    """The bins of the last seven signals: the company of a block, the core, and the branch it stands in."""
    core, words = dom.core, dom.page.shapes.words
    length, size = cut_at(words, LENGTH_EDGES), cut_at(words, SIZE_EDGES)
    beside = np.bincount(dom.parent, dom.prose_words, minlength=len(dom.html.element_parent))
    most = np.maximum(np.maximum.reduceat(beside, dom.html.element_bounds[:-1]), 1.0)[dom.page.rows.page]
    up, down = np.minimum(core.up, MAX_UP), np.minimum(core.down, MAX_DOWN)
    share, links, blocks = _branches(dom)
    share = np.where(
        up == 0, -1.0, share
    )  # a short list inside the core has no prose and is the article's all the same
    place = np.where(up > 0, 2, np.where(down <= NEAR_DOWN, 0, 1))
    return [
        cut_at(beside[dom.parent] / most, BESIDE_EDGES) * len(_LENGTHS) + length,
        up * len(_DOWN) + down,
        up * len(_SIZES) + size,
        cut_at(share, BRANCH_EDGES) * 2 + (up > NEAR_UP),
        cut_at(links, BRANCH_LINK_EDGES),
        cut_at(blocks, BRANCH_BLOCK_EDGES) * len(_LENGTHS) + length,
        cut_at(core.share, CORE_EDGES) * 3 + place,
    ]


def _branches(dom: Dom) -> tuple[Floats, Floats, Floats]:
    """Of each block's branch: its share of the page's prose, of its characters in links, its blocks; -1 without."""
    html, elements, branch = dom.html, len(dom.html.element_parent), dom.core.branch
    there, at = branch >= 0, np.maximum(branch, 0)

    def of_branch(values: Floats) -> Floats:
        return sums_within(dom.chains, values, elements)[at]

    linked = of_branch(html.link_chars.astype(np.float64))
    links = linked / np.maximum(of_branch(dom.page.shapes.chars.astype(np.float64)), 1.0)
    blocks = of_branch(np.ones(len(branch)))
    shares = (dom.prose_within[at], links, blocks)
    found = [np.where(there, values, -1.0) for values in shares]
    return found[0], found[1], found[2]


def _alike(dom: Dom) -> tuple[Ints, Floats, Floats]:
    """Blocks whose element and parent have the same tags and names: how many, their prose, their links."""
    html = dom.html
    own, around = html.element_name[html.element].astype(np.int64), html.element_name[dom.parent]  # of one page each
    names = int(html.element_name.max()) + 1
    key = ((html.tag * np.int64(len(TAGS)) + html.element_tag[dom.parent]) * names + own) * names + around
    order = np.argsort(key, kind="stable")
    group = np.empty(len(key), dtype=np.int64)
    group[order] = begins_run(key[order]).cumsum() - 1
    count = np.bincount(group)
    share = np.bincount(group, dom.prose_words)[group] / dom.prose_total[dom.page.rows.page]
    links = np.bincount(group, dom.link_density) / np.maximum(count, 1)
    return count[group], share, links[group]


def _stated(pages: Sequence[Metadata]) -> Stated:
    titles = [meta.og_title or next(iter(meta.headlines), "") or meta.title for meta in pages]
    descriptions = [meta.descriptions[0] if meta.descriptions else "" for meta in pages]
    words, text = _words_in([*titles, *descriptions, *(meta.article_body for meta in pages)])
    of_word = text[words.block]
    title, description = (_said(words.hashes, of_word, kind, len(pages)) for kind in range(2))
    hashes, block = words.pairs()
    return Stated(title, description, _said(hashes, text[block], 2, len(pages)))


def _said(hashes: npt.NDArray[np.uint64], text: Ints, kind: int, pages: int) -> Said:
    """Of words and the numbers of their texts those of one kind, of which there is one text for each page."""
    first, after = np.searchsorted(text, (kind * pages, (kind + 1) * pages))
    return Said(hashes[first:after], text[first:after] - kind * pages)


def _words_in(texts: Sequence[str]) -> tuple[Words, Ints]:
    """The words of some texts, and the text of each of their blocks: `words_of` reads a block's beginning only.

    Blocks are apart: behind each one a character is left out, which is the line end behind a text.
    """
    lengths = np.minimum(np.fromiter(map(len, texts), dtype=np.int64, count=len(texts)), MAX_STATED_CHARS)
    pieces = np.maximum(-(-lengths // STATED_BLOCK_CHARS), 1)
    text = np.repeat(np.arange(len(texts)), pieces)
    place = np.arange(len(text)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    offsets = np.cumsum(lengths + 1) - lengths - 1
    starts = (offsets[text] + place * STATED_BLOCK_CHARS).astype(np.int64)
    ends = np.minimum(starts + STATED_BLOCK_CHARS - 1, (offsets + lengths)[text])
    return words_of(code_points("\n".join(each[:MAX_STATED_CHARS] for each in texts)), starts, ends), text


def _of_page(hashes: npt.NDArray[np.uint64], page: Ints) -> npt.NDArray[np.uint64]:
    """Words as those of a page: the same word of another page is another. Those of the first stay as they are."""
    return hashes + page.astype(np.uint64) * np.uint64(_NEXT_PAGE)


def _stands_in(hashes: npt.NDArray[np.uint64], blocks: Ints, page: Page, said: Said) -> Ints:
    """For each block how many of its words (or pairs) stand in what its page says."""
    known = np.sort(_of_page(said.hashes, said.page))
    own = _of_page(hashes, page.rows.page[blocks])
    sieve = np.zeros(_SIEVE + 1, dtype=bool)
    sieve[known & _SIEVE] = True
    likely = np.flatnonzero(sieve[own & _SIEVE])
    own = own[likely]
    found = known[np.minimum(np.searchsorted(known, own), len(known) - 1)] == own
    return np.bincount(blocks[likely[found]], minlength=len(page.lines))


def _overlap(page: Page, stated: Said) -> Floats:
    """How far a block says the same as a title: of its words and of the title's, the smaller share found."""
    if not len(stated.hashes):
        return np.zeros(len(page.lines))
    found = _stands_in(page.words.hashes, page.words.block, page, stated)
    in_title = np.bincount(stated.page, minlength=len(page.rows.bounds) - 1)[page.rows.page]
    return np.minimum(found / np.maximum(page.words.counts, 1), found / np.maximum(in_title, 1))


def _in_body(page: Page, body: Said) -> Floats:
    """Share of a block's words in pairs that stand in the stated article; -1.0 where nothing is stated."""
    told = np.bincount(body.page, minlength=len(page.rows.bounds) - 1) >= MIN_BODY_PAIRS
    if not told.any():
        return np.full(len(page.lines), -1.0)
    hashes, blocks = page.words.pairs()
    found = _stands_in(hashes, blocks, page, body)
    share = found / np.maximum(np.bincount(blocks, minlength=len(page.lines)), 1)
    return np.where(told[page.rows.page], share, -1.0)
