"""The exact matcher: which rules hit a line, in which languages, and where.

What a line matches depends on that line alone, so answers are remembered by the line's text: the
lines that matter here repeat from page to page. What a hit is worth on a page is `decide`'s.

The way of new lines, many at once: fold, find words (`finder`), tell which rules are worth trying on
which line (`candidates`), and try each of those rules' expressions over just the forms found, one language
at a time (`expressions`), or lay its labels end to end (`labels`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from cleaner.rules.candidates import Candidates, Present
from cleaner.rules.compiled import EVERY_LANGUAGE, CompiledPack, CompiledRule
from cleaner.rules.expressions import Expressions, Spent
from cleaner.rules.finder import Finder, FoldedLines
from cleaner.rules.folding import fold_lines, fold_with_offsets, undecorated, undecorated_lines
from cleaner.rules.labels import Labels
from cleaner.rules.memory import Memory
from cleaner.rules.model import Where
from cleaner.rules.placing import Placing
from cleaner.rules.words import Findings, Vocabulary, Words
from cleaner.signals.shape import Bools, Floats, Ints, Shapes, measure_lines

__all__ = ["Hit", "Matcher", "Spent", "fits"]

MAX_LINE_CHARS = 1000
"""Longer lines are read at their ends only. Interface text is shorter; the longest consent and legal
paragraphs on the development pages have about 900 characters."""
SAID = "said"
"""The concept of `Where.reported`."""
_QUOTES = ('"', "'", "«", "‹")
"""What speech opens with, once folded."""
WINDOW_CHARS = 500
"""What is read at each end of a longer line: a credit or a 'Read more' glued to a paragraph stands there."""
CHUNK_CHARS = 1 << 16
"""What is scanned at once: bounds memory whatever the input."""


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


class Matcher:
    """Matches lines against a compiled pack. Thread-safe; pickled by its pack."""

    def __init__(self, pack: CompiledPack) -> None:
        self.pack = pack
        self._finder = Finder(pack.forms)
        self._vocabulary = Vocabulary(pack, self._finder)
        self._candidates = Candidates(pack)
        self._expressions = Expressions(pack, self._vocabulary)
        self._labels = Labels(pack)
        self._placing = Placing(pack)
        self._conditions = _Conditions(pack.rules)
        self._said = pack.concepts.index(SAID) if SAID in pack.concepts else -1
        self._every = pack.languages.index(EVERY_LANGUAGE)
        self._cache: Memory[tuple[Hit, ...]] = Memory()

    def __reduce__(self) -> tuple[type[Matcher], tuple[CompiledPack]]:
        """Pickle by the pack; caches are built again."""
        return type(self), (self.pack,)

    def match(
        self, lines: Sequence[str], spent: Spent | None = None, shapes: Shapes | None = None
    ) -> list[tuple[Hit, ...]]:
        """The hits of each line, in order of the rules. Lines carry no outer white space.

        `spent` is what the rules have spent on the page so far; left out, the lines are a page of their own. `shapes`
        are those of the lines; left out, lines are measured that are candidates for a rule.
        """
        found = self._cache.find(lines)
        missing = {line: number for number, (line, hits) in enumerate(zip(lines, found, strict=True)) if hits is None}
        if not missing:
            return found  # type: ignore[return-value]

        def shapes_of(wanted: list[str]) -> Shapes:
            return measure_lines(wanted) if shapes is None else shapes.of([missing[line] for line in wanted])

        spent = spent or Spent()
        fresh: dict[str, tuple[Hit, ...]] = {}
        for chunk in _chunks(list(missing)):
            hits, unsure = self._match(chunk, spent, shapes_of)
            fresh.update(zip(chunk, hits, strict=True))
            self._cache.keep({line: fresh[line] for n, line in enumerate(chunk) if n not in unsure})
        return [fresh[line] if hits is None else hits for line, hits in zip(lines, found, strict=True)]

    def languages(self, mask: int) -> list[str]:
        """The language codes of a hit's mask."""
        return [code for i, code in enumerate(self.pack.languages) if mask >> i & 1 and i != self._every]

    def _match(
        self, lines: list[str], spent: Spent, shapes_of: Callable[[list[str]], Shapes]
    ) -> tuple[list[tuple[Hit, ...]], set[int]]:
        """The hits of each line, and the lines on which a search was broken off or left out."""
        line_of, texts = _windows(lines)
        folded = FoldedLines.of(texts)
        found = self._finder.find(folded)
        present = self._candidates.read(folded, found)
        numbers, rules = self._candidates.pairs(folded, present)
        labelled = self._candidates.covered(folded, found, present)
        measured = np.bincount(np.concatenate((numbers, labelled))).nonzero()[0]
        shapes = shapes_of([lines[line_of[number]] for number in measured.tolist()])
        fitting = self._conditions.met(rules, shapes, measured.searchsorted(numbers))
        fitting &= self._conditions.spoken(rules, self._reported(folded, present)[numbers])
        numbers, rules = numbers[fitting], rules[fitting]
        findings = Findings(self._vocabulary, folded, found, present)
        hits: dict[int, list[Hit]] = {}
        unsure: set[int] = set()
        for number, rule in zip(numbers.tolist(), rules.tolist(), strict=True):
            line, cut = line_of[number], spent.cut()
            if found_hits := self._rule(rule, lines[line], findings.words(number), spent):
                hits.setdefault(line, []).extend(found_hits)
            if spent.cut() > cut:
                unsure.add(line)
        counts = shapes.words[measured.searchsorted(labelled)]
        for number, count in zip(labelled.tolist(), counts.tolist(), strict=True):
            line = line_of[number]
            hits.setdefault(line, []).extend(
                Hit(label.rule, label.languages, label.points, 0, len(lines[line]), label.letters, count)
                for label in self._labels.of(findings.words(number))
            )
        return [tuple(hits.get(number, ())) for number in range(len(lines))], unsure

    def _rule(self, number: int, line: str, words: Words, spent: Spent) -> list[Hit]:
        """The hits of a rule with expressions."""
        compiled = self.pack.rules[number]
        rule = compiled.rule
        languages = self._placing.languages(number, words, spent)
        spans = [(0, len(words.text))]
        if languages is None or (languages and rule.scope == "span"):
            languages, spans = self._expressions.spans(number, words, self._possible(compiled, words), spent)
        if not languages:
            return []
        letters = _letters(spans, compiled, words)
        if rule.scope != "span":
            return [Hit(number, languages, rule.points, 0, len(line), letters, len(words.text.split()))]
        return [
            Hit(number, languages, rule.points, start, end, letters, len(line[start:end].split()))
            for start, end in self._unfolded(line, words.text, spans)
            if rule.where.before_capital is None or rule.where.before_capital == _capital_at(line, end)
        ]

    def _reported(self, folded: FoldedLines, present: Present) -> Bools:
        """Which lines are speech, or report speech."""
        found = np.array([text.startswith(_QUOTES) for text in folded.texts], dtype=bool)
        if self._said >= 0:
            found |= present.rows[self._said :: present.atoms] > 0
        return found

    def _possible(self, compiled: CompiledRule, words: Words) -> int:
        """Mask of the languages in which the line holds all that a rule requires; -1: all."""
        possible = -1
        for clause in compiled.clauses:
            mask = -1 if clause.digit or any(text in words.text for text in clause.texts) else 0
            for concept in clause.concepts:
                mask |= words.languages(concept)
            possible &= mask
        if compiled.rule.languages:
            possible &= sum(1 << self.pack.languages.index(code) for code in compiled.rule.languages)
        return possible

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


