"""Running a rule on its own examples: they are its tests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cleaner.decide.decide import decide
from cleaner.decide.scorecard import load_scorecard
from cleaner.decide.tongues import Tongues
from cleaner.rules.match import Matcher
from cleaner.rules.model import Rule
from cleaner.segment.text import segment
from cleaner.signals.page import Page

__all__ = ["Failure", "failures", "fires"]

MARK = ">> "
"""Marks the line that is meant, in an example that is a small page."""
KEEP = "keep: "
"""Begins a known failure that the rule hits and should not."""


class Failure(NamedTuple):
    """An example that does not do what its list says."""

    rule: str
    field: str
    example: str
    found: str


def fires(matcher: Matcher, rule: str, example: str) -> bool:
    """Whether a rule hits the example: a line, or the marked line of a small page."""
    lines = example.split("\n")
    marked = next((i for i, line in enumerate(lines) if line.startswith(MARK)), None)
    if marked is not None:
        lines[marked] = lines[marked].removeprefix(MARK)
    page = Page(segment("\n".join(lines)))
    hits = matcher.match(page.lines)
    everything = frozenset(category.id for category in matcher.pack.categories)
    decision = decide(page, hits, Tongues.any(), matcher.pack, load_scorecard(), everything, "article")
    wanted = 0 if marked is None else sum(1 for line in lines[:marked] if line.strip())
    hit = {(c.block, c.name) for c in decision.contributions} | {(t.block, t.rule) for t in decision.trims}
    return (wanted, rule) in hit


def failures(matcher: Matcher, rule: Rule) -> Iterator[Failure]:
    """Every example of a rule that fails, and every known failure that no longer does."""
    for example in rule.drop:
        if not fires(matcher, rule.id, example):
            yield Failure(rule.id, "drop", example, "is not hit")
    for example in rule.keep:
        if fires(matcher, rule.id, example):
            yield Failure(rule.id, "keep", example, "is hit")
    for example in rule.known_failures:
        wrongly_hit = example.startswith(KEEP)
        if fires(matcher, rule.id, example.removeprefix(KEEP)) != wrongly_hit:
            now = "is not hit any more: move it to keep" if wrongly_hit else "is hit now: move it to drop"
            yield Failure(rule.id, "known_failures", example, now)
