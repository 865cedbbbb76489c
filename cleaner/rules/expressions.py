"""Expressions: a rule's patterns over the forms that stand in a line, compiled, remembered and searched in time.

Why forms found only, and why that is exact: docs/decisions/0006-forms-found-only.md.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache

import regex

from cleaner.rules.compiled import CompiledPack, CompiledRule
from cleaner.rules.pattern import expand, has_unspaced
from cleaner.rules.words import Vocabulary, Words, partition

__all__ = ["Expressions", "Spent"]

PAGE_SECONDS = 1.0
"""Time limit of all searches of one rule on one page, from its first slow one on and in processor time of the page's
thread; after it the rule is off for the rest of the page. The slowest shipped rule takes under a millisecond a line:
the limit is for packs that were forced past the lint. It is the thread's own time, since a page's result must not hang
on the load: by the clock on the wall, shipped rules ran into it now and then while other threads held the interpreter.
"""
SEARCH_SECONDS = 0.0001
"""What each search adds to that limit, and from where on one is slow: shipped rules take some microseconds, and a page
of two million lines must not switch them off."""
MAX_COMBINATIONS = 6
"""After so many combinations of forms of a rule in a language, one expression over all its forms is made."""
CACHED_EXPRESSIONS = 1 << 13

Forms = tuple[tuple[int, tuple[str, ...]], ...]
"""Concepts with the forms of each that stand in a line."""


class Spent:
    """What the rules have spent on one page. Not thread-safe: a page is one thread's.

    A rule counts from its first slow search on. Until then the clock on the wall tells, which costs next to nothing;
    the thread's own clock is asked by a call to the system, two hundred times a page.
    """

    __slots__ = ("_clocks", "_left", "off")

    def __init__(self) -> None:
        self._left: dict[int, float] = {}
        self._clocks: dict[int, Callable[[], float]] = {}
        self.off: Counter[int] = Counter()
        """Rules whose time on the page is up, with their searches that were broken off or left out."""

    def left(self, rule: int) -> float:
        """How many seconds a rule may search yet."""
        return self._left.get(rule, PAGE_SECONDS)

    def search(self, rule: int, pattern: regex.Pattern[str], text: str) -> bool:
        """Whether a rule's pattern is found. The search is timed, compiling the pattern was not.

        Raises: TimeoutError.
        """
        clock = self._clocks.get(rule, time.perf_counter)
        began = clock()
        try:
            return pattern.search(text, timeout=self.left(rule)) is not None
        finally:
            self._took(rule, clock() - began)

    def end(self, rule: int, pattern: regex.Pattern[str], text: str, at: int) -> int:
        """Where what a rule's pattern matches at a place ends, -1 where it does not match; timed as well.

        Raises: TimeoutError.
        """
        clock = self._clocks.get(rule, time.perf_counter)
        began = clock()
        try:
            found = pattern.match(text, at, timeout=self.left(rule))
            return found.end() if found else -1
        finally:
            self._took(rule, clock() - began)

    def spans(self, rule: int, pattern: regex.Pattern[str], text: str) -> list[tuple[int, int]]:
        """Where a rule's pattern is found; timed as well.

        Raises: TimeoutError.
        """
        clock = self._clocks.get(rule, time.perf_counter)
        began = clock()
        try:
            return [found.span() for found in pattern.finditer(text, timeout=self.left(rule))]
        finally:
            self._took(rule, clock() - began)

    def _took(self, rule: int, seconds: float) -> None:
        if rule in self._clocks:
            self.spend(rule, seconds)
        elif seconds > SEARCH_SECONDS:
            self._clocks[rule] = time.thread_time

    def spend(self, rule: int, seconds: float) -> None:
        """Take what a search took from what is left."""
        left = self._left[rule] = self.left(rule) + SEARCH_SECONDS - seconds
        if left <= 0:
            self.off.setdefault(rule, 0)

    def cut(self) -> int:
        """Searches that were broken off or left out so far: their lines may have hits that nobody knows of."""
        return self.off.total() if self.off else 0

    def said(self) -> Iterator[tuple[int, str]]:
        """Each rule that was slow, and what became of it."""
        for rule in sorted(self.off):
            yield rule, f"ran into its time limit of {PAGE_SECONDS:g} s and was left out of the rest of the page"


class _Compiled:
    """A rule's patterns over some forms. Each is compiled when it is first searched for: most lines fail the first."""

    __slots__ = ("_match", "_unless", "forms", "unspaced")

    def __init__(self, rule: CompiledRule, forms: Mapping[str, Sequence[str]], *, unspaced: bool) -> None:
        self.forms = forms
        self.unspaced = unspaced
        self._match: list[str | regex.Pattern[str]] = list(rule.match)
        self._unless: list[str | regex.Pattern[str]] = list(rule.unless)

    def match(self) -> Iterator[regex.Pattern[str]]:
        return self._ready(self._match)

    def unless(self) -> Iterator[regex.Pattern[str]]:
        return self._ready(self._unless)

    def _ready(self, patterns: list[str | regex.Pattern[str]]) -> Iterator[regex.Pattern[str]]:
        for number, pattern in enumerate(patterns):
            if isinstance(pattern, str):  # benign when threads race: both compile the same
                ready = patterns[number] = _compiled(expand(pattern, self.forms, unspaced=self.unspaced))
                yield ready
            else:
                yield pattern


