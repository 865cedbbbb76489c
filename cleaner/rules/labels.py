"""Labels: lines that consist of interface words only, such as "Home | News | Log in".

Which lines may be such is told by `candidates`; here the labels are laid end to end, one language at a time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from cleaner.rules.compiled import EVERY_LANGUAGE, CompiledPack
from cleaner.rules.words import Entry, Occurrence, Words, partition

__all__ = ["Label", "Labels"]

Edge = tuple[int, int, int]
"""Start, end and concept of a label in a line."""
Covered = tuple[int, int, float]
"""Rule, letters and points of a line that labels cover."""


class Label(NamedTuple):
    """A line as the label of a category."""

    rule: int
    languages: int
    """Bit mask over the pack's languages; -1: all."""
    letters: int
    points: float


class Labels:
    """The rules of a pack for lines of labels. Immutable."""

    def __init__(self, pack: CompiledPack) -> None:
        self._every = pack.languages.index(EVERY_LANGUAGE)
        self._rules = {
            rule.rule.category: number
            for number, rule in enumerate(pack.rules)
            if rule.rule.labels and rule.rule.selector is None  # those with one go by what these find
        }
        self._points = [concept.alone for concept in pack.concept_infos]
        self._categories = [concept.category or "" for concept in pack.concept_infos]

    def of(self, words: Words) -> list[Label]:
        """The line consists of labels only: the category that most of it belongs to, by language."""
        text = words.text
        labels = [found for found in words.occurrences() if found.whole]
        best: dict[int, Label] = {}
        told = 0
        for entry, start, end, _ in labels:
            if end - start == len(text) and any(map(str.isalpha, text)):  # as most lines of labels are
                for concepts, mask in entry.label_sets.items():
                    told |= mask
                    _count(best, -1 if mask & words.every else mask, self._best_of(concepts, len(text)))
        # Languages that have the line as one label are told; one of all languages is every language's.
        if not told or (len(labels) > 1 and not told & words.every):
            rest = _spanning(labels, text, words.every) & ~told
            if rest:
                self._lay(labels, text, rest, best)
        return [best[rule] for rule in sorted(best)]

    def _lay(self, labels: list[Occurrence], text: str, languages: int, best: dict[int, Label]) -> None:
        """Lay labels end to end in each of some languages."""
        shared = _edges(labels, self._every)
        every = 1 << self._every
        # Languages that have the same of the labels go together; what every language shares is a group of its own.
        masks = {mask for found in labels for mask in found.entry.label_sets.values()}
        for group in filter(None, (*partition(masks, languages & ~every), languages & every)):
            first = (group & -group).bit_length() - 1
            edges = shared if first == self._every else _edges(labels, first) + shared
            _count(best, -1 if first == self._every else group, self._cover(text, edges))

    def _best_of(self, concepts: Sequence[int], letters: int) -> Covered | None:
        """The same of a line that is one label, of several concepts."""
        concept = max(concepts, key=self._points.__getitem__)
        rule = self._rules.get(self._categories[concept])
        return None if rule is None else (rule, letters, self._points[concept])

    def _cover(self, text: str, edges: list[Edge]) -> Covered | None:
        """Rule, letters and points, if labels cover every letter of the line.

        Digits, signs and separators may stand between labels; letters may not. The fewest labels
        that cover the line win, so "follow us on facebook" is not "follow us" and a leftover.
        """
        by_start: dict[int, list[tuple[int, int]]] = {}
        for start, end, concept in edges:
            by_start.setdefault(start, []).append((end, concept))
        unreached = (len(text) + 1, -1, -1)  # labels used, from where, concept
        reached = [unreached] * (len(text) + 1)
        reached[0] = (0, -1, -1)
        for at, char in enumerate(text):
            used = reached[at][0]
            if used > len(text):
                continue
            if used < reached[at + 1][0] and not char.isalpha():
                reached[at + 1] = (used, at, -1)
            for end, concept in by_start.get(at, ()):
                state = reached[end]
                if used + 1 < state[0] or (
                    used + 1 == state[0] and state[1] == at and self._points[concept] > self._points[state[2]]
                ):
                    reached[end] = (used + 1, at, concept)
        if not 0 < reached[-1][0] <= len(text):
            return None
        letters: Counter[str] = Counter()
        points, at = 0.0, len(text)
        while at > 0:
            _, start, concept = reached[at]
            if concept >= 0:
                letters[self._categories[concept]] += at - start
                points = max(points, self._points[concept])
            at = start
        rule = self._rules.get(max(letters, key=letters.__getitem__))
        return None if rule is None else (rule, letters.total(), points)


def _count(best: dict[int, Label], mask: int, covered: Covered | None) -> None:
    """Add what labels of some languages make of the line to what those of others do."""
    if covered is None:
        return
    rule, letters, points = covered
    if before := best.get(rule):
        mask, letters, points = before.languages | mask, max(before.letters, letters), max(before.points, points)
    best[rule] = Label(rule, mask, letters, points)


def _spanning(labels: list[Occurrence], text: str, every: int) -> int:
    """Mask of the languages in which a label stands over the first letter, and one over the last."""
    letters = [at for at, char in enumerate(text) if char.isalpha()]
    over_first = over_last = 0
    for entry, start, end, _ in labels if letters else ():
        over_first |= _languages(entry, every) if start <= letters[0] < end else 0
        over_last |= _languages(entry, every) if start <= letters[-1] < end else 0
    return over_first & over_last


def _languages(entry: Entry, every: int) -> int:
    """Mask of the languages in which a form is a label; -1: in all."""
    languages = 0
    for mask in entry.label_sets.values():
        languages |= mask
    return -1 if languages & every else languages


def _edges(labels: list[Occurrence], language: int) -> list[Edge]:
    """The labels that are words of a language."""
    return [(found.start, found.end, concept) for found in labels for concept in found.entry.labels.get(language, ())]
