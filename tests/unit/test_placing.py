"""Words put into the slots of patterns: the answers are those of expressions over the forms found."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.rules.compiled import CompiledPack
from cleaner.rules.match import Matcher
from cleaner.rules.placing import MAX_PLACES, Placing

MakeMatcher = Callable[..., Matcher]


class Nowhere(Placing):
    """Stands in for `Placing`: can tell nothing, so that expressions over the forms found decide."""

    def languages(self, *_: object) -> None:
        """Leave it to others."""


def without_placing(pack: CompiledPack) -> Matcher:
    """A matcher of expressions over the forms found."""
    matcher = Matcher(pack)
    matcher._placing = Nowhere(pack)
    return matcher


def test_shipped_rules_hit_the_same_examples_without_placing(matcher: Matcher) -> None:
    """Over the examples of all shipped rules, alone, glued to one another, in capitals, doubled."""
    examples = [
        line.removeprefix(">> ").strip()
        for rule in matcher.pack.rules
        for example in (*rule.rule.drop[:3], *rule.rule.keep[:2])
        for line in example.split("\n")
    ]
    lines = list(
        dict.fromkeys(
            filter(
                None,
                examples
                + [f"{a} {b}" for a, b in zip(examples, examples[11:], strict=False)]
                + [f"{a}{b}" for a, b in zip(examples, examples[5:], strict=False)]
                + [line.upper() for line in examples[::3]],
            )
        )
    )

    assert Matcher(matcher.pack).match(lines) == without_placing(matcher.pack).match(lines)


PATTERNS = (
    'match = "^{share}[^.]{0,4}$"',
    'match = "{share}.{0,3}{home}|{home} {share}"',
    'match = "^(?:{read_also}|{share+}|x) ?:"',
    'match = "{home~}x"',
    'match = ["{share}", "{home}|{read_also}"]',
    'match = "{read_also}"\nunless = "{share}"',
    'match = "[a-z]{3}"\nunless = "^{home}"',
    'match = "{home}"\nunless = ["{home} {home}", "12$"]',
    "match = '(?<=[.] ?){share}(?! this)'",
    "match = '{share}\\b.{0,2}\\b{home}?'",
    "match = '^(?>{share}|{home}|\\d{1,2}|x)(?> ?)$'",
    "match = '^(?:(?>{share}|{home}|\\d{1,2})(?>[ :]{0,2})){2,4}$'",
    "match = '^\\W{0,2}(?>{home}\\W{0,2}){1,3}$'",
    "match = '^(?:(?>{share}|\\d{1,2}|{home})(?>:)){1,3}$'",
    "match = '^(?:(?>{share}|\\d|{home})(?> ?)(?>:?-?)){1,4}$'",
    "match = '{share}|(?<!x ){home}(?! x)'",
    "match = ['[a-z]', '{share}|12', '^(?>(?:{share}|{home}|12) ?){2,4}$']",
    "match = '^-{0,2}?(?>{share} ?){1,3}$'",
    "match = '{share}.{0,3}(?<!e|x)$'",
    "match = '{share}[^.](?>[^.]|(?<=(?<!\\p{L})\\p{L})[.]){1,9}[)]?$'",
    "match = '(?:{share}|{home})(?> ?)(?>page|this|x){0,2}$|x(?>[a-z]{1,4})$'",
    "match = '{share}.{0,9}(?<!\\w){home}'",
    'scope = "span"\nmatch = "{share}.{0,3}"',
    'languages = ["de"]\nmatch = "{home}"',
)
WORDS = [
    "home",
    "home page",
    "startseite",
    "share",
    "share this",
    "teilen",
    "facebook",
    "see also",
    "read also",
    "x",
    "12",
    ":",
    "-",
    ".",
]


@pytest.fixture
def all_rules(make_matcher: MakeMatcher) -> Matcher:
    """A matcher of a rule for each pattern."""
    return make_matcher(
        *(f'id = "rule-{n}"\ncategory = "share"\n{pattern}\npoints = 5\n' for n, pattern in enumerate(PATTERNS))
    )


@given(st.lists(st.lists(st.sampled_from([*WORDS, " ", " ", " "]), max_size=8).map("".join).map(str.strip), max_size=6))
def test_hits_are_the_same_without_placing(all_rules: Matcher, lines: list[str]) -> None:
    """Over lines made of a small pack's words, signs and digits."""
    assert all_rules.match(lines) == without_placing(all_rules.pack).match(lines)


@pytest.mark.parametrize("words", [MAX_PLACES, MAX_PLACES + 1], ids=["at", "over"])
def test_line_of_many_words_is_decided_all_the_same(make_matcher: MakeMatcher, words: int) -> None:
    """By the forms found, where trying each word would take longer."""
    matcher = make_matcher('id = "twice"\ncategory = "share"\nmatch = "{share}!"\npoints = 5')
    line = "share " * words

    assert [len(matcher.match([text])[0]) for text in (f"{line}!", f"{line.strip()}!")] == [0, 1]


def test_line_with_signs_of_placeholders_is_decided_all_the_same(make_matcher: MakeMatcher) -> None:
    """Whoever writes a placeholder into a page writes no word."""
    matcher = make_matcher('id = "shared"\ncategory = "share"\nmatch = "^{share}"\npoints = 5')
    placeholder = "\U00014400\U0001447f"

    assert [len(found) for found in matcher.match([placeholder, f"Share {placeholder}"])] == [0, 1]
