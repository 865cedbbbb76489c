"""Signals as small integers: every block of a page, every signal, cut into bins.

A signal's bin is what the scorecard gives points for. All columns are measured at array speed; what a
bin means is told by `SIGNALS`, in the order of the columns.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from math import ceil
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cleaner.signals.cadence import dates, names
from cleaner.signals.headline import Announced, announced
from cleaner.signals.order import begins_run
from cleaner.signals.page import NEAR_BLOCKS, Page
from cleaner.signals.rows import Rows
from cleaner.signals.shape import Bools, Floats, Ints, digits
from cleaner.signals.words import words_of_phrases

__all__ = ["SECTIONS", "SIGNALS", "Bins", "Residue", "Signal", "cut_at", "cuts", "joint", "signal_table"]

Bins = npt.NDArray[np.uint8]


class Signal(NamedTuple):
    """A column of the table: its name, and the names of its bins."""

    name: str
    bins: tuple[str, ...]


class Residue(NamedTuple):
    """What rules and evidence say of each block by itself: what the signals of its surroundings are made of."""

    points: Floats
    """Points of rules."""
    section: Ints
    """An index into `SECTIONS`: the category that rules see in the block, 0 for none."""
    evidence: Floats
    """Points of the evidence of its words."""


def cuts(name: str, unit: str, edges: tuple[float, ...]) -> Signal:
    """A signal whose bins lie between edges: below the first, …, from the last on."""
    shown = [f"{edge:g}" for edge in edges]
    inner = [f"{low} to {high}" for low, high in pairwise(shown)]
    return Signal(name, tuple(f"{text} {unit}".strip() for text in (f"under {shown[0]}", *inner, f"{shown[-1]} on")))


def joint(name: str, first: tuple[str, ...], second: tuple[str, ...]) -> Signal:
    """Every bin of one thing with every bin of another; the first runs slowest."""
    return Signal(name, tuple(f"{one}; {other}" for one in first for other in second))


def cut_at(values: npt.NDArray[np.number], edges: tuple[float, ...]) -> Ints:
    """The bin of each value."""
    return _edges(edges, values.dtype.kind).searchsorted(values, side="right")


@cache
def _edges(edges: tuple[float, ...], kind: str) -> npt.NDArray[np.number]:
    """Edges as an array of the values' own kind, which spares a conversion; whole numbers reach the next whole edge."""
    return np.array([ceil(edge) for edge in edges]) if kind in "iu" else np.array(edges, dtype=np.float64)


SECTIONS = (
    "no section", "navigation", "headline_repeat", "byline", "dateline", "caption", "credit", "subscribe", "paywall",
    "share", "comments", "related", "tags", "author_box", "contact", "legal", "consent", "advertisement", "player",
    "widget", "live_blog", "tools", "standards", "error", "foreign",
)  # fmt: skip
"""Categories of residue whose short lines open a section: what follows "Comments" is comments."""
MAX_SECTION_WORDS = 8
MIN_SECTION_POINTS = 2.5

