"""The exact matcher: which rules hit a line, in which languages, and where.

What a line matches depends on that line alone, so answers are remembered by the line's text: the
lines that matter here repeat from page to page. What a hit is worth on a page is `decide`'s.

The way of a line: fold, find words (`finder`), pick the rules whose requirements the words meet,
and try each picked rule's expression over just the forms found, one language at a time.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np
import regex

from cleaner.rules.compiled import EVERY_LANGUAGE, CompiledPack, CompiledRule
from cleaner.rules.finder import Finder, Occurrence
from cleaner.rules.folding import fold, fold_with_offsets, undecorated
from cleaner.rules.model import Where
from cleaner.rules.pattern import expand
from cleaner.signals.shape import Bools, LineShape, Shapes, measure_lines

__all__ = ["Hit", "Matcher", "fits"]

MAX_LINE_CHARS = 1000
"""Longer lines are read at their ends only. Interface text is shorter; the longest consent and legal
paragraphs on the development pages have about 900 characters."""
SAID = "said"
"""The concept of `Where.reported`."""
_QUOTES = ('"', "'", "«", "‹")
"""What speech opens with, once folded."""
WINDOW_CHARS = 500
"""What is read at each end of a longer line: a credit or a 'Read more' glued to a paragraph stands there."""
PATTERN_SECONDS = 1.0
"""Time limit of one expression on one line. The slowest shipped rule takes under a millisecond; the limit
is for packs that were forced past the lint. It is wide because the clock also runs while other threads
do: at 0.05 s shipped rules ran into it now and then, and a page's result must not hang on the load."""
MAX_TIMEOUTS = 2
"""After so many a rule is set aside for the life of the matcher, so a rule costs at most 2 s."""
CACHED_LINES = 1 << 16
CACHED_LINE_CHARS = 300
"""Longer lines are prose and do not come back; remembering them would only cost memory."""
MAX_COMBINATIONS = 6
"""After so many combinations of forms of a rule in a language, one expression over all its forms is made."""
CACHED_EXPRESSIONS = 1 << 13


class Hit(NamedTuple):
    """A rule hitting a line."""

    rule: int
    languages: int
    """Bit mask over the pack's languages: in which of them the words were found. -1: in all."""
    points: float
    start: int
    end: int
    """Offsets in the line as given."""
    letters: int
    """Letters of the lexicon's words in the match: short evidence from another language is weak."""
    words: int
    """Words of the match."""


class _Words(NamedTuple):
    """What the lexicon says of one folded line."""

    text: str
    occurrences: list[Occurrence]
    present: dict[int, int]
    """Concept to mask of the languages in which a form of it was found."""
    forms: dict[int, dict[int, list[str]]]
    """Concept to language to forms."""


