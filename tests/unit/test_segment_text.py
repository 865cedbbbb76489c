"""Segmentation: what is a block, and where it stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.segment.text import segment

LINE_ENDS = ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"]


@pytest.mark.parametrize("end", LINE_ENDS, ids=ascii)
def test_every_line_end_separates_blocks(end: str) -> None:
    """Whatever ends a line in Unicode ends a block."""
    blocks = segment(f"One{end}Two{end}{end}Three{end}")

    assert blocks.lines() == ["One", "Two", "Three"]
    assert blocks.blank_before.tolist() == [True, False, True]


def test_carriage_return_and_line_feed_are_one_line_end() -> None:
    """CR LF leaves no blank line between the lines it separates."""
    blocks = segment("One\r\nTwo\n\rThree")

    assert blocks.blank_before.tolist() == [True, False, True]


@pytest.mark.parametrize("text", ["", " ", "\n", "\r\n\r\n", "\t \u00a0\u3000", "\u2028\x85"], ids=ascii)
def test_nothing_but_white_space_has_no_blocks(text: str) -> None:
    """A text without a visible character has no blocks."""
    blocks = segment(text)

    assert blocks.lines() == []
    assert len(blocks.starts) == len(blocks.ends) == len(blocks.blank_before) == 0


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Home\tNews\tSport", ["Home\tNews\tSport"]),
        ("Home | News | Sport", ["Home | News | Sport"]),
        ("* Home\n  * News\n    - Sport", ["* Home", "* News", "- Sport"]),
        ("1. Home\n2) News", ["1. Home", "2) News"]),
        ("\t\tHome  \n\u00a0News\u3000", ["Home", "News"]),
        ("\ufeffHome\nNews", ["\ufeffHome", "News"]),
        ("\u200bHome\u200b", ["\u200bHome\u200b"]),
        ("a\x00b\n\x00", ["a\x00b", "\x00"]),
        ("a\ud800\nb", ["a\ud800", "b"]),
    ],
    ids=["tabs", "pipes", "bullets", "numbers", "indentation", "bom", "zero-width", "nul", "surrogate"],
)
def test_line_is_one_block_without_its_outer_white_space(text: str, lines: list[str]) -> None:
    """Only white space outside a line is left out of its block."""
    blocks = segment(text)

    assert blocks.lines() == lines


def test_white_space_only_line_counts_as_blank() -> None:
    """A line of blanks separates blocks as an empty one does."""
    blocks = segment("One\n \t\u00a0\nTwo")

    assert blocks.blank_before.tolist() == [True, True]


def test_first_block_has_a_blank_before_it() -> None:
    """The start of the text counts as a blank line."""
    blocks = segment("One\nTwo")

    assert blocks.blank_before.tolist() == [True, False]


_PIECES = st.one_of(
    st.sampled_from([*LINE_ENDS, " ", "\t", "\u3000", "a", "\U0001f600", "\ud800"]), st.text(max_size=3)
)


@given(st.lists(_PIECES).map("".join))
def test_blocks_and_what_lies_between_make_up_the_text(text: str) -> None:
    """Blocks are in order, apart, not empty, without outer white space, and only white space lies between."""
    blocks = segment(text)
    starts, ends = blocks.starts.tolist(), blocks.ends.tolist()
    between = [text[end:start] for end, start in zip([0, *ends], [*starts, len(text)], strict=True)]

    assert all(start < end for start, end in zip(starts, ends, strict=True))
    assert all(gap == "" or gap.isspace() for gap in between)
    assert all(gap for gap in between[1:-1])
    assert all(line == line.strip() and len(line.splitlines()) == 1 for line in blocks.lines())
    assert blocks.lines() == [line.strip() for line in text.splitlines() if line.strip()]