def _windows(lines: Sequence[str]) -> tuple[Sequence[int], list[str]]:
    """What is read of lines, folded: all of most, both ends of long ones; and the number of the line of each."""
    if not lines or max(map(len, lines)) <= MAX_LINE_CHARS:
        return range(len(lines)), fold_lines(undecorated_lines(lines))
    long = [number for number, line in enumerate(lines) if len(line) > MAX_LINE_CHARS]
    heads = list(lines)
    for number in long:
        heads[number] = lines[number][:WINDOW_CHARS]
    numbers, texts = list(range(len(lines))), undecorated_lines(heads)
    for number in reversed(long):
        numbers.insert(number + 1, number)
        texts.insert(number + 1, lines[number][-WINDOW_CHARS:])
    folded = fold_lines(texts)
    for at in (number + before for before, number in enumerate(long)):
        # NUL keeps ^ and $ from matching where the line was cut
        folded[at], folded[at + 1] = f"{folded[at]}\0", f"\0{folded[at + 1]}"
    return numbers, folded


def _chunks(lines: list[str]) -> Iterator[list[str]]:
    if sum(map(len, lines)) + len(lines) <= CHUNK_CHARS:
        yield lines
        return
    chunk: list[str] = []
    chars = 0
    for line in lines:
        chunk.append(line)
        chars += min(len(line), MAX_LINE_CHARS) + 1
        if chars > CHUNK_CHARS:
            yield chunk
            chunk, chars = [], 0
    if chunk:
        yield chunk