WORD_EDGES = (2, 3, 4, 6, 9, 13, 19, 29, 46, 81)
SIZE_EDGES = (3, 6, 13, 29)
GROUP_EDGES = (3, 6, 13, 20, 29, 46, 81)
RATIO_EDGES = (0.01, 0.15, 0.35, 0.6, 0.85)
DISTANCE_EDGES = (1, 2, 3, 5, 9, 17)
SECTION_EDGES = (4, 12, 40)
COMMENT_EDGES = (2, 5, 20, 100, 10_000)
RELATED_EDGES = (2, 5, 12, 40, 10_000)
SHARE_EDGES = (0.001, 0.05, 0.25, 0.6, 0.9, 0.999)
RUN_EDGES = (2, 3, 5, 9, 17, 33)
POINT_EDGES = (-0.5, 0.5, 2.5, 4.5, 6.5)
RESIDUE_POINTS = 4.5
"""An edge of POINT_EDGES: from here on a block counts as residue for its surroundings."""
DENSITY_EDGES = (0.01, 0.1, 0.25, 0.4, 0.6)
PAGE_EDGES = (0.01, 0.05, 0.1, 0.2, 0.35)
PROSE_EDGES = (40, 120, 300, 700)
ORDER_EDGES = (1, 2, 3, 6, 11, 21, 51)
KIND_EDGES = (0.4, 0.6, 0.75, 0.85, 0.93, 0.98)
AROUND_EDGES = (0.05, 0.15, 0.35, 0.55, 0.75, 0.95)
EVIDENCE_EDGES = (-1.0, -0.7, -0.45, -0.25, -0.1, -0.02, 0.02, 0.1, 0.25, 0.45, 0.7, 1.0, 1.5)
EVIDENCE_AROUND_EDGES = (-0.4, -0.25, -0.15, -0.08, -0.03, 0.03, 0.08, 0.15, 0.25, 0.4, 0.6)
EVIDENCE_SIZE_EDGES = (-0.7, -0.25, -0.02, 0.02, 0.25, 0.7)
TIE_EDGES = (0.0, 0.05, 0.15, 0.3, 0.45, 0.6, 0.8)
TIE_AROUND_EDGES = (0.05, 0.15, 0.25, 0.35, 0.5, 0.65)
OPENING_TIE_EDGES = (0.0, 0.03, 0.1, 0.2, 0.35, 0.5, 0.7)
WIDE_EDGES = (0.03, 0.1, 0.2, 0.35, 0.5, 0.7, 0.9)
SHORT_EDGES = (0.1, 0.25, 0.4, 0.55, 0.7, 0.85, 0.95)
MEAN_EDGES = (1, 3, 6, 10, 16, 25, 40)
NEAR_RATIO_EDGES = (0.01, 0.1, 0.2, 0.3, 0.45)
AROUND_DATE_EDGES = (0.01, 0.05, 0.1, 0.2, 0.3)
DATE_EDGES = (2, 3, 5, 9, 17, 33, 10_000)
HEADLINE_EDGES = (0.0, 0.01, 0.2, 0.4, 0.6)
HEADLINE_NEAR_EDGES = (0.0, 0.001, 0.1, 0.25, 0.5, 0.9)
HEADLINE_AROUND_EDGES = (0.0, 0.001, 0.06, 0.15, 0.3, 0.6)
LENGTH_EDGES = (13, 30)
TABLE_EDGES = (2, 4, 8, 20)
REPEAT_EDGES = (0.0, 0.02, 0.15, 0.4, 0.8, 0.99)
FAR_BLOCKS = 12
AWAY_EDGES = (-FAR_BLOCKS, -NEAR_BLOCKS, 0, 1, NEAR_BLOCKS + 1, FAR_BLOCKS + 1)
"""Blocks from the main text, above it negative."""
WINDOW = 5
EVIDENCE_WINDOWS = 4, 12
"""Blocks on either side that count as around."""
WIDE_WINDOWS = 12, 25
MAX_SHORT_WORDS = 6
CADENCE_WINDOWS = 8, 25
HEADLINE_WINDOWS = 6, 15
MAX_PIECES = 3
MAX_PIECE_WORDS, MIN_PIECED_WORDS = 5, 6

_ENDS = ("nothing", "sentence", "colon", "comma", "quote", "digit")
_LEADS = ("nothing", "bullet", "number", "hash", "quote", "arrow", "pipe", "lower case")
_PLACES = ("above the prose", "between prose", "below the prose", "no prose")
_SIZES = cuts("", "words", SIZE_EDGES).bins
_NEIGHBOUR = (("no sentence", "sentence"), _SIZES)
_MAIN_TEXT = ("no main text", "far above", "above", "just above", "inside", "just below", "below", "far below")
_TIES = ("no words", *cuts("", "found", TIE_EDGES[1:]).bins)
_OPENING_TIES = ("no words", *cuts("", "found", OPENING_TIE_EDGES[1:]).bins)
_LENGTHS = cuts("", "words", LENGTH_EDGES).bins
_TOLD = "no headline"
_REPEATS = ("under three words", *cuts("", "repeated", REPEAT_EDGES[1:]).bins)
_PIECES = ("one piece", "two pieces", "three pieces", "more pieces")
_GROUP_SIZES = cuts("", "words", GROUP_EDGES).bins

