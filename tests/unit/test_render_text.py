"""Verdicts to text: gaps, trims and indentation."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.decide.decide import Decision, Trim
from cleaner.render.text import GAP, Span, cut, ranges_of, spans_of
from cleaner.segment.text import segment

MARK = "X"
"""Lines that begin with it are dropped in these tests; what stands in [] is trimmed."""


def decision(drop: list[bool], trims: list[Trim]) -> Decision:
    """A decision, as far as rendering looks at it."""
    count = len(drop)
    fields = {"points": np.full(count, 5.0), "drop": np.array(drop, dtype=bool), "trims": trims}
    fields |= {"rules": ["r"] * count, "categories": ["share"] * count}
    return Decision(**dict.fromkeys(Decision._fields) | fields)


def decision_of(text: str) -> tuple[list[Span], str]:
    """The spans of a text in which lines that begin with the mark go, and the text less them."""
    blocks = segment(text)
    lines = blocks.lines()
    trims = [
        Trim(i, line.index("["), line.index("]") + 1, "r", "share", 5.0)
        for i, line in enumerate(lines)
        if "[" in line and "]" in line
    ]
    decided = decision([line.startswith(MARK) for line in lines], trims)
    spans, article = spans_of(blocks, decided), cut(text, ranges_of(blocks, decided))
    assert cut(text, spans) == article
    return spans, article


@pytest.mark.parametrize(
    ("text", "article"),
    [
        ("A\nX\nB", "A\nB"),
        ("A\n\nX\n\nB", "A\n\nB"),
        ("A\n\nX\nB", "A\n\nB"),
        ("A\nX\n\nB", "A\n\nB"),
        ("A\n\n\nX\nX\n\nB", "A\n\n\nB"),
        ("A\nX\n\n\nX\nB", "A\n\n\nB"),
        ("X\nA", "A"),
        ("X\n\n\nA", "A"),
        ("\n\nX\n\nA", "A"),
        ("A\nX", "A"),
        ("A\n\nX\n", "A\n"),
        ("A\nX\n\n\n", "A\n"),
        ("A\n\n\n", "A\n\n\n"),
        ("X", ""),
        ("X\n", ""),
        ("\nX\n\nX\n", ""),
        ("", ""),
        ("\n\n", "\n\n"),
        ("A\n\nB\n", "A\n\nB\n"),
        ("  A\n  X\n  B", "  A\n  B"),
        ("X\n    B", "    B"),
        ("A\n\tX\n\t\tB\n", "A\n\t\tB\n"),
        ("A  \nX\nB", "A\nB"),
        ("A\nX  \n", "A\n"),
    ],
)
def test_widest_gap_stays(text: str, article: str) -> None:
    """Paragraphs that were apart stay apart, indentation stays, and ends of the text are tidy."""
    _, found = decision_of(text)

    assert found == article


@pytest.mark.parametrize("end", ["\r\n", "\r", "\x85", "\u2028", "\x0b", "\x1e"], ids=ascii)
@pytest.mark.parametrize(
    ("text", "article"),
    [("A\nX\nB", "A\nB"), ("A\n\nX\nB\n", "A\n\nB\n"), ("X\nA", "A"), ("A\nX\n", "A\n"), ("A\n X\n\n  B", "A\n\n  B")],
)
def test_gap_is_kept_in_the_texts_own_line_ends(end: str, text: str, article: str) -> None:
    """Line ends are left as they are, CR LF in one piece."""
    _, found = decision_of(text.replace("\n", end))

    assert found == article.replace("\n", end)


@pytest.mark.parametrize(
    ("line", "article"),
    [
        ("[Photo: X] The ship", "The ship"),
        ("The ship sank. [More]", "The ship sank."),
        ("The [more] ship", "The ship"),
        ("The ship | [more]", "The ship"),
        ("[more] | The ship", "The ship"),
        pytest.param(
            "The ship · [more] · sank",
            "The ship · sank",
            marks=pytest.mark.xfail(strict=True, reason="both joints stay where what they joined is gone"),
        ),
        ("The[more]ship", "Theship"),
        ("The[ more] ship", "The ship"),
        ("The[, more], ship", "The, ship"),
        ("[all of it]", ""),
        pytest.param("| [all] |", "", marks=pytest.mark.xfail(strict=True, reason="a line of joints is left")),
        ("  [Photo] The ship", "  The ship"),
        ("The ship [more]  ", "The ship  "),
    ],
)
def test_trimmed_line_is_well_formed(line: str, article: str) -> None:
    """Blanks and joints that only linked what went go with it."""
    _, found = decision_of(f"Before\n{line}\nAfter")

    assert found == f"Before\n{article}\nAfter"


def test_spans_name_rule_category_and_points() -> None:
    """White space is reported as such, lines and trims by their rule."""
    spans, _ = decision_of("A\nX\nB [more]")

    assert spans == [
        Span(1, 2, -1, GAP, "whitespace", 0.0),
        Span(2, 3, 1, "r", "share", 5.0),
        Span(5, 12, 2, "r", "share", 5.0),
    ]


def test_trims_that_overlap_are_reported_once() -> None:
    """No character goes twice."""
    blocks = segment("Photo Reuters The ship")
    trims = [Trim(0, 0, 13, "a", "credit", 5.0), Trim(0, 6, 13, "b", "credit", 5.0), Trim(0, 6, 17, "c", "credit", 5.0)]
    spans = spans_of(blocks, decision([False], trims))

    assert cut(blocks.text, spans) == "ship"
    assert [(span.start, span.end) for span in spans] == [(0, 14), (14, 18)]


def test_trim_in_a_dropped_line_is_not_reported() -> None:
    """The whole line is one span."""
    spans, article = decision_of("X [more]\nA")

    assert [(span.start, span.end) for span in spans] == [(0, 8), (8, 9)]
    assert article == "A"


_PIECES = ["A", "X", "B [b] b", "[c]", "\n", "\n", "\r\n", "\r", " ", "\t", "\u2028", "\u3000", "| "]


@given(st.lists(st.sampled_from(_PIECES), max_size=25).map("".join))
def test_kept_lines_are_whole_and_in_order(text: str) -> None:
    """Spans are in order and apart; untrimmed kept lines come out as they are, each on its own line."""
    spans, article = decision_of(text)
    lines = segment(text).lines()

    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(one.end <= other.start for one, other in pairwise(spans))
    if not any("[" in line for line in lines):
        assert segment(article).lines() == [line for line in lines if not line.startswith(MARK)]
    if not any(line.startswith(MARK) or "[" in line for line in lines):
        assert article == text


@given(st.lists(st.sampled_from(["A", "X", "\n", "\n", "\n", " "]), max_size=25).map("".join))
def test_dropping_lines_makes_no_wider_gap(text: str) -> None:
    """Between two kept lines stand at most as many blank lines as the page has anywhere."""
    _, article = decision_of(text)
    widest = max(map(len, "".join(text.split(" ")).replace("A", " ").replace("X", " ").split(" ")), default=0)
    gaps = "".join(article.split(" ")).strip("\n").replace("A", " ").replace("X", " ").split(" ")

    assert max(map(len, gaps), default=0) <= widest
