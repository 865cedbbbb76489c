"""Blocks: what is left of them when some have gone, and several texts as one."""

from __future__ import annotations

import sys
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cleaner.blocks import WHITE_SPACE, Blocks
from cleaner.decide.decide import Decision
from cleaner.render.text import cut, ranges_of
from cleaner.segment.text import joined, segment, segment_texts
from cleaner.signals.page import Page

PIECES = st.sampled_from(["\n", "\r\n", "\r", "\u2028", "\x0b", " ", "\t", "\u3000", "a", "B.", "\U0001f600", "\ud800"])
TEXTS = st.lists(PIECES, max_size=40).map("".join)
DROPS = st.lists(st.booleans(), max_size=40)


def decision(drop: list[bool], count: int) -> Decision:
    """A decision that drops some of so many blocks, as far as rendering looks at it."""
    fields = {"drop": np.array((drop + [False] * count)[:count], dtype=bool), "trims": []}
    return Decision(**dict.fromkeys(Decision._fields) | fields)


def seen(blocks: Blocks) -> tuple[str, list[str], list[int], list[bool], list[int]]:
    """What the rest of the way sees of blocks: of lines, how far they are apart."""
    lines = blocks.line.tolist()
    return (
        blocks.text,
        blocks.lines(),
        blocks.starts.tolist(),
        blocks.blank_before.tolist(),
        [line - lines[0] for line in lines],
    )


@given(TEXTS, DROPS, DROPS)
@example("a\r\n\r\n\na\r\n \ta\n", [False, True], [])
@example("\n\n a\na \n\n a", [True], [True])
def test_blocks_that_are_left_are_those_of_the_text_that_is_left(
    text: str, drop: list[bool], again: list[bool]
) -> None:
    """Whatever white space stands around blocks that go, the others are as if the text had been cut anew; twice."""
    blocks = segment(text)
    for dropped in (drop, again):
        decided = decision(dropped, len(blocks.starts))
        gone = ranges_of(blocks, decided)
        text = cut(text, gone)
        blocks = blocks.less(~decided.drop, gone, text)

        assert seen(blocks) == seen(segment(text))


@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_texts_cut_together_are_cut_as_each_alone(texts: list[str]) -> None:
    """Neighbours change no block of a text."""
    assert [seen(part) for part in segment_texts(texts)] == [seen(segment(text)) for text in texts]


@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_blocks_of_texts_are_those_of_the_texts_as_one(texts: list[str]) -> None:
    """Joined they lie one behind the other, each text's first behind a blank line."""
    blocks, bounds = joined(list(map(segment, texts)))
    whole = segment("\n\n".join(texts))

    assert (blocks.text, blocks.starts.tolist(), blocks.ends.tolist()) == (
        whole.text,
        whole.starts.tolist(),
        whole.ends.tolist(),
    )
    assert blocks.blank_before.tolist() == whole.blank_before.tolist()
    assert np.diff(bounds).tolist() == [len(segment(text).starts) for text in texts]


@pytest.mark.parametrize("measured", [lambda page: page.begins_lower, lambda page: page.prose, lambda page: page.codes])
def test_page_that_is_left_is_measured_as_if_it_were_new(measured: Callable[[Page], np.ndarray]) -> None:
    """A page less some blocks has the columns that the text without them would have."""
    text = "Home\n\nthe ferry was late again, said the harbour master on Monday.\nShare this\nA boat sank."
    kept = np.array([False, True, False, True])
    blocks = segment(text)
    gone = ranges_of(blocks, decision((~kept).tolist(), 4))
    left = cut(text, gone)
    page = Page(blocks).less(kept, *joined([blocks.less(kept, gone, left)]))
    new = Page(segment(left))

    assert page.lines == new.lines
    assert [column.tolist() for column in page.shapes] == [column.tolist() for column in new.shapes]
    assert measured(page).tolist() == measured(new).tolist()


def test_white_space_is_what_python_takes_for_it() -> None:
    """The list is written out, and complete."""
    assert set(WHITE_SPACE) == {char for char in map(chr, range(sys.maxunicode + 1)) if char.isspace()}
