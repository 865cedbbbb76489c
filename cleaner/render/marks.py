"""Where a line's marks begin and end in Markdown, so that their signs act and are not shown.

CommonMark reads `*` as markup only where it stands at a word ("left-flanking and right-flanking delimiter runs"):
``**Note:**text`` shows its asterisks, ``**Note**:text`` does not. Pages mark words up as they like, so punctuation at
the ends of a mark is left out where it must be; a mark of which nothing would be left goes, its text stays.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from cleaner.segment.elements import Mark

__all__ = ["Span", "placed"]

_EMPHASES = (Mark.EMPHASIS, Mark.STRONG)


class Span(NamedTuple):
    """A mark on a part of a line."""

    start: int
    end: int
    kind: int
    target: str


def placed(text: str, spans: Iterable[Span]) -> list[Span]:
    """The spans that can be shown, the outer before the inner; none touches another of its kind or crosses any.

    White space at the ends of a mark is left out. A link and an emphasis on the same words: the link is the outer one.
    Raises: nothing.

    >>> placed("Note:text", [Span(0, 5, int(Mark.STRONG), "")])
    [Span(start=0, end=4, kind=1, target='')]
    """
    wanted = sorted((span for span in (_trimmed(text, span) for span in spans) if span.start < span.end), key=_order)
    edges = _Edges(span for span in wanted if span.kind not in _EMPHASES)
    whole = _nested(wanted)
    shown = [span if span.kind not in _EMPHASES else _at_words(text, span, edges) for span in whole]
    return _untangled(text, sorted((span for span in shown if span.start < span.end), key=_order))


def _order(span: Span) -> tuple[int, int, bool, bool]:
    return span.start, -span.end, span.kind != Mark.LINK, span.kind == Mark.CODE


def _trimmed(text: str, span: Span) -> Span:
    inner = text[span.start : span.end]
    start = span.start + len(inner) - len(inner.lstrip())
    return span._replace(start=start, end=max(start, span.end - len(inner) + len(inner.rstrip())))


class _Edges:
    """Where links and code begin and end: their signs stand there."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._starts: dict[int, list[Span]] = defaultdict(list)
        self._ends: dict[int, list[Span]] = defaultdict(list)
        for span in spans:
            self._starts[span.start].append(span)
            self._ends[span.end].append(span)

    def is_at(self, at: int) -> bool:
        """Whether any is there."""
        return at in self._starts or at in self._ends

    def begins_inside(self, span: Span, at: int) -> bool:
        """Whether a link or code inside `span` begins there."""
        return at in self._starts and any(_order(each) > _order(span) for each in self._starts[at])

    def ends_inside(self, span: Span, at: int) -> bool:
        """Whether a link or code inside `span` ends there."""
        return at in self._ends and any(_order(each) > _order(span) for each in self._ends[at])


class _Ended(NamedTuple):
    """A span that ended: its place among those found, and the place of the one around it (-1: none)."""

    place: int
    parent: int


def _nested(spans: Iterable[Span]) -> list[Span]:
    """Without spans inside code or inside their own kind, and without those that cross another.

    Where emphases or code touch, their signs would be read as one: those of one kind become one, of others the second
    goes. A link between them keeps them apart.
    """
    found: list[Span] = []
    around: list[int] = []  # places in `found`
    ended: dict[tuple[bool, int], _Ended] = {}  # whether it is code, and its end
    parents: list[int] = []
    for span in spans:
        while around and found[around[-1]].end <= span.start:
            around.pop()
        outer = [found[place] for place in around]
        if any(each.kind in (span.kind, Mark.CODE) or each.end < span.end for each in outer):
            continue
        parent, place = around[-1] if around else -1, len(found)
        key = (span.kind == Mark.CODE, span.start)
        before = None if span.kind == Mark.LINK or _opens_link(outer, span.start) else ended.get(key)
        if before is not None and _ends_link(found, parents, before):
            before = None
        if before is None:
            found.append(span)
            parents.append(parent)
        elif before.parent == parent and found[before.place].kind == span.kind:
            place = before.place
            found[place] = found[place]._replace(end=span.end)
        else:
            continue
        around.append(place)
        if span.kind != Mark.LINK:
            ended.setdefault((span.kind == Mark.CODE, span.end), _Ended(place, parent))  # the outermost
    return found


def _opens_link(outer: Iterable[Span], at: int) -> bool:
    """Whether a link around begins there."""
    return any(each.kind == Mark.LINK and each.start == at for each in outer)


def _ends_link(found: Sequence[Span], parents: Sequence[int], ended: _Ended) -> bool:
    """Whether a link around a span ends where it does."""
    end, place = found[ended.place].end, ended.parent
    while place >= 0 and found[place].end == end:
        if found[place].kind == Mark.LINK:
            return True
        place = parents[place]
    return False


def _at_words(text: str, span: Span, edges: _Edges) -> Span:
    """An emphasis with its ends moved past punctuation until its signs act; empty where they cannot."""
    start, end = span.start, span.end
    while start < end and not _opens(text, start, edges.begins_inside(span, start), edges.is_at(start)):
        start = end if edges.begins_inside(span, start) else start + 1
    while start < end and not _closes(text, end, edges.ends_inside(span, end), edges.is_at(end)):
        end = start if edges.ends_inside(span, end) else end - 1
    return _trimmed(text, span._replace(start=start, end=end))


def _untangled(text: str, spans: list[Span]) -> list[Span]:
    """Without emphases in emphases whose signs could be taken the other way.

    That is only where signs of two emphases make one run of three: for one and two asterisks CommonMark tells apart
    which belong together.
    """
    emphases = [span for span in spans if span.kind in _EMPHASES]
    starts, ends = ({span[side] for span in emphases} for side in (0, 1))
    if len(starts) == len(ends) == len(emphases):
        return spans
    found: list[Span] = []
    reach = 0
    for span in spans:
        is_emphasis = span.kind in _EMPHASES
        if is_emphasis and span.end <= reach and _acts_both_ways(text, span):
            continue
        found.append(span)
        reach = max(reach, span.end) if is_emphasis else reach
    return found


def _acts_both_ways(text: str, span: Span) -> bool:
    """Whether one of its signs has no white space on either side."""
    return any(
        0 < at < len(text) and not (text[at - 1].isspace() or text[at].isspace()) for at in (span.start, span.end)
    )


def _opens(text: str, at: int, before_sign: bool, at_sign: bool) -> bool:
    """Whether asterisks before a character open an emphasis: a sign of another mark counts as punctuation."""
    if not at or _parts(text[at - 1]) or (at_sign and not before_sign):
        return True
    return not before_sign and not _is_sign(text[at])


def _closes(text: str, at: int, behind_sign: bool, at_sign: bool) -> bool:
    """Whether asterisks behind a character close one."""
    if at == len(text) or _parts(text[at]) or (at_sign and not behind_sign):
        return True
    return not behind_sign and not _is_sign(text[at - 1])


def _parts(char: str) -> bool:
    """Whether every reading of CommonMark takes a character for white space or punctuation."""
    return char.isspace() or unicodedata.category(char)[0] == "P" or (char.isascii() and not char.isalnum())


def _is_sign(char: str) -> bool:
    """Whether some reading takes it for punctuation: since 0.31 symbols are."""
    return unicodedata.category(char)[0] in "PS"
