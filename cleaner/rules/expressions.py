"""Expressions: a rule's patterns over the forms that stand in a line, compiled, remembered and searched in time.

Why forms found only, and why that is exact: docs/decisions/0006-forms-found-only.md.
"""

from __future__ import annotations

import threading
from collections import Counter
from functools import lru_cache
from typing import NamedTuple

import regex

from cleaner.rules.compiled import CompiledPack
from cleaner.rules.pattern import expand
from cleaner.rules.words import Vocabulary

__all__ = ["Expressions", "Forms"]

PATTERN_SECONDS = 1.0
"""Time limit of one expression on one line. The slowest shipped rule takes under a millisecond; the limit
is for packs that were forced past the lint. It is wide because the clock also runs while other threads
do: at 0.05 s shipped rules ran into it now and then, and a page's result must not hang on the load."""
MAX_TIMEOUTS = 2
"""After so many a rule is set aside for the life of the matcher, so a rule costs at most 2 s."""
MAX_COMBINATIONS = 6
"""After so many combinations of forms of a rule in a language, one expression over all its forms is made."""
CACHED_EXPRESSIONS = 1 << 13

Forms = tuple[tuple[int, tuple[str, ...]], ...]
"""Concepts with the forms of each that stand in a line."""


class _Compiled(NamedTuple):
    match: list[regex.Pattern[str]]
    unless: list[regex.Pattern[str]]


class Expressions:
    """The expressions of a pack's rules. Thread-safe."""

    def __init__(self, pack: CompiledPack, vocabulary: Vocabulary) -> None:
        self.timeouts: Counter[int] = Counter()
        self._pack = pack
        self._vocabulary = vocabulary
        self._remembered: dict[tuple[int, Forms], _Compiled] = {}
        self._combinations: Counter[tuple[int, int]] = Counter()
        self._lock = threading.Lock()

    def search(self, number: int, text: str, forms: Forms, language: int) -> list[tuple[int, int]]:
        """Spans of a rule's first pattern in a folded text, where all patterns match and no exception does."""
        if self.timeouts[number] >= MAX_TIMEOUTS:
            return []
        match, unless = self._remembered.get((number, forms)) or self._compile(number, forms, language)
        try:
            if any(pattern.search(text, timeout=PATTERN_SECONDS) for pattern in unless):
                return []
            if self._pack.rules[number].rule.scope == "line":
                if not all(pattern.search(text, timeout=PATTERN_SECONDS) for pattern in match):
                    return []
                return [(0, len(text))]
            if not all(pattern.search(text, timeout=PATTERN_SECONDS) for pattern in match[1:]):
                return []
            return [found.span() for found in match[0].finditer(text, timeout=PATTERN_SECONDS)]
        except TimeoutError:
            self.timeouts[number] += 1
            return []

    def _compile(self, number: int, forms: Forms, language: int) -> _Compiled:
        """The rule's expressions for the forms found, or for all forms of the language.

        Few forms compile in less than a millisecond, which a filter on one page wants; a corpus shows ever
        new combinations, so from some number on one expression over the whole language serves them all. Both
        decide the same, since forms that are not in a line cannot match in it.
        """
        compiled = self._pack.rules[number]
        self._combinations[number, language] += 1
        if self._combinations[number, language] > MAX_COMBINATIONS and language != self._vocabulary.every:
            forms = tuple((concept, self._vocabulary.forms_in(concept, language)) for concept in compiled.concepts)
        key = (number, forms)
        expressions = self._remembered.get(key)
        if expressions is None:
            by_name = {self._pack.concepts[concept]: found for concept, found in forms}
            expressions = _Compiled(
                [_compiled(expand(pattern, by_name)) for pattern in compiled.match],
                [_compiled(expand(pattern, by_name)) for pattern in compiled.unless],
            )
            with self._lock:
                if len(self._remembered) >= CACHED_EXPRESSIONS:
                    self._remembered.clear()
                self._remembered[key] = expressions
        return expressions


@lru_cache(maxsize=CACHED_EXPRESSIONS)
def _compiled(expression: str) -> regex.Pattern[str]:
    return regex.compile(expression, regex.IGNORECASE)
