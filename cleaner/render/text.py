"""Verdicts to text: what is kept, and the spans of the input that are not.

The input less the spans is the output, to the character. White space that a dropped block leaves
behind is itself a span: of the white space around it the widest gap stays, so paragraphs that were
apart stay apart and a page without blank lines gets none.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from cleaner.blocks import Blocks
from cleaner.decide.decide import Decision, Trim

__all__ = ["GAP", "Span", "cut", "is_trimmed", "ranges_of", "spans_of", "trimmed"]

GAP = "gap"
"""The name under which left-over white space is reported."""
_LINE_END = re.compile(r"\r\n|[\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]")
_JOINTS = frozenset("|/\\·•")


class Span(NamedTuple):
    """A range of the text that goes, and the block it belongs to (-1: white space between blocks)."""

    start: int
    end: int
    block: int
    rule: str
    category: str
    points: float


def cut(text: str, gone: Sequence[tuple[Any, ...]]) -> str:
    """The text less what is gone: ranges or spans, which are in order and do not overlap."""
    kept, at = [], 0
    for start, end, *_ in gone:
        kept.append(text[at:start])
        at = end
    kept.append(text[at:])
    return "".join(kept)


def ranges_of(blocks: Blocks, decision: Decision) -> list[tuple[int, int]]:
    """Everything a decision takes out of a text, in order and apart, as ranges."""
    ranges = [(span.start, span.end) for span in trimmed(blocks, decision)]
    dropped = decision.drop.nonzero()[0]
    if len(dropped):
        breaks = ((dropped[1:] - dropped[:-1]) > 1).nonzero()[0]
        firsts, lasts = dropped[np.append(0, breaks + 1)].tolist(), dropped[np.append(breaks, -1)].tolist()
        for first, last in zip(firsts, lasts, strict=True):
            ranges += _gap(blocks, first, last)
    return sorted(span for span in ranges if span[0] < span[1])


def spans_of(blocks: Blocks, decision: Decision) -> list[Span]:
    """The same with the block that each span belongs to and what took it; white space between blocks apart."""
    spans = trimmed(blocks, decision)
    starts, ends = blocks.starts.tolist(), blocks.ends.tolist()
    inside = {span.start for span in spans}
    for start, end in ranges_of(blocks, decision):
        if start in inside:
            continue
        first, after = bisect_left(starts, start), bisect_left(starts, end)
        bounds = [start, *(offset for block in range(first, after) for offset in (starts[block], ends[block])), end]
        spans += [Span(*gap, -1, GAP, "whitespace", 0.0) for gap in zip(bounds[::2], bounds[1::2], strict=True)]
        spans += [
            Span(starts[i], ends[i], i, decision.rules[i], decision.categories[i], float(decision.points[i]))
            for i in range(first, after)
        ]
    return sorted(span for span in spans if span.start < span.end)


def is_trimmed(decision: Decision) -> bool:
    """Whether something goes inside blocks that are kept."""
    return any(not decision.drop[trim.block] for trim in decision.trims)


def _gap(blocks: Blocks, first: int, last: int) -> list[tuple[int, int]]:
    """What goes with some dropped blocks in a row, between two kept ones or between one and an end of the text.

    Of the runs of white space around them the one with most line ends stays (the last one among equals), and so
    does the indentation of the kept block behind the gap. After the last kept block only the text's own last line
    end stays, before the first one only indentation.
    """
    text, starts, ends = blocks.text, blocks.starts, blocks.ends
    before = int(ends[first - 1]) if first else 0
    if last + 1 == len(starts):
        line_end = _last_line_end_start(text, int(ends[last]), len(text)) if first else -1
        return [(before, len(text) if line_end < 0 else line_end)]
    behind = int(starts[last + 1])
    line_end = _last_line_end(text, int(ends[last]), behind)
    if not first:
        return [(0, line_end)]
    line = blocks.line[first - 1 : last + 2]
    stays = last + 1 - int((line[1:] - line[:-1])[::-1].argmax())  # the block that stands behind the run that stays
    if stays > last:
        return [(before, int(ends[last]))]
    run = int(ends[stays - 1]), int(starts[stays])
    return [(before, run[0]), (_last_line_end(text, *run), line_end)]


def trimmed(blocks: Blocks, decision: Decision) -> list[Span]:
    """The spans that go inside kept blocks."""
    trims: dict[int, list[Trim]] = {}
    for trim in decision.trims:
        if not decision.drop[trim.block]:
            trims.setdefault(trim.block, []).append(trim)
    return [
        span
        for block, of_block in sorted(trims.items())
        for span in _inside(blocks.text, int(blocks.starts[block]), int(blocks.ends[block]), block, of_block)
    ]


def _inside(text: str, start: int, end: int, block: int, trims: list[Trim]) -> list[Span]:
    """The spans to drop inside a kept block, widened so that the line stays well formed.

    White space and joints that only linked the trimmed words to the rest go with them; between two words that stay,
    one run of white space does.
    """
    spans: list[Span] = []
    for trim in sorted(trims, key=lambda trim: (trim.start, -trim.end)):
        first, last = start + trim.start, start + trim.end
        while last < end and text[last].isspace() and (first == start or text[first - 1].isspace()):
            last += 1
        if last == end or first == start:
            while first > start and (text[first - 1].isspace() or text[first - 1] in _JOINTS):
                first -= 1
            while first == start and last < end and (text[last].isspace() or text[last] in _JOINTS):
                last += 1
        if spans and first < spans[-1].end:
            first = spans[-1].end
        if first < last:
            spans.append(Span(first, last, block, trim.rule, trim.category, trim.points))
    return spans


def _last_line_end(text: str, start: int, end: int) -> int:
    """Where the last line end of a run of white space ends; its start where there is none."""
    at = start
    for found in _LINE_END.finditer(text, start, end):
        at = found.end()
    return at


def _last_line_end_start(text: str, start: int, end: int) -> int:
    """Where the last line end of a run of white space begins; -1 where there is none."""
    return max((found.start() for found in _LINE_END.finditer(text, start, end)), default=-1)
