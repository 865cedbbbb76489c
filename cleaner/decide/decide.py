"""Points to verdicts: one procedure, from what rules and signals say of every block of a page.

Three looks at a page. First what rules say of each line by itself: from `certain_at` points on it is
certain residue. Then what rules say of lines in their place (after a caption, repeating the
headline). Last what structure says of the lines that rules leave open: the scorecard's table over
their signals, and the verdicts around them; it is asked only where the page shows certain residue.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from itertools import compress
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from cleaner.decide.scorecard import Scorecard, Table
from cleaner.decide.sequence import pull
from cleaner.decide.titles import titles_of
from cleaner.decide.tongues import Tongues
from cleaner.rules.compiled import CompiledPack
from cleaner.rules.match import Hit, fits
from cleaner.rules.model import Where
from cleaner.signals.page import Page
from cleaner.signals.rows import NOWHERE, Rows
from cleaner.signals.shape import Bools, Floats, Ints
from cleaner.signals.table import SECTIONS, SIGNALS, Bins, Residue, Signal, signal_table

if TYPE_CHECKING:
    from cleaner.signals.dom import Dom

__all__ = [
    "STRUCTURE",
    "Contribution",
    "Decision",
    "Look",
    "Source",
    "Trim",
    "decide",
    "look_at",
    "residue_of",
    "rule_points",
]

Source = Literal["auto", "page", "article"]
FOREIGN = "foreign"
STRUCTURE = "structure"
"""What `Removed.rule` says where no rule hit and the table decided."""
UNTOLD = "navigation"
"""The category of such a block on a page without certain residue (`source="page"`)."""
_LABEL_ENDS = (":", "：", "...", "…", "»", "›", "→", ">")
"""What a button or a heading of a list may end with, and an answer in an interview does not."""
_SECTION = {name: number for number, name in enumerate(SECTIONS)}
MIN_SHOWN = 0.05
"""What neighbours add is shown from here on."""
_EQUAL = ("exact", "headline")
"""The ways of `Where.repeats` that only a line that stands there twice can have."""
_NUMBERED = re.compile(r"\d{1,2}[.)]\s")


class Contribution(NamedTuple):
    """What added points to a block: a rule's id or a signal's name."""

    block: int
    name: str
    points: float
    category: str


class Trim(NamedTuple):
    """A span inside a block that a rule takes out; offsets from the block's start."""

    block: int
    start: int
    end: int
    rule: str
    category: str
    points: float


class Look(NamedTuple):
    """The scorecard's table over the blocks of a page."""

    bins: Bins
    table: Table
    signals: tuple[Signal, ...]

    def points(self) -> Floats:
        """What the table says of each block."""
        return self.table.points(self.bins, self.signals)


class Tally:
    """Points and where they came from."""

    def __init__(self, count: int) -> None:
        self.points: Floats = np.zeros(count)
        self._single: list[Contribution] = []
        self._columns: list[tuple[Ints, str, Floats | float]] = []
        self._instead: dict[int, Contribution] = {}

    def add(self, block: int, name: str, points: float, category: str) -> None:
        """Add to one block."""
        self.points[block] += points
        self._single.append(Contribution(block, name, points, category))

    def add_to(self, blocks: Ints, name: str, points: Floats | float) -> None:
        """Add to many blocks, each its own points or the same to all."""
        self.points[blocks] += points
        self._columns.append((blocks, name, points))

    def replace(self, block: int, name: str, points: float, category: str) -> None:
        """Give one block points for all that it had: they alone decide."""
        self.points[block] = points
        self._instead[block] = Contribution(block, name, points, category)

    def contributions(self) -> list[Contribution]:
        """What was added, in order; what was added to many blocks comes last, and to two decimals."""
        added = self._single + [
            Contribution(block, name, round(added, 2), "")
            for blocks, name, points in self._columns
            for block, added in zip(blocks.tolist(), np.broadcast_to(points, blocks.shape).tolist(), strict=True)
        ]
        return [each for each in added if each.block not in self._instead] + list(self._instead.values())

    def heaviest(self) -> tuple[list[str], list[str]]:
        """Of each block the rule (or signal) that adds most, and its category."""
        names, categories = [""] * len(self.points), [""] * len(self.points)
        best: dict[int, float] = {}
        for block, name, points, category in self._single:
            if category and points > best.get(block, 0.0):
                best[block], names[block], categories[block] = points, name, category
        return names, categories


