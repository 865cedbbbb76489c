"""The memory of lines: what it keeps, what it forgets, and how much it holds."""

from __future__ import annotations

from multiprocessing.pool import ThreadPool

import pytest

from cleaner.rules import memory
from cleaner.rules.memory import MAX_LINE_CHARS, Memory


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> Memory[int]:
    """A memory of four lines a generation."""
    monkeypatch.setattr(memory, "MAX_LINES", 4)
    return Memory()


def test_what_is_kept_is_found() -> None:
    """Each line has its own answer; lines never seen have none."""
    remembered: Memory[int] = Memory()
    remembered.keep({"a": 1, "b": 0})

    assert remembered.find(["b", "c", "a", "b"]) == [0, None, 1, 0]


@pytest.mark.parametrize("over", [-1, 0, 1], ids=["under", "at", "over"])
def test_long_lines_are_not_kept(over: int) -> None:
    """Up to the limit a line is remembered."""
    line = "x" * (MAX_LINE_CHARS + over)
    remembered: Memory[int] = Memory()
    remembered.keep({line: 1})

    assert remembered.find([line]) == [1 if over <= 0 else None]


def test_lines_that_come_back_outlive_those_that_do_not(small: Memory[int]) -> None:
    """However many lines pass, the one that is asked for again and again is still known."""
    small.keep({"home": 1})
    for number in range(100):
        small.keep({str(number): number})
        assert small.find(["home"]) == [1]

    assert small.find(["0", "50"]) == [None, None]


@pytest.mark.parametrize("at_once", [1, 3, 4])
def test_memory_is_bounded(small: Memory[int], at_once: int) -> None:
    """Never more than two generations."""
    for first in range(0, 100, at_once):
        small.keep({str(number): number for number in range(first, first + at_once)})
        small.find([str(first - 3)])

        assert len(small) <= 8


def test_memory_is_bounded_by_characters(monkeypatch: pytest.MonkeyPatch) -> None:
    """Long lines push out others before there are many of them."""
    monkeypatch.setattr(memory, "MAX_CHARS", 10)
    remembered: Memory[int] = Memory()
    for line in ("aaaa", "bbbb", "cccc"):
        remembered.keep({line: 1})

    assert len(remembered) == 3
    remembered.keep({"dddd": 1, "eeee": 1})
    assert len(remembered) == 3
    assert remembered.find(["aaaa", "bbbb", "cccc", "dddd", "eeee"]) == [None, None, 1, 1, 1]


def test_cleared_memory_knows_nothing(small: Memory[int]) -> None:
    """Both generations go."""
    small.keep({"a": 1, "b": 2, "c": 3})
    small.keep({"d": 4, "e": 5})
    small.clear()

    assert small.find(list("abcde")) == [None] * 5


def test_threads_share_a_memory(small: Memory[int]) -> None:
    """An answer is the right one or none, whatever others do."""

    def use(number: int) -> bool:
        line = str(number % 7)
        small.keep({line: number % 7})
        return small.find([line])[0] in (None, number % 7)

    with ThreadPool(8) as pool:
        right = pool.map(use, range(2000))

    assert all(right)
