"""The loss guard: how much prose may go."""

from __future__ import annotations

import numpy as np
import pytest

from cleaner.decide.guard import MIN_PROSE_WORDS, GuardReport, guard
from cleaner.segment.text import segment
from cleaner.signals.page import MIN_MAIN_PROSE_WORDS, NEAR_BLOCKS, Page


def judge(page, drop, max_loss):
    """The guard where rules, not the table, dropped the blocks."""
    kept, [report] = guard(page, drop, np.zeros(len(drop), dtype=bool), max_loss)
    return kept, report


def sentence(words: int) -> str:
    """A line of prose of so many words."""
    return " ".join(["word"] * words) + "."


def page_of(*lines: str) -> Page:
    """A page of lines."""
    return Page(segment("\n".join(lines)))


@pytest.mark.parametrize(("lost", "given_back"), [(49, False), (50, False), (51, True)], ids=["under", "at", "over"])
def test_more_than_the_share_of_prose_is_given_back(lost: int, given_back: bool) -> None:
    """The share itself may still go."""
    page = page_of(sentence(lost), sentence(100 - lost))
    drop, report = judge(page, np.array([True, False]), 0.5)

    assert drop.tolist() == [not given_back, False]
    assert report == (GuardReport("too_much_prose", 100, lost, 0.5) if given_back else None)


@pytest.mark.parametrize("off", [-1, 0, 1], ids=["under", "at", "over"])
def test_page_with_less_prose_than_a_paragraph_may_be_emptied(off: int) -> None:
    """From so many words of prose on, the article is guarded."""
    words = MIN_PROSE_WORDS + off
    page = page_of(sentence(words))
    drop, report = judge(page, np.array([True]), 0.5)

    assert drop.tolist() == [off < 0]
    assert report == (None if off < 0 else GuardReport("empty_article", words, words, 0.5))


def test_labels_go_though_prose_is_given_back() -> None:
    """Only prose is kept; short lines are residue as before."""
    page = page_of("Home", sentence(60), "Share", sentence(60))
    drop, report = judge(page, np.array([True, True, True, False]), 0.4)

    assert drop.tolist() == [True, False, True, False]
    assert report is not None
    assert (report.reason, report.prose_words, report.lost_words) == ("too_much_prose", 120, 60)


def test_labels_are_not_counted_as_prose() -> None:
    """However many labels go, prose that stays is enough."""
    page = page_of(*["Home"] * 200, *["Menu " * 20] * 10, sentence(60))
    drop, report = judge(page, np.array([True] * 210 + [False]), 0.5)

    assert drop.sum() == 210
    assert report is None


@pytest.mark.parametrize(("max_loss", "given_back"), [(0.0, True), (0.99, True), (1.0, False)])
def test_share_of_one_switches_the_guard_off(max_loss: float, given_back: bool) -> None:
    """At one everything may go, below it not all of the prose."""
    page = page_of(sentence(100))
    drop, report = judge(page, np.array([True]), max_loss)

    assert drop.tolist() == [not given_back]
    assert (report is not None) == given_back


def test_share_of_nought_lets_no_prose_go() -> None:
    """One line of prose is too much then."""
    page = page_of(sentence(MIN_MAIN_PROSE_WORDS), sentence(100 - MIN_MAIN_PROSE_WORDS))
    drop, report = judge(page, np.array([True, False]), 0.0)

    assert drop.tolist() == [False, False]
    assert report == GuardReport("too_much_prose", 100, MIN_MAIN_PROSE_WORDS, 0.0)


def test_empty_page_needs_no_guard() -> None:
    """No blocks, nothing to give back."""
    drop, report = judge(page_of(""), np.zeros(0, dtype=bool), 0.5)

    assert len(drop) == 0
    assert report is None


@pytest.mark.parametrize(("by_rules", "whole"), [(49, False), (50, False), (51, True)], ids=["under", "at", "over"])
def test_rules_are_believed_unless_they_alone_take_too_much(by_rules: int, *, whole: bool) -> None:
    """What the table dropped comes back first; all prose does where rules do not understand the page."""
    page = page_of(sentence(by_rules), sentence(80 - by_rules), sentence(20))
    drop, [report] = guard(page, np.array([True, True, False]), np.array([False, True, False]), 0.5)

    assert drop.tolist() == [not whole, False, False]
    assert report == GuardReport("too_much_prose", 100, 80, 0.5, whole=whole)


def test_table_does_not_empty_a_text() -> None:
    """Where nothing would be left, lines that only structure spoke against come back."""
    page = Page(segment("Café.\nSign up to our newsletter"))
    drop, [report] = guard(page, np.array([True, True]), np.array([True, False]), 0.5)

    assert drop.tolist() == [False, True]
    assert report is not None
    assert report.reason == "empty_article"


def test_table_may_empty_a_text_without_the_guard() -> None:
    """max_loss 1 switches the guard off."""
    page = Page(segment("Café.\nSign up to our newsletter"))
    drop, [report] = guard(page, np.array([True, True]), np.array([True, False]), 1.0)

    assert drop.tolist() == [True, True]
    assert report is None


@pytest.mark.parametrize(("blocks", "given_back"), [(NEAR_BLOCKS - 1, True), (NEAR_BLOCKS, False)], ids=["near", "far"])
def test_prose_beside_the_main_text_is_not_guarded(blocks: int, given_back: bool) -> None:
    """Comments and other articles may go; what stands a few blocks from the main text belongs to it."""
    page = page_of(*[sentence(60)] * 2, *["Menu"] * 2 * blocks, sentence(60))
    drop, report = judge(page, np.array([False, True] + [False] * 2 * blocks + [True]), 0.5)

    assert (report is not None) == given_back
    assert drop.any() != given_back


def test_words_of_the_main_text_are_counted() -> None:
    """Neither comments far below nor short sentences are prose that was lost."""
    page = page_of(sentence(60), sentence(MIN_MAIN_PROSE_WORDS - 1), sentence(50), *["Menu"] * 20, sentence(59))
    drop, report = judge(page, np.array([True, True, False] + [True] * 21), 0.5)

    assert report == GuardReport("too_much_prose", 110, 60, 0.5)
    assert drop.tolist() == [False, True, False] + [True] * 21


def test_lines_of_the_table_come_back_before_prose_is_weighed() -> None:
    """What rules dropped stays dropped, prose or not; the report counts no words."""
    page = page_of(sentence(60), "Café", "Share")
    drop, [report] = guard(page, np.array([True] * 3), np.array([False, True, False]), 0.5)

    assert drop.tolist() == [True, False, True]
    assert report == GuardReport("empty_article", 0, 0, 0.5, whole=False)


def test_text_of_which_something_is_left_is_not_spared() -> None:
    """One kept line is enough for the table's verdicts to stand."""
    drop, [report] = guard(page_of("Café", "Tea"), np.array([True, False]), np.array([True, True]), 0.5)

    assert (drop.tolist(), report) == ([True, False], None)