class Decision(NamedTuple):
    """The verdicts of one look at a page, as columns over its blocks."""

    points: Floats
    drop: Bools
    rules: list[str]
    """The rule that weighs most in each block; `STRUCTURE` where the table decided, empty where nothing hit."""
    categories: list[str]
    trims: list[Trim]
    """In order of their blocks."""
    tally: Tally
    """Where the points came from, those of the table aside."""
    look: Look | None
    """The table, where it was asked."""
    asked: Bools
    """The blocks whose points hold those of the table."""
    by_rules: Floats
    """The points of rules alone."""
    first: int = 0
    """The number of the first of these blocks in `tally`, which may be of several pages."""

    @property
    def contributions(self) -> list[Contribution]:
        """What rules and neighbours added, put together when asked for."""
        first, after = self.first, self.first + len(self.drop)
        found = self.tally.contributions()
        return [each._replace(block=each.block - first) for each in found if first <= each.block < after]

    def of(self, first: int, after: int) -> Decision:
        """The verdicts of some blocks in a row, as of a page among others."""
        here = slice(first, after)
        start, end = (bisect_left(self.trims, block, key=lambda trim: trim.block) for block in (first, after))
        trims = [trim._replace(block=trim.block - first) for trim in self.trims[start:end]]
        look = self.look and self.look._replace(bins=self.look.bins[here])
        columns = (self.points[here], self.drop[here], self.rules[here], self.categories[here])
        return Decision(*columns, trims, self.tally, look, self.asked[here], self.by_rules[here], self.first + first)

    def dropping(self, blocks: Mapping[int, tuple[str, str]], points: float) -> Decision:
        """The verdicts with further blocks dropped, whatever was decided, each for a rule of a category.

        What goes already keeps its reason.
        """
        further = [block for block in blocks if not self.drop[block]]
        scores, drop, asked = self.points.copy(), self.drop.copy(), self.asked.copy()
        rules, categories = list(self.rules), list(self.categories)
        for block in further:
            rules[block], categories[block] = blocks[block]
            self.tally.replace(self.first + block, rules[block], points, categories[block])
        scores[further], drop[further], asked[further] = points, True, False
        return self._replace(points=scores, drop=drop, asked=asked, rules=rules, categories=categories)


def decide(
    page: Page,
    hits: Sequence[tuple[Hit, ...]],
    tongues: Sequence[Tongues],
    pack: CompiledPack,
    dropped: frozenset[str],
    source: Source,
    dom: Dom | None = None,
) -> Decision:
    """Verdicts for the blocks of a page, or of several; `dom` where they are blocks of HTML.

    `tongues` says for each page in which languages words count. `dropped` names the categories that may be
    dropped; a block of another category is kept, though it counts as residue for its neighbours.
    """
    scorecard = pack.scorecard
    tally = Tally(len(page.lines))
    trims = _judge_hits(page, hits, tongues, pack, tally)
    _judge_places(page, hits, pack, tally, tally.points >= scorecard.certain_at)
    by_rules = tally.points.copy()
    certain = by_rules >= scorecard.certain_at
    rules, categories = tally.heaviest()
    looked = _looked_at(page, certain, source, dom)
    if looked.any():
        points, look = _structure(page, looked, tally, certain, categories, tongues, pack, source, dom)
    else:
        points, look = tally.points, None
    drop = points >= scorecard.drop_at
    by_structure = np.flatnonzero(drop & ~certain)
    for block, nearest in zip(by_structure.tolist(), _nearest(page.rows, certain, by_structure), strict=True):
        rules[block] = rules[block] or STRUCTURE
        categories[block] = categories[block] or (categories[nearest] if nearest >= 0 else UNTOLD)
    droppable = np.array([category in dropped for category in categories], dtype=bool)
    return Decision(
        points=points,
        drop=drop & droppable,
        rules=rules,
        categories=categories,
        trims=[trim for trim in trims if trim.category in dropped and trim.points >= scorecard.drop_at],
        tally=tally,
        look=look,
        asked=~certain & looked[page.rows.page],
        by_rules=by_rules,
    )


