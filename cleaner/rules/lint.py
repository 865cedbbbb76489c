"""The lint of rule packs: what can be told of a pattern without running it, and of a rule by running it.

`patterns` is cheap and runs at every load: a slow or broken pattern stops the start. `examples`,
`unreached` and `shadowed` run the rules on their examples; they serve `cleaner rules lint`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from re import _constants as ops  # type: ignore[attr-defined]
from typing import TYPE_CHECKING, Any

import regex

from cleaner.errors import Problem, suggest
from cleaner.rules import pattern as patterns_of
from cleaner.rules.ambiguity import ambiguities
from cleaner.rules.folding import fold
from cleaner.rules.model import Where
from cleaner.segment.selectors import fault_of

if TYPE_CHECKING:
    from cleaner.rules.load import Pack, Places
    from cleaner.rules.model import Rule

__all__ = ["SLOW", "patterns"]

MAX_REPEAT = 300
"""The largest upper bound of a repeat of wide things (`.`, classes). A sentence of interface text is
shorter; a wider bound matches across sentences, and costs its square where two of them meet."""
SLOW = ("E110", "E111")
"""Codes of patterns that are slow, not wrong: what `force` takes."""
_REPEATS = (ops.MAX_REPEAT, ops.MIN_REPEAT)
_CLASS_OR_ESCAPE = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]")
_EMPTY_ALTERNATIVE = re.compile(r"\|\||\((?:\?(?:[:=!>]|<[=!]))?\||\|\)|^\||\|$")
_BRACES = re.compile(r"\{(?!\d+(?:,\d*)?\}|,\d+\}|[a-z][a-z0-9_]*[~+]*\})[^{}]*\}?")
"""Braces that are neither a repeat nor a name: the matcher would look for them in the line."""
_PROPERTY = re.compile(r"\\[pPN]\{[^}]*\}")
_FOLDED_AWAY = re.compile(r"[^\x00-\x7f]")


def patterns(pack: Pack, places: Mapping[str, Places]) -> list[Problem]:
    """Every problem that the patterns of a pack show by themselves."""
    problems: list[Problem] = []
    for name in pack.parts:
        if _circular(pack, name):
            file = next(file for file in places.values() if file.of("parts", 0, name) != (0, 0))
            at = file.of("parts", 0, name)
            return [file.problem("E107", f"part {name} names itself, by way of others", "write it out", at)]
    for name, part in pack.parts.items():
        for file in places.values():
            if (at := file.of("parts", 0, name)) != (0, 0) and name in "".join(file.lines):
                problems += [
                    file.problem(code, f"part {name}: {found}", fix, at) for code, found, fix in _check(pack, part)
                ]
                break
    for rule in pack.rules.values():
        path, _, line = pack.places[rule.id].rpartition(":")
        file = places[path]
        header = file.lines[int(line) - 1 :]
        problems += [
            Problem(path, int(line) + _offset(header, field), 1, code, f"rule {rule.id}: {found}", fix)
            for field, code, found, fix in _rule(pack, rule)
        ]
    return problems


def _circular(pack: Pack, name: str, above: tuple[str, ...] = ()) -> bool:
    """Whether a part, or a part of it, names itself."""
    if name in above:
        return True
    inner = patterns_of.names(pack.parts[name]) & pack.parts.keys()
    return any(_circular(pack, other, (*above, name)) for other in inner)


def _offset(lines: list[str], field: str) -> int:
    return next((i for i, line in enumerate(lines) if re.match(rf"{field}\s*=", line)), 0)


def _rule(pack: Pack, rule: Rule) -> Iterator[tuple[str, str, str, str]]:
    """Field, code, what was found, what was expected."""
    for field, clauses in (("match", rule.matches()), ("unless", rule.exceptions())):
        for clause in clauses:
            for code, found, fix in _check(pack, clause):
                yield field, code, found, fix
        if len(set(clauses)) < len(clauses):
            yield field, "E108", f"{field} lists a pattern twice", "list it once"
    if set(rule.matches()) & set(rule.exceptions()):
        yield "unless", "E108", "a pattern stands in match and in unless", "it can never hit"
    yield from _elements(rule)
    if rule.labels and (rule.where != Where() or rule.languages):
        yield "where", "E103", "a label rule with conditions", "labels count wherever they stand; leave it out"
    if rule.scope == "span" and rule.where.on_page():
        yield "where", "E103", "a span rule with a condition on the page", "spans are judged by their line alone"
    if not rule.matches() and (rule.where.reported is not None or rule.where.before_capital is not None):
        yield "where", "E103", "a condition on words in a rule without match", "give match, or leave it out"
    twins = [
        other.id
        for other in pack.rules.values()
        if other.labels and other.category == rule.category and other.selector is None
    ]
    if rule.labels and rule.selector is not None and not twins:
        yield "labels", "E103", f"category {rule.category!r} has no label rule of its own", "give match instead"
    if rule.labels and rule.selector is None and twins[0] != rule.id:
        yield "labels", "E105", f"category {rule.category!r} has the label rule {twins[0]!r} already", "one a category"
    if rule.labels and rule.matches():
        yield "match", "E103", "labels and match exclude each other", "a label rule has no pattern"
    if (
        not rule.labels
        and not rule.matches()
        and not rule.where.on_page()
        and rule.selector is None
        and rule.scope != "block"
    ):
        yield "where", "E103", "nothing to match", "give match, labels = true, or a condition on the page"
    if rule.scope == "span" and not rule.matches():
        yield "scope", "E103", "a span rule without match", "say what is trimmed"
    if (not rule.labels or rule.selector is not None) and rule.points == 0 and rule.status != "retired":
        yield "points", "E103", "points are 0", "a rule that adds nothing is retired"


def _elements(rule: Rule) -> Iterator[tuple[str, str, str, str]]:
    """What is wrong with a rule on elements of HTML: as `_rule`."""
    if rule.selector is None:
        if rule.scope == "block":
            yield "scope", "E103", "a block rule without selector", "give a CSS selector, or leave scope out"
        return
    if rule.scope != "block":
        yield "selector", "E103", f"a selector in a rule on a {rule.scope}", 'write scope = "block"'
    if rule.exceptions() and not rule.matches():
        yield "unless", "E103", "unless without match", "say what is matched, such as match = '^.'"
    fault = fault_of(rule.selector)
    if fault is not None:
        yield "selector", "E119" if fault.slow else "E118", fault.found, fault.expected


def _check(pack: Pack, pattern: str) -> Iterator[tuple[str, str, str]]:
    """Code, what was found, what was expected, of one pattern."""
    names: list[str] = []
    known = pack.concepts.keys() | pack.parts.keys()
    missing: list[str] = []

    def part_of(name: str) -> str:
        if name.rstrip("~+") not in known or name.rstrip("~+") in pack.parts.keys() - {name}:
            missing.append(name)
        if name in pack.parts:
            return f"(?:{patterns_of.substitute(pack.parts[name], part_of)})"
        return "{" + name + "}"

    whole = patterns_of.substitute(pattern, part_of)
    for name in missing:
        hint = suggest(name, known) or "; see concepts.toml"
        yield "E106", f"unknown concept {{{name}}}", hint[2:]
    if stray := _BRACES.findall(_CLASS_OR_ESCAPE.sub("x", _PROPERTY.sub("x", pattern))):
        for braces in stray:
            yield "E106", f"{braces} is no name of a concept", "write \\{ for a brace, or see concepts.toml"
        return
    try:
        tree = patterns_of.parse(whole, names)
        compiled = regex.compile(patterns_of.substitute(whole, lambda _: "x"))
    except (re.error, regex.error) as error:
        yield "E107", f"not a regular expression: {error}", "see the syntax in docs/rules.md"
        return
    if compiled.match("") and not whole.startswith("^") and compiled.fullmatch(""):
        yield "E117", "the pattern matches nothing at all, so every line", "require at least one character"
    for char in sorted(set(_FOLDED_AWAY.findall(pattern))):
        if fold(char) != char:
            yield "E116", f"{char!r} never stands in a folded line", f"write {fold(char)!r}"
    # The parser factors common beginnings out ("photos|photo"), so empty alternatives are told by the text.
    if _EMPTY_ALTERNATIVE.search(_CLASS_OR_ESCAPE.sub("x", whole)):
        yield "E109", "an empty alternative matches everywhere", "write (?:…)? if it is optional"
    yield from _shape(list(tree), repeated=False)
    for found in ambiguities(patterns_of.plain(whole, names)):
        yield (
            "E111",
            f"{found} can backtrack badly",
            "let them differ, make the group atomic, (?>…), or the repeats fixed",
        )


def _shape(nodes: list[Any], *, repeated: bool) -> Iterator[tuple[str, str, str]]:
    """What makes a pattern slow or wrong, read off its syntax tree."""
    for op, value in nodes:
        if op in _REPEATS:
            low, high, body = value[0], value[1], list(value[2])
            variable = high != low
            if high == ops.MAXREPEAT or high > MAX_REPEAT:
                bound = "no upper bound" if high == ops.MAXREPEAT else f"up to {high} times"
                yield "E110", f"a repeat with {bound}", f"bound it, such as {{0,40}}; at most {MAX_REPEAT}"
            if variable and repeated:
                yield "E111", "a repeat inside a repeat can backtrack badly", "unroll it or make one of them fixed"
            yield from _shape(body, repeated=repeated or (variable and high > 1))
        elif op is ops.SUBPATTERN:
            yield from _shape(list(value[3]), repeated=repeated)
        elif op is ops.BRANCH:
            branches = [list(branch) for branch in value[1]]
            for start, end in ((ops.AT_BEGINNING, ops.AT_BEGINNING_STRING), (ops.AT_END, ops.AT_END_STRING)):
                where = 0 if start is ops.AT_BEGINNING else -1
                anchored = [bool(b) and b[where][0] is ops.AT and b[where][1] in (start, end) for b in branches]
                if any(anchored) and not all(anchored):
                    sign = "^" if where == 0 else "$"
                    yield "E112", f"{sign} binds only some of the alternatives", f"put {sign} outside a group"
            for branch in branches:
                yield from _shape(branch, repeated=repeated)
        elif op in (ops.ASSERT, ops.ASSERT_NOT):
            yield from _shape(list(value[1]), repeated=repeated)
        elif op in (ops.ATOMIC_GROUP, ops.POSSESSIVE_REPEAT):
            if op is ops.POSSESSIVE_REPEAT and (value[1] == ops.MAXREPEAT or value[1] > MAX_REPEAT):
                yield "E110", "a repeat with no upper bound", f"bound it, such as {{0,40}}; at most {MAX_REPEAT}"
            yield from _shape(list(value if op is ops.ATOMIC_GROUP else value[2]), repeated=False)
        elif op is ops.GROUPREF:
            yield "E111", "a back-reference can backtrack badly", "say the words instead"