SIGNALS = (
    cuts("words", "words", WORD_EDGES),
    Signal("end", _ENDS),
    Signal("lead", _LEADS),
    cuts("capitals", "of the words", RATIO_EDGES),
    cuts("digits", "of the letters", RATIO_EDGES),
    cuts("function words", "of the words", RATIO_EDGES),
    Signal("separators", ("none", "one", "two", "more")),
    joint("rows of a table", ("no separators", *cuts("", "rows", TABLE_EDGES).bins), _SIZES),
    Signal("repeats", ("not", "elsewhere on the page")),
    joint("before", *_NEIGHBOUR),
    joint("after", *_NEIGHBOUR),
    cuts("prose above", "blocks away", DISTANCE_EDGES),
    cuts("prose below", "blocks away", DISTANCE_EDGES),
    cuts("prose passed", "of the page's prose", SHARE_EDGES),
    joint("run", _PLACES, cuts("", "lines", RUN_EDGES).bins),
    cuts("rules before", "points", POINT_EDGES),
    cuts("rules after", "points", POINT_EDGES),
    cuts("residue around", "of the blocks", DENSITY_EDGES),
    joint("words on such a page", cuts("", "residue", PAGE_EDGES).bins, _SIZES),
    Signal("gap", ("page without blank lines", "blank line before", "joined to the block before")),
    cuts("prose on the page", "words", PROSE_EDGES),
    cuts("order", "blocks before", ORDER_EDGES),
    joint("words on such a text", cuts("", "prose", KIND_EDGES).bins, _SIZES),
    cuts("prose around", "of the blocks", AROUND_EDGES),
    joint("main text", ("line", "prose"), _MAIN_TEXT),
    joint("second before", *_NEIGHBOUR),
    joint("second after", *_NEIGHBOUR),
    cuts("evidence", "points", EVIDENCE_EDGES),
    cuts("evidence before", "points", EVIDENCE_EDGES),
    cuts("evidence after", "points", EVIDENCE_EDGES),
    cuts("evidence near", "points", EVIDENCE_AROUND_EDGES),
    cuts("evidence around", "points", EVIDENCE_AROUND_EDGES),
    joint("evidence of such a length", _SIZES, cuts("", "points", EVIDENCE_SIZE_EDGES).bins),
    joint("tie to the text", _SIZES, _TIES),
    cuts("ties around", "found", TIE_AROUND_EDGES),
    joint("tie to the opening", _SIZES, _OPENING_TIES),
    joint("words repeated", _SIZES, _REPEATS),
    joint("pieces", tuple(f"{end}; {n}" for end in ("no sentence", "sentence") for n in _PIECES), _GROUP_SIZES),
    joint("section", SECTIONS, cuts("", "blocks", SECTION_EDGES).bins),
    joint("since comments", cuts("", "blocks", COMMENT_EDGES).bins, _SIZES),
    joint("since related", cuts("", "blocks", RELATED_EDGES).bins, _SIZES),
    *(cuts(f"prose within {reach}", "of the blocks", WIDE_EDGES) for reach in WIDE_WINDOWS),
    *(cuts(f"short lines within {reach}", "of the blocks", SHORT_EDGES) for reach in WIDE_WINDOWS),
    cuts("words of prose around", "words a block", MEAN_EDGES),
    joint("proper names near", cuts("", "of the blocks", NEAR_RATIO_EDGES).bins, _SIZES),
    joint("dates near", cuts("", "of the blocks", NEAR_RATIO_EDGES).bins, _SIZES),
    cuts("dates around", "of the blocks", AROUND_DATE_EDGES),
    joint("date above", cuts("", "blocks away", DATE_EDGES).bins, _SIZES),
    joint("date below", cuts("", "blocks away", DATE_EDGES).bins, _SIZES),
    joint("headline", (_TOLD, *cuts("", "of its words", HEADLINE_EDGES[1:]).bins), _SIZES),
    joint("headline near", (_TOLD, *cuts("", "of its words a block", HEADLINE_NEAR_EDGES[1:]).bins), _LENGTHS),
    joint("headline around", (_TOLD, *cuts("", "of its words a block", HEADLINE_AROUND_EDGES[1:]).bins), _LENGTHS),
)