def _looked_at(page: Page, certain: Bools, source: Source, dom: Dom | None) -> Bools:
    """The pages on which structure is asked."""
    pages = len(page.rows.bounds) - 1
    if dom is not None or source == "page":
        return np.diff(page.rows.bounds) > 0
    if source == "article":
        return np.zeros(pages, dtype=bool)
    shown: Bools = np.bincount(page.rows.page, certain, minlength=pages) > 0
    return shown


def _structure(
    page: Page,
    looked: Bools,
    tally: Tally,
    certain: Bools,
    categories: Sequence[str],
    tongues: Sequence[Tongues],
    pack: CompiledPack,
    source: Source,
    dom: Dom | None,
) -> tuple[Floats, Look]:
    """The points of all blocks with what structure adds on the pages it is asked on, and what it saw."""
    scorecard = pack.scorecard
    at = np.flatnonzero(looked[page.rows.page])
    asked, sure = page.of(looked), certain[at]
    dom = dom and dom.of(looked, asked)
    spoken = list(compress(tongues, looked.tolist()))
    titles = titles_of(asked, tally.points[at], dom, scorecard)
    look = look_at(asked, tally.points[at], [categories[block] for block in at.tolist()], titles, spoken, pack, dom)
    told = np.where(sure, 0.0, look.points())
    shown = sure | ((tally.points[at] + told >= scorecard.structure.shown_at) & asked.wordy)
    _judge_doubt(asked, at, titles, tally, sure, shown, scorecard, source, dom)
    points = tally.points[at] + told
    heard = -pull(scorecard.drop_at - points, asked.rows, scorecard.structure.switch)
    said = np.flatnonzero(~sure & (np.abs(heard) >= MIN_SHOWN))
    everywhere = tally.points.copy()
    everywhere[at] = np.where(sure, points, points + heard)
    tally.add_to(at[said], "neighbours", heard[said])
    bins = np.zeros((len(certain), look.bins.shape[1]), dtype=look.bins.dtype)
    bins[at] = look.bins
    return everywhere, look._replace(bins=bins)


def rule_points(
    page: Page, hits: Sequence[tuple[Hit, ...]], tongues: Sequence[Tongues], pack: CompiledPack
) -> tuple[Floats, list[str]]:
    """What rules alone say of each block, and the category they see: what the scorecard is fitted on."""
    tally = Tally(len(page.lines))
    _judge_hits(page, hits, tongues, pack, tally)
    _judge_places(page, hits, pack, tally, tally.points >= pack.scorecard.certain_at)
    return tally.points, tally.heaviest()[1]


def look_at(
    page: Page,
    points: Floats,
    categories: Sequence[str],
    titles: Sequence[int],
    tongues: Sequence[Tongues],
    pack: CompiledPack,
    dom: Dom | None,
) -> Look:
    """The bins of every block, and the table that has points for them."""
    fitted = pack.fitted
    residue = residue_of(page, points, categories, pack)
    bins = signal_table(page, residue, [of.function_words for of in tongues], titles)
    if dom is None:
        return Look(bins, fitted.text, SIGNALS)
    from cleaner.signals.dom import HTML_SIGNALS  # with the elements of HTML: a text needs none of them

    return Look(np.concatenate((bins, dom.table(fitted.names)), axis=1), fitted.html, HTML_SIGNALS)


def residue_of(page: Page, points: Floats, categories: Sequence[str], pack: CompiledPack) -> Residue:
    """What rules and evidence say of each block by itself."""
    section = np.array([_SECTION.get(name, 0) for name in categories], dtype=np.int64)
    return Residue(points, section, pack.fitted.evidence.weigh(page.words))


