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

from cleaner.rules.compiled import Clause, CompiledPack, mask_words
from cleaner.rules.finder import FoldedLines, Occurrences, spread
from cleaner.rules.pattern import ANYWHERE
from cleaner.signals.order import begins_run, order_of
from cleaner.signals.shape import Bools, Ints

__all__ = ["Candidates"]

Masks = npt.NDArray[np.uint64]
Kinds = npt.NDArray[np.uint32]

_KNOWN, _LETTER = np.uint32(1 << 31), np.uint32(1 << 30)
_SIGN = np.uint32((1 << 30) - 1)
DIGIT_COST, SIGN_COST, RARE_SIGN_COST = 3000, 1000, 30
"""How many lines a digit, a sign of ASCII, another sign announces a rule in vain, beside concepts, which count as
many as they have forms. Set by hand: they only choose which clause a rule is looked for by, and all are checked."""
_MASK_BITS = 64
_COMMON_SIGNS = ".,"
"""They are in as many lines as digits."""
EARLY_CHARS, EARLY_GAIN = 5, 10
"""What has to begin within so many characters is met by so many times fewer lines."""


class Present(NamedTuple):
    """The atoms (concepts, signs) that lines hold, as columns; row 0 is none at all."""

    rows: npt.NDArray[np.int32]
    """Line * atoms + atom to row."""
    masks: Masks
    """The languages in which a form was found, one bit each."""
    starts: Ints
    """Where the first one begins."""
    lasts: Ints
    """Where the last one begins."""
    keys: Ints
    """Of each row but 0, ascending: line * atoms + atom."""
    begins: Ints
    """Where the occurrences of each key begin in the next column; one more than there are keys."""
    occurrences: Ints
    """Numbers of what was found, key by key, in order of their starts; what is no form has some number."""
    atoms: int
    """How many there are."""
    kinds: Kinds
    """Of each character of the lines."""


