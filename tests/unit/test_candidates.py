"""Candidates leave no hit out: the matcher with them answers as one that tries every rule on every line."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.rules.candidates import Candidates, Present
from cleaner.rules.compiled import CompiledPack
from cleaner.rules.finder import Finder, FoldedLines, Occurrences
from cleaner.rules.folding import fold_lines
from cleaner.rules.match import Matcher

MakeMatcher = Callable[..., Matcher]


class Everything(Candidates):
    """Stands in for `Candidates`: every rule with a pattern on every line, labels on every line."""

    def __init__(self, pack: CompiledPack) -> None:
        super().__init__(pack)
        self.rules = [number for number, rule in enumerate(pack.rules) if rule.match]

    def pairs(self, lines: FoldedLines, present: Present) -> tuple[np.ndarray, np.ndarray]:
        """All of them."""
        count = len(lines.texts)
        return np.repeat(np.arange(count), len(self.rules)), np.tile(np.array(self.rules, dtype=np.int64), count)

    def covered(self, lines: FoldedLines, found: Occurrences, present: Present) -> np.ndarray:
        """All that were not cut."""
        return np.array([i for i, text in enumerate(lines.texts) if "\0" not in text], dtype=np.int64)


def without_candidates(pack: CompiledPack) -> Matcher:
    """A matcher that tries everything."""
    matcher = Matcher(pack)
    matcher._candidates = Everything(pack)
    return matcher


def pairs_of(matcher: Matcher, *lines: str) -> list[tuple[int, str]]:
    """Candidates, by line number and rule."""
    folded = FoldedLines.of(fold_lines(lines))
    found = Finder(matcher.pack.forms).find(folded)
    lines_of, rules = matcher._candidates.pairs(folded, matcher._candidates.read(folded, found))
    return [
        (line, matcher.pack.rules[rule].rule.id) for line, rule in zip(lines_of.tolist(), rules.tolist(), strict=True)
    ]


def test_shipped_rules_hit_the_same_examples_without_candidates(matcher: Matcher) -> None:
    """Over the examples of all shipped rules, alone and glued to one another."""
    examples = [
        line.removeprefix(">> ").strip()
        for rule in matcher.pack.rules
        for example in (*rule.rule.drop[:3], *rule.rule.keep[:2])
        for line in example.split("\n")
    ]
    lines = list(
        dict.fromkeys(filter(None, examples + [f"{a} {b}" for a, b in zip(examples, examples[7:], strict=False)]))
    )

    assert Matcher(matcher.pack).match(lines) == without_candidates(matcher.pack).match(lines)


RULES = (
    'id = "anywhere"\ncategory = "share"\nmatch = "[a-z]{4}x"\npoints = 5\n',
    'id = "early"\ncategory = "share"\nmatch = "^.{0,4}{share}"\npoints = 5\n',
    'id = "sign"\ncategory = "share"\nmatch = "^.{0,2}© ?{home}?"\npoints = 5\n',
    'id = "digit"\ncategory = "share"\nmatch = \'^\\W?\\d{2}\'\npoints = 5\n',
    'id = "text"\ncategory = "share"\nmatch = "^(?:photo|bild) "\npoints = 5\n',
    'id = "later-text"\ncategory = "share"\nmatch = "(?:photo|bild)$"\npoints = 5\n',
    'id = "both"\ncategory = "share"\nmatch = ["{share}", "{home}", "[:|-]"]\npoints = 5\n',
    'id = "german"\ncategory = "share"\nlanguages = ["de"]\nmatch = "{home}"\npoints = 5\n',
    'id = "home-label"\ncategory = "navigation"\nlabels = true\n',
)
WORDS = [
    "home",
    "share this",
    "teilen",
    "startseite",
    "facebook",
    "photo",
    "bild",
    "©",
    ":",
    "12",
    "٣٤",
    "x",
    "abcdx",
    "-",
]


@pytest.fixture
def all_rules(make_matcher: MakeMatcher) -> Matcher:
    """A matcher of these rules."""
    return make_matcher(*RULES)


@given(st.lists(st.lists(st.sampled_from([*WORDS, " ", " "]), max_size=7).map("".join).map(str.strip), max_size=6))
def test_hits_are_the_same_without_candidates(all_rules: Matcher, lines: list[str]) -> None:
    """Over lines made of a small pack's words, signs and digits."""
    assert all_rules.match(lines) == without_candidates(all_rules.pack).match(lines)


@pytest.mark.parametrize(
    ("line", "rules"),
    [
        ("Prose of no rule at all", ["anywhere"]),
        ("Share this", ["anywhere", "early"]),
        ("1234 share this", ["anywhere", "digit"]),
        ("© Home", ["anywhere", "sign", "german"]),
        ("Photo of it", ["anywhere", "text"]),
        ("Pho", ["anywhere"]),
        ("A photo", ["anywhere", "later-text"]),
        ("A photo!", ["anywhere"]),
        ("Teilen: Home", ["anywhere", "early", "both", "german"]),
        ("Teilen: Home page", ["anywhere", "early", "both", "german"]),
        ("Teilen: Startseiten", ["anywhere", "early"]),
        ("٣٤", ["anywhere", "digit"]),
    ],
)
def test_rule_is_tried_only_where_its_requirements_are_met(
    make_matcher: MakeMatcher, line: str, rules: list[str]
) -> None:
    """In words of one language, early enough, late enough; a rule that asks for nothing is tried everywhere."""
    matcher = make_matcher(*RULES)

    assert pairs_of(matcher, "", line) == [(0, "anywhere"), *((1, rule) for rule in rules)]


def test_more_languages_than_a_machine_word_has_bits(make_matcher: MakeMatcher) -> None:
    """The masks of languages grow with the pack."""
    codes = [f"{a}{b}" for a in "qxyz" for b in "abcdefghijklmnopqrstuvwxyz"]
    files = {
        f"lexicon/{code}.toml": f'language = "{code}"\nname = "{code}"\nscripts = ["Latn"]\n[concepts]\nhome = ["{code}{code}"]\n'
        for code in codes
    }
    matcher = make_matcher(*RULES, files=files)
    found = [matcher.languages(matcher.match([f"{code}{code}"])[0][0].languages) for code in codes]

    assert found == [[code] for code in codes]


def test_nothing_to_try_is_fine(make_matcher: MakeMatcher) -> None:
    """No rules, no lines, empty lines."""
    found = [make_matcher().match(["Home", ""]), make_matcher(*RULES).match([""]), make_matcher(*RULES).match([])]

    assert found == [[(), ()], [()], []]