class Expressions:
    """The expressions of a pack's rules. Thread-safe."""

    def __init__(self, pack: CompiledPack, vocabulary: Vocabulary) -> None:
        self._pack = pack
        self._vocabulary = vocabulary
        self._is_of_line = [rule.rule.scope == "line" for rule in pack.rules]
        self._few: dict[tuple[int, Forms, bool], _Compiled] = {}
        self._whole: dict[tuple[int, int], _Compiled] = {}  # by rule and language
        self._combinations: Counter[tuple[int, int]] = Counter()
        self._lock = threading.Lock()

    def spans(self, number: int, words: Words, possible: int, spent: Spent) -> tuple[int, list[tuple[int, int]]]:
        """Where a rule matches a line, and the mask of the languages in which it does; -1: in all.

        `possible` is the mask of languages in which the line holds all that the rule requires; -1: all. Languages
        in which the line holds the same forms share a search. The spans are those of the first language.
        """
        compiled = self._pack.rules[number]
        languages = 0
        spans: list[tuple[int, int]] = []
        for group in _groups(compiled, words, possible):
            if found := self._search(number, words, group, spent):
                languages |= -1 if group == words.every else group
                spans = spans or found
        return languages, spans

    def _search(self, number: int, words: Words, group: int, spent: Spent) -> list[tuple[int, int]]:
        """Spans of a rule's first pattern, where all patterns match and no exception does, in a group of languages."""
        if number in spent.off:
            spent.off[number] += 1
            return []
        language = (group & -group).bit_length() - 1
        expressions = self._whole.get((number, language))
        if expressions is None:
            forms, unspaced = _forms(self._pack.rules[number], words, group), has_unspaced(words.text)
            expressions = self._few.get((number, forms, unspaced)) or self._make(number, forms, language, unspaced)
        try:
            return _spans(expressions, words.text, number, spent, of_line=self._is_of_line[number])
        except TimeoutError:
            spent.off[number] += 1
            return []

    def _make(self, number: int, forms: Forms, language: int, unspaced: bool) -> _Compiled:
        """The rule's expressions for the forms found, or for all forms of the language.

        Few forms compile in less than a millisecond, which a filter on one page wants; a corpus shows ever
        new combinations, so from some number on one expression over the whole language serves them all. Both
        decide the same, since forms that are not in a line cannot match in it.
        """
        compiled = self._pack.rules[number]
        self._combinations[number, language] += 1
        whole = self._combinations[number, language] > MAX_COMBINATIONS and language != self._vocabulary.every
        if whole:
            forms = tuple((concept, self._vocabulary.forms_in(concept, language)) for concept in compiled.concepts)
        by_name = {self._pack.concepts[concept]: found for concept, found in forms}
        expressions = _Compiled(compiled, by_name, unspaced=whole or unspaced)
        with self._lock:
            if whole:
                self._whole[number, language] = expressions
            else:
                if len(self._few) >= CACHED_EXPRESSIONS:
                    self._few.clear()
                self._few[number, forms, unspaced] = expressions
        return expressions


def _spans(expressions: _Compiled, text: str, rule: int, spent: Spent, *, of_line: bool) -> list[tuple[int, int]]:
    """Raises: TimeoutError."""
    patterns = expressions.match()
    found = [(0, len(text))] if of_line else spent.spans(rule, next(patterns), text)
    if not found:
        return []
    for pattern in patterns:
        if not spent.search(rule, pattern, text):
            return []
    for pattern in expressions.unless():
        if spent.search(rule, pattern, text):
            return []
    return found


def _groups(compiled: CompiledRule, words: Words, possible: int) -> list[int]:
    """Masks of languages in which the line holds the same of the rule's forms, by their first language.

    What all languages share, and rules without concepts, are a group of their own: the mask of `words.every`.
    """
    every = words.every
    shown = 0
    masks = set()
    for concept in compiled.concepts:
        for mask in words.forms(concept).values():
            masks.add(mask)
            if concept not in compiled.exceptions:
                shown |= mask
    if compiled.rule.languages:  # its own words are of these languages, whether or not a form stands beside them
        masks.add(possible)
        shown = possible
    groups = partition(masks, shown & possible & ~every) if shown else []
    return sorted([*groups, every], key=lambda group: group & -group) if possible == -1 else groups


def _forms(compiled: CompiledRule, words: Words, group: int) -> Forms:
    """The rule's forms in a group of languages; what every language shares counts in each."""
    found = []
    for concept in compiled.concepts:
        of_concept = words.forms(concept)
        # Where the match depends on no language, an exception's words of any language hold.
        wanted = -1 if group == words.every and concept in compiled.exceptions else group & -group | words.every
        forms = tuple(sorted(form for form, mask in of_concept.items() if mask & wanted))
        if forms:
            found.append((concept, forms))
    return tuple(found)


@lru_cache(maxsize=CACHED_EXPRESSIONS)
def _compiled(expression: str) -> regex.Pattern[str]:
    return regex.compile(expression, regex.IGNORECASE)
