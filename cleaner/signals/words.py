"""The words of blocks as numbers: what tells one word from another, at array speed.

A word is a run of letters and digits, lower-cased, digits alike ("2024" is "0000"); in scripts without
spaces every two characters in a row are one. It is known by a hash of 64 bits: the signals ask whether
words come back, and the scorecard's evidence is filed under them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cleaner.blocks import code_points
from cleaner.signals.order import begins_run, order_of, order_of_hashes
from cleaner.signals.rows import Rows
from cleaner.signals.shape import STRETCH_CHARS, Bools, Ints, letter_classes, lowered, stretches, sums_within

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
_INVERSE = pow(_BASE, -1, 1 << 64)
_POWERS: tuple[Hashes, Hashes] = (np.zeros(0, np.uint64), np.zeros(0, np.uint64))
_NO_HASHES: Hashes = np.zeros(0, np.uint64)
_BASES = np.cumprod(np.full(2, _BASE, dtype=np.uint64), dtype=np.uint64)
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
        blocks = ((self.counts > 0) & (self.counts <= MAX_LINE_WORDS)).nonzero()[0]
        first = (self.counts.cumsum() - self.counts)[blocks]
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
        order = order_of_hashes(keys)  # equal things keep their order
        keys = keys[order]
        return cls(begins_run(keys).cumsum(), blocks[order])

    def blocks_with(self, chosen: Bools | None) -> Ints:
        """For each thing in how many different blocks it stands; of the `chosen` things, where given."""
        number, blocks = (self.number, self.blocks) if chosen is None else (self.number[chosen], self.blocks[chosen])
        distinct = begins_run(number) | begins_run(blocks)
        count = int(self.number[-1]) + 1 if len(self.number) else 0
        return np.bincount(number[distinct], minlength=count)[self.number]


def words_of(codes: npt.NDArray[np.uint32], starts: Ints, ends: Ints) -> Words:
    """The words of the blocks ``[start, end)`` of a text's code points; blocks are in order and apart."""
    ends = np.minimum(ends, starts + MAX_BLOCK_CHARS)
    parts = [_words_of(codes, starts[blocks], ends[blocks], blocks.start) for blocks in stretches(starts)]
    return parts[0] if len(parts) == 1 else Words(*map(np.concatenate, zip(*parts, strict=True)))


def _words_of(codes: npt.NDArray[np.uint32], starts: Ints, ends: Ints, number: int) -> Words:
    """The words of the blocks of one stretch, of which the first has that number."""
    if not len(starts):
        return Words(_NO_HASHES, starts, starts.astype(bool), starts, starts, starts)
    base = int(starts[0])
    read = codes[base : int(ends[-1])]
    word, unspaced, _ = letter_classes(read)
    first, after = starts - base, ends - base
    word &= _inside(first, after)
    spaced = np.zeros(len(read) + 2, dtype=bool)
    spaced[1:-1] = word & ~unspaced
    changes = (spaced[1:] != spaced[:-1]).nonzero()[0]  # between blocks stands something that is in none
    begins, stops = changes[::2], changes[1::2]
    chars = stops - begins
    low = np.zeros(len(read) + 1, dtype=np.uint32)
    low[:-1] = lowered(read)
    powers, inverse = _powers(len(low))
    hashes = sums_within(low * powers[: len(low)], begins, np.minimum(stops, begins + MAX_WORD_CHARS)) * inverse[begins]
    content = chars >= MIN_CONTENT_CHARS
    numbers = (content & (low[begins] == ord("0"))).nonzero()[0]
    content[numbers] = sums_within(low == ord("0"), begins[numbers], stops[numbers]) < chars[numbers]
    if unspaced.any():
        pairs, of_pairs, in_pairs = _paired(low, unspaced & word)
        order = order_of(np.concatenate((begins, pairs)))
        begins = np.concatenate((begins, pairs))[order]
        hashes = np.concatenate((hashes, of_pairs))[order]
        chars = np.concatenate((chars, in_pairs))[order]
        content = np.concatenate((content, np.ones(len(pairs), dtype=bool)))[order]
    begun = np.zeros(len(low), dtype=bool)
    begun[begins] = True
    counts = sums_within(begun, first, after)
    return Words(hashes, np.arange(number, number + len(counts)).repeat(counts), content, counts, begins + base, chars)


