"""Words as numbers, beside a tokeniser that reads one character after the other."""

from __future__ import annotations

import unicodedata
from itertools import groupby
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.blocks import code_points
from cleaner.segment.text import segment
from cleaner.signals.page import Page
from cleaner.signals.rows import Rows
from cleaner.signals.shape import letter_classes
from cleaner.signals.words import (
    MAX_BLOCK_CHARS,
    MAX_LINE_WORDS,
    MAX_WORD_CHARS,
    MIN_CONTENT_CHARS,
    Words,
    hash_phrases,
    line_hashes,
    words_of,
)

ODD = "aAzÀßİſ_01٣½ 	.-'|éе\u0301Жщ한국ع新聞社日々カタข่าวမြ𠀀\x00\ud800\U0010ffff\u200f👉"
BLOCKS = st.lists(st.text(st.sampled_from(ODD) | st.characters(), min_size=1, max_size=30), max_size=5)


class Word(NamedTuple):
    """A word as plain Python values; `key` is what tells it from others."""

    key: str
    block: int
    content: bool
    start: int
    chars: int


def plain_words(text: str, bounds: list[tuple[int, int]]) -> list[Word]:
    """The words of blocks, character by character."""
    found = []
    for block, (start, end) in enumerate(bounds):
        read = range(start, min(end, start + MAX_BLOCK_CHARS))
        for kind, run in groupby(read, lambda at: kind_of(text[at])):
            places = list(run)
            if kind == "spaced":
                low = [lowered(text[at]) for at in places]
                content = len(places) >= MIN_CONTENT_CHARS and any(char != "0" for char in low)
                found.append(Word("".join(low[:MAX_WORD_CHARS]), block, content, places[0], len(places)))
            elif kind == "unspaced":
                pairs = [places[i : i + 2] for i in range(max(len(places) - 1, 1))]
                found += [
                    Word("".join(lowered(text[at]) for at in pair), block, True, pair[0], len(pair)) for pair in pairs
                ]
    return found


def kind_of(char: str) -> str:
    """Whether a character belongs to a word, and in what kind of script."""
    if unicodedata.category(char)[0] not in "LMN" and char != "_":
        return "none"
    return "unspaced" if letter_classes(code_points(char))[1][0] else "spaced"


def lowered(char: str) -> str:
    """A character as words are compared: small, every digit as nought."""
    if unicodedata.category(char) == "Nd":
        return "0"
    return char.lower() if len(char.lower()) == 1 else char


def laid_out(blocks: list[str]) -> tuple[str, list[tuple[int, int]]]:
    """Blocks as one text with a sign between that belongs to none, and where each stands."""
    text, bounds = "", []
    for block in blocks:
        bounds.append((len(text), len(text) + len(block)))
        text += block + "x"
    return text, bounds


def words_in(*blocks: str) -> Words:
    """The words of blocks."""
    text, bounds = laid_out(list(blocks))
    starts, ends = np.array(bounds, dtype=np.int64).reshape(-1, 2).T
    return words_of(code_points(text), starts, ends)


@given(BLOCKS)
def test_words_are_those_of_a_plain_tokeniser(blocks: list[str]) -> None:
    """Their blocks, places, lengths and weight; and two have the same hash where they are the same word."""
    words = words_in(*blocks)
    plain = plain_words(*laid_out(blocks))
    columns = (words.block, words.content, words.starts, words.chars)

    assert list(zip(*(column.tolist() for column in columns), strict=True)) == [tuple(word[1:]) for word in plain]
    assert words.counts.tolist() == [sum(word.block == block for word in plain) for block in range(len(blocks))]
    hashes = words.hashes.tolist()
    assert (
        len(set(zip(hashes, (word.key for word in plain), strict=True)))
        == len(set(hashes))
        == len({w.key for w in plain})
    )


