"""Patterns cut into their parts."""

from __future__ import annotations

import pytest

from cleaner.rules.grammar import parts_of, unwrapped
from cleaner.rules.match import Matcher


def written(pattern: str) -> str | None:
    """The pattern, read and written again."""
    alternatives = parts_of(pattern)
    if alternatives is None:
        return None
    return "|".join("".join(part.written() for part in parts) for parts in alternatives)


def test_shipped_patterns_are_read_without_loss(matcher: Matcher) -> None:
    """What is read is written again to the letter, and nearly all patterns are read."""
    patterns = [pattern for rule in matcher.pack.rules for pattern in (*rule.match, *rule.unless)]
    read = [pattern for pattern in patterns if written(pattern) is not None]

    assert [written(pattern) for pattern in read] == read
    assert len(read) >= 0.95 * len(patterns)


@pytest.mark.parametrize(
    "pattern",
    [
        "(?i)a", "(?P<x>a)", r"(a)\1", "[[:alpha:]]", r"\Aa", r"\x4", "a{,3}", "a**", "*a", "(a", "a)", "[{share}]",
        r"\K", "(?#x)a", "(?>a)|(?R)", "{3}",
    ],
)  # fmt: skip
def test_rare_syntax_is_not_read(pattern: str) -> None:
    """The pattern is then used whole."""
    assert parts_of(pattern) is None


@pytest.mark.parametrize(
    ("pattern", "bounds"),
    [("a", (1, 1)), ("a?", (0, 1)), ("a*", (0, None)), ("a+?", (1, None)), ("a{2}", (2, 2)), ("a{2,5}+", (2, 5))],
)
def test_counts_are_read(pattern: str, bounds: tuple[int, int | None]) -> None:
    """How often a part may stand there, lazy and possessive counts included."""
    ((part,),) = parts_of(pattern) or [[]]

    assert (part.fewest, part.most) == bounds


def test_groups_around_everything_are_unwrapped() -> None:
    """As long as they have no count and are nothing but groups."""
    inner = [[part.text for part in parts] for parts in unwrapped(parts_of("(?:(?:a|b))") or [])]
    kept = [[part.kind for part in parts] for parts in unwrapped(parts_of("(?:(?:a|b)?)") or [])]

    assert inner == [["a"], ["b"]]
    assert kept == [["(?:"]]
