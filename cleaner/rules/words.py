"""Words: what the lexicon says of one line, as Python objects, for the few lines that rules are tried on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np

from cleaner.rules.candidates import Present
from cleaner.rules.compiled import EVERY_LANGUAGE, CompiledPack
from cleaner.rules.finder import Finder, FoldedLines, Occurrences
from cleaner.rules.pattern import bounds, is_letter, is_long, is_word_char

__all__ = ["Entry", "Findings", "Occurrence", "Place", "Vocabulary", "Words", "partition"]


class Occurrence(NamedTuple):
    """A form at a place of a folded line, in code points."""

    form: int
    start: int
    end: int
    whole: bool
    """It ends where its last word ends; otherwise more letters are glued on."""


class Entry(NamedTuple):
    """A form of the lexicon."""

    text: str
    uses: tuple[tuple[int, int], ...]
    """Concepts and languages, as in the pack."""
    masks: dict[int, int]
    """Concepts, each with the mask of languages in which this is a form of it."""
    bounds: tuple[bool, bool]
    """No letter may stand before, none behind."""
    edges: tuple[bool, bool]
    """It begins, it ends with a character of words."""
    long: bool


class Place(NamedTuple):
    """A word of a concept in a line, at word boundaries on its left."""

    start: int
    end: int
    languages: int
    """Mask of the languages in which it is one; -1: all."""
    entry: Entry
    closed: bool
    """At word boundaries on its right, too; otherwise more letters are glued on."""


class Vocabulary:
    """The forms of a pack: their texts, and what they are forms of."""

    def __init__(self, pack: CompiledPack, finder: Finder) -> None:
        self.every = pack.languages.index(EVERY_LANGUAGE)
        self._finder = finder
        self._languages = len(pack.languages)
        self._uses = np.frombuffer(pack.uses, np.int32)
        self._use_offsets = np.frombuffer(pack.use_offsets, np.int32)
        self._known: dict[int, Entry] = {}  # those met so far: at most as many as there are forms

    def entry(self, form: int) -> Entry:
        """What is known of a form."""
        entry = self._known.get(form)
        if entry is None:
            numbers = self._uses[self._use_offsets[form] : self._use_offsets[form + 1]].tolist()
            uses = tuple(divmod(number, self._languages) for number in numbers)
            masks: dict[int, int] = {}
            for concept, language in uses:
                masks[concept] = masks.get(concept, 0) | 1 << language
            text = self._finder.form(form)
            edges = is_word_char(text[0]), is_word_char(text[-1])
            entry = self._known[form] = Entry(text, uses, masks, bounds(text), edges, is_long(text))
        return entry

    def forms_in(self, concept: int, language: int) -> tuple[str, ...]:
        """All forms of a concept in a language, with those that every language shares."""
        wanted = np.isin(self._uses, [concept * self._languages + of for of in (language, self.every)])
        at = np.searchsorted(self._use_offsets, np.flatnonzero(wanted), side="right") - 1
        return tuple(sorted(self._finder.form(form) for form in set(at.tolist())))


class Findings:
    """What was found in some lines, made Python objects line by line as it is asked for."""

    def __init__(self, vocabulary: Vocabulary, lines: FoldedLines, found: Occurrences, present: Present) -> None:
        self.vocabulary = vocabulary
        self.lines = lines
        self.present = present
        self.bounds = np.searchsorted(found.lines, np.arange(len(lines.texts) + 1)).tolist()
        columns = (found.forms, found.starts, found.ends, found.whole)
        self.occurrences = list(map(Occurrence, *(column.tolist() for column in columns)))
        self._words: dict[int, Words] = {}

    def words(self, number: int) -> Words:
        """The words of a line."""
        words = self._words.get(number)
        if words is None:
            words = self._words[number] = Words(self, number)
        return words


class Words:
    """The words of one line."""

    __slots__ = ("_findings", "_forms", "_number", "_places", "every", "text")

    def __init__(self, findings: Findings, number: int) -> None:
        self._findings = findings
        self._number = number
        self.text = findings.lines.texts[number]
        self.every = 1 << findings.vocabulary.every
        self._forms: dict[int, list[tuple[str, int]]] = {}
        self._places: dict[int, list[Place]] = {}

    def occurrences(self) -> Iterator[tuple[Occurrence, Entry]]:
        """All forms in the line, in order of their starts."""
        first, last = self._findings.bounds[self._number : self._number + 2]
        return self._checked(self._findings.occurrences[first:last])

    def forms(self, concept: int) -> list[tuple[str, int]]:
        """The forms of a concept that stand in the line, each with the mask of its languages."""
        forms = self._forms.get(concept)
        if forms is None:
            found = {entry.text: entry.masks[concept] for _, entry in self._of(concept)}
            forms = self._forms[concept] = list(found.items())
        return forms

    def places(self, concept: int) -> list[Place]:
        """Where words of a concept stand, in order of their starts."""
        places = self._places.get(concept)
        if places is None:
            places = self._places[concept] = list(self._placed(concept))
        return places

    def languages(self, concept: int) -> int:
        """Mask of the languages in which a form of the concept was found; -1: all."""
        found = 0
        for _, mask in self.forms(concept):
            found |= mask
        return -1 if found & self.every else found

    def _placed(self, concept: int) -> Iterator[Place]:
        text = self.text
        for (_, start, end, _), entry in self._of(concept):
            if entry.bounds[0] and start > 0 and is_letter(text[start - 1]):
                continue
            closed = not (entry.bounds[1] and end < len(text) and is_letter(text[end]))
            mask = entry.masks[concept]
            yield Place(start, end, -1 if mask & self.every else mask, entry, closed)

    def _of(self, concept: int) -> Iterator[tuple[Occurrence, Entry]]:
        found = self._findings
        return self._checked(map(found.occurrences.__getitem__, found.present.of(self._number, concept)))

    def _checked(self, occurrences: Iterable[Occurrence]) -> Iterator[tuple[Occurrence, Entry]]:
        """With what is known of each; the finder compares hashes, here the characters decide."""
        entry_of = self._findings.vocabulary.entry
        for found in occurrences:
            entry = entry_of(found.form)
            if self.text[found.start : found.end] == entry.text:
                yield found, entry


def partition(masks: set[int], within: int) -> list[int]:
    """Groups of the bits of `masks`, as masks: two bits are in one group if they are in the same masks.

    Only bits of `within` count. In order of the lowest bit.

    >>> partition({0b0111, 0b0001}, within=0b1011)
    [1, 2]
    """
    groups: list[int] = []
    rest = within
    for mask in masks:
        parts = [part for group in groups for part in (group & mask, group & ~mask)]
        groups = [part for part in (*parts, mask & rest) if part]
        rest &= ~mask
    return sorted(groups, key=lambda group: group & -group)
