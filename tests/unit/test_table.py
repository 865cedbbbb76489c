"""Signals cut into bins: what the scorecard gives points for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from cleaner.segment.text import segment
from cleaner.signals.page import Page
from cleaner.signals.table import SECTIONS, SIGNALS, WORD_EDGES, Residue, signal_table

PROSE = "The ferry left the harbour late because the crew had waited for the doctor."


def residue_of(
    count: int,
    points: Sequence[float] = (),
    sections: Sequence[str] = (),
    evidence: Sequence[float] = (),
) -> Residue:
    """What rules and evidence say of the first blocks; nothing of those behind."""
    columns = [np.zeros(count) for _ in range(3)]
    for column, values in zip(columns, (points, [SECTIONS.index(name) for name in sections], evidence), strict=True):
        column[: len(values)] = values
    return Residue(columns[0], columns[1].astype(np.int64), columns[2])


def bins_of(
    text: str, signal: str, function_words: frozenset[str] = frozenset(), **residue: Sequence[Any]
) -> list[str]:
    """The names of a signal's bins for every block of a text."""
    page = Page(segment(text))
    column = [known.name for known in SIGNALS].index(signal)
    table = signal_table(page, residue_of(len(page.lines), **residue), function_words)
    return [SIGNALS[column].bins[number] for number in table[:, column].tolist()]


def test_signals_have_names_of_their_own() -> None:
    """No signal and no bin of a signal is named twice."""
    names = [signal.name for signal in SIGNALS]

    assert len(set(names)) == len(names)
    assert all(len(set(signal.bins)) == len(signal.bins) for signal in SIGNALS)


@pytest.mark.parametrize(
    "text", ["A", f"A\n{PROSE}\nB", "1\n\n2\n\n3", PROSE, "\ud800\n\x00\n\u200f", "新聞\nข่าว | ข่าว\n한국"], ids=ascii
)
def test_every_bin_has_a_name(text: str) -> None:
    """No block falls outside the bins of a signal."""
    page = Page(segment(text))
    count = len(page.lines)
    points = np.linspace(-9, 99, count).tolist()
    table = signal_table(page, residue_of(count, points, ["comments"], points), frozenset())

    assert table.shape == (count, len(SIGNALS))
    assert all((table[:, i] < len(signal.bins)).all() for i, signal in enumerate(SIGNALS))


def test_empty_page_has_an_empty_table() -> None:
    """No blocks, no rows."""
    table = signal_table(Page(segment("")), residue_of(0), frozenset())

    assert table.shape == (0, len(SIGNALS))


@pytest.mark.parametrize("edge", WORD_EDGES)
def test_bin_of_words_changes_at_each_edge(edge: int) -> None:
    """An edge belongs to the bin above it."""
    under, at, over = (bins_of(" ".join(["word"] * words), "words")[0] for words in (edge - 1, edge, edge + 1))

    assert under != at
    assert over == at or edge + 1 in WORD_EDGES


@pytest.mark.parametrize(
    ("line", "end"),
    [
        ("Storm", "nothing"),
        ("Storm.", "sentence"),
        ("Storm:", "colon"),
        ("Storm,", "comma"),
        ("Storm»", "quote"),
        ("Storm 3", "digit"),
    ],
)
def test_end_of_a_line_is_told(line: str, end: str) -> None:
    """What stands last."""
    found = bins_of(line, "end")

    assert found == [end]


@pytest.mark.parametrize(
    ("line", "lead"),
    [("Storm", "nothing"), ("• Storm", "bullet"), ("3 storms", "number"), ("# Storm", "hash"), ("“Storm", "quote"), ("» Storm", "arrow"),
     ("| Storm", "pipe"), ("storm", "lower case"), ("新聞", "nothing")],
)  # fmt: skip
def test_lead_of_a_line_is_told(line: str, lead: str) -> None:
    """What stands first."""
    found = bins_of(line, "lead")

    assert found == [lead]


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("a", "none"),
        ("a | b", "one"),
        ("a | b | c", "two"),
        ("a\tb\tc\td", "more"),
        ("a · b • c", "two"),
        ("a/b", "none"),
    ],
)
def test_separators_are_counted(line: str, count: str) -> None:
    """Pipes, dots, slashes with blanks and tabs part the items of a menu."""
    found = bins_of(line, "separators")

    assert found == [count]


def test_neighbours_signals_are_those_of_the_block_beside() -> None:
    """What stands before a block is told by the block before."""
    text = f"Storm\n{PROSE}\nHome page"
    before, after = bins_of(text, "before"), bins_of(text, "after")

    assert before[1].startswith("no sentence; ")
    assert before[2].startswith("sentence; ")
    assert after[0].startswith("sentence; ")
    assert before[2] == after[0]


def test_place_is_told_by_the_prose_around() -> None:
    """Above, between, below, and a page without any."""
    runs = [name.split("; ")[0] for name in bins_of(f"A\n{PROSE}\nB\n{PROSE}\nC", "run")]

    assert [runs[0], runs[2], runs[4]] == ["above the prose", "between prose", "below the prose"]
    assert bins_of("A\nB", "run")[0].startswith("no prose")


def test_gap_before_a_block_is_told() -> None:
    """On a page that uses blank lines a missing one says something."""
    spaced, plain = bins_of("A\n\nB\nC\n\nD", "gap"), bins_of("A\nB\nC", "gap")

    assert spaced == ["blank line before", "blank line before", "joined to the block before", "blank line before"]
    assert plain[1:] == ["page without blank lines"] * 2


def test_rules_points_beside_a_block_are_told() -> None:
    """Residue before and after a block counts, its own points do not."""
    before, after = (bins_of("A\nB\nC", name, points=[6.0, 0.0, -3.0]) for name in ("rules before", "rules after"))

    assert before[1] == bins_of("A\nB", "rules before", points=[6.0, 9.0])[1]
    assert len({before[0], before[1]}) == 2
    assert after[2] == before[0]


def test_function_words_are_counted_as_a_share() -> None:
    """Prose has them, menus have not."""
    ratios = bins_of("the storm of the year\nStorm coverage", "function words", function_words=frozenset({"the", "of"}))

    assert ratios[0] != ratios[1]
    assert ratios[1] == bins_of("x", "function words")[0]


@pytest.mark.parametrize(
    ("line", "count"), [("· News", "none"), ("News /", "none"), ("| News", "one"), ("News |", "one")]
)
def test_separators_of_a_line_do_not_depend_on_where_it_stands(line: str, count: str) -> None:
    """A line at the begin or end of the text is counted like any other."""
    found = [*bins_of(line, "separators"), bins_of(f"A\n{line}\nB", "separators")[1]]

    assert found == [count, count]


@pytest.mark.parametrize(
    ("line", "ratio"),
    [
        ("the storm", "0.35 to 0.6"),
        ("don't", "under 0.01"),
        ("พวกเขา", "under 0.01"),
        ("は", "0.85 on"),
        ("から", "0.85 on"),
    ],
)
def test_function_words_of_several_words_are_passed_over(line: str, ratio: str) -> None:
    """Of scripts without spaces only those of one or two characters can be told; longer ones do no harm."""
    words = frozenset({"the", "don't", "พวกเขา", "ありません", "は", "から"})

    assert bins_of(line, "function words", function_words=words) == [f"{ratio} of the words"]
