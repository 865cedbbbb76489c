"""Candidates: which rules are worth trying on which lines, told at array speed for many lines at once.

What a rule requires was read off its patterns (`pattern.requirements`): concepts, literal texts, digits,
each with how late in the line it may begin. A rule is a candidate for a line that may hold all of it, in
words of one language. Nothing is decided here: a line too many costs a search in `match`, a line too few
would be a lost hit. Most lines are candidates for no rule.
"""

from __future__ import annotations

from typing import NamedTuple
from unicodedata import category

import numpy as np
import numpy.typing as npt

from cleaner.rules.compiled import EVERY_LANGUAGE, Clause, CompiledPack
from cleaner.rules.finder import FoldedLines, Occurrences, spread
from cleaner.signals.shape import Bools, Ints

__all__ = ["Candidates"]

Masks = npt.NDArray[np.uint64]
Kinds = npt.NDArray[np.uint32]

_KNOWN, _LETTER = np.uint32(1 << 31), np.uint32(1 << 30)
MAX_SIGN_CLAUSES = 30
"""Bits left in a character's kind. Rules beyond are tried on every line: that costs time, not hits."""
SIGN_COST = 300
"""A text or digit announces a rule as badly as a concept with so many forms: the shipped concepts have 20 to
4,000. Between 30 and 3,000 the same clauses are chosen but for two rules."""


class _Present(NamedTuple):
    """The concepts that lines hold, as columns; row 0 is no concept at all."""

    rows: Ints
    """Line * concepts + concept to row."""
    masks: Masks
    """The languages in which a form was found, one bit each."""
    starts: Ints
    """Where the first one begins."""
    keys: Ints
    """Of each row but 0, ascending: line * concepts + concept."""


