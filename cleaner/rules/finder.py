"""The finder: which words of the lexicon stand in which line. It proposes, `match` decides.

The lexicon has some hundred thousand forms, so what serves a start of a few milliseconds and a scan
at array speed is a table: forms filed under how they begin, each with its length and a hash. For every
place where a form may begin, the forms filed under what stands there are compared by the hash of the
characters they would cover (a rolling hash, so any range costs the same). Tried against Aho-Corasick
libraries in docs/decisions/0002-libraries.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import Any, NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from cleaner.blocks import code_points
from cleaner.rules.columns import Column
from cleaner.signals.order import order_of
from cleaner.signals.shape import Bools, Ints, letter_classes

__all__ = ["Finder", "FoldedLines", "FormTable", "Occurrences", "build_table", "spread"]

KEY_CHARS = 3
"""A form is filed under its first word and so many characters behind it, a shorter one under its first word.
With 0 a page of 12,000 characters has 26,600 forms to compare, with 2 1,900, with 3 or 4 1,100."""
_SPACE = 0x20
_BASE = 0x9E3779B97F4A7C15  # odd, so it has an inverse: 2**64 / golden ratio, Knuth's multiplicative hash
_INVERSE = pow(_BASE, -1, 1 << 64)
_BUCKET_BITS = 17
"""Keys are filed by so many leading bits: the lexicon's 92,000 keys then share a bucket with at most some others."""
_BUCKET_SHIFT = np.uint64(64 - _BUCKET_BITS)


class FoldedLines(NamedTuple):
    """Folded lines, as strings and as the code points of one text; a line end stands between two lines."""

    texts: Sequence[str]
    codes: npt.NDArray[np.uint32]
    starts: Ints
    """Where each line begins in `codes`; one more than there are lines."""

    @classmethod
    def of(cls, texts: Sequence[str]) -> FoldedLines:
        """The columns of lines that hold no line end."""
        starts = np.fromiter(accumulate((len(text) + 1 for text in texts), initial=0), np.int64, len(texts) + 1)
        return cls(texts, code_points("\n".join(texts)), starts)


class Occurrences(NamedTuple):
    """Forms at places of lines, as columns, in order of their lines, starts and forms.

    Equal by a hash of 64 bits: who depends on it compares the characters.
    """

    lines: Ints
    forms: Ints
    starts: Ints
    """In code points, from the begin of the line."""
    ends: Ints
    whole: Bools
    """It ends where its last word ends; otherwise more letters are glued on."""


class FormTable(msgspec.Struct):
    """The forms as columns."""

    text: Column
    """All forms, one behind the other, as UTF-8."""
    sizes: Column
    """How many bytes each form has there."""
    chars: Column
    """How many characters each form has."""
    keys: Column
    """Ascending: hashes of what forms are filed under."""
    bucket_counts: Column
    """How many keys begin with the same bits."""
    key_counts: Column
    """How many rows each key has."""
    rows: Column
    """Forms, in order of their keys."""
    row_hashes: Column
    """The hash of each row's form."""


def build_table(forms: Sequence[str]) -> FormTable:
    """File forms under how they begin."""
    text = "\n".join(forms)
    codes = code_points(text)
    lengths = np.fromiter(map(len, forms), dtype=np.int64, count=len(forms))
    starts = np.concatenate(([0], (lengths + 1).cumsum()))[: len(forms)].astype(np.int64)
    sums = _prefix_sums(codes)
    word, unspaced, hangul = letter_classes(codes)
    first_ends = _first_ends(starts, word & ~unspaced & ~hangul) if len(forms) else starts
    filed = np.where(first_ends + KEY_CHARS <= starts + lengths, first_ends + KEY_CHARS, first_ends)
    keys = _key(sums, starts, filed) if len(forms) else np.zeros(0, np.uint64)
    order = np.lexsort((np.arange(len(forms)), keys))
    unique, first = np.unique(keys[order], return_index=True)
    encoded = [form.encode("utf-8", "surrogatepass") for form in forms]
    return FormTable(
        text=Column(np.frombuffer(b"".join(encoded), np.uint8)),
        sizes=Column.of(map(len, encoded)),
        chars=Column.of(lengths),
        keys=Column(unique),
        bucket_counts=Column.of(np.bincount((unique >> _BUCKET_SHIFT).astype(np.int64), minlength=1 << _BUCKET_BITS)),
        key_counts=Column.of(np.diff(first, append=len(forms))),
        rows=Column.of(order),
        row_hashes=Column(_hash(sums, starts, starts + lengths)[order]),
    )


