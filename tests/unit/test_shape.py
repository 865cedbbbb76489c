"""The shape of lines: words, sentence ends, capitals and digits, in many scripts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.blocks import code_points
from cleaner.signals.shape import Shapes, letter_classes, measure, measure_lines


def row(shapes: Shapes, index: int) -> Shapes:
    """One line's shape as plain Python values."""
    return Shapes(*(column[index].item() for column in shapes))


def shape_of(line: str) -> Shapes:
    """The shape of one line."""
    return row(measure_lines([line]), 0)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("...", 0),
        ("one", 1),
        ("one two  three", 3),
        ("don't", 2),
        ("e-mail", 2),
        ("a_b", 1),
        ("12,5 %", 2),
        ("Москва и Питер", 3),
        ("مرحبا بالعالم", 2),
        ("हिन्दी समाचार", 2),
        ("한국어 뉴스", 2),
        ("ሰላም ለዓለም", 2),
        ("新", 1),
        ("新聞", 1),
        ("新聞社", 2),
        ("新聞社会", 2),
        ("ニュース", 2),
        ("ข่าว", 2),
        ("ข่าววันนี้", 5),
        ("BBC 新聞", 2),
        ("AI時代", 2),
        ("cafe\u0301 noir", 2),
    ],
)
def test_words_are_runs_of_letters_or_pairs_of_unspaced_characters(line: str, words: int) -> None:
    """Spaced scripts count runs of letters and digits; unspaced ones every second character."""
    shape = shape_of(line)

    assert shape.words == words


@pytest.mark.parametrize(
    "end",
    [
        ".",
        "!",
        "?",
        "…",
        "‼",
        "‽",
        "⁇",
        "\u037e",
        "։",
        "؟",
        "۔",
        "।",
        "॥",
        "෴",
        "๚",
        "။",
        "၊",
        "።",
        "፧",
        "។",
        "。",
        "！",
        "．",
        "？",
        "｡",
    ],
)
def test_sentence_end_of_every_script_is_known(end: str) -> None:
    """Full stops, question and exclamation marks of many scripts end sentences."""
    shape = shape_of(f"word{end}")

    assert shape.ends_sentence


@pytest.mark.parametrize("end", [",", ":", ";", "-", "|", "»", ")", "a", "新", ">", "/", "%"])
def test_other_last_character_ends_no_sentence(end: str) -> None:
    """Commas, colons, closers alone, letters and arrows end no sentence."""
    shape = shape_of(f"word{end}")

    assert not shape.ends_sentence


@pytest.mark.parametrize(
    "closer", ['"', "'", ")", "]", "}", "*", "_", "»", "’", "”", "“", "›", "」", "』", "】", "）", "\u200f", "\u200e"]
)
def test_closer_may_follow_the_full_stop(closer: str) -> None:
    """Quotes, brackets, emphasis and direction marks behind the full stop are looked past."""
    shape = shape_of(f"Word.{closer}")

    assert shape.ends_sentence


@pytest.mark.parametrize(("closers", "ends_sentence"), [(2, True), (3, True), (4, False)])
def test_as_many_closers_as_allowed_are_looked_past(closers: int, ends_sentence: bool) -> None:
    """The answer flips beyond the largest number of closers."""
    shape = shape_of("Word." + '"' * closers)

    assert shape.ends_sentence == ends_sentence


@pytest.mark.parametrize("line", ["", '"', '"""', ")", "*)"])
def test_line_of_closers_only_ends_no_sentence(line: str) -> None:
    """Looking past closers never leaves the line."""
    shapes = measure_lines(["Before.", line, "After."])

    assert shapes.ends_sentence.tolist() == [True, False, True]


@pytest.mark.parametrize(
    ("line", "ratio"),
    [
        ("Storm Closes Schools", 1.0),
        ("Storm closes schools", 1 / 3),
        ("storm closes", 0.0),
        ("ШТОРМ закрыл", 0.5),
        ("ǅ dz", 0.5),
        ("3 Little pigs", 0.5),
        ("3 4 5", 1.0),
        ("新聞", 1.0),
        ("مرحبا بالعالم", 1.0),
    ],
)
def test_capital_ratio_is_of_words_that_have_case(line: str, ratio: float) -> None:
    """Words without case are not counted; where none has case the ratio is one."""
    shape = shape_of(line)

    assert shape.capital_ratio == pytest.approx(ratio)


@pytest.mark.parametrize(
    ("line", "ratio"), [("...", 0.0), ("abcd", 0.0), ("ab12", 0.5), ("12:30", 1.0), ("١٢ ab", 0.5), ("１２ab", 0.5)]
)
def test_digit_ratio_is_of_letters_and_digits(line: str, ratio: float) -> None:
    """Signs are not counted; digits of every script are digits."""
    shape = shape_of(line)

    assert shape.digit_ratio == pytest.approx(ratio)


def test_characters_are_counted_as_code_points() -> None:
    """An emoji and a lone surrogate are one character each."""
    shapes = measure_lines(["a\U0001f600", "\ud800b", "\x00"])

    assert shapes.chars.tolist() == [2, 2, 1]


def test_no_lines_have_no_shapes() -> None:
    """Nothing in, nothing out."""
    shapes = measure_lines([])

    assert [len(column) for column in shapes] == [0, 0, 0, 0, 0]


def test_what_stands_between_lines_is_not_counted() -> None:
    """Only the given ranges are measured, though a word may touch them."""
    text = "outside inside Out."
    shapes = measure(code_points(text), np.array([8, 15]), np.array([14, 18]))

    assert shapes.words.tolist() == [1, 1]
    assert shapes.ends_sentence.tolist() == [False, False]


def test_word_cut_by_a_range_counts_in_the_range() -> None:
    """A range that begins inside a word has that rest as a word."""
    shapes = measure(code_points("abcdef"), np.array([3]), np.array([6]))

    assert shapes.words.tolist() == [1]


@given(st.lists(st.text(st.sampled_from("aB é.!\"')*3新ข\u0301\u200f한\ud800\x00"), max_size=12), max_size=8))
def test_shape_of_a_line_does_not_depend_on_its_neighbours(lines: list[str]) -> None:
    """Measuring lines together gives what measuring each alone gives."""
    together = measure_lines([*lines, "end"])

    assert [row(together, i) for i in range(len(lines))] == [row(measure_lines([line, "."]), 0) for line in lines]


def test_empty_line_among_others_has_an_empty_shape() -> None:
    """No words, no sentence end; no word has case, so the capital ratio is one."""
    shapes = measure_lines(["", "Word."])

    assert row(shapes, 0) == (0, 0, False, 1.0, 0.0)


def test_only_empty_line_has_an_empty_shape() -> None:
    """An empty line needs no other beside it."""
    shape = shape_of("")

    assert shape == (0, 0, False, 1.0, 0.0)


def test_letter_classes_of_scripts() -> None:
    """Which characters are letters, which of unspaced scripts, which Hangul."""
    word, unspaced, hangul = letter_classes(code_points("a1_.新한ข์ "))

    assert word.tolist() == [True, True, True, False, True, True, True, True, False]
    assert unspaced.tolist() == [False, False, False, False, True, False, True, True, False]
    assert hangul.tolist() == [False, False, False, False, False, True, False, False, False]