class Candidates:
    """Tells candidates for the rules of a pack. Immutable but for the table of characters met so far."""

    def __init__(self, pack: CompiledPack) -> None:
        self._languages = len(pack.languages)
        self._concepts = len(pack.concepts) + 1  # the last one stands in no line
        self._uses = np.frombuffer(pack.uses, np.int32)
        self._use_offsets = np.frombuffer(pack.use_offsets, np.int32)
        self._bits = _language_bits(pack)
        alone = np.array([concept.alone > 0 for concept in pack.concept_infos], dtype=bool)
        labels = alone[self._uses // self._languages] if len(alone) else np.zeros(len(self._uses), dtype=bool)
        begins = self._use_offsets[:-1]
        self._is_label: Bools = np.logical_or.reduceat(labels, begins) if len(begins) else labels
        self._read_clauses(pack)
        self._read_starts(pack)

    def _read_clauses(self, pack: CompiledPack) -> None:
        """The clauses of all rules, one behind the other, and their concepts."""
        nothing = Clause(concepts=[], texts=[""], digit=False, latest=0)
        clauses = [rule.clauses or [nothing] for rule in pack.rules]
        counts = [len(of_rule) for of_rule in clauses]
        every = [clause for of_rule in clauses for clause in of_rule]
        concepts = [clause.concepts or [self._concepts - 1] for clause in every]
        self._rule_clauses = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
        self._clause_concepts = np.concatenate(([0], np.cumsum(list(map(len, concepts))))).astype(np.int64)
        self._clause_concept = np.array([number for of_clause in concepts for number in of_clause], dtype=np.int64)
        self._clause_latest = np.array([clause.latest for clause in every], dtype=np.int64)
        self._clause_open = np.array([bool(clause.texts or clause.digit) for clause in every], dtype=bool)
        codes = {code: bit for code, bit in zip(pack.languages, self._bits, strict=True)}
        everywhere = np.full(self._bits.shape[1], ~np.uint64(0))
        self._rule_bits = np.array(
            [
                np.bitwise_or.reduce([codes[code] for code in rule.rule.languages]) if rule.rule.languages else everywhere
                for rule in pack.rules
            ],
            dtype=np.uint64,
        ).reshape(len(pack.rules), self._bits.shape[1])

    def _read_starts(self, pack: CompiledPack) -> None:
        """For each rule the clause that it is looked for by: the one that the fewest lines meet."""
        self._everywhere: list[int] = []
        self._signs: list[tuple[int, np.uint32, int]] = []  # rule, bit, latest
        self._sign_bits: dict[str, int] = {}
        self._digit_bits = 0
        by_concept: list[list[int]] = [[] for _ in range(self._concepts)]
        uses = np.bincount(self._uses // self._languages, minlength=self._concepts).tolist()
        for number, rule in enumerate(pack.rules):
            if not rule.match:
                continue
            clause = min(rule.clauses, key=lambda clause: _cost(clause, uses), default=None)
            if clause is None or "" in clause.texts or (_has_signs(clause) and len(self._signs) == MAX_SIGN_CLAUSES):
                self._everywhere.append(number)
                continue
            for concept in clause.concepts:
                by_concept[concept].append(number)
            if _has_signs(clause):
                bit = 1 << len(self._signs)
                self._signs.append((number, np.uint32(bit), clause.latest))
                self._digit_bits |= bit if clause.digit else 0
                for text in clause.texts:
                    self._sign_bits[text[0]] = self._sign_bits.get(text[0], 0) | bit
        self._concept_rules = np.concatenate(([0], np.cumsum(list(map(len, by_concept))))).astype(np.int64)
        self._concept_rule = np.array([rule for rules in by_concept for rule in rules], dtype=np.int64)
        self._rules = len(pack.rules)
        self._kinds = np.zeros(0x110000, dtype=np.uint32)  # zero pages cost no memory until a script is met

    # Rules with expressions -----------------------------------------------------------------

    def pairs(self, lines: FoldedLines, found: Occurrences) -> tuple[Ints, Ints]:
        """Lines and rules worth trying on them, in order of lines, then rules."""
        present = self._present(lines, found)
        line_of, concept_of = np.divmod(present.keys, self._concepts)
        first = self._concept_rules[concept_of]
        counts = self._concept_rules[concept_of + 1] - first
        keys = [np.repeat(line_of, counts) * self._rules + self._concept_rule[spread(first, counts)]]
        keys += [flagged * self._rules + rule for rule, flagged in self._by_signs(lines)]
        every_line = np.arange(len(lines.texts))
        keys += [every_line * self._rules + rule for rule in self._everywhere]
        together = np.sort(np.concatenate(keys))
        together = together[np.flatnonzero(np.diff(together, prepend=-1))]
        numbers, rules = np.divmod(together, max(self._rules, 1))
        met = self._meets(present, numbers, rules)
        return numbers[met], rules[met]

    def _present(self, lines: FoldedLines, found: Occurrences) -> _Present:
        first = self._use_offsets[found.forms]
        counts = self._use_offsets[found.forms + 1] - first
        concepts, languages = np.divmod(self._uses[spread(first, counts)], self._languages)
        keys = np.repeat(found.lines, counts) * self._concepts + concepts
        order = np.argsort(keys, kind="stable")
        keys = keys[order]
        firsts = np.flatnonzero(np.diff(keys, prepend=-1))
        rows = np.zeros(len(lines.texts) * self._concepts, dtype=np.int64)
        rows[keys[firsts]] = np.arange(1, len(firsts) + 1)
        none = np.zeros((1, self._bits.shape[1]), dtype=np.uint64)
        if not len(keys):
            return _Present(rows, none, np.zeros(1, dtype=np.int64), keys)
        masks = np.bitwise_or.reduceat(self._bits[languages[order]], firsts)
        # Occurrences come in order of their starts, and the sort is stable: the first is the earliest.
        starts = np.repeat(found.starts, counts)[order][firsts]
        return _Present(rows, np.concatenate((none, masks)), np.concatenate(([0], starts)), keys[firsts])

    def _by_signs(self, lines: FoldedLines) -> list[tuple[int, Ints]]:
        """For each rule that signs announce, the lines that have one of them early enough."""
        signs = self._kinds_of(lines.codes) & ~(_KNOWN | _LETTER)
        at = np.flatnonzero(signs)
        signs = signs[at]
        numbers = np.searchsorted(lines.starts, at, side="right") - 1
        starts = at - lines.starts[numbers]
        found = []
        for rule, bit, latest in self._signs:
            flagged = np.zeros(len(lines.texts), dtype=bool)
            flagged[numbers[np.flatnonzero((signs & bit != 0) & (starts <= latest))]] = True
            found.append((rule, np.flatnonzero(flagged)))
        return found

    def _meets(self, present: _Present, numbers: Ints, rules: Ints) -> Ints:
        """The pairs whose line holds, for each clause of the rule, a concept early enough, all in one language."""
        if not len(numbers):
            return numbers
        clause_counts = self._rule_clauses[rules + 1] - self._rule_clauses[rules]
        clauses = spread(self._rule_clauses[rules], clause_counts)
        counts = self._clause_concepts[clauses + 1] - self._clause_concepts[clauses]
        concepts = self._clause_concept[spread(self._clause_concepts[clauses], counts)]
        rows = present.rows[np.repeat(np.repeat(numbers, clause_counts), counts) * self._concepts + concepts]
        rows[present.starts[rows] > np.repeat(self._clause_latest[clauses], counts)] = 0
        masks = np.bitwise_or.reduceat(present.masks[rows], np.cumsum(counts) - counts)
        masks[self._clause_open[clauses]] = ~np.uint64(0)  # texts are looked for in the line itself
        possible = np.bitwise_and.reduceat(masks, np.cumsum(clause_counts) - clause_counts) & self._rule_bits[rules]
        return np.flatnonzero(possible.any(axis=1))

    # Rules of labels ------------------------------------------------------------------------

    def covered(self, lines: FoldedLines, found: Occurrences) -> Ints:
        """The lines in which labels of any language, taken together, leave no letter uncovered."""
        labels = np.flatnonzero(found.whole & self._is_label[found.forms])
        bases = lines.starts[found.lines[labels]]
        count = len(lines.codes) + 1
        steps = np.bincount(bases + found.starts[labels], minlength=count)
        steps -= np.bincount(bases + found.ends[labels], minlength=count)
        uncovered = (np.cumsum(steps)[:-1] == 0) & (self._kinds_of(lines.codes) & _LETTER != 0)
        sums = np.concatenate(([0], np.cumsum(uncovered), [0]))
        ends = lines.starts[1:] - 1
        whole = sums[ends] == sums[lines.starts[:-1]]
        labelled = np.zeros(len(lines.texts), dtype=bool)
        labelled[found.lines[labels]] = True
        return np.flatnonzero(labelled & whole)

    def _kinds_of(self, codes: npt.NDArray[np.uint32]) -> Kinds:
        kinds = self._kinds[codes]
        unknown = np.flatnonzero(kinds == 0)
        if len(unknown):
            for code in set(codes[unknown].tolist()):
                self._kinds[code] = self._kind_of(chr(code))  # benign when threads race: both write the same value
            kinds = self._kinds[codes]
        return kinds

    def _kind_of(self, char: str) -> int:
        digit = self._digit_bits if category(char) in ("Nd", "Cn") else 0  # `regex` may know younger digits
        letter = int(_LETTER) if char.isalpha() else 0
        return int(_KNOWN) | letter | digit | self._sign_bits.get(char, 0)


def _language_bits(pack: CompiledPack) -> Masks:
    """Of each language its bit, in as many words as it takes; words of every language have all bits."""
    bits = np.zeros((len(pack.languages), len(pack.languages) // 64 + 1), dtype=np.uint64)
    for number, code in enumerate(pack.languages):
        bits[number, number // 64] = 1 << number % 64
        if code == EVERY_LANGUAGE:
            bits[number] = ~np.uint64(0)
    return bits


def _has_signs(clause: Clause) -> bool:
    return bool(clause.texts or clause.digit)


def _cost(clause: Clause, uses: list[int]) -> int:
    """How many lines are likely to meet a clause."""
    return sum(uses[concept] for concept in clause.concepts) + SIGN_COST * (len(clause.texts) + clause.digit)
