"""Words: what the lexicon says of one line, as Python objects, for the few lines that rules are tried on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from cleaner.rules.candidates import Present
from cleaner.rules.compiled import EVERY_LANGUAGE, CompiledPack
from cleaner.rules.finder import Finder, FoldedLines, Occurrences
from cleaner.rules.pattern import bounds, is_letter, is_long, is_word_char

__all__ = ["Entry", "Findings", "Occurrence", "Place", "Vocabulary", "Words", "partition"]


class Entry(NamedTuple):
    """A form of the lexicon."""

    text: str
    labels: dict[int, tuple[int, ...]]
    """Languages, each with the concepts of which it is a label, in the pack's order."""
    label_sets: dict[tuple[int, ...], int]
    """Concepts of which it is a label in one language, those that all languages share behind, with the mask of such
    languages."""
    masks: dict[int, int]
    """Concepts, each with the mask of languages in which this is a form of it."""
    bounds: tuple[bool, bool]
    """No letter may stand before, none behind."""
    edges: tuple[bool, bool]
    """It begins, it ends with a character of words."""
    long: bool


class Occurrence(NamedTuple):
    """A form at a place of a folded line, in code points."""

    entry: Entry
    start: int
    end: int
    whole: bool
    """It ends where its last word ends; otherwise more letters are glued on."""


class Place(NamedTuple):
    """A word of a concept in a line, between word boundaries."""

    start: int
    end: int
    languages: int
    """Mask of the languages in which it is one; -1: all."""
    entry: Entry


class Vocabulary:
    """The forms of a pack: their texts, and what they are forms of."""

    def __init__(self, pack: CompiledPack, finder: Finder) -> None:
        self.every = pack.languages.index(EVERY_LANGUAGE)
        self._finder = finder
        self._languages = len(pack.languages)
        self._uses = pack.uses.values
        self._use_offsets = pack.use_counts.offsets()
        self._is_label = [concept.alone > 0 for concept in pack.concept_infos]
        self._known: dict[int, Entry] = {}  # those met so far: at most as many as there are forms

    def entry(self, form: int) -> Entry:
        """What is known of a form."""
        entry = self._known.get(form)
        if entry is None:
            numbers = self._uses[self._use_offsets[form] : self._use_offsets[form + 1]].tolist()
            masks: dict[int, int] = {}
            labels: dict[int, tuple[int, ...]] = {}
            for concept, language in (divmod(number, self._languages) for number in numbers):
                masks[concept] = masks.get(concept, 0) | 1 << language
                if self._is_label[concept]:
                    labels[language] = (*labels.get(language, ()), concept)
            label_sets: dict[tuple[int, ...], int] = {}
            for language, concepts in labels.items():
                together = concepts if language == self.every else (*concepts, *labels.get(self.every, ()))
                label_sets[together] = label_sets.get(together, 0) | 1 << language
            text = self._finder.form(form)
            edges = is_word_char(text[0]), is_word_char(text[-1])
            entry = self._known[form] = Entry(text, labels, label_sets, masks, bounds(text), edges, is_long(text))
        return entry

    def forms_in(self, concept: int, language: int) -> tuple[str, ...]:
        """All forms of a concept in a language, with those that every language shares."""
        wanted = np.isin(self._uses, [concept * self._languages + of for of in (language, self.every)])
        at = self._use_offsets.searchsorted(wanted.nonzero()[0], side="right") - 1
        return tuple(sorted(self._finder.form(form) for form in set(at.tolist())))


class Findings:
    """What was found in some lines, made Python objects line by line as it is asked for."""

    def __init__(self, vocabulary: Vocabulary, lines: FoldedLines, found: Occurrences, present: Present) -> None:
        self.every = 1 << vocabulary.every
        self._vocabulary = vocabulary
        self._texts = lines.texts
        self._bounds = found.lines.searchsorted(np.arange(len(lines.texts) + 1)).tolist()
        self._columns = [column.tolist() for column in (found.forms, found.starts, found.ends, found.whole)]
        self._atoms = present.atoms
        self._rows = present.rows
        self._begins = present.begins.tolist()
        self._occurrences = present.occurrences
        self._words: dict[int, Words] = {}

    def words(self, number: int) -> Words:
        """The words of a line."""
        words = self._words.get(number)
        if words is None:
            words = self._words[number] = Words(self, number, self._texts[number])
        return words

    def in_line(self, number: int) -> Iterator[Occurrence]:
        """All forms in a line, in order of their starts."""
        return self._checked(self._texts[number], range(*self._bounds[number : number + 2]))

    def has(self, number: int, concept: int) -> bool:
        """Whether a line has forms of a concept."""
        return self._rows.item(number * self._atoms + concept) > 0

    def of_concept(self, number: int, concept: int) -> Iterator[Occurrence]:
        """The forms of a concept that a line has, in order of their starts."""
        row = self._rows.item(number * self._atoms + concept)
        return self._checked(self._texts[number], self._occurrences[slice(*self._begins[row - 1 : row + 1])].tolist())

    def _checked(self, text: str, numbers: Iterable[int]) -> Iterator[Occurrence]:
        """The finder compares hashes; here the characters decide."""
        forms, starts, ends, whole = self._columns
        for number in numbers:
            entry = self._vocabulary.entry(forms[number])
            start, end = starts[number], ends[number]
            if text[start:end] == entry.text:
                yield Occurrence(entry, start, end, whole[number])


class Words:
    """The words of one line."""

    __slots__ = ("_findings", "_forms", "_number", "_places", "every", "text")

    def __init__(self, findings: Findings, number: int, text: str) -> None:
        self._findings = findings
        self._number = number
        self.text = text
        self.every = findings.every
        self._forms: dict[int, dict[str, int]] = {}
        self._places: dict[int, list[Place]] = {}

    def occurrences(self) -> Iterator[Occurrence]:
        """All forms in the line, in order of their starts."""
        return self._findings.in_line(self._number)

    def forms(self, concept: int) -> dict[str, int]:
        """The forms of a concept that stand in the line, each with the mask of its languages."""
        if concept not in self._forms:
            if not self._findings.has(self._number, concept):
                return {}
            self._read(concept)
        return self._forms[concept]

    def places(self, concept: int) -> Sequence[Place]:
        """Where words of a concept stand, in order of their starts."""
        places = self._places.get(concept)
        if places is None:
            if not self._findings.has(self._number, concept):  # as for most of what rules ask for
                return ()
            self._read(concept)
            places = self._places[concept]
        return places

    def languages(self, concept: int) -> int:
        """Mask of the languages in which a form of the concept was found; -1: all."""
        found = 0
        for mask in self.forms(concept).values():
            found |= mask
        return -1 if found & self.every else found

    def _read(self, concept: int) -> None:
        text = self.text
        forms: dict[str, int] = {}
        places: list[Place] = []
        for entry, start, end, _ in self._findings.of_concept(self._number, concept):
            mask = forms[entry.text] = entry.masks[concept]
            begins, ends = entry.bounds
            before = begins and start > 0 and is_letter(text[start - 1])
            if not before and not (ends and end < len(text) and is_letter(text[end])):
                places.append(Place(start, end, -1 if mask & self.every else mask, entry))
        self._forms[concept], self._places[concept] = forms, places


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
