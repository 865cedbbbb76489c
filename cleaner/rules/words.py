"""Words: what the lexicon says of one line, as Python objects, for the few lines that rules are tried on."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np

from cleaner.rules.compiled import EVERY_LANGUAGE, CompiledPack
from cleaner.rules.finder import Finder, FoldedLines, Occurrences

__all__ = ["Occurrence", "Vocabulary", "Words"]

Use = tuple[int, int]
"""A concept and a language in which a form belongs to it."""


class Occurrence(NamedTuple):
    """A form at a place of a folded line, in code points."""

    form: int
    start: int
    end: int
    whole: bool
    """It ends where its last word ends; otherwise more letters are glued on."""


class Vocabulary:
    """The forms of a pack: their texts, and what they are forms of."""

    def __init__(self, pack: CompiledPack, finder: Finder) -> None:
        self.every = pack.languages.index(EVERY_LANGUAGE)
        self._finder = finder
        self._languages = len(pack.languages)
        self._uses = np.frombuffer(pack.uses, np.int32)
        self._use_offsets = np.frombuffer(pack.use_offsets, np.int32)
        self._known: dict[int, tuple[str, list[Use]]] = {}  # those met so far: at most as many as there are forms
        self._language_forms: dict[Use, tuple[str, ...]] = {}

    def entry(self, form: int) -> tuple[str, list[Use]]:
        """A form's text and uses."""
        entry = self._known.get(form)
        if entry is None:
            uses: list[int] = self._uses[self._use_offsets[form] : self._use_offsets[form + 1]].tolist()
            entry = self._known[form] = (self._finder.form(form), [divmod(use, self._languages) for use in uses])
        return entry

    def forms_in(self, concept: int, language: int) -> tuple[str, ...]:
        """All forms of a concept in a language, with those that every language shares."""
        key = (concept, language)
        if key not in self._language_forms:
            wanted = np.isin(self._uses, [concept * self._languages + of for of in (language, self.every)])
            at = np.searchsorted(self._use_offsets, np.flatnonzero(wanted), side="right") - 1
            self._language_forms[key] = tuple(sorted(self._finder.form(form) for form in set(at.tolist())))
        return self._language_forms[key]

    def words(self, lines: FoldedLines, found: Occurrences, numbers: Sequence[int]) -> list[Words]:
        """The words of some of the lines."""
        bounds = np.searchsorted(found.lines, [numbers, [number + 1 for number in numbers]]).tolist()
        columns = (found.forms, found.starts, found.ends, found.whole)
        return [
            Words(self, lines.texts[number], list(map(Occurrence, *(column[first:last].tolist() for column in columns))))
            for number, first, last in zip(numbers, *bounds, strict=True)
        ]


class Words:
    """The words of one line."""

    def __init__(self, vocabulary: Vocabulary, text: str, occurrences: list[Occurrence]) -> None:
        self.text = text
        self._vocabulary = vocabulary
        # The finder compares hashes; here the characters decide.
        self.occurrences = [
            found for found in occurrences if text[found.start : found.end] == vocabulary.entry(found.form)[0]
        ]

    def uses(self, form: int) -> list[Use]:
        """What a form is a form of."""
        return self._vocabulary.entry(form)[1]

    @cached_property
    def forms(self) -> dict[int, dict[int, list[str]]]:
        """Concept to language to forms."""
        forms: dict[int, dict[int, list[str]]] = {}
        for form in {occurrence.form for occurrence in self.occurrences}:
            word, uses = self._vocabulary.entry(form)
            for concept, language in uses:
                forms.setdefault(concept, {}).setdefault(language, []).append(word)
        return forms

    def languages(self, concept: int) -> int:
        """Mask of the languages in which a form of the concept was found; -1: all."""
        found = self.forms.get(concept, ())
        return -1 if self._vocabulary.every in found else sum(1 << language for language in found)
