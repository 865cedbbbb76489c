"""The measures: how near a text is to the gold article.

Word F1 as the Web Content Extraction Benchmark defines it (bags of lower-cased words), shingle F1 as
the article-extraction benchmark does (4-grams of words in order), snippets that must and must not be
there as both and trafilatura's evaluation have them. A word is what `cleaner.rules.alignment` takes for one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from cleaner.rules.alignment import words

__all__ = [
    "Shingles",
    "Snippets",
    "WordScores",
    "exact",
    "lost_words",
    "shingle_counts",
    "shingle_f1",
    "snippets",
    "word_f1",
    "word_scores",
]

SHINGLE_WORDS = 4
_WORD = re.compile(r"\w+")
"""A shingle's words keep their case, and unspaced scripts are not split: so the benchmark has it."""


class WordScores(NamedTuple):
    """Shares from 0 to 1."""

    precision: float
    recall: float
    f1: float


class Shingles(NamedTuple):
    """Shares of a page's shingles that are right, too much, and missing; they add up to 1 (or all are 0)."""

    right: float
    surplus: float
    missing: float


class Snippets(NamedTuple):
    """How many snippets that must be there are, and how many that must not be there are not."""

    kept: int
    must: int
    dropped: int
    mustnot: int

    def __add__(self, other: object) -> Snippets:
        """Counts of both."""
        if not isinstance(other, Snippets):
            return NotImplemented
        return Snippets(*(a + b for a, b in zip(self, other, strict=True)))


def word_scores(text: str, gold: str) -> WordScores:
    """Precision, recall and F1 over bags of words. Both empty: all 1; one of them empty: all 0.

    >>> word_scores("one two three", "two three four five")
    WordScores(precision=0.6666666666666666, recall=0.5, f1=0.5714285714285715)
    """
    have, want = Counter(words(text)), Counter(words(gold))
    if not want or not have:
        return WordScores(*(float(not want and not have),) * 3)
    both = sum((have & want).values())
    precision, recall = both / sum(have.values()), both / sum(want.values())
    return WordScores(precision, recall, 2 * precision * recall / (precision + recall) if both else 0.0)


def word_f1(text: str, gold: str) -> float:
    """The harmonic mean of `word_scores`."""
    return word_scores(text, gold).f1


def shingle_counts(text: str, gold: str) -> Shingles:
    """Shingles that are right, too much and missing, as shares, so that long pages weigh no more.

    A text of fewer words than a shingle has is one shingle. Both empty: all right.

    >>> shingle_counts("a b c d", "a b c d e")
    Shingles(right=0.5, surplus=0.0, missing=0.5)
    """
    have, want = _shingles(text), _shingles(gold)
    counts = (have & want).total(), (have - want).total(), (want - have).total()
    return Shingles(*(count / sum(counts) for count in counts)) if any(counts) else Shingles(1.0, 0.0, 0.0)


def shingle_f1(pages: Iterable[Shingles]) -> float:
    """F1 over the sums of all pages. No pages: 0."""
    right, surplus, missing = (sum(column) for column in zip((0.0, 0.0, 0.0), *pages, strict=True))
    return 2 * right / (2 * right + surplus + missing) if right else 0.0


def snippets(text: str, must: Sequence[str], mustnot: Sequence[str]) -> Snippets:
    r"""Which snippets stand in the text, white space being equal.

    >>> snippets("One two\nthree.", ["two three"], ["four", "One"])
    Snippets(kept=1, must=1, dropped=1, mustnot=2)
    """
    flat = " ".join(text.split())
    kept = sum(" ".join(snippet.split()) in flat for snippet in must)
    dropped = sum(" ".join(snippet.split()) not in flat for snippet in mustnot)
    return Snippets(kept, len(must), dropped, len(mustnot))


def exact(text: str, gold: str) -> bool:
    """Whether the text is right to the word: the same words in the same order.

    Case, punctuation and white space are not asked.
    """
    return words(text) == words(gold)


def lost_words(text: str, gold: str) -> int:
    """How many of the gold's words the text lacks."""
    return (Counter(words(gold)) - Counter(words(text))).total()


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    found = _WORD.findall(text)
    count = max(len(found) - SHINGLE_WORDS + 1, 1 if found else 0)
    return Counter(tuple(found[i : i + SHINGLE_WORDS]) for i in range(count))
