"""Signals as small integers: every block of a page, every signal, cut into bins.

A signal's bin is what the scorecard gives points for. All columns are measured at array speed; what a
bin means is told by `SIGNALS`, in the order of the columns.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cleaner.signals.page import NEAR_BLOCKS, Page, following, previous
from cleaner.signals.shape import Bools, Floats, Ints

__all__ = ["SIGNALS", "Signal", "signal_table"]

Bins = npt.NDArray[np.uint8]


class Signal(NamedTuple):
    """A column of the table: its name, and the names of its bins."""

    name: str
    bins: tuple[str, ...]


def _cuts(name: str, unit: str, edges: tuple[float, ...]) -> Signal:
    """Bins between edges: below the first, …, from the last on."""
    shown = [f"{edge:g}" for edge in edges]
    inner = [f"{low} to {high}" for low, high in pairwise(shown)]
    return Signal(name, tuple(f"{text} {unit}".strip() for text in (f"under {shown[0]}", *inner, f"{shown[-1]} on")))


WORD_EDGES = (2, 3, 4, 6, 9, 13, 19, 29, 46, 81)
NEIGHBOUR_EDGES = (3, 6, 13, 29)
RATIO_EDGES = (0.01, 0.15, 0.35, 0.6, 0.85)
DISTANCE_EDGES = (1, 2, 3, 5, 9, 17)
SHARE_EDGES = (0.001, 0.05, 0.25, 0.6, 0.9, 0.999)
RUN_EDGES = (2, 3, 5, 9, 17, 33)
POINT_EDGES = (-0.5, 0.5, 2.5, 4.5, 6.5)
DENSITY_EDGES = (0.01, 0.1, 0.25, 0.4, 0.6)
PAGE_EDGES = (0.01, 0.05, 0.1, 0.2, 0.35)
PROSE_EDGES = (40, 120, 300, 700)
ORDER_EDGES = (1, 2, 3, 6, 11, 21, 51)
KIND_EDGES = (0.4, 0.6, 0.75, 0.85, 0.93, 0.98)
AROUND_EDGES = (0.05, 0.15, 0.35, 0.55, 0.75, 0.95)
FAR_BLOCKS = 12
WINDOW = 5
"""Blocks on either side that count as around."""

_ENDS = ("nothing", "sentence", "colon", "comma", "quote", "digit")
_LEADS = ("nothing", "bullet", "number", "hash", "quote", "arrow", "pipe", "lower case")
_PLACES = ("above the prose", "between prose", "below the prose", "no prose")


def _joint(name: str, first: tuple[str, ...], second: tuple[str, ...]) -> Signal:
    """Every bin of one thing with every bin of another; the first runs slowest."""
    return Signal(name, tuple(f"{one}; {other}" for one in first for other in second))


_SIZES = _cuts("", "words", NEIGHBOUR_EDGES).bins
_NEIGHBOUR = (("no sentence", "sentence"), _SIZES)
_MAIN_TEXT = ("no main text", "far above", "above", "just above", "inside", "just below", "below", "far below")

SIGNALS = (
    _cuts("words", "words", WORD_EDGES),
    Signal("end", _ENDS),
    Signal("lead", _LEADS),
    _cuts("capitals", "of the words", RATIO_EDGES),
    _cuts("digits", "of the letters", RATIO_EDGES),
    _cuts("function words", "of the words", RATIO_EDGES),
    Signal("separators", ("none", "one", "two", "more")),
    Signal("repeats", ("not", "elsewhere on the page")),
    _joint("before", *_NEIGHBOUR),
    _joint("after", *_NEIGHBOUR),
    _cuts("prose above", "blocks away", DISTANCE_EDGES),
    _cuts("prose below", "blocks away", DISTANCE_EDGES),
    _cuts("prose passed", "of the page's prose", SHARE_EDGES),
    _joint("run", _PLACES, _cuts("", "lines", RUN_EDGES).bins),
    _cuts("rules before", "points", POINT_EDGES),
    _cuts("rules after", "points", POINT_EDGES),
    _cuts("residue around", "of the blocks", DENSITY_EDGES),
    _joint("words on such a page", _cuts("", "residue", PAGE_EDGES).bins, _SIZES),
    Signal("gap", ("page without blank lines", "blank line before", "joined to the block before")),
    _cuts("prose on the page", "words", PROSE_EDGES),
    _cuts("order", "blocks before", ORDER_EDGES),
    _joint("words on such a text", _cuts("", "prose", KIND_EDGES).bins, _SIZES),
    _cuts("prose around", "of the blocks", AROUND_EDGES),
    _joint("main text", ("line", "prose"), _MAIN_TEXT),
    _joint("second before", *_NEIGHBOUR),
    _joint("second after", *_NEIGHBOUR),
)


def signal_table(page: Page, rule_points: Floats, function_words: frozenset[str]) -> Bins:
    """The bins of every block (rows) in every signal (columns).

    `rule_points` is what the rules say of each block by itself.
    """
    shapes = page.shapes
    count = len(page.lines)
    words, prose = shapes.words, page.prose
    residue = (rule_points >= 4.5).astype(np.int64)  # noqa: PLR2004  an edge of POINT_EDGES
    page_share = np.full(count, residue.mean() if count else 0.0)
    sentence = shapes.ends_sentence.astype(np.int64)
    neighbour_words = _bin(words, NEIGHBOUR_EDGES)
    size_bins = len(NEIGHBOUR_EDGES) + 1
    joint = neighbour_words + size_bins * sentence
    prose_words = words * prose
    passed = np.cumsum(prose_words)
    total = max(int(prose_words.sum()), 1)
    kind = np.full(count, prose_words.sum() / max(int(words.sum()), 1))
    run_size = _run_sizes(prose)
    place = np.where(page.prose_before & page.prose_after, 1, np.where(page.prose_before, 2, 0))
    place = np.where(prose.any(), place, 3)
    around = _window_mean(residue)
    gap = np.where(page.blocks.blank_before, 1, np.where(page.joined, 2, 0))
    columns = (
        _bin(words, WORD_EDGES),
        _ends(page),
        _leads(page),
        _bin(shapes.capital_ratio, RATIO_EDGES),
        _bin(shapes.digit_ratio, RATIO_EDGES),
        _bin(_function_ratio(page, function_words), RATIO_EDGES),
        np.minimum(_separators(page), 3),
        page.repeats_exactly.astype(np.int64),
        previous(joint, 0),
        following(joint, 0),
        _bin(_distance(prose), DISTANCE_EDGES),
        _bin(_distance(prose[::-1])[::-1], DISTANCE_EDGES),
        _bin((passed - prose_words / 2) / total, SHARE_EDGES),
        _bin(run_size, RUN_EDGES) + (len(RUN_EDGES) + 1) * place,
        _bin(previous(rule_points, 0), POINT_EDGES),
        _bin(following(rule_points, 0), POINT_EDGES),
        _bin(around, DENSITY_EDGES),
        neighbour_words + size_bins * _bin(page_share, PAGE_EDGES),
        gap,
        _bin(np.full(count, total), PROSE_EDGES),
        _bin(np.arange(count), ORDER_EDGES),
        neighbour_words + size_bins * _bin(kind, KIND_EDGES),
        _bin(_window_mean(prose.astype(np.int64)), AROUND_EDGES),
        _main_text(page) + len(_MAIN_TEXT) * prose,
        previous(previous(joint, 0), 0),
        following(following(joint, 0), 0),
    )
    return np.stack([np.asarray(column, dtype=np.uint8) for column in columns], axis=1)


def _bin(values: npt.NDArray[np.number], edges: tuple[float, ...]) -> Ints:
    return np.searchsorted(np.array(edges), values, side="right")


def _ends(page: Page) -> Ints:
    last = [line[-1] for line in page.lines]
    found = np.fromiter(
        (2 if c in ":：" else 3 if c in ",;،、" else 4 if c in "\"'”’»)]" else 5 if c.isdigit() else 0 for c in last),
        dtype=np.int64,
        count=len(last),
    )
    return np.where(page.shapes.ends_sentence, 1, found)


_LEAD_OF = (
    dict.fromkeys("*-•·◦‣▪■●○–—", 1)
    | dict.fromkeys("0123456789", 2)
    | {"#": 3}
    | dict.fromkeys("\"'“”„«‘「『", 4)
    | dict.fromkeys(">»›→▶►➤👉", 5)
    | {"|": 6}
)


def _leads(page: Page) -> Ints:
    return np.fromiter(
        (_LEAD_OF.get(line[0], 7 if line[0].islower() else 0) for line in page.lines),
        dtype=np.int64,
        count=len(page.lines),
    )


def _separators(page: Page) -> Ints:
    return np.fromiter(
        (
            line.count("|") + line.count(" · ") + line.count(" • ") + line.count(" / ") + line.count("\t")
            for line in page.lines
        ),
        dtype=np.int64,
        count=len(page.lines),
    )


def _function_ratio(page: Page, function_words: frozenset[str]) -> Floats:
    ratios = []
    for line in page.lines:
        words = line.lower().split()
        ratios.append(sum(map(function_words.__contains__, words)) / len(words) if words else 0.0)
    return np.array(ratios)


def _distance(member: Bools) -> Ints:
    """Blocks back to the nearest member before; the count of blocks where there is none."""
    at = np.arange(len(member))
    last = np.maximum.accumulate(np.where(member, at, -1)) if len(member) else at
    before = previous(last, -1)
    return np.where(before < 0, 99, at - before)


def _run_sizes(member: Bools) -> Ints:
    """For each block how many blocks in a row share its membership."""
    change = np.zeros(len(member), dtype=np.int64)
    change[1:] = member[1:] != member[:-1]
    run: Ints = np.cumsum(change)
    return np.bincount(run)[run] if len(run) else run


def _window_mean(values: Ints) -> Floats:
    sums = np.concatenate(([0], np.cumsum(values)))
    at = np.arange(len(values))
    low, high = np.maximum(at - WINDOW, 0), np.minimum(at + WINDOW + 1, len(values))
    mean: Floats = (sums[high] - sums[low] - values) / np.maximum(high - low - 1, 1)
    return mean


def _main_text(page: Page) -> Ints:
    """Where a block stands to the main text: an index into `_MAIN_TEXT`."""
    start, end = page.main_text
    if start < 0:
        return np.zeros(len(page.lines), dtype=np.int64)
    at = np.arange(len(page.lines))
    above, below = start - at, at - end
    return np.where(
        above > 0,
        np.where(above > FAR_BLOCKS, 1, np.where(above > NEAR_BLOCKS, 2, 3)),
        np.where(below > 0, np.where(below > FAR_BLOCKS, 7, np.where(below > NEAR_BLOCKS, 6, 5)), 4),
    )
