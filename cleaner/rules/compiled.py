"""A pack made ready for matching: forms in one list, rules with what they require.

Compiled packs are plain data, so they are cached on disk between runs (`load_compiled`). The key
is the content of the packs and the versions of what compiled them; a corrupt or stale cache is
built again, and where it cannot be written nothing happens but a slower start.
"""

from __future__ import annotations

import contextlib
import os
import zlib
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import numpy as np
import regex

from cleaner.decide.scorecard import Fitted, Scorecard, read_scorecard
from cleaner.rules import pattern as patterns_of
from cleaner.rules.cache import cache_folder, keep_newest, write_aside
from cleaner.rules.columns import Column, packed, unpacked
from cleaner.rules.finder import FormTable, build_table
from cleaner.rules.folding import fold, fold_lines, undecorated
from cleaner.rules.model import Category, Concept, Rule
from cleaner.rules.packs import SCORECARD, builtin_folder, digest_of, fingerprint, scorecard_fingerprint, state
from cleaner.rules.programs import Program, programs_of
from cleaner.rules.runs import Run, run_of
from cleaner.rules.slots import Slotted, slotted

if TYPE_CHECKING:
    from cleaner.rules.load import Pack
    from cleaner.segment.select import Selectors

__all__ = ["EVERY_LANGUAGE", "CompiledPack", "CompiledRule", "compile_pack", "load_compiled"]

EVERY_LANGUAGE = "mul"
"""The ISO 639 code for "multiple languages": the lexicon of names and signs that all languages share."""
CACHE_FORMAT = "4"
"""Raise it when the fields below or what they mean change: old caches are then built again."""
KEPT_PACKS = 16
"""So many compiled packs stay in the cache, some 7 MB each: enough for who works on rules beside a running program."""
CHECK_BYTES = 16
"""A cache begins with a checksum, on a line of its own; so long that the columns behind it are aligned."""
_COMPILERS = (
    "columns.py",
    "compiled.py",
    "finder.py",
    "folding.py",
    "grammar.py",
    "model.py",
    "pattern.py",
    "programs.py",
    "runs.py",
    "slots.py",
    "../signals/words.py",
)
"""The modules that say what is in a compiled pack."""


class Clause(msgspec.Struct):
    """At least one of these stands in every line that a rule matches."""

    concepts: list[int]
    texts: list[str]
    digit: bool
    """Any digit will do as well."""
    latest: int
    """It begins at most so many characters into the line: see `Requirement`."""
    tail: int
    """It, or another of these, begins at most so many characters before the line's end."""


class CompiledRule(msgspec.Struct):
    """A rule with its parts filled in, and what a line must hold for it to be worth trying."""

    rule: Rule
    match: list[str]
    unless: list[str]
    concepts: list[int]
    """Every concept in match or unless: their forms go into the expression."""
    exceptions: list[int]
    """Those that stand in unless only."""
    clauses: list[Clause]
    placed_match: list[Slotted | Run | None]
    placed_unless: list[Slotted | Run | None]
    """The patterns with slots for their concepts; None for those that have no such form."""


class Senses(msgspec.Struct):
    """What each form is a form of, languages taken together."""

    counts: Column
    """How many each form has."""
    concepts: Column
    """One behind the other, for all forms."""
    masks: Column
    """Beside the concepts: a number of `languages`."""
    languages: Column
    """Numbers of 64 bits, as many in a row as the languages need: the sets of languages that there are, a bit for each.

    The last has all. Forms of every language have all bits."""
    labels: Column
    """Whether one of a form's concepts is a label of its own."""


