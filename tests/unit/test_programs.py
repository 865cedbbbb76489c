"""Expressions from their programs find what expressions compiled anew find."""

from __future__ import annotations

import pytest
import regex

from cleaner.rules import programs as module
from cleaner.rules.match import Matcher
from cleaner.rules.programs import FLAGS, Programs, programs_of


def test_programs_of_shipped_rules_find_what_their_expressions_find(matcher: Matcher) -> None:
    """Over the examples of all rules."""
    lines = [line for rule in matcher.pack.rules for line in (*rule.rule.drop, *rule.rule.keep)]
    programs = Programs(matcher.pack.programs)
    differing = [
        expression
        for expression in matcher.pack.programs
        for line in lines
        if [found.span() for found in programs[expression].finditer(line.lower())]
        != [found.span() for found in regex.compile(expression, FLAGS).finditer(line.lower())]
    ]

    assert len(matcher.pack.programs) > 0
    assert differing == []


def test_expression_without_a_program_is_compiled() -> None:
    """As before there were programs."""
    assert Programs({})["b{2}"].search("aBB")


def test_library_that_pickles_otherwise_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The expressions are then compiled when they are searched for."""
    monkeypatch.setattr(module, "_reduced", lambda pattern: (regex.compile, (pattern.pattern, pattern.flags)))

    assert programs_of(["a"]) == {}