def signal_table(
    page: Page, residue: Residue, function_words: Sequence[frozenset[str]], titles: Sequence[int] = ()
) -> Bins:
    """The bins of every block (rows) in every signal (columns). Each page has its own function words.

    `titles` are lines that a page is known by, in order; the first of each page is its headline.
    """
    size, headline = cut_at(page.shapes.words, SIZE_EDGES), _announced(page, titles)
    tie = page.words.share_found(page.main_prose, page.rows)
    around = _around(page, residue, tie, headline)
    columns = (
        *_look(page, size, function_words),
        *_surroundings(page, size, residue, around),
        *_speech(page, size, residue, tie, around),
        *_region(around),
        *_cadence(page, size, around),
        *_headline(page, size, headline, around),
    )
    return np.ascontiguousarray(np.array(_in_order(columns), dtype=np.uint8).T)


class _Column(NamedTuple):
    name: str
    bins: Ints


def _in_order(columns: tuple[_Column, ...]) -> list[Ints]:
    by_name = dict(columns)
    return [by_name[signal.name] for signal in SIGNALS]


def _around(page: Page, residue: Residue, tie: Floats, headline: Announced) -> dict[str, Floats]:
    """The means over what stands around each block, by the names of their signals: all at once."""
    words, prose, dated = page.shapes.words, page.prose, dates(page.shapes)
    short = words <= MAX_SHORT_WORDS
    near, around = EVIDENCE_WINDOWS
    in_threads, in_lists = CADENCE_WINDOWS
    close, wide = HEADLINE_WINDOWS
    windows = {
        "residue around": (residue.points >= RESIDUE_POINTS, WINDOW),
        "prose around": (prose, WINDOW),
        "ties around": (np.maximum(tie, 0.0), WINDOW),
        "evidence near": (residue.evidence, near),
        "evidence around": (residue.evidence, around),
        **{f"prose within {reach}": (prose, reach) for reach in WIDE_WINDOWS},
        **{f"short lines within {reach}": (short, reach) for reach in WIDE_WINDOWS},
        "words of prose around": (words * prose, WIDE_WINDOWS[0]),
        "proper names near": (names(page.shapes), in_threads),
        "dates near": (dated, in_threads),
        "dates around": (dated, in_lists),
        "headline near": (headline.counted, close),
        "headline around": (headline.counted, wide),
    }
    return dict(zip(windows, page.rows.around_all(list(windows.values())), strict=True))


def _look(page: Page, size: Ints, function_words: Sequence[frozenset[str]]) -> list[_Column]:
    """What a line looks like, by itself."""
    shapes, separators = page.shapes, _separators(page)
    return [
        _Column("words", cut_at(shapes.words, WORD_EDGES)),
        _Column("end", _ends(page)),
        _Column("lead", _leads(page)),
        _Column("capitals", cut_at(shapes.capital_ratio, RATIO_EDGES)),
        _Column("digits", cut_at(shapes.digit_ratio, RATIO_EDGES)),
        _Column("function words", cut_at(_function_ratio(page, function_words), RATIO_EDGES)),
        _Column("separators", np.minimum(separators, 3)),
        _Column("rows of a table", _table_rows(page, separators) * len(_SIZES) + size),
        _Column("gap", np.where(page.blocks.blank_before, 1, np.where(page.joined, 2, 0))),
        _Column("pieces", _pieces(page)),
    ]