def _letters(spans: list[tuple[int, int]], compiled: CompiledRule, words: Words) -> int:
    """Letters of the longest words of the rule's concepts in the line."""
    forms = map(words.forms, compiled.concepts)
    return sum(max(map(len, found)) for found in forms if found) or max(end - start for start, end in spans)


def _capital_at(line: str, at: int) -> bool:
    """The next letter from here on is a capital, or has no case."""
    char = next((char for char in line[at:] if char.isalpha()), "")
    return bool(char) and not char.islower()


class _Conditions:
    """The conditions of all rules on lines themselves, as columns."""

    def __init__(self, rules: Sequence[CompiledRule]) -> None:
        self._least = {name: _limits(rules, f"min_{name}", -np.inf) for name in ("words", "chars", "capital_ratio")}
        self._most = {name: _limits(rules, f"max_{name}", np.inf) for name in ("words", "chars", "digit_ratio")}
        ends = [rule.rule.where.ends_sentence for rule in rules]
        self._may_end = np.array([end is not False for end in ends], dtype=bool)
        self._may_go_on = np.array([end is not True for end in ends], dtype=bool)
        reported = [rule.rule.where.reported for rule in rules]
        self._may_report = np.array([said is not False for said in reported], dtype=bool)
        self._may_tell = np.array([said is not True for said in reported], dtype=bool)

    def met(self, rules: Ints, shapes: Shapes, at: Ints) -> Bools:
        """Whether each rule's conditions are met by the line at some place of the shapes: what `fits` says."""
        fit: Bools = np.where(shapes.ends_sentence[at], self._may_end[rules], self._may_go_on[rules])
        for name, limits in self._least.items():
            fit &= getattr(shapes, name)[at] >= limits[rules]
        for name, limits in self._most.items():
            fit &= getattr(shapes, name)[at] <= limits[rules]
        return fit

    def spoken(self, rules: Ints, reported: Bools) -> Bools:
        """Whether each rule's condition on speech is met by a line that is speech or is not."""
        fit: Bools = np.where(reported, self._may_report[rules], self._may_tell[rules])
        return fit


def _limits(rules: Sequence[CompiledRule], name: str, default: float) -> Floats:
    limits = [getattr(rule.rule.where, name) for rule in rules]
    return np.array([default if limit is None else limit for limit in limits], dtype=np.float64)


def fits(where: Where, shape: Shapes) -> Bools | bool:
    """The conditions of a rule on lines themselves, as a column.

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
