"""The shape of lines: what can be measured of a line without knowing a word of it.

One pass over the code points of many lines, as arrays. A character's classes come from a table that
fills itself from Unicode as characters are first met.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cleaner.blocks import code_points

__all__ = [
    "STRETCH_CHARS",
    "Bools",
    "Floats",
    "Ints",
    "Shapes",
    "digits",
    "letter_classes",
    "lower_case",
    "lowered",
    "measure",
    "measure_lines",
    "stretches",
]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

_KNOWN, _WORD, _DIGIT, _UPPER, _CASED, _UNSPACED, _TERMINAL, _CLOSER, _HANGUL = (1 << i for i in range(9))
_CLASSES = np.zeros(0x110000, dtype=np.uint16)  # zero pages cost no memory until a script is met
_LOWER = np.zeros(0x110000, dtype=np.uint32)

_TERMINALS = frozenset(
    ".!?\u2026\u203c\u203d\u2047\u2048\u2049"  # Latin, Cyrillic, Greek
    "\u037e\u0589\u061f\u06d4\u0964\u0965\u0df4\u0e5a\u0e5b"  # Greek, Armenian, Arabic, Urdu, Indic, Sinhala, Thai
    "\u104a\u104b\u1362\u1367\u1368\u17d4\u17d5"  # Burmese, Ethiopic, Khmer
    "\u3002\uff01\uff0e\uff1f\uff61"  # CJK and its full and half widths
)
_CLOSERS = frozenset("\"')]}*_\u00bb\u2019\u201d\u201c\u203a\u300d\u300f\u3011\uff09\u200f\u200e")
MAX_CLOSERS = 3
"""Quotes, brackets and direction marks that may follow the full stop."""
# First and last code points of scripts written without spaces between words.
_UNSPACED_RANGES = (
    (0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x2E80, 0x2FDF), (0x3005, 0x3007), (0x3040, 0x30FF),
    (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0xFF66, 0xFF9F), (0x20000, 0x3FFFF),
)  # fmt: skip
_HANGUL_RANGE = (0xAC00, 0xD7AF)
STRETCH_CHARS = 1 << 15
"""A stretch of so many characters is measured at a time; longer lines are a stretch of their own."""
UNSPACED_CHARS_A_WORD = 2
"""Chinese, Japanese and Thai words have about two characters (Xue et al., Penn Chinese Treebank: 1.6; Thai
more). It only makes the limits of rules comparable between scripts."""


class Shapes(NamedTuple):
    """The shapes of many lines, as columns."""

    chars: Ints
    words: Ints
    """Runs of letters and digits; in unspaced scripts every second character."""
    ends_sentence: Bools
    """The last character, closing quotes and brackets aside, is sentence punctuation of some script."""
    capital_ratio: Floats
    """Words that begin with a capital, of the words that could. 1.0 where no word has case."""
    digit_ratio: Floats
    """Digits, of letters and digits. 0.0 where there are neither."""

    def of(self, chosen: Bools) -> Shapes:
        """The shapes of some of the lines."""
        return Shapes(
            self.chars[chosen],
            self.words[chosen],
            self.ends_sentence[chosen],
            self.capital_ratio[chosen],
            self.digit_ratio[chosen],
        )


def measure_lines(lines: Sequence[str]) -> Shapes:
    """The shapes of separate lines."""
    ends = np.fromiter(accumulate(len(line) + 1 for line in lines), dtype=np.int64, count=len(lines))
    lengths = np.fromiter(map(len, lines), dtype=np.int64, count=len(lines))
    return measure(code_points("\n".join(lines)), ends - 1 - lengths, ends - 1)


def measure(codes: npt.NDArray[np.uint32], starts: Ints, ends: Ints) -> Shapes:
    """The shapes of the lines ``[start, end)`` of one text.

    Lines must not overlap and must be in order; what stands between them is not counted.
    """
    if not len(starts):
        none = np.zeros(0)
        return Shapes(starts, starts, none.astype(bool), none, none)
    parts = [_measure(codes, starts[lines], ends[lines]) for lines in stretches(starts)]
    return parts[0] if len(parts) == 1 else Shapes(*map(np.concatenate, zip(*parts, strict=True)))


def stretches(starts: Ints) -> list[slice]:
    """Lines in a row that begin within so many characters: what is laid out for one stretch fits into the cache."""
    stretch = starts // STRETCH_CHARS
    bounds = [0, *(np.flatnonzero(stretch[1:] != stretch[:-1]) + 1).tolist(), len(starts)]
    return [slice(first, after) for first, after in pairwise(bounds)]


def _measure(codes: npt.NDArray[np.uint32], starts: Ints, ends: Ints) -> Shapes:
    """The shapes of the lines of one stretch."""
    base = starts[0]
    read = codes[base : ends[-1] + 1]
    classes = _classes(read if len(read) else np.zeros(1, np.uint32))
    first, after = starts - base, ends - base
    word = (classes & _WORD) != 0
    unspaced = (classes & _UNSPACED) != 0
    begins = word.copy()
    begins[1:] &= ~word[:-1]
    inner = first[first < len(begins)]
    begins[inner] = word[inner]
    begins &= ~unspaced
    first_word, after_word = _counts_before(begins, first, after)
    kinds = classes[begins]
    cased_words = _count((kinds & _CASED) != 0, first_word, after_word)
    capitals = _count((kinds & (_CASED | _UPPER)) == (_CASED | _UPPER), first_word, after_word)
    words = after_word - first_word
    if unspaced.any():
        words = words + -(-_count(unspaced, first, after) // UNSPACED_CHARS_A_WORD)
    digits, letters = _count((classes & _DIGIT) != 0, first, after), _count(word, first, after)
    return Shapes(
        chars=ends - starts,
        words=words,
        ends_sentence=_ends_sentence(classes, first, after),
        capital_ratio=np.where(cased_words == 0, 1.0, capitals / np.maximum(cased_words, 1)),
        digit_ratio=digits / np.maximum(letters, 1),
    )


def letter_classes(codes: npt.NDArray[np.uint32]) -> tuple[Bools, Bools, Bools]:
    """Which characters belong to words; which of them to unspaced scripts; which are Hangul."""
    classes = _classes(codes)
    return (classes & _WORD) != 0, (classes & _UNSPACED) != 0, (classes & _HANGUL) != 0


def lower_case(codes: npt.NDArray[np.uint32]) -> Bools:
    """Which characters are small letters."""
    found: Bools = (_classes(codes) & (_CASED | _UPPER)) == _CASED
    return found


def digits(codes: npt.NDArray[np.uint32]) -> Bools:
    """Which characters are digits."""
    found: Bools = (_classes(codes) & _DIGIT) != 0
    return found


def lowered(codes: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
    """Characters in lower case, one for one, and every digit as 0: what words are compared by."""
    low = _LOWER[codes]
    if not low.all():  # not met yet, or NUL
        _classes(codes)
        low = _LOWER[codes]
    return low


def _count(marked: Bools, starts: Ints, ends: Ints) -> Ints:
    before_start, before_end = _counts_before(marked, starts, ends)
    return before_end - before_start


def _counts_before(marked: Bools, starts: Ints, ends: Ints) -> tuple[Ints, Ints]:
    """How many are marked before each start, and before each end."""
    sums = np.zeros(len(marked) + 1, dtype=np.int32)
    np.cumsum(marked, out=sums[1:], dtype=np.int32)
    return sums[starts].astype(np.int64), sums[ends].astype(np.int64)


def _ends_sentence(classes: npt.NDArray[np.uint16], starts: Ints, ends: Ints) -> Bools:
    last = ends - 1
    for _ in range(MAX_CLOSERS):
        inside = last >= starts
        closer = inside & ((classes[np.maximum(last, 0)] & _CLOSER) != 0)
        last = last - closer
    inside = last >= starts
    found: Bools = inside & ((classes[np.maximum(last, 0)] & _TERMINAL) != 0)
    return found


def _classes(codes: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint16]:
    classes = _CLASSES[codes]
    unknown = classes == 0
    if unknown.any():
        for code in set(codes[unknown].tolist()):  # np.unique would import numpy.ma, 20 ms
            low = chr(code).lower()  # benign when threads race: both write the same values
            _LOWER[code] = ord("0") if unicodedata.category(chr(code)) == "Nd" else ord(low) if len(low) == 1 else code
            _CLASSES[code] = _class_of(code)
        classes = _CLASSES[codes]
    return classes


def _class_of(code: int) -> int:
    char = chr(code)
    kind = unicodedata.category(char)
    classes = _KNOWN
    if kind[0] in "LMN" or char == "_":
        classes |= _WORD
    if kind == "Nd":
        classes |= _DIGIT
    if kind in ("Lu", "Lt"):
        classes |= _UPPER
    if kind in ("Lu", "Lt", "Ll"):
        classes |= _CASED
    if char in _TERMINALS:
        classes |= _TERMINAL
    if char in _CLOSERS:
        classes |= _CLOSER
    if _HANGUL_RANGE[0] <= code <= _HANGUL_RANGE[1]:
        classes |= _HANGUL
    if kind[0] in "LM" and any(low <= code <= high for low, high in _UNSPACED_RANGES):
        classes |= _UNSPACED
    return classes
