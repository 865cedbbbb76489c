"""The words of blocks as numbers: what tells one word from another, at array speed.

A word is a run of letters and digits, lower-cased, digits alike ("2024" is "0000"); in scripts without
spaces every two characters in a row are one. It is known by a hash of 64 bits: the signals ask whether
words come back, and the scorecard's evidence is filed under them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from cleaner.signals.rows import Rows
from cleaner.signals.shape import Bools, Ints, code_points, letter_classes, lowered

__all__ = ["MAX_RUN_WORDS", "Words", "hash_phrases", "line_hashes", "words_of", "words_of_phrases"]

Hashes = npt.NDArray[np.uint64]

MAX_BLOCK_CHARS = 2000
"""Of a longer block the beginning is read: what it is about, and how it begins, stands there."""
MAX_WORD_CHARS = 40
"""Longer runs are addresses and codes; they are told apart by their first characters."""
MIN_CONTENT_CHARS = 4
"""Shorter words are mostly function words, whatever the language; of scripts without spaces all count."""
_BASE = 0x9E3779B97F4A7C15  # 2**64 / golden ratio, odd: Knuth's multiplicative hash
_NEXT = 0xC2B2AE3D27D4EB4F  # the second word of a phrase, so that order counts
_THIRD = 0x165667B19E3779F9
_LINE = 0x27D4EB2F165667C5  # a phrase that is the whole line
_POWERS = np.cumprod(np.full(MAX_WORD_CHARS, _BASE, dtype=np.uint64), dtype=np.uint64)
_PRIME = 1021
_THIRD_OF = np.cumprod(np.full(_PRIME, _THIRD, dtype=np.uint64), dtype=np.uint64)
MAX_RUN_WORDS = 2
"""So many words in a row are evidence wherever they stand."""
MAX_LINE_WORDS = 3
"""A line of so many words is also evidence as a whole."""


class _Columns(NamedTuple):
    """The columns of `Words`."""

    hashes: Hashes
    block: Ints
    """The block of each word."""
    content: Bools
    """Long enough to say what a text is about, and not a number."""
    counts: Ints
    """Words of each block."""
    starts: Ints
    """Where each word begins in the text, in code points."""
    chars: Ints


class Words(_Columns):
    """The words of all blocks, in order."""

    def pairs(self) -> tuple[Hashes, Ints]:
        """Two words in a row of one block: their hashes, and their blocks."""
        same = self.block[1:] == self.block[:-1]
        hashes = self.hashes[:-1] + self.hashes[1:] * np.uint64(_NEXT)
        return hashes[same], self.block[1:][same]

    def triples(self) -> tuple[Hashes, Ints]:
        """Three words in a row of one block: their hashes, and their blocks."""
        same = self.block[2:] == self.block[:-2]
        hashes = self.hashes[:-2] + self.hashes[1:-1] * np.uint64(_NEXT) + self.hashes[2:] * np.uint64(_THIRD)
        return hashes[same], self.block[2:][same]

    def lines(self) -> tuple[Hashes, Ints]:
        """Blocks of few words as one: their hashes, and the blocks."""
        blocks = np.flatnonzero((self.counts > 0) & (self.counts <= MAX_LINE_WORDS))
        first = (np.cumsum(self.counts) - self.counts)[blocks]
        hashes = np.full(len(blocks), _LINE, dtype=np.uint64)
        for place in range(MAX_LINE_WORDS):
            there = self.counts[blocks] > place
            hashes[there] = hashes[there] * np.uint64(_NEXT) + self.hashes[first[there] + place]
        return hashes, blocks

    def share_found(self, wanted: Bools, rows: Rows) -> npt.NDArray[np.float64]:
        """Share of each block's content words that stand in other, `wanted` blocks of its page; -1.0 without any."""
        groups = self._content_groups(rows)
        of_wanted = wanted[groups.blocks]
        return _share(groups.blocks_with(of_wanted) > of_wanted, groups.blocks, len(self.counts))

    def share_repeated(self, rows: Rows) -> npt.NDArray[np.float64]:
        """Share of each block's word triples that stand in another block of its page too; -1.0 without any."""
        groups = _Groups.of(*self.triples(), rows)
        return _share(groups.blocks_with(None) > 1, groups.blocks, len(self.counts))

    def _content_groups(self, rows: Rows) -> _Groups:
        """The content words by what they are. Sorted once: several signals ask who shares them."""
        made: tuple[Rows, _Groups] | None = self.__dict__.get("_groups")
        if made is None or made[0] is not rows:
            made = rows, _Groups.of(self.hashes[self.content], self.block[self.content], rows)
            self.__dict__["_groups"] = made  # a cache; threads that race make the same
        return made[1]


class _Groups(NamedTuple):
    """Things of a page with equal ones side by side, and equal ones in order of their blocks."""

    number: Ints
    """Equal things have equal numbers."""
    blocks: Ints

    @classmethod
    def of(cls, hashes: Hashes, blocks: Ints, rows: Rows) -> _Groups:
        """Things that stand in these blocks, which ascend."""
        keys = hashes ^ (rows.page[blocks].astype(np.uint64) * np.uint64(_THIRD)) if rows.many else hashes
        order = np.argsort(keys, kind="stable")  # equal things keep their order
        keys = keys[order]
        begins = np.zeros(len(keys), dtype=bool)
        begins[1:] = keys[1:] != keys[:-1]
        return cls(np.cumsum(begins), blocks[order])

    def blocks_with(self, chosen: Bools | None) -> Ints:
        """For each thing in how many different blocks it stands; of the `chosen` things, where given."""
        number, blocks = (self.number, self.blocks) if chosen is None else (self.number[chosen], self.blocks[chosen])
        distinct = np.ones(len(number), dtype=bool)
        distinct[1:] = (number[1:] != number[:-1]) | (blocks[1:] != blocks[:-1])
        count = int(self.number[-1]) + 1 if len(self.number) else 0
        return np.bincount(number[distinct], minlength=count)[self.number]


