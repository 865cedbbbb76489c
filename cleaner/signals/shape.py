"""The shape of lines: what can be measured of a line without knowing a word of it.

One pass over the code points of many lines, as arrays. A character's classes come from a table that
fills itself from Unicode as characters are first met.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

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
    "sums_within",
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

    def of(self, chosen: Bools | Sequence[int]) -> Shapes:
        """The shapes of some of the lines: those that are marked, or those of these numbers."""
        chosen = np.asarray(chosen, dtype=None if len(chosen) else np.int64)  # an empty list has no kind
        return Shapes(
            self.chars[chosen],
            self.words[chosen],
            self.ends_sentence[chosen],
            self.capital_ratio[chosen],
            self.digit_ratio[chosen],
        )


def measure_lines(lines: Sequence[str]) -> Shapes:
    """The shapes of separate lines."""
    lengths = np.fromiter(map(len, lines), dtype=np.int64, count=len(lines))
    ends = (lengths + 1).cumsum() - 1
    return measure(code_points("\n".join(lines)), ends - lengths, ends)


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
    bounds = [0, *((stretch[1:] != stretch[:-1]).nonzero()[0] + 1).tolist(), len(starts)]
    return [slice(first, after) for first, after in pairwise(bounds)]


def _measure(codes: npt.NDArray[np.uint32], starts: Ints, ends: Ints) -> Shapes:
    """The shapes of the lines of one stretch."""
    base = int(starts[0])
    classes = np.zeros(int(ends[-1]) - base + 1, dtype=np.uint16)  # one more: a line may begin and end with the text
    classes[:-1] = _classes(codes[base : int(ends[-1])])
    first, after = starts - base, ends - base
    word = (classes & _WORD) != 0
    unspaced = (classes & _UNSPACED) != 0
    begins = word.copy()
    begins[1:] &= ~word[:-1]
    begins[first] = word[first]
    begins &= ~unspaced
    cased, capital = (begins & ((classes & kind) != 0) for kind in (_CASED, _UPPER))
    digit = (classes & _DIGIT) != 0
    marked = np.stack((begins, cased, capital, unspaced, digit, word))
    words, cased_words, capitals, unspaced_chars, digits, letters = sums_within(marked, first, after)
    return Shapes(
        chars=ends - starts,
        words=words - -unspaced_chars // UNSPACED_CHARS_A_WORD,
        ends_sentence=_ends_sentence(classes, first, after),
        capital_ratio=np.where(cased_words == 0, 1.0, capitals / np.maximum(cased_words, 1)),
        digit_ratio=digits / np.maximum(letters, 1),
    )


def sums_within(values: npt.NDArray[Any], starts: Ints, ends: Ints) -> npt.NDArray[Any]:
    """The sums of values over ranges ``[start, end)``, along the last axis; counts, of booleans.

    Ranges are in order and do not overlap; behind the last one stands at least one value more. Ten times as fast as
    the differences of running sums, where ranges are some characters long.

    >>> sums_within(np.array([1, 2, 3, 4]), np.array([0, 2]), np.array([2, 3])).tolist()
    [3, 3]
    """
    bounds = np.empty(2 * len(starts), dtype=np.int64)
    bounds[::2], bounds[1::2] = starts, ends
    kind = np.int64 if values.dtype == bool else values.dtype
    sums: npt.NDArray[Any] = np.add.reduceat(values, bounds, axis=-1, dtype=kind)[..., ::2]
    if (empty := starts == ends).any():
        sums[..., empty] = 0
    return sums


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
    low = _LOWER.take(codes)
    if not low.all():  # not met yet, or NUL
        _classes(codes)
        low = _LOWER.take(codes)
    return low


def _ends_sentence(classes: npt.NDArray[np.uint16], starts: Ints, ends: Ints) -> Bools:
    last = ends - 1  # of an empty first line -1, which is a character too
    for _ in range(MAX_CLOSERS):
        last -= (last >= starts) & ((classes[last] & _CLOSER) != 0)
    found: Bools = (last >= starts) & ((classes[last] & _TERMINAL) != 0)
    return found


def _classes(codes: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint16]:
    classes = _CLASSES.take(codes)
    if not classes.all():
        for code in set(codes[classes == 0].tolist()):  # np.unique would import numpy.ma, 20 ms
            low = chr(code).lower()  # benign when threads race: both write the same values
            _LOWER[code] = ord("0") if unicodedata.category(chr(code)) == "Nd" else ord(low) if len(low) == 1 else code
            _CLASSES[code] = _class_of(code)
        classes = _CLASSES.take(codes)
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