@pytest.mark.parametrize("char", ["a", "新"], ids=["spaced", "unspaced"])
def test_beginning_of_a_long_block_is_read(char: str) -> None:
    """What stands behind is not a word of it, nor does it lengthen the next block's."""
    words = words_in(f"{char} " * MAX_BLOCK_CHARS, char)

    assert words.counts.tolist() == [MAX_BLOCK_CHARS // 2, 1]


def test_long_words_are_told_apart_by_their_first_characters() -> None:
    """The last character that counts makes a difference, the next one none."""
    stem = "a" * (MAX_WORD_CHARS - 1)
    same, at, over = (words_in(stem + tail).hashes[0] for tail in ("bc", "cc", "bd"))

    assert same == over
    assert same != at


@pytest.mark.parametrize(
    ("word", "content"),
    [
        ("x" * (MIN_CONTENT_CHARS - 1), False),
        ("x" * MIN_CONTENT_CHARS, True),
        ("2024", False),
        ("2024x", True),
        ("新", True),
    ],
)
def test_content_words_have_some_letters(word: str, content: bool) -> None:
    """Short words and numbers say nothing of what a text is about."""
    assert words_in(word).content.tolist() == [content]


def test_pairs_and_triples_stay_in_their_block() -> None:
    """Words in a row count together, and their order with them."""
    words = words_in("one two three", "two one", "three")
    pairs, blocks = words.pairs()
    triples, of = words.triples()

    assert blocks.tolist() == [0, 0, 1]
    assert len(set(pairs.tolist())) == 3
    assert of.tolist() == [0]
    assert triples.tolist() != words_in("two one three").triples()[0].tolist()
    assert [len(words_in("one").pairs()[0]), len(words_in().triples()[0])] == [0, 0]


def test_lines_of_few_words_are_one() -> None:
    """Up to three words; a line is not the same as its words in a row."""
    words = words_in("a b c", "a b c d", "...", "a b", "A B!", "b a")
    hashes, blocks = words.lines()

    assert blocks.tolist() == [0, 3, 4, 5]
    assert hashes[1] == hashes[2]
    assert len(set(hashes.tolist()) | {int(words.pairs()[0][-1])}) == 4


@given(st.lists(st.text(st.sampled_from("abAB01 新聞_"), max_size=9), max_size=5))
def test_phrases_are_filed_under_the_words_of_a_line(phrases: list[str]) -> None:
    """Evidence is found again: of one word, of two in a row, of a whole line."""
    known = [phrase for phrase in phrases if 0 < words_in(phrase).counts[0] <= MAX_LINE_WORDS]
    parts, lines = hash_phrases(known)

    for phrase, part, line in zip(known, parts.tolist(), lines.tolist(), strict=True):
        words = words_in("before", phrase, "behind")
        of_block = [
            hashes[blocks == 1].tolist()
            for hashes, blocks in ((words.hashes, words.block), words.pairs(), words.lines())
        ]
        assert of_block[2] == [line]
        if len(of_block[0]) < MAX_LINE_WORDS:
            assert of_block[len(of_block[0]) - 1] == [part]


@pytest.mark.parametrize(
    ("phrase", "fine"), [("", False), ("...", False), ("a", True), ("a b c", True), ("a b c d", False)]
)
def test_phrase_has_one_to_three_words(phrase: str, fine: bool) -> None:
    """Others are refused by name."""
    if fine:
        assert len(hash_phrases(["x", phrase])[0]) == 2
    else:
        with pytest.raises(ValueError, match=r"^'.*' has not one to 3 words$"):
            hash_phrases(["x", phrase])


@given(st.lists(st.text(st.sampled_from("ab \x00新"), min_size=1, max_size=50), max_size=8))
def test_equal_blocks_have_equal_hashes(blocks: list[str]) -> None:
    """And others have others: case, spaces and order make a difference."""
    text, bounds = laid_out(blocks)
    starts, ends = np.array(bounds, dtype=np.int64).reshape(-1, 2).T
    hashes = line_hashes(code_points(text), starts, ends).tolist()

    assert len(set(zip(hashes, blocks, strict=True))) == len(set(hashes)) == len(set(blocks))


def test_blocks_that_swap_far_characters_differ() -> None:
    """Also where the swapped places are a multiple of the powers apart."""
    one = "a" + "x" * (MAX_WORD_CHARS - 1) + "b"
    page = Page(segment(f"{one}\n{one[::-1]}"))

    assert page.repeats_exactly.tolist() == [False, False]


def test_share_of_words_found_is_told_by_hand() -> None:
    """Content words that stand in other wanted blocks of the page; a block does not vouch for itself."""
    words = words_in("storm harbour ferry", "storm closed schools", "storm harbour", "the of", "storm")
    wanted = np.array([True, False, True, True, False])
    found = words.share_found(wanted, Rows(np.array([0, 4, 5])))

    assert found.tolist() == pytest.approx([2 / 3, 1 / 3, 1.0, -1.0, 0.0])


def test_share_of_triples_repeated_is_told_by_hand() -> None:
    """Three words in a row that stand in another block of the page; twice in the same block is not twice."""
    words = words_in("a b c d", "x a b c", "e f e f e f", "a b", "a b c")
    repeated = words.share_repeated(Rows(np.array([0, 4, 5])))

    assert repeated.tolist() == [0.5, 0.5, 0.0, -1.0, 0.0]