def words_of(codes: npt.NDArray[np.uint32], starts: Ints, ends: Ints) -> Words:
    """The words of the blocks ``[start, end)`` of a text's code points."""
    ends = np.minimum(ends, starts + MAX_BLOCK_CHARS)
    lengths = ends - starts
    offsets = np.cumsum(lengths) - lengths
    block_of = np.repeat(np.arange(len(starts)), lengths)
    read = codes[np.arange(int(lengths.sum())) + np.repeat(starts - offsets, lengths)]
    word, unspaced, _ = letter_classes(read)
    low = lowered(read)
    spaced = word & ~unspaced
    after = np.zeros(len(read), dtype=bool)  # the character before belongs to the same word
    after[1:] = spaced[1:] & spaced[:-1] & (block_of[1:] == block_of[:-1])
    begins = spaced & ~after
    first = np.flatnonzero(begins | unspaced)
    if not len(first):
        none = np.zeros(0, dtype=np.int64)
        counts = np.zeros(len(starts), dtype=np.int64)
        return Words(none.astype(np.uint64), none, none.astype(bool), counts, none, none)
    number = np.cumsum(begins | unspaced) - 1
    place = np.arange(len(read)) - first[np.maximum(number, 0)]
    counted = word & (place < MAX_WORD_CHARS)
    values = np.zeros(len(read), dtype=np.uint64)
    values[counted] = low[counted] * _POWERS[place[counted]]
    hashes = np.add.reduceat(values, first)
    chars = np.add.reduceat(word.astype(np.int64), first)
    letters = np.add.reduceat((word & (low != ord("0"))).astype(np.int64), first)
    in_pairs = unspaced[first]
    if in_pairs.any():
        hashes, first, chars, letters, in_pairs = _paired(read, low, unspaced, block_of, hashes, first, chars, letters)
    block = block_of[first]
    content = (letters > 0) & (in_pairs | (chars >= MIN_CONTENT_CHARS))
    counts = np.bincount(block, minlength=len(starts))
    return Words(hashes, block, content, counts, first + (starts - offsets)[block], chars)


def _paired(
    read: npt.NDArray[np.uint32],
    low: npt.NDArray[np.uint32],
    unspaced: Bools,
    block_of: Ints,
    hashes: Hashes,
    first: Ints,
    chars: Ints,
    letters: Ints,
) -> tuple[Any, ...]:
    """Characters of scripts without spaces by twos; the last of a run only where it stands alone."""
    follows = np.zeros(len(read), dtype=bool)
    follows[:-1] = unspaced[:-1] & unspaced[1:] & (block_of[:-1] == block_of[1:])
    preceded = np.append(False, follows[:-1])
    pair = unspaced[first]
    hashes = hashes.copy()
    both = first[pair & follows[first]]
    hashes[pair & follows[first]] = low[both] * _POWERS[0] + low[both + 1] * _POWERS[1]
    chars = np.where(pair & follows[first], 2, chars)
    kept = ~pair | follows[first] | ~preceded[first]
    return hashes[kept], first[kept], chars[kept], letters[kept], pair[kept]


def words_of_phrases(phrases: Sequence[str]) -> Words:
    """The words of separate phrases, each a block of its own."""
    lengths = np.fromiter(map(len, phrases), dtype=np.int64, count=len(phrases))
    ends = np.cumsum(lengths + 1) - 1
    return words_of(code_points("\n".join(phrases)), ends - lengths, ends)


def line_hashes(codes: npt.NDArray[np.uint32], starts: Ints, ends: Ints) -> Hashes:
    """A hash of each block's characters as they are: equal blocks have equal ones."""
    lengths = ends - starts
    offsets = np.cumsum(lengths) - lengths
    place = np.arange(int(lengths.sum())) - np.repeat(offsets, lengths)
    read = codes[place + np.repeat(starts, lengths)]
    hashes = np.add.reduceat(read * _POWERS[place % MAX_WORD_CHARS] + (read * _THIRD_OF[place % _PRIME]), offsets)
    return hashes + lengths.astype(np.uint64) * np.uint64(_LINE) if len(starts) else hashes


def hash_phrases(phrases: Sequence[str], most: int = MAX_LINE_WORDS) -> tuple[Hashes, Hashes]:
    """The hashes under which evidence is filed: of one word or two in a row, and of a whole line of up to three.

    Raises: ValueError where a phrase has no word, or more than `most`.
    """
    words = words_of_phrases(phrases)
    wrong = (words.counts == 0) | (words.counts > most)
    if wrong.any():
        raise ValueError(f"{phrases[int(wrong.argmax())]!r} has not one to {most} words")
    first = np.cumsum(words.counts) - words.counts
    parts = words.hashes[first]
    two = words.counts > 1
    parts[two] += words.hashes[first[two] + 1] * np.uint64(_NEXT)
    return parts, words.lines()[0]


def _share(found: Bools, blocks: Ints, count: int) -> npt.NDArray[np.float64]:
    total = np.bincount(blocks, minlength=count)
    share = np.bincount(blocks, found, minlength=count) / np.maximum(total, 1)
    return np.where(total == 0, -1.0, share)