def _surroundings(page: Page, size: Ints, residue: Residue, around: Mapping[str, Floats]) -> list[_Column]:
    """Where a line stands: what is before and behind it, on what kind of page."""
    rows, shapes, prose = page.rows, page.shapes, page.prose
    words, sizes = shapes.words, len(_SIZES)
    neighbour = size + sizes * shapes.ends_sentence
    prose_words = words * prose
    total, all_words = np.maximum(rows.total(prose_words), 1), np.maximum(rows.total(words), 1)
    is_residue = residue.points >= RESIDUE_POINTS
    blocks = rows.after - rows.first
    place = np.where(page.prose_before & page.prose_after, 1, np.where(page.prose_before, 2, 0))
    place = np.where(rows.total(prose) > 0, place, 3)
    above, below = rows.since(prose), rows.until(prose)
    opens = (residue.section > 0) & (words <= MAX_SECTION_WORDS) & (residue.points >= MIN_SECTION_POINTS)
    heading = rows.last_before(opens)
    section = np.where(heading < 0, 0, residue.section[heading])
    since = np.where(heading < 0, 0, rows.at - heading)
    since_comments = rows.since(opens & (residue.section == SECTIONS.index("comments")))
    since_related = rows.since(opens & (residue.section == SECTIONS.index("related")))
    return [
        _Column("repeats", page.repeats_exactly.astype(np.int64)),
        _Column("before", rows.before(neighbour, 0)),
        _Column("after", rows.behind(neighbour, 0)),
        _Column("second before", rows.before(neighbour, 0, 2)),
        _Column("second after", rows.behind(neighbour, 0, 2)),
        _Column("prose above", cut_at(above, DISTANCE_EDGES)),
        _Column("prose below", cut_at(below, DISTANCE_EDGES)),
        _Column("prose passed", cut_at((rows.passed(prose_words) - prose_words / 2) / total, SHARE_EDGES)),
        _Column("run", cut_at(_run_sizes(rows, prose), RUN_EDGES) + (len(RUN_EDGES) + 1) * place),
        _Column("rules before", cut_at(rows.before(residue.points, 0), POINT_EDGES)),
        _Column("rules after", cut_at(rows.behind(residue.points, 0), POINT_EDGES)),
        _Column("residue around", cut_at(around["residue around"], DENSITY_EDGES)),
        _Column("words on such a page", size + sizes * cut_at(rows.total(is_residue) / blocks, PAGE_EDGES)),
        _Column("prose on the page", cut_at(total, PROSE_EDGES)),
        _Column("order", cut_at(rows.at - rows.first, ORDER_EDGES)),
        _Column("words on such a text", size + sizes * cut_at(rows.total(prose_words) / all_words, KIND_EDGES)),
        _Column("prose around", cut_at(around["prose around"], AROUND_EDGES)),
        _Column("main text", _main_text(page) + len(_MAIN_TEXT) * prose),
        _Column("section", section * (len(SECTION_EDGES) + 1) + cut_at(since, SECTION_EDGES)),
        _Column("since comments", cut_at(since_comments, COMMENT_EDGES) * sizes + size),
        _Column("since related", cut_at(since_related, RELATED_EDGES) * sizes + size),
    ]


def _speech(page: Page, size: Ints, residue: Residue, tie: Floats, around: Mapping[str, Floats]) -> list[_Column]:
    """What a line is about: evidence of its words, and whether they come back on the page."""
    rows, evidence = page.rows, residue.evidence
    repeated = page.words.share_repeated(rows)
    length_bins = len(EVIDENCE_SIZE_EDGES) + 1
    return [
        _Column("evidence", cut_at(evidence, EVIDENCE_EDGES)),
        _Column("evidence before", cut_at(rows.before(evidence, 0), EVIDENCE_EDGES)),
        _Column("evidence after", cut_at(rows.behind(evidence, 0), EVIDENCE_EDGES)),
        _Column("evidence near", cut_at(around["evidence near"], EVIDENCE_AROUND_EDGES)),
        _Column("evidence around", cut_at(around["evidence around"], EVIDENCE_AROUND_EDGES)),
        _Column("evidence of such a length", size * length_bins + cut_at(evidence, EVIDENCE_SIZE_EDGES)),
        _Column("tie to the text", size * len(_TIES) + cut_at(tie, TIE_EDGES)),
        _Column("ties around", cut_at(around["ties around"], TIE_AROUND_EDGES)),
        _Column("tie to the opening", size * len(_OPENING_TIES) + cut_at(page.tie, OPENING_TIE_EDGES)),
        _Column("words repeated", size * len(_REPEATS) + cut_at(repeated, REPEAT_EDGES)),
    ]


