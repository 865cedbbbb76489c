"""Rounds of decisions to a `Result`: spans and points in terms of the text as given."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cleaner.blocks import Blocks
from cleaner.decide.decide import Decision
from cleaner.render.text import Span
from cleaner.result import Block, Note, Points, Removed, Result

if TYPE_CHECKING:
    from cleaner.segment.html import HtmlPage

__all__ = ["Round", "html_result", "result_of", "title_and_language"]


class Round(NamedTuple):
    """One look at the text that the rounds before left."""

    blocks: Blocks
    decision: Decision
    spans: Callable[[], list[Span]]
    """Names what was taken: asked for only where somebody wants to know."""
    notes: tuple[Note, ...]


class _Origin:
    """Where the characters of a shortened text stood in the text as given."""

    def __init__(self, length: int) -> None:
        self.here = [0]  # where each piece begins in the shortened text
        self.there = [0]  # and in the text as given
        self.length = length

    def pieces(self, start: int, end: int) -> list[tuple[int, int]]:
        """A span of the shortened text, as spans of the text as given."""
        found = []
        at = bisect_right(self.here, start) - 1
        while start < end:
            stop = min(end, self.here[at + 1] if at + 1 < len(self.here) else self.length)
            shift = self.there[at] - self.here[at]
            found.append((start + shift, stop + shift))
            start, at = stop, at + 1
        return found

    def without(self, spans: Sequence[Span]) -> _Origin:
        """The origin of the text less these spans."""
        left = _Origin(self.length - sum(span.end - span.start for span in spans))
        left.here, left.there = [], []
        at = here = 0
        for start, end in [*((span.start, span.end) for span in spans), (self.length, self.length)]:
            for first, last in self.pieces(at, start):
                left.here.append(here)
                left.there.append(first)
                here += last - first
            at = end
        return left if left.here else _Origin(0)


def result_of(text: str, article: str, rounds: Sequence[Round], notes: list[Note]) -> Result:
    """The result of some rounds; the last one found nothing more to drop."""
    all_notes = dict.fromkeys([note for r in rounds for note in r.notes] + notes)
    return Result(
        text=article,
        removed=lambda: _removed(text, rounds),
        notes=tuple(all_notes),
        explain=lambda: _blocks(text, rounds),
        page_text=text,
    )


def html_result(html: HtmlPage, article: str, look: Round, notes: list[Note]) -> Result:
    """The result of the one look at an HTML page: what went has paths, and the page a title and a language."""
    text = html.blocks.text
    result = Result(
        text=article,
        removed=lambda: tuple(_with_path(html, span, text) for span in look.spans()),
        notes=(*look.notes, *notes),
        explain=lambda: _blocks(text, [look]),
        page_text=text,
    )
    return result.of_page(*title_and_language(html))


def title_and_language(html: HtmlPage) -> tuple[str, str]:
    """What a page calls itself, and the ISO 639-1 code of the language it says it is in; empty where it does not."""
    meta = html.metadata
    title = meta.og_title or next(iter(meta.headlines), "") or meta.title
    return title, meta.language.replace("_", "-").split("-")[0].lower()


def _with_path(html: HtmlPage, span: Span, text: str) -> Removed:
    path = html.path(span.block) if span.block >= 0 else ""
    return Removed(span.start, span.end, text[span.start : span.end], span.category, span.rule, span.points, path)


def _removed(text: str, rounds: Sequence[Round]) -> tuple[Removed, ...]:
    """All spans that went, in terms of the text as given."""
    removed: list[Removed] = []
    origin = _Origin(len(text))
    for each in rounds:
        spans = each.spans()
        for span in spans:
            removed += [
                Removed(start, end, text[start:end], span.category, span.rule, span.points)
                for start, end in origin.pieces(span.start, span.end)
            ]
        if spans:
            origin = origin.without(spans)
    return tuple(sorted(removed, key=lambda item: item.start))


def _blocks(text: str, rounds: Sequence[Round]) -> tuple[Block, ...]:
    """Every block of the text as given, with what the rounds said of it."""
    states: dict[int, Block] = {}
    origin = _Origin(len(text))
    for blocks, decision, name_spans, _ in rounds:
        spans = name_spans()
        starts = [origin.pieces(start, start + 1)[0][0] for start in blocks.starts.tolist()]
        _record_blocks(text, blocks, starts, decision, spans, states)
        if spans:
            origin = origin.without(spans)
    return tuple(states[start] for start in sorted(states))


def _record_blocks(
    text: str,
    blocks: Blocks,
    starts: list[int],
    decision: Decision,
    spans: Sequence[Span],
    states: dict[int, Block],
) -> None:
    """Blocks as the first round saw them; verdict and points from the round that took something."""
    points: dict[int, list[Points]] = {}
    for block, name, value, category in decision.contributions:
        points.setdefault(block, []).append(Points(name, value, category))
    for block in np.flatnonzero(decision.asked).tolist():
        points.setdefault(block, []).extend(_table_points(decision, block))
    taken = {span.block: span for span in spans if span.block >= 0}
    drop = decision.drop.tolist()
    first_round = not states
    known = sorted(states)
    for i, start in enumerate(starts):
        if not first_round and i not in taken:
            continue
        why = tuple(sorted(points.get(i, ()), key=lambda p: -p.points))
        if i in taken and not drop[i]:
            why = (Points(taken[i].rule, taken[i].points, taken[i].category), *why)
        if first_round:
            whole = (start, start + int(blocks.ends[i] - blocks.starts[i]))
        else:  # trimmed before: find the block as it was given
            given = states[known[bisect_right(known, start) - 1]]
            whole, why = (given.start, given.end), why + given.points[:1]  # what trimmed it
        states[whole[0]] = Block(
            start=whole[0],
            end=whole[1],
            text=text[whole[0] : whole[1]],
            verdict="drop" if drop[i] else "trim" if i in taken else "keep",
            category=taken[i].category if i in taken else "",
            score=float(decision.points[i]),
            points=why,
        )


def _table_points(decision: Decision, block: int) -> list[Points]:
    """What the table added to a block, signal by signal; zeros are left out."""
    assert decision.look is not None
    bins, table, signals = decision.look
    found = [Points("base", table.base, "")]
    for row, (signal, chosen) in enumerate(zip(signals, bins[block].tolist(), strict=True)):
        value = float(table.matrix(signals)[row, chosen])
        if value:
            found.append(Points(f"{signal.name}: {signal.bins[chosen]}", value, ""))
    return found