class Candidates:
    """Tells candidates for the rules of a pack. Immutable but for the table of characters met so far."""

    def __init__(self, pack: CompiledPack) -> None:
        self._rules = len(pack.rules)
        self._offsets = pack.senses.counts.offsets()
        self._concepts = pack.senses.concepts.values
        self._masks = pack.senses.masks.values
        self._is_label = pack.senses.labels.values
        width = mask_words(len(pack.languages))
        self._bits = pack.senses.languages.values.reshape(-1, width)
        # Atoms: the concepts, then any digit, then each sign that a text of a rule begins with, then none.
        self._digit = len(pack.concepts)
        texts = {text for rule in pack.rules for clause in rule.clauses for text in clause.texts}
        signs = sorted({text[0] for text in texts if _begins_with_sign(text) and not text[0].isdigit()})
        self._signs = {sign: self._digit + 1 + number for number, sign in enumerate(signs)}
        self._atoms = self._digit + 1 + len(signs) + 1
        self._kinds = np.zeros(0x110000, dtype=np.uint32)  # zero pages cost no memory until a script is met
        self._read_clauses(pack, width)
        self._read_starts(pack)

    def _read_clauses(self, pack: CompiledPack, width: int) -> None:
        """The clauses of all rules, one behind the other; a rule without any has one that every line meets."""
        nothing = Clause(concepts=[], texts=[""], digit=False, latest=0, tail=ANYWHERE)
        clauses = [clause for rule in pack.rules for clause in rule.clauses or [nothing]]
        atoms = [self._atoms_of(clause) or [self._atoms - 1] for clause in clauses]
        self._rule_clauses = _offsets([max(len(rule.clauses), 1) for rule in pack.rules])
        self._clause_atoms = _offsets(list(map(len, atoms)))
        self._clause_atom = np.array([atom for of_clause in atoms for atom in of_clause], dtype=np.int64)
        self._clause_latest = np.array([clause.latest for clause in clauses], dtype=np.int64)
        self._clause_tail = np.array([clause.tail for clause in clauses], dtype=np.int64)
        self._clause_places = list(zip(self._clause_latest.tolist(), self._clause_tail.tolist(), strict=True))
        self._words = [tuple(text for text in clause.texts if not _begins_with_sign(text)) for clause in clauses]
        self._has_words = np.array(list(map(bool, self._words)), dtype=bool)
        self._clause_bits = self._bits_of(
            np.arange(len(clauses)).repeat(list(map(len, atoms))), self._clause_atom, len(clauses)
        )
        self._rule_bits = np.full((len(pack.rules), self._bits.shape[1]), ~np.uint64(0))
        for number, rule in enumerate(pack.rules):
            if rule.rule.languages:
                mask = sum(1 << pack.languages.index(code) for code in set(rule.rule.languages))
                self._rule_bits[number] = np.frombuffer(mask.to_bytes(width * 8, "little"), "<u8")

    def _bits_of(self, numbers: Ints, atoms: Ints, count: int) -> Masks:
        """So many masks of atoms: each atom is in the mask of its number."""
        held = np.zeros((count, -(-self._atoms // _MASK_BITS) * _MASK_BITS), dtype=bool)
        held[numbers, atoms] = True
        masks: Masks = np.packbits(held, axis=1, bitorder="little").view("<u8")
        return masks

    def _atoms_of(self, clause: Clause) -> list[int]:
        signs = [self._signs.get(text[0], self._digit) for text in clause.texts if _begins_with_sign(text)]
        return [*clause.concepts, *signs, *([self._digit] if clause.digit else [])]

    def _read_starts(self, pack: CompiledPack) -> None:
        """For each rule the clause that it is looked for by: the one that the fewest lines are likely to meet."""
        costs = np.bincount(self._concepts, minlength=self._atoms)
        costs[self._digit] = DIGIT_COST
        for sign, atom in self._signs.items():
            common = DIGIT_COST if sign in _COMMON_SIGNS else SIGN_COST
            costs[atom] = common if sign.isascii() else RARE_SIGN_COST

        def cost(clause: Clause) -> float:
            return float(costs[self._atoms_of(clause)].sum()) / (EARLY_GAIN if clause.latest < EARLY_CHARS else 1)

        by_atom: list[list[tuple[int, int, int]]] = [[] for _ in range(self._atoms)]
        self._by_word: list[tuple[int, int]] = []
        for number, rule in enumerate(pack.rules):
            starts = [clause for clause in rule.clauses if all(map(_begins_with_sign, clause.texts))]
            if rule.match and starts:
                clause = min(starts, key=cost)
                for atom in set(self._atoms_of(clause)):
                    by_atom[atom].append((number, clause.latest, clause.tail))
            elif rule.match:  # each of its clauses has words, by which it is looked for as well
                places = self._clause_places
                at = min(range(*self._rule_clauses[number : number + 2]), key=lambda at: places[at])
                self._by_word.append((number, at))
                for atom in set(self._clause_atom[slice(*self._clause_atoms[at : at + 2])].tolist()):
                    by_atom[atom].append((number, *places[at]))
        self._atom_rules = _offsets(list(map(len, by_atom)))
        columns = np.array([start for of_atom in by_atom for start in of_atom], dtype=np.int64).reshape(-1, 3)
        self._atom_rule, self._atom_latest, self._atom_tail = columns.T.copy()

    # Rules with expressions -----------------------------------------------------------------

    def read(self, lines: FoldedLines, found: Occurrences) -> Present:
        """What the lines hold of what rules are made of."""
        first = self._offsets[found.forms]
        counts = self._offsets[found.forms + 1] - first
        senses = spread(first, counts)
        occurrences = np.arange(len(found.forms)).repeat(counts)
        kinds = self._kinds_of(lines.codes)
        signs = kinds & _SIGN
        at = (signs != 0).nonzero()[0]
        numbers = lines.starts.searchsorted(at, side="right") - 1
        keys = np.concatenate(
            (found.lines[occurrences] * self._atoms + self._concepts[senses], numbers * self._atoms + signs[at])
        )
        starts = np.concatenate((found.starts[occurrences], at - lines.starts[numbers]))
        masks = np.concatenate((self._masks[senses], np.full(len(at), len(self._bits) - 1)))
        occurrences = np.concatenate((occurrences, at))
        order = order_of(keys)
        keys, starts = keys[order], starts[order]
        firsts = begins_run(keys).nonzero()[0]
        begins = np.append(firsts, len(keys))
        rows = np.zeros(len(lines.texts) * self._atoms, dtype=np.int32)
        rows[keys[firsts]] = np.arange(1, len(firsts) + 1)
        bits = np.zeros((len(firsts) + 1, self._bits.shape[1]), dtype=np.uint64)
        if len(firsts):
            bits[1:] = np.bitwise_or.reduceat(self._bits[masks[order]], firsts)
        # Within a line they come in order of their starts, and the sort is stable: the first is the earliest.
        return Present(
            rows=rows,
            masks=bits,
            starts=np.concatenate(([0], starts[firsts])),
            lasts=np.concatenate(([0], starts[begins[1:] - 1])),
            keys=keys[firsts],
            begins=begins,
            occurrences=occurrences[order],
            atoms=self._atoms,
            kinds=kinds,
        )

    def pairs(self, lines: FoldedLines, present: Present) -> tuple[Ints, Ints]:
        """Lines and rules worth trying on them, in order of lines, then rules."""
        count = max(self._rules, 1)
        chars = lines.starts[1:] - lines.starts[:-1] - 1
        line_of, atom_of = np.divmod(present.keys, self._atoms)
        first = self._atom_rules[atom_of]
        counts = self._atom_rules[atom_of + 1] - first
        at = spread(first, counts)
        rows = np.arange(1, len(counts) + 1).repeat(counts)
        placed = present.starts[rows] <= self._atom_latest[at]
        placed &= present.lasts[rows] >= (chars[line_of].repeat(counts) - self._atom_tail[at])
        keys = [(line_of.repeat(counts) * count + self._atom_rule[at])[placed]]
        together = "\n".join(lines.texts) if self._by_word else ""
        for rule, clause in self._by_word:
            if any(map(together.__contains__, self._words[clause])):
                with_word = [number for number, text in enumerate(lines.texts) if self._has_word(text, clause)]
                keys.append(np.array(with_word, dtype=np.int64) * count + rule)
        wanted = np.sort(np.concatenate(keys))
        numbers, rules = np.divmod(wanted[begins_run(wanted)], count)
        held = self._holding(self._bits_of(line_of, atom_of, len(lines.texts)), numbers, rules)
        numbers, rules = numbers[held], rules[held]
        met = self._meets(lines, present, numbers, rules)
        return numbers[met], rules[met]

    def _holding(self, bits: Masks, numbers: Ints, rules: Ints) -> Bools:
        """Whether each line holds an atom of each clause of its rule that has no words, wherever: most pairs fail."""
        counts = self._rule_clauses[rules + 1] - self._rule_clauses[rules]
        clauses = spread(self._rule_clauses[rules], counts)
        held = (bits[numbers.repeat(counts)] & self._clause_bits[clauses]).any(axis=1) | self._has_words[clauses]
        first = counts.cumsum() - counts
        holding: Bools = np.logical_and.reduceat(held, first) if len(first) else np.zeros(0, dtype=bool)
        return holding

    def _meets(self, lines: FoldedLines, present: Present, numbers: Ints, rules: Ints) -> Ints:
        """The pairs whose line holds, for each clause of the rule, an atom in its place, all in one language."""
        if not len(numbers):
            return numbers
        clause_counts = self._rule_clauses[rules + 1] - self._rule_clauses[rules]
        clauses = spread(self._rule_clauses[rules], clause_counts)
        clause_lines = numbers.repeat(clause_counts)
        counts = self._clause_atoms[clauses + 1] - self._clause_atoms[clauses]
        atoms = self._clause_atom[spread(self._clause_atoms[clauses], counts)]
        rows = present.rows[(clause_lines * self._atoms).repeat(counts) + atoms]
        earliest = (lines.starts[1:] - lines.starts[:-1])[clause_lines] - 1 - self._clause_tail[clauses]
        misplaced = present.starts[rows] > self._clause_latest[clauses].repeat(counts)
        misplaced |= present.lasts[rows] < earliest.repeat(counts)
        rows[misplaced] = 0
        masks = np.bitwise_or.reduceat(present.masks[rows], counts.cumsum() - counts)
        has_words = self._has_words[clauses]
        masks[has_words] = ~np.uint64(0)  # words are looked for below: in fewer lines
        possible = np.bitwise_and.reduceat(masks, clause_counts.cumsum() - clause_counts) & self._rule_bits[rules]
        met: Bools = np.asarray(possible.any(axis=1))
        unmet = (has_words & (np.maximum.reduceat(rows, counts.cumsum() - counts) == 0)).nonzero()[0]
        pairs = np.arange(len(numbers)).repeat(clause_counts)[unmet]
        asked = met[pairs].nonzero()[0]
        unmet = unmet[asked]
        for pair, line, clause in zip(
            pairs[asked].tolist(), clause_lines[unmet].tolist(), clauses[unmet].tolist(), strict=True
        ):
            if met[pair] and not self._has_word(lines.texts[line], clause):
                met[pair] = False
        return met.nonzero()[0]

    def _has_word(self, line: str, clause: int) -> bool:
        """Whether a folded line holds a literal word of a clause, in its place."""
        words = self._words[clause]
        latest, tail = self._clause_places[clause]
        if latest == 0:
            return line.startswith(words)
        if latest == tail == ANYWHERE:
            return any(map(line.__contains__, words))
        earliest = max(len(line) - tail, 0)
        return any(0 <= line.find(word) <= latest and line.find(word, earliest) >= 0 for word in words)

    # Rules of labels ------------------------------------------------------------------------

    def covered(self, lines: FoldedLines, found: Occurrences, present: Present) -> Ints:
        """The lines in which labels of any language, taken together, leave no letter uncovered, and nothing was cut."""
        count = len(lines.texts)
        letters = present.kinds & _LETTER != 0
        letters |= lines.codes == 0
        labels = (found.whole & self._is_label[found.forms]).nonzero()[0]
        lengths = np.bincount(found.lines[labels], found.ends[labels] - found.starts[labels], count)
        in_lines = np.add.reduceat(np.append(letters, False), lines.starts[:-1], dtype=np.int64) if count else lengths
        likely = (lengths > 0) & (lengths >= in_lines)
        chosen = likely.nonzero()[0]
        # Of those lines alone, one behind the other: how many labels stand over each letter.
        chars = (lines.starts[1:] - lines.starts[:-1])[chosen]
        begins = np.zeros(count, dtype=np.int64)
        begins[chosen] = chars.cumsum() - chars
        labels = labels[likely[found.lines[labels]]]
        bases = begins[found.lines[labels]]
        at = spread(lines.starts[chosen], chars)
        steps = np.bincount(bases + found.starts[labels], minlength=len(at) + 1)
        steps -= np.bincount(bases + found.ends[labels], minlength=len(at) + 1)
        uncovered = (steps.cumsum()[:-1] == 0) & np.append(letters, False)[at]
        sums = np.concatenate(([0], uncovered.cumsum()))
        whole: Ints = chosen[sums[begins[chosen] + chars] == sums[begins[chosen]]]
        return whole

    def _kinds_of(self, codes: npt.NDArray[np.uint32]) -> Kinds:
        kinds = self._kinds.take(codes)
        if not kinds.all():
            for code in set(codes[kinds == 0].tolist()):
                self._kinds[code] = self._kind_of(chr(code))  # benign when threads race: both write the same value
            kinds = self._kinds.take(codes)
        return kinds

    def _kind_of(self, char: str) -> int:
        sign = self._signs.get(char, 0)
        if category(char) in ("Nd", "Cn"):  # `regex` may know younger digits than Python
            sign = self._digit
        return int(_KNOWN) | (int(_LETTER) if char.isalpha() else 0) | sign


def _begins_with_sign(text: str) -> bool:
    """Whether a text begins with what few lines hold; digits of ASCII count as any digit."""
    return text != "" and not (text[0].isascii() and text[0].isalpha())


def _offsets(counts: list[int]) -> Ints:
    """Where each of so many begins, one behind the other, and where the last one ends."""
    return np.cumsum([0, *counts], dtype=np.int64)