class Finder:
    """Finds every occurrence of every form, at word boundaries, in many lines at once."""

    def __init__(self, table: FormTable) -> None:
        self._text = table.text.values.data
        self._offsets = table.sizes.offsets()
        self._chars = table.chars.values
        self._keys = table.keys.values
        self._key_rows = table.key_counts.offsets()
        self._rows = table.rows.values
        self._row_hashes = table.row_hashes.values
        self._buckets = table.bucket_counts.offsets()

    def form(self, number: int) -> str:
        """A form's text."""
        return str(self._text[self._offsets[number] : self._offsets[number + 1]], "utf-8", "surrogatepass")

    def find(self, lines: FoldedLines) -> Occurrences:
        """The occurrences in folded lines."""
        codes = lines.codes
        word, unspaced, hangul = letter_classes(codes)
        sums = _prefix_sums(codes)
        spaced = word & ~unspaced
        starts, rows = self._filed(sums, *_keyed(codes, spaced, spaced & ~hangul))
        forms = self._rows[rows]
        ends = starts + self._chars[forms]
        inside = (ends <= len(codes)).nonzero()[0]
        starts, ends, rows, forms = starts[inside], ends[inside], rows[inside], forms[inside]
        same = (_hash(sums, starts, ends) == self._row_hashes[rows]).nonzero()[0]
        same = same[order_of(starts[same] * len(self._offsets) + forms[same])]
        starts, ends, forms = starts[same], ends[same], forms[same]
        # A form that ends in a letter ends at a word boundary, Hangul and unspaced scripts aside.
        goes_on = np.zeros(len(codes) + 1, dtype=bool)
        goes_on[:-1] = spaced
        glued = spaced[ends - 1] & ~hangul[ends - 1] & goes_on[ends]
        numbers = lines.starts.searchsorted(starts, side="right") - 1
        bases = lines.starts[numbers]
        return Occurrences(numbers, forms.astype(np.int64), starts - bases, ends - bases, ~glued)

    def _filed(self, sums: npt.NDArray[np.uint64], begins: Ints, ends: Ints) -> tuple[Ints, Ints]:
        """Starts and rows of the forms that are filed under what stands at these places."""
        keys = _key(sums, begins, ends)
        buckets = (keys >> _BUCKET_SHIFT).astype(np.int64)
        first = self._buckets[buckets]
        counts = self._buckets[buckets + 1] - first
        at = spread(first, counts)
        found = (self._keys[at] == keys.repeat(counts)).nonzero()[0]
        at, begins = at[found], begins.repeat(counts)[found]
        first = self._key_rows[at]
        counts = self._key_rows[at + 1] - first
        return begins.repeat(counts), spread(first, counts)


def spread(first: npt.NDArray[np.integer], counts: npt.NDArray[np.integer]) -> Ints:
    """The numbers from each `first` on, `counts` of them, one behind the other.

    >>> spread(np.array([5, 9]), np.array([3, 1])).tolist()
    [5, 6, 7, 9]
    """
    ends = counts.cumsum()
    steps: Ints = np.arange(ends[-1] if len(ends) else 0) + (first - (ends - counts)).repeat(counts)
    return steps


def _keyed(codes: npt.NDArray[np.uint32], spaced: Bools, joined: Bools) -> tuple[Ints, Ints]:
    """The places where a form may begin, each with both ends of what it would be filed under."""
    begins = _form_begins(codes, spaced)
    short = _first_ends(begins, joined)
    long = short + KEY_CHARS
    inside = (long <= len(codes)).nonzero()[0]
    return np.concatenate((begins, begins[inside])), np.concatenate((short, long[inside]))


def _form_begins(codes: npt.NDArray[np.uint32], spaced: Bools) -> Ints:
    """Where a form may begin: at a word, at any letter of an unspaced script, at any sign."""
    begins = codes > _SPACE
    begins |= spaced
    begins[1:] &= ~(spaced[1:] & spaced[:-1])
    return begins.nonzero()[0]


def _first_ends(begins: Ints, joined: Bools) -> Ints:
    """The ends of the first words of forms that begin at these places, in order.

    That is the rest of the word; one character in unspaced scripts, of Hangul (particles are glued to
    words) and of signs, which are not `joined`. Before a place that is joined stands one that is not.
    """
    edged = np.zeros(len(joined) + 2, dtype=bool)
    edged[1:-1] = joined
    edges = (edged[1:] != edged[:-1]).nonzero()[0]
    begun = np.zeros(len(joined), dtype=bool)
    begun[begins] = True
    ends = begins + 1
    ends[joined[begins]] = edges[1::2][begun[edges[::2]]]
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
    # One more than the code point: NUL counts, too.
    ((codes + np.uint32(1)) * _powers(len(codes))[0][: len(codes)]).cumsum(out=sums[1:])
    return sums


def _hash(sums: npt.NDArray[np.uint64], starts: Ints, ends: Ints) -> npt.NDArray[np.uint64]:
    """Hashes of ranges, whatever their place: sums of characters times powers, divided by the first power."""
    hashed: npt.NDArray[Any] = (sums[ends] - sums[starts]) * _powers(len(sums))[1][starts]
    return hashed


def _key(sums: npt.NDArray[np.uint64], starts: Ints, ends: Ints) -> npt.NDArray[np.uint64]:
    """Hashes whose leading bits are as good as the others: that of a single character is small."""
    return _hash(sums, starts, ends) * np.uint64(_BASE)
