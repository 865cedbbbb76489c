"""The memory of answers about lines: bounded, shared by threads, and kept by what comes back.

Two generations: what is asked for again moves to the young one; when that is full, it becomes the old one, and
the old one is forgotten. So a corpus of ever new lines pushes out what came once, and keeps "Home" and "Share".
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from typing import Generic, TypeVar

__all__ = ["Memory"]

Answer = TypeVar("Answer")

MAX_LINES = 1 << 18
"""Lines of a generation. A page has some 100 new ones: a generation serves some 2,500 pages."""
MAX_CHARS = 1 << 25
"""Characters of a generation. Its lines have some 100 on dumps and 150 in articles, prose included: a page that
is scraped again, or an agency's text on the next site, is not matched again. Matching is half the time of a page.

Reckoned from the sizes of Python's objects, two full generations hold 120 MB as news pages have lines (most without a
hit), 400 MB at the very most (characters of four bytes, each line with a hit)."""
MAX_LINE_CHARS = 2000
"""Longer lines are read at their ends only, which is soon done again."""


class Memory(Generic[Answer]):
    """Lines and what is known of them. Thread-safe: what one thread forgets, another works out again."""

    def __init__(self) -> None:
        self._young: dict[str, Answer] = {}
        self._old: dict[str, Answer] = {}
        self._chars = 0
        """Of the young lines."""
        self._lock = threading.Lock()

    def __len__(self) -> int:
        """How many lines are remembered; those in both generations count twice."""
        return len(self._young) + len(self._old)

    def find(self, lines: Sequence[str]) -> list[Answer | None]:
        """The answers to lines. None: it is not remembered."""
        old = self._old
        found: list[Answer | None] = list(map(self._young.get, lines))
        if old:
            again = {
                line: answer
                for line, known in zip(lines, found, strict=True)
                if known is None and (answer := old.get(line)) is not None
            }
            self.keep(again)
            found = [again.get(line) if known is None else known for line, known in zip(lines, found, strict=True)]
        return found

    def keep(self, answers: Mapping[str, Answer]) -> None:
        """Remember the answers to lines that are not too long."""
        short = {line: answer for line, answer in answers.items() if len(line) <= MAX_LINE_CHARS}
        chars = sum(map(len, short))
        with self._lock:
            if len(self._young) + len(short) > MAX_LINES or self._chars + chars > MAX_CHARS:
                self._old, self._young, self._chars = self._young, {}, 0
            self._young.update(short)
            self._chars += chars

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._young, self._old, self._chars = {}, {}, 0
