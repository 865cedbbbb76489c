"""Labels: lines that consist of interface words only, such as "Home | News | Log in".

Which lines may be such is told by `candidates`; here the labels are laid end to end, one language at a time.
"""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from cleaner.rules.compiled import EVERY_LANGUAGE, CompiledPack
from cleaner.rules.words import Occurrence, Words, partition

__all__ = ["Label", "Labels"]

Edge = tuple[int, int, int]
"""Start, end and concept of a label in a line."""


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
        labels = [found for found in words.occurrences() if found.whole]
        shared = _edges(labels, self._every)
        best: dict[int, Label] = {}
        # Languages that have the same of the labels go together; what every language shares is a group of its own.
        masks = set().union(*(found.entry.label_masks for found in labels))
        for group in (*partition(masks, ~words.every), words.every):
            first = (group & -group).bit_length() - 1
            edges = shared if first == self._every else _edges(labels, first) + shared
            covered = self._cover(words.text, edges) if edges else None
            if covered is None:
                continue
            rule, letters, points = covered
            mask = -1 if first == self._every else group
            before = best.get(rule)
            if before:
                mask, letters, points = (
                    before.languages | mask,
                    max(before.letters, letters),
                    max(before.points, points),
                )
            best[rule] = Label(rule, mask, letters, points)
        return [best[rule] for rule in sorted(best)]

    def _cover(self, text: str, edges: list[Edge]) -> tuple[int, int, float] | None:
        """Rule, letters and points, if labels cover every letter of the line.

        Digits, signs and separators may stand between labels; letters may not. The fewest labels
        that cover the line win, so "follow us on facebook" is not "follow us" and a leftover.
        """
        whole = [concept for start, end, concept in edges if end - start == len(text)]
        if whole and any(map(str.isalpha, text)):  # as most lines of labels are; what follows would find the same
            concept = max(whole, key=self._points.__getitem__)
            rule = self._rules.get(self._categories[concept])
            return None if rule is None else (rule, len(text), self._points[concept])
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


def _edges(labels: list[Occurrence], language: int) -> list[Edge]:
    """The labels that are words of a language."""
    return [(found.start, found.end, concept) for found in labels for concept in found.entry.labels.get(language, ())]
