"""Lines of a scraped text against the gold article: which of them are the article's.

Rules are measured by it (`measure`), and the scorecard's table is fitted on it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

__all__ = ["Gold", "label_lines", "words"]

_WORD = re.compile(r"\w+")
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
MIN_LONG_WORDS = 6
"""From so many words on a line is told by its own words; shorter ones occur by chance."""
GRAM = 3
MIN_SHARE = 0.5
"""Of a long line's word triples so many stand in the gold of an article's line."""
NEAR_LINES = 4


def words(text: str) -> list[str]:
    """Lower-cased words; single characters where a script has no spaces.

    >>> words("Don't stop: 東京!")
    ['don', 't', 'stop', '東', '京']
    """
    found: list[str] = []
    for word in _WORD.findall(text.lower()):
        found.extend(word) if _UNSPACED.search(word) else found.append(word)
    return found


class Gold:
    """A gold article, ready to be compared with the lines of several texts of its page."""

    __slots__ = ("_grams", "_lines", "_running")

    def __init__(self, text: str) -> None:
        want = words(text)
        self._grams = {tuple(want[i : i + GRAM]) for i in range(len(want) - GRAM + 1)}
        self._lines = {tuple(words(line)) for line in text.splitlines()}
        self._running = f" {' '.join(want)} "

    def runs(self, tokens: Sequence[str]) -> bool:
        """Whether these words stand in the article in a row; no words stand nowhere.

        >>> Gold("The mayor resigned on Monday.").runs(["resigned", "on"])
        True
        """
        return bool(tokens) and f" {' '.join(tokens)} " in self._running

    def has(self, tokens: Sequence[str]) -> bool:
        """Whether a line of these words is the article's, told by itself.

        A long line is where half of its word triples stand there, a short one where it is a whole line.
        """
        if tuple(tokens) in self._lines:
            return bool(tokens)
        triples = [tuple(tokens[k : k + GRAM]) for k in range(len(tokens) - GRAM + 1)]
        return len(tokens) >= MIN_LONG_WORDS and sum(t in self._grams for t in triples) >= MIN_SHARE * len(triples)

    def label(self, lines: Sequence[str]) -> npt.NDArray[np.float64]:
        """1.0 for each line that belongs to the article, 0.0 for the others.

        A long line belongs where half of its word triples stand in the gold. A short line belongs where it
        is a line of the gold, or its words stand there in a row, and the long lines around it belong too:
        "News" in a menu is not the "news" of a sentence.
        """
        tokens = [words(line) for line in lines]
        labels = np.zeros(len(lines))
        long = np.array([len(found) >= MIN_LONG_WORDS for found in tokens], dtype=bool)
        for i in np.flatnonzero(long).tolist():
            labels[i] = self.has(tokens[i])
        for i in np.flatnonzero(~long).tolist():
            whole = self.has(tokens[i])
            if not whole and not self.runs(tokens[i]):
                continue
            around = slice(max(i - NEAR_LINES, 0), i + NEAR_LINES + 1)
            near = labels[around][long[around]]
            labels[i] = len(near) > 0 and (near.max() == 1 if whole else near.mean() > MIN_SHARE)
        return labels


def label_lines(lines: Sequence[str], gold: str) -> npt.NDArray[np.float64]:
    """1.0 for each line that belongs to the gold article, 0.0 for the others; see `Gold.label`.

    >>> label_lines(["News", "The mayor of the town resigned on Monday."], "The mayor of the town resigned on Monday.")
    array([0., 1.])
    """
    return Gold(gold).label(lines)