def _region(around: Mapping[str, Floats]) -> list[_Column]:
    """In what part of the page a line stands: how much prose, how many short lines there are far around."""
    edges = {
        **{f"prose within {reach}": WIDE_EDGES for reach in WIDE_WINDOWS},
        **{f"short lines within {reach}": SHORT_EDGES for reach in WIDE_WINDOWS},
        "words of prose around": MEAN_EDGES,
    }
    return [_Column(name, cut_at(around[name], of_name)) for name, of_name in edges.items()]


def _cadence(page: Page, size: Ints, around: Mapping[str, Floats]) -> list[_Column]:
    """Names and dates among the lines around, as in threads and lists."""
    rows, sizes, dated = page.rows, len(_SIZES), dates(page.shapes)
    return [
        _Column("proper names near", cut_at(around["proper names near"], NEAR_RATIO_EDGES) * sizes + size),
        _Column("dates near", cut_at(around["dates near"], NEAR_RATIO_EDGES) * sizes + size),
        _Column("dates around", cut_at(around["dates around"], AROUND_DATE_EDGES)),
        _Column("date above", cut_at(rows.since(dated), DATE_EDGES) * sizes + size),
        _Column("date below", cut_at(rows.until(dated), DATE_EDGES) * sizes + size),
    ]


def _announced(page: Page, titles: Sequence[int]) -> Announced:
    """What each line has of the first title of its page."""
    lines: Ints = np.array(titles, dtype=np.int64)
    return announced(page, lines[begins_run(page.rows.page[lines])])


def _headline(page: Page, size: Ints, headline: Announced, around: Mapping[str, Floats]) -> list[_Column]:
    """Words of the headline in the line and in those around it."""
    length = cut_at(page.shapes.words, LENGTH_EDGES)
    near = around["headline near"] + headline.counted / (2 * HEADLINE_WINDOWS[0])

    def binned(values: Floats, edges: tuple[float, ...]) -> Ints:
        return cut_at(np.where(headline.told, values, -1.0), edges)

    return [
        _Column("headline", binned(headline.share, HEADLINE_EDGES) * len(_SIZES) + size),
        _Column("headline near", binned(near, HEADLINE_NEAR_EDGES) * len(_LENGTHS) + length),
        _Column("headline around", binned(around["headline around"], HEADLINE_AROUND_EDGES) * len(_LENGTHS) + length),
    ]


_BETWEEN_SPACES, _ALWAYS = 1, 2
_SEPARATORS = np.zeros(0x110000, dtype=np.uint8)  # zero pages cost no memory
_SEPARATORS[[ord(sign) for sign in "·•/"]] = _BETWEEN_SPACES
_SEPARATORS[[ord(sign) for sign in "|\t"]] = _ALWAYS
_END_OF = np.zeros(0x110000, dtype=np.uint8)  # zero pages cost no memory
_LEAD_OF = np.zeros(0x110000, dtype=np.uint8)
for _number, _signs in ((2, ":："), (3, ",;،、"), (4, "\"'”’»)]")):
    _END_OF[[ord(sign) for sign in _signs]] = _number
for _number, _signs in (
    (1, "*-•·◦‣▪■●○–—"),
    (2, "0123456789"),
    (3, "#"),
    (4, "\"'“”„«‘「『"),
    (5, ">»›→▶►➤👉"),
    (6, "|"),
):
    _LEAD_OF[[ord(sign) for sign in _signs]] = _number


def _ends(page: Page) -> Ints:
    last = page.codes[page.blocks.ends - 1]
    found = np.where(digits(last), 5, _END_OF.take(last)).astype(np.int64)
    return np.where(page.shapes.ends_sentence, 1, found)


def _leads(page: Page) -> Ints:
    found = _LEAD_OF.take(page.codes.take(page.blocks.starts)).astype(np.int64)
    return np.where((found == 0) & page.begins_lower, 7, found)


