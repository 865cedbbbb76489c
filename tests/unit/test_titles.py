"""Which line above a text is its headline."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace

from cleaner import Cleaner
from cleaner.decide.scorecard import Scorecard
from cleaner.decide.titles import (
    DATE_EDGES,
    FAR_LINES,
    MARKS,
    MAX_BELOW,
    MAX_INSIDE,
    MIN_STANDFIRST_TIE,
    MIN_STANDFIRST_WORDS,
    TitlePoints,
    marks_of,
    titles_of,
)
from cleaner.segment.text import segment
from cleaner.signals.page import Page

SCORECARD = Cleaner()._pack.scorecard
PROSE = "The ferry left the harbour late because the crew had waited for the doctor."
TOLD = "The crew of the ferry left the harbour"
OTHER = "Some words without any tie"


def only(**points: float) -> Scorecard:
    """A scorecard in which no mark has points but these."""
    return replace(SCORECARD, titles=TitlePoints(**(dict.fromkeys(TitlePoints.__struct_fields__, 0.0) | points)))


def told(lines: list[str], scorecard: Scorecard = SCORECARD, residue: tuple[int, ...] = ()) -> list[int]:
    """The titles of a page on which rules are certain of some lines."""
    page = Page(segment("\n".join(lines)))
    points = np.zeros(len(page.lines))
    points[list(residue)] = scorecard.certain_at
    return titles_of(page, points, None, scorecard)


def marks(lines: list[str], line: int = 0) -> dict[str, float]:
    """The marks of a line that has any."""
    found, matrix = marks_of(page := Page(segment("\n".join(lines))), np.zeros(len(page.lines)))
    return {
        name: value for name, value in zip(MARKS, matrix[found.tolist().index(line)].tolist(), strict=True) if value
    }


@pytest.mark.parametrize(
    ("lines", "residue", "titles"),
    [
        ([OTHER, TOLD, "Other words without a tie", PROSE, PROSE], (), [1]),
        ([TOLD, "The ferry left the harbour", PROSE, PROSE], (0,), [1]),
        (["Menu", "News and more news today", TOLD, "3 May 2026", PROSE, PROSE], (), [2]),
        ([f"{TOLD} | The Paper", OTHER, "Politics", TOLD, PROSE, PROSE], (), [3]),
        ([TOLD, "The ferry left the harbour late, and the crew left it", PROSE, PROSE], (), [0, 1]),
        ([PROSE, PROSE], (), []),
        ([TOLD], (), []),
        ([""], (), []),
    ],
    ids=["tied", "residue-is-none", "dated", "page-title", "standfirst", "prose-alone", "no-text", "empty"],
)
def test_headline_says_what_the_text_is_about(lines: list[str], residue: tuple[int, ...], titles: list[int]) -> None:
    """By the points of the scorecard, of lines above the main text that are not certain residue."""
    assert told(lines, residue=residue) == titles


@pytest.mark.parametrize(("enough", "found"), [(0.9, True), (1.0, True), (1.1, False)], ids=["over", "at", "under"])
def test_best_line_is_told_from_some_points_on(enough: float, found: bool) -> None:
    """A page without a headline has none."""
    assert told(["- One two three", OTHER, PROSE, PROSE], only(enough=enough, bullet=1.0)) == ([0] if found else [])


def test_of_equal_lines_the_first_is_told() -> None:
    """So that the answer does not hang on chance."""
    assert told([OTHER, "More words without any tie", PROSE, PROSE], only(enough=-1.0)) == [0]


def test_each_page_of_a_batch_has_its_own() -> None:
    """A better line of another page does not count."""
    page = Page(segment(f"{TOLD}\n{PROSE}\n{PROSE}\n\n{OTHER}\n{PROSE}\n{PROSE}"), np.array([0, 3, 6]))

    assert titles_of(page, np.zeros(6), None, only(enough=0.0, tie=1.0)) == [0, 3]


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (["One two three", PROSE], "very_few_words"),
        (["One two three four five", PROSE], "few_words"),
        ([" ".join(["Word"] * 16), PROSE], "many_words"),
        ([" ".join(["Word"] * 26), PROSE], "very_many_words"),
        (["One of many words.", PROSE], "sentence"),
        (["• One of many words", PROSE], "bullet"),
        (["One | two and three", PROSE], "trail"),
        (["one of many words", PROSE], "lower_case"),
        (["One of many words", "One of many words", PROSE], "repeated"),
        (["One of many words and more", "One of many words and more | Paper", PROSE], "begins_another"),
        (["One of many words", *["Menu"] * (DATE_EDGES[0] - 2), "3 May 2026", PROSE], "date_next"),
        (["One of many words", *["Menu"] * (DATE_EDGES[1] - 2), "3 May 2026", PROSE], "date_near"),
        (["One of many words", *["Menu"] * (FAR_LINES + 1), PROSE, PROSE], "far"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_marks_are_seen(lines: list[str], name: str) -> None:
    """Each by what it says, and not without it."""
    assert marks(lines).get(name) == 1.0
    assert marks(["One of all these many words", PROSE, PROSE]).get(name) is None


def test_marks_of_a_place_are_seen() -> None:
    """A short line before, a page's first lines before, the main text around."""
    begun = "One of many words and more"

    assert "behind_a_short_line" in marks(["Menu", TOLD, PROSE], 1)
    assert "begins_another_below" in marks(
        [*["Menu"] * (MAX_INSIDE + 1), begun, f"{begun} today", PROSE], MAX_INSIDE + 1
    )
    assert "begins_another_below" not in marks([*["Menu"] * MAX_INSIDE, begun, f"{begun} today", PROSE], MAX_INSIDE)
    assert "inside" in marks([PROSE, TOLD, PROSE], 1)
    assert marks([TOLD, PROSE, PROSE])["tie"] == 1.0


@pytest.mark.parametrize(("between", "found"), [(MAX_BELOW - 1, True), (MAX_BELOW, False)], ids=["at", "over"])
def test_standfirst_stands_close_below_the_headline(between: int, found: bool) -> None:
    """A sentence of some length whose words the text comes back to."""
    standfirst = "The ferry left the harbour and the crew"
    lines = [TOLD, *["Menu"] * between, standfirst, PROSE, PROSE]

    assert len(standfirst.split()) == MIN_STANDFIRST_WORDS
    assert told(lines, only(enough=0.5, tie=1.0)) == ([0, between + 1] if found else [0])


@pytest.mark.parametrize(("others", "found"), [(6, True), (7, True), (8, False)], ids=["over", "at", "under"])
def test_standfirst_shares_words_with_the_text(others: int, found: bool) -> None:
    """From a share of its content words on: here three of ten."""
    more = " ".join(f"other{chr(97 + i)}" for i in range(others))
    lines = [TOLD, f"harbour ferry crew {more} a b c", PROSE, PROSE]

    assert MIN_STANDFIRST_TIE == 3 / (3 + 7)
    assert told(lines) == ([0, 1] if found else [0])
