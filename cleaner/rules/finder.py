"""The finder: which words of the lexicon stand in which line. It proposes, `match` decides.

The lexicon has some hundred thousand forms, so what serves a start of a few milliseconds and a scan
at array speed is a table: forms filed under their first word, each with its length and a hash.
For every place where a form may begin, the forms filed under the word that stands there are compared
by the hash of the characters they would cover (a rolling hash, so any range costs the same), and what
is left by its characters. Tried against Aho-Corasick libraries in docs/decisions/0002-libraries.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Any, NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from cleaner.signals.shape import Bools, Ints, code_points, letter_classes

__all__ = ["Finder", "FormTable", "Occurrence", "build_table"]

MAX_CHUNK_CHARS = 1 << 18
"""What is scanned at once: bounds memory, and the table of powers, whatever the input."""
_SPACE = 0x20
_BASE = 0x9E3779B97F4A7C15  # odd, so it has an inverse: 2**64 / golden ratio, Knuth's multiplicative hash
_INVERSE = pow(_BASE, -1, 1 << 64)


class Occurrence(NamedTuple):
    """A form at a place of a folded line, in code points."""

    form: int
    start: int
    end: int
    whole: bool
    """It ends where its last word ends; otherwise more letters are glued on."""


class FormTable(msgspec.Struct):
    """The forms as arrays, stored as bytes so that a cached table is read in one go."""

    text: str
    """All forms, one behind the other."""
    offsets: bytes
    """int32: where each form begins in `text`; one more than there are forms."""
    keys: bytes
    """uint64, ascending: hashes of first words."""
    key_rows: bytes
    """int32: where the rows of each key begin; one more than there are keys."""
    rows: bytes
    """int32: forms, in order of their keys."""
    row_hashes: bytes
    """uint64: the hash of each row's form."""


def build_table(forms: Sequence[str]) -> FormTable:
    """File forms under their first words."""
    text = "\n".join(forms)
    codes = code_points(text)
    lengths = np.fromiter(map(len, forms), dtype=np.int64, count=len(forms))
    starts = np.concatenate(([0], np.cumsum(lengths + 1)))[: len(forms)].astype(np.int64)
    sums = _prefix_sums(codes)
    keys = _hash(sums, starts, _word_ends(codes)[starts]) if len(forms) else np.zeros(0, np.uint64)
    order = np.lexsort((np.arange(len(forms)), keys))
    unique, first = np.unique(keys[order], return_index=True)
    return FormTable(
        text="".join(forms),
        offsets=np.concatenate(([0], np.cumsum(lengths))).astype(np.int32).tobytes(),
        keys=unique.tobytes(),
        key_rows=np.append(first, len(forms)).astype(np.int32).tobytes(),
        rows=order.astype(np.int32).tobytes(),
        row_hashes=_hash(sums, starts, starts + lengths)[order].tobytes(),
    )


