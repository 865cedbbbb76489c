"""Signals of HTML: what the elements around a block tell, as columns beside those of its text.

The same bins and the same kind of table as for text; `HTML_SIGNALS` are those of text and these. All of it is
arithmetic over the columns of `HtmlPage`: elements point at their parents, so what holds for a subtree
or a chain of ancestors is told level by level.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from cleaner.blocks import code_points
from cleaner.segment.elements import TAG_CODES, TAGS, Inside
from cleaner.signals.core import Core, core_of, sums_within
from cleaner.signals.page import Page
from cleaner.signals.shape import Bools, Floats, Ints
from cleaner.signals.table import SIGNALS, SIZE_EDGES, WINDOW, Bins, Signal, cut_at, cuts, joint
from cleaner.signals.words import Words, words_of

if TYPE_CHECKING:
    from cleaner.segment.html import HtmlPage

__all__ = ["HTML_SIGNALS", "Dom", "Names"]

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
MIN_BODY_PAIRS = 40
"""A stated article of fewer words is a teaser."""
NEAR_LEVELS = 2
"""The element of the block and its parent are near, all others above are far."""

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


class Names(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Points of the words in class and id names, of elements near a block and of those further up."""

    fitted_on: str
    near: dict[str, float]
    far: dict[str, float]


class Stated(NamedTuple):
    """The words of what a page says of itself."""

    title: Words
    description: Words
    body: Words


class Dom:
    """The elements around the blocks of a page."""

    def __init__(self, html: HtmlPage, page: Page) -> None:
        self.html = html
        self.page = page

    @cached_property
    def chains(self) -> list[Ints]:
        """For each level up from a block's deepest element, the element there; -1 above html."""
        chain = [self.html.leaf.astype(np.int64)]
        parent = np.append(self.html.element_parent, -1)  # -1 is its own parent
        while (chain[-1] >= 0).any():
            chain.append(parent[chain[-1]].astype(np.int64))
        return chain

    @cached_property
    def parent(self) -> Ints:
        """The element around a block's own."""
        return np.maximum(self.html.element_parent[self.html.element], 0).astype(np.int64)

    @cached_property
    def prose_words(self) -> Floats:
        """The words of each block that is prose."""
        return (self.page.shapes.words * self.page.prose).astype(np.float64)

    @cached_property
    def core(self) -> Core:
        """Where the blocks stand to the element whose children have most of the prose."""
        near = self.parent, self.above(self.parent)
        return core_of(self.chains, self.html.element_parent.astype(np.int64), near, self.prose_words)

    def above(self, elements: Ints) -> Ints:
        """The parents of elements; the root's is the root."""
        return np.maximum(self.html.element_parent[elements], 0).astype(np.int64)

    @cached_property
    def prose_within(self) -> Floats:
        """Share of the page's prose words in each element."""
        within = sums_within(self.chains, self.prose_words, len(self.html.element_parent))
        share: Floats = within / max(float(self.prose_words.sum()), 1.0)
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
        padded, padded_more = np.append(values, 0.0), np.append(more, 0.0)
        for level, elements in enumerate(self.chains):
            if level < NEAR_LEVELS:
                near += padded[elements]
            else:
                far += padded_more[elements]
        return near, far

    @cached_property
    def stated(self) -> Stated:
        """What the page says of itself, as words."""
        return _stated(self.html)

    @property
    def preformatted(self) -> Bools:
        """Blocks in `pre`."""
        found: Bools = (self.html.inside & int(Inside.PRE)) != 0
        return found

    @cached_property
    def headline(self) -> int:
        """The h1 that says what the page calls itself, or the only one there is; -1 without such."""
        first = np.flatnonzero(self.html.heading_level == 1)
        if not len(first):
            return -1
        said = _overlap(self.page.words, self.stated.title)[first]
        best = int(np.argmax(said))
        return int(first[best]) if len(first) == 1 or said[best] >= TITLE_EDGES[1] else -1

    def table(self, names: Names) -> Bins:
        """The bins of every block (rows) in every signal of the DOM (columns)."""
        return _columns(self, names)

    def name_points(self, names: Names) -> tuple[Floats, Floats]:
        """What the names of the elements near each block say, and of those further up."""
        tokens = self.html.name_tokens
        owner = np.repeat(np.arange(len(self.html.names)), np.diff(tokens.offsets))
        of_name: list[Floats] = []
        for points in (names.near, names.far):
            of_token = np.array([points.get(token, 0.0) for token in tokens.vocabulary])
            said = of_token[tokens.ids] if len(of_token) else np.zeros(0)
            said_by: Floats = np.bincount(owner, said, minlength=len(self.html.names)).astype(np.float64, copy=False)
            of_name.append(said_by[self.html.element_name])
        return self.near_and_far(of_name[0], of_name[1])


