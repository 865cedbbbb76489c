"""``cleaner rules``: list, show, test, lint and begin rules; `measure` has a file of its own."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cleaner.cli.measure import measure

if TYPE_CHECKING:
    from cleaner.rules.load import Pack
    from cleaner.rules.match import Matcher

__all__ = ["rules"]

_TABLE = re.compile(r"\s*\[\[?[^\[\]]+\]\]?\s*(?:#.*)?$")
_OF_RULE = re.compile(r"\s*\[\s*rule\s*\.")
"""A table within a rule, such as [rule.where]."""

_PACKS = click.argument("packs", nargs=-1, type=click.Path())


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def rules() -> None:
    """The rule packs: what is dropped, and why.

    Commands that take PACKS add them to the rules of the package.
    """


rules.add_command(measure)


@rules.command("list")
@click.option("--category", metavar="CATEGORY", help="Only rules of this category.")
@click.option("--categories", is_flag=True, help="List the categories instead.")
@click.option("--concepts", is_flag=True, help="List the concepts of the lexicon instead.")
@_PACKS
def list_rules(packs: tuple[str, ...], *, category: str | None, categories: bool, concepts: bool) -> None:
    """List rules: id, category, points, status, summary."""
    pack = _load(packs)
    if categories:
        for known in pack.categories.values():
            click.echo(f"{known.id:16} {'dropped' if known.dropped else 'kept':8} {known.meaning}")
    elif concepts:
        for name, concept in pack.concepts.items():
            languages = sum(name in language.concepts for language in pack.languages.values())
            click.echo(f"{name:20} {concept.category or '-':14} {languages:3} languages  {concept.summary}")
    else:
        if category is not None and category not in pack.categories:
            from cleaner.errors import UnknownName

            raise click.UsageError(str(UnknownName("category", category, pack.categories)))
        for rule in pack.rules.values():
            if category in (None, rule.category):
                points = "label" if rule.labels and rule.selector is None else f"{rule.points:+g}"
                click.echo(f"{rule.id:26} {rule.category:16} {points:>5} {rule.status:9} {rule.summary}")


@rules.command("show")
@click.argument("rule_id", metavar="ID")
@_PACKS
def show(rule_id: str, packs: tuple[str, ...]) -> None:
    """Show a rule as it is written, and where."""
    from cleaner.errors import suggest
    from cleaner.render.terminal import in_colour

    pack = _load(packs)
    if rule_id not in pack.rules:
        raise click.UsageError(f"no rule {rule_id!r}{suggest(rule_id, pack.rules)}")
    path, _, line = pack.places[rule_id].rpartition(":")
    click.echo(click.style(f"# {path}:{line}", dim=True), color=in_colour())
    lines = Path(path).read_text(encoding="utf-8").split("\n")[int(line) - 1 :]
    for number, text in enumerate(lines):
        if number and _TABLE.match(text) and not _OF_RULE.match(text):
            break
        click.echo(text)


@rules.command("test")
@_PACKS
def test(packs: tuple[str, ...]) -> None:
    """Run every rule on its examples. Exit code 1 if one fails."""
    from cleaner.rules.examples import failures

    matcher, count, failed = _matcher(packs), 0, 0
    for compiled in matcher.pack.rules:
        rule = compiled.rule
        count += len(rule.drop) + len(rule.keep) + len(rule.known_failures)
        for failure in failures(matcher, rule):
            failed += 1
            place = matcher.pack.places[failure.rule]
            click.echo(f"{place}: {failure.rule}: {failure.field}: {failure.example!r} {failure.found}")
    click.echo(f"{len(matcher.pack.rules)} rules, {count} examples, {failed} failed", err=True)
    if failed:
        raise click.exceptions.Exit(1)


@rules.command("lint")
@_PACKS
def lint(packs: tuple[str, ...]) -> None:
    """Check packs: fields, words, patterns, examples, clauses that no example reaches, shadowed rules.

    Exit code 1 if anything is wrong. What the loader refuses is found too (exit code 2).
    """
    from cleaner.errors import Problem
    from cleaner.rules.examples import failures, shadows, unreached

    matcher = _matcher(packs)
    found = []
    for number, compiled in enumerate(matcher.pack.rules):
        rule = compiled.rule
        path, _, line = matcher.pack.places[rule.id].rpartition(":")

        def problem(code: str, what: str, fix: str, path: str = path, line: int = int(line)) -> None:
            found.append(Problem(path, line, 1, code, what, fix))

        for clause in unreached(matcher, number):
            problem(
                "E113", f"rule {rule.id}: no example reaches unless {clause!r}", "add it to keep, or drop the clause"
            )
        for failure in failures(matcher, rule):
            problem("E114", f"rule {rule.id}: {failure.field} example {failure.example!r} {failure.found}", "")
        for other in shadows(matcher, rule):
            problem("E115", f"rule {rule.id}: rule {other} hits all its examples", "give one that only this rule hits")
    for item in sorted(found):
        click.echo(str(item))
    click.echo(f"{len(matcher.pack.rules)} rules, {len(found)} problems", err=True)
    if found:
        raise click.exceptions.Exit(1)


@rules.command("new")
@click.argument("rule_id", metavar="ID")
@click.option("--category", required=True, metavar="CATEGORY", help="What kind of residue it is.")
@click.option("--selector", metavar="CSS", help="Begin a rule on elements of HTML, which this selector matches.")
@click.option("--into", type=click.Path(dir_okay=False), help="Append to this file instead of printing.")
def new(rule_id: str, *, category: str, selector: str | None, into: str | None) -> None:
    """Begin a rule: print its fields in order, ready to fill in."""
    import json

    from cleaner.errors import UnknownName
    from cleaner.rules.model import is_identifier
    from cleaner.segment.selectors import fault_of

    if not is_identifier(rule_id):
        raise click.UsageError(f"rule id {rule_id!r}: use lower-case letters, digits, - and _, at most 60")
    pack = _load((into,) if into is not None and _is_pack_of_its_own(Path(into)) else ())
    if rule_id in pack.rules:
        raise click.UsageError(f"rule id {rule_id!r} is taken: {pack.places[rule_id]}")
    if category not in pack.categories:
        raise click.UsageError(str(UnknownName("category", category, pack.categories)))
    if selector is not None and (fault := fault_of(selector)) is not None:
        raise click.UsageError(f"{fault.found}; {fault.expected}")
    text = _TEMPLATE.format(id=rule_id, category=category)
    if selector is not None:
        shown = json.dumps(selector, ensure_ascii=False)  # a string of JSON is one of TOML
        text = _ELEMENT_TEMPLATE.format(id=rule_id, category=category, selector=shown)
    if into is None:
        click.echo(text, nl=False)
    else:
        try:
            _append(Path(into), text)
        except OSError as error:
            click.echo(f"cleaner: {into}: cannot write: {error.strerror or error}", err=True)
            raise click.exceptions.Exit(1) from None
        click.echo(f"appended to {into}; fill it in, then lint: see CONTRIBUTING, Add a rule", err=True)


def _is_pack_of_its_own(file: Path) -> bool:
    """Whether a file is there already and is not one of the package's."""
    from cleaner.rules.packs import builtin_folder

    return file.is_file() and builtin_folder().resolve() not in file.resolve().parents