def _judge_hits(
    page: Page,
    hits: Sequence[tuple[Hit, ...]],
    tongues: Sequence[Tongues],
    pack: CompiledPack,
    tally: Tally,
) -> list[Trim]:
    """Rules on lines by themselves. Returns what span rules would trim."""
    trims = []
    blocks = [block for block, found in enumerate(hits) if found]
    for block, number in zip(blocks, page.rows.page[blocks].tolist(), strict=True):
        found, of_page = hits[block], tongues[number]
        words, labels = 0, False
        for hit in found:
            compiled = pack.rules[hit.rule]
            rule = compiled.rule
            if pack.placed[hit.rule]:
                continue
            spoken = of_page.of(hit, page.lines[block])
            if spoken == "unknown":
                continue
            category = FOREIGN if spoken == "foreign" and rule.labels else rule.category
            if rule.scope == "span":
                trims.append(Trim(block, hit.start, hit.end, rule.id, category, hit.points))
                continue
            words, labels = max(words, hit.words), labels or rule.labels
            tally.add(block, rule.id, hit.points, category)
        if words == 1 and page.shapes.words[block] <= 1 and not page.lines[block].endswith(_LABEL_ENDS):
            long = page.shapes.chars[block] >= pack.scorecard.labels.long_word_chars
            name = "one_long_word" if long else "one_word"
            tally.add(block, name, getattr(pack.scorecard.labels, name), "")
        if labels and _NUMBERED.match(page.lines[block]):
            tally.add(block, "numbered", pack.scorecard.labels.numbered, "")
        if labels and page.lines[block].endswith(".") and not page.lines[block].endswith(".."):
            tally.add(block, "full_stop", pack.scorecard.labels.full_stop, "")
    return trims


def _judge_places(
    page: Page, hits: Sequence[tuple[Hit, ...]], pack: CompiledPack, tally: Tally, certain: Bools
) -> None:
    """Rules on lines in their place on the page."""
    if not len(page.lines):
        return
    hit_by: dict[int, list[int]] = {}
    for block, found in enumerate(hits):
        for hit in found:
            if pack.placed[hit.rule]:
                hit_by.setdefault(hit.rule, []).append(block)
    residue = _Sure(tally.heaviest()[1], certain)
    for number in compress(range(len(pack.rules)), pack.placed):
        rule = pack.rules[number].rule
        asks_of_lines = bool(rule.match or rule.labels or rule.selector is not None)
        if (asks_of_lines and number not in hit_by) or residue.lacks(rule.where):
            continue
        if rule.where.repeats in _EQUAL and page.all_differ:
            continue
        if asks_of_lines:
            blocks = _in_place(page, rule.where, residue, np.array(hit_by[number], dtype=np.int64))
        else:
            blocks = _in_place(page, rule.where, residue, page.rows.at)
            fitting = fits(rule.where, page.shapes)
            blocks = blocks if fitting is True else blocks[np.asarray(fitting)[blocks]]
        if len(blocks) and rule.where.repeats is not None:  # asked last: it compares lines with lines
            blocks = blocks[_repeats(page, rule.where.repeats, blocks)]
        for block in blocks.tolist():
            tally.add(block, rule.id, rule.points, rule.category)


def _judge_doubt(
    page: Page,
    at: Ints,
    titles: Sequence[int],
    tally: Tally,
    certain: Bools,
    shown: Bools,
    scorecard: Scorecard,
    source: Source,
    dom: Dom | None,
) -> None:
    """What speaks for keeping a line whatever it looks like. `at` has the places of the page's blocks in the tally.

    `shown` are the blocks that show what kind of text this is: a dump of a page, or an article with a line too many.
    """
    structure, rows = scorecard.structure, page.rows
    for line in titles:
        tally.add(int(at[line]), "headline", structure.headline, "")
    spared, name = (page.main_prose, "main_prose") if dom is None else (dom.preformatted, "preformatted")
    if spared.any():
        tally.add_to(at[spared & ~certain], name, getattr(structure, name))
    if source == "page" or dom is not None:
        return
    blocks, showing = rows.after - rows.first, rows.total(shown)
    share = np.minimum(showing / blocks / structure.shown_share, showing / structure.shown_blocks)
    near = rows.within(shown, structure.shown_within) / structure.shown_near
    share = np.minimum(np.where(page.main_prose, share, np.maximum(share, near)), 1.0)
    twice = np.where(page.wordy & ~page.main_prose, 1, 2)
    doubt = np.round(structure.doubt * (1 - share) * twice, 2)
    doubted = ~certain & (doubt != 0)
    if doubted.any():
        tally.add_to(at[doubted], "doubt", doubt[doubted])


