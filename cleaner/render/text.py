"""Verdicts to text: what is kept, and the spans of the input that are not.

The input less the spans is the output, to the character. White space that a dropped block leaves
behind is itself a span: of the white space around it the widest gap stays, so paragraphs that were
apart stay apart and a page without blank lines gets none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from cleaner.blocks import Blocks
from cleaner.decide.decide import Decision, Trim

__all__ = ["GAP", "Span", "cut", "spans_of"]

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


def cut(text: str, spans: Sequence[Span]) -> str:
    """The text less the spans, which are in order and do not overlap."""
    kept, at = [], 0
    for span in spans:
        kept.append(text[at : span.start])
        at = span.end
    kept.append(text[at:])
    return "".join(kept)


def spans_of(blocks: Blocks, decision: Decision) -> list[Span]:
    """Everything a decision takes out of a text, in order."""
    starts, ends, drop = blocks.starts.tolist(), blocks.ends.tolist(), decision.drop.tolist()
    trims: dict[int, list[Trim]] = {}
    for trim in decision.trims:
        if not drop[trim.block]:
            trims.setdefault(trim.block, []).append(trim)
    spans: list[Span] = []
    gap_from = 0  # the end of the last kept block
    pending: list[tuple[int, int]] = []  # dropped blocks since then
    for i in [i for i, gone in enumerate(drop) if gone or i in trims]:
        spans += (
            _inside(blocks.text, starts[i], ends[i], i, trims[i])
            if i in trims
            else [Span(starts[i], ends[i], i, decision.rules[i], decision.categories[i], float(decision.points[i]))]
        )
    for i, gone in enumerate(drop):
        if gone:
            pending.append((starts[i], ends[i]))
            continue
        if pending:
            spans += _gap(blocks.text, gap_from, starts[i], pending)
            pending = []
        gap_from = ends[i]
    if pending:
        spans += _gap(blocks.text, gap_from, len(blocks.text), pending)
    return sorted(spans)


def _gap(text: str, start: int, end: int, dropped: list[tuple[int, int]]) -> list[Span]:
    """The white space to drop between two kept blocks, or between one and an end of the text.

    The run of white space with most line ends stays (the last one among equals), and so does the
    indentation of the kept block behind the gap. After the last kept block only the text's own last line
    end stays, before the first one only indentation.
    """
    bounds = [start, *(offset for block in dropped for offset in block), end]
    runs = list(zip(bounds[::2], bounds[1::2], strict=True))
    last = len(runs) - 1
    if start == 0:
        stays = -1
    elif end == len(text):
        stays = last if _line_ends(text, *runs[last]) else -1
    else:
        line_ends = [_line_ends(text, *run) for run in reversed(runs)]
        stays = last - line_ends.index(max(line_ends))
    spans = []
    for number, (first, after) in enumerate(runs):
        if number == last and end < len(text):
            bounds_of_span = (first, first if number == stays else _last_line_end(text, first, after))
        elif number == stays and end == len(text):
            bounds_of_span = (first, _last_line_end_start(text, first, after))
        elif number == stays:
            bounds_of_span = (_last_line_end(text, first, after), after)
        else:
            bounds_of_span = (first, after)
        if bounds_of_span[0] < bounds_of_span[1]:
            spans.append(Span(*bounds_of_span, -1, GAP, "whitespace", 0.0))
    return spans


def _inside(text: str, start: int, end: int, block: int, trims: list[Trim]) -> list[Span]:
    """The spans to drop inside a kept block, widened so that the line stays well formed.

    White space and joints that only linked the trimmed words to the rest go with them.
    """
    spans: list[Span] = []
    for trim in sorted(trims, key=lambda trim: (trim.start, -trim.end)):
        first, last = start + trim.start, start + trim.end
        while last < end and text[last].isspace():
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


def _line_ends(text: str, start: int, end: int) -> int:
    """How many line ends a run of white space has; most are a single one."""
    return 1 if text[start:end] == "\n" else len(_LINE_END.findall(text, start, end))


def _last_line_end(text: str, start: int, end: int) -> int:
    """Where the last line end of a run of white space ends; its start where there is none."""
    at = start
    for found in _LINE_END.finditer(text, start, end):
        at = found.end()
    return at


def _last_line_end_start(text: str, start: int, end: int) -> int:
    """Where the last line end of a run of white space begins."""
    return max(found.start() for found in _LINE_END.finditer(text, start, end))