def _append(file: Path, rule: str) -> None:
    """Write a rule behind what the file holds, with a blank line between. Raises: OSError."""
    content = file.read_bytes() if file.is_file() else b""
    gap = "\n" if content.endswith(b"\n") else "\n\n" if content else ""
    with file.open("a", encoding="utf-8") as out:
        out.write(f"{gap}{rule}")


@rules.command("schema")
def schema() -> None:
    """Print the JSON Schema of rule files, for editors."""
    from cleaner.rules.schema import schema_text

    click.echo(schema_text(), nl=False)


_TEMPLATE = """[[rule]]
id = "{id}"
summary = "What the line is, in at most 80 characters"
why = "Why it is on pages, and why extractors keep it."
category = "{category}"
# A regular expression on the folded line (lower case, plain quotes and dashes); {{concept}} stands for
# its words in every language: cleaner rules list --concepts
match = '^words of the line ?: ?\\S.{{2,200}}$'
where = {{ max_words = 40 }}
points = 5
status = "candidate"
source = "Where you saw it, when, and what you measured"
drop = ["Words of the line: a title, or what else follows"]
keep = ["A near miss it must not hit.", "Another near miss."]
false_positives = "What it will wrongly remove, in words"
"""


_ELEMENT_TEMPLATE = """[[rule]]
id = "{id}"
summary = "What stands in the element, in at most 80 characters"
why = "Why it is on pages, and why extractors keep it."
category = "{category}"
scope = "block"
# All text in elements that this CSS selector matches; match and where may ask for more
selector = {selector}
points = 5
status = "candidate"
source = "Where you saw it, when, and what you measured"
# HTML; >> marks the lines that the rule must hit, all others must stay
drop = ["<p>A paragraph.</p><aside class=box><p>>> A line it must hit</p></aside>"]
keep = ["<p>A near miss it must not hit.</p>", "<div class=box><p>Another near miss.</p></div>"]
false_positives = "What it will wrongly remove, in words"
"""


def _load(packs: tuple[str, ...]) -> Pack:
    from cleaner.errors import PackError
    from cleaner.rules.load import load
    from cleaner.rules.packs import builtin_folder, pack_path

    try:
        return load([builtin_folder(), *map(pack_path, packs)])
    except PackError as error:
        raise _bad_pack(error) from None


def _matcher(packs: tuple[str, ...]) -> Matcher:
    """All rules, candidates too: they are tested before they are used."""
    from cleaner.rules.compiled import compile_pack
    from cleaner.rules.match import Matcher

    return Matcher(compile_pack(_load(packs), statuses=("active", "candidate")))


def _bad_pack(error: Exception) -> click.exceptions.Exit:
    click.echo(str(error), err=True)
    return click.exceptions.Exit(2)