class _Sure:
    """The certain residue of a page, as a column for each category."""

    def __init__(self, categories: Sequence[str], certain: Bools) -> None:
        self.certain = certain
        self._blocks: dict[str, list[int]] = {}
        for block in np.flatnonzero(certain).tolist():
            self._blocks.setdefault(categories[block], []).append(block)

    def lacks(self, where: Where) -> bool:
        """Whether the pages have nothing of what a place asks for beside it."""
        return bool(where.residue_on_page and not self._blocks) or any(
            wanted and self._blocks.keys().isdisjoint(wanted) for wanted in (where.beside, where.after, where.before)
        )

    def of(self, wanted: Sequence[str]) -> Bools:
        """Which blocks are certain residue of these categories."""
        found = np.zeros(len(self.certain), dtype=bool)
        for category in wanted:
            found[self._blocks.get(category, [])] = True
        return found


def _in_place(page: Page, where: Where, residue: _Sure, blocks: Ints) -> Ints:
    """Those of the blocks that meet the conditions on their place on the page."""
    for holds in _conditions(page, where, residue):
        if not len(blocks):
            break
        blocks = blocks[holds[blocks]]
    return blocks


def _conditions(page: Page, where: Where, residue: _Sure) -> Iterator[Bools]:
    """Where each condition on the place of blocks holds, told one by one: most fail the first."""
    rows, certain = page.rows, residue.certain
    if where.first is not None:
        yield (rows.at == rows.first) == where.first
    if where.beside:
        named = residue.of(where.beside)
        yield rows.before(named, 0) | rows.behind(named, 0)
    if where.after:
        yield rows.before(residue.of(where.after), 0)
    if where.before:
        yield rows.behind(residue.of(where.before), 0)
    if where.joined is not None:
        yield page.joined == where.joined
    if where.near_prose is not None:
        yield rows.behind(page.prose, 0) == where.near_prose
    if where.between_prose is not None:
        yield _between_prose(page, certain) == where.between_prose
    if where.after_prose is not None:
        yield page.prose_before == where.after_prose
    if where.before_all_prose is not None:
        yield ~page.prose_before == where.before_all_prose
    if where.residue_on_page is not None:
        yield rows.total(certain) - certain >= where.residue_on_page


def _repeats(page: Page, how: str, blocks: Ints) -> Bools:
    """Which of the blocks repeat others, in one of the ways of `Where.repeats`."""
    if how == "exact":
        return page.repeats_exactly[blocks]
    if how == "start":
        return page.repeats_start[blocks]
    if how == "headline":
        return page.repeats_headline[blocks]
    return page.repeats_with_site(blocks) if how == "title" else page.shares_suffix[blocks]


def _between_prose(page: Page, certain: Bools) -> Bools:
    """The nearest blocks before and after that are not certain residue are prose."""
    rows = page.rows
    before, ahead = rows.last_before(~certain), rows.until(~certain)
    after = np.minimum(rows.at + ahead, len(certain) - 1)
    found: Bools = (before >= 0) & page.prose[before] & (ahead < NOWHERE) & page.prose[after]
    return found


def _nearest(rows: Rows, certain: Bools, blocks: Ints) -> list[int]:
    """For each of the blocks the nearest certain residue of its page, of two as near the first; -1 without any.

    A line without a hit of its own is taken for what that is.
    """
    if not len(blocks):
        return []
    back, ahead = rows.since(certain)[blocks], rows.until(certain)[blocks]
    found = np.where(back <= ahead, blocks - back, blocks + ahead)
    nearest: list[int] = np.where(np.minimum(back, ahead) == NOWHERE, -1, found).tolist()
    return nearest