def _inside(starts: Ints, ends: Ints) -> Bools:
    """Which characters belong to one of the blocks, from the first one's start to the last one's end."""
    bounds = np.empty(2 * len(starts), dtype=np.int64)
    bounds[::2], bounds[1::2] = starts, ends
    of_block = np.zeros(len(bounds) - 1, dtype=bool)
    of_block[::2] = True
    return of_block.repeat(bounds[1:] - bounds[:-1])


def _paired(low: npt.NDArray[np.uint32], unspaced: Bools) -> tuple[Ints, Hashes, Ints]:
    """Characters of scripts without spaces by twos; the last of a run only where it stands alone.

    Returns: where they begin, their hashes, and how many characters they are.
    """
    follows = np.zeros(len(unspaced), dtype=bool)
    follows[:-1] = unspaced[:-1] & unspaced[1:]
    preceded = np.append(False, follows[:-1])
    at = (unspaced & (follows | ~preceded)).nonzero()[0]
    in_pair = follows[at]
    hashes = low[at] * _BASES[0]
    hashes[in_pair] += low[at[in_pair] + 1] * _BASES[1]
    return at, hashes, 1 + in_pair


def _powers(count: int) -> tuple[Hashes, Hashes]:
    """Powers of the base from the first on, and of its inverse from the noughth on: at least `count` of each.

    A sum of characters times powers, divided by the power where it begins, does not depend on its place.
    """
    global _POWERS  # noqa: PLW0603  a cache; threads that race make the same
    powers = _POWERS
    if len(powers[0]) < count:
        size = max(2 * STRETCH_CHARS, count)
        inverse = np.cumprod(np.full(size, _INVERSE, dtype=np.uint64), dtype=np.uint64) * np.uint64(_BASE)
        powers = _POWERS = np.cumprod(np.full(size, _BASE, dtype=np.uint64), dtype=np.uint64), inverse
    return powers


def words_of_phrases(phrases: Sequence[str]) -> Words:
    """The words of separate phrases, each a block of its own."""
    lengths = np.fromiter(map(len, phrases), dtype=np.int64, count=len(phrases))
    ends = (lengths + 1).cumsum() - 1
    return words_of(code_points("\n".join(phrases)), ends - lengths, ends)


def line_hashes(codes: npt.NDArray[np.uint32], starts: Ints, ends: Ints) -> Hashes:
    """A hash of each block's characters as they are: equal blocks have equal ones."""
    lengths = ends - starts
    offsets = lengths.cumsum() - lengths
    place = np.arange(int(lengths.sum())) - offsets.repeat(lengths)
    read = codes[place + starts.repeat(lengths)]
    powers = _powers(MAX_WORD_CHARS)[0]
    hashes = np.add.reduceat(read * powers[place % MAX_WORD_CHARS] + (read * _THIRD_OF[place % _PRIME]), offsets)
    return hashes + lengths.astype(np.uint64) * np.uint64(_LINE) if len(starts) else hashes


def hash_phrases(phrases: Sequence[str], most: int = MAX_LINE_WORDS) -> tuple[Hashes, Hashes]:
    """The hashes under which evidence is filed: of one word or two in a row, and of a whole line of up to three.

    Raises: ValueError where a phrase has no word, or more than `most`.
    """
    words = words_of_phrases(phrases)
    wrong = (words.counts == 0) | (words.counts > most)
    if wrong.any():
        raise ValueError(f"{phrases[int(wrong.argmax())]!r} has not one to {most} words")
    first = words.counts.cumsum() - words.counts
    parts = words.hashes[first]
    two = words.counts > 1
    parts[two] += words.hashes[first[two] + 1] * np.uint64(_NEXT)
    return parts, words.lines()[0]


def _share(found: Bools, blocks: Ints, count: int) -> npt.NDArray[np.float64]:
    total = np.bincount(blocks, minlength=count)
    share = np.bincount(blocks, found, minlength=count) / np.maximum(total, 1)
    return np.where(total == 0, -1.0, share)
