"""Ambiguity: shapes of patterns that match one text in many ways, which is what makes a failing search slow.

Two shapes are told, from the syntax tree alone: alternatives inside a repeat of which one can match the
begin of what another matches, ``(?:a|ab){1,9}``, and variable repeats side by side that share
characters, ``[a-z]{0,99}[^.]{0,99}``. Nested repeats are the lint's. What characters two classes share is tried on
a sample, and of concepts it is not known, so shapes may pass that are slow; the time limit is for those.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import combinations
from re import _constants as ops  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

__all__ = ["MAX_WAYS", "ambiguities"]

MAX_WAYS = 5_000
"""In how many ways repeats side by side may share a text. The shipped rules have up to 390, two repeats of 70 5,041,
two of 300 have 90,000, each on every place of a line."""
_SAMPLE = "".join(map(chr, range(0x20, 0x7F))) + "\u00a0éя新٣ا»…\u0301"
# So that the parser neither factors common beginnings out of alternatives nor makes a class of them.
_MARK = "\uf8ff"
_ALTERNATIVE = re.compile(r"(\\.|\[\^?\]?(?:\\.|[^\]\\])*\])|\|")
_REPEATS = (ops.MAX_REPEAT, ops.MIN_REPEAT)
_CATEGORIES: dict[Any, Callable[[str], bool]] = {
    ops.CATEGORY_DIGIT: str.isdecimal,
    ops.CATEGORY_SPACE: str.isspace,
    ops.CATEGORY_WORD: lambda char: char.isalnum() or char == "_",
    ops.CATEGORY_NOT_DIGIT: lambda char: not char.isdecimal(),
    ops.CATEGORY_NOT_SPACE: lambda char: not char.isspace(),
    ops.CATEGORY_NOT_WORD: lambda char: not (char.isalnum() or char == "_"),
}

Chars = frozenset[str]


def ambiguities(pattern: str) -> list[str]:
    """What is ambiguous in a regular expression, in words.

    >>> ambiguities("(?:a|ab){1,9}!")
    ['alternatives in a repeat that match the same text']
    """
    marked = _ALTERNATIVE.sub(lambda found: found[1] or f"|{_MARK}", pattern)
    sample = _SAMPLE + pattern.lower()
    return list(dict.fromkeys(_Reader(sample).of(list(_parser.parse(marked)), repeated=False)))


class _Reader:
    """Reads a syntax tree with the characters of a sample in mind."""

    def __init__(self, sample: str) -> None:
        self._sample = frozenset(sample)

    def of(self, nodes: list[Any], *, repeated: bool) -> Iterator[str]:
        """The ambiguities of nodes, which may stand in a repeat of variable length."""
        if self._ways(nodes) > MAX_WAYS:
            yield "repeats side by side that match the same text"
        for op, value in nodes:
            if op in _REPEATS:
                yield from self.of(list(value[2]), repeated=repeated or (value[0] != value[1] and value[1] > 1))
            elif op is ops.SUBPATTERN:
                yield from self.of(list(value[3]), repeated=repeated)
            elif op is ops.BRANCH:
                branches = [list(branch) for branch in value[1]]
                if repeated and any(self._overlap(*pair) for pair in combinations(branches, 2)):
                    yield "alternatives in a repeat that match the same text"
                for branch in branches:
                    yield from self.of(branch, repeated=repeated)
            elif op in (ops.ASSERT, ops.ASSERT_NOT):
                yield from self.of(list(value[1]), repeated=False)
            elif op in (ops.ATOMIC_GROUP, ops.POSSESSIVE_REPEAT):
                yield from self.of(list(value if op is ops.ATOMIC_GROUP else value[2]), repeated=False)

    def _ways(self, nodes: Iterable[Any]) -> int:
        """In how many ways the worst run of repeats side by side can share a text."""
        worst = ways = 1
        shared: Chars = frozenset()
        for op, value in _flat(nodes):
            if op in _REPEATS and len(value[2]) == 1:
                chars = self._chars(*value[2][0])
                ways = ways if chars & shared else 1
                ways *= min(int(value[1]), 1000) - value[0] + 1
                shared = chars | shared if value[0] == 0 and chars & shared else chars
            elif op not in (ops.AT, ops.ASSERT, ops.ASSERT_NOT):  # what has no width parts nothing
                ways, shared = 1, frozenset()
            worst = max(worst, ways)
        return worst

    def _overlap(self, one: list[Any], other: list[Any]) -> bool:
        """Whether one alternative can match the begin of what the other matches, as far as both have fixed places."""
        places = list(zip(self._places(one), self._places(other), strict=False))
        return bool(places) and all(first & second for first, second in places)

    def _places(self, nodes: list[Any]) -> Iterator[Chars]:
        """The characters at each place of an alternative, up to the first thing of variable width."""
        for op, value in _flat(nodes):
            if op is ops.LITERAL and value == ord(_MARK):
                continue
            if op in (ops.AT, ops.ASSERT, ops.ASSERT_NOT):
                continue
            chars = self._chars(op, value)
            if op in _REPEATS and len(value[2]) == 1 and value[0]:
                for _ in range(value[0]):
                    yield self._chars(*value[2][0])
                if value[0] == value[1]:
                    continue
                return
            if not chars:
                return
            yield chars

    def _chars(self, op: Any, value: Any) -> Chars:
        """The characters of the sample that a node of one character matches; none for other nodes."""
        if op is ops.LITERAL:
            return frozenset(chr(value).lower())
        if op is ops.NOT_LITERAL:
            return self._sample - {chr(value).lower()}
        if op is ops.ANY:
            return self._sample
        if op is ops.SUBPATTERN and len(value[3]) == 1:
            return self._chars(*value[3][0])
        if op is not ops.IN:
            return frozenset()
        found = frozenset(char for char in self._sample if any(_is_member(char, *member) for member in value))
        return self._sample - found if value[0][0] is ops.NEGATE else found


def _flat(nodes: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
    """Nodes, groups written out."""
    for op, value in nodes:
        if op is ops.SUBPATTERN:
            yield from _flat(value[3])
        else:
            yield op, value


def _is_member(char: str, kind: Any, arg: Any) -> bool:
    if kind is ops.LITERAL:
        return char == chr(arg).lower()
    if kind is ops.RANGE:
        low, high = map(int, arg)
        return low <= ord(char) <= high or low <= ord(char.upper()[0]) <= high
    return kind is ops.CATEGORY and _CATEGORIES[arg](char)
