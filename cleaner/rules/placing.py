"""Placing: tries the words of a line in the slots of a rule's patterns, and tells in which languages they match.

The patterns were made into expressions for all languages before (`slots`, `runs`). Rules with a pattern that could
not be are told by `expressions`, over the forms found.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain
from typing import NamedTuple

from cleaner.rules.compiled import CompiledPack, CompiledRule
from cleaner.rules.expressions import Spent
from cleaner.rules.programs import Programs
from cleaner.rules.runs import Run, Step
from cleaner.rules.slots import MAX_SLOTS, Slot, Slotted, has_placeholder, placeholder
from cleaner.rules.words import Place, Words, partition

__all__ = ["Placing"]

MAX_PLACES = 40
"""Words of a pattern's concepts in a line that are tried one by one, and pairs of them two by two: lines of news
have up to a dozen. A line with more has its forms compiled, which takes as long however often they stand there."""


class Placing:
    """The rules of a pack whose patterns have slots. Immutable but for expressions compiled so far."""

    def __init__(self, pack: CompiledPack) -> None:
        numbers = {name: number for number, name in enumerate(pack.concepts)}
        self._rules = [_Placed.of(rule, numbers) for rule in pack.rules]
        self._programs = Programs(pack.programs)

    def languages(self, number: int, words: Words, spent: Spent) -> int | None:
        """Mask of the languages in which a rule matches a line; -1: in all. None: it cannot be told here."""
        rule = self._rules[number]
        if rule is None or has_placeholder(words.text):
            return None
        if number in spent.off:
            spent.off[number] += 1
            return 0
        try:
            return rule.languages(words, _Search(number, spent, self._programs))
        except TimeoutError:
            spent.off[number] += 1
            return 0
        except _Unsure:
            return None


class _Unsure(Exception):
    """The line has more words than are tried, or what was found may not count: it is left to `expressions`."""


class _Search(NamedTuple):
    """Searches for a rule, on its account."""

    rule: int
    spent: Spent
    programs: Programs

    def found(self, expression: str, text: str) -> bool:
        """Raises: TimeoutError."""
        return self.spent.search(self.rule, self.programs[expression], text)

    def spans(self, expression: str, text: str) -> list[tuple[int, int]]:
        """Raises: TimeoutError."""
        return self.spent.spans(self.rule, self.programs[expression], text)

    def end(self, expression: str, text: str, at: int) -> int:
        """Where what matches at a place ends; -1: nothing does. Raises: TimeoutError."""
        return self.spent.end(self.rule, self.programs[expression], text, at)


class _Pattern:
    """A pattern with slots."""

    __slots__ = ("_slots", "_slotted")

    def __init__(self, slotted: Slotted, numbers: Mapping[str, int]) -> None:
        self._slotted = slotted
        self._slots = [(slot, numbers[slot.concept]) for slot in slotted.slots]

    def has_slots(self) -> bool:
        """Whether it asks for words."""
        return self._slotted.most > 0

    def languages(self, words: Words, wanted: int, search: _Search) -> int:
        """The languages in which it matches, as far as they are wanted and more."""
        slotted = self._slotted
        if slotted.fewest == 0 and search.found(slotted.expression, words.text):
            return -1
        if not slotted.most:
            return 0
        places = [
            (number, place)
            for number, (slot, concept) in enumerate(self._slots)
            for place in words.places(concept)
            if _fits(slot, place)
        ]
        if len(places) > MAX_PLACES:
            raise _Unsure
        found = 0
        for slot, place in places if slotted.fewest < MAX_SLOTS else ():
            if place.languages & wanted & ~found and (
                slot in slotted.alone or self._matches(words.text, ((slot, place),), search)
            ):
                found |= place.languages
        return found | self._of_pairs(words, wanted, found, places, search) if slotted.most > 1 else found

    def _of_pairs(self, words: Words, wanted: int, found: int, places: list[tuple[int, Place]], search: _Search) -> int:
        pairs = [
            ((one, first), (other, second))
            for one, first in places
            for other, second in places
            if first.end <= second.start and first.languages & second.languages & wanted & ~found
        ]
        if len(pairs) > MAX_PLACES:
            raise _Unsure
        for pair in pairs:
            languages = pair[0][1].languages & pair[1][1].languages
            if languages & wanted & ~found and self._matches(words.text, pair, search):
                found |= languages
        return found

    def _matches(self, text: str, places: tuple[tuple[int, Place], ...], search: _Search) -> bool:
        at = 0
        pieces: list[str] = []
        for slot, place in places:
            begins, ends = place.entry.edges
            pieces += (text[at : place.start], placeholder(slot, begins=begins, ends=ends))
            at = place.end
        slotted, rest = self._slotted, text[at:]
        filled = "".join((*pieces, rest))
        if not search.found(slotted.expression, filled):
            return False
        if slotted.strict or (slotted.looks_around and len(places) > slotted.fewest):
            # A placeholder that a match does without may have been looked at; one that has all of them inside is sure.
            begin, end = places[0][1].start, len(filled) - len(rest)
            spans = search.spans(slotted.strict or slotted.expression, filled)
            if not any(first <= begin and end <= after for first, after in spans):
                raise _Unsure
        return True


class _Run:
    """A pattern that is a run."""

    __slots__ = ("_concepts", "_needed", "_run")

    def __init__(self, run: Run, numbers: Mapping[str, int]) -> None:
        self._run = run
        slots = {choice for step in run.steps for choice in step.choices if isinstance(choice, Slot)}
        self._concepts = {slot: numbers[slot.concept] for slot in slots}
        self._needed = [
            words
            for step in run.steps
            if len(words := [choice for choice in step.choices if isinstance(choice, Slot)]) == len(step.choices)
        ]
        """Steps that take nothing but a word."""

    def languages(self, words: Words, wanted: int, search: _Search) -> int:
        """The languages in which it matches, as far as they are wanted."""
        places = {
            slot: fitting
            for slot, concept in self._concepts.items()
            if (fitting := [place for place in words.places(concept) if _fits(slot, place)])
        }
        if any(sum(len(places.get(slot, ())) for slot in slots) < self._run.fewest for slots in self._needed):
            return 0
        walker = _Walker(self._run, words.text, places, search)
        if walker.walks(words.every):
            return -1
        # In a language it goes another way only at a word that begins where it came, or before.
        masks, early = set(), 0
        for place in chain.from_iterable(places.values()):
            if place.languages != -1:
                masks.add(place.languages)
                early |= place.languages if place.start <= walker.reached else 0
        found = 0
        for group in partition(masks, early & wanted):
            if walker.walks(group & -group):
                found |= group
        return found


class _Walker:
    """Walks through a line, in one language after the other; what is no word is looked up once."""

    __slots__ = ("_ends", "_places", "_run", "_search", "_text", "reached")

    def __init__(self, run: Run, text: str, places: dict[Slot, list[Place]], search: _Search) -> None:
        self._run = run
        self._text = text
        self._places = places
        self._search = search
        self._ends: dict[tuple[str, int], int] = {}
        self.reached = 0
        """How far the line is a run in any of the languages so far."""

    def walks(self, language: int) -> bool:
        """Whether the line is a run in words of a language."""
        ends = {slot: _first_ends(of_slot, language) for slot, of_slot in self._places.items()}

        def step_end(step: Step, at: int) -> int:
            self.reached = max(self.reached, at)
            for choice in step.choices:
                if not isinstance(choice, Slot):
                    end = self._end(choice, at)
                    if end >= 0:
                        return end
                elif choice in ends and at in ends[choice]:
                    end = ends[choice][at]
                    return self._end(step.behind, end) if step.behind else end
            return -1

        return self._run.walk(self._text, step_end, self._begins)

    def _end(self, expression: str, at: int) -> int:
        end = self._ends.get((expression, at))
        if end is None:
            end = self._ends[expression, at] = self._search.end(expression, self._text, at)
        return end

    def _begins(self, start: int) -> bool:
        return start == 0 or self._search.found(self._run.whole_lead(), self._text[:start])


class _Placed(NamedTuple):
    """A rule all of whose patterns are told by placing."""

    match: list[_Pattern | _Run]
    """Those that are quickly told, and fail, first."""
    unless: list[tuple[_Pattern | _Run, bool]]
    """Each with whether its words hold in any language where the match depends on none."""
    shown: list[int]
    """Concepts of the match."""

    @classmethod
    def of(cls, compiled: CompiledRule, numbers: Mapping[str, int]) -> _Placed | None:
        """The rule made ready; None where a pattern has no slots, or languages are more than its words tell."""
        if compiled.rule.languages or not compiled.match:
            return None
        patterns: list[_Pattern | _Run] = []
        for form in (*compiled.placed_match, *compiled.placed_unless):
            if form is None:
                return None
            patterns.append(_Pattern(form, numbers) if isinstance(form, Slotted) else _Run(form, numbers))
        unless = []
        for pattern, form in zip(patterns[len(compiled.match) :], compiled.placed_unless, strict=True):
            if not isinstance(form, Slotted):
                return None
            excepted = {numbers[slot.concept] in compiled.exceptions for slot in form.slots}
            if len(excepted) > 1 or (form.most > 1 and True in excepted):
                return None
            unless.append((pattern, True in excepted))
        shown = [concept for concept in compiled.concepts if concept not in compiled.exceptions]
        match = sorted(patterns[: len(compiled.match)], key=_cost)
        return cls(match, unless, shown)

    def languages(self, words: Words, search: _Search) -> int:
        """The languages in which all patterns match and no exception does; -1: all."""
        found = -1
        for pattern in self.match:
            found &= pattern.languages(words, found, search)
            if not found:
                return 0
        except_in, except_all = 0, False
        for pattern, anywhere in self.unless:
            languages = pattern.languages(words, found, search)
            except_in |= languages
            except_all |= languages < 0 or (anywhere and languages != 0)
            if except_in == -1:
                return 0
        if found >= 0:
            return found & ~except_in
        if not except_all:
            return -1
        shown = 0
        for concept in self.shown:
            for mask in words.forms(concept).values():
                shown |= mask
        return shown & ~words.every & ~except_in


def _cost(pattern: _Pattern | _Run) -> int:
    """Which patterns to try first: what asks for words is soon told; what does not is met, so `candidates` saw."""
    return 1 if isinstance(pattern, _Run) else 0 if pattern.has_slots() else 2


def _fits(slot: Slot, place: Place) -> bool:
    return place.entry.long or not slot.long


def _first_ends(places: list[Place], language: int) -> dict[int, int]:
    """Where the first choice among a language's words ends, by where it begins: as `pattern.expand` orders them."""
    found = [place for place in places if place.languages & language]
    if len(found) <= 1:
        return {place.start: place.end for place in found}
    found.sort(key=lambda place: (-len(place.entry.text), place.entry.text))
    ranks: dict[tuple[bool, bool], int] = {}
    for place in found:
        ranks.setdefault(place.entry.bounds, len(ranks))
    ends: dict[int, int] = {}
    for place in sorted(found, key=lambda place: ranks[place.entry.bounds]):
        ends.setdefault(place.start, place.end)
    return ends