def _separators(page: Page) -> Ints:
    """Bars and tabs, and middle dots, bullets and slashes between spaces."""
    codes, starts, ends = page.codes, page.blocks.starts, page.blocks.ends
    at = _SEPARATORS.take(codes).nonzero()[0]
    spaced = (codes.take(at - 1) == ord(" ")) & (codes.take(at + 1, mode="clip") == ord(" "))
    spaced &= (at > 0) & (at < len(codes) - 1)
    at = at[spaced | (_SEPARATORS.take(codes.take(at)) == _ALWAYS)]
    counts: Ints = at.searchsorted(ends) - at.searchsorted(starts)
    return counts


def _table_rows(page: Page, separators: Ints) -> Ints:
    """Lines in a row with as many separators each: the rows of a table, and how many there are."""
    run = page.rows.runs(separators != page.rows.before(separators, 0))
    rows = np.bincount(run)[run] if len(run) else run
    return np.where(separators > 0, 1 + cut_at(rows, TABLE_EDGES), 0)


@lru_cache(maxsize=256)
def _hashes_of(words: frozenset[str]) -> npt.NDArray[np.uint64]:
    """Of those that are one word here: "don't" is two, and of scripts without spaces every two characters are one."""
    found = words_of_phrases(sorted(words))
    return np.sort(found.hashes[found.counts[found.block] == 1])


def _function_ratio(page: Page, function_words: Sequence[frozenset[str]]) -> Floats:
    words = page.words
    found = np.zeros(len(words.hashes), dtype=bool)
    alike: dict[frozenset[str], list[int]] = {}
    for number, of_page in enumerate(function_words):
        alike.setdefault(of_page, []).append(number)
    for of_pages, numbers in alike.items():
        if len(known := _hashes_of(of_pages)):
            spoken = slice(None) if len(alike) == 1 else np.isin(page.rows.page, numbers)[words.block]
            hashes = words.hashes[spoken]
            found[spoken] = known[np.minimum(np.searchsorted(known, hashes), len(known) - 1)] == hashes
    ratio: Floats = np.bincount(words.block, found, minlength=len(words.counts)) / np.maximum(words.counts, 1)
    return ratio


def _pieces(page: Page) -> Ints:
    """Paragraphs that were cut at their links and emphasis: how many pieces, how long together, how they end.

    A piece goes on where the one before does not end a sentence and it begins with a small letter or with
    punctuation; and a few words between two such pieces belong to both.
    """
    rows, shapes = page.rows, page.shapes
    open_before = ~rows.before(shapes.ends_sentence, 1)
    first = page.codes.take(page.blocks.starts)
    goes_on = (page.begins_lower | _GOES_ON.take(first)) & open_before
    few = shapes.words <= MAX_PIECE_WORDS
    much_before = (rows.before(shapes.words, 0) >= MIN_PIECED_WORDS) | rows.before(goes_on, 0)
    goes_on |= rows.behind(goes_on, 0) & open_before & few & much_before
    run = rows.runs(~goes_on)
    size, words = np.bincount(run), np.bincount(run, shapes.words)
    ends = np.zeros(len(size), dtype=bool)
    ends[run] = shapes.ends_sentence  # the last piece of a run is assigned last
    kind = np.minimum(size - 1, MAX_PIECES) + len(_PIECES) * ends
    bins: Ints = (kind * len(_GROUP_SIZES) + cut_at(words, GROUP_EDGES))[run]
    return bins


_GOES_ON = np.zeros(0x110000, dtype=bool)  # zero pages cost no memory
_GOES_ON[[ord(sign) for sign in ",.;:)!?”»'’"]] = True


def _run_sizes(rows: Rows, member: Bools) -> Ints:
    """For each block how many blocks in a row share its membership."""
    run = rows.runs(member != rows.before(member, 0))
    return np.bincount(run)[run] if len(run) else run


def _main_text(page: Page) -> Ints:
    """Where a block stands to the main text: an index into `_MAIN_TEXT`."""
    rows = page.rows
    start, end = (bound[rows.page] for bound in page.main_text)
    away = np.minimum(rows.at - start, 0) + np.maximum(rows.at - end, 0)
    return np.where(start < 0, 0, 1 + cut_at(away, AWAY_EDGES))