class Finder:
    """Finds every occurrence of every form, at word boundaries, in many lines at once."""

    def __init__(self, table: FormTable) -> None:
        self._text = table.text
        self._offsets = np.frombuffer(table.offsets, np.int32).astype(np.int64)
        self._keys = np.frombuffer(table.keys, np.uint64)
        self._key_rows = np.frombuffer(table.key_rows, np.int32)
        self._rows = np.frombuffer(table.rows, np.int32)
        self._row_hashes = np.frombuffer(table.row_hashes, np.uint64)
        self._row_lengths = np.diff(self._offsets)[self._rows]

    def form(self, number: int) -> str:
        """A form's text."""
        return self._text[self._offsets[number] : self._offsets[number + 1]]

    def find(self, lines: Sequence[str]) -> list[list[Occurrence]]:
        """The occurrences in each folded line, in order of their starts."""
        found: list[list[Occurrence]] = []
        for chunk in _chunks(lines):
            found += self._find(chunk)
        return found

    def _find(self, lines: Sequence[str]) -> list[list[Occurrence]]:
        found: list[list[Occurrence]] = [[] for _ in lines]
        if not len(self._keys):
            return found
        text = "\n".join(lines)
        codes = code_points(text)
        word, unspaced, hangul = letter_classes(codes)
        sums = _prefix_sums(codes)
        begins = _form_begins(codes, word, unspaced)
        keys = _hash(sums, begins, _word_ends(codes)[begins])
        at = np.searchsorted(self._keys, keys)
        known = self._keys[np.minimum(at, len(self._keys) - 1)] == keys
        begins, at = begins[known], at[known]
        # Every form filed under the word that stands there: one row a candidate.
        first = self._key_rows[at]
        counts = self._key_rows[at + 1] - first
        starts = np.repeat(begins, counts)
        rows = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts) + np.repeat(first, counts)
        ends = starts + self._row_lengths[rows]
        inside = ends <= len(codes)
        starts, ends, rows = starts[inside], ends[inside], rows[inside]
        same = _hash(sums, starts, ends) == self._row_hashes[rows]
        # A form that ends in a letter ends at a word boundary, Hangul and unspaced scripts aside.
        bound = word & ~unspaced & ~hangul
        last = bound[ends - 1] & np.append(word & ~unspaced, False)[ends]
        whole = ~last[same]
        line_starts = np.fromiter(accumulate((len(line) + 1 for line in lines), initial=0), np.int64)
        starts, ends, forms = starts[same], ends[same], self._rows[rows[same]]
        numbers = np.searchsorted(line_starts, starts, side="right") - 1
        bases = line_starts[numbers]
        columns = (numbers, forms, starts - bases, ends - bases, whole)
        for line, form, start, end, is_whole in zip(*(column.tolist() for column in columns), strict=True):
            if lines[line][start:end] == self.form(form):
                found[line].append(Occurrence(form, start, end, is_whole))
        return found


def _chunks(lines: Sequence[str]) -> Iterator[Sequence[str]]:
    first = size = 0
    for i, line in enumerate(lines):
        if size and size + len(line) > MAX_CHUNK_CHARS:
            yield lines[first:i]
            first, size = i, 0
        size += len(line) + 1
    if first < len(lines):
        yield lines[first:]


def _form_begins(codes: npt.NDArray[np.uint32], word: Bools, unspaced: Bools) -> Ints:
    """Where a form may begin: at a word, at any letter of an unspaced script, at any sign."""
    spaced = word & ~unspaced
    begins = ~spaced & (codes > _SPACE)
    begins |= spaced
    begins[1:] &= ~(spaced[1:] & spaced[:-1])
    return np.flatnonzero(begins)


def _word_ends(codes: npt.NDArray[np.uint32]) -> Ints:
    """For each place the end of what a form beginning there is filed under.

    That is the rest of the word; one character in unspaced scripts, of Hangul (particles are glued to
    words) and of signs.
    """
    word, unspaced, hangul = letter_classes(codes)
    long = word & ~unspaced & ~hangul
    count = len(codes)
    stops = np.where(long, count, np.arange(count))
    after = np.minimum.accumulate(stops[::-1])[::-1] if count else stops
    ends: Ints = np.where(long, after, np.arange(count) + 1)
    return ends


def _powers(count: int) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]]:
    """At least `count` powers of the base and of its inverse. Threads may race: each returns its own."""
    global _POWERS  # noqa: PLW0603  a cache that may be lost, never wrong
    powers = _POWERS
    if len(powers[0]) < count:
        size = max(1 << 12, 1 << count.bit_length())
        powers = (
            np.cumprod(np.full(size, _BASE, dtype=np.uint64), dtype=np.uint64),
            np.cumprod(np.full(size, _INVERSE, dtype=np.uint64), dtype=np.uint64),
        )
        _POWERS = powers
    return powers


_POWERS: tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]] = (np.zeros(0, np.uint64), np.zeros(0, np.uint64))


def _prefix_sums(codes: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint64]:
    sums = np.zeros(len(codes) + 1, dtype=np.uint64)
    np.cumsum(codes * _powers(len(codes))[0][: len(codes)], out=sums[1:])
    return sums


def _hash(sums: npt.NDArray[np.uint64], starts: Ints, ends: Ints) -> npt.NDArray[np.uint64]:
    """Hashes of ranges, whatever their place: sums of characters times powers, divided by the first power."""
    hashed: npt.NDArray[Any] = (sums[ends] - sums[starts]) * _powers(len(sums))[1][starts]
    return hashed