class Matcher:
    """Matches lines against a compiled pack. Thread-safe; pickled by its pack."""

    def __init__(self, pack: CompiledPack, without: frozenset[str] = frozenset()) -> None:
        self.pack = pack
        self.without = without
        self.timeouts: Counter[int] = Counter()
        self._finder = Finder(pack.forms)
        self._all_uses = np.frombuffer(pack.uses, np.int32)
        self._use_offsets = np.frombuffer(pack.use_offsets, np.int32)
        self._said = pack.concepts.index(SAID) if SAID in pack.concepts else -1
        self._every = pack.languages.index(EVERY_LANGUAGE)
        self._cache: dict[str, tuple[Hit, ...]] = {}
        self._expressions: dict[
            tuple[int, tuple[tuple[int, tuple[str, ...]], ...]], tuple[list[regex.Pattern[str]], ...]
        ] = {}
        self._compiled: dict[tuple[int, int], int] = {}
        self._language_forms: dict[tuple[int, int], tuple[str, ...]] = {}
        self._lock = threading.Lock()

    def __reduce__(self) -> tuple[type[Matcher], tuple[CompiledPack, frozenset[str]]]:
        """Pickle by the pack; caches are built again."""
        return type(self), (self.pack, self.without)

    def match(self, lines: Sequence[str]) -> list[tuple[Hit, ...]]:
        """The hits of each line, in order of the rules. Lines carry no outer white space."""
        found = list(map(self._cache.get, lines))
        missing = {line: None for line, hits in zip(lines, found, strict=True) if hits is None}
        if not missing:
            return found  # type: ignore[return-value]
        fresh = self._match(list(missing))
        short = {line: hits for line, hits in fresh.items() if len(line) <= CACHED_LINE_CHARS}
        with self._lock:
            if len(self._cache) + len(short) > CACHED_LINES:
                self._cache.clear()
            self._cache.update(short)
        return [fresh[line] if hits is None else hits for line, hits in zip(lines, found, strict=True)]

    def languages(self, mask: int) -> list[str]:
        """The language codes of a hit's mask."""
        return [code for i, code in enumerate(self.pack.languages) if mask >> i & 1 and i != self._every]

    def _match(self, lines: list[str]) -> dict[str, tuple[Hit, ...]]:
        windows: list[tuple[int, str]] = []  # which line, what is read of it
        for number, line in enumerate(lines):
            if len(line) <= MAX_LINE_CHARS:
                windows.append((number, fold(undecorated(line))))
            else:  # NUL keeps ^ and $ from matching where the line was cut
                windows.append((number, fold(undecorated(line[:WINDOW_CHARS])) + "\0"))
                windows.append((number, "\0" + fold(line[-WINDOW_CHARS:])))
        occurrences = self._finder.find([text for _, text in windows])
        shapes = measure_lines(lines)
        hits: list[list[Hit]] = [[] for _ in lines]
        for (number, text), occurring in zip(windows, occurrences, strict=True):
            if occurring or self._free:
                hits[number] += self._line(lines[number], self._words(text, occurring), shapes.row(number))
        return {line: tuple(found) for line, found in zip(lines, hits, strict=True)}

    def _words(self, text: str, occurrences: list[Occurrence]) -> _Words:
        present: dict[int, int] = {}
        forms: dict[int, dict[int, list[str]]] = {}
        count = len(self.pack.languages)
        for form in {occurrence.form for occurrence in occurrences}:
            word = self._finder.form(form)
            for use in self._uses(form):
                atom, language = divmod(use, count)
                present[atom] = present.get(atom, 0) | (-1 if language == self._every else 1 << language)
                forms.setdefault(atom, {}).setdefault(language, []).append(word)
        return _Words(text, occurrences, present, forms)

    def _uses(self, form: int) -> list[int]:
        """Atoms and languages of a form: see `CompiledPack.uses`."""
        uses: list[int] = self._all_uses[self._use_offsets[form] : self._use_offsets[form + 1]].tolist()
        return uses

    def _line(self, line: str, words: _Words, shape: LineShape) -> Iterable[Hit]:
        reported = words.text.startswith(_QUOTES) or self._said in words.present
        for number in self._candidates(words):
            rule = self.pack.rules[number]
            if fits(rule.rule.where, shape) and rule.rule.where.reported in (None, reported):
                yield from self._expression(number, rule, line, words)
        yield from self._labels(line, words, shape)

    # Which rules are worth trying -----------------------------------------------------------

    @cached_property
    def _by_atom(self) -> dict[int, list[int]]:
        """Rules by the atoms of their most telling requirement."""
        rules: dict[int, list[int]] = {}
        frequency = np.bincount(self._all_uses // len(self.pack.languages), minlength=len(self.pack.concepts)).tolist()
        for number, rule in enumerate(self.pack.rules):
            telling = [clause.concepts for clause in rule.clauses if not clause.texts]
            if rule.rule.id in self.without or not telling:
                continue
            for atom in min(telling, key=lambda concepts: sum(frequency[atom] for atom in concepts)):
                rules.setdefault(atom, []).append(number)
        return rules

    @cached_property
    def _free(self) -> list[int]:
        """Rules that no concept announces: they are tried on every line that has their texts."""
        return [
            number
            for number, rule in enumerate(self.pack.rules)
            if rule.match and all(clause.texts for clause in rule.clauses) and rule.rule.id not in self.without
        ]

    def _candidates(self, words: _Words) -> list[int]:
        numbers = set(self._free)
        for atom in words.present:
            numbers.update(self._by_atom.get(atom, ()))
        return sorted(
            number
            for number in numbers
            if all(
                any(atom in words.present for atom in clause.concepts) or any(t in words.text for t in clause.texts)
                for clause in self.pack.rules[number].clauses
            )
        )

    # Rules with expressions -----------------------------------------------------------------

    def _expression(self, number: int, compiled: CompiledRule, line: str, words: _Words) -> Iterable[Hit]:
        rule = compiled.rule
        possible = -1
        for clause in compiled.clauses:
            mask = -1 if any(text in words.text for text in clause.texts) else 0
            for atom in clause.concepts:
                mask |= words.present.get(atom, 0)
            possible &= mask
        if rule.languages:
            possible &= sum(1 << self.pack.languages.index(code) for code in rule.languages)
        if not possible:
            return
        languages = 0
        spans: list[tuple[int, int]] = []
        tried: dict[tuple[tuple[int, tuple[str, ...]], ...], list[tuple[int, int]]] = {}
        for language in self._languages_of(compiled, words, possible):
            forms = self._forms_of(compiled, words, language)
            if forms not in tried:
                tried[forms] = self._search(number, compiled, words.text, forms, language)
            if tried[forms]:
                languages |= -1 if language == self._every else 1 << language
                spans = spans or tried[forms]
        if not spans:
            return
        letters = _letters(spans, compiled, words)
        if rule.scope == "line":
            yield Hit(number, languages, rule.points, 0, len(line), letters, len(words.text.split()))
            return
        for start, end in self._unfolded(line, words.text, spans):
            if rule.where.before_capital is not None and rule.where.before_capital != _capital_at(line, end):
                continue
            yield Hit(number, languages, rule.points, start, end, letters, len(line[start:end].split()))

    def _languages_of(self, compiled: CompiledRule, words: _Words, possible: int) -> list[int]:
        needed = [atom for atom in compiled.concepts if atom not in compiled.exceptions]
        shown = {language for atom in needed for language in words.forms.get(atom, ())}
        shown = {language for language in shown if possible >> language & 1}
        return sorted(shown | {self._every}) if possible == -1 else sorted(shown - {self._every})

    def _forms_of(
        self, compiled: CompiledRule, words: _Words, language: int
    ) -> tuple[tuple[int, tuple[str, ...]], ...]:
        found = []
        for atom in compiled.concepts:
            by_language = words.forms.get(atom)
            if by_language is None:
                continue
            if language == self._every and atom in compiled.exceptions:
                forms = {form for of_language in by_language.values() for form in of_language}
            else:
                forms = {*by_language.get(language, ()), *by_language.get(self._every, ())}
            if forms:
                found.append((atom, tuple(sorted(forms))))
        return tuple(found)

    def _search(
        self,
        number: int,
        compiled: CompiledRule,
        text: str,
        forms: tuple[tuple[int, tuple[str, ...]], ...],
        language: int,
    ) -> list[tuple[int, int]]:
        """Spans of the first pattern, where all patterns match and no exception does."""
        if self.timeouts[number] >= MAX_TIMEOUTS:
            return []
        expressions = self._expressions.get((number, forms))
        if expressions is None:
            expressions = self._compile(number, compiled, forms, language)
        match, unless = expressions
        try:
            if any(pattern.search(text, timeout=PATTERN_SECONDS) for pattern in unless):
                return []
            if compiled.rule.scope == "line":
                if not all(pattern.search(text, timeout=PATTERN_SECONDS) for pattern in match):
                    return []
                return [(0, len(text))]
            if not all(pattern.search(text, timeout=PATTERN_SECONDS) for pattern in match[1:]):
                return []
            return [found.span() for found in match[0].finditer(text, timeout=PATTERN_SECONDS)]
        except TimeoutError:
            self.timeouts[number] += 1
            return []

    def _compile(
        self, number: int, compiled: CompiledRule, forms: tuple[tuple[int, tuple[str, ...]], ...], language: int
    ) -> tuple[list[regex.Pattern[str]], ...]:
        """The rule's expressions for the forms found, or for all forms of the language.

        Few forms compile in less than a millisecond, which a filter on one page wants; a corpus shows ever
        new combinations, so from some number on one expression over the whole language serves them all. Both
        decide the same, since forms that are not in a line cannot match in it.
        """
        seen = self._compiled[number, language] = self._compiled.get((number, language), 0) + 1
        if seen > MAX_COMBINATIONS and language != self._every:
            forms = tuple((atom, self._forms_in(atom, language)) for atom in compiled.concepts)
        key = (number, forms)
        expressions = self._expressions.get(key)
        if expressions is None:
            by_name = {self.pack.concepts[atom]: found for atom, found in forms}
            expressions = tuple(
                [_compiled(expand(pattern, by_name)) for pattern in patterns]
                for patterns in (compiled.match, compiled.unless)
            )
            with self._lock:
                if len(self._expressions) >= CACHED_EXPRESSIONS:
                    self._expressions.clear()
                self._expressions[key] = expressions
        return expressions

    def _forms_in(self, concept: int, language: int) -> tuple[str, ...]:
        """All forms of a concept in a language, with those that every language shares."""
        key = (concept, language)
        if key not in self._language_forms:
            count = len(self.pack.languages)
            wanted = np.isin(self._all_uses, [concept * count + language, concept * count + self._every])
            at = np.searchsorted(self._use_offsets, np.flatnonzero(wanted), side="right") - 1
            self._language_forms[key] = tuple(sorted(self._finder.form(form) for form in set(at.tolist())))
        return self._language_forms[key]

    def _unfolded(self, line: str, text: str, spans: list[tuple[int, int]]) -> Iterable[tuple[int, int]]:
        """Spans of a folded window, as spans of the line."""
        base, cut = 0, line
        if text.endswith("\0"):
            cut = line[:WINDOW_CHARS]
        elif text.startswith("\0"):
            base, cut = len(line) - WINDOW_CHARS, line[-WINDOW_CHARS:]
            spans = [(start - 1, end - 1) for start, end in spans if start > 0]
        if base == 0:  # a line that lost its bullet; one that lost link addresses has no way back
            plain = undecorated(cut)
            base = cut.rfind(plain) if len(plain) < len(cut) else 0
            if base < 0:
                return
            cut = plain
        mapped = fold_with_offsets(cut)
        if mapped is None or mapped[0] != text.strip("\0"):
            return
        offsets = mapped[1]
        for start, end in spans:
            if start < end < len(offsets):
                yield base + offsets[start], base + offsets[end]

    # Rules of labels ------------------------------------------------------------------------

    @cached_property
    def _label_rules(self) -> dict[str, int]:
        """The rule of each category for lines that consist of its labels."""
        return {
            rule.rule.category: number
            for number, rule in enumerate(self.pack.rules)
            if rule.rule.labels and rule.rule.id not in self.without
        }

    @cached_property
    def _label_points(self) -> list[float]:
        """Points of each concept alone on a line; 0 where it means nothing alone."""
        return [concept.alone for concept in self.pack.concept_infos]

    @cached_property
    def _is_label(self) -> list[bool]:
        """For each form, whether it means something alone in any language."""
        alone = np.array(self._label_points) > 0
        uses = alone[self._all_uses // len(self.pack.languages)]
        found: list[bool] = np.logical_or.reduceat(uses, self._use_offsets[:-1]).tolist() if len(uses) else []
        return found

    def _labels(self, line: str, words: _Words, shape: LineShape) -> Iterable[Hit]:
        """The line consists of labels only: a hit for the category that most of it belongs to."""
        labels = [found for found in words.occurrences if found.whole and self._is_label[found.form]]
        if not labels or "\0" in words.text or not _cover_letters(words.text, labels):
            return
        best: dict[int, Hit] = {}
        tried: dict[tuple[tuple[int, int, int], ...], tuple[int, int, float] | None] = {}
        for language, edges in self._edges(labels).items():
            key = tuple(edges)
            if key not in tried:
                tried[key] = self._cover(words.text, edges)
            covered = tried[key]
            if covered is None:
                continue
            rule, letters, points = covered
            mask = -1 if language == self._every else 1 << language
            before = best.get(rule)
            if before:
                mask, letters, points = (
                    before.languages | mask,
                    max(before.letters, letters),
                    max(before.points, points),
                )
            best[rule] = Hit(rule, mask, points, 0, len(line), letters, shape.words)
        yield from (best[rule] for rule in sorted(best))

    def _edges(self, labels: list[Occurrence]) -> dict[int, list[tuple[int, int, int]]]:
        """For each language: start, end and concept of the labels that are its words."""
        count = len(self.pack.languages)
        by_language: dict[int, list[tuple[int, int, int]]] = {}
        shared: list[tuple[int, int, int]] = []
        for form, start, end, _ in labels:
            for use in self._uses(form):
                concept, language = divmod(use, count)
                if self._label_points[concept] > 0:
                    edges = shared if language == self._every else by_language.setdefault(language, [])
                    edges.append((start, end, concept))
        for own in by_language.values():
            own.extend(shared)
        if shared:
            by_language[self._every] = shared
        return by_language

    def _cover(self, text: str, edges: list[tuple[int, int, int]]) -> tuple[int, int, float] | None:
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
                    used + 1 == state[0]
                    and state[1] == at
                    and self._label_points[concept] > self._label_points[state[2]]
                ):
                    reached[end] = (used + 1, at, concept)
        if not 0 < reached[-1][0] <= len(text):
            return None
        letters: Counter[str] = Counter()
        points, at = 0.0, len(text)
        while at > 0:
            _, start, concept = reached[at]
            if concept >= 0:
                letters[self.pack.concept_infos[concept].category or ""] += at - start
                points = max(points, self._label_points[concept])
            at = start
        rule = self._label_rules.get(max(letters, key=letters.__getitem__))
        return None if rule is None else (rule, letters.total(), points)


def _cover_letters(text: str, labels: list[Occurrence]) -> bool:
    """Whether labels of any language, taken together, leave no letter of the line uncovered."""
    at = 0
    for start, end in sorted((label.start, label.end) for label in labels):
        if start > at and any(map(str.isalpha, text[at:start])):
            return False
        at = max(at, end)
    return not any(map(str.isalpha, text[at:]))


@lru_cache(maxsize=CACHED_EXPRESSIONS)
def _compiled(expression: str) -> regex.Pattern[str]:
    return regex.compile(expression, regex.IGNORECASE)


def _letters(spans: list[tuple[int, int]], compiled: CompiledRule, words: _Words) -> int:
    """Letters of the longest words of the rule's concepts in the line."""
    return sum(
        max((len(form) for forms in words.forms[atom].values() for form in forms), default=0)
        for atom in compiled.concepts
        if atom in words.forms
    ) or max(end - start for start, end in spans)


def _capital_at(line: str, at: int) -> bool:
    """The next letter from here on is a capital, or has no case."""
    char = next((char for char in line[at:] if char.isalpha()), "")
    return bool(char) and not char.islower()


def fits(where: Where, shape: LineShape | Shapes) -> Bools | bool:
    """The conditions of a rule on lines themselves: of one line, or of many as columns.

    Returns: True where there is no condition, whatever the lines.
    """
    return (
        (where.min_words is None or shape.words >= where.min_words)
        & (where.max_words is None or shape.words <= where.max_words)
        & (where.min_chars is None or shape.chars >= where.min_chars)
        & (where.max_chars is None or shape.chars <= where.max_chars)
        & (where.ends_sentence is None or shape.ends_sentence == where.ends_sentence)
        & (where.min_capital_ratio is None or shape.capital_ratio >= where.min_capital_ratio)
        & (where.max_digit_ratio is None or shape.digit_ratio <= where.max_digit_ratio)
    )
