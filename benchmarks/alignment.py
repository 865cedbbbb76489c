"""Lines of a scraped text against the gold article: which of them are the article's.

And the measure all figures are in: word F1 over bags of lower-cased words, as WCXB defines it, with
characters for words in scripts without spaces.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

__all__ = ["label_lines", "word_f1", "words"]

_WORD = re.compile(r"\w+")
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
MIN_LONG_WORDS = 6
"""From so many words on a line is told by its own words; shorter ones occur by chance."""
GRAM = 3
MIN_SHARE = 0.5
"""Of a long line's word triples so many stand in the gold of an article's line."""
NEAR_LINES = 4


def words(text: str) -> list[str]:
    """Lower-cased words; single characters where a script has no spaces."""
    found: list[str] = []
    for word in _WORD.findall(text.lower()):
        found.extend(word) if _UNSPACED.search(word) else found.append(word)
    return found


def word_f1(text: str, gold: str) -> float:
    """Harmonic mean of the shares of words that are right and that are found; both empty: 1."""
    have, want = Counter(words(text)), Counter(words(gold))
    if not want or not have:
        return float(not want and not have)
    both = sum((have & want).values())
    precision, recall = both / sum(have.values()), both / sum(want.values())
    return 2 * precision * recall / (precision + recall) if both else 0.0


def label_lines(lines: Sequence[str], gold: str) -> npt.NDArray[np.float64]:
    """1.0 for each line that belongs to the gold article, 0.0 for the others.

    A long line belongs where half of its word triples stand in the gold. A short line belongs where it is
    a line of the gold, or its words stand there in a row, and the long lines around it belong too: "News"
    in a menu is not the "news" of a sentence.

    >>> label_lines(["News", "The mayor of the town resigned on Monday."], "The mayor of the town resigned on Monday.")
    array([0., 1.])
    """
    want = words(gold)
    grams = {tuple(want[i : i + GRAM]) for i in range(len(want) - GRAM + 1)}
    gold_lines = {tuple(words(line)) for line in gold.splitlines()}
    running = f" {' '.join(want)} "
    tokens = [words(line) for line in lines]
    labels = np.zeros(len(lines))
    long = np.array([len(found) >= MIN_LONG_WORDS for found in tokens], dtype=bool)
    for i in np.flatnonzero(long).tolist():
        triples = [tuple(tokens[i][k : k + GRAM]) for k in range(len(tokens[i]) - GRAM + 1)]
        hits = sum(triple in grams for triple in triples)
        labels[i] = tuple(tokens[i]) in gold_lines or hits >= MIN_SHARE * len(triples)
    for i in np.flatnonzero(~long).tolist():
        whole = tuple(tokens[i]) in gold_lines
        if not tokens[i] or not (whole or f" {' '.join(tokens[i])} " in running):
            continue
        around = slice(max(i - NEAR_LINES, 0), i + NEAR_LINES + 1)
        near = labels[around][long[around]]
        labels[i] = len(near) > 0 and (near.max() == 1 if whole else near.mean() > MIN_SHARE)
    return labels