def _columns(dom: Dom, names: Names) -> Bins:
    html, page = dom.html, dom.page
    size = cut_at(page.shapes.words, SIZE_EDGES)
    sizes = len(_SIZES)
    near, far = dom.name_points(names)
    grandparent = dom.above(dom.parent)
    third = dom.above(grandparent)
    alike, alike_prose, alike_links = _alike(dom)
    kin = cut_at(alike, ALIKE_EDGES)
    title, description, body = dom.stated
    columns = (
        _GROUP_OF[html.tag] * sizes + size,
        cut_at(dom.link_density, LINK_EDGES) * sizes + size,
        cut_at(page.rows.around(dom.link_density, WINDOW), LINK_EDGES),
        *((html.inside & int(flag)) != 0 for flag in _INSIDE),
        cut_at(dom.prose_within[dom.parent], SHARE_EDGES),
        cut_at(dom.prose_within[grandparent], SHARE_EDGES),
        _container(dom) * sizes + size,
        kin * (len(SHARE_EDGES) + 1) + cut_at(alike_prose, SHARE_EDGES),
        kin * len(_LINKS) + cut_at(alike_links, LINK_EDGES),
        cut_at(near, NAME_EDGES),
        cut_at(far, NAME_EDGES),
        cut_at(_overlap(page.words, title), TITLE_EDGES),
        cut_at(_overlap(page.words, description), TITLE_EDGES) * sizes + size,
        cut_at(_in_body(page.words, body), STATED_EDGES) * sizes + size,
        cut_at(dom.prose_within[third], SHARE_EDGES),
        cut_at(dom.prose_within[dom.above(third)], SHARE_EDGES),
        *_to_core(dom),
    )
    return np.stack([np.asarray(column, dtype=np.uint8) for column in columns], axis=1)


def _container(dom: Dom) -> Ints:
    """Where a block stands to the main container: an index into `_CONTAINER`."""
    share = dom.prose_within
    holding = np.flatnonzero(share >= MIN_MAIN_SHARE)
    if not len(holding):
        return np.zeros(len(dom.page.lines), dtype=np.int64)
    main = int(holding[-1])  # in document order: the deepest, for two apart cannot both hold so much
    levels = np.full(len(dom.page.lines), -1)
    for level, elements in enumerate(dom.chains):
        levels[(elements == main) & (levels < 0)] = level
    return np.where(levels < 0, 1, 2 + cut_at(levels, LEVEL_EDGES))


def _to_core(dom: Dom) -> list[Ints]:
    """The bins of the last seven signals: the company of a block, the core, and the branch it stands in."""
    core, words = dom.core, dom.page.shapes.words
    length, size = cut_at(words, LENGTH_EDGES), cut_at(words, SIZE_EDGES)
    beside = np.bincount(dom.parent, dom.prose_words, minlength=len(dom.html.element_parent))
    up, down = np.minimum(core.up, MAX_UP), np.minimum(core.down, MAX_DOWN)
    share, links, blocks = _branches(dom)
    share = np.where(
        up == 0, -1.0, share
    )  # a short list inside the core has no prose and is the article's all the same
    place = np.where(up > 0, 2, np.where(down <= NEAR_DOWN, 0, 1))
    return [
        cut_at(beside[dom.parent] / max(float(beside.max(initial=0.0)), 1.0), BESIDE_EDGES) * len(_LENGTHS) + length,
        up * len(_DOWN) + down,
        up * len(_SIZES) + size,
        cut_at(share, BRANCH_EDGES) * 2 + (up > NEAR_UP),
        cut_at(links, BRANCH_LINK_EDGES),
        cut_at(blocks, BRANCH_BLOCK_EDGES) * len(_LENGTHS) + length,
        cut_at(np.full(len(words), core.share), CORE_EDGES) * 3 + place,
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
    parts = (html.tag, html.element_name[html.element], html.element_tag[dom.parent], html.element_name[dom.parent])
    key = np.zeros(len(html.tag), dtype=np.int64)
    for part in parts:
        key = key * 8191 + part
    order = np.argsort(key, kind="stable")
    begins = np.append(True, key[order][1:] != key[order][:-1])[: len(key)]
    group = np.empty(len(key), dtype=np.int64)
    group[order] = np.cumsum(begins) - 1
    count = np.bincount(group)
    prose = (dom.page.shapes.words * dom.page.prose).astype(np.float64)
    share = np.bincount(group, prose) / max(float(prose.sum()), 1.0)
    links = np.bincount(group, dom.link_density) / np.maximum(count, 1)
    return count[group], share[group], links[group]


def _stated(html: HtmlPage) -> Stated:
    meta = html.metadata
    titles = [title for title in (meta.og_title, *meta.headlines[:1]) if title] or [meta.title]
    return Stated(
        title=_words_in(titles[0]),
        description=_words_in(meta.descriptions[0] if meta.descriptions else ""),
        body=_words_in(meta.article_body),
    )


def _words_in(text: str) -> Words:
    codes = code_points(text[:MAX_STATED_CHARS])
    starts = np.arange(0, max(len(codes), 1), 1000)  # `words_of` reads the beginning of each block only
    return words_of(codes, starts, np.minimum(starts + 1000, len(codes)))


def _overlap(words: Words, stated: Words) -> Floats:
    """How far a block says the same as a title: of its words and of the title's, the smaller share found."""
    count = len(words.counts)
    title: npt.NDArray[np.uint64] = np.sort(stated.hashes)
    if not len(title):
        return np.zeros(count)
    at = np.minimum(np.searchsorted(title, words.hashes), len(title) - 1)
    found = np.bincount(words.block, title[at] == words.hashes, minlength=count)
    return np.minimum(found / np.maximum(words.counts, 1), found / len(title))


def _in_body(words: Words, body: Words) -> Floats:
    """Share of a block's words in pairs that stand in the stated article; -1.0 where nothing is stated."""
    count = len(words.counts)
    known = np.sort(np.concatenate((body.pairs()[0], body.hashes[:0])))
    if len(known) < MIN_BODY_PAIRS:
        return np.full(count, -1.0)
    hashes, blocks = words.pairs()
    at = np.minimum(np.searchsorted(known, hashes), len(known) - 1)
    found = np.bincount(blocks, known[at] == hashes, minlength=count)
    share: Floats = found / np.maximum(np.bincount(blocks, minlength=count), 1)
    return share