class CompiledPack(msgspec.Struct, dict=True):
    """Everything that matching needs, in lists that refer to one another by number."""

    fingerprint: str
    categories: list[Category]
    languages: list[str]
    concepts: list[str]
    concept_infos: list[Concept]
    forms: FormTable
    """Folded words and phrases."""
    uses: Column
    """For all forms: concept * len(languages) + language, for each language in which it is a form of it."""
    use_counts: Column
    """How many of them each form has."""
    senses: Senses
    stopwords: dict[str, list[str]]
    rules: list[CompiledRule]
    programs: dict[str, Program]
    """The expressions of all rules, compiled."""
    places: dict[str, str]
    scorecard: Scorecard
    fitted: Fitted

    @cached_property
    def selectors(self) -> dict[int, str]:
        """The selector of each rule that has one."""
        return {number: said for number, each in enumerate(self.rules) if (said := each.rule.selector) is not None}

    @cached_property
    def selector_index(self) -> Selectors:
        """The same, ready to be matched."""
        from cleaner.segment.select import Selectors  # with the parser: only packs with selectors need it

        return Selectors(self.selectors.items())

    @cached_property
    def language_masks(self) -> dict[str, int]:
        """Each language's bit."""
        return {code: 1 << number for number, code in enumerate(self.languages)}

    def spoken(self, mask: int) -> tuple[frozenset[str], frozenset[str]]:
        """The codes of some languages, and their function words; the same objects each time."""
        found = self._spoken.get(mask)
        if found is None:  # threads that race make the same
            codes = frozenset(code for code, bit in self.language_masks.items() if mask & bit)
            found = codes, frozenset[str]().union(*(self.stopwords.get(code, ()) for code in codes))
            self._spoken[mask] = found
        return found

    @cached_property
    def _spoken(self) -> dict[int, tuple[frozenset[str], frozenset[str]]]:
        return {}  # as many as there are families of languages

    @cached_property
    def placed(self) -> tuple[bool, ...]:
        """Whether each rule has conditions on a line's place on the page."""
        return tuple(compiled.rule.where.on_page() for compiled in self.rules)


def compile_pack(pack: Pack, key: str = "", statuses: Sequence[str] = ("active",)) -> CompiledPack:
    """Number everything and find out what each rule requires. Rules of other statuses are left out."""
    languages = list(pack.languages)
    if EVERY_LANGUAGE not in languages:
        languages.append(EVERY_LANGUAGE)
    concepts = list(pack.concepts)
    active = [rule for rule in pack.rules.values() if rule.status in statuses]
    number_of = {name: i for i, name in enumerate(concepts)}
    scorecard, fitted = read_scorecard(builtin_folder() / SCORECARD)
    uses: dict[str, list[int]] = {}
    longest = dict.fromkeys(concepts, 0)
    for number, language in enumerate(languages):
        for concept, forms in pack.languages[language].concepts.items() if language in pack.languages else ():
            for form in fold_lines(list(map(undecorated, forms))):
                uses.setdefault(form, []).append(number_of[concept] * len(languages) + number)
                longest[concept] = max(longest[concept], len(form))
    rules = [_compile_rule(pack, rule, number_of, longest) for rule in active]
    return CompiledPack(
        fingerprint=key,
        categories=list(pack.categories.values()),
        languages=languages,
        concepts=concepts,
        concept_infos=list(pack.concepts.values()),
        forms=build_table(list(uses)),
        uses=Column.of(chain.from_iterable(uses.values())),
        use_counts=Column.of(map(len, uses.values())),
        senses=_senses(uses.values(), languages, [concept.alone > 0 for concept in pack.concepts.values()]),
        stopwords={code: fold_lines(lang.stopwords) for code, lang in pack.languages.items()},
        rules=rules,
        programs=programs_of(
            expression
            for rule in rules
            for form in (*rule.placed_match, *rule.placed_unless)
            if form is not None
            for expression in form.expressions()
        ),
        places=pack.places,
        scorecard=scorecard,
        fitted=fitted,
    )


def _senses(uses: Iterable[list[int]], languages: Sequence[str], labels: Sequence[bool]) -> Senses:
    sets: dict[int, int] = {}
    every = 1 << languages.index(EVERY_LANGUAGE)
    width = mask_words(len(languages)) * 8
    everything = (1 << width * 8) - 1
    counts: list[int] = []
    concepts: list[int] = []
    masks: list[int] = []
    is_label: list[bool] = []
    for of_form in uses:
        by_concept: dict[int, int] = {}
        for use in of_form:
            concept, language = divmod(use, len(languages))
            by_concept[concept] = by_concept.get(concept, 0) | 1 << language
        counts.append(len(by_concept))
        concepts += by_concept
        masks += [sets.setdefault(everything if found & every else found, len(sets)) for found in by_concept.values()]
        is_label.append(any(labels[concept] for concept in by_concept))
    return Senses(
        counts=Column.of(counts),
        concepts=Column.of(concepts),
        masks=Column.of(masks),
        languages=Column(
            np.frombuffer(b"".join(found.to_bytes(width, "little") for found in (*sets, everything)), "<u8")
        ),
        labels=Column(np.array(is_label, dtype=bool)),
    )


