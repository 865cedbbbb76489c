"""Evidence: what the words of short lines say, as learned from labelled pages.

"Cookies" and "minutes ago" are rarely an author's, "according to" rarely a button's. Single words, two in a
row and whole lines have points in `rules/scorecard/evidence.toml`, where a person can read and correct them.
It is evidence for the scorecard, which weighs it with everything else; it never decides alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import msgspec
import numpy as np
import numpy.typing as npt

from cleaner.signals.shape import Bools, Floats, Ints
from cleaner.signals.words import MAX_LINE_WORDS, MAX_RUN_WORDS, Words, hash_phrases

__all__ = ["Evidence", "EvidenceTable", "features"]

_HELD_BITS = 20
"""A table of a megabyte; of the words of a page some 3 in 100 then share the beginning of a key by chance."""
_HELD_SHIFT = np.uint64(64 - _HELD_BITS)
MAX_WORDS = 16
"""Longer lines are prose: their words say what they are about, not what they are."""


class Evidence(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file: points of words and of two words in a row, and of whole lines. Positive speaks for residue."""

    fitted_on: str
    words: dict[str, float]
    lines: dict[str, float]

    def table(self) -> EvidenceTable:
        """Ready to be looked up. Raises: ValueError for a phrase of no word or too many."""
        keys = np.concatenate((_hashes(self.words, MAX_RUN_WORDS)[0], _hashes(self.lines, MAX_LINE_WORDS)[1]))
        points = np.array([*self.words.values(), *self.lines.values()], dtype=np.float32)
        order = np.argsort(keys, kind="stable")
        return EvidenceTable(keys[order].tobytes(), points[order].tobytes())


class EvidenceTable(msgspec.Struct, frozen=True, dict=True):
    """Evidence by hash: uint64, ascending, and float32."""

    keys: bytes
    points: bytes

    def weigh(self, words: Words) -> Floats:
        """What the words of each block say: the sum of their points, over the root of how many could speak."""
        keys, points = np.frombuffer(self.keys, np.uint64), np.frombuffer(self.points, np.float32)
        hashes, blocks = features(words)
        count = len(words.counts)
        if not len(keys) or not len(hashes):
            return np.zeros(count)
        likely = self._held[(hashes >> _HELD_SHIFT).astype(np.int64)].nonzero()[0]
        at = np.minimum(keys.searchsorted(hashes[likely]), len(keys) - 1)
        said = np.where(keys[at] == hashes[likely], points[at], 0.0)
        spoken = np.bincount(blocks, minlength=count)
        weighed: Floats = np.bincount(blocks[likely], said, minlength=count) / np.sqrt(np.maximum(spoken, 1))
        return weighed

    @cached_property
    def _held(self) -> Bools:
        """For each beginning of a hash whether any key has it: most words carry no evidence, and need no search."""
        held = np.zeros(1 << _HELD_BITS, dtype=bool)
        held[(np.frombuffer(self.keys, np.uint64) >> _HELD_SHIFT).astype(np.int64)] = True
        return held


def features(words: Words) -> tuple[npt.NDArray[np.uint64], Ints]:
    """The hashes that may carry evidence, and the blocks they stand in."""
    of_short = (words.counts <= MAX_WORDS)[words.block]
    short = words._replace(hashes=words.hashes[of_short], block=words.block[of_short])
    pairs, lines = short.pairs(), words.lines()
    return np.concatenate((short.hashes, pairs[0], lines[0])), np.concatenate((short.block, pairs[1], lines[1]))


def _hashes(phrases: Mapping[str, float], most: int) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]]:
    if phrases:
        return hash_phrases(list(phrases), most)
    return np.zeros(0, np.uint64), np.zeros(0, np.uint64)
