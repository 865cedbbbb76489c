"""Running rules on their own examples: they are their tests, and show which clauses nothing reaches."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from cleaner.decide.decide import decide
from cleaner.decide.tongues import Tongues
from cleaner.rules.compiled import CompiledRule
from cleaner.rules.match import Matcher
from cleaner.rules.model import Rule
from cleaner.rules.selection import NOWHERE, Selection, select
from cleaner.segment.text import segment
from cleaner.signals.page import Page

__all__ = ["KEEP", "Failure", "failures", "fired", "fires", "shadows", "unreached"]

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


def fired(matcher: Matcher, example: str) -> dict[str, float]:
    """The rules that hit an example, with their points: a line, or the marked line of a small page."""
    lines = example.split("\n")
    marked = next((i for i, line in enumerate(lines) if line.startswith(MARK)), None)
    if marked is not None:
        lines[marked] = lines[marked].removeprefix(MARK)
    page = Page(segment("\n".join(lines)))
    wanted = 0 if marked is None else sum(1 for line in lines[:marked] if line.strip())
    found = _hit_by(matcher, page, NOWHERE)
    return found[wanted] if wanted < len(found) else {}


def fires(matcher: Matcher, rule: str, example: str) -> bool:
    """Whether a rule hits an example; one of scope "block": the marked lines and no others, where some are marked."""
    if rule not in _on_elements(matcher):
        return rule in fired(matcher, example)
    found, marked = _fired_on_html(matcher, example)
    hit = [block for block, rules in enumerate(found) if rule in rules]
    return hit == marked if marked else bool(hit)


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


def unreached(matcher: Matcher, number: int) -> Iterator[str]:
    """The clauses of a rule that no example shows at work.

    An exception works where the rule without it would hit one of `keep`. Clauses of match work in every
    example of `drop`.
    """
    compiled = matcher.pack.rules[number]
    for i, clause in enumerate(compiled.rule.exceptions()):
        without = msgspec.structs.replace(
            compiled,
            unless=compiled.unless[:i] + compiled.unless[i + 1 :],
            placed_unless=compiled.placed_unless[:i] + compiled.placed_unless[i + 1 :],
        )
        changed = _with_rule(matcher, number, without)
        if not any(fires(changed, compiled.rule.id, example) for example in compiled.rule.keep):
            yield clause


def shadows(matcher: Matcher, rule: Rule) -> Iterator[str]:
    """Rules of the same category and scope that hit all examples of this one, with as many points."""
    common: set[str] | None = None
    for example in rule.drop:
        found = _fired_together(matcher, example) if rule.scope == "block" else fired(matcher, example)
        stronger = {name for name, points in found.items() if name != rule.id and points >= found.get(rule.id, 0)}
        common = stronger if common is None else common & stronger
    by_id = {compiled.rule.id: compiled.rule for compiled in matcher.pack.rules}
    for name in sorted(common or ()):
        other = by_id.get(name)
        if other and (other.category, other.scope) == (rule.category, rule.scope) and not other.labels:
            yield name


def _hit_by(matcher: Matcher, page: Page, selection: Selection) -> list[dict[str, float]]:
    """Of each block of a page the rules that hit it, with their points."""
    hits = selection.hits(page, matcher.match(page.lines), matcher.pack)
    everything = frozenset(category.id for category in matcher.pack.categories)
    decision = decide(page, hits, [Tongues.any()], matcher.pack, everything, "article")
    found: list[dict[str, float]] = [{} for _ in page.lines]
    for contribution in decision.contributions:
        found[contribution.block][contribution.name] = contribution.points
    for trim in decision.trims:
        found[trim.block][trim.rule] = trim.points
    return found


def _on_elements(matcher: Matcher) -> set[str]:
    """The rules whose examples are HTML."""
    return {matcher.pack.rules[number].rule.id for number in matcher.pack.selectors}


def _fired_on_html(matcher: Matcher, example: str) -> tuple[list[dict[str, float]], list[int]]:
    """Of each line of an example in HTML the rules that hit it, and which lines are marked."""
    from cleaner.segment.html import segment_html  # with the HTML parser: most packs have no such rule

    given = segment_html(example)
    texts = zip(given.blocks.lines(), given.marker_chars.tolist(), strict=True)  # bullets stand before the mark
    marked = [block for block, (line, bullet) in enumerate(texts) if line.startswith(MARK, bullet)]
    html = segment_html(example.replace(MARK, ""))
    page = Page(html.blocks)
    return _hit_by(matcher, page, select(html, matcher.pack)), marked


def _fired_together(matcher: Matcher, example: str) -> dict[str, float]:
    """The rules that hit every marked line of an example in HTML, or some line where none is marked."""
    found, marked = _fired_on_html(matcher, example)
    if not marked:
        return {name: points for rules in found for name, points in rules.items()}
    together = set.intersection(*(set(found[block]) for block in marked))
    return {name: min(found[block][name] for block in marked) for name in together}


def _with_rule(matcher: Matcher, number: int, rule: CompiledRule) -> Matcher:
    rules = [rule if i == number else other for i, other in enumerate(matcher.pack.rules)]
    return Matcher(msgspec.structs.replace(matcher.pack, rules=rules))