def mask_words(languages: int) -> int:
    """How many numbers of 64 bits a mask of so many languages takes."""
    return languages // 64 + 1


def _compile_rule(pack: Pack, rule: Rule, number_of: dict[str, int], longest: dict[str, int]) -> CompiledRule:
    from cleaner.rules.load import filled

    match = [filled(pack, pattern) for pattern in rule.matches()]
    unless = [filled(pack, pattern) for pattern in rule.exceptions()]
    named = {name for pattern in match for name in patterns_of.names(pattern)}
    excepted = {name for pattern in unless for name in patterns_of.names(pattern)} - named
    return CompiledRule(
        rule=rule,
        match=match,
        unless=unless,
        concepts=sorted(number_of[name] for name in named | excepted),
        exceptions=sorted(number_of[name] for name in excepted),
        clauses=[
            Clause(
                concepts=sorted(number_of[name] for kind, name in required.atoms if kind == "concept"),
                texts=sorted(fold(name) for kind, name in required.atoms if kind == "text"),
                digit=("digit", "") in required.atoms,
                latest=required.latest,
                tail=required.tail,
            )
            for pattern in match
            for required in patterns_of.requirements(pattern, longest)
        ],
        placed_match=[slotted(pattern) or run_of(pattern) for pattern in match],
        placed_unless=[slotted(pattern) or run_of(pattern) for pattern in unless],
    )


def load_compiled(paths: Sequence[Path], *, force: bool = False) -> CompiledPack:
    """The packs at these paths, compiled; from the cache where it holds them.

    Raises: PackError where a pack is wrong.
    """
    key = f"{_content(paths)}-{int(force)}"
    file = _cache_file(key)
    with contextlib.suppress(OSError, msgspec.DecodeError, ValueError):
        stored = np.fromfile(file, np.uint8).data
        if stored[:CHECK_BYTES] == _checksum(stored[CHECK_BYTES:]) + b"\n":
            return unpacked(stored[CHECK_BYTES:], CompiledPack)
    from cleaner.rules.load import load  # with the lint and the TOML reader: only what is not cached pays

    compiled = compile_pack(load(paths, force=force), key)
    content = packed(compiled)
    with contextlib.suppress(OSError):
        write_aside(file, _checksum(content) + b"\n" + content)
        keep_newest(file.parent, "pack-*.msgpack", KEPT_PACKS)
    return compiled


def _content(paths: Sequence[Path]) -> str:
    """A digest of the packs, of the decision's numbers and of the code that compiles them."""
    builtin = builtin_folder()
    if builtin not in paths:
        return f"{_code()}-{fingerprint(paths)}-{scorecard_fingerprint()}"
    others = [path for path in paths if path != builtin]
    return f"{_builtin_content(builtin)}-{fingerprint(others)}" if others else _builtin_content(builtin)


def _builtin_content(folder: Path) -> str:
    """The same of the package's own rules, remembered by the `state` of both: reading 4 MB takes a start 15 ms."""
    seen = state(folder, _compilers())
    note = cache_folder() / f"rules-{zlib.crc32(os.fsencode(folder)):08x}.seen"
    with contextlib.suppress(OSError, ValueError):
        content, before = note.read_text("ascii").split("\n", 1)
        if seen and before == seen:
            return content
    content = f"{_code()}-{fingerprint([folder])}-{scorecard_fingerprint()}"
    if seen:
        with contextlib.suppress(OSError):
            write_aside(note, f"{content}\n{seen}".encode("ascii"))
    return content


def _compilers() -> list[Path]:
    return [Path(__file__).parent / module for module in _COMPILERS]


def _code() -> str:
    """A digest of the modules that say what is in a compiled pack."""
    return digest_of((file.name, file.read_bytes()) for file in _compilers())


def _cache_file(key: str) -> Path:
    return cache_folder() / f"pack-{CACHE_FORMAT}-{msgspec.__version__}-{regex.__version__}-{key}.msgpack"


def _checksum(content: bytes | memoryview) -> bytes:
    found = b"%08x" % zlib.crc32(content)  # against half-written files, not against people
    return found.ljust(CHECK_BYTES - 1)
